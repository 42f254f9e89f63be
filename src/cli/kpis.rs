//! `boardroom kpis`: every KPI with what it divides by what, its target and its trend.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::field::FieldValue;
use crate::domain::text::{did_you_mean, sparkline};
use crate::domain::value::Day;
use crate::domain::{Kind, Refusal};
use crate::exchange::csv_out::{Delimiter, Writer};
use crate::exchange::kpis;
use crate::insight::kpi::{self, Kpi, Measure, Span};
use crate::insight::list;
use crate::store::View;

/// Show the KPIs with numerator, denominator, target and trend over eight windows
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom kpis\n  boardroom kpis --window month --as-of -1m --format csv\n  boardroom kpis --records monitoring-coverage"
)]
pub struct Kpis {
    /// As of this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_of: Option<String>,
    /// How long the windows are
    #[arg(long, value_name = "SPAN", value_parser = ["month", "quarter", "year"], default_value = "quarter")]
    window: String,
    /// List the records behind this KPI, and those it leaves out
    #[arg(long, value_name = "KEY")]
    records: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["table", "csv", "json"], default_value = "table")]
    format: String,
}

/// Runs the command.
pub fn run(context: &Context, options: &Kpis) -> Outcome {
    let wanted = options.records.as_deref().map(named).transpose()?;
    let span = Span::of(&options.window).unwrap_or_default();
    let store = context.open()?;
    let (measures, titles, as_of) = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let today = list::today(&policy, context.now()).date;
        let as_of = match &options.as_of {
            None => today,
            Some(text) => {
                let misread = |misread: crate::domain::Misread| Refusal { kind: Kind::Usage, ..misread.of("--as-of") };
                Day::read(text, &context.reading(view)?).map_err(misread)?.0.unwrap_or(today)
            }
        };
        let facts = kpi::facts(view, &policy)?;
        let measures = match wanted {
            Some(key) => vec![kpi::one(key, &facts, &policy, as_of, span)],
            None => kpi::all(&facts, &policy, as_of, span),
        };
        let titles = if wanted.is_some() { titles(view, &measures)? } else { Vec::new() };
        Ok((measures, titles, as_of))
    })?;
    match (wanted.is_some(), options.format.as_str()) {
        (_, "json") => context.out.json(&kpis::json(&measures))?,
        (true, format) => records(context, &measures, &titles, format)?,
        (false, "csv") => {
            let mut written = Vec::new();
            kpis::csv(&mut written, &measures)?;
            context.out.print(&String::from_utf8_lossy(&written))?;
        }
        (false, _) => table(context, &measures, as_of)?,
    }
    Ok(Ended::Done)
}

/// The KPI of a name.
fn named(key: &str) -> Result<Kpi, Refusal> {
    Kpi::of(key).ok_or_else(|| {
        Refusal::usage("--records", format!("`{}` is not a KPI", crate::domain::text::excerpt(key)))
            .hint(did_you_mean(key, Kpi::WORDS))
    })
}

/// What the records behind the numbers are called, in their order.
fn titles(view: &View<'_>, measures: &[Measure]) -> Result<Vec<String>, Refusal> {
    let behind = measures.iter().flat_map(|measure| measure.records.iter().map(|record| record.id));
    let left_out = measures.iter().flat_map(|measure| measure.left_out.iter().map(|record| record.id));
    behind.chain(left_out).map(|id| view.title(id)).collect()
}

fn table(context: &Context, measures: &[Measure], as_of: NaiveDate) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> = measures
        .iter()
        .map(|measure| {
            vec![
                measure.key.word().to_owned(),
                measure.label.clone(),
                format!("{}/{}", measure.n, measure.d),
                measure.shown(),
                measure.target.clone(),
                measure.verdict().to_owned(),
                sparkline(&measure.levels()),
            ]
        })
        .collect();
    let headings = ["KEY", "KPI", "N/D", "VALUE", "TARGET", "", "TREND"];
    context.out.print(&context.out.table(&headings, &rows))?;
    if !context.out.quiet
        && let Some(first) = measures.first()
    {
        let (off, judged) = kpi::off_target(measures);
        let window = first.window.label();
        let window = if first.window.last > as_of { format!("{window}, which still runs") } else { window };
        super::failure::say(&format!(
            "{window}: {off} of {judged} that can be judged are off target; --records KEY lists what is behind a number"
        ));
    }
    Ok(())
}

/// The records behind a number: what counts, what does not, what is left out.
fn records(context: &Context, measures: &[Measure], titles: &[String], format: &str) -> anyhow::Result<()> {
    let Some(measure) = measures.first() else { return Ok(()) };
    let behind = measure
        .records
        .iter()
        .map(|record| (record.id.to_string(), if record.counts { "yes" } else { "no" }, record.what.clone()));
    let left_out = measure.left_out.iter().map(|record| (record.id.to_string(), "left out", record.why.clone()));
    let rows: Vec<Vec<String>> = behind
        .chain(left_out)
        .zip(titles)
        .map(|((id, counts, what), title)| vec![id, counts.to_owned(), title.clone(), what])
        .collect();
    if format == "csv" {
        let mut writer = Writer::new(Vec::new(), Delimiter::Comma, &["id", "counts", "title", "what"])?;
        for row in &rows {
            for cell in row {
                writer.text(cell);
            }
            writer.end_row()?;
        }
        context.out.print(&String::from_utf8_lossy(&writer.finish()?))?;
        return Ok(());
    }
    let mut text = context.out.bold(&measure.label);
    let _ = writeln!(
        text,
        "  {}  {}/{}  {}  {}  {}\n{}",
        measure.window.label(),
        measure.n,
        measure.d,
        measure.shown(),
        measure.target,
        measure.verdict(),
        measure.key.formula()
    );
    for part in &measure.parts {
        let _ = writeln!(text, "  {}", part.said());
    }
    if !measure.note.is_empty() {
        let _ = writeln!(text, "  {}", measure.note);
    }
    text.push('\n');
    text.push_str(&context.out.table(&["ID", "COUNTS", "TITLE", "WHAT"], &rows));
    context.out.print_record(&text)?;
    Ok(())
}
