//! Readings as rows: `2026-11-20T12:00 0.93`, with the segment behind if there is one.

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::field::{FieldValue, Reading};
use super::moment::Moment;
use super::refusal::Misread;
use super::rows::{RowLine, Rows};
use super::text::clean_line;
use super::value::LINE_LIMIT;

/// Most readings in one operation.
pub const READINGS_LIMIT: usize = 2_000;

/// A value at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TakenReading {
    /// When it was taken.
    pub at: Moment,
    /// The value.
    pub value: Decimal,
    /// The subgroup or segment; blank is all.
    pub segment: String,
}

/// Readings, one a line.
pub type Readings = Rows<TakenReading>;

impl RowLine for TakenReading {
    const WORD: &'static str = "readings";
    const LIMIT: usize = READINGS_LIMIT;
    const WAY_OUT: &'static str = "import them from a file";

    /// Reads `moment value segment`; the moment is one word (`2026-11-20` or `2026-11-20T12:00`).
    fn read(line: &str, reading: &Reading) -> Result<Self, Misread> {
        let line = clean_line(line);
        let mut words = line.splitn(3, ' ');
        let (Some(at), Some(value)) = (words.next(), words.next()) else {
            return Err(Misread::new(format!("`{line}` is not a reading"), "write 2026-11-20T12:00 0.93"));
        };
        let segment = words.next().unwrap_or_default().trim().to_owned();
        if segment.chars().count() > LINE_LIMIT {
            return Err(Misread::new("the segment is too long", format!("shorten it to {LINE_LIMIT} characters")));
        }
        let at = super::date::read_moment(at, reading)?;
        Ok(Self { at: Moment::at(at), value: Decimal::parse(value)?, segment })
    }

    fn line(&self) -> String {
        format!("{} {} {}", FieldValue::text(&self.at), self.value, self.segment).trim_end().to_owned()
    }

    fn line_of(text: impl Fn(&str) -> String) -> String {
        format!("{} {} {}", text("at"), text("value"), text("segment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading() -> Reading {
        Reading {
            today: "2026-11-23".parse().expect("a date"),
            calendar: crate::domain::calendar::Calendar::default(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        }
    }

    #[test]
    fn readings_survive_their_line() {
        let read = Readings::read("2026-11-20T12:00:00Z 0.93\n2026-11-20T12:00:00Z 0.80 age 18-25\n", &reading());
        let read = read.expect("two readings");
        assert_eq!(read.0.len(), 2);
        assert_eq!((read.0[1].value.to_string().as_str(), read.0[1].segment.as_str()), ("0.8", "age 18-25"));
        assert_eq!(Readings::read(&read.text(), &reading()).as_ref(), Ok(&read));
        assert_eq!(Readings::from_cell(read.cell()), read);
        for wrong in ["2026-11-20", "2026-11-20 NaN", "2026-02-30 1", "soon 1"] {
            assert!(Readings::read(wrong, &reading()).is_err(), "{wrong}");
        }
    }
}
