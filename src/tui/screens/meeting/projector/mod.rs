//! Projector mode: what a room should see of the meeting. It follows the record, takes the whole terminal,
//! and has no key that writes.

mod content;
pub mod data;
mod digits;
mod view;

use ratatui::layout::Rect;

use crate::domain::Refusal;
use crate::domain::ids::{ItemId, MeetingId};
use crate::tui::canvas::Canvas;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Effect, Load, Loaded, News};
use crate::tui::keymap::Scope;
use crate::tui::overlay::Scroll;
use crate::tui::part::{Handled, Part};
use crate::tui::shell::Shell;
use data::Projection;

/// The pane that scrolls when a room's text is longer than its screen.
const PANE: &str = "projector";

/// What the room sees.
#[derive(Clone, Debug, Default)]
pub struct Projector {
    /// The meeting that was asked for; none is the one that concerns the room now.
    which: Option<MeetingId>,
    seen: Option<Box<Projection>>,
    failed: Option<Refusal>,
    /// Whether it is all that this process shows, so that leaving it ends the process.
    alone: bool,
    scroll: Scroll,
}

impl Projector {
    /// The projector over the interface of whoever opened it.
    pub fn over(shell: &mut Shell) -> Self {
        let projector = Self::default();
        projector.load(shell);
        projector
    }

    /// The projector as all that a process shows, of a meeting or of the one that concerns the room.
    pub fn alone(which: Option<MeetingId>) -> Self {
        Self { which, alone: true, ..Self::default() }
    }

    fn load(&self, shell: &mut Shell) {
        shell.load(Load::Projection(self.which));
    }

    fn take(&mut self, found: Box<Projection>) {
        let place =
            |seen: &Projection| -> (Option<MeetingId>, Option<ItemId>) { (seen.view.id(), seen.view.current()) };
        if self.seen.as_deref().map(place) != Some(place(&found)) {
            self.scroll = Scroll::default();
        }
        self.failed = None;
        self.seen = Some(found);
    }
}

impl Part for Projector {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Projector]
    }

    fn whole(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.scroll.command(cmd, shell.seen.pane(PANE)) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Leave if self.alone => {
                shell.ask(Effect::Quit);
                Handled::Yes
            }
            Cmd::Leave => Handled::Close,
            _ => Handled::No,
        }
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.scroll.by(isize::from(lines), shell.seen.pane(PANE));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Shown(_) | News::Changed | News::Done(_, Ok(_)) => self.load(shell),
            News::Loaded(Loaded::Projection(found)) => self.take(found.clone()),
            News::Loaded(Loaded::Failed(Load::Projection(_), refusal)) => self.failed = Some(refusal.clone()),
            _ => {}
        }
        Handled::No
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        view::draw(canvas, area, self);
    }
}
