//! What falls due by a date alone: acceptances past their last day, conditions past their due date,
//! approvals past theirs, reviews that the tier's cadence asks for.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::RecordId;
use crate::store::View;

/// Each query gives the day on which it lapsed (the first on which it no longer holds) and the key;
/// `?1` is today.
const QUERIES: &[&str] = &[
    "SELECT date(expiry, '+1 day'), (10 << 40) + number FROM acceptance
     WHERE voided = 0 AND state = 'active' AND expiry < ?1",
    "SELECT date(due, '+1 day'), (9 << 40) + number FROM followup INDEXED BY followup_open
     WHERE voided = 0 AND kind = 'condition' AND state IN ('open', 'in-progress', 'verify') AND due < ?1 AND lapsed_on IS NULL",
    "SELECT date(approval_valid_until, '+1 day'), (3 << 40) + number FROM version
     WHERE voided = 0 AND approval IN ('approved', 'conditional', 'provisional') AND approval_valid_until < ?1",
    "SELECT next_review, (2 << 40) + number FROM model m
     WHERE voided = 0 AND stage IN ('production', 'suspended') AND next_review <= ?1
       AND NOT EXISTS (SELECT 1 FROM review r WHERE r.model = m.number AND r.voided = 0 AND r.outcome = 'pending'
                       AND r.\"trigger\" = 'cadence')",
];

impl View<'_> {
    /// What has fallen due by today and is not on the record yet, with the day on which it did, oldest first.
    pub fn lapsing(&self, today: NaiveDate) -> Result<Vec<(NaiveDate, RecordId)>, Refusal> {
        let mut found = Vec::new();
        for sql in QUERIES {
            let read = || {
                let mut statement = self.conn.prepare_cached(sql)?;
                let rows = statement
                    .query_map([today.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            };
            for (day, key) in self.kept(read())? {
                if let (Ok(day), Some(id)) = (day.parse(), RecordId::from_key(key)) {
                    found.push((day, id));
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}
