//! Monitors, their thresholds and readings, drift, manual metrics.

use super::*;
use crate::domain::moment::read_stamp;
use crate::domain::value::Day;

fn number(text: &str) -> Decimal {
    if text.is_empty() { Decimal::default() } else { Decimal::parse(text).expect("a number") }
}

fn monitor(direction: Direction, baseline: &str, warn: &str, alert: &str) -> Monitor {
    Monitor { direction, baseline: number(baseline), warn: number(warn), alert: number(alert), ..Monitor::default() }
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
        ("audit-findings", ("", "", "1.5"), Some("value")),
        ("audit-findings", ("", "", "2"), None),
        ("unregistered-models", ("", "", "0.5"), Some("value")),
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

#[test]
fn findings_are_of_a_known_severity() {
    for (segment, allowed) in [("", true), ("high", true), (" Critical ", true), ("hgih", false)] {
        let value = number("1");
        let found =
            ManualMetric { name: "audit-findings".into(), segment: segment.into(), value, ..ManualMetric::default() };
        assert_eq!(metric(&found).is_ok(), allowed, "{segment}");
    }
}

#[test]
fn a_lone_threshold_says_on_which_side_the_bad_values_lie() {
    use Direction::{Above, Below};
    let cases = [
        ("auc2", Above, ("", "", "0.8"), false),
        ("Recall at 5 %", Above, ("", "0.8", ""), false),
        ("auc", Below, ("", "", "0.8"), true),
        ("auc", Above, ("0.5", "", "0.8"), true),
        ("auc", Above, ("", "0.7", "0.8"), true),
        ("auc", Above, ("", "", ""), true),
        ("psi", Above, ("", "", "0.2"), true),
    ];
    for (name, direction, (baseline, warn, alert), allowed) in cases {
        let found = Monitor { metric: name.into(), ..monitor(direction, baseline, warn, alert) };
        assert_eq!(turned(&found).is_ok(), allowed, "{name} {direction} {baseline} {warn} {alert}");
    }
}

#[test]
fn a_breach_is_replaced_with_a_reason() {
    let at = Moment(read_stamp("2026-11-20T00:00:00Z"));
    let cases = [
        (Standing::Breach, Standing::Within, "", false),
        (Standing::Breach, Standing::Warning, "", false),
        (Standing::Breach, Standing::Within, "counted twice", true),
        (Standing::Breach, Standing::Breach, "", true),
        (Standing::Warning, Standing::Within, "", true),
    ];
    for (was, is, reason, allowed) in cases {
        let found = replaced(at, (number("0.23"), was), (number("0.05"), is), &reason.into());
        assert_eq!(found.is_ok(), allowed, "{was} {is} {reason}");
    }
}
