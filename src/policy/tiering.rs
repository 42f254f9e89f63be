//! From the answers of the questionnaire to a tier: score, floors, incidents, overrides (R11).

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::delegation::sound;
use super::file::Policy;
use super::recusal::Interest;
use crate::domain::record::{Incident, Person};
use crate::domain::refusal::{Misread, Refusal};
use crate::domain::states::Applies;
use crate::domain::text::{did_you_mean, excerpt, join_words};
use crate::domain::zone::Zone;

/// What a factor counts while nobody knows the answer.
const UNKNOWN: u8 = 4;

/// The answers given; what is not answered is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Factors by key, 0 to 4.
    pub factors: BTreeMap<String, u8>,
    /// Facts by key.
    pub facts: BTreeMap<String, Applies>,
}

impl Answers {
    /// The answers that were given, an entry each, as [`Answers::read`] reads them.
    pub fn given(&self) -> Vec<String> {
        let levels = self.factors.iter().map(|(key, level)| format!("{key}={level}"));
        levels.chain(self.facts.iter().map(|(key, applies)| format!("{key}={applies}"))).collect()
    }

    /// An entry for every question of the policy, unknown where nobody knows, in the policy's order.
    pub fn written(&self, policy: &Policy) -> Vec<String> {
        let level = |key: &String| self.factors.get(key).map_or_else(|| "unknown".to_owned(), ToString::to_string);
        let factors = policy.tiering.factor.iter().map(|factor| format!("{}={}", factor.key, level(&factor.key)));
        let applies = |key: &String| self.facts.get(key).copied().unwrap_or_default();
        factors.chain(policy.tiering.fact.iter().map(|fact| format!("{}={}", fact.key, applies(&fact.key)))).collect()
    }

    /// Reads `harm=2; reach=unknown; children=no`, one answer an entry.
    pub fn read(text: &str, policy: &Policy) -> Result<Self, Misread> {
        let mut answers = Self::default();
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        for entry in text.split([';', '\n', ',']).map(str::trim).filter(|entry| !entry.is_empty()) {
            let (key, value) = entry.split_once(['=', ':']).ok_or_else(|| {
                Misread::new(format!("`{}` is not an answer", excerpt(entry)), "write harm=2, or children=no")
            })?;
            let (key, value) = (key.trim().to_lowercase(), value.trim().to_lowercase());
            match said.insert(key.clone(), value.clone()) {
                Some(before) if before != value => {
                    let sentence = format!(
                        "{} is answered twice: `{}` and `{}`",
                        excerpt(&key),
                        excerpt(&before),
                        excerpt(&value)
                    );
                    return Err(Misread::new(sentence, "keep one of the answers"));
                }
                _ => {}
            }
            let unknown = matches!(value.as_str(), "unknown" | "?" | "");
            if policy.tiering.factor.iter().any(|factor| factor.key == key) {
                if !unknown {
                    let level = value.parse().ok().filter(|level| *level <= 4).ok_or_else(|| {
                        let sentence = format!("`{}` is not an answer to {key}", excerpt(&value));
                        Misread::new(sentence, "write 0 to 4 or unknown")
                    })?;
                    answers.factors.insert(key, level);
                }
            } else if policy.tiering.fact.iter().any(|fact| fact.key == key) {
                let applies = match value.as_str() {
                    "yes" | "y" | "true" => Applies::Yes,
                    "no" | "n" | "false" => Applies::No,
                    _ if unknown => Applies::Unknown,
                    _ => {
                        let sentence = format!("`{}` is not an answer to {key}", excerpt(&value));
                        return Err(Misread::new(sentence, "write yes, no or unknown"));
                    }
                };
                answers.facts.insert(key, applies);
            } else {
                let factors = policy.tiering.factor.iter().map(|factor| factor.key.as_str());
                let keys: Vec<&str> = factors.chain(policy.tiering.fact.iter().map(|fact| fact.key.as_str())).collect();
                let sentence = format!("the questionnaire has no `{}`", excerpt(&key));
                return Err(Misread::new(sentence, did_you_mean(&key, &keys)));
            }
        }
        Ok(answers)
    }
}

/// An incident of the model, for the floor that a severe one sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastIncident {
    /// 1 (worst) to 4; 0 is a near-miss.
    pub severity: i64,
    /// When it happened.
    pub on: NaiveDate,
}

impl PastIncident {
    /// An incident that happened, by its onset or else by when it was noticed.
    pub fn of(incident: &Incident, zone: Zone) -> Option<Self> {
        let on = incident.onset.0.or(incident.detected.0)?;
        Some(Self { severity: incident.severity.0?, on: on.with_timezone(&zone).date_naive() })
    }
}

/// A tier as found from the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// 0 to 100.
    pub score: u32,
    /// The tier of the score alone.
    pub by_score: u8,
    /// The tier that results.
    pub tier: u8,
    /// The tier below which no override goes (4 if nothing sets a floor).
    pub floor: u8,
    /// Whether the use is forbidden.
    pub blocked: bool,
    /// What is unknown; anything makes the tier provisional.
    pub unknown: Vec<String>,
    /// What set the floor, in words.
    pub reasons: Vec<String>,
}

impl Found {
    /// Whether the tier rests on unknown answers; such a submission cannot become ready.
    pub fn provisional(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// The sentence proposed as the tier's rationale.
    pub fn rationale(&self) -> String {
        let mut text = format!("score {}", self.score);
        if self.tier == self.by_score && !self.blocked {
            text.push_str(" alone");
        }
        for reason in &self.reasons {
            text.push_str("; ");
            text.push_str(reason);
        }
        if self.provisional() {
            text.push_str("; provisional, unknown: ");
            text.push_str(&self.unknown.join(", "));
        }
        text
    }
}

/// The tier that these answers and the model's incidents give today.
pub fn find(answers: &Answers, incidents: &[PastIncident], today: NaiveDate, policy: &Policy) -> Found {
    let tiering = &policy.tiering;
    let mut unknown = Vec::new();
    let mut reasons = Vec::new();
    let mut score = 0;
    for factor in &tiering.factor {
        let answer = answers.factors.get(&factor.key).copied();
        if answer.is_none() {
            unknown.push(factor.key.clone());
        }
        score += factor.weight * u32::from(answer.unwrap_or(UNKNOWN));
    }
    let by_score = match score {
        score if score >= tiering.tier_1_from => 1,
        score if score >= tiering.tier_2_from => 2,
        score if score >= tiering.tier_3_from => 3,
        _ => 4,
    };
    let mut floor = 4;
    for rule in &tiering.factor_floor {
        let answer = answers.factors.get(&rule.factor).copied().unwrap_or(UNKNOWN);
        // Of several floors of one factor only the strictest is worth saying.
        if answer >= rule.level && rule.tier < floor {
            floor = rule.tier;
            reasons.push(format!("{} {answer} sets tier {} at least", rule.factor, rule.tier));
        }
    }
    let mut blocked = false;
    for fact in &tiering.fact {
        let applies = answers.facts.get(&fact.key).copied().unwrap_or_default();
        if applies == Applies::Unknown {
            unknown.push(fact.key.clone());
        }
        if applies == Applies::No {
            continue;
        }
        if let Some(tier) = fact.tier {
            floor = floor.min(tier);
            reasons.push(format!("{} ({applies}) sets tier {tier} at least", fact.key));
        } else {
            blocked = true;
            reasons.push(format!("{} ({applies}) forbids the use", fact.key));
        }
    }
    let mut tier = by_score.min(floor);
    let since = today.checked_sub_months(Months::new(tiering.incident_months)).unwrap_or(NaiveDate::MIN);
    let counts = |one: &&PastIncident| {
        (1..=tiering.incident_severity).contains(&one.severity) && one.on > since && one.on <= today
    };
    if let Some(incident) = incidents.iter().filter(counts).max_by_key(|one| one.on) {
        tier = tier.saturating_sub(1).max(1);
        // The lift is a floor like the others: no override takes it back.
        floor = floor.min(tier);
        reasons.push(format!("an incident of severity {} on {} lifts it by one tier", incident.severity, incident.on));
    }
    Found { score, by_score, tier, floor, blocked, unknown, reasons }
}

/// Refuses an override that policy does not allow. Upwards it needs a reason; downwards also two
/// signers without a conflict, at most one step, and never below a floor.
pub fn may_override(
    found: &Found,
    to: u8,
    reason: &str,
    signers: &[&Person],
    conflicts: &[Interest],
    policy: &Policy,
) -> Result<(), Refusal> {
    let refuse = |field: &str, sentence: String, hint: &str| Err(Refusal::rule(11, field, sentence).hint(hint));
    if !(1..=4).contains(&to) {
        return refuse("tier", format!("there is no tier {to}"), "enter 1 to 4");
    }
    if to == found.tier {
        return Ok(());
    }
    if reason.trim().is_empty() {
        return refuse(
            "rationale",
            "an override needs a reason".to_owned(),
            "write one sentence an auditor can follow",
        );
    }
    if to < found.tier {
        return Ok(());
    }
    if to > found.floor {
        let sentence =
            format!("tier {to} is below the floor of tier {}: {}", found.floor, join_words(&found.reasons, "and"));
        return refuse("tier", sentence, "keep the tier, or correct the answers");
    }
    let steps = policy.tiering.override_steps;
    if to - found.tier > steps {
        let sentence = format!("from tier {} to tier {to} is more than {steps} down", found.tier);
        return refuse("tier", sentence, "override by one step, or correct the answers");
    }
    sound(signers, conflicts)?;
    if signers.len() < policy.tiering.override_signers {
        let sentence = format!("it needs {} signers and has {}", policy.tiering.override_signers, signers.len());
        return refuse("signers", sentence, "name who else signs");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
