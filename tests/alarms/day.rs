//! What a day makes of the record: the reasons on the agenda, and how records stand, before a tick as after it.

use chrono::NaiveDate;
use serde_json::json;

use super::{ACTIVE, ASSESSED, Board, PROPOSED, RISK, TREATING};
use boardroom::board;
use boardroom::domain::ids::{MeetingId, RecordKind};
use boardroom::domain::record::{Acceptance, Risk, Version};
use boardroom::domain::states::{AcceptanceState, Approval, RiskState};
use boardroom::insight::agenda;
use boardroom::insight::list::{Listed, rows, today};
use boardroom::store::query::asof::OnDay;
use boardroom::store::query::list::List;

/// What the agenda of a day proposes as due: the record with the reason.
fn due(board: &Board, day: &str) -> Vec<String> {
    let view = board.store.view();
    let policy = board::policy_in_force(&view).unwrap();
    let found = agenda::propose(&view, &policy, day.parse().unwrap(), MeetingId(1)).unwrap();
    found
        .iter()
        .filter(|one| one.due)
        .map(|one| format!("{} {}", one.item.subject.0.map(|id| id.to_string()).unwrap_or_default(), one.why()))
        .collect()
}

fn accepted() -> Board {
    let mut board = Board::new();
    for operation in [RISK, ASSESSED, TREATING, PROPOSED, ACTIVE] {
        board.does(&serde_json::from_str(operation).unwrap());
    }
    board
}

#[test]
fn what_ran_out_is_proposed_before_a_tick_and_after_it() {
    let mut board = accepted();
    board.does(&json!({"op": "meeting.draft", "title": "Weekly", "date": "2026-12-21"}));
    let expected = ["ACC-0001 expired 2026-12-20, its risks are open again (R14)"];
    assert_eq!(due(&board, "2026-12-21"), expected);
    board.tick("2026-12-21");
    assert_eq!(due(&board, "2026-12-21"), expected);
    board.on("2026-12-22");
    board.does(&json!({"op": "risk.revise", "id": "RSK-0001", "state": "mitigated", "reason": "retrained"}));
    assert_eq!(due(&board, "2026-12-22"), Vec::<String>::new());
}

#[test]
fn a_review_is_proposed_with_its_cause_until_the_board_has_taken_it_up() {
    let mut board = Board::new();
    board.does(&json!({"op": "meeting.draft", "title": "Weekly", "date": "2026-11-30"}));
    board.does(&json!({"op": "review.open", "model": "MDL-0001", "trigger": "breach", "cause": "auc fell", "reviewer": "berg", "due": "2027-06-30"}));
    board.does(&json!({"op": "review.open", "model": "MDL-0001", "trigger": "request", "reviewer": "berg", "due": "2026-11-25"}));
    assert_eq!(due(&board, "2026-11-24"), ["MDL-0001 REV-0002 review due 2026-11-25; REV-0001: auc fell"]);
    assert_eq!(due(&board, "2026-11-26"), ["MDL-0001 REV-0002 review was due 2026-11-25; REV-0001: auc fell"]);
    for id in ["REV-0001", "REV-0002"] {
        let outcome = if id == "REV-0001" { "retire" } else { "continue" };
        board.does(&json!({"op": "review.revise", "id": id, "outcome": outcome, "findings": "it serves nobody"}));
    }
    assert_eq!(due(&board, "2026-11-26"), ["MDL-0001 REV-0001 proposes to retire: it serves nobody"]);
    board.does(&json!({"op": "item.add", "meeting": "MRB-0001", "kind": "review", "subject": "MDL-0001", "title": "Retire churn?"}));
    assert_eq!(due(&board, "2026-11-26"), Vec::<String>::new(), "it is on an agenda");
}

#[test]
fn records_and_lists_stand_as_of_the_day() {
    let mut board = accepted();
    let stands = |board: &Board, day: &str| {
        let view = board.store.view();
        let day: NaiveDate = day.parse().unwrap();
        let acceptance = view.get::<Acceptance>(1).unwrap().on_day(&view, day).unwrap();
        let risk = view.get::<Risk>(1).unwrap().on_day(&view, day).unwrap();
        (acceptance.state.state, risk.fields.state)
    };
    let cases = [
        ("2026-12-20", (AcceptanceState::Active, RiskState::Accepted)),
        ("2026-12-21", (AcceptanceState::Expired, RiskState::Treating)),
    ];
    for (day, expected) in cases {
        assert_eq!(stands(&board, day), expected, "{day}");
        let policy = board::policy_in_force(&board.store.view()).unwrap();
        let now = format!("{day}T12:00:00Z").parse().unwrap();
        let env = board::Env { now, actor: "okafor".into(), rehearsal: false };
        let listed = |list: List, filter: &str| {
            let view = board.store.view();
            let listed = Listed::read(list, filter, None, &board::reading(&policy, &env)).unwrap();
            let keys = listed.keys(&view, &policy, today(&policy, now)).unwrap();
            let place = list.table().columns.iter().position(|column| column.name == "state").unwrap();
            let rows = rows(&view, &policy, list, &keys, today(&policy, now)).unwrap();
            rows.into_iter().map(|row| row.cells[place].clone()).collect::<Vec<_>>()
        };
        let (acceptance, risk) = (expected.0.word(), expected.1.word());
        for (list, word) in [(List::Acceptances, acceptance), (List::Risks, risk)] {
            assert_eq!(listed(list, ""), [word], "{day}");
            assert_eq!(listed(list, &format!("state:{word}")), [word], "{day}");
            assert_eq!(listed(list, &format!("-state:{word}")), Vec::<String>::new(), "{day}");
        }
        let gone = expected.0 == AcceptanceState::Expired;
        assert_eq!(listed(List::Acceptances, "is:expired").len(), usize::from(gone), "{day}");
        assert_eq!(listed(List::Risks, "is:open").len(), usize::from(gone), "{day}");
        assert_eq!(listed(List::Risks, "is:accepted").len(), usize::from(!gone), "{day}");
    }
    board.tick("2026-12-21");
    assert_eq!(stands(&board, "2026-12-21"), cases[1].1, "on the record it is the same");
    // An approval past its last day is expired, whatever was recorded.
    let mut row = boardroom::domain::record::Row::<Version> {
        number: 1,
        revision: 1,
        fields: Version::default(),
        state: boardroom::domain::record::VersionState {
            approval: Approval::Conditional,
            approval_valid_until: boardroom::domain::value::Day("2026-12-20".parse().ok()),
            ..Default::default()
        },
    };
    let view = board.store.view();
    for (day, expected) in [("2026-12-20", Approval::Conditional), ("2026-12-21", Approval::Expired)] {
        row = row.clone().on_day(&view, day.parse().unwrap()).unwrap();
        assert_eq!(row.state.approval, expected, "{day}");
    }
    assert_eq!(view.last_number(RecordKind::Version).unwrap(), 0);
}

#[test]
fn an_overdue_review_of_a_version_to_come_is_an_alarm_too() {
    let mut board = Board::new();
    board.does(&json!({"op": "review.open", "model": "MDL-0001", "trigger": "change", "version": "2.0", "reviewer": "berg", "due": "2026-12-03"}));
    assert!(!board.told("2026-12-03").contains(&"review REV-0001 2026-12-04".to_owned()));
    let alarms = board.alarms("2026-12-04");
    let found = alarms.iter().find(|one| one.id.to_string() == "REV-0001").expect("an alarm");
    assert_eq!(found.what, "review by change of version 2.0 was due 2026-12-03");
}

#[test]
fn a_monitor_that_was_never_read_does_not_stand_within() {
    let mut board = Board::new();
    let standing = |board: &Board, filter: &str| {
        let view = board.store.view();
        let policy = board::policy_in_force(&view).unwrap();
        let env = board::Env { now: board.now, actor: "okafor".into(), rehearsal: false };
        let listed = Listed::read(List::Monitors, filter, None, &board::reading(&policy, &env)).unwrap();
        let keys = listed.keys(&view, &policy, today(&policy, board.now)).unwrap();
        let place = List::Monitors.table().columns.iter().position(|column| column.name == "standing").unwrap();
        let rows = rows(&view, &policy, List::Monitors, &keys, today(&policy, board.now)).unwrap();
        rows.into_iter().map(|row| row.cells[place].clone()).collect::<Vec<_>>()
    };
    assert_eq!(standing(&board, ""), ["no reading"]);
    assert_eq!(standing(&board, "standing:within"), Vec::<String>::new());
    board.does(&json!({"op": "reading.take", "monitor": "MON-0001", "readings": "2026-11-23T08:00:00Z 0.5"}));
    assert_eq!(standing(&board, "standing:within"), ["within"]);
}
