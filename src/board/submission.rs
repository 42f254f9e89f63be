//! Submissions: from received to ready, with the service-level clock.

use super::case::Case;
use super::{model, tiering};
use crate::domain::Refusal;
use crate::domain::event::{Event, SubmissionMove};
use crate::domain::ids::{DecisionId, ItemId, MeetingId, ModelId, RecordKind, SubmissionId};
use crate::domain::operation::{ReturnSubmission, Revise, SubmissionStep, Triage};
use crate::domain::record::{Model, Row, Submission, SubmissionProgress};
use crate::domain::states::{Applies, Stage, SubmissionKind, SubmissionState};
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::{Day, Whole, Words};
use crate::policy::readiness::Need;
use crate::policy::{change as material, clock, lifecycle, readiness};

/// Receives a submission; returns its number.
pub fn submit(case: &mut Case<'_>, fields: &Submission) -> Result<u32, Refusal> {
    if !fields.external_key.is_empty()
        && let Some(number) = case.view.by_key::<Submission>("external_key", fields.external_key.as_str())?
    {
        return Err(Refusal::data("external_key", format!("{} has this key already", SubmissionId(number)))
            .hint("edit that submission, or use another key"));
    }
    let fields = settled(case, fields)?;
    let triage_due = Day(Some(clock::triage_due(case.today, case.policy)));
    case.create_begun(fields, SubmissionProgress { triage_due, ..SubmissionProgress::default() })
}

/// The entry with its triggers known, its reviewers two people, its custom fields as they are kept.
fn settled(case: &mut Case<'_>, fields: &Submission) -> Result<Submission, Refusal> {
    material::check(&fields.triggers, case.policy)?;
    if !fields.backup_reviewer.is_empty() && fields.backup_reviewer == fields.reviewer {
        return Err(Refusal::data("backup_reviewer", format!("{} is the reviewer", fields.reviewer))
            .hint("name somebody else, or leave it blank"));
    }
    interests(case, fields)?;
    // What was decided on a version holds for it however its label is spelled (R12).
    let known = if fields.version.is_empty() {
        None
    } else {
        case.view.version_spelled(fields.model, fields.version.as_str())?
    };
    let version = known.map_or_else(|| fields.version.clone(), |row| row.label.clone());
    Ok(Submission { version, custom: case.custom(RecordKind::Submission, &fields.custom)?, ..fields.clone() })
}

/// Says who reviews their own matter: nobody forbids it, and the board should know.
fn interests(case: &mut Case<'_>, fields: &Submission) -> Result<(), Refusal> {
    if fields.reviewer.is_empty() && fields.backup_reviewer.is_empty() {
        return Ok(());
    }
    let Some(model) = case.view.find::<Model>(fields.model.0)? else { return Ok(()) };
    for (role, reviewer) in [("reviewer", &fields.reviewer), ("backup reviewer", &fields.backup_reviewer)] {
        let interest = if reviewer.is_empty() {
            continue;
        } else if *reviewer == model.owner {
            "owns the model"
        } else if model.developers.0.contains(reviewer) {
            "developed the model"
        } else if *reviewer == fields.requester {
            "asks for it"
        } else {
            continue;
        };
        case.note(format!("the {role} {reviewer} {interest}: name somebody without a part in it"));
    }
    Ok(())
}

/// Changes a submission's entry while it is open.
pub fn revise(case: &mut Case<'_>, revise: &Revise<Submission>) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(revise.number)?;
    let after = revise.applied(&row.fields);
    change(case, &row, &after, &revise.reason)
}

/// Changes a submission's entry to another.
pub fn change(case: &mut Case<'_>, row: &Row<Submission>, after: &Submission, reason: &str) -> Result<(), Refusal> {
    if !row.state.state.is_open() && *after != row.fields {
        return Err(Refusal::state(row.id().to_string(), format!("is {} and stands as it is", row.state.state))
            .hint("submit anew"));
    }
    let patch = SubmissionKind::EmergencyPatch;
    if after.kind != row.kind && (after.kind == patch || row.kind == patch) {
        let sentence =
            format!("{} was submitted as {}, and an emergency patch is one from the start", row.id(), row.kind);
        return Err(Refusal::data("kind", sentence).hint("withdraw it, and submit it as what it is"));
    }
    if row.state.state == SubmissionState::Scheduled
        && (after.model, &after.version) != (row.fields.model, &row.fields.version)
    {
        let sentence = format!("{} is on the agenda for {} {}", row.id(), row.model, row.version);
        return Err(Refusal::rule(10, "version", sentence)
            .hint("take it off the agenda first, or withdraw it and submit what is meant"));
    }
    let entered = |one: &Submission| {
        (one.triggers.clone(), one.reviewer.clone(), one.backup_reviewer.clone(), one.custom.clone())
    };
    if entered(after) == entered(&row.fields) {
        return case.revise(row.number, &row.fields, after, reason);
    }
    let after = settled(case, after)?;
    case.revise(row.number, &row.fields, &after, reason)
}

/// What a submission's evidence comes to: each kind its tier needs, and how it stands.
pub fn needs(case: &Case<'_>, row: &Row<Submission>, subject: &Model) -> Result<Vec<Need>, Refusal> {
    let artifacts = case.view.artifacts(row.model)?;
    let acceptances = case.view.acceptances(row.model)?;
    let acceptances: Vec<_> = acceptances.iter().collect();
    Ok(readiness::of_rows(case.policy, case.today, subject, Some(row), &artifacts, &acceptances))
}

/// Refuses to approve what a submission asks for when evidence that it was scheduled with does not stand any more (R09).
pub fn still_evidenced(case: &Case<'_>, row: &Row<Submission>, subject: &Model) -> Result<(), Refusal> {
    readiness::may_approve(subject.tier, &needs(case, row, subject)?)
}

/// Refuses to sign outside a meeting what a submission asks for when its evidence does not stand any more (R09).
pub fn signed_on_evidence(case: &Case<'_>, row: &Row<Submission>, subject: &Model) -> Result<(), Refusal> {
    readiness::may_sign(&needs(case, row, subject)?)
}

/// Takes a submission into review.
pub fn triage(case: &mut Case<'_>, triage: &Triage) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(triage.submission.0)?;
    lifecycle::submission(&triage.submission.to_string(), row.state.state, SubmissionState::InReview)?;
    let model_row = case.view.get::<Model>(row.model.0)?;
    let mut subject = model_row.fields.clone();
    if triage.tier.0.is_some() || !triage.answers.0.is_empty() {
        let ask = tiering::Ask {
            tier: triage.tier,
            rationale: triage.tier_rationale.as_str(),
            provisional: triage.provisional.0,
            answers: &triage.answers,
            signers: &triage.signers,
            requester: &row.requester,
        };
        subject = tiering::apply(case, &model_row, &ask)?;
    }
    if subject.tier.0.is_none() {
        return Err(
            Refusal::rule(11, "tier", format!("{} has no tier", row.model)).hint("give --tier and --tier-rationale")
        );
    }
    let reviewer = if triage.reviewer.is_empty() { &row.reviewer } else { &triage.reviewer };
    if reviewer.is_empty() {
        return Err(Refusal::data("reviewer", "nobody reviews it").hint("name a reviewer"));
    }
    readiness::complete(&needs(case, &row, &subject)?)?;
    let after = Submission { reviewer: reviewer.clone(), ..row.fields.clone() };
    interests(case, &after)?;
    case.revise(row.number, &row.fields, &after, "")?;
    if matches!(row.kind, SubmissionKind::NewModel) && model_row.stage == Stage::Proposed {
        model::move_stage(case, &model_row, Stage::InReview, "triaged", DecisionId(0), &model_row.fields)?;
    }
    let mut to = row.state.clone();
    to.state = SubmissionState::InReview;
    if to.complete_at.0.is_none() {
        to.complete_at = case.moment();
    }
    if to.first_pass == Applies::Unknown {
        to.first_pass = Applies::Yes;
    }
    to.missing = Words::default();
    start_clock(case, &mut to, &subject);
    case.say_first(Event::SubmissionTriaged(SubmissionMove {
        submission: triage.submission,
        from: row.state.clone(),
        to,
        ..SubmissionMove::default()
    }));
    Ok(())
}

/// Starts the clock, and says until when a decision is on time.
pub fn start_clock(case: &Case<'_>, to: &mut SubmissionProgress, subject: &Model) {
    to.running_since = case.moment();
    to.decision_due = Day(Some(clock::decision_due(counted(to), case.today, subject.tier, case.policy)));
}

fn counted(progress: &SubmissionProgress) -> u32 {
    progress.days_counted.0.and_then(|days| u32::try_from(days).ok()).unwrap_or(0)
}

/// Stops the clock, keeping the business days it has counted.
pub fn stop_clock(case: &Case<'_>, to: &mut SubmissionProgress) {
    if let Some(since) = to.running_since.0 {
        let elapsed = clock::elapsed(counted(to), Some(case.date(since)), case.today, &case.policy.calendar());
        to.days_counted = Whole(Some(i64::from(elapsed)));
        to.running_since.0 = None;
    }
}

/// Returns a submission with what is missing.
pub fn send_back(case: &mut Case<'_>, back: &ReturnSubmission) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(back.submission.0)?;
    lifecycle::submission(&back.submission.to_string(), row.state.state, SubmissionState::Returned)?;
    let known: Vec<&str> = case.policy.artifact.iter().map(|rule| rule.kind.as_str()).collect();
    for entry in &back.missing.0 {
        // A word more may follow the kind: `evaluation-report by region`.
        let kind = entry.split_whitespace().next().unwrap_or_default();
        if !known.contains(&kind) {
            return Err(Refusal::data("missing", format!("the policy knows no artifact `{}`", excerpt(kind)))
                .hint(did_you_mean(kind, &known)));
        }
    }
    let mut to = row.state.clone();
    to.state = SubmissionState::Returned;
    to.returns = Whole(Some(to.returns.0.unwrap_or(0) + 1));
    to.missing = back.missing.clone();
    if to.first_pass == Applies::Unknown {
        to.first_pass = Applies::No;
    }
    stop_clock(case, &mut to);
    step(case, &row, to, back.reason.as_str(), Event::SubmissionReturned);
    Ok(())
}

/// Brings a returned submission back to the queue.
pub fn resubmit(case: &mut Case<'_>, request: &SubmissionStep) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(request.submission.0)?;
    lifecycle::submission(&request.submission.to_string(), row.state.state, SubmissionState::Submitted)?;
    let mut to = row.state.clone();
    to.state = SubmissionState::Submitted;
    to.triage_due = Day(Some(clock::triage_due(case.today, case.policy)));
    step(case, &row, to, request.reason.as_str(), Event::SubmissionResubmitted);
    Ok(())
}

/// What a submission rests on beside its artifacts.
pub fn basis(case: &Case<'_>, row: &Row<Submission>, subject: &Model) -> Result<readiness::Basis, Refusal> {
    let acceptances = case.view.acceptances(row.model)?;
    let acceptances: Vec<_> = acceptances.iter().collect();
    let (assessments, validations) = (case.view.assessments(row.model)?, case.view.validations(row.model)?);
    let papers = readiness::Papers { assessments: &assessments, validations: &validations, acceptances: &acceptances };
    Ok(readiness::basis(subject, Some(row), papers, case.today))
}

/// Marks a submission ready.
pub fn mark_ready(case: &mut Case<'_>, request: &SubmissionStep) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(request.submission.0)?;
    lifecycle::submission(&request.submission.to_string(), row.state.state, SubmissionState::Ready)?;
    let subject = case.view.get::<Model>(row.model.0)?;
    let basis = basis(case, &row, &subject.fields)?;
    let found = readiness::unready(&needs(case, &row, &subject.fields)?, &basis, &subject.fields);
    if let Some(refusal) = found.into_iter().next() {
        return Err(refusal);
    }
    simple(case, request, SubmissionState::Ready, Event::SubmissionReady)
}

/// Holds the open submissions of a model against a tier that changes (R09, R11): says what each lacks
/// now, and takes back into review what was ready for the board. `decided` is ended by the decision
/// that sets the tier.
pub fn hold_again(case: &mut Case<'_>, model: ModelId, after: &Model, decided: SubmissionId) -> Result<(), Refusal> {
    use SubmissionState as S;
    for row in case.view.submissions(model)? {
        if row.number == decided.0 || !matches!(row.state.state, S::InReview | S::Ready | S::Scheduled) {
            continue;
        }
        let basis = basis(case, &row, after)?;
        let lacking = readiness::unready(&needs(case, &row, after)?, &basis, after);
        let mut to = row.state.clone();
        if let Some(since) = to.running_since.0 {
            // The clock runs on as it did; how far it may run is the tier's.
            let since = case.date(since);
            to.decision_due = Day(Some(clock::decision_due(counted(&to), since, after.tier, case.policy)));
        }
        let is_moved = to.decision_due != row.state.decision_due;
        if let (true, Some(due)) = (is_moved, to.decision_due.0) {
            case.note(format!("{} is to be decided by {due} now", row.id()));
        }
        if is_moved && (lacking.is_empty() || row.state.state == S::InReview) {
            step(case, &row, to.clone(), "the tier has changed (R11)", Event::SubmissionDueMoved);
        }
        if lacking.is_empty() {
            continue;
        }
        let words: Vec<String> =
            lacking.iter().map(|refusal| format!("{}: {}", refusal.subject, refusal.sentence)).collect();
        let back = if row.state.state == S::InReview { "" } else { " is back in review" };
        case.note(format!("{}{back}: {}", row.id(), words.join("; ")));
        if row.state.state == S::InReview {
            continue;
        }
        for item in case.view.open_items_about(row.id())? {
            super::agenda::dispose(case, &item, crate::domain::states::Disposition::Removed, "the tier has changed");
        }
        to.state = S::InReview;
        to.item = ItemId(0);
        step(case, &row, to, "the tier has changed (R11)", Event::SubmissionUnscheduled);
    }
    Ok(())
}

/// Withdraws a submission.
pub fn withdraw(case: &mut Case<'_>, request: &SubmissionStep) -> Result<(), Refusal> {
    leave_agenda(case, request)?;
    simple(case, request, SubmissionState::Withdrawn, Event::SubmissionWithdrawn)
}

/// Ends a submission that is not the board's business.
pub fn out_of_scope(case: &mut Case<'_>, request: &SubmissionStep) -> Result<(), Refusal> {
    simple(case, request, SubmissionState::OutOfScope, Event::SubmissionOutOfScope)
}

/// Takes a withdrawn submission's item off its agenda.
fn leave_agenda(case: &mut Case<'_>, request: &SubmissionStep) -> Result<(), Refusal> {
    for item in case.view.open_items_about(request.submission.record())? {
        super::agenda::dispose(case, &item, crate::domain::states::Disposition::Removed, "withdrawn");
    }
    Ok(())
}

fn simple(
    case: &mut Case<'_>,
    request: &SubmissionStep,
    state: SubmissionState,
    event: fn(SubmissionMove) -> Event,
) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(request.submission.0)?;
    lifecycle::submission(&request.submission.to_string(), row.state.state, state)?;
    let mut to = row.state.clone();
    to.state = state;
    if !state.clock_runs() {
        stop_clock(case, &mut to);
    }
    step(case, &row, to, request.reason.as_str(), event);
    Ok(())
}

fn step(
    case: &mut Case<'_>,
    row: &Row<Submission>,
    to: SubmissionProgress,
    reason: &str,
    event: fn(SubmissionMove) -> Event,
) {
    move_to(case, row, to, reason, MeetingId(0), event);
}

/// Says that a submission moved.
pub fn move_to(
    case: &mut Case<'_>,
    row: &Row<Submission>,
    to: SubmissionProgress,
    reason: &str,
    meeting: MeetingId,
    event: fn(SubmissionMove) -> Event,
) {
    case.say(event(SubmissionMove {
        submission: SubmissionId(row.number),
        from: row.state.clone(),
        to,
        reason: reason.to_owned(),
        meeting,
        reversal: false,
    }));
}
