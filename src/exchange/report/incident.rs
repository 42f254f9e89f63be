//! The report of an incident: what happened, when, to whom, why, and what is done so that it does not again.

use chrono::{DateTime, TimeDelta, Utc};

use super::desk::{Desk, dated, listed, section};
use super::tables;
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::ids::IncidentId;
use crate::domain::moment::read_stamp;
use crate::domain::order;
use crate::domain::record::{FollowUp, Incident, Model, Risk, Row};
use crate::domain::states::{Containment, FollowUpState, Gravity, IncidentState, RegulatorDuty};
use crate::domain::text::counted;
use crate::exchange::build::{bullets, facts, line, panel, paragraph, table};
use crate::exchange::document::{Document, Inlines, PanelKind};
use crate::policy::incident::{Actions, clock, close, known, report_due};

/// Builds the report of an incident.
pub(super) fn document(desk: &Desk<'_>, id: IncidentId) -> Result<Document, Refusal> {
    let row = desk.view().get::<Incident>(id.0)?;
    let model = desk.view().find::<Model>(row.model.0)?;
    let mut actions = desk.view().followups_from(row.id())?;
    actions.retain(|row| row.state.state != FollowUpState::Cancelled);
    let mut document = desk.open(format!("{id} {}", row.title), "mrb-incident");
    let report = IncidentReport { desk, row: &row, model: model.as_ref(), actions: &actions };
    report.properties(&mut document);
    report.marks(&mut document);
    report.happened(&mut document)?;
    report.timeline(&mut document)?;
    report.regulator(&mut document);
    report.communications(&mut document)?;
    report.cause(&mut document)?;
    Ok(document)
}

struct IncidentReport<'a, 'd> {
    desk: &'a Desk<'d>,
    row: &'a Row<Incident>,
    model: Option<&'a Row<Model>>,
    actions: &'a [Row<FollowUp>],
}

impl IncidentReport<'_, '_> {
    fn properties(&self, document: &mut Document) {
        let (desk, row) = (self.desk, self.row);
        document.property("Incident", row.id().to_string());
        document.property("Severity", tables::severity(row.severity.0));
        document.property("State", tables::incident_state(row.fields.state));
        let model = self.model.map(|model| format!("{} {} {}", model.id(), model.name, row.version));
        document.property("Model", model.unwrap_or_default().trim_end());
        document.property("Lead", desk.who(&row.lead));
        document.property("Regulator duty", row.regulator.word());
        if row.exercise.0 {
            document.property("Exercise", "yes: played, not suffered; left out of every KPI");
        }
    }

    /// What still keeps it from being closed (R17).
    fn marks(&self, document: &mut Document) {
        if self.row.fields.state == IncidentState::Closed {
            return;
        }
        if let Err(refusal) = close(&self.row.id().to_string(), &self.row.fields, Actions::of(self.actions))
            && let Some(rule) = refusal.rule
        {
            let said = format!("{}.", refusal.sentence);
            document.push(panel(PanelKind::Warning, format!("Open ({rule})"), vec![paragraph(said)]));
        }
    }

    fn happened(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "what", "What happened");
        let mut names = vec!["source", "scope", "contained_by", "containment", "review_date"];
        if self.row.contained_by == Containment::None {
            names.retain(|name| *name != "contained_by");
        }
        listed(document, self.desk.fields(self.row, &names)?, "Nothing but its title is on record.");
        document.extend(self.desk.texts(self.row, &["harm"]));
        Ok(())
    }

    fn timeline(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "timeline", "Timeline");
        let steps = self.steps()?;
        let mut rows = table(["When", "After onset", "What"]);
        let onset = self.row.onset.0;
        for (at, what) in &steps {
            let after = onset.map(|onset| *at - onset).filter(|after| *after > TimeDelta::zero());
            let after = after.map(spoken).unwrap_or_default();
            rows = rows.row([Inlines::from(self.desk.clock(Some(*at))), after.into(), line().lines(what)]);
        }
        listed(document, rows, "Nothing is on record.");
        let state = &self.row.state;
        let spans = [
            ("From onset to detection", self.row.onset.0, self.row.detected.0),
            ("From detection to report", self.row.detected.0, state.reported_at.0),
            ("From report to triage", state.reported_at.0, state.triaged_at.0),
            ("From detection to containment", self.row.detected.0, state.contained_at.0),
            ("From onset to its end", self.row.onset.0, self.row.resolved.0),
            ("From report to close", state.reported_at.0, state.closed_at.0),
        ];
        let mut known = facts();
        for (label, from, to) in spans {
            if let Some((from, to)) = from.zip(to) {
                known = known.fact(label, spoken(to - from));
            }
        }
        if !known.rows.is_empty() {
            document.push(known.block());
        }
        Ok(())
    }

    /// Everything with a time, in its order: what was entered, and each step of the record itself.
    fn steps(&self) -> Result<Vec<(DateTime<Utc>, String)>, Refusal> {
        let (desk, row) = (self.desk, self.row);
        let mut steps = Vec::new();
        let said = |moment: Option<DateTime<Utc>>, what: &str| moment.map(|at| (at, what.to_owned()));
        steps.extend(said(row.onset.0, "Onset"));
        steps.extend(said(row.detected.0, "Detected"));
        steps.extend(said(row.state.reported_at.0, "Reported"));
        steps.extend(said(row.resolved.0, "Resolved"));
        for entry in desk.view().incident_timeline(IncidentId(row.number))? {
            let told = if entry.told.is_empty() { String::new() } else { format!("Told {}: ", entry.told) };
            steps.extend(entry.at.0.map(|at| (at, format!("{told}{}", entry.text))));
        }
        // What happened after the day that is looked at is not told.
        for entry in desk.pages.history.history(row.id(), i64::MAX, i64::from(u32::MAX))? {
            let (Some(payload), Some(at)) = (&entry.payload, read_stamp(&entry.effective)) else { continue };
            if at > desk.pages.moment || entry.kind != "IncidentRevised" {
                continue;
            }
            let Event::IncidentRevised(revised) = Event::decode(&entry.kind, entry.version, payload)? else { continue };
            if let Some(change) = revised.changes.iter().find(|change| change.field == "state") {
                let reason = if revised.reason.is_empty() { String::new() } else { format!(": {}", revised.reason) };
                steps.push((at, format!("State {} → {}{reason}", change.from, change.to)));
            }
        }
        order::by_key(&mut steps, |(at, _)| *at);
        Ok(steps)
    }

    /// The regulator's clock (R16); for each gravity while nobody has said which it is.
    fn regulator(&self, document: &mut Document) {
        section(document, "regulator", "Regulator");
        let (desk, row) = (self.desk, self.row);
        let Some(clock) = clock(row, desk.today, desk.policy()) else {
            let none = if row.exercise.0 { "An exercise starts no clock." } else { "No duty to report is on record." };
            document.push(paragraph(none));
            return;
        };
        let known = known(row, desk.today, desk.policy());
        let duty = if row.regulator == RegulatorDuty::Yes { "certain" } else { "suspected" };
        document.push(paragraph(
            line().text(format!("A duty to report is {duty} (R16). It was known on ")).date(known).text("."),
        ));
        if !clock.runs() || row.gravity != Gravity::Unknown {
            let gravity = if row.gravity == Gravity::Unknown { "not rated" } else { row.gravity.word() };
            document.push(paragraph(format!("Gravity: {gravity}; {}.", clock.said(desk.today))));
            return;
        }
        let mut rows = table(["If it is", "Report by", "Left"]);
        let gravities = [
            ("a serious incident", Gravity::Serious),
            ("a death", Gravity::Death),
            ("widespread, or hits critical infrastructure", Gravity::Widespread),
        ];
        for (label, gravity) in gravities {
            let due = report_due(row.regulator, gravity, known, desk.policy());
            let left = due.map(|due| (due - desk.today).num_days());
            let left = left.map(|days| if days < 0 { "past".to_owned() } else { counted(days, "day") });
            rows = rows.row([Inlines::from(label), dated(due), left.unwrap_or_default().into()]);
        }
        document.push(rows.block());
    }

    /// What was said to whom, and when.
    fn communications(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "communications", "Communications");
        let mut rows = table(["When", "To whom", "What"]);
        for entry in self.desk.view().incident_timeline(IncidentId(self.row.number))? {
            if !entry.told.is_empty() {
                rows = rows.row([Inlines::from(self.desk.clock(entry.at.0)), entry.told.into(), entry.text.into()]);
            }
        }
        // What stops the regulator's clock is a communication too, whoever entered it where.
        if let (Some(on), true) = (self.row.regulator_told.0, rows.rows.is_empty()) {
            let said = "told, as the record of the regulator's clock says (R16)";
            rows = rows.row([line().date(on), "The authority".into(), said.into()]);
        }
        listed(document, rows, "None is on record.");
        Ok(())
    }

    fn cause(&self, document: &mut Document) -> Result<(), Refusal> {
        let (desk, row) = (self.desk, self.row);
        section(document, "cause", "Root cause");
        if !row.cause_category.is_empty() {
            document.push(paragraph(line().strong("Category: ").text(row.cause_category.as_str())));
        }
        let cause = desk.texts(row, &["root_cause"]);
        document.extend(if cause.is_empty() { vec![paragraph("Not known yet.")] } else { cause });
        section(document, "actions", "Corrective actions");
        document.push(if self.actions.is_empty() { paragraph("None.") } else { tables::tasks(desk, self.actions) });
        section(document, "risks", "Linked risks");
        let mut risks = Vec::new();
        for risk in &row.risks.0 {
            risks.extend(desk.view().find::<Risk>(risk.0)?);
        }
        listed(document, tables::risks(desk, &risks), "None.");
        section(document, "depends", "Who else may be hit");
        let dependents = match self.model {
            Some(model) => desk.view().dependents(crate::domain::ids::ModelId(model.number))?,
            None => Vec::new(),
        };
        let named: Result<Vec<String>, Refusal> = dependents.iter().map(|id| desk.named(*id)).collect();
        let named = named?;
        document.push(if named.is_empty() { paragraph("No model depends on it.") } else { bullets(named) });
        Ok(())
    }
}

/// A span of time as people say it: `35 min`, `4 h 10 min`, `3 d 2 h`.
fn spoken(span: TimeDelta) -> String {
    let minutes = span.num_minutes().max(0);
    let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    match (days, hours, rest) {
        (0, 0, rest) => format!("{rest} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, rest) => format!("{hours} h {rest} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_two_units() {
        let cases = [(0, "0 min"), (59, "59 min"), (60, "1 h"), (250, "4 h 10 min"), (1440, "1 d"), (4_445, "3 d 2 h")];
        for (minutes, said) in cases {
            assert_eq!(spoken(TimeDelta::minutes(minutes)), said);
        }
        assert_eq!(spoken(TimeDelta::minutes(-5)), "0 min");
    }
}
