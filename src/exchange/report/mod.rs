//! Reports: documents about one model, one acceptance, one incident; where the portfolio stands; and the bundle
//! for an audit.
//!
//! Each report has its builder, which makes a document tree of the record; the writers of the minutes give it
//! its format. Every report carries the day it looks at, the criteria and the head hash of the record.

mod acceptance;
pub mod customer_pack;
mod desk;
mod incident;
mod memo;
mod model_card;
mod model_file;
mod mra;
mod posture;
mod public_card;
mod redact;
mod tables;

pub use desk::Desk;
pub use memo::Covering;
pub use model_file::{ModelFile, Watched};
pub(super) use posture::subject_of;

use super::document::Document;
use crate::domain::Refusal;
use crate::domain::ids::{AcceptanceId, IncidentId, ModelId};
use crate::insight::kpi::Span;

/// A report that is one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// The model risk assessment: everything the record holds on a model.
    Mra(ModelId),
    /// The model card.
    ModelCard(ModelId),
    /// The model card that leaves the company: only what the board approved, nobody and nothing internal named.
    PublicCard(ModelId),
    /// The packet of an acceptance.
    Acceptance(AcceptanceId),
    /// The report of an incident.
    Incident(IncidentId),
    /// Where the portfolio stands, by windows of this length: the one that the day lies in, beside the one before.
    Posture(Span),
    /// The executive memo: one page.
    Memo(Covering),
}

impl Report {
    /// Builds the document.
    pub fn document(self, desk: &Desk<'_>) -> Result<Document, Refusal> {
        match self {
            Self::Mra(model) => mra::document(desk, model),
            Self::ModelCard(model) => model_card::document(desk, model),
            Self::PublicCard(model) => public_card::document(desk, model),
            Self::Acceptance(acceptance) => acceptance::document(desk, acceptance),
            Self::Incident(incident) => incident::document(desk, incident),
            Self::Posture(span) => posture::document(desk, span),
            Self::Memo(covering) => memo::document(desk, covering),
        }
    }
}
