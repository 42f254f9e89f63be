//! The evidence of a submission or a model: each kind that the tier asks for, received, accepted or
//! rejected with a key; the assessment and the validation beside it; then ready for the board.

mod sheet;
#[cfg(test)]
mod tests;
mod view;

use serde_json::{Map, Value, json};

use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::{Batch, Operation, Request};
use crate::domain::states::AssessmentState;
use crate::policy::readiness::{Need, Standing};
use crate::tui::canvas::Target;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Load, Loaded, News, Token};
use crate::tui::form::{self, FormSpec};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part, no_tabs};
use crate::tui::shell::Shell;
pub use sheet::{Dossier, Piece};

/// Opens the evidence of a submission or a model.
pub fn open(id: RecordId, shell: &mut Shell) {
    shell.load(Load::Evidence(id));
    shell.open(Evidence { id, dossier: None, at: 0, error: None, waiting: None, wants_text: None });
}

/// The list of evidence.
#[derive(Clone, Debug)]
pub struct Evidence {
    id: RecordId,
    dossier: Option<Dossier>,
    at: usize,
    error: Option<Refusal>,
    waiting: Option<Token>,
    /// The piece whose text is to be shown once it is read.
    wants_text: Option<RecordId>,
}

impl Evidence {
    fn need(&self) -> Option<&Need> {
        self.dossier.as_ref()?.needs.get(self.at)
    }

    fn go(&mut self, at: usize) {
        let last = self.dossier.as_ref().map_or(0, |dossier| dossier.needs.len().saturating_sub(1));
        self.at = at.min(last);
    }

    /// Asks the board for an operation.
    fn ask(&mut self, operation: Result<Operation, Refusal>, shell: &mut Shell) {
        self.error = None;
        match operation {
            Ok(operation) => self.waiting = Some(shell.run(Request::from(operation))),
            Err(refusal) => self.error = Some(refusal),
        }
    }

    /// Accepts the piece on the row, and goes on.
    fn accept(&mut self, shell: &mut Shell) {
        let Some(need) = self.need() else { return };
        match (need.artifact, need.standing) {
            (Some(id), Standing::Submitted) => {
                let accept = revision(&id.to_string(), "accepted", shell);
                self.ask(accept, shell);
                self.go(self.at + 1);
            }
            (_, Standing::Accepted | Standing::Waived) => {
                shell.say(format!("{} is {} already", need.label, need.standing));
            }
            (Some(_), _) => shell.say(format!("{} is {}: n records a new one", need.label, need.standing)),
            (None, _) => self.receive(shell),
        }
    }

    /// Records what the submission offers and accepts everything that is there, as one operation with one undo.
    fn accept_all(&mut self, shell: &mut Shell) {
        let Some(dossier) = &self.dossier else { return };
        let submitted = dossier.needs.iter().filter(|need| need.standing == Standing::Submitted);
        let mut ids: Vec<_> = submitted.filter_map(|need| need.artifact).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut offered: Vec<&str> = dossier.offered.iter().map(|(_, kind)| kind.as_str()).collect();
        offered.sort_unstable();
        offered.dedup();
        if ids.is_empty() && offered.is_empty() {
            shell.say("nothing here waits to be accepted");
            return;
        }
        let received = offered.into_iter().map(|kind| {
            let piece = json!({ "kind": kind, "model": dossier.model.to_string(), "version": dossier.version,
                "title": format!("as offered by {}", self.id), "state": "accepted" });
            read("artifact.receive", piece, shell)
        });
        let accepted = ids.iter().map(|id| revision(&id.to_string(), "accepted", shell));
        let rows: Result<Vec<_>, Refusal> =
            (1..).zip(received.chain(accepted)).map(|(line, operation)| Ok((line, operation?))).collect();
        let label = format!("evidence of {} accepted", self.id);
        self.ask(rows.map(|rows| Operation::Batch(Batch { label, rows })), shell);
    }

    /// Opens the form that rejects the piece with a reason.
    fn reject(&mut self, shell: &mut Shell) {
        let Some(need) = self.need() else { return };
        let Some(id) = need.artifact else {
            shell.say(format!("{} is {}: there is nothing to reject", need.label, need.standing));
            return;
        };
        let spec = FormSpec::edit(id.record()).map(|mut spec| {
            spec.title = format!("Reject {id} {}", need.label);
            spec.fix("state", "rejected").only(&["reason"]).focus("reason")
        });
        if let Some(spec) = spec {
            form::open(spec, shell);
        }
    }

    /// Opens the form of a new piece of this kind.
    fn receive(&mut self, shell: &mut Shell) {
        let (Some(need), Some(dossier)) = (self.need(), &self.dossier) else { return };
        if need.standing == Standing::Undecided {
            self.decide(shell);
            return;
        }
        let Some(mut spec) = FormSpec::new_record(RecordKind::Artifact) else { return };
        spec.title = format!("{} of {} {}", need.label, dossier.model, dossier.name);
        let spec = spec
            .with("kind", need.kind.clone())
            .with("model", dossier.model.to_string())
            .with("version", dossier.version.clone())
            .with("state", "submitted")
            .focus("uri");
        form::open(spec, shell);
    }

    /// Opens the model's entry where somebody says whether this kind applies.
    fn decide(&mut self, shell: &mut Shell) {
        let (Some(need), Some(dossier)) = (self.need(), &self.dossier) else { return };
        let Some((_, field)) = dossier.deciding.iter().find(|(kind, _)| *kind == need.kind) else {
            shell.say(format!("{} is asked of every model of this tier", need.label));
            return;
        };
        if let Some(mut spec) = FormSpec::edit(dossier.model.record()) {
            spec.title = format!("Does {} apply to {} {}?", need.label.to_lowercase(), dossier.model, dossier.name);
            form::open(spec.only(&[field, "applicability_reason", "reason"]).focus(field), shell);
        }
    }

    /// Opens the assessment: the one in draft, else a new one.
    fn assess(&self, shell: &mut Shell) {
        let Some(dossier) = &self.dossier else { return };
        let spec = match dossier.assessment {
            Some((id, AssessmentState::Draft)) => FormSpec::edit(id.record()),
            _ => FormSpec::new_record(RecordKind::Assessment).map(|spec| {
                let spec = spec
                    .with("model", dossier.model.to_string())
                    .with(
                        "summary",
                        format!("Assessment of {} {}", dossier.name, dossier.version).trim_end().to_owned(),
                    )
                    .with("author", shell.reading.actor.clone())
                    .propose("state", "final");
                if self.id.kind == RecordKind::Submission { spec.with("submission", self.id.to_string()) } else { spec }
            }),
        };
        if let Some(spec) = spec {
            form::open(spec.focus("residual_likelihood"), shell);
        }
    }

    fn validate(&self, shell: &mut Shell) {
        let Some(dossier) = &self.dossier else { return };
        if let Some(planned) = dossier.planned {
            if let Some(spec) = FormSpec::edit(planned.record()) {
                form::open(spec.focus("issued_on"), shell);
            }
            return;
        }
        if let Some(spec) = FormSpec::new_record(RecordKind::Validation) {
            let spec = spec
                .propose("issued_on", shell.reading.today.to_string())
                .with("model", dossier.model.to_string())
                .with("version", dossier.version.clone())
                .with("summary", format!("Validation of {} {}", dossier.name, dossier.version).trim_end().to_owned());
            form::open(spec.focus("validator"), shell);
        }
    }

    fn ready(&mut self, shell: &mut Shell) {
        if self.id.kind != RecordKind::Submission {
            shell.say("a model is not put before the board; its submission is");
            return;
        }
        let arguments = json!({ "submission": self.id.to_string() });
        self.ask(read("submission.ready", arguments, shell), shell);
    }

    fn schedule(&self, shell: &mut Shell) {
        if self.id.kind != RecordKind::Submission {
            shell.say("a model is not put before the board; its submission is");
            return;
        }
        let spec = FormSpec::operation("submission.schedule", format!("On the agenda {}", self.id));
        form::open(spec.about(vec![self.id]), shell);
    }

    /// Shows the text of the piece on the row, or its page.
    fn read_piece(&mut self, shell: &mut Shell) {
        let Some(id) = self.need().and_then(|need| need.artifact) else {
            shell.say("there is nothing to read; n records it");
            return;
        };
        self.wants_text = Some(id.record());
        shell.load(Load::Page(id.record()));
    }
}

fn read(name: &str, arguments: Value, shell: &Shell) -> Result<Operation, Refusal> {
    let arguments = match arguments {
        Value::Object(arguments) => arguments,
        _ => Map::new(),
    };
    Operation::read(name, &arguments, &shell.reading)
}

fn revision(id: &str, state: &str, shell: &Shell) -> Result<Operation, Refusal> {
    read("artifact.revise", json!({ "id": id, "state": state }), shell)
}

impl Part for Evidence {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Evidence, Scope::Move]
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        no_tabs()
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::AcceptPiece => self.accept(shell),
            Cmd::AcceptAll => self.accept_all(shell),
            Cmd::RejectPiece => self.reject(shell),
            Cmd::AddArtifact => self.receive(shell),
            Cmd::Applies => self.decide(shell),
            Cmd::Assess => self.assess(shell),
            Cmd::Validate => self.validate(shell),
            Cmd::MarkReady => self.ready(shell),
            Cmd::ToAgenda => self.schedule(shell),
            Cmd::Open | Cmd::Accept => self.read_piece(shell),
            Cmd::Down | Cmd::LineDown => self.go(self.at + 1),
            Cmd::Up | Cmd::LineUp => self.go(self.at.saturating_sub(1)),
            Cmd::PageDown | Cmd::HalfDown => self.go(self.at + 8),
            Cmd::PageUp | Cmd::HalfUp => self.go(self.at.saturating_sub(8)),
            Cmd::Top => self.go(0),
            Cmd::Bottom => self.go(usize::MAX),
            Cmd::Leave | Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, _: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.go(at);
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, _: &mut Shell) -> Handled {
        self.go(self.at.saturating_add_signed(isize::from(lines.signum())));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Loaded(Loaded::Evidence(id, dossier)) if *id == self.id => {
                self.dossier = Some((**dossier).clone());
                self.go(self.at);
                Handled::Yes
            }
            News::Loaded(Loaded::Page(id, page)) if self.wants_text == Some(*id) => {
                self.wants_text = None;
                let text =
                    page.tabs.iter().find(|(name, _)| name.eq_ignore_ascii_case("text")).or_else(|| page.tabs.first());
                if let Some((_, lines)) = text {
                    shell.open(crate::tui::overlay::page::PageOverlay::new(page.title.clone(), lines.clone()));
                }
                Handled::Yes
            }
            News::Loaded(Loaded::Failed(Load::Evidence(id), _)) if *id == self.id => Handled::Close,
            News::Done(token, result) if self.waiting == Some(*token) => {
                self.waiting = None;
                self.error = result.as_ref().err().cloned();
                shell.load(Load::Evidence(self.id));
                Handled::Yes
            }
            News::Done(_, Ok(_)) | News::Changed => {
                shell.load(Load::Evidence(self.id));
                Handled::No
            }
            _ => Handled::No,
        }
    }

    fn has_row(&self) -> bool {
        self.need().is_some()
    }

    fn view(&self, canvas: &mut crate::tui::canvas::Canvas<'_>, area: ratatui::layout::Rect) {
        self.draw(canvas, area);
    }
}
