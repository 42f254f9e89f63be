//! Alarms: what clears each.

use crate::store::query::alarms::Alarm;

/// What clears an alarm, by the rule it rests on.
pub const fn clears(alarm: &Alarm) -> &'static str {
    match alarm.rule {
        6 => "Close the condition with its evidence, or bring the approval back to the board.",
        13 => "Close it with evidence and a verifier, or extend it with a reason.",
        14 => "Close or revoke the acceptance, or have the board grant a new one.",
        15 => "Have the board approve the version that is in production, or suspend the model.",
        _ => "See the rule.",
    }
}
