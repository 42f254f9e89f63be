//! Sets what the room sees on the screen: a title in reverse across, blocks with as much air between them as
//! there is room for, quorum, time and the next item at the foot. It is drawn at any size.

use ratatui::layout::Rect;

use super::content::{self, Block, Sheet};
use super::{PANE, Projector, digits};
use crate::tui::canvas::{Canvas, Target, bottom, top};
use crate::tui::cmd::Cmd;
use crate::tui::keymap::Scope;
use crate::tui::measure;
use crate::tui::rich::{self, Rich};
use crate::tui::theme::Role;

/// The columns and rows from which the time stands in large digits.
const LARGE: (u16, u16) = (100, 30);
/// The most columns of a line that is still read easily from the back of a room.
const READABLE: u16 = 140;

/// Draws what the room sees.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, projector: &Projector) {
    canvas.blank(area);
    let margin = match area.width {
        0..40 => 0,
        40..100 => 1,
        100.. => 4,
    };
    let inside = Rect { x: area.x + margin, width: area.width.saturating_sub(2 * margin), ..area };
    let shell = canvas.shell;
    let (body, hint) = bottom(inside, 1);
    leave(canvas, hint);
    let Some(seen) = &projector.seen else {
        let (text, role) = match &projector.failed {
            Some(refusal) => (refusal.to_string(), Role::Bad),
            None => ("reading the record".to_owned(), Role::Dim),
        };
        canvas.lines(body, &Rich::of(text, role).wrap(usize::from(body.width)), 0);
        return;
    };
    let columns = usize::from(inside.width.min(READABLE));
    let sheet = content::sheet(seen, columns, shell);
    let (head, rest) = top(body, 1);
    ends(canvas, head, &content::head(seen, shell), Role::Title);
    let rest = title(canvas, Rect { x: area.x, width: area.width, ..rest }, rest, &sheet);
    let rest = foot(canvas, rest, &sheet, columns, area);
    let rest = match &projector.failed {
        None => rest,
        Some(refusal) => {
            // What stands here is no longer the record: that must be said, and nothing else.
            let (line, rest) = top(rest, 1);
            canvas.put_cut(line.x, line.y, line.width, &format!("not up to date: {refusal}"), Role::Bad);
            rest
        }
    };
    blocks(canvas, rest, &sheet, columns, projector);
}

fn leave(canvas: &mut Canvas<'_>, area: Rect) {
    let key = canvas.shell.keymap.key_of(Cmd::Leave, &[Scope::Projector]).unwrap_or_default();
    canvas.put(area.x, area.y, area.width, &format!("{key} leaves"), Role::Dim);
    canvas.hit(Rect { width: area.width.min(10), ..area }, Target::Cmd(Cmd::Leave));
}

/// Writes one text at the left and another at the right; the right one only where both have room.
fn ends(canvas: &mut Canvas<'_>, area: Rect, (left, right): &(String, String), role: Role) {
    let wide = u16::try_from(measure::width(right)).unwrap_or(u16::MAX);
    let room = area.width.saturating_sub(wide.saturating_add(2));
    if wide > 0 && room >= 16.min(u16::try_from(measure::width(left)).unwrap_or(u16::MAX)) {
        canvas.put(area.right().saturating_sub(wide), area.y, wide, right, role);
        canvas.put_cut(area.x, area.y, room, left, role);
    } else {
        canvas.put_cut(area.x, area.y, area.width, left, role);
    }
}

/// Draws the title across the whole width, three rows high where there is room, and returns what is left.
fn title(canvas: &mut Canvas<'_>, across: Rect, rest: Rect, sheet: &Sheet) -> Rect {
    if sheet.title.0.is_empty() {
        return rest;
    }
    let (gap, rows) = match rest.height {
        0..10 => (0, 1),
        10..26 => (1, 1),
        26.. => (1, 3),
    };
    let (_, below) = top(rest, gap);
    let (bar, below) = top(below, rows);
    if bar.height > 0 {
        let line = Rect { y: bar.y + (bar.height - 1) / 2, height: 1, ..bar };
        ends(canvas, line, &sheet.title, Role::Title);
        canvas.paint(Rect { x: across.x, width: across.width, ..bar }, Role::Selected);
    }
    top(below, gap).1
}

/// Draws the foot from the bottom up, the time in large digits beside it where there is room.
fn foot(canvas: &mut Canvas<'_>, rest: Rect, sheet: &Sheet, columns: usize, area: Rect) -> Rect {
    let large = area.width >= LARGE.0 && area.height >= LARGE.1 && !sheet.digits.is_empty();
    let drawn = large.then(|| digits::rows(&sheet.digits, canvas.glyphs().bar));
    let aside = drawn.as_ref().map_or(0, |rows| measure::width(&rows[0]) + 3);
    let lines = rich::wrap(&sheet.foot, columns.min(usize::from(rest.width).saturating_sub(aside)));
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    // On a screen of a few rows the item matters more than what stands below it.
    if sheet.foot.is_empty() || rest.height < rows.saturating_add(3) {
        return rest;
    }
    let height = if large { rows.max(u16::try_from(digits::ROWS).unwrap_or(rows)) } else { rows };
    let (above, place) = bottom(rest, height + 1);
    let (place, _) = top(place, height);
    canvas.lines(Rect { y: place.y + (height - rows), height: rows, ..place }, &lines, 0);
    if let Some(drawn) = drawn {
        let wide = u16::try_from(measure::width(&drawn[0])).unwrap_or(u16::MAX).min(place.width);
        for (y, row) in (place.y..place.bottom()).zip(&drawn) {
            canvas.put(place.right().saturating_sub(wide), y, wide, row, Role::Accent);
        }
    }
    bottom(above, 1).0
}

/// The lines of blocks with so many blank lines between them, and between their lines.
fn spaced(blocks: &[&Block], columns: usize, between: usize, within: usize) -> Vec<Rich> {
    let mut lines: Vec<Rich> = Vec::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        if !lines.is_empty() {
            lines.extend(std::iter::repeat_n(Rich::blank(), between));
        }
        for (at, line) in block.iter().enumerate() {
            if at > 0 {
                lines.extend(std::iter::repeat_n(Rich::blank(), within));
            }
            lines.extend(line.wrap(columns));
        }
    }
    lines
}

/// Draws the blocks with the most air that fits; what may be left out is, before anything has to scroll.
fn blocks(canvas: &mut Canvas<'_>, area: Rect, sheet: &Sheet, columns: usize, projector: &Projector) {
    let rows = usize::from(area.height);
    let all: Vec<&Block> = sheet.body.iter().chain(&sheet.extra).collect();
    let needed: Vec<&Block> = sheet.body.iter().collect();
    let airs = [(&all, 2, 1), (&all, 1, 0), (&needed, 1, 0), (&needed, 0, 0)];
    let set = airs.iter().map(|(blocks, between, within)| spaced(blocks, columns, *between, *within));
    let lines = set.into_iter().find(|lines| lines.len() <= rows).unwrap_or_else(|| spaced(&needed, columns, 0, 0));
    canvas.measured(PANE, area, lines.len());
    let from = projector.scroll.from.min(lines.len().saturating_sub(rows));
    canvas.lines(area, &lines, from);
    let below = lines.len().saturating_sub(from + rows);
    if below > 0 && rows > 0 {
        let more = format!(" {} {below} more ", canvas.glyphs().down);
        let wide = u16::try_from(measure::width(&more)).unwrap_or(0).min(area.width);
        canvas.put(area.right() - wide, area.bottom() - 1, wide, &more, Role::Accent);
    }
}
