//! Where views draw: text in roles, clipped to the screen and made harmless; and what a drawing has
//! measured, for paging and the mouse.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::cmd::Cmd;
use super::measure;
use super::rich::Rich;
use super::shell::Shell;
use super::theme::{Glyphs, Role};

/// What a place on screen stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A command.
    Cmd(Cmd),
    /// A row of a list or menu, by place.
    Row(usize),
    /// The heading of a column, by place.
    Column(usize),
    /// A tab, by place.
    Tab(usize),
    /// A field of a form, by place.
    Field(usize),
    /// A pane that can be scrolled.
    Pane(&'static str),
}

/// A pane as it was drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Its columns.
    pub width: usize,
    /// Its rows.
    pub height: usize,
    /// The rows its whole content would take.
    pub total: usize,
}

/// What a drawing has measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Places for the mouse with their layer; later ones lie above earlier ones.
    pub hits: Vec<(Rect, usize, Target)>,
    /// Panes by name.
    pub panes: BTreeMap<&'static str, Measured>,
    /// Where the cursor of the text being typed is.
    pub cursor: Option<(u16, u16)>,
}

impl Seen {
    /// What lies at a place, topmost first; under a layer that is covered, nothing.
    pub fn at(&self, x: u16, y: u16, layer: usize) -> Vec<Target> {
        let inside = |area: &Rect| area.x <= x && x < area.right() && area.y <= y && y < area.bottom();
        let hits = self.hits.iter().rev().filter(|(area, of, _)| inside(area) && *of >= layer);
        hits.map(|(_, _, target)| *target).collect()
    }

    /// A pane as it was drawn; one row if it was not.
    pub fn pane(&self, name: &str) -> Measured {
        self.panes.get(name).copied().unwrap_or(Measured { width: 80, height: 1, total: 0 })
    }
}

/// A screen being drawn.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// What can be read while drawing.
    pub shell: &'a Shell,
    /// What has been measured so far.
    pub seen: Seen,
    /// How many overlays lie below what is being drawn.
    pub layer: usize,
}

impl<'a> Canvas<'a> {
    /// A canvas over a buffer.
    pub fn new(buffer: &'a mut Buffer, shell: &'a Shell) -> Self {
        Self { buffer, shell, seen: Seen::default(), layer: 0 }
    }

    /// The whole screen.
    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// The signs of the interface.
    pub const fn glyphs(&self) -> &'a Glyphs {
        &self.shell.glyphs
    }

    /// The style of a role.
    pub const fn style(&self, role: Role) -> Style {
        self.shell.theme.style(role)
    }

    /// Writes text into at most so many columns, and returns the column after it.
    pub fn put(&mut self, x: u16, y: u16, columns: u16, text: &str, role: Role) -> u16 {
        let area = self.buffer.area;
        if x >= area.right() || y >= area.bottom() || x < area.x || y < area.y || columns == 0 {
            return x;
        }
        let columns = columns.min(area.right() - x);
        let style = self.style(role);
        self.buffer.set_stringn(x, y, measure::harmless(text), usize::from(columns), style).0
    }

    /// Writes text, cut with a sign if it does not fit, and returns the column after it.
    pub fn put_cut(&mut self, x: u16, y: u16, columns: u16, text: &str, role: Role) -> u16 {
        // Only as much is looked at as can be shown: a cell may hold ten thousand characters.
        let end = text.char_indices().nth(usize::from(columns) * 8 + 16).map_or(text.len(), |(at, _)| at);
        let text = measure::harmless(&text[..end]);
        let cut = measure::cut(&text, usize::from(columns), self.glyphs().cut);
        self.put(x, y, columns, &cut, role)
    }

    /// Writes the runs of a line, cut with a sign if it does not fit.
    pub fn put_rich(&mut self, x: u16, y: u16, columns: u16, line: &Rich) -> u16 {
        let end = x.saturating_add(columns);
        if line.rule {
            let title = line.text();
            self.rule(Rect::new(x, y, columns, 1), &title);
            return end;
        }
        let wide: usize = line.runs.iter().map(|run| measure::width(&run.text)).sum();
        let long = wide > usize::from(columns);
        let room = if long { end.saturating_sub(1).max(x) } else { end };
        let mut at = x;
        for run in &line.runs {
            at = self.put(at, y, room.saturating_sub(at), &run.text, run.role);
        }
        if long {
            at = self.put(at, y, end.saturating_sub(at), self.shell.glyphs.cut, Role::Dim);
        }
        at
    }

    /// Draws a rule across with a title in it.
    pub fn rule(&mut self, area: Rect, title: &str) {
        let across = self.glyphs().across.repeat(usize::from(area.width));
        self.put(area.x, area.y, area.width, &across, Role::Rule);
        if !title.is_empty() && area.width > 8 {
            let title = format!(" {title} ");
            self.put_cut(area.x + 2, area.y, area.width - 4, &title, Role::Title);
        }
    }

    /// Draws a rule downward.
    pub fn upright(&mut self, x: u16, area: Rect) {
        for y in area.y..area.bottom() {
            self.put(x, y, 1, self.shell.glyphs.upright, Role::Rule);
        }
    }

    /// Blanks a place.
    pub fn blank(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.y..area.bottom() {
            for x in area.x..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// Blanks a place, draws a box round it with a title, and returns what is inside.
    pub fn boxed(&mut self, area: Rect, title: &str) -> Rect {
        self.blank(area);
        if area.width < 4 || area.height < 2 {
            return Rect::new(area.x, area.y, 0, 0);
        }
        let glyphs = *self.glyphs();
        let bottom = area.bottom() - 1;
        self.rule(Rect::new(area.x, area.y, area.width, 1), title);
        self.rule(Rect::new(area.x, bottom, area.width, 1), "");
        self.upright(area.x, area);
        self.upright(area.right() - 1, area);
        for (x, y, sign) in [
            (area.x, area.y, glyphs.top_left),
            (area.right() - 1, area.y, glyphs.top_right),
            (area.x, bottom, glyphs.bottom_left),
            (area.right() - 1, bottom, glyphs.bottom_right),
        ] {
            self.put(x, y, 1, sign, Role::Rule);
        }
        Rect::new(area.x + 2, area.y + 1, area.width - 4, area.height - 2)
    }

    /// Lays a role over what is drawn: the selected row.
    pub fn paint(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }

    /// Says what a place stands for.
    pub fn hit(&mut self, area: Rect, target: Target) {
        self.seen.hits.push((area, self.layer, target));
    }

    /// Says how large a pane was drawn.
    pub fn measured(&mut self, name: &'static str, area: Rect, total: usize) {
        let pane = Measured { width: usize::from(area.width), height: usize::from(area.height), total };
        self.seen.panes.insert(name, pane);
        self.hit(area, Target::Pane(name));
    }

    /// Says where the cursor is; the last one said counts.
    pub fn cursor(&mut self, x: u16, y: u16) {
        self.seen.cursor = Some((x, y)).filter(|_| x < self.buffer.area.right() && y < self.buffer.area.bottom());
    }

    /// Draws lines from one of them on, and a mark at the edge where there are more.
    pub fn lines(&mut self, area: Rect, lines: &[Rich], from: usize) {
        for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(from)) {
            self.put_rich(area.x, y, area.width, line);
        }
    }
}

/// A place of that size in the middle of another, never larger than it.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

/// Splits the first so many rows off.
pub fn top(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// Splits the last so many rows off: the rest, and them.
pub fn bottom(area: Rect, rows: u16) -> (Rect, Rect) {
    top(area, area.height.saturating_sub(rows))
}

/// Splits the first so many columns off.
pub fn left(area: Rect, columns: u16) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    (Rect { width: columns, ..area }, Rect { x: area.x + columns, width: area.width - columns, ..area })
}
