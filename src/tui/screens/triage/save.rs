//! What the questionnaire asks of the board: a tier; for a submission that is complete also its
//! review, for one that is not its return with what is missing.

use serde_json::{Map, Value, json};

use super::people::known;
use super::{Line, Sheet, Triage};
use crate::domain::Refusal;
use crate::domain::ids::RecordKind;
use crate::domain::operation::{Batch, Operation, Request};
use crate::domain::record::{Person, Submission};
use crate::domain::text::join_words;
use crate::domain::value::Handle;
use crate::policy::tiering::may_override;
use crate::tui::shell::Shell;

impl Triage {
    pub(super) fn save(&mut self, shell: &mut Shell) {
        if self.waiting.is_some() {
            return;
        }
        match self.request(shell) {
            Ok(request) => self.waiting = Some(shell.run(request)),
            Err(refusal) => self.refuse(refusal),
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
        let kept = self.kept().is_some();
        if found.blocked && !kept {
            let sentence = format!("policy forbids the use: {}", join_words(&found.reasons, "and"));
            return Err(Refusal::rule(11, "tier", sentence).hint("correct the answers, or end the submission"));
        }
        let signers = self.signers()?;
        let signing: Vec<&Person> = signers.iter().collect();
        let typed = self.reason();
        let tier = self.tier_now();
        if !kept {
            may_override(&found, tier, &typed, &signing, &sheet.conflicts(), &sheet.policy)?;
        }
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
        let (reviewer, backup) = (self.named(Line::Reviewer)?, self.named(Line::Backup)?);
        let before = sheet.submission.as_ref();
        let now = |field: fn(&Submission) -> &Handle| before.map_or("", |one| field(one).as_str()).to_owned();
        let mut changes = Map::new();
        let mut name = |field: &str, typed: &str| changes.insert(field.to_owned(), Value::from(typed));
        if backup != now(|one| &one.backup_reviewer) {
            name("backup_reviewer", &backup);
        }
        let missing = self.missing();
        if !missing.is_empty() && reviewer != now(|one| &one.reviewer) {
            name("reviewer", &reviewer);
        }
        let mut rows = Vec::new();
        if !changes.is_empty() {
            changes.insert("id".to_owned(), Value::from(id.clone()));
            rows.push(read("submission.revise", Value::Object(changes))?);
        }
        if missing.is_empty() {
            let plain = json!({ "submission": id, "reviewer": reviewer });
            let tiered = json!({ "submission": id, "reviewer": reviewer, "tier": tier.to_string(),
                "tier_rationale": typed, "answers": answers, "signers": signed });
            rows.push(read("submission.triage", if kept { plain } else { tiered })?);
        } else {
            let back = json!({ "submission": id, "missing": missing.join("; ") });
            if !kept {
                rows.push(read("model.set-tier", set)?);
            }
            rows.push(read("submission.return", back)?);
        }
        if rows.len() == 1 {
            return Ok(rows.remove(0).into());
        }
        Ok(Operation::Batch(Batch { label: format!("triage of {id}"), rows: (1..).zip(rows).collect() }).into())
    }

    /// The tier in force, which a submission keeps as long as no question is answered.
    pub(super) fn kept(&self) -> Option<u8> {
        let sheet = self.sheet.as_ref().filter(|sheet| sheet.submission.is_some() && self.tier.is_none())?;
        let unanswered = self.answers.given().is_empty();
        sheet.model.tier.0.filter(|_| unanswered).and_then(|tier| u8::try_from(tier).ok())
    }

    /// The rationale as it is sent: what stands on record for another tier is no reason for this one.
    pub(super) fn reason(&self) -> String {
        let typed = self.rationale.text();
        match &self.sheet {
            Some(sheet) if self.is_of_another_tier(sheet) => String::new(),
            Some(_) | None => typed,
        }
    }

    /// Whether the rationale is still that on record while the tier is not.
    pub(super) fn is_of_another_tier(&self, sheet: &Sheet) -> bool {
        let on_record = sheet.model.tier_rationale.as_str();
        !on_record.is_empty()
            && self.rationale.text() == on_record
            && sheet.model.tier.0 != Some(i64::from(self.tier_now()))
    }

    /// The people who sign an override, by handle.
    fn signers(&self) -> Result<Vec<Person>, Refusal> {
        let Some(sheet) = self.sheet.as_ref().filter(|_| self.tier.is_some()) else { return Ok(Vec::new()) };
        let typed = self.signers.text();
        let handles = typed.split([';', ',', ' ']).map(|handle| handle.trim().trim_start_matches('@'));
        let mut signers = Vec::new();
        for handle in handles.filter(|handle| !handle.is_empty()) {
            signers.push(known(sheet, "signers", handle)?.clone());
        }
        Ok(signers)
    }
}
