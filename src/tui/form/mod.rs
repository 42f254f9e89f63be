//! Forms: one state, one key handler, one renderer for every declaration. Nothing typed is ever
//! discarded: what differs from what a form began with is kept as a draft, and found again.

mod complete;
mod folder;
mod foretell;
mod input;
pub mod remedy;
pub mod renewal;
mod spec;
mod submit;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Target};
use super::cmd::Cmd;
use super::draft::{Draft, DraftKey};
use super::effect::{Effect, Load, Loaded, News, Token};
use super::keymap::Scope;
use super::part::{Handled, Part};
use super::shell::Shell;
use crate::domain::Refusal;
use crate::domain::field::FieldSpec;
use crate::domain::ids::RecordId;
use complete::{Completion, proposals};
use input::Input;
pub use spec::{FormSpec, Submit, verbs};

/// A form on show.
#[derive(Clone, Debug)]
pub struct Form {
    spec: FormSpec,
    inputs: Vec<Input>,
    at: usize,
    completion: Completion,
    trouble: Option<Refusal>,
    said: String,
    waiting: Option<Token>,
    editing: Option<Token>,
    loading: Option<RecordId>,
    revision: Option<i64>,
    folder: folder::Folder,
    foretold: foretell::Foretold,
}

/// Opens a form: loads the record it changes, and finds its draft again.
pub fn open(spec: FormSpec, shell: &mut Shell) {
    let form = Form::new(spec, shell);
    shell.open(form);
}

/// The field that a form begins at: the one it asks for, else the first that nothing fills beforehand.
fn first(inputs: &[Input], spec: &FormSpec) -> usize {
    let focus = |input: &Input| Some(input.spec.name) == spec.focus.as_deref();
    let is_record = matches!(spec.submit, Submit::Operation { .. });
    let blank = |input: &Input| is_record && input.editor.is_blank() && !spec.proposed.contains_key(input.spec.name);
    inputs.iter().position(focus).or_else(|| inputs.iter().position(blank)).unwrap_or(0)
}

impl Form {
    /// A form, ready to be put on top of a screen.
    pub fn new(spec: FormSpec, shell: &mut Shell) -> Self {
        let text = |field: &FieldSpec| spec.initial.get(field.name).map_or("", String::as_str);
        let inputs: Vec<Input> = spec.fields.iter().map(|field| folder::input(*field, text(field), &spec)).collect();
        let loading = match &spec.submit {
            Submit::Operation { targets: Some((_, ids)), changes: true, .. } => ids.first().copied(),
            Submit::Operation { .. } | Submit::Answer(_) => None,
        };
        let mut form = Self {
            at: first(&inputs, &spec),
            inputs,
            completion: Completion::default(),
            trouble: None,
            said: String::new(),
            waiting: None,
            editing: None,
            loading,
            revision: None,
            folder: folder::Folder::default(),
            foretold: foretell::Foretold::default(),
            spec,
        };
        match loading {
            Some(id) => shell.load(Load::Fields(id)),
            None => form.begin(shell),
        }
        form.focused(shell);
        form
    }

    /// What was proposed and what was typed the last time.
    fn begin(&mut self, shell: &Shell) {
        let proposed = std::mem::take(&mut self.spec.proposed);
        for (name, text) in &proposed {
            if let Some(input) = self.inputs.iter_mut().find(|input| input.spec.name == name) {
                input.editor.set(text);
            }
        }
        let Some(draft) = self.key().and_then(|key| shell.drafts.get(&key)) else { return };
        for input in &mut self.inputs {
            if let Some(text) = draft.fields.get(input.spec.name) {
                input.editor.set(text);
            }
        }
        if let Some(at) = self.inputs.iter().position(|input| input.spec.name == draft.focus) {
            self.at = at;
            self.inputs[at].editor.set_cursor(draft.cursor);
        }
        self.said = format!("brought back what was typed at {}", shell.clock(draft.at));
    }

    /// Under which its draft is kept; what only asks something has none.
    fn key(&self) -> Option<DraftKey> {
        match self.spec.submit {
            Submit::Operation { .. } => Some(DraftKey::new(&self.spec.name, self.spec.target())),
            Submit::Answer(_) => None,
        }
    }

    fn keep(&mut self, shell: &mut Shell) {
        self.foretell(shell);
        let Some(key) = self.key() else { return };
        let changed = self.inputs.iter().filter(|input| input.changed());
        let fields: BTreeMap<String, String> =
            changed.map(|input| (input.spec.name.to_owned(), input.editor.text())).collect();
        if fields.is_empty() {
            shell.forget(&key);
            return;
        }
        let (focus, cursor) = match self.inputs.get(self.at) {
            Some(input) => (input.spec.name.to_owned(), input.editor.cursor()),
            None => (String::new(), 0),
        };
        shell.keep(Draft { key, fields, focus, cursor, at: shell.now });
        self.said = format!("draft kept {}", shell.clock(shell.now));
    }

    /// The texts of the fields by name, the blank ones left out.
    pub fn texts(&self) -> BTreeMap<String, String> {
        let filled = self.inputs.iter().filter(|input| !input.editor.is_blank());
        filled.map(|input| (input.spec.name.to_owned(), input.editor.text())).collect()
    }

    /// The name of the field with the focus.
    pub fn focus(&self) -> &'static str {
        self.inputs.get(self.at).map_or("", |input| input.spec.name)
    }

    /// What is wrong with a field, if something is.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.inputs.iter().find(|input| input.spec.name == field)?.error.as_deref()
    }

    fn focused(&mut self, shell: &mut Shell) {
        self.completion = Completion::default();
        if let Some(pick) = self.inputs.get(self.at).and_then(complete::source) {
            shell.candidates(pick);
        }
    }

    fn go(&mut self, at: usize, shell: &mut Shell) {
        self.at = at.min(self.inputs.len().saturating_sub(1));
        self.keep(shell);
        self.focused(shell);
    }

    /// The text has changed: what was wrong with it may be right now.
    fn changed(&mut self, shell: &mut Shell) {
        if let Some(input) = self.inputs.get_mut(self.at) {
            input.error = None;
        }
        self.completion = Completion { open: true, forced: false, at: 0 };
        self.look(shell);
        self.keep(shell);
    }

    fn proposals(&self, shell: &Shell) -> complete::Proposals {
        match self.inputs.get(self.at) {
            Some(input) if input.names_files => self.entries(input),
            Some(input) => proposals(input, self.completion, shell),
            None => complete::Proposals::default(),
        }
    }

    /// Whether proposals are on show that Enter would take.
    fn offers(&self, shell: &Shell) -> bool {
        let proposals = self.proposals(shell);
        !proposals.found.is_empty() && (self.completion.forced || !proposals.settled())
    }

    /// Takes the chosen proposal.
    fn complete(&mut self, shell: &mut Shell) {
        let proposals = self.proposals(shell);
        if let (Some(taken), Some(input)) = (proposals.found.get(self.completion.at), self.inputs.get_mut(self.at)) {
            input.editor.replace(proposals.span, &taken.value);
            input.error = None;
        }
        self.completion = Completion::default();
        self.look(shell);
        self.keep(shell);
    }

    fn next(&mut self, shell: &mut Shell) {
        if self.offers(shell) && !self.proposals(shell).settled() {
            self.complete(shell);
        }
        let last = self.inputs.len().saturating_sub(1);
        self.go(if self.at == last { 0 } else { self.at + 1 }, shell);
    }

    /// Takes the record's fields: at first, and again when somebody has changed them meanwhile.
    fn take_fields(&mut self, revision: i64, fields: &BTreeMap<String, String>, shell: &Shell) {
        let first = self.revision.replace(revision).is_none();
        for input in self.inputs.iter_mut().filter(|input| input.spec.name != "reason") {
            let stands = fields.get(input.spec.name).map_or("", String::as_str);
            let changed = input.changed();
            let before = std::mem::replace(&mut input.initial, stands.to_owned());
            if !changed {
                // Built anew: an undo must not go back to the form without the record.
                *input = Input::new(input.spec, stands);
            } else if before != stands && input.editor.text() != stands {
                input.newer = Some(stands.to_owned());
            }
        }
        if first {
            self.begin(shell);
        }
    }

    fn edit(&mut self, shell: &mut Shell) {
        let Some(input) = self.inputs.get(self.at) else { return };
        let text = input.editor.text();
        let token = shell.token();
        self.editing = Some(token);
        shell.ask(Effect::Edit { token, text });
    }
}

impl Part for Form {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Form]
    }

    fn typing(&self) -> bool {
        true
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        if let Some(input) = self.inputs.get_mut(self.at) {
            input.editor.typed(c);
            self.changed(shell);
        }
        Handled::Yes
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        if let Some(input) = self.inputs.get_mut(self.at) {
            input.editor.insert(text);
            self.changed(shell);
        }
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Save => return self.submit(shell),
            Cmd::Accept if self.offers(shell) => self.complete(shell),
            Cmd::Accept | Cmd::NewLine => {
                let many = self.inputs.get_mut(self.at).is_some_and(|input| input.editor.new_line());
                match (many, cmd) {
                    (true, _) => self.changed(shell),
                    (false, Cmd::Accept) => return self.submit(shell),
                    (false, _) => shell.say("this field is one line"),
                }
            }
            Cmd::Choices => {
                self.completion = Completion { open: true, forced: true, at: 0 };
                if self.proposals(shell).found.is_empty() {
                    shell.say("there is nothing to choose from here");
                }
            }
            Cmd::Leave | Cmd::Back | Cmd::Close if self.offers(shell) => self.completion = Completion::default(),
            Cmd::Leave | Cmd::Back | Cmd::Close => return Handled::Close,
            Cmd::NextField => self.next(shell),
            Cmd::PrevField => self.go(self.at.checked_sub(1).unwrap_or(usize::MAX), shell),
            Cmd::Editor => self.edit(shell),
            Cmd::LineDown if self.offers(shell) => {
                let last = self.proposals(shell).found.len() - 1;
                self.completion.at = (self.completion.at + 1).min(last);
            }
            Cmd::LineUp if self.offers(shell) => self.completion.at = self.completion.at.saturating_sub(1),
            Cmd::PageDown => self.go(self.at + 5, shell),
            Cmd::PageUp => self.go(self.at.saturating_sub(5), shell),
            _ => {
                let Some(input) = self.inputs.get_mut(self.at) else { return Handled::No };
                let before = input.editor.text();
                let taken = input.editor.command(cmd);
                let same = input.editor.text() == before;
                match (taken, same, cmd) {
                    (true, false, _) => self.changed(shell),
                    (true, true, _) => self.keep(shell),
                    (false, _, Cmd::LineDown) => self.go(self.at + 1, shell),
                    (false, _, Cmd::LineUp) => self.go(self.at.saturating_sub(1), shell),
                    (false, ..) => return Handled::No,
                }
            }
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        match target {
            Target::Field(at) => self.go(at, shell),
            Target::Row(at) if self.offers(shell) => {
                self.completion.at = at;
                self.complete(shell);
            }
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.go(self.at.saturating_add_signed(isize::from(lines.signum())), shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Done(token, result) if self.waiting == Some(*token) => {
                self.waiting = None;
                match result {
                    Ok(_) => {
                        if let Some(key) = self.key() {
                            shell.forget(&key);
                        }
                        Handled::Close
                    }
                    Err(refusal) => {
                        self.refused(refusal, shell);
                        Handled::Yes
                    }
                }
            }
            News::Edited(token, result) if self.editing == Some(*token) => {
                self.editing = None;
                match (result, self.inputs.get_mut(self.at)) {
                    (Ok(text), Some(input)) => {
                        input.editor.set(text.trim_end_matches('\n'));
                        self.changed(shell);
                    }
                    (Err(refusal), _) => self.trouble = Some(refusal.clone()),
                    (Ok(_), None) => {}
                }
                Handled::Yes
            }
            News::Loaded(Loaded::Fields { id, revision, fields }) if self.loading == Some(*id) => {
                self.loading = None;
                self.take_fields(*revision, fields, shell);
                Handled::Yes
            }
            News::Loaded(Loaded::Folder(path, found)) => self.folder.heard(path, found),
            News::Loaded(Loaded::Foretold(request, came)) => self.foretold.heard(request, came),
            News::Loaded(Loaded::Failed(Load::Fields(id), refusal)) if self.loading == Some(*id) => {
                self.trouble = Some(refusal.clone());
                Handled::Yes
            }
            News::Done(_, Ok(_)) | News::Changed => {
                // The completions may have changed with the record.
                if let Some(pick) = self.inputs.get(self.at).and_then(complete::source) {
                    shell.candidates(pick);
                }
                Handled::No
            }
            _ => Handled::No,
        }
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        self.draw(canvas, area);
    }
}
