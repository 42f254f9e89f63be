//! The one screen of registers: lists, a preview of the selected record, its page with tabs, and every
//! operation that can be done to it as a form. Intake, models, risks, follow-ups with acceptances,
//! incidents and the event log are this screen with another table.

mod acceptance;
mod actions;
mod incident;
mod tabs;
#[cfg(test)]
mod tests;
mod view;
mod watched;

use crate::domain::ids::{RecordId, RecordKind};
use crate::insight::alarm;
use crate::tui::canvas::Target;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{List, Load, Loaded, News};
use crate::tui::keymap::Scope;
use crate::tui::list::Listing;
use crate::tui::overlay::record::{Detail, PANE as DETAIL};
use crate::tui::part::{Handled, Part};
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;
use tabs::{Tab, first_filter, tabs};

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pane {
    List,
    Preview,
}

/// A register.
#[derive(Clone, Debug)]
pub struct Register {
    screen: ScreenId,
    tabs: &'static [Tab],
    lists: Vec<Listing>,
    at: usize,
    pane: Pane,
    preview: Option<Detail>,
    detail: Option<Detail>,
    shows_preview: bool,
    /// Tenths of the room that the preview takes.
    share: u16,
    /// A command that waits for the record's fields.
    pending: Option<(RecordId, Cmd)>,
    /// The steps of a runbook that are offered to tick.
    ticking: Option<incident::Ticking>,
    stale: bool,
    /// Whether the opened record was gone to from another screen, where going back leads.
    visited: bool,
}

impl Register {
    /// The register of a screen, empty until it is shown.
    pub fn new(screen: ScreenId) -> Self {
        let tabs = tabs(screen);
        Self {
            screen,
            tabs,
            lists: tabs.iter().map(|tab| Listing::new(tab.list).filtered(first_filter(tab.list))).collect(),
            at: 0,
            pane: Pane::List,
            preview: None,
            detail: None,
            shows_preview: true,
            share: view::SHARE,
            pending: None,
            ticking: None,
            stale: true,
            visited: false,
        }
    }

    fn tab(&self) -> Tab {
        self.tabs[self.at.min(self.tabs.len() - 1)]
    }

    fn list(&mut self) -> &mut Listing {
        let at = self.at.min(self.lists.len() - 1);
        &mut self.lists[at]
    }

    fn listing(&self) -> &Listing {
        &self.lists[self.at.min(self.lists.len() - 1)]
    }

    /// The record that has the keys: the opened one, else the selected one.
    fn record(&self) -> Option<RecordId> {
        match &self.detail {
            Some(detail) => Some(detail.id()),
            None => self.selected(),
        }
    }

    fn selected(&self) -> Option<RecordId> {
        self.tab().kind?;
        self.listing().selected().and_then(RecordId::from_key)
    }

    /// The records that a command is done to: the opened one, else the marked ones, else the selected one.
    fn targets(&self) -> Vec<RecordId> {
        match &self.detail {
            Some(detail) => vec![detail.id()],
            None if self.tab().kind.is_some() => {
                self.listing().targets().into_iter().filter_map(RecordId::from_key).collect()
            }
            None => Vec::new(),
        }
    }

    /// The record that the selected row is about: its own, or the one on which an alarm is cleared.
    fn shows(&self) -> Option<RecordId> {
        match self.tab().list {
            List::Alarms => self.listing().selected().and_then(alarm::record_of),
            _ => self.selected(),
        }
    }

    /// The preview follows the selection.
    fn follow(&mut self, shell: &mut Shell) {
        let selected = self.shows().filter(|_| self.shows_preview && self.detail.is_none());
        if self.preview.as_ref().map(Detail::id) != selected {
            let before = self.preview.take();
            self.preview = selected.map(|id| Detail::beside(id, before, shell));
        }
        if self.preview.is_none() {
            self.pane = Pane::List;
        }
    }

    fn open(&mut self, id: RecordId, shell: &mut Shell) {
        self.visited = false;
        // What stands beside the list already is not read again.
        let read = self.preview.take().filter(|preview| preview.id() == id && preview.page().is_some());
        self.detail = Some(read.map_or_else(|| Detail::new(id, shell), Detail::from_the_top));
    }

    fn show_tab(&mut self, at: usize, shell: &mut Shell) {
        self.at = at % self.lists.len().max(1);
        self.pane = Pane::List;
        self.list().refresh(shell);
    }

    fn refresh(&mut self, shell: &mut Shell) {
        self.stale = false;
        self.list().refresh(shell);
    }

    /// Reads anew after something was done. A record that was just made has the cursor at once, so that the
    /// next key is about it and not about the row that had the cursor before.
    fn done(&mut self, touched: &[RecordId], shell: &mut Shell) {
        let kind = self.tab().kind;
        let made = touched.iter().filter(|id| Some(id.kind) == kind && !self.listing().holds(id.key()));
        match (&self.detail, made.collect::<Vec<_>>().as_slice()) {
            (None, [one]) => {
                self.stale = false;
                let key = one.key();
                self.list().select(key, shell);
            }
            _ => self.refresh(shell),
        }
    }

    fn shown(&mut self, record: Option<RecordId>, shell: &mut Shell) {
        let Some(id) = record else {
            self.refresh(shell);
            return;
        };
        if let Some(at) = self.tabs.iter().position(|tab| tab.kind == Some(id.kind)) {
            self.at = at;
        }
        self.list().select(id.key(), shell);
        self.open(id, shell);
        self.visited = true;
    }

    /// What Enter does: the record's page; of an event, the record it is about.
    fn enter(&mut self, shell: &mut Shell) {
        if let Some(id) = self.selected() {
            self.open(id, shell);
            return;
        }
        if let Some(id) = self.shows() {
            shell.go_to(id);
            return;
        }
        let about = self.listing().row().and_then(|row| row.cells.iter().find_map(|cell| cell.parse().ok()));
        match about {
            Some(id) => shell.go_to(id),
            None => shell.say("this event is about no single record"),
        }
    }

    /// Commands of the screen itself; false if it is none.
    fn own(&mut self, cmd: Cmd, shell: &mut Shell) -> bool {
        match cmd {
            Cmd::Open => self.enter(shell),
            Cmd::Back | Cmd::Close if self.detail.is_some() => {
                self.detail = None;
                self.refresh(shell);
                if std::mem::take(&mut self.visited) {
                    shell.go_back();
                }
            }
            Cmd::Back | Cmd::Close if self.pane == Pane::Preview => self.pane = Pane::List,
            Cmd::NextPane | Cmd::PrevPane if self.detail.is_none() => {
                self.pane = match self.pane {
                    Pane::List if self.preview.is_some() => Pane::Preview,
                    Pane::List | Pane::Preview => Pane::List,
                };
            }
            Cmd::NextTab if self.detail.is_none() && self.lists.len() > 1 => self.show_tab(self.at + 1, shell),
            Cmd::PrevTab if self.detail.is_none() && self.lists.len() > 1 => {
                self.show_tab(self.at + self.lists.len() - 1, shell);
            }
            // With one list only, its tabs are those of the preview.
            Cmd::NextTab | Cmd::PrevTab if self.detail.is_none() => {
                return self.preview.as_mut().is_some_and(|preview| preview.command(cmd, shell));
            }
            Cmd::Preview => {
                self.shows_preview = !self.shows_preview;
                shell.say(if self.shows_preview { "preview on" } else { "preview off" });
            }
            Cmd::ZoomIn => self.share = (self.share + 1).min(8),
            Cmd::ZoomOut => self.share = (self.share - 1).max(2),
            Cmd::Copy if self.detail.is_some() => {
                if let Some((id, page)) = self.detail.as_ref().and_then(|detail| Some((detail.id(), detail.page()?))) {
                    let text = page.markdown.clone();
                    shell.copy(format!("{id} as Markdown"), text);
                }
            }
            Cmd::Export if self.detail.is_some() => shell.say("go back to the list to export; y copies this record"),
            _ => return false,
        }
        true
    }
}

impl Part for Register {
    fn scopes(&self) -> Vec<Scope> {
        if self.listing().typing() {
            return vec![Scope::FilterLine];
        }
        let inner = if self.detail.is_some() { Scope::Record } else { Scope::List };
        self.tab().scope.into_iter().chain([inner, Scope::Move, Scope::Go]).collect()
    }

    fn typing(&self) -> bool {
        self.detail.is_none() && self.listing().typing()
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        self.list().typed(c, shell)
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        if self.typing() { self.list().pasted(text, shell) } else { Handled::No }
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.typing() {
            let handled = self.list().command(cmd, shell);
            self.follow(shell);
            return handled;
        }
        let taken = self.own(cmd, shell)
            || self.detail.as_mut().is_some_and(|detail| detail.command(cmd, shell))
            || (self.pane == Pane::Preview && self.preview.as_mut().is_some_and(|preview| preview.command(cmd, shell)))
            || self.act(cmd, shell);
        let handled = if taken {
            Handled::Yes
        } else if self.detail.is_some() {
            Handled::No
        } else {
            self.list().command(cmd, shell)
        };
        self.follow(shell);
        handled
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let list = self.detail.is_none();
        let handled = match (target, self.detail.as_mut().or(self.preview.as_mut())) {
            (Target::Tab(tab), Some(detail)) => {
                detail.show(tab);
                Handled::Yes
            }
            (Target::Pane(DETAIL), _) if list => {
                self.pane = Pane::Preview;
                Handled::Yes
            }
            (Target::Row(_) | Target::Column(_), _) if list => {
                self.pane = Pane::List;
                self.list().clicked(target, shell)
            }
            _ => Handled::No,
        };
        self.follow(shell);
        handled
    }

    fn scrolled(&mut self, pane: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        let list = self.detail.is_none();
        match self.detail.as_mut().or(self.preview.as_mut()) {
            Some(detail) if pane == DETAIL => {
                detail.scrolled(lines, shell);
                Handled::Yes
            }
            _ if list => {
                let handled = self.list().scrolled(lines, shell);
                self.follow(shell);
                handled
            }
            _ => Handled::No,
        }
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        let here = shell.screen == self.screen;
        let mut taken = false;
        match news {
            News::Shown(record) if here => self.shown(*record, shell),
            News::Done(_, Ok(outcome)) if here => self.done(&outcome.touched, shell),
            News::Changed if here => self.refresh(shell),
            News::Done(_, Ok(_)) | News::Changed => self.stale = true,
            News::Loaded(Loaded::Fields { id, fields, .. }) => {
                if let Some((_, cmd)) = self.pending.take_if(|(waiting, _)| waiting == id) {
                    self.with_fields(*id, cmd, fields, shell);
                    taken = true;
                }
            }
            News::Loaded(Loaded::Checklist(id, steps)) if here => {
                if id.kind == RecordKind::Acceptance {
                    self.offer_controls(*id, steps, shell);
                } else {
                    self.offer_steps(*id, steps, shell);
                }
                taken = true;
            }
            News::Chosen(asked, place) => taken = self.tick(*asked, *place, shell),
            News::Loaded(Loaded::Failed(Load::Page(id), _)) if here => {
                self.detail.take_if(|detail| detail.id() == *id);
            }
            _ => {}
        }
        for list in &mut self.lists {
            taken |= list.heard(news, shell);
        }
        if here {
            for detail in self.detail.iter_mut().chain(&mut self.preview) {
                taken |= detail.heard(news, shell);
            }
            self.follow(shell);
        }
        if taken { Handled::Yes } else { Handled::No }
    }

    fn has_row(&self) -> bool {
        self.detail.is_some() || self.listing().selected().is_some()
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        self.reasons()
    }

    fn view(&self, canvas: &mut crate::tui::canvas::Canvas<'_>, area: ratatui::layout::Rect) {
        self.draw(canvas, area);
    }
}
