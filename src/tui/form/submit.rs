//! A submit: every field read by the operation's own reader, the first mistake shown where it is, then
//! the request.

use serde_json::{Map, Value};

use super::{Form, Submit};
use crate::domain::Refusal;
use crate::domain::field::{FieldKind, Reading};
use crate::domain::ids::RecordId;
use crate::domain::operation::{Batch, Operation, Request};
use crate::domain::text::counted;
use crate::tui::effect::{Load, News, Pick};
use crate::tui::overlay::refusal::RefusalPanel;
use crate::tui::part::Handled;
use crate::tui::shell::Shell;

impl Form {
    /// Submits the form, or shows what is wrong with it.
    pub(super) fn submit(&mut self, shell: &mut Shell) -> Handled {
        if self.waiting.is_some() || self.loading.is_some() {
            return Handled::Yes;
        }
        self.trouble = None;
        for input in &mut self.inputs {
            input.error = None;
        }
        if let Submit::Answer(token) = self.spec.submit {
            if self.lacking("this is needed") {
                return Handled::Yes;
            }
            shell.tell(News::Answered(token, self.texts()));
            return Handled::Close;
        }
        self.take_names(shell);
        if self.misread(&shell.reading) {
            return Handled::Yes;
        }
        match self.request(&shell.reading) {
            Ok(request) => self.waiting = Some(shell.run(request)),
            Err(refusal) => self.place(&refusal),
        }
        Handled::Yes
    }

    /// Puts the identifier where a record was called by its exact name, if only one has it.
    fn take_names(&mut self, shell: &Shell) {
        for input in &mut self.inputs {
            let FieldKind::Record(kind) = input.kind else { continue };
            let text = input.editor.text().trim().to_owned();
            if text.is_empty() || text.parse::<RecordId>().is_ok() {
                continue;
            }
            let known = shell.candidates.get(&Pick::Records(kind)).into_iter().flat_map(|known| known.iter());
            let mut called = known.filter(|one| one.label.eq_ignore_ascii_case(&text));
            if let (Some(one), None) = (called.next(), called.next()) {
                input.editor.set(&one.value);
            }
        }
    }

    /// Says of each required field that is blank that it is needed; true if there is one.
    fn lacking(&mut self, words: &str) -> bool {
        let changes = matches!(self.spec.submit, Submit::Operation { changes: true, .. });
        let blank = |input: &&mut super::Input| input.spec.required && !changes && input.editor.is_blank();
        for input in self.inputs.iter_mut().filter(blank) {
            input.error = Some(words.to_owned());
        }
        self.focus_first_error()
    }

    fn focus_first_error(&mut self) -> bool {
        let first = self.inputs.iter().position(|input| input.error.is_some());
        if let Some(at) = first {
            self.at = at;
        }
        first.is_some()
    }

    /// Reads each field by itself, so that every mistake is shown at once; true if there is one.
    fn misread(&mut self, reading: &Reading) -> bool {
        let Submit::Operation { name, changes, .. } = self.spec.submit else { return false };
        let base = self.base(0);
        let mut needed = "this is needed".to_owned();
        for input in &mut self.inputs {
            let text = input.editor.text();
            if input.editor.is_blank() && !(changes && input.changed()) {
                continue;
            }
            let mut arguments = base.clone();
            arguments.insert(input.spec.name.to_owned(), Value::from(text));
            if let Err(refusal) = Operation::read(name, &arguments, reading) {
                if refusal.subject == input.spec.name {
                    input.error = Some(with_hint(&refusal));
                } else if !refusal.subject.is_empty() {
                    needed.clone_from(&refusal.sentence);
                }
            }
        }
        self.lacking(&needed)
    }

    /// The arguments that are not typed, for the target at this place.
    fn base(&self, at: usize) -> Map<String, Value> {
        let fixed = self.spec.fixed.iter().map(|(name, text)| (name.clone(), Value::from(text.clone())));
        let mut arguments: Map<String, Value> = fixed.collect();
        if let Submit::Operation { targets: Some((field, ids)), .. } = &self.spec.submit
            && let Some(id) = ids.get(at)
        {
            arguments.insert((*field).to_owned(), Value::from(id.to_string()));
        }
        arguments
    }

    /// What the form asks of the board.
    pub(super) fn request(&self, reading: &Reading) -> Result<Request, Refusal> {
        let Submit::Operation { name, targets, changes } = &self.spec.submit else {
            return Err(Refusal::usage(self.spec.name.clone(), "this form asks for no operation"));
        };
        let typed =
            self.inputs.iter().filter(|input| if *changes { input.changed() } else { !input.editor.is_blank() });
        let typed: Map<String, Value> =
            typed.map(|input| (input.spec.name.to_owned(), Value::from(input.editor.text()))).collect();
        if *changes && typed.keys().all(|name| name == "reason") {
            return Err(Refusal::usage(self.spec.target(), "nothing was changed").hint("Esc leaves the form"));
        }
        let count = targets.as_ref().map_or(1, |(_, ids)| ids.len()).max(1);
        let mut operations = Vec::new();
        for at in 0..count {
            let mut arguments = self.base(at);
            arguments.extend(typed.clone());
            operations.push(Operation::read(name, &arguments, reading)?);
        }
        let operation = match operations.len() {
            1 => operations.remove(0),
            many => {
                let label = format!("{name} of {}", counted(i64::try_from(many).unwrap_or(i64::MAX), "record"));
                Operation::Batch(Batch { label, rows: (1..).zip(operations).collect() })
            }
        };
        Ok(Request { revision: self.revision, ..Request::from(operation) })
    }

    /// Shows a refusal at the field it names, else above the fields.
    fn place(&mut self, refusal: &Refusal) {
        // A condition of a batch is named with its line before it.
        let named = refusal.subject.rsplit(", ").next().unwrap_or_default();
        match self.inputs.iter_mut().find(|input| input.spec.name == named) {
            Some(input) => {
                // Of several records, which one it is that does not take it.
                let about = refusal.subject.split(", ").find(|part| part.parse::<RecordId>().is_ok());
                let about = about.filter(|_| refusal.subject.contains(", ")).map(|id| format!("{id}: "));
                let rule = refusal.rule.map(|rule| format!("{rule} ")).unwrap_or_default();
                input.error = Some(format!("{}{rule}{}", about.unwrap_or_default(), with_hint(refusal)));
                self.focus_first_error();
            }
            None => self.trouble = Some(refusal.clone()),
        }
    }

    /// What the board said no to: shown in the form; with a remedy also above it, to be mended; what
    /// somebody else changed meanwhile is read again.
    pub(super) fn refused(&mut self, refusal: &Refusal, shell: &mut Shell) {
        self.place(refusal);
        let target = self.spec.target();
        if self.revision.is_some() && refusal.subject == target && refusal.rule.is_none() {
            self.trouble = Some(refusal.clone());
            if let Ok(id) = target.parse() {
                self.loading = Some(id);
                shell.load(Load::Fields(id));
            }
        }
        if refusal.remedy.is_some() {
            let about = if refusal.subject.parse::<RecordId>().is_ok() {
                refusal.subject.clone()
            } else {
                self.about_record().unwrap_or(target)
            };
            shell.open(RefusalPanel::about(refusal.clone(), about));
        }
    }

    /// The record that a remedy is for: the model that is named, else what the form is about.
    fn about_record(&self) -> Option<String> {
        let texts = self.texts();
        let model = texts.get("model").or_else(|| self.spec.fixed.get("model"));
        model.cloned().or_else(|| Some(self.spec.target())).filter(|id| !id.is_empty())
    }
}

fn with_hint(refusal: &Refusal) -> String {
    if refusal.hint.is_empty() { refusal.sentence.clone() } else { format!("{}; {}", refusal.sentence, refusal.hint) }
}
