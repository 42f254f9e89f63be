//! The roll call: who has voted how, what it comes to, and whether it would pass.

use std::collections::BTreeMap;

use super::super::data::{MeetingView, SeatLine, letter};
use crate::domain::condition::{Vote, Votes};
use crate::domain::states::Ballot;
use crate::domain::value::{Handle, TierValue};
use crate::policy::PassShare;
use crate::policy::voting::{Outlook, Tally};

/// The votes taken so far, and the member who is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    /// Votes by member.
    pub ballots: BTreeMap<Handle, Ballot>,
    /// Whose turn it is.
    pub turn: Option<Handle>,
}

/// What the votes come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The votes counted.
    pub tally: Tally,
    /// Members recused.
    pub recused: usize,
    /// Members who have not voted.
    pub open: usize,
    /// The share that passes.
    pub share: PassShare,
}

impl Standing {
    /// `two thirds of votes cast: 4 of 5 passes`, with whether it does.
    pub fn verdict(self) -> (String, Option<bool>) {
        let share = match self.share {
            PassShare::TwoThirds => "two thirds of votes cast",
            PassShare::Majority => "majority of votes cast",
        };
        let cast = self.tally.cast();
        if self.open == 0 {
            let passes = self.tally.passes(self.share);
            let word = if passes { "passes" } else { "fails" };
            return (format!("{share}: {} of {cast} {word}", self.tally.in_favour), Some(passes));
        }
        match self.tally.outlook(self.open, self.share) {
            Outlook::Passes => {
                (format!("{share}: {} of {cast}, passes whatever the rest", self.tally.in_favour), Some(true))
            }
            Outlook::Fails => {
                (format!("{share}: {} of {cast}, fails whatever the rest", self.tally.in_favour), Some(false))
            }
            Outlook::Open(more) => {
                (format!("{share}: {} of {cast}, passes with {more} more", self.tally.in_favour), None)
            }
        }
    }

    /// Whether it carries as it stands, those who have not voted left out.
    pub const fn carries(self) -> bool {
        self.tally.passes(self.share)
    }
}

impl Roll {
    /// Drops the votes of those who may not vote any more, and puts the turn on somebody who may.
    pub fn settle(&mut self, view: &MeetingView) {
        self.ballots.retain(|member, _| view.eligible.contains(member));
        let roll = view.roll();
        if !self.turn.as_ref().is_some_and(|turn| roll.iter().any(|seat| seat.handle == *turn)) {
            self.turn = None;
        }
        if self.turn.is_none() {
            self.turn = self.next_open(view, None).or_else(|| roll.first().map(|seat| seat.handle.clone()));
        }
    }

    /// The room has changed: whoever was asked and may vote no more (recused, or gone) gives the turn to the next.
    pub fn follow(&mut self, before: &MeetingView, view: &MeetingView) {
        let asked = self.turn.clone().filter(|turn| before.eligible.contains(turn) && !view.eligible.contains(turn));
        self.settle(view);
        if let Some(asked) = asked
            && let Some(next) = self.next_open(view, Some(&asked))
        {
            self.turn = Some(next);
        }
    }

    /// The next member after this one who may vote and has not, round to the start.
    fn next_open(&self, view: &MeetingView, after: Option<&Handle>) -> Option<Handle> {
        let roll = view.roll();
        let at = after.and_then(|after| roll.iter().position(|seat| seat.handle == *after)).map_or(0, |at| at + 1);
        let (before, behind) = roll.split_at(at.min(roll.len()));
        behind
            .iter()
            .chain(before)
            .find(|seat| Self::may(view, seat) && !self.ballots.contains_key(&seat.handle))
            .map(|seat| seat.handle.clone())
    }

    fn may(view: &MeetingView, seat: &SeatLine) -> bool {
        view.eligible.contains(&seat.handle)
    }

    /// Takes the vote of the member whose turn it is, and turns to the next; refused for one recused.
    pub fn vote(&mut self, view: &MeetingView, ballot: Ballot) -> Result<(), String> {
        let Some(member) = self.turn.clone() else {
            return Err("nobody is here to vote: take attendance (w)".to_owned());
        };
        if !view.eligible.contains(&member) {
            let seat = view.seats.iter().find(|seat| seat.handle == member);
            let why = seat.and_then(|seat| seat.recused.clone()).unwrap_or_else(|| "is not sitting".to_owned());
            return Err(format!("{member} does not vote: {why}"));
        }
        self.ballots.insert(member.clone(), ballot);
        if let Some(next) = self.next_open(view, Some(&member)) {
            self.turn = Some(next);
        }
        Ok(())
    }

    /// Counts everybody who has not voted as for.
    pub fn rest_for(&mut self, view: &MeetingView) {
        for member in &view.eligible {
            self.ballots.entry(member.clone()).or_insert(Ballot::For);
        }
    }

    /// Clears the vote of the member whose turn it is; if there is none, that of the one before.
    pub fn clear(&mut self, view: &MeetingView) {
        if self.turn.as_ref().is_some_and(|turn| self.ballots.remove(turn).is_some()) {
            return;
        }
        self.step(view, -1);
        if let Some(turn) = &self.turn {
            self.ballots.remove(turn);
        }
    }

    /// Moves the turn.
    pub fn step(&mut self, view: &MeetingView, by: isize) {
        let roll = view.roll();
        let at = self.turn.as_ref().and_then(|turn| roll.iter().position(|seat| seat.handle == *turn)).unwrap_or(0);
        let at = at.saturating_add_signed(by).min(roll.len().saturating_sub(1));
        self.turn = roll.get(at).map(|seat| seat.handle.clone());
    }

    /// What the votes come to.
    pub fn standing(&self, view: &MeetingView, tier: TierValue) -> Standing {
        let count = |ballot| self.ballots.values().filter(|cast| **cast == ballot).count();
        let tally =
            Tally { in_favour: count(Ballot::For), against: count(Ballot::Against), abstained: count(Ballot::Abstain) };
        Standing {
            tally,
            recused: view.roll().iter().filter(|seat| !Self::may(view, seat)).count(),
            open: view.eligible.len().saturating_sub(self.ballots.len()),
            share: view.policy.board_rules(tier).pass,
        }
    }

    /// The votes as the operation takes them, in the order of the roll.
    pub fn votes(&self, view: &MeetingView) -> Votes {
        let cast = |seat: &&SeatLine| {
            self.ballots.get(&seat.handle).map(|ballot| Vote { member: seat.handle.clone(), ballot: *ballot })
        };
        Votes(view.roll().iter().filter_map(cast).collect())
    }

    /// The letter of a member on the roll.
    pub fn letter(&self, view: &MeetingView, seat: &SeatLine) -> Option<&'static str> {
        if !Self::may(view, seat) {
            return Some("r");
        }
        self.ballots.get(&seat.handle).map(|ballot| letter(*ballot))
    }

    /// As text, for the draft: `okafor for`, one a line.
    pub fn text(&self) -> String {
        self.ballots.iter().map(|(member, ballot)| format!("{member} {ballot}")).collect::<Vec<_>>().join("\n")
    }

    /// Reads [`Roll::text`].
    pub fn read(text: &str) -> Self {
        let read = |line: &str| {
            let (member, ballot) = line.rsplit_once(' ')?;
            Some((Handle::from(member), Ballot::of(ballot)?))
        };
        Self { ballots: text.lines().filter_map(read).collect(), turn: None }
    }
}
