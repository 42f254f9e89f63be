//! The agenda built from what is due: everything that might go on it with its reason, what belongs
//! there ticked.

use ratatui::layout::Rect;

use super::picks::Picks;
use crate::domain::ids::MeetingId;
use crate::domain::record::Item;
use crate::insight::agenda::{self, Proposal};
use crate::tui::canvas::{Canvas, Target, bottom, centred};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{News, Token};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// What is proposed for an agenda.
pub struct BuildPanel {
    meeting: MeetingId,
    proposals: Vec<Proposal>,
    picks: Picks,
    asked: Option<Token>,
}

impl BuildPanel {
    /// The proposals, those that are due ticked.
    pub fn new(meeting: MeetingId, proposals: Vec<Proposal>) -> Self {
        let due = proposals.iter().enumerate().filter(|(_, one)| one.due && one.blocked.is_none());
        let picks = Picks { at: 0, ticked: due.map(|(at, _)| at).collect() };
        Self { meeting, proposals, picks, asked: None }
    }

    fn add(&mut self, shell: &mut Shell) {
        let ticked = self.proposals.iter().enumerate().filter(|(at, _)| self.picks.ticked.contains(at));
        let items: Vec<Item> = ticked.map(|(_, one)| one.item.clone()).collect();
        if items.is_empty() {
            shell.say("nothing is ticked: Space ticks one, * all");
            return;
        }
        self.asked = Some(shell.run(agenda::batch(self.meeting, items).into()));
    }

    fn toggle(&mut self, shell: &mut Shell) {
        if let Some(reason) = self.proposals.get(self.picks.at).and_then(|one| one.blocked.clone()) {
            shell.say(reason);
            return;
        }
        self.picks.toggle(self.proposals.len());
    }
}

impl Part for BuildPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Picks, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let page = shell.seen.pane("proposals").height;
        if self.picks.moved(cmd, self.proposals.len(), page) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Mark => self.toggle(shell),
            Cmd::MarkAll => {
                let free = self.proposals.iter().enumerate().filter(|(_, one)| one.blocked.is_none());
                self.picks.all(free.map(|(at, _)| at).collect::<Vec<_>>().into_iter());
            }
            Cmd::Choose => self.add(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.picks.at = at.min(self.proposals.len().saturating_sub(1));
        self.toggle(shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, _: &mut Shell) -> Handled {
        match news {
            News::Done(token, Ok(_)) if self.asked == Some(*token) => Handled::Close,
            _ => Handled::No,
        }
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        super::covered()
    }

    fn has_row(&self) -> bool {
        !self.proposals.is_empty()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let height = u16::try_from(self.proposals.len()).unwrap_or(u16::MAX).saturating_add(5);
        let title =
            format!("What is due for {}: {} of {} ticked", self.meeting, self.picks.ticked.len(), self.proposals.len());
        let inner = canvas.boxed(centred(area, 110, height), &title);
        let (list, foot) = bottom(inner, 3);
        let foot = Rect { y: foot.y + 1, height: foot.height.saturating_sub(1), ..foot };
        let rows: Vec<Rich> = self.proposals.iter().map(|one| row(one, list.width)).collect();
        self.picks.draw(canvas, list, "proposals", &rows);
        let here = self.proposals.get(self.picks.at);
        // What the row had no room for: the whole title, and the whole reason.
        let title = here.map_or("", |one| one.item.title.as_str());
        canvas.put_cut(foot.x, foot.y, foot.width, title, Role::Dim);
        let (reason, role) = match here.and_then(|one| one.blocked.as_deref()) {
            Some(reason) => (reason, Role::Bad),
            None => (here.map_or("", Proposal::why), Role::Dim),
        };
        canvas.put_cut(foot.x, foot.y + 1, foot.width, reason, role);
    }
}

/// Title and reason; the reason keeps its place.
fn row(one: &Proposal, columns: u16) -> Rich {
    let why = one.why().chars().count().min(44);
    let title = usize::from(columns).saturating_sub(why + 5).max(10);
    let title = crate::tui::measure::fit(one.item.title.as_str(), title, "~", false);
    let role = if one.blocked.is_some() { Role::Bad } else { Role::Dim };
    let reason = if one.blocked.is_some() { "evidence open  R09" } else { one.why() };
    Rich::plain(title).and(format!("  {}", crate::tui::measure::cut(reason, 44, "…")), role)
}
