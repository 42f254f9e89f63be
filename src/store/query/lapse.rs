//! What falls due by a date alone: acceptances past their last day, conditions past their due date,
//! approvals past theirs, reviews that the tier's cadence asks for, and monitors whose breaches have come to be repeated.
//!
//! Each question is answered from an index that holds only what can still lapse: it is asked before every
//! operation.

use chrono::{NaiveDate, TimeZone};
use rusqlite::params;

use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::policy::Policy;
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

/// Monitors whose breaches have come to be repeated, with the day after the breach that made them so. What is on the
/// record as repeated counts no more, nor what lies before the last review that looked at it; while such a review is open,
/// nothing is added to it. `?1` is today, `?2` how many breaches, `?3` within how many days, `?4` the board's distance from
/// UTC, `?5` the monitor, or 0 for all.
const REPEATED: &str = "SELECT day, number FROM (
    SELECT n.number, (
      SELECT date(b.at, ?4, '+1 day') FROM reading b INDEXED BY reading_breach
      WHERE b.monitor = n.number AND b.standing = 'breach' AND date(b.at, ?4) >= n.since AND date(b.at, ?4) < ?1
        AND ?2 <= (SELECT count(DISTINCT p.at) FROM reading p INDEXED BY reading_breach
                   WHERE p.monitor = n.number AND p.standing = 'breach' AND p.at <= b.at AND date(p.at, ?4) >= n.since
                     AND julianday(p.at) > julianday(b.at) - ?3)
      ORDER BY b.at LIMIT 1) AS day
    FROM (
      SELECT m.number, max(coalesce(m.repeated_on, ''), coalesce((
               SELECT date(max(r.concluded_on), '+1 day') FROM review r
               WHERE r.model = m.model AND r.voided = 0 AND r.\"trigger\" = 'breach' AND r.outcome <> 'pending'
                 AND instr(r.cause, printf('MON-%04d:', m.number)) > 0), '')) AS since
      FROM monitor m INDEXED BY monitor_breached JOIN model o ON o.number = m.model
      WHERE m.voided = 0 AND m.last_breach IS NOT NULL AND (?5 = 0 OR m.number = ?5)
        AND date(m.last_breach, ?4) >= coalesce(m.repeated_on, '') AND o.voided = 0 AND o.stage IN ('production', 'suspended')
        AND NOT EXISTS (SELECT 1 FROM review r WHERE r.model = m.model AND r.voided = 0 AND r.outcome = 'pending'
                        AND r.\"trigger\" = 'breach' AND instr(r.cause, printf('MON-%04d:', m.number)) > 0)) n)
  WHERE day IS NOT NULL";

impl View<'_> {
    /// The monitors, or the one, whose breaches have come to be repeated by today, with the day on which they did.
    fn repeated(&self, today: NaiveDate, monitor: u32, policy: &Policy) -> Result<Vec<(NaiveDate, RecordId)>, Refusal> {
        let rule = policy.change.repeated_breaches;
        let offset = policy.time_zone.0.offset_from_utc_date(&today).local_minus_utc();
        let asked = params![today.to_string(), rule.count, rule.within_days, format!("{offset:+} seconds"), monitor];
        let read = || {
            let mut statement = self.conn.prepare_cached(REPEATED)?;
            let rows = statement.query_map(asked, |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let day =
            |(day, number): (String, u32)| Some((day.parse().ok()?, RecordId { kind: RecordKind::Monitor, number }));
        Ok(self.kept(read())?.into_iter().filter_map(day).collect())
    }

    /// What has fallen due by today and is not on the record yet, with the day on which it did, oldest first.
    pub fn lapsing(&self, today: NaiveDate, policy: &Policy) -> Result<Vec<(NaiveDate, RecordId)>, Refusal> {
        let mut found = self.repeated(today, 0, policy)?;
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
    pub fn has_lapsed(&self, id: RecordId, today: NaiveDate, policy: &Policy) -> Result<bool, Refusal> {
        if id.kind == RecordKind::Monitor {
            return Ok(!self.repeated(today, id.number, policy)?.is_empty());
        }
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
