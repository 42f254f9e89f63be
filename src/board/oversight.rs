//! Monitors and their readings, drift, thematic reviews, control tests, manual metrics, the gate's answer.

use std::collections::BTreeMap;

use super::case::Case;
use crate::domain::Refusal;
use crate::domain::decimal::Decimal;
use crate::domain::event::{Event, GateAnswer, Reading, ReadingsTaken};
use crate::domain::field::FieldValue;
use crate::domain::ids::{ModelId, VersionId};
use crate::domain::moment::Moment;
use crate::domain::operation::{AnswerGate, Revise, TakeReadings};
use crate::domain::record::{ControlTest, DriftEvent, ManualMetric, Monitor, Row, ThematicReview, Version};
use crate::domain::states::{GateResult, Standing};
use crate::domain::text::{counted, did_you_mean};
use crate::domain::value::Line;
use crate::policy::monitoring;

/// Defines a monitor; a model has one of each metric.
pub fn define_monitor(case: &mut Case<'_>, monitor: &Monitor) -> Result<(), Refusal> {
    super::model::in_use(case, monitor.model, "is retired: there is nothing left to watch")?;
    monitoring::sound(monitor)?;
    monitoring::turned(monitor)?;
    unique_metric(case, monitor, 0)?;
    case.create(monitor.clone()).map(drop)
}

/// Changes a monitor. What has been measured keeps the standing it had that day.
pub fn revise_monitor(case: &mut Case<'_>, revise: &Revise<Monitor>) -> Result<(), Refusal> {
    let row = case.view.get::<Monitor>(revise.number)?;
    let after = revise.applied(&row.fields);
    monitoring::sound(&after)?;
    if after.model != row.model {
        return Err(Refusal::data("model", "a monitor stays with its model").hint("define another for that model"));
    }
    unique_metric(case, &after, row.number)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

fn unique_metric(case: &Case<'_>, monitor: &Monitor, except: u32) -> Result<(), Refusal> {
    match case.view.monitor_of(monitor.model, monitor.metric.as_str())? {
        Some(other) if other.number != except => Err(Refusal::data(
            "metric",
            format!("{} watches `{}` of {} already", other.id(), other.metric, monitor.model),
        )
        .hint("edit that monitor, or name the metric otherwise")),
        _ => Ok(()),
    }
}

/// How many replaced readings an operation names.
const REMARKED: usize = 3;

/// Takes readings in: each is judged against the thresholds of today; one that is there already, with
/// the same value, is passed over.
pub fn take_readings(case: &mut Case<'_>, taken: &TakeReadings) -> Result<(), Refusal> {
    let row = case.view.get::<Monitor>(taken.monitor.0)?;
    let mut readings: BTreeMap<(Moment, &str), Reading> = BTreeMap::new();
    for one in &taken.readings.0 {
        let at = one
            .at
            .0
            .ok_or_else(|| Refusal::data("readings", "a reading has no moment").hint("write 2026-11-20T12:00 0.93"))?;
        monitoring::taken(at, case.now)?;
        let spot = (one.at, one.segment.as_str());
        let before = match readings.remove(&spot) {
            // Twice in one go: the later one counts, against what stood before both.
            Some(earlier) => (earlier.before, earlier.standing_before),
            None => case
                .view
                .reading(taken.monitor, &FieldValue::text(&one.at), &one.segment)?
                .map_or((Decimal::default(), Standing::default()), |old| (old.value, old.standing)),
        };
        if before.0 == one.value {
            continue;
        }
        let reading = Reading {
            at: one.at,
            segment: one.segment.clone(),
            value: one.value,
            standing: monitoring::standing(&row.fields, one.value),
            before: before.0,
            standing_before: before.1,
        };
        readings.insert(spot, reading);
    }
    if readings.is_empty() {
        return Ok(());
    }
    let readings: Vec<Reading> = readings.into_values().collect();
    let replaced = remark_readings(case, &row, &readings, &taken.reason)?;
    let reason = if replaced { taken.reason.clone() } else { Line::default() };
    case.say(Event::ReadingsTaken(ReadingsTaken { monitor: taken.monitor, model: row.model, readings, reason }));
    Ok(())
}

/// Says which readings stand in the place of others, and which come after later ones. One past its alert threshold is
/// not taken off without a reason. Whether any is replaced.
fn remark_readings(
    case: &mut Case<'_>,
    row: &Row<Monitor>,
    readings: &[Reading],
    reason: &Line,
) -> Result<bool, Refusal> {
    let replaced: Vec<&Reading> = readings.iter().filter(|one| one.before.is_set()).collect();
    for one in &replaced {
        monitoring::replaced(one.at, (one.before, one.standing_before), (one.value, one.standing), reason)?;
    }
    let id = row.id();
    for one in replaced.iter().take(REMARKED) {
        let standing =
            if one.standing_before == Standing::Within { String::new() } else { format!(", {}", one.standing_before) };
        case.note(format!("{id}: the reading of {} is replaced, it was {}{standing}", one.at.text(), one.before));
    }
    if let Some(more) = replaced.len().checked_sub(REMARKED).filter(|more| *more > 0) {
        case.note(format!("{id}: and {more} more replaced"));
    }
    // An import says by itself which of its lines come late.
    let late = |one: &&Reading| !one.before.is_set() && row.state.last_at.0.is_some() && one.at < row.state.last_at;
    let late = readings.iter().filter(late).count();
    if late > 0 && reason.is_empty() {
        let said = counted(i64::try_from(late).unwrap_or(i64::MAX), "reading");
        case.note(format!("{id}: {said} older than the last on record, of {}", row.state.last_at.text()));
    }
    Ok(!replaced.is_empty())
}

/// Records a drift.
pub fn notice_drift(case: &mut Case<'_>, event: &DriftEvent) -> Result<(), Refusal> {
    monitoring::drift(event, case.now)?;
    monitor_of_model(case, event)?;
    case.create(event.clone()).map(drop)
}

/// Changes a drift event.
pub fn revise_drift(case: &mut Case<'_>, revise: &Revise<DriftEvent>) -> Result<(), Refusal> {
    let row = case.view.get::<DriftEvent>(revise.number)?;
    let after = revise.applied(&row.fields);
    monitoring::drift(&after, case.now)?;
    monitor_of_model(case, &after)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

fn monitor_of_model(case: &Case<'_>, event: &DriftEvent) -> Result<(), Refusal> {
    if event.monitor.0 == 0 {
        return Ok(());
    }
    let monitor = case.view.get::<Monitor>(event.monitor.0)?;
    if monitor.model == event.model {
        return Ok(());
    }
    Err(Refusal::data("monitor", format!("{} watches {}", event.monitor, monitor.model))
        .hint(format!("name one of {}", event.model)))
}

/// Opens a thematic review; its query must read.
pub fn open_thematic(case: &mut Case<'_>, review: &ThematicReview) -> Result<(), Refusal> {
    check_thematic(case, review)?;
    case.create(review.clone()).map(drop)
}

/// Changes a thematic review, or concludes it.
pub fn revise_thematic(case: &mut Case<'_>, revise: &Revise<ThematicReview>) -> Result<(), Refusal> {
    let row = case.view.get::<ThematicReview>(revise.number)?;
    let after = revise.applied(&row.fields);
    check_thematic(case, &after)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

fn check_thematic(case: &Case<'_>, review: &ThematicReview) -> Result<(), Refusal> {
    let query = case.view.thematic_query(review)?;
    let list = crate::store::query::list::List::Models;
    let read =
        crate::domain::query::parse(&query).and_then(|query| query.resolve(&list.table().fields(), &case.reading()));
    if let Err(error) = read {
        return Err(error.pointed(&query).of("query"));
    }
    if let (Some(from), Some(until)) = (review.from.0, review.until.0)
        && until < from
    {
        return Err(Refusal::data("until", format!("{until} lies before {from}")).hint("exchange the dates"));
    }
    if review.concluded_on.0.is_some() && review.conclusion.is_empty() {
        return Err(Refusal::data("conclusion", "it is concluded, and says nothing").hint("write what follows from it"));
    }
    Ok(())
}

/// Records the test of a control that the policy names.
pub fn record_test(case: &mut Case<'_>, test: &ControlTest) -> Result<(), Refusal> {
    let mut test = test.clone();
    check_test(case, &test)?;
    if test.tested_on.0.is_none() {
        test.tested_on.0 = Some(case.today);
    }
    case.create(test).map(drop)
}

/// Changes a control test.
pub fn revise_test(case: &mut Case<'_>, revise: &Revise<ControlTest>) -> Result<(), Refusal> {
    let row = case.view.get::<ControlTest>(revise.number)?;
    let after = revise.applied(&row.fields);
    check_test(case, &after)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

fn check_test(case: &Case<'_>, test: &ControlTest) -> Result<(), Refusal> {
    use crate::domain::states::ControlResult;
    let known: Vec<&str> = case.policy.frameworks.control.iter().map(|one| one.key.as_str()).collect();
    if !known.contains(&test.control.as_str()) {
        return Err(Refusal::data("control", format!("the policy names no control `{}`", test.control))
            .hint(did_you_mean(test.control.as_str(), &known)));
    }
    if test.tested_on.0.is_some_and(|on| on > case.today) {
        return Err(Refusal::data("tested_on", "it is still to come").hint("enter the day of the test"));
    }
    if test.result != ControlResult::Effective && test.exceptions.is_empty() {
        return Err(Refusal::data("exceptions", format!("the result is {}, and no exception is named", test.result))
            .hint("write what did not hold, one a line"));
    }
    Ok(())
}

/// Enters a manual metric.
pub fn enter_metric(case: &mut Case<'_>, metric: &ManualMetric) -> Result<(), Refusal> {
    monitoring::metric(metric)?;
    monitoring::period(metric, case.today)?;
    if let Some(other) = same_metric(case, metric)? {
        return Err(
            Refusal::data("name", format!("{} is that metric of that period", other.id())).hint("correct that one")
        );
    }
    create_metric(case, metric)
}

fn create_metric(case: &mut Case<'_>, metric: &ManualMetric) -> Result<(), Refusal> {
    let mut metric = metric.clone();
    if metric.by.is_empty() && case.view.person(&case.actor)?.is_some() {
        metric.by = case.actor.clone();
    }
    case.create(metric).map(drop)
}

fn same_metric(case: &Case<'_>, metric: &ManualMetric) -> Result<Option<Row<ManualMetric>>, Refusal> {
    case.view.manual_metric(metric.name.as_str(), metric.period_end, metric.segment.as_str())
}

/// Corrects a manual metric.
pub fn revise_metric(case: &mut Case<'_>, revise: &Revise<ManualMetric>) -> Result<(), Refusal> {
    let row = case.view.get::<ManualMetric>(revise.number)?;
    let after = revise.applied(&row.fields);
    monitoring::metric(&after)?;
    monitoring::period(&after, case.today)?;
    if let Some(other) = same_metric(case, &after)?.filter(|other| other.number != row.number) {
        return Err(
            Refusal::data("name", format!("{} is that metric of that period", other.id())).hint("correct that one")
        );
    }
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

/// Enters a manual metric, or corrects the one of that name, period and segment.
pub fn put_metric(case: &mut Case<'_>, metric: &ManualMetric) -> Result<(), Refusal> {
    monitoring::metric(metric)?;
    monitoring::period(metric, case.today)?;
    match same_metric(case, metric)? {
        Some(row) => {
            let by = if metric.by.is_empty() { row.by.clone() } else { metric.by.clone() };
            case.revise(row.number, &row.fields, &ManualMetric { by, ..metric.clone() }, "")
        }
        None => create_metric(case, metric),
    }
}

/// Asks the release gate about a version, and keeps the answer on it.
pub fn answer_gate(case: &mut Case<'_>, ask: &AnswerGate) -> Result<(), Refusal> {
    let row = case.view.get::<Version>(ask.version.0)?;
    let (model, before, at_before) = (row.model, row.state.gate, row.state.gate_at);
    let dossier = case.view.gate_dossier(row, case.policy, case.today)?;
    let reasons: Vec<String> = dossier.reasons(case.policy).iter().map(ToString::to_string).collect();
    let result = if reasons.is_empty() { GateResult::Pass } else { GateResult::Fail };
    case.say(Event::GateAnswered(GateAnswer {
        version: VersionId(ask.version.0),
        model: ModelId(model.0),
        before,
        result,
        at_before,
        at: case.moment(),
        reasons,
    }));
    Ok(())
}
