//! Precedents: what the board decided before on this model, its kind and its tier.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::{DecisionId, ItemId, ModelId};
use crate::domain::record::{Decision, Model, Row};
use crate::domain::states::{DecisionStatus, Outcome};
use crate::domain::text::counted;
use crate::policy::Policy;
use crate::store::View;

/// Most precedents of one relation.
const MOST: i64 = 4;

/// How a precedent is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The same model.
    Model,
    /// The same kind of model.
    Kind,
    /// The same tier.
    Tier,
}

impl Relation {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Model => "this model",
            Self::Kind => "its kind",
            Self::Tier => "its tier",
        }
    }
}

/// An earlier decision on the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precedent {
    /// The decision.
    pub decision: DecisionId,
    /// Its day.
    pub on: Option<NaiveDate>,
    /// How it is near.
    pub relation: Relation,
    /// Model and version.
    pub subject: String,
    /// What was resolved.
    pub outcome: Outcome,
    /// How much it counts.
    pub status: DecisionStatus,
    /// Its conditions, in a line each.
    pub conditions: Vec<String>,
}

impl Precedent {
    /// `DEC-0288 fraud-cnp v7 conditional: segment test`.
    pub fn line(&self) -> String {
        let status = if self.status == DecisionStatus::Final { String::new() } else { format!(" ({})", self.status) };
        let conditions = match self.conditions.as_slice() {
            [] => String::new(),
            [one] => format!(": {one}"),
            [first, rest @ ..] => {
                format!(": {first} and {}", counted(i64::try_from(rest.len()).unwrap_or(i64::MAX), "other"))
            }
        };
        format!("{} {} {}{status}{conditions}", self.decision, self.subject, self.outcome)
    }
}

/// The nearest decisions, this model's first; `but` is left out.
pub fn of(view: &View<'_>, policy: &Policy, model: &Row<Model>, item: ItemId) -> Result<Vec<Precedent>, Refusal> {
    let id = ModelId(model.number);
    let own = view.decisions(id)?.into_iter().take(usize::try_from(MOST).unwrap_or(4)).collect();
    let mut found: Vec<Precedent> = Vec::new();
    let kin = [
        (Relation::Model, own),
        (Relation::Kind, view.decisions_on_kind(id, model.kind.word(), MOST)?),
        (Relation::Tier, view.decisions_on_tier(id, model.tier, MOST)?),
    ];
    for (relation, rows) in kin {
        for row in rows {
            let decision = DecisionId(row.number);
            let tells = row.outcome != Outcome::Procedural && row.state.status != DecisionStatus::Void;
            if !tells || (item.0 > 0 && row.item == item) || found.iter().any(|one| one.decision == decision) {
                continue;
            }
            found.push(precedent(view, policy, relation, &row)?);
        }
    }
    Ok(found)
}

fn precedent(view: &View<'_>, policy: &Policy, relation: Relation, row: &Row<Decision>) -> Result<Precedent, Refusal> {
    let name = view.find::<Model>(row.model.0)?.map(|model| model.name.0.clone()).unwrap_or_default();
    let version = if row.version_label.is_empty() { String::new() } else { format!(" v{}", row.version_label) };
    Ok(Precedent {
        decision: DecisionId(row.number),
        on: row.state.decided_at.0.map(|at| at.with_timezone(&policy.time_zone.0).date_naive()),
        relation,
        subject: format!("{name}{version}"),
        outcome: row.outcome,
        status: row.state.status,
        conditions: row.conditions_put.0.iter().map(|one| one.text.clone()).collect(),
    })
}
