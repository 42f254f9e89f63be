//! One of many things, found by typing: what is chosen is told to whoever asked.

use super::picker::{Choice, Picker, Search, Sought};
use crate::tui::effect::{News, Token};
use crate::tui::part::Handled;
use crate::tui::shell::Shell;

/// A search whose choice is told as [`News::Chosen`] with its token and the place among the choices.
pub type Pick = Search<Asked>;

/// Who asked for a choice, and for what.
#[derive(Clone, Debug)]
pub struct Asked {
    token: Token,
    title: String,
}

impl Pick {
    /// A search over these.
    pub fn new(token: Token, title: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { picker: Picker::new(choices), of: Asked { token, title: title.into() } }
    }
}

impl Sought for Asked {
    const PANE: &'static str = "pick";
    const COLUMNS: usize = 72;

    fn title(&self) -> &str {
        &self.title
    }

    fn chosen(&self, at: Option<usize>, shell: &mut Shell) -> Handled {
        let Some(at) = at else { return Handled::Yes };
        shell.tell(News::Chosen(self.token, at));
        Handled::Close
    }
}
