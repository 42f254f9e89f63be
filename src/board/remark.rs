//! What is worth saying to whoever acts, beside what their operation did: who they seem to be, what the clock
//! says, what fell due first. None of it is a fact of the record.

use chrono::NaiveDate;

use super::Env;
use crate::domain::Refusal;
use crate::domain::moment::{read_stamp, stamp};
use crate::domain::text::{counted, did_you_mean};
use crate::domain::value::Handle;
use crate::store::{Head, View};

/// Days without an event after which the clock is doubted.
const LEAP: i64 = 60;

/// What is worth saying of an actor whom nobody has entered: a slip of the keys would stand on the record
/// for good. A board without people has not come to that yet.
pub fn stranger(view: &View<'_>, actor: &Handle) -> Result<Option<String>, Refusal> {
    if view.person(actor)?.is_some() {
        return Ok(None);
    }
    let people = view.people()?;
    if people.is_empty() {
        return Ok(None);
    }
    let known: Vec<&str> = people.iter().map(|row| row.handle.as_str()).collect();
    Ok(Some(format!(
        "this is recorded as done by `{actor}`, whom nobody has entered here; {}",
        did_you_mean(actor.as_str(), &known)
    )))
}

/// What is worth saying of a clock that is far past the last event: what a wrong clock records stays, and
/// what fell due by it lapses.
pub fn leap(head: &Head, env: &Env) -> Option<String> {
    let last = read_stamp(&head.at)?;
    let days = (env.now - last).num_days();
    (days > LEAP).then(|| format!("the clock says {}, {days} days after the last event: is it right?", stamp(env.now)))
}

/// That so many lapses were recorded before the operation.
pub fn lapses(count: usize, until: NaiveDate) -> String {
    let what = counted(i64::try_from(count).unwrap_or(i64::MAX), "lapse");
    format!("{what} that fell due by {until} went on the record first")
}
