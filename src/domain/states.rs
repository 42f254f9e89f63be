//! The words of the field as enums: functions, seats, kinds, states and outcomes. Which state may
//! follow which is the policy's business (`policy::lifecycle`); what a state *is* stands here.

use crate::choice;

choice! {
    /// What a person answers for in the company.
    pub enum Function {
        /// Model risk management.
        #[default]
        Mrm = "mrm",
        /// Machine learning.
        Ml = "ml",
        /// Product.
        Product = "product",
        /// Security.
        Security = "security",
        /// Privacy.
        Privacy = "privacy",
        /// Legal.
        Legal = "legal",
        /// Trust and safety.
        TrustSafety = "trust-safety",
        /// Audit.
        Audit = "audit",
        /// Executive.
        Executive = "executive",
        /// Anything else.
        Other = "other",
    }
}

choice! {
    /// A person's seat on the board.
    pub enum Seat {
        /// No seat.
        #[default]
        None = "none",
        /// Chairs the meeting and votes.
        Chair = "chair",
        /// Stands in for the chair and votes.
        ViceChair = "vice-chair",
        /// Votes.
        Voter = "voter",
        /// Writes the minutes.
        Secretary = "secretary",
        /// Is heard.
        Advisor = "advisor",
    }
}

impl Seat {
    /// Whether this seat votes and counts for quorum.
    pub const fn votes(self) -> bool {
        matches!(self, Seat::Chair | Seat::ViceChair | Seat::Voter)
    }
}

choice! {
    /// What a submission asks the board to look at.
    pub enum SubmissionKind {
        /// A model not seen before.
        #[default]
        NewModel = "new-model",
        /// A material change of a known model.
        MaterialChange = "material-change",
        /// A retrain.
        Retrain = "retrain",
        /// A new dataset.
        NewDataset = "new-dataset",
        /// A new deployment context.
        NewContext = "new-context",
        /// A change of prompt, policy or guardrail.
        PromptOrPolicy = "prompt-or-policy",
        /// A change at the vendor.
        VendorChange = "vendor-change",
        /// An exception.
        Exception = "exception",
        /// Taking a model out of use.
        Decommission = "decommission",
        /// A patch that cannot wait for the meeting.
        EmergencyPatch = "emergency-patch",
    }
}

choice! {
    /// Where a submission stands.
    pub enum SubmissionState {
        /// Received, not triaged.
        #[default]
        Submitted = "submitted",
        /// Triaged: complete, under review.
        InReview = "in-review",
        /// Ready for the board.
        Ready = "ready",
        /// On an agenda.
        Scheduled = "scheduled",
        /// Decided.
        Decided = "decided",
        /// Returned with what is missing.
        Returned = "returned",
        /// Withdrawn by the requester.
        Withdrawn = "withdrawn",
        /// Not the board's business.
        OutOfScope = "out-of-scope",
    }
}

impl SubmissionState {
    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Decided | Self::Withdrawn | Self::OutOfScope)
    }

    /// Whether the service-level clock runs in this state.
    pub const fn clock_runs(self) -> bool {
        matches!(self, Self::InReview | Self::Ready | Self::Scheduled)
    }
}

choice! {
    /// What a model does.
    pub enum ModelKind {
        /// Predicts a value or class.
        #[default]
        Predictive = "predictive",
        /// Ranks.
        Ranking = "ranking",
        /// Forecasts.
        Forecasting = "forecasting",
        /// Sees.
        Vision = "vision",
        /// Reads or tags language.
        Nlp = "nlp",
        /// Generates language.
        Llm = "llm",
        /// Generates from retrieved documents.
        Rag = "rag",
        /// Acts with tools.
        Agent = "agent",
        /// Anything else.
        Other = "other",
    }
}

choice! {
    /// Where a model comes from.
    pub enum Origin {
        /// Built here.
        #[default]
        InHouse = "in-house",
        /// A foreign base, tuned here.
        FineTuned = "fine-tuned",
        /// Called over a vendor's interface.
        VendorApi = "vendor-api",
        /// Open weights, run here.
        OpenWeights = "open-weights",
    }
}

choice! {
    /// Whom a model's output reaches.
    pub enum Exposure {
        /// Not said yet.
        #[default]
        Unknown = "unknown",
        /// The company's own people.
        Internal = "internal",
        /// Customers.
        CustomerFacing = "customer-facing",
    }
}

choice! {
    /// A model's stage of life.
    pub enum Stage {
        /// Proposed.
        #[default]
        Proposed = "proposed",
        /// Under review for its first release.
        InReview = "in-review",
        /// In production.
        Production = "production",
        /// Taken out of use for the time being.
        Suspended = "suspended",
        /// Retired for good.
        Retired = "retired",
    }
}

choice! {
    /// A version's approval by the board.
    pub enum Approval {
        /// None.
        #[default]
        None = "none",
        /// Decided without quorum; releases nothing.
        Provisional = "provisional",
        /// Approved with conditions.
        Conditional = "conditional",
        /// Approved.
        Approved = "approved",
        /// Rejected.
        Rejected = "rejected",
        /// Past its date.
        Expired = "expired",
        /// Taken back.
        Revoked = "revoked",
    }
}

choice! {
    /// How a version differs from the one before.
    pub enum ChangeKind {
        /// The first version.
        #[default]
        Initial = "initial",
        /// Retrained on new data.
        Retrain = "retrain",
        /// New training source or features.
        Data = "data",
        /// New architecture or base model.
        Architecture = "architecture",
        /// New prompt, policy or guardrail.
        Prompt = "prompt",
        /// New threshold or configuration.
        Configuration = "configuration",
        /// The vendor changed it.
        Vendor = "vendor",
        /// A fix.
        Fix = "fix",
    }
}

choice! {
    /// Yes, no, or not known yet.
    pub enum Applies {
        /// Not known yet.
        #[default]
        Unknown = "unknown",
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
    }
}

choice! {
    /// A model's class under the EU AI Act.
    pub enum EuClass {
        /// Not known yet.
        #[default]
        Unknown = "unknown",
        /// Minimal risk.
        Minimal = "minimal",
        /// Transparency duties.
        Limited = "limited",
        /// High risk.
        High = "high",
        /// General-purpose model.
        GeneralPurpose = "general-purpose",
        /// Prohibited practice.
        Prohibited = "prohibited",
        /// Out of the act's scope.
        None = "none",
    }
}

choice! {
    /// Where a piece of evidence stands.
    pub enum ArtifactState {
        /// Received.
        #[default]
        Submitted = "submitted",
        /// Accepted by a reviewer.
        Accepted = "accepted",
        /// Rejected by a reviewer.
        Rejected = "rejected",
        /// Waived by an acceptance.
        Waived = "waived",
    }
}

choice! {
    /// Where an assessment stands.
    pub enum AssessmentState {
        /// Being written.
        #[default]
        Draft = "draft",
        /// Final.
        Final = "final",
        /// Replaced by a later one.
        Superseded = "superseded",
    }
}

choice! {
    /// What an assessor recommends.
    pub enum Recommendation {
        /// Nothing yet.
        #[default]
        None = "none",
        /// Approve.
        Approve = "approve",
        /// Approve with conditions.
        Conditional = "conditional",
        /// Defer.
        Defer = "defer",
        /// Reject.
        Reject = "reject",
    }
}

choice! {
    /// A validator's opinion.
    pub enum Opinion {
        /// None yet.
        #[default]
        None = "none",
        /// Fit for its use.
        Fit = "fit",
        /// Fit within stated limits.
        FitWithLimits = "fit-with-limits",
        /// Not fit; cannot be outvoted (R08).
        NotFit = "not-fit",
    }
}

choice! {
    /// Whether a validation could be reproduced.
    pub enum Reproduced {
        /// Not tried.
        #[default]
        No = "no",
        /// In part.
        Partly = "partly",
        /// Wholly.
        Yes = "yes",
    }
}

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
    /// What sort of meeting.
    pub enum MeetingKind {
        /// The weekly one.
        #[default]
        Regular = "regular",
        /// Called for a purpose.
        Special = "special",
        /// Called at once.
        Emergency = "emergency",
    }
}

choice! {
    /// Where a meeting stands.
    pub enum MeetingState {
        /// Its agenda is being made.
        #[default]
        Draft = "draft",
        /// Its agenda is out.
        Published = "published",
        /// Called to order.
        InSession = "in-session",
        /// In recess.
        Recess = "recess",
        /// Over; its minutes are a draft.
        Adjourned = "adjourned",
        /// Its minutes are adopted and locked.
        MinutesAdopted = "minutes-adopted",
    }
}

impl MeetingState {
    /// Whether the board sits: in session or in recess.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::InSession | Self::Recess)
    }

    /// Whether it is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Adjourned | Self::MinutesAdopted)
    }
}

choice! {
    /// What sort of agenda item.
    pub enum ItemKind {
        /// A decision on a model.
        #[default]
        Decision = "decision",
        /// The minutes of an earlier meeting.
        Minutes = "minutes",
        /// Items passed together.
        Consent = "consent",
        /// An incident.
        Incident = "incident",
        /// An acceptance about to expire.
        Expiring = "expiring",
        /// A follow-up.
        FollowUp = "follow-up",
        /// A periodic review.
        Review = "review",
        /// For information.
        Information = "information",
    }
}

choice! {
    /// What became of an agenda item.
    pub enum Disposition {
        /// Not dealt with yet.
        #[default]
        Open = "open",
        /// Decided.
        Decided = "decided",
        /// Discussed or noted; nothing to decide.
        Noted = "noted",
        /// Put off.
        Deferred = "deferred",
        /// Left over at adjournment.
        CarriedOver = "carried-over",
        /// Taken off the agenda.
        Removed = "removed",
    }
}

choice! {
    /// One member's voice in a vote.
    pub enum Ballot {
        /// For.
        #[default]
        For = "for",
        /// Against.
        Against = "against",
        /// Abstains; not a vote cast (R19).
        Abstain = "abstain",
    }
}

choice! {
    /// What the board resolved.
    pub enum Outcome {
        /// Approve.
        #[default]
        Approve = "approve",
        /// Approve with conditions.
        Conditional = "conditional",
        /// Defer.
        Defer = "defer",
        /// Reject.
        Reject = "reject",
        /// Accept a risk.
        AcceptRisk = "accept-risk",
        /// Suspend a model.
        Suspend = "suspend",
        /// Revoke an approval.
        Revoke = "revoke",
        /// Retire a model.
        Retire = "retire",
        /// Put the question to somebody above.
        Escalate = "escalate",
        /// Set a tier.
        SetTier = "set-tier",
        /// Procedure: minutes, consent, order of business.
        Procedural = "procedural",
    }
}

impl Outcome {
    /// Whether it lets a version be used.
    pub const fn releases(self) -> bool {
        matches!(self, Self::Approve | Self::Conditional)
    }

    /// What was done, for logs and minutes.
    pub const fn past(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Conditional => "approved with conditions",
            Self::Defer => "deferred",
            Self::Reject => "rejected",
            Self::AcceptRisk => "risk accepted",
            Self::Suspend => "suspended",
            Self::Revoke => "approval revoked",
            Self::Retire => "retired",
            Self::Escalate => "escalated",
            Self::SetTier => "tier set",
            Self::Procedural => "resolved",
        }
    }
}

choice! {
    /// How much a decision counts.
    pub enum DecisionStatus {
        /// In force.
        #[default]
        Final = "final",
        /// Made without quorum or a required function; releases nothing (R05).
        Provisional = "provisional",
        /// The motion was lost.
        Failed = "failed",
        /// Undone on the record.
        Void = "void",
        /// Replaced by a later decision.
        Superseded = "superseded",
    }
}

choice! {
    /// How a motion was carried.
    pub enum VoteMethod {
        /// Each member by name.
        #[default]
        RollCall = "roll-call",
        /// The chair asked, and nobody objected.
        WithoutObjection = "without-objection",
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

choice! {
    /// A dimension of monitoring.
    pub enum Dimension {
        /// Operations.
        #[default]
        Operations = "operations",
        /// Performance.
        Performance = "performance",
        /// Drift.
        Drift = "drift",
        /// Fairness.
        Fairness = "fairness",
        /// Safety.
        Safety = "safety",
        /// Security.
        Security = "security",
    }
}
