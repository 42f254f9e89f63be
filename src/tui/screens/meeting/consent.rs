//! The consent agenda: everything on it passed together, unless somebody pulls an item.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::{ItemLine, MeetingView};
use super::decision::plain;
use crate::domain::Refusal;
use crate::domain::ids::RecordKind;
use crate::domain::operation::{Batch, ItemStep, Operation, RecordDecision, Revise};
use crate::domain::record::Item;
use crate::domain::states::{Disposition, ItemKind, Outcome, VoteMethod};
use crate::domain::value::{Line, Prose, YesNo};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::overlay::framed;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The consent items that are still open.
pub struct ConsentPanel {
    view: Arc<MeetingView>,
    items: Vec<ItemLine>,
    at: usize,
    asked: Option<Token>,
}

impl ConsentPanel {
    /// The consent agenda of a meeting, by the places of its items.
    pub fn new(view: Arc<MeetingView>, places: &[usize]) -> Self {
        let items = places.iter().filter_map(|at| view.items.get(*at));
        let items = items.filter(|line| line.disposition == Disposition::Open).cloned().collect();
        Self { view, items, at: 0, asked: None }
    }

    /// Records every item without objection, and turns to the next one, as one operation.
    fn pass(&mut self, shell: &mut Shell) -> Handled {
        if self.items.is_empty() {
            return Handled::Close;
        }
        let mut rows: Vec<(u64, Operation)> = (1..).zip(self.items.iter().map(resolution)).collect();
        let done = |line: &&ItemLine| !self.items.iter().any(|one| one.id == line.id);
        let next = self.view.items.iter().filter(done).find(|line| line.disposition == Disposition::Open);
        if let Some(next) = next {
            let call = Operation::ItemCall(ItemStep { item: next.id, note: Line::default() });
            rows.push((u64::try_from(rows.len()).unwrap_or(0) + 1, call));
        }
        let label = format!(
            "pass the consent agenda, {}",
            crate::domain::text::counted(i64::try_from(self.items.len()).unwrap_or(0), "item")
        );
        self.asked = Some(shell.run(Operation::Batch(Batch { label, rows }).into()));
        Handled::Yes
    }

    fn pull(&self, shell: &mut Shell) {
        let Some(line) = self.items.get(self.at) else { return };
        let Ok(at) = <Item as crate::domain::field::Fields>::place("consent") else { return };
        let fields = Item { consent: YesNo(false), ..Item::default() };
        let reason = "pulled from the consent agenda".to_owned();
        shell.run(Operation::ItemRevise(Revise { number: line.id.0, fields, set: vec![at], reason }).into());
    }

    /// The item that a refused row was about.
    fn named(&self, refusal: &Refusal) -> Refusal {
        let row = refusal.subject.strip_prefix("line ").and_then(|rest| rest.split_once(", "));
        let row: Option<usize> = row.and_then(|(number, _)| number.parse().ok());
        let mut named = plain(refusal.clone());
        if let Some(line) = row.and_then(|row| self.items.get(row - 1)) {
            named.subject = format!("item {}", line.place);
            named.hint = format!("{}; C pulls it from the consent agenda", named.hint);
        }
        named
    }
}

/// What passing an item on the consent agenda resolves.
fn resolution(line: &ItemLine) -> Operation {
    let about = line.subject.map(|id| id.kind);
    let (outcome, motion) = match (line.kind, about) {
        (ItemKind::Decision, Some(RecordKind::Submission)) => {
            (Outcome::Approve, format!("Resolved on the consent agenda: {} is approved.", line.title))
        }
        (ItemKind::Minutes, Some(RecordKind::Meeting)) => {
            (Outcome::Procedural, format!("Resolved on the consent agenda: {} are adopted.", line.title))
        }
        _ => return Operation::ItemDone(ItemStep { item: line.id, note: Line::from("on the consent agenda") }),
    };
    Operation::DecisionRecord(RecordDecision {
        item: line.id,
        outcome,
        motion: Prose(motion),
        method: VoteMethod::WithoutObjection,
        ..RecordDecision::default()
    })
}

/// The same in a word.
fn resolution_word(line: &ItemLine) -> &'static str {
    match resolution(line) {
        Operation::DecisionRecord(motion) if motion.outcome == Outcome::Approve => "approve",
        Operation::DecisionRecord(_) => "adopt",
        _ => "note",
    }
}

impl Part for ConsentPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Consent, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Down => self.at = (self.at + 1).min(self.items.len().saturating_sub(1)),
            Cmd::Up => self.at = self.at.saturating_sub(1),
            Cmd::PullConsent => self.pull(shell),
            Cmd::WithoutObjection => return self.pass(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, _: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.at = at.min(self.items.len().saturating_sub(1));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Done(token, Ok(_)) if self.asked == Some(*token) => Handled::Close,
            News::Done(token, Err(refusal)) if self.asked == Some(*token) => {
                self.asked = None;
                let named = self.named(refusal);
                shell.refuse(&named);
                Handled::Yes
            }
            News::Loaded(Loaded::Meeting(view)) if view.id() == self.view.id() => {
                let open = |line: &&ItemLine| line.consent && line.disposition == Disposition::Open;
                self.items = view.items.iter().filter(open).cloned().collect();
                self.at = self.at.min(self.items.len().saturating_sub(1));
                self.view.clone_from(view);
                if self.items.is_empty() { Handled::Close } else { Handled::No }
            }
            _ => Handled::No,
        }
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        super::covered()
    }

    fn has_row(&self) -> bool {
        !self.items.is_empty()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let inner = framed(canvas, area, "Consent agenda: does anybody object?", 84, self.items.len().max(1) + 2);
        for (y, (at, line)) in (inner.y..inner.bottom()).zip(self.items.iter().enumerate()) {
            let row = Rect { y, height: 1, ..inner };
            let word = resolution_word(line);
            let text = Rich::plain(format!("{:>2} ", line.place)).and(format!("{word:<8} "), Role::Dim);
            canvas.put_rich(row.x, y, row.width, &text.and(line.title.clone(), Role::Text));
            canvas.hit(row, Target::Row(at));
            if at == self.at {
                canvas.paint(row, Role::Selected);
            }
        }
        if self.items.is_empty() {
            canvas.put(inner.x, inner.y, inner.width, "nothing on it is open", Role::Dim);
        }
        let shortfall = self.view.quorum.shortfall().unwrap_or_default();
        canvas.put_cut(inner.x, inner.bottom().saturating_sub(1), inner.width, &shortfall, Role::Warn);
    }
}
