//! The YAML at the head of a card: read event by event within limits, so that no card can blow up.
//!
//! Two kinds of trouble are told apart. What is merely broken (a template, a tab, a list where fields
//! belong) leaves the card its text; what is made to overwhelm (aliases, depth, thousands of entries)
//! is refused with the whole card.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

use crate::domain::Misread;
use crate::domain::text::excerpt;
use crate::domain::value::LIST_LIMIT;

/// Longest front matter that is read, in bytes.
const LONGEST: usize = 256 * 1024;
/// Deepest nesting.
const DEEPEST: usize = 24;
/// Most values.
const MOST: usize = 20_000;

/// Why front matter is not read.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It is not YAML, or not fields; the sentence says what it is.
    Broken(String),
    /// It is more than a card can mean.
    Refused(Misread),
}

/// A list or a mapping that is still open.
enum Open {
    List(Vec<Value>),
    Fields(Map<String, Value>, Option<String>),
}

/// The front matter of a text and what follows it; no front matter if it begins otherwise, or has no end.
pub(super) fn split(text: &str) -> (Option<&str>, &str) {
    let trimmed = text.trim_start_matches(['\n', ' ']);
    let Some(rest) = trimmed.strip_prefix("---").and_then(|rest| rest.trim_start_matches(' ').strip_prefix('\n'))
    else {
        return (None, text);
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return (Some(&rest[..at]), &rest[at + line.len()..]);
        }
        at += line.len();
    }
    (None, text)
}

/// Reads front matter as fields; every scalar is its text.
pub(super) fn read(text: &str) -> Result<Map<String, Value>, Trouble> {
    if text.len() > LONGEST {
        return Err(refused(format!("the front matter has {} bytes", text.len()), "shorten it to 256 KiB"));
    }
    let mut open: Vec<Open> = Vec::new();
    let mut whole: Option<Value> = None;
    let mut count: usize = 0;
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| {
            if error.info().contains("recursion limit") {
                return nested();
            }
            if error.info().contains("anchor") {
                return anchored();
            }
            let line = error.marker().line();
            Trouble::Broken(format!("line {line} of it is not YAML: {}", excerpt(error.info())))
        })?;
        count += 1;
        if count > MOST {
            return Err(refused(
                format!("the front matter has more than {MOST} values"),
                "keep what describes the model",
            ));
        }
        let value = match event {
            Event::Alias(_) => return Err(anchored()),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _)
                if anchor != 0 =>
            {
                return Err(anchored());
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Fields(Map::new(), None));
                None
            }
            Event::Scalar(text, style, _, _) => Some(scalar(&text, style)),
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(entries)) => Some(Value::Array(entries)),
                Some(Open::Fields(fields, _)) => Some(Value::Object(fields)),
                None => None,
            },
            Event::DocumentStart(_) if whole.is_some() => {
                return Err(Trouble::Broken("it is several documents".to_owned()));
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                None
            }
        };
        if open.len() > DEEPEST {
            return Err(nested());
        }
        if let Some(value) = value {
            place(value, &mut open, &mut whole)?;
        }
    }
    match whole {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(fields)) => Ok(fields),
        Some(Value::Array(_)) => Err(Trouble::Broken("it is a list, not fields".to_owned())),
        Some(_) => Err(Trouble::Broken("it is a text, not fields".to_owned())),
    }
}

/// Puts a finished value where it belongs.
fn place(value: Value, open: &mut [Open], whole: &mut Option<Value>) -> Result<(), Trouble> {
    match open.last_mut() {
        None => *whole = Some(value),
        Some(Open::List(entries)) => entries.push(value),
        Some(Open::Fields(fields, name)) => match (name.take(), value) {
            (None, Value::String(key)) => *name = Some(key),
            (None, _) => return Err(Trouble::Broken("a field has no name".to_owned())),
            (Some(key), value) => {
                if let Value::Array(entries) = &value
                    && entries.len() > LIST_LIMIT
                {
                    let sentence = format!("`{}` has {} entries", excerpt(&key), entries.len());
                    return Err(refused(sentence, &format!("keep to {LIST_LIMIT}")));
                }
                if fields.contains_key(&key) {
                    return Err(Trouble::Broken(format!("`{}` stands in it twice", excerpt(&key))));
                }
                fields.insert(key, value);
            }
        },
    }
    Ok(())
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    let is_plain = style == ScalarStyle::Plain;
    if is_plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") { Value::Null } else { Value::from(text) }
}

fn refused(sentence: String, hint: &str) -> Trouble {
    Trouble::Refused(Misread::new(sentence, hint))
}

fn nested() -> Trouble {
    refused(format!("the front matter is nested more than {DEEPEST} deep"), "flatten it")
}

fn anchored() -> Trouble {
    refused(
        "the front matter has anchors or aliases, by which a small text can stand for a huge one".to_owned(),
        "write the values out",
    )
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn front_matter_ends_at_its_line() {
        assert_eq!(split("---\na: 1\n---\n# T\n"), (Some("a: 1\n"), "# T\n"));
        assert_eq!(split("\n--- \na: 1\n...\n# T\n"), (Some("a: 1\n"), "# T\n"));
        assert_eq!(split("---\n---\n# T"), (Some(""), "# T"));
        for text in ["# T\n---\na\n---\n", "---\na: 1\n", "----\na\n----\n", ""] {
            assert_eq!(split(text), (None, text));
        }
    }

    #[test]
    fn scalars_are_texts_and_blanks_are_null() {
        let read = read("a: 1.10\nb: ~\nc: 'null'\nd: [x, 2]\ne:\n- k: v\nf: |\n  two\n  lines\n").expect("fields");
        let expected = serde_json::json!({
            "a": "1.10", "b": null, "c": "null", "d": ["x", "2"], "e": [{"k": "v"}], "f": "two\nlines\n"
        });
        assert_eq!(Value::Object(read), expected);
        assert!(super::read("# only a comment\n").expect("nothing").is_empty());
    }

    #[test]
    fn what_is_broken_is_told_from_what_is_refused() {
        let broken = ["[]", "just text", "a: [1", "a: 1\na: 2", "{{ card_data }}", "? [x]\n: y", "a: b: c"];
        for text in broken {
            assert!(matches!(read(text), Err(Trouble::Broken(_))), "{text}: {:?}", read(text));
        }
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        let many = (0..10_000).fold("tags:\n".to_owned(), |mut text, number| {
            writeln!(text, "- tag-{number}").expect("written");
            text
        });
        let deep = format!("a: {}{}", "[".repeat(60), "]".repeat(60));
        let deeper = format!("a: {}{}", "[".repeat(600), "]".repeat(600));
        let block = (0..60).fold(String::new(), |text, depth| format!("{text}{}a:\n", " ".repeat(depth)));
        let long = format!("a: {}\n", "x".repeat(LONGEST));
        let wide = format!("a: {{{}}}", (0..20_001).map(|n| format!("k{n}: v")).collect::<Vec<_>>().join(", "));
        for (text, word) in [
            (bomb, "anchors"),
            ("a: *x", "anchors"),
            (&many, "10000 entries"),
            (&deep, "deep"),
            (&deeper, "deep"),
            (&block, "deep"),
            (&long, "bytes"),
            (&wide, "values"),
        ] {
            match read(text) {
                Err(Trouble::Refused(misread)) => assert!(misread.sentence.contains(word), "{}", misread.sentence),
                other => panic!("{word}: {other:?}"),
            }
        }
    }
}
