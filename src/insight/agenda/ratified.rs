//! What was decided provisionally, and comes back to be ratified.

use super::Gathering;
use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::record::{Decision, Item, Row, Submission};
use crate::domain::states::{Disposition, ItemKind};

impl Gathering<'_> {
    /// Decisions that a meeting made provisionally: ratified now, or they lapse. The submissions they are on
    /// wait for that; where the matter stands on the agenda itself, it is decided there.
    pub(super) fn provisional(&mut self) -> Result<(), Refusal> {
        for row in self.view.decisions_to_ratify()? {
            let made_on = self.view.find::<Item>(row.item.0)?;
            let presenter = made_on.as_ref().map(|item| item.presenter.clone()).unwrap_or_default();
            let matter = made_on.and_then(|item| item.subject.0);
            self.taken.extend(matter);
            if self.stands(matter, &row)? {
                continue;
            }
            let (title, why) = row.fields.to_ratify(row.id(), &self.model_name(row.model)?);
            self.propose(ItemKind::Decision, row.id(), &title, &presenter, &why, true)?;
        }
        Ok(())
    }

    /// Whether the matter of a decision, its submission or another one of the same version is on the agenda.
    fn stands(&self, matter: Option<RecordId>, made: &Row<Decision>) -> Result<bool, Refusal> {
        for item in self.view.items(self.meeting)? {
            let Some(id) = item.subject.0.filter(|_| item.state.disposition == Disposition::Open) else { continue };
            if matter == Some(id) {
                return Ok(true);
            }
            if id.kind == RecordKind::Submission {
                let other = self.view.get::<Submission>(id.number)?;
                let version = !other.version.is_empty() && made.version_label == other.version;
                if made.submission.0 == id.number || (made.model == other.model && version) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
