//! Which outcomes the board may resolve, what an approval rests on and pins (R02, R05 to R08, R10,
//! R11), and how much a decision counts.

use chrono::{Months, NaiveDate};

use super::file::Policy;
use super::quorum::Quorum;
use super::validation::lacking;
use super::{acceptance, matter};
use crate::domain::ids::{AcceptanceId, RiskId};
use crate::domain::operation::RecordDecision;
use crate::domain::record::{Acceptance, Assessment, Model, Person, Risk, Validation};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{
    AcceptanceKind, AcceptanceState, AssessmentState, Band, DecisionStatus, EuClass, Opinion, Outcome, RiskState,
};
use crate::domain::text::{counted, excerpt, join_words};
use crate::domain::value::TierValue;

/// The risk that remains with a model (R02).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Residual {
    /// Likelihood times impact, the highest found; 0 if nothing is rated.
    pub score: i64,
    /// The open risks of the model that are high or critical.
    pub high_risks: Vec<RiskId>,
}

impl Residual {
    /// Its band.
    pub const fn band(&self) -> Option<Band> {
        Band::of_score(self.score)
    }

    /// Whether it needs an acceptance.
    pub fn is_high(&self) -> bool {
        self.band().is_some_and(|band| band >= Band::High)
    }
}

/// What a risk adds to the residual risk of its model: what remains of it while it is open.
pub fn counts(risk: &Risk) -> i64 {
    if risk.state.is_open() { risk.residual() } else { 0 }
}

/// Residual risk: the highest of the final assessment and the model's open risks.
pub fn residual(assessments: &[&Assessment], risks: &[(RiskId, &Risk)]) -> Residual {
    let rated = assessments.iter().filter(|one| one.state == AssessmentState::Final).map(|one| {
        let (likelihood, impact) = (one.residual_likelihood.0, one.residual_impact.0);
        let inherent = (one.inherent_likelihood.0, one.inherent_impact.0);
        let product = |(likelihood, impact): (Option<i64>, Option<i64>)| Some(likelihood? * impact?);
        product((likelihood, impact)).or_else(|| product(inherent)).unwrap_or(0)
    });
    let open = || risks.iter().filter(|(_, risk)| risk.state.is_open());
    let score = rated.chain(risks.iter().map(|(_, risk)| counts(risk))).max().unwrap_or(0);
    let high = open().filter(|(_, risk)| risk.residual_band().is_some_and(|band| band >= Band::High));
    Residual { score, high_risks: high.map(|(id, _)| *id).collect() }
}

/// An acceptance of the model, as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Granted<'a> {
    /// Which.
    pub id: AcceptanceId,
    /// What it says.
    pub acceptance: &'a Acceptance,
    /// Its state as recorded.
    pub state: AcceptanceState,
    /// Its accountable executive, if that handle is known.
    pub executive: Option<&'a Person>,
}

/// What the board decides upon, as it stands at the moment of the vote.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The model; none for procedure and portfolio-wide matters.
    pub model: Option<&'a Model>,
    /// The version's label; empty if none.
    pub version: &'a str,
    /// The residual risk.
    pub residual: &'a Residual,
    /// The model's validations.
    pub validations: &'a [&'a Validation],
    /// The model's acceptances.
    pub acceptances: &'a [Granted<'a>],
    /// The board's date.
    pub today: NaiveDate,
}

impl Subject<'_> {
    fn tier(&self) -> TierValue {
        self.model.map(|model| model.tier).unwrap_or_default()
    }

    /// The last issued validation of this version that still holds.
    pub fn validation(&self) -> Option<&Validation> {
        let holds = |one: &&&Validation| {
            one.issued_on.0.is_some_and(|day| day <= self.today)
                && one.valid_until.0.is_none_or(|last| last >= self.today)
                && (one.version.is_empty() || self.version.is_empty() || one.version.as_str() == self.version)
        };
        self.validations.iter().filter(holds).max_by_key(|one| one.issued_on).copied()
    }

    /// Acceptances in force today, or about to be by this motion, with nothing missing.
    fn in_force<'b>(&'b self, motion: &'b RecordDecision, policy: &'b Policy) -> impl Iterator<Item = &'b Granted<'b>> {
        self.acceptances.iter().filter(move |one| {
            let granted_now = one.state == AcceptanceState::Proposed
                && motion.acceptances.0.contains(&one.id)
                && acceptance::effective_from(one.acceptance, self.today) <= self.today
                && acceptance::grant(one.acceptance, self.tier(), one.executive, self.today, policy).is_ok();
            let by_executive = one.executive.is_some_and(|person| person.accountable_exec.0);
            granted_now || (by_executive && acceptance::active_on(one.acceptance, one.state, self.today))
        })
    }
}

/// Everything that forbids this motion, whatever the vote; empty if it may be put.
pub fn obstacles(motion: &RecordDecision, subject: &Subject<'_>, policy: &Policy) -> Vec<Refusal> {
    let mut found = form(motion, subject);
    match motion.outcome {
        Outcome::Approve | Outcome::Conditional => {
            found.extend(unfit(motion.outcome, subject));
            found.extend(unpinned(subject));
            found.extend(unvalidated(motion, subject, policy));
            found.extend(unaccepted(motion, subject, policy));
        }
        Outcome::AcceptRisk => {
            found.extend(unfit(motion.outcome, subject));
            found.extend(ungranted(motion, subject, policy));
        }
        Outcome::Suspend | Outcome::Revoke | Outcome::Retire if subject.model.is_none() => {
            let sentence = format!("`{}` needs a model", motion.outcome);
            found.push(Refusal::state("outcome", sentence).hint("put it on an item about a model"));
        }
        Outcome::SetTier => found.extend(untiered(motion, subject)),
        Outcome::Defer
        | Outcome::Reject
        | Outcome::Suspend
        | Outcome::Revoke
        | Outcome::Retire
        | Outcome::Escalate
        | Outcome::Procedural => {}
    }
    found.extend(matter::obstacle(motion, policy));
    found
}

/// Refuses a motion with the first thing that forbids it.
pub fn check(motion: &RecordDecision, subject: &Subject<'_>, policy: &Policy) -> Result<(), Refusal> {
    obstacles(motion, subject, policy).into_iter().next().map_or(Ok(()), Err)
}

/// What forbids each outcome on this subject before anything is typed: for the form, which shows a
/// closed outcome with its reason. What the form itself will ask for does not count.
pub fn closed_outcomes(subject: &Subject<'_>, policy: &Policy) -> Vec<(Outcome, Option<Refusal>)> {
    let motion = RecordDecision::default();
    Outcome::ALL
        .iter()
        .map(|outcome| {
            let refusal = match outcome {
                Outcome::Approve | Outcome::Conditional => unfit(*outcome, subject)
                    .or_else(|| unpinned(subject))
                    .or_else(|| unvalidated(&motion, subject, policy))
                    .or_else(|| unaccepted(&motion, subject, policy)),
                Outcome::AcceptRisk => unfit(*outcome, subject),
                Outcome::SetTier | Outcome::Suspend | Outcome::Revoke | Outcome::Retire if subject.model.is_none() => {
                    Some(Refusal::state("outcome", format!("`{outcome}` needs a model")).hint("choose another outcome"))
                }
                Outcome::SetTier
                | Outcome::Suspend
                | Outcome::Revoke
                | Outcome::Retire
                | Outcome::Defer
                | Outcome::Reject
                | Outcome::Escalate
                | Outcome::Procedural => None,
            };
            (*outcome, refusal)
        })
        .collect()
}

/// R06 and the fields that an outcome cannot do without.
fn form(motion: &RecordDecision, subject: &Subject<'_>) -> Vec<Refusal> {
    let mut found = Vec::new();
    let conditions = &motion.conditions.0;
    let incomplete = |sentence: String, hint: &str| {
        Refusal::rule(6, "conditions", sentence).hint(hint).remedy(Remedy::CompleteConditions)
    };
    if motion.outcome == Outcome::Conditional && conditions.is_empty() {
        found.push(incomplete("a conditional approval needs a condition".into(), "write it as: text @owner +3w !pre"));
    }
    if motion.outcome == Outcome::Approve && !conditions.is_empty() {
        let hint = "choose conditional, or drop the conditions";
        found.push(incomplete(
            format!("an approval with {} is conditional", counted_conditions(conditions.len())),
            hint,
        ));
    }
    for condition in conditions {
        let missing: Vec<&str> = [
            (condition.owner.is_empty(), "an owner"),
            (condition.due.0.is_none(), "a due date"),
            (condition.closing_test().trim().is_empty(), "a closing test"),
        ]
        .into_iter()
        .filter_map(|(lacks, what)| lacks.then_some(what))
        .collect();
        let name = excerpt(&condition.text);
        if !missing.is_empty() {
            let sentence = format!("the condition `{name}` lacks {}", join_words(&missing, "and"));
            found.push(incomplete(sentence, "write it as: text @owner +3w !pre"));
        } else if let Some(due) = condition.due.0.filter(|due| *due < subject.today) {
            found.push(incomplete(format!("the condition `{name}` was due on {due}"), "set a date from today on"));
        }
    }
    if motion.outcome == Outcome::Escalate {
        if motion.escalated_to.is_empty() {
            found.push(Refusal::data("escalated_to", "an escalation names to whom").hint("enter a handle"));
        }
        if motion.answer_due.0.is_none_or(|due| due < subject.today) {
            found.push(Refusal::data("answer_due", "an escalation names by when").hint("enter a date from today on"));
        }
    }
    if let Some(last) = motion.valid_until.0.filter(|last| *last < subject.today) {
        found.push(
            Refusal::data("valid_until", format!("{last} is past")).hint("enter a later date, or leave it blank"),
        );
    }
    found
}

fn counted_conditions(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "condition")
}

/// R08, and prohibited practices: no vote releases these.
fn unfit(outcome: Outcome, subject: &Subject<'_>) -> Option<Refusal> {
    if subject.model.is_some_and(|model| model.eu_class == EuClass::Prohibited) {
        let sentence = "the use is a prohibited practice, which no vote can release";
        return Some(Refusal::state("eu_class", sentence).hint("reject, suspend or retire, or correct the class"));
    }
    let validation = subject.validation().filter(|one| one.opinion == Opinion::NotFit)?;
    let sentence =
        format!("the validation by {} says not fit, and `{outcome}` cannot outvote it", validation.validator);
    Some(Refusal::rule(8, "outcome", sentence).hint("reject, defer, escalate or suspend"))
}

/// R10 and R11: what an approval pins must be there.
fn unpinned(subject: &Subject<'_>) -> Option<Refusal> {
    let Some(model) = subject.model else {
        return Some(Refusal::rule(10, "model", "an approval is of a model").hint("put it on an item about a model"));
    };
    let edit =
        |rule, field, sentence, hint| Some(Refusal::rule(rule, field, sentence).hint(hint).remedy(Remedy::EditRecord));
    if subject.version.is_empty() {
        return edit(10, "version", "an approval is of a version", "name the version in the submission");
    }
    if model.purpose.as_str().trim().is_empty() && model.approved_uses.as_str().trim().is_empty() {
        return edit(10, "purpose", "an approval is for an intended use", "write the model's purpose");
    }
    if model.tier.0.is_none() {
        return edit(10, "tier", "an approval is under a tier", "set the tier with its rationale");
    }
    if model.tier_rationale.as_str().trim().is_empty() {
        return edit(11, "tier_rationale", "the tier has no rationale", "write one sentence an auditor can follow");
    }
    if model.tier_provisional.0 {
        return edit(11, "tier", "the tier is provisional", "answer the unknown questions, or set the tier");
    }
    if subject.residual.band().is_none() {
        return edit(10, "residual", "an approval states the residual risk", "finalise the assessment");
    }
    None
}

/// R07.
fn unvalidated(motion: &RecordDecision, subject: &Subject<'_>, policy: &Policy) -> Option<Refusal> {
    if subject.in_force(motion, policy).any(|one| one.acceptance.kind == AcceptanceKind::UseBeforeValidation) {
        return None;
    }
    lacking(subject.model?, subject.validation())
}

/// R02.
fn unaccepted(motion: &RecordDecision, subject: &Subject<'_>, policy: &Policy) -> Option<Refusal> {
    if !subject.residual.is_high() {
        return None;
    }
    let covering: Vec<&Acceptance> = subject
        .in_force(motion, policy)
        .map(|one| one.acceptance)
        .filter(|one| one.kind == AcceptanceKind::Risk)
        .collect();
    let band = subject.residual.band().unwrap_or_default();
    let uncovered: Vec<String> = subject
        .residual
        .high_risks
        .iter()
        .filter(|risk| !covering.iter().any(|one| one.risks.0.is_empty() || one.risks.0.contains(risk)))
        .map(ToString::to_string)
        .collect();
    let sentence = if covering.is_empty() {
        format!("the residual risk is {band}, and no acceptance by an accountable executive is active")
    } else if uncovered.is_empty() {
        return None;
    } else {
        format!("no active acceptance covers {}", join_words(&uncovered, "and"))
    };
    let waiting =
        |one: &&Granted<'_>| one.state == AcceptanceState::Proposed && one.acceptance.kind == AcceptanceKind::Risk;
    let hint = match subject.acceptances.iter().find(waiting) {
        Some(one) => format!("have {} signed, which is proposed; or mitigate the risk, or defer", one.id),
        None => "propose an acceptance, mitigate the risk, or defer".to_owned(),
    };
    Some(Refusal::rule(2, "residual", sentence).hint(hint).remedy(Remedy::ProposeAcceptance))
}

/// R01, for the acceptances that the motion would grant.
fn ungranted(motion: &RecordDecision, subject: &Subject<'_>, policy: &Policy) -> Vec<Refusal> {
    if motion.acceptances.0.is_empty() {
        return vec![
            Refusal::rule(1, "acceptances", "accepting a risk grants an acceptance, and none is named")
                .hint("name a proposed acceptance")
                .remedy(Remedy::ProposeAcceptance),
        ];
    }
    let refusal = |id: &AcceptanceId| match subject.acceptances.iter().find(|one| one.id == *id) {
        None => Some(Refusal::rule(1, id.to_string(), "is no acceptance of this model").hint("name one that is")),
        Some(one) if one.state != AcceptanceState::Proposed => {
            Some(Refusal::rule(1, id.to_string(), format!("is {} already", one.state)).hint("name a proposed one"))
        }
        Some(one) => acceptance::grant(one.acceptance, subject.tier(), one.executive, subject.today, policy).err(),
    };
    motion.acceptances.0.iter().filter_map(refusal).collect()
}

/// R11.
fn untiered(motion: &RecordDecision, subject: &Subject<'_>) -> Option<Refusal> {
    if subject.model.is_none() {
        return Some(Refusal::rule(11, "model", "a tier is a model's").hint("put it on an item about a model"));
    }
    if motion.new_tier.0.is_none() {
        return Some(Refusal::rule(11, "new_tier", "no tier is named").hint("enter 1 to 4"));
    }
    motion.rationale.as_str().trim().is_empty().then(|| {
        Refusal::rule(11, "rationale", "a tier needs a rationale").hint("write one sentence an auditor can follow")
    })
}

/// How much a decision counts: lost is failed, carried without quorum or a function is provisional (R05).
pub const fn status(passed: bool, quorum: &Quorum) -> DecisionStatus {
    match (passed, quorum.stands()) {
        (false, _) => DecisionStatus::Failed,
        (true, false) => DecisionStatus::Provisional,
        (true, true) => DecisionStatus::Final,
    }
}

/// Whether a provisional decision has lapsed: a later quorate meeting is over without having ratified it (R05).
pub const fn provisional_lapsed(status: DecisionStatus, quorate_meeting_over: bool) -> bool {
    matches!(status, DecisionStatus::Provisional) && quorate_meeting_over
}

/// Whether a condition has lapsed: open on the day after its due date (R06).
pub fn condition_lapsed(open: bool, due: Option<NaiveDate>, today: NaiveDate) -> bool {
    open && due.is_some_and(|due| due < today)
}

/// The last day an approval holds unless the motion names one: the tier's revalidation, else its review.
pub fn default_valid_until(tier: TierValue, decided: NaiveDate, policy: &Policy) -> Option<NaiveDate> {
    let rules = policy.tier(tier)?;
    decided.checked_add_months(Months::new(rules.revalidation_months.unwrap_or(rules.review_months)))
}

/// When the model is to be reviewed next.
pub fn next_review(tier: TierValue, reviewed: NaiveDate, policy: &Policy) -> Option<NaiveDate> {
    reviewed.checked_add_months(Months::new(policy.tier(tier)?.review_months))
}

/// The state of a risk once the board has accepted it.
pub const fn risk_after_acceptance(state: RiskState) -> RiskState {
    match state {
        RiskState::Closed | RiskState::Mitigated => state,
        RiskState::Identified | RiskState::Assessed | RiskState::Treating | RiskState::Accepted => RiskState::Accepted,
    }
}

#[cfg(test)]
mod tests;
