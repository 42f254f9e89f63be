//! Keys by which rows are found again: as given where they are good, made of what the row says where
//! they are blank or repeated, and each such case is said.

use std::collections::{HashMap, HashSet};

use crate::domain::text::{clean_line, counted, excerpt};
use crate::store::sha256;

/// Longest key that is made.
const LONGEST: usize = 120;

/// What a row says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Identity {
    /// The key as given; may be blank.
    pub(super) key: String,
    /// What tells apart what shares a key or a title.
    pub(super) unit: String,
    /// What a person knows it by.
    pub(super) title: String,
    pub(super) line: u64,
}

/// The key of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// This one.
    Is(String),
    /// The key stands on this line already.
    Repeats(String, u64),
    /// There is nothing to make one of.
    None,
}

/// The keys of all rows.
pub(super) struct Keys {
    pub(super) keys: Vec<Key>,
    pub(super) notes: Vec<String>,
}

/// Gives each row its key. Where the column is the key by its own name or because someone said so,
/// `strict`, a repetition is a mistake; where it was only taken for one, both rows are kept apart.
pub(super) fn assign(identities: &[Identity], strict: bool) -> Keys {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for row in identities.iter().filter(|row| !row.key.is_empty()) {
        *counts.entry(&row.key).or_default() += 1;
    }
    let mut taken: HashSet<String> =
        counts.iter().filter(|(_, n)| **n == 1).map(|(key, _)| (*key).to_owned()).collect();
    let mut first: HashMap<&str, u64> = HashMap::new();
    let (mut blank, mut repeated, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for row in identities {
        let given = row.key.as_str();
        if counts.get(given) == Some(&1) {
            keys.push(Key::Is(row.key.clone()));
        } else if given.is_empty() {
            let made = made(&row.unit, &row.title);
            if made.is_empty() {
                keys.push(Key::None);
            } else {
                blank.push(row.line);
                keys.push(Key::Is(free(&made, &mut taken)));
            }
        } else if strict {
            if let Some(line) = first.get(given) {
                keys.push(Key::Repeats(row.key.clone(), *line));
            } else {
                first.insert(given, row.line);
                keys.push(Key::Is(row.key.clone()));
            }
        } else {
            let key = free(&made(&row.unit, given), &mut taken);
            repeated.push(format!("line {} `{}` as `{}`", row.line, excerpt(given), excerpt(&key)));
            keys.push(Key::Is(key));
        }
    }
    let mut notes = Vec::new();
    if !blank.is_empty() {
        let count = rows(blank.len());
        let lines: Vec<String> = blank.iter().map(ToString::to_string).collect();
        notes.push(format!("{count} without a key: it was made of unit and title ({})", some("lines", &lines)));
    }
    if !repeated.is_empty() {
        let count = rows(repeated.len());
        notes.push(format!("{count} with a key that another row has, kept apart: {}", some("", &repeated)));
    }
    Keys { keys, notes }
}

/// `1 row`, `2 rows`.
pub(super) fn rows(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "row")
}

/// The first few, and how many more.
pub(super) fn some(noun: &str, all: &[String]) -> String {
    const SHOWN: usize = 12;
    let noun = if noun.is_empty() { String::new() } else { format!("{noun} ") };
    let shown = all.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(SHOWN) {
        0 => format!("{noun}{shown}"),
        more => format!("{noun}{shown} and {more} more"),
    }
}

/// `DOJ/0357`; one that is too long is cut, and its digest keeps it apart.
fn made(unit: &str, rest: &str) -> String {
    let (unit, rest) = (clean_line(unit), clean_line(rest));
    let whole = match (unit.is_empty(), rest.is_empty()) {
        (_, true) => return String::new(),
        (true, false) => rest,
        (false, false) if rest.starts_with(&unit) => rest,
        (false, false) => format!("{unit}/{rest}"),
    };
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let cut: String = whole.chars().take(LONGEST - 9).collect();
    format!("{}~{}", cut.trim_end(), &sha256(&whole)[..8])
}

/// The key, numbered if it is taken; the same rows in the same order get the same keys again.
fn free(key: &str, taken: &mut HashSet<String>) -> String {
    let mut candidate = key.to_owned();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{key}#{number}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, key: &str, unit: &str, title: &str) -> Identity {
        Identity { key: key.into(), unit: unit.into(), title: title.into(), line }
    }

    #[test]
    fn blank_and_repeated_keys_are_kept_apart_and_said() {
        let rows = [
            row(2, "A-1", "DOJ", "one"),
            row(3, "35", "DOJ", "two"),
            row(4, "35", "DHS", "three"),
            row(5, "35", "DHS", "three"),
            row(6, "", "DOJ", "chat"),
            row(7, "", "DOJ", "chat"),
            row(8, "", "", ""),
            row(9, "DOJ-1", "DOJ", "x"),
            row(10, "DOJ-1", "DOJ", "x"),
        ];
        let keys = assign(&rows, false);
        let is = |key: &str| Key::Is(key.to_owned());
        assert_eq!(
            keys.keys,
            [
                is("A-1"),
                is("DOJ/35"),
                is("DHS/35"),
                is("DHS/35#2"),
                is("DOJ/chat"),
                is("DOJ/chat#2"),
                Key::None,
                is("DOJ-1"),
                is("DOJ-1#2")
            ]
        );
        assert_eq!(keys.notes.len(), 2);
        assert!(
            keys.notes[0].starts_with("2 rows without a key") && keys.notes[0].contains("lines 6, 7"),
            "{:?}",
            keys.notes
        );
        assert_eq!(assign(&rows, false).keys, keys.keys, "the same file gives the same keys");
    }

    #[test]
    fn a_key_that_was_meant_as_one_is_not_repeated() {
        let keys = assign(&[row(2, "A", "", "x"), row(9, "A", "", "y")], true);
        assert_eq!(keys.keys, [Key::Is("A".into()), Key::Repeats("A".into(), 2)]);
    }

    #[test]
    fn long_titles_make_bounded_keys_that_differ() {
        let long = "x".repeat(400);
        let keys = assign(&[row(2, "", "u", &format!("{long}a")), row(3, "", "u", &format!("{long}b"))], false);
        let [Key::Is(one), Key::Is(other)] = keys.keys.as_slice() else { panic!("{:?}", keys.keys) };
        assert!(one != other && one.chars().count() <= LONGEST, "{one}");
    }
}
