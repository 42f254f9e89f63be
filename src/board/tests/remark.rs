//! What is said beside an operation: who acts, what the clock says, what fell due first.

use serde_json::json;

use super::Bench;

fn notes(bench: &mut Bench, actor: &str) -> Vec<String> {
    let risk = json!({"op": "risk.identify", "statement": "Offers differ by group", "likelihood": 2, "impact": 2, "owner": "rao"});
    bench.act(&risk, actor).expect("a risk").notes
}

#[test]
fn a_mistyped_handle_is_said_and_a_known_one_is_not() {
    let mut bench = Bench::new();
    assert!(notes(&mut bench, "okafor").is_empty());
    let said = notes(&mut bench, "okafro").join("\n");
    assert!(said.contains("`okafro`, whom nobody has entered here") && said.contains("okafor"), "{said}");
}

#[test]
fn a_clock_far_past_the_record_is_doubted_and_what_lapses_first_is_counted() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(super::conditional());
    bench.now += chrono::TimeDelta::days(100);
    let said = notes(&mut bench, "okafor").join("\n");
    assert!(said.contains("days after the last event") && said.contains("went on the record first"), "{said}");
    assert!(notes(&mut bench, "okafor").is_empty(), "it is said once");
}

#[test]
fn the_board_lowers_a_tier_by_one_step_as_anybody_does() {
    let mut bench = Bench::new();
    bench.sitting();
    let ask = |tier: i64| {
        json!({"op": "decision.record", "item": "ITM-0001", "outcome": "set-tier", "new_tier": tier, "rationale": "few users",
            "motion": "Resolved: another tier.", "method": "roll-call", "votes": "okafor for\nweiss for\nlixue for\nhaddad for"})
    };
    let refusal = bench.refused(ask(4));
    assert!(refusal.sentence.contains("is more than 1 down"), "{refusal}");
}

#[test]
fn a_release_past_a_closed_gate_is_recorded_and_said() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "a"}));
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "6", "change": "retrain"}));
    let said = bench.ok(json!({"op": "version.release", "version": "VER-0001"})).notes.join("\n");
    assert!(said.contains("the gate is closed to MDL-0001@6"), "{said}");
}
