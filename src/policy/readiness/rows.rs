//! What a tier needs, read off the records themselves: the one way in which operations, packets, lists
//! and pages ask.

use chrono::NaiveDate;

use super::{Basis, Dossier, Need, needs};
use crate::domain::ids::{AcceptanceId, ArtifactId};
use crate::domain::record::{Acceptance, Artifact, Assessment, Model, Row, Submission, Validation};
use crate::domain::states::{AcceptanceKind, AssessmentState};
use crate::policy::decision::{Residual, Subject};
use crate::policy::{Policy, acceptance, validation};

/// What is on record about a model beside its artifacts.
#[derive(Clone, Copy, Debug)]
pub struct Papers<'a> {
    /// Its assessments.
    pub assessments: &'a [Row<Assessment>],
    /// Its validations.
    pub validations: &'a [Row<Validation>],
    /// Its acceptances.
    pub acceptances: &'a [&'a Row<Acceptance>],
}

/// What a submission rests on today: its own assessment, and a validation of its version where the tier
/// needs one (R07). Outside a submission any final assessment and the latest validation count.
pub fn basis(model: &Model, submission: Option<&Row<Submission>>, papers: Papers<'_>, today: NaiveDate) -> Basis {
    // One that a later assessment has superseded was final.
    let was_final = |row: &&Row<Assessment>| row.fields.state != AssessmentState::Draft;
    let own = |row: &Row<Assessment>| submission.is_none_or(|one| row.submission.0 == one.number);
    let validations: Vec<&Validation> = papers.validations.iter().map(|row| &row.fields).collect();
    let before_validation = |one: &&&Row<Acceptance>| {
        one.kind == AcceptanceKind::UseBeforeValidation && acceptance::active_on(&one.fields, one.state.state, today)
    };
    let residual = Residual::default();
    let subject = Subject {
        model: Some(model),
        version: submission.map(|row| row.version.as_str()).unwrap_or_default(),
        residual: &residual,
        validations: &validations,
        acceptances: &[],
        today,
    };
    let accepted = papers.acceptances.iter().any(|one| before_validation(&one));
    Basis {
        assessed: papers.assessments.iter().filter(was_final).any(own),
        unvalidated: if accepted { None } else { validation::lacking(model, subject.validation()) },
    }
}

/// What a model's tier needs of its evidence, and how each kind stands today.
pub fn of_rows(
    policy: &Policy,
    today: NaiveDate,
    model: &Model,
    submission: Option<&Row<Submission>>,
    artifacts: &[Row<Artifact>],
    acceptances: &[&Row<Acceptance>],
) -> Vec<Need> {
    let artifacts: Vec<(ArtifactId, &Artifact)> =
        artifacts.iter().map(|row| (ArtifactId(row.number), &row.fields)).collect();
    let active = |one: &&&Row<Acceptance>| acceptance::active_on(&one.fields, one.state.state, today);
    let waivers: Vec<AcceptanceId> = acceptances.iter().filter(active).map(|one| AcceptanceId(one.number)).collect();
    let date = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&policy.time_zone.0).date_naive();
    let mut needs = needs(
        model.tier,
        &Dossier {
            model,
            artifacts: &artifacts,
            offered: submission.map(|row| row.offered.0.as_slice()).unwrap_or_default(),
            triggers: submission.map(|row| row.triggers.0.as_slice()).unwrap_or_default(),
            submitted_on: submission.and_then(|row| row.state.submitted_at.0).map(date),
            waivers: &waivers,
            today,
        },
        policy,
    );
    if submission.is_none() {
        // The submission itself counts as evidence; what was never submitted does not lack it.
        needs.retain(|need| !policy.artifact(&need.kind).is_some_and(|rule| rule.submission));
    }
    needs
}
