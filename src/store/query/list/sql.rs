//! From a list's table and a filter to a query; every value is bound, none is written into it.

use std::fmt::Write as _;

use super::{Bound, Holds, Sort, Table, Today};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::moment::read_stamp;
use crate::domain::query::Op;
use crate::domain::query::filter::{Filter, Operand, QueryKind, Test};
use crate::domain::zone::Zone;
use crate::store::search::body_term;

/// A whole number as its column writes it.
pub fn number(holds: Holds, number: i64) -> String {
    match holds {
        Holds::Id(_) if number == 0 => String::new(),
        Holds::Id(kind) => RecordId { kind, number: u32::try_from(number).unwrap_or(0) }.to_string(),
        Holds::AnyId => RecordId::from_key(number).map(|id| id.to_string()).unwrap_or_default(),
        Holds::Plain | Holds::Moment | Holds::Judged => number.to_string(),
    }
}

/// A moment as the board's clock shows it.
pub fn moment(text: &str, zone: Zone) -> String {
    read_stamp(text).map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

/// The query for the numbers of a list in order.
pub fn keys(table: &Table, filter: &[Filter], sort: Sort, today: Today) -> (String, Vec<Bound>) {
    let (clause, bound) = clauses(table, filter, today);
    let expression = table.column(sort.column).map_or(table.number, |column| column.sql);
    let way = if sort.descending { "DESC" } else { "ASC" };
    let mut order = format!("{expression} {way} NULLS LAST");
    if expression != table.number {
        let _ = write!(order, ", {} {way}", table.number);
    }
    (format!("SELECT {} FROM {}{clause} ORDER BY {order}", table.number, table.from), bound)
}

/// The query for how many rows pass.
pub fn count(table: &Table, filter: &[Filter], today: Today) -> (String, Vec<Bound>) {
    let (clause, bound) = clauses(table, filter, today);
    (format!("SELECT count(*) FROM {}{clause}", table.from), bound)
}

/// The query for one row: `?1` its number, `?2` today.
pub fn row(table: &Table) -> String {
    let cells: Vec<&str> =
        table.columns.iter().map(|column| if column.sql.is_empty() { "NULL" } else { column.sql }).collect();
    let standing = table.standing.replace(":today", "?2");
    format!("SELECT {}, {standing} FROM {} AND {} = ?1 AND ?2 <> ''", cells.join(", "), table.from, table.number)
}

/// The conditions of a filter, each with ` AND ` before it.
fn clauses(table: &Table, filter: &[Filter], today: Today) -> (String, Vec<Bound>) {
    let mut writing = Writing { table, bound: vec![Bound::Text(today.date.to_string())], uses_today: false };
    let mut clause = String::new();
    for term in filter {
        let test = writing.test(&term.test);
        let _ = if term.negated {
            write!(clause, " AND NOT coalesce(({test}), 0)")
        } else {
            write!(clause, " AND ({test})")
        };
    }
    if !writing.uses_today {
        // A bound value that the query does not name would be refused.
        clause.push_str(" AND ?1 <> ''");
    }
    (clause, writing.bound)
}

struct Writing<'t> {
    table: &'t Table,
    /// The first is today.
    bound: Vec<Bound>,
    uses_today: bool,
}

impl Writing<'_> {
    fn bind(&mut self, value: Bound) -> String {
        self.bound.push(value);
        format!("?{}", self.bound.len())
    }

    fn test(&mut self, asked: &Test) -> String {
        match asked {
            Test::Word(words) | Test::Phrase(words) => self.words(words),
            Test::Person(handle) => self.person(handle),
            Test::Flag(name) => {
                let sql = self.asked(name).0;
                self.uses_today |= sql.contains(":today");
                sql.replace(":today", "?1")
            }
            Test::Field { name, op, values } => {
                let (sql, kind) = self.asked(name);
                if *op == Op::Is {
                    let tests: Vec<String> = values.iter().map(|value| self.equal(sql, kind, value)).collect();
                    return tests.join(" OR ");
                }
                let value = match values.first() {
                    Some(Operand::Number(number)) => Bound::Number(*number),
                    Some(Operand::Date(date)) => Bound::Text(date.to_string()),
                    Some(Operand::Text(text)) => Bound::Text(text.clone()),
                    Some(Operand::Unset) | None => return "0".to_owned(),
                };
                let place = self.bind(value);
                format!("{sql} {} {place}", op.sign())
            }
        }
    }

    fn asked(&self, name: &str) -> (&'static str, QueryKind) {
        let found = self.table.asked.iter().find(|asked| asked.field.name == name);
        found.map_or(("0", QueryKind::Flag), |asked| (asked.sql, asked.field.kind))
    }

    fn equal(&mut self, sql: &str, kind: QueryKind, value: &Operand) -> String {
        match value {
            Operand::Unset => format!("coalesce({sql}, '') IN ('', 0)"),
            Operand::Number(number) => {
                let place = self.bind(Bound::Number(*number));
                format!("{sql} = {place}")
            }
            Operand::Date(date) => {
                let place = self.bind(Bound::Text(date.to_string()));
                format!("{sql} = {place}")
            }
            Operand::Text(text) if kind == QueryKind::Text => {
                let place = self.bind(Bound::Text(like(text)));
                format!("{sql} LIKE {place} ESCAPE '\\'")
            }
            Operand::Text(text) => {
                let place = self.bind(Bound::Text(text.clone()));
                format!("{sql} = {place}")
            }
        }
    }

    /// Words anywhere in the record: its text by words, its title and its model's by parts of words.
    fn words(&mut self, words: &str) -> String {
        let Some(kind) = self.table.kind else {
            let place = self.bind(Bound::Text(like(words)));
            return format!("(e.kind || ' ' || e.actor || ' ' || coalesce(e.payload, '')) LIKE {place} ESCAPE '\\'");
        };
        let body = self.bind(Bound::Text(body_term(words, true)));
        let (low, high) = self.range(kind);
        let number = self.table.number;
        let mut test = format!(
            "{number} IN (SELECT rowid - {low} FROM search_body WHERE search_body MATCH {body} AND rowid BETWEEN {low} AND {high})"
        );
        let title = self.titled(words);
        let _ = write!(test, " OR {number} IN {}", title.replace(":low", &low).replace(":high", &high));
        // What a row is about is read beside it on screen, so that its name finds the row.
        if kind != RecordKind::Model && self.table.asked.iter().any(|asked| asked.field.name == "model") {
            let (low, high) = self.range(RecordKind::Model);
            let _ = write!(test, " OR m.number IN {}", title.replace(":low", &low).replace(":high", &high));
        }
        test
    }

    /// The first and the last key of a kind.
    fn range(&mut self, kind: RecordKind) -> (String, String) {
        let base = RecordId { kind, number: 0 }.key();
        (self.bind(Bound::Number(base)), self.bind(Bound::Number(base + 0xff_ffff_ffff)))
    }

    /// The numbers, from `:low` to `:high`, of the records with these words in their title.
    fn titled(&mut self, words: &str) -> String {
        // Three characters and more are found by the index of trigrams, fewer by looking at every title.
        if words.chars().count() >= 3 {
            // The index does not know an escape; its signs match any character, which finds no less.
            let title = self.bind(Bound::Text(format!("%{}%", words.replace('%', "_"))));
            format!("(SELECT rowid - :low FROM search_title WHERE title LIKE {title} AND rowid BETWEEN :low AND :high)")
        } else {
            let title = self.bind(Bound::Text(like(words)));
            format!(
                "(SELECT key - :low FROM search_doc WHERE title LIKE {title} ESCAPE '\\' AND key BETWEEN :low AND :high)"
            )
        }
    }

    fn person(&mut self, handle: &str) -> String {
        let place = self.bind(Bound::Text(handle.to_owned()));
        let tests: Vec<String> = self
            .table
            .whose
            .iter()
            .map(|sql| format!("instr('; ' || {sql} || '; ', '; ' || {place} || '; ') > 0"))
            .collect();
        if tests.is_empty() { format!("0 AND {place} <> ''") } else { tests.join(" OR ") }
    }
}

/// The pattern that finds a text anywhere.
fn like(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
