//! What reports and the audit bundle ask: the criteria as they were adopted, what lies in a period, an
//! incident's timeline, the log itself.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::Refusal;
use crate::domain::ids::{IncidentId, RecordId, RecordKind};
use crate::domain::moment::{Moment, read_stamp};
use crate::domain::record::{ControlTest, Decision, Meeting, Row};
use crate::domain::zone::Zone;
use crate::store::view::View;
use crate::store::{Entry, log};

/// An entry on an incident's timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When it happened.
    pub at: Moment,
    /// What happened.
    pub text: String,
    /// To whom it was said, if it is a communication.
    pub told: String,
    /// The step of a runbook that it ticks, if it does.
    pub step: String,
}

/// Criteria as the board adopted them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The edition's label.
    pub version: String,
    /// SHA-256 of the text, hexadecimal.
    pub sha256: String,
    /// When they were adopted.
    pub at: Option<DateTime<Utc>>,
    /// The whole text of the policy file.
    pub text: String,
}

/// Carries a refusal of the caller, or of the database, through a scan of the log.
struct Stopped(Refusal);

impl From<rusqlite::Error> for Stopped {
    fn from(error: rusqlite::Error) -> Self {
        Self(crate::store::trouble(std::path::Path::new("the log"), &error))
    }
}

impl View<'_> {
    /// The entries on an incident's timeline, by when they happened.
    pub fn incident_timeline(&self, incident: IncidentId) -> Result<Vec<TimelineEntry>, Refusal> {
        let sql = "SELECT at, text, told, step FROM incident_entry WHERE incident = ?1 ORDER BY at, seq";
        let rows = self.conn.prepare_cached(sql).and_then(|mut statement| {
            let read = |row: &rusqlite::Row<'_>| {
                let at: String = row.get(0)?;
                Ok(TimelineEntry {
                    at: Moment(read_stamp(&at)),
                    text: row.get(1)?,
                    told: row.get(2)?,
                    step: row.get(3)?,
                })
            };
            statement.query_map([incident.0], read)?.collect()
        });
        self.kept(rows)
    }

    /// Every edition of the criteria, in the order in which they were adopted.
    pub fn criteria_adopted(&self) -> Result<Vec<Adopted>, Refusal> {
        let sql = "SELECT version, sha256, at, text FROM criteria ORDER BY seq";
        let rows = self.conn.prepare_cached(sql).and_then(|mut statement| {
            let read = |row: &rusqlite::Row<'_>| {
                let at: String = row.get(2)?;
                Ok(Adopted { version: row.get(0)?, sha256: row.get(1)?, at: read_stamp(&at), text: row.get(3)? })
            };
            statement.query_map([], read)?.collect()
        });
        self.kept(rows)
    }

    /// The meetings that were called to order and whose day lies between two days.
    pub fn meetings_between(&self, since: NaiveDate, until: NaiveDate) -> Result<Vec<Row<Meeting>>, Refusal> {
        let clause = "date BETWEEN ?1 AND ?2 AND state NOT IN ('draft', 'published') ORDER BY date, number";
        self.select(clause, &[&since.to_string(), &until.to_string()])
    }

    /// The decisions made between two days of the board's zone, in and outside of meetings; those undone are left out.
    pub fn decisions_between(
        &self,
        since: NaiveDate,
        until: NaiveDate,
        zone: Zone,
    ) -> Result<Vec<Row<Decision>>, Refusal> {
        let clause = "status <> 'void' AND coalesce((SELECT date FROM meeting WHERE meeting.number = decision.meeting),
                                                    board_day(decided_at, ?3)) BETWEEN ?1 AND ?2 ORDER BY number";
        self.select(clause, &[&since.to_string(), &until.to_string(), &zone.to_string()])
    }

    /// The tests of controls between two days, in order.
    pub fn control_tests_between(&self, since: NaiveDate, until: NaiveDate) -> Result<Vec<Row<ControlTest>>, Refusal> {
        let clause = "tested_on BETWEEN ?1 AND ?2 ORDER BY tested_on, number";
        self.select(clause, &[&since.to_string(), &until.to_string()])
    }

    /// The board's genesis, which every hash of the log covers.
    pub fn genesis(&self) -> Result<String, Refusal> {
        self.kept(log::genesis(self.conn))
    }

    /// The events about notes that are not for the minutes, those taken back included.
    pub fn private_events(&self) -> Result<BTreeSet<i64>, Refusal> {
        let base = RecordId { kind: RecordKind::Note, number: 0 }.key();
        let sql = "SELECT seq FROM event_about WHERE record IN (SELECT ?1 + number FROM note WHERE private = 1)";
        let rows = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map([base], |row| row.get(0))?.collect());
        self.kept(rows)
    }

    /// Gives every event of the log to `each`, in order.
    pub fn each_event(&self, each: &mut dyn FnMut(&Entry) -> Result<(), Refusal>) -> Result<(), Refusal> {
        log::scan::<Stopped>(self.conn, 0, |entry| each(&entry).map(|()| true).map_err(Stopped))
            .map_err(|stopped| stopped.0)
    }
}
