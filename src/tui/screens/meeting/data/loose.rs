//! What is open when a meeting is to be adjourned.

use super::MeetingView;
use crate::domain::ids::ItemId;
use crate::domain::states::{DecisionStatus, Disposition};
use crate::insight::packet::FollowUpLine;

impl MeetingView {
    /// What is undecided, ownerless or without quorum: for whoever adjourns.
    pub fn loose_ends(&self) -> Vec<LooseEnd> {
        let mut ends: Vec<LooseEnd> = Vec::new();
        let open = self.items.iter().filter(|line| line.disposition == Disposition::Open);
        ends.extend(open.map(|line| LooseEnd {
            item: Some(line.id),
            what: Loose::Undecided,
            text: line.title.clone(),
        }));
        for decision in self.decisions.iter().filter(|decision| decision.stands()) {
            if decision.status == DecisionStatus::Provisional {
                let text = format!("{} {}", decision.id, decision.quorum);
                ends.push(LooseEnd { item: Some(decision.item), what: Loose::NoQuorum, text });
            }
            ends.extend(ownerless(Some(decision.item), &decision.conditions));
        }
        ends.extend(self.waiting.iter().map(|id| LooseEnd {
            item: self.items.iter().find(|line| line.subject == Some(id.record())).map(|line| line.id),
            what: Loose::Lapsing,
            text: format!("{id} is not ratified yet: it lapses with this meeting, if it has quorum for it (R05)"),
        }));
        for (item, line) in &self.followups {
            ends.extend(ownerless(*item, std::slice::from_ref(line)));
        }
        ends
    }
}

fn ownerless(item: Option<ItemId>, lines: &[FollowUpLine]) -> Vec<LooseEnd> {
    let without = lines.iter().filter(|line| line.owner.is_empty() || line.due.is_none());
    without
        .map(|line| {
            let what = if line.owner.is_empty() { Loose::Ownerless } else { Loose::Dateless };
            LooseEnd { item, what, text: format!("{} {}", line.id, line.title) }
        })
        .collect()
}

/// Something that is open when a meeting is to be adjourned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LooseEnd {
    /// The item.
    pub item: Option<ItemId>,
    /// What is wrong with it.
    pub what: Loose,
    /// What it is.
    pub text: String,
}

/// How something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loose {
    /// Nothing was resolved.
    Undecided,
    /// Decided without quorum or a required function.
    NoQuorum,
    /// A decision is drafted, or its vote is open.
    Drafted,
    /// A note was typed and not saved.
    Unsaved,
    /// A follow-up was typed and not saved.
    UnsavedFollowUp,
    /// Provisional since an earlier meeting, and about to lapse.
    Lapsing,
    /// Nobody owns it.
    Ownerless,
    /// It has no date.
    Dateless,
}

impl Loose {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::NoQuorum => "provisional",
            Self::Drafted => "drafted",
            Self::Unsaved => "unsaved note",
            Self::UnsavedFollowUp => "unsaved follow-up",
            Self::Lapsing => "lapsing",
            Self::Ownerless => "no owner",
            Self::Dateless => "no date",
        }
    }
}
