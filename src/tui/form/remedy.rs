//! The forms that satisfy a rule: opened prefilled from a refusal, above what was refused, so that
//! closing them comes back to it.

use super::{FormSpec, open};
use crate::domain::Remedy;
use crate::domain::ids::{RecordId, RecordKind};
use crate::tui::shell::Shell;

/// Opens the form that mends a refusal about a record; false if it needs a meeting or a record that
/// is not named.
pub fn mend(remedy: Remedy, about: &str, shell: &mut Shell) -> bool {
    // What is missing may be named behind the record: `ACC-0001 expiry`.
    let (record, field) = about.split_once(' ').unwrap_or((about, ""));
    let id = record.parse::<RecordId>().ok();
    let spec = match (remedy, id) {
        (Remedy::ProposeAcceptance, id) => FormSpec::new_record(RecordKind::Acceptance).map(|spec| match id {
            Some(id) if id.kind == RecordKind::Risk => spec.with("risks", id.to_string()).focus("rationale"),
            Some(id) if id.kind == RecordKind::Model => spec.with("model", id.to_string()).focus("rationale"),
            _ => spec,
        }),
        (Remedy::EditRecord, Some(id)) => {
            FormSpec::edit(id).map(|spec| if field.is_empty() { spec } else { spec.focus(field) })
        }
        (Remedy::EditRecord, None) | (Remedy::CompleteConditions | Remedy::TakeAttendance, _) => None,
    };
    match spec {
        Some(spec) => {
            open(spec, shell);
            true
        }
        None => false,
    }
}
