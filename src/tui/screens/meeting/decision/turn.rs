//! Turning a drafted decision to another outcome: what is typed stays where it fits, and comes back with the
//! outcome it was typed for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::data::MeetingView;
use super::fields::Sheet;
use super::{DecisionPanel, OutcomeMenu, key};
use crate::domain::field::Fields;
use crate::domain::operation::RecordDecision;
use crate::domain::states::Outcome;
use crate::tui::part::Handled;
use crate::tui::shell::Shell;

impl DecisionPanel {
    /// Fills in what was typed before; what has no field here is kept beside it.
    pub(super) fn type_again(&mut self, typed: &BTreeMap<String, String>) {
        self.sheet = Sheet::new(&self.view, self.outcome, typed);
        let here = self.sheet.texts();
        let spare = |name: &String| !here.contains_key(name) && RecordDecision::place(name).is_ok();
        self.spare =
            typed.iter().filter(|(name, _)| spare(name)).map(|(name, text)| (name.clone(), text.clone())).collect();
        self.spare.remove("outcome");
        self.spare.remove("votes");
    }

    /// The draft of the item at hand with another outcome. That is another motion: nothing was voted on it.
    pub fn turned(view: Arc<MeetingView>, outcome: Outcome, shell: &mut Shell) -> Self {
        let mut panel = Self::new(view, outcome);
        let Some(draft) = shell.drafts.get(&key(panel.item)) else { return panel };
        let typed = draft.fields.clone();
        let before = typed.get("outcome").and_then(|word| Outcome::of(word)).filter(|before| *before != outcome);
        let Some(before) = before else { return Self::kept(panel.view.clone(), shell).unwrap_or(panel) };
        panel.type_again(&typed);
        if typed.contains_key("motion") {
            panel.sheet.remark("motion", format!("worded for `{before}`: see that it fits `{outcome}`"));
        }
        if typed.contains_key("votes") {
            shell.say("another outcome is another motion: the votes are taken anew");
        }
        panel
    }

    /// Goes back to the choice of an outcome.
    pub(super) fn change_outcome(&self, shell: &mut Shell) -> Handled {
        self.keep(shell);
        shell.open(OutcomeMenu::again(self.view.clone(), self.outcome));
        Handled::Close
    }
}
