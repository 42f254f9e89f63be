//! Saved views by name, and who reviews how much.

use std::collections::BTreeMap;

use crate::domain::Refusal;
use crate::domain::record::{Row, SavedView};
use crate::domain::states::ViewedList;
use crate::store::View;

impl View<'_> {
    /// The saved view of this name, whatever its case, of one list or of any.
    pub fn saved_view(&self, name: &str, list: Option<ViewedList>) -> Result<Option<Row<SavedView>>, Refusal> {
        let clause = "name = ?1 COLLATE NOCASE AND retired = 0 AND (?2 = '' OR list = ?2) ORDER BY number DESC";
        Ok(self.select(clause, &[&name, &list.map_or("", ViewedList::word)])?.pop())
    }

    /// How many submissions each reviewer has open, by handle.
    pub fn reviewer_load(&self) -> Result<BTreeMap<String, u32>, Refusal> {
        let sql = "SELECT reviewer, count(*) FROM submission WHERE voided = 0 AND reviewer IS NOT NULL
            AND state IN ('submitted', 'in-review', 'returned', 'ready', 'scheduled') GROUP BY reviewer";
        let read = || {
            let mut statement = self.conn.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<BTreeMap<String, u32>>>()
        };
        self.kept(read())
    }

    /// The saved views of a list, or of all, by name.
    pub fn saved_views(&self, list: Option<ViewedList>) -> Result<Vec<Row<SavedView>>, Refusal> {
        let clause = "retired = 0 AND (?1 = '' OR list = ?1) ORDER BY list, name COLLATE NOCASE";
        self.select(clause, &[&list.map_or("", ViewedList::word)])
    }
}
