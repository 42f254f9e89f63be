//! Lists as files: every column of a list, as the command line and the bundle of an audit write it.

use std::io::{self, Write};

use super::csv_out::{Delimiter, Writer};
use crate::store::query::list::{List, Row};

/// Writes rows of a list as CSV, under the names of its columns.
pub fn csv(out: impl Write, list: List, rows: &[Row]) -> io::Result<()> {
    let names: Vec<&str> = list.table().columns.iter().map(|column| column.name).collect();
    let mut writer = Writer::new(out, Delimiter::Comma, &names)?;
    for row in rows {
        for cell in &row.cells {
            writer.text(cell);
        }
        writer.end_row()?;
    }
    writer.finish().map(drop)
}
