//! Importing from a file: what was recognised, which column fills which field, the first rows as they
//! would be read, what all of them come to, every refusal with its place; all that before anything is
//! written. Then one operation with one undo.

mod ask;
mod data;
mod panes;
mod steps;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;

use crate::domain::Refusal;
use crate::exchange::importer::{KeptMap, Kind, Layout, Order, Report};
use crate::exchange::mapping::How;
use crate::tui::canvas::Target;
use crate::tui::cmd::Cmd;
use crate::tui::draft::DraftKey;
use crate::tui::effect::{Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::overlay::page::PageOverlay;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;
pub use data::{Came, Task, Work};

/// What a draft calls the column of a field that was chosen by hand.
const BY_HAND: &str = "column of ";

/// Opens the import screen; what is on show says what is imported at first.
pub fn open(shell: &mut Shell) {
    let kind = match shell.screen {
        ScreenId::Intake => Kind::Intake,
        ScreenId::Risks => Kind::Risks,
        ScreenId::FollowUps => Kind::FollowUps,
        ScreenId::Oversight => Kind::Readings,
        ScreenId::Meeting
        | ScreenId::Models
        | ScreenId::Incidents
        | ScreenId::Posture
        | ScreenId::Alarms
        | ScreenId::Log => Kind::Models,
    };
    let mut screen = ImportScreen::new(kind, shell);
    let depth = shell.overlays.len();
    screen.ask_file(shell);
    // The form lies above the screen.
    shell.overlays.insert(depth, Box::new(screen));
}

fn draft_key() -> DraftKey {
    DraftKey::new("import", "")
}

/// The fields whose columns were chosen by hand, as a draft keeps them.
fn by_hand(layout: &Layout) -> BTreeMap<String, String> {
    let told = layout.fields.iter().filter_map(|field| {
        let source = field.source.filter(|source| source.how == How::Told)?;
        Some((format!("{BY_HAND}{}", field.name), layout.columns.get(source.column)?.name.clone()))
    });
    told.collect()
}

/// What is on show of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pane {
    Columns,
    Rows,
    Refused,
    Notes,
}

impl Pane {
    const ALL: [Self; 4] = [Self::Columns, Self::Rows, Self::Refused, Self::Notes];

    /// Its name, also for what was measured of it.
    const fn name(self) -> &'static str {
        match self {
            Self::Columns => "Columns",
            Self::Rows => "First rows",
            Self::Refused => "Refused",
            Self::Notes => "Notes",
        }
    }
}

/// What a form or a search was opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    File,
    Field(usize),
    Map,
    MapName,
}

/// The import screen.
#[derive(Clone, Debug)]
pub struct ImportScreen {
    /// What was typed in the form that names the file.
    typed: BTreeMap<String, String>,
    order: Option<Order>,
    said: String,
    layout: Option<Layout>,
    /// Columns that an earlier session chose by hand, until the file is read.
    recovered: BTreeMap<String, String>,
    report: Option<Report>,
    /// Whether the report is of all rows.
    whole: bool,
    error: Option<Refusal>,
    pane: Pane,
    /// What stands beside the columns where there is room.
    beside: Pane,
    /// The selected row of each pane, in their order.
    at: [usize; 4],
    /// The selected field of the first rows.
    cell: usize,
    skip_bad: bool,
    asking: Option<(Token, Asking)>,
    maps: Vec<KeptMap>,
    looking: Option<Token>,
    writing: Option<Token>,
    left: Vec<String>,
}

impl ImportScreen {
    fn new(kind: Kind, shell: &Shell) -> Self {
        let mut typed = BTreeMap::from([("kind".to_owned(), kind.word().to_owned())]);
        let mut recovered = BTreeMap::new();
        if let Some(draft) = shell.drafts.get(&draft_key()) {
            for (name, text) in &draft.fields {
                match name.strip_prefix(BY_HAND) {
                    Some(field) => recovered.insert(field.to_owned(), text.clone()),
                    None => typed.insert(name.clone(), text.clone()),
                };
            }
        }
        Self {
            typed,
            order: None,
            said: String::new(),
            layout: None,
            recovered,
            report: None,
            whole: false,
            error: None,
            pane: Pane::Columns,
            beside: Pane::Rows,
            at: [0; 4],
            cell: 0,
            skip_bad: false,
            asking: None,
            maps: Vec::new(),
            looking: None,
            writing: None,
            left: Vec::new(),
        }
    }
}

impl Part for ImportScreen {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Import, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.moves(cmd, shell) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Leave | Cmd::Back | Cmd::Close | Cmd::Cancel => return self.leave(shell),
            Cmd::NextPane | Cmd::NextTab => self.turn(1),
            Cmd::PrevPane | Cmd::PrevTab => self.turn(Pane::ALL.len() - 1),
            Cmd::Open => self.enter(shell),
            Cmd::SkipBad => self.skip_bad = !self.skip_bad,
            Cmd::KeepMap => self.ask_map_name(shell),
            // While it is written, nothing else is looked at.
            Cmd::ImportFile | Cmd::ReadAgain | Cmd::UseMap | Cmd::ClearField if self.writing.is_some() => {
                shell.say("it is being written; Esc stops it");
            }
            Cmd::Save => match self.obstacle() {
                Some(reason) => shell.say(reason),
                None => self.write(shell),
            },
            Cmd::ImportFile => self.ask_file(shell),
            Cmd::ReadAgain => self.look(true, Vec::new(), shell),
            Cmd::UseMap => self.load_maps(shell),
            Cmd::ClearField => {
                if let Some(column) = self.column().filter(|_| self.pane == Pane::Columns) {
                    self.give(column, None, shell);
                }
            }
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        match target {
            Target::Tab(at) => self.show(Pane::ALL[at.min(Pane::ALL.len() - 1)]),
            Target::Row(at) => self.go(at, shell),
            Target::Column(at) => self.cell = at,
            Target::Pane(name) => match Pane::ALL.into_iter().find(|pane| pane.name() == name) {
                Some(pane) => self.show(pane),
                None => return Handled::No,
            },
            Target::Cmd(_) | Target::Field(_) => return Handled::No,
        }
        Handled::Yes
    }

    fn scrolled(&mut self, pane: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        let Some(pane) = Pane::ALL.into_iter().find(|one| one.name() == pane) else { return Handled::No };
        self.show(pane);
        self.go(self.at[pane as usize].saturating_add_signed(isize::from(lines)), shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Import(token, came) if [self.looking, self.writing].contains(&Some(*token)) => self.came(came, shell),
            News::Answered(token, fields) if self.answered(*token, fields, shell) => {}
            News::Chosen(token, place) if self.chosen(*token, *place, shell) => {}
            News::Loaded(Loaded::Maps(_, maps)) => self.offer_maps(maps.clone(), shell),
            News::Done(token, result) if self.writing == Some(*token) => {
                self.writing = None;
                match result {
                    Ok(_) => {
                        shell.forget(&draft_key());
                        if !self.left.is_empty() {
                            let lines = self.left.iter().map(|line| Rich::plain(self.shortened(line)).hang(2));
                            shell.open(PageOverlay::new("Imported; what was left out", lines.collect()));
                        }
                        return Handled::Close;
                    }
                    Err(refusal) => self.error = Some(refusal.clone()),
                }
            }
            // What it would come to may be another thing now.
            News::Done(_, Ok(_)) | News::Changed if self.layout.is_some() && self.writing.is_none() => {
                self.look(false, Vec::new(), shell);
                return Handled::No;
            }
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn has_row(&self) -> bool {
        match self.pane {
            Pane::Columns => self.column().is_some(),
            Pane::Rows => self.report.as_ref().is_some_and(|report| !report.first.is_empty()),
            Pane::Refused => self.report.as_ref().is_some_and(|report| !report.wrong.is_empty()),
            Pane::Notes => false,
        }
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        let save = self.obstacle().map(|reason| (Cmd::Save, reason));
        let clear = (self.pane != Pane::Columns).then(|| (Cmd::ClearField, "go to the columns first".to_owned()));
        save.into_iter().chain(clear).collect()
    }

    fn view(&self, canvas: &mut crate::tui::canvas::Canvas<'_>, area: ratatui::layout::Rect) {
        self.draw(canvas, area);
    }
}
