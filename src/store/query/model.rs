//! Models and what hangs on them: versions, evidence, risks, acceptances, decisions.

use crate::domain::Refusal;
use crate::domain::ids::{ModelId, RecordId, RecordKind};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Consultation, Decision, DriftEvent, FollowUp, Incident, Risk, Row, Submission,
    Validation, Version,
};
use crate::domain::value::Day;
use crate::store::{View, table};

impl View<'_> {
    /// The models of this name, whatever its case.
    pub fn models_named(&self, name: &str) -> Result<Vec<ModelId>, Refusal> {
        let rows = self.select::<crate::domain::record::Model>("name = ?1 COLLATE NOCASE ORDER BY number", &[&name])?;
        Ok(rows.iter().map(|row| ModelId(row.number)).collect())
    }

    /// Every model with its name, by number.
    pub fn model_names(&self) -> Result<Vec<(ModelId, String)>, Refusal> {
        let named = |row: Row<crate::domain::record::Model>| (ModelId(row.number), row.fields.name.to_string());
        self.kept(table::select_some(self.conn, &["name"], "1 ORDER BY number", named))
    }

    /// A model's versions, oldest first.
    pub fn versions(&self, model: ModelId) -> Result<Vec<Row<Version>>, Refusal> {
        self.select("model = ?1 ORDER BY number", &[&model.0])
    }

    /// A version by its label.
    pub fn version(&self, model: ModelId, label: &str) -> Result<Option<Row<Version>>, Refusal> {
        Ok(self.select("model = ?1 AND label = ?2", &[&model.0, &label])?.pop())
    }

    /// How many small changes a model had after a day, or ever: versions that are not material, save
    /// the first.
    pub fn minor_changes(&self, model: ModelId, since: Day) -> Result<u32, Refusal> {
        let sql = "SELECT count(*) FROM version v WHERE v.model = ?1 AND v.voided = 0 AND v.material = 0 AND v.change <> 'initial'
            AND (?2 = '' OR (SELECT min(e.effective) FROM event_about a JOIN event e USING (seq) WHERE a.record = ?3 + v.number) >= ?2)";
        let base = RecordId { kind: RecordKind::Version, number: 0 }.key();
        // The day after, as a stamp begins with its date.
        let after = since.0.and_then(|day| day.succ_opt()).map_or_else(String::new, |day| day.to_string());
        let read = || self.conn.prepare_cached(sql)?.query_row((model.0, after, base), |row| row.get(0));
        self.kept(read())
    }

    /// The validation whose results a version's are compared with: the last one with results that was
    /// issued on another version before this one was made.
    pub fn results_before(&self, model: ModelId, version: &str) -> Result<Option<Row<Validation>>, Refusal> {
        let clause = "model = ?1 AND results IS NOT NULL AND issued_on IS NOT NULL AND version IS NOT ?2
            AND coalesce((SELECT v.number FROM version v WHERE v.model = ?1 AND v.label = validation.version), 0)
              < coalesce((SELECT v.number FROM version v WHERE v.model = ?1 AND v.label = ?2), 9223372036854775807)
            ORDER BY issued_on, number";
        Ok(self.select(clause, &[&model.0, &version])?.pop())
    }

    /// A model's early consultations, newest first.
    pub fn consultations(&self, model: ModelId) -> Result<Vec<Row<Consultation>>, Refusal> {
        self.select("model = ?1 ORDER BY held_on DESC, number DESC", &[&model.0])
    }

    /// A model's artifacts, newest first.
    pub fn artifacts(&self, model: ModelId) -> Result<Vec<Row<Artifact>>, Refusal> {
        self.select("model = ?1 ORDER BY kind, number DESC", &[&model.0])
    }

    /// Artifacts that have a hash and say where they lie, of one model or of all, oldest first.
    pub fn hashed_artifacts(&self, model: Option<ModelId>) -> Result<Vec<Row<Artifact>>, Refusal> {
        let clause = "sha256 IS NOT NULL AND uri IS NOT NULL AND (?1 = 0 OR model = ?1) ORDER BY number";
        self.select(clause, &[&model.map_or(0, |model| model.0)])
    }

    /// A model's assessments, newest first.
    pub fn assessments(&self, model: ModelId) -> Result<Vec<Row<Assessment>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }

    /// A model's validations, newest first.
    pub fn validations(&self, model: ModelId) -> Result<Vec<Row<Validation>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }

    /// A model's risks, worst first.
    pub fn risks(&self, model: ModelId) -> Result<Vec<Row<Risk>>, Refusal> {
        self.select("model = ?1 ORDER BY residual DESC, number", &[&model.0])
    }

    /// A model's acceptances, newest first.
    pub fn acceptances(&self, model: ModelId) -> Result<Vec<Row<Acceptance>>, Refusal> {
        self.select("model IS nullif(?1, 0) ORDER BY number DESC", &[&model.0])
    }

    /// A model's follow-ups, the open ones first, by due date.
    pub fn followups(&self, model: ModelId) -> Result<Vec<Row<FollowUp>>, Refusal> {
        let clause = "model = ?1 ORDER BY state IN ('closed', 'cancelled'), due IS NULL, due, number";
        self.select(clause, &[&model.0])
    }

    /// Follow-ups that come from a record.
    pub fn followups_from(&self, source: RecordId) -> Result<Vec<Row<FollowUp>>, Refusal> {
        self.select("source = ?1 ORDER BY number", &[&source.key()])
    }

    /// A model's submissions, newest first.
    pub fn submissions(&self, model: ModelId) -> Result<Vec<Row<Submission>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }

    /// A model's drift events, newest first.
    pub fn drifts(&self, model: ModelId) -> Result<Vec<Row<DriftEvent>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }

    /// A model's incidents, newest first.
    pub fn incidents(&self, model: ModelId) -> Result<Vec<Row<Incident>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }

    /// Models that depend on this one and are not retired.
    pub fn dependents(&self, model: ModelId) -> Result<Vec<ModelId>, Refusal> {
        let clause = "stage <> 'retired' AND number IN (SELECT number FROM model INDEXED BY model_dependencies
             WHERE dependencies IS NOT NULL AND instr('; ' || dependencies || ';', '; ' || ?1 || ';') > 0) ORDER BY number";
        let rows = self.select::<crate::domain::record::Model>(clause, &[&model.to_string()])?;
        Ok(rows.iter().map(|row| ModelId(row.number)).collect())
    }

    /// A model's decisions, newest first.
    pub fn decisions(&self, model: ModelId) -> Result<Vec<Row<Decision>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }
}
