//! The decisions of a period told apart: by the board or signed outside a meeting, and how far each still counts.

use super::headline::tells;
use super::many;
use crate::domain::record::{Decision, Row};
use crate::domain::states::DecisionStatus;
use crate::domain::text::join_words;

/// The decisions on models and risks, by who made them and how they stand.
pub(in crate::exchange::report) struct Tally<'r> {
    /// Made in a meeting.
    pub board: usize,
    /// Signed for the board outside a meeting: delegated by tier, or an emergency.
    pub signed: usize,
    /// In force as they were made.
    pub stand: Vec<&'r Row<Decision>>,
    /// Replaced by a later one.
    pub superseded: Vec<&'r Row<Decision>>,
    /// Without effect so far.
    pub provisional: Vec<&'r Row<Decision>>,
    /// Never ratified.
    pub lapsed: Vec<&'r Row<Decision>>,
}

impl<'r> Tally<'r> {
    /// Tells the decisions apart; what is procedural, lost or void is none of them.
    pub fn of(rows: impl IntoIterator<Item = &'r Row<Decision>>) -> Self {
        let rows: Vec<&Row<Decision>> = rows.into_iter().filter(|row| tells(row)).collect();
        let of = |status: DecisionStatus| rows.iter().copied().filter(|row| row.state.status == status).collect();
        let signed = rows.iter().filter(|row| is_signed(row)).count();
        Self {
            board: rows.len() - signed,
            signed,
            stand: of(DecisionStatus::Final),
            superseded: of(DecisionStatus::Superseded),
            provisional: of(DecisionStatus::Provisional),
            lapsed: of(DecisionStatus::Lapsed),
        }
    }

    /// How many there are.
    pub const fn all(&self) -> usize {
        self.board + self.signed
    }

    /// Who made them.
    pub fn made_by(&self, meetings: usize) -> String {
        let signed = match self.signed {
            0 => String::new(),
            signed => format!(", {signed} signed for it outside a meeting"),
        };
        format!("{} by the board in {}{signed}", self.board, many(meetings, "meeting"))
    }

    /// What no longer counts, or does not yet, by name: sentences that begin with a blank; nothing if all stand.
    pub fn unsettled(&self) -> String {
        let mut said = Vec::new();
        if !self.superseded.is_empty() {
            said.push(format!(" Superseded since: {}.", names(&self.superseded)));
        }
        if !self.provisional.is_empty() {
            let named: Vec<String> =
                self.provisional.iter().map(|row| format!("{} ({})", row.id(), why_provisional(row))).collect();
            let verb = if named.len() == 1 { "releases" } else { "release" };
            said.push(format!(" Provisional, and {verb} nothing yet: {}.", join_words(&named, "and")));
        }
        if !self.lapsed.is_empty() {
            said.push(format!(" Lapsed unratified: {}.", names(&self.lapsed)));
        }
        said.concat()
    }
}

fn names(rows: &[&Row<Decision>]) -> String {
    join_words(&rows.iter().map(|row| row.id().to_string()).collect::<Vec<_>>(), "and")
}

/// Whether a decision was signed for the board outside a meeting.
pub(in crate::exchange::report) fn is_signed(row: &Row<Decision>) -> bool {
    row.meeting.0 == 0
}

/// Why a provisional decision is one.
pub(in crate::exchange::report) fn why_provisional(row: &Row<Decision>) -> String {
    if is_signed(row) {
        return "signed outside a meeting, and pulled by a voter".to_owned();
    }
    let mut lacks = Vec::new();
    if row.quorum_present.0 < row.quorum_required.0 {
        lacks.push("a quorum".to_owned());
    }
    if !row.functions_missing.0.is_empty() {
        lacks.push(format!("the function {}", join_words(&row.functions_missing.0, "and")));
    }
    if lacks.is_empty() {
        lacks.push("a quorum or a function".to_owned());
    }
    format!("for want of {}, R05", join_words(&lacks, "and"))
}
