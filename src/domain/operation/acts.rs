//! The arguments of operations that are more than an entry or its change.

use crate::domain::condition::{Conditions, Votes};
use crate::domain::field::is_default;
use crate::domain::ids::{
    AcceptanceId, DecisionId, FollowUpId, ItemId, MeetingId, ModelId, MonitorId, SubmissionId, VersionId,
};
use crate::domain::readings::Readings;
use crate::domain::states::{Matter, Outcome, VoteMethod};
use crate::domain::value::{AnyRecord, Day, Handle, Handles, Ids, Line, Prose, TierValue, Whole, Words, YesNo};
use crate::record;

/// A number of an operation.
pub type OperationNumber = Whole<1, { i64::MAX }>;

record! {
    /// A tier with its rationale.
    pub struct SetTier("tier") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// The tier; blank is the one that the answers give.
        tier: TierValue, "Tier", optional, "1 high … 4 minimal; blank takes it from the answers";
        /// Why (R11); with answers it may be blank unless the tier is an override.
        rationale: Prose, "Rationale", optional, "one sentence an auditor can follow";
        /// Whether it rests on unknown answers.
        provisional: YesNo, "Provisional", optional, "yes while answers are unknown";
        /// The answers to the questionnaire, `factor=0..4` and `fact=yes|no|unknown`.
        answers: Words, "Answers", optional, "harm=2; reach=unknown; children=no";
        /// Who signs an override downwards.
        signers: Handles, "Signers", optional, "handles, separated by ;";
    }
}

record! {
    /// Tags put on a model or taken off it; the others stay.
    pub struct TagModel("tags") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// Tags to put on.
        add_tags: Words, "Add tags", optional, "separated by ;";
        /// Tags to take off.
        remove_tags: Words, "Remove tags", optional, "separated by ;";
    }
}

record! {
    /// A release.
    pub struct ReleaseVersion("release") {
        /// The version.
        version: VersionId, "Version", required, "VER-0001";
        /// The day.
        on: Day, "Released on", optional, "today if blank";
    }
}

record! {
    /// Triage: complete, tiered, with a reviewer.
    pub struct Triage("triage") {
        /// The submission.
        submission: SubmissionId, "Submission", required, "INT-0001";
        /// Who reviews it.
        reviewer: Handle, "Reviewer", optional, "a handle";
        /// The model's tier; blank keeps it.
        tier: TierValue, "Tier", optional, "1 to 4; blank keeps it";
        /// Why this tier.
        tier_rationale: Prose, "Tier rationale", optional, "one sentence an auditor can follow";
        /// Whether the tier rests on unknown answers.
        provisional: YesNo, "Provisional", optional, "yes while answers are unknown";
        /// The answers to the questionnaire, `factor=0..4` and `fact=yes|no|unknown`.
        answers: Words, "Answers", optional, "harm=2; reach=unknown; children=no";
        /// Who signs an override downwards.
        signers: Handles, "Signers", optional, "handles, separated by ;";
    }
}

record! {
    /// A return with what is missing.
    pub struct ReturnSubmission("return") {
        /// The submission.
        submission: SubmissionId, "Submission", required, "INT-0001";
        /// What is missing.
        missing: Words, "Missing", required, "validation-report; threat-model";
        /// A word to the requester.
        reason: Line, "Reason", optional, "one line";
    }
}

record! {
    /// A step of a submission.
    pub struct SubmissionStep("step") {
        /// The submission.
        submission: SubmissionId, "Submission", required, "INT-0001";
        /// Why.
        reason: Line, "Reason", optional, "one line";
    }
}

record! {
    /// A submission's place on an agenda.
    pub struct Schedule("agenda item") {
        /// The submission.
        submission: SubmissionId, "Submission", required, "INT-0001";
        /// The meeting; blank is the next one.
        meeting: MeetingId, "Meeting", optional, "blank for the next meeting";
        /// Who presents.
        presenter: Handle, "Presenter", optional, "the requester if blank";
        /// Minutes set aside.
        timebox: crate::domain::value::Minutes, "Timebox", optional, "minutes";
        /// Whether it goes on the consent agenda.
        consent: YesNo, "Consent", optional, "yes or no";
    }
}

record! {
    /// An acceptance's signature.
    pub struct ActivateAcceptance("acceptance") {
        /// The acceptance.
        acceptance: AcceptanceId, "Acceptance", required, "ACC-0001";
        /// When the executive signed.
        signed_on: Day, "Signed on", optional, "today if blank";
        /// The decision that grants it.
        decision: DecisionId, "Decision", optional, "DEC-0001";
    }
}

record! {
    /// A step of an acceptance.
    pub struct AcceptanceStep("step") {
        /// The acceptance.
        acceptance: AcceptanceId, "Acceptance", required, "ACC-0001";
        /// Why.
        reason: Line, "Reason", required, "one line";
    }
}

record! {
    /// A step of a follow-up.
    pub struct FollowUpStep("step") {
        /// The follow-up.
        followup: FollowUpId, "Follow-up", required, "FUP-0001";
        /// Evidence that it is done.
        evidence: Line, "Evidence", optional, "a link or ART-0001";
        /// A closing note, or why.
        note: Prose, "Note", optional, "what was done, or why";
        /// The decision that cancels a condition.
        decision: DecisionId, "Decision", optional, "DEC-0001";
    }
}

record! {
    /// More time.
    pub struct ExtendFollowUp("extension") {
        /// The follow-up.
        followup: FollowUpId, "Follow-up", required, "FUP-0001";
        /// The new due date.
        due: Day, "New due date", required, "+2w";
        /// Why.
        reason: Line, "Reason", required, "one line";
    }
}

record! {
    /// A step of a meeting.
    pub struct MeetingStep("step") {
        /// The meeting.
        meeting: MeetingId, "Meeting", required, "MRB-0001";
        /// A remark.
        note: Line, "Remark", optional, "one line";
    }
}

record! {
    /// The call to order.
    pub struct OpenMeeting("meeting") {
        /// The meeting.
        meeting: MeetingId, "Meeting", required, "MRB-0001";
        /// Who is here.
        present: Handles, "Present", required, "handles, separated by ;";
    }
}

record! {
    /// Somebody's arrival or departure.
    pub struct AttendanceStep("attendance") {
        /// The meeting.
        meeting: MeetingId, "Meeting", required, "MRB-0001";
        /// Who.
        person: Handle, "Who", required, "a handle";
    }
}

record! {
    /// The adoption of an earlier meeting's minutes.
    pub struct AdoptMinutes("adoption") {
        /// The meeting whose minutes are adopted.
        meeting: MeetingId, "Minutes of", required, "MRB-0001";
        /// The meeting that adopts them.
        adopted_in: MeetingId, "Adopted in", optional, "MRB-0002";
        /// Corrections made to the prose before.
        note: Line, "Corrections", optional, "one line";
    }
}

record! {
    /// An item's new place.
    pub struct MoveItem("place") {
        /// The item.
        item: ItemId, "Item", required, "ITM-0001";
        /// Its place, from 1.
        to: Whole<1, 10_000>, "Place", required, "from 1";
    }
}

record! {
    /// A step of an agenda item.
    pub struct ItemStep("step") {
        /// The item.
        item: ItemId, "Item", required, "ITM-0001";
        /// Why.
        note: Line, "Remark", optional, "one line";
    }
}

record! {
    /// A recusal.
    pub struct Recuse("recusal") {
        /// The item.
        item: ItemId, "Item", required, "ITM-0001";
        /// Who.
        person: Handle, "Who", required, "a handle";
        /// Why.
        reason: Line, "Reason", optional, "one line";
    }
}

record! {
    /// Everything the board resolves on an item.
    pub struct RecordDecision("decision") {
        /// The item.
        item: ItemId, "Item", required, "ITM-0001";
        /// What is resolved.
        outcome: Outcome, "Outcome", required, "approve, conditional, defer, reject, escalate …";
        /// The motion as put.
        motion: Prose, "Motion", required, "Resolved: …";
        /// Each earlier wording, as put before it was amended.
        amendments: Prose, "Wording before amendment", optional, "each earlier wording, as it was put";
        /// Who moved it.
        mover: Handle, "Mover", optional, "a handle";
        /// Why.
        rationale: Prose, "Rationale", optional, "why the board resolves this";
        /// Conditions, one a line.
        conditions: Conditions, "Conditions", optional, "text @owner +3w !pre";
        /// Issues contested, and how they were resolved.
        contested: Prose, "Contested issues", optional, "what was contested, and how it was resolved";
        /// Dissent in the dissenter's words.
        dissent: Prose, "Dissent", optional, "in the dissenter's words";
        /// Last day it holds.
        valid_until: Day, "Valid until", optional, "+6m";
        /// The executive who signs.
        exec_signoff: Handle, "Executive sign-off", optional, "a handle";
        /// The tier set, for set-tier.
        new_tier: TierValue, "Tier", optional, "for set-tier";
        /// To whom it is escalated.
        escalated_to: Handle, "Escalated to", optional, "a handle";
        /// By when an answer is due.
        answer_due: Day, "Answer due", optional, "+1w";
        /// Acceptances it grants.
        acceptances: Ids<AcceptanceId>, "Acceptances", optional, "ACC-0001";
        /// The decision it replaces (R12).
        supersedes: DecisionId, "Supersedes", optional, "DEC-0001";
        /// How it is carried.
        method: VoteMethod, "Method", optional, "roll-call or without-objection";
        /// The votes, one a line.
        votes: Votes, "Votes", optional, "okafor for";
        /// What it is about beside its subject (R20).
        matter: Matter, "Matter", optional, "stop-ship, public-claim or change-of-criteria";
        /// Who signs beside the executive (R20).
        sign_offs: Handles, "Sign-offs", optional, "handles, separated by ;";
        /// Who presides where neither chair nor vice-chair may.
        presiding: Handle, "Presiding", optional, "a handle; blank goes by rule";
        /// Corrections to the minutes that it adopts.
        corrections: Prose, "Corrections", optional, "what is corrected in the minutes";
    }
}

record! {
    /// A decision signed outside the meeting.
    pub struct SignDecision("decision") {
        /// The submission.
        submission: SubmissionId, "Submission", required, "INT-0001";
        /// What is decided.
        outcome: Outcome, "Outcome", required, "approve, conditional or reject";
        /// What the signers resolve.
        motion: Prose, "Decision", required, "route-eta 8 is approved";
        /// Why.
        rationale: Prose, "Rationale", optional, "why they decide this";
        /// Conditions, one a line.
        conditions: Conditions, "Conditions", optional, "text @owner +3w !pre";
        /// Last day it holds.
        valid_until: Day, "Valid until", optional, "+6m";
        /// Who signs.
        signers: Handles, "Signers", required, "handles, separated by ;";
    }
}

record! {
    /// The call of a signed decision into the meeting.
    pub struct PullDecision("pull") {
        /// The decision.
        decision: DecisionId, "Decision", required, "DEC-0001";
        /// Why.
        reason: Line, "Reason", required, "one line";
        /// The voter who asks for it.
        voter: Handle, "Voter", optional, "you if blank";
    }
}

record! {
    /// Readings of one monitor.
    pub struct TakeReadings("readings") {
        /// The monitor.
        monitor: MonitorId, "Monitor", required, "MON-0001";
        /// The readings, one a line.
        readings: Readings, "Readings", required, "2026-11-20T12:00 0.93 segment";
        /// Why a reading that is on the record is replaced.
        reason: Line, "Reason", optional, "why a reading past its threshold is replaced";
    }
}

record! {
    /// The release gate's answer, to be kept on a version.
    pub struct AnswerGate("gate") {
        /// The version.
        version: VersionId, "Version", required, "VER-0001";
    }
}

record! {
    /// Something that no longer holds since a day.
    pub struct Lapse("lapse") {
        /// What lapsed: an acceptance, a condition, a version's approval, a model's review.
        record: AnyRecord, "Record", required, "ACC-0001, FUP-0001, VER-0001 or MDL-0001";
    }
}

record! {
    /// A policy file.
    pub struct AdoptPolicy("policy") {
        /// Its whole text.
        text: PolicyText, "Policy", required, "the text of a policy file";
        /// The board's decision on it (R20).
        decision: DecisionId, "Decision", optional, "DEC-0001; blank before the board's first decision";
    }
}

record! {
    /// Which operation.
    pub struct UndoOperation("undo") {
        /// Its number; blank is the last one.
        operation: OperationNumber, "Operation", optional, "blank for the last one";
    }
}

/// The text of a policy file: kept to the letter, since its digest is cited.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PolicyText(pub String);

/// Largest policy file, in bytes.
pub const POLICY_LIMIT: usize = 1 << 20;

impl crate::domain::field::FieldValue for PolicyText {
    fn kind() -> crate::domain::field::FieldKind {
        crate::domain::field::FieldKind::Prose
    }
    fn read(text: &str, _: &crate::domain::field::Reading) -> Result<Self, crate::domain::Misread> {
        if text.len() > POLICY_LIMIT {
            return Err(crate::domain::Misread::new(
                "the policy is too large",
                format!("keep it under {POLICY_LIMIT} bytes"),
            ));
        }
        Ok(Self(text.to_owned()))
    }
    fn text(&self) -> String {
        self.0.clone()
    }
    fn from_cell(cell: crate::domain::field::Cell) -> Self {
        Self(cell.into_text())
    }
}
