//! Every key that holds here, from the table of keys; typing filters, Enter does it.

use ratatui::layout::Rect;

use super::framed;
use super::picker::{Choice, Picker};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::key::shown;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::shell::Shell;

/// The pane of the keys.
const PANE: &str = "help";

/// The help.
#[derive(Clone, Debug)]
pub struct Help {
    picker: Picker,
    cmds: Vec<Option<Cmd>>,
}

impl Help {
    /// The keys that hold where the shell is now.
    pub fn new(shell: &Shell) -> Self {
        let facts = shell.facts();
        let mut rows = Vec::new();
        for scope in &shell.scopes {
            for (binding, keys) in shell.keymap.of(*scope) {
                let unavailable = binding.unavailable(&facts);
                let keys: Vec<String> = keys.iter().map(|keys| shown(keys)).collect();
                let keys = if keys.is_empty() { format!(":{}", binding.cmd.word()) } else { keys.join(" ") };
                let choice = Choice {
                    label: binding.help.to_owned(),
                    detail: unavailable.clone().unwrap_or_else(|| scope.word().to_owned()),
                    key: keys,
                    usable: unavailable.is_none(),
                };
                // What moves within a text has no use once the help is closed again.
                let runs = unavailable.is_none() && *scope != Scope::Text;
                rows.push((choice, runs.then_some(binding.cmd)));
            }
        }
        let (choices, cmds) = rows.into_iter().unzip();
        Self { picker: Picker::new(choices), cmds }
    }

    fn choose(&self, shell: &mut Shell) -> Handled {
        shell.next = self.picker.selected().and_then(|at| self.cmds[at]);
        Handled::Close
    }
}

impl Part for Help {
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
            Cmd::Cancel | Cmd::Back | Cmd::Help => Handled::Close,
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
        let inside = framed(canvas, area, "Keys that hold here", 92, usize::from(area.height));
        self.picker.view(canvas, inside, PANE);
    }
}
