//! Risks, their acceptances, and follow-ups.

use crate::domain::field::is_default;
use crate::domain::framework::References;
use crate::domain::ids::RiskId;
use crate::domain::ids::{AcceptanceId, DecisionId, ModelId};
use crate::domain::moment::Moment;
use crate::domain::safeguard::Safeguards;
use crate::domain::states::{
    AcceptanceKind, AcceptanceState, Band, FollowUpKind, FollowUpState, Gate, Importance, RiskCategory, RiskState,
    Treatment,
};
use crate::domain::value::{AnyRecord, Day, Handle, Ids, Level, Line, Prose, Whole};
use crate::domain::verification::Verifications;
use crate::record;

record! {
    /// A risk in the register.
    pub struct Risk("risk") {
        /// The model; none for a portfolio-wide risk.
        model: ModelId, "Model", optional, "MDL-0001, or blank for the whole portfolio";
        /// What it is about.
        category: RiskCategory, "Category", optional, "fairness, privacy, security …";
        /// Cause, event, consequence.
        statement: Line, "Statement", required, "because of …, … may happen, so that …";
        /// Likelihood before controls.
        likelihood: Level, "Likelihood", optional, "1 to 5";
        /// Impact before controls.
        impact: Level, "Impact", optional, "1 to 5";
        /// Controls in place.
        controls: Safeguards, "Controls", optional, "one a line: canary release | effective, partial, ineffective or untested";
        /// Likelihood that remains.
        residual_likelihood: Level, "Residual likelihood", optional, "1 to 5";
        /// Impact that remains.
        residual_impact: Level, "Residual impact", optional, "1 to 5";
        /// Likelihood aimed at.
        target_likelihood: Level, "Target likelihood", optional, "1 to 5";
        /// Impact aimed at.
        target_impact: Level, "Target impact", optional, "1 to 5";
        /// What is done about it.
        treatment: Treatment, "Treatment", optional, "mitigate, accept, transfer, avoid";
        /// Who answers for it.
        owner: Handle, "Owner", optional, "a handle";
        /// Whether it must be dealt with before release.
        phase: Gate, "Phase", optional, "pre-release or post-release";
        /// By when.
        target_date: Day, "Target date", optional, "2026-12-01";
        /// When it was last reviewed.
        last_reviewed: Day, "Last reviewed", optional, "2026-12-01";
        /// Where it stands.
        state: RiskState, "State", optional, "identified, assessed, treating, mitigated, accepted, closed";
        /// Its key in the system it was imported from.
        external_key: Line, "External key", optional, "the key in the source system";
        /// Requirements of frameworks it touches.
        frameworks: References, "Framework references", optional, "MEASURE 2.7; LLM01:2025; EU AI Act Art. 9";
    }
}

impl Risk {
    /// Likelihood times impact before controls; 0 if unrated.
    pub fn inherent(&self) -> i64 {
        self.likelihood.0.unwrap_or(0) * self.impact.0.unwrap_or(0)
    }

    /// Likelihood times impact that remain; the inherent product while nothing else is rated.
    pub fn residual(&self) -> i64 {
        match (self.residual_likelihood.0, self.residual_impact.0) {
            (Some(likelihood), Some(impact)) => likelihood * impact,
            _ => self.inherent(),
        }
    }

    /// What may happen, out of a statement of cause, event and consequence: `Because A, B may happen, so that C` gives
    /// `B may happen`. The whole statement where it has another form.
    pub fn event(&self) -> String {
        event_of(self.statement.as_str()).unwrap_or_else(|| self.statement.0.clone())
    }

    /// The band of the residual.
    pub fn residual_band(&self) -> Option<Band> {
        Band::of_score(self.residual())
    }
}

/// The event of a statement: from the last comma before its last `may` on, up to its consequence.
fn event_of(statement: &str) -> Option<String> {
    const CAUSES: [&str; 5] = ["because ", "as ", "since ", "if ", "due to "];
    const MODALS: [&str; 4] = [" may ", " might ", " could ", " can "];
    let lower = statement.to_lowercase();
    // Letters that change their length when they are made small would shift the places found.
    if lower.len() != statement.len() || !CAUSES.iter().any(|cause| lower.starts_with(cause)) {
        return None;
    }
    let end = [", so that ", ", and so ", ", whereby "].iter().filter_map(|word| lower.find(word)).min()?;
    let modal = MODALS.iter().filter_map(|word| lower[..end].rfind(word)).max()?;
    let start = lower[..modal].rfind(", ")? + 2;
    let event = &statement[start..end];
    let first = event.chars().next()?;
    Some(first.to_uppercase().chain(event.chars().skip(1)).collect())
}

record! {
    /// What events made of a risk.
    pub struct RiskProgress("risk") {
        /// Residual as likelihood times impact, for sorting and counting.
        residual: Whole<0, 25>, "Residual", optional, "";
        /// Residual before the last change of rating; the trend.
        residual_before: Whole<0, 25>, "Residual before", optional, "";
        /// The acceptance in force.
        acceptance: AcceptanceId, "Acceptance", optional, "";
    }
}

record! {
    /// An acceptance of risk or another exception.
    pub struct Acceptance("acceptance") {
        /// What it is for.
        kind: AcceptanceKind, "Kind", optional, "risk, policy-exception, use-before-validation";
        /// The model; none if it is about the whole portfolio.
        model: ModelId, "Model", optional, "MDL-0001; blank takes that of its risks, or the whole portfolio";
        /// The risks it covers.
        risks: Ids<RiskId>, "Risks covered", optional, "RSK-0001; RSK-0002";
        /// Why it is acceptable (R01).
        rationale: Prose, "Rationale", optional, "why this may be accepted";
        /// What else was considered.
        alternatives: Prose, "Alternatives", optional, "what else was considered";
        /// Compensating controls with their owners (R01).
        controls: Controls, "Compensating controls", optional, "one a line: manual review of declines @lin";
        /// Who asks for it.
        requester: Handle, "Requester", optional, "a handle";
        /// The accountable executive who signs.
        accountable_exec: Handle, "Accountable executive", optional, "a handle; not the requester";
        /// When that signature was given.
        signed_on: Day, "Signed on", optional, "2026-12-01";
        /// From when it holds.
        effective: Day, "Effective", optional, "2026-12-01";
        /// Last day it holds.
        expiry: Day, "Expiry", optional, "within the tier's maximum";
        /// When it is looked at again.
        review_date: Day, "Review date", optional, "before the expiry";
        /// How it ends.
        exit_plan: Prose, "Exit plan", optional, "what ends it";
        /// The acceptance it renews.
        renewal_of: AcceptanceId, "Renews", optional, "ACC-0001";
    }
}

record! {
    /// Where an acceptance stands.
    pub struct AcceptanceProgress("acceptance") {
        /// The state as recorded; past its expiry it is expired whatever this says.
        state: AcceptanceState, "State", optional, "";
        /// The decision that granted it.
        decision: DecisionId, "Decision", optional, "";
        /// What was found of its compensating controls, the oldest first.
        verifications: Verifications, "Verifications", optional, "";
    }
}

pub use crate::domain::condition::Controls;

record! {
    /// Something somebody has to do by a date.
    pub struct FollowUp("follow-up") {
        /// Why it exists.
        kind: FollowUpKind, "Kind", optional, "action, condition, mitigation, finding, escalation";
        /// What it comes from.
        source: AnyRecord, "Comes from", optional, "DEC-0001, RSK-0001, INC-0001, MRB-0001 …";
        /// The model.
        model: ModelId, "Model", optional, "MDL-0001";
        /// What is to be done.
        title: Line, "What", required, "one line";
        /// How it is tested that it is done.
        closing_test: Prose, "Closing test", optional, "what shows that it is done";
        /// How severe the matter is.
        severity: Importance, "Severity", optional, "low, medium, high, critical";
        /// Whether it binds before release.
        gate: Gate, "Gate", optional, "pre-release or post-release";
        /// Who does it.
        owner: Handle, "Owner", optional, "a handle";
        /// By when.
        due: Day, "Due", optional, "2026-12-01, +3w, +10bd";
        /// Who checks that it is done (R13).
        verifier: Handle, "Verifier", optional, "not the owner";
        /// Evidence that it is done.
        evidence: Line, "Closing evidence", optional, "a link or ART-0001";
        /// Its key in the system it was imported from.
        external_key: Line, "External key", optional, "the key in the source system";
    }
}

record! {
    /// Where a follow-up stands.
    pub struct FollowUpProgress("follow-up") {
        /// The state.
        state: FollowUpState, "State", optional, "";
        /// When it was opened.
        opened_at: Moment, "Opened", optional, "";
        /// The first due date; an extension keeps it (R13).
        original_due: Day, "Originally due", optional, "";
        /// How often it was extended.
        extensions: Whole<0, 100_000>, "Extensions", optional, "";
        /// When it was closed or cancelled.
        closed_at: Moment, "Closed", optional, "";
        /// The closing note, or why it was cancelled.
        closing_note: Prose, "Closing note", optional, "";
        /// Since when it has lapsed, if it is a condition that has (R06).
        lapsed_on: Day, "Lapsed", optional, "";
    }
}

#[cfg(test)]
mod tests {
    use super::event_of;

    #[test]
    fn the_event_is_what_tells_risks_apart() {
        let cases = [
            (
                "Because files are thin, limits may be set too low, so that they pay more.",
                Some("Limits may be set too low"),
            ),
            (
                "Because lines hold text, which attackers write, the agent may be led to hide an alert, so that it stays unseen.",
                Some("The agent may be led to hide an alert"),
            ),
            (
                "Because cover may count as insurance, duties may apply, so that it is unlawful.",
                Some("Duties may apply"),
            ),
            ("Limits may be set too low, so that people pay more.", None),
            ("Because of İ, it may, so that x", None),
            ("Because nothing follows it may happen", None),
            ("", None),
        ];
        for (statement, event) in cases {
            assert_eq!(event_of(statement).as_deref(), event, "{statement}");
        }
    }
}
