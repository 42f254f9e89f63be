//! The example that the help of an operation shows runs as it stands on the sample board: on the board as it is, or while its
//! meeting sits, or after what it takes back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::path::Path;

use common::{Did, Hermetic};

/// Opens the meeting of the day.
const OPENED: &str = "boardroom meeting open MRB-0011 --present \"okafor; weiss; rao; haddad; tran; mueller; li; kim\"";

/// What is done before, where an example goes on from something.
const BEFORE: &[(&str, &[&str])] = &[
    ("undo", &["boardroom note MRB-0011 --text seen"]),
    ("redo", &["boardroom note MRB-0011 --text seen", "boardroom undo"]),
    ("meeting.publish", &["boardroom meeting draft --title Weekly --date +1w"]),
    ("meeting.resume", &["boardroom meeting recess MRB-0011"]),
    (
        "meeting.preside",
        &["boardroom meeting depart MRB-0011 --person okafor", "boardroom meeting depart MRB-0011 --person weiss"],
    ),
    (
        "motion.withdraw",
        &["boardroom motion put ITM-0075 --outcome approve --motion \"Resolved: approved\" --mover weiss"],
    ),
    ("position.withdraw", &["boardroom position file ITM-0075 --person li --text \"no objection\""]),
    ("recusal.withdraw", &["boardroom recusal record ITM-0075 --person tran --reason \"worked on it\""]),
    ("thematic.revise", &["boardroom thematic open --title \"All LLMs\" --query kind:llm"]),
    ("view.revise", &["boardroom view save --name LLMs --list models --query kind:llm"]),
    ("control-test.revise", &["boardroom control-test record --control inventory --tester okafor"]),
];

/// No submission of the sample waits for nothing but this: each has evidence that is still to be accepted.
const WAITS: &[&str] = &["submission.ready"];

#[test]
fn every_operation_has_a_command_whose_help_shows_an_example_that_runs() {
    let here = Hermetic::with_sample();
    let schema: serde_json::Value = serde_json::from_str(&here.ok(&["schema"])).unwrap();
    let operations = schema["oneOf"].as_array().unwrap();
    assert!(operations.len() > 50);
    let sample = here.path("sample.db");
    here.ok(&["backup", sample.to_str().unwrap()]);
    let opened = does(&here, &here.db(), OPENED);
    assert_eq!(opened.code, 0, "{}", opened.err);
    let live = here.path("live.db");
    here.ok(&["backup", live.to_str().unwrap()]);
    let mut wrong = Vec::new();
    for operation in operations {
        let name = operation["title"].as_str().unwrap();
        let (noun, verb) = name.split_once('.').unwrap_or((name, ""));
        if verb == "put"
            || ["model.link", "policy.adopt"].contains(&name)
            || (verb.is_empty() && noun != "undo" && noun != "redo")
        {
            continue;
        }
        let asked: Vec<&str> = match name {
            "note.take" => vec!["note", "--help"],
            "decision.record" => vec!["decide", "--help"],
            _ => [noun, verb, "--help"].into_iter().filter(|word| !word.is_empty()).collect(),
        };
        let help = here.ok(&asked);
        let help = help.replace("\\\n", " ");
        let example =
            help.lines().rev().find(|line| line.trim().starts_with("boardroom ")).unwrap_or_else(|| panic!("{help}"));
        let before = BEFORE.iter().find(|(known, _)| *known == name).map(|(_, before)| *before);
        let mut said = Vec::new();
        let boards = match before {
            None => vec![sample.clone(), live.clone()],
            Some(before) => {
                let board = here.path(&format!("{name}.db"));
                std::fs::copy(&live, &board).unwrap();
                for line in before {
                    assert_eq!(does(&here, &board, line).code, 0, "{line}");
                }
                vec![board]
            }
        };
        let is_run = boards.iter().any(|board| {
            let did = does(&here, board, &format!("{example} --dry-run"));
            said.push(did.err);
            did.code == 0
        });
        if is_run == WAITS.contains(&name) {
            wrong.push(format!("{}\n  {}", example.trim(), said.join("  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Does what a line says, on a board.
fn does(here: &Hermetic, board: &Path, line: &str) -> Did {
    let words = split(line.trim().trim_start_matches("boardroom "));
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.extend(["--db", board.to_str().unwrap()]);
    here.run(&words)
}

/// Splits a line as a shell does, with double quotes only.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
