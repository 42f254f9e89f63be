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

#[test]
fn an_external_key_is_no_identifier_of_another_record_and_never_becomes_one() {
    let mut bench = Bench::new();
    let put = |key: &str, title: &str| json!({"op": "followup.put", "external_key": key, "title": title, "owner": "lin", "kind": "action"});
    bench.ok(put("FUP-2026-0001", "a key of another system"));
    bench.ok(put("RSK-0001", "an identifier of another kind"));
    let open = |title: &str| json!({"op": "followup.open", "title": title, "owner": "lin"});
    bench.ok(open("third"));
    for key in ["FUP-0001", "fup-3"] {
        for operation in [
            put(key, "shadow"),
            json!({"op": "followup.open", "title": "shadow", "owner": "lin", "external_key": key}),
            json!({"op": "followup.revise", "id": "FUP-0002", "external_key": key}),
        ] {
            let refusal = bench.refused(operation);
            assert_eq!(refusal.subject, "external_key", "{refusal}");
            assert!(refusal.sentence.contains("identifier of another follow-up"), "{refusal}");
        }
    }
    // Its own is no harm; what is still to come is passed over then.
    bench.ok(json!({"op": "followup.revise", "id": "FUP-0003", "external_key": "FUP-0003"}));
    bench.ok(json!({"op": "followup.revise", "id": "FUP-0002", "external_key": "FUP-0005"}));
    bench.ok(open("fourth"));
    assert_eq!(bench.ok(open("after the fifth")).made, ["FUP-0006".parse().unwrap()]);
    let taken = json!({"op": "followup.revise", "id": "FUP-0004", "external_key": "FUP-2026-0001"});
    assert!(bench.refused(taken).sentence.contains("FUP-0001 has this key already"));
    for (operation, field) in [
        (json!({"op": "model.put", "external_key": "MDL-0001", "name": "b"}), "model"),
        (json!({"op": "risk.put", "external_key": "RSK-0001", "statement": "b"}), "risk"),
        (
            json!({"op": "submission.put", "external_key": "INT-0001", "summary": "b", "model": "MDL-0001", "kind": "retrain", "requester": "lin"}),
            "submission",
        ),
    ] {
        let mut first = operation.clone();
        first["external_key"] = json!("A-1");
        bench.ok(first);
        let refusal = bench.refused(operation);
        assert!(refusal.sentence.ends_with(&format!("identifier of another {field} here")), "{refusal}");
    }
    bench.sound();
}

#[test]
fn conditions_are_numbered_past_a_key_that_reads_like_an_identifier() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "followup.put", "external_key": "FUP-0003", "title": "from elsewhere", "owner": "lin", "kind": "action"}));
    bench.ok(super::conditional());
    let decided = bench.store.view().get::<crate::domain::record::Decision>(1).unwrap();
    assert_eq!(decided.conditions.0.iter().map(|id| id.0).collect::<Vec<_>>(), [2, 4]);
    assert!(bench.store.view().find::<FollowUp>(4).unwrap().is_some());
    bench.sound();
}
