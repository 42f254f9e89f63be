//! Monitoring, reviews, control tests, manual metrics, the gate's answers.

use rusqlite::{Connection, OptionalExtension, params};

use super::Tables;
use super::record::{change, create, none, revise};
use crate::domain::event::{Event, ReadingsTaken};
use crate::domain::field::FieldValue;
use crate::domain::moment::{Moment, read_stamp};
use crate::domain::record::{
    Consultation, ControlTest, DriftEvent, FollowUp, ManualMetric, Monitor, MonitorProgress, Review, SavedView,
    ThematicReview, Version,
};
use crate::domain::states::Standing;

/// Projects an event of this area; says whether it was one.
pub(super) fn project(to: &mut Tables<'_>, event: &Event) -> rusqlite::Result<bool> {
    match event {
        Event::MonitorDefined(e) => create(to, e, none::<Monitor>),
        Event::MonitorRevised(e) => revise(to, e, |_| {}),
        Event::DriftNoticed(e) => create(to, e, none::<DriftEvent>),
        Event::DriftRevised(e) => revise(to, e, |_| {}),
        Event::ReviewOpened(e) => create(to, e, none::<Review>),
        Event::ReviewCauseAdded(e) => change::<Review>(to, e.review.0, |row| {
            let cause = &mut row.fields.cause.0;
            if !cause.is_empty() {
                cause.push('\n');
            }
            cause.push_str(&e.cause);
        }),
        Event::ReviewRevised(e) => revise(to, e, |_| {}),
        Event::ThematicReviewOpened(e) => create(to, e, none::<ThematicReview>),
        Event::ThematicReviewRevised(e) => revise(to, e, |_| {}),
        Event::ControlTested(e) => create(to, e, none::<ControlTest>),
        Event::ControlTestRevised(e) => revise(to, e, |_| {}),
        Event::MetricEntered(e) => create(to, e, none::<ManualMetric>),
        Event::MetricRevised(e) => revise(to, e, |_| {}),
        Event::ConsultationNoted(e) => create(to, e, none::<Consultation>),
        Event::ConsultationRevised(e) => revise(to, e, |_| {}),
        Event::ViewSaved(e) => create(to, e, none::<SavedView>),
        Event::ViewRevised(e) => revise(to, e, |_| {}),
        Event::ReadingsTaken(e) => readings(to, e),
        Event::ConditionLapsed(e) => change::<FollowUp>(to, e.followup.0, |row| row.state.lapsed_on = e.on),
        Event::BreachesRepeated(e) => change::<Monitor>(to, e.monitor.0, |row| row.state.repeated_on = e.on),
        Event::GateAnswered(e) => change::<Version>(to, e.version.0, |row| {
            row.state.gate = e.result;
            row.state.gate_at = e.at;
        }),
        _ => return Ok(false),
    }?;
    Ok(true)
}

/// Writes readings, and what is then the monitor's latest.
fn readings(to: &mut Tables<'_>, event: &ReadingsTaken) -> rusqlite::Result<()> {
    let (conn, monitor) = (to.conn, event.monitor.0);
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
    change::<Monitor>(to, monitor, |row| {
        let repeated_on = row.state.repeated_on;
        row.state = MonitorProgress { repeated_on, ..progress };
    })
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
        ..MonitorProgress::default()
    })
}
