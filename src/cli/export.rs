//! `boardroom export`: minutes in every format, registers as CSV and JSON.

mod minutes;
mod page;

pub use page::SiteName;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use page::{PageFormat, PageOptions};

use super::context::Context;
use super::failure::{Ended, Outcome, say};
use super::out::Pipe;
use crate::board;
use crate::domain::field::{FieldValue, Reading};
use crate::domain::ids::{DecisionId, MeetingId};
use crate::domain::text::counted;
use crate::domain::{Kind, Refusal};
use crate::exchange::basis::Basis;
use crate::exchange::csv_out::Delimiter;
use crate::exchange::minutes::decision;
use crate::exchange::{agenda, file_out, registers};
use crate::store::View;
use crate::store::query::export::Filter;

/// Write minutes and registers for others to read
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom export minutes --format confluence -o minutes.xml\n  boardroom export decisions --since 2026-10-01 -o decisions.csv\n  boardroom export decision DEC-0012 --format html -o dec-0012.html\n  boardroom export agenda --format ics -o board.ics"
)]
pub struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the minutes of a meeting
    Minutes(minutes::Minutes),
    /// Write the record of one decision as a page of its own
    Decision(DecisionPage),
    /// Write the decision log
    Decisions(Register),
    /// Write follow-ups and conditions
    Followups(Register),
    /// Write the risk register
    Risks(Register),
    /// Write the model inventory
    Inventory(Register),
    /// Write the submissions
    Intake(Register),
    /// Write the acceptances
    Acceptances(Register),
    /// Write the incidents
    Incidents(Register),
    /// Write a meeting's agenda as a page or for calendars, or the agenda items as a table
    Agenda(AgendaPage),
}

#[derive(Debug, clap::Args)]
struct DecisionPage {
    /// The decision: DEC-0012
    #[arg(value_name = "DECISION")]
    decision: String,
    /// The format
    #[arg(long, value_enum, default_value = "md")]
    format: PageFormat,
    /// Write to this file (`-` for standard output)
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    page: PageOptions,
}

#[derive(Debug, clap::Args)]
struct AgendaPage {
    /// The meeting whose agenda is written: MRB-0042; the next one if left out
    #[arg(value_name = "MEETING")]
    named: Option<String>,
    /// The format: md, confluence, confluence-json, html and ics of one meeting; csv and json of all agenda items
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: String,
    #[command(flatten)]
    range: Range,
    #[command(flatten)]
    page: PageOptions,
}

#[derive(Debug, clap::Args)]
struct Register {
    /// The format: csv or json; follow-ups also jira and ics
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: String,
    #[command(flatten)]
    range: Range,
}

/// Which rows of a register, and where to.
#[derive(Debug, clap::Args)]
struct Range {
    /// Only from this day on
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only up to this day
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Only what belongs to this meeting
    #[arg(long, value_name = "MEETING")]
    meeting: Option<String>,
    /// What stands between the cells of CSV: `,` `;` or tab
    #[arg(long, value_name = "SIGN", default_value = ",")]
    delimiter: String,
    /// Write to this file (`-` for standard output)
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(context: &Context, options: &Export) -> Outcome {
    match &options.what {
        What::Minutes(options) => minutes::write(context, options),
        What::Decisions(options) => write_register(context, "decisions", &options.format, &options.range),
        What::Followups(options) => write_register(context, "followups", &options.format, &options.range),
        What::Risks(options) => write_register(context, "risks", &options.format, &options.range),
        What::Inventory(options) => write_register(context, "inventory", &options.format, &options.range),
        What::Intake(options) => write_register(context, "intake", &options.format, &options.range),
        What::Acceptances(options) => write_register(context, "acceptances", &options.format, &options.range),
        What::Incidents(options) => write_register(context, "incidents", &options.format, &options.range),
        What::Decision(options) => write_decision(context, options),
        What::Agenda(options) => write_agenda(context, options),
    }
}

/// The meeting that is named, or the last one that is over.
pub fn meeting_or_last(view: &View<'_>, named: Option<&str>) -> Result<MeetingId, Refusal> {
    if let Some(text) = named {
        let id: MeetingId = text.parse().map_err(|misread: crate::domain::Misread| misread.of("MEETING"))?;
        view.get::<crate::domain::record::Meeting>(id.0)?;
        return Ok(id);
    }
    let last = view.last_meeting()?.or(view.live_meeting()?);
    last.map(|row| MeetingId(row.number))
        .ok_or_else(|| Refusal::data("MEETING", "no meeting has been held yet").hint("name one, as in MRB-0001"))
}

fn write_decision(context: &Context, options: &DecisionPage) -> Outcome {
    options.page.check(options.format)?;
    let id: DecisionId = options.decision.parse().map_err(|misread: crate::domain::Misread| misread.of("DECISION"))?;
    let store = context.open()?;
    let wording = context.wording()?;
    let text = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let basis = Basis { view, policy: &policy, now: context.now(), wording: &wording.minutes };
        let record = decision(basis, id)?;
        match options.page.written(&record.document(), options.format)? {
            Some(text) => Ok(text),
            None => Ok(record.json()),
        }
    })?;
    put_text(&options.output, &text)?;
    Ok(Ended::Done)
}

fn write_agenda(context: &Context, options: &AgendaPage) -> Outcome {
    let format = options.format.as_str();
    // JSON is the register of agenda items, and a calendar is no page.
    let page = <PageFormat as ValueEnum>::from_str(format, false).ok().filter(|format| *format != PageFormat::Json);
    options.page.check(page.unwrap_or(PageFormat::Json))?;
    if page.is_none() && format != "ics" {
        let range = &options.range;
        let meeting = range.meeting.clone().or_else(|| options.named.clone());
        let range = Range {
            since: range.since.clone(),
            until: range.until.clone(),
            meeting,
            delimiter: range.delimiter.clone(),
            output: range.output.clone(),
        };
        return write_register(context, "agenda", format, &range);
    }
    let store = context.open()?;
    let wording = context.wording()?;
    let text = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let today = crate::insight::list::today(&policy, context.now()).date;
        let named = options.named.as_deref().or(options.range.meeting.as_deref());
        let meeting = super::agenda::named(view, named, today)?;
        let basis = Basis { view, policy: &policy, now: context.now(), wording: &wording.agenda };
        let read = agenda::read(basis, meeting)?;
        let text = match page {
            Some(format) => options.page.written(&read.document(), format)?,
            None => None,
        };
        text.map_or_else(|| read.calendar(context.now()), Ok)
    })?;
    put_text(&options.range.output, &text)?;
    Ok(Ended::Done)
}

fn write_register(context: &Context, name: &str, format: &str, options: &Range) -> Outcome {
    let store = context.open()?;
    let register = registers::named(name).map_err(|misread| misread.of("register"))?;
    let delimiter = Delimiter::parse(&options.delimiter).map_err(|misread| to_usage(misread.of("--delimiter")))?;
    let format = registers::Format::parse(format, register, delimiter)?;
    let reading = context.reading(&store.view())?;
    let filter = Filter {
        since: day("--since", options.since.as_deref(), &reading)?,
        until: day("--until", options.until.as_deref(), &reading)?,
        meeting: match &options.meeting {
            None => None,
            Some(text) => Some(meeting_or_last(&store.view(), Some(text))?),
        },
    };
    if let (Some(since), Some(until)) = (filter.since, filter.until)
        && since > until
    {
        let refusal = Refusal::usage("--since", format!("{since} is after --until {until}: no day lies between them"));
        return Err(refusal.hint("exchange the two").into());
    }
    let written = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        to(&options.output, |out| registers::write(out, view, &policy, register, format, &filter, context.now()))
    })?;
    if options.output != Path::new("-") && !context.out.quiet {
        let rows = counted(i64::try_from(written.unwrap_or(0)).unwrap_or(i64::MAX), "row");
        let head = store.view().head()?.hash;
        say(&format!("{rows} written to {}; the record ends at {head}", options.output.display()));
    }
    Ok(Ended::Done)
}

/// A wrong value of an option is wrong usage.
pub fn to_usage(refusal: Refusal) -> Refusal {
    Refusal { kind: Kind::Usage, ..refusal }
}

/// A day as an option names it.
pub fn day(name: &str, text: Option<&str>, reading: &Reading) -> Result<Option<chrono::NaiveDate>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    crate::domain::value::Day::read(text, reading).map(|day| day.0).map_err(|misread| to_usage(misread.of(name)))
}

fn unwritten(error: &std::io::Error) -> Refusal {
    Refusal::store("output", format!("cannot be written: {error}")).hint("choose another place with -o")
}

/// Writes a text and ends it with a line break.
pub fn put_text(path: &Path, text: &str) -> Result<(), Refusal> {
    let write = |out: &mut dyn Write| {
        out.write_all(text.as_bytes())
            .and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") })
            .map_err(|error| unwritten(&error))
    };
    to(path, write).map(drop)
}

/// Writes to a file in one step, or to standard output; nothing if nobody reads that any more.
fn to<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    if path != Path::new("-") {
        return file_out::write(path, write).map(Some);
    }
    let mut pipe = Pipe::new();
    let done = write(&mut pipe).and_then(|done| pipe.flush().map(|()| done).map_err(|error| unwritten(&error)));
    match done {
        Ok(done) => Ok(Some(done)),
        Err(_) if pipe.closed => Ok(None),
        Err(refusal) => Err(refusal),
    }
}
