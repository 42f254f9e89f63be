//! Decimal numbers, exact: what monitors measure and metrics count. No floats on the record.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::field::{Cell, FieldKind, FieldValue, Reading};
use super::refusal::Misread;
use super::text::excerpt;

/// Digits after the point that are kept.
const PLACES: u32 = 9;
/// What one is, in the smallest unit.
const ONE: i128 = 10_i128.pow(PLACES);
/// The largest magnitude, in ones: fifteen digits, which a spreadsheet keeps as well.
const LARGEST: i128 = 999_999_999_999_999;

/// A decimal number of at most fifteen digits before and nine after the point; it may be unset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(Option<i128>);

impl Decimal {
    /// This many billionths.
    pub const fn billionths(units: i128) -> Self {
        Self(Some(units))
    }

    /// The whole number.
    pub const fn whole(number: i64) -> Self {
        Self(Some(number as i128 * ONE))
    }

    /// The number in billionths, if there is one.
    pub const fn units(self) -> Option<i128> {
        self.0
    }

    /// Whether there is a number.
    pub const fn is_set(self) -> bool {
        self.0.is_some()
    }

    /// The nearest float, for drawing only.
    pub fn approximate(self) -> Option<f64> {
        self.0.and_then(|_| self.to_string().parse().ok())
    }

    /// Reads `12`, `-0.25`, `1e-4`. Thousands separators, percent signs and decimal commas are refused,
    /// not guessed; so are NaN and infinities.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let text = text.trim();
        let wrong =
            || Misread::new(format!("`{}` is not a decimal number", excerpt(text)), "write it like 0.25, 12 or 1e-4");
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|_| wrong())?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.as_bytes().first() {
            Some(b'-') => (true, &digits[1..]),
            Some(b'+') => (false, &digits[1..]),
            _ => (false, digits),
        };
        let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (before.is_empty() && after.is_empty()) || !all_digits(before) || !all_digits(after) {
            return Err(wrong());
        }
        let large = || Misread::new(format!("`{}` is too large a number", excerpt(text)), "keep to fifteen digits");
        let shift = i64::from(exponent) - i64::try_from(after.len()).unwrap_or(i64::MAX) + i64::from(PLACES);
        let mut units: i128 = 0;
        let mut dropped: Option<u8> = None;
        let joined = before.bytes().chain(after.bytes());
        let length = i64::try_from(before.len() + after.len()).unwrap_or(i64::MAX);
        for (at, digit) in (0_i64..).zip(joined) {
            if shift < 0 && at >= length + shift {
                dropped = dropped.or(Some(digit - b'0'));
            } else {
                units = units
                    .checked_mul(10)
                    .and_then(|units| units.checked_add(i128::from(digit - b'0')))
                    .ok_or_else(large)?;
                if units > LARGEST * ONE {
                    return Err(large());
                }
            }
        }
        // What lies past the last place is rounded half up, unless all of it does.
        if shift < 0 && length + shift >= 0 && dropped.is_some_and(|digit| digit >= 5) {
            units += 1;
        }
        for _ in 0..shift.max(0) {
            if units == 0 {
                break;
            }
            units = units.checked_mul(10).filter(|units| *units <= LARGEST * ONE).ok_or_else(large)?;
        }
        Ok(Self(Some(if negative { -units } else { units })))
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(units) = self.0 else { return Ok(()) };
        let sign = if units < 0 { "-" } else { "" };
        let (whole, part) = (units.unsigned_abs() / ONE.unsigned_abs(), units.unsigned_abs() % ONE.unsigned_abs());
        if part == 0 {
            return f.pad(&format!("{sign}{whole}"));
        }
        let part = format!("{part:09}");
        f.pad(&format!("{sign}{whole}.{}", part.trim_end_matches('0')))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self(None));
        }
        Self::parse(&text).map_err(|misread| serde::de::Error::custom(misread.sentence))
    }
}

impl FieldValue for Decimal {
    fn kind() -> FieldKind {
        FieldKind::Line
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        Self::parse(text)
    }
    fn text(&self) -> String {
        self.to_string()
    }
    fn from_cell(cell: Cell) -> Self {
        Self::parse(&cell.into_text()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_and_written_shortest() {
        let cases = [
            ("0", "0"),
            ("12", "12"),
            ("-0.250", "-0.25"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+3", "3"),
            ("1e-4", "0.0001"),
            ("1.5E3", "1500"),
            ("0.1234567894", "0.123456789"),
            ("0.1234567895", "0.12345679"),
            ("1e-30", "0"),
            ("0e99999", "0"),
            ("999999999999999", "999999999999999"),
            ("00012.10", "12.1"),
        ];
        for (text, shown) in cases {
            let read = Decimal::parse(text).unwrap_or_else(|misread| panic!("{text}: {misread:?}"));
            assert_eq!(read.to_string(), shown, "{text}");
            assert_eq!(Decimal::parse(shown).ok(), Some(read), "{shown} reads back");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in
            ["", "-", ".", "NaN", "inf", "1,5", "95%", "1 000", "0x10", "1e", "1e1.5", "1e40", "9999999999999999", "٣"]
        {
            assert!(Decimal::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn order_is_by_value() {
        let read = |text: &str| Decimal::parse(text).expect("a number");
        assert!(read("0.10") == read("0.1") && read("0.9") < read("0.91") && read("-1") < read("0"));
        assert!(Decimal::default() < read("-5"), "what is unset comes first");
    }
}
