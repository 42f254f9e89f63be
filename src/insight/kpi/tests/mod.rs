//! Tables of cases for every formula: nothing, one, the window's edges, paused clocks, holidays.

#![allow(
    clippy::default_trait_access,
    clippy::type_complexity,
    reason = "tables of cases, each row a record with little in it"
)]

mod intake;
mod inventory;
mod registers;
mod watch;

use chrono::NaiveDate;

use super::{Frame, Kpi, Measure, Quotient, Span, Window};
use crate::domain::decimal::Decimal;
use crate::domain::ids::{ModelId, RecordId, RecordKind};
use crate::domain::moment::{Moment, read_stamp};
use crate::domain::record::{ManualMetric, Model, Record, Row};
use crate::domain::states::Applies;
use crate::domain::value::{Day, Whole};
use crate::policy::{DEFAULT_POLICY, Policy};
use crate::store::query::kpi::{Facts, ModelFact, Step, state_word};

/// The day of the cases, a Monday in the fourth quarter.
const TODAY: &str = "2026-11-23";

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn date(text: &str) -> Day {
    Day(Some(day(text)))
}

/// A moment on a day, as `2026-11-20 14:05`.
pub fn at(text: &str) -> Moment {
    Moment(read_stamp(&format!("{}:00.000Z", text.replace(' ', "T"))))
}

pub fn row<R: Record>(number: u32, fields: R, state: R::State) -> Row<R> {
    Row { number, revision: 1, fields, state }
}

pub const fn id(kind: RecordKind, number: u32) -> RecordId {
    RecordId { kind, number }
}

pub fn board() -> Facts {
    Facts { founded: Some(day("2024-01-01")), ..Facts::default() }
}

pub fn step(facts: &mut Facts, record: RecordId, on: &str, state: &str) {
    let step = Step { on: day(on), state: state_word(state), ..Step::default() };
    facts.steps.push(record, step);
}

/// A model registered on a day in a stage, with a tier that has a rationale.
pub fn model(facts: &mut Facts, number: u32, on: &str, stage: &str, tier: Option<i64>, fields: Model) {
    let step = Step {
        on: day(on),
        state: state_word(stage),
        tier: Some(Whole(tier)),
        reasoned: tier.is_some(),
        first_pass: Applies::Unknown,
    };
    facts.steps.push(ModelId(number).record(), step);
    facts.models.push(ModelFact::from(&row(number, fields, Default::default())));
}

pub fn set_tier(facts: &mut Facts, number: u32, on: &str, tier: i64) {
    let step = Step { on: day(on), tier: Some(Whole(Some(tier))), reasoned: true, ..Step::default() };
    facts.steps.push(ModelId(number).record(), step);
}

pub fn metric(facts: &mut Facts, name: &str, end: &str, segment: &str, numbers: (&str, &str, &str)) {
    let number =
        |text: &str| if text.is_empty() { Decimal::default() } else { Decimal::parse(text).expect("a number") };
    let fields = ManualMetric {
        name: name.into(),
        period_end: date(end),
        segment: segment.into(),
        numerator: number(numbers.0),
        denominator: number(numbers.1),
        value: number(numbers.2),
        ..ManualMetric::default()
    };
    let number = u32::try_from(facts.metrics.len()).expect("few") + 1;
    facts.metrics.push(row(number, fields, Default::default()));
}

/// The policy with Thanksgiving as a holiday.
pub fn policy() -> Policy {
    let text = DEFAULT_POLICY.replacen("holidays = []", "holidays = [\"2026-11-26\"]", 1);
    Policy::read(&text).expect("reads")
}

pub fn measure(facts: &Facts, kpi: Kpi) -> Measure {
    measure_on(facts, kpi, TODAY)
}

pub fn measure_on(facts: &Facts, kpi: Kpi, on: &str) -> Measure {
    super::one(kpi, facts, &policy(), day(on), Span::Quarter)
}

/// Numerator, denominator and value, as they are shown.
pub fn shown(facts: &Facts, kpi: Kpi) -> (i64, i64, String) {
    let measure = measure(facts, kpi);
    (measure.n, measure.d, measure.shown())
}

#[test]
fn of_nothing_there_is_no_value_and_no_judgement() {
    for facts in [board(), Facts::default()] {
        for kpi in Kpi::ALL {
            let measure = measure(&facts, *kpi);
            assert_eq!((measure.n, measure.d, measure.value, measure.met), (0, 0, None, None), "{kpi}");
            assert_eq!(measure.shown(), "n/a", "{kpi}");
            assert_eq!(measure.trend.len(), 8);
        }
    }
}

#[test]
fn before_the_board_began_there_are_no_points() {
    let mut facts = Facts { founded: Some(day("2026-08-14")), ..Facts::default() };
    model(&mut facts, 1, "2026-08-14", "production", Some(1), Model::default());
    let measure = measure(&facts, Kpi::InventoryCoverage);
    let values: Vec<bool> = measure.trend.iter().map(|point| point.value.is_some()).collect();
    assert_eq!(values, [false, false, false, false, false, false, true, true]);
    assert_eq!(measure.levels()[5..], [None, Some(0), Some(0)], "none of a hundred lies at the bottom");
}

#[test]
fn a_window_before_ends_with_its_own_last_day() {
    let facts = board();
    let (policy, on) = (policy(), day(TODAY));
    let calendar = policy.calendar();
    let frame =
        Frame { facts: &facts, policy: &policy, calendar: &calendar, window: Window::of(on, Span::Quarter), on };
    assert_eq!((frame.before().window.label(), frame.before().on), ("2026-Q3".to_owned(), day("2026-09-30")));
    assert!(frame.holds(day("2026-10-01")) && frame.holds(on) && !frame.holds(day("2026-11-24")));
}

#[test]
fn a_target_is_judged_at_its_boundary() {
    // 85 of 100 is at least 85 %; 84 is not.
    for (whole, met) in [(17, true), (16, false)] {
        let mut facts = board();
        for number in 1..=20 {
            let owner = if number <= whole { "rao" } else { "" };
            let fields = Model {
                owner: owner.into(),
                purpose: "x".into(),
                exposure: crate::domain::states::Exposure::Internal,
                ..Model::default()
            };
            model(&mut facts, number, "2026-01-05", "production", Some(3), fields);
        }
        let measure = measure(&facts, Kpi::InventoryCoverage);
        assert_eq!((measure.met, measure.value), (Some(met), Quotient::percent(i64::from(whole), 20)));
    }
}
