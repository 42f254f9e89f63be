//! A decision from its outcome to the record: the motion, the vote, the read-back, the lock. One panel,
//! whose draft is kept at every step.

mod bound;
mod fields;
mod menu;
mod motion;
mod roll;
mod stages;
mod turn;
mod views;

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::MeetingView;
use super::forms;
use crate::board::Topic;
use crate::domain::field::Fields;
use crate::domain::ids::{AcceptanceId, ItemId, RiskId};
use crate::domain::operation::RecordDecision;
use crate::domain::record::Moved;
use crate::domain::states::{AcceptanceState, Ballot, DecisionStatus, Outcome, VoteMethod};
use crate::domain::value::TierValue;
use crate::domain::{Refusal, Remedy};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::draft::{Draft, DraftKey};
use crate::tui::effect::{Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
pub use bound::is_of;
use fields::Sheet;
pub use menu::OutcomeMenu;
use roll::Roll;

/// How far a decision has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// The motion is worded.
    #[default]
    Motion,
    /// The votes are taken.
    Vote,
    /// It is read back before it is locked.
    ReadBack,
}

/// A decision being made.
pub struct DecisionPanel {
    view: Arc<MeetingView>,
    item: ItemId,
    outcome: Outcome,
    stage: Stage,
    sheet: Sheet,
    roll: Roll,
    /// Whose votes fell away since they were cast, and who sits in their stead.
    fallen: String,
    /// Whether the chair asked and nobody objected.
    unopposed: bool,
    /// What is asked of the board, once it was read.
    motion: RecordDecision,
    /// What was typed for another outcome and has no field here: it comes back with that outcome.
    spare: BTreeMap<String, String>,
    scroll: usize,
    /// The motion on its way to the record.
    putting: Option<Token>,
    asked: Option<Token>,
}

/// The draft of the decision on an item.
pub fn key(item: ItemId) -> DraftKey {
    DraftKey::new("decision.record", item.to_string())
}

impl DecisionPanel {
    /// A decision with this outcome on the item at hand, its fields prefilled.
    pub fn new(view: Arc<MeetingView>, outcome: Outcome) -> Self {
        let item = view.shown().map_or(ItemId(0), |line| line.id);
        let sheet = Sheet::new(&view, outcome, &BTreeMap::new());
        let mut roll = Roll::default();
        roll.settle(&view);
        Self {
            view,
            item,
            outcome,
            stage: Stage::Motion,
            sheet,
            roll,
            fallen: String::new(),
            unopposed: false,
            motion: RecordDecision::default(),
            spare: BTreeMap::new(),
            scroll: 0,
            putting: None,
            asked: None,
        }
    }

    /// The decision that was drafted on the item at hand, where it was left; else the motion that is before the board.
    pub fn kept(view: Arc<MeetingView>, shell: &Shell) -> Option<Self> {
        let item = view.shown()?.id;
        let Some(draft) = shell.drafts.get(&key(item)).cloned() else { return Self::put(view) };
        let outcome = draft.fields.get("outcome").and_then(|word| Outcome::of(word))?;
        let mut panel = Self::new(view, outcome);
        panel.type_again(&draft.fields);
        panel.sheet.focus(&draft.focus, Some(draft.cursor));
        panel.roll = Roll::read(draft.fields.get("votes").map_or("", String::as_str));
        panel.roll.settle(&panel.view);
        Some(panel)
    }

    /// The motion that is before the board, as it was put; somebody else may have put it.
    fn put(view: Arc<MeetingView>) -> Option<Self> {
        let moved = view.shown()?.moved.clone();
        let outcome = moved.asks()?;
        let mut panel = Self::new(view, outcome);
        let texts = Moved::SPECS.iter().enumerate().map(|(at, spec)| (spec.name.to_owned(), moved.text(at)));
        // What was left blank begins as it does for everybody.
        let typed = texts.filter(|(name, text)| !text.is_empty() || name == "mover").collect();
        panel.sheet = Sheet::new(&panel.view, outcome, &typed);
        Some(panel)
    }

    /// Keeps everything typed and voted.
    fn keep(&self, shell: &mut Shell) {
        let mut fields = self.spare.clone();
        fields.extend(self.sheet.changed());
        fields.insert("outcome".to_owned(), self.outcome.word().to_owned());
        if !self.roll.ballots.is_empty() {
            fields.insert("votes".to_owned(), self.roll.text());
        }
        let (focus, cursor) = self.sheet.place();
        shell.keep(Draft { key: key(self.item), fields, focus, cursor, ..Draft::default() });
    }

    fn tier(&self) -> TierValue {
        self.view.topic.as_ref().map(Topic::tier).unwrap_or_default()
    }

    fn method(&self) -> VoteMethod {
        if self.unopposed { VoteMethod::WithoutObjection } else { VoteMethod::RollCall }
    }

    /// A lost motion is no decision, and is not announced as one.
    fn say_lost(&self, shell: &mut Shell) {
        let standing = self.roll.standing(&self.view, self.tier());
        if motion::status(&self.view, &self.motion, standing) == DecisionStatus::Failed {
            let place = self.view.item(self.item).map_or(0, |line| line.place);
            let text = format!(
                "motion lost ({} {}): it has no effect, item {place} is undecided; d puts another",
                self.outcome,
                standing.tally.text()
            );
            shell.notices.say(text, Role::Warn, shell.now);
        }
    }

    /// Shows why something is refused: at its field, as a panel with its remedy, or in the message line.
    fn refuse(&mut self, refusal: Refusal, shell: &mut Shell) {
        let shown = self.sheet.refuse(&refusal);
        if shown {
            self.stage = Stage::Motion;
        }
        // What is missing altogether is proposed in a form of its own.
        let lacks = refusal.remedy == Some(Remedy::ProposeAcceptance);
        if shown && !lacks {
            return;
        }
        if refusal.remedy.is_some() {
            let about = self.mended(&refusal);
            shell.open(crate::tui::overlay::refusal::RefusalPanel::about(refusal, about));
        } else {
            shell.refuse(&refusal);
        }
    }

    /// The record on which a refusal is mended: the acceptance that only lacks its signature, else the model.
    fn mended(&self, refusal: &Refusal) -> String {
        let model = self.view.topic.as_ref().and_then(|topic| topic.model.as_ref());
        let waiting = self.waiting().filter(|_| refusal.remedy == Some(Remedy::ProposeAcceptance));
        let about = waiting.map(|id| id.to_string()).or_else(|| model.map(|model| model.id().to_string()));
        about.unwrap_or_default()
    }

    /// The acceptance that is proposed already for the risks that need one.
    fn waiting(&self) -> Option<AcceptanceId> {
        let topic = self.view.topic.as_ref()?;
        let covers = |risks: &[RiskId]| topic.residual.high_risks.iter().all(|risk| risks.contains(risk));
        let renews = self.view.expiring().map(|row| AcceptanceId(row.number));
        let found = topic
            .acceptances
            .iter()
            .filter(|(row, _)| row.state.state == AcceptanceState::Proposed)
            .find(|(row, _)| renews.map_or_else(|| covers(&row.risks.0), |before| row.renewal_of == before));
        found.map(|(row, _)| AcceptanceId(row.number))
    }

    fn remedy(&mut self, remedy: Remedy, shell: &mut Shell) -> Handled {
        match remedy {
            // The kit opens the record itself.
            Remedy::EditRecord => return Handled::No,
            // What was proposed already lacks a signature only.
            Remedy::ProposeAcceptance => match (self.waiting(), self.view.expiring()) {
                (Some(id), _) => forms::signature(shell, &self.view, id),
                (None, Some(before)) => forms::renewal(shell, &self.view, before),
                (None, None) => forms::acceptance(shell, &self.view),
            },
            Remedy::CompleteConditions => {
                self.stage = Stage::Motion;
                self.sheet.focus("conditions", None);
            }
            Remedy::TakeAttendance => {
                let panel = super::attendance::AttendancePanel::new(self.view.clone(), shell);
                shell.open(panel);
            }
        }
        Handled::Yes
    }
}

impl Part for DecisionPanel {
    fn scopes(&self) -> Vec<Scope> {
        match self.stage {
            Stage::Motion => vec![Scope::Decision, Scope::Form],
            Stage::Vote => vec![Scope::Vote, Scope::Move],
            Stage::ReadBack => vec![Scope::ReadBack, Scope::Move],
        }
    }

    fn typing(&self) -> bool {
        self.stage == Stage::Motion
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        self.sheet.typed(c, shell);
        self.keep(shell);
        Handled::Yes
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        if self.stage == Stage::Motion {
            self.sheet.pasted(text);
            self.keep(shell);
        } else {
            shell.say("a paste votes for nothing");
        }
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match self.stage {
            Stage::Motion => self.motion_command(cmd, shell),
            Stage::Vote => self.vote_command(cmd, shell),
            Stage::ReadBack => self.read_back_command(cmd, shell),
        }
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        match (target, self.stage) {
            (Target::Field(at), Stage::Motion) => self.sheet.select(at),
            (Target::Row(at), Stage::Vote) => self.roll.turn = self.view.roll().get(at).map(|seat| seat.handle.clone()),
            _ => return Handled::No,
        }
        self.keep(shell);
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.scroll_by(isize::from(lines), shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Done(token, Ok(_)) if self.asked == Some(*token) => {
                shell.forget(&key(self.item));
                self.say_lost(shell);
                return Handled::Close;
            }
            News::Done(token, Err(refusal)) if self.asked == Some(*token) => {
                self.asked = None;
                self.refuse(plain(refusal.clone()), shell);
                return Handled::Yes;
            }
            News::Done(token, Err(refusal)) if self.putting == Some(*token) => {
                self.putting = None;
                self.stage = Stage::Motion;
                self.refuse(refusal.clone(), shell);
                return Handled::Yes;
            }
            News::Edited(token, Ok(text)) if self.sheet.edited(*token, text) => self.keep(shell),
            News::Remedy(remedy, _) => return self.remedy(*remedy, shell),
            News::Loaded(Loaded::Meeting(view) | Loaded::Item(view)) if view.id() == self.view.id() => {
                return self.renewed(view, shell);
            }
            _ => return Handled::No,
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        true
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        let mut blocked = super::covered();
        // The keys that save a form go on to the vote here.
        blocked.push((Cmd::Save, "a decision is saved once it was read back".to_owned()));
        let unopposed =
            crate::policy::voting::without_objection(&self.view.policy, self.tier(), &self.view.quorum, &[]);
        if self.stage == Stage::Vote {
            // `u` stands beside `y`: nothing on the record may be taken back by a slip of the finger.
            blocked.retain(|(cmd, _)| *cmd != Cmd::Undo);
            blocked.push((Cmd::Undo, "it is off while votes are taken; Backspace clears a vote".to_owned()));
        }
        blocked.extend(unopposed.err().map(|refusal| (Cmd::WithoutObjection, refusal.sentence)));
        blocked
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        match self.stage {
            Stage::Motion => views::motion(canvas, area, self),
            Stage::Vote => views::vote(canvas, area, self),
            Stage::ReadBack => views::read_back(canvas, area, self),
        }
    }
}

/// The refusal of a row of a batch, named by its field alone: that it was recorded together with the
/// turn to the next item is nobody's business.
pub fn plain(mut refusal: Refusal) -> Refusal {
    if let Some((line, subject)) = refusal.subject.split_once(", ")
        && line.starts_with("line ")
    {
        refusal.subject = subject.to_owned();
    }
    refusal
}

/// The decision drafted on the item at hand, as the outcomes show it.
pub fn draft_lines(view: &MeetingView, shell: &Shell) -> Vec<Rich> {
    let Some(line) = view.shown() else { return Vec::new() };
    let Some(draft) = shell.drafts.get(&key(line.id)) else { return Vec::new() };
    let outcome = draft.fields.get("outcome").map_or("", String::as_str);
    let mut lines = vec![Rich::of(format!("{} draft: {outcome}", line.place), Role::Accent).and(" (d)", Role::Dim)];
    let conditions = draft.fields.get("conditions").map_or("", String::as_str);
    for (at, condition) in (1..).zip(conditions.lines().filter(|line| !line.trim().is_empty())) {
        let (words, complete) = motion::understood(condition, &shell.reading, &view.handles);
        let text = crate::domain::condition::Condition::read(condition, &shell.reading).map(|one| one.text);
        lines.push(Rich::plain(format!("  C{at} {}", text.unwrap_or_else(|_| condition.to_owned()))).hang(5));
        lines.push(Rich::of(format!("     {words}"), if complete { Role::Dim } else { Role::Bad }).hang(5));
    }
    if let Some(votes) = draft.fields.get("votes") {
        let cast = Roll::read(votes);
        let count = |ballot| cast.ballots.values().filter(|one| **one == ballot).count();
        let (text, passes) = cast.standing(view, view.topic.as_ref().map(Topic::tier).unwrap_or_default()).verdict();
        lines.push(Rich::plain(format!(
            "  for {}  against {}  abstain {}",
            count(Ballot::For),
            count(Ballot::Against),
            count(Ballot::Abstain)
        )));
        let role = match passes {
            Some(true) => Role::Good,
            Some(false) => Role::Bad,
            None => Role::Dim,
        };
        lines.push(Rich::of(format!("  {text}"), role).hang(2));
    }
    lines
}
