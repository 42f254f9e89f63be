//! Cases of the rules on follow-ups (R06, R12, R13).

use super::*;
use crate::domain::value::{AnyRecord, Day};
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
    let unnamed = FollowUp { verifier: Handle::default(), ..condition.clone() };
    let of = |handle: &str, function, seat, active| Person {
        handle: handle.into(),
        function,
        seat,
        active,
        ..Person::default()
    };
    let people = [
        of("ana", Function::Mrm, Seat::Chair, Active::Yes),
        of("bob", Function::Ml, Seat::None, Active::Yes),
        of("cyd", Function::Ml, Seat::Voter, Active::Yes),
        of("mia", Function::Mrm, Seat::None, Active::Yes),
        of("sec", Function::Legal, Seat::Secretary, Active::Yes),
        of("gone", Function::Mrm, Seat::None, Active::No),
    ];
    let cases = [
        (&condition, Verify, "bob", "ART-0001", "", None),
        (&condition, Verify, "cyd", "ART-0001", "", Some("verifier")),
        (&condition, Verify, "mia", "ART-0001", "", None),
        (&condition, Verify, "sec", "ART-0001", "", None),
        (&condition, Verify, "ghost", "ART-0001", "", Some("verifier")),
        (&condition, Verify, "gone", "ART-0001", "", Some("verifier")),
        (&unnamed, Verify, "cyd", "ART-0001", "", None),
        (&unnamed, Verify, "ghost", "ART-0001", "", Some("verifier")),
        (&unnamed, Verify, "ana", "ART-0001", "", Some("verifier")),
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
        let handle = Handle::from(by);
        let closer = Closer { handle: &handle, person: people.iter().find(|one| one.handle == handle), owned: false };
        let found = close("FUP-0001", record, state, closer, evidence, note).err();
        let subject = found.as_ref().map(|refusal| refusal.subject.as_str());
        assert_eq!(subject, refused, "{} {state} by {by}: {found:?}", record.kind);
    }
    assert_eq!(verifier(&"ana".into(), &Handle::default()), Ok(()));
}

/// Whoever acts, as nobody the board knows.
fn nobody(handle: &Handle) -> Closer<'_> {
    Closer { handle, person: None, owned: false }
}

/// A condition that DEC-0003 has set.
fn set() -> FollowUp {
    FollowUp {
        kind: FollowUpKind::Condition,
        source: AnyRecord(Some(DecisionId(3).record())),
        owner: "ana".into(),
        ..FollowUp::default()
    }
}

/// A change of an entry.
type Change = fn(&mut FollowUp);

#[test]
fn a_condition_stays_what_the_board_has_set() {
    use MeetingState::{Adjourned, InSession};
    let kind = |one: &mut FollowUp| one.kind = FollowUpKind::Action;
    let source = |one: &mut FollowUp| one.source = AnyRecord(None);
    let gate = |one: &mut FollowUp| one.gate = crate::domain::states::Gate::PreRelease;
    let severity = |one: &mut FollowUp| one.severity = Importance::Critical;
    let owner = |one: &mut FollowUp| one.owner = "bob".into();
    let test = |one: &mut FollowUp| one.closing_test = "none".into();
    let evidence = |one: &mut FollowUp| one.evidence = "ART-0001".into();
    let verifier = |one: &mut FollowUp| one.verifier = "cyd".into();
    // Each change: in session, after the adjournment, of a decision that was signed.
    let cases: [(Change, [bool; 3]); 8] = [
        (kind, [false, false, false]),
        (source, [false, false, false]),
        (gate, [true, false, false]),
        (severity, [true, false, false]),
        (owner, [true, false, false]),
        (test, [true, false, false]),
        (evidence, [true, true, true]),
        (verifier, [true, true, true]),
    ];
    for (at, (change, allowed)) in cases.into_iter().enumerate() {
        for (meeting, allowed) in [Some(InSession), Some(Adjourned), None].into_iter().zip(allowed) {
            let mut after = set();
            change(&mut after);
            let found = condition(&set(), &after, meeting);
            assert_eq!(found.is_ok(), allowed, "case {at} {meeting:?}: {found:?}");
            assert!(found.err().is_none_or(|refusal| refusal.rule.is_some() && !refusal.hint.is_empty()));
        }
        let mut own = FollowUp { kind: FollowUpKind::Finding, ..set() };
        let before = own.clone();
        change(&mut own);
        assert_eq!(condition(&before, &own, Some(Adjourned)), Ok(()), "what is no condition, case {at}");
    }
}

#[test]
fn a_condition_is_cancelled_by_a_later_final_decision_on_the_matter() {
    use DecisionStatus::{Failed, Final, Provisional};
    let release = |decision, status, outcome, names_it| Release {
        decision: DecisionId(decision),
        status,
        outcome,
        made: true,
        bearing: if names_it { Bearing::Names } else { Bearing::Other },
    };
    let cases = [
        (release(4, Final, Outcome::Approve, true), None),
        (release(4, Final, Outcome::Procedural, true), None),
        (release(3, Final, Outcome::Conditional, true), Some("DEC-0003 is what set the condition")),
        (release(2, Final, Outcome::Approve, true), Some("DEC-0002 was made before the condition was set")),
        (release(4, Provisional, Outcome::Approve, true), Some("DEC-0004 is provisional, not final")),
        (release(4, Failed, Outcome::Approve, true), Some("DEC-0004 is failed, not final")),
        (release(4, Final, Outcome::Defer, true), Some("DEC-0004 settles nothing yet: `defer`")),
        (
            release(4, Final, Outcome::Approve, false),
            Some("DEC-0004 names neither FUP-0001 nor DEC-0003, which set it"),
        ),
        (
            Release { bearing: Bearing::Ratifies, ..release(4, Final, Outcome::Procedural, true) },
            Some("DEC-0004 ratified what set the condition"),
        ),
        (
            Release { bearing: Bearing::Outranked, ..release(4, Final, Outcome::Approve, true) },
            Some("DEC-0004 was signed outside a meeting, and a meeting set the condition"),
        ),
    ];
    let dan = Handle::from("dan");
    for (release, wrong) in cases {
        let found = cancel("FUP-0001", &set(), Open, "moot", Some(&release), nobody(&dan)).err();
        assert_eq!(found.as_ref().map(|refusal| refusal.sentence.as_str()), wrong, "{release:?}");
    }
    assert!(cancel("FUP-0001", &set(), Open, "moot", None, nobody(&dan)).is_err());
    let early = Release { made: false, ..release(4, Final, Outcome::Approve, true) };
    let found = cancel("FUP-0001", &set(), Open, "moot", Some(&early), nobody(&dan)).err();
    assert!(found.is_some_and(|refusal| refusal.sentence.contains("had not been made")));
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
        (FollowUpKind::Action, FollowUpState::Open, "moot", true),
        (FollowUpKind::Action, FollowUpState::Open, "", false),
        (FollowUpKind::Action, FollowUpState::Closed, "moot", false),
        (FollowUpKind::Condition, FollowUpState::Open, "moot", false),
    ];
    let dan = Handle::from("dan");
    for (kind, state, reason, allowed) in cases {
        let record = FollowUp { kind, ..FollowUp::default() };
        assert_eq!(cancel("FUP-0001", &record, state, reason, None, nobody(&dan)).is_ok(), allowed, "{kind} {state}");
    }
    // What somebody has to verify is not cancelled by who is not concerned.
    let high = FollowUp { severity: Importance::High, verifier: "bob".into(), ..FollowUp::default() };
    let refusal = cancel("FUP-0001", &high, Open, "moot", None, nobody(&dan)).expect_err("not concerned");
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(13), "{refusal}");
    let bob = Handle::from("bob");
    assert_eq!(cancel("FUP-0001", &high, Open, "moot", None, nobody(&bob)), Ok(()));
    assert!(is_overdue(FollowUpState::Verify, due, day("2026-12-02")));
    assert!(!is_overdue(FollowUpState::Open, due, day("2026-12-01")));
    assert!(!is_overdue(FollowUpState::Closed, due, day("2026-12-02")));
}

#[test]
fn what_is_verified_is_not_eased_by_its_owner() {
    let mrm =
        |handle: &str, active| Person { handle: handle.into(), function: Function::Mrm, active, ..Person::default() };
    let people = [mrm("mia", Active::Yes), mrm("gone", Active::No), mrm("eve", Active::Yes)];
    let of = |severity, verifier: &str| FollowUp {
        severity,
        owner: "ana".into(),
        verifier: verifier.into(),
        ..FollowUp::default()
    };
    let (high, low) = (of(Importance::High, "bob"), of(Importance::Low, "bob"));
    let given_away = FollowUp { owner: "cyd".into(), ..low.clone() };
    let cases = [
        (&high, &low, "bob", "patched upstream", None),
        (&high, &low, "bob", " ", Some("reason")),
        (&high, &low, "ana", "patched upstream", Some("severity")),
        (&high, &given_away, "ana", "patched upstream", Some("severity")),
        (&high, &given_away, "cyd", "patched upstream", Some("severity")),
        (&high, &of(Importance::High, "cyd"), "ana", "away", Some("verifier")),
        (&high, &of(Importance::High, ""), "ana", "away", Some("verifier")),
        (&high, &of(Importance::High, "cyd"), "bob", "", None),
        (&of(Importance::High, ""), &high, "ana", "", None),
        (&high, &of(Importance::Critical, "bob"), "ana", "", None),
        (&of(Importance::Critical, "bob"), &high, "ana", "patched", Some("severity")),
        (&of(Importance::Critical, "bob"), &high, "mia", "patched", None),
        // Who is not concerned changes neither, nor whoever owned it before.
        (&high, &low, "dan", "patched upstream", Some("severity")),
        (&high, &low, "mia", "patched upstream", None),
        (&high, &low, "gone", "patched upstream", Some("severity")),
        (&high, &low, "eve", "patched upstream", Some("severity")),
        (&high, &of(Importance::High, "dan"), "dan", "", Some("verifier")),
        (&of(Importance::High, ""), &of(Importance::High, "dan"), "dan", "", Some("verifier")),
        (&of(Importance::High, ""), &of(Importance::High, "cyd"), "dan", "", None),
        (&of(Importance::High, ""), &of(Importance::High, "mia"), "mia", "", None),
        (&of(Importance::High, ""), &of(Importance::High, "eve"), "eve", "", Some("verifier")),
        (&low, &of(Importance::Medium, ""), "ana", "", None),
    ];
    for (at, (before, after, by, reason, wrong)) in cases.into_iter().enumerate() {
        let (handle, person) = (Handle::from(by), people.iter().find(|one| one.handle.as_str() == by));
        let found = eased(before, after, Closer { handle: &handle, person, owned: by == "eve" }, reason).err();
        assert_eq!(found.as_ref().map(|refusal| refusal.subject.as_str()), wrong, "case {at}: {found:?}");
    }
}
