//! What lies above a screen: questions, menus, texts to read, the palette, the help, refusals.

pub mod confirm;
pub mod drafts;
pub mod help;
pub mod menu;
pub mod messages;
pub mod page;
pub mod palette;
pub mod pick;
pub mod picker;
pub mod record;
pub mod refusal;
#[cfg(test)]
mod tests;
pub mod tour;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Measured, centred};
use super::cmd::Cmd;

/// How far a text has been scrolled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// The first line on show.
    pub from: usize,
}

impl Scroll {
    /// Carries out a command that moves; false if it is none.
    pub fn command(&mut self, cmd: Cmd, pane: Measured) -> bool {
        let step = pane.height.max(2);
        match cmd {
            Cmd::Down | Cmd::LineDown => self.by(1, pane),
            Cmd::Up | Cmd::LineUp => self.by(-1, pane),
            Cmd::HalfDown => self.by(signed(step / 2), pane),
            Cmd::HalfUp => self.by(-signed(step / 2), pane),
            Cmd::PageDown => self.by(signed(step - 1), pane),
            Cmd::PageUp => self.by(-signed(step - 1), pane),
            Cmd::Top => self.from = 0,
            Cmd::Bottom => self.by(signed(pane.total), pane),
            _ => return false,
        }
        true
    }

    /// Scrolls by so many lines, never past the last page.
    pub fn by(&mut self, lines: isize, pane: Measured) {
        self.from = self.from.saturating_add_signed(lines).min(pane.total.saturating_sub(pane.height));
    }
}

fn signed(lines: usize) -> isize {
    isize::try_from(lines).unwrap_or(isize::MAX)
}

/// Draws the box of an overlay that wants so many columns and rows of text, and returns its inside.
pub fn framed(canvas: &mut Canvas<'_>, area: Rect, title: &str, columns: usize, rows: usize) -> Rect {
    let size = |wanted: usize| u16::try_from(wanted).unwrap_or(u16::MAX);
    let place = centred(area, size(columns).saturating_add(4), size(rows).saturating_add(2));
    canvas.boxed(place, title)
}
