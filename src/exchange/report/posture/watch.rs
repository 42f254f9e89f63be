//! What the watch between meetings found: incidents with their causes, monitoring and its gaps, alarms, and how
//! old the open follow-ups are.

use std::collections::BTreeMap;

use super::super::desk::{dated, listed, section};
use super::super::tables;
use super::{Quarter, many, rest, shown};
use crate::domain::Refusal;
use crate::domain::order;
use crate::domain::record::{DriftEvent, Incident, Row};
use crate::domain::states::IncidentState;
use crate::domain::text::shortened;
use crate::exchange::build::{heading, line, paragraph, table};
use crate::exchange::document::{Block, Chart, Colour, Document, Figure, Inlines, Stacks};
use crate::insight::kpi::{self, Kpi};
use crate::insight::posture::{Ageing, ageing, detected};

impl Quarter<'_, '_> {
    pub(super) fn incidents(&self, document: &mut Document) {
        section(document, "incidents", "Incidents");
        let rows = self.card.months.iter().map(|month| {
            let counts = [month.severe, month.lesser, month.near_misses].map(u64::from).to_vec();
            (month.window.first.format("%b %Y").to_string(), counts)
        });
        let parts = [("severity 1–2", Colour::Red), ("severity 3–4", Colour::Yellow), ("near-miss", Colour::Grey)];
        let parts = parts.map(|(name, colour)| (name.to_owned(), colour)).to_vec();
        let chart = Chart::Stacks(Stacks { of: "Month".to_owned(), parts, rows: rows.collect() });
        document.push(Block::Figure(Figure { title: "Incidents detected, by month".to_owned(), chart }));
        self.causes(document);
        document.push(heading(2, "incident-list", "Detected in the period, or still open"));
        let told = |row: &&Row<Incident>| {
            let on = detected(&self.facts, row);
            let fresh = on.is_some_and(|on| self.window.holds(on));
            on.is_some_and(|on| on <= self.until) && (fresh || row.fields.state != IncidentState::Closed)
        };
        let mut rows: Vec<&Row<Incident>> = self.now().incidents.iter().filter(told).collect();
        order::by_key(&mut rows, |row| (std::cmp::Reverse(detected(&self.facts, row)), row.number));
        let shown = shown(rows.len());
        let header = ["Incident", "What", "Model", "Severity", "Detected", "State", "Root cause", "Lead"];
        let grid = table(header).widths(&[85, 260, 160, 95, 95, 110, 100, 120]);
        let grid = rows.iter().take(shown).fold(grid, |grid, row| {
            let cause = if row.cause_category.is_empty() { "not known yet" } else { row.cause_category.as_str() };
            grid.row([
                Inlines::from(row.id().to_string()),
                tables::incident_title(row).into(),
                self.model(row.model).into(),
                tables::severity(row.severity.0).into(),
                dated(detected(&self.facts, row)),
                tables::incident_state(row.fields.state),
                cause.into(),
                self.desk.who(&row.lead),
            ])
        });
        listed(document, grid, "None.");
        document.extend(rest(rows.len(), shown, "incident", "boardroom list incidents"));
    }

    /// Root causes of the twelve months, near-misses included: they are how a cause is seen before it does harm.
    fn causes(&self, document: &mut Document) {
        let first = self.card.months.first().map(|month| month.window.first);
        let mut causes: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
        for row in self.now().incidents.iter().filter(|row| !row.exercise.0) {
            let Some(on) = detected(&self.facts, row).filter(|on| *on <= self.until && Some(*on) >= first) else {
                continue;
            };
            let cause = row.cause_category.as_str().trim().to_lowercase();
            let (fresh, named) = causes.entry(cause).or_default();
            *fresh += usize::from(self.window.holds(on));
            named.push(row.id().to_string());
        }
        if causes.is_empty() {
            return;
        }
        let mut causes: Vec<_> = causes.into_iter().collect();
        // What is not known yet is no cause: it stands last.
        order::by_key(&mut causes, |(cause, (fresh, named))| {
            (cause.is_empty(), std::cmp::Reverse((named.len(), *fresh)), cause.clone())
        });
        document.push(heading(2, "causes", "Root causes, twelve months"));
        let grid =
            causes.iter().fold(table(["Root cause", "In the period", "Twelve months", "Incidents"]), |grid, entry| {
                let (cause, (fresh, named)) = entry;
                let cause = if cause.is_empty() { "not known yet" } else { cause.as_str() };
                grid.row([cause.to_owned(), fresh.to_string(), named.len().to_string(), named.join(", ")])
            });
        document.push(grid.block());
    }

    pub(super) fn monitoring(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "monitoring", "Monitoring");
        let Some(measure) = self.card.measures.iter().find(|one| one.key == Kpi::MonitoringCoverage) else {
            return Ok(());
        };
        let tier_1 = self.card.measures.iter().find(|one| one.key == Kpi::MonitoringTier1);
        let tier_1 = tier_1.map(|one| format!("; of tier 1, {} of {}", one.n, one.d)).unwrap_or_default();
        document.push(paragraph(format!(
            "{} of {} in production are watched in every dimension their tier needs ({}, target {}){tier_1}.",
            measure.n,
            many(usize::try_from(measure.d).unwrap_or(0), "model"),
            measure.shown(),
            measure.target
        )));
        let misses: Vec<_> = measure.misses().collect();
        let mut gaps = Vec::new();
        for miss in &misses {
            let model = self.now().models.iter().find(|row| row.id() == miss.id);
            let tier = model.and_then(|row| row.tier.0);
            let owner = model.map(|row| self.desk.who(&row.owner)).unwrap_or_default();
            gaps.push((tier.unwrap_or(i64::MAX), self.named(miss.id)?, tier, owner, miss.what.clone()));
        }
        order::by(&mut gaps, |left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
        let shown = shown(gaps.len());
        let grid = gaps.into_iter().take(shown).fold(
            table(["Model", "Tier", "Owner", "Why it does not count"]),
            |grid, gap| {
                let (_, model, tier, owner, what) = gap;
                let tier = tier.map(|tier| tier.to_string()).unwrap_or_default();
                grid.row([Inlines::from(model), tier.into(), owner, what.into()])
            },
        );
        if !misses.is_empty() {
            document.push(grid.block());
        }
        document.extend(rest(misses.len(), shown, "model", "boardroom kpis --records monitoring-coverage"));
        self.drifts(document);
        Ok(())
    }

    fn drifts(&self, document: &mut Document) {
        let day = |row: &Row<DriftEvent>| self.facts.day(row.alerted).or_else(|| self.facts.day(row.onset));
        let fresh = |row: &&Row<DriftEvent>| {
            day(row).is_some_and(|on| on <= self.until && (self.window.holds(on) || row.triaged.0.is_none()))
        };
        let rows: Vec<&Row<DriftEvent>> = self.now().drifts.iter().filter(fresh).collect();
        if rows.is_empty() {
            document.push(paragraph("No drift was seen in the period, and none waits for triage."));
            return;
        }
        document.push(heading(2, "drift", "Drift seen in the period, or not triaged"));
        let shown = shown(rows.len());
        let grid = rows.iter().take(shown).fold(
            table(["Drift", "Model", "What", "Alerted", "Triaged", "Outcome"]),
            |grid, row| {
                let triaged = match row.triaged.0 {
                    Some(_) => line().text(self.desk.clock(row.triaged.0)),
                    None => line().status("NOT TRIAGED", Colour::Red),
                };
                grid.row([
                    Inlines::from(row.id().to_string()),
                    self.model(row.model).into(),
                    row.summary.as_str().into(),
                    self.desk.clock(row.alerted.0).into(),
                    triaged,
                    row.outcome.word().into(),
                ])
            },
        );
        document.push(grid.block());
        document.extend(rest(rows.len(), shown, "drift", "boardroom list drift"));
    }

    pub(super) fn alarms(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "alarms", "Alarms");
        let shown = shown(self.alarms.len());
        let mut grid = table(["Rule", "Record", "What is wrong", "What clears it"]).widths(&[60, 170, 330, 290]);
        for alarm in self.alarms.iter().take(shown) {
            let record = if alarm.id.kind == crate::domain::ids::RecordKind::Model {
                self.named(alarm.id)?
            } else {
                alarm.id.to_string()
            };
            grid = grid.row([alarm.rule().to_owned(), record, shortened(&alarm.what, 140), alarm.clears.clone()]);
        }
        listed(document, grid, "No alarm stands.");
        document.extend(rest(self.alarms.len(), shown, "alarm", "boardroom list alarms"));
        Ok(())
    }

    pub(super) fn follow_ups(&self, document: &mut Document) {
        section(document, "follow-ups", "Open follow-ups by age");
        let kinds = ageing(&self.facts, &self.now().followups, self.until);
        let header = ["Kind", "Up to 30 days", "31–60", "61–90", "Older", "All", "Overdue", "Date moved"];
        let grid = kinds.iter().fold(table(header), |grid, kind| {
            let ages = kind.ages.map(|count| Inlines::from(count.to_string()));
            let overdue = if kind.overdue == 0 {
                line().text("0")
            } else {
                line().text(format!("{} ", kind.overdue)).status("OVERDUE", Colour::Red)
            };
            let rest = [kind.total().to_string().into(), overdue, kind.extended.to_string().into()];
            grid.row(std::iter::once(Inlines::from(kind.kind.word())).chain(ages).chain(rest))
        });
        listed(document, grid, "No follow-up is open.");
        let required = kinds.iter().filter(|kind| kpi::is_required(kind.kind)).map(Ageing::total).sum::<u32>();
        let all = kinds.iter().map(Ageing::total).sum::<u32>();
        if all > 0 {
            document.push(paragraph(format!(
                "{required} of the {all} are required: conditions, mitigations and findings. The KPI of remediation counts \
                 those alone."
            )));
        }
        let late = self.late_by_owner();
        if late.is_empty() {
            return;
        }
        document.push(heading(2, "overdue", "Overdue, by owner"));
        let shown = shown(late.len());
        let grid = late.iter().take(shown).fold(
            table(["Owner", "Overdue", "The oldest is late by"]),
            |grid, (owner, count, days)| {
                let who = if owner.is_empty() { line().text("nobody") } else { self.desk.who(owner) };
                grid.row([who, count.to_string().into(), crate::domain::text::counted(*days, "day").into()])
            },
        );
        document.push(grid.block());
        document.extend(rest(late.len(), shown, "owner", "boardroom list followups --filter is:overdue"));
    }
}
