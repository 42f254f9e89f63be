//! What is proposed for the next agenda: what goes on consent, and the reason of what comes back.

use boardroom::board::{Env, begin, execute, policy_in_force, reading};
use boardroom::domain::ids::MeetingId;
use boardroom::domain::operation::Request;
use boardroom::insight::agenda::{Proposal, propose};
use boardroom::store::Store;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

struct Board {
    store: Store,
    now: DateTime<Utc>,
}

impl Board {
    /// Two tier-3 models with a submission each, ready; and an acceptance in force on the second.
    fn new() -> Self {
        let mut store = Store::in_memory().unwrap();
        let now = "2026-11-02T09:00:00Z".parse().unwrap();
        begin(&mut store, "Board", &Env { now, actor: "okafor".into(), rehearsal: false }).unwrap();
        let mut board = Self { store, now };
        for (handle, function, seat) in
            [("okafor", "mrm", "chair"), ("weiss", "security", "voter"), ("lixue", "privacy", "voter")]
        {
            board
                .ok(&json!({"op": "person.add", "handle": handle, "name": handle, "function": function, "seat": seat}));
        }
        board.ok(&json!({"op": "person.add", "handle": "moreau", "name": "Moreau", "function": "executive", "accountable_exec": true}));
        board.ok(&json!({"op": "person.add", "handle": "silva", "name": "Silva", "function": "ml"}));
        for at in 1..=2 {
            let (model, submission) = (format!("MDL-{at:04}"), format!("INT-{at:04}"));
            board.ok(&json!({"op": "model.register", "name": format!("eta-{at}"), "owner": "silva", "purpose": "windows", "tier": 3, "tier_rationale": "small"}));
            board.ok(&json!({"op": "submission.submit", "model": model, "kind": "retrain", "version": "2", "requester": "silva", "summary": "Retrain"}));
            for kind in
                ["model-card", "attestation", "data-statement", "evaluation-report", "monitoring-plan", "change-log"]
            {
                board.ok(&json!({"op": "artifact.receive", "kind": kind, "model": model, "state": "accepted"}));
            }
            board.ok(&json!({"op": "assessment.record", "model": model, "summary": "low", "residual_likelihood": 1, "residual_impact": 3, "recommendation": "approve", "state": "final"}));
            board.ok(&json!({"op": "submission.triage", "submission": submission, "reviewer": "weiss"}));
            board.ok(&json!({"op": "submission.ready", "submission": submission}));
        }
        board.ok(&json!({"op": "risk.identify", "model": "MDL-0002", "statement": "stale", "likelihood": 2, "impact": 2, "owner": "silva"}));
        board.acceptance("", "today");
        board.ok(&json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
        board.ok(&json!({"op": "meeting.draft", "date": "2026-11-03"}));
        board
    }

    fn acceptance(&mut self, renews: &str, signed: &str) {
        self.ok(&json!({"op": "acceptance.propose", "kind": "risk", "model": "MDL-0002", "risks": "RSK-0001", "rationale": "renewed monthly",
            "alternatives": "none", "controls": "compare @silva", "requester": "silva", "accountable_exec": "moreau",
            "signed_on": signed, "expiry": "+90d", "renewal_of": renews}));
    }

    fn ok(&mut self, operation: &Value) {
        self.now += TimeDelta::minutes(1);
        let env = Env { now: self.now, actor: "okafor".into(), rehearsal: false };
        let policy = policy_in_force(&self.store.view()).unwrap();
        let request = Request::read(operation, &reading(&policy, &env)).unwrap();
        execute(&mut self.store, &request, &env).unwrap_or_else(|refusal| panic!("{operation}: {refusal}"));
    }

    fn proposed(&self, meeting: u32) -> Vec<Proposal> {
        let view = self.store.view();
        let policy = policy_in_force(&view).unwrap();
        propose(&view, &policy, self.now.date_naive(), MeetingId(meeting)).unwrap()
    }

    /// A meeting that was called to order, took nothing, and is over; the next is drafted.
    fn adjourned(&mut self, meeting: u32, next: &str) {
        let id = format!("MRB-{meeting:04}");
        self.ok(&json!({"op": "meeting.open", "meeting": id, "present": "okafor; weiss; lixue"}));
        self.ok(&json!({"op": "meeting.adjourn", "meeting": id}));
        self.ok(&json!({"op": "meeting.draft", "date": next}));
    }
}

fn about<'a>(proposed: &'a [Proposal], id: &str) -> Option<&'a Proposal> {
    proposed.iter().find(|one| one.item.subject.0.is_some_and(|subject| subject.to_string() == id))
}

#[test]
fn small_submissions_and_renewals_stand_on_the_consent_agenda() {
    let mut board = Board::new();
    board.acceptance("ACC-0001", "today");
    board.acceptance("ACC-0001", "");
    let proposed = board.proposed(1);
    let told = |id: &str| about(&proposed, id).map(|one| (one.item.consent.0, one.due, one.why().to_owned())).unwrap();
    assert!(told("INT-0001").0);
    let (consent, due, why) = told("ACC-0002");
    assert!(consent && due && why.starts_with("renews ACC-0001, which ends 2027-01-31"), "{why}");
    let (consent, due, why) = told("ACC-0003");
    assert!(!consent && due && why.contains("has not signed"), "{why}");
    let first_debated = proposed.iter().position(|one| !one.item.consent.0).unwrap();
    assert!(proposed[first_debated..].iter().all(|one| !one.item.consent.0), "consent comes before what is debated");
    board.now += TimeDelta::days(30);
    let late = board.proposed(1);
    let one = about(&late, "INT-0001").unwrap();
    assert!(one.item.consent.0 && one.why().contains("decision was due"), "overdue, and as small: {}", one.why());
}

#[test]
fn what_comes_back_says_why() {
    let mut board = Board::new();
    board.ok(&json!({"op": "decision.sign", "submission": "INT-0002", "outcome": "approve", "motion": "approved", "rationale": "small", "signers": "okafor; weiss"}));
    board.ok(&json!({"op": "submission.schedule", "submission": "INT-0001", "meeting": "MRB-0001"}));
    board.ok(
        &json!({"op": "item.add", "meeting": "MRB-0001", "subject": "DEC-0001", "kind": "consent", "consent": "yes"}),
    );
    board.adjourned(1, "2026-11-10");
    let proposed = board.proposed(2);
    let back = about(&proposed, "INT-0001").unwrap();
    assert!(back.why().ends_with("carried over in MRB-0001"), "{}", back.why());
    let signed = about(&proposed, "DEC-0001").unwrap();
    assert!(signed.item.consent.0 && signed.why().contains("carried over in MRB-0001"), "{}", signed.why());
    board.ok(&json!({"op": "decision.pull", "decision": "DEC-0001", "reason": "islands", "voter": "lixue"}));
    let proposed = board.proposed(2);
    assert!(about(&proposed, "DEC-0001").is_none(), "its submission comes in its stead");
    let pulled = about(&proposed, "INT-0002").unwrap();
    assert!(!pulled.item.consent.0 && pulled.why().contains("DEC-0001 was pulled"), "{}", pulled.why());
}
