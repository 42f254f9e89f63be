//! KPIs over what went wrong: drift, incidents, causes that strike again.

use chrono::{Months, NaiveDate};

use super::exact::{Quotient, median, ninth_decile};
use super::inventory::per_hundred;
use super::measure::{Figure, Part};
use super::table::Unit;
use super::{Frame, Kpi, inventory};
use crate::domain::ids::ModelId;
use crate::domain::record::{Incident, Row};
use crate::policy::Target;

/// Minutes in an hour.
const HOUR: i64 = 60;
/// How long a cause is remembered, in months.
const REMEMBERED: u32 = 6;

/// Drift detection lead time; untriaged events are listed.
pub fn drift(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let limit = match frame.policy.kpi.get(Kpi::DriftLeadTime.word()) {
        Some(Target::AtMost(hours)) => Quotient::of_target(*hours),
        _ => None,
    };
    let mut leads = Vec::new();
    for row in &frame.facts.drifts {
        let noticed = frame.facts.day(row.alerted).or_else(|| frame.facts.day(row.onset));
        let triaged = frame.facts.day(row.triaged).filter(|on| *on <= frame.on);
        let day = triaged.or(noticed).unwrap_or(frame.on);
        if frame.facts.tier(ModelId(row.model.0), day).0 != Some(1) {
            continue;
        }
        let Some(triaged_on) = triaged else {
            if noticed.is_some_and(|on| on <= frame.on) {
                figure.leave_out(row.id(), "not triaged yet");
            }
            continue;
        };
        if !frame.holds(triaged_on) {
            continue;
        }
        let Some((onset, triaged)) = row.onset.0.zip(row.triaged.0) else {
            figure.leave_out(row.id(), "nobody has estimated its onset");
            continue;
        };
        let minutes = (triaged - onset).num_minutes();
        let hours = Quotient::new(minutes, HOUR);
        let within = hours.zip(limit).is_none_or(|(hours, limit)| hours <= limit);
        let shown = hours.map(|hours| hours.rounded(1)).unwrap_or_default();
        figure.count(row.id(), within, format!("{shown} h, triaged {triaged_on}"));
        leads.push(minutes);
    }
    figure.value = median(&leads).and_then(|minutes| minutes.by(HOUR));
    figure.parts.push(Part {
        label: "p90".to_owned(),
        n: figure.n,
        d: figure.d,
        value: ninth_decile(&leads).and_then(|minutes| minutes.by(HOUR)),
        unit: Unit::Hours,
        met: None,
    });
    figure
}

/// The day an incident was detected, else reported.
fn detected(frame: &Frame<'_>, row: &Row<Incident>) -> Option<NaiveDate> {
    frame.facts.day(row.detected).or_else(|| frame.facts.day(row.state.reported_at))
}

/// Incident rate: by severity, near-misses apart, per hundred models in production.
pub fn incidents(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure { judged_apart: true, ..Figure::default() };
    let mut severities = [0_i64; 5];
    let mut total = 0;
    for row in &frame.facts.incidents {
        let Some(on) = detected(frame, row).filter(|on| frame.holds(*on)) else { continue };
        if row.exercise.0 {
            figure.leave_out(row.id(), "a tabletop exercise");
            continue;
        }
        match row.severity.0 {
            Some(0) => {
                severities[0] += 1;
                figure.leave_out(row.id(), "a near-miss");
            }
            Some(severity) => {
                if let Some(count) = usize::try_from(severity).ok().and_then(|at| severities.get_mut(at)) {
                    *count += 1;
                }
                total += 1;
                figure.count(row.id(), true, format!("severity {severity}, detected {on}"));
            }
            None => {
                total += 1;
                figure.count(row.id(), true, format!("not rated, detected {on}"));
            }
        }
    }
    for (severity, count) in (1..).zip(&severities[1..]) {
        figure.part_count(format!("severity {severity}"), *count);
    }
    figure.part_count("near-misses", severities[0]);
    figure.judged = Some(Quotient::whole(severities[1] + severities[2]));
    figure.n = total;
    figure.d = inventory::in_production(frame);
    figure.value = per_hundred(frame, total);
    figure
}

/// Repeat-incident rate.
pub fn repeats(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let dated = |row: &Row<Incident>| detected(frame, row).map(|on| (on, row.number));
    let counts = |row: &&Row<Incident>| row.severity.0 != Some(0) && !row.exercise.0;
    for row in frame.facts.incidents.iter().filter(|row| row.exercise.0) {
        if detected(frame, row).is_some_and(|on| frame.holds(on)) {
            figure.leave_out(row.id(), "a tabletop exercise");
        }
    }
    let category = |row: &Row<Incident>| row.cause_category.as_str().trim().to_lowercase();
    for row in frame.facts.incidents.iter().filter(counts) {
        let Some((on, number)) = dated(row).filter(|(on, _)| frame.holds(*on)) else { continue };
        let cause = category(row);
        if cause.is_empty() {
            figure.leave_out(row.id(), "no root-cause category yet");
            continue;
        }
        let since = on.checked_sub_months(Months::new(REMEMBERED)).unwrap_or(on);
        let earlier = frame.facts.incidents.iter().filter(counts).find(|other| {
            dated(other).is_some_and(|at| at.0 >= since && at < (on, number)) && category(other) == cause
        });
        let what = earlier.map_or_else(|| cause.clone(), |other| format!("{cause}, as {} before", other.id()));
        figure.count(row.id(), earlier.is_some(), what);
    }
    figure.share()
}
