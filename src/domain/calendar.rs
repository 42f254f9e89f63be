//! Business days over the policy's calendar: weekend days and holidays.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Which days are not worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Days of the week without work.
    pub weekend: Vec<Weekday>,
    /// Single days without work.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { weekend: vec![Weekday::Sat, Weekday::Sun], holidays: BTreeSet::new() }
    }
}

impl Calendar {
    /// Whether this day is worked.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// Business days in `(start, end]`; zero when `end` is not after `start`.
    pub fn business_days_between(&self, start: NaiveDate, end: NaiveDate) -> u32 {
        let days = start.iter_days().skip(1).take_while(|day| *day <= end);
        u32::try_from(days.filter(|day| self.is_business_day(*day)).count()).unwrap_or(u32::MAX)
    }

    /// The day that many business days later (or earlier, if negative). A calendar without any
    /// business day within ten years gives the last day looked at.
    pub fn add_business_days(&self, start: NaiveDate, count: i64) -> NaiveDate {
        let mut day = start;
        let mut left = count.unsigned_abs();
        let mut looked = 0;
        while left > 0 && looked < 3660 {
            let next = if count >= 0 { day.checked_add_days(Days::new(1)) } else { day.checked_sub_days(Days::new(1)) };
            let Some(next) = next else { break };
            day = next;
            looked += 1;
            if self.is_business_day(day) {
                left -= 1;
                looked = 0;
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn counts_after_start_through_end() {
        let calendar = Calendar { holidays: [day("2026-11-26")].into(), ..Calendar::default() };
        let cases = [
            ("2026-11-16", "2026-11-18", 2),
            ("2026-11-23", "2026-12-01", 5),
            ("2026-11-20", "2026-11-20", 0),
            ("2026-11-20", "2026-11-22", 0),
            ("2026-11-20", "2026-11-23", 1),
            ("2026-11-23", "2026-11-20", 0),
        ];
        for (start, end, expected) in cases {
            assert_eq!(calendar.business_days_between(day(start), day(end)), expected, "{start} to {end}");
        }
        assert_eq!(calendar.add_business_days(day("2026-11-25"), 1), day("2026-11-27"));
        assert_eq!(calendar.add_business_days(day("2026-11-30"), -1), day("2026-11-27"));
        assert_eq!(calendar.add_business_days(day("2026-11-28"), 0), day("2026-11-28"));
    }
}
