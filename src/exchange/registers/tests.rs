//! Registers of a board that has met.

use serde_json::json;

use super::*;
use crate::board::policy_in_force;
use crate::domain::ids::MeetingId;
use crate::exchange::rehearsal::{Rehearsal, evil};
use crate::exchange::table_in::{Limits, Table};

fn exported(board: &Rehearsal, name: &str, format: Format, filter: Filter) -> String {
    let view = board.store.view();
    let policy = policy_in_force(&view).unwrap();
    let mut out = Vec::new();
    write(&mut out, &view, &policy, named(name).unwrap(), format, &filter, board.env.now).unwrap();
    String::from_utf8(out).unwrap()
}

/// The rows of a CSV export, read back by our own reader: header and cells.
fn rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let table = Table::read("x.csv", text.as_bytes(), None, Limits::default()).unwrap();
    let names = table.columns().iter().map(|column| column.name.clone()).collect();
    let rows = table.rows().map(|row| row.unwrap().cells.into_iter().map(std::borrow::Cow::into_owned).collect());
    (names, rows.collect())
}

const CSV: Format = Format::Csv(Delimiter::Comma);

#[test]
fn the_columns_are_those_of_the_contract() {
    let contract = [
        (
            DECISIONS,
            "decision_id, meeting_id, meeting_date, item_no, intake_id, model_id, model_name, version, tier, residual_rating, \
            outcome, status, motion, mover, votes_for, votes_against, votes_abstain, voters_for, voters_against, voters_abstain, \
            recused, quorum_required, quorum_present, rationale, condition_ids, acceptance_ids, dissent, exec_signoff, valid_until, \
            criteria_version, evidence_ids, supersedes, superseded_by, record_hash",
        ),
        (
            FOLLOWUPS,
            "followup_id, kind, source_type, source_id, model_id, title, severity, gate, owner, opened_on, original_due, due, \
            extensions, status, days_overdue, closed_on, verifier, evidence_uri",
        ),
        (
            RISKS,
            "risk_id, model_id, category, statement, likelihood, impact, inherent, controls, residual_likelihood, residual_impact, \
            residual, residual_band, trend, treatment, status, owner, target_date, followup_ids, acceptance_id, acceptance_expiry, \
            last_reviewed, frameworks",
        ),
        (
            INVENTORY,
            "model_id, name, kind, origin, vendor, purpose, owner, developers, accountable_exec, tier, tier_rationale, stage, \
            version, deployed_on, approved_uses, limitations, regions, data_sources, dependencies, eu_class, approval, \
            approval_decision_id, approval_valid_until, open_conditions, reviewer, last_review, next_review, monitoring_status, \
            open_high_risks, external_key, business_unit, tags",
        ),
        (JIRA, "Summary, Issue Type, Description, Assignee, Due Date, Priority, Labels, Labels"),
    ];
    for (register, names) in contract {
        assert_eq!(fixed(&register).collect::<Vec<_>>().join(", "), names, "{}", register.name);
    }
}

/// The columns that every board has; custom ones stand behind them, as many as the policy declares.
fn fixed(register: &Register) -> impl Iterator<Item = &'static str> {
    register.columns.iter().filter(|column| !matches!(column.kind, Kind::Custom(_))).map(|column| column.name)
}

#[test]
fn every_register_is_written_and_reads_back() {
    let board = Rehearsal::met();
    let counts = [3, 4, 2, 2, 1, 1, 1, 7];
    for (register, count) in ALL.iter().zip(counts) {
        let text = exported(&board, register.name, CSV, Filter::default());
        let (names, rows) = rows(&text);
        assert_eq!(names.len(), fixed(register).count(), "{}", register.name);
        assert_eq!(rows.len(), count, "{}", register.name);
        assert!(!text.contains("\"=") && !text.contains('\u{1b}'), "{}: no cell begins as a formula", register.name);
        let read: Json =
            serde_json::from_str(&exported(&board, register.name, Format::Json, Filter::default())).unwrap();
        assert_eq!(read["schema"], format!("boardroom.{}/1", register.name));
        assert_eq!(read["rows"].as_array().unwrap().len(), count);
        assert_eq!(read["head"], board.store.view().head().unwrap().hash);
    }
}

#[test]
fn cells_say_what_the_record_says() {
    let board = Rehearsal::met();
    let (names, decisions) = rows(&exported(&board, "decisions", CSV, Filter::default()));
    let cell = |row: usize, name: &str| decisions[row][names.iter().position(|one| one == name).unwrap()].as_str();
    let told = [
        ("decision_id", "DEC-0001"),
        ("meeting_id", "MRB-0002"),
        ("meeting_date", "2026-11-18"),
        ("intake_id", ""),
        ("model_id", "MDL-0001"),
        ("residual_rating", "medium"),
        ("votes_for", "3"),
        ("votes_against", "1"),
        ("votes_abstain", "0"),
        ("voters_for", "okafor; lin; moreau"),
        ("recused", "novak"),
        ("condition_ids", "FUP-0003"),
        ("supersedes", ""),
    ];
    for (name, text) in told {
        assert_eq!(cell(0, name), text, "{name}");
    }
    assert_eq!(cell(0, "motion"), clean_text(&evil("motion")), "a round trip is the identity");
    assert_eq!((cell(1, "status"), cell(2, "status")), ("provisional", "failed"));

    let read: Json = serde_json::from_str(&exported(&board, "followups", Format::Json, Filter::default())).unwrap();
    let first = &read["rows"][0];
    assert_eq!(first["days_overdue"], 15);
    assert_eq!((&first["owner"], &first["source_id"]), (&json!("ito"), &Json::Null));
    assert_eq!(
        (&read["rows"][2]["source_type"], &read["rows"][2]["source_id"]),
        (&json!("decision"), &json!("DEC-0001"))
    );
    assert_eq!((&read["rows"][1]["status"], &read["rows"][1]["days_overdue"]), (&json!("closed"), &Json::Null));
    let read: Json = serde_json::from_str(&exported(&board, "acceptances", Format::Json, Filter::default())).unwrap();
    assert_eq!(read["rows"][0]["controls"], json!(["review by hand @ito"]));
    assert_eq!((&read["rows"][0]["status"], &read["rows"][0]["days_left"]), (&json!("active"), &json!(13)));
    let read: Json = serde_json::from_str(&exported(&board, "inventory", Format::Json, Filter::default())).unwrap();
    assert_eq!(read["rows"][0]["regions"], json!(["EU", "US"]));
    assert_eq!(read["rows"][0]["open_conditions"], 1);
}

#[test]
fn filters_keep_what_they_say() {
    let board = Rehearsal::met();
    let count = |name: &str, filter: Filter| rows(&exported(&board, name, CSV, filter)).1.len();
    let meeting = |number: u32| Filter { meeting: Some(MeetingId(number)), ..Filter::default() };
    let kept: Vec<usize> = ALL.iter().map(|register| count(register.name, meeting(2))).collect();
    assert_eq!(kept, [3, 2, 1, 2, 0, 0, 1, 6]);
    let since = |day: &str| Filter { since: day.parse().ok(), ..Filter::default() };
    let until = |day: &str| Filter { until: day.parse().ok(), ..Filter::default() };
    assert_eq!((count("decisions", since("2026-11-18")), count("decisions", since("2026-11-19"))), (3, 0));
    assert_eq!((count("followups", since("2026-11-18")), count("followups", until("2026-11-17"))), (2, 2));
}

#[test]
fn jira_and_calendars_take_the_open_ones() {
    let board = Rehearsal::met();
    let format = |text: &str| Format::parse(text, named("followups").unwrap(), Delimiter::Comma).unwrap();
    let jira = exported(&board, "followups", format("jira"), Filter::default());
    let (names, rows) = rows(&jira);
    assert_eq!(names[7], "Labels (column 8)");
    assert_eq!(rows.len(), 3, "the closed one stays");
    assert_eq!(
        (rows[0][3].as_str(), rows[0][5].as_str(), rows[0][6].as_str()),
        ("ito@example.org", "Highest", "FUP-0001")
    );
    let ics = exported(&board, "followups", format("ics"), Filter::default());
    assert_eq!(ics.matches("BEGIN:VEVENT\r\n").count(), 3);
    assert!(ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.ends_with("END:VCALENDAR\r\n"));
    assert!(ics.split("\r\n").all(|line| line.len() <= 75));
    assert!(Format::parse("jira", named("risks").unwrap(), Delimiter::Comma).is_err());
    assert!(named("decision").unwrap_err().hint.contains("decisions"));
}

#[test]
fn the_manual_names_every_column() {
    let manual = include_str!("../../../docs/EXPORTS.md");
    assert!(
        manual.contains(&super::manual()),
        "docs/EXPORTS.md is not up to date; it should hold:\n{}",
        super::manual()
    );
}
