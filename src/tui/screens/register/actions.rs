//! What can be done to the records of a register: each command a form, declared in one table.

use std::collections::BTreeMap;

use super::{Register, acceptance, incident, watched};
use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::states::{AcceptanceState, FollowUpState, SubmissionState};
use crate::policy::{acceptance as terms, lifecycle};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{List, Load};
use crate::tui::form::{self, FormSpec};
use crate::tui::screens::{evidence, triage};
use crate::tui::shell::Shell;

/// A command that is one operation of the table, done to what is marked or selected.
struct Step {
    cmd: Cmd,
    kind: RecordKind,
    operation: &'static str,
    title: &'static str,
}

const fn step(cmd: Cmd, kind: RecordKind, operation: &'static str, title: &'static str) -> Step {
    Step { cmd, kind, operation, title }
}

use RecordKind::{Acceptance, FollowUp, Incident, Submission};

const STEPS: &[Step] = &[
    step(Cmd::Return, Submission, "submission.return", "Return"),
    step(Cmd::Withdraw, Submission, "submission.withdraw", "Withdraw"),
    step(Cmd::Resubmit, Submission, "submission.resubmit", "Bring back"),
    step(Cmd::MarkReady, Submission, "submission.ready", "Ready for the board"),
    step(Cmd::OutOfScope, Submission, "submission.out-of-scope", "Not the board's business"),
    step(Cmd::SignDecision, Submission, "decision.sign", "Sign outside the meeting:"),
    step(Cmd::ToAgenda, Submission, "submission.schedule", "On the agenda"),
    step(Cmd::StartFollowUp, FollowUp, "followup.start", "Begin"),
    step(Cmd::HandIn, FollowUp, "followup.hand-in", "Hand in"),
    step(Cmd::CloseFollowUp, FollowUp, "followup.close", "Close"),
    step(Cmd::SendBack, FollowUp, "followup.send-back", "Send back"),
    step(Cmd::ExtendFollowUp, FollowUp, "followup.extend", "More time for"),
    step(Cmd::CancelFollowUp, FollowUp, "followup.cancel", "Cancel"),
    step(Cmd::ActivateAcceptance, Acceptance, "acceptance.activate", "Put in force"),
    step(Cmd::CloseAcceptance, Acceptance, "acceptance.close", "Close"),
    step(Cmd::RevokeAcceptance, Acceptance, "acceptance.revoke", "Revoke"),
];

/// The steps that a record's state does not allow, by the rules that would refuse them.
fn by_state(id: RecordId, state: &str) -> Vec<(Cmd, String)> {
    let subject = id.to_string();
    let mut refused: Vec<(Cmd, Result<(), Refusal>)> = Vec::new();
    if let (Submission, Some(from)) = (id.kind, SubmissionState::of(state)) {
        let step = |cmd, to| (cmd, lifecycle::submission(&subject, from, to));
        refused.extend([
            step(Cmd::Triage, SubmissionState::InReview),
            step(Cmd::Return, SubmissionState::Returned),
            step(Cmd::Withdraw, SubmissionState::Withdrawn),
            step(Cmd::MarkReady, SubmissionState::Ready),
            step(Cmd::OutOfScope, SubmissionState::OutOfScope),
            step(Cmd::ToAgenda, SubmissionState::Scheduled),
        ]);
    }
    if let (FollowUp, Some(from)) = (id.kind, FollowUpState::of(state)) {
        let step = |cmd, to| (cmd, lifecycle::follow_up(&subject, from, to, false));
        refused.extend([
            step(Cmd::StartFollowUp, FollowUpState::InProgress),
            step(Cmd::HandIn, FollowUpState::Verify),
            step(Cmd::CloseFollowUp, FollowUpState::Closed),
            step(Cmd::CancelFollowUp, FollowUpState::Cancelled),
        ]);
    }
    if let (Acceptance, Some(from)) = (id.kind, AcceptanceState::of(state)) {
        let step = |cmd, to| (cmd, lifecycle::acceptance(&subject, from, to));
        refused.extend([
            step(Cmd::ActivateAcceptance, AcceptanceState::Active),
            step(Cmd::CloseAcceptance, AcceptanceState::Closed),
            step(Cmd::RevokeAcceptance, AcceptanceState::Revoked),
            (Cmd::RenewAcceptance, terms::may_renew(&subject, from)),
        ]);
    }
    let told = |refusal: crate::domain::Refusal| format!("{} {}", refusal.subject, refusal.sentence);
    refused.into_iter().filter_map(|(cmd, allowed)| Some((cmd, told(allowed.err()?)))).collect()
}

/// What the records are called in a title: the one, or how many.
pub(super) fn named(ids: &[RecordId]) -> String {
    match ids {
        [one] => one.to_string(),
        many => format!("{} records", many.len()),
    }
}

/// What is done to all that are marked in one form, and as one batch with one undo; what is done to one
/// record only says so. False if the command is neither.
fn over_marks(cmd: Cmd, id: RecordId, targets: &[RecordId], shell: &mut Shell) -> bool {
    let many = targets.len() > 1;
    let of = |title: &str| format!("{title} {}", named(targets));
    let operation = |name, title: &str| FormSpec::operation(name, of(title)).about(targets.to_vec());
    let revision = |name, fields: &[&str]| {
        let spec = match targets {
            [one] => FormSpec::edit(*one),
            _ => Some(FormSpec::operation(name, "").about_in("id", targets.to_vec())),
        };
        spec.map(|spec| FormSpec { title: of("Assign"), ..spec.only(fields) })
    };
    let spec = match (cmd, id.kind) {
        (Cmd::Edit, _) if many => {
            shell.say(format!(
                "{} are marked, and e edits one: R assigns, T tags, Esc takes the marks away",
                targets.len()
            ));
            return true;
        }
        (Cmd::Triage, Submission) if many => {
            Some(operation("submission.triage", "Triage").only(&["reviewer", "tier", "tier_rationale"]))
        }
        (Cmd::SetTier, RecordKind::Model) if many => {
            Some(operation("model.set-tier", "Tier of").only(&["tier", "rationale", "provisional"]))
        }
        (Cmd::Assign, Submission) => revision("submission.revise", &["reviewer", "backup_reviewer", "reason"]),
        (Cmd::Assign, RecordKind::Model) => revision("model.revise", &["owner", "accountable_exec", "reason"]),
        (Cmd::Tag, RecordKind::Model) => Some(operation("model.tag", "Tags of")),
        _ => return false,
    };
    if let Some(spec) = spec {
        form::open(spec, shell);
    }
    true
}

impl Register {
    /// Opens the form of a command; false if it is none.
    pub(super) fn act(&mut self, cmd: Cmd, shell: &mut Shell) -> bool {
        let targets = self.targets();
        let Some(id) = self.record() else { return self.make(cmd, shell) };
        if over_marks(cmd, id, &targets, shell) {
            return true;
        }
        if let Some(step) = STEPS.iter().find(|step| step.cmd == cmd && step.kind == id.kind) {
            let title = format!("{} {}", step.title, named(&targets));
            form::open(FormSpec::operation(step.operation, title).about(targets), shell);
            return true;
        }
        match (cmd, id.kind) {
            (_, Incident) if Self::of_incident(cmd, id, &targets, shell) => {}
            (Cmd::Edit, _) => match FormSpec::edit(id) {
                Some(spec) => form::open(spec, shell),
                None => shell.say(format!("{id} changes by the board's acts only")),
            },
            (Cmd::ToAgenda, _) => {
                let title = format!("{} on the agenda", named(&targets));
                form::open(FormSpec::operation("item.add", title).about_in("subject", targets).focus("meeting"), shell);
            }
            (Cmd::Triage | Cmd::SetTier, Submission | RecordKind::Model) => triage::open(id, shell),
            (Cmd::Evidence, Submission | RecordKind::Model) => evidence::open(id, shell),
            (Cmd::AddVersion, RecordKind::Model) => self.of_model(RecordKind::Version, id, shell),
            (Cmd::AddArtifact, RecordKind::Model) => self.of_model(RecordKind::Artifact, id, shell),
            (Cmd::AddRisk, RecordKind::Model) => self.of_model(RecordKind::Risk, id, shell),
            (Cmd::Consult, RecordKind::Model) => self.of_model(RecordKind::Consultation, id, shell),
            (Cmd::VerifyControl, Acceptance) => shell.load(Load::Checklist(id)),
            (Cmd::Conclude | Cmd::TakeReading, _) => return watched::act(cmd, id, shell),
            (Cmd::Release, RecordKind::Model) => {
                form::open(FormSpec::operation("version.release", format!("A version of {id} is released")), shell);
            }
            // These take over what the record says; it is read first.
            (Cmd::ProposeAcceptance, RecordKind::Risk)
            | (Cmd::AddFollowUp, RecordKind::Risk | Incident)
            | (Cmd::RenewAcceptance, Acceptance)
            | (Cmd::NextState | Cmd::CloseIncident, Incident)
            | (Cmd::ReportIncident, RecordKind::DriftEvent)
            | (Cmd::AddArtifact, Submission) => {
                self.pending = Some((id, cmd));
                shell.load(Load::Fields(id));
            }
            _ => return self.make(cmd, shell),
        }
        true
    }

    fn make(&self, cmd: Cmd, shell: &mut Shell) -> bool {
        let made = self.tab().kind.filter(|_| cmd == Cmd::New);
        match made.and_then(FormSpec::new_record) {
            Some(spec) => {
                form::open(incident::short(spec, shell), shell);
                true
            }
            None => false,
        }
    }

    #[expect(clippy::unused_self, reason = "one of the register's actions, called like the others")]
    fn of_model(&self, kind: RecordKind, model: RecordId, shell: &mut Shell) {
        if let Some(mut spec) = FormSpec::new_record(kind) {
            spec.title = format!("{} for {model}", spec.title);
            let first = if kind == RecordKind::Consultation { "topic" } else { "statement" };
            form::open(spec.with("model", model.to_string()).focus(first), shell);
        }
    }

    /// Opens the form of a command that takes over what its record says.
    #[expect(clippy::unused_self, reason = "one of the register's actions, called like the others")]
    pub(super) fn with_fields(&self, id: RecordId, cmd: Cmd, fields: &BTreeMap<String, String>, shell: &mut Shell) {
        if matches!(cmd, Cmd::NextState | Cmd::CloseIncident) {
            incident::step(id, cmd, fields, shell);
            return;
        }
        if cmd == Cmd::RenewAcceptance {
            acceptance::renew(id, fields, shell);
            return;
        }
        if cmd == Cmd::ReportIncident {
            incident::of_drift(id, fields, shell);
            return;
        }
        let model = fields.get("model").cloned().unwrap_or_default();
        let made = match cmd {
            Cmd::ProposeAcceptance => RecordKind::Acceptance,
            Cmd::AddFollowUp => FollowUp,
            _ => RecordKind::Artifact,
        };
        let Some(mut spec) = FormSpec::new_record(made) else { return };
        spec.title = format!("{} for {id}", spec.title);
        let spec = spec.with("model", model);
        let spec = match cmd {
            Cmd::ProposeAcceptance => spec.with("risks", id.to_string()).focus("rationale"),
            Cmd::AddFollowUp => {
                let kind = if id.kind == RecordKind::Risk { "mitigation" } else { "action" };
                spec.with("source", id.to_string()).with("kind", kind).focus("title")
            }
            _ => spec.with("version", fields.get("version").cloned().unwrap_or_default()).focus("kind"),
        };
        form::open(spec, shell);
    }

    /// The state of the record that has the keys, as its row says it.
    fn state(&self) -> Option<&str> {
        let place = self.tab().list.table().columns.iter().position(|column| column.name == "state")?;
        let key = self.record()?.key();
        self.listing().row().filter(|row| row.key == key)?.cells.get(place).map(String::as_str)
    }

    /// Commands that the list on show cannot carry out, with the reason.
    pub(super) fn reasons(&self) -> Vec<(Cmd, String)> {
        let mut reasons = Vec::new();
        if self.tabs.len() == 1 && self.detail.is_none() && self.preview.is_none() {
            let why = "there is one list here; p shows the preview, which has tabs";
            reasons.extend([Cmd::NextTab, Cmd::PrevTab].map(|cmd| (cmd, why.to_owned())));
        }
        if let Some(id) = self.record().filter(|_| self.listing().marked() == 0) {
            reasons.extend(by_state(id, self.state().unwrap_or_default()));
        }
        if self.tab().kind.is_some() {
            return reasons;
        }
        let why = match self.tab().list {
            List::Alarms => "an alarm is cleared on its record: Enter opens it",
            _ => "the log is written by operations only",
        };
        reasons.extend([Cmd::New, Cmd::Edit, Cmd::ToAgenda].map(|cmd| (cmd, why.to_owned())));
        reasons
    }
}
