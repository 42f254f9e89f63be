//! What could stand at the cursor of a query.

use std::ops::Range;

use super::filter::{QueryField, QueryKind};
use crate::domain::framework::requirements;

/// Dates that people ask lists for.
const DATES: &[&str] = &["today", "tomorrow", "+7d", "+14d", "+30d", "eom", "eoq", "-7d", "-30d", "none"];

/// A proposal: the text that would replace these bytes of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What would be written.
    pub text: String,
    /// The bytes it would replace, up to the cursor.
    pub span: Range<usize>,
}

/// What a board knows that a query can name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// People, by handle.
    pub people: &'a [&'a str],
    /// Tags in use.
    pub tags: &'a [&'a str],
}

/// Proposals for the term before the cursor, in the order of the table; none within a quote. People and
/// tags are proposed from those that are known.
pub fn complete(text: &str, cursor: usize, fields: &[QueryField], known: Known<'_>) -> Vec<Candidate> {
    let Some(before) = text.get(..cursor) else { return Vec::new() };
    if before.matches('"').count() % 2 == 1 {
        return Vec::new();
    }
    let start =
        before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let start = if before[start..].starts_with('-') { start + 1 } else { start };
    let token = &before[start..];
    let from = |start: usize, texts: Vec<String>| {
        let typed = before[start..].to_lowercase();
        texts
            .into_iter()
            .filter(|text| text.to_lowercase().starts_with(&typed) && *text != typed)
            .map(|text| Candidate { text, span: start..cursor })
            .collect()
    };
    let Some(sign) = token.find([':', '<', '>', '=']) else {
        return from(start, names(fields));
    };
    let after = token[sign..].trim_start_matches([':', '<', '>', '=']);
    let last = after.rfind(',').map_or(after, |comma| &after[comma + 1..]);
    let value_start = cursor - last.len();
    let name = token[..sign].to_lowercase().replace('_', "-");
    if name == "is" {
        return from(value_start, flags(fields));
    }
    let Some(field) = fields.iter().find(|field| field.name == name) else { return Vec::new() };
    let of_board = match field.kind {
        QueryKind::Person => known.people,
        QueryKind::Tag => known.tags,
        QueryKind::Text
        | QueryKind::Choice(_)
        | QueryKind::Scale(_)
        | QueryKind::Number
        | QueryKind::Range(..)
        | QueryKind::Record
        | QueryKind::Reference
        | QueryKind::Date
        | QueryKind::Custom(_)
        | QueryKind::Flag => &[],
    };
    let of_board = of_board.iter().map(|word| quoted(word));
    from(value_start, values(field.kind).into_iter().chain(of_board).collect())
}

fn flags(fields: &[QueryField]) -> Vec<String> {
    fields.iter().filter(|field| field.kind == QueryKind::Flag).map(|field| field.name.to_owned()).collect()
}

/// Fields with their colon, then flags, then the person at the keyboard.
fn names(fields: &[QueryField]) -> Vec<String> {
    let plain = fields.iter().filter(|field| field.kind != QueryKind::Flag).map(|field| format!("{}:", field.name));
    plain.chain(flags(fields).into_iter().map(|flag| format!("is:{flag}"))).chain(["@me".to_owned()]).collect()
}

/// A value as it is written: within a quote nothing is proposed, so one with blanks or commas is offered in quotes.
fn quoted(value: &str) -> String {
    if value.contains([' ', ',']) { format!("\"{value}\"") } else { value.to_owned() }
}

fn values(kind: QueryKind) -> Vec<String> {
    if kind == QueryKind::Reference {
        return requirements().map(|(_, id, _)| quoted(id)).chain(["none".to_owned()]).collect();
    }
    if let QueryKind::Range(low, high) = kind {
        return (low..=high).map(|number| number.to_string()).chain(["none".to_owned()]).collect();
    }
    let words: &[&str] = match kind {
        QueryKind::Choice(words) | QueryKind::Scale(words) => words,
        QueryKind::Date => DATES,
        QueryKind::Person => &["me", "none"],
        QueryKind::Number
        | QueryKind::Range(..)
        | QueryKind::Record
        | QueryKind::Reference
        | QueryKind::Text
        | QueryKind::Tag
        | QueryKind::Custom(_)
        | QueryKind::Flag => &[],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}
