//! Ways round a rule, each tried through the door: what the board decided is not undone by an entry.

use serde_json::json;

use super::Bench;
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
