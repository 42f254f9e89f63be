//! Draws the whole screen from the state and returns what it measured; changes nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::{Canvas, Seen, Target, bottom, top};
use super::cmd::Cmd;
use super::measure;
use super::part::Part;
use super::rich::Rich;
use super::screens::ScreenId;
use super::theme::Role;
use super::update::State;

/// The fewest columns and rows that are of use.
pub const LEAST: (u16, u16) = (60, 16);

/// The most rows of a message that stays.
const LASTING: u16 = 5;

/// Draws the state into a buffer.
pub fn draw(state: &State, buffer: &mut Buffer) -> Seen {
    let mut canvas = Canvas::new(buffer, &state.shell);
    let area = canvas.area();
    if whole(state, &mut canvas, area) {
        return canvas.seen;
    }
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(&mut canvas, area);
        return canvas.seen;
    }
    let (head, rest) = top(area, if area.width >= 100 && area.height >= 30 { 3 } else { 1 });
    let (body, foot) = bottom(rest, 2);
    header(&mut canvas, head);
    if let Some(screen) = state.screen() {
        screen.view(&mut canvas, body);
    }
    for (layer, overlay) in state.shell.overlays.iter().enumerate() {
        canvas.layer = layer + 1;
        // Only the topmost text has the cursor.
        canvas.seen.cursor = None;
        overlay.view(&mut canvas, body);
    }
    footer(&mut canvas, foot);
    canvas.seen
}

/// Draws the topmost part that takes the whole terminal, at any size, and what lies above it; false if there is none.
fn whole(state: &State, canvas: &mut Canvas<'_>, area: Rect) -> bool {
    let layers: Vec<&dyn Part> =
        state.screen().into_iter().chain(state.shell.overlays.iter().map(AsRef::as_ref)).collect();
    let Some(from) = layers.iter().rposition(|part| part.whole()) else { return false };
    for (layer, part) in layers.iter().enumerate().skip(from) {
        canvas.layer = layer;
        part.view(canvas, area);
    }
    true
}

fn too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let lines = [
        format!("{} x {} is too small", area.width, area.height),
        format!("{} x {} is needed", LEAST.0, LEAST.1),
        "what you typed is kept".to_owned(),
    ];
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        canvas.put_cut(area.x, y, area.width, &line, Role::Text);
    }
}

fn header(canvas: &mut Canvas<'_>, area: Rect) {
    let shell = canvas.shell;
    let header = &shell.header;
    let (line, rest) = top(area, 1);
    let mut parts: Vec<(String, Role, Option<Cmd>)> = Vec::new();
    if !header.meeting.is_empty() {
        let clock = header.since.map_or_else(String::new, |since| {
            let minutes = (shell.now - since).num_minutes().max(0);
            format!(" {}:{:02}", minutes / 60, minutes % 60)
        });
        let role = if header.sitting { Role::Accent } else { Role::Text };
        parts.push((format!("{}{clock}", header.meeting), role, None));
    }
    if let Some((quorum, reached)) = &header.quorum {
        let (light, role) = if *reached { (shell.glyphs.light, Role::Good) } else { (shell.glyphs.unlit, Role::Warn) };
        let word = if *reached { "" } else { " no quorum" };
        parts.push((format!("quorum {quorum} {light}{word}"), role, None));
    }
    if let Some(reason) = &header.read_only {
        parts.push((reason.clone(), Role::Warn, None));
    } else if let Some(saved) = shell.saved {
        parts.push((format!("saved {}", shell.clock(saved)), Role::Dim, None));
    }
    let alarms = shell.counts.alarms;
    if alarms > 0 {
        let plural = if alarms == 1 { "" } else { "s" };
        parts.push((format!("{alarms} alarm{plural}"), Role::Warn, Some(Cmd::Alarms)));
    }
    let mut room = usize::from(line.width).saturating_sub(2);
    let mut kept: Vec<(String, Role, Option<Cmd>)> = Vec::new();
    for part in parts {
        let wide = measure::width(&part.0) + 3;
        if wide <= room {
            room -= wide;
            kept.push(part);
        }
    }
    let title = if header.board.is_empty() {
        "Boardroom".to_owned()
    } else {
        format!("Boardroom {} {}", shell.glyphs.dot, header.board)
    };
    // A title that would be cut says nothing; what goes on says enough.
    let title =
        [title.as_str(), header.board.as_str(), "Boardroom"].into_iter().find(|title| measure::width(title) <= room);
    canvas.put(line.x + 1, line.y, u16::try_from(room).unwrap_or(0), title.unwrap_or_default(), Role::Title);
    let wide: usize = kept.iter().map(|(text, ..)| measure::width(text) + 3).sum();
    let mut x = line.right().saturating_sub(u16::try_from(wide).unwrap_or(0));
    for (text, role, cmd) in kept {
        let end = canvas.put(x, line.y, line.right().saturating_sub(x), &text, role);
        if let Some(cmd) = cmd {
            canvas.hit(Rect::new(x, line.y, end.saturating_sub(x), 1), Target::Cmd(cmd));
        }
        x = end.saturating_add(3);
    }
    if rest.height > 0 {
        tabs(canvas, rest);
    }
}

fn tabs(canvas: &mut Canvas<'_>, area: Rect) {
    let shell = canvas.shell;
    let mut x = area.x + 1;
    for (number, screen) in (1..).zip(ScreenId::ALL.iter().filter(|screen| screen.is_numbered())) {
        let badge = shell.counts.badges.get(screen).map_or_else(String::new, |badge| format!(" {badge}"));
        let here = *screen == shell.screen;
        let text = format!(" {number} {}{badge} ", screen.title());
        let role = if here { Role::Selected } else { Role::Text };
        let end = canvas.put(x, area.y, area.right().saturating_sub(x), &text, role);
        canvas.hit(Rect::new(x, area.y, end - x, 1), Target::Cmd(screen.cmd()));
        x = end;
    }
    canvas.rule(Rect { y: area.y + 1, height: 1, ..area }, "");
}

/// A message, whole: over the last rows of the screen if need be.
fn lasting(canvas: &mut Canvas<'_>, line: Rect, lines: &[Rich]) {
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).clamp(1, LASTING);
    let place = Rect { y: line.bottom().saturating_sub(rows), height: rows, ..line };
    canvas.blank(place);
    canvas.lines(Rect { x: place.x + 1, width: place.width.saturating_sub(2), ..place }, lines, 0);
}

fn footer(canvas: &mut Canvas<'_>, area: Rect) {
    let shell = canvas.shell;
    let (message, hints) = top(area, 1);
    let columns = message.width.saturating_sub(2);
    if !shell.pending.is_empty() {
        let begun = super::key::shown(&shell.pending);
        let resolved = shell.keymap.resolve(&shell.scopes, &shell.pending, &shell.facts());
        let super::keymap::Resolved::Pending(rest) = resolved else { return };
        let rest: Vec<String> = rest.iter().map(|(keys, label)| format!("{keys} {label}")).collect();
        canvas.put_cut(message.x + 1, message.y, columns, &format!("{begun}  {}", rest.join("  ")), Role::Accent);
    } else if let Some(notice) = shell.notices.shown() {
        let sign = match notice.role {
            Role::Bad => shell.glyphs.cross,
            Role::Good => shell.glyphs.tick,
            _ => shell.glyphs.dot,
        };
        // A reason that is cut is none: what does not fit one line takes more, whether it passes or stays.
        let rest = if notice.until.is_some() { "" } else { "  (Esc)" };
        let line = Rich::of(format!("{sign} {}{rest}", notice.text), notice.role).hang(2);
        if notice.role == Role::Good {
            canvas.put_rich(message.x + 1, message.y, columns, &line);
        } else {
            lasting(canvas, message, &line.wrap(usize::from(columns)));
        }
    } else if !shell.progress.is_empty() {
        canvas.put_cut(message.x + 1, message.y, columns, &shell.progress, Role::Dim);
    }
    canvas.layer = shell.overlays.len();
    let mut x = hints.x + 1;
    for hint in shell.keymap.footer(&shell.scopes, &shell.facts(), usize::from(columns)) {
        let start = x;
        x = canvas.put(x, hints.y, hints.right().saturating_sub(x), &hint.key, Role::Accent);
        x = canvas.put(x + 1, hints.y, hints.right().saturating_sub(x + 1), &hint.label, Role::Dim);
        canvas.hit(Rect::new(start, hints.y, x.saturating_sub(start), 1), Target::Cmd(hint.cmd));
        x = x.saturating_add(2);
    }
}
