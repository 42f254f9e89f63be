//! Proof: the chain, then every table against a replay of the log.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::compare::{self, REPLAYED};
use super::connection::{Store, trouble};
use super::log;
use super::replay::{Chain, Log, Replay, Told, along};
use crate::domain::Refusal;

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

pub(super) fn difference(table: &str, id: impl Into<String>, column: &str, sentence: impl Into<String>) -> Difference {
    Difference { table: table.to_owned(), id: id.into(), column: column.to_owned(), sentence: sentence.into() }
}

/// Checks the chain, replays it into a temporary file and compares every table; at the same time the file
/// itself and its full-text indexes. `progress` hears of events done and all events; `false` cancels.
pub fn verify(store: &Store, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Report, Refusal> {
    let path = store.path();
    let refuse = |error: rusqlite::Error| trouble(path, &error);
    let replay = Replay::new(path)?;
    replay.attach(&store.conn).map_err(refuse)?;
    let found = held_against(store, replay, progress);
    let _ = store.conn.execute_batch(&format!("DETACH DATABASE {REPLAYED}"));
    found
}

fn held_against(
    store: &Store,
    mut replay: Replay,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Report, Refusal> {
    let path = store.path();
    let at = store.conn.unchecked_transaction().map_err(|error| trouble(path, &error))?;
    let until = log::head(&at).map_err(|error| trouble(path, &error))?.seq;
    let all = u64::try_from(until).unwrap_or(0);
    let mut heard = |done| if progress(done, all) { Ok(()) } else { Err(Refusal::state("verify", "cancelled")) };
    let Told { chain, beside: (file, full_text), then } = along(
        &Log { store, conn: &at, until },
        &mut replay,
        &mut heard,
        |conn| (sound_file(conn, path), full_text(conn, path)),
        |replay| {
            replay.finish()?;
            let compare = || {
                let schema = compare::schema(&at)?;
                if schema.is_empty() { compare::tables(&at).map(|found| (found, true)) } else { Ok((schema, false)) }
            };
            compare().map_err(|error| trouble(path, &error))
        },
    )?;
    if let Ok(Some(sentence)) = &file {
        let damage = difference("file", "", "", sentence.as_str());
        return Ok(Report { differences: vec![damage], ..Report::default() });
    }
    // A replay that was stopped has stopped the look at the file as well: what stopped it comes first.
    let (then, _, Chain { events, head, fault, .. }) = (then?, file?, chain?);
    let mut report = Report { events, head, differences: fault.into_iter().collect() };
    if let Some((found, all_there)) = then
        && report.differences.is_empty()
    {
        report.differences = found;
        if all_there {
            report.differences.extend(full_text?);
        }
    }
    Ok(report)
}

/// What is wrong with the file as such, if anything.
fn sound_file(conn: &Connection, path: &Path) -> Result<Option<String>, Refusal> {
    let found: rusqlite::Result<String> = conn.query_row("PRAGMA main.quick_check(1)", [], |row| row.get(0));
    found.map(|said| (said != "ok").then_some(said)).map_err(|error| trouble(path, &error))
}

/// Holds the full-text indexes against their table.
fn full_text(conn: &Connection, path: &Path) -> Result<Vec<Difference>, Refusal> {
    let mut found = Vec::new();
    for index in ["search_title", "search_body"] {
        let check = format!("INSERT INTO main.{index} ({index}, rank) VALUES ('integrity-check', 1)");
        let Err(error) = conn.execute_batch(&check) else { continue };
        match error.sqlite_error_code() {
            // A read-only file cannot run the check; its tables were compared all the same.
            Some(ErrorCode::ReadOnly) => {}
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => return Err(trouble(path, &error)),
            _ => {
                let sentence = "the full-text index does not match its table; run boardroom rebuild";
                found.push(difference(index, "", "", sentence));
            }
        }
    }
    Ok(found)
}
