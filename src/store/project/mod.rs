//! From events to tables. An event says what happened and what came of it; here that is only written
//! down. No judgement, no policy, no clock: replaying the log gives the same tables, always.

mod desk;
mod meeting;
mod operation;
mod oversight;
mod record;

use rusqlite::{Connection, params};

pub use desk::Desk;

use super::log::Entry;
use crate::domain::event::Event;

/// Writes one event into the tables, or onto the desk before them.
pub fn project(conn: &Connection, desk: &mut Desk, entry: &Entry, event: &Event) -> rusqlite::Result<()> {
    let to = &mut Tables { conn, desk, entry };
    to.desk.operation(conn, entry, event)?;
    match event {
        Event::BoardCreated(e) => {
            conn.execute(
                "INSERT INTO meta (name, value) VALUES ('board', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [&e.name],
            )?;
        }
        Event::PolicyAdopted(e) => {
            conn.prepare_cached(
                "INSERT INTO criteria (seq, version, sha256, at, text, decision) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![entry.seq, e.version, e.sha256, entry.effective, e.text, e.decision.0])?;
        }
        Event::OperationReversed(e) => operation::taken_back(conn, entry.op, e)?,
        Event::BatchRecorded(_) => {}
        _ => {
            let known = meeting::project(to, event)? || oversight::project(to, event)?;
            if !known {
                record::project(to, event)?;
            }
        }
    }
    to.desk.touched(conn, event)
}

/// What an event is projected into, and the event's row in the log.
struct Tables<'a> {
    conn: &'a Connection,
    desk: &'a mut Desk,
    entry: &'a Entry,
}
