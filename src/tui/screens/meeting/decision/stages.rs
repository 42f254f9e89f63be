//! The steps of a decision: what the commands do while it is worded, voted on and read back.

use super::{DecisionPanel, Stage, key, motion};
use crate::domain::condition::Votes;
use crate::domain::field::{FieldSpec, Fields};
use crate::domain::operation::{Batch, ItemStep, Operation, PutMotion, RecordDecision};
use crate::domain::record::Moved;
use crate::domain::states::{AcceptanceState, Ballot, DecisionStatus};
use crate::domain::value::Line;
use crate::domain::{Refusal, Remedy};
use crate::policy::{acceptance, voting};
use crate::tui::cmd::Cmd;
use crate::tui::overlay::refusal::RefusalPanel;
use crate::tui::part::Handled;
use crate::tui::shell::Shell;

/// The motion as it is put before the board.
fn as_put(motion: &RecordDecision) -> PutMotion {
    PutMotion {
        item: motion.item,
        outcome: motion.outcome,
        motion: motion.motion.clone(),
        mover: motion.mover.clone(),
        conditions: motion.conditions.clone(),
        rationale: motion.rationale.clone(),
        contested: motion.contested.clone(),
        dissent: motion.dissent.clone(),
        valid_until: motion.valid_until,
        exec_signoff: motion.exec_signoff.clone(),
        new_tier: motion.new_tier,
        escalated_to: motion.escalated_to.clone(),
        answer_due: motion.answer_due,
        acceptances: motion.acceptances.clone(),
        supersedes: motion.supersedes,
        matter: motion.matter,
        sign_offs: motion.sign_offs.clone(),
        corrections: motion.corrections.clone(),
    }
}

/// Whether that is before the board already, to the last field.
fn same(put: &PutMotion, moved: &Moved) -> bool {
    let text = |name: &str| PutMotion::place(name).map(|at| put.text(at)).unwrap_or_default();
    let kept = |spec: &&FieldSpec| spec.name != "amendments";
    Moved::SPECS.iter().enumerate().filter(|(_, spec)| kept(spec)).all(|(at, spec)| moved.text(at) == text(spec.name))
}

impl DecisionPanel {
    /// Commands while the motion is worded.
    pub(super) fn motion_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Proceed | Cmd::Save => self.go_to_vote(shell),
            Cmd::ChangeOutcome => return self.change_outcome(shell),
            Cmd::Leave | Cmd::Back | Cmd::Cancel => {
                if self.is_untouched() {
                    shell.forget(&key(self.item));
                } else {
                    self.keep(shell);
                }
                return Handled::Close;
            }
            _ if self.sheet.command(cmd, shell) => self.keep(shell),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    /// Whether it is as it was opened: that is no draft.
    fn is_untouched(&self) -> bool {
        self.sheet.changed().is_empty() && self.roll.ballots.is_empty() && self.spare.is_empty()
    }

    /// Reads the motion and holds it against the rules; only one that may be put is voted on.
    pub fn go_to_vote(&mut self, shell: &mut Shell) {
        self.sheet.clear_errors();
        self.stage = Stage::Motion;
        let motion = match motion::operation(self.item, self.outcome, &self.sheet.texts(), &shell.reading) {
            Ok(motion) => motion,
            Err(refusal) => return self.refuse(refusal, shell),
        };
        if let Err(refusal) = motion::strangers(&motion, &self.view.handles) {
            return self.refuse(refusal, shell);
        }
        if let Some((id, refusal)) = self.ungranted(&motion) {
            shell.open(RefusalPanel::about(refusal, id));
            return;
        }
        let topic = self.view.topic.as_ref();
        let obstacles = topic.map(|topic| topic.obstacles(&motion, &self.view.policy, self.view.today));
        let obstacles = obstacles.unwrap_or_default();
        if let Some(first) = obstacles.first().cloned() {
            // All that is missing is shown at once, the first has the focus.
            for refusal in obstacles.iter().skip(1).rev().filter(|one| one.subject != first.subject) {
                self.sheet.refuse(refusal);
            }
            return self.refuse(first, shell);
        }
        self.motion = motion;
        self.put_motion(shell);
        self.stage = Stage::Vote;
        self.unopposed = false;
        self.roll.settle(&self.view);
        self.keep(shell);
    }

    /// Puts the motion on the record, so that the room sees what it votes on; whoever put another wording before
    /// has it amended.
    fn put_motion(&mut self, shell: &mut Shell) {
        let moved = self.view.item(self.item).map(|line| line.moved.clone()).unwrap_or_default();
        self.motion.amendments = moved.amended_to(self.outcome, self.motion.motion.as_str());
        let put = as_put(&self.motion);
        if !same(&put, &moved) {
            self.putting = Some(shell.run(Operation::MotionPut(put).into()));
        }
    }

    /// What keeps an acceptance that the motion would grant from being granted: it is named by itself, for
    /// that none is in force would not say what is missing.
    fn ungranted(&self, motion: &RecordDecision) -> Option<(String, Refusal)> {
        let topic = self.view.topic.as_ref()?;
        topic.acceptances.iter().find_map(|(row, executive)| {
            let named = motion.acceptances.0.iter().any(|id| id.0 == row.number);
            if !named || row.state.state != AcceptanceState::Proposed {
                return None;
            }
            let granted =
                acceptance::grant(&row.fields, topic.tier(), executive.as_ref(), self.view.today, &self.view.policy);
            granted.err().map(|refusal| {
                let subject = format!("{} {}", row.id(), refusal.subject);
                (subject.clone(), Refusal { subject, ..refusal.remedy(Remedy::EditRecord) })
            })
        })
    }

    /// Commands while the votes are taken.
    pub(super) fn vote_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let vote = match cmd {
            Cmd::VoteFor => Some(Ballot::For),
            Cmd::VoteAgainst => Some(Ballot::Against),
            Cmd::VoteAbstain => Some(Ballot::Abstain),
            _ => None,
        };
        if let Some(ballot) = vote {
            if let Err(reason) = self.roll.vote(&self.view, ballot) {
                shell.say(reason);
            }
            self.keep(shell);
            return Handled::Yes;
        }
        match cmd {
            Cmd::VoteRest => self.roll.rest_for(&self.view),
            Cmd::VoteClear => self.roll.clear(&self.view),
            Cmd::VoteRecused => self.recuse(shell),
            Cmd::Down => self.roll.step(&self.view, 1),
            Cmd::Up => self.roll.step(&self.view, -1),
            Cmd::Top => self.roll.step(&self.view, -1000),
            Cmd::Bottom => self.roll.step(&self.view, 1000),
            Cmd::WithoutObjection => self.unopposed(shell),
            Cmd::Proceed => self.read_back(shell),
            Cmd::ChangeOutcome => return self.change_outcome(shell),
            Cmd::Back | Cmd::Cancel | Cmd::Close => self.stage = Stage::Motion,
            _ => return Handled::No,
        }
        self.keep(shell);
        Handled::Yes
    }

    fn recuse(&self, shell: &mut Shell) {
        let turn = self.roll.turn.as_ref();
        if let Some(seat) = turn.and_then(|turn| self.view.seats.iter().find(|seat| seat.handle == *turn)) {
            super::super::attendance::recuse(shell, self.item, seat);
        }
    }

    /// The chair asked, and nobody objected.
    fn unopposed(&mut self, shell: &mut Shell) {
        let against = self.roll.ballots.iter().filter(|(_, ballot)| **ballot == Ballot::Against);
        let against: Vec<_> = against.map(|(member, _)| member.clone()).collect();
        match voting::without_objection(&self.view.policy, self.tier(), &self.view.quorum, &against) {
            Ok(()) => {
                self.unopposed = true;
                self.motion.votes = Votes::default();
                self.motion.method = self.method();
                self.stage = Stage::ReadBack;
                self.scroll = 0;
            }
            Err(refusal) => shell.refuse(&refusal),
        }
    }

    /// Goes on to the read-back; without a vote there is nothing to read.
    fn read_back(&mut self, shell: &mut Shell) {
        if self.roll.ballots.is_empty() {
            shell.say("nobody has voted: y n a for each, Y for all, or Enter without objection");
            return;
        }
        self.fallen.clear();
        self.unopposed = false;
        self.motion.votes = self.roll.votes(&self.view);
        self.motion.method = self.method();
        self.stage = Stage::ReadBack;
        self.scroll = 0;
    }

    /// Commands while it is read back.
    pub(super) fn read_back_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Proceed => self.lock(shell),
            Cmd::Back | Cmd::Cancel | Cmd::Close => {
                self.stage = Stage::Vote;
                self.unopposed = false;
            }
            Cmd::Down => self.scroll_by(1, shell),
            Cmd::Up => self.scroll_by(-1, shell),
            Cmd::Top => self.scroll_by(-1_000_000, shell),
            Cmd::Bottom => self.scroll_by(1_000_000, shell),
            Cmd::HalfDown | Cmd::PageDown => self.scroll_by(8, shell),
            Cmd::HalfUp | Cmd::PageUp => self.scroll_by(-8, shell),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    pub(super) fn scroll_by(&mut self, lines: isize, shell: &Shell) {
        let seen = shell.seen.pane("resolution");
        self.scroll = self.scroll.saturating_add_signed(lines).min(seen.total.saturating_sub(seen.height));
    }

    /// Records the decision; if it carries, the board turns to the next open item in the same operation,
    /// so that one undo takes back both.
    fn lock(&mut self, shell: &mut Shell) {
        if self.asked.is_some() {
            return;
        }
        let standing = self.roll.standing(&self.view, self.tier());
        let carried = motion::status(&self.view, &self.motion, standing) != DecisionStatus::Failed;
        let record = Operation::DecisionRecord(self.motion.clone());
        // Whoever turned the room to another item meanwhile turned it: it stays there.
        let next = self
            .view
            .next_open(self.item)
            .filter(|_| carried && self.holds_the_room() && self.view.leads(&shell.reading.actor));
        let operation = match next {
            None => record,
            Some(item) => Operation::Batch(Batch {
                label: self.label(),
                rows: vec![(1, record), (2, Operation::ItemCall(ItemStep { item, note: Line::default() }))],
            }),
        };
        self.asked = Some(shell.run(operation.into()));
    }

    /// What the operation is called for undo and the event log.
    fn label(&self) -> String {
        let place = self.view.item(self.item).map_or(0, |line| line.place);
        format!("decide item {place}: {}", self.outcome)
    }
}
