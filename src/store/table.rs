//! Records as rows: one generic insert, update and load over the field tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{PoisonError, RwLock};

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql};

use crate::domain::field::{Cell, FieldSpec, Fields};
use crate::domain::record::{Record, Row};

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Owned(Value::Null),
            Cell::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

/// A stored value as a cell.
pub fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Cell::Null,
    }
}

/// The columns that hold a record, in order: entered fields, then state.
pub fn columns<R: Record>() -> impl Iterator<Item = &'static FieldSpec> {
    R::SPECS.iter().chain(R::State::SPECS.iter())
}

/// A column's name, quoted so that a field may be called `to` or `on`.
pub fn column(name: &str) -> String {
    format!("\"{name}\"")
}

/// The statements of one kind of record.
struct Texts {
    insert: String,
    update: String,
    load: String,
    load_any: String,
    select: String,
    last: String,
}

/// A record's statements, put together once and then known by its table.
fn texts<R: Record>() -> &'static Texts {
    static KNOWN: RwLock<BTreeMap<&'static str, &'static Texts>> = RwLock::new(BTreeMap::new());
    if let Some(texts) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(R::TABLE) {
        return texts;
    }
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known.entry(R::TABLE).or_insert_with(|| Box::leak(Box::new(write_texts::<R>())))
}

fn write_texts<R: Record>() -> Texts {
    let names = columns::<R>().fold(String::new(), |mut names, spec| {
        let _ = write!(names, ", {}", column(spec.name));
        names
    });
    let count = columns::<R>().count();
    let sets = columns::<R>().fold(String::new(), |mut sets, spec| {
        let _ = write!(sets, ", {} = ?", column(spec.name));
        sets
    });
    let table = R::TABLE;
    let read = format!("SELECT number, revision{names} FROM {table}");
    Texts {
        insert: format!(
            "INSERT INTO {table} (number, revision, voided{names}) VALUES (?, ?, ?{})",
            ", ?".repeat(count)
        ),
        update: format!("UPDATE {table} SET revision = ?, voided = ?{sets} WHERE number = ?"),
        load: format!("{read} WHERE number = ?1 AND voided = 0"),
        load_any: format!("SELECT number, revision{names}, voided FROM {table} WHERE number = ?1"),
        select: format!("{read} WHERE voided = 0 AND "),
        last: format!("SELECT coalesce(max(number), 0) FROM {table}"),
    }
}

/// Inserts a record.
pub fn insert<R: Record>(conn: &Connection, row: &Row<R>, voided: bool) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(&texts::<R>().insert)?;
    statement.raw_bind_parameter(1, row.number)?;
    statement.raw_bind_parameter(2, row.revision)?;
    statement.raw_bind_parameter(3, voided)?;
    bind(&mut statement, 4, row)?;
    statement.raw_execute().map(drop)
}

/// Writes a record's whole row again.
pub fn update<R: Record>(conn: &Connection, row: &Row<R>, voided: bool) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(&texts::<R>().update)?;
    statement.raw_bind_parameter(1, row.revision)?;
    statement.raw_bind_parameter(2, voided)?;
    bind(&mut statement, 3, row)?;
    statement.raw_bind_parameter(3 + columns::<R>().count(), row.number)?;
    statement.raw_execute().map(drop)
}

/// Writes what changed in a record's row: an index over other columns is left alone.
pub fn amend<R: Record>(conn: &Connection, before: &Row<R>, after: &Row<R>) -> rusqlite::Result<()> {
    let fields = (0..R::SPECS.len()).map(|at| (&R::SPECS[at], before.fields.cell(at), after.fields.cell(at)));
    let specs = R::State::SPECS;
    let state = (0..specs.len()).map(|at| (&specs[at], before.state.cell(at), after.state.cell(at)));
    let mut sql = format!("UPDATE {} SET revision = ?", R::TABLE);
    let mut cells = Vec::new();
    for (spec, _, cell) in fields.chain(state).filter(|(_, before, after)| before != after) {
        let _ = write!(sql, ", {} = ?", column(spec.name));
        cells.push(cell);
    }
    sql.push_str(" WHERE number = ?");
    let mut statement = conn.prepare_cached(&sql)?;
    statement.raw_bind_parameter(1, after.revision)?;
    for (at, cell) in cells.iter().enumerate() {
        statement.raw_bind_parameter(2 + at, cell)?;
    }
    statement.raw_bind_parameter(2 + cells.len(), after.number)?;
    statement.raw_execute().map(drop)
}

fn bind<R: Record>(statement: &mut rusqlite::CachedStatement<'_>, from: usize, row: &Row<R>) -> rusqlite::Result<()> {
    for at in 0..R::SPECS.len() {
        statement.raw_bind_parameter(from + at, row.fields.cell(at))?;
    }
    for at in 0..R::State::SPECS.len() {
        statement.raw_bind_parameter(from + R::SPECS.len() + at, row.state.cell(at))?;
    }
    Ok(())
}

/// Loads a record that is not voided.
pub fn load<R: Record>(conn: &Connection, number: u32) -> rusqlite::Result<Option<Row<R>>> {
    conn.prepare_cached(&texts::<R>().load)?.query_row([number], read::<R>).optional()
}

/// Loads a record, and says whether it is voided.
pub fn load_any<R: Record>(conn: &Connection, number: u32) -> rusqlite::Result<Option<(Row<R>, bool)>> {
    let voided = 2 + columns::<R>().count();
    let mut statement = conn.prepare_cached(&texts::<R>().load_any)?;
    statement.query_row([number], |row| Ok((read(row)?, row.get(voided)?))).optional()
}

/// Loads the records that match a condition of this floor's own making, in its order.
pub fn select<R: Record>(conn: &Connection, clause: &str, parameters: &[&dyn ToSql]) -> rusqlite::Result<Vec<Row<R>>> {
    let sql = [&texts::<R>().select, clause].concat();
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(parameters, read::<R>)?;
    rows.collect()
}

/// Loads some columns of the records that match a condition of this floor's own making, the other fields left unset;
/// of each only what `keep` makes of it is kept.
pub fn select_some<R: Record, T>(
    conn: &Connection,
    names: &[&str],
    clause: &str,
    mut keep: impl FnMut(Row<R>) -> T,
) -> rusqlite::Result<Vec<T>> {
    let known: Vec<&str> = columns::<R>().map(|spec| spec.name).collect();
    let places: Vec<usize> = names.iter().filter_map(|name| known.iter().position(|known| known == name)).collect();
    let mut sql = String::from("SELECT number, revision");
    for place in &places {
        let _ = write!(sql, ", {}", column(known[*place]));
    }
    let _ = write!(sql, " FROM {} WHERE voided = 0 AND {clause}", R::TABLE);
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        let (mut fields, mut state) = (R::default(), R::State::default());
        for (at, place) in (2..).zip(&places) {
            let value = row.get_ref(at)?;
            if value != ValueRef::Null {
                match place.checked_sub(R::SPECS.len()) {
                    None => fields.set_cell(*place, cell(value)),
                    Some(place) => state.set_cell(place, cell(value)),
                }
            }
        }
        kept.push(keep(Row { number: row.get(0)?, revision: row.get(1)?, fields, state }));
    }
    Ok(kept)
}

fn read<R: Record>(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row<R>> {
    let mut fields = R::default();
    let mut state = R::State::default();
    // What is NULL is unset, as it is in a record that was just made.
    for at in 0..R::SPECS.len() {
        let value = row.get_ref(2 + at)?;
        if value != ValueRef::Null {
            fields.set_cell(at, cell(value));
        }
    }
    for at in 0..R::State::SPECS.len() {
        let value = row.get_ref(2 + R::SPECS.len() + at)?;
        if value != ValueRef::Null {
            state.set_cell(at, cell(value));
        }
    }
    Ok(Row { number: row.get(0)?, revision: row.get(1)?, fields, state })
}

/// The highest number given to such a record, voided ones included.
pub fn last_number<R: Record>(conn: &Connection) -> rusqlite::Result<u32> {
    conn.prepare_cached(&texts::<R>().last)?.query_row([], |row| row.get(0))
}
