//! Registers under keys: every command of the table opens its form, the record's page, the preview.

mod acceptance;
mod incident;

use std::sync::Arc;

use super::*;
use crate::domain::record::Record;
use crate::tui::effect::{Checklist, Effect, Page};
use crate::tui::keymap::{Keymap, When};
use crate::tui::list::Row;
use crate::tui::part::Part;
use crate::tui::rich::Rich;
use crate::tui::testing::{Bench, fields};
use crate::tui::theme::Role;

const SCREENS: [ScreenId; 6] =
    [ScreenId::Intake, ScreenId::Models, ScreenId::Risks, ScreenId::FollowUps, ScreenId::Incidents, ScreenId::Log];

/// Answers what a register asks for, as a store of three records would.
fn answer(bench: &mut Bench) {
    for _ in 0..6 {
        let asked = bench.taken();
        if asked.is_empty() {
            return;
        }
        for effect in asked {
            let Effect::Load(load) = effect else { continue };
            match load {
                Load::Ids { list, filter, sort } => {
                    let kind = list.table().kind;
                    let key = |number| kind.map_or(i64::from(number), |kind| RecordId { kind, number }.key());
                    let ids = (1..=3).map(key).collect();
                    bench.loaded(Loaded::Ids { list, filter, sort, ids: Arc::new(ids), total: 3 });
                }
                Load::Rows { list, ids } => {
                    let cell = |key: &i64| match list.table().kind {
                        Some(_) => RecordId::from_key(*key).unwrap().to_string(),
                        None => format!("MDL-{key:04}"),
                    };
                    let cells = |key| list.table().columns.iter().map(|_| cell(key)).collect();
                    let rows = ids.iter().map(|key| Row { key: *key, cells: cells(key), role: Role::Text }).collect();
                    bench.loaded(Loaded::Rows { list, rows });
                }
                Load::Page(id) | Load::Preview(id) => {
                    let lines: Vec<Rich> = (1..60).map(|line| Rich::plain(format!("{id} line {line}"))).collect();
                    let tabs =
                        vec![("overview".to_owned(), lines), ("history".to_owned(), vec![Rich::plain("created")])];
                    let page = Page { title: format!("{id} title"), tabs, markdown: format!("# {id}") };
                    bench.loaded(Loaded::Page(id, Arc::new(page)));
                }
                Load::Checklist(id) => {
                    let step = |number: u32, done| (format!("drift-spike:{number}"), format!("step {number}"), done);
                    let steps = vec![step(1, true), step(2, false), step(3, false)];
                    let others = vec![("vendor-outage".to_owned(), "a vendor is gone".to_owned())];
                    bench.loaded(Loaded::Checklist(id, Checklist { name: "drift-spike".to_owned(), steps, others }));
                }
                Load::Runbook(id, name) => {
                    let steps = vec![(format!("{name}:1"), "fall back".to_owned(), false)];
                    bench.loaded(Loaded::Checklist(id, Checklist { name, steps, ..Checklist::default() }));
                }
                Load::Fields(id) => {
                    let fields = fields(&[("model", "MDL-0007"), ("version", "4.2"), ("state", "submitted")]);
                    bench.loaded(Loaded::Fields { id, revision: 1, fields });
                }
                _ => {}
            }
        }
    }
}

fn bench(screen: ScreenId, columns: u16, rows: u16) -> Bench {
    let screens = vec![(screen, Box::new(Register::new(screen)) as Box<dyn Part>)];
    let mut bench = Bench::new(screens, columns, rows);
    answer(&mut bench);
    bench
}

#[test]
fn every_command_of_a_register_opens_a_form_or_says_why_not() {
    let map = Keymap::default();
    for screen in SCREENS {
        for (at, tab) in tabs(screen).iter().enumerate() {
            let Some(scope) = tab.scope else { continue };
            for (binding, _) in map.of(scope).filter(|(binding, _)| binding.when == When::Row) {
                for opened in [false, true] {
                    let mut bench = bench(screen, 80, 24);
                    bench.keys(&"]".repeat(at));
                    answer(&mut bench);
                    if opened {
                        bench.keys("<Enter>");
                        answer(&mut bench);
                    }
                    bench.keys(&format!(":{}<Enter>", binding.cmd.word()));
                    answer(&mut bench);
                    assert_eq!(bench.state.shell.overlays.len(), 1, "{} on {}", binding.cmd.word(), scope.word());
                    let screen = bench.screen();
                    let id = format!("{}-0001", tab.kind.unwrap().prefix());
                    assert!(screen.contains(&id), "{} names {id}:\n{screen}", binding.cmd.word());
                }
            }
        }
    }
}

#[test]
fn new_and_edit_open_the_forms_of_the_kind() {
    for screen in SCREENS.into_iter().filter(|screen| *screen != ScreenId::Log) {
        let kind = tabs(screen)[0].kind.unwrap();
        let mut bench = bench(screen, 80, 24);
        bench.keys("n");
        assert!(bench.screen().contains(&format!("New {}", kind.word())));
        bench.keys("<Esc>je");
        answer(&mut bench);
        assert!(bench.screen().contains(&format!("Edit {}-0002", kind.prefix())), "{}", bench.screen());
    }
    let mut log = bench(ScreenId::Log, 80, 24);
    log.keys("n");
    assert!(log.screen().contains("the log is written by operations only"));
    log.keys("<Enter>");
    assert_eq!(crate::domain::record::Model::KIND, RecordKind::Model);
    assert!(
        log.screen().contains("Models is not part of this board"),
        "an event goes to its record:\n{}",
        log.screen()
    );
}

#[test]
fn the_record_opens_with_tabs_and_comes_back_to_its_row() {
    let mut bench = bench(ScreenId::Models, 80, 24);
    bench.keys("j<Enter>");
    answer(&mut bench);
    let screen = bench.screen();
    assert!(screen.contains("MDL-0002 title") && screen.contains("MDL-0002 line 1"), "{screen}");
    bench.keys("<PgDn>");
    assert!(!bench.screen().contains("line 1\n"));
    bench.keys("]");
    assert!(bench.screen().contains("created"));
    bench.keys("y");
    assert!(bench.taken().iter().any(|effect| matches!(effect, Effect::Copy { text, .. } if text == "# MDL-0002")));
    bench.keys("q");
    answer(&mut bench);
    assert!(bench.screen().lines().any(|line| line.contains("▸ MDL-0002")), "{}", bench.screen());
}

#[test]
fn the_preview_stands_beside_or_below_and_follows_the_selection() {
    let mut wide = bench(ScreenId::Risks, 120, 36);
    wide.keys("j");
    answer(&mut wide);
    assert!(wide.screen().lines().any(|line| line.contains('│') && line.contains("RSK-0002 line 1")));
    wide.keys("p");
    answer(&mut wide);
    assert!(!wide.screen().contains("RSK-0002 line 1"));
    let mut narrow = bench(ScreenId::Risks, 80, 24);
    assert!(narrow.screen().contains("RSK-0001 line 1"));
    narrow.keys("]");
    assert!(narrow.screen().contains("created"), "the tabs of the preview");
    narrow.keys("[<Tab>jj");
    assert!(!narrow.screen().contains("RSK-0001 line 2\n"), "the preview scrolls when it has the keys");
    narrow.keys("<Esc>j");
    answer(&mut narrow);
    assert!(narrow.screen().contains("RSK-0002 line 1"), "{}", narrow.screen());
}

#[test]
fn follow_ups_and_acceptances_share_a_screen() {
    let mut bench = bench(ScreenId::FollowUps, 80, 24);
    assert!(bench.screen().contains("5 Follow-ups (] acceptances)"), "{}", bench.screen());
    bench.keys("]");
    answer(&mut bench);
    assert!(bench.screen().contains("▸ ACC-0001"), "{}", bench.screen());
    bench.keys("a");
    assert!(bench.screen().contains("Put in force ACC-0001"));
}

#[test]
fn marked_rows_are_done_at_once() {
    let mut bench = bench(ScreenId::Intake, 80, 24);
    bench.keys("<Space><Space>w");
    assert!(bench.screen().contains("Withdraw 2 records"), "{}", bench.screen());
    bench.keys("not needed<c-s>");
    let batch = bench
        .taken()
        .into_iter()
        .any(|effect| matches!(effect, Effect::Run { request, .. } if request.operation.name() == "batch"));
    assert!(batch);
}

#[test]
fn a_register_is_drawn_at_both_sizes() {
    insta::assert_snapshot!("register_80x24", bench(ScreenId::Models, 80, 24).screen());
    insta::assert_snapshot!("register_120x36", bench(ScreenId::Models, 120, 36).screen());
    for (columns, rows) in [(0, 0), (1, 1), (60, 16), (200, 60)] {
        for screen in SCREENS {
            let mut bench = bench(screen, columns, rows);
            bench.keys("j<Enter>");
            answer(&mut bench);
            bench.screen();
        }
    }
}

#[test]
fn what_a_state_does_not_allow_says_so_before_a_form_is_filled() {
    let mut bench = bench(ScreenId::Intake, 80, 24);
    let cells = List::Submissions.table().columns.iter();
    let cells = cells.map(|column| if column.name == "state" { "decided" } else { "x" }.to_owned()).collect();
    let id = RecordId { kind: RecordKind::Submission, number: 1 };
    let rows = vec![Row { key: id.key(), cells, role: Role::Dim }];
    bench.loaded(Loaded::Rows { list: List::Submissions, rows });
    bench.keys("t");
    assert!(bench.state.shell.overlays.is_empty());
    assert!(bench.screen().contains("INT-0001 is decided"), "{}", bench.screen());
}

#[test]
fn a_record_asked_for_by_name_is_shown_whatever_the_filter() {
    let mut bench = bench(ScreenId::Intake, 80, 24);
    bench.state.shell.go_to("INT-0042".parse().unwrap());
    bench.send(crate::tui::effect::Msg::Tick);
    let asked = bench.taken();
    assert!(asked.iter().any(|effect| matches!(effect, Effect::Load(Load::Ids { filter, .. }) if filter == "is:open")));
    bench.loaded(Loaded::Ids {
        list: List::Submissions,
        filter: "is:open".to_owned(),
        sort: List::Submissions.table().first,
        ids: Arc::new(vec![1]),
        total: 3,
    });
    let asked = bench.taken();
    assert!(asked.iter().any(|effect| matches!(effect, Effect::Load(Load::Ids { filter, .. }) if filter.is_empty())));
}

/// The pages that are asked for, previews and others.
fn pages_asked(bench: &mut Bench) -> Vec<Load> {
    let asked = bench.taken().into_iter().filter_map(|effect| match effect {
        Effect::Load(load @ (Load::Page(_) | Load::Preview(_))) => Some(load),
        _ => None,
    });
    asked.collect()
}

#[test]
fn the_page_before_stays_until_the_next_is_read_and_an_opened_one_is_not_read_again() {
    let mut bench = bench(ScreenId::Risks, 120, 36);
    let risk = |number| RecordId { kind: RecordKind::Risk, number };
    bench.keys("j");
    assert_eq!(pages_asked(&mut bench), [Load::Preview(risk(2))]);
    assert!(bench.screen().contains("RSK-0001 line 1"), "{}", bench.screen());
    bench.keys("<Enter>");
    assert_eq!(pages_asked(&mut bench), [Load::Page(risk(2))], "the page before is not taken for it");
    answer(&mut bench);
    bench.keys("<Esc>");
    answer(&mut bench);
    assert!(bench.screen().contains("▸ RSK-0002") && bench.screen().contains("RSK-0002 line 1"), "{}", bench.screen());
    bench.keys("<Enter>");
    assert_eq!(pages_asked(&mut bench), [], "it stands beside the list already");
    assert!(bench.screen().contains("RSK-0002 line 1") && !bench.screen().contains("▸ RSK-0002"), "{}", bench.screen());
}

#[test]
fn going_back_from_an_alarms_record_leads_to_the_alarms() {
    let register = |screen| (screen, Box::new(Register::new(screen)) as Box<dyn Part>);
    let screens = || vec![register(ScreenId::Alarms), register(ScreenId::Models), register(ScreenId::Oversight)];
    let mut bench = Bench::new(screens(), 80, 24);
    bench.keys("gw");
    answer(&mut bench);
    assert_eq!(bench.state.shell.screen, ScreenId::Alarms);
    bench.keys("j<Enter>");
    answer(&mut bench);
    assert_eq!(bench.state.shell.screen, ScreenId::Models);
    assert!(bench.screen().contains("MDL-0002 title"), "{}", bench.screen());
    bench.keys("<Esc>");
    answer(&mut bench);
    assert_eq!(bench.state.shell.screen, ScreenId::Alarms, "where one was");
    assert!(bench.screen().contains("2/3") || bench.screen().contains("3/3"), "{}", bench.screen());
    // Who goes elsewhere by name does not come back.
    bench.keys("<Enter>3<Esc>");
    answer(&mut bench);
    assert_eq!(bench.state.shell.screen, ScreenId::Models);
    bench.keys("go");
    answer(&mut bench);
    for word in ["Reviews", "Monitors", "Drift events", "Control tests", "Manual metrics", "Thematic reviews"] {
        assert!(bench.screen().contains(word), "{word} in {}", bench.screen());
        bench.keys("]");
        answer(&mut bench);
    }
}

/// The fields of the operations of a batch that was asked for, by name.
fn batch_asked(bench: &mut Bench) -> Vec<(&'static str, String)> {
    let run = bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Run { request, .. } => Some(request.operation),
        _ => None,
    });
    let Some(crate::domain::operation::Operation::Batch(batch)) = run else { panic!("a batch:\n{}", bench.screen()) };
    batch.rows.iter().map(|(_, one)| (one.name(), serde_json::to_string(&one.arguments()).unwrap())).collect()
}

#[test]
fn marks_are_triaged_assigned_tiered_and_tagged_each_in_one_batch() {
    for (screen, keys, title, name, holds) in [
        (ScreenId::Intake, "tlin<c-s>", "Triage 2 records", "submission.triage", "\"reviewer\":\"lin\""),
        (ScreenId::Intake, "Rlin<Tab>oka<c-s>", "Assign 2 records", "submission.revise", "\"backup_reviewer\":\"oka\""),
        (ScreenId::Models, "Rlin<c-s>", "Assign 2 records", "model.revise", "\"owner\":\"lin\""),
        (ScreenId::Models, "t2<Tab>as told<c-s>", "Tier of 2 records", "model.set-tier", "\"tier\":\"2\""),
        (ScreenId::Models, "Tllm<c-s>", "Tags of 2 records", "model.tag", "\"add_tags\":\"llm\""),
    ] {
        let mut bench = bench(screen, 100, 30);
        bench.keys("<Space><Space>");
        bench.keys(&keys[..1]);
        assert!(bench.screen().contains(title), "{}", bench.screen());
        bench.keys(&keys[1..]);
        let rows = batch_asked(&mut bench);
        assert_eq!(rows.len(), 2);
        for ((found, arguments), number) in rows.iter().zip(1..) {
            assert_eq!(*found, name);
            assert!(arguments.contains(holds) && arguments.contains(&format!("-000{number}")), "{arguments}");
        }
    }
}

#[test]
fn several_marks_are_not_edited_as_one() {
    let mut bench = bench(ScreenId::Models, 100, 30);
    bench.keys("<Space><Space>e");
    assert!(bench.state.shell.overlays.is_empty());
    assert!(bench.screen().contains("2 are marked, and e edits one"), "{}", bench.screen());
}

#[test]
fn a_consultation_is_noted_on_the_model() {
    let mut bench = bench(ScreenId::Models, 100, 30);
    bench.keys("jC");
    let screen = bench.screen();
    assert!(screen.contains("consultation for MDL-0002") && screen.contains("Topic"), "{screen}");
}

#[test]
fn reviews_monitors_and_drift_have_what_ends_them_under_one_key() {
    let mut bench = bench(ScreenId::Oversight, 120, 36);
    bench.keys("C");
    answer(&mut bench);
    let screen = bench.screen();
    assert!(["Conclude REV-0001", "Outcome", "Reviewer"].iter().all(|text| screen.contains(text)), "{screen}");
    bench.keys("<Esc>]");
    answer(&mut bench);
    bench.keys("a2026-11-26 0.4<c-s>");
    let asked = bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Run { request, .. } => Some(format!("{:?}", request.operation)),
        _ => None,
    });
    assert!(asked.as_ref().is_some_and(|asked| asked.contains("ReadingTake")), "{asked:?}\n{}", bench.screen());
    bench.keys("<Esc>]");
    answer(&mut bench);
    bench.keys("C");
    answer(&mut bench);
    let screen = bench.screen();
    assert!(screen.contains("Triage DRF-0001") && screen.contains("Conclusion"), "{screen}");
    bench.keys("<Esc>i");
    answer(&mut bench);
    let screen = bench.screen();
    assert!(screen.contains("DRF-0001 has become") && screen.contains("MDL-0007"), "{screen}");
}
