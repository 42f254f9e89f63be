//! Tiers: from the questionnaire's answers, by hand within policy (R11), or by the board's decision.

use super::case::Case;
use super::model::check_tier;
use crate::domain::Refusal;
use crate::domain::event::{Event, TierChange};
use crate::domain::ids::{DecisionId, ModelId};
use crate::domain::operation::SetTier;
use crate::domain::record::{Model, Person, Row};
use crate::domain::text::join_words;
use crate::domain::value::{Handle, Handles, Prose, TierValue, Whole, Words};
use crate::policy::recusal::{self, Parties};
use crate::policy::tiering::{Answers, Found, PastIncident, find, may_override};

/// What is asked of a model's tier.
pub struct Ask<'a> {
    /// The tier; none is the one found from the answers.
    pub tier: TierValue,
    /// Why.
    pub rationale: &'a str,
    /// Whether it is provisional, where there are no answers to say so.
    pub provisional: bool,
    /// The answers; none keeps those that were given before.
    pub answers: &'a Words,
    /// Who signs an override.
    pub signers: &'a Handles,
    /// Who requests the submission, if it is one that is triaged.
    pub requester: &'a Handle,
}

/// Sets a model's tier.
pub fn set(case: &mut Case<'_>, ask: &SetTier) -> Result<(), Refusal> {
    let row = case.view.get::<Model>(ask.model.0)?;
    let requester = Handle::default();
    let ask = Ask {
        tier: ask.tier,
        rationale: ask.rationale.as_str(),
        provisional: ask.provisional.0,
        answers: &ask.answers,
        signers: &ask.signers,
        requester: &requester,
    };
    apply(case, &row, &ask).map(drop)
}

/// Sets a model's tier as asked; returns the model as it then stands.
pub fn apply(case: &mut Case<'_>, row: &Row<Model>, ask: &Ask<'_>) -> Result<Model, Refusal> {
    let Some((answers, found)) = found(case, row, ask.answers)? else {
        return by_hand(case, row, ask);
    };
    if found.blocked {
        let sentence = format!("policy forbids the use: {}", join_words(&found.reasons, "and"));
        return Err(Refusal::rule(11, "tier", sentence).hint("correct the answers, or end the submission"));
    }
    let to = ask.tier.0.and_then(|tier| u8::try_from(tier).ok()).unwrap_or(found.tier);
    check_override(case, row, &found, to, ask)?;
    let given = ask.rationale.trim();
    let rationale = match (to == found.tier, given.is_empty()) {
        (true, true) => found.rationale(),
        (true, false) => format!("{given}\n{}", found.rationale()),
        (false, _) => {
            let names: Vec<&str> = ask.signers.0.iter().map(Handle::as_str).collect();
            let signed =
                if names.is_empty() { String::new() } else { format!(", signed by {}", join_words(&names, "and")) };
            format!("{given}\noverride from tier {}{signed}; {}", found.tier, found.rationale())
        }
    };
    let mut after = row.fields.clone();
    after.tier.0 = Some(i64::from(to));
    after.tier_rationale = Prose(rationale);
    after.tier_provisional.0 = found.provisional();
    let basis = Basis {
        answers,
        score: Whole(Some(i64::from(found.score))),
        signers: if to > found.tier { ask.signers.clone() } else { Handles::default() },
    };
    say(case, row, &after, basis, DecisionId(0));
    Ok(after)
}

/// A tier without a questionnaire: it and its rationale are what was given.
fn by_hand(case: &mut Case<'_>, row: &Row<Model>, ask: &Ask<'_>) -> Result<Model, Refusal> {
    let mut after = row.fields.clone();
    if ask.tier.0.is_none() {
        return Err(Refusal::rule(11, "tier", format!("{} has no answers to take a tier from", row.id()))
            .hint("give the answers, or a tier with its rationale"));
    }
    after.tier = ask.tier;
    if !ask.rationale.trim().is_empty() || ask.tier != row.tier {
        after.tier_rationale = Prose(ask.rationale.to_owned());
    }
    after.tier_provisional.0 = ask.provisional;
    check_tier(&after)?;
    say(case, row, &after, Basis::of(row), DecisionId(0));
    Ok(after)
}

/// A tier that a revision of the entry sets: no floor of the answers on record is passed over.
pub fn revised(case: &mut Case<'_>, row: &Row<Model>, after: &Model) -> Result<(), Refusal> {
    within_floor(case, row, after.tier)?;
    say(case, row, after, Basis::of(row), DecisionId(0));
    Ok(())
}

/// A tier that the board resolves.
pub fn by_decision(
    case: &mut Case<'_>,
    row: &Row<Model>,
    tier: TierValue,
    rationale: &str,
    decision: DecisionId,
) -> Result<(), Refusal> {
    let mut after = row.fields.clone();
    after.tier = tier;
    after.tier_rationale = Prose(rationale.to_owned());
    after.tier_provisional.0 = false;
    check_tier(&after)?;
    within_floor(case, row, tier)?;
    say(case, row, &after, Basis::of(row), decision);
    Ok(())
}

/// Refuses a tier below the floor that the answers on record set.
fn within_floor(case: &Case<'_>, row: &Row<Model>, tier: TierValue) -> Result<(), Refusal> {
    let Some((_, found)) = found(case, row, &Words::default())? else { return Ok(()) };
    if tier.0.is_none_or(|tier| tier <= i64::from(found.floor)) {
        return Ok(());
    }
    let sentence = format!(
        "tier {tier} is below the floor of tier {}: {}",
        found.floor,
        join_words(&found.reasons, "and"),
        tier = tier.0.unwrap_or(0)
    );
    Err(Refusal::rule(11, "tier", sentence).hint("keep the tier, or correct the answers"))
}

/// What a tier rests on.
struct Basis {
    answers: Words,
    score: Whole<0, 100>,
    signers: Handles,
}

impl Basis {
    fn of(row: &Row<Model>) -> Self {
        Self { answers: row.state.tier_answers.clone(), score: row.state.tier_score, signers: Handles::default() }
    }
}

/// The answers with what they come to; none if there are none. Of those on record, what policy no longer
/// asks is left out.
fn found(case: &Case<'_>, row: &Row<Model>, asked: &Words) -> Result<Option<(Words, Found)>, Refusal> {
    let (words, answers) = if asked.0.is_empty() {
        let known = |entry: &&String| Answers::read(entry, case.policy).is_ok();
        let words = Words(row.state.tier_answers.0.iter().filter(known).cloned().collect());
        let answers = Answers::read(&words.0.join("; "), case.policy);
        (words, answers)
    } else {
        (asked.clone(), Answers::read(&asked.0.join("; "), case.policy))
    };
    if words.0.is_empty() {
        return Ok(None);
    }
    let answers = answers.map_err(|misread| misread.of("answers"))?;
    let zone = case.policy.time_zone.0;
    let incidents: Vec<PastIncident> = case
        .view
        .incidents(ModelId(row.number))?
        .iter()
        .filter_map(|incident| PastIncident::of(&incident.fields, zone))
        .collect();
    let found = find(&answers, &incidents, case.today, case.policy);
    Ok(Some((words, found)))
}

fn check_override(case: &Case<'_>, row: &Row<Model>, found: &Found, to: u8, ask: &Ask<'_>) -> Result<(), Refusal> {
    let mut signers: Vec<Person> = Vec::new();
    for handle in &ask.signers.0 {
        signers.push(case.view.known_person("signers", handle)?.fields);
    }
    let manager = case.view.person(&row.owner)?.map(|owner| owner.fields.manager).unwrap_or_default();
    let parties = Parties { model: &row.fields, requester: ask.requester, owner_manager: &manager, validators: &[] };
    let signing: Vec<&Person> = signers.iter().collect();
    may_override(found, to, ask.rationale, &signing, &recusal::conflicts(parties), case.policy)
}

fn say(case: &mut Case<'_>, row: &Row<Model>, after: &Model, basis: Basis, decision: DecisionId) {
    let state = &row.state;
    let same = (after.tier, &after.tier_rationale, after.tier_provisional, &basis.answers, basis.score)
        == (row.tier, &row.tier_rationale, row.tier_provisional, &state.tier_answers, state.tier_score);
    if same {
        return;
    }
    case.say(Event::TierSet(TierChange {
        model: ModelId(row.number),
        from: row.tier.0.unwrap_or(0),
        to: after.tier.0.unwrap_or(0),
        rationale_before: row.tier_rationale.0.clone(),
        rationale: after.tier_rationale.0.clone(),
        provisional_before: row.tier_provisional.0,
        provisional: after.tier_provisional.0,
        decision,
        answers_before: state.tier_answers.clone(),
        answers: basis.answers,
        score_before: state.tier_score,
        score: basis.score,
        signers_before: state.tier_signers.clone(),
        signers: basis.signers,
    }));
}
