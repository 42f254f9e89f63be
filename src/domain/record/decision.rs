//! Decisions: what the board resolved, as it stood at that moment.

use crate::domain::field::is_default;
use crate::domain::ids::{
    AcceptanceId, DecisionId, FollowUpId, ItemId, MeetingId, ModelId, RecordId, SubmissionId, VersionId,
};
use crate::domain::moment::Moment;
use crate::domain::states::{Band, DecisionStatus, Matter, Outcome, VoteMethod};
use crate::domain::value::{Day, Handle, Handles, Ids, Line, Prose, TierValue, Whole, Words};
use crate::record;

/// A count of seats or votes.
pub type Count = Whole<0, 1000>;

record! {
    /// A decision of the board. Everything is frozen when it is recorded (R10); later changes are decisions of their own (R12).
    pub struct Decision("decision") {
        /// The meeting.
        meeting: MeetingId, "Meeting", optional, "";
        /// The agenda item.
        item: ItemId, "Item", optional, "";
        /// The submission decided.
        submission: SubmissionId, "Submission", optional, "";
        /// The model.
        model: ModelId, "Model", optional, "";
        /// The version.
        version: VersionId, "Version", optional, "";
        /// The version's label.
        version_label: Line, "Version label", optional, "";
        /// What was resolved.
        outcome: Outcome, "Outcome", optional, "";
        /// The motion as put.
        motion: Prose, "Motion", required, "";
        /// Each earlier wording, as put before it was amended.
        amendments: Prose, "Wording before amendment", optional, "";
        /// Who moved it.
        mover: Handle, "Mover", optional, "";
        /// Who presided while it was voted on.
        presiding: Handle, "Presiding", optional, "";
        /// How it was carried.
        method: VoteMethod, "Method", optional, "";
        /// Why.
        rationale: Prose, "Rationale", optional, "";
        /// Issues contested, and how they were resolved.
        contested: Prose, "Contested issues", optional, "";
        /// Dissent in the dissenter's words.
        dissent: Prose, "Dissent", optional, "";
        /// Last day it holds.
        valid_until: Day, "Valid until", optional, "";
        /// The executive who signed.
        exec_signoff: Handle, "Executive sign-off", optional, "";
        /// To whom it was escalated.
        escalated_to: Handle, "Escalated to", optional, "";
        /// By when an answer is due.
        answer_due: Day, "Answer due", optional, "";
        /// The model's tier at that moment.
        tier: TierValue, "Tier", optional, "";
        /// The tier it sets, for set-tier.
        new_tier: TierValue, "Tier set", optional, "";
        /// Residual risk at that moment, likelihood times impact.
        residual: Whole<0, 25>, "Residual", optional, "";
        /// The intended use that was approved (R10).
        intended_use: Prose, "Intended use", optional, "";
        /// Seats needed for quorum.
        quorum_required: Count, "Quorum required", optional, "";
        /// Seats present and unrecused.
        quorum_present: Count, "Quorum present", optional, "";
        /// Filled voting seats.
        seats_filled: Count, "Seats filled", optional, "";
        /// Functions that were missing.
        functions_missing: Words, "Functions missing", optional, "";
        /// Members who voted for.
        voters_for: Handles, "For", optional, "";
        /// Members who voted against.
        voters_against: Handles, "Against", optional, "";
        /// Members who abstained.
        voters_abstain: Handles, "Abstained", optional, "";
        /// Who filed a written position before the vote.
        written: Handles, "Written positions", optional, "";
        /// Members recused.
        recused: Handles, "Recused", optional, "";
        /// Those who might have voted in the roll call and did not.
        not_voting: Handles, "Not voting", optional, "";
        /// Conditions as they were put; those of a lost motion stay text.
        conditions_put: crate::domain::condition::Conditions, "Conditions as put", optional, "";
        /// Its conditions.
        conditions: Ids<FollowUpId>, "Conditions", optional, "";
        /// The acceptances it rests on or grants.
        acceptances: Ids<AcceptanceId>, "Acceptances", optional, "";
        /// Evidence with hashes: `ART-0001 model-card sha256:…` each.
        evidence: Words, "Evidence", optional, "";
        /// The criteria version it was made under.
        criteria_version: Line, "Criteria", optional, "";
        /// The decision it replaces.
        supersedes: DecisionId, "Supersedes", optional, "";
        /// The provisional decision it ratifies (R05).
        ratifies: DecisionId, "Ratifies", optional, "";
        /// The subject as the board saw it: JSON.
        snapshot: Prose, "Snapshot", optional, "";
        /// What it is about beside its subject (R20).
        matter: Matter, "Matter", optional, "";
        /// Who signed beside the executive (R20).
        sign_offs: Handles, "Sign-offs", optional, "";
        /// Why somebody other than the meeting's chair presided.
        presiding_why: Line, "Why they presided", optional, "";
        /// Corrections to the minutes that it adopts.
        corrections: Prose, "Corrections", optional, "";
    }
}

impl Decision {
    /// The title and the reason of the item that ratifies it (R05), with its model's name.
    pub fn to_ratify(&self, id: RecordId, model: &str) -> (String, String) {
        let name = if model.is_empty() { String::new() } else { format!(" {model}") };
        (
            format!("Ratify {id}{name}: {}", self.outcome),
            format!("provisional since {}, lapses unless ratified (R05)", self.meeting),
        )
    }

    /// The band of the residual risk at that moment.
    pub fn residual_band(&self) -> Option<Band> {
        Band::of_score(self.residual.0.unwrap_or(0))
    }
}

record! {
    /// What became of a decision.
    pub struct DecisionProgress("decision") {
        /// How much it counts.
        status: DecisionStatus, "Status", optional, "";
        /// When it was made.
        decided_at: Moment, "Decided", optional, "";
        /// The decision that replaced it.
        superseded_by: DecisionId, "Superseded by", optional, "";
        /// The decision that ratified it (R05).
        ratified_by: DecisionId, "Ratified by", optional, "";
        /// The answer to an escalation.
        answer: Prose, "Answer", optional, "";
        /// When that answer was received.
        answered_on: Day, "Answer received", optional, "";
        /// The sequence number of its event.
        seq: Whole<0, { i64::MAX }>, "Event", optional, "";
        /// The hash of its event: where it stands on the record.
        record_hash: Line, "Record hash", optional, "";
    }
}
