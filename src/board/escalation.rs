//! The answer to an escalation: kept with the decision, and the follow-up that waited for it ends.

use super::case::Case;
use super::followup;
use crate::domain::Refusal;
use crate::domain::event::{EscalationAnswer, Event};
use crate::domain::operation::AnswerDecision;
use crate::domain::record::Decision;
use crate::domain::states::FollowUpKind;
use crate::domain::value::Day;
use crate::policy::amendment;

/// Records the answer.
pub fn answer(case: &mut Case<'_>, request: &AnswerDecision) -> Result<(), Refusal> {
    let row = case.view.get::<Decision>(request.decision.0)?;
    let received = request.received_on.0.unwrap_or(case.today);
    let made = row.state.decided_at.0.map_or(case.today, |at| case.date(at));
    amendment::answer(row.outcome, row.state.status, row.state.answered_on.0, (made, received, case.today)).map_err(
        |refusal| match refusal.subject.as_str() {
            "decision" => Refusal { subject: request.decision.to_string(), ..refusal },
            _ => refusal,
        },
    )?;
    case.say(Event::EscalationAnswered(EscalationAnswer {
        decision: request.decision,
        answer_before: row.state.answer.0.clone(),
        answer: request.text.0.clone(),
        received_before: row.state.answered_on,
        received_on: Day(Some(received)),
    }));
    for followup in case.view.followups_from(row.id())? {
        if followup.kind == FollowUpKind::Escalation && followup.state.state.is_open() {
            followup::answered(case, &followup, &format!("answered on {received}"))?;
        }
    }
    Ok(())
}
