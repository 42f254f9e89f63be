//! Numbers of KPIs, exact: quotients, compared and rounded without floats; median and ninth decile.

use std::cmp::Ordering;

use crate::domain::decimal::Decimal;

/// Billionths in one, as decimals are kept.
const BILLION: i128 = 1_000_000_000;

/// A quotient of whole numbers; its divisor is positive.
#[derive(Clone, Copy, Debug)]
pub struct Quotient {
    numerator: i128,
    divisor: i128,
}

impl Quotient {
    /// One number by another, in lowest terms; none if there is nothing to divide by.
    pub fn new(numerator: impl Into<i128>, divisor: impl Into<i128>) -> Option<Self> {
        let (numerator, divisor) = (numerator.into(), divisor.into());
        let common = common_divisor(numerator, divisor);
        match divisor.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self { numerator: numerator / common, divisor: divisor / common }),
            Ordering::Less => Some(Self { numerator: -numerator / common, divisor: -divisor / common }),
        }
    }

    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self { numerator: number as i128, divisor: 1 }
    }

    /// So many in a hundred; none of nothing.
    pub fn percent(n: i64, d: i64) -> Option<Self> {
        Self::new(i128::from(n) * 100, d)
    }

    /// A decimal of the record.
    pub fn of_decimal(number: Decimal) -> Option<Self> {
        number.units().and_then(|units| Self::new(units, BILLION))
    }

    /// A target of the policy, as it was written there.
    pub fn of_target(number: f64) -> Option<Self> {
        Decimal::parse(&number.to_string()).ok().and_then(Self::of_decimal)
    }

    /// The quotient divided once more.
    pub fn by(self, divisor: i64) -> Option<Self> {
        Self::new(self.numerator, self.divisor.checked_mul(i128::from(divisor))?)
    }

    /// The difference; none if its terms are too large to write.
    pub fn minus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.divisor)?;
        let right = other.numerator.checked_mul(self.divisor)?;
        Self::new(left.checked_sub(right)?, self.divisor.checked_mul(other.divisor)?)
    }

    /// Its level between two others in so many steps from 0; in the middle where these are one.
    pub fn level(self, low: Self, high: Self, steps: u8) -> usize {
        let top = steps.saturating_sub(1);
        let nearest = || {
            let (height, span) = (self.minus(low)?, high.minus(low).filter(|span| span.numerator != 0)?);
            let share = height.numerator.checked_mul(span.divisor)?.checked_mul(2 * i128::from(top))?;
            let whole = height.divisor.checked_mul(span.numerator)?.checked_mul(2)?;
            usize::try_from(share.checked_add(whole / 2)? / whole).ok()
        };
        nearest().unwrap_or(usize::from(top / 2)).min(usize::from(top))
    }

    /// Rounded half away from zero to so many places, without trailing zeros.
    pub fn rounded(self, places: u32) -> String {
        let scale = 10_i128.pow(places);
        let scaled = self.numerator.unsigned_abs() * scale.unsigned_abs();
        let divisor = self.divisor.unsigned_abs();
        let units = (2 * scaled + divisor) / (2 * divisor);
        let (whole, part) = (units / scale.unsigned_abs(), units % scale.unsigned_abs());
        let sign = if self.numerator < 0 && units > 0 { "-" } else { "" };
        if part == 0 {
            return format!("{sign}{whole}");
        }
        let part = format!("{part:0width$}", width = usize::try_from(places).unwrap_or(0));
        format!("{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

impl PartialEq for Quotient {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Quotient {}

impl PartialOrd for Quotient {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quotient {
    /// Whole parts first, then what remains turned upside down, so that nothing can grow too large.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = ((self.numerator, self.divisor), (other.numerator, other.divisor));
        loop {
            let wholes = left.0.div_euclid(left.1).cmp(&right.0.div_euclid(right.1));
            let rests = (left.0.rem_euclid(left.1), right.0.rem_euclid(right.1));
            match (wholes, rests) {
                (Ordering::Equal, (0, _) | (_, 0)) => return rests.0.min(1).cmp(&rests.1.min(1)),
                (Ordering::Equal, _) => (left, right) = ((right.1, rests.1), (left.1, rests.0)),
                (unequal, _) => return unequal,
            }
        }
    }
}

/// The greatest common divisor; 1 of nothing.
fn common_divisor(left: i128, right: i128) -> i128 {
    let (mut left, mut right) = (left, right);
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left.abs().max(1)
}

/// The middle value, or half the sum of the two in the middle; none of nothing.
pub fn median(values: &[i64]) -> Option<Quotient> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let above = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(Quotient::whole(above));
    }
    let below = *sorted.get(middle.checked_sub(1)?)?;
    Quotient::new(i128::from(above) + i128::from(below), 2)
}

/// The smallest value that nine tenths do not exceed; none of nothing.
pub fn ninth_decile(values: &[i64]) -> Option<Quotient> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * 9).div_ceil(10);
    sorted.get(rank.checked_sub(1)?).map(|value| Quotient::whole(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(n: i64, d: i64) -> Quotient {
        Quotient::new(n, d).expect("a quotient")
    }

    #[test]
    fn quotients_round_half_away_from_zero() {
        let cases = [
            (1, 3, 1, "0.3"),
            (2, 3, 0, "1"),
            (1, 2, 0, "1"),
            (-1, 2, 0, "-1"),
            (-1, 3, 0, "0"),
            (95, 100, 1, "1"),
            (94, 100, 1, "0.9"),
            (7, -2, 1, "-3.5"),
            (1005, 100, 1, "10.1"),
            (0, 7, 2, "0"),
        ];
        for (n, d, places, text) in cases {
            assert_eq!(q(n, d).rounded(places), text, "{n}/{d}");
        }
        assert!(Quotient::new(1, 0).is_none() && Quotient::percent(0, 0).is_none());
    }

    #[test]
    fn quotients_compare_as_numbers() {
        let cases = [
            (1, 3, 34, 100, "<"),
            (2, 4, 1, 2, "="),
            (1, -2, 0, 5, "<"),
            (7, 3, 9, 4, ">"),
            (-7, 3, -9, 4, "<"),
            (5, 1, 5, 1, "="),
        ];
        for (a, b, c, d, sign) in cases {
            let found = match q(a, b).cmp(&q(c, d)) {
                Ordering::Less => "<",
                Ordering::Equal => "=",
                Ordering::Greater => ">",
            };
            assert_eq!(found, sign, "{a}/{b} and {c}/{d}");
        }
        let huge = Quotient::new(i128::MAX / 3, 7).zip(Quotient::new(i128::MAX / 3 - 1, 7)).expect("quotients");
        assert!(huge.0 > huge.1, "nothing overflows");
        assert_eq!(Quotient::of_target(4.2), Some(q(42, 10)));
        assert_eq!(q(7, 2).minus(q(1, 2)), Some(q(3, 1)));
    }

    #[test]
    fn the_median_and_the_ninth_decile() {
        let cases: [(&[i64], Option<Quotient>, Option<Quotient>); 5] = [
            (&[], None, None),
            (&[4], Some(q(4, 1)), Some(q(4, 1))),
            (&[9, 2], Some(q(11, 2)), Some(q(9, 1))),
            (&[3, 1, 2], Some(q(2, 1)), Some(q(3, 1))),
            (&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], Some(q(11, 2)), Some(q(9, 1))),
        ];
        for (values, middle, ninth) in cases {
            assert_eq!((median(values), ninth_decile(values)), (middle, ninth), "{values:?}");
        }
    }

    #[test]
    fn a_level_lies_between_its_bounds() {
        assert_eq!(q(0, 1).level(q(0, 1), q(10, 1), 8), 0);
        assert_eq!(q(10, 1).level(q(0, 1), q(10, 1), 8), 7);
        assert_eq!(q(5, 1).level(q(0, 1), q(10, 1), 8), 4, "rounded to the nearest");
        assert_eq!(q(5, 1).level(q(5, 1), q(5, 1), 8), 3, "a flat line lies in the middle");
    }
}
