//! KPIs that no record can give: entered or imported as manual metrics.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Months;

use super::Frame;
use super::exact::Quotient;
use super::measure::Figure;
use crate::domain::decimal::Decimal;
use crate::domain::record::{ManualMetric, Row};

/// Responses below which a mean says little.
const FEW: i64 = 5;
/// How many billionths are one.
const ONE: i128 = 1_000_000_000;

/// The metrics of a name, oldest first.
fn named<'a>(frame: &Frame<'a>, name: &'a str) -> impl Iterator<Item = &'a Row<ManualMetric>> {
    frame.facts.metrics.iter().filter(move |row| row.name.as_str().eq_ignore_ascii_case(name))
}

/// The metrics of a name whose period ends in the window.
fn in_window<'a>(frame: &Frame<'a>, name: &'a str) -> Vec<&'a Row<ManualMetric>> {
    let frame = *frame;
    named(&frame, name).filter(|row| row.period_end.0.is_some_and(|end| frame.holds(end))).collect()
}

/// A number as a whole one, rounded down.
fn whole(number: Decimal) -> i64 {
    number.units().map_or(0, |units| i64::try_from(units.div_euclid(ONE)).unwrap_or(i64::MAX))
}

/// What a metric counts: its value, else its numerator.
fn counted(metric: &ManualMetric) -> i64 {
    whole(if metric.value.is_set() { metric.value } else { metric.numerator })
}

/// Numerators and denominators added up, in billionths, of the metrics that are ratios; the others are left out.
fn sums(metrics: &[&Row<ManualMetric>], figure: &mut Figure) -> (i128, i128) {
    let mut sums = (0, 0);
    for row in metrics {
        let Some((n, d)) = row.numerator.units().zip(row.denominator.units()) else {
            figure.leave_out(row.id(), "not given as numerator and denominator");
            continue;
        };
        sums = (sums.0 + n, sums.1 + d);
        let what = format!(
            "{} of {} by {}",
            row.numerator,
            row.denominator,
            crate::domain::field::FieldValue::text(&row.period_end)
        );
        figure.records.push(super::Behind { id: row.id(), counts: true, what });
    }
    sums
}

/// Stakeholder satisfaction: the sum of the responses by how many responded.
pub fn satisfaction(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let (n, d) = sums(&in_window(frame, "satisfaction"), &mut figure);
    figure.d = whole(Decimal::billionths(d));
    figure.n = figure.d;
    figure.value = Quotient::new(n, d);
    if figure.d > 0 && figure.d < FEW {
        figure.notes.push(format!("only {}", crate::domain::text::counted(figure.d, "response")));
    }
    figure
}

/// Audit findings by severity; those that are high or critical are judged.
pub fn audit(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let mut severities: BTreeMap<String, i64> = BTreeMap::new();
    let metrics = in_window(frame, "audit-findings");
    for row in &metrics {
        let segment = row.segment.as_str().trim().to_lowercase();
        let count = counted(&row.fields);
        let high = matches!(segment.as_str(), "high" | "critical");
        figure.d += count;
        figure.n += if high { count } else { 0 };
        let severity = if segment.is_empty() { "not rated".to_owned() } else { segment };
        figure.records.push(super::Behind { id: row.id(), counts: high, what: format!("{count} {severity}") });
        *severities.entry(severity).or_default() += count;
    }
    for (severity, count) in severities {
        figure.part_count(severity, count);
    }
    // An audit that found nothing is a finding; no audit is none.
    figure.value = (!metrics.is_empty()).then(|| Quotient::whole(figure.n));
    figure
}

/// Training penetration over twelve months.
pub fn training(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let since = frame.on.checked_sub_months(Months::new(12)).unwrap_or(frame.on);
    let within = |row: &&Row<ManualMetric>| row.period_end.0.is_some_and(|end| end > since && end <= frame.on);
    let metrics: Vec<&Row<ManualMetric>> = named(frame, "training").filter(within).collect();
    let (n, d) = sums(&metrics, &mut figure);
    figure.n = whole(Decimal::billionths(n));
    figure.d = whole(Decimal::billionths(d));
    figure.value = Quotient::new(n * 100, d);
    figure
}

/// How many models are in use and not registered, as last entered; none if nobody says.
pub fn unregistered(frame: &Frame<'_>) -> Option<i64> {
    let until = |row: &&Row<ManualMetric>| row.period_end.0.is_some_and(|end| end <= frame.on);
    let metrics: Vec<&Row<ManualMetric>> = named(frame, "unregistered-models").filter(until).collect();
    let last = metrics.iter().filter_map(|row| row.period_end.0).max()?;
    let latest = metrics.iter().filter(|row| row.period_end.0 == Some(last));
    Some(latest.map(|row| counted(&row.fields)).sum())
}

/// The teams that are mentored, in lower case: business units named as segments, each by its latest entry.
pub fn mentored(frame: &Frame<'_>) -> BTreeSet<String> {
    let mut latest: BTreeMap<String, bool> = BTreeMap::new();
    for row in named(frame, "mentored-teams") {
        if row.period_end.0.is_some_and(|end| end <= frame.on) {
            latest.insert(row.segment.as_str().trim().to_lowercase(), counted(&row.fields) > 0);
        }
    }
    latest.into_iter().filter(|(team, mentored)| *mentored && !team.is_empty()).map(|(team, _)| team).collect()
}
