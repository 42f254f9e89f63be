//! Dates as files hold them. A file says the same whenever it is read, so that words which mean another day tomorrow,
//! and days without a year, are refused; what programs write beside a date, or in its place, is understood.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::{
    LONGEST, MOMENT_HINT, Misread, Reading, excerpt, in_range, moment_written, month_of, offset, read, time_of, weekday,
};

/// What to write instead.
const HINT: &str = "write 2026-12-01 or 1 Dec 2026";
/// The first and the last number of a day that are taken for a date of a spreadsheet: years 1954 to 2099.
const SERIALS: std::ops::RangeInclusive<u64> = 20_000..=73_050;
/// Words that mean another day on each day.
const MOVING: [&str; 10] = ["today", "tomorrow", "yesterday", "eom", "eoq", "eoy", "this", "next", "last", "in"];

/// A date that a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The date.
    pub date: NaiveDate,
    /// Whether it is written so that the reader should be told: a spreadsheet's number, a year of two digits.
    pub odd: bool,
}

/// Reads the date of a cell.
pub fn read_filed(text: &str, reading: &Reading) -> Result<Filed, Misread> {
    filed(text, reading).map(|(filed, _)| filed)
}

/// Reads the moment of a cell, in UTC unless it names its zone; a date alone is its first minute.
pub fn read_filed_moment(text: &str, reading: &Reading) -> Result<DateTime<Utc>, Misread> {
    let text = text.trim();
    if text.len() <= LONGEST
        && let Ok(moment) = DateTime::parse_from_rfc3339(text)
    {
        return in_range(moment.to_utc().date_naive(), text).map(|_| moment.to_utc());
    }
    if let Some((date, time)) = moment_written(text) {
        return in_range(date, text).map(|date| date.and_time(time).and_utc());
    }
    let hint =
        |misread: Misread| Misread { hint: MOMENT_HINT.split(" or fri").next().unwrap_or(HINT).into(), ..misread };
    let (filed, time) = filed(text, reading).map_err(hint)?;
    Ok(filed.date.and_time(time.unwrap_or(NaiveTime::MIN)).and_utc())
}

fn filed(text: &str, reading: &Reading) -> Result<(Filed, Option<NaiveTime>), Misread> {
    let text = text.trim();
    let lower = text.to_lowercase().replace(',', " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let (date, time) = split(&words);
    refuse_moving(text, &date, reading)?;
    if let Some(date) = serial(&lower) {
        return Ok((Filed { date, odd: true }, None));
    }
    let named: Vec<&str> = date.split([' ', '-', '/']).filter(|part| !part.is_empty()).collect();
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    let found = match named.as_slice() {
        [one, other] if month_of(one).is_some() != month_of(other).is_some() => {
            let sentence = format!("`{}` does not name a day of a year: it may be a month", excerpt(text));
            return Err(Misread::new(sentence, "write the whole day, as in 2026-12-26"));
        }
        // As issue trackers write it.
        [day, month, year] if date.contains('/') && month_of(month).is_some() && digits(day, 2) && digits(year, 4) => {
            let odd = year.len() == 2;
            let year = if odd { format!("20{year}") } else { (*year).to_owned() };
            read(&format!("{day} {month} {year}"), reading).map(|date| Filed { date, odd })
        }
        _ => {
            let whole = if date == words.join(" ") { text } else { date.as_str() };
            read(whole, reading).map(|date| Filed { date, odd: false })
        }
    };
    let found = found.map_err(|misread| {
        let hint = if misread.hint == super::HINT { HINT.to_owned() } else { misread.hint };
        Misread { hint, ..misread }
    })?;
    Ok((found, time))
}

/// The date of a cell without the weekday before it, and the time behind it.
fn split(words: &[&str]) -> (String, Option<NaiveTime>) {
    let words = match words {
        [day, rest @ ..] if rest.len() >= 3 && weekday(day).is_some() => rest,
        all => all,
    };
    let Some(at) = words.iter().position(|word| word.contains(':')).filter(|at| *at > 0) else {
        return (words.join(" "), None);
    };
    let half = words.get(at + 1).filter(|half| matches!(**half, "am" | "pm"));
    let time = match half {
        Some(half) => NaiveTime::parse_from_str(&format!("{} {half}", words[at]), "%I:%M %p").ok(),
        None => time_of(words[at]).or_else(|| NaiveTime::parse_from_str(words[at], "%H:%M").ok()),
    };
    match time {
        Some(time) => (words[..at].join(" "), Some(time)),
        None => (words.join(" "), None),
    }
}

/// Refuses what means another day on each day.
fn refuse_moving(text: &str, date: &str, reading: &Reading) -> Result<(), Misread> {
    let first = date.split_whitespace().next().unwrap_or_default();
    let moves =
        MOVING.contains(&first) || weekday(date).is_some() || matches!(offset(date, reading), Ok(Some(_)) | Err(_));
    let time_alone = !date.contains(' ') && date.contains(':') && date.len() <= 8;
    if !moves && !time_alone {
        return Ok(());
    }
    let sentence = format!("`{}` is another day whenever the file is read", excerpt(text));
    Err(Misread::new(sentence, "write the day itself, as in 2026-12-01"))
}

/// A day as spreadsheets count them, from the end of 1899.
fn serial(text: &str) -> Option<NaiveDate> {
    let whole = match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => text,
    };
    let number: u64 = (whole.len() == 5).then(|| whole.parse().ok())??;
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    SERIALS.contains(&number).then(|| first.checked_add_days(Days::new(number)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;

    fn reading() -> Reading {
        let today = "2026-11-23".parse().expect("a date");
        Reading {
            today,
            calendar: Calendar::default(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        }
    }

    #[test]
    fn a_file_holds_days_that_do_not_move() {
        let day = |text: &str| read_filed(text, &reading()).map(|filed| (filed.date.to_string(), filed.odd));
        let cases = [
            ("2026-12-04", "2026-12-04", false),
            ("4.12.2026", "2026-12-04", false),
            ("4 Dec 2026", "2026-12-04", false),
            ("2026-12-04 00:00", "2026-12-04", false),
            ("12/15/2026 0:00", "2026-12-15", false),
            ("46371", "2026-12-15", true),
            ("46371.0", "2026-12-15", true),
            ("04/Dec/26 12:00 AM", "2026-12-04", true),
            ("04/Dec/2026", "2026-12-04", false),
            ("Fri Dec 04 2026", "2026-12-04", false),
            ("Fri Dec 04 2026 00:00:00 GMT+0100 (CET)", "2026-12-04", false),
            ("Fri, 04 Dec 2026 10:15:00 +0100", "2026-12-04", false),
        ];
        for (text, date, odd) in cases {
            assert_eq!(day(text).ok(), Some((date.to_owned(), odd)), "{text}: {:?}", day(text));
        }
        for text in ["Dec-26", "Feb-29", "May-27", "26-Dec", "Dec 26", "1st dec", "Dec-2026", "dec/26"] {
            let misread = day(text).unwrap_err();
            assert!(misread.sentence.contains("it may be a month"), "{text}: {misread:?}");
            assert!(misread.hint.contains("2026-12-26"), "{misread:?}");
        }
        for text in ["mon", "Friday", "eom", "tomorrow", "next tue", "+2w", "2 weeks", "-3d", "today 14:05"] {
            let misread = day(text).unwrap_err();
            assert!(misread.sentence.contains("another day whenever the file is read"), "{text}: {misread:?}");
        }
        for text in ["soon", "1-2", "12345", "99999", "31.02.2026", "01/02/2026", "04-Dec-26", "04/Foo/26", ""] {
            assert!(day(text).is_err(), "{text}");
        }
        assert_eq!(day("soon").unwrap_err().hint, HINT);
    }

    #[test]
    fn a_moment_of_a_file_has_its_day() {
        let at = |text: &str| read_filed_moment(text, &reading()).map(|at| at.to_rfc3339());
        let cases = [
            ("2026-11-20T12:00:00Z", "2026-11-20T12:00:00+00:00"),
            ("2026-11-20 12:30", "2026-11-20T12:30:00+00:00"),
            ("2026-11-20", "2026-11-20T00:00:00+00:00"),
            ("04/Dec/26 1:05 PM", "2026-12-04T13:05:00+00:00"),
            ("12/15/2026 0:00", "2026-12-15T00:00:00+00:00"),
        ];
        for (text, moment) in cases {
            assert_eq!(at(text).ok().as_deref(), Some(moment), "{text}: {:?}", at(text));
        }
        for text in ["fri 14:05", "14:05", "yesterday", "Dec-26 10:00"] {
            assert!(at(text).is_err(), "{text}");
        }
    }
}
