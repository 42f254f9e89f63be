//! Model cards: Markdown with front matter, or JSON of three kinds, each into the same few fields, the
//! text to be read in the meeting, and what should be said about it.

mod front_matter;
mod hugging_face;
mod json;

use serde_json::Value;

use super::found::{Entry, Found, Given, Source};
use super::report::Wrong;
use crate::domain::ids::ModelId;
use crate::domain::record::Artifact;
use crate::domain::text::{clean_line, clean_text, counted, excerpt, is_clean};
use crate::domain::value::{LINE_LIMIT, LIST_LIMIT, Line, MARKDOWN_LIMIT, Markdown};
use crate::domain::{Misread, Refusal};
use crate::exchange::evidence::digest;

/// A field of the model that a card can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Purpose,
    Prohibited,
    Limitations,
    Kind,
    Origin,
    Vendor,
    Tags,
    Data,
}

impl Field {
    const fn name(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Prohibited => "prohibited_uses",
            Self::Limitations => "limitations",
            Self::Kind => "kind",
            Self::Origin => "origin",
            Self::Vendor => "vendor",
            Self::Tags => "tags",
            Self::Data => "data_sources",
        }
    }
}

/// What a card says.
#[derive(Clone, Debug, Default)]
struct Card {
    /// What people call the model.
    name: Option<String>,
    /// What its system calls it, if that is another word.
    id: Option<String>,
    version: String,
    cells: Vec<(Field, String)>,
    /// The card as Markdown.
    text: String,
    /// Whether it says anything beside the name.
    speaks: bool,
    /// Whether it is about a dataset.
    is_of_data: bool,
    notes: Vec<String>,
}

impl Card {
    fn set(&mut self, field: Field, text: Option<&str>) {
        if let Some(text) = text.map(clean_text).filter(|text| is_filled(text)) {
            self.cells.push((field, text));
        }
    }

    /// Fills a field with words, each as long as one may be; too many are refused.
    fn list(&mut self, field: Field, words: &[String]) -> Result<(), Misread> {
        if words.len() > LIST_LIMIT {
            let sentence = format!("`{}` has {} entries", field.name(), words.len());
            return Err(Misread::new(sentence, format!("keep to {LIST_LIMIT}")));
        }
        let words: Vec<String> = words
            .iter()
            .map(|word| clean_line(word).replace(';', ","))
            .filter(|word| is_filled(word))
            .map(|word| word.chars().take(LINE_LIMIT).collect())
            .collect();
        self.set(field, Some(&words.join("; ")));
        Ok(())
    }
}

/// Reads cards; each file stands for itself, and what is wrong with one is said of it.
pub(super) fn read(files: &[Given], model: Option<ModelId>) -> Result<Found, Refusal> {
    let mut entries = Vec::new();
    let mut wrong = Vec::new();
    let mut notes = Vec::new();
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    let mut line = 0;
    for file in files {
        // One file may describe several models; each is an entry of its own.
        let found = match one(file) {
            Ok(cards) => cards.into_iter().map(Ok).collect(),
            Err(misread) => vec![Err(misread)],
        };
        for card in found {
            line += 1;
            let settled = card.and_then(|card| {
                notes.extend(card.notes.iter().map(|note| format!("{}: {note}", file.name)));
                entry(line, file, card, model.is_some())
            });
            match settled {
                Ok(entry) => entries.push(entry),
                Err(misread) => {
                    let refusal = misread.of(file.name.clone());
                    wrong.push(Wrong { line, column: None, value: String::new(), refusal });
                }
            }
        }
    }
    Found::new(Source::Cards, &names, entries, wrong, notes)
}

/// The cards of a file.
fn one(file: &Given) -> Result<Vec<Card>, Misread> {
    let bytes = file.bytes.as_ref().map_err(Clone::clone)?;
    if bytes.len() > MARKDOWN_LIMIT {
        let sentence = format!("the card has {} bytes", bytes.len());
        return Err(Misread::new(sentence, "keep it within 1 MiB, and link to what is large"));
    }
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|_| Misread::new("the card is not text in UTF-8", "save it as UTF-8"))?;
    let text = if is_clean(text) { text.to_owned() } else { clean_text(text) };
    if text.trim().is_empty() {
        return Err(Misread::new("the card is empty", "give a file that says something"));
    }
    if text.trim_start().starts_with(['{', '[']) { json::read(&text) } else { Ok(vec![hugging_face::read(&text)?]) }
}

/// What the board would take in of a card.
fn entry(line: u64, file: &Given, card: Card, is_told: bool) -> Result<Entry, Misread> {
    let name = card.name.clone().or_else(|| card.id.clone()).map(|name| clean_line(&name)).unwrap_or_default();
    if name.is_empty() && !is_told {
        return Err(Misread::new("the card does not name its model", "say which with --model"));
    }
    if card.is_of_data && !is_told {
        return Err(Misread::new(
            "this is the card of a dataset, not of a model",
            "say with --model whose data it describes; it becomes a data statement",
        ));
    }
    if !is_told && card.cells.is_empty() && !card.speaks {
        return Err(Misread::new(
            format!("the card says nothing of `{}` but its name", excerpt(&name)),
            "fill the template in, or say with --model where it belongs",
        ));
    }
    if card.text.len() > MARKDOWN_LIMIT {
        return Err(Misread::new(
            format!("the text of the card has {} bytes", card.text.len()),
            "keep it within 1 MiB",
        ));
    }
    let kind = if card.is_of_data { "data-statement" } else { "model-card" };
    let about = if name.is_empty() { file.short() } else { name.clone() };
    let title = format!("{} of {about}", if card.is_of_data { "Data statement" } else { "Model card" });
    let artifact = Artifact {
        kind: kind.into(),
        version: Line(clean_line(&card.version).chars().take(LINE_LIMIT).collect()),
        title: Line(title.chars().take(LINE_LIMIT).collect()),
        uri: file.uri.clone(),
        sha256: Line(file.bytes.as_ref().ok().and_then(|bytes| digest(bytes.as_slice()).ok()).unwrap_or_default()),
        text: Markdown(card.text),
        ..Artifact::default()
    };
    let key = card.id.as_deref().map(clean_line).filter(|id| !id.is_empty()).unwrap_or_else(|| name.clone());
    let has_own_key = key != name;
    // The dataset's tags and limits are not the model's.
    let fields = if card.is_of_data { Vec::new() } else { card.cells };
    let mut cells = vec![("name".to_owned(), name.clone())];
    cells.extend(fields.into_iter().map(|(field, text)| (field.name().to_owned(), text)));
    Ok(Entry {
        line,
        place: file.name.clone(),
        key,
        name,
        has_own_key,
        cells,
        card: Some(artifact),
        ..Entry::default()
    })
}

/// Whether a text says something: it is neither blank nor a placeholder.
fn is_filled(text: &str) -> bool {
    let rest = text.replace("[More Information Needed]", "").replace("[optional]", "");
    !text.contains("{{") && rest.chars().any(char::is_alphanumeric)
}

/// `1 place is`, `3 places are`.
fn places(count: usize) -> String {
    let said = counted(i64::try_from(count).unwrap_or(i64::MAX), "place");
    format!("{said} {}", if count == 1 { "is" } else { "are" })
}

/// The text of a value: a scalar, or the first of a list.
fn text_of(value: &Value) -> Option<String> {
    texts_of(value).into_iter().next()
}

/// The texts of a value: a scalar, a list of them, or of objects that describe or name something.
fn texts_of(value: &Value) -> Vec<String> {
    let texts = match value {
        Value::Null => Vec::new(),
        Value::Bool(yes) => vec![if *yes { "yes" } else { "no" }.to_owned()],
        Value::Number(number) => vec![number.to_string()],
        Value::String(text) => vec![text.clone()],
        Value::Array(entries) => entries.iter().flat_map(texts_of).collect(),
        Value::Object(fields) => {
            let names = ["name", "description", "title", "identifier", "id", "ref", "text", "value"];
            names.iter().find_map(|name| fields.get(*name).and_then(text_of)).into_iter().collect()
        }
    };
    texts.into_iter().filter(|text| is_filled(text)).collect()
}

/// The kind of model that does a task of the hub.
fn kind_of(task: &str) -> Option<&'static str> {
    Some(match task {
        "text-generation" | "text2text-generation" | "conversational" | "image-text-to-text" => "llm",
        "text-classification"
        | "token-classification"
        | "question-answering"
        | "fill-mask"
        | "translation"
        | "summarization"
        | "sentence-similarity"
        | "zero-shot-classification"
        | "feature-extraction"
        | "table-question-answering" => "nlp",
        "text-ranking" => "ranking",
        "image-classification"
        | "image-segmentation"
        | "object-detection"
        | "depth-estimation"
        | "image-to-text"
        | "image-to-image"
        | "video-classification"
        | "zero-shot-image-classification" => "vision",
        "tabular-classification" | "tabular-regression" => "predictive",
        "time-series-forecasting" => "forecasting",
        _ => return None,
    })
}
