//! Incidents.

use crate::domain::field::is_default;
use crate::domain::ids::ModelId;
use crate::domain::ids::RiskId;
use crate::domain::moment::Moment;
use crate::domain::states::{IncidentState, RegulatorDuty};
use crate::domain::value::{Day, Handle, Ids, Line, Prose, Severity};
use crate::record;

record! {
    /// Something that went wrong with a model.
    pub struct Incident("incident") {
        /// In a line.
        title: Line, "Title", required, "one line";
        /// Severity 1 (worst) to 4; 0 is a near-miss.
        severity: Severity, "Severity", optional, "1 worst to 4; 0 near-miss";
        /// The model.
        model: ModelId, "Model", optional, "MDL-0001";
        /// The version.
        version: Line, "Version", optional, "4.2";
        /// Where it was noticed.
        source: Line, "Source", optional, "monitor, customer, red team …";
        /// When it began.
        onset: Moment, "Onset", optional, "2026-11-20 14:05";
        /// When it was noticed.
        detected: Moment, "Detected", optional, "2026-11-20 15:00";
        /// Users, regions, segments.
        scope: Line, "Scope", optional, "who and how many";
        /// The harm done.
        harm: Prose, "Harm", optional, "what it did to whom";
        /// How it was contained.
        containment: Line, "Containment", optional, "rollback, feature flag, throttle, guardrail, shutdown";
        /// Category of its root cause.
        cause_category: Line, "Root-cause category", optional, "data, drift, prompt, vendor …";
        /// Its root cause.
        root_cause: Prose, "Root cause", optional, "why it happened";
        /// Whether the regulator must hear of it (R16).
        regulator: RegulatorDuty, "Regulator duty", optional, "no, suspected, yes";
        /// Who leads it.
        lead: Handle, "Lead", optional, "a handle";
        /// When it is reviewed.
        review_date: Day, "Review date", optional, "2026-12-01";
        /// Risks it is linked to (R17).
        risks: Ids<RiskId>, "Risks", optional, "RSK-0001";
        /// Where it stands.
        state: IncidentState, "State", optional, "reported, triaged, contained, root-cause, actions, closed";
    }
}

record! {
    /// When an incident reached each state.
    pub struct IncidentProgress("incident") {
        /// When it was reported.
        reported_at: Moment, "Reported", optional, "";
        /// When it was closed.
        closed_at: Moment, "Closed", optional, "";
    }
}
