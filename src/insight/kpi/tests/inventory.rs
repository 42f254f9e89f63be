//! Cases of the inventory, of releases, and of what is entered by hand.

use super::*;
use crate::domain::record::{Artifact, Monitor, Risk, Validation, Version};
use crate::domain::states::{ArtifactState, Dimension, Exposure, Gate, ModelKind, Reproduced, RiskCategory, Treatment};
use crate::store::query::kpi::RiskFact;

fn whole() -> Model {
    Model { owner: "rao".into(), purpose: "limits".into(), exposure: Exposure::Internal, ..Model::default() }
}

#[test]
fn inventory_coverage() {
    let mut facts = board();
    model(&mut facts, 1, "2026-01-05", "production", Some(1), whole());
    assert_eq!(shown(&facts, Kpi::InventoryCoverage), (1, 1, "100 %".to_owned()));
    assert_eq!(measure(&facts, Kpi::InventoryCoverage).label, "Record completeness", "nobody says what is missing");
    for (number, fields) in [
        (2, Model { owner: "".into(), ..whole() }),
        (3, Model { purpose: "".into(), ..whole() }),
        (4, Model { exposure: Exposure::Unknown, ..whole() }),
    ] {
        model(&mut facts, number, "2026-01-05", "production", Some(1), fields);
    }
    model(&mut facts, 5, "2026-01-05", "production", None, whole());
    model(&mut facts, 6, "2026-01-05", "suspended", Some(1), whole());
    assert_eq!(shown(&facts, Kpi::InventoryCoverage), (1, 5, "20 %".to_owned()));
    metric(&mut facts, "unregistered-models", "2026-09-30", "", ("", "", "9"));
    metric(&mut facts, "unregistered-models", "2026-11-23", "", ("", "", "5"));
    metric(&mut facts, "unregistered-models", "2026-11-24", "", ("", "", "50"));
    let measure = measure(&facts, Kpi::InventoryCoverage);
    assert_eq!((measure.n, measure.d, measure.label.as_str()), (1, 10, "Inventory coverage"), "the latest by today");
    assert_eq!(measure.trend[6].d, 14, "each window has its own count");
}

#[test]
fn tiering_within_fourteen_days() {
    // Onboarded, tiered, counted, in time.
    let cases = [
        ("2026-10-01", Some("2026-10-15"), 1, 1),
        ("2026-10-01", Some("2026-10-16"), 0, 1),
        ("2026-09-30", Some("2026-10-01"), 0, 0),
        ("2026-11-23", Some("2026-11-23"), 1, 1),
        ("2026-11-09", None, 0, 0),
        ("2026-11-08", None, 0, 1),
    ];
    for (onboarded, tiered, n, d) in cases {
        let mut facts = board();
        model(&mut facts, 1, onboarded, "proposed", None, whole());
        if let Some(on) = tiered {
            set_tier(&mut facts, 1, on, 2);
        }
        let measure = measure(&facts, Kpi::TieringCompletion);
        assert_eq!((measure.n, measure.d), (n, d), "onboarded {onboarded}, tiered {tiered:?}");
        assert_eq!(measure.left_out.len(), usize::from(onboarded == "2026-11-09"), "its days are not over");
        assert_eq!(measure.parts[0].d, 1, "all models beside it");
    }
}

fn monitor(dimension: Dimension, live: &str, reviewed: bool) -> Monitor {
    Monitor {
        model: ModelId(1),
        dimension,
        alert: Decimal::whole(1),
        owner: "rao".into(),
        live_since: date(live),
        runbook_reviewed: if reviewed { date("2026-06-01") } else { Day(None) },
        ..Monitor::default()
    }
}

#[test]
fn monitoring_in_every_dimension() {
    let all = [Dimension::Operations, Dimension::Performance, Dimension::Drift, Dimension::Fairness];
    // Tier, dimensions watched, since when, runbook reviewed, covered.
    let cases: [(i64, &[Dimension], &str, bool, bool); 6] = [
        (1, &all, "2026-11-23", true, true),
        (1, &all, "2026-11-24", true, false),
        (1, &all, "2026-11-01", false, false),
        (1, &all[..3], "2026-11-01", true, false),
        (2, &all[..3], "2026-11-01", false, true),
        (4, &all[..1], "2026-11-01", false, true),
    ];
    for (tier, dimensions, live, reviewed, covered) in cases {
        let mut facts = board();
        let fields = Model { fairness_applies: Applies::Yes, ..whole() };
        model(&mut facts, 1, "2026-01-05", "production", Some(tier), fields);
        for (number, dimension) in (1..).zip(dimensions) {
            facts.monitors.push(row(number, monitor(*dimension, live, reviewed), Default::default()));
        }
        assert_eq!(measure(&facts, Kpi::MonitoringCoverage).n, i64::from(covered), "tier {tier}, live {live}");
        let tier_1 = measure(&facts, Kpi::MonitoringTier1);
        assert_eq!((tier_1.n, tier_1.d), (i64::from(covered && tier == 1), i64::from(tier == 1)));
    }
    let mut facts = board();
    model(&mut facts, 1, "2026-01-05", "production", Some(4), Model { kind: ModelKind::Llm, ..whole() });
    let mut ended = monitor(Dimension::Operations, "2026-02-01", false);
    ended.ended_on = date("2026-11-23");
    facts.monitors.push(row(1, ended, Default::default()));
    let measure = measure(&facts, Kpi::MonitoringCoverage);
    assert_eq!((measure.n, measure.d, measure.trend[6].n), (0, 1, 1), "switched off today, live a window ago");
}

#[test]
fn evidence_is_accepted_and_current() {
    // State, received, valid until, counted as covered.
    let cases = [
        (ArtifactState::Accepted, "2025-11-23", None, true),
        (ArtifactState::Accepted, "2025-11-22", None, false),
        (ArtifactState::Accepted, "2026-11-24", None, false),
        (ArtifactState::Accepted, "2024-01-01", Some("2026-11-23"), true),
        (ArtifactState::Accepted, "2026-10-01", Some("2026-11-22"), false),
        (ArtifactState::Submitted, "2026-10-01", None, false),
        (ArtifactState::Rejected, "2026-10-01", None, false),
    ];
    for (state, received, until, covered) in cases {
        for (kpi, kind) in [(Kpi::FairnessCoverage, "subgroup-analysis"), (Kpi::SecurityCoverage, "threat-model")] {
            let mut facts = board();
            let fields = Model { fairness_applies: Applies::Yes, security_applies: Applies::Yes, ..whole() };
            model(&mut facts, 1, "2026-01-05", "production", Some(2), fields);
            let fields = Artifact {
                kind: kind.into(),
                model: ModelId(1),
                received: date(received),
                valid_until: Day(until.map(day)),
                state,
                ..Artifact::default()
            };
            facts.artifacts.push(row(1, fields, Default::default()));
            let measure = measure(&facts, kpi);
            assert_eq!((measure.n, measure.d), (i64::from(covered), 1), "{kpi}: {state} {received} {until:?}");
        }
    }
    let mut facts = board();
    model(&mut facts, 1, "2026-01-05", "production", Some(2), whole());
    assert_eq!(shown(&facts, Kpi::FairnessCoverage), (0, 1, "0 %".to_owned()), "unknown counts as uncovered");
    let security = measure(&facts, Kpi::SecurityCoverage);
    assert_eq!((security.d, security.left_out.len()), (0, 1), "unknown is left out, and listed");
}

#[test]
fn validations_of_tier_1_are_reproduced() {
    let cases = [
        ("2026-10-01", "a", Reproduced::Yes, 1, 1),
        ("2026-09-30", "a", Reproduced::Yes, 0, 0),
        ("2026-11-24", "a", Reproduced::Yes, 0, 0),
        ("2026-11-23", "a", Reproduced::Partly, 0, 1),
        ("2026-11-23", "", Reproduced::Yes, 0, 1),
    ];
    for (issued, code, reproduced, n, d) in cases {
        let mut facts = board();
        model(&mut facts, 1, "2026-01-05", "production", Some(1), whole());
        model(&mut facts, 2, "2026-01-05", "production", Some(2), whole());
        for number in [1, 2] {
            let fields = Validation {
                model: ModelId(number),
                code_ref: code.into(),
                data_ref: "b".into(),
                results_ref: "c".into(),
                reproduced,
                issued_on: date(issued),
                ..Validation::default()
            };
            facts.validations.push(row(number, fields, Default::default()));
        }
        let measure = measure(&facts, Kpi::Reproducibility);
        assert_eq!((measure.n, measure.d), (n, d), "issued {issued}, {reproduced}");
    }
}

fn version(facts: &mut Facts, number: u32, released: &str) {
    let fields = Version {
        model: ModelId(1),
        label: format!("{number}.0").as_str().into(),
        released_on: date(released),
        ..Version::default()
    };
    facts.versions.push(row(number, fields, Default::default()));
}

#[test]
fn privacy_risks_are_mitigated_before_the_release_they_precede() {
    // The state by day, the treatment, mitigated in time.
    let cases: [(&[(&str, &str)], Treatment, bool); 5] = [
        (&[("2026-10-01", "treating"), ("2026-10-20", "mitigated")], Treatment::Mitigate, true),
        (&[("2026-10-01", "treating"), ("2026-10-21", "mitigated")], Treatment::Mitigate, false),
        (&[("2026-10-01", "treating"), ("2026-10-05", "accepted")], Treatment::Accept, false),
        (&[("2026-10-01", "treating"), ("2026-10-05", "closed")], Treatment::Accept, false),
        (&[("2026-10-01", "treating"), ("2026-10-05", "closed")], Treatment::Avoid, true),
    ];
    for (states, treatment, mitigated) in cases {
        let mut facts = board();
        version(&mut facts, 1, "2026-09-30");
        version(&mut facts, 2, "2026-10-20");
        version(&mut facts, 3, "2026-11-10");
        let fields = Risk {
            model: ModelId(1),
            category: RiskCategory::Privacy,
            phase: Gate::PreRelease,
            likelihood: Whole(Some(4)),
            impact: Whole(Some(5)),
            treatment,
            ..Risk::default()
        };
        facts.risks.push(RiskFact::from(&row(1, fields, Default::default())));
        for (on, state) in states {
            step(&mut facts, id(RecordKind::Risk, 1), on, state);
        }
        let measure = measure(&facts, Kpi::PrivacyClosure);
        assert_eq!((measure.n, measure.d, measure.met), (i64::from(mitigated), 1, Some(mitigated)), "{states:?}");
    }
    let mut facts = board();
    version(&mut facts, 1, "2026-10-20");
    let fields =
        Risk { model: ModelId(1), category: RiskCategory::Privacy, phase: Gate::PreRelease, ..Risk::default() };
    facts.risks.push(RiskFact::from(&row(1, fields, Default::default())));
    step(&mut facts, id(RecordKind::Risk, 1), "2026-10-01", "treating");
    let measure = measure(&facts, Kpi::PrivacyClosure);
    assert_eq!((measure.d, measure.met), (1, None), "the target is set for what is critical");
}

#[test]
fn the_gate_is_asked_before_a_release() {
    let cases: [(&str, &[(&str, &str)], i64, i64); 6] = [
        ("2026-10-01", &[("2026-10-01", "pass")], 1, 1),
        ("2026-10-01", &[("2026-10-02", "pass")], 0, 1),
        ("2026-10-01", &[], 0, 1),
        ("2026-09-30", &[("2026-09-01", "pass")], 0, 0),
        ("2026-10-10", &[("2026-10-01", "pass"), ("2026-10-09", "fail")], 1, 1),
        ("2026-11-24", &[("2026-10-01", "pass")], 0, 0),
    ];
    for (released, answers, n, d) in cases {
        let mut facts = board();
        version(&mut facts, 1, released);
        for (on, answer) in answers {
            step(&mut facts, id(RecordKind::Version, 1), on, answer);
        }
        let measure = measure(&facts, Kpi::Automation);
        assert_eq!((measure.n, measure.d), (n, d), "released {released}, {answers:?}");
        let failed = answers.last().is_some_and(|(_, answer)| *answer == "fail");
        assert_eq!(measure.note.contains("alarm"), failed, "{}", measure.note);
    }
}

#[test]
fn what_is_entered_by_hand() {
    let mut facts = board();
    metric(&mut facts, "satisfaction", "2026-10-01", "", ("13.5", "3", ""));
    let few = measure(&facts, Kpi::Satisfaction);
    assert_eq!((few.n, few.shown(), few.note.as_str()), (3, "4.5 of 5".to_owned(), "only 3 responses"));
    metric(&mut facts, "Satisfaction", "2026-11-23", "survey 2", ("40", "10", ""));
    metric(&mut facts, "satisfaction", "2026-09-30", "", ("10", "10", ""));
    metric(&mut facts, "satisfaction", "2026-11-20", "", ("", "", "5"));
    let measure = measure(&facts, Kpi::Satisfaction);
    assert_eq!((measure.d, measure.shown(), measure.met), (13, "4.12 of 5".to_owned(), Some(false)));
    assert_eq!(measure.left_out.len(), 1, "a mean without its responses cannot be weighed");

    for (end, covered) in [("2025-11-23", false), ("2025-11-24", true), ("2026-11-23", true), ("2026-11-24", false)] {
        let mut facts = board();
        metric(&mut facts, "training", end, "", ("70", "100", ""));
        let measure = super::measure(&facts, Kpi::Training);
        assert_eq!((measure.d > 0, measure.met), (covered, covered.then_some(true)), "twelve months trail: {end}");
    }

    let mut facts = board();
    metric(&mut facts, "audit-findings", "2026-10-31", "high", ("", "", "0"));
    let none = super::measure(&facts, Kpi::AuditFindings);
    assert_eq!((none.shown(), none.met), ("0".to_owned(), Some(true)), "an audit that found nothing");
    metric(&mut facts, "audit-findings", "2026-10-31", "low", ("", "", "4"));
    metric(&mut facts, "audit-findings", "2026-11-01", "Critical", ("", "", "1"));
    let some = super::measure(&facts, Kpi::AuditFindings);
    assert_eq!((some.n, some.d, some.met), (1, 5, Some(false)));
}
