//! One field of a form: what is typed into it, what it began with, what is wrong with it.

use crate::domain::field::{FieldKind, FieldSpec};
use crate::tui::editor::Editor;

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its declaration.
    pub spec: FieldSpec,
    /// What is read from it.
    pub kind: FieldKind,
    /// What it began with.
    pub initial: String,
    /// What is typed.
    pub editor: Editor,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What somebody else has put on record meanwhile.
    pub newer: Option<String>,
    /// Whether it names files.
    pub names_files: bool,
}

impl Input {
    /// A field that begins with a text.
    pub fn new(spec: FieldSpec, initial: &str) -> Self {
        let kind = (spec.kind)();
        let many = matches!(kind, FieldKind::Prose | FieldKind::Rows);
        let editor = if many { Editor::prose(initial) } else { Editor::line(initial) };
        Self { spec, kind, initial: editor.text(), editor, error: None, newer: None, names_files: false }
    }

    /// Whether it differs from what it began with.
    pub fn changed(&self) -> bool {
        self.editor.text() != self.initial
    }
}
