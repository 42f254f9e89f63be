//! An incident's page: what comes next and what is missing, the timeline, the runbook that fits, what was said.

use super::Pages;
use super::related::{Sections, add};
use crate::domain::Refusal;
use crate::domain::ids::IncidentId;
use crate::domain::order;
use crate::domain::record::{Incident, Row};
use crate::domain::states::IncidentState;
use crate::exchange::build::{facts, heading, line, paragraph, table};
use crate::exchange::document::{Block, Inlines, Task};
use crate::exchange::template::runbook::{Runbook, Runbooks};
use crate::policy::incident::{Actions, clock, close};
use crate::store::query::report::TimelineEntry;

/// What is done to leave a state.
const fn next(state: IncidentState) -> &'static str {
    match state {
        IncidentState::Reported => "triage it: say how severe it is, who leads it, who is hit",
        IncidentState::Triaged => "contain it, and say by what means",
        IncidentState::Contained => "find the root cause, and its category",
        IncidentState::RootCause => "open corrective actions as follow-ups",
        IncidentState::Actions => "close it once the actions are under way and it is sure to stay away",
        IncidentState::Closed => "nothing: it is closed",
    }
}

/// What a state should have on the record and has not.
fn missing(row: &Row<Incident>) -> Vec<&'static str> {
    let state = row.fields.state;
    let from = |least: IncidentState, lacks: bool, what| (state >= least && lacks).then_some(what);
    [
        from(IncidentState::Reported, row.severity.0.is_none(), "severity"),
        from(IncidentState::Reported, row.model.0 == 0, "model"),
        from(IncidentState::Reported, row.lead.is_empty(), "lead"),
        from(IncidentState::Reported, row.onset.0.is_none(), "onset"),
        from(IncidentState::Triaged, row.scope.is_empty(), "scope"),
        from(IncidentState::Triaged, row.harm.is_empty(), "harm"),
        from(IncidentState::Contained, row.containment.is_empty(), "containment"),
        from(IncidentState::RootCause, row.cause_category.is_empty(), "root-cause category"),
        from(IncidentState::RootCause, row.root_cause.is_empty(), "root cause"),
        from(IncidentState::Actions, row.review_date.0.is_none(), "review date"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The ticks of a timeline: the steps of runbooks that are done.
fn ticked(timeline: &[TimelineEntry]) -> Vec<String> {
    timeline.iter().filter(|entry| !entry.step.is_empty()).map(|entry| entry.step.clone()).collect()
}

/// A step of a runbook beside an incident: its key on the timeline (`drift-spike:3`), what is done, whether it is
/// ticked.
pub type Tick = (String, String, bool);

/// The steps of a runbook beside an incident.
pub fn checklist(book: &Runbook, timeline: &[TimelineEntry]) -> Vec<Tick> {
    let done = ticked(timeline);
    let steps = book.steps().into_iter().map(|step| {
        let key = format!("{}:{}", book.name, step.number);
        let is_done = done.contains(&key);
        (key, step.text, is_done)
    });
    steps.collect()
}

/// The runbook that fits an incident, as far as it has been led.
pub fn fitting<'a>(books: &'a Runbooks, incident: &Incident, timeline: &[TimelineEntry]) -> Option<&'a Runbook> {
    books.fitting(incident, &ticked(timeline))
}

impl Pages<'_> {
    /// What comes next, what is missing, and where the regulator's clock stands.
    pub(super) fn incident_next(&self, number: u32) -> Result<Block, Refusal> {
        let row = self.view.get::<Incident>(number)?;
        let mut known = facts();
        if row.exercise.0 {
            known = known.fact("Exercise", "played, not suffered; left out of every KPI");
        }
        known = known.fact("Next step", next(row.fields.state));
        let lacking = missing(&row);
        if !lacking.is_empty() && row.fields.state != IncidentState::Closed {
            known = known.fact("Missing", lacking.join(", "));
        }
        if let Some(clock) = clock(&row, self.today(), self.policy) {
            known = known.fact("Regulator (R16)", clock.said(self.today()));
        }
        if row.fields.state != IncidentState::Closed {
            let actions = Actions::of(&self.view.followups_from(row.id())?);
            if let Err(refusal) = close(&row.id().to_string(), &row.fields, actions)
                && let Some(rule) = refusal.rule
            {
                known = known.fact(format!("To close it ({rule})"), refusal.sentence);
            }
        }
        Ok(known.block())
    }

    /// Timeline, runbook, actions, communications.
    pub(super) fn of_incident(&self, number: u32, sections: &mut Sections) -> Result<(), Refusal> {
        let row = self.view.get::<Incident>(number)?;
        let timeline = self.view.incident_timeline(IncidentId(number))?;
        add(sections, "Timeline", self.timeline(&row, &timeline));
        if let Some(book) = fitting(self.runbooks, &row.fields, &timeline) {
            sections.push(("Runbook", runbook(book, &timeline)));
        }
        add(sections, "Actions", super::related::followups(self.view.followups_from(row.id())?));
        let mut said = table(["When", "To whom", "What"]);
        for entry in timeline.iter().filter(|entry| !entry.told.is_empty()) {
            said = said.row([self.at(entry.at), entry.told.clone(), entry.text.clone()]);
        }
        add(sections, "Communications", said);
        Ok(())
    }

    fn at(&self, moment: crate::domain::moment::Moment) -> String {
        self.clock(&crate::domain::field::FieldValue::text(&moment))
    }

    /// Everything with a time, whole, in its order.
    fn timeline(&self, row: &Row<Incident>, timeline: &[TimelineEntry]) -> crate::exchange::document::Table {
        let state = &row.state;
        let moments = [
            (row.onset, "Onset"),
            (row.detected, "Detected"),
            (state.reported_at, "Reported"),
            (state.triaged_at, "Triaged"),
            (state.contained_at, "Contained"),
            (state.cause_known_at, "Root cause known"),
            (state.actions_at, "Actions begun"),
            (row.resolved, "Resolved"),
            (state.closed_at, "Closed"),
        ];
        let mut steps: Vec<_> = moments
            .into_iter()
            .filter(|(moment, _)| moment.0.is_some())
            .map(|(moment, what)| (moment, what.to_owned()))
            .collect();
        steps.extend(timeline.iter().map(|entry| {
            let what = match (entry.told.is_empty(), entry.step.is_empty()) {
                (false, _) => format!("Told {}: {}", entry.told, entry.text),
                (true, false) => format!("Done ({}): {}", entry.step, entry.text),
                (true, true) => entry.text.clone(),
            };
            (entry.at, what)
        }));
        order::by_key(&mut steps, |(moment, _)| *moment);
        steps.into_iter().fold(table(["When", "What"]), |rows, (moment, what)| {
            rows.row([Inlines::from(self.at(moment)), line().lines(&what)])
        })
    }
}

/// A runbook, its steps ticked as far as they are done.
fn runbook(book: &Runbook, timeline: &[TimelineEntry]) -> Vec<Block> {
    let steps = checklist(book, timeline);
    let done = steps.iter().filter(|(_, _, done)| *done).count();
    let said = format!("{}: {}. {done} of {} steps done.", book.name, book.about, steps.len());
    let mut blocks = vec![paragraph(said)];
    let mut phase = String::new();
    for (step, (_, _, done)) in book.steps().into_iter().zip(steps) {
        if step.phase != phase {
            phase = step.phase;
            blocks.push(heading(2, "runbook-phase", phase.as_str()));
            blocks.push(Block::Tasks(Vec::new()));
        }
        let content = Inlines::from(format!("{}. {}", step.number, step.text));
        if let Some(Block::Tasks(tasks)) = blocks.last_mut() {
            tasks.push(Task { number: 0, done, content, owner: None, due: None });
        }
    }
    blocks
}
