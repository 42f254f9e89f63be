//! The headline: what changed since the window before, in sentences made of counts.

use chrono::Days;

use super::super::desk::section;
use super::asks::ENDING;
use super::tally::Tally;
use super::{Quarter, many};
use crate::domain::record::{Decision, Incident, Row};
use crate::domain::states::{AcceptanceState, Band, DecisionStatus, Outcome, RiskState};
use crate::domain::text::join_words;
use crate::exchange::build::{bullets, line};
use crate::exchange::document::{Document, Inlines};
use crate::insight::kpi::{self, Window};
use crate::insight::posture::{Happening, days_late, detected, happenings};
use crate::policy::acceptance::state_on;

/// Decisions that say something about a model or a risk.
pub(in crate::exchange::report) fn tells(row: &Row<Decision>) -> bool {
    row.outcome != Outcome::Procedural && row.state.status != DecisionStatus::Failed
}

/// How many decisions came to each outcome, in the order of the outcomes.
pub(in crate::exchange::report) fn by_outcome<'r>(
    rows: impl IntoIterator<Item = &'r Row<Decision>>,
) -> Vec<(Outcome, usize)> {
    let outcomes: Vec<Outcome> = rows.into_iter().map(|row| row.outcome).collect();
    let count = |outcome: Outcome| outcomes.iter().filter(|one| **one == outcome).count();
    Outcome::ALL.iter().map(|outcome| (*outcome, count(*outcome))).filter(|(_, count)| *count > 0).collect()
}

impl Quarter<'_, '_> {
    pub(super) fn headline(&self, document: &mut Document) {
        section(document, "headline", "Headline");
        document.push(bullets([
            self.said_of_kpis(),
            self.said_of_decisions(),
            self.said_of_models(),
            self.said_of_risks(),
            self.said_of_incidents(),
            self.said_of_promises(),
        ]));
    }

    fn said_of_kpis(&self) -> Inlines {
        let (now, before) = (&self.card.measures, &self.earlier);
        let ((off, judged), (off_then, judged_then)) = (kpi::off_target(now), kpi::off_target(before));
        let said = line().strong(format!("{off} of {judged} KPIs with a target and a value are off target"));
        let said = said.text(format!(" ({off_then} of {judged_then} at the end of {}).", self.then()));
        let moved = |from: bool, to: bool| -> Vec<&str> {
            let met = |key| before.iter().find(|one| one.key == key).and_then(|one| one.met);
            let moved = now.iter().filter(|one| one.met == Some(to) && met(one.key) == Some(from));
            moved.map(|one| one.label.as_str()).collect()
        };
        let said = told(said, "Newly off target", &moved(true, false));
        told(said, "Back on target", &moved(false, true))
    }

    fn said_of_decisions(&self) -> Inlines {
        let tally = Tally::of(self.decisions.iter());
        let before = self.decisions_before.iter().filter(|row| tells(row)).count();
        let said = line().strong(many(tally.all(), "decision"));
        let said = said.text(format!(
            " ({before} in {}): {}.{}",
            self.then(),
            tally.made_by(self.meetings.len()),
            tally.unsettled(),
        ));
        let outcomes = by_outcome(tally.stand.iter().copied());
        let outcomes: Vec<String> =
            outcomes.into_iter().map(|(outcome, count)| format!("{count} {}", outcome.past())).collect();
        told(said, if tally.stand.len() == 1 { "One stands" } else { "Those that stand" }, &outcomes)
    }

    fn said_of_models(&self) -> Inlines {
        let production = self.facts.production(self.until).count();
        let then = self.facts.production(self.before.last).count();
        let said = line().strong(format!("{} in production", many(production, "model")));
        let said = said.text(match self.begun() {
            Some(_) => ".".to_owned(),
            None => format!(" ({then} at the end of {}).", self.then()),
        });
        let what = [Happening::Launched, Happening::Suspended, Happening::Retired];
        told(said, "In the period", &self.happened(&what))
    }

    fn said_of_risks(&self) -> Inlines {
        let open = || self.now().risks.iter().filter(|row| open(row.fields.state));
        let of = |band: Band| open().filter(|row| row.residual_band() == Some(band)).count();
        let said = line().strong(format!("{} open", many(open().count(), "risk")));
        let said = said.text(format!(", after controls {} critical and {} high.", of(Band::Critical), of(Band::High)));
        told(said, "In the period", &self.happened(&[Happening::RiskFound, Happening::RiskEnded]))
    }

    fn said_of_incidents(&self) -> Inlines {
        let rows = |window: Window| -> Vec<&Row<Incident>> {
            let held = |row: &&Row<Incident>| {
                detected(&self.facts, row).is_some_and(|on| window.holds(on) && on <= self.until)
            };
            self.facts.incidents.iter().filter(|row| !row.exercise.0).filter(held).collect()
        };
        let (now, then) = (rows(self.window), rows(self.before));
        let of = |rows: &[&Row<Incident>], least: i64, most: i64| {
            rows.iter().filter(|row| row.severity.0.is_some_and(|severity| (least..=most).contains(&severity))).count()
        };
        let near = of(&now, 0, 0);
        let real = |rows: &[&Row<Incident>]| rows.len() - of(rows, 0, 0);
        let said = line().strong(format!("{} detected", many(real(&now), "incident")));
        line().join(said).text(format!(
            ", {} of severity 1 or 2, and {} ({} in {}, {} of severity 1 or 2).",
            of(&now, 1, 2),
            if near == 1 { "1 near-miss".to_owned() } else { format!("{near} near-misses") },
            real(&then),
            self.then(),
            of(&then, 1, 2)
        ))
    }

    fn said_of_promises(&self) -> Inlines {
        let soon = self.until.checked_add_days(Days::new(ENDING)).unwrap_or(self.until);
        let (mut active, mut ending, mut expired) = (0, 0, 0);
        for row in &self.now().acceptances {
            match state_on(&row.fields, row.state.state, self.until) {
                AcceptanceState::Active => {
                    active += 1;
                    ending += usize::from(row.expiry.0.is_some_and(|last| last <= soon));
                }
                AcceptanceState::Expired if !self.renewed(row.number) => expired += 1,
                AcceptanceState::Expired
                | AcceptanceState::Proposed
                | AcceptanceState::Closed
                | AcceptanceState::Revoked => {}
            }
        }
        let late = self.now().followups.iter().filter(|row| days_late(row, self.until) > 0).count();
        let said = line().strong(format!("{} in force", many(active, "acceptance")));
        let said = said.text(format!(
            ", of which {ending} within {ENDING} days of the last day; {expired} past it and not renewed. "
        ));
        let said = said.strong(format!("{} overdue", many(late, "follow-up")));
        said.text(format!(", {} stand.", many(self.alarms.len(), "alarm")))
    }

    /// What happened in the window and in the one before, as far as anything did.
    fn happened(&self, what: &[Happening]) -> Vec<String> {
        let now = happenings(&self.facts, self.window, self.until);
        let then = happenings(&self.facts, self.before, self.before.last);
        let of = |counts: &[(Happening, u32)], one: Happening| {
            counts.iter().find(|(happening, _)| *happening == one).map_or(0, |(_, count)| *count)
        };
        let said = what.iter().map(|one| (one, of(&now, *one), of(&then, *one)));
        said.map(|(one, now, then)| format!("{} ({then} in {})", in_number(now, one.word()), self.then())).collect()
    }
}

/// A count with words in the plural: `1 model suspended`, `2 models suspended`.
fn in_number(count: u32, words: &str) -> String {
    match words.split_once(' ') {
        Some((noun, rest)) if count == 1 => format!("1 {} {rest}", noun.strip_suffix('s').unwrap_or(noun)),
        _ => format!("{count} {words}"),
    }
}

/// Whether a risk still stands, as the heat map counts it.
pub(in crate::exchange::report) const fn open(state: RiskState) -> bool {
    !matches!(state, RiskState::Mitigated | RiskState::Closed)
}

/// The sentence with a list behind it; nothing where the list is empty.
fn told<S: AsRef<str>>(said: Inlines, what: &str, list: &[S]) -> Inlines {
    if list.is_empty() { said } else { said.text(format!(" {what}: {}.", join_words(list, "and"))) }
}
