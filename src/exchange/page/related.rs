//! What belongs to a record: sections of its page, by title; those that are empty are left out.

use super::{Pages, appraisal, evaluation};
use crate::domain::Refusal;
use crate::domain::field::FieldValue;
use crate::domain::ids::{ItemId, MeetingId, ModelId, MonitorId, RecordId, RecordKind};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Decision, FollowUp, Incident, Item, Meeting, Model, Risk, Row, Submission,
    Validation, Version,
};
use crate::domain::states::Approval;
use crate::domain::text::join_words;
use crate::exchange::build::{bullets, heading, paragraph, table};
use crate::exchange::document::{Block, Table};
use crate::exchange::prose::prose;
use crate::insight::packet::changed;
use crate::policy::readiness;
use crate::store::query::asof::OnDay;

pub(super) type Sections = Vec<(&'static str, Vec<Block>)>;

/// Adds a section with a table, if the table has rows.
pub(super) fn add(sections: &mut Sections, title: &'static str, rows: Table) {
    if !rows.rows.is_empty() {
        sections.push((title, vec![rows.block()]));
    }
}

impl Pages<'_> {
    /// The sections of what belongs to a record.
    pub(super) fn related(&self, id: RecordId) -> Result<Sections, Refusal> {
        let mut sections = Sections::new();
        match id.kind {
            RecordKind::Model => self.of_model(id.number, &mut sections)?,
            RecordKind::Submission => self.of_submission(id.number, &mut sections)?,
            RecordKind::Meeting => self.of_meeting(MeetingId(id.number), &mut sections)?,
            RecordKind::Item => self.of_item(ItemId(id.number), &mut sections)?,
            RecordKind::Decision => {
                add(&mut sections, "Conditions", followups(self.view.followups_from(id)?));
            }
            RecordKind::Risk => self.of_risk(id.number, &mut sections)?,
            RecordKind::Monitor => {
                self.of_monitor(MonitorId(id.number), &mut sections)?;
            }
            RecordKind::Validation => {
                self.of_validation(id.number, &mut sections)?;
                add(&mut sections, "Follow-ups", followups(self.view.followups_from(id)?));
            }
            RecordKind::Assessment => {
                let assessment = self.view.get::<Assessment>(id.number)?;
                add(&mut sections, "Controls", evaluation::controls(&assessment.controls));
                add(&mut sections, "Follow-ups", followups(self.view.followups_from(id)?));
            }
            RecordKind::Version => {
                let version = self.view.get::<Version>(id.number)?;
                let flags = self.view.gate_dossier(version.clone(), self.policy, self.today())?.flags();
                let held = matches!(version.state.approval, Approval::Approved | Approval::Conditional);
                if held && !flags.is_empty() {
                    let told = flags.iter().map(ToString::to_string).collect::<Vec<_>>();
                    sections.push(("Flagged", vec![bullets(told)]));
                }
                sections.push(("Change", vec![paragraph(evaluation::verdict(&version, self.policy))]));
            }
            RecordKind::ThematicReview => {
                self.of_theme(id.number, &mut sections)?;
                add(&mut sections, "Follow-ups", followups(self.view.followups_from(id)?));
            }
            RecordKind::Incident => self.of_incident(id.number, &mut sections)?,
            RecordKind::Acceptance => {
                let row = self.view.get::<Acceptance>(id.number)?;
                add(&mut sections, "Controls", appraisal::compensating(&row));
                add(&mut sections, "Follow-ups", followups(self.view.followups_from(id)?));
            }
            RecordKind::DriftEvent | RecordKind::Review | RecordKind::ControlTest => {
                add(&mut sections, "Follow-ups", followups(self.view.followups_from(id)?));
            }
            RecordKind::Artifact => {
                let artifact = self.view.get::<Artifact>(id.number)?;
                if !artifact.text.is_empty() {
                    sections.push(("Text", prose(artifact.text.as_str())));
                }
            }
            RecordKind::Person
            | RecordKind::FollowUp
            | RecordKind::Note
            | RecordKind::ManualMetric
            | RecordKind::Consultation
            | RecordKind::SavedView => {}
        }
        Ok(sections)
    }

    fn of_model(&self, number: u32, sections: &mut Sections) -> Result<(), Refusal> {
        let id = ModelId(number);
        let model = self.view.get::<Model>(number)?;
        add(sections, "Versions", self.versions(self.view.versions(id)?)?);
        let risks = self.view.risks(id)?.on_day(self.view, self.today())?;
        if let Some(changed) = changed::since_approval(self.view, self.policy, &model, &risks, ItemId(0))? {
            sections.push(("Changed since approval", self.changed(&changed)));
        }
        add(sections, "Evidence", artifacts(self.view.artifacts(id)?));
        add(sections, "Assessments", appraisal::assessments(&self.view.assessments(id)?));
        self.validated(id, model.state.current_version.as_str(), sections)?;
        add(sections, "Risks", self::risks(risks));
        add(sections, "Acceptances", acceptances(self.view.acceptances(id)?.on_day(self.view, self.today())?));
        add(sections, "Follow-ups", followups(self.view.followups(id)?));
        add(sections, "Submissions", submissions(self.view.submissions(id)?));
        add(sections, "Decisions", decisions(self.view.decisions(id)?));
        add(sections, "Incidents", incidents(self.view.incidents(id)?));
        self.of_watch(id, sections)?;
        add(sections, "Early consultations", evaluation::consultations(&self.view.consultations(id)?));
        let dependents: Result<Vec<String>, Refusal> =
            self.view.dependents(id)?.into_iter().map(|other| self.named(&other.to_string())).collect();
        let dependents = dependents?;
        if !dependents.is_empty() {
            sections.push(("Depended on by", vec![bullets(dependents)]));
        }
        Ok(())
    }

    /// The results of a validation, each beside that of the version before.
    fn of_validation(&self, number: u32, sections: &mut Sections) -> Result<(), Refusal> {
        let row = self.view.get::<Validation>(number)?;
        let before = self.view.results_before(row.model, row.version.as_str())?;
        let title = match &before {
            Some(before) => format!("Beside version {} ({}).", before.version, before.id()),
            None => "No earlier version has results to compare with.".to_owned(),
        };
        let rows = evaluation::results(&row.results, before.as_ref().map(|row| &row.results), self.policy);
        if !rows.rows.is_empty() {
            sections.push(("Evaluation results", vec![paragraph(title), rows.block()]));
        }
        Ok(())
    }

    fn changed(&self, changed: &changed::Changed) -> Vec<Block> {
        let day = changed.on.map(|day| format!(" of {day}")).unwrap_or_default();
        let mut blocks = vec![paragraph(format!("Against what the board saw with {}{day}.", changed.decision))];
        if changed.changes.is_empty() {
            blocks.push(paragraph("Nothing has changed."));
            return blocks;
        }
        let mut rows = table(["What", "Then", "Now"]);
        for change in &changed.changes {
            rows = rows.row([change.label.clone(), self.clock(&change.before), self.clock(&change.after)]);
        }
        blocks.push(rows.block());
        blocks
    }

    fn of_submission(&self, number: u32, sections: &mut Sections) -> Result<(), Refusal> {
        let row = self.view.get::<Submission>(number)?;
        let Some(model) = self.view.find::<Model>(row.model.0)? else { return Ok(()) };
        let artifacts = self.view.artifacts(row.model)?;
        let acceptances = self.view.acceptances(row.model)?;
        let acceptances: Vec<_> = acceptances.iter().collect();
        let needs = readiness::of_rows(self.policy, self.today(), &model.fields, Some(&row), &artifacts, &acceptances);
        let settled = needs.iter().filter(|need| need.is_settled()).count();
        let mut rows = table(["Evidence", "Stands", "Due by"]);
        for need in &needs {
            rows = rows.row([need.kind.clone(), need.standing.to_string(), need.due.to_string()]);
        }
        let why = if model.tier_rationale.is_empty() { "no rationale yet" } else { model.tier_rationale.as_str() };
        let tier = model.tier.0.map_or_else(|| "No tier".to_owned(), |tier| format!("Tier {tier}"));
        let provisional = if model.tier_provisional.0 { " (provisional)" } else { "" };
        let mut blocks = vec![
            paragraph(format!("{tier}{provisional}: {why}")),
            paragraph(format!("{settled} of {} kinds of evidence are in order.", needs.len())),
        ];
        if !needs.is_empty() {
            blocks.push(rows.block());
        }
        let (assessments, validations) = (self.view.assessments(row.model)?, self.view.validations(row.model)?);
        let papers =
            readiness::Papers { assessments: &assessments, validations: &validations, acceptances: &acceptances };
        let lacking =
            readiness::unfounded(&readiness::basis(&model.fields, Some(&row), papers, self.today()), &model.fields);
        if row.state.state.is_open() && !lacking.is_empty() {
            blocks.push(bullets(lacking.iter().map(ToString::to_string)));
        }
        sections.push(("Readiness", blocks));
        let own = assessments.into_iter().filter(|one| one.submission.0 == number);
        add(sections, "Assessments", appraisal::assessments(&own.collect::<Vec<_>>()));
        self.validated(row.model, row.version.as_str(), sections)?;
        let earlier = self.view.decisions(row.model)?;
        add(sections, "Earlier decisions", decisions(earlier));
        let open = self
            .view
            .risks(row.model)?
            .on_day(self.view, self.today())?
            .into_iter()
            .filter(|risk| risk.fields.state.is_open());
        add(sections, "Open risks", risks(open.collect()));
        Ok(())
    }

    fn of_meeting(&self, id: MeetingId, sections: &mut Sections) -> Result<(), Refusal> {
        let mut agenda = table(["No", "Item", "Presenter", "Min", "State"]);
        for (place, item) in (1..).zip(self.view.items(id)?) {
            let timebox = item.timebox.text();
            agenda = agenda.row([
                place.to_string(),
                format!("{} {}", item.id(), item.title),
                item.presenter.text(),
                timebox,
                item.state.disposition.to_string(),
            ]);
        }
        add(sections, "Agenda", agenda);
        add(sections, "Decisions", decisions(self.view.decisions_of(id)?));
        let mut notes = table(["When", "By", "Note"]);
        for note in self.view.notes(id)? {
            notes = notes.row([self.clock(&note.state.taken_at.text()), note.state.taken_by.text(), note.text.text()]);
        }
        add(sections, "Notes", notes);
        let mut passages = table(["When", "Who", "What"]);
        for one in self.view.passages(id)? {
            let what = if one.arrived { "arrived" } else { "left" };
            passages = passages.row([self.clock(&one.at.text()), one.person.0, what.to_owned()]);
        }
        add(sections, "Attendance", passages);
        Ok(())
    }

    /// Versions with what the board allows each on the day: an approval past its last day is expired, and one that
    /// something flags for re-review says what.
    fn versions(&self, rows: Vec<Row<Version>>) -> Result<Table, Refusal> {
        let mut shown = table(["Version", "Change", "Approval", "Valid until", "Released", "Gate"]);
        for row in rows {
            let row = row.on_day(self.view, self.today())?;
            let mut approval = row.state.approval.to_string();
            if matches!(row.state.approval, Approval::Approved | Approval::Conditional) {
                let flags = self.view.gate_dossier(row.clone(), self.policy, self.today())?.flags();
                let named: Vec<&str> = flags.iter().map(|flag| flag.subject.as_str()).collect();
                if let [first, ..] = flags.as_slice() {
                    let why = if named.len() == 1 { first.sentence.clone() } else { join_words(&named, "and") };
                    approval = format!("{approval}, flagged: {why}");
                }
            }
            let asked = self.clock(&row.state.gate_at.text());
            let gate = if asked.is_empty() { String::new() } else { format!("{} ({asked})", row.state.gate) };
            shown = shown.row([
                row.label.text(),
                row.change.to_string(),
                approval,
                row.state.approval_valid_until.text(),
                row.released_on.text(),
                gate,
            ]);
        }
        Ok(shown)
    }

    fn of_item(&self, id: ItemId, sections: &mut Sections) -> Result<(), Refusal> {
        let item = self.view.get::<Item>(id.0)?;
        let meeting = self.view.get::<Meeting>(item.meeting.0)?;
        let mut blocks = vec![paragraph(format!("{} {} on {}", meeting.id(), meeting.title, meeting.date.text()))];
        let made = self.view.decisions_on(id)?;
        if !made.is_empty() {
            blocks.push(heading(2, "decisions-on-it", "Decisions"));
            blocks.push(decisions(made).block());
        }
        sections.push(("Meeting", blocks));
        Ok(())
    }
}

fn artifacts(rows: Vec<Row<Artifact>>) -> Table {
    rows.into_iter().fold(table(["ID", "Kind", "Title", "State", "Received"]), |rows, row| {
        rows.row([
            row.id().to_string(),
            row.kind.text(),
            row.title.text(),
            row.fields.state.to_string(),
            row.received.text(),
        ])
    })
}

fn risks(rows: Vec<Row<Risk>>) -> Table {
    rows.into_iter().fold(table(["ID", "Risk", "Residual", "State", "Owner"]), |rows, row| {
        let residual = row.residual_band().map_or_else(String::new, |band| format!("{} {band}", row.residual()));
        rows.row([row.id().to_string(), row.statement.text(), residual, row.fields.state.to_string(), row.owner.text()])
    })
}

pub(super) fn acceptances(rows: Vec<Row<Acceptance>>) -> Table {
    rows.into_iter().fold(table(["ID", "Kind", "Covers", "Expires", "State"]), |rows, row| {
        rows.row([
            row.id().to_string(),
            row.kind.to_string(),
            row.risks.text(),
            row.expiry.text(),
            row.state.state.to_string(),
        ])
    })
}

pub(super) fn followups(rows: Vec<Row<FollowUp>>) -> Table {
    rows.into_iter().fold(table(["ID", "Follow-up", "Owner", "Due", "State"]), |rows, row| {
        rows.row([
            row.id().to_string(),
            row.title.text(),
            row.owner.text(),
            row.due.text(),
            row.state.state.to_string(),
        ])
    })
}

fn submissions(rows: Vec<Row<Submission>>) -> Table {
    rows.into_iter().fold(table(["ID", "Kind", "Version", "Summary", "State"]), |rows, row| {
        rows.row([
            row.id().to_string(),
            row.kind.to_string(),
            row.version.text(),
            row.summary.text(),
            row.state.state.to_string(),
        ])
    })
}

fn decisions(rows: Vec<Row<Decision>>) -> Table {
    rows.into_iter().fold(table(["ID", "Outcome", "Status", "Motion", "Valid until"]), |rows, row| {
        rows.row([
            row.id().to_string(),
            row.outcome.to_string(),
            row.state.status.to_string(),
            row.motion.text(),
            row.valid_until.text(),
        ])
    })
}

fn incidents(rows: Vec<Row<Incident>>) -> Table {
    rows.into_iter().fold(table(["ID", "Incident", "Severity", "State"]), |rows, row| {
        rows.row([row.id().to_string(), row.title.text(), row.severity.text(), row.fields.state.to_string()])
    })
}
