//! Incidents: the regulator's clock (R16), and what closing needs (R17).

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::file::Policy;
use super::lifecycle;
use crate::domain::record::{Incident, Row};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{Gravity, IncidentState, RegulatorDuty};
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
        (Some(began), _) | (None, Some(began)) if incident.resolved.0.is_some_and(|over| over < began) => {
            Err(Refusal::data("resolved", "it was over before it began").hint("correct the onset or this"))
        }
        _ => Ok(()),
    }
}

/// Refuses a report to the regulator that lies ahead.
pub fn told(incident: &Incident, today: NaiveDate) -> Result<(), Refusal> {
    match incident.regulator_told.0 {
        Some(on) if on > today => Err(Refusal::data("regulator_told", format!("{on} is still to come"))
            .hint("enter it once the regulator has been told")),
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

/// Refuses to close an incident of severity 1 or 2 without a root cause, a corrective action and a
/// linked risk (R17). `actions` counts its corrective follow-ups.
pub fn close(subject: &str, incident: &Incident, actions: usize) -> Result<(), Refusal> {
    founded(subject, incident, actions)?;
    lifecycle::incident(subject, incident.severity, incident.state, IncidentState::Closed)
}

/// Refuses an incident that is entered as closed, or is closed and changed, without what closing needs (R17).
pub fn closed(subject: &str, incident: &Incident, actions: usize) -> Result<(), Refusal> {
    if incident.state == IncidentState::Closed { founded(subject, incident, actions) } else { Ok(()) }
}

fn founded(subject: &str, incident: &Incident, actions: usize) -> Result<(), Refusal> {
    // One that nobody has rated counts as severe.
    if !incident.severity.0.is_none_or(|severity| (1..=2).contains(&severity)) {
        return Ok(());
    }
    let missing: Vec<&str> = [
        (incident.root_cause.as_str().trim().is_empty(), "a root cause"),
        (actions == 0, "a corrective action"),
        (incident.risks.0.is_empty(), "a linked risk"),
    ]
    .into_iter()
    .filter_map(|(lacks, what)| lacks.then_some(what))
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = incident.severity.0.map_or("an unrated incident".to_owned(), |it| format!("severity {it}"));
    let sentence = format!("{what} does not close without {}", join_words(&missing, "and"));
    Err(Refusal::rule(17, subject, sentence).hint("add what is missing").remedy(Remedy::EditRecord))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::RiskId;
    use crate::domain::moment::Moment;
    use crate::domain::value::{Ids, Whole};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_tick_names_a_step_once() {
        let long = format!("{}:1", "a".repeat(65));
        let cases = [
            ("", true),
            ("drift-spike:3", true),
            ("our-own2:12", true),
            ("drift-spike:4", false),
            ("drift-spike", false),
            ("drift-spike:", false),
            (":3", false),
            ("drift-spike:0", false),
            ("drift-spike:03", false),
            ("drift-spike:+3", false),
            ("drift-spike:12345", false),
            ("Drift spike:3", false),
            ("../drift:3", false),
            ("drift:3:4", false),
            (long.as_str(), false),
        ];
        for (text, allowed) in cases {
            let found = step(text, ["drift-spike:4".to_owned()].into_iter());
            assert_eq!(found.is_ok(), allowed, "{text}: {found:?}");
            assert!(found.err().is_none_or(|refusal| refusal.subject == "step" && !refusal.hint.is_empty()));
        }
    }

    #[test]
    fn the_regulators_clock() {
        let policy = Policy::default();
        let cases = [
            (RegulatorDuty::No, Gravity::Death, None),
            (RegulatorDuty::Suspected, Gravity::Serious, Some("2026-12-08")),
            (RegulatorDuty::Yes, Gravity::Serious, Some("2026-12-08")),
            (RegulatorDuty::Yes, Gravity::Death, Some("2026-12-03")),
            (RegulatorDuty::Suspected, Gravity::Widespread, Some("2026-11-25")),
        ];
        for (duty, gravity, due) in cases {
            assert_eq!(report_due(duty, gravity, day("2026-11-23"), &policy), due.map(day), "{duty} {gravity:?}");
        }
    }

    #[test]
    fn the_clock_stops_once_the_regulator_is_told() {
        let policy = Policy::default();
        let row = |fields: Incident| Row {
            number: 1,
            revision: 1,
            fields,
            state: crate::domain::record::IncidentProgress::default(),
        };
        let detected = Moment("2026-11-01T10:00:00Z".parse().ok());
        let serious = Incident { regulator: RegulatorDuty::Suspected, detected, ..Incident::default() };
        let told = |on: &str| crate::domain::value::Day(on.parse().ok());
        let cases = [
            (serious.clone(), "2026-11-10", Some("6 days left, until 2026-11-16")),
            (serious.clone(), "2026-11-16", Some("the term ends today")),
            (serious.clone(), "2026-11-17", Some("the term ended 2026-11-16")),
            (
                Incident { gravity: Gravity::Widespread, ..serious.clone() },
                "2026-11-04",
                Some("the term ended 2026-11-03"),
            ),
            (
                Incident { regulator_told: told("2026-11-10"), ..serious.clone() },
                "2026-11-30",
                Some("told 2026-11-10, within the term until 2026-11-16"),
            ),
            (
                Incident { regulator_told: told("2026-11-20"), ..serious.clone() },
                "2026-11-30",
                Some("told 2026-11-20, after the term ended 2026-11-16"),
            ),
            // Looked back to before it was told, it still ran.
            (
                Incident { regulator_told: told("2026-11-10"), ..serious.clone() },
                "2026-11-09",
                Some("7 days left, until 2026-11-16"),
            ),
            (Incident { exercise: crate::domain::value::YesNo(true), ..serious.clone() }, "2026-11-10", None),
            (Incident { regulator: RegulatorDuty::No, ..serious }, "2026-11-10", None),
        ];
        for (incident, today, said) in cases {
            let found = clock(&row(incident), day(today), &policy).map(|clock| clock.said(day(today)));
            assert_eq!(found.as_deref(), said, "on {today}");
        }
    }

    #[test]
    fn causes_are_the_words_of_the_policy() {
        let policy = Policy::default();
        assert_eq!(cause(" Data ", &policy).unwrap(), "data");
        assert_eq!(cause("", &policy).unwrap(), "");
        let refusal = cause("vendr", &policy).unwrap_err();
        assert!(refusal.hint.contains("did you mean `vendor`"), "{refusal}");
    }

    #[test]
    fn severe_incidents_close_with_cause_action_and_risk() {
        let whole = |severity: Option<i64>| Incident {
            severity: Whole(severity),
            root_cause: "a stale feature".into(),
            risks: Ids(vec![RiskId(1)]),
            state: IncidentState::Actions,
            ..Incident::default()
        };
        let bare = |severity: Option<i64>| Incident {
            severity: Whole(severity),
            state: IncidentState::Actions,
            ..Incident::default()
        };
        let cases = [
            (whole(Some(1)), 1, true),
            (whole(Some(2)), 1, true),
            (whole(Some(2)), 0, false),
            (Incident { root_cause: " ".into(), ..whole(Some(1)) }, 1, false),
            (Incident { risks: Ids::default(), ..whole(Some(1)) }, 1, false),
            (bare(None), 0, false),
            (bare(Some(3)), 0, true),
            (bare(Some(4)), 0, true),
            (bare(Some(0)), 0, true),
            (Incident { state: IncidentState::Triaged, ..whole(Some(1)) }, 1, false),
            (Incident { state: IncidentState::Closed, ..bare(Some(3)) }, 0, false),
        ];
        for (incident, actions, allowed) in cases {
            assert_eq!(close("INC-0001", &incident, actions).is_ok(), allowed, "{incident:?} {actions}");
        }
        // Entered as closed, or raised when it is: the same is asked.
        let closed_as = |incident: Incident| Incident { state: IncidentState::Closed, ..incident };
        let cases = [
            (closed_as(whole(Some(1))), 1, true),
            (closed_as(whole(Some(1))), 0, false),
            (closed_as(bare(Some(2))), 1, false),
            (closed_as(bare(None)), 0, false),
            (closed_as(bare(Some(3))), 0, true),
            (bare(Some(1)), 0, true),
        ];
        for (incident, actions, allowed) in cases {
            assert_eq!(closed("INC-0001", &incident, actions).is_ok(), allowed, "{incident:?} {actions}");
        }
        let refusal = close("INC-0001", &bare(Some(1)), 0).expect_err("bare");
        assert_eq!(
            refusal.to_string(),
            "R17 INC-0001: severity 1 does not close without a root cause, a corrective action and a linked risk; add \
             what is missing"
        );
    }

    #[test]
    fn times_do_not_contradict_each_other() {
        let at = |text: &str| Moment(text.parse().ok());
        let now = "2026-11-23T12:00:00Z".parse().expect("a moment");
        let cases = [
            ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", true),
            ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z", true),
            ("2026-11-20T10:00:00Z", "2026-11-20T09:00:00Z", false),
            ("2026-11-23T12:00:01Z", "", false),
            ("", "2026-11-23T12:00:01Z", false),
            ("", "", true),
        ];
        for (onset, detected, allowed) in cases {
            let incident = Incident { onset: at(onset), detected: at(detected), ..Incident::default() };
            assert_eq!(times(&incident, now).is_ok(), allowed, "{onset} {detected}");
        }
    }
}
