//! Terms of an acceptance (R01), when it holds, and what its end means (R14).

use chrono::{Days, NaiveDate};

use super::file::Policy;
use super::lookup::tier_value;
use crate::domain::record::{Acceptance, Person};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{AcceptanceState, Active, RiskState};
use crate::domain::value::TierValue;

/// The last day an acceptance on this tier may hold if it takes effect on this one. Where there is
/// no tier, the strictest term holds.
pub fn latest_expiry(effective: NaiveDate, tier: TierValue, policy: &Policy) -> NaiveDate {
    let rules = policy.tier(tier).or_else(|| policy.tier(tier_value(1)));
    let days = rules.map_or(0, |rules| u64::from(rules.acceptance_days));
    effective.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// From when it holds: as entered, else from its signature, else from today.
pub fn effective_from(acceptance: &Acceptance, today: NaiveDate) -> NaiveDate {
    acceptance.effective.0.or(acceptance.signed_on.0).unwrap_or(today)
}

/// Everything that keeps an acceptance from being granted (R01). `executive` is the person named as
/// its accountable executive.
pub fn obstacles(
    acceptance: &Acceptance,
    tier: TierValue,
    executive: Option<&Person>,
    today: NaiveDate,
    policy: &Policy,
) -> Vec<Refusal> {
    let refuse = |field: &str, sentence: String, hint: String| {
        Refusal::rule(1, field, sentence).hint(hint).remedy(Remedy::EditRecord)
    };
    let mut found = Vec::new();
    let effective = effective_from(acceptance, today);
    let latest = latest_expiry(effective, tier, policy);
    match acceptance.expiry.0 {
        None => {
            found.push(refuse("expiry", "an acceptance ends some day".into(), format!("set it to {latest} or before")));
        }
        Some(expiry) if expiry > latest => {
            let tier = tier.0.map_or("what has no tier".to_owned(), |tier| format!("tier {tier}"));
            let days = (latest - effective).num_days();
            let sentence = format!("{expiry} is more than {days} days after {effective}, the most for {tier}");
            found.push(refuse("expiry", sentence, format!("set it to {latest} or before")));
        }
        Some(expiry) if expiry < effective => {
            found.push(refuse(
                "expiry",
                format!("{expiry} is before it takes effect"),
                format!("set it after {effective}"),
            ));
        }
        Some(expiry) if expiry < today => {
            found.push(refuse("expiry", format!("{expiry} is past"), "propose a new acceptance".into()));
        }
        Some(_) => {}
    }
    if let (Some(review), Some(expiry)) = (acceptance.review_date.0, acceptance.expiry.0)
        && review > expiry
    {
        let sentence = format!("{review} is after it ends");
        found.push(refuse("review_date", sentence, format!("set it to {expiry} or before")));
    }
    if acceptance.controls.0.is_empty() {
        found.push(refuse(
            "controls",
            "it needs a compensating control".into(),
            "write what is done, and @owner".into(),
        ));
    }
    if let Some(control) = acceptance.controls.0.iter().find(|control| control.owner.is_empty()) {
        let sentence = format!("the control `{}` has no owner", crate::domain::text::excerpt(&control.text));
        found.push(refuse("controls", sentence, "add @owner to it".into()));
    }
    if acceptance.rationale.as_str().trim().is_empty() {
        found.push(refuse("rationale", "it needs a rationale".into(), "say why this may be accepted".into()));
    }
    found.extend(
        executive_obstacle(acceptance, executive).map(|(sentence, hint)| refuse("accountable_exec", sentence, hint)),
    );
    found
}

fn executive_obstacle(acceptance: &Acceptance, executive: Option<&Person>) -> Option<(String, String)> {
    let name = &acceptance.accountable_exec;
    let another = || "name an accountable executive who is not the requester".to_owned();
    if name.is_empty() {
        return Some(("nobody answers for it".to_owned(), another()));
    }
    if *name == acceptance.requester {
        return Some((format!("{name} asks for it and cannot sign it"), another()));
    }
    match executive {
        Some(person) if person.handle == *name && person.accountable_exec.0 && person.active == Active::Yes => None,
        _ => Some((format!("{name} is not an accountable executive"), another())),
    }
}

/// Refuses to grant an acceptance that lacks something or is not signed; the first obstacle is named.
pub fn grant(
    acceptance: &Acceptance,
    tier: TierValue,
    executive: Option<&Person>,
    today: NaiveDate,
    policy: &Policy,
) -> Result<(), Refusal> {
    if let Some(refusal) = obstacles(acceptance, tier, executive, today, policy).into_iter().next() {
        return Err(refusal);
    }
    match acceptance.signed_on.0 {
        None => Err(Refusal::rule(1, "signed_on", "the accountable executive has not signed")
            .hint("enter the day of the signature")),
        Some(day) if day > today => {
            Err(Refusal::rule(1, "signed_on", format!("{day} is still to come")).hint("enter the day of the signature"))
        }
        Some(_) => Ok(()),
    }
}

/// Its state on a day: what is recorded as active is expired past its last day.
pub fn state_on(acceptance: &Acceptance, recorded: AcceptanceState, day: NaiveDate) -> AcceptanceState {
    match recorded {
        AcceptanceState::Active if acceptance.expiry.0.is_none_or(|expiry| expiry < day) => AcceptanceState::Expired,
        other => other,
    }
}

/// Whether it holds on a day, its first and last included.
pub fn active_on(acceptance: &Acceptance, recorded: AcceptanceState, day: NaiveDate) -> bool {
    state_on(acceptance, recorded, day) == AcceptanceState::Active && effective_from(acceptance, day) <= day
}

/// Refuses to lengthen an acceptance: nothing renews itself (R14).
pub fn may_change_expiry(recorded: AcceptanceState, before: NaiveDate, after: NaiveDate) -> Result<(), Refusal> {
    if recorded == AcceptanceState::Proposed || after <= before {
        return Ok(());
    }
    Err(Refusal::rule(14, "expiry", "an acceptance that was granted is not lengthened")
        .hint("propose a renewal as a new acceptance"))
}

/// The state of a covered risk when its acceptance has ended: it is open again (R14).
pub const fn risk_after_end(state: RiskState) -> RiskState {
    match state {
        RiskState::Accepted => RiskState::Treating,
        other => other,
    }
}

/// Refuses to call a risk accepted that no acceptance in force covers (R01). `covered` is whether one does.
pub fn risk_accepted(subject: &str, before: RiskState, after: RiskState, covered: bool) -> Result<(), Refusal> {
    if after != RiskState::Accepted || before == RiskState::Accepted || covered {
        return Ok(());
    }
    Err(Refusal::rule(1, subject, "is accepted by an acceptance in force, and none covers it")
        .hint("propose one that names the risk; once it is granted, the risk is accepted")
        .remedy(Remedy::ProposeAcceptance))
}

/// Refuses to begin a risk where only treatment or an acceptance leads (R01).
pub fn risk_begins(state: RiskState) -> Result<(), Refusal> {
    match state {
        RiskState::Identified | RiskState::Assessed | RiskState::Treating | RiskState::Mitigated => Ok(()),
        RiskState::Accepted => risk_accepted("state", RiskState::Identified, state, false),
        RiskState::Closed => Err(Refusal::state("state", "a risk that is new is not closed")
            .hint("enter it as it stands, and close it by its steps once it is mitigated")),
    }
}

/// How a risk of an imported register begins: one that is accepted there is being treated until an acceptance of
/// this board covers it; what is closed there stays so, as history.
pub const fn risk_imported(state: RiskState) -> RiskState {
    match state {
        RiskState::Accepted => RiskState::Treating,
        other => other,
    }
}

#[cfg(test)]
mod tests {
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
    fn it_never_renews_itself() {
        let (before, after) = (day("2027-02-21"), day("2027-02-22"));
        assert_eq!(may_change_expiry(AcceptanceState::Proposed, before, after), Ok(()));
        assert_eq!(may_change_expiry(AcceptanceState::Active, after, before), Ok(()));
        let refused = may_change_expiry(AcceptanceState::Active, before, after).expect_err("longer");
        assert_eq!(refused.rule.map(|rule| rule.0), Some(14));
        assert_eq!(risk_after_end(RiskState::Accepted), RiskState::Treating);
        assert_eq!(risk_after_end(RiskState::Closed), RiskState::Closed);
    }
}
