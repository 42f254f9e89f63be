//! The large board: 5,000 models, 20,000 submissions, 20,000 risks, 50,000 follow-ups, 2,000 meetings,
//! 40,000 decisions, about half a million events; made through the same door as everything else, from a
//! seed, so that every machine measures the same board.

use std::path::{Path, PathBuf};

use boardroom::board::{Env, begin, execute_script, policy_in_force, reading};
use boardroom::domain::field::Reading;
use boardroom::domain::operation::Request;
use boardroom::domain::value::Handle;
use boardroom::store::Store;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// When the benchmarks take place.
pub const NOW: &str = "2026-11-23T14:00:00Z";

const MODELS: u32 = 5_000;
const MEETINGS: u32 = 2_000;
const DECIDED_A_MEETING: u32 = 8;
const PROCEDURAL_A_MEETING: u32 = 12;
const SUBMISSIONS: u32 = 20_000;
const RISKS: u32 = 20_000;
const FOLLOWUPS: u32 = 50_000;
const SEATS: [(&str, &str, &str); 9] = [
    ("okafor", "mrm", "chair"),
    ("weiss", "security", "vice-chair"),
    ("lixue", "privacy", "voter"),
    ("venkat", "ml", "voter"),
    ("adeyemi", "product", "voter"),
    ("haddad", "legal", "voter"),
    ("silva", "trust-safety", "voter"),
    ("kim", "mrm", "voter"),
    ("novak", "security", "voter"),
];
const WORDS: [&str; 16] = [
    "credit",
    "churn",
    "fraud",
    "search",
    "ranking",
    "claims",
    "pricing",
    "forecast",
    "support",
    "triage",
    "vision",
    "speech",
    "routing",
    "demand",
    "limit",
    "retention",
];

/// A number from a seed: the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(16) as usize]
    }
}

/// A board being filled: operations are gathered and carried out ten thousand at a time.
struct Filling {
    store: Store,
    reading: Reading,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
    waiting: Vec<Request>,
    models: u32,
}

impl Filling {
    #[expect(clippy::needless_pass_by_value, reason = "built in place at every call")]
    fn op(&mut self, operation: Value) {
        let mut request =
            Request::read(&operation, &self.reading).unwrap_or_else(|refusal| panic!("{operation}: {refusal}"));
        request.occurred_at = Some(self.at);
        self.waiting.push(request);
        if self.waiting.len() >= 10_000 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let env = Env { now: self.now, actor: Handle::from("okafor"), rehearsal: true };
        let done = execute_script(&mut self.store, &self.waiting, &env, &mut |_| {});
        if let Err((at, refusal)) = done {
            panic!("{}: {refusal}", self.waiting[at].write());
        }
        self.waiting.clear();
    }
}

/// The large board, made if it is not there yet (a minute or two).
pub fn board() -> PathBuf {
    let path = super::folder().join("large.db");
    if !path.exists() {
        let half = super::folder().join("large-being-made.db");
        for suffix in ["", "-wal", "-shm"] {
            let mut name = half.clone().into_os_string();
            name.push(suffix);
            let _ = std::fs::remove_file(name);
        }
        eprintln!("making the large board once: {}", path.display());
        make(&half, MEETINGS, MODELS);
        std::fs::rename(&half, &path).expect("the large board can be put in its place");
    }
    path
}

/// Makes a board with so many meetings and models; the other counts follow.
pub fn make(path: &Path, meetings: u32, models: u32) {
    let mut store = Store::create(path).expect("a board can be made");
    let now: DateTime<Utc> = NOW.parse().expect("a moment");
    // Four hours apart, so that no evidence grows stale on the way.
    let at = now - TimeDelta::hours(i64::from(meetings) * 4 + 100);
    begin(&mut store, "Large Board", &Env { now: at, actor: Handle::from("okafor"), rehearsal: true })
        .expect("a board begins");
    let policy = policy_in_force(&store.view()).expect("a policy");
    let reading = reading(&policy, &Env { now, actor: Handle::from("okafor"), rehearsal: true });
    let mut filling = Filling { store, reading, now, at, waiting: Vec::new(), models };
    let mut dice = Dice(42);
    people(&mut filling);
    inventory(&mut filling, &mut dice);
    let share =
        |count: u32| u32::try_from(u64::from(count) * u64::from(meetings) / u64::from(MEETINGS)).unwrap_or(count);
    registers(&mut filling, &mut dice, share(RISKS), share(FOLLOWUPS));
    let mut submissions = 0;
    let mut items = 0;
    for meeting in 1..=meetings {
        filling.at += TimeDelta::hours(4);
        hold(&mut filling, &mut dice, meeting, &mut submissions, &mut items);
    }
    for _ in submissions..share(SUBMISSIONS) {
        submit(&mut filling, &mut dice);
    }
    filling.flush();
    filling.store.truncate_wal();
}

fn people(filling: &mut Filling) {
    for (handle, function, seat) in SEATS {
        filling.op(json!({"op": "person.add", "handle": handle, "name": handle, "function": function, "seat": seat}));
    }
    for number in 0..40 {
        filling.op(json!({"op": "person.add", "handle": format!("dev{number}"), "name": format!("Developer {number}"), "function": "ml"}));
    }
}

fn inventory(filling: &mut Filling, dice: &mut Dice) {
    for number in 1..=filling.models {
        let (name, owner, tier) = (format!("{}-{}-{number}", dice.word(), dice.word()), dice.below(40), 3 + number % 2);
        filling.op(json!({"op": "model.register", "name": name, "owner": format!("dev{owner}"), "purpose": format!("{} for {}", dice.word(), dice.word()),
            "approved_uses": "as submitted", "tier": tier, "tier_rationale": "scored", "tags": format!("{}; {}", dice.word(), dice.word()),
            "fairness_applies": "yes", "privacy_applies": "yes", "security_applies": "yes"}));
        let model = format!("MDL-{number:04}");
        for kind in [
            "intake",
            "short-model-card",
            "attestation",
            "model-card",
            "data-statement",
            "evaluation-report",
            "monitoring-plan",
            "change-log",
        ] {
            filling.op(
                json!({"op": "artifact.receive", "kind": kind, "model": model, "title": kind, "state": "accepted"}),
            );
        }
        filling.op(json!({"op": "assessment.record", "model": model, "summary": "scored", "residual_likelihood": 2, "residual_impact": 2, "recommendation": "approve", "state": "final"}));
    }
}

fn registers(filling: &mut Filling, dice: &mut Dice, risks: u32, followups: u32) {
    for number in 1..=risks {
        let model = format!("MDL-{:04}", 1 + dice.below(filling.models));
        let (likelihood, impact) = (1 + dice.below(5), 1 + dice.below(5));
        filling.op(json!({"op": "risk.identify", "model": model, "statement": format!("{} drifts, {} suffers", dice.word(), dice.word()),
            "likelihood": likelihood, "impact": impact, "owner": format!("dev{}", dice.below(40))}));
        filling.op(json!({"op": "risk.revise", "id": format!("RSK-{number:04}"), "residual_likelihood": 1 + dice.below(3), "residual_impact": 1 + dice.below(3)}));
    }
    for number in 1..=followups {
        let id = format!("FUP-{number:04}");
        // One in ten is open; of those one in twenty is late.
        let timely = number % 10 == 0 && number % 200 != 0;
        let days = if timely { i64::from(dice.below(300)) + 1 } else { -i64::from(dice.below(300)) - 1 };
        filling.op(json!({"op": "followup.open", "title": format!("check {} of {}", dice.word(), dice.word()), "owner": format!("dev{}", dice.below(40)),
            "model": format!("MDL-{:04}", 1 + dice.below(filling.models)), "severity": "low", "due": format!("{days:+}d")}));
        if number % 10 != 0 {
            filling.op(json!({"op": "followup.close", "followup": id, "note": "done"}));
        }
    }
}

fn submit(filling: &mut Filling, dice: &mut Dice) {
    let model = format!("MDL-{:04}", 1 + dice.below(filling.models));
    filling.op(json!({"op": "submission.submit", "model": model, "kind": "retrain", "version": "2.0", "requester": format!("dev{}", dice.below(40)),
        "summary": format!("{} retrained for {}", dice.word(), dice.word()), "ask": "approve", "reviewer": "kim"}));
}

/// A meeting from its draft to the adoption of its minutes.
fn hold(filling: &mut Filling, dice: &mut Dice, number: u32, submissions: &mut u32, items: &mut u32) {
    let meeting = format!("MRB-{number:04}");
    let date = filling.at.date_naive().to_string();
    filling
        .op(json!({"op": "meeting.draft", "title": "Daily board", "date": date, "time": "10:00", "chair": "okafor"}));
    let first = *items + 1;
    for _ in 0..DECIDED_A_MEETING {
        submit(filling, dice);
        *submissions += 1;
        let id = format!("INT-{:04}", *submissions);
        filling.op(json!({"op": "submission.triage", "submission": id, "reviewer": "kim"}));
        filling.op(json!({"op": "submission.ready", "submission": id}));
        filling.op(json!({"op": "submission.schedule", "submission": id, "meeting": meeting}));
        *items += 1;
    }
    for matter in 0..PROCEDURAL_A_MEETING {
        filling.op(json!({"op": "item.add", "meeting": meeting, "title": format!("{} of {}, matter {matter}", dice.word(), dice.word())}));
        *items += 1;
    }
    filling.op(json!({"op": "meeting.publish", "meeting": meeting}));
    let present: Vec<&str> = SEATS.iter().map(|(handle, ..)| *handle).collect();
    filling.op(json!({"op": "meeting.open", "meeting": meeting, "present": present}));
    for item in first..=*items {
        filling.at += TimeDelta::seconds(20);
        let id = format!("ITM-{item:04}");
        filling.op(json!({"op": "note.take", "meeting": meeting, "item": id, "text": format!("{} was discussed with {}", dice.word(), dice.word())}));
        let votes: Vec<String> = SEATS.iter().map(|(handle, ..)| format!("{handle} for")).collect();
        let outcome = if item - first >= DECIDED_A_MEETING {
            "procedural"
        } else {
            ["approve", "reject", "defer", "approve"][dice.below(4) as usize]
        };
        filling.op(json!({"op": "decision.record", "item": id, "outcome": outcome, "mover": "weiss", "motion": format!("Resolved: {} on {id}", outcome),
            "rationale": format!("{} holds", dice.word()), "votes": votes.join("\n")}));
    }
    filling.op(json!({"op": "meeting.adjourn", "meeting": meeting}));
    filling.op(json!({"op": "meeting.adopt-minutes", "meeting": meeting}));
}
