//! What one policy file changes against another, key by key.

use std::collections::BTreeMap;

use toml::Value;

use super::file::Policy;
use crate::domain::refusal::Refusal;

/// Keys by which the entries of a list are known, so that an inserted one does not shift the rest.
const NAMES: [&str; 5] = ["key", "kind", "number", "dimension", "factor"];

/// A key that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path: `tier[2].quorum`.
    pub key: String,
    /// The value before, as written in the file; empty if it was not there.
    pub before: String,
    /// The value after; empty if it is gone.
    pub after: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.before.is_empty(), self.after.is_empty()) {
            (true, _) => write!(f, "{}: added {}", self.key, self.after),
            (_, true) => write!(f, "{}: removed {}", self.key, self.before),
            _ => write!(f, "{}: {} → {}", self.key, self.before, self.after),
        }
    }
}

/// The keys that differ between two policy files, both of which must be sound; comments and order of
/// tables do not count.
pub fn differences(before: &str, after: &str) -> Result<Vec<Difference>, Refusal> {
    let (old, new) = (flat(before)?, flat(after)?);
    let value = |map: &BTreeMap<String, String>, key: &String| map.get(key).cloned().unwrap_or_default();
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differ = |key: &&String| old.get(*key) != new.get(*key);
    Ok(keys
        .into_iter()
        .filter(differ)
        .map(|key| Difference { key: key.clone(), before: value(&old, key), after: value(&new, key) })
        .collect())
}

fn flat(text: &str) -> Result<BTreeMap<String, String>, Refusal> {
    Policy::read(text)?;
    // It was just read as a policy, so it is TOML.
    let table: toml::Table = toml::from_str(text).map_err(|error| Refusal::data("policy", error.message()))?;
    let mut found = BTreeMap::new();
    walk("", &Value::Table(table), &mut found);
    Ok(found)
}

fn walk(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                walk(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, found);
            }
        }
        Value::Array(entries) if entries.iter().any(Value::is_table) => {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for (at, entry) in entries.iter().enumerate() {
                let name = entry.as_table().and_then(|table| NAMES.iter().find_map(|name| table.get(*name)));
                let name = name.map_or_else(|| at.to_string(), |name| name.to_string().trim_matches('"').to_owned());
                // Several entries may share a name: the floors of one factor.
                let count = counts.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
                let name = if *count == 1 { name } else { format!("{name}#{count}") };
                walk(&format!("{path}[{name}]"), entry, found);
            }
        }
        leaf => {
            found.insert(path.to_owned(), leaf.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::DEFAULT_POLICY;
    use super::*;

    #[test]
    fn differences_are_named_by_key() {
        assert_eq!(differences(DEFAULT_POLICY, &DEFAULT_POLICY.replace("# Everything", "# All")), Ok(vec![]));
        let cases = [
            ("decide-within = 20", "decide-within = 25", "tier[1].decide-within: 20 → 25"),
            (
                "quorum = \"two-thirds\"",
                "quorum = \"more-than-half\"",
                "tier[1].quorum: \"two-thirds\" → \"more-than-half\"",
            ),
            ("warn-at = 10\n", "", "tier[1].warn-at: removed 10"),
            ("level = 3", "level = 2", "tiering.factor-floor[harm#2].level: 3 → 2"),
            ("holidays = []", "holidays = [\"2026-12-25\"]", "calendar.holidays: [] → [\"2026-12-25\"]"),
            ("at-least = 85", "at-least = 90", "kpi.inventory-coverage.at-least: 85 → 90"),
        ];
        for (from, to, line) in cases {
            let changed = DEFAULT_POLICY.replacen(from, to, 1);
            let found = differences(DEFAULT_POLICY, &changed).expect("both read");
            let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert_eq!(lines, [line], "{from}");
        }
        let added = format!("{DEFAULT_POLICY}\n[[frameworks.control]]\nkey = \"x\"\nobjective = \"y\"\nanswers = []\n");
        assert_eq!(differences(DEFAULT_POLICY, &added).map(|found| found.len()), Ok(3));
        assert!(differences(DEFAULT_POLICY, "version = 1").is_err());
    }
}
