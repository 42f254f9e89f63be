//! Risks that are talked down, dates of conditions, follow-ups sent back, readings put in the place of others.

use serde_json::json;

use super::Bench;
use crate::domain::record::Risk;
use crate::domain::states::RiskState;

#[test]
fn a_risk_is_rated_down_and_settled_on_something() {
    let mut bench = Bench::new();
    bench
        .ok(json!({"op": "risk.identify", "statement": "harm", "likelihood": 4, "impact": 5, "residual_likelihood": 4,
        "residual_impact": 4, "controls": "second look"}));
    for state in ["assessed", "treating"] {
        bench.ok(json!({"op": "risk.revise", "id": "RSK-0001", "state": state}));
    }
    let settled = json!({"op": "risk.revise", "id": "RSK-0001", "state": "mitigated"});
    let refusal = bench.refused(settled.clone());
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(2), "{refusal}");
    assert_eq!(refusal.sentence, "16 of high is mitigated, and none of its controls was found to work");
    let lowered = json!({"op": "risk.revise", "id": "RSK-0001", "residual_likelihood": 1, "residual_impact": 1});
    assert_eq!(bench.refused(lowered).subject, "residual_likelihood");
    bench.ok(json!({"op": "risk.revise", "id": "RSK-0001", "controls": "second look | partial"}));
    bench.ok(settled);
    assert_eq!(bench.store.view().get::<Risk>(1).unwrap().fields.state, RiskState::Mitigated);
    // What is rated for the first time is lowered by what was found of its controls, or within the lower bands.
    bench.ok(
        json!({"op": "risk.identify", "statement": "more harm", "likelihood": 5, "impact": 5, "controls": "filter"}),
    );
    let rated = json!({"op": "risk.revise", "id": "RSK-0002", "residual_likelihood": 1, "residual_impact": 1});
    assert_eq!(bench.refused(rated).subject, "residual_likelihood");
    bench.ok(json!({"op": "risk.revise", "id": "RSK-0002", "residual_likelihood": 1, "residual_impact": 1, "controls": "filter | effective"}));
    bench.sound();
}

#[test]
fn a_follow_up_is_sent_back_with_what_is_missing() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "followup.open", "title": "patch it", "severity": "high", "owner": "lin"}));
    bench.ok(json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "https://x.example/1"}));
    assert_eq!(bench.refused(json!({"op": "followup.send-back", "followup": "FUP-0001"})).subject, "note");
    bench.ok(json!({"op": "followup.send-back", "followup": "FUP-0001", "note": "one site is missing"}));
}

#[test]
fn a_reading_that_takes_another_s_place_says_so() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao"}));
    bench.ok(json!({"op": "monitor.define", "model": "MDL-0001", "metric": "psi", "alert": "0.2", "owner": "lin"}));
    let take = |readings: &str, reason: &str| json!({"op": "reading.take", "monitor": "MON-0001", "readings": readings, "reason": reason});
    bench.ok(take("2026-11-20T10:00:00Z 0.23", ""));
    assert_eq!(bench.refused(take("2026-11-20T10:00:00Z 0.05", "")).subject, "reason");
    let replaced = bench.ok(take("2026-11-20T10:00:00Z 0.05", "counted twice"));
    assert_eq!(replaced.notes, ["MON-0001: the reading of 2026-11-20T10:00:00.000Z is replaced, it was 0.23, breach"]);
    let late = bench.ok(take("2026-11-20T08:00:00Z 0.04", ""));
    assert_eq!(late.notes, ["MON-0001: 1 reading older than the last on record, of 2026-11-20T10:00:00.000Z"]);
    bench.sound();
    let refusal = bench
        .refused(json!({"op": "monitor.define", "model": "MDL-0001", "metric": "auc2", "dimension": "performance",
        "alert": "0.8"}));
    assert_eq!(refusal.subject, "direction");
}
