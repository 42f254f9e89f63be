//! Monitoring: thresholds that make sense, where a reading stands, which dimensions are covered (R15),
//! and the times of a drift.

use chrono::{DateTime, NaiveDate, Utc};

use super::file::Policy;
use crate::domain::decimal::Decimal;
use crate::domain::field::FieldValue;
use crate::domain::moment::Moment;
use crate::domain::record::{DriftEvent, ManualMetric, Monitor};
use crate::domain::refusal::Refusal;
use crate::domain::states::{Dimension, Direction, DriftOutcome, Importance, Standing};
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::{Line, TierValue};

/// Refuses a monitor whose thresholds contradict its direction, or whose dates contradict each other.
pub fn sound(monitor: &Monitor) -> Result<(), Refusal> {
    let order = |first: Decimal, second: Decimal| {
        !first.is_set()
            || !second.is_set()
            || if monitor.direction == Direction::Above { first <= second } else { first >= second }
    };
    let word = if monitor.direction == Direction::Above { "higher is worse" } else { "lower is worse" };
    let wrong = |field: &str, sentence: String| {
        Err(Refusal::data(field, sentence).hint("exchange them, or turn the bad side round"))
    };
    if !order(monitor.warn, monitor.alert) {
        let sentence =
            format!("{word}, and the alert at {} comes before the warning at {}", monitor.alert, monitor.warn);
        return wrong("alert", sentence);
    }
    for (field, threshold) in [("warn", monitor.warn), ("alert", monitor.alert)] {
        if !order(monitor.baseline, threshold) {
            let sentence = format!("{word}, and the baseline {} is past the threshold {threshold}", monitor.baseline);
            return wrong(field, sentence);
        }
    }
    if let (Some(since), Some(ended)) = (monitor.live_since.0, monitor.ended_on.0)
        && ended < since
    {
        return Err(Refusal::data("ended_on", format!("it ended before it was live on {since}"))
            .hint("correct one of the dates"));
    }
    Ok(())
}

/// What begins the name of a metric of which more is better.
const BETTER: &[&str] = &[
    "accuracy",
    "auc",
    "auroc",
    "availability",
    "coverage",
    "f1",
    "faithfulness",
    "gini",
    "groundedness",
    "ndcg",
    "precision",
    "r2",
    "recall",
    "roc",
    "sensitivity",
    "specificity",
    "uptime",
];

/// Refuses to take a lone threshold of a metric of which more is better for a ceiling: nothing else shows on which side
/// of it the bad values lie.
pub fn turned(monitor: &Monitor) -> Result<(), Refusal> {
    let known = [monitor.baseline, monitor.warn, monitor.alert].iter().filter(|value| value.is_set()).count();
    let name = monitor.metric.as_str().to_lowercase();
    if monitor.direction != Direction::Above || known != 1 || !BETTER.iter().any(|word| name.starts_with(word)) {
        return Ok(());
    }
    Err(Refusal::data(
        "direction",
        format!("of `{}` more is better, and nothing says that here higher is worse", monitor.metric),
    )
    .hint("say direction below; or, if higher is worse, give a baseline or a warning below the alert"))
}

/// Refuses to put another value in the place of a reading past its alert threshold without a reason.
pub fn replaced(
    at: Moment,
    before: (Decimal, Standing),
    after: (Decimal, Standing),
    reason: &Line,
) -> Result<(), Refusal> {
    if before.1 != Standing::Breach || after.1 == Standing::Breach || !reason.is_empty() {
        return Ok(());
    }
    let (was, is) = (before.0, after.0);
    Err(Refusal::data(
        "reason",
        format!("{} holds {was}, a breach, and {is} in its place takes it off the record", FieldValue::text(&at)),
    )
    .hint("say why it is replaced, with a reason"))
}

/// Where a value stands: past a threshold on its bad side; on the threshold is still within.
pub fn standing(monitor: &Monitor, value: Decimal) -> Standing {
    let past = |threshold: Decimal| {
        threshold.is_set() && if monitor.direction == Direction::Above { value > threshold } else { value < threshold }
    };
    if past(monitor.alert) {
        Standing::Breach
    } else if past(monitor.warn) {
        Standing::Warning
    } else {
        Standing::Within
    }
}

/// Whether a monitor counts as monitoring on a day: live, with an alert threshold and an owner; on the
/// tiers that policy names, with a reviewed runbook (R15).
pub fn counts(monitor: &Monitor, tier: TierValue, today: NaiveDate, policy: &Policy) -> bool {
    let live = monitor.live_since.0.is_some_and(|since| since <= today)
        && monitor.ended_on.0.is_none_or(|ended| ended > today);
    let runbook = tier.0.is_some_and(|tier| tier > i64::from(policy.monitoring.runbook_tier))
        || monitor.runbook_reviewed.0.is_some_and(|on| on <= today);
    live && monitor.alert.is_set() && !monitor.owner.is_empty() && runbook
}

/// The dimensions that a model's monitors cover on a day.
pub fn covered<'a>(
    monitors: impl IntoIterator<Item = &'a Monitor>,
    tier: TierValue,
    today: NaiveDate,
    policy: &Policy,
) -> Vec<Dimension> {
    let mut found: Vec<Dimension> =
        monitors.into_iter().filter(|one| counts(one, tier, today, policy)).map(|one| one.dimension).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Refuses a reading that lies ahead.
pub fn taken(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
    if at > now {
        return Err(Refusal::data("at", format!("{} lies in the future", crate::domain::moment::stamp(at)))
            .hint("give the moment it was taken, in UTC"));
    }
    Ok(())
}

/// Refuses a drift whose times contradict each other, or that is concluded before it was looked at.
pub fn drift(event: &DriftEvent, now: DateTime<Utc>) -> Result<(), Refusal> {
    for (field, at) in [("onset", event.onset), ("alerted", event.alerted), ("triaged", event.triaged)] {
        if at.0.is_some_and(|at| at > now) {
            return Err(Refusal::data(field, "it lies in the future").hint("enter when it happened, in UTC"));
        }
    }
    let before = |field: &str, sentence: &str| Err(Refusal::data(field, sentence).hint("correct one of the times"));
    if let (Some(onset), Some(alerted)) = (event.onset.0, event.alerted.0)
        && alerted < onset
    {
        return before("alerted", "it was noticed before it began");
    }
    if let (Some(first), Some(triaged)) = (event.alerted.0.or(event.onset.0), event.triaged.0)
        && triaged < first
    {
        return before("triaged", "it was triaged before it was noticed");
    }
    if event.outcome != DriftOutcome::Open && event.triaged.0.is_none() {
        return Err(
            Refusal::data("triaged", "it has an outcome and was never triaged").hint("give the moment of triage")
        );
    }
    if event.outcome == DriftOutcome::Incident && event.incident.0 == 0 {
        return Err(
            Refusal::data("incident", "it became an incident, and none is named").hint("report it, then name it")
        );
    }
    Ok(())
}

/// The manual metrics that the KPIs ask for.
pub const METRICS: &[&str] = &["unregistered-models", "satisfaction", "training", "audit-findings", "mentored-teams"];

/// Refuses a manual metric whose period has not ended on a day.
pub fn period(metric: &ManualMetric, today: NaiveDate) -> Result<(), Refusal> {
    match metric.period_end.0 {
        Some(end) if end > today => Err(Refusal::data("period_end", format!("the period runs until {end}"))
            .hint("enter the metric once its period is over")),
        _ => Ok(()),
    }
}

/// Refuses a manual metric that no KPI asks for, says nothing, divides by nothing, counts more than there is, or
/// lies outside its scale.
pub fn metric(metric: &ManualMetric) -> Result<(), Refusal> {
    let zero = Decimal::whole(0);
    let name = metric.name.as_str();
    let Some(known) = METRICS.iter().find(|known| known.eq_ignore_ascii_case(name)) else {
        return Err(Refusal::data("name", format!("no KPI asks for `{name}`")).hint(did_you_mean(name, METRICS)));
    };
    if metric.value.is_set() && metric.value < zero {
        return Err(Refusal::data("value", "it is negative").hint("count what there was"));
    }
    if metric.denominator.is_set() && metric.denominator <= zero {
        return Err(Refusal::data("denominator", format!("{} does not divide", metric.denominator))
            .hint("leave out a period in which there was nothing to count"));
    }
    if metric.numerator.is_set() && metric.numerator < zero {
        return Err(Refusal::data("numerator", "it is negative").hint("count what there was"));
    }
    if metric.numerator.is_set() != metric.denominator.is_set() {
        let lacking = if metric.numerator.is_set() { "denominator" } else { "numerator" };
        return Err(
            Refusal::data(lacking, "a ratio needs both parts").hint("give numerator and denominator, or a value")
        );
    }
    if !metric.value.is_set() && !metric.numerator.is_set() {
        return Err(
            Refusal::data("value", "the metric has no number").hint("give a value, or numerator and denominator")
        );
    }
    if matches!(*known, "audit-findings" | "unregistered-models") {
        whole(metric)?;
    }
    if *known == "audit-findings" {
        audited(metric)?;
    }
    if *known == "satisfaction" {
        return satisfaction(metric);
    }
    if metric.numerator.is_set() && metric.numerator > metric.denominator {
        let sentence = format!("{} of {} is more than there is", metric.numerator, metric.denominator);
        return Err(Refusal::data("numerator", sentence).hint("exchange them, or correct one"));
    }
    Ok(())
}

/// Models and findings are counted.
fn whole(metric: &ManualMetric) -> Result<(), Refusal> {
    for (field, value) in
        [("value", metric.value), ("numerator", metric.numerator), ("denominator", metric.denominator)]
    {
        if value.units().is_some_and(|units| units % Decimal::whole(1).units().unwrap_or(1) != 0) {
            return Err(Refusal::data(field, format!("{value} is no count")).hint("count them, in whole numbers"));
        }
    }
    Ok(())
}

/// Findings of audits are counted by how severe they are.
fn audited(metric: &ManualMetric) -> Result<(), Refusal> {
    let word = metric.segment.as_str().trim().to_lowercase();
    if word.is_empty() || Importance::WORDS.contains(&word.as_str()) {
        return Ok(());
    }
    Err(Refusal::data("segment", format!("`{}` is no severity of a finding", excerpt(metric.segment.as_str())))
        .hint(did_you_mean(&word, Importance::WORDS)))
}

/// Satisfaction is asked for on a scale from 1 to 5: its value, or the sum of the answers by how many answered.
fn satisfaction(metric: &ManualMetric) -> Result<(), Refusal> {
    let off = |field: &str, sentence: String| {
        Err(Refusal::data(field, sentence).hint("answers go from 1 to 5; the numerator is their sum"))
    };
    if metric.value.is_set() && (metric.value < Decimal::whole(1) || metric.value > Decimal::whole(5)) {
        return off("value", format!("{} is not on the scale from 1 to 5", metric.value));
    }
    if let Some((sum, many)) = metric.numerator.units().zip(metric.denominator.units())
        && (sum < many || sum > many * 5)
    {
        let sentence = format!("{} answers cannot add up to {}", metric.denominator, metric.numerator);
        return off("numerator", sentence);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
