//! What a file does not say of a record that it makes: unknown where the field can say so, else what stands by itself,
//! and either is told with how many rows.

use std::collections::BTreeMap;

use crate::domain::Refusal;
use crate::domain::field::{FieldKind, Reading};
use crate::domain::operation::Put;
use crate::domain::record::Record;

/// The word of a field for what nobody has said; a later file may fill it in.
pub(super) const UNKNOWN: &str = "unknown";

/// How many new records took a value that no cell gave, by field and value.
#[derive(Default)]
pub(super) struct Unsaid(BTreeMap<(&'static str, String), usize>);

impl Unsaid {
    /// Counts what a new record takes that its row does not say; what may be unknown is.
    pub(super) fn fill<R: Record>(&mut self, put: &mut Put<R>, reading: &Reading) -> Result<(), Refusal> {
        for (at, spec) in R::SPECS.iter().enumerate().filter(|(at, _)| !put.set.contains(at)).collect::<Vec<_>>() {
            let FieldKind::Choice(words) = (spec.kind)() else { continue };
            if words.contains(&UNKNOWN) {
                put.fields.set(at, UNKNOWN, reading).map_err(|misread| misread.of(spec.name))?;
                put.set.push(at);
            }
            let stands = put.fields.text(at);
            if !stands.is_empty() {
                *self.0.entry((spec.name, stands)).or_default() += 1;
            }
        }
        put.set.sort_unstable();
        Ok(())
    }

    /// What should be said: each field with what stands there now.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|((field, stands), count)| {
            let rows = super::keys::rows(*count);
            match stands.as_str() {
                UNKNOWN => format!("{field}: not said in {rows}, and unknown until somebody says it"),
                stands => format!("{field}: not said in {rows}, and taken as {stands}"),
            }
        })
    }
}

/// Whether a value of a field says anything against what is on record.
pub(super) fn says<R: Record>(at: usize, given: &str) -> bool {
    given != UNKNOWN || !matches!((R::SPECS[at].kind)(), FieldKind::Choice(_))
}
