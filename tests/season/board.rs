//! The board of a season: its people, what is submitted to it, and the week before a meeting.

use std::collections::BTreeMap;

use boardroom::board::{self, Env};
use boardroom::domain::ids::{MeetingId, RecordKind};
use boardroom::domain::operation::{Batch, Operation, Request};
use boardroom::domain::record::{Decision, Row, Version};
use boardroom::domain::states::{Approval, DecisionStatus, Outcome};
use boardroom::domain::value::Handle;
use boardroom::domain::{Kind, Refusal};
use boardroom::insight::agenda;
use boardroom::store::Store;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// Everybody with a vote, with their function.
pub const VOTERS: [(&str, &str, &str); 9] = [
    ("okafor", "mrm", "chair"),
    ("weiss", "security", "vice-chair"),
    ("lixue", "privacy", "voter"),
    ("rao", "ml", "voter"),
    ("adeyemi", "product", "voter"),
    ("lin", "ml", "voter"),
    ("oka", "mrm", "voter"),
    ("haddad", "legal", "voter"),
    ("silva", "trust-safety", "voter"),
];

/// Chance that is the same every time.
pub struct Chance(u64);

impl Chance {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    pub fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

/// A board in its season.
pub struct Season {
    pub store: Store,
    pub now: DateTime<Utc>,
    pub chance: Chance,
    /// What went through, and what was refused, by operation.
    pub done: BTreeMap<String, usize>,
    pub refused: BTreeMap<String, usize>,
    pub models: u32,
}

impl Season {
    pub fn new(seed: u64) -> Self {
        let mut store = Store::in_memory().unwrap();
        let now = "2026-01-05T09:00:00Z".parse().unwrap();
        board::begin(&mut store, "Model Review Board", &Env { now, actor: "okafor".into(), rehearsal: false }).unwrap();
        let (done, refused) = (BTreeMap::new(), BTreeMap::new());
        let mut season = Self { store, now, chance: Chance(seed), done, refused, models: 0 };
        for (handle, function, seat) in VOTERS {
            season
                .ok(&json!({"op": "person.add", "handle": handle, "name": handle, "function": function, "seat": seat}));
        }
        for (handle, function, seat, executive) in [
            ("berg", "mrm", "secretary", false),
            ("alt", "legal", "none", false),
            ("moreau", "executive", "none", true),
            ("ito", "ml", "none", false),
        ] {
            season
                .ok(&json!({"op": "person.add", "handle": handle, "name": handle, "function": function, "seat": seat,
                "accountable_exec": executive, "alternate_for": if handle == "alt" { "haddad" } else { "" }}));
        }
        season.ok(
            &json!({"op": "meeting.recur", "rule": "every tue", "time": "14:00", "until": "2027-01-04", "length": 90}),
        );
        season
    }

    pub fn act(&mut self, operation: &Value, actor: &str) -> Result<board::Receipt, Refusal> {
        self.now += TimeDelta::seconds(20);
        let env = Env { now: self.now, actor: Handle::from(actor), rehearsal: false };
        let policy = board::policy_in_force(&self.store.view())?;
        let request = Request::read(operation, &board::reading(&policy, &env))?;
        let name = request.operation.name().to_owned();
        let result = board::execute(&mut self.store, &request, &env);
        let counts = if result.is_ok() { &mut self.done } else { &mut self.refused };
        *counts.entry(name).or_insert(0) += 1;
        result
    }

    /// What must go through.
    pub fn ok(&mut self, operation: &Value) -> board::Receipt {
        self.act(operation, "okafor").unwrap_or_else(|refusal| panic!("{operation}\n{refusal}"))
    }

    /// What may be refused by a rule, never by a fault.
    pub fn may(&mut self, operation: &Value) -> bool {
        match self.act(operation, "okafor") {
            Ok(_) => true,
            Err(refusal) => {
                assert!(matches!(refusal.kind, Kind::Policy | Kind::Data), "{operation}\n{refusal}");
                assert!(!refusal.hint.is_empty(), "no way out: {refusal}");
                false
            }
        }
    }

    pub fn people(&mut self, often: usize) -> Vec<&'static str> {
        let here = VOTERS.iter().map(|(handle, ..)| *handle);
        here.filter(|_| !self.chance.one_in(often)).collect()
    }

    /// A model with all its evidence, submitted and ready.
    fn intake(&mut self) {
        self.models += 1;
        let model = format!("MDL-{:04}", self.models);
        let tier = 1 + self.chance.below(4);
        let owner = self.chance.of(&["rao", "lin", "ito", "silva"]);
        let requester = self.chance.of(&["adeyemi", "ito", "ito"]);
        let score = if self.chance.one_in(5) { 12 } else { 4 };
        self.ok(&json!({"op": "model.register", "name": format!("model {}", self.models), "owner": owner, "developers": "ito",
            "accountable_exec": "moreau", "purpose": "Offers", "approved_uses": "Offers to customers", "tier": tier,
            "tier_rationale": "as asked", "fairness_applies": "yes", "privacy_applies": "yes", "security_applies": "yes"}));
        let kind = if tier > 2 && self.chance.one_in(4) { "emergency-patch" } else { "new-model" };
        self.ok(
            &json!({"op": "submission.submit", "model": model, "kind": kind, "version": "1.0", "requester": requester,
            "summary": format!("Release of model {}", self.models), "ask": "approve"}),
        );
        let policy = board::policy_in_force(&self.store.view()).unwrap();
        let rows = (1..).zip(policy.artifact.iter().filter(|rule| usize::from(rule.tier) >= tier));
        let rows = rows.map(|(line, rule)| {
            let text = json!({"op": "artifact.receive", "kind": rule.kind, "model": model, "title": rule.label,
                "uri": "https://x.example", "author": "ito", "state": "accepted"});
            let reading = board::reading(&policy, &Env { now: self.now, actor: "okafor".into(), rehearsal: false });
            (line, Request::read(&text, &reading).unwrap().operation)
        });
        let label = "evidence".to_owned();
        let batch = Batch { label, rows: rows.collect() };
        let env = Env { now: self.now, actor: "okafor".into(), rehearsal: false };
        board::execute(&mut self.store, &Operation::Batch(batch).into(), &env).unwrap();
        let opinion = if self.chance.one_in(9) { "not-fit" } else { "fit" };
        self.ok(&json!({"op": "validation.record", "model": model, "validator": "berg", "independent": true,
            "opinion": opinion, "summary": "looked at", "issued_on": "today"}));
        self.ok(&json!({"op": "risk.identify", "model": model, "category": "fairness", "statement": "Offers differ by group",
            "likelihood": 3, "impact": 4, "residual_likelihood": score / 4, "residual_impact": 4, "owner": owner}));
        let submission = format!("INT-{:04}", self.models);
        self.ok(&json!({"op": "submission.triage", "submission": submission, "reviewer": "berg"}));
        self.ok(&json!({"op": "assessment.record", "model": model, "submission": submission, "summary": "assessed", "second_reviewer": "weiss",
            "residual_likelihood": 1, "residual_impact": 4, "recommendation": "approve", "state": "final", "author": "berg"}));
        self.ok(&json!({"op": "submission.ready", "submission": submission}));
        if score > 4 {
            self.ok(&json!({"op": "acceptance.propose", "kind": "risk", "model": model, "risks": format!("RSK-{:04}", self.models),
                "rationale": "known", "alternatives": "none", "controls": "review @lin", "requester": requester,
                "accountable_exec": "moreau", "signed_on": "today", "expiry": "+60d"}));
        }
        if tier > 2 && self.chance.one_in(2) {
            let signers = if kind == "emergency-patch" || tier == 4 { "okafor; oka" } else { "okafor; weiss" };
            self.may(
                &json!({"op": "decision.sign", "submission": submission, "outcome": "approve", "motion": "approved",
                "rationale": "small", "signers": signers}),
            );
        }
    }

    /// The week before a meeting.
    pub fn week(&mut self, day: DateTime<Utc>) {
        self.now = self.now.max(day - TimeDelta::days(5));
        for _ in 0..=self.chance.below(2) {
            self.intake();
        }
        let view = self.store.view();
        let decisions: Vec<Row<Decision>> = (1..=view.last_number(RecordKind::Decision).unwrap())
            .filter_map(|number| view.find::<Decision>(number).unwrap())
            .collect();
        for row in decisions {
            let id = row.id().to_string();
            if row.outcome == Outcome::Escalate && row.state.status.stands() && row.state.answered_on.0.is_none() {
                let actor = self.chance.of(&["moreau", "berg"]);
                self.act(&json!({"op": "decision.answer", "decision": id, "text": "Go ahead, and report."}), actor)
                    .unwrap();
            } else if row.meeting.0 == 0 && row.state.status == DecisionStatus::Final && self.chance.one_in(12) {
                self.may(&json!({"op": "decision.pull", "decision": id, "reason": "to be looked at"}));
            }
        }
        let released: Vec<Row<Version>> = (1..=self.store.view().last_number(RecordKind::Version).unwrap())
            .filter_map(|number| self.store.view().find::<Version>(number).unwrap())
            .filter(|row| row.state.approval == Approval::Approved && row.released_on.0.is_none())
            .collect();
        for row in released.iter().take(2) {
            self.may(&json!({"op": "version.release", "version": row.id().to_string()}));
        }
    }

    /// The agenda: what is due, and one matter by hand, after it was published.
    pub fn agenda(&mut self, meeting: MeetingId, week: u32) {
        let view = self.store.view();
        let policy = board::policy_in_force(&view).unwrap();
        let today = self.now.date_naive();
        let mut due = agenda::propose(&view, &policy, today, meeting).unwrap();
        due.retain(|one| one.due && one.blocked.is_none());
        // Some weeks the chair forgets what waits for ratification: it lapses if the board is quorate.
        if week.is_multiple_of(3) {
            due.retain(|one| !one.item.title.as_str().starts_with("Ratify"));
        }
        due.truncate(14);
        let env = Env { now: self.now, actor: "okafor".into(), rehearsal: false };
        let batch = agenda::batch(meeting, due.into_iter().map(|one| one.item));
        board::execute(&mut self.store, &batch.into(), &env).unwrap();
        let matter = json!({"op": "item.add", "meeting": meeting.to_string(), "subject": format!("MDL-{:04}", 1 + self.chance.below(self.models as usize))});
        if self.store.view().items(meeting).unwrap().is_empty() {
            self.ok(&json!({"op": "item.add", "meeting": meeting.to_string(), "title": "Order of business", "kind": "information"}));
        }
        self.ok(&json!({"op": "meeting.publish", "meeting": meeting.to_string()}));
        self.may(&matter);
    }
}
