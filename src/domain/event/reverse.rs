//! How an event is taken back: by another event that restores what stood before.

use serde::{Deserialize, Serialize};

use super::{Change, Event, Revised};
use crate::domain::ids::RecordId;
use crate::domain::record::Record;

/// Which record was voided or restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voiding {
    /// The record.
    pub record: RecordId,
}

impl Voiding {
    pub(super) fn about(&self) -> Vec<RecordId> {
        vec![self.record]
    }
}

impl<R: Record> Revised<R> {
    fn reversed(&self) -> Self {
        let swap =
            |change: &Change| Change { field: change.field.clone(), from: change.to.clone(), to: change.from.clone() };
        Self::new(self.number, self.changes.iter().map(swap).collect(), "")
    }
}

/// Swaps `from` with `to` and every other pair named.
macro_rules! swapped {
    ($payload:expr $(, $before:ident <=> $after:ident)*) => {{
        let mut back = $payload.clone();
        $(std::mem::swap(&mut back.$before, &mut back.$after);)*
        back
    }};
}

impl Event {
    /// Whether a person would think of taking this back: turning to an item is no such thing, a motion is withdrawn
    /// or amended, and the board's beginning and its criteria stand.
    pub const fn worth_undoing(&self) -> bool {
        let passing = matches!(self, Event::ItemCalled(_) | Event::MotionPut(_));
        !passing && !matches!(self, Event::BoardCreated(_) | Event::PolicyAdopted(_))
    }

    /// Whether this event, wherever it stands in its operation, is what the operation was about.
    pub const fn names_operation(&self) -> bool {
        matches!(self, Event::DecisionRecorded(_) | Event::MeetingOpened(_) | Event::MeetingAdjourned(_))
    }

    /// The event that takes this one back, or `None` if nothing can: the board's beginning, an
    /// adopted policy and a meeting's adjournment stand.
    pub fn reversal(&self) -> Option<Event> {
        if let Some(record) = self.made() {
            return Some(Event::RecordVoided(Voiding { record }));
        }
        Some(match self {
            Event::BatchRecorded(note) => Event::BatchRecorded(note.clone()),
            Event::RecordVoided(voiding) => Event::RecordRestored(voiding.clone()),
            Event::RecordRestored(voiding) => Event::RecordVoided(voiding.clone()),
            Event::PersonRevised(e) => Event::PersonRevised(e.reversed()),
            Event::ModelRevised(e) => Event::ModelRevised(e.reversed()),
            Event::VersionRevised(e) => Event::VersionRevised(e.reversed()),
            Event::ArtifactRevised(e) => Event::ArtifactRevised(e.reversed()),
            Event::AssessmentRevised(e) => Event::AssessmentRevised(e.reversed()),
            Event::AssessmentFinalised(e) => Event::AssessmentFinalised(swapped!(e, from <=> to)),
            Event::ValidationRevised(e) => Event::ValidationRevised(e.reversed()),
            Event::SubmissionRevised(e) => Event::SubmissionRevised(e.reversed()),
            Event::RiskRevised(e) => Event::RiskRevised(e.reversed()),
            Event::AcceptanceRevised(e) => Event::AcceptanceRevised(e.reversed()),
            Event::FollowUpRevised(e) => Event::FollowUpRevised(e.reversed()),
            Event::IncidentRevised(e) => Event::IncidentRevised(e.reversed()),
            Event::MeetingRevised(e) => Event::MeetingRevised(e.reversed()),
            Event::ItemRevised(e) => Event::ItemRevised(e.reversed()),
            Event::NoteRevised(e) => Event::NoteRevised(e.reversed()),
            Event::DecisionCorrected(e) => Event::DecisionCorrected(e.reversed()),
            Event::MonitorRevised(e) => Event::MonitorRevised(e.reversed()),
            Event::DriftRevised(e) => Event::DriftRevised(e.reversed()),
            Event::ReviewRevised(e) => Event::ReviewRevised(e.reversed()),
            Event::ThematicReviewRevised(e) => Event::ThematicReviewRevised(e.reversed()),
            Event::ControlTestRevised(e) => Event::ControlTestRevised(e.reversed()),
            Event::MetricRevised(e) => Event::MetricRevised(e.reversed()),
            Event::ConsultationRevised(e) => Event::ConsultationRevised(e.reversed()),
            Event::ViewRevised(e) => Event::ViewRevised(e.reversed()),
            Event::ConditionLapsed(e) => Event::ConditionLapsed(swapped!(e, before <=> on)),
            Event::BreachesRepeated(e) => Event::BreachesRepeated(swapped!(e, before <=> on)),
            Event::ReadingsTaken(e) => Event::ReadingsTaken(e.reversed()),
            Event::GateAnswered(e) => Event::GateAnswered(swapped!(e, before <=> result, at_before <=> at)),
            Event::StageChanged(e) => Event::StageChanged(swapped!(e, from <=> to)),
            Event::TierSet(e) => Event::TierSet(swapped!(
                e, from <=> to, rationale_before <=> rationale, provisional_before <=> provisional, answers_before <=> answers,
                score_before <=> score, signers_before <=> signers
            )),
            Event::ReviewScheduled(e) => Event::ReviewScheduled(swapped!(
                e, version_before <=> version, decision_before <=> decision, last_before <=> last, next_before <=> next
            )),
            Event::ApprovalChanged(e) => Event::ApprovalChanged(swapped!(
                e, from <=> to, decision_before <=> decision, valid_before <=> valid_until
            )),
            Event::RiskAcceptanceLinked(e) => {
                Event::RiskAcceptanceLinked(swapped!(e, from <=> to, acceptance_before <=> acceptance))
            }
            Event::ControlVerified(e) => {
                Event::ControlVerified(super::ControlVerification { removed: !e.removed, ..e.clone() })
            }
            Event::IncidentEntryAdded(e) => Event::IncidentEntryRemoved(e.clone()),
            Event::IncidentEntryRemoved(e) => Event::IncidentEntryAdded(e.clone()),
            Event::MemberRecused(e) => Event::RecusalWithdrawn(e.clone()),
            Event::RecusalWithdrawn(e) => Event::MemberRecused(e.clone()),
            Event::AgendaReordered(e) => Event::AgendaReordered(swapped!(e, from <=> to)),
            Event::ItemDisposed(e) => Event::ItemDisposed(swapped!(e, from <=> to, note_before <=> note)),
            Event::ItemCalled(e) => {
                let mut back = swapped!(e, from <=> to, timer_before <=> timer);
                back.used_seconds = -e.used_seconds;
                Event::ItemCalled(back)
            }
            Event::DecisionStatusChanged(e) => {
                let back = swapped!(e, from <=> to, superseded_before <=> superseded_by);
                Event::DecisionStatusChanged(swapped!(back, ratified_before <=> ratified_by))
            }
            Event::PresidingChosen(e) => Event::PresidingChosen(swapped!(e, from <=> to)),
            Event::MotionPut(e) => Event::MotionPut(swapped!(e, from <=> to)),
            Event::PositionFiled(e) => Event::PositionWithdrawn(e.clone()),
            Event::PositionWithdrawn(e) => Event::PositionFiled(e.clone()),
            Event::EscalationAnswered(e) => {
                Event::EscalationAnswered(swapped!(e, answer_before <=> answer, received_before <=> received_on))
            }
            _ => return self.step_reversal(),
        })
    }

    /// The reversal of a step from one state to another: the same event with its ends exchanged.
    fn step_reversal(&self) -> Option<Event> {
        macro_rules! submission {
            ($($name:ident),*) => {
                match self {
                    $(Event::$name(e) => {
                        let mut back = swapped!(e, from <=> to);
                        back.reversal = !e.reversal;
                        return Some(Event::$name(back));
                    })*
                    _ => {}
                }
            };
        }
        submission!(
            SubmissionTriaged,
            SubmissionReturned,
            SubmissionResubmitted,
            SubmissionReady,
            SubmissionDueMoved,
            SubmissionScheduled,
            SubmissionUnscheduled,
            SubmissionDecided,
            SubmissionReopened,
            SubmissionDeferred,
            SubmissionWithdrawn,
            SubmissionOutOfScope
        );
        macro_rules! followup {
            ($($name:ident),*) => {
                match self {
                    $(Event::$name(e) => return Some(Event::$name(swapped!(
                        e, from <=> to, evidence_before <=> evidence, note_before <=> note, closed_before <=> closed_at
                    ))),)*
                    _ => {}
                }
            };
        }
        followup!(FollowUpStarted, FollowUpHandedIn, FollowUpSentBack, FollowUpClosed, FollowUpCancelled);
        macro_rules! acceptance {
            ($($name:ident),*) => {
                match self {
                    $(Event::$name(e) => return Some(Event::$name(swapped!(e, from <=> to, decision_before <=> decision))),)*
                    _ => {}
                }
            };
        }
        acceptance!(AcceptanceActivated, AcceptanceClosed, AcceptanceRevoked, AcceptanceExpired);
        match self {
            Event::AgendaPublished(e) => Some(Event::AgendaPublished(swapped!(e, from <=> to))),
            Event::MeetingOpened(e) => Some(Event::MeetingOpened(swapped!(e, from <=> to))),
            Event::RecessBegan(e) => Some(Event::RecessBegan(swapped!(e, from <=> to))),
            // Adopted in a meeting that still sits: `undo` refuses it afterwards.
            Event::MinutesAdopted(e) => Some(Event::MinutesAdopted(swapped!(e, from <=> to))),
            Event::RecessEnded(e) => Some(Event::RecessEnded(swapped!(e, from <=> to))),
            Event::FollowUpExtended(e) => {
                let mut back = swapped!(e, from <=> to);
                back.reversal = !e.reversal;
                Some(Event::FollowUpExtended(back))
            }
            Event::MemberArrived(e) | Event::MemberDeparted(e) => {
                Some(Event::AttendanceCorrected(super::Attendance { removed: true, ..e.clone() }))
            }
            Event::AttendanceCorrected(e) => {
                Some(Event::AttendanceCorrected(super::Attendance { removed: !e.removed, ..e.clone() }))
            }
            _ => None,
        }
    }
}
