//! CSV as spreadsheets read it without harm: a byte-order mark, CRLF, every field quoted, and no text
//! that a spreadsheet would take for a formula. [`super::table_in`] takes the guard off again.

use std::fmt;
use std::io::{self, Write};

use chrono::NaiveDate;

use crate::domain::Misread;
use crate::domain::text::{clean_text, excerpt, is_clean};

/// The byte-order mark that makes spreadsheets read UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";
/// How much is gathered before it is written.
const BUFFER: usize = 64 * 1024;

/// What stands between two fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`, which spreadsheets expect where the comma is the decimal mark.
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    /// All of them, the most common first.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// Returns the character as a byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// Reads what `--delimiter` was given.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        match text {
            "," | "comma" => Ok(Self::Comma),
            ";" | "semicolon" => Ok(Self::Semicolon),
            "\t" | "\\t" | "tab" => Ok(Self::Tab),
            other => Err(Misread::new(
                format!("`{}` is not a delimiter", excerpt(other)),
                "give `,`, `;` or `tab`, in quotes for the shell",
            )),
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        })
    }
}

/// Whether a text cell gets an apostrophe in front.
///
/// So does a text that looks as if it had one already: what is taken off is then always what was put on.
fn needs_guard(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text cell as it is written.
pub fn guard(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// A cell as it was before it was written: without the apostrophe of [`guard`].
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if needs_guard(text) => text,
        _ => cell,
    }
}

/// Writes rows, field by field, to anything that takes bytes; holds no more than a buffer.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    buffer: Vec<u8>,
    delimiter: u8,
    fields: usize,
}

impl<W: Write> Writer<W> {
    /// Starts a file with its header.
    pub fn new<S: AsRef<str>>(out: W, delimiter: Delimiter, header: &[S]) -> io::Result<Self> {
        let mut buffer = Vec::with_capacity(BUFFER + BUFFER / 4);
        buffer.extend_from_slice(BYTE_ORDER_MARK.as_bytes());
        let mut writer = Self { out, buffer, delimiter: delimiter.byte(), fields: 0 };
        for name in header {
            writer.text(name.as_ref());
        }
        writer.end_row()?;
        Ok(writer)
    }

    /// Adds a text, guarded; control characters are taken out.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let cleaned;
        let text = if is_clean(text) {
            text
        } else {
            cleaned = clean_text(text);
            &cleaned
        };
        self.open();
        if needs_guard(text) {
            self.buffer.push(b'\'');
        }
        let mut pieces = text.split('"');
        self.buffer.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
        for piece in pieces {
            self.buffer.extend_from_slice(b"\"\"");
            self.buffer.extend_from_slice(piece.as_bytes());
        }
        self.buffer.push(b'"');
        self
    }

    /// Adds a text, or an empty field.
    pub fn maybe(&mut self, text: Option<&str>) -> &mut Self {
        self.text(text.unwrap_or_default())
    }

    /// Adds a number; a negative one is not guarded, it is no formula.
    pub fn number(&mut self, number: impl Into<i64>) -> &mut Self {
        self.plain(format_args!("{}", number.into()))
    }

    /// Adds a number that is kept as decimal digits; what is not one is a text.
    pub fn decimal(&mut self, digits: &str) -> &mut Self {
        let unsigned = digits.strip_prefix('-').unwrap_or(digits);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if numeric(whole) && numeric(fraction) { self.plain(format_args!("{digits}")) } else { self.text(digits) }
    }

    /// Adds a date, ISO.
    pub fn date(&mut self, date: Option<NaiveDate>) -> &mut Self {
        match date {
            Some(date) => self.plain(format_args!("{date}")),
            None => self.text(""),
        }
    }

    /// Adds yes or no.
    pub fn yes_no(&mut self, yes: bool) -> &mut Self {
        self.text(if yes { "yes" } else { "no" })
    }

    /// Adds a list, joined with `; `.
    pub fn list<S: AsRef<str>>(&mut self, items: &[S]) -> &mut Self {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        self.text(&items.join("; "))
    }

    /// Ends the row.
    pub fn end_row(&mut self) -> io::Result<()> {
        self.buffer.extend_from_slice(b"\r\n");
        self.fields = 0;
        if self.buffer.len() >= BUFFER {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Writes what is still held and gives back what was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn open(&mut self) {
        if self.fields > 0 {
            self.buffer.push(self.delimiter);
        }
        self.fields += 1;
        self.buffer.push(b'"');
    }

    fn plain(&mut self, value: fmt::Arguments<'_>) -> &mut Self {
        self.open();
        // Writing to a vector cannot fail.
        let _ = self.buffer.write_fmt(value);
        self.buffer.push(b'"');
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_dialect_is_what_spreadsheets_open() {
        let mut writer = Writer::new(Vec::new(), Delimiter::Semicolon, &["id", "note"]).unwrap();
        writer.text("DEC-0001").text("a \"b\"; c\nd").end_row().unwrap();
        writer.number(-3).list(&["x", "y"]).end_row().unwrap();
        writer.date("2026-12-01".parse().ok()).yes_no(true).end_row().unwrap();
        writer.date(None).maybe(None).end_row().unwrap();
        writer.decimal("-0.50").decimal("-1+cmd").end_row().unwrap();
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"id\";\"note\"\r\n\"DEC-0001\";\"a \"\"b\"\"; c\nd\"\r\n\"-3\";\"x; y\"\r\n\
             \"2026-12-01\";\"yes\"\r\n\"\";\"\"\r\n\"-0.50\";\"'-1+cmd\"\r\n"
        );
    }

    #[test]
    fn a_formula_never_starts_a_cell_and_what_was_typed_comes_back() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'=1", "''=1"),
            ("''-", "'''-"),
            ("'quoted'", "'quoted'"),
            ("''", "''"),
            ("a=1", "a=1"),
            ("", ""),
        ];
        for (text, cell) in cases {
            assert_eq!(guard(text), cell, "{text:?}");
            assert_eq!(unguard(cell), text, "{cell:?}");
        }
        assert_eq!(unguard("'tis"), "'tis", "another program's apostrophe stays");
    }

    #[test]
    fn what_drives_a_terminal_is_not_written() {
        let mut writer = Writer::new(Vec::new(), Delimiter::Comma, &["a"]).unwrap();
        writer.text("\u{1b}[31m=x\u{202e}\u{0}").end_row().unwrap();
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert!(text.ends_with("\r\n\"'=x\"\r\n"), "{text:?}");
    }

    #[test]
    fn a_failed_write_is_told() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut writer = Writer::new(Full, Delimiter::Comma, &["a"]).unwrap();
        let long = "x".repeat(BUFFER);
        assert_eq!(writer.text(&long).end_row().unwrap_err().kind(), io::ErrorKind::StorageFull);
        let short = Writer::new(Full, Delimiter::Comma, &["a"]).unwrap();
        assert!(short.finish().is_err(), "the rest is not dropped silently");
    }

    proptest! {
        /// Whatever the text, guarding is undone exactly, and hides every formula.
        #[test]
        fn guarding_is_undone(text in "['=+@\\-\t\ra]{0,6}") {
            let cell = guard(&text);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unguard(&cell), text);
        }
    }
}
