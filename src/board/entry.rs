//! Entries that are little more than what was typed: people, evidence, risks, incidents.

use super::case::Case;
use super::party;
use crate::domain::Refusal;
use crate::domain::event::{Event, IncidentEntry};
use crate::domain::field::Fields;
use crate::domain::ids::{ModelId, RiskId};
use crate::domain::operation::{AddIncidentEntry, Revise};
use crate::domain::record::{Acceptance, Artifact, Consultation, Incident, IncidentProgress, Person, Risk, Row};
use crate::domain::states::{ArtifactState, Effectiveness, IncidentState, RegulatorDuty, RiskState};
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::{Level, SYSTEM};
use crate::policy::recusal::Easing;
use crate::policy::{acceptance, decision, evidence, incident, lifecycle, quorum, recusal, risk};

/// Adds a person; the handle must be new.
pub fn add_person(case: &mut Case<'_>, person: &Person) -> Result<(), Refusal> {
    if person.handle.as_str() == SYSTEM {
        return Err(Refusal::data("handle", "`system` stands for what time alone brings about").hint("choose another"));
    }
    if case.view.person(&person.handle)?.is_some() {
        return Err(Refusal::data("handle", format!("`{}` is taken", person.handle))
            .hint("choose another, or edit that person"));
    }
    check_manager(person)?;
    check_seats(case, &Person::default(), person)?;
    case.create(person.clone()).map(drop)
}

/// Changes a person; the handle stays.
pub fn revise_person(case: &mut Case<'_>, revise: &Revise<Person>) -> Result<(), Refusal> {
    let row = case.view.get::<Person>(revise.number)?;
    let after = revise.applied(&row.fields);
    if after.handle != row.handle {
        return Err(Refusal::data("handle", "a handle never changes: the record names people by it")
            .hint("add a new person and set the old one inactive"));
    }
    check_manager(&after)?;
    check_seats(case, &row.fields, &after)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

/// Refuses to change who counts for quorum while a meeting is in session (R04).
pub(super) fn check_seats(case: &Case<'_>, before: &Person, after: &Person) -> Result<(), Refusal> {
    match case.view.live_meeting()? {
        Some(meeting) => quorum::seats_stand(&meeting.id().to_string(), before, after),
        None => Ok(()),
    }
}

fn check_manager(person: &Person) -> Result<(), Refusal> {
    if !person.manager.is_empty() && person.manager == person.handle {
        return Err(Refusal::data("manager", "nobody manages themselves").hint("name somebody else, or leave it blank"));
    }
    if !person.alternate_for.is_empty() && person.alternate_for == person.handle {
        return Err(Refusal::data("alternate_for", "nobody stands in for themselves").hint("name a voter"));
    }
    Ok(())
}

/// Records a piece of evidence; its kind must be one that the policy knows.
pub fn receive_artifact(case: &mut Case<'_>, artifact: &Artifact) -> Result<(), Refusal> {
    let mut artifact = artifact.clone();
    evidence::sound(&artifact, case.policy)?;
    if artifact.received.0.is_none() {
        artifact.received.0 = Some(case.today);
    }
    // Evidence may be there before its version is entered.
    if artifact.model.0 != 0
        && let Err(refusal) = known_version(case, artifact.model, artifact.version.as_str())
    {
        case.note(format!("{}: {}", refusal.sentence, refusal.hint));
    }
    case.create(artifact).map(drop)
}

/// Changes an artifact.
pub fn revise_artifact(case: &mut Case<'_>, revise: &Revise<Artifact>) -> Result<(), Refusal> {
    let row = case.view.get::<Artifact>(revise.number)?;
    let after = revise.applied(&row.fields);
    evidence::sound(&after, case.policy)?;
    if after.state != row.fields.state {
        lifecycle::artifact(&row.id().to_string(), row.fields.state, after.state)?;
    }
    may_change_artifact(case, &row, &after)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

/// Refuses to put other evidence in the place of what was accepted at any time (R10).
pub(super) fn may_change_artifact(case: &Case<'_>, row: &Row<Artifact>, after: &Artifact) -> Result<(), Refusal> {
    let same = Artifact { state: row.fields.state, ..after.clone() } == row.fields;
    let once =
        !same && case.view.held(row.id(), "state", 0)?.iter().any(|state| state == ArtifactState::Accepted.word());
    evidence::stands(&row.id().to_string(), once, &row.fields, after, case.policy)
}

/// Notes an early consultation.
pub fn note_consultation(case: &mut Case<'_>, fields: &Consultation) -> Result<(), Refusal> {
    let mut fields = fields.clone();
    if fields.held_on.0.is_none() {
        fields.held_on.0 = Some(case.today);
    }
    if fields.advisor.is_empty() && case.view.person(&case.actor)?.is_some() {
        fields.advisor = case.actor.clone();
    }
    check_consultation(case, &fields)?;
    case.create(fields).map(drop)
}

/// Changes a consultation's entry.
pub fn revise_consultation(case: &mut Case<'_>, revise: &Revise<Consultation>) -> Result<(), Refusal> {
    let row = case.view.get::<Consultation>(revise.number)?;
    let after = revise.applied(&row.fields);
    check_consultation(case, &after)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

fn check_consultation(case: &Case<'_>, fields: &Consultation) -> Result<(), Refusal> {
    match fields.held_on.0 {
        Some(day) if day > case.today => Err(Refusal::data("held_on", format!("{day} is still to come"))
            .hint("note a consultation once it has been held")),
        _ => Ok(()),
    }
}

/// Identifies a risk; returns its number.
pub fn identify_risk(case: &mut Case<'_>, risk: &Risk) -> Result<u32, Refusal> {
    acceptance::risk_begins(risk.state)?;
    graded(risk)?;
    explain_rise(risk, "")?;
    case.create(risk.clone())
}

/// Takes up again what another register tells of a risk; accepted there, it stays here as it is until an
/// acceptance of this board covers it.
pub fn update_risk(case: &mut Case<'_>, mut revise: Revise<Risk>) -> Result<(), Refusal> {
    let row = case.view.get::<Risk>(revise.number)?;
    let accepted = revise.sets("state") && revise.fields.state == RiskState::Accepted;
    if accepted && row.fields.state != RiskState::Accepted && !is_covered(case, row.number)? {
        revise.set.retain(|at| Risk::SPECS[*at].name != "state");
        case.note(format!("{} stays {}: no acceptance of this board covers it", row.id(), row.fields.state));
    }
    let after = checked_risk(&row, &revise)?;
    may_change_risk(case, row.number, &row.fields, &after)?;
    // What another register says it answers for: it is taken in, and remarked upon.
    if let Err(doubt) = risk::lowered(&row.fields, &after, &revise.reason) {
        case.note(format!("{}: {}", row.id(), doubt.sentence));
    }
    if after.state != row.fields.state
        && let Some(doubt) = risk::unfounded(&after)
    {
        case.note(format!("{}: {doubt}", row.id()));
    }
    change_risk(case, row.number, &row.fields, after, &revise.reason)
}

/// Takes in a risk as another register tells it; says so where it cannot stand here as it stood there.
pub fn import_risk(case: &mut Case<'_>, risk: &Risk) -> Result<(), Refusal> {
    graded(risk)?;
    explain_rise(risk, "")?;
    let state = acceptance::risk_imported(risk.state);
    let number = case.create(Risk { state, ..risk.clone() })?;
    if state != risk.state {
        let id = RiskId(number);
        case.note(format!("{id} comes as {state}, not {}: no acceptance of this board covers it", risk.state));
    }
    if let Some(doubt) = risk::unfounded(&Risk { state, ..risk.clone() }) {
        case.note(format!("{}: {doubt}", RiskId(number)));
    }
    Ok(())
}

/// Whether an acceptance in force covers a risk.
fn is_covered(case: &Case<'_>, number: u32) -> Result<bool, Refusal> {
    let by = case.view.get::<Risk>(number)?.state.acceptance;
    let holds = |row: Row<Acceptance>| acceptance::active_on(&row.fields, row.state.state, case.today);
    Ok(case.view.find::<Acceptance>(by.0)?.is_some_and(holds))
}

/// A word that stands where a control's grade stands is one.
fn graded(risk: &Risk) -> Result<(), Refusal> {
    let wrong = risk.controls.0.iter().find_map(|control| control.misgraded());
    let Some(word) = wrong else { return Ok(()) };
    Err(Refusal::data("controls", format!("`{}` does not say how well a control works", excerpt(word)))
        .hint(format!("{}; write `canary release | effective`", did_you_mean(word, Effectiveness::WORDS))))
}

fn rated(risk: &Risk) -> (Level, Level, Level, Level) {
    (risk.likelihood, risk.impact, risk.residual_likelihood, risk.residual_impact)
}

/// Controls that leave more risk than there was before them are explained.
fn explain_rise(risk: &Risk, reason: &str) -> Result<(), Refusal> {
    let (before, left) = (risk.inherent(), risk.residual());
    if before == 0 || left <= before || !reason.trim().is_empty() {
        return Ok(());
    }
    Err(Refusal::data("residual_likelihood", format!("{left} would remain of {before}: controls do not add to a risk"))
        .hint("correct the ratings; where a control itself brings more risk, revise the risk with a reason"))
}

/// Changes a risk.
pub fn revise_risk(case: &mut Case<'_>, revise: &Revise<Risk>) -> Result<(), Refusal> {
    let row = case.view.get::<Risk>(revise.number)?;
    let after = checked_risk(&row, revise)?;
    may_change_risk(case, row.number, &row.fields, &after)?;
    risk::lowered(&row.fields, &after, &revise.reason)?;
    risk::settled(&row.id().to_string(), &row.fields, &after, &revise.reason)?;
    change_risk(case, row.number, &row.fields, after, &revise.reason)
}

/// A risk as it is to read, its controls graded and its ratings explained.
fn checked_risk(row: &Row<Risk>, revise: &Revise<Risk>) -> Result<Risk, Refusal> {
    let after = revise.applied(&row.fields);
    if after.controls != row.controls {
        graded(&after)?;
    }
    if rated(&after) != rated(&row.fields) {
        explain_rise(&after, &revise.reason)?;
    }
    Ok(after)
}

/// Refuses to take a risk from its model, and whoever has a part in that to lower what remains of it (R02).
pub(super) fn may_change_risk(case: &Case<'_>, number: u32, before: &Risk, after: &Risk) -> Result<(), Refusal> {
    let id = RiskId(number);
    if before.model.0 > 0 && after.model != before.model {
        return Err(Refusal::rule(2, "model", format!("{id} is a risk of {}, and stays one", before.model))
            .hint("identify that of the other model as a risk of its own, and close this once it is mitigated"));
    }
    if decision::counts(after) >= decision::counts(before) {
        return Ok(());
    }
    let field = if after.state.is_open() { "residual_likelihood" } else { "state" };
    let parties = party::of_record(case.view, id.record(), before.model)?;
    recusal::may_ease(Easing::Risk, field, &case.actor, &parties)
}

/// Changes a risk's entry, its state by the rules.
fn change_risk(case: &mut Case<'_>, number: u32, before: &Risk, mut after: Risk, reason: &str) -> Result<(), Refusal> {
    if after.state != before.state {
        let id = RiskId(number).to_string();
        lifecycle::risk(&id, before.state, after.state)?;
        acceptance::risk_accepted(&id, before.state, after.state, is_covered(case, number)?)?;
    }
    if rated(&after) != rated(before) && after.last_reviewed == before.last_reviewed {
        after.last_reviewed.0 = Some(case.today);
    }
    case.revise(number, before, &after, reason)
}

/// Reports an incident.
pub fn report_incident(case: &mut Case<'_>, incident: &Incident) -> Result<(), Refusal> {
    let mut incident = incident.clone();
    incident.cause_category.0 = incident::cause(incident.cause_category.as_str(), case.policy)?;
    if incident.detected.0.is_none() {
        incident.detected = case.moment();
    }
    incident::times(&incident, case.now)?;
    let told = Row { number: 0, revision: 0, fields: incident.clone(), state: IncidentProgress::default() };
    incident::told(&told, case.today, case.policy)?;
    known_version(case, incident.model, incident.version.as_str())?;
    // Corrective actions come from an incident that is on the record: this one has none yet.
    incident::closed("state", None, &incident, incident::Actions::default())?;
    case.create(incident).map(drop)
}

/// Changes an incident.
pub fn revise_incident(case: &mut Case<'_>, revise: &Revise<Incident>) -> Result<(), Refusal> {
    let row = case.view.get::<Incident>(revise.number)?;
    let mut after = revise.applied(&row.fields);
    incident::times(&after, case.now)?;
    if (after.regulator_told, after.detected) != (row.regulator_told, row.detected) {
        incident::told(&Row { fields: after.clone(), ..row.clone() }, case.today, case.policy)?;
    }
    incident::eased(&row, &after, case.today, case.policy, &revise.reason)?;
    may_change_incident(case, &row, &after)?;
    if after.cause_category != row.cause_category {
        after.cause_category.0 = incident::cause(after.cause_category.as_str(), case.policy)?;
    }
    if (after.model, &after.version) != (row.model, &row.version) {
        known_version(case, after.model, after.version.as_str())?;
    }
    if after.exercise != row.exercise && row.fields.state != IncidentState::Reported {
        return Err(Refusal::data("exercise", "what was reported as an exercise is led as one, and the reverse")
            .hint("report it anew: an incident that turns up in an exercise has a record of its own"));
    }
    if after.state != row.fields.state {
        let subject = row.id().to_string();
        if after.state == IncidentState::Closed {
            let actions = actions(case, &row)?;
            let closing = Incident { state: row.fields.state, ..after.clone() };
            incident::close(&subject, &closing, actions)?;
        } else {
            lifecycle::incident(&subject, after.severity, row.fields.state, after.state)?;
        }
    } else if after != row.fields && after.state == IncidentState::Closed {
        incident::closed(&row.id().to_string(), Some(&row.fields), &after, actions(case, &row)?)?;
    }
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

/// Refuses whoever has a part in the model to make a severe incident less, another model's or an exercise (R17), and to
/// take back that a regulator may have to hear of it (R16).
pub(super) fn may_change_incident(case: &Case<'_>, row: &Row<Incident>, after: &Incident) -> Result<(), Refusal> {
    let severe = |one: &Incident| one.severity.0.is_some_and(|severity| (1..=2).contains(&severity));
    let lesser = severe(&row.fields) && !severe(after);
    let field = if severe(&row.fields) && row.model.0 > 0 && after.model != row.model {
        "model"
    } else if after.regulator < row.regulator {
        "regulator"
    } else if after.exercise.0 && (severe(&row.fields) || row.regulator > RegulatorDuty::No) {
        "exercise"
    } else if lesser {
        "severity"
    } else {
        return Ok(());
    };
    if row.exercise.0 {
        return Ok(());
    }
    let parties = party::of_record(case.view, row.id(), row.model)?;
    recusal::may_ease(Easing::Incident, field, &case.actor, &parties)
}

fn actions(case: &Case<'_>, row: &Row<Incident>) -> Result<incident::Actions, Refusal> {
    Ok(incident::Actions::of(&case.view.followups_from(row.id())?))
}

/// Refuses a version that its model does not have; a model without any on record has none to be held against.
fn known_version(case: &Case<'_>, model: ModelId, label: &str) -> Result<(), Refusal> {
    if label.is_empty() {
        return Ok(());
    }
    if model.0 == 0 {
        return Err(Refusal::data("version", "a version of no model").hint("name the model, too"));
    }
    let versions = case.view.versions(model)?;
    let known: Vec<&str> = versions.iter().map(|row| row.label.as_str()).collect();
    if known.is_empty() || known.contains(&label) {
        return Ok(());
    }
    Err(Refusal::data("version", format!("{model} has no version `{label}`")).hint(did_you_mean(label, &known)))
}

/// Adds an entry to an incident's timeline: what happened, what was said to whom, or a step of a runbook.
pub fn add_incident_entry(case: &mut Case<'_>, entry: &AddIncidentEntry) -> Result<(), Refusal> {
    let row = case.view.get::<Incident>(entry.incident.0)?;
    let at = if entry.at.0.is_some() { entry.at } else { case.moment() };
    if at.0.is_some_and(|at| at > case.now) {
        return Err(Refusal::data("at", "this moment is still to come").hint("enter when it happened"));
    }
    let ticked = case.view.incident_timeline(entry.incident)?.into_iter().map(|one| one.step);
    incident::step(entry.step.as_str(), ticked)?;
    incident::entered(&row, at)?;
    case.say(Event::IncidentEntryAdded(IncidentEntry {
        incident: entry.incident,
        at,
        text: entry.text.0.clone(),
        told: entry.told.0.clone(),
        step: entry.step.0.clone(),
    }));
    Ok(())
}
