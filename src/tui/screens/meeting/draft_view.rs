//! The agenda while it is made: every item with why it is there, the packet of the one under the cursor
//! beside it or below.

use ratatui::layout::Rect;

use super::data::MeetingView;
use super::panes::{self, Shown};
use super::{MeetingScreen, Pane, lines};
use crate::domain::Refusal;
use crate::domain::field::FieldValue;
use crate::domain::text::counted;
use crate::tui::canvas::{Canvas, Target, bottom, left, top};
use crate::tui::measure;
use crate::tui::rich::Rich;
use crate::tui::theme::Role;

/// Draws the agenda.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let (head, rest) = top(area, 2);
    heading(canvas, head, view);
    if view.items.is_empty() {
        nothing(canvas, rest);
        return;
    }
    let (list, packet) = if rest.width >= 110 {
        let (list, packet) = left(rest, rest.width * 11 / 20);
        canvas.upright(packet.x, packet);
        (list, Rect { x: packet.x + 2, width: packet.width.saturating_sub(3), ..packet })
    } else {
        let (list, packet) = bottom(rest, (rest.height / 2).min(9));
        let (rule, packet) = top(packet, 1);
        canvas.rule(rule, "packet");
        (list, Rect { x: packet.x + 1, width: packet.width.saturating_sub(2), ..packet })
    };
    agenda(canvas, list, screen, view);
    let (head, body) = top(packet, 1);
    panes::head(canvas, head, view);
    let mut all = lines::essentials(view, canvas.shell);
    if let Some(line) = view.shown().filter(|line| !line.why.is_empty() && view.packet.ask != line.why) {
        all.insert(0, Rich::entry("why", 10, line.why.clone()));
    }
    all.extend(lines::packet(view, canvas.shell));
    panes::pane(canvas, body, Pane::Packet.name(), &all, screen.scroll_of(Pane::Packet.name()));
}

fn heading(canvas: &mut Canvas<'_>, area: Rect, view: &MeetingView) {
    let Some(meeting) = &view.meeting else { return };
    let title = if meeting.title.is_empty() { meeting.kind.to_string() } else { meeting.title.0.clone() };
    let when = [meeting.date.text(), meeting.time.0.clone(), meeting.place.0.clone()];
    let when: Vec<String> = when.into_iter().filter(|text| !text.is_empty()).collect();
    let planned: i64 = view.items.iter().map(|line| line.timebox).sum();
    let length = meeting.length.0.unwrap_or(0);
    let over = length > 0 && planned > length;
    let time = if length > 0 { format!("{planned} of {length} min") } else { format!("{planned} min") };
    let columns = area.width.saturating_sub(2);
    let items = counted(i64::try_from(view.items.len()).unwrap_or(0), "item");
    let heading = |when: &[String]| {
        Rich::of(format!("{} {title} ", meeting.id()), Role::Title)
            .and(format!(" {}  ", when.join(" ")), Role::Text)
            .and(meeting.state.state.word(), Role::Accent)
            .and(format!("  {items}  "), Role::Dim)
            .and(time.as_str(), if over { Role::Warn } else { Role::Dim })
    };
    let mut line = heading(&when);
    // The place is what a narrow screen does without first.
    if measure::width(&line.text()) > usize::from(columns) {
        line = heading(&when[..when.len().min(2)]);
    }
    canvas.put_rich(area.x + 1, area.y, columns, &line);
    canvas.rule(Rect { y: area.y + 1, height: 1, ..area }, "");
}

fn agenda(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let shown = panes::shown(view);
    canvas.measured(Pane::Agenda.name(), area, shown.len());
    let at = shown.iter().position(
        |line| matches!(line, Shown::Item(at, _) if view.items.get(*at).map(|line| line.id) == screen.cursor),
    );
    let from = panes::scrolled_to(at.unwrap_or(0), 0, usize::from(area.height), shown.len());
    for (y, line) in (area.y..area.bottom()).zip(shown.iter().skip(from)) {
        let row = Rect { y, height: 1, ..area };
        match line {
            Shown::Consent(count) => {
                let text =
                    format!("    Consent ({}, passed together)", counted(i64::try_from(*count).unwrap_or(0), "item"));
                canvas.put_cut(row.x, y, row.width, &text, Role::Title);
            }
            Shown::Item(at, within) => item_row(canvas, row, screen, view, *at, *within),
        }
    }
}

fn item_row(canvas: &mut Canvas<'_>, row: Rect, screen: &MeetingScreen, view: &MeetingView, at: usize, within: bool) {
    let Some(line) = view.items.get(at) else { return };
    let indent = if within { "  " } else { "" };
    let time = format!("{:>3}", line.timebox);
    let kind = line.kind.word();
    let presenter: String = line.presenter.as_str().chars().take(10).collect();
    let late = if line.late { "late " } else { "" };
    let right = format!("{late}{kind:<11} {presenter:<10} {time}");
    let wide = u16::try_from(measure::width(&right)).unwrap_or(0);
    let text = format!(" {indent}{:>2} {}", line.place, line.title);
    canvas.put_cut(row.x, row.y, row.width.saturating_sub(wide + 2), &text, Role::Text);
    canvas.put(row.right().saturating_sub(wide + 1), row.y, wide, &right, Role::Dim);
    canvas.hit(row, Target::Row(at));
    if screen.cursor == Some(line.id) {
        canvas.paint(Rect { width: row.width.saturating_sub(1), ..row }, Role::Selected);
    }
}

fn nothing(canvas: &mut Canvas<'_>, area: Rect) {
    let lines = [
        "Nothing is on this agenda yet.",
        "",
        "b  builds it from what is due: minutes, incidents, ready submissions, what expires or is due",
        "n  adds a single item",
        "O  takes attendance and opens the meeting",
    ];
    for (y, line) in (area.y + 1..area.bottom()).zip(lines) {
        canvas.put_cut(area.x + 2, y, area.width.saturating_sub(3), line, Role::Dim);
    }
}

/// Draws that there is no meeting, or why it could not be read.
pub fn empty(canvas: &mut Canvas<'_>, area: Rect, failed: Option<&Refusal>) {
    let line = match failed {
        Some(refusal) => (refusal.to_string(), Role::Bad),
        None => ("No meeting is planned: N drafts one.".to_owned(), Role::Dim),
    };
    canvas.put_cut(area.x + 2, area.y + 1, area.width.saturating_sub(3), &line.0, line.1);
}
