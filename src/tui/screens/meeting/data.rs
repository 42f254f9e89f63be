//! The meeting as the screen sees it: plain data, read in one go, and what can be told from it alone.

mod loose;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::board::{Resolved, Topic};
use crate::domain::ids::{DecisionId, ItemId, MeetingId, NoteId, RecordId, RecordKind};
use crate::domain::record::{Acceptance, Meeting, Moved, Person, Row};
use crate::domain::states::{Ballot, DecisionStatus, Disposition, Function, ItemKind, Outcome, Seat, VoteMethod};
use crate::domain::value::Handle;
use crate::exchange::document::Document;
use crate::exchange::template::wording::Wordings;
use crate::insight::packet::{FollowUpLine, Packet};
use crate::policy::Policy;
use crate::policy::quorum::Quorum;
use crate::store::query::agenda::MeetingEntry;
use crate::store::query::meeting::Filed;

pub use loose::{Loose, LooseEnd};

/// A meeting with everything the screen shows of it.
#[derive(Clone, Debug)]
pub struct MeetingView {
    /// The criteria in force.
    pub policy: Arc<Policy>,
    /// The wording of motions and minutes.
    pub wording: Arc<Wordings>,
    /// The board's date.
    pub today: NaiveDate,
    /// The meeting; none if none was ever drafted.
    pub meeting: Option<Row<Meeting>>,
    /// Its items in their order, those taken off left out.
    pub items: Vec<ItemLine>,
    /// The item whose packet is here, with what the rules ask of it.
    pub topic: Option<Topic>,
    /// Its packet.
    pub packet: Packet,
    /// The minutes that the item at hand would adopt, up to their registers.
    pub adopting: Option<Document>,
    /// The review that the item at hand is about, as long as it is not concluded.
    pub reviewing: Option<RecordId>,
    /// Everybody of the board, as the rules know them; in the order of `seats`.
    pub people: Vec<Person>,
    /// The handles of everybody on record.
    pub handles: Vec<Handle>,
    /// Everybody of the board.
    pub seats: Vec<SeatLine>,
    /// Quorum on that item at this moment.
    pub quorum: Quorum,
    /// Who may vote on it at this moment.
    pub eligible: Vec<Handle>,
    /// Who presides in the chair's place on that item and why, `weiss presides: okafor is recused`.
    pub presiding: Option<String>,
    /// Who turns the room, lets it rest and adjourns; nobody in particular if there is nobody.
    pub leaders: Vec<Handle>,
    /// Written positions, by item.
    pub positions: Vec<Filed>,
    /// The provisional decision that the item at hand would ratify.
    pub ratifies: Option<DecisionId>,
    /// Provisional decisions of earlier meetings: they lapse with the adjournment of one that had quorum (R05).
    pub waiting: Vec<DecisionId>,
    /// Notes in order.
    pub notes: Vec<NoteLine>,
    /// Decisions in order.
    pub decisions: Vec<DecisionLine>,
    /// Follow-ups that came out of this meeting, conditions apart, with the item if a decision ties them to one.
    pub followups: Vec<(Option<ItemId>, FollowUpLine)>,
    /// The minutes up to their registers, once the meeting is over.
    pub minutes: Option<Document>,
    /// Every meeting, the latest first.
    pub others: Vec<MeetingEntry>,
}

/// An item on the agenda.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemLine {
    /// Which.
    pub id: ItemId,
    /// Its place, from 1.
    pub place: usize,
    /// What sort.
    pub kind: ItemKind,
    /// What it is about.
    pub subject: Option<RecordId>,
    /// Its title.
    pub title: String,
    /// Who presents.
    pub presenter: Handle,
    /// Minutes set aside.
    pub timebox: i64,
    /// Seconds used, the running stretch apart.
    pub used: i64,
    /// Whether it is on the consent agenda.
    pub consent: bool,
    /// Why it is on the agenda.
    pub why: String,
    /// What became of it.
    pub disposition: Disposition,
    /// Why it was put off.
    pub note: String,
    /// Whether it came after the agenda was published.
    pub late: bool,
    /// What passing it on the consent agenda comes to.
    pub resolved: Resolved,
    /// The motion that is before the board; blank if there is none.
    pub moved: Moved,
}

/// Somebody of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatLine {
    /// Who.
    pub handle: Handle,
    /// Full name.
    pub name: String,
    /// The seat.
    pub seat: Seat,
    /// What the person answers for.
    pub function: Function,
    /// Whose seat this person may take.
    pub alternate_for: Handle,
    /// Whether in the room.
    pub present: bool,
    /// Why recused from the item, if so.
    pub recused: Option<String>,
    /// Whether R03 demands that.
    pub by_rule: bool,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteLine {
    /// Which.
    pub id: NoteId,
    /// The item; none for the meeting as a whole.
    pub item: Option<ItemId>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// The text.
    pub text: String,
    /// Whether it stays out of the minutes.
    pub private: bool,
}

/// A decision of the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionLine {
    /// Which.
    pub id: DecisionId,
    /// The item.
    pub item: ItemId,
    /// What was resolved.
    pub outcome: Outcome,
    /// How much it counts.
    pub status: DecisionStatus,
    /// The motion.
    pub motion: String,
    /// Who moved it.
    pub mover: Handle,
    /// Why.
    pub rationale: String,
    /// Dissent.
    pub dissent: String,
    /// How it was carried.
    pub method: VoteMethod,
    /// Votes for, against, abstaining.
    pub votes: (usize, usize, usize),
    /// Who was recused.
    pub recused: Vec<Handle>,
    /// `6 present of 9, needs 6`, with the functions that were missing.
    pub quorum: String,
    /// Last day it holds.
    pub until: Option<NaiveDate>,
    /// The operation that entered it, and who did.
    pub entered: (i64, Handle),
    /// Its conditions as they were put, one a line.
    pub put: String,
    /// Its conditions; those of a lost motion as they were put.
    pub conditions: Vec<FollowUpLine>,
}

impl DecisionLine {
    /// Whether the matter is settled by it.
    pub const fn stands(&self) -> bool {
        !matches!(self.status, DecisionStatus::Failed | DecisionStatus::Void | DecisionStatus::Lapsed)
    }

    /// `7-0-1`, or that nobody objected.
    pub fn tally(&self) -> String {
        match self.method {
            VoteMethod::RollCall => format!("{}-{}-{}", self.votes.0, self.votes.1, self.votes.2),
            VoteMethod::WithoutObjection => "unopposed".to_owned(),
        }
    }
}

/// A row of the agenda as it is shown: an item, or the consent items as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgendaRow {
    /// An item by itself, by place in the list.
    Item(usize),
    /// The consent agenda.
    Consent(Vec<usize>),
}

impl AgendaRow {
    /// The item that stands for the row.
    pub fn first(&self) -> usize {
        match self {
            Self::Item(at) => *at,
            Self::Consent(all) => all.first().copied().unwrap_or_default(),
        }
    }

    /// Whether an item is in the row.
    pub fn holds(&self, at: usize) -> bool {
        match self {
            Self::Item(one) => *one == at,
            Self::Consent(all) => all.contains(&at),
        }
    }
}

impl MeetingView {
    /// The meeting's identifier.
    pub fn id(&self) -> Option<MeetingId> {
        self.meeting.as_ref().map(|row| MeetingId(row.number))
    }

    /// Whether the board sits, in session or in recess.
    pub fn is_live(&self) -> bool {
        self.meeting.as_ref().is_some_and(|row| row.state.state.is_live())
    }

    /// Whether somebody turns the room to its items.
    pub fn leads(&self, actor: &str) -> bool {
        self.leaders.is_empty() || self.leaders.iter().any(|one| one.as_str() == actor)
    }

    /// Whether the meeting is over.
    pub fn is_over(&self) -> bool {
        self.meeting.as_ref().is_some_and(|row| row.state.state.is_over())
    }

    /// The item the board is on.
    pub fn current(&self) -> Option<ItemId> {
        self.meeting.as_ref().map(|row| row.state.current).filter(|item| item.0 > 0)
    }

    /// The item whose packet is here.
    pub fn shown(&self) -> Option<&ItemLine> {
        let item = self.topic.as_ref()?.item.number;
        self.items.iter().find(|line| line.id.0 == item)
    }

    /// That the room has moved on from the item whose packet is here, and to which.
    pub fn moved_on(&self) -> Option<String> {
        let here = self.shown().filter(|_| self.is_live())?;
        let room = self.item(self.current()?).filter(|room| room.id != here.id)?;
        Some(format!("the room has moved to item {}; this stays item {}", room.place, here.place))
    }

    /// The acceptance that the item at hand is about.
    pub fn expiring(&self) -> Option<&Row<Acceptance>> {
        let topic = self.topic.as_ref()?;
        let id = topic.item.subject.0.filter(|id| id.kind == RecordKind::Acceptance)?;
        topic.acceptances.iter().map(|(row, _)| row).find(|row| row.number == id.number)
    }

    /// The acceptances that a motion on the item at hand may grant: those of its model that are proposed.
    pub fn grantable(&self) -> Vec<String> {
        let proposed = self.topic.as_ref().map(|topic| crate::insight::packet::proposed(&topic.acceptances));
        proposed.unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    /// An item.
    pub fn item(&self, id: ItemId) -> Option<&ItemLine> {
        self.items.iter().find(|line| line.id == id)
    }

    /// The rows of the agenda: while the board sits, consent items are one row.
    pub fn rows(&self) -> Vec<AgendaRow> {
        let mut rows = Vec::new();
        let mut consent: Option<usize> = None;
        for (at, line) in self.items.iter().enumerate() {
            match consent {
                Some(row) if line.consent => {
                    if let Some(AgendaRow::Consent(all)) = rows.get_mut(row) {
                        all.push(at);
                    }
                }
                None if line.consent => {
                    consent = Some(rows.len());
                    rows.push(AgendaRow::Consent(vec![at]));
                }
                _ => rows.push(AgendaRow::Item(at)),
            }
        }
        rows
    }

    /// Seconds used on an item at a moment, the running stretch included.
    pub fn used(&self, line: &ItemLine, now: DateTime<Utc>) -> i64 {
        let running = self.meeting.as_ref().filter(|row| row.state.current == line.id);
        let since = running.and_then(|row| row.state.timer_since.0);
        line.used + since.map_or(0, |since| (now - since).num_seconds().max(0))
    }

    /// The notes on an item.
    pub fn notes_on(&self, item: ItemId) -> impl Iterator<Item = &NoteLine> {
        self.notes.iter().filter(move |note| note.item == Some(item))
    }

    /// The written positions on an item.
    pub fn positions_on(&self, item: ItemId) -> impl Iterator<Item = &Filed> {
        self.positions.iter().filter(move |one| one.item == item)
    }

    /// The decisions on an item, lost motions among them.
    pub fn decisions_on(&self, item: ItemId) -> impl Iterator<Item = &DecisionLine> {
        self.decisions.iter().filter(move |decision| decision.item == item)
    }

    /// The decision that settles an item.
    pub fn settled(&self, item: ItemId) -> Option<&DecisionLine> {
        self.decisions_on(item).find(|decision| decision.stands())
    }

    /// The next item after this one that is still open, round to the start.
    pub fn next_open(&self, after: ItemId) -> Option<ItemId> {
        let at = self.items.iter().position(|line| line.id == after).map_or(0, |at| at + 1);
        let (before, behind) = self.items.split_at(at.min(self.items.len()));
        behind
            .iter()
            .chain(before)
            .find(|line| line.disposition == Disposition::Open && line.id != after)
            .map(|line| line.id)
    }

    /// Those who vote in the roll call, in the order of the board: sitting members, and those recused.
    pub fn roll(&self) -> Vec<&SeatLine> {
        let on_roll = |seat: &&SeatLine| {
            self.eligible.contains(&seat.handle) || (seat.seat.votes() && seat.recused.is_some() && seat.present)
        };
        self.seats.iter().filter(on_roll).collect()
    }
}

/// The ballot's letter on the roll.
pub const fn letter(ballot: Ballot) -> &'static str {
    match ballot {
        Ballot::For => "y",
        Ballot::Against => "n",
        Ballot::Abstain => "a",
    }
}
