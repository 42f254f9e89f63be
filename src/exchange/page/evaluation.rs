//! Evaluation results, controls, what a change comes to, and early consultations as tables.

use crate::domain::control::Controls;
use crate::domain::evaluation::EvaluationResults;
use crate::domain::field::FieldValue;
use crate::domain::record::{Consultation, Row, Version};
use crate::domain::states::ChangeKind;
use crate::exchange::build::table;
use crate::exchange::document::Table;
use crate::policy::{Policy, change};

/// Results, each beside that of the version before.
pub fn results(results: &EvaluationResults, before: Option<&EvaluationResults>, policy: &Policy) -> Table {
    let compared = before.map(|before| change::compare(before, results, policy)).unwrap_or_default();
    let mut rows = table(["Metric", "Slice", "Value", "Interval", "Accepted", "Met", "Before", "Against it"]);
    for one in &results.0 {
        let met = one.met().map_or("", |met| if met { "yes" } else { "NO" });
        let pair = compared.iter().find(|pair| pair.after == one);
        let against = match pair {
            None => "",
            Some(pair) if pair.past_tolerance => "past tolerance",
            Some(_) => "within",
        };
        rows = rows.row([
            one.metric.clone(),
            one.slice.clone(),
            one.value.to_string(),
            one.interval(),
            one.criterion(),
            met.to_owned(),
            pair.map(|pair| pair.before.value.to_string()).unwrap_or_default(),
            against.to_owned(),
        ]);
    }
    rows
}

/// The controls of an assessment.
pub fn controls(controls: &Controls) -> Table {
    controls.0.iter().fold(table(["Control", "Design", "Operating", "Evidence"]), |rows, one| {
        rows.row([one.objective.clone(), one.design.to_string(), one.operating.to_string(), one.evidence.clone()])
    })
}

/// What a version's change comes to, as a sentence.
pub fn verdict(version: &Version, policy: &Policy) -> String {
    if version.change == ChangeKind::Initial && !version.material.0 {
        return "The first version: there is nothing it changes.".to_owned();
    }
    match (version.material.0, version.triggers.0.is_empty()) {
        (false, _) => {
            let most = policy.change.minor_changes;
            format!("Not material: no trigger holds. {most} such changes since the last review would be.")
        }
        (true, true) => "Material, as whoever recorded it judged.".to_owned(),
        (true, false) => format!("Material: {}.", change::in_words(&version.triggers, policy)),
    }
}

/// Early consultations on a model.
pub fn consultations(rows: &[Row<Consultation>]) -> Table {
    rows.iter().fold(table(["ID", "Held on", "Topic", "Advice", "Advisor"]), |rows, row| {
        rows.row([row.id().to_string(), row.held_on.text(), row.topic.text(), row.advice.text(), row.advisor.text()])
    })
}
