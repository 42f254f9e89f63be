//! What the record says is wrong on a day, kind by kind. Each question is answered from an index; what only
//! policy can judge (an approval, monitoring, the regulator's clock) is handed up as facts.

use chrono::{NaiveDate, TimeZone};
use rusqlite::{Row as Read, params};

use super::list::Today;
use crate::domain::Refusal;
use crate::domain::ids::{DecisionId, ModelId, RecordId, RecordKind};
use crate::domain::record::{Incident, Model, Row, VersionState};
use crate::domain::states::{AlarmKind, Applies, Approval, DecisionStatus, Dimension, Exposure, ModelKind, Origin};
use crate::domain::value::{Day, Handle, Line, Whole};
use crate::store::View;

/// Something that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The record.
    pub id: Option<RecordId>,
    /// What it is about: a model by name, else the record itself.
    pub record: String,
    /// What is wrong, in a line.
    pub what: String,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Who could clear it.
    pub owner: Handle,
    /// The model's tier.
    pub tier: Option<i64>,
}

/// A model in production whose approval is to be judged, with what it rests on.
#[derive(Clone, Debug, Default)]
pub struct InProduction {
    /// The model, its judged fields alone.
    pub model: Model,
    /// Its number.
    pub id: ModelId,
    /// The version in use; blank if there is none.
    pub version: String,
    /// What the board allows it.
    pub approval: VersionState,
    /// The status of the decision behind that.
    pub decision: Option<DecisionStatus>,
    /// When it was released.
    pub released: Option<NaiveDate>,
    /// The dimensions that its monitors cover.
    pub monitored: Vec<Dimension>,
}

/// Each query gives number, what it is about, a sentence, since when, an owner and a tier; `?1` is today, `?2` the
/// board's distance from UTC. Where many can be wrong at once, the model is asked for by itself: a count leaves it out,
/// and is answered from the index alone.
const QUERIES: &[(AlarmKind, RecordKind, &str)] = &[
    (AlarmKind::Flagged, RecordKind::Review,
     "SELECT r.number, m.name, 'the approval is flagged: ' || coalesce(replace(r.cause, char(10), '; '), r.findings, 'a review by ' || r.\"trigger\" || ' is open'),
         (SELECT date(e.effective, ?2) FROM event_about a JOIN event e USING (seq) WHERE a.record = (16 << 40) + r.number
          ORDER BY a.seq LIMIT 1), coalesce(r.reviewer, m.owner), m.tier
      FROM review r JOIN model m ON m.number = r.model
      WHERE r.voided = 0 AND r.outcome = 'pending' AND r.\"trigger\" IN ('change', 'incident', 'breach', 'lapse')
        AND (r.version IS NULL OR r.version = m.current_version)
        AND m.voided = 0 AND m.stage IN ('production', 'suspended') AND ?1 <> ''"),
    (AlarmKind::GateFailed, RecordKind::Version,
     "SELECT v.number, m.name, 'version ' || v.label || ' was released, and the gate said no on ' || date(v.gate_at, ?2),
         max(v.released_on, date(v.gate_at, ?2)), m.owner, m.tier
      FROM version v INDEXED BY version_refused JOIN model m ON m.number = v.model
      WHERE v.voided = 0 AND v.gate = 'fail' AND v.released_on <= ?1 AND v.rolled_back_on IS NULL
        AND m.voided = 0 AND m.stage = 'production' AND m.current_version = v.label"),
    (AlarmKind::Expired, RecordKind::Acceptance,
     "SELECT a.number, coalesce(m.name, ''), 'ran out after ' || a.expiry || ': ' || a.rationale, date(a.expiry, '+1 day'), a.accountable_exec, m.tier
      FROM acceptance a INDEXED BY acceptance_over LEFT JOIN model m ON m.number = a.model
      WHERE a.voided = 0 AND a.state IN ('active', 'expired') AND a.expiry < ?1 AND ?2 <> '' AND coalesce(m.stage, '') <> 'retired'
        AND NOT EXISTS (SELECT 1 FROM acceptance n WHERE n.model IS a.model AND n.renewal_of = a.number AND n.voided = 0
                          AND n.state IN ('active', 'expired'))
        AND iif(a.risks IS NULL,
          m.stage IN ('production', 'suspended') AND NOT (a.kind = 'use-before-validation' AND EXISTS (
            SELECT 1 FROM validation v WHERE v.model IS a.model AND v.voided = 0 AND v.issued_on > a.effective AND v.issued_on <= ?1)),
          EXISTS (SELECT 1 FROM json_each('[\"' || replace(a.risks, '; ', '\",\"') || '\"]') j
                  JOIN risk r ON r.number = CAST(substr(j.value, 5) AS INTEGER)
                  WHERE r.voided = 0 AND r.state NOT IN ('mitigated', 'closed')
                    AND NOT (r.state = 'accepted' AND coalesce(r.acceptance, 0) <> a.number)))"),
    (AlarmKind::AcceptanceReview, RecordKind::Acceptance,
     "SELECT a.number, coalesce(m.name, ''), 'in force, and was to be reviewed on ' || a.review_date || ': ' || a.rationale,
         date(a.review_date, '+1 day'), a.accountable_exec, m.tier
      FROM acceptance a LEFT JOIN model m ON m.number = a.model
      WHERE a.voided = 0 AND a.state = 'active' AND a.expiry >= ?1 AND a.review_date < ?1 AND ?2 <> ''"),
    (AlarmKind::Control, RecordKind::Acceptance,
     "SELECT a.number, coalesce(m.name, ''), 'in force, and a compensating control does not hold: '
         || group_concat(json_extract(j.value, '$.control') || ' (' || json_extract(j.value, '$.result') || ')', '; '),
         min(json_extract(j.value, '$.on')), a.accountable_exec, m.tier
      FROM acceptance a JOIN json_each(a.verifications) j LEFT JOIN model m ON m.number = a.model
      WHERE a.voided = 0 AND a.state = 'active' AND a.expiry >= ?1 AND ?2 <> ''
        AND json_extract(j.value, '$.result') <> 'effective'
        AND NOT EXISTS (SELECT 1 FROM json_each(a.verifications) l
                        WHERE l.key > j.key AND json_extract(l.value, '$.control') = json_extract(j.value, '$.control'))
      GROUP BY a.number"),
    (AlarmKind::Condition, RecordKind::FollowUp,
     "SELECT f.number, coalesce(m.name, ''), 'condition lapsed after ' || f.due || ': ' || f.title, coalesce(f.lapsed_on, date(f.due, '+1 day')),
         f.owner, m.tier
      FROM followup f INDEXED BY followup_lapsing LEFT JOIN model m ON m.number = f.model
      WHERE f.voided = 0 AND f.kind = 'condition' AND f.state IN ('open', 'in-progress', 'verify')
        AND (f.due < ?1 OR f.lapsed_on IS NOT NULL) AND ?2 <> ''"),
    (AlarmKind::Overdue, RecordKind::FollowUp,
     "SELECT f.number, coalesce((SELECT name FROM model WHERE number = f.model), ''), f.severity || ' ' || f.kind || ' overdue since ' || f.due || ': ' || f.title,
         date(f.due, '+1 day'), f.owner, (SELECT tier FROM model WHERE number = f.model)
      FROM followup f INDEXED BY followup_severe
      WHERE f.voided = 0 AND f.kind <> 'condition' AND f.severity IN ('high', 'critical')
        AND f.state IN ('open', 'in-progress', 'verify') AND f.due < ?1 AND ?2 <> ''"),
    (AlarmKind::Breach, RecordKind::Monitor,
     "SELECT n.number, m.name, n.metric || ' at ' || n.last_value || ', past its alert threshold ' || coalesce(n.alert, ''),
         date(n.last_breach, ?2), coalesce(n.owner, m.owner), m.tier
      FROM monitor n JOIN model m ON m.number = n.model
      WHERE n.voided = 0 AND n.standing = 'breach' AND n.standing <> 'within' AND (n.ended_on IS NULL OR n.ended_on > ?1)
        AND m.voided = 0 AND m.stage <> 'retired'"),
    (AlarmKind::Drift, RecordKind::DriftEvent,
     "SELECT d.number, m.name, 'drift not triaged: ' || d.summary, date(coalesce(d.alerted, d.onset), ?2), m.owner, m.tier
      FROM drift_event d INDEXED BY drift_event_untriaged JOIN model m ON m.number = d.model
      WHERE d.voided = 0 AND d.triaged IS NULL AND m.voided = 0 AND m.stage <> 'retired' AND ?1 <> ''"),
    (AlarmKind::Review, RecordKind::Review,
     "SELECT r.number, m.name, iif(r.\"trigger\" IN ('cadence', 'request'), 'periodic review was due ' || r.due,
           'review by ' || r.\"trigger\" || coalesce(' of version ' || r.version, '') || ' was due ' || r.due),
         date(r.due, '+1 day'), coalesce(r.reviewer, m.owner), m.tier
      FROM review r JOIN model m ON m.number = r.model
      WHERE r.voided = 0 AND r.outcome = 'pending' AND r.due < ?1
        AND (r.\"trigger\" IN ('cadence', 'request') OR m.stage NOT IN ('production', 'suspended')
             OR r.version <> coalesce(m.current_version, ''))
        AND m.voided = 0 AND m.stage <> 'retired' AND ?2 <> ''"),
    (AlarmKind::Review, RecordKind::Model,
     "SELECT m.number, m.name, 'periodic review was due ' || m.next_review, date(m.next_review, '+1 day'), m.owner, m.tier
      FROM model m INDEXED BY model_lapsing
      WHERE m.voided = 0 AND m.stage IN ('production', 'suspended') AND m.next_review < ?1 AND ?2 <> ''
        AND NOT EXISTS (SELECT 1 FROM review r WHERE r.model = m.number AND r.voided = 0 AND r.outcome = 'pending'
                        AND r.\"trigger\" = 'cadence')"),
    (AlarmKind::Triage, RecordKind::Submission,
     "SELECT s.number, coalesce((SELECT name FROM model WHERE number = s.model), ''), 'not triaged, was due ' || s.triage_due || ': ' || s.summary, date(s.triage_due, '+1 day'),
         s.reviewer, (SELECT tier FROM model WHERE number = s.model)
      FROM submission s INDEXED BY submission_untriaged
      WHERE s.voided = 0 AND s.state = 'submitted' AND s.triage_due < ?1 AND ?2 <> ''"),
    (AlarmKind::Decision, RecordKind::Submission,
     "SELECT s.number, coalesce((SELECT name FROM model WHERE number = s.model), ''), 'not decided, was due ' || s.decision_due || ': ' || s.summary, date(s.decision_due, '+1 day'),
         s.reviewer, (SELECT tier FROM model WHERE number = s.model)
      FROM submission s INDEXED BY submission_undecided
      WHERE s.voided = 0 AND (s.state = 'in-review' OR s.state = 'ready' OR s.state = 'scheduled')
        AND s.decision_due < ?1 AND ?2 <> ''"),
];

/// The models in production, with the version in use, what the board allows it, and what watches it.
const IN_PRODUCTION: &str = "SELECT m.number, m.name, m.owner, m.tier, m.kind, m.origin, m.vendor, m.exposure, m.fairness_applies,
       m.privacy_applies, m.security_applies, v.label, v.approval, v.approval_decision, v.approval_valid_until, d.status, v.released_on,
       (SELECT group_concat(DISTINCT n.dimension) FROM monitor n WHERE n.model = m.number AND n.voided = 0
          AND n.live_since <= ?1 AND (n.ended_on IS NULL OR n.ended_on > ?1) AND n.alert IS NOT NULL AND n.owner IS NOT NULL
          AND (m.tier > ?2 OR n.runbook_reviewed <= ?1))
     FROM model m
     LEFT JOIN version v ON v.number = coalesce(
       (SELECT number FROM version WHERE model = m.number AND label = m.current_version AND voided = 0),
       (SELECT max(number) FROM version WHERE model = m.number AND voided = 0))
     LEFT JOIN decision d ON d.number = v.approval_decision AND d.voided = 0
     WHERE m.voided = 0 AND m.stage = 'production'";

/// A change of a model's tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierStep {
    /// The tier before.
    pub from: Option<i64>,
    /// The tier since.
    pub to: Option<i64>,
    /// Its day.
    pub on: Option<NaiveDate>,
}

/// The changes of a model's tier, the latest first.
const TIERS: &str = "SELECT nullif(e.payload ->> '$.from', 0), nullif(e.payload ->> '$.to', 0), date(e.effective, ?2)
     FROM event_about a JOIN event e USING (seq) LEFT JOIN operation o ON o.op = e.op
     WHERE a.record = ?1 AND e.kind = 'TierSet' AND e.payload IS NOT NULL
       AND o.reversed_by IS NULL AND (o.reverses IS NULL OR o.redo = 1) ORDER BY a.seq DESC";

fn day(text: Option<String>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}

fn found(row: &Read<'_>, kind: RecordKind) -> rusqlite::Result<Found> {
    let text = |at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
    Ok(Found {
        id: Some(RecordId { kind, number: row.get(0)? }),
        record: crate::domain::text::clean_line(&text(1)?),
        what: crate::domain::text::clean_line(&text(2)?),
        since: day(row.get(3)?),
        owner: Handle(text(4)?),
        tier: row.get(5)?,
    })
}

fn in_production(row: &Read<'_>) -> rusqlite::Result<InProduction> {
    let text = |at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
    let model = Model {
        name: Line(text(1)?),
        owner: Handle(text(2)?),
        tier: Whole(row.get(3)?),
        kind: ModelKind::of(&text(4)?).unwrap_or_default(),
        origin: Origin::of(&text(5)?).unwrap_or_default(),
        vendor: Line(text(6)?),
        exposure: Exposure::of(&text(7)?).unwrap_or_default(),
        fairness_applies: Applies::of(&text(8)?).unwrap_or_default(),
        privacy_applies: Applies::of(&text(9)?).unwrap_or_default(),
        security_applies: Applies::of(&text(10)?).unwrap_or_default(),
        ..Model::default()
    };
    Ok(InProduction {
        model,
        id: ModelId(row.get(0)?),
        version: text(11)?,
        approval: VersionState {
            approval: Approval::of(&text(12)?).unwrap_or_default(),
            approval_decision: DecisionId(row.get::<_, Option<u32>>(13)?.unwrap_or(0)),
            approval_valid_until: Day(day(row.get(14)?)),
            ..VersionState::default()
        },
        decision: DecisionStatus::of(&text(15)?),
        released: day(row.get(16)?),
        monitored: text(17)?.split(',').filter_map(Dimension::of).collect(),
    })
}

impl View<'_> {
    /// What is wrong of one kind on a day, as far as the record alone tells.
    pub fn alarming(&self, kind: AlarmKind, today: Today) -> Result<Vec<Found>, Refusal> {
        let mut all = Vec::new();
        for (_, about, sql) in QUERIES.iter().filter(|query| query.0 == kind) {
            let read = || {
                let mut statement = self.conn.prepare_cached(sql)?;
                let rows =
                    statement.query_map(params![today.date.to_string(), zone(today)], |row| found(row, *about))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            };
            all.extend(self.kept(read())?);
        }
        Ok(all)
    }

    /// How much is wrong of one kind on a day: the same questions, without a word of the answers.
    pub fn alarming_count(&self, kind: AlarmKind, today: Today) -> Result<usize, Refusal> {
        let mut count = 0;
        for (_, _, sql) in QUERIES.iter().filter(|query| query.0 == kind) {
            let read = || {
                let mut statement = self.conn.prepare_cached(&format!("SELECT count(*) FROM ({sql})"))?;
                statement.query_row(params![today.date.to_string(), zone(today)], |row| row.get::<_, i64>(0))
            };
            count += usize::try_from(self.kept(read())?).unwrap_or(0);
        }
        Ok(count)
    }

    /// The models in production on which approval and monitoring are judged (R15). On tiers down to `runbook_tier`
    /// a monitor needs a reviewed runbook.
    pub fn in_production(&self, today: NaiveDate, runbook_tier: u8) -> Result<Vec<InProduction>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(IN_PRODUCTION)?;
            let rows = statement.query_map(params![today.to_string(), runbook_tier], in_production)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        self.kept(read())
    }

    /// The changes of a model's tier, the latest first; what was taken back is none.
    pub fn tiers_set(&self, model: ModelId, today: Today) -> Result<Vec<TierStep>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(TIERS)?;
            let rows = statement.query_map(params![model.record().key(), zone(today)], |row| {
                Ok(TierStep { from: row.get(0)?, to: row.get(1)?, on: day(row.get(2)?) })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        self.kept(read())
    }

    /// Since when a model has the tier it has; none if nobody ever changed it.
    pub fn tier_since(&self, model: ModelId, tier: Option<i64>, today: Today) -> Result<Option<NaiveDate>, Refusal> {
        let set = self.tiers_set(model, today)?;
        Ok(set.into_iter().take_while(|step| step.to == tier).last().and_then(|step| step.on))
    }

    /// The tier that a model had on a day, as far as its changes tell; `now` is the one it has.
    pub fn tier_on(
        &self,
        model: ModelId,
        now: Option<i64>,
        on: NaiveDate,
        today: Today,
    ) -> Result<Option<i64>, Refusal> {
        let later = self.tiers_set(model, today)?.into_iter().take_while(|step| step.on.is_some_and(|day| day > on));
        Ok(later.last().map_or(now, |step| step.from))
    }

    /// Incidents of which a regulator has to hear, or may have to, and of which it has not heard by a day (R16);
    /// closing an incident tells nobody.
    pub fn incidents_to_report(&self, today: NaiveDate) -> Result<Vec<Row<Incident>>, Refusal> {
        self.select(
            "regulator IN ('suspected', 'yes') AND exercise = 0
             AND (regulator_told IS NULL OR regulator_told > ?1) ORDER BY number",
            &[&today.to_string()],
        )
    }
}

/// The board's distance from UTC on a day as a modifier of dates.
fn zone(today: Today) -> String {
    let offset = today.zone.offset_from_utc_date(&today.date);
    format!("{:+} seconds", offset.local_minus_utc())
}
