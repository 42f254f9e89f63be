//! Cases of drift and incidents.

use super::*;
use crate::domain::record::{DriftEvent, Incident};

fn drift(facts: &mut Facts, number: u32, model: u32, onset: &str, triaged: &str) {
    let moment = |text: &str| if text.is_empty() { Moment(None) } else { at(text) };
    let fields = DriftEvent {
        model: ModelId(model),
        onset: moment(onset),
        alerted: moment(onset),
        triaged: moment(triaged),
        ..DriftEvent::default()
    };
    facts.drifts.push(row(number, fields, Default::default()));
}

#[test]
fn drift_runs_from_onset_to_triage() {
    let mut facts = board();
    model(&mut facts, 1, "2026-01-05", "production", Some(1), Model::default());
    model(&mut facts, 2, "2026-01-05", "production", Some(2), Model::default());
    drift(&mut facts, 1, 1, "2026-09-28 00:00", "2026-10-01 00:00");
    assert_eq!(shown(&facts, Kpi::DriftLeadTime), (1, 1, "72 h".to_owned()), "the limit itself is within");
    drift(&mut facts, 2, 1, "2026-09-28 00:00", "2026-09-30 23:59");
    drift(&mut facts, 3, 2, "2026-11-02 00:00", "2026-11-20 00:00");
    drift(&mut facts, 4, 1, "2026-11-20 00:00", "2026-11-23 00:06");
    drift(&mut facts, 5, 1, "2026-11-22 00:00", "");
    drift(&mut facts, 6, 1, "2026-11-22 00:00", "2026-11-24 00:00");
    let measure = measure(&facts, Kpi::DriftLeadTime);
    assert_eq!((measure.n, measure.d, measure.shown()), (1, 2, "72.1 h".to_owned()), "72 and 72.1, half away");
    assert_eq!((measure.met, measure.parts[0].shown().as_str()), (Some(false), "72.1 h"));
    let left: Vec<String> = measure.left_out.iter().map(|one| one.id.to_string()).collect();
    assert_eq!(left, ["DRF-0005", "DRF-0006"], "what is not triaged by the day is listed");
}

fn incident(facts: &mut Facts, number: u32, severity: i64, on: &str, cause: &str) {
    let fields = Incident {
        severity: Whole(Some(severity)),
        detected: at(&format!("{on} 10:00")),
        cause_category: cause.into(),
        ..Incident::default()
    };
    facts.incidents.push(row(number, fields, Default::default()));
}

#[test]
fn incidents_are_counted_by_severity_per_hundred_models() {
    let mut facts = board();
    for number in 1..=50 {
        model(&mut facts, number, "2026-01-05", "production", Some(3), Model::default());
    }
    incident(&mut facts, 1, 2, "2026-10-01", "");
    incident(&mut facts, 2, 0, "2026-10-02", "");
    incident(&mut facts, 3, 4, "2026-11-23", "");
    incident(&mut facts, 4, 1, "2026-11-24", "");
    let measure = measure(&facts, Kpi::IncidentRate);
    assert_eq!((measure.n, measure.d, measure.shown()), (2, 50, "4 per 100".to_owned()));
    assert_eq!(measure.met, Some(false), "one severe against none before");
    let counts: Vec<i64> = measure.parts.iter().map(|part| part.n).collect();
    assert_eq!(counts, [0, 1, 0, 1, 1], "severities 1 to 4, near-misses");
    incident(&mut facts, 5, 2, "2026-07-01", "");
    incident(&mut facts, 6, 1, "2026-09-30", "");
    assert_eq!(super::measure(&facts, Kpi::IncidentRate).met, Some(true), "one severe against two before");
}

#[test]
fn a_cause_strikes_again_within_six_months() {
    // The earlier incident, its cause, repeated.
    let cases = [
        ("2026-05-23", "Data", true),
        ("2026-05-22", "data", false),
        ("2026-11-23", "data", true),
        ("2026-11-24", "data", false),
        ("2026-11-01", "vendor", false),
    ];
    for (on, cause, repeated) in cases {
        let mut facts = board();
        incident(&mut facts, 1, 3, on, cause);
        incident(&mut facts, 2, 3, "2026-11-23", "data ");
        incident(&mut facts, 3, 3, "2026-11-23", "");
        incident(&mut facts, 4, 0, "2026-11-01", "data");
        let measure = measure(&facts, Kpi::RepeatIncidents);
        let record = measure.records.iter().find(|record| record.id.number == 2).expect("it has a cause");
        assert_eq!(record.counts, repeated, "{on} {cause}");
        assert_eq!(measure.left_out.len(), 1, "no cause yet");
    }
}

#[test]
fn exercises_are_left_out_and_listed_as_left_out() {
    let mut facts = board();
    model(&mut facts, 1, "2026-01-05", "production", Some(3), Model::default());
    incident(&mut facts, 1, 2, "2026-10-01", "data");
    incident(&mut facts, 2, 1, "2026-11-02", "data");
    incident(&mut facts, 3, 1, "2026-11-03", "data");
    facts.incidents[0].fields.exercise = crate::domain::value::YesNo(true);
    facts.incidents[1].fields.exercise = crate::domain::value::YesNo(true);
    for kpi in [Kpi::IncidentRate, Kpi::RepeatIncidents] {
        let measure = measure(&facts, kpi);
        let left: Vec<String> = measure.left_out.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(left, ["INC-0001", "INC-0002"], "{kpi:?}");
        assert!(measure.left_out.iter().all(|one| one.why.contains("exercise")), "{kpi:?}");
    }
    assert_eq!(super::measure(&facts, Kpi::IncidentRate).n, 1);
    assert_eq!(super::measure(&facts, Kpi::RepeatIncidents).n, 0, "what was only played is no earlier incident");
}
