//! What needs a decision of somebody above or beside the board: each with who must give it and by when.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::super::desk::{Desk, dated, listed, section};
use super::{MOST, Quarter, many, rest, subject_of};
use crate::domain::Refusal;
use crate::domain::ids::{ModelId, RecordKind};
use crate::domain::order;
use crate::domain::record::{Acceptance, FollowUp, Incident, Model, Row};
use crate::domain::states::AlarmKind;
use crate::domain::states::{AcceptanceState, FollowUpKind, Importance, IncidentState, Outcome, RegulatorDuty};
use crate::domain::text::shortened;
use crate::domain::value::Handle;
use crate::exchange::build::{line, paragraph, table};
use crate::exchange::document::{Document, Inlines, Table};
use crate::insight::posture::days_late;
use crate::policy::acceptance::state_on;
use crate::policy::incident::Clock;

/// Days in which an acceptance counts as one that ends soon.
pub const ENDING: u64 = 30;

/// Something that somebody must decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exchange::report) struct Ask {
    /// What is needed, a sentence.
    pub what: String,
    /// From whom; empty is the board itself.
    pub who: Handle,
    /// By when; a day that is past is late.
    pub by: Option<NaiveDate>,
    /// The rule it rests on, if it rests on one.
    pub rule: Option<u8>,
}

impl Ask {
    /// Where it stands among the others: what is late first, then what stands against policy now, then by day,
    /// then what has none.
    fn urgency(&self, today: NaiveDate) -> (u8, Option<NaiveDate>) {
        let group = match (self.by, self.rule) {
            (Some(by), _) if by < today => 0,
            (None, Some(15)) => 1,
            (Some(_), _) => 2,
            (None, _) => 3,
        };
        (group, self.by)
    }
}

impl Quarter<'_, '_> {
    /// The section of the report.
    pub(super) fn asked(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "asks", "What needs a decision");
        let asks = self.asks()?;
        let shown: Vec<&Ask> = asks.iter().take(MOST).collect();
        document.push(paragraph(if asks.is_empty() {
            "Nothing waits for leadership.".to_owned()
        } else {
            format!("{} for a decision or a signature, the most urgent first.", waits(asks.len()))
        }));
        if !asks.is_empty() {
            listed(document, asks_table(self.desk, self.until, &shown), "");
        }
        document.extend(rest(asks.len(), shown.len(), "matter", "boardroom list alarms, with the registers,"));
        Ok(())
    }

    /// Everything that waits for somebody, the most urgent first.
    pub(in crate::exchange::report) fn asks(&self) -> Result<Vec<Ask>, Refusal> {
        let mut asks = Vec::new();
        self.acceptances_asked(&mut asks);
        self.decisions_asked(&mut asks)?;
        self.models_asked(&mut asks);
        self.incidents_asked(&mut asks);
        self.work_asked(&mut asks);
        order::by_key(&mut asks, |ask| ask.urgency(self.until));
        Ok(asks)
    }

    /// The executive who answers for a model; the board where there is none.
    fn executive(&self, model: ModelId) -> Handle {
        let found = self.now().models.iter().find(|row| row.number == model.0);
        found.map(|row| row.accountable_exec.clone()).unwrap_or_default()
    }

    /// Whether a later acceptance renews this one.
    pub(super) fn renewed(&self, number: u32) -> bool {
        self.now().acceptances.iter().any(|row| {
            row.renewal_of.0 == number
                && state_on(&row.fields, row.state.state, self.until) != AcceptanceState::Proposed
        })
    }

    fn acceptances_asked(&self, asks: &mut Vec<Ask>) {
        let soon = self.until.checked_add_days(Days::new(ENDING)).unwrap_or(self.until);
        for row in &self.now().acceptances {
            let who = row.accountable_exec.clone();
            let on = self.model(row.model);
            let mut ask = |what: String, by: Option<NaiveDate>, rule: u8| {
                asks.push(Ask { what, who: who.clone(), by, rule: Some(rule) });
            };
            match state_on(&row.fields, row.state.state, self.until) {
                AcceptanceState::Expired if !self.renewed(row.number) => {
                    ask(
                        format!("Renew or end {} on {on}: it has expired and covers nothing", row.id()),
                        row.expiry.0,
                        14,
                    );
                }
                AcceptanceState::Active
                    if row.expiry.0.is_some_and(|last| last <= soon) && !self.renewed(row.number) =>
                {
                    ask(format!("Decide what follows {} on {on}: it ends soon", row.id()), row.expiry.0, 14);
                }
                AcceptanceState::Proposed => {
                    let missing = if row.signed_on.0.is_some() { "grant" } else { "sign and grant" };
                    ask(format!("Refuse, or {missing}, {} on {on}: {}", row.id(), covered(row)), None, 1);
                }
                AcceptanceState::Expired
                | AcceptanceState::Active
                | AcceptanceState::Closed
                | AcceptanceState::Revoked => {}
            }
        }
    }

    fn decisions_asked(&self, asks: &mut Vec<Ask>) -> Result<(), Refusal> {
        let zone = self.desk.policy().time_zone.0;
        let first = self.facts.founded.unwrap_or(self.window.first);
        for row in self.desk.view().decisions_between(first.min(self.window.first), self.until, zone)? {
            let open =
                row.outcome == Outcome::Escalate && row.state.status.stands() && row.state.answered_on.0.is_none();
            if open {
                let what = format!("Answer {}, escalated: {}", row.id(), subject_of(self.desk, &row)?);
                asks.push(Ask { what, who: row.escalated_to.clone(), by: row.answer_due.0, rule: None });
            }
        }
        for row in self.desk.view().decisions_provisional()? {
            let subject = subject_of(self.desk, &row)?;
            let what = if row.meeting.0 == 0 {
                format!("Decide on what {} signed, which was pulled: {subject}", row.id())
            } else {
                format!("Ratify {} at a quorate meeting, or let it lapse: {subject}", row.id())
            };
            asks.push(Ask { what, who: Handle::default(), by: None, rule: Some(5) });
        }
        Ok(())
    }

    fn models_asked(&self, asks: &mut Vec<Ask>) {
        let alarmed: BTreeSet<u32> = self
            .alarms
            .iter()
            .filter(|alarm| alarm.kind == AlarmKind::Unapproved && alarm.id.kind == RecordKind::Model)
            .map(|alarm| alarm.id.number)
            .collect();
        let mut rows: Vec<&Row<Model>> = self.now().models.iter().filter(|row| alarmed.contains(&row.number)).collect();
        order::by_key(&mut rows, |row| (row.tier.0.unwrap_or(i64::MAX), row.number));
        for row in rows {
            let tier = row.tier.0.map_or_else(|| "no tier".to_owned(), |tier| format!("tier {tier}"));
            let on = self.model(ModelId(row.number));
            let what =
                format!("Suspend {on} ({tier}), or have it approved: it is in production without a current approval");
            asks.push(Ask { what, who: row.accountable_exec.clone(), by: None, rule: Some(15) });
        }
    }

    fn incidents_asked(&self, asks: &mut Vec<Ask>) {
        let open = |row: &&Row<Incident>| row.fields.state != IncidentState::Closed;
        for row in self.now().incidents.iter().filter(open) {
            let what = match row.regulator {
                RegulatorDuty::No => continue,
                RegulatorDuty::Suspected => "Say whether the regulator must hear of",
                RegulatorDuty::Yes => "Confirm that the regulator has been told of",
            };
            let by = match crate::policy::incident::clock(row, self.until, self.desk.policy()) {
                Some(Clock::Running(due) | Clock::Past(due)) => Some(due),
                Some(Clock::Told(..)) | None => continue,
            };
            let what = format!("{what} {} {}", row.id(), row.title);
            asks.push(Ask { what, who: row.lead.clone(), by, rule: Some(16) });
        }
    }

    /// Conditions that lapsed and severe work that is late; an escalation that waits is asked for itself.
    fn work_asked(&self, asks: &mut Vec<Ask>) {
        let severe = |row: &Row<FollowUp>| matches!(row.severity, Importance::High | Importance::Critical);
        for row in self.now().followups.iter().filter(|row| days_late(row, self.until) > 0) {
            let (on, title) = (self.model(row.model), shortened(row.title.as_str(), 90));
            let (what, who, rule) = if row.kind == FollowUpKind::Condition {
                let what = format!("Review the approval of {on}: condition {} lapsed: {title}", row.id());
                (what, Handle::default(), 6)
            } else if severe(row) && row.kind != FollowUpKind::Escalation {
                let owner = self.desk.person(&row.owner).name;
                let what = format!("Have {} done or moved ({}, {on}, with {owner}): {title}", row.id(), row.severity);
                (what, self.executive(row.model), 13)
            } else {
                continue;
            };
            asks.push(Ask { what, who, by: row.due.0, rule: Some(rule) });
        }
    }
}

fn covered(row: &Row<Acceptance>) -> String {
    if row.risks.0.is_empty() {
        return row.kind.word().to_owned();
    }
    row.risks.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn waits(count: usize) -> String {
    if count == 1 { "1 matter waits".to_owned() } else { format!("{} wait", many(count, "matter")) }
}

/// Asks as a table.
pub(in crate::exchange::report) fn asks_table(desk: &Desk<'_>, today: NaiveDate, asks: &[&Ask]) -> Table {
    asks.iter().fold(table(["What", "From", "By", "Rule"]).widths(&[440, 130, 150, 50]), |rows, ask| {
        let who = if ask.who.is_empty() { line().text("the board") } else { desk.who(&ask.who) };
        let late = ask.by.is_some_and(|by| by < today);
        let by = dated(ask.by);
        let by = if late { by.text(" ").status("LATE", crate::exchange::document::Colour::Red) } else { by };
        let rule = ask.rule.map(|rule| format!("R{rule:02}")).unwrap_or_default();
        rows.row([Inlines::from(ask.what.as_str()), who, by, rule.into()])
    })
}
