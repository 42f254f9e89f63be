//! `boardroom export minutes`: in every format, or through a template of documents.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{SiteName, meeting_or_last, put_text};
use crate::board;
use crate::cli::context::Context;
use crate::cli::failure::{Ended, Outcome};
use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::exchange::confluence::{self, Options, Site};
use crate::exchange::confluence_json::{self, Api, Update};
use crate::exchange::page::Pages;
use crate::exchange::report::Desk;
use crate::exchange::template::Source;
use crate::exchange::{html, markdown, minutes};
use crate::policy::Policy;
use crate::store::View;

/// The formats of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MinutesFormat {
    /// Markdown
    Md,
    /// Confluence storage format
    Confluence,
    /// The body for Confluence's REST API
    ConfluenceJson,
    /// One HTML file
    Html,
    /// JSON
    Json,
}

/// Which version of Confluence's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ApiName {
    /// Version 1, and Data Center
    V1,
    /// Version 2, on Cloud
    V2,
}

/// Which minutes, in which format.
#[derive(Debug, clap::Args)]
pub struct Minutes {
    /// The meeting: MRB-0041; the last one that is over if left out
    #[arg(value_name = "MEETING")]
    meeting: Option<String>,
    /// The format
    #[arg(long, value_enum, default_value = "md")]
    format: MinutesFormat,
    /// Fill this template of documents instead, as Markdown: see `boardroom template`
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Write to this file (`-` for standard output)
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Which Confluence the page is for
    #[arg(long, value_enum, value_name = "SITE")]
    site: Option<SiteName>,
    /// Leave the decision list of the Cloud editor out
    #[arg(long)]
    no_decision_list: bool,
    /// Which version of the API the body is for [default: v2]
    #[arg(long, value_enum, value_name = "API")]
    api: Option<ApiName>,
    /// The space: its number for v2, its key for v1
    #[arg(long, value_name = "SPACE")]
    space: Option<String>,
    /// The number of the page above
    #[arg(long, value_name = "PAGE_ID")]
    parent: Option<String>,
    /// Write the body that replaces this page
    #[arg(long, value_name = "PAGE_ID", requires = "page_version")]
    update: Option<String>,
    /// The version that the update makes: one more than the page has now
    #[arg(long, value_name = "N", requires = "update")]
    page_version: Option<u64>,
}

/// Writes the minutes of a meeting.
pub fn write(context: &Context, options: &Minutes) -> Outcome {
    check_confluence_options(options)?;
    let store = context.open()?;
    let wording = context.wording()?;
    let text = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let meeting = meeting_or_last(view, options.meeting.as_deref())?;
        let read = minutes::read(view, &policy, meeting, context.now(), &wording.minutes)?;
        if let Some(name) = &options.template {
            return filled(context, view, &policy, name, meeting);
        }
        Ok(match options.format {
            MinutesFormat::Md => markdown::write(&read.document()),
            MinutesFormat::Html => html::write(&read.document()),
            MinutesFormat::Json => read.json(),
            MinutesFormat::Confluence => confluence::write(&read.document(), page_options(options)),
            MinutesFormat::ConfluenceJson => {
                let (api, update) = target(options);
                confluence_json::write_body(&read.document(), page_options(options), &api, update.as_ref())?
            }
        })
    })?;
    put_text(&options.output, &text)?;
    Ok(Ended::Done)
}

/// A template filled from the minutes.
fn filled(
    context: &Context,
    view: &View<'_>,
    policy: &Policy,
    name: &str,
    meeting: MeetingId,
) -> Result<String, Refusal> {
    let source = Source::template(name, context.own_folder("templates").as_deref())?;
    let desk = Desk::new(Pages { view, history: view, policy, moment: context.now() })?;
    source.fill(Some(&desk), Some(meeting.record()))
}

/// Refuses options that the format would not look at.
fn check_confluence_options(options: &Minutes) -> Result<(), Refusal> {
    let page = matches!(options.format, MinutesFormat::Confluence | MinutesFormat::ConfluenceJson);
    let body = options.format == MinutesFormat::ConfluenceJson;
    let given = [
        ("--template", options.template.is_some(), options.format == MinutesFormat::Md),
        ("--site", options.site.is_some(), page),
        ("--no-decision-list", options.no_decision_list, page),
        ("--api", options.api.is_some(), body),
        ("--space", options.space.is_some(), body),
        ("--parent", options.parent.is_some(), body),
        ("--update", options.update.is_some(), body),
    ];
    match given.into_iter().find(|(_, given, used)| *given && !used) {
        None => Ok(()),
        Some((name, ..)) => {
            Err(Refusal::usage(name, "this format has no use for it")
                .hint("add --format confluence-json, or leave it out"))
        }
    }
}

fn page_options(options: &Minutes) -> Options {
    let site = match (options.site, options.api) {
        (Some(SiteName::DataCenter), _) | (None, Some(ApiName::V1)) => Site::DataCenter,
        (Some(SiteName::Cloud), _) | (None, Some(ApiName::V2) | None) => Site::Cloud,
    };
    let mut page = Options::of(site);
    page.decision_list &= !options.no_decision_list;
    page
}

fn target(options: &Minutes) -> (Api, Option<Update>) {
    let (space, parent_id) = (options.space.clone(), options.parent.clone());
    let api = match options.api {
        Some(ApiName::V1) => Api::V1 { space_key: space, parent_id },
        Some(ApiName::V2) | None => Api::V2 { space_id: space, parent_id },
    };
    let update = options.update.clone().zip(options.page_version);
    (api, update.map(|(page_id, version)| Update { page_id, version }))
}
