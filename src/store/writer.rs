//! The writing half of the store: one immediate transaction, events appended and projected as they come.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::connection::{Layout, Store, layout, trouble};
use super::log::{self, Entry, Head};
use super::project::{self, Desk};
use super::search;
use super::view::View;
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::moment::stamp;
use crate::domain::value::Handle;

/// From so many events on a transaction is bulk work, and gets the memory to keep its pages at hand.
const BULK: i64 = 1_000;
/// Kibibytes of page cache for bulk work, and otherwise.
const LARGE_CACHE: i64 = 65_536;
const USUAL_CACHE: i64 = 4_096;

/// When, by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it is recorded.
    pub at: DateTime<Utc>,
    /// When it happened.
    pub effective: DateTime<Utc>,
    /// Who.
    pub actor: Handle,
}

/// An open transaction on the log.
pub struct Writer<'a> {
    tx: Transaction<'a>,
    path: PathBuf,
    head: Head,
    op: i64,
    genesis: String,
    desk: Desk,
    dirty: BTreeSet<i64>,
    clamped: bool,
    begun: i64,
}

impl Store {
    /// Begins to write: waits for other writers, and checks that the file is still of this program's layout.
    pub fn write(&mut self) -> Result<Writer<'_>, Refusal> {
        let path = self.path().to_owned();
        if let Some(refusal) = self.unwritable() {
            return Err(refusal);
        }
        if path.as_os_str() != ":memory:" && !path.exists() {
            return Err(Refusal::store(
                path.display().to_string(),
                "the file is gone: it was moved or removed under the program",
            )
            .hint("put it back, or quit and open another"));
        }
        let refuse = |error: rusqlite::Error| trouble(&path, &error);
        let tx = Transaction::new(&mut self.conn, TransactionBehavior::Immediate).map_err(refuse)?;
        if layout(&tx, &path)? != Layout::Current {
            return Err(Refusal::store(path.display().to_string(), "another program changed the layout of this file")
                .hint("quit and start again"));
        }
        let head = log::head(&tx).map_err(refuse)?;
        let genesis = log::genesis(&tx).map_err(refuse)?;
        Ok(Writer {
            op: head.op + 1,
            begun: head.seq,
            head,
            genesis,
            tx,
            path,
            desk: Desk::direct(),
            dirty: BTreeSet::new(),
            clamped: false,
        })
    }
}

impl Store {
    /// Gives back the memory that bulk work was given, whatever came of it.
    pub fn after_bulk(&self) {
        let _ = cache(&self.conn, USUAL_CACHE);
    }
}

impl Writer<'_> {
    /// Whether so much was appended that it counts as bulk work.
    pub const fn is_bulk(&self) -> bool {
        self.head.seq - self.begun >= BULK
    }

    /// A view that sees what was appended so far.
    pub fn view(&self) -> View<'_> {
        View::new(&self.tx, &self.path)
    }

    /// The number of the operation being written.
    pub const fn op(&self) -> i64 {
        self.op
    }

    /// Where the log ends now.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Whether a clock behind the log's last event had to be moved up to it.
    pub const fn clamped(&self) -> bool {
        self.clamped
    }

    /// Whether nothing has been appended yet.
    pub const fn is_empty(&self) -> bool {
        self.head.seq == self.begun
    }

    /// Begins the next operation in the same transaction.
    pub fn next_operation(&mut self) {
        if self.head.op == self.op {
            self.op += 1;
        }
    }

    /// Gives a new board its genesis, before its first event.
    pub fn begin_board(&mut self, genesis: &str) -> Result<(), Refusal> {
        if self.head.seq > 0 || !self.genesis.is_empty() {
            return Err(Refusal::store(self.path.display().to_string(), "this board has already begun"));
        }
        log::set_genesis(&self.tx, genesis).map_err(|error| trouble(&self.path, &error))?;
        genesis.clone_into(&mut self.genesis);
        self.head.hash = log::root(genesis);
        Ok(())
    }

    /// Appends an event and projects it. Returns its sequence number.
    pub fn append(&mut self, event: &Event, when: &Stamp) -> Result<i64, Refusal> {
        let payload = event.encode()?;
        let mut at = stamp(when.at);
        if at < self.head.at {
            self.head.at.clone_into(&mut at);
            self.clamped = true;
        }
        let mut entry = Entry {
            seq: self.head.seq + 1,
            op: self.op,
            at,
            effective: stamp(when.effective),
            actor: when.actor.0.clone(),
            kind: event.kind().to_owned(),
            version: event.version(),
            payload_sha: log::sha256(&payload),
            payload: Some(payload),
            hash: String::new(),
        };
        entry.hash = entry.chained(&self.head.hash, &self.genesis);
        let about: Vec<i64> = event.about().iter().map(|record| record.key()).collect();
        log::append(&self.tx, &entry, &self.head.hash, &about)
            .and_then(|()| project::project(&self.tx, &mut self.desk, &entry, event))
            .map_err(|error| trouble(&self.path, &error))?;
        self.dirty.extend(search::touched(event));
        self.head = Head { seq: entry.seq, op: entry.op, at: entry.at, hash: entry.hash };
        if self.head.seq - self.begun == BULK {
            cache(&self.tx, LARGE_CACHE).map_err(|error| trouble(&self.path, &error))?;
        }
        Ok(self.head.seq)
    }

    /// Writes what is known of the operation so far to where the next decision reads it: within a batch only
    /// what that may depend on, else all of it.
    pub fn settle(&mut self, within: bool) -> Result<(), Refusal> {
        self.desk.settle(&self.tx, within).map_err(|error| trouble(&self.path, &error))
    }

    /// Keeps a long text once, by its digest, and returns the digest.
    pub fn keep_text(&self, text: &str) -> Result<String, Refusal> {
        let digest = log::sha256(text);
        self.tx
            .execute("INSERT OR IGNORE INTO blob (sha256, content) VALUES (?1, ?2)", [&digest, text])
            .map_err(|error| trouble(&self.path, &error))?;
        Ok(digest)
    }

    /// Commits; what was appended is on disk when this returns.
    pub fn commit(self) -> Result<Head, Refusal> {
        let Self { tx, path, head, dirty, mut desk, .. } = self;
        let written = desk.finish(&tx).and_then(|()| write_search(&tx, &dirty));
        written.and_then(|()| tx.commit()).map_err(|error| trouble(&path, &error))?;
        Ok(head)
    }
}

fn cache(conn: &Connection, kibibytes: i64) -> rusqlite::Result<()> {
    conn.pragma_update(None, "cache_size", -kibibytes)
}

/// Full-text rows are written once, at the end of the transaction.
fn write_search(conn: &Connection, dirty: &BTreeSet<i64>) -> rusqlite::Result<()> {
    for key in dirty {
        search::refresh(conn, *key)?;
    }
    Ok(())
}
