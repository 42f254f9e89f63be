//! The service-level clock: business days from complete to decision, pauses left out.

use chrono::NaiveDate;

use super::file::Policy;
use crate::choice;
use crate::domain::calendar::Calendar;
use crate::domain::states::SubmissionState;
use crate::domain::value::TierValue;

choice! {
    /// How a clock stands to its limit.
    pub enum Pace {
        /// Within it.
        #[default]
        OnTime = "on-time",
        /// Past the point of warning.
        Warn = "warn",
        /// Past the limit.
        Breach = "breach",
    }
}

/// A submission's arrival in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The day.
    pub on: NaiveDate,
    /// The state.
    pub state: SubmissionState,
}

/// Business days counted so far: those of closed stretches, and of the running one through today.
pub fn elapsed(counted: u32, running_since: Option<NaiveDate>, today: NaiveDate, calendar: &Calendar) -> u32 {
    counted + running_since.map_or(0, |since| calendar.business_days_between(since, today))
}

/// The same from a submission's history, oldest first. The clock starts with the first arrival in
/// review, runs in states in which it runs, and stops for good with the first decision.
pub fn elapsed_of(history: &[Arrival], today: NaiveDate, calendar: &Calendar) -> Option<u32> {
    let start = history.iter().position(|arrival| arrival.state == SubmissionState::InReview)?;
    let mut counted = 0;
    let mut since: Option<NaiveDate> = None;
    for arrival in &history[start..] {
        match (since, arrival.state.clock_runs()) {
            (None, true) => since = Some(arrival.on),
            (Some(day), false) => {
                counted += calendar.business_days_between(day, arrival.on);
                since = None;
            }
            (Some(_), true) | (None, false) => {}
        }
        if arrival.state == SubmissionState::Decided {
            return Some(counted);
        }
    }
    Some(elapsed(counted, since, today, calendar))
}

/// Business days within which this tier is decided; without a tier, those of tier 1, the longest.
pub fn limit(tier: TierValue, policy: &Policy) -> u32 {
    let rules = policy.tier(tier).or_else(|| policy.tier.first());
    rules.map_or(0, |rules| rules.decide_within)
}

/// The last day on time, if the clock runs on from this day with so many days counted before.
pub fn decision_due(counted: u32, running_since: NaiveDate, tier: TierValue, policy: &Policy) -> NaiveDate {
    let left = i64::from(limit(tier, policy)) - i64::from(counted);
    policy.calendar().add_business_days(running_since, left.max(0))
}

/// The last day on which triage is on time.
pub fn triage_due(submitted: NaiveDate, policy: &Policy) -> NaiveDate {
    policy.calendar().add_business_days(submitted, i64::from(policy.triage.within))
}

/// How so many business days stand to the tier's limit; the limit itself is still on time.
pub fn pace(elapsed: u32, tier: TierValue, policy: &Policy) -> Pace {
    let warn_at = policy.tier(tier).and_then(|rules| rules.warn_at);
    if elapsed > limit(tier, policy) {
        Pace::Breach
    } else if warn_at.is_some_and(|warn| elapsed >= warn) {
        Pace::Warn
    } else {
        Pace::OnTime
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{DEFAULT_POLICY, tier_value};
    use SubmissionState as State;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn thanksgiving() -> Policy {
        let text = DEFAULT_POLICY.replacen("holidays = []", "holidays = [\"2026-11-26\"]", 1);
        Policy::read(&text).expect("reads")
    }

    fn history(steps: &[(&str, State)]) -> Vec<Arrival> {
        steps.iter().map(|(on, state)| Arrival { on: day(on), state: *state }).collect()
    }

    #[test]
    fn the_worked_case() {
        let policy = thanksgiving();
        let steps = history(&[
            ("2026-11-13", State::Submitted),
            ("2026-11-16", State::InReview),
            ("2026-11-18", State::Returned),
            ("2026-11-20", State::Submitted),
            ("2026-11-23", State::InReview),
            ("2026-11-24", State::Ready),
            ("2026-11-25", State::Scheduled),
            ("2026-12-01", State::Decided),
        ]);
        let days = elapsed_of(&steps, day("2027-01-31"), &policy.calendar());
        assert_eq!(days, Some(7));
        assert_eq!(pace(7, tier_value(2), &policy), Pace::OnTime);
        assert_eq!(decision_due(2, day("2026-11-23"), tier_value(2), &policy), day("2026-12-01"));
        assert_eq!(elapsed(2, Some(day("2026-11-23")), day("2026-12-01"), &policy.calendar()), 7);
        assert_eq!(elapsed(2, None, day("2026-12-01"), &policy.calendar()), 2);
    }

    type Case = (&'static [(&'static str, State)], &'static str, Option<u32>);

    #[test]
    fn it_runs_only_where_it_runs() {
        let policy = thanksgiving();
        let cases: [Case; 8] = [
            (&[], "2026-12-01", None),
            (&[("2026-11-16", State::Submitted)], "2026-12-01", None),
            (&[("2026-11-16", State::InReview)], "2026-11-16", Some(0)),
            (&[("2026-11-16", State::InReview)], "2026-11-17", Some(1)),
            (&[("2026-11-16", State::InReview), ("2026-11-18", State::Returned)], "2026-12-31", Some(2)),
            (&[("2026-11-16", State::InReview), ("2026-11-18", State::Withdrawn)], "2026-12-31", Some(2)),
            // A deferral does not stop it; what follows the first decision does not count.
            (
                &[
                    ("2026-11-16", State::InReview),
                    ("2026-11-17", State::Scheduled),
                    ("2026-11-18", State::Ready),
                    ("2026-11-19", State::Scheduled),
                    ("2026-11-20", State::Decided),
                    ("2026-11-23", State::Ready),
                ],
                "2026-12-31",
                Some(4),
            ),
            (&[("2026-11-20", State::InReview)], "2026-11-22", Some(0)),
        ];
        for (steps, today, days) in cases {
            assert_eq!(elapsed_of(&history(steps), day(today), &policy.calendar()), days, "{steps:?}");
        }
    }

    #[test]
    fn the_limit_itself_is_on_time() {
        let policy = Policy::default();
        let cases = [
            (1, 9, Pace::OnTime),
            (1, 10, Pace::Warn),
            (1, 20, Pace::Warn),
            (1, 21, Pace::Breach),
            (2, 7, Pace::OnTime),
            (2, 8, Pace::Breach),
            (3, 7, Pace::OnTime),
            (3, 8, Pace::Breach),
            (4, 3, Pace::OnTime),
            (4, 4, Pace::Breach),
        ];
        for (tier, days, expected) in cases {
            assert_eq!(pace(days, tier_value(tier), &policy), expected, "tier {tier}, {days} days");
        }
        assert_eq!(pace(20, TierValue::default(), &policy), Pace::OnTime);
        assert_eq!(pace(21, TierValue::default(), &policy), Pace::Breach);
        assert_eq!(decision_due(9, day("2026-11-20"), tier_value(2), &policy), day("2026-11-20"));
        assert_eq!(triage_due(day("2026-11-20"), &policy), day("2026-11-24"));
    }
}
