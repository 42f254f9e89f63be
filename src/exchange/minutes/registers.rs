//! The closing of the minutes: acceptances, incidents, follow-ups, notes, signatures, and the appendix
//! that ties them to the record.

use chrono::{DateTime, Utc};

use super::decisions::{evidence, verdict};
use super::{Mark, Minutes, count};
use crate::domain::ids::ItemId;
use crate::domain::moment::stamp;
use crate::domain::record::{Acceptance, FollowUp, Note, Row};
use crate::domain::states::{DecisionStatus, Disposition, FollowUpKind, ItemKind, MeetingState, Outcome};
use crate::exchange::build::{bullets, facts, heading, line, paragraph, table};
use crate::exchange::document::{Block, Document, Inlines, Table};
use crate::exchange::prose::prose;
use crate::store::query::standing::Listed;

impl Minutes {
    pub(super) fn registers(&self, document: &mut Document) {
        self.acceptances(document);
        self.incidents(document);
        self.follow_ups(document);
        self.put_off(document);
        self.notes(document);
        self.ending(document);
        self.signatures(document);
        self.appendix(document);
    }

    fn acceptances(&self, document: &mut Document) {
        self.section(document, "acceptances");
        let mut grid = table(["Acceptance", "Model", "Risks", "Accountable executive", "Until", "What"]);
        let rows = self
            .granted
            .iter()
            .map(|row| (row, if row.state.decision.0 > 0 { "granted" } else { "put in force" }))
            .chain(
                self.expiring
                    .iter()
                    .filter(|row| !self.granted.iter().any(|one| one.number == row.number))
                    .map(|row| (row, "expiring")),
            );
        for (row, what) in rows {
            grid = grid.row(self.acceptance(row, what));
        }
        document.push(if grid.rows.is_empty() { paragraph(self.said.line("none")) } else { grid.block() });
    }

    fn acceptance(&self, row: &Row<Acceptance>, what: &str) -> [Inlines; 6] {
        let risks: Vec<String> = row.risks.0.iter().map(ToString::to_string).collect();
        [
            row.id().to_string().into(),
            row.model.to_string().into(),
            risks.join("; ").into(),
            self.maybe(&row.accountable_exec).map_or_else(line, |person| line().person(person)),
            row.expiry.0.map_or_else(line, |day| line().date(day)),
            what.into(),
        ]
    }

    fn incidents(&self, document: &mut Document) {
        self.section(document, "incidents");
        if self.incidents.is_empty() {
            document.push(paragraph(self.said.line("none")));
            return;
        }
        let mut grid = table(["Incident", "Severity", "Model", "What", "State", "Regulator", "Lead"]);
        for row in &self.incidents {
            let model = if row.model.0 > 0 { format!("{} {}", row.model, row.version) } else { String::new() };
            grid = grid.row([
                Inlines::from(row.id().to_string()),
                row.severity.0.map(|severity| severity.to_string()).unwrap_or_default().into(),
                model.trim_end().into(),
                row.title.as_str().into(),
                row.fields.state.word().into(),
                row.regulator.word().into(),
                self.maybe(&row.lead).map_or_else(line, |person| line().person(person)),
            ]);
        }
        document.push(grid.block());
    }

    fn follow_ups(&self, document: &mut Document) {
        self.section(document, "follow-ups");
        self.listed(document, "follow-ups-closed", &self.closed);
        self.listed(document, "follow-ups-overdue", &self.overdue);
        self.subsection(document, "follow-ups-new");
        let conditions: Vec<String> = self
            .arising
            .iter()
            .filter(|row| row.kind == FollowUpKind::Condition)
            .map(|row| row.id().to_string())
            .collect();
        if !conditions.is_empty() {
            document.push(paragraph(format!("Conditions, under their decisions: {}.", conditions.join(", "))));
        }
        let others = self.arising.iter().filter(|row| row.kind != FollowUpKind::Condition);
        let tasks: Vec<_> = others.chain(&self.opened.rows).map(|row| self.task(row)).collect();
        if tasks.is_empty() && conditions.is_empty() {
            document.push(paragraph(self.said.line("none")));
        }
        document.push(Block::Tasks(tasks));
        cut(document, &self.opened);
    }

    fn listed(&self, document: &mut Document, anchor: &str, listed: &Listed) {
        self.subsection(document, anchor);
        if listed.rows.is_empty() {
            document.push(paragraph(self.said.line("none")));
            return;
        }
        // A condition stands as a task under its decision; here it is named.
        let mine = |row: &&Row<FollowUp>| self.arising.iter().any(|one| one.number == row.number);
        let named: Vec<String> = listed.rows.iter().filter(mine).map(|row| row.id().to_string()).collect();
        document.push(Block::Tasks(listed.rows.iter().filter(|row| !mine(row)).map(|row| self.task(row)).collect()));
        if !named.is_empty() {
            document.push(paragraph(format!("Also, listed elsewhere here: {}.", named.join(", "))));
        }
        cut(document, listed);
    }

    fn put_off(&self, document: &mut Document) {
        self.section(document, "deferrals");
        let mut lines: Vec<Inlines> = Vec::new();
        for row in self.decisions.iter().filter(|row| matches!(row.outcome, Outcome::Escalate | Outcome::Defer)) {
            let mut text = line().text(format!("{}: {}, {}", row.id(), self.subject(row), verdict(row)));
            if let Some(person) = self.maybe(&row.escalated_to) {
                text = text.text(" to ").person(person);
            }
            if let Some(day) = row.answer_due.0 {
                text = text.text(", answer due ").date(day);
            }
            if let Some(day) = row.state.answered_on.0 {
                text = text.text(", answered ").date(day);
            }
            lines.push(text);
        }
        for item in &self.items {
            let put_off = matches!(
                item.state.disposition,
                Disposition::Deferred | Disposition::CarriedOver | Disposition::Removed
            );
            if put_off && self.decisions_on(ItemId(item.number)).next().is_none() {
                let mut text = line().text(format!("{}: {}", item.title, item.state.disposition.word()));
                if !item.state.disposition_note.is_empty() {
                    text = text.text(", ").lines(item.state.disposition_note.as_str());
                }
                if let Some(outcome) = item.state.moved().asks() {
                    text = text.text(format!("; moved and not voted on: {outcome}, "));
                    text = text.lines(item.state.motion.as_str());
                }
                lines.push(text);
            }
        }
        document.push(if lines.is_empty() { paragraph(self.said.line("none")) } else { bullets(lines) });
    }

    fn notes(&self, document: &mut Document) {
        self.section(document, "notes");
        let mut empty = true;
        let general: Vec<&Row<Note>> = self.notes.iter().filter(|note| note.item.0 == 0).collect();
        for note in general {
            document.extend(prose(note.text.as_str()));
            empty = false;
        }
        for item in &self.items {
            let id = ItemId(item.number);
            let notes: Vec<&Row<Note>> = self.notes.iter().filter(|note| note.item == id).collect();
            // Minutes that were adopted are told under their own heading.
            let dealt_with = item.state.disposition == Disposition::Noted && item.fields.kind != ItemKind::Minutes;
            if notes.is_empty() && !dealt_with {
                continue;
            }
            empty = false;
            let word = if dealt_with { " (noted)" } else { "" };
            let title = format!("{} {}{word}", self.place(id), item.title);
            document.push(heading(2, &format!("notes-{}", item.id()), title.trim_start()));
            if !item.state.disposition_note.is_empty() {
                document.push(paragraph(line().lines(item.state.disposition_note.as_str())));
            }
            for note in notes {
                document.extend(prose(note.text.as_str()));
            }
        }
        if empty {
            document.push(paragraph(self.said.line("none")));
        }
    }

    fn ending(&self, document: &mut Document) {
        self.section(document, "next-meeting");
        document.push(match &self.next {
            None => paragraph(self.said.line("next-not-called")),
            Some(row) => {
                let mut text = line().text(format!("{}, {}", row.id(), row.kind.word()));
                if let Some(day) = row.date.0 {
                    text = text.text(", ").date(day);
                }
                for part in [&row.time, &row.place].into_iter().filter(|part| !part.is_empty()) {
                    text = text.text(", ").text(part.as_str());
                }
                paragraph(text)
            }
        });
        self.section(document, "adjournment");
        let state = self.meeting.state.state;
        document.push(paragraph(self.said.line(match &self.adjournment {
            Some(_) => "adjourned",
            None if state == MeetingState::Recess => "in-recess",
            None => "in-session",
        })));
    }

    fn signatures(&self, document: &mut Document) {
        self.section(document, "signatures");
        let mut grid = table(["Office", "Name", "Signature", "Date"]);
        // Whoever presided signs: the chair if the chair was there at all, and who called to order in that stead.
        let chair = &self.meeting.chair;
        let came = self.passages.iter().any(|passage| passage.person == *chair);
        let stood_in = self.presided != *chair && !self.presided.is_empty();
        let mut signing = Vec::new();
        if came || (!stood_in && self.presided.is_empty()) {
            signing.push(("office-chair", chair));
        }
        if stood_in {
            signing.push(("office-presiding", &self.presided));
        }
        signing.push(("office-secretary", &self.meeting.secretary));
        for (office, handle) in signing {
            let name = self.maybe(handle).map_or_else(line, |person| line().person(person));
            grid = grid.row([self.said.line(office), name, line(), line()]);
        }
        document.push(grid.block());
    }

    fn appendix(&self, document: &mut Document) {
        self.section(document, "appendix");
        self.subsection(document, "evidence-hashes");
        let rows: Vec<Vec<Inlines>> = self
            .decisions
            .iter()
            .flat_map(|row| {
                evidence(row).rows.into_iter().map(|cells| [vec![row.id().to_string().into()], cells].concat())
            })
            .collect();
        let grid = Table { rows, ..table(["Decision", "Artifact", "Kind and state", "SHA-256"]) };
        document.push(if grid.rows.is_empty() { paragraph(self.said.line("none")) } else { grid.block() });
        self.subsection(document, "amendments");
        let amendments = self.amendments();
        document.push(if amendments.is_empty() { paragraph(self.said.line("none")) } else { bullets(amendments) });
        self.subsection(document, "head-hash");
        let mut grid = facts();
        let marks = [("At adjournment", &self.adjournment), ("At adoption", &self.adoption)];
        for (label, mark) in marks.into_iter().filter_map(|(label, mark)| mark.as_ref().map(|mark| (label, mark))) {
            grid = grid.fact(label, place(mark));
        }
        if grid.rows.is_empty() {
            grid = grid.fact("Now", place(&self.head));
        }
        document.push(grid.block());
        document.push(paragraph(self.said.line("proof")));
    }

    /// What changed after the adjournment.
    pub(super) fn amendments(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.corrections.is_empty() {
            lines.push(format!("Corrected at adoption: {}", self.corrections));
        }
        for row in &self.decisions {
            match row.state.status {
                DecisionStatus::Superseded => {
                    lines.push(format!("{} is superseded by {}.", row.id(), row.state.superseded_by));
                }
                DecisionStatus::Final if row.state.ratified_by.0 > 0 => {
                    lines.push(format!("{} was provisional and is ratified by {}.", row.id(), row.state.ratified_by));
                }
                DecisionStatus::Lapsed => lines.push(format!("{} was not ratified and lapsed.", row.id())),
                DecisionStatus::Void => lines.push(format!("{} is void.", row.id())),
                DecisionStatus::Final | DecisionStatus::Provisional | DecisionStatus::Failed => {}
            }
        }
        lines.extend(self.corrected.iter().cloned());
        let Some(adjournment) = &self.adjournment else { return lines };
        let late = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at > adjournment.at);
        for note in &self.notes {
            if late(note.state.taken_at.0) {
                lines.push(format!("{} was added after the adjournment.", note.id()));
            } else if note.revision > adjournment.seq {
                lines.push(format!("{} was corrected after the adjournment.", note.id()));
            }
        }
        lines
    }
}

fn place(mark: &Mark) -> Inlines {
    line().code(mark.hash.as_str()).text(format!(" (event {}, {})", mark.seq, stamp(mark.at)))
}

/// Says that a list was cut.
fn cut(document: &mut Document, listed: &Listed) {
    if listed.all > listed.rows.len() {
        document.push(paragraph(format!(
            "{} in all; the first {} are listed. Export follow-ups for the rest.",
            count(listed.all, "follow-up"),
            listed.rows.len()
        )));
    }
}
