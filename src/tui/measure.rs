//! How wide text is on screen, and cutting, padding and wrapping it by that: by grapheme, so that
//! wide characters, emoji and combining marks are never torn.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::text::{clean_line, is_clean};

/// Columns of a text on one line.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(grapheme_width).sum() }
}

/// Columns of one grapheme.
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.is_ascii() { grapheme.len().min(1) } else { UnicodeWidthStr::width(grapheme) }
}

/// A text as one harmless line, as it may go to the terminal.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_clean(text) && !text.contains('\n') { Cow::Borrowed(text) } else { Cow::Owned(clean_line(text)) }
}

/// The text cut to these columns, with `sign` where something was cut.
pub fn cut<'a>(text: &'a str, columns: usize, sign: &str) -> Cow<'a, str> {
    // No grapheme is wider than its bytes are many.
    if text.len() <= columns {
        return Cow::Borrowed(text);
    }
    let room = columns.saturating_sub(width(sign));
    let (mut used, mut kept) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = grapheme_width(grapheme);
        if used + wide <= room {
            kept = at + grapheme.len();
        }
        used += wide;
        if used > columns {
            return Cow::Owned(format!("{}{}", &text[..kept], if columns == 0 { "" } else { sign }));
        }
    }
    Cow::Borrowed(text)
}

/// Cut or padded to exactly these columns.
pub fn fit(text: &str, columns: usize, sign: &str, right: bool) -> String {
    let text = cut(text, columns, sign);
    let gap = " ".repeat(columns.saturating_sub(width(&text)));
    if right { format!("{gap}{text}") } else { format!("{text}{gap}") }
}

/// Where the lines of a text begin and end when it is wrapped at spaces; a word longer than a line is
/// broken. Line breaks begin a new line; the ranges leave out the space at which a line was broken.
pub fn wrap(text: &str, columns: usize) -> Vec<std::ops::Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(text, start..start + line.len(), columns, &mut lines);
        start += line.len() + 1;
    }
    lines
}

fn wrap_line(text: &str, line: std::ops::Range<usize>, columns: usize, lines: &mut Vec<std::ops::Range<usize>>) {
    let body = &text[line.clone()];
    let (mut begin, mut used, mut space) = (0, 0, None::<usize>);
    for (at, grapheme) in body.grapheme_indices(true) {
        let wide = grapheme_width(grapheme);
        if grapheme == " " && used + 1 > columns {
            lines.push(line.start + begin..line.start + at);
            (begin, used, space) = (at + 1, 0, None);
            continue;
        }
        // What is carried over from the last space may leave too little room as well.
        while used + wide > columns && at > begin {
            let (end, next) = match space {
                Some(space) if space > begin => (space, space + 1),
                _ => (at, at),
            };
            lines.push(line.start + begin..line.start + end);
            (begin, used, space) = (next, width(&body[next..at]), None);
        }
        if grapheme == " " {
            space = Some(at);
        }
        used += wide;
    }
    lines.push(line.start + begin.min(body.len())..line.end);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn cuts_between_graphemes() {
        let cases = [
            ("short", 10, "short"),
            ("exactly", 7, "exactly"),
            ("too long for it", 8, "too lon…"),
            ("李雪李雪", 8, "李雪李雪"),
            ("李雪李雪", 7, "李雪李…"),
            ("李雪李雪", 6, "李雪…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("👩\u{200d}🚀👩\u{200d}🚀", 3, "👩\u{200d}🚀…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
        ];
        for (text, columns, shown) in cases {
            assert_eq!(cut(text, columns, "…"), shown, "{text} in {columns}");
        }
        assert_eq!(fit("李", 4, "…", false), "李  ");
        assert_eq!(fit("12", 4, "…", true), "  12");
        assert_eq!(cut(&"x".repeat(1_000_000), 3, "…"), "xx…");
    }

    #[test]
    fn wraps_at_spaces_and_breaks_what_is_longer() {
        assert_eq!(lines("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(lines("the quick brown fox", 9), ["the quick", "brown fox"]);
        assert_eq!(lines("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(lines("a unbreakable", 4), ["a", "unbr", "eaka", "ble"]);
        assert_eq!(lines("one\n\ntwo", 10), ["one", "", "two"]);
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("李雪 李雪", 4), ["李雪", "李雪"]);
        assert_eq!(lines("wide 李", 1), ["w", "i", "d", "e", "李"]);
        assert_eq!(lines("end ", 3), ["end", ""]);
    }

    #[test]
    fn what_drives_a_terminal_is_gone() {
        assert_eq!(harmless("a\u{1b}[31mb\nc"), "ab c");
        assert!(matches!(harmless("plain"), Cow::Borrowed("plain")));
    }

    proptest::proptest! {
        #[test]
        fn never_wider_than_asked(text in "[a-z 李é👩🚀\u{301}\u{200d}\n]{0,40}", columns in 2usize..12) {
            proptest::prop_assert!(width(&cut(&text.replace('\n', " "), columns, "…")) <= columns);
            for line in lines(&text, columns) {
                // A sequence that its terminal may not join cannot be broken either.
                proptest::prop_assert!(width(line) <= columns || line.graphemes(true).count() == 1, "{line:?}");
            }
        }
    }
}
