//! The posture report: what a risk committee reads each quarter. What changed, what is asked of it, then the
//! numbers with what moved them, and the registers behind them.
//!
//! Sentences are derived from counts; nothing is told that the record does not hold.

pub(super) mod asks;
mod board;
pub(super) mod headline;
mod kpis;
mod portfolio;
mod risks;
pub(super) mod tally;
mod watch;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::desk::Desk;
use crate::domain::Refusal;
use crate::domain::ids::{ModelId, RecordId};
use crate::domain::record::{Acceptance, Decision, Item, Meeting, Row};
use crate::domain::text::{counted, shortened};
use crate::exchange::build::{line, paragraph};
use crate::exchange::document::{Block, Document};
use crate::exchange::minutes::subject;
use crate::insight::alarm::{self, Alarm};
use crate::insight::kpi::{self, Measure, Span, Window};
use crate::insight::posture::Scorecard;
use crate::store::query::kpi::{Facts, Registers};
use crate::store::query::list::Today;
use crate::store::query::posture::Posture;

/// Rows of a table; how many there are in all is said under it.
const MOST: usize = 25;
/// Rows for which no table is cut: whoever has read so many reads them too.
const HANDFUL: usize = 10;

/// A window of the record, beside the one before it.
pub(super) struct Quarter<'a, 'd> {
    pub desk: &'a Desk<'d>,
    /// The window that is reported.
    pub window: Window,
    /// The whole of the one before.
    pub before: Window,
    /// The last day that is looked at.
    pub until: NaiveDate,
    /// Everything with the dates of its steps, as it is known now: what counts are taken from.
    pub facts: Facts,
    stood: Registers,
    pub card: Scorecard,
    /// The KPIs at the end of the window before.
    pub earlier: Vec<Measure>,
    pub decisions: Vec<Row<Decision>>,
    pub decisions_before: Vec<Row<Decision>>,
    pub meetings: Vec<Row<Meeting>>,
    pub counts: Posture,
    pub alarms: Vec<Alarm>,
    names: BTreeMap<u32, String>,
}

/// Builds the report for the window that the desk's day lies in.
pub(super) fn document(desk: &Desk<'_>, span: Span) -> Result<Document, Refusal> {
    Quarter::read(desk, span)?.document()
}

impl<'a, 'd> Quarter<'a, 'd> {
    /// Reads the record once.
    pub fn read(desk: &'a Desk<'d>, span: Span) -> Result<Self, Refusal> {
        let (policy, view, zone) = (desk.policy(), desk.view(), desk.policy().time_zone.0);
        // A look back has no log: steps are read from the record itself, and looked at up to the day.
        let facts = kpi::facts(desk.pages.history, policy)?;
        let stood = view.registers()?;
        let window = Window::of(desk.today, span);
        let before = window.before();
        let until = desk.today;
        let names = stood.models.iter().map(|row| (row.number, row.name.0.clone())).collect();
        Ok(Self {
            card: Scorecard::of(&facts, policy, until, span),
            earlier: kpi::all(&facts, policy, before.last, span),
            decisions: view.decisions_between(window.first, until, zone)?,
            decisions_before: view.decisions_between(before.first, before.last, zone)?,
            meetings: view.meetings_between(window.first, until)?,
            counts: view.posture()?,
            alarms: alarm::all(view, policy, Today { date: until, zone })?,
            desk,
            window,
            before,
            until,
            facts,
            stood,
            names,
        })
    }

    /// The registers as they stood on the day.
    pub const fn now(&self) -> &Registers {
        &self.stood
    }

    fn document(&self) -> Result<Document, Refusal> {
        let desk = self.desk;
        let mut document = desk.open(format!("{} posture report, {}", desk.board, self.window.label()), "mrb-posture");
        let period = line().date(self.window.first).text(" to ").date(self.until);
        document.property("Period", if self.until < self.window.last { period.text(", not over yet") } else { period });
        let begun = self.begun().map(|on| format!("; the record begins on {on}")).unwrap_or_default();
        document.property("Compared with", format!("{}, whole{begun}", self.before.label()));
        self.headline(&mut document);
        self.asked(&mut document)?;
        self.measured(&mut document)?;
        self.portfolio(&mut document);
        self.risks(&mut document);
        self.acceptances(&mut document);
        self.decided(&mut document)?;
        self.conditions(&mut document);
        self.incidents(&mut document);
        self.monitoring(&mut document)?;
        self.alarms(&mut document)?;
        self.follow_ups(&mut document);
        self.method(&mut document);
        Ok(document)
    }

    /// The board's first day, if the window before was over by then: of it there is nothing on the record.
    pub fn begun(&self) -> Option<NaiveDate> {
        self.facts.founded.filter(|on| *on > self.before.last)
    }

    /// The window before, as a comparison is worded.
    pub fn then(&self) -> String {
        self.before.label()
    }

    /// A model by identifier and name.
    pub fn model(&self, model: ModelId) -> String {
        match self.names.get(&model.0) {
            Some(name) => format!("{model} {name}"),
            None if model.0 == 0 => "portfolio".to_owned(),
            None => model.to_string(),
        }
    }

    /// A record by identifier and title.
    pub fn named(&self, id: RecordId) -> Result<String, Refusal> {
        Ok(format!("{id} {}", shortened(&self.desk.view().title(id)?, 90)).trim_end().to_owned())
    }

    /// An acceptance by number.
    pub fn acceptance(&self, number: u32) -> Option<&Row<Acceptance>> {
        self.now().acceptances.iter().find(|row| row.number == number && number > 0)
    }

    /// What a decision is about.
    pub fn subject(&self, decision: &Row<Decision>) -> Result<String, Refusal> {
        subject_of(self.desk, decision)
    }
}

/// What a decision is about; of one without a model the title of its item.
pub(in crate::exchange) fn subject_of(desk: &Desk<'_>, decision: &Row<Decision>) -> Result<String, Refusal> {
    let item =
        if decision.item.0 > 0 && decision.model.0 == 0 { desk.view().find::<Item>(decision.item.0)? } else { None };
    Ok(subject(decision, item.as_ref().map(|item| item.title.as_str())))
}

/// A count as text with its noun.
pub(super) fn many(count: usize, noun: &str) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), noun)
}

/// How many of so many rows are shown: all, unless more than a handful would be left over.
pub(super) const fn shown(all: usize) -> usize {
    if all <= MOST + HANDFUL { all } else { MOST }
}

/// Says that a table was cut, and where the rest is.
pub(super) fn rest(all: usize, shown: usize, noun: &str, elsewhere: &str) -> Option<Block> {
    (all > shown).then(|| paragraph(format!("{} in all; {elsewhere} lists the rest.", many(all, noun))))
}
