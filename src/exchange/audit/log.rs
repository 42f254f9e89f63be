//! The event log as a file, and the check of its chain: each line says what its hash covers, so that whoever
//! holds the file can walk it without this program.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::folder::unwritten;
use crate::domain::Refusal;
use crate::domain::text::clean_text;
use crate::store::{Report, View};

/// What the walk over the exported log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Events written.
    pub events: u64,
    /// Events whose payload stays inside: notes that are not for the minutes.
    pub withheld: u64,
    /// The hash of the last one.
    pub head: String,
}

/// Writes the log: a JSON object a line. Notes that are not for the minutes stay inside, their digests do not.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> Result<Walk, Refusal> {
    let private = view.private_events()?;
    let mut walk = Walk { head: view.root()?, ..Walk::default() };
    view.each_event(&mut |entry| {
        let kept = entry.payload.as_ref().filter(|_| !private.contains(&entry.seq));
        walk.withheld += u64::from(kept.is_none());
        let line = json!({
            "seq": entry.seq,
            "op": entry.op,
            "at": entry.at,
            "effective": entry.effective,
            "actor": entry.actor,
            "kind": entry.kind,
            "version": entry.version,
            // As text, byte for byte: its digest is taken over this.
            "payload": kept,
            "payload_sha256": entry.payload_sha,
            "hash": entry.hash,
        });
        walk.events += 1;
        walk.head.clone_from(&entry.hash);
        serde_json::to_writer(&mut *out, &line)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .map_err(|error| unwritten(Path::new("log"), &error))
    })?;
    Ok(walk)
}

/// The result of the check, for programs.
pub fn chain(view: &View<'_>, walk: &Walk, check: &Report) -> Result<Value, Refusal> {
    let differences: Vec<Value> = check
        .differences
        .iter()
        .map(|found| {
            json!({ "table": found.table, "id": found.id, "column": found.column, "what": clean_text(&found.sentence) })
        })
        .collect();
    Ok(json!({
        "schema": "boardroom.chain/1",
        "sound": check.differences.is_empty(),
        "events": check.events,
        "head": check.head,
        "exported_events": walk.events,
        "exported_head": walk.head,
        "payloads_withheld": walk.withheld,
        "root": view.root()?,
        "genesis": view.genesis()?,
        "differences": differences,
        "hash": "SHA-256 over, each with its length in eight bytes before it: the hash before (of the first event: \
            root), genesis, seq (8 bytes), op (8 bytes), at, effective, actor, kind, version (4 bytes), \
            payload_sha256; numbers big-endian; root is SHA-256 of `boardroom:` and genesis",
    }))
}
