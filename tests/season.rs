//! A season: 52 weekly meetings through the one door, seeded, with everything that a board meets with:
//! lost quorums, recusals, amendments, escalations and their answers, ratification and lapse, decisions
//! signed between meetings. Every week's minutes are published; the record verifies.
//!
//! The pages are left in the target's `tmp/season`, so that they can be checked against Confluence's grammar.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

#[path = "season/agenda.rs"]
mod agenda;
#[path = "season/board.rs"]
mod board;
#[path = "season/meeting.rs"]
mod meeting;
#[path = "season/quorum.rs"]
mod quorum;

use std::collections::BTreeMap;

use boardroom::board::policy_in_force;
use boardroom::domain::ids::{MeetingId, RecordKind};
use boardroom::domain::record::{Decision, Meeting, Model, Row, Submission, Version};
use boardroom::domain::states::{Approval, DecisionStatus, MeetingState, Outcome, SubmissionState, VoteMethod};
use boardroom::exchange::basis::Basis;
use boardroom::exchange::confluence::{self, Options, Site};
use boardroom::exchange::template::wording::Wordings;
use boardroom::exchange::{html, markdown, minutes};
use boardroom::store::{rebuild, verify};

use board::Season;

/// The weeks of a season.
const WEEKS: u32 = 52;

impl Season {
    /// What must hold of every decision, whatever happened.
    fn check(&self) {
        let view = self.store.view();
        let made =
            (1..=view.last_number(RecordKind::Decision).unwrap()).filter_map(|n| view.find::<Decision>(n).unwrap());
        let made: BTreeMap<u32, Row<Decision>> = made.map(|row| (row.number, row)).collect();
        for row in made.values().filter(|row| row.meeting.0 > 0 && row.state.status == DecisionStatus::Final) {
            let voted = if row.state.ratified_by.0 > 0 { &made[&row.state.ratified_by.0] } else { row };
            assert!(voted.quorum_present.0 >= voted.quorum_required.0, "{} is final without quorum", row.id());
            assert_eq!(voted.functions_missing.0, Vec::<String>::new(), "{} lacks a function", row.id());
            assert!(!voted.presiding.is_empty(), "{}: somebody presided", row.id());
            assert!(!voted.recused.0.contains(&voted.presiding), "{}: and was not recused", row.id());
        }
        for number in 1..=view.last_number(RecordKind::Version).unwrap() {
            let Some(version) = view.find::<Version>(number).unwrap() else { continue };
            if matches!(version.state.approval, Approval::Approved | Approval::Conditional) {
                let status = made[&version.state.approval_decision.0].state.status;
                assert!(matches!(status, DecisionStatus::Final), "{}: released by what is {status}", version.id());
            }
        }
    }

    fn sound(&mut self) {
        let report = verify(&self.store, &mut |_, _| true).unwrap();
        assert_eq!(report.differences, Vec::new());
    }
}

/// The minutes of a meeting in every format; the pages in storage format, which are kept for the grammar.
fn publish(season: &Season, number: u32, adopted: bool) -> Vec<std::path::PathBuf> {
    let view = season.store.view();
    let policy = policy_in_force(&view).unwrap();
    let wording = &Wordings::built_in().minutes;
    let basis = Basis { view: &view, policy: &policy, now: season.now, wording };
    let read = minutes::read(basis, MeetingId(number)).unwrap();
    let document = read.document();
    let text = markdown::write(&document);
    assert_eq!(read.is_draft(), !adopted);
    assert_eq!(text.contains("DRAFT"), !adopted, "{text}");
    assert!(!text.contains("SECRET"), "what is not for the minutes stays out");
    assert!(html::write(&document).ends_with("</html>\n") && !read.json().contains("SECRET"));
    assert!(view.find_hash(read.head_hash()).unwrap().is_some(), "the head hash stands on the record");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("season");
    std::fs::create_dir_all(&folder).unwrap();
    let mut pages = Vec::new();
    for (site, name) in [(Site::Cloud, "cloud"), (Site::DataCenter, "data-center")] {
        let page = confluence::write(&document, Options::of(site));
        common::well_formed(&page);
        if adopted || site == Site::Cloud {
            let kind = if adopted { "adopted" } else { "draft" };
            let path = folder.join(format!("{number:02}-{kind}-{name}.xml"));
            std::fs::write(&path, page).unwrap();
            pages.push(path);
        }
    }
    pages
}

#[test]
fn a_season_of_weekly_meetings_is_on_the_record_and_in_the_minutes() {
    let mut season = Season::new(2026);
    assert_eq!(season.store.view().last_number(RecordKind::Meeting).unwrap(), WEEKS, "one operation drafted them all");
    let mut pages = Vec::new();
    for week in 1..=WEEKS {
        season.meet(week, week);
        season.check();
        pages.extend(publish(&season, week, false));
        if season.store.view().get::<Meeting>(week.max(2) - 1).unwrap().state.state == MeetingState::MinutesAdopted {
            pages.extend(publish(&season, week - 1, true));
        }
        if week % 13 == 0 {
            season.sound();
        }
    }
    assert!(pages.len() > 90, "a draft every week, and what was adopted: {}", pages.len());
    common::confluence_takes(&pages);
    let view = season.store.view();
    let made: Vec<Row<Decision>> = (1..=view.last_number(RecordKind::Decision).unwrap())
        .filter_map(|n| view.find::<Decision>(n).unwrap())
        .collect();
    for outcome in Outcome::ALL {
        let taken = made.iter().any(|row| row.outcome == *outcome && row.state.status != DecisionStatus::Failed);
        assert!(taken, "no board resolved to {outcome}");
    }
    for status in DecisionStatus::ALL {
        // A decision that was undone is no longer among them.
        if *status != DecisionStatus::Void {
            assert!(made.iter().any(|row| row.state.status == *status), "nothing is {status}");
        }
    }
    let count = |what: fn(&Row<Decision>) -> bool| made.iter().filter(|row| what(row)).count();
    let told = [
        ("ratified", count(|row| row.state.ratified_by.0 > 0 && row.meeting.0 > 0)),
        ("emergency patches confirmed", count(|row| row.state.ratified_by.0 > 0 && row.meeting.0 == 0)),
        ("amended", count(|row| !row.amendments.is_empty())),
        ("with a written position", count(|row| !row.written.0.is_empty())),
        ("with recusals", count(|row| !row.recused.0.is_empty())),
        ("answered", count(|row| row.state.answered_on.0.is_some())),
        ("presided by another", count(|row| row.meeting.0 > 0 && row.presiding.as_str() != "okafor")),
        ("unopposed", count(|row| row.method == VoteMethod::WithoutObjection)),
    ];
    assert!(season.done.get("meeting.consent").is_some_and(|times| *times > 0), "{:?}", season.refused);
    for (what, number) in told {
        assert!(number > 0, "no decision was {what}: {told:?}");
    }
    let adopted = (1..=WEEKS).filter(|n| view.get::<Meeting>(*n).unwrap().state.state == MeetingState::MinutesAdopted);
    assert!(adopted.count() > 40, "the minutes are adopted week by week");
    let decided = (1..=season.models).filter(|n| {
        view.find::<Submission>(*n).unwrap().is_some_and(|row| row.state.state == SubmissionState::Decided)
    });
    assert!(decided.count() > 40, "{:?}", season.refused);
    assert!((1..=season.models).all(|n| view.find::<Model>(n).unwrap().is_some()));
    season.sound();
    rebuild(&mut season.store, &mut |_, _| true).unwrap();
    season.sound();
}
