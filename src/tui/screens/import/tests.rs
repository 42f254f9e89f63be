//! The import screen under keys: what it asks for, what it shows before anything is written, what it writes.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::json;

use super::*;
use crate::domain::record::{FollowUp, Model, Submission};
use crate::exchange::rehearsal::Rehearsal;
use crate::store::drafts::Drafts;
use crate::tui::effect::{Effect, Msg};
use crate::tui::load::import::{Kept, carry_out};
use crate::tui::screens::register::Register;
use crate::tui::testing::Bench;

const FOLLOW_UPS: &str = "title,assignee,due,severity,,due\n\
    Mend the drift monitor,ito,2026-12-01,high,x,2026-12-03\n\
    Ask the vendor,lin,31.02.2026,high,y,2026-12-04\n\
    Write the runbook,novak,2026-12-01,terrible,,2026-12-05\n";

/// A screen over a board in memory, and the folder in which its files lie.
struct Desk {
    bench: Bench,
    board: Rehearsal,
    kept: Kept,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(screen: ScreenId, columns: u16, rows: u16) -> Self {
        let screens = vec![(screen, Box::new(Register::new(screen)) as Box<dyn Part>)];
        let mut board = Rehearsal::met();
        board.env.now = crate::tui::testing::now();
        let bench = Bench::new(screens, columns, rows);
        Self { bench, board, kept: Kept::default(), folder: tempfile::tempdir().unwrap() }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Carries out what was asked for, until nothing more is; gives the sentence of what was written.
    fn settle(&mut self) -> Option<String> {
        let mut written = None;
        loop {
            let tasks: Vec<Task> = self
                .bench
                .taken()
                .into_iter()
                .filter_map(|effect| match effect {
                    Effect::Import(task) => Some(*task),
                    _ => None,
                })
                .collect();
            if tasks.is_empty() {
                return written;
            }
            for task in tasks {
                let mut told = Vec::new();
                let last = carry_out(&task, &self.kept, &mut self.board.store, &self.board.env, &mut |msg| {
                    told.push(msg);
                    true
                });
                if let Msg::News(News::Done(_, Ok(outcome))) = &last {
                    written = Some(outcome.sentence.clone());
                }
                // The thread has come to its end.
                told.push(Msg::Progress(String::new()));
                told.push(last);
                for msg in told {
                    self.bench.send(msg);
                }
            }
        }
    }

    /// Opens the screen and names a file.
    fn open(&mut self, path: &std::path::Path) {
        self.bench.keys("I");
        self.bench.send(Msg::Paste(path.display().to_string()));
        self.bench.keys("<C-s>");
        self.settle();
    }

    fn keys(&mut self, keys: &str) -> String {
        self.bench.keys(keys);
        self.settle();
        self.bench.screen()
    }
}

fn follow_ups(columns: u16, rows: u16) -> Desk {
    let mut desk = Desk::new(ScreenId::FollowUps, columns, rows);
    let path = desk.write("followups.csv", FOLLOW_UPS);
    desk.open(&path);
    desk
}

#[test]
fn a_wrong_cell_is_seen_the_columns_are_changed_and_the_file_is_written() {
    let mut desk = follow_ups(110, 30);
    let before = desk.board.store.view().titles(crate::domain::ids::RecordKind::FollowUp).unwrap().len();
    let screen = desk.bench.screen();
    for part in [
        "Import followups from followups.csv",
        "CSV in UTF-8, comma between 6 columns",
        "3 rows would come to: 1 created, 2 refused",
        "Columns 4/6",
        "Refused 2",
        "due (column 6)",
        "column 5",
    ] {
        assert!(screen.contains(part), "{part} is missing in\n{screen}");
    }
    let said = desk.keys("<C-s>");
    assert!(said.contains("2 rows are wrong: mend the file or the columns, or s leaves them out"), "{said}");
    // The other column of dates fills the date; its own column nothing then.
    let picking = desk.keys("G<Enter>");
    assert!(picking.contains("What column 6 due (column 6) fills") && picking.contains("(no field)"), "{picking}");
    let screen = desk.keys("due<Enter>");
    assert!(screen.contains("2 created, 1 refused") && screen.contains("by hand"), "{screen}");
    let refused = desk.keys("<Tab><Tab>");
    assert!(refused.contains("followups.csv line 4, column `severity`: `terrible` is not"), "{refused}");
    // A column that fills nothing cannot be wrong.
    let screen = desk.keys("<S-Tab><S-Tab>kk<Backspace>");
    assert!(screen.contains("3 rows would come to: 3 created"), "{screen}");
    desk.bench.keys("<C-s>");
    let written = desk.settle().unwrap();
    assert_eq!(written, "imported followups.csv: 3 rows: 3 created, 0 updated, 0 unchanged, 0 refused");
    assert!(!desk.bench.screen().contains("Import followups"), "the screen is closed");
    let view = desk.board.store.view();
    assert_eq!(view.titles(crate::domain::ids::RecordKind::FollowUp).unwrap().len(), before + 3);
    let newest = u32::try_from(before).unwrap() + 3;
    let made: Vec<String> = (newest - 2..=newest)
        .map(|number| view.get::<FollowUp>(number).unwrap().fields.due.0.unwrap().to_string())
        .collect();
    assert_eq!(made, ["2026-12-03", "2026-12-04", "2026-12-05"]);
    desk.board.run(&json!({ "op": "undo" }));
    let after = desk.board.store.view().titles(crate::domain::ids::RecordKind::FollowUp).unwrap().len();
    assert_eq!(after, before, "one undo takes all of it back");
}

#[test]
fn bad_rows_are_left_out_on_demand_and_told_afterwards() {
    let mut desk = follow_ups(80, 24);
    let screen = desk.keys("s");
    assert!(screen.contains("bad rows are left out"), "{screen}");
    desk.bench.keys("<C-s>");
    let written = desk.settle().unwrap();
    assert!(written.ends_with("1 created, 0 updated, 0 unchanged, 2 refused"), "{written}");
    let screen = desk.bench.screen();
    assert!(screen.contains("what was left out") && screen.contains("followups.csv line 3"), "{screen}");
    // Done again, there is nothing left to write.
    desk.bench.keys("<Esc>");
    let path = desk.folder.path().join("followups.csv");
    desk.open(&path);
    let said = desk.keys("s<C-s>");
    assert!(said.contains("2 refused"), "{said}");
}

#[test]
fn what_cannot_be_read_is_said_in_the_importers_words() {
    let mut desk = Desk::new(ScreenId::Models, 110, 30);
    let folder = desk.folder.path().to_owned();
    desk.write("error.json", "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"no such model\"}");
    desk.write("broken.csv", "name,owner\n\"never closed,ito\n");
    desk.write("broken.json", "[{\"name\": \"x\"}, {");
    for (name, said) in [
        ("none.csv", "none.csv: the table cannot be read: No such file"),
        ("", "it is a folder; check the name"),
        ("error.json", "error.json: the registry answered with an error: RESOURCE_DOES_NOT_EXIST: no such model"),
        ("broken.csv", "the quote that opens this field is never closed"),
        ("broken.json", "this is not JSON"),
    ] {
        desk.open(&folder.join(name));
        let mut screen = desk.bench.screen();
        if !screen.contains(said) {
            // A file of a registry stands for itself, and is refused among the others.
            screen = desk.keys("<Tab><Tab>");
        }
        assert!(screen.replace("\n ", " ").contains(said), "{said} is missing in\n{screen}");
        let refused = desk.keys("<C-s>");
        assert!(!refused.contains("writing"), "{refused}");
        desk.keys("<Esc><Esc>");
        desk.bench.state.shell.forget(&draft_key());
    }
}

#[test]
fn a_registry_shows_what_is_new_and_what_stays() {
    let mut desk = Desk::new(ScreenId::Models, 140, 40);
    desk.board.run(&json!({ "op": "model.register", "name": "fraud-scorer", "owner": "lin", "vendor": "Acme" }));
    let path = desk.write(
        "models.json",
        "{\"registered_models\": [{\"name\": \"fraud-scorer\", \"description\": \"scores\", \"tags\": [{\"key\": \"vendor\", \"value\": \"Other\"}]},\
          {\"name\": \"new-one\"}], \"model_versions\": [{\"name\": \"fraud-scorer\", \"version\": \"3\", \"status\": \"READY\"}]}",
    );
    desk.open(&path);
    let screen = desk.bench.screen();
    assert!(screen.contains("answers of an MLflow registry, 2 models"), "{screen}");
    assert!(screen.contains("2 rows would come to: 1 created, 1 updated, 1 new versions, 1 submissions"), "{screen}");
    let row = desk.keys("<Tab><Enter>");
    for part in ["purpose", "scores", "new version", "for triage", "material-change 3", "vendor stays `Acme`"] {
        assert!(row.contains(part), "{part} is missing in\n{row}");
    }
    desk.keys("<Esc><C-s>");
    let view = desk.board.store.view();
    let number = view.models_named("fraud-scorer").unwrap()[0].0;
    assert_eq!(view.get::<Model>(number).unwrap().vendor.as_str(), "Acme");
    let newest = u32::try_from(view.titles(crate::domain::ids::RecordKind::Submission).unwrap().len()).unwrap();
    assert_eq!(view.get::<Submission>(newest).unwrap().version.as_str(), "3");
}

#[test]
fn columns_are_kept_under_a_name_and_used_again() {
    let mut desk = follow_ups(110, 30);
    desk.bench.keys("G<Enter>due<Enter>");
    desk.settle();
    desk.bench.keys("M");
    desk.bench.keys("vendor<Enter>");
    let kept = desk.bench.taken().into_iter().find_map(|effect| match effect {
        Effect::KeepMap { name, kind, pairs } => Some((name, kind, pairs)),
        _ => None,
    });
    let (name, kind, pairs) = kept.expect("the columns are kept");
    assert_eq!((name.as_str(), kind), ("vendor", Kind::FollowUps));
    assert!(pairs.contains(&("due".to_owned(), "due (column 6)".to_owned())), "{pairs:?}");
    // It is the command line's store of maps.
    let drafts = Drafts::open(&desk.folder.path().join("board.db")).unwrap();
    crate::exchange::importer::save_map(&drafts, &name, kind, &pairs).unwrap();
    assert_eq!(crate::exchange::importer::saved_maps(&drafts, kind).unwrap(), [(name.clone(), pairs.clone())]);
    let mut other = follow_ups(110, 30);
    other.bench.keys("m");
    other.bench.loaded(Loaded::Maps(Kind::FollowUps, vec![(name, pairs)]));
    let screen = other.keys("<Enter>");
    assert!(screen.contains("2 created, 1 refused"), "{screen}");
    // A map of another file says what is missing, and the columns are found out.
    other.bench.keys("m");
    other
        .bench
        .loaded(Loaded::Maps(Kind::FollowUps, vec![("x".to_owned(), vec![("due".to_owned(), "Fällig".to_owned())])]));
    let screen = other.keys("<Enter>");
    assert!(screen.contains("there is no column `Fällig`") && screen.contains("1 created, 2 refused"), "{screen}");
}

#[test]
fn what_was_laid_out_by_hand_is_there_again() {
    let mut desk = follow_ups(110, 30);
    desk.keys("G<Enter>due<Enter>");
    desk.keys("<Esc>");
    assert!(!desk.bench.screen().contains("Import followups"));
    let form = desk.keys("I");
    assert!(form.contains("followups.csv"), "{form}");
    desk.bench.keys("<C-s>");
    desk.settle();
    let screen = desk.bench.screen();
    assert!(screen.contains("by hand") && screen.contains("2 created, 1 refused"), "{screen}");
}

#[test]
fn a_path_is_completed_folder_by_folder() {
    let mut desk = Desk::new(ScreenId::Models, 100, 30);
    desk.bench.state.shell.settings.terminal.home = Some(PathBuf::from("/home/ito"));
    desk.bench.keys("I");
    desk.bench.taken();
    desk.bench.keys("~/in");
    let asked = |bench: &mut Bench| -> Vec<PathBuf> {
        let folder = |effect| match effect {
            Effect::Load(crate::tui::effect::Load::Folder(path)) => Some(path),
            _ => None,
        };
        bench.taken().into_iter().filter_map(folder).collect()
    };
    let folders = asked(&mut desk.bench);
    assert_eq!(folders.last(), Some(&PathBuf::from("/home/ito")), "{folders:?}");
    let entry = |name: &str| crate::tui::effect::Candidate { value: name.to_owned(), label: String::new() };
    let found = std::sync::Arc::new(vec![entry(".inside"), entry("inbox/"), entry("main.csv")]);
    desk.bench.loaded(Loaded::Folder(PathBuf::from("/home/ito"), found));
    let screen = desk.bench.screen();
    assert!(screen.contains("inbox/") && screen.contains("main.csv") && !screen.contains(".inside"), "{screen}");
    desk.bench.keys("<Enter>");
    assert_eq!(asked(&mut desk.bench), [PathBuf::from("/home/ito/inbox/")]);
    desk.bench
        .loaded(Loaded::Folder(PathBuf::from("/home/ito/inbox/"), std::sync::Arc::new(vec![entry("models.csv")])));
    desk.bench.keys("<Enter><Enter>");
    let named = desk.bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Import(task) => Some(task.order.files),
        _ => None,
    });
    assert_eq!(named, Some(vec![PathBuf::from("/home/ito/inbox/models.csv")]));
}

#[test]
fn what_is_asked_for_last_counts_and_what_runs_is_stopped() {
    let mut desk = follow_ups(80, 24);
    desk.bench.keys("r");
    let Some(Effect::Import(first)) = desk.bench.taken().into_iter().find(|one| matches!(one, Effect::Import(_)))
    else {
        panic!("it is looked at")
    };
    desk.bench.keys("<Esc>");
    assert!(desk.bench.taken().iter().any(|effect| matches!(effect, Effect::Cancel)));
    assert!(desk.bench.screen().contains("it was stopped; r looks again"), "{}", desk.bench.screen());
    // What the first one still says is no longer heard.
    desk.bench.send(Msg::News(News::Import(first.token, Came::Failed(Refusal::data("x", "too late")))));
    assert!(!desk.bench.screen().contains("too late"));
    let screen = desk.keys("r");
    assert!(screen.contains("1 created, 2 refused"), "{screen}");
}

#[test]
fn the_worker_stops_when_it_is_told_to() {
    let mut desk = Desk::new(ScreenId::Models, 80, 24);
    let mut text = String::from("name\n");
    for number in 0..500 {
        writeln!(text, "model {number}").unwrap();
    }
    let path = desk.write("many.csv", &text);
    desk.open(&path);
    desk.bench.keys("<C-s>");
    let Some(Effect::Import(task)) = desk.bench.taken().into_iter().find(|one| matches!(one, Effect::Import(_))) else {
        panic!("it is written")
    };
    let last = carry_out(
        &task,
        &desk.kept,
        &mut desk.board.store,
        &desk.board.env,
        &mut |msg| !matches!(msg, Msg::Progress(words) if words.starts_with("writing: 5")),
    );
    let Msg::News(News::Done(_, Err(refusal))) = last else { panic!("{last:?}") };
    assert!(refusal.to_string().contains("it was stopped; nothing was written"), "{refusal}");
    assert!(desk.board.store.view().models_named("model 0").unwrap().is_empty());
}

#[test]
fn the_import_screen_is_drawn_at_both_sizes() {
    for (columns, rows) in [(80, 24), (120, 36)] {
        let mut desk = follow_ups(columns, rows);
        insta::assert_snapshot!(format!("columns_{columns}x{rows}"), desk.bench.screen());
        insta::assert_snapshot!(format!("rows_{columns}x{rows}"), desk.keys("<Tab>jll"));
        insta::assert_snapshot!(format!("refused_{columns}x{rows}"), desk.keys("<Tab>j"));
        insta::assert_snapshot!(format!("notes_{columns}x{rows}"), desk.keys("<Tab>"));
        insta::assert_snapshot!(format!("field_{columns}x{rows}"), desk.keys("<Tab>j<Enter>"));
    }
}
