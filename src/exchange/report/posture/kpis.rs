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
use crate::insight::kpi::{Kpi, Measure, Part, Unit};

/// Records named behind a number; how many more there are is said.
const NAMED: usize = 5;

impl Quarter<'_, '_> {
    pub(super) fn measured(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "kpis", "KPIs");
        let header =
            ["KPI", "Stands", "Value", "Target", "n/d", self.before.label().as_str(), "Trend"].map(Inlines::from);
        let mut rows = table(header).widths(&[210, 110, 90, 120, 70, 90, 90]);
        for measure in self.ordered() {
            rows = rows.row([
                Inlines::from(measure.label.as_str()),
                stands(measure),
                measure.shown().into(),
                measure.target.as_str().into(),
                format!("{}/{}", measure.n, measure.d).into(),
                measure.before().map_or_else(|| "n/a".to_owned(), |point| measure.in_unit(point.value)).into(),
                line().trend(trend(measure)),
            ]);
        }
        document.push(rows.block());
        let first = self.card.measures.first().and_then(|measure| measure.trend.first());
        let first = first.map(|point| point.window.label()).unwrap_or_default();
        document.push(paragraph(format!(
            "n/a stands where there is nothing to divide by. The trend runs from {first} to {}, each KPI on a scale of its own.",
            self.window.label()
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
        let mut said = line().strong(measure.label.as_str()).text(format!(
            ": {} ({} of {}), target {}; {then} in {}.",
            measure.shown(),
            measure.n,
            measure.d,
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
            let part = |part: &Part| {
                let said = format!("{}: {}", part.label, part.shown());
                // A count is divided by nothing.
                if part.unit == Unit::Count { said } else { format!("{said} ({}/{})", part.n, part.d) }
            };
            let parts: Vec<String> = measure.parts.iter().map(part).collect();
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

/// The trend of a KPI with its values in words.
fn trend(measure: &Measure) -> Trend {
    let said: Vec<String> = measure
        .trend
        .iter()
        .map(|point| format!("{} {}", point.window.label(), measure.in_unit(point.value)))
        .collect();
    Trend { levels: measure.levels(), said: format!("{}: {}", measure.label, said.join(", ")) }
}
