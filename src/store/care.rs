//! Backup and restore.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::connection::{Store, create_private_file, trouble};
use super::verify::{Report, verify};
use crate::domain::Refusal;

/// Pages copied at a time; between two steps other processes may write.
const PAGES: i32 = 256;

/// Copies the store to a new file, readable by its owner only, while it is in use.
pub fn backup(store: &Store, to: &Path) -> Result<(), Refusal> {
    let name = to.display().to_string();
    create_private_file(to).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Refusal::store(name.clone(), "there is already a file here; it is not overwritten").hint("name another")
        }
        _ => Refusal::store(name.clone(), format!("the file cannot be made: {error}"))
            .hint("check the folder and its permissions"),
    })?;
    let copy = || {
        let mut target = Connection::open(to)?;
        Backup::new(&store.conn, &mut target)?.run_to_completion(PAGES, std::time::Duration::ZERO, None)
    };
    copy().map_err(|error| {
        let _ = std::fs::remove_file(to);
        trouble(to, &error)
    })
}

/// Puts a backup in the place of a store: verified first, and the old file is kept beside it.
/// Returns where the old file went.
pub fn restore(from: &Path, to: &Path) -> Result<Option<PathBuf>, Refusal> {
    let source = Store::open(from)?;
    let report: Report = verify(&source, &mut |_, _| true)?;
    if let Some(first) = report.differences.first() {
        return Err(Refusal::store(
            from.display().to_string(),
            format!("the backup is not sound: {} {} {}: {}", first.table, first.id, first.column, first.sentence),
        )
        .hint("restore another backup; nothing was replaced"));
    }
    let refuse = |error: std::io::Error| {
        Refusal::store(to.display().to_string(), format!("the file cannot be replaced: {error}"))
    };
    let fresh = beside(to, "restoring");
    let _ = std::fs::remove_file(&fresh);
    backup(&source, &fresh)?;
    let kept = if to.exists() {
        let names = (1..10_000).map(|n| beside(to, &format!("before-restore-{n}")));
        let kept = { names }.find(|path| !path.exists()).unwrap_or_else(|| beside(to, "before-restore"));
        // What still stands in the write-ahead log must be in the kept file.
        if let Ok(old) = Store::open(to) {
            old.truncate_wal();
        }
        std::fs::rename(to, &kept).map_err(refuse)?;
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(with_suffix(to, suffix));
        }
        Some(kept)
    } else {
        None
    };
    std::fs::rename(&fresh, to).map_err(refuse)?;
    Ok(kept)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn beside(path: &Path, word: &str) -> PathBuf {
    with_suffix(path, &format!(".{word}"))
}
