//! The record as it stood at an earlier moment: the log replayed up to it, in memory.

use chrono::{DateTime, Utc};

use super::connection::{Store, trouble};
use super::project::{self, Desk};
use super::{log, search};
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::moment::stamp;

/// The tables as they stood at the end of a moment, by when things happened; the log itself is not in it.
pub fn as_of(store: &Store, moment: DateTime<Utc>) -> Result<Store, Refusal> {
    let past = Store::in_memory()?;
    let until = stamp(moment);
    let path = store.path().to_owned();
    let mut desk = Desk::holding();
    let mut wrong = None;
    let replay = |entry: log::Entry| -> rusqlite::Result<bool> {
        let Some(payload) = entry.payload.as_ref().filter(|_| entry.effective <= until) else { return Ok(true) };
        match Event::decode(&entry.kind, entry.version, payload) {
            Ok(event) => {
                project::project(&past.conn, &mut desk, &entry, &event)?;
                Ok(true)
            }
            Err(refusal) => {
                wrong = Some(refusal);
                Ok(false)
            }
        }
    };
    log::scan::<rusqlite::Error>(&store.conn, 0, replay).map_err(|error| trouble(&path, &error))?;
    if let Some(refusal) = wrong {
        return Err(refusal);
    }
    desk.finish(&past.conn).and_then(|()| search::index(&past.conn)).map_err(|error| trouble(&path, &error))?;
    Ok(past)
}
