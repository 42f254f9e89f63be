//! Registers as they leave the board: for each, one table of columns (name, kind, expression, meaning),
//! and one pass over the rows that holds none of them.
//!
//! Expressions may use `:today`, `:zone` (the board's time zone, for `board_day`) and
//! what their register joins. How a cell is written is decided by its kind, outside this floor.

mod procedure;
mod register;

use chrono::NaiveDate;
use rusqlite::types::ValueRef;

use crate::domain::Refusal;
use crate::domain::ids::{MeetingId, RecordKind};
use crate::domain::zone::Zone;
use crate::store::View;

pub use procedure::{ACCEPTANCES, AGENDA, DECISIONS, INCIDENTS, INTAKE};
pub use register::{CALENDAR, FOLLOWUPS, INVENTORY, JIRA, RISKS};

/// What a column holds, hence how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text as a person typed it.
    Text,
    /// A whole number.
    Number,
    /// A day, `2026-12-01`.
    Day,
    /// Yes or no.
    YesNo,
    /// Words or identifiers, joined with `; `.
    List,
    /// How many entries such a list has.
    Count,
    /// The first words of such a list's entries.
    Firsts,
    /// A record of this kind, by number.
    Id(RecordKind),
    /// Any record, by key.
    AnyId,
    /// What sort of record a key names.
    AnyKind,
    /// Compensating controls.
    Controls,
    /// The custom fields of a record of this kind, a column each as the policy declares them.
    Custom(RecordKind),
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// How it is computed.
    expression: &'static str,
    /// What it means, for the manual.
    pub meaning: &'static str,
}

/// A register that can be exported.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    /// Its name.
    pub name: &'static str,
    /// Its columns in order; new ones are only added at the end.
    pub columns: &'static [Column],
    /// Which day `--since` and `--until` look at.
    pub day: &'static str,
    /// What `--meeting` keeps.
    pub of_meeting: &'static str,
    from: &'static str,
    day_expression: &'static str,
    meeting_clause: &'static str,
    order: &'static str,
}

/// Which rows are exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The first day.
    pub since: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// The meeting.
    pub meeting: Option<MeetingId>,
}

/// A cell as it stands in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// A whole number.
    Number(i64),
    /// Text.
    Text(&'a str),
}

/// Writes one table of columns.
macro_rules! columns {
    ($($name:literal, $kind:expr, $expression:expr, $meaning:literal;)*) => {
        &[$($crate::store::query::export::Column { name: $name, kind: $kind, expression: $expression, meaning: $meaning },)*]
    };
}
use columns;

impl Register {
    fn sql(&self, filter: &Filter) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.expression).collect();
        let mut sql = format!("SELECT {} FROM {}", columns.join(", "), self.from);
        let day = self.day_expression;
        if filter.since.is_some() {
            sql.extend([" AND ", day, " >= :since"]);
        }
        if filter.until.is_some() {
            sql.extend([" AND ", day, " <= :until"]);
        }
        if filter.meeting.is_some() {
            sql.extend([" AND ", self.meeting_clause]);
        }
        sql.push_str(" ORDER BY ");
        sql.push_str(self.order);
        sql
    }
}

impl View<'_> {
    /// Gives each row of a register to `each`, in order; returns how many there were.
    pub fn export(
        &self,
        register: &Register,
        filter: &Filter,
        today: NaiveDate,
        zone: Zone,
        each: &mut dyn FnMut(&[Value<'_>]) -> Result<(), Refusal>,
    ) -> Result<u64, Refusal> {
        let mut statement = self.kept(self.conn.prepare(&register.sql(filter)))?;
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let texts = [
            (":today", today.to_string()),
            (":zone", zone.to_string()),
            (":since", day(filter.since)),
            (":until", day(filter.until)),
        ];
        for (name, text) in &texts {
            if let Some(at) = self.kept(statement.parameter_index(name))? {
                self.kept(statement.raw_bind_parameter(at, text))?;
            }
        }
        if let (Some(at), Some(meeting)) = (self.kept(statement.parameter_index(":meeting"))?, filter.meeting) {
            self.kept(statement.raw_bind_parameter(at, meeting.0))?;
        }
        let mut rows = statement.raw_query();
        let mut count = 0;
        while let Some(row) = self.kept(rows.next())? {
            let mut cells = Vec::with_capacity(register.columns.len());
            for at in 0..register.columns.len() {
                cells.push(match self.kept(row.get_ref(at))? {
                    ValueRef::Integer(number) => Value::Number(number),
                    // The store writes text as UTF-8; damage is found by verify.
                    ValueRef::Text(text) => std::str::from_utf8(text).map_or(Value::Empty, Value::Text),
                    ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Empty,
                });
            }
            each(&cells)?;
            count += 1;
        }
        Ok(count)
    }

    /// The hash under the first event: what tells this board from every other.
    pub fn root(&self) -> Result<String, Refusal> {
        self.kept(self.conn.query_row("SELECT value FROM meta WHERE name = 'root'", [], |row| row.get(0)))
    }
}
