//! What was answered is kept as a draft, and brought back.

use std::collections::BTreeMap;

use super::Triage;
use crate::policy::tiering::Answers;
use crate::tui::draft::Draft;
use crate::tui::editor::Editor;
use crate::tui::shell::Shell;

impl Triage {
    pub(super) fn keep(&mut self, shell: &mut Shell) {
        self.error = None;
        let mut fields = BTreeMap::new();
        let answers = self.answers.given();
        let turned: Vec<String> = self.turned.iter().cloned().collect();
        for (name, text) in [
            ("answers", answers.join("; ")),
            ("turned", turned.join("; ")),
            ("tier", self.tier.map(|tier| tier.to_string()).unwrap_or_default()),
            ("signers", self.signers.text()),
            ("reviewer", self.reviewer.text()),
            ("backup", self.backup.text()),
            ("rationale", self.rationale.text()),
        ] {
            // What the record fills in beforehand is kept blank too, if somebody emptied it.
            if matches!(name, "reviewer" | "backup" | "rationale") || !text.trim().is_empty() {
                fields.insert(name.to_owned(), text);
            }
        }
        let at = self.at;
        let cursor = self.editor().map_or(0, |editor| editor.cursor());
        shell.keep(Draft { key: self.key(), fields, focus: at.to_string(), cursor, at: shell.now });
        self.said = format!("draft kept {}", shell.clock(shell.now));
    }

    pub(super) fn recover(&mut self, shell: &Shell) {
        let Some(sheet) = &self.sheet else { return };
        if let Some(submission) = &sheet.submission {
            self.reviewer = Editor::line(&submission.reviewer.0);
            self.backup = Editor::line(&submission.backup_reviewer.0);
        }
        self.rationale = Editor::prose(sheet.model.tier_rationale.as_str());
        let answers = sheet.answers.clone();
        let Some(draft) = shell.drafts.get(&self.key()) else {
            self.take(&answers);
            return;
        };
        let text = |name: &str| draft.fields.get(name).map_or("", String::as_str);
        let answers: Vec<String> = text("answers").split(';').map(str::to_owned).collect();
        let turned = text("turned").split(';').map(|kind| kind.trim().to_owned());
        self.turned = turned.filter(|kind| !kind.is_empty()).collect();
        self.tier = text("tier").parse().ok();
        self.signers = Editor::line(text("signers"));
        if draft.fields.contains_key("reviewer") {
            self.reviewer = Editor::line(text("reviewer"));
        }
        if draft.fields.contains_key("backup") {
            self.backup = Editor::line(text("backup"));
        }
        if draft.fields.contains_key("rationale") {
            self.rationale = Editor::prose(text("rationale"));
        }
        self.go(draft.focus.parse().unwrap_or(0));
        if let Some(editor) = self.editor() {
            editor.set_cursor(draft.cursor);
        }
        self.said = format!("brought back what was answered at {}", shell.clock(draft.at));
        self.take(&answers);
    }

    /// Takes answers over; those to questions that the policy no longer asks are left out.
    fn take(&mut self, answers: &[String]) {
        let Some(sheet) = &self.sheet else { return };
        for entry in answers {
            if let Ok(read) = Answers::read(entry, &sheet.policy) {
                self.answers.factors.extend(read.factors);
                self.answers.facts.extend(read.facts);
            }
        }
    }
}
