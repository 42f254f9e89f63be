//! The consent agenda passed: what each item on it resolves when nobody objects, as operations of one batch.

use std::collections::BTreeSet;

use super::{ratification, room};
use crate::domain::Refusal;
use crate::domain::ids::{AcceptanceId, ItemId, MeetingId, RecordId, RecordKind};
use crate::domain::operation::{Batch, ItemStep, Operation, PassConsent, RecordDecision};
use crate::domain::record::{Acceptance, Decision, Item, Meeting, Row};
use crate::domain::states::{AcceptanceState, Disposition, ItemKind, MeetingState, Outcome, VoteMethod};
use crate::domain::text::counted;
use crate::domain::value::{Ids, Line, Prose};
use crate::policy::Policy;
use crate::store::View;

/// What passing an item on the consent agenda comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolved {
    /// The submission is approved.
    Approve,
    /// The minutes are adopted.
    Adopt,
    /// The provisional decision or the emergency patch is ratified.
    Ratify,
    /// The acceptance is granted.
    Grant,
    /// It is noted; nothing is to be decided.
    #[default]
    Note,
}

impl Resolved {
    /// What is done, in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Adopt => "adopt",
            Self::Ratify => "ratify",
            Self::Grant => "grant",
            Self::Note => "note",
        }
    }
}

/// What passing an item of this kind about this record comes to.
pub fn resolves(view: &View<'_>, kind: ItemKind, about: Option<RecordId>) -> Result<Resolved, Refusal> {
    let Some(id) = about else { return Ok(Resolved::Note) };
    Ok(match id.kind {
        RecordKind::Submission => Resolved::Approve,
        RecordKind::Meeting if kind == ItemKind::Minutes => {
            let adjourned = view.get::<Meeting>(id.number)?.state.state == MeetingState::Adjourned;
            if adjourned { Resolved::Adopt } else { Resolved::Note }
        }
        RecordKind::Decision if ratification::waits(view, &view.get::<Decision>(id.number)?)? => Resolved::Ratify,
        RecordKind::Acceptance if view.get::<Acceptance>(id.number)?.state.state == AcceptanceState::Proposed => {
            Resolved::Grant
        }
        _ => Resolved::Note,
    })
}

/// Refuses an item a place on the consent agenda where passing it would decide on a matter whose tier is debated,
/// whatever record stands for the matter; a renewal passes on any tier.
pub fn may_pass(view: &View<'_>, item: &Item) -> Result<(), Refusal> {
    let Some(id) = item.subject.0.filter(|_| item.consent.0) else { return Ok(()) };
    let decides = match resolves(view, item.kind, Some(id))? {
        Resolved::Approve | Resolved::Ratify => true,
        Resolved::Grant => view.get::<Acceptance>(id.number)?.renewal_of.0 == 0,
        Resolved::Adopt | Resolved::Note => false,
    };
    let tier = if decides { room::tier_of(view, id)? } else { return Ok(()) };
    if Policy::passes_on_consent(tier) {
        return Ok(());
    }
    let what = tier.0.map_or_else(|| "has no tier".to_owned(), |tier| format!("is tier {tier}"));
    let sentence = format!("{id} {what}, and only tiers 3 and 4 and renewals pass on the consent agenda");
    Err(Refusal::rule(19, "consent", sentence).hint("leave it off the consent agenda, and let the board vote on it"))
}

/// The operation that an item comes to.
fn operation(view: &View<'_>, item: &Row<Item>) -> Result<Operation, Refusal> {
    let id = ItemId(item.number);
    // The tier may have risen since the item was put there.
    may_pass(view, &item.fields)?;
    let (outcome, what) = match resolves(view, item.kind, item.subject.0)? {
        Resolved::Approve => (Outcome::Approve, "is approved"),
        Resolved::Adopt => (Outcome::Procedural, "are adopted"),
        Resolved::Ratify => (Outcome::Procedural, "is ratified"),
        Resolved::Grant => (Outcome::AcceptRisk, "is granted"),
        Resolved::Note => {
            return Ok(Operation::ItemDone(ItemStep { item: id, note: Line::from("on the consent agenda") }));
        }
    };
    // A ratification is named as its item; the decision itself stands in the record.
    let title = item.title.as_str().strip_prefix("Ratify ").unwrap_or(item.title.as_str());
    let granted = item.subject.0.filter(|id| outcome == Outcome::AcceptRisk && id.kind == RecordKind::Acceptance);
    Ok(Operation::DecisionRecord(RecordDecision {
        item: id,
        outcome,
        motion: Prose(format!("Resolved on the consent agenda: {title} {what}.")),
        acceptances: Ids(granted.into_iter().map(|id| AcceptanceId(id.number)).collect()),
        method: VoteMethod::WithoutObjection,
        ..RecordDecision::default()
    }))
}

/// The consent agenda of a meeting as a batch whose rows are numbered as its items are; the board then turns
/// to the next item that is open.
pub fn batch(view: &View<'_>, request: &PassConsent) -> Result<Batch, Refusal> {
    let meeting = view.get::<Meeting>(request.meeting.0)?;
    super::sitting::check_sitting(&meeting)?;
    let mut items = view.items(MeetingId(meeting.number))?;
    items.retain(|item| item.state.disposition != Disposition::Removed);
    let open = |item: &Row<Item>| item.state.disposition == Disposition::Open;
    let on_consent: BTreeSet<u32> =
        items.iter().filter(|item| item.consent.0 && open(item)).map(|item| item.number).collect();
    if on_consent.is_empty() {
        return Err(Refusal::state(request.meeting.to_string(), "has nothing open on its consent agenda")
            .hint("turn to the next item (])"));
    }
    let read_out: BTreeSet<u32> = request.items.0.iter().map(|id| id.0).collect();
    if !read_out.is_empty() && read_out != on_consent {
        return Err(Refusal::state("items", "the consent agenda is no longer what was read out")
            .hint("read it out again, then ask whether anybody objects"));
    }
    let mut rows = Vec::with_capacity(on_consent.len() + 1);
    for (place, item) in (1..).zip(&items).filter(|(_, item)| on_consent.contains(&item.number)) {
        rows.push((place, operation(view, item)?));
    }
    if let Some((place, next)) = (1..).zip(&items).find(|(_, item)| open(item) && !on_consent.contains(&item.number)) {
        rows.push((place, Operation::ItemCall(ItemStep { item: ItemId(next.number), note: Line::default() })));
    }
    let count = i64::try_from(on_consent.len()).unwrap_or(i64::MAX);
    Ok(Batch { label: format!("pass the consent agenda, {}", counted(count, "item")), rows })
}
