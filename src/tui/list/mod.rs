//! The one list widget: a window of rows over ids held whole; filter, sort, marks, columns; the
//! selection stays on its record whatever happens to the order.

mod act;
pub mod columns;
mod filter;
#[cfg(test)]
mod tests;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::canvas::Measured;
use super::cmd::Cmd;
use super::effect::{List, Load, Loaded, News, Saved, Sort, Token};
use super::shell::Shell;
use super::theme::Role;
pub use columns::Column;
use filter::FilterLine;

/// The pane of the rows.
pub const PANE: &str = "list";
/// Rows asked for around the window.
const MARGIN: usize = 2;
/// Rows held before far ones are let go.
const HELD: usize = 4000;

/// One row as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The key of its record; of an event, its number.
    pub key: i64,
    /// A text for each column of the list's table.
    pub cells: Vec<String>,
    /// How the row stands out: [`Role::Bad`] overdue, [`Role::Warn`] soon, [`Role::Dim`] over.
    pub role: Role,
}

/// Which menu of the list is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Sort,
    Columns,
    Copy,
    Export,
    Views,
}

/// A list on a screen.
#[derive(Clone, Debug)]
pub struct Listing {
    list: List,
    sort: Sort,
    filter: String,
    line: Option<FilterLine>,
    ids: Arc<Vec<i64>>,
    total: usize,
    loaded: bool,
    /// Whether what is on show is not yet what was asked for.
    waits: bool,
    rows: BTreeMap<i64, Row>,
    asked: BTreeSet<i64>,
    selected: Option<i64>,
    wanted: Option<i64>,
    at: usize,
    top: usize,
    marks: BTreeSet<i64>,
    range: Option<(usize, BTreeSet<i64>)>,
    hidden: BTreeSet<&'static str>,
    asking: Option<(Token, Asking)>,
    copying: Option<i64>,
    /// The saved views of the menu that is open.
    views: Vec<Saved>,
}

impl Listing {
    /// A list in its first order.
    pub fn new(list: List) -> Self {
        let table = columns::of(list);
        Self {
            list,
            sort: columns::first_sort(list),
            filter: String::new(),
            line: None,
            ids: Arc::default(),
            total: 0,
            loaded: false,
            waits: false,
            rows: BTreeMap::new(),
            asked: BTreeSet::new(),
            selected: None,
            wanted: None,
            at: 0,
            top: 0,
            marks: BTreeSet::new(),
            range: None,
            hidden: table.iter().filter(|column| !column.shown).map(|column| column.name).collect(),
            asking: None,
            copying: None,
            views: Vec::new(),
        }
    }

    /// The list with a query in force from the start.
    #[must_use]
    pub fn filtered(mut self, filter: &str) -> Self {
        filter.clone_into(&mut self.filter);
        self
    }

    /// Which list it is.
    pub const fn list(&self) -> List {
        self.list
    }

    /// The key of the selected row.
    pub const fn selected(&self) -> Option<i64> {
        self.selected
    }

    /// The selected row as it is shown, once it has been read.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(&self.selected?)
    }

    /// The keys of the marked rows in their order on screen; else the selected one.
    pub fn targets(&self) -> Vec<i64> {
        if self.marks.is_empty() {
            return self.selected.into_iter().collect();
        }
        self.ids.iter().copied().filter(|id| self.marks.contains(id)).collect()
    }

    /// How many rows are marked.
    pub fn marked(&self) -> usize {
        self.marks.len()
    }

    /// How many rows pass the filter, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        (self.ids.len(), self.total)
    }

    /// The query in force.
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// The order in force.
    pub const fn sort(&self) -> Sort {
        self.sort
    }

    /// Whether the filter line is being typed in.
    pub const fn typing(&self) -> bool {
        self.line.is_some()
    }

    /// Reads the list anew; what is on show stays until the answer is here.
    pub fn refresh(&mut self, shell: &mut Shell) {
        self.asked.clear();
        self.load(shell);
    }

    /// Whether a record is among the rows, on show or not.
    pub fn holds(&self, key: i64) -> bool {
        self.ids.contains(&key)
    }

    /// Selects a record, now or once the list has been read; a filter that hides it is taken away.
    pub fn select(&mut self, key: i64, shell: &mut Shell) {
        self.wanted = Some(key);
        self.selected = Some(key);
        self.refresh(shell);
    }

    /// Puts a query in force.
    pub fn set_filter(&mut self, filter: impl Into<String>, shell: &mut Shell) {
        self.filter = filter.into();
        self.load(shell);
    }

    fn load(&mut self, shell: &mut Shell) {
        self.waits = true;
        shell.load(Load::Ids { list: self.list, filter: self.filter.clone(), sort: self.sort });
    }

    /// Hears what was read; true if it was this list's.
    pub fn heard(&mut self, news: &News, shell: &mut Shell) -> bool {
        match news {
            News::Loaded(Loaded::Ids { list, filter, sort, ids, total }) if *list == self.list => {
                if *filter == self.filter && *sort == self.sort {
                    self.take_ids(ids.clone(), *total, shell);
                }
                true
            }
            News::Loaded(Loaded::Rows { list, rows }) if *list == self.list => {
                self.rows.extend(rows.iter().map(|row| (row.key, row.clone())));
                true
            }
            News::Loaded(Loaded::Failed(Load::Ids { list, filter, .. }, refusal)) if *list == self.list => {
                self.waits = false;
                if let Some(line) = self.line.as_mut().filter(|_| *filter == self.filter) {
                    line.complain(refusal);
                    return true;
                }
                false
            }
            News::Loaded(Loaded::Page(id, page)) if self.copying == Some(id.key()) => {
                self.copying = None;
                shell.copy(format!("{id} as Markdown"), page.markdown.clone());
                false
            }
            News::Loaded(Loaded::Views(list, views)) if *list == self.list => {
                self.offer_views(views.clone(), shell);
                true
            }
            News::Resized => {
                self.settle(shell);
                false
            }
            News::Chosen(token, place) => self.chosen(*token, *place, shell),
            News::Answered(token, fields) => self.answered(*token, fields, shell),
            _ => false,
        }
    }

    fn take_ids(&mut self, ids: Arc<Vec<i64>>, total: usize, shell: &mut Shell) {
        (self.ids, self.total, self.loaded, self.waits) = (ids, total, true, false);
        let wanted = self.wanted.take();
        let sought = wanted.or(self.selected);
        let found = sought.and_then(|key| self.ids.iter().position(|id| *id == key));
        if let Some(wanted) = wanted.filter(|_| found.is_none() && !self.filter.is_empty()) {
            // What was asked for by name is shown, whatever the filter.
            self.wanted = Some(wanted);
            self.set_filter("", shell);
        }
        self.at = found.unwrap_or(self.at).min(self.ids.len().saturating_sub(1));
        self.selected = self.ids.get(self.at).copied();
        // A mark on a record that no longer passes the filter would act unseen.
        if !self.marks.is_empty() {
            let shown: BTreeSet<i64> = self.ids.iter().copied().collect();
            self.marks.retain(|key| shown.contains(key));
        }
        self.range = None;
        self.settle(shell);
    }

    /// Keeps the selection in sight, and asks for the rows on show that are missing.
    fn settle(&mut self, shell: &mut Shell) {
        let height = shell.seen.pane(PANE).height;
        self.top = self.top_for(height.max(1));
        let from = self.top.saturating_sub(MARGIN);
        // The list may be given the whole screen before it moves next.
        let until = (self.top + height.max(usize::from(shell.size.1)) + MARGIN).min(self.ids.len());
        let window = self.ids.get(from..until).unwrap_or_default();
        let missing: Vec<i64> = window.iter().copied().filter(|id| !self.asked.contains(id)).collect();
        if missing.is_empty() {
            return;
        }
        if self.asked.len() + missing.len() > HELD {
            let near: BTreeSet<i64> = window.iter().copied().collect();
            self.rows.retain(|key, _| near.contains(key));
            self.asked.retain(|key| near.contains(key));
        }
        self.asked.extend(&missing);
        shell.load(Load::Rows { list: self.list, ids: missing });
    }

    /// The first row on show so that the selected one is seen.
    fn top_for(&self, height: usize) -> usize {
        let last = self.ids.len().saturating_sub(height);
        self.top.clamp((self.at + 1).saturating_sub(height), self.at).min(last)
    }

    /// Goes to a row by place; a range that has begun grows or shrinks with it.
    fn go(&mut self, at: usize, shell: &mut Shell) {
        self.at = at.min(self.ids.len().saturating_sub(1));
        self.selected = self.ids.get(self.at).copied();
        if let Some((anchor, before)) = &self.range {
            let (from, until) = (self.at.min(*anchor), self.at.max(*anchor));
            self.marks = before.clone();
            self.marks.extend(self.ids.iter().skip(from).take(until + 1 - from));
        }
        self.settle(shell);
    }

    /// Carries out a command that moves; false if it is none.
    fn moves(&mut self, cmd: Cmd, pane: Measured, shell: &mut Shell) -> bool {
        let step = pane.height.max(2);
        let last = self.ids.len().saturating_sub(1);
        let to = match cmd {
            Cmd::Down => self.at + 1,
            Cmd::Up => self.at.saturating_sub(1),
            Cmd::HalfDown => self.at + step / 2,
            Cmd::HalfUp => self.at.saturating_sub(step / 2),
            Cmd::PageDown => self.at + step - 1,
            Cmd::PageUp => self.at.saturating_sub(step - 1),
            Cmd::Top => 0,
            Cmd::Bottom => last,
            _ => return false,
        };
        self.go(to, shell);
        true
    }
}
