//! Moments: UTC, fixed-width milliseconds in storage and files.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::field::{Cell, FieldKind, FieldValue, Reading};
use super::refusal::Misread;

/// A moment that may be unset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Moment(pub Option<DateTime<Utc>>);

impl Moment {
    /// The moment, set.
    pub const fn at(moment: DateTime<Utc>) -> Self {
        Self(Some(moment))
    }
}

/// RFC 3339 in UTC with milliseconds: always 24 characters, so that text order is time order.
pub fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads what [`stamp`] wrote.
pub fn read_stamp(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.with_timezone(&Utc))
}

impl From<String> for Moment {
    fn from(text: String) -> Self {
        Self(read_stamp(&text))
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.text()
    }
}

impl FieldValue for Moment {
    fn kind() -> FieldKind {
        FieldKind::Moment
    }
    fn read(text: &str, reading: &Reading) -> Result<Self, Misread> {
        super::date::read_moment(text, reading).map(|moment| Self(Some(moment)))
    }
    fn text(&self) -> String {
        self.0.map(stamp).unwrap_or_default()
    }
    fn from_cell(cell: Cell) -> Self {
        Self(read_stamp(&cell.into_text()))
    }
}
