//! A line to search by with what matches below: what palette and help are made of.

use ratatui::layout::Rect;

use super::framed;
use crate::domain::order;
use crate::tui::canvas::{Canvas, Measured, Target, top};
use crate::tui::cmd::Cmd;
use crate::tui::editor::Editor;
use crate::tui::effect::News;
use crate::tui::fuzzy;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// One thing to pick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What it is.
    pub label: String,
    /// What is said beside it.
    pub detail: String,
    /// Its key, at the right.
    pub key: String,
    /// Whether it can be picked.
    pub usable: bool,
}

/// A search over things to pick.
#[derive(Clone, Debug)]
pub struct Picker {
    line: Editor,
    choices: Vec<Choice>,
    found: Vec<usize>,
    at: usize,
}

impl Picker {
    /// A search over these.
    pub fn new(choices: Vec<Choice>) -> Self {
        let mut picker = Self { line: Editor::line(""), choices, found: Vec::new(), at: 0 };
        picker.search();
        picker
    }

    /// What is typed.
    pub fn sought(&self) -> String {
        self.line.text()
    }

    /// Puts other things in the place of these; the selection stays on its place.
    pub fn set(&mut self, choices: Vec<Choice>) {
        let at = self.at;
        self.choices = choices;
        self.search();
        self.at = at.min(self.found.len().saturating_sub(1));
    }

    /// The place of the one selected.
    pub fn selected(&self) -> Option<usize> {
        self.found.get(self.at).copied()
    }

    fn search(&mut self) {
        let sought = self.line.text();
        let texts: Vec<String> = self.choices.iter().map(|one| format!("{} {}", one.label, one.detail)).collect();
        self.found = fuzzy::rank(&sought, texts.iter().map(String::as_str));
        // What is named like what is typed comes first, be it of use or not: Enter must not do another
        // thing. After that, what can be picked stands before what cannot.
        let typed = sought.trim().to_lowercase();
        if !typed.is_empty() {
            let choices = &self.choices;
            order::by_key(&mut self.found, |at| {
                let label = choices[*at].label.to_lowercase();
                (label != typed, !label.starts_with(&typed), !choices[*at].usable)
            });
        }
        self.at = 0;
    }

    /// Takes a character.
    pub fn typed(&mut self, c: char) {
        self.line.typed(c);
        self.search();
    }

    /// Takes a paste.
    pub fn pasted(&mut self, text: &str) {
        self.line.insert(text);
        self.search();
    }

    /// Carries out a command; false if it is none of the line's or the list's.
    pub fn command(&mut self, cmd: Cmd, pane: Measured) -> bool {
        let last = self.found.len().saturating_sub(1);
        let step = pane.height.max(2) - 1;
        match cmd {
            Cmd::LineDown | Cmd::Down => self.at = (self.at + 1).min(last),
            Cmd::LineUp | Cmd::Up => self.at = self.at.saturating_sub(1),
            Cmd::PageDown => self.at = (self.at + step).min(last),
            Cmd::PageUp => self.at = self.at.saturating_sub(step),
            _ => {
                let before = self.line.text();
                let taken = self.line.command(cmd);
                if self.line.text() != before {
                    self.search();
                }
                return taken;
            }
        }
        true
    }

    /// Selects the one drawn at this place.
    pub fn select(&mut self, at: usize) {
        self.at = at.min(self.found.len().saturating_sub(1));
    }

    /// Draws the line and what matches.
    pub fn view(&self, canvas: &mut Canvas<'_>, area: Rect, pane: &'static str) {
        let (line, rest) = top(area, 1);
        let sign = canvas.shell.glyphs.pointer;
        let x = canvas.put(line.x, line.y, line.width, sign, Role::Accent) + 1;
        self.line.view(canvas, Rect { x, width: line.right().saturating_sub(x), ..line }, true);
        let (count, rows) = top(rest, 1);
        let words = format!("{}/{}", self.found.len(), self.choices.len());
        canvas.put(count.x, count.y, count.width, &words, Role::Dim);
        canvas.measured(pane, rows, self.found.len());
        let from = self.at.saturating_sub(usize::from(rows.height).saturating_sub(1));
        for ((place, found), y) in self.found.iter().enumerate().skip(from).zip(rows.y..rows.bottom()) {
            let one = &self.choices[*found];
            let role = if one.usable { Role::Text } else { Role::Dim };
            let key = u16::try_from(crate::tui::measure::width(&one.key)).unwrap_or(0);
            let right = rows.right().saturating_sub(key);
            let end = canvas.put_cut(rows.x, y, right.saturating_sub(rows.x + 1), &one.label, role);
            let detail = right.saturating_sub(end + 3);
            canvas.put_cut(end + 2, y, detail, &one.detail, Role::Dim);
            canvas.put(right, y, key, &one.key, if one.usable { Role::Accent } else { Role::Dim });
            let row = Rect { y, height: 1, ..rows };
            canvas.hit(row, Target::Row(place));
            if place == self.at {
                canvas.paint(row, Role::Selected);
            }
        }
    }
}

/// What is searched, and what comes of a choice.
pub trait Sought {
    /// The pane of what was found.
    const PANE: &'static str;
    /// How wide the search is.
    const COLUMNS: usize;

    /// Its title.
    fn title(&self) -> &str;

    /// What choosing a row does; nothing stands there without one.
    fn chosen(&self, at: Option<usize>, shell: &mut Shell) -> Handled;

    /// Whether a command closes it, beside those that close every search.
    fn closes(_: Cmd) -> bool {
        false
    }

    /// What is sought may be another now.
    fn typed(&mut self, _: &mut Picker, _: &mut Shell) {}

    /// What was read may be for it.
    fn heard(&mut self, _: &mut Picker, _: &News) -> Handled {
        Handled::No
    }
}

/// A search over the screen: what is typed filters, Enter or a click chooses.
#[derive(Clone, Debug)]
pub struct Search<S> {
    pub(super) picker: Picker,
    pub(super) of: S,
}

impl<S: Sought> Part for Search<S> {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Search]
    }

    fn typing(&self) -> bool {
        true
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        self.picker.typed(c);
        self.of.typed(&mut self.picker, shell);
        Handled::Yes
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        self.picker.pasted(text);
        self.of.typed(&mut self.picker, shell);
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Choose => self.of.chosen(self.picker.selected(), shell),
            Cmd::Cancel | Cmd::Back => Handled::Close,
            _ if S::closes(cmd) => Handled::Close,
            _ if self.picker.command(cmd, shell.seen.pane(S::PANE)) => {
                self.of.typed(&mut self.picker, shell);
                Handled::Yes
            }
            _ => Handled::No,
        }
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(place) = target else { return Handled::No };
        self.picker.select(place);
        self.of.chosen(self.picker.selected(), shell)
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.picker.command(if lines > 0 { Cmd::Down } else { Cmd::Up }, shell.seen.pane(S::PANE));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, _: &mut Shell) -> Handled {
        self.of.heard(&mut self.picker, news)
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let inside = framed(canvas, area, self.of.title(), S::COLUMNS, usize::from(area.height));
        self.picker.view(canvas, inside, S::PANE);
    }
}
