//! What minutes take from rows that go on changing after the meeting: people and seats, how decisions stand,
//! registers. It is read when they are rendered, and kept with their adoption: what was adopted reads the same ever
//! after (R12).

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::domain::record::{Acceptance, DecisionProgress, FollowUp, Incident, Meeting, Person, Row};
use crate::domain::value::Handle;
use crate::policy::Policy;
use crate::store::View;

/// How many follow-ups of one sort are listed; how many there are in all is said.
const LISTED: usize = 200;

/// A list that may have been cut, and how long it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Listed {
    /// Those that are listed.
    pub rows: Vec<Row<FollowUp>>,
    /// How many there are.
    pub all: usize,
}

impl Listed {
    /// The first of them, and their count.
    pub fn new(mut rows: Vec<Row<FollowUp>>) -> Self {
        let all = rows.len();
        rows.truncate(LISTED);
        Self { rows, all }
    }
}

/// What minutes take from rows that go on changing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// People; of kept ones those whom the minutes may name.
    pub people: Vec<Row<Person>>,
    /// Those with a seat, and alternates, chair first.
    pub seats: Vec<Handle>,
    /// How the decisions of the meeting, and those signed since the one before, stand; by number.
    pub decisions: BTreeMap<u32, DecisionProgress>,
    /// Follow-ups that come from the meeting or its decisions.
    pub arising: Vec<Row<FollowUp>>,
    /// Follow-ups closed since the meeting before.
    pub closed: Listed,
    /// Follow-ups that were overdue.
    pub overdue: Listed,
    /// Follow-ups opened since the meeting before.
    pub opened: Listed,
    /// Acceptances that its decisions granted, and those put in force while it sat.
    pub granted: Vec<Row<Acceptance>>,
    /// Acceptances that end soon.
    pub expiring: Vec<Row<Acceptance>>,
    /// Incidents on its agenda, and those reported or closed since the meeting before.
    pub incidents: Vec<Row<Incident>>,
    /// The meeting before.
    pub previous: Option<Row<Meeting>>,
    /// The meeting after.
    pub next: Option<Row<Meeting>>,
}

impl Standing {
    /// After which moment things belong to this meeting: the adjournment of the one before.
    pub fn after(&self) -> DateTime<Utc> {
        self.previous.as_ref().and_then(|row| row.state.adjourned_at.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl View<'_> {
    /// What the minutes of a meeting take from rows that go on changing, up to a moment, with or without what only
    /// their registers say.
    pub fn minutes_standing(
        &self,
        meeting: &Row<Meeting>,
        policy: &Policy,
        until: DateTime<Utc>,
        registers: bool,
    ) -> Result<Standing, Refusal> {
        let id = MeetingId(meeting.number);
        let date = meeting.date.0.unwrap_or_else(|| until.with_timezone(&policy.time_zone.0).date_naive());
        let horizon = date + Days::new(u64::from(policy.agenda.acceptances_expiring));
        let previous = self.meeting_before(meeting)?;
        let begun = Standing { previous, ..Standing::default() };
        let after = begun.after();
        let decided = self.decisions_of(id)?.into_iter().chain(self.decisions_signed(after, until)?);
        let mut standing = Standing {
            people: self.people()?,
            seats: self.board()?.into_iter().map(|row| row.fields.handle).collect(),
            decisions: decided.map(|row| (row.number, row.state)).collect(),
            arising: self.followups_arising(id)?,
            next: self.meeting_after(meeting)?,
            ..begun
        };
        if !registers {
            return Ok(standing);
        }
        let overdue = self.followups_overdue(date, until)?;
        let mut opened = self.followups_opened(after, until)?;
        opened.retain(|row| {
            let same = |other: &Row<FollowUp>| other.number == row.number;
            !standing.arising.iter().any(same) && !overdue.iter().any(same)
        });
        standing.closed = Listed::new(self.followups_closed(after, until)?);
        standing.overdue = Listed::new(overdue);
        standing.opened = Listed::new(opened);
        standing.granted = self.acceptances_granted(meeting, until)?;
        standing.expiring = self.acceptances_expiring(date, horizon)?;
        standing.incidents = self.incidents_before(id, after, until)?;
        Ok(standing)
    }

    /// The same as it is kept with the adoption of the minutes: JSON. Of the people those are in it who have a seat
    /// or whom anything of the meeting names.
    pub fn minutes_kept(&self, meeting: &Row<Meeting>, policy: &Policy, now: DateTime<Utc>) -> Result<String, Refusal> {
        let id = MeetingId(meeting.number);
        let until = meeting.state.adjourned_at.0.unwrap_or(now);
        let mut standing = self.minutes_standing(meeting, policy, until, true)?;
        let people = std::mem::take(&mut standing.people);
        let mut named = written(&standing)?;
        named.push_str(&written(&(meeting, self.items(id)?, self.notes(id)?))?);
        named.push_str(&written(&(self.decisions_of(id)?, self.decisions_signed(standing.after(), until)?))?);
        named.extend(self.passages(id)?.into_iter().map(|one| format!("\"{}\"", one.person)));
        named.extend(self.recusals(id)?.into_iter().map(|one| format!("\"{}\"", one.person)));
        standing.people = people.into_iter().filter(|row| named.contains(row.handle.as_str())).collect();
        written(&standing)
    }
}

fn written(value: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| Refusal::store("minutes", format!("they could not be kept: {error}")))
}
