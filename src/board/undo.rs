//! Undo and redo: a reversal on the record, of this person's own operations, while nothing rests on them.

use super::case::Case;
use super::door::Env;
use super::{entry, followup as work, tiering};
use crate::domain::Refusal;
use crate::domain::event::{Event, Reversal, Revised};
use crate::domain::ids::{ArtifactId, RecordId, RecordKind, named_in};
use crate::domain::operation::UndoOperation;
use crate::domain::record::{
    Acceptance, Artifact, Decision, FollowUp, Incident, Item, Meeting, Model, Note, Person, Record, Risk, Row,
    Validation,
};
use crate::domain::states::{AcceptanceState, RiskState};
use crate::domain::value::Handle;
use crate::policy::finality::{self, Beside};
use crate::policy::{Policy, followup};
use crate::store::View;
use crate::store::query::operation::Done;

/// Takes back this person's last operation, or the one named.
pub fn undo(case: &mut Case<'_>, which: &UndoOperation) -> Result<(), Refusal> {
    let done = match which.operation.0 {
        Some(op) => named(case, op)?,
        None => case.view.last_done(&case.actor)?.ok_or_else(|| {
            Refusal::state("undo", format!("{} has nothing to undo", case.actor)).hint("others undo their own")
        })?,
    };
    if done.reverses.is_some() {
        return Err(
            Refusal::state("undo", format!("operation {} is itself an undo", done.op)).hint("redo takes it back (U)")
        );
    }
    reverse(case, &done, false)
}

/// Most events of an operation whose undo is judged before anybody asks for it; a larger one is judged when asked.
const JUDGED_BEFOREHAND: i64 = 200;

/// Why this person's last operation cannot be taken back as things stand; nothing if it can.
pub fn refused_undo(view: &View<'_>, policy: &Policy, env: &Env) -> Result<Option<Refusal>, Refusal> {
    let Some(done) = view.last_done(&env.actor)? else { return Ok(None) };
    if !view.is_small(done.op, JUDGED_BEFOREHAND)? {
        return Ok(None);
    }
    let mut case = Case::new(view, policy, env.now, env.actor.clone());
    Ok(undo(&mut case, &UndoOperation::default()).err())
}

/// Takes back this person's last undo.
pub fn redo(case: &mut Case<'_>, which: &UndoOperation) -> Result<(), Refusal> {
    let done = match which.operation.0 {
        Some(op) => named(case, op)?,
        None => case.view.last_undone(&case.actor)?.ok_or_else(|| {
            Refusal::state("redo", "nothing was undone since your last operation").hint("undo something first (u)")
        })?,
    };
    if done.reverses.is_none() || done.redo {
        return Err(Refusal::state("redo", format!("operation {} is not an undo", done.op)).hint("undo it instead (u)"));
    }
    reverse(case, &done, true)
}

fn named(case: &Case<'_>, op: i64) -> Result<Done, Refusal> {
    let done = case
        .view
        .operation(op)?
        .ok_or_else(|| Refusal::data("operation", format!("there is no operation {op}")).hint("see the log (g l)"))?;
    if done.actor != case.actor {
        return Err(
            Refusal::state("undo", format!("operation {op} was {}'s", done.actor)).hint("each person undoes their own")
        );
    }
    if let Some(by) = done.reversed_by {
        return Err(Refusal::state("undo", format!("operation {op} was taken back already, by operation {by}"))
            .hint("redo with U"));
    }
    Ok(done)
}

/// Appends the reversal of every event of an operation, last first.
fn reverse(case: &mut Case<'_>, done: &Done, redo: bool) -> Result<(), Refusal> {
    let what = format!("`{}`", done.summary);
    let mut back = Vec::new();
    let entries = case.view.of_operation(done.op)?;
    let resolved = entries.iter().any(|entry| entry.kind == "DecisionRecorded");
    for entry in entries.iter().rev() {
        let payload = entry.payload.as_deref().unwrap_or_default();
        let event = Event::decode(&entry.kind, entry.version, payload)?;
        if let Event::OperationReversed(reversed) = &event {
            comes_back(case, reversed.operation, &what)?;
            continue;
        }
        // Whoever turned the board to yet another item since turned it: it stays there.
        if let Event::ItemCalled(call) = &event
            && case.view.find::<Meeting>(call.meeting.0)?.is_some_and(|row| row.state.current != call.to)
        {
            continue;
        }
        for record in event.about() {
            // Minutes adopted in a meeting that still sits may be opened again: that meeting is looked at.
            if let Event::MinutesAdopted(step) = &event
                && step.adopted_in.0 > 0
                && record == step.meeting.record()
            {
                check_open(case, step.adopted_in.record(), &what)?;
                continue;
            }
            // A decision of an earlier meeting that is ratified, replaced or answered now is touched, not made.
            if record.kind != RecordKind::Decision || event.made() == Some(record) {
                check_open(case, record, &what)?;
            }
            // What was done on another item since happened in the same meeting, and rests on nothing here.
            if record.kind == RecordKind::Meeting && event.about().first() != Some(&record) {
                continue;
            }
            // What time alone brought about since stands beside what is taken back, unless it rests on it.
            let rests = event.made() == Some(record) || (moves_state(&event) && event.about().first() == Some(&record));
            if let Some(later) = case.view.touched_since(record.key(), done.last_seq, done.op, rests)? {
                return Err(Refusal::state(
                    "undo",
                    format!("{what} cannot be undone: {record} was touched since ({later})"),
                )
                .hint("undo that first, or change the record"));
            }
        }
        check_rules(case, &event)?;
        // What was undone once comes back as it was.
        if !redo {
            check_stands(case, &event, resolved, &what)?;
        }
        let reversal = event.reversal().ok_or_else(|| {
            Refusal::rule(
                12,
                "undo",
                format!("{what} cannot be undone: {} stands", crate::domain::text::clean_line(&event.summary())),
            )
            .hint("put a superseding motion at the next meeting")
        })?;
        back.push(reversal);
    }
    case.say(Event::OperationReversed(Reversal { operation: done.op, summary: done.summary.clone(), redo }));
    for event in back {
        if !matches!(event, Event::BatchRecorded(_)) {
            case.say(event);
        }
    }
    Ok(())
}

/// Refuses to bring a decision back, by a redo, into a meeting that is over (R12).
fn comes_back(case: &Case<'_>, operation: i64, what: &str) -> Result<(), Refusal> {
    for entry in case.view.of_operation(operation)? {
        if entry.kind == "DecisionRecorded"
            && let Event::DecisionRecorded(made) =
                Event::decode(&entry.kind, entry.version, entry.payload.as_deref().unwrap_or_default())?
            && made.fields.meeting.0 > 0
        {
            check_open(case, made.fields.meeting.record(), what)?;
        }
    }
    Ok(())
}

/// Refuses to take back what was done once and for all: an issued validation, a signature, a grant.
fn check_stands(case: &Case<'_>, event: &Event, resolved: bool, what: &str) -> Result<(), Refusal> {
    let mut beside = Beside { resolved, ..Beside::default() };
    let validation = match event {
        Event::ValidationRevised(revised) => case.view.find::<Validation>(revised.number)?,
        _ => None,
    };
    beside.validation = validation.as_ref().map(|row| &row.fields);
    if let Event::AcceptanceRevised(revised) = event {
        let row = case.view.find::<Acceptance>(revised.number)?;
        beside.granted = row.is_some_and(|row| row.state.state != AcceptanceState::Proposed);
    }
    if let Event::ArtifactReceived(made) = event {
        let id = ArtifactId(made.number).record();
        let pins = |row: &Row<Decision>| row.evidence.0.iter().flat_map(|one| named_in(one)).any(|one| one == id);
        beside.pinned = case.view.decisions(made.fields.model)?.iter().any(pins);
    }
    match finality::stands(event, beside) {
        Some(mut refusal) => {
            refusal.sentence = format!("{what} cannot be undone: {}", refusal.sentence);
            Err(refusal)
        }
        None => Ok(()),
    }
}

/// Refuses to bring about by taking back what the rules would refuse to whoever typed it: other seats while a meeting
/// is in session (R04), other evidence in the place of what was accepted (R10), a later date for a condition that has lapsed meanwhile (R06), less risk or a
/// lower tier of a model by whoever has a part in it (R02, R11).
fn check_rules(case: &Case<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::PersonAdded(made) => entry::check_seats(case, &made.fields, &Person::default()),
        Event::PersonRevised(revised) => {
            let (now, before) = taken_back(case, revised)?;
            entry::check_seats(case, &now, &before)
        }
        Event::RiskIdentified(made) => {
            let now = case.view.get::<Risk>(made.number)?.fields;
            entry::may_change_risk(case, made.number, &now, &Risk { state: RiskState::Closed, ..now.clone() })
        }
        Event::ArtifactRevised(revised) => {
            let (now, before) = taken_back(case, revised)?;
            // A date that was shortened by mistake goes back to what was accepted.
            let before = Artifact { valid_until: now.valid_until, ..before };
            entry::may_change_artifact(case, &case.view.get::<Artifact>(revised.number)?, &before)
        }
        Event::FollowUpRevised(revised) => {
            let (_, before) = taken_back(case, revised)?;
            work::may_ease(case, &case.view.get::<FollowUp>(revised.number)?, &before, "taken back")
        }
        Event::IncidentRevised(revised) => {
            let (_, before) = taken_back(case, revised)?;
            entry::may_change_incident(case, &case.view.get::<Incident>(revised.number)?, &before)
        }
        Event::RiskRevised(revised) => {
            let (now, before) = taken_back(case, revised)?;
            entry::may_change_risk(case, revised.number, &now, &before)
        }
        Event::TierSet(change) if change.from > change.to => {
            let row = case.view.get::<Model>(change.model.0)?;
            tiering::may_lower(case, &row, &Handle::default())
        }
        Event::FollowUpExtended(extension) if extension.from.0 > extension.to.0 => {
            let row = case.view.get::<FollowUp>(extension.followup.0)?;
            followup::more_time(&row.fields, &row.state, case.entered)
        }
        _ => Ok(()),
    }
}

/// An entry as it stands, and as it stood before it was revised.
fn taken_back<R: Record>(case: &Case<'_>, revised: &Revised<R>) -> Result<(R, R), Refusal> {
    let now = case.view.get::<R>(revised.number)?.fields;
    let mut before = now.clone();
    for change in &revised.changes {
        if let Some(at) = R::SPECS.iter().position(|spec| spec.name == change.field) {
            before.set(at, &change.from, &case.reading()).map_err(|misread| misread.of(change.field.as_str()))?;
        }
    }
    Ok((now, before))
}

/// Whether the event set a state that a lapse moves on from: taking it back would take the lapse back.
const fn moves_state(event: &Event) -> bool {
    matches!(
        event,
        Event::AcceptanceActivated(_)
            | Event::AcceptanceClosed(_)
            | Event::AcceptanceRevoked(_)
            | Event::RiskAcceptanceLinked(_)
            | Event::ApprovalChanged(_)
    )
}

/// Refuses to undo what belongs to a meeting that is over (R12).
fn check_open(case: &Case<'_>, record: RecordId, what: &str) -> Result<(), Refusal> {
    let meeting = match record.kind {
        RecordKind::Meeting => record.number,
        RecordKind::Item => case.view.find::<Item>(record.number)?.map_or(0, |row| row.meeting.0),
        RecordKind::Note => case.view.find::<Note>(record.number)?.map_or(0, |row| row.meeting.0),
        RecordKind::Decision => case.view.find::<Decision>(record.number)?.map_or(0, |row| row.meeting.0),
        _ => 0,
    };
    if meeting == 0 {
        return Ok(());
    }
    let Some(row) = case.view.find::<Meeting>(meeting)? else { return Ok(()) };
    if row.state.state.is_over() {
        return Err(Refusal::rule(
            12,
            "undo",
            format!("{what} cannot be undone: {} is {}", row.id(), row.state.state.phrase()),
        )
        .hint("put a superseding motion at the next meeting"));
    }
    Ok(())
}
