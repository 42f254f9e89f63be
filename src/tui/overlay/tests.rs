//! Overlays under keys: the palette, the help, questions, records above a screen.

use std::sync::Arc;

use crate::tui::canvas::Canvas;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Candidate, Effect, Load, Loaded, Msg, News, Page};
use crate::tui::keymap::Scope;
use crate::tui::overlay::confirm::Confirm;
use crate::tui::overlay::menu::{Entry, Menu};
use crate::tui::overlay::record::RecordPage;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;
use crate::tui::testing::Bench;

/// A screen that says what it hears.
struct Listener;

impl Part for Listener {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::List, Scope::Move, Scope::Go]
    }
    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if cmd == Cmd::New {
            shell.say("new was asked for");
            return Handled::Yes;
        }
        Handled::No
    }
    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Confirmed(token) => shell.say(format!("confirmed {token}")),
            News::Chosen(token, place) => shell.say(format!("chosen {token} {place}")),
            _ => return Handled::No,
        }
        Handled::Yes
    }
    fn view(&self, _: &mut Canvas<'_>, _: ratatui::layout::Rect) {}
}

fn bench() -> Bench {
    Bench::new(vec![(ScreenId::Risks, Box::new(Listener))], 80, 24)
}

fn covered(bench: &Bench) -> usize {
    bench.state.shell.overlays.len()
}

#[test]
fn a_question_has_its_focus_on_cancel_and_the_launching_key_answers_nothing() {
    let mut bench = bench();
    bench.state.shell.open(Confirm::new(7, "Adjourn?", vec![Rich::plain("two items are open")], "Adjourn"));
    bench.keys("F<Enter>");
    assert_eq!(covered(&bench), 0);
    assert!(!bench.screen().contains("confirmed"), "Enter was on Cancel");
    bench.state.shell.open(Confirm::new(7, "Adjourn?", Vec::new(), "Adjourn"));
    bench.send(Msg::Paste("\n\n".to_owned()));
    assert_eq!(covered(&bench), 1, "a paste answers nothing");
    bench.keys("<Tab><Enter>");
    assert!(bench.screen().contains("confirmed 7"));
}

#[test]
fn quitting_twice_leaves_at_once_and_once_asks() {
    let mut bench = bench();
    bench.keys("<c-c>");
    assert!(bench.screen().contains("Nothing is unsaved"));
    bench.keys("<Enter>");
    assert!(!bench.taken().iter().any(|effect| matches!(effect, Effect::Quit)));
    bench.keys("<c-c><c-c>");
    assert!(bench.taken().iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn a_menu_is_chosen_from_by_letter_and_says_why_a_row_is_of_no_use() {
    let mut bench = bench();
    let entries = vec![
        Entry::new('a', "first", ""),
        Entry::new('b', "second", "").unless(Some("it is closed".to_owned())),
        Entry::new('c', "third", ""),
    ];
    bench.state.shell.open(Menu::new(3, "Which", entries));
    bench.keys("b");
    assert!(bench.screen().contains("second: it is closed"), "{}", bench.screen());
    bench.keys("zc");
    assert!(covered(&bench) == 0 && bench.screen().contains("chosen 3 2"), "{}", bench.screen());
}

#[test]
fn the_palette_runs_commands_finds_records_and_gives_reasons() {
    let mut bench = bench();
    bench.keys(":new<Enter>");
    assert!(bench.screen().contains("new was asked for"), "{}", bench.screen());
    bench.keys(":triage");
    assert!(bench.screen().contains("only in intake"), "{}", bench.screen());
    bench.keys("<Enter>");
    assert_eq!(covered(&bench), 1, "what is of no use is not run");
    bench.keys("<Esc>");
    bench.taken();
    bench.keys(":churn");
    let mut sought = bench.taken().into_iter().filter_map(|effect| match effect {
        Effect::Load(Load::Search(sought)) => Some(sought),
        _ => None,
    });
    assert_eq!(sought.next_back().as_deref(), Some("churn"));
    let record = Candidate { value: "VER-0007".to_owned(), label: "churn-llm 2".to_owned() };
    bench.loaded(Loaded::Found("churn".to_owned(), vec![record]));
    assert!(bench.screen().contains("VER-0007 churn-llm 2"), "{}", bench.screen());
    bench.keys("<Enter>");
    let page = Page {
        title: "VER-0007 churn-llm 2".to_owned(),
        tabs: vec![("overview".to_owned(), Vec::new())],
        markdown: "# VER".to_owned(),
    };
    bench.loaded(Loaded::Page("VER-0007".parse().unwrap(), Arc::new(page)));
    bench.taken();
    bench.keys("y");
    assert!(bench.taken().iter().any(|effect| matches!(effect, Effect::Copy { text, .. } if text == "# VER")));
    bench.keys("A");
    assert!(bench.screen().contains("VER-0007 on the agenda"));
}

#[test]
fn the_help_filters_and_does_what_is_chosen() {
    let mut bench = bench();
    bench.keys("?");
    assert!(bench.screen().contains("Keys that hold here"));
    bench.keys("make a new");
    assert!(bench.screen().contains("Make a new record"), "{}", bench.screen());
    bench.keys("<Enter>");
    assert!(bench.screen().contains("new was asked for"), "{}", bench.screen());
    bench.keys(":messages<Enter>");
    assert!(bench.screen().contains("Messages") && bench.screen().contains("new was asked for"));
    bench.keys("q");
    assert_eq!(covered(&bench), 0);
}

#[test]
fn a_decisions_page_pulls_answers_and_corrects() {
    for (key, title) in
        [("p", "Pull DEC-0001 into the meeting"), ("a", "The answer to DEC-0001"), ("e", "Edit DEC-0001")]
    {
        let mut bench = bench();
        let page = RecordPage::new("DEC-0001".parse().expect("an id"), &mut bench.state.shell);
        bench.state.shell.open(page);
        bench.keys(key);
        assert!(bench.screen().contains(title), "{key}:\n{}", bench.screen());
    }
}
