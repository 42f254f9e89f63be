//! Files as exports leave them: whole or not at all, readable by their owner only, never over a board.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use crate::domain::Refusal;
use crate::domain::text::clean_line;

/// How the file of a board or of its drafts begins, and how the write-ahead log beside it does.
const STORES: [&[u8]; 3] = [b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"];

/// Writes a file through `write`: beside its place first, then in its place in one step.
pub fn write<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T, Refusal>) -> Result<T, Refusal> {
    let name = clean_line(&path.display().to_string());
    let trouble = |error: io::Error| {
        Refusal::store(name.as_str(), format!("cannot be written: {error}")).hint("choose another place with -o")
    };
    match std::fs::metadata(path) {
        // A pipe or a terminal has no content that could be lost, and must stay what it is.
        Ok(found) if !found.is_file() && !found.is_dir() => {
            let mut out = BufWriter::new(File::options().write(true).open(path).map_err(trouble)?);
            let done = write(&mut out)?;
            return out.flush().map(|()| done).map_err(trouble);
        }
        Ok(found) if found.is_dir() => {
            return Err(Refusal::usage(name.as_str(), "is a folder").hint("name a file in it"));
        }
        Ok(_) if is_store(path) => {
            return Err(Refusal::usage(name.as_str(), "is a board, and is not written over")
                .hint("choose another name for the export"));
        }
        Ok(_) | Err(_) => {}
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".boardroom-").tempfile_in(folder).map_err(trouble)?;
    let done = {
        let mut out = BufWriter::new(file.as_file_mut());
        let done = write(&mut out)?;
        out.flush().map_err(trouble)?;
        done
    };
    file.as_file().sync_all().map_err(trouble)?;
    file.persist(path).map_err(|error| trouble(error.error))?;
    Ok(done)
}

fn is_store(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    read.is_ok() && STORES.iter().any(|magic| start.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(path: &Path, text: &str) -> Result<(), Refusal> {
        write(path, |out| out.write_all(text.as_bytes()).map_err(|error| Refusal::store("x", error.to_string())))
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        put(&path, "one").unwrap();
        put(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        let broken = write(&path, |out| {
            out.write_all(b"half").unwrap();
            Err::<(), _>(Refusal::data("row 7", "is wrong"))
        });
        assert!(broken.is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        put(&path, "one").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_board_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("board.db");
        drop(crate::store::Store::create(&path).unwrap());
        let before = std::fs::read(&path).unwrap();
        let refusal = put(&path, "one").unwrap_err();
        assert!(refusal.to_string().contains("is a board"), "{refusal}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(put(folder.path(), "x").unwrap_err().to_string().contains("is a folder"));
    }
}
