//! Acceptances: proposed, put into force with a signature, ended.

use super::case::Case;
use crate::domain::Refusal;
use crate::domain::event::{AcceptanceMove, Event, RiskLink};
use crate::domain::ids::{AcceptanceId, DecisionId};
use crate::domain::operation::{AcceptanceStep, ActivateAcceptance, Revise};
use crate::domain::record::{Acceptance, Model, Risk, Row};
use crate::domain::states::{AcceptanceKind, AcceptanceState};
use crate::domain::value::Day;
use crate::policy::{acceptance, decision, lifecycle};

/// Proposes an acceptance whose terms hold (R01).
pub fn propose(case: &mut Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    let mut fields = fields.clone();
    if fields.requester.is_empty() {
        fields.requester = case.actor.clone();
    }
    check_terms(case, &fields)?;
    check_risks(case, &fields)?;
    case.create(fields).map(drop)
}

fn check_terms(case: &Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    let model = case.view.get::<Model>(fields.model.0)?;
    let executive = case.view.person(&fields.accountable_exec)?;
    let executive = executive.as_ref().map(|row| &row.fields);
    acceptance::obstacles(fields, model.tier, executive, case.today, case.policy).into_iter().next().map_or(Ok(()), Err)
}

fn check_risks(case: &Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    for id in &fields.risks.0 {
        let risk = case.view.get::<Risk>(id.0)?;
        if risk.model.0 != 0 && risk.model != fields.model {
            return Err(Refusal::data("risks", format!("{id} is a risk of {}, not of {}", risk.model, fields.model))
                .hint("name risks of the same model"));
        }
    }
    Ok(())
}

/// Changes an acceptance; once in force, only what does not lengthen or weaken it.
pub fn revise(case: &mut Case<'_>, revise: &Revise<Acceptance>) -> Result<(), Refusal> {
    let row = case.view.get::<Acceptance>(revise.number)?;
    let after = revise.applied(&row.fields);
    if row.state.state == AcceptanceState::Proposed {
        check_terms(case, &after)?;
        check_risks(case, &after)?;
    } else {
        if let (Some(before), Some(new)) = (row.expiry.0, after.expiry.0) {
            acceptance::may_change_expiry(row.state.state, before, new)?;
        }
        let kept = Acceptance {
            expiry: row.expiry,
            review_date: row.review_date,
            exit_plan: row.exit_plan.clone(),
            ..after.clone()
        };
        if kept != row.fields || after.expiry.0.is_none() {
            return Err(Refusal::rule(14, row.id().to_string(), "is granted, and its terms stand")
                .hint("propose a renewal as a new acceptance"));
        }
    }
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

/// Puts an acceptance into force.
pub fn activate(case: &mut Case<'_>, request: &ActivateAcceptance) -> Result<(), Refusal> {
    let mut row = case.view.get::<Acceptance>(request.acceptance.0)?;
    let mut after = row.fields.clone();
    if let Some(day) = request.signed_on.0 {
        after.signed_on = Day(Some(day));
    } else if after.signed_on.0.is_none() {
        after.signed_on = Day(Some(case.today));
    }
    let before = std::mem::replace(&mut row.fields, after);
    let effective = grant_signed(case, &row, request.decision)?;
    // What it is about comes first: the signature is a part of putting it into force.
    case.revise(row.number, &before, &effective, "signed")
}

/// Grants a signed acceptance: it is in force, and the risks it covers are accepted.
pub fn grant(case: &mut Case<'_>, row: &Row<Acceptance>, decision: DecisionId) -> Result<(), Refusal> {
    let effective = grant_signed(case, row, decision)?;
    case.revise(row.number, &row.fields, &effective, "")
}

/// The same, leaving its entry to be revised to what is returned: from when it holds.
fn grant_signed(case: &mut Case<'_>, row: &Row<Acceptance>, decision: DecisionId) -> Result<Acceptance, Refusal> {
    let id = AcceptanceId(row.number);
    lifecycle::acceptance(&id.to_string(), row.state.state, AcceptanceState::Active)?;
    let model = case.view.get::<Model>(row.model.0)?;
    let executive = case.view.person(&row.accountable_exec)?;
    acceptance::grant(&row.fields, model.tier, executive.as_ref().map(|row| &row.fields), case.today, case.policy)?;
    case.say(Event::AcceptanceActivated(AcceptanceMove {
        acceptance: id,
        from: row.state.state,
        to: AcceptanceState::Active,
        decision_before: row.state.decision,
        decision,
        reason: String::new(),
    }));
    if row.kind == AcceptanceKind::Risk {
        for risk in &row.risks.0 {
            let risk_row = case.view.get::<Risk>(risk.0)?;
            case.say(Event::RiskAcceptanceLinked(RiskLink {
                risk: *risk,
                from: risk_row.fields.state,
                to: decision::risk_after_acceptance(risk_row.fields.state),
                acceptance_before: risk_row.state.acceptance,
                acceptance: id,
            }));
        }
    }
    let from = acceptance::effective_from(&row.fields, case.today);
    Ok(Acceptance { effective: Day(Some(from)), ..row.fields.clone() })
}

/// Closes an acceptance that is no longer needed.
pub fn close(case: &mut Case<'_>, step: &AcceptanceStep) -> Result<(), Refusal> {
    end(case, step, AcceptanceState::Closed, Event::AcceptanceClosed)
}

/// Revokes an acceptance.
pub fn revoke(case: &mut Case<'_>, step: &AcceptanceStep) -> Result<(), Refusal> {
    end(case, step, AcceptanceState::Revoked, Event::AcceptanceRevoked)
}

/// Ends an acceptance; the risks it covered are open again (R14).
fn end(
    case: &mut Case<'_>,
    step: &AcceptanceStep,
    to: AcceptanceState,
    event: fn(AcceptanceMove) -> Event,
) -> Result<(), Refusal> {
    let row = case.view.get::<Acceptance>(step.acceptance.0)?;
    let stands = acceptance::state_on(&row.fields, row.state.state, case.today);
    if stands == AcceptanceState::Expired {
        let until = row.expiry.0.map(|day| format!(" after {day}")).unwrap_or_default();
        return Err(Refusal::rule(
            14,
            step.acceptance.to_string(),
            format!("expired{until}: its risks are open again"),
        )
        .hint("mitigate them, or propose a renewal as a new acceptance"));
    }
    lifecycle::acceptance(&step.acceptance.to_string(), stands, to)?;
    case.say(event(AcceptanceMove {
        acceptance: step.acceptance,
        from: row.state.state,
        to,
        decision_before: row.state.decision,
        decision: row.state.decision,
        reason: step.reason.0.clone(),
    }));
    release_risks(case, &row)
}

/// Records that an acceptance ran out: the risks it covered are open again (R14).
pub fn expire(case: &mut Case<'_>, row: &Row<Acceptance>) -> Result<(), Refusal> {
    let id = AcceptanceId(row.number);
    lifecycle::acceptance(&id.to_string(), row.state.state, AcceptanceState::Expired)?;
    let until = row.expiry.0.map(|day| format!("ran out after {day}")).unwrap_or_default();
    case.say(Event::AcceptanceExpired(AcceptanceMove {
        acceptance: id,
        from: row.state.state,
        to: AcceptanceState::Expired,
        decision_before: row.state.decision,
        decision: row.state.decision,
        reason: until,
    }));
    release_risks(case, row)
}

/// Opens the risks again that an acceptance covered.
fn release_risks(case: &mut Case<'_>, row: &Row<Acceptance>) -> Result<(), Refusal> {
    let id = AcceptanceId(row.number);
    for risk in &row.risks.0 {
        let risk_row = case.view.get::<Risk>(risk.0)?;
        if risk_row.state.acceptance == id {
            case.say(Event::RiskAcceptanceLinked(RiskLink {
                risk: *risk,
                from: risk_row.fields.state,
                to: acceptance::risk_after_end(risk_row.fields.state),
                acceptance_before: id,
                acceptance: AcceptanceId(0),
            }));
        }
    }
    Ok(())
}
