//! The terms of an acceptance: what it covers, who carries out its controls, what a renewal takes up; closing
//! evidence and ratings that contradict themselves.

use serde_json::{Value, json};

use super::Bench;
use crate::board::{Env, tick};
use crate::domain::ids::ModelId;
use crate::domain::record::{Acceptance, Risk};

#[expect(clippy::needless_pass_by_value, reason = "built in place at every call")]
fn terms(more: Value) -> Value {
    let mut terms = json!({"op": "acceptance.propose", "kind": "risk", "model": "MDL-0001", "risks": "RSK-0001; RSK-0002",
        "rationale": "small pilot", "alternatives": "none", "controls": "manual review @lin", "requester": "adeyemi",
        "accountable_exec": "moreau", "expiry": "+60d"});
    for (name, value) in more.as_object().unwrap() {
        terms[name] = value.clone();
    }
    terms
}

fn bench() -> Bench {
    let mut bench = Bench::new();
    for name in ["one", "two"] {
        bench.ok(json!({"op": "model.register", "name": name, "owner": "rao", "tier": 2, "tier_rationale": "asked"}));
    }
    for model in ["MDL-0001", "MDL-0001", "MDL-0002"] {
        bench.ok(
            json!({"op": "risk.identify", "model": model, "statement": "a high one", "likelihood": 4, "impact": 4}),
        );
    }
    bench
}

#[test]
fn what_an_acceptance_lacks_is_named_with_the_way_out() {
    let mut bench = bench();
    for (more, subject, hint) in [
        (json!({"risks": ""}), "risks", "policy-exception"),
        (json!({"controls": "manual review @linn"}), "controls", "`lin`"),
        (json!({"review_date": "+61d"}), "review_date", "or before"),
        (json!({"risks": "RSK-0003"}), "risks", "same model"),
    ] {
        let refusal = bench.refused(terms(more));
        assert_eq!(refusal.subject, subject, "{refusal}");
        assert!(refusal.hint.contains(hint), "{refusal}");
    }
    bench.ok(terms(json!({"kind": "policy-exception", "risks": ""})));
}

#[test]
fn compensating_controls_are_verified_one_by_one_by_somebody_else() {
    let mut bench = bench();
    bench.ok(terms(json!({"controls": "manual review @lin\nmanual cap @oka"})));
    bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
    let verify = |control: &str, more: Value| {
        let mut asked = json!({"op": "acceptance.verify", "acceptance": "ACC-0001", "control": control, "result": "partial",
            "evidence": "sampled 20", "verifier": "berg"});
        for (name, value) in more.as_object().unwrap() {
            asked[name] = value.clone();
        }
        asked
    };
    bench.ok(json!({"op": "artifact.receive", "kind": "model-card", "model": "MDL-0002", "state": "accepted"}));
    for (control, more, subject, hint) in [
        ("1", json!({"verifier": "lin"}), "verifier", "somebody else"),
        ("1", json!({"verifier": "bergg"}), "verifier", "`berg`"),
        ("1", json!({"result": "untested"}), "result", "effective"),
        ("1", json!({"verified_on": "+1d"}), "verified_on", "verified"),
        ("1", json!({"evidence": "ART-0001"}), "evidence", "same model"),
        ("3", json!({}), "control", "1 `manual review`, 2 `manual cap`"),
        ("manual", json!({}), "control", "by its place"),
    ] {
        let refusal = bench.refused(verify(control, more));
        assert_eq!(refusal.subject, subject, "{refusal}");
        assert!(refusal.hint.contains(hint), "{refusal}");
    }
    let mut owners = verify("2", json!({}));
    owners["verifier"] = Value::Null;
    assert_eq!(bench.act(&owners, "oka").unwrap_err().rule.map(|rule| rule.0), Some(13), "R13 binds whoever acts, too");
    bench.ok(verify("manual review", json!({})));
    bench.ok(verify("2", json!({"result": "effective"})));
    let state = |bench: &Bench| bench.store.view().get::<Acceptance>(1).unwrap();
    let row = state(&bench);
    let found = row.state.verifications.last(&row.controls.0[0]).unwrap();
    assert_eq!((found.result.word(), found.verifier.as_str(), found.owner.as_str()), ("partial", "berg", "lin"));
    bench.ok(json!({"op": "undo"}));
    assert!(state(&bench).state.verifications.last(&row.controls.0[1]).is_none(), "taken back");
    bench.ok(json!({"op": "redo"}));
    assert_eq!(state(&bench).state.verifications, row.state.verifications);
    bench.sound();
    bench.ok(json!({"op": "acceptance.close", "acceptance": "ACC-0001", "reason": "mended"}));
    assert_eq!(bench.refused(verify("1", json!({}))).rule.map(|rule| rule.0), Some(14));
}

#[test]
fn a_renewal_takes_up_what_was_covered() {
    let mut bench = bench();
    bench.ok(terms(json!({"review_date": "+30d"})));
    bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
    for (more, subject) in [
        (json!({"model": "MDL-0002", "risks": "RSK-0003"}), "renewal_of"),
        (json!({"risks": "RSK-0002"}), "risks"),
        (json!({"kind": "policy-exception"}), "renewal_of"),
    ] {
        let mut renewal = terms(more);
        renewal["renewal_of"] = json!("ACC-0001");
        assert_eq!(bench.refused(renewal).subject, subject);
    }
    bench.ok(terms(json!({})));
    let mut early = terms(json!({}));
    early["renewal_of"] = json!("ACC-0002");
    assert!(bench.refused(early).to_string().contains("ACC-0002 is not granted yet"));
    // What is left blank is taken over from the one that is renewed.
    bench.ok(json!({"op": "acceptance.propose", "rationale": "still small", "requester": "adeyemi", "expiry": "+60d", "renewal_of": "ACC-0001"}));
    let renewal = bench.store.view().get::<Acceptance>(3).unwrap();
    assert_eq!((renewal.model.0, renewal.risks.0.len(), renewal.controls.0.len()), (1, 2, 1));
    bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0003"}));
}

#[test]
fn a_risk_of_the_whole_portfolio_is_accepted_for_the_strictest_term() {
    let mut bench = bench();
    bench.ok(json!({"op": "risk.identify", "statement": "one vendor for all", "likelihood": 3, "impact": 4}));
    let refusal = bench.refused(terms(json!({"model": "", "risks": "RSK-0004", "expiry": "+91d"})));
    assert_eq!(refusal.subject, "expiry", "{refusal}");
    bench.refused(terms(json!({"model": "", "risks": "RSK-0004; RSK-0001"})));
    bench.ok(terms(json!({"model": "", "risks": "RSK-0004"})));
    bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
    let view = bench.store.view();
    assert_eq!(view.get::<Risk>(4).unwrap().state.acceptance.0, 1);
    assert_eq!(view.acceptances(ModelId(0)).unwrap().len(), 1);
    let mut store = bench.store;
    let later = Env { now: bench.now + chrono::TimeDelta::days(70), actor: "okafor".into(), rehearsal: false };
    assert_eq!(tick(&mut store, &later).unwrap().len(), 1);
    assert_eq!(store.view().get::<Risk>(4).unwrap().state.acceptance.0, 0, "open again");
}

#[test]
fn evidence_of_another_model_closes_nothing() {
    let mut bench = bench();
    for model in ["MDL-0001", "MDL-0002"] {
        bench.ok(json!({"op": "artifact.receive", "kind": "model-card", "model": model, "state": "accepted"}));
    }
    bench.ok(json!({"op": "followup.open", "title": "cap the tool", "model": "MDL-0001", "kind": "mitigation", "owner": "lin", "verifier": "berg"}));
    for (evidence, told) in [("ART-0002", "is evidence of MDL-0002"), ("ART-0009", "no such artifact")] {
        let refusal = bench.refused(json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": evidence}));
        assert!(refusal.subject == "evidence" && refusal.to_string().contains(told), "{refusal}");
    }
    bench.ok(json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "ART-0001"}));
    bench.ok(json!({"op": "followup.close", "followup": "FUP-0001"}));
}

#[test]
fn more_risk_after_its_controls_than_before_asks_for_a_reason() {
    let mut bench = bench();
    let mut rated = json!({"op": "risk.revise", "id": "RSK-0001", "residual_likelihood": 5, "residual_impact": 5});
    assert!(bench.refused(rated.clone()).hint.contains("reason"));
    rated["reason"] = json!("the control itself brings a new way to fail");
    bench.ok(rated);
    bench.ok(json!({"op": "risk.revise", "id": "RSK-0001", "owner": "lin"}));
}
