//! Adjourning: what is undecided, ownerless, dateless or without quorum stands first.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::{Loose, LooseEnd, MeetingView};
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::operation::{MeetingStep, Operation};
use crate::domain::states::Disposition;
use crate::domain::text::counted;
use crate::domain::value::Line;
use crate::tui::canvas::{Canvas, Target, centred};
use crate::tui::cmd::Cmd;
use crate::tui::draft::DraftKey;
use crate::tui::effect::{Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part, row_at};
use crate::tui::rich::{self, Rich};
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// What is open: what is on the record, after the decisions that were drafted and never locked.
fn loose_ends(view: &MeetingView, shell: &Shell) -> Vec<LooseEnd> {
    let drafted = view.items.iter().filter(|line| line.disposition == Disposition::Open).filter_map(|line| {
        let draft = shell.drafts.get(&super::decision::key(line.id))?;
        let outcome = draft.fields.get("outcome").map_or("", String::as_str);
        let votes = draft.fields.get("votes").map_or(0, |votes| votes.lines().count());
        let stage = match votes {
            0 => "not put to the vote".to_owned(),
            votes => format!("the vote is open, {} cast", counted(i64::try_from(votes).unwrap_or(0), "vote")),
        };
        let text = format!("{outcome}, {stage}: {}", line.title);
        Some(LooseEnd { item: Some(line.id), what: Loose::Drafted, text })
    });
    let mut ends: Vec<LooseEnd> = drafted.collect();
    // A motion that another terminal put.
    let known: Vec<_> = ends.iter().map(|end| end.item).collect();
    let moved = view.items.iter().filter(|line| line.disposition == Disposition::Open).filter_map(|line| {
        let outcome = line.moved.asks().filter(|_| !known.contains(&Some(line.id)))?;
        let text = format!("{outcome}, moved and not voted on: {}", line.title);
        Some(LooseEnd { item: Some(line.id), what: Loose::Drafted, text })
    });
    ends.extend(moved);
    // What was typed and not saved would be in no minutes.
    let places = view.items.iter().map(|line| line.id).chain([ItemId(0)]);
    ends.extend(
        view.id()
            .into_iter()
            .flat_map(|meeting| {
                places.clone().filter_map(move |item| Some((item, super::note::kept(meeting, item, shell)?)))
            })
            .map(|(item, draft)| LooseEnd {
                item: Some(item).filter(|item| item.0 > 0),
                what: Loose::Unsaved,
                text: super::note::words(draft),
            }),
    );
    ends.extend(shell.drafts.get(&super::forms::follow_up_key()).map(|draft| {
        let words = ["title", "closing_test"].iter().find_map(|name| draft.fields.get(*name));
        let words = words.or_else(|| draft.fields.values().next()).map_or("", String::as_str);
        LooseEnd { item: None, what: Loose::UnsavedFollowUp, text: words.replace('\n', " ") }
    }));
    let begun: Vec<_> = ends.iter().map(|end| end.item).collect();
    let others = view.loose_ends().into_iter();
    ends.extend(others.filter(|end| end.what != Loose::Undecided || !begun.contains(&end.item)));
    ends
}

/// The question whether to adjourn.
pub struct AdjournPanel {
    view: Arc<MeetingView>,
    ends: Vec<LooseEnd>,
    at: usize,
    asked: Option<Token>,
}

impl AdjournPanel {
    /// The loose ends of a meeting; choosing one jumps to its item.
    pub fn new(view: Arc<MeetingView>, shell: &Shell) -> Self {
        let ends = loose_ends(&view, shell);
        Self { view, ends, at: 0, asked: None }
    }

    /// The draft behind a loose end, if one is.
    fn draft(&self, end: usize) -> Option<(MeetingId, DraftKey)> {
        let (meeting, end) = self.view.id().zip(self.ends.get(end))?;
        match end.what {
            Loose::Unsaved => Some((meeting, super::note::key(meeting, end.item.unwrap_or(ItemId(0))))),
            Loose::Drafted => Some((meeting, super::decision::key(end.item?))),
            Loose::UnsavedFollowUp
            | Loose::Undecided
            | Loose::NoQuorum
            | Loose::Lapsing
            | Loose::Ownerless
            | Loose::Dateless => None,
        }
    }

    /// The rows to choose from: stay, each loose end, adjourn.
    fn rows(&self) -> usize {
        self.ends.len() + 2
    }

    fn choose(&mut self, shell: &mut Shell) -> Handled {
        match self.at.checked_sub(1) {
            None => Handled::Close,
            Some(end) if end < self.ends.len() => {
                if let Some((meeting, key)) = self.draft(end) {
                    shell.tell(News::Resume(meeting, key));
                    return Handled::Close;
                }
                if self.ends.get(end).is_some_and(|end| end.what == Loose::UnsavedFollowUp) {
                    super::forms::follow_up(shell, &self.view);
                    return Handled::Close;
                }
                let item = self.ends.get(end).and_then(|end| end.item).map(ItemId::record);
                shell.goto = Some((ScreenId::Meeting, item));
                Handled::Close
            }
            Some(_) => {
                let Some(meeting) = self.view.id() else { return Handled::Close };
                let step = MeetingStep { meeting, note: Line::default() };
                self.asked = Some(shell.run(Operation::MeetingAdjourn(step).into()));
                Handled::Yes
            }
        }
    }
}

impl Part for AdjournPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Picks, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if let Some(row) = row_at(cmd, self.at, self.rows() - 1) {
            self.at = row;
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
        // The first click points, the second chooses: adjourning is hard to take back.
        if self.at == at {
            return self.choose(shell);
        }
        self.at = at.min(self.rows() - 1);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Done(token, Ok(_)) if self.asked == Some(*token) => Handled::Close,
            News::Loaded(Loaded::Meeting(view)) if view.id() == self.view.id() => {
                self.ends = loose_ends(view, shell);
                self.view.clone_from(view);
                self.at = self.at.min(self.rows() - 1);
                Handled::No
            }
            _ => Handled::No,
        }
    }

    fn has_row(&self) -> bool {
        true
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        super::no_ticks()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let height = u16::try_from(self.rows()).unwrap_or(u16::MAX).saturating_add(5);
        let meeting = self.view.id().map(|id| id.to_string()).unwrap_or_default();
        let inner = canvas.boxed(centred(area, 90, height), &format!("Adjourn {meeting}?"));
        let count = |what: Loose| self.ends.iter().filter(|end| end.what == what).count();
        let parts: Vec<String> = [
            Loose::Drafted,
            Loose::Unsaved,
            Loose::UnsavedFollowUp,
            Loose::Undecided,
            Loose::NoQuorum,
            Loose::Lapsing,
            Loose::Ownerless,
            Loose::Dateless,
        ]
        .into_iter()
        .filter(|what| count(*what) > 0)
        .map(|what| format!("{} {}", count(what), what.word()))
        .collect();
        let (text, role) = if parts.is_empty() {
            ("everything is decided and owned".to_owned(), Role::Good)
        } else {
            (format!("{}; what is undecided is carried over", parts.join(", ")), Role::Warn)
        };
        for (y, line) in (inner.y..inner.bottom()).zip(rich::wrap(&[Rich::of(text, role)], usize::from(inner.width))) {
            canvas.put_rich(inner.x, y, inner.width, &line);
        }
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        let mut rows = vec![Rich::plain("Stay in session")];
        rows.extend(self.ends.iter().map(|end| self.end_row(end)));
        rows.push(Rich::plain(format!(
            "Adjourn; the minutes are a draft of {}",
            counted(i64::try_from(self.view.items.len()).unwrap_or(0), "item")
        )));
        canvas.measured("loose", list, rows.len());
        let from = super::panes::scrolled_to(self.at, 0, usize::from(list.height), rows.len());
        for (y, (at, row)) in (list.y..list.bottom()).zip(rows.iter().enumerate().skip(from)) {
            let line = Rect { y, height: 1, ..list };
            canvas.put_rich(line.x, y, line.width, row);
            canvas.hit(line, Target::Row(at));
            if at == self.at {
                canvas.paint(line, Role::Selected);
            }
        }
    }
}

impl AdjournPanel {
    fn end_row(&self, end: &LooseEnd) -> Rich {
        let place = end.item.and_then(|item| self.view.item(item)).map_or(0, |line| line.place);
        let place = if place == 0 { String::new() } else { place.to_string() };
        let role = if end.what == Loose::Undecided { Role::Dim } else { Role::Warn };
        Rich::plain(format!("  {place:>2} "))
            .and(format!("{:<12} ", end.what.word()), role)
            .and(end.text.clone(), Role::Text)
    }
}
