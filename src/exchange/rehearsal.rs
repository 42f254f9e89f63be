//! A board in memory for the tests of this floor, made through the one door, with hostile text
//! wherever a person may type.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::hostile::EVIL;
use crate::board::{self, Env};
use crate::domain::operation::Request;
use crate::domain::value::Handle;
use crate::store::Store;

/// A board, its clock and whoever acts.
pub struct Rehearsal {
    pub store: Store,
    pub env: Env,
}

/// Hostile text of one line that begins as a formula does.
pub fn evil(what: &str) -> String {
    format!("=cmd {what} {EVIL}").chars().take(290).collect()
}

impl Rehearsal {
    /// A board with nothing on it.
    pub fn empty() -> Self {
        let now: DateTime<Utc> = "2026-11-02T09:00:00Z".parse().unwrap();
        let env = Env { now, actor: Handle::from("okafor"), rehearsal: false };
        let mut store = Store::in_memory().unwrap();
        board::begin(&mut store, "Model Review Board", &env).unwrap();
        Self { store, env }
    }

    /// Executes one operation, a minute after the last.
    pub fn run(&mut self, operation: &Value) -> board::Receipt {
        self.env.now += Duration::minutes(1);
        let policy = board::policy_in_force(&self.store.view()).unwrap();
        let request = Request::read(operation, &board::reading(&policy, &self.env)).unwrap();
        match board::execute(&mut self.store, &request, &self.env) {
            Ok(receipt) => receipt,
            Err(refusal) => panic!("{operation}: {refusal}"),
        }
    }

    pub fn all(&mut self, operations: &[Value]) {
        for operation in operations {
            self.run(operation);
        }
    }

    /// A board that has met twice: decisions of every fate, conditions, an acceptance, an incident.
    pub fn met() -> Self {
        let mut board = Self::empty();
        board.people();
        board.registers();
        board.first_meeting();
        board.second_meeting();
        board
    }

    fn people(&mut self) {
        let seats = [
            ("okafor", "mrm", "chair"),
            ("lin", "ml", "vice-chair"),
            ("novak", "product", "voter"),
            ("haddad", "security", "voter"),
            ("moreau", "privacy", "voter"),
            ("silva", "legal", "voter"),
            ("brandt", "mrm", "secretary"),
            ("weiss", "executive", "none"),
            ("ito", "ml", "none"),
        ];
        for (handle, function, seat) in seats {
            self.run(&json!({ "op": "person.add", "handle": handle, "name": format!("{handle} {}", evil("name")), "function": function,
                "seat": seat, "email": format!("{handle}@example.org"), "account_id": if handle == "ito" { String::new() } else { format!("5b10:{handle}") },
                "accountable_exec": if handle == "weiss" { "yes" } else { "no" } }));
        }
    }

    fn registers(&mut self) {
        self.all(&[
            json!({ "op": "model.register", "name": evil("model"), "purpose": evil("purpose"), "owner": "ito", "kind": "llm",
                "accountable_exec": "weiss", "regions": "EU; US", "limitations": evil("limits"), "tier": 3,
                "tier_rationale": evil("tier"), "external_key": "src-1", "stage": "production" }),
            json!({ "op": "model.register", "name": "Churn", "owner": "ito", "tier": 4, "tier_rationale": "small" }),
            json!({ "op": "risk.identify", "model": "MDL-0001", "category": "fairness", "statement": evil("risk"), "likelihood": 3,
                "impact": 4, "residual_likelihood": 2, "residual_impact": 3, "owner": "ito", "controls": evil("control") }),
            json!({ "op": "risk.identify", "statement": "portfolio-wide", "category": "privacy" }),
            json!({ "op": "acceptance.propose", "model": "MDL-0001", "risks": "RSK-0001", "rationale": evil("why"),
                "controls": format!("{} @ito", "review by hand"), "requester": "ito", "accountable_exec": "weiss",
                "effective": "2026-11-02", "expiry": "2026-12-01" }),
            json!({ "op": "acceptance.activate", "acceptance": "ACC-0001" }),
            json!({ "op": "incident.report", "title": evil("incident"), "severity": 2, "model": "MDL-0001", "lead": "haddad",
                "regulator": "suspected", "scope": evil("scope") }),
            json!({ "op": "submission.submit", "kind": "retrain", "model": "MDL-0001", "version": "4.2", "requester": "ito",
                "summary": evil("summary"), "ask": evil("ask"), "external_key": "jira-1" }),
            json!({ "op": "followup.open", "title": evil("follow-up"), "kind": "finding", "owner": "ito", "due": "2026-11-03",
                "verifier": "lin", "severity": "critical", "model": "MDL-0001" }),
            json!({ "op": "followup.open", "title": "done since", "owner": "ito", "due": "2026-11-20", "verifier": "okafor" }),
            json!({ "op": "followup.start", "followup": "FUP-0002" }),
            json!({ "op": "followup.hand-in", "followup": "FUP-0002", "evidence": "https://example.org/a?b=1&c=2" }),
        ]);
    }

    fn first_meeting(&mut self) {
        self.all(&[
            json!({ "op": "meeting.draft", "date": "2026-11-04", "time": "14:00", "place": "Room 1" }),
            json!({ "op": "item.add", "meeting": "MRB-0001", "kind": "information", "title": "Opening" }),
            json!({ "op": "meeting.open", "meeting": "MRB-0001", "present": "okafor; lin" }),
            json!({ "op": "meeting.adjourn", "meeting": "MRB-0001" }),
            json!({ "op": "followup.close", "followup": "FUP-0002", "note": "done" }),
            json!({ "op": "meeting.draft", "date": "2026-11-18", "time": "14:00", "place": evil("place") }),
            json!({ "op": "meeting.draft", "date": "2026-12-02", "time": "14:00", "place": "Room 2" }),
        ]);
    }

    fn second_meeting(&mut self) {
        self.env.now = "2026-11-18T13:59:00Z".parse().unwrap();
        self.all(&[
            json!({ "op": "item.add", "meeting": "MRB-0002", "kind": "minutes", "subject": "MRB-0001", "title": "Minutes of MRB-0001" }),
            json!({ "op": "item.add", "meeting": "MRB-0002", "kind": "decision", "subject": "MDL-0001", "title": evil("item"), "presenter": "ito" }),
            json!({ "op": "item.add", "meeting": "MRB-0002", "kind": "decision", "subject": "MDL-0002", "title": "Churn, tier", "consent": "yes" }),
            json!({ "op": "item.add", "meeting": "MRB-0002", "kind": "incident", "subject": "INC-0001" }),
            json!({ "op": "item.add", "meeting": "MRB-0002", "kind": "decision", "title": "Working hours" }),
            json!({ "op": "item.add", "meeting": "MRB-0002", "kind": "information", "title": "Never reached" }),
            json!({ "op": "meeting.open", "meeting": "MRB-0002", "present": "okafor; lin; novak; haddad; moreau; brandt" }),
            json!({ "op": "meeting.adopt-minutes", "meeting": "MRB-0001", "adopted_in": "MRB-0002", "note": evil("corrections") }),
            json!({ "op": "item.note", "item": "ITM-0002" }),
            json!({ "op": "recusal.record", "item": "ITM-0003", "person": "novak", "reason": evil("recusal") }),
            json!({ "op": "decision.record", "item": "ITM-0003", "outcome": "suspend", "motion": evil("motion"), "mover": "lin",
                "rationale": evil("rationale"), "contested": evil("contested"), "dissent": evil("dissent"),
                "conditions": [{ "text": evil("condition"), "owner": "ito", "due": "2026-12-01", "gate": "pre-release" }],
                "exec_signoff": "weiss", "votes": ["okafor for", "lin for", "haddad against", "moreau for"] }),
            json!({ "op": "meeting.depart", "meeting": "MRB-0002", "person": "haddad" }),
            json!({ "op": "meeting.depart", "meeting": "MRB-0002", "person": "moreau" }),
            json!({ "op": "decision.record", "item": "ITM-0004", "outcome": "set-tier", "new_tier": 3, "motion": "Set tier 3",
                "rationale": "more use", "votes": ["okafor for", "lin for", "novak for"] }),
            json!({ "op": "decision.record", "item": "ITM-0006", "outcome": "procedural", "motion": "Meet earlier",
                "votes": ["okafor against", "lin against", "novak for"] }),
            json!({ "op": "note.take", "meeting": "MRB-0002", "item": "ITM-0005", "text": evil("note") }),
            json!({ "op": "note.take", "meeting": "MRB-0002", "text": "kept private", "private": "yes" }),
            json!({ "op": "followup.open", "title": "Write to the vendor", "source": "MRB-0002", "owner": "weiss", "due": "+2w" }),
            json!({ "op": "meeting.recess", "meeting": "MRB-0002" }),
            json!({ "op": "meeting.resume", "meeting": "MRB-0002" }),
            json!({ "op": "item.note", "item": "ITM-0005" }),
            json!({ "op": "meeting.adjourn", "meeting": "MRB-0002" }),
        ]);
    }
}
