//! A list with a cursor and ticks, for attendance and for what goes on an agenda.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::panes::scrolled_to;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::part::row_at;
use crate::tui::rich::Rich;
use crate::tui::theme::Role;

/// A cursor and the rows that are ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picks {
    /// The row with the cursor.
    pub at: usize,
    /// Rows that are ticked.
    pub ticked: BTreeSet<usize>,
}

impl Picks {
    /// Moves the cursor among so many rows; true if the command does that.
    pub fn moved(&mut self, cmd: Cmd, rows: usize, page: usize) -> bool {
        let last = rows.saturating_sub(1);
        let half = (page / 2).max(1);
        if let Some(row) = row_at(cmd, self.at, last) {
            self.at = row;
            return true;
        }
        self.at = match cmd {
            Cmd::HalfDown => self.at + half,
            Cmd::HalfUp => self.at.saturating_sub(half),
            Cmd::PageDown => self.at + page.max(1),
            Cmd::PageUp => self.at.saturating_sub(page.max(1)),
            _ => return false,
        }
        .min(last);
        true
    }

    /// Ticks the row under the cursor or takes the tick away, and goes on to the next.
    pub fn toggle(&mut self, rows: usize) {
        if !self.ticked.remove(&self.at) {
            self.ticked.insert(self.at);
        }
        self.at = (self.at + 1).min(rows.saturating_sub(1));
    }

    /// Ticks these rows; if all of them are ticked already, none.
    pub fn all(&mut self, rows: impl Iterator<Item = usize> + Clone) {
        if rows.clone().all(|row| self.ticked.contains(&row)) {
            self.ticked.clear();
        } else {
            self.ticked.extend(rows);
        }
    }

    /// Draws the rows as a pane, the cursor in reverse, a sign before what is ticked.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, name: &'static str, rows: &[Rich]) {
        canvas.measured(name, area, rows.len());
        let from = scrolled_to(self.at, 0, usize::from(area.height), rows.len());
        for (y, (at, row)) in (area.y..area.bottom()).zip(rows.iter().enumerate().skip(from)) {
            let line = Rect { y, height: 1, ..area };
            let sign = if self.ticked.contains(&at) { canvas.glyphs().mark } else { canvas.glyphs().dot };
            let role = if self.ticked.contains(&at) { Role::Marked } else { Role::Dim };
            canvas.put(line.x, y, 2, &format!("{sign} "), role);
            canvas.put_rich(line.x + 2, y, line.width.saturating_sub(2), row);
            canvas.hit(line, Target::Row(at));
            if at == self.at {
                canvas.paint(line, Role::Selected);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticking_goes_on_to_the_next_row() {
        let mut picks = Picks::default();
        picks.toggle(3);
        picks.toggle(3);
        assert_eq!((picks.at, picks.ticked.len()), (2, 2));
        picks.toggle(3);
        picks.toggle(3);
        assert_eq!((picks.at, picks.ticked.len()), (2, 2), "the last row is ticked and unticked in place");
        picks.all(0..3);
        assert_eq!(picks.ticked.len(), 3);
        picks.all(0..3);
        assert!(picks.ticked.is_empty());
        assert!(picks.moved(Cmd::Top, 3, 10) && picks.at == 0);
        assert!(picks.moved(Cmd::PageDown, 3, 10) && picks.at == 2);
        assert!(!picks.moved(Cmd::Open, 3, 10));
    }
}
