//! What only those without a part in a matter do: say what risk remains of a model (R02), lower or verify what others
//! have to do (R13). Changing the entries first is no way round.

use serde_json::{Value, json};

use super::{Bench, conditional};
use crate::domain::record::{Assessment, Risk};
use crate::domain::states::AssessmentState;

fn told(refusal: &crate::domain::Refusal) -> (u8, &str) {
    (refusal.rule.map_or(0, |rule| rule.0), refusal.subject.as_str())
}

/// An assessment of churn-llm, final, low, with more said.
fn assessed(more: &Value) -> Value {
    let mut ask = json!({"op": "assessment.record", "model": "MDL-0001", "submission": "INT-0001", "summary": "low after all",
        "residual_likelihood": 1, "residual_impact": 1, "recommendation": "approve", "state": "final"});
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask
}

/// Refused, and the record as it was.
fn refused(bench: &mut Bench, ask: &Value, by: &str) -> crate::domain::Refusal {
    let before = bench.store.view().head().unwrap();
    let refusal = match bench.act(ask, by) {
        Err(refusal) => refusal,
        Ok(receipt) => panic!("{ask} by {by} went through: {receipt:?}"),
    };
    assert_eq!(bench.store.view().head().unwrap(), before, "{ask} changed the record");
    assert!(!refusal.hint.is_empty(), "no way out: {refusal}");
    refusal
}

#[test]
fn the_final_assessment_is_not_that_of_those_with_a_part_in_the_model() {
    let mut bench = Bench::new();
    bench.sitting();
    let high = json!({"residual_likelihood": 4, "residual_impact": 4, "author": "berg", "recommendation": "defer"});
    bench.act(&assessed(&high), "berg").unwrap();
    let cases = [
        ("rao", json!({"author": "rao"}), "author"),
        ("berg", json!({"author": "lin"}), "author"),
        ("berg", json!({"author": "adeyemi"}), "author"),
        ("berg", json!({"author": "moreau"}), "author"),
        ("berg", json!({"author": "berg", "second_reviewer": "rao"}), "second_reviewer"),
        ("rao", json!({"author": "berg"}), "state"),
    ];
    for (by, more, field) in &cases {
        assert_eq!(told(&refused(&mut bench, &assessed(more), by)), (2, *field), "{more} by {by}");
    }
    // A draft of theirs is welcome; final it becomes by others, under another name.
    bench.act(&assessed(&json!({"author": "rao", "state": "draft"})), "rao").unwrap();
    let finish = json!({"op": "assessment.revise", "id": "ASM-0003", "state": "final"});
    assert_eq!(told(&refused(&mut bench, &finish, "rao")), (2, "author"));
    assert_eq!(told(&refused(&mut bench, &finish, "berg")), (2, "author"));
    // Handing the model over first changes nothing: they had their part when it came up.
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "owner": "silva", "developers": ""}));
    for (by, more, field) in &cases[..2] {
        assert_eq!(told(&refused(&mut bench, &assessed(more), by)), (2, *field), "{more} by {by}");
    }
    // Nor does the high one go by itself.
    let supersede = json!({"op": "assessment.revise", "id": "ASM-0002", "state": "superseded"});
    assert_eq!(told(&refused(&mut bench, &supersede, "berg")), (2, "state"));
    let mut motion = conditional();
    motion["votes"] = json!("okafor for\nweiss for\nlixue for\noka for");
    assert_eq!(told(&refused(&mut bench, &motion, "okafor")).0, 2, "the residual risk stays high");
    bench.act(&assessed(&json!({"author": "berg", "second_reviewer": "weiss"})), "berg").unwrap();
    assert_eq!(bench.store.view().get::<Assessment>(2).unwrap().fields.state, AssessmentState::Superseded);
    bench.sound();
}

#[test]
fn whoever_owned_it_or_is_not_concerned_neither_lowers_nor_verifies_it() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "person.revise", "id": "PER-0006", "function": "mrm"}));
    bench.ok(json!({"op": "followup.open", "kind": "finding", "title": "Patch the prompt filter", "severity": "high", "owner": "lin",
        "verifier": "silva", "external_key": "F-1"}));
    let revise = |fields: Value| {
        let mut ask = json!({"op": "followup.revise", "id": "FUP-0001"});
        ask.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        ask
    };
    let (low, mine) = (json!({"severity": "low", "reason": "not so bad"}), |who: &str| json!({"verifier": who}));
    // lin hands it on, and is of the risk office besides.
    bench.act(&revise(json!({"owner": "rao"})), "lin").unwrap();
    for by in ["rao", "lin", "haddad", "stranger"] {
        assert_eq!(told(&refused(&mut bench, &revise(low.clone()), by)), (13, "severity"), "{by}");
    }
    for by in ["lin", "haddad"] {
        assert_eq!(told(&refused(&mut bench, &revise(mine(by)), by)), (13, "verifier"), "{by}");
    }
    let put =
        json!({"op": "followup.put", "external_key": "F-1", "title": "Patch the prompt filter", "severity": "low"});
    assert_eq!(told(&refused(&mut bench, &put, "haddad")), (13, "severity"), "an import is no other door");
    let cancel = json!({"op": "followup.cancel", "followup": "FUP-0001", "note": "moot"});
    for by in ["rao", "lin", "haddad"] {
        assert_eq!(told(&refused(&mut bench, &cancel, by)), (13, "note"), "{by}");
    }
    // What the owner raised is not lowered by taking it back.
    bench.act(&revise(json!({"severity": "critical"})), "rao").unwrap();
    assert_eq!(told(&refused(&mut bench, &json!({"op": "undo"}), "rao")), (13, "severity"));
    bench
        .act(&json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "https://x.example/1"}), "rao")
        .unwrap();
    let close = json!({"op": "followup.close", "followup": "FUP-0001"});
    let refusal = refused(&mut bench, &close, "lin");
    assert_eq!(
        (told(&refusal), refusal.sentence.as_str()),
        ((13, "verifier"), "lin owned it before and cannot verify it")
    );
    bench.act(&revise(json!({"verifier": "haddad"})), "silva").unwrap();
    bench.act(&close, "haddad").unwrap();
    bench.sound();
}

#[test]
fn what_remains_of_a_risk_is_not_lowered_by_those_with_a_part_in_its_model() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(
        json!({"op": "risk.identify", "model": "MDL-0001", "statement": "a high one", "likelihood": 4, "impact": 4,
        "external_key": "R-2", "owner": "rao"}),
    );
    let revise = |fields: Value| {
        let mut ask = json!({"op": "risk.revise", "id": "RSK-0002"});
        ask.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        ask
    };
    let mut low = json!({"residual_likelihood": 1, "residual_impact": 1});
    for by in ["rao", "lin", "moreau"] {
        assert_eq!(told(&refused(&mut bench, &revise(low.clone()), by)), (2, "residual_likelihood"), "{by}");
        assert_eq!(told(&refused(&mut bench, &revise(json!({"impact": 1})), by)), (2, "residual_likelihood"), "{by}");
    }
    let put = json!({"op": "risk.put", "external_key": "R-2", "statement": "a high one", "residual_likelihood": 1, "residual_impact": 1});
    assert_eq!(told(&refused(&mut bench, &put, "rao")), (2, "residual_likelihood"), "an import is no other door");
    // It stays with its model, whoever asks.
    bench.ok(json!({"op": "model.register", "name": "other", "owner": "silva"}));
    for model in ["", "MDL-0002"] {
        assert_eq!(told(&bench.refused(revise(json!({"model": model})))), (2, "model"), "{model}");
    }
    // What they raise they do not take back by themselves either; what else they say of it stands.
    bench.act(&revise(json!({"residual_likelihood": 5, "residual_impact": 5, "reason": "worse"})), "rao").unwrap();
    assert_eq!(told(&refused(&mut bench, &json!({"op": "undo"}), "rao")), (2, "residual_likelihood"));
    bench
        .act(&revise(json!({"treatment": "mitigate", "target_date": "2026-12-31", "state": "assessed"})), "rao")
        .unwrap();
    for state in ["treating", "mitigated"] {
        bench.act(&revise(json!({"state": state, "reason": "measured"})), "rao").unwrap();
    }
    assert_eq!(told(&refused(&mut bench, &revise(json!({"state": "closed"})), "rao")), (2, "state"));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "owner": "silva"}));
    let refusal = refused(&mut bench, &revise(low.clone()), "rao");
    assert!(refusal.sentence.contains("owns the model (when it was put on the record)"), "{refusal}");
    // Others do.
    low["reason"] = json!("measured");
    bench.act(&revise(low), "berg").unwrap();
    assert_eq!(bench.store.view().get::<Risk>(2).unwrap().fields.residual(), 1);
    bench.sound();
}

#[test]
fn an_entry_that_is_changed_first_is_no_way_round_the_other_separations() {
    let mut bench = Bench::new();
    bench.sitting();
    // R07: whoever developed it does not validate it, whatever the list of developers says by now.
    bench.ok(json!({"op": "review.open", "model": "MDL-0001", "trigger": "request"}));
    bench.ok(json!({"op": "incident.report", "title": "leak", "severity": 1, "model": "MDL-0001", "onset": "2026-11-20T10:00:00Z"}));
    bench.ok(json!({"op": "acceptance.propose", "model": "MDL-0001", "kind": "policy-exception", "rationale": "pilot", "controls": "review @lin",
        "requester": "weiss", "accountable_exec": "moreau", "expiry": "+30d"}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "owner": "silva", "developers": ""}));
    for validator in ["lin", "rao"] {
        let validate = json!({"op": "validation.record", "model": "MDL-0001", "validator": validator, "independent": true,
            "opinion": "fit", "summary": "sound", "issued_on": "today"});
        assert_eq!(told(&bench.refused(validate)), (7, "independent"), "{validator}");
    }
    // R03: nor does whoever owned it when its review was opened conclude that.
    let conclude = json!({"op": "review.revise", "id": "REV-0001", "outcome": "continue", "findings": "borne", "reviewer": "weiss"});
    assert_eq!(told(&refused(&mut bench, &conclude, "rao")), (3, "reviewer"));
    // R17: a severe incident is not made less, or another model's, by those concerned.
    bench.ok(json!({"op": "model.register", "name": "other", "owner": "silva"}));
    let revise = |field: &str, value: Value| json!({"op": "incident.revise", "id": "INC-0001", field: value, "reason": "rated anew"});
    for by in ["rao", "silva", "moreau"] {
        assert_eq!(told(&refused(&mut bench, &revise("severity", json!(3)), by)), (17, "severity"), "{by}");
        assert_eq!(told(&refused(&mut bench, &revise("model", json!("MDL-0002")), by)), (17, "model"), "{by}");
    }
    bench.act(&revise("severity", json!(2)), "rao").unwrap();
    bench.act(&revise("severity", json!(3)), "berg").unwrap();
    // Nor is one an exercise, or no business of a regulator's, because they say so (R16, R17).
    bench.ok(
        json!({"op": "incident.report", "title": "bias", "severity": 3, "model": "MDL-0001", "regulator": "suspected"}),
    );
    for (field, value) in [("regulator", json!("no")), ("exercise", json!(true))] {
        let revise = json!({"op": "incident.revise", "id": "INC-0002", field: value, "reason": "we think not"});
        assert_eq!(told(&refused(&mut bench, &revise, "silva")), (17, field), "{field}");
    }
    let settled = json!({"op": "incident.revise", "id": "INC-0002", "regulator": "no", "reason": "counsel says so"});
    bench.act(&settled, "berg").unwrap();
    // R13: whoever carries out a control does not record that it works.
    let verify = json!({"op": "acceptance.verify", "acceptance": "ACC-0001", "control": "1", "result": "effective",
        "evidence": "sampled", "verifier": "berg"});
    assert_eq!(told(&refused(&mut bench, &verify, "lin")), (13, "verifier"));
    bench.act(&verify, "berg").unwrap();
    // R01: whoever asked for it does not sign it under another's name.
    bench.ok(json!({"op": "person.revise", "id": "PER-0002", "accountable_exec": "yes"}));
    let swap =
        json!({"op": "acceptance.revise", "id": "ACC-0001", "requester": "adeyemi", "accountable_exec": "weiss"});
    assert_eq!(told(&bench.refused(&swap)), (1, "accountable_exec"));
    bench.ok(json!({"op": "acceptance.revise", "id": "ACC-0001", "requester": "adeyemi"}));
    assert_eq!(told(&bench.refused(&swap)), (1, "accountable_exec"));
    bench.sound();
}
