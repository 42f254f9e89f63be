//! From an error to a sentence on standard error and an exit code; the only place that maps codes.

use std::io;
use std::process::ExitCode;

use crate::domain::{Kind, Refusal};

/// How a command ended without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Done.
    Done,
    /// The answer is no: a gate that is closed, a record that is not sound. What is wrong has been said.
    No,
    /// Some rows or lines were refused; each has been said.
    Refused(Kind),
}

/// What a command returns.
pub type Outcome = anyhow::Result<Ended>;

/// The exit code of a kind of refusal.
const fn code(kind: Kind) -> u8 {
    match kind {
        Kind::Policy => 1,
        Kind::Usage => 2,
        Kind::Data => 3,
        Kind::Store => 4,
    }
}

/// Says what went wrong, and returns the exit code.
pub fn report(outcome: &Outcome) -> ExitCode {
    match outcome {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::No) => ExitCode::from(1),
        Ok(Ended::Refused(kind)) => ExitCode::from(code(*kind)),
        Err(error) => {
            if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
                return ExitCode::SUCCESS;
            }
            say(&format!("{error:#}"));
            ExitCode::from(error.downcast_ref::<Refusal>().map_or(4, |refusal| code(refusal.kind)))
        }
    }
}

/// Prints a sentence on standard error; nothing in it can drive the terminal.
pub fn say(sentence: &str) {
    use io::Write;
    let _ = writeln!(io::stderr(), "boardroom: {}", crate::domain::text::clean_line(sentence));
}
