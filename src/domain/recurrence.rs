//! Rules by which meetings recur, as people type them: `every tue`, `every 2nd tue`, `2nd tue of the month`.
//!
//! `every 2nd tue` is every other week, counted from the first Tuesday that may be one; the second
//! Tuesday of a month says so: `2nd tue of the month`, or `monthly 2nd tue`.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::date::weekday;
use super::refusal::Misread;
use super::text::excerpt;

/// What to write instead.
const HINT: &str = "write every tue, every 2nd tue, 2nd tue of the month or last fri of the month";
/// Longest text that is looked at.
const LONGEST: usize = 60;

/// When something recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// On a weekday of every so many weeks.
    Weekly {
        /// Every so many weeks, from 1.
        every: u32,
        /// The day of the week.
        day: Weekday,
    },
    /// On the first, second … of a weekday in each month; 0 is the last.
    Monthly {
        /// Which, from 1 to 4; 0 is the last.
        nth: u32,
        /// The day of the week.
        day: Weekday,
    },
}

/// Which number a word of order means; 0 is the last.
fn ordinal(word: &str) -> Option<u32> {
    Some(match word {
        "1st" | "first" => 1,
        "2nd" | "second" | "other" | "2" | "two" => 2,
        "3rd" | "third" | "3" | "three" => 3,
        "4th" | "fourth" | "4" | "four" => 4,
        "last" => 0,
        _ => return None,
    })
}

impl Rule {
    /// Reads a rule.
    pub fn read(text: &str) -> Result<Self, Misread> {
        let unknown = || Misread::new(format!("`{}` is not a rule for meetings", excerpt(text)), HINT);
        if text.len() > LONGEST {
            return Err(unknown());
        }
        let lower = text.to_lowercase().replace(',', " ");
        let (mut day, mut number, mut monthly, mut each) = (None, None, false, false);
        for word in lower.split_whitespace() {
            match word {
                "every" | "each" | "weekly" => each = true,
                "on" | "of" | "the" | "in" | "a" | "week" | "weeks" => {}
                "month" | "monthly" => monthly = true,
                "biweekly" | "fortnightly" if number.is_none() => number = Some(2),
                word => {
                    let plural = word.strip_suffix('s').filter(|word| word.len() > 3);
                    match (ordinal(word), weekday(word).or_else(|| plural.and_then(weekday))) {
                        (Some(found), None) if number.is_none() => number = Some(found),
                        (None, Some(found)) if day.is_none() => day = Some(found),
                        _ => return Err(unknown()),
                    }
                }
            }
        }
        let day = day.ok_or_else(unknown)?;
        match (monthly, number) {
            (true, Some(nth)) => Ok(Self::Monthly { nth, day }),
            (false, None) => Ok(Self::Weekly { every: 1, day }),
            (false, Some(every @ 2..)) if each || every == 2 => Ok(Self::Weekly { every, day }),
            // `1st tue` and `last tue` say nothing without a month.
            _ => Err(unknown()),
        }
    }

    /// The days from one to another, both included.
    pub fn days(self, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        match self {
            Self::Weekly { every, day } => {
                let ahead = (7 + day.num_days_from_monday() - from.weekday().num_days_from_monday()) % 7;
                let first = from.checked_add_days(Days::new(u64::from(ahead)));
                let step = Days::new(7 * u64::from(every.max(1)));
                std::iter::successors(first, |day| day.checked_add_days(step)).take_while(|day| *day <= until).collect()
            }
            Self::Monthly { nth, day } => {
                let months =
                    std::iter::successors(from.with_day(1), |first| first.checked_add_months(chrono::Months::new(1)));
                let found = months.take_while(|first| *first <= until).filter_map(|first| of_month(first, nth, day));
                found.filter(|day| *day >= from && *day <= until).collect()
            }
        }
    }
}

/// The n-th such weekday of the month that begins on this day; 0 is the last.
fn of_month(first: NaiveDate, nth: u32, day: Weekday) -> Option<NaiveDate> {
    if nth > 0 {
        return NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), day, u8::try_from(nth).ok()?);
    }
    (4..=5).rev().find_map(|n| NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), day, n))
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = |number: u32| match number {
            0 => "last",
            1 => "1st",
            2 => "2nd",
            3 => "3rd",
            _ => "4th",
        };
        match self {
            Self::Weekly { every: 1, day } => write!(out, "every {}", day.to_string().to_lowercase()),
            Self::Weekly { every, day } => write!(out, "every {} {}", order(*every), day.to_string().to_lowercase()),
            Self::Monthly { nth, day } => {
                write!(out, "{} {} of the month", order(*nth), day.to_string().to_lowercase())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn rules_are_read_as_people_say_them() {
        let cases = [
            ("every tue", "every tue"),
            ("weekly on Tuesday", "every tue"),
            ("Tuesdays", "every tue"),
            ("tue", "every tue"),
            ("every 2nd tue", "every 2nd tue"),
            ("every second Tuesday", "every 2nd tue"),
            ("every other fri", "every 2nd fri"),
            ("every 3 weeks on mon", "every 3rd mon"),
            ("fortnightly wed", "every 2nd wed"),
            ("2nd tue of the month", "2nd tue of the month"),
            ("the last Friday of each month", "last fri of the month"),
            ("monthly 1st mon", "1st mon of the month"),
        ];
        for (text, shown) in cases {
            let rule = Rule::read(text).unwrap_or_else(|misread| panic!("{text}: {}", misread.sentence));
            assert_eq!(rule.to_string(), shown, "{text}");
            assert_eq!(Rule::read(shown), Ok(rule), "{shown} reads back");
        }
        for text in [
            "",
            "every",
            "every day",
            "1st tue",
            "last tue",
            "monthly tue",
            "tue fri",
            "2nd 3rd tue",
            "every 5 weeks tue",
        ] {
            assert!(Rule::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_the_first_that_may_be_one() {
        let found = |text: &str, from: &str, until: &str| -> Vec<String> {
            let days = Rule::read(text).expect("a rule").days(day(from), day(until));
            days.into_iter().map(|day| day.to_string()).collect()
        };
        assert_eq!(found("every tue", "2026-11-24", "2026-12-08"), ["2026-11-24", "2026-12-01", "2026-12-08"]);
        assert_eq!(found("every 2nd tue", "2026-11-25", "2026-12-31"), ["2026-12-01", "2026-12-15", "2026-12-29"]);
        assert_eq!(found("2nd tue of the month", "2026-11-11", "2027-01-31"), ["2026-12-08", "2027-01-12"]);
        assert_eq!(found("last fri of the month", "2026-11-01", "2026-12-31"), ["2026-11-27", "2026-12-25"]);
        assert_eq!(found("every mon", "2026-11-24", "2026-11-29"), Vec::<String>::new());
    }
}
