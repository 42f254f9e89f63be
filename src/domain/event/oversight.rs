//! Payloads of monitoring and of the release gate.

use serde::{Deserialize, Serialize};

use crate::domain::decimal::Decimal;
use crate::domain::field::is_default;
use crate::domain::ids::{AcceptanceId, FollowUpId, ModelId, MonitorId, RecordId, ReviewId, VersionId};
use crate::domain::moment::Moment;
use crate::domain::states::{GateResult, Standing};
use crate::domain::value::{Day, Line};
use crate::domain::verification::Verification;

/// One value at a time, with where it stood against the thresholds of that day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// When it was taken.
    pub at: Moment,
    /// The subgroup or segment; blank is all.
    #[serde(skip_serializing_if = "is_default")]
    pub segment: String,
    /// The value.
    pub value: Decimal,
    /// Where it stands.
    #[serde(skip_serializing_if = "is_default")]
    pub standing: Standing,
    /// The value it corrects, if there was one at that moment.
    #[serde(skip_serializing_if = "is_default")]
    pub before: Decimal,
    /// Where that one stood.
    #[serde(skip_serializing_if = "is_default")]
    pub standing_before: Standing,
}

/// Readings of one monitor, in the order of their moments. A reading without a value is taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingsTaken {
    /// The monitor.
    pub monitor: MonitorId,
    /// Its model.
    pub model: ModelId,
    /// The readings.
    pub readings: Vec<Reading>,
    /// Why readings that were on the record are replaced.
    #[serde(skip_serializing_if = "is_default")]
    pub reason: Line,
}

impl ReadingsTaken {
    pub(super) fn about(&self) -> Vec<RecordId> {
        vec![self.monitor.record(), self.model.record()]
    }

    pub(super) fn summary(&self, _: &str) -> String {
        let breaches = self.readings.iter().filter(|reading| reading.standing == Standing::Breach).count();
        let word = if self.readings.len() == 1 { "reading" } else { "readings" };
        let text = format!("{} {word} taken {}", self.readings.len(), self.monitor);
        let text = if breaches == 0 { text } else { format!("{text}: {breaches} past the alert threshold") };
        if self.reason.is_empty() { text } else { format!("{text}; replaced: {}", self.reason) }
    }

    pub(super) fn reversed(&self) -> Self {
        let back = |reading: &Reading| Reading {
            value: reading.before,
            before: reading.value,
            standing: reading.standing_before,
            standing_before: reading.standing,
            ..reading.clone()
        };
        Self { readings: self.readings.iter().map(back).collect(), ..self.clone() }
    }
}

/// A condition whose due date has passed while it was open (R06).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConditionLapse {
    /// The condition.
    pub followup: FollowUpId,
    /// The model it concerns.
    #[serde(skip_serializing_if = "is_default")]
    pub model: ModelId,
    /// The day it had lapsed before, if it had.
    #[serde(skip_serializing_if = "is_default")]
    pub before: Day,
    /// The day after its due date.
    #[serde(skip_serializing_if = "is_default")]
    pub on: Day,
}

impl ConditionLapse {
    pub(super) fn about(&self) -> Vec<RecordId> {
        [self.followup.record(), self.model.record()].into_iter().filter(|id| id.number > 0).collect()
    }

    pub(super) fn summary(&self, _: &str) -> String {
        format!("condition lapsed {}", self.followup)
    }
}

/// A monitor whose alert threshold was breached as often as the policy calls repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BreachesRepeated {
    /// The monitor.
    pub monitor: MonitorId,
    /// Its model.
    pub model: ModelId,
    /// The day on which that was put on the record before, if it was.
    #[serde(skip_serializing_if = "is_default")]
    pub before: Day,
    /// The day after the breach that made it so.
    #[serde(skip_serializing_if = "is_default")]
    pub on: Day,
}

impl BreachesRepeated {
    pub(super) fn about(&self) -> Vec<RecordId> {
        vec![self.monitor.record(), self.model.record()]
    }

    pub(super) fn summary(&self, _: &str) -> String {
        format!("breaches repeated {}", self.monitor)
    }
}

/// One more reason for a review that is open already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewCause {
    /// The review.
    pub review: ReviewId,
    /// Its model.
    pub model: ModelId,
    /// What else brought it about, in a line.
    pub cause: String,
}

impl ReviewCause {
    pub(super) fn about(&self) -> Vec<RecordId> {
        vec![self.review.record(), self.model.record()]
    }

    pub(super) fn summary(&self, _: &str) -> String {
        format!("periodic review {} has one more cause: {}", self.review, self.cause)
    }
}

/// What somebody found of one compensating control of an acceptance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ControlVerification {
    /// The acceptance.
    pub acceptance: AcceptanceId,
    /// Its model; 0 is the whole portfolio.
    #[serde(skip_serializing_if = "is_default")]
    pub model: ModelId,
    /// The control, who looked, and what was found.
    pub verification: Verification,
    /// For a correction: whether it is taken back.
    #[serde(skip_serializing_if = "is_default")]
    pub removed: bool,
}

impl ControlVerification {
    pub(super) fn about(&self) -> Vec<RecordId> {
        [self.acceptance.record(), self.model.record()].into_iter().filter(|id| id.number > 0).collect()
    }

    pub(super) fn summary(&self, _: &str) -> String {
        let done = if self.removed { "verification taken back" } else { "control verified" };
        let Verification { control, verifier, result, .. } = &self.verification;
        format!("{done} {}: {} is {result}, by {verifier}", self.acceptance, crate::domain::text::excerpt(control))
    }
}

/// The answer of the release gate on a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GateAnswer {
    /// The version.
    pub version: VersionId,
    /// Its model.
    pub model: ModelId,
    /// The answer before.
    #[serde(skip_serializing_if = "is_default")]
    pub before: GateResult,
    /// The answer.
    pub result: GateResult,
    /// When it was given before.
    #[serde(skip_serializing_if = "is_default")]
    pub at_before: Moment,
    /// When it was given.
    pub at: Moment,
    /// Why not, a reason each.
    #[serde(skip_serializing_if = "is_default")]
    pub reasons: Vec<String>,
}

impl GateAnswer {
    pub(super) fn about(&self) -> Vec<RecordId> {
        vec![self.version.record(), self.model.record()]
    }

    pub(super) fn summary(&self, _: &str) -> String {
        let reasons = if self.reasons.is_empty() { String::new() } else { format!(": {}", self.reasons.join("; ")) };
        format!("gate {} {}{reasons}", self.result, self.version)
    }
}
