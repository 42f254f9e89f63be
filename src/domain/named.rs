//! Which field of a record a name in JSON is.

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, Visitor};

use super::field::FieldSpec;

/// The place of a field by its name in JSON; a name that is not known is refused.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// The fields that there are.
    pub specs: &'static [FieldSpec],
    /// Where to look first: a record is written in the order of its fields.
    pub from: usize,
}

impl<'de> DeserializeSeed<'de> for Named {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Named {
    type Value = usize;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let (before, after) = self.specs.split_at(self.from.min(self.specs.len()));
        let at = |specs: &[FieldSpec]| specs.iter().position(|spec| spec.name == name);
        let found = at(after).map(|place| before.len() + place).or_else(|| at(before));
        found.ok_or_else(|| E::custom(format!("there is no field `{name}`")))
    }
}
