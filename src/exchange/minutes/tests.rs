//! Minutes of a board that has met: every section in order, in every format, proof against hostile text.

use serde_json::json;

use super::*;
use crate::board::policy_in_force;
use crate::exchange::confluence::{self, Options, Site};
use crate::exchange::hostile::parsed;
use crate::exchange::rehearsal::Rehearsal;
use crate::exchange::template::wording::Wordings;
use crate::exchange::{html, markdown};

fn minutes(board: &Rehearsal, meeting: u32) -> Minutes {
    minutes_in(board, meeting, &Wordings::built_in().minutes)
}

fn minutes_in(board: &Rehearsal, meeting: u32, wording: &Wording) -> Minutes {
    let view = board.store.view();
    let policy = policy_in_force(&view).unwrap();
    read(&view, &policy, MeetingId(meeting), board.env.now, wording).unwrap()
}

#[test]
fn every_section_stands_in_order() {
    let board = Rehearsal::met();
    let document = minutes(&board, 2).document();
    let first_level: Vec<&str> =
        document.headings().into_iter().filter(|one| one.level == 1).map(|one| one.anchor.as_str()).collect();
    assert_eq!(
        first_level,
        [
            "call-to-order",
            "quorum",
            "recusals",
            "previous-minutes",
            "consent-agenda",
            "decisions",
            "acceptances",
            "incidents",
            "follow-ups",
            "deferrals",
            "notes",
            "next-meeting",
            "adjournment",
            "signatures",
            "appendix",
        ]
    );
    let text = markdown::write(&document);
    for told in [
        "DRAFT",
        "PROVISIONAL",
        "Called to order at",
        "motion lost",
        "DEC-0001",
        "FUP-0003",
        "ACC-0001",
        "INC-0001",
        "MRB-0003",
        "carried-over",
        "the minutes of MRB-0001 were adopted as corrected",
        "Set tier 3",
    ] {
        assert!(text.to_lowercase().replace('\\', "").contains(&told.to_lowercase()), "{told} is missing");
    }
    assert!(!text.contains("kept private"), "a private note stays out");
}

#[test]
fn drafts_become_adopted_and_the_title_stays() {
    let mut board = Rehearsal::met();
    let draft = minutes(&board, 2);
    assert!(draft.is_draft());
    let adjourned = board.store.view().meeting_mark(MeetingId(2), "MeetingAdjourned").unwrap().unwrap();
    assert_eq!(draft.head_hash(), adjourned);
    board.run(&json!({ "op": "meeting.adopt-minutes", "meeting": "MRB-0002", "note": "a name" }));
    let adopted = minutes(&board, 2);
    assert!(!adopted.is_draft());
    assert_eq!(adopted.title(), draft.title());
    assert_ne!(adopted.head_hash(), adjourned);
    assert!(board.store.view().find_hash(adopted.head_hash()).unwrap().is_some());
    let text = markdown::write(&adopted.document());
    assert!(!text.contains("DRAFT") && text.contains("Corrected at adoption: a name"), "{text}");
}

#[test]
fn a_meeting_that_was_not_opened_has_no_minutes() {
    let board = Rehearsal::met();
    let view = board.store.view();
    let policy = policy_in_force(&view).unwrap();
    let refusal = read(&view, &policy, MeetingId(3), board.env.now, &Wordings::built_in().minutes).unwrap_err();
    assert_eq!(refusal.subject, "MRB-0003");
}

#[test]
fn no_format_lets_hostile_text_become_anything_else() {
    let board = Rehearsal::met();
    for meeting in [1, 2] {
        let minutes = minutes(&board, meeting);
        let document = minutes.document();
        for site in [Site::Cloud, Site::DataCenter] {
            let page = confluence::write(&document, Options::of(site));
            let words = parsed(&page);
            if meeting == 2 {
                for field in
                    ["name", "motion", "rationale", "dissent", "condition", "note", "item", "incident", "recusal"]
                {
                    assert!(words.contains(&format!("=cmd {field} ]]> <script>")), "{field}");
                }
            }
            assert!(!page.contains(['\u{202e}', '\u{1b}', '\u{0}']));
            assert_eq!(page.contains("ac:adf-extension"), site == Site::Cloud && meeting == 2);
        }
        let page = html::write(&document);
        assert!(!page.contains("<script"), "{page}");
        let value: serde_json::Value = serde_json::from_str(&minutes.json()).unwrap();
        assert_eq!(value["schema"], json::SCHEMA);
        assert!(!minutes.json().contains("\\u001b"));
    }
}

#[test]
fn json_says_what_the_page_says() {
    let board = Rehearsal::met();
    let value: serde_json::Value = serde_json::from_str(&minutes(&board, 2).json()).unwrap();
    assert_eq!(value["draft"], true);
    let statuses: Vec<&str> =
        value["decisions"].as_array().unwrap().iter().filter_map(|one| one["status"].as_str()).collect();
    assert_eq!(statuses, ["final", "provisional", "failed"]);
    assert_eq!(value["decisions"][0]["votes"]["against"][0]["handle"], "haddad");
    assert_eq!(value["decisions"][0]["votes"]["recused"].as_array().unwrap().len(), 1);
    assert_eq!(value["decisions"][0]["conditions"], json!(["FUP-0003"]));
    assert_eq!(value["decisions"][0]["residual"], 6);
    assert_eq!(value["follow_ups"]["overdue"]["all"], 1);
    assert_eq!(value["follow_ups"]["closed"]["listed"][0]["id"], "FUP-0002");
    assert_eq!(value["next_meeting"]["id"], "MRB-0003");
    assert_eq!(value["recesses"].as_array().unwrap().len(), 2);
    assert_eq!(value["record"]["head"], value["record"]["adjournment"]["hash"]);
}

#[test]
fn own_wording_is_text_in_every_format_and_no_draft_looks_adopted() {
    let folder = tempfile::tempdir().unwrap();
    let evil = "=cmd | ]]> <script>alert(1)</script> & **b** # h";
    let own = format!(
        "## heading decisions\nBeschlüsse {evil}\n## draft\nEntwurf {evil}\n\
         ## called-to-order\n{{{{ opened }}}} durch {{{{ chair }}}} {evil}\n## adjourned\nUm {{{{ adjourned }}}} {evil}\n"
    );
    std::fs::write(folder.path().join("minutes-wording.md"), own).unwrap();
    let wording = Wording::read("minutes-wording", Some(folder.path())).unwrap();
    let board = Rehearsal::met();
    let (plain, worded) = (minutes(&board, 2), minutes_in(&board, 2, &wording));
    assert_eq!(plain.json(), worded.json(), "JSON has names, not words");
    let document = worded.document();
    let anchors =
        |document: &Document| document.headings().iter().map(|one| one.anchor.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(anchors(&plain.document()), anchors(&document), "links to a section hold");
    let page = confluence::write(&document, Options::of(Site::Cloud));
    let words = parsed(&page);
    for told in ["Beschlüsse =cmd", "Entwurf =cmd", "durch ", "Absent: "] {
        assert!(words.contains(told), "{told}: {words}");
    }
    assert!(page.contains("DRAFT") && !page.contains("<script"), "the mark of a draft is no wording");
    let html = html::write(&document);
    assert!(html.contains("Beschlüsse =cmd") && !html.contains("<script") && html.contains("DRAFT"));
    let text = markdown::write(&document);
    assert!(!text.contains("**b**") && !text.replace("\\<", "").contains("<script"), "{text}");
}
