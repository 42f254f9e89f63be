//! The lower half of the posture: the heat map, counts as bars, alarms, incidents by month.

use ratatui::layout::Rect;

use super::PostureScreen;
use super::pane::{self, Pane, SIDE};
use crate::tui::canvas::{Canvas, Target, top};
use crate::tui::measure::fit;
use crate::tui::rich::Rich;
use crate::tui::theme::{Glyphs, Role};

/// Columns before the first cell of the heat map.
const MARGIN: u16 = 13;
/// Columns of a cell.
const CELL: u16 = 5;

/// Draws the heat map; the chosen cell is painted.
pub fn heat(screen: &PostureScreen, canvas: &mut Canvas<'_>, area: Rect) {
    let focused = screen.pane == Pane::Heat;
    let (head, rest) = top(area, 1);
    canvas.rule(head, "");
    let pointer = if focused { canvas.glyphs().pointer } else { " " };
    let role = if focused { Role::Accent } else { Role::Title };
    let end = canvas.put(head.x + 1, head.y, head.width.saturating_sub(1), &format!("{pointer}open risks "), role);
    canvas.hit(Rect::new(head.x + 1, head.y, end.saturating_sub(head.x + 1), 1), Target::Tab(Pane::Heat.place()));
    canvas.measured(Pane::Heat.name(), rest, SIDE);
    let Some(view) = &screen.view else { return };
    let (axis, cells) = top(rest, 1);
    canvas.put(axis.x, axis.y, MARGIN.min(axis.width), &fit("impact", 12, "", true), Role::Dim);
    for impact in 1..=SIDE {
        let x = axis.x + MARGIN + CELL * u16::try_from(impact - 1).unwrap_or(0);
        canvas.put(x, axis.y, CELL.min(axis.right().saturating_sub(x)), &format!("{impact:>3}"), Role::Dim);
    }
    for (row, y) in (0..SIDE).zip(cells.y..cells.bottom()) {
        let (likelihood, _) = pane::rated(row * SIDE);
        let label = if row == 0 { format!("likelihood {likelihood}") } else { format!("{likelihood:>12}") };
        canvas.put(cells.x, y, MARGIN.min(cells.width), &label, Role::Dim);
        for column in 0..SIDE {
            let cell = row * SIDE + column;
            let (likelihood, impact) = pane::rated(cell);
            let count = view.posture.heat[likelihood - 1][impact - 1];
            let (sign, role) = pane::banded(likelihood, impact);
            let x = cells.x + MARGIN + CELL * u16::try_from(column).unwrap_or(0);
            let place = Rect::new(x, y, CELL.min(cells.right().saturating_sub(x)), 1);
            let (text, role) = if count == 0 {
                (format!("{:>3}  ", canvas.glyphs().dot), Role::Dim)
            } else {
                (format!("{count:>3}{sign:<2}"), role)
            };
            canvas.put(place.x, y, place.width, &text, role);
            canvas.hit(place, Target::Row(Pane::Heat.coded(cell)));
            if cell == screen.at(Pane::Heat) && focused {
                canvas.paint(place, Role::Selected);
            }
        }
    }
    let legend = cells.y + u16::try_from(SIDE).unwrap_or(0);
    if legend < cells.bottom() {
        let unrated = match view.posture.unrated {
            0 => String::new(),
            count => format!("  {count} not rated"),
        };
        canvas.put_cut(cells.x, legend, cells.width, &format!("! high  !! critical{unrated}"), Role::Dim);
    }
}

/// The rows of a pane.
pub fn lines(screen: &PostureScreen, pane: Pane, canvas: &Canvas<'_>, columns: usize) -> Vec<Rich> {
    let glyphs = *canvas.glyphs();
    match pane {
        Pane::Models => models(screen, &glyphs, columns),
        Pane::Alarms => alarms(screen, &glyphs, columns),
        Pane::Incidents => incidents(screen, &glyphs, columns),
        Pane::Kpis | Pane::Heat => Vec::new(),
    }
}

/// A bar of at most so many columns; what is there at all is never no bar.
fn bar(count: u32, most: u32, columns: usize, glyphs: &Glyphs) -> String {
    let columns = u64::try_from(columns).unwrap_or(0);
    let wide = (u64::from(count) * columns).div_ceil(u64::from(most.max(1)));
    glyphs.bar.repeat(usize::try_from(wide).unwrap_or(0))
}

fn models(screen: &PostureScreen, glyphs: &Glyphs, columns: usize) -> Vec<Rich> {
    let counts = screen.view.as_ref().map(|view| pane::counts(&view.posture)).unwrap_or_default();
    let most = counts.iter().map(|count| count.number).max().unwrap_or(0);
    let room = columns.saturating_sub(18 + 7).min(24);
    counts
        .iter()
        .map(|count| {
            Rich::of(format!(" {} ", fit(&count.label, 16, glyphs.cut, false)), Role::Text)
                .and(bar(count.number, most, room, glyphs), Role::Accent)
                .and(format!(" {}", count.number), Role::Text)
        })
        .collect()
}

fn alarms(screen: &PostureScreen, glyphs: &Glyphs, columns: usize) -> Vec<Rich> {
    if screen.view.is_none() {
        return Vec::new();
    }
    if screen.alarms().is_empty() {
        return vec![Rich::of(" no alarm stands", Role::Good)];
    }
    let row = |alarm: &crate::insight::alarm::Alarm| {
        let room = columns.saturating_sub(18);
        let told = format!("{} {}", alarm.record, alarm.what);
        Rich::of(format!(" {} ", fit(alarm.rule(), 6, "", false)), Role::Bad)
            .and(format!("{} ", alarm.id), Role::Text)
            .and(fit(told.trim_start(), room, glyphs.cut, false), Role::Text)
    };
    screen.alarms().iter().map(row).collect()
}

/// The months, the latest first; severe incidents have a bar of their own and an exclamation mark.
fn incidents(screen: &PostureScreen, glyphs: &Glyphs, columns: usize) -> Vec<Rich> {
    let Some(card) = &screen.card else { return vec![Rich::of(" reading …", Role::Dim)] };
    let most = card.months.iter().map(crate::insight::posture::Month::incidents).max().unwrap_or(0);
    let room = columns.saturating_sub(9 + 16).min(20);
    card.months
        .iter()
        .rev()
        .map(|month| {
            let all = bar(month.incidents(), most, room, glyphs);
            let severe = bar(month.severe, most, room, glyphs);
            let lesser: String = all.chars().skip(severe.chars().count()).collect();
            let mut line = Rich::of(format!(" {} ", month.window.label()), Role::Text)
                .and(severe, Role::Bad)
                .and(lesser, Role::Accent)
                .and(format!(" {}", month.incidents()), if month.incidents() > 0 { Role::Text } else { Role::Dim });
            if month.severe > 0 {
                line = line.and(format!(" {}!", month.severe), Role::Bad);
            }
            if month.near_misses > 0 {
                line = line.and(format!(" +{} near", month.near_misses), Role::Dim);
            }
            line
        })
        .collect()
}
