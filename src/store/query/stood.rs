//! How an entry stood when something happened: what its later revisions found, read back from its history.

use std::collections::BTreeMap;

use crate::domain::Refusal;
use crate::domain::event::{Change, Event};
use crate::domain::ids::{ModelId, RecordId};
use crate::policy::tiering::Step;
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

    /// What has changed in an entry since an event: each field with the text that stood then.
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

    /// What a field of an entry said before it was revised, the latest first.
    pub fn held(&self, id: RecordId, field: &str) -> Result<Vec<String>, Refusal> {
        let (mut held, mut before) = (Vec::new(), i64::MAX);
        loop {
            let entries = self.history(id, before, PAGE)?;
            for entry in &entries {
                let of_field = changes(entry)?.into_iter().filter(|change| change.field == field);
                held.extend(of_field.map(|change| change.from));
            }
            match entries.last() {
                Some(last) => before = last.seq,
                None => return Ok(held),
            }
        }
    }

    /// The changes of a model's tier, in their order.
    pub fn tier_steps(&self, model: ModelId) -> Result<Vec<Step>, Refusal> {
        let (mut steps, mut before) = (Vec::new(), i64::MAX);
        loop {
            let entries = self.history(model.record(), before, PAGE)?;
            for entry in entries.iter().filter(|entry| entry.kind == "TierSet") {
                if let Event::TierSet(change) = decoded(entry)? {
                    steps.push(Step {
                        seq: entry.seq,
                        from: change.from,
                        to: change.to,
                        signed: !change.signers.0.is_empty(),
                        decided: change.decision.0 > 0,
                    });
                }
            }
            match entries.last() {
                Some(last) => before = last.seq,
                None => break,
            }
        }
        steps.reverse();
        Ok(steps)
    }
}

fn decoded(entry: &Entry) -> Result<Event, Refusal> {
    Event::decode(&entry.kind, entry.version, entry.payload.as_deref().unwrap_or_default())
}

/// What an event changed in an entry that is looked back on: that of a person, a model, a submission, an artifact, a
/// follow-up or an acceptance.
fn changes(entry: &Entry) -> Result<Vec<Change>, Refusal> {
    let kinds = [
        "PersonRevised",
        "ModelRevised",
        "SubmissionRevised",
        "ArtifactRevised",
        "FollowUpRevised",
        "AcceptanceRevised",
    ];
    if !kinds.contains(&entry.kind.as_str()) {
        return Ok(Vec::new());
    }
    let event = decoded(entry)?;
    Ok(if let Event::PersonRevised(event) = event {
        event.changes
    } else if let Event::ModelRevised(event) = event {
        event.changes
    } else if let Event::SubmissionRevised(event) = event {
        event.changes
    } else if let Event::ArtifactRevised(event) = event {
        event.changes
    } else if let Event::FollowUpRevised(event) = event {
        event.changes
    } else if let Event::AcceptanceRevised(event) = event {
        event.changes
    } else {
        Vec::new()
    })
}
