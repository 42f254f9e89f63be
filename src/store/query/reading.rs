//! Readings of monitors.

use rusqlite::{OptionalExtension, params};

use crate::domain::Refusal;
use crate::domain::decimal::Decimal;
use crate::domain::event::Reading;
use crate::domain::ids::{ModelId, MonitorId};
use crate::domain::moment::{Moment, read_stamp};
use crate::domain::record::{ManualMetric, Monitor, Row};
use crate::domain::states::Standing;
use crate::domain::value::Day;
use crate::store::View;

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Reading> {
    let (at, segment, value, standing): (String, String, String, String) =
        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(Reading {
        at: Moment(read_stamp(&at)),
        segment,
        value: Decimal::parse(&value).unwrap_or_default(),
        standing: Standing::of(&standing).unwrap_or_default(),
        ..Reading::default()
    })
}

impl View<'_> {
    /// A monitor's latest readings, newest first.
    pub fn latest_readings(&self, monitor: MonitorId, most: u32) -> Result<Vec<Reading>, Refusal> {
        let rows = self
            .conn
            .prepare_cached(
                "SELECT at, segment, value, standing FROM reading WHERE monitor = ?1 ORDER BY at DESC, segment LIMIT ?2",
            )
            .and_then(|mut statement| statement.query_map(params![monitor.0, most], read)?.collect());
        self.kept(rows)
    }

    /// The reading of a monitor at a moment, for a segment.
    pub fn reading(&self, monitor: MonitorId, at: &str, segment: &str) -> Result<Option<Reading>, Refusal> {
        let found = self
            .conn
            .prepare_cached(
                "SELECT at, segment, value, standing FROM reading WHERE monitor = ?1 AND at = ?2 AND segment = ?3",
            )
            .and_then(|mut statement| statement.query_row(params![monitor.0, at, segment], read).optional());
        self.kept(found)
    }

    /// The manual metric of a name, period and segment.
    pub fn manual_metric(&self, name: &str, end: Day, segment: &str) -> Result<Option<Row<ManualMetric>>, Refusal> {
        let clause = "name = ?1 COLLATE NOCASE AND period_end = ?2 AND coalesce(segment, '') = ?3 ORDER BY number";
        let end = crate::domain::field::FieldValue::text(&end);
        Ok(self.select(clause, &[&name, &end, &segment])?.into_iter().next())
    }

    /// A model's monitor of a metric, whatever the metric's case.
    pub fn monitor_of(&self, model: ModelId, metric: &str) -> Result<Option<Row<Monitor>>, Refusal> {
        Ok(self
            .select("model = ?1 AND metric = ?2 COLLATE NOCASE ORDER BY number", &[&model.0, &metric])?
            .into_iter()
            .next())
    }
}
