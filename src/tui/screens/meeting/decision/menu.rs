//! The outcomes to choose from, one key each; what the rules close is shown with its reason.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::super::data::MeetingView;
use super::bound::is_of;
use super::views::opened;
use super::{DecisionPanel, Stage, key};
use crate::domain::Refusal;
use crate::domain::ids::RecordKind;
use crate::domain::states::{ItemKind, Outcome};
use crate::tui::canvas::{Canvas, Target, bottom};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::measure;
use crate::tui::overlay::confirm::Confirm;
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

/// The outcomes in their order: where a decision waits to be ratified or minutes to be adopted, that comes first.
fn outcomes(view: &MeetingView) -> [(Outcome, Cmd); 11] {
    let mut all = OUTCOMES;
    if view.ratifies.is_some() || adopts(view) {
        all.rotate_right(1);
    }
    all
}

/// Whether the item at hand is about the minutes of a meeting.
fn adopts(view: &MeetingView) -> bool {
    view.shown().is_some_and(|line| line.subject.is_some_and(|id| id.kind == RecordKind::Meeting))
}

/// What an outcome is called on the item at hand: resolving the procedure of a ratification is to ratify, that of
/// minutes to adopt.
pub fn called(view: &MeetingView, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Procedural if view.ratifies.is_some() => "ratify",
        Outcome::Procedural if adopts(view) => "adopt",
        _ => outcome.word(),
    }
}

/// The choice of an outcome.
pub struct OutcomeMenu {
    view: Arc<MeetingView>,
    closed: Vec<(Outcome, Option<Refusal>)>,
    at: usize,
    /// The outcome of the draft that is turned to another one.
    again: Option<Outcome>,
    /// The question whether the draft is discarded.
    discarding: Option<Token>,
}

impl OutcomeMenu {
    /// The outcomes for the item at hand; the cursor on the likely one.
    pub fn new(view: Arc<MeetingView>) -> Self {
        let closed =
            view.topic.as_ref().map(|topic| topic.closed_outcomes(&view.policy, view.today)).unwrap_or_default();
        let likely = view.shown().map_or(Outcome::Approve, |line| match line.kind {
            ItemKind::Decision if view.ratifies.is_some() => Outcome::Procedural,
            ItemKind::Decision => Outcome::Approve,
            ItemKind::Minutes
            | ItemKind::Consent
            | ItemKind::Incident
            | ItemKind::Expiring
            | ItemKind::FollowUp
            | ItemKind::Review
            | ItemKind::Information => Outcome::Procedural,
        });
        let at = outcomes(&view).iter().position(|(outcome, _)| *outcome == likely).unwrap_or(0);
        Self { view, closed, at, again: None, discarding: None }
    }

    /// The outcomes for a decision that is drafted with one of them.
    pub fn again(view: Arc<MeetingView>, before: Outcome) -> Self {
        let menu = Self::new(view);
        let at = outcomes(&menu.view).iter().position(|(outcome, _)| *outcome == before).unwrap_or(menu.at);
        Self { at, again: Some(before), ..menu }
    }

    /// The decision with this outcome: with what was typed before, if anything was.
    fn panel(&self, outcome: Outcome, shell: &mut Shell) -> DecisionPanel {
        match self.again {
            Some(_) => DecisionPanel::turned(self.view.clone(), outcome, shell),
            None => DecisionPanel::new(self.view.clone(), outcome),
        }
    }

    /// Leaves the draft as it was.
    fn leave(&self, shell: &mut Shell) -> Handled {
        if self.again.is_some()
            && let Some(panel) = DecisionPanel::kept(self.view.clone(), shell)
        {
            shell.open(panel);
        }
        Handled::Close
    }

    /// Asks before what was typed is discarded.
    fn ask_afresh(&mut self, shell: &mut Shell) {
        let Some((line, outcome)) = self.view.shown().zip(self.again) else { return };
        let token = shell.token();
        self.discarding = Some(token);
        let lines = vec![Rich::plain(format!("The draft to {outcome} is lost, with every word and vote in it."))];
        shell.open(Confirm::new(token, format!("Discard the draft on item {}?", line.place), lines, "Discard"));
    }

    fn reason(&self, outcome: Outcome) -> Option<&Refusal> {
        self.closed.iter().find(|(one, _)| *one == outcome)?.1.as_ref()
    }

    /// Opens the motion; a closed outcome opens too, for the form may satisfy the rule (R02), unless
    /// nothing typed there could.
    fn choose(&self, outcome: Outcome, shell: &mut Shell) -> Handled {
        if let Some(refusal) = self.reason(outcome).cloned() {
            let mut panel = self.panel(outcome, shell);
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
        let panel = self.panel(outcome, shell);
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
            Cmd::Choose => return self.choose(outcomes(&self.view)[self.at].0, shell),
            Cmd::StartAfresh => self.ask_afresh(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return self.leave(shell),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        outcomes(&self.view).get(at).map_or(Handled::No, |(outcome, _)| self.choose(*outcome, shell))
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        if let News::Confirmed(token) = news
            && self.discarding.take_if(|asked| asked == token).is_some()
            && let Some(line) = self.view.shown()
        {
            shell.forget(&key(line.id));
            self.again = None;
            return Handled::Yes;
        }
        if let News::Loaded(Loaded::Meeting(view) | Loaded::Item(view)) = news
            && view.id() == self.view.id()
            && self.view.shown().is_none_or(|line| is_of(view, line.id, shell))
        {
            *self = Self { at: self.at, again: self.again, discarding: self.discarding, ..Self::new(view.clone()) };
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        true
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        let mut blocked = super::super::no_ticks();
        if self.again.is_none() {
            blocked.push((Cmd::StartAfresh, "nothing is drafted here".to_owned()));
        }
        blocked
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let title = match (self.view.shown(), self.again) {
            (Some(line), None) => format!("Decide {} {}", line.place, line.title),
            (Some(line), Some(before)) => format!("Decide {}, not {before}, but: {}", line.place, line.title),
            (None, _) => String::new(),
        };
        let afresh = canvas.shell.keymap.key_of(Cmd::StartAfresh, &[Scope::Outcome]).filter(|_| self.again.is_some());
        let inner = opened(canvas, area, &self.view, &title, (72, OUTCOMES.len() + usize::from(afresh.is_some())));
        if let Some(key) = afresh {
            let (_, foot) = bottom(inner, 1);
            let words = format!("what is typed comes along where it fits; {key} discards the draft");
            canvas.put_cut(foot.x, foot.y, foot.width, &words, Role::Dim);
        }
        for (y, (at, (outcome, cmd))) in (inner.y..inner.bottom()).zip(outcomes(&self.view).iter().enumerate()) {
            let letter = canvas.shell.keymap.key_of(*cmd, &[Scope::Outcome]).unwrap_or_default();
            let row = Rect { y, height: 1, ..inner };
            let word = measure::fit(called(&self.view, *outcome), 13, "~", false);
            let line = Rich::of(format!("{letter} "), Role::Accent);
            let line = match self.reason(*outcome) {
                None => match self.view.ratifies.filter(|_| *outcome == Outcome::Procedural) {
                    Some(made) => line.and(word, Role::Text).and(format!("{made} as it reads, final"), Role::Dim),
                    None => line.and(word, Role::Text),
                },
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
