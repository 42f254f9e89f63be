//! What a member reads beforehand on an item: what is asked, of which model, under which tier and residual risk,
//! and how complete the evidence is. It is the packet that lies before the board, in a table.

use chrono::NaiveDate;

use crate::board::Topic;
use crate::domain::Refusal;
use crate::domain::ids::RecordKind;
use crate::domain::record::{Decision, Item, Row, Submission};
use crate::exchange::build::{facts, line};
use crate::exchange::document::{Block, Inlines, Table};
use crate::exchange::motion::matter;
use crate::insight::packet::Packet;
use crate::policy::Policy;
use crate::store::View;

/// The brief of one item.
#[derive(Clone, Debug, Default)]
pub struct Brief {
    /// Each fact by label.
    facts: Vec<(String, Inlines)>,
    /// Why it is on the agenda, where the item does not say.
    pub why: String,
}

impl Brief {
    /// Reads the brief of an item.
    pub fn of(view: &View<'_>, policy: &Policy, today: NaiveDate, item: &Row<Item>) -> Result<Self, Refusal> {
        let Some(id) = item.subject.0 else { return Ok(Self::default()) };
        let topic = Topic::of(view, item.clone())?;
        let packet = Packet::of(view, policy, today, matter(&topic))?;
        let mut brief = Self::default();
        if let Some(row) = &topic.submission {
            brief.why = row.state.why_due();
            brief.add("Asks", packet.ask.as_str());
            brief.add("Requester", row.requester.as_str());
        }
        if id.kind == RecordKind::Decision {
            let row = view.get::<Decision>(id.number)?;
            brief.add("Decided", row.motion.as_str());
        }
        if topic.model.is_some() {
            brief.add("Model", packet.about.as_str());
            brief.assessed(&packet, &topic);
        }
        if topic.submission.is_none() {
            for (label, text) in &packet.facts {
                brief.facts.push((heading(label), line().lines(text)));
            }
        }
        if let Some(row) = &topic.submission {
            brief.dates(row, today);
        }
        Ok(brief)
    }

    fn add(&mut self, label: &str, text: &str) {
        if !text.trim().is_empty() {
            self.facts.push((label.to_owned(), line().lines(text)));
        }
    }

    /// Tier, residual risk, evidence and validation.
    fn assessed(&mut self, packet: &Packet, topic: &Topic) {
        if let Some(tier) = packet.tier.0 {
            let provisional = if packet.tier_provisional { ", provisional" } else { "" };
            self.add("Tier", &format!("{tier} {}{provisional}", packet.tier_name));
        }
        if let Some(band) = packet.residual.band() {
            let covered: Vec<String> = packet.covered_by.iter().map(ToString::to_string).collect();
            let cover = match (packet.needs_acceptance, covered.is_empty()) {
                (true, _) => ", no acceptance in force (R02)".to_owned(),
                (false, false) => format!(", accepted by {}", covered.join("; ")),
                (false, true) => String::new(),
            };
            self.add("Residual risk", &format!("{} of 25, {band}{cover}", packet.residual.score));
        }
        if topic.submission.is_none() {
            return;
        }
        if let Some(ready) = &packet.readiness {
            let missing =
                if ready.missing.is_empty() { String::new() } else { format!("; open: {}", ready.missing.join(", ")) };
            self.add("Evidence", &format!("{} of {} accepted or waived{missing}", ready.settled, ready.total));
            self.add("Not ready", &ready.unready.join("\n"));
        }
        if let Some(one) = &packet.validation {
            let issued = one.issued.map(|day| format!(", {day}")).unwrap_or_default();
            self.add("Validation", &format!("{} {} by {}{issued}", one.id, one.opinion, one.validator));
        }
    }

    fn dates(&mut self, row: &Row<Submission>, today: NaiveDate) {
        if let Some(day) = row.state.decision_due.0 {
            let late = if day < today { line().text(", overdue") } else { line() };
            self.facts.push(("Decide by".to_owned(), line().date(day).join(late)));
        }
        if let Some(day) = row.release_target.0 {
            self.facts.push(("Release wanted".to_owned(), line().date(day)));
        }
    }

    /// The facts as a table; nothing if there are none.
    pub fn block(&self) -> Option<Block> {
        let grid = self.facts.iter().fold(facts(), |grid: Table, (label, text)| grid.fact(label, text.clone()));
        (!grid.rows.is_empty()).then(|| grid.block())
    }
}

/// The packet's label as it heads a row: `exit plan` as `Exit plan`.
fn heading(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
