//! The palette: commands, screens and records by name, each with its key or the reason why it is of
//! no use now.

use std::collections::BTreeSet;

use super::picker::{Choice, Picker, Search, Sought};
use crate::domain::ids::RecordId;
use crate::domain::order;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Candidate, Load, Loaded, News};
use crate::tui::key::shown;
use crate::tui::keymap::Scope;
use crate::tui::part::Handled;
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;

/// Where commands are looked for beside where the keys are now: the screens, not what lies above them.
const SCREENS: &[Scope] = &[
    Scope::Go,
    Scope::List,
    Scope::Record,
    Scope::Intake,
    Scope::Models,
    Scope::Risks,
    Scope::FollowUps,
    Scope::Acceptances,
    Scope::Incidents,
    Scope::Reviews,
    Scope::Monitors,
    Scope::Drift,
    Scope::Agenda,
    Scope::Live,
];

/// What a row of the palette does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Cmd(Cmd),
    Record(RecordId),
    Nothing,
}

/// The palette.
pub type Palette = Search<Everything>;

/// The commands, what each row does, and the words that records were asked for by.
#[derive(Clone, Debug)]
pub struct Everything {
    commands: Vec<(Choice, Does)>,
    does: Vec<Does>,
    asked: String,
}

impl Palette {
    /// The palette of where the shell is now.
    pub fn new(shell: &Shell) -> Self {
        let commands = commands(shell);
        let picker = Picker::new(commands.iter().map(|(choice, _)| choice.clone()).collect());
        let does = commands.iter().map(|(_, does)| *does).collect();
        Self { picker, of: Everything { commands, does, asked: String::new() } }
    }
}

impl Everything {
    /// Takes the records found in among the commands.
    fn found(&mut self, picker: &mut Picker, records: &[Candidate]) {
        let records = records.iter().filter_map(|one| {
            let id: RecordId = one.value.parse().ok()?;
            let label = format!("{} {}", one.value, one.label);
            let choice = Choice { label, detail: id.kind.word().to_owned(), key: String::new(), usable: true };
            Some((choice, Does::Record(id)))
        });
        let all: Vec<(Choice, Does)> = self.commands.iter().cloned().chain(records).collect();
        self.does = all.iter().map(|(_, does)| *does).collect();
        picker.set(all.into_iter().map(|(choice, _)| choice).collect());
    }
}

impl Sought for Everything {
    const PANE: &'static str = "palette";
    const COLUMNS: usize = 92;

    fn title(&self) -> &'static str {
        "Commands and records"
    }

    fn chosen(&self, at: Option<usize>, shell: &mut Shell) -> Handled {
        match at.map(|at| self.does[at]) {
            Some(Does::Cmd(cmd)) => shell.next = Some(cmd),
            Some(Does::Record(id)) => shell.go_to(id),
            Some(Does::Nothing) => {
                shell.say("that is of no use here; the reason stands beside it");
                return Handled::Yes;
            }
            None => {}
        }
        Handled::Close
    }

    /// Asks for the records that what is typed may name.
    fn typed(&mut self, picker: &mut Picker, shell: &mut Shell) {
        let sought = picker.sought().trim().to_owned();
        if sought != self.asked {
            self.asked.clone_from(&sought);
            if sought.is_empty() { self.found(picker, &[]) } else { shell.load(Load::Search(sought)) }
        }
    }

    fn heard(&mut self, picker: &mut Picker, news: &News) -> Handled {
        if let News::Loaded(Loaded::Found(sought, records)) = news
            && *sought == self.asked
        {
            self.found(picker, records);
            return Handled::Yes;
        }
        Handled::No
    }
}

/// Every command, those that hold here first; each once.
fn commands(shell: &Shell) -> Vec<(Choice, Does)> {
    let facts = shell.facts();
    let elsewhere = SCREENS.iter().filter(|scope| !shell.scopes.contains(scope));
    let mut known = BTreeSet::new();
    let mut rows = Vec::new();
    for (scope, here) in shell.scopes.iter().map(|scope| (scope, true)).chain(elsewhere.map(|scope| (scope, false))) {
        for (binding, keys) in shell.keymap.of(*scope) {
            if binding.cmd == Cmd::Palette || !known.insert(binding.cmd) {
                continue;
            }
            let anywhere = here || ScreenId::of(binding.cmd).is_some();
            let reason = if anywhere { binding.unavailable(&facts) } else { Some(format!("only in {}", scope.word())) };
            let choice = Choice {
                label: binding.cmd.word().to_owned(),
                detail: reason.clone().unwrap_or_else(|| binding.help.to_owned()),
                key: keys.first().map(|keys| shown(keys)).unwrap_or_default(),
                usable: reason.is_none(),
            };
            rows.push((choice, if reason.is_none() { Does::Cmd(binding.cmd) } else { Does::Nothing }));
        }
    }
    order::by_key(&mut rows, |(choice, _)| !choice.usable);
    rows
}
