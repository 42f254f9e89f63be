//! What a meeting leaves behind: nothing stranded, minutes adopted with their corrections, prose put right in time.

use serde_json::{Value, json};

use super::{Bench, conditional};
use crate::domain::event::Event;
use crate::domain::ids::MeetingId;
use crate::domain::record::{Decision, Item, Meeting, Submission};
use crate::domain::states::{DecisionStatus, Disposition, MeetingState, SubmissionState};
use crate::store::query::standing::Standing;

const ENOUGH: &str = "okafor; weiss; lixue; oka; haddad; silva";

fn state(bench: &Bench) -> SubmissionState {
    bench.store.view().get::<Submission>(1).unwrap().state.state
}

#[test]
fn a_procedural_motion_does_not_strand_a_submission() {
    let mut bench = Bench::new();
    bench.sitting();
    let procedural = json!({"op": "decision.record", "item": "ITM-0001", "outcome": "procedural", "motion": "Resolved: noted", "method": "without-objection"});
    let refusal = bench.refused(&procedural);
    assert!(refusal.sentence.contains("leaves INT-0001 undecided") && refusal.hint.contains("defer"), "{refusal}");
    // A motion that is lost leaves it undecided as well.
    let mut lost = conditional();
    lost["votes"] = json!("okafor against\nweiss against");
    bench.ok(lost);
    assert_eq!(state(&bench), SubmissionState::Scheduled);
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    assert_eq!(state(&bench), SubmissionState::Ready);
    assert_eq!(bench.store.view().get::<Item>(1).unwrap().state.disposition, Disposition::CarriedOver);
    let ready = bench.store.view().submissions_ready().unwrap();
    assert_eq!(ready.iter().map(|row| row.number).collect::<Vec<_>>(), [1]);
    bench.sound();
}

/// A meeting that is over, and the next one in session with its minutes on the agenda as ITM-0003.
fn adopting() -> Bench {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(conditional());
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30", "chair": "okafor", "secretary": "berg"}));
    bench.ok(
        json!({"op": "item.add", "meeting": "MRB-0002", "title": "Minutes", "kind": "minutes", "subject": "MRB-0001"}),
    );
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "title": "Hours"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0002", "present": ENOUGH}));
    bench
}

fn adoption() -> Value {
    json!({"op": "decision.record", "item": "ITM-0003", "outcome": "procedural", "motion": "Resolved: adopted as corrected",
        "corrections": "Item 1: silva was not there.", "method": "without-objection"})
}

#[test]
fn minutes_are_adopted_as_corrected_and_opened_again_while_the_meeting_sits() {
    let mut bench = adopting();
    let mut elsewhere = adoption();
    elsewhere["item"] = json!("ITM-0004");
    assert_eq!(bench.refused(elsewhere).subject, "corrections");
    let status = |bench: &Bench| bench.store.view().get::<Meeting>(1).unwrap().state;
    bench.ok(adoption());
    assert_eq!(status(&bench).state, MeetingState::MinutesAdopted);
    assert_eq!(bench.store.view().get::<Decision>(2).unwrap().corrections.as_str(), "Item 1: silva was not there.");
    bench.ok(json!({"op": "undo"}));
    assert_eq!((status(&bench).state, status(&bench).adopted_at.0), (MeetingState::Adjourned, None));
    bench.ok(json!({"op": "redo"}));
    assert_eq!(status(&bench).state, MeetingState::MinutesAdopted);
    bench.sound();
    bench.ok(json!({"op": "undo"}));
    bench.ok(adoption());
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    assert_eq!(bench.refused(json!({"op": "undo"})).rule.map(|rule| rule.0), Some(12));
    bench.sound();
}

#[test]
fn minutes_are_adopted_by_the_sitting_board_and_not_by_just_anybody() {
    let mut bench = adopting();
    let adopt = json!({"op": "meeting.adopt-minutes", "meeting": "MRB-0001"});
    for by in ["rao", "stranger"] {
        let refusal = bench.act(&adopt, by).expect_err("keeps no minutes");
        assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(12), by), "{refusal}");
    }
    bench.ok(json!({"op": "meeting.recess", "meeting": "MRB-0002"}));
    assert!(bench.refused(&adopt).sentence.contains("only in session"));
    bench.ok(json!({"op": "meeting.resume", "meeting": "MRB-0002"}));
    for person in ["oka", "silva"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0002", "person": person}));
    }
    let refusal = bench.refused(&adopt);
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(4), "{refusal}");
    assert!(refusal.sentence.contains("4 present of 9, needs 5"), "{refusal}");
    // A motion without quorum adopts nothing yet, either.
    let mut motion = adoption();
    motion["method"] = json!("roll-call");
    motion["votes"] = json!("okafor for\nweiss for");
    bench.ok(motion);
    assert_eq!(bench.store.view().get::<Meeting>(1).unwrap().state.state, MeetingState::Adjourned);
    bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0002", "person": "oka"}));
    // Quorum counts at the moment of the act, whenever it is entered.
    let mut earlier = adopt.clone();
    earlier["occurred_at"] = json!(bench.now - chrono::TimeDelta::minutes(2));
    assert_eq!(bench.refused(earlier).rule.map(|rule| rule.0), Some(4));
    bench.act(&adopt, "berg").unwrap();
    bench.act(&json!({"op": "undo"}), "berg").unwrap();
    bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0002", "person": "okafor"}));
    bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0002", "person": "weiss"}));
    for person in ["silva", "rao"] {
        bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0002", "person": person}));
    }
    // In the stead of chair and vice-chair, whoever presides.
    assert!(bench.act(&adopt, "oka").is_err());
    bench.act(&adopt, "haddad").unwrap();
    bench.sound();
}

#[test]
fn what_is_over_answers_with_its_rule_and_a_way_out() {
    for adopted in [false, true] {
        let mut bench = adopting();
        if adopted {
            bench.ok(adoption());
        }
        bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
        for operation in [
            json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}),
            json!({"op": "meeting.recess", "meeting": "MRB-0001"}),
            json!({"op": "meeting.resume", "meeting": "MRB-0001"}),
            json!({"op": "meeting.open", "meeting": "MRB-0001", "present": ENOUGH}),
            json!({"op": "meeting.publish", "meeting": "MRB-0001"}),
            json!({"op": "meeting.arrive", "meeting": "MRB-0001", "person": "silva"}),
            json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": "weiss"}),
            json!({"op": "meeting.preside", "meeting": "MRB-0001", "person": "weiss"}),
            json!({"op": "meeting.revise", "id": "MRB-0001", "place": "elsewhere"}),
            json!({"op": "item.add", "meeting": "MRB-0001", "title": "late"}),
            json!({"op": "item.call", "item": "ITM-0002"}),
            json!({"op": "item.note", "item": "ITM-0002"}),
            json!({"op": "item.timer", "meeting": "MRB-0001"}),
            json!({"op": "item.remove", "item": "ITM-0002"}),
            json!({"op": "item.move", "item": "ITM-0002", "to": 1}),
            json!({"op": "item.revise", "id": "ITM-0002", "title": "other"}),
            json!({"op": "recusal.record", "item": "ITM-0002", "person": "silva", "reason": "friend"}),
            json!({"op": "position.file", "item": "ITM-0002", "person": "weiss", "text": "no"}),
            json!({"op": "motion.put", "item": "ITM-0002", "outcome": "procedural", "motion": "Resolved: late"}),
            json!({"op": "decision.record", "item": "ITM-0002", "outcome": "procedural", "motion": "Resolved: late", "method": "without-objection"}),
        ] {
            let refusal = bench.refused(&operation);
            assert_eq!(refusal.rule.map(|rule| rule.0), Some(12), "{operation}: {refusal}");
            assert!(refusal.hint.contains("superseding") || refusal.hint.contains("minutes"), "{operation}: {refusal}");
        }
        bench.sound();
    }
}

#[test]
fn prose_is_put_right_until_the_minutes_are_adopted() {
    let mut bench = adopting();
    let correct = |field: &str, text: &str| json!({"op": "decision.correct", "decision": "DEC-0001", "reason": "misheard", field: text});
    bench.refused(correct("rationale", "sound, drift unknown"));
    bench.refused(json!({"op": "decision.correct", "decision": "DEC-0001", "rationale": "other"}));
    let refusal = bench.act(&correct("dissent", "The drift is known."), "rao").expect_err("keeps no minutes");
    assert!(refusal.hint.contains("secretary"), "{refusal}");
    let before = bench.store.view().get::<Decision>(1).unwrap();
    bench.act(&correct("dissent", "The drift is known."), "berg").unwrap();
    let after = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!(after.dissent.as_str(), "The drift is known.");
    assert_eq!(
        (&after.rationale, &after.voters_for, after.outcome),
        (&before.rationale, &before.voters_for, before.outcome)
    );
    assert_eq!(after.state.record_hash, before.state.record_hash, "the decision itself stands where it stood");
    let history = bench.store.view().history(after.id(), i64::MAX, 10).unwrap();
    assert_eq!(history.first().map(|entry| entry.kind.as_str()), Some("DecisionCorrected"));
    for field in ["outcome", "votes", "motion", "valid_until"] {
        bench.refused(correct(field, "reject"));
    }
    bench.ok(adoption());
    let refusal = bench.refused(correct("dissent", "Again."));
    assert_eq!(refusal.rule.map(|rule| rule.0), Some(12), "{refusal}");
    assert!(refusal.hint.contains("superseding"), "{refusal}");
    bench.sound();
}

#[test]
fn what_waits_for_ratification_stands_on_the_agenda_at_which_it_would_lapse() {
    for steps in [&["meeting.publish", "meeting.open"][..], &["meeting.open"]] {
        let mut bench = Bench::new();
        bench.sitting();
        for person in ["haddad", "oka", "lixue"] {
            bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
        }
        let mut motion = conditional();
        motion["votes"] = json!("okafor for\nweiss for");
        bench.ok(motion);
        bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
        bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30"}));
        for step in steps {
            let present = if *step == "meeting.open" { ENOUGH } else { "" };
            let mut operation = json!({"op": step, "meeting": "MRB-0002"});
            if !present.is_empty() {
                operation["present"] = json!(present);
            }
            bench.ok(operation);
        }
        let items = bench.store.view().items(MeetingId(2)).unwrap();
        assert_eq!(items.len(), 1, "once, whatever the way");
        assert!(items[0].title.as_str().starts_with("Ratify DEC-0001 churn-llm"), "{}", items[0].title);
        assert!(items[0].why.as_str().contains("lapses unless ratified (R05)"));
        bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
        let view = bench.store.view();
        assert_eq!(view.get::<Decision>(1).unwrap().state.status, DecisionStatus::Lapsed);
        let item = view.get::<Item>(items[0].number).unwrap();
        assert_eq!(item.state.disposition, Disposition::Noted, "nothing is carried over of what lapsed");
        assert_eq!(state(&bench), SubmissionState::Ready);
        bench.sound();
    }
}

#[test]
fn nothing_happens_before_the_call_to_order() {
    let mut bench = Bench::new();
    bench.sitting();
    for (op, on) in [
        ("item.call", "item"),
        ("item.note", "item"),
        ("item.timer", "meeting"),
        ("meeting.recess", "meeting"),
        ("meeting.adjourn", "meeting"),
    ] {
        let record = if on == "item" { "ITM-0002" } else { "MRB-0001" };
        let refusal = bench.refused(json!({"op": op, on: record, "occurred_at": "2026-11-23T13:00:00Z"}));
        assert!(refusal.sentence.contains("had not been called to order"), "{op}: {refusal}");
    }
}

#[test]
fn who_calls_to_order_is_who_presides_then() {
    for (present, presides) in [
        (ENOUGH, "okafor"),
        ("weiss; lixue; okafor", "okafor"),
        ("weiss; lixue; oka", "weiss"),
        ("lixue; oka", "lixue"),
        ("berg", ""),
    ] {
        let mut bench = Bench::new();
        bench.ok(json!({"op": "meeting.draft", "date": "2026-11-23", "chair": "okafor"}));
        bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0001", "present": present}));
        assert_eq!(bench.store.view().get::<Meeting>(1).unwrap().state.presiding.as_str(), presides, "{present}");
        bench.ok(json!({"op": "undo"}));
        assert!(bench.store.view().get::<Meeting>(1).unwrap().state.presiding.is_empty());
        bench.sound();
    }
}

#[test]
fn whoever_presides_in_the_chairs_stead_is_named_with_the_reason() {
    let mut bench = Bench::new();
    bench.sitting();
    for person in ["okafor", "weiss"] {
        bench.ok(json!({"op": "recusal.record", "item": "ITM-0001", "person": person, "reason": "advises the vendor"}));
    }
    let mut motion = conditional();
    motion["mover"] = json!("lixue");
    motion["votes"] = json!("lixue for\noka for\nhaddad for");
    let receipt = bench.ok(motion);
    assert!(
        receipt.summary.contains("(haddad presides: okafor is recused and weiss is recused)"),
        "{}",
        receipt.summary
    );
    let made = bench.store.view().get::<Decision>(1).unwrap();
    assert_eq!(made.presiding_why.as_str(), "okafor is recused and weiss is recused");
}

#[test]
fn those_present_choose_who_presides_once_for_the_meeting() {
    let mut bench = Bench::new();
    bench.sitting();
    let chosen = |person: &str| json!({"op": "meeting.preside", "meeting": "MRB-0001", "person": person});
    assert!(bench.refused(chosen("oka")).sentence.contains("okafor is here and presides"));
    assert!(bench.refused(chosen("okafor")).sentence.contains("by office"));
    for person in ["okafor", "weiss"] {
        bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": person}));
    }
    bench.ok(json!({"op": "item.call", "item": "ITM-0001"}));
    assert_eq!(bench.refused(chosen("rao")).rule.map(|rule| rule.0), Some(3), "rao owns the model");
    bench.ok(chosen("oka"));
    let mut motion = conditional();
    motion["mover"] = json!("lixue");
    motion["votes"] = json!("lixue for\noka for\nhaddad for");
    let receipt = bench.ok(&motion);
    assert!(receipt.summary.contains("those present named oka"), "{}", receipt.summary);
    bench.ok(json!({"op": "undo"}));
    // Whoever holds the office takes it back by coming; whom they chose steps aside where recused.
    bench.ok(json!({"op": "meeting.arrive", "meeting": "MRB-0001", "person": "weiss"}));
    motion["votes"] = json!("weiss for\nlixue for\noka for\nhaddad for");
    assert!(bench.ok(&motion).summary.contains("(weiss presides: okafor is away)"));
    bench.ok(json!({"op": "undo"}));
    bench.ok(json!({"op": "meeting.depart", "meeting": "MRB-0001", "person": "weiss"}));
    bench.ok(json!({"op": "recusal.record", "item": "ITM-0001", "person": "oka", "reason": "advises the vendor"}));
    motion["votes"] = json!("lixue for\nhaddad for");
    assert!(bench.ok(&motion).summary.contains("(haddad presides: okafor is away and weiss is away)"));
    bench.sound();
}

#[test]
fn what_was_adopted_is_kept_as_it_stood() {
    let mut bench = adopting();
    bench.ok(adoption());
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    let read = |bench: &Bench| {
        let view = bench.store.view();
        let policy = crate::board::policy_in_force(&view).unwrap();
        let entry = view.history(MeetingId(1).record(), i64::MAX, 10).unwrap();
        let entry = entry.iter().find(|entry| entry.kind == "MinutesAdopted").unwrap();
        let event = Event::decode(&entry.kind, entry.version, entry.payload.as_deref().unwrap()).unwrap();
        let Event::MinutesAdopted(step) = event else { panic!("an adoption") };
        let kept: Standing = serde_json::from_str(&step.kept).unwrap();
        let row = view.get::<Meeting>(1).unwrap();
        (kept, view.minutes_standing(&row, &policy, row.state.adjourned_at.0.unwrap(), true).unwrap())
    };
    let (kept, now) = read(&bench);
    assert_eq!((kept.seats.len(), kept.arising.len()), (now.seats.len(), 2));
    let handles: Vec<&str> = kept.people.iter().map(|row| row.handle.as_str()).collect();
    assert!(handles.contains(&"rao") && handles.contains(&"berg"), "{handles:?}");
    // What changes afterwards changes the record, and not what was adopted.
    bench.ok(json!({"op": "followup.extend", "followup": "FUP-0001", "due": "+8w", "reason": "the vendor is late"}));
    bench.ok(json!({"op": "person.revise", "id": "PER-0001", "name": "Ada Okafor", "function": "security"}));
    let (later, now) = read(&bench);
    assert_eq!((&later.arising, &later.people), (&kept.arising, &kept.people));
    assert_ne!((&now.arising, now.people.first()), (&kept.arising, kept.people.first()));
    bench.sound();
}
