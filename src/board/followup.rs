//! Follow-ups: opened, worked on, verified, closed.

use super::case::Case;
use crate::domain::Refusal;
use crate::domain::event::{Event, Extension, FollowUpMove};
use crate::domain::field::FieldValue;
use crate::domain::ids::{ArtifactId, DecisionId, FollowUpId, ModelId, RecordId, named_in};
use crate::domain::moment::Moment;
use crate::domain::operation::{ExtendFollowUp, FollowUpStep, Revise};
use crate::domain::record::{Artifact, Decision, FollowUp, Item, Meeting, Person, Row};
use crate::domain::states::{FollowUpKind, FollowUpState};
use crate::domain::value::{Day, Line, Prose};
use crate::policy::followup::{Bearing, Closer, Release};
use crate::policy::{followup, lifecycle};

/// Opens a follow-up; one without a date is due as its severity says. Returns its number.
pub fn open(case: &mut Case<'_>, fields: &FollowUp) -> Result<u32, Refusal> {
    if fields.kind == FollowUpKind::Condition && fields.source.0.is_none() {
        return Err(Refusal::rule(6, "kind", "a condition comes with a decision")
            .hint("record it with the decision, or make it an action"));
    }
    create(case, fields)
}

/// Opens a follow-up of any kind.
pub fn create(case: &mut Case<'_>, fields: &FollowUp) -> Result<u32, Refusal> {
    let mut fields = fields.clone();
    followup::verifier(&fields.owner, &fields.verifier)?;
    if fields.due.0.is_none() {
        fields.due = Day(Some(followup::default_due(fields.severity, case.today, case.policy)));
    }
    case.create(fields)
}

/// Changes a follow-up's entry. A due date moves by an extension; a condition stays one, and what it asks of
/// whom stands once its meeting is over (R12).
pub fn revise(case: &mut Case<'_>, revise: &Revise<FollowUp>) -> Result<(), Refusal> {
    let row = case.view.get::<FollowUp>(revise.number)?;
    let after = revise.applied(&row.fields);
    change(case, &row, &after, &revise.reason)
}

/// Changes a follow-up's entry to another.
pub fn change(case: &mut Case<'_>, row: &Row<FollowUp>, after: &FollowUp, reason: &str) -> Result<(), Refusal> {
    followup::verifier(&after.owner, &after.verifier)?;
    if !row.state.state.is_open() && *after != row.fields {
        return Err(
            Refusal::state(row.id().to_string(), format!("is {}", row.state.state)).hint("open a new follow-up")
        );
    }
    if after.due != row.due {
        return Err(Refusal::rule(13, "due", "a due date moves by an extension with a reason")
            .hint("use followup.extend, or `e` on the follow-up"));
    }
    may_ease(case, row, after, reason)?;
    if let Some(id) = followup::set_by(&row.fields) {
        let made_in = case.view.find::<Decision>(id.0)?.map_or(0, |decision| decision.meeting.0);
        let meeting = case.view.find::<Meeting>(made_in)?.map(|meeting| meeting.state.state);
        followup::condition(&row.fields, after, meeting)?;
    }
    case.revise(row.number, &row.fields, after, reason)
}

/// Refuses to ease what somebody else has to verify (R13).
pub(super) fn may_ease(case: &Case<'_>, row: &Row<FollowUp>, after: &FollowUp, reason: &str) -> Result<(), Refusal> {
    let person = case.view.person(&case.actor)?;
    followup::eased(&row.fields, after, closer(case, row, person.as_ref())?, reason)
}

/// Whoever acts, as far as closing and verifying asks.
fn closer<'a>(case: &'a Case<'_>, row: &Row<FollowUp>, person: Option<&'a Row<Person>>) -> Result<Closer<'a>, Refusal> {
    let owned = case.view.held(row.id(), "owner", 0)?.iter().any(|owner| owner == case.actor.as_str());
    Ok(Closer { handle: &case.actor, person: person.map(|row| &row.fields), owned })
}

/// Begins work.
pub fn start(case: &mut Case<'_>, step: &FollowUpStep) -> Result<(), Refusal> {
    let row = case.view.get::<FollowUp>(step.followup.0)?;
    let verified = followup::needs_verifier(row.kind, row.severity);
    lifecycle::follow_up(&step.followup.to_string(), row.state.state, FollowUpState::InProgress, verified)?;
    say(case, &row, step, FollowUpState::InProgress, Event::FollowUpStarted);
    Ok(())
}

/// Evidence that is named as an artifact exists, and is of the model whose matter it is to settle (R13); else the
/// way out is told.
pub(super) fn check_evidence(case: &Case<'_>, model: ModelId, evidence: &Line, way_out: &str) -> Result<(), Refusal> {
    let Ok(id) = evidence.as_str().trim().parse::<ArtifactId>() else { return Ok(()) };
    let artifact =
        case.view.get::<Artifact>(id.0).map_err(|refusal| Refusal { subject: "evidence".to_owned(), ..refusal })?;
    if model.0 == 0 || artifact.model == model {
        return Ok(());
    }
    Err(Refusal::rule(13, "evidence", format!("{id} is evidence of {}, not of {model}", artifact.model)).hint(way_out))
}

/// The evidence of a step, or what was handed in before, is of the follow-up's model.
fn check_step(case: &Case<'_>, row: &Row<FollowUp>, step: &FollowUpStep) -> Result<(), Refusal> {
    let evidence = if step.evidence.is_empty() { &row.evidence } else { &step.evidence };
    check_evidence(case, row.model, evidence, &format!("name an artifact of {}, or give a link", row.model))
}

/// Hands it to its verifier, with evidence.
pub fn hand_in(case: &mut Case<'_>, step: &FollowUpStep) -> Result<(), Refusal> {
    let row = case.view.get::<FollowUp>(step.followup.0)?;
    let verified = followup::needs_verifier(row.kind, row.severity);
    lifecycle::follow_up(&step.followup.to_string(), row.state.state, FollowUpState::Verify, verified)?;
    if step.evidence.is_empty() && row.evidence.is_empty() {
        return Err(Refusal::rule(13, "evidence", "a verifier needs evidence").hint("give a link or ART-0001"));
    }
    check_step(case, &row, step)?;
    say(case, &row, step, FollowUpState::Verify, Event::FollowUpHandedIn);
    Ok(())
}

/// Sends it back from its verifier.
pub fn send_back(case: &mut Case<'_>, step: &FollowUpStep) -> Result<(), Refusal> {
    let row = case.view.get::<FollowUp>(step.followup.0)?;
    if row.state.state != FollowUpState::Verify {
        return Err(Refusal::state(step.followup.to_string(), format!("is {}, not with a verifier", row.state.state))
            .hint("only what was handed in is sent back"));
    }
    followup::sent_back(step.note.as_str())?;
    say(case, &row, step, FollowUpState::InProgress, Event::FollowUpSentBack);
    Ok(())
}

/// Closes it.
pub fn close(case: &mut Case<'_>, step: &FollowUpStep) -> Result<(), Refusal> {
    let row = case.view.get::<FollowUp>(step.followup.0)?;
    let subject = step.followup.to_string();
    let person = case.view.person(&case.actor)?;
    let by = closer(case, &row, person.as_ref())?;
    followup::close(&subject, &row.fields, row.state.state, by, step.evidence.as_str(), step.note.as_str())?;
    check_step(case, &row, step)?;
    say(case, &row, step, FollowUpState::Closed, Event::FollowUpClosed);
    Ok(())
}

/// Cancels it.
pub fn cancel(case: &mut Case<'_>, step: &FollowUpStep) -> Result<(), Refusal> {
    let row = case.view.get::<FollowUp>(step.followup.0)?;
    let release = if step.decision.0 > 0 { Some(release(case, &row, step.decision)?) } else { None };
    let person = case.view.person(&case.actor)?;
    let by = closer(case, &row, person.as_ref())?;
    let subject = step.followup.to_string();
    followup::cancel(&subject, &row.fields, row.state.state, step.note.as_str(), release.as_ref(), by)?;
    say(case, &row, step, FollowUpState::Cancelled, Event::FollowUpCancelled);
    Ok(())
}

/// The decision that is to release from a follow-up, and how it is about it.
fn release(case: &Case<'_>, row: &Row<FollowUp>, id: DecisionId) -> Result<Release, Refusal> {
    let decision = case.view.get::<Decision>(id.0)?;
    let item = case.view.find::<Item>(decision.item.0)?.and_then(|item| item.subject.0);
    let set_by = followup::set_by(&row.fields);
    let about = |one: RecordId| one == row.id() || set_by.is_some_and(|set| one == set.record());
    let names_it = item.is_some_and(about)
        || named_in(decision.motion.as_str()).any(about)
        || set_by.is_some_and(|set| decision.supersedes == set);
    let outranked = match set_by {
        Some(set) if decision.meeting.0 == 0 => case.view.get::<Decision>(set.0)?.meeting.0 > 0,
        _ => false,
    };
    let ratifies = set_by.is_some_and(|set| decision.ratifies == set);
    let made = decision.state.decided_at.0.is_none_or(|at| at <= case.now);
    let (status, outcome) = (decision.state.status, decision.outcome);
    let bearing = if ratifies {
        Bearing::Ratifies
    } else if outranked {
        Bearing::Outranked
    } else if names_it {
        Bearing::Names
    } else {
        Bearing::Other
    };
    Ok(Release { decision: id, status, outcome, made, bearing })
}

/// Cancels a condition because of a decision.
pub(super) fn cancelled(case: &mut Case<'_>, row: &Row<FollowUp>, decision: DecisionId, why: &str) {
    let step = FollowUpStep {
        followup: FollowUpId(row.number),
        decision,
        note: Prose(why.to_owned()),
        ..FollowUpStep::default()
    };
    say(case, row, &step, FollowUpState::Cancelled, Event::FollowUpCancelled);
}

/// Closes an escalation that is answered; whoever owes the answer hands it in to somebody else (R13).
pub(super) fn answered(case: &mut Case<'_>, row: &Row<FollowUp>, note: &str) -> Result<(), Refusal> {
    let owned = case.actor == row.owner || closer(case, row, None)?.owned;
    let (to, event): (_, fn(FollowUpMove) -> Event) = if owned {
        (FollowUpState::Verify, Event::FollowUpHandedIn)
    } else {
        (FollowUpState::Closed, Event::FollowUpClosed)
    };
    let followup = FollowUpId(row.number);
    let step = FollowUpStep {
        followup,
        note: Prose(note.to_owned()),
        evidence: row.source.text().as_str().into(),
        ..FollowUpStep::default()
    };
    say(case, row, &step, to, event);
    Ok(())
}

/// Gives it more time.
pub fn extend(case: &mut Case<'_>, extension: &ExtendFollowUp) -> Result<(), Refusal> {
    let row = case.view.get::<FollowUp>(extension.followup.0)?;
    let Some(due) = extension.due.0 else { return Err(Refusal::data("due", "no new date is given").hint("write +2w")) };
    followup::extend(&row.fields, &row.state, due, extension.reason.as_str(), case.entered)?;
    let person = case.view.person(&case.actor)?;
    followup::moves_date(&row.fields, closer(case, &row, person.as_ref())?)?;
    case.say(Event::FollowUpExtended(Extension {
        followup: extension.followup,
        from: row.due,
        to: extension.due,
        reason: extension.reason.0.clone(),
        reversal: false,
    }));
    Ok(())
}

fn say(
    case: &mut Case<'_>,
    row: &Row<FollowUp>,
    step: &FollowUpStep,
    to: FollowUpState,
    event: fn(FollowUpMove) -> Event,
) {
    let over = matches!(to, FollowUpState::Closed | FollowUpState::Cancelled);
    let closed_at = if over { case.moment() } else { Moment(None) };
    case.say(event(FollowUpMove {
        followup: FollowUpId(row.number),
        from: row.state.state,
        to,
        evidence_before: row.evidence.0.clone(),
        evidence: if step.evidence.is_empty() { row.evidence.0.clone() } else { step.evidence.0.clone() },
        note_before: row.state.closing_note.0.clone(),
        note: if step.note.is_empty() { row.state.closing_note.0.clone() } else { step.note.0.clone() },
        closed_before: row.state.closed_at,
        closed_at,
        decision: step.decision,
    }));
}
