//! Acceptances by cases: R01 and its maxima, verification of controls, when one is active, risks that are accepted.

use super::*;

#[test]
fn a_risk_is_accepted_by_an_acceptance() {
    use RiskState::{Accepted, Closed, Treating};
    for covered in [true, false] {
        for before in RiskState::ALL {
            for after in RiskState::ALL {
                let expected = covered || *after != Accepted || *before == Accepted;
                let found = risk_accepted("RSK-0001", *before, *after, covered);
                assert_eq!(found.is_ok(), expected, "{before} to {after}, {covered}");
            }
        }
    }
    for state in RiskState::ALL {
        assert_eq!(risk_begins(*state).is_ok(), !matches!(state, Accepted | Closed), "{state}");
        let begins = if *state == Accepted { Treating } else { *state };
        assert_eq!(risk_imported(*state), begins, "{state}");
    }
}

use crate::domain::condition::{Control, Controls};
use crate::domain::value::{Day, Handle, YesNo};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn executive() -> Person {
    Person { handle: "cyd".into(), accountable_exec: YesNo(true), ..Person::default() }
}

fn sound() -> Acceptance {
    Acceptance {
        rationale: "loss is bounded".into(),
        controls: Controls(vec![Control { text: "manual review".to_owned(), owner: "lin".into() }]),
        requester: "ana".into(),
        accountable_exec: "cyd".into(),
        signed_on: Day(Some(day("2026-11-23"))),
        effective: Day(Some(day("2026-11-23"))),
        expiry: Day(Some(day("2027-02-21"))),
        ..Acceptance::default()
    }
}

#[test]
fn the_term_is_the_tiers() {
    let policy = Policy::default();
    let cases = [
        (Some(1), "2027-02-21", true),
        (Some(1), "2027-02-22", false),
        (Some(2), "2027-05-22", true),
        (Some(2), "2027-05-23", false),
        (Some(3), "2027-11-23", true),
        (Some(4), "2027-11-24", false),
        (None, "2027-02-21", true),
        (None, "2027-02-22", false),
        (Some(1), "2026-11-23", true),
        (Some(1), "2026-11-22", false),
    ];
    for (tier, expiry, allowed) in cases {
        let acceptance = Acceptance { expiry: Day(Some(day(expiry))), ..sound() };
        let tier = tier.map_or(TierValue::default(), tier_value);
        let found = grant(&acceptance, tier, Some(&executive()), day("2026-11-23"), &policy);
        assert_eq!(found.is_ok(), allowed, "{tier:?} {expiry}: {found:?}");
        assert!(allowed || found.is_err_and(|refusal| refusal.rule.is_some() && !refusal.hint.is_empty()));
    }
}

#[test]
fn it_needs_all_that_r01_names() {
    type Spoil = fn(&mut Acceptance);
    let policy = Policy::default();
    let cases: [(&str, Spoil); 9] = [
        ("expiry", |it| it.expiry = Day(None)),
        ("controls", |it| it.controls.0.clear()),
        ("controls", |it| it.controls.0[0].owner = Handle::default()),
        ("rationale", |it| it.rationale = " ".into()),
        ("accountable_exec", |it| it.accountable_exec = Handle::default()),
        ("accountable_exec", |it| it.requester = "cyd".into()),
        ("accountable_exec", |it| it.accountable_exec = "bob".into()),
        ("signed_on", |it| it.signed_on = Day(None)),
        ("signed_on", |it| it.signed_on = Day(Some(day("2026-11-24")))),
    ];
    for (field, spoil) in cases {
        let mut acceptance = sound();
        spoil(&mut acceptance);
        let found = grant(&acceptance, tier_value(1), Some(&executive()), day("2026-11-23"), &policy);
        assert_eq!(found.map_err(|refusal| refusal.subject), Err(field.to_owned()));
    }
    let mere = Person { accountable_exec: YesNo(false), ..executive() };
    let gone = Person { active: Active::No, ..executive() };
    for person in [Some(&mere), Some(&gone), None] {
        assert!(grant(&sound(), tier_value(1), person, day("2026-11-23"), &policy).is_err());
    }
    let late = grant(&sound(), tier_value(1), Some(&executive()), day("2027-02-22"), &policy);
    assert!(late.is_err_and(|refusal| refusal.sentence == "2027-02-21 is past"));
}

#[test]
fn it_holds_through_its_last_day() {
    let cases = [
        ("2026-11-22", AcceptanceState::Active, false, AcceptanceState::Active),
        ("2026-11-23", AcceptanceState::Active, true, AcceptanceState::Active),
        ("2027-02-21", AcceptanceState::Active, true, AcceptanceState::Active),
        ("2027-02-22", AcceptanceState::Active, false, AcceptanceState::Expired),
        ("2026-12-01", AcceptanceState::Proposed, false, AcceptanceState::Proposed),
        ("2026-12-01", AcceptanceState::Revoked, false, AcceptanceState::Revoked),
    ];
    for (on, recorded, active, state) in cases {
        assert_eq!(active_on(&sound(), recorded, day(on)), active, "{on} {recorded}");
        assert_eq!(state_on(&sound(), recorded, day(on)), state, "{on} {recorded}");
    }
}

#[test]
fn whoever_carries_a_control_out_does_not_verify_it() {
    type Spoil = fn(&mut Verification);
    let control = &sound().controls.0[0];
    let look = Verification {
        control: control.text.clone(),
        owner: control.owner.clone(),
        verifier: "berg".into(),
        on: Day(Some(day("2026-11-23"))),
        result: Effectiveness::Partial,
        evidence: "sampled 20".to_owned(),
    };
    let cases: [(Option<&str>, Spoil); 5] = [
        (None, |_| {}),
        (Some("verifier"), |it| it.verifier = "lin".into()),
        (Some("result"), |it| it.result = Effectiveness::Untested),
        (Some("evidence"), |it| it.evidence = " ".to_owned()),
        (Some("verified_on"), |it| it.on = Day(Some(day("2026-11-24")))),
    ];
    for (field, spoil) in cases {
        let mut found = look.clone();
        spoil(&mut found);
        let said = verification("ACC-0001", AcceptanceState::Active, control, &found, day("2026-11-23"));
        assert_eq!(said.err().map(|refusal| refusal.subject).as_deref(), field);
    }
    for over in [AcceptanceState::Expired, AcceptanceState::Closed, AcceptanceState::Revoked] {
        assert!(verification("ACC-0001", over, control, &look, day("2026-11-23")).is_err(), "{over}");
    }
    let mut looks = Verifications::default();
    let open = |looks: &Verifications| unverified(&sound().controls.0, looks).count();
    assert_eq!(open(&looks), 1);
    looks.0.push(Verification { result: Effectiveness::Effective, ..look.clone() });
    assert_eq!(open(&looks), 0);
    looks.0.push(look);
    assert_eq!(open(&looks), 1, "the last look counts");
}

#[test]
fn it_never_renews_itself() {
    let (before, after) = (day("2027-02-21"), day("2027-02-22"));
    assert_eq!(may_change_expiry(AcceptanceState::Proposed, before, after), Ok(()));
    assert_eq!(may_change_expiry(AcceptanceState::Active, after, before), Ok(()));
    for state in AcceptanceState::ALL {
        let may = !matches!(state, AcceptanceState::Proposed | AcceptanceState::Revoked);
        assert_eq!(may_renew("ACC-0001", *state).is_ok(), may, "{state}");
    }
    assert_eq!(renewal_from(Some(before), before), after);
    assert_eq!(renewal_from(Some(before), day("2027-03-01")), day("2027-03-01"));
    let refused = may_change_expiry(AcceptanceState::Active, before, after).expect_err("longer");
    assert_eq!(refused.rule.map(|rule| rule.0), Some(14));
    assert_eq!(risk_after_end(RiskState::Accepted), RiskState::Treating);
    assert_eq!(risk_after_end(RiskState::Closed), RiskState::Closed);
}
