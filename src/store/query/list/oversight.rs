//! The lists of what keeps watch: alarms, periodic reviews, monitors, drift, control tests, manual metrics.

use super::tables::{asked, flag};
use super::{Column, Holds, Sort, Table};
use crate::domain::ids::RecordKind;
use crate::domain::query::filter::QueryKind;
use crate::domain::states::{
    AlarmKind, ControlResult, Dimension, DriftOutcome, ReviewOutcome, ReviewTrigger, Standing,
};

const MODEL: &str = "coalesce(m.name, '') COLLATE NOCASE";

/// Alarms: judged by policy and never stored, so their rows are found above; here stand their columns and questions.
pub const ALARMS: Table = Table {
    kind: None,
    columns: &[
        Column::new("id", "ID", 8, "w.id"),
        Column::new("rule", "Rule", 6, "w.rule"),
        Column::new("record", "Record", 14, "w.record"),
        Column::new("what", "What", 20, "w.what").grows(),
        Column::new("since", "Since", 10, "w.since"),
        Column::new("clears", "What clears it", 20, "w.clears").grows().unsorted().hidden(),
        Column::new("kind", "Kind", 17, "w.kind").hidden(),
        Column::new("owner", "Owner", 12, "w.owner").hidden(),
        Column::new("tier", "T", 2, "w.tier").hidden(),
    ],
    first: Sort { column: "rule", descending: false },
    asked: &[
        asked("rule", QueryKind::Choice(AlarmKind::RULES), "w.rule"),
        asked("kind", QueryKind::Choice(AlarmKind::WORDS), "w.kind"),
        asked("model", QueryKind::Text, "w.record"),
        asked("record", QueryKind::Text, "w.record"),
        asked("owner", QueryKind::Person, "w.owner"),
        asked("since", QueryKind::Date, "w.since"),
        asked("tier", QueryKind::Number, "w.tier"),
        asked("text", QueryKind::Text, "w.what"),
    ],
    from: "(SELECT 0 AS key, '' AS id, '' AS rule, '' AS record, '' AS what, '' AS since, '' AS clears, '' AS kind, '' AS owner,
        0 AS tier WHERE 0) w",
    joins: &[],
    holds: "1",
    number: "w.key",
    whose: &["w.owner"],
    standing: "2",
};

/// Periodic reviews: on the record, and, by the record that asks for it, each that a tick has not opened yet.
pub const REVIEWS: Table = Table {
    kind: Some(RecordKind::Review),
    columns: &[
        Column::new("id", "ID", 8, "iif(r.number < 1 << 40, (16 << 40) + r.number, r.number)").holding(Holds::AnyId),
        Column::new("model", "Model", 16, MODEL).grows(),
        Column::new("trigger", "Trigger", 8, "r.\"trigger\""),
        Column::new("due", "Due", 10, "r.due"),
        Column::new("outcome", "Outcome", 10, "r.outcome"),
        Column::new("reviewer", "Reviewer", 12, "r.reviewer"),
        Column::new("cause", "Brought about by", 18, "r.cause").grows().unsorted().hidden(),
        Column::new("tier", "T", 2, "m.tier").hidden(),
        Column::new("concluded", "Concluded", 10, "r.concluded_on").hidden(),
        Column::new("decision", "Decision", 8, "r.decision").holding(Holds::Id(RecordKind::Decision)).hidden(),
    ],
    first: Sort { column: "due", descending: false },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', r.model) || m.name, '')"),
        asked("trigger", QueryKind::Choice(ReviewTrigger::WORDS), "r.\"trigger\""),
        asked("outcome", QueryKind::Choice(ReviewOutcome::WORDS), "r.outcome"),
        asked("reviewer", QueryKind::Person, "r.reviewer"),
        asked("due", QueryKind::Date, "r.due"),
        asked("concluded", QueryKind::Date, "r.concluded_on"),
        asked("tier", QueryKind::Number, "m.tier"),
        flag("open", "r.outcome = 'pending'"),
        flag("due", "r.outcome = 'pending' AND r.due <= date(:today, '+30 days')"),
        flag("overdue", "r.outcome = 'pending' AND r.due < :today"),
        flag("flagging", "r.outcome = 'pending' AND r.\"trigger\" IN ('change', 'incident', 'breach', 'lapse')"),
    ],
    from: "(SELECT number, model, \"trigger\", due, outcome, reviewer, coalesce(cause, findings) AS cause, concluded_on, decision
        FROM review WHERE voided = 0 UNION ALL
        SELECT json_extract(value, '$.key'), json_extract(value, '$.model'), json_extract(value, '$.trigger'), json_extract(value, '$.due'),
          'pending', NULL, json_extract(value, '$.cause'), NULL, 0 FROM json_each(:asked)) r",
    joins: &[("m.", "LEFT JOIN model m ON m.number = r.model")],
    holds: "1",
    number: "r.number",
    whose: &["r.reviewer", "m.owner"],
    standing: "CASE WHEN r.outcome <> 'pending' THEN 3 WHEN r.due < :today THEN 2 WHEN r.due <= date(:today, '+30 days') THEN 1 ELSE 0 END",
};

const LIVE: &str = "n.live_since <= :today AND (n.ended_on IS NULL OR n.ended_on > :today)";

/// Monitors with their latest readings.
pub const MONITORS: Table = Table {
    kind: Some(RecordKind::Monitor),
    columns: &[
        Column::id(RecordKind::Monitor, "n.number"),
        Column::new("metric", "Metric", 12, "n.metric COLLATE NOCASE").grows(),
        Column::new("model", "Model", 14, MODEL).grows(),
        Column::new("dimension", "Dimension", 11, "n.dimension"),
        Column::new("value", "Latest", 8, "n.last_value").right().unsorted(),
        Column::new("standing", "Stands", 10, "iif(n.last_at IS NULL, 'no reading', n.standing)"),
        Column::new("warn", "Warning", 8, "n.warn").right().unsorted().hidden(),
        Column::new("alert", "Alert", 8, "n.alert").right().unsorted().hidden(),
        Column::new("read", "Read", 16, "n.last_at").holding(Holds::Moment).hidden(),
        Column::new("breach", "Last breach", 16, "n.last_breach").holding(Holds::Moment).hidden(),
        Column::new("owner", "Owner", 12, "n.owner").hidden(),
        Column::new("cadence", "Cadence", 10, "n.cadence").hidden(),
        Column::new("live", "Live since", 10, "n.live_since").hidden(),
    ],
    first: Sort { column: "standing", descending: false },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', n.model) || m.name, '')"),
        asked("metric", QueryKind::Text, "n.metric"),
        asked("dimension", QueryKind::Choice(Dimension::WORDS), "n.dimension"),
        asked("standing", QueryKind::Choice(Standing::WORDS), "iif(n.last_at IS NULL, NULL, n.standing)"),
        asked("owner", QueryKind::Person, "n.owner"),
        asked("tier", QueryKind::Number, "m.tier"),
        asked("read", QueryKind::Date, "board_day(n.last_at, :zone)"),
        flag("live", LIVE),
        flag("breached", "n.standing = 'breach' AND (n.ended_on IS NULL OR n.ended_on > :today)"),
        flag("warned", "n.standing = 'warning' AND (n.ended_on IS NULL OR n.ended_on > :today)"),
        flag("silent", "n.live_since <= :today AND (n.ended_on IS NULL OR n.ended_on > :today) AND n.last_at IS NULL"),
    ],
    from: "monitor n",
    joins: &[("m.", "LEFT JOIN model m ON m.number = n.model")],
    holds: "n.voided = 0",
    number: "n.number",
    whose: &["n.owner"],
    standing: "CASE WHEN n.ended_on <= :today THEN 3 WHEN n.standing = 'breach' THEN 2 WHEN n.standing = 'warning' THEN 1 ELSE 0 END",
};

/// Drift events.
pub const DRIFT: Table = Table {
    kind: Some(RecordKind::DriftEvent),
    columns: &[
        Column::id(RecordKind::DriftEvent, "d.number"),
        Column::new("summary", "Drift", 16, "d.summary").grows().unsorted(),
        Column::new("model", "Model", 14, MODEL),
        Column::new("alerted", "Alerted", 16, "coalesce(d.alerted, d.onset)").holding(Holds::Moment),
        Column::new("outcome", "Outcome", 11, "d.outcome"),
        Column::new("onset", "Onset", 16, "d.onset").holding(Holds::Moment).hidden(),
        Column::new("triaged", "Triaged", 16, "d.triaged").holding(Holds::Moment).hidden(),
        Column::new("lead", "Hours", 6, "CAST(round((julianday(d.triaged) - julianday(d.onset)) * 24) AS INTEGER)")
            .right()
            .hidden(),
        Column::new("monitor", "Monitor", 8, "d.monitor").holding(Holds::Id(RecordKind::Monitor)).hidden(),
        Column::new("incident", "Incident", 8, "d.incident").holding(Holds::Id(RecordKind::Incident)).hidden(),
    ],
    first: Sort { column: "alerted", descending: true },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', d.model) || m.name, '')"),
        asked("outcome", QueryKind::Choice(DriftOutcome::WORDS), "d.outcome"),
        asked("alerted", QueryKind::Date, "board_day(coalesce(d.alerted, d.onset), :zone)"),
        asked("triaged", QueryKind::Date, "board_day(d.triaged, :zone)"),
        asked("tier", QueryKind::Number, "m.tier"),
        flag("open", "d.outcome = 'open'"),
        flag("untriaged", "d.triaged IS NULL"),
    ],
    from: "drift_event d",
    joins: &[("m.", "LEFT JOIN model m ON m.number = d.model")],
    holds: "d.voided = 0",
    number: "d.number",
    whose: &["m.owner"],
    standing: "CASE WHEN d.triaged IS NULL THEN 2 WHEN d.outcome = 'open' THEN 1 ELSE 3 END",
};

/// Control tests.
pub const CONTROL_TESTS: Table = Table {
    kind: Some(RecordKind::ControlTest),
    columns: &[
        Column::id(RecordKind::ControlTest, "t.number"),
        Column::new("control", "Control", 18, "t.control").grows(),
        Column::new("tested", "Tested", 10, "t.tested_on"),
        Column::new("tester", "Tester", 12, "t.tester"),
        Column::new("result", "Result", 11, "t.result"),
        Column::new("exceptions", "Exceptions", 18, "t.exceptions").grows().unsorted().hidden(),
        Column::new("sample", "Decisions sampled", 18, "t.sample").unsorted().hidden(),
    ],
    first: Sort { column: "tested", descending: true },
    asked: &[
        asked("control", QueryKind::Text, "t.control"),
        asked("result", QueryKind::Choice(ControlResult::WORDS), "t.result"),
        asked("tester", QueryKind::Person, "t.tester"),
        asked("tested", QueryKind::Date, "t.tested_on"),
        flag("failed", "t.result <> 'effective'"),
    ],
    from: "control_test t",
    joins: &[],
    holds: "t.voided = 0",
    number: "t.number",
    whose: &["t.tester"],
    standing: "CASE t.result WHEN 'ineffective' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END",
};

/// Manual metrics.
pub const METRICS: Table = Table {
    kind: Some(RecordKind::ManualMetric),
    columns: &[
        Column::id(RecordKind::ManualMetric, "k.number"),
        Column::new("name", "Metric", 18, "k.name COLLATE NOCASE").grows(),
        Column::new("period", "Period end", 10, "k.period_end"),
        Column::new("segment", "Segment", 10, "k.segment"),
        Column::new("numerator", "n", 7, "k.numerator").right().unsorted(),
        Column::new("denominator", "d", 7, "k.denominator").right().unsorted(),
        Column::new("value", "Value", 7, "k.value").right().unsorted(),
        Column::new("source", "Source", 16, "k.source").grows().unsorted().hidden(),
        Column::new("by", "By", 12, "k.\"by\"").hidden(),
    ],
    first: Sort { column: "period", descending: true },
    asked: &[
        asked("name", QueryKind::Text, "k.name"),
        asked("segment", QueryKind::Text, "coalesce(k.segment, '')"),
        asked("by", QueryKind::Person, "k.\"by\""),
        asked("period", QueryKind::Date, "k.period_end"),
        flag("withdrawn", "k.withdrawn = 1"),
    ],
    from: "manual_metric k",
    joins: &[],
    holds: "k.voided = 0",
    number: "k.number",
    whose: &["k.\"by\""],
    standing: "CASE k.withdrawn WHEN 1 THEN 3 ELSE 0 END",
};
