//! What is done to an incident with one key: an entry, what was said to whom, a step of the runbook, the next state.

use std::collections::BTreeMap;

use chrono::{DurationRound, TimeDelta};
use serde_json::{Map, Value};

use super::actions::named;
use super::{Register, acceptance};
use crate::domain::date;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::Operation;
use crate::domain::states::IncidentState;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Checklist, Load, Token};
use crate::tui::form::{self, FormSpec};
use crate::tui::overlay::menu::{Entry, Menu, letters};
use crate::tui::shell::Shell;

/// An open menu of what can be ticked beside a record.
#[derive(Clone, Debug)]
pub(super) struct Ticking {
    token: Token,
    of: RecordId,
    offered: Offered,
}

/// What such a menu offers.
#[derive(Clone, Debug)]
enum Offered {
    /// Steps or controls, and in the row behind them other runbooks.
    Rows(Checklist),
    /// Runbooks by name.
    Books(Vec<String>),
}

/// The fields in which something new is reported: the rest can wait.
const SHORT: &[&str] = &["title", "severity", "model", "harm", "detected", "exercise"];

/// The form in which an incident is reported in a minute; another kind's form stays as it is.
pub(super) fn short(spec: FormSpec, shell: &Shell) -> FormSpec {
    if spec.name != "incident.report" {
        return spec;
    }
    spec.only(SHORT).with("detected", now(shell))
}

/// The form in which an incident is reported that began as a drift: the model, how it was noticed and when are known.
pub(super) fn of_drift(id: RecordId, fields: &BTreeMap<String, String>, shell: &mut Shell) {
    let Some(spec) = FormSpec::new_record(RecordKind::Incident) else { return };
    let said = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let detected = Some(said("alerted")).filter(|at| !at.is_empty()).unwrap_or_else(|| now(shell));
    let spec = spec.only(&["title", "severity", "model", "harm", "onset", "detected", "source"]);
    let spec = spec.with("title", said("summary")).with("model", said("model")).with("onset", said("onset"));
    let spec = spec.with("detected", detected).with("source", format!("drift {id}")).focus("severity");
    form::open(FormSpec { title: format!("The incident that {id} has become"), ..spec }, shell);
}

/// The moment as moments are typed, by the board's clock.
pub(super) fn now(shell: &Shell) -> String {
    // Nobody reports to the second, and what is noticed is not noticed later than now.
    date::typed_moment(shell.now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(shell.now), &shell.reading)
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
        IncidentState::Closed => (
            "Close",
            &[
                "resolved",
                "contained_by",
                "containment",
                "cause_category",
                "root_cause",
                "regulator",
                "regulator_told",
                "risks",
                "state",
                "reason",
            ],
        ),
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

    /// Offers the steps of a runbook; what is ticked says so, and behind them another runbook can be chosen.
    pub(super) fn offer_steps(&mut self, of: RecordId, list: &Checklist, shell: &mut Shell) {
        let first = list.steps.iter().position(|(_, _, done)| !done).unwrap_or(0);
        let mut entries = rows(list, |done| done.then(|| "it is ticked already".to_owned()));
        if !list.others.is_empty() {
            let names: Vec<&str> = list.others.iter().map(|(name, _)| name.as_str()).collect();
            entries.push(Entry::new('o', "another runbook…", names.join(" · ")));
        }
        let menu = format!("Runbook {} beside {of}: tick", list.name);
        self.offer(of, list, Menu::new(shell.token(), menu, entries).at(first), shell);
    }

    /// Opens a menu of rows to tick.
    pub(super) fn offer(&mut self, of: RecordId, list: &Checklist, menu: Menu, shell: &mut Shell) {
        self.ticking = Some(Ticking { token: menu.token(), of, offered: Offered::Rows(list.clone()) });
        shell.open(menu);
    }

    /// Takes up what was chosen: a step is ticked by an entry on the timeline, a control verified, another runbook
    /// shown; true if the menu was this one.
    pub(super) fn tick(&mut self, token: Token, place: usize, shell: &mut Shell) -> bool {
        let Some(Ticking { of, offered, .. }) = self.ticking.take_if(|open| open.token == token) else { return false };
        let list = match offered {
            Offered::Books(names) => {
                if let Some(name) = names.into_iter().nth(place) {
                    shell.load(Load::Runbook(of, name));
                }
                return true;
            }
            Offered::Rows(list) => list,
        };
        let Some((key, text, _)) = list.steps.into_iter().nth(place) else {
            self.offer_books(of, &list.others, shell);
            return true;
        };
        if of.kind == RecordKind::Acceptance {
            acceptance::verify(of, &key, &text, shell);
            return true;
        }
        let words: String = text.chars().take(crate::domain::value::LINE_LIMIT).collect();
        let fields = [("incident", of.to_string()), ("text", words), ("step", key)];
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

    /// Offers runbooks by name, each with when it is used.
    fn offer_books(&mut self, of: RecordId, books: &[(String, String)], shell: &mut Shell) {
        let letters = letters(books.iter().map(|(name, _)| name.as_str()));
        let entries = books.iter().zip(letters).map(|((name, about), letter)| Entry {
            letter,
            label: name.clone(),
            detail: about.clone(),
            unavailable: None,
        });
        let menu = Menu::new(shell.token(), format!("Runbook beside {of}"), entries.collect());
        let names = books.iter().map(|(name, _)| name.clone()).collect();
        self.ticking = Some(Ticking { token: menu.token(), of, offered: Offered::Books(names) });
        shell.open(menu);
    }
}

/// The rows of a menu with their boxes; a reason makes one of no use.
pub(super) fn rows(list: &Checklist, of_no_use: impl Fn(bool) -> Option<String>) -> Vec<Entry> {
    let row = |(key, text, done): &(String, String, bool)| {
        let label = format!("{} {text}", if *done { "[x]" } else { "[ ]" });
        Entry { letter: None, label, detail: key.clone(), unavailable: None }.unless(of_no_use(*done))
    };
    list.steps.iter().map(row).collect()
}
