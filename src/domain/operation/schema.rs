//! The JSON Schema of the operations, from the same table that reads them.

use serde_json::{Map, Value, json};

use super::{Operation, OperationSpec};
use crate::domain::field::{FieldKind, FieldSpec};

/// The schema of one line of a script.
pub fn schema() -> Value {
    let operations: Vec<Value> = Operation::table().iter().map(operation).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Boardroom operation",
        "description": "One line of a script for `boardroom apply`.",
        "oneOf": operations,
    })
}

fn operation(spec: &OperationSpec) -> Value {
    let mut properties = Map::new();
    properties.insert("op".to_owned(), json!({ "const": spec.name }));
    properties.insert(
        "occurred_at".to_owned(),
        json!({ "type": "string", "description": "When it happened, if not now: RFC 3339, or a date and HH:MM in UTC" }),
    );
    properties.insert(
        "revision".to_owned(),
        json!({ "type": "integer", "description": "The revision of the record that was seen" }),
    );
    for field in &spec.fields {
        properties.insert(field.name.to_owned(), property(field));
    }
    let required: Vec<&str> = std::iter::once("op")
        .chain(spec.fields.iter().filter(|field| field.required).map(|field| field.name))
        .collect();
    json!({
        "title": spec.name,
        "description": spec.does,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &FieldSpec) -> Value {
    let description =
        if field.hint.is_empty() { field.label.to_owned() } else { format!("{}: {}", field.label, field.hint) };
    let mut schema = match (field.kind)() {
        FieldKind::Choice(words) => json!({ "enum": words }),
        FieldKind::Number(min, max) => json!({ "type": ["integer", "string"], "minimum": min, "maximum": max }),
        FieldKind::YesNo => json!({ "type": ["boolean", "string"] }),
        FieldKind::Words | FieldKind::References | FieldKind::People | FieldKind::Records(_) => {
            json!({ "type": ["string", "array"], "items": { "type": "string" } })
        }
        FieldKind::Rows => json!({ "type": ["string", "array"], "items": { "type": ["string", "object"] } }),
        FieldKind::AnyRecord => json!({ "type": "string", "pattern": "^[A-Z]{3}-[0-9]+$" }),
        FieldKind::Record(kind) => json!({ "type": "string", "pattern": format!("^{}-[0-9]+$", kind.prefix()) }),
        FieldKind::Line | FieldKind::Prose | FieldKind::Person | FieldKind::Date | FieldKind::Moment => {
            json!({ "type": "string" })
        }
    };
    schema["description"] = Value::from(description);
    schema
}
