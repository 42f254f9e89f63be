//! What frameworks call their requirements: a catalogue of ids and titles, and references into it.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::field::{Cell, FieldKind, FieldValue, Reading};
use super::refusal::Misread;
use super::text::{clean_line, did_you_mean, excerpt};
use super::value::LIST_LIMIT;

/// A framework: what it is, where it stands, and its requirements.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Its name on the command line.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub source: String,
    /// Under what licence its ids and titles are given here.
    pub licence: String,
    /// Requirements: id and short title, in the framework's order.
    pub entries: Vec<(String, String)>,
}

const FILES: &[&str] = &[
    include_str!("../../assets/frameworks/nist-ai-rmf.toml"),
    include_str!("../../assets/frameworks/iso-42001.toml"),
    include_str!("../../assets/frameworks/eu-ai-act.toml"),
    include_str!("../../assets/frameworks/owasp-llm-top-10.toml"),
    include_str!("../../assets/frameworks/mitre-atlas.toml"),
];

/// Every framework of the catalogue.
pub fn catalogue() -> &'static [Framework] {
    static READ: OnceLock<Vec<Framework>> = OnceLock::new();
    // The files are part of the program; a test reads every one of them.
    READ.get_or_init(|| FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect())
}

/// Every requirement with its framework: framework, id, title.
pub fn requirements() -> impl Iterator<Item = (&'static Framework, &'static str, &'static str)> {
    catalogue()
        .iter()
        .flat_map(|framework| framework.entries.iter().map(move |(id, title)| (framework, id.as_str(), title.as_str())))
}

/// The title of a requirement; none if the catalogue no longer knows it.
pub fn title(id: &str) -> Option<&'static str> {
    requirements().find(|(_, known, _)| *known == id).map(|(_, _, title)| title)
}

/// The framework of this key or name.
pub fn named(name: &str) -> Result<&'static Framework, Misread> {
    let sought = squeezed(name);
    let fits = |framework: &&Framework| squeezed(&framework.key) == sought || squeezed(&framework.name) == sought;
    catalogue().iter().find(fits).ok_or_else(|| {
        let known: Vec<&str> = catalogue().iter().map(|framework| framework.key.as_str()).collect();
        Misread::new(format!("`{}` is not a framework of the catalogue", excerpt(name)), did_you_mean(name, &known))
    })
}

/// Letters and digits alone, in one case: how ids are compared.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect::<String>()
}

/// The requirement that a text names, with or without its framework before it: `measure 2.7`,
/// `NIST AI RMF MEASURE 2.7`, `LLM01`, `Art. 9`, `A.6.2.4`.
pub fn requirement(text: &str) -> Result<&'static str, Misread> {
    const BEFORE: &[&str] =
        &["nistairmf1.0", "nistairmf", "owaspllmtop10", "owasp", "mitreatlas", "isoiec42001", "iso42001", "euaiact"];
    let sought = squeezed(text);
    let bare = |id: &str| {
        let id = squeezed(id);
        BEFORE.iter().find_map(|before| id.strip_prefix(before)).map(str::to_owned).unwrap_or(id)
    };
    let short = bare(text);
    let fits = |id: &str| {
        let (whole, own) = (squeezed(id), bare(id));
        whole == sought || own == short || own.strip_suffix("2025").is_some_and(|own| own == short)
    };
    if let Some((_, id, _)) = requirements().find(|(_, id, _)| !short.is_empty() && fits(id)) {
        return Ok(id);
    }
    let known: Vec<&str> = requirements().map(|(_, id, _)| id).collect();
    let hint = format!("{}; boardroom framework lists them", did_you_mean(text.trim(), &known).trim_end_matches('.'));
    Err(Misread::new(format!("`{}` is no requirement of the catalogue", excerpt(text)), hint))
}

/// What a filter asks for: one requirement, a framework, or those whose id begins like this. Each as it
/// stands in `sought`.
pub fn asked(text: &str) -> Result<Vec<String>, Misread> {
    if let Ok(id) = requirement(text) {
        return Ok(vec![format!("; {id};")]);
    }
    if let Ok(framework) = named(text) {
        return Ok(framework.entries.iter().map(|(id, _)| format!("; {id};")).collect());
    }
    let sought = squeezed(text);
    let begun: Vec<String> = requirements()
        .filter(|(_, id, _)| !sought.is_empty() && squeezed(id).starts_with(&sought))
        .map(|(_, id, _)| format!("; {id};"))
        .collect();
    if begun.is_empty() { requirement(text).map(|_| begun) } else { Ok(begun) }
}

/// References to requirements of frameworks, by their ids, separated by `;`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct References(pub Vec<String>);

impl FieldValue for References {
    fn kind() -> FieldKind {
        FieldKind::References
    }
    fn read(text: &str, _: &Reading) -> Result<Self, Misread> {
        let mut found: Vec<String> = Vec::new();
        for one in text.split([';', ',', '\n']).map(clean_line).filter(|one| !one.is_empty()) {
            let id = requirement(&one)?;
            if !found.iter().any(|known| known == id) {
                found.push(id.to_owned());
            }
        }
        if found.len() > LIST_LIMIT {
            return Err(Misread::new("the list is too long", format!("keep it to {LIST_LIMIT} entries")));
        }
        Ok(Self(found))
    }
    fn text(&self) -> String {
        self.0.join("; ")
    }
    fn from_cell(cell: Cell) -> Self {
        Self(cell.into_text().split("; ").filter(|id| !id.is_empty()).map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_every_id_stands_once() {
        let sizes: Vec<(&str, usize)> = catalogue().iter().map(|one| (one.key.as_str(), one.entries.len())).collect();
        let expected =
            [("nist-ai-rmf", 72), ("iso-42001", 38), ("eu-ai-act", 14), ("owasp-llm-top-10", 10), ("mitre-atlas", 170)];
        assert_eq!(sizes, expected);
        for (framework, id, title) in requirements() {
            assert_eq!(requirement(id).unwrap(), id, "{}", framework.name);
            assert!(!title.is_empty() && !id.contains([';', ',']), "{id}");
        }
    }

    #[test]
    fn a_requirement_is_known_however_it_is_written() {
        for (text, id) in [
            ("measure 2.7", "MEASURE 2.7"),
            ("NIST AI RMF MEASURE 2.10", "MEASURE 2.10"),
            ("LLM01", "LLM01:2025"),
            ("OWASP LLM07:2025", "LLM07:2025"),
            ("Art. 9", "EU AI Act Art. 9"),
            ("iso 42001 a.6.2.4", "ISO/IEC 42001 A.6.2.4"),
            ("aml.t0051", "AML.T0051"),
        ] {
            assert_eq!(requirement(text).unwrap(), id);
        }
        let refused = requirement("MEASURE 2.77").unwrap_err();
        assert!(refused.hint.contains("MEASURE 2.7"), "{refused:?}");
        assert!(requirement("").is_err() && requirement("NIST AI RMF").is_err());
    }

    #[test]
    fn a_filter_asks_for_one_for_a_family_or_for_a_framework() {
        assert_eq!(asked("MEASURE 2.1").unwrap(), ["; MEASURE 2.1;"], "not 2.10");
        assert_eq!(asked("measure").unwrap().len(), 22);
        assert_eq!(asked("eu-ai-act").unwrap().len(), 14);
        assert!(asked("nothing like it").is_err());
    }
}
