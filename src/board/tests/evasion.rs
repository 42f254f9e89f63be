//! Ways round a rule, each tried through the door: what the board decided is not undone by an entry.

use serde_json::json;

use super::{Bench, conditional};
use crate::domain::record::{Decision, FollowUp, Model};
use crate::domain::states::{FollowUpState, Stage};
use crate::domain::value::Handle;

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
    let refusal = bench.refused(cancel("DEC-0002"));
    assert_eq!(refusal.sentence, "DEC-0002 names neither FUP-0002 nor DEC-0001, which set it");
    // Neither does any other decision on the model, whatever it resolves.
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "kind": "information", "subject": "MDL-0001"}));
    let procedural = |item: &str, motion: &str| json!({"op": "decision.record", "item": item, "outcome": "procedural", "motion": motion, "method": "without-objection"});
    bench.ok(procedural("ITM-0003", "Resolved: the dashboard of churn-llm is noted, as is FUP-0001"));
    let refusal = bench.refused(cancel("DEC-0003"));
    assert_eq!((rule(&refusal), refusal.subject.as_str()), (Some(12), "decision"), "{refusal}");
    assert!(refusal.hint.contains("FUP-0002"), "{refusal}");
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "kind": "follow-up", "subject": "FUP-0002"}));
    bench.ok(procedural("ITM-0004", "Resolved: the segment test is dropped"));
    bench.ok(cancel("DEC-0004"));
    bench.ok(json!({"op": "undo"}));
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "kind": "information", "subject": "MDL-0001"}));
    bench.ok(procedural("ITM-0005", "Resolved: FUP-0002 is dropped, the data cannot be had"));
    bench.ok(cancel("DEC-0005"));
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

#[test]
fn what_was_done_once_and_for_all_is_not_undone() {
    let mut bench = Bench::new();
    bench.sitting();
    let undo = |bench: &mut Bench, operation: serde_json::Value| {
        let op = bench.ok(operation).operation;
        bench.ok(json!({"op": "note.take", "meeting": "MRB-0001", "text": "meanwhile"}));
        rule(&bench.refused(json!({"op": "undo", "operation": op})))
    };
    let validation = |opinion: &str| {
        json!({"op": "validation.record", "model": "MDL-0001", "validator": "berg", "independent": true,
        "opinion": opinion, "summary": "fails on segment B", "issued_on": "today"})
    };
    assert_eq!(undo(&mut bench, validation("not-fit")), Some(8));
    assert_eq!(undo(&mut bench, validation("fit")), Some(7));
    let mut planned = validation("fit");
    planned["issued_on"] = json!("");
    bench.ok(&planned);
    bench.ok(json!({"op": "undo"}));
    bench.ok(&planned);
    let issue = json!({"op": "validation.revise", "id": "VAL-0005", "issued_on": "today"});
    assert_eq!(undo(&mut bench, issue), Some(7));
    let shorter = json!({"op": "validation.revise", "id": "VAL-0005", "valid_until": "+9d", "reason": "the data end"});
    assert_eq!(undo(&mut bench, shorter), Some(7));
    bench.ok(json!({"op": "validation.revise", "id": "VAL-0005", "code_ref": "abc", "reason": "typo"}));
    bench.ok(json!({"op": "undo"}));
    let assessed = json!({"op": "assessment.record", "model": "MDL-0001", "summary": "high", "residual_likelihood": 5,
        "residual_impact": 4, "recommendation": "reject", "state": "final", "author": "berg"});
    assert_eq!(undo(&mut bench, assessed), Some(2));
    let report = |severity: u8, exercise: &str| json!({"op": "incident.report", "title": "leak", "severity": severity, "exercise": exercise});
    assert_eq!(undo(&mut bench, report(1, "no")), Some(18));
    for (severity, exercise) in [(1, "yes"), (3, "no")] {
        bench.ok(report(severity, exercise));
        bench.ok(json!({"op": "undo"}));
    }
    bench.sound();
}

#[test]
fn evidence_that_a_decision_pinned_is_not_undone_and_a_lost_motion_does_not_come_back_later() {
    let mut bench = Bench::new();
    bench.sitting();
    let late =
        json!({"op": "artifact.receive", "kind": "runbook", "model": "MDL-0001", "title": "b", "state": "accepted"});
    bench.ok(&late);
    bench.ok(json!({"op": "undo"}));
    let receive = bench.ok(&late).operation;
    let lost = json!({"op": "decision.record", "item": "ITM-0002", "outcome": "procedural", "motion": "Resolved: meet at noon",
        "votes": "okafor against\nweiss against"});
    bench.act(&lost, "berg").unwrap();
    let undone = bench.act(&json!({"op": "undo"}), "berg").unwrap().operation;
    bench.ok(conditional());
    assert_eq!(rule(&bench.refused(json!({"op": "undo", "operation": receive}))), Some(10));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    let refusal = bench.act(&json!({"op": "redo", "operation": undone}), "berg").expect_err("the meeting is over");
    assert_eq!(rule(&refusal), Some(12), "{refusal}");
    bench.sound();
}

#[test]
fn who_was_there_at_a_vote_is_not_undone() {
    let mut bench = Bench::new();
    bench.sitting();
    let came = bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0001", "person": "silva"})).operation;
    let recused = bench
        .ok(json!({"op": "recusal.record", "item": "ITM-0001", "person": "silva", "reason": "advises the vendor"}))
        .operation;
    bench.ok(conditional());
    for op in [came, recused] {
        let refusal = bench.refused(json!({"op": "undo", "operation": op}));
        assert!(refusal.sentence.contains("touched since"), "{refusal}");
    }
    bench.sound();
}

#[test]
fn an_acceptance_is_not_granted_ended_or_lengthened_by_an_undo() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "acceptance.propose", "kind": "risk", "model": "MDL-0001", "risks": "RSK-0001", "rationale": "contained",
        "alternatives": "wait", "controls": "daily review @oka", "accountable_exec": "moreau", "requester": "adeyemi",
        "expiry": "+90d", "exit_plan": "retrain"}));
    let step = |op: &str| json!({"op": op, "acceptance": "ACC-0001", "reason": "no longer"});
    bench.ok(step("acceptance.close"));
    bench.ok(json!({"op": "undo"}));
    for operation in [
        json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}),
        json!({"op": "acceptance.revise", "id": "ACC-0001", "expiry": "+30d"}),
        step("acceptance.revoke"),
    ] {
        bench.ok(&operation);
        let refusal = bench.refused(json!({"op": "undo"}));
        assert_eq!((rule(&refusal), refusal.subject.as_str()), (Some(14), "undo"), "{operation}: {refusal}");
        assert!(!refusal.hint.is_empty());
    }
    bench.sound();
}

#[test]
fn whoever_was_a_party_when_it_came_up_does_not_vote() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "person.revise", "id": "PER-0004", "manager": "haddad"}));
    bench.sitting();
    // Entries are put otherwise in session; who was a party stays one.
    bench.ok(
        json!({"op": "model.revise", "id": "MDL-0001", "owner": "moreau", "developers": "", "accountable_exec": ""}),
    );
    bench.ok(json!({"op": "submission.revise", "id": "INT-0001", "requester": "berg"}));
    for (voter, votes) in
        [("rao", "okafor for\nrao for"), ("lin", "lin for"), ("adeyemi", "adeyemi for"), ("haddad", "haddad for")]
    {
        let mut motion = conditional();
        motion["votes"] = json!(votes);
        let refusal = bench.refused(motion);
        assert!(matches!(rule(&refusal), Some(3 | 19)) && refusal.to_string().contains(voter), "{refusal}");
    }
    let clear = json!({"op": "recusal.withdraw", "item": "ITM-0001", "person": "rao"});
    let refusal = bench.refused(clear);
    assert!(refusal.sentence.contains("owns the model (when it came before the board)"), "{refusal}");
    // Whoever becomes one meanwhile is one as well.
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "owner": "silva"}));
    let mut motion = conditional();
    motion["votes"] = json!("okafor for\nweiss for\nlixue for\noka for");
    bench.ok(motion);
    let recused = bench.store.view().get::<Decision>(1).unwrap().recused.clone();
    for handle in ["rao", "lin", "adeyemi", "haddad", "silva"] {
        assert!(recused.0.contains(&Handle::from(handle)), "{handle}: {recused:?}");
    }
    bench.sound();
}

#[test]
fn seats_stand_from_the_call_to_order() {
    let mut bench = Bench::new();
    let before = bench.ok(json!({"op": "person.add", "handle": "eve", "name": "Eve", "seat": "voter"}));
    bench.sitting();
    let revise = |field: &str, value: &str| json!({"op": "person.revise", "id": "PER-0009", field: value});
    for (field, value) in [("seat", "none"), ("active", "no"), ("function", "security"), ("alternate_for", "rao")] {
        assert_eq!(rule(&bench.refused(revise(field, value))), Some(4), "{field}");
    }
    let add = json!({"op": "person.add", "handle": "new", "name": "New", "seat": "voter"});
    assert_eq!(rule(&bench.refused(&add)), Some(4));
    let put = json!({"op": "person.put", "handle": "silva", "name": "silva", "seat": "none"});
    assert_eq!(rule(&bench.refused(put)), Some(4), "an import is no other door");
    assert_eq!(rule(&bench.refused(json!({"op": "undo", "operation": before.operation}))), Some(4), "nor is undo");
    bench.ok(revise("name", "Maria Silva"));
    bench.ok(json!({"op": "person.add", "handle": "guest", "name": "Guest"}));
    bench.ok(json!({"op": "meeting.recess", "meeting": "MRB-0001"}));
    assert_eq!(rule(&bench.refused(revise("seat", "advisor"))), Some(4), "a recess is no way round");
    bench.ok(json!({"op": "meeting.resume", "meeting": "MRB-0001"}));
    let swap = json!({"op": "submission.revise", "id": "INT-0001", "version": "9.9"});
    assert_eq!(rule(&bench.refused(swap)), Some(10), "what is on the agenda is what is decided");
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    bench.ok(revise("seat", "advisor"));
    bench.sound();
}

#[test]
fn the_verifier_is_the_one_who_is_named() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "followup.open", "title": "Patch the prompt filter", "severity": "critical", "owner": "rao", "verifier": "silva"}));
    let revise = |fields: serde_json::Value| {
        let mut ask = json!({"op": "followup.revise", "id": "FUP-0001"});
        ask.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        ask
    };
    for (by, fields) in [
        ("rao", json!({"severity": "low", "reason": "not so bad"})),
        ("rao", json!({"verifier": "lin"})),
        ("silva", json!({"severity": "low"})),
    ] {
        let refusal = bench.act(&revise(fields), by).expect_err("it escapes its verifier");
        assert_eq!(rule(&refusal), Some(13), "{by}: {refusal}");
    }
    bench
        .act(&json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "https://x.example/1"}), "rao")
        .unwrap();
    let close = json!({"op": "followup.close", "followup": "FUP-0001"});
    for by in ["rao", "lin", "stranger"] {
        let refusal = bench.act(&close, by).expect_err("not its verifier");
        assert_eq!(rule(&refusal), Some(13), "{by}: {refusal}");
    }
    bench.act(&close, "silva").unwrap();
    assert_eq!(bench.store.view().get::<FollowUp>(1).unwrap().state.state, FollowUpState::Closed);
    bench.sound();
}
