//! Where rows come from: CSV, or JSON that holds objects; both become one table.

use std::io::Read;

use serde_json::{Map, Value};

use crate::domain::Refusal;
use crate::domain::text::{clean_line, excerpt};
use crate::exchange::csv_out::Delimiter;
use crate::exchange::table_in::{Limits, Table};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CSV.
    Csv,
    /// A JSON array of objects, an object with `rows`, or one object a line.
    Json,
}

/// Reads a file as a table; without a format it is found out from its first character.
pub fn open(
    name: &str,
    mut input: impl Read,
    format: Option<Format>,
    delimiter: Option<Delimiter>,
    limits: Limits,
) -> Result<Table, Refusal> {
    let mut start = Vec::new();
    let unreadable = |error: std::io::Error| Refusal::store(clean_line(name), format!("cannot be read: {error}"));
    input.by_ref().take(4_096).read_to_end(&mut start).map_err(unreadable)?;
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let looks_like_json = text.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"[{".contains(byte));
    let input = start.as_slice().chain(input);
    match format {
        Some(Format::Json) => json(name, input, limits),
        None if looks_like_json => json(name, input, limits),
        Some(Format::Csv) | None => Table::read(name, input, delimiter, limits),
    }
}

fn json(name: &str, input: impl Read, limits: Limits) -> Result<Table, Refusal> {
    let name = clean_line(name);
    let mut bytes = Vec::new();
    let most = u64::try_from(limits.file).unwrap_or(u64::MAX);
    let unreadable = |error: std::io::Error| Refusal::store(name.as_str(), format!("cannot be read: {error}"));
    input.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > limits.file {
        return Err(Refusal::data(name, format!("the file is larger than {} bytes", limits.file))
            .hint("split it, and import the parts one after the other"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Refusal::data(name.as_str(), "the file is not UTF-8, as JSON is").hint("save it as UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let (unit, rows) = match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(entries)) => ("row", numbered(entries)),
        Ok(Value::Object(mut members)) => match members.remove("rows") {
            Some(Value::Array(entries)) => ("row", numbered(entries)),
            Some(_) | None => ("line", vec![(1, Value::Object(members))]),
        },
        Ok(_) => return Err(Refusal::data(name, "the file holds no objects").hint("write an array of objects")),
        Err(error) => ("line", lines(&name, text, &error)?),
    };
    let mut columns: Vec<String> = Vec::new();
    let mut objects: Vec<(u64, Map<String, Value>)> = Vec::new();
    for (line, value) in rows {
        let Value::Object(members) = value else {
            return Err(Refusal::data(format!("{name} {unit} {line}"), "this is not an object")
                .hint("write one object a row, with the fields as members"));
        };
        for key in members.keys() {
            if !columns.contains(key) {
                columns.push(key.clone());
            }
        }
        if columns.len() > limits.columns || objects.len() == limits.rows {
            let sentence = format!("there are more than {} columns or {} rows", limits.columns, limits.rows);
            return Err(Refusal::data(format!("{name} {unit} {line}"), sentence).hint("split the file"));
        }
        objects.push((line, members));
    }
    let rows = objects.into_iter().map(|(line, mut members)| {
        let cells = columns.iter().map(|column| cell(members.remove(column))).collect();
        (line, cells)
    });
    let rows: Vec<(u64, Vec<String>)> = rows.collect();
    Table::from_rows(&name, unit, &columns, &rows, limits)
}

fn numbered(entries: Vec<Value>) -> Vec<(u64, Value)> {
    (1..).zip(entries).collect()
}

/// One value a line; what is wrong with the file as a whole is said if that fails, too.
fn lines(name: &str, text: &str, whole: &serde_json::Error) -> Result<Vec<(u64, Value)>, Refusal> {
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = serde_json::from_str(line).map_err(|_| {
            Refusal::data(format!("{name} line {}", whole.line()), format!("this is not JSON: {whole}"))
                .hint("write an array of objects, or one object a line")
        })?;
        rows.push((number, value));
    }
    Ok(rows)
}

/// A value as the cell of a table: lists joined with `; `, what is nested as JSON.
fn cell(value: Option<Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(Value::Bool(yes)) => if yes { "yes" } else { "no" }.to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(entries)) => {
            entries.into_iter().map(|entry| cell(Some(entry))).collect::<Vec<_>>().join("; ")
        }
        Some(object @ Value::Object(_)) => excerpt(&object.to_string()),
    }
}
