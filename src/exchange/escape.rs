//! What every writer does to text before it writes it.

use std::fmt::Write as _;

use crate::domain::text::clean_text;

/// Text within a line, harmless and without line breaks; its outer spaces stay, unlike `clean_line`'s.
pub(super) fn within_line(text: &str) -> String {
    let clean = clean_text(text);
    if clean.contains('\n') { clean.replace('\n', " ") } else { clean }
}

/// Writes text with the five entities that XML and HTML share, for text and attributes alike.
pub(super) fn markup_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
}

/// Text with every byte that does not belong in an address, or in `kept`, as `%41`.
pub(super) fn percent_encoded(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
