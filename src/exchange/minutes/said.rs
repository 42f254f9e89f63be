//! The headings and fixed sentences of the minutes: what they may name, and where they stand.

use super::opening::{named, quorate};
use super::{Minutes, count};
use crate::domain::record::{Decision, Row};
use crate::domain::states::DecisionStatus;
use crate::domain::text::join_words;
use crate::exchange::build::{heading, line};
use crate::exchange::document::Document;
use crate::exchange::template::wording::{Put, Values};

impl Minutes {
    /// What a sentence may name.
    pub(super) fn names(&self) -> Values {
        let row = &self.meeting;
        let command = format!("boardroom verify --head {}", self.head_hash());
        vec![
            ("board", Put::text(self.board.as_str())),
            ("meeting", Put::text(row.id().to_string())),
            ("kind", Put::text(row.kind.word())),
            ("date", Put::Rich(row.date.0.map_or_else(line, |day| line().date(day)))),
            ("place", Put::text(row.place.as_str())),
            ("chair", Put::Rich(self.persons(named(&row.chair)))),
            ("secretary", Put::Rich(self.persons(named(&row.secretary)))),
            ("presiding", Put::Rich(self.persons(named(&self.presided)))),
            ("stood_in", Put::text(if self.stood_in() { "yes" } else { "" })),
            ("opened", Put::text(self.zoned(row.state.opened_at.0))),
            ("adjourned", Put::text(self.zoned(self.adjournment.as_ref().map(|mark| mark.at)))),
            ("votes", Put::text(count(self.counted().len(), "decision"))),
            ("short", Put::text(join_words(&self.short(), "and"))),
            ("provisional", Put::text(join_words(&self.provisional(), "and"))),
            ("command", Put::Rich(line().code(command))),
        ]
    }

    /// Whether somebody called to order in the place of the chair.
    fn stood_in(&self) -> bool {
        let chair = &self.meeting.chair;
        !self.presided.is_empty() && !chair.is_empty() && self.presided != *chair
    }

    /// The decisions for which a quorum was counted.
    pub(super) fn counted(&self) -> Vec<&Row<Decision>> {
        self.decisions.iter().filter(|row| row.quorum_required.0.is_some()).collect()
    }

    /// Those of them that had none, or lacked a required function.
    pub(super) fn short(&self) -> Vec<String> {
        self.counted().into_iter().filter(|row| !quorate(row)).map(|row| row.id().to_string()).collect()
    }

    /// The decisions that are provisional.
    pub(super) fn provisional(&self) -> Vec<String> {
        let provisional = |row: &&Row<Decision>| row.state.status == DecisionStatus::Provisional;
        self.decisions.iter().filter(provisional).map(|row| row.id().to_string()).collect()
    }

    /// A section's heading.
    pub(super) fn section(&self, document: &mut Document, anchor: &str) {
        document.push(heading(1, anchor, self.said.heading(anchor)));
    }

    /// The heading of a part of a section.
    pub(super) fn subsection(&self, document: &mut Document, anchor: &str) {
        document.push(heading(2, anchor, self.said.heading(anchor)));
    }
}
