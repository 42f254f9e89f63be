//! Whatever is done to a board, in whatever order: replaying the log gives the same tables, and the chain holds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use boardroom::board::{Env, begin, execute, policy_in_force, reading};
use boardroom::domain::operation::Request;
use boardroom::domain::value::Handle;
use boardroom::domain::{Kind, Refusal};
use boardroom::store::{Store, rebuild, verify};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};

const PEOPLE: [&str; 5] = ["okafor", "weiss", "lixue", "rao", "lin"];

/// One step: which operation, on which records, by whom, how much later.
type Step = (usize, u32, u32, usize, i64);

/// The operation of a step; numbers are small, so that steps meet the same records.
fn operation((which, a, b, who, _): Step) -> Value {
    let model = format!("MDL-{a:04}");
    let handle = PEOPLE[who];
    let kind = ["model-card", "evaluation-report", "intake"][b as usize % 3];
    let outcome = ["approve", "conditional", "defer", "reject", "escalate", "procedural", "suspend"][b as usize % 7];
    let choices = [
        json!({"op": "model.register", "name": format!("model {a}"), "owner": handle, "tier": 1 + a % 4, "tier_rationale": "as asked"}),
        json!({"op": "model.put", "external_key": format!("k{a}"), "name": format!("model {b}"), "developers": handle}),
        json!({"op": "model.revise", "id": model, "purpose": format!("purpose {b}"), "dependencies": format!("MDL-{b:04}")}),
        json!({"op": "model.set-tier", "model": model, "tier": 1 + b % 4, "rationale": "re-scored"}),
        json!({"op": "version.add", "model": model, "label": format!("{b}.0")}),
        json!({"op": "artifact.receive", "kind": kind, "model": model, "state": "accepted"}),
        json!({"op": "risk.identify", "model": model, "statement": "a risk", "likelihood": 1 + a % 5, "impact": 1 + b % 5, "owner": handle}),
        json!({"op": "risk.revise", "id": format!("RSK-{a:04}"), "residual_likelihood": 1 + b % 5, "residual_impact": 1 + a % 5}),
        json!({"op": "acceptance.propose", "kind": "risk", "model": model, "risks": format!("RSK-{b:04}"), "rationale": "known",
               "alternatives": "none", "controls": "review @lin", "requester": "rao", "accountable_exec": "okafor", "expiry": "+60d"}),
        json!({"op": "acceptance.activate", "acceptance": format!("ACC-{a:04}")}),
        json!({"op": "acceptance.revoke", "acceptance": format!("ACC-{a:04}"), "reason": "no longer"}),
        json!({"op": "submission.submit", "model": model, "summary": format!("ask {b}"), "requester": handle, "kind": "retrain"}),
        json!({"op": "submission.triage", "submission": format!("INT-{a:04}"), "reviewer": handle, "tier": 4, "tier_rationale": "small"}),
        json!({"op": "submission.return", "submission": format!("INT-{a:04}"), "missing": "model-card"}),
        json!({"op": "submission.resubmit", "submission": format!("INT-{a:04}")}),
        json!({"op": "submission.ready", "submission": format!("INT-{a:04}")}),
        json!({"op": "submission.withdraw", "submission": format!("INT-{a:04}"), "reason": "changed plans"}),
        json!({"op": "submission.schedule", "submission": format!("INT-{a:04}")}),
        json!({"op": "followup.open", "title": format!("do {b}"), "owner": handle, "verifier": "weiss", "due": "+1w", "model": model}),
        json!({"op": "followup.hand-in", "followup": format!("FUP-{a:04}"), "evidence": "link"}),
        json!({"op": "followup.close", "followup": format!("FUP-{a:04}"), "evidence": "link", "note": "done"}),
        json!({"op": "followup.extend", "followup": format!("FUP-{a:04}"), "due": "+9w", "reason": "late"}),
        json!({"op": "incident.report", "title": format!("incident {b}"), "model": model, "severity": "2"}),
        json!({"op": "incident.entry", "incident": format!("INC-{a:04}"), "text": "seen"}),
        json!({"op": "meeting.draft", "title": "weekly", "date": "+1d", "time": "10:00", "chair": "okafor"}),
        json!({"op": "meeting.publish", "meeting": format!("MRB-{a:04}")}),
        json!({"op": "meeting.open", "meeting": format!("MRB-{a:04}"), "present": "okafor; weiss; lixue; rao; lin"}),
        json!({"op": "meeting.depart", "meeting": format!("MRB-{a:04}"), "person": handle}),
        json!({"op": "meeting.arrive", "meeting": format!("MRB-{a:04}"), "person": handle}),
        json!({"op": "meeting.recess", "meeting": format!("MRB-{a:04}")}),
        json!({"op": "meeting.resume", "meeting": format!("MRB-{a:04}")}),
        json!({"op": "meeting.adjourn", "meeting": format!("MRB-{a:04}")}),
        json!({"op": "meeting.adopt-minutes", "meeting": format!("MRB-{a:04}")}),
        json!({"op": "item.add", "meeting": format!("MRB-{a:04}"), "subject": format!("RSK-{b:04}")}),
        json!({"op": "item.add", "meeting": format!("MRB-{a:04}"), "title": format!("matter {b}")}),
        json!({"op": "item.move", "item": format!("ITM-{a:04}"), "to": b}),
        json!({"op": "item.call", "item": format!("ITM-{a:04}")}),
        json!({"op": "item.remove", "item": format!("ITM-{a:04}")}),
        json!({"op": "recusal.record", "item": format!("ITM-{a:04}"), "person": handle, "reason": "friend"}),
        json!({"op": "note.take", "meeting": format!("MRB-{a:04}"), "text": format!("note {b}: 李 雪 <b>")}),
        json!({"op": "note.revise", "id": format!("NTE-{a:04}"), "text": "corrected"}),
        json!({"op": "decision.record", "item": format!("ITM-{a:04}"), "outcome": outcome,
               "motion": "Resolved", "rationale": "as argued", "conditions": if b % 7 == 1 { "report @lin +2w !pre test: filed" } else { "" },
               "exec_signoff": if b % 7 == 6 { "okafor" } else { "" }, "escalated_to": if b % 7 == 4 { "weiss" } else { "" }, "answer_due": if b % 7 == 4 { "+1w" } else { "" },
               "votes": if a % 2 == 0 { "okafor for\nweiss for\nlixue for" } else { "okafor for\nweiss against\nlixue abstain" }}),
        json!({"op": "undo"}),
        json!({"op": "redo"}),
        json!({"op": "decision.correct", "decision": format!("DEC-{a:04}"), "reason": "misheard", "rationale": format!("as argued by {b}")}),
        json!({"op": "meeting.consent", "meeting": format!("MRB-{a:04}")}),
        json!({"op": "item.add", "meeting": format!("MRB-{a:04}"), "subject": format!("ACC-{b:04}"), "consent": "yes"}),
    ];
    // What happens often in a meeting is named more often; the end of one comes seldom.
    let name = |wanted: &str| choices.iter().position(|choice| choice["op"] == wanted).unwrap();
    let which = match which {
        44..=55 => name("decision.record"),
        56..=59 => name("item.add"),
        60 => name("meeting.open"),
        61 => name("meeting.consent"),
        62 => name("decision.correct"),
        63 => choices.len() - 1,
        _ if choices[which]["op"] == "meeting.adjourn" && b != 3 => name("item.call"),
        _ => which,
    };
    choices[which].clone()
}

/// How many operations `operation` knows, with the frequent ones of a meeting named more often.
fn step() -> impl Strategy<Value = Step> {
    (0_usize..64, 1_u32..4, 1_u32..4, 0_usize..PEOPLE.len(), 0_i64..5)
}

fn board() -> (Store, DateTime<Utc>) {
    let mut store = Store::in_memory().unwrap();
    let now = "2026-11-23T09:00:00Z".parse().unwrap();
    begin(&mut store, "Board", &Env { now, actor: Handle::from("okafor"), rehearsal: false }).unwrap();
    for (at, handle) in PEOPLE.iter().enumerate() {
        let function = ["mrm", "security", "privacy", "ml", "product"][at];
        let add = json!({"op": "person.add", "handle": handle, "name": handle, "seat": "voter", "function": function, "accountable_exec": at == 0});
        run(&mut store, now, "okafor", &add).unwrap();
    }
    (store, now)
}

fn run(store: &mut Store, now: DateTime<Utc>, actor: &str, operation: &Value) -> Result<(), Refusal> {
    let env = Env { now, actor: Handle::from(actor), rehearsal: false };
    let policy = policy_in_force(&store.view())?;
    let request = Request::read(operation, &reading(&policy, &env))?;
    execute(store, &request, &env).map(drop)
}

proptest! {
    #![proptest_config(Config { cases: 32, failure_persistence: None, ..Config::default() })]
    #[test]
    fn replay_equals_the_tables(steps in proptest::collection::vec(step(), 1..120)) {
        let (mut store, mut now) = board();
        let mut done = 0;
        for step in steps {
            now += TimeDelta::minutes(step.4);
            let operation = operation(step);
            let before = store.view().head().unwrap();
            match run(&mut store, now, PEOPLE[step.3], &operation) {
                Ok(()) => done += 1,
                Err(refusal) => {
                    prop_assert!(matches!(refusal.kind, Kind::Policy | Kind::Data), "{operation}: {refusal}");
                    prop_assert_eq!(store.view().head().unwrap(), before, "{} was refused and changed the record", operation);
                }
            }
        }
        let report = verify(&store, &mut |_, _| true).unwrap();
        prop_assert_eq!(report.differences, Vec::new(), "after {} operations", done);
        rebuild(&mut store, &mut |_, _| true).unwrap();
        let report = verify(&store, &mut |_, _| true).unwrap();
        prop_assert_eq!(report.differences, Vec::new());
    }
}

#[test]
fn the_steps_do_reach_decisions() {
    let (mut store, now) = board();
    let mut made = std::collections::BTreeMap::new();
    // The same random walk every time: enough of them go through for the property to mean something.
    let mut seed = 7_u64;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(seed >> 33).unwrap() % below
    };
    for at in 0..4000 {
        let step = (next(64) as usize, 1 + next(3), 1 + next(3), next(5) as usize, 0);
        let operation = operation(step);
        if run(&mut store, now + TimeDelta::minutes(at), PEOPLE[step.3], &operation).is_ok() {
            *made.entry(operation["op"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    for name in ["decision.record", "undo", "redo", "meeting.adjourn", "acceptance.activate", "followup.close"] {
        assert!(made.contains_key(name), "{name} never went through: {made:?}");
    }
    let report = verify(&store, &mut |_, _| true).unwrap();
    assert_eq!(report.differences, Vec::new());
}
