//! Lists as windows: for each, one table of columns and of what its filter can ask; the order of a list
//! as keys, and the rows on screen by key. No list is ever held whole.
//!
//! The interface and the command line read the same tables. What needs the policy to be said
//! (readiness, business days) is left blank here and filled in above.

mod appraisals;
mod column;
mod oversight;
mod registers;
mod sql;
mod tables;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{ToSql, params_from_iter};
use serde_json::json;

use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::query::filter::{Filter, QueryField};
use crate::domain::text::clean_line;
use crate::domain::zone::Zone;
use crate::domain::{Misread, Refusal, text};
use crate::policy::Policy;
use crate::store::View;
pub use column::{Column, Holds};
pub(super) use registers::{IMPACT, LIKELIHOOD};

/// The bits of a record's key that are its number.
const NUMBERS: i64 = 0xff_ffff_ffff;

macro_rules! lists {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal, $what:literal, $table:path;)*) => {
        /// A list of records.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum List { $($(#[doc = $doc])* $name,)* }

        impl List {
            /// Every list.
            pub const ALL: &'static [List] = &[$(List::$name,)*];
            /// Its name on the command line.
            pub const fn name(self) -> &'static str { match self { $(List::$name => $word,)* } }
            /// What its rows are called.
            pub const fn word(self) -> &'static str { match self { $(List::$name => $what,)* } }
            /// Its columns, its filter and where its rows come from.
            pub const fn table(self) -> &'static Table { match self { $(List::$name => &$table,)* } }
        }
    };
}

lists! {
    /// What was submitted.
    Submissions = "intake", "submissions", tables::SUBMISSIONS;
    /// The inventory.
    Models = "models", "models", tables::MODELS;
    /// The risk register.
    Risks = "risks", "risks", registers::RISKS;
    /// Follow-ups and conditions.
    FollowUps = "followups", "follow-ups", registers::FOLLOWUPS;
    /// Acceptances.
    Acceptances = "acceptances", "acceptances", registers::ACCEPTANCES;
    /// Incidents.
    Incidents = "incidents", "incidents", registers::INCIDENTS;
    /// Assessments.
    Assessments = "assessments", "assessments", appraisals::ASSESSMENTS;
    /// Validations.
    Validations = "validations", "validations", appraisals::VALIDATIONS;
    /// Decisions.
    Decisions = "decisions", "decisions", tables::DECISIONS;
    /// Meetings.
    Meetings = "meetings", "meetings", tables::MEETINGS;
    /// Agenda items.
    Agenda = "agenda", "agenda items", tables::AGENDA;
    /// People and seats.
    People = "people", "people", tables::PEOPLE;
    /// Saved views.
    Views = "views", "views", tables::VIEWS;
    /// Thematic reviews.
    Thematic = "thematic", "thematic reviews", tables::THEMATIC;
    /// What is wrong today.
    Alarms = "alarms", "alarms", oversight::ALARMS;
    /// Periodic reviews.
    Reviews = "reviews", "reviews", oversight::REVIEWS;
    /// Monitors.
    Monitors = "monitors", "monitors", oversight::MONITORS;
    /// Drift events.
    Drift = "drift", "drift events", oversight::DRIFT;
    /// Control tests.
    ControlTests = "control-tests", "control tests", oversight::CONTROL_TESTS;
    /// Manual metrics.
    Metrics = "metrics", "manual metrics", oversight::METRICS;
    /// The event log.
    Events = "events", "events", tables::EVENTS;
}

impl List {
    /// The list of this name.
    pub fn of(name: &str) -> Result<Self, Misread> {
        Self::ALL.iter().copied().find(|list| list.name() == name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|list| list.name()).collect();
            Misread::new(format!("`{}` is not a list", text::excerpt(name)), text::did_you_mean(name, &known))
        })
    }

    /// Whether its keys come straight from an index: its own order, whole or by flags that have one. What hardly
    /// grows is quick by flags of any sort.
    pub fn is_quick(self, filter: &str, sort: Sort) -> bool {
        let indexed = match self {
            Self::Submissions | Self::Risks | Self::FollowUps | Self::Decisions | Self::Agenda | Self::Events => true,
            Self::Models
            | Self::Acceptances
            | Self::Incidents
            | Self::Assessments
            | Self::Validations
            | Self::Meetings
            | Self::People
            | Self::Views
            | Self::Thematic
            | Self::Reviews
            | Self::Monitors
            | Self::Drift
            | Self::ControlTests
            | Self::Metrics
            | Self::Alarms => false,
        };
        let known = |name: &str| {
            let found = self.table().asked.iter().find(|asked| asked.field.name == name);
            found.is_some_and(|asked| asked.index.is_some() || !indexed)
        };
        sort.column == self.table().first.column
            && filter.split_whitespace().all(|term| term.strip_prefix("is:").is_some_and(known))
    }

    /// The list that shows records of a kind.
    pub fn showing(kind: RecordKind) -> Option<Self> {
        Self::ALL.iter().copied().find(|list| list.table().kind == Some(kind))
    }
}

/// What a filter can ask of a list, and the expression that answers.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Its name and kind.
    pub field: QueryField,
    sql: &'static str,
    /// The partial index that holds just the rows of a flag.
    index: Option<&'static str>,
}

impl Asked {
    /// A flag whose rows are those of an index.
    const fn by(mut self, index: &'static str) -> Self {
        self.index = Some(index);
        self
    }
}

/// An order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column, by name.
    pub column: &'static str,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// A list's table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The kind of its records; events are none.
    pub kind: Option<RecordKind>,
    /// Its columns, in the order of a row's cells.
    pub columns: &'static [Column],
    /// The order it begins with.
    pub first: Sort,
    asked: &'static [Asked],
    from: &'static str,
    /// What is joined for the columns of that alias; nothing of it decides whether a row is there.
    joins: &'static [(&'static str, &'static str)],
    /// What holds of every row.
    holds: &'static str,
    number: &'static str,
    /// Whose row it is, for `@me`: expressions that hold a handle or several.
    whose: &'static [&'static str],
    /// 0 nothing, 1 soon, 2 overdue or wrong, 3 over.
    standing: &'static str,
}

impl Table {
    /// What its filter can ask.
    pub fn fields(&self) -> Vec<QueryField> {
        self.asked.iter().map(|asked| asked.field).collect()
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// An order as it is typed: `due`, `-residual`.
    pub fn sort(&self, text: &str) -> Result<Sort, Misread> {
        let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let found = self.columns.iter().find(|column| column.sortable && column.name == name);
        found.map(|column| Sort { column: column.name, descending }).ok_or_else(|| {
            let known: Vec<&str> =
                self.columns.iter().filter(|column| column.sortable).map(|column| column.name).collect();
            Misread::new(
                format!("this list is not sorted by `{}`", crate::domain::text::excerpt(name)),
                crate::domain::text::did_you_mean(name, &known),
            )
        })
    }
}

/// How a row stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nothing about it.
    #[default]
    Plain,
    /// Due soon.
    Soon,
    /// Overdue, or wrong.
    Overdue,
    /// Over: closed, decided, retired.
    Over,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The key of its record; of an event, its number.
    pub key: i64,
    /// A text for each column of the table.
    pub cells: Vec<String>,
    /// How it stands out.
    pub standing: Standing,
}

/// What the day and the place change in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    /// The board's date.
    pub date: NaiveDate,
    /// The board's distance from UTC.
    pub zone: Zone,
}

/// What is bound to every query of a list.
#[derive(Clone, Debug)]
pub(super) struct On {
    today: Today,
    /// The reviews that lapses ask for and that are not on the record yet, as JSON; none to a list of another kind.
    asked: String,
}

/// A parameter of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bound {
    Text(String),
    Number(i64),
}

impl ToSql for Bound {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Number(number) => ToSqlOutput::Owned(Value::Integer(*number)),
        })
    }
}

impl View<'_> {
    /// The keys of a list in order, as many as pass the filter.
    pub fn list_keys(
        &self,
        list: List,
        filter: &[Filter],
        sort: Sort,
        today: Today,
        policy: &Policy,
    ) -> Result<Vec<i64>, Refusal> {
        if list == List::Events && filter.is_empty() && sort.column == list.table().first.column {
            // The log has no gaps: its trigger demands the next number.
            let numbers = 1..=self.head()?.seq;
            return Ok(if sort.descending { numbers.rev().collect() } else { numbers.collect() });
        }
        let (sql, bound) = sql::keys(list.table(), filter, sort, &self.on(list, today, policy)?);
        let read = || {
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(&bound), |row| row.get(0))?;
            rows.collect::<rusqlite::Result<Vec<i64>>>()
        };
        let numbers = self.kept(read())?;
        let base = list.table().kind.map_or(0, |kind| RecordId { kind, number: 0 }.key());
        // What is not on the record yet is named by the whole key of another record.
        Ok(numbers.into_iter().map(|number| if number > NUMBERS { number } else { base | number }).collect())
    }

    /// How many rows pass the filter.
    pub fn list_count(&self, list: List, filter: &[Filter], today: Today, policy: &Policy) -> Result<usize, Refusal> {
        if list == List::Events && filter.is_empty() {
            return Ok(usize::try_from(self.head()?.seq).unwrap_or(0));
        }
        let (sql, bound) = sql::count(list.table(), filter, &self.on(list, today, policy)?);
        let read = || {
            let mut statement = self.conn.prepare_cached(&sql)?;
            statement.query_row(params_from_iter(&bound), |row| row.get::<_, i64>(0))
        };
        Ok(usize::try_from(self.kept(read())?).unwrap_or(0))
    }

    /// The rows with these keys, in the order of the keys; what is gone meanwhile is left out.
    pub fn list_rows(&self, list: List, keys: &[i64], today: Today, policy: &Policy) -> Result<Vec<Row>, Refusal> {
        let table = list.table();
        let on = self.on(list, today, policy)?;
        let sql = sql::row(table);
        let read = || {
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut found = Vec::with_capacity(keys.len());
            for key in keys {
                let own = RecordId::from_key(*key).is_some_and(|id| Some(id.kind) == table.kind);
                let number = if own { key & NUMBERS } else { *key };
                let mut rows = statement.query((number, today.date.to_string(), today.zone.to_string(), &on.asked))?;
                if let Some(row) = rows.next()? {
                    found.push(cells(table, row, *key, today)?);
                }
            }
            Ok(found)
        };
        self.kept(read())
    }
}

impl View<'_> {
    /// What is bound to every query of a list on a day.
    fn on(&self, list: List, today: Today, policy: &Policy) -> Result<On, Refusal> {
        if list != List::Reviews {
            return Ok(On { today, asked: "[]".to_owned() });
        }
        let asked = self.reviews_asked(today.date, policy)?.into_iter().filter(|one| one.taken_by.is_none());
        let asked = asked.map(|one| {
            json!({"key": one.by.key(), "model": one.model.number, "trigger": one.trigger.word(), "due": one.due.to_string(),
                "cause": one.cause})
        });
        Ok(On { today, asked: asked.collect::<serde_json::Value>().to_string() })
    }
}

fn cells(table: &Table, row: &rusqlite::Row<'_>, key: i64, today: Today) -> rusqlite::Result<Row> {
    let mut cells = Vec::with_capacity(table.columns.len());
    for (at, column) in table.columns.iter().enumerate() {
        cells.push(match row.get_ref(at)? {
            ValueRef::Integer(number) => sql::number(column.holds, number),
            ValueRef::Text(text) => {
                let text = std::str::from_utf8(text).unwrap_or_default();
                match column.holds {
                    Holds::Moment => sql::moment(text, today.zone),
                    Holds::About => sql::about(text),
                    Holds::Told => sql::told(text),
                    Holds::Plain | Holds::Id(_) | Holds::AnyId | Holds::Judged => clean_line(text),
                }
            }
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => String::new(),
        });
    }
    let standing = match row.get::<_, i64>(table.columns.len())? {
        1 => Standing::Soon,
        2 => Standing::Overdue,
        3 => Standing::Over,
        _ => Standing::Plain,
    };
    Ok(Row { key, cells, standing })
}
