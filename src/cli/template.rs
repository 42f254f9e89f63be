//! `boardroom template` and `boardroom runbook`: the Markdown that the program brings along, or the board's own.

use std::path::PathBuf;

use super::context::Context;
use super::export::{put_text, to_usage};
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::ids::RecordId;
use crate::exchange::page::Pages;
use crate::exchange::report::Desk;
use crate::exchange::template::{RUNBOOKS, Source, TEMPLATES, WORDINGS, template};

/// Print a template, filled from the record where an identifier is given; without a name, list them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom template mra MDL-0001 -o mra.md\n  boardroom template acceptance ACC-0003\n  boardroom template data-statement\n  boardroom template motions > ~/.config/boardroom/templates/motions.md\n\nA file templates/NAME.md in the configuration's folder takes the place of the one that comes along."
)]
pub struct TemplateCommand {
    /// The template
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The record to fill it from
    #[arg(value_name = "ID", requires = "name")]
    id: Option<String>,
    /// Print the template itself, to begin one of your own
    #[arg(long, requires = "name", conflicts_with = "id")]
    source: bool,
    /// Write to this file (`-` for standard output)
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

/// Print a runbook for the first minutes, the first hour and after; without a name, list them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  boardroom runbook prompt-injection -o runbook.md\n\nA file runbooks/NAME.md in the configuration's folder takes the place of the one that comes along."
)]
pub struct RunbookCommand {
    /// The runbook
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Write to this file (`-` for standard output)
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

/// Runs `template`.
pub fn templates(context: &Context, options: &TemplateCommand) -> Outcome {
    let folder = context.own_folder("templates");
    let Some(name) = &options.name else {
        let row = |name: &str, kinds: String, about: &str| vec![name.to_owned(), kinds, about.to_owned()];
        let rows: Vec<Vec<String>> = TEMPLATES
            .iter()
            .chain(WORDINGS)
            .map(|one| {
                let kinds: Vec<&str> = one.kinds.iter().map(|kind| kind.prefix()).collect();
                row(one.name, kinds.join(" "), one.about)
            })
            .chain(
                others(folder.as_ref(), |name| template(name).is_some())
                    .iter()
                    .map(|name| row(name, String::new(), "the board's own")),
            )
            .collect();
        context.out.print(&context.out.table(&["TEMPLATE", "FROM", "WHAT IT IS"], &rows))?;
        return Ok(Ended::Done);
    };
    let source = Source::template(name, folder.as_deref())?;
    let text = match &options.id {
        None if options.source => source.text().to_owned(),
        None => source.fill(None, None)?,
        Some(id) => {
            let id: RecordId = id.parse().map_err(|misread: crate::domain::Misread| to_usage(misread.of("ID")))?;
            context.open()?.snapshot(|view| {
                let policy = board::policy_in_force(view)?;
                let pages = Pages { view, history: view, policy: &policy, moment: context.now() };
                source.fill(Some(&Desk::new(pages)?), Some(id))
            })?
        }
    };
    put_text(&options.output, &text)?;
    Ok(Ended::Done)
}

/// Runs `runbook`.
pub fn runbook(context: &Context, options: &RunbookCommand) -> Outcome {
    let folder = context.own_folder("runbooks");
    let Some(name) = &options.name else {
        let rows: Vec<Vec<String>> = RUNBOOKS
            .iter()
            .map(|one| vec![one.name.to_owned(), one.about.to_owned()])
            .chain(
                others(folder.as_ref(), |name| RUNBOOKS.iter().any(|one| one.name == name))
                    .into_iter()
                    .map(|name| vec![name, "the board's own".to_owned()]),
            )
            .collect();
        context.out.print(&context.out.table(&["RUNBOOK", "USE IT WHEN"], &rows))?;
        return Ok(Ended::Done);
    };
    put_text(&options.output, Source::runbook(name, folder.as_deref())?.text())?;
    Ok(Ended::Done)
}

/// Names of the board's own files that take no other's place, in order.
fn others(folder: Option<&PathBuf>, known: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".md").map(str::to_owned))
        .filter(|name| !known(name) && name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-'))
        .collect();
    names.sort();
    names
}
