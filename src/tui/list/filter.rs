//! The filter line: the query language typed, completed, and complained about where it is wrong.

use ratatui::layout::Rect;

use super::columns;
use crate::domain::Refusal;
use crate::domain::field::Reading;
use crate::domain::query;
use crate::domain::query::complete::{self, Candidate, Known};
use crate::domain::text::{did_you_mean, excerpt};
use crate::tui::canvas::{Canvas, top};
use crate::tui::cmd::Cmd;
use crate::tui::editor::Editor;
use crate::tui::effect::{List, Pick};
use crate::tui::measure;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The rows it takes: the line, and what is said of it.
pub const ROWS: u16 = 2;

/// The columns that a complaint needs to be read.
const ROOM: u16 = 50;

/// A filter being typed.
#[derive(Clone, Debug)]
pub struct FilterLine {
    editor: Editor,
    before: String,
    wrong: Option<Wrong>,
    at: usize,
}

/// What is wrong, and at which byte if it is at one.
#[derive(Clone, Debug)]
struct Wrong {
    words: String,
    at: Option<usize>,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is somebody else's.
    Nothing,
    /// It was carried out.
    Heard,
    /// The text has changed.
    Changed,
    /// This filter is kept.
    Kept(String),
    /// It is to be as before.
    Dropped(String),
}

impl FilterLine {
    /// A line that begins with the filter in force.
    pub fn new(filter: &str) -> Self {
        Self { editor: Editor::line(filter), before: filter.to_owned(), wrong: None, at: 0 }
    }

    /// Takes a character.
    pub fn typed(&mut self, c: char) {
        self.editor.typed(c);
        self.at = 0;
    }

    /// Takes a paste.
    pub fn pasted(&mut self, text: &str) {
        self.editor.insert(text);
        self.at = 0;
    }

    /// Says what is wrong with the query.
    pub fn complain(&mut self, refusal: &Refusal) {
        self.wrong = Some(Wrong { words: refusal.to_string(), at: None });
    }

    /// The text if it can be read; else what is wrong is said.
    pub fn checked(&mut self, list: List, reading: &Reading) -> Option<String> {
        let text = self.editor.text();
        let read = query::parse(&text).and_then(|query| query.resolve(&columns::fields(list), reading));
        match read {
            Ok(_) => {
                self.wrong = None;
                Some(text.trim().to_owned())
            }
            Err(error) => {
                let words = format!("{}; {}", error.sentence, error.hint);
                self.wrong = Some(Wrong { words, at: Some(error.span.start) });
                None
            }
        }
    }

    fn proposals(&self, list: List, shell: &Shell) -> Vec<Candidate> {
        let (people, tags) = (known(Pick::People, shell), known(Pick::Tags, shell));
        let known = Known { people: &people, tags: &tags };
        complete::complete(&self.editor.text(), self.editor.cursor(), &columns::fields(list), known)
    }

    /// The text to be kept: one that can be read, and that names nobody whom nobody knows. While it is typed
    /// a name may be half of one.
    fn finished(&mut self, list: List, shell: &Shell) -> Option<String> {
        let filter = self.checked(list, &shell.reading)?;
        let people = known(Pick::People, shell);
        let asked = query::parse(&filter).map(|query| query.people(&columns::fields(list))).unwrap_or_default();
        let stranger = asked.into_iter().find(|one| !people.is_empty() && !people.contains(&one.text.as_str()));
        let Some(one) = stranger else { return Some(filter) };
        let words = format!("nobody is called `{}`; {}", excerpt(&one.text), did_you_mean(&one.text, &people));
        self.wrong = Some(Wrong { words, at: Some(one.span.start) });
        None
    }

    /// Carries out a command.
    pub fn command(&mut self, cmd: Cmd, list: List, shell: &Shell) -> Said {
        match cmd {
            Cmd::Accept => match self.finished(list, shell) {
                Some(filter) => Said::Kept(filter),
                None => Said::Heard,
            },
            Cmd::Cancel | Cmd::Back => Said::Dropped(self.before.clone()),
            Cmd::LineDown => {
                self.at = (self.at + 1).min(self.proposals(list, shell).len().saturating_sub(1));
                Said::Heard
            }
            Cmd::LineUp => {
                self.at = self.at.saturating_sub(1);
                Said::Heard
            }
            Cmd::Choices => {
                let Some(taken) = self.proposals(list, shell).into_iter().nth(self.at) else { return Said::Heard };
                // A field goes on with its value; a value is followed by the next term.
                let gap = if taken.text.ends_with(':') { "" } else { " " };
                self.editor.replace(taken.span, &format!("{}{gap}", taken.text));
                self.at = 0;
                Said::Changed
            }
            _ => {
                let before = self.editor.text();
                match self.editor.command(cmd) {
                    true if self.editor.text() == before => Said::Heard,
                    true => Said::Changed,
                    false => Said::Nothing,
                }
            }
        }
    }

    /// Draws the line, and below it what is wrong, or what it can be completed with.
    pub fn view(&self, canvas: &mut Canvas<'_>, area: Rect, list: List) {
        let (line, below) = top(area, 1);
        let x = canvas.put(line.x + 1, line.y, line.width.saturating_sub(1), "filter ", Role::Accent);
        self.editor.view(canvas, Rect { x, width: line.right().saturating_sub(x + 1), ..line }, true);
        if below.height == 0 {
            return;
        }
        let mut x = below.x + 8;
        if let Some(wrong) = &self.wrong {
            // The complaint begins below the place, if enough room is left for it there.
            if let Some(at) = wrong.at {
                let text = self.editor.text();
                let place = text.get(..at).map_or(0, measure::width);
                let under = x.saturating_add(u16::try_from(place).unwrap_or(u16::MAX));
                if under.saturating_add(ROOM) <= below.right() {
                    x = under;
                }
                x = canvas.put(x, below.y, below.right().saturating_sub(x), "^ ", Role::Bad);
            }
            canvas.put_cut(x, below.y, below.right().saturating_sub(x), &wrong.words, Role::Bad);
            return;
        }
        for (at, one) in self.proposals(list, canvas.shell).iter().enumerate().skip(self.at) {
            let role = if at == self.at { Role::Match } else { Role::Dim };
            x = canvas.put(x, below.y, below.right().saturating_sub(x), &one.text, role).saturating_add(2);
        }
    }
}

/// What a source proposes, as far as it has been read.
fn known(pick: Pick, shell: &Shell) -> Vec<&str> {
    shell.candidates.get(&pick).iter().flat_map(|known| known.iter()).map(|one| one.value.as_str()).collect()
}
