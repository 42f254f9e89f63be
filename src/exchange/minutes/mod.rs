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

use chrono::{DateTime, Utc};

use super::build::heading;
use super::document::{Colour, Document, Inlines, Person as Named};
use super::template::wording::Said;
use crate::domain::Refusal;
use crate::domain::ids::{DecisionId, ItemId, MeetingId};
use crate::domain::moment::read_stamp;
use crate::domain::record::{Acceptance, Decision, FollowUp, Incident, Item, Meeting, Note, Person, Row};
use crate::domain::states::{DecisionStatus, Disposition, MeetingState};
use crate::domain::text::counted;
use crate::domain::value::Handle;
use crate::domain::zone::Zone;
use crate::exchange::basis::Basis;
use crate::store::query::meeting::{Filed, Passage, Recused};
use crate::store::query::standing::Listed;
use steps::{Steps, corrected, presided};

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

/// How far minutes are read, and from what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// All of them; adopted ones as they were adopted.
    Whole,
    /// Without what only the registers say.
    Beginning,
    /// All of them as the record stands now, adopted or not.
    Now,
}

/// Reads what the minutes of a meeting say; the moment bounds those of a meeting that is not over. What was
/// adopted reads as it was adopted.
pub fn read(basis: Basis<'_>, meeting: MeetingId) -> Result<Minutes, Refusal> {
    gather(basis, meeting, Reach::Whole)
}

/// The minutes up to their decisions, word for word; the registers that follow take longer to read.
pub fn beginning(basis: Basis<'_>, meeting: MeetingId) -> Result<Document, Refusal> {
    Ok(gather(basis, meeting, Reach::Beginning)?.until_registers())
}

/// Reads minutes as far as asked.
fn gather(basis: Basis<'_>, meeting: MeetingId, reach: Reach) -> Result<Minutes, Refusal> {
    let Basis { view, policy, now, wording } = basis;
    let row = view.get::<Meeting>(meeting.0)?;
    if matches!(row.state.state, MeetingState::Draft | MeetingState::Published) {
        return Err(Refusal::state(meeting.to_string(), "has not been called to order: there is nothing to minute")
            .hint(format!("print its agenda: boardroom agenda {meeting}")));
    }
    let steps = Steps::read(view, &row)?;
    let until = steps.adjournment.as_ref().map_or(now, |mark| mark.at);
    let kept = if reach == Reach::Now { None } else { steps.kept()? };
    let standing = match kept {
        Some(standing) => standing,
        None => view.minutes_standing(&row, policy, until, reach != Reach::Beginning)?,
    };
    let after = standing.after();
    let as_kept = |mut rows: Vec<Row<Decision>>| {
        for row in &mut rows {
            if let Some(state) = standing.decisions.get(&row.number) {
                row.state = state.clone();
            }
        }
        rows
    };
    let (decisions, signed) = (as_kept(view.decisions_of(meeting)?), as_kept(view.decisions_signed(after, until)?));
    let mut notes = view.notes(meeting)?;
    notes.retain(|note| !note.private.0);
    let head = view.head()?;
    let known = view.people()?.into_iter().chain(standing.people);
    let minutes = Minutes {
        presided: presided(view, &row)?,
        lapsed: steps.lapsed(view)?,
        corrected: corrected(view, &decisions, steps.adjournment.as_ref())?,
        board: view.board_name()?,
        zone: policy.time_zone.0,
        // The later of two counts: whoever was kept with the minutes is named as they were then.
        people: known.map(|row| (row.handle.clone(), row)).collect(),
        seats: standing.seats,
        passages: view.passages(meeting)?,
        recesses: steps.recesses,
        items: view.items(meeting)?,
        recusals: view.recusals(meeting)?,
        notes,
        positions: view.positions(meeting)?,
        decisions,
        signed,
        arising: standing.arising,
        closed: standing.closed,
        overdue: standing.overdue,
        opened: standing.opened,
        granted: standing.granted,
        expiring: standing.expiring,
        incidents: standing.incidents,
        next: standing.next,
        previous: standing.previous,
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
