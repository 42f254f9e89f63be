//! What a form would come to, told while it is typed: of a version's change, whether it is material and
//! which trigger says so. The board is asked without a lock; its words are those after the submit.

use super::Form;
use crate::domain::Refusal;
use crate::domain::operation::Request;
use crate::tui::effect::Load;
use crate::tui::part::Handled;
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The operations that are judged as they are typed.
const JUDGED: [&str; 2] = ["version.add", "version.revise"];
/// Rows of it on show at most.
const SHOWN: usize = 3;

/// What was asked last, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Foretold {
    asked: Option<Request>,
    came: Option<Result<Vec<String>, Refusal>>,
}

impl Foretold {
    /// Takes what the board says, if it is of what is typed now.
    pub fn heard(&mut self, request: &Request, came: &Result<Vec<String>, Refusal>) -> Handled {
        if self.asked.as_ref() != Some(request) {
            return Handled::No;
        }
        self.came = Some(came.clone());
        Handled::Yes
    }

    /// It in lines of so many columns.
    pub fn lines(&self, columns: usize) -> Vec<Rich> {
        let mut lines = match &self.came {
            None => return Vec::new(),
            Some(Ok(notes)) => {
                let notes: Vec<Rich> = notes.iter().map(|note| Rich::of(note.clone(), Role::Accent)).collect();
                wrap(&notes, columns)
            }
            Some(Err(refusal)) => wrap(&[Rich::of(refusal.sentence.clone(), Role::Warn)], columns),
        };
        lines.truncate(SHOWN);
        lines
    }
}

impl Form {
    /// Asks what the form would come to as it stands, if it is one that is judged and can be read.
    pub(super) fn foretell(&mut self, shell: &mut Shell) {
        if !JUDGED.contains(&self.spec.name.as_str()) {
            return;
        }
        let asked = self.request(&shell.reading).ok();
        if asked == self.foretold.asked {
            return;
        }
        if let Some(request) = &asked {
            shell.load(Load::Foretell(Box::new(request.clone())));
        }
        self.foretold = Foretold { asked, came: None };
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{bench, request};
    use super::super::{FormSpec, Loaded};
    use crate::domain::Refusal;
    use crate::tui::effect::{Effect, Load};
    use crate::tui::testing::Bench;

    fn asked(bench: &mut Bench) -> Option<Box<crate::domain::operation::Request>> {
        let mut loads = bench.taken().into_iter().filter_map(|effect| match effect {
            Effect::Load(Load::Foretell(request)) => Some(request),
            _ => None,
        });
        loads.next_back()
    }

    #[test]
    fn a_version_is_judged_as_it_is_typed_and_only_by_the_last_answer() {
        let spec = FormSpec::operation("version.add", "New version").with("model", "MDL-0007").focus("label");
        let mut bench = bench(spec);
        bench.keys("2");
        let early = asked(&mut bench).expect("it can be read, and is judged");
        bench.keys(".1");
        let late = asked(&mut bench).expect("it is another one now");
        bench.loaded(Loaded::Foretold(early, Ok(vec!["of the label before".to_owned()])));
        assert!(!bench.screen().contains("of the label before"));
        bench.loaded(Loaded::Foretold(late.clone(), Ok(vec!["material (new-region): a new region".to_owned()])));
        assert!(bench.screen().contains("material (new-region): a new region"), "{}", bench.screen());
        bench.keys("<Tab>");
        assert!(asked(&mut bench).is_none(), "the same is not asked twice");
        bench.loaded(Loaded::Foretold(late, Err(Refusal::state("label", "2.1 is on record"))));
        assert!(bench.screen().contains("2.1 is on record"), "{}", bench.screen());
        bench.keys("<c-s>");
        assert!(request(&mut bench).is_some(), "what is foretold holds nothing back");
    }

    #[test]
    fn what_is_not_judged_asks_for_nothing() {
        let mut bench = bench(FormSpec::operation("followup.extend", "Give it more time").focus("due"));
        bench.keys("+10bd");
        assert!(asked(&mut bench).is_none());
    }
}
