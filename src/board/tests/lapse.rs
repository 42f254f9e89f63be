//! What time alone brings about: on the record once, on its day, whoever acts before or after; and the reviews
//! that follow from it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Bench, conditional};
use crate::board::{Env, Lapsed, due, tick};
use crate::domain::field::FieldValue;
use crate::domain::ids::ModelId;
use crate::domain::record::{Acceptance, FollowUp, Model, Review, Risk, Version};
use crate::domain::states::{AcceptanceState, Approval, FollowUpState, ReviewOutcome, ReviewTrigger, RiskState};
use crate::domain::value::Handle;

/// A model in production: an acceptance through 2026-12-20, conditions due 2026-12-07 (FUP-0002) and
/// 2026-12-14 (FUP-0001), an approval through 2027-05-31.
fn watched() -> Bench {
    let mut bench = Bench::new();
    bench.sitting();
    bench.ok(
        json!({"op": "risk.identify", "model": "MDL-0001", "statement": "a high one", "likelihood": 4, "impact": 4}),
    );
    bench.ok(json!({"op": "risk.revise", "id": "RSK-0002", "state": "assessed"}));
    bench.ok(json!({"op": "risk.revise", "id": "RSK-0002", "state": "treating"}));
    bench.ok(json!({"op": "acceptance.propose", "model": "MDL-0001", "risks": "RSK-0002", "rationale": "small pilot",
        "controls": "manual review @lin", "requester": "adeyemi", "accountable_exec": "moreau", "expiry": "2026-12-20"}));
    let receipt = bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0001"}));
    assert_eq!(receipt.summary, "acceptance activated ACC-0001: proposed → active");
    let mut motion = conditional();
    motion["valid_until"] = json!("2027-05-31");
    bench.ok(motion);
    bench.ok(json!({"op": "version.release", "version": "VER-0001"}));
    bench
}

fn at(day: &str) -> Env {
    Env { now: format!("{day}T09:00:00Z").parse().unwrap(), actor: Handle::from("okafor"), rehearsal: false }
}

fn ticked(bench: &mut Bench, day: &str) -> Vec<Lapsed> {
    let foreseen = due(&bench.store.view(), &at(day)).unwrap();
    let done = tick(&mut bench.store, &at(day)).unwrap();
    let told = |lapsed: &[Lapsed]| lapsed.iter().map(|one| (one.day, one.record)).collect::<Vec<_>>();
    assert_eq!(told(&foreseen), told(&done), "what the dry run says is what happens");
    done
}

fn on(bench: &mut Bench, day: &str) {
    bench.now = at(day).now;
}

/// Who put which event of a kind on the record, and for which moment.
fn recorded(bench: &Bench, kind: &str) -> Vec<(String, String)> {
    let events = bench.store.view().latest(i64::MAX, i64::MAX).unwrap();
    let found = events.into_iter().rev().filter(|event| event.kind == kind);
    found.map(|event| (event.actor, event.effective)).collect()
}

fn lapsed_on(bench: &Bench, number: u32) -> Option<String> {
    bench.store.view().get::<FollowUp>(number).unwrap().state.lapsed_on.0.map(|day| day.to_string())
}

#[test]
fn what_lapses_goes_on_the_record_once_and_on_its_day() {
    let mut bench = watched();
    assert_eq!(ticked(&mut bench, "2026-12-07"), Vec::new(), "the last day of the first condition still holds");
    let done = ticked(&mut bench, "2026-12-08");
    assert_eq!(done.len(), 1, "it lapsed");
    assert_eq!(done[0].day.to_string(), "2026-12-08");
    assert_eq!(done[0].facts[0], "condition lapsed FUP-0002");
    assert_eq!(ticked(&mut bench, "2026-12-08"), Vec::new(), "never twice");
    assert_eq!(lapsed_on(&bench, 2).as_deref(), Some("2026-12-08"));
    let review = bench.store.view().get::<Review>(1).unwrap();
    assert_eq!((review.trigger, review.outcome), (ReviewTrigger::Lapse, ReviewOutcome::Pending));
    // A store that nobody opened for a year has missed nothing, and everything is dated on its day.
    assert!(ticked(&mut bench, "2028-01-10").len() >= 3);
    let view = bench.store.view();
    assert_eq!(view.get::<Acceptance>(1).unwrap().state.state, AcceptanceState::Expired);
    assert_eq!(view.get::<Risk>(2).unwrap().state.acceptance.0, 0);
    assert_eq!(view.get::<Risk>(2).unwrap().fields.state, RiskState::Treating);
    assert_eq!(view.get::<Version>(1).unwrap().state.approval, Approval::Expired);
    let history = view.history("ACC-0001".parse().unwrap(), i64::MAX, 1).unwrap();
    assert_eq!(history[0].effective.get(..10), Some("2026-12-21"));
    assert_eq!(history[0].actor, "system");
    assert_eq!(ticked(&mut bench, "2028-01-10"), Vec::new());
    bench.sound();
}

#[test]
fn nobody_acts_between_a_lapse_and_its_record() {
    let mut bench = watched();
    on(&mut bench, "2026-12-08");
    // Only the board gives a lapsed condition another date.
    let refusal = bench.refused(
        json!({"op": "followup.extend", "followup": "FUP-0002", "due": "2026-12-31", "reason": "vendor is late"}),
    );
    assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(6), "due"), "{refusal}");
    let more =
        json!({"op": "followup.extend", "followup": "FUP-0001", "due": "2026-12-17", "reason": "data comes late"});
    // Neither its owner nor just anybody moves the date that the board set (R12).
    for by in ["lin", "oka"] {
        let refusal = bench.act(&more, by).unwrap_err();
        assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(12), "due"), "{by}: {refusal}");
    }
    bench.ok(more);
    assert_eq!(recorded(&bench, "ConditionLapsed"), [("system".to_owned(), "2026-12-08T00:00:00.000Z".to_owned())]);
    assert_eq!(lapsed_on(&bench, 2).as_deref(), Some("2026-12-08"));
    // Closing it late leaves the lapse on the record, and the review that it asks for open.
    bench
        .act(&json!({"op": "followup.hand-in", "followup": "FUP-0002", "evidence": "https://x.example/2"}), "oka")
        .unwrap();
    bench.ok(json!({"op": "followup.close", "followup": "FUP-0002", "evidence": "https://x.example/2"}));
    assert_eq!(bench.store.view().get::<FollowUp>(2).unwrap().state.state, FollowUpState::Closed);
    assert_eq!(lapsed_on(&bench, 2).as_deref(), Some("2026-12-08"));
    assert_eq!(bench.store.view().get::<Review>(1).unwrap().outcome, ReviewOutcome::Pending);
    assert_eq!(ticked(&mut bench, "2026-12-09"), Vec::new());
    bench.sound();
}

#[test]
fn the_board_s_new_decision_on_the_version_concludes_the_review_of_what_lapsed() {
    for (supersedes, outcome, concluded) in [
        ("DEC-0001", "conditional", ReviewOutcome::Continue),
        ("DEC-0001", "reject", ReviewOutcome::Restrict),
        ("", "defer", ReviewOutcome::Pending),
    ] {
        let mut bench = watched();
        bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
        assert_eq!(ticked(&mut bench, "2026-12-16").len(), 2, "both conditions lapsed");
        on(&mut bench, "2026-12-16");
        let flagged = |bench: &Bench| {
            let view = bench.store.view();
            let policy = crate::board::policy_in_force(&view).unwrap();
            let dossier = view.gate_dossier(view.get::<Version>(1).unwrap(), &policy, bench.now.date_naive()).unwrap();
            dossier.reasons(&policy).iter().any(|one| one.to_string().contains("the approval is flagged"))
        };
        assert!(flagged(&bench));
        bench.ok(json!({"op": "meeting.draft", "date": "2026-12-16", "chair": "okafor"}));
        bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "kind": "decision", "subject": "MDL-0001"}));
        bench.ok(
            json!({"op": "meeting.open", "meeting": "MRB-0002", "present": "okafor; weiss; lixue; oka; haddad; silva"}),
        );
        let mut motion = conditional();
        motion["item"] = json!("ITM-0003");
        motion["outcome"] = json!(outcome);
        motion["supersedes"] = json!(supersedes);
        if outcome != "conditional" {
            motion["conditions"] = json!("");
        }
        bench.ok(motion);
        let row = bench.store.view().get::<Review>(1).unwrap();
        assert_eq!(row.outcome, concluded, "{outcome}");
        assert_eq!(flagged(&bench), concluded == ReviewOutcome::Pending);
        if concluded != ReviewOutcome::Pending {
            assert_eq!((row.decision.0, row.concluded_on.text().as_str()), (2, "2026-12-16"));
            let told = bench.store.view().history(row.id(), i64::MAX, 1).unwrap();
            let payload = told[0].payload.clone().unwrap();
            assert!(payload.contains("DEC-0002 of 2026-12-16 answers what lapsed"), "{payload}");
            bench.ok(json!({"op": "undo"}));
            assert!(flagged(&bench));
        }
        bench.sound();
    }
}

#[test]
fn an_expired_acceptance_is_neither_closed_nor_revoked_but_expired() {
    let mut bench = watched();
    on(&mut bench, "2026-12-21");
    for op in ["acceptance.close", "acceptance.revoke"] {
        let refusal = bench.refused(json!({"op": op, "acceptance": "ACC-0001", "reason": "done with"}));
        assert_eq!(refusal.rule.map(|rule| rule.0), Some(14), "{refusal}");
    }
    // Whatever anybody does next, the expiry stands before it.
    bench.ok(json!({"op": "person.add", "handle": "newcomer", "name": "New Comer"}));
    assert_eq!(recorded(&bench, "AcceptanceExpired"), [("system".to_owned(), "2026-12-21T00:00:00.000Z".to_owned())]);
    let receipt = bench.ok(json!({"op": "risk.revise", "id": "RSK-0002", "owner": "rao"}));
    assert_eq!(receipt.events, 1, "what lapsed is no part of what somebody did");
    assert_eq!(bench.store.view().get::<Risk>(2).unwrap().fields.state, RiskState::Treating);
    bench.sound();
}

#[test]
fn an_undo_is_not_held_up_by_a_lapse_and_takes_none_back() {
    let mut bench = watched();
    on(&mut bench, "2026-12-07");
    bench
        .act(&json!({"op": "followup.hand-in", "followup": "FUP-0002", "evidence": "https://x.example/2"}), "oka")
        .unwrap();
    on(&mut bench, "2026-12-08");
    bench.act(&json!({"op": "undo"}), "oka").unwrap();
    let row = bench.store.view().get::<FollowUp>(2).unwrap();
    assert_eq!((row.state.state, row.evidence.as_str()), (FollowUpState::Open, ""));
    assert_eq!(lapsed_on(&bench, 2).as_deref(), Some("2026-12-08"), "the lapse stands");
    bench.act(&json!({"op": "redo"}), "oka").unwrap();
    assert_eq!(bench.store.view().get::<FollowUp>(2).unwrap().state.state, FollowUpState::Verify);
    // A closing that is taken back after the date leaves a condition that has lapsed.
    on(&mut bench, "2026-12-14");
    bench
        .act(&json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "https://x.example/1"}), "lin")
        .unwrap();
    bench.ok(json!({"op": "followup.close", "followup": "FUP-0001", "evidence": "https://x.example/1"}));
    on(&mut bench, "2026-12-16");
    assert_eq!(ticked(&mut bench, "2026-12-16"), Vec::new());
    bench.ok(json!({"op": "undo"}));
    assert_eq!(ticked(&mut bench, "2026-12-16").len(), 1);
    assert_eq!(lapsed_on(&bench, 1).as_deref(), Some("2026-12-15"));
    bench.sound();
}

#[test]
fn what_a_lapse_rests_on_is_not_undone_after_it() {
    let mut bench = watched();
    on(&mut bench, "2026-12-21");
    let view = bench.store.view();
    let activated = view.history("ACC-0001".parse().unwrap(), i64::MAX, 50).unwrap();
    let op = activated.iter().find(|event| event.kind == "AcceptanceActivated").unwrap().op;
    let refusal = bench.refused(json!({"op": "undo", "operation": op}));
    assert!(refusal.sentence.contains("was touched since"), "{refusal}");
    let nobody = bench.act(&json!({"op": "undo"}), "system").unwrap_err();
    assert!(nobody.sentence.contains("time alone"), "{nobody}");
    bench.refused(json!({"op": "person.add", "handle": "system", "name": "System"}));
}

#[test]
fn what_was_done_in_time_and_entered_late_did_not_lapse() {
    let mut bench = watched();
    on(&mut bench, "2026-12-10");
    let hand_in = json!({"op": "followup.hand-in", "followup": "FUP-0002", "evidence": "https://x.example/2", "occurred_at": "2026-12-04T10:00:00Z"});
    bench.act(&hand_in, "oka").unwrap();
    bench.ok(json!({"op": "followup.close", "followup": "FUP-0002", "evidence": "https://x.example/2", "occurred_at": "2026-12-05T10:00:00Z"}));
    assert_eq!(ticked(&mut bench, "2026-12-10"), Vec::new());
    assert_eq!(lapsed_on(&bench, 2), None);
    bench.sound();
}

#[test]
fn an_extension_entered_late_gives_nothing_back() {
    let mut bench = watched();
    on(&mut bench, "2026-12-04");
    let extend =
        |due: &str| json!({"op": "followup.extend", "followup": "FUP-0001", "due": due, "reason": "data comes late"});
    bench.ok(extend("2026-12-31"));
    bench.ok(json!({"op": "undo"}));
    on(&mut bench, "2026-12-16");
    // The lapses are due and nobody has recorded them: dated before them, the extension would revive the conditions.
    let late = |mut ask: Value| {
        ask["occurred_at"] = json!("2026-12-05T10:00:00Z");
        ask
    };
    let other =
        json!({"op": "followup.extend", "followup": "FUP-0002", "due": "2026-12-31", "reason": "vendor is late"});
    for ask in [late(other), late(extend("2026-12-31")), late(json!({"op": "redo"})), json!({"op": "redo"})] {
        let refusal = bench.refused(&ask);
        assert_eq!((refusal.rule.map(|rule| rule.0), refusal.subject.as_str()), (Some(6), "due"), "{ask}: {refusal}");
    }
    assert_eq!(ticked(&mut bench, "2026-12-16").len(), 2);
    assert_eq!(lapsed_on(&bench, 1).as_deref(), Some("2026-12-15"));
    // Given in time and entered late, an extension of what has not lapsed meanwhile stands.
    let mut bench = watched();
    on(&mut bench, "2026-12-06");
    bench.ok(late(extend("2026-12-20")));
    bench.sound();
}

#[test]
fn a_condition_is_not_cancelled_before_the_decision_that_releases_from_it() {
    let mut bench = watched();
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    on(&mut bench, "2026-12-09");
    bench.ok(json!({"op": "meeting.draft", "date": "2026-12-09"}));
    bench.ok(json!({"op": "item.add", "meeting": "MRB-0002", "kind": "follow-up", "subject": "FUP-0002"}));
    bench.ok(json!({"op": "meeting.open", "meeting": "MRB-0002", "present": "okafor; weiss; lixue; silva; adeyemi; lin; oka; haddad"}));
    bench.ok(json!({"op": "decision.record", "item": "ITM-0003", "outcome": "procedural", "motion": "Resolved: the segment test is dropped", "method": "without-objection"}));
    let mut cancel = json!({"op": "followup.cancel", "followup": "FUP-0002", "note": "moot", "decision": "DEC-0002"});
    cancel["occurred_at"] = json!("2026-12-05T10:00:00Z");
    assert_eq!(bench.refused(&cancel).sentence, "DEC-0002 had not been made at that moment");
    cancel.as_object_mut().unwrap().remove("occurred_at");
    bench.ok(cancel);
    assert_eq!(lapsed_on(&bench, 2).as_deref(), Some("2026-12-08"));
    bench.sound();
}

#[test]
fn a_second_lapse_is_one_more_cause_of_the_review_that_is_open() {
    let mut bench = watched();
    ticked(&mut bench, "2026-12-21");
    let view = bench.store.view();
    let review = view.get::<Review>(1).unwrap();
    assert_eq!(review.cause.as_str(), "FUP-0002 lapsed\nFUP-0001 lapsed\nACC-0001 ran out");
    assert_eq!(review.findings.as_str(), "", "nobody has found anything yet");
    assert_eq!(view.reviews(ModelId(1)).unwrap().len(), 1);
    bench.refused(json!({"op": "review.revise", "id": "REV-0001", "cause": "nothing of note"}));
    bench.ok(json!({"op": "review.revise", "id": "REV-0001", "outcome": "continue", "findings": "borne", "reviewer": "berg"}));
    bench.sound();
}

#[test]
fn a_review_concludes_with_findings_and_the_cadence_names_the_next() {
    for (outcome, work) in [("continue", 0), ("revalidate", 1), ("restrict", 0), ("retire", 0)] {
        let mut bench = Bench::new();
        bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "tier": 2, "tier_rationale": "customers", "stage": "production"}));
        bench.ok(json!({"op": "review.open", "model": "MDL-0001", "reviewer": "berg"}));
        bench.refused(json!({"op": "review.open", "model": "MDL-0001"}));
        bench.refused(json!({"op": "review.revise", "id": "REV-0001", "outcome": outcome}));
        let concluded =
            bench.ok(json!({"op": "review.revise", "id": "REV-0001", "outcome": outcome, "findings": "as expected"}));
        assert_eq!(concluded.summary, format!("review concluded REV-0001: {outcome}"));
        let view = bench.store.view();
        assert_eq!(view.get::<Model>(1).unwrap().state.next_review.0.unwrap().to_string(), "2027-11-23", "{outcome}");
        assert_eq!(view.get::<Review>(1).unwrap().concluded_on.0.unwrap().to_string(), "2026-11-23");
        let opened = view.followups(ModelId(1)).unwrap();
        assert_eq!(opened.len(), work, "{outcome}");
        assert!(opened.iter().all(|row| row.source.text() == "REV-0001" && row.owner.as_str() == "rao"));
        bench.refused(json!({"op": "review.revise", "id": "REV-0001", "outcome": "pending"}));
        // No review opens before the cadence asks for it, and then one.
        assert_eq!(ticked(&mut bench, "2027-11-22"), Vec::new(), "{outcome}");
        assert_eq!(ticked(&mut bench, "2027-11-23").len(), 1, "{outcome}");
        assert_eq!(ticked(&mut bench, "2029-01-01"), Vec::new(), "{outcome}");
        bench.sound();
    }
}

/// What somebody may do on a day; much of it is refused, in both runs alike.
fn act(choice: u8) -> (Value, &'static str) {
    match choice {
        0 => (json!({"op": "followup.start", "followup": "FUP-0001"}), "lin"),
        1 => (json!({"op": "followup.hand-in", "followup": "FUP-0001", "evidence": "https://x.example/1"}), "lin"),
        2 => (json!({"op": "followup.close", "followup": "FUP-0001"}), "okafor"),
        3 => (json!({"op": "followup.extend", "followup": "FUP-0001", "due": "+2w", "reason": "late"}), "okafor"),
        4 => (json!({"op": "followup.extend", "followup": "FUP-0002", "due": "+4w", "reason": "late"}), "okafor"),
        5 => (json!({"op": "acceptance.close", "acceptance": "ACC-0001", "reason": "moot"}), "okafor"),
        6 => (json!({"op": "acceptance.revise", "id": "ACC-0001", "expiry": "2026-12-10"}), "okafor"),
        7 => (
            json!({"op": "review.revise", "id": "REV-0001", "outcome": "restrict", "findings": "drifts", "reviewer": "berg"}),
            "okafor",
        ),
        8 => (json!({"op": "undo"}), "okafor"),
        9 => (json!({"op": "undo"}), "lin"),
        10 => (json!({"op": "redo"}), "okafor"),
        _ => (json!({"op": "risk.revise", "id": "RSK-0002", "target_date": "2027-03-31"}), "okafor"),
    }
}

/// The record after some days with these acts, caught up every day or only when it had to be.
fn lived(acts: &[(u8, u8)], daily: bool) -> Vec<(String, String, String, Option<String>)> {
    let mut bench = watched();
    let first: chrono::NaiveDate = "2026-11-24".parse().unwrap();
    for day in 0..60_u8 {
        let date = (first + chrono::Days::new(u64::from(day))).to_string();
        if daily {
            tick(&mut bench.store, &at(&date)).unwrap();
        }
        on(&mut bench, &date);
        for (_, choice) in acts.iter().filter(|(when, _)| *when == day) {
            let (operation, actor) = act(*choice);
            let _ = bench.act(&operation, actor);
        }
    }
    tick(&mut bench.store, &at("2028-06-01")).unwrap();
    bench.sound();
    let mut events = bench.store.view().latest(i64::MAX, i64::MAX).unwrap();
    events.reverse();
    events.into_iter().map(|event| (event.effective, event.actor, event.kind, event.payload)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_day_caught_up_is_the_same_as_once(acts in proptest::collection::vec((0_u8..60, 0_u8..12), 0..14)) {
        prop_assert_eq!(lived(&acts, true), lived(&acts, false));
    }
}

#[test]
fn what_was_renewed_in_time_flags_nothing_when_the_old_one_runs_out() {
    let mut bench = watched();
    bench.ok(json!({"op": "acceptance.propose", "model": "MDL-0001", "risks": "RSK-0002", "rationale": "small pilot goes on",
        "controls": "manual review @lin", "requester": "adeyemi", "accountable_exec": "moreau", "renewal_of": "ACC-0001",
        "expiry": "2027-01-20"}));
    bench.ok(json!({"op": "acceptance.activate", "acceptance": "ACC-0002"}));
    let kept = ticked(&mut bench, "2026-12-22");
    assert!(kept.iter().any(|one| one.record.to_string() == "ACC-0001"), "{kept:?}");
    assert_eq!(bench.store.view().get::<Acceptance>(1).unwrap().state.state, AcceptanceState::Expired);
    assert_eq!(bench.store.view().get::<Risk>(2).unwrap().fields.state, RiskState::Accepted);
    let causes: Vec<String> =
        bench.store.view().reviews(ModelId(1)).unwrap().iter().map(|row| row.cause.as_str().to_owned()).collect();
    assert!(causes.iter().all(|cause| !cause.contains("ACC-0001")), "{causes:?}");
    bench.sound();
}
