//! What a model is, where it runs, and what was approved of it.

use crate::choice;

choice! {
    /// What a model does.
    pub enum ModelKind {
        /// Predicts a value or class.
        #[default]
        Predictive = "predictive",
        /// Ranks.
        Ranking = "ranking",
        /// Forecasts.
        Forecasting = "forecasting",
        /// Sees.
        Vision = "vision",
        /// Reads or tags language.
        Nlp = "nlp",
        /// Generates language.
        Llm = "llm",
        /// Generates from retrieved documents.
        Rag = "rag",
        /// Acts with tools.
        Agent = "agent",
        /// Anything else.
        Other = "other",
        /// Nobody has said, as where an inventory leaves it blank.
        Unknown = "unknown",
    }
}

choice! {
    /// Where a model comes from.
    pub enum Origin {
        /// Built here.
        #[default]
        InHouse = "in-house",
        /// A foreign base, tuned here.
        FineTuned = "fine-tuned",
        /// Called over a vendor's interface.
        VendorApi = "vendor-api",
        /// Open weights, run here.
        OpenWeights = "open-weights",
        /// Nobody has said, as where an inventory leaves it blank.
        Unknown = "unknown",
    }
}

choice! {
    /// Whom a model's output reaches.
    pub enum Exposure {
        /// Not said yet.
        #[default]
        Unknown = "unknown",
        /// The company's own people.
        Internal = "internal",
        /// Customers.
        CustomerFacing = "customer-facing",
    }
}

choice! {
    /// A model's stage of life.
    pub enum Stage {
        /// Proposed.
        #[default]
        Proposed = "proposed",
        /// Under review for its first release.
        InReview = "in-review",
        /// In production.
        Production = "production",
        /// Taken out of use for the time being.
        Suspended = "suspended",
        /// Retired for good.
        Retired = "retired",
    }
}

choice! {
    /// A version's approval by the board.
    pub enum Approval {
        /// None.
        #[default]
        None = "none",
        /// Decided without quorum; releases nothing.
        Provisional = "provisional",
        /// Approved with conditions.
        Conditional = "conditional",
        /// Approved.
        Approved = "approved",
        /// Rejected.
        Rejected = "rejected",
        /// Past its date.
        Expired = "expired",
        /// Taken back.
        Revoked = "revoked",
    }
}

choice! {
    /// How a version differs from the one before.
    pub enum ChangeKind {
        /// The first version.
        #[default]
        Initial = "initial",
        /// Retrained on new data.
        Retrain = "retrain",
        /// New training source or features.
        Data = "data",
        /// New architecture or base model.
        Architecture = "architecture",
        /// New prompt, policy or guardrail.
        Prompt = "prompt",
        /// New threshold or configuration.
        Configuration = "configuration",
        /// The vendor changed it.
        Vendor = "vendor",
        /// A fix.
        Fix = "fix",
    }
}

choice! {
    /// Yes, no, or not known yet.
    pub enum Applies {
        /// Not known yet.
        #[default]
        Unknown = "unknown",
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
    }
}

choice! {
    /// A model's class under the EU AI Act.
    pub enum EuClass {
        /// Not known yet.
        #[default]
        Unknown = "unknown",
        /// Minimal risk.
        Minimal = "minimal",
        /// Transparency duties.
        Limited = "limited",
        /// High risk.
        High = "high",
        /// General-purpose model.
        GeneralPurpose = "general-purpose",
        /// Prohibited practice.
        Prohibited = "prohibited",
        /// Out of the act's scope.
        None = "none",
    }
}

choice! {
    /// A dimension of monitoring.
    pub enum Dimension {
        /// Operations.
        #[default]
        Operations = "operations",
        /// Performance.
        Performance = "performance",
        /// Drift.
        Drift = "drift",
        /// Fairness.
        Fairness = "fairness",
        /// Safety.
        Safety = "safety",
        /// Security.
        Security = "security",
    }
}

choice! {
    /// Yes unless said otherwise.
    pub enum Active {
        /// Yes.
        #[default]
        Yes = "yes",
        /// No.
        No = "no",
    }
}
