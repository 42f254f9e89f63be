//! The outcomes to choose from, one key each; what the rules close is shown with its reason.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::super::data::MeetingView;
use super::{DecisionPanel, Stage};
use crate::domain::Refusal;
use crate::domain::states::{ItemKind, Outcome};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Loaded, News};
use crate::tui::keymap::Scope;
use crate::tui::measure;
use crate::tui::overlay::framed;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The commands of the outcomes.
const OUTCOMES: [(Outcome, Cmd); 11] = [
    (Outcome::Approve, Cmd::OutcomeApprove),
    (Outcome::Conditional, Cmd::OutcomeConditional),
    (Outcome::Defer, Cmd::OutcomeDefer),
    (Outcome::Reject, Cmd::OutcomeReject),
    (Outcome::Escalate, Cmd::OutcomeEscalate),
    (Outcome::AcceptRisk, Cmd::OutcomeAcceptRisk),
    (Outcome::Suspend, Cmd::OutcomeSuspend),
    (Outcome::Revoke, Cmd::OutcomeRevoke),
    (Outcome::Retire, Cmd::OutcomeRetire),
    (Outcome::SetTier, Cmd::OutcomeSetTier),
    (Outcome::Procedural, Cmd::OutcomeProcedural),
];

/// The choice of an outcome.
pub struct OutcomeMenu {
    view: Arc<MeetingView>,
    closed: Vec<(Outcome, Option<Refusal>)>,
    at: usize,
}

impl OutcomeMenu {
    /// The outcomes for the item at hand; the cursor on the likely one.
    pub fn new(view: Arc<MeetingView>) -> Self {
        let closed =
            view.topic.as_ref().map(|topic| topic.closed_outcomes(&view.policy, view.today)).unwrap_or_default();
        let likely = view.shown().map_or(Outcome::Approve, |line| match line.kind {
            ItemKind::Decision => Outcome::Approve,
            ItemKind::Minutes
            | ItemKind::Consent
            | ItemKind::Incident
            | ItemKind::Expiring
            | ItemKind::FollowUp
            | ItemKind::Review
            | ItemKind::Information => Outcome::Procedural,
        });
        let at = OUTCOMES.iter().position(|(outcome, _)| *outcome == likely).unwrap_or(0);
        Self { view, closed, at }
    }

    fn reason(&self, outcome: Outcome) -> Option<&Refusal> {
        self.closed.iter().find(|(one, _)| *one == outcome)?.1.as_ref()
    }

    /// Opens the motion; a closed outcome opens too, for the form may satisfy the rule (R02), unless
    /// nothing typed there could.
    fn choose(&self, outcome: Outcome, shell: &mut Shell) -> Handled {
        if let Some(refusal) = self.reason(outcome).cloned() {
            let mut panel = DecisionPanel::new(self.view.clone(), outcome);
            if refusal.remedy.is_some() && panel.stage == Stage::Motion {
                panel.keep(shell);
                let about = panel.mended(&refusal);
                shell.open(panel);
                shell.open(crate::tui::overlay::refusal::RefusalPanel::about(refusal, about));
                return Handled::Close;
            }
            panel.stage = Stage::Motion;
            shell.refuse(&refusal);
            return Handled::Yes;
        }
        let panel = DecisionPanel::new(self.view.clone(), outcome);
        panel.keep(shell);
        shell.open(panel);
        Handled::Close
    }
}

impl Part for OutcomeMenu {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Outcome]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if let Some((outcome, _)) = OUTCOMES.iter().find(|(_, of)| *of == cmd) {
            return self.choose(*outcome, shell);
        }
        match cmd {
            Cmd::Down => self.at = (self.at + 1).min(OUTCOMES.len() - 1),
            Cmd::Up => self.at = self.at.saturating_sub(1),
            Cmd::Choose => return self.choose(OUTCOMES[self.at].0, shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        OUTCOMES.get(at).map_or(Handled::No, |(outcome, _)| self.choose(*outcome, shell))
    }

    fn heard(&mut self, news: &News, _: &mut Shell) -> Handled {
        if let News::Loaded(Loaded::Meeting(view)) = news
            && view.id() == self.view.id()
        {
            let at = self.at;
            *self = Self::new(view.clone());
            self.at = at;
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        true
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let title = self.view.shown().map(|line| format!("Decide {} {}", line.place, line.title)).unwrap_or_default();
        let inner = framed(canvas, area, &title, 72, OUTCOMES.len());
        for (y, (at, (outcome, cmd))) in (inner.y..inner.bottom()).zip(OUTCOMES.iter().enumerate()) {
            let letter = canvas.shell.keymap.key_of(*cmd, &[Scope::Outcome]).unwrap_or_default();
            let row = Rect { y, height: 1, ..inner };
            let word = measure::fit(outcome.word(), 13, "~", false);
            let line = Rich::of(format!("{letter} "), Role::Accent);
            let line = match self.reason(*outcome) {
                None => line.and(word, Role::Text),
                Some(refusal) => {
                    let rule = refusal.rule.map(|rule| format!("{rule} ")).unwrap_or_default();
                    line.and(word, Role::Dim).and(format!("{rule}{}", refusal.sentence), Role::Warn)
                }
            };
            canvas.put_rich(row.x, y, row.width, &line);
            canvas.hit(row, Target::Row(at));
            if at == self.at {
                canvas.paint(row, Role::Selected);
            }
        }
    }
}
