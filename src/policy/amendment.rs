//! How a decision and the minutes may still change once the meeting is over (R12).

use crate::domain::operation::RecordDecision;
use crate::domain::refusal::Refusal;
use crate::domain::states::{DecisionStatus, MeetingState, VoteMethod};

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

/// Refuses to correct the prose of minutes that are adopted (R12).
pub fn may_correct_prose(meeting: MeetingState) -> Result<(), Refusal> {
    if meeting == MeetingState::MinutesAdopted {
        return Err(Refusal::rule(12, "minutes", "they are adopted and locked")
            .hint("put a superseding motion with its own reason and vote"));
    }
    Ok(())
}

/// Refuses an amendment without a reason or a vote of its own, or of something that is not in force (R12).
pub fn check(motion: &RecordDecision, original: DecisionStatus) -> Result<(), Refusal> {
    if !matches!(original, DecisionStatus::Final | DecisionStatus::Provisional) {
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
            (&unreasoned, DecisionStatus::Final, Some("rationale")),
            (&unvoted, DecisionStatus::Final, Some("votes")),
        ];
        for (motion, status, field) in cases {
            let found = check(motion, status).err().map(|refusal| refusal.subject);
            assert_eq!(found.as_deref(), field, "{status}");
        }
    }
}
