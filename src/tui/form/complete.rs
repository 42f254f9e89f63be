//! What could stand at the cursor of a field, found by fuzzy matching.

use std::ops::Range;

use super::Input;
use crate::domain::field::FieldKind;
use crate::domain::framework::requirements;
use crate::domain::order;
use crate::tui::effect::{Candidate, Pick};
use crate::tui::fuzzy;
use crate::tui::shell::Shell;

/// Proposals at most.
const LIMIT: usize = 50;
/// Dates that people type.
const DATES: &[(&str, &str)] = &[
    ("today", ""),
    ("tomorrow", ""),
    ("fri", "the next one"),
    ("+1w", "a week on"),
    ("+2w", "two weeks on"),
    ("+10bd", "ten business days on"),
    ("+1m", "a month on"),
    ("eom", "end of the month"),
    ("eoq", "end of the quarter"),
];

/// Whether the list of proposals is open, and which of them is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Whether it is open.
    pub open: bool,
    /// Whether it was asked for, and so is shown though nothing is typed.
    pub forced: bool,
    /// The chosen one.
    pub at: usize,
}

/// A list of proposals for a part of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposals {
    /// The bytes that are completed.
    pub span: Range<usize>,
    /// What they are now.
    pub token: String,
    /// The proposals, best first.
    pub found: Vec<Candidate>,
}

impl Proposals {
    /// Whether one of them is there already.
    pub fn settled(&self) -> bool {
        self.found.iter().any(|one| one.value.eq_ignore_ascii_case(&self.token))
    }
}

/// The source of a field's completions, if records, people or words of the policy are named in it.
pub fn source(input: &Input) -> Option<Pick> {
    match (input.kind, input.spec.name) {
        (FieldKind::Rows, _) => Some(Pick::People),
        (FieldKind::Line, "kind") | (FieldKind::Words, "offered" | "missing") => Some(Pick::Evidence),
        (FieldKind::Words, "triggers") => Some(Pick::Triggers),
        (FieldKind::Line, "cause_category") => Some(Pick::Causes),
        (other, _) => Pick::of(other),
    }
}

/// The bytes around the cursor that name one thing.
fn token(input: &Input) -> Option<Range<usize>> {
    let text = input.editor.text();
    let cursor = input.editor.cursor();
    let between = |is_end: fn(char) -> bool| {
        let start =
            text[..cursor].rfind(is_end).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let end = text[cursor..].find(is_end).map_or(text.len(), |at| cursor + at);
        let blank = text[start..end].len() - text[start..end].trim_start().len();
        let start = (start + blank).min(end);
        start..start + text[start..end].trim_end().len()
    };
    match input.kind {
        FieldKind::Choice(_) | FieldKind::Person | FieldKind::Record(_) | FieldKind::YesNo | FieldKind::Date => {
            Some(0..text.len())
        }
        FieldKind::Line if source(input).is_some() => Some(0..text.len()),
        FieldKind::Words if source(input).is_none() => None,
        FieldKind::People | FieldKind::Records(_) | FieldKind::References | FieldKind::Words => {
            Some(between(|c| matches!(c, ';' | ',' | '\n')))
        }
        FieldKind::Rows => {
            let word = between(char::is_whitespace);
            text[word.clone()].starts_with('@').then(|| word.start + 1..word.end)
        }
        FieldKind::Line | FieldKind::Prose | FieldKind::Moment | FieldKind::Number(..) | FieldKind::AnyRecord => None,
    }
}

/// The proposals for what stands at the cursor of a field.
pub fn proposals(input: &Input, completion: Completion, shell: &Shell) -> Proposals {
    let Some(span) = token(input).filter(|_| completion.open) else { return Proposals::default() };
    let text = input.editor.text();
    let token = text[span.clone()].to_owned();
    let plain = |words: &[&str]| {
        words.iter().map(|word| Candidate { value: (*word).to_owned(), label: String::new() }).collect()
    };
    let all: Vec<Candidate> = match input.kind {
        FieldKind::Choice(words) => plain(words),
        FieldKind::YesNo => plain(&["yes", "no"]),
        FieldKind::References => {
            requirements().map(|(_, id, title)| Candidate { value: id.to_owned(), label: title.to_owned() }).collect()
        }
        FieldKind::Date if completion.forced => {
            let one =
                |(value, label): &(&str, &str)| Candidate { value: (*value).to_owned(), label: (*label).to_owned() };
            DATES.iter().map(one).collect()
        }
        _ => match source(input).and_then(|pick| shell.candidates.get(&pick)) {
            Some(known) => known.as_ref().clone(),
            None => Vec::new(),
        },
    };
    // What was asked for is shown whole as long as one of its values stands there.
    let whole = completion.forced && all.iter().any(|one| one.value.eq_ignore_ascii_case(&token));
    if token.is_empty() && !completion.forced {
        return Proposals { span, token, found: Vec::new() };
    }
    let sought = if whole { "" } else { token.as_str() };
    let texts: Vec<String> = all.iter().map(|one| format!("{} {}", one.value, one.label)).collect();
    let mut ranked = fuzzy::rank(sought, texts.iter().map(String::as_str));
    // What is typed in full comes first, then what begins like it.
    order::by_key(&mut ranked, |at| {
        let value = all[*at].value.to_lowercase();
        let typed = sought.to_lowercase();
        (value != typed, !value.starts_with(&typed))
    });
    let found = ranked.into_iter().take(LIMIT).map(|at| all[at].clone()).collect();
    Proposals { span, token, found }
}
