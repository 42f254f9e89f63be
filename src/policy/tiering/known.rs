//! What the record itself knows of a model: facts of the questionnaire that need no answer, and
//! answers that contradict them.

use super::Answers;
use crate::domain::record::Model;
use crate::domain::refusal::Refusal;
use crate::domain::states::{Applies, EuClass, Exposure, ModelKind};
use crate::policy::file::Policy;

/// A fact that the record itself answers with yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its key in the questionnaire.
    pub key: &'static str,
    /// What the record says.
    pub because: &'static str,
    /// The fields that say so.
    pub fields: &'static str,
}

/// The fields of a model's entry that set a floor.
pub const FLOOR_FIELDS: [&str; 3] = ["eu_class", "kind", "exposure"];

/// The facts that a model's entry answers with yes, as far as the policy asks for them.
pub fn known(model: &Model, policy: &Policy) -> Vec<Known> {
    let class = match model.eu_class {
        EuClass::Prohibited => Some(("prohibited-practice", "its EU class is prohibited")),
        EuClass::High => Some(("eu-high-risk", "its EU class is high")),
        EuClass::Unknown | EuClass::Minimal | EuClass::Limited | EuClass::GeneralPurpose | EuClass::None => None,
    };
    let generates = matches!(model.kind, ModelKind::Llm | ModelKind::Rag) && model.exposure == Exposure::CustomerFacing;
    let generates = generates.then_some(("customer-facing-generation", "it generates text that customers see"));
    let class = class.map(|(key, because)| Known { key, because, fields: "eu_class" });
    let generates = generates.map(|(key, because)| Known { key, because, fields: "kind and exposure" });
    let asked = |one: &Known| policy.tiering.fact.iter().any(|fact| fact.key == one.key);
    class.into_iter().chain(generates).filter(asked).collect()
}

/// Refuses answers that say no where the record says yes.
pub fn hold_against(answers: &Answers, model: &Model, policy: &Policy) -> Result<(), Refusal> {
    let denied = |one: &Known| answers.facts.get(one.key) == Some(&Applies::No);
    match known(model, policy).into_iter().find(denied) {
        None => Ok(()),
        Some(Known { key, because, fields }) => {
            Err(Refusal::data("answers", format!("{key} is answered no, and the record says that {because}"))
                .hint(format!("answer yes, or correct {fields} of the model")))
        }
    }
}

/// What is odd between the answers and the record without being a lower tier: a sentence each.
pub fn oddities(answers: &Answers, model: &Model, policy: &Policy) -> Vec<String> {
    let mut found = Vec::new();
    let high = answers.facts.get("eu-high-risk") == Some(&Applies::Yes);
    if high && matches!(model.eu_class, EuClass::Minimal | EuClass::Limited) {
        found.push(format!("eu-high-risk is answered yes, and the record says EU class {}", model.eu_class));
    }
    let subgroups = policy.tiering.factor.iter().find(|factor| factor.key == "subgroups");
    let level = answers.factors.get("subgroups").copied();
    if let (Some(factor), Some(level)) = (subgroups, level) {
        let text = factor.levels.get(usize::from(level)).map(String::as_str).unwrap_or_default();
        let says = match (model.fairness_applies, level) {
            (Applies::Yes, 0) => "fairness applies",
            (Applies::No, 3..) => "fairness does not apply",
            _ => return found,
        };
        found.push(format!("subgroups is answered {level} ({text}), and the record says that {says}"));
    }
    found
}
