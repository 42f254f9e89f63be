//! The verification of compensating controls: one control, somebody who does not carry it out, what was found.

use super::case::Case;
use super::followup::check_evidence;
use crate::domain::Refusal;
use crate::domain::condition::Control;
use crate::domain::event::{ControlVerification, Event};
use crate::domain::operation::VerifyControl;
use crate::domain::record::{Acceptance, Row};
use crate::domain::text::{clean_line, did_you_mean, excerpt};
use crate::domain::value::{Day, Line};
use crate::domain::verification::Verification;
use crate::policy::acceptance;

/// Records what somebody found of one compensating control of an acceptance.
pub fn verify(case: &mut Case<'_>, request: &VerifyControl) -> Result<(), Refusal> {
    let row = case.view.get::<Acceptance>(request.acceptance.0)?;
    let control = named(&row, &request.control)?.clone();
    let verification = Verification {
        control: control.text.clone(),
        owner: control.owner.clone(),
        verifier: if request.verifier.is_empty() { case.actor.clone() } else { request.verifier.clone() },
        on: Day(Some(request.verified_on.0.unwrap_or(case.today))),
        result: request.result,
        evidence: request.evidence.0.clone(),
    };
    if case.actor == control.owner {
        return Err(Refusal::rule(
            13,
            "verifier",
            format!("{} carries out the control and does not record it", case.actor),
        )
        .hint("let whoever verified it record what was found, or the secretary"));
    }
    if case.view.person(&verification.verifier)?.is_none() {
        let people: Vec<String> = case.view.people()?.into_iter().map(|row| row.handle.to_string()).collect();
        let people: Vec<&str> = people.iter().map(String::as_str).collect();
        return Err(Refusal::data("verifier", format!("nobody is called @{}", verification.verifier))
            .hint(did_you_mean(verification.verifier.as_str(), &people)));
    }
    let stands = acceptance::state_on(&row.fields, row.state.state, case.today);
    acceptance::verification(&row.id().to_string(), stands, &control, &verification, case.today)?;
    check_evidence(case, row.model, &request.evidence, "name evidence of the same model, or a link")?;
    case.say(Event::ControlVerified(ControlVerification {
        acceptance: request.acceptance,
        model: row.model,
        verification,
        removed: false,
    }));
    Ok(())
}

/// The control that is meant: by its place, or by how it begins.
fn named<'a>(row: &'a Row<Acceptance>, said: &Line) -> Result<&'a Control, Refusal> {
    let controls = &row.controls.0;
    let known = || {
        let lines = controls.iter().enumerate().map(|(at, one)| format!("{} `{}`", at + 1, excerpt(&one.text)));
        lines.collect::<Vec<_>>().join(", ")
    };
    let text = clean_line(said.as_str());
    if let Some(found) = text.parse::<usize>().ok().and_then(|place| controls.get(place.checked_sub(1)?)) {
        return Ok(found);
    }
    let lower = text.to_lowercase();
    let begins: Vec<&Control> = controls.iter().filter(|one| one.text.to_lowercase().starts_with(&lower)).collect();
    match begins.as_slice() {
        [one] => Ok(one),
        [] if controls.is_empty() => {
            Err(Refusal::rule(1, "control", format!("{} has no compensating control", row.id()))
                .hint("enter its controls first"))
        }
        [] => Err(Refusal::data("control", format!("{} has no control `{}`", row.id(), excerpt(&text)))
            .hint(format!("name one of {}", known()))),
        _ => Err(Refusal::data("control", format!("`{}` begins several controls of {}", excerpt(&text), row.id()))
            .hint(format!("name one by its place: {}", known()))),
    }
}
