//! What follows from a decision: approvals, stages, tiers, submissions, conditions, acceptances.

use super::case::Case;
use super::room::Topic;
use super::{acceptance, agenda, followup, meeting, model, rereview, submission, tiering};
use crate::domain::Refusal;
use crate::domain::event::{ApprovalChange, DecisionMove, Event, ReviewDates};
use crate::domain::ids::{DecisionId, ItemId, MeetingId, ModelId, RecordKind, SubmissionId, VersionId};
use crate::domain::operation::RecordDecision;
use crate::domain::record::{Acceptance, Decision, FollowUp, Row, Version, VersionState};
use crate::domain::states::{Approval, DecisionStatus, FollowUpKind, Importance, Outcome, Stage, SubmissionState};
use crate::domain::value::{AnyRecord, Day, Handle, Line, Prose, Whole};
use crate::policy::decision;

/// Opens a follow-up for each condition.
pub fn open_conditions(
    case: &mut Case<'_>,
    motion: &RecordDecision,
    topic: &Topic,
    decision: DecisionId,
    fields: &Decision,
) -> Result<(), Refusal> {
    let reviewer = topic.submission.as_ref().map(|row| row.reviewer.clone()).unwrap_or_default();
    for condition in &motion.conditions.0 {
        let verifier = if reviewer == condition.owner { Handle::default() } else { reviewer.clone() };
        let record = FollowUp {
            kind: FollowUpKind::Condition,
            source: AnyRecord(Some(decision.record())),
            model: fields.model,
            title: Line(condition.text.clone()),
            closing_test: Prose(condition.closing_test().to_owned()),
            severity: if condition.gate == crate::domain::states::Gate::PreRelease {
                Importance::High
            } else {
                Importance::Medium
            },
            gate: condition.gate,
            owner: condition.owner.clone(),
            due: condition.due,
            verifier,
            ..FollowUp::default()
        };
        followup::create(case, &record)?;
    }
    Ok(())
}

/// What a provisional decision changes: the version shows it, nothing is released.
pub fn provisional(
    case: &mut Case<'_>,
    motion: &RecordDecision,
    topic: &Topic,
    decision: DecisionId,
    fields: &Decision,
) -> Result<(), Refusal> {
    // What an earlier, quorate meeting allows stays allowed: a meeting without quorum takes nothing away.
    let stands = case.view.find::<Version>(fields.version.0)?.is_some_and(|row| {
        matches!(row.state.approval, Approval::Approved | Approval::Conditional)
            && row.state.approval_valid_until.0.is_none_or(|last| last >= case.today)
    });
    if motion.outcome.releases() && fields.version.0 > 0 && !stands {
        approve(case, fields, decision, Approval::Provisional)?;
    }
    agenda::unschedule(case, &topic.item, "decided provisionally, to be ratified")
}

/// What a final decision changes.
pub fn take_effect(
    case: &mut Case<'_>,
    motion: &RecordDecision,
    topic: &Topic,
    decision: DecisionId,
    fields: &Decision,
) -> Result<(), Refusal> {
    for id in &motion.acceptances.0 {
        let row = case.view.get::<Acceptance>(id.0)?;
        if row.state.state == crate::domain::states::AcceptanceState::Proposed {
            acceptance::grant(case, &row, decision)?;
        }
    }
    match motion.outcome {
        Outcome::Approve => approve(case, fields, decision, Approval::Approved)?,
        Outcome::Conditional => approve(case, fields, decision, Approval::Conditional)?,
        Outcome::Reject => approve(case, fields, decision, Approval::Rejected)?,
        Outcome::Revoke => approve(case, fields, decision, Approval::Revoked)?,
        Outcome::Suspend => stage(case, topic, Stage::Suspended, motion, decision)?,
        Outcome::Retire => stage(case, topic, Stage::Retired, motion, decision)?,
        Outcome::SetTier => {
            if let Some(row) = &topic.model {
                let decided = topic.submission.as_ref().map_or(SubmissionId(0), |row| SubmissionId(row.number));
                let basis = (decision, decided);
                tiering::by_decision(case, row, motion.new_tier, motion.rationale.as_str(), basis)?;
            }
        }
        Outcome::Escalate => escalate(case, motion, topic, decision)?,
        Outcome::Procedural => adopt_minutes(case, topic, motion.corrections.as_str())?,
        Outcome::Defer | Outcome::AcceptRisk => {}
    }
    if motion.outcome.releases() {
        review(case, topic, decision);
        if topic.model.as_ref().is_some_and(|row| row.stage == Stage::Suspended) {
            stage(case, topic, Stage::Production, motion, decision)?;
        }
    }
    rereview::decided(case, topic, decision, fields)?;
    close_submission(case, motion.outcome, topic, decision);
    Ok(())
}

/// Sets the approval of the decision's version.
pub(super) fn approve(
    case: &mut Case<'_>,
    fields: &Decision,
    decision: DecisionId,
    to: Approval,
) -> Result<(), Refusal> {
    if fields.version.0 == 0 {
        return Ok(());
    }
    // A version that this very decision adds is not on the record yet: it has no approval.
    let before = case.view.find::<Version>(fields.version.0)?.map_or_else(VersionState::default, |row| row.state);
    case.say(Event::ApprovalChanged(ApprovalChange {
        version: VersionId(fields.version.0),
        model: fields.model,
        from: before.approval,
        to,
        decision_before: before.approval_decision,
        decision,
        valid_before: before.approval_valid_until,
        valid_until: if matches!(to, Approval::Approved | Approval::Conditional | Approval::Provisional) {
            fields.valid_until
        } else {
            Day(None)
        },
    }));
    Ok(())
}

fn stage(
    case: &mut Case<'_>,
    topic: &Topic,
    to: Stage,
    motion: &RecordDecision,
    decision: DecisionId,
) -> Result<(), Refusal> {
    let Some(row) = &topic.model else { return Ok(()) };
    if row.stage == to {
        return Ok(());
    }
    let reason: String = motion.rationale.as_str().lines().next().unwrap_or_default().to_owned();
    model::move_stage(case, row, to, &reason, decision, &row.fields)
}

/// An approval reviews the model.
fn review(case: &mut Case<'_>, topic: &Topic, decision: DecisionId) {
    let Some(row) = &topic.model else { return };
    let next = decision::next_review(row.tier, case.today, case.policy);
    case.say(Event::ReviewScheduled(ReviewDates {
        decision,
        last: Day(Some(case.today)),
        next: Day(next),
        ..model::review_dates(row)
    }));
}

/// An escalation waits for its answer as a follow-up.
fn escalate(case: &mut Case<'_>, motion: &RecordDecision, topic: &Topic, decision: DecisionId) -> Result<(), Refusal> {
    let first = motion.motion.as_str().lines().next().unwrap_or_default();
    let question: String = first.trim_start_matches("Resolved:").trim_start().chars().take(200).collect();
    let record = FollowUp {
        kind: FollowUpKind::Escalation,
        source: AnyRecord(Some(decision.record())),
        model: topic.model.as_ref().map_or(ModelId(0), |row| ModelId(row.number)),
        title: Line(format!("Answer to the board: {question}")),
        severity: Importance::High,
        owner: motion.escalated_to.clone(),
        due: motion.answer_due,
        ..FollowUp::default()
    };
    followup::create(case, &record).map(drop)
}

/// A procedural motion on the minutes of an earlier meeting adopts them.
fn adopt_minutes(case: &mut Case<'_>, topic: &Topic, corrections: &str) -> Result<(), Refusal> {
    match topic.item.subject.0 {
        Some(id) if id.kind == RecordKind::Meeting => {
            meeting::adopt(case, MeetingId(id.number), topic.item.meeting, corrections)
        }
        _ => Ok(()),
    }
}

/// Moves the submission on: deferred or escalated it is ready again, else it is decided and its clock stops.
fn close_submission(case: &mut Case<'_>, outcome: Outcome, topic: &Topic, decision: DecisionId) {
    let Some(row) = &topic.submission else { return };
    let outside = topic.item.number == 0;
    if row.state.state != SubmissionState::Scheduled && !(outside && row.state.state.is_open()) {
        return;
    }
    let mut to = row.state.clone();
    let event = match outcome {
        Outcome::Procedural => return,
        Outcome::Defer | Outcome::Escalate => {
            to.state = SubmissionState::Ready;
            to.item = ItemId(0);
            to.deferrals = Whole(Some(to.deferrals.0.unwrap_or(0) + 1));
            Event::SubmissionDeferred
        }
        Outcome::Approve
        | Outcome::Conditional
        | Outcome::Reject
        | Outcome::AcceptRisk
        | Outcome::Suspend
        | Outcome::Revoke
        | Outcome::Retire
        | Outcome::SetTier => {
            to.state = SubmissionState::Decided;
            to.decision = decision;
            to.decided_at = case.moment();
            submission::stop_clock(case, &mut to);
            Event::SubmissionDecided
        }
    };
    submission::move_to(case, row, to, "", topic.item.meeting, event);
}

/// Marks a decision as replaced: what conditions it left open end with it.
pub fn supersede(case: &mut Case<'_>, original: &Row<Decision>, by: DecisionId) -> Result<(), Refusal> {
    case.say(Event::DecisionStatusChanged(DecisionMove {
        decision: DecisionId(original.number),
        from: original.state.status,
        to: DecisionStatus::Superseded,
        superseded_before: original.state.superseded_by,
        superseded_by: by,
        ratified_before: original.state.ratified_by,
        ratified_by: original.state.ratified_by,
        reason: String::new(),
    }));
    drop_conditions(case, original, by, &format!("{} is superseded by {by}", original.id()))
}

/// Cancels the conditions of a decision that are still open, on the strength of another.
pub fn drop_conditions(
    case: &mut Case<'_>,
    original: &Row<Decision>,
    by: DecisionId,
    why: &str,
) -> Result<(), Refusal> {
    for id in &original.conditions.0 {
        if let Some(row) = case.view.find::<FollowUp>(id.0)?
            && row.state.state.is_open()
        {
            followup::cancelled(case, &row, by, why);
        }
    }
    Ok(())
}
