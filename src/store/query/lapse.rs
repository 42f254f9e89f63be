//! What falls due by a date alone: acceptances past their last day, conditions past their due date,
//! approvals past theirs, reviews that the tier's cadence asks for.
//!
//! Each question is answered from an index that holds only what can still lapse: it is asked before every
//! operation.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::store::View;

/// Of each kind the day on which it lapsed (the first on which it no longer holds) and the number; `?1` is today.
const QUERIES: &[(RecordKind, &str)] = &[
    (
        RecordKind::Acceptance,
        "SELECT date(expiry, '+1 day'), number FROM acceptance WHERE voided = 0 AND state = 'active' AND expiry < ?1",
    ),
    (
        RecordKind::FollowUp,
        "SELECT date(due, '+1 day'), number FROM followup WHERE voided = 0 AND kind = 'condition'
         AND state IN ('open', 'in-progress', 'verify') AND lapsed_on IS NULL AND due < ?1",
    ),
    (
        RecordKind::Version,
        "SELECT date(approval_valid_until, '+1 day'), number FROM version WHERE voided = 0
         AND approval IN ('approved', 'conditional', 'provisional') AND approval_valid_until < ?1",
    ),
    (
        RecordKind::Model,
        "SELECT next_review, number FROM model WHERE voided = 0 AND stage IN ('production', 'suspended') AND next_review <= ?1
         AND NOT EXISTS (SELECT 1 FROM review r WHERE r.model = model.number AND r.voided = 0 AND r.outcome = 'pending'
                         AND r.\"trigger\" = 'cadence')",
    ),
];

impl View<'_> {
    /// What has fallen due by today and is not on the record yet, with the day on which it did, oldest first.
    pub fn lapsing(&self, today: NaiveDate) -> Result<Vec<(NaiveDate, RecordId)>, Refusal> {
        let mut found = Vec::new();
        let today = today.to_string();
        for (kind, sql) in QUERIES {
            let read = || {
                let mut statement = self.conn.prepare_cached(sql)?;
                let rows =
                    statement.query_map([&today], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            };
            for (day, number) in self.kept(read())? {
                if let Ok(day) = day.parse() {
                    found.push((day, RecordId { kind: *kind, number }));
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Whether a record has fallen due by today and that is not on the record yet.
    pub fn has_lapsed(&self, id: RecordId, today: NaiveDate) -> Result<bool, Refusal> {
        let Some((_, sql)) = QUERIES.iter().find(|(kind, _)| *kind == id.kind) else { return Ok(false) };
        let found = self
            .conn
            .prepare_cached(&format!("{sql} AND number = ?2"))
            .and_then(|mut statement| statement.exists((today.to_string(), id.number)));
        self.kept(found)
    }
}
