//! The log: append, hash, read. The only module that knows where events live.
//!
//! `hash` is SHA-256 over the previous hash, the board's genesis and every column of the row, each
//! prefixed by its length, with the payload's digest in place of the payload. Stored bytes are hashed;
//! JSON is never written again to verify it.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

/// Where the log ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last event's sequence number; 0 before the first.
    pub seq: i64,
    /// The last operation's number.
    pub op: i64,
    /// When the last event was recorded; empty before the first.
    pub at: String,
    /// Its hash in hexadecimal.
    pub hash: String,
}

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1 without gaps.
    pub seq: i64,
    /// The operation it belongs to.
    pub op: i64,
    /// When it was recorded, UTC with milliseconds.
    pub at: String,
    /// When it happened.
    pub effective: String,
    /// Who.
    pub actor: String,
    /// The event's name.
    pub kind: String,
    /// The version of its payload.
    pub version: u32,
    /// The payload as JSON; `None` if redacted.
    pub payload: Option<String>,
    /// SHA-256 of the payload, hexadecimal.
    pub payload_sha: String,
    /// The chain's hash here, hexadecimal.
    pub hash: String,
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// SHA-256 of a text, hexadecimal.
pub fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The hash that stands before the first event.
pub fn root(genesis: &str) -> String {
    sha256(&format!("boardroom:{genesis}"))
}

impl Entry {
    /// What the hash of this row must be, after a row with that hash.
    pub fn chained(&self, previous: &str, genesis: &str) -> String {
        let mut hasher = Sha256::new();
        let mut feed = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        feed(previous.as_bytes());
        feed(genesis.as_bytes());
        feed(&self.seq.to_be_bytes());
        feed(&self.op.to_be_bytes());
        feed(self.at.as_bytes());
        feed(self.effective.as_bytes());
        feed(self.actor.as_bytes());
        feed(self.kind.as_bytes());
        feed(&self.version.to_be_bytes());
        feed(self.payload_sha.as_bytes());
        hex(&hasher.finalize())
    }

    /// What is wrong with this row where that number and hash are due, if anything.
    pub fn fault(&self, expected: i64, previous: &str, genesis: &str) -> Option<String> {
        if self.seq != expected {
            return Some(format!("the log has a gap: seq {expected} is missing"));
        }
        if self.payload.as_ref().is_some_and(|payload| sha256(payload) != self.payload_sha) {
            return Some("the payload was altered: it does not match its digest".to_owned());
        }
        let sound = self.chained(previous, genesis) == self.hash;
        (!sound).then(|| "the row was altered: it does not match its hash".to_owned())
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            op: row.get(1)?,
            at: row.get(2)?,
            effective: row.get(3)?,
            actor: row.get(4)?,
            kind: row.get(5)?,
            version: row.get(6)?,
            payload: row.get(7)?,
            payload_sha: row.get(8)?,
            hash: row.get(9)?,
        })
    }
}

const COLUMNS: &str = "seq, op, at, effective, actor, kind, version, payload, payload_sha, hash";

/// The board's genesis; empty before the first event.
pub fn genesis(conn: &Connection) -> rusqlite::Result<String> {
    let mut statement = conn.prepare_cached("SELECT value FROM meta WHERE name = 'genesis'")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Sets the genesis of a new board, once.
pub fn set_genesis(conn: &Connection, genesis: &str) -> rusqlite::Result<()> {
    conn.execute("INSERT INTO meta (name, value) VALUES ('genesis', ?1)", [genesis])?;
    conn.execute("INSERT INTO meta (name, value) VALUES ('root', ?1)", [root(genesis)])?;
    Ok(())
}

/// Where the log ends.
pub fn head(conn: &Connection) -> rusqlite::Result<Head> {
    let last = conn
        .prepare_cached("SELECT seq, op, at, hash FROM event ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok(Head { seq: row.get(0)?, op: row.get(1)?, at: row.get(2)?, hash: row.get(3)? }))
        .optional()?;
    match last {
        Some(head) => Ok(head),
        None => Ok(Head { seq: 0, op: 0, at: String::new(), hash: root(&genesis(conn)?) }),
    }
}

/// Appends a row whose hash is already set, and says which records it touched.
pub fn append(conn: &Connection, entry: &Entry, previous: &str, about: &[i64]) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO event (seq, op, at, effective, actor, kind, version, payload, payload_sha, previous, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        entry.seq,
        entry.op,
        entry.at,
        entry.effective,
        entry.actor,
        entry.kind,
        entry.version,
        entry.payload,
        entry.payload_sha,
        previous,
        entry.hash
    ])?;
    let mut touch = conn.prepare_cached("INSERT OR IGNORE INTO event_about (record, seq) VALUES (?1, ?2)")?;
    for record in about {
        touch.execute(params![record, entry.seq])?;
    }
    Ok(())
}

/// Calls `each` with every event after that sequence number, in order; `false` stops.
pub fn scan<E: From<rusqlite::Error>>(
    conn: &Connection,
    after: i64,
    each: impl FnMut(Entry) -> Result<bool, E>,
) -> Result<(), E> {
    scan_until(conn, after, i64::MAX, each)
}

/// The same, up to another sequence number.
pub fn scan_until<E: From<rusqlite::Error>>(
    conn: &Connection,
    after: i64,
    until: i64,
    mut each: impl FnMut(Entry) -> Result<bool, E>,
) -> Result<(), E> {
    let mut statement =
        conn.prepare(&format!("SELECT {COLUMNS} FROM event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq"))?;
    let mut rows = statement.query([after, until])?;
    while let Some(row) = rows.next()? {
        if !each(Entry::read(row)?)? {
            break;
        }
    }
    Ok(())
}

/// The events about a record, newest first, at most that many, older than `before`.
pub fn about(conn: &Connection, record: i64, before: i64, limit: i64) -> rusqlite::Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM event JOIN event_about USING (seq)
         WHERE event_about.record = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![record, before, limit], Entry::read)?;
    rows.collect()
}

/// The last events of the log, newest first.
pub fn latest(conn: &Connection, before: i64, limit: i64) -> rusqlite::Result<Vec<Entry>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM event WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2"))?;
    let rows = statement.query_map(params![before, limit], Entry::read)?;
    rows.collect()
}

/// The events of one operation, in order.
pub fn of_operation(conn: &Connection, op: i64) -> rusqlite::Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM event WHERE op = ?1 ORDER BY seq"))?;
    let rows = statement.query_map([op], Entry::read)?;
    rows.collect()
}

/// Where a hash stands on this log, if it does.
pub fn find_hash(conn: &Connection, hash: &str) -> rusqlite::Result<Option<i64>> {
    conn.query_row("SELECT seq FROM event WHERE hash = ?1", [hash], |row| row.get(0)).optional()
}
