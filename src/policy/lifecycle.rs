//! Which state may follow which, for every record that has states. What a step needs beside the
//! right order (evidence, reasons, signatures) stands with its rule.

use std::fmt::Display;

use crate::domain::refusal::Refusal;
use crate::domain::states::{
    AcceptanceState, ArtifactState, AssessmentState, FollowUpState, IncidentState, MeetingKind, MeetingState,
    RiskState, Stage, SubmissionKind, SubmissionState,
};
use crate::domain::text::join_words;
use crate::domain::value::{Severity, TierValue};

/// Refuses a step that is not among those that may follow.
fn step<S: Copy + PartialEq + Display>(subject: &str, from: S, to: S, next: &[S]) -> Result<(), Refusal> {
    if next.contains(&to) {
        return Ok(());
    }
    let words: Vec<String> = next.iter().map(ToString::to_string).collect();
    let refusal = if from == to {
        Refusal::state(subject, format!("is {from} already"))
    } else {
        Refusal::state(subject, format!("is {from} and cannot become {to}"))
    };
    Err(if words.is_empty() {
        refusal.hint(format!("nothing follows {from}"))
    } else {
        refusal.hint(format!("from here it can become {}", join_words(&words, "or")))
    })
}

/// How a submission came to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// In a meeting, from its agenda.
    Meeting,
    /// Signed outside the meeting (tiers 3 and 4).
    Delegated(TierValue),
    /// An emergency patch.
    Emergency(SubmissionKind),
}

/// What may follow a submission's state; decisions are the business of [`decide`].
pub const fn after_submission(from: SubmissionState) -> &'static [SubmissionState] {
    use SubmissionState as S;
    match from {
        S::Submitted => &[S::InReview, S::Returned, S::OutOfScope, S::Withdrawn],
        S::InReview => &[S::Ready, S::Returned, S::Withdrawn],
        S::Ready => &[S::Scheduled, S::Withdrawn],
        S::Scheduled => &[S::Ready, S::Withdrawn],
        S::Returned => &[S::Submitted, S::Withdrawn],
        S::Decided | S::Withdrawn | S::OutOfScope => &[],
    }
}

/// Refuses a submission's step that is out of order.
pub fn submission(subject: &str, from: SubmissionState, to: SubmissionState) -> Result<(), Refusal> {
    if from == SubmissionState::Scheduled && to == SubmissionState::Decided {
        return Ok(());
    }
    step(subject, from, to, after_submission(from))
}

/// Refuses a decision on a submission that has not come far enough on this route.
pub fn decide(subject: &str, from: SubmissionState, route: Route) -> Result<(), Refusal> {
    use SubmissionState as S;
    if !from.is_open() {
        return Err(
            Refusal::state(subject, format!("is {from} already")).hint("supersede the decision by a motion of its own")
        );
    }
    let (allowed, hint) = match route {
        Route::Meeting => (from == S::Scheduled, "schedule it first"),
        Route::Delegated(tier) => {
            if tier.0.is_none_or(|tier| tier <= 2) {
                return Err(
                    Refusal::state(subject, "only tiers 3 and 4 are decided outside the meeting").hint("schedule it")
                );
            }
            (matches!(from, S::Ready | S::Scheduled), "make it ready first")
        }
        Route::Emergency(kind) => {
            if kind != SubmissionKind::EmergencyPatch {
                return Err(Refusal::state(subject, format!("is a {kind}, not an emergency patch")).hint("schedule it"));
            }
            (from != S::Returned, "submit it again first")
        }
    };
    if allowed {
        Ok(())
    } else {
        Err(Refusal::state(subject, format!("is {from} and cannot be decided yet")).hint(hint))
    }
}

/// Refuses to put a submission back before the board that is not decided: this is for a decision
/// that was pulled, has lapsed or was undone.
pub fn reopen(subject: &str, from: SubmissionState) -> Result<(), Refusal> {
    if from == SubmissionState::Decided {
        return Ok(());
    }
    Err(Refusal::state(subject, format!("is {from}, not decided")).hint("nothing needs to be reopened"))
}

/// What may follow a risk's state.
pub const fn after_risk(from: RiskState) -> &'static [RiskState] {
    use RiskState as S;
    match from {
        S::Identified => &[S::Assessed],
        S::Assessed => &[S::Treating],
        S::Treating => &[S::Mitigated, S::Accepted],
        S::Mitigated | S::Accepted => &[S::Closed, S::Treating],
        // Reopened: the rating is looked at again, or treatment goes on.
        S::Closed => &[S::Assessed, S::Treating],
    }
}

/// Refuses a risk's step that is out of order.
pub fn risk(subject: &str, from: RiskState, to: RiskState) -> Result<(), Refusal> {
    step(subject, from, to, after_risk(from))
}

/// What may follow a follow-up's state; `verified` is whether somebody has to verify it.
pub const fn after_follow_up(from: FollowUpState, verified: bool) -> &'static [FollowUpState] {
    use FollowUpState as S;
    match (from, verified) {
        (S::Open, true) => &[S::InProgress, S::Verify, S::Cancelled],
        (S::Open, false) => &[S::InProgress, S::Verify, S::Closed, S::Cancelled],
        (S::InProgress, true) => &[S::Verify, S::Cancelled],
        (S::InProgress, false) => &[S::Verify, S::Closed, S::Cancelled],
        // Verification closes it or sends it back.
        (S::Verify, _) => &[S::Closed, S::InProgress, S::Cancelled],
        (S::Closed | S::Cancelled, _) => &[],
    }
}

/// Refuses a follow-up's step that is out of order.
pub fn follow_up(subject: &str, from: FollowUpState, to: FollowUpState, verified: bool) -> Result<(), Refusal> {
    step(subject, from, to, after_follow_up(from, verified))
}

/// What may follow an acceptance's state.
pub const fn after_acceptance(from: AcceptanceState) -> &'static [AcceptanceState] {
    use AcceptanceState as S;
    match from {
        // Closed without ever being granted: the proposal is withdrawn or was turned down.
        S::Proposed => &[S::Active, S::Closed],
        S::Active => &[S::Closed, S::Revoked, S::Expired],
        S::Closed | S::Revoked | S::Expired => &[],
    }
}

/// Refuses an acceptance's step that is out of order; nothing renews itself (R14).
pub fn acceptance(subject: &str, from: AcceptanceState, to: AcceptanceState) -> Result<(), Refusal> {
    if to == AcceptanceState::Active && from != AcceptanceState::Proposed {
        let sentence = format!("is {from} and cannot be taken up again");
        return Err(Refusal::rule(14, subject, sentence).hint("propose a renewal as a new acceptance"));
    }
    step(subject, from, to, after_acceptance(from))
}

/// Refuses an incident's step that is out of order. Lesser ones and near-misses may skip steps, never
/// go back; closing has a rule of its own (`incident::close`).
pub fn incident(subject: &str, severity: Severity, from: IncidentState, to: IncidentState) -> Result<(), Refusal> {
    let ahead: Vec<IncidentState> = IncidentState::ALL.iter().copied().filter(|state| *state > from).collect();
    let severe = severity.0.is_none_or(|severity| (1..=2).contains(&severity));
    let next = if severe { ahead.get(..1).unwrap_or_default() } else { ahead.as_slice() };
    step(subject, from, to, next)
}

/// What may follow a meeting's state.
pub fn after_meeting(kind: MeetingKind, from: MeetingState) -> &'static [MeetingState] {
    use MeetingState as S;
    match (from, kind) {
        // An emergency meeting is called at once, without an agenda sent out.
        (S::Draft, MeetingKind::Emergency) => &[S::Published, S::InSession],
        (S::Draft, MeetingKind::Regular | MeetingKind::Special) => &[S::Published],
        // An agenda that was sent out may be taken back and corrected.
        (S::Published, _) => &[S::InSession, S::Draft],
        (S::InSession, _) => &[S::Recess, S::Adjourned],
        (S::Recess, _) => &[S::InSession, S::Adjourned],
        (S::Adjourned, _) => &[S::MinutesAdopted],
        (S::MinutesAdopted, _) => &[],
    }
}

/// Refuses a meeting's step that is out of order.
pub fn meeting(subject: &str, kind: MeetingKind, from: MeetingState, to: MeetingState) -> Result<(), Refusal> {
    let next = after_meeting(kind, from);
    if next.contains(&to) {
        return Ok(());
    }
    let sentence = if from == to {
        format!("is {} already", from.phrase())
    } else {
        format!("is {} and cannot be {}", from.phrase(), to.phrase())
    };
    if from.is_over() {
        let hint = "bring it before the next meeting; what was resolved changes by a superseding motion there";
        return Err(Refusal::rule(12, subject, sentence).hint(hint));
    }
    let words: Vec<&str> = next.iter().map(|state| state.phrase()).collect();
    Err(Refusal::state(subject, sentence).hint(format!("from here it can be {}", join_words(&words, "or"))))
}

/// What may follow a model's stage.
pub const fn after_stage(from: Stage) -> &'static [Stage] {
    match from {
        // What is found in use is recorded as it is; R15 makes it an alarm.
        Stage::Proposed => &[Stage::InReview, Stage::Production, Stage::Retired],
        Stage::InReview => &[Stage::Production, Stage::Proposed, Stage::Retired],
        Stage::Production => &[Stage::Suspended, Stage::Retired],
        Stage::Suspended => &[Stage::Production, Stage::Retired],
        Stage::Retired => &[],
    }
}

/// Refuses a model's step that is out of order; retirement has a rule of its own (`retirement::check`).
pub fn stage(subject: &str, from: Stage, to: Stage) -> Result<(), Refusal> {
    step(subject, from, to, after_stage(from))
}

/// Refuses an artifact's step that is out of order: what was looked at may be looked at again.
pub fn artifact(subject: &str, from: ArtifactState, to: ArtifactState) -> Result<(), Refusal> {
    use ArtifactState as S;
    let next: &[S] = match from {
        S::Submitted => &[S::Accepted, S::Rejected, S::Waived],
        S::Accepted => &[S::Rejected],
        S::Rejected => &[S::Submitted, S::Accepted, S::Waived],
        S::Waived => &[S::Submitted, S::Accepted, S::Rejected],
    };
    step(subject, from, to, next)
}

/// Refuses an assessment's step that is out of order.
pub fn assessment(subject: &str, from: AssessmentState, to: AssessmentState) -> Result<(), Refusal> {
    use AssessmentState as S;
    let next: &[S] = match from {
        S::Draft => &[S::Final],
        S::Final => &[S::Superseded],
        S::Superseded => &[],
    };
    step(subject, from, to, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::tier_value;

    /// Holds every pair of states against the list of those allowed, written `from > to`.
    fn hold<S: Copy + PartialEq + Display>(all: &[S], allowed: &str, step: impl Fn(S, S) -> Result<(), Refusal>) {
        let allowed: Vec<&str> = allowed.split(',').map(str::trim).collect();
        let mut seen = 0;
        for (from, to) in all.iter().flat_map(|from| all.iter().map(move |to| (*from, *to))) {
            let pair = format!("{from} > {to}");
            let expected = allowed.contains(&pair.as_str());
            seen += usize::from(expected);
            match step(from, to) {
                Ok(()) => assert!(expected, "{pair} is allowed"),
                Err(refusal) => assert!(!expected && !refusal.hint.is_empty(), "{pair}: {refusal}"),
            }
        }
        assert_eq!(seen, allowed.len(), "every pair of the list is of real states");
    }

    #[test]
    fn submissions() {
        hold(
            SubmissionState::ALL,
            "submitted > in-review, submitted > returned, submitted > out-of-scope, submitted > withdrawn, \
             in-review > ready, in-review > returned, in-review > withdrawn, ready > scheduled, ready > withdrawn, \
             scheduled > decided, scheduled > ready, scheduled > withdrawn, returned > submitted, returned > withdrawn",
            |from, to| submission("INT-0001", from, to),
        );
        let refusal =
            submission("INT-0001", SubmissionState::Returned, SubmissionState::Ready).expect_err("out of order");
        assert_eq!(
            refusal.to_string(),
            "INT-0001: is returned and cannot become ready; from here it can become submitted or withdrawn"
        );
        let again = submission("INT-0001", SubmissionState::Decided, SubmissionState::Decided).expect_err("twice");
        assert_eq!(again.to_string(), "INT-0001: is decided already; nothing follows decided");
    }

    #[test]
    fn decisions_by_route() {
        use SubmissionState as S;
        let routes = [
            (Route::Meeting, vec![S::Scheduled]),
            (Route::Delegated(tier_value(3)), vec![S::Ready, S::Scheduled]),
            (Route::Delegated(tier_value(2)), vec![]),
            (Route::Delegated(TierValue::default()), vec![]),
            (Route::Emergency(SubmissionKind::EmergencyPatch), vec![S::Submitted, S::InReview, S::Ready, S::Scheduled]),
            (Route::Emergency(SubmissionKind::Retrain), vec![]),
        ];
        for (route, from) in routes {
            for state in S::ALL {
                assert_eq!(decide("INT-0001", *state, route).is_ok(), from.contains(state), "{route:?} {state}");
            }
        }
        for state in S::ALL {
            assert_eq!(reopen("INT-0001", *state).is_ok(), *state == S::Decided, "{state}");
        }
    }

    #[test]
    fn registers() {
        hold(
            RiskState::ALL,
            "identified > assessed, assessed > treating, treating > mitigated, treating > accepted, \
             mitigated > closed, mitigated > treating, accepted > closed, accepted > treating, closed > assessed, \
             closed > treating",
            |from, to| risk("RSK-0001", from, to),
        );
        let both = "open > in-progress, open > verify, open > cancelled, in-progress > verify, in-progress > cancelled, \
                    verify > closed, verify > in-progress, verify > cancelled";
        hold(FollowUpState::ALL, both, |from, to| follow_up("FUP-0001", from, to, true));
        hold(FollowUpState::ALL, &format!("{both}, open > closed, in-progress > closed"), |from, to| {
            follow_up("FUP-0001", from, to, false)
        });
        hold(
            AcceptanceState::ALL,
            "proposed > active, proposed > closed, active > closed, active > revoked, active > expired",
            |from, to| acceptance("ACC-0001", from, to),
        );
        let revived = acceptance("ACC-0001", AcceptanceState::Expired, AcceptanceState::Active).expect_err("R14");
        assert_eq!(revived.rule.map(|rule| rule.0), Some(14));
    }

    #[test]
    fn incidents() {
        let steps = "reported > triaged, triaged > contained, contained > root-cause, root-cause > actions, \
                     actions > closed";
        for severity in [None, Some(1), Some(2)] {
            let severity = crate::domain::value::Whole(severity);
            hold(IncidentState::ALL, steps, |from, to| incident("INC-0001", severity, from, to));
        }
        let skips = "reported > contained, reported > root-cause, reported > actions, reported > closed, \
                     triaged > root-cause, triaged > actions, triaged > closed, contained > actions, \
                     contained > closed, root-cause > closed";
        for severity in [0, 3, 4] {
            let severity = crate::domain::value::Whole(Some(severity));
            hold(IncidentState::ALL, &format!("{steps}, {skips}"), |from, to| incident("INC-0001", severity, from, to));
        }
    }

    #[test]
    fn meetings() {
        let steps = "draft > published, published > in-session, published > draft, in-session > recess, \
                     in-session > adjourned, recess > in-session, recess > adjourned, adjourned > minutes-adopted";
        for kind in [MeetingKind::Regular, MeetingKind::Special] {
            hold(MeetingState::ALL, steps, |from, to| meeting("MRB-0001", kind, from, to));
        }
        hold(MeetingState::ALL, &format!("{steps}, draft > in-session"), |from, to| {
            meeting("MRB-0001", MeetingKind::Emergency, from, to)
        });
    }

    #[test]
    fn models_and_evidence() {
        hold(
            Stage::ALL,
            "proposed > in-review, proposed > production, proposed > retired, in-review > production, \
             in-review > proposed, in-review > retired, production > suspended, production > retired, \
             suspended > production, suspended > retired",
            |from, to| stage("MDL-0001", from, to),
        );
        hold(
            ArtifactState::ALL,
            "submitted > accepted, submitted > rejected, submitted > waived, accepted > rejected, \
             rejected > submitted, rejected > accepted, rejected > waived, waived > submitted, waived > accepted, \
             waived > rejected",
            |from, to| artifact("ART-0001", from, to),
        );
        hold(AssessmentState::ALL, "draft > final, final > superseded", |from, to| assessment("ASM-0001", from, to));
    }
}
