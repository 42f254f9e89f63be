//! How an operation's arguments are read from and written to the fields of a JSON object.

use serde_json::{Map, Value};

use crate::domain::field::{FieldKind, FieldSpec, Fields, Reading, json_text};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::text::article;

/// The arguments of an operation.
pub trait Arguments: Sized {
    /// Their fields.
    fn specs() -> Vec<FieldSpec>;
    /// Reads them.
    fn read(arguments: &Map<String, Value>, reading: &Reading) -> Result<Self, Refusal>;
    /// Writes what [`Arguments::read`] reads.
    fn write(&self) -> Map<String, Value>;
}

impl<F: Fields> Arguments for F {
    fn specs() -> Vec<FieldSpec> {
        F::SPECS.to_vec()
    }

    fn read(arguments: &Map<String, Value>, reading: &Reading) -> Result<Self, Refusal> {
        let mut fields = F::default();
        for (name, value) in arguments {
            let at = F::place(name)?;
            fields.set_json(at, value, reading).map_err(|misread| misread.of(name))?;
        }
        fields.complete()?;
        Ok(fields)
    }

    fn write(&self) -> Map<String, Value> {
        let texts = F::SPECS.iter().enumerate().map(|(at, spec)| (spec.name, self.text(at)));
        texts.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
    }
}

/// A change of some fields of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Revise<R: Record> {
    /// The record's number.
    pub number: u32,
    /// A record of defaults with the new values set.
    pub fields: R,
    /// The places of the fields that are set.
    pub set: Vec<usize>,
    /// Why, where the change asks for it.
    pub reason: String,
}

/// What names the record in a [`Revise`].
const fn id_of(kind: RecordKind) -> FieldSpec {
    FieldSpec { name: "id", label: "Record", kind: || FieldKind::Line, required: true, hint: kind.example() }
}
/// Why it changes.
const REASON: FieldSpec =
    FieldSpec { name: "reason", label: "Reason", kind: || FieldKind::Line, required: false, hint: "why it changes" };

/// Reads those fields that are given, the rest staying default.
fn read_some<R: Fields>(
    arguments: &Map<String, Value>,
    besides: &[&str],
    reading: &Reading,
) -> Result<(R, Vec<usize>), Refusal> {
    let mut fields = R::default();
    let mut set = Vec::new();
    for (name, value) in arguments.iter().filter(|(name, _)| !besides.contains(&name.as_str())) {
        let at = R::place(name)?;
        fields.set_json(at, value, reading).map_err(|misread| misread.of(name))?;
        set.push(at);
    }
    Ok((fields, set))
}

fn write_some<R: Fields>(fields: &R, set: &[usize]) -> Map<String, Value> {
    set.iter().map(|at| (R::SPECS[*at].name.to_owned(), Value::from(fields.text(*at)))).collect()
}

impl<R: Record> Revise<R> {
    /// The record.
    pub const fn id(&self) -> RecordId {
        RecordId { kind: R::KIND, number: self.number }
    }

    /// A change of one field.
    pub fn one(number: u32, name: &str, text: &str, reading: &Reading) -> Result<Self, Refusal> {
        let mut fields = R::default();
        let at = R::place(name)?;
        fields.set(at, text, reading).map_err(|misread| misread.of(name))?;
        Ok(Self { number, fields, set: vec![at], reason: String::new() })
    }

    /// Whether it sets the field of this name.
    pub fn sets(&self, name: &str) -> bool {
        self.set.iter().any(|at| R::SPECS[*at].name == name)
    }

    /// The record as it would stand.
    pub fn applied(&self, before: &R) -> R {
        let mut after = before.clone();
        for at in &self.set {
            after.set_cell(*at, self.fields.cell(*at));
        }
        after
    }
}

impl<R: Record> Arguments for Revise<R> {
    fn specs() -> Vec<FieldSpec> {
        let optional = R::SPECS.iter().map(|spec| FieldSpec { required: false, ..*spec });
        [id_of(R::KIND), REASON].into_iter().chain(optional).collect()
    }

    fn read(arguments: &Map<String, Value>, reading: &Reading) -> Result<Self, Refusal> {
        let id = arguments.get("id").and_then(Value::as_str).unwrap_or_default();
        let id: RecordId = id.parse().map_err(|misread: crate::domain::Misread| misread.of("id"))?;
        if id.kind != R::KIND {
            return Err(Refusal::data("id", format!("{id} is not {} {}", article(R::KIND.word()), R::KIND.word()))
                .hint(format!("write {}-…", R::KIND.prefix())));
        }
        let reason = match arguments.get("reason") {
            Some(value) => json_text(value, FieldKind::Line).map_err(|misread| misread.of("reason"))?,
            None => String::new(),
        };
        let reason = crate::domain::text::clean_line(&reason);
        let (fields, set) = read_some(arguments, &["id", "reason"], reading)?;
        Ok(Self { number: id.number, fields, set, reason })
    }

    fn write(&self) -> Map<String, Value> {
        let mut arguments = Map::new();
        arguments.insert("id".to_owned(), Value::from(self.id().to_string()));
        if !self.reason.is_empty() {
            arguments.insert("reason".to_owned(), Value::from(self.reason.clone()));
        }
        arguments.extend(write_some(&self.fields, &self.set));
        arguments
    }
}

/// An entry by external key: made if the key is new, else the given fields updated.
#[derive(Clone, Debug, PartialEq)]
pub struct Put<R: Record> {
    /// The values given, the rest default.
    pub fields: R,
    /// The places of the fields that are given.
    pub set: Vec<usize>,
}

impl<R: Record> Put<R> {
    /// The field by which such a record is known outside: people by handle, all else by external key.
    pub const fn key_field() -> &'static str {
        match R::KIND {
            RecordKind::Person => "handle",
            _ => "external_key",
        }
    }

    /// The key it names.
    pub fn key(&self) -> String {
        R::place(Self::key_field()).map(|at| self.fields.text(at)).unwrap_or_default()
    }
}

/// What belongs to a model that is named by its external key: in one batch the model may be made and
/// the rest filed under it, before anybody knows its number.
#[derive(Clone, Debug, PartialEq)]
pub struct OfModel<R: Record> {
    /// The model's external key.
    pub key: String,
    /// The entry; its model is filled in once it is found.
    pub fields: R,
}

/// What names the model in an [`OfModel`].
const MODEL_KEY: FieldSpec = FieldSpec {
    name: "model_key",
    label: "Model key",
    kind: || FieldKind::Line,
    required: true,
    hint: "the model's external key",
};

impl<R: Record> Arguments for OfModel<R> {
    fn specs() -> Vec<FieldSpec> {
        [MODEL_KEY].into_iter().chain(R::SPECS.iter().filter(|spec| spec.name != "model").copied()).collect()
    }

    fn read(arguments: &Map<String, Value>, reading: &Reading) -> Result<Self, Refusal> {
        let key = match arguments.get(MODEL_KEY.name) {
            Some(value) => json_text(value, FieldKind::Line).map_err(|misread| misread.of(MODEL_KEY.name))?,
            None => String::new(),
        };
        let key = crate::domain::text::clean_line(&key);
        if key.is_empty() {
            return Err(Refusal::data(
                MODEL_KEY.name,
                format!("{} {} needs it to find its model", article(R::WORD), R::WORD),
            )
            .hint("give the key under which the model was imported"));
        }
        if arguments.contains_key("model") {
            return Err(Refusal::data("model", "the model is named by its key").hint("leave `model` out"));
        }
        let (fields, _) = read_some(arguments, &[MODEL_KEY.name], reading)?;
        Ok(Self { key, fields })
    }

    fn write(&self) -> Map<String, Value> {
        let mut arguments = Map::new();
        arguments.insert(MODEL_KEY.name.to_owned(), Value::from(self.key.clone()));
        let fields = self.fields.write();
        arguments.extend(fields.into_iter().filter(|(name, _)| name != "model"));
        arguments
    }
}

impl<R: Record> Arguments for Put<R> {
    fn specs() -> Vec<FieldSpec> {
        R::SPECS.to_vec()
    }

    fn read(arguments: &Map<String, Value>, reading: &Reading) -> Result<Self, Refusal> {
        let (fields, set) = read_some(arguments, &[], reading)?;
        let put = Self { fields, set };
        if put.key().is_empty() {
            return Err(Refusal::data(
                Self::key_field(),
                format!("{} {} needs it to be found again", article(R::WORD), R::WORD),
            )
            .hint("give the key that the source system uses"));
        }
        Ok(put)
    }

    fn write(&self) -> Map<String, Value> {
        write_some(&self.fields, &self.set)
    }
}
