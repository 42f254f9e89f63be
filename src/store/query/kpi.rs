//! What the KPIs are computed from: the records, and the dated steps that brought them where they stand.
//!
//! Everything is loaded as it is known now; how it stood on a day is derived from the dates on it. A fact
//! that carries no date (an owner, a rating) is taken as it stands.

mod rows;

pub use rows::{Fact, FollowUpFact, ModelFact, RiskFact, Steps, SubmissionFact, state_word};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::OptionalExtension;

use crate::domain::Refusal;
use crate::domain::ids::{DecisionId, ItemId, MeetingId, ModelId, RecordId};
use crate::domain::moment::{Moment, read_stamp};
use crate::domain::record::{
    Acceptance, Artifact, DriftEvent, FollowUp, Incident, ManualMetric, Model, Monitor, Risk, Row, Validation, Version,
};
use crate::domain::states::{Applies, DecisionStatus, Disposition, ItemKind, Stage};
use crate::domain::value::{TierValue, Whole};
use crate::domain::zone::Zone;
use crate::store::{View, table};

/// A record's step to another state, tier or answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The day, in the board's time zone.
    pub on: NaiveDate,
    /// The state it came to; none if the step set only a tier.
    pub state: Option<&'static str>,
    /// The tier it set, if it set one.
    pub tier: Option<TierValue>,
    /// Whether that tier has a rationale.
    pub reasoned: bool,
    /// Whether the first check of completeness found nothing missing; unknown before it.
    pub first_pass: Applies,
}

/// An agenda item with its meeting's end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldItem {
    /// The item.
    pub item: ItemId,
    /// Its meeting.
    pub meeting: MeetingId,
    /// When that was adjourned.
    pub adjourned_on: NaiveDate,
    /// What sort.
    pub kind: ItemKind,
    /// Minutes set aside; none if nobody said.
    pub timebox: Option<i64>,
    /// Seconds used.
    pub used_seconds: i64,
    /// What became of it.
    pub disposition: Disposition,
}

/// A decision as the KPIs look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The decision.
    pub decision: DecisionId,
    /// When it was made.
    pub on: NaiveDate,
    /// How much it counts.
    pub status: DecisionStatus,
    /// Seats needed; none outside a meeting.
    pub quorum_required: Option<i64>,
    /// Seats present and unrecused.
    pub quorum_present: Option<i64>,
}

/// Everything the KPIs look at.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The board's first day.
    pub founded: Option<NaiveDate>,
    /// The board's time zone.
    pub zone: Option<Zone>,
    /// Models.
    pub models: Vec<ModelFact>,
    /// Versions.
    pub versions: Vec<Row<Version>>,
    /// Submissions.
    pub submissions: Vec<SubmissionFact>,
    /// Validations.
    pub validations: Vec<Row<Validation>>,
    /// Artifacts of the kinds asked for.
    pub artifacts: Vec<Row<Artifact>>,
    /// Monitors.
    pub monitors: Vec<Row<Monitor>>,
    /// Drift events.
    pub drifts: Vec<Row<DriftEvent>>,
    /// Risks.
    pub risks: Vec<RiskFact>,
    /// Acceptances.
    pub acceptances: Vec<Row<Acceptance>>,
    /// Follow-ups.
    pub followups: Vec<FollowUpFact>,
    /// Incidents.
    pub incidents: Vec<Row<Incident>>,
    /// Manual metrics that were not taken back.
    pub metrics: Vec<Row<ManualMetric>>,
    /// Items of meetings that are over.
    pub items: Vec<HeldItem>,
    /// Decisions.
    pub decisions: Vec<Resolved>,
    /// Steps by record, oldest first.
    pub steps: Steps<Step>,
}

/// The registers with all their fields, as a report lists them.
#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// Models.
    pub models: Vec<Row<Model>>,
    /// Drift events.
    pub drifts: Vec<Row<DriftEvent>>,
    /// Risks.
    pub risks: Vec<Row<Risk>>,
    /// Acceptances.
    pub acceptances: Vec<Row<Acceptance>>,
    /// Follow-ups.
    pub followups: Vec<Row<FollowUp>>,
    /// Incidents.
    pub incidents: Vec<Row<Incident>>,
}

impl Facts {
    /// The day of a moment in the board's time zone.
    pub fn day(&self, moment: Moment) -> Option<NaiveDate> {
        let at = moment.0?;
        Some(self.zone.map_or_else(|| at.date_naive(), |zone| at.with_timezone(&zone).date_naive()))
    }

    /// A record's steps through a day, oldest first.
    pub fn steps(&self, id: RecordId, on: NaiveDate) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.of(id).filter(move |step| step.on <= on)
    }

    /// The state a record was in at the end of a day; none before it was there.
    pub fn state(&self, id: RecordId, on: NaiveDate) -> Option<&'static str> {
        self.steps(id, on).rev().find_map(|step| step.state)
    }

    /// A model's tier at the end of a day.
    pub fn tier(&self, model: ModelId, on: NaiveDate) -> TierValue {
        self.steps(model.record(), on).rev().find_map(|step| step.tier).unwrap_or_default()
    }

    /// The models in production at the end of a day.
    pub fn production(&self, on: NaiveDate) -> impl Iterator<Item = &ModelFact> {
        self.models.iter().filter(move |model| self.state(model.id(), on) == Some(Stage::Production.word()))
    }
}

fn day(text: &str, zone: Zone) -> Option<NaiveDate> {
    read_stamp(text).map(|at: DateTime<Utc>| at.with_timezone(&zone).date_naive())
}

impl View<'_> {
    /// Everything the KPIs look at; of the artifacts those of these kinds.
    pub fn kpi_facts(&self, zone: Zone, artifacts: &[&str]) -> Result<Facts, Refusal> {
        let places = vec!["?"; artifacts.len().max(1)].join(", ");
        let kinds: Vec<&dyn rusqlite::ToSql> = artifacts.iter().map(|kind| kind as &dyn rusqlite::ToSql).collect();
        let artifacts = if kinds.is_empty() {
            Vec::new()
        } else {
            self.select(&format!("kind IN ({places}) ORDER BY number"), &kinds)?
        };
        let all = "1 ORDER BY number";
        Ok(Facts {
            founded: self.founded(zone)?,
            zone: Some(zone),
            models: self.facts(all)?,
            versions: self.select("released_on IS NOT NULL ORDER BY released_on, number", &[])?,
            submissions: self.facts(all)?,
            validations: self.select("issued_on IS NOT NULL ORDER BY number", &[])?,
            artifacts,
            monitors: self.select(all, &[])?,
            drifts: self.select(all, &[])?,
            risks: self.facts(all)?,
            acceptances: self.select(all, &[])?,
            followups: self.facts(all)?,
            incidents: self.select(all, &[])?,
            metrics: self.select("withdrawn = 0 ORDER BY period_end, number", &[])?,
            items: self.held_items(zone)?,
            decisions: self.resolved(zone)?,
            steps: self.steps(zone)?,
        })
    }

    /// The registers whole.
    pub fn registers(&self) -> Result<Registers, Refusal> {
        let all = "1 ORDER BY number";
        Ok(Registers {
            models: self.select(all, &[])?,
            drifts: self.select(all, &[])?,
            risks: self.select(all, &[])?,
            acceptances: self.select(all, &[])?,
            followups: self.select(all, &[])?,
            incidents: self.select(all, &[])?,
        })
    }

    /// Records that match a clause of this floor, each cut down to what is kept of it.
    fn facts<F: Fact>(&self, clause: &str) -> Result<Vec<F>, Refusal> {
        self.kept(table::select_some(self.conn, F::COLUMNS, clause, |row| F::from(&row)))
    }

    fn founded(&self, zone: Zone) -> Result<Option<NaiveDate>, Refusal> {
        let at = self
            .conn
            .query_row("SELECT effective FROM event ORDER BY seq LIMIT 1", [], |row| row.get::<_, String>(0))
            .optional();
        Ok(self.kept(at)?.and_then(|at| day(&at, zone)))
    }

    fn steps(&self, zone: Zone) -> Result<Steps<Step>, Refusal> {
        let mut found = Vec::new();
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.conn.prepare_cached(
                "SELECT record_id, at, state, event IN ('ModelRegistered', 'TierSet'), tier, coalesce(reasoned, 0), first_pass
                 FROM v_steps WHERE record_id IS NOT NULL ORDER BY at, seq",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (id, at): (String, String) = (row.get(0)?, row.get(1)?);
                let (Ok(id), Some(on)) = (id.parse::<RecordId>(), day(&at, zone)) else { continue };
                let sets_tier: bool = row.get(3)?;
                let (state, first_pass): (Option<String>, Option<String>) = (row.get(2)?, row.get(6)?);
                let step = Step {
                    on,
                    state: state.and_then(|word| state_word(&word)),
                    tier: sets_tier.then_some(Whole(row.get(4)?)),
                    reasoned: row.get(5)?,
                    first_pass: first_pass.and_then(|word| Applies::of(&word)).unwrap_or_default(),
                };
                found.push((id, step));
            }
            Ok(())
        };
        self.kept(read())?;
        Ok(Steps::of_all(found))
    }

    fn held_items(&self, zone: Zone) -> Result<Vec<HeldItem>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
                "SELECT i.number, i.meeting, m.adjourned_at, i.kind, i.timebox, coalesce(i.used_seconds, 0), i.disposition
                 FROM item i JOIN meeting m ON m.number = i.meeting
                 WHERE i.voided = 0 AND m.voided = 0 AND m.adjourned_at IS NOT NULL ORDER BY i.meeting, i.position, i.number",
            )?;
            let rows = statement.query_map([], |row| {
                let (adjourned, kind, disposition): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(6)?);
                let Some(adjourned_on) = day(&adjourned, zone) else { return Ok(None) };
                Ok(Some(HeldItem {
                    item: ItemId(row.get(0)?),
                    meeting: MeetingId(row.get(1)?),
                    adjourned_on,
                    kind: ItemKind::of(&kind).unwrap_or_default(),
                    timebox: row.get(4)?,
                    used_seconds: row.get(5)?,
                    disposition: Disposition::of(&disposition).unwrap_or_default(),
                }))
            })?;
            rows.filter_map(Result::transpose).collect::<rusqlite::Result<Vec<_>>>()
        };
        self.kept(read())
    }

    fn resolved(&self, zone: Zone) -> Result<Vec<Resolved>, Refusal> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
                "SELECT number, decided_at, status, quorum_required, quorum_present FROM decision
                 WHERE voided = 0 AND decided_at IS NOT NULL ORDER BY number",
            )?;
            let rows = statement.query_map([], |row| {
                let (at, status): (String, String) = (row.get(1)?, row.get(2)?);
                let Some(on) = day(&at, zone) else { return Ok(None) };
                Ok(Some(Resolved {
                    decision: DecisionId(row.get(0)?),
                    on,
                    status: DecisionStatus::of(&status).unwrap_or_default(),
                    quorum_required: row.get(3)?,
                    quorum_present: row.get(4)?,
                }))
            })?;
            rows.filter_map(Result::transpose).collect::<rusqlite::Result<Vec<_>>>()
        };
        self.kept(read())
    }
}
