//! Every KPI of the sample board equals independent SQL over the documented views, in every window.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "SQL computes in floats; the counts of a sample board are small"
)]

mod common;

use std::collections::BTreeMap;

use boardroom::insight::kpi::{Kpi, Span, Window};
use chrono::NaiveDate;
use common::Hermetic;
use rusqlite::Connection;
use serde_json::Value;

/// The day on which the tests' boards stand.
const TODAY: &str = "2026-11-23";

/// The queries by KPI.
fn queries() -> BTreeMap<&'static str, &'static str> {
    let text = include_str!("kpis/formulas.sql");
    text.split("-- name: ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .map(|(name, sql)| (name.trim(), sql))
        .collect()
}

/// Numerator, denominator and value as SQL finds them.
fn asked(conn: &Connection, sql: &str, window: Window, on: NaiveDate) -> (i64, i64, Option<f64>) {
    let before = window.before();
    let values = [
        (":first", window.first.to_string()),
        (":on", on.to_string()),
        (":before_first", before.first.to_string()),
        (":before_on", before.last.to_string()),
    ];
    let mut statement = conn.prepare(sql).expect("prepares");
    let bound: Vec<(&str, &dyn rusqlite::ToSql)> = values
        .iter()
        .filter(|(name, _)| statement.parameter_index(name).expect("a name").is_some())
        .map(|(name, value)| (*name, value as &dyn rusqlite::ToSql))
        .collect();
    let number = |row: &rusqlite::Row<'_>, at: usize| -> Option<f64> {
        match row.get_ref(at).expect("a column") {
            rusqlite::types::ValueRef::Null => None,
            rusqlite::types::ValueRef::Integer(number) => Some(number as f64),
            rusqlite::types::ValueRef::Real(number) => Some(number),
            other => panic!("{other:?} is no number"),
        }
    };
    let read = |row: &rusqlite::Row<'_>| Ok((number(row, 0), number(row, 1), number(row, 2)));
    let (n, d, value) = statement.query_row(&*bound, read).expect("a row");
    (n.unwrap_or(0.0).round() as i64, d.unwrap_or(0.0).round() as i64, value)
}

#[test]
fn every_kpi_equals_sql_over_the_views_in_every_window() {
    let place = Hermetic::with_sample();
    let conn = Connection::open(place.db()).expect("opens");
    // The queries ask for the steps again and again: read once.
    conn.execute_batch("CREATE TEMP TABLE v_steps AS SELECT * FROM main.v_steps").expect("copies");
    let founded: String =
        conn.query_row("SELECT min(substr(at, 1, 10)) FROM v_log", [], |row| row.get(0)).expect("a day");
    let founded: NaiveDate = founded.parse().expect("a date");
    let queries = queries();
    let (mut compared, mut with_value) = (0, BTreeMap::new());
    for (span, as_of) in
        [(Span::Quarter, TODAY), (Span::Month, TODAY), (Span::Month, "2026-10-31"), (Span::Quarter, "2026-09-30")]
    {
        let printed = place.ok(&["kpis", "--format", "json", "--window", span.word(), "--as-of", as_of]);
        let measures: Vec<Value> = serde_json::from_str(&printed).expect("JSON");
        let as_of: NaiveDate = as_of.parse().expect("a date");
        assert_eq!(measures.len(), Kpi::ALL.len());
        for measure in &measures {
            let key = measure["key"].as_str().expect("a key");
            let sql = queries.get(key).unwrap_or_else(|| panic!("no query for {key}"));
            let trend = measure["trend"].as_array().expect("a trend");
            for (window, point) in Window::eight(as_of, span).into_iter().zip(trend) {
                let on = window.last.min(as_of);
                if founded > on {
                    assert!(point["value"].is_null(), "{key} {}: nothing was on the record", window.label());
                    continue;
                }
                let (n, d, value) = asked(&conn, sql, window, on);
                let found = point["value"].as_str().map(|text| text.parse::<f64>().expect("a number"));
                let place = format!("{key} in {} as of {as_of}", window.label());
                assert_eq!((point["n"].as_i64(), point["d"].as_i64()), (Some(n), Some(d)), "{place}");
                match (found, value) {
                    (None, None) => {}
                    (Some(found), Some(value)) => assert!((found - value).abs() < 6e-5, "{place}: {found} and {value}"),
                    other => panic!("{place}: {other:?}"),
                }
                compared += 1;
                *with_value.entry(key.to_owned()).or_insert(0) += i32::from(value.is_some());
            }
            assert_eq!(
                (&measure["n"], &measure["d"]),
                (&trend[7]["n"], &trend[7]["d"]),
                "{key}: the last window is the one shown"
            );
        }
    }
    assert!(compared > 300, "{compared} numbers compared");
    let idle: Vec<&str> =
        Kpi::WORDS.iter().copied().filter(|key| with_value.get(*key).is_none_or(|count| *count == 0)).collect();
    assert_eq!(idle, [""; 0], "each KPI has a value somewhere");
}

#[test]
fn the_records_behind_a_number_add_up_to_it() {
    let place = Hermetic::with_sample();
    let measures: Vec<Value> = serde_json::from_str(&place.ok(&["kpis", "--format", "json"])).expect("JSON");
    let mut checked = 0;
    for measure in &measures {
        let key = measure["key"].as_str().expect("a key");
        let records = measure["records"].as_array().expect("records");
        let counting = records.iter().filter(|record| record["counts"] == true).count() as i64;
        // These count things that are no records of their own, or by other means than records.
        if ["satisfaction", "training", "audit-findings", "incident-rate", "inventory-coverage"].contains(&key) {
            continue;
        }
        assert_eq!(
            (measure["n"].as_i64(), measure["d"].as_i64()),
            (Some(counting), Some(records.len() as i64)),
            "{key}"
        );
        checked += 1;
    }
    assert_eq!(checked, Kpi::ALL.len() - 5);
    let listed = place.ok(&["kpis", "--records", "monitoring-coverage", "--format", "csv"]);
    assert!(listed.contains(r#""MDL-0024","no","returns-fraud","nothing watches"#), "{listed}");
}

#[test]
fn what_is_not_a_kpi_is_refused_with_the_nearest() {
    let place = Hermetic::with_board();
    let said = place.refused(2, &["kpis", "--records", "monitoring"]);
    assert!(said.contains("monitoring-coverage"), "{said}");
    let said = place.refused(2, &["kpis", "--as-of", "someday"]);
    assert!(said.contains("someday"), "{said}");
    let empty = place.ok(&["kpis", "--format", "csv"]);
    let rates: Vec<&str> = empty.lines().skip(1).collect();
    assert_eq!(rates.len(), Kpi::ALL.len());
    assert!(
        rates.iter().all(|line| !line.contains(r#""100""#) && !line.contains(r#""no""#)),
        "nothing of nothing is n/a: {empty}"
    );
}
