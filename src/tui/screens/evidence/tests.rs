//! The evidence under keys: what each asks of the board, and how it is drawn.

use super::*;
use crate::domain::ids::{ArtifactId, AssessmentId, ModelId};
use crate::domain::states::SubmissionState;
use crate::policy::ArtifactDue;
use crate::tui::effect::{Effect, Msg};
use crate::tui::screens::ScreenId;
use crate::tui::screens::register::Register;
use crate::tui::testing::Bench;

fn need(kind: &str, label: &str, standing: Standing, artifact: Option<u32>) -> Need {
    Need {
        kind: kind.to_owned(),
        label: label.to_owned(),
        due: ArtifactDue::Complete,
        standing,
        artifact: artifact.map(ArtifactId),
    }
}

fn dossier() -> Dossier {
    Dossier {
        model: ModelId(7),
        name: "churn-llm".to_owned(),
        version: "1.0".to_owned(),
        state: Some(SubmissionState::InReview),
        needs: vec![
            need("model-card", "Model card", Standing::Accepted, Some(1)),
            need("data-statement", "Data statement", Standing::Submitted, Some(2)),
            need("evaluation-report", "Evaluation report", Standing::Submitted, Some(3)),
            need("runbook", "Runbook", Standing::Missing, None),
            need("subgroup-analysis", "Subgroup analysis", Standing::Undecided, None),
        ],
        pieces: vec![(ArtifactId(2), Piece { title: "data.md".to_owned(), has_text: true })],
        offered: Vec::new(),
        deciding: vec![("subgroup-analysis".to_owned(), "fairness_applies")],
        assessment: Some((AssessmentId(4), AssessmentState::Draft)),
        earlier: None,
        planned: None,
        obstacles: vec!["artifacts: not accepted or waived: Data statement and Runbook".to_owned()],
    }
}

fn bench(columns: u16, rows: u16) -> Bench {
    let screen = vec![(ScreenId::Intake, Box::new(Register::new(ScreenId::Intake)) as Box<dyn Part>)];
    let mut bench = Bench::new(screen, columns, rows);
    let id: RecordId = "INT-0003".parse().unwrap();
    open(id, &mut bench.state.shell);
    bench.loaded(Loaded::Evidence(id, Box::new(dossier())));
    bench.taken();
    bench
}

fn asked(bench: &mut Bench) -> Vec<Operation> {
    let run = |effect| match effect {
        Effect::Run { request, .. } => Some(request.operation),
        _ => None,
    };
    bench.taken().into_iter().filter_map(run).collect()
}

#[test]
fn a_piece_is_accepted_with_a_key_and_all_of_them_with_another() {
    let mut bench = bench(100, 30);
    bench.keys("a");
    assert_eq!(asked(&mut bench), [], "it is accepted already");
    bench.keys("ja");
    let asked_for = asked(&mut bench);
    let [Operation::ArtifactRevise(revise)] = asked_for.as_slice() else { panic!("a revision") };
    assert_eq!((revise.number, revise.fields.state.word()), (2, "accepted"));
    bench.keys("Y");
    let asked_for = asked(&mut bench);
    let [Operation::Batch(batch)] = asked_for.as_slice() else { panic!("a batch") };
    assert_eq!(batch.rows.len(), 2);
    bench.keys("R");
    assert!(matches!(asked(&mut bench).as_slice(), [Operation::SubmissionMarkReady(_)]));
}

#[test]
fn what_is_offered_is_recorded_and_accepted_with_the_rest_in_one_operation() {
    let mut bench = bench(100, 30);
    let mut dossier = dossier();
    dossier.needs[3].standing = Standing::Submitted;
    dossier.offered = vec![("runbook".to_owned(), "runbook".to_owned())];
    bench.loaded(Loaded::Evidence("INT-0003".parse().unwrap(), Box::new(dossier)));
    bench.keys("Y");
    let asked_for = asked(&mut bench);
    let [Operation::Batch(batch)] = asked_for.as_slice() else { panic!("one batch: {asked_for:?}") };
    let names: Vec<_> = batch.rows.iter().map(|(_, operation)| operation.name()).collect();
    assert_eq!(names, ["artifact.receive", "artifact.revise", "artifact.revise"]);
    let Operation::ArtifactReceive(piece) = &batch.rows[0].1 else { panic!("a piece") };
    assert_eq!((piece.kind.as_str(), piece.state.word(), piece.model), ("runbook", "accepted", ModelId(7)));
}

#[test]
fn forms_come_filled_with_what_is_known() {
    let mut bench = bench(100, 30);
    bench.keys("jjjn");
    let screen = bench.screen();
    assert!(screen.contains("Runbook of MDL-0007 churn-llm") && screen.contains("runbook"), "{screen}");
    bench.keys("<Esc>jn");
    assert!(bench.screen().contains("Does subgroup analysis apply"), "{}", bench.screen());
    bench.keys("<Esc>ggjr");
    assert!(bench.screen().contains("Reject ART-0002"), "{}", bench.screen());
    bench.keys("<Esc>m");
    assert!(bench.screen().contains("Edit ASM-0004"), "{}", bench.screen());
}

#[test]
fn a_refusal_is_said_in_place() {
    let mut bench = bench(80, 24);
    bench.keys("R");
    let Some(Effect::Run { token, .. }) = bench.taken().into_iter().find(|effect| matches!(effect, Effect::Run { .. }))
    else {
        panic!("an operation")
    };
    let refusal = Refusal::state("assessment", "it is not final").hint("finalise the assessment");
    bench.send(Msg::News(News::Done(token, Err(refusal))));
    assert!(bench.screen().contains("it is not final"), "{}", bench.screen());
}

#[test]
fn the_evidence_is_drawn_at_both_sizes() {
    insta::assert_snapshot!("evidence_80x24", bench(80, 24).screen());
    insta::assert_snapshot!("evidence_120x36", bench(120, 36).screen());
}
