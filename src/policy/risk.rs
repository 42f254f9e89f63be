//! Risks: what a lower rating and a settled risk rest on (R02). Residual risk decides what the board may approve, so
//! nobody talks it down without a word on the record.

use crate::domain::record::Risk;
use crate::domain::refusal::Refusal;
use crate::domain::states::{Band, Effectiveness, RiskState};

/// Whether a control was found to work, whole or in part.
fn is_held(risk: &Risk) -> bool {
    risk.controls.0.iter().any(|control| matches!(control.works, Effectiveness::Effective | Effectiveness::Partial))
}

fn is_high(risk: &Risk) -> bool {
    matches!(risk.residual_band(), Some(Band::High | Band::Critical))
}

/// Refuses to rate lower what remains of a risk without a reason. Where nothing was rated before, a control that was
/// found to work is reason enough, and so is a rating within the low and medium bands.
pub fn lowered(before: &Risk, after: &Risk, reason: &str) -> Result<(), Refusal> {
    let (was, left) = (before.residual(), after.residual());
    if left >= was || !reason.trim().is_empty() {
        return Ok(());
    }
    let rated = before.residual_likelihood.0.is_some() && before.residual_impact.0.is_some();
    if !rated && (is_held(after) || !is_high(before)) {
        return Ok(());
    }
    Err(Refusal::rule(
        2,
        "residual_likelihood",
        format!("what remains falls from {was} to {left}, and nothing says why"),
    )
    .hint("say what brought it down, with a reason"))
}

/// What keeps a risk whose residual is high or critical from standing as mitigated or closed: no control of it was found
/// to work.
pub fn unfounded(after: &Risk) -> Option<String> {
    let settled = matches!(after.state, RiskState::Mitigated | RiskState::Closed);
    let band = after.residual_band().filter(|_| settled && is_high(after) && !is_held(after))?;
    Some(format!("{} of {band} is {}, and none of its controls was found to work", after.residual(), after.state))
}

/// Refuses to settle a risk whose residual is high or critical without a control that was found to work, or a reason.
pub fn settled(subject: &str, before: &Risk, after: &Risk, reason: &str) -> Result<(), Refusal> {
    if after.state == before.state || !reason.trim().is_empty() {
        return Ok(());
    }
    let Some(sentence) = unfounded(after) else { return Ok(()) };
    Err(Refusal::rule(2, subject, sentence)
        .hint("rate a control effective or partial once it was tested, or say with a reason what shows it"))
}
