//! A record as a document: what it holds, what belongs to it, what happened to it. The command `show`
//! and the detail view of the interface are both made from it.

mod appraisal;
pub(in crate::exchange) mod evaluation;
pub mod incident;
mod related;
mod risk;
mod watch;

use chrono::{DateTime, NaiveDate, Utc};

use super::build::{facts, heading, line, paragraph, table};
use super::document::{Block, Document, Inlines, Table};
use super::prose::prose;
use super::template::runbook::Runbooks;
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::field::{FieldKind, Fields};
use crate::domain::framework;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::moment::read_stamp;
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Consultation, ControlTest, Decision, DriftEvent, FollowUp, Incident, Item,
    ManualMetric, Meeting, Model, Monitor, Note, Person, Record, Review, Risk, Row, SavedView, Submission,
    ThematicReview, Validation, Version,
};
use crate::policy::Policy;
use crate::store::query::asof::OnDay;
use crate::store::{Entry, View};

/// Fields that have a place of their own on the page, or none.
const APART: &[&str] = &["snapshot", "verifications"];

/// Most events of a history that a page shows.
const MOST_EVENTS: i64 = 500;

/// What a page is made with.
pub struct Pages<'a> {
    /// The record as it stands, or as it stood.
    pub view: &'a View<'a>,
    /// Where its history is read: always the record itself.
    pub history: &'a View<'a>,
    /// The criteria in force.
    pub policy: &'a Policy,
    /// The moment it is looked at, or looked back to.
    pub moment: DateTime<Utc>,
    /// What is done about incidents.
    pub runbooks: &'a Runbooks,
}

impl Pages<'_> {
    /// A record as a document; its sections are headings of the first level.
    pub fn page(&self, id: RecordId) -> Result<Document, Refusal> {
        match id.kind {
            RecordKind::Person => self.record::<Person>(id),
            RecordKind::Model => self.record::<Model>(id),
            RecordKind::Version => self.drawn(&self.view.get::<Version>(id.number)?.on_day(self.view, self.today())?),
            RecordKind::Submission => self.record::<Submission>(id),
            RecordKind::Artifact => self.record::<Artifact>(id),
            RecordKind::Assessment => self.record::<Assessment>(id),
            RecordKind::Validation => self.record::<Validation>(id),
            RecordKind::Risk => self.drawn(&self.view.get::<Risk>(id.number)?.on_day(self.view, self.today())?),
            RecordKind::FollowUp => self.record::<FollowUp>(id),
            RecordKind::Acceptance => {
                self.drawn(&self.view.get::<Acceptance>(id.number)?.on_day(self.view, self.today())?)
            }
            RecordKind::Incident => self.record::<Incident>(id),
            RecordKind::Meeting => self.record::<Meeting>(id),
            RecordKind::Item => self.record::<Item>(id),
            RecordKind::Note => self.record::<Note>(id),
            RecordKind::Decision => self.record::<Decision>(id),
            RecordKind::Monitor => self.record::<Monitor>(id),
            RecordKind::DriftEvent => self.record::<DriftEvent>(id),
            RecordKind::Review => self.record::<Review>(id),
            RecordKind::ThematicReview => self.record::<ThematicReview>(id),
            RecordKind::ControlTest => self.record::<ControlTest>(id),
            RecordKind::ManualMetric => self.record::<ManualMetric>(id),
            RecordKind::Consultation => self.record::<Consultation>(id),
            RecordKind::SavedView => self.record::<SavedView>(id),
        }
    }

    /// The day it is looked at, or looked back to.
    pub(super) fn today(&self) -> NaiveDate {
        self.moment.with_timezone(&self.policy.time_zone.0).date_naive()
    }

    fn record<R: Record>(&self, id: RecordId) -> Result<Document, Refusal> {
        self.drawn(&self.view.get::<R>(id.number)?)
    }

    fn drawn<R: Record>(&self, row: &Row<R>) -> Result<Document, Refusal> {
        let id = row.id();
        let mut document = Document::new(format!("{id} {}", row.fields.title()));
        document.push(heading(1, "overview", "Overview"));
        if id.kind == RecordKind::Incident {
            document.push(self.incident_next(id.number)?);
        }
        document.extend(self.overview(row)?);
        for (title, blocks) in self.related(id)? {
            document.push(heading(1, title, title));
            document.extend(blocks);
        }
        document.push(heading(1, "history", "History"));
        document.push(self.history(id)?);
        Ok(document)
    }

    /// Every field that is filled, with what the board's events made of the record; long texts after the table.
    fn overview<R: Record>(&self, row: &Row<R>) -> Result<Vec<Block>, Refusal> {
        let mut known = facts();
        let mut texts = Vec::new();
        let entered = R::SPECS.iter().enumerate().map(|(at, spec)| (spec, row.fields.text(at)));
        let made = R::State::SPECS.iter().enumerate().map(|(at, spec)| (spec, row.state.text(at)));
        for (spec, text) in entered.chain(made).filter(|(spec, text)| !text.is_empty() && !APART.contains(&spec.name)) {
            let kind = (spec.kind)();
            if spec.name == "severity" && text == "0" {
                known = known.fact(spec.label, "near-miss");
            } else if spec.name == "custom" {
                known = self.custom(R::KIND, &text, known);
            } else if kind == FieldKind::Prose && (text.contains('\n') || text.len() > 160) {
                texts.push(heading(2, spec.name, spec.label));
                texts.extend(prose(&as_typed(&text)));
            } else {
                known = known.fact(spec.label, self.value(kind, &text)?);
            }
        }
        let mut blocks = vec![known.block()];
        blocks.extend(texts);
        Ok(blocks)
    }

    /// Custom fields as facts of their own, under the labels that the policy gives them.
    fn custom(&self, kind: RecordKind, text: &str, known: Table) -> Table {
        text.lines().filter_map(|line| line.split_once(':')).fold(known, |known, (key, value)| {
            let rule = self.policy.custom_fields(kind).find(|rule| rule.key == key);
            known.fact(rule.map_or(key, |rule| rule.label.as_str()), value.trim())
        })
    }

    /// A value as people read it: records with their titles, people with their names, moments by the board's clock.
    pub(super) fn value(&self, kind: FieldKind, text: &str) -> Result<Inlines, Refusal> {
        Ok(match kind {
            FieldKind::Record(_) | FieldKind::AnyRecord => self.named(text)?.into(),
            FieldKind::Records(_) => {
                let named: Result<Vec<String>, Refusal> = text.split("; ").map(|id| self.named(id)).collect();
                named?.join("; ").into()
            }
            FieldKind::Person => match self.view.person(&text.into())? {
                Some(person) if person.name.as_str() != text => format!("{} ({text})", person.name).into(),
                _ => text.into(),
            },
            FieldKind::Rows | FieldKind::Prose => line().lines(text),
            FieldKind::References => {
                let told = text.split("; ").map(|id| match framework::title(id) {
                    Some(title) => format!("{id} {title}"),
                    None => id.to_owned(),
                });
                line().lines(&told.collect::<Vec<_>>().join("\n"))
            }
            FieldKind::Line
            | FieldKind::Choice(_)
            | FieldKind::People
            | FieldKind::Date
            | FieldKind::Moment
            | FieldKind::Number(..)
            | FieldKind::YesNo
            | FieldKind::Words => self.clock(text).into(),
        })
    }

    pub(super) fn named(&self, text: &str) -> Result<String, Refusal> {
        let Ok(id) = text.parse::<RecordId>() else { return Ok(text.to_owned()) };
        Ok(format!("{id} {}", self.view.title(id)?).trim_end().to_owned())
    }

    /// A moment by the board's clock; any other text as it is.
    pub(super) fn clock(&self, text: &str) -> String {
        read_stamp(text).map_or_else(
            || text.to_owned(),
            |at| at.with_timezone(&self.policy.time_zone.0).format("%Y-%m-%d %H:%M").to_string(),
        )
    }

    fn history(&self, id: RecordId) -> Result<Block, Refusal> {
        let until = crate::domain::moment::stamp(self.moment);
        let entries = self.history.history(id, i64::MAX, MOST_EVENTS)?;
        let mut rows = table(["When", "Who", "What"]);
        for entry in entries.iter().filter(|entry| entry.effective <= until) {
            rows = rows.row([self.clock(&entry.effective), entry.actor.clone(), said(entry)]);
        }
        Ok(if rows.rows.is_empty() { paragraph("Nothing yet.") } else { rows.block() })
    }
}

/// What an event says, in a line; entered late is said so.
fn said(entry: &Entry) -> String {
    let event = entry.payload.as_ref().map(|payload| Event::decode(&entry.kind, entry.version, payload));
    let text = match event {
        Some(Ok(event)) => event.summary(),
        Some(Err(_)) => entry.kind.clone(),
        None => format!("{} (redacted)", entry.kind),
    };
    let late = read_stamp(&entry.at)
        .zip(read_stamp(&entry.effective))
        .is_some_and(|(at, effective)| at - effective > chrono::TimeDelta::minutes(1));
    if late { format!("{text} (entered {})", entry.at.get(..10).unwrap_or_default()) } else { text }
}

/// A text whose lines stay lines: what people typed under each other is read under each other. Markdown would
/// run them together.
fn as_typed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("  \n")
}

/// The sections of a page by title, for tabs.
pub fn sections(document: &Document) -> Vec<(String, &[Block])> {
    let starts: Vec<usize> = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| matches!(block, Block::Heading(heading) if heading.level == 1))
        .map(|(at, _)| at)
        .collect();
    let title = |at: usize| match &document.blocks[at] {
        Block::Heading(heading) => heading.content.plain(),
        _ => String::new(),
    };
    let ends = starts.iter().skip(1).copied().chain([document.blocks.len()]);
    starts.iter().zip(ends).map(|(start, end)| (title(*start), &document.blocks[start + 1..end])).collect()
}
