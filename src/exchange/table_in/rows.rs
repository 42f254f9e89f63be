//! Rows of a text with their physical lines: quotes, doubled quotes, every kind of line end.

use std::borrow::Cow;

use super::super::csv_out::unguard;
use super::{Flaw, Limits, Row, Table, size};
use crate::domain::Refusal;
use crate::domain::text::excerpt;

/// Why reading cannot go on.
#[derive(Debug)]
pub(super) struct Trouble {
    /// The line on which the field or row begins.
    pub(super) line: u64,
    /// The column, from 1; 0 for the row as a whole.
    pub(super) column: usize,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    LongField { quoted: bool },
    LongRow,
    ManyRows,
    OpenQuote,
}

impl Trouble {
    pub(super) fn sentence(&self, limits: &Limits) -> String {
        match self.what {
            What::LongField { .. } => format!("the field is larger than {}", size(limits.field)),
            What::LongRow => format!("the row is larger than {}", size(limits.row)),
            What::ManyRows => format!("the file has more than {} rows", limits.rows),
            What::OpenQuote => "the quote that opens this field is never closed".to_owned(),
        }
    }

    pub(super) const fn hint(&self) -> &'static str {
        match self.what {
            What::LongField { quoted: true } => "close its quote, or shorten it",
            What::LongField { quoted: false } => "shorten it",
            What::LongRow => "check for a line break that is missing",
            What::ManyRows => "split the file, and import the parts one after the other",
            What::OpenQuote => "close it, and write a quote within the field twice",
        }
    }
}

/// A row as it stands in the text.
#[derive(Debug)]
pub(super) struct Raw<'t> {
    pub(super) line: u64,
    pub(super) cells: Vec<Cow<'t, str>>,
    /// The first column, from 1, whose closing quote is followed by text.
    after_quote: Option<usize>,
}

impl Raw<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// What ended a field.
enum End {
    Delimiter,
    Row,
}

pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: u64,
    delimiter: u8,
    limits: Limits,
}

impl<'t> Scanner<'t> {
    pub(super) const fn new(text: &'t str, start: (usize, u64), delimiter: u8, limits: Limits) -> Self {
        Self { text, at: start.0, line: start.1, delimiter, limits }
    }

    /// Where the next row begins: offset and line.
    pub(super) const fn place(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    pub(super) fn next_row(&mut self) -> Result<Option<Raw<'t>>, Trouble> {
        if self.at >= self.text.len() {
            return Ok(None);
        }
        let (start, line) = self.place();
        let mut row = Raw { line, cells: Vec::new(), after_quote: None };
        loop {
            let column = row.cells.len() + 1;
            let (cell, end) = self.field(column, &mut row.after_quote)?;
            row.cells.push(cell);
            if self.at - start > self.limits.row {
                return Err(Trouble { line, column: 0, what: What::LongRow });
            }
            if matches!(end, End::Row) {
                return Ok(Some(row));
            }
        }
    }

    fn field(&mut self, column: usize, after_quote: &mut Option<usize>) -> Result<(Cow<'t, str>, End), Trouble> {
        let line = self.line;
        if self.text.as_bytes().get(self.at) != Some(&b'"') {
            let cell = self.unquoted();
            if cell.len() > self.limits.field {
                return Err(Trouble { line, column, what: What::LongField { quoted: false } });
            }
            return Ok((Cow::Borrowed(cell), self.end()));
        }
        self.at += 1;
        let mut cell = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = rest.bytes().position(|byte| byte == b'"') else {
                let what = if rest.len() + cell.len() > self.limits.field {
                    What::LongField { quoted: true }
                } else {
                    What::OpenQuote
                };
                return Err(Trouble { line, column, what });
            };
            let doubled = rest.as_bytes().get(length + 1) == Some(&b'"');
            let piece = &rest[..if doubled { length + 1 } else { length }];
            if cell.len() + piece.len() > self.limits.field {
                return Err(Trouble { line, column, what: What::LongField { quoted: true } });
            }
            self.line += lines_in(piece);
            append(&mut cell, piece);
            self.at += length + if doubled { 2 } else { 1 };
            if !doubled {
                break;
            }
        }
        let more = self.unquoted();
        if !more.trim().is_empty() {
            if cell.len() + more.len() > self.limits.field {
                return Err(Trouble { line, column, what: What::LongField { quoted: true } });
            }
            append(&mut cell, more);
            after_quote.get_or_insert(column);
        }
        Ok((cell, self.end()))
    }

    /// Text up to the next delimiter or line end.
    fn unquoted(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let ends = |byte: u8| byte == self.delimiter || byte == b'\n' || byte == b'\r';
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Takes the delimiter or line end that follows a field.
    fn end(&mut self) -> End {
        let rest = &self.text.as_bytes()[self.at..];
        match rest {
            [b'\r', b'\n', ..] => self.at += 2,
            [b'\r' | b'\n', ..] => self.at += 1,
            [_, ..] => {
                self.at += 1;
                return End::Delimiter;
            }
            [] => return End::Row,
        }
        self.line += 1;
        End::Row
    }
}

fn append<'t>(cell: &mut Cow<'t, str>, piece: &'t str) {
    if cell.is_empty() {
        *cell = Cow::Borrowed(piece);
    } else {
        cell.to_mut().push_str(piece);
    }
}

/// How many line ends a piece of a quoted field has.
pub(super) fn lines_in(piece: &str) -> u64 {
    let bytes = piece.as_bytes();
    let ends = |at: &usize| match bytes[*at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(ends).fold(0, |count, _| count + 1)
}

/// The rows of a table, one after the other.
pub struct Rows<'t> {
    table: &'t Table,
    scanner: Scanner<'t>,
    count: usize,
    failed: bool,
}

impl<'t> Rows<'t> {
    pub(super) const fn new(table: &'t Table) -> Self {
        let scanner = Scanner::new(table.text.as_str(), table.body, table.delimiter.byte(), table.limits);
        Self { table, scanner, count: 0, failed: false }
    }

    /// Returns how much of the text is read, in bytes.
    pub const fn done(&self) -> usize {
        self.scanner.at
    }

    /// The row that begins at this offset.
    fn row(&self, raw: Raw<'t>, begin: usize) -> Row<'t> {
        let expected = self.table.columns.len();
        let found = raw.cells.len();
        let mut flaw = raw.after_quote.map(|column| Flaw::AfterQuote { column });
        let mut cells = raw.cells;
        if found > expected
            && let Some(extra) = cells[expected..].iter().find(|cell| !cell.trim().is_empty())
        {
            flaw = Some(Flaw::TooMany { found, expected, extra: excerpt(extra) });
        }
        if found < expected {
            flaw = Some(Flaw::TooFew { found, expected });
        }
        let broken = &self.table.broken;
        let from = broken.partition_point(|(at, _)| *at < begin);
        if let Some((at, byte)) = broken.get(from).filter(|(at, _)| *at < self.scanner.at) {
            let line = raw.line + lines_in(&self.table.text[begin..*at]);
            flaw = Some(Flaw::Undecoded { byte: *byte, line });
        }
        cells.resize(expected, Cow::Borrowed(""));
        for cell in &mut cells {
            match cell {
                Cow::Borrowed(text) => *text = unguard(text),
                Cow::Owned(text) => {
                    let guards = text.len() - unguard(text).len();
                    text.drain(..guards);
                }
            }
        }
        let place = self.table.places.as_ref().and_then(|places| places.get(self.count - 1)).copied();
        Row { line: place.unwrap_or(raw.line), cells, flaw }
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Result<Row<'t>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            let begin = self.scanner.at;
            match self.scanner.next_row() {
                Ok(None) => return None,
                Ok(Some(raw)) if raw.is_blank() => {}
                Ok(Some(_)) if self.count == self.table.limits.rows => {
                    self.failed = true;
                    let trouble = Trouble { line: self.scanner.line, column: 0, what: What::ManyRows };
                    return Some(Err(self.table.refusal(&trouble)));
                }
                Ok(Some(raw)) => {
                    self.count += 1;
                    return Some(Ok(self.row(raw, begin)));
                }
                Err(trouble) => {
                    // What follows a field that never ended would be read wrongly.
                    self.failed = true;
                    return Some(Err(self.table.refusal(&trouble)));
                }
            }
        }
        None
    }
}
