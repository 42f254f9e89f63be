//! Reading a board by commands: lists, records, search, the agenda; importing a table, exporting minutes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::sync::OnceLock;

use common::Hermetic;
use serde_json::Value;

/// The sample board, made once and copied for each test.
fn sample() -> Hermetic {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let board = MADE.get_or_init(|| std::fs::read(Hermetic::with_sample().db()).unwrap());
    let here = Hermetic::new();
    here.write("board.db", board);
    here
}

fn json(here: &Hermetic, arguments: &[&str]) -> Value {
    let out = here.ok(arguments);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{out}"))
}

const KINDS: [&str; 11] = [
    "intake",
    "models",
    "risks",
    "followups",
    "acceptances",
    "incidents",
    "decisions",
    "meetings",
    "agenda",
    "people",
    "events",
];

#[test]
fn every_list_is_printed_in_every_format() {
    let here = sample();
    for kind in KINDS {
        let value = json(&here, &["list", kind, "--format", "json", "--limit", "3"]);
        let total = usize::try_from(value["total"].as_u64().unwrap()).unwrap();
        assert!(total > 0, "{kind}");
        assert_eq!(value["rows"].as_array().unwrap().len(), total.min(3), "{kind}");
        let csv = here.ok(&["list", kind, "--format", "csv"]);
        assert!(csv.starts_with('\u{feff}') && csv.contains("\r\n"), "{kind}");
        let table = here.ok(&["list", kind]);
        assert!(!table.contains('\u{1b}') && table.lines().count() > total, "{kind}: a pipe gets plain text");
    }
    assert!(here.ok(&["list", "alarms"]).contains("R15"));
    assert_eq!(here.run(&["list", "modles"]).code, 2);
}

#[test]
fn a_list_is_filtered_and_sorted_and_a_mistake_is_pointed_at() {
    let here = sample();
    let overdue = json(&here, &["list", "followups", "--filter", "is:overdue", "--format", "json"]);
    assert!(
        overdue["rows"].as_array().unwrap().iter().all(|row| row["due"].as_str() < Some("2026-11-23")),
        "{overdue}"
    );
    let ids = |arguments: &[&str]| -> Vec<String> {
        let value = json(&here, arguments);
        value["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let up = ids(&["list", "risks", "--sort", "residual", "--format", "json"]);
    let mut down = ids(&["list", "risks", "--sort", "-residual", "--format", "json"]);
    assert_eq!(up.len(), down.len());
    down.sort();
    let mut sorted = up.clone();
    sorted.sort();
    assert_eq!(sorted, down);
    assert_ne!(up, sorted);
    for (query, word) in [
        ("tire:1", "tier"),
        ("is:opne", "open"),
        ("due<somewhen", "somewhen"),
        ("\"open quote", "quote"),
        ("state:flying", "flying"),
    ] {
        let did = here.run(&["list", "intake", "--filter", query]);
        assert_eq!(did.code, 2, "{query}: {}", did.err);
        assert!(did.err.contains(word), "{query}: {}", did.err);
    }
    assert_eq!(here.run(&["list", "risks", "--sort", "beauty"]).code, 2);
}

#[test]
fn a_record_is_shown_with_its_history_and_as_it_stood() {
    let here = sample();
    let text = here.ok(&["show", "MDL-0001"]);
    assert!(
        text.starts_with("MDL-0001 ") && text.contains("\nHISTORY\n") && text.contains("model registered"),
        "{text}"
    );
    let markdown = here.ok(&["show", "MDL-0001", "--format", "md"]);
    assert!(
        markdown.contains("| Owner |") || markdown.contains("| **Owner** |") || markdown.contains("Owner"),
        "{markdown}"
    );
    let value = json(&here, &["show", "DEC-0001", "--format", "json"]);
    assert_eq!(value["id"], "DEC-0001");
    assert!(!value["history"].as_array().unwrap().is_empty());
    assert!(here.ok(&["show", "mdl-1"]).starts_with("MDL-0001"), "identifiers are read as people type them");

    let then = here.ok(&["show", "MDL-0001", "--as-of", "2026-06-15"]);
    assert_ne!(then, text);
    let before = here.run(&["show", "MDL-0001", "--as-of", "2020-01-01"]);
    assert_eq!(before.code, 3, "{}", before.err);
    for (id, code) in [("MDL-9999", 3), ("XYZ-1", 3), ("REV-9999", 3)] {
        assert_eq!(here.run(&["show", id]).code, code, "{id}");
    }
}

#[test]
fn words_are_found_in_titles_bodies_and_chinese() {
    let here = sample();
    let hits = json(&here, &["search", "segment", "drift", "--format", "json"]);
    assert!(!hits["hits"].as_array().unwrap().is_empty());
    assert!(here.ok(&["search", "雪"]).contains("PER-"));
    assert_eq!(here.ok(&["search", "zzzznothing"]).lines().count(), 1, "only the heading");
    here.ok(&["search", "OR", "*", "NEAR(", "a\"b\""]);
    let did = here.run(&["search", "\"", "OR", "*", "NEAR("]);
    assert_eq!(did.code, 2);
    assert!(did.err.contains("this quote is not closed"), "{}", did.err);
}

#[test]
fn the_agenda_is_printed_and_built_with_reasons() {
    let here = sample();
    let value = json(&here, &["agenda", "--format", "json"]);
    assert!(value["items"].as_array().unwrap().len() >= 8, "{value}");
    let before = here.head();
    let planned = json(&here, &["agenda", "--build", "--dry-run", "--format", "json"]);
    assert_eq!(here.head(), before);
    let built = json(&here, &["agenda", "--build", "--format", "json"]);
    assert_eq!(planned["added"], built["added"]);
    assert!(built["added"].as_array().unwrap().iter().all(|item| !item["why"].as_str().unwrap().is_empty()), "{built}");
    assert_eq!(
        json(&here, &["agenda", "--build", "--format", "json"])["added"],
        Value::Array(Vec::new()),
        "once is enough"
    );
    here.head();
}

#[test]
fn a_table_comes_in_whole_with_a_report_or_not_at_all_and_again_changes_nothing() {
    let here = Hermetic::with_board();
    here.write("models.csv", "\u{feff}Model Name;Owner;Tier\r\nchurn;lin;2\r\nfraud;\"o'neil\";9\r\n");
    let did = here.run(&["import", "models", "models.csv"]);
    assert_eq!(did.code, 3, "{}{}", did.out, did.err);
    assert!(did.err.contains("models.csv:3") || did.err.contains("line 3"), "{}", did.err);
    assert!(did.err.contains("nothing was imported"), "{}", did.err);
    assert_eq!(json(&here, &["list", "models", "--format", "json"])["total"], 0);
    let did = here.run(&["import", "models", "models.csv", "--skip-bad"]);
    assert_eq!(did.code, 0, "{}{}", did.out, did.err);
    assert_eq!(json(&here, &["list", "models", "--format", "json"])["total"], 1);
    here.write("good.csv", "name,owner,external_key\r\n=cmd|calc,lin,k-1\r\n\"two\r\nlines\",lin,k-2\r\n");
    here.ok(&["import", "models", "good.csv"]);
    let again = here.ok(&["import", "models", "good.csv"]);
    assert!(again.contains("2 unchanged"), "{again}");
    let csv = here.ok(&["export", "inventory"]);
    assert!(csv.contains("\"'=cmd|calc\""), "a formula does not reach a spreadsheet: {csv}");
    here.head();
}

#[test]
fn minutes_are_exported_in_every_format_and_options_that_mean_nothing_are_refused() {
    let here = sample();
    for format in ["md", "html", "json", "confluence"] {
        let out = here.ok(&["export", "minutes", "--format", format]);
        assert!(out.contains("MRB-0010"), "{format}: the last meeting");
    }
    let body = json(&here, &["export", "minutes", "MRB-0010", "--format", "confluence-json", "--space", "98304"]);
    assert_eq!(body["body"]["representation"], "storage");
    assert_eq!(here.run(&["export", "minutes", "--space", "1"]).code, 2);
    assert_eq!(here.run(&["export", "minutes", "--format", "confluence-json"]).code, 2, "a new page needs its space");
    assert_eq!(here.run(&["export", "minutes", "MRB-0999"]).code, 3);
    here.ok(&["export", "minutes", "-o", "minutes.md"]);
    assert!(here.read("minutes.md").contains("MRB-0010"));
    assert_eq!(here.run(&["export", "decisions", "-o", "board.db"]).code, 2, "a board is not written over");
    here.head();
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::io::Read;
    let here = sample();
    let mut child = here
        .command(&["export", "decisions"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let status = child.wait().unwrap();
    assert!(said.is_empty(), "{said}");
    assert!(status.success() || status.code() == Some(0), "{status}");
}
