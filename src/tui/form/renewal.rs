//! The form that proposes the renewal of an acceptance, from its page and from the item on which it runs out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::FormSpec;
use crate::domain::ids::RecordId;
use crate::policy::acceptance;

/// What a renewal takes over from the acceptance that it renews.
pub const TAKEN_OVER: &[&str] =
    &["kind", "model", "risks", "rationale", "alternatives", "controls", "accountable_exec", "exit_plan"];

/// A new acceptance, filled with what the old one says, from the day after that ends. Until when it holds is for whoever
/// proposes it to say (R14); where the longest term is known, that is proposed.
pub fn renewal(
    id: RecordId,
    before: &BTreeMap<String, String>,
    today: NaiveDate,
    longest: Option<NaiveDate>,
) -> Option<FormSpec> {
    let spec = FormSpec::new_record(id.kind)?;
    let text = |name: &str| before.get(name).cloned().unwrap_or_default();
    let from = acceptance::renewal_from(text("expiry").parse().ok(), today);
    let spec = TAKEN_OVER.iter().fold(spec, |spec, name| spec.with(name, text(name)));
    let spec = spec.with("renewal_of", id.to_string()).with("effective", from.to_string());
    // What was typed for another renewal, or for no renewal, is no draft for this one.
    let (name, title) = (format!("{} of {id}", spec.name), format!("Renew {id}"));
    let spec = FormSpec { name, title, ..spec };
    Some(match longest {
        Some(day) => spec.propose("expiry", day.to_string()).focus("rationale"),
        None => spec.focus("expiry"),
    })
}
