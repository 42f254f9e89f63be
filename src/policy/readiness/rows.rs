//! What a tier needs, read off the records themselves: the one way in which operations, packets, lists
//! and pages ask.

use chrono::NaiveDate;

use super::{Dossier, Need, needs};
use crate::domain::ids::{AcceptanceId, ArtifactId};
use crate::domain::record::{Acceptance, Artifact, Model, Row, Submission};
use crate::policy::{Policy, acceptance};

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
