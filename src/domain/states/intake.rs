//! Submissions and the evidence that comes with them.

use crate::choice;

choice! {
    /// What a submission asks the board to look at.
    pub enum SubmissionKind {
        /// A model not seen before.
        #[default]
        NewModel = "new-model",
        /// A material change of a known model.
        MaterialChange = "material-change",
        /// A retrain.
        Retrain = "retrain",
        /// A new dataset.
        NewDataset = "new-dataset",
        /// A new deployment context.
        NewContext = "new-context",
        /// A change of prompt, policy or guardrail.
        PromptOrPolicy = "prompt-or-policy",
        /// A change at the vendor.
        VendorChange = "vendor-change",
        /// An exception.
        Exception = "exception",
        /// Taking a model out of use.
        Decommission = "decommission",
        /// A patch that cannot wait for the meeting.
        EmergencyPatch = "emergency-patch",
    }
}

choice! {
    /// Where a submission stands.
    pub enum SubmissionState {
        /// Received, not triaged.
        #[default]
        Submitted = "submitted",
        /// Triaged: complete, under review.
        InReview = "in-review",
        /// Ready for the board.
        Ready = "ready",
        /// On an agenda.
        Scheduled = "scheduled",
        /// Decided.
        Decided = "decided",
        /// Returned with what is missing.
        Returned = "returned",
        /// Withdrawn by the requester.
        Withdrawn = "withdrawn",
        /// Not the board's business.
        OutOfScope = "out-of-scope",
    }
}

impl SubmissionState {
    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Decided | Self::Withdrawn | Self::OutOfScope)
    }

    /// Whether the service-level clock runs in this state.
    pub const fn clock_runs(self) -> bool {
        matches!(self, Self::InReview | Self::Ready | Self::Scheduled)
    }
}

choice! {
    /// Where a piece of evidence stands.
    pub enum ArtifactState {
        /// Received.
        #[default]
        Submitted = "submitted",
        /// Accepted by a reviewer.
        Accepted = "accepted",
        /// Rejected by a reviewer.
        Rejected = "rejected",
        /// Waived by an acceptance.
        Waived = "waived",
    }
}

choice! {
    /// Where an assessment stands.
    pub enum AssessmentState {
        /// Being written.
        #[default]
        Draft = "draft",
        /// Final.
        Final = "final",
        /// Replaced by a later one.
        Superseded = "superseded",
    }
}

choice! {
    /// What an assessor recommends.
    pub enum Recommendation {
        /// Nothing yet.
        #[default]
        None = "none",
        /// Approve.
        Approve = "approve",
        /// Approve with conditions.
        Conditional = "conditional",
        /// Defer.
        Defer = "defer",
        /// Reject.
        Reject = "reject",
    }
}

choice! {
    /// A validator's opinion.
    pub enum Opinion {
        /// None yet.
        #[default]
        None = "none",
        /// Fit for its use.
        Fit = "fit",
        /// Fit within stated limits.
        FitWithLimits = "fit-with-limits",
        /// Not fit; cannot be outvoted (R08).
        NotFit = "not-fit",
    }
}

choice! {
    /// Whether a validation could be reproduced.
    pub enum Reproduced {
        /// Not tried.
        #[default]
        No = "no",
        /// In part.
        Partly = "partly",
        /// Wholly.
        Yes = "yes",
    }
}
