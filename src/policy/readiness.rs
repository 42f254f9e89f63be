//! Which evidence a model's tier asks for, what of it is there, and what that allows (R09).

mod rows;

use chrono::{Months, NaiveDate};

use super::file::{ArtifactRule, Policy};
use super::words::{ArtifactDue, Condition};
use crate::choice;
use crate::domain::ids::{AcceptanceId, ArtifactId};
use crate::domain::record::{Artifact, Model};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{Applies, ArtifactState, Dimension, Exposure, ModelKind, Origin};
use crate::domain::text::join_words;
use crate::domain::value::TierValue;
pub use rows::{Papers, basis, of_rows};

choice! {
    /// How a required kind of evidence stands, worst first.
    pub enum Standing {
        /// Nothing is there.
        #[default]
        Missing = "missing",
        /// Nobody has said whether it applies.
        Undecided = "undecided",
        /// It was rejected.
        Rejected = "rejected",
        /// It is past its date.
        Stale = "stale",
        /// The change at hand touches it.
        Touched = "touched",
        /// Submitted, not yet accepted.
        Submitted = "submitted",
        /// Waived by an active acceptance.
        Waived = "waived",
        /// Accepted and current.
        Accepted = "accepted",
    }
}

choice! {
    /// The readiness light of a submission.
    pub enum Light {
        /// Something required is missing, late or stale.
        #[default]
        Red = "red",
        /// All is there, not all accepted.
        Amber = "amber",
        /// All is accepted or waived.
        Green = "green",
    }
}

/// A required kind of evidence and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its kind.
    pub kind: String,
    /// Its label.
    pub label: String,
    /// By when.
    pub due: ArtifactDue,
    /// How it stands.
    pub standing: Standing,
    /// The artifact that says so.
    pub artifact: Option<ArtifactId>,
}

impl Need {
    /// Whether it is there in time for triage.
    pub fn is_there(&self) -> bool {
        self.standing >= Standing::Submitted
    }

    /// Whether it keeps a submission from being complete: due by then, and not there.
    pub fn is_lacking(&self) -> bool {
        self.due == ArtifactDue::Complete && !self.is_there()
    }

    /// Whether the board may decide on it.
    pub fn is_settled(&self) -> bool {
        self.standing >= Standing::Waived
    }
}

/// What the evidence is held against.
#[derive(Clone, Copy, Debug)]
pub struct Dossier<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its artifacts.
    pub artifacts: &'a [(ArtifactId, &'a Artifact)],
    /// Kinds that the submission says it brings.
    pub offered: &'a [String],
    /// Triggers of material change that the submission names.
    pub triggers: &'a [String],
    /// When it was submitted; none outside a submission. What came before it can be touched by its change.
    pub submitted_on: Option<NaiveDate>,
    /// The acceptances that are active today.
    pub waivers: &'a [AcceptanceId],
    /// The board's date.
    pub today: NaiveDate,
}

/// Whether a condition of the policy holds for a model.
pub fn applies(condition: Condition, model: &Model) -> Applies {
    let yes = |holds| if holds { Applies::Yes } else { Applies::No };
    match condition {
        Condition::Fairness => model.fairness_applies,
        Condition::Privacy => model.privacy_applies,
        Condition::Security => model.security_applies,
        Condition::Generative => match model.kind {
            ModelKind::Llm | ModelKind::Rag | ModelKind::Agent => Applies::Yes,
            ModelKind::Unknown => Applies::Unknown,
            ModelKind::Predictive
            | ModelKind::Ranking
            | ModelKind::Forecasting
            | ModelKind::Vision
            | ModelKind::Nlp
            | ModelKind::Other => Applies::No,
        },
        Condition::Exposed => match model.exposure {
            Exposure::CustomerFacing => Applies::Yes,
            Exposure::Internal if model.kind == ModelKind::Unknown => Applies::Unknown,
            Exposure::Internal => yes(model.kind == ModelKind::Agent),
            Exposure::Unknown => Applies::Unknown,
        },
        Condition::Vendor => match model.origin {
            Origin::FineTuned | Origin::OpenWeights => yes(!model.vendor.is_empty()),
            Origin::Unknown if model.vendor.is_empty() => Applies::Unknown,
            Origin::VendorApi | Origin::Unknown => Applies::Yes,
            Origin::InHouse => Applies::No,
        },
    }
}

/// Whether somebody has to say so, as against what the model's other fields show.
const fn is_declared(condition: Condition) -> bool {
    matches!(condition, Condition::Fairness | Condition::Privacy | Condition::Security)
}

/// Whether a tier (1 high to 4 minimal) needs what is asked from this tier upwards.
fn reaches(tier: TierValue, lowest: u8) -> bool {
    tier.0.is_none_or(|tier| tier <= i64::from(lowest))
}

/// What a tier needs, and how each kind stands, in the order of the policy. Without a tier all is
/// needed: nobody knows yet that it is not.
pub fn needs(tier: TierValue, dossier: &Dossier<'_>, policy: &Policy) -> Vec<Need> {
    policy
        .artifact
        .iter()
        .filter(|rule| reaches(tier, rule.tier))
        .filter_map(|rule| {
            let (standing, artifact) = match rule.when.map(|condition| (condition, applies(condition, dossier.model))) {
                Some((condition, Applies::No)) => {
                    // A declared no needs its reason; without one nobody has decided.
                    if !is_declared(condition) || !dossier.model.applicability_reason.as_str().trim().is_empty() {
                        return None;
                    }
                    (Standing::Undecided, None)
                }
                Some((_, Applies::Unknown)) => (Standing::Undecided, None),
                Some((_, Applies::Yes)) | None => best(rule, dossier, policy),
            };
            Some(Need { kind: rule.kind.clone(), label: rule.label.clone(), due: rule.due, standing, artifact })
        })
        .collect()
}

/// The best that is there of a kind or of those that will do instead.
fn best(rule: &ArtifactRule, dossier: &Dossier<'_>, policy: &Policy) -> (Standing, Option<ArtifactId>) {
    if rule.submission && dossier.submitted_on.is_some() {
        return (Standing::Accepted, None);
    }
    let kinds: Vec<&str> = [rule.kind.as_str()].into_iter().chain(rule.or.iter().map(String::as_str)).collect();
    let filed = dossier
        .artifacts
        .iter()
        .filter(|(_, artifact)| kinds.contains(&artifact.kind.as_str()))
        .map(|(id, artifact)| {
            (standing(artifact, policy.artifact(artifact.kind.as_str()).unwrap_or(rule), dossier), Some(*id))
        })
        .max_by_key(|(standing, id)| (*standing, *id));
    let offered = dossier.offered.iter().any(|kind| kinds.contains(&kind.as_str()));
    match filed {
        Some((standing, id)) if standing >= Standing::Submitted || !offered => (standing, id),
        _ if offered => (Standing::Submitted, None),
        other => other.unwrap_or_default(),
    }
}

/// How one artifact stands.
fn standing(artifact: &Artifact, rule: &ArtifactRule, dossier: &Dossier<'_>) -> Standing {
    match artifact.state {
        ArtifactState::Rejected => Standing::Rejected,
        ArtifactState::Waived if dossier.waivers.contains(&artifact.waived_by) => Standing::Waived,
        // A waiver ends with its acceptance.
        ArtifactState::Waived => Standing::Missing,
        ArtifactState::Submitted | ArtifactState::Accepted if is_stale(artifact, rule, dossier.today) => {
            Standing::Stale
        }
        ArtifactState::Submitted => Standing::Submitted,
        ArtifactState::Accepted if is_touched(artifact, rule, dossier) => Standing::Touched,
        ArtifactState::Accepted => Standing::Accepted,
    }
}

/// Whether an artifact is past its date, its own or its kind's.
pub fn is_stale(artifact: &Artifact, rule: &ArtifactRule, today: NaiveDate) -> bool {
    last_day(artifact, rule).is_some_and(|last| last < today)
}

/// The last day on which an artifact is not stale: its own, or else its kind's; none if it never is.
pub fn last_day(artifact: &Artifact, rule: &ArtifactRule) -> Option<NaiveDate> {
    let by_kind = || artifact.received.0?.checked_add_months(Months::new(rule.stale_after?));
    artifact.valid_until.0.or_else(by_kind)
}

/// An artifact from before the submission does not carry over a change that touches its kind.
fn is_touched(artifact: &Artifact, rule: &ArtifactRule, dossier: &Dossier<'_>) -> bool {
    let earlier = dossier.submitted_on.is_some_and(|submitted| artifact.received.0.is_none_or(|day| day < submitted));
    earlier && dossier.triggers.iter().any(|trigger| rule.touched_by.contains(trigger))
}

/// The light over a list of needs.
pub fn light(needs: &[Need]) -> Light {
    if needs.iter().all(Need::is_settled) {
        Light::Green
    } else if needs
        .iter()
        .all(|need| need.is_there() || need.due == ArtifactDue::Ready && need.standing == Standing::Missing)
    {
        Light::Amber
    } else {
        Light::Red
    }
}

/// What keeps a submission from being complete: the kinds due by then that are not there.
pub fn missing_for_complete(needs: &[Need]) -> Vec<&Need> {
    needs.iter().filter(|need| need.is_lacking()).collect()
}

fn listed(needs: &[&Need]) -> String {
    let words: Vec<String> = needs.iter().map(|need| format!("{} ({})", need.kind, need.standing)).collect();
    join_words(&words, "and")
}

/// Refuses triage while something due by then is not there.
pub fn complete(needs: &[Need]) -> Result<(), Refusal> {
    let missing = missing_for_complete(needs);
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::state("artifacts", format!("not complete: {}", listed(&missing)))
        .hint("return it with what is missing, or add the artifacts"))
}

/// What a submission rests on beside its artifacts.
#[derive(Clone, Debug, Default)]
pub struct Basis {
    /// Whether its own assessment is final.
    pub assessed: bool,
    /// Why it lacks the validation that its tier needs, if it does (R07).
    pub unvalidated: Option<Refusal>,
}

/// Everything that keeps a submission from being ready for the board.
pub fn unready(needs: &[Need], basis: &Basis, model: &Model) -> Vec<Refusal> {
    let mut found = Vec::new();
    let open: Vec<&Need> = needs.iter().filter(|need| !need.is_settled()).collect();
    if !open.is_empty() {
        let sentence = format!("not accepted or waived: {}", listed(&open));
        found.push(Refusal::state("artifacts", sentence).hint("accept them, or waive them by an acceptance"));
    }
    found.extend(unfounded(basis, model));
    found
}

/// The same without the artifacts: assessment, validation, tier.
pub fn unfounded(basis: &Basis, model: &Model) -> Vec<Refusal> {
    let mut found = Vec::new();
    if !basis.assessed {
        let hint = "record one with its ratings, for this submission, and finalise it";
        found.push(Refusal::state("assessment", "its own is not final").hint(hint));
    }
    found.extend(basis.unvalidated.clone());
    let edit = |sentence, hint| Refusal::rule(11, "tier", sentence).hint(hint).remedy(Remedy::EditRecord);
    if model.tier.0.is_none() {
        found.push(edit("the model has no tier", "set the tier with its rationale"));
    } else if model.tier_provisional.0 {
        found.push(edit("the tier is provisional", "answer the unknown questions, or set the tier"));
    }
    found
}

/// Refuses to schedule a submission of tier 1 or 2 while required evidence is open (R09).
pub fn may_schedule(tier: TierValue, needs: &[Need]) -> Result<(), Refusal> {
    evidenced(tier, needs, "scheduled", "accept them, or waive them by an acceptance")
}

/// Refuses to approve a tier 1 or 2 submission whose required artifacts are not accepted or waived any more (R09).
pub fn may_approve(tier: TierValue, needs: &[Need]) -> Result<(), Refusal> {
    evidenced(tier, needs, "approved", "accept them, waive them by an acceptance, or defer it")
}

/// Refuses to sign an approval outside a meeting while evidence that made it ready is not accepted or waived any
/// more, whatever the tier: no meeting looks at it first (R09).
pub fn may_sign(needs: &[Need]) -> Result<(), Refusal> {
    let open: Vec<&Need> = needs.iter().filter(|need| !need.is_settled()).collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(Refusal::rule(9, "artifacts", format!("nothing is signed with open evidence: {}", listed(&open)))
        .hint("accept them, waive them by an acceptance, or bring it before the board"))
}

fn evidenced(tier: TierValue, needs: &[Need], what: &str, hint: &str) -> Result<(), Refusal> {
    let open: Vec<&Need> = needs.iter().filter(|need| !need.is_settled()).collect();
    match tier.0.filter(|tier| *tier <= 2) {
        Some(tier) if !open.is_empty() => {
            let sentence = format!("tier {tier} is not {what} with open evidence: {}", listed(&open));
            Err(Refusal::rule(9, "artifacts", sentence).hint(hint))
        }
        _ => Ok(()),
    }
}

/// The dimensions that a model's monitors must cover; one whose condition is unknown counts.
pub fn dimensions(tier: TierValue, model: &Model, policy: &Policy) -> Vec<Dimension> {
    let holds = |condition: Condition| applies(condition, model) != Applies::No;
    let rules = policy.monitoring.dimension.iter().filter(|rule| reaches(tier, rule.tier));
    rules.filter(|rule| rule.when.is_none_or(holds)).map(|rule| rule.dimension).collect()
}

/// The dimensions that are needed and have no monitor.
pub fn missing_dimensions(model: &Model, defined: &[Dimension], policy: &Policy) -> Vec<Dimension> {
    dimensions(model.tier, model, policy).into_iter().filter(|dimension| !defined.contains(dimension)).collect()
}

#[cfg(test)]
mod tests;
