//! Assessments and validations: what a submission's readiness and the board's decision rest on.

use super::case::Case;
use super::{model, party};
use crate::domain::Refusal;
use crate::domain::event::{AssessmentBasis, Event};
use crate::domain::ids::{AssessmentId, SubmissionId};
use crate::domain::operation::Revise;
use crate::domain::record::{Assessment, AssessmentProgress, Model, Validation};
use crate::domain::states::AssessmentState;
use crate::domain::value::Line;
use crate::policy::{assessment, recusal, validation};

/// Records an assessment; a final one supersedes the earlier final one on the same model. Its author is
/// whoever records it unless named, its submission the model's open one if there is just one.
pub fn record_assessment(case: &mut Case<'_>, fields: &Assessment) -> Result<(), Refusal> {
    let mut fields = fields.clone();
    if fields.author.is_empty() && case.view.person(&case.actor)?.is_some() {
        fields.author = case.actor.clone();
    }
    if fields.submission.0 == 0 {
        let open: Vec<u32> = case
            .view
            .submissions(fields.model)?
            .iter()
            .filter(|row| row.state.state.is_open())
            .map(|row| row.number)
            .collect();
        match open.as_slice() {
            [] => {}
            [one] => fields.submission = SubmissionId(*one),
            [_, ..] => {
                let sentence = format!("{} has {} open submissions: name the one it is for", fields.model, open.len());
                case.note(sentence);
            }
        }
    }
    check_assessment(case, &fields)?;
    let number = case.create(fields.clone())?;
    if fields.state == AssessmentState::Final {
        finalise(case, &fields, number, AssessmentProgress::default())?;
    }
    Ok(())
}

fn check_assessment(case: &Case<'_>, fields: &Assessment) -> Result<(), Refusal> {
    if fields.state != AssessmentState::Final {
        return assessment::sound(fields);
    }
    let model = case.view.find::<Model>(fields.model.0)?;
    assessment::finalise(fields, model.map(|model| model.tier).unwrap_or_default())?;
    let parties = party::of_assessment(case.view, fields)?;
    recusal::may_assess(&fields.author, &fields.second_reviewer, &case.actor, &parties)
}

/// Supersedes the final assessment before, and keeps what this one rests on.
fn finalise(case: &mut Case<'_>, fields: &Assessment, number: u32, from: AssessmentProgress) -> Result<(), Refusal> {
    for earlier in case.view.assessments(fields.model)? {
        if earlier.number != number && earlier.fields.state == AssessmentState::Final {
            let after = Assessment { state: AssessmentState::Superseded, ..earlier.fields.clone() };
            case.revise(earlier.number, &earlier.fields, &after, "a later assessment is final")?;
        }
    }
    let Some(row) = case.view.find::<Model>(fields.model.0)? else { return Ok(()) };
    let to = AssessmentProgress {
        tier: row.tier,
        score: row.state.tier_score,
        floors: row.tier_rationale.clone(),
        criteria_version: Line(case.policy.version.clone()),
    };
    let model = fields.model;
    case.say(Event::AssessmentFinalised(AssessmentBasis { assessment: AssessmentId(number), model, from, to }));
    Ok(())
}

/// Changes an assessment; a final one is not edited.
pub fn revise_assessment(case: &mut Case<'_>, revise: &Revise<Assessment>) -> Result<(), Refusal> {
    let row = case.view.get::<Assessment>(revise.number)?;
    let after = revise.applied(&row.fields);
    if after.state != row.fields.state {
        crate::policy::lifecycle::assessment(&row.id().to_string(), row.fields.state, after.state)?;
    }
    if after.state == AssessmentState::Superseded && row.fields.state == AssessmentState::Final {
        return Err(Refusal::rule(2, "state", format!("{} is final until a later assessment is", row.id()))
            .hint("record a new assessment and make it final: it takes the place of this one"));
    }
    let same_but_state = Assessment { state: row.fields.state, ..after.clone() } == row.fields;
    if row.fields.state != AssessmentState::Draft && !same_but_state {
        return Err(Refusal::state(row.id().to_string(), "is final and is not edited").hint("record a new assessment"));
    }
    if row.fields.state == AssessmentState::Draft {
        check_assessment(case, &after)?;
    }
    case.revise(row.number, &row.fields, &after, &revise.reason)?;
    if after.state == AssessmentState::Final && row.fields.state == AssessmentState::Draft {
        finalise(case, &after, row.number, row.state.clone())?;
    }
    Ok(())
}

/// Records a validation.
pub fn record_validation(case: &mut Case<'_>, fields: &Validation) -> Result<(), Refusal> {
    let mut fields = fields.clone();
    if fields.version.is_empty()
        && let Some(model) = case.view.find::<Model>(fields.model.0)?
        && !fields.results.0.is_empty()
    {
        // Results are of a version; the one in use if none is named.
        fields.version = model.state.current_version;
    }
    check_validation(case, &fields)?;
    case.create(fields.clone())?;
    model::held_against_the_last(case, &fields)
}

fn check_validation(case: &Case<'_>, fields: &Validation) -> Result<(), Refusal> {
    let Some(model) = case.view.find::<Model>(fields.model.0)? else { return Ok(()) };
    let former = if fields.independent.0 {
        party::former_developers(case.view, &model, fields.version.as_str())?
    } else {
        Vec::new()
    };
    validation::sound(fields, &model.id().to_string(), &model.fields, &former)
}

/// Changes a validation; what an issued one says stands.
pub fn revise_validation(case: &mut Case<'_>, revise: &Revise<Validation>) -> Result<(), Refusal> {
    let row = case.view.get::<Validation>(revise.number)?;
    let after = revise.applied(&row.fields);
    validation::stands(&row.id().to_string(), &row.fields, &after, &revise.reason, case.today)?;
    let said = |one: &Validation| (one.independent, one.validator.clone(), one.opinion, one.issued_on);
    if said(&after) != said(&row.fields) {
        check_validation(case, &after)?;
    }
    case.revise(row.number, &row.fields, &after, &revise.reason)?;
    if after.results != row.results || after.issued_on != row.issued_on {
        model::held_against_the_last(case, &after)?;
    }
    Ok(())
}
