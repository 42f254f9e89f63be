//! Who is named on the questionnaire: proposals with their load, and names that nobody has refused.

use super::{Line, Sheet, Triage};
use crate::domain::Refusal;
use crate::domain::record::Person;
use crate::domain::text::{did_you_mean, excerpt};
use crate::tui::fuzzy;

/// Proposals at most.
const OFFERED: usize = 4;

impl Triage {
    /// What is typed on a row that names one person.
    fn typed_name(&self) -> Option<String> {
        let editor = match self.here()? {
            Line::Reviewer => &self.reviewer,
            Line::Backup => &self.backup,
            Line::Signers | Line::Rationale | Line::Factor(_) | Line::Fact(_) | Line::Need(_) => return None,
        };
        Some(editor.text().trim().trim_start_matches('@').to_owned())
    }

    /// Who could be meant on the row, best first; nobody once a name stands there in full.
    pub(super) fn offered(&self) -> Vec<&Person> {
        let (Some(sheet), Some(typed)) = (&self.sheet, self.typed_name()) else { return Vec::new() };
        if sheet.people.iter().any(|person| person.handle.0 == typed) {
            return Vec::new();
        }
        let texts: Vec<String> =
            sheet.people.iter().map(|person| format!("{} {}", person.handle, person.name)).collect();
        let ranked = fuzzy::rank(&typed, texts.iter().map(String::as_str));
        ranked.into_iter().take(OFFERED).map(|at| &sheet.people[at]).collect()
    }

    /// Takes the first proposal for what is typed; false if nothing is typed or nobody is like it.
    pub(super) fn complete(&mut self) -> bool {
        if self.typed_name().is_none_or(|typed| typed.is_empty()) {
            return false;
        }
        let Some(handle) = self.offered().first().map(|person| person.handle.0.clone()) else { return false };
        if let Some(editor) = self.editor() {
            editor.set(&handle);
        }
        true
    }

    /// Who is named on a row; a name that nobody has is refused.
    pub(super) fn named(&self, line: Line) -> Result<String, Refusal> {
        let (field, editor) = match line {
            Line::Backup => ("backup_reviewer", &self.backup),
            Line::Reviewer | Line::Signers | Line::Rationale | Line::Factor(_) | Line::Fact(_) | Line::Need(_) => {
                ("reviewer", &self.reviewer)
            }
        };
        let typed = editor.text().trim().trim_start_matches('@').to_owned();
        let Some(sheet) = self.sheet.as_ref().filter(|_| !typed.is_empty()) else { return Ok(typed) };
        known(sheet, field, &typed).map(|person| person.handle.0.clone())
    }
}

/// The person of a handle.
pub(super) fn known<'s>(sheet: &'s Sheet, field: &str, handle: &str) -> Result<&'s Person, Refusal> {
    sheet.people.iter().find(|person| person.handle.0 == handle).ok_or_else(|| {
        let known: Vec<&str> = sheet.people.iter().map(|person| person.handle.0.as_str()).collect();
        Refusal::data(field, format!("nobody is called `{}`", excerpt(handle))).hint(did_you_mean(handle, &known))
    })
}

/// A person with the submissions that they review now.
pub(super) fn with_load(sheet: &Sheet, person: &Person) -> String {
    match sheet.load.get(person.handle.as_str()) {
        Some(open) => format!("{} ({}, reviews {open})", person.handle, person.name),
        None => format!("{} ({}, reviews none)", person.handle, person.name),
    }
}
