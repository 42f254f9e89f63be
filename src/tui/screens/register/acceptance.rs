//! What is done to an acceptance with one key beside its steps: a compensating control is verified, a renewal proposed.

use std::collections::BTreeMap;

use super::{Register, incident};
use crate::domain::ids::RecordId;
use crate::tui::effect::Checklist;
use crate::tui::form::renewal::renewal;
use crate::tui::form::{self, FormSpec};
use crate::tui::overlay::menu::Menu;
use crate::tui::shell::Shell;

/// The form in which a control that was chosen is verified.
pub(super) fn verify(id: RecordId, place: &str, control: &str, shell: &mut Shell) {
    let title = format!("Verify for {id}: {control}");
    let spec = FormSpec::operation("acceptance.verify", title).about(vec![id]).fix("control", place);
    // What was typed about one control is no draft for another.
    let spec = FormSpec { name: format!("acceptance.verify {place}"), ..spec };
    form::open(spec.only(&["result", "evidence", "verifier", "verified_on"]).focus("result"), shell);
}

/// Opens the form of a renewal, filled with what the old acceptance says.
pub(super) fn renew(id: RecordId, before: &BTreeMap<String, String>, shell: &mut Shell) {
    if let Some(spec) = renewal(id, before, shell.reading.today, None) {
        form::open(spec, shell);
    }
}

impl Register {
    /// Offers the compensating controls; the first that nobody has found effective is under the cursor.
    pub(super) fn offer_controls(&mut self, of: RecordId, list: &Checklist, shell: &mut Shell) {
        if let [(place, control, _)] = list.steps.as_slice() {
            verify(of, place, control, shell);
            return;
        }
        let first = list.steps.iter().position(|(_, _, done)| !done).unwrap_or(0);
        let title = format!("Controls of {of}: verify one");
        let menu = Menu::new(shell.token(), title, incident::rows(list, |_| None)).at(first);
        self.offer(of, list, menu, shell);
    }
}
