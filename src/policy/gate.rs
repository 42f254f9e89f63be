//! The release gate: may this version be used today? Every no carries its rule and what clears it.
//! Beside it the alarms of what is in production (R15). Both are derived for the day asked about.

use chrono::NaiveDate;

use super::acceptance::{active_on, state_on};
use super::decision::condition_lapsed;
use super::file::Policy;
use super::readiness::missing_dimensions;
use super::validation::is_developer;
use crate::domain::ids::{AcceptanceId, FollowUpId, ModelId, SubmissionId, ValidationId};
use crate::domain::record::{Acceptance, FollowUp, Model, Validation, Version, VersionState};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{
    AcceptanceKind, AcceptanceState, Approval, DecisionStatus, Dimension, EuClass, FollowUpState, Gate, Opinion, Stage,
    SubmissionState,
};
use crate::domain::text::{excerpt, join_words};
use crate::domain::value::TierValue;

/// A condition of the approval as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Which.
    pub id: FollowUpId,
    /// What it says.
    pub record: &'a FollowUp,
    /// Its state.
    pub state: FollowUpState,
}

/// An acceptance that the approval relies on.
#[derive(Clone, Copy, Debug)]
pub struct Relied<'a> {
    /// Which.
    pub id: AcceptanceId,
    /// What it says.
    pub record: &'a Acceptance,
    /// Its state as recorded.
    pub state: AcceptanceState,
}

/// A version and all that its release rests on.
#[derive(Clone, Copy, Debug)]
pub struct Release<'a> {
    /// The model's number.
    pub id: ModelId,
    /// The model.
    pub model: &'a Model,
    /// The version.
    pub version: &'a Version,
    /// Its approval.
    pub approval: &'a VersionState,
    /// The status of the decision behind the approval; none if there is none.
    pub decision: Option<DecisionStatus>,
    /// The conditions of that decision.
    pub conditions: &'a [Standing<'a>],
    /// The acceptances it relies on: those it granted or named, and those active when it was made.
    pub acceptances: &'a [Relied<'a>],
    /// The issued validations of this version.
    pub validations: &'a [(ValidationId, &'a Validation)],
    /// The dimensions that the model's monitors cover.
    pub monitored: &'a [Dimension],
    /// The open submission that asks for this version, and where it stands.
    pub submission: Option<(SubmissionId, SubmissionState)>,
    /// Why the approval is flagged for re-review, if it is (a material change, a breach).
    pub flag: Option<&'a str>,
    /// The day asked about.
    pub today: NaiveDate,
}

/// Every reason against the release; empty if the gate is open.
pub fn reasons(release: &Release<'_>, policy: &Policy) -> Vec<Refusal> {
    let mut found = Vec::new();
    found.extend(unapproved(release));
    found.extend(stage(release));
    found.extend(conditions(release));
    found.extend(acceptances(release));
    found.extend(validations(release));
    found.extend(unmonitored(release, policy));
    found.extend(flagged(release));
    found
}

/// What flags an approval for re-review: lapsed conditions, acceptances that no longer hold, a review that is open
/// (R06, R14).
pub fn flags(release: &Release<'_>) -> Vec<Refusal> {
    let lapsed = |one: &Standing<'_>| one.state.is_open() && condition_lapsed(true, one.record.due.0, release.today);
    let lapsed: Vec<Standing<'_>> = release.conditions.iter().filter(|one| lapsed(one)).copied().collect();
    let mut found = conditions(&Release { conditions: &lapsed, ..*release });
    found.extend(acceptances(release));
    found.extend(flagged(release));
    found
}

fn flagged(release: &Release<'_>) -> Option<Refusal> {
    let sentence = format!("the approval is flagged: {}", release.flag?);
    Some(Refusal::rule(15, name(release), sentence).hint(
        "conclude its review with what was found (boardroom list reviews --filter is:flagging), or have the board decide",
    ))
}

/// The alarms of a model in production: no current approval, or monitoring short of its tier (R15).
/// They are shown until cleared.
pub fn alarms(release: &Release<'_>, policy: &Policy) -> Vec<Refusal> {
    if release.model.stage != Stage::Production {
        return Vec::new();
    }
    let in_production = |refusal: Refusal| {
        let sentence = format!("in production, and {}", refusal.sentence);
        Refusal::rule(15, refusal.subject, sentence).hint(refusal.hint)
    };
    unapproved(release).into_iter().chain(unmonitored(release, policy)).map(in_production).collect()
}

/// `MDL-0001@4.2`.
fn name(release: &Release<'_>) -> String {
    if release.version.label.is_empty() {
        release.id.to_string()
    } else {
        format!("{}@{}", release.id, release.version.label)
    }
}

/// What brings an unapproved version before the board: what is under way, or else what to do.
fn way(release: &Release<'_>, otherwise: &str) -> String {
    match release.submission {
        None => otherwise.to_owned(),
        Some((id, SubmissionState::Scheduled)) => format!("{id} is on the agenda: have the board decide"),
        Some((id, SubmissionState::Ready)) => format!("{id} is ready: put it on an agenda"),
        Some((id, state)) => format!("{id} is {state}: bring it to the board"),
    }
}

/// The approval itself: given, by a final decision, unexpired.
fn unapproved(release: &Release<'_>) -> Option<Refusal> {
    if release.approval.approval == Approval::None && release.version.label.is_empty() {
        let sentence = "the model has no version that could be approved";
        return Some(Refusal::rule(15, name(release), sentence).hint("add it with boardroom version add"));
    }
    let (rule, sentence, hint) = not_current(release.approval, release.decision, release.today)?;
    Some(Refusal::rule(rule, name(release), sentence).hint(way(release, hint)))
}

/// Why an approval does not hold on a day: the rule, a sentence, what clears it. Nothing if it holds. `decision` is
/// the status of the decision behind it.
pub fn not_current(
    approval: &VersionState,
    decision: Option<DecisionStatus>,
    today: NaiveDate,
) -> Option<(u8, String, &'static str)> {
    // Past its last day it is expired, whether that is on the record yet or not.
    let held = matches!(approval.approval, Approval::Approved | Approval::Conditional | Approval::Provisional);
    if held && approval.approval_valid_until.0.is_some_and(|last| last < today) {
        return Some(expired(approval.approval_valid_until.0));
    }
    Some(match approval.approval {
        Approval::None => (15, "the board has not approved this version".to_owned(), "submit it to the board"),
        Approval::Provisional => {
            let sentence = "it is approved provisionally only: without quorum, or signed and pulled by a voter";
            (5, sentence.to_owned(), "have the board ratify it, or decide, at the next quorate meeting")
        }
        Approval::Rejected => (15, "the board rejected it".to_owned(), "mend what was found, and submit it again"),
        Approval::Expired => expired(approval.approval_valid_until.0),
        Approval::Revoked => (15, "its approval was revoked".to_owned(), "submit it again"),
        Approval::Approved | Approval::Conditional => match decision {
            Some(DecisionStatus::Final) => return None,
            Some(status) => (5, format!("the decision behind its approval is {status}"), "have the board decide"),
            None => (15, "no decision stands behind its approval".to_owned(), "have the board decide"),
        },
    })
}

fn expired(after: Option<NaiveDate>) -> (u8, String, &'static str) {
    let sentence = after
        .map_or_else(|| "its approval has expired".to_owned(), |last| format!("its approval expired after {last}"));
    (15, sentence, "submit it for re-approval")
}

fn stage(release: &Release<'_>) -> Option<Refusal> {
    if release.model.eu_class == EuClass::Prohibited {
        let sentence = "the use is a prohibited practice";
        return Some(Refusal::state(release.id.to_string(), sentence).hint("retire the model, or correct its class"));
    }
    let hint = match release.model.stage {
        Stage::Suspended => "have the suspension lifted by the board",
        Stage::Retired => "register a new model",
        Stage::Proposed | Stage::InReview | Stage::Production => return None,
    };
    Some(Refusal::state(release.id.to_string(), format!("the model is {}", release.model.stage)).hint(hint))
}

/// R06: open pre-release conditions block, lapsed ones flag the approval.
fn conditions(release: &Release<'_>) -> Vec<Refusal> {
    let reason = |one: &Standing<'_>| {
        if !one.state.is_open() {
            return None;
        }
        let title = excerpt(one.record.title.as_str());
        let owner = &one.record.owner;
        let who = if owner.is_empty() { "its owner".to_owned() } else { owner.to_string() };
        let sentence = if one.record.gate == Gate::PreRelease {
            format!("the pre-release condition `{title}` is open")
        } else if condition_lapsed(true, one.record.due.0, release.today) {
            let due = one.record.due.0.map(|due| due.to_string()).unwrap_or_default();
            format!("the condition `{title}` lapsed after {due}")
        } else {
            return None;
        };
        let hint = format!("have {who} close it with evidence, or ask the board");
        Some(Refusal::rule(6, one.id.to_string(), sentence).hint(hint))
    };
    release.conditions.iter().filter_map(reason).collect()
}

/// R14: every acceptance it relies on holds today.
fn acceptances(release: &Release<'_>) -> Vec<Refusal> {
    let reason = |one: &Relied<'_>| {
        if active_on(one.record, one.state, release.today) {
            return None;
        }
        let sentence = match state_on(one.record, one.state, release.today) {
            AcceptanceState::Expired => {
                let last = one.record.expiry.0.map(|day| format!(" after {day}")).unwrap_or_default();
                format!("the acceptance it relies on expired{last}")
            }
            // Active by its record, and not yet in effect.
            AcceptanceState::Active => "the acceptance it relies on is not in effect yet".to_owned(),
            other => format!("the acceptance it relies on is {other}"),
        };
        let hint = "renew it as a new acceptance, or mitigate the risk";
        Some(Refusal::rule(14, one.id.to_string(), sentence).hint(hint).remedy(Remedy::ProposeAcceptance))
    };
    release.acceptances.iter().filter_map(reason).collect()
}

/// R07 and R08: tiers 1 and 2 rest on a validation that still holds, or on an acceptance of its lack.
fn validations(release: &Release<'_>) -> Vec<Refusal> {
    let issued = |one: &&(ValidationId, &Validation)| one.1.issued_on.0.is_some_and(|day| day <= release.today);
    let last = release.validations.iter().filter(issued).max_by_key(|(id, one)| (one.issued_on, *id));
    if let Some((id, _)) = last.filter(|(_, one)| one.opinion == Opinion::NotFit) {
        return vec![
            Refusal::rule(8, id.to_string(), "the validation says not fit").hint("mend the model and validate again"),
        ];
    }
    let needed = release.model.tier.0.is_none_or(|tier| tier <= 2);
    let accepted = |one: &Relied<'_>| {
        one.record.kind == AcceptanceKind::UseBeforeValidation && active_on(one.record, one.state, release.today)
    };
    if !needed || release.acceptances.iter().any(accepted) {
        return Vec::new();
    }
    let holds = |one: &Validation| one.valid_until.0.is_none_or(|last| last >= release.today);
    let by_others =
        |one: &Validation| one.independent.0 && !is_developer(one, release.model) && one.opinion != Opinion::None;
    if release.validations.iter().filter(issued).any(|(_, one)| holds(one) && by_others(one)) {
        return Vec::new();
    }
    let (subject, sentence) = match last {
        Some((id, one)) if !holds(one) => {
            let until = one.valid_until.0.map(|day| day.to_string()).unwrap_or_default();
            (id.to_string(), format!("the validation it relies on ran out after {until}"))
        }
        _ => (name(release), "no validation by somebody who did not develop it".to_owned()),
    };
    let hint = "issue a validation, or propose a use-before-validation acceptance";
    vec![Refusal::rule(7, subject, sentence).hint(hint).remedy(Remedy::ProposeAcceptance)]
}

/// R15: monitors are defined in every dimension that the tier needs.
fn unmonitored(release: &Release<'_>, policy: &Policy) -> Option<Refusal> {
    let missing = missing_dimensions(release.model, release.monitored, policy);
    if missing.is_empty() {
        return None;
    }
    let sentence = lacks_monitoring(release.model.tier, &missing);
    Some(Refusal::rule(15, release.id.to_string(), sentence).hint("define a monitor with alert and owner for each"))
}

/// What monitoring a model of a tier lacks, as a sentence.
pub fn lacks_monitoring(tier: TierValue, missing: &[Dimension]) -> String {
    let words: Vec<&str> = missing.iter().map(|dimension| dimension.word()).collect();
    let tier = tier.0.map_or("it has no tier and".to_owned(), |tier| format!("tier {tier}"));
    format!("{tier} needs monitoring of {}", join_words(&words, "and"))
}

#[cfg(test)]
mod tests;
