//! Seats, meetings, motions, votes and outcomes.

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

    /// How a sentence says it: `is in recess`, `is adjourned with its minutes adopted`.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Published => "published",
            Self::InSession => "in session",
            Self::Recess => "in recess",
            Self::Adjourned => "adjourned",
            Self::MinutesAdopted => "over, its minutes adopted",
        }
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
    /// What a decision is about beside its subject: what R20 wants decided by itself and signed for.
    pub enum Matter {
        /// Nothing of the kind.
        #[default]
        Ordinary = "ordinary",
        /// Stopping a release.
        StopShip = "stop-ship",
        /// A claim made in public.
        PublicClaim = "public-claim",
        /// A change of criteria.
        ChangeOfCriteria = "change-of-criteria",
    }
}

impl Matter {
    /// What it is called in a sentence.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Ordinary => "an ordinary matter",
            Self::StopShip => "a stop-ship",
            Self::PublicClaim => "a public claim",
            Self::ChangeOfCriteria => "a change of criteria",
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
        /// Provisional, and not ratified by the next quorate meeting (R05).
        Lapsed = "lapsed",
    }
}

impl DecisionStatus {
    /// Whether it still counts for something: in force, or until it is ratified.
    pub const fn stands(self) -> bool {
        matches!(self, Self::Final | Self::Provisional)
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
