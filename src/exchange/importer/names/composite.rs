//! Records that are found again by several fields together: manual metrics by name, period and segment;
//! evidence by model, kind, version and where it lies.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{Datelike, Months, NaiveDate};

use super::Importable;
use crate::domain::field::FieldValue;
use crate::domain::operation::{Operation, Put, Revise};
use crate::domain::record::{Artifact, ManualMetric};
use crate::domain::{Misread, Refusal};
use crate::exchange::evidence;
use crate::exchange::mapping::key as plain;
use crate::policy::{Policy, evidence as rule, monitoring};
use crate::store::View;

/// The numbers of records by what they are found again by, for each model looked at.
pub(in super::super) type Shelf = HashMap<u32, HashMap<Vec<String>, u32>>;

/// A record that is found again by several fields together.
pub(in super::super) trait Composite: Importable {
    /// Fields that an import fills but never changes: somebody here decides them.
    const KEPT: &'static [&'static str] = &[];

    /// What it is found again by.
    fn key(&self) -> Vec<String>;
    /// The number of the record that it is, if it is on record.
    fn find(&self, view: &View<'_>, known: &mut Shelf) -> Result<Option<u32>, Refusal>;
    /// Makes an entry whole before it is held against the record: kinds by their name, files by their path.
    fn settle(_put: &mut Put<Self>, _policy: &Policy) {}
    /// The entry as it would stand.
    fn merged(put: &Put<Self>, before: &Self) -> Self {
        Revise { number: 0, fields: put.fields.clone(), set: put.set.clone(), reason: String::new() }.applied(before)
    }
    /// What is wrong with an entry as a whole.
    fn check(&self, policy: &Policy) -> Result<(), Refusal>;
    /// The operation that enters a new one, and what of it is taken on trust.
    fn enter(self) -> Result<(Operation, Option<&'static str>), Refusal>;
    /// The operation that changes the one with this number: the whole entry, and the places that differ.
    fn change(self, number: u32, set: Vec<usize>, reason: String) -> Operation;
}

impl Importable for ManualMetric {
    const NAMES: &'static [(&'static str, &'static [&'static str])] = &[
        ("name", &["metric", "metric name", "kpi", "measure"]),
        ("period_end", &["period", "period end date", "quarter", "month", "as of", "date"]),
        ("numerator", &["count", "sum", "hits"]),
        ("denominator", &["total", "out of", "base", "responses"]),
        ("value", &["figure", "result", "score"]),
        ("segment", &["severity", "team", "group", "slice"]),
        ("source", &["system", "data source", "origin"]),
        ("by", &["entered by", "reported by", "author", "owner"]),
    ];
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])] = &[];

    fn reread(field: &str, raw: &str) -> Option<String> {
        if field == "period_end" { period_end(raw).map(|day| day.to_string()) } else { None }
    }
}

/// The last day of a period written as `2026-Q3`, `Q3 2026`, `2026-09`, `Sep 2026` or `2026`.
fn period_end(text: &str) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.trim().to_lowercase();
    let parts: Vec<&str> = lower.split([' ', '-', '/', '_']).filter(|part| !part.is_empty()).collect();
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let month_of = |part: &str| -> Option<u32> {
        if let Some(quarter) = part.strip_prefix('q') {
            return quarter.parse::<u32>().ok().filter(|quarter| (1..=4).contains(quarter)).map(|quarter| quarter * 3);
        }
        if part.len() <= 2 {
            return part.parse().ok().filter(|month| (1..=12).contains(month));
        }
        let at = MONTHS.iter().position(|month| part.starts_with(month))?;
        u32::try_from(at + 1).ok()
    };
    let glued = lower.split_once('q').filter(|_| parts.len() == 1);
    let (year, month) = match (parts.as_slice(), glued) {
        ([year], None) if is_year(year) => (*year, 12),
        ([_], Some((year, quarter))) if is_year(year) => (year, month_of(&format!("q{quarter}"))?),
        ([year, part], _) if is_year(year) => (*year, month_of(part)?),
        ([part, year], _) if is_year(year) => (*year, month_of(part)?),
        _ => return None,
    };
    let year = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt().filter(|day| day.day() > 27)
}

impl Composite for ManualMetric {
    fn key(&self) -> Vec<String> {
        vec![self.name.as_str().to_lowercase(), self.period_end.text(), self.segment.0.clone()]
    }

    fn find(&self, view: &View<'_>, _: &mut Shelf) -> Result<Option<u32>, Refusal> {
        let found = view.manual_metric(self.name.as_str(), self.period_end, self.segment.as_str())?;
        Ok(found.map(|row| row.number))
    }

    fn merged(put: &Put<Self>, before: &Self) -> Self {
        use crate::domain::decimal::Decimal;
        let given = &put.fields;
        // A name is found whatever its case, and stays as it was entered.
        let mut before = ManualMetric { name: before.name.clone(), ..before.clone() };
        if given.value.is_set() || given.numerator.is_set() || given.denominator.is_set() {
            // What a row counts replaces the whole figure: a ratio does not keep the value it had before.
            (before.value, before.numerator, before.denominator) =
                (Decimal::default(), Decimal::default(), Decimal::default());
        }
        let name = before.name.clone();
        let revise = Revise { number: 0, fields: given.clone(), set: put.set.clone(), reason: String::new() };
        let merged = revise.applied(&before);
        if name.is_empty() { merged } else { ManualMetric { name, ..merged } }
    }

    fn check(&self, _: &Policy) -> Result<(), Refusal> {
        monitoring::metric(self)
    }

    fn enter(self) -> Result<(Operation, Option<&'static str>), Refusal> {
        Ok((Operation::MetricPut(self), None))
    }

    fn change(self, _: u32, _: Vec<usize>, _: String) -> Operation {
        Operation::MetricPut(self)
    }
}

impl Importable for Artifact {
    const NAMES: &'static [(&'static str, &'static [&'static str])] = &[
        ("kind", &["type", "artifact", "artifact type", "document type", "evidence type"]),
        ("model", &["model_id", "model name", "system"]),
        ("version", &["model version", "release"]),
        ("title", &["name", "document", "subject", "description"]),
        ("uri", &["url", "link", "path", "file", "location", "evidence_uri"]),
        ("sha256", &["sha-256", "hash", "digest", "checksum"]),
        ("author", &["written by", "owner", "prepared by"]),
        ("received", &["received on", "date", "submitted on", "filed on"]),
        ("valid_until", &["expires", "expiry", "expiry date", "valid to"]),
        ("state", &["status"]),
    ];
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])] = &[(
        "state",
        &[
            ("received", "submitted"),
            ("new", "submitted"),
            ("open", "submitted"),
            ("approved", "accepted"),
            ("ok", "accepted"),
            ("declined", "rejected"),
        ],
    )];
}

impl Composite for Artifact {
    const KEPT: &'static [&'static str] = &["state", "waived_by"];

    fn key(&self) -> Vec<String> {
        // Without a link the title tells pieces of evidence apart.
        let lies = if self.uri.is_empty() { format!("\u{0}{}", self.title) } else { self.uri.0.clone() };
        vec![self.kind.0.clone(), self.version.0.clone(), lies]
    }

    fn find(&self, view: &View<'_>, known: &mut Shelf) -> Result<Option<u32>, Refusal> {
        let of_model = match known.entry(self.model.0) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let mut all: HashMap<Vec<String>, u32> = HashMap::new();
                for row in view.artifacts(self.model)? {
                    // Newest first: what was received again is the one that is meant.
                    all.entry(row.fields.key()).or_insert(row.number);
                }
                entry.insert(all)
            }
        };
        Ok(of_model.get(&self.key()).copied())
    }

    fn settle(put: &mut Put<Self>, policy: &Policy) {
        let kind = plain(put.fields.kind.as_str());
        if let Some(rule) = policy.artifact.iter().find(|rule| plain(&rule.kind) == kind) {
            put.fields.kind = rule.kind.as_str().into();
        }
        if let Some(path) = evidence::whole_path(put.fields.uri.as_str()) {
            put.fields.uri = path;
        }
    }

    fn check(&self, policy: &Policy) -> Result<(), Refusal> {
        rule::sound(self, policy)
    }

    fn enter(mut self) -> Result<(Operation, Option<&'static str>), Refusal> {
        let notes = evidence::receive(&mut self)?;
        let trust = "the file is not on this machine, and its hash is taken on trust";
        Ok((Operation::ArtifactReceive(self), (!notes.is_empty()).then_some(trust)))
    }

    fn change(self, number: u32, set: Vec<usize>, reason: String) -> Operation {
        Operation::ArtifactRevise(Revise { number, fields: self, set, reason })
    }
}

/// What is wrong with an entry, as a cell's misreading and the field it is about.
pub(in super::super) fn misread(refusal: Refusal) -> (String, Misread) {
    (refusal.subject, Misread::new(refusal.sentence, refusal.hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_mean_their_last_day() {
        let cases = [
            ("2026-Q3", "2026-09-30"),
            ("Q1 2026", "2026-03-31"),
            ("2026Q4", "2026-12-31"),
            ("2026/q2", "2026-06-30"),
            ("2026-02", "2026-02-28"),
            ("2024-2", "2024-02-29"),
            ("09/2026", "2026-09-30"),
            ("September 2026", "2026-09-30"),
            ("2026", "2026-12-31"),
        ];
        for (text, day) in cases {
            assert_eq!(period_end(text).map(|day| day.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in ["2026-13", "2026-Q5", "Q3", "Q3 26", "", "soon", "20260", "2026-Q", "2026-09-31-1", "9999-Q1"] {
            assert_eq!(period_end(text), None, "{text}");
        }
    }
}
