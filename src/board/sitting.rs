//! Whether the board may vote at all: it sits, somebody may vote and preside, and the item is not decided.

use super::case::Case;
use super::room::{Room, Topic};
use crate::domain::Refusal;
use crate::domain::event::{Event, Presidency};
use crate::domain::ids::{ItemId, RecordKind};
use crate::domain::operation::{AttendanceStep, RecordDecision};
use crate::domain::record::{Decision, Item, Meeting, Person, Row};
use crate::domain::states::{Active, DecisionStatus, Disposition, MeetingState, Outcome, Seat};
use crate::domain::text::join_words;
use crate::domain::value::{Handle, TierValue};
use crate::policy::amendment;

/// Refuses a decision outside a session.
pub fn check_sitting(meeting: &Row<Meeting>) -> Result<(), Refusal> {
    let subject = meeting.id().to_string();
    match meeting.state.state {
        MeetingState::InSession => Ok(()),
        MeetingState::Recess => Err(Refusal::state(subject, "is in recess").hint("resume it first (R)")),
        MeetingState::Draft | MeetingState::Published => {
            Err(Refusal::state(subject, "has not been called to order").hint("open it first (O)"))
        }
        over @ (MeetingState::Adjourned | MeetingState::MinutesAdopted) => amendment::may_change(over),
    }
}

/// Refuses that somebody else than who leads the meeting turns the room, lets it rest or adjourns it.
pub fn check_leads(case: &Case<'_>, meeting: &Row<Meeting>) -> Result<(), Refusal> {
    let item = case.view.find::<Item>(meeting.state.current.0)?;
    let topic = item.map(|item| Topic::of(case.view, item)).transpose()?;
    let leaders = Room::of(case.view, meeting.clone(), topic.as_ref())?.leaders();
    if leaders.is_empty() || leaders.contains(&case.actor) {
        return Ok(());
    }
    let names: Vec<&str> = leaders.iter().map(Handle::as_str).collect();
    let sentence = format!("is led by {}, and not by {}", join_words(&names, "or"), case.actor);
    Err(Refusal::state(meeting.id().to_string(), sentence)
        .hint("ask one of them; Enter on the agenda reads another item without turning the room"))
}

/// Names who presides from now on, wherever neither chair nor vice-chair may; refused where one of them does.
pub fn preside(case: &mut Case<'_>, step: &AttendanceStep) -> Result<(), Refusal> {
    let meeting = case.view.get::<Meeting>(step.meeting.0)?;
    check_sitting(&meeting)?;
    case.person("person", &step.person)?;
    let item = case.view.find::<Item>(meeting.state.current.0)?;
    let topic = item.map(|item| Topic::of(case.view, item)).transpose()?;
    let room = Room::of(case.view, meeting, topic.as_ref())?;
    room.presides(&step.person)?;
    let holds = |row: &Row<Person>| row.handle == step.person && matches!(row.seat, Seat::Chair | Seat::ViceChair);
    if room.board.iter().any(holds) || room.meeting.chair == step.person {
        return Err(Refusal::state(step.person.as_str(), "presides by office, whenever here and not recused")
            .hint("those present choose only where neither chair nor vice-chair may"));
    }
    let (from, to) = (room.meeting.state.chosen.clone(), step.person.clone());
    if from != to {
        case.say(Event::PresidingChosen(Presidency { meeting: step.meeting, from, to }));
    }
    Ok(())
}

/// Refuses to adopt minutes unless the board sits with quorum (R04), by whoever presides or keeps the minutes (R12).
/// A motion on the item about them answers to the rules of a decision instead.
pub fn check_adoption(case: &Case<'_>, meeting: &Row<Meeting>) -> Result<(), Refusal> {
    if meeting.state.state != MeetingState::InSession {
        let sentence = format!("is {}, and adopts minutes only in session", meeting.state.state.phrase());
        return Err(Refusal::rule(4, meeting.id().to_string(), sentence)
            .hint("call it to order or resume it first, or name the meeting that sits"));
    }
    check_moment(case, meeting)?;
    let room = Room::at(case.view, meeting.clone(), None, Some(case.now))?;
    let quorum = room.quorum(case.policy, TierValue::default());
    if !quorum.counts() {
        let sentence = format!("are adopted by the board with quorum, and {} has {}", meeting.id(), quorum.text());
        return Err(Refusal::rule(4, "minutes", sentence).hint("wait for quorum, or leave it to the next meeting"));
    }
    if room.presides(&Handle::default()).is_ok_and(|found| found.person == case.actor) {
        return Ok(());
    }
    check_hand(case, Some(meeting), "keeps no minutes, and enters no adoption of any")
}

/// Refuses whoever keeps no minutes: they are the secretary's and the chair's (R12). The sentence says what is refused.
pub fn check_hand(case: &Case<'_>, meeting: Option<&Row<Meeting>>, sentence: &str) -> Result<(), Refusal> {
    let keeps = meeting.is_some_and(|row| [&row.chair, &row.secretary].contains(&&case.actor));
    let holds = case.view.person(&case.actor)?.is_some_and(|person| {
        person.active == Active::Yes && matches!(person.seat, Seat::Chair | Seat::ViceChair | Seat::Secretary)
    });
    if keeps || holds {
        return Ok(());
    }
    Err(Refusal::rule(12, case.actor.as_str(), sentence).hint("ask the secretary or the chair"))
}

/// Refuses what is said to have happened before the meeting was called to order.
pub fn check_moment(case: &Case<'_>, meeting: &Row<Meeting>) -> Result<(), Refusal> {
    if meeting.state.opened_at.0.is_some_and(|opened| case.now < opened) {
        let sentence = "had not been called to order at that moment";
        return Err(Refusal::state(meeting.id().to_string(), sentence).hint("enter a later moment"));
    }
    Ok(())
}

/// Refuses a vote where nobody may vote.
pub fn check_voters(room: &Room) -> Result<(), Refusal> {
    if !room.eligible().is_empty() {
        return Ok(());
    }
    let voters = room.board.iter().filter(|row| row.seat.votes() && room.present.contains(&row.handle)).count();
    if voters == 0 {
        return Err(Refusal::rule(4, "votes", "nobody who may vote is here").hint("take attendance first (w)"));
    }
    Err(Refusal::rule(3, "votes", "everybody present is recused from this item, and nobody may vote")
        .hint("let alternates sit, or leave it open: it is carried over at adjournment"))
}

/// Refuses corrections where no minutes are adopted.
pub fn check_corrections(motion: &RecordDecision, item: &Row<Item>) -> Result<(), Refusal> {
    let adopts =
        motion.outcome == Outcome::Procedural && item.subject.0.is_some_and(|id| id.kind == RecordKind::Meeting);
    if adopts || motion.corrections.as_str().trim().is_empty() {
        return Ok(());
    }
    Err(Refusal::data("corrections", "this motion adopts no minutes")
        .hint("put them on the item about the meeting, as procedural"))
}

/// Refuses to decide an item twice; after a lost motion another may follow.
pub fn check_undecided(case: &Case<'_>, item: &Row<Item>) -> Result<(), Refusal> {
    let id = ItemId(item.number);
    let stands = |row: &&Row<Decision>| !matches!(row.state.status, DecisionStatus::Failed | DecisionStatus::Void);
    if let Some(made) = case.view.decisions_on(id)?.iter().find(stands) {
        return Err(Refusal::rule(12, id.to_string(), format!("is decided already, by {}", made.id()))
            .hint("undo it, or supersede it by a motion on another item"));
    }
    match item.state.disposition {
        Disposition::Open | Disposition::Noted => Ok(()),
        other => Err(Refusal::state(id.to_string(), format!("is {other}")).hint("add the matter to an agenda again")),
    }
}
