//! What a formula yields, and the measure that is made of it: judged by its target, with its trend.

use super::exact::Quotient;
use super::table::{Better, Kpi, Unit};
use super::window::Window;
use crate::domain::ids::RecordId;
use crate::policy::{Policy, Target, Trend};

/// The best mark of the scale of satisfaction.
const MARKS: i64 = 5;

/// A record behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The record.
    pub id: RecordId,
    /// Whether it counts in the numerator.
    pub counts: bool,
    /// What it contributes, in a few words.
    pub what: String,
}

/// A record that a number leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The record.
    pub id: RecordId,
    /// Why.
    pub why: String,
}

/// A part of a number: a tier, a severity, a bracket of age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What part.
    pub label: String,
    /// Its numerator.
    pub n: i64,
    /// Its denominator.
    pub d: i64,
    /// Its value; none where there is nothing to divide by.
    pub value: Option<Quotient>,
    /// Its unit.
    pub unit: Unit,
    /// Whether it meets its own target, if it has one.
    pub met: Option<bool>,
}

impl Part {
    /// Its value with its unit; `n/a` where there is none.
    pub fn shown(&self) -> String {
        shown(self.value, self.unit)
    }

    /// It with its label, and what it divides by what; a count is divided by nothing.
    pub fn said(&self) -> String {
        let said = format!("{}: {}", self.label, self.shown());
        if self.unit == Unit::Count { said } else { format!("{said} ({}/{})", self.n, self.d) }
    }
}

/// A number of an earlier window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The window.
    pub window: Window,
    /// Its numerator.
    pub n: i64,
    /// Its denominator.
    pub d: i64,
    /// Its value.
    pub value: Option<Quotient>,
}

/// What a formula yields for a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figure {
    /// Another label than the KPI's own, where it measures something less.
    pub label: Option<&'static str>,
    pub n: i64,
    pub d: i64,
    pub value: Option<Quotient>,
    /// What the target judges, where it is not the value.
    pub judged: Option<Quotient>,
    /// Whether the value itself is not judged.
    pub judged_apart: bool,
    /// The judgement, where the target alone cannot give it.
    pub met: Option<bool>,
    pub parts: Vec<Part>,
    pub records: Vec<Behind>,
    pub left_out: Vec<LeftOut>,
    pub notes: Vec<String>,
}

impl Figure {
    /// Puts a record behind the number.
    pub fn count(&mut self, id: impl Into<RecordId>, counts: bool, what: impl Into<String>) {
        self.d += 1;
        self.n += i64::from(counts);
        self.records.push(Behind { id: id.into(), counts, what: what.into() });
    }

    /// Leaves a record out.
    pub fn leave_out(&mut self, id: impl Into<RecordId>, why: impl Into<String>) {
        self.left_out.push(LeftOut { id: id.into(), why: why.into() });
    }

    /// A share of what was counted.
    pub fn share(mut self) -> Self {
        self.value = Quotient::percent(self.n, self.d);
        self
    }

    /// A part that is a share.
    pub fn part_share(&mut self, label: impl Into<String>, n: i64, d: i64) {
        let value = Quotient::percent(n, d);
        self.parts.push(Part { label: label.into(), n, d, value, unit: Unit::Percent, met: None });
    }

    /// A part that is a count.
    pub fn part_count(&mut self, label: impl Into<String>, count: i64) {
        let value = Some(Quotient::whole(count));
        self.parts.push(Part { label: label.into(), n: count, d: 1, value, unit: Unit::Count, met: None });
    }
}

/// A KPI as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Which.
    pub key: Kpi,
    /// Its name for people.
    pub label: String,
    /// The window.
    pub window: Window,
    /// Its numerator.
    pub n: i64,
    /// Its denominator.
    pub d: i64,
    /// Its value; none where there is nothing to divide by.
    pub value: Option<Quotient>,
    /// What it is counted in.
    pub unit: Unit,
    /// Its target, as it is written: `≥ 85 %`; empty if there is none.
    pub target: String,
    /// Whether the target is met; none where there is no value or no target.
    pub met: Option<bool>,
    /// Which way is better.
    pub direction: Better,
    /// The last eight windows, this one the last.
    pub trend: Vec<Point>,
    /// Its parts: tiers, severities, ages.
    pub parts: Vec<Part>,
    /// The records behind it.
    pub records: Vec<Behind>,
    /// The records it leaves out.
    pub left_out: Vec<LeftOut>,
    /// What should be known beside it.
    pub note: String,
}

impl Measure {
    /// Its value with its unit; `n/a` where there is none.
    pub fn shown(&self) -> String {
        shown(self.value, self.unit)
    }

    /// `on target`, `off target`, or nothing where that cannot be said.
    pub const fn verdict(&self) -> &'static str {
        match self.met {
            Some(true) => "on target",
            Some(false) => "off target",
            None => "",
        }
    }

    /// The records that keep the number from its target, or would.
    pub fn misses(&self) -> impl Iterator<Item = &Behind> {
        self.records.iter().filter(|record| record.counts == self.key.counts_against())
    }

    /// The number of the window before; none if it had none.
    pub fn before(&self) -> Option<&Point> {
        self.trend.iter().rev().nth(1).filter(|point| point.value.is_some())
    }

    /// A number in its unit; `n/a` where there is none.
    pub fn in_unit(&self, value: Option<Quotient>) -> String {
        shown(value, self.unit)
    }

    /// The trend as levels of a sparkline from 0 to 7, none where a window has no value: shares on a scale to a hundred,
    /// marks on theirs, everything else from nothing to the most there was.
    pub fn levels(&self) -> Vec<Option<usize>> {
        let nothing = Quotient::whole(0);
        let values = || self.trend.iter().filter_map(|point| point.value);
        let low = values().min().map_or(nothing, |least| least.min(nothing));
        let most = values().max().map_or(nothing, |most| most.max(nothing));
        let high = match self.unit {
            Unit::Percent => most.max(Quotient::whole(100)),
            Unit::Points => most.max(Quotient::whole(MARKS)),
            Unit::BusinessDays
            | Unit::Hours
            | Unit::Days
            | Unit::PerHundred
            | Unit::Count
            | Unit::PercentagePoints
            | Unit::Minutes
            | Unit::Each => most,
        };
        // Where there was nothing in any window, every bar is as low as can be.
        let level = |value: Quotient| if low == high { 0 } else { value.level(low, high, 8) };
        self.trend.iter().map(|point| point.value.map(level)).collect()
    }

    /// What the target judges, where that is not the value itself; it stands beside the value.
    pub fn judged_by(&self) -> Option<String> {
        match self.key {
            Kpi::PrivacyClosure => self.parts.first().map(Part::said),
            Kpi::IncidentRate => {
                let severe: i64 = self.parts.iter().take(2).map(|part| part.n).sum();
                Some(format!("severity 1–2: {severe}"))
            }
            Kpi::AuditFindings => Some(format!("high or critical, of {} found", self.d)),
            Kpi::InventoryCoverage
            | Kpi::TieringCompletion
            | Kpi::ReviewTime
            | Kpi::FirstPass
            | Kpi::Reproducibility
            | Kpi::MonitoringCoverage
            | Kpi::MonitoringTier1
            | Kpi::DriftLeadTime
            | Kpi::RepeatIncidents
            | Kpi::ExceptionsOverdue
            | Kpi::RemediationTime
            | Kpi::FairnessCoverage
            | Kpi::SecurityCoverage
            | Kpi::Satisfaction
            | Kpi::Training
            | Kpi::Automation
            | Kpi::Leadership
            | Kpi::FollowThrough
            | Kpi::MeetingDiscipline => None,
        }
    }
}

fn shown(value: Option<Quotient>, unit: Unit) -> String {
    let Some(value) = value else { return "n/a".to_owned() };
    match unit {
        Unit::Count => value.rounded(0),
        Unit::Points | Unit::Each => format!("{} {unit}", value.rounded(2)),
        Unit::Percent
        | Unit::BusinessDays
        | Unit::Hours
        | Unit::Days
        | Unit::PerHundred
        | Unit::PercentagePoints
        | Unit::Minutes => format!("{} {unit}", value.rounded(1)),
    }
}

/// Makes the measure of the figures of eight windows, the last of which is asked about.
pub(super) fn assemble(kpi: Kpi, policy: &Policy, mut figures: Vec<(Window, Option<Figure>)>) -> Measure {
    let trend: Vec<Point> = figures
        .iter()
        .map(|(window, figure)| Point {
            window: *window,
            n: figure.as_ref().map_or(0, |figure| figure.n),
            d: figure.as_ref().map_or(0, |figure| figure.d),
            value: figure.as_ref().and_then(|figure| figure.value),
        })
        .collect();
    let (window, figure) = figures.pop().map_or_else(
        || (Window::of(chrono::NaiveDate::MIN, super::Span::default()), Figure::default()),
        |(window, figure)| (window, figure.unwrap_or_default()),
    );
    let judged = |figure: &Figure| if figure.judged_apart { figure.judged } else { figure.value };
    let before = figures.pop().and_then(|(_, figure)| figure).and_then(|figure| judged(&figure));
    let target = policy.kpi.get(kpi.word()).copied().unwrap_or(Target::None);
    // Of nothing there is no judgement, whatever it is judged by.
    let met = figure.value.and_then(|_| judge(target, judged(&figure), before, &figure));
    Measure {
        key: kpi,
        label: figure.label.unwrap_or(kpi.label()).to_owned(),
        window,
        n: figure.n,
        d: figure.d,
        value: figure.value,
        unit: kpi.unit(),
        target: {
            // What it is judged by stands beside it where that is not the whole.
            let judged = figure.parts.first().filter(|_| kpi == Kpi::PrivacyClosure);
            let share = judged.map(|part| format!(" ({} of {})", part.n, part.d)).unwrap_or_default();
            written(target, kpi) + &share
        },
        met,
        direction: kpi.better(),
        trend,
        parts: figure.parts,
        records: figure.records,
        left_out: figure.left_out,
        note: figure.notes.join("; "),
    }
}

fn judge(target: Target, value: Option<Quotient>, before: Option<Quotient>, figure: &Figure) -> Option<bool> {
    let against =
        |number: f64, holds: fn(&std::cmp::Ordering) -> bool| Some(holds(&value?.cmp(&Quotient::of_target(number)?)));
    match target {
        Target::AtLeast(number) => against(number, |order| order.is_ge()),
        Target::AtMost(number) => against(number, |order| order.is_le()),
        Target::Below(number) => against(number, |order| order.is_lt()),
        Target::Trend(way) => figure.met.or_else(|| {
            let (now, before) = (value?, before?);
            let nothing = Quotient::whole(0);
            Some(match way {
                // What is at nothing cannot fall further.
                Trend::Down => now < before || (now == nothing && before == nothing),
                Trend::Up => now > before,
            })
        }),
        Target::TierLimit => {
            let judged: Vec<bool> = figure.parts.iter().filter_map(|part| part.met).collect();
            (!judged.is_empty()).then(|| judged.into_iter().all(|met| met))
        }
        Target::None => None,
    }
}

fn written(target: Target, kpi: Kpi) -> String {
    let number = |sign: &str, number: f64| {
        let unit = match kpi.unit() {
            Unit::Count => String::new(),
            unit => format!(" {unit}"),
        };
        // The privacy target is set for what is critical.
        let of = if kpi == Kpi::PrivacyClosure { " of critical" } else { "" };
        format!("{sign} {number}{unit}{of}")
    };
    match target {
        Target::AtLeast(least) => number("≥", least),
        Target::AtMost(most) => number("≤", most),
        Target::Below(bound) => number("<", bound),
        Target::Trend(Trend::Down) if kpi == Kpi::IncidentRate => "severity 1–2 down".to_owned(),
        Target::Trend(Trend::Down) => "down".to_owned(),
        Target::Trend(Trend::Up) => "improving".to_owned(),
        Target::TierLimit => "each tier's limit".to_owned(),
        Target::None => String::new(),
    }
}
