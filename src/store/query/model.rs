//! Models and what hangs on them: versions, evidence, risks, acceptances, decisions.

use crate::domain::Refusal;
use crate::domain::ids::{ModelId, RecordId};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Decision, FollowUp, Incident, Risk, Row, Submission, Validation, Version,
};
use crate::store::View;

impl View<'_> {
    /// The models of this name, whatever its case.
    pub fn models_named(&self, name: &str) -> Result<Vec<ModelId>, Refusal> {
        let rows = self.select::<crate::domain::record::Model>("name = ?1 COLLATE NOCASE ORDER BY number", &[&name])?;
        Ok(rows.iter().map(|row| ModelId(row.number)).collect())
    }

    /// A model's versions, oldest first.
    pub fn versions(&self, model: ModelId) -> Result<Vec<Row<Version>>, Refusal> {
        self.select("model = ?1 ORDER BY number", &[&model.0])
    }

    /// A version by its label.
    pub fn version(&self, model: ModelId, label: &str) -> Result<Option<Row<Version>>, Refusal> {
        Ok(self.select("model = ?1 AND label = ?2", &[&model.0, &label])?.pop())
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
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
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

    /// A model's incidents, newest first.
    pub fn incidents(&self, model: ModelId) -> Result<Vec<Row<Incident>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }

    /// Models that depend on this one and are not retired.
    pub fn dependents(&self, model: ModelId) -> Result<Vec<ModelId>, Refusal> {
        let clause = "stage <> 'retired' AND instr('; ' || dependencies || ';', '; ' || ?1 || ';') > 0 ORDER BY number";
        let rows = self.select::<crate::domain::record::Model>(clause, &[&model.to_string()])?;
        Ok(rows.iter().map(|row| ModelId(row.number)).collect())
    }

    /// A model's decisions, newest first.
    pub fn decisions(&self, model: ModelId) -> Result<Vec<Row<Decision>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }
}
