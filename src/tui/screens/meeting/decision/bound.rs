//! A decision stays with its item: the meeting is read again, and the room may have moved on meanwhile.

use std::sync::Arc;

use super::super::data::MeetingView;
use super::{DecisionPanel, Stage, motion};
use crate::domain::ids::ItemId;
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
        self.roll.follow(&before, &self.view);
        self.reread(shell);
        self.sheet.offer("acceptances", &motion::begun(&self.view, self.outcome, "acceptances"));
        self.keep(shell);
        Handled::No
    }

    /// Whether the room is still on the item.
    pub(super) fn holds_the_room(&self) -> bool {
        self.view.current() == Some(self.item)
    }
}
