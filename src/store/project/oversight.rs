//! Monitoring, reviews, control tests, manual metrics, the gate's answers.

use rusqlite::{Connection, OptionalExtension, params};

use super::record::{change, create, none, revise};
use crate::domain::event::{Event, ReadingsTaken};
use crate::domain::field::FieldValue;
use crate::domain::moment::{Moment, read_stamp};
use crate::domain::record::{
    Consultation, ControlTest, DriftEvent, FollowUp, ManualMetric, Monitor, MonitorProgress, Review, SavedView,
    ThematicReview, Version,
};
use crate::domain::states::Standing;
use crate::store::log::Entry;

/// Projects an event of this area; says whether it was one.
pub(super) fn project(conn: &Connection, entry: &Entry, event: &Event) -> rusqlite::Result<bool> {
    match event {
        Event::MonitorDefined(e) => create(conn, entry, e, none::<Monitor>),
        Event::MonitorRevised(e) => revise(conn, entry, e, |_| {}),
        Event::DriftNoticed(e) => create(conn, entry, e, none::<DriftEvent>),
        Event::DriftRevised(e) => revise(conn, entry, e, |_| {}),
        Event::ReviewOpened(e) => create(conn, entry, e, none::<Review>),
        Event::ReviewCauseAdded(e) => change::<Review>(conn, entry, e.review.0, |row| {
            let cause = &mut row.fields.cause.0;
            if !cause.is_empty() {
                cause.push('\n');
            }
            cause.push_str(&e.cause);
        }),
        Event::ReviewRevised(e) => revise(conn, entry, e, |_| {}),
        Event::ThematicReviewOpened(e) => create(conn, entry, e, none::<ThematicReview>),
        Event::ThematicReviewRevised(e) => revise(conn, entry, e, |_| {}),
        Event::ControlTested(e) => create(conn, entry, e, none::<ControlTest>),
        Event::ControlTestRevised(e) => revise(conn, entry, e, |_| {}),
        Event::MetricEntered(e) => create(conn, entry, e, none::<ManualMetric>),
        Event::MetricRevised(e) => revise(conn, entry, e, |_| {}),
        Event::ConsultationNoted(e) => create(conn, entry, e, none::<Consultation>),
        Event::ConsultationRevised(e) => revise(conn, entry, e, |_| {}),
        Event::ViewSaved(e) => create(conn, entry, e, none::<SavedView>),
        Event::ViewRevised(e) => revise(conn, entry, e, |_| {}),
        Event::ReadingsTaken(e) => readings(conn, entry, e),
        Event::ConditionLapsed(e) => change::<FollowUp>(conn, entry, e.followup.0, |row| row.state.lapsed_on = e.on),
        Event::GateAnswered(e) => change::<Version>(conn, entry, e.version.0, |row| {
            row.state.gate = e.result;
            row.state.gate_at = e.at;
        }),
        _ => return Ok(false),
    }?;
    Ok(true)
}

/// Writes readings, and what is then the monitor's latest.
fn readings(conn: &Connection, entry: &Entry, event: &ReadingsTaken) -> rusqlite::Result<()> {
    let monitor = event.monitor.0;
    let mut put = conn.prepare_cached(
        "INSERT INTO reading (monitor, at, segment, value, standing) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET value = excluded.value, standing = excluded.standing",
    )?;
    let mut take = conn.prepare_cached("DELETE FROM reading WHERE monitor = ?1 AND at = ?2 AND segment = ?3")?;
    for reading in &event.readings {
        let at = FieldValue::text(&reading.at);
        if reading.value.is_set() {
            put.execute(params![monitor, at, reading.segment, reading.value.to_string(), reading.standing.word()])?;
        } else {
            take.execute(params![monitor, at, reading.segment])?;
        }
    }
    let progress = latest(conn, monitor)?;
    change::<Monitor>(conn, entry, monitor, |row| row.state = progress)
}

/// A monitor's latest reading; of several at one moment the worst.
fn latest(conn: &Connection, monitor: u32) -> rusqlite::Result<MonitorProgress> {
    let last: Option<(String, String, String)> = conn
        .prepare_cached(
            "SELECT at, value, standing FROM reading WHERE monitor = ?1
             ORDER BY at DESC, standing = 'breach' DESC, standing = 'warning' DESC, segment LIMIT 1",
        )?
        .query_row([monitor], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let breach: Option<String> = conn
        .prepare_cached("SELECT max(at) FROM reading WHERE monitor = ?1 AND standing = 'breach'")?
        .query_row([monitor], |row| row.get(0))?;
    let Some((at, value, standing)) = last else { return Ok(MonitorProgress::default()) };
    Ok(MonitorProgress {
        last_value: crate::domain::decimal::Decimal::parse(&value).unwrap_or_default(),
        last_at: Moment(read_stamp(&at)),
        standing: Standing::of(&standing).unwrap_or_default(),
        last_breach: Moment(breach.as_deref().and_then(read_stamp)),
    })
}
