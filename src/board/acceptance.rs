//! Acceptances: proposed, put into force with a signature, ended.

use super::case::Case;
use crate::domain::Refusal;
use crate::domain::event::{AcceptanceMove, Event, RiskLink};
use crate::domain::field::Fields;
use crate::domain::ids::{AcceptanceId, DecisionId, ModelId};
use crate::domain::operation::{AcceptanceStep, ActivateAcceptance, Revise};
use crate::domain::record::{Acceptance, Model, Risk, Row};
use crate::domain::states::{AcceptanceKind, AcceptanceState};
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::{Day, TierValue};
use crate::policy::{acceptance, decision, lifecycle};

/// Proposes an acceptance whose terms hold (R01).
pub fn propose(case: &mut Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    let mut fields = fields.clone();
    if fields.requester.is_empty() {
        fields.requester = case.actor.clone();
    }
    take_over(case, &mut fields)?;
    check(case, &fields)?;
    case.create(fields).map(drop)
}

/// Fills what is left blank: of a renewal, with what the acceptance before it says; the model, with that of the risks.
fn take_over(case: &Case<'_>, fields: &mut Acceptance) -> Result<(), Refusal> {
    if fields.renewal_of.0 > 0 {
        let before = case.view.get::<Acceptance>(fields.renewal_of.0)?.fields;
        for (at, spec) in Acceptance::SPECS.iter().enumerate() {
            let carried = ["model", "risks", "alternatives", "controls", "accountable_exec", "exit_plan"];
            if carried.contains(&spec.name) && fields.text(at).is_empty() {
                fields.set(at, &before.text(at), &case.reading()).map_err(|misread| misread.of(spec.name))?;
            }
        }
        if fields.kind == AcceptanceKind::default() {
            fields.kind = before.kind;
        }
    }
    if fields.model.0 == 0
        && let Some(first) = fields.risks.0.first()
    {
        fields.model = case.view.get::<Risk>(first.0)?.model;
    }
    Ok(())
}

/// The tier of its model; of the whole portfolio there is none, and the strictest term holds.
fn tier(case: &Case<'_>, model: ModelId) -> Result<TierValue, Refusal> {
    if model.0 == 0 { Ok(TierValue::default()) } else { Ok(case.view.get::<Model>(model.0)?.tier) }
}

fn check(case: &Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    check_terms(case, fields)?;
    check_risks(case, fields)?;
    check_controls(case, fields)?;
    check_renewal(case, fields)
}

/// Whoever is to carry out a compensating control is somebody the board knows (R01).
fn check_controls(case: &Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    for control in &fields.controls.0 {
        if case.view.person(&control.owner)?.is_none() {
            let people: Vec<String> = case.view.people()?.into_iter().map(|row| row.handle.to_string()).collect();
            let people: Vec<&str> = people.iter().map(String::as_str).collect();
            let sentence =
                format!("nobody is called @{}, who is to carry out `{}`", control.owner, excerpt(&control.text));
            return Err(Refusal::rule(1, "controls", sentence).hint(did_you_mean(control.owner.as_str(), &people)));
        }
    }
    Ok(())
}

/// A renewal takes up what the acceptance before it covered: the same model, the same risks and perhaps more (R14).
fn check_renewal(case: &Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    if fields.renewal_of.0 == 0 {
        return Ok(());
    }
    let before = case.view.get::<Acceptance>(fields.renewal_of.0)?;
    acceptance::may_renew(&before.id().to_string(), before.state.state)?;
    if before.model != fields.model {
        return Err(Refusal::rule(14, "renewal_of", format!("{} is about {}", before.id(), model_text(before.model)))
            .hint("name an acceptance of the same model, or leave it blank"));
    }
    if before.kind != fields.kind {
        return Err(Refusal::rule(14, "renewal_of", format!("{} is a {}", before.id(), before.kind))
            .hint(format!("set kind to {}, or leave it blank", before.kind)));
    }
    let left_out: Vec<String> =
        before.risks.0.iter().filter(|risk| !fields.risks.0.contains(risk)).map(ToString::to_string).collect();
    if left_out.is_empty() {
        return Ok(());
    }
    Err(Refusal::rule(14, "risks", format!("{} covers {} too", before.id(), left_out.join(", ")))
        .hint("cover the same risks, or propose it as no renewal"))
}

fn model_text(model: ModelId) -> String {
    if model.0 == 0 { "the whole portfolio".to_owned() } else { model.to_string() }
}

fn check_terms(case: &Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    let tier = tier(case, fields.model)?;
    let executive = case.view.person(&fields.accountable_exec)?;
    let executive = executive.as_ref().map(|row| &row.fields);
    acceptance::obstacles(fields, tier, executive, case.today, case.policy).into_iter().next().map_or(Ok(()), Err)
}

fn check_risks(case: &Case<'_>, fields: &Acceptance) -> Result<(), Refusal> {
    if fields.kind == AcceptanceKind::Risk && fields.risks.0.is_empty() {
        return Err(Refusal::rule(1, "risks", "it accepts no risk that is on the record")
            .hint("name the risks, or make it a policy-exception or use-before-validation"));
    }
    for id in &fields.risks.0 {
        let risk = case.view.get::<Risk>(id.0)?;
        if risk.model.0 != 0 && risk.model != fields.model {
            return Err(Refusal::data(
                "risks",
                format!("{id} is a risk of {}, not of {}", risk.model, model_text(fields.model)),
            )
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
        check(case, &after)?;
        check_asked(case, &row, &after)?;
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

/// Refuses as executive whoever asked for it before the entry named somebody else (R01).
fn check_asked(case: &Case<'_>, row: &Row<Acceptance>, after: &Acceptance) -> Result<(), Refusal> {
    let name = &after.accountable_exec;
    let asked = row.requester == *name || case.view.held(row.id(), "requester", 0)?.contains(&name.0);
    if name.is_empty() || !asked {
        return Ok(());
    }
    Err(Refusal::rule(1, "accountable_exec", format!("{name} asked for it and cannot sign it"))
        .hint("name an accountable executive who is not the requester, or propose it anew"))
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
    let tier = tier(case, row.model)?;
    let executive = case.view.person(&row.accountable_exec)?;
    acceptance::grant(&row.fields, tier, executive.as_ref().map(|row| &row.fields), case.today, case.policy)?;
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
