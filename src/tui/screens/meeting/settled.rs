//! A decision that settles an item is taken back by the operation that entered it, whatever was done since.

use super::MeetingScreen;
use super::data::{DecisionLine, ItemLine};
use crate::domain::operation::{Operation, UndoOperation};
use crate::domain::value::Whole;
use crate::tui::effect::Token;
use crate::tui::overlay::confirm::Confirm;
use crate::tui::rich::Rich;
use crate::tui::shell::Shell;

/// Asks whether a decision is taken back; whoever did not enter it is told who may, and what else leads on.
pub fn ask(line: &ItemLine, made: &DecisionLine, shell: &mut Shell) -> Option<(Token, i64)> {
    let (place, id) = (line.place, made.id);
    let (op, by) = &made.entered;
    if *by != shell.reading.actor.as_str().into() {
        shell.say(format!(
            "item {place} is decided by {id}; {by} entered it and may take it back, else a motion on another item supersedes it"
        ));
        return None;
    }
    let token = shell.token();
    let lines = vec![
        Rich::plain(format!("{id} ({}) is void then, and item {place} undecided.", made.outcome.past())),
        Rich::plain("Its motion is before the board as it was put. What was done since stays."),
    ];
    shell.open(Confirm::new(token, format!("Take back {id} on item {place}?"), lines, "Take back"));
    Some((token, *op))
}

impl MeetingScreen {
    /// Takes back the decision that was asked about.
    pub(super) fn take_back(&mut self, token: Token, shell: &mut Shell) {
        if let Some((_, op)) = self.taking_back.take_if(|(asked, _)| *asked == token) {
            shell.run(Operation::Undo(UndoOperation { operation: Whole(Some(op)) }).into());
        }
    }
}
