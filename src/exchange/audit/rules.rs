//! What the rules say of a decision, found again from what the record froze with it, under the criteria it cites.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::record::{Acceptance, Decision, FollowUp, Row, Validation};
use crate::domain::states::{AcceptanceKind, Band, DecisionStatus, Outcome, VoteMethod};
use crate::domain::value::Handle;
use crate::exchange::minutes::pinned;
use crate::policy::Policy;
use crate::policy::voting::Tally;

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// It is kept.
    Kept,
    /// It is not kept: an exception to look at.
    Broken,
    /// It asks nothing of this decision.
    Silent,
}

impl Says {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "not kept",
            Self::Silent => "not called for",
        }
    }
}

/// A rule's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// The rule.
    pub rule: u8,
    /// What it says.
    pub says: Says,
    /// On what that rests.
    pub why: String,
}

/// What the rules look at.
pub struct Subject<'a> {
    /// The decision.
    pub row: &'a Row<Decision>,
    /// The day it was made.
    pub on: NaiveDate,
    /// Its conditions.
    pub conditions: &'a [Row<FollowUp>],
    /// The model's acceptances.
    pub acceptances: &'a [Row<Acceptance>],
    /// The model's validations.
    pub validations: &'a [Row<Validation>],
    /// The subject as the board saw it.
    pub snapshot: &'a Value,
    /// The criteria it was made under.
    pub policy: &'a Policy,
}

impl Subject<'_> {
    /// Every rule that can be found again.
    pub fn ruled(&self) -> Vec<Ruled> {
        let rules: [(u8, (Says, String)); 9] = [
            (1, self.terms()),
            (2, self.residual()),
            (3, self.recusals()),
            (4, self.quorum()),
            (5, self.provisional()),
            (6, self.conditions()),
            (7, self.validation()),
            (10, self.pins()),
            (19, self.votes()),
        ];
        rules.into_iter().map(|(rule, (says, why))| Ruled { rule, says, why }).collect()
    }

    fn releases(&self) -> bool {
        self.row.outcome.releases() && self.row.state.status != DecisionStatus::Failed
    }

    /// The acceptances that the decision names, or that were in force when it was made.
    fn in_force(&self) -> impl Iterator<Item = &Row<Acceptance>> {
        self.acceptances.iter().filter(|one| {
            let named = self.row.acceptances.0.iter().any(|id| id.0 == one.number);
            let from = one.effective.0.or(one.signed_on.0);
            let held = from.is_some_and(|from| from <= self.on) && one.expiry.0.is_some_and(|last| last >= self.on);
            named || held
        })
    }

    fn terms(&self) -> (Says, String) {
        let named = || self.acceptances.iter().filter(|one| self.row.acceptances.0.iter().any(|id| id.0 == one.number));
        if named().next().is_none() {
            return (Says::Silent, "it names no acceptance".to_owned());
        }
        let whole = |one: &Row<Acceptance>| {
            one.expiry.0.is_some()
                && one.controls.0.iter().any(|control| !control.owner.is_empty())
                && !one.rationale.is_empty()
                && !one.accountable_exec.is_empty()
                && one.accountable_exec != one.requester
        };
        let wanting: Vec<String> = named().filter(|one| !whole(one)).map(|one| one.id().to_string()).collect();
        if wanting.is_empty() {
            (
                Says::Kept,
                "each acceptance has its last day, a control with an owner, a rationale and an executive".to_owned(),
            )
        } else {
            (
                Says::Broken,
                format!("{} lacks a last day, an owned control, a rationale or an executive", wanting.join(", ")),
            )
        }
    }

    fn residual(&self) -> (Says, String) {
        let Some(band) = self.row.residual_band() else {
            return (Says::Silent, "no residual risk was rated".to_owned());
        };
        if !self.releases() || matches!(band, Band::Low | Band::Medium) {
            return (Says::Silent, format!("residual risk {band}, {}", self.row.outcome.past()));
        }
        match self.in_force().next() {
            Some(one) => {
                (Says::Kept, format!("residual risk {band}, accepted by {}: {}", one.accountable_exec, one.id()))
            }
            None => (Says::Broken, format!("residual risk {band}, and no acceptance was in force")),
        }
    }

    /// Those who may not vote, as the subject stood: owner, developers, executive, requester.
    fn conflicted(&self) -> BTreeSet<Handle> {
        let places = ["/model/owner", "/model/developers", "/model/accountable_exec", "/submission/requester"];
        let named = places.into_iter().filter_map(|place| self.snapshot.pointer(place).and_then(Value::as_str));
        named.flat_map(|text| text.split("; ").map(Handle::from)).filter(|handle| !handle.is_empty()).collect()
    }

    fn recusals(&self) -> (Says, String) {
        let conflicted = self.conflicted();
        if conflicted.is_empty() {
            return (Says::Silent, "nobody has a part in the subject".to_owned());
        }
        let row = self.row;
        let voted = [&row.voters_for, &row.voters_against, &row.voters_abstain];
        let wrong: Vec<&str> = voted
            .into_iter()
            .flat_map(|voters| &voters.0)
            .filter(|voter| conflicted.contains(voter))
            .map(Handle::as_str)
            .collect();
        if wrong.is_empty() {
            (Says::Kept, format!("none of the {} with a part in it voted", conflicted.len()))
        } else {
            (Says::Broken, format!("voted with a part in it: {}", wrong.join(", ")))
        }
    }

    fn quorum(&self) -> (Says, String) {
        let (Some(present), Some(needed)) = (self.row.quorum_present.0, self.row.quorum_required.0) else {
            return (Says::Silent, "it was signed outside a meeting".to_owned());
        };
        let seats = self.row.seats_filled.0.map(|seats| format!(" of {seats}")).unwrap_or_default();
        let why = format!("{present} present{seats}, needed {needed}");
        match (present >= needed, self.settled()) {
            (true, _) => (Says::Kept, why),
            (false, true) => (Says::Kept, format!("{why}: dealt with as R05 asks")),
            (false, false) => (Says::Broken, format!("{why}, and it counts as final")),
        }
    }

    /// Whether it is provisional, was ratified, or came to nothing.
    fn settled(&self) -> bool {
        self.row.state.ratified_by.0 > 0 || self.row.state.status != DecisionStatus::Final
    }

    fn provisional(&self) -> (Says, String) {
        let row = self.row;
        let short = row.quorum_present.0.zip(row.quorum_required.0).is_some_and(|(present, needed)| present < needed);
        if !short && row.functions_missing.0.is_empty() {
            return (Says::Silent, "quorum and functions were there".to_owned());
        }
        let missing = if row.functions_missing.0.is_empty() {
            "no quorum".to_owned()
        } else {
            format!("missing: {}", row.functions_missing.0.join(", "))
        };
        let ratified = row.state.ratified_by.0 > 0;
        let how = if ratified {
            format!("ratified by {}", row.state.ratified_by)
        } else {
            row.state.status.word().to_owned()
        };
        (if self.settled() { Says::Kept } else { Says::Broken }, format!("{missing}; {how}"))
    }

    fn conditions(&self) -> (Says, String) {
        if self.row.outcome != Outcome::Conditional {
            return (Says::Silent, self.row.outcome.past().to_owned());
        }
        if self.row.state.status == DecisionStatus::Failed {
            return (Says::Silent, "the motion was lost".to_owned());
        }
        let whole = |one: &&Row<FollowUp>| {
            !one.owner.is_empty() && one.state.original_due.0.or(one.due.0).is_some() && !one.closing_test.is_empty()
        };
        let of = self.conditions.len();
        let held = self.conditions.iter().filter(whole).count();
        let why = format!("{held} of {of} conditions have owner, date and closing test");
        (if of > 0 && held == of { Says::Kept } else { Says::Broken }, why)
    }

    fn validation(&self) -> (Says, String) {
        let Some(tier) = self.row.tier.0.filter(|tier| *tier <= 2 && self.releases()) else {
            return (Says::Silent, "tier 3 or 4, or nothing released".to_owned());
        };
        let waived = self.in_force().find(|one| one.kind == AcceptanceKind::UseBeforeValidation);
        if let Some(one) = waived {
            return (Says::Kept, format!("tier {tier}, used before validation under {}", one.id()));
        }
        let developers = self.conflicted();
        let issued = self.validations.iter().find(|one| {
            one.issued_on.0.is_some_and(|on| on <= self.on)
                && (one.version.is_empty() || one.version == self.row.version_label)
                && !developers.contains(&one.validator)
        });
        match issued {
            Some(one) => (Says::Kept, format!("tier {tier}, {} by {}: {}", one.id(), one.validator, one.opinion)),
            None => (
                Says::Broken,
                format!("tier {tier}, and no validation by somebody without a part in it was issued by {}", self.on),
            ),
        }
    }

    fn pins(&self) -> (Says, String) {
        if !self.releases() {
            return (Says::Silent, "it approves nothing".to_owned());
        }
        let row = self.row;
        let with = row.evidence.0.iter().filter(|entry| !pinned(entry).2.is_empty()).count();
        let mut missing = Vec::new();
        for (what, there) in [
            ("version", !row.version_label.is_empty()),
            ("tier", row.tier.0.is_some()),
            ("residual risk", row.residual_band().is_some()),
            ("criteria", !row.criteria_version.is_empty()),
        ] {
            if !there {
                missing.push(what);
            }
        }
        if row.evidence.0.is_empty() {
            return (Says::Broken, "no evidence was pinned".to_owned());
        }
        let why = format!("{with} of {} pieces of evidence with a digest", row.evidence.0.len());
        if missing.is_empty() {
            (Says::Kept, why)
        } else {
            (Says::Broken, format!("{why}; not pinned: {}", missing.join(", ")))
        }
    }

    fn votes(&self) -> (Says, String) {
        let row = self.row;
        let tally = Tally {
            in_favour: row.voters_for.0.len(),
            against: row.voters_against.0.len(),
            abstained: row.voters_abstain.0.len(),
        };
        if row.meeting.0 == 0 {
            return (Says::Silent, format!("signed by {}", tally.in_favour));
        }
        if row.method == VoteMethod::WithoutObjection {
            let rules = &self.policy.without_objection;
            let allowed =
                row.tier.0.map_or(rules.untiered, |tier| rules.tiers.iter().any(|one| i64::from(*one) == tier));
            return (if allowed { Says::Kept } else { Says::Broken }, "without objection".to_owned());
        }
        let passes = tally.passes(self.policy.board_rules(row.tier).pass);
        let carried = row.state.status != DecisionStatus::Failed;
        let said = if carried { "carried" } else { "lost" };
        (if passes == carried { Says::Kept } else { Says::Broken }, format!("{}: {said}", tally.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::DecisionProgress;
    use crate::domain::value::{Handles, Whole, Words};
    use serde_json::json;

    fn handles(names: &[&str]) -> Handles {
        Handles(names.iter().map(|name| Handle::from(*name)).collect())
    }

    fn decision() -> Row<Decision> {
        let fields = Decision {
            meeting: crate::domain::ids::MeetingId(1),
            outcome: Outcome::Approve,
            tier: Whole(Some(1)),
            residual: Whole(Some(4)),
            version_label: "4.2".into(),
            criteria_version: "2026.1".into(),
            quorum_required: Whole(Some(4)),
            quorum_present: Whole(Some(6)),
            voters_for: handles(&["okafor", "weiss", "li", "lin"]),
            voters_against: handles(&["tanaka", "haddad"]),
            evidence: Words(vec!["ART-0001 model-card sha256:ab".to_owned()]),
            ..Decision::default()
        };
        Row { number: 1, revision: 0, fields, state: DecisionProgress::default() }
    }

    fn says(row: &Row<Decision>, rule: u8) -> Says {
        let snapshot =
            json!({ "model": { "owner": "rao", "developers": "silva; novak" }, "submission": { "requester": "rao" } });
        let policy = Policy::default();
        let subject = Subject {
            row,
            on: "2026-11-23".parse().unwrap(),
            conditions: &[],
            acceptances: &[],
            validations: &[],
            snapshot: &snapshot,
            policy: &policy,
        };
        subject.ruled().into_iter().find(|one| one.rule == rule).unwrap().says
    }

    #[test]
    fn a_decision_by_the_rules_keeps_them() {
        let row = decision();
        for (rule, wanted) in [
            (1, Says::Silent),
            (2, Says::Silent),
            (3, Says::Kept),
            (4, Says::Kept),
            (5, Says::Silent),
            (6, Says::Silent),
            (7, Says::Broken),
            (10, Says::Kept),
            (19, Says::Kept),
        ] {
            assert_eq!(says(&row, rule), wanted, "R{rule:02}");
        }
    }

    #[test]
    fn what_a_rule_forbids_is_found_again() {
        type Change = fn(&mut Row<Decision>);
        let cases: [(u8, Says, Change); 12] = [
            (2, Says::Broken, |row| row.fields.residual = Whole(Some(12))),
            (3, Says::Broken, |row| row.fields.voters_abstain = handles(&["silva"])),
            (4, Says::Broken, |row| row.fields.quorum_present = Whole(Some(3))),
            (4, Says::Kept, |row| {
                row.fields.quorum_present = Whole(Some(3));
                row.state.status = DecisionStatus::Provisional;
            }),
            (4, Says::Silent, |row| row.fields.quorum_required = Whole(None)),
            (5, Says::Broken, |row| row.fields.functions_missing = Words(vec!["security".to_owned()])),
            (5, Says::Kept, |row| {
                row.fields.functions_missing = Words(vec!["security".to_owned()]);
                row.state.status = DecisionStatus::Lapsed;
            }),
            (6, Says::Broken, |row| row.fields.outcome = Outcome::Conditional),
            (10, Says::Broken, |row| row.fields.evidence = Words(Vec::new())),
            (10, Says::Broken, |row| row.fields.version_label = "".into()),
            (19, Says::Broken, |row| row.fields.voters_for = handles(&["okafor", "weiss", "li"])),
            (19, Says::Kept, |row| {
                row.fields.voters_for = handles(&["okafor"]);
                row.state.status = DecisionStatus::Failed;
            }),
        ];
        for (number, (rule, wanted, change)) in cases.into_iter().enumerate() {
            let mut row = decision();
            change(&mut row);
            assert_eq!(says(&row, rule), wanted, "case {number}, R{rule:02}");
        }
    }
}
