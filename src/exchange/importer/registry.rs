//! A registry's answers: the JSON of `MLflow` as its REST calls return it, pages in any order.
//!
//! The same model or version may come several times, from several calls; the newest word counts. Keys
//! that are absent, numbers written as texts and unknown members are normal.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::found::{Entry, Found, FoundVersion, Given, Source};
use super::report::Wrong;
use crate::domain::record::Version;
use crate::domain::states::ChangeKind;
use crate::domain::text::{clean_line, clean_text, excerpt};
use crate::domain::value::{LINE_LIMIT, Line};
use crate::domain::{Misread, Refusal};
use crate::exchange::mapping::key as plain;

/// Tags by which a registry names our model, or the key it was imported under.
const OURS: [&str; 5] = ["mrbid", "boardroomid", "inventoryid", "externalkey", "usecaseid"];
/// Tags that say where a model stands in its life.
const STAGES: [&str; 4] = ["stage", "status", "lifecycle", "lifecyclestage"];
/// Tags of a version that say how it differs.
const CHANGES: [&str; 4] = ["change", "changetype", "changekind", "kind"];

/// A model or version as one answer has it, and which file it is from.
struct Heard {
    fields: Map<String, Value>,
    file: usize,
}

/// What all answers say.
#[derive(Default)]
struct Answers {
    /// What does not say what it is: its file, and where in it.
    nameless: Vec<(usize, Misread)>,
    /// Names in the order they came.
    order: Vec<String>,
    models: HashMap<String, Heard>,
    versions: HashMap<String, Vec<Heard>>,
    pages: usize,
    ended: bool,
}

/// Whether a tag names the model by our own identifier or key.
pub(super) fn is_ours(tag: &str) -> bool {
    OURS.contains(&plain(tag).as_str())
}

/// Reads answers; each file stands for itself, and what is wrong with one is said of it.
pub(super) fn read(files: &[Given]) -> Result<Found, Refusal> {
    let mut answers = Answers::default();
    let mut wrong = Vec::new();
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    for (at, file) in files.iter().enumerate() {
        if let Err(misread) = values(file).and_then(|values| answers.take(values, at)) {
            wrong.push(misread.of(file.name.clone()));
        }
    }
    wrong.extend(answers.nameless.drain(..).map(|(file, misread)| misread.of(names[file].clone())));
    let mut notes = Vec::new();
    if answers.pages > 0 && !answers.ended {
        notes.push(
            "the registry has more models than these pages: the last one (without next_page_token) is missing"
                .to_owned(),
        );
    }
    let mut entries = Vec::new();
    let mut resting = Vec::new();
    for (line, name) in (1..).zip(std::mem::take(&mut answers.order)) {
        entries.push(answers.entry(line, &name, &names, &mut resting));
    }
    if !resting.is_empty() {
        notes.push(format!("not ready in the registry, and passed over: {}", super::keys::some("", &resting)));
    }
    // Refused files come after the models, so that no two share a number.
    let after = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    let wrong =
        (after + 1..).zip(wrong).map(|(line, refusal)| Wrong { line, column: None, value: String::new(), refusal });
    let wrong = wrong.collect();
    Found::new(Source::Registry, &names, entries, wrong, notes)
}

/// The JSON values of a file: one, or several one after the other.
pub(super) fn values(file: &Given) -> Result<Vec<Value>, Misread> {
    let bytes = file.bytes.as_ref().map_err(Clone::clone)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
        match value.map_err(|error| Misread::new(format!("this is not JSON: {error}"), "give the answer as it came"))? {
            Value::Array(several) => values.extend(several),
            one => values.push(one),
        }
    }
    if values.is_empty() {
        return Err(Misread::new("the file is empty", "give the answer as it came"));
    }
    for value in &values {
        if let Some(code) = value.get("error_code").map(text) {
            let message = value.get("message").map(text).unwrap_or_default();
            let sentence = format!("the registry answered with an error: {code}: {}", clean_line(&message));
            return Err(Misread::new(sentence, "ask it again, and import what it then says"));
        }
    }
    Ok(values)
}

/// The text of a scalar; blank for what is none.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn member(fields: &Map<String, Value>, name: &str) -> String {
    fields.get(name).map(text).unwrap_or_default()
}

/// When an answer was last changed: milliseconds, as a number or a text; 0 if it does not say.
fn moment(fields: &Map<String, Value>) -> i64 {
    ["last_updated_timestamp", "creation_timestamp"]
        .iter()
        .find_map(|name| member(fields, name).parse().ok())
        .unwrap_or(0)
}

/// Tags, which are a list of pairs or, from some clients, an object; blank ones say nothing.
fn tags(fields: &Map<String, Value>) -> Vec<(String, String)> {
    let pair = |tag: &Value| Some((text(tag.get("key")?), tag.get("value").map(text).unwrap_or_default()));
    let pairs: Vec<(String, String)> = match fields.get("tags") {
        Some(Value::Array(tags)) => tags.iter().filter_map(pair).collect(),
        Some(Value::Object(tags)) => tags.iter().map(|(key, value)| (key.clone(), text(value))).collect(),
        _ => Vec::new(),
    };
    let clean = |(key, value): (String, String)| (clean_line(&key), clean_text(&value));
    pairs.into_iter().map(clean).filter(|(key, value)| !key.is_empty() && !value.trim().is_empty()).collect()
}

fn tagged(tags: &[(String, String)], names: &[&str]) -> String {
    let found = names.iter().find_map(|name| tags.iter().find(|(key, _)| plain(key) == **name));
    found.map(|(_, value)| clean_line(value)).unwrap_or_default()
}

impl Answers {
    /// Takes in the answers of a file, all or none.
    fn take(&mut self, values: Vec<Value>, file: usize) -> Result<(), Misread> {
        let mut models = Vec::new();
        let mut versions = Vec::new();
        let mut pages = 0;
        let mut ended = false;
        for value in values {
            let Value::Object(mut answer) = value else {
                return Err(Misread::new("an answer is an object", "give registered models or model versions"));
            };
            let goes_on = !answer.get("next_page_token").map(text).unwrap_or_default().is_empty();
            let listed = answer.remove("registered_models");
            if listed.is_some() {
                pages += 1;
                ended |= !goes_on;
            }
            let several = listed.is_some() || answer.contains_key("model_versions");
            models.extend(objects("registered_models", listed)?);
            versions.extend(objects("model_versions", answer.remove("model_versions"))?);
            let one_model = answer.remove("registered_model");
            let one_version = answer.remove("model_version");
            if !several && one_model.is_none() && one_version.is_none() && !answer.is_empty() {
                return Err(unknown(&answer));
            }
            models.extend(objects("registered_model", one_model.map(|one| Value::Array(vec![one])))?);
            versions.extend(objects("model_version", one_version.map(|one| Value::Array(vec![one])))?);
        }
        for fields in &models {
            let latest = objects("latest_versions", fields.get("latest_versions").cloned())?;
            versions.extend(latest);
        }
        self.drop_nameless("model", &mut models, &["name"], file);
        self.drop_nameless("version", &mut versions, &["name", "version"], file);
        self.pages += pages;
        self.ended |= ended;
        for fields in models {
            self.hear_model(Heard { fields, file });
        }
        for fields in versions {
            self.hear_version(Heard { fields, file });
        }
        Ok(())
    }

    /// Leaves out what does not say what it is, each named by its place in the file.
    fn drop_nameless(&mut self, what: &str, all: &mut Vec<Map<String, Value>>, needed: &[&str], file: usize) {
        let mut place = 0;
        all.retain(|fields| {
            place += 1;
            let lacks = needed.iter().find(|field| clean_line(&member(fields, field)).is_empty());
            if let Some(field) = lacks {
                let sentence = format!("{what} {place} in it has no `{field}`");
                self.nameless.push((file, Misread::new(sentence, "give the answer as it came")));
            }
            lacks.is_none()
        });
    }

    fn hear_model(&mut self, heard: Heard) {
        let name = clean_line(&member(&heard.fields, "name"));
        match self.models.get(&name) {
            Some(known) if moment(&known.fields) >= moment(&heard.fields) => {}
            _ => {
                self.meet(&name);
                self.models.insert(name, heard);
            }
        }
    }

    fn hear_version(&mut self, heard: Heard) {
        let name = clean_line(&member(&heard.fields, "name"));
        self.meet(&name);
        let label = member(&heard.fields, "version");
        let known = self.versions.entry(name).or_default();
        match known.iter_mut().find(|one| member(&one.fields, "version") == label) {
            Some(one) if moment(&one.fields) < moment(&heard.fields) => *one = heard,
            Some(_) => {}
            None => known.push(heard),
        }
    }

    fn meet(&mut self, name: &str) {
        if !self.models.contains_key(name) && !self.versions.contains_key(name) {
            self.order.push(name.to_owned());
        }
    }

    /// A model with its versions, the oldest first.
    fn entry(&mut self, line: u64, name: &str, files: &[String], resting: &mut Vec<String>) -> Entry {
        let model = self.models.remove(name);
        let mut versions = self.versions.remove(name).unwrap_or_default();
        versions.sort_by_key(|one| {
            (member(&one.fields, "version").parse::<u64>().unwrap_or(u64::MAX), moment(&one.fields))
        });
        let file = model.as_ref().or_else(|| versions.first()).map_or(0, |heard| heard.file);
        let fields = model.map(|heard| heard.fields).unwrap_or_default();
        let tags = tags(&fields);
        let aliases: Vec<(String, String)> = match fields.get("aliases") {
            Some(Value::Array(aliases)) => {
                aliases.iter().filter_map(|one| Some((text(one.get("alias")?), text(one.get("version")?)))).collect()
            }
            _ => Vec::new(),
        };
        let mut cells = vec![("name".to_owned(), name.to_owned())];
        let mut tell = |column: &str, text: String| {
            if !text.trim().is_empty() && !cells.iter().any(|(known, _)| known == column) {
                cells.push((column.to_owned(), text));
            }
        };
        tell("description", clean_text(&member(&fields, "description")));
        let stage = tagged(&tags, &STAGES);
        tell("stage", if stage.is_empty() { stage_of(&versions, &aliases).to_owned() } else { stage });
        for (key, value) in tags.iter().filter(|(key, _)| !STAGES.contains(&plain(key).as_str())) {
            tell(key, value.clone());
        }
        let ids = tags.iter().filter(|(key, _)| is_ours(key));
        let ids = ids.map(|(_, value)| clean_line(value)).collect();
        let mut found = Vec::new();
        for heard in &versions {
            let status = member(&heard.fields, "status");
            if status.is_empty() || status == "READY" {
                found.push(version(name, &heard.fields, &aliases));
            } else {
                resting.push(format!("{} {} ({})", excerpt(name), member(&heard.fields, "version"), excerpt(&status)));
            }
        }
        let place = format!("{}, model `{}`", files.get(file).map(String::as_str).unwrap_or_default(), excerpt(name));
        Entry {
            line,
            place,
            key: name.to_owned(),
            name: name.to_owned(),
            ids,
            cells,
            versions: found,
            ..Entry::default()
        }
    }
}

/// The objects of a list; what is there and is none is refused.
fn objects(name: &str, value: Option<Value>) -> Result<Vec<Map<String, Value>>, Misread> {
    let wrong = || Misread::new(format!("`{name}` does not hold objects"), "give the answer as it came");
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(entries)) => entries
            .into_iter()
            .map(|entry| match entry {
                Value::Object(fields) => Ok(fields),
                _ => Err(wrong()),
            })
            .collect(),
        Some(_) => Err(wrong()),
    }
}

fn unknown(answer: &Map<String, Value>) -> Misread {
    if ["run", "runs", "metrics"].iter().any(|name| answer.contains_key(*name)) {
        return Misread::new(
            "this tells of runs, not of models",
            "its metrics are readings: boardroom import readings --format mlflow --model MODEL",
        );
    }
    let names: Vec<String> = answer.keys().take(5).map(|name| format!("`{}`", excerpt(name))).collect();
    Misread::new(
        format!("this is no answer about models: it has {}", names.join(", ")),
        "give what registered-models/search or model-versions/search returned",
    )
}

/// Where a model stands by its versions: in production if one of them is.
fn stage_of(versions: &[Heard], aliases: &[(String, String)]) -> &'static str {
    let any = |stage: &str| versions.iter().any(|one| member(&one.fields, "current_stage").eq_ignore_ascii_case(stage));
    let called = |names: &[&str]| aliases.iter().any(|(alias, _)| names.contains(&plain(alias).as_str()));
    if any("Production") || called(&["champion", "production", "prod", "live"]) {
        "production"
    } else if any("Staging") || called(&["challenger", "staging", "candidate"]) {
        "in-review"
    } else {
        ""
    }
}

/// A version as the board records it.
fn version(model: &str, fields: &Map<String, Value>, aliases: &[(String, String)]) -> FoundVersion {
    let tags = tags(fields);
    let line = |text: &str| -> Line { Line(clean_line(text).chars().take(LINE_LIMIT).collect()) };
    let label = member(fields, "version");
    let run = member(fields, "run_id");
    let commit = tagged(&tags, &["gitsha", "gitcommit", "mlflowsourcegitcommit", "commit", "coderef"]);
    let source = member(fields, "source");
    let said = clean_line(&member(fields, "description"));
    let (change, is_retrain) = change(&label, &said, &tags);
    let stage = member(fields, "current_stage");
    let mut known = Vec::new();
    known.extend((!stage.is_empty() && stage != "None").then(|| format!("stage {stage}")));
    known.extend(aliases.iter().filter(|(_, of)| *of == label).map(|(alias, _)| format!("alias {alias}")));
    known.extend((!run.is_empty()).then(|| format!("run {run}")));
    known.extend((!source.is_empty()).then(|| format!("source {source}")));
    let known = if known.is_empty() { String::new() } else { format!(": {}", known.join(", ")) };
    FoundVersion {
        live: !stage.eq_ignore_ascii_case("Archived"),
        is_retrain,
        summary: line(&if said.is_empty() { format!("{model} {label}") } else { format!("{model} {label}: {said}") }).0,
        ask: clean_text(&format!("Decide on version {label}, which is new in the registry{known}")),
        by: clean_line(&member(fields, "user_id")),
        fields: Version {
            label: line(&label),
            change,
            code_ref: line(if commit.is_empty() { &source } else { &commit }),
            data_ref: line(&tagged(&tags, &["dataset", "data", "dataref", "dataversion", "trainingdata"])),
            base_ref: line(&tagged(&tags, &["basemodel", "baseref"])),
            evaluation_ref: line(&if run.is_empty() { String::new() } else { format!("run {run}") }),
            ..Version::default()
        },
    }
}

/// How a version differs: as a tag says, a retrain if it calls itself one; else nobody said, and the
/// careful answer is a material change.
fn change(label: &str, said: &str, tags: &[(String, String)]) -> (ChangeKind, bool) {
    let tagged = tagged(tags, &CHANGES).to_lowercase();
    let text = format!("{} {tagged}", said.to_lowercase());
    let retrained = ["retrain", "re-train", "refit", "refresh"].iter().any(|word| text.contains(word));
    let is_material = self::tagged(tags, &["material", "materialchange"]);
    let is_material = ["yes", "true", "1"].contains(&is_material.to_lowercase().as_str());
    let kind = match tagged.as_str() {
        "data" | "dataset" => ChangeKind::Data,
        "architecture" | "base" | "model" => ChangeKind::Architecture,
        "prompt" | "policy" | "guardrail" => ChangeKind::Prompt,
        "configuration" | "config" | "threshold" => ChangeKind::Configuration,
        "vendor" => ChangeKind::Vendor,
        _ if retrained => ChangeKind::Retrain,
        _ if label == "1" => ChangeKind::Initial,
        _ => ChangeKind::Architecture,
    };
    (kind, kind == ChangeKind::Retrain && !is_material)
}
