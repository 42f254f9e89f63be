//! The plain kinds of value that fields hold: lines, prose, words, handles, dates, numbers, yes and no.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::field::{Cell, FieldKind, FieldValue, Reading};
use super::ids::{RecordId, RecordKind};
use super::refusal::Misread;
use super::text::{clean_line, clean_text};

/// Longest line of text, in characters.
pub const LINE_LIMIT: usize = 300;
/// Longest prose, in bytes.
pub const PROSE_LIMIT: usize = 65_536;
/// Longest text of an artifact, in bytes.
pub const MARKDOWN_LIMIT: usize = 1 << 20;
/// Most entries in a list.
pub const LIST_LIMIT: usize = 500;
/// Longest handle, in characters.
pub const HANDLE_LIMIT: usize = 40;

/// One line of text, cleaned, at most [`LINE_LIMIT`] characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Line(pub String);

/// Text of several lines, cleaned, at most [`PROSE_LIMIT`] bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prose(pub String);

/// A whole text in Markdown, cleaned, at most [`MARKDOWN_LIMIT`] bytes: evidence that is read in place.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Markdown(pub String);

/// Words or names, each a [`Line`], separated by `;`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub Vec<String>);

/// A person's short unique name: lower-case letters, digits, `.`, `_` and `-`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(pub String);

/// Who puts on the record what time alone brought about; nobody else has this handle.
pub const SYSTEM: &str = "system";

/// Several people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handles(pub Vec<Handle>);

/// Yes or no; unset is no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct YesNo(pub bool);

/// A date that may be unset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub Option<NaiveDate>);

/// A whole number within limits that may be unset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Whole<const MIN: i64, const MAX: i64>(pub Option<i64>);

/// Likelihood or impact, 1 to 5.
pub type Level = Whole<1, 5>;
/// A tier, 1 to 4.
pub type TierValue = Whole<1, 4>;
/// Minutes of an agenda item, up to a working day.
pub type Minutes = Whole<0, 480>;
/// Incident severity, 1 to 4; 0 is a near-miss.
pub type Severity = Whole<0, 4>;

macro_rules! texts {
    ($($name:ident),*) => {$(
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }
            /// Whether nothing was entered.
            pub fn is_empty(&self) -> bool { self.0.is_empty() }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(&self.0) }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
    )*};
}
texts!(Line, Prose, Markdown, Handle);

impl FieldValue for Line {
    fn kind() -> FieldKind {
        FieldKind::Line
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        let line = clean_line(text);
        let length = line.chars().count();
        if length > LINE_LIMIT {
            return Err(Misread::new(
                format!("{length} characters are too many for one line"),
                format!("shorten it to {LINE_LIMIT} characters"),
            ));
        }
        Ok(Self(line))
    }
    fn text(&self) -> String {
        self.0.clone()
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.into_text())
    }
}

/// Reads a text of several lines, within a limit in bytes.
fn read_prose(text: &str, limit: usize, way_out: &str) -> Result<String, Misread> {
    let prose = clean_text(text).trim_end().to_owned();
    if prose.len() > limit {
        let sentence = format!("{} bytes are too many for one text", prose.len());
        return Err(Misread::new(sentence, format!("shorten it to {limit} bytes, or {way_out}")));
    }
    Ok(prose)
}

impl FieldValue for Markdown {
    fn kind() -> FieldKind {
        FieldKind::Prose
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        read_prose(text, MARKDOWN_LIMIT, "keep the link and its hash only").map(Self)
    }
    fn text(&self) -> String {
        self.0.clone()
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.into_text())
    }
}

impl FieldValue for Prose {
    fn kind() -> FieldKind {
        FieldKind::Prose
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        read_prose(text, PROSE_LIMIT, "attach it as an artifact").map(Self)
    }
    fn text(&self) -> String {
        self.0.clone()
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.into_text())
    }
}

/// Splits a list at these separators, cleaned, without blanks and repetitions.
fn entries(text: &str, separators: &[char]) -> Result<Vec<String>, Misread> {
    let mut list: Vec<String> = Vec::new();
    for entry in text.split(separators) {
        let entry = clean_line(entry);
        if entry.chars().count() > LINE_LIMIT {
            return Err(Misread::new(
                "an entry of the list is too long",
                format!("shorten it to {LINE_LIMIT} characters"),
            ));
        }
        if !entry.is_empty() && !list.contains(&entry) {
            list.push(entry);
        }
        if list.len() > LIST_LIMIT {
            return Err(Misread::new("the list is too long", format!("keep it to {LIST_LIMIT} entries")));
        }
    }
    Ok(list)
}

impl FieldValue for Words {
    fn kind() -> FieldKind {
        FieldKind::Words
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        entries(text, &[';', '\n']).map(Self)
    }
    fn text(&self) -> String {
        self.0.join("; ")
    }
    fn from_cell(cell: Cell) -> Self {
        let text = cell.into_text();
        Self(text.split("; ").filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }
}

impl FieldValue for Handle {
    fn kind() -> FieldKind {
        FieldKind::Person
    }
    fn read(text: &str, reading: &Reading) -> Result<Self, Misread> {
        let handle = clean_line(text).trim_start_matches('@').to_lowercase();
        if handle == "me" && !reading.actor.is_empty() {
            return Ok(Self(reading.actor.clone()));
        }
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        if handle.is_empty() || handle.chars().count() > HANDLE_LIMIT || !handle.chars().all(fits) {
            return Err(Misread::new(
                format!("`{handle}` is not a handle"),
                format!("use letters, digits, `.`, `_`, `-`; at most {HANDLE_LIMIT}"),
            ));
        }
        Ok(Self(handle))
    }
    fn text(&self) -> String {
        self.0.clone()
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.into_text())
    }
}

impl FieldValue for Handles {
    fn kind() -> FieldKind {
        FieldKind::People
    }
    fn read(text: &str, reading: &Reading) -> Result<Self, Misread> {
        let names = entries(text, &[';', ',', '\n'])?;
        names.iter().map(|name| Handle::read(name, reading)).collect::<Result<_, _>>().map(Self)
    }
    fn text(&self) -> String {
        self.0.iter().map(Handle::as_str).collect::<Vec<_>>().join("; ")
    }
    fn from_cell(cell: Cell) -> Self {
        let text = cell.into_text();
        Self(text.split("; ").filter(|name| !name.is_empty()).map(Handle::from).collect())
    }
}

impl FieldValue for YesNo {
    fn kind() -> FieldKind {
        FieldKind::YesNo
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        match text.trim().to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "x" => Ok(Self(true)),
            "no" | "n" | "false" | "0" | "-" => Ok(Self(false)),
            other => Err(Misread::new(format!("`{other}` is neither yes nor no"), "write yes or no")),
        }
    }
    fn text(&self) -> String {
        if self.0 { "yes".to_owned() } else { String::new() }
    }
    fn cell(&self) -> Cell {
        Cell::Int(i64::from(self.0))
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.int() != 0)
    }
}

impl FieldValue for Day {
    fn kind() -> FieldKind {
        FieldKind::Date
    }
    fn read(text: &str, reading: &Reading) -> Result<Self, Misread> {
        super::date::read(text, reading).map(|date| Self(Some(date)))
    }
    fn text(&self) -> String {
        self.0.map(|date| date.to_string()).unwrap_or_default()
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.into_text().parse().ok())
    }
}

impl<const MIN: i64, const MAX: i64> FieldValue for Whole<MIN, MAX> {
    fn kind() -> FieldKind {
        FieldKind::Number(MIN, MAX)
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        let number: Option<i64> = text.trim().parse().ok();
        number.filter(|number| (MIN..=MAX).contains(number)).map(|number| Self(Some(number))).ok_or_else(|| {
            Misread::new(
                format!("`{}` is not a whole number from {MIN} to {MAX}", text.trim()),
                format!("write {MIN} to {MAX}"),
            )
        })
    }
    fn text(&self) -> String {
        self.0.map(|number| number.to_string()).unwrap_or_default()
    }
    fn cell(&self) -> Cell {
        self.0.map_or(Cell::Null, Cell::Int)
    }
    fn from_cell(cell: Cell) -> Self {
        match cell {
            Cell::Int(number) => Self(Some(number)),
            Cell::Null | Cell::Text(_) => Self(None),
        }
    }
}

/// A list of records of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ids<T>(pub Vec<T>);

/// Ties an identifier to its kind for [`Ids`].
pub trait Identifier: Clone + Default + PartialEq + std::fmt::Display + std::str::FromStr<Err = Misread> {
    /// The kind of record.
    const KIND: RecordKind;
}

macro_rules! identifiers {
    ($($name:ident => $kind:ident),*) => {$(
        impl Identifier for super::ids::$name { const KIND: RecordKind = RecordKind::$kind; }
    )*};
}
identifiers!(ModelId => Model, RiskId => Risk, ArtifactId => Artifact, FollowUpId => FollowUp, AcceptanceId => Acceptance,
             IncidentId => Incident, MonitorId => Monitor, DecisionId => Decision, ItemId => Item);

impl<T: Identifier> FieldValue for Ids<T> {
    fn kind() -> FieldKind {
        FieldKind::Records(T::KIND)
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        let names = entries(text, &[';', ',', '\n'])?;
        names.iter().map(|name| name.parse()).collect::<Result<_, _>>().map(Self)
    }
    fn text(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.into_text().split("; ").filter_map(|id| id.parse().ok()).collect())
    }
}

/// Any record, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnyRecord(pub Option<RecordId>);

impl FieldValue for AnyRecord {
    fn kind() -> FieldKind {
        FieldKind::AnyRecord
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        text.parse().map(|id| Self(Some(id)))
    }
    fn text(&self) -> String {
        self.0.map(|id| id.to_string()).unwrap_or_default()
    }
    fn cell(&self) -> Cell {
        self.0.map_or(Cell::Null, |id| Cell::Int(id.key()))
    }
    fn from_cell(cell: Cell) -> Self {
        Self(RecordId::from_key(cell.int()))
    }
}
