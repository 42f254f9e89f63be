//! The main job: a meeting from the call to order to the adoption of its minutes.

use serde_json::json;

use super::{Bench, conditional};
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::record::{Decision, FollowUp, Meeting, Model, Note, Submission, Version};
use crate::domain::states::{
    Approval, DecisionStatus, Disposition, FollowUpKind, FollowUpState, MeetingState, Outcome, Stage, SubmissionState,
};

#[test]
fn a_conditional_approval_moves_model_version_and_submission_and_opens_its_conditions() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "note.take", "meeting": "MRB-0001", "item": "ITM-0001", "text": "Drift explained."}));
    let receipt = bench.ok(conditional());
    assert!(receipt.summary.contains("DEC-0001"), "{}", receipt.summary);
    let view = bench.store.view();
    let decision = view.get::<Decision>(1).unwrap();
    assert_eq!((decision.state.status, decision.outcome), (DecisionStatus::Final, Outcome::Conditional));
    assert_eq!((decision.voters_for.0.len(), decision.voters_against.0.len()), (4, 1));
    let recused: Vec<&str> = decision.recused.0.iter().map(crate::domain::value::Handle::as_str).collect();
    assert_eq!(recused, ["rao", "lin", "adeyemi"], "owner, developer and requester (R03)");
    let submission = view.get::<Submission>(1).unwrap();
    assert_eq!(submission.state.state, SubmissionState::Decided);
    let version = view.find::<Version>(1).unwrap().unwrap();
    assert_eq!((version.label.as_str(), version.state.approval), ("1.0", Approval::Conditional));
    let condition = view.get::<FollowUp>(2).unwrap();
    assert_eq!((condition.kind, condition.state.state), (FollowUpKind::Condition, FollowUpState::Open));
    assert_eq!(condition.due.0.unwrap().to_string(), "2026-12-07");
    assert_eq!(view.items(MeetingId(1)).unwrap()[0].state.disposition, Disposition::Decided);
    assert_ne!(view.get::<Model>(1).unwrap().stage, Stage::Production, "released by version.release alone");
    bench.sound();
}

#[test]
fn undo_takes_a_whole_decision_back_also_after_turning_to_the_next_item() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(conditional());
    bench.ok(json!({"op": "item.call", "item": "ITM-0002"}));
    let receipt = bench.ok(json!({"op": "undo"}));
    assert!(receipt.summary.contains("DEC-0001"), "{}", receipt.summary);
    assert!(bench.store.view().find::<Decision>(1).unwrap().is_none());
    assert!(bench.store.view().find::<FollowUp>(1).unwrap().is_none());
    assert_eq!(bench.store.view().get::<Submission>(1).unwrap().state.state, SubmissionState::Scheduled);
    bench.sound();
    bench.ok(json!({"op": "redo"}));
    assert_eq!(bench.store.view().get::<Submission>(1).unwrap().state.state, SubmissionState::Decided);
    bench.sound();
    bench.ok(json!({"op": "undo"}));
    bench.ok(conditional());
    assert_eq!(bench.store.view().get::<Decision>(2).unwrap().conditions.0.len(), 2, "numbers are not used twice");
    bench.sound();
}

#[test]
fn without_quorum_a_decision_is_provisional_and_releases_nothing() {
    let mut bench = Bench::new();
    bench.sitting();
    for person in ["haddad", "oka", "lixue"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
    }
    bench.ok(json!({"op": "decision.record", "item": "ITM-0001", "outcome": "approve", "mover": "weiss", "motion": "Resolved: approved",
        "rationale": "sound", "votes": "okafor for\nweiss for"}));
    let view = bench.store.view();
    assert_eq!(view.get::<Decision>(1).unwrap().state.status, DecisionStatus::Provisional);
    assert_eq!(view.get::<Version>(1).unwrap().state.approval, Approval::Provisional);
    bench.sound();
}

#[test]
fn a_lost_motion_leaves_the_item_undecided_and_another_may_follow() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "decision.record", "item": "ITM-0001", "outcome": "approve", "motion": "Resolved: approved", "rationale": "sound",
        "votes": "okafor for\nweiss against\nlixue against\noka abstain\nhaddad abstain"}));
    let lost = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!((lost.state.status, lost.valid_until.0), (DecisionStatus::Failed, None));
    assert_eq!(bench.store.view().get::<Submission>(1).unwrap().state.state, SubmissionState::Scheduled);
    bench.ok(json!({"op": "decision.record", "item": "ITM-0001", "outcome": "defer", "motion": "Resolved: deferred to the next meeting",
        "rationale": "a segment test is missing", "method": "without-objection"}));
    let view = bench.store.view();
    assert_eq!(view.get::<Submission>(1).unwrap().state.state, SubmissionState::Ready);
    assert_eq!(view.decisions_on(ItemId(1)).unwrap().len(), 2);
    bench.sound();
}

#[test]
fn adjournment_carries_over_and_adoption_locks() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "note.take", "meeting": "MRB-0001", "text": "A fire alarm at 14:20."}));
    bench.ok(json!({"op": "meeting.recess", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.resume", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    let view = bench.store.view();
    assert_eq!(view.get::<Meeting>(1).unwrap().state.state, MeetingState::Adjourned);
    assert_eq!(view.items(MeetingId(1)).unwrap()[0].state.disposition, Disposition::CarriedOver);
    assert_eq!(view.get::<Submission>(1).unwrap().state.state, SubmissionState::Ready);
    // Prose may be corrected until the minutes are adopted, outcomes not.
    bench.ok(json!({"op": "note.revise", "id": "NTE-0001", "text": "A fire alarm at 14:21."}));
    let refusal = bench.refused(conditional());
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(12), "{refusal}");
    let refusal = bench.refused(json!({"op": "meeting.adopt-minutes", "meeting": "MRB-0001"}));
    assert!(refusal.sentence.contains("none is in session"), "{refusal}");
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30"}));
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "title": "Hello"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0002", "present": "okafor; weiss; lixue; rao; oka"}));
    bench.ok(json!({"op": "meeting.adopt-minutes", "meeting": "MRB-0001"}));
    assert_eq!(bench.store.view().get::<Note>(1).unwrap().text.as_str(), "A fire alarm at 14:21.");
    bench.refused(json!({"op": "note.revise", "id": "NTE-0001", "text": "No alarm."}));
    // The meeting that adopts them may take that back while it sits.
    bench.ok(json!({"op": "undo"}));
    bench.ok(json!({"op": "meeting.adopt-minutes", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    let refusal = bench.refused(json!({"op": "undo"}));
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(12), "{refusal}");
    bench.sound();
}

#[test]
fn procedure_may_take_an_arrival_back_and_the_timer_counts() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0001", "person": "silva"}));
    assert_eq!(bench.store.view().present(MeetingId(1)).unwrap().len(), 9);
    bench.ok(json!({"op": "undo"}));
    assert_eq!(bench.store.view().present(MeetingId(1)).unwrap().len(), 8);
    bench.ok(json!({"op": "item.call", "item": "ITM-0002"}));
    bench.ok(json!({"op": "item.timer", "meeting": "MRB-0001"}));
    let items = bench.store.view().items(MeetingId(1)).unwrap();
    assert!(items[0].state.used_seconds.0.unwrap_or(0) >= 60, "{:?}", items[0].state);
    assert_eq!(items[1].state.used_seconds.0, Some(60));
    bench.sound();
}

#[test]
fn only_who_leads_turns_the_room_and_adjourns() {
    let mut bench = Bench::new();
    bench.sitting();
    let steps = [
        json!({"op": "item.call", "item": "ITM-0002"}),
        json!({"op": "item.timer", "meeting": "MRB-0001"}),
        json!({"op": "item.note", "item": "ITM-0002"}),
        json!({"op": "meeting.recess", "meeting": "MRB-0001"}),
        json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}),
    ];
    for step in &steps {
        for actor in ["haddad", "moreau"] {
            let refusal = bench.act(step, actor).unwrap_err();
            assert!(refusal.sentence.contains("is led by okafor, berg"), "{refusal}");
            assert!(!refusal.hint.is_empty());
        }
    }
    // The secretary of the meeting and the vice-chair do; so does whoever presides.
    bench.act(&steps[0], "berg").unwrap();
    bench.act(&steps[1], "weiss").unwrap();
    for one in ["okafor", "weiss"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": one}));
    }
    bench.ok(json!({"op": "meeting.preside", "meeting": "MRB-0001", "person": "haddad"}));
    bench.act(&steps[4], "haddad").unwrap();
    bench.sound();
}
