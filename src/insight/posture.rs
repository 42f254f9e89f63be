//! Where the portfolio stands in time: incidents by month, what happened in a window, how old what is open is.
//!
//! Pure functions over the facts that the KPIs look at; counts as of now are the store's.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::kpi::{Behind, Measure, Span, Window};
use crate::choice;
use crate::domain::ids::RecordId;
use crate::domain::record::{FollowUp, Incident, Record, Row};
use crate::domain::states::{AcceptanceState, FollowUpKind, RiskState, Stage, SubmissionState};
use crate::policy::Policy;
use crate::store::query::kpi::{Fact, Facts};

/// Months of incidents that are looked at.
const MONTHS: usize = 12;

/// The KPIs of a day with the incidents of the year that ends with its month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scorecard {
    /// How long its windows are.
    pub span: Span,
    /// The KPIs.
    pub measures: Vec<Measure>,
    /// The incidents, month by month.
    pub months: Vec<Month>,
}

impl Scorecard {
    /// Looks at the facts as of a day.
    pub fn of(facts: &Facts, policy: &Policy, as_of: NaiveDate, span: Span) -> Self {
        let measures = super::kpi::all(facts, policy, as_of, span);
        Self { span, measures, months: months(facts, as_of) }
    }

    /// The KPIs that are off target.
    pub fn off_target(&self) -> impl Iterator<Item = &Measure> {
        self.measures.iter().filter(|measure| measure.met == Some(false))
    }

    /// How many KPIs can be judged: they have a target, and a value or what else it judges.
    pub fn judged(&self) -> usize {
        super::kpi::off_target(&self.measures).1
    }
}

/// The incidents of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The month.
    pub window: Window,
    /// Those of severity 1 and 2.
    pub severe: u32,
    /// Those of severity 3 and 4, and those nobody has rated.
    pub lesser: u32,
    /// Near-misses.
    pub near_misses: u32,
    /// All of them, the worst first; near-misses do not count.
    pub records: Vec<Behind>,
}

impl Month {
    /// Every incident of the month, near-misses apart.
    pub const fn incidents(&self) -> u32 {
        self.severe + self.lesser
    }

    /// Its name in three letters, with the year in January.
    pub fn label(&self) -> String {
        let january = self.window.first.month() == 1;
        self.window.first.format(if january { "%b %y" } else { "%b" }).to_string()
    }
}

/// The day an incident was detected, else reported.
pub fn detected(facts: &Facts, row: &Row<Incident>) -> Option<NaiveDate> {
    facts.day(row.detected).or_else(|| facts.day(row.state.reported_at))
}

/// The incidents by month, the month of the day the last.
pub fn months(facts: &Facts, as_of: NaiveDate) -> Vec<Month> {
    let empty = |window| Month { window, severe: 0, lesser: 0, near_misses: 0, records: Vec::new() };
    let mut months: Vec<Month> = Window::series(as_of, Span::Month, MONTHS).into_iter().map(empty).collect();
    for row in &facts.incidents {
        let Some(on) = detected(facts, row).filter(|on| *on <= as_of) else { continue };
        let Some(month) = months.iter_mut().find(|month| month.window.holds(on)) else { continue };
        match row.severity.0 {
            _ if row.exercise.0 => {}
            Some(0) => month.near_misses += 1,
            Some(1 | 2) => month.severe += 1,
            Some(_) | None => month.lesser += 1,
        }
        let severity = match row.severity.0 {
            _ if row.exercise.0 => "exercise".to_owned(),
            None => "not rated".to_owned(),
            Some(0) => "near-miss".to_owned(),
            Some(severity) => format!("severity {severity}"),
        };
        let what = format!("{severity}, {on}, {}", row.fields.state);
        month.records.push(Behind { id: row.id(), counts: row.severity.0 != Some(0) && !row.exercise.0, what });
    }
    for month in &mut months {
        month
            .records
            .sort_by(|left, right| (!left.counts, &left.what, left.id).cmp(&(!right.counts, &right.what, right.id)));
    }
    months
}

choice! {
    /// Something that happens to the portfolio, and is counted by window.
    pub enum Happening {
        /// Submissions that came in.
        #[default]
        Submitted = "submissions received",
        /// Submissions that were decided.
        Decided = "submissions decided",
        /// Submissions that were sent back.
        Returned = "submissions returned",
        /// Models that were released for the first time.
        Launched = "models put into production",
        /// Models that were suspended.
        Suspended = "models suspended",
        /// Models that were retired.
        Retired = "models retired",
        /// Risks that were identified.
        RiskFound = "risks identified",
        /// Risks that were mitigated or closed.
        RiskEnded = "risks mitigated or closed",
        /// Acceptances that came into force.
        Accepted = "acceptances put into force",
        /// Follow-ups that were opened.
        Opened = "follow-ups opened",
        /// Follow-ups that were closed.
        Closed = "follow-ups closed",
    }
}

/// How often each thing happened from the window's first day through a day.
pub fn happenings(facts: &Facts, window: Window, until: NaiveDate) -> Vec<(Happening, u32)> {
    let held = |on: NaiveDate| window.holds(on) && on <= until;
    Happening::ALL
        .iter()
        .map(|what| {
            let count = match what {
                Happening::Submitted => begun(facts, ids(&facts.submissions), held),
                Happening::Decided => entered(facts, ids(&facts.submissions), &[SubmissionState::Decided.word()], held),
                Happening::Returned => {
                    entered(facts, ids(&facts.submissions), &[SubmissionState::Returned.word()], held)
                }
                Happening::Launched => launched(facts, held),
                Happening::Suspended => entered(facts, ids(&facts.models), &[Stage::Suspended.word()], held),
                Happening::Retired => entered(facts, ids(&facts.models), &[Stage::Retired.word()], held),
                Happening::RiskFound => begun(facts, ids(&facts.risks), held),
                Happening::RiskEnded => {
                    entered(facts, ids(&facts.risks), &[RiskState::Mitigated.word(), RiskState::Closed.word()], held)
                }
                Happening::Accepted => {
                    entered(facts, rows(&facts.acceptances), &[AcceptanceState::Active.word()], held)
                }
                Happening::Opened => {
                    facts.followups.iter().filter(|row| facts.day(row.opened_at).is_some_and(held)).count()
                }
                Happening::Closed => facts
                    .followups
                    .iter()
                    .filter(|row| !row.state.is_open() && facts.day(row.closed_at).is_some_and(held))
                    .count(),
            };
            (*what, u32::try_from(count).unwrap_or(u32::MAX))
        })
        .collect()
}

/// The records that are still there; what was taken back has steps, and no row.
fn ids<F: Fact>(facts: &[F]) -> Vec<RecordId> {
    facts.iter().map(Fact::id).collect()
}

fn rows<R: Record>(rows: &[Row<R>]) -> Vec<RecordId> {
    rows.iter().map(Row::id).collect()
}

/// How many of the records had their first step on such a day.
fn begun(facts: &Facts, ids: Vec<RecordId>, held: impl Fn(NaiveDate) -> bool) -> usize {
    ids.into_iter().filter(|id| first_step(facts, *id).is_some_and(&held)).count()
}

/// How many models had their first release on such a day: a register that is taken in releases nothing.
fn launched(facts: &Facts, held: impl Fn(NaiveDate) -> bool) -> usize {
    let mut first: BTreeMap<u32, NaiveDate> = BTreeMap::new();
    for version in &facts.versions {
        if let Some(on) = version.released_on.0 {
            first.entry(version.model.0).and_modify(|day| *day = (*day).min(on)).or_insert(on);
        }
    }
    first.into_values().filter(|on| held(*on)).count()
}

/// The day of a record's first step.
pub fn first_step(facts: &Facts, id: RecordId) -> Option<NaiveDate> {
    facts.steps.of(id).next().map(|step| step.on)
}

/// How many of the records came to one of the states on such a day, from another.
fn entered(facts: &Facts, ids: Vec<RecordId>, states: &[&str], held: impl Fn(NaiveDate) -> bool) -> usize {
    let is_there = |state: &str| states.contains(&state);
    ids.into_iter()
        .filter(|id| {
            let steps = facts.steps.of(*id);
            let mut at = None;
            let mut came = false;
            for (on, state) in steps.filter_map(|step| Some((step.on, step.state?))) {
                came |= is_there(state) && !at.is_some_and(is_there) && held(on);
                at = Some(state);
            }
            came
        })
        .count()
}

/// Open follow-ups of a kind by age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// Of which kind.
    pub kind: FollowUpKind,
    /// Up to 30 days, up to 60, up to 90, older.
    pub ages: [u32; 4],
    /// Those past their due date.
    pub overdue: u32,
    /// Those whose date was moved.
    pub extended: u32,
}

impl Ageing {
    /// All of them.
    pub fn total(&self) -> u32 {
        self.ages.iter().sum()
    }
}

/// The open follow-ups by kind and age; kinds without one are left out.
pub fn ageing(facts: &Facts, followups: &[Row<FollowUp>], on: NaiveDate) -> Vec<Ageing> {
    let mut kinds: Vec<Ageing> =
        FollowUpKind::ALL.iter().map(|kind| Ageing { kind: *kind, ..Ageing::default() }).collect();
    for row in followups.iter().filter(|row| row.state.state.is_open()) {
        let Some(entry) = kinds.iter_mut().find(|entry| entry.kind == row.kind) else { continue };
        let age = facts.day(row.state.opened_at).map_or(0, |opened| (on - opened).num_days());
        entry.ages[match age {
            ..=30 => 0,
            31..=60 => 1,
            61..=90 => 2,
            _ => 3,
        }] += 1;
        entry.overdue += u32::from(days_late(row, on) > 0);
        entry.extended += u32::from(row.state.extensions.0.is_some_and(|count| count > 0));
    }
    kinds.retain(|entry| entry.total() > 0);
    kinds
}

/// By how many days an open follow-up is late; 0 if it is not.
pub fn days_late(row: &Row<FollowUp>, on: NaiveDate) -> i64 {
    let due = row.due.0.filter(|_| row.state.state.is_open());
    due.map_or(0, |due| (on - due).num_days().max(0))
}
