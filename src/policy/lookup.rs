//! How the rules look things up in the policy.

use super::file::{ArtifactRule, Policy, TierRules};
use super::words::{PassShare, QuorumShare};
use crate::domain::calendar::Calendar;
use crate::domain::states::{Function, Importance, ItemKind};
use crate::domain::value::{TierValue, Whole};

/// Tier 1 to 4 as a value.
pub const fn tier_value(number: u8) -> TierValue {
    Whole(Some(number as i64))
}

/// Quorum, pass rule and functions that hold for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardRules<'a> {
    /// Quorum of filled voting seats.
    pub quorum: QuorumShare,
    /// Share of votes cast that passes.
    pub pass: PassShare,
    /// Groups of functions, of each of which one must be present.
    pub functions: &'a [Vec<Function>],
}

impl Policy {
    /// What this tier asks for; none where there is no tier.
    pub fn tier(&self, tier: TierValue) -> Option<&TierRules> {
        let at = usize::try_from(tier.0?).ok()?.checked_sub(1)?;
        self.tier.get(at)
    }

    /// What the meeting needs to decide on something of this tier, or of none.
    pub fn board_rules(&self, tier: TierValue) -> BoardRules<'_> {
        match self.tier(tier) {
            Some(rules) => BoardRules { quorum: rules.quorum, pass: rules.pass, functions: &rules.functions },
            None => BoardRules { quorum: self.untiered.quorum, pass: self.untiered.pass, functions: &[] },
        }
    }

    /// Whether a motion on this tier may pass because the chair asked and nobody objected.
    pub fn passes_unopposed(&self, tier: TierValue) -> bool {
        match tier.0 {
            Some(number) => self.without_objection.tiers.iter().any(|tier| i64::from(*tier) == number),
            None => self.without_objection.untiered,
        }
    }

    /// Whether a submission of this tier may pass on the consent agenda: the low tiers, which are delegated.
    pub const fn passes_on_consent(tier: TierValue) -> bool {
        matches!(tier.0, Some(3..))
    }

    /// The calendar of business days.
    pub fn calendar(&self) -> Calendar {
        let holidays = self.calendar.holidays.iter().map(|date| date.0).collect();
        Calendar { weekend: self.calendar.weekend.clone(), holidays }
    }

    /// A kind of evidence by name.
    pub fn artifact(&self, kind: &str) -> Option<&ArtifactRule> {
        self.artifact.iter().find(|rule| rule.kind == kind)
    }

    /// Days a follow-up of this severity is given by default.
    pub const fn follow_up_days(&self, severity: Importance) -> u32 {
        match severity {
            Importance::Critical => self.follow_up_days.critical,
            Importance::High => self.follow_up_days.high,
            Importance::Medium => self.follow_up_days.medium,
            Importance::Low => self.follow_up_days.low,
        }
    }

    /// Minutes an item of this kind is given by default.
    pub fn timebox(&self, kind: ItemKind) -> u32 {
        self.agenda.timebox.get(&kind).copied().unwrap_or(0)
    }

    /// Version and the start of the digest: `2026.1 (3f2a9c1b)`.
    pub fn label(&self) -> String {
        format!("{} ({})", self.version, self.sha256.get(..8).unwrap_or_default())
    }
}
