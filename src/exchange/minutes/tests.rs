//! Minutes of a board that has met: every section in order, in every format, proof against hostile text.

use serde_json::json;

use super::*;
use crate::board::policy_in_force;
use crate::exchange::confluence::{self, Options, Site};
use crate::exchange::hostile::parsed;
use crate::exchange::rehearsal::Rehearsal;
use crate::exchange::template::wording::{Wording, Wordings};
use crate::exchange::{html, markdown};

fn minutes(board: &Rehearsal, meeting: u32) -> Minutes {
    minutes_in(board, meeting, &Wordings::built_in().minutes)
}

fn minutes_in(board: &Rehearsal, meeting: u32, wording: &Wording) -> Minutes {
    let view = board.store.view();
    let policy = policy_in_force(&view).unwrap();
    read(Basis { view: &view, policy: &policy, now: board.env.now, wording }, MeetingId(meeting)).unwrap()
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
    board.run(&json!({ "op": "meeting.open", "meeting": "MRB-0003", "present": "okafor; lin; novak; haddad" }));
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
fn what_was_adopted_reads_the_same_ever_after() {
    let mut board = Rehearsal::met();
    let open = |row: &&Row<FollowUp>| row.state.state.is_open();
    let followup = minutes(&board, 2).arising.iter().find(open).map(|row| row.id().to_string()).expect("one is open");
    board.run(&json!({ "op": "meeting.open", "meeting": "MRB-0003", "present": "okafor; lin; novak; haddad" }));
    board.run(&json!({ "op": "meeting.adopt-minutes", "meeting": "MRB-0002" }));
    board.run(&json!({ "op": "meeting.adjourn", "meeting": "MRB-0003" }));
    let all = |board: &Rehearsal| {
        let read = minutes(board, 2);
        (markdown::write(&read.document()), read.json())
    };
    let adopted = all(&board);
    for later in [
        json!({ "op": "followup.extend", "followup": followup, "due": "2027-06-01", "reason": "the vendor is late" }),
        json!({ "op": "person.revise", "id": "PER-0001", "name": "Somebody Else", "function": "security", "seat": "none" }),
        json!({ "op": "person.add", "handle": "new", "name": "New", "function": "legal", "seat": "voter" }),
        json!({ "op": "meeting.draft", "date": "2026-11-20" }),
    ] {
        board.run(&later);
        assert_eq!(all(&board), adopted, "{later}");
    }
    // A draft says how things stand.
    let mut board = Rehearsal::met();
    let draft = all(&board);
    board.run(
        &json!({ "op": "followup.extend", "followup": followup, "due": "2027-06-01", "reason": "the vendor is late" }),
    );
    assert_ne!(all(&board), draft);
}

#[test]
fn a_meeting_that_was_not_opened_has_no_minutes() {
    let board = Rehearsal::met();
    let view = board.store.view();
    let policy = policy_in_force(&view).unwrap();
    let wording = &Wordings::built_in().minutes;
    let basis = Basis { view: &view, policy: &policy, now: board.env.now, wording };
    let refusal = read(basis, MeetingId(3)).unwrap_err();
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
            assert_eq!(page.matches("<table data-layout=").count(), page.matches("<colgroup>").count());
            assert_eq!(
                page.matches("<table").count(),
                page.matches("<colgroup>").count(),
                "every table has its widths"
            );
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

/// A third meeting: the chair comes late, an alternate comes and goes, and the provisional decision is left to lapse.
fn third() -> Rehearsal {
    let mut board = Rehearsal::met();
    board.run(&json!({ "op": "person.add", "handle": "deputy", "name": "Dana Deputy", "function": "product", "alternate_for": "novak" }));
    board.run(&json!({ "op": "meeting.open", "meeting": "MRB-0003", "present": "lin; haddad; moreau; silva; deputy" }));
    board.run(&json!({ "op": "meeting.arrive", "meeting": "MRB-0003", "person": "okafor" }));
    board.run(&json!({ "op": "meeting.arrive", "meeting": "MRB-0003", "person": "novak" }));
    board.run(&json!({ "op": "meeting.adjourn", "meeting": "MRB-0003" }));
    board
}

#[test]
fn who_called_to_order_sat_in_for_whom_and_what_lapsed_is_told() {
    let board = third();
    let minutes = minutes(&board, 3);
    let text = markdown::write(&minutes.document()).replace('\\', "");
    let named = |handle: &str| minutes.person(&handle.into()).name;
    let called = text.lines().find(|line| line.starts_with("Called to order")).unwrap();
    assert!(called.contains(" UTC by ") && called.contains(", presiding in the absence of "), "{called}");
    assert!(text.contains("alternate for"), "the principal came later: {text}");
    assert!(
        text.contains("Lapsed at the adjournment") && text.contains("did not ratify it; nothing follows"),
        "{text}"
    );
    let signed: Vec<&str> =
        text.rsplit("Signatures").next().unwrap().lines().filter(|line| line.starts_with('|')).collect();
    let offices: Vec<&str> =
        signed.iter().skip(2).filter_map(|line| line.split('|').nth(1)).map(str::trim).take(3).collect();
    assert_eq!(offices, ["Chair", "Presiding", "Secretary"], "{signed:?}");
    assert_eq!(named("deputy"), "Dana Deputy");
    let value: serde_json::Value = serde_json::from_str(&minutes.json()).unwrap();
    assert_eq!(value["meeting"]["called_to_order_by"]["handle"], "lin");
    assert_eq!(value["meeting"]["time_zone"], "UTC");
    assert_eq!(value["lapsed"][0]["id"], "DEC-0002");
}

#[test]
fn a_condition_says_its_gate_its_test_and_what_lapses() {
    let board = Rehearsal::met();
    let minutes = minutes(&board, 2);
    let text = markdown::write(&minutes.document());
    let task = text.lines().find(|line| line.contains("FUP-0003")).unwrap();
    assert!(task.contains("BEFORE RELEASE"), "{task}");
    assert!(!text.contains("Moved by | |") && !text.contains("| Recused | 0"), "no empty rows");
    let row = minutes.conditions_of(crate::domain::ids::DecisionId(1)).next().unwrap().clone();
    let mut releasing = minutes.decisions[0].clone();
    releasing.fields.outcome = crate::domain::states::Outcome::Conditional;
    let mut condition = row;
    condition.fields.closing_test = "every source shows a date".into();
    let told = minutes.condition(&releasing, &condition).content.plain();
    for part in ["BEFORE RELEASE", "closed by: every source shows a date", "the approval is flagged"] {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn prose_corrected_after_the_adjournment_and_adoptions_taken_back_are_told() {
    let mut board = third();
    board.run(&json!({ "op": "decision.correct", "decision": "DEC-0001", "reason": "misheard", "dissent": "It costs more than it saves." }));
    let told = minutes(&board, 2).amendments().join("\n");
    assert!(told.contains("DEC-0001 dissent was corrected by") && told.contains("misheard"), "{told}");
    board.run(&json!({ "op": "meeting.draft", "date": "2026-12-14", "chair": "okafor" }));
    let made = board.run(&json!({ "op": "item.add", "meeting": "MRB-0004", "subject": "MRB-0003", "kind": "minutes" }));
    let item = made.made[0].to_string();
    board.run(&json!({ "op": "meeting.open", "meeting": "MRB-0004", "present": "okafor; lin; novak; haddad; moreau" }));
    let adopt = json!({ "op": "decision.record", "item": item, "outcome": "procedural", "motion": "Resolved: adopted", "method": "without-objection",
        "corrections": "novak came at three" });
    board.run(&adopt);
    let earlier = |board: &Rehearsal| markdown::write(&minutes(board, 4).document());
    assert!(earlier(&board).contains("were adopted as corrected: novak came at three"));
    assert!(markdown::write(&minutes(&board, 3).document()).contains("Corrected at adoption: novak came at three"));
    board.run(&json!({ "op": "undo" }));
    assert!(!earlier(&board).contains("as corrected"), "what was taken back is not told");
    assert!(minutes(&board, 3).is_draft());
}
