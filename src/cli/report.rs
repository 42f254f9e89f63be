//! `boardroom report`: documents about one model, acceptance or incident; where the portfolio stands; the
//! memo for executives; the bundle for an audit.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::audit::{self, Audit};
use super::context::Context;
use super::export::{SiteName, day, put_text, to_usage};
use super::failure::{Ended, Outcome};
use super::show::past;
use crate::board;
use crate::domain::{Misread, Refusal};
use crate::exchange::confluence::{self, Options, Site};
use crate::exchange::document::Document;
use crate::exchange::page::Pages;
use crate::exchange::report::{Covering, Desk, Report, customer_pack};
use crate::exchange::{html, markdown};
use crate::insight::kpi::Span;

/// Write reports: on a model, an acceptance, an incident; posture, executive memo, audit bundle
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom report mra MDL-0001 --format confluence -o mra.xml\n  boardroom report model-card MDL-0001 --public -o card.md\n  boardroom report posture --format html -o posture.html\n  boardroom report memo\n  boardroom report audit -o audit-2026 --seed 42"
)]
pub struct ReportCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the model risk assessment: everything the record holds on a model
    Mra(About),
    /// Write the model card
    ModelCard(Card),
    /// Write what a customer's procurement asks: only what the board approved, nobody and nothing internal named
    CustomerPack(Pack),
    /// Write the packet of an acceptance
    Acceptance(About),
    /// Write the report of an incident
    Incident(About),
    /// Write the posture report: where the portfolio stands, and what changed since the quarter before
    Posture(Windowed),
    /// Write the executive memo: one page on what the board decided and needs, the top risks, where help is needed
    Memo(Memo),
    Audit(Audit),
}

/// The formats of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Markdown
    Md,
    /// Confluence storage format
    Confluence,
    /// One HTML file
    Html,
}

/// How a document is written; every report takes it.
#[derive(Debug, clap::Args)]
pub struct Written {
    /// The format
    #[arg(long, value_enum, default_value = "md")]
    format: Format,
    /// Which Confluence the page is for
    #[arg(long, value_enum, value_name = "SITE")]
    site: Option<SiteName>,
    /// As the record stood at the end of this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_of: Option<String>,
    /// Write to this file (`-` for standard output)
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

#[derive(Debug, clap::Args)]
struct About {
    /// The record
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    written: Written,
}

#[derive(Debug, clap::Args)]
struct Card {
    /// The model
    #[arg(value_name = "ID")]
    id: String,
    /// For readers outside: only what the board approved, nobody and nothing internal named
    #[arg(long)]
    public: bool,
    #[command(flatten)]
    written: Written,
}

#[derive(Debug, clap::Args)]
struct Windowed {
    /// Report the month that the day lies in, not the quarter
    #[arg(long)]
    months: bool,
    /// Report the year that the day lies in
    #[arg(long, conflicts_with = "months")]
    year: bool,
    #[command(flatten)]
    written: Written,
}

#[derive(Debug, clap::Args)]
struct Memo {
    /// The meeting; the last one if left out
    #[arg(value_name = "MEETING", conflicts_with_all = ["since", "until"])]
    meeting: Option<String>,
    /// From this day on, instead of a meeting
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Through this day, instead of a meeting; else through the day that is looked at
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, requires = "since")]
    until: Option<String>,
    #[command(flatten)]
    written: Written,
}

#[derive(Debug, clap::Args)]
struct Pack {
    /// The model
    #[arg(value_name = "ID")]
    id: String,
    /// Where a customer reports an incident; else as named in the contract
    #[arg(long, value_name = "TEXT", default_value = "")]
    contact: String,
    #[command(flatten)]
    written: Written,
}

/// Runs the command.
pub fn run(context: &Context, options: &ReportCommand) -> Outcome {
    match &options.what {
        What::Mra(about) => one(context, &about.written, Report::Mra(id(&about.id)?)),
        What::ModelCard(card) if card.public => one(context, &card.written, Report::PublicCard(id(&card.id)?)),
        What::ModelCard(card) => one(context, &card.written, Report::ModelCard(id(&card.id)?)),
        What::CustomerPack(pack) => {
            let model = id(&pack.id)?;
            told(context, &pack.written, |desk| customer_pack::document(desk, model, &pack.contact))
        }
        What::Acceptance(about) => one(context, &about.written, Report::Acceptance(id(&about.id)?)),
        What::Incident(about) => one(context, &about.written, Report::Incident(id(&about.id)?)),
        What::Posture(windowed) => {
            let span = match (windowed.months, windowed.year) {
                (true, _) => Span::Month,
                (false, true) => Span::Year,
                (false, false) => Span::Quarter,
            };
            one(context, &windowed.written, Report::Posture(span))
        }
        What::Memo(memo) => write_memo(context, memo),
        What::Audit(options) => audit::run(context, options),
    }
}

fn write_memo(context: &Context, memo: &Memo) -> Outcome {
    let covering = match (&memo.meeting, &memo.since) {
        (Some(meeting), _) => Covering::Meeting(id(meeting)?),
        (None, None) => Covering::Last,
        (None, Some(_)) => {
            let (since, until) = period(context, memo.since.as_deref(), memo.until.as_deref(), &memo.written)?;
            Covering::Period(since, until)
        }
    };
    one(context, &memo.written, Report::Memo(covering))
}

/// The days from `--since` through `--until`, else through the day that is looked at.
fn period(
    context: &Context,
    since: Option<&str>,
    until: Option<&str>,
    written: &Written,
) -> Result<(NaiveDate, NaiveDate), Refusal> {
    let store = context.open()?;
    let reading = context.reading(&store.view())?;
    let last = day("--until", until.or(written.as_of.as_deref()), &reading)?.unwrap_or(reading.today);
    let first = day("--since", since, &reading)?.unwrap_or(last);
    if first > last {
        return Err(Refusal::usage("--since", format!("{first} comes after {last}")).hint("exchange the two days"));
    }
    Ok((first, last))
}

fn id<T: std::str::FromStr<Err = Misread>>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|misread: Misread| to_usage(misread.of("ID")))
}

/// Writes a report that is one document.
fn one(context: &Context, written: &Written, report: Report) -> Outcome {
    told(context, written, |desk| report.document(desk))
}

/// Writes a document that is made at the desk.
fn told(context: &Context, written: &Written, make: impl FnOnce(&Desk<'_>) -> Result<Document, Refusal>) -> Outcome {
    if written.site.is_some() && written.format != Format::Confluence {
        return Err(Refusal::usage("--site", "this format has no use for it").hint("add --format confluence").into());
    }
    let document = at_desk(context, written.as_of.as_deref(), make)?;
    put_text(&written.output, &in_format(&document, written))?;
    Ok(Ended::Done)
}

/// The document in the format that was asked for.
fn in_format(document: &Document, written: &Written) -> String {
    match written.format {
        Format::Md => markdown::write(document),
        Format::Html => html::write(document),
        Format::Confluence => {
            let site = match written.site {
                Some(SiteName::DataCenter) => Site::DataCenter,
                Some(SiteName::Cloud) | None => Site::Cloud,
            };
            confluence::write(document, Options::of(site))
        }
    }
}

/// Works at a desk on the record as it stands, or as it stood at the end of a day.
pub fn at_desk<T>(
    context: &Context,
    as_of: Option<&str>,
    work: impl FnOnce(&Desk<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let store = context.open()?;
    let runbooks = context.runbooks();
    let Some(text) = as_of else {
        return store.snapshot(|view| {
            let policy = board::policy_in_force(view)?;
            work(&Desk::new(Pages {
                view,
                history: view,
                policy: &policy,
                moment: context.now(),
                runbooks: &runbooks,
            })?)
        });
    };
    let (past, moment) = past(context, &store, "--as-of", text)?;
    let (view, history) = (past.view(), store.view());
    let policy = board::policy_in_force(&view)?;
    work(&Desk::new(Pages { view: &view, history: &history, policy: &policy, moment, runbooks: &runbooks })?)
}
