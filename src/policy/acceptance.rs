//! Terms of an acceptance (R01), when it holds, and what its end means (R14).

use chrono::{Days, NaiveDate};

use super::file::Policy;
use super::lookup::tier_value;
use crate::domain::condition::Control;
use crate::domain::record::{Acceptance, Person};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{AcceptanceState, Active, Effectiveness, RiskState};
use crate::domain::value::TierValue;
use crate::domain::verification::{Verification, Verifications};

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

/// Refuses to renew what was never granted or was taken back: there is no term that could go on (R14).
pub fn may_renew(subject: &str, recorded: AcceptanceState) -> Result<(), Refusal> {
    let refuse = |said: &str, hint: &str| Err(Refusal::rule(14, "renewal_of", format!("{subject} {said}")).hint(hint));
    match recorded {
        AcceptanceState::Proposed => {
            refuse("is not granted yet", "edit it, or put it in force; renew it once it runs out")
        }
        AcceptanceState::Revoked => refuse("was revoked", "propose a new acceptance that is no renewal"),
        AcceptanceState::Active | AcceptanceState::Closed | AcceptanceState::Expired => Ok(()),
    }
}

/// From when a renewal holds: the day after the last day of what it renews, or today if that is past.
pub fn renewal_from(before: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    before.and_then(|last| last.succ_opt()).map_or(today, |next| next.max(today))
}

/// Refuses the verification of a compensating control that cannot stand: whoever carries it out does not say whether it
/// works (R13).
pub fn verification(
    subject: &str,
    stands: AcceptanceState,
    control: &Control,
    found: &Verification,
    today: NaiveDate,
) -> Result<(), Refusal> {
    if !matches!(stands, AcceptanceState::Proposed | AcceptanceState::Active) {
        return Err(Refusal::rule(14, subject, format!("is {stands}: its controls hold nothing any more"))
            .hint("verify the controls of the acceptance that is in force"));
    }
    if found.verifier == control.owner {
        return Err(Refusal::rule(
            13,
            "verifier",
            format!("{} carries out the control and cannot verify it", control.owner),
        )
        .hint("name somebody else as verifier"));
    }
    if found.result == Effectiveness::Untested {
        return Err(Refusal::data("result", "a verification says what was found")
            .hint("write effective, partial or ineffective"));
    }
    if found.evidence.trim().is_empty() {
        return Err(Refusal::rule(13, "evidence", "a verification rests on something")
            .hint("give a link, ART-0001, or what was looked at"));
    }
    match found.on.0 {
        Some(day) if day > today => Err(Refusal::data("verified_on", format!("{day} is still to come"))
            .hint("enter the day on which it was verified")),
        _ => Ok(()),
    }
}

/// The compensating controls that nobody has found effective when last looking at them, each with that look.
pub fn unverified<'a>(
    controls: &'a [Control],
    looks: &'a Verifications,
) -> impl Iterator<Item = (&'a Control, Option<&'a Verification>)> {
    let looked = controls.iter().map(|control| (control, looks.last(control)));
    looked.filter(|(_, last)| last.is_none_or(|last| last.result != Effectiveness::Effective))
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
mod tests;
