//! The meeting in lines: the packet, the notes, the outcomes, for whichever pane shows them.

use chrono::NaiveDate;

use super::data::{DecisionLine, ItemLine, MeetingView};
use crate::domain::ids::ItemId;
use crate::domain::states::{ArtifactState, Band, DecisionStatus, Disposition, Gate, Opinion, VoteMethod};
use crate::domain::value::Handle;
use crate::insight::packet::{Changed, FollowUpLine, Packet, Readiness};
use crate::policy::readiness::Light;
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The columns of labels in the packet.
pub const LABEL: usize = 10;

/// `12/12!`: minutes used of the timebox, with a mark once it is over.
pub fn timebox(view: &MeetingView, line: &ItemLine, shell: &Shell) -> (String, Role) {
    let used = view.used(line, shell.now);
    let minutes = used / 60;
    if used == 0 {
        return (line.timebox.to_string(), Role::Dim);
    }
    let over = line.timebox > 0 && used > line.timebox * 60;
    let near = line.timebox > 0 && used * 5 > line.timebox * 60 * 4;
    let role = if over {
        Role::Bad
    } else if near {
        Role::Warn
    } else {
        Role::Text
    };
    (format!("{minutes}/{}{}", line.timebox, if over { "!" } else { "" }), role)
}

/// Minutes used and set aside in all.
pub fn totals(view: &MeetingView, shell: &Shell) -> (i64, i64) {
    let used: i64 = view.items.iter().map(|line| view.used(line, shell.now)).sum();
    (used / 60, view.items.iter().map(|line| line.timebox).sum())
}

/// The sign of what became of an item.
pub fn sign(view: &MeetingView, line: &ItemLine, shell: &Shell) -> (&'static str, Role) {
    let provisional = view.settled(line.id).is_some_and(|made| made.status == DecisionStatus::Provisional);
    match line.disposition {
        Disposition::Open => ("", Role::Text),
        Disposition::Decided if provisional => ("P", Role::Warn),
        Disposition::Decided | Disposition::Noted => (shell.glyphs.tick, Role::Good),
        Disposition::Deferred => ("D", Role::Dim),
        Disposition::CarriedOver => (shell.glyphs.arrow, Role::Dim),
        Disposition::Removed => (shell.glyphs.cross, Role::Dim),
    }
}

/// The band in capitals where it needs an acceptance.
fn band_word(band: Option<Band>) -> String {
    match band {
        None => "unrated".to_owned(),
        Some(band) if band >= Band::High => band.word().to_uppercase(),
        Some(band) => band.word().to_owned(),
    }
}

/// `tier 1 HIGH`, or that there is none.
pub fn tier_words(packet: &Packet) -> String {
    match packet.tier.0 {
        None => String::new(),
        Some(tier) => {
            let provisional = if packet.tier_provisional { " provisional" } else { "" };
            format!("tier {tier} {}{provisional}", packet.tier_name.to_uppercase())
        }
    }
}

/// How complete the evidence is, in words behind a light.
pub fn readiness_runs(line: Rich, ready: &Readiness, shell: &Shell) -> Rich {
    let (light, role, word) = match ready.light {
        Light::Green => (shell.glyphs.light, Role::Good, "complete"),
        Light::Amber => (shell.glyphs.light, Role::Warn, "not all accepted"),
        Light::Red => (shell.glyphs.unlit, Role::Bad, "incomplete"),
    };
    let line = line.and(format!("{light} "), role).and(format!("{word} {}/{}", ready.settled, ready.total), Role::Text);
    let mut missing = ready.missing.clone();
    missing.extend(ready.unready.iter().cloned());
    if missing.is_empty() { line } else { line.and(format!("  missing {}", missing.join(", ")), Role::Warn) }
}

fn handles(people: &[Handle]) -> String {
    people.iter().map(Handle::as_str).collect::<Vec<_>>().join(", ")
}

/// The residual risk, and what it asks for.
pub fn residual_line(packet: &Packet, shell: &Shell) -> Rich {
    let high = packet.residual.is_high();
    let role = if high { Role::Warn } else { Role::Text };
    let line = Rich::entry("residual", LABEL, "")
        .and(format!("{} {}", band_word(packet.residual.band()), packet.residual.score), role);
    if packet.needs_acceptance {
        let text = format!("  {} needs an executive's acceptance R02", shell.glyphs.arrow);
        return line.and(text, Role::Bad);
    }
    let covered: Vec<String> = packet.covered_by.iter().map(ToString::to_string).collect();
    if high && !covered.is_empty() {
        line.and(format!("  accepted by {}", covered.join(", ")), Role::Text)
    } else {
        line
    }
}

/// The few lines that stand first on every layout.
pub fn essentials(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let packet = &view.packet;
    let mut lines: Vec<Rich> = view.presiding.iter().map(|text| Rich::of(text.clone(), Role::Warn)).collect();
    if !packet.ask.is_empty() {
        lines.push(Rich::entry("ask", LABEL, packet.ask.replace('\n', " ")));
    }
    let facts = packet.facts.iter().map(|(label, value)| Rich::entry(label, LABEL, value.replace('\n', " ")));
    let submitted = view.topic.as_ref().is_some_and(|topic| topic.submission.is_some());
    // What is asked of a submission rests on its evidence; any other item on the facts of its record.
    if !submitted {
        lines.extend(facts.clone());
    }
    if let Some(ready) = &packet.readiness {
        lines.push(readiness_runs(Rich::entry(if submitted { "ready" } else { "evidence" }, LABEL, ""), ready, shell));
        lines.push(validation_line(packet));
        lines.push(residual_line(packet, shell));
        lines.push(people_line(packet, if submitted { "owner" } else { "model" }, shell));
    }
    if submitted {
        lines.extend(facts);
    }
    lines
}

fn validation_line(packet: &Packet) -> Rich {
    let line = Rich::entry("validated", LABEL, "");
    match &packet.validation {
        None => line.and("none holds", if packet.tier.0.is_some_and(|tier| tier <= 2) { Role::Bad } else { Role::Dim }),
        Some(one) => {
            let role = match one.opinion {
                Opinion::NotFit => Role::Bad,
                Opinion::FitWithLimits | Opinion::None => Role::Warn,
                Opinion::Fit => Role::Text,
            };
            line.and(one.opinion.word(), role).and(format!(" by {} {}", one.validator, day(one.issued)), Role::Dim)
        }
    }
}

fn people_line(packet: &Packet, label: &str, shell: &Shell) -> Rich {
    let dot = shell.glyphs.dot;
    let mut line = Rich::entry(label, LABEL, packet.owner.to_string());
    if !packet.built.is_empty() {
        line = line.and(format!(" {dot} built {}", handles(&packet.built)), Role::Text);
    }
    let recused: Vec<Handle> = packet.recused.iter().map(|one| one.person.clone()).collect();
    if !recused.is_empty() {
        line = line.and(format!(" {dot} recused {}  R03", handles(&recused)), Role::Warn);
    }
    for one in &packet.disclosed {
        line = line.and(format!(" {dot} {} {}", one.person, one.reason), Role::Dim);
    }
    line
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The rest of the packet: risks, follow-ups, what changed, precedents, evidence.
pub fn packet(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let packet = &view.packet;
    let mut lines = Vec::new();
    let mut filed = view.shown().into_iter().flat_map(|line| view.positions_on(line.id)).peekable();
    if filed.peek().is_some() {
        lines.push(Rich::rule("written positions"));
    }
    for one in filed {
        let seat = view.seats.iter().find(|seat| seat.handle == one.person);
        let function = seat.map_or("", |seat| seat.function.word());
        let line = Rich::of(format!("{} {function} ", one.person), Role::Dim);
        lines.push(line.and(one.text.replace('\n', " "), Role::Text).hang(2));
    }
    lines.extend(super::reading::minutes(view, shell));
    lines.extend(beside(view, shell));
    if !packet.risks.is_empty() {
        lines.push(Rich::rule("open risks"));
        for risk in &packet.risks {
            let role = if risk.band.is_some_and(|band| band >= Band::High) { Role::Warn } else { Role::Text };
            let owner = if risk.owner.is_empty() { String::new() } else { format!(" {}", risk.owner) };
            lines.push(
                Rich::plain(format!("{} ", risk.id))
                    .and(format!("{} {} ", band_word(risk.band), risk.score), role)
                    .and(risk.statement.clone(), Role::Text)
                    .and(format!("  {}{owner}", risk.state), Role::Dim)
                    .hang(9),
            );
        }
    }
    if !packet.followups.is_empty() {
        lines.push(Rich::rule("open follow-ups"));
        lines.extend(packet.followups.iter().map(|one| follow_up(one, shell)));
    }
    if !packet.tier_why.is_empty() {
        lines.push(Rich::rule("tier"));
        lines.push(Rich::plain(packet.tier_why.replace('\n', " ")));
    }
    if !packet.artifacts.is_empty() {
        lines.push(Rich::rule("evidence"));
        let (quiet, telling): (Vec<_>, Vec<_>) =
            packet.artifacts.iter().partition(|one| one.state == ArtifactState::Accepted && one.text.is_empty());
        for one in telling {
            let text = if one.text.is_empty() { "" } else { "  Enter reads" };
            lines.push(
                Rich::plain(format!("{} {} ", one.id, one.kind)).and(format!("{}{text}", one.state), Role::Dim).hang(9),
            );
        }
        if !quiet.is_empty() {
            let kinds: Vec<&str> = quiet.iter().map(|one| one.kind.as_str()).collect();
            lines.push(Rich::of("accepted ", Role::Dim).and(kinds.join(", "), Role::Text).hang(9));
        }
    }
    lines
}

/// What has changed since the last approval, and what was decided before in matters like this.
pub fn beside(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let packet = &view.packet;
    let mut lines = packet.changed.iter().flat_map(|changed| changed_lines(changed, shell)).collect::<Vec<_>>();
    if !packet.precedents.is_empty() {
        lines.push(Rich::rule("precedents"));
        for one in &packet.precedents {
            lines.push(Rich::plain(one.line()).and(format!("  {}", one.relation.word()), Role::Dim).hang(9));
        }
    }
    lines
}

fn changed_lines(changed: &Changed, shell: &Shell) -> Vec<Rich> {
    let on = changed.on.map(|on| format!(" ({on})")).unwrap_or_default();
    let mut lines = vec![Rich::rule(format!("changed since approval {}{on}", changed.decision))];
    if changed.changes.is_empty() {
        lines.push(Rich::of("nothing on the record", Role::Dim));
    }
    for one in &changed.changes {
        let label = one.label.to_lowercase();
        let label = if label.starts_with("rsk") { one.label.clone() } else { label };
        let line = Rich::of(format!("{label} "), Role::Dim).hang(2);
        let short = |text: &str| text.replace('\n', " ");
        lines.push(if one.before.is_empty() {
            line.and(short(&one.after), Role::Accent)
        } else {
            let after = if one.after.is_empty() { "nothing".to_owned() } else { short(&one.after) };
            line.and(format!("{} {} ", short(&one.before), shell.glyphs.arrow), Role::Text).and(after, Role::Accent)
        });
    }
    lines
}

/// A follow-up or condition with who and when, and a mark where one of them is missing.
pub fn follow_up(one: &FollowUpLine, shell: &Shell) -> Rich {
    let dot = shell.glyphs.dot;
    let line = Rich::plain(format!("{} {}", one.id, one.title)).hang(9);
    let line = if one.owner.is_empty() {
        line.and(format!(" {dot} "), Role::Dim).and("? owner", Role::Bad)
    } else {
        line.and(format!(" {dot} {}", one.owner), Role::Dim)
    };
    let line = match one.due {
        None => line.and(format!(" {dot} "), Role::Dim).and("? date", Role::Bad),
        Some(due) if one.overdue => line.and(format!(" {dot} {due} overdue"), Role::Bad),
        Some(due) => line.and(format!(" {dot} {due}"), Role::Dim),
    };
    if one.gate == Gate::PreRelease { line.and(format!(" {dot} pre"), Role::Dim) } else { line }
}

/// The notes on an item, with the time.
pub fn notes(view: &MeetingView, item: ItemId, shell: &Shell) -> Vec<Rich> {
    view.notes_on(item)
        .map(|note| {
            let at = note.at.map(|at| clock(shell, at)).unwrap_or_default();
            let private = if note.private { "(not for the minutes) " } else { "" };
            Rich::of(format!("{at} "), Role::Dim).and(private, Role::Dim).and(note.text.clone(), Role::Text).hang(6)
        })
        .collect()
}

/// Hours and minutes.
pub fn clock(shell: &Shell, at: chrono::DateTime<chrono::Utc>) -> String {
    shell.clock(at).chars().take(5).collect()
}

/// What was resolved on an item, in a line.
fn decision_line(view: &MeetingView, made: &DecisionLine) -> Rich {
    let place = view.item(made.item).map_or(0, |line| line.place);
    let (word, role) = match made.status {
        DecisionStatus::Failed => (format!("{} lost", made.outcome), Role::Dim),
        DecisionStatus::Void => ("undone".to_owned(), Role::Dim),
        DecisionStatus::Provisional => (format!("{} provisional", made.outcome.past()), Role::Warn),
        DecisionStatus::Superseded => (format!("{} superseded", made.outcome.past()), Role::Dim),
        DecisionStatus::Lapsed => (format!("{} lapsed", made.outcome.past()), Role::Dim),
        DecisionStatus::Final => (made.outcome.past().to_owned(), Role::Good),
    };
    Rich::plain(format!("{place} {} ", made.id)).and(word, role).and(format!("  {}", made.tally()), Role::Dim).hang(2)
}

/// What is resolved on the item at hand, then everything resolved so far.
pub fn outcomes(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let mut lines = Vec::new();
    let here = view.shown().map(|line| line.id);
    if let Some(line) = view.shown() {
        lines.extend(on_item(view, line, true, shell));
        let drafted = shell.drafts.get(&super::decision::key(line.id)).is_some();
        if let Some(outcome) = line.moved.asks().filter(|_| !drafted) {
            lines.push(Rich::of(format!("{} moved: {outcome}", line.place), Role::Accent).and(" (d)", Role::Dim));
            lines.push(Rich::of(format!("  {}", line.moved.motion.0.replace('\n', " ")), Role::Text).hang(2));
        }
        if lines.is_empty() && !drafted {
            let word = match line.disposition {
                Disposition::Open => "not decided",
                other => other.word(),
            };
            lines.push(Rich::of(format!("{} {word}", line.place), Role::Accent));
        }
    }
    // What was only noted stands ticked on the agenda.
    for line in view.items.iter().filter(|line| Some(line.id) != here) {
        lines.extend(on_item(view, line, false, shell));
    }
    if !view.followups.is_empty() {
        lines.push(Rich::of("follow-ups", Role::Title));
        lines.extend(view.followups.iter().map(|(_, one)| indented(follow_up(one, shell))));
    }
    lines
}

/// The decisions on an item with their conditions.
fn on_item(view: &MeetingView, line: &ItemLine, whole: bool, shell: &Shell) -> Vec<Rich> {
    let mut lines = Vec::new();
    for made in view.decisions_on(line.id) {
        lines.push(decision_line(view, made));
        if whole {
            lines.extend(decision_details(made));
        }
        lines.extend(made.conditions.iter().map(|one| indented(follow_up(one, shell))));
    }
    lines
}

fn decision_details(made: &DecisionLine) -> Vec<Rich> {
    let mut lines = vec![Rich::of(format!("  {}", made.motion.replace('\n', " ")), Role::Text).hang(2)];
    if made.status == DecisionStatus::Provisional {
        lines.push(Rich::of(format!("  {}", made.quorum), Role::Warn).hang(2));
    }
    if made.method == VoteMethod::RollCall && !made.recused.is_empty() {
        lines.push(Rich::of(format!("  recused {}", handles(&made.recused)), Role::Dim).hang(2));
    }
    if !made.dissent.is_empty() {
        lines.push(Rich::of(format!("  dissent: {}", made.dissent.replace('\n', " ")), Role::Text).hang(2));
    }
    if let Some(until) = made.until {
        lines.push(Rich::of(format!("  until {until}"), Role::Dim));
    }
    lines
}

fn indented(line: Rich) -> Rich {
    let hang = line.hang + 2;
    Rich::plain("  ").joined(line).hang(hang)
}

/// Joins the runs of another line.
pub trait Joined {
    /// The line with the runs of another behind its own.
    #[must_use]
    fn joined(self, other: Rich) -> Rich;
}

impl Joined for Rich {
    fn joined(mut self, other: Rich) -> Rich {
        self.hang = self.hang.max(other.hang);
        self.runs.extend(other.runs);
        self
    }
}
