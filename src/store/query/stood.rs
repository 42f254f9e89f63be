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

    /// Looks at the events about a record since an event, newest first.
    fn each_since(
        &self,
        id: RecordId,
        since: i64,
        look: &mut dyn FnMut(&Entry) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut before = i64::MAX;
        loop {
            let entries = self.history(id, before, PAGE)?;
            for entry in &entries {
                if entry.seq <= since {
                    return Ok(());
                }
                look(entry)?;
            }
            match entries.last() {
                Some(last) => before = last.seq,
                None => return Ok(()),
            }
        }
    }

    /// What stood in one field of an entry since an event (0 for ever) before it was revised: each earlier text, the
    /// latest first.
    pub fn held(&self, id: RecordId, field: &str, since: i64) -> Result<Vec<String>, Refusal> {
        let mut held = Vec::new();
        self.each_since(id, since, &mut |entry| {
            let of_field = changes(entry)?.into_iter().filter(|change| change.field == field);
            held.extend(of_field.map(|change| change.from));
            Ok(())
        })?;
        Ok(held)
    }

    /// What has changed in an entry since an event: each field with the text that stood then.
    pub fn stood(&self, id: RecordId, since: i64) -> Result<BTreeMap<String, String>, Refusal> {
        let mut stood = BTreeMap::new();
        self.each_since(id, since, &mut |entry| {
            // Newest first: what the oldest of them found stood then.
            stood.extend(changes(entry)?.into_iter().map(|change| (change.field, change.from)));
            Ok(())
        })?;
        Ok(stood)
    }

    /// The changes of a model's tier, in their order.
    pub fn tier_steps(&self, model: ModelId) -> Result<Vec<Step>, Refusal> {
        let mut steps = Vec::new();
        self.each_since(model.record(), 0, &mut |entry| {
            if entry.kind == "TierSet"
                && let Event::TierSet(change) = decoded(entry)?
            {
                steps.push(Step {
                    seq: entry.seq,
                    from: change.from,
                    to: change.to,
                    signed: !change.signers.0.is_empty(),
                    decided: change.decision.0 > 0,
                });
            }
            Ok(())
        })?;
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
