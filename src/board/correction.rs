//! The prose of a decision put right until the minutes are adopted (R12): what was resolved stays as it was.

use super::case::Case;
use super::sitting;
use crate::domain::Refusal;
use crate::domain::event::{Event, Revised};
use crate::domain::operation::CorrectDecision;
use crate::domain::record::{Decision, Meeting};
use crate::domain::states::DecisionStatus;
use crate::policy::amendment;

/// Corrects the rationale, the contested issues or the dissent of a decision.
pub fn correct(case: &mut Case<'_>, request: &CorrectDecision) -> Result<(), Refusal> {
    let row = case.view.get::<Decision>(request.decision.0)?;
    let meeting = case.view.find::<Meeting>(row.meeting.0)?;
    sitting::check_hand(case, meeting.as_ref(), "keeps no minutes and corrects none")?;
    if row.state.status == DecisionStatus::Void {
        return Err(Refusal::state(request.decision.to_string(), "was undone").hint("correct one that stands"));
    }
    match &meeting {
        Some(meeting) => amendment::may_correct_prose(meeting.state.state)?,
        // One signed outside a meeting belongs to the minutes of the meeting it came before.
        None => {
            for item in case.view.items_dealt_with(row.id())? {
                amendment::may_correct_prose(case.view.get::<Meeting>(item.meeting.0)?.state.state)?;
            }
        }
    }
    let mut after = row.fields.clone();
    for (field, text) in [
        (&mut after.rationale, &request.rationale),
        (&mut after.contested, &request.contested),
        (&mut after.dissent, &request.dissent),
    ] {
        if !text.as_str().trim().is_empty() {
            field.clone_from(text);
        }
    }
    let changes = Revised::between(&row.fields, &after);
    if changes.is_empty() {
        return Err(Refusal::data("rationale", "nothing is corrected")
            .hint("give the rationale, the contested issues or the dissent as they should read"));
    }
    case.say(Event::DecisionCorrected(Revised::new(row.number, changes, request.reason.as_str())));
    Ok(())
}
