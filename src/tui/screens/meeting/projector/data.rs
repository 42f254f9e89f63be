//! The meeting as a room may see it: what the record holds, without notes that are not for the minutes and
//! without anything that is only being typed.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveTime, Utc};

use crate::domain::record::{Meeting, Row};
use crate::domain::states::DecisionStatus;
use crate::domain::value::Handle;
use crate::tui::screens::meeting::data::{DecisionLine, ItemLine, MeetingView};

/// What a room may see of a meeting.
#[derive(Clone, Debug)]
pub struct Projection {
    /// The board's name.
    pub board: String,
    /// The meeting; its private notes and its minutes were taken out.
    pub(super) view: MeetingView,
    /// Full names by handle.
    pub names: BTreeMap<Handle, String>,
    /// The meeting after this one.
    pub next: Option<Row<Meeting>>,
}

impl Projection {
    /// The projection of a meeting: what is not for the room stays out of it.
    pub fn new(board: String, mut view: MeetingView, names: BTreeMap<Handle, String>) -> Self {
        view.notes.retain(|note| !note.private);
        view.minutes = None;
        Self { board, view, names, next: None }
    }

    /// The meeting, if there is one.
    pub const fn meeting(&self) -> Option<&Row<Meeting>> {
        self.view.meeting.as_ref()
    }

    /// A person's full name.
    pub fn name<'a>(&'a self, handle: &'a Handle) -> &'a str {
        self.names.get(handle).map_or(handle.as_str(), String::as_str)
    }

    /// Several people by full name.
    pub fn all(&self, handles: &[Handle]) -> String {
        handles.iter().map(|handle| self.name(handle)).collect::<Vec<_>>().join(", ")
    }

    /// The decision on an item that the room should read: the one that settles it, else the last that was lost.
    pub fn decided(&self, item: &ItemLine) -> Option<&DecisionLine> {
        let lost = |made: &&DecisionLine| made.status == DecisionStatus::Failed;
        self.view.settled(item.id).or_else(|| self.view.decisions_on(item.id).filter(lost).last())
    }

    /// The latest decision of the meeting that was not taken back.
    pub fn latest(&self) -> Option<&DecisionLine> {
        self.view.decisions.iter().rev().find(|made| made.status != DecisionStatus::Void)
    }

    /// Minutes since the meeting was called to order.
    pub fn minutes(&self, now: DateTime<Utc>) -> i64 {
        let opened = self.view.meeting.as_ref().and_then(|row| row.state.opened_at.0);
        opened.map_or(0, |opened| (now - opened).num_minutes().max(0))
    }

    /// When each item should begin, if the meeting's hour is known: its hour, and the timeboxes before it.
    pub fn plan(&self) -> Vec<(Option<NaiveTime>, &ItemLine)> {
        let hour = self.view.meeting.as_ref().map_or("", |row| row.time.as_str());
        let mut at = NaiveTime::parse_from_str(hour, "%H:%M").ok();
        let mut plan = Vec::new();
        for line in &self.view.items {
            plan.push((at, line));
            at = at.map(|at| at.overflowing_add_signed(Duration::minutes(line.timebox)).0);
        }
        plan
    }
}
