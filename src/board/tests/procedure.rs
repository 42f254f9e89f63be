//! Procedure that goes wrong, and how it is put right: quorum lost, ratified, lapsed; chairs and whole
//! boards recused; clocks set back; answers, positions, amendments, recurring meetings.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Bench, conditional};
use crate::domain::ids::MeetingId;
use crate::domain::record::{Decision, FollowUp, Meeting, Submission, Version};
use crate::domain::states::{Approval, DecisionStatus, FollowUpState, SubmissionState};

/// A meeting that decided without quorum, and is over.
fn provisional() -> Bench {
    let mut bench = Bench::new();
    bench.sitting();
    for person in ["haddad", "oka", "lixue"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
    }
    let mut motion = conditional();
    motion["votes"] = json!("okafor for\nweiss for");
    bench.ok(motion);
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    assert_eq!(standing(&bench), (DecisionStatus::Provisional, Approval::Provisional, SubmissionState::Ready));
    bench
}

/// The next meeting, with the decision on its agenda and these people there.
fn next(bench: &mut Bench, present: &str) {
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30", "chair": "okafor"}));
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "subject": "DEC-0001", "title": "Ratify DEC-0001"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0002", "present": present}));
}

fn ratify(votes: &str) -> Value {
    json!({"op": "decision.record", "item": "ITM-0003", "outcome": "procedural", "motion": "Resolved: DEC-0001 is ratified.", "votes": votes})
}

const ENOUGH: &str = "okafor; weiss; lixue; oka; haddad; silva";
const ALL_FOR: &str = "okafor for\nweiss for\nlixue for\noka for\nhaddad for";

fn standing(bench: &Bench) -> (DecisionStatus, Approval, SubmissionState) {
    let view = bench.store.view();
    (
        view.get::<Decision>(1).unwrap().state.status,
        view.get::<Version>(1).unwrap().state.approval,
        view.get::<Submission>(1).unwrap().state.state,
    )
}

#[test]
fn a_provisional_decision_is_ratified_with_everything_that_follows() {
    let mut bench = provisional();
    next(&mut bench, "okafor; weiss; lixue");
    let refusal = bench.refused(ratify("okafor for\nweiss for\nlixue for"));
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(5), "DEC-0001"), "{refusal}");
    for person in ["oka", "haddad", "rao"] {
        bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0002", "person": person}));
    }
    let refusal = bench.refused(ratify("okafor for\nrao for"));
    assert!(refusal.sentence.contains("recused"), "R03 holds for the model behind the decision: {refusal}");
    bench.ok(ratify(ALL_FOR));
    let ratified = (DecisionStatus::Final, Approval::Conditional, SubmissionState::Decided);
    assert_eq!(standing(&bench), ratified);
    let view = bench.store.view();
    let (original, ratifying) = (view.get::<Decision>(1).unwrap(), view.get::<Decision>(2).unwrap());
    assert_eq!((original.state.ratified_by.0, ratifying.ratifies.0), (2, 1));
    assert_eq!((ratifying.tier, ratifying.model), (original.tier, original.model), "under the same rules");
    assert_eq!(view.get::<FollowUp>(2).unwrap().state.state, FollowUpState::Open);
    bench.ok(json!({"op": "undo"}));
    assert_eq!(standing(&bench), (DecisionStatus::Provisional, Approval::Provisional, SubmissionState::Ready));
    bench.ok(json!({"op": "redo"}));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    assert_eq!(standing(&bench), ratified);
    bench.sound();
}

#[test]
fn what_a_quorate_meeting_does_not_ratify_lapses() {
    for (present, lapses) in
        [(ENOUGH, true), ("okafor; weiss; lixue; oka", false), ("okafor; rao; lin; adeyemi; silva", false)]
    {
        let mut bench = provisional();
        next(&mut bench, present);
        bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
        let view = bench.store.view();
        let found = (view.get::<Decision>(1).unwrap().state.status, view.get::<Version>(1).unwrap().state.approval);
        let condition = view.get::<FollowUp>(1).unwrap().state.state;
        if lapses {
            assert_eq!((found, condition), ((DecisionStatus::Lapsed, Approval::None), FollowUpState::Cancelled));
        } else {
            assert_eq!(found, (DecisionStatus::Provisional, Approval::Provisional), "{present}");
        }
        assert_eq!(view.get::<Submission>(1).unwrap().state.state, SubmissionState::Ready);
        bench.sound();
    }
}

#[test]
fn a_new_decision_settles_the_provisional_one() {
    let mut bench = provisional();
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30", "chair": "okafor"}));
    bench.ok(json!({"op": "submission.schedule", "submission": "INT-0001", "meeting": "MRB-0002"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0002", "present": ENOUGH}));
    bench.ok(json!({"op": "decision.record", "item": "ITM-0003", "outcome": "approve", "motion": "Resolved: approved", "votes": ALL_FOR}));
    let view = bench.store.view();
    let first = view.get::<Decision>(1).unwrap();
    assert_eq!((first.state.status, first.state.superseded_by.0), (DecisionStatus::Superseded, 2));
    assert_eq!(view.get::<FollowUp>(1).unwrap().state.state, FollowUpState::Cancelled, "its conditions end with it");
    assert_eq!(view.get::<Version>(1).unwrap().state.approval, Approval::Approved);
    bench.sound();
}

#[test]
fn the_vice_chair_presides_over_what_the_chair_is_recused_from() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "recusal.record", "item": "ITM-0001", "person": "okafor", "reason": "advises the vendor"}));
    let mut motion = conditional();
    motion["votes"] = json!("weiss for\nlixue for\noka for\nhaddad for");
    bench.ok(motion);
    let made = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!(made.presiding.as_str(), "weiss");
    assert_eq!(made.state.status, DecisionStatus::Provisional, "four of nine are no quorum");
    assert_eq!(made.functions_missing.0, ["mrm"], "nor is the function of the recused chair heard");
}

#[test]
fn nobody_decides_where_everybody_is_recused() {
    let mut bench = Bench::new();
    bench.sitting();
    for person in ["okafor", "weiss", "lixue", "oka", "haddad"] {
        bench.ok(
            json!({"op": "recusal.record", "item": "ITM-0001", "person": person, "reason": "shares in the vendor"}),
        );
    }
    let mut motion = conditional();
    motion.as_object_mut().unwrap().remove("mover");
    for (method, votes) in [("roll-call", "okafor for"), ("roll-call", ""), ("without-objection", "")] {
        motion["method"] = json!(method);
        motion["votes"] = json!(votes);
        let refusal = bench.refused(&motion);
        assert_eq!(refusal.rule.map(|rule| rule.0), Some(3), "{refusal}");
        assert!(refusal.sentence.contains("everybody present is recused"), "{refusal}");
    }
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    assert_eq!(bench.store.view().get::<Submission>(1).unwrap().state.state, SubmissionState::Ready, "carried over");
}

#[test]
fn who_left_does_not_vote_and_what_was_there_then_stands() {
    let mut bench = Bench::new();
    bench.sitting();
    let opened = bench.now.to_rfc3339();
    bench.ok(json!({"op": "item.call", "item": "ITM-0001"}));
    bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": "haddad"}));
    let refusal = bench.refused(conditional());
    assert!(refusal.to_string().contains("haddad: is not present"), "{refusal}");
    // Entered late: at that moment haddad was still there.
    let then = (bench.now - TimeDelta::minutes(2)).to_rfc3339();
    let mut motion = conditional();
    motion["occurred_at"] = json!(then);
    bench.ok(motion);
    assert_eq!(bench.store.view().get::<Decision>(1).unwrap().state.status, DecisionStatus::Final);
    for (op, person) in [("meeting.depart", "lixue"), ("meeting.arrive", "silva")] {
        let refusal = bench.refused(json!({"op": op, "meeting": "MRB-0001", "person": person, "occurred_at": opened}));
        assert_eq!(refusal.rule.map(|rule| rule.0), Some(4), "{refusal}");
    }
    bench.sound();
}

#[test]
fn a_vote_counts_who_was_there_and_not_who_came_later() {
    let mut bench = Bench::new();
    bench.sitting();
    for person in ["haddad", "oka", "lixue"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
    }
    let then = bench.now.to_rfc3339();
    for person in ["haddad", "oka", "lixue"] {
        bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0001", "person": person}));
    }
    let mut motion = conditional();
    motion["occurred_at"] = json!(then);
    assert!(bench.refused(&motion).to_string().contains("is not present"), "lixue had left");
    motion["votes"] = json!("okafor for\nweiss for");
    bench.ok(&motion);
    assert_eq!(bench.store.view().get::<Decision>(1).unwrap().state.status, DecisionStatus::Provisional);
    let before = "2026-11-23T14:00:30Z";
    bench.refused(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": "weiss", "occurred_at": before}));
    bench.sound();
}

#[test]
fn a_clock_set_back_puts_no_departure_before_its_arrival() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(json!({"op": "item.call", "item": "ITM-0001"}));
    bench.now -= TimeDelta::hours(2);
    bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": "haddad"}));
    assert!(!bench.store.view().present(MeetingId(1)).unwrap().contains(&"haddad".into()));
    let refusal = bench.refused(conditional());
    assert!(refusal.to_string().contains("haddad"), "{refusal}");
    bench.ok(json!({"op": "item.call", "item": "ITM-0002"}));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    let view = bench.store.view();
    let meeting = view.get::<Meeting>(1).unwrap();
    assert!(meeting.state.adjourned_at >= meeting.state.opened_at);
    assert!(view.items(MeetingId(1)).unwrap().iter().all(|item| item.state.used_seconds.0.unwrap_or(0) >= 0));
    bench.sound();
}

#[test]
fn minutes_are_adopted_once_and_in_session() {
    let mut bench = Bench::new();
    bench.sitting();
    bench.refused(json!({"op": "meeting.open", "meeting": "MRB-0001", "present": "okafor"}));
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30", "chair": "okafor"}));
    let adopt = json!({"op": "meeting.adopt-minutes", "meeting": "MRB-0001", "adopted_in": "MRB-0002"});
    assert!(bench.refused(&adopt).sentence.contains("only in session"));
    for title in ["Minutes", "Minutes again"] {
        bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "title": title, "kind": "minutes", "subject": if title == "Minutes" { "MRB-0001" } else { "" }}));
    }
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0002", "present": ENOUGH}));
    bench.ok(json!({"op": "decision.record", "item": "ITM-0003", "outcome": "procedural", "motion": "Resolved: adopted", "method": "without-objection"}));
    let refusal = bench.refused(&adopt);
    assert!(refusal.to_string().contains("MRB-0001"), "{refusal}");
    bench.sound();
}

#[test]
fn a_written_position_speaks_for_its_function_if_filed_before_the_vote() {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "person.add", "handle": "privy", "name": "Privy", "function": "privacy", "seat": "advisor"}));
    bench.sitting();
    let file = |person: &str| json!({"op": "position.file", "item": "ITM-0001", "person": person, "text": "Privacy holds that the basis is sound."});
    assert_eq!(bench.refused(file("rao")).rule.map(|rule| rule.0), Some(3), "the owner speaks for no function");
    assert_eq!(bench.refused(file("berg")).rule.map(|rule| rule.0), Some(5), "the secretary has no voice");
    for person in ["weiss", "lixue", "haddad"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
    }
    bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0001", "person": "silva"}));
    // Security, privacy and legal have left; a position of one of them stands in for its function, for no seat.
    bench.ok(file("privy"));
    bench.refused(file("privy"));
    bench.ok(json!({"op": "position.withdraw", "item": "ITM-0001", "person": "privy"}));
    bench.refused(json!({"op": "position.withdraw", "item": "ITM-0001", "person": "privy"}));
    bench.ok(json!({"op": "undo"}));
    let mut motion = conditional();
    motion["mover"] = json!("okafor");
    motion["votes"] = json!("okafor for\noka for\nsilva for");
    bench.ok(&motion);
    let made = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!((made.functions_missing.0.len(), made.quorum_present.0), (0, Some(3)));
    assert_eq!(made.written.0, ["privy".into()]);
    assert_eq!(made.state.status, DecisionStatus::Provisional, "three seats are no quorum");
    assert!(bench.refused(file("lixue")).sentence.contains("before the vote"));
    bench.sound();
}

#[test]
fn an_escalation_is_answered_and_comes_back() {
    let mut bench = Bench::new();
    bench.sitting();
    let answer = json!({"op": "decision.answer", "decision": "DEC-0001", "text": "Go ahead in the EU."});
    bench.ok(json!({"op": "decision.record", "item": "ITM-0001", "outcome": "escalate", "motion": "Resolved: may it be sold in the EU?",
        "escalated_to": "moreau", "answer_due": "+1w", "votes": ALL_FOR}));
    bench.refused(json!({"op": "decision.answer", "decision": "DEC-0001", "text": "Yes", "received_on": "+1d"}));
    bench.refused(json!({"op": "decision.answer", "decision": "DEC-0001", "text": " "}));
    bench.act(&answer, "moreau").unwrap();
    let waiting = bench.store.view().get::<FollowUp>(1).unwrap();
    assert_eq!(waiting.state.state, FollowUpState::Verify, "whoever owes it does not close it (R13)");
    bench.act(&json!({"op": "undo"}), "moreau").unwrap();
    bench.ok(&answer);
    let view = bench.store.view();
    assert_eq!(view.get::<FollowUp>(1).unwrap().state.state, FollowUpState::Closed);
    let made = view.get::<Decision>(1).unwrap();
    assert_eq!((made.state.answer.as_str(), made.state.answered_on.0.is_some()), ("Go ahead in the EU.", true));
    bench.refused(&answer);
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30"}));
    let view = bench.store.view();
    let answered: Vec<u32> = view.escalations_answered().unwrap().iter().map(|row| row.number).collect();
    assert_eq!(answered, [1], "it is told on the next agenda");
    bench.sound();
}

#[test]
fn a_decision_is_superseded_on_its_own_matter_and_keeps_its_wording() {
    let mut bench = Bench::new();
    bench.sitting();
    let mut motion = conditional();
    motion["amendments"] = motion["motion"].clone();
    assert_eq!(bench.refused(&motion).subject, "amendments");
    motion["amendments"] = json!("Resolved: churn-llm 1.0 is approved");
    bench.ok(&motion);
    assert_eq!(
        bench.store.view().get::<Decision>(1).unwrap().amendments.as_str(),
        "Resolved: churn-llm 1.0 is approved"
    );
    bench.ok(
        json!({"op": "model.register", "name": "other", "owner": "silva", "tier": 2, "tier_rationale": "as asked"}),
    );
    for subject in ["MDL-0002", "MDL-0001"] {
        bench.ok(json!({"op": "item.add", "meeting": "MRB-0001", "subject": subject}));
    }
    let suspend = |item: &str| {
        json!({"op": "decision.record", "item": item, "outcome": "suspend", "motion": "Resolved: suspended", "rationale": "drift", "exec_signoff": "moreau",
        "supersedes": "DEC-0001", "votes": "okafor for\nweiss for\nlixue for\noka for\nhaddad for"})
    };
    let refusal = bench.refused(suspend("ITM-0003"));
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(12), "supersedes"), "{refusal}");
    bench.ok(json!({"op": "decision.record", "item": "ITM-0004", "outcome": "reject", "motion": "Resolved: rejected", "rationale": "drift",
        "supersedes": "DEC-0001", "votes": ALL_FOR}));
    let view = bench.store.view();
    assert_eq!(view.get::<Decision>(1).unwrap().state.superseded_by.0, 2);
    assert_eq!(view.get::<FollowUp>(1).unwrap().state.state, FollowUpState::Cancelled);
    assert_eq!(view.get::<Version>(1).unwrap().state.approval, Approval::Rejected);
    bench.sound();
}

#[test]
fn meetings_recur_by_a_rule_and_holidays_are_skipped() {
    let mut bench = Bench::new();
    let text = crate::policy::DEFAULT_POLICY.replacen("holidays = [", "holidays = [\"2026-12-08\", ", 1);
    assert!(text.contains("2026-12-08"), "the policy has a list of holidays");
    bench.ok(json!({"op": "policy.adopt", "text": text}));
    bench.ok(json!({"op": "meeting.draft", "date": "2026-12-22"}));
    let recur = json!({"op": "meeting.recur", "rule": "every tue", "time": "14:00", "until": "2026-12-29", "title": "Weekly", "length": 60});
    let receipt = bench.ok(&recur);
    assert_eq!(receipt.made.len(), 4, "{}", receipt.summary);
    assert!(receipt.summary.contains("without 2026-12-08, 2026-12-22"), "{}", receipt.summary);
    let view = bench.store.view();
    let dates: Vec<String> = (2..=5).map(|n| view.get::<Meeting>(n).unwrap().date.0.unwrap().to_string()).collect();
    assert_eq!(dates, ["2026-11-24", "2026-12-01", "2026-12-15", "2026-12-29"]);
    let first = view.get::<Meeting>(2).unwrap();
    assert_eq!((first.chair.as_str(), first.time.as_str(), first.length.0), ("okafor", "14:00", Some(60)));
    assert!(bench.refused(&recur).sentence.contains("has a meeting already"));
    for (field, value) in [("rule", "now and then"), ("time", "25:00"), ("until", "2026-11-23"), ("from", "2026-11-01")]
    {
        let mut wrong = recur.clone();
        wrong[field] = json!(value);
        bench.refused(&wrong);
    }
    bench.ok(json!({"op": "undo"}));
    assert!(bench.store.view().find::<Meeting>(3).unwrap().is_none(), "one undo takes all of them back");
    bench.sound();
}
