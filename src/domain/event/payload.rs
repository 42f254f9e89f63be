//! The payloads of events.

use serde::{Deserialize, Serialize};

use crate::domain::field::is_default;
use crate::domain::ids::{
    AcceptanceId, AssessmentId, DecisionId, FollowUpId, IncidentId, ItemId, MeetingId, ModelId, RecordId, RiskId,
    SubmissionId, VersionId,
};
use crate::domain::moment::Moment;
use crate::domain::states::{
    AcceptanceState, Approval, DecisionStatus, Disposition, FollowUpState, MeetingState, RiskState, Stage,
};
use crate::domain::value::{Day, Handle, Handles, Whole, Words};

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* } about $this:ident => [$($about:expr),*];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $($(#[$fdoc])* #[serde(skip_serializing_if = "is_default")] pub $field: $type,)* }

        impl $name {
            pub(super) fn about(&self) -> Vec<RecordId> {
                let $this = self;
                [$($about),*].into_iter().filter(|id: &RecordId| id.number > 0).collect()
            }
        }
    )*};
}

pub(super) use payloads;

payloads! {
    /// A board's beginning.
    Founding {
        /// The board's name.
        name: String,
        /// Random text that makes this board's chain its own.
        genesis: String,
    } about _x => [];
    /// A criteria version with its whole text.
    Criteria {
        /// Its label.
        version: String,
        /// SHA-256 of the text.
        sha256: String,
        /// The text of the policy file.
        text: String,
        /// The board's decision to adopt it (R20); none before its first.
        decision: DecisionId,
    } about x => [x.decision.record()];
    /// What a batch was.
    BatchNote {
        /// In a line.
        label: String,
        /// How many operations.
        rows: u64,
    } about _x => [];
    /// Which operation was reversed.
    Reversal {
        /// Its number.
        operation: i64,
        /// What it had done.
        summary: String,
        /// Whether this reversal takes back an earlier reversal.
        redo: bool,
    } about _x => [];
    /// A model's stage.
    StageChange {
        /// The model.
        model: ModelId,
        /// Before.
        from: Stage,
        /// After.
        to: Stage,
        /// Why.
        reason: String,
        /// The decision behind it.
        decision: DecisionId,
    } about x => [x.model.record(), x.decision.record()];
    /// A model's tier.
    TierChange {
        /// The model.
        model: ModelId,
        /// Before; 0 is none.
        from: i64,
        /// After; 0 is none.
        to: i64,
        /// The rationale before.
        rationale_before: String,
        /// The rationale (R11).
        rationale: String,
        /// Whether it was provisional.
        provisional_before: bool,
        /// Whether it rests on unknown answers.
        provisional: bool,
        /// The decision behind it.
        decision: DecisionId,
        /// The answers of the questionnaire before.
        answers_before: Words,
        /// The answers it rests on.
        answers: Words,
        /// The score before.
        score_before: Whole<0, 100>,
        /// Their score.
        score: Whole<0, 100>,
        /// Who had signed an override before.
        signers_before: Handles,
        /// Who signs an override.
        signers: Handles,
    } about x => [x.model.record(), x.decision.record()];
    /// When a model was and is to be reviewed.
    ReviewDates {
        /// The model.
        model: ModelId,
        /// The version now current.
        version: String,
        /// The version current before.
        version_before: String,
        /// The decision that reviewed it.
        decision: DecisionId,
        /// The last decision before.
        decision_before: DecisionId,
        /// The last review.
        last: Day,
        /// The last review before.
        last_before: Day,
        /// The next review.
        next: Day,
        /// The next review before.
        next_before: Day,
    } about x => [x.model.record()];
    /// A version's approval.
    ApprovalChange {
        /// The version.
        version: VersionId,
        /// Its model.
        model: ModelId,
        /// Before.
        from: Approval,
        /// After.
        to: Approval,
        /// The decision before.
        decision_before: DecisionId,
        /// The decision behind it.
        decision: DecisionId,
        /// Valid until, before.
        valid_before: Day,
        /// Valid until.
        valid_until: Day,
    } about x => [x.version.record(), x.model.record(), x.decision.record()];
    /// What an assessment rests on from the moment it is final.
    AssessmentBasis {
        /// The assessment.
        assessment: AssessmentId,
        /// Its model.
        model: ModelId,
        /// Before.
        from: crate::domain::record::AssessmentProgress,
        /// After.
        to: crate::domain::record::AssessmentProgress,
    } about x => [x.assessment.record(), x.model.record()];
    /// A submission's step from one state to another, with the clock as it stands afterwards.
    SubmissionMove {
        /// The submission.
        submission: SubmissionId,
        /// Before.
        from: crate::domain::record::SubmissionProgress,
        /// After.
        to: crate::domain::record::SubmissionProgress,
        /// Why.
        reason: String,
        /// The meeting it was scheduled for or decided in.
        meeting: MeetingId,
        /// Whether this takes an earlier step back.
        reversal: bool,
    } about x => [x.submission.record(), x.to.decision.record()];
    /// A risk's acceptance and the state that follows from it.
    RiskLink {
        /// The risk.
        risk: RiskId,
        /// Before.
        from: RiskState,
        /// After.
        to: RiskState,
        /// The acceptance before.
        acceptance_before: AcceptanceId,
        /// The acceptance.
        acceptance: AcceptanceId,
    } about x => [x.risk.record(), x.acceptance.record()];
    /// An acceptance's step.
    AcceptanceMove {
        /// The acceptance.
        acceptance: AcceptanceId,
        /// Before.
        from: AcceptanceState,
        /// After.
        to: AcceptanceState,
        /// The decision before.
        decision_before: DecisionId,
        /// The decision behind it.
        decision: DecisionId,
        /// Why.
        reason: String,
    } about x => [x.acceptance.record(), x.decision.record()];
    /// A follow-up's step.
    FollowUpMove {
        /// The follow-up.
        followup: FollowUpId,
        /// Before.
        from: FollowUpState,
        /// After.
        to: FollowUpState,
        /// Evidence before.
        evidence_before: String,
        /// Closing evidence.
        evidence: String,
        /// Closing note or reason before.
        note_before: String,
        /// Closing note, or why.
        note: String,
        /// When it had been closed before.
        closed_before: Moment,
        /// When it was closed or cancelled.
        closed_at: Moment,
        /// The decision that cancels a condition.
        decision: DecisionId,
    } about x => [x.followup.record(), x.decision.record()];
    /// More time for a follow-up.
    Extension {
        /// The follow-up.
        followup: FollowUpId,
        /// Due before.
        from: Day,
        /// Due now.
        to: Day,
        /// Why.
        reason: String,
        /// Whether this takes an extension back.
        reversal: bool,
    } about x => [x.followup.record()];
    /// An entry on an incident's timeline.
    IncidentEntry {
        /// The incident.
        incident: IncidentId,
        /// When it happened.
        at: Moment,
        /// What happened.
        text: String,
        /// To whom it was said, if it is a communication.
        told: String,
        /// The step of a runbook that it ticks, if it does.
        step: String,
    } about x => [x.incident.record()];
    /// A meeting's step.
    MeetingMove {
        /// The meeting.
        meeting: MeetingId,
        /// Before.
        from: MeetingState,
        /// After.
        to: MeetingState,
        /// When.
        at: Moment,
        /// The criteria version in force.
        criteria: String,
        /// The meeting whose item adopted the minutes.
        adopted_in: MeetingId,
        /// Why, or what was left over.
        note: String,
        /// Who presided when it was called to order.
        presiding: Handle,
        /// With an adoption: what the adopted minutes take from rows that go on changing, as JSON. Older adoptions
        /// have none.
        kept: String,
    } about x => [x.meeting.record(), x.adopted_in.record()];
    /// Somebody's arrival or departure.
    Attendance {
        /// The meeting.
        meeting: MeetingId,
        /// Who.
        person: Handle,
        /// When.
        at: Moment,
        /// Arrived, else departed.
        arrived: bool,
        /// For a correction: whether the entry is taken back (else put back).
        removed: bool,
    } about x => [x.meeting.record()];
    /// A recusal.
    Recusal {
        /// The meeting.
        meeting: MeetingId,
        /// The item.
        item: ItemId,
        /// Who.
        person: Handle,
        /// Why.
        reason: String,
        /// Whether R03 demands it.
        by_rule: bool,
    } about x => [x.item.record(), x.meeting.record()];
    /// An agenda's order.
    Reordering {
        /// The meeting.
        meeting: MeetingId,
        /// The items' order before.
        from: Vec<ItemId>,
        /// The items' order.
        to: Vec<ItemId>,
    } about x => [x.meeting.record()];
    /// The board's turn to an item.
    ItemCall {
        /// The meeting.
        meeting: MeetingId,
        /// The item before; 0 is none.
        from: ItemId,
        /// The item now; 0 is none.
        to: ItemId,
        /// Seconds to add to the item before.
        used_seconds: i64,
        /// When the timer had been started.
        timer_before: Moment,
        /// When the timer was started; unset stops it.
        timer: Moment,
    } about x => [x.meeting.record(), x.to.record(), x.from.record()];
    /// What became of an item.
    ItemDisposal {
        /// The item.
        item: ItemId,
        /// Its meeting.
        meeting: MeetingId,
        /// Before.
        from: Disposition,
        /// After.
        to: Disposition,
        /// The note before.
        note_before: String,
        /// Why.
        note: String,
    } about x => [x.item.record(), x.meeting.record()];
    /// A decision's status.
    DecisionMove {
        /// The decision.
        decision: DecisionId,
        /// Before.
        from: DecisionStatus,
        /// After.
        to: DecisionStatus,
        /// The decision that replaced it, before.
        superseded_before: DecisionId,
        /// The decision that replaces it.
        superseded_by: DecisionId,
        /// The decision that ratified it, before.
        ratified_before: DecisionId,
        /// The decision that ratified it.
        ratified_by: DecisionId,
        /// Why.
        reason: String,
    } about x => [x.decision.record(), x.superseded_by.record(), x.ratified_by.record()];
    /// A written position.
    Position {
        /// The meeting.
        meeting: MeetingId,
        /// The item.
        item: ItemId,
        /// Whose.
        person: Handle,
        /// When it was filed.
        at: Moment,
        /// The position.
        text: String,
    } about x => [x.item.record(), x.meeting.record()];
    /// The answer to an escalation.
    EscalationAnswer {
        /// The decision that escalated.
        decision: DecisionId,
        /// The answer before.
        answer_before: String,
        /// The answer.
        answer: String,
        /// When the answer before was received.
        received_before: Day,
        /// When it was received.
        received_on: Day,
    } about x => [x.decision.record()];
}
