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
use crate::exchange::build::{paragraph, table};
use crate::policy::{monitoring, readiness};

/// Readings in the sparkline of a monitor.
const SHOWN: u32 = 24;

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

impl Pages<'_> {
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
            sections.push(("Monitors", vec![paragraph(coverage), monitors.block()]));
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
