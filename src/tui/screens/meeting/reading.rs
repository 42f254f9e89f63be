//! Reading evidence in the meeting: the artifacts of the packet, their Markdown as lines.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::MeetingView;
use super::panes;
use super::picks::Picks;
use crate::exchange::prose::prose;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::document;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part, lines_to};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The minutes that the item at hand would adopt, to be read before they are; nothing on any other item.
pub fn minutes(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let Some(minutes) = &view.adopting else { return Vec::new() };
    let key = shell.keymap.key_of(Cmd::Meetings, &[Scope::Live]).unwrap_or_default();
    let mut lines = vec![Rich::rule("the minutes to adopt")];
    lines.extend(document::lines(minutes, &shell.glyphs));
    lines.push(Rich::blank());
    lines.push(Rich::of(format!("their registers follow: {key} lists the meetings"), Role::Dim));
    lines
}

/// The evidence of a packet.
pub struct ReadingPanel {
    view: Arc<MeetingView>,
    picks: Picks,
    /// The text that is open, and how far it is scrolled.
    open: Option<(usize, usize)>,
}

impl ReadingPanel {
    /// The evidence of the item at hand.
    pub fn new(view: Arc<MeetingView>) -> Self {
        Self { view, picks: Picks::default(), open: None }
    }

    fn scroll(&mut self, by: isize, shell: &Shell) {
        let seen = shell.seen.pane("evidence");
        if let Some((_, from)) = &mut self.open {
            *from = from.saturating_add_signed(by).min(seen.total.saturating_sub(seen.height));
        }
    }

    fn read(&mut self, shell: &mut Shell) {
        match self.view.packet.artifacts.get(self.picks.at) {
            Some(artifact) if !artifact.text.is_empty() => self.open = Some((self.picks.at, 0)),
            Some(artifact) if !artifact.uri.is_empty() => {
                shell.copy(artifact.id.to_string(), artifact.uri.clone());
            }
            Some(artifact) => shell.say(format!("{} has neither text nor link", artifact.id)),
            None => shell.say("there is no evidence on this item"),
        }
    }
}

impl Part for ReadingPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Picks, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let page = shell.seen.pane("evidence").height;
        if self.open.is_some() {
            let page = isize::try_from(page).unwrap_or(1);
            match (cmd, lines_to(cmd, page)) {
                (_, Some(by)) => self.scroll(by, shell),
                (Cmd::Back | Cmd::Close | Cmd::Cancel | Cmd::Choose, None) => self.open = None,
                _ => return Handled::No,
            }
            return Handled::Yes;
        }
        if self.picks.moved(cmd, self.view.packet.artifacts.len(), page) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Choose => self.read(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.picks.at = at.min(self.view.packet.artifacts.len().saturating_sub(1));
        self.read(shell);
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.scroll(isize::from(lines), shell);
        Handled::Yes
    }

    fn has_row(&self) -> bool {
        !self.view.packet.artifacts.is_empty()
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        super::no_ticks()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let artifacts = &self.view.packet.artifacts;
        if let Some((artifact, from)) = self.open.and_then(|(at, from)| Some((artifacts.get(at)?, from))) {
            let inner = canvas.boxed(area, &format!("{} {} {}", artifact.id, artifact.kind, artifact.title));
            let lines = document::blocks(&prose(&artifact.text), canvas.glyphs());
            panes::pane(canvas, inner, "evidence", &lines, from);
            return;
        }
        let inner = canvas.boxed(area, &format!("Evidence of {}", self.view.packet.about));
        let rows: Vec<Rich> = artifacts
            .iter()
            .map(|one| {
                let received = one.received.map(|day| day.to_string()).unwrap_or_default();
                let how = if one.text.is_empty() { "Enter copies the link" } else { "Enter reads" };
                Rich::plain(format!("{} {:<24} ", one.id, one.kind))
                    .and(format!("{:<10} {received:<11} ", one.state.word()), Role::Dim)
                    .and(one.title.clone(), Role::Text)
                    .and(format!("  {how}"), Role::Dim)
            })
            .collect();
        if rows.is_empty() {
            canvas.put(inner.x, inner.y, inner.width, "no evidence is on record", Role::Dim);
        }
        self.picks.draw(canvas, inner, "evidence", &rows);
    }
}
