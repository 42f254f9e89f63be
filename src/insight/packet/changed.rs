//! What changed since the board last approved a model: the record as it saw it, against the record today.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::Refusal;
use crate::domain::field::{FieldKind, Fields};
use crate::domain::ids::{DecisionId, ItemId, ModelId};
use crate::domain::record::{Decision, Model, Risk, Row};
use crate::domain::states::DecisionStatus;
use crate::policy::Policy;
use crate::store::View;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field's label.
    pub label: String,
    /// As the board saw it.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// The differences since an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The approval.
    pub decision: DecisionId,
    /// Its day.
    pub on: Option<NaiveDate>,
    /// What differs; empty if nothing does.
    pub changes: Vec<Change>,
}

/// Compares a model with what the board saw when it last approved it; none if it never did.
pub fn since_approval(
    view: &View<'_>,
    policy: &Policy,
    model: &Row<Model>,
    risks: &[Row<Risk>],
    item: ItemId,
) -> Result<Option<Changed>, Refusal> {
    // What an item itself decided is no approval before it.
    let counts = |row: &&Row<Decision>| {
        (item.0 == 0 || row.item != item)
            && row.outcome.releases()
            && matches!(row.state.status, DecisionStatus::Final | DecisionStatus::Superseded)
    };
    let decisions = view.decisions(ModelId(model.number))?;
    let Some(last) = decisions.iter().find(counts) else { return Ok(None) };
    let snapshot: Value = serde_json::from_str(last.snapshot.as_str()).unwrap_or(Value::Null);
    let mut changes = field_changes(&snapshot["model"], &model.fields);
    changes.extend(risk_changes(&snapshot["risks"], risks));
    let on = last.state.decided_at.0.map(|at| at.with_timezone(&policy.time_zone.0).date_naive());
    Ok(Some(Changed { decision: DecisionId(last.number), on, changes }))
}

/// What the decision itself sets is no change of the model.
const SET_BY_DECISIONS: [&str; 2] = ["stage", "external_key"];

fn field_changes(seen: &Value, now: &Model) -> Vec<Change> {
    let Value::Object(seen) = seen else { return Vec::new() };
    let mut changes = Vec::new();
    for (at, spec) in Model::SPECS.iter().enumerate().filter(|(_, spec)| !SET_BY_DECISIONS.contains(&spec.name)) {
        let before = seen.get(spec.name).and_then(Value::as_str).unwrap_or_default();
        let after = now.text(at);
        if before == after {
            continue;
        }
        let is_list = matches!(
            (spec.kind)(),
            FieldKind::Words | FieldKind::References | FieldKind::People | FieldKind::Records(_)
        );
        changes.push(if is_list {
            Change { label: spec.label.to_owned(), before: String::new(), after: entries(before, &after) }
        } else {
            Change { label: spec.label.to_owned(), before: before.to_owned(), after }
        });
    }
    changes
}

/// What a list gained and lost: `+DE +FR -UK`; entries of several words are set apart by semicolons.
fn entries(before: &str, after: &str) -> String {
    let split =
        |text: &str| -> Vec<String> { text.split("; ").filter(|word| !word.is_empty()).map(str::to_owned).collect() };
    let (before, after) = (split(before), split(after));
    let gained = after.iter().filter(|word| !before.contains(word)).map(|word| format!("+{word}"));
    let lost = before.iter().filter(|word| !after.contains(word)).map(|word| format!("-{word}"));
    let words: Vec<String> = gained.chain(lost).collect();
    let apart = if words.iter().any(|word| word.contains(' ')) { "; " } else { " " };
    if words.is_empty() { "in another order".to_owned() } else { words.join(apart) }
}

/// Risks that came, went or were rated anew; a snapshot names each as `RSK-0001 12 treating`.
fn risk_changes(seen: &Value, now: &[Row<Risk>]) -> Vec<Change> {
    let read = |line: &Value| {
        let (id, rest) = line.as_str()?.split_once(' ')?;
        Some((id.to_owned(), rest.to_owned()))
    };
    let seen: BTreeMap<String, String> =
        seen.as_array().map(|lines| lines.iter().filter_map(read).collect()).unwrap_or_default();
    let now: BTreeMap<String, String> = now
        .iter()
        .map(|row| (row.id().to_string(), format!("{} {}", row.fields.residual(), row.fields.state)))
        .collect();
    let mut changes = Vec::new();
    for (id, after) in &now {
        let before = seen.get(id).cloned().unwrap_or_default();
        if before != *after {
            changes.push(Change { label: id.clone(), before, after: after.clone() });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Words;

    #[test]
    fn lists_say_what_they_gained_and_lost() {
        assert_eq!(entries("EU; UK", "EU; DE; FR"), "+DE +FR -UK");
        assert_eq!(entries("", "EU"), "+EU");
        assert_eq!(entries("bureau file; ledger", "bureau file, of FR; ledger"), "+bureau file, of FR; -bureau file");
        assert_eq!(entries("EU; US", "US; EU"), "in another order");
    }

    #[test]
    fn fields_are_compared_with_the_snapshot() {
        let now = Model {
            name: "credit-limit".into(),
            purpose: "sets limits for new customers".into(),
            regions: Words(vec!["EU".to_owned(), "DE".to_owned()]),
            stage: crate::domain::states::Stage::Production,
            ..Model::default()
        };
        let mut before = now.clone();
        before.purpose = "sets limits".into();
        before.regions = Words(vec!["EU".to_owned()]);
        before.stage = crate::domain::states::Stage::Proposed;
        let filled = Model::SPECS.iter().enumerate().map(|(at, spec)| (spec.name.to_owned(), before.text(at)));
        let seen: serde_json::Map<String, Value> =
            filled.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, Value::from(text))).collect();
        let found = field_changes(&Value::Object(seen), &now);
        let lines: Vec<String> =
            found.iter().map(|one| format!("{}: {} > {}", one.label, one.before, one.after)).collect();
        assert_eq!(lines, ["Purpose: sets limits > sets limits for new customers", "Regions:  > +DE"]);
        assert!(field_changes(&Value::Null, &now).is_empty(), "no snapshot, nothing to compare with");
    }
}
