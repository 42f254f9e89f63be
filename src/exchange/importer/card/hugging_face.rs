//! Cards in Markdown, as the Hugging Face hub keeps them: front matter, then sections.

use serde_json::{Map, Value};

use super::front_matter::{self, Trouble};
use super::{Card, Field, is_filled, kind_of, text_of, texts_of};
use crate::domain::Misread;
use crate::domain::text::clean_line;
use crate::exchange::mapping::key as plain;

/// Front matter that only the card of a dataset has.
const OF_DATASETS: [&str; 7] = [
    "annotations_creators",
    "language_creators",
    "multilinguality",
    "size_categories",
    "task_categories",
    "source_datasets",
    "dataset_info",
];
/// Sections that say what a field does, the best first: letters and digits of their titles.
const SECTIONS: [(Field, &[&str]); 3] = [
    (
        Field::Purpose,
        &[
            "directuse",
            "intendeduse",
            "intendeduses",
            "intendeduseslimitations",
            "intendedusesandlimitations",
            "uses",
            "usage",
            "modeldescription",
            "modelsummary",
            "description",
            "overview",
            "summary",
        ],
    ),
    (
        Field::Prohibited,
        &["outofscopeuse", "outofscopeuses", "misuseandoutofscopeuse", "misusemalicioususeandoutofscopeuse", "misuse"],
    ),
    (
        Field::Limitations,
        &[
            "biasrisksandlimitations",
            "biasriskslimitations",
            "limitations",
            "knownlimitations",
            "limitationsandbias",
            "limitationsandbiases",
            "biasandlimitations",
            "risksandlimitations",
            "caveatsandrecommendations",
            "caveats",
        ],
    ),
];

/// Reads a card.
pub(super) fn read(text: &str) -> Result<Card, Misread> {
    let mut card = Card::default();
    let (head, body) = front_matter::split(text);
    let fields = match head {
        None if text.trim_start().starts_with("---\n") => {
            card.notes.push("the front matter has no end, so only the text is kept".to_owned());
            Map::new()
        }
        None => Map::new(),
        Some(head) if head.contains("{{") || head.contains("{card_data}") => {
            card.notes.push("the front matter is a template that nobody filled in".to_owned());
            Map::new()
        }
        Some(head) => match front_matter::read(head) {
            Ok(fields) => fields,
            Err(Trouble::Refused(misread)) => return Err(misread),
            Err(Trouble::Broken(why)) => {
                card.notes.push(format!("the front matter says nothing: {why}"));
                Map::new()
            }
        },
    };
    card.text = match head {
        Some(head) if !head.trim().is_empty() => format!("```yaml\n{}\n```\n\n{}", head.trim_end(), body.trim_start()),
        _ => body.trim_start().to_owned(),
    };
    let sections = sections(body);
    let title = sections.iter().find(|section| section.level == 1).map(|section| section.title.as_str());
    card.speaks = sections.iter().any(|section| is_filled(&section.body)) || sections.is_empty() && is_filled(body);
    card.is_of_data = OF_DATASETS.iter().any(|name| fields.contains_key(*name))
        || title.is_some_and(|title| plain(title).starts_with("datasetcard"));
    front(&mut card, &fields, title)?;
    for (field, titles) in SECTIONS {
        let found = titles.iter().find_map(|wanted| {
            sections.iter().find(|section| plain(&section.title) == **wanted && is_filled(&section.body))
        });
        card.set(field, found.map(|section| section.body.trim()));
    }
    if !card.cells.iter().any(|(field, _)| *field == Field::Purpose) {
        let opening = sections.iter().find(|section| section.level == 1).map(|section| section.body.trim());
        let first = opening.and_then(|body| body.split("\n\n").find(|part| is_filled(part) && !part.starts_with('!')));
        card.set(Field::Purpose, first);
    }
    let blanks = body.matches("{{").count() + body.matches("[More Information Needed]").count();
    if blanks > 0 {
        card.notes.push(format!("{} not filled in", super::places(blanks)));
    }
    Ok(card)
}

/// What the front matter says; each field may be a text or a list.
fn front(card: &mut Card, fields: &Map<String, Value>, title: Option<&str>) -> Result<(), Misread> {
    let one = |names: &[&str]| names.iter().find_map(|name| fields.get(*name).and_then(text_of));
    let list = |name: &str| fields.get(name).map(texts_of).unwrap_or_default();
    let index = fields.get("model-index").and_then(|index| index.get(0)).and_then(|first| first.get("name"));
    card.id = one(&["model_id", "repo_id"]);
    card.name = one(&["model_name", "name"])
        .or_else(|| card.id.clone())
        .or_else(|| index.and_then(text_of))
        .or_else(|| title.filter(|title| is_filled(title)).map(named));
    card.version = one(&["version", "model_version"]).unwrap_or_default();
    let tags = list("tags");
    let task = one(&["pipeline_tag"]).into_iter().chain(tags.iter().cloned()).find_map(|tag| kind_of(&tag));
    card.set(Field::Kind, task);
    let mut words = tags;
    for (name, shown) in [("license", "license"), ("language", "language"), ("library_name", "library")] {
        words.extend(list(name).into_iter().map(|value| format!("{shown}: {value}")));
    }
    card.list(Field::Tags, &words)?;
    card.list(Field::Data, &list("datasets"))?;
    let base = list("base_model");
    if !base.is_empty() {
        card.set(Field::Origin, Some("fine-tuned"));
        card.notes.push(format!("it is tuned from {}", crate::domain::text::join_words(&base, "and")));
    }
    Ok(())
}

/// `Model Card for X` names X.
fn named(title: &str) -> String {
    let title = clean_line(title);
    let lower = title.to_lowercase();
    let start = ["model card for ", "model card of ", "model card: ", "model card - ", "model card "];
    match start.iter().find(|start| lower.starts_with(**start)) {
        // These are ASCII, so the text has the same boundary.
        Some(start) => title[start.len()..].trim().to_owned(),
        None => title,
    }
}

/// A heading with the text up to the next one.
struct Section {
    level: usize,
    title: String,
    body: String,
}

/// The sections of a text without its comments.
fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in without_comments(text).lines() {
        let trimmed = line.trim_start();
        let marks = ["```", "~~~"].into_iter().find(|marks| trimmed.starts_with(marks));
        match (fence, marks) {
            (None, Some(marks)) => fence = Some(marks),
            (Some(open), Some(marks)) if open == marks => fence = None,
            _ => {}
        }
        let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
        if fence.is_none() && (1..=6).contains(&level) && trimmed[level..].starts_with(' ') {
            // `[optional]` is the template's word, `{#id}` the hub's.
            let title = trimmed[level..].split(" {#").next().unwrap_or_default().replace("[optional]", "");
            let title = title.trim().trim_end_matches('#').trim().to_owned();
            found.push(Section { level, title, body: String::new() });
        } else if let Some(section) = found.last_mut() {
            section.body.push_str(line);
            section.body.push('\n');
        }
    }
    found
}

fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    kept + rest
}
