//! What falls due by a date alone: acceptances past their last day, conditions past their due date,
//! approvals past theirs, reviews that the tier's cadence asks for.
//!
//! Each question is answered from an index that holds only what can still lapse: it is asked before every
//! operation.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::store::View;

/// What can lapse of a kind: the table, the index that holds it, the day on which it did (the first on which it no
/// longer holds), and the condition; `?1` is today.
struct Lapsing {
    kind: RecordKind,
    table: &'static str,
    index: &'static str,
    day: &'static str,
    clause: &'static str,
}

const LAPSING: &[Lapsing] = &[
    Lapsing {
        kind: RecordKind::Acceptance,
        table: "acceptance",
        index: "acceptance_lapsing",
        day: "date(expiry, '+1 day')",
        clause: "voided = 0 AND state = 'active' AND expiry < ?1",
    },
    Lapsing {
        kind: RecordKind::FollowUp,
        table: "followup",
        index: "followup_lapsing",
        day: "date(due, '+1 day')",
        clause: "voided = 0 AND kind = 'condition' AND state IN ('open', 'in-progress', 'verify') AND due < ?1
                 AND lapsed_on IS NULL",
    },
    Lapsing {
        kind: RecordKind::Version,
        table: "version",
        index: "version_lapsing",
        day: "date(approval_valid_until, '+1 day')",
        clause: "voided = 0 AND approval IN ('approved', 'conditional', 'provisional') AND approval_valid_until < ?1",
    },
    Lapsing {
        kind: RecordKind::Model,
        table: "model",
        index: "model_lapsing",
        day: "next_review",
        clause: "voided = 0 AND stage IN ('production', 'suspended') AND next_review <= ?1
                 AND NOT EXISTS (SELECT 1 FROM review r WHERE r.model = model.number AND r.voided = 0
                                 AND r.outcome = 'pending' AND r.\"trigger\" = 'cadence')",
    },
];

impl View<'_> {
    /// What has fallen due by today and is not on the record yet, with the day on which it did, oldest first.
    pub fn lapsing(&self, today: NaiveDate) -> Result<Vec<(NaiveDate, RecordId)>, Refusal> {
        let mut found = Vec::new();
        let today = today.to_string();
        for one in LAPSING {
            let Lapsing { kind, table, index, day, clause } = one;
            let sql = format!("SELECT {day}, number FROM {table} INDEXED BY {index} WHERE {clause}");
            let read = || {
                let mut statement = self.conn.prepare_cached(&sql)?;
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
        let Some(Lapsing { table, clause, .. }) = LAPSING.iter().find(|one| one.kind == id.kind) else {
            return Ok(false);
        };
        let found = self
            .conn
            .prepare_cached(&format!("SELECT 1 FROM {table} WHERE number = ?2 AND {clause}"))
            .and_then(|mut statement| statement.exists((today.to_string(), id.number)));
        self.kept(found)
    }
}
