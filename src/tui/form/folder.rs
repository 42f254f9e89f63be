//! Completion of a field that names files: what lies in the folder that is typed so far.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::complete::Proposals;
use super::{Completion, Form, FormSpec, Input};
use crate::domain::field::FieldSpec;
use crate::domain::order;
use crate::tui::effect::{Candidate, Load};
use crate::tui::part::Handled;
use crate::tui::paths;
use crate::tui::shell::Shell;

/// Proposals at most.
const LIMIT: usize = 50;

/// The folder that was looked into last.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    path: Option<PathBuf>,
    found: Arc<Vec<Candidate>>,
}

impl Folder {
    /// Takes what lies in the folder, if it is this one.
    pub fn heard(&mut self, path: &Path, found: &Arc<Vec<Candidate>>) -> Handled {
        if self.path.as_deref() != Some(path) {
            return Handled::No;
        }
        self.found = found.clone();
        Handled::Yes
    }
}

/// A field of a form, which may be the one that names files.
pub fn input(field: FieldSpec, initial: &str, spec: &FormSpec) -> Input {
    Input { names_files: spec.files == Some(field.name), ..Input::new(field, initial) }
}

/// The folder and the name that are typed at the cursor, as bytes of the text; several paths are apart by `; `.
fn at_cursor(text: &str, cursor: usize) -> (Range<usize>, Range<usize>) {
    let start = text[..cursor].rfind(';').map_or(0, |at| at + 1);
    let end = text[cursor..].find(';').map_or(text.len(), |at| cursor + at);
    let start = start + (text[start..end].len() - text[start..end].trim_start().len());
    let name = text[start..end].rfind('/').map_or(start, |at| start + at + 1);
    (start..name, name..end)
}

impl Form {
    /// Asks what lies in the folder that is typed, if it is another one.
    pub(super) fn look(&mut self, shell: &mut Shell) {
        let Some(input) = self.inputs.get(self.at).filter(|input| input.names_files) else { return };
        let text = input.editor.text();
        let (folder, name) = at_cursor(&text, input.editor.cursor());
        let path = match &text[folder.clone()] {
            "" => PathBuf::from("."),
            typed => paths::expand(typed, shell.settings.terminal.home.as_deref()),
        };
        if name.is_empty() && !folder.is_empty() {
            // A folder has just been completed: go on with what lies in it.
            self.completion = Completion { open: true, forced: true, at: 0 };
        }
        if self.folder.path.as_ref() != Some(&path) {
            self.folder = Folder { path: Some(path.clone()), found: Arc::default() };
            shell.load(Load::Folder(path));
        }
    }

    /// What lies in the folder and begins with, or at least holds, what is typed.
    pub(super) fn entries(&self, input: &Input) -> Proposals {
        let text = input.editor.text();
        let (_, span) = at_cursor(&text, input.editor.cursor());
        let token = text[span.clone()].to_owned();
        if !self.completion.open || (token.is_empty() && !self.completion.forced) {
            return Proposals { span, token, found: Vec::new() };
        }
        let sought = token.to_lowercase();
        let hidden = token.starts_with('.');
        let mut found: Vec<Candidate> = self
            .folder
            .found
            .iter()
            .filter(|one| one.value.to_lowercase().contains(&sought) && (hidden || !one.value.starts_with('.')))
            .cloned()
            .collect();
        order::by_key(&mut found, |one| (one.value != token, !one.value.to_lowercase().starts_with(&sought)));
        found.truncate(LIMIT);
        Proposals { span, token, found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_name_of_the_path_at_the_cursor_is_completed() {
        let cases = [
            ("inv", "", "inv"),
            ("data/inv", "data/", "inv"),
            ("~/", "~/", ""),
            ("a/b.json; c/d", "c/", "d"),
            ("/", "/", ""),
        ];
        for (text, folder, name) in cases {
            let (one, other) = at_cursor(text, text.len());
            assert_eq!((&text[one], &text[other]), (folder, name), "{text}");
        }
        let (folder, name) = at_cursor("a/b; c/d", 3);
        assert_eq!((folder, name), (0..2, 2..3));
    }
}
