//! Saved views by name, who reviews how much, and the tags in use.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Refusal;
use crate::domain::field::{Cell, FieldValue as _};
use crate::domain::query::TermKind;
use crate::domain::record::{Row, SavedView, ThematicReview};
use crate::domain::states::ViewedList;
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::Words;
use crate::store::View;

impl View<'_> {
    /// The saved view of this name, whatever its case, of one list or of any.
    pub fn saved_view(&self, name: &str, list: Option<ViewedList>) -> Result<Option<Row<SavedView>>, Refusal> {
        let clause = "name = ?1 COLLATE NOCASE AND retired = 0 AND (?2 = '' OR list = ?2) ORDER BY number DESC";
        Ok(self.select(clause, &[&name, &list.map_or("", ViewedList::word)])?.pop())
    }

    /// The query of a thematic review over models: its own, in which `view:NAME` stands for the query of
    /// a saved view of theirs.
    pub fn thematic_query(&self, review: &ThematicReview) -> Result<String, Refusal> {
        let text = review.query.as_str();
        // What does not read is pointed at by whoever reads it.
        let Ok(query) = crate::domain::query::parse(text) else { return Ok(text.to_owned()) };
        let mut whole = String::new();
        let mut from = 0;
        for term in &query.terms {
            let TermKind::Compare { field, values, .. } = &term.kind else { continue };
            let ([name], "view", false) = (values.as_slice(), field.as_str(), term.negated) else { continue };
            let Some(saved) = self.saved_view(&name.text, Some(ViewedList::Models))? else {
                let views = self.saved_views(Some(ViewedList::Models))?;
                let names: Vec<&str> = views.iter().map(|row| row.name.as_str()).collect();
                let sentence = format!("the models have no view `{}`", excerpt(&name.text));
                let hint = match names.as_slice() {
                    [] => "save one: boardroom view save --name NAME --list models --query QUERY".to_owned(),
                    names => did_you_mean(&name.text, names),
                };
                return Err(Refusal::data("query", sentence).hint(hint));
            };
            whole.push_str(text.get(from..term.span.start).unwrap_or_default());
            whole.push_str(saved.query.as_str());
            from = term.span.end;
        }
        whole.push_str(text.get(from..).unwrap_or_default());
        Ok(whole)
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

    /// The tags that models have, in alphabetical order.
    pub fn tags(&self) -> Result<BTreeSet<String>, Refusal> {
        let read = || {
            let sql = "SELECT DISTINCT tags FROM model WHERE voided = 0 AND tags IS NOT NULL";
            let mut statement = self.conn.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        Ok(self.kept(read())?.into_iter().flat_map(|text| Words::from_cell(Cell::Text(text)).0).collect())
    }

    /// The saved views of a list, or of all, by name.
    pub fn saved_views(&self, list: Option<ViewedList>) -> Result<Vec<Row<SavedView>>, Refusal> {
        let clause = "retired = 0 AND (?1 = '' OR list = ?1) ORDER BY list, name COLLATE NOCASE";
        self.select(clause, &[&list.map_or("", ViewedList::word)])
    }
}
