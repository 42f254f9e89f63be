//! Motions before the board: put, amended, withdrawn, voted on, left over.

use serde_json::{Value, json};

use super::{Bench, conditional};
use crate::domain::record::{Decision, Item, Moved};
use crate::domain::value::Day;

fn put(motion: &str) -> Value {
    json!({"op": "motion.put", "item": "ITM-0001", "outcome": "conditional", "motion": motion, "mover": "weiss",
        "conditions": "segment test @oka +2w !pre"})
}

fn before(bench: &Bench) -> Moved {
    bench.store.view().get::<Item>(1).unwrap().state.moved()
}

fn decided(bench: &Bench, number: u32) -> Decision {
    bench.store.view().get::<Decision>(number).unwrap().fields
}

#[test]
fn what_is_put_is_on_the_record_until_it_is_voted_on() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(put("Resolved: first"));
    assert_eq!((before(&bench).outcome.as_str(), before(&bench).motion.as_str()), ("conditional", "Resolved: first"));
    assert_eq!(before(&bench).conditions.0[0].owner, "oka".into());
    bench.ok(put("Resolved: second"));
    bench.ok(put("Resolved:  first"));
    bench.ok(put("Resolved: third"));
    assert_eq!(before(&bench).amendments.as_str(), "Resolved: second\n\nResolved:  first");
    // The mover leaves before the vote; the motion stands, and the decision knows what was put and by whom.
    bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": "weiss"}));
    let mut vote = conditional();
    vote["votes"] = json!("okafor for\nlixue for\noka for\nhaddad for");
    vote["motion"] = json!("Resolved: third");
    vote.as_object_mut().unwrap().remove("mover");
    bench.ok(&vote);
    let made = decided(&bench, 1);
    assert_eq!(made.not_voting.0, [], "whoever has left may not vote");
    assert_eq!((made.mover.as_str(), made.amendments.as_str()), ("weiss", "Resolved: second\n\nResolved:  first"));
    assert_eq!(before(&bench), Moved::default());
    // What is taken back is the decision: the motion is before the board again. Undo never takes back that it was put.
    bench.ok(json!({"op": "undo"}));
    assert_eq!(before(&bench).motion.as_str(), "Resolved: third");
    bench.ok(json!({"op": "undo"}));
    assert_eq!(before(&bench).motion.as_str(), "Resolved: third");
    assert!(bench.store.view().present(crate::domain::ids::MeetingId(1)).unwrap().contains(&"weiss".into()));
    bench.sound();
}

#[test]
fn a_motion_put_keeps_everything_that_goes_with_it() {
    let mut bench = Bench::new();
    bench.sitting();
    let mut whole = put("Resolved: first");
    whole["rationale"] = json!("bounded exposure");
    whole["dissent"] = json!("oka: too early");
    whole["contested"] = json!("segment B: tested again");
    whole["valid_until"] = json!("2027-01-31");
    bench.ok(&whole);
    let kept = before(&bench);
    assert_eq!((kept.rationale.as_str(), kept.dissent.as_str()), ("bounded exposure", "oka: too early"));
    assert_eq!(
        (kept.contested.as_str(), kept.valid_until),
        ("segment B: tested again", Day("2027-01-31".parse().ok()))
    );
    whole["sign_offs"] = json!("nobody");
    assert_eq!(bench.refused(&whole).subject, "sign_offs");
    bench.ok(conditional());
    bench.ok(json!({"op": "undo"}));
    assert_eq!(before(&bench), kept, "what is taken back is the decision, not what was put");
    bench.sound();
}

#[test]
fn a_motion_put_by_an_earlier_program_replays() {
    let old = json!({"outcome": "approve", "motion": "Resolved: first", "mover": "weiss"});
    let moved: Moved = serde_json::from_value(old.clone()).unwrap();
    assert_eq!((moved.mover.as_str(), moved.valid_until.0), ("weiss", None));
    assert_eq!(serde_json::to_value(&moved).unwrap(), old, "and hashes as it did");
}

#[test]
fn another_outcome_is_another_motion_and_a_lost_one_leaves_the_board() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(put("Resolved: first"));
    bench.ok(json!({"op": "motion.put", "item": "ITM-0001", "outcome": "defer", "motion": "Resolved: put off"}));
    assert_eq!((before(&bench).outcome.as_str(), before(&bench).amendments.as_str()), ("defer", ""));
    let lost = json!({"op": "decision.record", "item": "ITM-0001", "outcome": "defer", "motion": "Resolved: put off",
        "rationale": "too early", "votes": "okafor against\nweiss for\nlixue against\noka against\nhaddad for"});
    bench.ok(&lost);
    assert_eq!((decided(&bench, 1).amendments.as_str(), before(&bench)), ("", Moved::default()));
    bench.sound();
}

#[test]
fn a_motion_needs_a_sitting_board_a_mover_who_may_vote_and_an_open_item() {
    let mut bench = Bench::new();
    bench.sitting();
    let mut moved = put("Resolved: first");
    moved["mover"] = json!("rao");
    assert_eq!(bench.refused(&moved).rule.map(|rule| rule.to_string()).as_deref(), Some("R19"));
    moved["mover"] = json!("nobody");
    assert_eq!(bench.refused(&moved).subject, "mover");
    let mut moved = put("Resolved: first");
    moved["conditions"] = json!("segment test @nobody +2w");
    assert_eq!(bench.refused(&moved).subject, "conditions");
    let withdraw = json!({"op": "motion.withdraw", "item": "ITM-0001"});
    assert!(bench.refused(&withdraw).sentence.contains("no motion"));
    bench.ok(put("Resolved: first"));
    bench.ok(&withdraw);
    assert_eq!(before(&bench), Moved::default());
    bench.ok(json!({"op": "meeting.recess", "meeting": "MRB-0001"}));
    assert!(bench.refused(put("Resolved: first")).sentence.contains("recess"));
    bench.ok(json!({"op": "meeting.resume", "meeting": "MRB-0001"}));
    bench.ok(conditional());
    assert!(bench.refused(put("Resolved: again")).sentence.contains("decided already"));
    bench.sound();
}

#[test]
fn a_motion_that_nobody_voted_on_stands_in_the_minutes() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(put("Resolved: first"));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    assert_eq!(before(&bench).motion.as_str(), "Resolved: first");
    assert!(bench.refused(json!({"op": "motion.withdraw", "item": "ITM-0001"})).rule.is_some());
    bench.sound();
}

#[test]
fn who_might_have_voted_and_did_not_is_on_the_record() {
    let mut bench = Bench::new();
    bench.sitting();
    let mut vote = conditional();
    vote["votes"] = json!("okafor for\nweiss for\nlixue for\noka against");
    bench.ok(&vote);
    assert_eq!(decided(&bench, 1).not_voting.0, ["haddad".into()]);
    bench.sound();
}
