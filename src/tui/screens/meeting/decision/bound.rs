//! A decision stays with its item: the meeting is read again, and the room may have moved on meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::data::MeetingView;
use super::{DecisionPanel, Stage, motion};
use crate::domain::ids::ItemId;
use crate::domain::states::Ballot;
use crate::domain::text::join_words;
use crate::domain::value::Handle;
use crate::tui::effect::Load;
use crate::tui::part::Handled;
use crate::tui::shell::Shell;

/// Whether what was read is of an item; if it is of another one, this one is asked for.
pub fn is_of(view: &MeetingView, item: ItemId, shell: &mut Shell) -> bool {
    if view.shown().is_some_and(|line| line.id == item) {
        return true;
    }
    // An item that was taken off meanwhile has no packet any more.
    if let Some(meeting) = view.id().filter(|_| view.item(item).is_some()) {
        shell.load(Load::Item(meeting, item));
    }
    false
}

impl DecisionPanel {
    /// The meeting was read again: the roll follows who is here, and what was proposed meanwhile is named.
    pub(super) fn renewed(&mut self, view: &Arc<MeetingView>, shell: &mut Shell) -> Handled {
        if view.is_over() {
            if self.view.is_live() {
                shell.say("the meeting was adjourned meanwhile: what was put and not voted on is carried over");
            }
            self.view = view.clone();
            // Whoever is typing goes on typing: their letters are no commands.
            return if self.stage == Stage::Motion { Handled::No } else { Handled::Close };
        }
        if !is_of(view, self.item, shell) {
            return Handled::No;
        }
        let before = std::mem::replace(&mut self.view, view.clone());
        self.sheet.knows(&self.view);
        let cast = self.roll.ballots.clone();
        self.roll.follow(&before, &self.view);
        if self.asked.is_none() {
            self.reopen(&cast, &before);
        }
        self.sheet.offer("acceptances", &motion::begun(&self.view, self.outcome, "acceptances"));
        self.keep(shell);
        Handled::No
    }

    /// Whoever has left or was recused takes no vote along: it is opened again, and says whose votes fell away.
    fn reopen(&mut self, cast: &BTreeMap<Handle, Ballot>, before: &MeetingView) {
        let gone = cast.iter().filter(|(member, _)| !self.roll.ballots.contains_key(*member));
        let gone: Vec<String> = gone.map(|(member, ballot)| format!("{member} ({ballot})")).collect();
        if gone.is_empty() {
            return;
        }
        let new: Vec<&Handle> = self.view.eligible.iter().filter(|member| !before.eligible.contains(*member)).collect();
        let new: Vec<&str> = new.into_iter().map(Handle::as_str).collect();
        self.fallen = format!("fell away, gone or recused: {}", join_words(&gone, "and"));
        if !new.is_empty() {
            self.fallen = format!("{}; to vote yet: {}", self.fallen, join_words(&new, "and"));
        }
        if self.stage == Stage::ReadBack && !self.unopposed {
            self.stage = Stage::Vote;
        }
    }

    /// Whether the room is still on the item.
    pub(super) fn holds_the_room(&self) -> bool {
        self.view.current() == Some(self.item)
    }
}
