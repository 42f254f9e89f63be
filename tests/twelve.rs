//! A whole meeting of twelve items recorded by keys in a real terminal: fewer than 25 keystrokes an item beyond the
//! words themselves, and the record sound afterwards.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Hermetic;
use common::terminal::{ESC, SAVE, Terminal, marked};
use serde_json::Value;

/// Most keystrokes an item may take beside its words.
const MOST: usize = 25;

/// A chair at the keys: what is no word is counted, by item.
struct Chair {
    terminal: Terminal,
    counts: Vec<usize>,
}

impl Chair {
    /// Presses keys, each counted, and waits for what they lead to.
    fn keys(&mut self, keys: &[&str], shown: &str) {
        *self.counts.last_mut().unwrap() += keys.len();
        self.terminal.press(&keys.concat());
        self.terminal.wait_for(shown);
    }

    /// Types words, which are not counted, and waits until they stand there.
    fn words(&mut self, words: &str) {
        self.terminal.press(words);
        let end: String = words.chars().skip(words.chars().count().saturating_sub(12)).collect();
        self.terminal.wait_for(&end);
    }

    /// The board is on this item now: the agenda marks it.
    fn item(&mut self, place: usize) {
        self.terminal.until(&format!("item {place}"), |screen| {
            let item = marked(&screen.contents()).unwrap_or_default();
            item.trim_start_matches('▸').split_whitespace().next() == Some(place.to_string().as_str())
        });
        self.counts.push(0);
    }

    /// Everybody votes for, it is read back, and locked.
    fn carry(&mut self) {
        self.keys(&[SAVE], "Vote on");
        self.keys(&["Y"], "passes");
        self.lock();
    }

    fn lock(&mut self) {
        self.keys(&[SAVE], "Read back");
        self.keys(&[SAVE], "DEC-");
        self.terminal.locked();
    }
}

fn decisions(here: &Hermetic) -> Vec<Value> {
    let value: Value = serde_json::from_str(&here.ok(&["export", "decisions", "--format", "json"])).unwrap();
    value["decisions"].as_array().or_else(|| value["rows"].as_array()).unwrap().clone()
}

/// Minutes, the consent agenda of three, an approval with a recusal, a conditional approval.
fn first_half(chair: &mut Chair) {
    chair.item(1);
    chair.keys(&["d", "p"], "are adopted");
    chair.keys(&[SAVE], "Vote on");
    chair.keys(&["\r"], "nobody objects");
    chair.keys(&[SAVE], "DEC-");
    chair.item(2);
    chair.keys(&["d"], "nobody objects");
    chair.keys(&["\r"], "5 not decided");
    chair.item(5);
    chair.keys(&["d", "a"], "is approved for its intended use");
    chair.keys(&[SAVE], "Vote on");
    chair.keys(&["j", "j", "j", "r"], "Recuse lin");
    chair.words("reports to the presenter");
    chair.keys(&["\r"], "recused 1");
    chair.keys(&["Y"], "passes");
    chair.lock();
    chair.item(6);
    chair.keys(&["d", "c"], "Conditions");
    chair.words("Weekly report on complaints @lin +3w !post test: three reports filed");
    chair.carry();
}

/// A rejection, a note with a follow-up, a deferral, an escalation, a provisional resolution after departures.
fn second_half(chair: &mut Chair) {
    chair.item(7);
    chair.keys(&["d", "r"], "is rejected");
    chair.words("Segment B is not explained");
    chair.carry();
    chair.item(8);
    chair.keys(&["i"], "Enter save");
    chair.words("The cause is a new region");
    chair.keys(&["\r", ESC], "i note");
    chair.keys(&["a"], "Follow-up on 8");
    chair.words("Send the root cause to the board");
    chair.keys(&["\t"], "Due");
    chair.words("lin");
    chair.keys(&["\t"], "Due");
    chair.words("+2w");
    chair.keys(&[SAVE], "FUP-");
    chair.terminal.until("the form to close", |screen| !screen.contents().contains("Follow-up on 8"));
    // Dealt with, the board turns to the next item.
    chair.keys(&["n"], "9 not decided");
    chair.item(9);
    chair.keys(&["d", "d"], "is deferred");
    chair.words("The exit plan is not costed");
    chair.carry();
    chair.item(10);
    chair.keys(&["d", "e"], "Escalated to");
    chair.words("hassan");
    chair.keys(&["\t"], "Answer due");
    chair.words("+1w");
    chair.carry();
    chair.item(11);
    chair.keys(&["w"], "Who is here");
    chair.keys(&[" "], "8 present");
    chair.keys(&["j", "j", "j", "j", "j", "j", " "], "7 present");
    chair.keys(&[ESC], "presides");
    chair.terminal.until("the attendance to close", |screen| !screen.contents().contains("Who is here"));
    chair.keys(&["d", "p"], "Motion");
    chair.keys(&[SAVE], "Vote on");
    chair.keys(&["Y"], "PROVISIONAL");
    chair.lock();
    chair.item(12);
    chair.keys(&["i"], "Enter save");
    chair.words("The next meeting is in person");
    chair.keys(&["\r", ESC], "i note");
    chair.keys(&["n"], "12 noted");
}

#[test]
fn a_meeting_of_twelve_items_takes_few_keystrokes_beyond_its_words() {
    let here = Hermetic::with_sample();
    let agenda: Value = serde_json::from_str(&here.ok(&["agenda", "--format", "json"])).unwrap();
    let meeting = agenda["meeting"].as_str().unwrap();
    here.ok(&["item", "add", meeting, "--title", "Any other business", "--kind", "information"]);
    let before = decisions(&here).len();
    let mut terminal = Terminal::open(&here, 120, 36, &[]);
    terminal.wait_for("12 items");
    terminal.call_to_order();
    let mut chair = Chair { terminal, counts: Vec::new() };
    first_half(&mut chair);
    second_half(&mut chair);
    chair.terminal.adjourn();

    // The consent agenda is three items by two keys.
    assert_eq!(chair.counts.len(), 10);
    for (at, count) in chair.counts.iter().enumerate() {
        assert!(*count < MOST, "{count} keystrokes: {:?}, at {at}", chair.counts);
    }
    let made = decisions(&here);
    let outcomes: Vec<&str> = made[before..].iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    for outcome in ["approve", "conditional", "reject", "defer", "escalate", "procedural"] {
        assert!(outcomes.contains(&outcome), "{outcome}: {outcomes:?}");
    }
    let statuses: Vec<&str> = made[before..].iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert!(statuses.contains(&"provisional"), "{statuses:?}");
    let agenda: Value = serde_json::from_str(&here.ok(&["agenda", meeting, "--format", "json"])).unwrap();
    let left = ["open", "carried-over"];
    let open =
        agenda["items"].as_array().unwrap().iter().filter(|item| left.contains(&item["disposition"].as_str().unwrap()));
    let open = open.count();
    assert_eq!(open, 0, "{agenda}");
    assert!(here.ok(&["export", "minutes", meeting]).contains("The cause is a new region"));
    here.head();
}
