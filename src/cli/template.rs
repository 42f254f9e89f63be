//! `boardroom template` and `boardroom runbook`: the Markdown that the program brings along, or the board's own.

use std::path::PathBuf;

use super::context::Context;
use super::export::{put_text, to_usage};
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::ids::RecordId;
use crate::exchange::page::Pages;
use crate::exchange::report::Desk;
use crate::exchange::template::runbook::Runbooks;
use crate::exchange::template::{Source, TEMPLATES, WORDINGS, own_names, template};

/// Print a template, filled from the record where an identifier is given; without a name, list them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom template mra MDL-0001 -o mra.md\n  boardroom template acceptance ACC-0003\n  boardroom template data-statement\n  boardroom template motions -o ~/.config/boardroom/templates/motions.md\n\nA file templates/NAME.md in the configuration's folder takes the place of the one that comes along."
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
    after_help = "Example:\n  boardroom runbook prompt-injection -o runbook.md\n\nA file runbooks/NAME.md in the configuration's folder takes the place of the one that comes along, or is one more.\nIts steps are items with a box (`- [ ] …`); `**Use it when** …` says what it is for. Incidents show the one that fits."
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
                own_names(folder.as_deref(), |name| template(name).is_none())
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
            let runbooks = context.runbooks();
            context.open()?.snapshot(|view| {
                let policy = board::policy_in_force(view)?;
                let pages = Pages { view, history: view, policy: &policy, moment: context.now(), runbooks: &runbooks };
                source.fill(Some(&Desk::new(pages)?), Some(id))
            })?
        }
    };
    put_text(&options.output, &text)?;
    Ok(Ended::Done)
}

/// Runs `runbook`.
pub fn runbook(context: &Context, options: &RunbookCommand) -> Outcome {
    let books = Runbooks::read(context.own_folder("runbooks").as_deref())?;
    let Some(name) = &options.name else {
        let rows: Vec<Vec<String>> =
            books.iter().map(|one| vec![one.name.to_string(), one.about.to_string()]).collect();
        context.out.print(&context.out.table(&["RUNBOOK", "USE IT WHEN"], &rows))?;
        return Ok(Ended::Done);
    };
    put_text(&options.output, &books.get(name)?.text)?;
    Ok(Ended::Done)
}
