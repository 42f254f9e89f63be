//! Custom fields: what a board wants to know beside the fields of the program, declared in its policy.

use serde::{Deserialize, Serialize};

use super::field::Reading;
use super::ids::RecordKind;
use super::refusal::Misread;
use super::rows::{RowLine, Rows};
use super::text::{clean_line, excerpt};
use super::value::LINE_LIMIT;

/// A custom field's value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CustomField {
    /// Its key, as the policy declares it.
    pub key: String,
    /// Its value; blank is unset.
    pub value: String,
}

/// A custom field as a filter may ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomAsked {
    /// What kind of record has it.
    pub record: RecordKind,
    /// Its key.
    pub key: String,
    /// What it holds.
    pub holds: CustomHolds,
}

/// What a custom field holds, hence how it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomHolds {
    /// Text, of which the value is a part.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// One of these words.
    Words(Vec<String>),
}

/// Custom fields, one a line.
pub type CustomFields = Rows<CustomField>;

impl RowLine for CustomField {
    const WORD: &'static str = "custom fields";
    const LIMIT: usize = 200;
    const WAY_OUT: &'static str = "keep the rest in a document";

    /// Reads `cost-centre: 4711`.
    fn read(line: &str, _: &Reading) -> Result<Self, Misread> {
        let line = clean_line(line);
        if line.chars().count() > LINE_LIMIT {
            return Err(Misread::new("the value is too long", format!("shorten it to {LINE_LIMIT} characters")));
        }
        let (key, value) = line.split_once(':').ok_or_else(|| {
            Misread::new(format!("`{}` names no custom field", excerpt(&line)), "write cost-centre: 4711")
        })?;
        Ok(Self { key: key.trim().to_lowercase().replace([' ', '_'], "-"), value: value.trim().to_owned() })
    }

    fn line(&self) -> String {
        format!("{}: {}", self.key, self.value).trim_end().to_owned()
    }

    fn line_of(text: impl Fn(&str) -> String) -> String {
        format!("{}: {}", text("key"), text("value"))
    }
}
