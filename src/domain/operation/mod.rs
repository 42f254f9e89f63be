//! Operations: what somebody asks the board's record to take in. One table names them; the
//! interface, the command line, `apply` and the importers build them from the same field tables, so
//! that all refuse in the same words.

mod acts;
mod arguments;
mod register;
mod schema;
mod sitting;

pub use acts::*;
pub use arguments::{Arguments, OfModel, Put, Revise};
pub use register::*;
pub use schema::schema;
pub use sitting::*;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::field::{FieldSpec, Reading};
use super::ids::RecordId;
use super::record::{
    Acceptance, Artifact, Assessment, Consultation, ControlTest, DriftEvent, FollowUp, Incident, Item, ManualMetric,
    Meeting, Model, Monitor, Note, Person, Review, Risk, SavedView, Submission, ThematicReview, Validation, Version,
};
use super::refusal::{Misread, Refusal};
use super::value::Handle;

macro_rules! operations {
    ($($(#[doc = $doc:literal])* $verb:literal $name:ident($arguments:ty);)*) => {
        /// One operation with its arguments.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Operation {
            $($(#[doc = $doc])* $name($arguments),)*
            /// Several operations as one: one transaction, one undo; an import or a bulk action.
            Batch(Batch),
        }

        impl Operation {
            const NAMES: &'static [&'static str] = &[$($verb),*];

            /// Every operation's name with what it does and its fields.
            pub fn table() -> Vec<OperationSpec> {
                Self::NAMES.iter().filter_map(|name| Self::spec(name)).collect()
            }

            /// The row of one operation, by its name.
            pub fn spec(name: &str) -> Option<OperationSpec> {
                match name {
                    $($verb => Some(OperationSpec {
                        name: $verb,
                        does: concat!($($doc),*).trim(),
                        fields: <$arguments as Arguments>::specs(),
                    }),)*
                    _ => None,
                }
            }

            /// The name under which scripts know it.
            pub const fn name(&self) -> &'static str {
                match self { $(Operation::$name(_) => $verb,)* Operation::Batch(_) => "batch" }
            }

            /// Reads an operation's arguments.
            pub fn read(name: &str, arguments: &Map<String, Value>, reading: &Reading) -> Result<Self, Refusal> {
                match name {
                    $($verb => Arguments::read(arguments, reading).map(Operation::$name),)*
                    _ => {
                        Err(Refusal::data("op", format!("`{}` is not an operation", super::text::clean_line(name)))
                            .hint(super::text::did_you_mean(name, Self::NAMES)))
                    }
                }
            }

            /// The arguments as JSON, as scripts write them.
            pub fn arguments(&self) -> Map<String, Value> {
                match self {
                    $(Operation::$name(arguments) => arguments.write(),)*
                    Operation::Batch(_) => Map::new(),
                }
            }
        }
    };
}

/// One row of the table of operations.
#[derive(Clone, Debug)]
pub struct OperationSpec {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    /// Its fields.
    pub fields: Vec<FieldSpec>,
}

operations! {
    /// Adds a person.
    "person.add" PersonAdd(Person);
    /// Changes a person's entry.
    "person.revise" PersonRevise(Revise<Person>);
    /// Adds a person or updates the one with this handle.
    "person.put" PersonPut(Put<Person>);
    /// Registers a model.
    "model.register" ModelRegister(Model);
    /// Changes a model's entry.
    "model.revise" ModelRevise(Revise<Model>);
    /// Registers a model or updates the one with this external key.
    "model.put" ModelPut(Put<Model>);
    /// Sets a model's tier with its rationale (R11).
    "model.set-tier" ModelSetTier(SetTier);
    /// Changes the tags of a model: some are put on, others taken off; those not named stay.
    "model.tag" ModelTag(TagModel);
    /// Names all that the model with this external key depends on, by their keys; a batch may have made them just now.
    "model.link" ModelLink(LinkModel);
    /// Adds a version of a model.
    "version.add" VersionAdd(Version);
    /// Adds a version of the model with this external key, unless it is on record.
    "version.put" VersionPut(OfModel<Version>);
    /// Changes a version's entry.
    "version.revise" VersionRevise(Revise<Version>);
    /// Records that a version was released: it becomes the model's current one.
    "version.release" VersionRelease(ReleaseVersion);
    /// Records a piece of evidence.
    "artifact.receive" ArtifactReceive(Artifact);
    /// Records a piece of evidence of the model with this external key, unless this very file is on record.
    "artifact.put" ArtifactPut(OfModel<Artifact>);
    /// Changes an artifact's entry or state.
    "artifact.revise" ArtifactRevise(Revise<Artifact>);
    /// Records an assessment.
    "assessment.record" AssessmentRecord(Assessment);
    /// Changes an assessment.
    "assessment.revise" AssessmentRevise(Revise<Assessment>);
    /// Records a validation.
    "validation.record" ValidationRecord(Validation);
    /// Changes a validation.
    "validation.revise" ValidationRevise(Revise<Validation>);
    /// Submits something to the board.
    "submission.submit" SubmissionSubmit(Submission);
    /// Changes a submission's entry.
    "submission.revise" SubmissionRevise(Revise<Submission>);
    /// Submits something or updates the submission with this external key.
    "submission.put" SubmissionPut(Put<Submission>);
    /// Takes a submission into review: it is complete, has a tier and a reviewer; the clock starts.
    "submission.triage" SubmissionTriage(Triage);
    /// Returns a submission with what is missing; the clock stands still.
    "submission.return" SubmissionReturn(ReturnSubmission);
    /// Brings a returned submission back.
    "submission.resubmit" SubmissionResubmit(SubmissionStep);
    /// Marks a submission ready for the board.
    "submission.ready" SubmissionMarkReady(SubmissionStep);
    /// Withdraws a submission.
    "submission.withdraw" SubmissionWithdraw(SubmissionStep);
    /// Ends a submission that is not the board's business.
    "submission.out-of-scope" SubmissionOutOfScope(SubmissionStep);
    /// Puts a submission on a meeting's agenda.
    "submission.schedule" SubmissionSchedule(Schedule);
    /// Identifies a risk.
    "risk.identify" RiskIdentify(Risk);
    /// Changes a risk's entry, rating or state.
    "risk.revise" RiskRevise(Revise<Risk>);
    /// Identifies a risk or updates the one with this external key.
    "risk.put" RiskPut(Put<Risk>);
    /// Proposes an acceptance (R01).
    "acceptance.propose" AcceptancePropose(Acceptance);
    /// Changes a proposed acceptance.
    "acceptance.revise" AcceptanceRevise(Revise<Acceptance>);
    /// Puts an acceptance into force with the accountable executive's signature (R01).
    "acceptance.activate" AcceptanceActivate(ActivateAcceptance);
    /// Verifies one compensating control of an acceptance; its owner does not (R13).
    "acceptance.verify" AcceptanceVerify(VerifyControl);
    /// Closes an acceptance that is no longer needed.
    "acceptance.close" AcceptanceClose(AcceptanceStep);
    /// Revokes an acceptance.
    "acceptance.revoke" AcceptanceRevoke(AcceptanceStep);
    /// Opens a follow-up.
    "followup.open" FollowUpOpen(FollowUp);
    /// Changes a follow-up's entry.
    "followup.revise" FollowUpRevise(Revise<FollowUp>);
    /// Opens a follow-up or updates the one with this external key.
    "followup.put" FollowUpPut(Put<FollowUp>);
    /// Begins work on a follow-up.
    "followup.start" FollowUpStart(FollowUpStep);
    /// Hands a follow-up to its verifier with evidence (R13).
    "followup.hand-in" FollowUpHandIn(FollowUpStep);
    /// Sends a follow-up back from its verifier.
    "followup.send-back" FollowUpSendBack(FollowUpStep);
    /// Closes a follow-up (R13).
    "followup.close" FollowUpClose(FollowUpStep);
    /// Cancels a follow-up; a condition needs a decision.
    "followup.cancel" FollowUpCancel(FollowUpStep);
    /// Gives a follow-up more time; the original due date stays (R13).
    "followup.extend" FollowUpExtend(ExtendFollowUp);
    /// Reports an incident.
    "incident.report" IncidentReport(Incident);
    /// Changes an incident's entry or state.
    "incident.revise" IncidentRevise(Revise<Incident>);
    /// Adds an entry to an incident's timeline.
    "incident.entry" IncidentAddEntry(AddIncidentEntry);
    /// Drafts a meeting.
    "meeting.draft" MeetingDraft(Meeting);
    /// Drafts meetings that recur, as one operation; days that are not worked are skipped.
    "meeting.recur" MeetingRecur(RecurMeetings);
    /// Changes a meeting's entry.
    "meeting.revise" MeetingRevise(Revise<Meeting>);
    /// Publishes a meeting's agenda.
    "meeting.publish" MeetingPublish(MeetingStep);
    /// Calls a meeting to order with those present.
    "meeting.open" MeetingOpen(OpenMeeting);
    /// Records that somebody arrived.
    "meeting.arrive" MeetingArrive(AttendanceStep);
    /// Records that somebody left.
    "meeting.depart" MeetingDepart(AttendanceStep);
    /// Names who presides where neither chair nor vice-chair may, as those present chose.
    "meeting.preside" MeetingPreside(AttendanceStep);
    /// Begins a recess.
    "meeting.recess" MeetingRecess(MeetingStep);
    /// Ends a recess.
    "meeting.resume" MeetingResume(MeetingStep);
    /// Adjourns a meeting; what is undecided is carried over.
    "meeting.adjourn" MeetingAdjourn(MeetingStep);
    /// Passes the consent agenda: nobody objects, and each item on it is decided.
    "meeting.consent" MeetingPassConsent(PassConsent);
    /// Adopts the minutes of an earlier meeting; they are locked from then on.
    "meeting.adopt-minutes" MeetingAdoptMinutes(AdoptMinutes);
    /// Puts an item on a meeting's agenda.
    "item.add" ItemAdd(Item);
    /// Changes an agenda item.
    "item.revise" ItemRevise(Revise<Item>);
    /// Moves an item to another place on its agenda.
    "item.move" ItemMove(MoveItem);
    /// Takes an item off its agenda.
    "item.remove" ItemRemove(ItemStep);
    /// Turns to an item, its timer started.
    "item.call" ItemCall(ItemStep);
    /// Toggles the timer of the current item.
    "item.timer" ItemTimer(MeetingStep);
    /// Marks an item as dealt with without a decision.
    "item.note" ItemDone(ItemStep);
    /// Recuses a member from an item with a reason (R03).
    "recusal.record" RecusalRecord(Recuse);
    /// Takes a recusal back; one that R03 demands stays.
    "recusal.withdraw" RecusalWithdraw(Recuse);
    /// Files a written position before the vote; it speaks for its function.
    "position.file" PositionFile(FilePosition);
    /// Withdraws a written position before the vote.
    "position.withdraw" PositionWithdraw(WithdrawPosition);
    /// Puts a motion before the board, or in the place of the one that is; it is voted on by recording the decision.
    "motion.put" MotionPut(PutMotion);
    /// Withdraws the motion that is before the board.
    "motion.withdraw" MotionWithdraw(ItemStep);
    /// Takes a note.
    "note.take" NoteTake(Note);
    /// Corrects a note.
    "note.revise" NoteRevise(Revise<Note>);
    /// Records a decision with its votes, conditions and consequences.
    "decision.record" DecisionRecord(RecordDecision);
    /// Records a decision signed outside the meeting: delegated (tiers 3 and 4), or an emergency patch.
    "decision.sign" DecisionSign(SignDecision);
    /// Pulls a signed decision into the meeting; it is suspended until the board has decided.
    "decision.pull" DecisionPull(PullDecision);
    /// Corrects a decision's prose until the minutes are adopted (R12).
    "decision.correct" DecisionCorrect(CorrectDecision);
    /// Records the answer to an escalation.
    "decision.answer" DecisionAnswer(AnswerDecision);
    /// Defines a monitor.
    "monitor.define" MonitorDefine(Monitor);
    /// Changes a monitor's entry.
    "monitor.revise" MonitorRevise(Revise<Monitor>);
    /// Takes in readings of a monitor.
    "reading.take" ReadingTake(TakeReadings);
    /// Records a drift of a model.
    "drift.notice" DriftNotice(DriftEvent);
    /// Changes a drift event: triaged, concluded.
    "drift.revise" DriftRevise(Revise<DriftEvent>);
    /// Opens a periodic review of a model.
    "review.open" ReviewOpen(Review);
    /// Changes a periodic review; an outcome concludes it.
    "review.revise" ReviewRevise(Revise<Review>);
    /// Opens a thematic review over the models a query names.
    "thematic.open" ThematicOpen(ThematicReview);
    /// Changes a thematic review; a conclusion ends it.
    "thematic.revise" ThematicRevise(Revise<ThematicReview>);
    /// Records the test of a control.
    "control-test.record" ControlTestRecord(ControlTest);
    /// Changes a control test.
    "control-test.revise" ControlTestRevise(Revise<ControlTest>);
    /// Enters a manual metric.
    "metric.enter" MetricEnter(ManualMetric);
    /// Corrects a manual metric.
    "metric.revise" MetricRevise(Revise<ManualMetric>);
    /// Enters a manual metric, or corrects the one of that name, period and segment.
    "metric.put" MetricPut(ManualMetric);
    /// Notes an early consultation on a model.
    "consultation.note" ConsultationNote(Consultation);
    /// Changes a consultation's entry.
    "consultation.revise" ConsultationRevise(Revise<Consultation>);
    /// Saves a query over a list under a name.
    "view.save" ViewSave(SavedView);
    /// Changes a saved view.
    "view.revise" ViewRevise(Revise<SavedView>);
    /// Keeps the release gate's answer on a version.
    "version.gate" VersionGate(AnswerGate);
    /// Adopts a policy file as the criteria in force.
    "policy.adopt" PolicyAdopt(AdoptPolicy);
    /// Records that something has lapsed by its date; nothing if it has not, or is on the record.
    "lapse" Lapse(Lapse);
    /// Takes back this person's last operation, or the one named.
    "undo" Undo(UndoOperation);
    /// Takes back this person's last undo.
    "redo" Redo(UndoOperation);
}

/// Several operations as one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// What the batch is, for undo and the event log: `import models from inventory.csv`.
    pub label: String,
    /// The operations with the line each came from.
    pub rows: Vec<(u64, Operation)>,
}

/// An operation with what surrounds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is asked.
    pub operation: Operation,
    /// When it happened, if not now.
    pub occurred_at: Option<DateTime<Utc>>,
    /// The revision of the record that the asker saw; a newer one is refused.
    pub revision: Option<i64>,
    /// Who did it; only a sample board's script may say so.
    pub by: Option<Handle>,
}

impl From<Operation> for Request {
    fn from(operation: Operation) -> Self {
        Self { operation, occurred_at: None, revision: None, by: None }
    }
}

impl Request {
    /// Reads one line of a script: `{"op": "note.take", "meeting": "MRB-0001", …}`.
    pub fn read(value: &Value, reading: &Reading) -> Result<Self, Refusal> {
        let Value::Object(fields) = value else {
            return Err(Refusal::data("operation", "a line of a script is a JSON object")
                .hint(r#"write {"op": "note.take", …}"#));
        };
        let mut fields = fields.clone();
        let text = |value: Option<Value>, name: &str| match value {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text),
            Some(other) => Err(Refusal::data(name, format!("`{other}` is not a text"))),
        };
        let name = text(fields.remove("op"), "op")?;
        if name.is_empty() {
            return Err(Refusal::data("op", "the operation has no name").hint(r#"write {"op": "note.take", …}"#));
        }
        let occurred_at = match text(fields.remove("occurred_at"), "occurred_at")? {
            blank if blank.trim().is_empty() => None,
            moment => Some(super::date::read_moment(&moment, reading).map_err(|misread| misread.of("occurred_at"))?),
        };
        let by = match text(fields.remove("by"), "by")? {
            blank if blank.trim().is_empty() => None,
            handle => {
                let read = <Handle as super::field::FieldValue>::read(&handle, reading);
                Some(read.map_err(|misread| misread.of("by"))?)
            }
        };
        let revision = match fields.remove("revision") {
            None | Some(Value::Null) => None,
            Some(Value::Number(number)) if number.as_i64().is_some() => number.as_i64(),
            Some(other) => {
                return Err(Misread::new(format!("`{other}` is not a revision"), "write a whole number").of("revision"));
            }
        };
        Ok(Self { operation: Operation::read(&name, &fields, reading)?, occurred_at, revision, by })
    }

    /// The line of a script that reads back to this request.
    pub fn write(&self) -> Value {
        let mut line = Map::new();
        line.insert("op".to_owned(), Value::from(self.operation.name()));
        if let Some(at) = self.occurred_at {
            line.insert("occurred_at".to_owned(), Value::from(super::moment::stamp(at)));
        }
        if let Some(by) = &self.by {
            line.insert("by".to_owned(), Value::from(by.as_str()));
        }
        if let Some(revision) = self.revision {
            line.insert("revision".to_owned(), Value::from(revision));
        }
        line.extend(self.operation.arguments());
        Value::Object(line)
    }
}

/// A record and the revision that was seen of it.
pub type Seen = (RecordId, i64);
