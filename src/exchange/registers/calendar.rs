//! Follow-ups as a calendar (RFC 5545): all-day events whose identifiers stay, folded at 75 octets.

use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::domain::ids::FollowUpId;
use crate::domain::text::clean_text;
use crate::store::query::export::Value;

/// The longest line, in octets, its end not counted.
const LINE: usize = 75;

/// Writes a calendar event by event.
pub struct Writer<W: Write> {
    out: W,
    board: String,
    stamp: String,
}

impl<W: Write> Writer<W> {
    /// Starts a calendar; `root` tells this board's events from those of every other.
    pub fn new(mut out: W, root: &str, head: &str, now: DateTime<Utc>) -> io::Result<Self> {
        out.write_all(
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//boardroom//follow-ups//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
        )?;
        // Which record it belongs to: `boardroom verify --head` finds it.
        out.write_all(folded(&format!("X-BOARDROOM-HEAD:{head}")).as_bytes())?;
        let board = root.chars().take(16).collect();
        Ok(Self { out, board, stamp: now.format("%Y%m%dT%H%M%SZ").to_string() })
    }

    /// Writes one follow-up: number, title, due, owner, model, closing test, severity, extensions.
    pub fn event(&mut self, cells: &[Value<'_>]) -> io::Result<()> {
        let text = |at: usize| match cells.get(at) {
            Some(Value::Text(text)) => clean_text(text),
            _ => String::new(),
        };
        let number = |at: usize| match cells.get(at) {
            Some(Value::Number(number)) => *number,
            _ => 0,
        };
        let Ok(due) = text(2).parse::<NaiveDate>() else { return Ok(()) };
        let id = FollowUpId(u32::try_from(number(0)).unwrap_or(0));
        let after = due.checked_add_days(Days::new(1)).unwrap_or(due);
        let mut description = String::new();
        for (label, at) in [("Owner", 3), ("Model", 4), ("Done when", 5)] {
            if !text(at).is_empty() {
                let _ = writeln!(description, "{label}: {}", text(at));
            }
        }
        let priority = match text(6).as_str() {
            "critical" => 1,
            "high" => 3,
            "low" => 9,
            _ => 5,
        };
        let lines = [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-{}@boardroom", id.to_string().to_lowercase(), self.board),
            format!("DTSTAMP:{}", self.stamp),
            format!("SEQUENCE:{}", number(7)),
            format!("DTSTART;VALUE=DATE:{}", due.format("%Y%m%d")),
            format!("DTEND;VALUE=DATE:{}", after.format("%Y%m%d")),
            format!("SUMMARY:{}", escaped(&format!("{id} {}", text(1)))),
            format!("DESCRIPTION:{}", escaped(description.trim_end())),
            format!("PRIORITY:{priority}"),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ];
        lines.iter().try_for_each(|line| self.out.write_all(folded(line).as_bytes()))
    }

    /// Ends the calendar.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"END:VCALENDAR\r\n")?;
        self.out.flush()
    }
}

/// Text as a property's value: backslash, comma and semicolon escaped, line breaks as `\n`.
pub fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => {
                value.push('\\');
                value.push(c);
            }
            '\n' => value.push_str("\\n"),
            c => value.push(c),
        }
    }
    value
}

/// A line folded, no character cut in two, with its end.
pub fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + line.len() / 24 + 2);
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(c);
        used += c.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fold_at_75_octets_and_unfold_to_what_they_were() {
        for line in
            ["SUMMARY:short".to_owned(), format!("SUMMARY:{}", "é🚀x".repeat(60)), "x".repeat(75), "x".repeat(76)]
        {
            let text = folded(&line);
            assert!(text.split("\r\n").all(|part| part.len() <= LINE), "{text}");
            assert_eq!(text.strip_suffix("\r\n").unwrap().replace("\r\n ", ""), line);
        }
        assert_eq!(folded(&"x".repeat(75)).len(), 77, "75 octets stand on one line");
    }

    #[test]
    fn an_event_is_an_all_day_one_and_escaped() {
        let now = "2026-11-18T14:00:00Z".parse().unwrap();
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, "0123456789abcdef0123", "cafe", now).unwrap();
        let cells = [
            Value::Number(7),
            Value::Text("a, b; c\\ \u{1b}[31m=x"),
            Value::Text("2026-12-31"),
            Value::Text("Ann\nLee"),
            Value::Empty,
            Value::Empty,
            Value::Text("high"),
            Value::Number(2),
        ];
        writer.event(&cells).unwrap();
        writer.event(&[Value::Number(8), Value::Text("no date"), Value::Empty]).unwrap();
        writer.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("UID:fup-0007-0123456789abcdef@boardroom\r\n"), "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(text.contains("SUMMARY:FUP-0007 a\\, b\\; c\\\\ =x\r\n") && text.contains("Owner: Ann\\nLee\r\n"));
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
    }
}
