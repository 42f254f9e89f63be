//! The panes of the import screen: columns, first rows, refused rows, notes.

use ratatui::layout::Rect;

use super::{ImportScreen, Pane};
use crate::domain::text::counted;
use crate::exchange::importer::{Fate, First, Report};
use crate::exchange::mapping::How;
use crate::tui::canvas::{Canvas, Target, top};
use crate::tui::measure;
use crate::tui::rich::{Rich, wrap};
use crate::tui::theme::Role;

/// The widest that a field of the first rows is drawn.
const WIDEST: usize = 28;
/// Columns of a line's number and its fate.
const LINE: u16 = 7;
const FATE: u16 = 10;

/// Draws a pane.
pub(super) fn draw(screen: &ImportScreen, canvas: &mut Canvas<'_>, area: Rect, pane: Pane) {
    match pane {
        Pane::Columns => columns(screen, canvas, area),
        Pane::Rows => first_rows(screen, canvas, area),
        Pane::Refused => refused(screen, canvas, area),
        Pane::Notes => all_notes(screen, canvas, area),
    }
}

/// The first row on show so that the selected one is seen.
fn from(at: usize, height: u16, count: usize) -> usize {
    let height = usize::from(height).max(1);
    (at + 1).saturating_sub(height.saturating_sub(1)).min(count.saturating_sub(height))
}

/// Lays the selection over a row: strong where the keys are.
fn select(screen: &ImportScreen, canvas: &mut Canvas<'_>, row: Rect, pane: Pane) {
    canvas.paint(row, if screen.pane == pane { Role::Selected } else { Role::Aside });
}

fn columns(screen: &ImportScreen, canvas: &mut Canvas<'_>, area: Rect) {
    let places = screen.columns();
    canvas.measured(Pane::Columns.name(), area, places.len());
    let Some(layout) = &screen.layout else { return };
    let at = screen.at[Pane::Columns as usize];
    let name = (area.width / 3).clamp(12, 30);
    for ((place, column), y) in
        places.iter().enumerate().skip(from(at, area.height, places.len())).zip(area.y..area.bottom())
    {
        let row = Rect { y, height: 1, ..area };
        canvas.hit(row, Target::Row(place));
        let one = &layout.columns[*column];
        let mut filled = layout.filled(*column);
        let first = filled.next();
        let x = canvas.put(area.x, y, 4, &format!("{:>3} ", column + 1), Role::Dim);
        canvas.put_cut(x, y, name, &one.name, if first.is_some() { Role::Text } else { Role::Dim });
        let x = x + name + 1;
        let Some(field) = first else {
            let rest = area.right().saturating_sub(x + 2);
            canvas.put_cut(x, y, 1, canvas.shell.glyphs.dot, Role::Dim);
            canvas.put_cut(x + 2, y, rest, &one.example, Role::Dim);
            if place == at {
                select(screen, canvas, row, Pane::Columns);
            }
            continue;
        };
        let more = filled.count();
        let text = if more > 0 { format!("{} +{more}", field.name) } else { field.name.to_owned() };
        let (how, role) = match field.source.map(|source| source.how) {
            Some(How::Told) => ("by hand", Role::Accent),
            Some(How::Name) => ("exact", Role::Good),
            Some(How::Synonym) | None => ("synonym", Role::Warn),
        };
        canvas.put(x, y, 1, canvas.shell.glyphs.arrow, Role::Dim);
        canvas.put_cut(x + 2, y, 20, &text, Role::Text);
        canvas.put_cut(x + 23, y, 8, how, role);
        let example = x + 32;
        canvas.put_cut(example, y, area.right().saturating_sub(example), &one.example, Role::Dim);
        if place == at {
            select(screen, canvas, row, Pane::Columns);
        }
    }
}

/// The fields that the first rows fill, in the order of the fields, what is beside them last.
pub(super) fn fields(screen: &ImportScreen) -> Vec<String> {
    let Some(report) = &screen.report else { return Vec::new() };
    let mut found: Vec<&str> = Vec::new();
    for (field, _) in report.first.iter().flat_map(|row| &row.cells) {
        if !found.contains(&field.as_str()) {
            found.push(field);
        }
    }
    let place = |name: &str| {
        let layout = screen.layout.as_ref()?;
        layout.fields.iter().position(|field| field.name == name)
    };
    found.sort_by_key(|name| place(name).unwrap_or(usize::MAX));
    found.into_iter().map(str::to_owned).collect()
}

fn cell<'r>(row: &'r First, field: &str) -> &'r str {
    row.cells.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text)
}

/// Why a field of a row is wrong, if it is.
fn why<'r>(row: &'r First, field: &str) -> Option<&'r crate::domain::Refusal> {
    row.wrong.iter().find(|(name, _)| name == field).map(|(_, refusal)| refusal)
}

const fn fate_role(fate: Fate) -> Role {
    match fate {
        Fate::Created => Role::Good,
        Fate::Updated => Role::Accent,
        Fate::Unchanged => Role::Dim,
        Fate::Refused => Role::Bad,
    }
}

fn first_rows(screen: &ImportScreen, canvas: &mut Canvas<'_>, area: Rect) {
    let (head, body) = top(area, 1);
    let Some(report) = &screen.report else {
        canvas.measured(Pane::Rows.name(), body, 0);
        return;
    };
    canvas.measured(Pane::Rows.name(), body, report.first.len());
    let fields = fields(screen);
    let widths: Vec<u16> = fields
        .iter()
        .map(|field| {
            let cells = report.first.iter().map(|row| measure::width(cell(row, field)) + 1);
            let wide = cells.chain([measure::width(field) + 1]).max().unwrap_or(1).min(WIDEST);
            u16::try_from(wide).unwrap_or(1)
        })
        .collect();
    let room = area.width.saturating_sub(LINE + FATE);
    // As many fields to the left of the selected one as there is room for.
    let mut begin = screen.cell.min(fields.len().saturating_sub(1));
    let mut used = widths.get(begin).copied().unwrap_or(0) + 1;
    while begin > 0 && used + widths[begin - 1] < room {
        begin -= 1;
        used += widths[begin] + 1;
    }
    canvas.put(head.x, head.y, LINE - 1, "  line", Role::Dim);
    let at = screen.at[Pane::Rows as usize];
    let mut x = head.x + LINE + FATE;
    for (place, (field, width)) in fields.iter().zip(&widths).enumerate().skip(begin) {
        let role = if place == screen.cell { Role::Accent } else { Role::Dim };
        canvas.put_cut(x, head.y, (*width).min(area.right().saturating_sub(x)), field, role);
        canvas.hit(Rect::new(x, head.y, *width, 1), Target::Column(place));
        x = x.saturating_add(width + 1);
        if x >= area.right() {
            break;
        }
    }
    for ((place, row), y) in
        report.first.iter().enumerate().skip(from(at, body.height, report.first.len())).zip(body.y..body.bottom())
    {
        let line = Rect { y, height: 1, ..body };
        canvas.hit(line, Target::Row(place));
        canvas.put(line.x, y, LINE - 1, &format!("{:>6}", row.line), Role::Dim);
        canvas.put(line.x + LINE, y, FATE - 1, row.fate.word(), fate_role(row.fate));
        if place == at {
            select(screen, canvas, line, Pane::Rows);
        }
        let mut x = line.x + LINE + FATE;
        for (nth, (field, width)) in fields.iter().zip(&widths).enumerate().skip(begin) {
            let width = (*width).min(area.right().saturating_sub(x));
            let wrong = why(row, field).is_some();
            let here = place == at && nth == screen.cell;
            let role = match (wrong, place == at) {
                (true, _) => Role::Bad,
                (false, true) => {
                    if screen.pane == Pane::Rows {
                        Role::Selected
                    } else {
                        Role::Aside
                    }
                }
                (false, false) => Role::Text,
            };
            let mut start = x;
            if wrong {
                start = canvas.put(x, y, 1, canvas.shell.glyphs.cross, Role::Bad);
            }
            canvas.put_cut(start, y, width.saturating_sub(start - x), cell(row, field), role);
            if here {
                canvas.put(x.saturating_sub(1), y, 1, canvas.shell.glyphs.pointer, Role::Accent);
            }
            x = x.saturating_add(width + 1);
            if x >= area.right() {
                break;
            }
        }
    }
}

/// The selected cell in words: what it holds, and what is wrong with it or with its row.
pub(super) fn cell_in_words(screen: &ImportScreen) -> Vec<Rich> {
    let fields = fields(screen);
    let row = screen.report.as_ref().and_then(|report| report.first.get(screen.at[Pane::Rows as usize]));
    let (Some(row), Some(field)) = (row, fields.get(screen.cell)) else { return Vec::new() };
    let text = cell(row, field);
    let shown = if text.is_empty() { "blank".to_owned() } else { format!("`{text}`") };
    let mut lines = vec![Rich::of(format!("line {} {field} ", row.line), Role::Dim).and(shown, Role::Text).hang(2)];
    // The cell's own reason comes first, else those of the row.
    let mut wrong: Vec<_> = row.wrong.iter().collect();
    wrong.sort_by_key(|(name, _)| name != field);
    lines.extend(wrong.iter().map(|(_, refusal)| Rich::of(screen.shortened(&refusal.to_string()), Role::Bad).hang(2)));
    lines
}

/// A row of the file whole: its title, and a line a field.
pub(super) fn whole_row(screen: &ImportScreen, at: usize) -> Option<(String, Vec<Rich>)> {
    let row = screen.report.as_ref()?.first.get(at)?;
    let fields = fields(screen);
    let label = fields.iter().map(|field| measure::width(field)).max().unwrap_or(0);
    let mut lines: Vec<Rich> = Vec::new();
    for field in &fields {
        if !cell(row, field).is_empty() {
            lines.push(Rich::entry(field, label, cell(row, field)));
        }
        if let Some(refusal) = why(row, field) {
            lines.push(Rich::of(format!("  {}; {}", refusal.sentence, refusal.hint), Role::Bad).hang(2));
        }
    }
    lines.extend(why(row, "").map(|refusal| Rich::of(screen.shortened(&refusal.to_string()), Role::Bad)));
    Some((format!("Line {}: {}", row.line, row.fate.word()), lines))
}

fn refused(screen: &ImportScreen, canvas: &mut Canvas<'_>, area: Rect) {
    let count = screen.rows(Pane::Refused, canvas.shell);
    canvas.measured(Pane::Refused.name(), area, count);
    let Some(report) = &screen.report else { return };
    if report.wrong.is_empty() {
        let words = if screen.whole { "no row is refused" } else { "" };
        canvas.put_cut(area.x + 1, area.y, area.width.saturating_sub(1), words, Role::Good);
        return;
    }
    let at = screen.at[Pane::Refused as usize];
    for ((place, wrong), y) in
        report.wrong.iter().enumerate().skip(from(at, area.height, count)).zip(area.y..area.bottom())
    {
        let row = Rect { y, height: 1, ..area };
        canvas.hit(row, Target::Row(place));
        canvas.put(row.x, y, LINE - 1, &format!("{:>6}", wrong.line), Role::Dim);
        let x = row.x + LINE;
        canvas.put_cut(x, y, 16, wrong.column.as_deref().unwrap_or_default(), Role::Text);
        canvas.put_cut(x + 17, y, 18, &wrong.value, Role::Warn);
        let rest = x + 36;
        canvas.put_cut(rest, y, row.right().saturating_sub(rest), &wrong.refusal.sentence, Role::Bad);
        if place == at {
            select(screen, canvas, row, Pane::Refused);
        }
    }
}

/// Everything there is to say beside the rows: how the file was read, what stays, who is added, what fills
/// nothing.
pub(super) fn notes(screen: &ImportScreen, report: &Report) -> Vec<String> {
    let mut notes: Vec<String> = report.notes.iter().map(|note| screen.shortened(note)).collect();
    if !report.people.is_empty() {
        notes.push(format!("people added without a seat: {}", report.people.join(", ")));
    }
    let hidden = report.count(Fate::Refused).saturating_sub(report.wrong.len());
    if hidden > 0 {
        let rows = counted(i64::try_from(hidden).unwrap_or(i64::MAX), "row");
        notes.push(format!("{rows} more than those listed are wrong"));
    }
    if !report.unmapped.is_empty() {
        notes.push(format!("columns that fill nothing: {}", report.unmapped.join(", ")));
    }
    notes
}

fn all_notes(screen: &ImportScreen, canvas: &mut Canvas<'_>, area: Rect) {
    let Some(report) = &screen.report else { return };
    let dot = canvas.shell.glyphs.dot;
    let lines: Vec<Rich> =
        notes(screen, report).into_iter().map(|note| Rich::plain(format!("{dot} {note}")).hang(2)).collect();
    let lines = wrap(&lines, usize::from(area.width.saturating_sub(2)));
    canvas.measured(Pane::Notes.name(), area, lines.len());
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    canvas.lines(inside, &lines, screen.at[Pane::Notes as usize].min(lines.len().saturating_sub(1)));
}
