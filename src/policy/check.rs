//! What a policy file must satisfy beyond its form: weights that add up, thresholds in order, names
//! that exist. Each check names the key by its path, from which the line is found.

use std::collections::BTreeSet;

use super::file::{Policy, Target};
use super::parse::line_of;
use crate::domain::refusal::Refusal;
use crate::domain::states::ItemKind;
use crate::domain::text::{did_you_mean, excerpt};

/// What the weights add up to, so that a score is at most 100.
const WEIGHTS: u32 = 25;
/// How many rules there are.
const RULES: u8 = 20;

/// The KPIs that may have a target.
pub const KPI_KEYS: &[&str] = &[
    "inventory-coverage",
    "tiering-completion",
    "review-time",
    "first-pass",
    "reproducibility",
    "monitoring-coverage",
    "monitoring-coverage-tier-1",
    "drift-lead-time",
    "incident-rate",
    "repeat-incidents",
    "exceptions-overdue",
    "remediation-time",
    "fairness-coverage",
    "privacy-closure",
    "security-coverage",
    "satisfaction",
    "audit-findings",
    "training",
    "automation",
    "leadership",
    "follow-through",
    "meeting-discipline",
];

/// A mistake: the path of the key, a sentence, a hint.
type Mistake = (String, String, String);
type Checked = Result<(), Mistake>;

fn wrong(path: impl Into<String>, sentence: impl Into<String>, hint: impl Into<String>) -> Mistake {
    (path.into(), sentence.into(), hint.into())
}

impl Policy {
    /// Refuses a policy that contradicts itself; the first mistake is named with its line.
    pub(super) fn check(&self, text: &str) -> Result<(), Refusal> {
        let checks = [
            Self::check_head,
            Self::check_factors,
            Self::check_floors,
            Self::check_tiers,
            Self::check_artifacts,
            Self::check_terms,
            Self::check_references,
        ];
        for check in checks {
            check(self).map_err(|(path, sentence, hint)| {
                Refusal::data(format!("policy line {}, {path}", line_of(text, &path)), sentence).hint(hint)
            })?;
        }
        Ok(())
    }

    fn check_head(&self) -> Checked {
        let length = self.version.chars().count();
        if self.version.trim().is_empty() || length > 40 {
            return Err(wrong("version", "the edition needs a label of at most 40 characters", "write \"2026.2\""));
        }
        let every_day =
            |day: &u8| chrono::Weekday::try_from(*day).is_ok_and(|day| self.calendar.weekend.contains(&day));
        if (0..7).all(|day| every_day(&day)) {
            return Err(wrong(
                "calendar.weekend",
                "no day would be left to work",
                "leave at least one day of the week",
            ));
        }
        Ok(())
    }

    fn check_factors(&self) -> Checked {
        let tiering = &self.tiering;
        unique("tiering.factor", "key", tiering.factor.iter().map(|factor| factor.key.as_str()))?;
        let sum: u64 = tiering.factor.iter().map(|factor| u64::from(factor.weight)).sum();
        if sum != u64::from(WEIGHTS) {
            let sentence = format!("the weights add up to {sum}, not {WEIGHTS}");
            return Err(wrong("tiering.factor.0.weight", sentence, "change them so that the score is at most 100"));
        }
        let steps = [
            ("tiering.tier-1-from", 101, tiering.tier_1_from),
            ("tiering.tier-2-from", tiering.tier_1_from, tiering.tier_2_from),
            ("tiering.tier-3-from", tiering.tier_2_from, tiering.tier_3_from),
        ];
        for (path, above, score) in steps {
            if score >= above || score == 0 {
                let sentence = format!("{score} must be below {above} and above 0");
                return Err(wrong(path, sentence, "let the thresholds fall from tier 1 to tier 3"));
            }
        }
        at_least("tiering.override-signers", tiering.override_signers, 1)?;
        if !(1..=4).contains(&tiering.incident_severity) {
            return Err(wrong("tiering.incident-severity", "severities go from 1 to 4", "write 1"));
        }
        Ok(())
    }

    fn check_floors(&self) -> Checked {
        let tiering = &self.tiering;
        let keys: Vec<&str> = tiering.factor.iter().map(|factor| factor.key.as_str()).collect();
        for (at, floor) in tiering.factor_floor.iter().enumerate() {
            let path = format!("tiering.factor-floor.{at}");
            known(&format!("{path}.factor"), "factor", &floor.factor, &keys)?;
            a_tier(&format!("{path}.tier"), floor.tier)?;
            if !(1..=4).contains(&floor.level) {
                return Err(wrong(format!("{path}.level"), "answers go from 0 to 4", "write 1 to 4"));
            }
        }
        unique("tiering.fact", "key", tiering.fact.iter().map(|fact| fact.key.as_str()))?;
        for (at, fact) in tiering.fact.iter().enumerate() {
            let path = format!("tiering.fact.{at}");
            match (fact.tier, fact.blocks) {
                (Some(tier), false) => a_tier(&format!("{path}.tier"), tier)?,
                (None, true) => {}
                _ => return Err(wrong(path, "a fact either sets a tier or blocks", "write tier = 1 or blocks = true")),
            }
        }
        Ok(())
    }

    fn check_tiers(&self) -> Checked {
        if self.tier.len() != 4 {
            let sentence = format!("there are {} tiers", self.tier.len());
            return Err(wrong("tier", sentence, "describe tiers 1 to 4, in order"));
        }
        for (at, tier) in self.tier.iter().enumerate() {
            let path = |key: &str| format!("tier.{at}.{key}");
            if usize::from(tier.number) != at + 1 {
                return Err(wrong(path("number"), "the tiers are out of order", "describe tiers 1 to 4, in order"));
            }
            at_least(&path("decide-within"), tier.decide_within as usize, 1)?;
            at_least(&path("review-months"), tier.review_months as usize, 1)?;
            at_least(&path("acceptance-days"), tier.acceptance_days as usize, 1)?;
            if tier.warn_at.is_some_and(|warn| warn >= tier.decide_within) {
                let hint = format!("write less than {}", tier.decide_within);
                return Err(wrong(path("warn-at"), "the warning comes after the deadline", hint));
            }
            if tier.functions.iter().any(Vec::is_empty) {
                return Err(wrong(
                    path("functions"),
                    "a group of functions is empty",
                    "name a function, or drop the group",
                ));
            }
            if let Some(before) = at.checked_sub(1).and_then(|before| self.tier.get(before)) {
                if tier.acceptance_days < before.acceptance_days {
                    return Err(wrong(
                        path("acceptance-days"),
                        "a lower tier has a shorter term",
                        "let it grow with the number",
                    ));
                }
                if tier.review_months < before.review_months {
                    return Err(wrong(
                        path("review-months"),
                        "a lower tier is reviewed more often",
                        "let it grow with the number",
                    ));
                }
            }
            if let Some(delegation) = &tier.delegation
                && (delegation.signers == 0 || delegation.mrm > delegation.signers)
            {
                let hint = "write signers = 2, mrm = 1";
                return Err(wrong(path("delegation"), "it asks for more mrm people than signers, or for none", hint));
            }
        }
        Ok(())
    }

    fn check_artifacts(&self) -> Checked {
        unique("artifact", "kind", self.artifact.iter().map(|rule| rule.kind.as_str()))?;
        unique("change.trigger", "key", self.change.trigger.iter().map(|trigger| trigger.key.as_str()))?;
        let kinds: Vec<&str> = self.artifact.iter().map(|rule| rule.kind.as_str()).collect();
        let triggers: Vec<&str> = self.change.trigger.iter().map(|trigger| trigger.key.as_str()).collect();
        for (at, rule) in self.artifact.iter().enumerate() {
            a_tier(&format!("artifact.{at}.tier"), rule.tier)?;
            for kind in &rule.or {
                known(&format!("artifact.{at}.or"), "kind of artifact", kind, &kinds)?;
            }
            for trigger in &rule.touched_by {
                known(&format!("artifact.{at}.touched-by"), "trigger", trigger, &triggers)?;
            }
        }
        a_tier("monitoring.runbook-tier", self.monitoring.runbook_tier)?;
        for (at, rule) in self.monitoring.dimension.iter().enumerate() {
            a_tier(&format!("monitoring.dimension.{at}.tier"), rule.tier)?;
        }
        unique("monitoring.dimension", "dimension", self.monitoring.dimension.iter().map(|rule| rule.dimension.word()))
    }

    fn check_custom_fields(&self) -> Checked {
        if !self.custom_field.is_empty() {
            unique("custom-field", "key", self.custom_field.iter().map(|field| field.key.as_str()))?;
        }
        for (at, field) in self.custom_field.iter().enumerate() {
            let is_choice = field.kind == super::words::CustomKind::Choice;
            if is_choice == field.choices.is_empty() {
                let (sentence, hint) = if is_choice {
                    ("a choice needs something to choose from", "write choices = [\"a\", \"b\"]")
                } else {
                    ("only a choice has choices", "write kind = \"choice\"")
                };
                return Err(wrong(format!("custom-field.{at}.choices"), sentence, hint));
            }
        }
        Ok(())
    }

    fn check_terms(&self) -> Checked {
        let days = &self.follow_up_days;
        let terms = [
            ("follow-up-days.critical", days.critical),
            ("follow-up-days.high", days.high),
            ("follow-up-days.medium", days.medium),
            ("follow-up-days.low", days.low),
            ("emergency.business-days", self.emergency.business_days),
            ("incident.report-within", self.incident.report_within),
            ("incident.report-within-death", self.incident.report_within_death),
            ("incident.report-within-widespread", self.incident.report_within_widespread),
            ("change.minor-changes", self.change.minor_changes),
            ("change.volume-factor", self.change.volume_factor),
            ("change.repeated-breaches.count", self.change.repeated_breaches.count),
            ("change.repeated-breaches.within-days", self.change.repeated_breaches.within_days),
            ("change.metric-tolerance-percent", self.change.metric_tolerance_percent + 1),
        ];
        for (path, value) in terms {
            at_least(path, value as usize, 1)?;
            if value > 3660 {
                return Err(wrong(path, format!("{value} is more than ten years"), "write a smaller number"));
            }
        }
        self.check_custom_fields()?;
        for tier in &self.without_objection.tiers {
            a_tier("without-objection.tiers", *tier)?;
        }
        match ItemKind::ALL.iter().find(|kind| !(1..=480).contains(&self.timebox(**kind))) {
            Some(kind) => Err(wrong(
                format!("agenda.timebox.{kind}"),
                "an item of this kind needs 1 to 480 minutes",
                format!("write {kind} = 5"),
            )),
            None => Ok(()),
        }
    }

    fn check_references(&self) -> Checked {
        for (key, target) in &self.kpi {
            let path = format!("kpi.{key}");
            if !KPI_KEYS.contains(&key.as_str()) {
                return Err(wrong(path, format!("`{}` is not a KPI", excerpt(key)), did_you_mean(key, KPI_KEYS)));
            }
            if let Target::AtLeast(number) | Target::AtMost(number) | Target::Below(number) = target
                && !(number.is_finite() && (0.0..=1e6).contains(number))
            {
                return Err(wrong(path, format!("{number} is no target"), "write a number from 0 to 1000000"));
            }
        }
        let rules: Vec<String> = (1..=RULES).map(|rule| format!("R{rule:02}")).collect();
        if let Some(key) = self.frameworks.rules.keys().find(|key| !rules.contains(key)) {
            let path = format!("frameworks.rules.{key}");
            return Err(wrong(path, format!("`{}` is not a rule", excerpt(key)), format!("write R01 to R{RULES}")));
        }
        unique("frameworks.control", "key", self.frameworks.control.iter().map(|control| control.key.as_str()))
    }
}

fn a_tier(path: &str, tier: u8) -> Checked {
    if (1..=4).contains(&tier) { Ok(()) } else { Err(wrong(path, format!("there is no tier {tier}"), "write 1 to 4")) }
}

fn at_least(path: &str, value: usize, least: usize) -> Checked {
    if value >= least {
        Ok(())
    } else {
        Err(wrong(path, format!("{value} is too few"), format!("write {least} or more")))
    }
}

fn known(path: &str, what: &str, name: &str, names: &[&str]) -> Checked {
    if names.contains(&name) {
        return Ok(());
    }
    Err(wrong(path, format!("there is no {what} `{}`", excerpt(name)), did_you_mean(name, names)))
}

/// Names are in kebab case, at least one, none twice: they are cited in records and files.
fn unique<'a>(table: &str, key: &str, names: impl Iterator<Item = &'a str>) -> Checked {
    let mut seen = BTreeSet::new();
    for (at, name) in names.enumerate() {
        let path = format!("{table}.{at}.{key}");
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || name.len() > 60 || !name.bytes().all(fits) {
            let sentence = format!("`{}` is not a name", excerpt(name));
            return Err(wrong(path, sentence, "use lower-case letters, digits and `-`"));
        }
        if !seen.insert(name) {
            return Err(wrong(path, format!("`{name}` is there twice"), "drop one of them"));
        }
    }
    if seen.is_empty() { Err(wrong(table, "there is none", "write at least one")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::parse::DEFAULT_POLICY;
    use super::*;

    #[test]
    fn contradictions_are_refused() {
        let cases = [
            ("tier-1-from = 60", "tier-1-from = 101", "tiering.tier-1-from"),
            ("tier-3-from = 15", "tier-3-from = 0", "tiering.tier-3-from"),
            ("key = \"reach\"", "key = \"harm\"", "tiering.factor.2.key"),
            ("factor = \"harm\"", "factor = \"hram\"", "tiering.factor-floor.0.factor"),
            ("level = 4", "level = 5", "tiering.factor-floor.0.level"),
            ("blocks = true\n", "blocks = true\ntier = 1\n", "tiering.fact.0"),
            ("number = 2", "number = 3", "tier.1.number"),
            ("warn-at = 10", "warn-at = 20", "tier.0.warn-at"),
            ("[[\"mrm\"], [\"security\"], ", "[[], [\"security\"], ", "tier.0.functions"),
            ("acceptance-days = 180", "acceptance-days = 60", "tier.1.acceptance-days"),
            ("signers = 2, mrm = 1", "signers = 2, mrm = 3", "tier.2.delegation"),
            ("or = [\"model-card\"]", "or = [\"modelcard\"]", "artifact.1.or"),
            ("touched-by = [\"new-use\"", "touched-by = [\"new-us\"", "artifact.1.touched-by"),
            ("runbook-tier = 1", "runbook-tier = 0", "monitoring.runbook-tier"),
            ("count = 3", "count = 0", "change.repeated-breaches.count"),
            ("critical = 14", "critical = 0", "follow-up-days.critical"),
            ("tiers = [2, 3, 4]", "tiers = [2, 5]", "without-objection.tiers"),
            ("information = 5", "", "agenda.timebox.information"),
            ("at-least = 85", "at-least = nan", "kpi.inventory-coverage"),
            ("version = \"2026.1\"", "version = \" \"", "version"),
            (
                "[\"sat\", \"sun\"]",
                "[\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]",
                "calendar.weekend",
            ),
            ("key = \"new-region\"", "key = \"New region\"", "change.trigger.2.key"),
        ];
        for (from, to, path) in cases {
            let text = DEFAULT_POLICY.replacen(from, to, 1);
            assert_ne!(text, DEFAULT_POLICY, "{from} is in the policy");
            let refusal = Policy::read(&text).expect_err(to);
            assert!(refusal.subject.ends_with(&format!(", {path}")), "{to}: {refusal}");
            assert!(!refusal.subject.contains("line 0,"), "{to}: {refusal}");
        }
    }
}
