//! KPIs over submissions: review time, first-pass completeness, what mentoring changed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::exact::{Quotient, median};
use super::measure::{Figure, Part};
use super::table::Unit;
use super::{Frame, manual};
use crate::domain::ids::ModelId;
use crate::domain::states::{Applies, SubmissionState};
use crate::policy::clock::{self, Arrival};
use crate::store::query::kpi::{Fact, SubmissionFact};

/// A submission's arrivals in its states through a day.
fn arrivals(frame: &Frame<'_>, row: SubmissionFact, on: NaiveDate) -> Vec<Arrival> {
    let steps = frame.facts.steps(row.id(), on);
    let state = |word: &str| SubmissionState::of(word);
    steps.filter_map(|step| Some(Arrival { on: step.on, state: state(step.state?)? })).collect()
}

/// Whether a submission was withdrawn, or was never the board's business.
fn is_left_out(frame: &Frame<'_>, row: SubmissionFact) -> Option<&'static str> {
    match frame.facts.state(row.id(), frame.on).and_then(SubmissionState::of) {
        Some(SubmissionState::Withdrawn) => Some("withdrawn"),
        Some(SubmissionState::OutOfScope) => Some("out of scope"),
        _ => None,
    }
}

/// The tier of a submission's model on a day.
fn tier(frame: &Frame<'_>, row: SubmissionFact, on: NaiveDate) -> crate::domain::value::TierValue {
    frame.facts.tier(ModelId(row.model.0), on)
}

/// Pre-release review time: by tier, with the share within each tier's limit and the oldest that is open.
pub fn review_time(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let mut all = Vec::new();
    let mut tiers: BTreeMap<i64, Vec<(i64, bool)>> = BTreeMap::new();
    let mut oldest: Option<(u32, SubmissionFact)> = None;
    for &row in &frame.facts.submissions {
        let history = arrivals(frame, row, frame.on);
        let decided = history.iter().find(|arrival| arrival.state == SubmissionState::Decided).map(|one| one.on);
        let last = history.last().map(|arrival| arrival.on);
        if let Some(why) = is_left_out(frame, row) {
            if last.is_some_and(|on| frame.holds(on)) {
                figure.leave_out(row.id(), why);
            }
            continue;
        }
        let Some(days) = clock::elapsed_of(&history, frame.on, frame.calendar) else { continue };
        let Some(decided) = decided else {
            if oldest.is_none_or(|(most, _)| days > most) {
                oldest = Some((days, row));
            }
            continue;
        };
        if !frame.holds(decided) {
            continue;
        }
        let tier = tier(frame, row, decided);
        let limit = clock::limit(tier, frame.policy);
        figure.count(row.id(), days <= limit, format!("{days} bd of {limit}, decided {decided}"));
        all.push(i64::from(days));
        tiers.entry(tier.0.unwrap_or(0)).or_default().push((i64::from(days), days <= limit));
    }
    for (tier, days) in tiers {
        let value = median(&days.iter().map(|(days, _)| *days).collect::<Vec<_>>());
        let limit = clock::limit(crate::domain::value::Whole(Some(tier).filter(|tier| *tier > 0)), frame.policy);
        let within = days.iter().filter(|(_, within)| *within).count();
        figure.parts.push(Part {
            label: if tier == 0 { "no tier".to_owned() } else { format!("tier {tier}") },
            n: count(within),
            d: count(days.len()),
            value,
            unit: Unit::BusinessDays,
            met: value.map(|value| value <= Quotient::whole(i64::from(limit))),
        });
    }
    if let Some((days, row)) = oldest {
        figure.notes.push(format!("oldest open: {} with {days} bd", row.id()));
    }
    figure.value = median(&all);
    figure
}

/// The day of the first check of completeness, and whether nothing was missing.
fn first_check(frame: &Frame<'_>, row: SubmissionFact) -> Option<(NaiveDate, bool)> {
    let mut steps = frame.facts.steps(row.id(), frame.on);
    let step = steps.find(|step| step.first_pass != Applies::Unknown)?;
    Some((step.on, step.first_pass == Applies::Yes))
}

/// First-pass completeness.
pub fn first_pass(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    for &row in &frame.facts.submissions {
        let Some((on, complete)) = first_check(frame, row).filter(|(on, _)| frame.holds(*on)) else { continue };
        if let Some(why) = is_left_out(frame, row) {
            figure.leave_out(row.id(), why);
            continue;
        }
        let what = if complete { "complete" } else { "something was missing" };
        figure.count(row.id(), complete, format!("{what} on {on}"));
    }
    figure.share()
}

/// What a team's submissions were like in a window.
#[derive(Clone, Copy, Debug, Default)]
struct Team {
    complete: i64,
    checked: i64,
    returns: i64,
}

impl Team {
    fn first_pass(self) -> Option<Quotient> {
        Quotient::percent(self.complete, self.checked)
    }

    fn returns(self) -> Option<Quotient> {
        Quotient::new(self.returns, self.checked)
    }
}

fn team(frame: &Frame<'_>, mentored: &BTreeSet<String>, figure: &mut Figure) -> Team {
    let mut team = Team::default();
    let theirs = frame.facts.models.iter().filter(|model| mentored.contains(&*model.business_unit));
    let units: BTreeMap<u32, &str> = theirs.map(|model| (model.number, &*model.business_unit)).collect();
    for &row in &frame.facts.submissions {
        let Some(unit) = units.get(&row.model.0).filter(|_| is_left_out(frame, row).is_none()) else { continue };
        let returned = SubmissionState::Returned.word();
        let steps = frame.facts.steps(row.id(), frame.on);
        let returns = steps.filter(|step| frame.holds(step.on) && step.state == Some(returned)).count();
        team.returns += count(returns);
        if let Some((on, complete)) = first_check(frame, row).filter(|(on, _)| frame.holds(*on)) {
            team.checked += 1;
            team.complete += i64::from(complete);
            let what = if complete { "complete" } else { "something was missing" };
            figure.count(row.id(), complete, format!("{unit}: {what} on {on}"));
        }
    }
    team
}

/// Leadership leverage: mentored teams against themselves in the window before.
pub fn leadership(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let mentored = manual::mentored(frame);
    if mentored.is_empty() {
        figure.notes.push("no metric mentored-teams names a team".to_owned());
        return figure;
    }
    let now = team(frame, &mentored, &mut figure);
    let earlier = frame.before();
    let before = team(&earlier, &mentored, &mut Figure::default());
    for (label, team) in [("first pass", now), ("first pass before", before)] {
        figure.part_share(label, team.complete, team.checked);
    }
    for (label, team) in [("returns a submission", now), ("returns a submission before", before)] {
        figure.parts.push(Part {
            label: label.to_owned(),
            n: team.returns,
            d: team.checked,
            value: team.returns(),
            unit: Unit::Each,
            met: None,
        });
    }
    let change = now.first_pass().zip(before.first_pass()).and_then(|(now, before)| now.minus(before));
    let returns = now.returns().zip(before.returns()).and_then(|(now, before)| now.minus(before));
    let none = Quotient::whole(0);
    figure.met = change.zip(returns).map(|(passed, returned)| {
        // Better in one, and worse in neither.
        passed >= none && returned <= none && (passed > none || returned < none)
    });
    figure.value = change;
    figure
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
