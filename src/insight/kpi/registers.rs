//! KPIs over the registers: acceptances, follow-ups, conditions, meetings.

use chrono::NaiveDate;

use super::exact::{Quotient, median};
use super::measure::{Figure, Part};
use super::table::Unit;
use super::{Frame, Kpi};
use crate::domain::ids::ModelId;
use crate::domain::record::{Acceptance, Row};
use crate::domain::states::{
    AcceptanceState, Band, DecisionStatus, Disposition, FollowUpKind, FollowUpState, ItemKind,
};
use crate::policy::Target;
use crate::store::query::kpi::{Fact, FollowUpFact};

/// The highest residual risk that an acceptance bears: that of the risks it covers, else of its model's open ones.
fn borne(frame: &Frame<'_>, row: &Row<Acceptance>) -> i64 {
    let covers = |number: u32| row.risks.0.iter().any(|risk| risk.0 == number);
    let risks = frame.facts.risks.iter();
    let borne = risks.filter(|risk| {
        if row.risks.0.is_empty() { risk.model == row.model && risk.state.is_open() } else { covers(risk.number) }
    });
    borne.map(|risk| risk.residual).max().unwrap_or(0)
}

/// Whether an acceptance was in force by a day, and has not been ended by then otherwise than by its date.
fn stands(frame: &Frame<'_>, row: &Row<Acceptance>) -> bool {
    let state = |step: &crate::store::query::kpi::Step| step.state.and_then(AcceptanceState::of);
    let states: Vec<AcceptanceState> = frame.facts.steps(row.id(), frame.on).filter_map(state).collect();
    let entered = states.contains(&AcceptanceState::Active);
    let ended = states.iter().any(|state| matches!(state, AcceptanceState::Closed | AcceptanceState::Revoked));
    entered && !ended
}

/// High-risk exceptions overdue.
pub fn exceptions(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    for row in &frame.facts.acceptances {
        let Some(expiry) = row.expiry.0.filter(|_| stands(frame, row)) else { continue };
        let tier = frame.facts.tier(ModelId(row.model.0), frame.on);
        let band = Band::of_score(borne(frame, row));
        let high = matches!(band, Some(Band::High | Band::Critical));
        if tier.0 != Some(1) && !high {
            continue;
        }
        let renewed = frame.facts.acceptances.iter().find(|other| {
            other.renewal_of.0 == row.number
                && frame
                    .facts
                    .steps(other.id(), frame.on)
                    .any(|step| step.state == Some(AcceptanceState::Active.word()))
        });
        match renewed {
            _ if expiry >= frame.on => figure.count(row.id(), false, format!("active until {expiry}")),
            Some(other) => figure.leave_out(row.id(), format!("renewed by {}", other.id())),
            None => figure.count(row.id(), true, format!("expired {expiry}, neither closed nor renewed")),
        }
    }
    figure.share()
}

/// Whether a follow-up is required: a condition, a mitigation or a finding.
pub const fn is_required(kind: FollowUpKind) -> bool {
    matches!(kind, FollowUpKind::Condition | FollowUpKind::Mitigation | FollowUpKind::Finding)
}

/// The day a follow-up was closed, by the day looked at; a cancelled one is not closed.
fn closed(frame: &Frame<'_>, row: &FollowUpFact) -> Option<NaiveDate> {
    let on = frame.facts.day(row.closed_at).filter(|on| *on <= frame.on)?;
    (row.state == FollowUpState::Closed).then_some(on)
}

/// Remediation cycle time, with the ages of what is open.
pub fn remediation(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let limit = match frame.policy.kpi.get(Kpi::RemediationTime.word()) {
        Some(Target::AtMost(days)) => Quotient::of_target(*days),
        _ => None,
    };
    let mut taken = Vec::new();
    let mut ages = [0_i64; 3];
    let mut oldest: Option<(i64, &FollowUpFact)> = None;
    for row in frame.facts.followups.iter().filter(|row| is_required(row.kind)) {
        let Some(opened) = frame.facts.day(row.opened_at).filter(|on| *on <= frame.on) else { continue };
        if let Some(closed) = closed(frame, row) {
            if frame.holds(closed) {
                let days = (closed - opened).num_days();
                let within = limit.is_none_or(|limit| Quotient::whole(days) <= limit);
                figure.count(row.id(), within, format!("{days} d, closed {closed}"));
                taken.push(days);
            }
        } else if row.state == FollowUpState::Cancelled {
            if frame.facts.day(row.closed_at).is_some_and(|on| frame.holds(on)) {
                figure.leave_out(row.id(), "cancelled");
            }
        } else {
            let age = (frame.on - opened).num_days();
            ages[match age {
                ..=30 => 0,
                31..=60 => 1,
                _ => 2,
            }] += 1;
            if oldest.is_none_or(|(most, _)| age > most) {
                oldest = Some((age, row));
            }
        }
    }
    for (label, count) in ["required and open, up to 30 d", "31 to 60 d", "over 60 d"].into_iter().zip(ages) {
        figure.part_count(label, count);
    }
    if let Some((age, row)) = oldest {
        figure.notes.push(format!("oldest open: {} with {age} d", row.id()));
    }
    figure.value = median(&taken);
    figure
}

/// Decision follow-through; an extension does not move the date that counts.
pub fn follow_through(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    for row in frame.facts.followups.iter().filter(|row| row.kind == FollowUpKind::Condition) {
        let due = row.original_due.0.or(row.due.0);
        let Some(due) = due.filter(|due| frame.holds(*due)) else { continue };
        let closed = closed(frame, row);
        if row.state == FollowUpState::Cancelled {
            figure.leave_out(row.id(), "cancelled by a decision");
        } else if closed.is_none() && due == frame.on {
            figure.leave_out(row.id(), "due today");
        } else {
            let what = closed.map_or_else(|| "still open".to_owned(), |on| format!("closed {on}"));
            figure.count(row.id(), closed.is_some_and(|on| on <= due), format!("due {due}, {what}"));
        }
    }
    figure.share()
}

/// Meeting discipline: items decided, timeboxes kept, quorum there.
pub fn meetings(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let mut overruns = Vec::new();
    let (mut beside_n, mut beside_d) = (0, 0);
    for held in frame.facts.items.iter().filter(|held| frame.holds(held.adjourned_on)) {
        if let Some(timebox) = held.timebox.filter(|timebox| *timebox > 0 && held.used_seconds > 0) {
            overruns.push((held.used_seconds - timebox * 60).max(0));
        }
        let where_ = format!("{} of {}", held.disposition, held.meeting);
        match held.disposition {
            Disposition::Removed => figure.leave_out(held.item, "taken off the agenda"),
            Disposition::Noted => figure.leave_out(held.item, "there was nothing to decide"),
            Disposition::Open if held.kind == ItemKind::Information => figure.leave_out(held.item, "for information"),
            Disposition::Decided | Disposition::Open | Disposition::Deferred | Disposition::CarriedOver => {
                let decided = held.disposition == Disposition::Decided;
                figure.count(held.item, decided, where_);
                if held.kind != ItemKind::Minutes {
                    beside_d += 1;
                    beside_n += i64::from(decided);
                }
            }
        }
    }
    figure.parts.push(Part {
        label: "median overrun".to_owned(),
        n: i64::try_from(overruns.iter().filter(|seconds| **seconds > 0).count()).unwrap_or(0),
        d: i64::try_from(overruns.len()).unwrap_or(0),
        value: median(&overruns).and_then(|seconds| seconds.by(60)),
        unit: Unit::Minutes,
        met: None,
    });
    let without = frame.facts.decisions.iter().filter(|decision| {
        frame.holds(decision.on)
            && !matches!(decision.status, DecisionStatus::Failed | DecisionStatus::Void)
            && decision.quorum_required.zip(decision.quorum_present).is_some_and(|(needed, there)| there < needed)
    });
    let without: Vec<String> = without.map(|decision| decision.decision.to_string()).collect();
    figure.part_count("decisions without quorum", i64::try_from(without.len()).unwrap_or(0));
    figure.part_share("without the minutes", beside_n, beside_d);
    if !without.is_empty() {
        figure.notes.push(format!("without quorum: {}", without.join(", ")));
    }
    figure.share()
}
