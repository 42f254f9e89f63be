//! The list of meetings: the next ones and those that are over.

use ratatui::layout::Rect;

use super::picks::Picks;
use crate::domain::ids::MeetingId;
use crate::store::query::agenda::MeetingEntry;
use crate::tui::canvas::{Canvas, Target, centred};
use crate::tui::cmd::Cmd;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// Meetings to choose from.
pub struct MeetingsPanel {
    meetings: Vec<MeetingEntry>,
    picks: Picks,
}

impl MeetingsPanel {
    /// The meetings, the cursor on the one that is shown.
    pub fn new(meetings: Vec<MeetingEntry>, shown: Option<MeetingId>) -> Self {
        let at = meetings.iter().position(|line| Some(line.id) == shown).unwrap_or(0);
        Self { meetings, picks: Picks { at, ..Picks::default() } }
    }

    fn choose(&self, shell: &mut Shell) -> Handled {
        let meeting = self.meetings.get(self.picks.at).map(|line| line.id.record());
        shell.goto = Some((ScreenId::Meeting, meeting));
        Handled::Close
    }
}

impl Part for MeetingsPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Picks, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let page = shell.seen.pane("meetings").height;
        if self.picks.moved(cmd, self.meetings.len(), page) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Choose => self.choose(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => Handled::Close,
            _ => Handled::No,
        }
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.picks.at = at.min(self.meetings.len().saturating_sub(1));
        self.choose(shell)
    }

    fn has_row(&self) -> bool {
        !self.meetings.is_empty()
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        super::no_ticks()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let height = u16::try_from(self.meetings.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = canvas.boxed(centred(area, 70, height), "Meetings");
        let row = |line: &MeetingEntry| {
            let date = line.date.map(|day| day.to_string()).unwrap_or_default();
            Rich::plain(format!("{} {date:<11}", line.id))
                .and(format!("{:<16}", line.state), Role::Dim)
                .and(line.title.clone(), Role::Text)
        };
        let rows: Vec<Rich> = self.meetings.iter().map(row).collect();
        self.picks.draw(canvas, inner, "meetings", &rows);
    }
}
