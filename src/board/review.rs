//! Periodic reviews: opened, concluded, and what follows from their outcome.

use super::case::Case;
use super::{followup, model, party};
use crate::domain::Refusal;
use crate::domain::event::{Event, ReviewDates};
use crate::domain::ids::{ModelId, RecordId, RecordKind};
use crate::domain::operation::Revise;
use crate::domain::record::{FollowUp, Model, Review, Row};
use crate::domain::states::{FollowUpKind, Importance, ReviewOutcome, ReviewTrigger, Stage};
use crate::domain::text::excerpt;
use crate::domain::value::{AnyRecord, Day, Handle, Line, Prose};
use crate::policy::{decision, recusal};

/// Opens a periodic review; due with the model's next review unless said otherwise.
pub fn open(case: &mut Case<'_>, review: &Review) -> Result<(), Refusal> {
    let subject = case.view.get::<Model>(review.model.0)?;
    model::in_use(case, review.model, "is retired: there is nothing left to review")?;
    let mut review = review.clone();
    if review.due.0.is_none() {
        review.due =
            if subject.state.next_review.0.is_some() { subject.state.next_review } else { Day(Some(case.today)) };
    }
    if let Some(open) = case.view.reviews(review.model)?.iter().find(|row| {
        row.outcome == ReviewOutcome::Pending
            && row.trigger == review.trigger
            && row.version == review.version
            && review.outcome == ReviewOutcome::Pending
    }) {
        return Err(Refusal::state(open.id().to_string(), format!("a review by {} is open already", open.trigger))
            .hint("conclude that one first"));
    }
    let concluded = conclude(case, &subject, &mut review, (ReviewOutcome::Pending, None))?;
    let number = case.create(review.clone())?;
    if concluded { follow(case, &subject, &review, number) } else { Ok(()) }
}

/// Changes a review; an outcome concludes it, and moves the model's next review on.
pub fn revise(case: &mut Case<'_>, revise: &Revise<Review>) -> Result<(), Refusal> {
    let row = case.view.get::<Review>(revise.number)?;
    let mut after = revise.applied(&row.fields);
    if after.model != row.model {
        return Err(Refusal::data("model", "a review stays with its model").hint("open another for that model"));
    }
    if row.trigger == ReviewTrigger::Lapse && (after.cause != row.cause || after.trigger != row.trigger) {
        return Err(Refusal::rule(6, "cause", "what lapsed stands on the record").hint("write what you found into it"));
    }
    let asked = matches!(row.trigger, ReviewTrigger::Cadence | ReviewTrigger::Request);
    if !asked && (after.trigger, &after.version) != (row.trigger, &row.version) {
        return Err(Refusal::rule(15, "trigger", "what brought it about, and of which version, stands on the record")
            .hint("conclude it with what you found"));
    }
    if row.outcome != ReviewOutcome::Pending && after.outcome != row.outcome {
        return Err(
            Refusal::state(row.id().to_string(), format!("is concluded: {}", row.outcome)).hint("open another review")
        );
    }
    let subject = case.view.get::<Model>(row.model.0)?;
    let concluded = conclude(case, &subject, &mut after, (row.outcome, Some(row.id())))?;
    case.revise(row.number, &row.fields, &after, &revise.reason)?;
    if concluded { follow(case, &subject, &after, row.number) } else { Ok(()) }
}

/// Checks what an outcome needs and dates it; whether the review is concluded by it.
fn conclude(
    case: &Case<'_>,
    subject: &Row<Model>,
    review: &mut Review,
    (before, on_record): (ReviewOutcome, Option<RecordId>),
) -> Result<bool, Refusal> {
    if review.outcome == before || review.outcome == ReviewOutcome::Pending {
        return Ok(false);
    }
    if review.findings.as_str().trim().is_empty() {
        return Err(Refusal::data("findings", "a review that concludes says what it found")
            .hint("write what was looked at, and what was found"));
    }
    if review.reviewer.is_empty() {
        return Err(Refusal::data("reviewer", "nobody reviewed it").hint("name the reviewer"));
    }
    // What comes round by the calendar on the least tier is left to the owner's attestation.
    let attested = subject.tier.0 == Some(4) && review.trigger == ReviewTrigger::Cadence;
    let parties = match on_record {
        Some(id) => party::of_record(case.view, id, review.model)?,
        None => party::now(case.view, subject, &Handle::default())?,
    };
    recusal::may_conclude(&review.reviewer, &case.actor, &parties, attested)?;
    let on = review.concluded_on.0.unwrap_or(case.today);
    if on > case.today {
        return Err(Refusal::data("concluded_on", format!("{on} is still to come")).hint("conclude it when it is done"));
    }
    review.concluded_on.0 = Some(on);
    Ok(true)
}

/// What follows: the next review by the tier's cadence, whatever came of this one; a revalidation is work for
/// somebody. What only the board can do (restrict, retire) its next agenda proposes.
fn follow(case: &mut Case<'_>, subject: &Row<Model>, review: &Review, number: u32) -> Result<(), Refusal> {
    if subject.stage == Stage::Retired {
        return Ok(());
    }
    let on = review.concluded_on.0.unwrap_or(case.today);
    case.say(Event::ReviewScheduled(ReviewDates {
        last: Day(Some(on)),
        next: Day(decision::next_review(subject.tier, on, case.policy)),
        ..model::review_dates(subject)
    }));
    if review.outcome != ReviewOutcome::Revalidate {
        return Ok(());
    }
    let source = RecordId { kind: RecordKind::Review, number };
    let severe = subject.tier.0.is_none_or(|tier| tier <= 2);
    let verifier = if review.reviewer == subject.owner { Handle::default() } else { review.reviewer.clone() };
    let work = FollowUp {
        kind: FollowUpKind::Action,
        source: AnyRecord(Some(source)),
        model: ModelId(subject.number),
        title: Line(format!("Revalidate {}: {}", subject.name, excerpt(review.findings.as_str()))),
        closing_test: Prose("a validation issued after the review".to_owned()),
        severity: if severe { Importance::High } else { Importance::Medium },
        owner: subject.owner.clone(),
        verifier,
        ..FollowUp::default()
    };
    // The review may be made by this very case.
    followup::create(case, &work).map(drop)
}
