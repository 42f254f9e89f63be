//! What goes on the consent agenda beside the small submissions: decisions signed outside the meeting, and
//! renewals of acceptances.

use super::{Gathering, date_text};
use crate::domain::Refusal;
use crate::domain::record::{Acceptance, Decision, Model, Person, Row, Submission};
use crate::domain::states::{ItemKind, SubmissionKind};
use crate::domain::text::excerpt;
use crate::domain::value::{TierValue, YesNo};
use crate::policy::acceptance;

impl Gathering<'_> {
    /// What was signed outside the meeting goes on the next consent agenda, where any voter may pull it.
    pub(super) fn delegated(&mut self) -> Result<(), Refusal> {
        for row in self.view.decisions_delegated()? {
            let name = self.model_name(row.model)?;
            if self.is_patch(&row)? {
                let title = format!("Ratify {} {name}: emergency patch", row.id());
                let why = format!("emergency patch, holds until {} unless ratified", date_text(row.valid_until.0));
                self.propose(ItemKind::Decision, row.id(), &title, &row.mover.clone(), &why, true)?;
                continue;
            }
            let title = format!("{} {name}: {}", row.id(), row.outcome);
            let carried = self.carried_over(row.id());
            let why = format!("signed outside the meeting{carried}");
            let before = self.found.len();
            self.propose(ItemKind::Consent, row.id(), &title, &row.mover.clone(), &why, true)?;
            if let Some(proposal) = self.found.get_mut(before) {
                proposal.item.consent = YesNo(true);
            }
        }
        Ok(())
    }

    fn is_patch(&self, row: &Row<Decision>) -> Result<bool, Refusal> {
        let submission = self.view.find::<Submission>(row.submission.0)?;
        Ok(row.state.ratified_by.0 == 0 && submission.is_some_and(|one| one.kind == SubmissionKind::EmergencyPatch))
    }

    /// Renewals that are proposed; on the consent agenda if they could be granted there today.
    pub(super) fn renewals(&mut self) -> Result<(), Refusal> {
        for row in self.view.renewals_proposed()? {
            let model = self.view.find::<Model>(row.model.0)?;
            let name = model.as_ref().map(|model| model.name.0.clone()).unwrap_or_default();
            let tier = model.map(|model| model.fields.tier).unwrap_or_default();
            let renewed = self.view.find::<Acceptance>(row.renewal_of.0)?;
            let ends = renewed.map(|one| format!(", which ends {}", date_text(one.expiry.0))).unwrap_or_default();
            let mut why = format!("renews {}{ends}", row.renewal_of);
            let executive = self.view.person(&row.accountable_exec)?.map(|person| person.fields);
            let lacks = self.lacks(&row, tier, executive.as_ref());
            if let Some(lacks) = &lacks {
                why = format!("{why}; {lacks}");
            }
            let title = format!("{} {name}: {}", row.id(), excerpt(row.rationale.as_str()));
            let before = self.found.len();
            self.propose(ItemKind::Decision, row.id(), &title, &row.accountable_exec.clone(), &why, true)?;
            if let Some(proposal) = self.found.get_mut(before) {
                proposal.item.consent = YesNo(lacks.is_none() && self.policy.passes_unopposed(tier));
            }
        }
        Ok(())
    }

    /// What keeps an acceptance from being granted today (R01).
    fn lacks(&self, row: &Row<Acceptance>, tier: TierValue, executive: Option<&Person>) -> Option<String> {
        acceptance::grant(&row.fields, tier, executive, self.today, self.policy).err().map(|refusal| refusal.sentence)
    }
}
