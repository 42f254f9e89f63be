//! Forms under keys: errors where they are, completion, drafts, pastes, conflicts, every size.

use std::sync::Arc;

use super::*;
use crate::domain::operation::{Operation, Request};
use crate::domain::{Remedy, ids::RecordKind};
use crate::tui::effect::{Candidate, Effect, Msg, Outcome, Pick};
use crate::tui::screens::ScreenId;
use crate::tui::testing::{Bench, fields, now};

/// A screen that opens forms when it is shown.
struct Blank;

impl Part for Blank {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Go]
    }
    fn command(&mut self, _: Cmd, _: &mut Shell) -> Handled {
        Handled::No
    }
    fn view(&self, _: &mut Canvas<'_>, _: Rect) {}
}

pub fn bench(spec: FormSpec) -> Bench {
    sized(spec, 80, 24)
}

fn sized(spec: FormSpec, columns: u16, rows: u16) -> Bench {
    let mut bench = Bench::new(vec![(ScreenId::Risks, Box::new(Blank))], columns, rows);
    let person = |value: &str, label: &str| Candidate { value: value.to_owned(), label: label.to_owned() };
    let people = vec![person("okafor", "Amara Okafor"), person("oka", "Olive Kay"), person("rao", "Rao Venkataraman")];
    bench.loaded(Loaded::Candidates(Pick::People, Arc::new(people)));
    open(spec, &mut bench.state.shell);
    bench.send(Msg::Tick);
    bench
}

fn risk() -> FormSpec {
    FormSpec::new_record(RecordKind::Risk).unwrap()
}

pub fn request(bench: &mut Bench) -> Option<Request> {
    let mut asked = bench.taken().into_iter().filter_map(|effect| match effect {
        Effect::Run { request, .. } => Some(*request),
        _ => None,
    });
    asked.next_back()
}

#[test]
fn a_form_builds_the_operation_that_a_script_would() {
    let mut bench = bench(risk().focus("statement"));
    bench.keys("because of drift, limits may be wrong<Tab>4<Tab>3<Tab>manual review<Alt-Enter>monthly report<c-s>");
    let request = request(&mut bench).expect("the form was submitted");
    let Operation::RiskIdentify(risk) = request.operation else { panic!("{request:?}") };
    assert_eq!(risk.statement.0, "because of drift, limits may be wrong");
    assert_eq!((risk.inherent(), risk.controls.0.len()), (12, 2));
}

#[test]
fn errors_stand_at_their_fields_and_the_first_has_the_focus() {
    let mut bench = bench(risk().focus("impact"));
    bench.keys("9<Tab><Tab><Tab><c-s>");
    assert!(request(&mut bench).is_none());
    let screen = bench.screen();
    assert!(screen.contains("✗"), "{screen}");
    assert!(screen.contains("▸ Statement*"), "the first wrong field has the focus:\n{screen}");
    bench.keys("x");
    assert!(!bench.screen().lines().any(|line| line.contains("needs it")), "typing takes the error away");
}

#[test]
fn the_first_enter_takes_the_completion_and_the_second_submits() {
    let mut bench = bench(risk().with("statement", "x").focus("owner"));
    bench.keys("amara");
    assert!(bench.screen().contains("okafor  Amara Okafor"), "{}", bench.screen());
    bench.keys("<Enter>");
    assert!(request(&mut bench).is_none());
    bench.keys("<Enter>");
    let Some(Request { operation: Operation::RiskIdentify(risk), .. }) = request(&mut bench) else {
        panic!("submitted")
    };
    assert_eq!(risk.owner.0, "okafor");
}

#[test]
fn what_is_typed_in_full_is_never_replaced() {
    let mut bench = bench(risk().with("statement", "x").focus("owner"));
    bench.keys("oka<Enter>");
    let Some(Request { operation: Operation::RiskIdentify(risk), .. }) = request(&mut bench) else {
        panic!("submitted")
    };
    assert_eq!(risk.owner.0, "oka");
}

#[test]
fn the_choices_of_a_field_can_be_looked_through() {
    let mut bench = bench(risk().focus("treatment"));
    bench.keys("<Ctrl-Space><Down><Enter>");
    assert!(bench.screen().contains("accept"), "{}", bench.screen());
    assert!(request(&mut bench).is_none());
}

#[test]
fn a_date_is_shown_as_it_is_understood() {
    let mut bench = bench(risk().focus("target_date"));
    bench.keys("+2w");
    assert!(bench.screen().contains("→ Mon 2026-12-07"), "{}", bench.screen());
}

#[test]
fn a_paste_of_many_lines_submits_nothing() {
    let mut bench = bench(risk().focus("statement"));
    bench.send(Msg::Paste("one\ntwo\n\u{1b}[31m".to_owned()));
    assert!(request(&mut bench).is_none());
    assert!(bench.screen().contains("one two"));
}

#[test]
fn what_is_typed_is_kept_and_found_again_with_field_and_cursor() {
    let mut bench = bench(risk().focus("statement"));
    bench.keys("李雪 drift<c-left><Esc>");
    assert!(bench.state.shell.overlays.is_empty());
    bench.now = now() + chrono::TimeDelta::seconds(1);
    bench.send(Msg::Tick);
    let saved: Vec<Draft> = bench
        .taken()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::SaveDraft(draft) => Some(draft),
            _ => None,
        })
        .collect();
    assert_eq!(saved.last().map(|draft| draft.fields.clone()), Some(fields(&[("statement", "李雪 drift")])));
    // Another session.
    let mut next = sized(FormSpec::ask(1, "x", "X", "x", "X", ""), 80, 24);
    next.keys("<Esc>");
    next.loaded(Loaded::Drafts(saved));
    open(risk(), &mut next.state.shell);
    next.keys("new ");
    let screen = next.screen();
    assert!(screen.contains("▸ Statement*") && screen.contains("李雪 new drift"), "{screen}");
    next.keys("<c-s>");
    let token = next.effects.iter().rev().find_map(|effect| match effect {
        Effect::Run { token, .. } => Some(*token),
        _ => None,
    });
    next.send(Msg::News(News::Done(token.unwrap(), Ok(Outcome::default()))));
    assert!(next.state.shell.overlays.is_empty() && next.state.shell.drafts.all().count() == 0);
    assert!(next.taken().iter().any(|effect| matches!(effect, Effect::DropDraft(_))));
}

#[test]
fn what_somebody_changed_meanwhile_is_shown_and_nothing_typed_is_lost() {
    let id: RecordId = "RSK-0007".parse().unwrap();
    let mut bench = bench(FormSpec::edit(id).unwrap().focus("statement"));
    let stands = |statement: &str, owner: &str| fields(&[("statement", statement), ("owner", owner), ("impact", "3")]);
    bench.loaded(Loaded::Fields { id, revision: 10, fields: stands("drift", "rao") });
    bench.keys("<c-s>");
    assert!(bench.screen().contains("nothing was changed"), "{}", bench.screen());
    bench.keys(" of limits<c-s>");
    let first = request(&mut bench).unwrap();
    assert_eq!(first.revision, Some(10));
    let arguments = first.operation.arguments();
    assert_eq!(arguments.keys().collect::<Vec<_>>(), ["id", "statement"], "only what was changed is sent");
    let token = bench.state.shell.token() - 1;
    let refusal = Refusal::state("RSK-0007", "lin changed it meanwhile");
    bench.send(Msg::News(News::Done(token, Err(refusal))));
    bench.loaded(Loaded::Fields { id, revision: 12, fields: stands("drift in Q4", "lin") });
    let screen = bench.screen();
    assert!(screen.contains("drift of limits") && screen.contains("now on record: drift in Q4"), "{screen}");
    assert!(screen.contains("lin changed it meanwhile"));
    bench.keys("<c-s>");
    let second = request(&mut bench).unwrap();
    assert_eq!(second.revision, Some(12));
    assert_eq!(second.operation.arguments().len(), 2, "what the other changed stays");
}

#[test]
fn a_refusal_with_a_remedy_opens_its_form_and_comes_back() {
    let mut bench =
        bench(FormSpec::new_record(RecordKind::Submission).unwrap().with("model", "MDL-0007").with("summary", "x"));
    bench.keys("<c-s>");
    let token = bench.state.shell.token() - 1;
    let refusal = Refusal::rule(2, "residual", "residual risk is high").remedy(Remedy::ProposeAcceptance);
    bench.send(Msg::News(News::Done(token, Err(refusal))));
    assert!(bench.screen().contains("Refused by R02"), "{}", bench.screen());
    bench.keys("<Enter>");
    let screen = bench.screen();
    assert!(screen.contains("New acceptance") && screen.contains("MDL-0007"), "{screen}");
    bench.keys("<Esc>");
    assert!(bench.screen().contains("New submission"));
}

#[test]
fn several_records_are_one_batch() {
    let ids = ["INT-0001", "INT-0002"].iter().map(|id| id.parse().unwrap()).collect();
    let mut bench = bench(FormSpec::operation("submission.withdraw", "Withdraw").about(ids));
    bench.keys("not needed<Enter>");
    let (token, run) = bench
        .taken()
        .into_iter()
        .find_map(|effect| match effect {
            Effect::Run { token, request } => Some((token, request)),
            _ => None,
        })
        .expect("it was submitted");
    let Operation::Batch(batch) = run.operation else { panic!("a batch") };
    assert_eq!(batch.rows.len(), 2);
    let refusal = Refusal::state("line 2, INT-0002, reason", "it says nothing").hint("say why");
    bench.send(Msg::News(News::Done(token, Err(refusal))));
    assert!(bench.screen().contains("INT-0002: it says nothing; say why"), "{}", bench.screen());
}

#[test]
fn the_editor_gives_its_text_back_to_the_field() {
    let mut bench = bench(risk().focus("controls"));
    bench.keys("one<F4>");
    let asked = bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Edit { token, text } => Some((token, text)),
        _ => None,
    });
    let (token, text) = asked.expect("the editor was asked for");
    assert_eq!(text, "one");
    bench.send(Msg::News(News::Edited(token, Ok("one\ntwo\n".to_owned()))));
    assert!(bench.screen().contains("two"));
    let refusal = Refusal::usage("editor", "there is no editor");
    bench.keys("<F4>");
    let token = bench.state.shell.token() - 1;
    bench.send(Msg::News(News::Edited(token, Err(refusal))));
    assert!(bench.screen().contains("there is no editor") && bench.screen().contains("two"));
}

#[test]
fn every_form_is_usable_at_every_size() {
    for row in Operation::table() {
        for (columns, rows) in [(10, 3), (60, 16)] {
            let mut bench = sized(FormSpec::operation(row.name, row.does), columns, rows);
            for field in &row.fields {
                bench.keys("x");
                let screen = bench.screen();
                if columns >= 60 {
                    let label: String = field.label.chars().take(10).collect();
                    let here = screen.lines().any(|line| line.contains('▸') && line.contains(&label));
                    assert!(here, "{} {} at {columns}x{rows}:\n{screen}", row.name, field.name);
                }
                bench.keys("<Tab>");
            }
        }
    }
}

#[test]
fn a_form_at_80_by_24() {
    let mut bench = bench(FormSpec::operation("followup.extend", "Give it more time").focus("due"));
    bench.keys("+10bd");
    insta::assert_snapshot!(bench.screen());
    for (columns, rows) in [(0, 0), (1, 1), (59, 15), (120, 36), (200, 60)] {
        let mut bench = sized(risk().focus("owner"), columns, rows);
        bench.keys("o<Ctrl-Space>");
        bench.screen();
    }
}

#[test]
fn words_of_the_policy_are_completed_one_by_one() {
    let spec = FormSpec::operation("version.add", "New version").only(&["triggers"]).focus("triggers");
    let mut bench = bench(spec);
    let word = |value: &str| Candidate { value: value.to_owned(), label: String::new() };
    bench.loaded(Loaded::Candidates(Pick::Triggers, Arc::new(vec![word("base-model"), word("new-region")])));
    bench.keys("base<Enter>; new<Enter>");
    assert!(bench.screen().contains("base-model; new-region"), "{}", bench.screen());
    let spec = FormSpec::operation("incident.revise", "Root cause").only(&["cause_category"]).focus("cause_category");
    let mut bench = super::tests::bench(spec);
    bench.loaded(Loaded::Candidates(Pick::Causes, Arc::new(vec![word("drift"), word("guardrail")])));
    bench.keys("gua<Enter>");
    assert!(bench.screen().contains("guardrail"), "{}", bench.screen());
}

#[test]
fn a_record_may_be_called_by_its_exact_name() {
    let mut bench = bench(risk().focus("model"));
    let model = |value: &str, label: &str| Candidate { value: value.to_owned(), label: label.to_owned() };
    let models = vec![model("MDL-0006", "support-rag"), model("MDL-0007", "twin"), model("MDL-0008", "twin")];
    bench.loaded(Loaded::Candidates(Pick::Records(RecordKind::Model), Arc::new(models)));
    bench.keys("support-rag<Esc><S-Tab>");
    for _ in 0..20 {
        bench.keys("<Tab>");
        if bench.screen().contains("▸ Statement") {
            break;
        }
    }
    bench.keys("drift<Tab>2<Tab>2<c-s>");
    let Some(Request { operation: Operation::RiskIdentify(risk), .. }) = request(&mut bench) else {
        panic!("{}", bench.screen())
    };
    assert_eq!(risk.model.0, 6);
}
