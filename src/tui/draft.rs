//! Drafts: whatever is typed and not yet saved, so that no crash, signal or closed window loses it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long after the first keystroke a draft is written, in milliseconds.
const PAUSE: i64 = 600;

/// Which text a draft is of.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DraftKey {
    /// The form: `risk.identify`, `note`.
    pub form: String,
    /// The record it is about; empty for a new one.
    pub target: String,
}

impl DraftKey {
    /// The draft of a form about a record, or about nothing yet.
    pub fn new(form: impl Into<String>, target: impl Into<String>) -> Self {
        Self { form: form.into(), target: target.into() }
    }
}

/// What was typed, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Which text it is.
    pub key: DraftKey,
    /// Fields that differ from what the form began with, by name.
    pub fields: BTreeMap<String, String>,
    /// The name of the field with the focus.
    pub focus: String,
    /// The cursor's byte in that field.
    pub cursor: usize,
    /// When it was last typed in.
    pub at: DateTime<Utc>,
}

impl Draft {
    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        self.fields.values().all(|text| text.trim().is_empty())
    }
}

/// Every draft, and which of them are not written yet.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    kept: BTreeMap<DraftKey, Draft>,
    unsaved: BTreeSet<DraftKey>,
    due: Option<DateTime<Utc>>,
    generation: u64,
}

impl Drafts {
    /// Takes over the drafts that an earlier session left.
    pub fn recover(&mut self, drafts: Vec<Draft>) {
        for draft in drafts.into_iter().filter(|draft| !draft.is_blank()) {
            self.kept.entry(draft.key.clone()).or_insert(draft);
        }
    }

    /// The draft of a text.
    pub fn get(&self, key: &DraftKey) -> Option<&Draft> {
        self.kept.get(key)
    }

    /// Every draft.
    pub fn all(&self) -> impl Iterator<Item = &Draft> {
        self.kept.values()
    }

    /// Keeps what has been typed; written when [`Drafts::take_due`] says so.
    pub fn keep(&mut self, draft: Draft, now: DateTime<Utc>) {
        let same = |kept: &Draft| Draft { at: draft.at, ..kept.clone() } == draft;
        if self.kept.get(&draft.key).is_some_and(same) {
            return;
        }
        self.unsaved.insert(draft.key.clone());
        self.kept.insert(draft.key.clone(), draft);
        self.due.get_or_insert(now + TimeDelta::milliseconds(PAUSE));
        self.generation += 1;
    }

    /// Forgets a draft whose text has been saved.
    pub fn forget(&mut self, key: &DraftKey) -> bool {
        self.unsaved.remove(key);
        self.generation += 1;
        self.kept.remove(key).is_some()
    }

    /// When drafts are to be written next.
    pub const fn due(&self) -> Option<DateTime<Utc>> {
        self.due
    }

    /// The drafts to be written, if it is time.
    pub fn take_due(&mut self, now: DateTime<Utc>) -> Vec<Draft> {
        if self.due.is_some_and(|due| due <= now) { self.take_all() } else { Vec::new() }
    }

    /// Every draft that is not written yet.
    pub fn take_all(&mut self) -> Vec<Draft> {
        self.due = None;
        let keys = std::mem::take(&mut self.unsaved);
        keys.iter().filter_map(|key| self.kept.get(key).cloned()).collect()
    }

    /// The drafts that are not written yet, for whoever must write them in a hurry.
    pub fn unsaved(&self) -> Vec<Draft> {
        self.unsaved.iter().filter_map(|key| self.kept.get(key).cloned()).collect()
    }

    /// A number that changes whenever a draft does.
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        let fields = BTreeMap::from([("title".to_owned(), text.to_owned())]);
        Draft { key: DraftKey::new("risk.identify", ""), fields, focus: "title".to_owned(), ..Draft::default() }
    }

    #[test]
    fn typing_is_written_once_within_a_second_of_the_first_key() {
        let mut drafts = Drafts::default();
        let start = DateTime::UNIX_EPOCH;
        drafts.keep(draft("d"), start);
        drafts.keep(draft("dr"), start + TimeDelta::milliseconds(500));
        assert!(drafts.take_due(start + TimeDelta::milliseconds(599)).is_empty());
        assert_eq!(drafts.take_due(start + TimeDelta::milliseconds(600)), [draft("dr")]);
        assert_eq!(drafts.due(), None);
        let generation = drafts.generation();
        drafts.keep(draft("dr"), start + TimeDelta::seconds(2));
        assert_eq!((drafts.due(), drafts.generation()), (None, generation), "nothing new was typed");
        assert_eq!(drafts.get(&draft("").key), Some(&draft("dr")));
    }

    #[test]
    fn a_recovered_draft_never_replaces_what_is_being_typed() {
        let mut drafts = Drafts::default();
        drafts.keep(draft("new"), DateTime::UNIX_EPOCH);
        drafts.recover(vec![draft("old"), Draft { key: DraftKey::new("note", "ITM-1"), ..draft(" ") }]);
        assert_eq!(drafts.all().collect::<Vec<_>>(), [&draft("new")]);
        assert!(drafts.forget(&draft("").key) && !drafts.forget(&draft("").key));
        assert!(drafts.take_all().is_empty());
    }

    #[test]
    fn a_draft_reads_back_from_json() {
        let text = serde_json::to_string(&draft("李雪 \"x\"")).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&text).unwrap(), draft("李雪 \"x\""));
    }
}
