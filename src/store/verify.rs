//! Proof: the chain, then every table against a replay of the log; and the rebuild that uses the same replay.

use std::path::Path;

use rusqlite::Connection;

use super::connection::{Store, trouble};
use super::log::{self, Entry};
use super::{project, schema, search};
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::ids::RecordKind;

/// Something that is not as the log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: a table, or the log.
    pub table: String,
    /// Which row, as people name it.
    pub id: String,
    /// Which column; empty if the whole row is missing or surplus.
    pub column: String,
    /// What is wrong.
    pub sentence: String,
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Events looked at.
    pub events: u64,
    /// The head hash of the log.
    pub head: String,
    /// What is not as it should be; empty if the store is sound.
    pub differences: Vec<Difference>,
}

/// Most differences that are listed.
const MOST: usize = 200;

fn difference(table: &str, id: impl Into<String>, column: &str, sentence: impl Into<String>) -> Difference {
    Difference { table: table.to_owned(), id: id.into(), column: column.to_owned(), sentence: sentence.into() }
}

/// Checks the chain, then replays it into a temporary database and compares every table.
/// `progress` hears of events done and all events; `false` cancels.
pub fn verify(store: &Store, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Report, Refusal> {
    let path = store.path().to_owned();
    let refuse = |error: rusqlite::Error| trouble(&path, &error);
    let at = store.conn.unchecked_transaction().map_err(refuse)?;
    let mut report = Report::default();
    let integrity: String = at.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(refuse)?;
    if integrity != "ok" {
        report.differences.push(difference("file", "", "", integrity));
        return Ok(report);
    }
    let replay = Replay::new(&path)?;
    let mut before = log::root(&log::genesis(&at).map_err(refuse)?);
    let genesis = log::genesis(&at).map_err(refuse)?;
    let all = u64::try_from(log::head(&at).map_err(refuse)?.seq).unwrap_or(0);
    let mut broken = Vec::new();
    let mut expected = 1;
    let mut done = 0;
    log::scan::<Refused>(&at, 0, |entry| {
        let wrong = chain_fault(&entry, expected, &before, &genesis);
        if let Some(sentence) = wrong {
            broken.push(difference("event", format!("seq {}", entry.seq), "", sentence));
            return Ok(false);
        }
        replay.take(&entry)?;
        before.clone_from(&entry.hash);
        expected = entry.seq + 1;
        done += 1;
        if done % 1000 == 0 && !progress(done, all) {
            return Err(Refused(Refusal::state("verify", "cancelled")));
        }
        Ok(true)
    })
    .map_err(|refused| refused.0)?;
    report.events = done;
    report.head = before;
    report.differences.append(&mut broken);
    if report.differences.is_empty() {
        replay.finish()?;
        compare(&at, &replay, &path, &mut report.differences)?;
    }
    Ok(report)
}

/// What is wrong with a row of the log, if anything.
fn chain_fault(entry: &Entry, expected: i64, before: &str, genesis: &str) -> Option<String> {
    if entry.seq != expected {
        return Some(format!("the log has a gap: seq {expected} is missing"));
    }
    if entry.payload.as_ref().is_some_and(|payload| log::sha256(payload) != entry.payload_sha) {
        return Some("the payload was altered: it does not match its digest".to_owned());
    }
    (entry.chained(before, genesis) != entry.hash).then(|| "the row was altered: it does not match its hash".to_owned())
}

/// Carries a refusal through a scan of the log.
struct Refused(Refusal);

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self(trouble(Path::new("the log"), &error))
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

/// A replay of the log into a temporary database beside which the real tables can be held.
struct Replay {
    conn: Connection,
    file: tempfile::NamedTempFile,
    dirty: std::cell::RefCell<std::collections::BTreeSet<i64>>,
    path: std::path::PathBuf,
}

impl Replay {
    fn new(path: &Path) -> Result<Self, Refusal> {
        let file = tempfile::NamedTempFile::new().map_err(|error| {
            Refusal::store("temporary file", format!("it cannot be made: {error}"))
                .hint("free space in the temporary folder")
        })?;
        let open = || {
            let conn = Connection::open(file.path())?;
            conn.set_prepared_statement_cache_capacity(256);
            conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;")?;
            conn.execute_batch("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT; CREATE TABLE event (seq INTEGER PRIMARY KEY, op, at, effective, actor, kind, payload, hash);")?;
            schema::create_derived(&conn)?;
            conn.execute_batch("BEGIN")?;
            Ok(conn)
        };
        let conn = open().map_err(|error| trouble(file.path(), &error))?;
        Ok(Self { conn, file, dirty: std::cell::RefCell::default(), path: path.to_owned() })
    }

    fn take(&self, entry: &Entry) -> Result<(), Refusal> {
        let Some(payload) = &entry.payload else { return Ok(()) };
        let event = Event::decode(&entry.kind, entry.version, payload)?;
        project::project(&self.conn, entry, &event).map_err(|error| trouble(&self.path, &error))?;
        self.dirty.borrow_mut().extend(search::touched(&event));
        Ok(())
    }

    fn finish(&self) -> Result<(), Refusal> {
        let write = || {
            for key in self.dirty.borrow().iter() {
                search::refresh(&self.conn, *key)?;
            }
            self.conn.execute_batch("COMMIT")
        };
        write().map_err(|error| trouble(&self.path, &error))
    }
}

/// Compares the schema's own text and every derived table, typed, by primary key.
fn compare(conn: &Connection, replay: &Replay, path: &Path, found: &mut Vec<Difference>) -> Result<(), Refusal> {
    let refuse = |error: rusqlite::Error| trouble(path, &error);
    let schemas = |conn: &Connection| -> rusqlite::Result<Vec<(String, String)>> {
        let mut statement = conn.prepare(
            "SELECT name, coalesce(sql, '') FROM sqlite_schema
             WHERE tbl_name NOT IN ('event', 'event_about', 'meta', 'blob') AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    let (here, there) = (schemas(conn).map_err(refuse)?, schemas(&replay.conn).map_err(refuse)?);
    for (name, sql) in &there {
        if !here.iter().any(|(known, text)| known == name && text == sql) {
            found.push(difference(name, "", "", "its definition is missing or was altered"));
        }
    }
    for (name, _) in &here {
        if !there.iter().any(|(known, _)| known == name) {
            found.push(difference(name, "", "", "it does not belong to a board"));
        }
    }
    if !found.is_empty() {
        return Ok(());
    }
    for table in schema::tables() {
        compare_table(conn, &replay.conn, table, found).map_err(refuse)?;
    }
    for index in ["search_title", "search_body"] {
        let check = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
        // A read-only file cannot run the check; its tables were compared all the same.
        if let Err(error) = conn.execute_batch(&check)
            && error.sqlite_error_code() != Some(rusqlite::ErrorCode::ReadOnly)
        {
            found.push(difference(
                index,
                "",
                "",
                "the full-text index does not match its table; run boardroom rebuild",
            ));
        }
    }
    Ok(())
}

/// Walks two tables of the same layout side by side.
fn compare_table(
    here: &Connection,
    there: &Connection,
    table: &str,
    found: &mut Vec<Difference>,
) -> rusqlite::Result<()> {
    let mut columns: Vec<(String, i64)> = Vec::new();
    here.pragma(None, "table_info", table, |row| {
        columns.push((row.get(1)?, row.get(5)?));
        Ok(())
    })?;
    let keys: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].1 > 0).collect();
    let order = keys.iter().map(|at| format!("\"{}\"", columns[*at].0)).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT * FROM {table} ORDER BY {order}");
    let (mut left, mut right) = (here.prepare(&sql)?, there.prepare(&sql)?);
    let (mut left, mut right) = (left.query([])?, right.query([])?);
    let read = |rows: &mut rusqlite::Rows<'_>| -> rusqlite::Result<Option<Vec<rusqlite::types::Value>>> {
        let Some(row) = rows.next()? else { return Ok(None) };
        (0..columns.len()).map(|at| row.get(at)).collect::<Result<Vec<_>, _>>().map(Some)
    };
    let name =
        |row: &[rusqlite::types::Value]| row_name(table, &keys.iter().map(|at| row[*at].clone()).collect::<Vec<_>>());
    let (mut a, mut b) = (read(&mut left)?, read(&mut right)?);
    while found.len() < MOST {
        let order = match (&a, &b) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(a), Some(b)) => compare_keys(a, b, &keys),
        };
        match order {
            std::cmp::Ordering::Less => {
                found.push(difference(
                    table,
                    name(a.as_deref().unwrap_or_default()),
                    "",
                    "the row is not on the record",
                ));
                a = read(&mut left)?;
            }
            std::cmp::Ordering::Greater => {
                found.push(difference(table, name(b.as_deref().unwrap_or_default()), "", "the row is missing"));
                b = read(&mut right)?;
            }
            std::cmp::Ordering::Equal => {
                for (at, (column, _)) in columns.iter().enumerate() {
                    let (here, there) = (a.as_ref().map(|row| &row[at]), b.as_ref().map(|row| &row[at]));
                    if here != there {
                        let id = name(a.as_deref().unwrap_or_default());
                        found.push(difference(
                            table,
                            id,
                            column,
                            format!("is {}, the record says {}", shown(here), shown(there)),
                        ));
                    }
                }
                a = read(&mut left)?;
                b = read(&mut right)?;
            }
        }
    }
    Ok(())
}

fn compare_keys(a: &[rusqlite::types::Value], b: &[rusqlite::types::Value], keys: &[usize]) -> std::cmp::Ordering {
    use rusqlite::types::Value;
    for at in keys {
        let order = match (&a[*at], &b[*at]) {
            (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
            (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            _ => std::cmp::Ordering::Equal,
        };
        if order != std::cmp::Ordering::Equal {
            return order;
        }
    }
    std::cmp::Ordering::Equal
}

/// A row's name: the identifier of a record, else its key.
fn row_name(table: &str, keys: &[rusqlite::types::Value]) -> String {
    use rusqlite::types::Value;
    let kind = RecordKind::ALL.iter().copied().find(|kind| schema::table_of(*kind) == Some(table));
    match (kind, keys) {
        (Some(kind), [Value::Integer(number)]) => {
            crate::domain::ids::RecordId { kind, number: u32::try_from(*number).unwrap_or(0) }.to_string()
        }
        _ => keys.iter().map(|key| shown(Some(key))).collect::<Vec<_>>().join(" "),
    }
}

fn shown(value: Option<&rusqlite::types::Value>) -> String {
    use rusqlite::types::Value;
    match value {
        None | Some(Value::Null) => "empty".to_owned(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Real(number)) => number.to_string(),
        Some(Value::Text(text)) => crate::domain::text::excerpt(text),
        Some(Value::Blob(bytes)) => format!("{} bytes", bytes.len()),
    }
}

/// Makes every derived table again from the log: replayed into a temporary file first, then put in
/// place in one transaction, so that the old tables stand until the new ones do.
pub fn rebuild(store: &mut Store, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<u64, Refusal> {
    let path = store.path().to_owned();
    let refuse = |error: rusqlite::Error| trouble(&path, &error);
    let replay = Replay::new(&path)?;
    let all = u64::try_from(log::head(&store.conn).map_err(refuse)?.seq).unwrap_or(0);
    let mut done = 0;
    let mut last = 0;
    let mut take = |entry: Entry| {
        replay.take(&entry)?;
        last = entry.seq;
        done += 1;
        if done % 1000 == 0 && !progress(done, all) {
            return Err(Refused(Refusal::state("rebuild", "cancelled; the old tables stand")));
        }
        Ok(true)
    };
    log::scan::<Refused>(&store.conn, 0, &mut take).map_err(|refused| refused.0)?;
    replay.finish()?;
    store.conn.execute("ATTACH DATABASE ?1 AS replayed", [replay.file.path().display().to_string()]).map_err(refuse)?;
    let put = replace_tables(&store.conn, last);
    let _ = store.conn.execute_batch("DETACH DATABASE replayed");
    if put.map_err(refuse)? {
        store.truncate_wal();
        return Ok(done);
    }
    // Somebody wrote while the log was replayed: what they wrote must be in the tables too.
    rebuild(store, progress)
}

/// Puts the replayed tables in place, unless the log has grown since.
fn replace_tables(conn: &Connection, last: i64) -> rusqlite::Result<bool> {
    let tx = rusqlite::Transaction::new_unchecked(conn, rusqlite::TransactionBehavior::Immediate)?;
    if log::head(&tx)?.seq != last {
        return Ok(false);
    }
    schema::drop_derived(&tx)?;
    schema::create_derived(&tx)?;
    for table in schema::tables() {
        tx.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM replayed.{table}"))?;
    }
    for index in ["search_title", "search_body"] {
        tx.execute_batch(&format!("INSERT INTO {index} ({index}) VALUES ('rebuild')"))?;
    }
    tx.execute_batch(
        "INSERT INTO main.meta (name, value) SELECT name, value FROM replayed.meta WHERE name = 'board'
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?;
    tx.commit().map(|()| true)
}
