//! Material change, results that are compared, assessments, custom fields, views, consultations.

use serde_json::json;

use super::Bench;
use crate::domain::field::FieldValue;
use crate::domain::record::{Model, Submission, Validation, Version};
use crate::policy::DEFAULT_POLICY;

fn model(bench: &mut Bench) {
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin", "tier": 2, "tier_rationale": "set"}));
}

fn version(bench: &Bench, number: u32) -> (bool, String) {
    let row = bench.store.view().get::<Version>(number).unwrap();
    (row.material.0, row.triggers.text())
}

#[test]
fn the_kind_of_change_says_whether_it_is_material_and_small_ones_add_up() {
    let mut bench = Bench::new();
    model(&mut bench);
    let add =
        |label: &str, change: &str| json!({"op": "version.add", "model": "MDL-0001", "label": label, "change": change});
    bench.ok(add("1", "initial"));
    bench.ok(add("2", "architecture"));
    assert_eq!(version(&bench, 2), (true, "architecture".to_owned()));
    for label in ["2.1", "2.2", "2.3", "2.4"] {
        bench.ok(add(label, "fix"));
    }
    assert_eq!(version(&bench, 6), (false, String::new()));
    bench.ok(add("2.5", "fix"));
    assert_eq!(version(&bench, 7), (true, "minor-changes".to_owned()), "the fifth since the last review");
    let refusal =
        bench.refused(json!({"op": "version.add", "model": "MDL-0001", "label": "3", "triggers": "new-regoin"}));
    assert_eq!(refusal.subject, "triggers");
    assert!(refusal.hint.contains("new-region"), "{refusal}");
    bench.ok(json!({"op": "version.revise", "id": "VER-0003", "triggers": "new-tool"}));
    assert_eq!(version(&bench, 3), (true, "new-tool".to_owned()));
    bench.ok(json!({"op": "undo"}));
    assert_eq!(version(&bench, 3), (false, String::new()));
    bench.sound();
}

#[test]
fn a_retrain_that_lost_more_than_the_tolerance_becomes_material_when_its_results_are_issued() {
    let mut bench = Bench::new();
    model(&mut bench);
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "1", "change": "initial"}));
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "2", "change": "retrain"}));
    let validate = |version: &str, results: &str, issued: &str| {
        json!({"op": "validation.record", "model": "MDL-0001", "version": version, "summary": "holds", "validator": "okafor",
            "independent": "yes", "results": results, "opinion": "fit", "issued_on": issued})
    };
    bench.ok(validate("1", "auc 0.91 >=0.88\nauc 0.90 >=0.85 age 18-25", "2026-11-01"));
    bench.ok(validate("2", "auc 0.905 >=0.88\nauc 0.86 >=0.85 age 18-25", ""));
    assert!(!version(&bench, 2).0, "planned results say nothing yet");
    bench.ok(json!({"op": "validation.revise", "id": "VAL-0002", "issued_on": "2026-11-20"}));
    assert_eq!(version(&bench, 2), (true, "retrain-past-tolerance".to_owned()));
    let stored = bench.store.view().get::<Validation>(2).unwrap();
    assert_eq!(stored.results.0.len(), 2);
    assert_eq!(bench.refused(json!({"op": "undo"})).rule.map(|rule| rule.0), Some(7), "what is issued stands");
    // Whoever built it does not attest that they are independent of it.
    let refusal = bench.refused(json!({"op": "validation.record", "model": "MDL-0001", "summary": "x", "validator": "lin", "independent": "yes"}));
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(7), "{refusal}");
    bench.sound();
}

#[test]
fn a_final_assessment_is_whole_and_controls_do_not_raise_a_risk() {
    let mut bench = Bench::new();
    model(&mut bench);
    let assess = |more: serde_json::Value| {
        let mut ask = json!({"op": "assessment.record", "model": "MDL-0001", "summary": "moderate", "author": "okafor",
            "inherent_likelihood": 3, "inherent_impact": 4, "residual_likelihood": 2, "residual_impact": 4,
            "controls": "rollback | effective | partial | drill of 2026-10-01\naccess"});
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask
    };
    bench.ok(assess(json!({})));
    assert_eq!(bench.refused(assess(json!({"residual_impact": 5}))).subject, "residual_impact");
    assert_eq!(bench.refused(assess(json!({"controls": "x | good"}))).subject, "controls");
    bench.ok(json!({"op": "assessment.revise", "id": "ASM-0001", "state": "final", "recommendation": "approve"}));
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 1, "rationale": "more people are affected"}));
    assert_eq!(
        bench.refused(assess(json!({"state": "final", "recommendation": "approve"}))).subject,
        "second_reviewer"
    );
    bench.ok(assess(json!({"state": "final", "recommendation": "approve", "second_reviewer": "weiss"})));
    bench.sound();
}

#[test]
fn custom_fields_are_what_the_policy_in_force_declares() {
    let mut bench = Bench::new();
    model(&mut bench);
    let refusal = bench.refused(json!({"op": "model.revise", "id": "MDL-0001", "custom": "hosting: cloud"}));
    assert_eq!(refusal.subject, "custom.hosting");
    let text = format!(
        "{DEFAULT_POLICY}\n[[custom-field]]\nrecord = \"model\"\nkey = \"hosting\"\nlabel = \"Where it runs\"\nkind = \"choice\"\nchoices = [\"cloud\", \"device\"]\n"
    );
    bench.ok(json!({"op": "policy.adopt", "text": text}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "custom": [{"key": "Hosting", "value": "CLOUD"}]}));
    assert_eq!(bench.store.view().get::<Model>(1).unwrap().custom.text(), "hosting: cloud");
    let refusal = bench.refused(json!({"op": "model.revise", "id": "MDL-0001", "custom": "hosting: moon"}));
    assert!(refusal.subject == "custom.hosting" && refusal.hint.contains("device"), "{refusal}");
    bench.sound();
}

#[test]
fn views_read_before_they_are_saved_and_names_are_taken_once() {
    let mut bench = Bench::new();
    let save = |name: &str, list: &str, query: &str, sort: &str| json!({"op": "view.save", "name": name, "list": list, "query": query, "sort": sort});
    bench.ok(save("LLMs", "models", "kind:llm exposure:customer-facing", "-tier"));
    assert_eq!(bench.refused(save("llms", "models", "kind:rag", "")).subject, "name");
    bench.ok(save("LLMs", "intake", "is:open", ""));
    assert_eq!(bench.refused(save("x", "models", "kind:\"llm", "")).subject, "query");
    assert_eq!(bench.refused(save("x", "models", "colour:red", "")).subject, "query");
    assert_eq!(bench.refused(save("x", "models", "", "colour")).subject, "sort");
    assert_eq!(bench.refused(save("x", "modles", "", "")).subject, "list");
    bench.ok(json!({"op": "view.revise", "id": "VEW-0001", "retired": "yes"}));
    bench.ok(save("LLMs", "models", "kind:rag", ""));
    bench.sound();
}

#[test]
fn consultations_and_reviewers_stand_on_the_record() {
    let mut bench = Bench::new();
    model(&mut bench);
    bench.ok(json!({"op": "consultation.note", "model": "MDL-0001", "topic": "Is a fairness review needed?", "asked_by": "rao"}));
    assert_eq!(
        bench.refused(json!({"op": "consultation.note", "model": "MDL-0001", "topic": "x", "held_on": "+1d"})).subject,
        "held_on"
    );
    let submit = |backup: &str| json!({"op": "submission.submit", "model": "MDL-0001", "summary": "Retrain", "requester": "rao", "reviewer": "okafor", "backup_reviewer": backup});
    assert_eq!(bench.refused(submit("okafor")).subject, "backup_reviewer");
    bench.ok(submit("weiss"));
    assert_eq!(bench.store.view().get::<Submission>(1).unwrap().backup_reviewer.as_str(), "weiss");
    assert_eq!(bench.store.view().reviewer_load().unwrap().get("okafor"), Some(&1));
    bench.ok(json!({"op": "submission.withdraw", "submission": "INT-0001"}));
    assert_eq!(bench.store.view().reviewer_load().unwrap().get("okafor"), None);
    bench.sound();
}

#[test]
fn what_the_board_decides_on_a_review_stands_in_the_review() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "review.open", "model": "MDL-0001", "trigger": "request", "due": "today"}));
    bench.ok(json!({"op": "review.revise", "id": "REV-0001", "outcome": "restrict", "findings": "drifts", "reviewer": "berg"}));
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "kind": "review", "subject": "MDL-0001", "title": "Review of churn-llm"}));
    assert_eq!(bench.store.view().reviews_to_act_on().unwrap().len(), 1);
    bench.ok(json!({"op": "decision.record", "item": "ITM-0003", "outcome": "procedural", "mover": "weiss",
        "motion": "Resolved: churn-llm is used for existing customers only", "rationale": "it drifts", "method": "roll-call",
        "votes": "okafor for\nweiss for\nlixue for\noka for\nhaddad for"}));
    let review = bench.store.view().get::<crate::domain::record::Review>(1).unwrap();
    assert_eq!(review.decision.0, 1);
    assert!(bench.store.view().reviews_to_act_on().unwrap().is_empty());
    bench.sound();
}
