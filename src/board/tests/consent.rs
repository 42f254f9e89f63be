//! The consent agenda: what passing it decides, and what a voter pulls from it.

use serde_json::json;

use super::Bench;
use crate::domain::ids::MeetingId;
use crate::domain::record::{Acceptance, Decision, Item, Meeting, Risk, Submission, Version};
use crate::domain::states::{
    AcceptanceState, Approval, DecisionStatus, Disposition, MeetingState, RiskState, SubmissionState,
};

const THERE: &str = "okafor; weiss; lixue; rao; adeyemi; lin; haddad";

/// Two tier-3 models: one with a decision signed outside the meeting, one with a submission that is ready and a
/// proposed renewal of an acceptance.
fn board() -> Bench {
    let mut bench = Bench::new();
    for (at, name) in [(1, "route-eta"), (2, "eta-maps")] {
        let model = format!("MDL-{at:04}");
        let submission = format!("INT-{at:04}");
        bench.ok(
            json!({"op": "model.register", "name": name, "owner": "silva", "purpose": "Delivery windows", "tier": 3,
            "tier_rationale": "seen and corrected within a day", "accountable_exec": "moreau"}),
        );
        bench.ok(json!({"op": "submission.submit", "model": model, "kind": "retrain", "version": "8", "requester": "oka", "summary": "Retrain"}));
        for kind in
            ["model-card", "attestation", "data-statement", "evaluation-report", "monitoring-plan", "change-log"]
        {
            bench.ok(json!({"op": "artifact.receive", "kind": kind, "model": model, "state": "accepted"}));
        }
        bench.ok(json!({"op": "assessment.record", "model": model, "summary": "low", "residual_likelihood": 1,
            "residual_impact": 3, "recommendation": "approve", "state": "final"}));
        bench.ok(json!({"op": "submission.triage", "submission": submission, "reviewer": "berg"}));
        bench.ok(json!({"op": "submission.ready", "submission": submission}));
    }
    bench.ok(json!({"op": "risk.identify", "model": "MDL-0002", "statement": "Stale maps", "likelihood": 2, "impact": 2, "owner": "silva"}));
    bench.ok(json!({"op": "decision.sign", "submission": "INT-0001", "outcome": "approve", "motion": "route-eta 8 is approved",
        "rationale": "small gain", "signers": "okafor; weiss"}));
    for renews in ["", "ACC-0001"] {
        bench.ok(json!({"op": "acceptance.propose", "kind": "risk", "model": "MDL-0002", "risks": "RSK-0001", "rationale": "maps are renewed monthly",
            "alternatives": "none", "controls": "compare weekly @silva", "requester": "oka", "accountable_exec": "moreau",
            "signed_on": "today", "expiry": "+90d", "renewal_of": renews}));
        if renews.is_empty() {
            bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
        }
    }
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-16"}));
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "title": "Hello"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0001", "present": THERE}));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-23"}));
    for (subject, kind) in
        [("MRB-0001", "minutes"), ("DEC-0001", "consent"), ("INT-0002", "decision"), ("ACC-0002", "decision")]
    {
        bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "subject": subject, "kind": kind, "consent": "yes"}));
    }
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "title": "Any other business", "kind": "information"}));
    bench
}

fn open(bench: &mut Bench, present: &str) {
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0002", "present": present}));
}

#[test]
fn passing_the_consent_agenda_decides_what_is_on_it() {
    let mut bench = board();
    let pass = json!({"op": "meeting.consent", "meeting": "MRB-0002"});
    bench.refused(&pass);
    open(&mut bench, "okafor; weiss");
    let refusal = bench.refused(&pass);
    assert!(refusal.subject.starts_with("item 1, "), "without quorum nothing passes: {refusal}");
    for person in ["lixue", "rao", "adeyemi", "lin", "haddad"] {
        bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0002", "person": person}));
    }
    bench.refused(json!({"op": "meeting.consent", "meeting": "MRB-0002", "items": "ITM-0002; ITM-0003"}));
    bench
        .ok(json!({"op": "meeting.consent", "meeting": "MRB-0002", "items": "ITM-0002; ITM-0003; ITM-0004; ITM-0005"}));
    let view = bench.store.view();
    assert_eq!(view.get::<Meeting>(1).unwrap().state.state, MeetingState::MinutesAdopted);
    assert_eq!(view.get::<Submission>(2).unwrap().state.state, SubmissionState::Decided);
    let granted = view.get::<Acceptance>(2).unwrap();
    assert_eq!(granted.state.state, AcceptanceState::Active);
    assert_eq!(view.get::<Risk>(1).unwrap().fields.state, RiskState::Accepted);
    assert_eq!(view.get::<Decision>(granted.state.decision.0).unwrap().item.0, 5);
    let became: Vec<Disposition> =
        view.items(MeetingId(2)).unwrap().iter().map(|item| item.state.disposition).collect();
    assert_eq!(
        became,
        [Disposition::Decided, Disposition::Noted, Disposition::Decided, Disposition::Decided, Disposition::Open]
    );
    assert_eq!(view.get::<Meeting>(2).unwrap().state.current.0, 6, "the board turns to what is left");
    bench.refused(&pass);
    bench.ok(json!({"op": "undo"}));
    assert_eq!(bench.store.view().get::<Acceptance>(2).unwrap().state.state, AcceptanceState::Proposed);
    bench.sound();
}

#[test]
fn what_is_pulled_in_session_is_suspended_and_its_submission_takes_its_place() {
    let mut bench = board();
    open(&mut bench, THERE);
    let off =
        json!({"op": "item.revise", "id": "ITM-0003", "consent": "no", "reason": "the islands were not looked at"});
    let refusal = bench.act(&off, "berg").expect_err("the secretary has no vote");
    assert!(refusal.hint.contains("--voter"), "{refusal}");
    bench.act(&off, "lixue").unwrap();
    let view = bench.store.view();
    let standing = (
        view.get::<Decision>(1).unwrap().state.status,
        view.get::<Version>(1).unwrap().state.approval,
        view.get::<Submission>(1).unwrap().state.state,
    );
    assert_eq!(standing, (DecisionStatus::Provisional, Approval::Provisional, SubmissionState::Scheduled));
    assert_eq!(view.get::<Item>(3).unwrap().state.disposition, Disposition::Removed);
    let items = view.items(MeetingId(2)).unwrap();
    let place = items.iter().position(|item| item.number == 7).unwrap();
    assert_eq!((place, items[place].consent.0), (1, false), "where the signed decision stood");
    assert!(items[place].why.as_str().starts_with("DEC-0001 pulled by lixue"), "{}", items[place].why);
    bench.ok(json!({"op": "decision.record", "item": "ITM-0007", "outcome": "reject", "motion": "Resolved: rejected.",
        "rationale": "the islands", "method": "without-objection"}));
    let view = bench.store.view();
    assert_eq!(view.get::<Decision>(1).unwrap().state.status, DecisionStatus::Superseded);
    assert_eq!(view.get::<Version>(1).unwrap().state.approval, Approval::Rejected);
    bench.sound();
}

#[test]
fn what_is_pulled_between_meetings_comes_back_as_its_submission() {
    let mut bench = board();
    let pull = json!({"op": "decision.pull", "decision": "DEC-0001", "reason": "islands", "voter": "lixue"});
    assert!(
        bench
            .act(&json!({"op": "decision.pull", "decision": "DEC-0001", "reason": "islands", "voter": "berg"}), "berg")
            .is_err()
    );
    bench.act(&pull, "berg").unwrap();
    let view = bench.store.view();
    assert_eq!(view.decisions_delegated().unwrap().len(), 0, "it is no longer for consent");
    let pulled = view.decision_pulled_on(&view.get::<Submission>(1).unwrap());
    assert!(pulled.unwrap().is_some());
    assert_eq!(
        view.get::<Submission>(1).unwrap().state.state,
        SubmissionState::Scheduled,
        "in its place on the agenda"
    );
    bench.act(&json!({"op": "undo"}), "berg").unwrap();
    let view = bench.store.view();
    assert_eq!(view.get::<Decision>(1).unwrap().state.status, DecisionStatus::Final);
    assert_eq!(view.get::<Item>(3).unwrap().state.disposition, Disposition::Open);
    bench.sound();
}

#[test]
fn a_signed_decision_comes_before_the_next_meeting_whenever_it_was_signed() {
    let mut bench = board();
    let waiting = |bench: &Bench| {
        bench.store.view().decisions_delegated().unwrap().iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&bench), Vec::<u32>::new(), "it is on an agenda");
    open(&mut bench, THERE);
    bench.ok(json!({"op": "decision.sign", "submission": "INT-0002", "outcome": "approve", "motion": "eta-maps 8 is approved",
        "rationale": "small gain", "signers": "okafor; weiss"}));
    assert_eq!(waiting(&bench), [2], "signed while the meeting sits");
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    assert_eq!(waiting(&bench), [1, 2], "and what was carried over with it");
    bench.sound();
}

#[test]
fn no_record_brings_a_tier_2_matter_onto_the_consent_agenda() {
    let mut bench = Bench::new();
    bench.sitting();
    for person in ["haddad", "oka", "lixue"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
    }
    let mut motion = super::conditional();
    motion["votes"] = json!("okafor for\nweiss for");
    bench.ok(motion);
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "acceptance.propose", "model": "MDL-0001", "risks": "RSK-0001", "rationale": "small pilot", "controls": "review @lin",
        "requester": "adeyemi", "accountable_exec": "moreau", "signed_on": "today", "expiry": "+30d"}));
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30"}));
    let add = |subject: &str, consent: &str| json!({"op": "item.add", "meeting": "MRB-0002", "kind": "consent", "subject": subject, "consent": consent});
    for subject in ["DEC-0001", "ACC-0001", "INT-0001"] {
        let refusal = bench.refused(add(subject, "yes"));
        assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(19), "consent"), "{refusal}");
        assert!(refusal.sentence.starts_with(&format!("{subject} is tier 2")), "{refusal}");
    }
    // Nor does it get there later, nor by a tier that is lower meanwhile.
    bench.ok(add("DEC-0001", "no"));
    bench.ok(json!({"op": "item.revise", "id": "ITM-0003", "kind": "consent"}));
    let turn = json!({"op": "item.revise", "id": "ITM-0003", "consent": "yes"});
    assert_eq!(bench.refused(&turn).subject, "consent");
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 3, "rationale": "small", "signers": "okafor; weiss"}));
    assert_eq!(bench.refused(&turn).subject, "consent");
    // What concerns the model and decides nothing may stand there.
    bench.ok(add("RSK-0001", "yes"));
    bench.sound();
}

#[test]
fn a_tier_that_rises_keeps_what_stands_on_the_consent_agenda_from_passing() {
    let mut bench = board();
    bench.ok(json!({"op": "item.revise", "id": "ITM-0005", "consent": "no"}));
    open(&mut bench, THERE);
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 2, "rationale": "more people"}));
    bench.ok(json!({"op": "acceptance.propose", "model": "MDL-0001", "kind": "policy-exception", "rationale": "pilot", "controls": "review @lin",
        "requester": "oka", "accountable_exec": "moreau", "signed_on": "today", "expiry": "+30d"}));
    let add = json!({"op": "item.add", "meeting": "MRB-0002", "subject": "ACC-0003", "consent": "yes"});
    assert_eq!(bench.refused(&add).subject, "consent");
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 3, "rationale": "fewer people", "signers": "okafor; weiss"}));
    bench.ok(add);
    bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 2, "rationale": "more people"}));
    let refusal = bench.refused(json!({"op": "meeting.consent", "meeting": "MRB-0002"}));
    assert!(refusal.sentence.contains("ACC-0003 is tier 2"), "{refusal}");
    bench.sound();
}
