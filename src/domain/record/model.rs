//! Models and their versions.

use crate::domain::custom::CustomFields;
use crate::domain::field::is_default;
use crate::domain::ids::{DecisionId, ModelId};
use crate::domain::moment::Moment;
use crate::domain::states::{Applies, Approval, ChangeKind, EuClass, Exposure, GateResult, ModelKind, Origin, Stage};
use crate::domain::value::{Day, Handle, Handles, Ids, Line, Prose, TierValue, Whole, Words, YesNo};
use crate::record;

record! {
    /// A model in the inventory.
    pub struct Model("model") {
        /// Name.
        name: Line, "Name", required, "as people call it";
        /// What it is for.
        purpose: Prose, "Purpose", optional, "what it decides or produces, and for whom";
        /// What it does.
        kind: ModelKind, "Kind", optional, "predictive, ranking, llm, rag, agent …";
        /// Where it comes from.
        origin: Origin, "Origin", optional, "in-house, fine-tuned, vendor-api, open-weights";
        /// Who sells it.
        vendor: Line, "Vendor", optional, "for bought models";
        /// Who answers for it day by day.
        owner: Handle, "Owner", optional, "a handle";
        /// Who built it.
        developers: Handles, "Developers", optional, "handles, separated by ;";
        /// The executive who answers for its risk.
        accountable_exec: Handle, "Accountable executive", optional, "a handle";
        /// The part of the company it belongs to.
        business_unit: Line, "Business unit", optional, "agency, division or team";
        /// Whom its output reaches.
        exposure: Exposure, "Exposure", optional, "customer-facing or internal";
        /// Regions it runs in.
        regions: Words, "Regions", optional, "EU; US; …";
        /// People affected by it.
        affected: Line, "Affected people", optional, "who, and how many";
        /// How much it is used.
        volume: Line, "Volume", optional, "decisions or calls a month";
        /// Uses the board approved.
        approved_uses: Prose, "Approved uses", optional, "what it may be used for";
        /// Uses the board forbids.
        prohibited_uses: Prose, "Prohibited uses", optional, "what it must not be used for";
        /// Known limitations.
        limitations: Prose, "Known limitations", optional, "where it is weak";
        /// Where its data comes from.
        data_sources: Words, "Data sources", optional, "separated by ;";
        /// Models it depends on.
        dependencies: Ids<ModelId>, "Depends on", optional, "MDL-0001; MDL-0002";
        /// Whether fairness applies.
        fairness_applies: Applies, "Fairness applies", optional, "yes, no or unknown";
        /// Whether privacy applies.
        privacy_applies: Applies, "Privacy applies", optional, "yes, no or unknown";
        /// Whether AI security applies.
        security_applies: Applies, "AI security applies", optional, "yes, no or unknown";
        /// Why these apply or do not.
        applicability_reason: Prose, "Applicability, reasons", optional, "one sentence for each no";
        /// Class under the EU AI Act.
        eu_class: EuClass, "EU class", optional, "minimal, limited, high …";
        /// Free words to find it by.
        tags: Words, "Tags", optional, "separated by ;";
        /// When those who use it were told that it will be retired (R18).
        retire_notice: Day, "Retirement notice", optional, "the day notice was given";
        /// Until when its records are kept once it is retired (R18).
        retain_until: Day, "Retain until", optional, "+7y";
        /// Its key in the system it was imported from.
        external_key: Line, "External key", optional, "the key in the source system";
        /// What the policy declares beside these fields.
        custom: CustomFields, "Custom fields", optional, "one a line: hosting: cloud";
        /// Stage of life; later changed only by events of its own.
        stage: Stage, "Stage", optional, "proposed, in-review, production, suspended, retired";
        /// Tier, 1 (high) to 4 (minimal).
        tier: TierValue, "Tier", optional, "1 high, 2 medium, 3 low, 4 minimal";
        /// Why this tier (R11).
        tier_rationale: Prose, "Tier rationale", optional, "one sentence an auditor can follow";
        /// Whether the tier rests on unknown answers.
        tier_provisional: YesNo, "Tier provisional", optional, "yes while answers are unknown";
    }
}

record! {
    /// What the board's events say of a model.
    pub struct ModelState("model") {
        /// The version last released.
        current_version: Line, "Current version", optional, "";
        /// The last decision about it.
        last_decision: DecisionId, "Last decision", optional, "";
        /// When it was last reviewed by the board.
        last_review: Day, "Last review", optional, "";
        /// When it is to be reviewed next.
        next_review: Day, "Next review", optional, "";
        /// The answers to the tiering questionnaire behind its tier.
        tier_answers: Words, "Tiering answers", optional, "";
        /// Their score, 0 to 100.
        tier_score: Whole<0, 100>, "Tiering score", optional, "";
        /// Who signed an override of the tier found from them.
        tier_signers: Handles, "Override signed by", optional, "";
    }
}

record! {
    /// A version of a model.
    pub struct Version("version") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// Its label.
        label: Line, "Label", required, "4.2";
        /// How it differs from the one before.
        change: ChangeKind, "Change", optional, "initial, retrain, data, architecture, prompt …";
        /// Whether the change is material.
        material: YesNo, "Material", optional, "yes or no";
        /// Which triggers make it material.
        triggers: Words, "Triggers", optional, "separated by ;";
        /// Reference to the code.
        code_ref: Line, "Code", optional, "commit or link";
        /// Reference to the data.
        data_ref: Line, "Data", optional, "dataset and date";
        /// Reference to the base model.
        base_ref: Line, "Base model", optional, "name and version";
        /// The evaluation run.
        evaluation_ref: Line, "Evaluation", optional, "run or report";
        /// When it was released.
        released_on: Day, "Released on", optional, "2026-12-01";
        /// When it was rolled back.
        rolled_back_on: Day, "Rolled back on", optional, "2026-12-01";
    }
}

record! {
    /// What the board allows this version.
    pub struct VersionState("version") {
        /// The approval.
        approval: Approval, "Approval", optional, "";
        /// The decision it rests on.
        approval_decision: DecisionId, "Approved by", optional, "";
        /// Until when.
        approval_valid_until: Day, "Valid until", optional, "";
        /// What the release gate last said of it.
        gate: GateResult, "Gate", optional, "";
        /// When it said so.
        gate_at: Moment, "Gate asked", optional, "";
    }
}
