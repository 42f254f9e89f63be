//! What a document of a meeting rests on.

use chrono::{DateTime, Utc};

use super::template::wording::Wording;
use crate::policy::Policy;
use crate::store::View;

/// The record, the criteria, the moment and the wording that minutes, agendas and decision records are made from.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// The record.
    pub view: &'a View<'a>,
    /// The criteria in force.
    pub policy: &'a Policy,
    /// The moment that bounds what is still going on.
    pub now: DateTime<Utc>,
    /// Headings and fixed sentences.
    pub wording: &'a Wording,
}
