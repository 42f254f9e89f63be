//! Verifications of compensating controls as rows: which control, whose, who looked, when, what was found, on what.

use serde::{Deserialize, Serialize};

use super::condition::Control;
use super::field::{FieldValue, Reading};
use super::refusal::Misread;
use super::rows::{RowLine, Rows};
use super::states::Effectiveness;
use super::text::clean_line;
use super::value::{Day, Handle};

/// One look at one compensating control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Verification {
    /// The control, in the words of the acceptance.
    pub control: String,
    /// Who carries it out.
    pub owner: Handle,
    /// Who looked; never its owner (R13).
    pub verifier: Handle,
    /// When.
    pub on: Day,
    /// What was found.
    pub result: Effectiveness,
    /// What that rests on.
    pub evidence: String,
}

/// Verifications, one a line, the oldest first.
pub type Verifications = Rows<Verification>;

impl Verifications {
    /// The last look at a control, if anybody has looked.
    pub fn last(&self, control: &Control) -> Option<&Verification> {
        self.0.iter().rev().find(|one| one.control == control.text)
    }
}

impl RowLine for Verification {
    const WORD: &'static str = "verifications";
    const LIMIT: usize = 1_000;
    const WAY_OUT: &'static str = "renew the acceptance";

    /// Reads `control | owner | verifier | day | result | evidence`.
    fn read(line: &str, reading: &Reading) -> Result<Self, Misread> {
        let parts: Vec<&str> = line.splitn(6, '|').map(str::trim).collect();
        let [control, owner, verifier, on, result, evidence] = parts.as_slice() else {
            return Err(Misread::new(
                format!("`{}` is not a verification", clean_line(line)),
                "write control | owner | verifier | day | result | evidence",
            ));
        };
        Ok(Self {
            control: clean_line(control),
            owner: Handle::read(owner, reading)?,
            verifier: Handle::read(verifier, reading)?,
            on: Day::read(on, reading)?,
            result: Effectiveness::read(result, reading)?,
            evidence: clean_line(evidence),
        })
    }

    fn line(&self) -> String {
        let control = self.control.replace('|', "/");
        format!(
            "{control} | {} | {} | {} | {} | {}",
            self.owner,
            self.verifier,
            self.on.text(),
            self.result,
            self.evidence
        )
    }

    fn line_of(text: impl Fn(&str) -> String) -> String {
        let parts = ["control", "owner", "verifier", "on", "result", "evidence"];
        parts.map(|name| text(name).replace('|', "/")).join(" | ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verification_survives_its_line() {
        let reading = Reading {
            today: "2026-11-23".parse().expect("a date"),
            calendar: crate::domain::calendar::Calendar::default(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        };
        let text = "manual review | lin | berg | 2026-11-20 | partial | sampled 20, 3 late\nmanual review | lin | berg | 2026-11-22 | effective | ART-0003 | again";
        let read = Verifications::read(text, &reading).expect("two looks");
        assert_eq!(Verifications::read(&read.text(), &reading).as_ref(), Ok(&read));
        assert_eq!(Verifications::from_cell(read.cell()), read);
        let control = Control { text: "manual review".to_owned(), owner: "lin".into() };
        assert_eq!(read.last(&control).map(|one| one.evidence.as_str()), Some("ART-0003 | again"));
        assert_eq!(read.last(&Control { text: "another".to_owned(), ..control }), None);
        for wrong in
            ["manual review", "x | lin | berg | 2026-11-20 | good | y", "x | lin | berg | some day | partial | y"]
        {
            assert!(Verifications::read(wrong, &reading).is_err(), "{wrong}");
        }
    }
}
