//! Events: what happened, in the field's words and in the past tense. They carry outcomes, so that
//! replay never asks policy. A change of state names the state it left, so that it can be reversed.
//!
//! The stored form is JSON of the payload beside the event's name and version. A payload's shape never
//! changes without a new version and an upcaster in [`Event::decode`].

mod entry;
mod oversight;
mod payload;
mod reverse;
mod sitting;
mod summary;

pub use entry::*;
pub use oversight::*;
pub use payload::*;
pub use reverse::Voiding;
pub use sitting::*;

use serde_json::Value;

use super::ids::RecordId;
use super::record::{
    Acceptance, Artifact, Assessment, Consultation, ControlTest, Decision, DriftEvent, FollowUp, Incident, Item,
    ManualMetric, Meeting, Model, Monitor, Note, Person, Review, Risk, SavedView, Submission, ThematicReview,
    Validation, Version,
};
use super::refusal::Refusal;

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident($payload:ty) v $version:literal;)*) => {
        /// One fact on the record.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event { $($(#[$doc])* $name($payload),)* }

        impl Event {
            /// Every event's name with the version written today.
            pub const KINDS: &'static [(&'static str, u32)] = &[$((stringify!($name), $version),)*];

            /// The name under which it is stored.
            pub const fn kind(&self) -> &'static str { match self { $(Event::$name(_) => stringify!($name),)* } }

            /// The version of its payload.
            pub const fn version(&self) -> u32 { match self { $(Event::$name(_) => $version,)* } }

            /// The payload as stored.
            pub fn encode(&self) -> Result<String, Refusal> {
                match self { $(Event::$name(payload) => serde_json::to_string(payload),)* }
                    .map_err(|error| Refusal::store(self.kind(), format!("the event cannot be written as JSON: {error}")))
            }

            /// Reads a stored event. A version that this program does not know is refused, not guessed.
            pub fn decode(kind: &str, version: u32, payload: &str) -> Result<Self, Refusal> {
                let broken = |error: serde_json::Error| Refusal::store(kind, format!("the event cannot be read: {error}"))
                    .hint("run boardroom verify");
                match (kind, version) {
                    $((stringify!($name), $version) => serde_json::from_str(payload).map(Event::$name).map_err(broken),)*
                    _ => Err(Refusal::store(kind, format!("version {version} of this event is unknown here"))
                        .hint("a newer boardroom wrote it; use that one")),
                }
            }

            /// The records it touches, the first being the one it is chiefly about.
            pub fn about(&self) -> Vec<RecordId> {
                match self { $(Event::$name(payload) => payload.about(),)* }
            }

            /// What happened, in a short line for histories, undo and the event log.
            pub fn summary(&self) -> String {
                match self { $(Event::$name(payload) => payload.summary(stringify!($name)),)* }
            }
        }
    };
}

events! {
    /// The board began.
    BoardCreated(Founding) v 1;
    /// A criteria version came into force.
    PolicyAdopted(Criteria) v 1;
    /// An operation was reversed by the events that follow under the same number.
    OperationReversed(Reversal) v 1;
    /// Many operations were recorded as one.
    BatchRecorded(BatchNote) v 1;
    /// A record's creation was undone.
    RecordVoided(Voiding) v 1;
    /// That undoing was undone.
    RecordRestored(Voiding) v 1;

    /// A person became known.
    PersonAdded(Created<Person>) v 1;
    /// A person's entry changed.
    PersonRevised(Revised<Person>) v 1;

    /// A model was registered.
    ModelRegistered(Created<Model>) v 1;
    /// A model's entry changed.
    ModelRevised(Revised<Model>) v 1;
    /// A model changed its stage.
    StageChanged(StageChange) v 1;
    /// A tier was set.
    TierSet(TierChange) v 1;
    /// A model's last and next review moved on.
    ReviewScheduled(ReviewDates) v 1;
    /// A version was added.
    VersionAdded(Created<Version>) v 1;
    /// A version's entry changed.
    VersionRevised(Revised<Version>) v 1;
    /// What the board allows a version changed.
    ApprovalChanged(ApprovalChange) v 1;

    /// An artifact came in.
    ArtifactReceived(Created<Artifact>) v 1;
    /// An artifact's entry changed.
    ArtifactRevised(Revised<Artifact>) v 1;
    /// An assessment was recorded.
    AssessmentRecorded(Created<Assessment>) v 1;
    /// An assessment changed.
    AssessmentRevised(Revised<Assessment>) v 1;
    /// An assessment became final: what it rests on is kept with it.
    AssessmentFinalised(AssessmentBasis) v 1;
    /// A validation was recorded.
    ValidationRecorded(Created<Validation>) v 1;
    /// A validation changed.
    ValidationRevised(Revised<Validation>) v 1;

    /// A submission came in.
    SubmissionReceived(Created<Submission>) v 1;
    /// A submission's entry changed.
    SubmissionRevised(Revised<Submission>) v 1;
    /// A submission was triaged and found complete.
    SubmissionTriaged(SubmissionMove) v 1;
    /// A submission was returned.
    SubmissionReturned(SubmissionMove) v 1;
    /// A returned submission came back.
    SubmissionResubmitted(SubmissionMove) v 1;
    /// A submission became ready.
    SubmissionReady(SubmissionMove) v 1;
    /// The day by which a submission is to be decided moved with the tier.
    SubmissionDueMoved(SubmissionMove) v 1;
    /// A submission was put on an agenda.
    SubmissionScheduled(SubmissionMove) v 1;
    /// A submission left an agenda undecided.
    SubmissionUnscheduled(SubmissionMove) v 1;
    /// A submission was decided.
    SubmissionDecided(SubmissionMove) v 1;
    /// The decision on a submission was suspended, and it is before the board again.
    SubmissionReopened(SubmissionMove) v 1;
    /// The board deferred a submission.
    SubmissionDeferred(SubmissionMove) v 1;
    /// A submission was withdrawn.
    SubmissionWithdrawn(SubmissionMove) v 1;
    /// A submission was found out of scope.
    SubmissionOutOfScope(SubmissionMove) v 1;

    /// A risk was identified.
    RiskIdentified(Created<Risk>) v 1;
    /// A risk's entry, rating or state changed.
    RiskRevised(Revised<Risk>) v 1;
    /// An acceptance took or released a risk.
    RiskAcceptanceLinked(RiskLink) v 1;
    /// An acceptance was proposed.
    AcceptanceProposed(Created<Acceptance>) v 1;
    /// An acceptance's entry changed.
    AcceptanceRevised(Revised<Acceptance>) v 1;
    /// An acceptance came into force.
    AcceptanceActivated(AcceptanceMove) v 1;
    /// A compensating control of an acceptance was verified.
    ControlVerified(ControlVerification) v 1;
    /// An acceptance was closed.
    AcceptanceClosed(AcceptanceMove) v 1;
    /// An acceptance was revoked.
    AcceptanceRevoked(AcceptanceMove) v 1;
    /// An acceptance ran out.
    AcceptanceExpired(AcceptanceMove) v 1;

    /// A follow-up was opened.
    FollowUpOpened(Created<FollowUp>) v 1;
    /// A follow-up's entry changed.
    FollowUpRevised(Revised<FollowUp>) v 1;
    /// Work on a follow-up began.
    FollowUpStarted(FollowUpMove) v 1;
    /// A follow-up was handed to its verifier.
    FollowUpHandedIn(FollowUpMove) v 1;
    /// A verifier sent a follow-up back.
    FollowUpSentBack(FollowUpMove) v 1;
    /// A follow-up was closed.
    FollowUpClosed(FollowUpMove) v 1;
    /// A follow-up was cancelled.
    FollowUpCancelled(FollowUpMove) v 1;
    /// A follow-up got more time.
    FollowUpExtended(Extension) v 1;

    /// An incident was reported.
    IncidentReported(Created<Incident>) v 1;
    /// An incident's entry or state changed.
    IncidentRevised(Revised<Incident>) v 1;
    /// An entry was added to an incident's timeline.
    IncidentEntryAdded(IncidentEntry) v 1;
    /// An entry was taken off an incident's timeline.
    IncidentEntryRemoved(IncidentEntry) v 1;

    /// A meeting was drafted.
    MeetingDrafted(Created<Meeting>) v 1;
    /// A meeting's entry changed.
    MeetingRevised(Revised<Meeting>) v 1;
    /// An agenda was published.
    AgendaPublished(MeetingMove) v 1;
    /// A meeting was called to order.
    MeetingOpened(MeetingMove) v 1;
    /// A recess began.
    RecessBegan(MeetingMove) v 1;
    /// A recess ended.
    RecessEnded(MeetingMove) v 1;
    /// A meeting was adjourned.
    MeetingAdjourned(MeetingMove) v 1;
    /// A meeting's minutes were adopted.
    MinutesAdopted(MeetingMove) v 1;
    /// Somebody arrived.
    MemberArrived(Attendance) v 1;
    /// Somebody left.
    MemberDeparted(Attendance) v 1;
    /// An arrival or departure entered by mistake was taken back.
    AttendanceCorrected(Attendance) v 1;
    /// Those present chose who presides where neither chair nor vice-chair may.
    PresidingChosen(Presidency) v 1;
    /// Somebody was recused from an item.
    MemberRecused(Recusal) v 1;
    /// A recusal was taken back.
    RecusalWithdrawn(Recusal) v 1;

    /// An item was put on an agenda.
    ItemAdded(Created<Item>) v 1;
    /// An item's entry changed.
    ItemRevised(Revised<Item>) v 1;
    /// The order of an agenda changed.
    AgendaReordered(Reordering) v 1;
    /// The board turned to an item, or its timer was started or stopped.
    ItemCalled(ItemCall) v 1;
    /// An item was dealt with, put off, or taken off.
    ItemDisposed(ItemDisposal) v 1;
    /// A note was taken.
    NoteTaken(Created<Note>) v 1;
    /// A note was corrected.
    NoteRevised(Revised<Note>) v 1;
    /// A motion came before the board, was amended, or is before it no longer.
    MotionPut(MotionMove) v 1;
    /// A decision was recorded.
    DecisionRecorded(Created<Decision>) v 1;
    /// A decision's prose was corrected.
    DecisionCorrected(Revised<Decision>) v 1;
    /// A decision's status changed.
    DecisionStatusChanged(DecisionMove) v 1;
    /// A written position was filed.
    PositionFiled(Position) v 1;
    /// A written position was withdrawn.
    PositionWithdrawn(Position) v 1;
    /// An escalation was answered.
    EscalationAnswered(EscalationAnswer) v 1;

    /// A monitor was defined.
    MonitorDefined(Created<Monitor>) v 1;
    /// A monitor's entry changed.
    MonitorRevised(Revised<Monitor>) v 1;
    /// A drift was noticed.
    DriftNoticed(Created<DriftEvent>) v 1;
    /// A drift event's entry changed.
    DriftRevised(Revised<DriftEvent>) v 1;
    /// A periodic review was opened.
    ReviewOpened(Created<Review>) v 1;
    /// Something else asks for a periodic review that is open.
    ReviewCauseAdded(ReviewCause) v 1;
    /// A periodic review changed, or was concluded.
    ReviewRevised(Revised<Review>) v 1;
    /// A thematic review was opened.
    ThematicReviewOpened(Created<ThematicReview>) v 1;
    /// A thematic review changed, or was concluded.
    ThematicReviewRevised(Revised<ThematicReview>) v 1;
    /// A control was tested.
    ControlTested(Created<ControlTest>) v 1;
    /// A control test's entry changed.
    ControlTestRevised(Revised<ControlTest>) v 1;
    /// A manual metric was entered.
    MetricEntered(Created<ManualMetric>) v 1;
    /// A manual metric was corrected.
    MetricRevised(Revised<ManualMetric>) v 1;
    /// An early consultation was noted.
    ConsultationNoted(Created<Consultation>) v 1;
    /// A consultation's entry changed.
    ConsultationRevised(Revised<Consultation>) v 1;
    /// A view was saved.
    ViewSaved(Created<SavedView>) v 1;
    /// A saved view changed.
    ViewRevised(Revised<SavedView>) v 1;
    /// Readings of a monitor were taken in.
    ReadingsTaken(ReadingsTaken) v 1;
    /// A condition lapsed: its due date passed while it was open.
    ConditionLapsed(ConditionLapse) v 1;
    /// A monitor's alert threshold was breached again and again.
    BreachesRepeated(BreachesRepeated) v 1;
    /// The release gate's answer on a version was kept.
    GateAnswered(GateAnswer) v 1;
}

impl Event {
    /// The record that a creating event made, for receipts and for voiding.
    pub fn made(&self) -> Option<RecordId> {
        match self {
            Event::PersonAdded(_)
            | Event::ModelRegistered(_)
            | Event::VersionAdded(_)
            | Event::ArtifactReceived(_)
            | Event::AssessmentRecorded(_)
            | Event::ValidationRecorded(_)
            | Event::SubmissionReceived(_)
            | Event::RiskIdentified(_)
            | Event::AcceptanceProposed(_)
            | Event::FollowUpOpened(_)
            | Event::IncidentReported(_)
            | Event::MeetingDrafted(_)
            | Event::ItemAdded(_)
            | Event::NoteTaken(_)
            | Event::DecisionRecorded(_)
            | Event::MonitorDefined(_)
            | Event::DriftNoticed(_)
            | Event::ReviewOpened(_)
            | Event::ThematicReviewOpened(_)
            | Event::ControlTested(_)
            | Event::MetricEntered(_)
            | Event::ConsultationNoted(_)
            | Event::ViewSaved(_) => self.about().first().copied(),
            _ => None,
        }
    }

    /// The payload as a JSON value, for showing.
    pub fn value(&self) -> Value {
        self.encode().ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
    }
}
