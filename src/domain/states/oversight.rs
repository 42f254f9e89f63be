//! Monitoring, reviews, control tests: the words of what keeps watch between meetings.

use crate::choice;

choice! {
    /// Which side of a threshold is the bad one.
    pub enum Direction {
        /// Higher is worse.
        #[default]
        Above = "above",
        /// Lower is worse.
        Below = "below",
    }
}

choice! {
    /// How often something is measured.
    pub enum Cadence {
        /// As it happens.
        #[default]
        Continuous = "continuous",
        /// Hourly.
        Hourly = "hourly",
        /// Daily.
        Daily = "daily",
        /// Weekly.
        Weekly = "weekly",
        /// Monthly.
        Monthly = "monthly",
        /// Quarterly.
        Quarterly = "quarterly",
    }
}

choice! {
    /// Where a reading stands against its monitor's thresholds.
    pub enum Standing {
        /// Within both.
        #[default]
        Within = "within",
        /// Past the warning threshold.
        Warning = "warning",
        /// Past the alert threshold: a breach.
        Breach = "breach",
    }
}

choice! {
    /// What a drift event came to.
    pub enum DriftOutcome {
        /// Still looked into.
        #[default]
        Open = "open",
        /// A false alarm.
        FalseAlarm = "false-alarm",
        /// Seen, and borne.
        Tolerated = "tolerated",
        /// The model was retrained.
        Retrained = "retrained",
        /// The model was rolled back.
        RolledBack = "rolled-back",
        /// It became an incident.
        Incident = "incident",
    }
}

choice! {
    /// What makes a periodic review due.
    pub enum ReviewTrigger {
        /// The tier's cadence.
        #[default]
        Cadence = "cadence",
        /// A material change.
        Change = "change",
        /// An incident.
        Incident = "incident",
        /// A breach of a threshold.
        Breach = "breach",
        /// A condition that lapsed.
        Lapse = "lapse",
        /// Somebody asked for it.
        Request = "request",
    }
}

impl ReviewTrigger {
    /// Whether a review that it brought about flags the approval while it is open.
    pub const fn flags(self) -> bool {
        match self {
            Self::Change | Self::Incident | Self::Breach | Self::Lapse => true,
            Self::Cadence | Self::Request => false,
        }
    }
}

choice! {
    /// What the test of a control found.
    pub enum ControlResult {
        /// It works.
        #[default]
        Effective = "effective",
        /// It works with exceptions.
        Partial = "partial",
        /// It does not work.
        Ineffective = "ineffective",
    }
}

choice! {
    /// How well a control is designed or works.
    pub enum Effectiveness {
        /// Nobody has looked.
        #[default]
        Untested = "untested",
        /// It does what it is for.
        Effective = "effective",
        /// It does some of it.
        Partial = "partial",
        /// It does not.
        Ineffective = "ineffective",
    }
}

choice! {
    /// What the release gate said of a version.
    pub enum GateResult {
        /// It was not asked, or was bypassed.
        #[default]
        None = "none",
        /// Open.
        Pass = "pass",
        /// Closed.
        Fail = "fail",
    }
}

choice! {
    /// What can be wrong with the portfolio, in the order in which it is told.
    pub enum AlarmKind {
        /// A model in production whose version has no current approval.
        #[default]
        Unapproved = "unapproved",
        /// A model in production without the monitoring that its tier needs.
        Unmonitored = "unmonitored",
        /// An approval that something has flagged for re-review.
        Flagged = "flagged",
        /// A version in production that the gate said no to.
        GateFailed = "gate-failed",
        /// A suspected or certain serious incident: the regulator's clock runs, or has run out.
        Regulator = "regulator",
        /// An acceptance that ran out, and whose risks stand open.
        Expired = "expired",
        /// An acceptance in force whose review date has passed.
        AcceptanceReview = "acceptance-review",
        /// A compensating control of an acceptance in force that was last found not to be effective.
        Control = "control",
        /// A condition that has lapsed.
        Condition = "condition",
        /// High or critical work that is overdue.
        Overdue = "overdue",
        /// A monitor whose latest reading is past its alert threshold.
        Breach = "breach",
        /// A drift that nobody has triaged.
        Drift = "drift",
        /// A periodic review that is overdue.
        Review = "review",
        /// A submission that was not triaged in time.
        Triage = "triage",
        /// A submission that was not decided in time.
        Decision = "decision",
    }
}

impl AlarmKind {
    /// What it goes by: a rule, the gate, or a clock and a watch of the policy.
    pub const RULES: &'static [&'static str] =
        &["R15", "gate", "R16", "R14", "R01", "R06", "R13", "watch", "review", "clock"];

    /// The rule it goes by.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Unapproved | Self::Unmonitored | Self::Flagged => "R15",
            Self::GateFailed => "gate",
            Self::Regulator => "R16",
            Self::Expired | Self::AcceptanceReview => "R14",
            Self::Control => "R01",
            Self::Condition => "R06",
            Self::Overdue => "R13",
            Self::Breach | Self::Drift => "watch",
            Self::Review => "review",
            Self::Triage | Self::Decision => "clock",
        }
    }
}

choice! {
    /// A list of which a view can be saved.
    pub enum ViewedList {
        /// The queue.
        #[default]
        Intake = "intake",
        /// The inventory.
        Models = "models",
        /// The register.
        Risks = "risks",
        /// Follow-ups.
        FollowUps = "followups",
        /// Acceptances.
        Acceptances = "acceptances",
        /// Incidents.
        Incidents = "incidents",
        /// Decisions.
        Decisions = "decisions",
        /// Meetings.
        Meetings = "meetings",
        /// Agenda items.
        Agenda = "agenda",
        /// People.
        People = "people",
    }
}
