//! What the program's own queries ask for and SQL does not have: the day of a stored moment in the board's time zone,
//! and what may happen by the statement of a risk.
//!
//! A function of the connection, since a named zone is no fixed distance from UTC; schema and views do without,
//! so that they work in any `sqlite3`.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::domain::moment::read_stamp;
use crate::domain::record::Risk;
use crate::domain::value::Line;
use crate::domain::zone::Zone;

/// Makes `board_day(moment, zone)` known to a connection: the ISO day, or NULL where there is no moment; and
/// `risk_event(statement)`: the event, or the statement where it has another form.
pub fn register(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("risk_event", 1, flags, |context| {
        let statement: Option<String> = context.get(0)?;
        Ok(statement.map(|statement| Risk { statement: Line(statement), ..Risk::default() }.event()))
    })?;
    conn.create_scalar_function("board_day", 2, flags, |context| {
        let moment: Option<String> = context.get(0)?;
        let zone = context
            .get_or_create_aux(1, |value| value.as_str().map(|name| name.parse().unwrap_or_else(|()| Zone::utc())))?;
        let at = moment.as_deref().and_then(read_stamp);
        Ok(at.map(|at| at.with_timezone(&*zone).date_naive().to_string()))
    })
}
