//! An export of what a list shows: read in pieces, written whole or not at all.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::Answer;
use super::meeting_file;
use super::worker::Desk;
use crate::board::policy_in_force;
use crate::domain::Refusal;
use crate::domain::ids::RecordId;
use crate::domain::text::counted;
use crate::exchange::csv_out::{Delimiter, Writer};
use crate::exchange::file_out;
use crate::exchange::page::Pages;
use crate::exchange::report::{Desk as Writing, Report};
use crate::tui::effect::{Export, List, Load, Loaded, Msg};
use crate::tui::list::{Column, Row, columns};

/// Rows read at once.
const PIECE: usize = 500;

/// Writes the rows; returns what to say.
pub fn write(wanted: &Export, answer: Answer, desk: &mut Desk) -> Msg {
    if let (List::Meetings, [key]) = (wanted.list, wanted.ids.as_slice()) {
        return match meeting(wanted, *key, desk) {
            Ok(path) => Msg::Say(format!("written to {}", path.display())),
            Err(refusal) => Msg::Refused(refusal),
        };
    }
    match rows(wanted, answer, desk).and_then(|rows| put(wanted, &rows)) {
        Ok(path) => {
            let count = counted(i64::try_from(wanted.ids.len()).unwrap_or(i64::MAX), "row");
            Msg::Say(format!("{count} written to {}", path.display()))
        }
        Err(refusal) => Msg::Refused(refusal),
    }
}

/// Writes a report of the record as it stands; returns what to say.
pub fn report(report: Report, path: &str, desk: &mut Desk) -> Msg {
    let path = PathBuf::from(path.trim());
    desk.progress("writing the report".to_owned());
    let written = desk.store.snapshot(|view| {
        let policy = policy_in_force(view)?;
        let pages =
            Pages { view, history: view, policy: &policy, moment: desk.env.now, runbooks: &desk.wording.runbooks };
        meeting_file::written(&report.document(&Writing::new(pages)?)?, &ending(&path))
    });
    match written.and_then(|text| keep(&path, &text)) {
        Ok(()) => Msg::Say(format!("written to {}", path.display())),
        Err(refusal) => Msg::Refused(refusal),
    }
}

fn rows(wanted: &Export, answer: Answer, desk: &Desk) -> Result<Vec<Row>, Refusal> {
    let mut rows = Vec::new();
    for piece in wanted.ids.chunks(PIECE) {
        if !desk.progress(format!("exporting {} of {} (Esc stops)", rows.len(), wanted.ids.len())) {
            return Err(Refusal::state("export", "it was stopped; nothing was written"));
        }
        let load = Load::Rows { list: wanted.list, ids: piece.to_vec() };
        match answer(&load, &desk.store, &desk.env, &desk.wording) {
            Loaded::Rows { rows: found, .. } => {
                let found: std::collections::BTreeMap<i64, Row> = found.into_iter().map(|row| (row.key, row)).collect();
                rows.extend(piece.iter().filter_map(|id| found.get(id).cloned()));
            }
            Loaded::Failed(_, refusal) => return Err(refusal),
            _ => {}
        }
    }
    Ok(rows)
}

/// Writes a meeting's minutes or agenda.
fn meeting(wanted: &Export, key: i64, desk: &Desk) -> Result<PathBuf, Refusal> {
    let path = PathBuf::from(wanted.path.trim());
    let id = RecordId::from_key(key)
        .ok_or_else(|| Refusal::usage("export", "no meeting is named").hint("open the meeting first"))?;
    keep(&path, &meeting_file::text(&desk.store, &desk.env, &desk.wording, id, &ending(&path))?)?;
    Ok(path)
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase()
}

/// Writes rows in the format that the path's ending names.
fn put(wanted: &Export, rows: &[Row]) -> Result<PathBuf, Refusal> {
    let path = PathBuf::from(wanted.path.trim());
    let table = columns::of(wanted.list);
    let ending = ending(&path);
    let text = match ending.as_str() {
        "csv" => csv(table, rows)?,
        "json" => json(table, rows)?,
        "md" => markdown(table, rows),
        _ => {
            return Err(Refusal::usage("file", format!("`.{ending}` is no format of an export"))
                .hint("end the name in .csv, .json or .md"));
        }
    };
    keep(&path, &text)?;
    Ok(path)
}

fn keep(path: &Path, text: &str) -> Result<(), Refusal> {
    if path.exists() {
        return Err(Refusal::usage(path.display().to_string(), "there is already a file here; it is not overwritten")
            .hint("choose another name"));
    }
    let trouble =
        |error: std::io::Error| Refusal::store(path.display().to_string(), format!("cannot be written: {error}"));
    file_out::write(path, |out| out.write_all(text.as_bytes()).map_err(trouble))
}

fn csv(table: &[Column], rows: &[Row]) -> Result<String, Refusal> {
    let names: Vec<&str> = table.iter().map(|column| column.name).collect();
    let written = || {
        let mut out = Writer::new(Vec::new(), Delimiter::Comma, &names)?;
        for row in rows {
            for (column, cell) in table.iter().zip(&row.cells) {
                let number = cell.parse::<i64>().ok().filter(|_| column.right);
                match number {
                    Some(number) => out.number(number),
                    None => out.text(cell),
                };
            }
            out.end_row()?;
        }
        out.finish()
    };
    let bytes = written().map_err(|error: std::io::Error| Refusal::data("export", error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn json(table: &[Column], rows: &[Row]) -> Result<String, Refusal> {
    let one = |row: &Row| {
        let cells = table.iter().zip(&row.cells);
        Value::Object(
            cells.map(|(column, cell)| (column.name.to_owned(), Value::from(cell.clone()))).collect::<Map<_, _>>(),
        )
    };
    let all: Vec<Value> = rows.iter().map(one).collect();
    serde_json::to_string_pretty(&all).map_err(|error| Refusal::data("export", error.to_string()))
}

fn markdown(table: &[Column], rows: &[Row]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let safe = |cell: &str| cell.replace('\\', "\\\\").replace('|', "\\|");
    let mut text = line(table.iter().map(|column| column.label.to_owned()).collect());
    text.push_str(&line(table.iter().map(|_| "---".to_owned()).collect()));
    for row in rows {
        text.push_str(&line(row.cells.iter().map(|cell| safe(cell)).collect()));
    }
    text
}
