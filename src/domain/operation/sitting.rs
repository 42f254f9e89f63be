//! The arguments of operations around a sitting (written positions, answers, corrections, the consent agenda, meetings
//! that recur), and of an incident's timeline.

use crate::domain::condition::Conditions;
use crate::domain::field::is_default;
use crate::domain::ids::{AcceptanceId, DecisionId, IncidentId, ItemId, MeetingId};
use crate::domain::moment::Moment;
use crate::domain::states::{Matter, Outcome};
use crate::domain::value::{Day, Handle, Handles, Ids, Line, Minutes, Prose, TierValue};
use crate::record;

record! {
    /// A written position on an item.
    pub struct FilePosition("position") {
        /// The item.
        item: ItemId, "Item", required, "ITM-0001";
        /// Whose position it is.
        person: Handle, "Whose", required, "a handle";
        /// The position.
        text: Prose, "Position", required, "what the function holds, for the record";
    }
}

record! {
    /// The withdrawal of a written position.
    pub struct WithdrawPosition("position") {
        /// The item.
        item: ItemId, "Item", required, "ITM-0001";
        /// Whose position it was.
        person: Handle, "Whose", required, "a handle";
    }
}

record! {
    /// A motion that is put before the board.
    pub struct PutMotion("motion") {
        /// The item.
        item: ItemId, "Item", required, "ITM-0001";
        /// What is to be resolved.
        outcome: Outcome, "Outcome", required, "approve, conditional, defer, reject, escalate …";
        /// The motion as put.
        motion: Prose, "Motion", required, "Resolved: …";
        /// Who moved it.
        mover: Handle, "Mover", optional, "a handle";
        /// The conditions it would set, one a line.
        conditions: Conditions, "Conditions", optional, "text @owner +3w !pre";
        /// Why.
        rationale: Prose, "Rationale", optional, "why the board would resolve this";
        /// Issues contested, and how they were resolved.
        contested: Prose, "Contested issues", optional, "what is contested, and how it was resolved";
        /// Dissent in the dissenter's words.
        dissent: Prose, "Dissent", optional, "in the dissenter's words";
        /// Last day it would hold.
        valid_until: Day, "Valid until", optional, "+6m";
        /// The executive who signs.
        exec_signoff: Handle, "Executive sign-off", optional, "a handle";
        /// The tier it would set.
        new_tier: TierValue, "Tier", optional, "for set-tier";
        /// To whom it would be escalated.
        escalated_to: Handle, "Escalated to", optional, "a handle";
        /// By when an answer would be due.
        answer_due: Day, "Answer due", optional, "+1w";
        /// Acceptances it would grant.
        acceptances: Ids<AcceptanceId>, "Acceptances", optional, "ACC-0001";
        /// The decision it would replace (R12).
        supersedes: DecisionId, "Supersedes", optional, "DEC-0001";
        /// What it is about beside its subject (R20).
        matter: Matter, "Matter", optional, "stop-ship, public-claim or change-of-criteria";
        /// Who signs beside the executive (R20).
        sign_offs: Handles, "Sign-offs", optional, "handles, separated by ;";
        /// Corrections to the minutes that it would adopt.
        corrections: Prose, "Corrections", optional, "what is corrected in the minutes";
    }
}

record! {
    /// The answer to an escalation.
    pub struct AnswerDecision("answer") {
        /// The decision that escalated.
        decision: DecisionId, "Decision", required, "DEC-0001";
        /// The answer.
        text: Prose, "Answer", required, "what was answered";
        /// When it was received.
        received_on: Day, "Received on", optional, "today if blank";
    }
}

record! {
    /// A correction of a decision's prose, until the minutes are adopted (R12).
    pub struct CorrectDecision("correction") {
        /// The decision.
        decision: DecisionId, "Decision", required, "DEC-0001";
        /// Why it is corrected.
        reason: Line, "Reason", required, "one line";
        /// The rationale as it should read; blank leaves it.
        rationale: Prose, "Rationale", optional, "blank leaves it";
        /// The contested issues as they should read; blank leaves them.
        contested: Prose, "Contested issues", optional, "blank leaves them";
        /// The dissent as it should read; blank leaves it.
        dissent: Prose, "Dissent", optional, "blank leaves it; in the dissenter's words";
    }
}

record! {
    /// The consent agenda, passed.
    pub struct PassConsent("consent agenda") {
        /// The meeting.
        meeting: MeetingId, "Meeting", required, "MRB-0001";
        /// The items that were read out; refused if others are open on it by now.
        items: Ids<ItemId>, "Items", optional, "ITM-0001; blank is all that are open on it";
    }
}

record! {
    /// Meetings that recur.
    pub struct RecurMeetings("recurrence") {
        /// When.
        rule: Line, "Rule", required, "every tue, every 2nd tue, 2nd tue of the month";
        /// The last day that may be one.
        until: Day, "Until", required, "2027-06-30, +6m";
        /// The first day that may be one.
        from: Day, "From", optional, "tomorrow if blank";
        /// The hour, in the board's time zone.
        time: Line, "Time", optional, "14:00";
        /// Title, if they have one of their own.
        title: Line, "Title", optional, "blank for the regular title";
        /// Where.
        place: Line, "Place", optional, "room or link";
        /// How long each may take, in minutes.
        length: Minutes, "Length", optional, "minutes";
    }
}

record! {
    /// An entry on an incident's timeline.
    pub struct AddIncidentEntry("entry") {
        /// The incident.
        incident: IncidentId, "Incident", required, "INC-0001";
        /// When it happened; now if blank.
        at: Moment, "When", optional, "2026-11-20 14:05; now if blank";
        /// What happened.
        text: Line, "What happened", required, "one line";
        /// To whom it was said, if it is a communication.
        told: Line, "Told whom", optional, "for a communication: customers, authority, executive …";
        /// The step of a runbook that it ticks.
        step: Line, "Runbook step", optional, "for a tick: drift-spike:3";
    }
}
