//! A column of a list: what it is called, how wide it is, and what its cells hold.

use crate::domain::ids::RecordKind;

/// What a column holds, hence how its cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text or a whole number, as it stands.
    Plain,
    /// A record of this kind, by number.
    Id(RecordKind),
    /// Any record, by key.
    AnyId,
    /// A moment, shown as date and time of the board.
    Moment,
    /// The record an event is chiefly about: its kind, version and payload, in a line each.
    About,
    /// What an event did: as of [`Holds::About`], or the words of its operation.
    Told,
    /// What only policy can say; blank here.
    Judged,
}

/// A column of a list.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of a column, each a yes or no")]
pub struct Column {
    /// Its name, by which it is sorted and found in JSON.
    pub name: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// Its columns on screen; the least, if it grows.
    pub width: u16,
    /// Whether it takes what room is left.
    pub grows: bool,
    /// Whether it is set to the right.
    pub right: bool,
    /// Whether the list can be sorted by it.
    pub sortable: bool,
    /// Whether it is on show from the start.
    pub shown: bool,
    /// What it holds.
    pub holds: Holds,
    pub(in crate::store::query) sql: &'static str,
}

impl Column {
    pub(super) const fn new(name: &'static str, label: &'static str, width: u16, sql: &'static str) -> Self {
        Self { name, label, width, grows: false, right: false, sortable: true, shown: true, holds: Holds::Plain, sql }
    }

    pub(super) const fn id(kind: RecordKind, sql: &'static str) -> Self {
        Self::new("id", "ID", 8, sql).holding(Holds::Id(kind))
    }

    pub(super) const fn grows(mut self) -> Self {
        self.grows = true;
        self
    }

    pub(super) const fn right(mut self) -> Self {
        self.right = true;
        self
    }

    pub(super) const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }

    pub(super) const fn unsorted(mut self) -> Self {
        self.sortable = false;
        self
    }

    pub(super) const fn holding(mut self, holds: Holds) -> Self {
        self.holds = holds;
        self
    }

    pub(super) const fn judged(mut self) -> Self {
        self.holds = Holds::Judged;
        self.sortable = false;
        self
    }
}
