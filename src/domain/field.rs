//! Fields as declarations: one table per record drives the form, the command-line flag, the CSV
//! column, the operation's JSON and its schema, the history and the store's column.
//!
//! The [`record!`](crate::record) macro makes a plain struct and that table from one declaration;
//! each kind of value implements [`FieldValue`], the one place where it is read and written.

use chrono::NaiveDate;
use serde_json::Value;

use super::calendar::Calendar;
use super::ids::RecordKind;
use super::refusal::{Misread, Refusal};
use super::zone::Zone;

/// What reading a value may need to know: today's date and the business calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The board's date today, for `+2w` and `fri`.
    pub today: NaiveDate,
    /// Weekends and holidays, for `+10bd`.
    pub calendar: Calendar,
    /// The handle that `@me` stands for.
    pub actor: String,
    /// The board's clock, for a time without a zone.
    pub zone: Zone,
    /// The custom fields that a filter may ask for.
    pub custom: Vec<super::custom::CustomAsked>,
}

/// How a field is entered and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// Text of several lines.
    Prose,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A person's handle.
    Person,
    /// Handles, separated by `;` or `,`.
    People,
    /// A record of this kind, by identifier.
    Record(RecordKind),
    /// Records of this kind, separated by `;` or `,`.
    Records(RecordKind),
    /// Any record, by identifier.
    AnyRecord,
    /// A date as people type it.
    Date,
    /// A date and a time as people type them.
    Moment,
    /// A whole number between these two.
    Number(i64, i64),
    /// Yes or no.
    YesNo,
    /// Words or names, separated by `;`.
    Words,
    /// Requirements of frameworks by id, separated by `;`.
    References,
    /// One entry a line, in the small grammar that the hint shows.
    Rows,
}

/// One field of a record or an operation.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Its name in JSON, CSV, flags (with `-` for `_`) and the store.
    pub name: &'static str,
    /// Its label in forms and histories.
    pub label: &'static str,
    /// How it is entered.
    pub kind: fn() -> FieldKind,
    /// Whether a record without it is refused.
    pub required: bool,
    /// What to type, in a few words.
    pub hint: &'static str,
}

/// A value as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
}

impl Cell {
    /// The number, or 0.
    pub fn int(&self) -> i64 {
        match self {
            Cell::Int(number) => *number,
            Cell::Null | Cell::Text(_) => 0,
        }
    }

    /// The text, or nothing.
    pub fn into_text(self) -> String {
        match self {
            Cell::Text(text) => text,
            Cell::Int(number) => number.to_string(),
            Cell::Null => String::new(),
        }
    }
}

/// A kind of value: its one reader, its one canonical text (which reads back), its cell.
pub trait FieldValue: Sized + Default + Clone + PartialEq {
    /// How it is entered.
    fn kind() -> FieldKind;
    /// Reads what a person, a flag, a CSV cell or a JSON string says; never called with blank text.
    fn read(text: &str, reading: &Reading) -> Result<Self, Misread>;
    /// The canonical text; empty when unset.
    fn text(&self) -> String;
    /// The value as stored; unset is NULL.
    fn cell(&self) -> Cell {
        let text = self.text();
        if text.is_empty() { Cell::Null } else { Cell::Text(text) }
    }
    /// Reads a stored value back. The store wrote it, so it cannot be wrong; damage is found by `verify`.
    fn from_cell(cell: Cell) -> Self;
    /// Reads a JSON value; text, numbers, booleans and lists of text by default.
    fn from_json(value: &Value, reading: &Reading) -> Result<Self, Misread> {
        let text = json_text(value, Self::kind())?;
        if text.trim().is_empty() { Ok(Self::default()) } else { Self::read(&text, reading) }
    }
}

/// The text that a JSON value stands for in a field of this kind.
pub fn json_text(value: &Value, kind: FieldKind) -> Result<String, Misread> {
    let wrong = || Misread::new(format!("`{value}` is not a value for this field"), "write a text, a number or a list");
    let plain = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(true) => Ok("yes".to_owned()),
        Value::Bool(false) => Ok("no".to_owned()),
        Value::Null => Ok(String::new()),
        Value::Array(_) | Value::Object(_) => Err(wrong()),
    };
    match value {
        Value::Array(entries) => {
            let separator = match kind {
                FieldKind::Rows => "\n",
                FieldKind::Words | FieldKind::References | FieldKind::People | FieldKind::Records(_) => "; ",
                _ => return Err(wrong()),
            };
            Ok(entries.iter().map(plain).collect::<Result<Vec<_>, _>>()?.join(separator))
        }
        other => plain(other),
    }
}

/// A record or an operation's arguments: a struct whose fields can be walked by their table.
pub trait Fields: Sized + Default + Clone + PartialEq {
    /// What one such record is called.
    const WORD: &'static str;
    /// The table of its fields.
    const SPECS: &'static [FieldSpec];

    /// Sets the field at this place from text; blank text unsets it.
    fn set(&mut self, at: usize, text: &str, reading: &Reading) -> Result<(), Misread>;
    /// Sets the field at this place from JSON.
    fn set_json(&mut self, at: usize, value: &Value, reading: &Reading) -> Result<(), Misread>;
    /// The canonical text of the field at this place.
    fn text(&self, at: usize) -> String;
    /// The stored value of the field at this place.
    fn cell(&self, at: usize) -> Cell;
    /// Sets the field at this place from the store.
    fn set_cell(&mut self, at: usize, cell: Cell);

    /// The place of a field by name, if there is such a field.
    fn position(name: &str) -> Option<usize> {
        Self::SPECS.iter().position(|spec| spec.name == name)
    }

    /// The place of a field by name; refused with the nearest names if there is none.
    fn place(name: &str) -> Result<usize, Refusal> {
        Self::position(name).ok_or_else(|| {
            let known: Vec<_> = Self::SPECS.iter().map(|spec| spec.name).collect();
            Refusal::data(name, format!("{} {} has no such field", super::text::article(Self::WORD), Self::WORD))
                .hint(super::text::did_you_mean(name, &known))
        })
    }

    /// Refuses a record that lacks a required field.
    fn complete(&self) -> Result<(), Refusal> {
        for (at, spec) in Self::SPECS.iter().enumerate() {
            if spec.required && self.text(at).is_empty() {
                return Err(Refusal::data(
                    spec.name,
                    format!("{} {} needs it", super::text::article(Self::WORD), Self::WORD),
                )
                .hint(spec.hint));
            }
        }
        Ok(())
    }
}

/// The state of a record that has none beside what was entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NoState;

impl Fields for NoState {
    const WORD: &'static str = "state";
    const SPECS: &'static [FieldSpec] = &[];

    fn set(&mut self, _: usize, _: &str, _: &Reading) -> Result<(), Misread> {
        Ok(())
    }
    fn set_json(&mut self, _: usize, _: &Value, _: &Reading) -> Result<(), Misread> {
        Ok(())
    }
    fn text(&self, _: usize) -> String {
        String::new()
    }
    fn cell(&self, _: usize) -> Cell {
        Cell::Null
    }
    fn set_cell(&mut self, _: usize, _: Cell) {}
}

/// Declares a record: the struct, its serde form and its field table from one list.
///
/// Each line reads `name: Type, "Label", required|optional, "hint";`.
#[macro_export]
macro_rules! record {
    ($(#[$doc:meta])* pub struct $name:ident ($word:literal) {
        $($(#[$fdoc:meta])* $field:ident : $type:ty, $label:literal, $need:ident, $hint:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[$fdoc])* #[serde(skip_serializing_if = "is_default")] pub $field: $type,)*
        }

        // What a derive would write also reads lists, and comes to twice the code for every record.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Filling;
                impl<'de> serde::de::Visitor<'de> for Filling {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str($word) }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        use $crate::domain::field::Fields;
                        use $crate::domain::named::Named;
                        let mut made = $name::default();
                        let mut from = 0;
                        while let Some(at) = map.next_key_seed(Named { specs: $name::SPECS, from })? {
                            from = at + 1;
                            let mut place = 0usize..;
                            $(if place.next() == Some(at) { made.$field = map.next_value()?; continue; })*
                        }
                        Ok(made)
                    }
                }
                deserializer.deserialize_map(Filling)
            }
        }

        impl $crate::domain::field::Fields for $name {
            const WORD: &'static str = $word;
            const SPECS: &'static [$crate::domain::field::FieldSpec] = &[
                $($crate::domain::field::FieldSpec {
                    name: stringify!($field),
                    label: $label,
                    kind: <$type as $crate::domain::field::FieldValue>::kind,
                    required: $crate::record!(@need $need),
                    hint: $hint,
                },)*
            ];

            fn set(&mut self, at: usize, text: &str, reading: &$crate::domain::field::Reading)
                -> Result<(), $crate::domain::Misread> {
                use $crate::domain::field::FieldValue;
                let blank = text.trim().is_empty();
                let mut place = 0usize..;
                $(if place.next() == Some(at) {
                    self.$field = if blank { Default::default() } else { <$type>::read(text, reading)? };
                    return Ok(());
                })*
                Ok(())
            }

            fn set_json(&mut self, at: usize, value: &serde_json::Value, reading: &$crate::domain::field::Reading)
                -> Result<(), $crate::domain::Misread> {
                use $crate::domain::field::FieldValue;
                let mut place = 0usize..;
                $(if place.next() == Some(at) { self.$field = <$type>::from_json(value, reading)?; return Ok(()); })*
                Ok(())
            }

            fn text(&self, at: usize) -> String {
                use $crate::domain::field::FieldValue;
                let mut place = 0usize..;
                $(if place.next() == Some(at) { return FieldValue::text(&self.$field); })*
                String::new()
            }

            fn cell(&self, at: usize) -> $crate::domain::field::Cell {
                use $crate::domain::field::FieldValue;
                let mut place = 0usize..;
                $(if place.next() == Some(at) { return FieldValue::cell(&self.$field); })*
                $crate::domain::field::Cell::Null
            }

            fn set_cell(&mut self, at: usize, cell: $crate::domain::field::Cell) {
                use $crate::domain::field::FieldValue;
                let mut place = 0usize..;
                $(if place.next() == Some(at) { self.$field = <$type>::from_cell(cell); return; })*
            }
        }
    };
    (@need required) => { true };
    (@need optional) => { false };
}

/// Declares an enum whose values are known by a word each, in kebab case: a state, a kind, an outcome.
#[macro_export]
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $value:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $value,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$value,)*];
            /// The words of every value, in order.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];
            /// The word people, files and the store use.
            pub const fn word(self) -> &'static str { match self { $($name::$value => $word,)* } }
            /// The value of a word.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word().eq_ignore_ascii_case(word))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.word()) }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::of(&word).ok_or_else(|| serde::de::Error::unknown_variant(&word, Self::WORDS))
            }
        }

        impl $crate::domain::field::FieldValue for $name {
            fn kind() -> $crate::domain::field::FieldKind { $crate::domain::field::FieldKind::Choice(Self::WORDS) }
            fn read(text: &str, _: &$crate::domain::field::Reading) -> Result<Self, $crate::domain::Misread> {
                let word = text.trim().to_lowercase().replace([' ', '_'], "-");
                Self::of(&word).ok_or_else(|| $crate::domain::Misread::new(
                    format!("`{}` is not known here", text.trim()),
                    $crate::domain::text::did_you_mean(&word, Self::WORDS),
                ))
            }
            fn text(&self) -> String { self.word().to_owned() }
            fn from_cell(cell: $crate::domain::field::Cell) -> Self {
                Self::of(&cell.into_text()).unwrap_or_default()
            }
        }
    };
}

/// Whether a value is its type's default; such fields are left out of stored events.
pub fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
