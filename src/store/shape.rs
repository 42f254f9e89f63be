//! What a store file and the files beside it look like, before the engine is trusted with them.

use std::path::Path;

use rusqlite::ErrorCode;

/// Whether the engine could not make or enlarge the files beside the board.
pub fn lacks_room(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    let rusqlite::Error::SqliteFailure(failure, _) = error else { return false };
    failure.code == ErrorCode::DiskFull
        || [ffi::SQLITE_IOERR_SHMSIZE, ffi::SQLITE_IOERR_SHMOPEN, ffi::SQLITE_IOERR_SHMMAP, ffi::SQLITE_IOERR_WRITE]
            .contains(&failure.extended_code)
}

/// Whether a write-ahead log waits beside the file.
pub fn wal_waits(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Whether the file is shorter than its own header says. While a write-ahead log waits, pages may be on
/// their way.
pub fn is_cut_off(path: &Path) -> bool {
    let read = || -> std::io::Result<bool> {
        use std::io::Read as _;
        let mut head = [0_u8; 32];
        let mut file = std::fs::File::open(path)?;
        file.read_exact(&mut head)?;
        let size = match u16::from_be_bytes([head[16], head[17]]) {
            1 => 65_536,
            size => u64::from(size),
        };
        let pages = u64::from(u32::from_be_bytes([head[28], head[29], head[30], head[31]]));
        Ok(head.starts_with(b"SQLite format 3\0") && file.metadata()?.len() < pages * size)
    };
    !wal_waits(path) && read().unwrap_or(false) && !wal_waits(path)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use crate::store::Store;

    #[test]
    fn a_file_that_ends_before_its_last_page_is_read_and_never_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("board.db");
        drop(Store::create(&path).unwrap());
        // What the last page holds is nothing that opening reads.
        let more = "CREATE TABLE more (x); INSERT INTO more VALUES (zeroblob(20000))";
        Store::open(&path).unwrap().conn.execute_batch(more).unwrap();
        let whole = std::fs::metadata(&path).unwrap().len();
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(whole - 100).unwrap();
        let before = std::fs::read(&path).unwrap();
        let mut store = Store::open(&path).unwrap();
        let refusal = store.write().err().expect("it is refused");
        assert!(refusal.sentence.contains("ends before its last page") && !refusal.hint.is_empty(), "{refusal}");
        drop(store);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_of_another_program_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        let before = std::fs::read(&path).unwrap();
        let refusal = Store::open(&path).err().expect("it is refused");
        assert_eq!(refusal.sentence, "this is not a Boardroom file");
        assert_eq!(std::fs::read(&path).unwrap(), before, "not even its journal mode is touched");
    }
}
