//! KPIs as files: the same numbers as on the screen and in the posture report, with what is behind them.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::csv_out::{Delimiter, Writer};
use crate::insight::kpi::{Measure, Quotient, Unit};

/// Writes KPIs as CSV: a row each, with its last eight windows.
pub fn csv(out: &mut dyn Write, measures: &[Measure]) -> io::Result<()> {
    let mut columns = vec!["key", "label", "window", "n", "d", "value", "unit", "target", "met", "direction", "note"];
    let trend: Vec<String> = (1..=8).map(|at| format!("trend_{at}")).collect();
    columns.extend(trend.iter().map(String::as_str));
    let mut writer = Writer::new(out, Delimiter::Comma, &columns)?;
    for measure in measures {
        let met = measure.met.map_or("", |met| if met { "yes" } else { "no" });
        let value = |value: Option<Quotient>| value.map(|value| value.rounded(4)).unwrap_or_default();
        let (n, d, shown) = (measure.n.to_string(), measure.d.to_string(), value(measure.value));
        let window = measure.window.label();
        for cell in [
            measure.key.word(),
            measure.label.as_str(),
            window.as_str(),
            n.as_str(),
            d.as_str(),
            shown.as_str(),
            measure.unit.word(),
            measure.target.as_str(),
            met,
            measure.direction.word(),
            measure.note.as_str(),
        ] {
            writer.text(cell);
        }
        for point in &measure.trend {
            writer.text(&value(point.value));
        }
        writer.end_row()?;
    }
    writer.finish().map(drop)
}

/// KPIs as JSON: numbers as text, exact to four places.
pub fn json(measures: &[Measure]) -> Value {
    measures.iter().map(one).collect()
}

fn one(measure: &Measure) -> Value {
    let value = |value: Option<Quotient>| value.map(|value| value.rounded(4));
    json!({
        "key": measure.key.word(),
        "label": measure.label,
        "formula": measure.key.formula(),
        "window": { "name": measure.window.label(), "first": measure.window.first.to_string(), "last": measure.window.last.to_string() },
        "n": measure.n,
        "d": measure.d,
        "value": value(measure.value),
        "unit": measure.unit.word(),
        "target": measure.target,
        "met": measure.met,
        "direction": measure.direction.word(),
        "trend": measure.trend.iter().map(|point| json!({
            "window": point.window.label(), "n": point.n, "d": point.d, "value": value(point.value),
        })).collect::<Vec<_>>(),
        "parts": measure.parts.iter().map(|part| json!({
            // A count is divided by nothing.
            "label": part.label, "n": part.n, "d": (part.unit != Unit::Count).then_some(part.d), "value": value(part.value), "unit": part.unit.word(), "met": part.met,
        })).collect::<Vec<_>>(),
        "records": measure.records.iter().map(|record| json!({
            "id": record.id.to_string(), "counts": record.counts, "what": record.what,
        })).collect::<Vec<_>>(),
        "left_out": measure.left_out.iter().map(|record| json!({
            "id": record.id.to_string(), "why": record.why,
        })).collect::<Vec<_>>(),
        "note": measure.note,
    })
}
