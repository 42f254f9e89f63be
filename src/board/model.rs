//! Models and their versions.

use std::collections::BTreeMap;

use super::case::Case;
use super::{rereview, tiering};
use crate::domain::Refusal;
use crate::domain::event::{Event, ReviewDates, StageChange};
use crate::domain::ids::{DecisionId, ModelId, RecordKind};
use crate::domain::operation::{ReleaseVersion, Revise, TagModel};
use crate::domain::record::{Model, Monitor, Row, Validation, Version};
use crate::domain::states::{ChangeKind, FollowUpState, RiskState, Stage};
use crate::domain::text::{counted, join_words};
use crate::domain::value::{Day, Words, YesNo};
use crate::policy::{change as material, lifecycle, matter, retirement};

/// Registers a model; one found in use may come with its stage and tier. Returns its number.
pub fn register(case: &mut Case<'_>, fields: &Model) -> Result<ModelId, Refusal> {
    if let Some(other) = duplicate(case, fields)? {
        return Err(other);
    }
    check_tier(fields)?;
    tiering::registered(case, fields)?;
    check_circle(case, ModelId(0), fields)?;
    let custom = case.custom(RecordKind::Model, &fields.custom)?;
    case.create(Model { custom, ..fields.clone() }).map(ModelId)
}

fn duplicate(case: &Case<'_>, fields: &Model) -> Result<Option<Refusal>, Refusal> {
    if fields.external_key.is_empty() {
        return Ok(None);
    }
    let found = case.view.by_key::<Model>("external_key", fields.external_key.as_str())?;
    Ok(found.map(|number| {
        Refusal::data("external_key", format!("{} has this key already", ModelId(number)))
            .hint("edit that model, or use another key")
    }))
}

/// R11: a tier needs a rationale.
pub(super) fn check_tier(fields: &Model) -> Result<(), Refusal> {
    if fields.tier.0.is_some() && fields.tier_rationale.as_str().trim().is_empty() {
        return Err(Refusal::rule(11, "tier_rationale", "a tier needs a rationale")
            .hint("write one sentence an auditor can follow"));
    }
    Ok(())
}

fn check_circle(case: &Case<'_>, model: ModelId, fields: &Model) -> Result<(), Refusal> {
    let mut known = BTreeMap::new();
    let mut open = fields.dependencies.0.clone();
    while let Some(next) = open.pop() {
        if !known.contains_key(&next)
            && let Some(row) = case.view.find::<Model>(next.0)?
        {
            open.extend(row.dependencies.0.iter().copied());
            known.insert(next, row.dependencies.0.clone());
        }
    }
    retirement::no_circle(model, &fields.dependencies.0, &known)
}

/// Changes a model's entry, typed or as an inventory tells it. Stage and tier have operations of their own; a
/// suspension is the board's (R20).
pub fn revise(case: &mut Case<'_>, revise: &Revise<Model>) -> Result<(), Refusal> {
    let row = case.view.get::<Model>(revise.number)?;
    let after = revise.applied(&row.fields);
    matter::stage_by_entry(&row.id().to_string(), row.stage, after.stage)?;
    change(case, &row, after, &revise.reason)
}

/// Changes a model's entry to another.
pub fn change(case: &mut Case<'_>, row: &Row<Model>, mut after: Model, reason: &str) -> Result<(), Refusal> {
    let model = ModelId(row.number);
    check_circle(case, model, &after)?;
    if after.external_key != row.external_key
        && let Some(other) = duplicate(case, &after)?
    {
        return Err(other);
    }
    if after.custom != row.custom {
        after.custom = case.custom(RecordKind::Model, &after.custom)?;
    }
    let tiered = (after.tier, &after.tier_rationale, after.tier_provisional)
        != (row.tier, &row.tier_rationale, row.tier_provisional);
    if tiered {
        check_tier(&after)?;
        tiering::revised(case, row, &after)?;
    }
    if after.stage != row.stage {
        move_stage(case, row, after.stage, reason, DecisionId(0), &after)?;
    }
    // Stage and tier were said by events of their own.
    after.stage = row.stage;
    after.tier = row.tier;
    after.tier_rationale = row.tier_rationale.clone();
    after.tier_provisional = row.tier_provisional;
    case.revise(row.number, &row.fields, &after, reason)?;
    rereview::widened(case, row, &material::widened(&row.fields, &after))
}

/// Puts tags on and takes tags off, whatever their case; the others stay as they are.
pub fn tag(case: &mut Case<'_>, ask: &TagModel) -> Result<(), Refusal> {
    let row = case.view.get::<Model>(ask.model.0)?;
    let has = |words: &Words, tag: &str| words.0.iter().any(|one| one.eq_ignore_ascii_case(tag));
    if ask.add_tags.0.is_empty() && ask.remove_tags.0.is_empty() {
        return Err(Refusal::data("add_tags", "no tag is named").hint("name tags to add or to remove"));
    }
    if let Some(both) = ask.add_tags.0.iter().find(|tag| has(&ask.remove_tags, tag)) {
        return Err(Refusal::data("remove_tags", format!("`{both}` is added and removed at once"))
            .hint("leave it out of one of the two"));
    }
    let mut tags = row.tags.clone();
    tags.0.retain(|tag| !has(&ask.remove_tags, tag));
    for tag in &ask.add_tags.0 {
        if !has(&tags, tag) {
            tags.0.push(tag.clone());
        }
    }
    let after = Model { tags, ..row.fields.clone() };
    case.revise(row.number, &row.fields, &after, "")
}

/// Moves a model to another stage; retirement keeps its rule (R18).
pub fn move_stage(
    case: &mut Case<'_>,
    row: &Row<Model>,
    to: Stage,
    reason: &str,
    decision: DecisionId,
    entry: &Model,
) -> Result<(), Refusal> {
    let model = ModelId(row.number);
    lifecycle::stage(&model.to_string(), row.stage, to)?;
    if to == Stage::Retired {
        let dependents = case.view.dependents(model)?;
        let plan = retirement::Plan {
            dependents: &dependents,
            notice: entry.retire_notice.0,
            retain_until: entry.retain_until.0,
            today: case.today,
        };
        retirement::check(&model.to_string(), &plan)?;
        left_open(case, model)?;
    }
    case.say(Event::StageChanged(StageChange { model, from: row.stage, to, reason: reason.to_owned(), decision }));
    Ok(())
}

/// Says what a model that retires leaves open: nobody else looks after it now.
fn left_open(case: &mut Case<'_>, model: ModelId) -> Result<(), Refusal> {
    let risks = case.view.risks(model)?.iter().filter(|row| row.fields.state != RiskState::Closed).count();
    let over = |state| matches!(state, FollowUpState::Closed | FollowUpState::Cancelled);
    let work = case.view.followups(model)?.iter().filter(|row| !over(row.state.state)).count();
    let watching = |row: &&Row<Monitor>| row.ended_on.0.is_none_or(|on| on > case.today);
    let monitors = case.view.monitors(model)?.iter().filter(watching).count();
    let kinds = [(risks, "risk"), (work, "follow-up"), (monitors, "monitor")];
    let open: Vec<String> = kinds
        .into_iter()
        .filter(|(many, _)| *many > 0)
        .map(|(many, word)| counted(i64::try_from(many).unwrap_or(i64::MAX), word))
        .collect();
    if !open.is_empty() {
        let verb = if risks + work + monitors == 1 { "stays" } else { "stay" };
        case.note(format!("{model} retires, and {} {verb} open: close or end them", join_words(&open, "and")));
    }
    Ok(())
}

/// Refuses what makes no sense any more once a model is retired.
pub fn in_use(case: &Case<'_>, model: ModelId, sentence: &str) -> Result<(), Refusal> {
    match case.view.find::<Model>(model.0)? {
        Some(row) if row.stage == Stage::Retired => {
            Err(Refusal::state(model.to_string(), sentence).hint("register what is used again as a model of its own"))
        }
        _ => Ok(()),
    }
}

/// Adds a version; its label must be new for the model. Returns its number.
pub fn add_version(case: &mut Case<'_>, version: &Version) -> Result<u32, Refusal> {
    if let Some(other) = case.view.version_spelled(version.model, version.label.as_str())? {
        return Err(Refusal::data("label", format!("{} has a version `{}` already", version.model, other.label))
            .hint("choose another label, or edit that version"));
    }
    let since = case.view.find::<Model>(version.model.0)?.map(|model| model.state.last_review).unwrap_or_default();
    let minor = case.view.minor_changes(version.model, since)?;
    let verdict = material::judge(version, minor, case.policy)?;
    let judged = Version { material: YesNo(verdict.material), triggers: verdict.triggers, ..version.clone() };
    let number = case.create(judged.clone())?;
    rereview::judged(case, &judged, minor)?;
    Ok(number)
}

/// Changes a version; model and label stay.
pub fn revise_version(case: &mut Case<'_>, revise: &Revise<Version>) -> Result<(), Refusal> {
    let row = case.view.get::<Version>(revise.number)?;
    let after = revise.applied(&row.fields);
    if after.model != row.model || after.label != row.label {
        return Err(Refusal::data("label", "a version keeps its model and label: approvals name it by them")
            .hint("add another version"));
    }
    let subject = format!("{}@{}", row.model, row.label);
    material::pinned(&subject, row.state.approval, &row.fields, &after)?;
    let rejudged = (after.change, &after.triggers, after.material) != (row.change, &row.triggers, row.material);
    let after = if rejudged {
        // It counts among the small changes itself if it was one.
        let verdict = material::judge(&after, 0, case.policy)?;
        let denied = revise.sets("material") && !after.material.0;
        if denied && verdict.material {
            let why = material::in_words(&verdict.triggers, case.policy);
            return Err(Refusal::data("material", format!("it stays material, since the policy counts {why}"))
                .hint("take the trigger off with --triggers, or correct the kind of change"));
        }
        Version { material: YesNo(verdict.material), triggers: verdict.triggers, ..after }
    } else {
        after
    };
    case.revise(row.number, &row.fields, &after, &revise.reason)?;
    if rejudged { rereview::judged(case, &after, 0) } else { Ok(()) }
}

/// A retrained version whose issued results lost more than the tolerance is a material change.
pub fn held_against_the_last(case: &mut Case<'_>, validation: &Validation) -> Result<(), Refusal> {
    let Some(version) = case.view.version(validation.model, validation.version.as_str())? else { return Ok(()) };
    let is_small = version.change == ChangeKind::Retrain && !version.material.0;
    if !is_small || validation.issued_on.0.is_none() || validation.results.0.is_empty() {
        return Ok(());
    }
    let Some(before) = case.view.results_before(validation.model, validation.version.as_str())? else { return Ok(()) };
    let compared = material::compare(&before.results, &validation.results, case.policy);
    let Some(lost) = compared.iter().find(|one| one.past_tolerance) else { return Ok(()) };
    let reason = format!(
        "{} was {} in {}: past the tolerance of {} %",
        lost.after, lost.before.value, before.version, case.policy.change.metric_tolerance_percent
    );
    let after = Version {
        material: YesNo(true),
        triggers: Words(vec![material::PAST_TOLERANCE.to_owned()]),
        ..version.fields.clone()
    };
    case.revise(version.number, &version.fields, &after, &reason)?;
    rereview::judged(case, &after, 0)
}

/// Records a release: the version becomes the current one, and the model is in production.
pub fn release(case: &mut Case<'_>, release: &ReleaseVersion) -> Result<(), Refusal> {
    let version = case.view.get::<Version>(release.version.0)?;
    let on = release.on.0.unwrap_or(case.today);
    if on > case.today {
        return Err(Refusal::data("on", format!("{on} is still to come")).hint("record a release once it has happened"));
    }
    let row = case.view.get::<Model>(version.model.0)?;
    // A release that has happened goes on the record whatever the gate says; that it says no is not passed over.
    let against = case.view.gate_dossier(version.clone(), case.policy, case.today)?.reasons(case.policy);
    if let Some(first) = against.first() {
        let more = match against.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        case.note(format!("the gate is closed to {}@{}: {first}{more}", version.model, version.label));
    }
    let after = Version { released_on: Day(Some(on)), ..version.fields.clone() };
    case.revise(version.number, &version.fields, &after, "")?;
    // What is released although it is suspended stays suspended: only the board lifts that (R20).
    if !matches!(row.stage, Stage::Production | Stage::Suspended) {
        move_stage(case, &row, Stage::Production, "released", DecisionId(0), &row.fields)?;
    }
    if row.state.current_version != version.label {
        case.say(Event::ReviewScheduled(ReviewDates { version: version.label.0.clone(), ..review_dates(&row) }));
    }
    Ok(())
}

/// A model's review dates as they stand, before and after alike.
pub fn review_dates(row: &Row<Model>) -> ReviewDates {
    let state = &row.state;
    ReviewDates {
        model: ModelId(row.number),
        version: state.current_version.0.clone(),
        version_before: state.current_version.0.clone(),
        decision: state.last_decision,
        decision_before: state.last_decision,
        last: state.last_review,
        last_before: state.last_review,
        next: state.next_review,
        next_before: state.next_review,
    }
}

/// The number of the version with this label, made if it is not there; 0 without a label.
pub fn version_of(case: &mut Case<'_>, model: ModelId, label: &str) -> Result<u32, Refusal> {
    if label.is_empty() {
        return Ok(0);
    }
    if let Some(row) = case.view.version(model, label)? {
        return Ok(row.number);
    }
    let number = case.number(RecordKind::Version)?;
    let fields = Version { model, label: label.into(), ..Version::default() };
    case.say(Event::VersionAdded(crate::domain::event::Created::new(number, fields)));
    Ok(number)
}
