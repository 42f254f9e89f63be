//! Evaluation results of a validation as rows: metric, value, interval, acceptance criterion, slice.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::field::Reading;
use super::refusal::Misread;
use super::rows::{RowLine, Rows};
use super::text::{clean_line, excerpt};
use super::value::LINE_LIMIT;
use crate::choice;

choice! {
    /// Which side of its bound a result must lie on.
    pub enum Bound {
        /// No criterion.
        #[default]
        None = "none",
        /// This much or more.
        AtLeast = "at-least",
        /// This much or less.
        AtMost = "at-most",
        /// More than this.
        Above = "above",
        /// Less than this.
        Below = "below",
    }
}

impl Bound {
    /// How it is written before its number.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::None => "",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::Below => "<",
        }
    }

    /// Whether more is better; none if no criterion says so.
    pub const fn more_is_better(self) -> Option<bool> {
        match self {
            Self::None => None,
            Self::AtLeast | Self::Above => Some(true),
            Self::AtMost | Self::Below => Some(false),
        }
    }
}

/// One result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvaluationResult {
    /// What was measured.
    pub metric: String,
    /// The subgroup or segment; blank is all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub slice: String,
    /// The value.
    pub value: Decimal,
    /// Lower end of its interval.
    #[serde(skip_serializing_if = "is_unset")]
    pub low: Decimal,
    /// Upper end of its interval.
    #[serde(skip_serializing_if = "is_unset")]
    pub high: Decimal,
    /// Which side of the bound is accepted.
    pub accept: Bound,
    /// The bound of the acceptance criterion.
    #[serde(skip_serializing_if = "is_unset")]
    pub bound: Decimal,
}

fn is_unset(number: &Decimal) -> bool {
    !number.is_set()
}

/// Results, one a line.
pub type EvaluationResults = Rows<EvaluationResult>;

impl EvaluationResult {
    /// Whether the acceptance criterion is met; none if there is none.
    pub fn met(&self) -> Option<bool> {
        match self.accept {
            Bound::None => None,
            Bound::AtLeast => Some(self.value >= self.bound),
            Bound::AtMost => Some(self.value <= self.bound),
            Bound::Above => Some(self.value > self.bound),
            Bound::Below => Some(self.value < self.bound),
        }
    }

    /// The criterion as written; empty if there is none.
    pub fn criterion(&self) -> String {
        if self.accept == Bound::None { String::new() } else { format!("{} {}", self.accept.sign(), self.bound) }
    }

    /// The interval as written; empty if there is none.
    pub fn interval(&self) -> String {
        if self.low.is_set() { format!("{} to {}", self.low, self.high) } else { String::new() }
    }
}

impl fmt::Display for EvaluationResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.metric)?;
        if !self.slice.is_empty() {
            write!(f, " ({})", self.slice)?;
        }
        write!(f, " {}", self.value)
    }
}

fn interval(text: &str) -> Result<(Decimal, Decimal), Misread> {
    let wrong = || Misread::new(format!("`[{}]` is not an interval", excerpt(text)), "write [0.90..0.92]");
    let (low, high) = text.split_once("..").ok_or_else(wrong)?;
    let (low, high) = (Decimal::parse(low)?, Decimal::parse(high)?);
    if low > high { Err(wrong()) } else { Ok((low, high)) }
}

impl RowLine for EvaluationResult {
    const WORD: &'static str = "results";
    const LIMIT: usize = 2_000;
    const WAY_OUT: &'static str = "attach the evaluation report as an artifact";

    /// Reads `auc 0.91 [0.90..0.92] >=0.88 age 18-25`; interval, criterion and slice may be left out.
    fn read(line: &str, _: &Reading) -> Result<Self, Misread> {
        const EXAMPLE: &str = "write auc 0.91 [0.90..0.92] >=0.88 age 18-25";
        let line = clean_line(line);
        let wrong = || Misread::new(format!("`{}` is not a result", excerpt(&line)), EXAMPLE);
        let (metric, rest) = line.split_once(' ').ok_or_else(wrong)?;
        let (value, mut rest) = rest.trim_start().split_once(' ').unwrap_or((rest.trim_start(), ""));
        let mut result = Self { metric: metric.to_owned(), value: Decimal::parse(value)?, ..Self::default() };
        rest = rest.trim_start();
        if let Some(inside) = rest.strip_prefix('[') {
            let (ends, after) = inside.split_once(']').ok_or_else(wrong)?;
            (result.low, result.high) = interval(ends)?;
            rest = after.trim_start();
            if result.value < result.low || result.value > result.high {
                let sentence = format!("the value {} lies outside its interval", result.value);
                return Err(Misread::new(sentence, "correct the value or the interval"));
            }
        }
        // The longer signs first: `>=` begins with `>`.
        for bound in [Bound::AtLeast, Bound::AtMost, Bound::Above, Bound::Below] {
            if let Some(after) = rest.strip_prefix(bound.sign()) {
                let after = after.trim_start();
                let (number, slice) = after.split_once(' ').unwrap_or((after, ""));
                result.accept = bound;
                result.bound = Decimal::parse(number)?;
                rest = slice;
                break;
            }
        }
        rest.trim().clone_into(&mut result.slice);
        if result.metric.chars().count() + result.slice.chars().count() > LINE_LIMIT {
            return Err(Misread::new("the result is too long", format!("shorten it to {LINE_LIMIT} characters")));
        }
        Ok(result)
    }

    fn line(&self) -> String {
        let mut line = format!("{} {}", self.metric, self.value);
        if self.low.is_set() {
            let _ = write!(line, " [{}..{}]", self.low, self.high);
        }
        if self.accept != Bound::None {
            let _ = write!(line, " {}{}", self.accept.sign(), self.bound);
        }
        if !self.slice.is_empty() {
            line.push(' ');
            line.push_str(&self.slice);
        }
        line
    }

    fn line_of(text: impl Fn(&str) -> String) -> String {
        let mut line = format!("{} {}", text("metric").replace(' ', "-"), text("value"));
        if !text("low").is_empty() || !text("high").is_empty() {
            let _ = write!(line, " [{}..{}]", text("low"), text("high"));
        }
        if !text("criterion").is_empty() {
            let _ = write!(line, " {}", text("criterion"));
        } else if let Some(bound) = Bound::of(&text("accept")).filter(|bound| *bound != Bound::None) {
            let _ = write!(line, " {}{}", bound.sign(), text("bound"));
        }
        format!("{line} {}", text("slice"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::FieldValue;

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
    fn results_survive_their_line_and_know_whether_they_are_met() {
        let cases = [
            ("auc 0.91", "", None),
            ("auc 0.91 >=0.91", "", Some(true)),
            ("auc 0.91 > 0.91", "", Some(false)),
            ("fpr 0.02 [0.01..0.03] <=0.019 age 18-25", "age 18-25", Some(false)),
            ("fpr 0.02 [0.01..0.03] age 18-25", "age 18-25", None),
            ("latency-p99 180 <200 EU; web", "EU; web", Some(true)),
        ];
        for (line, slice, met) in cases {
            let read = EvaluationResult::read(line, &reading()).expect(line);
            assert_eq!((read.slice.as_str(), read.met()), (slice, met), "{line}");
            assert_eq!(EvaluationResult::read(&read.line(), &reading()), Ok(read.clone()), "{line}");
            let stored = Rows(vec![read]);
            assert_eq!(EvaluationResults::from_cell(stored.cell()), stored, "{line}");
        }
        for wrong in ["auc", "auc high", "auc 0.9 [0.95..0.99]", "auc 0.9 [0.95..0.8]", "auc 0.9 [0.8", "auc 0.9 >=x"] {
            assert!(EvaluationResult::read(wrong, &reading()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn results_come_as_objects_too() {
        let rows = serde_json::json!([
            {"metric": "false positive rate", "value": 0.02, "low": "0.01", "high": 0.03, "criterion": "<= 0.05", "slice": "EU"},
            {"metric": "auc", "value": "0.9", "accept": "at-least", "bound": 0.88},
        ]);
        let read = EvaluationResults::from_json(&rows, &reading()).expect("two results");
        assert_eq!(read.text(), "false-positive-rate 0.02 [0.01..0.03] <=0.05 EU\nauc 0.9 >=0.88");
    }
}
