//! What is done to what is watched, with one key: a review is concluded, a drift triaged, a reading entered.

use super::incident::now;
use crate::domain::ids::{RecordId, RecordKind};
use crate::tui::cmd::Cmd;
use crate::tui::form::{self, FormSpec};
use crate::tui::shell::Shell;

/// Opens the form with what ends a record, or with its readings; false if there is none.
pub(super) fn act(cmd: Cmd, id: RecordId, shell: &mut Shell) -> bool {
    let spec = match (cmd, id.kind) {
        (Cmd::TakeReading, RecordKind::Monitor) => {
            Some(FormSpec::operation("reading.take", format!("Readings of {id}")).about(vec![id]).focus("readings"))
        }
        (Cmd::Conclude, RecordKind::Review) => {
            end(id, "Conclude", &["outcome", "findings", "reviewer", "concluded_on", "decision", "reason"])
        }
        (Cmd::Conclude, RecordKind::ThematicReview) => {
            end(id, "Conclude", &["conclusion", "findings", "concluded_on", "reason"])
                .map(|spec| spec.propose("concluded_on", shell.reading.today.to_string()))
        }
        (Cmd::Conclude, RecordKind::DriftEvent) => {
            end(id, "Triage", &["outcome", "conclusion", "incident", "triaged", "reason"])
                .map(|spec| spec.propose("triaged", now(shell)))
        }
        _ => None,
    };
    match spec {
        Some(spec) => {
            form::open(spec, shell);
            true
        }
        None => false,
    }
}

/// The form of a record with only what ends it.
fn end(id: RecordId, title: &str, fields: &[&'static str]) -> Option<FormSpec> {
    let spec = FormSpec::edit(id)?;
    let first = fields[0];
    Some(FormSpec { title: format!("{title} {id}"), ..spec.only(fields).focus(first) })
}
