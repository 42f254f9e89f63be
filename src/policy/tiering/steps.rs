//! What an override is measured from: the last tier that was none, and the floors that the entry set then (R11).
//! Neither several small steps nor a corrected entry lower a tier further than one override may.

use super::{Found, known};
use crate::domain::record::Model;
use crate::domain::refusal::Refusal;
use crate::domain::text::join_words;
use crate::policy::file::Policy;

/// A change of a model's tier, as it went on the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its place in the log.
    pub seq: i64,
    /// The tier before; 0 is none.
    pub from: i64,
    /// The tier after.
    pub to: i64,
    /// Whether an override is signed.
    pub signed: bool,
    /// Whether the board resolved it.
    pub decided: bool,
}

impl Step {
    /// Whether it is an override of the tier before it, or only says again what stood: another is measured from
    /// where that was measured from.
    const fn rests_on_the_last(&self) -> bool {
        let lowers = self.to > self.from && self.from > 0;
        !self.decided && ((lowers && self.signed) || self.to == self.from)
    }
}

/// The last tier that was no override, with the place of the change that set it; no place is how the model was
/// registered, and no tier is that it never changed. The steps are in their order.
pub fn measured_from(steps: &[Step]) -> Option<(i64, Option<i64>)> {
    let first = steps.first()?;
    let begun = (first.from, None);
    Some(steps.iter().fold(begun, |last, step| {
        if step.rests_on_the_last() && last.0 > 0 { last } else { (step.to, Some(step.seq)) }
    }))
}

impl Found {
    /// Holds the floors that the entry set when the tier was set: an entry that was changed since lowers nothing by
    /// itself. `then` is the entry as it stood.
    pub fn hold(&mut self, then: &Model, now: &Model, policy: &Policy) {
        let still = known(now, policy);
        for one in known(then, policy).iter().filter(|one| !still.iter().any(|other| other.key == one.key)) {
            let Some(fact) = policy.tiering.fact.iter().find(|fact| fact.key == one.key) else { continue };
            // A use that was forbidden and is not any more is a matter of the entry; the strictest tier stays.
            let Some(tier) = fact.tier.or(fact.blocks.then_some(1)) else { continue };
            self.floor = self.floor.min(tier);
            self.tier = self.tier.min(tier);
            self.reasons
                .push(format!("the entry said that {} when the tier was set: tier {tier} at least", one.because));
            self.sentences.push(format!(
                "at least tier {tier}, because the entry said that {} when the tier was set",
                one.because
            ));
            self.held = true;
        }
    }
}

/// The refusal of a tier below the floor.
pub fn below_floor(found: &Found, to: u8) -> Refusal {
    let sentence =
        format!("tier {to} is below the floor of tier {}: {}", found.floor, join_words(&found.reasons, "and"));
    let way = if found.held {
        "have somebody without a part in the model answer the questionnaire anew"
    } else if found.weighed.is_empty() {
        "correct what the record says of the model"
    } else {
        "correct the answers"
    };
    Refusal::rule(11, "tier", sentence).hint(format!("keep the tier, or {way}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(seq: i64, from: i64, to: i64, signed: bool, decided: bool) -> Step {
        Step { seq, from, to, signed, decided }
    }

    #[test]
    fn overrides_are_measured_from_the_last_tier_that_was_none() {
        let cases: [(&[Step], _); 9] = [
            (&[], None),
            (&[step(1, 1, 2, true, false)], Some((1, None))),
            (&[step(1, 0, 2, false, false), step(2, 2, 3, true, false)], Some((2, Some(1)))),
            (&[step(1, 1, 2, true, false), step(2, 2, 2, false, false)], Some((1, None))),
            (&[step(1, 1, 2, true, false), step(2, 2, 3, true, false)], Some((1, None))),
            (&[step(1, 1, 2, true, false), step(2, 2, 1, false, false)], Some((1, Some(2)))),
            (&[step(1, 1, 2, true, false), step(2, 2, 2, false, true)], Some((2, Some(2)))),
            (&[step(1, 1, 2, false, true), step(2, 2, 3, true, false)], Some((2, Some(1)))),
            (&[step(1, 1, 3, false, false)], Some((3, Some(1)))),
        ];
        for (at, (steps, from)) in cases.into_iter().enumerate() {
            assert_eq!(measured_from(steps), from, "case {at}");
        }
    }
}
