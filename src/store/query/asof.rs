//! How a record stands on a day, where its date alone has moved it on from what was last recorded: an acceptance past
//! its last day, the risks that it covered, an approval past its own. For rows as SQL, for records as what is read.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::AcceptanceId;
use crate::domain::record::{Acceptance, Risk, Row, Version};
use crate::domain::states::{AcceptanceState, Approval, RiskState};
use crate::policy::acceptance::{risk_after_end, state_on};
use crate::store::View;

/// The state of an acceptance `a` on the day `:today`.
macro_rules! acceptance_state {
    () => {
        "iif(a.state = 'active' AND (a.expiry IS NULL OR a.expiry < :today), 'expired', a.state)"
    };
}

/// Whether an acceptance `a` has run out by the day `:today` and no other renews it: past its last day, neither closed nor renewed.
macro_rules! ran_out {
    () => {
        "(a.state IN ('active', 'expired') AND (a.expiry IS NULL OR a.expiry < :today) AND NOT EXISTS (SELECT 1 FROM acceptance y
           WHERE y.renewal_of = a.number AND y.voided = 0 AND y.state IN ('active', 'expired')))"
    };
}

/// How many of the compensating controls of an acceptance `a` were found effective by the last look at each.
macro_rules! verified_controls {
    () => {
        "(SELECT count(*) FROM json_each(a.controls) c WHERE 'effective' = (
           SELECT json_extract(v.value, '$.result') FROM json_each(a.verifications) v
           WHERE json_extract(v.value, '$.control') = json_extract(c.value, '$.text') ORDER BY v.key DESC LIMIT 1))"
    };
}

/// The state of a risk `r` on the day `:today`.
macro_rules! risk_state {
    () => {
        "iif(r.state = 'accepted' AND EXISTS (SELECT 1 FROM acceptance x WHERE x.number = r.acceptance AND x.voided = 0
           AND (x.expiry IS NULL OR x.expiry < :today)), 'treating', r.state)"
    };
}

/// The approval of a version `v` on the day `:today`.
macro_rules! approval {
    () => {
        "iif(v.approval IN ('approved', 'conditional', 'provisional') AND v.approval_valid_until < :today, 'expired', v.approval)"
    };
}

pub(in crate::store::query) use {acceptance_state, approval, ran_out, risk_state, verified_controls};

/// A record that its date alone may move on.
pub trait OnDay: Sized {
    /// The record as it stands on a day.
    fn on_day(self, view: &View<'_>, day: NaiveDate) -> Result<Self, Refusal>;
}

impl OnDay for Row<Acceptance> {
    fn on_day(mut self, _: &View<'_>, day: NaiveDate) -> Result<Self, Refusal> {
        self.state.state = state_on(&self.fields, self.state.state, day);
        Ok(self)
    }
}

impl OnDay for Row<Risk> {
    fn on_day(mut self, view: &View<'_>, day: NaiveDate) -> Result<Self, Refusal> {
        if self.fields.state == RiskState::Accepted
            && let Some(acceptance) = view.find::<Acceptance>(self.state.acceptance.0)?
            && state_on(&acceptance.fields, acceptance.state.state, day) == AcceptanceState::Expired
        {
            self.fields.state = risk_after_end(self.fields.state);
            self.state.acceptance = AcceptanceId(0);
        }
        Ok(self)
    }
}

impl OnDay for Row<Version> {
    fn on_day(mut self, _: &View<'_>, day: NaiveDate) -> Result<Self, Refusal> {
        let held = matches!(self.state.approval, Approval::Approved | Approval::Conditional | Approval::Provisional);
        if held && self.state.approval_valid_until.0.is_some_and(|last| last < day) {
            self.state.approval = Approval::Expired;
        }
        Ok(self)
    }
}

impl<R: OnDay> OnDay for Vec<R> {
    fn on_day(self, view: &View<'_>, day: NaiveDate) -> Result<Self, Refusal> {
        self.into_iter().map(|row| row.on_day(view, day)).collect()
    }
}
