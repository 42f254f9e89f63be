//! A text in the person's own editor.

use std::io::Write;
use std::process::Command;

use crate::domain::Refusal;

/// Runs the editor on a text and returns what was saved; the terminal must be the editor's meanwhile.
pub fn edit(text: &str, editor: Option<&str>) -> Result<String, Refusal> {
    let trouble = |sentence: String| {
        Refusal::usage("editor", sentence).hint("set editor in the configuration, or EDITOR; the text is kept here")
    };
    let line = editor.ok_or_else(|| trouble("no editor is set".to_owned()))?;
    let mut words = line.split_whitespace();
    let program = words.next().ok_or_else(|| trouble("no editor is set".to_owned()))?;
    let made = tempfile::Builder::new().prefix("boardroom-").suffix(".md").tempfile();
    let mut file = made.map_err(|error| trouble(format!("a file for it cannot be made: {error}")))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.flush());
    written.map_err(|error| trouble(format!("its file cannot be written: {error}")))?;
    let status = Command::new(program)
        .args(words)
        .arg(file.path())
        .status()
        .map_err(|error| trouble(format!("`{program}` cannot be started: {error}")))?;
    if !status.success() {
        return Err(trouble(format!("`{program}` ended with {status}")));
    }
    // Many editors put a new file in the place of the old one: it is read by its name.
    std::fs::read_to_string(file.path()).map_err(|error| trouble(format!("its file cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_editor_saves_comes_back() {
        assert_eq!(edit("one", Some("sed -i s/one/two/")).unwrap(), "two");
    }

    #[test]
    fn an_editor_that_is_missing_or_fails_says_so() {
        for (editor, said) in [
            (None, "no editor is set"),
            (Some(" "), "no editor is set"),
            (Some("no-such-editor -w"), "cannot be started"),
            (Some("false"), "ended with"),
        ] {
            let refusal = edit("text", editor).unwrap_err();
            assert!(refusal.sentence.contains(said), "{refusal}");
        }
    }
}
