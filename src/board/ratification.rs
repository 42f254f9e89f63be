//! Provisional decisions afterwards: ratified by the next quorate meeting or lapsed (R05), or settled by
//! another decision on the same matter; and emergency patches, which a regular meeting confirms.

use super::case::Case;
use super::delegation::aside;
use super::room::{Room, Topic};
use super::{agenda, consequence};
use crate::domain::Refusal;
use crate::domain::event::{DecisionMove, Event};
use crate::domain::ids::{DecisionId, ItemId, MeetingId, RecordId, RecordKind};
use crate::domain::operation::RecordDecision;
use crate::domain::record::{Decision, Item, Meeting, Model, Row, Submission, Version};
use crate::domain::states::{Approval, DecisionStatus, Disposition, ItemKind, Outcome, SubmissionKind};
use crate::domain::value::{AnyRecord, Day, Line};
use crate::policy::decision;
use crate::policy::quorum::Quorum;
use crate::store::View;

/// The decision that a procedural motion on its item would ratify: one that is provisional, or an emergency
/// patch in force. Refuses where the rules would forbid it today, or quorum is short again.
pub fn asked(
    case: &Case<'_>,
    motion: &RecordDecision,
    topic: &Topic,
    quorum: &Quorum,
) -> Result<Option<Row<Decision>>, Refusal> {
    let Some(id) = topic.item.subject.0.filter(|id| id.kind == RecordKind::Decision) else { return Ok(None) };
    if motion.outcome != Outcome::Procedural {
        return Ok(None);
    }
    let original = case.view.get::<Decision>(id.number)?;
    let provisional = original.state.status == DecisionStatus::Provisional;
    if !provisional && !is_emergency(case.view, &original)? {
        return if original.state.status.stands() {
            Ok(None)
        } else {
            Err(Refusal::rule(5, id.to_string(), format!("is {} and cannot be ratified", original.state.status))
                .hint("decide the matter anew"))
        };
    }
    if let Some(shortfall) = quorum.shortfall() {
        return Err(Refusal::rule(5, id.to_string(), format!("is ratified only with quorum; {shortfall}"))
            .hint("wait for quorum, or leave it to the next meeting"));
    }
    let put = restored(&original);
    let stands = of_original(case, &original)?;
    if provisional {
        super::decision::check_evidence(case, original.outcome, &stands)?;
    }
    match stands.obstacles(&put, case.policy, case.today).into_iter().next() {
        Some(mut refusal) if provisional => {
            refusal.hint = format!("{}; or decide the matter anew", refusal.hint);
            Err(refusal)
        }
        _ => Ok(Some(original)),
    }
}

/// Whether a decision waits to be ratified: a meeting made it provisionally, or it is an emergency patch in force.
pub fn waits(view: &View<'_>, row: &Row<Decision>) -> Result<bool, Refusal> {
    let provisional = row.state.status == DecisionStatus::Provisional && row.meeting.0 > 0;
    Ok(provisional || is_emergency(view, row)?)
}

/// Puts what waits for ratification on the agenda of the meeting at which it would lapse, unless the matter stands
/// on it (R05); returns how many.
pub fn table(case: &mut Case<'_>, meeting: &Row<Meeting>) -> Result<usize, Refusal> {
    let id = MeetingId(meeting.number);
    let items = case.view.items(id)?;
    let stands = |subject: RecordId| {
        items.iter().any(|item| item.subject.0 == Some(subject) && item.state.disposition == Disposition::Open)
    };
    let mut tabled = 0;
    for row in case.view.decisions_to_ratify()? {
        let made_on = case.view.find::<Item>(row.item.0)?;
        let matter = made_on.as_ref().and_then(|item| item.subject.0);
        let submission = Some(row.submission.record()).filter(|_| row.submission.0 > 0);
        if row.meeting == id || [Some(row.id()), matter, submission].into_iter().flatten().any(stands) {
            continue;
        }
        let model = case.view.find::<Model>(row.model.0)?.map(|model| model.name.0.clone()).unwrap_or_default();
        let (title, why) = row.fields.to_ratify(row.id(), &model);
        let item = Item {
            meeting: id,
            kind: ItemKind::Decision,
            subject: AnyRecord(Some(row.id())),
            title: Line(title),
            presenter: made_on.map(|item| item.presenter.clone()).unwrap_or_default(),
            why: Line(why),
            ..Item::default()
        };
        let item = agenda::filled(case, item);
        case.create(item)?;
        tabled += 1;
    }
    Ok(tabled)
}

/// Whether a decision was signed for an emergency patch, is in force, and was not confirmed yet.
fn is_emergency(view: &View<'_>, row: &Row<Decision>) -> Result<bool, Refusal> {
    if row.meeting.0 > 0 || row.state.status != DecisionStatus::Final || row.state.ratified_by.0 > 0 {
        return Ok(false);
    }
    let submission = view.find::<Submission>(row.submission.0)?;
    Ok(submission.is_some_and(|row| row.kind == SubmissionKind::EmergencyPatch) && row.outcome.releases())
}

/// The motion as it was put when the decision was made.
fn restored(row: &Row<Decision>) -> RecordDecision {
    RecordDecision {
        item: row.item,
        outcome: row.outcome,
        motion: row.motion.clone(),
        rationale: row.rationale.clone(),
        conditions: row.conditions_put.clone(),
        valid_until: row.valid_until,
        exec_signoff: row.exec_signoff.clone(),
        new_tier: row.new_tier,
        escalated_to: row.escalated_to.clone(),
        answer_due: row.answer_due,
        acceptances: row.acceptances.clone(),
        supersedes: row.supersedes,
        ..RecordDecision::default()
    }
}

/// What the decision was about, as it stands now.
fn of_original(case: &Case<'_>, row: &Row<Decision>) -> Result<Topic, Refusal> {
    let item = match case.view.find::<Item>(row.item.0)? {
        Some(item) => item,
        None => aside(&case.view.get::<Submission>(row.submission.0)?),
    };
    Topic::of(case.view, item)
}

fn moved(case: &mut Case<'_>, row: &Row<Decision>, to: DecisionStatus, by: DecisionId, reason: String) {
    case.say(Event::DecisionStatusChanged(DecisionMove {
        decision: DecisionId(row.number),
        from: row.state.status,
        to,
        superseded_before: row.state.superseded_by,
        superseded_by: row.state.superseded_by,
        ratified_before: row.state.ratified_by,
        ratified_by: if by.0 > 0 { by } else { row.state.ratified_by },
        reason,
    }));
}

/// Makes a provisional decision final, with everything that follows from it; an emergency patch keeps its
/// approval beyond the meeting.
pub fn ratify(
    case: &mut Case<'_>,
    original: &Row<Decision>,
    motion: &RecordDecision,
    topic: &Topic,
    by: DecisionId,
) -> Result<(), Refusal> {
    let id = DecisionId(original.number);
    let emergency = original.state.status == DecisionStatus::Final;
    moved(case, original, DecisionStatus::Final, by, format!("ratified in {}", topic.item.meeting));
    if emergency {
        let until =
            motion.valid_until.0.or_else(|| decision::default_valid_until(original.tier, case.today, case.policy));
        let confirmed = Decision { valid_until: Day(until), ..original.fields.clone() };
        let to = if original.outcome == Outcome::Conditional { Approval::Conditional } else { Approval::Approved };
        return consequence::approve(case, &confirmed, id, to);
    }
    let mut about = of_original(case, original)?;
    // It was decided before, on another agenda: here only its consequences are caught up with.
    about.item.number = 0;
    about.item.fields.meeting = topic.item.meeting;
    consequence::take_effect(case, &restored(original), &about, id, &original.fields)?;
    if original.supersedes.0 > 0
        && let Some(before) = case.view.find::<Decision>(original.supersedes.0)?
        && before.state.status.stands()
    {
        consequence::supersede(case, &before, id)?;
    }
    if let Some(subject) = about.item.subject.0 {
        for item in case.view.open_items_about(subject)? {
            if item.number != topic.item.number && subject.kind == RecordKind::Submission {
                agenda::dispose(case, &item, Disposition::Removed, &format!("{id} was ratified"));
            }
        }
    }
    Ok(())
}

/// A final decision on a matter settles what was decided on it provisionally before.
pub fn settle(case: &mut Case<'_>, motion: &RecordDecision, topic: &Topic, by: DecisionId) -> Result<(), Refusal> {
    if matches!(motion.outcome, Outcome::Procedural | Outcome::Defer | Outcome::Escalate) {
        return Ok(());
    }
    let (Some(model), Some(subject)) = (&topic.model, topic.item.subject.0) else { return Ok(()) };
    for row in case.view.decisions_provisional_on(crate::domain::ids::ModelId(model.number))? {
        let about = case.view.find::<Item>(row.item.0)?.and_then(|item| item.subject.0);
        let same = about == Some(subject) || (row.submission.0 > 0 && row.submission.record() == subject);
        // What was signed and pulled is about its version, whichever submission brings that before the board.
        let pulled = row.meeting.0 == 0 && row.version_label.as_str() == topic.version;
        let same = same || (pulled && super::decision::needs_version(motion.outcome));
        if (same || row.id() == subject) && row.number != motion.supersedes.0 {
            consequence::supersede(case, &row, by)?;
            // Nothing is left to ratify, on whatever agenda it stood.
            for item in case.view.open_items_about(row.id())? {
                if item.number != topic.item.number {
                    agenda::dispose(case, &item, Disposition::Removed, &format!("{by} was decided on the matter"));
                }
            }
        }
    }
    Ok(())
}

/// What waited for ratification lapses with the adjournment of a meeting that had quorum for it (R05); returns what did.
pub fn lapse(case: &mut Case<'_>, meeting: &Row<Meeting>) -> Result<Vec<DecisionId>, Refusal> {
    let mut lapsed = Vec::new();
    for row in case.view.decisions_to_ratify()? {
        let earlier = row.meeting.0 != meeting.number;
        let quorate = earlier && was_quorate(case, meeting, &row)?;
        if !decision::provisional_lapsed(row.state.status, quorate) {
            continue;
        }
        let id = DecisionId(row.number);
        let why = format!("{} had quorum and did not ratify it", meeting.id());
        moved(case, &row, DecisionStatus::Lapsed, DecisionId(0), why.clone());
        let version = case.view.find::<Version>(row.version.0)?;
        if version.is_some_and(|one| one.state.approval == Approval::Provisional && one.state.approval_decision == id) {
            consequence::approve(case, &row.fields, id, Approval::None)?;
        }
        consequence::drop_conditions(case, &row, id, &why)?;
        lapsed.push(id);
    }
    Ok(lapsed)
}

/// Whether at some moment of a meeting a decision on this matter would have been final.
fn was_quorate(case: &Case<'_>, meeting: &Row<Meeting>, row: &Row<Decision>) -> Result<bool, Refusal> {
    let id = MeetingId(meeting.number);
    let mut topic = of_original(case, row)?;
    // Recusals and positions count where they were recorded: on the item of this meeting.
    let about = |item: &&Row<Item>| item.subject.0 == Some(row.id()) || item.subject == topic.item.subject;
    let here = case.view.items(id)?.iter().find(about).map_or(ItemId(0), |item| ItemId(item.number));
    topic.item.number = here.0;
    let mut room = Room::of(case.view, meeting.clone(), Some(&topic))?;
    room.present.clear();
    for passage in case.view.passages(id)? {
        if passage.arrived {
            room.present.insert(passage.person);
        } else {
            room.present.remove(&passage.person);
        }
        if room.quorum(case.policy, topic.tier()).stands() {
            return Ok(true);
        }
    }
    Ok(false)
}
