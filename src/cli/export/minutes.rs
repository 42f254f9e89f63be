//! `boardroom export minutes`: in every format, or through a template of documents.

use std::path::PathBuf;

use super::page::{PageFormat, PageOptions};
use super::{meeting_or_last, put_text};
use crate::board;
use crate::cli::context::Context;
use crate::cli::failure::{Ended, Outcome};
use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::exchange::basis::Basis;
use crate::exchange::minutes;
use crate::exchange::page::Pages;
use crate::exchange::report::Desk;
use crate::exchange::template::Source;
use crate::policy::Policy;
use crate::store::View;

/// Which minutes, in which format.
#[derive(Debug, clap::Args)]
pub struct Minutes {
    /// The meeting: MRB-0041; the last one that is over if left out
    #[arg(value_name = "MEETING")]
    meeting: Option<String>,
    /// The format
    #[arg(long, value_enum, default_value = "md")]
    format: PageFormat,
    /// Fill this template of documents instead, as Markdown: see `boardroom template`
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Write to this file (`-` for standard output)
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    page: PageOptions,
}

/// Writes the minutes of a meeting.
pub fn write(context: &Context, options: &Minutes) -> Outcome {
    if options.template.is_some() && options.format != PageFormat::Md {
        return Err(Refusal::usage("--template", "a template comes to Markdown")
            .hint("leave --format out, or the template")
            .into());
    }
    options.page.check(options.format)?;
    let store = context.open()?;
    let wording = context.wording()?;
    let text = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let meeting = meeting_or_last(view, options.meeting.as_deref())?;
        if let Some(name) = &options.template {
            return filled(context, view, &policy, name, meeting);
        }
        let basis = Basis { view, policy: &policy, now: context.now(), wording: &wording.minutes };
        let read = minutes::read(basis, meeting)?;
        match options.page.written(&read.document(), options.format)? {
            Some(text) => Ok(text),
            None => Ok(read.json()),
        }
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
    let runbooks = context.runbooks();
    let desk = Desk::new(Pages { view, history: view, policy, moment: context.now(), runbooks: &runbooks })?;
    source.fill(Some(&desk), Some(meeting.record()))
}
