//! A model with everything that the record holds about it, read once: what the assessment, the model card
//! and the templates are made of.

use super::desk::Desk;
use crate::domain::Refusal;
use crate::domain::event::Reading;
use crate::domain::ids::{ItemId, ModelId, MonitorId, RiskId};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Decision, FollowUp, Incident, Model, Monitor, Risk, Row, Submission, Validation,
    Version,
};
use crate::domain::states::{Approval, AssessmentState, DecisionStatus, Dimension};
use crate::insight::packet::changed::{self, Changed};
use crate::policy::decision::{self, Residual};
use crate::policy::monitoring;
use crate::policy::readiness::{self, Need};

/// How many readings of a monitor are listed.
const READINGS: u32 = 5;

/// A monitor with its latest readings, newest first.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The monitor.
    pub monitor: Row<Monitor>,
    /// Its readings.
    pub readings: Vec<Reading>,
}

/// What the record holds about a model.
#[derive(Clone, Debug)]
pub struct ModelFile {
    /// The model.
    pub model: Row<Model>,
    /// Its versions, oldest first.
    pub versions: Vec<Row<Version>>,
    /// The version in question: the current one in production, else the latest; number 0 if there is none.
    pub version: Row<Version>,
    /// The submission at hand, if one is open.
    pub submission: Option<Row<Submission>>,
    /// Its evidence.
    pub artifacts: Vec<Row<Artifact>>,
    /// What its tier needs, and how that stands.
    pub needs: Vec<Need>,
    /// Its assessments, newest first.
    pub assessments: Vec<Row<Assessment>>,
    /// Its validations, newest first.
    pub validations: Vec<Row<Validation>>,
    /// Its risks, worst first.
    pub risks: Vec<Row<Risk>>,
    /// Its acceptances, newest first.
    pub acceptances: Vec<Row<Acceptance>>,
    /// Its follow-ups, the open ones first.
    pub followups: Vec<Row<FollowUp>>,
    /// Its monitors.
    pub monitors: Vec<Watched>,
    /// Dimensions that its tier needs and no monitor covers.
    pub unwatched: Vec<Dimension>,
    /// Its incidents, newest first.
    pub incidents: Vec<Row<Incident>>,
    /// Its decisions, newest first.
    pub decisions: Vec<Row<Decision>>,
    /// Models that depend on it.
    pub dependents: Vec<ModelId>,
    /// What changed since the board last approved it; none if it never did.
    pub changed: Option<Changed>,
    /// What the release gate says against the version that is worked on ([`ModelFile::at_hand`]).
    pub against: Vec<Refusal>,
    /// What it says against the version that is in use, where that is another one.
    pub against_in_use: Option<Vec<Refusal>>,
}

impl ModelFile {
    /// Reads a model.
    pub fn read(desk: &Desk<'_>, id: ModelId) -> Result<Self, Refusal> {
        let (view, policy, today) = (desk.view(), desk.policy(), desk.today);
        let model = view.get::<Model>(id.0)?;
        let version = view.gate_version(&model, None)?;
        let submission = view.submissions(id)?.into_iter().find(|row| row.state.state.is_open());
        let artifacts = view.artifacts(id)?;
        let acceptances = view.acceptances(id)?;
        let waivers: Vec<&Row<Acceptance>> = acceptances.iter().collect();
        let needs = readiness::of_rows(policy, today, &model.fields, submission.as_ref(), &artifacts, &waivers);
        let risks = view.risks(id)?;
        let mut monitors = Vec::new();
        for monitor in view.monitors(id)? {
            let readings = view.latest_readings(MonitorId(monitor.number), READINGS)?;
            monitors.push(Watched { monitor, readings });
        }
        let covered = monitoring::covered(monitors.iter().map(|one| &one.monitor.fields), model.tier, today, policy);
        let mut file = Self {
            versions: view.versions(id)?,
            version,
            submission,
            artifacts,
            needs,
            assessments: view.assessments(id)?,
            validations: view.validations(id)?,
            changed: changed::since_approval(view, policy, &model, &risks, ItemId(0))?,
            risks,
            acceptances,
            followups: view.followups(id)?,
            unwatched: readiness::missing_dimensions(&model.fields, &covered, policy),
            monitors,
            incidents: view.incidents(id)?,
            decisions: view.decisions(id)?,
            dependents: view.dependents(id)?,
            against: Vec::new(),
            against_in_use: None,
            model,
        };
        let gate = |version: Row<Version>| Ok(view.gate_dossier(version, policy, today)?.reasons(policy));
        file.against = gate(file.at_hand().clone())?;
        file.against_in_use =
            file.in_use().filter(|row| row.number != file.at_hand().number).cloned().map(gate).transpose()?;
        Ok(file)
    }

    /// The assessment that counts: the final one, else the newest draft.
    pub fn assessment(&self) -> Option<&Row<Assessment>> {
        let of = |state: AssessmentState| self.assessments.iter().find(move |row| row.fields.state == state);
        of(AssessmentState::Final).or_else(|| of(AssessmentState::Draft))
    }

    /// The version that is worked on: the open submission's, else the one in question.
    pub fn at_hand(&self) -> &Row<Version> {
        let named = self.submission.as_ref().map(|row| &row.version).filter(|label| !label.is_empty());
        named.and_then(|label| self.versions.iter().find(|row| row.label == *label)).unwrap_or(&self.version)
    }

    /// The version in question, if it is out: released, and not taken back.
    pub fn in_use(&self) -> Option<&Row<Version>> {
        Some(&self.version).filter(|row| row.released_on.0.is_some() && row.rolled_back_on.0.is_none())
    }

    /// The residual risk: the highest of the final assessment and the open risks (R02).
    pub fn residual(&self) -> Residual {
        let assessments: Vec<&Assessment> = self.assessments.iter().map(|row| &row.fields).collect();
        let risks: Vec<(RiskId, &Risk)> = self.risks.iter().map(|row| (RiskId(row.number), &row.fields)).collect();
        decision::residual(&assessments, &risks)
    }

    /// The final decision on which the version in question rests, if its approval holds on the desk's day.
    pub fn approval(&self, desk: &Desk<'_>) -> Option<&Row<Decision>> {
        let state = &self.version.state;
        let current = state.approval_valid_until.0.is_none_or(|last| last >= desk.today);
        let decision = self.decisions.iter().find(|row| row.number == state.approval_decision.0 && row.number > 0)?;
        let counts = matches!(decision.state.status, DecisionStatus::Final) && decision.outcome.releases();
        (matches!(state.approval, Approval::Approved | Approval::Conditional) && current && counts).then_some(decision)
    }
}
