//! `boardroom show`: one record with its history, now or as of a day.

use chrono::{DateTime, NaiveTime, Utc};

use super::context::Context;
use super::failure::{Ended, Outcome};
use super::text::plain;
use crate::board;
use crate::domain::field::FieldValue;
use crate::domain::ids::RecordId;
use crate::domain::value::Day;
use crate::domain::{Kind, Refusal};
use crate::exchange::document::Document;
use crate::exchange::markdown;
use crate::exchange::page::{Pages, sections};
use crate::store::{self, Store};

/// Show one record with its history
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom show MDL-0001\n  boardroom show DEC-0012 --format md\n  boardroom show MDL-0001 --as-of 2026-06-30"
)]
pub struct Show {
    /// The record
    #[arg(value_name = "ID")]
    id: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "md", "json"], default_value = "text")]
    format: String,
    /// As it stood at the end of this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_of: Option<String>,
}

/// Runs the command.
pub fn run(context: &Context, options: &Show) -> Outcome {
    let id: RecordId = options.id.parse().map_err(|misread: crate::domain::Misread| misread.of("ID"))?;
    let store = context.open()?;
    let runbooks = context.runbooks();
    let document = match &options.as_of {
        None => store.snapshot(|view| {
            let policy = board::policy_in_force(view)?;
            Pages { view, history: view, policy: &policy, moment: context.now(), runbooks: &runbooks }.page(id)
        })?,
        Some(text) => {
            let (past, moment) = past(context, &store, "--as-of", text)?;
            let policy = board::policy_in_force(&past.view())?;
            let page =
                Pages { view: &past.view(), history: &store.view(), policy: &policy, moment, runbooks: &runbooks }
                    .page(id);
            page.map_err(|refusal| not_yet(&store, id, text, refusal))?
        }
    };
    match options.format.as_str() {
        "md" => context.out.print(&markdown::write(&document))?,
        "json" => context.out.json(&json(id, &document))?,
        _ => context.out.print_record(&plain(&document))?,
    }
    Ok(Ended::Done)
}

/// Says of a record that is there today that it was not yet on the day asked for.
fn not_yet(store: &Store, id: RecordId, day: &str, refusal: Refusal) -> Refusal {
    let view = store.view();
    let first = view.history(id, i64::MAX, i64::MAX).ok().and_then(|entries| entries.into_iter().last());
    match (view.exists(id), first) {
        (Ok(true), Some(first)) if refusal.subject == id.to_string() => {
            let on = first.effective.get(..10).unwrap_or_default().to_owned();
            Refusal::data(id.to_string(), format!("was not on the record yet at the end of {day}"))
                .hint(format!("it came in on {on}: ask for that day or a later one"))
        }
        _ => refusal,
    }
}

/// The record as it stood at the end of a day, and that moment.
pub(super) fn past(
    context: &Context,
    store: &Store,
    option: &str,
    text: &str,
) -> Result<(Store, DateTime<Utc>), Refusal> {
    let reading = context.reading(&store.view())?;
    let day = Day::read(text, &reading).map_err(|misread| Refusal { kind: Kind::Usage, ..misread.of(option) })?;
    let policy = board::policy_in_force(&store.view())?;
    let end =
        day.0.unwrap_or(reading.today).and_time(NaiveTime::from_hms_milli_opt(23, 59, 59, 999).unwrap_or_default());
    let moment = policy.time_zone.0.moment(end.date(), end.time());
    Ok((store::as_of(store, moment)?, moment))
}

fn json(id: RecordId, document: &Document) -> serde_json::Value {
    use crate::exchange::document::Block;
    let mut parts = serde_json::Map::new();
    parts.insert("id".to_owned(), id.to_string().into());
    parts.insert("kind".to_owned(), id.kind.word().into());
    parts.insert("title".to_owned(), document.title.clone().into());
    for (title, blocks) in sections(document) {
        let mut content = Vec::new();
        for block in blocks {
            match block {
                Block::Table(table) if table.header.is_empty() => {
                    let facts = table.rows.iter().filter_map(|row| match row.as_slice() {
                        [name, value] => Some((name.plain(), serde_json::Value::from(value.plain()))),
                        _ => None,
                    });
                    content.push(serde_json::Value::Object(facts.collect()));
                }
                Block::Table(table) => content.extend(table.rows.iter().map(|row| {
                    let cells = table.header.iter().zip(row).map(|(name, cell)| (name.plain(), cell.plain().into()));
                    serde_json::Value::Object(cells.collect())
                })),
                other => {
                    let mut text = String::new();
                    super::text::block(other, &mut text);
                    content.push(text.trim_end().into());
                }
            }
        }
        parts.insert(title.to_lowercase().replace(' ', "_"), content.into());
    }
    serde_json::Value::Object(parts)
}
