//! A menu: a letter or Enter chooses.

use ratatui::layout::Rect;

use super::framed;
use crate::tui::canvas::{Canvas, Target, bottom, top};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{News, Token};
use crate::tui::keymap::Scope;
use crate::tui::measure;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// Rows in which a row that is cut is told whole, with the rule above them.
const WHOLE: u16 = 4;

/// One row of a menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its letter; none is chosen with Enter only.
    pub letter: Option<char>,
    /// What it is.
    pub label: String,
    /// What is said beside it.
    pub detail: String,
    /// Why it is of no use now, if so.
    pub unavailable: Option<String>,
}

impl Entry {
    /// A row with its letter.
    pub fn new(letter: char, label: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { letter: Some(letter), label: label.into(), detail: detail.into(), unavailable: None }
    }

    /// The row with the reason why it is of no use.
    #[must_use]
    pub fn unless(mut self, reason: Option<String>) -> Self {
        self.unavailable = reason;
        self
    }
}

/// A menu whose choice is told as [`News::Chosen`] with this token and the row's place.
#[derive(Clone, Debug)]
pub struct Menu {
    token: Token,
    title: String,
    entries: Vec<Entry>,
    at: usize,
}

impl Menu {
    /// A menu.
    pub fn new(token: Token, title: impl Into<String>, entries: Vec<Entry>) -> Self {
        Self { token, title: title.into(), entries, at: 0 }
    }

    /// The menu with the selection on this row.
    #[must_use]
    pub fn at(mut self, place: usize) -> Self {
        self.at = place.min(self.entries.len().saturating_sub(1));
        self
    }

    /// What its choice is told with.
    pub const fn token(&self) -> Token {
        self.token
    }

    fn choose(&mut self, place: usize, shell: &mut Shell) -> Handled {
        let Some(entry) = self.entries.get(place) else { return Handled::Close };
        self.at = place;
        if let Some(reason) = &entry.unavailable {
            shell.say(format!("{}: {reason}", entry.label));
            return Handled::Yes;
        }
        shell.tell(News::Chosen(self.token, place));
        Handled::Close
    }
}

/// The letters of a menu's rows when they have none of their own: the first free one of each label.
pub fn letters<'a>(labels: impl Iterator<Item = &'a str>) -> Vec<Option<char>> {
    let mut taken = Vec::new();
    labels
        .map(|label| {
            let lower = label.chars().flat_map(char::to_lowercase).filter(char::is_ascii_alphanumeric);
            let upper = label.chars().flat_map(char::to_uppercase).filter(char::is_ascii_alphabetic);
            let free = lower.chain(upper).chain('a'..='z').find(|c| !taken.contains(c));
            taken.extend(free);
            free
        })
        .collect()
}

impl Menu {
    /// The words of the row under the cursor, whole.
    fn whole(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let (Some(entry), true) = (self.entries.get(self.at), area.height > 1) else { return };
        let (edge, inside) = top(area, 1);
        canvas.rule(edge, "");
        let said = Rich::plain(entry.label.clone());
        let said = match entry.unavailable.as_ref().unwrap_or(&entry.detail) {
            beside if beside.is_empty() => said,
            beside => said.and(format!("  {beside}"), Role::Dim),
        };
        canvas.lines(inside, &said.wrap(usize::from(inside.width)), 0);
    }
}

impl Part for Menu {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Menu]
    }

    fn typing(&self) -> bool {
        true
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        if let Some(place) = self.entries.iter().position(|entry| entry.letter == Some(c)) {
            return self.choose(place, shell);
        }
        shell.say(format!("no row of this menu has the letter {c}"));
        Handled::Yes
    }

    fn pasted(&mut self, _: &str, shell: &mut Shell) -> Handled {
        shell.say("a paste chooses nothing");
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Down | Cmd::LineDown => self.at = (self.at + 1).min(self.entries.len().saturating_sub(1)),
            Cmd::Up | Cmd::LineUp => self.at = self.at.saturating_sub(1),
            Cmd::Choose => return self.choose(self.at, shell),
            Cmd::Cancel | Cmd::Back => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        match target {
            Target::Row(place) => self.choose(place, shell),
            _ => Handled::No,
        }
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let wide = |text: &str| measure::width(text);
        let label = self.entries.iter().map(|entry| wide(&entry.label)).max().unwrap_or(0);
        let rest = |entry: &Entry| wide(entry.unavailable.as_ref().unwrap_or(&entry.detail));
        let detail = self.entries.iter().map(rest).max().unwrap_or(0);
        let columns = (label + detail + 5).max(wide(&self.title) + 4);
        // Rows that are cut are told whole below, the one under the cursor at a time.
        let told = if columns + 4 > usize::from(area.width) { WHOLE } else { 0 };
        let inside = framed(canvas, area, &self.title, columns, self.entries.len() + usize::from(told));
        let (inside, below) = bottom(inside, told);
        self.whole(canvas, below);
        let from = self.at.saturating_sub(usize::from(inside.height).saturating_sub(1));
        if self.entries.len() > from + usize::from(inside.height) {
            canvas.put(inside.right(), inside.bottom().saturating_sub(1), 1, canvas.shell.glyphs.down, Role::Dim);
        }
        if from > 0 {
            canvas.put(inside.right(), inside.y, 1, canvas.shell.glyphs.up, Role::Dim);
        }
        let label = u16::try_from(label).unwrap_or(inside.width);
        for ((place, entry), y) in self.entries.iter().enumerate().skip(from).zip(inside.y..inside.bottom()) {
            let role = if entry.unavailable.is_some() { Role::Dim } else { Role::Text };
            let letter = entry.letter.map_or(String::new(), String::from);
            canvas.put(inside.x, y, 1, &letter, Role::Accent);
            canvas.put_cut(inside.x + 2, y, inside.width.saturating_sub(2), &entry.label, role);
            let x = inside.x + 2 + label + 2;
            let beside = entry.unavailable.as_ref().unwrap_or(&entry.detail);
            canvas.put_cut(x, y, inside.right().saturating_sub(x), beside, Role::Dim);
            let row = Rect { y, height: 1, ..inside };
            canvas.hit(row, Target::Row(place));
            if place == self.at {
                canvas.paint(row, Role::Selected);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_a_letter_of_its_own() {
        let found = letters(["Due", "Draft", "Dud", "Decision", "D"].into_iter());
        assert_eq!(found, [Some('d'), Some('r'), Some('u'), Some('e'), Some('D')]);
    }
}
