//! What the commands do: while the agenda is made, while the board sits, when it is over.

use super::adjourn::AdjournPanel;
use super::attendance::AttendancePanel;
use super::consent::ConsentPanel;
use super::correct::CorrectPanel;
use super::data::{AgendaRow, MeetingView};
use super::decision::{DecisionPanel, OutcomeMenu};
use super::others::MeetingsPanel;
use super::{MeetingScreen, Mode, Pane, forms, reading};
use crate::domain::ids::{ItemId, MeetingId, RecordKind};
use crate::domain::operation::{Batch, ItemStep, MeetingStep, MoveItem, Operation, Revise};
use crate::domain::record::Item;
use crate::domain::states::MeetingState;
use crate::domain::value::{Line, Whole, YesNo};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Effect, Export, List, Load, Outcome, Token};
use crate::tui::part::{Handled, lines_to, no_tabs};
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;

impl MeetingScreen {
    /// Commands while there is no meeting at all.
    pub(super) fn empty_command(cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::NewMeeting | Cmd::New => forms::meeting(shell),
            Cmd::RecurMeetings => forms::recurring(shell),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    /// Commands while the agenda is made.
    pub(super) fn draft_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.moved(cmd, shell) {
            return Handled::Yes;
        }
        let Some(view) = &self.view else { return Handled::No };
        let Some(meeting) = view.id() else { return Handled::No };
        let step = MeetingStep { meeting, note: Line::default() };
        match cmd {
            Cmd::Build => {
                self.building = true;
                shell.load(Load::Agenda(meeting));
            }
            Cmd::New => forms::item(shell, meeting),
            Cmd::Publish => {
                shell.run(Operation::MeetingPublish(step).into());
            }
            Cmd::OpenMeeting => {
                let panel = AttendancePanel::new(view.clone(), shell);
                shell.open(panel);
            }
            Cmd::ItemDown => self.shift(1, shell),
            Cmd::ItemUp => self.shift(-1, shell),
            Cmd::RemoveItem => {
                if let Some(item) = self.cursor {
                    shell.run(Operation::ItemRemove(ItemStep { item, note: Line::default() }).into());
                }
            }
            Cmd::Timebox | Cmd::Edit => {
                let line = self.cursor.and_then(|item| view.item(item));
                match (line, cmd) {
                    (Some(line), Cmd::Timebox) => forms::timebox(shell, line),
                    (Some(line), _) => forms::edit_item(shell, line),
                    (None, _) => {}
                }
            }
            Cmd::Consent => self.turn_consent(shell),
            Cmd::Open => self.open_subject(shell),
            _ => return self.any_command(cmd, shell),
        }
        Handled::Yes
    }

    /// Commands while the board sits.
    pub(super) fn live_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.moved(cmd, shell) {
            return Handled::Yes;
        }
        let Some(view) = &self.view else { return Handled::No };
        let Some(meeting) = view.id() else { return Handled::No };
        let step = MeetingStep { meeting, note: Line::default() };
        match cmd {
            Cmd::Note => self.begin_note(shell),
            Cmd::Decide => self.decide(shell),
            Cmd::Vote => self.vote(shell),
            Cmd::AddFollowUp => forms::follow_up(shell, view),
            Cmd::Who => {
                let panel = AttendancePanel::new(view.clone(), shell);
                shell.open(panel);
            }
            Cmd::PullConsent => self.turn_consent(shell),
            Cmd::ItemDone => {
                if let Some(item) = view.current() {
                    Self::dealt_with(view, item, shell);
                }
            }
            Cmd::Withdraw => {
                if let Some(item) = view.current() {
                    shell.run(Operation::MotionWithdraw(ItemStep { item, note: Line::default() }).into());
                }
            }
            Cmd::Timer => {
                let runs = view.meeting.as_ref().is_some_and(|row| row.state.timer_since.0.is_some());
                let token = shell.run(Operation::ItemTimer(step).into());
                self.timing = Some((token, if runs { "timer stopped" } else { "timer started" }));
            }
            Cmd::Timebox => self.change_timebox(view, shell),
            Cmd::Recess => {
                let rests = view.meeting.as_ref().is_some_and(|row| row.state.state == MeetingState::Recess);
                let operation = if rests { Operation::MeetingResume(step) } else { Operation::MeetingRecess(step) };
                shell.run(operation.into());
            }
            Cmd::Adjourn => shell.open(AdjournPanel::new(view.clone(), shell)),
            Cmd::New => forms::item(shell, meeting),
            Cmd::NextTab => self.turn(1, shell),
            Cmd::PrevTab => self.turn(-1, shell),
            Cmd::Open if self.pane == Pane::Agenda && self.cursor != view.current() => {
                if let Some(item) = self.cursor {
                    self.look(item, shell);
                }
            }
            // What is to be adopted is the evidence of such an item.
            Cmd::Open if view.adopting.is_some() => self.pane = Pane::Packet,
            Cmd::Open => shell.open(reading::ReadingPanel::new(view.clone())),
            Cmd::Close => shell.say("the board sits: Ctrl-c quits, F adjourns"),
            _ => return self.any_command(cmd, shell),
        }
        Handled::Yes
    }

    /// Marks an item as dealt with; the board goes on to the next open one, with one undo for both.
    fn dealt_with(view: &MeetingView, item: ItemId, shell: &mut Shell) {
        let step = |item| ItemStep { item, note: Line::default() };
        let done = Operation::ItemDone(step(item));
        let operation = match view.next_open(item) {
            None => done,
            Some(next) => Operation::Batch(Batch {
                label: format!("item {} is dealt with", view.item(item).map_or(0, |line| line.place)),
                rows: vec![(1, done), (2, Operation::ItemCall(step(next)))],
            }),
        };
        shell.run(operation.into());
        // That the board has dealt with it concludes no review: its outcome is asked for.
        if let Some(review) = view.reviewing.filter(|_| view.shown().is_some_and(|line| line.id == item)) {
            forms::conclude(shell, review);
        }
    }

    /// Commands once the meeting is over.
    pub(super) fn over_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if matches!(cmd, Cmd::NextTab | Cmd::PrevTab) {
            return Handled::No;
        }
        let page = isize::try_from(shell.seen.pane("minutes").height).unwrap_or(1);
        if let Some(by) = lines_to(cmd, page) {
            self.scroll_by("minutes", by, shell);
            return Handled::Yes;
        }
        let Some(meeting) = self.meeting().and_then(MeetingView::id) else { return Handled::No };
        match cmd {
            Cmd::Note => self.begin_note(shell),
            Cmd::AdoptMinutes => forms::adopt(shell, meeting),
            _ => return self.any_command(cmd, shell),
        }
        Handled::Yes
    }

    /// Commands that hold whatever the meeting's state.
    fn any_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::NewMeeting => forms::next_meeting(shell, self.meeting().and_then(|view| view.meeting.as_ref())),
            Cmd::RecurMeetings => forms::recurring(shell),
            Cmd::CorrectMinutes => {
                let Some(view) = &self.view else { return Handled::No };
                shell.open(CorrectPanel::new(view.clone()));
            }
            Cmd::FilePosition | Cmd::WithdrawPosition => {
                let item = self.meeting().and_then(MeetingView::current).or(self.cursor);
                match item.and_then(|item| self.meeting().and_then(|view| view.item(item))) {
                    Some(line) => forms::position(shell, line, cmd == Cmd::FilePosition),
                    None => shell.say("there is no item to file a position on"),
                }
            }
            Cmd::Meetings => {
                let Some(view) = &self.view else { return Handled::No };
                shell.open(MeetingsPanel::new(view.others.clone(), view.id()));
            }
            Cmd::Export => {
                let Some(meeting) = self.meeting().and_then(MeetingView::id) else { return Handled::No };
                let over = self.mode() != Mode::Draft;
                self.exporting = Some((forms::export(shell, meeting, over), meeting));
            }
            Cmd::NextPane => self.pane = self.other_pane(1),
            Cmd::PrevPane => self.pane = self.other_pane(Pane::ALL.len() - 1),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn other_pane(&self, by: usize) -> Pane {
        let at = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        Pane::ALL.get((at + by) % Pane::ALL.len()).copied().unwrap_or_default()
    }

    /// Moves the cursor on the agenda, or scrolls the pane that has the focus.
    fn moved(&mut self, cmd: Cmd, shell: &mut Shell) -> bool {
        let name = self.pane.name();
        let page = isize::try_from(shell.seen.pane(name).height).unwrap_or(1).max(1);
        let Some(by) = lines_to(cmd, page) else { return false };
        if self.pane == Pane::Agenda {
            self.move_cursor(by, shell);
        } else {
            self.scroll_by(name, by, shell);
        }
        true
    }

    /// Moves the item under the cursor on the agenda.
    fn shift(&self, by: i64, shell: &mut Shell) {
        let Some((view, item)) = self.view.as_ref().zip(self.cursor) else { return };
        let Some(line) = view.item(item) else { return };
        let to = i64::try_from(line.place).unwrap_or(1) + by;
        let last = i64::try_from(view.items.len()).unwrap_or(1);
        if (1..=last).contains(&to) {
            shell.run(Operation::ItemMove(MoveItem { item, to: Whole(Some(to)) }).into());
        }
    }

    /// Puts the item under the cursor on the consent agenda, or pulls it.
    fn turn_consent(&self, shell: &mut Shell) {
        let Some((view, item)) = self.view.as_ref().zip(self.cursor) else { return };
        let Some(line) = view.item(item) else { return };
        if self.mode() == Mode::Live && !line.consent {
            shell.say(format!("item {} is not on the consent agenda", line.place));
            return;
        }
        let fields = Item { consent: YesNo(!line.consent), ..Item::default() };
        let at = <Item as crate::domain::field::Fields>::place("consent");
        let Ok(at) = at else { return };
        let reason = if self.mode() == Mode::Live { "pulled from the consent agenda" } else { "" };
        let revise = Revise { number: item.0, fields, set: vec![at], reason: reason.to_owned() };
        shell.run(Operation::ItemRevise(revise).into());
    }

    /// Turns the board to the next or the previous row of the agenda.
    fn turn(&mut self, by: isize, shell: &mut Shell) {
        let Some(view) = &self.view else { return };
        let rows = view.rows();
        let current = view.current().and_then(|item| view.items.iter().position(|line| line.id == item));
        let at = current.and_then(|current| rows.iter().position(|row| row.holds(current)));
        let to = match at {
            Some(at) => at.checked_add_signed(by).filter(|to| *to < rows.len()),
            None => Some(0),
        };
        let item = to.and_then(|to| rows.get(to)).and_then(|row| view.items.get(row.first())).map(|line| line.id);
        match item {
            Some(item) => self.call(item, shell),
            None => shell.say(if by > 0 { "this is the last item: F adjourns" } else { "this is the first item" }),
        }
    }

    /// Opens the record an item is about on its own screen.
    fn open_subject(&self, shell: &mut Shell) {
        let subject = self.view.as_ref().zip(self.cursor).and_then(|(view, item)| view.item(item)?.subject);
        match subject {
            Some(record) => shell.go_to(record),
            None => shell.say("this item is about no record"),
        }
    }

    /// Begins a decision on the item the board is on; the consent agenda is passed as one.
    fn decide(&mut self, shell: &mut Shell) {
        let Some(view) = self.view.clone() else { return };
        let Some(line) = view.current().and_then(|item| view.item(item)) else {
            shell.say("the board is on no item: ] turns to one");
            return;
        };
        if line.consent {
            let row = view.rows().into_iter().find(|row| matches!(row, AgendaRow::Consent(_)));
            if let Some(AgendaRow::Consent(all)) = row {
                shell.open(ConsentPanel::new(view, &all));
            }
            return;
        }
        if let Some(made) = view.settled(line.id) {
            self.taking_back = super::settled::ask(line, made, shell);
            return;
        }
        if let Some(panel) = DecisionPanel::kept(view.clone(), shell) {
            shell.open(panel);
        } else {
            shell.open(OutcomeMenu::new(view.clone()));
        }
    }

    /// Goes on to the vote of a decision that was drafted.
    fn vote(&mut self, shell: &mut Shell) {
        let Some(view) = &self.view else { return };
        match DecisionPanel::kept(view.clone(), shell) {
            Some(mut panel) => {
                panel.go_to_vote(shell);
                shell.open(panel);
            }
            None => self.decide(shell),
        }
    }

    /// Exports the meeting to where a form was told.
    pub(super) fn export(&mut self, token: Token, path: &str, shell: &mut Shell) -> Handled {
        match self.exporting.take_if(|(asked, _)| *asked == token) {
            Some((_, meeting)) => {
                let ids = vec![meeting.record().key()];
                shell.ask(Effect::Export(Export { list: List::Meetings, ids, path: path.to_owned() }));
                Handled::Yes
            }
            None => Handled::No,
        }
    }

    /// What an operation made is taken note of: a saved note, the timer, a meeting that was drafted.
    pub(super) fn done(&mut self, token: Token, outcome: &Outcome, shell: &mut Shell) {
        self.note_saved(token, shell);
        if let Some((_, words)) = self.timing.take_if(|(asked, _)| *asked == token) {
            shell.done(words);
        }
        if let [made] = outcome.touched.as_slice()
            && made.kind == RecordKind::Meeting
            && self.mode() != Mode::Live
            && shell.screen == ScreenId::Meeting
        {
            self.which = Some(MeetingId(made.number));
            self.cursor = None;
        }
    }

    /// What cannot be done now, and why.
    pub(super) fn blocked_commands(&self, _: &Shell) -> Vec<(Cmd, String)> {
        let mut blocked = if self.mode() == Mode::Live { Vec::new() } else { no_tabs() };
        let mut block = |cmds: &[Cmd], why: &str| blocked.extend(cmds.iter().map(|cmd| (*cmd, why.to_owned())));
        let empty = &[
            Cmd::Build,
            Cmd::ItemDown,
            Cmd::ItemUp,
            Cmd::Timebox,
            Cmd::Consent,
            Cmd::RemoveItem,
            Cmd::Publish,
            Cmd::OpenMeeting,
            Cmd::Open,
            Cmd::Edit,
            Cmd::FilePosition,
            Cmd::WithdrawPosition,
            Cmd::Meetings,
            Cmd::Export,
        ];
        let Some(meeting) = self.meeting().and_then(|view| view.meeting.as_ref()) else {
            block(empty, "no meeting is planned: N drafts one");
            return blocked;
        };
        match meeting.state.state {
            MeetingState::Published => block(&[Cmd::Publish], "the agenda is published"),
            MeetingState::Recess => {
                block(&[Cmd::Decide, Cmd::Vote, Cmd::Timer, Cmd::ItemDone], "the board is in recess: R resumes");
            }
            MeetingState::MinutesAdopted => {
                block(&[Cmd::AdoptMinutes, Cmd::Note, Cmd::CorrectMinutes], "the minutes are adopted and locked");
            }
            MeetingState::Draft | MeetingState::InSession | MeetingState::Adjourned => {}
        }
        blocked
    }
}
