//! Going on with what was typed in a meeting and never recorded: a note or a decision, wherever it was left.

use super::decision::DecisionPanel;
use super::note::{self, NoteLine};
use super::{MeetingScreen, Mode};
use crate::domain::ids::{ItemId, MeetingId, RecordId, RecordKind};
use crate::domain::states::MeetingState;
use crate::tui::draft::DraftKey;
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;

impl MeetingScreen {
    /// Goes to the meeting of a draft, and on with it once it is here.
    pub(super) fn resume(&mut self, meeting: MeetingId, draft: &DraftKey, shell: &mut Shell) {
        self.resuming = Some((meeting, draft.clone()));
        if shell.screen == ScreenId::Meeting && self.view.as_ref().and_then(|view| view.id()) == Some(meeting) {
            self.go_on(shell);
        } else {
            shell.goto = Some((ScreenId::Meeting, Some(meeting.record())));
        }
    }

    /// Goes on with the draft that was asked for, if its meeting is here.
    pub(super) fn go_on(&mut self, shell: &mut Shell) {
        let Some(view) = self.view.clone() else { return };
        let Some((meeting, draft)) = self.resuming.take_if(|(meeting, _)| view.id() == Some(*meeting)) else { return };
        let target = draft.target.parse::<RecordId>().ok().filter(|id| id.kind == RecordKind::Item);
        let item = target.map_or(ItemId(0), |id| ItemId(id.number));
        let state = view.meeting.as_ref().map(|row| row.state.state);
        if draft.form == note::FORM {
            if state == Some(MeetingState::MinutesAdopted) {
                shell.say(format!("the minutes of {meeting} are adopted: {}", copies(shell)));
                return;
            }
            self.note = Some(NoteLine::new(meeting, item, shell));
            self.cursor = view.item(item).map(|line| line.id).or(self.cursor);
            return;
        }
        if self.mode() != Mode::Live {
            shell.say(format!("{meeting} does not sit, and decides nothing: {}", copies(shell)));
        } else if let Some(made) = view.settled(item) {
            shell.say(format!("that item is decided by {}: {}", made.id, copies(shell)));
        } else if view.shown().is_some_and(|line| line.id == item) {
            if let Some(panel) = DecisionPanel::kept(view, shell) {
                shell.open(panel);
            }
        } else if view.item(item).is_some() {
            // The board turns to the item first; what is read then goes on here.
            if self.turned != Some(item) {
                self.turned = Some(item);
                self.resuming = Some((meeting, draft));
                self.call(item, shell);
            }
        } else {
            shell.say(format!("that item is on the agenda no more: {}", copies(shell)));
        }
    }
}

/// How the words of a draft are had all the same.
fn copies(shell: &Shell) -> String {
    let key = |cmd, scope| shell.keymap.key_of(cmd, &[scope]).unwrap_or_default();
    let copy = key(crate::tui::cmd::Cmd::Copy, crate::tui::keymap::Scope::Drafts);
    format!(":drafts has the words, and {copy} copies them")
}
