//! The packet of an agenda item: everything the board has before it when it decides.
//!
//! What the rules ask of an item (parties, residual risk, validations, acceptances) is read elsewhere and
//! handed in as a [`Matter`], so that the packet and the vote can never tell two stories. The packet adds
//! what helps to judge: readiness, what changed since the last approval, precedents, evidence to read.

pub mod changed;
mod facts;
mod precedents;

use chrono::NaiveDate;

pub use changed::{Change, Changed};
pub use precedents::{Precedent, Relation};

use crate::domain::Refusal;
use crate::domain::ids::{AcceptanceId, ArtifactId, FollowUpId, ItemId, ModelId, RecordKind, RiskId};
use crate::domain::record::{
    Acceptance, Artifact, Decision, FollowUp, Item, Model, Person, Risk, Row, Submission, Validation,
};
use crate::domain::states::{
    AcceptanceKind, AcceptanceState, ArtifactState, Band, FollowUpKind, Gate, Opinion, RiskState,
};
use crate::domain::value::{Handle, TierValue};
use crate::policy::decision::Residual;
use crate::policy::readiness::Light;
use crate::policy::recusal::{self, Interest, Parties};
use crate::policy::{Policy, acceptance, followup, readiness};
use crate::store::View;
use crate::store::query::asof::OnDay;

/// What an item is about, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// The item.
    pub item: &'a Row<Item>,
    /// The submission, if it is about one.
    pub submission: Option<&'a Row<Submission>>,
    /// The model.
    pub model: Option<&'a Row<Model>>,
    /// The version's label; empty if none.
    pub version: &'a str,
    /// The residual risk.
    pub residual: &'a Residual,
    /// The model's validations, newest first.
    pub validations: &'a [Row<Validation>],
    /// The model's acceptances, with their executives.
    pub acceptances: &'a [(Row<Acceptance>, Option<Person>)],
    /// The model's risks.
    pub risks: &'a [Row<Risk>],
    /// Those who do not vote on it (R03).
    pub conflicts: &'a [Interest],
}

/// How complete the evidence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The light.
    pub light: Light,
    /// Kinds accepted or waived.
    pub settled: usize,
    /// Kinds the tier needs.
    pub total: usize,
    /// What is not settled: `validation-report (missing)`.
    pub missing: Vec<String>,
    /// What else keeps it from being ready, in sentences.
    pub unready: Vec<String>,
}

/// The validation that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validated {
    /// Its identifier.
    pub id: String,
    /// Its opinion.
    pub opinion: Opinion,
    /// Who validated.
    pub validator: Handle,
    /// In a line.
    pub summary: String,
    /// When it was issued.
    pub issued: Option<NaiveDate>,
    /// Until when it holds.
    pub until: Option<NaiveDate>,
}

/// An open risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskLine {
    /// Which.
    pub id: RiskId,
    /// Cause, event, consequence.
    pub statement: String,
    /// Residual product.
    pub score: i64,
    /// Its band, if rated.
    pub band: Option<Band>,
    /// Where it stands.
    pub state: RiskState,
    /// Who answers for it.
    pub owner: Handle,
}

/// An open follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpLine {
    /// Which.
    pub id: FollowUpId,
    /// Why it exists.
    pub kind: FollowUpKind,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub owner: Handle,
    /// By when.
    pub due: Option<NaiveDate>,
    /// Whether it binds before release.
    pub gate: Gate,
    /// Whether it is past its date.
    pub overdue: bool,
    /// What it comes from.
    pub source: String,
}

/// A follow-up as the packet and the minutes list it.
pub fn follow_up_line(row: &Row<FollowUp>, today: NaiveDate) -> FollowUpLine {
    FollowUpLine {
        id: FollowUpId(row.number),
        kind: row.kind,
        title: row.title.0.clone(),
        owner: row.owner.clone(),
        due: row.due.0,
        gate: row.gate,
        overdue: followup::is_overdue(row.state.state, row.due.0, today),
        source: row.source.0.map(|id| id.to_string()).unwrap_or_default(),
    }
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactLine {
    /// Which.
    pub id: ArtifactId,
    /// Its kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: ArtifactState,
    /// Where it lies.
    pub uri: String,
    /// When it came in.
    pub received: Option<NaiveDate>,
    /// Its Markdown, if it was kept.
    pub text: String,
}

/// Everything the board has before it on an item.
#[derive(Clone, Debug, Default)]
pub struct Packet {
    /// What it is about: `MDL-0142 credit-limit v4.2`.
    pub about: String,
    /// What is decided on beside it, where that is a record of its own: `RSK-0014 drift in segment B`.
    pub matter: Option<String>,
    /// How the decision reads that the item is about, if it is about one.
    pub decided: String,
    /// What is asked.
    pub ask: String,
    /// The tier.
    pub tier: TierValue,
    /// The tier's name.
    pub tier_name: String,
    /// Why this tier.
    pub tier_why: String,
    /// Whether the tier rests on unknown answers.
    pub tier_provisional: bool,
    /// How complete the evidence is; none where there is no model.
    pub readiness: Option<Readiness>,
    /// The residual risk.
    pub residual: Residual,
    /// Acceptances in force that cover risk.
    pub covered_by: Vec<AcceptanceId>,
    /// Whether R02 asks for an acceptance and none is in force.
    pub needs_acceptance: bool,
    /// The validation that counts.
    pub validation: Option<Validated>,
    /// Who owns the model.
    pub owner: Handle,
    /// Who built it.
    pub built: Vec<Handle>,
    /// Who asks.
    pub requester: Handle,
    /// Who does not vote, and why (R03).
    pub recused: Vec<Interest>,
    /// Whose part is shown although they may vote.
    pub disclosed: Vec<Interest>,
    /// Further facts, by label, for what is not a submission.
    pub facts: Vec<(&'static str, String)>,
    /// Open risks, worst first.
    pub risks: Vec<RiskLine>,
    /// Open follow-ups.
    pub followups: Vec<FollowUpLine>,
    /// What changed since the board last approved it.
    pub changed: Option<Changed>,
    /// What the board decided before on the like.
    pub precedents: Vec<Precedent>,
    /// Evidence, with text where it was kept.
    pub artifacts: Vec<ArtifactLine>,
}

impl Packet {
    /// Reads the packet of an item.
    pub fn of(view: &View<'_>, policy: &Policy, today: NaiveDate, matter: Matter<'_>) -> Result<Self, Refusal> {
        let mut packet = Self { facts: facts::of(view, matter.item, today)?, ..Self::default() };
        packet.matter = matter.item.matter().filter(|_| matter.model.is_some());
        if let Some(id) = matter.item.subject.0.filter(|id| id.kind == RecordKind::Decision) {
            packet.decided = view.get::<Decision>(id.number)?.fields.motion.0;
        }
        packet.about = match (matter.model, matter.item.subject.0) {
            (Some(model), _) => {
                let version = if matter.version.is_empty() { String::new() } else { format!(" v{}", matter.version) };
                format!("{} {}{version}", model.id(), model.name)
            }
            (None, Some(id)) => format!("{id} {}", view.title(id)?).trim_end().to_owned(),
            (None, None) => matter.item.title.0.clone(),
        };
        packet.ask = matter.submission.map_or_else(
            || matter.item.why.0.clone(),
            |row| if row.ask.is_empty() { row.summary.0.clone() } else { row.ask.0.clone() },
        );
        let Some(model) = matter.model else { return Ok(packet) };
        let id = ModelId(model.number);
        packet.tier = model.tier;
        packet.tier_name = policy.tier(model.tier).map(|rules| rules.name.clone()).unwrap_or_default();
        packet.tier_why.clone_from(&model.tier_rationale.0);
        packet.tier_provisional = model.tier_provisional.0;
        packet.residual = matter.residual.clone();
        packet.covered_by = covering(matter, today);
        packet.needs_acceptance = matter.residual.is_high() && packet.covered_by.is_empty();
        packet.validation = validated(matter, today);
        packet.people(model, matter);
        // A risk whose acceptance has run out is open, whether that is on the record yet or not.
        let risks = matter.risks.to_vec().on_day(view, today)?;
        packet.risks = risks.iter().filter(|row| row.state_is_open()).map(risk_line).collect();
        let followups = view.followups(id)?;
        packet.followups =
            followups.iter().filter(|row| row.state.state.is_open()).map(|row| follow_up_line(row, today)).collect();
        let artifacts = view.artifacts(id)?;
        packet.readiness = Some(ready(view, policy, today, model, matter, &artifacts)?);
        let here = ItemId(matter.item.number);
        packet.changed = changed::since_approval(view, policy, model, matter.risks, here)?;
        packet.precedents = precedents::of(view, policy, model, here)?;
        packet.artifacts = artifacts.into_iter().map(artifact_line).collect();
        Ok(packet)
    }

    fn people(&mut self, model: &Row<Model>, matter: Matter<'_>) {
        self.owner = model.owner.clone();
        self.built.clone_from(&model.developers.0);
        self.requester = matter.submission.map(|row| row.requester.clone()).unwrap_or_default();
        self.recused = matter.conflicts.to_vec();
        let validators: Vec<Handle> = matter.validations.iter().map(|row| row.validator.clone()).collect();
        let manager = Handle::default();
        let parties = Parties {
            model: &model.fields,
            requester: &self.requester,
            owner_manager: &manager,
            validators: &validators,
        };
        self.disclosed = recusal::disclosures(parties)
            .into_iter()
            .filter(|one| !recusal::is_conflicted(&one.person, matter.conflicts))
            .collect();
    }
}

trait Open {
    fn state_is_open(&self) -> bool;
}

impl Open for Row<Risk> {
    fn state_is_open(&self) -> bool {
        self.fields.state.is_open()
    }
}

fn risk_line(row: &Row<Risk>) -> RiskLine {
    RiskLine {
        id: RiskId(row.number),
        statement: row.statement.0.clone(),
        score: row.residual(),
        band: row.residual_band(),
        state: row.fields.state,
        owner: row.owner.clone(),
    }
}

fn artifact_line(row: Row<Artifact>) -> ArtifactLine {
    ArtifactLine {
        id: ArtifactId(row.number),
        kind: row.fields.kind.0,
        title: row.fields.title.0,
        state: row.fields.state,
        uri: row.fields.uri.0,
        received: row.fields.received.0,
        text: row.fields.text.0,
    }
}

/// Acceptances of risk in force, signed for by an accountable executive.
fn covering(matter: Matter<'_>, today: NaiveDate) -> Vec<AcceptanceId> {
    let in_force = |(row, executive): &&(Row<Acceptance>, Option<Person>)| {
        row.kind == AcceptanceKind::Risk
            && executive.as_ref().is_some_and(|person| person.accountable_exec.0)
            && acceptance::active_on(&row.fields, row.state.state, today)
    };
    matter.acceptances.iter().filter(in_force).map(|(row, _)| AcceptanceId(row.number)).collect()
}

/// Acceptances proposed and waiting for the board.
pub fn proposed(acceptances: &[(Row<Acceptance>, Option<Person>)]) -> Vec<AcceptanceId> {
    let waiting = acceptances.iter().filter(|(row, _)| row.state.state == AcceptanceState::Proposed);
    waiting.map(|(row, _)| AcceptanceId(row.number)).collect()
}

/// The validation that the rules of approval look at.
fn validated(matter: Matter<'_>, today: NaiveDate) -> Option<Validated> {
    let validations: Vec<&Validation> = matter.validations.iter().map(|row| &row.fields).collect();
    let subject = crate::policy::decision::Subject {
        model: matter.model.map(|row| &row.fields),
        version: matter.version,
        residual: matter.residual,
        validations: &validations,
        acceptances: &[],
        today,
    };
    let found = subject.validation()?;
    let row = matter.validations.iter().find(|row| std::ptr::eq(&raw const row.fields, found))?;
    Some(Validated {
        id: row.id().to_string(),
        opinion: row.opinion,
        validator: row.validator.clone(),
        summary: row.summary.0.clone(),
        issued: row.issued_on.0,
        until: row.valid_until.0,
    })
}

fn ready(
    view: &View<'_>,
    policy: &Policy,
    today: NaiveDate,
    model: &Row<Model>,
    matter: Matter<'_>,
    artifacts: &[Row<Artifact>],
) -> Result<Readiness, Refusal> {
    let acceptances: Vec<&Row<Acceptance>> = matter.acceptances.iter().map(|(row, _)| row).collect();
    let needs = readiness::of_rows(policy, today, &model.fields, matter.submission, artifacts, &acceptances);
    let assessments = view.assessments(ModelId(model.number))?;
    let papers =
        readiness::Papers { assessments: &assessments, validations: matter.validations, acceptances: &acceptances };
    let basis = readiness::basis(&model.fields, matter.submission, papers, today);
    let open = needs.iter().filter(|need| !need.is_settled());
    let unready = readiness::unready(&needs, &basis, &model.fields);
    Ok(Readiness {
        light: readiness::light(&needs),
        settled: needs.iter().filter(|need| need.is_settled()).count(),
        total: needs.len(),
        missing: open.map(|need| format!("{} ({})", need.kind, need.standing)).collect(),
        unready: unready
            .iter()
            .filter(|refusal| refusal.subject != "artifacts")
            .map(|refusal| format!("{} {}", refusal.subject, refusal.sentence))
            .collect(),
    })
}
