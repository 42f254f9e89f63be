//! Risks, follow-ups, acceptances, incidents and reviews.

use crate::choice;

choice! {
    /// What a risk is about.
    pub enum RiskCategory {
        /// Performance.
        #[default]
        Performance = "performance",
        /// Data.
        Data = "data",
        /// Fairness.
        Fairness = "fairness",
        /// Privacy.
        Privacy = "privacy",
        /// Security.
        Security = "security",
        /// Harmful content.
        SafetyContent = "safety-content",
        /// Transparency.
        Transparency = "transparency",
        /// Oversight and misuse.
        OversightMisuse = "oversight-misuse",
        /// Third parties.
        ThirdParty = "third-party",
        /// Legal and intellectual property.
        LegalIp = "legal-ip",
        /// Operations and monitoring.
        OperationsMonitoring = "operations-monitoring",
        /// Autonomy.
        Autonomy = "autonomy",
    }
}

choice! {
    /// Where a risk stands.
    pub enum RiskState {
        /// Named.
        #[default]
        Identified = "identified",
        /// Rated.
        Assessed = "assessed",
        /// Being treated.
        Treating = "treating",
        /// Mitigated.
        Mitigated = "mitigated",
        /// Accepted, while the acceptance lasts.
        Accepted = "accepted",
        /// Closed.
        Closed = "closed",
    }
}

impl RiskState {
    /// Whether the risk counts for the residual risk of its model (R02).
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

choice! {
    /// What is done about a risk.
    pub enum Treatment {
        /// Reduce it.
        #[default]
        Mitigate = "mitigate",
        /// Live with it, on record.
        Accept = "accept",
        /// Pass it on.
        Transfer = "transfer",
        /// Do without what causes it.
        Avoid = "avoid",
    }
}

choice! {
    /// Whether something binds before or after release.
    pub enum Gate {
        /// After release.
        #[default]
        PostRelease = "post-release",
        /// Before release; blocks it.
        PreRelease = "pre-release",
    }
}

choice! {
    /// A band of risk: likelihood times impact.
    pub enum Band {
        /// 1 to 4.
        #[default]
        Low = "low",
        /// 5 to 9.
        Medium = "medium",
        /// 10 to 16.
        High = "high",
        /// 17 to 25.
        Critical = "critical",
    }
}

impl Band {
    /// The band of a product of likelihood and impact, 1 to 25; 0 is no rating.
    pub const fn of_score(score: i64) -> Option<Self> {
        match score {
            i64::MIN..=0 => None,
            1..=4 => Some(Self::Low),
            5..=9 => Some(Self::Medium),
            10..=16 => Some(Self::High),
            _ => Some(Self::Critical),
        }
    }
}

choice! {
    /// Why a follow-up exists.
    pub enum FollowUpKind {
        /// Something to do.
        #[default]
        Action = "action",
        /// A condition of a decision.
        Condition = "condition",
        /// A mitigation of a risk.
        Mitigation = "mitigation",
        /// A finding of a review, validation or audit.
        Finding = "finding",
        /// A question put to somebody above.
        Escalation = "escalation",
    }
}

choice! {
    /// Where a follow-up stands.
    pub enum FollowUpState {
        /// Open.
        #[default]
        Open = "open",
        /// Being worked on.
        InProgress = "in-progress",
        /// Done, waiting for its verifier.
        Verify = "verify",
        /// Closed.
        Closed = "closed",
        /// Cancelled with a reason.
        Cancelled = "cancelled",
    }
}

impl FollowUpState {
    /// Whether it still has to be done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Verify)
    }
}

choice! {
    /// What an acceptance is for.
    pub enum AcceptanceKind {
        /// A risk.
        #[default]
        Risk = "risk",
        /// An exception from policy.
        PolicyException = "policy-exception",
        /// Use before validation (R07).
        UseBeforeValidation = "use-before-validation",
    }
}

choice! {
    /// Where an acceptance stands.
    pub enum AcceptanceState {
        /// Proposed.
        #[default]
        Proposed = "proposed",
        /// In force until its expiry.
        Active = "active",
        /// No longer needed.
        Closed = "closed",
        /// Taken back.
        Revoked = "revoked",
        /// Past its expiry.
        Expired = "expired",
    }
}

choice! {
    /// Where an incident stands.
    pub enum IncidentState {
        /// Reported.
        #[default]
        Reported = "reported",
        /// Triaged.
        Triaged = "triaged",
        /// Contained.
        Contained = "contained",
        /// Its cause is known.
        RootCause = "root-cause",
        /// Corrective actions under way.
        Actions = "actions",
        /// Closed.
        Closed = "closed",
    }
}

choice! {
    /// The regulator's interest in an incident (EU serious incident).
    pub enum RegulatorDuty {
        /// None.
        #[default]
        No = "no",
        /// Suspected; the clock runs (R16).
        Suspected = "suspected",
        /// Certain.
        Yes = "yes",
    }
}

choice! {
    /// What makes the regulator's term shorter (R16).
    pub enum Gravity {
        /// Not known yet; the term is that of a serious incident.
        #[default]
        Unknown = "unknown",
        /// Serious.
        Serious = "serious",
        /// Somebody died.
        Death = "death",
        /// It is widespread, or hit critical infrastructure.
        Widespread = "widespread",
    }
}

choice! {
    /// By what means an incident was contained.
    pub enum Containment {
        /// By none yet.
        #[default]
        None = "none",
        /// An earlier version was put back.
        Rollback = "rollback",
        /// A feature flag was turned.
        FeatureFlag = "feature-flag",
        /// Less of it is let through.
        Throttle = "throttle",
        /// A guardrail stands in the way.
        Guardrail = "guardrail",
        /// It was shut down.
        Shutdown = "shutdown",
        /// Otherwise, as the words beside it say.
        Other = "other",
    }
}

choice! {
    /// How a periodic review ended.
    pub enum ReviewOutcome {
        /// Not yet.
        #[default]
        Pending = "pending",
        /// Carry on.
        Continue = "continue",
        /// Validate again.
        Revalidate = "revalidate",
        /// Restrict the use.
        Restrict = "restrict",
        /// Retire the model.
        Retire = "retire",
    }
}

choice! {
    /// How severe a follow-up's matter is.
    pub enum Importance {
        /// Low.
        Low = "low",
        /// Medium.
        #[default]
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}
