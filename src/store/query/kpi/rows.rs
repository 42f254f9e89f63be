//! Records as the KPIs look at them. Of a register that only grows, a formula asks for a few fields: the others are
//! not read, and not kept.

use crate::domain::ids::{ModelId, RecordId};
use crate::domain::moment::Moment;
use crate::domain::record::{FollowUp, Model, Record, Risk, Row, Submission};
use crate::domain::states::{
    AcceptanceState, Applies, Exposure, FollowUpKind, FollowUpState, Gate, GateResult, ModelKind, Origin, RiskCategory,
    RiskState, Stage, SubmissionState, Treatment,
};
use crate::domain::value::{Day, Line};

/// What is kept of a record.
pub trait Fact: for<'a> From<&'a Row<Self::Of>> {
    /// The record.
    type Of: Record;
    /// The columns that it is made of.
    const COLUMNS: &'static [&'static str];
    /// Its number.
    fn number(&self) -> u32;

    /// Its identifier.
    fn id(&self) -> RecordId {
        RecordId { kind: Self::Of::KIND, number: self.number() }
    }
}

/// A model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFact {
    /// Its number.
    pub number: u32,
    /// Whether somebody owns it.
    pub owned: bool,
    /// Whether its purpose is written down.
    pub purposed: bool,
    /// Whose it is, in lower case.
    pub business_unit: Box<str>,
    /// What it is.
    pub kind: ModelKind,
    /// Where it comes from.
    pub origin: Origin,
    /// Who sells it.
    pub vendor: Box<str>,
    /// Who meets it.
    pub exposure: Exposure,
    /// Whether fairness applies.
    pub fairness_applies: Applies,
    /// Whether privacy applies.
    pub privacy_applies: Applies,
    /// Whether AI security applies.
    pub security_applies: Applies,
}

impl ModelFact {
    /// The model with the fields on which policy judges, the others blank.
    pub fn judged(&self) -> Model {
        Model {
            kind: self.kind,
            origin: self.origin,
            vendor: Line(self.vendor.to_string()),
            exposure: self.exposure,
            fairness_applies: self.fairness_applies,
            privacy_applies: self.privacy_applies,
            security_applies: self.security_applies,
            ..Model::default()
        }
    }
}

impl From<&Row<Model>> for ModelFact {
    fn from(row: &Row<Model>) -> Self {
        Self {
            number: row.number,
            owned: !row.owner.is_empty(),
            purposed: !row.purpose.is_empty(),
            business_unit: row.business_unit.as_str().to_lowercase().into(),
            kind: row.kind,
            origin: row.origin,
            vendor: row.vendor.as_str().into(),
            exposure: row.exposure,
            fairness_applies: row.fairness_applies,
            privacy_applies: row.privacy_applies,
            security_applies: row.security_applies,
        }
    }
}

impl Fact for ModelFact {
    type Of = Model;
    const COLUMNS: &'static [&'static str] = &[
        "owner",
        "purpose",
        "business_unit",
        "kind",
        "origin",
        "vendor",
        "exposure",
        "fairness_applies",
        "privacy_applies",
        "security_applies",
    ];

    fn number(&self) -> u32 {
        self.number
    }
}

/// A submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmissionFact {
    /// Its number.
    pub number: u32,
    /// Its model.
    pub model: ModelId,
}

impl From<&Row<Submission>> for SubmissionFact {
    fn from(row: &Row<Submission>) -> Self {
        Self { number: row.number, model: ModelId(row.model.0) }
    }
}

impl Fact for SubmissionFact {
    type Of = Submission;
    const COLUMNS: &'static [&'static str] = &["model"];

    fn number(&self) -> u32 {
        self.number
    }
}

/// A risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskFact {
    /// Its number.
    pub number: u32,
    /// Its model; 0 if it is the portfolio's.
    pub model: ModelId,
    /// What sort.
    pub category: RiskCategory,
    /// By when it is to be mitigated.
    pub phase: Gate,
    /// What is done about it.
    pub treatment: Treatment,
    /// Where it stands.
    pub state: RiskState,
    /// Likelihood times impact before controls.
    pub inherent: i64,
    /// Likelihood times impact that remain.
    pub residual: i64,
}

impl From<&Row<Risk>> for RiskFact {
    fn from(row: &Row<Risk>) -> Self {
        Self {
            number: row.number,
            model: ModelId(row.model.0),
            category: row.category,
            phase: row.phase,
            treatment: row.fields.treatment,
            state: row.fields.state,
            inherent: row.inherent(),
            residual: row.fields.residual(),
        }
    }
}

impl Fact for RiskFact {
    type Of = Risk;
    const COLUMNS: &'static [&'static str] = &[
        "model",
        "category",
        "phase",
        "treatment",
        "state",
        "likelihood",
        "impact",
        "residual_likelihood",
        "residual_impact",
    ];

    fn number(&self) -> u32 {
        self.number
    }
}

/// A follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowUpFact {
    /// Its number.
    pub number: u32,
    /// What sort.
    pub kind: FollowUpKind,
    /// Where it stands.
    pub state: FollowUpState,
    /// When it is due.
    pub due: Day,
    /// When it was due first.
    pub original_due: Day,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was closed or cancelled.
    pub closed_at: Moment,
    /// Whether its date was moved.
    pub extended: bool,
}

impl From<&Row<FollowUp>> for FollowUpFact {
    fn from(row: &Row<FollowUp>) -> Self {
        Self {
            number: row.number,
            kind: row.kind,
            state: row.state.state,
            due: row.due,
            original_due: row.state.original_due,
            opened_at: row.state.opened_at,
            closed_at: row.state.closed_at,
            extended: row.state.extensions.0.is_some_and(|count| count > 0),
        }
    }
}

impl Fact for FollowUpFact {
    type Of = FollowUp;
    const COLUMNS: &'static [&'static str] =
        &["kind", "due", "state", "original_due", "opened_at", "closed_at", "extensions"];

    fn number(&self) -> u32 {
        self.number
    }
}

/// The word of a state that a step can come to: one for all steps that came to it.
pub fn state_word(word: &str) -> Option<&'static str> {
    let known =
        [SubmissionState::WORDS, RiskState::WORDS, Stage::WORDS, AcceptanceState::WORDS, GateResult::WORDS].into_iter();
    known.flatten().copied().find(|known| *known == word)
}

/// The steps of every record.
#[derive(Clone, Debug, Default)]
pub struct Steps<S>(Vec<(RecordId, S)>);

impl<S> Steps<S> {
    /// Steps in the order in which they were taken, put to their records.
    pub fn of_all(mut steps: Vec<(RecordId, S)>) -> Self {
        steps.sort_by_key(|(id, _)| *id);
        Self(steps)
    }

    /// A record's steps, oldest first.
    pub fn of(&self, id: RecordId) -> impl DoubleEndedIterator<Item = &S> {
        let from = self.0.partition_point(|(known, _)| *known < id);
        let rest = self.0.get(from..).unwrap_or_default();
        rest[..rest.partition_point(|(known, _)| *known == id)].iter().map(|(_, step)| step)
    }

    /// One more step of a record, its last.
    pub fn push(&mut self, id: RecordId, step: S) {
        let at = self.0.partition_point(|(known, _)| *known <= id);
        self.0.insert(at, (id, step));
    }
}
