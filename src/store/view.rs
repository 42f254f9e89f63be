//! What a reader may ask of the record: typed rows, never SQL.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, ToSql};

use super::connection::trouble;
use super::log::{self, Entry, Head};
use super::search::{self, Hit};
use super::table;
use crate::domain::ids::{DecisionId, RecordId, RecordKind};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Consultation, ControlTest, Decision, DriftEvent, FollowUp, Incident, Item,
    ManualMetric, Meeting, Model, Monitor, Note, Person, Record, Review, Risk, Row, SavedView, Submission,
    ThematicReview, Validation, Version,
};
use crate::domain::value::Handle;
use crate::domain::{Refusal, text};

/// A reading view of the record.
pub struct View<'a> {
    pub(super) conn: &'a Connection,
    path: &'a Path,
}

impl<'a> View<'a> {
    pub(super) const fn new(conn: &'a Connection, path: &'a Path) -> Self {
        Self { conn, path }
    }

    /// The sentence for a database error.
    pub(super) fn kept<T>(&self, result: rusqlite::Result<T>) -> Result<T, Refusal> {
        result.map_err(|error| trouble(self.path, &error))
    }

    /// A record by number, if it is there and not voided.
    pub fn find<R: Record>(&self, number: u32) -> Result<Option<Row<R>>, Refusal> {
        self.kept(table::load(self.conn, number))
    }

    /// A record by number; refused in a sentence if it is not there.
    pub fn get<R: Record>(&self, number: u32) -> Result<Row<R>, Refusal> {
        let id = RecordId { kind: R::KIND, number };
        self.find(number)?.ok_or_else(|| {
            Refusal::data(id.to_string(), format!("there is no such {}", R::KIND.word()))
                .hint("see what there is with boardroom list or boardroom search")
        })
    }

    /// Records that match a clause of this floor.
    pub(super) fn select<R: Record>(&self, clause: &str, parameters: &[&dyn ToSql]) -> Result<Vec<Row<R>>, Refusal> {
        self.kept(table::select(self.conn, clause, parameters))
    }

    /// The highest number given to a kind of record.
    pub fn last_number(&self, kind: RecordKind) -> Result<u32, Refusal> {
        let conn = self.conn;
        self.kept(match kind {
            RecordKind::Person => table::last_number::<Person>(conn),
            RecordKind::Model => table::last_number::<Model>(conn),
            RecordKind::Version => table::last_number::<Version>(conn),
            RecordKind::Submission => table::last_number::<Submission>(conn),
            RecordKind::Artifact => table::last_number::<Artifact>(conn),
            RecordKind::Assessment => table::last_number::<Assessment>(conn),
            RecordKind::Validation => table::last_number::<Validation>(conn),
            RecordKind::Risk => table::last_number::<Risk>(conn),
            RecordKind::FollowUp => table::last_number::<FollowUp>(conn),
            RecordKind::Acceptance => table::last_number::<Acceptance>(conn),
            RecordKind::Incident => table::last_number::<Incident>(conn),
            RecordKind::Meeting => table::last_number::<Meeting>(conn),
            RecordKind::Item => table::last_number::<Item>(conn),
            RecordKind::Note => table::last_number::<Note>(conn),
            RecordKind::Decision => table::last_number::<Decision>(conn),
            RecordKind::Monitor => table::last_number::<Monitor>(conn),
            RecordKind::DriftEvent => table::last_number::<DriftEvent>(conn),
            RecordKind::Review => table::last_number::<Review>(conn),
            RecordKind::ThematicReview => table::last_number::<ThematicReview>(conn),
            RecordKind::ControlTest => table::last_number::<ControlTest>(conn),
            RecordKind::ManualMetric => table::last_number::<ManualMetric>(conn),
            RecordKind::Consultation => table::last_number::<Consultation>(conn),
            RecordKind::SavedView => table::last_number::<SavedView>(conn),
        })
    }

    /// The sequence number of the last event that changed a record's row; 0 if there is none. What is added beside a
    /// record (an entry on a timeline, an item of a meeting, a link) leaves it as it is.
    pub fn revision(&self, id: RecordId) -> Result<i64, Refusal> {
        let Some(table) = super::schema::table_of(id.kind) else { return Ok(0) };
        let found: rusqlite::Result<Option<i64>> = self
            .conn
            .prepare_cached(&format!("SELECT revision FROM {table} WHERE number = ?1"))
            .and_then(|mut statement| statement.query_row([id.number], |row| row.get(0)).optional());
        Ok(self.kept(found)?.unwrap_or(0))
    }

    /// A record's title, for showing beside its identifier; empty if it is not there.
    pub fn title(&self, id: RecordId) -> Result<String, Refusal> {
        let (Some(table), Some(title)) = (super::schema::table_of(id.kind), super::schema::title_of(id.kind)) else {
            return Ok(String::new());
        };
        let found: rusqlite::Result<Option<Option<String>>> = self
            .conn
            .prepare_cached(&format!("SELECT {title} FROM {table} WHERE number = ?1 AND voided = 0"))
            .and_then(|mut statement| statement.query_row([id.number], |row| row.get(0)).optional());
        Ok(self.kept(found)?.flatten().unwrap_or_default())
    }

    /// The titles of all records of a kind, newest first.
    pub fn titles(&self, kind: RecordKind) -> Result<Vec<(RecordId, String)>, Refusal> {
        let base = RecordId { kind, number: 0 }.key();
        let read = || {
            let mut statement = self
                .conn
                .prepare_cached("SELECT key, title FROM search_doc WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC")?;
            let rows = statement.query_map([base, base + i64::from(u32::MAX)], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let found = self.kept(read())?.into_iter().filter_map(|(key, title)| {
            let title = title.split_once(' ').map_or("", |(_, title)| title);
            RecordId::from_key(key).map(|id| (id, title.to_owned()))
        });
        Ok(found.collect())
    }

    /// Whether a record is there and not voided.
    pub fn exists(&self, id: RecordId) -> Result<bool, Refusal> {
        let Some(table) = super::schema::table_of(id.kind) else { return Ok(false) };
        let found = self
            .conn
            .prepare_cached(&format!("SELECT 1 FROM {table} WHERE number = ?1 AND voided = 0"))
            .and_then(|mut statement| statement.exists([id.number]));
        self.kept(found)
    }

    /// The person with this handle.
    pub fn person(&self, handle: &Handle) -> Result<Option<Row<Person>>, Refusal> {
        Ok(self.select("handle = ?1", &[&handle.as_str()])?.pop())
    }

    /// Whether anybody has this handle.
    pub fn is_known(&self, handle: &Handle) -> Result<bool, Refusal> {
        let found = self
            .conn
            .prepare_cached("SELECT 1 FROM person WHERE handle = ?1 AND voided = 0")
            .and_then(|mut statement| statement.exists([handle.as_str()]));
        self.kept(found)
    }

    /// Everybody, by name.
    pub fn people(&self) -> Result<Vec<Row<Person>>, Refusal> {
        self.select("1 ORDER BY name COLLATE NOCASE, number", &[])
    }

    /// A person who must be known; the nearest handles are named otherwise.
    pub fn known_person(&self, field: &str, handle: &Handle) -> Result<Row<Person>, Refusal> {
        if let Some(person) = self.person(handle)? {
            return Ok(person);
        }
        let people = self.people()?;
        let handles: Vec<&str> = people.iter().map(|person| person.handle.as_str()).collect();
        Err(Refusal::data(field, format!("nobody here has the handle `{handle}`")).hint(if handles.is_empty() {
            "add people first: boardroom import people FILE".to_owned()
        } else {
            text::did_you_mean(handle.as_str(), &handles)
        }))
    }

    /// The number of the record with this external key, or of the person with this handle.
    pub fn by_key<R: Record>(&self, field: &str, key: &str) -> Result<Option<u32>, Refusal> {
        let sql = format!("SELECT number FROM {} WHERE voided = 0 AND {} = ?1", R::TABLE, table::column(field));
        let found = self
            .conn
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.query_row([key], |row| row.get(0)).optional());
        self.kept(found)
    }

    /// Where the log ends.
    pub fn head(&self) -> Result<Head, Refusal> {
        self.kept(log::head(self.conn))
    }

    /// Where a hash stands on this record, if it does.
    pub fn find_hash(&self, hash: &str) -> Result<Option<i64>, Refusal> {
        self.kept(log::find_hash(self.conn, hash))
    }

    /// The board's name.
    pub fn board_name(&self) -> Result<String, Refusal> {
        let found = self.conn.query_row("SELECT value FROM meta WHERE name = 'board'", [], |row| row.get(0)).optional();
        Ok(self.kept(found)?.unwrap_or_else(|| "Model Review Board".to_owned()))
    }

    /// The criteria in force: their version and the text of the policy file; `None` before any was adopted.
    pub fn criteria(&self) -> Result<Option<(String, String)>, Refusal> {
        let found = self
            .conn
            .prepare_cached("SELECT version, text FROM criteria ORDER BY seq DESC LIMIT 1")
            .and_then(|mut statement| statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional());
        self.kept(found)
    }

    /// The digest of the criteria in force, to tell whether a parsed policy is still good.
    pub fn criteria_digest(&self) -> Result<Option<String>, Refusal> {
        let found = self
            .conn
            .prepare_cached("SELECT sha256 FROM criteria ORDER BY seq DESC LIMIT 1")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional());
        self.kept(found)
    }

    /// The edition that was adopted on the strength of a decision, if one was.
    pub fn criteria_adopted_by(&self, decision: DecisionId) -> Result<Option<String>, Refusal> {
        let found = self
            .conn
            .prepare_cached("SELECT version FROM criteria WHERE decision = ?1")
            .and_then(|mut statement| statement.query_row([decision.0], |row| row.get(0)).optional());
        self.kept(found)
    }

    /// The events about a record, newest first.
    pub fn history(&self, id: RecordId, before: i64, limit: i64) -> Result<Vec<Entry>, Refusal> {
        self.kept(log::about(self.conn, id.key(), before, limit))
    }

    /// The last events of the log, newest first.
    pub fn latest(&self, before: i64, limit: i64) -> Result<Vec<Entry>, Refusal> {
        self.kept(log::latest(self.conn, before, limit))
    }

    /// The events of one operation.
    pub fn of_operation(&self, op: i64) -> Result<Vec<Entry>, Refusal> {
        self.kept(log::of_operation(self.conn, op))
    }

    /// Full-text search over all records.
    pub fn search(&self, words: &str, limit: i64) -> Result<Vec<Hit>, Refusal> {
        self.kept(search::search(self.conn, words, limit))
    }
}
