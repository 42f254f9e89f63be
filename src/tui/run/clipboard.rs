//! The clipboard: the desktop's own command, else the terminal's sequence, else a file; it is always
//! said which.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crossterm::Command as Sequence;
use crossterm::clipboard::CopyToClipboard;

use crate::domain::Refusal;
use crate::tui::settings::TerminalFacts;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_millis(700);
/// What terminals take in one sequence, before it is written in base 64.
const SEQUENCE_LIMIT: usize = 74_000;

/// How a text is to be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// With a program, given the text.
    Program(&'static [&'static str]),
    /// With a sequence to the terminal.
    Sequence,
    /// Into a file.
    File,
}

/// The ways for a terminal and a text of that length, best first.
pub fn ways(facts: &TerminalFacts, length: usize) -> Vec<Way> {
    let mut ways = Vec::new();
    // At the far end of a connection the desktop is another machine's.
    if !facts.ssh {
        if cfg!(target_os = "macos") {
            ways.push(Way::Program(&["pbcopy"]));
        }
        if facts.wayland {
            ways.push(Way::Program(&["wl-copy"]));
        }
        if facts.x11 {
            ways.push(Way::Program(&["xclip", "-selection", "clipboard"]));
            ways.push(Way::Program(&["xsel", "--clipboard", "--input"]));
        }
    }
    if length <= SEQUENCE_LIMIT && !matches!(facts.term.as_str(), "" | "dumb" | "linux") {
        ways.push(Way::Sequence);
    }
    ways.push(Way::File);
    ways
}

/// Copies a text, and says how.
pub fn copy(text: &str, facts: &TerminalFacts, write: impl Fn(&str) -> std::io::Result<()>) -> Result<String, Refusal> {
    for way in ways(facts, text.len()) {
        match way {
            Way::Program(words) if program(words, text) => return Ok(words[0].to_owned()),
            Way::Sequence if write(&sequence(text, facts.tmux)).is_ok() => {
                return Ok("the terminal, OSC 52".to_owned());
            }
            Way::Program(_) | Way::Sequence => {}
            Way::File => return file(text, facts.copy_file.as_deref()),
        }
    }
    file(text, facts.copy_file.as_deref())
}

/// The sequence that sets the clipboard; in tmux also as one for the terminal around it.
fn sequence(text: &str, tmux: bool) -> String {
    let mut plain = String::new();
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
    if tmux { format!("{plain}\u{1b}Ptmux;{}\u{1b}\\", plain.replace('\u{1b}', "\u{1b}\u{1b}")) } else { plain }
}

fn program(words: &[&str], text: &str) -> bool {
    let spawned = Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = spawned else { return false };
    let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(text.as_bytes()).is_ok());
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        match child.try_wait() {
            Ok(Some(status)) => return written && status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            Err(_) => return false,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

fn file(text: &str, path: Option<&Path>) -> Result<String, Refusal> {
    let Some(path) = path else {
        return Err(Refusal::usage("copy", "there is no clipboard here").hint("export it instead"));
    };
    let trouble = |error: std::io::Error| Refusal::store("copy", format!("cannot be written: {error}"));
    crate::exchange::file_out::write(path, |out| out.write_all(text.as_bytes()).map_err(trouble))?;
    Ok(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_comes_first_and_never_over_a_connection() {
        let facts = TerminalFacts { term: "xterm".to_owned(), x11: true, wayland: true, ..TerminalFacts::default() };
        assert_eq!(ways(&facts, 10)[0], Way::Program(&["wl-copy"]));
        let far = TerminalFacts { ssh: true, ..facts.clone() };
        assert_eq!(ways(&far, 10), [Way::Sequence, Way::File]);
        assert_eq!(ways(&far, 100_000), [Way::File]);
        assert_eq!(ways(&TerminalFacts { term: "linux".to_owned(), ..TerminalFacts::default() }, 1), [Way::File]);
    }

    #[test]
    fn tmux_passes_the_sequence_on() {
        let plain = sequence("hello", false);
        assert!(plain.starts_with("\u{1b}]52;c;aGVsbG8="), "{plain:?}");
        let through = sequence("hello", true);
        assert!(through.contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;aGVsbG8="), "{through:?}");
    }

    #[test]
    fn without_a_clipboard_it_goes_to_a_file_and_says_which() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copied.txt");
        let facts = TerminalFacts { copy_file: Some(path.clone()), ..TerminalFacts::default() };
        assert_eq!(copy("text", &facts, |_| Ok(())).unwrap(), path.display().to_string());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "text");
        let refusal = copy("text", &TerminalFacts::default(), |_| Ok(())).unwrap_err();
        assert_eq!(refusal.sentence, "there is no clipboard here");
    }
}
