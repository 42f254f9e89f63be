//! The table of operations: what each did, and which one takes back which.

use rusqlite::{Connection, params};

use crate::domain::event::{Event, Reversal};
use crate::store::log::Entry;

/// An operation while its events come in.
pub(super) struct Doing {
    op: i64,
    actor: String,
    at: String,
    first: i64,
    last: i64,
    summary: String,
    undoable: bool,
    reverses: Option<(i64, bool)>,
    /// Whether the table has this row as it is, and whether it has what other operations depend on.
    written: bool,
    seen: bool,
}

impl Doing {
    /// An operation that begins with this event.
    pub(super) fn new(entry: &Entry, event: &Event) -> Self {
        Self {
            op: entry.op,
            actor: entry.actor.clone(),
            at: entry.effective.clone(),
            first: entry.seq,
            last: entry.seq,
            summary: event.summary(),
            undoable: event.worth_undoing(),
            reverses: reverses(event),
            written: false,
            seen: false,
        }
    }

    /// Whether an event belongs to it.
    pub(super) const fn is(&self, entry: &Entry) -> bool {
        self.op == entry.op
    }

    /// Takes in a further event.
    pub(super) fn also(&mut self, entry: &Entry, event: &Event) {
        let worth = event.worth_undoing();
        self.last = entry.seq;
        self.written = false;
        if event.names_operation() || (!self.undoable && worth) {
            self.summary = event.summary();
        }
        self.seen &= self.undoable || !worth;
        self.undoable |= worth;
        if let Some(reverses) = reverses(event) {
            self.reverses = Some(reverses);
            self.seen = false;
        }
    }

    /// Writes the row, unless the table has it; within a batch, unless it has what others depend on.
    pub(super) fn settle(&mut self, conn: &Connection, within: bool) -> rusqlite::Result<()> {
        if self.written || (within && self.seen) {
            return Ok(());
        }
        self.write(conn)?;
        (self.written, self.seen) = (true, true);
        Ok(())
    }

    /// Writes the row.
    pub(super) fn write(&self, conn: &Connection) -> rusqlite::Result<()> {
        if self.written {
            return Ok(());
        }
        let (reverses, redo) = self.reverses.unzip();
        conn.prepare_cached(
            "INSERT INTO operation (op, actor, at, first_seq, last_seq, summary, undoable, reverses, redo)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (op) DO UPDATE SET last_seq = excluded.last_seq, summary = excluded.summary,
               undoable = excluded.undoable, reverses = excluded.reverses, redo = excluded.redo",
        )?
        .execute(params![
            self.op,
            self.actor,
            self.at,
            self.first,
            self.last,
            self.summary,
            self.undoable,
            reverses,
            redo.unwrap_or(false)
        ])
        .map(drop)
    }
}

const fn reverses(event: &Event) -> Option<(i64, bool)> {
    match event {
        Event::OperationReversed(e) => Some((e.operation, e.redo)),
        _ => None,
    }
}

/// Says on the operations concerned that one was taken back, or that one stands again.
pub(super) fn taken_back(conn: &Connection, by: i64, e: &Reversal) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE operation SET reversed_by = ?2 WHERE op = ?1")?.execute([e.operation, by])?;
    if e.redo {
        // The reversal that is taken back had itself reversed an operation: that one stands again.
        conn.prepare_cached(
            "UPDATE operation SET reversed_by = NULL WHERE op = (SELECT reverses FROM operation WHERE op = ?1)",
        )?
        .execute([e.operation])?;
    }
    Ok(())
}
