//! What minutes ask: what a meeting gave rise to, and what moved between two moments.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::Refusal;
use crate::domain::ids::{MeetingId, RecordKind};
use crate::domain::moment::stamp;
use crate::domain::record::{Acceptance, Decision, FollowUp, Incident, Meeting, Row};
use crate::store::View;

/// What stands before the number in the key of such a record.
const fn key_base(kind: RecordKind) -> i64 {
    crate::domain::ids::RecordId { kind, number: 0 }.key()
}

impl View<'_> {
    /// Follow-ups that come from a meeting or from one of its decisions.
    pub fn followups_arising(&self, meeting: MeetingId) -> Result<Vec<Row<FollowUp>>, Refusal> {
        let clause =
            "source IN (SELECT ?2 + number FROM decision WHERE meeting = ?1 AND voided = 0 UNION ALL SELECT ?3)
             ORDER BY number";
        self.select(clause, &[&meeting.0, &key_base(RecordKind::Decision), &meeting.record().key()])
    }

    /// Follow-ups closed or cancelled after one moment and until another.
    pub fn followups_closed(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Row<FollowUp>>, Refusal> {
        self.select("closed_at > ?1 AND closed_at <= ?2 ORDER BY closed_at, number", &[&stamp(after), &stamp(until)])
    }

    /// Follow-ups opened after one moment and until another.
    pub fn followups_opened(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Row<FollowUp>>, Refusal> {
        self.select("opened_at > ?1 AND opened_at <= ?2 ORDER BY number", &[&stamp(after), &stamp(until)])
    }

    /// Follow-ups that were due before this day and open at this moment, the longest overdue first.
    pub fn followups_overdue(&self, day: NaiveDate, at: DateTime<Utc>) -> Result<Vec<Row<FollowUp>>, Refusal> {
        // What is open is found by its due date, what was closed since by when: neither looks at what is long done.
        let clause = "number IN (
                 SELECT number FROM followup INDEXED BY followup_open
                 WHERE voided = 0 AND state IN ('open', 'in-progress', 'verify') AND due < ?1 AND opened_at <= ?2
                 UNION ALL
                 SELECT number FROM followup WHERE closed_at > ?2 AND due < ?1 AND opened_at <= ?2)
             ORDER BY due, number";
        self.select(clause, &[&day.to_string(), &stamp(at)])
    }

    /// Decisions signed outside the meeting after one moment and until another.
    pub fn decisions_signed(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Row<Decision>>, Refusal> {
        let clause = "coalesce(meeting, 0) = 0 AND decided_at > ?1 AND decided_at <= ?2 ORDER BY number";
        self.select(clause, &[&stamp(after), &stamp(until)])
    }

    /// Acceptances that a meeting's decisions granted, and those put in force while it sat, until a moment: a signature
    /// holds whatever becomes of the motion for which it was asked.
    pub fn acceptances_granted(
        &self,
        meeting: &Row<Meeting>,
        until: DateTime<Utc>,
    ) -> Result<Vec<Row<Acceptance>>, Refusal> {
        // One that was signed while the board sat does not end before that: older ones are not looked at.
        let clause = "(decision > 0 AND decision IN (SELECT number FROM decision WHERE meeting = ?1 AND voided = 0)
             OR state <> 'proposed' AND expiry >= substr(?2, 1, 10) AND EXISTS (
                 SELECT 1 FROM event_about a JOIN event e USING (seq) JOIN operation o ON o.op = e.op
                 WHERE a.record = ?4 + acceptance.number AND e.kind = 'AcceptanceActivated'
                   AND e.effective >= ?2 AND e.effective <= ?3 AND o.reversed_by IS NULL AND o.reverses IS NULL))
             ORDER BY number";
        let opened = meeting.state.opened_at.0.unwrap_or(until);
        self.select(clause, &[&meeting.number, &stamp(opened), &stamp(until), &key_base(RecordKind::Acceptance)])
    }

    /// Acceptances in force whose last day lies between two days.
    pub fn acceptances_expiring(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Row<Acceptance>>, Refusal> {
        let clause = "expiry BETWEEN ?1 AND ?2 AND state IN ('active', 'expired') ORDER BY expiry, number";
        self.select(clause, &[&from.to_string(), &to.to_string()])
    }

    /// Incidents on a meeting's agenda, and those reported or closed between two moments.
    pub fn incidents_before(
        &self,
        meeting: MeetingId,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<Row<Incident>>, Refusal> {
        let clause = "(?4 + number IN (SELECT subject FROM item WHERE meeting = ?1 AND voided = 0)
             OR reported_at > ?2 AND reported_at <= ?3 OR closed_at > ?2 AND closed_at <= ?3) ORDER BY severity, number";
        self.select(clause, &[&meeting.0, &stamp(after), &stamp(until), &key_base(RecordKind::Incident)])
    }

    /// The meeting that was over last before this one.
    pub fn meeting_before(&self, meeting: &Row<Meeting>) -> Result<Option<Row<Meeting>>, Refusal> {
        let clause = "(date, number) < (?1, ?2) AND state IN ('adjourned', 'minutes-adopted')
             ORDER BY date DESC, number DESC LIMIT 1";
        let date = meeting.date.0.map(|day| day.to_string()).unwrap_or_default();
        Ok(self.select(clause, &[&date, &meeting.number])?.pop())
    }

    /// The meeting that comes next after this one, whatever its state.
    pub fn meeting_after(&self, meeting: &Row<Meeting>) -> Result<Option<Row<Meeting>>, Refusal> {
        let date = meeting.date.0.map(|day| day.to_string()).unwrap_or_default();
        Ok(self.select("(date, number) > (?1, ?2) ORDER BY date, number LIMIT 1", &[&date, &meeting.number])?.pop())
    }
}
