//! A board to meet: nine voting seats, one earlier meeting, and enough due for the next.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::board::{self, Env};
use crate::domain::moment::read_stamp;
use crate::domain::operation::Request;
use crate::policy::Policy;
use crate::store::Store;

/// A moment.
pub fn at(text: &str) -> DateTime<Utc> {
    read_stamp(text).expect("a stamp")
}

/// Executes one line of a script as the chair.
pub fn run(store: &mut Store, now: &str, line: &Value) {
    let env = Env { now: at(now), actor: "okafor".into(), rehearsal: true };
    let reading = board::reading(&Policy::default(), &env);
    let request = Request::read(line, &reading).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    board::execute(store, &request, &env).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
}

fn people(store: &mut Store, now: &str) {
    let rows = [
        ("okafor", "Amara Okafor", "mrm", "chair"),
        ("weiss", "Jürgen Weiß", "security", "vice-chair"),
        ("li", "李 雪", "privacy", "voter"),
        ("rao", "Rao Venkataraman", "ml", "voter"),
        ("adeyemi", "Nia Adeyemi", "product", "voter"),
        ("lin", "Mei Lin", "ml", "voter"),
        ("haddad", "Samir Haddad", "legal", "voter"),
        ("kim", "Jun Kim", "trust-safety", "voter"),
        ("silva", "Ana Silva", "mrm", "voter"),
        ("novak", "Petra Novak", "mrm", "secretary"),
        ("oka", "Oka Tanaka", "ml", "none"),
        ("stone", "Grace Stone", "executive", "none"),
    ];
    for (handle, name, function, seat) in rows {
        let exec = if handle == "stone" { "yes" } else { "no" };
        let line = json!({"op": "person.add", "handle": handle, "name": name, "function": function, "seat": seat,
                          "accountable_exec": exec});
        run(store, now, &line);
    }
}

fn models(store: &mut Store, now: &str) {
    run(
        store,
        now,
        &json!({"op": "model.register", "name": "credit-limit", "purpose": "sets limits for new customers",
        "kind": "predictive", "owner": "rao", "developers": "lin; oka", "accountable_exec": "stone",
        "exposure": "customer-facing", "fairness_applies": "yes", "privacy_applies": "yes", "security_applies": "yes",
        "tier": "1", "tier_rationale": "decides on people"}),
    );
    run(
        store,
        now,
        &json!({"op": "model.register", "name": "churn-llm", "purpose": "writes retention offers",
        "kind": "llm", "owner": "adeyemi", "developers": "oka", "accountable_exec": "stone", "exposure": "internal",
        "fairness_applies": "yes", "privacy_applies": "yes", "security_applies": "yes",
        "tier": "2", "tier_rationale": "generated text that people read"}),
    );
    for (model, version) in [("MDL-0001", "4.1"), ("MDL-0001", "4.2"), ("MDL-0002", "1.0")] {
        run(store, now, &json!({"op": "version.add", "model": model, "label": version}));
    }
    for rule in &Policy::default().artifact {
        for model in ["MDL-0001", "MDL-0002"] {
            let text = if rule.kind == "model-card" { "# Use\n\nLimits for *new* customers.\n" } else { "" };
            run(
                store,
                now,
                &json!({"op": "artifact.receive", "kind": rule.kind, "model": model, "state": "accepted",
                "title": rule.label, "received": "2026-11-01", "text": text}),
            );
        }
    }
    for (model, version) in [("MDL-0001", ""), ("MDL-0002", "1.0")] {
        run(
            store,
            now,
            &json!({"op": "validation.record", "model": model, "version": version, "summary": "validated",
            "validator": "silva", "independent": "yes", "opinion": "fit-with-limits", "issued_on": "2026-11-01"}),
        );
    }
}

/// Receives, triages and marks a submission ready.
fn submission(store: &mut Store, now: &str, number: u32, line: &Value) {
    run(store, now, line);
    let id = format!("INT-{number:04}");
    run(store, now, &json!({"op": "submission.triage", "submission": id, "reviewer": "silva"}));
    run(
        store,
        now,
        &json!({"op": "assessment.record", "model": line["model"], "submission": id, "summary": "assessed",
        "inherent_likelihood": "3", "inherent_impact": "3", "residual_likelihood": "2", "residual_impact": "3",
        "recommendation": "approve", "author": "silva", "second_reviewer": "okafor", "state": "final"}),
    );
    run(store, now, &json!({"op": "submission.ready", "submission": id}));
}

/// The earlier meeting, which approved version 4.1.
fn earlier(store: &mut Store) {
    let now = "2026-11-09T14:00:00.000Z";
    submission(
        store,
        "2026-11-03T09:00:00.000Z",
        1,
        &json!({"op": "submission.submit", "kind": "new-model",
        "model": "MDL-0001", "version": "4.1", "requester": "oka", "summary": "first release", "ask": "approve v4.1"}),
    );
    run(store, now, &json!({"op": "meeting.draft", "date": "2026-11-09", "time": "14:00", "length": "60"}));
    run(store, now, &json!({"op": "submission.schedule", "submission": "INT-0001", "meeting": "MRB-0001"}));
    let all = "okafor; weiss; li; rao; adeyemi; lin; haddad; kim; silva; novak";
    run(store, now, &json!({"op": "meeting.open", "meeting": "MRB-0001", "present": all}));
    run(
        store,
        now,
        &json!({"op": "decision.record", "item": "ITM-0001", "outcome": "approve",
        "motion": "Resolved: v4.1 is approved.",
        "votes": "okafor y\nweiss y\nli y\nadeyemi y\nhaddad y\nkim y\nsilva n"}),
    );
    run(store, "2026-11-09T14:40:00.000Z", &json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
}

/// What is due for the next meeting: minutes, an incident, two submissions, a condition, an expiring acceptance.
pub fn board() -> Store {
    let mut store = Store::in_memory().expect("a store");
    let env = Env { now: at("2026-11-02T09:00:00.000Z"), actor: "okafor".into(), rehearsal: true };
    board::begin(&mut store, "Model Review Board", &env).expect("a board");
    let now = "2026-11-02T09:00:00.000Z";
    people(&mut store, now);
    models(&mut store, now);
    earlier(&mut store);
    let now = "2026-11-16T09:00:00.000Z";
    run(&mut store, now, &json!({"op": "model.revise", "id": "MDL-0001", "regions": "DE"}));
    submission(
        &mut store,
        now,
        2,
        &json!({"op": "submission.submit", "kind": "retrain", "model": "MDL-0001",
        "version": "4.2", "requester": "oka", "summary": "retrain on 2026-Q3",
        "ask": "approve the retrain on 2026-Q3 data"}),
    );
    submission(
        &mut store,
        now,
        3,
        &json!({"op": "submission.submit", "kind": "new-model", "model": "MDL-0002",
        "version": "1.0", "requester": "oka", "summary": "retention offers", "ask": "approve v1.0"}),
    );
    run(
        &mut store,
        now,
        &json!({"op": "incident.report", "title": "drift spike", "severity": "2", "model": "MDL-0001",
        "lead": "kim"}),
    );
    run(
        &mut store,
        now,
        &json!({"op": "followup.open", "title": "quarterly drift report", "kind": "action",
        "model": "MDL-0001", "owner": "lin", "due": "2026-11-25", "severity": "high", "verifier": "silva"}),
    );
    run(
        &mut store,
        now,
        &json!({"op": "meeting.draft", "date": "2026-11-23", "time": "14:00", "place": "room 4",
        "length": "60"}),
    );
    store
}

/// The same board with a high risk on the first model, so that R02 asks for an acceptance.
pub fn board_at_risk() -> Store {
    let mut store = board();
    run(
        &mut store,
        "2026-11-17T09:00:00.000Z",
        &json!({"op": "risk.identify", "model": "MDL-0001",
        "statement": "because segment B is new, limits may be too high, so that people fall into debt",
        "likelihood": "3", "impact": "4", "owner": "rao"}),
    );
    store
}

/// The one risk of [`board_at_risk`] accepted until the first of December.
pub fn accept_the_risk(store: &mut Store, now: &str) {
    run(
        store,
        now,
        &json!({"op": "acceptance.propose", "model": "MDL-0001", "risks": "RSK-0001",
        "rationale": "bounded exposure", "controls": "manual review @kim", "requester": "oka",
        "accountable_exec": "stone", "signed_on": "2026-11-18", "effective": "2026-11-18", "expiry": "2026-12-01"}),
    );
    run(store, now, &json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
}

/// A board whose second meeting approved a version by this motion without quorum, and is over.
pub fn provisional(motion: &str, now: &str) -> Store {
    let mut store = board();
    run(&mut store, now, &json!({"op": "submission.schedule", "submission": "INT-0003", "meeting": "MRB-0002"}));
    run(&mut store, now, &json!({"op": "meeting.open", "meeting": "MRB-0002", "present": "okafor; weiss"}));
    run(
        &mut store,
        now,
        &json!({"op": "decision.record", "item": "ITM-0002", "outcome": "approve", "motion": motion,
        "votes": "okafor y\nweiss y"}),
    );
    run(&mut store, now, &json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    store
}
