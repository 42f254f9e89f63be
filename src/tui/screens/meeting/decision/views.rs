//! How a decision looks at each step.

use ratatui::layout::Rect;

use super::super::data::{MeetingView, SeatLine};
use super::super::{lines, panes};
use super::menu::called;
use super::{DecisionPanel, motion};
use crate::domain::states::Outcome;
use crate::domain::text::shortened;
use crate::tui::canvas::{Canvas, Target, bottom, top};
use crate::tui::cmd::Cmd;
use crate::tui::keymap::Scope;
use crate::tui::measure;
use crate::tui::overlay::framed;
use crate::tui::rich::{self, Rich};
use crate::tui::theme::Role;

/// Rows from which the form of a decision has room for more than itself.
const TALL: u16 = 30;

/// The frame of a step; its first line says so if the room has moved on to another item.
pub fn opened(
    canvas: &mut Canvas<'_>,
    area: Rect,
    view: &MeetingView,
    title: &str,
    (columns, rows): (usize, usize),
) -> Rect {
    let moved = view.moved_on();
    let inner = framed(canvas, area, title, columns, rows + usize::from(moved.is_some()));
    let Some(moved) = moved else { return inner };
    let (line, rest) = top(inner, 1);
    canvas.put_cut(line.x, line.y, line.width, &moved, Role::Warn);
    rest
}

fn title(panel: &DecisionPanel, what: &str) -> String {
    let place = panel.view.item(panel.item).map_or(0, |line| line.place);
    let about = if let Some(matter) = &panel.view.packet.matter {
        shortened(matter, 44)
    } else if panel.view.packet.about.is_empty() {
        panel.view.item(panel.item).map(|line| line.title.clone()).unwrap_or_default()
    } else {
        panel.view.packet.about.clone()
    };
    format!("{what} {place} {about}: {}", called(&panel.view, panel.outcome))
}

/// Draws the motion being worded.
pub fn motion(canvas: &mut Canvas<'_>, area: Rect, panel: &DecisionPanel) {
    // Where there is room, what was decided before and what has changed stands below the words.
    let beside = if area.height >= TALL { lines::beside(&panel.view, canvas.shell) } else { Vec::new() };
    let strip = u16::try_from(rich::wrap(&beside, 100).len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(24));
    let inner = opened(canvas, area, &panel.view, &title(panel, "Decision on"), (100, 20 + usize::from(strip)));
    let (inner, below) = bottom(inner, strip);
    panes::pane(canvas, below, "beside", &beside, 0);
    let (sheet, foot) = bottom(inner, 1);
    panel.sheet.draw(canvas, sheet);
    let hint = if panel.outcome == Outcome::Conditional {
        "a condition is one line: text @owner +3w !pre test: what shows it"
    } else {
        "Ctrl-s goes to the vote"
    };
    canvas.put_cut(foot.x, foot.y, foot.width, hint, Role::Dim);
}

/// Draws the roll call.
pub fn vote(canvas: &mut Canvas<'_>, area: Rect, panel: &DecisionPanel) {
    let view = &panel.view;
    let members = view.roll();
    let beside = u16::from(view.presiding.is_some());
    let inner = opened(
        canvas,
        area,
        view,
        &title(panel, if panel.motion.amendments.0.is_empty() { "Vote on" } else { "Vote, as amended, on" }),
        (90, members.len() + usize::from(STANDING + beside) + usize::from(!panel.fallen.is_empty())),
    );
    let (fell, inner) = top(inner, u16::from(!panel.fallen.is_empty()));
    canvas.put_cut(fell.x, fell.y, if fell.height > 0 { fell.width } else { 0 }, &panel.fallen, Role::Warn);
    let (list, foot) = bottom(inner, STANDING + beside);
    canvas.measured("roll", list, members.len());
    let at =
        panel.roll.turn.as_ref().and_then(|turn| members.iter().position(|seat| seat.handle == *turn)).unwrap_or(0);
    let from = panes::scrolled_to(at, 0, usize::from(list.height), members.len());
    for (y, (place, seat)) in (list.y..list.bottom()).zip(members.iter().enumerate().skip(from)) {
        let row = Rect { y, height: 1, ..list };
        let pointer = if place == at { canvas.glyphs().pointer } else { " " };
        let letter = panel.roll.letter(view, seat);
        let role = match letter {
            Some("y") => Role::Good,
            Some("n") => Role::Bad,
            Some(_) => Role::Warn,
            None => Role::Dim,
        };
        let line = Rich::of(format!("{pointer} "), Role::Accent)
            .and(letter.unwrap_or(canvas.glyphs().dot), role)
            .joined_seat(seat);
        canvas.put_rich(row.x, y, row.width, &line);
        canvas.hit(row, Target::Row(place));
        if place == at {
            canvas.paint(row, Role::Selected);
        }
    }
    if members.is_empty() {
        canvas.put(list.x, list.y, list.width, "nobody who may vote is here: Esc, then w takes attendance", Role::Warn);
    }
    standing(canvas, foot, panel);
}

/// Rows of how the vote stands; one more says who presides in the chair's place.
const STANDING: u16 = 4;
/// Most columns of why somebody is recused.
const REASON: usize = 19;

/// The seat and what the person answers for; of an alternate whose seat it is.
fn sits_as(seat: &SeatLine) -> String {
    if seat.seat.votes() || seat.alternate_for.is_empty() {
        format!("{:<11} {:<13}", seat.seat.word(), seat.function.word())
    } else {
        format!("alternate for {}", seat.alternate_for)
    }
}

trait Seated {
    fn joined_seat(self, seat: &SeatLine) -> Self;
}

impl Seated for Rich {
    fn joined_seat(self, seat: &SeatLine) -> Self {
        let name = measure::fit(&seat.name, 20, "~", false);
        let line =
            self.and(format!("  {name} "), Role::Text).and(measure::fit(&sits_as(seat), 25, "~", false), Role::Dim);
        let short = |reason: &str| measure::cut(reason, REASON, "…").into_owned();
        match &seat.recused {
            Some(reason) if seat.by_rule => line.and(format!("{}  R03", short(reason)), Role::Warn),
            Some(reason) => line.and(short(reason), Role::Warn),
            None => line,
        }
    }
}

fn standing(canvas: &mut Canvas<'_>, area: Rect, panel: &DecisionPanel) {
    let view = &panel.view;
    let standing = panel.roll.standing(view, panel.tier());
    let glyphs = *canvas.glyphs();
    let tally = standing.tally;
    let (light, role) = if view.quorum.counts() { (glyphs.light, Role::Good) } else { (glyphs.unlit, Role::Warn) };
    let counts = format!(
        "for {}  against {}  abstain {}  recused {}  open {}    ",
        tally.in_favour, tally.against, tally.abstained, standing.recused, standing.open
    );
    let first = Rich::plain(counts).and(view.quorum.text(), Role::Text).and(format!(" {light}"), role);
    let (verdict, passes) = standing.verdict();
    let (sign, role) = match passes {
        Some(true) => (glyphs.tick, Role::Good),
        Some(false) => (glyphs.cross, Role::Bad),
        None => (glyphs.dot, Role::Dim),
    };
    let second = Rich::plain(verdict).and(format!(" {sign}"), role);
    let mut functions = Rich::blank();
    for group in view.policy.board_rules(panel.tier()).functions {
        let words: Vec<&str> = group.iter().map(|function| function.word()).collect();
        let missing = view.quorum.missing.contains(group);
        let (sign, role) = if missing { (glyphs.cross, Role::Bad) } else { (glyphs.tick, Role::Good) };
        let sits = |seat: &SeatLine| group.contains(&seat.function) && seat.present && seat.recused.is_none();
        let written = if !missing && !view.seats.iter().any(sits) { " in writing" } else { "" };
        functions = functions.and(format!("{} ", words.join("/")), Role::Text).and(format!("{sign}{written}  "), role);
    }
    let provisional = view.quorum.shortfall().map_or_else(
        || seldom(canvas),
        |shortfall| Rich::of(format!("PROVISIONAL, would release nothing (R05): {shortfall}"), Role::Warn),
    );
    let presiding = view.presiding.iter().map(|text| Rich::of(text.clone(), Role::Warn));
    let lines = [first, second, functions].into_iter().chain(presiding).chain([provisional]);
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        canvas.put_rich(area.x, y, area.width, &line);
    }
}

/// The keys of the roll call that the footer has no room for.
fn seldom(canvas: &Canvas<'_>) -> Rich {
    let keymap = &canvas.shell.keymap;
    let keys = [Cmd::VoteRecused, Cmd::VoteClear, Cmd::ChangeOutcome].into_iter().filter_map(|cmd| {
        let key = keymap.key_of(cmd, &[Scope::Vote])?;
        keymap.binding(cmd, &[Scope::Vote]).map(|binding| format!("{key} {}", binding.label))
    });
    let back = keymap.key_of(Cmd::Back, &[Scope::Vote]).map(|key| format!("{key} back to the words"));
    Rich::of(keys.chain(back).collect::<Vec<_>>().join("  "), Role::Dim)
}

/// Draws the resolution as it is read out before it is locked.
pub fn read_back(canvas: &mut Canvas<'_>, area: Rect, panel: &DecisionPanel) {
    let standing = panel.roll.standing(&panel.view, panel.tier());
    let lines = motion::read_back(&panel.view, &panel.motion, standing, canvas.shell);
    let columns = usize::from(area.width.saturating_sub(6)).min(84);
    let wrapped = rich::wrap(&lines, columns);
    let inner = opened(canvas, area, &panel.view, &title(panel, "Read back"), (columns, wrapped.len() + 4));
    // Whether it carries is never below the fold.
    let (head, inner) = top(inner, 2);
    let verdict = motion::verdict(&panel.view, &panel.motion, standing, canvas.shell);
    let quorum = format!("  {} {}", canvas.glyphs().dot, panel.view.quorum.text());
    canvas.put_rich(head.x, head.y, head.width, &verdict.and(quorum, Role::Text));
    let (body, foot) = bottom(inner, 1);
    panes::pane(canvas, body, "resolution", &lines, panel.scroll);
    canvas.put_cut(foot.x, foot.y, foot.width, "Ctrl-s locks it, Esc goes back to the vote", Role::Dim);
}
