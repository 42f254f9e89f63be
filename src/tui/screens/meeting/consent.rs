//! The consent agenda: everything on it passed together, unless somebody pulls an item.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::{ItemLine, MeetingView};
use super::decision::plain;
use crate::domain::Refusal;
use crate::domain::operation::{Operation, PassConsent, Revise};
use crate::domain::record::Item;
use crate::domain::states::Disposition;
use crate::domain::value::{Ids, YesNo};
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

    /// Passes what was read out, as one operation.
    fn pass(&mut self, shell: &mut Shell) -> Handled {
        let Some(meeting) = self.view.id().filter(|_| !self.items.is_empty()) else { return Handled::Close };
        let items = Ids(self.items.iter().map(|line| line.id).collect());
        self.asked = Some(shell.run(Operation::MeetingPassConsent(PassConsent { meeting, items }).into()));
        Handled::Yes
    }

    fn pull(&self, shell: &mut Shell) {
        let Some(line) = self.items.get(self.at) else { return };
        let Ok(at) = <Item as crate::domain::field::Fields>::place("consent") else { return };
        let fields = Item { consent: YesNo(false), ..Item::default() };
        let reason = "pulled from the consent agenda".to_owned();
        shell.run(Operation::ItemRevise(Revise { number: line.id.0, fields, set: vec![at], reason }).into());
    }

    /// The same refusal, with the way out that this panel has.
    fn named(refusal: &Refusal) -> Refusal {
        let mut named = plain(refusal.clone());
        if let Some((item, _)) = refusal.subject.split_once(", ").filter(|(item, _)| item.starts_with("item ")) {
            item.clone_into(&mut named.subject);
            named.hint = format!("{}; C pulls it from the consent agenda", named.hint);
        }
        named
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
                let named = Self::named(refusal);
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
            let word = line.resolved.word();
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
