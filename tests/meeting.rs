//! The main job in a real terminal: the meeting of the demo held by keys, and the same meeting by script.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Hermetic;
use common::terminal::{ESC, SAVE, Terminal, marked};

const NOTE: &str = "Quorum was checked before the first item.";
const FIRST: &str = "Weekly report on complaints @lin +3w !post test: three reports filed";
const SECOND: &str = "Wording reviewed by Legal @novak +2w !pre test: review on file";

/// Turns to an item by a word of its title.
fn turn_to(terminal: &mut Terminal, word: &str) {
    for _ in 0..12 {
        let before = marked(&terminal.screen());
        if before.as_ref().is_some_and(|item| item.contains(word)) {
            return;
        }
        terminal.press("]");
        terminal.until("the next item", |screen| {
            let now = marked(&screen.contents());
            now.is_some() && now != before
        });
    }
    panic!("no item {word}:\n{}", terminal.screen());
}

/// Holds the meeting of today: order, a note, a conditional approval, adjournment.
fn hold(terminal: &mut Terminal) {
    terminal.wait_for("O open");
    terminal.call_to_order();
    terminal.press("i");
    terminal.wait_for("Enter save");
    terminal.press(NOTE);
    terminal.press("\r");
    terminal.wait_for("NTE-");
    terminal.press(ESC);
    terminal.wait_for("i note");
    turn_to(terminal, "chur");
    terminal.press("dc");
    terminal.wait_for("Conditions");
    terminal.press(FIRST);
    terminal.press("\r");
    terminal.press(SECOND);
    terminal.wait_for("review on file");
    terminal.press(SAVE);
    terminal.wait_for("Vote on");
    terminal.press("Y");
    terminal.wait_for("passes");
    terminal.press(SAVE);
    terminal.wait_for("Read back");
    terminal.press(SAVE);
    terminal.locked();
    terminal.adjourn();
    terminal.wait_for("x exports, the next meeting adopts");
    terminal.press("x");
    terminal.wait_for("Export the minutes");
    terminal.press("\u{5}\u{15}minutes.xml\r");
    terminal.wait_for("written to minutes.xml");
}

fn leave(terminal: &mut Terminal) {
    terminal.press("\u{3}");
    terminal.wait_for("Quit?");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended().0, 0);
    terminal.given_back();
}

#[test]
fn the_demo_is_a_meeting_to_be_held_by_keys_and_leaves_nothing_behind() {
    let here = Hermetic::new();
    let mut terminal = Terminal::run(&here, &["demo"], 120, 36, &[("TMPDIR", here.path("").to_str().unwrap())]);
    hold(&mut terminal);
    leave(&mut terminal);
    let left: Vec<_> = std::fs::read_dir(here.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("boardroom-demo"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn the_same_meeting_by_keys_and_by_script_has_the_same_minutes() {
    let by_keys = Hermetic::with_sample();
    let mut terminal = Terminal::open(&by_keys, 120, 36, &[]);
    hold(&mut terminal);
    leave(&mut terminal);

    let exported = by_keys.read("minutes.xml");
    assert!(exported.contains("ac:task-list") && exported.contains("complaints"), "{exported}");

    let by_script = Hermetic::with_sample();
    let agenda: serde_json::Value = serde_json::from_str(&by_script.ok(&["agenda", "--format", "json"])).unwrap();
    let meeting = agenda["meeting"].as_str().unwrap();
    let items = agenda["items"].as_array().unwrap();
    let churn = items.iter().find(|item| item["title"].as_str().unwrap().starts_with("churn-llm")).unwrap();
    let made = decision(&by_keys);
    let present = attendance(&by_keys, meeting);
    let script = [
        serde_json::json!({"op": "meeting.open", "meeting": meeting, "present": present}),
        serde_json::json!({"op": "note.take", "meeting": meeting, "item": items[0]["id"], "text": NOTE}),
        serde_json::json!({"op": "item.call", "item": churn["id"]}),
        serde_json::json!({"op": "decision.record", "item": churn["id"], "outcome": "conditional", "motion": made["Motion"],
            "mover": made["Mover"], "conditions": format!("{FIRST}\n{SECOND}"),
            "votes": made["voters"].as_array().unwrap().iter().map(|voter| format!("{} for", voter.as_str().unwrap())).collect::<Vec<_>>().join("\n")}),
        serde_json::json!({"op": "meeting.adjourn", "meeting": meeting}),
    ];
    by_script.apply(&script.map(|line| line.to_string()).join("\n"));
    for format in ["md", "confluence", "html"] {
        let minutes = |here: &Hermetic| without_hashes(&here.ok(&["export", "minutes", meeting, "--format", format]));
        let (keys, script) = (minutes(&by_keys), minutes(&by_script));
        for (left, right) in keys.lines().zip(script.lines()) {
            assert_eq!(left, right, "{format}");
        }
        assert_eq!(keys, script, "{format}");
    }
    by_keys.head();
    by_script.head();
}

#[test]
fn killed_in_the_middle_of_a_word_the_meeting_is_open_and_the_word_is_there() {
    let here = Hermetic::with_sample();
    let mut terminal = Terminal::open(&here, 80, 24, &[]);
    terminal.wait_for("O open");
    terminal.call_to_order();
    terminal.press("i");
    terminal.press("Board asks for a quarterly dri");
    terminal.wait_for("quarterly dri");
    let drafts = here.path("board.db.drafts");
    terminal.until("the draft to be on disk", |_| {
        let held = rusqlite::Connection::open(&drafts).and_then(|drafts| {
            drafts.query_row("SELECT count(*) FROM draft WHERE content LIKE '%quarterly dri%'", [], |row| {
                row.get::<_, i64>(0)
            })
        });
        held.is_ok_and(|count| count == 1)
    });
    terminal.signal("KILL");
    terminal.ended();
    drop(terminal);

    let mut again = Terminal::open(&here, 80, 24, &[]);
    again.wait_for("in session");
    again.wait_for("quarterly dri");
    again.press("i");
    again.press("ft report\r");
    again.wait_for("NTE-");
    assert!(here.ok(&["list", "events", "--format", "csv"]).contains("Board asks for a quarterly drift report"));
    here.head();
}

/// The last decision as the keys made it: motion, mover, and who voted for it.
fn decision(here: &Hermetic) -> serde_json::Value {
    let csv = here.ok(&["export", "decisions", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&csv).unwrap();
    let rows = value["decisions"].as_array().or_else(|| value["rows"].as_array()).unwrap();
    let last = rows.last().unwrap();
    let plain = |name: &str| last[name].as_str().unwrap_or_default().to_owned();
    let voters: Vec<String> = match &last["voters_for"] {
        serde_json::Value::Array(voters) => voters.iter().map(|voter| voter.as_str().unwrap().to_owned()).collect(),
        other => other.as_str().unwrap().split("; ").map(str::to_owned).collect(),
    };
    serde_json::json!({"Motion": plain("motion"), "Mover": plain("mover"), "voters": voters})
}

/// Who is there, in the order in which they arrived.
fn attendance(here: &Hermetic, meeting: &str) -> Vec<String> {
    let number: u32 = meeting.trim_start_matches("MRB-").parse().unwrap();
    let connection = rusqlite::Connection::open(here.db()).unwrap();
    let mut statement =
        connection.prepare("SELECT person FROM attendance WHERE meeting = ?1 AND arrived = 1 ORDER BY seq").unwrap();
    let rows = statement.query_map([number], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Hashes differ, since a script does not turn from item to item as a hand does.
fn without_hashes(text: &str) -> String {
    let mut plain = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_hexdigit() {
            run.push(c);
            continue;
        }
        plain.push_str(if run.len() >= 64 { "HASH" } else { &run });
        run.clear();
        plain.push(c);
    }
    // Turning to an item is an event of its own, and so counts.
    plain.lines().map(|line| line.split("(event ").next().unwrap_or_default().to_owned() + "\n").collect()
}
