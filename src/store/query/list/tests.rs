//! Every column can be sorted by and every question asked; what is asked narrows the list as it says.

use super::{List, On, Sort, Today};
use crate::domain::calendar::Calendar;
use crate::domain::field::Reading;
use crate::domain::query::filter::{Filter, QueryKind};
use crate::policy::Policy;
use crate::store::{Stamp, Store};

fn today() -> Today {
    Today { date: "2026-11-23".parse().unwrap(), zone: crate::domain::zone::Zone::utc() }
}

fn filter(list: List, text: &str) -> Vec<Filter> {
    let reading = Reading {
        today: today().date,
        calendar: Calendar::default(),
        actor: "rao".to_owned(),
        zone: crate::domain::zone::Zone::utc(),
        custom: Vec::new(),
    };
    let query = crate::domain::query::parse(text).unwrap();
    query.resolve(&list.table().fields(), &reading).unwrap_or_else(|error| panic!("{text}: {}", error.sentence))
}

/// A store with three risks, two of them of a model.
fn store() -> Store {
    use crate::domain::event::{Created, Event};
    use crate::domain::record::{Model, Risk};
    use crate::domain::states::RiskState;
    use crate::domain::value::{Day, Handle};
    let mut store = Store::in_memory().unwrap();
    let now = "2026-11-20T10:00:00Z".parse().unwrap();
    let stamp = Stamp { at: now, effective: now, actor: Handle::from("rao") };
    let mut writer = store.write().unwrap();
    writer.begin_board("genesis").unwrap();
    let model =
        Model { name: "churn".into(), tags: crate::domain::value::Words(vec!["llm".into()]), ..Model::default() };
    writer.append(&Event::ModelRegistered(Created::new(1, model)), &stamp).unwrap();
    for (number, statement, owner, due, state) in [
        (1, "Offers differ 100% by group", "rao", "2026-11-01", RiskState::Treating),
        (2, "李 雪 leaks", "lin", "2026-12-01", RiskState::Identified),
        (3, "Old", "rao", "2026-10-01", RiskState::Closed),
    ] {
        let risk = Risk {
            model: crate::domain::ids::ModelId(u32::from(number < 3)),
            statement: statement.into(),
            owner: Handle::from(owner),
            target_date: Day(due.parse().ok()),
            state,
            ..Risk::default()
        };
        writer.append(&Event::RiskIdentified(Created::new(number, risk)), &stamp).unwrap();
    }
    writer.commit().unwrap();
    store
}

fn found(store: &Store, text: &str) -> Vec<i64> {
    let list = List::Risks;
    let sort = Sort { column: "id", descending: false };
    let filter = filter(list, text);
    let keys = store.view().list_keys(list, &filter, sort, today(), &Policy::default()).unwrap();
    assert_eq!(store.view().list_count(list, &filter, today(), &Policy::default()).unwrap(), keys.len());
    keys.into_iter().map(|key| key & 0xff_ffff_ffff).collect()
}

#[test]
fn every_column_sorts_and_every_question_is_understood() {
    let store = store();
    for list in List::ALL.iter().copied() {
        let table = list.table();
        for column in table.columns.iter().filter(|column| column.sortable) {
            for descending in [false, true] {
                let sort = Sort { column: column.name, descending };
                store
                    .view()
                    .list_keys(list, &[], sort, today(), &Policy::default())
                    .unwrap_or_else(|error| panic!("{list:?} by {}: {error}", column.name));
            }
        }
        for field in table.fields() {
            let texts: Vec<String> = match field.kind {
                QueryKind::Flag => vec![format!("is:{}", field.name), format!("-is:{}", field.name)],
                QueryKind::Choice(words) => vec![format!("{}:{},none", field.name, words[0])],
                QueryKind::Scale(words) => vec![format!("{}>={}", field.name, words[1])],
                QueryKind::Range(low, high) => {
                    vec![format!("{}:{low},{high}", field.name), format!("{}>{low}", field.name)]
                }
                QueryKind::Reference => {
                    vec![format!("{}:\"MEASURE 2.7\",none", field.name), format!("{}:eu-ai-act", field.name)]
                }
                QueryKind::Record => vec![format!("{}:MDL-0001", field.name), format!("{}:none", field.name)],
                QueryKind::Number => vec![format!("{}:1,2", field.name), format!("{}>1", field.name)],
                QueryKind::Date => vec![format!("{}<+14d", field.name), format!("-{}:none", field.name)],
                QueryKind::Person | QueryKind::Text | QueryKind::Tag | QueryKind::Custom(_) => {
                    vec![format!("{}:rao", field.name), format!("{}:none", field.name)]
                }
            };
            for text in texts {
                let filter = filter(list, &format!("{text} word \"a phrase\" ab @me"));
                store
                    .view()
                    .list_keys(list, &filter, table.first, today(), &Policy::default())
                    .unwrap_or_else(|error| panic!("{list:?} {text}: {error}"));
            }
        }
        assert!(table.column(table.first.column).is_some_and(|column| column.sortable), "{list:?}");
        assert_eq!(List::of(list.name()), Ok(list));
        store.view().list_rows(list, &[1], today(), &Policy::default()).unwrap();
    }
}

#[test]
fn columns_that_are_shown_fit_eighty_columns() {
    for list in List::ALL.iter().copied() {
        let shown = list.table().columns.iter().filter(|column| column.shown);
        let width: u16 = shown.map(|column| column.width + 1).sum();
        assert!(width <= 76, "{list:?} takes {width}");
    }
}

#[test]
fn a_filter_narrows() {
    let store = store();
    for (text, expected) in [
        ("", &[1, 2, 3][..]),
        ("is:open", &[1, 2]),
        ("-is:open", &[3]),
        ("is:overdue", &[1]),
        ("due<+14d -is:overdue", &[2, 3]),
        ("@me", &[1, 3]),
        ("@lin", &[2]),
        ("owner:rao,lin is:open", &[1, 2]),
        ("model:chu", &[1, 2]),
        ("model:MDL-0001", &[1, 2]),
        ("state:treating", &[1]),
        ("offers", &[1]),
        ("\"by group\"", &[1]),
        ("雪", &[2]),
        ("100%", &[1]),
        ("%", &[1]),
        ("_", &[]),
        ("nowhere", &[]),
    ] {
        assert_eq!(found(&store, text), expected, "{text}");
    }
}

#[test]
fn a_row_has_a_cell_for_each_column_and_says_how_it_stands() {
    let store = store();
    let keys =
        store.view().list_keys(List::Risks, &[], List::Risks.table().first, today(), &Policy::default()).unwrap();
    let rows = store.view().list_rows(List::Risks, &keys, today(), &Policy::default()).unwrap();
    assert_eq!(rows.len(), 3);
    let first = rows.iter().find(|row| row.cells[0] == "RSK-0001").unwrap();
    assert_eq!(first.cells.len(), List::Risks.table().columns.len());
    assert_eq!((first.cells[2].as_str(), first.standing), ("churn", super::Standing::Overdue));
    let third = rows.iter().find(|row| row.cells[0] == "RSK-0003").unwrap();
    assert_eq!((third.cells[2].as_str(), third.standing), ("portfolio", super::Standing::Over));
}

/// How a list's keys would be found.
fn plan(store: &Store, list: List, text: &str, sort: Sort) -> String {
    let (sql, bound) =
        super::sql::keys(list.table(), &filter(list, text), sort, &On { today: today(), asked: "[]".to_owned() });
    let view = store.view();
    let mut statement = view.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let lines = statement.query_map(rusqlite::params_from_iter(&bound), |row| row.get::<_, String>(3)).unwrap();
    lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn quick_lists_of_what_only_grows_come_straight_from_an_index() {
    let store = store();
    for (list, text) in [
        (List::Submissions, "is:open"),
        (List::FollowUps, "is:open"),
        (List::FollowUps, "is:overdue"),
        (List::FollowUps, ""),
        (List::Models, ""),
        (List::Risks, ""),
        (List::Decisions, ""),
    ] {
        let sort = list.table().first;
        assert!(list.is_quick(text, sort), "{} {text}", list.name());
        let plan = plan(&store, list, text, sort);
        assert!(
            plan.contains("USING COVERING INDEX") && !plan.contains("TEMP B-TREE"),
            "{} {text}: {plan}",
            list.name()
        );
    }
    for text in ["drift", "owner:rao", "is:open drift"] {
        assert!(!List::FollowUps.is_quick(text, List::FollowUps.table().first), "{text}");
    }
    assert!(!List::Risks.is_quick("", Sort { column: "model", descending: false }));
}

#[test]
fn the_log_lists_itself_by_its_numbers_and_says_what_each_event_is_about() {
    let store = store();
    let list = List::Events;
    let keys = store.view().list_keys(list, &[], list.table().first, today(), &Policy::default()).unwrap();
    let by_table = {
        let view = store.view();
        let mut statement = view.conn.prepare("SELECT seq FROM event ORDER BY seq DESC").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect::<Vec<i64>>()
    };
    assert_eq!(keys, by_table);
    assert_eq!(store.view().list_count(list, &[], today(), &Policy::default()).unwrap(), keys.len());
    let about = list.table().columns.iter().position(|column| column.name == "about").unwrap();
    let rows = store.view().list_rows(list, &keys, today(), &Policy::default()).unwrap();
    let said: Vec<&str> = rows.iter().rev().map(|row| row.cells[about].as_str()).collect();
    assert_eq!(said, ["MDL-0001", "RSK-0001", "RSK-0002", "RSK-0003"]);
}

#[test]
fn a_signed_decision_is_of_the_day_that_the_boards_calendar_showed() {
    use crate::domain::event::{Created, Event};
    use crate::domain::record::Decision;
    let mut store = store();
    let now = "2026-11-20T23:30:00Z".parse().unwrap();
    let stamp = Stamp { at: now, effective: now, actor: "rao".into() };
    let mut writer = store.write().unwrap();
    writer.append(&Event::DecisionRecorded(Created::new(1, Decision::default())), &stamp).unwrap();
    writer.commit().unwrap();
    let view = store.view();
    for (zone, day) in [("UTC", "2026-11-20"), ("Europe/Berlin", "2026-11-21"), ("-05:00", "2026-11-20")] {
        let today = Today { zone: zone.parse().unwrap(), ..today() };
        let filter = filter(List::Decisions, &format!("date:{day}"));
        let keys =
            view.list_keys(List::Decisions, &filter, List::Decisions.table().first, today, &Policy::default()).unwrap();
        let rows = view.list_rows(List::Decisions, &keys, today, &Policy::default()).unwrap();
        let at = List::Decisions.table().columns.iter().position(|column| column.name == "date").unwrap();
        assert_eq!(rows.iter().map(|row| row.cells[at].as_str()).collect::<Vec<_>>(), [day], "{zone}");
    }
}
