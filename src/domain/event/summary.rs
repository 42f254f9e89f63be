//! Short lines that say what an event did, for histories, undo and the event log.

use super::{
    AcceptanceMove, ApprovalChange, AssessmentBasis, Attendance, BatchNote, Change, Created, Criteria, DecisionMove,
    EscalationAnswer, Extension, FollowUpMove, Founding, IncidentEntry, ItemCall, ItemDisposal, MeetingMove,
    MotionMove, Position, Presidency, Recusal, Reordering, Reversal, ReviewDates, Revised, RiskLink, StageChange,
    SubmissionMove, TierChange, Voiding,
};
use crate::domain::record::Record;

/// `SubmissionReturned` as `submission returned`.
fn words(kind: &str) -> String {
    let mut text = String::new();
    for c in kind.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(c.to_lowercase());
    }
    text.replace("follow up", "follow-up")
}

/// Cuts a title for a one-line summary.
fn cut(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 60 { line.to_owned() } else { line.chars().take(59).chain(['…']).collect() }
}

fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(": {}", cut(reason)) }
}

impl<R: Record> Created<R> {
    pub(super) fn summary(&self, kind: &str) -> String {
        format!("{} {} {}", words(kind), self.id(), cut(&self.fields.title())).trim_end().to_owned()
    }
}

impl<R: Record> Revised<R> {
    pub(super) fn summary(&self, kind: &str) -> String {
        let label = |name: &str| {
            let label = R::SPECS.iter().find(|spec| spec.name == name).map_or(name, |spec| spec.label);
            label.to_lowercase()
        };
        let change = |change: &Change| {
            let end = |text: &str| if text.is_empty() { "–".to_owned() } else { cut(text) };
            format!("{} {} → {}", label(&change.field), end(&change.from), end(&change.to))
        };
        let changes: Vec<_> = self.changes.iter().map(change).collect();
        // What concludes a review is not told as a change of its fields.
        if kind == "ReviewRevised"
            && let Some(outcome) = self.changes.iter().find(|one| one.field == "outcome" && one.from == "pending")
        {
            return format!("review concluded {}: {}{}", self.id(), outcome.to, because(&self.reason));
        }
        format!("{} {}: {}{}", words(kind), self.id(), changes.join("; "), because(&self.reason))
    }
}

macro_rules! summaries {
    ($($payload:ident: |$this:ident, $kind:ident| $line:expr;)*) => {$(
        impl $payload {
            pub(super) fn summary(&self, kind: &str) -> String {
                let ($this, $kind) = (self, words(kind));
                $line
            }
        }
    )*};
}

summaries! {
    Founding: |e, kind| format!("{kind}: {}", e.name);
    Criteria: |e, kind| format!("{kind}: criteria {}", e.version);
    BatchNote: |e, _kind| format!("{} ({})", e.label, crate::domain::text::counted(i64::try_from(e.rows).unwrap_or(i64::MAX), "row"));
    Reversal: |e, _kind| format!("{} {}", if e.redo { "redid" } else { "undid" }, e.summary);
    Voiding: |e, kind| format!("{kind} {}", e.record);
    StageChange: |e, kind| format!("{kind} {}: {} → {}{}", e.model, e.from, e.to, because(&e.reason));
    TierChange: |e, kind| format!("{kind} {}: {} → {}{}", e.model, tier(e.from), tier(e.to), because(&e.rationale));
    ReviewDates: |e, kind| format!("{kind} {}: next {}", e.model, e.next.0.map(|day| day.to_string()).unwrap_or_default());
    ApprovalChange: |e, kind| format!("{kind} {}: {} → {}", e.model, e.from, e.to);
    SubmissionMove: |e, kind| format!(
        "{}{kind} {}: {} → {}{}", if e.reversal { "undone: " } else { "" }, e.submission, e.from.state, e.to.state, because(&e.reason)
    );
    AssessmentBasis: |e, kind| format!("{kind} {}: criteria {}", e.assessment, e.to.criteria_version);
    RiskLink: |e, kind| format!("{kind} {}: {} → {}", e.risk, e.from, e.to);
    AcceptanceMove: |e, kind| format!("{kind} {}: {} → {}{}", e.acceptance, e.from, e.to, because(&e.reason));
    FollowUpMove: |e, kind| format!("{kind} {}: {} → {}{}", e.followup, e.from, e.to, because(&e.note));
    Extension: |e, kind| format!(
        "{kind} {}: {} → {}{}", e.followup, day(e.from), day(e.to), because(&e.reason)
    );
    IncidentEntry: |e, kind| {
        let told = if e.told.is_empty() { String::new() } else { format!(" told {}", cut(&e.told)) };
        format!("{kind} {}{told}: {}", e.incident, cut(&e.text))
    };
    MeetingMove: |e, kind| format!("{kind} {}: {} → {}", e.meeting, e.from, e.to);
    Attendance: |e, kind| format!("{kind} {}: {}", e.meeting, e.person);
    Recusal: |e, kind| format!("{kind} {}: {}{}", e.item, e.person, because(&e.reason));
    Reordering: |e, kind| format!("{kind} {}", e.meeting);
    ItemCall: |e, kind| if e.to.0 == 0 { format!("timer stopped {}", e.from) } else { format!("{kind} {}", e.to) };
    ItemDisposal: |e, kind| format!("{kind} {}: {} → {}{}", e.item, e.from, e.to, because(&e.note));
    Presidency: |e, kind| if e.to.is_empty() {
        format!("presiding by rule again {}", e.meeting)
    } else {
        format!("{kind} {}: {}", e.meeting, e.to)
    };
    MotionMove: |e, kind| if e.to.motion.is_empty() {
        format!("motion taken off {}", e.item)
    } else {
        format!("{kind} {}: {}", e.item, e.to.outcome)
    };
    Position: |e, kind| format!("{kind} {}: {}", e.item, e.person);
    EscalationAnswer: |e, kind| format!("{kind} {}{}", e.decision, because(&e.answer));
    DecisionMove: |e, kind| format!("{kind} {}: {} → {}{}", e.decision, e.from, e.to, because(&e.reason));
}

fn tier(tier: i64) -> String {
    if tier == 0 { "none".to_owned() } else { format!("tier {tier}") }
}

fn day(day: crate::domain::value::Day) -> String {
    day.0.map_or_else(|| "none".to_owned(), |day| day.to_string())
}
