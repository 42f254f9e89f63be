//! What belongs to a risk: its controls and how they work, its ratings over time, what accepts it, what is done about it.

use super::related::{Sections, acceptances, add, followups};
use super::{MOST_EVENTS, Pages};
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::field::{FieldValue, Fields, Reading};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::record::{Risk, Row};
use crate::exchange::build::{paragraph, table};
use crate::exchange::document::{Block, Table};
use crate::store::query::asof::OnDay;

/// The fields that a snapshot of a risk's ratings is made of.
const RATED: &[&str] = &[
    "likelihood",
    "impact",
    "residual_likelihood",
    "residual_impact",
    "target_likelihood",
    "target_impact",
    "last_reviewed",
];

/// A risk's ratings from a moment on.
struct Snapshot {
    at: String,
    by: String,
    risk: Risk,
}

impl Pages<'_> {
    /// Controls, ratings, acceptances, follow-ups.
    pub(super) fn of_risk(&self, number: u32, sections: &mut Sections) -> Result<(), Refusal> {
        let row = self.view.get::<Risk>(number)?;
        add(sections, "Controls", controls(&row.fields));
        let snapshots = self.snapshots(&row)?;
        if !snapshots.is_empty() {
            sections.push(("Ratings", self.ratings(&snapshots)));
        }
        let covers = self.view.acceptances(row.model)?.into_iter();
        let covers: Vec<_> = covers.filter(|one| one.risks.0.iter().any(|risk| risk.0 == number)).collect();
        add(sections, "Acceptances", acceptances(covers.on_day(self.view, self.today())?));
        add(sections, "Follow-ups", followups(self.view.followups_from(row.id())?));
        Ok(())
    }

    /// Its ratings whenever they changed or were looked at anew, the oldest first: from how it stands, back through
    /// its history.
    fn snapshots(&self, row: &Row<Risk>) -> Result<Vec<Snapshot>, Refusal> {
        let id = RecordId { kind: RecordKind::Risk, number: row.number };
        let until = crate::domain::moment::stamp(self.moment);
        let reading = Reading {
            today: self.today(),
            calendar: self.policy.calendar(),
            actor: String::new(),
            zone: self.policy.time_zone.0,
            custom: self.policy.custom_asked(),
        };
        let mut risk = row.fields.clone();
        let mut found = Vec::new();
        for entry in self.history.history(id, i64::MAX, MOST_EVENTS)?.iter().filter(|entry| entry.effective <= until) {
            let Some(payload) = &entry.payload else { continue };
            let keep =
                |risk: &Risk| Snapshot { at: entry.effective.clone(), by: entry.actor.clone(), risk: risk.clone() };
            match Event::decode(&entry.kind, entry.version, payload) {
                Ok(Event::RiskIdentified(_)) => found.push(keep(&risk)),
                Ok(Event::RiskRevised(event)) => {
                    let rated = event.changes.iter().filter(|change| RATED.contains(&change.field.as_str()));
                    let before: Vec<_> = rated.collect();
                    if before.is_empty() {
                        continue;
                    }
                    found.push(keep(&risk));
                    for change in before {
                        if let Some(at) = Risk::position(&change.field) {
                            risk.set(at, &change.from, &reading)
                                .map_err(|misread| misread.of(change.field.as_str()))?;
                        }
                    }
                }
                _ => {}
            }
        }
        found.retain(|snapshot| snapshot.risk.inherent() > 0 || snapshot.risk.residual() > 0);
        found.reverse();
        Ok(found)
    }

    fn ratings(&self, snapshots: &[Snapshot]) -> Vec<Block> {
        let mut rows = table(["When", "Who", "Inherent", "Residual", "Target", "Trend"]);
        let mut before = None;
        for one in snapshots {
            let residual = one.risk.residual();
            rows = rows.row([
                self.clock(&one.at),
                one.by.clone(),
                rated(&one.risk.likelihood, &one.risk.impact),
                rated(&one.risk.residual_likelihood, &one.risk.residual_impact),
                rated(&one.risk.target_likelihood, &one.risk.target_impact),
                before.map_or("", |before| trend(before, residual)).to_owned(),
            ]);
            before = Some(residual);
        }
        vec![paragraph(told(snapshots)), rows.block()]
    }
}

/// The way that the residual has gone, in a sentence.
fn told(snapshots: &[Snapshot]) -> String {
    let residuals: Vec<i64> = snapshots.iter().map(|one| one.risk.residual()).collect();
    let mut path = residuals.clone();
    path.dedup();
    let path: Vec<String> = path.iter().map(ToString::to_string).collect();
    let way = match residuals.as_slice() {
        [.., before, last] => format!(", {} since the rating before", trend(*before, *last)),
        _ => String::new(),
    };
    let aim = snapshots.last().map_or(0, |one| product(&one.risk.target_likelihood, &one.risk.target_impact));
    let aim = if aim == 0 { "no target is set".to_owned() } else { format!("the target is {aim}") };
    format!("Residual {}{way}; {aim}.", path.join(" → "))
}

const fn trend(before: i64, after: i64) -> &'static str {
    if after > before {
        "up"
    } else if after < before {
        "down"
    } else {
        "level"
    }
}

fn product(likelihood: &crate::domain::value::Level, impact: &crate::domain::value::Level) -> i64 {
    likelihood.0.unwrap_or(0) * impact.0.unwrap_or(0)
}

/// A rating as likelihood times impact; blank while it is not given.
fn rated(likelihood: &crate::domain::value::Level, impact: &crate::domain::value::Level) -> String {
    let product = product(likelihood, impact);
    if product == 0 { String::new() } else { format!("{product} ({}×{})", likelihood.text(), impact.text()) }
}

/// The controls of a risk with how well each works.
fn controls(risk: &Risk) -> Table {
    let head = table(["Control", "Works"]);
    risk.controls.0.iter().fold(head, |rows, one| rows.row([one.text.clone(), one.works.to_string()]))
}
