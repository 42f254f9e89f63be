//! Meetings, agenda items and notes.

use crate::domain::condition::Conditions;
use crate::domain::field::is_default;
use crate::domain::ids::{AcceptanceId, DecisionId, ItemId, MeetingId, RecordKind};
use crate::domain::moment::Moment;
use crate::domain::states::{Disposition, ItemKind, Matter, MeetingKind, MeetingState, Outcome};
use crate::domain::text::headline;
use crate::domain::value::{AnyRecord, Day, Handle, Handles, Ids, Line, Minutes, Prose, TierValue, Whole, YesNo};
use crate::record;

record! {
    /// A meeting of the board.
    pub struct Meeting("meeting") {
        /// Title, if it has one of its own.
        title: Line, "Title", optional, "blank for the regular title";
        /// What sort.
        kind: MeetingKind, "Kind", optional, "regular, special, emergency";
        /// The day.
        date: Day, "Date", required, "2026-12-01, fri, +1w";
        /// The hour, in the board's time zone.
        time: Line, "Time", optional, "14:00";
        /// Where.
        place: Line, "Place", optional, "room or link";
        /// Who presides; blank is the board's chair.
        chair: Handle, "Chair", optional, "a handle";
        /// Who writes the minutes; blank is the board's secretary.
        secretary: Handle, "Secretary", optional, "a handle";
        /// How long it may take, in minutes.
        length: Minutes, "Length", optional, "minutes";
    }
}

record! {
    /// Where a meeting stands.
    pub struct MeetingProgress("meeting") {
        /// The state.
        state: MeetingState, "State", optional, "";
        /// When it was called to order.
        opened_at: Moment, "Called to order", optional, "";
        /// When it was adjourned.
        adjourned_at: Moment, "Adjourned", optional, "";
        /// When its minutes were adopted.
        adopted_at: Moment, "Minutes adopted", optional, "";
        /// The item the board is on.
        current: ItemId, "Current item", optional, "";
        /// When the current item's timer was started; unset while it stands.
        timer_since: Moment, "Timer since", optional, "";
        /// The criteria version at the opening.
        criteria_version: Line, "Criteria", optional, "";
        /// Who presided when it was called to order.
        presiding: Handle, "Presiding", optional, "";
        /// Whom those present chose to preside where neither chair nor vice-chair may.
        chosen: Handle, "Chosen to preside", optional, "";
    }
}

record! {
    /// An item on a meeting's agenda.
    pub struct Item("agenda item") {
        /// The meeting.
        meeting: MeetingId, "Meeting", required, "MRB-0001";
        /// What sort.
        kind: ItemKind, "Kind", optional, "decision, minutes, incident, follow-up, information …";
        /// The record it is about.
        subject: AnyRecord, "About", optional, "INT-0001, MDL-0001, INC-0001, MRB-0001 …";
        /// Title.
        title: Line, "Title", optional, "blank takes the subject's";
        /// Who presents it.
        presenter: Handle, "Presenter", optional, "a handle";
        /// Minutes set aside for it.
        timebox: Minutes, "Timebox", optional, "minutes";
        /// Whether it is on the consent agenda.
        consent: YesNo, "Consent", optional, "yes or no";
        /// Why it is on the agenda.
        why: Line, "Why", optional, "what makes it due";
    }
}

/// Most characters of a title that is taken from a record.
pub const TITLE: usize = 80;

impl Item {
    /// What is decided on where that is neither a model nor a matter of procedure: `RSK-0014 drift in segment B`.
    pub fn matter(&self) -> Option<String> {
        let id = self.subject.0?;
        match id.kind {
            RecordKind::Risk
            | RecordKind::FollowUp
            | RecordKind::Acceptance
            | RecordKind::Incident
            | RecordKind::Monitor
            | RecordKind::DriftEvent
            | RecordKind::Review
            | RecordKind::ThematicReview
            | RecordKind::ControlTest
            | RecordKind::ManualMetric => {
                let title = self.title.as_str();
                let title = title.strip_prefix(&id.to_string()).unwrap_or(title).trim_start_matches([':', ' ']);
                Some(format!("{id} {}", headline(title, TITLE)).trim_end().to_owned())
            }
            RecordKind::Person
            | RecordKind::Model
            | RecordKind::Version
            | RecordKind::Submission
            | RecordKind::Artifact
            | RecordKind::Assessment
            | RecordKind::Validation
            | RecordKind::Meeting
            | RecordKind::Item
            | RecordKind::Note
            | RecordKind::Decision
            | RecordKind::Consultation
            | RecordKind::SavedView => None,
        }
    }
}

record! {
    /// Where an agenda item stands.
    pub struct ItemProgress("agenda item") {
        /// Its place on the agenda, from 1.
        position: Whole<0, 10_000>, "Place", optional, "";
        /// What became of it.
        disposition: Disposition, "Disposition", optional, "";
        /// Why it was put off or taken off.
        disposition_note: Prose, "Disposition note", optional, "";
        /// Seconds used so far, the running stretch apart.
        used_seconds: Whole<0, 1_000_000>, "Seconds used", optional, "";
        /// Whether it came after the agenda was published.
        late: YesNo, "Late", optional, "";
        /// The outcome that the motion before the board asks for; blank if there is none.
        moved: Line, "Motion for", optional, "";
        /// The motion before the board, as put.
        motion: Prose, "Motion", optional, "";
        /// Who moved it.
        mover: Handle, "Mover", optional, "";
        /// The conditions it would set.
        conditions: Conditions, "Conditions", optional, "";
        /// Each earlier wording, as put before it was amended.
        amendments: Prose, "Wording before amendment", optional, "";
        /// Why.
        rationale: Prose, "Rationale", optional, "";
        /// Issues contested, and how they were resolved.
        contested: Prose, "Contested issues", optional, "";
        /// Dissent in the dissenter's words.
        dissent: Prose, "Dissent", optional, "";
        /// Last day it would hold.
        valid_until: Day, "Valid until", optional, "";
        /// The executive who signs.
        exec_signoff: Handle, "Executive sign-off", optional, "";
        /// The tier it would set.
        new_tier: TierValue, "Tier", optional, "";
        /// To whom it would be escalated.
        escalated_to: Handle, "Escalated to", optional, "";
        /// By when an answer would be due.
        answer_due: Day, "Answer due", optional, "";
        /// Acceptances it would grant.
        acceptances: Ids<AcceptanceId>, "Acceptances", optional, "";
        /// The decision it would replace (R12).
        supersedes: DecisionId, "Supersedes", optional, "";
        /// What it is about beside its subject (R20).
        matter: Matter, "Matter", optional, "";
        /// Who signs beside the executive (R20).
        sign_offs: Handles, "Sign-offs", optional, "";
        /// Corrections to the minutes that it would adopt.
        corrections: Prose, "Corrections", optional, "";
    }
}

impl ItemProgress {
    /// The motion before the board.
    pub fn moved(&self) -> Moved {
        Moved {
            outcome: self.moved.clone(),
            motion: self.motion.clone(),
            mover: self.mover.clone(),
            conditions: self.conditions.clone(),
            amendments: self.amendments.clone(),
            rationale: self.rationale.clone(),
            contested: self.contested.clone(),
            dissent: self.dissent.clone(),
            valid_until: self.valid_until,
            exec_signoff: self.exec_signoff.clone(),
            new_tier: self.new_tier,
            escalated_to: self.escalated_to.clone(),
            answer_due: self.answer_due,
            acceptances: self.acceptances.clone(),
            supersedes: self.supersedes,
            matter: self.matter,
            sign_offs: self.sign_offs.clone(),
            corrections: self.corrections.clone(),
        }
    }

    /// Keeps the motion that is before the board now.
    pub fn put(&mut self, moved: Moved) {
        self.moved = moved.outcome;
        self.motion = moved.motion;
        self.mover = moved.mover;
        self.conditions = moved.conditions;
        self.amendments = moved.amendments;
        self.rationale = moved.rationale;
        self.contested = moved.contested;
        self.dissent = moved.dissent;
        self.valid_until = moved.valid_until;
        self.exec_signoff = moved.exec_signoff;
        self.new_tier = moved.new_tier;
        self.escalated_to = moved.escalated_to;
        self.answer_due = moved.answer_due;
        self.acceptances = moved.acceptances;
        self.supersedes = moved.supersedes;
        self.matter = moved.matter;
        self.sign_offs = moved.sign_offs;
        self.corrections = moved.corrections;
    }
}

record! {
    /// A motion before the board, from when it is put until it is voted on or withdrawn.
    pub struct Moved("motion") {
        /// The outcome it asks for; blank if no motion is before the board.
        outcome: Line, "Outcome", optional, "";
        /// The motion, as put.
        motion: Prose, "Motion", optional, "";
        /// Who moved it.
        mover: Handle, "Mover", optional, "";
        /// The conditions it would set.
        conditions: Conditions, "Conditions", optional, "";
        /// Each earlier wording, as put before it was amended.
        amendments: Prose, "Wording before amendment", optional, "";
        /// Why.
        rationale: Prose, "Rationale", optional, "";
        /// Issues contested, and how they were resolved.
        contested: Prose, "Contested issues", optional, "";
        /// Dissent in the dissenter's words.
        dissent: Prose, "Dissent", optional, "";
        /// Last day it would hold.
        valid_until: Day, "Valid until", optional, "";
        /// The executive who signs.
        exec_signoff: Handle, "Executive sign-off", optional, "";
        /// The tier it would set.
        new_tier: TierValue, "Tier", optional, "";
        /// To whom it would be escalated.
        escalated_to: Handle, "Escalated to", optional, "";
        /// By when an answer would be due.
        answer_due: Day, "Answer due", optional, "";
        /// Acceptances it would grant.
        acceptances: Ids<AcceptanceId>, "Acceptances", optional, "";
        /// The decision it would replace (R12).
        supersedes: DecisionId, "Supersedes", optional, "";
        /// What it is about beside its subject (R20).
        matter: Matter, "Matter", optional, "";
        /// Who signs beside the executive (R20).
        sign_offs: Handles, "Sign-offs", optional, "";
        /// Corrections to the minutes that it would adopt.
        corrections: Prose, "Corrections", optional, "";
    }
}

impl Moved {
    /// The outcome it asks for; none if no motion is before the board.
    pub fn asks(&self) -> Option<Outcome> {
        Outcome::of(self.outcome.as_str())
    }

    /// The wordings that were put before this one, each once: what an amendment leaves behind. A motion for
    /// another outcome is another motion.
    pub fn amended_to(&self, outcome: Outcome, motion: &str) -> Prose {
        if self.asks() != Some(outcome) {
            return Prose::default();
        }
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let now = plain(motion);
        let earlier = self.amendments.as_str().split("\n\n").chain([self.motion.as_str()]);
        let earlier: Vec<&str> = earlier.filter(|text| !text.trim().is_empty() && plain(text) != now).collect();
        Prose(earlier.join("\n\n"))
    }
}

record! {
    /// A note taken in a meeting.
    pub struct Note("note") {
        /// The meeting.
        meeting: MeetingId, "Meeting", required, "MRB-0001";
        /// The item it belongs to.
        item: ItemId, "Item", optional, "ITM-0001; blank for the meeting as a whole";
        /// What is noted.
        text: Prose, "Note", required, "what was done or said for the record";
        /// Whether it stays out of the minutes.
        private: YesNo, "Not for the minutes", optional, "yes or no";
    }
}

record! {
    /// When a note was taken.
    pub struct NoteProgress("note") {
        /// When.
        taken_at: Moment, "Taken", optional, "";
        /// By whom.
        taken_by: Handle, "By", optional, "";
    }
}
