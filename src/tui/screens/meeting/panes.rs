//! The parts that the meeting's layouts are put together from: the agenda, the item strip, the notes,
//! the note being typed.

use ratatui::layout::Rect;

use super::data::{AgendaRow, MeetingView};
use super::{MeetingScreen, lines};
use crate::domain::ids::ItemId;
use crate::domain::states::ItemKind;
use crate::domain::text::counted;
use crate::tui::canvas::{Canvas, Target, bottom, top};
use crate::tui::measure;
use crate::tui::rich::{self, Rich};
use crate::tui::theme::Role;

/// A line of the agenda as it is drawn.
pub enum Shown {
    /// The heading over the consent items, with how many there are.
    Consent(usize),
    /// An item, by place in the list, and whether it is set in under the heading.
    Item(usize, bool),
}

/// The lines of the agenda: consent items stand together under a heading.
pub fn shown(view: &MeetingView) -> Vec<Shown> {
    let mut lines = Vec::new();
    for row in view.rows() {
        match row {
            AgendaRow::Item(at) => lines.push(Shown::Item(at, false)),
            AgendaRow::Consent(all) => {
                lines.push(Shown::Consent(all.len()));
                lines.extend(all.into_iter().map(|at| Shown::Item(at, true)));
            }
        }
    }
    lines
}

/// The items in the order in which they are drawn.
pub fn order(view: &MeetingView) -> Vec<ItemId> {
    let item = |line: Shown| match line {
        Shown::Item(at, _) => view.items.get(at).map(|line| line.id),
        Shown::Consent(_) => None,
    };
    shown(view).into_iter().filter_map(item).collect()
}

/// First line to draw so that this one is seen, with one to spare where there is one.
pub fn scrolled_to(at: usize, from: usize, height: usize, total: usize) -> usize {
    let last = total.saturating_sub(height);
    let from = from.min(last);
    if height == 0 {
        0
    } else if at < from {
        at
    } else if at >= from + height {
        (at + 1 - height).min(last)
    } else {
        from
    }
}

/// Draws the narrow agenda of the live view: place, title, what became of it or its time.
pub fn agenda(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let shell = canvas.shell;
    let (head, body) = top(area, 1);
    let (used, length) = lines::totals(view, shell);
    canvas.put(head.x, head.y, head.width, " AGENDA", Role::Title);
    let total = format!("{used} / {length} min");
    let x = head.right().saturating_sub(u16::try_from(measure::width(&total)).unwrap_or(0) + 1);
    canvas.put(x, head.y, head.right().saturating_sub(x), &total, Role::Dim);
    let shown = shown(view);
    canvas.measured("agenda", body, shown.len());
    let at = screen.cursor.and_then(|item| {
        shown.iter().position(
            |line| matches!(line, Shown::Item(at, _) if view.items.get(*at).is_some_and(|line| line.id == item)),
        )
    });
    let from = scrolled_to(at.unwrap_or(0), 0, usize::from(body.height), shown.len());
    for (y, line) in (body.y..body.bottom()).zip(shown.iter().skip(from)) {
        let row = Rect { y, height: 1, ..body };
        match line {
            Shown::Consent(count) => {
                let text = format!("   Consent ({})", counted(i64::try_from(*count).unwrap_or(0), "item"));
                canvas.put_cut(row.x, y, row.width, &text, Role::Dim);
            }
            Shown::Item(at, within) => agenda_row(canvas, row, screen, view, *at, *within),
        }
    }
}

fn agenda_row(canvas: &mut Canvas<'_>, row: Rect, screen: &MeetingScreen, view: &MeetingView, at: usize, within: bool) {
    let shell = canvas.shell;
    let Some(line) = view.items.get(at) else { return };
    let current = view.current() == Some(line.id);
    let pointer = if current { shell.glyphs.pointer } else { " " };
    let indent = if within { "  " } else { "" };
    let (sign, sign_role) = lines::sign(view, line, shell);
    let (time, time_role) = lines::timebox(view, line, shell);
    let (right, right_role) = if sign.is_empty() { (time, time_role) } else { (sign.to_owned(), sign_role) };
    let wide = u16::try_from(measure::width(&right)).unwrap_or(0);
    let role = if current { Role::Accent } else { Role::Text };
    let text = format!(" {pointer} {indent}{} {}", line.place, line.title);
    canvas.put_cut(row.x, row.y, row.width.saturating_sub(wide + 2), &text, role);
    canvas.put(row.right().saturating_sub(wide + 1), row.y, wide, &right, right_role);
    canvas.hit(row, Target::Row(at));
    if screen.cursor == Some(line.id) && !current {
        canvas.paint(row, Role::Aside);
    }
}

/// The title of the item with its tier, over the packet.
pub fn item_head(view: &MeetingView) -> (String, String) {
    let Some(line) = view.shown() else { return ("Nothing on the agenda".to_owned(), String::new()) };
    let about = if view.packet.about.is_empty() { line.title.clone() } else { view.packet.about.clone() };
    let about =
        if view.packet.tier.0.is_none() || line.kind != ItemKind::Decision { line.title.clone() } else { about };
    (format!("{} {about}", line.place), lines::tier_words(&view.packet))
}

/// The role of the tier's words: tier 1 stands out.
pub fn tier_role(view: &MeetingView) -> Role {
    match view.packet.tier.0 {
        Some(1) => Role::Warn,
        _ if view.packet.tier_provisional => Role::Bad,
        _ => Role::Dim,
    }
}

/// Draws the heading of the item.
pub fn head(canvas: &mut Canvas<'_>, area: Rect, view: &MeetingView) {
    let (title, tier) = item_head(view);
    let wide = u16::try_from(measure::width(&tier)).unwrap_or(0);
    canvas.put_cut(area.x, area.y, area.width.saturating_sub(wide + 1), &title, Role::Title);
    let x = area.right().saturating_sub(wide);
    canvas.put(x, area.y, wide, &tier, tier_role(view));
}

/// Draws wrapped lines as a pane that scrolls, and marks that there is more.
pub fn pane(canvas: &mut Canvas<'_>, area: Rect, name: &'static str, content: &[Rich], from: usize) {
    let wrapped = rich::wrap(content, usize::from(area.width));
    canvas.measured(name, area, wrapped.len());
    let from = from.min(wrapped.len().saturating_sub(usize::from(area.height)));
    canvas.lines(area, &wrapped, from);
    if wrapped.len() > from + usize::from(area.height) && area.height > 0 {
        let (_, last) = bottom(area, 1);
        let down = canvas.glyphs().down;
        canvas.put(last.right().saturating_sub(1), last.y, 1, down, Role::Dim);
    }
}

/// Draws wrapped lines as a pane that shows its end unless it was scrolled back.
pub fn tail(canvas: &mut Canvas<'_>, area: Rect, name: &'static str, content: &[Rich], back: usize) {
    let wrapped = rich::wrap(content, usize::from(area.width));
    canvas.measured(name, area, wrapped.len());
    let last = wrapped.len().saturating_sub(usize::from(area.height));
    canvas.lines(area, &wrapped, last.saturating_sub(back));
}
