//! Meetings: agenda, attendance, recusals, notes, decisions.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::Refusal;
use crate::domain::ids::{ItemId, MeetingId, RecordId};
use crate::domain::moment::Moment;
use crate::domain::record::{Decision, Item, Meeting, Note, Person, Row};
use crate::domain::value::Handle;
use crate::store::View;

/// An arrival or a departure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Who.
    pub person: Handle,
    /// When.
    pub at: Moment,
    /// Arrived, else departed.
    pub arrived: bool,
}

/// A recusal as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recused {
    /// The item.
    pub item: ItemId,
    /// Who.
    pub person: Handle,
    /// Why.
    pub reason: String,
    /// Whether R03 demands it.
    pub by_rule: bool,
}

/// A written position as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The item.
    pub item: ItemId,
    /// Whose.
    pub person: Handle,
    /// When it was filed.
    pub at: Moment,
    /// The position.
    pub text: String,
}

impl View<'_> {
    /// A meeting's items in their order, those taken off last.
    pub fn items(&self, meeting: MeetingId) -> Result<Vec<Row<Item>>, Refusal> {
        self.select("meeting = ?1 ORDER BY disposition = 'removed', position, number", &[&meeting.0])
    }

    /// Arrivals and departures in the order in which they were recorded.
    pub fn passages(&self, meeting: MeetingId) -> Result<Vec<Passage>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
                "SELECT person, at, arrived FROM attendance WHERE meeting = ?1 AND removed = 0 ORDER BY at, seq",
            )?;
            let rows = statement.query_map([meeting.0], |row| {
                let at: String = row.get(1)?;
                Ok(Passage {
                    person: Handle(row.get(0)?),
                    at: Moment(crate::domain::moment::read_stamp(&at)),
                    arrived: row.get(2)?,
                })
            })?;
            rows.collect()
        };
        self.kept(read())
    }

    /// Who is in the room, as far as is recorded.
    pub fn present(&self, meeting: MeetingId) -> Result<BTreeSet<Handle>, Refusal> {
        self.present_at(meeting, None)
    }

    /// Who was in the room at a moment; without one, who is.
    pub fn present_at(&self, meeting: MeetingId, at: Option<DateTime<Utc>>) -> Result<BTreeSet<Handle>, Refusal> {
        let mut present = BTreeSet::new();
        let until = |passage: &Passage| at.is_none_or(|at| passage.at.0.is_none_or(|passed| passed <= at));
        for passage in self.passages(meeting)?.into_iter().filter(until) {
            if passage.arrived {
                present.insert(passage.person);
            } else {
                present.remove(&passage.person);
            }
        }
        Ok(present)
    }

    /// The recusals of a meeting, by item.
    pub fn recusals(&self, meeting: MeetingId) -> Result<Vec<Recused>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
                "SELECT item, person, reason, by_rule FROM recusal WHERE meeting = ?1 ORDER BY item, person",
            )?;
            let rows = statement.query_map([meeting.0], |row| {
                Ok(Recused {
                    item: ItemId(row.get(0)?),
                    person: Handle(row.get(1)?),
                    reason: row.get(2)?,
                    by_rule: row.get(3)?,
                })
            })?;
            rows.collect()
        };
        self.kept(read())
    }

    /// The written positions of a meeting, by item and in the order in which they were filed.
    pub fn positions(&self, meeting: MeetingId) -> Result<Vec<Filed>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
                "SELECT item, person, at, text FROM position WHERE meeting = ?1 ORDER BY item, at, person",
            )?;
            let rows = statement.query_map([meeting.0], |row| {
                let at: String = row.get(2)?;
                Ok(Filed {
                    item: ItemId(row.get(0)?),
                    person: Handle(row.get(1)?),
                    at: Moment(crate::domain::moment::read_stamp(&at)),
                    text: row.get(3)?,
                })
            })?;
            rows.collect()
        };
        self.kept(read())
    }

    /// A meeting's notes in order.
    pub fn notes(&self, meeting: MeetingId) -> Result<Vec<Row<Note>>, Refusal> {
        self.select("meeting = ?1 ORDER BY taken_at, number", &[&meeting.0])
    }

    /// A meeting's decisions in order.
    pub fn decisions_of(&self, meeting: MeetingId) -> Result<Vec<Row<Decision>>, Refusal> {
        self.select("meeting = ?1 ORDER BY number", &[&meeting.0])
    }

    /// The decisions on an item, the lost ones among them.
    pub fn decisions_on(&self, item: ItemId) -> Result<Vec<Row<Decision>>, Refusal> {
        self.select("item = ?1 ORDER BY number", &[&item.0])
    }

    /// The meeting in session, else the next one, else the last.
    pub fn current_meeting(&self, today: NaiveDate) -> Result<Option<Row<Meeting>>, Refusal> {
        if let Some(row) = self.live_meeting()? {
            return Ok(Some(row));
        }
        if let Some(row) = self.next_meeting(today)? {
            return Ok(Some(row));
        }
        Ok(self.select("1 ORDER BY date DESC, number DESC LIMIT 1", &[])?.pop())
    }

    /// The next meeting whose agenda can still take an item.
    pub fn next_meeting(&self, today: NaiveDate) -> Result<Option<Row<Meeting>>, Refusal> {
        let clause = "state IN ('draft', 'published') AND date >= ?1 ORDER BY date, number LIMIT 1";
        Ok(self.select(clause, &[&today.to_string()])?.pop())
    }

    /// The last meeting that is over.
    pub fn last_meeting(&self) -> Result<Option<Row<Meeting>>, Refusal> {
        let clause = "number = (SELECT number FROM meeting INDEXED BY meeting_over
             WHERE voided = 0 AND state IN ('adjourned', 'minutes-adopted') ORDER BY adjourned_at DESC, number DESC LIMIT 1)";
        Ok(self.select(clause, &[])?.pop())
    }

    /// The meeting before this one whose minutes wait for adoption.
    pub fn minutes_pending(&self) -> Result<Vec<Row<Meeting>>, Refusal> {
        self.select("state = 'adjourned' ORDER BY date, number", &[])
    }

    /// The meeting that is in session now.
    pub fn live_meeting(&self) -> Result<Option<Row<Meeting>>, Refusal> {
        Ok(self.select("state IN ('in-session', 'recess') ORDER BY number LIMIT 1", &[])?.pop())
    }

    /// Everybody with a seat on the board, and alternates, chair first.
    pub fn board(&self) -> Result<Vec<Row<Person>>, Refusal> {
        let clause = "active = 'yes' AND (seat <> 'none' OR alternate_for IS NOT NULL)
             ORDER BY CASE seat WHEN 'chair' THEN 0 WHEN 'vice-chair' THEN 1 WHEN 'voter' THEN 2 WHEN 'secretary' THEN 3
                      WHEN 'advisor' THEN 4 ELSE 5 END, name COLLATE NOCASE, number";
        self.select(clause, &[])
    }

    /// Items about a record that are still open on meetings that are not over.
    pub fn open_items_about(&self, subject: RecordId) -> Result<Vec<Row<Item>>, Refusal> {
        let clause = "subject = ?1 AND disposition = 'open'
             AND meeting IN (SELECT number FROM meeting WHERE voided = 0 AND state NOT IN ('adjourned', 'minutes-adopted'))
             ORDER BY number";
        self.select(clause, &[&subject.key()])
    }

    /// Items about a record that a meeting decided or noted.
    pub fn items_dealt_with(&self, subject: RecordId) -> Result<Vec<Row<Item>>, Refusal> {
        self.select("subject = ?1 AND disposition IN ('decided', 'noted') ORDER BY number", &[&subject.key()])
    }

    /// Whether the board has decided anything yet; what was undone counts for nothing.
    pub fn anything_decided(&self) -> Result<bool, Refusal> {
        let rows: Vec<Row<Decision>> = self.select("1 LIMIT 1", &[])?;
        Ok(!rows.is_empty())
    }

    /// When the event that adjourned a meeting (or adopted its minutes) was recorded, with its hash.
    pub fn meeting_mark(&self, meeting: MeetingId, kind: &str) -> Result<Option<String>, Refusal> {
        let entries = self.history(meeting.record(), i64::MAX, 10_000)?;
        Ok(entries.into_iter().find(|entry| entry.kind == kind).map(|entry| entry.hash))
    }
}
