//! The meeting while the board sits: three columns where there is room, else one with tabs.

use ratatui::layout::Rect;

use super::data::MeetingView;
use super::{MeetingScreen, Pane, lines, panes};
use crate::domain::states::MeetingState;
use crate::domain::text::counted;
use crate::tui::canvas::{Canvas, Target, bottom, left, top};
use crate::tui::cmd::Cmd;
use crate::tui::measure;
use crate::tui::rich::{self, Rich};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// Columns from which there are three columns.
pub const WIDE: u16 = 110;
/// Rows from which there are three columns.
const TALL: u16 = 18;

/// Draws the live view.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let rows = screen.note.as_ref().map_or(1, |note| note.rows(area.width));
    let (main, foot) = bottom(area, rows + 1);
    if main.width >= WIDE && main.height >= TALL {
        wide(canvas, main, screen, view);
    } else {
        narrow(canvas, main, screen, view);
    }
    canvas.rule(Rect { height: 1, ..foot }, "");
    let line = Rect { y: foot.y + 1, height: foot.height.saturating_sub(1), ..foot };
    note_line(canvas, line, screen, view);
}

fn note_line(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let shell = canvas.shell;
    if let Some(note) = &screen.note {
        note.draw(canvas, area);
        return;
    }
    if view.meeting.as_ref().is_some_and(|row| row.state.state == MeetingState::Recess) {
        canvas.put(area.x + 1, area.y, area.width, "in recess: R resumes", Role::Warn);
        return;
    }
    match view.id().zip(view.current()).and_then(|(meeting, item)| super::note::kept(meeting, item, shell)) {
        Some(draft) => {
            let text = super::note::words(draft);
            let line = Rich::of(format!("draft of {} ", lines::clock(shell, draft.at)), Role::Warn)
                .and(text, Role::Text)
                .and("  i goes on", Role::Dim);
            canvas.put_rich(area.x + 1, area.y, area.width.saturating_sub(2), &line);
        }
        None => {
            canvas.put(area.x + 1, area.y, area.width, "i takes a note", Role::Dim);
        }
    }
}

fn wide(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let side = 31.min(area.width / 4);
    let (agenda, rest) = left(area, side);
    let (middle, outcomes) = left(rest, rest.width.saturating_sub(side));
    panes::agenda(canvas, Rect { width: agenda.width - 1, ..agenda }, screen, view);
    canvas.upright(agenda.right() - 1, agenda);
    canvas.upright(outcomes.x, outcomes);
    let middle = Rect { x: middle.x + 1, width: middle.width.saturating_sub(2), ..middle };
    let (head, body) = top(middle, 1);
    panes::head(canvas, head, view);
    let notes = notes_lines(view, canvas.shell);
    let wrapped = u16::try_from(rich::wrap(&notes, usize::from(body.width)).len()).unwrap_or(u16::MAX);
    let packet = packet_lines(view, canvas.shell);
    let wanted = u16::try_from(rich::wrap(&packet, usize::from(body.width)).len()).unwrap_or(u16::MAX);
    // The notes get what they need up to half, and whatever the packet leaves.
    let half = body.height / 2;
    let spare = body.height.saturating_sub(wanted.min(body.height));
    let height = (wrapped + 1).clamp(4, half.max(4)).max(spare.min(wrapped + 1)).min(body.height);
    let (packet_area, notes_area) = bottom(body, height);
    panes::pane(canvas, packet_area, "packet", &packet, screen.scroll_of("packet"));
    let (rule, text) = top(notes_area, 1);
    canvas.rule(rule, &focus("notes", screen, Pane::Notes, canvas.shell));
    panes::tail(canvas, text, "notes", &notes, screen.scroll_of("notes"));
    let outcomes = Rect { x: outcomes.x + 2, width: outcomes.width.saturating_sub(2), ..outcomes };
    let (head, body) = top(outcomes, 1);
    canvas.put(head.x, head.y, head.width, &focus("OUTCOMES", screen, Pane::Outcomes, canvas.shell), Role::Title);
    let lines = outcome_lines(view, canvas.shell);
    panes::pane(canvas, body, "outcomes", &lines, screen.scroll_of("outcomes"));
}

/// The title of a pane, with a sign if it has the focus.
fn focus(title: &str, screen: &MeetingScreen, pane: Pane, shell: &Shell) -> String {
    if screen.pane == pane { format!("{} {title}", shell.glyphs.pointer) } else { title.to_owned() }
}

fn packet_lines(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let mut all = lines::essentials(view, shell);
    all.extend(lines::packet(view, shell));
    all
}

fn notes_lines(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let notes = view.shown().map(|line| lines::notes(view, line.id, shell)).unwrap_or_default();
    if notes.is_empty() { vec![Rich::of("no notes yet: i takes one", Role::Dim)] } else { notes }
}

fn outcome_lines(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let mut all = super::decision::draft_lines(view, shell);
    let made = lines::outcomes(view, shell);
    if all.is_empty() && made.is_empty() {
        return vec![Rich::of("nothing decided yet: d decides", Role::Dim)];
    }
    if !all.is_empty() && !made.is_empty() {
        all.push(Rich::blank());
    }
    all.extend(made);
    all
}

fn vote_lines(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let mut all = vec![Rich::plain(view.quorum.text())];
    if let Some(shortfall) = view.quorum.shortfall() {
        all.push(Rich::of(format!("{shortfall}: a decision would be provisional (R05)"), Role::Warn).hang(2));
    }
    for seat in view.seats.iter().filter(|seat| seat.seat.votes() || !seat.alternate_for.is_empty()) {
        let (sign, role) =
            if seat.present { (shell.glyphs.light, Role::Good) } else { (shell.glyphs.unlit, Role::Dim) };
        let line = Rich::of(format!("{sign} "), role).and(seat.name.clone(), Role::Text);
        let line = line.and(format!("  {} {}", seat.seat, seat.function), Role::Dim);
        let mut filed = view.shown().into_iter().flat_map(|item| view.positions_on(item.id));
        let line =
            if filed.any(|one| one.person == seat.handle) { line.and("  in writing", Role::Accent) } else { line };
        all.push(match &seat.recused {
            Some(reason) => line.and(format!("  recused: {reason}"), Role::Warn),
            None => line,
        });
    }
    all
}

fn narrow(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    let (strip_area, rest) = top(area, 1);
    strip(canvas, strip_area, view);
    let (rule, rest) = top(rest, 1);
    canvas.rule(rule, "");
    let inset = Rect { x: rest.x + 1, width: rest.width.saturating_sub(2), ..rest };
    let essentials = rich::wrap(&lines::essentials(view, canvas.shell), usize::from(inset.width));
    let room = (rest.height / 3).clamp(2, 6);
    let shown = u16::try_from(essentials.len()).unwrap_or(u16::MAX).min(room);
    let (head, rest) = top(inset, shown);
    canvas.lines(head, &essentials, 0);
    // Risk and recusals that have no room are named, and the packet goes on with them.
    let weighs = |line: &Rich| {
        let text = line.text();
        text.contains("recused") || ["residual", "owner", "model"].iter().any(|label| text.starts_with(label))
    };
    let cut = essentials.iter().skip(usize::from(shown)).any(weighs);
    let shown = if cut { shown.saturating_sub(1) } else { shown };
    if cut {
        let left = essentials.iter().skip(usize::from(shown)).map(Rich::text).filter(|text| !text.starts_with(' '));
        let labels: Vec<String> = left.filter_map(|text| text.split_whitespace().next().map(str::to_owned)).collect();
        let text = format!("{} in the packet: {}", canvas.glyphs().down, labels.join(", "));
        let (_, last) = bottom(head, 1);
        canvas.blank(last);
        canvas.put_cut(last.x, last.y, last.width, &text, Role::Warn);
    }
    let (tabs_area, body) = top(rest, 1);
    tabs(canvas, Rect { x: area.x, width: area.width, ..tabs_area }, screen, view);
    let shell = canvas.shell;
    match screen.pane {
        Pane::Notes => panes::tail(canvas, body, "notes", &notes_lines(view, shell), screen.scroll_of("notes")),
        Pane::Outcomes => {
            let mut all = outcome_lines(view, shell);
            all.push(Rich::rule("votes"));
            all.extend(vote_lines(view, shell));
            panes::pane(canvas, body, "outcomes", &all, screen.scroll_of("outcomes"));
        }
        Pane::Packet => {
            let mut all: Vec<Rich> = essentials.into_iter().skip(usize::from(shown)).collect();
            all.extend(lines::packet(view, shell));
            panes::pane(canvas, body, "packet", &all, screen.scroll_of("packet"));
        }
        Pane::Agenda => panes::agenda(canvas, body, screen, view),
    }
}

/// The item strip: the item before, the one at hand with its time, the one after.
fn strip(canvas: &mut Canvas<'_>, area: Rect, view: &MeetingView) {
    let shell = canvas.shell;
    let Some(line) = view.shown() else {
        canvas.put(area.x + 1, area.y, area.width, "nothing on the agenda: A adds an item", Role::Dim);
        return;
    };
    let at = view.items.iter().position(|one| one.id == line.id).unwrap_or(0);
    let before = at.checked_sub(1).and_then(|at| view.items.get(at));
    let after = view.items.get(at + 1);
    let (time, time_role) = lines::timebox(view, line, shell);
    let mut left_part = Rich::blank();
    if let Some(before) = before {
        let (sign, _) = lines::sign(view, before, shell);
        left_part = left_part.and(format!(" {} {} {sign} ", shell.glyphs.before, before.place), Role::Dim);
    }
    if before.is_some() {
        left_part = left_part.and(shell.glyphs.upright, Role::Rule);
    }
    let right_part = Rich::of(format!(" {}", lines::tier_words(&view.packet)), panes::tier_role(view))
        .and("  ", Role::Text)
        .and(time, time_role)
        .and(format!(" {}", shell.glyphs.upright), Role::Rule)
        .and(after.map_or_else(String::new, |after| format!(" {} {}", after.place, shell.glyphs.pointer)), Role::Dim);
    let width = |line: &Rich| u16::try_from(measure::width(&line.text())).unwrap_or(0);
    canvas.put_rich(area.x, area.y, area.width, &left_part);
    let x = area.x + width(&left_part);
    let end = area.right().saturating_sub(width(&right_part) + 1);
    let (title, _) = panes::item_head(view);
    let title = title.split_once(' ').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let text = format!(" {}/{} {title}", line.place, view.items.len());
    canvas.put_cut(x, area.y, end.saturating_sub(x), &text, Role::Title);
    canvas.put_rich(end, area.y, area.right().saturating_sub(end), &right_part);
}

/// The tabs, the one with the focus in reverse.
fn tabs(canvas: &mut Canvas<'_>, area: Rect, screen: &MeetingScreen, view: &MeetingView) {
    canvas.rule(area, "");
    let item = view.shown().map(|line| line.id);
    let notes = item.map_or(0, |item| view.notes_on(item).count());
    let titles = [
        format!("Agenda ({})", view.items.len()),
        "Packet".to_owned(),
        if notes == 0 { "Notes".to_owned() } else { format!("Notes ({notes})") },
        if view.decisions.is_empty() { "Outcomes".to_owned() } else { format!("Outcomes ({})", view.decisions.len()) },
    ];
    let mut x = area.x + 2;
    for (at, title) in titles.iter().enumerate() {
        let here = Pane::ALL.get(at) == Some(&screen.pane);
        let start = x;
        x = canvas.put(
            x,
            area.y,
            area.right().saturating_sub(x),
            &format!(" {title} "),
            if here { Role::Selected } else { Role::Text },
        );
        canvas.hit(Rect::new(start, area.y, x.saturating_sub(start), 1), Target::Tab(at));
        x += 2;
    }
    for loose in missing(view, canvas.shell) {
        let text = format!(" {loose} ");
        let wide = u16::try_from(measure::width(&text)).unwrap_or(0);
        if area.right() > x + wide + 1 {
            let place = Rect::new(area.right() - wide - 1, area.y, wide, 1);
            canvas.put(place.x, place.y, wide, &text, Role::Warn);
            canvas.hit(place, Target::Cmd(Cmd::Adjourn));
            break;
        }
    }
}

/// What of the meeting is missing an owner, a date or quorum, the longest telling first: one by its name, several
/// by their number, with the key that lists them.
fn missing(view: &MeetingView, shell: &Shell) -> Vec<String> {
    let ends = view.loose_ends().into_iter().filter(|end| end.what != super::data::Loose::Undecided);
    let ends: Vec<_> = ends.collect();
    let key =
        shell.keymap.key_of(crate::tui::cmd::Cmd::Adjourn, &[crate::tui::keymap::Scope::Live]).unwrap_or_default();
    let count = counted(i64::try_from(ends.len()).unwrap_or(i64::MAX), "loose end");
    match ends.as_slice() {
        [] => Vec::new(),
        [one] => {
            let id = one.text.split(' ').next().unwrap_or_default();
            vec![format!("{} {id} ({key})", one.what.word()), count]
        }
        _ => vec![format!("{count} ({key} lists them)"), count],
    }
}
