//! Monitoring: thresholds that make sense, where a reading stands, which dimensions are covered (R15),
//! and the times of a drift.

use chrono::{DateTime, NaiveDate, Utc};

use super::file::Policy;
use crate::domain::decimal::Decimal;
use crate::domain::record::{DriftEvent, ManualMetric, Monitor};
use crate::domain::refusal::Refusal;
use crate::domain::states::{Dimension, Direction, DriftOutcome, Standing};
use crate::domain::text::did_you_mean;
use crate::domain::value::TierValue;

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
    if *known == "satisfaction" {
        return satisfaction(metric);
    }
    if metric.numerator.is_set() && metric.numerator > metric.denominator {
        let sentence = format!("{} of {} is more than there is", metric.numerator, metric.denominator);
        return Err(Refusal::data("numerator", sentence).hint("exchange them, or correct one"));
    }
    Ok(())
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
mod tests {
    use super::*;
    use crate::domain::moment::{Moment, read_stamp};
    use crate::domain::value::Day;

    fn number(text: &str) -> Decimal {
        if text.is_empty() { Decimal::default() } else { Decimal::parse(text).expect("a number") }
    }

    fn monitor(direction: Direction, baseline: &str, warn: &str, alert: &str) -> Monitor {
        Monitor {
            direction,
            baseline: number(baseline),
            warn: number(warn),
            alert: number(alert),
            ..Monitor::default()
        }
    }

    #[test]
    fn thresholds_lie_on_their_bad_side() {
        use Direction::{Above, Below};
        let cases = [
            (Above, "0.05", "0.1", "0.2", true),
            (Above, "", "0.2", "0.2", true),
            (Above, "", "0.2", "0.1", false),
            (Above, "0.3", "", "0.2", false),
            (Below, "0.9", "0.85", "0.8", true),
            (Below, "", "0.8", "0.85", false),
            (Below, "0.7", "0.8", "", false),
            (Above, "", "", "", true),
        ];
        for (direction, baseline, warn, alert, is_sound) in cases {
            assert_eq!(
                sound(&monitor(direction, baseline, warn, alert)).is_ok(),
                is_sound,
                "{direction} {baseline} {warn} {alert}"
            );
        }
    }

    #[test]
    fn on_the_threshold_is_within() {
        let up = monitor(Direction::Above, "", "0.1", "0.2");
        let down = monitor(Direction::Below, "", "0.9", "0.8");
        let cases = [
            (&up, "0.1", Standing::Within),
            (&up, "0.100000001", Standing::Warning),
            (&up, "0.2", Standing::Warning),
            (&up, "0.21", Standing::Breach),
            (&down, "0.9", Standing::Within),
            (&down, "0.85", Standing::Warning),
            (&down, "0.7999", Standing::Breach),
        ];
        for (monitor, value, expected) in cases {
            assert_eq!(standing(monitor, number(value)), expected, "{value}");
        }
    }

    #[test]
    fn only_a_live_owned_alert_counts() {
        let policy = Policy::default();
        let day = |text: &str| Day(text.parse().ok());
        let today: NaiveDate = "2026-11-23".parse().expect("a date");
        let whole = Monitor {
            alert: number("1"),
            owner: "lin".into(),
            live_since: day("2026-11-23"),
            runbook_reviewed: day("2026-11-01"),
            ..Monitor::default()
        };
        let cases = [
            (whole.clone(), 1, true),
            (Monitor { runbook_reviewed: Day(None), ..whole.clone() }, 1, false),
            (Monitor { runbook_reviewed: Day(None), ..whole.clone() }, 2, true),
            (Monitor { alert: number(""), ..whole.clone() }, 2, false),
            (Monitor { owner: "".into(), ..whole.clone() }, 2, false),
            (Monitor { live_since: Day(None), ..whole.clone() }, 2, false),
            (Monitor { live_since: day("2026-11-24"), ..whole.clone() }, 2, false),
            (Monitor { ended_on: day("2026-11-23"), ..whole.clone() }, 2, false),
            (Monitor { ended_on: day("2026-11-24"), ..whole }, 2, true),
        ];
        for (at, (monitor, tier, expected)) in cases.into_iter().enumerate() {
            let tier = crate::domain::value::Whole(Some(tier));
            assert_eq!(counts(&monitor, tier, today, &policy), expected, "case {at}");
        }
    }

    #[test]
    fn a_drift_runs_forwards() {
        let at = |text: &str| Moment(read_stamp(text));
        let now = read_stamp("2026-11-23T12:00:00.000Z").expect("a moment");
        let event = |onset: &str, alerted: &str, triaged: &str, outcome| DriftEvent {
            onset: at(onset),
            alerted: at(alerted),
            triaged: at(triaged),
            outcome,
            ..DriftEvent::default()
        };
        let (one, two, three) = ("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
        let cases = [
            (event(one, two, three, DriftOutcome::Retrained), None),
            (event(two, one, three, DriftOutcome::Open), Some("alerted")),
            (event(one, three, two, DriftOutcome::Open), Some("triaged")),
            (event(one, two, "", DriftOutcome::Tolerated), Some("triaged")),
            (event(one, two, three, DriftOutcome::Incident), Some("incident")),
            (event(one, two, "2026-11-24T00:00:00Z", DriftOutcome::Open), Some("triaged")),
        ];
        for (event, field) in cases {
            assert_eq!(drift(&event, now).err().map(|refusal| refusal.subject), field.map(str::to_owned));
        }
    }

    #[test]
    fn a_metric_has_a_number_that_can_be_read() {
        let metric_of = |name: &str, numerator: &str, denominator: &str, value: &str| ManualMetric {
            name: name.into(),
            numerator: number(numerator),
            denominator: number(denominator),
            value: number(value),
            ..ManualMetric::default()
        };
        let cases = [
            ("training", ("3", "4", ""), None),
            ("Training", ("4", "4", ""), None),
            ("training", ("5", "4", ""), Some("numerator")),
            ("training", ("3", "0", ""), Some("denominator")),
            ("training", ("-1", "4", ""), Some("numerator")),
            ("training", ("3", "", ""), Some("denominator")),
            ("training", ("", "4", ""), Some("numerator")),
            ("training", ("", "", ""), Some("value")),
            ("audit-findings", ("", "", "-1"), Some("value")),
            ("satisfaction", ("", "", "4.2"), None),
            ("satisfaction", ("", "", "5.1"), Some("value")),
            ("satisfaction", ("", "", "0.9"), Some("value")),
            ("satisfaction", ("61", "15", ""), None),
            ("satisfaction", ("76", "15", ""), Some("numerator")),
            ("satisfaction", ("14", "15", ""), Some("numerator")),
            ("satisfacton", ("", "", "4"), Some("name")),
        ];
        for (name, (numerator, denominator, value), field) in cases {
            let refused = metric(&metric_of(name, numerator, denominator, value)).err().map(|refusal| refusal.subject);
            assert_eq!(refused.as_deref(), field, "{name} {numerator}/{denominator} {value}");
        }
        let refusal = metric(&metric_of("satisfacton", "", "", "4")).expect_err("no such metric");
        assert!(refusal.hint.contains("did you mean `satisfaction`"), "{refusal}");
        let ended = |end: &str| {
            period(
                &ManualMetric { period_end: Day(end.parse().ok()), ..ManualMetric::default() },
                "2026-11-23".parse().expect("a date"),
            )
        };
        assert!(ended("2026-11-23").is_ok() && ended("2026-11-24").is_err());
    }
}
