//! Incidents: the regulator's clock (R16), and what closing needs (R17).

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::file::Policy;
use super::lifecycle;
use crate::domain::moment::Moment;
use crate::domain::record::{FollowUp, Incident, Row};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{Containment, FollowUpState, Gravity, Importance, IncidentState, RegulatorDuty};
use crate::domain::text::{counted, did_you_mean, excerpt, join_words};

/// The categories of root causes of a policy that names none of its own.
pub(super) fn causes() -> Vec<String> {
    let words = "data drift prompt vendor code deployment security guardrail language people process unknown";
    words.split(' ').map(str::to_owned).collect()
}

/// By when a serious incident is reported, counted in calendar days from the day it was known (R16);
/// nothing if there is no duty.
pub fn report_due(duty: RegulatorDuty, gravity: Gravity, known: NaiveDate, policy: &Policy) -> Option<NaiveDate> {
    let days = match (duty, gravity) {
        (RegulatorDuty::No, _) => return None,
        (RegulatorDuty::Suspected | RegulatorDuty::Yes, Gravity::Unknown | Gravity::Serious) => {
            policy.incident.report_within
        }
        (RegulatorDuty::Suspected | RegulatorDuty::Yes, Gravity::Death) => policy.incident.report_within_death,
        (RegulatorDuty::Suspected | RegulatorDuty::Yes, Gravity::Widespread) => {
            policy.incident.report_within_widespread
        }
    };
    known.checked_add_days(Days::new(u64::from(days)))
}

/// Where the regulator's clock stands (R16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// It runs until a day.
    Running(NaiveDate),
    /// The term ended, and nobody was told.
    Past(NaiveDate),
    /// The regulator was told on a day, of a term that ended on another.
    Told(NaiveDate, NaiveDate),
}

impl Clock {
    /// It in words, seen from a day.
    pub fn said(self, today: NaiveDate) -> String {
        match self {
            Self::Running(due) if due == today => "the term ends today".to_owned(),
            Self::Running(due) => format!("{} left, until {due}", counted((due - today).num_days(), "day")),
            Self::Past(due) => format!("the term ended {due}"),
            Self::Told(on, due) if on > due => format!("told {on}, after the term ended {due}"),
            Self::Told(on, due) => format!("told {on}, within the term until {due}"),
        }
    }

    /// Whether somebody still has to be told.
    pub const fn runs(self) -> bool {
        matches!(self, Self::Running(_) | Self::Past(_))
    }
}

/// The day an incident was known, by the board's clock: detected, else reported.
pub fn known(row: &Row<Incident>, today: NaiveDate, policy: &Policy) -> NaiveDate {
    let at = row.detected.0.or(row.state.reported_at.0);
    at.map_or(today, |at| at.with_timezone(&policy.time_zone.0).date_naive())
}

/// Where the regulator's clock stands on a day (R16); none without a duty, and none in an exercise.
pub fn clock(row: &Row<Incident>, today: NaiveDate, policy: &Policy) -> Option<Clock> {
    if row.exercise.0 {
        return None;
    }
    let due = report_due(row.regulator, row.gravity, known(row, today, policy), policy)?;
    Some(match row.regulator_told.0.filter(|on| *on <= today) {
        Some(on) => Clock::Told(on, due),
        None if due < today => Clock::Past(due),
        None => Clock::Running(due),
    })
}

/// The category of a root cause as policy spells it; refuses one that policy does not know, for repeats
/// are found by it.
pub fn cause(text: &str, policy: &Policy) -> Result<String, Refusal> {
    let known: Vec<&str> = policy.incident.causes.iter().map(String::as_str).collect();
    let word = text.trim();
    if word.is_empty() {
        return Ok(String::new());
    }
    known.iter().find(|one| one.eq_ignore_ascii_case(word)).map(|one| (*one).to_owned()).ok_or_else(|| {
        Refusal::data("cause_category", format!("the policy has no cause `{word}`"))
            .hint(format!("{}; `incident.causes` of the policy has them", did_you_mean(word, &known)))
    })
}

/// Refuses times that contradict each other: nothing is noticed before it begins, nothing lies ahead.
pub fn times(incident: &Incident, now: DateTime<Utc>) -> Result<(), Refusal> {
    let late = |field: &str, moment: Option<DateTime<Utc>>| {
        moment
            .filter(|moment| *moment > now)
            .map(|_| Refusal::data(field, "it lies in the future").hint("enter when it happened, in UTC"))
    };
    if let Some(refusal) = late("onset", incident.onset.0)
        .or_else(|| late("detected", incident.detected.0))
        .or_else(|| late("resolved", incident.resolved.0))
    {
        return Err(refusal);
    }
    match (incident.onset.0, incident.detected.0) {
        (Some(onset), Some(detected)) if detected < onset => {
            Err(Refusal::data("detected", "it was noticed before it began").hint("correct the onset or this"))
        }
        // It may be noticed when it is over; without an onset nobody says when it began.
        (Some(began), _) if incident.resolved.0.is_some_and(|over| over < began) => {
            Err(Refusal::data("resolved", "it was over before it began").hint("correct the onset or this"))
        }
        _ => Ok(()),
    }
}

/// Refuses a report to the regulator that lies ahead, or before there was anything to report.
pub fn told(row: &Row<Incident>, today: NaiveDate, policy: &Policy) -> Result<(), Refusal> {
    let Some(on) = row.regulator_told.0 else { return Ok(()) };
    if on > today {
        return Err(Refusal::data("regulator_told", format!("{on} is still to come"))
            .hint("enter it once the regulator has been told"));
    }
    let known = known(row, today, policy);
    if on < known {
        return Err(Refusal::data("regulator_told", format!("on {on} nobody knew of it: it was noticed on {known}"))
            .hint("correct this, or when it was detected"));
    }
    Ok(())
}

/// How many days before anything of an incident is known something may still be part of it.
const BEFORE: i64 = 366;

/// Refuses an entry of more than a year before an incident began, or was noticed while nobody knows when that was: a
/// timeline may tell what led up to it, not what a slip of the keys dates.
pub fn entered(row: &Row<Incident>, at: Moment) -> Result<(), Refusal> {
    let (first, what) = match (row.onset.0, row.detected.0.or(row.state.reported_at.0)) {
        (Some(onset), _) => (Some(onset), "it began"),
        (None, noticed) => (noticed, "it was noticed"),
    };
    match (first, at.0) {
        (Some(first), Some(at)) if (first - at).num_days() > BEFORE => {
            let sentence = format!("that is {} before {what}", counted((first - at).num_days(), "day"));
            Err(Refusal::data("at", sentence).hint("correct the year, or the onset"))
        }
        _ => Ok(()),
    }
}

/// Refuses a tick that names no step of a runbook, or one that is `ticked` already. Which runbooks there are is the
/// board's own affair: each is known by a word, as the files of them are, and its steps by their numbers.
pub fn step(text: &str, mut ticked: impl Iterator<Item = String>) -> Result<(), Refusal> {
    if text.is_empty() {
        return Ok(());
    }
    let word = |name: &str| {
        let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        (1..=64).contains(&name.len()) && name.bytes().all(fits)
    };
    let place = |number: &str| {
        (1..=4).contains(&number.len()) && !number.starts_with('0') && number.bytes().all(|c| c.is_ascii_digit())
    };
    if !text.split_once(':').is_some_and(|(name, number)| word(name) && place(number)) {
        return Err(Refusal::data("step", format!("`{}` names no step of a runbook", excerpt(text)))
            .hint("write the runbook and the number of the step, as in drift-spike:3, or leave it blank"));
    }
    if ticked.any(|one| one == text) {
        return Err(Refusal::state("step", format!("{text} is ticked already"))
            .hint("leave the step out, and the entry is one of its own"));
    }
    Ok(())
}

/// How grave a severity is; unrated counts as the worst, a near-miss as the least.
fn weight(incident: &Incident) -> i64 {
    match incident.severity.0 {
        None => 5,
        Some(0) => 0,
        Some(severity) => 5 - severity,
    }
}

/// Refuses without a reason what makes an incident lesser, takes back the regulator's duty or that he was told, or gives
/// more time to tell him (R16, R17).
pub fn eased(
    before: &Row<Incident>,
    after: &Incident,
    today: NaiveDate,
    policy: &Policy,
    reason: &str,
) -> Result<(), Refusal> {
    if !reason.trim().is_empty() {
        return Ok(());
    }
    let then = Row { fields: after.clone(), ..before.clone() };
    let due = |row: &Row<Incident>| report_due(row.regulator, row.gravity, known(row, today, policy), policy);
    let told = before.regulator_told;
    let (rule, field, what) = if before.severity.0.is_some() && weight(after) < weight(before) {
        (17, "severity", "makes it lesser")
    } else if after.regulator < before.regulator {
        (16, "regulator", "takes back the duty to tell the regulator")
    } else if told.0.is_some() && after.regulator_told != told {
        (16, "regulator_told", "changes when the regulator was told")
    } else if due(before).is_some_and(|day| due(&then).is_some_and(|later| later > day)) {
        let field = if after.gravity == before.gravity { "detected" } else { "gravity" };
        (16, field, "gives more time to tell the regulator")
    } else {
        return Ok(());
    };
    Err(Refusal::rule(rule, field, format!("this {what}, and nothing says why")).hint("say why, with a reason"))
}

/// The corrective actions of an incident, as far as closing asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    /// How many there are.
    pub all: usize,
    /// How many critical ones are not done.
    pub critical_open: usize,
}

impl Actions {
    /// Of the follow-ups that come from an incident; what was cancelled corrects nothing.
    pub fn of(rows: &[Row<FollowUp>]) -> Self {
        let stands = |row: &&Row<FollowUp>| row.state.state != FollowUpState::Cancelled;
        let critical = |row: &&Row<FollowUp>| row.state.state.is_open() && row.severity == Importance::Critical;
        Self { all: rows.iter().filter(stands).count(), critical_open: rows.iter().filter(critical).count() }
    }
}

/// Refuses to close an incident without its cause and how it was contained; one of severity 1 or 2 without a corrective
/// action, with a critical one open, or without a linked risk (R17); and one of which a regulator may have to hear (R16).
pub fn close(subject: &str, incident: &Incident, actions: Actions) -> Result<(), Refusal> {
    let lacking = lacks(incident, actions);
    founded(subject, incident, &lacking)?;
    if is_severe(incident) && actions.critical_open > 0 {
        let open = counted(i64::try_from(actions.critical_open).unwrap_or(0), "critical corrective action");
        return Err(Refusal::rule(17, subject, format!("{} does not close with {open} to do", rated(incident)))
            .hint("have it closed with evidence, or lower what it is worth with a reason"));
    }
    answered(subject, incident)?;
    lifecycle::incident(subject, incident.severity, incident.state, IncidentState::Closed)
}

/// Refuses an incident that is entered as closed without what closing needs, and to take that away from one that is
/// closed, or to raise what it needs (R17). `before` is how it read.
pub fn closed(subject: &str, before: Option<&Incident>, incident: &Incident, actions: Actions) -> Result<(), Refusal> {
    if incident.state != IncidentState::Closed {
        return Ok(());
    }
    let lacked = before.map(|before| lacks(before, actions)).unwrap_or_default();
    let mut lacking = lacks(incident, actions);
    lacking.retain(|what| !lacked.contains(what));
    founded(subject, incident, &lacking)?;
    match before {
        // Whoever reopens the question of the duty enters the answer later.
        Some(_) => Ok(()),
        None => answered(subject, incident),
    }
}

/// Whether the regulator's question has its answer (R16): no duty, or told. An exercise asks nobody.
fn answered(subject: &str, incident: &Incident) -> Result<(), Refusal> {
    let sentence = match incident.regulator {
        _ if incident.exercise.0 || incident.regulator_told.0.is_some() => return Ok(()),
        RegulatorDuty::No => return Ok(()),
        RegulatorDuty::Suspected => "whether a regulator has to hear of it is not settled",
        RegulatorDuty::Yes => "the regulator has to hear of it, and was not told",
    };
    Err(Refusal::rule(16, subject, sentence)
        .hint("enter when the regulator was told, or that there is no duty, with a reason")
        .remedy(Remedy::EditRecord))
}

/// One that nobody has rated counts as severe.
fn is_severe(incident: &Incident) -> bool {
    incident.severity.0.is_none_or(|severity| (1..=2).contains(&severity))
}

fn rated(incident: &Incident) -> String {
    match incident.severity.0 {
        None => "an unrated incident".to_owned(),
        Some(0) => "a near-miss".to_owned(),
        Some(severity) => format!("severity {severity}"),
    }
}

/// What closing an incident needs and is not there.
fn lacks(incident: &Incident, actions: Actions) -> Vec<&'static str> {
    let (severe, harmed) = (is_severe(incident), incident.severity.0 != Some(0));
    let uncontained = incident.contained_by == Containment::None && incident.containment.is_empty();
    [
        (harmed && uncontained, "how it was contained"),
        (incident.root_cause.as_str().trim().is_empty(), "a root cause"),
        (incident.cause_category.is_empty(), "the category of its cause"),
        (severe && actions.all == 0, "a corrective action"),
        (severe && incident.risks.0.is_empty(), "a linked risk"),
    ]
    .into_iter()
    .filter_map(|(lacks, what)| lacks.then_some(what))
    .collect()
}

fn founded(subject: &str, incident: &Incident, lacking: &[&str]) -> Result<(), Refusal> {
    if lacking.is_empty() {
        return Ok(());
    }
    let sentence = format!("{} does not close without {}", rated(incident), join_words(lacking, "and"));
    Err(Refusal::rule(17, subject, sentence).hint("add what is missing").remedy(Remedy::EditRecord))
}

#[cfg(test)]
mod tests;
