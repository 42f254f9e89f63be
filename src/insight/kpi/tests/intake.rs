//! Cases of the clock, the first check, and mentored teams.

use super::*;
use crate::domain::record::Submission;
use crate::store::query::kpi::SubmissionFact;

/// Moves, what is said of the first pass, numerator, denominator.
type FirstCheck = (&'static [(&'static str, &'static str)], Applies, i64, i64);

const TRIAGED: [(&str, &str); 3] =
    [("2026-11-13", "submitted"), ("2026-11-16", "in-review"), ("2026-11-18", "returned")];

/// A submission about model 1 with its steps; the check of completeness is made at the first that is no arrival.
fn submission(facts: &mut Facts, number: u32, model: u32, steps: &[(&str, &str)], first_pass: Applies) {
    let fields = Submission { model: ModelId(model), ..Submission::default() };
    facts.submissions.push(SubmissionFact::from(&row(number, fields, Default::default())));
    let record = id(RecordKind::Submission, number);
    for (at, (on, state)) in steps.iter().enumerate() {
        let checked = if at == 1 { first_pass } else { Applies::Unknown };
        facts
            .steps
            .push(record, Step { on: day(on), state: state_word(state), first_pass: checked, ..Step::default() });
    }
}

#[test]
fn the_clock_pauses_and_keeps_holidays() {
    // The worked case: two days, a pause, five days over Thanksgiving.
    let resubmitted = [
        ("2026-11-20", "submitted"),
        ("2026-11-23", "in-review"),
        ("2026-11-24", "ready"),
        ("2026-11-25", "scheduled"),
        ("2026-12-01", "decided"),
    ];
    for (tier, within, met) in [(2, 1, Some(true)), (4, 0, Some(false)), (1, 1, Some(true))] {
        let mut facts = board();
        model(&mut facts, 1, "2026-01-05", "in-review", Some(tier), Model::default());
        submission(&mut facts, 1, 1, &[&TRIAGED[..], &resubmitted[..]].concat(), Applies::Yes);
        let measure = measure_on(&facts, Kpi::ReviewTime, "2026-12-01");
        assert_eq!(
            (measure.n, measure.d, measure.shown(), measure.met),
            (within, 1, "7 bd".to_owned(), met),
            "tier {tier}"
        );
        let open = measure_on(&facts, Kpi::ReviewTime, "2026-11-30");
        assert_eq!((open.d, open.note.as_str()), (0, "oldest open: INT-0001 with 6 bd"));
    }
}

#[test]
fn review_time_is_a_median_of_what_was_decided_in_the_window() {
    let mut facts = board();
    model(&mut facts, 1, "2026-01-05", "in-review", Some(2), Model::default());
    let mut number = 0;
    let mut decided = |facts: &mut Facts, complete: &str, on: &str, end: &str| {
        number += 1;
        submission(facts, number, 1, &[(complete, "submitted"), (complete, "in-review"), (on, end)], Applies::Yes);
    };
    decided(&mut facts, "2026-09-28", "2026-09-30", "decided");
    decided(&mut facts, "2026-09-28", "2026-10-01", "decided");
    decided(&mut facts, "2026-11-02", "2026-11-12", "decided");
    decided(&mut facts, "2026-11-02", "2026-11-03", "withdrawn");
    decided(&mut facts, "2026-11-20", "2026-11-24", "decided");
    let measure = measure(&facts, Kpi::ReviewTime);
    assert_eq!((measure.n, measure.d, measure.shown()), (1, 2, "5.5 bd".to_owned()), "3 and 8 days");
    assert_eq!(measure.parts[0].met, Some(true), "the median of the tier is judged");
    assert_eq!(measure.left_out.len(), 1, "what was withdrawn is listed");
    // A decision that was pulled later is still the first one.
    let record = id(RecordKind::Submission, 2);
    step(&mut facts, record, "2026-10-05", "ready");
    step(&mut facts, record, "2026-11-20", "decided");
    assert_eq!(super::measure(&facts, Kpi::ReviewTime).shown(), "5.5 bd");
}

#[test]
fn first_pass_is_counted_where_it_was_first_checked() {
    let cases: [FirstCheck; 6] = [
        (&[("2026-09-30", "submitted"), ("2026-10-01", "in-review")], Applies::Yes, 1, 1),
        (&[("2026-09-29", "submitted"), ("2026-09-30", "in-review")], Applies::Yes, 0, 0),
        (&[("2026-11-20", "submitted"), ("2026-11-23", "returned")], Applies::No, 0, 1),
        (&[("2026-11-20", "submitted"), ("2026-11-24", "returned")], Applies::No, 0, 0),
        (&[("2026-11-20", "submitted")], Applies::Unknown, 0, 0),
        (&[("2026-11-02", "submitted"), ("2026-11-03", "in-review"), ("2026-11-04", "withdrawn")], Applies::Yes, 0, 0),
    ];
    for (steps, first_pass, n, d) in cases {
        let mut facts = board();
        submission(&mut facts, 1, 1, steps, first_pass);
        let measure = measure(&facts, Kpi::FirstPass);
        assert_eq!((measure.n, measure.d), (n, d), "{steps:?}");
    }
}

#[test]
fn mentored_teams_are_compared_with_themselves() {
    let mut facts = board();
    let unit = |unit: &str| Model { business_unit: unit.into(), ..Model::default() };
    model(&mut facts, 1, "2026-01-05", "in-review", Some(2), unit("Payments"));
    model(&mut facts, 2, "2026-01-05", "in-review", Some(2), unit("Growth"));
    for (number, model, on, state, pass) in [
        (1, 1, "2026-07-01", "in-review", Applies::Yes),
        (2, 1, "2026-09-30", "returned", Applies::No),
        (3, 1, "2026-10-01", "in-review", Applies::Yes),
        (4, 2, "2026-10-01", "returned", Applies::No),
    ] {
        submission(&mut facts, number, model, &[(on, "submitted"), (on, state)], pass);
    }
    let idle = measure(&facts, Kpi::Leadership);
    assert_eq!((idle.value, idle.met), (None, None), "nobody says who is mentored");
    metric(&mut facts, "mentored-teams", "2026-11-23", "payments", ("", "", "1"));
    let measure = measure(&facts, Kpi::Leadership);
    assert_eq!((measure.n, measure.d, measure.shown(), measure.met), (1, 1, "50 pp".to_owned(), Some(true)));
    metric(&mut facts, "mentored-teams", "2026-11-23", "Payments", ("", "", "0"));
    assert_eq!(super::measure(&facts, Kpi::Leadership).value, None, "the latest entry counts");
}
