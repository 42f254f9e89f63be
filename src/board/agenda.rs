//! Agenda items: added, ordered, called, timed, disposed of.

use super::case::Case;
use super::{consent, delegation, motion, sitting, submission};
use crate::domain::Refusal;
use crate::domain::event::{Event, ItemCall, ItemDisposal, Reordering};
use crate::domain::ids::{ItemId, MeetingId, RecordKind};
use crate::domain::moment::Moment;
use crate::domain::operation::{ItemStep, MeetingStep, MoveItem, PullDecision, Revise, Schedule};
use crate::domain::record::{Item, Meeting, Model, Row, Submission, TITLE};
use crate::domain::states::{Disposition, ItemKind, MeetingState, SubmissionState};
use crate::domain::text::headline;
use crate::domain::value::{Line, Whole};
use crate::policy::{amendment, lifecycle, readiness};

/// An item about a record, as the rules of the agenda complete it.
pub fn filled(case: &Case<'_>, mut fields: Item) -> Item {
    fill_timebox(case, &mut fields);
    shorten(fields)
}

/// Puts an item on an agenda; a submission goes by [`schedule`].
pub fn add(case: &mut Case<'_>, fields: &Item) -> Result<(), Refusal> {
    let mut fields = fields.clone();
    open_meeting(case, fields.meeting)?;
    if let Some(id) = fields.subject.0 {
        if id.kind == RecordKind::Submission {
            let schedule = Schedule {
                submission: crate::domain::ids::SubmissionId(id.number),
                meeting: fields.meeting,
                presenter: fields.presenter.clone(),
                timebox: fields.timebox,
                consent: fields.consent,
            };
            return put_submission(case, &schedule, &fields.why);
        }
        if let Some(other) = case.view.open_items_about(id)?.into_iter().find(|item| item.meeting == fields.meeting) {
            return Err(Refusal::state(id.to_string(), format!("is on this agenda already, as {}", other.id()))
                .hint("move that item instead"));
        }
        if fields.title.is_empty() {
            fields.title = Line(match id.kind {
                RecordKind::Meeting => format!("Minutes of {id}"),
                _ => format!("{id} {}", headline(&case.view.title(id)?, TITLE)).trim_end().to_owned(),
            });
        }
    } else if fields.title.is_empty() {
        return Err(Refusal::data("title", "an item that is about no record needs a title")
            .hint("say in a line what it is about"));
    }
    fill_timebox(case, &mut fields);
    consent::may_pass(case.view, &fields)?;
    case.create(shorten(fields)).map(drop)
}

/// Cuts a title taken from a record to what a line may hold.
fn shorten(mut fields: Item) -> Item {
    if fields.title.0.chars().count() > crate::domain::value::LINE_LIMIT {
        fields.title.0 = fields.title.0.chars().take(crate::domain::value::LINE_LIMIT).collect();
    }
    fields
}

fn fill_timebox(case: &Case<'_>, fields: &mut Item) {
    if fields.timebox.0.is_none() {
        fields.timebox = Whole(Some(i64::from(case.policy.timebox(fields.kind))));
    }
}

/// The meeting, if its agenda may still change.
fn open_meeting(case: &Case<'_>, meeting: MeetingId) -> Result<Row<Meeting>, Refusal> {
    let row = case.view.get::<Meeting>(meeting.0)?;
    amendment::closed(&meeting.to_string(), row.state.state, "its agenda stands")?;
    Ok(row)
}

/// Puts a ready submission on an agenda.
pub fn schedule(case: &mut Case<'_>, schedule: &Schedule) -> Result<(), Refusal> {
    put_submission(case, schedule, &Line::default())
}

fn put_submission(case: &mut Case<'_>, schedule: &Schedule, why: &Line) -> Result<(), Refusal> {
    let mut row = case.view.get::<Submission>(schedule.submission.0)?;
    let meeting = if schedule.meeting.0 > 0 {
        open_meeting(case, schedule.meeting)?
    } else {
        case.view.next_meeting(case.today)?.ok_or_else(|| {
            Refusal::state("meeting", "no meeting is planned")
                .hint("draft one first (meeting.draft, or `n` on the Meeting screen)")
        })?
    };
    if let Some(left) = stranded(case, &row)? {
        unschedule(case, &left, "its meeting is over")?;
        row.state.state = SubmissionState::Ready;
        row.state.item = ItemId(0);
    }
    lifecycle::submission(&schedule.submission.to_string(), row.state.state, SubmissionState::Scheduled)?;
    let place = Item {
        meeting: MeetingId(meeting.number),
        presenter: schedule.presenter.clone(),
        timebox: schedule.timebox,
        consent: schedule.consent,
        why: why.clone(),
        ..Item::default()
    };
    place_submission(case, &row, &place).map(drop)
}

/// The item on which a submission is still scheduled although its meeting is over.
fn stranded(case: &Case<'_>, row: &Row<Submission>) -> Result<Option<Row<Item>>, Refusal> {
    if row.state.state != SubmissionState::Scheduled {
        return Ok(None);
    }
    let Some(item) = case.view.find::<Item>(row.state.item.0)? else { return Ok(None) };
    let over = case.view.get::<Meeting>(item.meeting.0)?.state.state.is_over();
    Ok(Some(item).filter(|_| over))
}

/// Makes the item of a submission that is ready, and says that it is scheduled; returns the item's number.
pub fn place_submission(case: &mut Case<'_>, row: &Row<Submission>, place: &Item) -> Result<u32, Refusal> {
    let model = case.view.get::<Model>(row.model.0)?;
    readiness::may_schedule(model.tier, &submission::needs(case, row, &model.fields)?)?;
    let basis = submission::basis(case, row, &model.fields)?;
    if let Some(refusal) = readiness::unfounded(&basis, &model.fields).into_iter().next() {
        return Err(refusal);
    }
    let version = if row.version.is_empty() { String::new() } else { format!(" {}", row.version) };
    let meeting = place.meeting;
    let mut item = Item {
        kind: ItemKind::Decision,
        subject: crate::domain::value::AnyRecord(Some(row.id())),
        title: Line(format!("{}{version}: {}", model.name, row.summary)),
        presenter: if place.presenter.is_empty() { row.requester.clone() } else { place.presenter.clone() },
        why: if place.why.is_empty() { Line(row.state.why_due()) } else { place.why.clone() },
        ..place.clone()
    };
    consent::may_pass(case.view, &item)?;
    fill_timebox(case, &mut item);
    let number = case.create(shorten(item))?;
    let mut to = row.state.clone();
    to.state = SubmissionState::Scheduled;
    to.item = ItemId(number);
    submission::move_to(case, row, to, "", meeting, Event::SubmissionScheduled);
    Ok(number)
}

/// Changes an item; its meeting and subject stay.
pub fn revise(case: &mut Case<'_>, revise: &Revise<Item>) -> Result<(), Refusal> {
    let row = case.view.get::<Item>(revise.number)?;
    open_meeting(case, row.meeting)?;
    let after = revise.applied(&row.fields);
    if after.meeting != row.meeting || after.subject != row.subject {
        return Err(
            Refusal::data("subject", "an item keeps its meeting and subject").hint("take it off and add another")
        );
    }
    consent::may_pass(case.view, &after)?;
    if let Some(decision) = delegation::pulled_by(case, &row, &after)? {
        let reason = if revise.reason.is_empty() { "pulled from the consent agenda" } else { revise.reason.as_str() };
        let voter = crate::domain::value::Handle::default();
        return delegation::pull(case, &PullDecision { decision, reason: Line::from(reason), voter });
    }
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

/// Moves an item to another place.
pub fn move_to(case: &mut Case<'_>, place: &MoveItem) -> Result<(), Refusal> {
    let row = case.view.get::<Item>(place.item.0)?;
    open_meeting(case, row.meeting)?;
    let from: Vec<ItemId> = case.view.items(row.meeting)?.iter().map(|item| ItemId(item.number)).collect();
    let mut to = from.clone();
    to.retain(|item| *item != place.item);
    let at = usize::try_from(place.to.0.unwrap_or(1) - 1).unwrap_or(0).min(to.len());
    to.insert(at, place.item);
    if to != from {
        case.say(Event::AgendaReordered(Reordering { meeting: row.meeting, from, to }));
    }
    Ok(())
}

/// Takes an item off its agenda; a submission on it is ready again.
pub fn remove(case: &mut Case<'_>, step: &ItemStep) -> Result<(), Refusal> {
    let row = case.view.get::<Item>(step.item.0)?;
    open_meeting(case, row.meeting)?;
    if row.state.disposition != Disposition::Open {
        return Err(Refusal::state(step.item.to_string(), format!("is {} already", row.state.disposition))
            .hint("undo that first"));
    }
    dispose(case, &row, Disposition::Removed, step.note.as_str());
    unschedule(case, &row, step.note.as_str())
}

/// Makes the submission of an item that leaves an agenda undecided ready again.
pub fn unschedule(case: &mut Case<'_>, item: &Row<Item>, reason: &str) -> Result<(), Refusal> {
    let Some(id) = item.subject.0.filter(|id| id.kind == RecordKind::Submission) else { return Ok(()) };
    let row = case.view.get::<Submission>(id.number)?;
    if row.state.state == SubmissionState::Scheduled && row.state.item.0 == item.number {
        let mut to = row.state.clone();
        to.state = SubmissionState::Ready;
        to.item = ItemId(0);
        submission::move_to(case, &row, to, reason, item.meeting, Event::SubmissionUnscheduled);
    }
    Ok(())
}

/// Says what became of an item. The motion on an item that is carried over stays with it: it was put and not voted on.
pub fn dispose(case: &mut Case<'_>, row: &Row<Item>, to: Disposition, note: &str) {
    if to != Disposition::CarriedOver {
        motion::settle(case, row);
    }
    case.say(Event::ItemDisposed(ItemDisposal {
        item: ItemId(row.number),
        meeting: row.meeting,
        from: row.state.disposition,
        to,
        note_before: row.state.disposition_note.0.clone(),
        note: note.to_owned(),
    }));
}

/// The meeting of an item, in session.
fn in_session(case: &Case<'_>, meeting: MeetingId) -> Result<Row<Meeting>, Refusal> {
    let row = case.view.get::<Meeting>(meeting.0)?;
    sitting::check_moment(case, &row)?;
    amendment::closed(&meeting.to_string(), row.state.state, "its course stands")?;
    match row.state.state {
        MeetingState::InSession | MeetingState::Adjourned | MeetingState::MinutesAdopted => Ok(row),
        MeetingState::Recess => Err(Refusal::state(meeting.to_string(), "is in recess").hint("resume it first (R)")),
        MeetingState::Draft | MeetingState::Published => {
            Err(Refusal::state(meeting.to_string(), "has not been called to order").hint("open it first (O)"))
        }
    }
}

/// Seconds the running timer has counted.
fn running(case: &Case<'_>, meeting: &Row<Meeting>) -> i64 {
    meeting.state.timer_since.0.map_or(0, |since| (case.now - since).num_seconds().max(0))
}

/// Turns to an item and starts its timer; the time of the one before is kept.
pub fn call(case: &mut Case<'_>, step: &ItemStep) -> Result<(), Refusal> {
    let row = case.view.get::<Item>(step.item.0)?;
    let meeting = in_session(case, row.meeting)?;
    if row.state.disposition == Disposition::Removed {
        return Err(Refusal::state(step.item.to_string(), "was taken off the agenda").hint("add it again"));
    }
    sitting::check_leads(case, &meeting)?;
    turn(case, &meeting, step.item, case.moment());
    Ok(())
}

/// Says that the board turned to an item (or to none), with the timer as given.
pub fn turn(case: &mut Case<'_>, meeting: &Row<Meeting>, to: ItemId, timer: Moment) {
    let used_seconds = running(case, meeting);
    case.say(Event::ItemCalled(ItemCall {
        meeting: MeetingId(meeting.number),
        from: meeting.state.current,
        to,
        used_seconds,
        timer_before: meeting.state.timer_since,
        timer,
    }));
}

/// Starts or stops the timer of the current item.
pub fn timer(case: &mut Case<'_>, step: &MeetingStep) -> Result<(), Refusal> {
    let meeting = in_session(case, step.meeting)?;
    sitting::check_leads(case, &meeting)?;
    if meeting.state.current.0 == 0 {
        return Err(Refusal::state(step.meeting.to_string(), "is on no item").hint("turn to one first (])"));
    }
    let timer = if meeting.state.timer_since.0.is_some() { Moment(None) } else { case.moment() };
    turn(case, &meeting, meeting.state.current, timer);
    Ok(())
}

/// Marks an item as dealt with without a decision.
pub fn done(case: &mut Case<'_>, step: &ItemStep) -> Result<(), Refusal> {
    let row = case.view.get::<Item>(step.item.0)?;
    let meeting = in_session(case, row.meeting)?;
    sitting::check_leads(case, &meeting)?;
    if row.state.disposition != Disposition::Open {
        return Err(Refusal::state(step.item.to_string(), format!("is {} already", row.state.disposition))
            .hint("undo that first"));
    }
    if row.subject.0.is_some_and(|id| id.kind == RecordKind::Submission) {
        return Err(Refusal::state(step.item.to_string(), "is about a submission and needs a decision")
            .hint("decide or defer it (d)"));
    }
    dispose(case, &row, Disposition::Noted, step.note.as_str());
    Ok(())
}
