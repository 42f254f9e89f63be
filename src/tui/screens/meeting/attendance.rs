//! Who is here: taken before the call to order, kept true while the board sits, with the recusals of
//! the item at hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::data::{MeetingView, SeatLine};
use super::{forms, picks::Picks};
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::operation::{AttendanceStep, Batch, OpenMeeting, Operation, Recuse};
use crate::domain::value::{Handle, Handles, Line};
use crate::policy::quorum::{self, Attendee, Quorum};
use crate::tui::canvas::{Canvas, Target, bottom, centred};
use crate::tui::cmd::Cmd;
use crate::tui::draft::{Draft, DraftKey};
use crate::tui::effect::{Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::overlay::confirm::Confirm;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The attendance of a meeting.
pub struct AttendancePanel {
    view: Arc<MeetingView>,
    picks: Picks,
    /// Whether the meeting is still to be called to order.
    opening: bool,
    /// The question whether it is opened on another day than was planned.
    another_day: Option<Token>,
    /// The call to order that was asked for.
    asked: Option<Token>,
}

impl AttendancePanel {
    /// The attendance as it stands; before the call to order, as far as it was taken.
    pub fn new(view: Arc<MeetingView>, shell: &Shell) -> Self {
        let opening = !view.is_live();
        let mut panel = Self { view, picks: Picks::default(), opening, another_day: None, asked: None };
        panel.tick();
        if opening && let Some(draft) = panel.key().and_then(|key| shell.drafts.get(&key)) {
            let kept = draft.fields.get("present").cloned().unwrap_or_default();
            let here: Vec<&str> = kept.split("; ").collect();
            let seats = panel.view.seats.iter().enumerate();
            panel.picks.ticked =
                seats.filter(|(_, seat)| here.contains(&seat.handle.as_str())).map(|(at, _)| at).collect();
        }
        panel
    }

    fn key(&self) -> Option<DraftKey> {
        self.view.id().map(|id| DraftKey::new("meeting.open", id.to_string()))
    }

    /// Once the board sits, the ticks are what is on record.
    fn tick(&mut self) {
        if !self.opening {
            let here = self.view.seats.iter().enumerate().filter(|(_, seat)| seat.present);
            self.picks.ticked = here.map(|(at, _)| at).collect();
        }
    }

    fn here(&self) -> Vec<Handle> {
        let seats = self.view.seats.iter().enumerate();
        seats.filter(|(at, _)| self.picks.ticked.contains(at)).map(|(_, seat)| seat.handle.clone()).collect()
    }

    fn meeting(&self) -> MeetingId {
        self.view.id().unwrap_or(MeetingId(0))
    }

    fn keep(&self, shell: &mut Shell) {
        let Some(key) = self.key().filter(|_| self.opening) else { return };
        let here: Vec<String> = self.here().iter().map(ToString::to_string).collect();
        let fields = BTreeMap::from([("present".to_owned(), here.join("; "))]);
        shell.keep(Draft { key, fields, focus: "present".to_owned(), ..Draft::default() });
    }

    /// Ticks or, once the board sits, records an arrival or a departure.
    fn toggle(&mut self, shell: &mut Shell) {
        let Some(seat) = self.view.seats.get(self.picks.at).cloned() else { return };
        if self.opening {
            self.picks.toggle(self.view.seats.len());
            self.keep(shell);
        } else {
            let step = AttendanceStep { meeting: self.meeting(), person: seat.handle };
            let operation = if seat.present { Operation::MeetingDepart(step) } else { Operation::MeetingArrive(step) };
            shell.run(operation.into());
            self.picks.moved(Cmd::Down, self.view.seats.len(), 1);
        }
    }

    fn all(&mut self, shell: &mut Shell) {
        if self.opening {
            self.picks.all(0..self.view.seats.len());
            self.keep(shell);
            return;
        }
        let meeting = self.meeting();
        let away = self.view.seats.iter().filter(|seat| !seat.present);
        let arrive =
            |seat: &SeatLine| Operation::MeetingArrive(AttendanceStep { meeting, person: seat.handle.clone() });
        let rows: Vec<(u64, Operation)> = (1..).zip(away.map(arrive)).collect();
        if rows.is_empty() {
            shell.say("everybody is here already");
        } else {
            let label = format!("everybody is here, {meeting}");
            shell.run(Operation::Batch(Batch { label, rows }).into());
        }
    }

    /// Recuses from the item at hand, or takes a recusal back that no rule demands.
    fn recuse(&self, shell: &mut Shell) {
        let Some(seat) = self.view.seats.get(self.picks.at) else { return };
        let Some(item) = self.view.shown().map(|line| line.id) else {
            shell.say("there is no item to be recused from");
            return;
        };
        recuse(shell, item, seat);
    }

    /// Names who presides, as those present chose.
    fn preside(&self, shell: &mut Shell) {
        let Some(seat) = self.view.seats.get(self.picks.at) else { return };
        let step = AttendanceStep { meeting: self.meeting(), person: seat.handle.clone() };
        shell.run(Operation::MeetingPreside(step).into());
    }

    fn call_to_order(&mut self, shell: &mut Shell) -> Handled {
        if !self.opening {
            return Handled::Close;
        }
        let present = self.here();
        if present.is_empty() {
            shell.say("nobody is marked as here: * all, Space one");
            return Handled::Yes;
        }
        let today = self.view.today;
        match self.view.meeting.as_ref().and_then(|row| row.date.0).filter(|planned| *planned != today) {
            Some(planned) => {
                let token = shell.token();
                self.another_day = Some(token);
                let lines = vec![
                    Rich::plain(format!("It is planned for {planned}, and today is {today}.")),
                    Rich::plain(format!("Record, minutes and registers will say {today}.")),
                ];
                let title = format!("Open {} on another day?", self.meeting());
                shell.open(Confirm::new(token, title, lines, "Open today"));
            }
            None => self.open(shell),
        }
        Handled::Yes
    }

    fn open(&mut self, shell: &mut Shell) {
        let open = OpenMeeting { meeting: self.meeting(), present: Handles(self.here()) };
        self.asked = Some(shell.run(Operation::MeetingOpen(open).into()));
    }

    /// Quorum with those ticked, for what the item at hand needs.
    fn quorum(&self) -> Quorum {
        let tier = self.view.topic.as_ref().map(crate::board::Topic::tier).unwrap_or_default();
        let attendee = |(at, person)| Attendee {
            person,
            present: self.picks.ticked.contains(&at),
            recused: self.view.seats.get(at).is_some_and(|seat| seat.recused.is_some()),
        };
        let board: Vec<Attendee<'_>> = self.view.people.iter().enumerate().map(attendee).collect();
        quorum::quorum(&board, &[], self.view.policy.board_rules(tier))
    }
}

/// Recuses somebody from an item, or takes the recusal back.
pub fn recuse(shell: &mut Shell, item: ItemId, seat: &SeatLine) {
    if seat.by_rule {
        shell.say(format!("R03 {} stays recused: {}", seat.handle, seat.recused.clone().unwrap_or_default()));
    } else if seat.recused.is_some() {
        let withdraw = Recuse { item, person: seat.handle.clone(), reason: Line::default() };
        shell.run(Operation::RecusalWithdraw(withdraw).into());
    } else {
        forms::recuse(shell, item, &seat.handle);
    }
}

impl Part for AttendancePanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Opening, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let page = shell.seen.pane("attendance").height;
        if self.picks.moved(cmd, self.view.seats.len(), page) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::OneHere => self.toggle(shell),
            Cmd::AllHere => self.all(shell),
            Cmd::Recuse => self.recuse(shell),
            Cmd::Assign => self.preside(shell),
            Cmd::CallToOrder => return self.call_to_order(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.picks.at = at.min(self.view.seats.len().saturating_sub(1));
        self.toggle(shell);
        Handled::Yes
    }

    fn scrolled(&mut self, pane: &'static str, lines: i16, _: &mut Shell) -> Handled {
        if pane != "attendance" {
            return Handled::No;
        }
        let at = self.picks.at.saturating_add_signed(isize::from(lines));
        self.picks.at = at.min(self.view.seats.len().saturating_sub(1));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Done(token, Ok(_)) if self.asked == Some(*token) => {
                if let Some(key) = self.key() {
                    shell.forget(&key);
                }
                return Handled::Close;
            }
            News::Confirmed(token) if self.another_day.take_if(|asked| asked == token).is_some() => self.open(shell),
            News::Loaded(Loaded::Meeting(view)) if view.id() == self.view.id() => {
                self.view.clone_from(view);
                self.tick();
            }
            _ => {}
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        !self.view.seats.is_empty()
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        let mut blocked = super::covered();
        if self.opening {
            blocked.push((Cmd::Assign, "call the meeting to order first".to_owned()));
        } else {
            blocked.push((Cmd::CallToOrder, "the board sits already".to_owned()));
        }
        blocked
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let rows: Vec<Rich> = self.view.seats.iter().map(row).collect();
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(4);
        let title = if self.opening { "Who is here" } else { "Who is here; Space records coming and going" };
        let inner = canvas.boxed(centred(area, 104, height), title);
        let (list, foot) = bottom(inner, 2);
        self.picks.draw(canvas, list, "attendance", &rows);
        let quorum = self.quorum();
        let (light, role) =
            if quorum.stands() { (canvas.glyphs().light, Role::Good) } else { (canvas.glyphs().unlit, Role::Warn) };
        let item = self.view.shown().map(|line| format!("item {}: ", line.place)).unwrap_or_default();
        let missing = quorum.missing_words();
        let functions = if missing.is_empty() { String::new() } else { format!("  missing {}", missing.join(", ")) };
        let line = Rich::of(format!("{light} "), role).and(format!("{item}{}{functions}", quorum.text()), Role::Text);
        canvas.put_rich(foot.x, foot.y + 1, foot.width, &line);
        if let Some(presiding) = self.view.presiding.as_ref().filter(|_| !self.opening) {
            canvas.put_cut(foot.x, foot.y, foot.width, presiding, Role::Warn);
        }
    }
}

fn row(seat: &SeatLine) -> Rich {
    let name: String = seat.name.chars().take(22).collect();
    let function = seat.function.word();
    let seat_word = if seat.alternate_for.is_empty() {
        seat.seat.word().to_owned()
    } else {
        format!("alternate of {}", seat.alternate_for)
    };
    let line = Rich::plain(crate::tui::measure::fit(&name, 22, "~", false))
        .and(format!(" {seat_word:<12} {function:<12}"), Role::Dim);
    match &seat.recused {
        None => line,
        Some(reason) if seat.by_rule => line.and(format!(" recused: {reason}  R03"), Role::Warn),
        Some(reason) => line.and(format!(" recused: {reason}"), Role::Warn),
    }
}
