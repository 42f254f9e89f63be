//! The motion: how it is worded to begin with, what it asks for, what is read back before it is locked.

use super::super::data::MeetingView;
use super::roll::Standing;
use crate::domain::field::{FieldValue, Fields, Reading};
use crate::domain::ids::{AcceptanceId, ItemId};
use crate::domain::operation::RecordDecision;
use crate::domain::states::{Ballot, DecisionStatus, Gate, Matter, Outcome, VoteMethod};
use crate::domain::text::did_you_mean;
use crate::domain::value::{Day, Handle};
use crate::domain::{Refusal, condition::Condition};
use crate::exchange::motion;
use crate::exchange::template::wording::{Wording, Wordings};
use crate::insight::packet;
use crate::policy::{decision, matter};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The fields that are asked for, the most needed first.
pub fn fields(outcome: Outcome, amends: bool) -> Vec<&'static str> {
    let mut names = match outcome {
        Outcome::Conditional => vec!["conditions", "motion", "mover", "rationale", "valid_until", "acceptances"],
        Outcome::Approve => vec!["motion", "mover", "rationale", "valid_until", "acceptances"],
        Outcome::AcceptRisk => vec!["acceptances", "motion", "mover", "rationale"],
        Outcome::Escalate => vec!["escalated_to", "answer_due", "motion", "mover", "rationale"],
        Outcome::SetTier => vec!["new_tier", "rationale", "motion", "mover"],
        Outcome::Defer | Outcome::Reject | Outcome::Suspend | Outcome::Revoke | Outcome::Retire => {
            vec!["rationale", "motion", "mover"]
        }
        Outcome::Procedural => vec!["motion", "mover", "rationale", "corrections", "matter", "sign_offs"],
    };
    names.extend(["contested", "dissent", "exec_signoff"]);
    if amends {
        names.push("supersedes");
    }
    names
}

/// Whether an outcome cannot be put without a field.
pub fn needs(outcome: Outcome, name: &str) -> bool {
    let needed: &[&str] = match outcome {
        Outcome::Conditional => &["conditions"],
        Outcome::AcceptRisk => &["acceptances"],
        Outcome::Escalate => &["escalated_to", "answer_due"],
        Outcome::SetTier => &["new_tier", "rationale"],
        Outcome::Approve
        | Outcome::Defer
        | Outcome::Reject
        | Outcome::Suspend
        | Outcome::Revoke
        | Outcome::Retire
        | Outcome::Procedural => &[],
    };
    name == "motion" || needed.contains(&name)
}

/// The motion's words to begin with. An own phrase that does not hold for this item gives way to the one that
/// comes along: a meeting waits for no template.
pub fn wording(view: &MeetingView, outcome: Outcome) -> String {
    let Some(topic) = &view.topic else { return String::new() };
    let worded = |motions: &Wording| motion::worded(motions, &topic.item, &view.packet, outcome);
    worded(&view.wording.motions).or_else(|_| worded(&Wordings::built_in().motions)).unwrap_or_default()
}

/// What the motion that was lost last on the item said in a field, as far as it holds for this outcome: another
/// outcome words its own motion, and only what releases too is put for the same reasons.
fn lost(view: &MeetingView, outcome: Outcome, name: &str) -> Option<String> {
    let item = view.shown()?.id;
    let lost = view.decisions_on(item).filter(|made| made.status == DecisionStatus::Failed).last()?;
    let same = lost.outcome == outcome;
    let said = match name {
        "motion" if same => &lost.motion,
        "conditions" => &lost.put,
        "rationale" if same || (lost.outcome.releases() && outcome.releases()) => &lost.rationale,
        _ => return None,
    };
    Some(said.clone()).filter(|text| !text.is_empty())
}

/// What a field begins with: with what a lost motion said, else with what the board knows.
pub fn begun(view: &MeetingView, outcome: Outcome, name: &str) -> String {
    if let Some(said) = lost(view, outcome, name) {
        return said;
    }
    match name {
        "motion" => wording(view, outcome),
        "matter" => {
            let asks = view.shown().is_some_and(|line| matter::tabled(&line.title).is_some());
            if asks && outcome == Outcome::Procedural { Matter::ChangeOfCriteria.text() } else { String::new() }
        }
        "acceptances" => {
            let Some(topic) = &view.topic else { return String::new() };
            let grants = outcome == Outcome::AcceptRisk || (outcome.releases() && view.packet.needs_acceptance);
            if !grants {
                return String::new();
            }
            // Where an acceptance runs out, its renewal is what the board grants.
            let renews = view.expiring().map(|row| AcceptanceId(row.number));
            let renewal = |id: &AcceptanceId| {
                let row = topic.acceptances.iter().find(|(row, _)| row.number == id.0);
                renews.is_none_or(|before| row.is_some_and(|(row, _)| row.renewal_of == before))
            };
            let waiting: Vec<AcceptanceId> = packet::proposed(&topic.acceptances).into_iter().filter(renewal).collect();
            waiting.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    }
}

/// The operation that the typed fields come to; the first that cannot be read is refused.
pub fn operation(
    item: ItemId,
    outcome: Outcome,
    typed: &std::collections::BTreeMap<String, String>,
    reading: &Reading,
) -> Result<RecordDecision, Refusal> {
    let mut motion = RecordDecision { item, outcome, ..RecordDecision::default() };
    for name in fields(outcome, true) {
        if let Some(text) = typed.get(name) {
            let at = RecordDecision::place(name)?;
            motion.set(at, text, reading).map_err(|misread| misread.of(name))?;
        }
    }
    motion.complete()?;
    Ok(motion)
}

/// How much the decision would count.
pub fn status(view: &MeetingView, motion: &RecordDecision, standing: Standing) -> DecisionStatus {
    let passed = motion.method == VoteMethod::WithoutObjection || standing.carries();
    decision::status(passed, &view.quorum)
}

/// Refuses what names somebody whom the record does not know: at its field, before anybody votes on it.
pub fn strangers(motion: &RecordDecision, known: &[Handle]) -> Result<(), Refusal> {
    let owners = motion.conditions.0.iter().map(|condition| ("conditions", &condition.owner));
    let named =
        [("escalated_to", &motion.escalated_to), ("mover", &motion.mover), ("exec_signoff", &motion.exec_signoff)];
    let stranger = owners.chain(named).find(|(_, handle)| !handle.is_empty() && !known.contains(handle));
    let Some((field, handle)) = stranger else { return Ok(()) };
    let handles: Vec<&str> = known.iter().map(Handle::as_str).collect();
    Err(Refusal::data(field, format!("nobody here has the handle `{handle}`"))
        .hint(did_you_mean(handle.as_str(), &handles)))
}

/// A condition as it was understood: who, when, gate, with what is missing.
pub fn understood(line: &str, reading: &Reading, known: &[Handle]) -> (String, bool) {
    match Condition::read(line, reading) {
        Err(misread) => (format!("{}; {}", misread.sentence, misread.hint), false),
        Ok(condition) => {
            let stranger = !condition.owner.is_empty() && !known.contains(&condition.owner);
            let owner = match (condition.owner.is_empty(), stranger) {
                (true, _) => "? @owner".to_owned(),
                (false, true) => format!("? @{} is nobody's handle", condition.owner),
                (false, false) => condition.owner.to_string(),
            };
            let due = condition.due.0.map_or_else(|| "? due".to_owned(), |due| due.to_string());
            let gate = if condition.gate == Gate::PreRelease { "pre-release" } else { "post-release" };
            let complete = !condition.owner.is_empty() && !stranger && condition.due.0.is_some();
            (format!("{owner} {due} {gate}"), complete)
        }
    }
}

/// What is read out before the decision is locked.
pub fn read_back(view: &MeetingView, motion: &RecordDecision, standing: Standing, shell: &Shell) -> Vec<Rich> {
    let lost = status(view, motion, standing) == DecisionStatus::Failed;
    let words = motion.motion.0.replace('\n', " ");
    // What was not resolved is not announced as if it had been.
    let words = if lost { Rich::entry("lost was", 10, words) } else { Rich::of(words, Role::Title) };
    let mut lines = vec![words, Rich::blank()];
    lines.extend(matter(view, shell));
    if lost {
        let what = format!("lost: not {}; no effect, the item stays undecided", motion.outcome.past());
        lines.push(Rich::entry("outcome", 10, what));
    } else {
        lines.push(Rich::entry("outcome", 10, motion.outcome.past()));
    }
    for earlier in motion.amendments.0.split("\n\n").filter(|text| !text.is_empty()) {
        lines.push(Rich::entry("amended", 10, format!("put before as: {}", earlier.replace('\n', " "))));
    }
    if let Some(tier) = motion.new_tier.0 {
        lines.push(Rich::entry("tier", 10, tier.to_string()));
    }
    for (at, condition) in (1..).zip(&motion.conditions.0) {
        let gate = if condition.gate == Gate::PreRelease { "before release" } else { "after release" };
        let due = condition.due.0.map(|due| due.to_string()).unwrap_or_default();
        let text = format!("{} {} {} by {due}, {gate}", condition.text, shell.glyphs.dot, condition.owner);
        lines.push(Rich::entry(&format!("C{at}"), 10, text));
        if !condition.test.is_empty() {
            lines.push(Rich::entry("", 10, format!("test: {}", condition.test)));
        }
    }
    let text = |lines: &mut Vec<Rich>, label: &str, value: &str| {
        if !value.is_empty() {
            lines.push(Rich::entry(label, 10, value.replace('\n', " ")));
        }
    };
    text(&mut lines, "rationale", motion.rationale.as_str());
    text(&mut lines, "contested", motion.contested.as_str());
    text(&mut lines, "dissent", motion.dissent.as_str());
    text(&mut lines, "moved by", motion.mover.as_str());
    text(&mut lines, "to", motion.escalated_to.as_str());
    text(&mut lines, "sign-off", motion.exec_signoff.as_str());
    text(&mut lines, "answer by", &motion.answer_due.0.map(|day| day.to_string()).unwrap_or_default());
    let grants: Vec<String> = motion.acceptances.0.iter().map(ToString::to_string).collect();
    if !lost {
        text(&mut lines, "grants", &grants.join(", "));
    }
    if motion.supersedes.0 > 0 && !lost {
        text(&mut lines, "replaces", &motion.supersedes.to_string());
    }
    let tier = view.topic.as_ref().map(crate::board::Topic::tier).unwrap_or_default();
    let until = match (motion.valid_until, motion.outcome.releases()) {
        _ if lost => None,
        (Day(Some(day)), _) => Some(day),
        (Day(None), true) => decision::default_valid_until(tier, view.today, &view.policy),
        (Day(None), false) => None,
    };
    text(&mut lines, "holds", &until.map(|day| format!("until {day}")).unwrap_or_default());
    lines.extend(votes(view, motion));
    text(&mut lines, "presiding", view.presiding.as_deref().unwrap_or_default());
    lines
}

/// What it is about and what it rests on: subject, tier, residual risk, evidence, acceptances, criteria.
fn matter(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let packet = &view.packet;
    let title = view.shown().map(|line| line.title.clone()).unwrap_or_default();
    let about = if packet.about.is_empty() { title } else { packet.about.clone() };
    let tier = super::super::lines::tier_words(packet);
    let sign = if tier.is_empty() { String::new() } else { format!(" {} {tier}", shell.glyphs.dot) };
    let mut lines = vec![Rich::entry("subject", 10, format!("{about}{sign}"))];
    if let Some(matter) = &packet.matter {
        lines.insert(0, Rich::entry("matter", 10, matter.clone()));
    }
    if let Some(ready) = &packet.readiness {
        lines.push(super::super::lines::residual_line(packet, shell));
        let evidence = format!("{} of {} accepted or not applicable", ready.settled, ready.total);
        lines.push(Rich::entry("evidence", 10, evidence));
    }
    lines.push(Rich::entry("criteria", 10, format!("version {}", view.policy.version)));
    lines
}

fn votes(view: &MeetingView, motion: &RecordDecision) -> Vec<Rich> {
    if motion.method == VoteMethod::WithoutObjection {
        return vec![Rich::entry("vote", 10, "nobody objects")];
    }
    let names = |ballot| {
        let members = motion.votes.0.iter().filter(move |vote| vote.ballot == ballot);
        members.map(|vote| vote.member.to_string()).collect::<Vec<_>>().join(", ")
    };
    let count = |ballot| motion.votes.0.iter().filter(|vote| vote.ballot == ballot).count();
    let tally = crate::policy::voting::Tally {
        in_favour: count(Ballot::For),
        against: count(Ballot::Against),
        abstained: count(Ballot::Abstain),
    };
    let mut lines = vec![Rich::entry("vote", 10, tally.text())];
    for (label, ballot) in [("for", Ballot::For), ("against", Ballot::Against), ("abstain", Ballot::Abstain)] {
        let names = names(ballot);
        if !names.is_empty() {
            lines.push(Rich::entry(label, 10, names));
        }
    }
    let recused: Vec<String> =
        view.seats.iter().filter(|seat| seat.recused.is_some()).map(|seat| seat.handle.to_string()).collect();
    if !recused.is_empty() {
        lines.push(Rich::entry("recused", 10, recused.join(", ")));
    }
    let voted = |member: &&Handle| motion.votes.0.iter().any(|vote| vote.member == **member);
    let silent: Vec<String> = view.eligible.iter().filter(|member| !voted(member)).map(ToString::to_string).collect();
    if !silent.is_empty() {
        lines.push(Rich::entry("not voting", 10, silent.join(", ")));
    }
    lines
}

/// Whether it carries, and what keeps it from counting.
pub fn verdict(view: &MeetingView, motion: &RecordDecision, standing: Standing, shell: &Shell) -> Rich {
    match status(view, motion, standing) {
        DecisionStatus::Failed => {
            Rich::of(format!("{} the motion is lost; another may follow", shell.glyphs.cross), Role::Bad)
        }
        DecisionStatus::Provisional => {
            let why = view.quorum.shortfall().unwrap_or_default();
            Rich::of(format!("PROVISIONAL, releases nothing (R05): {why}"), Role::Warn)
        }
        DecisionStatus::Final | DecisionStatus::Void | DecisionStatus::Superseded | DecisionStatus::Lapsed => {
            Rich::of(format!("{} carried", shell.glyphs.tick), Role::Good)
        }
    }
}
