//! `boardroom verify`, `rebuild`, `backup` and `restore`: care of the store.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::json;

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::domain::Refusal;
use crate::domain::text::counted;
use crate::store;

/// Check the chain, and every table against a replay of the log
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  boardroom verify --head 3f9a…   # the head hash printed on exported minutes")]
pub struct Verify {
    /// Also check that this head hash, from an export, stands on the record
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    format: String,
}

/// Runs `verify`: exit 0 if the record is sound, 1 if not.
pub fn verify(context: &Context, options: &Verify) -> Outcome {
    let head = options.head.as_deref().map(head_hash).transpose()?;
    let store = context.open()?;
    let mut progress = context.progress("verifying");
    let report = store::verify(&store, &mut |done, all| {
        progress.at(done, all);
        true
    })?;
    drop(progress);
    let stands = match &head {
        None => None,
        Some(hash) => Some(store.view().find_hash(hash)?),
    };
    let sound = report.differences.is_empty() && stands != Some(None);
    if options.format == "json" {
        let differences: Vec<_> = report
            .differences
            .iter()
            .map(
                |found| json!({ "table": found.table, "id": found.id, "column": found.column, "what": found.sentence }),
            )
            .collect();
        context.out.json(&json!({
            "sound": sound, "events": report.events, "head": report.head, "differences": differences,
            "head_given": head, "head_at": stands.flatten(),
        }))?;
        return Ok(if sound { Ended::Done } else { Ended::No });
    }
    let mut text = String::new();
    for found in &report.differences {
        let place = [found.table.as_str(), found.id.as_str(), found.column.as_str()];
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(text, "{}: {}", place.join(" "), found.sentence);
    }
    match (&head, stands) {
        (Some(hash), Some(None)) => {
            let _ = writeln!(text, "head {hash}: is not on this record; it was cut off or rewritten since that export");
        }
        (Some(_), Some(Some(seq))) => {
            let _ = writeln!(text, "head: stands on this record, at event {seq}");
        }
        _ => {}
    }
    let events = counted(i64::try_from(report.events).unwrap_or(i64::MAX), "event");
    if sound {
        let _ = writeln!(text, "sound: {events}, head {}", report.head);
    } else {
        // A record that lost its tail, or was rewritten, is sound in itself: what it lacks is the head.
        let _ = if report.differences.is_empty() {
            writeln!(text, "not the record of that head: {events} are sound in themselves and end at {}", report.head)
        } else {
            let count = counted(i64::try_from(report.differences.len()).unwrap_or(i64::MAX), "difference");
            writeln!(text, "not sound: {count} in {events}")
        };
        if !report.differences.is_empty() {
            text.push_str("tables can be made anew from a sound log with boardroom rebuild; a damaged log needs boardroom restore\n");
        }
    }
    context.out.print_record(&text)?;
    Ok(if sound { Ended::Done } else { Ended::No })
}

/// A head hash as it was typed; what cannot be one is a slip, not a sign of tampering.
fn head_hash(text: &str) -> Result<String, Refusal> {
    let hash = text.trim().to_lowercase();
    if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(hash);
    }
    Err(Refusal::usage("--head", "a head hash has 64 hexadecimal digits").hint("copy the whole of it from the export"))
}

/// Runs `rebuild`.
pub fn rebuild(context: &Context) -> Outcome {
    let mut store = context.open()?;
    let mut progress = context.progress("rebuilding");
    let events = store::rebuild(&mut store, &mut |done, all| {
        progress.at(done, all);
        true
    })?;
    drop(progress);
    store.truncate_wal();
    context
        .out
        .tell(&format!("all tables rebuilt from {}", counted(i64::try_from(events).unwrap_or(i64::MAX), "event")))?;
    Ok(Ended::Done)
}

/// Copy the board to a file, also while it is in use
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  boardroom backup board-2026-11-23.db")]
pub struct Backup {
    /// The new file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs `backup`.
pub fn backup(context: &Context, options: &Backup) -> Outcome {
    let store = context.open()?;
    store::backup(&store, &options.file)?;
    context.out.tell(&format!("backed up to {}", options.file.display()))?;
    Ok(Ended::Done)
}

/// Put a backup in the place of the board; the old file is kept
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  boardroom restore board-2026-11-23.db")]
pub struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs `restore`.
pub fn restore(context: &Context, options: &Restore) -> Outcome {
    let path = context.board_path()?;
    let same = |a: &std::path::Path, b: &std::path::Path| {
        a == b || std::fs::canonicalize(a).ok().zip(std::fs::canonicalize(b).ok()).is_some_and(|(a, b)| a == b)
    };
    if same(&options.file, &path) {
        return Err(Refusal::usage("FILE", "the backup and the board are the same file")
            .hint("name the backup")
            .into());
    }
    let kept = store::restore(&options.file, &path)?;
    context.out.tell(&format!("restored {} from {}", path.display(), options.file.display()))?;
    if let Some(kept) = kept {
        context.out.tell(&format!("the old file is kept as {}", kept.display()))?;
    }
    Ok(Ended::Done)
}
