//! What a material change asks for: a review of its own, which lands on the next agenda, unless a
//! submission brings the version before the board already. The decision on the version concludes it, as it does the
//! review that a lapse has asked for.

use super::case::Case;
use super::room::Topic;
use crate::domain::Refusal;
use crate::domain::event::{Event, ReviewCause};
use crate::domain::ids::{DecisionId, ModelId, RecordId, RecordKind, ReviewId, named_in};
use crate::domain::record::{Decision, FollowUp, Model, Review, Row, Version};
use crate::domain::states::{Approval, ChangeKind, ItemKind, Outcome, ReviewOutcome, ReviewTrigger, Stage};
use crate::domain::value::{Day, Prose};
use crate::policy::{change, followup};

/// Says what a version's change comes to and, if it is material, asks for the review.
pub fn judged(case: &mut Case<'_>, version: &Version, minor_before: u32) -> Result<(), Refusal> {
    if version.change == ChangeKind::Initial && !version.material.0 {
        return Ok(());
    }
    case.note(change::sentence(version, minor_before, case.policy));
    breached(case, version)?;
    if !version.material.0 {
        return Ok(());
    }
    let Some(model) = case.view.find::<Model>(version.model.0)? else { return Ok(()) };
    // What the board has never seen is not seen again.
    let is_known = matches!(model.stage, Stage::Production | Stage::Suspended)
        || model.state.last_decision.0 > 0
        || !model.state.current_version.is_empty();
    if !is_known || model.stage == Stage::Retired {
        return Ok(());
    }
    let about =
        |row: &&Row<crate::domain::record::Submission>| row.state.state.is_open() && row.version == version.label;
    if let Some(row) = case.view.submissions(version.model)?.iter().find(about) {
        case.note(format!("{} brings it before the board", row.id()));
        return Ok(());
    }
    if !version.label.is_empty()
        && let Some(open) = pending(case, version.model, version.label.as_str())?.first()
    {
        case.note(format!("{} is open for it", open.id()));
        return Ok(());
    }
    let review = Review {
        model: version.model,
        trigger: ReviewTrigger::Change,
        version: version.label.clone(),
        cause: Prose(cause(version)),
        due: Day(Some(case.today)),
        ..Review::default()
    };
    let number = case.create(review)?;
    case.note(format!("{} asks for a re-review, and goes on the next agenda", ReviewId(number)));
    Ok(())
}

/// Flags what the board has approved of a model whose entry goes beyond it (R10): a review of the change opens, of
/// whatever version, and a decision of the board concludes it.
pub fn widened(case: &mut Case<'_>, row: &Row<Model>, triggers: &[&str]) -> Result<(), Refusal> {
    let model = ModelId(row.number);
    let approved = |one: &Row<Version>| matches!(one.state.approval, Approval::Approved | Approval::Conditional);
    if triggers.is_empty() || row.stage == Stage::Retired || !case.view.versions(model)?.iter().any(approved) {
        return Ok(());
    }
    let why = format!("the entry goes beyond what was approved ({})", triggers.join(", "));
    let id = if let Some(open) = pending(case, model, "")?.first() {
        let review = ReviewId(open.number);
        case.say(Event::ReviewCauseAdded(ReviewCause { review, model, cause: why }));
        review
    } else {
        let due = Day(Some(case.today));
        let review = Review { model, trigger: ReviewTrigger::Change, cause: Prose(why), due, ..Review::default() };
        ReviewId(case.create(review)?)
    };
    case.note(format!("{model}: what was approved is flagged until the board has looked at {id}"));
    Ok(())
}

/// Offers the trigger where a review looks into repeated breaches of the model and the change does not name it.
fn breached(case: &mut Case<'_>, version: &Version) -> Result<(), Refusal> {
    let known = case.policy.change.trigger.iter().any(|trigger| trigger.key == change::REPEATED_BREACHES);
    if !known || version.triggers.0.iter().any(|key| key == change::REPEATED_BREACHES) {
        return Ok(());
    }
    let looks = |row: &&Row<Review>| {
        row.outcome == ReviewOutcome::Pending
            && row.trigger == ReviewTrigger::Breach
            && row.cause.as_str().contains(change::REPEATED_BREACHES)
    };
    if let Some(row) = case.view.reviews(version.model)?.iter().find(looks) {
        let key = change::REPEATED_BREACHES;
        case.note(format!(
            "{} looks into repeated breaches: if the change answers them, name the trigger {key}",
            row.id()
        ));
    }
    Ok(())
}

/// What brings the review about: the change, with its triggers.
fn cause(version: &Version) -> String {
    let triggers = version.triggers.0.join(", ");
    let named = if triggers.is_empty() { String::new() } else { format!(" ({triggers})") };
    format!("material change to {}{named}", version.label)
}

/// The open reviews of a version's change; of no version, those of what the model is used for.
fn pending(case: &Case<'_>, model: ModelId, version: &str) -> Result<Vec<Row<Review>>, Refusal> {
    let mut rows = case.view.reviews(model)?;
    rows.retain(|row| {
        row.outcome == ReviewOutcome::Pending && row.trigger == ReviewTrigger::Change && row.version.as_str() == version
    });
    Ok(rows)
}

/// Writes the decision into the concluded reviews that asked for it: the one that the item is about, or, on an item about
/// a model's review, those whose outcome only the board could follow. What is deferred is not decided.
fn reviewed(case: &mut Case<'_>, topic: &Topic, decision: DecisionId, fields: &Decision) -> Result<(), Refusal> {
    if fields.outcome == Outcome::Defer {
        return Ok(());
    }
    let subject = topic.item.subject.0;
    let named = subject.filter(|id| id.kind == RecordKind::Review).map(|id| id.number);
    if named.is_none() && topic.item.kind != ItemKind::Review {
        return Ok(());
    }
    for row in case.view.reviews(fields.model)? {
        let asks = match row.outcome {
            ReviewOutcome::Pending => false,
            ReviewOutcome::Continue => named.is_some(),
            ReviewOutcome::Revalidate | ReviewOutcome::Restrict | ReviewOutcome::Retire => true,
        };
        if asks && row.decision.0 == 0 && named.is_none_or(|number| number == row.number) {
            let after = Review { decision, ..row.fields.clone() };
            case.revise(row.number, &row.fields, &after, "the board has decided on it")?;
        }
    }
    Ok(())
}

/// The open reviews of a lapse that a decision answers: those that its item is about, and those all of whose lapsed
/// conditions were set by a decision on the same version. What a meeting set is answered by a meeting.
fn lapsed(case: &Case<'_>, topic: &Topic, fields: &Decision) -> Result<Vec<Row<Review>>, Refusal> {
    let mut found = Vec::new();
    for row in case.view.reviews(fields.model)? {
        if row.outcome != ReviewOutcome::Pending || row.trigger != ReviewTrigger::Lapse {
            continue;
        }
        let causes: Vec<RecordId> = named_in(row.cause.as_str()).collect();
        let conditions: Vec<&RecordId> = causes.iter().filter(|id| id.kind == RecordKind::FollowUp).collect();
        // What an acceptance covered is judged anew by every decision that releases (R02); a refusal of one version
        // says nothing of the others.
        let mut answers = !conditions.is_empty() || (!causes.is_empty() && fields.outcome != Outcome::Reject);
        for cause in conditions {
            let set_by = case.view.find::<FollowUp>(cause.number)?.and_then(|row| followup::set_by(&row.fields));
            let set_by = case.view.find::<Decision>(set_by.map_or(0, |id| id.0))?;
            answers &= set_by.is_some_and(|set| {
                set.version_label == fields.version_label && (set.meeting.0 == 0 || fields.meeting.0 > 0)
            });
        }
        if answers || topic.item.subject.0 == Some(row.id()) {
            found.push(row);
        }
    }
    Ok(found)
}

/// Concludes the reviews of a version's change, of a widened use, and of what lapsed, by the board's decision on that
/// version.
pub fn decided(case: &mut Case<'_>, topic: &Topic, decision: DecisionId, fields: &Decision) -> Result<(), Refusal> {
    reviewed(case, topic, decision, fields)?;
    let outcome = match fields.outcome {
        Outcome::Approve | Outcome::Conditional => ReviewOutcome::Continue,
        Outcome::Reject | Outcome::Revoke | Outcome::Suspend => ReviewOutcome::Restrict,
        Outcome::Retire => ReviewOutcome::Retire,
        Outcome::Defer | Outcome::AcceptRisk | Outcome::Escalate | Outcome::SetTier | Outcome::Procedural => {
            return Ok(());
        }
    };
    let mut concluded = pending(case, fields.model, fields.version_label.as_str())?;
    // A use that was widened is the whole model's: what the board allows or takes away answers it, a refusal of one
    // version does not.
    if fields.outcome != Outcome::Reject && !fields.version_label.is_empty() {
        concluded.extend(pending(case, fields.model, "")?);
    }
    concluded.extend(lapsed(case, topic, fields)?);
    for row in concluded {
        let reviewer = topic.submission.as_ref().map(|one| one.reviewer.clone()).unwrap_or_default();
        let after = Review {
            outcome,
            decision,
            findings: Prose(format!("Decided by {decision}: {}", fields.outcome)),
            concluded_on: Day(Some(case.today)),
            reviewer: if row.reviewer.is_empty() { reviewer } else { row.reviewer.clone() },
            ..row.fields.clone()
        };
        let reason = if row.trigger == ReviewTrigger::Lapse {
            format!("{decision} of {} answers what lapsed", case.today)
        } else {
            String::new()
        };
        case.revise(row.number, &row.fields, &after, &reason)?;
    }
    Ok(())
}
