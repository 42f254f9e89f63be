//! Exports as golden files, of a small board that changes only when this folder does; and of the sample
//! board what must hold whatever it says: every page is well-formed, every register reads back unchanged.
//!
//! After a change that was meant: `INSTA_UPDATE=always cargo test --test exports`, and read the difference.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use boardroom::board::{self, Env};
use boardroom::domain::ids::{MeetingId, RecordKind};
use boardroom::domain::operation::Request;
use boardroom::domain::record::{Decision, Meeting, Row};
use boardroom::domain::states::MeetingState;
use boardroom::domain::value::Handle;
use boardroom::exchange::basis::Basis;
use boardroom::exchange::confluence::{self, Options, Site};
use boardroom::exchange::confluence_json::{self, Api};
use boardroom::exchange::csv_out::Delimiter;
use boardroom::exchange::importer::{self, Asked, Fate, Kind};
use boardroom::exchange::minutes::{self, Minutes};
use boardroom::exchange::registers::{self, Format};
use boardroom::exchange::table_in::Limits;
use boardroom::exchange::template::wording::Wordings;
use boardroom::exchange::{html, markdown, sample};
use boardroom::store::Store;
use boardroom::store::query::export::Filter;
use chrono::{DateTime, Utc};

const SCRIPT: &str = include_str!("golden/board.jsonl");
const NOW: &str = "2026-11-23T09:00:00Z";

fn env() -> Env {
    let now: DateTime<Utc> = NOW.parse().unwrap();
    Env { now, actor: Handle::from("okafor"), rehearsal: true }
}

fn golden() -> Store {
    let mut store = Store::in_memory().unwrap();
    let env = env();
    let founded = Env { now: "2026-11-02T08:00:00Z".parse().unwrap(), ..env.clone() };
    board::begin(&mut store, "Model Review Board", &founded).unwrap();
    let reading = board::reading(&board::policy_in_force(&store.view()).unwrap(), &env);
    for line in SCRIPT.lines() {
        let request = Request::read(&serde_json::from_str(line).unwrap(), &reading).unwrap();
        board::execute(&mut store, &request, &env).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    }
    store
}

fn sampled() -> Store {
    let mut store = Store::in_memory().unwrap();
    sample::load(&mut store, NOW.parse().unwrap()).unwrap();
    store
}

fn read(store: &Store, meeting: u32) -> Minutes {
    let view = store.view();
    let policy = board::policy_in_force(&view).unwrap();
    let wording = &Wordings::built_in().minutes;
    minutes::read(Basis { view: &view, policy: &policy, now: env().now, wording }, MeetingId(meeting)).unwrap()
}

fn exported(store: &Store, register: &str, format: &str) -> String {
    let view = store.view();
    let policy = board::policy_in_force(&view).unwrap();
    let register = registers::named(register).unwrap();
    let format = Format::parse(format, register, Delimiter::Comma).unwrap();
    let mut out = Vec::new();
    registers::write(&mut out, &view, &policy, register, format, &Filter::default(), env().now).unwrap();
    String::from_utf8(out).unwrap()
}

/// A hash hangs on every byte of the log; what it is made of is tested where it is made.
fn without_hashes(text: &str) -> String {
    let mut masked = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            run.push(c);
            continue;
        }
        masked.push_str(if run.len() == 64 { "HASH" } else { &run });
        run.clear();
        masked.push(c);
    }
    masked.pop();
    // The label of the criteria holds the start of the policy's.
    masked.replace(&boardroom::policy::Policy::default().label(), "CRITERIA")
}

/// One element a line, so that a difference can be read.
fn lined(page: &str) -> String {
    page.replace("><", ">\n<")
}

#[test]
fn minutes_in_every_format() {
    let minutes = read(&golden(), 2);
    let document = minutes.document();
    insta::assert_snapshot!("minutes_markdown", without_hashes(&markdown::write(&document)));
    insta::assert_snapshot!(
        "minutes_confluence",
        without_hashes(&lined(&confluence::write(&document, Options::default())))
    );
    let page = html::write(&document);
    let body = page.split_once("</style>").map_or(page.as_str(), |(_, body)| body);
    insta::assert_snapshot!("minutes_html", without_hashes(&lined(body)));
    insta::assert_snapshot!("minutes_json", without_hashes(&minutes.json()));
}

#[test]
fn registers_in_every_format() {
    let store = golden();
    for register in registers::ALL {
        let csv = exported(&store, register.name, "csv");
        assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"), "{}", register.name);
        insta::assert_snapshot!(format!("{}_csv", register.name), without_hashes(&csv.replace("\r\n", "\n")));
    }
    insta::assert_snapshot!("followups_json", without_hashes(&exported(&store, "followups", "json")));
    insta::assert_snapshot!("followups_jira", exported(&store, "followups", "jira").replace("\r\n", "\n"));
    let root = store.view().root().unwrap();
    let calendar = exported(&store, "followups", "ics").replace("\r\n", "\n").replace(&root[..16], "ROOT");
    insta::assert_snapshot!("followups_ics", calendar);
}

#[test]
fn the_minutes_of_every_sample_meeting_can_be_published() {
    let store = sampled();
    let view = store.view();
    let (mut drafts, mut over, mut signed) = (0, 0, 0);
    for number in 1..=view.last_number(RecordKind::Meeting).unwrap() {
        let row: Row<Meeting> = view.get(number).unwrap();
        if matches!(row.state.state, MeetingState::Draft | MeetingState::Published) {
            continue;
        }
        over += 1;
        let minutes = read(&store, number);
        let document = minutes.document();
        drafts += usize::from(minutes.is_draft());
        for site in [Site::Cloud, Site::DataCenter] {
            common::well_formed(&confluence::write(&document, Options::of(site)));
        }
        let api = Api::V2 { space_id: Some("1".into()), parent_id: None };
        let body = confluence_json::write_body(&document, Options::default(), &api, None).unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["title"], minutes.title());
        let value: serde_json::Value = serde_json::from_str(&minutes.json()).unwrap();
        assert_eq!(value["meeting"]["id"], row.id().to_string());
        assert_eq!(value["decisions"].as_array().unwrap().len(), view.decisions_of(MeetingId(number)).unwrap().len());
        let text = markdown::write(&document);
        for decision in value["signed"].as_array().unwrap() {
            signed += 1;
            assert!(text.contains(decision["id"].as_str().unwrap()), "{decision} is not in the minutes");
        }
        assert_eq!(text.contains("DRAFT"), minutes.is_draft(), "{number}");
        assert!(view.find_hash(minutes.head_hash()).unwrap().is_some(), "{number}: the head hash stands on the record");
    }
    assert!(over >= 10 && drafts >= 1 && drafts < over, "{over} meetings, {drafts} drafts");
    let outside = (1..=view.last_number(RecordKind::Decision).unwrap())
        .filter(|number| view.find::<Decision>(*number).unwrap().is_some_and(|row| row.meeting.0 == 0));
    assert!(signed > 0 && signed <= outside.count(), "{signed} signed decisions came before a meeting");
}

#[test]
fn the_sample_reads_back_what_it_wrote() {
    let mut store = sampled();
    // How a risk stands on the day is what the record says once what has lapsed is on it.
    board::tick(&mut store, &env()).unwrap();
    let view = store.view();
    let asked = Asked::new(&view, &env()).unwrap();
    let pairs =
        [("inventory", Kind::Models), ("risks", Kind::Risks), ("intake", Kind::Intake), ("followups", Kind::FollowUps)];
    for (register, kind) in pairs {
        for format in ["csv", "json"] {
            let text = exported(&store, register, format);
            let table = importer::open(register, text.as_bytes(), None, None, Limits::default()).unwrap();
            let plan = importer::plan(kind, &table, &asked, &mut |_, _| true).unwrap();
            assert!(plan.report.rows() > 10, "{register}");
            assert_eq!(plan.report.count(Fate::Unchanged), plan.report.rows(), "{register} {:#?}", plan.report.lines());
        }
    }
}
