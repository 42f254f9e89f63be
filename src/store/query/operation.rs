//! Operations as they were done: what undo may take back.

use rusqlite::{OptionalExtension, Row, params};

use crate::domain::Refusal;
use crate::domain::event::Change;
use crate::domain::ids::RecordId;
use crate::domain::value::{Handle, SYSTEM};
use crate::store::View;

/// One operation on the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its number.
    pub op: i64,
    /// Who did it.
    pub actor: Handle,
    /// When.
    pub at: String,
    /// The last of its events.
    pub last_seq: i64,
    /// What it did.
    pub summary: String,
    /// The operation it takes back.
    pub reverses: Option<i64>,
    /// Whether it takes back an undo.
    pub redo: bool,
    /// The operation that took it back.
    pub reversed_by: Option<i64>,
}

/// How the summary of an import begins.
pub const IMPORT: &str = "import ";

/// How many of a record's last events are looked through for what changed it.
const LOOKED: i64 = 500;

const COLUMNS: &str = "op, actor, at, last_seq, summary, reverses, redo, reversed_by";

fn read(row: &Row<'_>) -> rusqlite::Result<Done> {
    Ok(Done {
        op: row.get(0)?,
        actor: Handle(row.get(1)?),
        at: row.get(2)?,
        last_seq: row.get(3)?,
        summary: row.get(4)?,
        reverses: row.get(5)?,
        redo: row.get(6)?,
        reversed_by: row.get(7)?,
    })
}

impl View<'_> {
    /// One operation.
    pub fn operation(&self, op: i64) -> Result<Option<Done>, Refusal> {
        let found = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM operation WHERE op = ?1"))
            .and_then(|mut statement| statement.query_row([op], read).optional());
        self.kept(found)
    }

    /// The operation that made a record.
    pub fn made_by(&self, record: RecordId) -> Result<Option<Done>, Refusal> {
        let found = self
            .conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM operation WHERE op =
                   (SELECT e.op FROM event_about a JOIN event e USING (seq) WHERE a.record = ?1 ORDER BY a.seq LIMIT 1)"
            ))
            .and_then(|mut statement| statement.query_row([record.key()], read).optional());
        self.kept(found)
    }

    /// The changes of a record's fields that stand, newest first, each with whether an import made it.
    pub fn changed(&self, record: RecordId) -> Result<Vec<(Change, bool)>, Refusal> {
        #[derive(serde::Deserialize)]
        struct Changes {
            changes: Vec<Change>,
        }
        let mut changed = Vec::new();
        for entry in self.history(record, i64::MAX, LOOKED)? {
            let Some(payload) = entry.payload.filter(|_| entry.kind.ends_with("Revised")) else { continue };
            let (Ok(Changes { changes }), Some(done)) = (serde_json::from_str(&payload), self.operation(entry.op)?)
            else {
                continue;
            };
            if done.reverses.is_none() && done.reversed_by.is_none() {
                let imported = done.summary.starts_with(IMPORT);
                changed.extend(changes.into_iter().map(|change| (change, imported)));
            }
        }
        Ok(changed)
    }

    /// This person's last operation that still stands and takes nothing back.
    pub fn last_done(&self, actor: &Handle) -> Result<Option<Done>, Refusal> {
        let found = self
            .conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM operation WHERE actor = ?1 AND undoable = 1 AND reversed_by IS NULL AND reverses IS NULL
                 ORDER BY op DESC LIMIT 1"
            ))
            .and_then(|mut statement| statement.query_row([actor.as_str()], read).optional());
        self.kept(found)
    }

    /// Whether an operation made at most so many events.
    pub fn is_small(&self, op: i64, most: i64) -> Result<bool, Refusal> {
        let count = self
            .conn
            .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM event WHERE op = ?1 LIMIT ?2)")
            .and_then(|mut statement| statement.query_row([op, most + 1], |row| row.get::<_, i64>(0)));
        Ok(self.kept(count)? <= most)
    }

    /// This person's last undo, if nothing was done since.
    pub fn last_undone(&self, actor: &Handle) -> Result<Option<Done>, Refusal> {
        let found = self
            .conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM operation o WHERE actor = ?1 AND reverses IS NOT NULL AND redo = 0 AND reversed_by IS NULL
                   AND NOT EXISTS (SELECT 1 FROM operation later WHERE later.actor = ?1 AND later.op > o.op AND later.reverses IS NULL
                                     AND later.undoable = 1)
                 ORDER BY op DESC LIMIT 1"
            ))
            .and_then(|mut statement| statement.query_row([actor.as_str()], read).optional());
        self.kept(found)
    }

    /// The first later operation that touched a record and still stands: what an undo would break. What the
    /// system put on the record counts only if it is asked for.
    pub fn touched_since(
        &self,
        record: i64,
        last_seq: i64,
        reversing: i64,
        systems: bool,
    ) -> Result<Option<String>, Refusal> {
        let found = self
            .conn
            .prepare_cached(
                "SELECT e.kind || ' by ' || e.actor FROM event_about a JOIN event e USING (seq) JOIN operation o USING (op)
                 WHERE a.record = ?1 AND a.seq > ?2 AND o.reversed_by IS NULL AND o.op <> ?3 AND o.undoable = 1
                   AND (o.reverses IS NULL OR o.redo = 1) AND (?4 OR o.actor <> ?5)
                   AND NOT (o.redo = 1 AND EXISTS (SELECT 1 FROM operation u WHERE u.op = o.reverses AND u.reverses = ?3))
                 ORDER BY a.seq LIMIT 1",
            )
            .and_then(|mut statement| statement.query_row(params![record, last_seq, reversing, systems, SYSTEM], |row| row.get(0)).optional());
        self.kept(found)
    }
}
