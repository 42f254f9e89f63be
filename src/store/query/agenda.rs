//! What the next agenda is made of: what is ready, due, expiring, open or left over; and precedents.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::{MeetingId, ModelId};
use crate::domain::record::{Acceptance, Decision, FollowUp, Incident, Item, Meeting, Model, Review, Row, Submission};
use crate::domain::value::TierValue;
use crate::store::View;

/// A meeting in a list of meetings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingEntry {
    /// Which.
    pub id: MeetingId,
    /// The day.
    pub date: Option<NaiveDate>,
    /// Where it stands, in words.
    pub state: String,
    /// Its title, or what sort it is.
    pub title: String,
}

impl View<'_> {
    /// Submissions that are ready for the board, the most pressing first; among them those that an older record left
    /// scheduled in a meeting that is over.
    pub fn submissions_ready(&self) -> Result<Vec<Row<Submission>>, Refusal> {
        let clause = "(state = 'ready' OR (state = 'scheduled' AND item IN (
                 SELECT item.number FROM item JOIN meeting ON meeting.number = item.meeting
                 WHERE meeting.state IN ('adjourned', 'minutes-adopted'))))
             ORDER BY decision_due IS NULL, decision_due, number";
        self.select(clause, &[])
    }

    /// Acceptances in force that end between these days.
    pub fn acceptances_ending(&self, from: NaiveDate, by: NaiveDate) -> Result<Vec<Row<Acceptance>>, Refusal> {
        let clause = "state = 'active' AND expiry BETWEEN ?1 AND ?2 ORDER BY expiry, number";
        self.select(clause, &[&from.to_string(), &by.to_string()])
    }

    /// Open follow-ups due by this day.
    pub fn followups_due(&self, by: NaiveDate) -> Result<Vec<Row<FollowUp>>, Refusal> {
        let clause = "number IN (SELECT number FROM followup INDEXED BY followup_open
                 WHERE voided = 0 AND state IN ('open', 'in-progress', 'verify') AND due <= ?1) ORDER BY due, number";
        self.select(clause, &[&by.to_string()])
    }

    /// Incidents that are not closed, the worst first.
    pub fn incidents_open(&self) -> Result<Vec<Row<Incident>>, Refusal> {
        self.select("state <> 'closed' ORDER BY coalesce(nullif(severity, 0), 5), number", &[])
    }

    /// Models in use whose review is due by this day, and is not open yet.
    pub fn reviews_due(&self, by: NaiveDate) -> Result<Vec<Row<Model>>, Refusal> {
        let clause = "stage IN ('production', 'suspended') AND next_review <= ?1
             AND NOT EXISTS (SELECT 1 FROM review r WHERE r.model = model.number AND r.voided = 0 AND r.outcome = 'pending'
                             AND r.\"trigger\" = 'cadence') ORDER BY next_review, number";
        self.select(clause, &[&by.to_string()])
    }

    /// Reviews that are open: those that flag an approval, and those due by this day. That of a version's change is
    /// left to the submission that brings the version before the board.
    pub fn reviews_open(&self, by: NaiveDate) -> Result<Vec<Row<Review>>, Refusal> {
        let clause = "outcome = 'pending' AND (\"trigger\" IN ('change', 'incident', 'breach', 'lapse') OR due <= ?1)
             AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.voided = 0 AND s.model = review.model AND s.version = review.version
                             AND review.\"trigger\" = 'change'
                             AND s.state IN ('submitted', 'in-review', 'returned', 'ready', 'scheduled'))
             AND model NOT IN (SELECT number FROM model WHERE stage = 'retired') ORDER BY due, number";
        self.select(clause, &[&by.to_string()])
    }

    /// Reviews that found more than the model may go on as it is, and that the board has not taken up since.
    pub fn reviews_to_act_on(&self) -> Result<Vec<Row<Review>>, Refusal> {
        let clause = "outcome IN ('revalidate', 'restrict', 'retire') AND coalesce(decision, 0) = 0
             AND model NOT IN (SELECT number FROM model WHERE stage = 'retired')
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.model = review.model AND d.voided = 0 AND d.status = 'final'
                             AND d.outcome NOT IN ('defer', 'procedural') AND d.revision > review.revision)
             AND NOT EXISTS (SELECT 1 FROM item i WHERE i.subject = (2 << 40) + review.model AND i.voided = 0
                             AND i.disposition IN ('decided', 'noted') AND i.revision > review.revision)
             ORDER BY concluded_on, number";
        self.select(clause, &[])
    }

    /// Items that a meeting left over and that no later agenda has taken up.
    pub fn items_left_over(&self) -> Result<Vec<Row<Item>>, Refusal> {
        let clause = "disposition IN ('carried-over', 'deferred')
             AND meeting IN (SELECT number FROM meeting WHERE voided = 0 AND state IN ('adjourned', 'minutes-adopted'))
             AND NOT EXISTS (SELECT 1 FROM item later WHERE later.voided = 0 AND later.number > item.number
                             AND later.disposition <> 'removed'
                             AND (later.subject = item.subject OR (item.subject IS NULL AND later.title = item.title)))
             ORDER BY number";
        self.select(clause, &[])
    }

    /// Decisions signed outside a meeting that stand and that no meeting has taken up yet, whenever they were signed.
    pub fn decisions_delegated(&self) -> Result<Vec<Row<Decision>>, Refusal> {
        let clause = "coalesce(meeting, 0) = 0 AND status = 'final'
             AND NOT EXISTS (SELECT 1 FROM item WHERE item.subject = (15 << 40) + decision.number AND item.voided = 0
                             AND item.disposition IN ('open', 'decided', 'noted'))
             ORDER BY number";
        self.select(clause, &[])
    }

    /// The signed decision that a voter pulled, and that the board has not decided anew: on this submission, or on
    /// what another asks for, the same version of the same model.
    pub fn decision_pulled_on(&self, submission: &Row<Submission>) -> Result<Option<Row<Decision>>, Refusal> {
        let clause = "coalesce(meeting, 0) = 0 AND status = 'provisional'
             AND (submission = ?1 OR (model = ?2 AND version_label = ?3)) ORDER BY number DESC LIMIT 1";
        let version = submission.version.as_str();
        Ok(self.select(clause, &[&submission.number, &submission.model.0, &version])?.pop())
    }

    /// Proposed acceptances that renew another and are on no agenda, the first to be needed first.
    pub fn renewals_proposed(&self) -> Result<Vec<Row<Acceptance>>, Refusal> {
        self.select("state = 'proposed' AND renewal_of > 0 ORDER BY expiry, number", &[])
    }

    /// Decisions made without quorum or a required function that no later one on the like has settled (R05).
    pub fn decisions_provisional(&self) -> Result<Vec<Row<Decision>>, Refusal> {
        let clause = "status = 'provisional'
             AND NOT EXISTS (SELECT 1 FROM item mine JOIN item theirs ON theirs.subject = mine.subject
                             JOIN decision later ON later.item = theirs.number
                             WHERE mine.number = decision.item AND later.voided = 0 AND later.number > decision.number
                               AND later.status IN ('final', 'superseded'))
             ORDER BY number";
        self.select(clause, &[])
    }

    /// Decisions a meeting made that wait to be ratified, the oldest first (R05).
    pub fn decisions_to_ratify(&self) -> Result<Vec<Row<Decision>>, Refusal> {
        self.select("status = 'provisional' AND coalesce(meeting, 0) > 0 ORDER BY number", &[])
    }

    /// Provisional decisions on a model.
    pub fn decisions_provisional_on(&self, model: ModelId) -> Result<Vec<Row<Decision>>, Refusal> {
        self.select("status = 'provisional' AND model = ?1 ORDER BY number", &[&model.0])
    }

    /// Escalations that were answered, whose matter has been on no agenda since and is not decided.
    pub fn escalations_answered(&self) -> Result<Vec<Row<Decision>>, Refusal> {
        let clause = "outcome = 'escalate' AND status = 'final' AND answered_on IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM item mine JOIN item theirs ON theirs.subject = mine.subject
                             JOIN meeting ON meeting.number = theirs.meeting
                             WHERE mine.number = decision.item AND theirs.number > mine.number AND theirs.voided = 0
                               AND theirs.disposition <> 'removed' AND meeting.date >= decision.answered_on)
             ORDER BY number";
        self.select(clause, &[])
    }

    /// Whether there is a regular meeting on this day already.
    pub fn meeting_planned_on(&self, day: NaiveDate) -> Result<bool, Refusal> {
        let rows: Vec<Row<Meeting>> = self.select("date = ?1 AND kind = 'regular' LIMIT 1", &[&day.to_string()])?;
        Ok(!rows.is_empty())
    }

    /// Decisions on other models of a kind, newest first.
    pub fn decisions_on_kind(&self, but: ModelId, kind: &str, limit: i64) -> Result<Vec<Row<Decision>>, Refusal> {
        // From the newest back: the few that are wanted are near, however many there are.
        let clause = "number IN (SELECT number FROM decision INDEXED BY decision_number
                 WHERE voided = 0 AND model <> ?2 AND +model IN (SELECT number FROM model WHERE kind = ?1)
                 ORDER BY number DESC LIMIT ?3) ORDER BY number DESC";
        self.select(clause, &[&kind, &but.0, &limit])
    }

    /// Decisions on other models that were of a tier then, newest first.
    pub fn decisions_on_tier(&self, but: ModelId, tier: TierValue, limit: i64) -> Result<Vec<Row<Decision>>, Refusal> {
        let Some(tier) = tier.0 else { return Ok(Vec::new()) };
        let clause = "number IN (SELECT number FROM decision INDEXED BY decision_number
                 WHERE voided = 0 AND tier = ?1 AND model <> ?2 ORDER BY number DESC LIMIT ?3) ORDER BY number DESC";
        self.select(clause, &[&tier, &but.0, &limit])
    }

    /// Meetings as they are listed, the latest first.
    pub fn meetings(&self, limit: i64) -> Result<Vec<MeetingEntry>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
                "SELECT number, date, state, coalesce(title, ''), kind FROM meeting
                 WHERE voided = 0 ORDER BY date DESC, number DESC LIMIT ?1",
            )?;
            let rows = statement.query_map([limit], |row| {
                let (title, kind): (String, String) = (row.get(3)?, row.get(4)?);
                Ok(MeetingEntry {
                    id: MeetingId(row.get(0)?),
                    date: row.get::<_, Option<String>>(1)?.and_then(|day| day.parse().ok()),
                    state: row.get(2)?,
                    title: if title.is_empty() { format!("{kind} meeting") } else { title },
                })
            })?;
            rows.collect()
        };
        self.kept(read())
    }
}
