//! Controls of a risk as lines: what is done, and how well it works (`canary release | effective`).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::field::{Cell, FieldKind, FieldValue, Reading};
use super::refusal::Misread;
use super::states::Effectiveness;
use super::value::Prose;

/// One control of a risk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Safeguard {
    /// What is done.
    pub text: String,
    /// How well it works.
    pub works: Effectiveness,
}

impl Safeguard {
    /// Reads a line; what ends in no grade is a text that nobody has tested.
    fn of(line: &str) -> Self {
        let graded = line.rsplit_once('|').map(|(text, word)| (text.trim(), Effectiveness::of(word.trim())));
        match graded {
            Some((text, Some(works))) if !text.is_empty() => Self { text: text.to_owned(), works },
            _ => Self { text: line.trim().to_owned(), works: Effectiveness::Untested },
        }
    }

    /// The line it reads back from.
    pub fn line(&self) -> String {
        match self.works {
            Effectiveness::Untested => self.text.clone(),
            works => format!("{} | {works}", self.text),
        }
    }

    /// What seems to be meant as a grade and is none.
    pub fn misgraded(&self) -> Option<&str> {
        let word = self.text.rsplit_once('|')?.1.trim();
        (self.works == Effectiveness::Untested && !word.is_empty() && word.chars().all(char::is_alphabetic))
            .then_some(word)
    }
}

/// The controls of a risk, one a line or separated by `; `; the record keeps them as their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Safeguards(pub Vec<Safeguard>);

impl Safeguards {
    fn of(text: &str) -> Self {
        let lines = text.lines().flat_map(|line| line.split("; ")).map(|line| line.trim().trim_end_matches(';'));
        Self(lines.filter(|line| !line.trim().is_empty()).map(Safeguard::of).collect())
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FieldValue for Safeguards {
    fn kind() -> FieldKind {
        FieldKind::Rows
    }
    fn read(text: &str, reading: &Reading) -> Result<Self, Misread> {
        Prose::read(text, reading).map(|prose| Self::of(prose.as_str()))
    }
    fn text(&self) -> String {
        self.0.iter().map(Safeguard::line).collect::<Vec<_>>().join("\n")
    }
    fn from_cell(cell: Cell) -> Self {
        Self::of(&cell.into_text())
    }
}

impl Serialize for Safeguards {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for Safeguards {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer).map(|text| Self::of(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_lines_with_a_grade_or_without() {
        let reading = Reading {
            today: "2026-11-23".parse().expect("a date"),
            calendar: crate::domain::calendar::Calendar::default(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        };
        let text =
            "canary release | effective\n\nrollback; kill switch |  Partial;\n a | b | ineffective\nread | write";
        let read = Safeguards::read(text, &reading).expect("five controls");
        let lines: Vec<String> = read.0.iter().map(Safeguard::line).collect();
        let expected =
            ["canary release | effective", "rollback", "kill switch | partial", "a | b | ineffective", "read | write"];
        assert_eq!(lines, expected);
        assert_eq!(read.0.iter().filter_map(Safeguard::misgraded).collect::<Vec<_>>(), ["write"]);
        for back in [read.text(), read.text().replace('\n', "; ")] {
            assert_eq!(Safeguards::read(&back, &reading).as_ref(), Ok(&read));
        }
        assert_eq!(Safeguards::from_cell(read.cell()), read);
        let stored = serde_json::to_string(&read).expect("JSON");
        assert_eq!(serde_json::from_str::<Safeguards>(&stored).expect("reads back"), read);
    }
}
