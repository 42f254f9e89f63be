//! The records: what a person enters (the struct named for the record) beside what the board's
//! events made of it (its `State`). Both are field tables; the store keeps them as one row.

mod decision;
mod evidence;
mod incident;
mod meeting;
mod model;
mod oversight;
mod person;
mod risk;
mod submission;

pub use decision::*;
pub use evidence::*;
pub use incident::*;
pub use meeting::*;
pub use model::*;
pub use oversight::*;
pub use person::*;
pub use risk::*;
pub use submission::*;

use super::field::{Fields, NoState};
use super::ids::{RecordId, RecordKind};

/// A record that stands in the store as one row.
pub trait Record: Fields + 'static {
    /// Its kind, hence its prefix.
    const KIND: RecordKind;
    /// Its table.
    const TABLE: &'static str;
    /// The field that a person knows it by.
    const TITLE_FIELD: &'static str;
    /// What events made of it.
    type State: Fields + serde::Serialize + serde::de::DeserializeOwned + 'static;

    /// The line a person knows it by; searched by parts of words.
    fn title(&self) -> String;

    /// The text that full-text search reads: by default every filled field that is text.
    fn body(&self) -> String {
        use super::field::FieldKind;
        let mut body = String::new();
        for (at, spec) in Self::SPECS.iter().enumerate() {
            if matches!(
                (spec.kind)(),
                FieldKind::Line
                    | FieldKind::Prose
                    | FieldKind::Words
                    | FieldKind::References
                    | FieldKind::People
                    | FieldKind::Person
            ) {
                let text = self.text(at);
                if !text.is_empty() {
                    body.push_str(&text);
                    body.push('\n');
                }
            }
        }
        body
    }
}

/// A record as it stands: what was entered, what became of it, and its revision.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(bound(serialize = "R: serde::Serialize", deserialize = "R: serde::de::DeserializeOwned"))]
pub struct Row<R: Record> {
    /// Its number.
    pub number: u32,
    /// The sequence number of the last event about it; not kept where a row is kept.
    #[serde(skip)]
    pub revision: i64,
    /// What was entered.
    pub fields: R,
    /// What events made of it.
    pub state: R::State,
}

impl<R: Record> Row<R> {
    /// Its identifier.
    pub const fn id(&self) -> RecordId {
        RecordId { kind: R::KIND, number: self.number }
    }
}

impl<R: Record> std::ops::Deref for Row<R> {
    type Target = R;
    fn deref(&self) -> &R {
        &self.fields
    }
}

/// Ties a record to its kind, table and title field.
macro_rules! stored {
    ($($record:ty, $state:ty, $kind:ident, $table:literal, $title:ident;)*) => {$(
        impl Record for $record {
            const KIND: RecordKind = RecordKind::$kind;
            const TABLE: &'static str = $table;
            const TITLE_FIELD: &'static str = stringify!($title);
            type State = $state;
            fn title(&self) -> String { crate::domain::field::FieldValue::text(&self.$title) }
        }
    )*};
}

stored! {
    Person, NoState, Person, "person", name;
    Model, ModelState, Model, "model", name;
    Version, VersionState, Version, "version", label;
    Submission, SubmissionProgress, Submission, "submission", summary;
    Artifact, NoState, Artifact, "artifact", title;
    Assessment, AssessmentProgress, Assessment, "assessment", summary;
    Validation, NoState, Validation, "validation", summary;
    Risk, RiskProgress, Risk, "risk", statement;
    Acceptance, AcceptanceProgress, Acceptance, "acceptance", rationale;
    FollowUp, FollowUpProgress, FollowUp, "followup", title;
    Incident, IncidentProgress, Incident, "incident", title;
    Meeting, MeetingProgress, Meeting, "meeting", title;
    Item, ItemProgress, Item, "item", title;
    Note, NoteProgress, Note, "note", text;
    Decision, DecisionProgress, Decision, "decision", motion;
    Monitor, MonitorProgress, Monitor, "monitor", metric;
    DriftEvent, NoState, DriftEvent, "drift_event", summary;
    Review, NoState, Review, "review", cause;
    ThematicReview, NoState, ThematicReview, "thematic_review", title;
    ControlTest, NoState, ControlTest, "control_test", control;
    ManualMetric, NoState, ManualMetric, "manual_metric", name;
    Consultation, NoState, Consultation, "consultation", topic;
    SavedView, NoState, SavedView, "saved_view", name;
}
