//! What needs a decision of somebody above or beside the board: each with who must give it and by when.

use chrono::{Days, NaiveDate};

use super::super::desk::{Desk, dated, listed, section};
use super::super::tables::severity;
use super::tally::is_signed;
use super::{Quarter, many, rest, shown, subject_of};
use crate::domain::Refusal;
use crate::domain::ids::{ModelId, RecordKind};
use crate::domain::order;
use crate::domain::record::{Acceptance, FollowUp, Incident, Risk, Row, Version};
use crate::domain::states::{
    AcceptanceState, AlarmKind, Band, FollowUpKind, Importance, IncidentState, Outcome, RegulatorDuty,
};
use crate::domain::text::shortened;
use crate::domain::value::Handle;
use crate::exchange::build::{line, paragraph, table};
use crate::exchange::document::{Document, Inlines, Table};
use crate::insight::posture::days_late;
use crate::policy::acceptance::state_on;
use crate::policy::incident::Clock;

/// Days in which an acceptance counts as one that ends soon.
pub const ENDING: u64 = 30;

/// What is at stake, the worst first: what is asked for stands in this order, then by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange::report) enum Stake {
    /// A term that the law sets.
    Regulator,
    /// A critical risk that nobody has accepted.
    CriticalRisk,
    /// In use against the board, or without it.
    InUse,
    /// What allowed a use no longer holds.
    Lapsed,
    /// Something waits for an answer or a signature.
    Waits,
    /// Severe work is late.
    Late,
    /// Something ends soon.
    Ends,
}

/// Something that somebody must decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exchange::report) struct Ask {
    /// What is at stake.
    pub stake: Stake,
    /// What is needed, a sentence.
    pub what: String,
    /// From whom; empty is the board itself.
    pub who: Handle,
    /// By when; a day that is past is late.
    pub by: Option<NaiveDate>,
    /// Since when it stands, where nothing says by when it has to end.
    pub since: Option<NaiveDate>,
    /// The rule it rests on, if it rests on one.
    pub rule: Option<u8>,
}

impl Quarter<'_, '_> {
    /// The section of the report.
    pub(super) fn asked(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "asks", "What needs a decision");
        let asks = self.asks()?;
        let shown: Vec<&Ask> = asks.iter().take(shown(asks.len())).collect();
        document.push(paragraph(if asks.is_empty() {
            "Nothing waits for leadership.".to_owned()
        } else {
            format!("{} for a decision or a signature, what weighs most first.", waits(asks.len()))
        }));
        if !asks.is_empty() {
            listed(document, asks_table(self.desk, self.until, &shown), "");
        }
        document.extend(rest(asks.len(), shown.len(), "matter", "boardroom list alarms, with the registers,"));
        Ok(())
    }

    /// Everything that waits for somebody: by what is at stake, then by day, what has none last.
    pub(in crate::exchange::report) fn asks(&self) -> Result<Vec<Ask>, Refusal> {
        let mut asks = Vec::new();
        self.incidents_asked(&mut asks);
        self.risks_asked(&mut asks);
        self.models_asked(&mut asks)?;
        self.acceptances_asked(&mut asks);
        self.decisions_asked(&mut asks)?;
        self.work_asked(&mut asks);
        order::by_key(&mut asks, |ask| {
            let day = ask.by.or(ask.since);
            (ask.stake, day.is_none(), day)
        });
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
            let mut ask = |stake: Stake, what: String, by: Option<NaiveDate>, rule: u8| {
                asks.push(Ask { stake, what, who: who.clone(), by, since: None, rule: Some(rule) });
            };
            match state_on(&row.fields, row.state.state, self.until) {
                AcceptanceState::Expired if !self.renewed(row.number) => {
                    ask(
                        Stake::Lapsed,
                        format!("Renew or end {} on {on}: it has expired and covers nothing", row.id()),
                        row.expiry.0,
                        14,
                    );
                }
                AcceptanceState::Active
                    if row.expiry.0.is_some_and(|last| last <= soon) && !self.renewed(row.number) =>
                {
                    ask(
                        Stake::Ends,
                        format!("Decide what follows {} on {on}: it ends soon", row.id()),
                        row.expiry.0,
                        14,
                    );
                }
                AcceptanceState::Proposed => {
                    let missing = if row.signed_on.0.is_some() { "grant" } else { "sign and grant" };
                    ask(Stake::Waits, format!("Refuse, or {missing}, {} on {on}: {}", row.id(), covered(row)), None, 1);
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
                let (who, by) = (row.escalated_to.clone(), row.answer_due.0);
                asks.push(Ask { stake: Stake::Waits, what, who, by, since: None, rule: None });
            }
        }
        for row in self.desk.view().decisions_provisional()? {
            let subject = subject_of(self.desk, &row)?;
            // A voter who pulls what was signed brings it before the board: no rule is broken, nothing lapses.
            let (what, rule) = if is_signed(&row) {
                let signed = many(row.voters_for.0.len(), "member");
                let outcome = row.outcome.past();
                (
                    format!(
                        "Decide on {subject}: {signed} signed it as {outcome} ({}), and a voter pulled it",
                        row.id()
                    ),
                    None,
                )
            } else {
                (format!("Ratify {} at a quorate meeting, or let it lapse: {subject}", row.id()), Some(5))
            };
            let since = self.desk.day(row.state.decided_at.0);
            asks.push(Ask { stake: Stake::Waits, what, who: Handle::default(), by: None, since, rule });
        }
        Ok(())
    }

    /// Critical risks that stand open and that no acceptance in force carries (R02).
    fn risks_asked(&self, asks: &mut Vec<Ask>) {
        let carried = |row: &Row<Risk>| {
            self.acceptance(row.state.acceptance.0)
                .is_some_and(|found| state_on(&found.fields, found.state.state, self.until) == AcceptanceState::Active)
        };
        for row in self.worst(usize::MAX).into_iter().filter(|row| row.residual_band() == Some(Band::Critical)) {
            if carried(row) {
                continue;
            }
            let (on, risk) = (self.model(row.model), shortened(&row.event(), 110));
            let what = format!(
                "Lower or accept {}: {risk} ({} critical, {on}), and no acceptance carries it",
                row.id(),
                row.residual()
            );
            let who = self.executive(row.model);
            asks.push(Ask { stake: Stake::CriticalRisk, what, who, by: None, since: None, rule: Some(2) });
        }
    }

    /// What is in production without the board, or although the gate said no.
    fn models_asked(&self, asks: &mut Vec<Ask>) -> Result<(), Refusal> {
        for alarm in &self.alarms {
            let tier = alarm.tier.map_or_else(|| "no tier".to_owned(), |tier| format!("tier {tier}"));
            let (model, what, rule) = if alarm.kind == AlarmKind::Unapproved && alarm.id.kind == RecordKind::Model {
                let model = ModelId(alarm.id.number);
                let on = self.model(model);
                let what = "or have it approved: it is in production without a current approval";
                (model, format!("Suspend {on} ({tier}), {what}"), Some(15))
            } else if alarm.kind == AlarmKind::GateFailed {
                let version = self.desk.view().get::<Version>(alarm.id.number)?;
                let on = self.model(version.model);
                let what = "or clear what the gate named: it was released although the gate said no";
                (version.model, format!("Roll {on} {} back ({tier}), {what}", version.label), None)
            } else {
                continue;
            };
            let who = self.executive(model);
            asks.push(Ask { stake: Stake::InUse, what, who, by: None, since: alarm.since, rule });
        }
        Ok(())
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
            let what = format!("{what} {} ({}) {}", row.id(), severity(row.severity.0), row.title);
            asks.push(Ask { stake: Stake::Regulator, what, who: row.lead.clone(), by, since: None, rule: Some(16) });
        }
    }

    /// Conditions that lapsed and severe work that is late; an escalation that waits is asked for itself.
    fn work_asked(&self, asks: &mut Vec<Ask>) {
        let severe = |row: &Row<FollowUp>| matches!(row.severity, Importance::High | Importance::Critical);
        for row in self.now().followups.iter().filter(|row| days_late(row, self.until) > 0) {
            let (on, title) = (self.model(row.model), shortened(row.title.as_str(), 90));
            let (stake, what, who, rule) = if row.kind == FollowUpKind::Condition {
                let what = format!("Review the approval of {on}: condition {} lapsed: {title}", row.id());
                (Stake::Lapsed, what, Handle::default(), 6)
            } else if severe(row) && row.kind != FollowUpKind::Escalation {
                let owner = self.desk.person(&row.owner).name;
                let what = format!("Have {} done or moved ({}, {on}, with {owner}): {title}", row.id(), row.severity);
                (Stake::Late, what, self.executive(row.model), 13)
            } else {
                continue;
            };
            asks.push(Ask { stake, what, who, by: row.due.0, since: None, rule: Some(rule) });
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
        let by = match (ask.by, ask.since) {
            (None, Some(since)) => line().text("stands since ").date(since),
            (by, _) => dated(by),
        };
        let by = if late { by.text(" ").status("LATE", crate::exchange::document::Colour::Red) } else { by };
        let rule = ask.rule.map(|rule| format!("R{rule:02}")).unwrap_or_default();
        rows.row([Inlines::from(ask.what.as_str()), who, by, rule.into()])
    })
}
