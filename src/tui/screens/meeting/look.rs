//! Another item read by oneself: its packet and its notes, while the room stays where it is.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::MeetingView;
use super::decision::is_of;
use super::reading::ReadingPanel;
use super::{lines, panes};
use crate::domain::ids::ItemId;
use crate::domain::operation::{ItemStep, Operation};
use crate::domain::value::Line;
use crate::tui::canvas::{Canvas, bottom, top};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Loaded, News};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part, lines_to};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// An item that the room is not on.
pub struct LookPanel {
    view: Arc<MeetingView>,
    scroll: usize,
}

impl LookPanel {
    /// The item whose packet is here.
    pub const fn new(view: Arc<MeetingView>) -> Self {
        Self { view, scroll: 0 }
    }

    fn item(&self) -> Option<ItemId> {
        self.view.shown().map(|line| line.id)
    }

    fn scroll_by(&mut self, lines: isize, shell: &Shell) {
        let seen = shell.seen.pane("look");
        self.scroll = self.scroll.saturating_add_signed(lines).min(seen.total.saturating_sub(seen.height));
    }

    /// Whoever leads turns the room to it; others read its evidence.
    fn choose(&self, shell: &mut Shell) -> Handled {
        if let Some(item) = self.item().filter(|_| self.view.leads(&shell.reading.actor)) {
            shell.run(Operation::ItemCall(ItemStep { item, note: Line::default() }).into());
            return Handled::Close;
        }
        shell.open(ReadingPanel::new(self.view.clone()));
        Handled::Yes
    }
}

impl Part for LookPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Picks, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let page = isize::try_from(shell.seen.pane("look").height).unwrap_or(1).max(1);
        match (cmd, lines_to(cmd, page)) {
            (_, Some(by)) => self.scroll_by(by, shell),
            (Cmd::Choose, None) => return self.choose(shell),
            (Cmd::Back | Cmd::Close | Cmd::Cancel, None) => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.scroll_by(isize::from(lines), shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        if let News::Loaded(Loaded::Meeting(view) | Loaded::Item(view)) = news
            && view.id() == self.view.id()
            && self.item().is_some_and(|item| is_of(view, item, shell))
        {
            self.view = view.clone();
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        true
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        super::no_ticks()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let view = &self.view;
        let Some(line) = view.shown() else { return };
        let inner = canvas.boxed(area, &format!("You look at {} {}", line.place, line.title));
        let (head, rest) = top(inner, 1);
        let (body, foot) = bottom(rest, 1);
        let room = view.current().and_then(|item| view.item(item));
        let room = match room {
            Some(room) if room.id == line.id => "the room is on this item".to_owned(),
            Some(room) => format!("the room is at {} {}", room.place, room.title),
            None => "the room is on no item".to_owned(),
        };
        canvas.put_cut(head.x, head.y, head.width, &room, Role::Warn);
        let mut all = lines::essentials(view, canvas.shell);
        all.extend(lines::packet(view, canvas.shell));
        let notes = lines::notes(view, line.id, canvas.shell);
        if !notes.is_empty() {
            all.push(Rich::rule("notes"));
            all.extend(notes);
        }
        panes::pane(canvas, body, "look", &all, self.scroll);
        let what = if view.leads(&canvas.shell.reading.actor) { "turns the room to it" } else { "reads its evidence" };
        canvas.put_cut(foot.x, foot.y, foot.width, &format!("Enter {what}, Esc goes back"), Role::Dim);
    }
}
