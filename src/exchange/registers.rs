//! Registers as files: CSV and JSON, follow-ups also for Jira and for calendars. Each is written row by
//! row as it is read, and holds none.

pub(super) mod calendar;

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::csv_out::{Delimiter, Writer};
use crate::domain::condition::Controls;
use crate::domain::custom::CustomFields;
use crate::domain::field::{Cell, FieldValue};
use crate::domain::ids::RecordId;
use crate::domain::moment::stamp;
use crate::domain::text::{clean_text, did_you_mean};
use crate::domain::{Misread, Refusal};
use crate::policy::Policy;
use crate::store::View;
use crate::store::query::export::{
    ACCEPTANCES, AGENDA, CALENDAR, Column, DECISIONS, FOLLOWUPS, Filter, INCIDENTS, INTAKE, INVENTORY, JIRA, Kind,
    RISKS, Register, Value,
};

/// Every register that can be exported.
pub const ALL: [Register; 8] = [DECISIONS, FOLLOWUPS, RISKS, INVENTORY, INTAKE, ACCEPTANCES, INCIDENTS, AGENDA];

/// How a register is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CSV with this delimiter.
    Csv(Delimiter),
    /// JSON, schema `boardroom.NAME/1`.
    Json,
    /// Open follow-ups as a Jira import reads them.
    Jira,
    /// Open follow-ups as a calendar.
    Calendar,
}

impl Format {
    /// Reads what `--format` was given for a register.
    pub fn parse(text: &str, register: &Register, delimiter: Delimiter) -> Result<Self, Refusal> {
        let mut known = vec!["csv", "json"];
        if register.name == FOLLOWUPS.name {
            known.extend(["jira", "ics"]);
        }
        if register.name == AGENDA.name {
            known.extend(["md", "confluence", "html", "ics"]);
        }
        match text {
            "csv" => Ok(Self::Csv(delimiter)),
            "json" => Ok(Self::Json),
            "jira" if known.contains(&"jira") => Ok(Self::Jira),
            "ics" if known.contains(&"ics") => Ok(Self::Calendar),
            other => {
                let sentence = format!("{} cannot be written as `{}`", register.name, clean_text(other));
                Err(Refusal::usage("format", sentence).hint(did_you_mean(other, &known)))
            }
        }
    }
}

/// Finds a register by its name.
pub fn named(name: &str) -> Result<&'static Register, Misread> {
    static REGISTERS: [Register; 8] = ALL;
    REGISTERS.iter().find(|register| register.name == name).ok_or_else(|| {
        let known: Vec<&str> = ALL.iter().map(|register| register.name).collect();
        Misread::new(format!("`{}` is not a register", clean_text(name)), did_you_mean(name, &known))
    })
}

/// Writes a register; returns how many rows it has.
pub fn write(
    out: &mut dyn Write,
    view: &View<'_>,
    policy: &Policy,
    register: &Register,
    format: Format,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<u64, Refusal> {
    let zone = policy.time_zone.0;
    let today = now.with_timezone(&zone).date_naive();
    let pass = |register: &Register, each: &mut dyn FnMut(&[Value<'_>]) -> io::Result<()>| {
        view.export(register, filter, today, zone, &mut |cells| each(cells).map_err(|error| unwritable(&error)))
    };
    match format {
        Format::Csv(delimiter) => csv(out, register, delimiter, policy, pass),
        Format::Jira => csv(out, &JIRA, Delimiter::Comma, policy, pass),
        Format::Json => {
            let mut head = serde_json::Map::new();
            head.insert("schema".to_owned(), format!("boardroom.{}/1", register.name).into());
            head.insert("board".to_owned(), clean_text(&view.board_name()?).into());
            head.insert("exported_at".to_owned(), stamp(now).into());
            head.insert("head".to_owned(), view.head()?.hash.into());
            json(out, register, &Json::Object(head), policy, pass)
        }
        Format::Calendar => {
            let mut calendar = calendar::Writer::new(out, &view.root()?, &view.head()?.hash, now)
                .map_err(|error| unwritable(&error))?;
            let count = pass(&CALENDAR, &mut |cells| calendar.event(cells))?;
            calendar.finish().map_err(|error| unwritable(&error))?;
            Ok(count)
        }
    }
}

/// A pass over the rows of a register.
type Each<'e> = &'e mut dyn FnMut(&[Value<'_>]) -> io::Result<()>;

fn csv(
    out: &mut dyn Write,
    register: &Register,
    delimiter: Delimiter,
    policy: &Policy,
    pass: impl Fn(&Register, Each<'_>) -> Result<u64, Refusal>,
) -> Result<u64, Refusal> {
    let names = |column: &Column| match column.kind {
        Kind::Custom(kind) => {
            policy.custom_fields(kind).map(|rule| column.name.to_owned() + &member(&rule.key)).collect()
        }
        _ => vec![column.name.to_owned()],
    };
    let header: Vec<String> = register.columns.iter().flat_map(names).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut writer = Writer::new(out, delimiter, &header).map_err(|error| unwritable(&error))?;
    let mut scratch = String::new();
    let count = pass(register, &mut |cells| {
        for (column, cell) in register.columns.iter().zip(cells) {
            match column.kind {
                Kind::Custom(kind) => {
                    for rule in policy.custom_fields(kind) {
                        writer.text(&custom(*cell, &rule.key).unwrap_or_default());
                    }
                }
                _ => csv_cell(&mut writer, column, *cell, &mut scratch),
            }
        }
        writer.end_row()
    })?;
    writer.finish().map_err(|error| unwritable(&error))?;
    Ok(count)
}

fn csv_cell<W: Write>(writer: &mut Writer<W>, column: &Column, cell: Value<'_>, scratch: &mut String) {
    match told(column.kind, cell, scratch) {
        Told::Nothing => writer.text(""),
        Told::Number(number) => writer.number(number),
        Told::YesNo(yes) => writer.yes_no(yes),
        Told::Text(text) | Told::List(text) => writer.text(text),
    };
}

fn json(
    out: &mut dyn Write,
    register: &Register,
    head: &Json,
    policy: &Policy,
    pass: impl Fn(&Register, Each<'_>) -> Result<u64, Refusal>,
) -> Result<u64, Refusal> {
    let mut out = io::BufWriter::with_capacity(64 * 1024, out);
    let mut opening = head.to_string();
    opening.truncate(opening.len() - 1);
    let mut first = true;
    let mut scratch = String::new();
    write!(out, "{opening},\"rows\":[").map_err(|error| unwritable(&error))?;
    let count = pass(register, &mut |cells| {
        let mut row = serde_json::Map::new();
        for (column, cell) in register.columns.iter().zip(cells) {
            let Kind::Custom(kind) = column.kind else {
                row.insert(column.name.to_owned(), json_cell(column.kind, *cell, &mut scratch));
                continue;
            };
            for rule in policy.custom_fields(kind) {
                let value = custom(*cell, &rule.key).map_or(Json::Null, |text| clean_text(&text).into());
                row.insert(column.name.to_owned() + &member(&rule.key), value);
            }
        }
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        serde_json::to_writer(&mut out, &row)?;
        Ok(())
    })?;
    out.write_all(b"\n]}\n").and_then(|()| out.flush()).map_err(|error| unwritable(&error))?;
    Ok(count)
}

fn json_cell(kind: Kind, cell: Value<'_>, scratch: &mut String) -> Json {
    match told(kind, cell, scratch) {
        Told::Nothing if matches!(kind, Kind::List | Kind::Firsts | Kind::Controls) => Json::Array(Vec::new()),
        Told::Nothing => Json::Null,
        Told::Number(number) => number.into(),
        Told::YesNo(yes) => yes.into(),
        Told::Text(text) => clean_text(text).into(),
        Told::List(list) => list.split("; ").map(clean_text).collect(),
    }
}

/// A custom field's key as the name of a column.
fn member(key: &str) -> String {
    key.replace('-', "_")
}

/// The value of a custom field among those of a record.
fn custom(cell: Value<'_>, key: &str) -> Option<String> {
    let Value::Text(stored) = cell else { return None };
    let fields = CustomFields::from_cell(Cell::Text(stored.to_owned()));
    fields.0.into_iter().find(|field| field.key == key).map(|field| field.value)
}

/// A cell as a reader is told it.
enum Told<'a> {
    Nothing,
    Number(i64),
    YesNo(bool),
    Text(&'a str),
    /// Entries joined with `; `.
    List(&'a str),
}

/// What a cell of this kind says; `scratch` holds text that does not stand so in the store.
fn told<'a>(kind: Kind, cell: Value<'a>, scratch: &'a mut String) -> Told<'a> {
    scratch.clear();
    let record = |id: Option<RecordId>, scratch: &mut String| {
        if let Some(id) = id.filter(|id| id.number > 0) {
            scratch.push_str(&id.to_string());
        }
    };
    match (kind, cell) {
        (Kind::Count, Value::Text(list)) => {
            return Told::Number(i64::try_from(list.split("; ").count()).unwrap_or(i64::MAX));
        }
        (Kind::Count, _) => return Told::Number(0),
        (Kind::YesNo, Value::Number(number)) => return Told::YesNo(number != 0),
        (Kind::YesNo, _) => return Told::YesNo(false),
        (_, Value::Empty) => return Told::Nothing,
        (Kind::Id(kind), Value::Number(number)) => {
            record(u32::try_from(number).ok().map(|number| RecordId { kind, number }), scratch);
        }
        (Kind::AnyId, Value::Number(key)) => record(RecordId::from_key(key), scratch),
        (Kind::AnyKind, Value::Number(key)) => {
            scratch.push_str(RecordId::from_key(key).map_or("", |id| id.kind.word()));
        }
        (_, Value::Number(number)) => return Told::Number(number),
        (Kind::Firsts, Value::Text(list)) => {
            for (at, entry) in list.split("; ").enumerate() {
                scratch.push_str(if at > 0 { "; " } else { "" });
                scratch.push_str(entry.split(' ').next().unwrap_or_default());
            }
            return Told::List(scratch);
        }
        (Kind::Controls, Value::Text(stored)) => {
            let lines = Controls::from_cell(Cell::Text(stored.to_owned())).text();
            scratch.push_str(&lines.replace('\n', "; "));
            return Told::List(scratch);
        }
        (Kind::List, Value::Text(list)) => return Told::List(list),
        (_, Value::Text(text)) => return Told::Text(text),
    }
    if scratch.is_empty() { Told::Nothing } else { Told::Text(scratch) }
}

fn unwritable(error: &io::Error) -> Refusal {
    Refusal::store("export", format!("cannot be written: {error}")).hint("free some space, or write elsewhere")
}

/// The manual's page of every register and its columns, in Markdown.
pub fn manual() -> String {
    use std::fmt::Write as _;
    let mut page = String::new();
    for register in ALL.iter().chain([&JIRA]) {
        let _ = writeln!(
            page,
            "## {}\n\n`--since` and `--until` look at {}; `--meeting` keeps {}.\n\n| column | meaning |\n|---|---|",
            register.name, register.day, register.of_meeting
        );
        for column in register.columns {
            let _ = writeln!(page, "| `{}` | {} |", column.name, column.meaning);
        }
        page.push('\n');
    }
    page
}

#[cfg(test)]
mod tests;
