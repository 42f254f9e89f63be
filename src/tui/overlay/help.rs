//! Every key that holds here, from the table of keys; typing filters, Enter does it.

use super::picker::{Choice, Picker, Search, Sought};
use crate::tui::cmd::Cmd;
use crate::tui::key::shown;
use crate::tui::keymap::Scope;
use crate::tui::part::Handled;
use crate::tui::shell::Shell;

/// The help.
pub type Help = Search<Keys>;

/// What each row of the help does, if it can be done.
#[derive(Clone, Debug)]
pub struct Keys(Vec<Option<Cmd>>);

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
        Self { picker: Picker::new(choices), of: Keys(cmds) }
    }
}

impl Sought for Keys {
    const PANE: &'static str = "help";
    const COLUMNS: usize = 92;

    fn title(&self) -> &'static str {
        "Keys that hold here"
    }

    fn chosen(&self, at: Option<usize>, shell: &mut Shell) -> Handled {
        shell.next = at.and_then(|at| self.0[at]);
        Handled::Close
    }

    fn closes(cmd: Cmd) -> bool {
        cmd == Cmd::Help
    }
}
