//! The interface in a real terminal: what it shows, and what it leaves behind when it is killed.
//! Every wait is for a text on screen or the end of the process, never for a time.

mod common;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use common::Hermetic;
use common::terminal::{PATIENCE, Terminal};

fn board() -> Hermetic {
    Hermetic::with_sample()
}

/// Opens the form of a new risk and types into it.
fn typing(here: &Hermetic) -> Terminal {
    let mut terminal = Terminal::open(here, 80, 24, &[]);
    terminal.wait_for("? help");
    terminal.press("4");
    terminal.wait_for("RSK-");
    terminal.press("n");
    terminal.wait_for("New risk");
    terminal.press("\t\tbecause of 李雪 drift");
    terminal.wait_for("because of 李雪 drift");
    terminal
}

/// Opens the form again: what was typed must be there.
fn typed_is_back(here: &Hermetic) {
    let mut terminal = Terminal::open(here, 80, 24, &[]);
    terminal.wait_for("? help");
    terminal.press("4");
    terminal.wait_for("RSK-");
    terminal.press("n");
    terminal.wait_for("because of 李雪 drift");
    terminal.press("!");
    terminal.wait_for("because of 李雪 drift!");
}

#[test]
fn every_screen_opens_and_quitting_gives_the_terminal_back() {
    let here = board();
    let mut terminal = Terminal::open(&here, 120, 36, &[]);
    terminal.wait_for("? help");
    for (keys, shown) in [
        ("2", "2 Intake"),
        ("3", "MDL-"),
        ("4", "RSK-"),
        ("5", "FUP-"),
        ("6", "INC-"),
        ("gl", "sort no"),
        ("?", "Keys that hold here"),
    ] {
        terminal.press(keys);
        terminal.wait_for(shown);
    }
    terminal.press("\u{1b}");
    terminal.until("the help to close", |screen| !screen.contents().contains("Keys that hold here"));
    terminal.press("\u{3}");
    terminal.wait_for("Quit?");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended().0, 0);
    terminal.given_back();
}

#[test]
fn a_record_is_made_edited_and_taken_back() {
    let here = board();
    let mut terminal = typing(&here);
    terminal.press("\u{13}");
    terminal.until("the form to close", |screen| !screen.contents().contains("New risk"));
    terminal.press("/李雪\r");
    terminal.wait_for("1/");
    terminal.wait_for("李雪 drift");
    terminal.press("u");
    terminal.wait_for("none of");
}

#[test]
fn signals_give_the_terminal_back_and_keep_what_was_typed() {
    for signal in ["TERM", "INT", "HUP"] {
        let here = board();
        let mut terminal = typing(&here);
        terminal.signal(signal);
        let (code, took) = terminal.ended();
        assert_ne!(code, 0, "{signal}");
        assert!(took < Duration::from_secs(3), "{signal} took {took:?}");
        terminal.given_back();
        typed_is_back(&here);
    }
}

#[test]
fn a_terminal_that_vanishes_leaves_no_process_behind() {
    let here = board();
    let mut terminal = typing(&here);
    // The reader's end is closed with what comes next.
    terminal.closed.store(true, Ordering::Relaxed);
    terminal.press("!");
    terminal.keys = None;
    terminal.master = None;
    let (_, took) = terminal.ended();
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    typed_is_back(&here);
}

#[test]
fn a_kill_in_the_middle_of_a_word_loses_nothing_older_than_a_second() {
    let here = board();
    let mut terminal = typing(&here);
    // The draft is said to be kept once it is on its way; it is on disk within a second.
    let drafts = here.path("board.db.drafts");
    let begun = Instant::now();
    while !common_drafts(&drafts) {
        assert!(begun.elapsed() < PATIENCE, "the draft was not written");
        std::thread::sleep(Duration::from_millis(20));
    }
    terminal.signal("KILL");
    terminal.ended();
    typed_is_back(&here);
}

/// Whether the file of drafts holds what was typed.
fn common_drafts(path: &std::path::Path) -> bool {
    let held = rusqlite::Connection::open(path).and_then(|conn| {
        conn.query_row("SELECT count(*) FROM draft WHERE content LIKE '%drift%'", [], |row| row.get::<_, i64>(0))
    });
    held.is_ok_and(|count| count == 1)
}

#[test]
fn stopped_and_gone_on_the_screen_is_drawn_again() {
    let here = board();
    let mut terminal = typing(&here);
    terminal.press("\u{1a}");
    terminal.until("the shell's screen", |screen| !screen.alternate_screen());
    terminal.signal("CONT");
    terminal.until("the form again", |screen| {
        screen.alternate_screen() && screen.contents().contains("because of 李雪 drift")
    });
    terminal.press("!");
    terminal.wait_for("drift!");
}

#[test]
fn what_was_typed_survives_a_terminal_that_is_too_small() {
    let here = board();
    let mut terminal = typing(&here);
    terminal.resize(30, 5);
    terminal.wait_for("is too small");
    terminal.resize(60, 16);
    terminal.wait_for("because of 李雪 drift");
    terminal.press("!");
    terminal.wait_for("drift!");
}

#[test]
fn an_editor_that_is_missing_is_said_and_one_that_works_is_used() {
    let here = board();
    let mut terminal = typing(&here);
    terminal.press("\u{1b}OS");
    terminal.wait_for("no editor is set");
    terminal.press("\u{3}\u{3}");
    terminal.ended();
    let mut terminal = Terminal::open(&here, 80, 24, &[("EDITOR", "sed -i s/drift/change/")]);
    terminal.wait_for("? help");
    terminal.press("4");
    terminal.wait_for("RSK-");
    terminal.press("n");
    terminal.wait_for("because of 李雪 drift");
    terminal.press("\u{1b}OS");
    terminal.wait_for("because of 李雪 change");
}

#[test]
fn two_at_one_board_see_what_the_other_writes() {
    let here = board();
    let mut first = Terminal::open(&here, 120, 36, &[]);
    first.wait_for("? help");
    first.press("4");
    first.wait_for("RSK-");
    first.press("/zebra\r");
    first.wait_for("none of");
    here.ok(&["risk", "identify", "--statement", "because of a zebra, nothing happens"]);
    first.wait_for("zebra, nothing");
}

/// How many events the record holds.
fn events(here: &Hermetic) -> i64 {
    let conn = rusqlite::Connection::open(here.db()).expect("the board");
    conn.query_row("SELECT count(*) FROM v_log", [], |row| row.get(0)).expect("a count")
}

#[test]
fn a_projector_follows_what_the_chair_records_and_writes_nothing() {
    let here = board();
    let agenda: serde_json::Value = serde_json::from_str(&here.ok(&["agenda", "--format", "json"])).expect("json");
    let (meeting, item) =
        (agenda["meeting"].as_str().expect("an id"), agenda["items"][0]["id"].as_str().expect("an id"));
    let before = events(&here);
    let mut room = Terminal::run(&here, &["projector"], 100, 30, &[("BOARDROOM_ACTOR", "")]);
    room.wait_for("not called to order yet");
    let present = "okafor; weiss; li; rao; adeyemi; lin; haddad";
    here.ok(&["meeting", "open", meeting, "--present", present]);
    room.wait_for("in session");
    here.ok(&["note", meeting, "--item", item, "--text", "the vendor must not know", "--private", "yes"]);
    here.ok(&["note", meeting, "--item", item, "--text", "one name was corrected"]);
    room.wait_for("one name was corrected");
    let motion = "Resolved: the minutes are adopted as read.";
    here.ok(&["decide", item, "--outcome", "procedural", "--motion", motion, "--method", "without-objection"]);
    room.wait_for(motion);
    room.wait_for("without objection");
    assert!(!room.screen().contains("the vendor must not know"), "{}", room.screen());
    let made = events(&here);
    room.press("uU:iddvnY\r]\u{13}");
    let second = agenda["items"][1]["id"].as_str().expect("an id");
    here.ok(&["item", "call", second]);
    room.wait_for("Consent agenda");
    assert!(made > before);
    assert_eq!(events(&here), made + 1, "the projector wrote");
    assert!(!here.path("board.db.drafts").exists());
    room.press("q");
    assert_eq!(room.ended().0, 0);
    room.given_back();
}

#[test]
fn without_colours_the_selection_stays_visible() {
    let here = board();
    let mut terminal = Terminal::open(&here, 80, 24, &[("NO_COLOR", "1")]);
    terminal.wait_for("? help");
    terminal.press("4");
    terminal.wait_for("RSK-");
    terminal.until("a row in reverse video", |screen| {
        (0..24).any(|row| screen.cell(row, 10).is_some_and(vt100::Cell::inverse))
    });
}

#[test]
fn a_file_is_looked_at_mended_by_keys_imported_and_taken_back() {
    let here = board();
    here.write(
        "followups.csv",
        "title,assignee,due,severity,,due\n\
         Zebra: mend the monitor,ito,2026-12-01,high,x,2026-12-03\n\
         Zebra: ask the vendor,ito,31.02.2026,high,y,2026-12-04\n",
    );
    let mut terminal = Terminal::open(&here, 80, 24, &[]);
    terminal.wait_for("? help");
    terminal.press("5");
    terminal.wait_for("FUP-");
    terminal.press("I");
    terminal.wait_for("Import from a file");
    // The home is the folder here; the name is completed from what lies in it.
    terminal.press("~/follow");
    terminal.wait_for("followups.csv");
    terminal.press("\r");
    terminal.wait_for("~/followups.csv");
    terminal.press("\r");
    terminal.wait_for("2 rows would come to: 1 created, 1 refused");
    terminal.press("\u{13}");
    terminal.wait_for("1 row is wrong: mend the file or the columns");
    terminal.press("G\r");
    terminal.wait_for("What column 6 due (column 6) fills");
    terminal.press("due\r");
    terminal.wait_for("by hand");
    terminal.wait_for("2 rows would come to: 2 created");
    assert!(!here.ok(&["list", "followups"]).contains("Zebra"), "nothing is written before it is asked for");
    terminal.press("\u{13}");
    terminal.wait_for("imported followups.csv: 2 rows: 2 created");
    assert!(here.ok(&["list", "followups"]).contains("Zebra: ask the vendor"));
    terminal.press("/ zebra\r");
    terminal.wait_for("2/");
    terminal.press("u");
    terminal.wait_for("none of");
    assert!(!here.ok(&["list", "followups"]).contains("Zebra"));
}
