//! Windows of KPIs: calendar months, quarters or years, the last one only up to the day asked about.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::choice;

choice! {
    /// How long a window is.
    pub enum Span {
        /// A quarter of the calendar year.
        #[default]
        Quarter = "quarter",
        /// A month.
        Month = "month",
        /// A calendar year.
        Year = "year",
    }
}

impl Span {
    const fn months(self) -> u32 {
        match self {
            Self::Quarter => 3,
            Self::Month => 1,
            Self::Year => 12,
        }
    }
}

/// A window from its first through its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day, by the calendar.
    pub last: NaiveDate,
    /// How long windows of its sort are.
    pub span: Span,
}

impl Window {
    /// The window that a day lies in.
    pub fn of(day: NaiveDate, span: Span) -> Self {
        let first_month = match span {
            Span::Month => day.month(),
            Span::Quarter => (day.month() - 1) / 3 * 3 + 1,
            Span::Year => 1,
        };
        let first = NaiveDate::from_ymd_opt(day.year(), first_month, 1).unwrap_or(day);
        Self::from(first, span)
    }

    fn from(first: NaiveDate, span: Span) -> Self {
        let next = first.checked_add_months(Months::new(span.months()));
        let last = next.and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(NaiveDate::MAX);
        Self { first, last, span }
    }

    /// The window before.
    #[must_use]
    pub fn before(self) -> Self {
        let first = self.first.checked_sub_months(Months::new(self.span.months())).unwrap_or(self.first);
        Self::from(first, self.span)
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    /// The window after.
    #[must_use]
    pub fn after(self) -> Self {
        Self::of(self.last.checked_add_days(Days::new(1)).unwrap_or(self.last), self.span)
    }

    /// The last eight windows, that of the day the last.
    pub fn eight(day: NaiveDate, span: Span) -> Vec<Self> {
        Self::series(day, span, 8)
    }

    /// The last so many windows, that of the day the last.
    pub fn series(day: NaiveDate, span: Span, count: usize) -> Vec<Self> {
        let last = Self::of(day, span);
        let mut windows: Vec<Self> =
            std::iter::successors(Some(last), |window| Some(window.before())).take(count).collect();
        windows.reverse();
        windows
    }

    /// The window of a name: `2026-Q4`, `2026-11`.
    pub fn named(label: &str) -> Option<Self> {
        let (year, part) = label.trim().split_once('-')?;
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let quarter = part.strip_prefix(['Q', 'q']);
        let number: u32 = quarter.unwrap_or(part).parse().ok()?;
        let (span, month) = match quarter {
            Some(_) if (1..=4).contains(&number) => (Span::Quarter, number * 3 - 2),
            Some(_) => return None,
            None => (Span::Month, number),
        };
        Some(Self::from(NaiveDate::from_ymd_opt(year.parse().ok()?, month, 1)?, span))
    }

    /// Its name: `2026-Q4`, `2026-11`, `2026`.
    pub fn label(self) -> String {
        match self.span {
            Span::Month => self.first.format("%Y-%m").to_string(),
            Span::Quarter => format!("{}-Q{}", self.first.year(), (self.first.month() - 1) / 3 + 1),
            Span::Year => self.first.year().to_string(),
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
    fn windows_follow_the_calendar() {
        let cases = [
            ("2026-11-23", Span::Quarter, "2026-Q4", "2026-10-01", "2026-12-31", "2026-Q3"),
            ("2026-01-01", Span::Quarter, "2026-Q1", "2026-01-01", "2026-03-31", "2025-Q4"),
            ("2028-02-29", Span::Month, "2028-02", "2028-02-01", "2028-02-29", "2028-01"),
            ("2026-12-31", Span::Month, "2026-12", "2026-12-01", "2026-12-31", "2026-11"),
        ];
        for (on, span, label, first, last, before) in cases {
            let window = Window::of(day(on), span);
            assert_eq!((window.label().as_str(), window.first, window.last), (label, day(first), day(last)));
            assert_eq!(window.before().label(), before);
            assert_eq!((window.before().after(), Window::named(label)), (window, Some(window)));
            assert!(window.holds(day(first)) && window.holds(day(last)) && !window.holds(window.before().last));
        }
    }

    #[test]
    fn a_year_is_a_window_of_its_own() {
        let window = Window::of(day("2028-02-29"), Span::Year);
        assert_eq!(
            (window.label().as_str(), window.first, window.last),
            ("2028", day("2028-01-01"), day("2028-12-31"))
        );
        assert_eq!((window.before().label().as_str(), window.before().after()), ("2027", window));
    }

    #[test]
    fn what_names_no_window_is_none() {
        for label in ["", "2026", "2026-Q5", "2026-Q0", "2026-13", "26-Q1", "2026-Q", "2026-11-23", "+026-01"] {
            assert_eq!(Window::named(label), None, "{label}");
        }
    }

    #[test]
    fn eight_windows_end_with_that_of_the_day() {
        let labels: Vec<String> =
            Window::eight(day("2026-02-10"), Span::Month).into_iter().map(Window::label).collect();
        assert_eq!(labels.first().map(String::as_str), Some("2025-07"));
        assert_eq!(labels.last().map(String::as_str), Some("2026-02"));
        assert_eq!(labels.len(), 8);
    }
}
