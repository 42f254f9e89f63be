//! Incidents: the regulator's clock (R16), and what closing needs (R17).

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::file::Policy;
use super::lifecycle;
use crate::domain::record::Incident;
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::{IncidentState, RegulatorDuty};
use crate::domain::text::join_words;

/// What makes the regulator's term shorter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gravity {
    /// Serious, no more is known.
    #[default]
    Serious,
    /// Somebody died.
    Death,
    /// It is widespread, or hit critical infrastructure.
    Widespread,
}

/// By when a serious incident is reported, counted in calendar days from the day it was known (R16);
/// nothing if there is no duty.
pub fn report_due(duty: RegulatorDuty, gravity: Gravity, known: NaiveDate, policy: &Policy) -> Option<NaiveDate> {
    let days = match (duty, gravity) {
        (RegulatorDuty::No, _) => return None,
        (RegulatorDuty::Suspected | RegulatorDuty::Yes, Gravity::Serious) => policy.incident.report_within,
        (RegulatorDuty::Suspected | RegulatorDuty::Yes, Gravity::Death) => policy.incident.report_within_death,
        (RegulatorDuty::Suspected | RegulatorDuty::Yes, Gravity::Widespread) => {
            policy.incident.report_within_widespread
        }
    };
    known.checked_add_days(Days::new(u64::from(days)))
}

/// Refuses times that contradict each other: nothing is noticed before it begins, nothing lies ahead.
pub fn times(incident: &Incident, now: DateTime<Utc>) -> Result<(), Refusal> {
    let late = |field: &str, moment: Option<DateTime<Utc>>| {
        moment
            .filter(|moment| *moment > now)
            .map(|_| Refusal::data(field, "it lies in the future").hint("enter when it happened, in UTC"))
    };
    if let Some(refusal) = late("onset", incident.onset.0).or_else(|| late("detected", incident.detected.0)) {
        return Err(refusal);
    }
    match (incident.onset.0, incident.detected.0) {
        (Some(onset), Some(detected)) if detected < onset => {
            Err(Refusal::data("detected", "it was noticed before it began").hint("correct the onset or this"))
        }
        _ => Ok(()),
    }
}

/// Refuses to close an incident of severity 1 or 2 without a root cause, a corrective action and a
/// linked risk (R17). `actions` counts its corrective follow-ups.
pub fn close(subject: &str, incident: &Incident, actions: usize) -> Result<(), Refusal> {
    let severe = incident.severity.0.is_none_or(|severity| (1..=2).contains(&severity));
    if severe {
        let missing: Vec<&str> = [
            (incident.root_cause.as_str().trim().is_empty(), "a root cause"),
            (actions == 0, "a corrective action"),
            (incident.risks.0.is_empty(), "a linked risk"),
        ]
        .into_iter()
        .filter_map(|(lacks, what)| lacks.then_some(what))
        .collect();
        if !missing.is_empty() {
            let what = incident.severity.0.map_or("an unrated incident".to_owned(), |it| format!("severity {it}"));
            let sentence = format!("{what} does not close without {}", join_words(&missing, "and"));
            return Err(Refusal::rule(17, subject, sentence).hint("add what is missing").remedy(Remedy::EditRecord));
        }
    }
    lifecycle::incident(subject, incident.severity, incident.state, IncidentState::Closed)
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
