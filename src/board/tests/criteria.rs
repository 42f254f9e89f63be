//! What R20 wants decided by itself and signed for: stop-ship, public claims, changes of criteria.

use serde_json::{Value, json};

use super::Bench;
use crate::domain::record::{Decision, Model};
use crate::domain::states::{DecisionStatus, Matter, Stage};

const ALL_FOR: &str = "okafor for\nweiss for\nlixue for\noka for\nhaddad for";

fn edition(version: &str) -> Value {
    let text = crate::policy::DEFAULT_POLICY.replacen("version = \"2026.1\"", &format!("version = \"{version}\""), 1);
    json!({"op": "policy.adopt", "text": text})
}

fn item(bench: &mut Bench, title: &str) -> String {
    let made = bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "title": title, "kind": "decision"})).made;
    made[0].to_string()
}

fn put(item: &str, matter: &str, signs: &str) -> Value {
    json!({"op": "decision.record", "item": item, "outcome": "procedural", "matter": matter, "motion": "Resolved: the criteria of version 2027.1 are adopted.",
        "sign_offs": signs, "exec_signoff": "moreau", "votes": ALL_FOR})
}

#[test]
fn criteria_change_by_a_signed_decision_once_the_board_has_decided() {
    let mut bench = Bench::new();
    bench.ok(edition("2026.2"));
    bench.sitting();
    bench.ok(edition("2026.3"));
    let at = item(&mut bench, "Criteria 2027");
    let refusal = bench.refused(put(&at, "change-of-criteria", ""));
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(20), "sign_offs"), "{refusal}");
    assert!(refusal.sentence.contains("lacks the signature of mrm"), "{refusal}");
    bench.refused(put(&at, "change-of-criteria", "nobody-here"));
    bench.ok(put(&at, "change-of-criteria", "berg"));
    let made = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!((made.matter, made.sign_offs.0.len()), (Matter::ChangeOfCriteria, 1));
    // The board has decided something now: its criteria no longer change by a stroke of the secretary's pen.
    let mut adopt = edition("2027.1");
    let refusal = bench.act(&adopt, "berg").expect_err("no decision is named");
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(20), "{refusal}");
    assert!(refusal.hint.contains("decision.record"), "{refusal}");
    let other = item(&mut bench, "Working hours");
    bench.ok(json!({"op": "decision.record", "item": other, "outcome": "procedural", "motion": "Meet earlier", "votes": ALL_FOR}));
    adopt["decision"] = json!("DEC-0002");
    assert!(bench.refused(&adopt).sentence.contains("DEC-0002 resolves no change of criteria"));
    // What was resolved is that edition and no other.
    let mut other = edition("2027.3");
    other["decision"] = json!("DEC-0001");
    let refusal = bench.refused(&other);
    assert!(refusal.sentence.contains("DEC-0001 does not name version 2027.3 (sha256 "), "{refusal}");
    assert!(refusal.hint.contains("Resolved: the criteria of version 2027.3 (sha256 "), "{refusal}");
    adopt["decision"] = json!("DEC-0001");
    bench.act(&adopt, "berg").unwrap();
    let view = bench.store.view();
    assert_eq!(view.criteria_adopted_by(crate::domain::ids::DecisionId(1)).unwrap().as_deref(), Some("2027.1"));
    let mut again = edition("2027.2");
    again["decision"] = json!("DEC-0001");
    assert!(bench.refused(&again).sentence.contains("version 2027.1 was adopted by DEC-0001"));
    bench.sound();
}

#[test]
fn a_provisional_change_of_criteria_changes_nothing() {
    let mut bench = Bench::new();
    bench.sitting();
    for person in ["haddad", "oka", "lixue", "rao"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
    }
    let at = item(&mut bench, "Criteria 2027");
    let mut motion = put(&at, "change-of-criteria", "berg");
    motion["votes"] = json!("okafor for\nweiss for");
    bench.ok(motion);
    assert_eq!(bench.store.view().get::<Decision>(1).unwrap().state.status, DecisionStatus::Provisional);
    let mut adopt = edition("2027.1");
    adopt["decision"] = json!("DEC-0001");
    assert!(bench.refused(adopt).sentence.contains("provisional"));
}

#[test]
fn a_stop_ship_is_signed_by_an_executive() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "subject": "MDL-0001"}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "stage": "production", "reason": "found in use"}));
    let mut motion = json!({"op": "decision.record", "item": "ITM-0003", "outcome": "suspend", "motion": "Resolved: suspended",
        "rationale": "drift", "votes": ALL_FOR});
    let refusal = bench.refused(&motion);
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(20), "exec_signoff"), "{refusal}");
    motion["sign_offs"] = json!("berg");
    assert!(bench.refused(&motion).sentence.contains("lacks the signature of executive"));
    motion["exec_signoff"] = json!("berg");
    assert!(bench.refused(&motion).sentence.contains("not an accountable executive"));
    motion["exec_signoff"] = json!("moreau");
    bench.ok(&motion);
    let view = bench.store.view();
    assert_eq!(view.get::<Decision>(1).unwrap().matter, Matter::StopShip);
    assert_eq!(view.get::<Model>(1).unwrap().stage, Stage::Suspended);
    // No entry suspends a model or lifts that, and no release does.
    let lift = json!({"op": "model.revise", "id": "MDL-0001", "stage": "production"});
    assert_eq!(bench.refused(lift).rule.map(|rule| rule.0), Some(20));
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "2.0"}));
    bench.ok(json!({"op": "version.release", "version": "VER-0001"}));
    assert_eq!(bench.store.view().get::<Model>(1).unwrap().stage, Stage::Suspended);
}

#[test]
fn a_public_claim_is_decided_by_itself() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "subject": "MDL-0001", "title": "Claim: most accurate"}));
    let mut approve = put("ITM-0001", "public-claim", "haddad");
    approve["outcome"] = json!("approve");
    let refusal = bench.refused(approve);
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(20), "matter"), "{refusal}");
    let refusal = bench.refused(put("ITM-0003", "public-claim", "weiss"));
    assert!(refusal.sentence.contains("a public claim lacks the signature of legal"), "{refusal}");
    bench.ok(put("ITM-0003", "public-claim", "haddad"));
    bench.sound();
}
