//! Ways round the floors and steps of a tier (R11): small steps, another entry, other owners, other answers.

use serde_json::{Value, json};

use super::Bench;
use crate::domain::Refusal;
use crate::domain::record::Model;

/// A model of this tier, owned by rao, with more said.
fn registered(more: &Value) -> Bench {
    let mut bench = Bench::new();
    let mut ask = json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin", "accountable_exec": "moreau",
        "exposure": "internal", "kind": "predictive", "tier_rationale": "set by the inventory"});
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    bench.ok(ask);
    bench
}

fn set(tier: i64, signers: &str) -> Value {
    json!({"op": "model.set-tier", "model": "MDL-0001", "tier": tier, "rationale": "because", "signers": signers})
}

fn told(refusal: &Refusal) -> (u8, &str) {
    (refusal.rule.map_or(0, |rule| rule.0), refusal.subject.as_str())
}

fn tier(bench: &Bench) -> (Option<i64>, usize) {
    let row = bench.store.view().get::<Model>(1).unwrap();
    (row.tier.0, row.state.tier_signers.0.len())
}

/// Every factor at this level, every fact answered no but these.
fn answers(bench: &Bench, level: u8, yes: &[&str]) -> Value {
    let policy = super::policy_in_force(&bench.store.view()).unwrap();
    let factors = policy.tiering.factor.iter().map(|factor| format!("{}={level}", factor.key));
    let fact = |key: &str| if yes.contains(&key) { "yes" } else { "no" };
    let facts = policy.tiering.fact.iter().map(|one| format!("{}={}", one.key, fact(&one.key)));
    let answers = factors.chain(facts).collect::<Vec<_>>().join("; ");
    json!({"op": "model.set-tier", "model": "MDL-0001", "answers": answers})
}

#[test]
fn two_steps_are_one_too_many_however_they_are_taken() {
    let both = "okafor; weiss";
    let mut bench = registered(&json!({"tier": 1}));
    bench.ok(set(2, both));
    let refusal = bench.refused(set(3, both));
    assert_eq!(told(&refusal), (11, "tier"));
    assert_eq!(refusal.sentence, "from tier 1 to tier 3 is more than 1 down");
    // To say the tier again makes it no other, and its signatures stay.
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 2, "rationale": "as before"}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "tier_rationale": "as before, in other words"}));
    assert_eq!(tier(&bench), (Some(2), 2));
    bench.refused(set(3, both));
    // Nor does an undo in between: up, back, and down again.
    bench.ok(set(1, ""));
    bench.ok(json!({"op": "undo"}));
    assert_eq!(tier(&bench), (Some(2), 2));
    bench.refused(set(3, both));
    // What was raised is where the next override begins; so is what the answers give.
    bench.ok(set(1, ""));
    bench.ok(set(2, both));
    bench.refused(set(3, both));
    let ask = answers(&bench, 1, &[]);
    bench.ok(ask);
    assert_eq!(tier(&bench), (Some(3), 0));
    bench.ok(set(4, both));
    bench.sound();
}

#[test]
fn the_board_does_not_go_on_from_an_override_either() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(set(1, ""));
    bench.ok(set(2, "okafor; weiss"));
    let decide = |item: &str, tier: i64| {
        json!({"op": "decision.record", "item": item, "outcome": "set-tier", "new_tier": tier, "rationale": "few users",
            "motion": "Resolved: another tier.", "method": "roll-call", "votes": "okafor for\nweiss for\nlixue for\nhaddad for\noka for"})
    };
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "kind": "decision", "subject": "MDL-0001"}));
    for tier in [3, 4] {
        let refusal = bench.refused(decide("ITM-0003", tier));
        assert!(refusal.sentence.contains("from tier 1 to tier"), "{refusal}");
    }
    bench.sound();
}

#[test]
fn another_entry_takes_no_floor_away() {
    let cases = [
        (json!({"tier": 1, "eu_class": "high"}), json!({"eu_class": "minimal"}), 2, "eu-high-risk"),
        (
            json!({"tier": 2, "kind": "llm", "exposure": "customer-facing"}),
            json!({"exposure": "internal"}),
            3,
            "customer-facing-generation",
        ),
    ];
    for (entry, revised, lower, fact) in cases {
        let mut bench = registered(&entry);
        let mut revise = json!({"op": "model.revise", "id": "MDL-0001"});
        revise.as_object_mut().unwrap().extend(revised.as_object().unwrap().clone());
        bench.act(&revise, "rao").unwrap();
        let refusal = bench.refused(set(lower, "okafor; weiss"));
        assert_eq!(told(&refusal), (11, "tier"), "{refusal}");
        assert!(refusal.sentence.contains("when the tier was set"), "{refusal}");
        assert!(refusal.hint.contains("answer the questionnaire anew"), "{refusal}");
        // Answers lower it, and not those of its owner, nor of the one who owned it.
        let ask = answers(&bench, 1, &[]);
        let own = bench.act(&ask, "rao").expect_err("its owner lowers the tier");
        assert_eq!(told(&own), (11, "answers"), "{own}");
        bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "owner": "silva"}));
        let refusal = bench.act(&ask, "rao").expect_err("its former owner lowers the tier");
        assert!(refusal.sentence.contains("owns the model (when its tier was set)"), "{refusal}");
        bench.ok(&ask);
        assert_eq!(tier(&bench).0, Some(3), "{fact}");
        bench.sound();
    }
}

#[test]
fn answers_on_record_are_held_to_the_entry_that_they_were_given_with() {
    let mut bench = registered(&json!({"tier": 1, "eu_class": "high"}));
    let ask = answers(&bench, 1, &["eu-high-risk"]);
    bench.ok(ask.clone());
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "eu_class": "minimal"}));
    let same = json!({"op": "model.set-tier", "model": "MDL-0001"});
    bench.ok(&same);
    assert_eq!(tier(&bench).0, Some(1), "the answer stands");
    // Where the entry alone said so, the floor stays with it.
    let mut bench = registered(&json!({"tier": 1, "eu_class": "high"}));
    let unsaid = ask["answers"].as_str().unwrap().replace("eu-high-risk=yes", "eu-high-risk=unknown");
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "answers": unsaid}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "eu_class": "minimal"}));
    bench.ok(&same);
    assert_eq!(tier(&bench).0, Some(1));
    bench.refused(set(2, "okafor; weiss"));
    bench.sound();
}

#[test]
fn who_had_a_part_when_the_tier_was_set_does_not_sign_and_does_not_take_back() {
    let mut bench = registered(&json!({"tier": 2}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "owner": "silva", "developers": ""}));
    for signer in ["rao", "lin", "silva"] {
        let refusal = bench.refused(set(3, &format!("okafor; {signer}")));
        assert_eq!(told(&refusal), (3, signer), "{refusal}");
    }
    bench.act(&set(1, ""), "silva").unwrap();
    let refusal = bench.act(&json!({"op": "undo"}), "silva").expect_err("the owner lowers the tier");
    assert_eq!(told(&refusal), (11, "answers"), "{refusal}");
    bench.sound();
}
