//! The words that a policy file chooses from, beside those of the domain.

use crate::choice;

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
