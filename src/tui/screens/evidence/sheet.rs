//! What there is on a submission or a model, read once: evidence by kind, assessment, validation, and
//! what keeps it from the board.

use crate::board::{Env, policy_in_force};
use crate::domain::Refusal;
use crate::domain::ids::{ArtifactId, AssessmentId, ModelId, RecordId, RecordKind, ValidationId};
use crate::domain::record::{Assessment, Model, Row, Submission};
use crate::domain::states::{AssessmentState, SubmissionState};
use crate::insight::list;
use crate::policy::Policy;
use crate::policy::readiness::{self, Need, Standing};
use crate::store::View;

/// A piece of evidence as it is listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// What it is called, or where it lies.
    pub title: String,
    /// Whether its text can be read here.
    pub has_text: bool,
}

/// The evidence on a submission or a model.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// The model.
    pub model: ModelId,
    /// Its name.
    pub name: String,
    /// The version that is asked about.
    pub version: String,
    /// The submission's state, if it is one.
    pub state: Option<SubmissionState>,
    /// Each kind that the tier asks for.
    pub needs: Vec<Need>,
    /// The pieces behind them, by number.
    pub pieces: Vec<(ArtifactId, Piece)>,
    /// The field of the model that says whether a kind applies, by kind.
    pub deciding: Vec<(String, &'static str)>,
    /// Kinds that the submission says it brings and nobody has recorded, by the kind that is asked for.
    pub offered: Vec<(String, String)>,
    /// The assessment that counts, its own or (of a model) any: final, else in draft.
    pub assessment: Option<(AssessmentId, AssessmentState)>,
    /// A validation of the version that is recorded and not issued.
    pub planned: Option<ValidationId>,
    /// The newest final assessment that another submission of the model rests on.
    pub earlier: Option<AssessmentId>,
    /// What keeps a submission from being ready.
    pub obstacles: Vec<String>,
}

impl Dossier {
    /// Reads it.
    pub fn read(view: &View<'_>, id: RecordId, env: &Env) -> Result<Self, Refusal> {
        let policy = policy_in_force(view)?;
        let today = list::today(&policy, env.now).date;
        let submission = match id.kind {
            RecordKind::Submission => Some(view.get::<Submission>(id.number)?),
            _ => None,
        };
        let model_id = submission.as_ref().map_or(ModelId(id.number), |row| row.model);
        let model = view.get::<Model>(model_id.0)?;
        let artifacts = view.artifacts(model_id)?;
        let acceptances = view.acceptances(model_id)?;
        let acceptances: Vec<_> = acceptances.iter().collect();
        let needs = readiness::of_rows(&policy, today, &model.fields, submission.as_ref(), &artifacts, &acceptances);
        let assessments = view.assessments(model_id)?;
        let own = |row: &&Row<Assessment>| submission.as_ref().is_none_or(|one| row.submission.0 == one.number);
        let of = |state: AssessmentState| assessments.iter().filter(own).find(|row| row.fields.state == state);
        let assessment = of(AssessmentState::Final).or_else(|| of(AssessmentState::Draft));
        let others = assessments.iter().filter(|row| !own(row));
        let earlier = others.filter(|row| row.fields.state == AssessmentState::Final).max_by_key(|row| row.number);
        let validations = view.validations(model_id)?;
        let planned = validations.iter().rev().find(|row| {
            let of_version = submission.as_ref().is_none_or(|one| row.version == one.version);
            of_version && row.issued_on.0.is_none()
        });
        let papers =
            readiness::Papers { assessments: &assessments, validations: &validations, acceptances: &acceptances };
        let basis = readiness::basis(&model.fields, submission.as_ref(), papers, today);
        let obstacles = readiness::unready(&needs, &basis, &model.fields);
        let version =
            submission.as_ref().map_or_else(|| model.state.current_version.0.clone(), |row| row.version.0.clone());
        Ok(Self {
            model: model_id,
            name: model.name.0.clone(),
            version,
            state: submission.as_ref().map(|row: &Row<Submission>| row.state.state),
            deciding: needs
                .iter()
                .filter_map(|need| Some((need.kind.clone(), deciding(&policy, &need.kind)?)))
                .collect(),
            pieces: artifacts
                .iter()
                .map(|row| {
                    let title = if row.title.is_empty() { row.uri.0.clone() } else { row.title.0.clone() };
                    (ArtifactId(row.number), Piece { title, has_text: !row.text.is_empty() })
                })
                .collect(),
            offered: offered(&policy, &needs, submission.as_ref()),
            needs,
            assessment: assessment.map(|row| (AssessmentId(row.number), row.fields.state)),
            planned: planned.map(|row| ValidationId(row.number)),
            earlier: earlier.map(|row| AssessmentId(row.number)),
            obstacles: obstacles
                .into_iter()
                .map(|refusal| format!("{}: {}", refusal.subject, refusal.sentence))
                .collect(),
        })
    }

    /// The piece behind a need.
    pub fn piece(&self, need: &Need) -> Option<&Piece> {
        let id = need.artifact?;
        self.pieces.iter().find(|(known, _)| *known == id).map(|(_, piece)| piece)
    }
}

/// What is offered of what is asked for: the kind itself, else one that will do instead.
fn offered(policy: &Policy, needs: &[Need], submission: Option<&Row<Submission>>) -> Vec<(String, String)> {
    let Some(submission) = submission else { return Vec::new() };
    let brought = |need: &Need| {
        let instead = policy.artifact(&need.kind).map_or(&[][..], |rule| &rule.or);
        let mut kinds = [&need.kind].into_iter().chain(instead);
        kinds.find(|kind| submission.offered.0.contains(*kind)).cloned()
    };
    let open = needs.iter().filter(|need| need.standing == Standing::Submitted && need.artifact.is_none());
    open.filter_map(|need| Some((need.kind.clone(), brought(need)?))).collect()
}

/// The field of the model in which somebody says whether a kind applies.
fn deciding(policy: &Policy, kind: &str) -> Option<&'static str> {
    use crate::policy::Condition;
    Some(match policy.artifact(kind)?.when? {
        Condition::Fairness => "fairness_applies",
        Condition::Privacy => "privacy_applies",
        Condition::Security => "security_applies",
        Condition::Generative => "kind",
        Condition::Exposed => "exposure",
        Condition::Vendor => "vendor",
    })
}
