//! Cards in JSON: Google's Model Card Toolkit, `CycloneDX`, and the form that `AllenNLP` publishes.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::{Card, Field, is_filled, kind_of, text_of, texts_of};
use crate::domain::Misread;

/// Most values of a card.
const MOST: usize = 50_000;
/// Longest text that is shown; what is longer is a picture.
const LONGEST: usize = 64 * 1024;

/// Where a form of card keeps what fills a field: the paths of each, all that are there, in order.
type Paths = &'static [(Field, &'static [&'static str])];

const ALLEN: Paths = &[
    (Field::Purpose, &["/intended_use/primary_uses", "/model_details/short_description", "/model_details/description"]),
    (Field::Prohibited, &["/intended_use/out_of_scope_use_cases"]),
    (
        Field::Limitations,
        &[
            "/model_caveats_and_recommendations/caveats_and_recommendations",
            "/model_ethical_considerations/ethical_considerations",
        ],
    ),
    (Field::Data, &["/training_data/dataset/name", "/evaluation_data/dataset/name"]),
    (Field::Tags, &["/model_details/model_type", "/task_id"]),
];
const TOOLKIT: Paths = &[
    (Field::Purpose, &["/considerations/use_cases", "/model_details/overview"]),
    (Field::Limitations, &["/considerations/limitations", "/considerations/tradeoffs"]),
    (Field::Data, &["/model_parameters/data"]),
    (Field::Tags, &["/model_parameters/model_architecture"]),
];
const CYCLONE: Paths = &[
    (Field::Purpose, &["/modelCard/considerations/useCases", "/description"]),
    (
        Field::Limitations,
        &["/modelCard/considerations/technicalLimitations", "/modelCard/considerations/performanceTradeoffs"],
    ),
    (Field::Data, &["/modelCard/modelParameters/datasets"]),
    (Field::Tags, &["/tags", "/modelCard/modelParameters/architectureFamily", "/modelCard/modelParameters/task"]),
    (Field::Vendor, &["/supplier/name", "/manufacturer/name", "/publisher"]),
];

/// Reads the cards of a JSON file.
pub(super) fn read(text: &str) -> Result<Vec<Card>, Misread> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let sentence = if error.to_string().contains("recursion limit") {
            "the card is nested too deep".to_owned()
        } else {
            format!("the card is not JSON: {error}")
        };
        Misread::new(sentence, "give it as the tool wrote it")
    })?;
    let count = count(&value);
    if count > MOST {
        return Err(Misread::new(format!("the card has {count} values"), format!("keep to {MOST}")));
    }
    let has = |path: &str| value.pointer(path).is_some();
    if has("/bomFormat") || has("/components/0/modelCard") {
        return cyclone(&value);
    }
    if let Some(code) = value.pointer("/error_code").and_then(text_of) {
        return Err(Misread::new(format!("this is an error, {code}, not a card"), "fetch the card again"));
    }
    if has("/model_details") {
        let is_toolkit = has("/considerations") || has("/model_parameters") || has("/quantitative_analysis");
        return Ok(vec![if is_toolkit || has("/schema_version") { toolkit(&value)? } else { allen(&value)? }]);
    }
    Err(Misread::new(
        "this JSON is no model card",
        "cards of the Model Card Toolkit (`model_details`), CycloneDX (`bomFormat`) and AllenNLP are read",
    ))
}

fn fill(card: &mut Card, value: &Value, paths: Paths) -> Result<(), Misread> {
    card.speaks = !card.version.is_empty();
    for (field, paths) in paths {
        let mut texts =
            paths.iter().filter_map(|path| value.pointer(path)).map(texts_of).filter(|texts| !texts.is_empty());
        match field {
            // The first that says something; the rest stands in the card.
            Field::Purpose | Field::Vendor => card.set(*field, texts.next().map(|texts| lines(&texts)).as_deref()),
            Field::Tags | Field::Data => {
                let mut words: Vec<String> = texts.flatten().collect();
                let mut known = std::collections::HashSet::new();
                words.retain(|word| known.insert(word.clone()));
                card.list(*field, &words)?;
            }
            Field::Prohibited | Field::Limitations | Field::Kind | Field::Origin => {
                let all: Vec<String> = texts.flatten().collect();
                card.set(*field, Some(&lines(&all)));
            }
        }
    }
    Ok(())
}

/// One text as it is, several as a list.
fn lines(texts: &[String]) -> String {
    match texts {
        [only] => only.clone(),
        several => several.iter().map(|text| format!("- {text}")).collect::<Vec<_>>().join("\n"),
    }
}

fn at(value: &Value, path: &str) -> Option<String> {
    value.pointer(path).and_then(text_of)
}

fn allen(value: &Value) -> Result<Card, Misread> {
    let mut card = Card {
        name: at(value, "/display_name").or_else(|| at(value, "/model_details/name")),
        id: at(value, "/id"),
        version: at(value, "/model_details/version").unwrap_or_default(),
        ..Card::default()
    };
    fill(&mut card, value, ALLEN)?;
    if !card.cells.is_empty() {
        card.set(Field::Kind, Some("nlp"));
    }
    card.text = markdown(card.name.as_deref().or(card.id.as_deref()), value);
    Ok(card)
}

fn toolkit(value: &Value) -> Result<Card, Misread> {
    let version = at(value, "/model_details/version/name").or_else(|| at(value, "/model_details/version"));
    let name = at(value, "/model_details/name");
    let mut card = Card { name, version: version.unwrap_or_default(), ..Card::default() };
    fill(&mut card, value, TOOLKIT)?;
    card.text = markdown(card.name.as_deref(), value);
    Ok(card)
}

/// The models among the components of a bill of materials.
fn cyclone(value: &Value) -> Result<Vec<Card>, Misread> {
    let listed = value.get("components").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let own = value.pointer("/metadata/component");
    let is_model = |part: &&Value| {
        part.get("modelCard").is_some() || part.get("type").and_then(Value::as_str) == Some("machine-learning-model")
    };
    let mut cards = Vec::new();
    for part in own.into_iter().chain(listed).filter(is_model) {
        let name = at(part, "/name");
        let grouped = |name: &String| at(part, "/group").map(|group| format!("{group}/{name}"));
        let id = name.as_ref().and_then(grouped);
        let mut card = Card { name, id, version: at(part, "/version").unwrap_or_default(), ..Card::default() };
        fill(&mut card, part, CYCLONE)?;
        let task = at(part, "/modelCard/modelParameters/task");
        card.set(Field::Kind, task.and_then(|task| kind_of(&task)));
        card.text = markdown(card.name.as_deref(), part);
        cards.push(card);
    }
    if cards.is_empty() {
        return Err(Misread::new(
            "no component of this bill of materials is a model",
            "a component of type machine-learning-model, or with a modelCard, is read",
        ));
    }
    Ok(cards)
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(entries) => entries.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// A card as Markdown: what is an object becomes a section, what is blank is left out.
fn markdown(name: Option<&str>, value: &Value) -> String {
    let mut text = String::new();
    if let Some(name) = name {
        let _ = writeln!(text, "# {name}\n");
    }
    if let Value::Object(fields) = value {
        section(&mut text, fields, 2);
    }
    text.trim_end().to_owned()
}

fn section(text: &mut String, fields: &Map<String, Value>, level: usize) {
    for (name, value) in fields {
        let label = label(name);
        match value {
            Value::Object(inner) => {
                let mut body = String::new();
                section(&mut body, inner, level + 1);
                if !body.trim().is_empty() {
                    let _ = write!(text, "{} {label}\n\n{body}", "#".repeat(level.min(6)));
                }
            }
            Value::Array(entries) => {
                let mut body = String::new();
                for entry in entries {
                    item(&mut body, entry, 0);
                }
                if !body.is_empty() {
                    let _ = write!(text, "**{label}**\n\n{body}\n");
                }
            }
            other => {
                if let Some(said) = said(other) {
                    let gap = if said.contains('\n') { "\n\n" } else { " " };
                    let _ = write!(text, "**{label}:**{gap}{said}\n\n");
                }
            }
        }
    }
}

fn item(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Array(entries) => {
            for entry in entries {
                item(text, entry, depth);
            }
        }
        Value::Object(fields) => {
            let shown: Vec<String> = fields
                .iter()
                .filter_map(|(name, value)| Some(format!("{}: {}", label(name), said(value)?.replace('\n', " "))))
                .collect();
            if !shown.is_empty() {
                let _ = writeln!(text, "{indent}- {}", shown.join("; "));
            }
            for (name, value) in fields.iter().filter(|(_, value)| value.is_array() || value.is_object()) {
                let mut inner = String::new();
                item(&mut inner, value, depth + 1);
                if !inner.is_empty() {
                    let _ = write!(text, "{indent}- {}\n{inner}", label(name));
                }
            }
        }
        other => {
            if let Some(said) = said(other) {
                let _ = writeln!(text, "{indent}- {}", said.replace('\n', " "));
            }
        }
    }
}

/// A scalar's text; none if it is blank, or a picture.
fn said(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) if text.len() > LONGEST || (text.len() > 1_000 && !text.contains(' ')) => {
            "(left out: not text)".to_owned()
        }
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    is_filled(&text).then_some(text)
}

/// `intended_use` and `intendedUse` as `Intended use`.
fn label(name: &str) -> String {
    let mut label = String::new();
    for c in name.chars() {
        if c == '_' || c == '-' {
            label.push(' ');
        } else if c.is_uppercase() && label.ends_with(char::is_lowercase) {
            label.push(' ');
            label.extend(c.to_lowercase());
        } else if label.is_empty() {
            label.extend(c.to_uppercase());
        } else {
            label.push(c);
        }
    }
    label
}
