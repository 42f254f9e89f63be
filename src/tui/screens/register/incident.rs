//! What is done to an incident with one key: an entry, what was said to whom, a step of the runbook, the next state.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::actions::named;
use super::{Register, acceptance};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::Operation;
use crate::domain::states::IncidentState;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Load, Token};
use crate::tui::form::{self, FormSpec};
use crate::tui::overlay::menu::{Entry, Menu};
use crate::tui::shell::Shell;

/// A menu of the steps of a runbook that is open: whose, and the steps with their words.
pub(super) type Ticking = (Token, RecordId, Vec<(String, String)>);

/// The fields in which something new is reported: the rest can wait.
const SHORT: &[&str] = &["title", "severity", "model", "harm", "detected", "exercise"];

/// The form in which an incident is reported in a minute; another kind's form stays as it is.
pub(super) fn short(spec: FormSpec, shell: &Shell) -> FormSpec {
    if spec.name != "incident.report" {
        return spec;
    }
    spec.only(SHORT).with("detected", now(shell))
}

/// The moment as moments are typed, in UTC.
fn now(shell: &Shell) -> String {
    shell.now.format("%Y-%m-%d %H:%M").to_string()
}

/// The form of the next state with what that state needs; everything else is in the whole form.
pub(super) fn step(id: RecordId, cmd: Cmd, fields: &BTreeMap<String, String>, shell: &mut Shell) {
    let now = fields.get("state").and_then(|word| IncidentState::of(word)).unwrap_or_default();
    let after = IncidentState::ALL.iter().copied().find(|state| *state > now);
    let Some(after) = after else {
        shell.say(format!("{id} is closed; e edits what it says"));
        return;
    };
    let to = if cmd == Cmd::CloseIncident { IncidentState::Closed } else { after };
    let (title, needs): (&str, &[&str]) = match to {
        IncidentState::Reported | IncidentState::Triaged => {
            ("Triage", &["severity", "lead", "scope", "regulator", "gravity", "state", "reason"])
        }
        IncidentState::Contained => ("Contain", &["contained_by", "containment", "state", "reason"]),
        IncidentState::RootCause => ("Root cause of", &["cause_category", "root_cause", "risks", "state", "reason"]),
        IncidentState::Actions => ("Corrective actions of", &["review_date", "risks", "state", "reason"]),
        IncidentState::Closed => ("Close", &["resolved", "regulator_told", "root_cause", "risks", "state", "reason"]),
    };
    let Some(mut spec) = FormSpec::edit(id) else { return };
    spec.title = format!("{title} {id}");
    form::open(spec.only(needs).propose("state", to.word()), shell);
}

impl Register {
    /// Carries out what is an incident's own; false if it is none of that.
    pub(super) fn of_incident(cmd: Cmd, id: RecordId, targets: &[RecordId], shell: &mut Shell) -> bool {
        let entry = |title: &str, names: &[&str], shell: &Shell| {
            let title = format!("{title} {}", named(targets));
            let spec = FormSpec::operation("incident.entry", title).about(targets.to_vec()).only(names);
            // What happened and what was said to whom are two forms of one operation, each with a draft of its own.
            let name = format!("{} {}", spec.name, names[0]);
            FormSpec { name, ..spec }.with("at", now(shell)).focus(names[0])
        };
        match cmd {
            Cmd::AddEntry => {
                let spec = entry("Add to the timeline of", &["text", "at"], shell);
                form::open(spec, shell);
            }
            Cmd::AddCommunication => {
                let spec = entry("Told about", &["told", "text", "at"], shell);
                form::open(spec, shell);
            }
            Cmd::TickStep => shell.load(Load::Checklist(id)),
            _ => return false,
        }
        true
    }

    /// Offers the steps of a runbook; what is ticked says so.
    pub(super) fn offer_steps(&mut self, id: RecordId, steps: &[(String, String, bool)], shell: &mut Shell) {
        let token = shell.token();
        let first = steps.iter().position(|(_, _, done)| !done).unwrap_or(0);
        let entries = steps.iter().map(|(key, text, done)| {
            let label = format!("{} {text}", if *done { "[x]" } else { "[ ]" });
            let why = done.then(|| "it is ticked already".to_owned());
            Entry { letter: None, label, detail: key.clone(), unavailable: None }.unless(why)
        });
        let menu = Menu::new(token, format!("Runbook beside {id}: tick"), entries.collect()).at(first);
        self.ticking = Some((token, id, steps.iter().map(|(key, text, _)| (key.clone(), text.clone())).collect()));
        shell.open(menu);
    }

    /// Ticks the step that was chosen: an entry on the timeline with the step; true if the menu was this one.
    pub(super) fn tick(&mut self, token: Token, place: usize, shell: &mut Shell) -> bool {
        let Some((_, id, steps)) = self.ticking.take_if(|(asked, _, _)| *asked == token) else { return false };
        let Some((key, text)) = steps.into_iter().nth(place) else { return true };
        if id.kind == RecordKind::Acceptance {
            acceptance::verify(id, &key, &text, shell);
            return true;
        }
        let words: String = text.chars().take(crate::domain::value::LINE_LIMIT).collect();
        let fields = [("incident", id.to_string()), ("text", words), ("step", key)];
        let fields: Map<String, Value> =
            fields.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
        match Operation::read("incident.entry", &fields, &shell.reading) {
            Ok(operation) => {
                shell.run(operation.into());
            }
            Err(refusal) => shell.say(refusal.sentence),
        }
        true
    }
}
