//! The one table of keys, and how a key finds its command.
//!
//! Dispatch, footer, help, palette and `docs/KEYS.md` all read this table; nothing else in the
//! interface knows a key. A scope is where a key holds; scopes are looked through from the innermost
//! outward.

mod docs;
mod overlays;
mod remap;
mod table;
#[cfg(test)]
mod tests;

pub use docs::keys_page;

use std::collections::BTreeMap;

use super::cmd::Cmd;
use super::key::{Key, shown};
use super::measure;
use crate::domain::order;

macro_rules! scopes {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal, $text:literal;)*) => {
        /// Where a key holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope { $($(#[doc = $doc])* $name,)* }

        impl Scope {
            /// Every scope, in the order of the help.
            pub const ALL: &'static [Scope] = &[$(Scope::$name,)*];
            /// The word of the scope in the help and the configuration.
            pub const fn word(self) -> &'static str { match self { $(Scope::$name => $word,)* } }
            /// Whether printable keys are typed here and so can be no command.
            pub const fn is_text(self) -> bool { match self { $(Scope::$name => $text,)* } }
            /// The scope of a word.
            pub fn of(word: &str) -> Option<Self> { Self::ALL.iter().copied().find(|scope| scope.word() == word) }
        }
    };
}

scopes! {
    /// Everywhere.
    Global = "global", false;
    /// Wherever something moves.
    Move = "move", false;
    /// Screens by letter.
    Go = "go", false;
    /// Lists of records.
    List = "list", false;
    /// One record, opened.
    Record = "record", false;
    /// The list of submissions.
    Intake = "intake", false;
    /// The tier questionnaire.
    Triage = "triage", false;
    /// The evidence of a submission or a model.
    Evidence = "evidence", false;
    /// The list of models.
    Models = "models", false;
    /// The list of risks.
    Risks = "risks", false;
    /// The list of follow-ups.
    FollowUps = "follow-ups", false;
    /// The list of acceptances.
    Acceptances = "acceptances", false;
    /// The list of incidents.
    Incidents = "incidents", false;
    /// The lists of reviews of one model and of many.
    Reviews = "reviews", false;
    /// The list of monitors.
    Monitors = "monitors", false;
    /// The list of drift events.
    Drift = "drift", false;
    /// Where the portfolio stands.
    Posture = "posture", false;
    /// A file that is to be imported.
    Import = "import", false;
    /// A meeting that has not begun.
    Agenda = "agenda", false;
    /// A meeting in session.
    Live = "live", false;
    /// Attendance.
    Opening = "opening", false;
    /// The outcome of a decision.
    Outcome = "outcome", false;
    /// The votes.
    Vote = "vote", false;
    /// Reading back a decision before it is locked.
    ReadBack = "read-back", false;
    /// The consent agenda while the board sits.
    Consent = "consent", false;
    /// The page of a decision.
    Decided = "decided", false;
    /// The minutes of a meeting that is over.
    Minutes = "minutes", false;
    /// What a room sees of the meeting.
    Projector = "projector", false;
    /// A list to tick or to choose from.
    Picks = "picks", false;
    /// What was typed and not saved.
    Drafts = "drafts", false;
    /// A refusal.
    Refusal = "refusal", false;
    /// A question before something that is hard to reverse.
    Confirm = "confirm", false;
    /// A menu of letters.
    Menu = "menu", false;
    /// A text to read.
    Page = "page", false;
    /// The line for notes.
    Notes = "notes", true;
    /// The form of a decision.
    Decision = "decision", true;
    /// A form.
    Form = "form", true;
    /// The filter line.
    FilterLine = "filter", true;
    /// The palette and the help: a line to search by, with matches below.
    Search = "search", true;
    /// Wherever text is typed.
    Text = "text", true;
}

/// What must be so for a command to be of use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Nothing.
    #[default]
    Always,
    /// A record is selected.
    Row,
    /// The board sits.
    Sitting,
    /// The board does not sit.
    NotSitting,
    /// There is something to take back.
    Undoable,
    /// There is an undo to take back.
    Redoable,
}

/// What is so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether a record is selected.
    pub row: bool,
    /// Whether the board sits.
    pub sitting: bool,
    /// What would be taken back.
    pub undo: Option<String>,
    /// What would be done again.
    pub redo: Option<String>,
    /// Why the store cannot be written to, if so.
    pub read_only: Option<String>,
    /// Commands the screen cannot carry out now, with the reason.
    pub blocked: Vec<(Cmd, String)>,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub scope: Scope,
    /// Its keys, alternatives of each other.
    pub keys: &'static [&'static str],
    /// What it does.
    pub cmd: Cmd,
    /// One or two words for the footer.
    pub label: &'static str,
    /// A sentence for the help, without a full stop.
    pub help: &'static str,
    /// Its place in the footer; 0 keeps it out.
    pub footer: u8,
    /// What it needs.
    pub when: When,
    /// Whether it writes to the record.
    pub writes: bool,
}

impl Binding {
    /// Its place in the footer.
    const fn hint(mut self, place: u8) -> Self {
        self.footer = place;
        self
    }

    /// What it needs.
    const fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// It writes to the record.
    const fn writes(mut self) -> Self {
        self.writes = true;
        self
    }
}

impl Binding {
    /// Why it is of no use now.
    pub fn unavailable(&self, facts: &Facts) -> Option<String> {
        if let Some((_, reason)) = facts.blocked.iter().find(|(cmd, _)| *cmd == self.cmd) {
            return Some(reason.clone());
        }
        if let Some(reason) = facts.read_only.as_ref().filter(|_| self.writes) {
            return Some(reason.clone());
        }
        let reason = match self.when {
            When::Row if !facts.row => "no record is selected",
            When::Sitting if !facts.sitting => "the board does not sit",
            When::NotSitting if facts.sitting => "the board sits",
            When::Undoable if facts.undo.is_none() => "there is nothing of yours to take back",
            When::Redoable if facts.redo.is_none() => "there is no undo to take back",
            _ => return None,
        };
        Some(reason.to_owned())
    }
}

/// What a key comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// This command.
    Cmd(Cmd),
    /// The beginning of these sequences: the keys still to press, with labels.
    Pending(Vec<(String, &'static str)>),
    /// A command that is of no use now.
    Unavailable(Cmd, String),
    /// Nothing.
    Unknown,
}

/// The table with a person's own keys in it.
#[derive(Clone, Debug)]
pub struct Keymap {
    rows: Vec<(Binding, Vec<Vec<Key>>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        let rows = table::TABLE.iter().chain(overlays::OVERLAYS).map(|binding| {
            let keys =
                binding.keys.iter().map(|keys| Key::read_sequence(keys).expect("a test reads every key of the table"));
            (*binding, keys.collect())
        });
        Self { rows: rows.collect() }
    }
}

impl Keymap {
    /// The table with the configuration's keys; what is wrong with those is returned beside it, and
    /// the default stands.
    pub fn remapped(keys: &BTreeMap<String, Vec<String>>) -> (Self, Vec<String>) {
        remap::remapped(keys)
    }

    /// Every binding with its keys.
    pub fn rows(&self) -> impl Iterator<Item = (&Binding, &[Vec<Key>])> {
        self.rows.iter().map(|(binding, keys)| (binding, keys.as_slice()))
    }

    /// The bindings of one scope.
    pub fn of(&self, scope: Scope) -> impl Iterator<Item = (&Binding, &[Vec<Key>])> {
        self.rows().filter(move |(binding, _)| binding.scope == scope)
    }

    /// What these keys, pressed one after the other, come to.
    pub fn resolve(&self, scopes: &[Scope], keys: &[Key], facts: &Facts) -> Resolved {
        for scope in scopes {
            let mut rest: Vec<(String, &'static str)> = Vec::new();
            for (binding, sequences) in self.of(*scope) {
                for sequence in sequences.iter().filter(|sequence| sequence.starts_with(keys)) {
                    if sequence.len() > keys.len() {
                        rest.push((shown(&sequence[keys.len()..]), binding.label));
                        continue;
                    }
                    return match binding.unavailable(facts) {
                        Some(reason) => Resolved::Unavailable(binding.cmd, reason),
                        None => Resolved::Cmd(binding.cmd),
                    };
                }
            }
            if !rest.is_empty() {
                // A sequence may go on in an outer scope as well (`gg` moves, `ga` goes).
                let further = scopes.iter().skip_while(|outer| *outer != scope).skip(1);
                for (binding, sequences) in further.flat_map(|outer| self.of(*outer)) {
                    let longer = sequences.iter().filter(|keys_| keys_.len() > keys.len() && keys_.starts_with(keys));
                    rest.extend(longer.map(|sequence| (shown(&sequence[keys.len()..]), binding.label)));
                }
                return Resolved::Pending(rest);
            }
        }
        Resolved::Unknown
    }

    /// The first key of a command, in these scopes or anywhere.
    pub fn key_of(&self, cmd: Cmd, scopes: &[Scope]) -> Option<String> {
        let here = scopes.iter().flat_map(|scope| self.of(*scope)).find(|(binding, _)| binding.cmd == cmd);
        let (_, keys) = here.or_else(|| self.rows().find(|(binding, _)| binding.cmd == cmd))?;
        keys.first().map(|sequence| shown(sequence))
    }

    /// What the table says of a command, in these scopes or anywhere.
    pub fn binding(&self, cmd: Cmd, scopes: &[Scope]) -> Option<&Binding> {
        let here = scopes.iter().flat_map(|scope| self.of(*scope)).find(|(binding, _)| binding.cmd == cmd);
        here.or_else(|| self.rows().find(|(binding, _)| binding.cmd == cmd)).map(|(binding, _)| binding)
    }

    /// The hints that fit this many columns: the innermost scope's first, help always last.
    pub fn footer(&self, scopes: &[Scope], facts: &Facts, width: usize) -> Vec<Hint> {
        let mut hints: Vec<Hint> = Vec::new();
        let text = scopes.iter().any(|scope| scope.is_text());
        let help = self.of(Scope::Global).find(|(binding, _)| binding.cmd == Cmd::Help);
        let help = help.and_then(|(binding, keys)| {
            let key = keys.iter().find(|keys| !text || keys[0].printable().is_none())?;
            Some(Hint { key: shown(key), label: binding.label.to_owned(), cmd: binding.cmd })
        });
        // The gap after the last hint need not fit.
        let mut room = (width + 2).saturating_sub(help.as_ref().map_or(0, Hint::width));
        for scope in scopes {
            let mut rows: Vec<_> = self.of(*scope).filter(|(binding, _)| binding.footer > 0).collect();
            order::by_key(&mut rows, |(binding, _)| binding.footer);
            for (binding, keys) in rows {
                let usable = keys.iter().find(|keys| !text || keys[0].printable().is_none());
                let known = hints.iter().any(|hint| hint.cmd == binding.cmd) || binding.cmd == Cmd::Help;
                let Some(key) = usable.filter(|_| !known && binding.unavailable(facts).is_none()) else { continue };
                let label = match (&facts.undo, binding.cmd) {
                    (Some(what), Cmd::Undo) => format!("{} \"{}\"", binding.label, measure::cut(what, 24, "…")),
                    _ => binding.label.to_owned(),
                };
                let hint = Hint { key: shown(key), label, cmd: binding.cmd };
                if hint.width() > room {
                    continue;
                }
                room -= hint.width();
                hints.push(hint);
            }
        }
        hints.extend(help);
        hints
    }
}

/// One hint of the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key.
    pub key: String,
    /// What it does.
    pub label: String,
    /// The command, for the mouse.
    pub cmd: Cmd,
}

impl Hint {
    /// Columns, with the gap after it.
    pub fn width(&self) -> usize {
        measure::width(&self.key) + measure::width(&self.label) + 3
    }
}
