//! Forms as declarations: which fields, and what a submit asks for. The fields come from the tables
//! of records and operations, so that a form refuses in the words of the command line.

use std::collections::BTreeMap;

use crate::domain::field::{FieldKind, FieldSpec};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::Operation;
use crate::domain::order;
use crate::tui::effect::Token;

/// What a submit asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submit {
    /// An operation of the table.
    Operation {
        /// Its name.
        name: &'static str,
        /// The records it is done to, and the field that names one; several are done as one batch.
        targets: Option<(&'static str, Vec<RecordId>)>,
        /// Whether only what differs from the record is sent.
        changes: bool,
    },
    /// Nothing of the board's: the fields go back as [`News::Answered`](crate::tui::effect::News::Answered).
    Answer(Token),
}

/// A form.
#[derive(Clone, Debug)]
pub struct FormSpec {
    /// Its name: under it a draft is kept.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What is told above the fields.
    pub told: Vec<String>,
    /// Its fields.
    pub fields: Vec<FieldSpec>,
    /// What the fields begin with.
    pub initial: BTreeMap<String, String>,
    /// What is typed into fields beforehand; unlike `initial` it counts as a change.
    pub proposed: BTreeMap<String, String>,
    /// Arguments that are not shown.
    pub fixed: BTreeMap<String, String>,
    /// The field with the focus at first; else the first one.
    pub focus: Option<String>,
    /// The field that names files, if one does; it is completed from their folders.
    pub files: Option<&'static str>,
    /// What a submit asks for.
    pub submit: Submit,
}

/// The operations that make and change a record of a kind.
pub const fn verbs(kind: RecordKind) -> Option<(&'static str, &'static str)> {
    match kind {
        RecordKind::Person => Some(("person.add", "person.revise")),
        RecordKind::Model => Some(("model.register", "model.revise")),
        RecordKind::Version => Some(("version.add", "version.revise")),
        RecordKind::Submission => Some(("submission.submit", "submission.revise")),
        RecordKind::Artifact => Some(("artifact.receive", "artifact.revise")),
        RecordKind::Assessment => Some(("assessment.record", "assessment.revise")),
        RecordKind::Validation => Some(("validation.record", "validation.revise")),
        RecordKind::Risk => Some(("risk.identify", "risk.revise")),
        RecordKind::FollowUp => Some(("followup.open", "followup.revise")),
        RecordKind::Acceptance => Some(("acceptance.propose", "acceptance.revise")),
        RecordKind::Incident => Some(("incident.report", "incident.revise")),
        RecordKind::Meeting => Some(("meeting.draft", "meeting.revise")),
        RecordKind::Item => Some(("item.add", "item.revise")),
        RecordKind::Note => Some(("note.take", "note.revise")),
        RecordKind::Monitor => Some(("monitor.define", "monitor.revise")),
        RecordKind::DriftEvent => Some(("drift.notice", "drift.revise")),
        RecordKind::Review => Some(("review.open", "review.revise")),
        RecordKind::ThematicReview => Some(("thematic.open", "thematic.revise")),
        RecordKind::ControlTest => Some(("control-test.record", "control-test.revise")),
        RecordKind::ManualMetric => Some(("metric.enter", "metric.revise")),
        RecordKind::Consultation => Some(("consultation.note", "consultation.revise")),
        RecordKind::SavedView => Some(("view.save", "view.revise")),
        RecordKind::Decision => None,
    }
}

impl FormSpec {
    /// The form of an operation of the table; an unknown name has no fields.
    pub fn operation(name: &'static str, title: impl Into<String>) -> Self {
        let row = Operation::spec(name);
        Self {
            name: name.to_owned(),
            title: title.into(),
            told: Vec::new(),
            fields: row.map(|row| row.fields).unwrap_or_default(),
            initial: BTreeMap::new(),
            proposed: BTreeMap::new(),
            fixed: BTreeMap::new(),
            focus: None,
            files: None,
            submit: Submit::Operation { name, targets: None, changes: false },
        }
    }

    /// The form that makes a record; none for what only the board's acts make.
    pub fn new_record(kind: RecordKind) -> Option<Self> {
        verbs(kind).map(|(make, _)| Self::operation(make, format!("New {}", kind.word())))
    }

    /// The form that changes a record.
    pub fn edit(id: RecordId) -> Option<Self> {
        // Of a decision only the prose changes; what was resolved stands.
        let (change, own) = match id.kind {
            RecordKind::Decision => ("decision.correct", "decision"),
            _ => (verbs(id.kind)?.1, "id"),
        };
        let mut spec = Self::operation(change, format!("Edit {id}"));
        spec.fields.retain(|field| field.name != own);
        // The reason comes last: it is of the change, not of the record.
        order::by_key(&mut spec.fields, |field| field.name == "reason");
        spec.submit = Submit::Operation { name: change, targets: Some((own, vec![id])), changes: true };
        Some(spec)
    }

    /// The form of an operation done to these records: the field that names one is filled and not shown.
    #[must_use]
    pub fn about(mut self, ids: Vec<RecordId>) -> Self {
        let Some(kind) = ids.first().map(|id| id.kind) else { return self };
        let names = |field: &&FieldSpec| (field.kind)() == FieldKind::Record(kind);
        let found = self.fields.iter().find(names).map(|field| field.name);
        if let (Some(field), Submit::Operation { targets, .. }) = (found, &mut self.submit) {
            self.fields.retain(|other| other.name != field);
            *targets = Some((field, ids));
        }
        self
    }

    /// The same where the field is known by name: the record may be of any kind.
    #[must_use]
    pub fn about_in(mut self, field: &'static str, ids: Vec<RecordId>) -> Self {
        self.fields.retain(|other| other.name != field);
        if let Submit::Operation { targets, .. } = &mut self.submit {
            *targets = Some((field, ids));
        }
        self
    }

    /// A form of one line that belongs to no operation.
    pub fn ask(
        token: Token,
        name: &str,
        title: impl Into<String>,
        field: &'static str,
        label: &'static str,
        hint: &'static str,
    ) -> Self {
        let line = FieldSpec { name: field, label, kind: || FieldKind::Line, required: true, hint };
        Self::answer(token, name, title, vec![line])
    }

    /// A form whose fields go back to who asked.
    pub fn answer(token: Token, name: &str, title: impl Into<String>, fields: Vec<FieldSpec>) -> Self {
        Self {
            name: name.to_owned(),
            title: title.into(),
            told: Vec::new(),
            fields,
            initial: BTreeMap::new(),
            proposed: BTreeMap::new(),
            fixed: BTreeMap::new(),
            focus: None,
            files: None,
            submit: Submit::Answer(token),
        }
    }

    /// The form with a field that begins with this text.
    #[must_use]
    pub fn with(mut self, field: &str, text: impl Into<String>) -> Self {
        self.initial.insert(field.to_owned(), text.into());
        self
    }

    /// The form with this text typed into a field.
    #[must_use]
    pub fn propose(mut self, field: &str, text: impl Into<String>) -> Self {
        self.proposed.insert(field.to_owned(), text.into());
        self
    }

    /// The form with an argument that is not shown.
    #[must_use]
    pub fn fix(mut self, field: &str, text: impl Into<String>) -> Self {
        self.fields.retain(|other| other.name != field);
        self.fixed.insert(field.to_owned(), text.into());
        self
    }

    /// The form with the focus on this field.
    #[must_use]
    pub fn focus(mut self, field: &str) -> Self {
        self.focus = Some(field.to_owned());
        self
    }

    /// The form with a field that names files.
    #[must_use]
    pub const fn files(mut self, field: &'static str) -> Self {
        self.files = Some(field);
        self
    }

    /// The form with only these of its fields, in this order; what is required stays.
    #[must_use]
    pub fn only(mut self, names: &[&str]) -> Self {
        let place = |field: &FieldSpec| names.iter().position(|name| *name == field.name);
        self.fields.retain(|field| field.required || place(field).is_some());
        order::by_key(&mut self.fields, |field| place(field).unwrap_or(0));
        self
    }

    /// The record it is about, for the name of its draft.
    pub fn target(&self) -> String {
        match &self.submit {
            Submit::Operation { targets: Some((_, ids)), .. } if ids.len() == 1 => ids[0].to_string(),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_record_has_forms_from_its_table() {
        let corrected = FormSpec::edit("DEC-0001".parse().unwrap()).unwrap();
        assert_eq!(
            corrected.fields.iter().map(|field| field.name).collect::<Vec<_>>(),
            ["rationale", "contested", "dissent", "reason"]
        );
        for kind in RecordKind::ALL.iter().filter(|kind| **kind != RecordKind::Decision) {
            let made = FormSpec::new_record(*kind);
            let changed = FormSpec::edit(RecordId { kind: *kind, number: 1 });
            assert_eq!(made.is_some(), verbs(*kind).is_some());
            if let (Some(made), Some(changed)) = (made, changed) {
                assert!(!made.fields.is_empty(), "{}", made.name);
                assert_eq!(changed.fields.last().map(|field| field.name), Some("reason"), "{}", changed.name);
                assert!(changed.fields.iter().all(|field| field.name != "id"));
                assert_eq!(changed.target(), RecordId { kind: *kind, number: 1 }.to_string());
            }
        }
    }

    #[test]
    fn an_operation_about_records_hides_the_field_that_names_them() {
        let ids: Vec<RecordId> = ["INT-0001", "INT-0002"].iter().map(|id| id.parse().unwrap()).collect();
        let spec = FormSpec::operation("submission.withdraw", "Withdraw").about(ids.clone());
        assert_eq!(spec.fields.iter().map(|field| field.name).collect::<Vec<_>>(), ["reason"]);
        let Submit::Operation { targets: Some((field, found)), .. } = &spec.submit else { panic!("it has targets") };
        assert_eq!((*field, found), ("submission", &ids));
        assert_eq!(spec.target(), "", "a batch is about no single record");
    }
}
