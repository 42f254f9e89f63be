//! Tiers without answers, readiness, a tier that changes under submissions, material change, tags, themes.

use serde_json::{Value, json};

use super::Bench;
use crate::domain::event::Event;
use crate::domain::ids::ModelId;
use crate::domain::record::{Artifact, Assessment, Model, Review, Submission, ThematicReview};
use crate::domain::states::{ReviewOutcome, ReviewTrigger, SubmissionState};

fn register(bench: &mut Bench, more: &Value) {
    let mut ask = json!({"op": "model.register", "name": "churn", "owner": "rao", "developers": "lin", "accountable_exec": "moreau",
        "exposure": "internal", "kind": "predictive", "fairness_applies": "yes", "privacy_applies": "yes", "security_applies": "yes",
        "stage": "production", "tier_rationale": "set by the inventory"});
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    bench.ok(ask);
}

fn rules(refusal: &crate::domain::Refusal) -> (u8, &str) {
    (refusal.rule.map_or(0, |rule| rule.0), refusal.subject.as_str())
}

#[test]
fn without_answers_the_tier_in_force_goes_down_by_one_signed_step_only() {
    let set = |tier: i64, why: &str, signers: &str| json!({"op": "model.set-tier", "model": "MDL-0001", "tier": tier, "rationale": why, "signers": signers});
    let both = "okafor; weiss";
    let cases: [(Value, i64, &str, &str, Option<&str>); 9] = [
        (json!({"tier": 1}), 4, "because", "", Some("tier")),
        (json!({"tier": 1}), 4, "because", both, Some("tier")),
        (json!({"tier": 1}), 2, "because", "", Some("signers")),
        (json!({"tier": 1}), 2, "because", "okafor", Some("signers")),
        (json!({"tier": 1}), 2, "because", "okafor; rao", Some("rao")),
        (json!({"tier": 1}), 2, "", both, Some("tier_rationale")),
        (json!({"tier": 1, "eu_class": "high"}), 2, "because", both, Some("tier")),
        (json!({"tier": 2, "kind": "llm", "exposure": "customer-facing"}), 3, "because", both, Some("tier")),
        (json!({"tier": 1}), 2, "because", both, None),
    ];
    for (model, tier, why, signers, refused) in cases {
        let mut bench = Bench::new();
        register(&mut bench, &model);
        if let Some(subject) = refused {
            let refusal = bench.refused(set(tier, why, signers));
            assert_eq!(rules(&refusal).1, subject, "{model} to {tier}: {refusal}");
            assert!(rules(&refusal).0 == 11 || subject == "rao", "{refusal}");
            continue;
        }
        bench.ok(set(tier, why, signers));
        let row = bench.store.view().get::<Model>(1).unwrap();
        assert_eq!((row.tier.0, row.state.tier_signers.0.len()), (Some(tier), 2));
        let said = "Override from tier 1 to tier 2, signed by okafor and weiss: because";
        assert!(row.tier_rationale.as_str().starts_with(said));
        bench.sound();
    }
    // Upwards a reason is enough, and a severe incident keeps it from going down again.
    let mut bench = Bench::new();
    register(&mut bench, &json!({"tier": 3}));
    bench.ok(set(2, "more people", ""));
    bench.ok(json!({"op": "incident.report", "title": "leak", "severity": 1, "model": "MDL-0001", "onset": "2026-11-20T10:00:00Z"}));
    let refusal = bench.refused(set(3, "it was minor", both));
    assert!(refusal.sentence.contains("an incident of severity 1"), "{refusal}");
}

#[test]
fn a_revision_never_lowers_a_tier_and_gives_its_own_reason() {
    let mut bench = Bench::new();
    register(&mut bench, &json!({"tier": 2}));
    let revise = |tier: i64, why: Option<&str>| match why {
        None => json!({"op": "model.revise", "id": "MDL-0001", "tier": tier}),
        Some(why) => json!({"op": "model.revise", "id": "MDL-0001", "tier": tier, "tier_rationale": why}),
    };
    let refusal = bench.refused(revise(3, Some("small")));
    assert_eq!(rules(&refusal), (11, "signers"));
    assert!(refusal.hint.contains("boardroom model set-tier MDL-0001 --tier 3"), "{refusal}");
    assert_eq!(rules(&bench.refused(revise(4, Some("small")))), (11, "tier"));
    assert_eq!(rules(&bench.refused(revise(1, None))), (11, "tier_rationale"));
    bench.ok(revise(1, Some("more people")));
    // Nor is a model registered below what its own entry says.
    let refusal = bench.refused(
        json!({"op": "model.register", "name": "cv", "eu_class": "high", "tier": 3, "tier_rationale": "small"}),
    );
    assert_eq!(rules(&refusal), (11, "tier"));
    bench.sound();
}

#[test]
fn answers_are_held_against_the_record() {
    let mut bench = Bench::new();
    register(&mut bench, &json!({"tier": 1, "eu_class": "high"}));
    let refusal =
        bench.refused(json!({"op": "model.set-tier", "model": "MDL-0001", "answers": "eu-high-risk=no; harm=1"}));
    assert_eq!(rules(&refusal), (0, "answers"));
    assert!(refusal.hint.contains("eu_class"), "{refusal}");
    let receipt = bench.ok(
        json!({"op": "model.set-tier", "model": "MDL-0001", "answers": "harm=1; subgroups=0; prohibited-practice=no"}),
    );
    assert!(receipt.notes.iter().any(|note| note.contains("fairness applies")), "{:?}", receipt.notes);
}

/// A tier-2 model in order, but for what the tests take away.
fn in_review(bench: &mut Bench) {
    bench.sitting();
    bench.ok(json!({"op": "meeting.adjourn", "meeting": "MRB-0001"}));
    bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "kind": "retrain", "version": "1.1", "requester": "adeyemi", "summary": "Retrain"}));
    bench.ok(json!({"op": "submission.triage", "submission": "INT-0002", "reviewer": "berg"}));
}

#[test]
fn ready_needs_its_own_assessment_and_a_validation_of_its_version() {
    let mut bench = Bench::new();
    in_review(&mut bench);
    let ready = json!({"op": "submission.ready", "submission": "INT-0002"});
    // The final assessment of the first release is not this one's; the validation of no version in particular is.
    // It is not made one of the first release afterwards: it holds until its day.
    assert_eq!(rules(&bench.refused(&ready)), (0, "assessment"));
    let assess = |more: Value| {
        let mut ask = json!({"op": "assessment.record", "model": "MDL-0001", "submission": "INT-0002", "summary": "moderate",
            "residual_likelihood": 2, "residual_impact": 2, "recommendation": "approve", "state": "final"});
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask
    };
    assert_eq!(bench.refused(assess(json!({"residual_impact": null}))).subject, "residual_impact");
    assert_eq!(bench.refused(assess(json!({"recommendation": "none"}))).subject, "recommendation");
    bench.ok(assess(json!({})));
    let row = bench.store.view().get::<Assessment>(2).unwrap();
    assert_eq!((row.author.as_str(), row.state.tier.0), ("okafor", Some(2)));
    assert!(!row.state.criteria_version.is_empty() && !row.state.floors.as_str().is_empty());
    let refusal =
        bench.refused(json!({"op": "validation.revise", "id": "VAL-0001", "version": "1.0", "reason": "typed"}));
    assert_eq!(rules(&refusal), (7, "VAL-0001"));
    bench.ok(json!({"op": "validation.revise", "id": "VAL-0001", "valid_until": "today", "reason": "of 1.0 only"}));
    bench.now += chrono::TimeDelta::days(1);
    assert_eq!(rules(&bench.refused(&ready)), (7, "validation"));
    bench.ok(json!({"op": "validation.record", "model": "MDL-0001", "version": "1.1", "validator": "berg", "independent": true,
        "opinion": "fit", "summary": "sound", "issued_on": "today"}));
    bench.ok(&ready);
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30", "time": "14:00"}));
    // What was ready is held to it again when it is scheduled.
    bench.ok(json!({"op": "validation.revise", "id": "VAL-0002", "valid_until": "today", "reason": "the data ends"}));
    bench.now += chrono::TimeDelta::days(1);
    let schedule = json!({"op": "submission.schedule", "submission": "INT-0002"});
    assert_eq!(rules(&bench.refused(&schedule)), (7, "validation"));
    bench.ok(json!({"op": "validation.record", "model": "MDL-0001", "version": "1.1", "validator": "berg", "independent": true,
        "opinion": "fit", "summary": "sound again", "issued_on": "today"}));
    bench.ok(schedule);
    bench.sound();
}

#[test]
fn a_higher_tier_takes_back_into_review_what_lacks_its_evidence() {
    let mut bench = Bench::new();
    in_review(&mut bench);
    // Two are open: which one it is for is asked, and then said.
    let mut assess = json!({"op": "assessment.record", "model": "MDL-0001", "summary": "moderate", "residual_likelihood": 2,
        "residual_impact": 2, "recommendation": "approve", "state": "draft"});
    let receipt = bench.ok(&assess);
    assert!(receipt.notes.iter().any(|note| note.contains("has 2 open submissions")), "{:?}", receipt.notes);
    assess["submission"] = "INT-0002".into();
    assess["state"] = "final".into();
    bench.ok(&assess);
    bench.ok(json!({"op": "submission.ready", "submission": "INT-0002"}));
    bench.ok(json!({"op": "meeting.draft", "date": "2026-11-30", "time": "14:00"}));
    bench.ok(json!({"op": "submission.schedule", "submission": "INT-0002"}));
    let memo = bench.store.view().artifacts(ModelId(1)).unwrap();
    let memo = memo
        .iter()
        .find(|row| row.kind.as_str() == "executive-memo")
        .map(crate::domain::record::Row::<Artifact>::id)
        .unwrap();
    bench.ok(json!({"op": "artifact.revise", "id": memo.to_string(), "state": "rejected"}));
    let due = |bench: &Bench| bench.store.view().get::<Submission>(2).unwrap().state.decision_due.0.unwrap();
    let before = due(&bench);
    let receipt = bench.ok(json!({"op": "model.set-tier", "model": "MDL-0001", "tier": 1, "rationale": "more people"}));
    // Tier 1 has more time: the clock runs on, its end moves.
    let after = due(&bench);
    assert!(after > before, "{before} {after}");
    let told = format!("INT-0002 is to be decided by {after} now");
    assert!(receipt.notes.contains(&told), "{:?}", receipt.notes);
    assert!(
        receipt.notes.iter().any(|note| note.starts_with("INT-0002 is back in review: artifacts: ")
            && note.contains("executive-memo (rejected)")),
        "{:?}",
        receipt.notes
    );
    let row = bench.store.view().get::<Submission>(2).unwrap();
    assert_eq!((row.state.state, row.state.item.0), (SubmissionState::InReview, 0));
    let open = bench.store.view().open_items_about(row.id()).unwrap();
    assert!(open.is_empty(), "{open:?}");
    bench.ok(json!({"op": "undo"}));
    assert_eq!(bench.store.view().get::<Submission>(2).unwrap().state.state, SubmissionState::Scheduled);
    assert_eq!(due(&bench), before);
    bench.sound();
}

#[test]
fn a_material_change_asks_for_a_review_that_the_decision_on_it_concludes() {
    let mut bench = Bench::new();
    register(&mut bench, &json!({"tier": 3}));
    bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "1", "change": "initial"}));
    for label in ["1.1", "1.2", "1.3", "1.4"] {
        let receipt = bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": label, "change": "fix"}));
        assert!(receipt.notes[0].starts_with("not material: "), "{:?}", receipt.notes);
    }
    let receipt = bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "1.5", "change": "fix"}));
    assert!(receipt.notes[0].starts_with("material (minor-changes): "), "{:?}", receipt.notes);
    let review = bench.store.view().get::<Review>(1).unwrap();
    assert_eq!(
        (review.trigger, review.version.as_str(), review.outcome),
        (ReviewTrigger::Change, "1.5", ReviewOutcome::Pending)
    );
    let open = |bench: &Bench| bench.store.view().reviews_open(bench.now.date_naive()).unwrap().len();
    assert_eq!(open(&bench), 1);
    // A submission of that version brings it before the board; another's change is not its business.
    bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "kind": "retrain", "version": "1.5", "requester": "adeyemi", "summary": "Fixes"}));
    assert_eq!(open(&bench), 0);
    // What is called not material is held against kind and triggers.
    let refusal = bench.refused(json!({"op": "version.revise", "id": "VER-0006", "material": "no"}));
    assert_eq!(refusal.subject, "material");
    assert!(refusal.sentence.contains("minor changes"), "{refusal}");
    for kind in ["model-card", "attestation", "data-statement", "evaluation-report", "monitoring-plan", "change-log"] {
        bench.ok(json!({"op": "artifact.receive", "kind": kind, "model": "MDL-0001", "state": "accepted"}));
    }
    bench.ok(json!({"op": "submission.triage", "submission": "INT-0001", "reviewer": "berg"}));
    bench.ok(json!({"op": "assessment.record", "model": "MDL-0001", "summary": "low", "residual_likelihood": 1, "residual_impact": 2,
        "recommendation": "approve", "state": "final"}));
    assert_eq!(bench.store.view().get::<Assessment>(1).unwrap().submission.0, 1, "the only open one");
    bench.ok(json!({"op": "submission.ready", "submission": "INT-0001"}));
    bench.ok(json!({"op": "model.revise", "id": "MDL-0001", "purpose": "Offers"}));
    bench
        .ok(json!({"op": "decision.sign", "submission": "INT-0001", "outcome": "approve", "motion": "1.5 is approved",
        "rationale": "small", "signers": "okafor; weiss"}));
    let review = bench.store.view().get::<Review>(1).unwrap();
    assert_eq!((review.outcome, review.decision.0, review.reviewer.as_str()), (ReviewOutcome::Continue, 1, "berg"));
    bench.sound();
}

#[test]
fn what_a_batch_refuses_names_its_record_and_tags_stay() {
    let mut bench = Bench::new();
    register(&mut bench, &json!({"tier": 3, "tags": "llm; pilot"}));
    bench.ok(json!({"op": "model.tag", "model": "MDL-0001", "add_tags": "EU; LLM", "remove_tags": "Pilot"}));
    assert_eq!(bench.store.view().get::<Model>(1).unwrap().tags.0, ["llm", "EU"]);
    assert_eq!(bench.refused(json!({"op": "model.tag", "model": "MDL-0001"})).subject, "add_tags");
    assert_eq!(
        bench.refused(json!({"op": "model.tag", "model": "MDL-0001", "add_tags": "x", "remove_tags": "X"})).subject,
        "remove_tags"
    );
    bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "version": "1", "requester": "rao", "summary": "Retrain"}));
    let reading = super::reading(&super::policy_in_force(&bench.store.view()).unwrap(), &env(&bench));
    let row = |value: Value| crate::domain::operation::Request::read(&value, &reading).unwrap().operation;
    let rows = vec![(7, row(json!({"op": "submission.triage", "submission": "INT-0001", "reviewer": "berg"})))];
    let batch = crate::domain::operation::Batch { label: "triage".to_owned(), rows };
    let request = crate::domain::operation::Request::from(crate::domain::operation::Operation::Batch(batch));
    let who = env(&bench);
    let refusal = super::execute(&mut bench.store, &request, &who).unwrap_err();
    assert_eq!(refusal.subject, "line 7, INT-0001, artifacts");
    let refusal = crate::board::preview(&bench.store, &request, &env(&bench)).unwrap_err();
    assert_eq!(refusal.subject, "line 7, INT-0001, artifacts");
}

fn env(bench: &Bench) -> super::Env {
    super::Env { now: bench.now, actor: "okafor".into(), rehearsal: false }
}

#[test]
fn a_return_names_kinds_of_evidence_and_a_reviewer_with_a_part_in_it_is_told() {
    let mut bench = Bench::new();
    register(&mut bench, &json!({"tier": 3}));
    let receipt = bench.ok(json!({"op": "submission.submit", "model": "MDL-0001", "version": "1", "requester": "adeyemi", "reviewer": "rao",
        "backup_reviewer": "adeyemi", "summary": "Retrain"}));
    assert_eq!(receipt.notes.len(), 2, "{:?}", receipt.notes);
    let back = |missing: &str| json!({"op": "submission.return", "submission": "INT-0001", "missing": missing});
    let refusal = bench.refused(back("nosuchkind"));
    assert_eq!(refusal.subject, "missing");
    bench.ok(back("evaluation-report by region; model-card"));
    // An operation is called by what it was about.
    let named = bench.store.view().last_done(&"okafor".into()).unwrap().unwrap();
    assert!(named.summary.starts_with("submission returned INT-0001"), "{}", named.summary);
}

#[test]
fn a_theme_is_a_query_over_models_or_a_view_of_them() {
    let mut bench = Bench::new();
    let open = |query: &str| json!({"op": "thematic.open", "title": "LLMs", "query": query});
    let refusal = bench.refused(open("colour:red"));
    assert!(refusal.subject == "query" && refusal.sentence.contains("(at `colour:red`)"), "{refusal}");
    assert_eq!(bench.refused(open("view:LLMs")).subject, "query");
    bench.ok(json!({"op": "view.save", "name": "LLMs", "list": "models", "query": "kind:llm"}));
    bench.ok(open("view:LLMs tier:1"));
    let row = bench.store.view().get::<ThematicReview>(1).unwrap();
    assert_eq!(bench.store.view().thematic_query(&row).unwrap(), "kind:llm tier:1");
    bench.sound();
}

#[test]
fn an_assessment_is_called_by_itself_and_not_by_what_it_supersedes() {
    let mut bench = Bench::new();
    register(&mut bench, &json!({"tier": 3}));
    let ask = json!({"op": "assessment.record", "model": "MDL-0001", "summary": "low", "residual_likelihood": 1, "residual_impact": 2,
        "recommendation": "approve", "state": "final"});
    bench.ok(&ask);
    assert!(bench.ok(&ask).summary.starts_with("assessment recorded ASM-0002"));
    let last = bench.store.view().history(crate::domain::ids::AssessmentId(2).record(), i64::MAX, 9).unwrap();
    assert!(
        last.iter()
            .any(|entry| entry.kind == Event::KINDS.iter().find(|kind| kind.0 == "AssessmentFinalised").unwrap().0)
    );
}
