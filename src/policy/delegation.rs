//! Decisions outside the meeting: delegated ones of the low tiers, and emergency patches.

use chrono::NaiveDate;

use super::file::Policy;
use super::recusal::Interest;
use crate::domain::record::Person;
use crate::domain::refusal::Refusal;
use crate::domain::states::{Active, Function, Seat};
use crate::domain::text::{counted, join_words};
use crate::domain::value::{Handle, TierValue};

/// Refuses signers that are not distinct, active and without a conflict (R03).
pub(super) fn sound(signers: &[&Person], conflicts: &[Interest]) -> Result<(), Refusal> {
    for (at, signer) in signers.iter().enumerate() {
        let name = signer.handle.as_str();
        if signer.active == Active::No {
            return Err(Refusal::state(name, "is no longer active").hint("name somebody else"));
        }
        if signers[..at].iter().any(|earlier| earlier.handle == signer.handle) {
            return Err(Refusal::state(name, "signs twice").hint("name somebody else beside them"));
        }
        if let Some(conflict) = conflicts.iter().find(|one| one.person == signer.handle) {
            return Err(
                Refusal::rule(3, name, format!("{} and does not sign", conflict.reason)).hint("name somebody else")
            );
        }
    }
    Ok(())
}

fn plural(count: usize, noun: &str) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), noun)
}

/// Refuses a delegated decision that its tier does not allow, or whose signers are not those that
/// policy asks for.
pub fn delegated(policy: &Policy, tier: TierValue, signers: &[&Person], conflicts: &[Interest]) -> Result<(), Refusal> {
    let delegation = policy.tier(tier).and_then(|rules| rules.delegation.as_ref()).ok_or_else(|| {
        let what = tier.0.map_or("what has no tier".to_owned(), |tier| format!("tier {tier}"));
        Refusal::state("signers", format!("{what} is decided in the meeting")).hint("schedule it")
    })?;
    sound(signers, conflicts)?;
    let named = |person: &Person| {
        person.function == Function::Mrm
            && if delegation.named.is_empty() { person.seat.votes() } else { delegation.named.contains(&person.handle) }
    };
    if let Some(other) = signers.iter().find(|person| !person.seat.votes() && !named(person)) {
        let sentence = "has no voting seat and is not named in policy";
        return Err(Refusal::state(other.handle.as_str(), sentence).hint("name a voter"));
    }
    let mrm = signers.iter().filter(|person| named(person)).count();
    if signers.len() < delegation.signers || mrm < delegation.mrm {
        let needed = plural(delegation.signers, "signer");
        let who = if delegation.named.is_empty() {
            format!("{} mrm", delegation.mrm)
        } else {
            let allowed: Vec<&str> = delegation.named.iter().map(Handle::as_str).collect();
            format!("{} of {}", delegation.mrm, join_words(&allowed, "or"))
        };
        let sentence = format!("it needs {needed}, of whom {who}, and has {}, of whom {mrm}", signers.len());
        return Err(Refusal::state("signers", sentence).hint("name who else signs"));
    }
    Ok(())
}

/// Refuses an emergency patch that is not signed by the chair (or vice-chair) and another mrm person.
pub fn emergency(signers: &[&Person], conflicts: &[Interest]) -> Result<(), Refusal> {
    sound(signers, conflicts)?;
    let leads = |person: &Person| matches!(person.seat, Seat::Chair | Seat::ViceChair);
    let paired = signers.iter().any(|lead| {
        leads(lead) && signers.iter().any(|other| other.handle != lead.handle && other.function == Function::Mrm)
    });
    if paired {
        return Ok(());
    }
    let sentence = "an emergency patch is decided by the chair or vice-chair and another mrm person";
    Err(Refusal::state("signers", sentence).hint("name both"))
}

/// The last day an emergency decision holds unless ratified: the next regular meeting, and so many
/// business days at most.
pub fn emergency_until(policy: &Policy, decided: NaiveDate, next_regular: Option<NaiveDate>) -> NaiveDate {
    let most = policy.calendar().add_business_days(decided, i64::from(policy.emergency.business_days));
    next_regular.filter(|meeting| *meeting >= decided).map_or(most, |meeting| meeting.min(most))
}

/// Refuses to pull a delegated decision into the meeting unless a voter asks.
pub fn may_pull(person: &Person) -> Result<(), Refusal> {
    if person.seat.votes() && person.active == Active::Yes {
        return Ok(());
    }
    Err(Refusal::state(person.handle.as_str(), "has no voting seat and cannot pull a decision")
        .hint("name the voter who asks (decision.pull --voter)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::YesNo;
    use crate::policy::{DEFAULT_POLICY, tier_value};

    fn person(handle: &str, function: Function, seat: Seat) -> Person {
        Person { handle: handle.into(), function, seat, ..Person::default() }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_low_tiers_may_be_signed_outside_the_meeting() {
        let ana = person("ana", Function::Mrm, Seat::Chair);
        let bob = person("bob", Function::Ml, Seat::Voter);
        let cyd = person("cyd", Function::Legal, Seat::Advisor);
        let dan = person("dan", Function::Mrm, Seat::None);
        let eve = person("eve", Function::Mrm, Seat::Voter);
        let gone = Person { active: Active::No, ..person("gone", Function::Mrm, Seat::Voter) };
        let conflict = [Interest { person: "eve".into(), reason: "owns the model".to_owned() }];
        let cases: [(u8, &[&Person], Option<&str>); 13] = [
            (3, &[&ana, &bob], None),
            (3, &[&ana, &ana], Some("ana")),
            (3, &[&ana], Some("signers")),
            (3, &[&bob], Some("signers")),
            (3, &[&ana, &cyd], Some("cyd")),
            (3, &[&ana, &eve], Some("eve")),
            (3, &[&ana, &gone], Some("gone")),
            (4, &[&ana], None),
            (4, &[&bob], Some("signers")),
            (4, &[&dan], Some("dan")),
            (4, &[], Some("signers")),
            (2, &[&ana, &bob], Some("signers")),
            (1, &[&ana, &bob], Some("signers")),
        ];
        let policy = Policy::default();
        for (tier, signers, refused) in cases {
            let found = delegated(&policy, tier_value(tier), signers, &conflict).err();
            assert_eq!(found.as_ref().map(|refusal| refusal.subject.as_str()), refused, "tier {tier}: {found:?}");
        }
        assert!(delegated(&policy, TierValue::default(), &[&ana, &bob], &[]).is_err());
        let text = DEFAULT_POLICY.replacen("mrm = 1, named = []", "mrm = 1, named = [\"dan\"]", 1);
        let policy = Policy::read(&text).expect("reads");
        assert_eq!(delegated(&policy, tier_value(4), &[&dan], &[]), Ok(()));
        let refusal = delegated(&policy, tier_value(4), &[&ana], &[]).expect_err("not named");
        assert_eq!(refusal.sentence, "it needs 1 signer, of whom 1 of dan, and has 1, of whom 0");
    }

    #[test]
    fn an_emergency_needs_the_chair_and_another_of_mrm() {
        let chair = person("ana", Function::Mrm, Seat::Chair);
        let vice = person("bob", Function::Ml, Seat::ViceChair);
        let mrm = person("eve", Function::Mrm, Seat::None);
        let voter = person("cyd", Function::Security, Seat::Voter);
        let cases: [(&[&Person], bool); 7] = [
            (&[&chair, &mrm], true),
            (&[&vice, &mrm], true),
            (&[&vice, &chair], true),
            (&[&chair], false),
            (&[&chair, &voter], false),
            (&[&voter, &mrm], false),
            (&[&chair, &chair], false),
        ];
        for (signers, allowed) in cases {
            assert_eq!(emergency(signers, &[]).is_ok(), allowed);
        }
        let conflict = [Interest { person: "eve".into(), reason: "owns the model".to_owned() }];
        assert!(emergency(&[&chair, &mrm], &conflict).is_err_and(|refusal| refusal.rule.is_some()));
        let policy = Policy::default();
        let cases = [
            (None, "2026-12-07"),
            (Some("2026-11-30"), "2026-11-30"),
            (Some("2026-12-14"), "2026-12-07"),
            (Some("2026-11-20"), "2026-12-07"),
        ];
        for (meeting, until) in cases {
            assert_eq!(emergency_until(&policy, day("2026-11-23"), meeting.map(day)), day(until));
        }
    }

    #[test]
    fn voters_pull() {
        let exec = Person { accountable_exec: YesNo(true), ..person("eve", Function::Product, Seat::None) };
        assert_eq!(may_pull(&person("cyd", Function::Legal, Seat::Voter)), Ok(()));
        assert!(may_pull(&exec).is_err());
    }
}
