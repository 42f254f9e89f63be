//! Turning: the screen to a record, the board to an item, the cursor along the agenda.

use std::sync::Arc;

use super::data::MeetingView;
use super::look::LookPanel;
use super::{MeetingScreen, Mode, Pane, forms, panes};
use crate::domain::ids::{ItemId, MeetingId, RecordKind};
use crate::domain::operation::{ItemStep, Operation};
use crate::domain::value::Line;
use crate::tui::effect::Load;
use crate::tui::shell::Shell;

impl MeetingScreen {
    /// Changes the timebox of the item under the cursor of the agenda, else of the one the board is on.
    pub(super) fn change_timebox(&self, view: &MeetingView, shell: &mut Shell) {
        let item = if self.pane == Pane::Agenda { self.cursor } else { view.current() };
        match item.and_then(|item| view.item(item)) {
            Some(line) => forms::timebox(shell, line),
            None => shell.say("the board is on no item: ] turns to one"),
        }
    }

    /// Shows a record: a meeting, or an item, to which the board turns if it sits.
    pub(super) fn show(&mut self, record: Option<crate::domain::ids::RecordId>, shell: &mut Shell) {
        match record {
            Some(id) if id.kind == RecordKind::Meeting => {
                self.which = Some(MeetingId(id.number));
                self.cursor = None;
            }
            Some(id) if id.kind == RecordKind::Item => {
                let item = ItemId(id.number);
                self.cursor = Some(item);
                if self.mode() == Mode::Live {
                    self.call_or_look(item, shell);
                    return;
                }
            }
            _ if self.mode() == Mode::Over => {
                self.which = None;
                self.cursor = None;
            }
            _ => {}
        }
        self.load(shell);
    }

    /// Turns the board to an item, or reads it, by who may.
    pub(super) fn call_or_look(&mut self, item: ItemId, shell: &mut Shell) {
        if self.meeting().is_some_and(|view| view.leads(&shell.reading.actor)) {
            self.call(item, shell);
        } else {
            self.look(item, shell);
        }
    }

    /// Reads another item, without turning the room to it.
    pub(super) fn look(&mut self, item: ItemId, shell: &mut Shell) {
        if let Some(meeting) = self.meeting().and_then(MeetingView::id) {
            self.looking = Some(item);
            shell.load(Load::Item(meeting, item));
        }
    }

    /// What was to be read is here.
    pub(super) fn looked(&mut self, view: &Arc<MeetingView>, shell: &mut Shell) {
        if self.looking.is_some() && view.shown().map(|line| line.id) == self.looking {
            self.looking = None;
            shell.open(LookPanel::new(view.clone()));
        }
    }

    /// Turns the board to an item.
    pub(super) fn call(&mut self, item: ItemId, shell: &mut Shell) {
        self.leave_note(shell);
        shell.run(Operation::ItemCall(ItemStep { item, note: Line::default() }).into());
    }

    /// Moves the cursor among the items as they are drawn.
    pub(super) fn move_cursor(&mut self, by: isize, shell: &mut Shell) {
        let Some(view) = &self.view else { return };
        let order = panes::order(view);
        let at = self.cursor.and_then(|item| order.iter().position(|one| *one == item)).unwrap_or(0);
        let to = order.get(at.saturating_add_signed(by).min(order.len().saturating_sub(1))).copied();
        if to != self.cursor {
            self.cursor = to;
            if self.mode() != Mode::Live {
                self.scroll.clear();
                self.load(shell);
            }
        }
    }
}
