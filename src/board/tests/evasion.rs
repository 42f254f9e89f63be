//! Ways round a rule, each tried through the door: what the board decided is not undone by an entry.

use serde_json::json;

use super::{Bench, conditional};
use crate::domain::record::Model;
use crate::domain::states::Stage;

/// The rule of a refusal.
fn rule(refusal: &crate::domain::Refusal) -> Option<u8> {
    refusal.rule.map(|rule| rule.0)
}

#[test]
fn an_inventory_neither_suspends_nor_lifts_a_suspension() {
    let mut bench = Bench::new();
    let put = |key: &str, stage: &str| json!({"op": "model.put", "external_key": key, "name": key, "stage": stage});
    // What an inventory brings for the first time comes as it was found.
    bench.ok(put("A", "suspended"));
    bench.ok(put("B", "production"));
    let refusal = bench.refused(put("A", "production"));
    assert_eq!(rule(&refusal), Some(20), "{refusal}");
    assert_eq!(rule(&bench.refused(put("B", "suspended"))), Some(20));
    bench.ok(put("A", "suspended"));
    bench.ok(json!({"op": "model.put", "external_key": "A", "name": "A", "purpose": "Ranks"}));
    assert_eq!(bench.store.view().get::<Model>(1).unwrap().stage, Stage::Suspended);
    bench.sound();
}

#[test]
fn a_condition_is_not_disarmed_by_its_entry() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(conditional());
    let revise =
        |field: &str, value: &str| json!({"op": "followup.revise", "id": "FUP-0002", field: value, "reason": "typed"});
    for (field, value) in [("kind", "action"), ("source", ""), ("source", "RSK-0001")] {
        assert_eq!(rule(&bench.refused(revise(field, value))), Some(12), "{field}");
    }
    // While the meeting sits, what it asks may be put right.
    bench.ok(revise("gate", "post-release"));
    bench.ok(json!({"op": "undo"}));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    for (field, value) in [
        ("kind", "action"),
        ("source", ""),
        ("gate", "post-release"),
        ("severity", "low"),
        ("owner", "rao"),
        ("title", "nothing"),
        ("closing_test", "none"),
        ("due", "2027-06-01"),
    ] {
        let refusal = bench.refused(revise(field, value));
        assert!(matches!(rule(&refusal), Some(12 | 13)), "{field}: {refusal}");
    }
    bench.ok(revise("external_key", "F-2"));
    let put =
        json!({"op": "followup.put", "external_key": "F-2", "title": "segment test", "kind": "action", "owner": "oka"});
    assert_eq!(rule(&bench.refused(put)), Some(12), "an import is no other door");
    bench.ok(revise("evidence", "https://x.example/ks"));
    bench.sound();
}

#[test]
fn a_condition_is_cancelled_by_a_decision_about_it_that_came_later() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(conditional());
    bench.ok(json!({"op": "decision.record", "item": "ITM-0002", "outcome": "procedural", "motion": "Resolved: hours", "method": "without-objection"}));
    let cancel =
        |decision: &str| json!({"op": "followup.cancel", "followup": "FUP-0002", "note": "moot", "decision": decision});
    assert_eq!(bench.refused(cancel("DEC-0001")).sentence, "DEC-0001 is what set the condition");
    assert_eq!(bench.refused(cancel("DEC-0002")).sentence, "DEC-0002 is about another matter");
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "kind": "follow-up", "subject": "FUP-0002"}));
    bench.ok(json!({"op": "decision.record", "item": "ITM-0003", "outcome": "procedural", "motion": "Resolved: the segment test is dropped", "method": "without-objection"}));
    bench.ok(cancel("DEC-0003"));
    bench.sound();
}

#[test]
fn an_issued_validation_is_not_moved_away() {
    let mut bench = Bench::new();
    bench.sitting();
    let revise = |field: &str, value: &str| json!({"op": "validation.revise", "id": "VAL-0001", field: value, "reason": "typed"});
    for (field, value) in [
        ("version", "0.9"),
        ("validator", "silva"),
        ("opinion", "not-fit"),
        ("issued_on", "2026-11-01"),
        ("valid_until", "2026-11-01"),
        ("results", "auc 0.99"),
    ] {
        let refusal = bench.refused(revise(field, value));
        assert_eq!(rule(&refusal), Some(7), "{field}: {refusal}");
    }
    bench.ok(revise("code_ref", "abc123"));
    bench.refused(json!({"op": "validation.revise", "id": "VAL-0001", "code_ref": "abc124"}));
    bench.sound();
}
