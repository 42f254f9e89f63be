//! The KPIs by name: label, unit, direction, and what each divides by what.

use crate::choice;

choice! {
    /// A key performance indicator, by the name under which policy sets its target.
    pub enum Kpi {
        /// Models in production whose entry is whole.
        #[default]
        InventoryCoverage = "inventory-coverage",
        /// Onboarded models with a tier in time.
        TieringCompletion = "tiering-completion",
        /// Business days from complete to decision.
        ReviewTime = "review-time",
        /// Submissions that were complete at once.
        FirstPass = "first-pass",
        /// Tier-1 validations that could be reproduced.
        Reproducibility = "reproducibility",
        /// Models in production that are monitored.
        MonitoringCoverage = "monitoring-coverage",
        /// The same for tier 1.
        MonitoringTier1 = "monitoring-coverage-tier-1",
        /// Hours from a drift's onset to triage.
        DriftLeadTime = "drift-lead-time",
        /// Incidents per hundred models in production.
        IncidentRate = "incident-rate",
        /// Incidents whose cause had struck before.
        RepeatIncidents = "repeat-incidents",
        /// High-risk acceptances past their expiry.
        ExceptionsOverdue = "exceptions-overdue",
        /// Days from opening to closing of required follow-ups.
        RemediationTime = "remediation-time",
        /// Models with a current subgroup analysis.
        FairnessCoverage = "fairness-coverage",
        /// Pre-release privacy risks mitigated before release.
        PrivacyClosure = "privacy-closure",
        /// Models with a current threat model.
        SecurityCoverage = "security-coverage",
        /// What those who use the board say.
        Satisfaction = "satisfaction",
        /// What auditors found.
        AuditFindings = "audit-findings",
        /// Who has been trained.
        Training = "training",
        /// Releases that the gate was asked about.
        Automation = "automation",
        /// What mentoring changed in the teams.
        Leadership = "leadership",
        /// Conditions met when they were due.
        FollowThrough = "follow-through",
        /// Items decided of those scheduled.
        MeetingDiscipline = "meeting-discipline",
    }
}

choice! {
    /// What a KPI is counted in.
    pub enum Unit {
        /// In a hundred.
        #[default]
        Percent = "%",
        /// Business days.
        BusinessDays = "bd",
        /// Hours.
        Hours = "h",
        /// Days.
        Days = "d",
        /// Incidents per hundred models.
        PerHundred = "per 100",
        /// Points of a scale.
        Points = "of 5",
        /// Things counted.
        Count = "found",
        /// Percentage points of change.
        PercentagePoints = "pp",
        /// Minutes.
        Minutes = "min",
        /// For each one.
        Each = "each",
    }
}

choice! {
    /// Which way is better.
    pub enum Better {
        /// More.
        #[default]
        Higher = "higher",
        /// Less.
        Lower = "lower",
    }
}

impl Kpi {
    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InventoryCoverage => "Inventory coverage",
            Self::TieringCompletion => "Risk tiering completion",
            Self::ReviewTime => "Pre-release review time",
            Self::FirstPass => "First-pass completeness",
            Self::Reproducibility => "Validation reproducibility",
            Self::MonitoringCoverage => "Monitoring coverage",
            Self::MonitoringTier1 => "Monitoring coverage, tier 1",
            Self::DriftLeadTime => "Drift detection lead time",
            Self::IncidentRate => "Incident rate",
            Self::RepeatIncidents => "Repeat-incident rate",
            Self::ExceptionsOverdue => "High-risk exceptions overdue",
            Self::RemediationTime => "Remediation cycle time",
            Self::FairnessCoverage => "Fairness evaluation coverage",
            Self::PrivacyClosure => "Privacy risk closure",
            Self::SecurityCoverage => "Security AI review coverage",
            Self::Satisfaction => "Stakeholder satisfaction",
            Self::AuditFindings => "Audit findings",
            Self::Training => "Training penetration",
            Self::Automation => "Automation uptake",
            Self::Leadership => "Leadership leverage",
            Self::FollowThrough => "Decision follow-through",
            Self::MeetingDiscipline => "Meeting discipline",
        }
    }

    /// What it is counted in.
    pub const fn unit(self) -> Unit {
        match self {
            Self::ReviewTime => Unit::BusinessDays,
            Self::DriftLeadTime => Unit::Hours,
            Self::RemediationTime => Unit::Days,
            Self::IncidentRate => Unit::PerHundred,
            Self::Satisfaction => Unit::Points,
            Self::AuditFindings => Unit::Count,
            Self::Leadership => Unit::PercentagePoints,
            Self::InventoryCoverage
            | Self::TieringCompletion
            | Self::FirstPass
            | Self::Reproducibility
            | Self::MonitoringCoverage
            | Self::MonitoringTier1
            | Self::RepeatIncidents
            | Self::ExceptionsOverdue
            | Self::FairnessCoverage
            | Self::PrivacyClosure
            | Self::SecurityCoverage
            | Self::Training
            | Self::Automation
            | Self::FollowThrough
            | Self::MeetingDiscipline => Unit::Percent,
        }
    }

    /// Which way is better.
    pub const fn better(self) -> Better {
        match self {
            Self::ReviewTime
            | Self::DriftLeadTime
            | Self::IncidentRate
            | Self::RepeatIncidents
            | Self::ExceptionsOverdue
            | Self::RemediationTime
            | Self::AuditFindings => Better::Lower,
            Self::InventoryCoverage
            | Self::TieringCompletion
            | Self::FirstPass
            | Self::Reproducibility
            | Self::MonitoringCoverage
            | Self::MonitoringTier1
            | Self::FairnessCoverage
            | Self::PrivacyClosure
            | Self::SecurityCoverage
            | Self::Satisfaction
            | Self::Training
            | Self::Automation
            | Self::Leadership
            | Self::FollowThrough
            | Self::MeetingDiscipline => Better::Higher,
        }
    }

    /// Whether a record that counts is one that went wrong: an incident, an exception that is late, a finding.
    pub const fn counts_against(self) -> bool {
        matches!(self, Self::IncidentRate | Self::RepeatIncidents | Self::ExceptionsOverdue | Self::AuditFindings)
    }

    /// How it is computed, in a sentence.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::InventoryCoverage => {
                "Models in production with owner, use case, tier and deployment context, of those and the unregistered."
            }
            Self::TieringCompletion => "Models onboarded in the window with tier and rationale within 14 days.",
            Self::ReviewTime => {
                "Median business days from complete to the first decision that is no deferral, pauses left out."
            }
            Self::FirstPass => "Submissions complete at their first check, of those checked for the first time.",
            Self::Reproducibility => "Tier-1 validations issued with code, data and results, and reproduced.",
            Self::MonitoringCoverage => {
                "Models in production with a live monitor, alert and owner in every dimension their tier needs."
            }
            Self::MonitoringTier1 => {
                "Tier-1 models in production with a live monitor, alert and owner in every dimension they need."
            }
            Self::DriftLeadTime => "Median hours from estimated onset to triage, tier-1 drifts triaged in the window.",
            Self::IncidentRate => {
                "Incidents detected in the window per hundred models in production; near-misses apart."
            }
            Self::RepeatIncidents => {
                "Incidents with an earlier one of the same root-cause category within six months, of those with a category."
            }
            Self::ExceptionsOverdue => {
                "Acceptances on tier 1 or high residual risk past their expiry, neither closed nor renewed."
            }
            Self::RemediationTime => "Median days from opened to closed, required follow-ups closed in the window.",
            Self::FairnessCoverage => {
                "Models in production where fairness applies with an accepted, current subgroup analysis."
            }
            Self::PrivacyClosure => "Pre-release privacy risks mitigated before the release they precede.",
            Self::SecurityCoverage => {
                "Models in production where AI security applies with an accepted, current threat model."
            }
            Self::Satisfaction => "Mean of the responses entered for the window.",
            Self::AuditFindings => "High findings of audits entered for the window.",
            Self::Training => "Completed of the audience, trailing twelve months.",
            Self::Automation => "Versions released with a gate answer given by their release, of those released.",
            Self::Leadership => "Change of the first-pass rate of mentored teams against the window before.",
            Self::FollowThrough => "Conditions closed by their original due date, of those due in the window.",
            Self::MeetingDiscipline => {
                "Items decided, of those scheduled for a decision; adopting minutes is one, and so is a decision without quorum."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kpi_may_have_a_target_and_no_target_is_idle() {
        assert_eq!(Kpi::WORDS, crate::policy::KPI_KEYS);
    }
}
