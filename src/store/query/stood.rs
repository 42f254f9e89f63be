//! How an entry stood when something happened: what its later revisions found, read back from its history.

use std::collections::BTreeMap;

use crate::domain::Refusal;
use crate::domain::event::{Change, Event};
use crate::domain::ids::RecordId;
use crate::store::View;
use crate::store::log::Entry;

/// How many events of a history are read at a time.
const PAGE: i64 = 100;

impl View<'_> {
    /// The first event about a record, by sequence number.
    pub fn first_event(&self, id: RecordId) -> Result<Option<i64>, Refusal> {
        let found = self
            .conn
            .prepare_cached("SELECT min(seq) FROM event_about WHERE record = ?1")
            .and_then(|mut statement| statement.query_row([id.key()], |row| row.get(0)));
        self.kept(found)
    }

    /// The last event of a kind about a record, by sequence number.
    pub fn last_event(&self, id: RecordId, kind: &str) -> Result<Option<i64>, Refusal> {
        let found = self
            .conn
            .prepare_cached("SELECT max(seq) FROM event_about JOIN event USING (seq) WHERE record = ?1 AND kind = ?2")
            .and_then(|mut statement| statement.query_row((id.key(), kind), |row| row.get(0)));
        self.kept(found)
    }

    /// What stood in one field of such an entry since an event and does not any more: each earlier text, newest first.
    pub fn stood_since(&self, id: RecordId, field: &str, since: i64) -> Result<Vec<String>, Refusal> {
        let mut found = Vec::new();
        let mut before = i64::MAX;
        loop {
            let entries = self.history(id, before, PAGE)?;
            for entry in &entries {
                if entry.seq <= since {
                    return Ok(found);
                }
                found.extend(
                    changes(entry)?.into_iter().filter(|change| change.field == field).map(|change| change.from),
                );
            }
            match entries.last() {
                Some(last) => before = last.seq,
                None => return Ok(found),
            }
        }
    }

    /// What has changed in the entry of a person, a model or a submission since an event: each field with the
    /// text that stood then.
    pub fn stood(&self, id: RecordId, since: i64) -> Result<BTreeMap<String, String>, Refusal> {
        let mut stood = BTreeMap::new();
        let mut before = i64::MAX;
        loop {
            let entries = self.history(id, before, PAGE)?;
            for entry in &entries {
                if entry.seq <= since {
                    return Ok(stood);
                }
                // Newest first: what the oldest of them found stood then.
                stood.extend(changes(entry)?.into_iter().map(|change| (change.field, change.from)));
            }
            match entries.last() {
                Some(last) => before = last.seq,
                None => return Ok(stood),
            }
        }
    }
}

/// What an event changed in the entry of a person, a model or a submission.
fn changes(entry: &Entry) -> Result<Vec<Change>, Refusal> {
    if !matches!(entry.kind.as_str(), "PersonRevised" | "ModelRevised" | "SubmissionRevised") {
        return Ok(Vec::new());
    }
    let event = Event::decode(&entry.kind, entry.version, entry.payload.as_deref().unwrap_or_default())?;
    Ok(if let Event::PersonRevised(event) = event {
        event.changes
    } else if let Event::ModelRevised(event) = event {
        event.changes
    } else if let Event::SubmissionRevised(event) = event {
        event.changes
    } else {
        Vec::new()
    })
}
