//! Keys as the interface knows them, and the one notation in which the key table, the
//! configuration, the help and the tests write them: `j`, `Ctrl-s`, `S-Tab`, `Alt-Enter`, `Space`.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::domain::Misread;
use crate::domain::text::excerpt;

/// What was pressed, without what was held beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A printable character.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Left arrow.
    Left,
    /// Right arrow.
    Right,
    /// Up arrow.
    Up,
    /// Down arrow.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// The names of the keys that are no characters; the first of each is how it is shown.
const NAMES: &[(Code, &[&str])] = &[
    (Code::Enter, &["Enter", "return", "cr"]),
    (Code::Esc, &["Esc", "escape"]),
    (Code::Tab, &["Tab"]),
    (Code::Backspace, &["Bksp", "backspace", "bs"]),
    (Code::Delete, &["Del", "delete"]),
    (Code::Insert, &["Ins", "insert"]),
    (Code::Left, &["Left"]),
    (Code::Right, &["Right"]),
    (Code::Up, &["Up"]),
    (Code::Down, &["Down"]),
    (Code::Home, &["Home"]),
    (Code::End, &["End"]),
    (Code::PageUp, &["PgUp", "pageup"]),
    (Code::PageDown, &["PgDn", "pagedown"]),
    (Code::Char(' '), &["Space"]),
    (Code::Char('<'), &["lt"]),
];

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key.
    pub code: Code,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
    /// Whether Shift was held; for characters it is in the character.
    pub shift: bool,
}

impl Key {
    /// A key by itself.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A character by itself.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// The key that a terminal reports; releases and keys we do not know are none.
    pub fn of(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let mut key = Key {
            code: Code::Esc,
            ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
            alt: event.modifiers.contains(KeyModifiers::ALT),
            shift: event.modifiers.contains(KeyModifiers::SHIFT),
        };
        key.code = match event.code {
            KeyCode::Char(c) => Code::Char(c),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => {
                key.shift = true;
                Code::Tab
            }
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Insert => Code::Insert,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            KeyCode::F(number) => Code::F(number),
            KeyCode::Null => {
                key.ctrl = true;
                Code::Char(' ')
            }
            _ => return None,
        };
        Some(key.normal())
    }

    /// Shift is in the character already; control keys know no case.
    fn normal(mut self) -> Self {
        if let Code::Char(c) = self.code {
            self.shift = false;
            if self.ctrl {
                self.code = Code::Char(c.to_ascii_lowercase());
            }
        }
        self
    }

    /// The character that a text field would take.
    pub const fn printable(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Reads one key: `j`, `ctrl-s`, `S-Tab`, `a-enter`, `F4`.
    pub fn read(text: &str) -> Result<Self, Misread> {
        let wrong = || {
            Misread::new(
                format!("`{}` is not a key", excerpt(text)),
                "write it as `j`, `Ctrl-s`, `Alt-Enter`, `S-Tab`, `Space` or `F4`",
            )
        };
        let mut key = Key::char(' ');
        let mut rest = text;
        while let Some((held, after)) =
            rest.split_once('-').filter(|(held, after)| !held.is_empty() && !after.is_empty())
        {
            match held.to_ascii_lowercase().as_str() {
                "ctrl" | "c" => key.ctrl = true,
                "alt" | "a" | "meta" | "m" => key.alt = true,
                "shift" | "s" => key.shift = true,
                _ => return Err(wrong()),
            }
            rest = after;
        }
        let mut chars = rest.chars();
        key.code = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() => Code::Char(if key.shift { c.to_ascii_uppercase() } else { c }),
            _ => named(rest).ok_or_else(wrong)?,
        };
        Ok(key.normal())
    }

    /// Reads a sequence of keys: `g a`.
    pub fn read_sequence(text: &str) -> Result<Vec<Self>, Misread> {
        let keys: Vec<Self> = text.split_whitespace().map(Self::read).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(Misread::new("a key is missing", "write it as `j` or `g a`"));
        }
        Ok(keys)
    }

    /// Reads a test's script: characters as they are, other keys in angle brackets: `jj<Enter>`.
    pub fn read_script(text: &str) -> Result<Vec<Self>, Misread> {
        let mut keys = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match rest.split_once('>') {
                Some((name, after)) if c == '<' => {
                    keys.push(Self::read(name)?);
                    rest = after;
                }
                _ => keys.push(Key::char(c)),
            }
        }
        Ok(keys)
    }
}

fn named(name: &str) -> Option<Code> {
    let known = |(_, names): &&(Code, &[&str])| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if let Some((code, _)) = NAMES.iter().find(known) {
        return Some(*code);
    }
    let number = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=12).contains(&number).then_some(Code::F(number))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        if self.shift {
            f.write_str("S-")?;
        }
        match self.code {
            Code::F(number) => write!(f, "F{number}"),
            Code::Char(c) if !matches!(c, ' ' | '<') => write!(f, "{c}"),
            Code::Char('<') => f.write_str("<"),
            code => f.write_str(NAMES.iter().find(|(known, _)| *known == code).map_or("?", |(_, names)| names[0])),
        }
    }
}

/// A sequence as it is shown: letters run together, named keys apart: `gg`, `Ctrl-x s`.
pub fn shown(keys: &[Key]) -> String {
    let words: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let short = words.iter().all(|word| word.chars().count() == 1);
    words.join(if short { "" } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_shows() {
        for text in ["j", "G", "Ctrl-s", "Alt-Enter", "S-Tab", "Space", "F4", "-", "Ctrl--", "?", "é", "Del", "PgDn"] {
            assert_eq!(Key::read(text).unwrap().to_string(), text);
        }
        for (written, shown) in
            [("c-S", "Ctrl-s"), ("s-g", "G"), ("return", "Enter"), ("a-c-x", "Ctrl-Alt-x"), ("f12", "F12")]
        {
            assert_eq!(Key::read(written).unwrap().to_string(), shown);
        }
        for wrong in ["", "ctrl-", "hyper-x", "F13", "F0", "word", "\u{7}"] {
            assert!(Key::read(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(shown(&Key::read_sequence("g g").unwrap()), "gg");
        assert_eq!(shown(&Key::read_sequence("ctrl-x s").unwrap()), "Ctrl-x s");
    }

    #[test]
    fn scripts_mix_characters_and_names() {
        let keys = Key::read_script("j G<Enter>a<lt><c-s>b<").unwrap();
        let shown: Vec<_> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["j", "Space", "G", "Enter", "a", "<", "Ctrl-s", "b", "<"]);
        assert!(Key::read_script("<enterr>").is_err());
    }

    #[test]
    fn terminal_events_become_keys() {
        let cases = [
            (KeyEvent::new(KeyCode::Char('S'), KeyModifiers::SHIFT), Some("S")),
            (KeyEvent::new(KeyCode::Char('S'), KeyModifiers::CONTROL | KeyModifiers::SHIFT), Some("Ctrl-s")),
            (KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT), Some("S-Tab")),
            (KeyEvent::new(KeyCode::BackTab, KeyModifiers::NONE), Some("S-Tab")),
            (KeyEvent::new(KeyCode::Null, KeyModifiers::NONE), Some("Ctrl-Space")),
            (KeyEvent::new(KeyCode::CapsLock, KeyModifiers::NONE), None),
            (KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release), None),
            (KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat), Some("Enter")),
        ];
        for (event, shown) in cases {
            assert_eq!(Key::of(event).map(|key| key.to_string()).as_deref(), shown, "{event:?}");
        }
    }
}
