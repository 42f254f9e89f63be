//! Follow-ups: who verifies, what closing needs, how they are extended and cancelled (R13).

use chrono::{Days, NaiveDate};

use super::file::Policy;
use super::lifecycle;
use crate::domain::record::{FollowUp, FollowUpProgress};
use crate::domain::refusal::Refusal;
use crate::domain::states::{FollowUpKind, FollowUpState, Importance};
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

/// Refuses to close a follow-up that is out of order, without evidence or note, or by its owner where
/// somebody else has to verify. `by` is who closes it.
pub fn close(
    subject: &str,
    record: &FollowUp,
    state: FollowUpState,
    by: &Handle,
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
    if !record.owner.is_empty() && *by == record.owner {
        return Err(Refusal::rule(13, "verifier", format!("{by} owns it and cannot verify it"))
            .hint("let its verifier close it"));
    }
    verifier(&record.owner, &record.verifier)
}

/// Whether a condition has lapsed: on the record, or by its date on this day (R06).
pub fn lapsed(record: &FollowUp, progress: &FollowUpProgress, today: NaiveDate) -> bool {
    record.kind == FollowUpKind::Condition
        && (progress.lapsed_on.0.is_some() || is_overdue(progress.state, record.due.0, today))
}

/// Refuses an extension that is none, or without a reason, or of a condition that has lapsed; the original
/// due date stays on record.
pub fn extend(
    record: &FollowUp,
    progress: &FollowUpProgress,
    to: NaiveDate,
    reason: &str,
    today: NaiveDate,
) -> Result<(), Refusal> {
    let (state, from) = (progress.state, record.due.0);
    if !state.is_open() {
        return Err(Refusal::rule(13, "due", format!("it is {state}")).hint("open a new follow-up"));
    }
    if lapsed(record, progress, today) {
        let due = from.map(|due| format!(" after {due}")).unwrap_or_default();
        return Err(Refusal::rule(
            6,
            "due",
            format!("the condition lapsed{due}: only the board gives it another date"),
        )
        .hint("close it with evidence, or put a superseding motion with new conditions"));
    }
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

/// Refuses a cancellation without a reason, and that of a condition without a decision.
pub fn cancel(
    subject: &str,
    kind: FollowUpKind,
    state: FollowUpState,
    reason: &str,
    decided: bool,
) -> Result<(), Refusal> {
    lifecycle::follow_up(subject, state, FollowUpState::Cancelled, true)?;
    if reason.trim().is_empty() {
        return Err(Refusal::state("note", "a cancellation needs a reason").hint("say why it is not needed"));
    }
    if kind == FollowUpKind::Condition && !decided {
        return Err(Refusal::rule(12, "decision", "a condition is cancelled by a decision only")
            .hint("put a motion, and name its decision"));
    }
    Ok(())
}

/// Whether it is overdue: open on the day after it was due.
pub fn is_overdue(state: FollowUpState, due: Option<NaiveDate>, today: NaiveDate) -> bool {
    state.is_open() && due.is_some_and(|due| due < today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Day;
    use FollowUpState::{Closed, InProgress, Open, Verify};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn who_needs_a_verifier() {
        for kind in FollowUpKind::ALL {
            for severity in Importance::ALL {
                let expected =
                    *kind == FollowUpKind::Condition || matches!(severity, Importance::High | Importance::Critical);
                assert_eq!(needs_verifier(*kind, *severity), expected, "{kind} {severity}");
            }
        }
        let policy = Policy::default();
        let due = [("2026-12-07", Importance::Critical), ("2027-02-21", Importance::Low)];
        for (on, severity) in due {
            assert_eq!(default_due(severity, day("2026-11-23"), &policy), day(on));
        }
    }

    #[test]
    fn closing_needs_evidence_and_another_person() {
        let of = |kind, severity| FollowUp {
            kind,
            severity,
            owner: "ana".into(),
            verifier: "bob".into(),
            ..FollowUp::default()
        };
        let condition = of(FollowUpKind::Condition, Importance::Low);
        let critical = of(FollowUpKind::Action, Importance::Critical);
        let action = of(FollowUpKind::Action, Importance::Medium);
        let kept = FollowUp { evidence: "ART-0001".into(), ..condition.clone() };
        let same = FollowUp { verifier: "ana".into(), ..condition.clone() };
        let cases = [
            (&condition, Verify, "bob", "ART-0001", "", None),
            (&condition, Verify, "cyd", "ART-0001", "", None),
            (&condition, Verify, "ana", "ART-0001", "", Some("verifier")),
            (&condition, Verify, "bob", " ", "done", Some("evidence")),
            (&kept, Verify, "bob", "", "", None),
            (&same, Verify, "bob", "ART-0001", "", Some("verifier")),
            (&condition, Open, "bob", "ART-0001", "", Some("FUP-0001")),
            (&condition, InProgress, "bob", "ART-0001", "", Some("FUP-0001")),
            (&condition, Closed, "bob", "ART-0001", "", Some("FUP-0001")),
            (&critical, Verify, "ana", "ART-0001", "", Some("verifier")),
            (&critical, Verify, "bob", "ART-0001", "", None),
            (&action, Open, "ana", "", "done", None),
            (&action, InProgress, "ana", "ART-0001", "", None),
            (&action, Open, "ana", "", " ", Some("note")),
        ];
        for (record, state, by, evidence, note, refused) in cases {
            let found = close("FUP-0001", record, state, &by.into(), evidence, note).err();
            let subject = found.as_ref().map(|refusal| refusal.subject.as_str());
            assert_eq!(subject, refused, "{} {state} by {by}: {found:?}", record.kind);
        }
        assert_eq!(verifier(&"ana".into(), &Handle::default()), Ok(()));
    }

    #[test]
    fn extensions_and_cancellations_have_reasons() {
        let due = Some(day("2026-12-01"));
        let (action, condition) = (FollowUpKind::Action, FollowUpKind::Condition);
        let cases = [
            (action, Open, due, None, "2026-12-02", "vendor is late", "2026-11-23", None),
            (action, Open, due, None, "2026-12-01", "vendor is late", "2026-11-23", Some(13)),
            (action, Open, None, None, "2026-12-01", "vendor is late", "2026-11-23", None),
            (action, Verify, due, None, "2026-12-02", " ", "2026-11-23", Some(13)),
            (action, Closed, due, None, "2026-12-02", "vendor is late", "2026-11-23", Some(13)),
            (action, Open, due, None, "2026-12-09", "vendor is late", "2026-12-02", None),
            (condition, Open, due, None, "2026-12-09", "vendor is late", "2026-12-01", None),
            (condition, Open, due, None, "2026-12-09", "vendor is late", "2026-12-02", Some(6)),
            (condition, Verify, due, Some("2026-11-20"), "2026-12-09", "vendor is late", "2026-11-23", Some(6)),
            (condition, Open, None, None, "2026-12-09", "vendor is late", "2026-12-02", None),
        ];
        for (kind, state, from, lapsed_on, to, reason, today, rule) in cases {
            let record = FollowUp { kind, due: Day(from), ..FollowUp::default() };
            let lapsed_on = Day(lapsed_on.map(day));
            let progress = FollowUpProgress { state, lapsed_on, ..FollowUpProgress::default() };
            let refused = extend(&record, &progress, day(to), reason, day(today)).err();
            let found = refused.and_then(|refusal| refusal.rule.map(|rule| rule.0));
            assert_eq!(found, rule, "{kind} {state} {to} {reason} on {today}");
        }
        let cases = [
            (FollowUpKind::Action, FollowUpState::Open, "moot", false, true),
            (FollowUpKind::Action, FollowUpState::Open, "", false, false),
            (FollowUpKind::Action, FollowUpState::Closed, "moot", false, false),
            (FollowUpKind::Condition, FollowUpState::Open, "moot", false, false),
            (FollowUpKind::Condition, FollowUpState::Verify, "moot", true, true),
        ];
        for (kind, state, reason, decided, allowed) in cases {
            assert_eq!(cancel("FUP-0001", kind, state, reason, decided).is_ok(), allowed, "{kind} {state}");
        }
        assert!(is_overdue(FollowUpState::Verify, due, day("2026-12-02")));
        assert!(!is_overdue(FollowUpState::Open, due, day("2026-12-01")));
        assert!(!is_overdue(FollowUpState::Closed, due, day("2026-12-02")));
    }
}
