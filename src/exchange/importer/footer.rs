//! What a report puts under its table: sums and sources, which are no records.

use super::keys::some;
use crate::domain::text::{clean_line, counted, excerpt};
use crate::exchange::table_in::Row;

/// What a row of sums or of its source begins with, in small letters.
const WORDS: [&str; 15] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "count",
    "source",
    "gesamt",
    "gesamtsumme",
    "summe",
    "anzahl",
    "quelle",
    "somme",
    "suma",
    "fuente",
];

/// Whether a row without a key may stand under the table: it begins as sums and sources do, or says nothing but in its
/// first cell, where a record has more to say.
pub(super) fn is_footer(row: &Row<'_>) -> bool {
    let first = clean_line(row.cells.first().map_or("", |cell| cell.as_ref())).to_lowercase();
    if first.is_empty() {
        return false;
    }
    let is_lone = row.cells.len() > 2 && row.cells[1..].iter().all(|cell| cell.trim().is_empty());
    let word = first.split_once(':').map_or(first.as_str(), |(word, _)| word);
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    is_lone || WORDS.contains(&word)
}

/// How many rows are records: all but the last, if those may be footers and every other row has a key.
/// `rows` says of each whether it has a key and whether it may be a footer.
pub(super) fn records(rows: &[(bool, bool)]) -> usize {
    let footers = rows.iter().rev().take_while(|(keyed, footer)| !keyed && *footer).count();
    let records = rows.len() - footers;
    if records > 0 && rows[..records].iter().all(|(keyed, _)| *keyed) { records } else { rows.len() }
}

/// Says which rows were left out.
pub(super) fn note(unit: &str, footers: &[(u64, String)]) -> String {
    let rows = counted(i64::try_from(footers.len()).unwrap_or(i64::MAX), "row");
    let which: Vec<String> = footers.iter().map(|(line, text)| format!("{unit} {line} `{}`", excerpt(text))).collect();
    format!(
        "{rows} under the table left out, without the key that all others have: {}; give a record its key",
        some("", &which)
    )
}
