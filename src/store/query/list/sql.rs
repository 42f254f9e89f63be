//! From a list's table and a filter to a query; every value is bound, none is written into it.

use std::fmt::Write as _;

use super::{Bound, Holds, On, Sort, Table};
use crate::domain::custom::CustomHolds;
use crate::domain::event::Event;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::moment::read_stamp;
use crate::domain::query::Op;
use crate::domain::query::filter::{Filter, Operand, QueryKind, Test};
use crate::domain::text::clean_line;
use crate::domain::zone::Zone;
use crate::store::search::body_term;

/// A whole number as its column writes it.
pub fn number(holds: Holds, number: i64) -> String {
    match holds {
        Holds::Id(_) if number == 0 => String::new(),
        Holds::Id(kind) => RecordId { kind, number: u32::try_from(number).unwrap_or(0) }.to_string(),
        Holds::AnyId => RecordId::from_key(number).map(|id| id.to_string()).unwrap_or_default(),
        Holds::Plain | Holds::Moment | Holds::About | Holds::Told | Holds::Judged => number.to_string(),
    }
}

/// The record that an event is chiefly about, by its kind, version and payload in a line each.
pub fn about(text: &str) -> String {
    event(text).and_then(|event| event.about().first().map(ToString::to_string)).unwrap_or_default()
}

/// What an event did; a text that is no event stands as it is.
pub fn told(text: &str) -> String {
    event(text).map_or_else(|| clean_line(text), |event| clean_line(&event.summary()))
}

fn event(text: &str) -> Option<Event> {
    let mut lines = text.splitn(3, '\n');
    let (kind, version) = (lines.next()?, lines.next()?.parse().ok()?);
    Event::decode(kind, version, lines.next()?).ok()
}

/// A moment as the board's clock shows it.
pub fn moment(text: &str, zone: Zone) -> String {
    read_stamp(text).map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

/// The query for the numbers of a list in order.
pub fn keys(table: &Table, filter: &[Filter], sort: Sort, on: &On) -> (String, Vec<Bound>) {
    let (clause, bound) = clauses(table, filter, on);
    let expression = table.column(sort.column).map_or(table.number, |column| column.sql);
    let expression = placed(expression, 1);
    let way = if sort.descending { "DESC" } else { "ASC" };
    let mut order = format!("{expression} {way} NULLS LAST");
    if expression != table.number {
        let _ = write!(order, ", {} {way}", table.number);
    }
    let rest = format!("{clause} ORDER BY {order}");
    (format!("SELECT {} FROM {}{rest}", table.number, source(table, indexed(table, filter), &rest, 1)), bound)
}

/// The query for how many rows pass.
pub fn count(table: &Table, filter: &[Filter], on: &On) -> (String, Vec<Bound>) {
    let (clause, bound) = clauses(table, filter, on);
    (format!("SELECT count(*) FROM {}{clause}", source(table, indexed(table, filter), &clause, 1)), bound)
}

/// The rows to choose from, with those joins only whose columns are named: without them an index answers alone.
fn source(table: &Table, index: Option<&str>, named: &str, today: usize) -> String {
    let mut source = placed(table.from, today);
    if let Some(index) = index {
        let _ = write!(source, " INDEXED BY {index}");
    }
    for (alias, join) in table.joins {
        let mentions = |at: usize| !named[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if named.match_indices(alias).any(|(at, _)| mentions(at)) {
            let _ = write!(source, " {join}");
        }
    }
    let _ = write!(source, " WHERE {}", table.holds);
    source
}

/// The index that holds just what a filter of flags lets through; the planner does not see by itself how small it is.
fn indexed(table: &Table, filter: &[Filter]) -> Option<&'static str> {
    let of = |term: &Filter| match &term.test {
        Test::Flag(name) if !term.negated => table.asked.iter().find(|asked| asked.field.name == *name),
        _ => None,
    };
    let flags: Option<Vec<_>> = filter.iter().map(of).collect();
    flags?.into_iter().find_map(|asked| asked.index)
}

/// An expression with the places of today and, behind it, of the board's zone and of the reviews that lapses ask for.
fn placed(sql: &str, today: usize) -> String {
    sql.replace(":today", &format!("?{today}"))
        .replace(":zone", &format!("?{}", today + 1))
        .replace(":asked", &format!("?{}", today + 2))
}

/// The query for one row: `?1` its number, `?2` today, `?3` the board's zone, `?4` the reviews that lapses ask for.
pub fn row(table: &Table) -> String {
    let cells: Vec<&str> =
        table.columns.iter().map(|column| if column.sql.is_empty() { "NULL" } else { column.sql }).collect();
    let (cells, standing) = (placed(&cells.join(", "), 2), placed(table.standing, 2));
    let from = source(table, None, &format!("{cells} {standing}"), 2);
    format!("SELECT {cells}, {standing} FROM {from} AND {} = ?1 AND ?2 <> '' AND ?3 <> '' AND ?4 <> ''", table.number)
}

/// The conditions of a filter, each with ` AND ` before it.
fn clauses(table: &Table, filter: &[Filter], on: &On) -> (String, Vec<Bound>) {
    let bound = vec![
        Bound::Text(on.today.date.to_string()),
        Bound::Text(on.today.zone.to_string()),
        Bound::Text(on.asked.clone()),
    ];
    let mut writing = Writing { table, bound };
    let mut clause = String::new();
    for term in filter {
        let test = writing.test(&term.test);
        let _ = if term.negated {
            write!(clause, " AND NOT coalesce(({test}), 0)")
        } else {
            write!(clause, " AND ({test})")
        };
    }
    // A bound value that the query does not name would be refused.
    clause.push_str(" AND ?1 <> '' AND ?2 <> '' AND ?3 <> ''");
    (clause, writing.bound)
}

struct Writing<'t> {
    table: &'t Table,
    /// The first is today, the second the board's zone, the third what lapses ask for.
    bound: Vec<Bound>,
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
            Test::Flag(name) => self.asked(name).0,
            Test::Custom { key, holds, op, values } => self.custom(key, holds, *op, values),
            Test::Field { name, op, values } => {
                let (sql, kind) = self.asked(name);
                if *op == Op::Is {
                    let tests: Vec<String> = values.iter().map(|value| self.equal(&sql, kind, value)).collect();
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

    /// A custom field: the value of the entry with its key among those of the row.
    fn custom(&mut self, key: &str, holds: &CustomHolds, op: Op, values: &[String]) -> String {
        let entries = format!("json_each(nullif({}, ''))", self.asked("custom").0);
        let mark = self.bind(Bound::Text(key.to_owned()));
        let value = format!(
            "coalesce((SELECT json_extract(entry.value, '$.value') FROM {entries} entry WHERE json_extract(entry.value, '$.key') = {mark}), '')"
        );
        let number = *holds == CustomHolds::Number;
        let sign = if op == Op::Is { "=" } else { op.sign() };
        let tests: Vec<String> = values
            .iter()
            .map(|text| {
                if *holds == CustomHolds::Text && !text.is_empty() {
                    let place = self.bind(Bound::Text(like(text)));
                    return format!("{value} LIKE {place} ESCAPE '\\'");
                }
                let place = self.bind(Bound::Text(text.clone()));
                match (number, text.is_empty()) {
                    // What is unset stands in no order.
                    (true, false) => format!("({value} <> '' AND CAST({value} AS REAL) {sign} CAST({place} AS REAL))"),
                    (false, false) if op != Op::Is => format!("({value} <> '' AND {value} {sign} {place})"),
                    _ => format!("{value} {sign} {place}"),
                }
            })
            .collect();
        tests.join(" OR ")
    }

    /// What answers a question; how things stand may depend on the day.
    fn asked(&self, name: &str) -> (String, QueryKind) {
        let found = self.table.asked.iter().find(|asked| asked.field.name == name);
        let (sql, kind) = found.map_or(("0", QueryKind::Flag), |asked| (asked.sql, asked.field.kind));
        (placed(sql, 1), kind)
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
            Operand::Text(text)
                if matches!(kind, QueryKind::Text | QueryKind::Tag | QueryKind::Reference | QueryKind::Custom(_)) =>
            {
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
            let (text, place) = (self.asked("text").0, self.bind(Bound::Text(like(words))));
            return format!("({text}) LIKE {place} ESCAPE '\\'");
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
