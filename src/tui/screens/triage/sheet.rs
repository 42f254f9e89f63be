//! What the questionnaire needs to know of a model or a submission, read once; what follows from the
//! answers is computed while they are given.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::board::{Env, policy_in_force};
use crate::domain::Refusal;
use crate::domain::ids::{AcceptanceId, ArtifactId, ModelId, RecordId, RecordKind};
use crate::domain::record::{Artifact, Model, Person, Submission};
use crate::domain::value::{Handle, Whole};
use crate::insight::list;
use crate::policy::Policy;
use crate::policy::acceptance::active_on;
use crate::policy::readiness::{self, Dossier, Need};
use crate::policy::recusal::{self, Interest, Parties};
use crate::policy::tiering::{Answers, Found, PastIncident, find};
use crate::store::View;

/// A model or submission before its tier is found.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What the questionnaire is about.
    pub id: RecordId,
    /// The model.
    pub model_id: ModelId,
    /// Its entry.
    pub model: Model,
    /// The submission, if it is one that is triaged.
    pub submission: Option<Submission>,
    /// When it was submitted.
    pub submitted_on: Option<NaiveDate>,
    /// The evidence on the model.
    pub artifacts: Vec<(ArtifactId, Artifact)>,
    /// The acceptances that are active.
    pub waivers: Vec<AcceptanceId>,
    /// The answers that its tier rests on.
    pub answers: Vec<String>,
    /// The model's incidents.
    pub incidents: Vec<PastIncident>,
    /// Everybody, for the signers of an override.
    pub people: Vec<Person>,
    /// How many open submissions each reviews, by handle.
    pub load: BTreeMap<String, u32>,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// The board's date.
    pub today: NaiveDate,
}

impl Sheet {
    /// Reads what is known of a submission or a model.
    pub fn read(view: &View<'_>, id: RecordId, env: &Env) -> Result<Self, Refusal> {
        let policy = policy_in_force(view)?;
        let date_of = |at| list::today(&policy, at).date;
        let today = date_of(env.now);
        let submission = match id.kind {
            RecordKind::Submission => Some(view.get::<Submission>(id.number)?),
            _ => None,
        };
        let model_id = submission.as_ref().map_or(ModelId(id.number), |row| row.model);
        let model = view.get::<Model>(model_id.0)?;
        let artifacts = view.artifacts(model_id)?;
        let acceptances = view.acceptances(model_id)?;
        let active = acceptances.iter().filter(|one| active_on(&one.fields, one.state.state, today));
        let waivers = active.map(|one| AcceptanceId(one.number)).collect();
        let incidents = view.incidents(model_id)?;
        let incidents = incidents.iter().filter_map(|one| PastIncident::of(&one.fields, policy.time_zone.0)).collect();
        let people = view.people()?.into_iter().map(|row| row.fields).collect();
        let submitted_on = submission.as_ref().and_then(|row| row.state.submitted_at.0).map(date_of);
        Ok(Self {
            id,
            model_id,
            model: model.fields,
            answers: model.state.tier_answers.0,
            submission: submission.map(|row| row.fields),
            submitted_on,
            artifacts: artifacts.into_iter().map(|row| (ArtifactId(row.number), row.fields)).collect(),
            waivers,
            incidents,
            people,
            load: view.reviewer_load()?,
            policy,
            today,
        })
    }

    /// What the answers come to.
    pub fn found(&self, answers: &Answers) -> Found {
        find(answers, &self.model, &self.incidents, self.today, &self.policy)
    }

    /// The evidence that a tier asks for, and how it stands.
    pub fn needs(&self, tier: u8) -> Vec<Need> {
        let artifacts: Vec<(ArtifactId, &Artifact)> = self.artifacts.iter().map(|(id, one)| (*id, one)).collect();
        let none: &[String] = &[];
        let dossier = Dossier {
            model: &self.model,
            artifacts: &artifacts,
            offered: self.submission.as_ref().map_or(none, |one| &one.offered.0),
            triggers: self.submission.as_ref().map_or(none, |one| &one.triggers.0),
            submitted_on: self.submitted_on,
            waivers: &self.waivers,
            today: self.today,
        };
        readiness::needs(Whole(Some(i64::from(tier))), &dossier, &self.policy)
    }

    /// Who may not sign an override: those with an interest.
    pub fn conflicts(&self) -> Vec<Interest> {
        let nobody = Handle::default();
        let manager = self.people.iter().find(|person| person.handle == self.model.owner).map(|owner| &owner.manager);
        recusal::conflicts(Parties {
            model: &self.model,
            requester: self.submission.as_ref().map_or(&nobody, |one| &one.requester),
            owner_manager: manager.unwrap_or(&nobody),
            validators: &[],
        })
    }
}
