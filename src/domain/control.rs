//! Controls of an assessment as rows: objective, design, operating effectiveness, evidence.

use serde::{Deserialize, Serialize};

use super::field::{FieldValue, Reading};
use super::refusal::Misread;
use super::rows::{RowLine, Rows};
use super::states::Effectiveness;
use super::text::clean_line;
use super::value::LINE_LIMIT;

/// One control as assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Control {
    /// What it is there for; a key of the policy's control objectives, or words.
    pub objective: String,
    /// Whether it is designed so that it can work.
    pub design: Effectiveness,
    /// Whether it does work.
    pub operating: Effectiveness,
    /// What shows it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

/// Controls, one a line.
pub type Controls = Rows<Control>;

impl RowLine for Control {
    const WORD: &'static str = "controls";
    const LIMIT: usize = 200;
    const WAY_OUT: &'static str = "attach a control matrix as an artifact";

    /// Reads `objective | design | operating | evidence`; what is left out is untested.
    fn read(line: &str, reading: &Reading) -> Result<Self, Misread> {
        let line = clean_line(line);
        if line.chars().count() > LINE_LIMIT {
            return Err(Misread::new("the control is too long", format!("shorten it to {LINE_LIMIT} characters")));
        }
        let mut parts = line.splitn(4, '|').map(str::trim);
        let objective = parts.next().unwrap_or_default().to_owned();
        if objective.is_empty() {
            return Err(Misread::new(
                "a control has no objective",
                "write human-oversight | effective | untested | ART-0012",
            ));
        }
        let mut grade = || match parts.next().filter(|part| !part.is_empty()) {
            None => Ok(Effectiveness::Untested),
            Some(part) => Effectiveness::read(part, reading),
        };
        let (design, operating) = (grade()?, grade()?);
        if design == Effectiveness::Ineffective && operating == Effectiveness::Effective {
            return Err(Misread::new(
                format!("`{objective}` operates effectively with an ineffective design"),
                "a control that cannot work does not: correct one of the two",
            ));
        }
        Ok(Self { objective, design, operating, evidence: parts.next().unwrap_or_default().to_owned() })
    }

    fn line(&self) -> String {
        let line = format!("{} | {} | {} | {}", self.objective, self.design, self.operating, self.evidence);
        line.trim_end_matches([' ', '|']).to_owned()
    }

    fn line_of(text: impl Fn(&str) -> String) -> String {
        let parts = ["objective", "design", "operating", "evidence"];
        parts.map(|name| text(name).replace('|', "/")).join(" | ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_survive_their_line() {
        use Effectiveness::{Effective, Partial, Untested};
        let reading = Reading {
            today: "2026-11-23".parse().expect("a date"),
            calendar: crate::domain::calendar::Calendar::default(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        };
        let text = "human-oversight | effective | partial | ART-0012; sampled 20\nrollback | effective\naccess";
        let read = Controls::read(text, &reading).expect("three controls");
        let grades: Vec<_> = read.0.iter().map(|one| (one.design, one.operating)).collect();
        assert_eq!(grades, [(Effective, Partial), (Effective, Untested), (Untested, Untested)]);
        assert_eq!(Controls::read(&read.text(), &reading).as_ref(), Ok(&read));
        for wrong in ["| effective", "x | good", "x | ineffective | effective"] {
            assert!(Controls::read(wrong, &reading).is_err(), "{wrong}");
        }
    }
}
