//! Decisions outside the meeting: who signs, what they release, and how a voter pulls one.

use serde_json::{Value, json};

use super::Bench;
use crate::domain::record::{Decision, Submission, Version};
use crate::domain::refusal::Rule;
use crate::domain::states::{Approval, DecisionStatus, SubmissionState};

/// A tier-3 model with a submission of this kind, ready for a decision.
fn ready(kind: &str) -> Bench {
    let mut bench = Bench::new();
    bench.ok(
        json!({"op": "model.register", "name": "route-eta", "owner": "silva", "purpose": "Delivery windows", "tier": 3,
        "tier_rationale": "seen and corrected within a day", "accountable_exec": "moreau"}),
    );
    bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "kind": kind, "version": "8", "requester": "oka", "summary": "Retrain"}));
    for kind in ["model-card", "attestation", "data-statement", "evaluation-report", "monitoring-plan", "change-log"] {
        bench.ok(json!({"op": "artifact.receive", "kind": kind, "model": "MDL-0001", "state": "accepted"}));
    }
    bench.ok(json!({"op": "assessment.record", "model": "MDL-0001", "summary": "low", "residual_likelihood": 1,
        "residual_impact": 3, "recommendation": "approve", "state": "final"}));
    bench.ok(json!({"op": "submission.triage", "submission": "INT-0001", "reviewer": "berg"}));
    bench.ok(json!({"op": "submission.ready", "submission": "INT-0001"}));
    bench
}

fn signed(signers: &str) -> Value {
    json!({"op": "decision.sign", "submission": "INT-0001", "outcome": "approve", "motion": "route-eta 8 is approved",
        "rationale": "small gain, nothing new", "signers": signers})
}

fn standing(bench: &Bench) -> (DecisionStatus, Approval, SubmissionState) {
    let view = bench.store.view();
    (
        view.get::<Decision>(1).unwrap().state.status,
        view.get::<Version>(1).unwrap().state.approval,
        view.get::<Submission>(1).unwrap().state.state,
    )
}

#[test]
fn two_signers_decide_on_tier_3_and_a_voter_pulls_it() {
    let mut bench = ready("retrain");
    bench.refused(signed("okafor"));
    assert_eq!(bench.refused(signed("okafor; silva")).rule, Some(Rule(3)), "the owner does not sign");
    bench.ok(signed("okafor; weiss"));
    assert_eq!(standing(&bench), (DecisionStatus::Final, Approval::Approved, SubmissionState::Decided));
    let decision = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!((decision.meeting.0, decision.item.0, decision.voters_for.0.len()), (0, 0, 2));
    bench.refused(signed("okafor; weiss"));
    let pull = json!({"op": "decision.pull", "decision": "DEC-0001", "reason": "the islands were not looked at"});
    assert!(bench.act(&pull, "berg").is_err(), "the secretary has no vote");
    bench.act(&pull, "lixue").unwrap();
    assert_eq!(standing(&bench), (DecisionStatus::Provisional, Approval::Provisional, SubmissionState::Ready));
    assert!(bench.act(&pull, "lixue").is_err(), "it is pulled once");
    let refusal = bench.refused(signed("haddad; weiss"));
    assert!(refusal.sentence.contains("until the board has decided"), "signing again settles nothing: {refusal}");
    bench.sound();
}

#[test]
fn what_is_signed_rests_on_evidence_that_still_stands() {
    for spoiled in [
        json!({"op": "artifact.revise", "id": "ART-0003", "state": "rejected", "reason": "of another model"}),
        json!({"op": "artifact.revise", "id": "ART-0003", "valid_until": "2026-11-22", "reason": "it ended"}),
    ] {
        let mut bench = ready("retrain");
        bench.ok(spoiled);
        for outcome in ["approve", "conditional"] {
            let mut asked = signed("okafor; weiss");
            asked["outcome"] = json!(outcome);
            if outcome == "conditional" {
                asked["conditions"] = json!("report @lin +3w !post test: filed");
            }
            let refusal = bench.refused(asked);
            assert_eq!((refusal.rule, refusal.subject.as_str()), (Some(Rule(9)), "artifacts"), "{refusal}");
        }
        let mut rejected = signed("okafor; weiss");
        rejected["outcome"] = json!("reject");
        bench.ok(rejected);
        bench.sound();
    }
    // An emergency does not wait for it.
    let mut bench = ready("emergency-patch");
    bench.ok(json!({"op": "artifact.revise", "id": "ART-0003", "state": "rejected", "reason": "of another model"}));
    bench.ok(signed("okafor; berg"));
}

#[test]
fn the_board_decides_on_what_was_pulled() {
    let mut bench = ready("retrain");
    bench.ok(signed("okafor; weiss"));
    bench.act(&json!({"op": "decision.pull", "decision": "DEC-0001", "reason": "islands"}), "lixue").unwrap();
    bench.ok(json!({"op": "meeting.draft", "date": "today"}));
    bench.ok(json!({"op": "submission.schedule", "submission": "INT-0001", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0001", "present": "okafor; weiss; lixue; rao; adeyemi; lin; haddad"}));
    bench.ok(
        json!({"op": "decision.record", "item": "ITM-0001", "outcome": "approve", "motion": "Resolved: it stands.",
        "rationale": "the islands were looked at", "method": "without-objection", "supersedes": "DEC-0001"}),
    );
    assert_eq!(standing(&bench), (DecisionStatus::Superseded, Approval::Approved, SubmissionState::Decided));
    bench.refused(json!({"op": "decision.pull", "decision": "DEC-0002", "reason": "once more"}));
    bench.sound();
}

/// Another submission for the same version, ready.
fn again(bench: &mut Bench, kind: &str) -> Value {
    bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "kind": kind, "version": "8", "requester": "oka", "summary": "Again"}));
    bench.ok(json!({"op": "submission.triage", "submission": "INT-0002", "reviewer": "berg"}));
    bench.ok(json!({"op": "assessment.record", "model": "MDL-0001", "submission": "INT-0002", "summary": "low", "residual_likelihood": 1,
        "residual_impact": 3, "recommendation": "approve", "state": "final"}));
    bench.ok(json!({"op": "submission.ready", "submission": "INT-0002"}));
    let mut ask = signed("okafor; weiss");
    ask["submission"] = json!("INT-0002");
    ask
}

#[test]
fn what_was_pulled_is_not_signed_through_another_submission() {
    for kind in ["retrain", "emergency-patch"] {
        let mut bench = ready("retrain");
        bench.ok(signed("okafor; weiss"));
        bench.act(&json!({"op": "decision.pull", "decision": "DEC-0001", "reason": "islands"}), "lixue").unwrap();
        bench.ok(json!({"op": "submission.withdraw", "submission": "INT-0001", "reason": "another way"}));
        let mut sign = again(&mut bench, kind);
        if kind == "emergency-patch" {
            sign["signers"] = json!("okafor; berg");
        }
        let refusal = bench.refused(&sign);
        assert!(refusal.sentence.contains("DEC-0001 on the same version was pulled"), "{kind}: {refusal}");
    }
    // What the board decides through it settles what was pulled, and is not signed away again.
    let mut bench = ready("retrain");
    bench.ok(signed("okafor; weiss"));
    bench.act(&json!({"op": "decision.pull", "decision": "DEC-0001", "reason": "islands"}), "lixue").unwrap();
    let mut sign = again(&mut bench, "retrain");
    bench.ok(json!({"op": "meeting.draft", "date": "today"}));
    bench.ok(json!({"op": "submission.schedule", "submission": "INT-0002", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0001", "present": "okafor; weiss; lixue; rao; adeyemi; lin; haddad"}));
    bench.ok(json!({"op": "decision.record", "item": "ITM-0001", "outcome": "reject", "motion": "Resolved: rejected.",
        "rationale": "the islands", "method": "without-objection"}));
    assert_eq!(standing(&bench), (DecisionStatus::Superseded, Approval::Rejected, SubmissionState::Ready));
    sign["submission"] = json!("INT-0001");
    let refusal = bench.refused(&sign);
    assert_eq!(refusal.rule, Some(Rule(12)), "{refusal}");
    assert_eq!(refusal.sentence, "8 was rejected by DEC-0002 in MRB-0001");
    bench.sound();
}

#[test]
fn an_emergency_patch_is_signed_by_the_chair_and_mrm_and_ends_soon() {
    let mut bench = ready("emergency-patch");
    bench.refused(signed("okafor; adeyemi"));
    bench.ok(signed("okafor; berg"));
    let decision = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!(decision.valid_until.0, "2026-12-07".parse().ok(), "ten business days, no meeting being planned");
    let refusal = bench.refused(json!({"op": "undo"}));
    assert_eq!((refusal.rule, refusal.subject.as_str()), (Some(Rule(12)), "undo"), "{refusal}");
    assert!(refusal.hint.contains("pull"), "{refusal}");
    assert_eq!(standing(&bench), (DecisionStatus::Final, Approval::Approved, SubmissionState::Decided));
    bench.sound();
}

#[test]
fn an_emergency_is_one_from_the_start_and_is_not_signed_twice() {
    let mut bench = ready("retrain");
    bench.refused(json!({"op": "submission.revise", "id": "INT-0001", "kind": "emergency-patch"}));
    bench.ok(json!({"op": "submission.revise", "id": "INT-0001", "kind": "new-context"}));
    let mut bench = ready("emergency-patch");
    bench.ok(signed("okafor; berg"));
    // Three weeks later it has lapsed, and another submission asks for the same.
    bench.now += chrono::TimeDelta::days(21);
    bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "kind": "emergency-patch", "version": "8", "requester": "oka", "summary": "Again"}));
    let mut again = signed("okafor; berg");
    again["submission"] = json!("INT-0002");
    let refusal = bench.refused(again.clone());
    assert!(refusal.sentence.contains("lapsed unratified"), "{refusal}");
    again["outcome"] = json!("reject");
    bench.ok(again);
}
