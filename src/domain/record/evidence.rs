//! Evidence: artifacts, assessments, validations.

use crate::domain::control::Controls;
use crate::domain::evaluation::EvaluationResults;
use crate::domain::field::is_default;
use crate::domain::ids::{AcceptanceId, ModelId, SubmissionId};
use crate::domain::states::{ArtifactState, AssessmentState, Opinion, Recommendation, Reproduced};
use crate::domain::value::{Day, Handle, Level, Line, Markdown, Prose, TierValue, Whole, Words, YesNo};
use crate::record;

record! {
    /// A piece of evidence.
    pub struct Artifact("artifact") {
        /// Its kind, as policy names it.
        kind: Line, "Kind", required, "model-card, evaluation-report, …";
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// The version, if it is about one.
        version: Line, "Version", optional, "4.2";
        /// Title.
        title: Line, "Title", optional, "as it is filed";
        /// Where it lies.
        uri: Line, "Link or file", optional, "https://… or a path";
        /// SHA-256 of the file, 64 hexadecimal digits.
        sha256: Line, "SHA-256", optional, "64 hexadecimal digits";
        /// Who wrote it.
        author: Handle, "Author", optional, "a handle";
        /// When it came in.
        received: Day, "Received", optional, "2026-12-01";
        /// Past it, it is stale.
        valid_until: Day, "Valid until", optional, "2027-12-01";
        /// Where it stands.
        state: ArtifactState, "State", optional, "submitted, accepted, rejected, waived";
        /// The acceptance that waives it.
        waived_by: AcceptanceId, "Waived by", optional, "ACC-0001";
        /// Text of a Markdown artifact, to be read in the meeting.
        text: Markdown, "Text", optional, "Markdown";
    }
}

record! {
    /// A model risk assessment.
    pub struct Assessment("assessment") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// The submission it was made for.
        submission: SubmissionId, "Submission", optional, "INT-0001";
        /// In a line.
        summary: Line, "Summary", required, "one line";
        /// Likelihood before controls.
        inherent_likelihood: Level, "Inherent likelihood", optional, "1 to 5";
        /// Impact before controls.
        inherent_impact: Level, "Inherent impact", optional, "1 to 5";
        /// Likelihood that remains.
        residual_likelihood: Level, "Residual likelihood", optional, "1 to 5";
        /// Impact that remains.
        residual_impact: Level, "Residual impact", optional, "1 to 5";
        /// The controls, one a line.
        controls: Controls, "Controls", optional, "objective | effective | untested | evidence";
        /// What must still be done.
        mitigations: Prose, "Required mitigations", optional, "one a line";
        /// What the assessor recommends.
        recommendation: Recommendation, "Recommendation", optional, "approve, conditional, defer, reject";
        /// Who wrote it.
        author: Handle, "Author", optional, "a handle";
        /// Second reviewer (tier 1).
        second_reviewer: Handle, "Second reviewer", optional, "a handle";
        /// Where it stands.
        state: AssessmentState, "State", optional, "draft, final, superseded";
    }
}

record! {
    /// What an assessment rested on when it became final.
    pub struct AssessmentProgress("assessment") {
        /// The model's tier then.
        tier: TierValue, "Tier then", optional, "";
        /// The score of the answers to the questionnaire then.
        score: Whole<0, 100>, "Tiering score then", optional, "";
        /// The tier with its floors and overrides, in words.
        floors: Prose, "Tier rested on", optional, "";
        /// The criteria version it was finalised under.
        criteria_version: Line, "Criteria", optional, "";
    }
}

record! {
    /// A validation.
    pub struct Validation("validation") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// The version.
        version: Line, "Version", optional, "4.2";
        /// In a line.
        summary: Line, "Summary", required, "one line";
        /// Who validated.
        validator: Handle, "Validator", required, "a handle";
        /// Whether the validator attests independence.
        independent: YesNo, "Independence attested", optional, "yes or no";
        /// What was looked at.
        scope: Words, "Scope", optional, "conceptual; data; outcomes; …";
        /// Reference to the code used.
        code_ref: Line, "Code", optional, "commit or link";
        /// Reference to the data used.
        data_ref: Line, "Data", optional, "dataset and date";
        /// Reference to the results.
        results_ref: Line, "Results", optional, "link";
        /// Evaluation results, one a line.
        results: EvaluationResults, "Evaluation results", optional, "auc 0.91 [0.90..0.92] >=0.88 age 18-25";
        /// Whether results could be reproduced.
        reproduced: Reproduced, "Reproduced", optional, "yes, partly, no";
        /// The opinion.
        opinion: Opinion, "Opinion", optional, "fit, fit-with-limits, not-fit";
        /// When it was issued; unset while planned.
        issued_on: Day, "Issued on", optional, "2026-12-01";
        /// Until when it holds.
        valid_until: Day, "Valid until", optional, "2027-12-01";
    }
}
