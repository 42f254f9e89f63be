//! One of many things, found by typing: what is chosen is told to whoever asked.

use ratatui::layout::Rect;

use super::framed;
use super::picker::{Choice, Picker};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{News, Token};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::shell::Shell;

/// The pane of what can be picked.
const PANE: &str = "pick";

/// A search whose choice is told as [`News::Chosen`] with this token and the place among the choices.
#[derive(Clone, Debug)]
pub struct Pick {
    token: Token,
    title: String,
    picker: Picker,
}

impl Pick {
    /// A search over these.
    pub fn new(token: Token, title: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { token, title: title.into(), picker: Picker::new(choices) }
    }

    fn choose(&self, shell: &mut Shell) -> Handled {
        let Some(at) = self.picker.selected() else { return Handled::Yes };
        shell.tell(News::Chosen(self.token, at));
        Handled::Close
    }
}

impl Part for Pick {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Search]
    }

    fn typing(&self) -> bool {
        true
    }

    fn typed(&mut self, c: char, _: &mut Shell) -> Handled {
        self.picker.typed(c);
        Handled::Yes
    }

    fn pasted(&mut self, text: &str, _: &mut Shell) -> Handled {
        self.picker.pasted(text);
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Choose => self.choose(shell),
            Cmd::Cancel | Cmd::Back => Handled::Close,
            _ if self.picker.command(cmd, shell.seen.pane(PANE)) => Handled::Yes,
            _ => Handled::No,
        }
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(place) = target else { return Handled::No };
        self.picker.select(place);
        self.choose(shell)
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.picker.command(if lines > 0 { Cmd::Down } else { Cmd::Up }, shell.seen.pane(PANE));
        Handled::Yes
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let inside = framed(canvas, area, &self.title, 72, usize::from(area.height));
        self.picker.view(canvas, inside, PANE);
    }
}
