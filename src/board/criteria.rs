//! The criteria: a policy file that reads, adopted by the board's own decision (R20).

use super::case::Case;
use crate::domain::Refusal;
use crate::domain::event::{Criteria, Event};
use crate::domain::operation::AdoptPolicy;
use crate::domain::record::{Decision, Item};
use crate::policy::Policy;
use crate::policy::matter::{Edition, Mandate, may_adopt};
use crate::store::sha256;

/// Adopts a policy file that reads and is not the one in force.
pub fn adopt(case: &mut Case<'_>, request: &AdoptPolicy) -> Result<(), Refusal> {
    let text = &request.text.0;
    let policy = Policy::read(text)?;
    let digest = sha256(text);
    if case.view.criteria_digest()?.as_deref() == Some(digest.as_str()) {
        return Err(Refusal::state("policy", "this very text is in force already").hint("change it, then adopt it"));
    }
    let edition = Edition { version: &policy.version, sha256: &digest };
    if request.decision.0 > 0 {
        let row = case.view.get::<Decision>(request.decision.0)?;
        let title = if row.item.0 > 0 { case.view.get::<Item>(row.item.0)?.fields.title.0 } else { String::new() };
        let used = case.view.criteria_adopted_by(request.decision)?;
        let mandate = Mandate {
            id: request.decision,
            decision: &row.fields,
            status: row.state.status,
            title: &title,
            used_for: used.as_deref(),
        };
        may_adopt(true, edition, Some(&mandate))?;
    } else {
        may_adopt(case.view.anything_decided()?, edition, None)?;
    }
    case.say(Event::PolicyAdopted(Criteria {
        version: policy.version.clone(),
        sha256: digest,
        text: text.to_owned(),
        decision: request.decision,
    }));
    Ok(())
}
