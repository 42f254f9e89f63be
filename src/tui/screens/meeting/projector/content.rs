//! What stands before the room: few lines in blocks, each with what it is. Names are full names, for a room
//! knows people and not their handles.

use chrono::NaiveDate;

use super::data::Projection;
use crate::domain::field::FieldValue;
use crate::domain::record::{Meeting, Moved, Row};
use crate::domain::states::{DecisionStatus, Disposition, Gate, MeetingKind, MeetingState, Outcome, VoteMethod};
use crate::domain::text::counted;
use crate::domain::value::Handle;
use crate::tui::measure;
use crate::tui::rich::Rich;
use crate::tui::screens::meeting::data::{DecisionLine, ItemLine};
use crate::tui::screens::meeting::lines::{self, LABEL};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// Lines that belong together.
pub type Block = Vec<Rich>;

/// Most notes for the minutes that are shown on an item.
const NOTES: usize = 2;

/// What the room sees.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// What stands in reverse across: on the left, and on the right if there is room.
    pub title: (String, String),
    /// What may be left out where there is no room for it.
    pub extra: Vec<Block>,
    /// Blocks, the most needed first.
    pub body: Vec<Block>,
    /// What stands at the foot, whatever the body holds.
    pub foot: Block,
    /// The time in large digits.
    pub digits: String,
}

/// What the room sees of a meeting.
pub fn sheet(seen: &Projection, columns: usize, shell: &Shell) -> Sheet {
    let Some(meeting) = seen.meeting() else {
        return Sheet { body: vec![vec![Rich::plain("No meeting is planned.")]], ..Sheet::default() };
    };
    match meeting.state.state {
        MeetingState::Draft | MeetingState::Published => before(seen, meeting, columns, shell),
        MeetingState::InSession => session(seen, shell),
        MeetingState::Recess => recess(seen, shell),
        MeetingState::Adjourned | MeetingState::MinutesAdopted => after(seen, meeting, shell),
    }
}

/// The name of the meeting on the left, where it stands and the clock on the right.
pub fn head(seen: &Projection, shell: &Shell) -> (String, String) {
    let clock = lines::clock(shell, shell.now);
    let Some(meeting) = seen.meeting() else { return (seen.board.clone(), clock) };
    let dot = shell.glyphs.dot;
    let minutes = seen.minutes(shell.now);
    let word = match meeting.state.state {
        MeetingState::InSession => format!("in session {}:{:02}", minutes / 60, minutes % 60),
        MeetingState::Recess => "in recess".to_owned(),
        MeetingState::Draft => "not published yet".to_owned(),
        MeetingState::Published => "not called to order yet".to_owned(),
        MeetingState::Adjourned | MeetingState::MinutesAdopted => "adjourned".to_owned(),
    };
    (format!("{} {dot} {}", seen.board, meeting.id()), format!("{word} {dot} {clock}"))
}

fn entry(label: &str, text: impl Into<String>) -> Rich {
    Rich::entry(label, LABEL, text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn called(meeting: &Row<Meeting>) -> String {
    let kind = match meeting.kind {
        MeetingKind::Regular => "Regular meeting",
        MeetingKind::Special => "Special meeting",
        MeetingKind::Emergency => "Emergency meeting",
    };
    if meeting.title.is_empty() { kind.to_owned() } else { meeting.title.0.clone() }
}

/// Before it is called to order: what is on the agenda, and when.
fn before(seen: &Projection, meeting: &Row<Meeting>, columns: usize, shell: &Shell) -> Sheet {
    let when = [meeting.date.text(), meeting.time.0.clone(), meeting.place.0.clone()];
    let when: Vec<String> = when.into_iter().filter(|part| !part.is_empty()).collect();
    let mut agenda: Block = Vec::new();
    for (at, line) in seen.plan() {
        let at = at.map_or_else(String::new, |at| at.format("%H:%M").to_string());
        let consent = if line.consent { "consent" } else { "" };
        let time = format!("{consent:>7} {:>3} min", line.timebox);
        let title = columns.saturating_sub(7 + 4 + time.len() + 1);
        let title = measure::fit(&one_line(&line.title), title, shell.glyphs.cut, false);
        let row = Rich::of(format!("{at:<7}"), Role::Accent).and(format!("{:>2}  ", line.place), Role::Dim);
        agenda.push(row.and(title, Role::Text).and(format!(" {time}"), Role::Dim));
    }
    if agenda.is_empty() {
        agenda.push(Rich::of("Nothing is on the agenda yet.", Role::Dim));
    }
    let planned: i64 = seen.view.items.iter().map(|line| line.timebox).sum();
    let count = counted(i64::try_from(seen.view.items.len()).unwrap_or(i64::MAX), "item");
    Sheet {
        title: (called(meeting), when.join("  ")),
        body: vec![agenda],
        foot: vec![entry("in all", format!("{count}, {planned} min"))],
        ..Sheet::default()
    }
}

/// The item that the board is on.
fn session(seen: &Projection, shell: &Shell) -> Sheet {
    let Some(line) = seen.view.shown() else {
        let body = vec![vec![Rich::plain("Nothing is on the agenda.")]];
        return Sheet { body, foot: foot(seen, None, shell), ..Sheet::default() };
    };
    let mut sheet = if line.consent { consent(seen, shell) } else { item(seen, line, shell) };
    sheet.foot = foot(seen, Some(line), shell);
    sheet.digits = if line.timebox > 0 {
        format!("{}/{}", seen.view.used(line, shell.now) / 60, line.timebox)
    } else {
        (seen.view.used(line, shell.now) / 60).to_string()
    };
    if let Some(latest) = seen.latest().filter(|made| made.item != line.id) {
        let mut block = vec![Rich::of("just decided", Role::Title)];
        block.extend(resolved(seen, latest, true, shell));
        // Where the item at hand is decided already, the room reads that one.
        if seen.decided(line).is_none() { sheet.body.push(block) } else { sheet.extra.insert(0, block) }
    }
    sheet
}

fn item(seen: &Projection, line: &ItemLine, shell: &Shell) -> Sheet {
    let packet = &seen.view.packet;
    let about = match &seen.view.topic {
        Some(topic) if topic.model.is_some() => packet.about.as_str(),
        _ => line.title.as_str(),
    };
    let title = format!("{} of {}  {}", line.place, seen.view.items.len(), one_line(about));
    let mut body: Vec<Block> = Vec::new();
    if let Some(outcome) = line.moved.asks() {
        body.push(moved(seen, &line.moved, outcome, shell));
    } else if let Some(made) = seen.decided(line) {
        body.push(resolved(seen, made, false, shell));
    } else if line.disposition != Disposition::Open {
        body.push(vec![Rich::of(line.disposition.word().to_uppercase(), Role::Accent)]);
    }
    let mut facts: Block = Vec::new();
    if !packet.ask.is_empty() {
        facts.push(entry("asked", one_line(&packet.ask)));
    }
    if !line.presenter.is_empty() {
        facts.push(entry("presents", seen.name(&line.presenter)));
    }
    if let Some(ready) = &packet.readiness {
        facts.push(lines::readiness_runs(entry("evidence", ""), ready, shell));
        facts.push(lines::residual_line(packet, shell));
    }
    let recused: Vec<String> =
        seen.view.seats.iter().filter(|seat| seat.recused.is_some()).map(|seat| seat.name.clone()).collect();
    if !recused.is_empty() {
        facts.push(entry("recused", recused.join(", ")));
    }
    body.push(facts);
    let notes: Vec<_> = seen.view.notes_on(line.id).collect();
    let for_minutes: Block =
        notes.iter().rev().take(NOTES).rev().map(|note| entry("noted", one_line(&note.text))).collect();
    let extra = if for_minutes.is_empty() { Vec::new() } else { vec![for_minutes] };
    Sheet { title: (title, lines::tier_words(packet)), body, extra, ..Sheet::default() }
}

/// The consent agenda: its items, each with what became of it.
fn consent(seen: &Projection, shell: &Shell) -> Sheet {
    let items: Vec<&ItemLine> = seen.view.items.iter().filter(|line| line.consent).collect();
    let count = counted(i64::try_from(items.len()).unwrap_or(i64::MAX), "item");
    let rows = items.into_iter().map(|line| {
        let (sign, role) = lines::sign(&seen.view, line, shell);
        let row = Rich::of(format!("{:>2}  ", line.place), Role::Dim).and(one_line(&line.title), Role::Text);
        row.and(format!("  {sign}"), role).hang(4)
    });
    let how = vec![Rich::of("Passed together unless somebody objects.", Role::Dim)];
    Sheet { title: ("Consent agenda".to_owned(), count), body: vec![rows.collect(), how], ..Sheet::default() }
}

/// The motion that is before the board, as it was put: what is about to be voted on.
fn moved(seen: &Projection, moved: &Moved, outcome: Outcome, shell: &Shell) -> Block {
    let amended = if moved.amendments.is_empty() { "MOTION" } else { "MOTION, AMENDED" };
    let by = if moved.mover.is_empty() { String::new() } else { format!("  moved by {}", seen.name(&moved.mover)) };
    let mut block = vec![
        Rich::of(amended, Role::Accent).and(format!("  {}{by}", outcome.word()), Role::Text).hang(2),
        Rich::of(one_line(moved.motion.as_str()), Role::Title).hang(2),
    ];
    block.extend(
        (1..)
            .zip(&moved.conditions.0)
            .map(|(at, one)| condition(seen, at, &one.text, (&one.owner, one.due.0, one.gate), shell)),
    );
    block
}

/// A condition with its owner, its date, and whether it blocks the release.
fn condition(
    seen: &Projection,
    at: usize,
    title: &str,
    (owner, due, gate): (&Handle, Option<NaiveDate>, Gate),
    shell: &Shell,
) -> Rich {
    let mut who = vec![
        if owner.is_empty() { "no owner yet".to_owned() } else { seen.name(owner).to_owned() },
        due.map_or_else(|| "no date yet".to_owned(), |due| format!("by {due}")),
    ];
    if gate == Gate::PreRelease {
        who.push("before release".to_owned());
    }
    let who = who.join(&format!(" {} ", shell.glyphs.dot));
    Rich::of(format!("C{at}  "), Role::Accent)
        .and(one_line(title), Role::Text)
        .and(format!("  {who}"), Role::Dim)
        .hang(4)
}

/// The decision in words: outcome and votes, motion, conditions with owner and date.
fn resolved(seen: &Projection, made: &DecisionLine, other: bool, shell: &Shell) -> Block {
    let past = made.outcome.past().to_uppercase();
    let (word, role) = match made.status {
        DecisionStatus::Final => (past, Role::Good),
        DecisionStatus::Provisional => (format!("{past}, PROVISIONAL"), Role::Warn),
        DecisionStatus::Failed => ("MOTION LOST".to_owned(), Role::Warn),
        DecisionStatus::Void => ("UNDONE".to_owned(), Role::Dim),
        DecisionStatus::Superseded => (format!("{past}, SUPERSEDED"), Role::Dim),
        DecisionStatus::Lapsed => (format!("{past}, LAPSED"), Role::Dim),
    };
    let (votes, against, abstained) = made.votes;
    let vote = match made.method {
        VoteMethod::WithoutObjection => "without objection".to_owned(),
        VoteMethod::RollCall => format!("for {votes}  against {against}  abstained {abstained}"),
    };
    let recused = if made.recused.is_empty() { String::new() } else { format!("  recused {}", made.recused.len()) };
    let place = if other {
        seen.view.item(made.item).map_or_else(String::new, |line| format!("{}  ", line.place))
    } else {
        String::new()
    };
    let mut block = vec![
        Rich::of(place, Role::Dim)
            .and(word, role)
            .and(format!("  {} {} {vote}{recused}", made.id, shell.glyphs.dot), Role::Text)
            .hang(2),
    ];
    if made.status == DecisionStatus::Provisional {
        block.push(Rich::of(format!("releases nothing until it is ratified: {}", made.quorum), Role::Warn).hang(2));
    }
    block.push(Rich::of(one_line(&made.motion), Role::Title).hang(2));
    block.extend(
        (1..)
            .zip(&made.conditions)
            .map(|(at, one)| condition(seen, at, &one.title, (&one.owner, one.due, one.gate), shell)),
    );
    if let Some(until) = made.until {
        block.push(Rich::of(format!("holds until {until}"), Role::Dim));
    }
    block
}

/// Quorum, time and what comes next.
fn foot(seen: &Projection, line: Option<&ItemLine>, shell: &Shell) -> Block {
    let quorum = &seen.view.quorum;
    let (light, role) =
        if quorum.stands() { (shell.glyphs.light, Role::Good) } else { (shell.glyphs.unlit, Role::Warn) };
    let mut words = entry("quorum", quorum.text()).and(format!(" {light}"), role);
    let missing = quorum.missing_words();
    if !missing.is_empty() {
        words = words.and(format!("  missing {}", missing.join(", ")), Role::Warn);
    }
    let mut foot = vec![words];
    if let Some(line) = line {
        let used = seen.view.used(line, shell.now) / 60;
        let over = used - line.timebox;
        foot.push(match line.timebox {
            ..=0 => entry("time", format!("{used} min")),
            timebox if over > 0 => entry("time", format!("{used} of {timebox} min"))
                .and(format!("  {} over its time", counted(over, "minute")), Role::Warn),
            timebox => entry("time", format!("{used} of {timebox} min")),
        });
    }
    let next = line.and_then(|line| seen.view.next_open(line.id)).and_then(|next| seen.view.item(next));
    foot.push(match next {
        Some(next) => entry("next", format!("{}  {}", next.place, one_line(&next.title))),
        None => entry("next", "adjournment"),
    });
    foot
}

fn recess(seen: &Projection, shell: &Shell) -> Sheet {
    let mut body = vec![vec![Rich::of("The meeting is in recess.", Role::Title)]];
    if let Some(line) = seen.view.shown() {
        body.push(vec![entry("goes on", format!("with {}  {}", line.place, one_line(&line.title)))]);
    }
    if let Some(latest) = seen.latest() {
        let mut block = vec![Rich::of("decided before it", Role::Title)];
        block.extend(resolved(seen, latest, true, shell));
        body.push(block);
    }
    Sheet {
        title: ("RECESS".to_owned(), String::new()),
        body,
        foot: foot(seen, seen.view.shown(), shell),
        ..Sheet::default()
    }
}

/// After the adjournment: what was resolved.
fn after(seen: &Projection, meeting: &Row<Meeting>, shell: &Shell) -> Sheet {
    let mut body: Vec<Block> = Vec::new();
    for line in &seen.view.items {
        let made: Vec<&DecisionLine> =
            seen.view.decisions_on(line.id).filter(|made| made.status != DecisionStatus::Void).collect();
        let head = Rich::of(format!("{:>2}  ", line.place), Role::Dim).and(one_line(&line.title), Role::Text).hang(4);
        if made.is_empty() {
            body.push(vec![head.and(format!("  {}", line.disposition.word()), Role::Dim)]);
            continue;
        }
        let mut block = vec![head];
        for made in made {
            block.extend(resolved(seen, made, false, shell));
        }
        body.push(block);
    }
    let at = meeting.state.adjourned_at.0.map(|at| lines::clock(shell, at)).unwrap_or_default();
    let made = seen.view.decisions.iter().filter(|made| made.status != DecisionStatus::Void).count();
    let mut foot = vec![entry("adjourned", format!("{at}, {}", counted(i64::try_from(made).unwrap_or(0), "decision")))];
    if let Some(next) = &seen.next {
        let when = [next.date.text(), next.time.0.clone(), next.place.0.clone()];
        let when: Vec<String> = when.into_iter().filter(|part| !part.is_empty()).collect();
        foot.push(entry("next", format!("{}  {}", next.id(), when.join(" "))));
    }
    Sheet { title: (called(meeting), meeting.date.text()), body, foot, ..Sheet::default() }
}
