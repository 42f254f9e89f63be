//! How a register is drawn: the list, and beside or below it the preview; or the opened record.

use ratatui::layout::Rect;

use super::{Pane, Register};
use crate::tui::canvas::{Canvas, bottom, left, top};
use crate::tui::effect::List;
use crate::tui::rich::{self, Rich};
use crate::tui::screens::ScreenId;
use crate::tui::theme::Role;

/// From so many columns on the preview stands beside the list.
const BESIDE: u16 = 110;
/// The columns in which a list shows every column it begins with.
const WHOLE: u16 = 80;
/// The fewest columns of a preview beside a list.
const NARROW: u16 = 38;
/// The tenths of the room that a preview takes until it is given more.
pub(super) const SHARE: u16 = 4;
/// The most rows that the words of an alarm take.
const MOST: usize = 5;
/// The fewest rows of a list above a preview.
const LEAST: u16 = 6;

impl Register {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        if let Some(detail) = &self.detail {
            detail.view(canvas, area);
            return;
        }
        let (list, preview) = self.split(area);
        let list = self.remedy(canvas, list);
        let focused = self.pane == Pane::List;
        self.listing().view(canvas, list, &self.title(), focused, self.tab().empty);
        let (Some(place), Some(detail)) = (preview, &self.preview) else { return };
        if area.width >= BESIDE {
            let (edge, inside) = left(place, 1);
            canvas.upright(edge.x, edge);
            detail.view(canvas, inside);
        } else {
            let (edge, inside) = top(place, 1);
            canvas.rule(edge, "");
            detail.view(canvas, inside);
        }
        if !focused {
            // Which pane has the keys is said by a sign as well as by the selection.
            canvas.put(place.x, place.y, 1, canvas.shell.glyphs.pointer, Role::Accent);
        }
    }

    /// Below the alarms stand the words of the selected one, whole, and what clears it; the list has the rest.
    fn remedy(&self, canvas: &mut Canvas<'_>, area: Rect) -> Rect {
        if self.tab().list != List::Alarms || area.height < LEAST {
            return area;
        }
        let columns = List::Alarms.table().columns.iter();
        let cells = self.listing().row().map_or(&[][..], |row| &row.cells);
        let cell = |name| columns.clone().zip(cells).find(|(column, _)| column.name == name).map(|(_, cell)| cell);
        let said =
            |what: &str, words: Option<&String>, role| words.map(|words| Rich::of(format!("{what}{words}"), role));
        let lines = [said("", cell("what"), Role::Text), said("to clear it: ", cell("clears"), Role::Dim)];
        let width = usize::from(area.width.saturating_sub(5));
        let mut lines = rich::wrap(&lines.into_iter().flatten().collect::<Vec<_>>(), width);
        lines.truncate(usize::from(area.height - LEAST + 1).min(MOST));
        let (list, below) = bottom(area, u16::try_from(lines.len().max(2)).unwrap_or(2).min(area.height - LEAST + 1));
        for (line, y) in lines.iter().zip(below.y..) {
            canvas.put_rich(below.x + 4, y, below.width.saturating_sub(5), line);
        }
        list
    }

    fn title(&self) -> String {
        let number = ScreenId::ALL.iter().position(|screen| *screen == self.screen).map_or(0, |at| at + 1);
        let name = if self.tabs.len() == 1 {
            self.screen.title().to_owned()
        } else {
            let other = self.tabs[(self.at + 1) % self.tabs.len()].list.word();
            format!("{} (] {other})", capital(self.tab().list.word()))
        };
        if self.screen.is_numbered() { format!("{number} {name}") } else { name }
    }

    /// The list's place, and the preview's if there is room for both.
    fn split(&self, area: Rect) -> (Rect, Option<Rect>) {
        if !self.shows_preview || self.preview.is_none() {
            return (area, None);
        }
        if area.width >= BESIDE {
            let wanted = area.width * self.share / 10;
            // The list keeps its columns until the preview is asked to take more.
            let spare = area.width.saturating_sub(WHOLE).max(NARROW);
            let wanted = if self.share > SHARE { wanted } else { wanted.min(spare) };
            let (list, preview) = left(area, area.width - wanted);
            return (list, Some(preview));
        }
        let wanted = (area.height * self.share / 10).max(4);
        if area.height < wanted + LEAST {
            return (area, None);
        }
        let (list, preview) = bottom(area, wanted);
        (list, Some(preview))
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
