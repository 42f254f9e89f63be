//! KPIs: pure functions over facts already loaded, for a window as of a day.
//!
//! Each knows its target, its trend over eight windows, the records behind it and what it leaves out.
//! Numbers are exact; where there is nothing to divide by there is no value.

mod exact;
mod intake;
mod inventory;
mod manual;
mod measure;
mod registers;
mod release;
mod table;
mod watch;
mod window;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use exact::{Quotient, median, ninth_decile};
pub use measure::{Behind, LeftOut, Measure, Part, Point};
pub use registers::is_required;
pub use table::{Better, Kpi, Unit};
pub use window::{Span, Window};

use crate::domain::Refusal;
use crate::domain::calendar::Calendar;
use crate::policy::Policy;
use crate::store::View;
use crate::store::query::kpi::Facts;
use measure::Figure;

/// The kind of artifact that evaluates fairness.
const SUBGROUPS: &str = "subgroup-analysis";
/// The kind of artifact that reviews AI security.
const THREATS: &str = "threat-model";

/// What a formula looks at: facts, a window, and the day through which they count.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The policy.
    pub policy: &'a Policy,
    /// Its calendar.
    pub calendar: &'a Calendar,
    /// The window.
    pub window: Window,
    /// The window's last day, or the day asked about if that comes first.
    pub on: NaiveDate,
}

impl Frame<'_> {
    /// Whether a day lies in the window and not ahead.
    fn holds(&self, day: NaiveDate) -> bool {
        self.window.holds(day) && day <= self.on
    }

    /// The same facts in the window before, through its end.
    fn before(&self) -> Self {
        let window = self.window.before();
        Self { window, on: window.last, ..*self }
    }

    fn figure(&self, kpi: Kpi) -> Figure {
        match kpi {
            Kpi::InventoryCoverage => inventory::coverage(self),
            Kpi::TieringCompletion => inventory::tiering(self),
            Kpi::ReviewTime => intake::review_time(self),
            Kpi::FirstPass => intake::first_pass(self),
            Kpi::Reproducibility => release::reproducibility(self),
            Kpi::MonitoringCoverage => inventory::monitoring(self, false),
            Kpi::MonitoringTier1 => inventory::monitoring(self, true),
            Kpi::DriftLeadTime => watch::drift(self),
            Kpi::IncidentRate => watch::incidents(self),
            Kpi::RepeatIncidents => watch::repeats(self),
            Kpi::ExceptionsOverdue => registers::exceptions(self),
            Kpi::RemediationTime => registers::remediation(self),
            Kpi::FairnessCoverage => inventory::fairness(self),
            Kpi::PrivacyClosure => release::privacy(self),
            Kpi::SecurityCoverage => inventory::security(self),
            Kpi::Satisfaction => manual::satisfaction(self),
            Kpi::AuditFindings => manual::audit(self),
            Kpi::Training => manual::training(self),
            Kpi::Automation => release::automation(self),
            Kpi::Leadership => intake::leadership(self),
            Kpi::FollowThrough => registers::follow_through(self),
            Kpi::MeetingDiscipline => registers::meetings(self),
        }
    }
}

/// Loads what the KPIs look at.
pub fn facts(view: &View<'_>, policy: &Policy) -> Result<Facts, Refusal> {
    let mut kinds: Vec<&str> = Vec::new();
    for kind in [SUBGROUPS, THREATS] {
        kinds.push(kind);
        kinds.extend(policy.artifact(kind).into_iter().flat_map(|rule| rule.or.iter().map(String::as_str)));
    }
    view.kpi_facts(policy.time_zone.0, &kinds)
}

/// Every KPI as of a day.
pub fn all(facts: &Facts, policy: &Policy, as_of: NaiveDate, span: Span) -> Vec<Measure> {
    Kpi::ALL.iter().map(|kpi| one(*kpi, facts, policy, as_of, span)).collect()
}

/// How many of the KPIs are off target, of how many that can be judged: they have a target, and a value or what else
/// it judges.
pub fn off_target(measures: &[Measure]) -> (usize, usize) {
    let judged = || measures.iter().filter_map(|measure| measure.met);
    (judged().filter(|met| !met).count(), judged().count())
}

/// One KPI as of a day.
pub fn one(kpi: Kpi, facts: &Facts, policy: &Policy, as_of: NaiveDate, span: Span) -> Measure {
    let calendar = policy.calendar();
    let windows = Window::eight(as_of, span);
    let frame = |window: Window| Frame { facts, policy, calendar: &calendar, window, on: window.last.min(as_of) };
    // Before the board began nothing was on the record, which is no zero.
    let begun = |window: &Window| facts.founded.is_some_and(|founded| founded <= window.last.min(as_of));
    let figures: Vec<(Window, Option<Figure>)> =
        windows.iter().map(|window| (*window, begun(window).then(|| frame(*window).figure(kpi)))).collect();
    measure::assemble(kpi, policy, figures)
}
