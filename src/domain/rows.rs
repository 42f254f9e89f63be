//! Values of several rows: one entry a line for people, a list of objects in JSON, JSON in the store.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::{Cell, FieldKind, FieldValue, Reading, json_text};
use super::refusal::Misread;

/// One entry of a value of several rows.
pub trait RowLine: Sized + Clone + PartialEq + Serialize + DeserializeOwned {
    /// What several of them are called.
    const WORD: &'static str;
    /// Most of them in one value.
    const LIMIT: usize;
    /// What to do with more than that.
    const WAY_OUT: &'static str;
    /// Reads a line; never called with a blank one.
    fn read(line: &str, reading: &Reading) -> Result<Self, Misread>;
    /// The line it reads back from.
    fn line(&self) -> String;
    /// The line that a JSON object stands for, its values as text by name.
    fn line_of(text: impl Fn(&str) -> String) -> String;
}

/// Entries, one a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rows<T>(pub Vec<T>);

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: RowLine> Rows<T> {
    fn limited(rows: Vec<T>) -> Result<Self, Misread> {
        if rows.len() > T::LIMIT {
            let sentence = format!("{} {} are too many for one value", rows.len(), T::WORD);
            return Err(Misread::new(sentence, format!("give at most {}, or {}", T::LIMIT, T::WAY_OUT)));
        }
        Ok(Self(rows))
    }
}

fn object_text(row: &Map<String, Value>, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(true)) => "yes".to_owned(),
        Some(Value::Bool(false)) => "no".to_owned(),
        _ => String::new(),
    }
}

impl<T: RowLine> FieldValue for Rows<T> {
    fn kind() -> FieldKind {
        FieldKind::Rows
    }
    fn read(text: &str, reading: &Reading) -> Result<Self, Misread> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        Self::limited(lines.map(|line| T::read(line, reading)).collect::<Result<_, _>>()?)
    }
    fn text(&self) -> String {
        self.0.iter().map(T::line).collect::<Vec<_>>().join("\n")
    }
    fn cell(&self) -> Cell {
        if self.0.is_empty() { Cell::Null } else { serde_json::to_string(self).map_or(Cell::Null, Cell::Text) }
    }
    fn from_cell(cell: Cell) -> Self {
        Self(serde_json::from_str(&cell.into_text()).unwrap_or_default())
    }
    fn from_json(value: &Value, reading: &Reading) -> Result<Self, Misread> {
        match value {
            Value::Array(rows) if rows.iter().all(Value::is_object) => {
                let objects = rows.iter().filter_map(Value::as_object);
                let read = |row: &Map<String, Value>| T::read(&T::line_of(|name| object_text(row, name)), reading);
                Self::limited(objects.map(read).collect::<Result<_, _>>()?)
            }
            other => Self::read(&json_text(other, FieldKind::Rows)?, reading),
        }
    }
}
