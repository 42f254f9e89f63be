//! What was said so far, newest first.

use ratatui::layout::Rect;

use super::{Scroll, framed};
use crate::tui::canvas::Canvas;
use crate::tui::cmd::Cmd;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The pane of the messages.
const PANE: &str = "messages";

/// The messages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Messages {
    scroll: Scroll,
}

impl Part for Messages {
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
        let shell = canvas.shell;
        let columns = usize::from(area.width.saturating_sub(8)).min(100);
        let said = shell.notices.log().iter().rev().map(|notice| {
            Rich::of(shell.clock(notice.at), Role::Dim).and("  ", Role::Text).and(&notice.text, notice.role).hang(10)
        });
        let mut said: Vec<Rich> = said.collect();
        if said.is_empty() {
            said.push(Rich::of("Nothing was said so far.", Role::Dim));
        }
        let lines = wrap(&said, columns);
        let inside = framed(canvas, area, "Messages", columns, lines.len());
        canvas.measured(PANE, inside, lines.len());
        canvas.lines(inside, &lines, self.scroll.from.min(lines.len().saturating_sub(usize::from(inside.height))));
    }
}
