//! The motion of `decide` where none was given: worded by the phrase for the outcome, as the interface words it.

use serde_json::{Map, Value};

use super::context::Context;
use crate::board;
use crate::domain::Refusal;
use crate::domain::field::{FieldValue, Reading};
use crate::domain::ids::ItemId;
use crate::domain::states::Outcome;
use crate::exchange::motion;
use crate::store::View;

/// The operation whose motion may be left out, and the field of it.
pub const LEFT_OUT: (&str, &str) = ("decision.record", "motion");

/// Words the motion, if it was left out where it may be.
pub fn word(
    context: &Context,
    view: &View<'_>,
    operation: &str,
    fields: &mut Map<String, Value>,
    reading: &Reading,
) -> Result<(), Refusal> {
    if operation != LEFT_OUT.0 || fields.contains_key(LEFT_OUT.1) {
        return Ok(());
    }
    let given = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let item = ItemId::read(given("item"), reading).map_err(|misread| misread.of("item"))?;
    let outcome = Outcome::read(given("outcome"), reading).map_err(|misread| misread.of("outcome"))?;
    let policy = board::policy_in_force(view)?;
    let motions = context.wording()?.motions;
    let worded = motion::on_item(view, &policy, reading.today, &motions, item, outcome)?;
    fields.insert(LEFT_OUT.1.to_owned(), Value::from(worded));
    Ok(())
}
