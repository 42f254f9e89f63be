//! Whatever the order of arrivals, departures, recusals, positions and votes, undone or entered late: no
//! decision is final without quorum. The rule is told here once more, and differently.

use std::collections::BTreeSet;

use boardroom::board::{Env, begin, execute, policy_in_force, reading};
use boardroom::domain::Kind;
use boardroom::domain::ids::{MeetingId, RecordKind};
use boardroom::domain::operation::Request;
use boardroom::domain::record::{Decision, Item, Model, Row};
use boardroom::domain::states::DecisionStatus;
use boardroom::store::{Store, verify};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};

/// A person of the board: handle, function, seat, whose seat an alternate takes.
type Member = (&'static str, &'static str, &'static str, &'static str);

/// The board: nine votes; then alternates, who fill no seat of their own; then advisors, who only speak.
const PEOPLE: [Member; 14] = [
    ("okafor", "mrm", "chair", ""),
    ("weiss", "security", "vice-chair", ""),
    ("lixue", "privacy", "voter", ""),
    ("rao", "ml", "voter", ""),
    ("adeyemi", "product", "voter", ""),
    ("lin", "ml", "voter", ""),
    ("oka", "mrm", "voter", ""),
    ("haddad", "legal", "voter", ""),
    ("silva", "trust-safety", "voter", ""),
    ("alt-rao", "ml", "none", "rao"),
    ("alt-lixue", "privacy", "none", "lixue"),
    ("alt-chair", "mrm", "none", "okafor"),
    ("adv-law", "legal", "advisor", ""),
    ("adv-mrm", "mrm", "advisor", ""),
];

/// Seats that are filled and vote, on every board.
const SEATS: usize = 9;

/// Boards: nine voters, with alternates, with advisors as well.
const BOARDS: [usize; 3] = [9, 12, 14];

/// One step: what, on which item, by whom, how far back it is entered.
type Step = (usize, usize, usize, i64);

fn step() -> impl Strategy<Value = Step> {
    (0_usize..24, 1_usize..6, 0_usize..PEOPLE.len(), 0_i64..4)
}

fn run(store: &mut Store, now: DateTime<Utc>, operation: &Value) -> Result<(), boardroom::domain::Refusal> {
    let env = Env { now, actor: "okafor".into(), rehearsal: false };
    let policy = policy_in_force(&store.view())?;
    let request = Request::read(operation, &reading(&policy, &env))?;
    execute(store, &request, &env).map(drop)
}

/// A board in session with items on models of tier 1, 2, 3 and none; owned by one of its members each.
fn sitting(people: &[Member]) -> (Store, DateTime<Utc>) {
    let mut store = Store::in_memory().unwrap();
    let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
    begin(&mut store, "Board", &Env { now, actor: "okafor".into(), rehearsal: false }).unwrap();
    for (handle, function, seat, principal) in people {
        let add = json!({"op": "person.add", "handle": handle, "name": handle, "seat": seat, "function": function, "alternate_for": principal});
        run(&mut store, now, &add).unwrap();
    }
    run(&mut store, now, &json!({"op": "meeting.draft", "date": "2026-11-23", "chair": "okafor"})).unwrap();
    for (tier, owner) in [(1, "rao"), (2, "lixue"), (3, "silva"), (2, "okafor")] {
        run(&mut store, now, &json!({"op": "model.register", "name": format!("m{tier}{owner}"), "owner": owner, "tier": tier, "tier_rationale": "x"})).unwrap();
    }
    for subject in ["MDL-0001", "MDL-0002", "MDL-0003", "MDL-0004", ""] {
        run(
            &mut store,
            now,
            &json!({"op": "item.add", "meeting": "MRB-0001", "subject": subject, "title": format!("item {subject}")}),
        )
        .unwrap();
    }
    run(&mut store, now, &json!({"op": "meeting.publish", "meeting": "MRB-0001"})).unwrap();
    run(
        &mut store,
        now,
        &json!({"op": "meeting.open", "meeting": "MRB-0001", "present": "okafor; weiss; lixue; rao; lin; oka"}),
    )
    .unwrap();
    (store, now)
}

/// The operation of a step.
fn operation(people: &[Member], (which, item, who, back): Step, now: DateTime<Utc>) -> Value {
    let (member, item) = (people[who % people.len()].0, format!("ITM-{item:04}"));
    let votes =
        |members: &[usize]| members.iter().map(|at| format!("{} for", people[*at].0)).collect::<Vec<_>>().join("\n");
    let some: Vec<usize> = (0..SEATS).filter(|at| (at + who) % 3 != 0).collect();
    let decide = |votes: String| json!({"op": "decision.record", "item": item, "outcome": "defer", "motion": "Resolved", "rationale": "x", "votes": votes});
    let mut operation = match which {
        0..=3 => json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": member}),
        4..=8 => json!({"op": "meeting.arrive", "meeting": "MRB-0001", "person": member}),
        9 | 10 => json!({"op": "recusal.record", "item": item, "person": member, "reason": "friend"}),
        11 => json!({"op": "recusal.withdraw", "item": item, "person": member}),
        12 => json!({"op": "position.file", "item": item, "person": member, "text": "no objection"}),
        13 => json!({"op": "position.withdraw", "item": item, "person": member}),
        14 => json!({"op": "undo"}),
        15 => json!({"op": "redo"}),
        16 => decide(votes(&some)),
        17 => {
            json!({"op": "decision.record", "item": item, "outcome": "reject", "motion": "Resolved", "method": "without-objection"})
        }
        18 => decide(votes(&[0, 1])),
        _ => decide(String::new()),
    };
    if back > 1 && which < 14 || back > 2 {
        // Votes are taken at whole minutes: what is entered at the very moment of one comes after it.
        let aside = if which < 14 { 30 } else { 0 };
        operation["occurred_at"] = json!((now - TimeDelta::seconds(120 * back + aside)).to_rfc3339());
    }
    operation
}

/// Fills in the votes of everybody who is said to be there, so that many votes are taken.
fn with_votes(people: &[Member], store: &Store, mut operation: Value) -> Value {
    if operation["op"] == "decision.record" && operation["votes"] == "" {
        let view = store.view();
        let item: u32 = operation["item"].as_str().unwrap()[4..].parse().unwrap();
        let away = recused(store, item);
        let here = view.present(MeetingId(1)).unwrap();
        let sitting = sitting_in(people, &here.iter().map(|one| one.0.clone()).collect(), &away);
        let votes = sitting.into_iter();
        operation["votes"] = json!(votes.map(|one| format!("{one} for")).collect::<Vec<_>>().join("\n"));
    }
    operation
}

/// Who sits in a seat: its holder, or else the first alternate of it who is there; whoever is away or recused does not.
fn sitting_in(people: &[Member], here: &BTreeSet<String>, away: &BTreeSet<String>) -> Vec<String> {
    let sits = |handle: &str| here.contains(handle) && !away.contains(handle);
    let mut sitting = Vec::new();
    for (holder, ..) in people.iter().filter(|(_, _, seat, _)| matches!(*seat, "chair" | "vice-chair" | "voter")) {
        if sits(holder) {
            sitting.push((*holder).to_owned());
        } else if let Some((alternate, ..)) = people.iter().find(|(one, _, _, of)| of == holder && sits(one)) {
            sitting.push((*alternate).to_owned());
        }
    }
    sitting
}

/// Who may not vote on an item: its model's owner, and whoever is recused from it.
fn recused(store: &Store, item: u32) -> BTreeSet<String> {
    let view = store.view();
    // Undo may have taken the item itself back.
    let Some(row) = view.find::<Item>(item).unwrap() else { return BTreeSet::new() };
    let mut away: BTreeSet<String> = view
        .recusals(MeetingId(1))
        .unwrap()
        .into_iter()
        .filter(|one| one.item.0 == item)
        .map(|one| one.person.0)
        .collect();
    if let Some(id) = row.subject.0.filter(|id| id.kind == RecordKind::Model) {
        away.insert(view.get::<Model>(id.number).unwrap().owner.0.clone());
    }
    away
}

/// Whether a decision was made with quorum, told from who was there at its moment, as the record says now.
fn had_quorum(people: &[Member], store: &Store, row: &Row<Decision>) -> bool {
    let view = store.view();
    let moment = row.state.decided_at.0.unwrap();
    let mut here = BTreeSet::new();
    for passage in view.passages(MeetingId(1)).unwrap() {
        if passage.at.0.unwrap() <= moment {
            if passage.arrived {
                here.insert(passage.person.0)
            } else {
                here.remove(&passage.person.0)
            };
        }
    }
    let away = recused(store, row.item.0);
    let seats = sitting_in(people, &here, &away).len();
    here.retain(|member| !away.contains(member));
    let tier = row.tier.0.unwrap_or(0);
    let enough = match tier {
        1 => seats * 3 >= SEATS * 2,
        _ => seats * 2 > SEATS,
    };
    let mut voices = here;
    let filed = view.positions(MeetingId(1)).unwrap();
    voices.extend(
        filed.into_iter().filter(|one| one.item == row.item && !away.contains(&one.person.0)).map(|one| one.person.0),
    );
    let heard: BTreeSet<&str> =
        people.iter().filter(|(member, ..)| voices.contains(*member)).map(|(_, function, ..)| *function).collect();
    let one_of = |functions: &[&str]| functions.iter().any(|function| heard.contains(function));
    let functions = match tier {
        1 => one_of(&["mrm"]) && one_of(&["security"]) && one_of(&["privacy", "legal"]),
        2 => one_of(&["mrm"]) && one_of(&["security", "privacy", "legal"]),
        3 => one_of(&["mrm"]),
        _ => true,
    };
    enough && functions
}

/// Takes the steps; returns how many decisions are final, provisional, and carried with an alternate's vote.
fn walk(board: usize, steps: &[Step]) -> (usize, usize, usize) {
    let people = &PEOPLE[..BOARDS[board]];
    let (mut store, mut now) = sitting(people);
    for step in steps {
        now += TimeDelta::minutes(1);
        let asked = with_votes(people, &store, operation(people, *step, now));
        if let Err(refusal) = run(&mut store, now, &asked) {
            assert!(matches!(refusal.kind, Kind::Policy | Kind::Data), "{asked}: {refusal}");
        }
        let view = store.view();
        for number in 1..=view.last_number(RecordKind::Decision).unwrap() {
            let Some(row) = view.find::<Decision>(number).unwrap() else { continue };
            if row.state.status == DecisionStatus::Final {
                assert!(had_quorum(people, &store, &row), "{} is final without quorum, after {asked}", row.id());
            }
        }
    }
    assert_eq!(verify(&store, &mut |_, _| true).unwrap().differences, Vec::new());
    let view = store.view();
    let made = (1..=view.last_number(RecordKind::Decision).unwrap()).filter_map(|n| view.find::<Decision>(n).unwrap());
    let made: Vec<Row<Decision>> = made.collect();
    let statuses: Vec<DecisionStatus> = made.iter().map(|row| row.state.status).collect();
    let alternates = made.iter().filter(|row| row.voters_for.0.iter().any(|one| one.as_str().starts_with("alt-")));
    let count = |status| statuses.iter().filter(|one| **one == status).count();
    (count(DecisionStatus::Final), count(DecisionStatus::Provisional), alternates.count())
}

proptest! {
    #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]
    #[test]
    fn no_order_of_comings_and_goings_makes_a_final_decision_without_quorum(
            board in 0..BOARDS.len(), steps in proptest::collection::vec(step(), 1..60)
        ) {
            walk(board, &steps);
    }
}

#[test]
fn the_steps_do_reach_decisions_of_both_sorts() {
    let mut seed = 11_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let (mut whole, mut short, mut stood_in) = (0, 0, 0);
    for round in 0..12 {
        let steps: Vec<Step> =
            (0..60).map(|_| (next(24), 1 + next(5), next(PEOPLE.len()), i64::try_from(next(4)).unwrap())).collect();
        let (made, provisional, alternates) = walk(round % BOARDS.len(), &steps);
        stood_in += alternates;
        whole += made;
        short += provisional;
    }
    assert!(whole >= 5 && short >= 5, "{whole} final, {short} provisional");
    assert!(stood_in > 0, "alternates voted too");
}
