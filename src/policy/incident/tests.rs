//! The regulator's clock, times, and what closing an incident needs.

use super::*;
use crate::domain::ids::RiskId;
use crate::domain::moment::Moment;
use crate::domain::value::{Day, Ids, Whole, YesNo};

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
        (Incident { gravity: Gravity::Widespread, ..serious.clone() }, "2026-11-04", Some("the term ended 2026-11-03")),
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

/// An incident with all that closing one needs.
fn whole(severity: Option<i64>) -> Incident {
    Incident {
        severity: Whole(severity),
        containment: "rolled back".into(),
        root_cause: "a stale feature".into(),
        cause_category: "data".into(),
        risks: Ids(vec![RiskId(1)]),
        state: IncidentState::Actions,
        ..Incident::default()
    }
}

#[test]
fn incidents_close_with_their_cause_and_severe_ones_with_action_and_risk() {
    let bare = |severity: Option<i64>| Incident {
        severity: Whole(severity),
        state: IncidentState::Actions,
        ..Incident::default()
    };
    let (none, one) = (Actions::default(), Actions { all: 1, critical_open: 0 });
    let cases = [
        (whole(Some(1)), one, true),
        (whole(Some(2)), one, true),
        (whole(Some(2)), none, false),
        (whole(Some(1)), Actions { all: 2, critical_open: 1 }, false),
        (whole(Some(3)), Actions { all: 2, critical_open: 1 }, true),
        (Incident { root_cause: " ".into(), ..whole(Some(1)) }, one, false),
        (Incident { risks: Ids::default(), ..whole(Some(1)) }, one, false),
        (bare(None), none, false),
        (bare(Some(3)), none, false),
        (bare(Some(4)), none, false),
        (bare(Some(0)), none, false),
        (Incident { risks: Ids::default(), ..whole(Some(3)) }, none, true),
        (Incident { root_cause: "".into(), ..whole(Some(3)) }, none, false),
        (Incident { cause_category: "".into(), ..whole(Some(4)) }, none, false),
        (Incident { containment: "".into(), ..whole(Some(4)) }, none, false),
        (Incident { containment: "".into(), contained_by: Containment::Rollback, ..whole(Some(4)) }, none, true),
        // A near-miss did nothing that had to be contained.
        (Incident { containment: "".into(), ..whole(Some(0)) }, none, true),
        (Incident { regulator: RegulatorDuty::Suspected, ..whole(Some(3)) }, none, false),
        (Incident { regulator: RegulatorDuty::Yes, ..whole(Some(3)) }, none, false),
        (Incident { regulator: RegulatorDuty::Yes, exercise: YesNo(true), ..whole(Some(3)) }, none, true),
        (
            Incident { regulator: RegulatorDuty::Yes, regulator_told: Day(Some(day("2026-11-10"))), ..whole(Some(3)) },
            none,
            true,
        ),
        (Incident { state: IncidentState::Triaged, ..whole(Some(1)) }, one, false),
        (Incident { state: IncidentState::Closed, ..whole(Some(3)) }, none, false),
    ];
    for (incident, actions, allowed) in cases {
        assert_eq!(close("INC-0001", &incident, actions).is_ok(), allowed, "{incident:?} {actions:?}");
    }
    let refusal = close("INC-0001", &bare(Some(1)), none).expect_err("bare");
    assert_eq!(
        refusal.to_string(),
        "R17 INC-0001: severity 1 does not close without how it was contained, a root cause, the category of its cause, a \
         corrective action and a linked risk; add what is missing"
    );
}

#[test]
fn what_is_closed_keeps_what_closing_needed() {
    let closed_as = |incident: Incident| Incident { state: IncidentState::Closed, ..incident };
    let old = || closed_as(Incident { severity: Whole(Some(3)), ..Incident::default() });
    let (none, one) = (Actions::default(), Actions { all: 1, critical_open: 0 });
    let suspected = Incident { regulator: RegulatorDuty::Suspected, ..whole(Some(3)) };
    let cases = [
        (None, closed_as(whole(Some(1))), one, true),
        (None, closed_as(whole(Some(1))), none, false),
        (None, old(), one, false),
        (None, closed_as(suspected), none, false),
        (None, whole(Some(1)), none, true),
        // What was closed before this was asked may be corrected, as long as it loses nothing.
        (Some(old()), Incident { harm: "none".into(), ..old() }, none, true),
        (Some(old()), Incident { severity: Whole(Some(2)), ..old() }, none, false),
        (Some(closed_as(whole(Some(3)))), Incident { root_cause: "".into(), ..closed_as(whole(Some(3))) }, none, false),
        (Some(closed_as(whole(Some(3)))), closed_as(whole(Some(2))), none, false),
    ];
    for (before, incident, actions, allowed) in cases {
        let found = closed("INC-0001", before.as_ref(), &incident, actions);
        assert_eq!(found.is_ok(), allowed, "{before:?} {incident:?} {actions:?}");
    }
}

#[test]
fn what_makes_an_incident_lesser_is_said_with_a_reason() {
    let policy = Policy::default();
    let today = day("2026-11-20");
    let at = |text: &str| Moment(text.parse().ok());
    let told = |on: &str| Day(on.parse().ok());
    let serious = Incident {
        severity: Whole(Some(2)),
        regulator: RegulatorDuty::Suspected,
        gravity: Gravity::Death,
        detected: at("2026-11-10T10:00:00Z"),
        regulator_told: told("2026-11-12"),
        ..Incident::default()
    };
    let cases = [
        (Incident { severity: Whole(Some(3)), ..serious.clone() }, Some("severity")),
        (Incident { severity: Whole(Some(0)), ..serious.clone() }, Some("severity")),
        (Incident { severity: Whole(Some(1)), ..serious.clone() }, None),
        (Incident { severity: Whole(None), ..serious.clone() }, None),
        (Incident { regulator: RegulatorDuty::No, ..serious.clone() }, Some("regulator")),
        (Incident { regulator: RegulatorDuty::Yes, ..serious.clone() }, None),
        (Incident { regulator_told: told("2026-11-11"), ..serious.clone() }, Some("regulator_told")),
        (Incident { regulator_told: told(""), ..serious.clone() }, Some("regulator_told")),
        (Incident { gravity: Gravity::Serious, ..serious.clone() }, Some("gravity")),
        (Incident { gravity: Gravity::Widespread, ..serious.clone() }, None),
        (Incident { detected: at("2026-11-11T10:00:00Z"), ..serious.clone() }, Some("detected")),
        (Incident { detected: at("2026-11-09T10:00:00Z"), ..serious.clone() }, None),
        (serious.clone(), None),
    ];
    let row =
        Row { number: 1, revision: 1, fields: serious, state: crate::domain::record::IncidentProgress::default() };
    for (after, field) in cases {
        let refused = eased(&row, &after, today, &policy, " ").err().map(|refusal| refusal.subject);
        assert_eq!(refused.as_deref(), field, "{after:?}");
        assert!(eased(&row, &after, today, &policy, "looked at again").is_ok());
    }
    let told_on = |on: &str| {
        let fields = Incident { regulator_told: told(on), ..row.fields.clone() };
        super::told(&Row { fields, ..row.clone() }, today, &policy).is_ok()
    };
    for (on, allowed) in [("2026-11-09", false), ("2026-11-10", true), ("2026-11-20", true), ("2026-11-21", false)] {
        assert_eq!(told_on(on), allowed, "{on}");
    }
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
