//! Tables of dates and moments as people type them.

use super::*;
use crate::domain::calendar::Calendar;

fn reading(today: &str) -> Reading {
    let holidays = ["2026-11-26".parse().expect("a date")].into();
    let calendar = Calendar { holidays, ..Calendar::default() };
    Reading {
        today: today.parse().expect("a date"),
        calendar,
        actor: "ana".to_owned(),
        zone: crate::domain::zone::Zone::utc(),
        custom: Vec::new(),
    }
}

#[test]
fn reads_dates_as_people_type_them() {
    // 2026-11-23 is a Monday, 2026-11-27 a Friday, 2026-11-28 a Saturday, 2026-11-29 a Sunday.
    let cases = [
        ("2026-11-23", "2026-12-01", "2026-12-01"),
        ("2026-11-23", " 2026/12/1 ", "2026-12-01"),
        ("2026-11-23", "20261201", "2026-12-01"),
        ("2026-11-23", "01.12.2026", "2026-12-01"),
        ("2026-11-23", "3.4.2026", "2026-04-03"),
        ("2026-11-23", "13/04/2026", "2026-04-13"),
        ("2026-11-23", "04/13/2026", "2026-04-13"),
        ("2026-11-23", "04/04/2026", "2026-04-04"),
        ("2026-11-23", "2026-12-01T14:05:00Z", "2026-12-01"),
        ("2026-11-23", "2026-12-01 14:05", "2026-12-01"),
        ("2026-11-23", "Today", "2026-11-23"),
        ("2026-11-23", "TOMORROW", "2026-11-24"),
        ("2026-11-23", "yesterday", "2026-11-22"),
        ("2026-11-23", "fri", "2026-11-27"),
        ("2026-11-27", "fri", "2026-12-04"),
        ("2026-11-23", "Mon", "2026-11-30"),
        ("2026-11-23", "next tue", "2026-12-01"),
        ("2026-11-28", "next Tuesday", "2026-12-01"),
        ("2026-11-29", "next mon", "2026-11-30"),
        ("2026-11-27", "this tue", "2026-11-24"),
        ("2026-11-23", "last mon", "2026-11-16"),
        ("2026-11-23", "last sun", "2026-11-22"),
        ("2026-11-23", "+2w", "2026-12-07"),
        ("2026-11-23", "-3d", "2026-11-20"),
        ("2026-01-31", "+1m", "2026-02-28"),
        ("2024-02-29", "+1y", "2025-02-28"),
        ("2026-11-23", "-1y", "2025-11-23"),
        ("2026-11-23", "+10bd", "2026-12-08"),
        ("2026-11-23", "-12bd", "2026-11-05"),
        ("2026-11-23", "+10 business days", "2026-12-08"),
        ("2026-11-23", "in 2 weeks", "2026-12-07"),
        ("2026-11-23", "14d", "2026-12-07"),
        ("2026-11-23", "+0d", "2026-11-23"),
        ("2026-11-23", "eom", "2026-11-30"),
        ("2026-11-30", "eom", "2026-11-30"),
        ("2026-11-23", "eoq", "2026-12-31"),
        ("2026-09-30", "eoq", "2026-09-30"),
        ("2026-11-23", "eoy", "2026-12-31"),
        ("2026-11-23", "1 dec", "2026-12-01"),
        ("2026-11-23", "Dec 1", "2026-12-01"),
        ("2026-11-23", "1 jan", "2027-01-01"),
        ("2026-11-23", "23 nov", "2026-11-23"),
        ("2026-11-23", "22 nov", "2027-11-22"),
        ("2026-11-23", "29 feb", "2028-02-29"),
        ("2026-11-23", "1st December 2026", "2026-12-01"),
        ("2026-11-23", "dec 1, 2026", "2026-12-01"),
        ("2026-11-23", "1-Dec-2026", "2026-12-01"),
        ("2026-11-23", "sept 3 2026", "2026-09-03"),
        ("2026-11-23", "1900-01-01", "1900-01-01"),
        ("2026-11-23", "2200-12-31", "2200-12-31"),
    ];
    for (today, text, expected) in cases {
        assert_eq!(
            read(text, &reading(today)).map(|date| date.to_string()),
            Ok(expected.to_owned()),
            "{text} on {today}"
        );
    }
}

#[test]
fn refuses_what_is_impossible_or_ambiguous() {
    let cases = [
        ("03/04/2026", "`03/04/2026` may be 3 April or 4 March 2026", "write 2026-04-03 or 2026-03-04"),
        ("3-4-2026", "`3-4-2026` may be 3 April or 4 March 2026", "write 2026-04-03 or 2026-03-04"),
        ("2026-02-30", "`2026-02-30` names day 30, and February 2026 has 28 days", "write a day from 1 to 28"),
        ("30 feb 2026", "`30 feb 2026` names day 30, and February 2026 has 28 days", "write a day from 1 to 28"),
        ("30 feb", "`30 feb` names day 30, and February 2026 has 28 days", "write a day from 1 to 28"),
        ("31.11.2026", "`31.11.2026` names day 31, and November 2026 has 30 days", "write a day from 1 to 30"),
        ("2026-13-01", "`2026-13-01` names month 13", "months go from 1 to 12, as in 2026-12-01"),
        ("2026-00-01", "`2026-00-01` names month 0", "months go from 1 to 12, as in 2026-12-01"),
        ("3/4/26", "`3/4/26` has no year of four digits", "write it as 2026-12-01"),
        ("1899-12-31", "`1899-12-31` is outside the years 1900 to 2200", "check the year"),
        ("2201-01-01", "`2201-01-01` is outside the years 1900 to 2200", "check the year"),
        ("+999y", "`+999y` is outside the years 1900 to 2200", "write a smaller number"),
        ("+99999999999999d", "`+99999999999999d` is outside the years 1900 to 2200", "write a smaller number"),
        ("+100000bd", "`+100000bd` is outside the years 1900 to 2200", "write a smaller number"),
        ("soon", "`soon` is not a date", HINT),
        ("", "`` is not a date", HINT),
        ("2026-12", "`2026-12` is not a date", HINT),
        ("dec 2026", "`dec 2026` is not a date", HINT),
        ("next week", "`next week` is not a date", HINT),
        ("+2", "`+2` is not a date", HINT),
        ("-1 dec", "`-1 dec` is not a date", HINT),
        ("+2x", "`+2x` is not a date", HINT),
        ("2026-12-0١", "`2026-12-0١` is not a date", HINT),
    ];
    for (text, sentence, hint) in cases {
        assert_eq!(read(text, &reading("2026-11-23")), Err(Misread::new(sentence, hint)), "{text}");
    }
    let long = read(&"9".repeat(100_000), &reading("2026-11-23"));
    assert!(long.is_err_and(|misread| misread.sentence.len() < 100));
}

#[test]
fn reads_moments_in_utc() {
    let cases = [
        ("2026-11-23T14:05:00Z", Some("2026-11-23T14:05:00Z")),
        ("2026-11-23T14:05:07.250+02:00", Some("2026-11-23T12:05:07.250Z")),
        ("2026-11-23 14:05", Some("2026-11-23T14:05:00Z")),
        ("2026-11-23T14:05", Some("2026-11-23T14:05:00Z")),
        ("2026-11-23 14:05:30", Some("2026-11-23T14:05:30Z")),
        ("-5w 14:05", Some("2026-10-19T14:05:00Z")),
        ("next tue 9:30", Some("2026-12-01T09:30:00Z")),
        ("yesterday", Some("2026-11-22T00:00:00Z")),
        ("9:30", Some("2026-11-23T09:30:00Z")),
        ("2026-11-23 24:00", None),
        ("2026-11-23 14:60", None),
        ("2026-02-30 14:05", None),
        ("soon 14:05", None),
        ("1700-01-01T00:00:00Z", None),
        ("14:05 2026-11-23", None),
    ];
    for (text, expected) in cases {
        let moment = read_moment(text, &reading("2026-11-23")).ok();
        let expected = expected.map(|text| text.parse::<DateTime<Utc>>().expect("a moment"));
        assert_eq!(moment, expected, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_stumble(text in "[-+0-9a-zA-Z:/., é−\u{1b}]{0,24}") {
        let found = read(&text, &reading("2026-11-23"));
        if let Ok(date) = found {
            // What was understood reads back as itself.
            proptest::prop_assert_eq!(read(&date.to_string(), &reading("2026-11-23")), Ok(date));
        }
        let _ = read_moment(&text, &reading("2026-11-23"));
    }
}

#[test]
fn a_time_without_a_zone_is_one_of_the_boards_clock() {
    let berlin = Reading { zone: "Europe/Berlin".parse().expect("a zone"), ..reading("2026-11-23") };
    for (text, expected) in [
        ("2026-11-23 09:30", "2026-11-23T08:30:00Z"),
        ("2026-07-01 09:30", "2026-07-01T07:30:00Z"),
        ("today 9:30", "2026-11-23T08:30:00Z"),
        ("2026-11-23", "2026-11-22T23:00:00Z"),
        ("2026-11-23T09:30Z", "2026-11-23T09:30:00Z"),
        ("today 09:30z", "2026-11-23T09:30:00Z"),
        ("2026-11-23T09:30:00+05:00", "2026-11-23T04:30:00Z"),
    ] {
        let moment = read_moment(text, &berlin).expect(text);
        assert_eq!(moment, expected.parse::<DateTime<Utc>>().expect("a moment"), "{text}");
        // What a form shows is read back as what it stands for.
        assert_eq!(read_moment(&typed_moment(moment, &berlin), &berlin), Ok(moment), "{text}");
    }
    assert_eq!(typed_moment("2026-11-23T08:30:00Z".parse().expect("a moment"), &berlin), "2026-11-23 09:30");
    // The hour that clocks show twice, and seconds, are written with their zone.
    for text in ["2026-10-25T01:30:00Z", "2026-11-23T08:30:15Z"] {
        let moment = text.parse().expect("a moment");
        assert_eq!(read_moment(&typed_moment(moment, &berlin), &berlin), Ok(moment), "{text}");
    }
}
