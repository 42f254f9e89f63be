//! Registers outside a meeting: follow-ups, batches, external keys.

use serde_json::json;

use super::Bench;
use crate::board::{Env, execute, policy_in_force, preview, reading};
use crate::domain::operation::{Batch, Operation, Request};
use crate::domain::record::{FollowUp, Model, Person};
use crate::domain::states::FollowUpState;
use crate::domain::value::Handle;

fn batch(bench: &Bench, names: &[(&str, &str)]) -> (Request, Env) {
    let env = Env { now: bench.now, actor: Handle::from("okafor"), rehearsal: false };
    let policy = policy_in_force(&bench.store.view()).unwrap();
    let reading = reading(&policy, &env);
    let rows = (2..).zip(names).map(|(line, (key, name))| {
        let fields = json!({"external_key": key, "name": name, "owner": "newcomer"});
        (line, Operation::read("model.put", fields.as_object().unwrap(), &reading).unwrap())
    });
    (Operation::Batch(Batch { label: "import models".to_owned(), rows: rows.collect() }).into(), env)
}

#[test]
fn a_batch_is_one_operation_with_one_undo_and_importing_again_changes_nothing() {
    let mut bench = Bench::new();
    let (request, env) = batch(&bench, &[("k1", "a"), ("k2", "b"), ("k3", "c")]);
    assert_eq!(preview(&bench.store, &request, &env).unwrap().len(), 6, "each row alone also adds its owner");
    let receipt = execute(&mut bench.store, &request, &env).unwrap();
    assert_eq!(receipt.made.len(), 4, "three models and one person");
    assert!(bench.store.view().person(&Handle::from("newcomer")).unwrap().is_some());
    let again = execute(&mut bench.store, &request, &env).unwrap();
    assert_eq!(again.made, []);
    bench.ok(json!({"op": "undo"}));
    bench.ok(json!({"op": "undo"}));
    assert!(bench.store.view().find::<Model>(1).unwrap().is_none());
    bench.sound();
    // The freed key may be used again, under a new number.
    execute(&mut bench.store, &request, &env).unwrap();
    assert_eq!(bench.store.view().by_key::<Model>("external_key", "k1").unwrap(), Some(4));
    bench.sound();
}

#[test]
fn one_bad_row_keeps_a_whole_batch_out() {
    let mut bench = Bench::new();
    let (request, env) = batch(&bench, &[("k1", "a"), ("k2", "")]);
    let refusal = execute(&mut bench.store, &request, &env).unwrap_err();
    assert!(refusal.to_string().contains("line 3"), "{refusal}");
    assert!(bench.store.view().find::<Model>(1).unwrap().is_none());
    assert_eq!(bench.store.view().last_number(Person::KIND).unwrap(), 11);
}

use crate::domain::record::Record;

#[test]
fn a_follow_up_is_closed_by_its_verifier_with_evidence_and_keeps_its_first_due_date() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "followup.open", "title": "Rotate keys", "owner": "lin", "verifier": "berg", "severity": "high", "due": "+2w"}));
    bench.ok(json!({"op": "followup.extend", "followup": "FUP-0001", "due": "+4w", "reason": "vendor late"}));
    bench.ok(json!({"op": "followup.start", "followup": "FUP-0001"}));
    let refusal = bench.refused(json!({"op": "followup.hand-in", "followup": "FUP-0001"}));
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(13), "{refusal}");
    bench.ok(json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "https://x.example/1"}));
    assert!(
        bench.act(&json!({"op": "followup.close", "followup": "FUP-0001"}), "lin").is_err(),
        "the owner does not verify"
    );
    bench.act(&json!({"op": "followup.close", "followup": "FUP-0001"}), "berg").unwrap();
    let row = bench.store.view().get::<FollowUp>(1).unwrap();
    assert_eq!(row.state.state, FollowUpState::Closed);
    assert_eq!(row.state.original_due.0.unwrap().to_string(), "2026-12-07");
    assert_eq!(row.due.0.unwrap().to_string(), "2026-12-21");
    bench.sound();
}
