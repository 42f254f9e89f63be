//! Tiers from answers, monitors and readings, reviews, metrics, and the gate's answer on the record.

use serde_json::json;

use super::{Bench, conditional};
use crate::domain::record::{ManualMetric, Model, Monitor, Version};
use crate::domain::states::{GateResult, Standing};

/// The worked case of the domain, every fact no, in the keys of the policy in force.
fn answers(bench: &Bench) -> String {
    let policy = crate::board::policy_in_force(&bench.store.view()).unwrap();
    let levels = ["2", "1", "2", "1", "1", "1", "1", "0", "unknown", "1"];

    let factors = policy.tiering.factor.iter().zip(levels).map(|(factor, level)| format!("{}={level}", factor.key));
    let facts = policy.tiering.fact.iter().map(|fact| format!("{}=no", fact.key));
    factors.chain(facts).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_tier_comes_from_the_answers_and_is_overridden_only_within_policy() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin"}));
    let answers = answers(&bench);
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "answers": answers}));
    let model = bench.store.view().get::<Model>(1).unwrap();
    assert_eq!((model.tier.0, model.state.tier_score.0, model.tier_provisional.0), (Some(3), Some(34), true));
    assert!(model.tier_rationale.as_str().contains("score 34"), "{}", model.tier_rationale);
    assert_eq!(model.state.tier_answers.0.len(), 17);
    // An incident of severity 1 lifts it by one, and no override takes that back.
    bench.ok(json!({"op": "incident.report", "title": "leak", "severity": 1, "model": "MDL-0001", "onset": "2025-11-24T10:00:00Z"}));
    let refusal = bench.refused(
        json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 3, "rationale": "minor", "signers": "okafor; weiss"}),
    );
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(11), "tier"), "{refusal}");
    let refusal = bench.refused(json!({"op": "model.revise", "id": "MDL-0001", "tier": 3, "tier_rationale": "minor"}));
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(11), "{refusal}");
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "answers": answers}));
    assert_eq!(bench.store.view().get::<Model>(1).unwrap().tier.0, Some(2));
    bench.ok(json!({"op": "undo"}));
    let model = bench.store.view().get::<Model>(1).unwrap();
    assert_eq!((model.tier.0, model.state.tier_score.0), (Some(3), Some(34)));
    bench.sound();
}

#[test]
fn an_override_downwards_needs_two_signers_without_an_interest() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin"}));
    let answers = answers(&bench).replace("=unknown", "=4").replacen("=1", "=4", 1);
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "answers": answers}));
    assert_eq!(bench.store.view().get::<Model>(1).unwrap().tier.0, Some(2));
    let ask = |signers: &str| json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 3, "rationale": "pilot of ten users", "signers": signers});
    assert_eq!(bench.refused(ask("okafor")).subject, "signers");
    assert_eq!(bench.refused(ask("okafor; lin")).subject, "lin", "a developer has an interest");
    bench.refused(ask("okafor; nobody"));
    bench.ok(ask("okafor; weiss"));
    let model = bench.store.view().get::<Model>(1).unwrap();
    assert_eq!((model.tier.0, model.state.tier_signers.0.len()), (Some(3), 2));
    assert!(
        model
            .tier_rationale
            .as_str()
            .contains("Override from tier 2 to tier 3, signed by okafor and weiss: pilot of ten users")
    );
    for wrong in ["harm=2; harm=3", "nonsense=1", "harm=9"] {
        bench.refused(json!({"op": "model.set-tier", "model": "MDL-0001", "answers": wrong}));
    }
    bench.sound();
}

#[test]
fn readings_are_judged_as_they_come_in_and_can_be_taken_back() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao"}));
    bench.refused(json!({"op": "monitor.define", "model": "MDL-0001", "metric": "psi", "warn": "0.2", "alert": "0.1"}));
    bench.ok(json!({"op": "monitor.define", "model": "MDL-0001", "metric": "psi", "dimension": "drift", "warn": "0.1",
        "alert": "0.2", "owner": "lin", "live_since": "2026-01-01"}));
    bench.refused(json!({"op": "monitor.define", "model": "MDL-0001", "metric": "PSI"}));
    bench.ok(json!({"op": "reading.take", "monitor": "MON-0001", "readings": "2026-11-20T12:00:00Z 0.05\n2026-11-21T12:00:00Z 0.25"}));
    let latest = |bench: &Bench| {
        let row = bench.store.view().get::<Monitor>(1).unwrap();
        (row.state.last_value.to_string(), row.state.standing)
    };
    assert_eq!(latest(&bench), ("0.25".to_owned(), Standing::Breach));
    let head = bench.store.view().head().unwrap();
    bench.ok(json!({"op": "reading.take", "monitor": "MON-0001", "readings": "2026-11-21T12:00:00Z 0.250"}));
    assert_eq!(bench.store.view().head().unwrap(), head, "the same reading again is nothing new");
    bench.ok(json!({"op": "reading.take", "monitor": "MON-0001", "readings": "2026-11-21T12:00:00Z 0.15", "reason": "counted twice"}));
    assert_eq!(latest(&bench), ("0.15".to_owned(), Standing::Warning));
    bench.ok(json!({"op": "undo"}));
    assert_eq!(latest(&bench), ("0.25".to_owned(), Standing::Breach));
    for wrong in ["2026-11-24T12:00:00Z 1", "2026-11-20T12:00:00Z NaN", "2026-13-01 1"] {
        bench.refused(json!({"op": "reading.take", "monitor": "MON-0001", "readings": wrong}));
    }
    bench.sound();
}

#[test]
fn metrics_controls_and_themes_are_checked() {
    let mut bench = Bench::new();
    let metric = json!({"op": "metric.put", "name": "training", "period_end": "2026-09-30", "numerator": "70", "denominator": "100", "source": "lms"});
    bench.ok(&metric);
    bench.ok(json!({"op": "metric.put", "name": "training", "period_end": "2026-09-30", "numerator": "71", "denominator": "100", "source": "lms"}));
    assert_eq!(bench.store.view().get::<ManualMetric>(1).unwrap().numerator.to_string(), "71");
    bench.refused(
        json!({"op": "metric.enter", "name": "training", "period_end": "2026-09-30", "value": "1", "source": "lms"}),
    );
    bench.refused(json!({"op": "metric.enter", "name": "training", "period_end": "2026-06-30", "numerator": "1", "denominator": "0", "source": "lms"}));
    bench.refused(json!({"op": "control-test.record", "control": "evidense", "tester": "berg"}));
    bench.refused(json!({"op": "control-test.record", "control": "evidence", "tester": "berg", "result": "partial"}));
    bench.ok(json!({"op": "control-test.record", "control": "evidence", "tester": "berg", "result": "effective"}));
    bench.refused(json!({"op": "thematic.open", "title": "llm", "query": "kind:\"llm"}));
    bench.ok(json!({"op": "thematic.open", "title": "llm", "query": "kind:llm", "reviewer": "berg"}));
    bench.sound();
}

#[test]
fn the_gate_opens_when_what_it_names_is_done_and_its_answer_is_kept() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(conditional());
    bench.ok(json!({"op": "version.gate", "version": "VER-0001"}));
    let version = bench.store.view().get::<Version>(1).unwrap();
    assert_eq!(version.state.gate, GateResult::Fail);
    let reasons = |bench: &Bench| {
        let view = bench.store.view();
        let policy = crate::board::policy_in_force(&view).unwrap();
        let version = view.get::<Version>(1).unwrap();
        let today = bench.now.date_naive();
        let dossier = view.gate_dossier(version, &policy, today).unwrap();
        dossier.reasons(&policy).iter().filter_map(|reason| reason.rule.map(|rule| rule.0)).collect::<Vec<_>>()
    };
    assert_eq!(reasons(&bench), [6, 15], "an open pre-release condition, and no monitoring");
    bench.ok(json!({"op": "followup.start", "followup": "FUP-0002"}));
    bench
        .act(&json!({"op": "followup.hand-in", "followup": "FUP-0002", "evidence": "https://x.example/2"}), "oka")
        .unwrap();
    bench.ok(json!({"op": "followup.close", "followup": "FUP-0002", "evidence": "https://x.example/2"}));
    assert_eq!(reasons(&bench), [15]);
    for (metric, dimension) in [
        ("up", "operations"),
        ("error-rate", "performance"),
        ("psi", "drift"),
        ("toxicity", "safety"),
        ("probe", "security"),
    ] {
        bench.ok(
            json!({"op": "monitor.define", "model": "MDL-0001", "metric": metric, "dimension": dimension, "alert": "1",
            "owner": "lin", "live_since": "2026-11-01"}),
        );
    }
    assert_eq!(reasons(&bench), [0_u8; 0]);
    bench.ok(json!({"op": "version.gate", "version": "VER-0001"}));
    assert_eq!(bench.store.view().get::<Version>(1).unwrap().state.gate, GateResult::Pass);
    // A review that an incident brings about flags the approval until it is concluded.
    bench.ok(json!({"op": "review.open", "model": "MDL-0001", "trigger": "incident", "reviewer": "berg"}));
    assert_eq!(reasons(&bench), [15]);
    bench.ok(json!({"op": "undo"}));
    assert_eq!(reasons(&bench), [0_u8; 0]);
    bench.sound();
}

#[test]
fn a_model_that_retires_says_what_it_leaves_open_and_is_watched_no_more() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin"}));
    let monitor = json!({"op": "monitor.define", "model": "MDL-0001", "metric": "psi", "dimension": "drift", "alert": "0.2", "owner": "rao"});
    bench.ok(&monitor);
    bench.ok(json!({"op": "risk.identify", "model": "MDL-0001", "category": "fairness", "statement": "unequal", "owner": "rao"}));
    bench.ok(json!({"op": "followup.open", "title": "tell", "owner": "rao", "model": "MDL-0001", "due": "+2w"}));
    let receipt = bench
        .ok(json!({"op": "model.revise", "id": "MDL-0001", "stage": "retired", "retire_notice": "today",
        "retain_until": "+5y", "reason": "replaced"}));
    let said = receipt.notes.join(" ");
    assert!(said.contains("1 risk, 1 follow-up and 1 monitor stay open"), "{said}");
    assert_eq!(
        bench.refused(json!({"op": "monitor.define", "model": "MDL-0001", "metric": "auc"})).subject,
        "MDL-0001"
    );
    let refusal =
        bench.refused(json!({"op": "review.open", "model": "MDL-0001", "trigger": "cadence", "reviewer": "berg"}));
    assert!(refusal.sentence.contains("retired"), "{refusal}");
    bench.sound();
}
