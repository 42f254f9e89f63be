//! Ways round a rule through what a decision rests on: evidence, risks, what was approved, incidents, reviews.

use serde_json::{Value, json};

use super::{Bench, conditional};
use crate::domain::ids::ModelId;
use crate::domain::record::{Model, Review, Risk, Version};
use crate::domain::states::{Approval, ReviewOutcome, RiskState};
use crate::policy::{Policy, validation};

fn rule(refusal: &crate::domain::Refusal) -> Option<u8> {
    refusal.rule.map(|rule| rule.0)
}

/// An approval without conditions of the first item.
fn approval() -> Value {
    let mut motion = conditional();
    motion["outcome"] = json!("approve");
    motion["conditions"] = json!("");
    motion
}

#[test]
fn accepted_evidence_is_not_exchanged_and_what_is_rejected_stops_the_approval() {
    let mut bench = Bench::new();
    bench.sitting();
    for (field, value) in
        [("uri", "https://y.example"), ("sha256", &"0".repeat(64)), ("version", "9"), ("text", "# Other")]
    {
        let refusal = bench.refused(json!({"op": "artifact.revise", "id": "ART-0001", field: value}));
        assert_eq!((rule(&refusal), refusal.subject.as_str()), (Some(10), field), "{refusal}");
    }
    bench.ok(json!({"op": "artifact.revise", "id": "ART-0001", "title": "Intake form"}));
    // A rejection in between makes it no other artifact.
    let swap = json!({"op": "artifact.revise", "id": "ART-0001", "state": "rejected", "uri": "https://y.example", "reason": "old"});
    assert_eq!(rule(&bench.refused(&swap)), Some(10));
    bench.ok(json!({"op": "artifact.revise", "id": "ART-0001", "state": "rejected", "reason": "old"}));
    for state in ["rejected", "submitted", "accepted"] {
        let revise = json!({"op": "artifact.revise", "id": "ART-0001", "state": state, "sha256": "0".repeat(64)});
        let refusal = bench.refused(revise);
        assert_eq!((rule(&refusal), refusal.subject.as_str()), (Some(10), "sha256"), "{refusal}");
        assert!(refusal.sentence.contains("was accepted before"), "{refusal}");
    }
    bench.ok(json!({"op": "artifact.revise", "id": "ART-0001", "state": "accepted", "reason": "it was the right one"}));
    // Nor is it fresher than it was: neither its date nor its day of entry is moved.
    bench.ok(json!({"op": "artifact.revise", "id": "ART-0001", "valid_until": "2026-12-31"}));
    for (field, value) in [("valid_until", "2027-12-31"), ("valid_until", ""), ("received", "2026-12-01")] {
        let refusal = bench.refused(json!({"op": "artifact.revise", "id": "ART-0001", field: value}));
        assert_eq!((rule(&refusal), refusal.subject.as_str()), (Some(10), field), "{refusal}");
    }
    bench.ok(json!({"op": "undo"}));
    bench.ok(json!({"op": "artifact.revise", "id": "ART-0003", "state": "rejected", "reason": "another model's"}));
    assert_eq!(rule(&bench.refused(approval())), Some(9));
    let mut deferred = approval();
    deferred["outcome"] = json!("defer");
    bench.ok(deferred);
    bench.sound();
}

#[test]
fn a_risk_is_accepted_by_an_acceptance_alone() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "scorer", "owner": "rao", "tier": 3, "tier_rationale": "small"}));
    let risk = |state: &str| json!({"op": "risk.identify", "model": "MDL-0001", "statement": "It drifts", "likelihood": 4, "impact": 4, "state": state});
    assert_eq!(rule(&bench.refused(risk("accepted"))), Some(1));
    bench.refused(risk("closed"));
    bench.ok(risk("treating"));
    let accept = json!({"op": "risk.revise", "id": "RSK-0001", "state": "accepted"});
    assert_eq!(rule(&bench.refused(&accept)), Some(1));
    // A register of others: what is accepted there is treated here, and stays so when it is read again.
    let put = json!({"op": "risk.put", "external_key": "R-7", "model": "MDL-0001", "statement": "It leaks", "state": "accepted"});
    for said in ["comes as treating", "stays treating"] {
        let receipt = bench.ok(&put);
        assert!(receipt.notes.iter().any(|note| note.contains(said)), "{:?}", receipt.notes);
        assert_eq!(bench.store.view().get::<Risk>(2).unwrap().fields.state, RiskState::Treating);
    }
    bench.ok(json!({"op": "acceptance.propose", "risks": "RSK-0002", "rationale": "rare", "controls": "review @berg",
        "accountable_exec": "moreau", "requester": "rao", "effective": "today", "expiry": "+60d", "exit_plan": "patch"}));
    bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
    bench.ok(put);
    assert_eq!(bench.store.view().get::<Risk>(2).unwrap().fields.state, RiskState::Accepted);
    bench.sound();
}

#[test]
fn what_an_approval_pins_stands_or_flags_it() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "1.0", "code_ref": "abc", "change": "initial"}));
    bench.ok(approval());
    assert_eq!(bench.store.view().get::<Version>(1).unwrap().state.approval, Approval::Approved);
    let refusal = bench.refused(json!({"op": "version.revise", "id": "VER-0001", "code_ref": "abd"}));
    assert_eq!((rule(&refusal), refusal.subject.as_str()), (Some(10), "code_ref"));
    bench.ok(json!({"op": "version.revise", "id": "VER-0001", "data_ref": "2026-10"}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "limitations": "Thin on islands"}));
    assert!(bench.store.view().find::<Review>(1).unwrap().is_none());
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "approved_uses": "Offers and refusals"}));
    let flagged = |bench: &Bench| {
        let view = bench.store.view();
        let (policy, version) = (Policy::default(), view.get::<Version>(1).unwrap());
        let dossier = view.gate_dossier(version, &policy, bench.now.date_naive()).unwrap();
        dossier.flags().iter().any(|refusal| refusal.sentence.contains("goes beyond what was approved (new-use)"))
    };
    assert!(flagged(&bench), "the gate does not stay open");
    // The reviewer has no part in the model, and the trigger is no matter of the entry.
    let conclude = |reviewer: &str| json!({"op": "review.revise", "id": "REV-0001", "outcome": "continue", "findings": "fine", "reviewer": reviewer});
    assert_eq!(rule(&bench.refused(conclude("rao"))), Some(3));
    assert_eq!(rule(&bench.act(&conclude("berg"), "lin").expect_err("a developer")), Some(3));
    bench.refused(json!({"op": "review.revise", "id": "REV-0001", "trigger": "cadence"}));
    bench.ok(conclude("berg"));
    assert_eq!(bench.store.view().get::<Review>(1).unwrap().outcome, ReviewOutcome::Continue);
    assert!(!flagged(&bench));
    bench.sound();
}

#[test]
fn a_severe_incident_is_not_closed_by_the_back_door() {
    let mut bench = Bench::new();
    let report = |severity: u8, state: &str| json!({"op": "incident.report", "title": "Wrong offers", "severity": severity, "state": state});
    assert_eq!(rule(&bench.refused(report(1, "closed"))), Some(17));
    assert_eq!(rule(&bench.refused(report(4, "closed"))), Some(17), "nor a lesser one without its cause");
    let mut whole = report(4, "closed");
    whole["containment"] = json!("put back");
    whole["root_cause"] = json!("a stale table");
    whole["cause_category"] = json!("data");
    bench.ok(whole);
    assert_eq!(rule(&bench.refused(json!({"op": "incident.revise", "id": "INC-0001", "severity": 1}))), Some(17));
    bench.ok(json!({"op": "risk.identify", "statement": "Wrong offers"}));
    bench.ok(json!({"op": "followup.open", "title": "Test offers", "source": "INC-0001"}));
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "severity": 1, "risks": "RSK-0001"}));
    assert_eq!(rule(&bench.refused(json!({"op": "incident.revise", "id": "INC-0001", "risks": ""}))), Some(17));
    bench.sound();
}

#[test]
fn whoever_was_written_out_of_a_model_does_not_validate_it_as_another() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin; oka", "tier": 2, "tier_rationale": "set",
        "accountable_exec": "moreau"}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "developers": "oka"}));
    bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "kind": "new-model", "version": "1.0", "requester": "adeyemi", "summary": "Release"}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "external_key": "C"}));
    bench.ok(json!({"op": "model.put", "external_key": "C", "name": "churn", "owner": "silva", "developers": ""}));
    let validated = |validator: &str, issued: &str| {
        json!({"op": "validation.record", "model": "MDL-0001", "version": "1.0", "validator": validator, "independent": true,
            "opinion": "fit", "summary": "sound", "issued_on": issued})
    };
    for developer in ["lin", "oka", "rao", "silva"] {
        for issued in ["today", ""] {
            let refusal = bench.refused(validated(developer, issued));
            assert_eq!((rule(&refusal), refusal.subject.as_str()), (Some(7), "independent"), "{developer}: {refusal}");
        }
    }
    // Another who only lends the name hands it over to none of them, either.
    bench.ok(validated("berg", ""));
    let refusal =
        bench.refused(json!({"op": "validation.revise", "id": "VAL-0001", "validator": "lin", "issued_on": "today"}));
    assert_eq!(rule(&refusal), Some(7), "{refusal}");
    bench.ok(json!({"op": "validation.revise", "id": "VAL-0001", "issued_on": "today"}));
    bench.sound();
}

#[test]
fn what_nobody_attests_to_be_independent_carries_no_higher_tier() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "model.register", "name": "eta", "owner": "silva", "developers": "haddad", "tier": 3, "tier_rationale": "set",
        "accountable_exec": "moreau"}));
    // On tier 3 a developer may say what they found; written out since, they still do not speak for tier 2.
    bench.ok(
        json!({"op": "validation.record", "model": "MDL-0002", "version": "1", "validator": "haddad", "opinion": "fit",
        "summary": "sound", "issued_on": "today"}),
    );
    bench.ok(json!({"op": "model.revise", "id": "MDL-0002", "developers": ""}));
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0002", "tier": 2, "rationale": "it faces customers now"}));
    let view = bench.store.view();
    let (model, found) = (view.get::<Model>(2).unwrap(), view.validations(ModelId(2)).unwrap());
    let refusal = validation::lacking(&model.fields, found.first().map(|row| &row.fields)).unwrap();
    assert_eq!(rule(&refusal), Some(7), "{refusal}");
    assert!(refusal.sentence.contains("attests no independence"), "{refusal}");
}
