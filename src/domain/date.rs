//! Dates as people type them: `2026-12-01`, `fri`, `next tue`, `+2w`, `+10bd`, `eom`.
//!
//! What is meant, where people differ: a bare weekday is the next one strictly after today (`fri` on
//! a Friday is in seven days); `next tue` is the Tuesday of the following week, weeks starting on
//! Monday; `this tue` is that of the current week; `last tue` the latest before today. A day without
//! a year is the next one, today included. Dots put the day first; slashes are refused when they can
//! be read two ways. Months and years added keep the day, or take the month's last.

mod filed;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc, Weekday};

pub use self::filed::{Filed, read_filed, read_filed_moment};
use super::field::Reading;
use super::moment::stamp;
use super::refusal::Misread;
use super::text::excerpt;
use super::zone::Zone;

/// First year a date may have.
const FIRST_YEAR: i32 = 1900;
/// Last year a date may have.
const LAST_YEAR: i32 = 2200;
/// Longest text that is looked at.
const LONGEST: usize = 60;
/// What to write instead.
const HINT: &str = "write 2026-12-01, 1 dec, fri, next tue, +2w, +10bd or eom";
const MOMENT_HINT: &str = "write 2026-12-01T14:05:00Z or a date and a time, as in 2026-12-01 14:05 or fri 14:05";
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a date.
pub fn read(text: &str, reading: &Reading) -> Result<NaiveDate, Misread> {
    let text = text.trim();
    let unknown = || Misread::new(format!("`{}` is not a date", excerpt(text)), HINT);
    if text.is_empty() || text.len() > LONGEST {
        return Err(unknown());
    }
    let lower = text.to_lowercase().replace(',', " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let found = match words.as_slice() {
        [one] => single(one, reading)?,
        ["this", day] => weekday(day).and_then(|day| in_week(reading.today, 0, day)),
        ["next", day] => weekday(day).and_then(|day| in_week(reading.today, 1, day)),
        ["last", day] => weekday(day).and_then(|day| before(reading.today, day)),
        _ => None,
    };
    let found = match found {
        Some(date) => Some(date),
        None => match offset(&lower, reading)? {
            Some(date) => Some(date),
            None => match named_month(&lower, reading.today)? {
                Some(date) => Some(date),
                // Registries write a time beside the date; the date is what is asked for.
                None => moment_written(text).map(|(date, _)| date),
            },
        },
    };
    in_range(found.ok_or_else(unknown)?, text)
}

/// Reads a moment: RFC 3339, or a date and a time by the board's clock (by UTC with a `Z`); a date alone is its first
/// minute.
pub fn read_moment(text: &str, reading: &Reading) -> Result<DateTime<Utc>, Misread> {
    let text = text.trim();
    if text.len() <= LONGEST
        && let Ok(moment) = DateTime::parse_from_rfc3339(text)
    {
        let moment = moment.to_utc();
        return in_range(moment.date_naive(), text).map(|_| moment);
    }
    if let Some((date, time)) = moment_written(text) {
        return in_range(date, text).map(|date| at(date, time, text, reading));
    }
    let (date, clock) = match text.rsplit_once(char::is_whitespace) {
        Some((date, last)) if last.contains(':') => (date.trim(), Some(last)),
        None if text.contains(':') && text.len() <= 8 => ("today", Some(text)),
        _ => (text, None),
    };
    let time = match clock {
        None => NaiveTime::MIN,
        Some(clock) => time_of(clock).ok_or_else(|| {
            Misread::new(format!("`{}` is not a time of day", excerpt(clock)), "write it as 14:05, from 00:00 to 23:59")
        })?,
    };
    let date = read(date, reading).map_err(|misread| Misread { hint: MOMENT_HINT.to_owned(), ..misread })?;
    Ok(at(date, time, text, reading))
}

/// A moment as people type it, by the board's clock; one that would not be read back so is written with its zone.
pub fn typed_moment(moment: DateTime<Utc>, reading: &Reading) -> String {
    let text = moment.with_timezone(&reading.zone).format("%Y-%m-%d %H:%M").to_string();
    // Seconds, and the hour that clocks show twice, are not to be lost.
    if read_moment(&text, reading).is_ok_and(|read| read == moment) { text } else { stamp(moment) }
}

/// The moment at which a clock shows a time: in UTC where the text ends so, else on the board's clock.
fn at(date: NaiveDate, time: NaiveTime, text: &str, reading: &Reading) -> DateTime<Utc> {
    let zone = if text.ends_with(['z', 'Z']) { Zone::utc() } else { reading.zone };
    zone.moment(date, time)
}

/// Refuses dates that can only be slips of the finger.
fn in_range(date: NaiveDate, text: &str) -> Result<NaiveDate, Misread> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
        return Ok(date);
    }
    Err(Misread::new(format!("`{}` is outside the years {FIRST_YEAR} to {LAST_YEAR}", excerpt(text)), "check the year"))
}

fn time_of(text: &str) -> Option<NaiveTime> {
    let text = text.strip_suffix('z').or_else(|| text.strip_suffix('Z')).unwrap_or(text);
    NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S%.f")).ok()
}

/// An ISO date with a time, with or without a zone: the date as it is written.
fn moment_written(text: &str) -> Option<(NaiveDate, NaiveTime)> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let date = (date.len() == 10).then(|| date.parse::<NaiveDate>().ok())??;
    if DateTime::parse_from_rfc3339(text).is_ok() {
        return Some((date, time_of(time.get(..5)?)?));
    }
    Some((date, time_of(time.trim())?))
}

/// One word: a keyword, a weekday or a date in numbers.
fn single(word: &str, reading: &Reading) -> Result<Option<NaiveDate>, Misread> {
    let today = reading.today;
    let found = match word {
        "today" => Some(today),
        "tomorrow" => today.succ_opt(),
        "yesterday" => today.pred_opt(),
        "eom" => month_end(today.year(), today.month()),
        "eoq" => month_end(today.year(), today.month0() / 3 * 3 + 3),
        "eoy" => month_end(today.year(), 12),
        other => match weekday(other) {
            Some(day) => after(today, day),
            None => return numeric(other),
        },
    };
    Ok(found)
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let day = match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    };
    Some(day)
}

/// The first such day strictly after.
fn after(today: NaiveDate, day: Weekday) -> Option<NaiveDate> {
    today.iter_days().skip(1).find(|date| date.weekday() == day)
}

/// The last such day strictly before.
fn before(today: NaiveDate, day: Weekday) -> Option<NaiveDate> {
    (1..=7).filter_map(|back| today.checked_sub_days(Days::new(back))).find(|date| date.weekday() == day)
}

/// That day of the week which is so many weeks after today's.
fn in_week(today: NaiveDate, weeks: u64, day: Weekday) -> Option<NaiveDate> {
    let monday = today.week(Weekday::Mon).checked_first_day()?;
    monday.checked_add_days(Days::new(weeks * 7 + u64::from(day.num_days_from_monday())))
}

fn month_end(year: i32, month: u32) -> Option<NaiveDate> {
    let next =
        if month == 12 { NaiveDate::from_ymd_opt(year + 1, 1, 1) } else { NaiveDate::from_ymd_opt(year, month + 1, 1) };
    next?.pred_opt()
}

/// `+2w`, `-3d`, `+10bd`, `2 weeks`, `+10 business days`.
fn offset(text: &str, reading: &Reading) -> Result<Option<NaiveDate>, Misread> {
    let (back, unsigned) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').or_else(|| text.strip_prefix("in ")).unwrap_or(text)),
    };
    let unsigned = unsigned.trim_start();
    let digits = unsigned.len() - unsigned.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = unsigned.split_at(digits);
    let unit = unit.split_whitespace().collect::<Vec<_>>().join(" ");
    if digits == 0 {
        return Ok(None);
    }
    let too_far =
        || Misread::new(format!("`{text}` is outside the years {FIRST_YEAR} to {LAST_YEAR}"), "write a smaller number");
    let Ok(count) = count.parse::<u32>().map(|count| count.min(1_000_000)) else { return Err(too_far()) };
    let days = |count: u32| {
        let days = Days::new(u64::from(count));
        if back { reading.today.checked_sub_days(days) } else { reading.today.checked_add_days(days) }
    };
    let months = |count: u32| {
        let months = Months::new(count);
        if back { reading.today.checked_sub_months(months) } else { reading.today.checked_add_months(months) }
    };
    let found = match unit.as_str() {
        "d" | "day" | "days" => days(count),
        "w" | "wk" | "week" | "weeks" => days(count * 7),
        "m" | "mo" | "month" | "months" => months(count),
        "y" | "yr" | "year" | "years" => months(count * 12),
        // More business days than this reach past the last year whatever the calendar.
        "bd" | "bday" | "bdays" | "business day" | "business days" => (count <= 100_000).then(|| {
            let count = i64::from(count);
            reading.calendar.add_business_days(reading.today, if back { -count } else { count })
        }),
        _ => return Ok(None),
    };
    found.filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year())).map(Some).ok_or_else(too_far)
}

/// A date in numbers: `2026-12-01`, `2026/12/1`, `01.12.2026`, `13/04/2026`, `20261201`.
fn numeric(word: &str) -> Result<Option<NaiveDate>, Misread> {
    if word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return number(&word[..4]).map_or(Ok(None), |year| checked(word, year, &word[4..6], &word[6..]));
    }
    let separator = word.chars().find(|c| !c.is_ascii_digit());
    let Some(separator @ ('-' | '/' | '.')) = separator else { return Ok(None) };
    let parts: Vec<&str> = word.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return Ok(None) };
    if parts.iter().any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(None);
    }
    if first.len() == 4 {
        return number(first).map_or(Ok(None), |year| checked(word, year, second, third));
    }
    if third.len() != 4 {
        return Err(Misread::new(format!("`{word}` has no year of four digits"), "write it as 2026-12-01"));
    }
    let year = number(third).unwrap_or_default();
    let (one, two) = (number(first).unwrap_or_default(), number(second).unwrap_or_default());
    if separator == '.' || one > 12 || one == two {
        return checked(word, year, second, first);
    }
    if two > 12 {
        return checked(word, year, first, second);
    }
    Err(Misread::new(
        format!("`{word}` may be {one} {} or {two} {} {year}", month_name(two), month_name(one)),
        format!("write {year}-{two:02}-{one:02} or {year}-{one:02}-{two:02}"),
    ))
}

fn number(text: &str) -> Option<i32> {
    text.parse().ok()
}

fn month_name(month: i32) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("an unknown month")
}

/// The date of these numbers, or what is impossible about them.
fn checked(word: &str, year: i32, month: &str, day: &str) -> Result<Option<NaiveDate>, Misread> {
    let (month, day) = (number(month).unwrap_or_default(), number(day).unwrap_or_default());
    real(word, year, month, day).map(Some)
}

fn real(word: &str, year: i32, month: i32, day: i32) -> Result<NaiveDate, Misread> {
    let (Ok(month_number), Ok(day_number)) = (u32::try_from(month), u32::try_from(day)) else {
        return Err(Misread::new(format!("`{word}` is not a date"), HINT));
    };
    NaiveDate::from_ymd_opt(year, month_number, day_number).ok_or_else(|| match month_end(year, month_number) {
        _ if !(1..=12).contains(&month) => {
            Misread::new(format!("`{word}` names month {month}"), "months go from 1 to 12, as in 2026-12-01")
        }
        Some(end) => Misread::new(
            format!("`{word}` names day {day}, and {} {year} has {} days", month_name(month), end.day()),
            format!("write a day from 1 to {}", end.day()),
        ),
        None => Misread::new(format!("`{word}` is not a date"), HINT),
    })
}

/// `1 dec`, `dec 1`, `1st december 2026`, `1-dec-2026`.
fn named_month(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Misread> {
    if text.starts_with('-') {
        return Ok(None);
    }
    let words: Vec<&str> = text.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let (first, second, year) = match words.as_slice() {
        [first, second] => (*first, *second, None),
        [first, second, year] if year.len() == 4 => match number(year) {
            Some(year) => (*first, *second, Some(year)),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let (day, month) = match (month_of(first), month_of(second)) {
        (None, Some(month)) => (first, month),
        (Some(month), None) => (second, month),
        _ => return Ok(None),
    };
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let Some(day) = number(digits).filter(|_| digits.len() <= 2 && !digits.starts_with('+')) else { return Ok(None) };
    if let Some(year) = year {
        return real(text, year, month, day).map(Some);
    }
    // 29 February is at most eight years away.
    let upcoming =
        (0..=8).filter_map(|ahead| real(text, today.year() + ahead, month, day).ok()).find(|date| *date >= today);
    match upcoming {
        Some(date) => Ok(Some(date)),
        None => real(text, today.year(), month, day).map(Some),
    }
}

fn month_of(word: &str) -> Option<i32> {
    let at = MONTHS.iter().position(|name| {
        let name = name.to_lowercase();
        word == name || word == &name[..3] || (word == "sept" && name == "september")
    })?;
    i32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests;
