//! The questionnaire under keys: live tier, ticks, override, drafts, and what a save asks for.

use std::sync::Arc;

use super::*;
use crate::domain::operation::{Operation, Request};
use crate::domain::record::{Model, Person, Submission};
use crate::domain::value::Handle;
use crate::policy::Policy;
use crate::tui::effect::{Effect, Msg, Outcome};
use crate::tui::screens::ScreenId;
use crate::tui::screens::register::Register;
use crate::tui::testing::{Bench, now};

fn person(handle: &str) -> Person {
    Person { handle: Handle(handle.to_owned()), ..Person::default() }
}

fn sheet(id: &str) -> Sheet {
    let id: RecordId = id.parse().unwrap();
    let model = Model { name: "churn-llm".into(), owner: Handle("rao".to_owned()), ..Model::default() };
    Sheet {
        id,
        model_id: crate::domain::ids::ModelId(7),
        model,
        submission: (id.kind == RecordKind::Submission)
            .then(|| Submission { reviewer: Handle("lin".to_owned()), ..Submission::default() }),
        submitted_on: None,
        artifacts: Vec::new(),
        waivers: Vec::new(),
        answers: Vec::new(),
        incidents: Vec::new(),
        people: ["oka", "weiss", "rao", "lin"].map(person).to_vec(),
        load: [("oka".to_owned(), 3)].into(),
        policy: Arc::new(Policy::default()),
        today: now().date_naive(),
    }
}

fn bench(id: &str, columns: u16, rows: u16) -> Bench {
    let screen = vec![(ScreenId::Intake, Box::new(Register::new(ScreenId::Intake)) as Box<dyn Part>)];
    let mut bench = Bench::new(screen, columns, rows);
    open(id.parse().unwrap(), &mut bench.state.shell);
    bench.loaded(Loaded::Triage(id.parse().unwrap(), Box::new(sheet(id))));
    bench.taken();
    bench
}

/// Answers every factor with 1 and every fact with no.
fn answered(bench: &mut Bench) {
    let policy = Policy::default();
    bench.keys(&"1".repeat(policy.tiering.factor.len()));
    bench.keys(&"n".repeat(policy.tiering.fact.len()));
}

fn request(bench: &mut Bench) -> Option<Request> {
    let mut asked = bench.taken().into_iter().filter_map(|effect| match effect {
        Effect::Run { request, .. } => Some(*request),
        _ => None,
    });
    asked.next_back()
}

/// The keys that turn every tick of a tier: Space on what is lacking, a step over the rest.
fn if_lacking(id: &str, tier: u8) -> String {
    sheet(id).needs(tier).iter().map(|need| if need.is_lacking() { "<Space>" } else { "j" }).collect()
}

#[test]
fn what_is_due_by_ready_neither_counts_as_missing_nor_returns() {
    let mut bench = bench("INT-0229", 120, 60);
    // Everything answered with the most: tier 1, which asks for a validation and a memo by ready.
    let policy = Policy::default();
    bench.keys(&"4".repeat(policy.tiering.factor.len()));
    bench.keys(&"n".repeat(policy.tiering.fact.len()));
    bench.keys(&if_lacking("INT-0229", 1));
    let screen = bench.screen();
    assert!(screen.contains("missing, due by ready"), "{screen}");
    assert!(screen.contains("due by ready validation-report"), "{screen}");
    bench.keys("<c-s>");
    assert!(matches!(request(&mut bench), Some(Request { operation: Operation::SubmissionTriage(_), .. })));
}

#[test]
fn the_tier_follows_the_answers() {
    let mut bench = bench("INT-0229", 100, 40);
    assert!(bench.screen().contains("score 100  TIER 1"), "what is unknown counts as the most:\n{}", bench.screen());
    answered(&mut bench);
    let screen = bench.screen();
    assert!(screen.contains("score 25  TIER 3") && !screen.contains("provisional"), "{screen}");
    bench.keys("gg4");
    assert!(!bench.screen().contains("TIER 3"), "{}", bench.screen());
    bench.keys("kx");
    assert!(bench.screen().contains("provisional"));
}

#[test]
fn what_is_missing_returns_the_submission_and_what_is_there_reviews_it() {
    let mut bench = bench("INT-0229", 100, 40);
    answered(&mut bench);
    bench.keys("<c-s>");
    let Some(Request { operation: Operation::Batch(batch), .. }) = request(&mut bench) else { panic!("a batch") };
    let names: Vec<_> = batch.rows.iter().map(|(_, operation)| operation.name()).collect();
    assert_eq!(names, ["model.set-tier", "submission.return"]);
    let Operation::SubmissionReturn(back) = &batch.rows[1].1 else { panic!("a return") };
    let kinds: Vec<String> =
        sheet("INT-0229").needs(3).into_iter().filter(Need::is_lacking).map(|need| need.kind).collect();
    assert_eq!(back.missing.0, kinds, "what is due by ready is not asked for yet");
    // Every tick taken away: the board is asked to review it, and decides itself.
    let mut bench = self::bench("INT-0229", 100, 40);
    answered(&mut bench);
    bench.keys(&if_lacking("INT-0229", 3));
    bench.keys("<c-s>");
    let Some(Request { operation: Operation::SubmissionTriage(triage), .. }) = request(&mut bench) else {
        panic!("a review:\n{}", bench.screen())
    };
    assert_eq!((triage.tier.0, triage.reviewer.0.as_str()), (Some(3), "lin"));
    let policy = Policy::default();
    assert_eq!(triage.answers.0.len(), policy.tiering.factor.len() + policy.tiering.fact.len());
    assert!(triage.answers.0.contains(&format!("{}=1", policy.tiering.factor[0].key)), "{:?}", triage.answers);
}

#[test]
fn a_model_is_given_a_tier() {
    let mut bench = bench("MDL-0007", 100, 40);
    answered(&mut bench);
    bench.keys("internal use only<c-s>");
    let Some(Request { operation: Operation::ModelSetTier(set), .. }) = request(&mut bench) else { panic!("a tier") };
    assert_eq!(set.tier.0, Some(3));
    assert!(set.rationale.0.starts_with("internal use only"));
}

#[test]
fn an_override_downwards_needs_a_reason_and_two_signers_without_interest() {
    let mut bench = bench("MDL-0007", 100, 40);
    answered(&mut bench);
    bench.keys("<S-Tab>o");
    assert!(bench.screen().contains("TIER 4") && bench.screen().contains("found 3"), "{}", bench.screen());
    bench.keys("<c-s>");
    assert!(request(&mut bench).is_none() && bench.screen().contains("an override needs a reason"));
    // The refusal leads to the rationale, and the next one to the signers.
    bench.keys("low volume<S-Tab>oka rao<c-s>");
    assert!(request(&mut bench).is_none(), "rao owns it:\n{}", bench.screen());
    bench.keys("<c-u>nobody<c-s>");
    assert!(bench.screen().contains("nobody is called `nobody`"), "{}", bench.screen());
}

#[test]
fn a_forbidden_use_is_not_saved() {
    let mut bench = bench("MDL-0007", 100, 40);
    answered(&mut bench);
    let policy = Policy::default();
    let at = policy.tiering.fact.iter().position(|fact| fact.blocks).unwrap();
    bench.keys("<S-Tab>gg");
    bench.keys(&"j".repeat(policy.tiering.factor.len() + at));
    bench.keys("y<c-s>");
    assert!(request(&mut bench).is_none());
    assert!(bench.screen().contains("policy forbids the use"), "{}", bench.screen());
}

#[test]
fn answers_are_kept_and_found_again() {
    let mut bench = bench("INT-0229", 100, 40);
    bench.keys("3x2<Esc>");
    assert!(bench.state.shell.overlays.is_empty());
    open("INT-0229".parse().unwrap(), &mut bench.state.shell);
    bench.loaded(Loaded::Triage("INT-0229".parse().unwrap(), Box::new(sheet("INT-0229"))));
    let screen = bench.screen();
    assert!(screen.contains("[3]") && screen.contains("[2]") && screen.contains("brought back"), "{screen}");
    answered(&mut bench);
    bench.keys("<c-s>");
    let token = bench.state.shell.token() - 1;
    bench.send(Msg::News(News::Done(token, Ok(Outcome::default()))));
    assert_eq!((bench.state.shell.overlays.len(), bench.state.shell.drafts.all().count()), (0, 0));
}

#[test]
fn the_questionnaire_is_drawn_at_every_size() {
    let mut shown = bench("INT-0229", 80, 24);
    shown.keys("3214");
    insta::assert_snapshot!("triage_80x24", shown.screen());
    let mut shown = bench("INT-0229", 120, 36);
    shown.keys("3214");
    insta::assert_snapshot!("triage_120x36", shown.screen());
    for (columns, rows) in [(0, 0), (10, 4), (60, 16), (200, 60)] {
        let mut bench = bench("INT-0229", columns, rows);
        bench.keys("Gx");
        bench.screen();
    }
}

#[test]
fn the_rationale_can_be_written_in_an_editor() {
    let mut bench = bench("MDL-0007", 80, 24);
    bench.keys("Gwhy<F4>");
    let asked = bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Edit { token, text } => Some((token, text)),
        _ => None,
    });
    let (token, text) = asked.expect("the editor was asked for");
    assert_eq!(text, "why");
    bench.send(Msg::News(News::Edited(token, Ok("why, at length\n".to_owned()))));
    assert!(bench.screen().contains("why, at length"));
}

#[test]
fn a_reviewer_is_completed_with_their_load_and_a_name_that_nobody_has_is_refused() {
    let mut bench = bench("INT-0229", 120, 60);
    answered(&mut bench);
    bench.keys(&if_lacking("INT-0229", 3));
    bench.keys("<c-u>ok");
    assert!(bench.screen().contains("reviews 3"), "{}", bench.screen());
    bench.keys("<Tab>zzz<c-s>");
    assert!(request(&mut bench).is_none(), "nobody is called zzz");
    assert!(bench.screen().contains("nobody is called `zzz`"), "{}", bench.screen());
    bench.keys("<c-u>weiss<c-s>");
    let Some(Request { operation: Operation::Batch(batch), .. }) = request(&mut bench) else {
        panic!("a batch:\n{}", bench.screen())
    };
    let [(1, Operation::SubmissionRevise(revise)), (2, Operation::SubmissionTriage(triage))] = batch.rows.as_slice()
    else {
        panic!("the backup, then the review: {batch:?}")
    };
    assert_eq!((revise.fields.backup_reviewer.as_str(), triage.reviewer.as_str()), ("weiss", "oka"));
}

#[test]
fn the_rationale_on_record_is_offered_and_is_no_reason_for_another_tier() {
    let mut sheet = sheet("MDL-0007");
    sheet.model.tier.0 = Some(3);
    sheet.model.tier_rationale = "Low volume.".into();
    let mut bench = bench("MDL-0007", 120, 40);
    bench.keys("<Esc>");
    bench.state.shell.drafts = crate::tui::draft::Drafts::default();
    open("MDL-0007".parse().unwrap(), &mut bench.state.shell);
    bench.loaded(Loaded::Triage("MDL-0007".parse().unwrap(), Box::new(sheet)));
    bench.taken();
    assert!(bench.screen().contains("in force 3") && bench.screen().contains("Low volume."), "{}", bench.screen());
    assert!(bench.screen().contains("is for another tier"), "{}", bench.screen());
    answered(&mut bench);
    bench.keys("<c-s>");
    let Some(Request { operation: Operation::ModelSetTier(set), .. }) = request(&mut bench) else { panic!("a tier") };
    assert_eq!((set.tier.0, set.rationale.as_str()), (Some(3), "Low volume."));
}

#[test]
fn while_nothing_is_answered_the_tier_in_force_stays() {
    let mut tiered = sheet("INT-0229");
    tiered.model.tier.0 = Some(3);
    let kinds = tiered.needs(3).into_iter().filter(Need::is_lacking).map(|need| need.kind);
    let kinds: Vec<String> = kinds.collect();
    let mut bench = bench("INT-0229", 120, 60);
    bench.loaded(Loaded::Triage("INT-0229".parse().unwrap(), Box::new(tiered)));
    assert!(bench.screen().contains("tier 3 in force stays"), "{}", bench.screen());
    bench.keys("<c-s>");
    let Some(Request { operation: Operation::SubmissionReturn(back), .. }) = request(&mut bench) else {
        panic!("a return alone:\n{}", bench.screen())
    };
    assert_eq!(back.missing.0, kinds);
    bench.keys("0");
    assert!(!bench.screen().contains("in force stays"), "{}", bench.screen());
}
