//! The KPIs: what is off target first, with target, numerator and denominator, and trend; then what moved
//! those that are off; and, at the end of the report, how each number is made.

use std::collections::BTreeSet;

use super::super::desk::section;
use super::{Quarter, many};
use crate::domain::Refusal;
use crate::domain::ids::RecordId;
use crate::domain::order;
use crate::domain::text::join_words;
use crate::exchange::build::{bullets, expand, heading, line, paragraph, table};
use crate::exchange::document::{Colour, Document, Inlines, Trend};
use crate::insight::kpi::{Kpi, Measure, Part};

/// Records named behind a number; how many more there are is said.
const NAMED: usize = 5;

impl Quarter<'_, '_> {
    pub(super) fn measured(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "kpis", "KPIs");
        let running = self.until < self.window.last;
        let header =
            ["KPI", "Stands", "Value", "Target", "n/d", self.before.label().as_str(), "Trend"].map(Inlines::from);
        let mut rows = table(header).widths(&[210, 110, 90, 120, 70, 90, 90]);
        for measure in self.ordered() {
            rows = rows.row([
                Inlines::from(measure.label.as_str()),
                stands(measure),
                value(measure).into(),
                measure.target.as_str().into(),
                format!("{}/{}", measure.n, measure.d).into(),
                measure.before().map_or_else(|| "n/a".to_owned(), |point| measure.in_unit(point.value)).into(),
                line().trend(trend(measure, running)),
            ]);
        }
        document.push(rows.block());
        let first = self.card.measures.first().and_then(|measure| measure.trend.first());
        let first = first.map(|point| point.window.label()).unwrap_or_default();
        document.push(paragraph(format!(
            "n/a stands where there is nothing to divide by. The trend runs from {first} to {}: shares on a scale to 100 %, \
             everything else from 0 to its own highest.{}",
            self.window.label(),
            if running { " … stands behind the bar of the window that still runs." } else { "" }
        )));
        document.push(heading(2, "off-target", "What keeps them from target"));
        let mut moved = Vec::new();
        for measure in self.card.off_target() {
            moved.push(self.moved(measure)?);
        }
        document.push(if moved.is_empty() {
            paragraph("Every KPI that can be judged is on target.")
        } else {
            bullets(moved)
        });
        Ok(())
    }

    /// What is off target first, then what is on target, then what cannot be judged.
    fn ordered(&self) -> Vec<&Measure> {
        let mut ordered: Vec<&Measure> = self.card.measures.iter().collect();
        order::by_key(&mut ordered, |measure| match measure.met {
            Some(false) => 0,
            Some(true) => 1,
            None => 2,
        });
        ordered
    }

    /// A KPI that is off target: how far, since when, and the records that keep it there.
    fn moved(&self, measure: &Measure) -> Result<Inlines, Refusal> {
        let then = measure.before().map_or_else(|| "n/a".to_owned(), |point| measure.in_unit(point.value));
        // Of findings the value says already how many there are in all.
        let share = if measure.key == Kpi::AuditFindings {
            String::new()
        } else {
            format!(" ({} of {})", measure.n, measure.d)
        };
        let mut said = line().strong(measure.label.as_str()).text(format!(
            ": {}{share}, target {}; {then} in {}.",
            value(measure),
            measure.target,
            self.then()
        ));
        let misses: Vec<(RecordId, &str)> = measure.misses().map(|one| (one.id, one.what.as_str())).collect();
        let earlier: BTreeSet<RecordId> = self
            .earlier
            .iter()
            .filter(|one| one.key == measure.key && is_stock(measure.key))
            .flat_map(|one| one.misses().map(|record| record.id))
            .collect();
        let known = is_stock(measure.key) && measure.before().is_some();
        // What was not behind it a window ago is named first: that is what moved it.
        let is_new = |id: &RecordId| known && !earlier.contains(id);
        let (new, old): (Vec<_>, Vec<_>) = misses.iter().partition(|(id, _)| is_new(id));
        let mut named = Vec::new();
        for (id, what) in new.iter().chain(&old).take(NAMED) {
            let mark = if is_new(id) { "new: " } else { "" };
            let what = if what.is_empty() { String::new() } else { format!(" ({what})") };
            named.push(format!("{mark}{}{what}", self.named(*id)?));
        }
        if !named.is_empty() {
            let more = misses.len().saturating_sub(named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            said = said.text(format!(" Behind it: {}{more}.", named.join("; ")));
        }
        let still: BTreeSet<RecordId> = misses.iter().map(|(id, _)| *id).collect();
        let mut settled = Vec::new();
        for id in earlier.difference(&still).take(NAMED) {
            settled.push(self.named(*id)?);
        }
        if known && !settled.is_empty() {
            let of = earlier.difference(&still).count();
            let more = if of > settled.len() { format!(", {of} in all") } else { String::new() };
            said = said.text(format!(" Settled since {}: {}{more}.", self.then(), settled.join("; ")));
        }
        if !measure.note.is_empty() {
            said = said.text(format!(" Note: {}.", measure.note));
        }
        Ok(said)
    }

    /// How each number is made, with its parts and what it leaves out.
    pub(super) fn method(&self, document: &mut Document) {
        section(document, "method", "How the numbers are made");
        let mut rows = table(["KPI", "Counted", "Parts", "Left out, and notes"]).widths(&[180, 260, 210, 200]);
        for measure in &self.card.measures {
            let parts: Vec<String> = measure.parts.iter().map(Part::said).collect();
            let mut notes = Vec::new();
            if !measure.left_out.is_empty() {
                let mut why: Vec<&str> = measure.left_out.iter().map(|one| one.why.as_str()).collect();
                why.sort_unstable();
                why.dedup();
                why.truncate(3);
                notes.push(format!("{} left out: {}", many(measure.left_out.len(), "record"), join_words(&why, "and")));
            }
            if !measure.note.is_empty() {
                notes.push(measure.note.clone());
            }
            rows = rows.row([
                Inlines::from(measure.label.as_str()),
                measure.key.formula().into(),
                line().lines(&parts.join("\n")),
                line().lines(&notes.join("\n")),
            ]);
        }
        document.push(paragraph(
            line()
                .text("Withdrawn submissions are not counted. Every record behind a number is listed by ")
                .code("boardroom kpis --records KEY")
                .text("."),
        ));
        document.push(expand("Formulas, parts and what is left out", vec![rows.block()]));
        document.push(paragraph(
            line()
                .text("Whoever holds this page can prove the record: ")
                .code(format!("boardroom verify --head {}", self.desk.head)),
        ));
    }
}

/// Whether a KPI counts what stands on a day, so that the records behind it can be compared between two days.
const fn is_stock(kpi: Kpi) -> bool {
    matches!(
        kpi,
        Kpi::InventoryCoverage
            | Kpi::MonitoringCoverage
            | Kpi::MonitoringTier1
            | Kpi::FairnessCoverage
            | Kpi::SecurityCoverage
            | Kpi::ExceptionsOverdue
    )
}

/// Where a KPI stands against its target, as a mark.
fn stands(measure: &Measure) -> Inlines {
    match measure.met {
        Some(false) => line().status("OFF TARGET", Colour::Red),
        Some(true) => line().status("ON TARGET", Colour::Green),
        None if measure.target.is_empty() => line().status("NO TARGET", Colour::Grey),
        None => line().status("NOT JUDGED", Colour::Grey),
    }
}

/// The value, with what its target judges where that is not the value itself.
fn value(measure: &Measure) -> String {
    let shown = measure.shown();
    let beside = measure.value.and_then(|_| measure.judged_by());
    let sign = if measure.key == Kpi::AuditFindings { " " } else { "; " };
    beside.map_or_else(|| shown.clone(), |beside| format!("{shown}{sign}{beside}"))
}

/// The trend of a KPI with its values in words; the last window may still run.
fn trend(measure: &Measure, running: bool) -> Trend {
    let last = measure.trend.len();
    let said: Vec<String> = (1..)
        .zip(&measure.trend)
        .map(|(at, point)| {
            let so_far = if running && at == last { " so far" } else { "" };
            format!("{}{so_far} {}", point.window.label(), measure.in_unit(point.value))
        })
        .collect();
    Trend { levels: measure.levels(), running, said: format!("{}: {}", measure.label, said.join(", ")) }
}
