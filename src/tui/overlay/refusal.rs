//! A refusal that a form could mend: the rule, why, and Enter to open that form.

use ratatui::layout::Rect;

use super::framed;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::{Refusal, Remedy};
use crate::tui::canvas::Canvas;
use crate::tui::cmd::Cmd;
use crate::tui::effect::News;
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// A refusal on show.
#[derive(Clone, Debug)]
pub struct RefusalPanel {
    refusal: Refusal,
    about: String,
}

impl RefusalPanel {
    /// Shows a refusal; its remedy is for what it names.
    pub fn new(refusal: Refusal) -> Self {
        let about = refusal.subject.clone();
        Self { refusal, about }
    }

    /// Shows a refusal whose remedy is for this record: what was refused may name a field only.
    pub fn about(refusal: Refusal, record: impl Into<String>) -> Self {
        Self { refusal, about: record.into() }
    }
}

/// Whether a remedy is for an acceptance that is proposed already.
fn is_acceptance(about: &str) -> bool {
    about.parse::<RecordId>().is_ok_and(|id| id.kind == RecordKind::Acceptance)
}

/// What the form of a remedy does, in words.
pub const fn remedy_words(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::ProposeAcceptance => "Enter proposes an acceptance, prefilled, and comes back",
        Remedy::CompleteConditions => "Enter goes to the conditions",
        Remedy::EditRecord => "Enter opens the record to fill in what is missing, and comes back",
        Remedy::TakeAttendance => "Enter takes attendance",
    }
}

impl Part for RefusalPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Refusal]
    }

    /// Nothing is taken back under it: its keys are those in the box, and whoever goes on typing types on.
    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        let close = "close this first (Esc)".to_owned();
        [Cmd::Undo, Cmd::Redo, Cmd::Palette].map(|cmd| (cmd, close.clone())).to_vec()
    }

    fn yields(&self) -> Option<&Refusal> {
        Some(&self.refusal)
    }

    fn pasted(&mut self, _: &str, _: &mut Shell) -> Handled {
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Remedy => {
                if let Some(remedy) = self.refusal.remedy {
                    shell.tell(News::Remedy(remedy, self.about.clone()));
                }
                Handled::Close
            }
            Cmd::Back | Cmd::Close | Cmd::Cancel => Handled::Close,
            _ => Handled::No,
        }
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let refusal = &self.refusal;
        let columns = usize::from(area.width.saturating_sub(8)).min(72);
        let mut lines = Vec::new();
        let subject = if refusal.subject.is_empty() { String::new() } else { format!("{}: ", refusal.subject) };
        lines.push(Rich::plain(format!("{subject}{}", refusal.sentence)));
        if !refusal.hint.is_empty() {
            lines.push(Rich::of(&refusal.hint, Role::Dim));
        }
        if let Some(remedy) = refusal.remedy {
            lines.push(Rich::blank());
            let signed = remedy == Remedy::ProposeAcceptance && is_acceptance(&self.about);
            let words = if signed {
                format!("Enter opens the signature of {}, which is proposed already, and comes back", self.about)
            } else {
                remedy_words(remedy).to_owned()
            };
            lines.push(Rich::of(words, Role::Accent));
        }
        let lines = wrap(&lines, columns);
        let title = refusal.rule.map_or_else(|| "Refused".to_owned(), |rule| format!("Refused by {rule}"));
        let inside = framed(canvas, area, &title, columns, lines.len());
        canvas.lines(inside, &lines, 0);
    }
}
