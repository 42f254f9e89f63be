//! What watches a model: coverage by the tier's dimensions, monitors with their last readings, drift, reviews.

use super::Pages;
use super::related::{Sections, add};
use crate::domain::Refusal;
use crate::domain::decimal::Decimal;
use crate::domain::event::Reading;
use crate::domain::field::FieldValue;
use crate::domain::ids::{ModelId, MonitorId};
use crate::domain::record::{Model, Monitor, Row};
use crate::domain::text::sparkline;
use crate::exchange::build::{code, paragraph, table};
use crate::policy::{monitoring, readiness};

/// Readings in the sparkline of a monitor.
const SHOWN: u32 = 24;
/// Readings on a monitor's own page.
const LISTED: u32 = 30;

/// Where each of the last readings lies between the least and the greatest, thresholds included, and a mark
/// under those past the warning (`!`) or the alert (`x`).
fn drawn(monitor: &Monitor, readings: &[Reading]) -> (String, String) {
    let values: Vec<i128> = readings.iter().rev().filter_map(|one| one.value.units()).collect();
    let bounds = [monitor.warn, monitor.alert].into_iter().filter_map(Decimal::units);
    let all: Vec<i128> = values.iter().copied().chain(bounds).collect();
    let (Some(least), Some(most)) = (all.iter().min(), all.iter().max()) else { return Default::default() };
    let span = (most - least).max(1);
    let level = |value: i128| usize::try_from((value - least) * 7 / span).ok();
    let marks = readings.iter().rev().map(|one| match monitoring::standing(monitor, one.value) {
        crate::domain::states::Standing::Within => '.',
        crate::domain::states::Standing::Warning => '!',
        crate::domain::states::Standing::Breach => 'x',
    });
    (sparkline(&values.iter().map(|value| level(*value)).collect::<Vec<_>>()), marks.collect())
}

/// The readings as bars, oldest first, with the thresholds drawn through them: eight rows of text, and the marks of
/// those past a threshold below.
fn chart(monitor: &Monitor, readings: &[Reading]) -> Option<String> {
    let values: Vec<i128> = readings.iter().rev().filter_map(|one| one.value.units()).collect();
    let bounds = [(monitor.alert, "alert"), (monitor.warn, "warning")];
    let set: Vec<i128> = bounds.iter().filter_map(|(bound, _)| bound.units()).collect();
    let least = values.iter().chain(&set).min().copied()?;
    let most = values.iter().chain(&set).max().copied()?;
    let span = (most - least).max(1);
    // The nearest of eight rows.
    let row_of = |value: i128| ((value - least) * 14 + span) / (2 * span);
    let mut text = String::new();
    for row in (0..8_i128).rev() {
        let bound = bounds.iter().find(|(bound, _)| bound.units().is_some_and(|units| row_of(units) == row));
        let label = match (bound, row) {
            (Some((bound, word)), _) => format!("{word} {bound}"),
            (None, 7) => Decimal::billionths(most).to_string(),
            (None, 0) => Decimal::billionths(least).to_string(),
            (None, _) => String::new(),
        };
        let empty = if bound.is_some() { '─' } else { ' ' };
        let bars: String = values.iter().map(|value| if row_of(*value) >= row { '█' } else { empty }).collect();
        text.push_str(format!("{label:>20} {bars}").trim_end());
        text.push('\n');
    }
    Some(format!("{text}{:>20} {}", "", drawn(monitor, readings).1))
}

/// What the marks under a trend mean.
const MARKS: &str = "Under the bars, ! is a reading past the warning, x one past the alert threshold.";

impl Pages<'_> {
    /// The readings of a monitor: drawn with its thresholds, and one by one.
    pub(super) fn of_monitor(&self, id: MonitorId, sections: &mut Sections) -> Result<(), Refusal> {
        let monitor = self.view.get::<Monitor>(id.0)?;
        let all = self.view.latest_readings(id, LISTED)?;
        // Segments are not one line: the whole is drawn, or else the segment that was read last.
        let last = all.first().filter(|_| all.iter().all(|one| !one.segment.is_empty()));
        let segment = last.map(|one| one.segment.clone()).unwrap_or_default();
        let line: Vec<Reading> = all.iter().filter(|one| one.segment == segment).cloned().collect();
        if let (Some(text), Some(last), Some(first)) = (chart(&monitor.fields, &line), line.first(), line.last()) {
            let of = if segment.is_empty() { String::new() } else { format!(" of {segment}") };
            let (from, to) = (self.clock(&first.at.text()), self.clock(&last.at.text()));
            let said = format!("{} readings{of}, from {from} to {to}. {MARKS}", line.len());
            sections.push(("Trend", vec![code("", text), paragraph(said)]));
        }
        let rows = all.iter().fold(table(["At", "Value", "Segment", "Standing"]), |rows, one| {
            let at = self.clock(&one.at.text());
            rows.row([at, one.value.to_string(), one.segment.clone(), one.standing.to_string()])
        });
        add(sections, "Latest readings", rows);
        Ok(())
    }

    /// What watches a model.
    pub(super) fn of_watch(&self, id: ModelId, sections: &mut Sections) -> Result<(), Refusal> {
        let model = self.view.get::<Model>(id.0)?;
        let rows = self.view.monitors(id)?;
        let mut monitors =
            table(["Monitor", "Metric", "Dimension", "Warn / alert", "Latest", "Standing", "Trend", "Owner"]);
        for row in &rows {
            monitors = monitors.row(self.watched(row)?);
        }
        let coverage = self.coverage(&model, &rows);
        if !rows.is_empty() {
            let mut blocks = vec![paragraph(coverage), monitors.block()];
            if rows.iter().any(|row| row.state.last_value.is_set()) {
                blocks.push(paragraph(format!(
                    "The trend runs between the least and the greatest, thresholds included. {MARKS}"
                )));
            }
            sections.push(("Monitors", blocks));
        } else if model.stage == crate::domain::states::Stage::Production {
            sections.push(("Monitors", vec![paragraph(coverage)]));
        }
        let mut drifts = table(["Drift", "What", "Onset", "Alerted", "Triaged", "Outcome"]);
        for row in self.view.drifts(id)? {
            let at = |moment: crate::domain::moment::Moment| self.clock(&moment.text());
            drifts = drifts.row([
                row.id().to_string(),
                row.summary.0.clone(),
                at(row.onset),
                at(row.alerted),
                at(row.triaged),
                row.outcome.to_string(),
            ]);
        }
        add(sections, "Drift events", drifts);
        let mut reviews = table(["Review", "Trigger", "Brought about by", "Due", "Outcome", "Reviewer"]);
        for row in self.view.reviews(id)? {
            reviews = reviews.row([
                row.id().to_string(),
                row.trigger.to_string(),
                row.cause.0.replace('\n', "; "),
                row.due.text(),
                row.outcome.to_string(),
                row.reviewer.to_string(),
            ]);
        }
        add(sections, "Reviews", reviews);
        Ok(())
    }

    fn watched(&self, row: &Row<Monitor>) -> Result<[String; 8], Refusal> {
        let latest =
            if row.state.last_value.is_set() { row.state.last_value.to_string() } else { "none yet".to_owned() };
        let threshold = |value: Decimal| if value.is_set() { value.to_string() } else { "-".to_owned() };
        let (trend, marks) = drawn(&row.fields, &self.view.latest_readings(MonitorId(row.number), SHOWN)?);
        let trend = if marks.chars().all(|mark| mark == '.') { trend } else { format!("{trend} {marks}") };
        Ok([
            row.id().to_string(),
            row.metric.0.clone(),
            row.dimension.to_string(),
            format!("{} {} / {}", row.direction, threshold(row.warn), threshold(row.alert)),
            latest,
            if row.state.last_at.0.is_some() { row.state.standing.to_string() } else { "no reading".to_owned() },
            trend,
            row.owner.to_string(),
        ])
    }

    /// In a line, which of the dimensions that the tier asks for are watched, and which are not (R15).
    fn coverage(&self, model: &Row<Model>, monitors: &[Row<Monitor>]) -> String {
        let live = monitors.iter().map(|row| &row.fields);
        let covered = monitoring::covered(live, model.tier, self.today(), self.policy);
        let missing = readiness::missing_dimensions(&model.fields, &covered, self.policy);
        let words = |list: &[crate::domain::states::Dimension]| {
            list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        match (covered.is_empty(), missing.is_empty()) {
            (_, true) => format!("Every dimension that its tier asks for is watched: {}.", words(&covered)),
            (true, false) => format!("Not watched, and its tier asks for it: {}.", words(&missing)),
            (false, false) => {
                format!("Watched: {}. Not watched, and its tier asks for it: {}.", words(&covered), words(&missing))
            }
        }
    }
}
