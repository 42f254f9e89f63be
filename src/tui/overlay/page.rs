//! A text to read.

use ratatui::layout::Rect;

use super::{Scroll, framed};
use crate::tui::canvas::Canvas;
use crate::tui::cmd::Cmd;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;

/// The pane of the text.
const PANE: &str = "page";

/// A text in a box, scrolled.
#[derive(Clone, Debug)]
pub struct PageOverlay {
    title: String,
    lines: Vec<Rich>,
    scroll: Scroll,
}

impl PageOverlay {
    /// A text with its title.
    pub fn new(title: impl Into<String>, lines: Vec<Rich>) -> Self {
        Self { title: title.into(), lines, scroll: Scroll::default() }
    }
}

impl Part for PageOverlay {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Page, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.scroll.command(cmd, shell.seen.pane(PANE)) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Cancel | Cmd::Back | Cmd::Close => Handled::Close,
            _ => Handled::No,
        }
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.scroll.by(isize::from(lines), shell.seen.pane(PANE));
        Handled::Yes
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let columns = usize::from(area.width.saturating_sub(8)).min(100);
        let lines = wrap(&self.lines, columns);
        let inside = framed(canvas, area, &self.title, columns, lines.len());
        canvas.measured(PANE, inside, lines.len());
        canvas.lines(inside, &lines, self.scroll.from.min(lines.len().saturating_sub(usize::from(inside.height))));
    }
}
