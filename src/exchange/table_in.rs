//! Tables from elsewhere: CSV as people and programs really save it, read row by row with the line
//! each row stands on.
//!
//! What is guessed (encoding, delimiter) is said; what is bounded (file, row, field) is refused with
//! the place and the limit. Cells are given as they stand, but for the guard against formulas, which
//! is taken off: the field's own parser cleans them.

mod decode;
mod header;
mod rows;

use std::borrow::Cow;
use std::io::Read;

pub use self::decode::Encoding;
pub use self::rows::Rows;
use self::rows::Trouble;
use super::csv_out::{Delimiter, Writer};
use crate::domain::Refusal;
use crate::domain::text::{clean_line, counted, did_you_mean, excerpt};

/// How much is read at most; what is beyond is refused, with the limit in the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes of one row.
    pub row: usize,
    /// Bytes of one field.
    pub field: usize,
    /// Columns of the header.
    pub columns: usize,
    /// Rows under the header.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let mebibyte = 1024 * 1024;
        Self { file: 256 * mebibyte, row: 4 * mebibyte, field: mebibyte, columns: 1_000, rows: 1_000_000 }
    }
}

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, which no other column of the table has.
    pub name: String,
    /// What the header says, on one line; may be empty or the same as another's.
    pub header: String,
}

/// A table with a header, in memory; its rows are read when they are asked for.
#[derive(Debug)]
pub struct Table {
    name: String,
    text: String,
    encoding: Encoding,
    /// Where bytes stood that are no text: offset and byte.
    broken: Vec<(usize, u8)>,
    delimiter: Delimiter,
    /// The delimiter, if somebody or the file itself said it.
    told: Option<Delimiter>,
    columns: Vec<Column>,
    notes: Vec<String>,
    limits: Limits,
    /// How many of the notes are about the file and not its header.
    notes_before: usize,
    /// The line of the header.
    head: u64,
    /// Where the rows begin: offset and line.
    body: (usize, u64),
    /// What a place in the file is called, and the places of the rows where the text is not the file's own.
    unit: &'static str,
    places: Option<Vec<u64>>,
}

/// One row under the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'t> {
    /// The line it begins on, counted as an editor does.
    pub line: u64,
    /// Its cells, exactly as many as the table has columns.
    pub cells: Vec<Cow<'t, str>>,
    /// What is wrong with the row's form.
    pub flaw: Option<Flaw>,
}

/// What may be wrong with a row's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has fewer cells than the header; the rest is taken as empty.
    TooFew {
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// It has more cells than the header, and they are not empty.
    TooMany {
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
        /// The first cell that no column takes.
        extra: String,
    },
    /// Text follows the closing quote of this column's field.
    AfterQuote {
        /// The column, from 1.
        column: usize,
    },
    /// It holds a byte that is not of the file's encoding.
    Undecoded {
        /// The byte.
        byte: u8,
        /// The line on which it stands.
        line: u64,
    },
}

impl Flaw {
    /// Says what is wrong, in one sentence without a full stop.
    pub fn sentence(&self) -> String {
        match self {
            Self::TooFew { found, expected } => {
                format!("the row has {} and the header {expected}", cells(*found))
            }
            Self::TooMany { found, expected, extra } => {
                format!("the row has {} and the header {expected}; `{extra}` has no column", cells(*found))
            }
            Self::AfterQuote { column } => format!("text follows the closing quote of field {column}"),
            Self::Undecoded { byte, line } => {
                format!("the byte {byte:#04x} on line {line} is not UTF-8, as the rest of the file is")
            }
        }
    }

    /// Says what would be right.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "check for a line break that is not in quotes",
            Self::TooMany { .. } => "put a field that holds the delimiter in quotes",
            Self::AfterQuote { .. } => "write a quote within a quoted field twice",
            Self::Undecoded { .. } => "save the file as CSV UTF-8",
        }
    }
}

fn cells(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "field")
}

impl Table {
    /// Reads a table; `name` is what refusals call it. Without a delimiter, it is found out.
    pub fn read(name: &str, input: impl Read, delimiter: Option<Delimiter>, limits: Limits) -> Result<Self, Refusal> {
        let name = clean_line(name);
        let mut bytes = Vec::new();
        let most = u64::try_from(limits.file).unwrap_or(u64::MAX);
        input
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| Refusal::store(name.as_str(), format!("cannot be read: {error}")))?;
        if bytes.len() > limits.file {
            return Err(Refusal::data(name, format!("the file is larger than {}", size(limits.file)))
                .hint("split it, and import the parts one after the other"));
        }
        let decode::Decoded { text, encoding, note, broken } = decode::decode(bytes, &name)?;
        let mut table = Self {
            name,
            text,
            encoding,
            broken,
            delimiter: Delimiter::Comma,
            told: delimiter,
            columns: Vec::new(),
            notes_before: usize::from(note.is_some()),
            notes: note.into_iter().collect(),
            limits,
            head: 1,
            body: (0, 1),
            unit: "line",
            places: None,
        };
        table.find_header()?;
        Ok(table)
    }

    /// A table of rows that were read otherwise, each with its place in its file (`unit`: line, row).
    pub fn from_rows(
        name: &str,
        unit: &'static str,
        columns: &[String],
        rows: &[(u64, Vec<String>)],
        limits: Limits,
    ) -> Result<Self, Refusal> {
        if columns.is_empty() && rows.is_empty() {
            // A register in which there is nothing names no columns.
            return Ok(Self {
                name: clean_line(name),
                text: String::new(),
                encoding: Encoding::Utf8,
                broken: Vec::new(),
                delimiter: Delimiter::Comma,
                told: None,
                columns: Vec::new(),
                notes: vec!["there are no rows in it".to_owned()],
                notes_before: 0,
                limits,
                head: 1,
                body: (0, 1),
                unit,
                places: Some(Vec::new()),
            });
        }
        let told = |error: std::io::Error| Refusal::store(clean_line(name), format!("cannot be kept: {error}"));
        let mut writer = Writer::new(Vec::new(), Delimiter::Comma, columns).map_err(told)?;
        let mut places = Vec::new();
        for (place, cells) in rows.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())) {
            for cell in cells {
                writer.text(cell);
            }
            writer.end_row().map_err(told)?;
            places.push(*place);
        }
        let text = writer.finish().map_err(told)?;
        let mut table = Self::read(name, text.as_slice(), Some(Delimiter::Comma), limits)?;
        table.unit = unit;
        table.places = Some(places);
        Ok(table)
    }

    /// Returns what refusals call the table.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how the file was encoded.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns what stands between two fields.
    pub const fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// Returns what a place in the file is called: line, row, entry.
    pub const fn unit(&self) -> &'static str {
        self.unit
    }

    /// Returns the columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Returns what was found out about the file and should be said: encoding, delimiter, odd headers.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Returns the size of the text, for progress: [`Table::rows`] tells how much of it is read.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// Reads the rows from the first; blank ones are passed over.
    pub fn rows(&self) -> Rows<'_> {
        Rows::new(self)
    }

    /// Names a place: file, line, and the column if one is meant.
    pub fn place(&self, line: u64, column: Option<usize>) -> String {
        match column.and_then(|at| self.columns.get(at)) {
            Some(column) => format!("{} {} {line}, column `{}`", self.name, self.unit, excerpt(&column.name)),
            None => format!("{} {} {line}", self.name, self.unit),
        }
    }

    /// The refusal of a row for its form.
    pub fn refuse(&self, row: &Row<'_>) -> Option<Refusal> {
        let flaw = row.flaw.as_ref()?;
        Some(Refusal::data(self.place(row.line, None), flaw.sentence()).hint(flaw.hint()))
    }

    /// Finds a column by its name, or says which there are.
    pub fn column(&self, name: &str) -> Result<usize, Refusal> {
        self.columns.iter().position(|column| column.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
            Refusal::data(self.name.as_str(), format!("there is no column `{}`", excerpt(name)))
                .hint(did_you_mean(name, &known))
        })
    }

    fn refusal(&self, trouble: &Trouble) -> Refusal {
        let place = match (trouble.column.checked_sub(1).and_then(|at| self.columns.get(at)), trouble.column) {
            (Some(_), column) => self.place(trouble.line, Some(column - 1)),
            (None, 0) => self.place(trouble.line, None),
            (None, column) => format!("{}, column {column}", self.place(trouble.line, None)),
        };
        Refusal::data(place, trouble.sentence(&self.limits)).hint(trouble.hint())
    }
}

/// A limit as a sentence says it.
fn size(bytes: usize) -> String {
    match bytes {
        bytes if bytes >= 1024 * 1024 && bytes.is_multiple_of(1024 * 1024) => format!("{} MiB", bytes / 1024 / 1024),
        bytes if bytes >= 1024 && bytes.is_multiple_of(1024) => format!("{} KiB", bytes / 1024),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests;
