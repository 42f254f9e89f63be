//! What the questionnaire asks of the board: a tier; for a submission that is complete also its
//! review, for one that is not its return with what is missing.

use serde_json::{Map, Value, json};

use super::Triage;
use crate::domain::Refusal;
use crate::domain::ids::RecordKind;
use crate::domain::operation::{Batch, Operation, Request};
use crate::domain::record::Person;
use crate::domain::text::join_words;
use crate::policy::tiering::may_override;
use crate::tui::shell::Shell;

impl Triage {
    pub(super) fn save(&mut self, shell: &mut Shell) {
        if self.waiting.is_some() {
            return;
        }
        match self.request(shell) {
            Ok(request) => self.waiting = Some(shell.run(request)),
            Err(refusal) => self.error = Some(refusal),
        }
    }

    /// The kinds of evidence that are ticked as missing: what is due by complete, unless turned by hand.
    pub(super) fn missing(&self) -> Vec<String> {
        let Some(sheet) = self.sheet.as_ref().filter(|sheet| sheet.submission.is_some()) else { return Vec::new() };
        let needs = sheet.needs(self.tier_now());
        let ticked = needs.iter().filter(|need| self.ticked(need));
        ticked.map(|need| need.kind.clone()).collect()
    }

    fn request(&self, shell: &Shell) -> Result<Request, Refusal> {
        let (Some(sheet), Some(found)) = (&self.sheet, self.found()) else {
            return Err(Refusal::state(self.id.to_string(), "it is still being read"));
        };
        if found.blocked {
            let sentence = format!("policy forbids the use: {}", join_words(&found.reasons, "and"));
            return Err(Refusal::rule(11, "tier", sentence).hint("correct the answers, or end the submission"));
        }
        let signers = self.signers()?;
        let signing: Vec<&Person> = signers.iter().collect();
        let typed = self.rationale.text();
        let tier = self.tier_now();
        may_override(&found, tier, &typed, &signing, &sheet.conflicts(), &sheet.policy)?;
        let names: Vec<&str> = signers.iter().map(|person| person.handle.as_str()).collect();
        let (answers, signed) = (self.answers.written(&sheet.policy).join("; "), names.join("; "));
        let id = self.id.to_string();
        let read = |name: &str, arguments: Value| {
            let arguments = match arguments {
                Value::Object(arguments) => arguments,
                _ => Map::new(),
            };
            Operation::read(name, &arguments, &shell.reading)
        };
        let set = json!({ "model": sheet.model_id.to_string(), "tier": tier.to_string(), "rationale": typed,
            "answers": answers, "signers": signed });
        if self.id.kind == RecordKind::Model {
            return Ok(read("model.set-tier", set)?.into());
        }
        let missing = self.missing();
        if missing.is_empty() {
            let triage = json!({ "submission": id, "reviewer": self.reviewer.text(), "tier": tier.to_string(),
                "tier_rationale": typed, "answers": answers, "signers": signed });
            return Ok(read("submission.triage", triage)?.into());
        }
        let back = json!({ "submission": id, "missing": missing.join("; ") });
        let rows = vec![(1, read("model.set-tier", set)?), (2, read("submission.return", back)?)];
        Ok(Operation::Batch(Batch { label: format!("triage of {id}"), rows }).into())
    }

    /// The people who sign an override, by handle.
    fn signers(&self) -> Result<Vec<Person>, Refusal> {
        let Some(sheet) = self.sheet.as_ref().filter(|_| self.tier.is_some()) else { return Ok(Vec::new()) };
        let typed = self.signers.text();
        let handles = typed.split([';', ',', ' ']).map(|handle| handle.trim().trim_start_matches('@'));
        let mut signers = Vec::new();
        for handle in handles.filter(|handle| !handle.is_empty()) {
            let found = sheet.people.iter().find(|person| person.handle.0 == handle);
            let person = found.ok_or_else(|| {
                let known: Vec<&str> = sheet.people.iter().map(|person| person.handle.0.as_str()).collect();
                Refusal::data("signers", format!("nobody is called `{}`", crate::domain::text::excerpt(handle)))
                    .hint(crate::domain::text::did_you_mean(handle, &known))
            })?;
            signers.push(person.clone());
        }
        Ok(signers)
    }
}
