//! Opening, creating and refusing store files, and the sentences for what can be wrong with one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::board_day;
use super::schema::{self, APPLICATION_ID, LOG_VERSION};
use super::shape::{is_cut_off, lacks_room, wal_waits};
use super::view::View;
use crate::domain::Refusal;

/// How long a writer waits for another process's transaction, in milliseconds.
const BUSY_MS: u64 = 5_000;

/// One board: the log and the tables derived from it.
pub struct Store {
    pub(super) conn: Connection,
    path: PathBuf,
    access: Access,
}

/// Whether a store may be written, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// It may.
    Write,
    /// The file is read-only, or was opened to be read.
    Read,
    /// The file ends before its last page: a damaged file is never written to.
    CutOff,
    /// The disk has no room for the files that writers and readers share.
    NoRoom,
}

/// The version of the database engine.
pub fn engine_version() -> &'static str {
    rusqlite::version()
}

/// The sentence for what the database engine could not do.
pub fn trouble(path: &Path, error: &rusqlite::Error) -> Refusal {
    let name = path.display().to_string();
    let refusal = |sentence: &str, hint: &str| Refusal::store(name.clone(), sentence).hint(hint);
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return Refusal::store(name, format!("the store could not be used: {error}")).hint("run boardroom verify");
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            refusal("another process is writing to this board and did not finish in time", "try again in a moment")
        }
        ErrorCode::ReadOnly => {
            refusal("the file is read-only", "give yourself write permission, or work on a copy (boardroom backup)")
        }
        ErrorCode::DiskFull => refusal("the disk is full; nothing was changed", "free some space and try again"),
        ErrorCode::DatabaseCorrupt => {
            refusal("the file is damaged", "do not write to it: keep it, and restore a backup with boardroom restore")
        }
        ErrorCode::NotADatabase => {
            refusal("this is not a Boardroom file", "name another with --db, or make one with boardroom init")
        }
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => refusal(
            "the file cannot be opened",
            "check that it exists and that you may read and write it and its folder",
        ),
        ErrorCode::SystemIoFailure => {
            refusal("the disk reports an error", "check the disk; restore a backup elsewhere if it persists")
        }
        _ => Refusal::store(
            name,
            format!("the store could not be used: {}", message.as_deref().unwrap_or("unknown reason")),
        )
        .hint("run boardroom verify"),
    }
}

impl Store {
    /// Creates a store file, readable by its owner only. Refuses to overwrite.
    pub fn create(path: &Path) -> Result<Self, Refusal> {
        let name = path.display().to_string();
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            create_private_folder(folder).map_err(|error| {
                Refusal::store(folder.display().to_string(), format!("the folder cannot be made: {error}"))
            })?;
        }
        match create_private_file(path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Refusal::store(name, "there is already a file here; it is not overwritten")
                    .hint("name another with --db, or open this one with boardroom"));
            }
            Err(error) => {
                return Err(Refusal::store(name, format!("the file cannot be made: {error}"))
                    .hint("check the folder and its permissions"));
            }
        }
        let made = Connection::open(path)
            .and_then(|conn| prepare(&conn, true).map(|()| conn))
            .and_then(|conn| schema::create(&conn).map(|()| conn));
        match made {
            Ok(conn) => Ok(Self { conn, path: path.to_owned(), access: Access::Write }),
            Err(error) => {
                let _ = std::fs::remove_file(path);
                Err(trouble(path, &error))
            }
        }
    }

    /// A store in memory, for tests and rehearsals.
    pub fn in_memory() -> Result<Self, Refusal> {
        let path = PathBuf::from(":memory:");
        let conn = Connection::open_in_memory().and_then(|conn| {
            schema::create(&conn)?;
            board_day::register(&conn)?;
            Ok(conn)
        });
        conn.map(|conn| Self { conn, path: path.clone(), access: Access::Write })
            .map_err(|error| trouble(&path, &error))
    }

    /// Opens a store; one that cannot be written is opened for reading. Tables of an older layout are
    /// rebuilt from the log.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        Self::open_with(path, &mut |_, _| true)
    }

    /// The same, telling a long rebuild's progress (done, all); `false` cancels it and leaves the old tables.
    pub fn open_with(path: &Path, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Self, Refusal> {
        let name = path.display().to_string();
        if !path.exists() {
            return Err(Refusal::store(name, "there is no board here")
                .hint("make one with boardroom init, or try boardroom demo"));
        }
        if path.is_dir() {
            return Err(Refusal::store(name, "this is a folder, and a board is a file")
                .hint("name the file in it, such as board.db"));
        }
        let writable = std::fs::OpenOptions::new().write(true).open(path).is_ok()
            && !std::fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly());
        let access = match (writable, is_cut_off(path)) {
            (_, true) => Access::CutOff,
            (true, false) => Access::Write,
            (false, false) => Access::Read,
        };
        let (conn, access) = match begin(path, access) {
            // Without room for the files that are shared, the board is still read as it stands.
            Err(error) if lacks_room(&error) && access == Access::Write && !wal_waits(path) => {
                (begin(path, Access::NoRoom).map_err(|error| trouble(path, &error))?, Access::NoRoom)
            }
            begun => (begun.map_err(|error| trouble(path, &error))?, access),
        };
        layout(&conn, path)?;
        prepare(&conn, access == Access::Write).map_err(|error| trouble(path, &error))?;
        let mut store = Self { conn, path: path.to_owned(), access };
        match layout(&store.conn, path)? {
            Layout::Current => {}
            Layout::Older if store.writable() => {
                super::replay::rebuild(&mut store, progress)?;
            }
            Layout::Older => {
                return Err(Refusal::store(name, "the tables are of an older layout, and the file is read-only")
                    .hint("copy it to where you may write, and open the copy"));
            }
        }
        Ok(store)
    }

    /// Opens a store only to read it: nothing is written by this connection, whatever is asked of it.
    pub fn open_to_read(path: &Path) -> Result<Self, Refusal> {
        let store = Self::open(path)?;
        store.conn.pragma_update(None, "query_only", true).map_err(|error| trouble(path, &error))?;
        let access = if store.access == Access::Write { Access::Read } else { store.access };
        Ok(Self { access, ..store })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it may be written.
    pub fn writable(&self) -> bool {
        self.access == Access::Write
    }

    /// Why it may not be written; nothing if it may.
    pub fn unwritable(&self) -> Option<Refusal> {
        let refusal =
            |sentence: &str, hint: &str| Some(Refusal::store(self.path.display().to_string(), sentence).hint(hint));
        match self.access {
            Access::Write => None,
            Access::Read => {
                refusal("the file is read-only", "give yourself write permission, or work on a copy (boardroom backup)")
            }
            Access::CutOff => refusal(
                "the file is damaged: it ends before its last page",
                "keep it as it is, and restore a backup with boardroom restore",
            ),
            Access::NoRoom => {
                refusal("the disk is full; the board can only be read", "free some space and start again")
            }
        }
    }

    /// A reading view of the record as it stands now.
    pub fn view(&self) -> View<'_> {
        View::new(&self.conn, &self.path)
    }

    /// A number that changes whenever another process has written.
    pub fn data_version(&self) -> i64 {
        self.conn.pragma_query_value(None, "data_version", |row| row.get(0)).unwrap_or(0)
    }

    /// Moves the write-ahead log into the file without waiting for anyone; for idle moments.
    pub fn checkpoint(&self) {
        let _ = self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }

    /// Switches automatic checkpoints off, so that no commit pays for one; call [`Store::checkpoint`] when idle.
    pub fn checkpoint_when_idle(&self) {
        let _ = self.conn.pragma_update(None, "wal_autocheckpoint", 0);
    }

    /// Keeps few pages in memory: for a connection that looks here and there, beside one that keeps them.
    pub fn keep_little(&self) {
        let _ = self.conn.pragma_update(None, "cache_size", -1024);
    }

    /// Moves the whole write-ahead log into the file and empties it; after bulk work.
    pub fn truncate_wal(&self) {
        let _ = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }

    /// Runs `read` on a view that does not move while it reads.
    pub fn snapshot<T>(&self, read: impl FnOnce(&View<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let at = self.conn.unchecked_transaction().map_err(|error| trouble(&self.path, &error))?;
        let result = read(&View::new(&at, &self.path));
        let _ = at.finish();
        result
    }
}

/// Opens the file, and asks it something: only then are the files beside it needed.
fn begin(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let conn = connect(path, access == Access::Write)?;
    conn.query_row("PRAGMA application_id", [], |row| row.get::<_, i64>(0))?;
    Ok(conn)
}

/// Opens the file. One that may only be read, and beside which no write-ahead log waits, is opened as it
/// stands: its reader may not make the files that sharing it would need.
pub(super) fn connect(path: &Path, writable: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if writable {
        return Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE);
    }
    if wal_waits(path) {
        return Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_ONLY);
    }
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut address = String::from("file:");
    for byte in full.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            other => {
                use std::fmt::Write as _;
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    address.push_str("?immutable=1");
    Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

/// How a file's layout compares with this program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// The same.
    Current,
    /// Tables of an earlier program.
    Older,
}

/// Compares the layout; a newer file is refused.
pub(super) fn layout(conn: &Connection, path: &Path) -> Result<Layout, Refusal> {
    let name = path.display().to_string();
    let read = |pragma: &str| {
        let read = || conn.prepare_cached(pragma)?.query_row([], |row| row.get::<_, i64>(0));
        read().map_err(|error| trouble(path, &error))
    };
    if read("PRAGMA application_id")? != APPLICATION_ID {
        return Err(Refusal::store(name, "this is not a Boardroom file")
            .hint("name another with --db, or make one with boardroom init"));
    }
    let newer = || {
        Refusal::store(name.clone(), "a newer boardroom wrote this file")
            .hint("update boardroom; this version does not touch the file")
    };
    if read("PRAGMA user_version")? > LOG_VERSION {
        return Err(newer());
    }
    let (version, text) = schema::stored_layout(conn).map_err(|error| trouble(path, &error))?;
    if version > schema::LAYOUT_VERSION {
        return Err(newer());
    }
    Ok(if version == schema::LAYOUT_VERSION && text == schema::digest() { Layout::Current } else { Layout::Older })
}

/// Settings of every connection.
fn prepare(conn: &Connection, writable: bool) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::from_millis(BUSY_MS))?;
    conn.set_prepared_statement_cache_capacity(256);
    board_day::register(conn)?;
    // Plans do not hang on the values asked for, so that a statement is prepared once and not for every value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if writable {
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
    } else {
        conn.pragma_update(None, "query_only", true)?;
    }
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cache_size", -4096)?;
    conn.pragma_update(None, "mmap_size", 0)
}

#[cfg(unix)]
pub(super) fn create_private_file(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

#[cfg(not(unix))]
pub(super) fn create_private_file(path: &Path) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path).map(drop)
}

#[cfg(unix)]
fn create_private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private_folder(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}
