//! The words that a policy file chooses from, beside those of the domain.

use crate::choice;
use crate::domain::ids::RecordKind;

choice! {
    /// The share of filled voting seats that must be present.
    pub enum QuorumShare {
        /// At least two thirds.
        #[default]
        TwoThirds = "two-thirds",
        /// More than half.
        MoreThanHalf = "more-than-half",
    }
}

choice! {
    /// The share of votes cast with which a motion passes (R19).
    pub enum PassShare {
        /// At least two thirds.
        #[default]
        TwoThirds = "two-thirds",
        /// More than half.
        Majority = "majority",
    }
}

choice! {
    /// By when an artifact is due.
    pub enum ArtifactDue {
        /// At triage.
        #[default]
        Complete = "complete",
        /// Before scheduling.
        Ready = "ready",
    }
}

choice! {
    /// What decides whether a conditional artifact or dimension applies to a model.
    pub enum Condition {
        /// Fairness applies.
        #[default]
        Fairness = "fairness",
        /// Privacy applies.
        Privacy = "privacy",
        /// AI security applies.
        Security = "security",
        /// It generates content.
        Generative = "generative",
        /// It is exposed to people outside.
        Exposed = "exposed",
        /// A vendor has a part in it.
        Vendor = "vendor",
    }
}

choice! {
    /// Which way a KPI should move.
    pub enum Trend {
        /// Down.
        #[default]
        Down = "down",
        /// Up.
        Up = "up",
    }
}

choice! {
    /// What kind of record a custom field belongs to.
    pub enum CustomRecord {
        /// A model.
        #[default]
        Model = "model",
        /// A submission.
        Submission = "submission",
    }
}

impl CustomRecord {
    /// The kind of record.
    pub const fn kind(self) -> RecordKind {
        match self {
            Self::Model => RecordKind::Model,
            Self::Submission => RecordKind::Submission,
        }
    }
}

choice! {
    /// What a custom field holds.
    pub enum CustomKind {
        /// A line of text.
        #[default]
        Text = "text",
        /// A decimal number.
        Number = "number",
        /// A date.
        Date = "date",
        /// Yes or no.
        YesNo = "yes-no",
        /// One of its choices.
        Choice = "choice",
    }
}
