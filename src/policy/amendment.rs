//! How a decision and the minutes may still change once the meeting is over (R12).

use chrono::NaiveDate;

use crate::domain::operation::RecordDecision;
use crate::domain::refusal::Refusal;
use crate::domain::states::{DecisionStatus, MeetingState, Outcome, VoteMethod};

/// Refuses to change what was resolved once the meeting is over (R12).
pub fn may_change(meeting: MeetingState) -> Result<(), Refusal> {
    if meeting.is_over() {
        let sentence = "the meeting is adjourned, and outcomes, votes, owners and dates are fixed";
        return Err(
            Refusal::rule(12, "decision", sentence).hint("put a superseding motion with its own reason and vote")
        );
    }
    Ok(())
}

/// Refuses what a meeting that is over takes in no more; `what` says what stands of it (R12). Nothing while it is not.
pub fn closed(subject: &str, meeting: MeetingState, what: &str) -> Result<(), Refusal> {
    if !meeting.is_over() {
        return Ok(());
    }
    Err(Refusal::rule(12, subject, format!("is {}, and {what} as it was", meeting.phrase()))
        .hint("bring it before the next meeting; what was resolved changes by a superseding motion there"))
}

/// Refuses to correct the prose of minutes that are adopted (R12).
pub fn may_correct_prose(meeting: MeetingState) -> Result<(), Refusal> {
    if meeting == MeetingState::MinutesAdopted {
        return Err(Refusal::rule(12, "minutes", "they are adopted and locked")
            .hint("put a superseding motion with its own reason and vote"));
    }
    Ok(())
}

/// Refuses to call a motion amended that reads as it did before.
pub fn reworded(motion: &RecordDecision) -> Result<(), Refusal> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let earlier = plain(motion.amendments.as_str());
    if !earlier.is_empty() && earlier == plain(motion.motion.as_str()) {
        return Err(Refusal::data("amendments", "the wording before amendment is that of the motion")
            .hint("leave it out, or put the amended motion"));
    }
    Ok(())
}

/// Refuses to answer what asked nobody, what is not in force, what is answered already, or out of time.
pub fn answer(
    outcome: Outcome,
    status: DecisionStatus,
    answered: Option<NaiveDate>,
    days: (NaiveDate, NaiveDate, NaiveDate),
) -> Result<(), Refusal> {
    let (made, received, today) = days;
    if outcome != Outcome::Escalate {
        return Err(Refusal::state("decision", format!("`{outcome}` asks nobody above for an answer"))
            .hint("name a decision that escalates"));
    }
    if !status.stands() {
        return Err(Refusal::state("decision", format!("it is {status} and waits for no answer"))
            .hint("name an escalation that stands"));
    }
    if let Some(day) = answered {
        return Err(Refusal::state("decision", format!("the answer was received on {day}"))
            .hint("undo that, or note what came later"));
    }
    if received > today {
        return Err(Refusal::data("received_on", format!("{received} is still to come")).hint("enter when it came in"));
    }
    if received < made {
        return Err(
            Refusal::data("received_on", format!("it was escalated on {made}")).hint("enter a day from then on")
        );
    }
    Ok(())
}

/// Refuses an amendment without a reason or a vote of its own, or of something that is not in force (R12).
pub fn check(motion: &RecordDecision, original: DecisionStatus) -> Result<(), Refusal> {
    if !original.stands() {
        let sentence = format!("{} is {original} and cannot be superseded", motion.supersedes);
        return Err(Refusal::rule(12, "supersedes", sentence).hint("name a decision that is in force"));
    }
    if motion.rationale.as_str().trim().is_empty() {
        return Err(Refusal::rule(12, "rationale", "an amendment needs its own reason").hint("say why it changes"));
    }
    if motion.votes.0.is_empty() && motion.method == VoteMethod::RollCall {
        return Err(Refusal::rule(12, "votes", "an amendment needs its own vote").hint("call the roll"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::condition::{Vote, Votes};

    #[test]
    fn what_changes_when() {
        let cases = [
            (MeetingState::Draft, true, true),
            (MeetingState::InSession, true, true),
            (MeetingState::Recess, true, true),
            (MeetingState::Adjourned, false, true),
            (MeetingState::MinutesAdopted, false, false),
        ];
        for (state, outcomes, prose) in cases {
            assert_eq!((may_change(state).is_ok(), may_correct_prose(state).is_ok()), (outcomes, prose), "{state}");
        }
        for state in MeetingState::ALL.iter().copied() {
            let found = closed("MRB-0001", state, "its agenda stands");
            assert_eq!(found.is_ok(), !state.is_over(), "{state}");
            assert!(found.err().is_none_or(|refusal| refusal.rule.is_some() && !refusal.hint.is_empty()));
        }
        let refusal = may_change(MeetingState::Adjourned).expect_err("adjourned");
        assert!(refusal.to_string().starts_with("R12 decision: the meeting is adjourned"), "{refusal}");
    }

    #[test]
    fn an_amendment_has_its_own_reason_and_vote() {
        let votes = Votes(vec![Vote { member: "ana".into(), ..Vote::default() }]);
        let sound = RecordDecision { rationale: "new evidence".into(), votes, ..RecordDecision::default() };
        let silent = RecordDecision { votes: Votes::default(), method: VoteMethod::WithoutObjection, ..sound.clone() };
        let unreasoned = RecordDecision { rationale: " ".into(), ..sound.clone() };
        let unvoted = RecordDecision { votes: Votes::default(), ..sound.clone() };
        let cases = [
            (&sound, DecisionStatus::Final, None),
            (&sound, DecisionStatus::Provisional, None),
            (&silent, DecisionStatus::Final, None),
            (&sound, DecisionStatus::Failed, Some("supersedes")),
            (&sound, DecisionStatus::Superseded, Some("supersedes")),
            (&sound, DecisionStatus::Void, Some("supersedes")),
            (&sound, DecisionStatus::Lapsed, Some("supersedes")),
            (&unreasoned, DecisionStatus::Final, Some("rationale")),
            (&unvoted, DecisionStatus::Final, Some("votes")),
        ];
        for (motion, status, field) in cases {
            let found = check(motion, status).err().map(|refusal| refusal.subject);
            assert_eq!(found.as_deref(), field, "{status}");
        }
    }

    #[test]
    fn an_amended_motion_reads_otherwise_than_before() {
        let motion = |text: &str, before: &str| RecordDecision {
            motion: text.into(),
            amendments: before.into(),
            ..RecordDecision::default()
        };
        let cases = [
            ("A is approved", "", true),
            ("A is approved for the EU", "A is approved", true),
            ("A is approved", " A  is\napproved ", false),
        ];
        for (text, before, allowed) in cases {
            assert_eq!(reworded(&motion(text, before)).is_ok(), allowed, "{before}");
        }
    }

    #[test]
    fn an_escalation_is_answered_once_and_in_its_time() {
        let day = |day: u32| NaiveDate::from_ymd_opt(2026, 11, day).expect("a date");
        let (made, received, today) = (day(16), day(20), day(23));
        let escalate = Outcome::Escalate;
        let cases = [
            (escalate, DecisionStatus::Final, None, received, true),
            (escalate, DecisionStatus::Provisional, None, received, true),
            (escalate, DecisionStatus::Final, None, made, true),
            (escalate, DecisionStatus::Final, None, today, true),
            (escalate, DecisionStatus::Final, None, day(24), false),
            (escalate, DecisionStatus::Final, None, day(15), false),
            (escalate, DecisionStatus::Final, Some(day(18)), received, false),
            (escalate, DecisionStatus::Failed, None, received, false),
            (escalate, DecisionStatus::Lapsed, None, received, false),
            (Outcome::Defer, DecisionStatus::Final, None, received, false),
        ];
        for (outcome, status, answered, received, allowed) in cases {
            let found = answer(outcome, status, answered, (made, received, today));
            assert_eq!(found.is_ok(), allowed, "{outcome} {status} {answered:?} {received}: {found:?}");
        }
    }
}
