//! Text from outside, made harmless where it enters: control characters, whole escape sequences,
//! bidirectional overrides, invisible and tag characters are taken out; and the few helpers with
//! which sentences are made.
//!
//! What carries meaning stays: joiners, variation selectors, combining marks, right-to-left letters.
//! How wide a text is on screen is not known here.

use crate::domain::order;
/// How many known words a hint lists at most.
const LISTED: usize = 12;

/// What a character is to a reader of plain text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Plain,
    Break,
    Space,
    Dropped,
    /// Opens an escape sequence: `ESC` or a C1 introducer.
    Opens,
}

fn sort(c: char) -> Sort {
    match c {
        '\n' | ' '..='~' => Sort::Plain,
        '\t' => Sort::Space,
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Sort::Break,
        '\u{1b}' | '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}'..='\u{9f}' => Sort::Opens,
        c if c.is_control() => Sort::Dropped,
        // Bidirectional overrides and tags; soft hyphen, zero-width space, word joiner and invisible operators, deprecated format
        // characters, byte-order mark, interlinear annotation, noncharacters: they only hide text.
        '\u{ad}'
        | '\u{200b}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{202a}'..='\u{202e}'
        | '\u{e0000}'..='\u{e007f}'
        | '\u{fdd0}'..='\u{fdef}' => Sort::Dropped,
        c if u32::from(c) & 0xfffe == 0xfffe => Sort::Dropped,
        _ => Sort::Plain,
    }
}

/// Whether cleaning would leave this text as it is.
pub fn is_clean(text: &str) -> bool {
    // Most text is ASCII, and an import has millions of such bytes: look at bytes first.
    text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) || text.chars().all(|c| sort(c) == Sort::Plain)
}

/// Removes what could drive a terminal or hide text; keeps line breaks, as `\n`.
pub fn clean_text(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match sort(c) {
            Sort::Opens => skip_sequence(c, after),
            Sort::Plain => {
                clean.push(c);
                after
            }
            Sort::Break => {
                clean.push('\n');
                if c == '\r' { after.strip_prefix('\n').unwrap_or(after) } else { after }
            }
            Sort::Space => {
                clean.push(' ');
                after
            }
            Sort::Dropped => after,
        };
    }
    clean
}

/// What follows an escape sequence whose first character has been read.
///
/// A string (title, device control) that its line does not end loses its introducer only: a stray
/// `ESC ]` must not swallow what a person wrote.
fn skip_sequence(opener: char, after: &str) -> &str {
    let (introducer, body) = match opener {
        '\u{1b}' => match after.chars().next() {
            Some(second @ ' '..='~') => (second, &after[1..]),
            _ => return after,
        },
        '\u{9b}' => ('[', after),
        _ => (']', after),
    };
    match introducer {
        '[' => {
            let body = body.trim_start_matches(|c| matches!(c, ' '..='?'));
            body.strip_prefix(|c| matches!(c, '@'..='~')).unwrap_or(body)
        }
        ']' | 'P' | 'X' | '^' | '_' => string_end(body).unwrap_or(body),
        ' '..='/' => {
            let body = body.trim_start_matches(|c| matches!(c, ' '..='/'));
            body.strip_prefix(|c| matches!(c, '0'..='~')).unwrap_or(body)
        }
        _ => body,
    }
}

/// What follows the terminator of a control string; `None` if its line has none.
fn string_end(body: &str) -> Option<&str> {
    let at =
        body.find(|c| matches!(c, '\n' | '\r' | '\u{7}' | '\u{18}' | '\u{1a}' | '\u{1b}' | '\u{90}'..='\u{9f}'))?;
    let end = &body[at..];
    match end.chars().next()? {
        '\n' | '\r' => None,
        '\u{1b}' => Some(end.strip_prefix("\u{1b}\\").unwrap_or(end)),
        '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}'..='\u{9f}' => Some(end),
        ended => Some(&end[ended.len_utf8()..]),
    }
}

/// The same on one line: runs of white space become one space.
pub fn clean_line(text: &str) -> String {
    let bytes = text.as_bytes();
    let neat = bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
        && !bytes.windows(2).any(|pair| pair == b"  ");
    if neat {
        return text.to_owned();
    }
    let clean = clean_text(text);
    let mut line = String::with_capacity(clean.len());
    for word in clean.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A wrong value as a sentence may quote it: cleaned, on one line, at most 40 characters.
pub fn excerpt(text: &str) -> String {
    // Enough to fill the excerpt; what is longer is never walked through.
    let start: String = text.chars().take(400).collect();
    let line = clean_line(&start);
    if line.chars().count() <= 40 && start.len() == text.len() {
        return line;
    }
    line.chars().take(39).chain(['…']).collect()
}

/// A text on one line, cut after a word with a sign if it is longer than so many characters.
pub fn shortened(text: &str, most: usize) -> String {
    let start: String = text.chars().take(most.saturating_mul(4).max(400)).collect();
    let line = clean_line(&start);
    if line.chars().count() <= most && start.len() == text.len() {
        return line;
    }
    let cut: String = line.chars().take(most.saturating_sub(1)).collect();
    let whole = cut.rfind(' ').filter(|at| *at > cut.len() / 2).map_or(cut.as_str(), |at| &cut[..at]);
    format!("{}…", whole.trim_end_matches([' ', ',', ';', ':', '.']))
}

/// The first sentence of a text, cut if it is longer than so many characters: for a heading.
pub fn headline(text: &str, most: usize) -> String {
    let line = clean_line(&text.chars().take(most.saturating_mul(4)).collect::<String>());
    match line.split_once(". ") {
        Some((sentence, _)) if sentence.chars().count() <= most => sentence.to_owned(),
        _ => shortened(text, most),
    }
}

/// `a, b and c`, with the last word given by the caller: `and`, `or`.
pub fn join_words<S: AsRef<str>>(words: &[S], last: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// `an` before a vowel, else `a`.
pub fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// `1 day`, `2 days`: a count with its noun.
pub fn counted(count: impl Into<i64>, noun: &str) -> String {
    let count = count.into();
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Levels from 0 to 7 as a line of small bars; a dot where there is none.
pub fn sparkline(levels: &[Option<usize>]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    levels.iter().map(|level| level.map_or('·', |level| HEIGHTS[level.min(7)])).collect()
}

/// How many letters must be added, dropped, replaced or swapped with their neighbour.
pub fn edit_distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let mut least = (row[j] + usize::from(a != b)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

/// The known words that someone may have meant, nearest first.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Vec<&'a str> {
    let word: String = word.trim().to_lowercase().chars().take(40).collect();
    let length = word.chars().count();
    if length == 0 {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> = known
        .iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let begins = length >= 2 && (lower.starts_with(&word) || word.starts_with(&lower) && lower.len() >= 2);
            let distance = if begins { 1 } else { edit_distance(&word, &lower) };
            (distance <= 1.max(length / 3)).then_some((distance, *name))
        })
        .collect();
    order::by_key(&mut near, |(distance, _)| *distance);
    near.into_iter().map(|(_, name)| name).collect()
}

/// A hint that names the nearest known words first, and all of them when they are few.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    let near = nearest(word, known);
    let listed: Vec<String> = known.iter().take(LISTED).map(|name| (*name).to_owned()).collect();
    let more = known.len().saturating_sub(LISTED);
    let all = match (listed.len(), more) {
        (0, _) => "nothing is known here".to_owned(),
        (_, 0) => format!("known: {}", listed.join(", ")),
        _ => format!("known: {} and {more} more", listed.join(", ")),
    };
    if near.is_empty() {
        return all;
    }
    let meant: Vec<String> = near.iter().take(3).map(|name| format!("`{name}`")).collect();
    let meant = format!("did you mean {}?", join_words(&meant, "or"));
    if more == 0 { format!("{meant} {all}") } else { meant }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_what_drives_a_terminal_and_keeps_what_people_write() {
        let cases = [
            ("plain text\nwith lines", "plain text\nwith lines"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{9b}31mred", "red"),
            ("a\u{1b}[38;2;1;2;3mb", "ab"),
            ("a\u{1b}[?25lb\u{1b}[2Jc", "abc"),
            ("\u{1b}]0;owned\u{7}title", "title"),
            ("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{9d}0;owned\u{9c}title", "title"),
            ("\u{1b}Pq#0;2;0\u{1b}\\after", "after"),
            ("\u{1b}_Gpayload\u{1b}\\after", "after"),
            ("stray \u{1b}]the rest stays", "stray the rest stays"),
            ("stray \u{1b}]one\ntwo\u{7}", "stray one\ntwo"),
            ("\u{1b}]0;cut\u{1b}[31mred", "red"),
            ("\u{1b}(Bx\u{1b}7y\u{1b}cz", "xyz"),
            ("end\u{1b}", "end"),
            ("end\u{1b}[", "end"),
            ("\u{1b}é", "é"),
            ("a\u{0}b\u{8}c\u{7f}d\u{9a}e", "abcde"),
            ("one\r\ntwo\rthree\u{85}four\u{2028}five\u{2029}six", "one\ntwo\nthree\nfour\nfive\nsix"),
            ("a\tb", "a b"),
            ("abc\u{202e}fed\u{202c} \u{2066}x\u{2069}", "abcfed x"),
            ("a\u{e0041}b\u{feff}c\u{200b}d\u{2060}e\u{ad}f", "abcdef"),
            ("\u{fffe}\u{1ffff}\u{fdd0}x", "x"),
            (
                "👩\u{200d}🚀 ❤\u{fe0f} e\u{301} שלום می\u{200c}خواهم",
                "👩\u{200d}🚀 ❤\u{fe0f} e\u{301} שלום می\u{200c}خواهم",
            ),
            ("literal [31m stays", "literal [31m stays"),
        ];
        for (dirty, clean) in cases {
            assert_eq!(clean_text(dirty), clean, "{dirty:?}");
            assert!(is_clean(clean) && clean_text(clean) == clean, "{clean:?} is clean");
            assert_eq!(is_clean(dirty), dirty == clean, "{dirty:?}");
        }
    }

    #[test]
    fn one_line_has_single_spaces() {
        let cases = [
            ("", ""),
            ("plain", "plain"),
            (" a  b ", "a b"),
            ("a\n\n b\t\u{a0}c", "a b c"),
            ("\u{1b}[1m\u{1b}[0m", ""),
            ("été\u{3000}là", "été là"),
        ];
        for (text, line) in cases {
            assert_eq!(clean_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn many_unfinished_sequences_take_linear_time() {
        let long = "\u{1b}]x".repeat(200_000);
        assert_eq!(clean_text(&long), "x");
    }

    #[test]
    fn hints_name_the_nearest_first() {
        let outcomes = ["approve", "conditional", "defer", "reject"];
        let cases = [
            ("aprove", "did you mean `approve`? known: approve, conditional, defer, reject"),
            ("REJETC", "did you mean `reject`? known: approve, conditional, defer, reject"),
            ("cond", "did you mean `conditional`? known: approve, conditional, defer, reject"),
            ("xyzzy", "known: approve, conditional, defer, reject"),
            ("", "known: approve, conditional, defer, reject"),
        ];
        for (word, hint) in cases {
            assert_eq!(did_you_mean(word, &outcomes), hint);
        }
        let many: Vec<String> = (10..30).map(|n| format!("name{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(did_you_mean("nam10", &many), "did you mean `name10`?");
        assert!(did_you_mean("zzz", &many).ends_with("name21 and 8 more"));
        assert_eq!(did_you_mean("x", &[]), "nothing is known here");
        for (left, right, distance) in [("", "abc", 3), ("abc", "acb", 1), ("kitten", "sitting", 3), ("é", "e", 1)] {
            assert_eq!(edit_distance(left, right), distance, "{left} {right}");
            assert_eq!(edit_distance(right, left), distance, "{right} {left}");
        }
    }

    #[test]
    fn sentences_are_made_from_parts() {
        assert_eq!(join_words::<&str>(&[], "and"), "");
        assert_eq!(join_words(&["a"], "and"), "a");
        assert_eq!(join_words(&["a", "b", "c"], "or"), "a, b or c");
        assert_eq!((counted(1, "day"), counted(0, "day")), ("1 day".to_owned(), "0 days".to_owned()));
        assert_eq!(excerpt("a\u{1b}[31m b"), "a b");
        assert_eq!(excerpt(&"é".repeat(500)).chars().count(), 40);
        assert_eq!(excerpt(&"x".repeat(40)), "x".repeat(40));
    }

    proptest::proptest! {
        #[test]
        fn what_is_cleaned_is_clean(text in "[ -~\\n\u{1b}\u{7}\u{9b}\u{9d}\u{9c}é日\u{202e}\u{200d}\\\\\\]\\[;m]{0,40}") {
            let clean = clean_text(&text);
            proptest::prop_assert!(is_clean(&clean));
            proptest::prop_assert_eq!(clean_text(&clean), clean.clone());
            proptest::prop_assert_eq!(clean_line(&clean_line(&text)), clean_line(&text));
        }
    }
}
