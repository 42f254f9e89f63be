//! Mappings kept under a name, beside the board: `--save-map` and `--use-map`.

use serde_json::{Value, json};

use super::{How, Kind, Report};
use crate::domain::Refusal;
use crate::domain::text::{clean_line, excerpt};
use crate::store::drafts::Drafts;

/// A mapping with its name: fields and columns.
pub type KeptMap = (String, Vec<(String, String)>);

/// What of a mapping is worth keeping: what was told, and what has the field's own name. What was only taken for
/// a field is found again by itself, and stays as doubtful as it was: a key that repeats is not a mistake then.
pub fn to_keep(report: &Report, told: &[(String, String)]) -> Vec<(String, String)> {
    let sure = report.mapped.iter().filter(|one| one.how != How::Synonym);
    let sure = sure.map(|one| (one.field.clone(), one.column.clone()));
    let none = told.iter().filter(|(_, column)| column.is_empty()).cloned();
    sure.chain(none).collect()
}

/// Keeps a mapping under a name.
pub fn save_map(drafts: &Drafts, name: &str, kind: Kind, pairs: &[(String, String)]) -> Result<(), Refusal> {
    let name = clean_line(name);
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::usage("save-map", "this is not a name for a mapping").hint("use 1 to 60 characters"));
    }
    drafts.keep_map(&name, &json!({ "kind": kind.word(), "pairs": pairs }).to_string())
}

/// The mappings kept for this kind of import, by name.
pub fn saved_maps(drafts: &Drafts, kind: Kind) -> Result<Vec<KeptMap>, Refusal> {
    let names = drafts.maps()?;
    // What is kept for another kind, or cannot be read, is none of this one's.
    Ok(names.into_iter().filter_map(|name| Some((name.clone(), saved_map(drafts, &name, kind).ok()?))).collect())
}

/// The mapping kept under a name, for this kind of import.
pub fn saved_map(drafts: &Drafts, name: &str, kind: Kind) -> Result<Vec<(String, String)>, Refusal> {
    let name = clean_line(name);
    let unknown = || {
        Refusal::usage("use-map", format!("there is no mapping `{}`", excerpt(&name)))
            .hint("make one with --save-map NAME")
    };
    let content = drafts.map(&name)?.ok_or_else(unknown)?;
    let value: Value = serde_json::from_str(&content).map_err(|_| unknown())?;
    if value["kind"] != kind.word() {
        let other = value["kind"].as_str().unwrap_or_default().to_owned();
        return Err(Refusal::usage("use-map", format!("`{}` maps {other}, not {}", excerpt(&name), kind.word()))
            .hint("use a mapping of this kind"));
    }
    serde_json::from_value(value["pairs"].clone()).map_err(|_| unknown())
}
