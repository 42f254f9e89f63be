//! Written positions: filed on an item before the vote, they speak for their function (R05).

use super::case::Case;
use super::room::{Room, Topic};
use crate::domain::Refusal;
use crate::domain::event::{Event, Position};
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::operation::{FilePosition, WithdrawPosition};
use crate::domain::record::{Item, Meeting, Row};
use crate::domain::value::Handle;
use crate::policy::{amendment, quorum, recusal};
use crate::store::query::meeting::Filed;

/// The item, if it is still to be voted on.
fn undecided(case: &Case<'_>, item: ItemId) -> Result<(Row<Item>, Row<Meeting>), Refusal> {
    let row = case.view.get::<Item>(item.0)?;
    let meeting = case.view.get::<Meeting>(row.meeting.0)?;
    amendment::may_change(meeting.state.state)?;
    if !case.view.decisions_on(item)?.is_empty() {
        return Err(Refusal::rule(5, item.to_string(), "has been voted on, and a position is filed before the vote")
            .hint("take a note instead, or undo the decision first"));
    }
    Ok((row, meeting))
}

fn filed(case: &Case<'_>, item: &Row<Item>, person: &Handle) -> Result<Option<Filed>, Refusal> {
    let on_item = |one: &Filed| one.item.0 == item.number && one.person == *person;
    Ok(case.view.positions(item.meeting)?.into_iter().find(on_item))
}

/// Files a position.
pub fn file(case: &mut Case<'_>, request: &FilePosition) -> Result<(), Refusal> {
    let (item, meeting) = undecided(case, request.item)?;
    case.person("person", &request.person)?;
    let name = request.person.as_str();
    if filed(case, &item, &request.person)?.is_some() {
        return Err(
            Refusal::state(name, format!("has filed a position on {} already", request.item)).hint("withdraw it first")
        );
    }
    let meeting_id = MeetingId(meeting.number);
    let topic = Topic::of(case.view, item)?;
    let room = Room::of(case.view, meeting, Some(&topic))?;
    if recusal::is_conflicted(&request.person, &room.recused)
        || recusal::is_conflicted(&request.person, &topic.conflicts)
    {
        return Err(Refusal::rule(3, name, "is recused from this item, and speaks for no function on it")
            .hint("let somebody else of that function file it"));
    }
    let attendees = room.attendees();
    let seated = attendees.iter().find(|one| one.person.handle == request.person);
    if !seated.is_some_and(|one| quorum::may_file(one.person, &attendees)) {
        return Err(Refusal::rule(5, name, "has neither a vote nor an advisor's seat on this board")
            .hint("name a voter, an advisor or an alternate"));
    }
    case.say(Event::PositionFiled(Position {
        meeting: meeting_id,
        item: request.item,
        person: request.person.clone(),
        at: case.moment(),
        text: request.text.0.clone(),
    }));
    Ok(())
}

/// Withdraws a position.
pub fn withdraw(case: &mut Case<'_>, request: &WithdrawPosition) -> Result<(), Refusal> {
    let (item, _) = undecided(case, request.item)?;
    let Some(one) = filed(case, &item, &request.person)? else {
        return Err(Refusal::state(request.person.as_str(), format!("has filed no position on {}", request.item))
            .hint("nothing to withdraw"));
    };
    case.say(Event::PositionWithdrawn(Position {
        meeting: item.meeting,
        item: one.item,
        person: one.person,
        at: one.at,
        text: one.text,
    }));
    Ok(())
}
