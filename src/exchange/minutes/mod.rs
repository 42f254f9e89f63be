//! Minutes: what was done in a meeting, read once from the record, then a document or JSON.
//!
//! [`read`] gathers the facts, [`Minutes::document`] and [`Minutes::json`] say them; neither asks the
//! record again. What a decision pinned is taken from the decision, never from the model as it is now.

mod decisions;
mod json;
mod opening;
mod record;
mod registers;
mod said;
mod steps;
#[cfg(test)]
mod tests;

pub(super) use decisions::{pinned, verdict};
pub use record::{DecisionRecord, decision};

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};

use super::build::heading;
use super::document::{Colour, Document, Inlines, Person as Named};
use super::template::wording::{Said, Wording};
use crate::domain::Refusal;
use crate::domain::ids::{DecisionId, ItemId, MeetingId};
use crate::domain::moment::read_stamp;
use crate::domain::record::{Acceptance, Decision, FollowUp, Incident, Item, Meeting, Note, Person, Row};
use crate::domain::states::{DecisionStatus, Disposition, MeetingState};
use crate::domain::text::counted;
use crate::domain::value::Handle;
use crate::domain::zone::Zone;
use crate::policy::Policy;
use crate::store::View;
use crate::store::query::meeting::{Filed, Passage, Recused};
use steps::{Steps, corrected, presided};

/// How many follow-ups of one sort are listed; how many there are in all is said.
const LISTED: usize = 200;

/// A list that may have been cut, and how long it is.
#[derive(Clone, Debug)]
struct Listed {
    rows: Vec<Row<FollowUp>>,
    all: usize,
}

impl Listed {
    fn new(mut rows: Vec<Row<FollowUp>>) -> Self {
        let all = rows.len();
        rows.truncate(LISTED);
        Self { rows, all }
    }
}

/// A place on the record: an event that says where the minutes end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    seq: i64,
    at: DateTime<Utc>,
    hash: String,
}

/// An earlier meeting's minutes, adopted in this one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Adopted {
    meeting: MeetingId,
    corrections: String,
}

/// Everything the minutes of a meeting say.
#[derive(Clone, Debug)]
pub struct Minutes {
    board: String,
    zone: Zone,
    meeting: Row<Meeting>,
    /// Who presided when it was called to order.
    presided: Handle,
    people: BTreeMap<Handle, Row<Person>>,
    seats: Vec<Handle>,
    passages: Vec<Passage>,
    recesses: Vec<(DateTime<Utc>, bool)>,
    items: Vec<Row<Item>>,
    recusals: Vec<Recused>,
    notes: Vec<Row<Note>>,
    positions: Vec<Filed>,
    decisions: Vec<Row<Decision>>,
    /// Provisional decisions of earlier meetings that lapsed at this one's adjournment (R05).
    lapsed: Vec<Row<Decision>>,
    /// What was corrected in the prose of its decisions after the adjournment, in sentences.
    corrected: Vec<String>,
    /// Decisions signed outside the meeting since the one before.
    signed: Vec<Row<Decision>>,
    arising: Vec<Row<FollowUp>>,
    closed: Listed,
    overdue: Listed,
    opened: Listed,
    granted: Vec<Row<Acceptance>>,
    expiring: Vec<Row<Acceptance>>,
    incidents: Vec<Row<Incident>>,
    previous: Option<Row<Meeting>>,
    next: Option<Row<Meeting>>,
    adopted: Vec<Adopted>,
    /// What was corrected when these minutes were adopted.
    corrections: String,
    adjournment: Option<Mark>,
    adoption: Option<Mark>,
    head: Mark,
    /// Its headings and fixed sentences.
    said: Said,
}

/// Reads what the minutes of a meeting say, in this wording; `now` bounds those of a meeting that is not over.
pub fn read(
    view: &View<'_>,
    policy: &Policy,
    meeting: MeetingId,
    now: DateTime<Utc>,
    wording: &Wording,
) -> Result<Minutes, Refusal> {
    gather(view, policy, meeting, now, wording, true)
}

/// The minutes up to their decisions, word for word; the registers that follow take longer to read.
pub fn beginning(
    view: &View<'_>,
    policy: &Policy,
    meeting: MeetingId,
    now: DateTime<Utc>,
    wording: &Wording,
) -> Result<Document, Refusal> {
    Ok(gather(view, policy, meeting, now, wording, false)?.until_registers())
}

/// Reads minutes, with or without what only their registers say.
fn gather(
    view: &View<'_>,
    policy: &Policy,
    meeting: MeetingId,
    now: DateTime<Utc>,
    wording: &Wording,
    registers: bool,
) -> Result<Minutes, Refusal> {
    let row = view.get::<Meeting>(meeting.0)?;
    if matches!(row.state.state, MeetingState::Draft | MeetingState::Published) {
        return Err(Refusal::state(meeting.to_string(), "has not been called to order: there is nothing to minute")
            .hint(format!("print its agenda: boardroom agenda {meeting}")));
    }
    let zone = policy.time_zone.0;
    let steps = Steps::read(view, &row)?;
    let until = steps.adjournment.as_ref().map_or(now, |mark| mark.at);
    let date = row.date.0.unwrap_or_else(|| until.with_timezone(&zone).date_naive());
    let previous = view.meeting_before(&row)?;
    let after = previous.as_ref().and_then(|row| row.state.adjourned_at.0).unwrap_or(DateTime::UNIX_EPOCH);
    let horizon = date + Days::new(u64::from(policy.agenda.acceptances_expiring));
    let people = view.people()?.into_iter().map(|row| (row.handle.clone(), row)).collect();
    let arising = view.followups_arising(meeting)?;
    let overdue = if registers { view.followups_overdue(date, until)? } else { Vec::new() };
    let listed_elsewhere = |row: &Row<FollowUp>| {
        [&arising, &overdue].iter().any(|rows| rows.iter().any(|other| other.number == row.number))
    };
    let mut opened = if registers { view.followups_opened(after, until)? } else { Vec::new() };
    opened.retain(|row| !listed_elsewhere(row));
    let mut notes = view.notes(meeting)?;
    notes.retain(|note| !note.private.0);
    let head = view.head()?;
    let decisions = view.decisions_of(meeting)?;
    let minutes = Minutes {
        presided: presided(view, &row)?,
        lapsed: steps.lapsed(view)?,
        corrected: corrected(view, &decisions, steps.adjournment.as_ref())?,
        board: view.board_name()?,
        zone,
        people,
        seats: view.board()?.into_iter().map(|row| row.fields.handle).collect(),
        passages: view.passages(meeting)?,
        recesses: steps.recesses,
        items: view.items(meeting)?,
        recusals: view.recusals(meeting)?,
        notes,
        positions: view.positions(meeting)?,
        decisions,
        signed: view.decisions_signed(after, until)?,
        arising,
        closed: Listed::new(if registers { view.followups_closed(after, until)? } else { Vec::new() }),
        overdue: Listed::new(overdue),
        opened: Listed::new(opened),
        granted: if registers { view.acceptances_granted(meeting)? } else { Vec::new() },
        expiring: if registers { view.acceptances_expiring(date, horizon)? } else { Vec::new() },
        incidents: if registers { view.incidents_before(meeting, after, until)? } else { Vec::new() },
        next: view.meeting_after(&row)?,
        previous,
        adopted: steps.adopted,
        corrections: steps.corrections,
        adjournment: steps.adjournment,
        adoption: steps.adoption,
        head: Mark { seq: head.seq, at: read_stamp(&head.at).unwrap_or(now), hash: head.hash },
        said: Said::default(),
        meeting: row,
    };
    let said = wording.said(&minutes.names())?;
    Ok(Minutes { said, ..minutes })
}

impl Minutes {
    /// Whether the board has yet to adopt them.
    pub const fn is_draft(&self) -> bool {
        self.adoption.is_none()
    }

    /// The hash that proves these minutes: of the adoption, else of the adjournment, else of the record now.
    pub fn head_hash(&self) -> &str {
        let mark = self.adoption.as_ref().or(self.adjournment.as_ref()).unwrap_or(&self.head);
        &mark.hash
    }

    /// The document.
    pub fn document(&self) -> Document {
        let mut document = self.until_registers();
        self.registers(&mut document);
        document
    }

    fn until_registers(&self) -> Document {
        let mut document = Document::new(self.title()).properties_id("mrb-minutes");
        self.opening(&mut document);
        self.decided(&mut document);
        document
    }

    /// The page's title; it stays when the minutes are adopted, so that a page can be updated.
    pub fn title(&self) -> String {
        let own = self.meeting.title.as_str();
        let named = if own.is_empty() { format!("{} minutes", self.board) } else { format!("{own}, minutes") };
        format!("{} {named}, {}", self.meeting.id(), self.date())
    }

    fn date(&self) -> String {
        self.meeting.date.0.map(|day| day.to_string()).unwrap_or_default()
    }

    /// A moment as a clock in the room showed it.
    fn clock(&self, moment: Option<DateTime<Utc>>) -> String {
        moment.map(|moment| moment.with_timezone(&self.zone).format("%H:%M").to_string()).unwrap_or_default()
    }

    /// The same with the zone: `14:02 CET`.
    fn zoned(&self, moment: Option<DateTime<Utc>>) -> String {
        moment.map(|moment| self.zone.clock(moment)).unwrap_or_default()
    }

    /// A person as the minutes name one: by full name, linked where an account is known.
    fn person(&self, handle: &Handle) -> Named {
        named(&self.people, handle)
    }

    fn maybe(&self, handle: &Handle) -> Option<Named> {
        (!handle.is_empty()).then(|| self.person(handle))
    }

    /// Several people, with commas.
    fn persons<'a>(&self, handles: impl IntoIterator<Item = &'a Handle>) -> Inlines {
        let mut line = Inlines::default();
        for (at, handle) in handles.into_iter().enumerate() {
            if at > 0 {
                line = line.text(", ");
            }
            line = line.person(self.person(handle));
        }
        line
    }

    fn item(&self, id: ItemId) -> Option<&Row<Item>> {
        self.items.iter().find(|item| item.number == id.0)
    }

    /// `3` for the third item of the agenda; nothing without one.
    fn place(&self, id: ItemId) -> String {
        let position = self.item(id).and_then(|item| item.state.position.0);
        position.map(|position| position.to_string()).unwrap_or_default()
    }

    /// The items that stayed on the agenda.
    fn agenda(&self) -> impl Iterator<Item = &Row<Item>> {
        self.items.iter().filter(|item| item.state.disposition != Disposition::Removed)
    }

    fn decisions_on(&self, item: ItemId) -> impl Iterator<Item = &Row<Decision>> {
        self.decisions.iter().filter(move |decision| decision.item == item)
    }

    /// What a decision is about, as it stood when it was made: model, version, or the item's title.
    fn subject(&self, decision: &Row<Decision>) -> String {
        let item = self.item(decision.item);
        let about = subject(decision, item.map(|item| item.title.as_str()));
        // What was decided on comes first: a risk that is escalated is no model that is.
        match item.filter(|_| decision.model.0 > 0).and_then(|item| item.matter()) {
            Some(matter) => format!("{matter} ({about})"),
            None => about,
        }
    }

    /// The conditions of a decision; what else came of it stands among the follow-ups.
    fn conditions_of(&self, decision: DecisionId) -> impl Iterator<Item = &Row<FollowUp>> {
        let condition = |row: &&Row<FollowUp>| row.kind == crate::domain::states::FollowUpKind::Condition;
        self.arising.iter().filter(condition).filter(move |row| row.source.0 == Some(decision.record()))
    }

    fn reason_of(&self, item: ItemId, person: &Handle) -> &str {
        let found = self.recusals.iter().find(|one| one.item == item && one.person == *person);
        found.map(|one| one.reason.as_str()).unwrap_or_default()
    }
}

/// A person by full name, linked where an account is known.
pub fn named(people: &BTreeMap<Handle, Row<Person>>, handle: &Handle) -> Named {
    match people.get(handle) {
        None => Named::named(handle.as_str()),
        Some(row) if row.account_id.is_empty() => Named::named(row.name.as_str()),
        Some(row) => {
            Named::named(row.name.as_str()).account_id(row.account_id.as_str()).user_key(row.account_id.as_str())
        }
    }
}

/// What a decision is about, as it stood when it was made: model and version, else the title of its item.
pub(super) fn subject(decision: &Row<Decision>, item: Option<&str>) -> String {
    let snapshot: serde_json::Value = serde_json::from_str(decision.snapshot.as_str()).unwrap_or_default();
    let pinned = snapshot.pointer("/model/name").and_then(serde_json::Value::as_str).unwrap_or_default();
    let mut subject = match decision.model.0 {
        0 => item.unwrap_or_default().to_owned(),
        _ => format!("{} {pinned}", decision.model).trim_end().to_owned(),
    };
    if !decision.version_label.is_empty() {
        subject.push(' ');
        subject.push_str(decision.version_label.as_str());
    }
    subject
}

/// A decision's status and outcome as a mark.
pub(super) const fn colour(status: DecisionStatus, releases: bool) -> Colour {
    match status {
        DecisionStatus::Final if releases => Colour::Green,
        DecisionStatus::Final => Colour::Blue,
        DecisionStatus::Provisional => Colour::Yellow,
        DecisionStatus::Failed | DecisionStatus::Void => Colour::Red,
        DecisionStatus::Superseded | DecisionStatus::Lapsed => Colour::Grey,
    }
}

/// A section's heading of a page.
pub(super) fn section(document: &mut Document, anchor: &str, title: &str) {
    document.push(heading(1, anchor, title));
}

fn count(number: usize, noun: &str) -> String {
    counted(i64::try_from(number).unwrap_or(i64::MAX), noun)
}
