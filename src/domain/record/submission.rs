//! Submissions: what asks for the board's decision.

use crate::domain::custom::CustomFields;
use crate::domain::field::is_default;
use crate::domain::ids::{DecisionId, ItemId, ModelId};
use crate::domain::moment::Moment;
use crate::domain::states::{Applies, SubmissionKind, SubmissionState};
use crate::domain::value::{Day, Handle, Line, Prose, Whole, Words};
use crate::record;

record! {
    /// A submission to the board.
    pub struct Submission("submission") {
        /// What sort of question.
        kind: SubmissionKind, "Kind", optional, "new-model, retrain, new-context …";
        /// The model it is about.
        model: ModelId, "Model", required, "MDL-0001";
        /// The version it is about.
        version: Line, "Version", optional, "4.2";
        /// Who asks.
        requester: Handle, "Requester", optional, "a handle";
        /// When it is wanted in production.
        release_target: Day, "Release target", optional, "2026-12-01, +3w, eom";
        /// What it is about, in a line.
        summary: Line, "Summary", required, "one line";
        /// What the board is asked to do.
        ask: Prose, "Ask", optional, "approve the retrain on 2026-Q3 data";
        /// Artifacts offered with it.
        offered: Words, "Artifacts offered", optional, "model-card; evaluation-report; …";
        /// Triggers of material change.
        triggers: Words, "Triggers", optional, "separated by ;";
        /// Who reviews it.
        reviewer: Handle, "Reviewer", optional, "a handle";
        /// Who reviews it when the reviewer cannot.
        backup_reviewer: Handle, "Backup reviewer", optional, "a handle";
        /// What the policy declares beside these fields.
        custom: CustomFields, "Custom fields", optional, "one a line: budgeted: yes";
        /// Its key in the system it was imported from.
        external_key: Line, "External key", optional, "the key in the source system";
    }
}

record! {
    /// Where a submission stands.
    pub struct SubmissionProgress("submission") {
        /// The state.
        state: SubmissionState, "State", optional, "";
        /// When it was received.
        submitted_at: Moment, "Submitted", optional, "";
        /// When it was first complete; the clock's start.
        complete_at: Moment, "Complete", optional, "";
        /// When the clock was last started; unset while it stands still.
        running_since: Moment, "Clock running since", optional, "";
        /// Business days counted before that.
        days_counted: Whole<0, 100_000>, "Business days counted", optional, "";
        /// When it must be triaged.
        triage_due: Day, "Triage due", optional, "";
        /// When it must be decided, as of the last start of the clock.
        decision_due: Day, "Decision due", optional, "";
        /// Whether it was complete at the first check; written once.
        first_pass: Applies, "First pass", optional, "";
        /// How often it was returned.
        returns: Whole<0, 100_000>, "Returns", optional, "";
        /// What was missing when it was last returned.
        missing: Words, "Missing", optional, "";
        /// How often the board deferred it.
        deferrals: Whole<0, 100_000>, "Deferrals", optional, "";
        /// The agenda item it is on.
        item: ItemId, "Agenda item", optional, "";
        /// The decision that ended it.
        decision: DecisionId, "Decision", optional, "";
        /// When it was decided.
        decided_at: Moment, "Decided", optional, "";
    }
}

impl SubmissionProgress {
    /// How often it was deferred, in words; nothing if it never was.
    pub fn deferred(&self) -> Option<String> {
        self.deferrals.0.filter(|times| *times > 0).map(|times| match times {
            1 => "deferred before".to_owned(),
            times => format!("deferred {times} times"),
        })
    }

    /// Why it stands on an agenda: by when it must be decided, and how often it was deferred.
    pub fn why_due(&self) -> String {
        let due = self.decision_due.0.map(|day| format!("decide by {day}"));
        due.into_iter().chain(self.deferred()).collect::<Vec<_>>().join(", ")
    }
}
