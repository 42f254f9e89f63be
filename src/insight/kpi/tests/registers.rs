//! Cases of acceptances, follow-ups, conditions and meetings.

use super::*;
use crate::domain::ids::{AcceptanceId, DecisionId, ItemId, MeetingId, RiskId};
use crate::domain::record::{Acceptance, FollowUp, FollowUpProgress, Risk};
use crate::domain::states::{Disposition, FollowUpKind, FollowUpState, ItemKind};
use crate::domain::value::Ids;
use crate::store::query::kpi::{FollowUpFact, HeldItem, Resolved, RiskFact};

fn acceptance(facts: &mut Facts, number: u32, expiry: &str, renewal_of: u32, steps: &[(&str, &str)]) {
    let fields = Acceptance {
        model: ModelId(1),
        risks: Ids(vec![RiskId(1)]),
        expiry: date(expiry),
        renewal_of: AcceptanceId(renewal_of),
        ..Acceptance::default()
    };
    facts.acceptances.push(row(number, fields, Default::default()));
    for (on, state) in steps {
        step(facts, id(RecordKind::Acceptance, number), on, state);
    }
}

fn exposed(tier: i64, likelihood: i64) -> Facts {
    let mut facts = board();
    model(&mut facts, 1, "2026-01-05", "production", Some(tier), Model::default());
    let fields = Risk { likelihood: Whole(Some(likelihood)), impact: Whole(Some(5)), ..Risk::default() };
    facts.risks.push(RiskFact::from(&row(1, fields, Default::default())));
    facts
}

#[test]
fn an_acceptance_is_overdue_the_day_after_its_expiry() {
    let active = ("2026-09-01", "active");
    let cases: [(i64, i64, &str, &[(&str, &str)], i64, i64); 8] = [
        (1, 1, "2026-11-23", &[active], 0, 1),
        (1, 1, "2026-11-22", &[active], 1, 1),
        (1, 1, "2026-11-22", &[active, ("2026-11-23", "expired")], 1, 1),
        (1, 1, "2026-11-22", &[active, ("2026-11-23", "closed")], 0, 0),
        (1, 1, "2026-11-22", &[active, ("2026-11-24", "closed")], 1, 1),
        (1, 1, "2026-11-22", &[("2026-09-01", "proposed")], 0, 0),
        (2, 2, "2026-11-22", &[active], 1, 1),
        (2, 1, "2026-11-22", &[active], 0, 0),
    ];
    for (tier, likelihood, expiry, steps, n, d) in cases {
        let mut facts = exposed(tier, likelihood);
        acceptance(&mut facts, 1, expiry, 0, steps);
        let measure = measure(&facts, Kpi::ExceptionsOverdue);
        assert_eq!((measure.n, measure.d), (n, d), "tier {tier}, {likelihood} x 5, until {expiry}, {steps:?}");
    }
    let mut facts = exposed(1, 1);
    acceptance(&mut facts, 1, "2026-11-22", 0, &[active]);
    acceptance(&mut facts, 2, "2027-01-10", 1, &[("2026-11-23", "active")]);
    let renewed = measure(&facts, Kpi::ExceptionsOverdue);
    assert_eq!((renewed.n, renewed.d, renewed.left_out.len()), (0, 1, 1), "renewed, and the renewal counts");
}

fn followup(facts: &mut Facts, number: u32, kind: FollowUpKind, state: FollowUpState, days: (&str, &str, &str)) {
    let (opened, due, closed) = days;
    let fields = FollowUp { kind, due: date(due), ..FollowUp::default() };
    let progress = FollowUpProgress {
        state,
        opened_at: at(&format!("{opened} 09:00")),
        original_due: date(due),
        closed_at: if closed.is_empty() { Moment(None) } else { at(&format!("{closed} 23:59")) },
        ..FollowUpProgress::default()
    };
    facts.followups.push(FollowUpFact::from(&row(number, fields, progress)));
}

#[test]
fn remediation_takes_days_from_opened_to_closed() {
    let mut facts = board();
    let due = "2026-12-31";
    followup(&mut facts, 1, FollowUpKind::Finding, FollowUpState::Closed, ("2026-08-02", due, "2026-10-01"));
    assert_eq!(shown(&facts, Kpi::RemediationTime), (1, 1, "60 d".to_owned()), "the limit itself is within");
    followup(&mut facts, 2, FollowUpKind::Mitigation, FollowUpState::Closed, ("2026-08-02", due, "2026-09-30"));
    followup(&mut facts, 3, FollowUpKind::Condition, FollowUpState::Closed, ("2026-11-23", due, "2026-11-23"));
    followup(&mut facts, 4, FollowUpKind::Action, FollowUpState::Closed, ("2026-01-01", due, "2026-11-20"));
    followup(&mut facts, 5, FollowUpKind::Finding, FollowUpState::Cancelled, ("2026-10-01", due, "2026-11-20"));
    followup(&mut facts, 6, FollowUpKind::Finding, FollowUpState::Verify, ("2026-09-24", due, ""));
    followup(&mut facts, 7, FollowUpKind::Finding, FollowUpState::Closed, ("2026-10-24", due, "2026-11-24"));
    let measure = measure(&facts, Kpi::RemediationTime);
    assert_eq!((measure.n, measure.d, measure.shown()), (2, 2, "30 d".to_owned()));
    assert_eq!(measure.left_out.len(), 1, "what was cancelled is listed");
    let ages: Vec<i64> = measure.parts.iter().map(|part| part.n).collect();
    assert_eq!(ages, [1, 1, 0], "30 and 60 days old today");
    assert_eq!(measure.note, "oldest open: FUP-0006 with 60 d");
}

#[test]
fn conditions_are_kept_by_their_original_date() {
    // Due, closed, state, kept, counted.
    let closed = FollowUpState::Closed;
    let cases = [
        ("2026-10-01", "2026-10-01", closed, 1, 1),
        ("2026-10-01", "2026-10-02", closed, 0, 1),
        ("2026-09-30", "2026-09-30", closed, 0, 0),
        ("2026-11-22", "", FollowUpState::Open, 0, 1),
        ("2026-11-23", "", FollowUpState::Open, 0, 0),
        ("2026-11-23", "2026-11-20", closed, 1, 1),
        ("2026-11-24", "2026-11-20", closed, 0, 0),
        ("2026-11-20", "2026-11-20", FollowUpState::Cancelled, 0, 0),
    ];
    for (due, done, state, n, d) in cases {
        let mut facts = board();
        followup(&mut facts, 1, FollowUpKind::Condition, state, ("2026-09-01", due, done));
        // More time moves the due date, not the one that counts.
        facts.followups[0].due = date("2027-06-01");
        followup(&mut facts, 2, FollowUpKind::Action, FollowUpState::Open, ("2026-09-01", due, ""));
        let measure = measure(&facts, Kpi::FollowThrough);
        assert_eq!((measure.n, measure.d), (n, d), "due {due}, closed {done:?}, {state}");
    }
}

#[test]
fn meetings_decide_what_they_schedule() {
    let mut facts = board();
    let held = |number, on: &str, disposition, timebox, used| HeldItem {
        item: ItemId(number),
        meeting: MeetingId(1),
        adjourned_on: day(on),
        kind: ItemKind::Decision,
        timebox,
        used_seconds: used,
        disposition,
    };
    facts.items = vec![
        held(1, "2026-10-01", Disposition::Decided, Some(10), 660),
        held(2, "2026-11-23", Disposition::CarriedOver, Some(5), 300),
        held(3, "2026-11-23", Disposition::Noted, Some(5), 540),
        held(4, "2026-11-23", Disposition::Removed, None, 0),
        held(5, "2026-09-30", Disposition::Deferred, Some(5), 300),
        held(6, "2026-11-23", Disposition::Decided, None, 300),
    ];
    let resolved = |number, on: &str, needed, there| Resolved {
        decision: DecisionId(number),
        on: day(on),
        quorum_required: needed,
        quorum_present: there,
        ..Resolved::default()
    };
    facts.decisions = vec![
        resolved(1, "2026-10-01", Some(6), Some(5)),
        resolved(2, "2026-10-01", Some(6), Some(6)),
        resolved(3, "2026-09-30", Some(6), Some(1)),
        resolved(4, "2026-10-01", None, None),
    ];
    let measure = measure(&facts, Kpi::MeetingDiscipline);
    assert_eq!((measure.n, measure.d, measure.shown()), (2, 3, "66.7 %".to_owned()));
    assert_eq!(measure.met, None, "there is no target");
    assert_eq!(measure.parts[0].shown(), "1 min", "overruns of 1, 0 and 4 minutes");
    assert_eq!((measure.parts[1].n, measure.note.as_str()), (1, "without quorum: DEC-0001"));
}
