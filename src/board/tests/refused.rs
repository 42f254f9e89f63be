//! What is refused: with its rule or field and a way out, and nothing changed.

use serde_json::json;

use super::{Bench, conditional};
use crate::domain::Kind;

fn rule(refusal: &crate::domain::Refusal) -> Option<u8> {
    refusal.rule.map(|rule| rule.0)
}

#[test]
fn votes_that_do_not_count() {
    let mut bench = Bench::new();
    bench.sitting();
    for (votes, subject) in [
        ("okafor for\nsilva for", "silva"),
        ("okafor for\nrao for", "rao"),
        ("okafor for\nokafor against", "okafor"),
        ("okafor for\nberg for", "berg"),
    ] {
        let mut motion = conditional();
        motion["votes"] = json!(votes);
        let refusal = bench.refused(motion);
        assert!(matches!(rule(&refusal), Some(3 | 19)), "{refusal}");
        assert!(refusal.to_string().contains(subject), "{refusal}");
    }
    let mut motion = conditional();
    motion["votes"] = json!("nobody-here for");
    assert_eq!(bench.refused(motion).kind, Kind::Data);
    let mut motion = conditional();
    motion["votes"] = json!("");
    assert_eq!(rule(&bench.refused(motion)), Some(19));
    let mut motion = conditional();
    motion["mover"] = json!("rao");
    assert!(bench.refused(motion).subject.contains("mover"));
}

#[test]
fn conditions_that_bind_nobody() {
    let mut bench = Bench::new();
    bench.sitting();
    for conditions in ["", "drift report +3w !pre", "drift report @lin !pre", "drift report @nobody +3w !pre"] {
        let mut motion = conditional();
        motion["conditions"] = json!(conditions);
        let refusal = bench.refused(motion);
        assert!(rule(&refusal) == Some(6) || refusal.kind == Kind::Data, "{conditions}: {refusal}");
    }
}

#[test]
fn an_item_is_decided_once() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(conditional());
    let refusal = bench.refused(conditional());
    assert!(refusal.to_string().contains("DEC-0001"), "{refusal}");
}

#[test]
fn high_residual_risk_needs_an_acceptance_and_not_fit_cannot_be_outvoted() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "risk.identify", "model": "MDL-0001", "category": "data", "statement": "Leak", "likelihood": 4, "impact": 4,
        "residual_likelihood": 4, "residual_impact": 3, "owner": "rao"}));
    let refusal = bench.refused(conditional());
    assert_eq!((rule(&refusal), refusal.remedy.is_some()), (Some(2), true), "{refusal}");
    let acceptance = json!({"op": "acceptance.propose", "kind": "risk", "model": "MDL-0001", "risks": "RSK-0002", "rationale": "contained",
        "alternatives": "wait", "controls": "daily review @oka", "accountable_exec": "moreau", "requester": "adeyemi",
        "expiry": "+90d", "exit_plan": "retrain"});
    let mut long = acceptance.clone();
    long["expiry"] = json!("+400d");
    assert_eq!(rule(&bench.refused(long)), Some(1));
    bench.ok(acceptance);
    bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
    bench.ok(conditional());
    bench.ok(json!({"op": "undo"}));
    bench.ok(json!({"op": "validation.record", "model": "MDL-0001", "validator": "berg", "independent": true,
        "opinion": "not-fit", "summary": "fails on segment B", "issued_on": "today"}));
    assert_eq!(rule(&bench.refused(conditional())), Some(8));
    bench.sound();
}

#[test]
fn what_does_not_exist_is_named() {
    let mut bench = Bench::new();
    bench.sitting();
    for (operation, word) in [
        (json!({"op": "note.take", "meeting": "MRB-0009", "text": "x"}), "MRB-0009"),
        (json!({"op": "model.register", "name": "x", "owner": "okafro"}), "okafor"),
        (json!({"op": "followup.open", "title": "x", "owner": "lin", "due": "2026-02-30"}), "2026-02-30"),
        (json!({"op": "note.takes", "text": "x"}), "note.take"),
        (json!({"op": "note.take", "meeting": "MRB-0001", "txt": "x"}), "text"),
        (json!({"op": "model.revise", "id": "RSK-0001", "name": "x"}), "RSK-0001"),
    ] {
        let refusal = bench.refused(operation);
        assert_eq!(refusal.kind, Kind::Data, "{refusal}");
        assert!(refusal.to_string().contains(word), "{refusal}");
    }
}

#[test]
fn a_circle_of_dependencies_is_refused() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "a"}));
    bench.ok(json!({"op": "model.register", "name": "b", "dependencies": "MDL-0001"}));
    bench.ok(json!({"op": "model.register", "name": "c", "dependencies": "MDL-0002"}));
    for target in ["MDL-0001", "MDL-0002", "MDL-0003"] {
        let refusal = bench.refused(json!({"op": "model.revise", "id": "MDL-0001", "dependencies": target}));
        assert!(refusal.to_string().contains("MDL-0001"), "{refusal}");
    }
}

#[test]
fn whoever_is_late_sees_that_somebody_was_first() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "a"}));
    let seen = bench.store.view().revision("MDL-0001".parse().unwrap()).unwrap();
    bench.act(&json!({"op": "model.revise", "id": "MDL-0001", "purpose": "first"}), "lin").unwrap();
    let refusal = bench.refused(json!({"op": "model.revise", "id": "MDL-0001", "purpose": "second", "revision": seen}));
    assert!(refusal.to_string().contains("lin"), "{refusal}");
}

#[test]
fn what_is_added_beside_a_record_makes_nobody_late() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "a"}));
    bench.ok(json!({"op": "incident.report", "model": "MDL-0001", "title": "a leak", "severity": "3"}));
    let revision = |bench: &Bench| bench.store.view().revision("INC-0001".parse().unwrap()).unwrap();
    let seen = revision(&bench);
    let row = bench.store.view().get::<crate::domain::record::Incident>(1).unwrap();
    assert_eq!(row.revision, seen, "a form holds the revision that the door compares");
    bench.act(&json!({"op": "incident.entry", "incident": "INC-0001", "text": "seen again"}), "lin").unwrap();
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "lead": "okafor", "revision": seen}));
    let refusal = bench.refused(json!({"op": "incident.revise", "id": "INC-0001", "lead": "lin", "revision": seen}));
    assert!(refusal.to_string().contains("changed it meanwhile"), "{refusal}");
}

#[test]
fn nobody_records_what_is_still_to_come_or_in_another_name() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.refused(json!({"op": "model.register", "name": "a", "occurred_at": "2027-01-01 10:00"})).kind,
        Kind::Data
    );
    assert_eq!(bench.refused(json!({"op": "model.register", "name": "a", "by": "lin"})).kind, Kind::Usage);
}

#[test]
fn only_the_last_thing_of_ones_own_is_undone_and_only_while_nothing_rests_on_it() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "a"}));
    bench.act(&json!({"op": "model.revise", "id": "MDL-0001", "purpose": "theirs"}), "lin").unwrap();
    let refusal = bench.refused(json!({"op": "undo"}));
    assert!(refusal.to_string().contains("MDL-0001"), "{refusal}");
    bench.act(&json!({"op": "undo"}), "lin").unwrap();
    bench.ok(json!({"op": "undo"}));
    assert!(bench.store.view().find::<crate::domain::record::Model>(1).unwrap().is_none());
    assert!(bench.act(&json!({"op": "undo"}), "silva").is_err());
    bench.sound();
}

#[test]
fn a_version_is_the_same_however_its_label_is_spelled() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "a"}));
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "6", "change": "retrain"}));
    let refusal = bench.refused(json!({"op": "version.add", "model": "MDL-0001", "label": "v6", "change": "retrain"}));
    assert!(refusal.sentence.contains("version `6`"), "{refusal}");
    bench.ok(
        json!({"op": "submission.submit", "model": "MDL-0001", "kind": "retrain", "version": "v6", "summary": "again"}),
    );
    let row = bench.store.view().get::<crate::domain::record::Submission>(1).unwrap();
    assert_eq!(row.version.as_str(), "6", "what was decided on it holds for it");
    bench.sound();
}
