//! The arguments of operations on the registers that are more than an entry or a step.

use crate::domain::field::is_default;
use crate::domain::ids::AcceptanceId;
use crate::domain::states::Effectiveness;
use crate::domain::value::{Day, Handle, Line, Words};
use crate::record;

record! {
    /// The models that a model depends on, all of them named as files name models.
    pub struct LinkModel("dependencies") {
        /// The model: its external key, or its identifier.
        model_key: Line, "Model key", required, "the model's external key";
        /// What it depends on, in the same words.
        depends_on: Words, "Depends on", required, "external keys or identifiers, separated by ;";
    }
}

record! {
    /// The verification of one compensating control of an acceptance.
    pub struct VerifyControl("verification") {
        /// The acceptance.
        acceptance: AcceptanceId, "Acceptance", required, "ACC-0001";
        /// Which of its controls.
        control: Line, "Control", required, "its place among the controls, from 1, or how it begins";
        /// What was found.
        result: Effectiveness, "Result", required, "effective, partial, ineffective";
        /// What that rests on (R13).
        evidence: Line, "Evidence or note", required, "a link, ART-0001, or what was looked at";
        /// Who looked; not the control's owner (R13).
        verifier: Handle, "Verifier", optional, "you if blank; not the control's owner";
        /// When.
        verified_on: Day, "Verified on", optional, "today if blank";
    }
}
