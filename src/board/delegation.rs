//! Decisions outside the meeting: signed for the low tiers, signed in an emergency, and pulled into
//! the meeting by a voter. They have neither meeting nor item; who signed is who voted for.

use super::case::{Case, decision_recorded};
use super::room::Topic;
use super::{agenda, consequence, decision, submission};
use crate::domain::Refusal;
use crate::domain::condition::{Vote, Votes};
use crate::domain::event::{DecisionMove, Event};
use crate::domain::ids::{DecisionId, ItemId, MeetingId, RecordKind};
use crate::domain::moment::Moment;
use crate::domain::operation::{PullDecision, RecordDecision, SignDecision};
use crate::domain::record::{Decision, Item, ItemProgress, Person, Row, Submission};
use crate::domain::states::{
    Approval, Ballot, DecisionStatus, Disposition, MeetingKind, Outcome, SubmissionKind, SubmissionState,
};
use crate::domain::value::{AnyRecord, Day};
use crate::policy::delegation;
use crate::policy::lifecycle::{self, Route};

/// Records a decision signed outside the meeting.
pub fn sign(case: &mut Case<'_>, request: &SignDecision) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(request.submission.0)?;
    let id = request.submission.to_string();
    let topic = Topic::of(case.view, aside(&row))?;
    let emergency = row.kind == SubmissionKind::EmergencyPatch;
    let route = if emergency { Route::Emergency(row.kind) } else { Route::Delegated(topic.tier()) };
    lifecycle::decide(&id, row.state.state, route)?;
    check_signers(case, request, &topic, emergency)?;
    if !matches!(request.outcome, Outcome::Approve | Outcome::Conditional | Outcome::Reject) {
        return Err(Refusal::data("outcome", format!("`{}` is not signed outside the meeting", request.outcome))
            .hint("approve, conditional or reject; all else goes to the board"));
    }
    let motion = motion(case, request, emergency)?;
    if let Some(refusal) = topic.obstacles(&motion, case.policy, case.today).into_iter().next() {
        return Err(refusal);
    }
    for condition in &motion.conditions.0 {
        case.person("conditions", &condition.owner)?;
    }
    let number = case.number(RecordKind::Decision)?;
    let mut fields = decision::frozen(case, &motion, &topic, None)?;
    decision::pin(case, &motion, &topic, &mut fields)?;
    case.say(decision_recorded(number, fields.clone()));
    for item in case.view.open_items_about(request.submission.record())? {
        agenda::dispose(case, &item, Disposition::Removed, "decided outside the meeting");
    }
    consequence::open_conditions(case, &motion, &topic, DecisionId(number), &fields)?;
    consequence::take_effect(case, &motion, &topic, DecisionId(number), &fields)
}

/// The place of a submission that is on no agenda.
pub(super) fn aside(row: &Row<Submission>) -> Row<Item> {
    let fields = Item { subject: AnyRecord(Some(row.id())), ..Item::default() };
    Row { number: 0, revision: 0, fields, state: ItemProgress::default() }
}

/// Refuses signers that policy does not ask for.
fn check_signers(case: &Case<'_>, request: &SignDecision, topic: &Topic, emergency: bool) -> Result<(), Refusal> {
    let people = request.signers.0.iter().map(|handle| case.view.known_person("signers", handle));
    let people: Vec<Row<Person>> = people.collect::<Result<_, _>>()?;
    let signers: Vec<&Person> = people.iter().map(|row| &row.fields).collect();
    if emergency {
        delegation::emergency(&signers, &topic.conflicts)
    } else {
        delegation::delegated(case.policy, topic.tier(), &signers, &topic.conflicts)
    }
}

/// What is signed, as a motion that its signers carry.
fn motion(case: &Case<'_>, request: &SignDecision, emergency: bool) -> Result<RecordDecision, Refusal> {
    let mut valid_until = request.valid_until;
    if emergency && request.outcome.releases() {
        let next = case.view.next_meeting(case.today)?;
        let next = next.filter(|meeting| meeting.kind == MeetingKind::Regular).and_then(|meeting| meeting.date.0);
        let last = delegation::emergency_until(case.policy, case.today, next);
        valid_until = Day(Some(valid_until.0.map_or(last, |asked| asked.min(last))));
    }
    let votes = request.signers.0.iter().map(|member| Vote { member: member.clone(), ballot: Ballot::For });
    Ok(RecordDecision {
        outcome: request.outcome,
        motion: request.motion.clone(),
        rationale: request.rationale.clone(),
        conditions: request.conditions.clone(),
        valid_until,
        votes: Votes(votes.collect()),
        ..RecordDecision::default()
    })
}

/// Pulls a signed decision into the meeting: it is suspended until the board has decided.
pub fn pull(case: &mut Case<'_>, request: &PullDecision) -> Result<(), Refusal> {
    let row = case.view.get::<Decision>(request.decision.0)?;
    let id = request.decision.to_string();
    if row.meeting.0 > 0 {
        return Err(
            Refusal::rule(12, id, format!("was made in {}", row.meeting)).hint("put a superseding motion instead")
        );
    }
    if row.state.status != DecisionStatus::Final {
        return Err(Refusal::state(id, format!("is {} already", row.state.status)).hint("nothing to pull"));
    }
    delegation::may_pull(&case.view.known_person("by", &case.actor)?.fields)?;
    case.say(Event::DecisionStatusChanged(DecisionMove {
        decision: request.decision,
        from: row.state.status,
        to: DecisionStatus::Provisional,
        superseded_before: row.state.superseded_by,
        superseded_by: row.state.superseded_by,
        ratified_before: row.state.ratified_by,
        ratified_by: row.state.ratified_by,
        reason: format!("pulled by {}: {}", case.actor, request.reason),
    }));
    let suspended = if row.outcome.releases() { Approval::Provisional } else { Approval::None };
    consequence::approve(case, &row.fields, request.decision, suspended)?;
    reopen(case, &row, request.reason.as_str())
}

/// Puts the submission of a suspended decision before the board again; its clock runs on.
fn reopen(case: &mut Case<'_>, decision: &Row<Decision>, reason: &str) -> Result<(), Refusal> {
    let row = case.view.get::<Submission>(decision.submission.0)?;
    lifecycle::reopen(&row.id().to_string(), row.state.state)?;
    let topic = Topic::of(case.view, aside(&row))?;
    let mut to = row.state.clone();
    to.state = SubmissionState::Ready;
    to.item = ItemId(0);
    to.decision = DecisionId(0);
    to.decided_at = Moment(None);
    if let Some(model) = &topic.model {
        submission::start_clock(case, &mut to, &model.fields);
    }
    submission::move_to(case, &row, to, reason, MeetingId(0), Event::SubmissionReopened);
    Ok(())
}
