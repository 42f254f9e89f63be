//! Where events are projected to. A writer's rows go to their tables as they come; a replay holds them back
//! until they are whole, so that a record that ten events made is written once, with its searchable text.
//!
//! The row of an operation changes with each of its events: it lies here in either case, until it is asked for.

use std::any::Any;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, params};

use super::operation::Doing;
use crate::domain::event::Event;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::record::{Record, Row};
use crate::store::{log, schema, search, table};

/// How many rows a replay holds back at most: about ten megabytes of them.
const MOST: usize = 8_192;

/// What is still to be written.
pub struct Desk {
    operation: Option<Doing>,
    held: Option<Held>,
}

/// The rows a replay holds back.
#[derive(Default)]
struct Held {
    rows: BTreeMap<i64, Slot>,
    /// Records whose text is to be read again from their rows, once these are written.
    later: BTreeSet<i64>,
    /// The last position given on an agenda, by meeting.
    positions: HashMap<u32, i64>,
}

/// A row held back.
struct Slot {
    row: Box<dyn Kept>,
    voided: bool,
    standing: Standing,
    /// Whether its searchable text may have changed.
    text: bool,
}

/// How a row held back stands to its table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// As the table has it.
    Same,
    /// The table has an older one.
    Changed,
    /// The table has none.
    Fresh,
}

impl Standing {
    fn change(&mut self) {
        if *self == Self::Same {
            *self = Self::Changed;
        }
    }
}

/// A row of any kind of record.
trait Kept: Any {
    fn write(&self, conn: &Connection, fresh: bool, voided: bool) -> rusqlite::Result<()>;
    fn touch(&mut self, revision: i64);
    fn document(&self) -> (String, String);
}

impl<R: Record> Kept for Row<R> {
    fn write(&self, conn: &Connection, fresh: bool, voided: bool) -> rusqlite::Result<()> {
        if fresh { table::insert(conn, self, voided) } else { table::update(conn, self, voided) }
    }

    fn touch(&mut self, revision: i64) {
        self.revision = revision;
    }

    fn document(&self) -> (String, String) {
        search::document(self)
    }
}

impl Desk {
    /// Rows go to their tables as they come.
    pub fn direct() -> Self {
        Self { operation: None, held: None }
    }

    /// Rows are held back; [`Desk::finish`] writes the last of them.
    pub fn holding() -> Self {
        Self { operation: None, held: Some(Held::default()) }
    }

    /// Notes what an event means for the table of operations.
    pub(super) fn operation(&mut self, conn: &Connection, entry: &log::Entry, event: &Event) -> rusqlite::Result<()> {
        match &mut self.operation {
            Some(doing) if doing.is(entry) => doing.also(entry, event),
            other => {
                if let Some(done) = other.replace(Doing::new(entry, event)) {
                    done.write(conn)?;
                }
            }
        }
        Ok(())
    }

    /// Writes the row of the operation if it is not as it should be; within a batch only as far as what others
    /// are decided on depends on it.
    pub fn settle(&mut self, conn: &Connection, within: bool) -> rusqlite::Result<()> {
        match &mut self.operation {
            Some(doing) => doing.settle(conn, within),
            None => Ok(()),
        }
    }

    /// Inserts a record.
    pub(super) fn insert<R: Record>(&mut self, conn: &Connection, row: Row<R>) -> rusqlite::Result<()> {
        let Some(held) = &mut self.held else { return table::insert(conn, &row, false) };
        let key = row.id().key();
        let slot = Slot { row: Box::new(row), voided: false, standing: Standing::Fresh, text: false };
        held.rows.insert(key, slot);
        Ok(())
    }

    /// Changes a record's row; one that was voided is changed as well, so that it can be restored whole.
    pub(super) fn change<R: Record>(
        &mut self,
        conn: &Connection,
        number: u32,
        change: impl FnOnce(&mut Row<R>),
    ) -> rusqlite::Result<()> {
        let Some(held) = &mut self.held else {
            let Some((before, _)) = table::load_any::<R>(conn, number)? else { return Ok(()) };
            let mut after = before.clone();
            change(&mut after);
            return table::amend(conn, &before, &after);
        };
        if let Some((standing, row)) = held.slot::<R>(conn, number)? {
            standing.change();
            change(row);
        }
        Ok(())
    }

    /// A record's row, voided or not.
    pub(super) fn find<R: Record>(&mut self, conn: &Connection, number: u32) -> rusqlite::Result<Option<Row<R>>> {
        match &mut self.held {
            None => Ok(table::load_any::<R>(conn, number)?.map(|(row, _)| row)),
            Some(held) => Ok(held.slot::<R>(conn, number)?.map(|(_, row)| row.clone())),
        }
    }

    /// Marks a record as voided, or takes the mark away.
    pub(super) fn void(
        &mut self,
        conn: &Connection,
        id: RecordId,
        voided: bool,
        revision: i64,
    ) -> rusqlite::Result<()> {
        if let Some(held) = &mut self.held {
            if id.kind == RecordKind::Item {
                held.positions.clear();
            }
            if let Some(slot) = held.rows.get_mut(&id.key()) {
                slot.voided = voided;
                slot.standing.change();
                slot.row.touch(revision);
                return Ok(());
            }
        }
        let Some(table) = schema::table_of(id.kind) else { return Ok(()) };
        conn.prepare_cached(&format!("UPDATE {table} SET voided = ?2, revision = ?3 WHERE number = ?1"))?
            .execute(params![id.number, voided, revision])
            .map(drop)
    }

    /// The position that the next item on a meeting's agenda gets.
    pub(super) fn next_position(&mut self, conn: &Connection, meeting: u32) -> rusqlite::Result<i64> {
        let known = self.held.as_ref().and_then(|held| held.positions.get(&meeting).copied());
        let last = if let Some(last) = known {
            last
        } else {
            self.write_rows(conn)?;
            conn.prepare_cached("SELECT coalesce(max(position), 0) FROM item WHERE meeting = ?1 AND voided = 0")?
                .query_row([meeting], |row| row.get(0))?
        };
        if let Some(held) = &mut self.held {
            held.positions.insert(meeting, last + 1);
        }
        Ok(last + 1)
    }

    /// Forgets what it knows of agendas: their order changed.
    pub(super) fn reordered(&mut self) {
        if let Some(held) = &mut self.held {
            held.positions.clear();
        }
    }

    /// Notes whose searchable text an event may have changed, and makes room.
    pub(super) fn touched(&mut self, conn: &Connection, event: &Event) -> rusqlite::Result<()> {
        let Some(held) = &mut self.held else { return Ok(()) };
        if let Some(key) = search::touched(event) {
            match held.rows.get_mut(&key) {
                Some(slot) => slot.text = true,
                None => drop(held.later.insert(key)),
            }
        }
        if held.rows.len() < MOST {
            return Ok(());
        }
        held.positions.clear();
        self.write_rows(conn)
    }

    /// Writes the rows held back, in the order of their tables.
    fn write_rows(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let Some(held) = &mut self.held else { return Ok(()) };
        for (key, slot) in std::mem::take(&mut held.rows) {
            let fresh = slot.standing == Standing::Fresh;
            if slot.standing != Standing::Same {
                slot.row.write(conn, fresh, slot.voided)?;
            }
            if slot.text {
                search::keep(conn, key, (!slot.voided).then(|| slot.row.document()), fresh)?;
            }
        }
        Ok(())
    }

    /// Writes all that is left.
    pub fn finish(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        self.settle(conn, false)?;
        self.write_rows(conn)?;
        let later = self.held.as_mut().map(|held| std::mem::take(&mut held.later)).unwrap_or_default();
        for key in later {
            search::keep(conn, key, search::current(conn, key)?, false)?;
        }
        Ok(())
    }
}

impl Held {
    /// A record's row, and how it stands to its table; taken from its table if it is not held.
    fn slot<R: Record>(
        &mut self,
        conn: &Connection,
        number: u32,
    ) -> rusqlite::Result<Option<(&mut Standing, &mut Row<R>)>> {
        let slot = match self.rows.entry(RecordId { kind: R::KIND, number }.key()) {
            Entry::Occupied(slot) => slot.into_mut(),
            Entry::Vacant(place) => {
                let Some((row, voided)) = table::load_any::<R>(conn, number)? else { return Ok(None) };
                place.insert(Slot { row: Box::new(row), voided, standing: Standing::Same, text: false })
            }
        };
        let row: &mut dyn Any = slot.row.as_mut();
        Ok(row.downcast_mut::<Row<R>>().map(|row| (&mut slot.standing, row)))
    }
}
