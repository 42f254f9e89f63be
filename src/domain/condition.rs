//! Rows typed as one line each: conditions (`text @lin +3w !pre`), compensating controls
//! (`text @lin`) and ballots (`okafor for`). JSON may give them as objects.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::{Cell, FieldKind, FieldValue, Reading, is_default};
use super::refusal::Misread;
use super::states::{Ballot, Gate};
use super::text::clean_line;
use super::value::{Day, Handle, LINE_LIMIT, LIST_LIMIT};

/// A condition of a decision. Its gaps are the business of R06, not of the parser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// What must be so.
    pub text: String,
    /// Who sees to it.
    #[serde(skip_serializing_if = "is_default")]
    pub owner: Handle,
    /// By when.
    #[serde(skip_serializing_if = "is_default")]
    pub due: Day,
    /// Whether it blocks release.
    #[serde(skip_serializing_if = "is_default")]
    pub gate: Gate,
    /// What shows that it is met; the text itself if nothing else is said.
    #[serde(skip_serializing_if = "is_default")]
    pub test: String,
}

/// A compensating control with its owner (R01).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Control {
    /// What is done.
    pub text: String,
    /// Who does it.
    #[serde(skip_serializing_if = "is_default")]
    pub owner: Handle,
}

/// One member's vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// Who.
    pub member: Handle,
    /// How.
    pub ballot: Ballot,
}

/// Conditions, one a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Conditions(pub Vec<Condition>);

/// Compensating controls, one a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Controls(pub Vec<Control>);

/// Votes, one a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Votes(pub Vec<Vote>);

impl Condition {
    /// Reads `text @owner due !pre|!post test: what shows it`. The last `@word`, the last date that
    /// starts with `+` or is ISO, and the last `!gate` count; all else is the text.
    pub fn read(line: &str, reading: &Reading) -> Result<Self, Misread> {
        let line = clean_line(line);
        let (line, test) = match line.split_once(" test:") {
            Some((condition, closing)) => (condition.to_owned(), closing.trim().to_owned()),
            None => (line, String::new()),
        };
        let mut condition = Self { test, ..Self::default() };
        let mut words: Vec<&str> = Vec::new();
        let mut gated = None;
        for word in line.split(' ') {
            if let Some(name) = word.strip_prefix('@').filter(|name| !name.is_empty()) {
                condition.owner = Handle::read(name, reading)?;
            } else if let Some(gate) = word.strip_prefix('!').filter(|gate| !gate.is_empty()) {
                condition.gate = match gate {
                    "pre" | "pre-release" => Gate::PreRelease,
                    "post" | "post-release" => Gate::PostRelease,
                    _ => return Err(Misread::new(format!("`!{gate}` is not a gate"), "write !pre or !post")),
                };
                if gated.replace(condition.gate).is_some_and(|before| before != condition.gate) {
                    return Err(Misread::new("it says both !pre and !post", "write one of the two"));
                }
            } else if starts_like_a_date(word) {
                condition.due = Day::read(word, reading)?;
            } else {
                words.push(word);
            }
        }
        condition.text = words.join(" ");
        if condition.text.is_empty() {
            return Err(Misread::new(
                "a condition needs a text",
                "write what must be so, then @owner, a date and !pre or !post",
            ));
        }
        if condition.text.chars().count() > LINE_LIMIT {
            return Err(Misread::new(
                "the condition is too long for one line",
                format!("shorten it to {LINE_LIMIT} characters"),
            ));
        }
        Ok(condition)
    }

    /// What shows that it is met.
    pub fn closing_test(&self) -> &str {
        if self.test.is_empty() { &self.text } else { &self.test }
    }

    /// The line it reads back from.
    pub fn line(&self) -> String {
        let mut line = self.text.clone();
        if !self.owner.is_empty() {
            line.push_str(" @");
            line.push_str(self.owner.as_str());
        }
        if let Some(due) = self.due.0 {
            line.push(' ');
            line.push_str(&due.to_string());
        }
        line.push_str(if self.gate == Gate::PreRelease { " !pre" } else { " !post" });
        if !self.test.is_empty() {
            line.push_str(" test: ");
            line.push_str(&self.test);
        }
        line
    }
}

/// Whether a word in a condition is meant as its due date: `+3w`, `+10bd` or an ISO date.
fn starts_like_a_date(word: &str) -> bool {
    let bytes = word.as_bytes();
    let relative = bytes.len() > 2 && bytes[0] == b'+' && bytes[1].is_ascii_digit();
    let iso = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[..4].iter().all(u8::is_ascii_digit);
    relative || iso
}

impl Control {
    fn read(line: &str, reading: &Reading) -> Result<Self, Misread> {
        let condition = Condition::read(line, reading)?;
        Ok(Self { text: condition.text, owner: condition.owner })
    }

    fn line(&self) -> String {
        if self.owner.is_empty() { self.text.clone() } else { format!("{} @{}", self.text, self.owner) }
    }
}

impl Vote {
    fn read(line: &str, reading: &Reading) -> Result<Self, Misread> {
        let line = clean_line(line).replace(['=', ':'], " ");
        let (member, word) = line
            .rsplit_once(' ')
            .ok_or_else(|| Misread::new(format!("`{line}` is not a vote"), "write `okafor for`"))?;
        let ballot = match word {
            "y" | "yes" => Ballot::For,
            "n" | "no" => Ballot::Against,
            "a" => Ballot::Abstain,
            _ => Ballot::read(word, reading)?,
        };
        Ok(Self { member: Handle::read(member, reading)?, ballot })
    }
}

/// Reads a list of rows from JSON: one text, or a list of texts and objects.
fn rows_from_json<T: serde::de::DeserializeOwned>(
    value: &Value,
    reading: &Reading,
    read: fn(&str, &Reading) -> Result<T, Misread>,
    object: fn(&serde_json::Map<String, Value>, &Reading) -> Result<T, Misread>,
) -> Result<Vec<T>, Misread> {
    let wrong = |value: &Value| Misread::new(format!("`{value}` is not a row"), "write a text or an object");
    match value {
        Value::Null => Ok(Vec::new()),
        Value::String(text) => rows(text, reading, read),
        Value::Array(entries) => entries
            .iter()
            .map(|entry| match entry {
                Value::String(text) => read(text, reading),
                Value::Object(fields) => object(fields, reading),
                other => Err(wrong(other)),
            })
            .collect(),
        other => Err(wrong(other)),
    }
}

fn rows<T>(text: &str, reading: &Reading, read: fn(&str, &Reading) -> Result<T, Misread>) -> Result<Vec<T>, Misread> {
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
    if lines.len() > LIST_LIMIT {
        return Err(Misread::new(format!("{} rows are too many", lines.len()), format!("keep it to {LIST_LIMIT}")));
    }
    lines.into_iter().map(|line| read(line, reading)).collect()
}

fn field<'a>(fields: &'a serde_json::Map<String, Value>, known: &[&str], name: &str) -> Result<&'a str, Misread> {
    if let Some(other) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(Misread::new(
            format!("`{other}` is not a field of such a row"),
            super::text::did_you_mean(other, known),
        ));
    }
    match fields.get(name) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(Misread::new(format!("`{other}` is not a text"), format!("write {name} as a text"))),
    }
}

fn value_of<T: FieldValue>(text: &str, reading: &Reading) -> Result<T, Misread> {
    if text.trim().is_empty() { Ok(T::default()) } else { T::read(text, reading) }
}

fn condition_object(fields: &serde_json::Map<String, Value>, reading: &Reading) -> Result<Condition, Misread> {
    let of = |name| field(fields, &["text", "owner", "due", "gate", "test"], name);
    Ok(Condition {
        text: clean_line(of("text")?),
        owner: value_of(of("owner")?, reading)?,
        due: value_of(of("due")?, reading)?,
        gate: value_of(of("gate")?, reading)?,
        test: clean_line(of("test")?),
    })
}

fn control_object(fields: &serde_json::Map<String, Value>, reading: &Reading) -> Result<Control, Misread> {
    let of = |name| field(fields, &["text", "owner"], name);
    Ok(Control { text: clean_line(of("text")?), owner: value_of(of("owner")?, reading)? })
}

fn vote_object(fields: &serde_json::Map<String, Value>, reading: &Reading) -> Result<Vote, Misread> {
    let of = |name| field(fields, &["member", "ballot"], name);
    Vote::read(&format!("{} {}", of("member")?, of("ballot")?), reading)
}

macro_rules! row_values {
    ($($name:ident, $row:ident, $object:ident, $line:expr;)*) => {$(
        impl FieldValue for $name {
            fn kind() -> FieldKind { FieldKind::Rows }
            fn read(text: &str, reading: &Reading) -> Result<Self, Misread> { rows(text, reading, $row::read).map(Self) }
            fn text(&self) -> String { self.0.iter().map($line).collect::<Vec<String>>().join("\n") }
            fn cell(&self) -> Cell {
                if self.0.is_empty() { return Cell::Null; }
                serde_json::to_string(&self.0).map_or(Cell::Null, Cell::Text)
            }
            fn from_cell(cell: Cell) -> Self { serde_json::from_str(&cell.into_text()).map(Self).unwrap_or_default() }
            fn from_json(value: &Value, reading: &Reading) -> Result<Self, Misread> {
                rows_from_json(value, reading, $row::read, $object).map(Self)
            }
        }
    )*};
}

row_values! {
    Conditions, Condition, condition_object, Condition::line;
    Controls, Control, control_object, Control::line;
    Votes, Vote, vote_object, |vote: &Vote| format!("{} {}", vote.member, vote.ballot);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;

    fn reading() -> Reading {
        Reading {
            today: "2026-11-23".parse().expect("a date"),
            calendar: Calendar::default(),
            actor: "okafor".into(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        }
    }

    #[test]
    fn a_condition_is_one_line() {
        let read = |line: &str| Condition::read(line, &reading());
        let full = read("KS at segment B below .10 @lin 2026-12-15 !pre test: report ART-7").expect("reads");
        assert_eq!(full.text, "KS at segment B below .10");
        assert_eq!(full.owner.as_str(), "lin");
        assert_eq!(full.due.text(), "2026-12-15");
        assert!(Condition::read("x @lin +3w !pre !post", &reading()).is_err(), "it is one or the other");
        assert!(Condition::read("x @lin +3w !pre !pre", &reading()).is_ok());
        assert_eq!(full.gate, Gate::PreRelease);
        assert_eq!(full.closing_test(), "report ART-7");
        assert_eq!(read(&full.line()), Ok(full));
        let bare = read("quarterly drift report").expect("gaps are for R06");
        assert!(bare.owner.is_empty() && bare.due.0.is_none());
        assert_eq!(bare.closing_test(), "quarterly drift report");
        assert!(read("x @lin 2026-02-30").is_err());
        assert!(read("x !maybe").is_err());
        assert!(read("@lin 2026-12-15").is_err());
    }

    #[test]
    fn votes_are_read_as_typed_and_as_json() {
        let typed = Votes::read("okafor y\nweiss: against\nli=abstain", &reading()).expect("reads");
        let json = serde_json::json!([{"member": "okafor", "ballot": "for"}, "weiss against", "li abstain"]);
        assert_eq!(Votes::from_json(&json, &reading()), Ok(typed.clone()));
        assert_eq!(Votes::read(&typed.text(), &reading()), Ok(typed.clone()));
        assert_eq!(Votes::from_cell(typed.cell()), typed);
        assert!(Votes::read("okafor maybe", &reading()).is_err());
    }
}
