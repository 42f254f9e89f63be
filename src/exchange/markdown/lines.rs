//! Lines of Markdown: what is escaped where, and how blocks are joined and indented.

use super::super::document::Code;
use super::super::escape::within_line;
use crate::domain::text::clean_text;

/// Blocks joined by blank lines; two lists in a row get different marks, or they would be one.
#[derive(Default)]
pub(super) struct Joined {
    /// What is written.
    pub(super) text: String,
    /// How many blocks it has.
    pub(super) parts: usize,
    /// The mark of the list just written, if the last part was one.
    mark: Option<char>,
}

impl Joined {
    pub(super) fn part(&mut self, part: &str) {
        if !part.is_empty() {
            if self.parts > 0 {
                self.text.push_str("\n\n");
            }
            self.text.push_str(part);
            self.parts += 1;
            self.mark = None;
        }
    }

    pub(super) fn list(&mut self, items: Vec<String>, start: Option<u64>, loose: bool) {
        let mark = match (start, self.mark) {
            (None, Some('-')) => '*',
            (None, _) => '-',
            (Some(_), Some('.')) => ')',
            (Some(_), _) => '.',
        };
        let mut lines = Vec::new();
        for (item, number) in items.into_iter().zip(start.unwrap_or(1).min(100_000_000)..) {
            let head = if start.is_some() { format!("{number}{mark} ") } else { format!("{mark} ") };
            lines.push(prefixed(&item, &head, &" ".repeat(head.len())));
        }
        self.part(&lines.join(if loose { "\n\n" } else { "\n" }));
        self.mark = (!lines.is_empty()).then_some(mark);
    }
}

pub(super) fn join(head: &str, body: &str) -> String {
    match (head.is_empty(), body.is_empty()) {
        (_, true) => head.to_owned(),
        (true, false) => body.to_owned(),
        (false, false) => format!("{head}\n\n{body}"),
    }
}

/// The lines of a text behind a prefix, the first one behind another.
pub(super) fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let lines = text.split('\n').enumerate().map(|(at, line)| {
        let line = format!("{}{line}", if at == 0 { first } else { rest });
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn one_line_of(text: &str) -> String {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Escapes what could be markup within a line.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' | '$' => true,
            // Within a word it cannot begin or end emphasis.
            '_' => !(alphanumeric(before) && alphanumeric(after)),
            // At the end of a piece, what comes next is not known.
            '&' => after.is_none_or(|c| c == '#' || c.is_ascii_alphanumeric()),
            '!' => after.is_none_or(|c| c == '['),
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// Escapes what could be markup at the start of a line.
pub(super) fn guarded(line: &str) -> String {
    let spaced = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits) && line[digits..].starts_with(['.', ')']) && spaced(&line[digits + 1..]) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    let marker = match line.chars().next() {
        Some('>') => true,
        Some('#') => spaced(line.trim_start_matches('#')),
        Some('-' | '+') if spaced(&line[1..]) => true,
        // An underline of a heading, or the second row of a table.
        Some('-' | '=' | ':' | '+') => line.chars().all(|c| matches!(c, '-' | '=' | ':' | '+' | '|' | '\\' | ' ')),
        _ => false,
    };
    if marker { format!("\\{line}") } else { line.to_owned() }
}

pub(super) fn code_span(text: &str, in_table: bool, out: &mut String) {
    let text = within_line(text);
    // A pipe cannot be escaped within code; and two spans that touch would be one.
    if text.trim().is_empty() || in_table && text.contains('|') || out.ends_with('`') {
        out.push_str(&escape(&text));
        return;
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    out.extend([&fence, pad, &text, pad, &fence]);
}

pub(super) fn fenced(code: &Code) -> String {
    let text = clean_text(&code.text);
    let fence = "`".repeat(3.max(longest_run(&text) + 1));
    let language: String = code.language.chars().filter(|c| c.is_ascii_alphanumeric() || "+-#.".contains(*c)).collect();
    format!("{fence}{language}\n{text}\n{fence}")
}

pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
