//! The meeting: its agenda while it is made, the live view while the board sits, its minutes after.

mod adjourn;
mod attendance;
mod build;
mod commands;
mod consent;
mod correct;
pub mod data;
mod decision;
mod draft_view;
mod forms;
mod lines;
mod live_view;
mod look;
mod minutes_view;
mod note;
mod others;
mod panes;
mod picks;
pub mod projector;
mod reading;
mod resume;
mod settled;
mod turning;

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::domain::Refusal;
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::states::MeetingState;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::document;
use crate::tui::draft::DraftKey;
use crate::tui::effect::{Load, Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part, no_tabs};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use data::MeetingView;
use note::NoteLine;

/// The parts of the live view that scroll, in the order of Tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The agenda.
    #[default]
    Agenda,
    /// The packet.
    Packet,
    /// The notes.
    Notes,
    /// What was resolved.
    Outcomes,
}

impl Pane {
    /// Every pane, in the order of Tab.
    pub const ALL: [Self; 4] = [Self::Agenda, Self::Packet, Self::Notes, Self::Outcomes];

    /// The name under which it is measured.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Packet => "packet",
            Self::Notes => "notes",
            Self::Outcomes => "outcomes",
        }
    }
}

/// Where the meeting stands, as far as the screen cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// No meeting was ever drafted, or none was read yet.
    Empty,
    /// The agenda is being made.
    Draft,
    /// The board sits.
    Live,
    /// It is over.
    Over,
}

/// What a panel above the meeting leaves to the meeting: nothing is taken back under a panel that is open.
fn covered() -> Vec<(Cmd, String)> {
    let mut blocked = no_tabs();
    let close = "close this first (Esc)".to_owned();
    blocked.extend([Cmd::Undo, Cmd::Redo, Cmd::Palette].map(|cmd| (cmd, close.clone())));
    blocked
}

/// The same for lists in which nothing is ticked.
fn no_ticks() -> Vec<(Cmd, String)> {
    let mut blocked = covered();
    blocked.extend([Cmd::Mark, Cmd::MarkAll].map(|cmd| (cmd, "there is nothing to tick here".to_owned())));
    blocked
}

/// The screen of the meeting.
#[derive(Default)]
pub struct MeetingScreen {
    view: Option<Arc<MeetingView>>,
    /// The lines of its minutes, once it is over, and whose they are.
    minutes: Vec<Rich>,
    minuted: Option<MeetingId>,
    /// The meeting that was asked for; none is the current one.
    which: Option<MeetingId>,
    /// The item under the cursor.
    cursor: Option<ItemId>,
    pane: Pane,
    scroll: BTreeMap<&'static str, usize>,
    /// The note being typed.
    note: Option<NoteLine>,
    /// The turn of the timer that was asked for, and what is said of it.
    timing: Option<(Token, &'static str)>,
    /// The agenda that was asked for.
    building: bool,
    /// The form that asks where to export which meeting.
    exporting: Option<(Token, MeetingId)>,
    /// The draft that somebody goes on with once its meeting is here, and the item the board was turned to for it.
    resuming: Option<(MeetingId, DraftKey)>,
    turned: Option<ItemId>,
    /// The item that is to be read without turning the room to it.
    looking: Option<ItemId>,
    /// The question whether a decision is taken back, and the operation that entered it.
    taking_back: Option<(Token, i64)>,
    /// Why the meeting could not be read.
    failed: Option<Refusal>,
}

impl MeetingScreen {
    /// The meeting, if it was read.
    pub fn meeting(&self) -> Option<&MeetingView> {
        self.view.as_deref()
    }

    fn mode(&self) -> Mode {
        match self.view.as_ref().and_then(|view| view.meeting.as_ref()).map(|row| row.state.state) {
            None => Mode::Empty,
            Some(MeetingState::Draft | MeetingState::Published) => Mode::Draft,
            Some(MeetingState::InSession | MeetingState::Recess) => Mode::Live,
            Some(MeetingState::Adjourned | MeetingState::MinutesAdopted) => Mode::Over,
        }
    }

    /// Reads the meeting again, with the packet of the item at hand.
    fn load(&self, shell: &mut Shell) {
        let item = self.cursor.filter(|_| self.mode() != Mode::Live);
        shell.load(Load::Meeting { meeting: self.which, item });
    }

    /// Takes over what was read; the cursor stays on its item.
    fn take(&mut self, view: Arc<MeetingView>, shell: &mut Shell) {
        let before = self.view.as_ref().and_then(|view| view.current());
        let current = view.current();
        self.failed = None;
        // The packet that was read is that of the item under the cursor; once the board sits, that of its own.
        let strayed = view.is_live()
            && current.is_some_and(|item| view.item(item).is_some())
            && view.shown().map(|line| line.id) != current;
        // Where only one pane fits, the notes are what the chair needs first.
        if view.is_live() && before.is_none() && self.pane == Pane::Agenda && shell.size.0 < live_view::WIDE {
            self.pane = Pane::Notes;
        }
        let minuted = view.id().filter(|_| view.minutes.is_some());
        // What follows the beginning is read meanwhile; what was read before stays until then.
        if self.minuted != minuted {
            self.minuted = minuted;
            let lines = |minutes| document::lines(minutes, &shell.glyphs);
            self.minutes = view.minutes.as_ref().map(lines).unwrap_or_default();
        }
        if let Some(id) = minuted {
            shell.load(Load::Minutes(id));
        }
        self.view = Some(view);
        if strayed {
            self.load(shell);
        }
        match self.mode() {
            Mode::Live => {
                // Once the board sits the screen stays with this meeting, past adjournment too.
                self.which = self.meeting().and_then(MeetingView::id);
                if before != current || self.cursor.is_none() {
                    self.cursor = current;
                    self.scroll.clear();
                    self.follow_note(shell);
                }
            }
            Mode::Empty | Mode::Draft | Mode::Over => {}
        }
        let known = |item: ItemId| self.meeting().is_some_and(|view| view.item(item).is_some());
        if !self.cursor.is_some_and(known) {
            self.cursor = self.meeting().and_then(|view| view.shown()).map(|line| line.id);
        }
        self.go_on(shell);
    }

    fn scroll_of(&self, pane: &'static str) -> usize {
        self.scroll.get(pane).copied().unwrap_or(0)
    }

    fn scroll_by(&mut self, pane: &'static str, lines: isize, shell: &Shell) {
        let seen = shell.seen.pane(pane);
        let most = seen.total.saturating_sub(seen.height);
        // Notes show their end: what is kept of them is how far they are scrolled back.
        let lines = if pane == Pane::Notes.name() { -lines } else { lines };
        let at = self.scroll_of(pane).saturating_add_signed(lines).min(most);
        self.scroll.insert(pane, at);
    }
}

impl Part for MeetingScreen {
    fn scopes(&self) -> Vec<Scope> {
        if self.note.is_some() {
            return vec![Scope::Notes];
        }
        let own = match self.mode() {
            Mode::Empty | Mode::Draft => Scope::Agenda,
            Mode::Live => Scope::Live,
            Mode::Over => Scope::Minutes,
        };
        vec![own, Scope::Move, Scope::Go]
    }

    fn typing(&self) -> bool {
        self.note.is_some()
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        let Some(note) = &mut self.note else { return Handled::No };
        note.insert(c);
        note.keep(shell);
        Handled::Yes
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        let Some(note) = &mut self.note else { return Handled::No };
        note.paste(text);
        note.keep(shell);
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.note.is_some() {
            return self.note_command(cmd, shell);
        }
        match self.mode() {
            Mode::Empty => Self::empty_command(cmd, shell),
            Mode::Draft => self.draft_command(cmd, shell),
            Mode::Live => self.live_command(cmd, shell),
            Mode::Over => self.over_command(cmd, shell),
        }
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        match target {
            Target::Row(at) => {
                let Some(item) = self.meeting().and_then(|view| view.items.get(at)).map(|line| line.id) else {
                    return Handled::No;
                };
                // The first click selects, a second one on the same item turns to it.
                let again = self.cursor == Some(item) && self.mode() == Mode::Live;
                self.cursor = Some(item);
                if again {
                    self.call_or_look(item, shell);
                } else if self.mode() != Mode::Live {
                    self.load(shell);
                }
                Handled::Yes
            }
            Target::Tab(at) => {
                self.pane = Pane::ALL.get(at).copied().unwrap_or_default();
                Handled::Yes
            }
            Target::Pane(name) => {
                let Some(pane) = Pane::ALL.into_iter().find(|pane| pane.name() == name) else { return Handled::No };
                self.pane = pane;
                Handled::Yes
            }
            Target::Cmd(_) | Target::Column(_) | Target::Field(_) => Handled::No,
        }
    }

    fn scrolled(&mut self, pane: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        if pane == Pane::Agenda.name() {
            self.move_cursor(isize::from(lines.signum()), shell);
        } else {
            self.scroll_by(pane, isize::from(lines), shell);
        }
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Shown(record) => self.show(*record, shell),
            News::Changed => self.load(shell),
            News::Resume(meeting, draft) => {
                self.turned = None;
                self.resume(*meeting, draft, shell);
            }
            News::Done(token, Ok(outcome)) => {
                self.done(*token, outcome, shell);
                self.load(shell);
            }
            News::Done(token, Err(_)) => self.note_refused(*token),
            News::Confirmed(token) => self.take_back(*token, shell),
            News::Answered(token, fields) => {
                return self.export(*token, fields.get("path").map_or("", String::as_str), shell);
            }
            News::Loaded(Loaded::Meeting(view)) => self.take(view.clone(), shell),
            News::Loaded(Loaded::Item(view)) => self.looked(view, shell),
            News::Loaded(Loaded::Minutes(id, minutes)) if self.minuted == Some(*id) => {
                self.minutes = document::lines(minutes, &shell.glyphs);
            }
            News::Loaded(Loaded::Agenda(meeting, proposals)) if self.building => {
                self.building = false;
                if proposals.is_empty() {
                    shell.say("nothing is due that is not on an agenda: n adds an item");
                } else {
                    shell.open(build::BuildPanel::new(*meeting, proposals.clone()));
                }
            }
            News::Loaded(Loaded::Failed(Load::Meeting { .. }, refusal)) => self.failed = Some(refusal.clone()),
            _ => {}
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        self.cursor.is_some()
    }

    fn blocked(&self, shell: &Shell) -> Vec<(Cmd, String)> {
        self.blocked_commands(shell)
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        match (self.mode(), &self.view) {
            (Mode::Draft, Some(view)) => draft_view::draw(canvas, area, self, view),
            (Mode::Live, Some(view)) => live_view::draw(canvas, area, self, view),
            (Mode::Over, Some(view)) => minutes_view::draw(canvas, area, self, view),
            _ => draft_view::empty(canvas, area, self.failed.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests;
