//! The palette: commands, screens and records by name, each with its key or the reason why it is of
//! no use now.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::framed;
use super::picker::{Choice, Picker};
use crate::domain::ids::RecordId;
use crate::domain::order;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Candidate, Load, Loaded, News};
use crate::tui::key::shown;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;

/// The pane of what was found.
const PANE: &str = "palette";

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
#[derive(Clone, Debug)]
pub struct Palette {
    picker: Picker,
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
        Self { picker, commands, does, asked: String::new() }
    }

    /// Asks for the records that what is typed may name.
    fn ask(&mut self, shell: &mut Shell) {
        let sought = self.picker.sought().trim().to_owned();
        if sought != self.asked {
            self.asked.clone_from(&sought);
            if sought.is_empty() { self.found(&[]) } else { shell.load(Load::Search(sought)) }
        }
    }

    /// Takes the records found in among the commands.
    fn found(&mut self, records: &[Candidate]) {
        let records = records.iter().filter_map(|one| {
            let id: RecordId = one.value.parse().ok()?;
            let label = format!("{} {}", one.value, one.label);
            let choice = Choice { label, detail: id.kind.word().to_owned(), key: String::new(), usable: true };
            Some((choice, Does::Record(id)))
        });
        let all: Vec<(Choice, Does)> = self.commands.iter().cloned().chain(records).collect();
        self.does = all.iter().map(|(_, does)| *does).collect();
        self.picker.set(all.into_iter().map(|(choice, _)| choice).collect());
    }

    fn choose(&self, shell: &mut Shell) -> Handled {
        match self.picker.selected().map(|at| self.does[at]) {
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

impl Part for Palette {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Search]
    }

    fn typing(&self) -> bool {
        true
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        self.picker.typed(c);
        self.ask(shell);
        Handled::Yes
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        self.picker.pasted(text);
        self.ask(shell);
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Choose => self.choose(shell),
            Cmd::Cancel | Cmd::Back => Handled::Close,
            _ if self.picker.command(cmd, shell.seen.pane(PANE)) => {
                self.ask(shell);
                Handled::Yes
            }
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

    fn heard(&mut self, news: &News, _: &mut Shell) -> Handled {
        if let News::Loaded(Loaded::Found(sought, records)) = news
            && *sought == self.asked
        {
            self.found(records);
            return Handled::Yes;
        }
        Handled::No
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let inside = framed(canvas, area, "Commands and records", 92, usize::from(area.height));
        self.picker.view(canvas, inside, PANE);
    }
}
