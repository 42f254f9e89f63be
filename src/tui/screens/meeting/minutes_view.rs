//! A meeting that is over: its minutes as they would be exported.

use ratatui::layout::Rect;

use super::MeetingScreen;
use super::data::MeetingView;
use super::panes;
use crate::domain::states::MeetingState;
use crate::tui::canvas::{Canvas, bottom};
use crate::tui::rich::Rich;
use crate::tui::theme::Role;

/// Draws the minutes.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let (body, foot) = bottom(area, if screen.note.is_some() { 3 } else { 2 });
    let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    panes::pane(canvas, body, "minutes", &screen.minutes, screen.scroll_of("minutes"));
    canvas.rule(Rect { height: 1, ..foot }, "");
    let line = Rect { y: foot.y + 1, height: foot.height.saturating_sub(1), ..foot };
    if let Some(note) = &screen.note {
        note.draw(canvas, line);
        return;
    }
    let adopted = view.meeting.as_ref().is_some_and(|row| row.state.state == MeetingState::MinutesAdopted);
    let text = if adopted {
        Rich::of("adopted and locked; later corrections are amendments on the record (R12)", Role::Dim)
    } else {
        Rich::of("draft minutes: i adds a note, e corrects, x exports, the next meeting adopts", Role::Dim)
    };
    canvas.put_rich(line.x + 1, line.y, line.width.saturating_sub(2), &text);
}
