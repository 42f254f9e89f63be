//! From events to tables. An event says what happened and what came of it; here that is only written
//! down. No judgement, no policy, no clock: replaying the log gives the same tables, always.

mod meeting;
mod oversight;
mod record;

use rusqlite::{Connection, params};

use super::log::Entry;
use crate::domain::event::Event;

/// Writes one event into the tables.
pub fn project(conn: &Connection, entry: &Entry, event: &Event) -> rusqlite::Result<()> {
    operation(conn, entry, event)?;
    match event {
        Event::BoardCreated(e) => {
            conn.execute(
                "INSERT INTO meta (name, value) VALUES ('board', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [&e.name],
            )?;
            Ok(())
        }
        Event::PolicyAdopted(e) => {
            conn.prepare_cached(
                "INSERT INTO criteria (seq, version, sha256, at, text, decision) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![entry.seq, e.version, e.sha256, entry.effective, e.text, e.decision.0])?;
            Ok(())
        }
        Event::OperationReversed(_) | Event::BatchRecorded(_) => Ok(()),
        _ if meeting::project(conn, entry, event)? => Ok(()),
        _ if oversight::project(conn, entry, event)? => Ok(()),
        _ => record::project(conn, entry, event),
    }
}

/// Keeps the table of operations: what each did, and which one takes back which.
fn operation(conn: &Connection, entry: &Entry, event: &Event) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO operation (op, actor, at, first_seq, last_seq, summary, undoable) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)
         ON CONFLICT (op) DO UPDATE SET last_seq = excluded.last_seq, undoable = max(undoable, excluded.undoable),
                                        summary = iif(?7 OR (undoable = 0 AND excluded.undoable = 1), excluded.summary, summary)",
    )?
    .execute(params![entry.op, entry.actor, entry.effective, entry.seq, event.summary(), event.worth_undoing(), event.names_operation()])?;
    if let Event::OperationReversed(e) = event {
        conn.execute(
            "UPDATE operation SET reverses = ?2, redo = ?3 WHERE op = ?1",
            params![entry.op, e.operation, e.redo],
        )?;
        conn.execute("UPDATE operation SET reversed_by = ?2 WHERE op = ?1", params![e.operation, entry.op])?;
        if e.redo {
            // The reversal that is taken back had itself reversed an operation: that one stands again.
            conn.execute(
                "UPDATE operation SET reversed_by = NULL WHERE op = (SELECT reverses FROM operation WHERE op = ?1)",
                [e.operation],
            )?;
        }
    }
    Ok(())
}
