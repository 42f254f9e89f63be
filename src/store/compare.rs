//! Two sets of tables held against one another: the store's, and those of a replay attached beside them.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::schema;
use super::verify::{Difference, difference};
use crate::domain::ids::RecordKind;

/// Most differences that are listed.
const MOST: usize = 200;

/// The name under which the replay's tables are attached.
pub const REPLAYED: &str = "replayed";

/// What is missing, altered or surplus in the text of the derived layout.
pub fn schema(conn: &Connection) -> rusqlite::Result<Vec<Difference>> {
    let texts = |conn: &Connection| -> rusqlite::Result<Vec<(String, String)>> {
        let mut statement = conn.prepare(
            "SELECT name, coalesce(sql, '') FROM main.sqlite_schema
             WHERE tbl_name NOT IN ('event', 'event_about', 'meta', 'blob') AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    let model = Connection::open_in_memory()?;
    model.execute_batch("CREATE TABLE event (seq, op, at, effective, actor, kind, payload, hash)")?;
    model.execute_batch(schema::derived())?;
    let (here, there) = (texts(conn)?, texts(&model)?);
    let mut found = Vec::new();
    for (name, sql) in &there {
        if !here.iter().any(|(known, text)| known == name && text == sql) {
            found.push(difference(name, "", "", "its definition is missing or was altered"));
        }
    }
    for (name, _) in &here {
        if !there.iter().any(|(known, _)| known == name) {
            found.push(difference(name, "", "", "it does not belong to a board"));
        }
    }
    Ok(found)
}

/// What differs in any derived table, typed, by primary key.
pub fn tables(conn: &Connection) -> rusqlite::Result<Vec<Difference>> {
    let mut found = Vec::new();
    for table in schema::tables() {
        let shape = Shape::of(conn, table)?;
        if !shape.same(conn)? {
            shape.walk(conn, &mut found)?;
        }
    }
    Ok(found)
}

/// A table's columns, and which of them are its key.
struct Shape {
    table: &'static str,
    columns: Vec<String>,
    keys: Vec<usize>,
}

impl Shape {
    fn of(conn: &Connection, table: &'static str) -> rusqlite::Result<Self> {
        let mut columns = Vec::new();
        let mut keys = Vec::new();
        conn.pragma(Some("main"), "table_info", table, |row| {
            if row.get::<_, i64>(5)? > 0 {
                keys.push(columns.len());
            }
            columns.push(row.get(1)?);
            Ok(())
        })?;
        Ok(Self { table, columns, keys })
    }

    /// Whether both tables have as many rows, and each of the one its equal in the other. The engine finds
    /// that out by itself, several times faster than rows can be read out of it.
    fn same(&self, conn: &Connection) -> rusqlite::Result<bool> {
        let all = |join: &str, sign: &str, keys: bool| {
            let columns = self.columns.iter().enumerate().filter(|(at, _)| self.keys.contains(at) == keys);
            columns.map(|(_, name)| format!("a.\"{name}\" {sign} b.\"{name}\"")).collect::<Vec<_>>().join(join)
        };
        let (table, keys, others) = (self.table, all(" AND ", "=", true), all(" AND ", "IS", false));
        let others = if others.is_empty() { "1".to_owned() } else { others };
        let sql = format!(
            "SELECT (SELECT count(*) FROM main.{table}), (SELECT count(*) FROM {REPLAYED}.{table}),
                    (SELECT count(*) FROM main.{table} a CROSS JOIN {REPLAYED}.{table} b ON {keys} WHERE {others})"
        );
        let counts: [i64; 3] = conn.query_row(&sql, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
        Ok(counts[0] == counts[1] && counts[1] == counts[2])
    }

    /// Walks both tables side by side, and names each difference.
    fn walk(&self, conn: &Connection, found: &mut Vec<Difference>) -> rusqlite::Result<()> {
        let Self { table, columns, keys } = self;
        let order = keys.iter().map(|at| format!("\"{}\"", columns[*at])).collect::<Vec<_>>().join(", ");
        let from = |schema: &str| conn.prepare(&format!("SELECT * FROM {schema}.{table} ORDER BY {order}"));
        let (mut left, mut right) = (from("main")?, from(REPLAYED)?);
        let (mut left, mut right) = (left.query([])?, right.query([])?);
        let read = |rows: &mut rusqlite::Rows<'_>| -> rusqlite::Result<Option<Vec<Value>>> {
            let Some(row) = rows.next()? else { return Ok(None) };
            (0..columns.len()).map(|at| row.get(at)).collect::<Result<Vec<_>, _>>().map(Some)
        };
        let name = |row: &[Value]| row_name(table, &keys.iter().map(|at| row[*at].clone()).collect::<Vec<_>>());
        let (mut a, mut b) = (read(&mut left)?, read(&mut right)?);
        while found.len() < MOST {
            let order = match (&a, &b) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(a), Some(b)) => compare_keys(a, b, keys),
            };
            match order {
                std::cmp::Ordering::Less => {
                    found.push(difference(
                        table,
                        name(a.as_deref().unwrap_or_default()),
                        "",
                        "the row is not on the record",
                    ));
                    a = read(&mut left)?;
                }
                std::cmp::Ordering::Greater => {
                    found.push(difference(table, name(b.as_deref().unwrap_or_default()), "", "the row is missing"));
                    b = read(&mut right)?;
                }
                std::cmp::Ordering::Equal => {
                    for (at, column) in columns.iter().enumerate() {
                        let (here, there) = (a.as_ref().map(|row| &row[at]), b.as_ref().map(|row| &row[at]));
                        if here != there {
                            let id = name(a.as_deref().unwrap_or_default());
                            found.push(difference(
                                table,
                                id,
                                column,
                                format!("is {}, the record says {}", shown(here), shown(there)),
                            ));
                        }
                    }
                    a = read(&mut left)?;
                    b = read(&mut right)?;
                }
            }
        }
        Ok(())
    }
}

fn compare_keys(a: &[Value], b: &[Value], keys: &[usize]) -> std::cmp::Ordering {
    for at in keys {
        let order = match (&a[*at], &b[*at]) {
            (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
            (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            _ => std::cmp::Ordering::Equal,
        };
        if order != std::cmp::Ordering::Equal {
            return order;
        }
    }
    std::cmp::Ordering::Equal
}

/// A row's name: the identifier of a record, else its key.
fn row_name(table: &str, keys: &[Value]) -> String {
    let kind = RecordKind::ALL.iter().copied().find(|kind| schema::table_of(*kind) == Some(table));
    match (kind, keys) {
        (Some(kind), [Value::Integer(number)]) => {
            crate::domain::ids::RecordId { kind, number: u32::try_from(*number).unwrap_or(0) }.to_string()
        }
        _ => keys.iter().map(|key| shown(Some(key))).collect::<Vec<_>>().join(" "),
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "empty".to_owned(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Real(number)) => number.to_string(),
        Some(Value::Text(text)) => crate::domain::text::excerpt(text),
        Some(Value::Blob(bytes)) => format!("{} bytes", bytes.len()),
    }
}
