//! Meetings: drafted, published, called to order, adjourned; who comes and goes; notes.

use super::agenda::{self, turn};
use super::case::Case;
use super::room::{Room, Topic};
use super::{ratification, sitting};
use crate::domain::Refusal;
use crate::domain::event::{Attendance, Event, MeetingMove, Recusal};
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::moment::Moment;
use crate::domain::operation::{AdoptMinutes, AttendanceStep, MeetingStep, OpenMeeting, Recuse, Revise};
use crate::domain::record::{Item, Meeting, Note, Row};
use crate::domain::states::{Disposition, MeetingState};
use crate::domain::value::{Day, Handle, Prose};
use crate::policy::{amendment, lifecycle, recusal};

/// Drafts a meeting; chair and secretary come from the board's seats unless named.
pub fn draft(case: &mut Case<'_>, fields: &Meeting) -> Result<(), Refusal> {
    let mut fields = fields.clone();
    check_time(&fields)?;
    let board = case.view.board()?;
    let holder = |seat| board.iter().find(|person| person.seat == seat).map(|person| person.handle.clone());
    if fields.chair.is_empty() {
        fields.chair = holder(crate::domain::states::Seat::Chair).unwrap_or_default();
    }
    if fields.secretary.is_empty() {
        fields.secretary = holder(crate::domain::states::Seat::Secretary).unwrap_or_default();
    }
    case.create(fields).map(drop)
}

fn check_time(fields: &Meeting) -> Result<(), Refusal> {
    let time = fields.time.as_str();
    if time.is_empty() || chrono::NaiveTime::parse_from_str(time, "%H:%M").is_ok() {
        return Ok(());
    }
    Err(Refusal::data("time", format!("`{time}` is not a time of day")).hint("write 14:00"))
}

/// Changes a meeting's entry until it is over.
pub fn revise(case: &mut Case<'_>, revise: &Revise<Meeting>) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(revise.number)?;
    let after = revise.applied(&row.fields);
    check_time(&after)?;
    if row.state.state.is_over() && after != row.fields {
        return Err(Refusal::rule(12, row.id().to_string(), "is over, and its entry stands")
            .hint("correct the minutes' prose instead"));
    }
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

/// Says that a meeting took a step.
fn step(case: &mut Case<'_>, row: &Row<Meeting>, to: MeetingState, note: &str, event: fn(MeetingMove) -> Event) {
    case.say(event(MeetingMove {
        meeting: MeetingId(row.number),
        from: row.state.state,
        to,
        at: case.moment(),
        criteria: case.policy.label(),
        adopted_in: MeetingId(0),
        note: note.to_owned(),
        presiding: Handle::default(),
        kept: String::new(),
    }));
}

fn check_step(row: &Row<Meeting>, to: MeetingState) -> Result<(), Refusal> {
    lifecycle::meeting(&row.id().to_string(), row.kind, row.state.state, to)
}

/// Publishes an agenda.
pub fn publish(case: &mut Case<'_>, request: &MeetingStep) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(request.meeting.0)?;
    check_step(&row, MeetingState::Published)?;
    let tabled = ratification::table(case, &row)?;
    if tabled == 0
        && case.view.items(request.meeting)?.iter().all(|item| item.state.disposition == Disposition::Removed)
    {
        return Err(Refusal::state(request.meeting.to_string(), "has nothing on its agenda")
            .hint("add items first (b, A or n)"));
    }
    step(case, &row, MeetingState::Published, request.note.as_str(), Event::AgendaPublished);
    Ok(())
}

/// Calls a meeting to order. A draft agenda is published in the same breath.
pub fn open(case: &mut Case<'_>, request: &OpenMeeting) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(request.meeting.0)?;
    if let Some(other) = case.view.live_meeting()? {
        let subject = other.id().to_string();
        return Err(if other.number == row.number {
            Refusal::state(subject, "is in session already").hint("take arrivals with w")
        } else {
            Refusal::state(subject, "is in session").hint("adjourn it first")
        });
    }
    let mut from = row.clone();
    check_step(&row, MeetingState::InSession).or_else(|refusal| match row.state.state {
        MeetingState::Draft => Ok(()),
        _ => Err(refusal),
    })?;
    ratification::table(case, &row)?;
    if row.state.state == MeetingState::Draft {
        step(case, &row, MeetingState::Published, "", Event::AgendaPublished);
        from.state.state = MeetingState::Published;
    }
    check_step(&from, MeetingState::InSession)?;
    for handle in &request.present.0 {
        case.person("present", handle)?;
    }
    sit_today(case, &row)?;
    case.say(Event::MeetingOpened(MeetingMove {
        meeting: request.meeting,
        from: from.state.state,
        to: MeetingState::InSession,
        at: case.moment(),
        criteria: case.policy.label(),
        presiding: opening(case, &from, &request.present.0)?,
        ..MeetingMove::default()
    }));
    for handle in &request.present.0 {
        attendance(case, request.meeting, handle, true);
    }
    if let Some(first) =
        case.view.items(request.meeting)?.iter().find(|item| item.state.disposition == Disposition::Open)
    {
        turn(case, &from, ItemId(first.number), case.moment());
    }
    Ok(())
}

/// A meeting that sits on another day than was planned is one of that day: on the record, in its minutes and registers.
fn sit_today(case: &mut Case<'_>, row: &Row<Meeting>) -> Result<(), Refusal> {
    let today = Day(Some(case.today));
    let Some(planned) = row.date.0.filter(|_| row.date != today) else { return Ok(()) };
    let after = Meeting { date: today, ..row.fields.clone() };
    case.note(format!("{} was planned for {planned} and sits on {}", row.id(), case.today));
    case.revise(row.number, &row.fields, &after, &format!("planned for {planned}, opened on {}", case.today))
}

/// Who presides as the meeting is called to order; nobody if none of those present may.
fn opening(case: &Case<'_>, meeting: &Row<Meeting>, present: &[Handle]) -> Result<Handle, Refusal> {
    let mut room = Room::of(case.view, meeting.clone(), None)?;
    room.present = present.iter().cloned().collect();
    Ok(room.presiding().unwrap_or_default())
}

fn attendance(case: &mut Case<'_>, meeting: MeetingId, person: &Handle, arrived: bool) {
    let passage = Attendance { meeting, person: person.clone(), at: case.moment(), arrived, removed: false };
    case.say(if arrived { Event::MemberArrived(passage) } else { Event::MemberDeparted(passage) });
}

/// Records an arrival or a departure.
pub fn pass(case: &mut Case<'_>, request: &AttendanceStep, arrived: bool) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(request.meeting.0)?;
    amendment::closed(&request.meeting.to_string(), row.state.state, "its attendance stands")?;
    if !row.state.state.is_live() {
        return Err(Refusal::state(
            request.meeting.to_string(),
            format!("is {}, not in session", row.state.state.phrase()),
        )
        .hint("open it first (O)"));
    }
    case.person("person", &request.person)?;
    let here = case.view.present(request.meeting)?.contains(&request.person);
    if here == arrived {
        let sentence = if arrived { "is here already" } else { "is not here" };
        return Err(Refusal::state(request.person.as_str(), sentence).hint("look at who is here (w)"));
    }
    check_passage(case, &row, &request.person)?;
    attendance(case, request.meeting, &request.person, arrived);
    Ok(())
}

/// Refuses a passage before the call to order, before the person's last one, or before a vote: who was
/// there when it was taken stands (R04).
fn check_passage(case: &Case<'_>, meeting: &Row<Meeting>, person: &Handle) -> Result<(), Refusal> {
    let id = MeetingId(meeting.number);
    let before = |at: Moment| at.0.is_some_and(|at| case.now < at);
    if before(meeting.state.opened_at) {
        return Err(Refusal::data("occurred_at", format!("{id} had not been called to order at that moment"))
            .hint("enter a later moment"));
    }
    if case.view.passages(id)?.iter().any(|one| one.person == *person && before(one.at)) {
        return Err(Refusal::data("occurred_at", format!("{person} came or left after that moment"))
            .hint("enter a later moment, or undo that first"));
    }
    if let Some(vote) = case.view.decisions_of(id)?.iter().find(|row| before(row.state.decided_at)) {
        let sentence = format!("{} was voted on after that moment, and who was there then stands", vote.id());
        return Err(
            Refusal::rule(4, person.as_str(), sentence).hint("undo the decision first, or enter a later moment")
        );
    }
    Ok(())
}

/// Begins a recess; the timer stands.
pub fn recess(case: &mut Case<'_>, request: &MeetingStep) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(request.meeting.0)?;
    check_step(&row, MeetingState::Recess)?;
    sitting::check_moment(case, &row)?;
    sitting::check_leads(case, &row)?;
    if row.state.timer_since.0.is_some() {
        turn(case, &row, row.state.current, Moment(None));
    }
    step(case, &row, MeetingState::Recess, request.note.as_str(), Event::RecessBegan);
    Ok(())
}

/// Ends a recess; the timer of the current item runs again.
pub fn resume(case: &mut Case<'_>, request: &MeetingStep) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(request.meeting.0)?;
    amendment::closed(&request.meeting.to_string(), row.state.state, "its course stands")?;
    if row.state.state != MeetingState::Recess {
        return Err(Refusal::state(
            request.meeting.to_string(),
            format!("is {}, not in recess", row.state.state.phrase()),
        )
        .hint("nothing to resume"));
    }
    check_step(&row, MeetingState::InSession)?;
    sitting::check_moment(case, &row)?;
    sitting::check_leads(case, &row)?;
    step(case, &row, MeetingState::InSession, request.note.as_str(), Event::RecessEnded);
    if row.state.current.0 > 0 {
        turn(case, &row, row.state.current, case.moment());
    }
    Ok(())
}

/// Adjourns; what is undecided is carried over, and its submissions are ready again.
pub fn adjourn(case: &mut Case<'_>, request: &MeetingStep) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(request.meeting.0)?;
    check_step(&row, MeetingState::Adjourned)?;
    sitting::check_moment(case, &row)?;
    sitting::check_leads(case, &row)?;
    if row.state.timer_since.0.is_some() {
        turn(case, &row, row.state.current, Moment(None));
    }
    let lapsed = ratification::lapse(case, &row)?;
    for item in case.view.items(request.meeting)? {
        if item.state.disposition == Disposition::Open {
            if item.subject.0.is_some_and(|id| lapsed.iter().any(|one| one.record() == id)) {
                agenda::dispose(case, &item, Disposition::Noted, "lapsed at adjournment (R05)");
            } else {
                agenda::dispose(case, &item, Disposition::CarriedOver, "undecided at adjournment");
            }
        }
        // Whatever became of the item: a submission that is still scheduled on it was not decided.
        agenda::unschedule(case, &item, "carried over")?;
    }
    step(case, &row, MeetingState::Adjourned, request.note.as_str(), Event::MeetingAdjourned);
    Ok(())
}

/// Adopts the minutes of a meeting that is over.
pub fn adopt_minutes(case: &mut Case<'_>, request: &AdoptMinutes) -> Result<(), Refusal> {
    check_step(&case.view.get::<Meeting>(request.meeting.0)?, MeetingState::MinutesAdopted)?;
    let adopting = match request.adopted_in {
        MeetingId(0) => case.view.live_meeting()?.map_or(MeetingId(0), |row| MeetingId(row.number)),
        named => named,
    };
    if adopting.0 == 0 {
        let sentence = "are adopted by a later meeting while it sits, and none is in session";
        return Err(Refusal::state(format!("minutes of {}", request.meeting), sentence)
            .hint("open the next meeting; building its agenda puts the minutes on it"));
    }
    if adopting != request.meeting {
        sitting::check_adoption(case, &case.view.get::<Meeting>(adopting.0)?)?;
    }
    adopt(case, request.meeting, adopting, request.note.as_str())
}

/// Says that minutes were adopted.
pub fn adopt(case: &mut Case<'_>, meeting: MeetingId, adopted_in: MeetingId, note: &str) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(meeting.0)?;
    check_step(&row, MeetingState::MinutesAdopted)?;
    if adopted_in == meeting {
        return Err(Refusal::state(meeting.to_string(), "does not adopt its own minutes")
            .hint("adopt them in the next meeting"));
    }
    case.say(Event::MinutesAdopted(MeetingMove {
        meeting,
        from: row.state.state,
        to: MeetingState::MinutesAdopted,
        at: case.moment(),
        criteria: case.policy.label(),
        adopted_in,
        note: note.to_owned(),
        presiding: Handle::default(),
        kept: case.view.minutes_kept(&row, case.policy, case.now)?,
    }));
    Ok(())
}

/// The meeting of an item, live.
fn live(case: &Case<'_>, item: &Row<Item>) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(item.meeting.0)?;
    if row.state.state.is_live() {
        return Ok(());
    }
    amendment::may_change(row.state.state)?;
    Err(Refusal::state(item.meeting.to_string(), "has not been called to order").hint("open it first (O)"))
}

/// Records a recusal.
pub fn recuse(case: &mut Case<'_>, request: &Recuse) -> Result<(), Refusal> {
    let item = case.view.get::<Item>(request.item.0)?;
    live(case, &item)?;
    case.person("person", &request.person)?;
    let meeting = item.meeting;
    let topic = Topic::of(case.view, item)?;
    let recorded = case.view.recusals(meeting)?;
    if recorded.iter().any(|one| one.item == request.item && one.person == request.person) {
        return Err(Refusal::state(request.person.as_str(), format!("is recused from {} already", request.item))
            .hint("nothing to do"));
    }
    if !case.view.decisions_on(request.item)?.is_empty() {
        return Err(Refusal::state(request.item.to_string(), "has been voted on").hint("undo the decision first"));
    }
    recusal::may_recuse(&request.person, request.reason.as_str(), &topic.conflicts)?;
    let by_rule = topic.conflicts.iter().find(|one| one.person == request.person);
    let reason = by_rule.map_or_else(|| request.reason.0.clone(), |one| one.reason.clone());
    case.say(Event::MemberRecused(Recusal {
        meeting,
        item: request.item,
        person: request.person.clone(),
        reason,
        by_rule: by_rule.is_some(),
    }));
    Ok(())
}

/// Takes a recusal back that no rule demands.
pub fn withdraw_recusal(case: &mut Case<'_>, request: &Recuse) -> Result<(), Refusal> {
    let item = case.view.get::<Item>(request.item.0)?;
    live(case, &item)?;
    let meeting = item.meeting;
    let topic = Topic::of(case.view, item)?;
    recusal::may_clear(&request.person, &topic.conflicts)?;
    let recorded = case.view.recusals(meeting)?;
    let Some(one) = recorded.into_iter().find(|one| one.item == request.item && one.person == request.person) else {
        return Err(Refusal::state(request.person.as_str(), format!("is not recused from {}", request.item))
            .hint("nothing to do"));
    };
    case.say(Event::RecusalWithdrawn(Recusal {
        meeting,
        item: one.item,
        person: one.person,
        reason: one.reason,
        by_rule: one.by_rule,
    }));
    Ok(())
}

/// Takes a note in a meeting that is live; after adjournment prose may still be added until adoption.
pub fn take_note(case: &mut Case<'_>, note: &Note) -> Result<(), Refusal> {
    check_note(case, note.meeting)?;
    if note.item.0 > 0 {
        let item = case.view.get::<Item>(note.item.0)?;
        if item.meeting != note.meeting {
            return Err(Refusal::data("item", format!("{} is on the agenda of {}", note.item, item.meeting))
                .hint("name an item of this meeting"));
        }
    }
    case.create(note.clone()).map(drop)
}

fn check_note(case: &Case<'_>, meeting: MeetingId) -> Result<(), Refusal> {
    let row = case.view.get::<Meeting>(meeting.0)?;
    amendment::may_correct_prose(row.state.state)
}

/// Corrects a note until the minutes are adopted.
pub fn revise_note(case: &mut Case<'_>, revise: &Revise<Note>) -> Result<(), Refusal> {
    let row = case.view.get::<Note>(revise.number)?;
    check_note(case, row.meeting)?;
    let mut after = revise.applied(&row.fields);
    after.meeting = row.meeting;
    after.text = Prose(after.text.0.trim().to_owned());
    case.revise(row.number, &row.fields, &after, &revise.reason)
}
