//! `boardroom list` and `boardroom search`.

use serde_json::{Map, Value, json};

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::query;
use crate::domain::record::{Row as Recorded, SavedView};
use crate::domain::states::ViewedList;
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::{Kind, Refusal};
use crate::exchange::listed;
use crate::insight::list;
use crate::store::View;
use crate::store::query::list::{List, Row};

type Saved = Recorded<SavedView>;

/// List records, filtered and sorted as in the interface
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom list intake --filter 'is:open tier:1,2' --sort due\n  boardroom list followups --filter 'is:overdue @me' --format csv\n  boardroom list decisions --in-force 2026-06-30"
)]
pub struct ListCommand {
    /// What to list: intake, models, risks, followups, acceptances, incidents, assessments, validations, decisions, meetings, agenda, people, views, thematic, alarms, reviews, monitors, drift, control-tests, metrics, events
    #[arg(value_name = "KIND")]
    kind: String,
    /// Only what passes this query: words, `field:value`, `is:open`, `due<+14d`, `@me`
    #[arg(long, value_name = "QUERY", default_value = "", allow_hyphen_values = true)]
    filter: String,
    /// Only what a saved view shows, in its order, beside the filter
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// Decisions that were in force on this day, as the record stood at its end
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    in_force: Option<String>,
    /// Sort by this column; `-` before it turns the order round
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    sort: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["table", "csv", "json"], default_value = "table")]
    format: String,
    /// At most so many rows
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Runs `list`.
pub fn run(context: &Context, options: &ListCommand) -> Outcome {
    let list = List::of(&options.kind).map_err(|misread| usage(misread.of("KIND")))?;
    let store = context.open()?;
    let (store, now) = match &options.in_force {
        None => (store, context.now()),
        Some(text) if list == List::Decisions => {
            let (past, end) = super::show::past(context, &store, "--in-force", text)?;
            (past, end)
        }
        Some(_) => {
            return Err(Refusal::usage("--in-force", "only decisions are in force on a day")
                .hint("boardroom list decisions --in-force DATE")
                .into());
        }
    };
    let filter = match &options.in_force {
        None => options.filter.clone(),
        Some(_) => format!("{} is:in-force", options.filter).trim_start().to_owned(),
    };
    let (rows, total) = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let reading = context.reading(view)?;
        let saved = match &options.view {
            None => None,
            Some(name) => Some(saved_view(view, list, name)?),
        };
        let saved_sort = saved.as_ref().map(|saved| saved.sort.0.clone()).filter(|sort| !sort.is_empty());
        let sort = match options.sort.as_ref().or(saved_sort.as_ref()) {
            None => None,
            Some(text) => Some(list.table().sort(text).map_err(|misread| usage(misread.of("--sort")))?),
        };
        let filter = format!("{} {}", saved.map(|saved| saved.query.0.clone()).unwrap_or_default(), filter);
        let filter = filter.trim();
        let listed = list::read_known(view, list, filter, sort, &reading)
            .map_err(|refusal| usage(Refusal { subject: "--filter".to_owned(), ..refusal }))?;
        let today = list::today(&policy, now);
        let mut keys = listed.keys(view, &policy, today)?;
        let total = keys.len();
        keys.truncate(options.limit.unwrap_or(usize::MAX));
        Ok((list::rows(view, &policy, list, &keys, today)?, total))
    })?;
    print(context, list, &rows, total, &options.format)?;
    Ok(Ended::Done)
}

/// A saved view of a list, by its name.
fn saved_view(view: &View<'_>, list: List, name: &str) -> Result<Saved, Refusal> {
    let viewed = ViewedList::of(list.name());
    if let Some(found) = view.saved_view(name, viewed)?.filter(|found| Some(found.list) == viewed) {
        return Ok(found);
    }
    let names: Vec<String> = match viewed {
        Some(viewed) => view.saved_views(Some(viewed))?.into_iter().map(|saved| saved.name.0.clone()).collect(),
        None => Vec::new(),
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let hint = if names.is_empty() {
        format!("save one: boardroom view save --name NAME --list {} --query QUERY", list.name())
    } else {
        did_you_mean(name, &names)
    };
    Err(Refusal::data("--view", format!("{} has no view `{}`", list.word(), excerpt(name))).hint(hint))
}

fn usage(refusal: Refusal) -> Refusal {
    Refusal { kind: Kind::Usage, ..refusal }
}

fn print(context: &Context, list: List, rows: &[Row], total: usize, format: &str) -> anyhow::Result<()> {
    let columns = list.table().columns;
    match format {
        "json" => {
            let rows: Vec<Value> = rows
                .iter()
                .map(|row| {
                    let cells = columns
                        .iter()
                        .zip(&row.cells)
                        .map(|(column, cell)| (column.name.to_owned(), Value::from(cell.as_str())));
                    Value::Object(cells.collect::<Map<_, _>>())
                })
                .collect();
            context.out.json(&json!({ "list": list.name(), "total": total, "rows": rows }))?;
        }
        "csv" => {
            let mut written = Vec::new();
            listed::csv(&mut written, list, rows)?;
            context.out.print(&String::from_utf8_lossy(&written))?;
        }
        _ => {
            let shown: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].shown).collect();
            let headings: Vec<String> = shown.iter().map(|at| columns[*at].label.to_uppercase()).collect();
            let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
            let cells: Vec<Vec<String>> = rows
                .iter()
                .map(|row| shown.iter().map(|at| row.cells.get(*at).cloned().unwrap_or_default()).collect())
                .collect();
            if rows.is_empty() && context.out.terminal {
                context.out.tell(&format!("no {} pass", list.word()))?;
                return Ok(());
            }
            context.out.print(&context.out.table(&headings, &cells))?;
            if total > rows.len() && !context.out.quiet {
                super::failure::say(&format!("{} of {total} shown", rows.len()));
            }
        }
    }
    Ok(())
}

/// Search all records and minutes
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  boardroom search segment drift")]
pub struct Search {
    /// The words
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value = "50")]
    limit: i64,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["table", "json"], default_value = "table")]
    format: String,
}

/// Runs `search`.
pub fn search(context: &Context, options: &Search) -> Outcome {
    let store = context.open()?;
    let words = options.words.join(" ");
    // Only a quote that nothing closes is wrong with words: the rest is for the index to find or not.
    if let Err(error) = query::parse(&words)
        && words.matches('"').count() % 2 == 1
    {
        return Err(Refusal { kind: Kind::Usage, ..error.pointed(&words).of("WORDS") }.into());
    }
    let hits = store.view().search(&words, options.limit.max(0))?;
    if options.format == "json" {
        let rows: Vec<Value> = hits
            .iter()
            .map(|hit| json!({ "id": hit.id.to_string(), "kind": hit.id.kind.word(), "title": hit.title, "excerpt": hit.excerpt }))
            .collect();
        context.out.json(&json!({ "hits": rows }))?;
    } else {
        let rows: Vec<Vec<String>> =
            hits.iter().map(|hit| vec![hit.id.to_string(), hit.title.clone(), hit.excerpt.clone()]).collect();
        context.out.print(&context.out.table(&["ID", "TITLE", "WHERE"], &rows))?;
    }
    Ok(Ended::Done)
}
