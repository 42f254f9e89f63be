//! What a screen and an overlay have in common: keys they take, news they hear, a way to draw.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Target};
use super::cmd::Cmd;
use super::effect::News;
use super::keymap::Scope;
use super::shell::Shell;
use crate::domain::Refusal;

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// It was carried out.
    Yes,
    /// It is somebody else's.
    No,
    /// It was carried out, and the overlay is to be closed.
    Close,
}

/// How many lines a command scrolls by, of a page of so many; the ends are further than any text. None if it scrolls not.
pub fn lines_to(cmd: Cmd, page: isize) -> Option<isize> {
    Some(match cmd {
        Cmd::Down => 1,
        Cmd::Up => -1,
        Cmd::HalfDown => (page / 2).max(1),
        Cmd::HalfUp => -(page / 2).max(1),
        Cmd::PageDown => page,
        Cmd::PageUp => -page,
        Cmd::Top => -1_000_000,
        Cmd::Bottom => 1_000_000,
        _ => return None,
    })
}

/// The row that a command goes to from another, of rows up to the last; none if it goes to none.
pub fn row_at(cmd: Cmd, at: usize, last: usize) -> Option<usize> {
    Some(match cmd {
        Cmd::Down => (at + 1).min(last),
        Cmd::Up => at.saturating_sub(1),
        Cmd::Top => 0,
        Cmd::Bottom => last,
        _ => return None,
    })
}

/// A screen or an overlay.
pub trait Part {
    /// Where its keys hold, innermost first; moving and going included, `Text` and `Global` not.
    fn scopes(&self) -> Vec<Scope>;

    /// Whether it takes the whole terminal: no header, no footer, and no keys but those of its own scopes.
    fn whole(&self) -> bool {
        false
    }

    /// Whether printable keys are typed into it.
    fn typing(&self) -> bool {
        false
    }

    /// The refusal that gives way to whoever goes on typing below it: it is said in a line instead.
    fn yields(&self) -> Option<&Refusal> {
        None
    }

    /// Takes a printable key.
    fn typed(&mut self, _c: char, _shell: &mut Shell) -> Handled {
        Handled::No
    }

    /// Takes a paste.
    fn pasted(&mut self, _text: &str, _shell: &mut Shell) -> Handled {
        Handled::No
    }

    /// Carries out a command.
    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled;

    /// Takes a click.
    fn clicked(&mut self, _target: Target, _shell: &mut Shell) -> Handled {
        Handled::No
    }

    /// Scrolls a pane by so many lines, down if positive.
    fn scrolled(&mut self, _pane: &'static str, _lines: i16, _shell: &mut Shell) -> Handled {
        Handled::No
    }

    /// Hears what happened outside.
    fn heard(&mut self, _news: &News, _shell: &mut Shell) -> Handled {
        Handled::No
    }

    /// Whether a record is selected.
    fn has_row(&self) -> bool {
        false
    }

    /// Commands that are of no use now, with the reason.
    fn blocked(&self, _shell: &Shell) -> Vec<(Cmd, String)> {
        Vec::new()
    }

    /// Draws itself.
    fn view(&self, canvas: &mut Canvas<'_>, area: Rect);
}

/// That there are neither tabs nor items to go through: for [`Part::blocked`].
pub fn no_tabs() -> Vec<(Cmd, String)> {
    [Cmd::NextTab, Cmd::PrevTab].map(|cmd| (cmd, "there is nothing to go through here".to_owned())).to_vec()
}
