//! Incidents: moments kept as the state moves, words of the policy, exercises, communications.

use serde_json::json;

use super::Bench;
use crate::domain::ids::IncidentId;
use crate::domain::record::Incident;

fn with_model(bench: &mut Bench) {
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin"}));
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "4.1"}));
}

#[test]
fn each_state_leaves_its_moment_and_an_undo_takes_it_back() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "incident.report", "title": "leak", "severity": 3}));
    let state = |bench: &Bench| bench.store.view().get::<Incident>(1).unwrap().state;
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "state": "triaged"}));
    let triaged = state(&bench).triaged_at;
    assert_eq!(triaged.0, Some(bench.now));
    // A lesser one may skip: what was skipped has no moment.
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "state": "root-cause", "cause_category": "Data"}));
    assert_eq!((state(&bench).triaged_at, state(&bench).contained_at.0), (triaged, None));
    assert_eq!(state(&bench).cause_known_at.0, Some(bench.now));
    let closing = json!({"op": "incident.revise", "id": "INC-0001", "state": "closed", "resolved": "today"});
    let refusal = bench.refused(closing.clone());
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(17), "{refusal}");
    assert_eq!(refusal.sentence, "severity 3 does not close without how it was contained and a root cause");
    bench.ok(
        json!({"op": "incident.revise", "id": "INC-0001", "root_cause": "a stale feature", "contained_by": "rollback"}),
    );
    bench.ok(closing);
    assert_eq!(state(&bench).closed_at.0, Some(bench.now));
    bench.ok(json!({"op": "undo"}));
    assert_eq!((state(&bench).closed_at.0, state(&bench).triaged_at), (None, triaged));
    assert!(state(&bench).cause_known_at.0.is_some());
    bench.sound();
}

#[test]
fn what_an_incident_says_is_held_against_the_record_and_the_policy() {
    let mut bench = Bench::new();
    with_model(&mut bench);
    let report = |field: &str, value: &str| {
        let mut report = json!({"op": "incident.report", "title": "leak", "severity": 3, "model": "MDL-0001"});
        report[field] = json!(value);
        report
    };
    let refusal = bench.refused(report("version", "4.2"));
    assert_eq!(refusal.subject, "version");
    assert!(refusal.hint.contains("4.1"), "{refusal}");
    let refusal = bench.refused(report("cause_category", "dta"));
    assert!(refusal.subject == "cause_category" && refusal.hint.contains("did you mean `data`"), "{refusal}");
    assert_eq!(bench.refused(report("regulator_told", "+1d")).subject, "regulator_told");
    assert_eq!(bench.refused(json!({"op": "incident.report", "title": "leak", "version": "4.1"})).subject, "version");
    bench.ok(report("version", "4.1"));
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "cause_category": " DATA"}));
    assert_eq!(bench.store.view().get::<Incident>(1).unwrap().cause_category.as_str(), "data");
    let refusal = bench.refused(json!({"op": "incident.revise", "id": "INC-0001", "onset": "today", "detected": "2026-11-23T14:05:00Z", "resolved": "yesterday"}));
    assert_eq!(refusal.subject, "resolved", "{refusal}");
}

#[test]
fn communications_and_ticks_stand_on_the_timeline() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "incident.report", "title": "leak", "severity": 2}));
    bench.ok(json!({"op": "incident.entry", "incident": "INC-0001", "text": "11 informed", "told": "customers"}));
    bench.ok(json!({"op": "incident.entry", "incident": "INC-0001", "text": "name a lead", "step": "data-leakage:2"}));
    let tick = |step: &str| json!({"op": "incident.entry", "incident": "INC-0001", "text": "again", "step": step});
    for wrong in ["data-leakage:2", "data-leakage:0", "=cmd|calc", "the second step", "data leakage:2", "../x:1"] {
        assert_eq!(bench.refused(tick(wrong)).subject, "step", "{wrong}");
    }
    bench.ok(json!({"op": "undo"}));
    let timeline = bench.store.view().incident_timeline(IncidentId(1)).unwrap();
    let shown: Vec<(&str, &str, &str)> =
        timeline.iter().map(|one| (one.text.as_str(), one.told.as_str(), one.step.as_str())).collect();
    assert_eq!(shown, [("11 informed", "customers", "")], "the tick was taken back, not the communication");
    bench.ok(tick("data-leakage:2"));
    // A board's own runbook is known by its word.
    bench.ok(tick("our-hotline:11"));
    bench.sound();
}

#[test]
fn an_exercise_lifts_no_tier_and_stays_one() {
    let mut bench = Bench::new();
    with_model(&mut bench);
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 3, "rationale": "small", "signers": "okafor; weiss"}));
    bench.ok(
        json!({"op": "incident.report", "title": "tabletop", "severity": 1, "model": "MDL-0001", "onset": "yesterday",
        "exercise": true, "regulator": "suspected"}),
    );
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 3, "rationale": "small", "signers": "okafor; weiss"}));
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "state": "triaged"}));
    assert_eq!(
        bench.refused(json!({"op": "incident.revise", "id": "INC-0001", "exercise": false})).subject,
        "exercise"
    );
    assert_eq!(bench.store.view().incidents_to_report(bench.now.date_naive()).unwrap(), []);
}

#[test]
fn an_incident_closes_once_the_regulators_question_is_settled() {
    let mut bench = Bench::new();
    with_model(&mut bench);
    bench
        .ok(json!({"op": "incident.report", "title": "harm", "severity": 3, "model": "MDL-0001", "onset": "yesterday",
        "regulator": "suspected"}));
    for state in ["triaged", "contained", "root-cause", "actions"] {
        bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "state": state, "root_cause": "a feed", "containment": "off",
            "cause_category": "data"}));
    }
    let closing = json!({"op": "incident.revise", "id": "INC-0001", "state": "closed", "resolved": "today"});
    assert_eq!(bench.refused(closing.clone()).rule.map(|rule| rule.0), Some(16));
    let refusal = bench.refused(json!({"op": "incident.revise", "id": "INC-0001", "regulator": "no"}));
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(16), "regulator"), "{refusal}");
    let today = bench.now.date_naive();
    let to_report = |bench: &Bench| bench.store.view().incidents_to_report(today).unwrap().len();
    assert_eq!(to_report(&bench), 1, "the clock runs");
    let long_ago = json!({"op": "incident.revise", "id": "INC-0001", "regulator_told": "-40d"});
    assert_eq!(bench.refused(long_ago).subject, "regulator_told", "before anybody knew");
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "regulator_told": "today"}));
    assert_eq!(to_report(&bench), 0);
    bench.ok(closing);
    // Closed, it is not made lesser by the way.
    let lesser = json!({"op": "incident.revise", "id": "INC-0001", "severity": 4});
    assert_eq!(bench.refused(lesser).subject, "severity");
    bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "severity": 4, "reason": "two users, no harm"}));
}

#[test]
fn a_severe_incident_keeps_open_while_its_critical_action_does() {
    let mut bench = Bench::new();
    with_model(&mut bench);
    bench.ok(json!({"op": "risk.identify", "model": "MDL-0001", "statement": "a leak", "likelihood": 2, "impact": 2}));
    bench
        .ok(json!({"op": "incident.report", "title": "leak", "severity": 1, "model": "MDL-0001", "risks": "RSK-0001"}));
    assert_eq!(bench.store.view().get::<Incident>(1).unwrap().detected.0, Some(bench.now), "noticed now");
    bench.ok(json!({"op": "followup.open", "title": "attest devices", "source": "INC-0001", "severity": "critical", "owner": "lin"}));
    for state in ["triaged", "contained", "root-cause", "actions"] {
        bench.ok(json!({"op": "incident.revise", "id": "INC-0001", "state": state, "root_cause": "a feed", "containment": "off",
            "cause_category": "data"}));
    }
    let closing = json!({"op": "incident.revise", "id": "INC-0001", "state": "closed"});
    let refusal = bench.refused(closing.clone());
    assert_eq!(refusal.sentence, "severity 1 does not close with 1 critical corrective action to do");
    bench
        .act(&json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "https://x.example/1"}), "lin")
        .unwrap();
    bench.ok(json!({"op": "followup.close", "followup": "FUP-0001", "evidence": "https://x.example/1"}));
    bench.ok(closing);
}

#[test]
fn an_entry_is_not_dated_years_before_it_began() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "incident.report", "title": "leak", "severity": 3}));
    let entry = |at: &str| json!({"op": "incident.entry", "incident": "INC-0001", "text": "first complaint", "at": at});
    assert_eq!(bench.refused(entry("2020-01-01 10:00")).subject, "at");
    bench.ok(entry("2026-11-01 10:00"));
}
