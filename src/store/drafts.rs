//! What was typed and not yet recorded: kept in a file of its own beside the board, so that typing
//! neither waits for a writer nor wakes the others.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::connection::{create_private_file, trouble};
use crate::domain::Refusal;

/// Drafts and small settings of one board and person.
pub struct Drafts {
    conn: Connection,
    path: PathBuf,
}

impl Drafts {
    /// Opens the file beside a board, making it if need be.
    pub fn open(board: &Path) -> Result<Self, Refusal> {
        let mut name = board.as_os_str().to_owned();
        name.push(".drafts");
        let path = PathBuf::from(name);
        if !path.exists() {
            // Somebody else may make it at the same moment; opening it then is as good.
            let _ = create_private_file(&path);
        }
        let open = || {
            let conn = Connection::open(&path)?;
            conn.busy_timeout(std::time::Duration::from_secs(1))?;
            conn.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
                 CREATE TABLE IF NOT EXISTS draft (actor TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, content TEXT NOT NULL,
                                                   PRIMARY KEY (actor, name)) STRICT;
                 CREATE TABLE IF NOT EXISTS import_map (name TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;",
            )?;
            Ok(conn)
        };
        open().map(|conn| Self { conn, path: path.clone() }).map_err(|error| trouble(&path, &error))
    }

    fn kept<T>(&self, result: rusqlite::Result<T>) -> Result<T, Refusal> {
        result.map_err(|error| trouble(&self.path, &error))
    }

    /// Keeps a draft under a name; it is on disk when this returns.
    pub fn keep(&self, actor: &str, name: &str, at: &str, content: &str) -> Result<(), Refusal> {
        let kept = self.conn.execute(
            "INSERT INTO draft (actor, name, at, content) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (actor, name) DO UPDATE SET at = excluded.at, content = excluded.content",
            [actor, name, at, content],
        );
        self.kept(kept.map(drop))
    }

    /// The draft of that name.
    pub fn find(&self, actor: &str, name: &str) -> Result<Option<String>, Refusal> {
        let found = self
            .conn
            .query_row("SELECT content FROM draft WHERE actor = ?1 AND name = ?2", [actor, name], |row| row.get(0))
            .optional();
        self.kept(found)
    }

    /// Every draft of this person: name, when, content; newest first.
    pub fn all(&self, actor: &str) -> Result<Vec<(String, String, String)>, Refusal> {
        let read = || {
            let mut statement =
                self.conn.prepare("SELECT name, at, content FROM draft WHERE actor = ?1 ORDER BY at DESC, name")?;
            let rows = statement.query_map([actor], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect()
        };
        self.kept(read())
    }

    /// Forgets a draft that was recorded or given up.
    pub fn forget(&self, actor: &str, name: &str) -> Result<(), Refusal> {
        self.kept(self.conn.execute("DELETE FROM draft WHERE actor = ?1 AND name = ?2", [actor, name]).map(drop))
    }

    /// Keeps the column mapping of an import under a name.
    pub fn keep_map(&self, name: &str, content: &str) -> Result<(), Refusal> {
        let kept = self.conn.execute(
            "INSERT INTO import_map (name, content) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET content = excluded.content",
            [name, content],
        );
        self.kept(kept.map(drop))
    }

    /// The names of the column mappings, in order.
    pub fn maps(&self) -> Result<Vec<String>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare("SELECT name FROM import_map ORDER BY name")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        self.kept(read())
    }

    /// A column mapping by name.
    pub fn map(&self, name: &str) -> Result<Option<String>, Refusal> {
        let found =
            self.conn.query_row("SELECT content FROM import_map WHERE name = ?1", [name], |row| row.get(0)).optional();
        self.kept(found)
    }
}
