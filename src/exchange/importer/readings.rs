//! Readings of monitors: `model, metric, at, value[, segment]`, grouped by monitor into operations of
//! bounded size, each held against what the record says of that moment already.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::SubsecRound;

use super::models::Models;
use super::report::{Fate, Wrong};
use super::{Asked, Kind, Mapped, Plan, Progress, heard, keys, opening};
use crate::domain::date::read_filed_moment;
use crate::domain::decimal::Decimal;
use crate::domain::field::FieldValue;
use crate::domain::ids::{ModelId, MonitorId};
use crate::domain::moment::Moment;
use crate::domain::operation::{Operation, TakeReadings};
use crate::domain::readings::{READINGS_LIMIT, TakenReading};
use crate::domain::record::{Monitor, Row as Kept};
use crate::domain::rows::Rows;
use crate::domain::states::Standing;
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::Line;
use crate::domain::{Misread, Refusal};
use crate::exchange::mapping::Wanted;
use crate::exchange::table_in::{Row, Table};
use crate::policy::monitoring;

const MODEL: usize = 0;
const METRIC: usize = 1;
const AT: usize = 2;
const VALUE: usize = 3;
const SEGMENT: usize = 4;

/// The fields that columns may fill.
pub(super) const WANTED: [Wanted<'static>; 5] = [
    Wanted { name: "model", synonyms: &["model_id", "model name", "model key", "system"], required: true },
    Wanted {
        name: "metric",
        synonyms: &["metric name", "metric_key", "measure", "monitor", "monitor_id", "kpi", "name"],
        required: true,
    },
    Wanted {
        name: "at",
        synonyms: &["taken_at", "measured_at", "timestamp", "datetime", "date time", "moment", "time", "date", "ts"],
        required: true,
    },
    Wanted { name: "value", synonyms: &["metric value", "reading", "measurement", "result", "score"], required: true },
    Wanted { name: "segment", synonyms: &["subgroup", "group", "slice", "cohort", "population"], required: false },
];

/// Where a monitor's reading stands for a moment and a segment: monitor, moment as stored, segment.
type Spot = (u32, String, String);

/// A reading with the monitor it belongs to.
struct Taken {
    monitor: MonitorId,
    standing: Standing,
    reading: TakenReading,
}

/// The monitor that was meant, or why there is none.
type Watched = Result<Rc<Kept<Monitor>>, Misread>;
/// What is wrong, and the field it is about.
type Misplaced = (usize, Misread);

struct Reader<'a> {
    mapped: &'a Mapped<'a>,
    asked: &'a Asked<'a>,
    models: Models,
    monitors: HashMap<(u32, String), Watched>,
    seen: HashMap<Spot, (Decimal, u64)>,
    /// The last moment on record of each monitor, and the lines of new readings before it.
    last: HashMap<u32, Option<Moment>>,
    late: Vec<u64>,
    /// The latest moment of each monitor and segment in the rows before, and the lines of those out of order.
    latest: HashMap<(u32, String), Moment>,
    astray: Vec<u64>,
}

/// Says what importing a table of readings would do.
pub(super) fn plan(kind: Kind, table: &Table, asked: &Asked<'_>, progress: Progress<'_>) -> Result<Plan, Refusal> {
    let mapping = asked.mapping(table, &WANTED)?;
    mapping.complete(table, &WANTED)?;
    let mapped = Mapped { table, wanted: WANTED.to_vec(), mapping };
    let mut report = opening(kind, &mapped);
    let mut reader = Reader {
        mapped: &mapped,
        asked,
        models: Models::default(),
        monitors: HashMap::new(),
        seen: HashMap::new(),
        last: HashMap::new(),
        late: Vec::new(),
        latest: HashMap::new(),
        astray: Vec::new(),
    };
    let mut groups: Vec<(MonitorId, Vec<(u64, TakenReading)>)> = Vec::new();
    let mut place_of: HashMap<u32, usize> = HashMap::new();
    let (mut breaches, mut warnings) = (0, 0);
    let mut rows = table.rows();
    let mut count: usize = 0;
    while let Some(row) = rows.next() {
        let row = row?;
        count += 1;
        match reader.read(&row)? {
            Err(wrong) => {
                report.show(|| mapped.first(&row, Fate::Refused, &[], &wrong));
                for one in wrong {
                    report.refuse(one);
                }
            }
            Ok((Fate::Unchanged, taken)) => {
                report.show(|| mapped.first(&row, Fate::Unchanged, &shown(&taken), &[]));
                report.row(row.line, Fate::Unchanged);
            }
            Ok((fate, taken)) => {
                report.row(row.line, fate);
                breaches += usize::from(taken.standing == Standing::Breach);
                warnings += usize::from(taken.standing == Standing::Warning);
                report.show(|| mapped.first(&row, fate, &shown(&taken), &[]));
                let place = *place_of.entry(taken.monitor.0).or_insert_with(|| {
                    groups.push((taken.monitor, Vec::new()));
                    groups.len() - 1
                });
                groups[place].1.push((row.line, taken.reading));
            }
        }
        if count.is_multiple_of(256) {
            heard(progress, rows.done(), table.size())?;
        }
        if asked.enough(count) {
            break;
        }
    }
    heard(progress, table.size(), table.size())?;
    if !reader.late.is_empty() {
        let lines: Vec<String> = reader.late.iter().map(ToString::to_string).collect();
        let said = keys::rows(lines.len());
        report.notes.push(format!("{said} older than the last reading on record ({})", keys::some("lines", &lines)));
    }
    if !reader.astray.is_empty() {
        let lines: Vec<String> = reader.astray.iter().map(ToString::to_string).collect();
        let said = keys::rows(lines.len());
        report
            .notes
            .push(format!("{said} out of order, older than one before in the file ({})", keys::some("lines", &lines)));
    }
    report.counts = vec![("breaches", breaches), ("warnings", warnings)];
    let reason = Line(format!("as imported from {}", excerpt(&report.file)));
    let mut operations = Vec::new();
    for (monitor, mut readings) in groups {
        while !readings.is_empty() {
            let rest = readings.split_off(readings.len().min(READINGS_LIMIT));
            let line = readings.first().map_or(0, |(line, _)| *line);
            let readings = Rows(std::mem::replace(&mut readings, rest).into_iter().map(|(_, one)| one).collect());
            operations.push((line, Operation::ReadingTake(TakeReadings { monitor, readings, reason: reason.clone() })));
        }
    }
    let pairs = mapped.mapping.pairs(table, &mapped.wanted);
    Ok(Plan::new(kind, table, report, operations, pairs, asked.skip_bad))
}

fn shown(taken: &Taken) -> Vec<(String, String)> {
    let reading = &taken.reading;
    let all = [
        ("monitor", taken.monitor.to_string()),
        ("at", reading.at.text()),
        ("value", reading.value.to_string()),
        ("segment", reading.segment.clone()),
        ("standing", taken.standing.to_string()),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text)).collect()
}

impl Reader<'_> {
    /// Reads a row; the outer refusal only if the store fails.
    fn read(&mut self, row: &Row<'_>) -> Result<Result<(Fate, Taken), Vec<Wrong>>, Refusal> {
        if let Some(refusal) = self.mapped.table.refuse(row) {
            return Ok(Err(vec![Wrong { line: row.line, column: None, value: String::new(), refusal }]));
        }
        let mut wrong = Vec::new();
        let monitor = match self.monitor(row)? {
            Ok(monitor) => Some(monitor),
            Err((field, misread)) => {
                wrong.push(self.mapped.wrong(row, Some(field), misread));
                None
            }
        };
        let mut note = |field: usize, misread: Misread| wrong.push(self.mapped.wrong(row, Some(field), misread));
        let at = self.moment(row).map_err(|misread| note(AT, misread)).ok();
        let value = self.value(row).map_err(|misread| note(VALUE, misread)).ok();
        let segment = Line::read(&self.mapped.cell(row, SEGMENT), &self.asked.reading);
        let segment = segment.map_err(|misread| note(SEGMENT, misread)).ok();
        let (Some(monitor), Some(at), Some(value), Some(segment)) = (monitor, at, value, segment) else {
            return Ok(Err(wrong));
        };
        let standing = monitoring::standing(&monitor.fields, value);
        let taken = Taken {
            monitor: MonitorId(monitor.number),
            standing,
            reading: TakenReading { at, value, segment: segment.0 },
        };
        Ok(match self.settle(row.line, &taken)? {
            Ok(fate) => Ok((fate, taken)),
            Err(misread) => Err(vec![self.mapped.wrong(row, Some(VALUE), misread)]),
        })
    }

    /// New, changed, or there already; wrong if another row says otherwise of the same moment.
    fn settle(&mut self, line: u64, taken: &Taken) -> Result<Result<Fate, Misread>, Refusal> {
        let reading = &taken.reading;
        let spot = (taken.monitor.0, reading.at.text(), reading.segment.clone());
        if let Some((value, before)) = self.seen.get(&spot) {
            if *value == reading.value {
                return Ok(Ok(Fate::Unchanged));
            }
            let sentence = format!("line {before} gives {value} for the same moment");
            return Ok(Err(Misread::new(sentence, "keep one of them, or tell them apart by segment")));
        }
        let latest = self.latest.entry((spot.0, spot.2.clone())).or_insert(reading.at);
        let astray = reading.at < *latest;
        *latest = reading.at.max(*latest);
        let known = self.asked.view.reading(taken.monitor, &spot.1, &spot.2)?;
        self.seen.insert(spot, (reading.value, line));
        Ok(Ok(match known {
            None => {
                if self.last(taken.monitor)?.is_some_and(|last| reading.at < last) {
                    self.late.push(line);
                } else if astray {
                    self.astray.push(line);
                }
                Fate::Created
            }
            Some(known) if known.value == reading.value => Fate::Unchanged,
            Some(_) => Fate::Updated,
        }))
    }

    /// The last moment that a monitor has a reading of.
    fn last(&mut self, monitor: MonitorId) -> Result<Option<Moment>, Refusal> {
        if let Some(known) = self.last.get(&monitor.0) {
            return Ok(*known);
        }
        let last = self.asked.view.latest_readings(monitor, 1)?.first().map(|reading| reading.at);
        self.last.insert(monitor.0, last);
        Ok(last)
    }

    fn moment(&self, row: &Row<'_>) -> Result<Moment, Misread> {
        let text = self.mapped.cell(row, AT);
        if text.is_empty() {
            return Err(Misread::new("the reading has no moment", "write 2026-11-20T12:00:00Z, or a day"));
        }
        // The record keeps milliseconds: what is finer would never be found again.
        let at = read_filed_moment(&text, &self.asked.reading)?.trunc_subsecs(3);
        monitoring::taken(at, self.asked.now).map_err(|refusal| Misread::new(refusal.sentence, refusal.hint))?;
        Ok(Moment::at(at))
    }

    fn value(&self, row: &Row<'_>) -> Result<Decimal, Misread> {
        let text = self.mapped.cell(row, VALUE);
        if text.is_empty() {
            return Err(Misread::new("the reading has no value", "write a number, or leave the row out"));
        }
        Decimal::parse(&text)
    }

    /// The monitor that model and metric name, or which of the two is wrong.
    fn monitor(&mut self, row: &Row<'_>) -> Result<Result<Rc<Kept<Monitor>>, Misplaced>, Refusal> {
        let (named, metric) = (self.mapped.cell(row, MODEL), self.mapped.cell(row, METRIC));
        if named.is_empty() {
            return Ok(Err((MODEL, Misread::new("the reading names no model", "write its identifier, key or name"))));
        }
        if metric.is_empty() {
            return Ok(Err((METRIC, Misread::new("the reading names no metric", "write what the monitor measures"))));
        }
        let model = match self.models.find(self.asked.view, &named)? {
            Ok(model) => model,
            Err(misread) => return Ok(Err((MODEL, misread))),
        };
        let key = (model.0, metric.to_lowercase());
        if let Some(known) = self.monitors.get(&key) {
            return Ok(known.clone().map_err(|misread| (METRIC, misread)));
        }
        let found = self.find_monitor(model, &metric)?;
        self.monitors.insert(key, found.clone());
        Ok(found.map_err(|misread| (METRIC, misread)))
    }

    fn find_monitor(&self, model: ModelId, metric: &str) -> Result<Watched, Refusal> {
        if let Some(monitor) = self.asked.view.monitor_of(model, metric)? {
            return Ok(Ok(Rc::new(monitor)));
        }
        let all = self.asked.view.monitors(model)?;
        if let Ok(id) = metric.parse::<MonitorId>()
            && let Some(monitor) = all.iter().find(|monitor| monitor.number == id.0)
        {
            return Ok(Ok(Rc::new(monitor.clone())));
        }
        let known: Vec<&str> = all.iter().map(|monitor| monitor.metric.as_str()).collect();
        let hint = if known.is_empty() {
            format!("define it first: boardroom monitor define {model} --metric …")
        } else {
            did_you_mean(metric, &known)
        };
        Ok(Err(Misread::new(format!("{model} has no monitor of `{}`", excerpt(metric)), hint)))
    }
}
