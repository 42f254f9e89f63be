//! Follow-ups: who verifies, what closing needs, how they are extended and cancelled (R13).

use chrono::{Days, NaiveDate};

use super::file::Policy;
use super::{amendment, lifecycle};
use crate::domain::ids::{DecisionId, RecordKind};
use crate::domain::record::{FollowUp, FollowUpProgress, Person};
use crate::domain::refusal::Refusal;
use crate::domain::states::{
    Active, DecisionStatus, FollowUpKind, FollowUpState, Function, Importance, MeetingState, Outcome, Seat,
};
use crate::domain::value::{Handle, LINE_LIMIT};

/// Whether somebody other than the owner has to verify it: conditions, and what is high or critical.
pub fn needs_verifier(kind: FollowUpKind, severity: Importance) -> bool {
    kind == FollowUpKind::Condition || severity >= Importance::High
}

/// When a follow-up of this severity is due by default.
pub fn default_due(severity: Importance, opened: NaiveDate, policy: &Policy) -> NaiveDate {
    opened.checked_add_days(Days::new(u64::from(policy.follow_up_days(severity)))).unwrap_or(NaiveDate::MAX)
}

/// Refuses a verifier who is the owner.
pub fn verifier(owner: &Handle, verifier: &Handle) -> Result<(), Refusal> {
    if verifier.is_empty() || owner != verifier {
        return Ok(());
    }
    Err(Refusal::rule(13, "verifier", format!("{verifier} owns it and cannot verify it")).hint("name somebody else"))
}

/// Whoever closes a follow-up: the handle, and the person behind it if the board knows one.
#[derive(Clone, Copy, Debug)]
pub struct Closer<'a> {
    /// The handle.
    pub handle: &'a Handle,
    /// The person.
    pub person: Option<&'a Person>,
    /// Whether they owned it before: what was theirs to do they do not verify by handing it on.
    pub owned: bool,
}

impl Closer<'_> {
    /// Whether the board keeps its record through them: they enter what the verifier has verified.
    fn keeps_record(&self) -> bool {
        self.person.is_some_and(|person| {
            let holds = matches!(person.seat, Seat::Chair | Seat::ViceChair | Seat::Secretary);
            person.active == Active::Yes && (person.function == Function::Mrm || holds)
        })
    }
}

/// Refuses to close a follow-up that is out of order, without evidence or note, or by its owner or just anybody
/// where somebody else has to verify. `by` is who closes it.
pub fn close(
    subject: &str,
    record: &FollowUp,
    state: FollowUpState,
    by: Closer<'_>,
    evidence: &str,
    note: &str,
) -> Result<(), Refusal> {
    let verified = needs_verifier(record.kind, record.severity);
    if verified && matches!(state, FollowUpState::Open | FollowUpState::InProgress) {
        return Err(Refusal::rule(13, subject, format!("is {state} and was not handed over for verification"))
            .hint("hand it over for verification first"));
    }
    lifecycle::follow_up(subject, state, FollowUpState::Closed, verified)?;
    let evidence = if evidence.trim().is_empty() { record.evidence.as_str() } else { evidence };
    if !verified {
        if note.trim().is_empty() && evidence.trim().is_empty() {
            return Err(Refusal::rule(13, "note", "closing needs a note or evidence").hint("say what was done"));
        }
        return Ok(());
    }
    if evidence.trim().is_empty() {
        return Err(Refusal::rule(13, "evidence", "closing needs evidence").hint("give a link or ART-0001"));
    }
    verifier(&record.owner, &record.verifier)?;
    verifies(record, by)
}

/// Refuses a verification by the owner, by nobody the board knows, and by another than the verifier who is named;
/// the chair, the secretary and the risk office may record it.
fn verifies(record: &FollowUp, by: Closer<'_>) -> Result<(), Refusal> {
    let Closer { handle, person, owned } = by;
    let sentence = if !record.owner.is_empty() && *handle == record.owner {
        format!("{handle} owns it and cannot verify it")
    } else if owned {
        format!("{handle} owned it before and cannot verify it")
    } else if person.is_none_or(|person| person.active == Active::No) {
        format!("{handle} is nobody the board knows as active, and verifies nothing")
    } else if !record.verifier.is_empty() && *handle != record.verifier && !by.keeps_record() {
        format!("{handle} is not its verifier, {} is", record.verifier)
    } else {
        return Ok(());
    };
    let hint = if record.verifier.is_empty() || record.verifier == *handle {
        "let somebody else on the board's list of people close it".to_owned()
    } else {
        format!("let {} close it, or the chair, the secretary or the risk office record it", record.verifier)
    };
    Err(Refusal::rule(13, "verifier", sentence).hint(hint))
}

/// Refuses to lower what somebody else has to verify, to name another verifier, or oneself as one: by whoever owns it or
/// owned it, and by whoever neither verifies it nor keeps the board's record; and by anybody to lower it without a reason.
pub fn eased(before: &FollowUp, after: &FollowUp, by: Closer<'_>, reason: &str) -> Result<(), Refusal> {
    if !needs_verifier(before.kind, before.severity) {
        return Ok(());
    }
    let lowered = after.severity < before.severity || !needs_verifier(after.kind, after.severity);
    let renamed = after.verifier != before.verifier;
    let another = renamed && (!before.verifier.is_empty() || after.verifier == *by.handle);
    if !lowered && !another {
        return Ok(());
    }
    let (field, what) = if lowered { ("severity", "lowers it") } else { ("verifier", "names its verifier") };
    unconcerned(before, &after.owner, by, field, what)?;
    if lowered && reason.trim().is_empty() {
        return Err(Refusal::rule(13, "reason", "what somebody has to verify is lowered with a reason only")
            .hint("say why it is less severe (followup.revise with a reason)"));
    }
    Ok(())
}

/// Refuses whoever owns what somebody else has to verify, or owned it, and whoever neither verifies it nor keeps the
/// board's record.
fn unconcerned(record: &FollowUp, next: &Handle, by: Closer<'_>, field: &str, what: &str) -> Result<(), Refusal> {
    let handle = by.handle;
    let sentence = if *handle == record.owner || handle == next {
        format!("{handle} owns it, and neither verifies it nor {what}")
    } else if by.owned {
        format!("{handle} owned it before, and neither verifies it nor {what}")
    } else if *handle != record.verifier && !by.keeps_record() {
        let verifier = if record.verifier.is_empty() { "nobody yet" } else { record.verifier.as_str() };
        format!("{handle} is not its verifier ({verifier}), and neither verifies it nor {what}")
    } else {
        return Ok(());
    };
    Err(Refusal::rule(13, field, sentence)
        .hint("let its verifier do so, or the chair, the secretary or the risk office"))
}

/// Whether a condition has lapsed: on the record, or by its date on this day (R06).
pub fn lapsed(record: &FollowUp, progress: &FollowUpProgress, today: NaiveDate) -> bool {
    record.kind == FollowUpKind::Condition
        && (progress.lapsed_on.0.is_some() || is_overdue(progress.state, record.due.0, today))
}

/// Refuses to give a condition that has lapsed by a day another date (R06): what was not done in time did lapse,
/// whenever the extension is said to have been given.
pub fn more_time(record: &FollowUp, progress: &FollowUpProgress, entered: NaiveDate) -> Result<(), Refusal> {
    if !lapsed(record, progress, entered) {
        return Ok(());
    }
    let due = record.due.0.map(|due| format!(" after {due}")).unwrap_or_default();
    let sentence = format!("the condition lapsed{due}: only the board gives it another date");
    Err(Refusal::rule(6, "due", sentence)
        .hint("close it with evidence, or put a superseding motion with new conditions"))
}

/// Refuses an extension that is none, or without a reason, or of a condition that has lapsed by the day on which it
/// is entered; the original due date stays on record.
pub fn extend(
    record: &FollowUp,
    progress: &FollowUpProgress,
    to: NaiveDate,
    reason: &str,
    entered: NaiveDate,
) -> Result<(), Refusal> {
    let (state, from) = (progress.state, record.due.0);
    if !state.is_open() {
        return Err(Refusal::rule(13, "due", format!("it is {state}")).hint("open a new follow-up"));
    }
    more_time(record, progress, entered)?;
    if let Some(before) = from.filter(|before| to <= *before) {
        return Err(Refusal::rule(13, "due", format!("{to} is not after {before}")).hint("set a later date"));
    }
    let length = reason.trim().chars().count();
    if length == 0 || length > LINE_LIMIT {
        return Err(
            Refusal::rule(13, "reason", "an extension needs a reason in a line").hint("say why it takes longer")
        );
    }
    Ok(())
}

/// Refuses anybody but the chair, the vice-chair, the secretary and the risk office to move the date of a condition that
/// the board has set, and its owner ever (R12, R13).
pub fn moves_date(record: &FollowUp, by: Closer<'_>) -> Result<(), Refusal> {
    let Some(decision) = set_by(record) else { return Ok(()) };
    let sentence = if *by.handle == record.owner {
        format!("{} owns this condition of {decision}, and does not give it another date", by.handle)
    } else if !by.keeps_record() || by.person.is_none_or(|person| person.active == Active::No) {
        format!("{decision} set its date, and {} does not move it", by.handle)
    } else {
        return Ok(());
    };
    Err(Refusal::rule(12, "due", sentence)
        .hint("ask the chair, the vice-chair, the secretary or the risk office, or put a superseding motion"))
}

/// Refuses to send a follow-up back without a word on what is missing (R13).
pub fn sent_back(note: &str) -> Result<(), Refusal> {
    if note.trim().is_empty() {
        return Err(
            Refusal::rule(13, "note", "nothing says what is missing").hint("say what its owner still has to do")
        );
    }
    Ok(())
}

/// The decision that set a condition; none of what else there is to do.
pub fn set_by(record: &FollowUp) -> Option<DecisionId> {
    let source = record.source.0.filter(|id| id.kind == RecordKind::Decision);
    source.filter(|_| record.kind == FollowUpKind::Condition).map(|id| DecisionId(id.number))
}

/// Refuses to make something else of a condition that the board has set, ever; and to change what it asks, of
/// whom, or how urgently once it is fixed (R12): from the adjournment on, of one signed outside a meeting at once.
/// `meeting` is that of the decision which set it.
pub fn condition(before: &FollowUp, after: &FollowUp, meeting: Option<MeetingState>) -> Result<(), Refusal> {
    let Some(decision) = set_by(before) else { return Ok(()) };
    if (after.kind, after.source, after.model) != (before.kind, before.source, before.model) {
        return Err(Refusal::rule(12, "kind", format!("it is a condition of {decision}, and stays one"))
            .hint("cancel it on the strength of a later decision, or put a superseding motion"));
    }
    let asks = |one: &FollowUp| {
        (one.severity, one.gate, one.owner.clone(), one.title.clone(), one.closing_test.clone(), one.due)
    };
    if asks(after) == asks(before) {
        return Ok(());
    }
    match meeting {
        Some(state) => amendment::may_change(state),
        None => Err(Refusal::rule(
            12,
            "decision",
            format!("{decision} was signed outside a meeting, and its conditions are fixed"),
        )
        .hint("put a superseding motion with its own reason and vote")),
    }
}

/// The decision on whose strength a condition is to be cancelled.
#[derive(Clone, Copy, Debug)]
pub struct Release {
    /// Which.
    pub decision: DecisionId,
    /// How much it counts.
    pub status: DecisionStatus,
    /// What it came to.
    pub outcome: Outcome,
    /// Whether it had been made at the moment of the cancellation.
    pub made: bool,
    /// What it has to do with the condition.
    pub bearing: Bearing,
}

/// What a decision has to do with a condition that it is to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// It names the condition or the decision that set it, by its item, in its motion or by what it supersedes.
    Names,
    /// It only ratified the decision that set the condition.
    Ratifies,
    /// It was signed outside a meeting, and a meeting set the condition.
    Outranked,
    /// It is about something else.
    Other,
}

/// Refuses a cancellation without a reason, that of a condition without a later, final decision that is about the
/// condition or about the decision that set it (R06, R12), and that of what else somebody has to verify by those who do
/// not ease it (R13).
pub fn cancel(
    subject: &str,
    record: &FollowUp,
    state: FollowUpState,
    reason: &str,
    release: Option<&Release>,
    by: Closer<'_>,
) -> Result<(), Refusal> {
    lifecycle::follow_up(subject, state, FollowUpState::Cancelled, true)?;
    if reason.trim().is_empty() {
        return Err(Refusal::state("note", "a cancellation needs a reason").hint("say why it is not needed"));
    }
    if record.kind != FollowUpKind::Condition {
        let verified = needs_verifier(record.kind, record.severity);
        return if verified { unconcerned(record, &record.owner, by, "note", "cancels it") } else { Ok(()) };
    }
    let wrong = match release {
        None => "a condition is cancelled by a decision only".to_owned(),
        Some(one) if set_by(record) == Some(one.decision) => format!("{} is what set the condition", one.decision),
        Some(one) if set_by(record).is_some_and(|set| one.decision < set) => {
            format!("{} was made before the condition was set", one.decision)
        }
        Some(one) if one.status != DecisionStatus::Final => format!("{} is {}, not final", one.decision, one.status),
        Some(one) if matches!(one.outcome, Outcome::Defer | Outcome::Escalate) => {
            format!("{} settles nothing yet: `{}`", one.decision, one.outcome)
        }
        Some(one) if !one.made => format!("{} had not been made at that moment", one.decision),
        Some(one) => match (one.bearing, set_by(record)) {
            (Bearing::Names, _) => return Ok(()),
            (Bearing::Ratifies, _) => format!("{} ratified what set the condition", one.decision),
            (Bearing::Outranked, _) => {
                format!("{} was signed outside a meeting, and a meeting set the condition", one.decision)
            }
            (Bearing::Other, Some(set)) => {
                format!("{} names neither {subject} nor {set}, which set it", one.decision)
            }
            (Bearing::Other, None) => format!("{} does not name {subject}", one.decision),
        },
    };
    Err(Refusal::rule(12, "decision", wrong)
        .hint(format!("put {subject} on an agenda, or a motion that names it, and give the decision on that")))
}

/// Whether it is overdue: open on the day after it was due.
pub fn is_overdue(state: FollowUpState, due: Option<NaiveDate>, today: NaiveDate) -> bool {
    state.is_open() && due.is_some_and(|due| due < today)
}

#[cfg(test)]
mod tests;
