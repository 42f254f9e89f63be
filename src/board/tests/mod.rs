//! Operations in, events or refusals out: a board in memory, spoken to in the words of a script.

mod acceptance;
mod breach;
mod change;
mod consent;
mod criteria;
mod delegated;
mod evasion;
mod incident;
mod lapse;
mod meeting;
mod motion;
mod oversight;
mod procedure;
mod records;
mod refused;
mod register;
mod remark;
mod separation;
mod settled;
mod substance;
mod tiers;
mod triage;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Env, Receipt, begin, execute, policy_in_force, reading};
use crate::domain::Refusal;
use crate::domain::operation::Request;
use crate::domain::value::Handle;
use crate::store::{Store, verify};

/// A board in memory, at a moment that moves on by a minute with every operation.
pub struct Bench {
    pub store: Store,
    pub now: DateTime<Utc>,
}

impl Bench {
    /// A board with nine voting seats, a secretary, an executive and an owner.
    pub fn new() -> Self {
        let mut store = Store::in_memory().unwrap();
        let now = "2026-11-23T14:00:00Z".parse().unwrap();
        let env = Env { now, actor: Handle::from("okafor"), rehearsal: false };
        begin(&mut store, "Model Review Board", &env).unwrap();
        let mut bench = Self { store, now };
        let people = [
            ("okafor", "mrm", "chair"),
            ("weiss", "security", "vice-chair"),
            ("lixue", "privacy", "voter"),
            ("rao", "ml", "voter"),
            ("adeyemi", "product", "voter"),
            ("lin", "ml", "voter"),
            ("oka", "ml", "voter"),
            ("haddad", "legal", "voter"),
            ("silva", "trust-safety", "voter"),
            ("berg", "mrm", "secretary"),
        ];
        for (handle, function, seat) in people {
            bench.ok(json!({"op": "person.add", "handle": handle, "name": handle, "function": function, "seat": seat}));
        }
        bench.ok(json!({"op": "person.add", "handle": "moreau", "name": "Claire Moreau", "function": "executive", "accountable_exec": true}));
        bench
    }

    pub fn act(&mut self, operation: &Value, actor: &str) -> Result<Receipt, Refusal> {
        self.now += TimeDelta::minutes(1);
        let env = Env { now: self.now, actor: Handle::from(actor), rehearsal: false };
        let policy = policy_in_force(&self.store.view()).unwrap();
        let request = Request::read(operation, &reading(&policy, &env))?;
        execute(&mut self.store, &request, &env)
    }

    /// What the chair does must go through.
    pub fn ok(&mut self, operation: impl std::borrow::Borrow<Value>) -> Receipt {
        let operation = operation.borrow();
        let shown = operation.to_string();
        self.act(operation, "okafor").unwrap_or_else(|refusal| panic!("{shown}\n{refusal}"))
    }

    /// What the chair does must be refused, and nothing may change.
    pub fn refused(&mut self, operation: impl std::borrow::Borrow<Value>) -> Refusal {
        let before = self.store.view().head().unwrap();
        let operation = operation.borrow();
        let shown = operation.to_string();
        let refusal = match self.act(operation, "okafor") {
            Err(refusal) => refusal,
            Ok(receipt) => panic!("{shown}\nwent through: {receipt:?}"),
        };
        assert_eq!(self.store.view().head().unwrap(), before, "{shown} changed the record");
        assert!(!refusal.hint.is_empty(), "no way out: {refusal}");
        refusal
    }

    /// A tier-2 model, all in order, submitted, ready and on the agenda of a meeting in session.
    pub fn sitting(&mut self) {
        self.ok(json!({"op": "model.register", "name": "churn-llm", "owner": "rao", "developers": "lin", "exposure": "customer-facing",
            "accountable_exec": "moreau", "purpose": "Retention offers", "approved_uses": "Offers to customers", "tier": 2,
            "tier_rationale": "customer-facing generation", "fairness_applies": "yes", "privacy_applies": "yes", "security_applies": "yes"}));
        self.ok(json!({"op": "submission.submit", "model": "MDL-0001", "kind": "new-model", "version": "1.0", "requester": "adeyemi",
            "summary": "Release of churn-llm", "ask": "approve"}));
        let policy = policy_in_force(&self.store.view()).unwrap();
        let kinds: Vec<String> = policy.artifact.iter().map(|rule| rule.kind.as_str().to_owned()).collect();
        for kind in kinds {
            self.ok(json!({"op": "artifact.receive", "kind": kind, "model": "MDL-0001", "title": kind, "uri": "https://x.example",
                "author": "lin", "state": "accepted"}));
        }
        self.ok(json!({"op": "validation.record", "model": "MDL-0001", "validator": "berg", "independent": true,
            "opinion": "fit", "summary": "sound", "issued_on": "today"}));
        self.ok(json!({"op": "risk.identify", "model": "MDL-0001", "category": "fairness", "statement": "Offers differ by group",
            "likelihood": 2, "impact": 2, "residual_likelihood": 2, "residual_impact": 2, "owner": "rao"}));
        self.ok(json!({"op": "submission.triage", "submission": "INT-0001", "reviewer": "berg"}));
        self.ok(
            json!({"op": "assessment.record", "model": "MDL-0001", "submission": "INT-0001", "summary": "low residual",
            "residual_likelihood": 2, "residual_impact": 2, "recommendation": "approve", "state": "final", "author": "berg"}),
        );
        self.ok(json!({"op": "submission.ready", "submission": "INT-0001"}));
        self.ok(json!({"op": "meeting.draft", "title": "Weekly", "date": "2026-11-23", "time": "15:00", "chair": "okafor", "secretary": "berg"}));
        self.ok(json!({"op": "submission.schedule", "submission": "INT-0001", "meeting": "MRB-0001"}));
        self.ok(json!({"op": "item.add", "meeting": "MRB-0001", "title": "Any other business", "kind": "information"}));
        self.ok(json!({"op": "meeting.publish", "meeting": "MRB-0001"}));
        self.ok(json!({"op": "meeting.open", "meeting": "MRB-0001",
            "present": "okafor; weiss; lixue; rao; adeyemi; lin; oka; haddad"}));
    }

    /// The record holds together: chain and tables.
    pub fn sound(&self) {
        let report = verify(&self.store, &mut |_, _| true).unwrap();
        assert_eq!(report.differences, Vec::new());
    }
}

/// A conditional approval of the first item with everybody who may vote for it.
pub fn conditional() -> Value {
    json!({"op": "decision.record", "item": "ITM-0001", "outcome": "conditional", "mover": "weiss",
        "motion": "Resolved: churn-llm 1.0 is approved with conditions", "rationale": "sound, drift unknown",
        "conditions": "quarterly drift report @lin +3w !post test: report filed\nsegment test @oka +2w !pre test: ks below 0.1",
        "method": "roll-call",
        "votes": "okafor for\nweiss for\nlixue for\noka for\nhaddad against"})
}
