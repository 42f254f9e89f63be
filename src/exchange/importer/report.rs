//! What an import did or would do, and every row it refused: file, line, column, value, what would be right.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::board::RowDone;
use crate::domain::Refusal;
use crate::domain::ids::RecordKind;
use crate::domain::text::{counted, excerpt};
use crate::exchange::mapping::How;

/// How many columns that fill nothing are named in a line.
const LISTED: usize = 60;
/// How many differences are told one by one.
const TOLD: usize = 40;
/// How many refused rows are kept; how many there were is counted.
const KEPT: usize = 1_000;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A record is made.
    Created,
    /// A record is changed.
    Updated,
    /// The record says this already.
    Unchanged,
    /// The row is wrong.
    Refused,
}

impl Fate {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }
}

/// One refused row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line or row of the file.
    pub line: u64,
    /// The column, if one is meant.
    pub column: Option<String>,
    /// The value as it stands there.
    pub value: String,
    /// The whole sentence: place, what is wrong, what would be right.
    pub refusal: Refusal,
}

/// One of the first rows of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// The line or row of the file.
    pub line: u64,
    /// What would become of it.
    pub fate: Fate,
    /// Field and value: as it would be entered, or as it is written where it is wrong.
    pub cells: Vec<(String, String)>,
    /// Which fields are wrong, and why; the field is blank if the row as a whole is meant.
    pub wrong: Vec<(String, Refusal)>,
}

/// A field in which a file differs from the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line or row of the file.
    pub line: u64,
    /// The record.
    pub record: String,
    /// The field.
    pub field: &'static str,
    /// What the record says.
    pub from: String,
    /// What the file says.
    pub to: String,
    /// Whether the file's word is taken; else the record stays.
    pub taken: bool,
}

impl Difference {
    fn line(&self) -> String {
        let Self { line, record, field, from, to, taken } = self;
        let quoted = |text: &str| if text.is_empty() { "blank".to_owned() } else { format!("`{}`", excerpt(text)) };
        if *taken {
            return format!("line {line}, {record} {field}: {} becomes {}", quoted(from), quoted(to));
        }
        format!("line {line}, {record} {field} stays {}; the file says {}", quoted(from), quoted(to))
    }
}

/// How a field was filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The field.
    pub field: String,
    /// The column.
    pub column: String,
    /// Why this column.
    pub how: How,
}

/// What an import did or would do.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is imported: `models`.
    pub kind: &'static str,
    /// The file.
    pub file: String,
    /// What was found out about the file, and how its values were read.
    pub notes: Vec<String>,
    /// Which column fills which field.
    pub mapped: Vec<Filled>,
    /// The columns that fill none.
    pub unmapped: Vec<String>,
    /// The first rows as they would be read.
    pub first: Vec<First>,
    /// The handles of people who are added because a row names them.
    pub people: Vec<String>,
    /// The fields in which rows differ from the record, the first thousand.
    pub differences: Vec<Difference>,
    /// The refused rows, the first thousand.
    pub wrong: Vec<Wrong>,
    /// Whether it was written; else the numbers say what would be done.
    pub written: bool,
    /// What else there is to count, such as breaches: the noun and how many.
    pub counts: Vec<(&'static str, usize)>,
    pub(super) fates: BTreeMap<u64, Fate>,
    /// How many rows fared so, in the order of the fates.
    pub(super) tallies: [usize; 4],
}

impl Report {
    /// How many rows fared so.
    pub fn count(&self, fate: Fate) -> usize {
        self.tallies[fate as usize]
    }

    /// How many rows were read.
    pub fn rows(&self) -> usize {
        self.fates.len()
    }

    /// Keeps a row if it is one of the first.
    pub(super) fn show(&mut self, first: impl FnOnce() -> First) {
        if self.first.len() < super::FIRST {
            self.first.push(first());
        }
    }

    pub(super) fn row(&mut self, line: u64, fate: Fate) {
        if let Some(before) = self.fates.insert(line, fate) {
            self.tallies[before as usize] -= 1;
        }
        self.tallies[fate as usize] += 1;
    }

    /// Says of each row what was really done: what others wrote meanwhile may have made a new record a known one.
    pub(super) fn settle(&mut self, kind: RecordKind, done: &[RowDone]) {
        // A record that one row names and a later one enters is made by the first: then none is missing.
        let made = done.iter().flat_map(|row| &row.made).filter(|made| **made == kind).count();
        if made >= self.count(Fate::Created) && done.iter().all(|row| row.events > 0) {
            return;
        }
        let mut rows: BTreeMap<u64, (bool, bool)> = BTreeMap::new();
        for row in done {
            let (made, wrote) = rows.entry(row.line).or_default();
            *made |= row.made.contains(&kind);
            *wrote |= row.events > 0;
        }
        for (line, (made, wrote)) in rows {
            match self.fates.get(&line) {
                Some(Fate::Created) if made => {}
                Some(Fate::Created | Fate::Updated) if !wrote => self.row(line, Fate::Unchanged),
                Some(Fate::Created) => self.row(line, Fate::Updated),
                Some(Fate::Updated | Fate::Unchanged | Fate::Refused) | None => {}
            }
        }
    }

    pub(super) fn differ(&mut self, difference: Difference) {
        // What a refused row says is nobody's word.
        let refused = self.fates.get(&difference.line) == Some(&Fate::Refused);
        if !refused && self.differences.len() < KEPT {
            self.differences.push(difference);
        }
    }

    pub(super) fn refuse(&mut self, wrong: Wrong) {
        self.row(wrong.line, Fate::Refused);
        self.differences.retain(|one| one.line != wrong.line);
        if self.wrong.len() < KEPT {
            self.wrong.push(wrong);
        }
    }

    /// The summary in a line.
    pub fn summary(&self) -> String {
        let count = |fate| self.count(fate);
        let others: Vec<String> = self
            .counts
            .iter()
            .map(|(noun, count)| format!(", {count} {}", if *count == 1 { one(noun) } else { noun }))
            .collect();
        format!(
            "{}: {} created, {} updated, {} unchanged, {} refused{}",
            counted(i64::try_from(self.rows()).unwrap_or(i64::MAX), "row"),
            count(Fate::Created),
            count(Fate::Updated),
            count(Fate::Unchanged),
            count(Fate::Refused),
            others.concat()
        )
    }

    /// Everything there is to say, line by line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.notes.clone();
        let mapped: Vec<String> =
            self.mapped.iter().map(|one| format!("{} from `{}`{}", one.field, one.column, why(one.how))).collect();
        // Where every row was refused nothing fills anything.
        let all_refused = !self.fates.is_empty() && self.count(Fate::Refused) == self.rows();
        if !mapped.is_empty() && !all_refused {
            lines.push(format!("mapped: {}", mapped.join(", ")));
        }
        if !self.unmapped.is_empty() {
            let mut names: Vec<String> = self.unmapped.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
            let more = self.unmapped.len() - names.len();
            if more > 0 {
                names.push(format!("and {more} more"));
            }
            lines.push(format!("not mapped: {}", names.join(", ")));
        }
        if !self.people.is_empty() {
            lines.push(format!("people added without a seat: {}", super::keys::some("", &self.people)));
        }
        lines.extend(self.differences.iter().take(TOLD).map(Difference::line));
        let more = self.differences.len().saturating_sub(TOLD);
        if more > 0 {
            lines.push(format!("and {more} more fields differ; --report json lists them"));
        }
        lines.extend(self.wrong_lines());
        let hidden = self.count(Fate::Refused).saturating_sub(self.wrong.len());
        if hidden > 0 {
            lines.push(format!("and {hidden} more rows are wrong"));
        }
        lines.push(self.summary());
        lines
    }

    /// What is wrong, row by row; of many rows with one value of one column the first, and how many more there are.
    pub fn wrong_lines(&self) -> Vec<String> {
        let alike = |one: &Wrong| (one.column.clone(), one.value.clone(), one.refusal.sentence.clone());
        let mut groups: Vec<(&Wrong, usize)> = Vec::new();
        let mut places = BTreeMap::new();
        for wrong in &self.wrong {
            let place = if wrong.column.is_some() { places.get(&alike(wrong)).copied() } else { None };
            if let Some(place) = place {
                let (_, count): &mut (&Wrong, usize) = &mut groups[place];
                *count += 1;
            } else {
                places.insert(alike(wrong), groups.len());
                groups.push((wrong, 0));
            }
        }
        let told = |(wrong, more): (&Wrong, usize)| match more {
            0 => wrong.refusal.to_string(),
            more => format!("{} (and {more} more of this value)", wrong.refusal),
        };
        groups.into_iter().map(told).collect()
    }

    /// The first rows as they would be read, a few lines each.
    pub fn preview(&self, rows: usize) -> Vec<String> {
        let one = |first: &First| {
            let filled = first.cells.iter().filter(|(_, text)| !text.is_empty());
            let cells: Vec<String> = filled.map(|(field, text)| format!("{field} `{}`", excerpt(text))).collect();
            format!("row {} {}: {}", first.line, first.fate.word(), cells.join(", "))
        };
        // What stays as it is is counted, not repeated.
        self.first.iter().filter(|first| first.fate != Fate::Unchanged).take(rows).map(one).collect()
    }

    /// The report as JSON.
    pub fn json(&self) -> Value {
        json!({
            "schema": "boardroom.import/1",
            "kind": self.kind,
            "file": self.file,
            "written": self.written,
            "rows": self.rows(),
            "created": self.count(Fate::Created),
            "updated": self.count(Fate::Updated),
            "unchanged": self.count(Fate::Unchanged),
            "refused": self.count(Fate::Refused),
            "counts": self.counts.iter().map(|(noun, count)| ((*noun).to_owned(), json!(count))).collect::<serde_json::Map<_, _>>(),
            "notes": self.notes,
            "mapped": self.mapped.iter().map(|one| json!({ "field": one.field, "column": one.column })).collect::<Vec<_>>(),
            "unmapped": self.unmapped,
            "people": self.people,
            "first": self.first.iter().map(|one| json!({
                "line": one.line, "fate": one.fate.word(),
                "cells": one.cells.iter().map(|(field, text)| (field.clone(), json!(text))).collect::<serde_json::Map<_, _>>(),
            })).collect::<Vec<_>>(),
            "differences": self.differences.iter().map(|one| json!({
                "line": one.line, "record": one.record, "field": one.field,
                "from": one.from, "to": one.to, "taken": one.taken,
            })).collect::<Vec<_>>(),
            "wrong": self.wrong.iter().map(|one| json!({
                "line": one.line, "column": one.column, "value": one.value,
                "sentence": one.refusal.sentence, "hint": one.refusal.hint,
            })).collect::<Vec<_>>(),
        })
    }
}

/// One of them: `breaches` are many.
fn one(noun: &str) -> &str {
    noun.strip_suffix("hes").map_or_else(|| noun.trim_end_matches('s'), |_| &noun[..noun.len() - 2])
}

const fn why(how: How) -> &'static str {
    match how {
        How::Told => " (as told)",
        How::Name => "",
        How::Synonym => " (a name others use)",
    }
}
