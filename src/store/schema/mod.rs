//! The layout of the file: the log, which never changes, and the tables, which are derived and may.
//!
//! Record tables are generated from the field tables, so that no column can drift from its field;
//! what has no record of its own (attendance, votes, …), indexes and views stand in SQL files.

use std::fmt::Write as _;
use std::sync::OnceLock;

use rusqlite::{Connection, OptionalExtension};

use super::log::sha256;
use super::table;
use crate::domain::field::{FieldKind, FieldSpec};
use crate::domain::ids::RecordKind;
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Consultation, ControlTest, Decision, DriftEvent, FollowUp, Incident, Item,
    ManualMetric, Meeting, Model, Monitor, Note, Person, Record, Review, Risk, SavedView, Submission, ThematicReview,
    Validation, Version,
};

/// Marks the file as a board: `BdRm`.
pub const APPLICATION_ID: i64 = 0x4264_526d;
/// The form of the log.
pub const LOG_VERSION: i64 = 1;
/// The meaning of the tables; raised when a projection changes without its columns changing.
pub const LAYOUT_VERSION: i64 = 1;

/// The log and what belongs to it.
const LOG: &str = include_str!("log.sql");
/// Tables of rows that are not records.
const LINKS: &str = include_str!("links.sql");
/// Indexes, one for every offered sort.
const INDEXES: &str = include_str!("indexes.sql");
/// Documented views.
const VIEWS: &str = include_str!("views.sql");
/// Full-text search.
const SEARCH: &str = include_str!("search.sql");

/// Full-text segments are merged sixteen at a time: more seldom, so that few commits pay for it. A setting, not
/// part of the layout: a board made without it is as good, and gets it when its tables are next made anew.
const MERGING: &str = "INSERT INTO search_title (search_title, rank) VALUES ('automerge', 16);
  INSERT INTO search_body (search_body, rank) VALUES ('automerge', 16);";

/// The derived tables that are not records.
pub const LINK_TABLES: &[&str] =
    &["operation", "attendance", "recusal", "position", "vote", "incident_entry", "reading", "criteria", "search_doc"];

/// Every derived table.
pub fn tables() -> Vec<&'static str> {
    RECORD_TABLES.iter().chain(LINK_TABLES).copied().collect()
}

macro_rules! record_tables {
    ($($record:ty),*) => {
        /// The tables of records.
        pub const RECORD_TABLES: &[&str] = &[$(<$record as Record>::TABLE),*];

        /// The table of a kind of record.
        pub fn table_of(kind: RecordKind) -> Option<&'static str> {
            [$((<$record as Record>::KIND, <$record as Record>::TABLE)),*].into_iter().find(|(of, _)| *of == kind).map(|(_, table)| table)
        }

        /// The column of a kind of record that a person knows it by.
        pub fn title_of(kind: RecordKind) -> Option<&'static str> {
            [$((<$record as Record>::KIND, <$record as Record>::TITLE_FIELD)),*].into_iter().find(|(of, _)| *of == kind).map(|(_, title)| title)
        }

        fn records() -> String { [$(create_table::<$record>()),*].concat() }
    };
}
record_tables!(
    Person,
    Model,
    Version,
    Submission,
    Artifact,
    Assessment,
    Validation,
    Risk,
    Acceptance,
    FollowUp,
    Incident,
    Meeting,
    Item,
    Note,
    Decision,
    Monitor,
    DriftEvent,
    Review,
    ThematicReview,
    ControlTest,
    ManualMetric,
    Consultation,
    SavedView
);

fn create_table<R: Record>() -> String {
    let mut sql = format!(
        "CREATE TABLE {} (\n  number INTEGER PRIMARY KEY,\n  revision INTEGER NOT NULL,\n  voided INTEGER NOT NULL DEFAULT 0",
        R::TABLE
    );
    for spec in table::columns::<R>() {
        let _ = write!(sql, ",\n  {} {}", table::column(spec.name), sql_type(spec));
    }
    sql.push_str("\n) STRICT;\n");
    sql
}

fn sql_type(spec: &FieldSpec) -> &'static str {
    match (spec.kind)() {
        FieldKind::Number(..) | FieldKind::YesNo | FieldKind::Record(_) | FieldKind::AnyRecord => "INTEGER",
        FieldKind::Line
        | FieldKind::Prose
        | FieldKind::Choice(_)
        | FieldKind::Person
        | FieldKind::People
        | FieldKind::Records(_)
        | FieldKind::Date
        | FieldKind::Moment
        | FieldKind::Words
        | FieldKind::References
        | FieldKind::Rows => "TEXT",
    }
}

/// The text of the derived part of the layout.
pub fn derived() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| [records().as_str(), LINKS, INDEXES, SEARCH, VIEWS].concat())
}

/// The tables alone, for filling before anything rests on them.
pub fn bare() -> String {
    [records().as_str(), LINKS].concat()
}

/// What rests on the tables: indexes, full-text search, views.
pub fn upon_tables() -> String {
    [INDEXES, SEARCH, VIEWS, MERGING].concat()
}

/// The digest of the derived part: when it changes, the tables are rebuilt.
pub fn digest() -> &'static str {
    static DIGEST: OnceLock<String> = OnceLock::new();
    DIGEST.get_or_init(|| sha256(derived()))
}

/// Lays out a new file.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    let at = conn.unchecked_transaction()?;
    at.execute_batch(LOG)?;
    create_derived(&at)?;
    at.pragma_update(None, "application_id", APPLICATION_ID)?;
    at.pragma_update(None, "user_version", LOG_VERSION)?;
    at.commit()
}

/// Lays out the derived part, and notes which layout it is.
pub fn create_derived(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(derived())?;
    conn.execute_batch(MERGING)?;
    note_layout(conn)
}

/// Notes which layout the tables have.
pub fn note_layout(conn: &Connection) -> rusqlite::Result<()> {
    let set = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    conn.execute(set, ["layout_version", &LAYOUT_VERSION.to_string()])?;
    conn.execute(set, ["layout_digest", digest()])?;
    Ok(())
}

/// Takes every derived table, index, trigger and view away.
pub fn drop_derived(conn: &Connection) -> rusqlite::Result<()> {
    let mut statement = conn.prepare(
        "SELECT type, name FROM sqlite_schema
         WHERE type IN ('view', 'table') AND name NOT IN ('event', 'event_about', 'meta', 'blob')
           AND name NOT LIKE 'sqlite_%' AND (sql LIKE 'CREATE VIRTUAL%' OR type = 'view' OR name NOT LIKE 'search\\_%\\_%' ESCAPE '\\')
         ORDER BY type = 'table', sql NOT LIKE 'CREATE VIRTUAL%'",
    )?;
    let names: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (kind, name) in names {
        conn.execute_batch(&format!("DROP {kind} IF EXISTS \"{name}\""))?;
    }
    Ok(())
}

/// The layout noted in a file.
pub fn stored_layout(conn: &Connection) -> rusqlite::Result<(i64, String)> {
    let read = |name: &str| {
        let mut statement = conn.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        statement.query_row([name], |row| row.get::<_, String>(0)).optional()
    };
    let version = read("layout_version")?.and_then(|text| text.parse().ok()).unwrap_or(0);
    Ok((version, read("layout_digest")?.unwrap_or_default()))
}
