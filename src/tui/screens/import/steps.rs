//! What the import screen does under keys and news: looks, writes, moves, keeps its selection.

use super::{Came, ImportScreen, Pane, Task, Work, panes};
use crate::domain::Refusal;
use crate::domain::text::counted;
use crate::exchange::importer::Fate;
use crate::exchange::mapping::{How, Source};
use crate::tui::cmd::Cmd;
use crate::tui::effect::Effect;
use crate::tui::overlay::page::PageOverlay;
use crate::tui::part::Handled;
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;

impl ImportScreen {
    /// Has the file looked at, under the layout there is.
    pub(super) fn look(&mut self, again: bool, told: Vec<(String, String)>, shell: &mut Shell) {
        let Some(order) = self.order.clone() else { return };
        let token = shell.token();
        self.looking = Some(token);
        self.whole = false;
        self.error = None;
        let work = Work::Look { again, layout: self.layout.clone(), told };
        shell.ask(Effect::Import(Box::new(Task { token, order, model: self.model(), work })));
    }

    pub(super) fn model(&self) -> String {
        self.typed.get("model").cloned().unwrap_or_default()
    }

    /// Imports it.
    pub(super) fn write(&mut self, shell: &mut Shell) {
        let (Some(order), Some(layout)) = (self.order.clone(), self.layout.clone()) else { return };
        let token = shell.token();
        self.writing = Some(token);
        self.error = None;
        self.left.clear();
        let work = Work::Write { layout, skip_bad: self.skip_bad };
        shell.ask(Effect::Import(Box::new(Task { token, order, model: self.model(), work })));
    }

    /// Why it cannot be imported now, if so.
    pub(super) fn obstacle(&self) -> Option<String> {
        if self.order.is_none() {
            return Some("no file is named; o names one".to_owned());
        }
        if self.writing.is_some() {
            return Some("it is being written".to_owned());
        }
        let Some(report) = self.report.as_ref().filter(|_| self.whole) else {
            return Some(
                if self.looking.is_some() { "the rows are still looked at" } else { "it cannot be read so" }.to_owned(),
            );
        };
        let refused = report.count(Fate::Refused);
        if refused > 0 && !self.skip_bad {
            let rows = counted(i64::try_from(refused).unwrap_or(i64::MAX), "row");
            let verb = if refused == 1 { "is" } else { "are" };
            return Some(format!("{rows} {verb} wrong: mend the file or the columns, or s leaves them out"));
        }
        if report.count(Fate::Created) + report.count(Fate::Updated) == 0 {
            return Some("the record says all of it already".to_owned());
        }
        None
    }

    /// The places of the columns that are on show.
    pub(super) fn columns(&self) -> Vec<usize> {
        let columns = self.layout.iter().flat_map(|layout| layout.columns.iter().enumerate());
        columns.filter(|(_, column)| !column.hidden).map(|(at, _)| at).collect()
    }

    /// The selected column.
    pub(super) fn column(&self) -> Option<usize> {
        self.columns().get(self.at[0]).copied()
    }

    /// The rows that a pane has.
    pub(super) fn rows(&self, pane: Pane, shell: &Shell) -> usize {
        match pane {
            Pane::Columns => self.columns().len(),
            Pane::Rows => self.report.as_ref().map_or(0, |report| report.first.len()),
            Pane::Refused => self.report.as_ref().map_or(0, |report| report.wrong.len()),
            // Text: as far as it goes beyond what is seen.
            Pane::Notes => {
                let pane = shell.seen.pane(Pane::Notes.name());
                (pane.total + 1).saturating_sub(pane.height)
            }
        }
    }

    pub(super) fn go(&mut self, at: usize, shell: &Shell) {
        let last = self.rows(self.pane, shell).saturating_sub(1);
        self.at[self.pane as usize] = at.min(last);
    }

    /// Carries out a command that moves; false if it is none.
    pub(super) fn moves(&mut self, cmd: Cmd, shell: &Shell) -> bool {
        let at = self.at[self.pane as usize];
        let step = shell.seen.pane(self.pane.name()).height.max(2);
        let to = match cmd {
            Cmd::Down => at + 1,
            Cmd::Up => at.saturating_sub(1),
            Cmd::HalfDown => at + step / 2,
            Cmd::HalfUp => at.saturating_sub(step / 2),
            Cmd::PageDown => at + step - 1,
            Cmd::PageUp => at.saturating_sub(step - 1),
            Cmd::Top => 0,
            Cmd::Bottom => usize::MAX,
            Cmd::Right if self.pane == Pane::Rows => {
                self.cell = (self.cell + 1).min(panes::fields(self).len().saturating_sub(1));
                return true;
            }
            Cmd::Left if self.pane == Pane::Rows => {
                self.cell = self.cell.saturating_sub(1);
                return true;
            }
            _ => return false,
        };
        self.go(to, shell);
        true
    }

    pub(super) fn show(&mut self, pane: Pane) {
        self.pane = pane;
        if pane != Pane::Columns {
            self.beside = pane;
        }
    }

    pub(super) fn turn(&mut self, by: usize) {
        self.show(Pane::ALL[(self.pane as usize + by) % Pane::ALL.len()]);
    }

    /// What Enter does: a field for the column, the row or the refusal whole.
    pub(super) fn enter(&mut self, shell: &mut Shell) {
        let at = self.at[self.pane as usize];
        match self.pane {
            Pane::Columns => self.ask_field(shell),
            Pane::Rows => {
                if let Some((title, lines)) = panes::whole_row(self, at) {
                    shell.open(PageOverlay::new(title, lines));
                }
            }
            Pane::Refused => {
                let wrong = self.report.as_ref().and_then(|report| report.wrong.get(at));
                if let Some(wrong) = wrong {
                    let lines = vec![Rich::plain(self.shortened(&wrong.refusal.to_string()))];
                    shell.open(PageOverlay::new(format!("Line {}", wrong.line), lines));
                }
            }
            Pane::Notes => {}
        }
    }

    /// A text with the file's name where its whole path stands.
    pub(super) fn shortened(&self, text: &str) -> String {
        let folders = self.order.iter().flat_map(|order| &order.files).filter_map(|path| path.parent());
        let mut text = text.to_owned();
        for folder in folders.map(|folder| folder.display().to_string()).filter(|folder| folder.len() > 1) {
            text = text.replace(&format!("{folder}/"), "");
        }
        text
    }

    /// Takes what came of the file.
    pub(super) fn came(&mut self, came: &Came, shell: &mut Shell) {
        match came {
            Came::Read { said, layout } => {
                self.said.clone_from(said);
                self.layout = Some((**layout).clone());
                self.at[0] = self.at[0].min(self.columns().len().saturating_sub(1));
                self.recover(shell);
            }
            Came::First(report) => self.report = Some((**report).clone()),
            Came::Whole(result) => {
                self.looking = None;
                match &**result {
                    Ok(report) => {
                        self.report = Some(report.clone());
                        self.whole = true;
                    }
                    Err(refusal) => self.error = Some(refusal.clone()),
                }
                self.settle(shell);
            }
            Came::Failed(refusal) => {
                self.looking = None;
                (self.layout, self.report) = (None, None);
                self.said.clear();
                self.error = Some(refusal.clone());
            }
            Came::Left(lines) => self.left.clone_from(lines),
        }
    }

    /// Keeps the selection on what there is.
    pub(super) fn settle(&mut self, shell: &Shell) {
        for pane in [Pane::Rows, Pane::Refused] {
            let last = self.rows(pane, shell).saturating_sub(1);
            self.at[pane as usize] = self.at[pane as usize].min(last);
        }
        self.cell = self.cell.min(panes::fields(self).len().saturating_sub(1));
    }

    /// Lays the columns out as an earlier session left them.
    pub(super) fn recover(&mut self, shell: &mut Shell) {
        let recovered = std::mem::take(&mut self.recovered);
        let Some(layout) = self.layout.as_mut().filter(|_| !recovered.is_empty()) else { return };
        let mut changed = false;
        for field in &mut layout.fields {
            let name = recovered.get(field.name);
            let column = name.and_then(|name| layout.columns.iter().position(|column| column.name == *name));
            if let Some(column) = column {
                field.source = Some(Source { column, how: How::Told });
                changed = true;
            }
        }
        if changed {
            shell.say("the columns are as you left them");
            self.look(false, Vec::new(), shell);
        }
    }

    pub(super) fn leave(&mut self, shell: &mut Shell) -> Handled {
        if self.looking.is_some() || self.writing.is_some() {
            shell.ask(Effect::Cancel);
            if self.looking.take().is_some() {
                self.error = Some(Refusal::state("import", "it was stopped").hint("r looks again"));
            }
            return Handled::Yes;
        }
        Handled::Close
    }
}
