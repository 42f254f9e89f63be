//! Incidents.

use crate::domain::field::is_default;
use crate::domain::ids::ModelId;
use crate::domain::ids::RiskId;
use crate::domain::moment::Moment;
use crate::domain::states::{Containment, Gravity, IncidentState, RegulatorDuty};
use crate::domain::value::{Day, Handle, Ids, Line, Prose, Severity, YesNo};
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
        containment: Line, "Containment", optional, "what was done, in a line";
        /// Category of its root cause.
        cause_category: Line, "Root-cause category", optional, "data, drift, prompt, vendor …; the policy has the words";
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
        /// By what means it was contained.
        contained_by: Containment, "Contained by", optional, "rollback, feature-flag, throttle, guardrail, shutdown, other";
        /// When the harm was over.
        resolved: Moment, "Resolved", optional, "2026-11-21 09:00";
        /// What makes the regulator's term shorter (R16).
        gravity: Gravity, "Gravity", optional, "serious, death, widespread";
        /// When the regulator was told; it stops the clock (R16).
        regulator_told: Day, "Told the regulator", optional, "2026-12-01";
        /// Whether it is a tabletop exercise: played, not suffered, and kept out of every KPI.
        exercise: YesNo, "Exercise", optional, "yes for a tabletop exercise";
    }
}

record! {
    /// When an incident reached each state.
    pub struct IncidentProgress("incident") {
        /// When it was reported.
        reported_at: Moment, "Reported", optional, "";
        /// When it was closed.
        closed_at: Moment, "Closed", optional, "";
        /// When it was triaged.
        triaged_at: Moment, "Triaged", optional, "";
        /// When it was contained.
        contained_at: Moment, "Contained", optional, "";
        /// When its cause was known.
        cause_known_at: Moment, "Cause known", optional, "";
        /// When corrective actions began.
        actions_at: Moment, "Actions begun", optional, "";
    }
}

impl IncidentProgress {
    /// Notes the moment at which a state was reached. A step taken back takes the later moments with it; what
    /// was skipped has none.
    pub fn reach(&mut self, state: IncidentState, now: Moment) {
        let moments = [
            (IncidentState::Triaged, &mut self.triaged_at),
            (IncidentState::Contained, &mut self.contained_at),
            (IncidentState::RootCause, &mut self.cause_known_at),
            (IncidentState::Actions, &mut self.actions_at),
            (IncidentState::Closed, &mut self.closed_at),
        ];
        for (reached, moment) in moments {
            if state < reached {
                *moment = Moment(None);
            } else if state == reached && moment.0.is_none() {
                *moment = now;
            }
        }
    }
}
