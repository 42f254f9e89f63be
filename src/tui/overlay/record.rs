//! A record to read, with tabs: what details on a screen and pages above one are made of.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::Scroll;
use crate::domain::ids::{RecordId, RecordKind};
use crate::tui::canvas::{Canvas, Target, top};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Load, Loaded, News, Page};
use crate::tui::form::{self, FormSpec};
use crate::tui::keymap::Scope;
use crate::tui::measure;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::wrap;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The pane of a record's page.
pub const PANE: &str = "record";

/// A record as a page: a tab of it, scrolled.
#[derive(Clone, Debug)]
pub struct Detail {
    id: RecordId,
    page: Option<Arc<Page>>,
    /// Whether the page is this record's, not that of the one before.
    own: bool,
    tab: usize,
    scroll: Scroll,
}

impl Detail {
    /// The page of a record, once it is read.
    pub fn new(id: RecordId, shell: &mut Shell) -> Self {
        shell.load(Load::Page(id));
        Self { id, page: None, own: false, tab: 0, scroll: Scroll::default() }
    }

    /// The page of a record beside the list that has it selected. What was shown before stays until this one
    /// is read, under its own title.
    pub fn beside(id: RecordId, before: Option<Self>, shell: &mut Shell) -> Self {
        shell.load(Load::Preview(id));
        Self { id, page: before.and_then(|before| before.page), own: false, tab: 0, scroll: Scroll::default() }
    }

    /// The record.
    pub const fn id(&self) -> RecordId {
        self.id
    }

    /// The page, once it is read.
    pub fn page(&self) -> Option<&Page> {
        self.page.as_deref().filter(|_| self.own)
    }

    /// The same from its first tab and line.
    #[must_use]
    pub fn from_the_top(self) -> Self {
        Self { tab: 0, scroll: Scroll::default(), ..self }
    }

    /// Moves, or goes to another tab; false if the command does neither.
    pub fn command(&mut self, cmd: Cmd, shell: &Shell) -> bool {
        let tabs = self.page.as_ref().map_or(0, |page| page.tabs.len());
        let to = match cmd {
            Cmd::NextTab | Cmd::Right | Cmd::NextPane => (self.tab + 1) % tabs.max(1),
            Cmd::PrevTab | Cmd::Left | Cmd::PrevPane => self.tab.checked_sub(1).unwrap_or(tabs.saturating_sub(1)),
            _ => return self.scroll.command(cmd, shell.seen.pane(PANE)),
        };
        self.show(to);
        true
    }

    /// Shows a tab.
    pub fn show(&mut self, tab: usize) {
        self.tab = tab;
        self.scroll = Scroll::default();
    }

    /// Scrolls.
    pub fn scrolled(&mut self, lines: i16, shell: &Shell) {
        self.scroll.by(isize::from(lines), shell.seen.pane(PANE));
    }

    /// Hears what was read, and reads again what has changed; true if it was this page.
    pub fn heard(&mut self, news: &News, shell: &mut Shell) -> bool {
        match news {
            News::Loaded(Loaded::Page(id, page)) if *id == self.id => {
                self.tab = self.tab.min(page.tabs.len().saturating_sub(1));
                (self.page, self.own) = (Some(page.clone()), true);
                true
            }
            News::Done(_, Ok(_)) | News::Changed => {
                shell.load(Load::Page(self.id));
                false
            }
            _ => false,
        }
    }

    /// The first tab on show, so that the chosen one is.
    fn first_tab(&self, page: &Page, columns: usize) -> usize {
        let wide = |tab: usize| page.tabs.get(tab).map_or(0, |(name, _)| measure::width(name) + 3);
        (0..self.tab).find(|first| (*first..=self.tab).map(wide).sum::<usize>() < columns).unwrap_or(self.tab)
    }

    /// Draws title, tabs and the text of the one on show.
    pub fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let (head, rest) = top(area, 1);
        let Some(page) = &self.page else {
            canvas.put_cut(head.x + 1, head.y, head.width.saturating_sub(2), &format!("{} …", self.id), Role::Dim);
            return;
        };
        canvas.put_cut(head.x + 1, head.y, head.width.saturating_sub(2), &page.title, Role::Title);
        let (tabs, rest) = top(rest, u16::from(page.tabs.len() > 1));
        let mut x = tabs.x + 1;
        let first = self.first_tab(page, usize::from(tabs.width));
        if first > 0 {
            x = canvas.put(tabs.x, tabs.y, 1, canvas.shell.glyphs.before, Role::Dim);
        }
        for (place, (name, _)) in page.tabs.iter().enumerate().skip(first).take_while(|_| tabs.height > 0) {
            let start = x;
            // A label is whole or not there; that there are more is said at the edge.
            let wide = u16::try_from(measure::width(name)).unwrap_or(u16::MAX).saturating_add(2);
            if place > self.tab && x.saturating_add(wide) >= tabs.right() {
                canvas.put(tabs.right().saturating_sub(1), tabs.y, 1, canvas.shell.glyphs.after, Role::Dim);
                break;
            }
            x = canvas.put(x, tabs.y, tabs.right().saturating_sub(x), &format!(" {name} "), Role::Text);
            let tab = Rect::new(start, tabs.y, x - start, 1);
            canvas.hit(tab, Target::Tab(place));
            if place == self.tab {
                canvas.paint(tab, Role::Selected);
            }
            x = x.saturating_add(1);
        }
        let (_, body) = top(rest, u16::from(rest.height > 6));
        let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
        let lines = page.tabs.get(self.tab).map(|(_, lines)| wrap(lines, usize::from(body.width))).unwrap_or_default();
        canvas.measured(PANE, body, lines.len());
        let most = lines.len().saturating_sub(usize::from(body.height));
        canvas.lines(body, &lines, self.scroll.from.min(most));
        if self.scroll.from < most {
            canvas.put(
                area.right().saturating_sub(1),
                area.bottom().saturating_sub(1),
                1,
                canvas.shell.glyphs.down,
                Role::Dim,
            );
        }
    }
}

/// A record above a screen: what its kind has no screen for.
#[derive(Clone, Debug)]
pub struct RecordPage {
    detail: Detail,
}

impl RecordPage {
    /// The page of a record.
    pub fn new(id: RecordId, shell: &mut Shell) -> Self {
        Self { detail: Detail::new(id, shell) }
    }
}

impl Part for RecordPage {
    fn scopes(&self) -> Vec<Scope> {
        let own = (self.detail.id.kind == RecordKind::Decision).then_some(Scope::Decided);
        own.into_iter().chain([Scope::Record, Scope::Page, Scope::Move]).collect()
    }

    fn has_row(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.detail.command(cmd, shell) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Cancel | Cmd::Back | Cmd::Close => return Handled::Close,
            Cmd::PullDecision => {
                let spec = FormSpec::operation("decision.pull", format!("Pull {} into the meeting", self.detail.id));
                form::open(spec.about(vec![self.detail.id]).focus("reason"), shell);
            }
            Cmd::AnswerEscalation => {
                let spec = FormSpec::operation("decision.answer", format!("The answer to {}", self.detail.id));
                form::open(spec.about(vec![self.detail.id]).focus("text"), shell);
            }
            Cmd::Edit => match FormSpec::edit(self.detail.id) {
                Some(spec) => form::open(spec, shell),
                None => shell.say("only the board's acts change it"),
            },
            Cmd::Copy => {
                if let Some(page) = self.detail.page() {
                    let text = page.markdown.clone();
                    shell.copy(format!("{} as Markdown", self.detail.id), text);
                }
            }
            Cmd::ToAgenda => {
                let spec = FormSpec::operation("item.add", format!("{} on the agenda", self.detail.id));
                form::open(spec.about_in("subject", vec![self.detail.id]).focus("meeting"), shell);
            }
            Cmd::Export => shell.say("lists are exported; y copies this record"),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, _: &mut Shell) -> Handled {
        let Target::Tab(tab) = target else { return Handled::No };
        self.detail.show(tab);
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.detail.scrolled(lines, shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Loaded(Loaded::Failed(Load::Page(id), _)) if *id == self.detail.id => Handled::Close,
            _ if self.detail.heard(news, shell) => Handled::Yes,
            _ => Handled::No,
        }
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.blank(area);
        self.detail.view(canvas, area);
    }
}
