//! The query language of lists, of the interface's `/` and of saved views:
//! `words "a phrase" field:value field>=value tier:1,2 -is:open @me due<+14d`.
//!
//! [`parse`] knows the form only; [`filter`] holds it against the fields that a list has, and
//! [`complete`] proposes what could stand at the cursor. Every term keeps its place in the text,
//! so that a mistake can be pointed at. How a filter becomes SQL is the store's business.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::refusal::{Misread, Refusal};
use super::text::excerpt;

pub mod complete;
pub mod filter;

/// Longest query, in bytes.
pub const QUERY_LIMIT: usize = 1000;
/// Most terms in a query.
pub const TERM_LIMIT: usize = 50;

/// A query: terms that must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The terms in the order written.
    pub terms: Vec<Term>,
}

/// One term and its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether a `-` stands before it.
    pub negated: bool,
    /// What it asks for.
    pub kind: TermKind,
    /// Its bytes in the text, the `-` included.
    pub span: Range<usize>,
}

/// What a term asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// A word anywhere.
    Word(String),
    /// Words in this order.
    Phrase(String),
    /// A field against values, any of which may hold.
    Compare {
        /// The field's name as typed, in lower case.
        field: String,
        /// How it is compared.
        op: Op,
        /// The values, at least one.
        values: Vec<Written>,
    },
    /// `is:flag`.
    Is(String),
    /// `@handle`; `me` is not resolved yet.
    Person(String),
}

/// A value as it was typed, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text without quotes.
    pub text: String,
    /// Its bytes in the query.
    pub span: Range<usize>,
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `:` or `=`: is one of.
    Is,
    /// `>`.
    Over,
    /// `>=`.
    AtLeast,
    /// `<`.
    Under,
    /// `<=`.
    AtMost,
}

impl Op {
    /// The sign as typed.
    pub const fn sign(self) -> &'static str {
        match self {
            Op::Is => ":",
            Op::Over => ">",
            Op::AtLeast => ">=",
            Op::Under => "<",
            Op::AtMost => "<=",
        }
    }

    /// The operator at the start of this text, and how many bytes it takes.
    fn at(text: &str) -> Option<(Self, usize)> {
        let found = match text.as_bytes() {
            [b'>', b'=', ..] => (Op::AtLeast, 2),
            [b'<', b'=', ..] => (Op::AtMost, 2),
            [b'>', ..] => (Op::Over, 1),
            [b'<', ..] => (Op::Under, 1),
            [b':' | b'=', ..] => (Op::Is, 1),
            _ => return None,
        };
        Some(found)
    }
}

/// A mistake in a query, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The bytes of the query that are meant.
    pub span: Range<usize>,
    /// One sentence without a full stop.
    pub sentence: String,
    /// What is known, or what to write instead.
    pub hint: String,
}

impl QueryError {
    /// A mistake at this place.
    pub fn new(span: Range<usize>, sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { span, sentence: sentence.into(), hint: hint.into() }
    }

    /// The line of carets to print under the query.
    pub fn carets(&self, text: &str) -> String {
        let before = text.get(..self.span.start).unwrap_or(text).width();
        let marked = text.get(self.span.clone()).unwrap_or("").width().max(1);
        format!("{}{}", " ".repeat(before), "^".repeat(marked))
    }

    /// The refusal for the command line.
    pub fn refusal(self) -> Refusal {
        Refusal::usage("filter", self.sentence).hint(self.hint)
    }

    /// The same with the place in the query it points at, before anyone knows where the query was typed.
    pub fn pointed(self, query: &str) -> Misread {
        let at = query.get(self.span).unwrap_or_default();
        let place = if at.is_empty() { String::new() } else { format!(" (at `{}`)", excerpt(at)) };
        Misread::new(format!("{}{place}", self.sentence), self.hint)
    }
}

/// Reads a query; an empty one has no terms.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    if text.len() > QUERY_LIMIT {
        let end = text.len();
        return Err(QueryError::new(0..end, "the query is too long", format!("shorten it to {QUERY_LIMIT} bytes")));
    }
    let mut cursor = Cursor { text, at: 0 };
    let mut query = Query::default();
    cursor.skip_space();
    while !cursor.rest().is_empty() {
        if query.terms.len() == TERM_LIMIT {
            let here = cursor.at..text.len();
            return Err(QueryError::new(here, "the query has too many terms", format!("keep it to {TERM_LIMIT}")));
        }
        query.terms.push(cursor.term()?);
        cursor.skip_space();
    }
    Ok(query)
}

/// Where the parser stands.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes characters while they fit.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        let start = self.at;
        let negated = self.rest().starts_with('-');
        if negated {
            self.at += 1;
            if self.rest().is_empty() || self.rest().starts_with(char::is_whitespace) {
                return Err(QueryError::new(
                    start..self.at,
                    "nothing follows the `-`",
                    "write it before what is to be left out, as in -is:open",
                ));
            }
        }
        let kind = self.kind()?;
        Ok(Term { negated, kind, span: start..self.at })
    }

    fn kind(&mut self) -> Result<TermKind, QueryError> {
        let start = self.at;
        if self.rest().starts_with('"') {
            return Ok(TermKind::Phrase(self.quoted()?));
        }
        if self.rest().starts_with('@') {
            self.at += 1;
            let handle = self.take(|c| !c.is_whitespace() && c != '"').to_lowercase();
            if handle.is_empty() {
                return Err(QueryError::new(
                    start..self.at,
                    "no handle follows the `@`",
                    "write @me or a person's handle",
                ));
            }
            return Ok(TermKind::Person(handle));
        }
        if let Some((name, op)) = self.field() {
            let values = self.values(&name, op, start)?;
            if name == "is" {
                return flag(op, values, start..self.at);
            }
            return Ok(TermKind::Compare { field: name, op, values });
        }
        let word = self.take(|c| !c.is_whitespace() && c != '"');
        let hint = match word {
            "OR" => "write a comma list, as in tier:1,2",
            "AND" => "leave it out: all terms must hold",
            "NOT" => "write - before the term, as in -is:open",
            _ => return Ok(TermKind::Word(word.to_owned())),
        };
        Err(QueryError::new(start..self.at, format!("`{word}` is no operator here"), format!("{hint}; or quote it")))
    }

    /// A field's name with its operator, if both stand here.
    fn field(&mut self) -> Option<(String, Op)> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        let (op, length) = Op::at(&rest[end..])?;
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        self.at += end + length;
        Some((rest[..end].to_lowercase().replace('_', "-"), op))
    }

    /// The comma list after an operator.
    fn values(&mut self, name: &str, op: Op, start: usize) -> Result<Vec<Written>, QueryError> {
        let mut values = Vec::new();
        loop {
            let from = self.at;
            let text = if self.rest().starts_with('"') {
                self.quoted()?
            } else {
                self.take(|c| !c.is_whitespace() && c != ',' && c != '"').to_owned()
            };
            if text.is_empty() {
                let example = if name == "is" { "is:open".to_owned() } else { format!("{name}{}value", op.sign()) };
                return Err(QueryError::new(
                    start..self.at,
                    format!("`{}` lacks a value", &self.text[start..self.at]),
                    format!("write it without spaces, as in {example}"),
                ));
            }
            values.push(Written { text, span: from..self.at });
            if !self.rest().starts_with(',') {
                return Ok(values);
            }
            self.at += 1;
        }
    }

    /// What stands between two quotes; there is no escape for a quote within.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        let inner = &self.rest()[1..];
        let Some(length) = inner.find('"') else {
            return Err(QueryError::new(start..self.text.len(), "this quote is not closed", "close it with \""));
        };
        self.at += length + 2;
        let text = inner[..length].trim();
        if text.is_empty() {
            return Err(QueryError::new(
                start..self.at,
                "there is nothing between the quotes",
                "write the words to look for",
            ));
        }
        Ok(text.to_owned())
    }
}

/// `is:` takes one flag and no other operator.
fn flag(op: Op, mut values: Vec<Written>, span: Range<usize>) -> Result<TermKind, QueryError> {
    let example = "write one flag a term, as in is:open -is:overdue";
    if op != Op::Is {
        return Err(QueryError::new(span, format!("`is{}` compares nothing", op.sign()), example));
    }
    match (values.pop(), values.is_empty()) {
        (Some(value), true) => Ok(TermKind::Is(value.text.to_lowercase().replace('_', "-"))),
        (last, _) => {
            let what = last.map(|value| excerpt(&value.text)).unwrap_or_default();
            Err(QueryError::new(span, format!("`is:` takes one flag, and `{what}` is one more"), example))
        }
    }
}

#[cfg(test)]
mod tests;
