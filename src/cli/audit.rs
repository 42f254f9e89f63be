//! `boardroom report audit`: a folder with everything that an auditor asks for first.

use std::path::PathBuf;

use chrono::{Days, Months, NaiveDate};

use super::context::Context;
use super::export::day;
use super::failure::{Ended, Outcome, say};
use super::report::at_desk;
use crate::domain::Refusal;
use crate::domain::text::{clean_line, counted, join_words};
use crate::exchange::audit::{self, Draw, MANIFEST, Packed, Wanted};
use crate::exchange::report::Desk;
use crate::store;

/// Exceptions that are named when the bundle is written; its index has them all.
const NAMED: usize = 5;

/// Write the audit bundle: minutes, registers, trace, log, criteria, sample, with a manifest of sums
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  boardroom report audit -o audit-2026 --since 2026-01-01 --until 2026-12-31 --seed 42 --sample 25\n  (cd audit-2026 && sha256sum -c MANIFEST)"
)]
pub struct Audit {
    /// The folder to write; it must not be there yet
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// The period's first day; a year before its last if left out
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// The period's last day; the day that is looked at if left out
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    until: Option<String>,
    /// As the record stood at the end of this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_of: Option<String>,
    /// Draw the sample with this seed; taken from the head of the record if left out
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Draw so many decisions for control testing
    #[arg(long, value_name = "NUMBER", default_value_t = audit::USUAL)]
    sample: usize,
}

/// Runs the command: exit 1 if the record is not sound; the bundle is written all the same, and says so.
pub fn run(context: &Context, options: &Audit) -> Outcome {
    let store = context.open()?;
    let mut progress = context.progress("verifying");
    let check = store::verify(&store, &mut |done, all| {
        progress.at(done, all);
        true
    })?;
    drop(progress);
    let reading = context.reading(&store.view())?;
    let until = day("--until", options.until.as_deref(), &reading)?;
    let since = day("--since", options.since.as_deref(), &reading)?;
    drop(store);
    let wording = context.wording()?.minutes;
    let mut progress = context.progress("packing");
    let (packed, wanted) = at_desk(context, options.as_of.as_deref(), |desk| {
        let wanted = wanted(desk, since, until, options)?;
        let packed =
            audit::write(desk, &check, wanted, &wording, &options.output, &mut |done, all| progress.at(done, all))?;
        Ok((packed, wanted))
    })?;
    drop(progress);
    if !context.out.quiet {
        if let Some(asked) = until.filter(|asked| *asked > wanted.until) {
            say(&format!("{asked} is still to come: the period ends on {}, the day that is looked at", wanted.until));
        }
        tell(options, &packed, wanted, &check.head);
    }
    if check.differences.is_empty() {
        return Ok(Ended::Done);
    }
    say("the record is not sound: log/chain.json and boardroom verify name what differs");
    Ok(Ended::No)
}

/// The period and the draw.
fn wanted(
    desk: &Desk<'_>,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
    options: &Audit,
) -> Result<Wanted, Refusal> {
    // A year that still runs is asked for whole: its bundle ends with the day that is looked at, and says so.
    let until = until.unwrap_or(desk.today).min(desk.today);
    let year = until.checked_sub_months(Months::new(12)).and_then(|day| day.checked_add_days(Days::new(1)));
    let since = since.or(year).unwrap_or(until);
    if since > until {
        return Err(Refusal::usage("--since", format!("{since} comes after {until}")).hint("exchange the two days"));
    }
    let seed = options.seed.unwrap_or_else(|| Draw::seed_of(&desk.head));
    Ok(Wanted { since, until, draw: Draw { seed, size: options.sample } })
}

fn many(count: usize, noun: &str) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), noun)
}

fn tell(options: &Audit, packed: &Packed, wanted: Wanted, head: &str) {
    let folder = clean_line(&options.output.display().to_string());
    say(&format!(
        "{} written to {folder}, with their sums in {MANIFEST}; start with README",
        many(packed.files, "file")
    ));
    say(&format!(
        "{} from {} to {}; the record ends at {head}",
        many(packed.decisions, "decision"),
        wanted.since,
        wanted.until
    ));
    say(&format!(
        "sample of {} with seed {}: the first by SHA-256 of `{}:ID`: {}",
        packed.drawn.len(),
        wanted.draw.seed,
        wanted.draw.seed,
        if packed.drawn.is_empty() { "none".to_owned() } else { packed.drawn.join(" ") }
    ));
    if !packed.exceptions.is_empty() {
        let named: Vec<&str> = packed.exceptions.iter().take(NAMED).map(String::as_str).collect();
        let first = if packed.exceptions.len() > NAMED { "first of all " } else { "" };
        let count = many(packed.exceptions.len(), "rule");
        say(&format!("{count} not kept, to look at: {first}{}", join_words(&named, "and")));
    }
}
