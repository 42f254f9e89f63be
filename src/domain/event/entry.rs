//! Payloads of entries: a record made, a record changed.

use serde::{Deserialize, Serialize};

use crate::domain::field::is_default;
use crate::domain::ids::RecordId;
use crate::domain::record::Record;

/// A record with its number and everything that was entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
pub struct Created<R: Record> {
    /// The number it was given.
    pub number: u32,
    /// What was entered.
    pub fields: R,
    /// What came of it at once, as far as policy had to say so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub begun: R::State,
}

/// One field's change, as canonical text before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name in the record's table.
    pub field: String,
    /// Before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: String,
    /// After.
    #[serde(default, skip_serializing_if = "is_default")]
    pub to: String,
}

/// What changed in a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Revised<R> {
    /// Which record.
    pub number: u32,
    /// The fields that changed.
    pub changes: Vec<Change>,
    /// Why, where the kind of change asks for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reason: String,
    #[serde(skip)]
    of: std::marker::PhantomData<R>,
}

impl<R: Record> Created<R> {
    /// A record that policy has nothing to say about.
    pub fn new(number: u32, fields: R) -> Self {
        Self { number, fields, begun: R::State::default() }
    }

    /// The record.
    pub const fn id(&self) -> RecordId {
        RecordId { kind: R::KIND, number: self.number }
    }

    pub(super) fn about(&self) -> Vec<RecordId> {
        vec![self.id()]
    }
}

impl<R: Record> Revised<R> {
    /// These changes of this record.
    pub fn new(number: u32, changes: Vec<Change>, reason: impl Into<String>) -> Self {
        Self { number, changes, reason: reason.into(), of: std::marker::PhantomData }
    }

    /// The differences between two entries of the same record.
    pub fn between(before: &R, after: &R) -> Vec<Change> {
        let changed = |at: &usize| before.text(*at) != after.text(*at);
        let change =
            |at: usize| Change { field: R::SPECS[at].name.to_owned(), from: before.text(at), to: after.text(at) };
        (0..R::SPECS.len()).filter(changed).map(change).collect()
    }

    /// The record.
    pub const fn id(&self) -> RecordId {
        RecordId { kind: R::KIND, number: self.number }
    }

    pub(super) fn about(&self) -> Vec<RecordId> {
        vec![self.id()]
    }
}
