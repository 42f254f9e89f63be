//! `boardroom tick`: what has fallen due by its date goes on the record.

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::text::counted;

/// Runs the command.
pub fn run(context: &Context) -> Outcome {
    let mut store = context.open()?;
    let env = board::Env { actor: board::SYSTEM.into(), now: context.now(), rehearsal: false };
    let done = board::tick(&mut store, &env)?;
    for receipt in &done {
        context.out.print(&format!("{}\n", crate::domain::text::clean_line(&receipt.summary)))?;
    }
    if !context.globals.quiet {
        super::failure::say(&format!("{} put on the record", counted(i64::try_from(done.len()).unwrap_or(0), "lapse")));
    }
    Ok(Ended::Done)
}
