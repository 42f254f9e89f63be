//! The header of a table: which row it is, under which delimiter, and what its columns are called.

use super::super::csv_out::{Delimiter, unguard};
use super::rows::{Scanner, lines_in};
use super::{Column, Flaw, Table};
use crate::domain::Refusal;
use crate::domain::text::{clean_line, excerpt};

/// How many rows from the top may be the header.
const TITLES: usize = 10;

impl Table {
    /// Looks for the header further down if the first row is none: titles that a report or a spreadsheet puts above
    /// it are left out and said. A row above the header is one that has fewer cells filled.
    pub fn under_titles(&mut self, is_header: impl Fn(&Self) -> bool) {
        // Rows that were read otherwise name their columns themselves.
        if self.places.is_some() || is_header(self) {
            return;
        }
        let kept = (self.delimiter, self.columns.clone(), self.notes.clone(), self.body, self.head);
        // What was said of the columns of the first row is not true of another's.
        let before = self.notes_before.min(self.notes.len());
        let (mut titles, mut widest) = (Vec::new(), 0);
        for _ in 1..TITLES {
            widest = widest.max(self.filled());
            titles.extend(self.columns.iter().find(|column| !column.header.is_empty()).map(|one| excerpt(&one.header)));
            self.columns.clear();
            self.notes.truncate(before);
            if self.header_from(self.body).is_err() {
                break;
            }
            if self.filled() > widest && is_header(self) {
                let above: Vec<String> = titles.iter().map(|title| format!("`{title}`")).collect();
                self.notes
                    .insert(0, format!("the header is on line {}; left out above it: {}", self.head, above.join(", ")));
                return;
            }
        }
        (self.delimiter, self.columns, self.notes, self.body, self.head) = kept;
    }

    /// How many cells of the header say something.
    fn filled(&self) -> usize {
        self.columns.iter().filter(|column| !column.header.is_empty()).count()
    }

    /// Finds the header: the first row that is not blank.
    pub(super) fn find_header(&mut self) -> Result<(), Refusal> {
        let mut start = (0, 1);
        // A first line by which a program tells a spreadsheet its delimiter.
        if let Some(rest) = self.text.strip_prefix("sep=") {
            let line = rest.lines().next().unwrap_or_default();
            if let Ok(given) = Delimiter::parse(line) {
                self.told = self.told.or(Some(given));
                let after = &rest[line.len()..];
                let ending = if after.starts_with("\r\n") { 2 } else { 1.min(after.len()) };
                start = ("sep=".len() + line.len() + ending, 2);
            }
        }
        self.header_from(start)
    }

    /// Takes the first row from here on that is not blank for the header.
    fn header_from(&mut self, start: (usize, u64)) -> Result<(), Refusal> {
        self.delimiter = self.told.unwrap_or_else(|| self.sniff(start));
        let mut scanner = Scanner::new(&self.text, start, self.delimiter.byte(), self.limits);
        let header = loop {
            match scanner.next_row() {
                Err(trouble) => return Err(self.refusal(&trouble)),
                Ok(None) => {
                    return Err(Refusal::data(self.name.as_str(), "the file has no header, it is empty")
                        .hint("begin it with a line of column names"));
                }
                Ok(Some(row)) if row.is_blank() => {}
                Ok(Some(row)) => break row,
            }
        };
        let texts: Vec<String> = header.cells.iter().map(|cell| clean_line(unguard(cell))).collect();
        self.head = header.line;
        self.body = scanner.place();
        if let Some((at, byte)) = self.broken.iter().find(|(at, _)| (start.0..self.body.0).contains(at)) {
            let line = start.1 + lines_in(&self.text[start.0..*at]);
            let flaw = Flaw::Undecoded { byte: *byte, line };
            return Err(Refusal::data(self.name.as_str(), flaw.sentence()).hint(flaw.hint()));
        }
        if texts.len() > self.limits.columns {
            let sentence = format!("the header has {} and at most {} are read", texts.len(), self.limits.columns);
            return Err(Refusal::data(self.name.as_str(), sentence).hint("check the delimiter"));
        }
        self.name_columns(&texts);
        if self.told.is_none() && self.delimiter != Delimiter::Comma {
            self.notes.push(format!("the delimiter was found to be the {}", self.delimiter));
        }
        Ok(())
    }

    /// Gives each column a name of its own: that of the header, or its position.
    fn name_columns(&mut self, headers: &[String]) {
        for (at, header) in headers.iter().enumerate() {
            let position = at + 1;
            let mut name = header.clone();
            if header.is_empty() {
                name = format!("column {position}");
                self.notes.push(format!("column {position} has no name"));
            } else if let Some(first) = headers[..at].iter().position(|before| before == header) {
                name = format!("{header} (column {position})");
                self.notes.push(format!("`{}` names columns {} and {position}", excerpt(header), first + 1));
            }
            while headers.contains(&name) && name != *header {
                name.push('\'');
            }
            self.columns.push(Column { name, header: header.clone() });
        }
    }

    /// Finds the delimiter under which the first rows have as many fields as the header.
    fn sniff(&self, start: (usize, u64)) -> Delimiter {
        let mut best = (0, Delimiter::Comma);
        for delimiter in Delimiter::ALL {
            let mut scanner = Scanner::new(&self.text, start, delimiter.byte(), self.limits);
            let mut widths = Vec::new();
            while widths.len() < 64 {
                match scanner.next_row() {
                    Ok(Some(row)) if row.is_blank() => {}
                    Ok(Some(row)) => widths.push(row.cells.len()),
                    // A quote that is never closed under one delimiter may be none under another.
                    Ok(None) | Err(_) => break,
                }
            }
            let Some(&header) = widths.first() else { continue };
            if header > 1 {
                let alike = widths.iter().filter(|width| **width == header).count();
                let score = alike * 1_000 / widths.len() * 1_000 + header.min(999);
                if score > best.0 {
                    best = (score, delimiter);
                }
            }
        }
        best.1
    }
}
