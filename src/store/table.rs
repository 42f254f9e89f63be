//! Records as rows: one generic insert, update and load over the field tables.

use std::fmt::Write as _;

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

fn names<R: Record>() -> String {
    columns::<R>().fold(String::new(), |mut names, spec| {
        let _ = write!(names, ", {}", column(spec.name));
        names
    })
}

/// A column's name, quoted so that a field may be called `to` or `on`.
pub fn column(name: &str) -> String {
    format!("\"{name}\"")
}

/// Inserts a record.
pub fn insert<R: Record>(conn: &Connection, row: &Row<R>) -> rusqlite::Result<()> {
    let mut sql = format!("INSERT INTO {} (number, revision, voided{}) VALUES (?, ?, 0", R::TABLE, names::<R>());
    sql.push_str(&", ?".repeat(columns::<R>().count()));
    sql.push(')');
    let mut statement = conn.prepare_cached(&sql)?;
    statement.raw_bind_parameter(1, row.number)?;
    statement.raw_bind_parameter(2, row.revision)?;
    bind(&mut statement, 3, row)?;
    statement.raw_execute().map(drop)
}

/// Writes a record's row again.
pub fn update<R: Record>(conn: &Connection, row: &Row<R>) -> rusqlite::Result<()> {
    let mut sql = format!("UPDATE {} SET revision = ?", R::TABLE);
    for spec in columns::<R>() {
        let _ = write!(sql, ", {} = ?", column(spec.name));
    }
    sql.push_str(" WHERE number = ?");
    let mut statement = conn.prepare_cached(&sql)?;
    statement.raw_bind_parameter(1, row.revision)?;
    bind(&mut statement, 2, row)?;
    statement.raw_bind_parameter(2 + columns::<R>().count(), row.number)?;
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

/// Loads a record, voided ones only if asked for.
pub fn load<R: Record>(conn: &Connection, number: u32, voided: bool) -> rusqlite::Result<Option<Row<R>>> {
    let clause = if voided { "number = ?1" } else { "number = ?1 AND voided = 0" };
    let sql = format!("SELECT number, revision{} FROM {} WHERE {clause}", names::<R>(), R::TABLE);
    conn.prepare_cached(&sql)?.query_row([number], read::<R>).optional()
}

/// Loads the records that match a condition of this floor's own making, in its order.
pub fn select<R: Record>(conn: &Connection, clause: &str, parameters: &[&dyn ToSql]) -> rusqlite::Result<Vec<Row<R>>> {
    let sql = format!("SELECT number, revision{} FROM {} WHERE voided = 0 AND {clause}", names::<R>(), R::TABLE);
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(parameters, read::<R>)?;
    rows.collect()
}

fn read<R: Record>(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row<R>> {
    let mut fields = R::default();
    let mut state = R::State::default();
    for at in 0..R::SPECS.len() {
        fields.set_cell(at, cell(row.get_ref(2 + at)?));
    }
    for at in 0..R::State::SPECS.len() {
        state.set_cell(at, cell(row.get_ref(2 + R::SPECS.len() + at)?));
    }
    Ok(Row { number: row.get(0)?, revision: row.get(1)?, fields, state })
}

/// The highest number given to such a record, voided ones included.
pub fn last_number<R: Record>(conn: &Connection) -> rusqlite::Result<u32> {
    let sql = format!("SELECT coalesce(max(number), 0) FROM {}", R::TABLE);
    conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))
}
