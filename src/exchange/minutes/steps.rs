//! What the events of a meeting say beside its row: who called it to order, recesses, adoptions, what was corrected
//! and what lapsed.

use chrono::{DateTime, Utc};

use super::{Adopted, Mark};
use crate::board::Room;
use crate::domain::Refusal;
use crate::domain::event::{Event, MeetingMove};
use crate::domain::ids::MeetingId;
use crate::domain::moment::read_stamp;
use crate::domain::record::{Decision, Meeting, Row};
use crate::domain::states::{DecisionStatus, MeetingState};
use crate::domain::value::Handle;
use crate::store::View;
use crate::store::query::standing::Standing;

/// Who presided when a meeting was called to order: as the record says, or, of an older one, as its rules say.
pub(super) fn presided(view: &View<'_>, row: &Row<Meeting>) -> Result<Handle, Refusal> {
    if !row.state.presiding.is_empty() {
        return Ok(row.state.presiding.clone());
    }
    let room = Room::at(view, row.clone(), None, row.state.opened_at.0)?;
    Ok(room.presiding().unwrap_or_default())
}

/// What was corrected in the prose of decisions after the adjournment.
pub(super) fn corrected(
    view: &View<'_>,
    decisions: &[Row<Decision>],
    adjournment: Option<&Mark>,
) -> Result<Vec<String>, Refusal> {
    let Some(adjournment) = adjournment else { return Ok(Vec::new()) };
    let mut told = Vec::new();
    for row in decisions {
        let mut entries = view.history(row.id(), i64::MAX, i64::from(u32::MAX))?;
        entries.reverse();
        for entry in entries.iter().filter(|one| one.kind == "DecisionCorrected" && one.seq > adjournment.seq) {
            let Some(payload) = &entry.payload else { continue };
            if let Event::DecisionCorrected(made) = Event::decode(&entry.kind, entry.version, payload)? {
                let fields: Vec<&str> = made.changes.iter().map(|change| change.field.as_str()).collect();
                let why = if made.reason.is_empty() { String::new() } else { format!(": {}", made.reason) };
                told.push(format!("{} {} was corrected by {}{why}.", row.id(), fields.join(", "), entry.actor));
            }
        }
    }
    Ok(told)
}

/// The steps of a meeting, from its events.
#[derive(Default)]
pub(super) struct Steps {
    /// The operation that adjourned it.
    adjourned_by: i64,
    pub(super) recesses: Vec<(DateTime<Utc>, bool)>,
    pub(super) adopted: Vec<Adopted>,
    pub(super) corrections: String,
    /// What was kept with the adoption; nothing of an older one.
    kept: String,
    pub(super) adjournment: Option<Mark>,
    pub(super) adoption: Option<Mark>,
}

impl Steps {
    /// Reads the steps of a meeting from its history.
    pub(super) fn read(view: &View<'_>, row: &Row<Meeting>) -> Result<Self, Refusal> {
        let meeting = MeetingId(row.number);
        let mut steps = Self::default();
        let kinds = ["RecessBegan", "RecessEnded", "MeetingAdjourned", "MinutesAdopted"];
        let mut entries = view.history(row.id(), i64::MAX, i64::from(u32::MAX))?;
        entries.reverse();
        for entry in entries.iter().filter(|entry| kinds.contains(&entry.kind.as_str())) {
            let Some(payload) = &entry.payload else { continue };
            let event = Event::decode(&entry.kind, entry.version, payload)?;
            let at = read_stamp(&entry.effective).unwrap_or_default();
            let mark = || Some(Mark { seq: entry.seq, at, hash: entry.hash.clone() });
            match event {
                Event::RecessBegan(_) => steps.recesses.push((at, true)),
                Event::RecessEnded(_) => steps.recesses.push((at, false)),
                Event::MeetingAdjourned(_) => {
                    steps.adjournment = mark();
                    steps.adjourned_by = entry.op;
                }
                // An adoption that was taken back while the adopting meeting sat.
                Event::MinutesAdopted(step) if step.to != MeetingState::MinutesAdopted => {
                    steps.adopted.retain(|one| one.meeting != step.meeting);
                }
                Event::MinutesAdopted(step) if step.meeting == meeting => {
                    steps.adoption = mark();
                    steps.corrections = step.note;
                    steps.kept = step.kept;
                }
                Event::MinutesAdopted(MeetingMove { meeting, note, .. }) => {
                    steps.adopted.push(Adopted { meeting, corrections: note });
                }
                _ => {}
            }
        }
        // A step that was taken back stands in the log, but not in the meeting's state.
        if !row.state.state.is_over() {
            steps.adjournment = None;
        }
        if row.state.state != MeetingState::MinutesAdopted {
            steps.adoption = None;
            steps.corrections.clear();
            steps.kept.clear();
        }
        Ok(steps)
    }

    /// What the adopted minutes took from rows that have gone on changing since; nothing if none was kept.
    pub(super) fn kept(&self) -> Result<Option<Standing>, Refusal> {
        if self.kept.is_empty() {
            return Ok(None);
        }
        serde_json::from_str(&self.kept).map(Some).map_err(|error| {
            Refusal::store("minutes", format!("what was kept with their adoption does not read: {error}"))
                .hint("check the record: boardroom verify")
        })
    }

    /// The provisional decisions that lapsed with the adjournment.
    pub(super) fn lapsed(&self, view: &View<'_>) -> Result<Vec<Row<Decision>>, Refusal> {
        let mut lapsed = Vec::new();
        if self.adjournment.is_none() {
            return Ok(lapsed);
        }
        for entry in view.of_operation(self.adjourned_by)? {
            let Some(payload) = entry.payload.as_ref().filter(|_| entry.kind == "DecisionStatusChanged") else {
                continue;
            };
            if let Event::DecisionStatusChanged(step) = Event::decode(&entry.kind, entry.version, payload)?
                && step.to == DecisionStatus::Lapsed
            {
                lapsed.push(view.get::<Decision>(step.decision.0)?);
            }
        }
        Ok(lapsed)
    }
}
