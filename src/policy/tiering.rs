//! From the answers of the questionnaire to a tier: score, floors, incidents, overrides (R11).

mod known;
mod sentence;
mod steps;

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::delegation::sound;
use super::file::{Fact, Policy};
use super::recusal::Interest;
use crate::domain::record::{Incident, Model, Person};
use crate::domain::refusal::{Misread, Refusal};
use crate::domain::states::Applies;
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::zone::Zone;
pub use known::{FLOOR_FIELDS, Known, hold_against, known, oddities};
pub use sentence::Weighed;
pub use steps::{Step, below_floor, measured_from};

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
    /// An incident that happened, by its onset or else by when it was noticed; none if it was played.
    pub fn of(incident: &Incident, zone: Zone) -> Option<Self> {
        if incident.exercise.0 {
            return None;
        }
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
    /// What set the floor, in short.
    pub reasons: Vec<String>,
    /// The same as parts of the rationale's sentence.
    pub sentences: Vec<String>,
    /// The factors with what they count; empty where there is no questionnaire.
    pub weighed: Vec<Weighed>,
    /// What is unknown, as people call it.
    pub unknown_labels: Vec<String>,
    /// Whether a floor is held that the entry set when the tier was set, and does not set any more.
    pub held: bool,
}

impl Found {
    /// A tier that nothing has been held against yet.
    const fn of(tier: u8, score: u32) -> Self {
        Self {
            score,
            by_score: tier,
            tier,
            floor: 4,
            blocked: false,
            unknown: Vec::new(),
            reasons: Vec::new(),
            sentences: Vec::new(),
            weighed: Vec::new(),
            unknown_labels: Vec::new(),
            held: false,
        }
    }

    /// Whether the tier rests on unknown answers; such a submission cannot become ready.
    pub fn provisional(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// A fact that holds, or may hold: its floor, or the end of the use.
    fn fact(&mut self, fact: &Fact, applies: Applies, because: Option<&str>) {
        let short = because.map_or_else(|| applies.to_string(), str::to_owned);
        let long = match (because, applies) {
            (Some(because), _) => because.to_owned(),
            (None, Applies::Unknown) => format!("nobody knows yet: “{}”", fact.question),
            (None, _) => format!("the answer to “{}” is yes", fact.question),
        };
        if let Some(tier) = fact.tier {
            self.floor = self.floor.min(tier);
            self.reasons.push(format!("{} ({short}) sets tier {tier} at least", fact.key));
            self.sentences.push(format!("at least tier {tier}, because {long}"));
        } else {
            self.blocked = true;
            self.reasons.push(format!("{} ({short}) forbids the use", fact.key));
            self.sentences.push(format!("the use is forbidden, because {long}"));
        }
    }

    fn floors_by_factor(&mut self, answers: &Answers, policy: &Policy) {
        for rule in &policy.tiering.factor_floor {
            let answer = answers.factors.get(&rule.factor).copied();
            let level = answer.unwrap_or(UNKNOWN);
            // Of several floors of one factor only the strictest is worth saying.
            if level < rule.level || rule.tier >= self.floor {
                continue;
            }
            self.floor = rule.tier;
            let said = answer.map_or_else(|| format!("unknown, counts {UNKNOWN},"), |level| level.to_string());
            self.reasons.push(format!("{} {said} sets tier {} at least", rule.factor, rule.tier));
            let label = policy.tiering.factor.iter().find(|factor| factor.key == rule.factor);
            let label = label.map_or_else(|| rule.factor.clone(), |factor| factor.label.to_lowercase());
            let why = match answer {
                Some(level) => format!("{label} is {level}"),
                None => format!("{label} is unknown and counts as {UNKNOWN}"),
            };
            self.sentences.push(format!("at least tier {}, because {why}", rule.tier));
        }
    }
}

/// The severe incident that counts for the tier today, the latest of several.
fn severe(incidents: &[PastIncident], today: NaiveDate, policy: &Policy) -> Option<PastIncident> {
    let tiering = &policy.tiering;
    let since = today.checked_sub_months(Months::new(tiering.incident_months)).unwrap_or(NaiveDate::MIN);
    let counts = |one: &&PastIncident| {
        (1..=tiering.incident_severity).contains(&one.severity) && one.on > since && one.on <= today
    };
    incidents.iter().filter(counts).max_by_key(|one| one.on).copied()
}

/// The tier that these answers, the model's entry and its incidents give today.
pub fn find(answers: &Answers, model: &Model, incidents: &[PastIncident], today: NaiveDate, policy: &Policy) -> Found {
    let tiering = &policy.tiering;
    let mut found = Found::of(4, 0);
    for factor in &tiering.factor {
        let answer = answers.factors.get(&factor.key).copied();
        if answer.is_none() {
            found.unknown.push(factor.key.clone());
            found.unknown_labels.push(factor.label.to_lowercase());
        }
        let level = answer.unwrap_or(UNKNOWN);
        let points = factor.weight * u32::from(level);
        found.score += points;
        let text = factor.levels.get(usize::from(level)).cloned().unwrap_or_default();
        found.weighed.push(Weighed { label: factor.label.clone(), level: answer, text, points });
    }
    found.by_score = match found.score {
        score if score >= tiering.tier_1_from => 1,
        score if score >= tiering.tier_2_from => 2,
        score if score >= tiering.tier_3_from => 3,
        _ => 4,
    };
    found.floors_by_factor(answers, policy);
    let on_record = known(model, policy);
    for fact in &tiering.fact {
        let answer = answers.facts.get(&fact.key).copied().unwrap_or_default();
        let record = on_record.iter().find(|one| one.key == fact.key);
        match (answer, record) {
            (Applies::Yes, _) => found.fact(fact, answer, None),
            (Applies::No | Applies::Unknown, Some(one)) => found.fact(fact, Applies::Yes, Some(one.because)),
            (Applies::Unknown, None) => {
                found.unknown.push(fact.key.clone());
                found.unknown_labels.push(fact.key.replace('-', " "));
                found.fact(fact, answer, None);
            }
            (Applies::No, None) => {}
        }
    }
    found.tier = found.by_score.min(found.floor);
    if let Some(incident) = severe(incidents, today, policy) {
        let before = found.tier;
        found.tier = before.saturating_sub(1).max(1);
        // The lift is a floor like the others: no override takes it back.
        found.floor = found.floor.min(found.tier);
        let PastIncident { severity, on } = incident;
        found.reasons.push(format!("an incident of severity {severity} on {on} lifts it by one tier"));
        let to = found.tier;
        found.sentences.push(if to == before {
            format!("an incident of severity {severity} on {on} holds it at tier {to}")
        } else {
            format!("lifted from tier {before} to tier {to} by an incident of severity {severity} on {on}")
        });
    }
    found
}

/// Without a questionnaire the tier in force stands for the one found, and what the record itself
/// knows sets the floors: its EU class, its kind and exposure, a severe incident. A model without a
/// tier has the lowest.
pub fn in_force(model: &Model, incidents: &[PastIncident], today: NaiveDate, policy: &Policy) -> Found {
    let tier = model.tier.0.and_then(|tier| u8::try_from(tier).ok()).unwrap_or(4);
    let mut found = Found::of(tier, 0);
    for one in known(model, policy) {
        if let Some(fact) = policy.tiering.fact.iter().find(|fact| fact.key == one.key) {
            found.fact(fact, Applies::Yes, Some(one.because));
        }
    }
    if model.tier.0.is_some()
        && let Some(PastIncident { severity, on }) = severe(incidents, today, policy)
    {
        found.floor = found.floor.min(tier);
        found.reasons.push(format!("an incident of severity {severity} on {on} keeps it from going down"));
        found.sentences.push(format!("kept from going down by an incident of severity {severity} on {on}"));
    }
    found
}

/// Refuses to go further down at once than policy allows, whoever decides it (R11).
pub fn within_steps(found: &Found, to: u8, policy: &Policy) -> Result<(), Refusal> {
    let steps = policy.tiering.override_steps;
    if to <= found.tier || to - found.tier <= steps {
        return Ok(());
    }
    let sentence = format!("from tier {} to tier {to} is more than {steps} down", found.tier);
    let way = if found.weighed.is_empty() { "answer the questionnaire" } else { "correct the answers" };
    Err(Refusal::rule(11, "tier", sentence).hint(format!("override by one step, or {way}")))
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
        return Err(below_floor(found, to));
    }
    within_steps(found, to, policy)?;
    sound(signers, conflicts)?;
    if signers.len() < policy.tiering.override_signers {
        let sentence = format!("it needs {} signers and has {}", policy.tiering.override_signers, signers.len());
        return refuse("signers", sentence, "name who else signs");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
