//! Decisions outside the meeting: signed for the low tiers, signed in an emergency, and pulled into
//! the meeting by a voter. They have neither meeting nor item; who signed is who voted for.

use super::case::{Case, decision_recorded};
use super::room::Topic;
use super::{agenda, consequence, decision, submission};
use crate::domain::Refusal;
use crate::domain::condition::{Vote, Votes};
use crate::domain::event::{DecisionMove, Event, Reordering};
use crate::domain::ids::{DecisionId, ItemId, MeetingId, RecordKind};
use crate::domain::moment::Moment;
use crate::domain::operation::{PullDecision, RecordDecision, SignDecision};
use crate::domain::record::{Decision, Item, ItemProgress, Person, Row, Submission};
use crate::domain::states::{
    Approval, Ballot, DecisionStatus, Disposition, MeetingKind, Outcome, SubmissionKind, SubmissionState,
};
use crate::domain::value::{AnyRecord, Day, LINE_LIMIT, Line};
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
    if let Some(pulled) = case.view.decision_pulled_on(&row)? {
        let what = if pulled.submission == request.submission { "" } else { " on the same version" };
        return Err(Refusal::state(
            id,
            format!("{}{what} was pulled, and stands suspended until the board has decided", pulled.id()),
        )
        .hint("put it on the agenda: boardroom submission schedule"));
    }
    check_resolved(case, &row, request.outcome)?;
    if emergency {
        check_lapsed(case, &row, request.outcome)?;
    }
    check_signers(case, request, &topic, emergency)?;
    if !matches!(request.outcome, Outcome::Approve | Outcome::Conditional | Outcome::Reject) {
        return Err(Refusal::data("outcome", format!("`{}` is not signed outside the meeting", request.outcome))
            .hint("approve, conditional or reject; all else goes to the board"));
    }
    let motion = motion(case, request, emergency)?;
    if let Some(refusal) = topic.obstacles(&motion, case.policy, case.today).into_iter().next() {
        return Err(refusal);
    }
    // An emergency waits for no evidence: it ends soon, and the board sees it then.
    if let Some(model) = topic.model.as_ref().filter(|_| !emergency && request.outcome.releases()) {
        submission::signed_on_evidence(case, &row, &model.fields)?;
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

/// Refuses to sign for a version that the board has rejected or whose approval it has revoked: what a meeting resolved
/// changes by the board alone (R12).
fn check_resolved(case: &Case<'_>, row: &Row<Submission>, outcome: Outcome) -> Result<(), Refusal> {
    let Some(version) = case.view.version(row.model, row.version.as_str())? else { return Ok(()) };
    let state = version.state;
    if !outcome.releases() || !matches!(state.approval, Approval::Rejected | Approval::Revoked) {
        return Ok(());
    }
    let Some(made) = case.view.find::<Decision>(state.approval_decision.0)? else { return Ok(()) };
    if made.meeting.0 == 0 {
        return Ok(());
    }
    let sentence = format!("{} was {} by {} in {}", row.version, state.approval, made.id(), made.meeting);
    Err(Refusal::rule(12, row.id().to_string(), sentence)
        .hint("the board decides on it again: schedule it, or submit a version in which it is mended"))
}

/// Refuses to sign again in an emergency what was signed so before and lapsed: only the board prolongs it.
fn check_lapsed(case: &Case<'_>, row: &Row<Submission>, outcome: Outcome) -> Result<(), Refusal> {
    if !outcome.releases() {
        return Ok(());
    }
    let ended =
        |one: &Row<Decision>| !one.state.status.stands() || one.valid_until.0.is_some_and(|last| last < case.entered);
    let again = |earlier: &&Row<Decision>| {
        earlier.meeting.0 == 0
            && earlier.outcome.releases()
            && earlier.version_label == row.version
            && earlier.submission.0 != row.number
            && earlier.state.ratified_by.0 == 0
            && ended(earlier)
    };
    let earlier = case.view.decisions(row.model)?;
    let Some(earlier) = earlier.iter().find(again) else { return Ok(()) };
    if case.view.get::<Submission>(earlier.submission.0)?.kind != SubmissionKind::EmergencyPatch {
        return Ok(());
    }
    let sentence = format!("{} was signed for {} in an emergency, and lapsed unratified", earlier.id(), row.version);
    Err(Refusal::state(row.id().to_string(), sentence).hint("the board decides on it: make it ready and schedule it"))
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

/// The signed decision in force that an item stops passing on consent: taking it off is pulling it.
pub fn pulled_by(case: &Case<'_>, before: &Row<Item>, after: &Item) -> Result<Option<DecisionId>, Refusal> {
    let Some(id) = before.subject.0.filter(|id| id.kind == RecordKind::Decision) else { return Ok(None) };
    if !before.consent.0 || after.consent.0 || before.state.disposition != Disposition::Open {
        return Ok(None);
    }
    let row = case.view.get::<Decision>(id.number)?;
    let signed = row.meeting.0 == 0 && row.state.status == DecisionStatus::Final;
    Ok(signed.then_some(DecisionId(id.number)))
}

/// Pulls a signed decision into the meeting: it is suspended until the board has decided. Where it stands on an
/// agenda, its submission takes its place.
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
    let voter = if request.voter.is_empty() { &case.actor } else { &request.voter }.clone();
    delegation::may_pull(&case.view.known_person("voter", &voter)?.fields)?;
    let why = format!("pulled by {voter}: {}", request.reason);
    case.say(Event::DecisionStatusChanged(DecisionMove {
        decision: request.decision,
        from: row.state.status,
        to: DecisionStatus::Provisional,
        superseded_before: row.state.superseded_by,
        superseded_by: row.state.superseded_by,
        ratified_before: row.state.ratified_by,
        ratified_by: row.state.ratified_by,
        reason: why.clone(),
    }));
    let suspended = if row.outcome.releases() { Approval::Provisional } else { Approval::None };
    consequence::approve(case, &row.fields, request.decision, suspended)?;
    let submission = reopen(case, &row, request.reason.as_str())?;
    for (at, item) in case.view.open_items_about(row.id())?.iter().enumerate() {
        agenda::dispose(case, item, Disposition::Removed, &why);
        if at == 0 {
            take_place(case, &submission, item, &format!("{} {why}", request.decision))?;
        }
    }
    Ok(())
}

/// Puts a submission on an agenda where the item about its suspended decision stood.
fn take_place(case: &mut Case<'_>, submission: &Row<Submission>, item: &Row<Item>, why: &str) -> Result<(), Refusal> {
    let place = Item {
        meeting: item.meeting,
        presenter: item.presenter.clone(),
        why: Line(why.chars().take(LINE_LIMIT).collect()),
        ..Item::default()
    };
    let number = agenda::place_submission(case, submission, &place)?;
    let mut from: Vec<ItemId> = case.view.items(item.meeting)?.iter().map(|one| ItemId(one.number)).collect();
    let at = from.iter().position(|one| one.0 == item.number).unwrap_or(from.len());
    let mut to = from.clone();
    from.push(ItemId(number));
    to.insert(at, ItemId(number));
    case.say(Event::AgendaReordered(Reordering { meeting: item.meeting, from, to }));
    Ok(())
}

/// Puts the submission of a suspended decision before the board again; its clock runs on.
fn reopen(case: &mut Case<'_>, decision: &Row<Decision>, reason: &str) -> Result<Row<Submission>, Refusal> {
    let mut row = case.view.get::<Submission>(decision.submission.0)?;
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
    submission::move_to(case, &row, to.clone(), reason, MeetingId(0), Event::SubmissionReopened);
    row.state = to;
    Ok(row)
}
