//! The prose of the minutes: the notes and the decisions whose wording may be corrected until they are adopted (R12).

use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::MeetingView;
use super::forms;
use super::picks::Picks;
use crate::domain::ids::RecordId;
use crate::domain::states::DecisionStatus;
use crate::tui::canvas::{Canvas, Target, centred};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Loaded, News};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The pane it is measured as.
const PANE: &str = "correct";

/// Notes and decisions to correct.
pub struct CorrectPanel {
    view: Arc<MeetingView>,
    picks: Picks,
}

/// What may be corrected, with where it belongs, what it says, and whether it stays out of the minutes.
fn entries(view: &MeetingView) -> Vec<(RecordId, usize, String, bool)> {
    let place = |item| view.item(item).map_or(0, |line| line.place);
    let notes = view
        .notes
        .iter()
        .map(|note| (note.id.record(), note.item.map_or(0, place), note.text.replace('\n', " "), note.private));
    let made = view.decisions.iter().filter(|made| made.status != DecisionStatus::Void);
    let made = made.map(|made| {
        let text = if made.rationale.is_empty() { "no rationale" } else { &made.rationale };
        (made.id.record(), place(made.item), format!("{}: {}", made.outcome, text.replace('\n', " ")), false)
    });
    let mut all: Vec<_> = notes.chain(made).collect();
    all.sort_by_key(|(id, place, ..)| (*place, *id));
    all
}

impl CorrectPanel {
    /// The prose of a meeting.
    pub fn new(view: Arc<MeetingView>) -> Self {
        Self { view, picks: Picks::default() }
    }

    fn choose(&self, shell: &mut Shell) {
        if let Some((id, ..)) = entries(&self.view).get(self.picks.at) {
            forms::correct(shell, *id);
        }
    }
}

impl Part for CorrectPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Picks, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let page = shell.seen.pane(PANE).height;
        if self.picks.moved(cmd, entries(&self.view).len(), page) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Choose => self.choose(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.picks.at = at.min(entries(&self.view).len().saturating_sub(1));
        self.choose(shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, _: &mut Shell) -> Handled {
        if let News::Loaded(Loaded::Meeting(view)) = news
            && view.id() == self.view.id()
        {
            self.view.clone_from(view);
            self.picks.at = self.picks.at.min(entries(view).len().saturating_sub(1));
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        !entries(&self.view).is_empty()
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        super::no_ticks()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let found = entries(&self.view);
        let height = u16::try_from(found.len().max(1)).unwrap_or(u16::MAX).saturating_add(2);
        let inner = canvas.boxed(centred(area, 100, height), "Correct a note, or the prose of a decision");
        if found.is_empty() {
            canvas.put(inner.x, inner.y, inner.width, "there is neither a note nor a decision to correct", Role::Dim);
            return;
        }
        let rows: Vec<Rich> = found
            .into_iter()
            .map(|(id, place, text, private)| {
                let place = if place == 0 { String::new() } else { place.to_string() };
                let line = Rich::of(format!("{place:>2} {id} "), Role::Dim);
                let line = if private { line.and("(not for the minutes) ", Role::Dim) } else { line };
                line.and(text, Role::Text)
            })
            .collect();
        self.picks.draw(canvas, inner, PANE, &rows);
    }
}
