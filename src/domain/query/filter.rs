//! A query held against the fields of a list: names known, values read, ready for the store.

use std::ops::Range;

use chrono::NaiveDate;

use super::{Op, Query, QueryError, TermKind, Written};
use crate::domain::custom::{CustomAsked, CustomHolds};
use crate::domain::decimal::Decimal;
use crate::domain::field::{FieldValue, Reading};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::Handle;
use crate::domain::{Misread, date, framework};

/// What a field of a list can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryKind {
    /// Text, of which the value is a part.
    Text,
    /// Tags, of which the value is a part.
    Tag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, lowest first: `residual>=high`.
    Scale(&'static [&'static str]),
    /// A whole number.
    Number,
    /// A whole number between these two, both included.
    Range(i64, i64),
    /// A record by identifier.
    Record,
    /// Requirements of frameworks: one, a family of them, or a whole framework.
    Reference,
    /// A date as people type it.
    Date,
    /// A person by handle.
    Person,
    /// The custom fields of records of this kind: their text, and each by its key.
    Custom(RecordKind),
    /// Asked with `is:`.
    Flag,
}

/// A field or flag that a list knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryField {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it can be asked.
    pub kind: QueryKind,
}

/// One condition on a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Whether it must not hold.
    pub negated: bool,
    /// What is tested.
    pub test: Test,
}

/// What is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// A word anywhere.
    Word(String),
    /// Words in this order anywhere.
    Phrase(String),
    /// A field is one of these, or stands in this order to the only one.
    Field {
        /// The field's name in the table given.
        name: &'static str,
        /// How it is compared; of scales and choices only `Is` is left.
        op: Op,
        /// The values, at least one.
        values: Vec<Operand>,
    },
    /// A custom field is one of these, or stands in this order to the only one; a blank one is unset.
    Custom {
        /// Its key.
        key: String,
        /// What it holds.
        holds: CustomHolds,
        /// How it is compared.
        op: Op,
        /// The values, at least one.
        values: Vec<String>,
    },
    /// A flag is set.
    Flag(&'static str),
    /// The row is this person's.
    Person(String),
}

/// A value that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Nothing is there: `owner:none`.
    Unset,
    /// Text, a word of a choice, or a handle.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A date.
    Date(NaiveDate),
}

impl Query {
    /// The people it asks for by handle, where they stand in it; `me` is whoever asks.
    pub fn people(&self, fields: &[QueryField]) -> Vec<Written> {
        let is_person = |name: &str| fields.iter().any(|field| field.name == name && field.kind == QueryKind::Person);
        let mut found = Vec::new();
        for term in &self.terms {
            match &term.kind {
                TermKind::Compare { field, values, .. } if is_person(field) => found.extend(values.iter().cloned()),
                TermKind::Person(handle) => found.push(Written { text: handle.clone(), span: term.span.clone() }),
                TermKind::Compare { .. } | TermKind::Word(_) | TermKind::Phrase(_) | TermKind::Is(_) => {}
            }
        }
        found.retain(|one| !["me", "@me", "none"].contains(&one.text.to_lowercase().as_str()));
        for one in &mut found {
            one.text = one.text.trim_start_matches('@').to_lowercase();
        }
        found
    }

    /// Holds the query against what is known; the first mistake is pointed at.
    pub fn resolve(&self, fields: &[QueryField], reading: &Reading) -> Result<Vec<Filter>, QueryError> {
        self.terms
            .iter()
            .map(|term| {
                let test = match &term.kind {
                    TermKind::Word(word) => Test::Word(word.clone()),
                    TermKind::Phrase(words) => Test::Phrase(words.clone()),
                    TermKind::Is(flag) => Test::Flag(known_flag(flag, fields, &term.span)?),
                    TermKind::Person(handle) => {
                        Test::Person(handle_of(handle, reading).map_err(|misread| pointed(misread, term.span.clone()))?)
                    }
                    TermKind::Compare { field, op, values } if custom_of(field, fields, reading).is_some() => {
                        let custom = custom_of(field, fields, reading);
                        let (key, holds) = custom
                            .map_or((field.clone(), CustomHolds::Text), |one| (one.key.clone(), one.holds.clone()));
                        custom_test(key, holds, (*op, &term.span), values, reading)?
                    }
                    TermKind::Compare { field, op, values } => {
                        let known = known_field(field, fields, &term.span, reading)?;
                        let name_span = term.span.start..values.first().map_or(term.span.end, |value| value.span.start);
                        compare(known, *op, values, name_span, reading)?
                    }
                };
                Ok(Filter { negated: term.negated, test })
            })
            .collect()
    }
}

fn pointed(misread: Misread, span: Range<usize>) -> QueryError {
    QueryError::new(span, misread.sentence, misread.hint)
}

fn handle_of(text: &str, reading: &Reading) -> Result<String, Misread> {
    Handle::read(text, reading).map(|handle| handle.0)
}

/// The custom field of this key, unless the list has a field of that name itself.
fn custom_of<'r>(name: &str, fields: &[QueryField], reading: &'r Reading) -> Option<&'r CustomAsked> {
    if fields.iter().any(|field| field.name == name) {
        return None;
    }
    let kind = fields.iter().find_map(|field| match field.kind {
        QueryKind::Custom(kind) => Some(kind),
        _ => None,
    })?;
    reading.custom.iter().find(|one| one.record == kind && one.key == name)
}

fn custom_test(
    key: String,
    holds: CustomHolds,
    (op, span): (Op, &Range<usize>),
    values: &[Written],
    reading: &Reading,
) -> Result<Test, QueryError> {
    if op != Op::Is && (!matches!(holds, CustomHolds::Number | CustomHolds::Date) || values.len() > 1) {
        let sentence = format!("`{key}` is not compared by `{}` with that", op.sign());
        return Err(QueryError::new(span.clone(), sentence, format!("write {key}:value")));
    }
    let read = |value: &Written| {
        let text = value.text.as_str();
        if op == Op::Is && text.eq_ignore_ascii_case("none") {
            return Ok(String::new());
        }
        let misread = match &holds {
            CustomHolds::Text => return Ok(text.to_owned()),
            CustomHolds::Number => Decimal::parse(text).map(|number| number.to_string()),
            CustomHolds::Date => date::read(text, reading).map(|day| day.to_string()),
            CustomHolds::Words(words) => {
                let known: Vec<&str> = words.iter().map(String::as_str).collect();
                let found = words.iter().find(|word| word.eq_ignore_ascii_case(text)).cloned();
                found
                    .ok_or_else(|| Misread::new(format!("`{}` is no {key}", excerpt(text)), did_you_mean(text, &known)))
            }
        };
        misread.map_err(|misread| pointed(misread, value.span.clone()))
    };
    let values = values.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Test::Custom { key, holds, op, values })
}

fn known_flag(flag: &str, fields: &[QueryField], span: &Range<usize>) -> Result<&'static str, QueryError> {
    let flags: Vec<&'static str> =
        fields.iter().filter(|field| field.kind == QueryKind::Flag).map(|field| field.name).collect();
    flags.iter().copied().find(|name| *name == flag).ok_or_else(|| {
        QueryError::new(span.clone(), format!("`is:{}` is not known here", excerpt(flag)), did_you_mean(flag, &flags))
    })
}

fn known_field(
    name: &str,
    fields: &[QueryField],
    span: &Range<usize>,
    reading: &Reading,
) -> Result<QueryField, QueryError> {
    if let Some(field) = fields.iter().find(|field| field.name == name) {
        if field.kind == QueryKind::Flag {
            return Err(QueryError::new(span.clone(), format!("`{name}` is a flag"), format!("write is:{name}")));
        }
        return Ok(*field);
    }
    let kind = fields.iter().find_map(|field| match field.kind {
        QueryKind::Custom(kind) => Some(kind),
        _ => None,
    });
    let custom = reading.custom.iter().filter(|one| Some(one.record) == kind).map(|one| one.key.as_str());
    let names = fields.iter().filter(|field| field.kind != QueryKind::Flag).map(|field| field.name);
    let names: Vec<&str> = names.chain(custom).collect();
    let shown = excerpt(name);
    Err(QueryError::new(span.clone(), format!("there is no field `{shown}` here"), did_you_mean(name, &names)))
}

fn compare(
    field: QueryField,
    op: Op,
    values: &[Written],
    name_span: Range<usize>,
    reading: &Reading,
) -> Result<Test, QueryError> {
    let name = field.name;
    let ordered =
        matches!(field.kind, QueryKind::Scale(_) | QueryKind::Number | QueryKind::Range(..) | QueryKind::Date);
    if op != Op::Is && !ordered {
        return Err(QueryError::new(
            name_span,
            format!("`{name}` has no order, so `{}` means nothing", op.sign()),
            format!("write {name}:value"),
        ));
    }
    if op != Op::Is
        && let [_, second, ..] = values
    {
        let sentence = format!("`{}` compares with one value", op.sign());
        return Err(QueryError::new(second.span.clone(), sentence, "leave one value, or write : for any of several"));
    }
    let operands = values.iter().map(|value| operand(field, value, reading)).collect::<Result<Vec<_>, _>>()?;
    let operands: Vec<Operand> = operands.into_iter().flatten().collect();
    if op != Op::Is
        && let [Operand::Unset] = operands.as_slice()
    {
        return Err(QueryError::new(
            name_span,
            format!("nothing is `{}` none", op.sign()),
            format!("write {name}:none"),
        ));
    }
    match (field.kind, op, operands.as_slice()) {
        (QueryKind::Scale(words), Op::Over | Op::AtLeast | Op::Under | Op::AtMost, [Operand::Text(word)]) => {
            let at = words.iter().position(|known| known == word).unwrap_or(0);
            let in_order = |place: usize| match op {
                Op::Is => place == at,
                Op::Over => place > at,
                Op::AtLeast => place >= at,
                Op::Under => place < at,
                Op::AtMost => place <= at,
            };
            let fitting: Vec<Operand> = words
                .iter()
                .enumerate()
                .filter(|(place, _)| in_order(*place))
                .map(|(_, word)| Operand::Text((*word).to_owned()))
                .collect();
            if fitting.is_empty() {
                let sentence = format!("nothing is `{}` {word}", op.sign());
                return Err(QueryError::new(name_span, sentence, format!("known, in order: {}", words.join(", "))));
            }
            Ok(Test::Field { name, op: Op::Is, values: fitting })
        }
        _ => Ok(Test::Field { name, op, values: operands }),
    }
}

/// What a value stands for: one operand, but for a family of references.
fn operand(field: QueryField, value: &Written, reading: &Reading) -> Result<Vec<Operand>, QueryError> {
    if field.kind == QueryKind::Reference && !value.text.eq_ignore_ascii_case("none") {
        let asked = framework::asked(&value.text).map_err(|misread| pointed(misread, value.span.clone()))?;
        return Ok(asked.into_iter().map(Operand::Text).collect());
    }
    single(field, value, reading).map(|operand| vec![operand])
}

fn single(field: QueryField, value: &Written, reading: &Reading) -> Result<Operand, QueryError> {
    let wrong = |misread: Misread| pointed(misread, value.span.clone());
    if let QueryKind::Choice(words) | QueryKind::Scale(words) = field.kind {
        let word = value.text.to_lowercase().replace([' ', '_'], "-");
        return match words.iter().find(|known| known.eq_ignore_ascii_case(&word)) {
            Some(known) => Ok(Operand::Text((*known).to_owned())),
            None if word == "none" => Ok(Operand::Unset),
            None => Err(wrong(Misread::new(
                format!("`{}` is no {}", excerpt(&value.text), field.name),
                did_you_mean(&word, words),
            ))),
        };
    }
    if value.text.eq_ignore_ascii_case("none") {
        return Ok(Operand::Unset);
    }
    match field.kind {
        QueryKind::Range(low, high) => {
            let known: Vec<String> = (low..=high).map(|number| number.to_string()).collect();
            let number = value.text.parse().ok().filter(|number| (low..=high).contains(number));
            number.map(Operand::Number).ok_or_else(|| {
                let sentence = format!("there is no {} `{}`", field.name, excerpt(&value.text));
                wrong(Misread::new(sentence, format!("known: {}, none", known.join(", "))))
            })
        }
        QueryKind::Record => value.text.parse::<RecordId>().map(|id| Operand::Number(id.key())).map_err(wrong),
        QueryKind::Number => value.text.parse().map(Operand::Number).map_err(|_| {
            wrong(Misread::new(
                format!("`{}` is not a whole number", excerpt(&value.text)),
                format!("write {}:2 or {}>=2", field.name, field.name),
            ))
        }),
        QueryKind::Date => date::read(&value.text, reading).map(Operand::Date).map_err(wrong),
        QueryKind::Person => handle_of(&value.text, reading).map(Operand::Text).map_err(wrong),
        QueryKind::Text
        | QueryKind::Tag
        | QueryKind::Reference
        | QueryKind::Custom(_)
        | QueryKind::Flag
        | QueryKind::Choice(_)
        | QueryKind::Scale(_) => Ok(Operand::Text(value.text.clone())),
    }
}
