//! Metrics of `MLflow` runs as readings: a run, several, or the history of one metric.

use chrono::DateTime;
use serde_json::Value;

use super::found::Given;
use super::registry::{text, values};
use crate::domain::moment::stamp;
use crate::domain::text::clean_line;
use crate::domain::{Misread, Refusal};
use crate::exchange::table_in::{Limits, Table};

/// The metrics of runs as a table of readings of one model.
pub fn readings(files: &[Given], model: &str) -> Result<Table, Refusal> {
    let columns = ["model", "metric", "at", "value"].map(str::to_owned);
    let mut rows = Vec::new();
    for file in files {
        let refused = |misread: Misread| misread.of(file.name.clone());
        for value in values(file).map_err(refused)? {
            for metric in metrics(&value).map_err(refused)? {
                let line = u64::try_from(rows.len()).unwrap_or(u64::MAX).saturating_add(1);
                let said = |name: &str| metric.get(name).map(text).unwrap_or_default();
                rows.push((line, vec![model.to_owned(), said("key"), at(&said("timestamp")), said("value")]));
            }
        }
    }
    let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
    Table::from_rows(&name, "metric", &columns, &rows, Limits::default())
}

/// The metrics in an answer, of whichever call.
fn metrics(answer: &Value) -> Result<Vec<&Value>, Misread> {
    if answer.get("metrics").is_some() {
        return Ok(list(answer.get("metrics")).collect());
    }
    let runs: Vec<&Value> = match answer.get("run") {
        Some(run) => vec![run],
        None if answer.get("runs").is_some() => list(answer.get("runs")).collect(),
        None => {
            let hint = "give what runs/get, runs/search or metrics/get-history returned";
            return Err(Misread::new("this tells of no run", hint));
        }
    };
    Ok(runs.into_iter().flat_map(|run| list(run.pointer("/data/metrics"))).collect())
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default().iter()
}

/// Milliseconds since 1970 as a moment; anything else stays as it is, to be refused by name.
fn at(text: &str) -> String {
    let moment = text.parse().ok().and_then(DateTime::from_timestamp_millis);
    moment.map_or_else(|| clean_line(text), stamp)
}
