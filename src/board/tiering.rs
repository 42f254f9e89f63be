//! Tiers: from the questionnaire's answers, by hand within policy (R11), or by the board's decision.

use super::case::Case;
use super::model::check_tier;
use super::{party, submission};
use crate::domain::Refusal;
use crate::domain::event::{Event, TierChange};
use crate::domain::field::Fields;
use crate::domain::ids::{DecisionId, ModelId, SubmissionId};
use crate::domain::operation::SetTier;
use crate::domain::record::{Model, Person, Row};
use crate::domain::text::join_words;
use crate::domain::value::{Handle, Handles, Prose, TierValue, Whole, Words};
use crate::policy::recusal::{self, Easing, Interest};
use crate::policy::tiering::{
    Answers, FLOOR_FIELDS, Found, PastIncident, below_floor, find, hold_against, in_force, may_override, measured_from,
    oddities, within_steps,
};

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
    let Some((words, answers)) = answers(case, row, ask.answers)? else {
        return by_hand(case, row, ask);
    };
    if !ask.answers.0.is_empty() {
        hold_against(&answers, &row.fields, case.policy)?;
        for oddity in oddities(&answers, &row.fields, case.policy) {
            case.note(format!("{oddity}: correct one of the two"));
        }
    }
    let mut found = find(&answers, &row.fields, &incidents(case, row)?, case.today, case.policy);
    if ask.answers.0.is_empty() && row.tier.0.is_some() {
        measure(case, row, &mut found)?;
    }
    refuse_blocked(&found)?;
    let to = ask.tier.0.and_then(|tier| u8::try_from(tier).ok()).unwrap_or(found.tier);
    check_override(case, row, &found, to, ask)?;
    // What an override adds is signed; what the answers lower is not.
    if lowers(row, Whole(Some(i64::from(to.min(found.tier))))) {
        may_lower(case, row, ask.requester)?;
    }
    let mut after = row.fields.clone();
    after.tier.0 = Some(i64::from(to));
    after.tier_rationale = Prose(rationale(&found, to, ask));
    after.tier_provisional.0 = found.provisional();
    let basis = Basis {
        answers: words,
        score: Whole(Some(i64::from(found.score))),
        signers: if to > found.tier { ask.signers.clone() } else { Handles::default() },
    };
    say(case, row, &after, basis, DecisionId(0));
    run_again(case, row, &after, SubmissionId(0))?;
    Ok(after)
}

fn refuse_blocked(found: &Found) -> Result<(), Refusal> {
    if !found.blocked {
        return Ok(());
    }
    let sentence = format!("policy forbids the use: {}", join_words(&found.reasons, "and"));
    Err(Refusal::rule(11, "tier", sentence).hint("correct the answers, or end the submission"))
}

/// The rationale as it is kept: what was given, the override with who signed it, and what the tier rests on.
fn rationale(found: &Found, to: u8, ask: &Ask<'_>) -> String {
    let given = ask.rationale.trim();
    if to == found.tier {
        return if given.is_empty() { found.rationale() } else { format!("{given}\n{}", found.rationale()) };
    }
    let names: Vec<&str> = ask.signers.0.iter().map(Handle::as_str).collect();
    let signed = if names.is_empty() { String::new() } else { format!(", signed by {}", join_words(&names, "and")) };
    format!(
        "Override from tier {} to tier {to}{signed}: {given}\nWithout the override: {}",
        found.tier,
        found.rationale()
    )
}

/// A tier without a questionnaire: it and its rationale are what was given, and the last tier that was no override
/// counts as the one found. To say again what is in force is none.
fn by_hand(case: &mut Case<'_>, row: &Row<Model>, ask: &Ask<'_>) -> Result<Model, Refusal> {
    let mut after = row.fields.clone();
    let Some(to) = ask.tier.0.and_then(|tier| u8::try_from(tier).ok()) else {
        return Err(Refusal::rule(11, "tier", format!("{} has no answers to take a tier from", row.id()))
            .hint("give the answers, or a tier with its rationale"));
    };
    let mut found = standing(case, row)?;
    refuse_blocked(&found)?;
    if lowers(row, ask.tier) {
        measure(case, row, &mut found)?;
    }
    after.tier = ask.tier;
    if !ask.rationale.trim().is_empty() || ask.tier != row.tier {
        after.tier_rationale = Prose(ask.rationale.to_owned());
    }
    after.tier_provisional.0 = ask.provisional;
    check_tier(&after)?;
    check_override(case, row, &found, to, ask)?;
    let lowered = row.tier.0.is_some() && to > found.tier;
    let mut basis = Basis::of(row, ask.tier);
    if lowered {
        after.tier_rationale = Prose(rationale(&found, to, ask));
        basis.signers = ask.signers.clone();
    }
    say(case, row, &after, basis, DecisionId(0));
    run_again(case, row, &after, SubmissionId(0))?;
    Ok(after)
}

/// A tier that a revision of the entry sets. Nobody signs there, so that it never goes down; a tier
/// that changes has a reason of its own.
pub fn revised(case: &mut Case<'_>, row: &Row<Model>, after: &Model) -> Result<(), Refusal> {
    let mut found = standing(case, row)?;
    if lowers(row, after.tier) {
        measure(case, row, &mut found)?;
    }
    refuse_below(&found, after.tier)?;
    if row.tier_provisional.0 && !after.tier_provisional.0 && found.provisional() {
        let sentence = format!("it is provisional while {} is not answered", join_words(&found.unknown, "and"));
        return Err(Refusal::rule(11, "tier_provisional", sentence)
            .hint(format!("answer it: boardroom model set-tier {} --answers KEY=VALUE", row.id())));
    }
    if after.tier != row.tier {
        let Some(to) = after.tier.0.and_then(|tier| u8::try_from(tier).ok()) else {
            return Err(Refusal::rule(11, "tier", format!("{} has a tier, and keeps one", row.id()))
                .hint("set another tier with its rationale"));
        };
        let requester = Handle::default();
        let same = after.tier_rationale == row.tier_rationale;
        let ask = Ask {
            tier: after.tier,
            rationale: if same && row.tier.0.is_some() { "" } else { after.tier_rationale.as_str() },
            provisional: after.tier_provisional.0,
            answers: &Words::default(),
            signers: &Handles::default(),
            requester: &requester,
        };
        check_override(case, row, &found, to, &ask).map_err(|refusal| match refusal.subject.as_str() {
            "signers" => {
                let how = format!("boardroom model set-tier {} --tier {to} --rationale WHY --signers A;B", row.id());
                refusal.hint(format!("set it with who signs: {how}"))
            }
            "rationale" => Refusal { subject: "tier_rationale".to_owned(), ..refusal },
            _ => refusal,
        })?;
    }
    say(case, row, after, Basis::of(row, after.tier), DecisionId(0));
    run_again(case, row, after, SubmissionId(0))
}

/// Refuses to register a model below what its own entry says.
pub fn registered(case: &Case<'_>, fields: &Model) -> Result<(), Refusal> {
    refuse_below(&in_force(fields, &[], case.today, case.policy), fields.tier)
}

/// A tier that the board resolves on an item; `decided` is the submission that the decision ends.
pub fn by_decision(
    case: &mut Case<'_>,
    row: &Row<Model>,
    tier: TierValue,
    rationale: &str,
    (decision, decided): (DecisionId, SubmissionId),
) -> Result<(), Refusal> {
    let mut after = row.fields.clone();
    after.tier = tier;
    after.tier_rationale = Prose(rationale.to_owned());
    after.tier_provisional.0 = false;
    check_tier(&after)?;
    let mut found = standing(case, row)?;
    refuse_below(&found, tier)?;
    if found.weighed.is_empty() {
        found.tier = last_sound(case, row)?.0.unwrap_or(found.tier);
    }
    if let Some(to) = tier.0.and_then(|tier| u8::try_from(tier).ok()).filter(|_| row.tier.0.is_some()) {
        within_steps(&found, to, case.policy)?;
    }
    say(case, row, &after, Basis::of(row, tier), decision);
    run_again(case, row, &after, decided)
}

/// The tier as found from the answers on record, or else as it is in force.
fn standing(case: &Case<'_>, row: &Row<Model>) -> Result<Found, Refusal> {
    let incidents = incidents(case, row)?;
    Ok(match answers(case, row, &Words::default())? {
        Some((_, answers)) => find(&answers, &row.fields, &incidents, case.today, case.policy),
        None => in_force(&row.fields, &incidents, case.today, case.policy),
    })
}

/// The last tier that was no override, if it ever changed, and the place in the log of what set it.
fn last_sound(case: &Case<'_>, row: &Row<Model>) -> Result<(Option<u8>, i64), Refusal> {
    let from = measured_from(&case.view.tier_steps(ModelId(row.number))?);
    let tier = from.and_then(|(tier, _)| u8::try_from(tier).ok()).filter(|tier| *tier > 0);
    let seq = match from.and_then(|(_, seq)| seq) {
        Some(seq) => seq,
        None => case.view.first_event(row.id())?.unwrap_or(0),
    };
    Ok((tier, seq))
}

/// Those with a part in a model, now or when the last tier was set that was no override.
fn parties(case: &Case<'_>, row: &Row<Model>, requester: &Handle) -> Result<Vec<Interest>, Refusal> {
    party::of_tier(case.view, row, requester, last_sound(case, row)?.1)
}

/// Refuses to lower a tier without a signature by whoever has a part in the model (R11).
pub(super) fn may_lower(case: &Case<'_>, row: &Row<Model>, requester: &Handle) -> Result<(), Refusal> {
    recusal::may_ease(Easing::Tier, "answers", &case.actor, &parties(case, row, requester)?)
}

/// Whether a tier is below the one in force.
fn lowers(row: &Row<Model>, to: TierValue) -> bool {
    row.tier.0.zip(to.0).is_some_and(|(before, to)| to > before)
}

/// Measures what is found without answers from the last tier that was no override, and holds the floors that the entry
/// set then.
fn measure(case: &Case<'_>, row: &Row<Model>, found: &mut Found) -> Result<(), Refusal> {
    let (last, seq) = last_sound(case, row)?;
    if found.weighed.is_empty() {
        found.tier = last.unwrap_or(found.tier);
    }
    let mut then = row.fields.clone();
    for (field, text) in case.view.stood(row.id(), seq)? {
        let at = Model::SPECS.iter().position(|spec| spec.name == field);
        if let Some(at) = at.filter(|_| FLOOR_FIELDS.contains(&field.as_str())) {
            then.set(at, &text, &case.reading()).map_err(|misread| misread.of(field.as_str()))?;
        }
    }
    found.hold(&then, &row.fields, case.policy);
    Ok(())
}

/// Refuses a tier below the floor.
fn refuse_below(found: &Found, tier: TierValue) -> Result<(), Refusal> {
    match tier.0.and_then(|tier| u8::try_from(tier).ok()) {
        Some(tier) if tier > found.floor => Err(below_floor(found, tier)),
        _ => Ok(()),
    }
}

/// The artifact check again, under the tier that is set (R09, R11): what is missing now for each open
/// submission is said, and what was ready goes back into review.
fn run_again(case: &mut Case<'_>, row: &Row<Model>, after: &Model, decided: SubmissionId) -> Result<(), Refusal> {
    if after.tier == row.tier && after.tier_provisional == row.tier_provisional {
        return Ok(());
    }
    submission::hold_again(case, ModelId(row.number), after, decided)
}

/// What a tier rests on.
struct Basis {
    answers: Words,
    score: Whole<0, 100>,
    signers: Handles,
}

impl Basis {
    /// That of the tier in force; whoever signed for it did so for another tier not.
    fn of(row: &Row<Model>, to: TierValue) -> Self {
        let state = &row.state;
        let signers = if to == row.tier { state.tier_signers.clone() } else { Handles::default() };
        Self { answers: state.tier_answers.clone(), score: state.tier_score, signers }
    }
}

/// The answers; none if there are none. Of those on record, what policy no longer asks is left out.
fn answers(case: &Case<'_>, row: &Row<Model>, asked: &Words) -> Result<Option<(Words, Answers)>, Refusal> {
    let words = if asked.0.is_empty() {
        let known = |entry: &&String| Answers::read(entry, case.policy).is_ok();
        Words(row.state.tier_answers.0.iter().filter(known).cloned().collect())
    } else {
        asked.clone()
    };
    if words.0.is_empty() {
        return Ok(None);
    }
    let answers = Answers::read(&words.0.join("; "), case.policy).map_err(|misread| misread.of("answers"))?;
    Ok(Some((words, answers)))
}

fn incidents(case: &Case<'_>, row: &Row<Model>) -> Result<Vec<PastIncident>, Refusal> {
    let zone = case.policy.time_zone.0;
    let rows = case.view.incidents(ModelId(row.number))?;
    Ok(rows.iter().filter_map(|incident| PastIncident::of(&incident.fields, zone)).collect())
}

fn check_override(case: &Case<'_>, row: &Row<Model>, found: &Found, to: u8, ask: &Ask<'_>) -> Result<(), Refusal> {
    let mut signers: Vec<Person> = Vec::new();
    for handle in &ask.signers.0 {
        signers.push(case.view.known_person("signers", handle)?.fields);
    }
    let signing: Vec<&Person> = signers.iter().collect();
    may_override(found, to, ask.rationale, &signing, &parties(case, row, ask.requester)?, case.policy)
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
