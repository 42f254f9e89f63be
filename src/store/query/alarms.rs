//! What the record says is wrong today: shown until it is cleared.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::RecordId;
use crate::store::View;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The rule it rests on.
    pub rule: u8,
    /// The record.
    pub id: RecordId,
    /// What is wrong, in a line.
    pub what: String,
}

/// Each query gives keys and sentences; `?1` is today.
const QUERIES: &[(u8, &str)] = &[
    // In production, and its current version is not approved today.
    (15, "SELECT (2 << 40) + m.number, m.name || ' is in production without a current approval' FROM model m
          WHERE m.voided = 0 AND m.stage = 'production' AND ?1 <> '' AND NOT EXISTS (
            SELECT 1 FROM version v WHERE v.model = m.number AND v.voided = 0 AND v.approval IN ('approved', 'conditional')
              AND (v.approval_valid_until IS NULL OR v.approval_valid_until >= ?1)
              AND (m.current_version IS NULL OR v.label = m.current_version))
          ORDER BY coalesce(m.tier, 9), m.number"),
    // In force on paper, past its last day.
    (14, "SELECT (10 << 40) + a.number, 'expired on ' || a.expiry || ': ' || a.rationale FROM acceptance a
          WHERE a.voided = 0 AND a.state = 'active' AND a.expiry < ?1 ORDER BY a.expiry, a.number"),
    // A condition lapses the day after its due date.
    (6, "SELECT (9 << 40) + f.number, 'condition lapsed, due ' || f.due || ': ' || f.title FROM followup f INDEXED BY followup_open
         WHERE f.voided = 0 AND f.kind = 'condition' AND f.state IN ('open', 'in-progress', 'verify') AND f.due < ?1
         ORDER BY f.due, f.number"),
    // Severe work that is late.
    (13, "SELECT (9 << 40) + f.number, f.severity || ' and overdue since ' || f.due || ': ' || f.title FROM followup f INDEXED BY followup_severe
          WHERE f.voided = 0 AND f.kind <> 'condition' AND f.severity IN ('high', 'critical')
            AND f.state IN ('open', 'in-progress', 'verify') AND f.due < ?1 ORDER BY f.due, f.number"),
];

impl View<'_> {
    /// Everything that is wrong today, by rule.
    pub fn alarms(&self, today: NaiveDate) -> Result<Vec<Alarm>, Refusal> {
        let mut found = Vec::new();
        for (rule, sql) in QUERIES {
            let read = || {
                let mut statement = self.conn.prepare_cached(sql)?;
                let rows = statement
                    .query_map([today.to_string()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            };
            for (key, what) in self.kept(read())? {
                let Some(id) = RecordId::from_key(key) else { continue };
                let what = crate::domain::text::clean_line(&what);
                found.push(Alarm { rule: *rule, id, what });
            }
        }
        Ok(found)
    }
}
