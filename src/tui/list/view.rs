//! How a list is drawn: filter and count, headings, the rows in the window.

use ratatui::layout::Rect;

use super::{Listing, PANE, columns, filter};
use crate::tui::canvas::{Canvas, Target, top};
use crate::tui::measure;
use crate::tui::theme::Role;

/// Columns before the first cell: the mark, the pointer, a gap.
const EDGE: u16 = 4;

impl Listing {
    /// Draws the list; `empty` is said when there is nothing at all.
    pub fn view(&self, canvas: &mut Canvas<'_>, area: Rect, title: &str, focused: bool, empty: &str) {
        let (head, rest) = top(area, if self.line.is_some() { filter::ROWS } else { 1 });
        match &self.line {
            Some(line) => line.view(canvas, head, self.list),
            None => self.head(canvas, head, title),
        }
        let (labels, rows) = top(rest, 1);
        let places = self.places(rows.width);
        self.labels(canvas, labels, &places);
        canvas.measured(PANE, rows, self.ids.len());
        if self.ids.is_empty() {
            let words = match (self.loaded, self.filter.is_empty()) {
                (false, _) => "reading …".to_owned(),
                (true, filtered) if filtered || self.total == 0 => empty.to_owned(),
                (true, _) => format!("none of {} passes the filter; Esc takes it away", self.total),
            };
            canvas.put_cut(rows.x + EDGE, rows.y, rows.width.saturating_sub(EDGE), &words, Role::Dim);
            return;
        }
        let from = self.top_for(usize::from(rows.height).max(1));
        for ((place, key), y) in self.ids.iter().enumerate().skip(from).zip(rows.y..rows.bottom()) {
            self.row_at(canvas, Rect { y, height: 1, ..rows }, place, *key, &places, focused);
        }
    }

    fn head(&self, canvas: &mut Canvas<'_>, area: Rect, title: &str) {
        let (shown, total) = self.count();
        let mut parts = vec![
            (title.to_owned(), Role::Title),
            (format!("{shown}/{total}{}", if self.waits { " …" } else { "" }), Role::Text),
        ];
        if !self.filter.is_empty() {
            parts.push((format!("filter {}", self.filter), Role::Accent));
        }
        if let Some(column) = columns::of(self.list).iter().find(|column| column.name == self.sort.column) {
            let glyphs = canvas.glyphs();
            let sign = if self.sort.descending { glyphs.down } else { glyphs.up };
            parts.push((format!("sort {} {sign}", column.label.to_lowercase()), Role::Dim));
        }
        let marked = match (self.marks.len(), self.range.is_some()) {
            (0, _) => String::new(),
            (count, true) => format!("{count} marked, range"),
            (count, false) => format!("{count} marked"),
        };
        let wide = u16::try_from(measure::width(&marked)).unwrap_or(0);
        let end = area.right().saturating_sub(wide + 1);
        let mut x = area.x + 1;
        for (text, role) in parts {
            x = canvas.put_cut(x, area.y, end.saturating_sub(x), &text, role).saturating_add(2);
        }
        canvas.put(end, area.y, wide, &marked, Role::Marked);
    }

    /// The columns on show: place in the table, start, width.
    fn places(&self, width: u16) -> Vec<(usize, u16, u16)> {
        let table = columns::of(self.list);
        let mut shown: Vec<usize> = (0..table.len()).filter(|at| !self.hidden.contains(table[*at].name)).collect();
        let room = width.saturating_sub(EDGE + 1);
        let taken = |shown: &[usize]| shown.iter().map(|at| table[*at].width + 1).sum::<u16>().saturating_sub(1);
        // What does not fit is left out from the right, but the first always stays, and what is sorted by.
        let stays = |at: usize| table[at].grows || table[at].name == self.sort.column;
        while shown.len() > 1 && taken(&shown) > room {
            let out = shown.iter().rposition(|at| !stays(*at)).filter(|place| *place > 0);
            shown.remove(out.unwrap_or(shown.len() - 1));
        }
        let growing = u16::try_from(shown.iter().filter(|at| table[**at].grows).count()).unwrap_or(1);
        let mut spare = room.saturating_sub(taken(&shown));
        let each = spare.checked_div(growing).unwrap_or(0);
        let mut x = EDGE;
        let mut places = Vec::new();
        for at in shown {
            let mut wide = table[at].width;
            if table[at].grows {
                // The last one takes what the division left.
                let more = if spare < each * 2 { spare } else { each };
                wide += more;
                spare -= more;
            }
            places.push((at, x, wide.min(room)));
            x += wide + 1;
        }
        places
    }

    fn labels(&self, canvas: &mut Canvas<'_>, area: Rect, places: &[(usize, u16, u16)]) {
        if area.height == 0 {
            return;
        }
        let table = columns::of(self.list);
        let glyphs = *canvas.glyphs();
        for (at, x, wide) in places {
            let column = &table[*at];
            let sign = match (self.sort.column == column.name, self.sort.descending) {
                (false, _) => "",
                (true, true) => glyphs.down,
                (true, false) => glyphs.up,
            };
            // The sign is never what is cut.
            let label = column.label.to_uppercase();
            let label = measure::cut(&label, usize::from(*wide).saturating_sub(sign.chars().count()), "");
            let label = measure::fit(&format!("{label}{sign}"), usize::from(*wide), glyphs.cut, column.right);
            let role = if sign.is_empty() { Role::Dim } else { Role::Accent };
            canvas.put(area.x + x, area.y, *wide, &label, role);
            canvas.hit(Rect::new(area.x + x, area.y, *wide, 1), Target::Column(*at));
        }
    }

    fn row_at(
        &self,
        canvas: &mut Canvas<'_>,
        line: Rect,
        place: usize,
        key: i64,
        places: &[(usize, u16, u16)],
        focused: bool,
    ) {
        let glyphs = *canvas.glyphs();
        let table = columns::of(self.list);
        if self.marks.contains(&key) {
            canvas.put(line.x + 1, line.y, 1, glyphs.mark, Role::Marked);
        }
        if place == self.at {
            canvas.put(line.x + 2, line.y, 1, glyphs.pointer, Role::Accent);
        }
        match self.rows.get(&key) {
            Some(row) => {
                // Never by colour alone.
                if row.role == Role::Bad {
                    canvas.put(line.x, line.y, 1, "!", Role::Bad);
                }
                for (at, x, wide) in places {
                    let cell = row.cells.get(*at).map_or("", String::as_str);
                    let shift = if table[*at].right {
                        wide.saturating_sub(u16::try_from(measure::width(cell)).unwrap_or(*wide))
                    } else {
                        0
                    };
                    canvas.put_cut(line.x + x + shift, line.y, wide - shift.min(*wide), cell, row.role);
                }
            }
            None => {
                canvas.put(line.x + EDGE, line.y, line.width.saturating_sub(EDGE), glyphs.dot, Role::Dim);
            }
        }
        canvas.hit(line, Target::Row(place));
        if place == self.at {
            canvas.paint(line, if focused { Role::Selected } else { Role::Aside });
        }
    }
}
