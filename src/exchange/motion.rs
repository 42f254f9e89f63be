//! What a motion is about, for the phrase it is worded by: read from the record, or taken from a packet that is
//! at hand already.

use chrono::NaiveDate;

use super::template::wording::{Put, Values, Wording};
use crate::board::Topic;
use crate::domain::Refusal;
use crate::domain::ids::ItemId;
use crate::domain::record::Item;
use crate::domain::states::Outcome;
use crate::insight::packet::{Matter, Packet};
use crate::policy::Policy;
use crate::policy::matter::tabled;
use crate::store::View;

/// What an item is about, as a packet needs it.
pub const fn matter(topic: &Topic) -> Matter<'_> {
    Matter {
        item: &topic.item,
        submission: topic.submission.as_ref(),
        model: topic.model.as_ref(),
        version: topic.version.as_str(),
        residual: &topic.residual,
        validations: topic.validations.as_slice(),
        acceptances: topic.acceptances.as_slice(),
        risks: topic.risks.as_slice(),
        conflicts: topic.conflicts.as_slice(),
    }
}

/// The words of a motion on an item with this outcome, by the phrase for it.
pub fn worded(motions: &Wording, item: &Item, packet: &Packet, outcome: Outcome) -> Result<String, Refusal> {
    let about = if packet.about.is_empty() { item.title.as_str() } else { packet.about.as_str() };
    let subject = item.subject.0;
    let rated = packet.residual.band().map(|band| format!("{band} {}", packet.residual.score));
    let values: Values = vec![
        ("about", Put::text(about)),
        ("matter", Put::text(packet.matter.clone().unwrap_or_default())),
        ("decided", Put::text(packet.decided.trim_start_matches("Resolved:").trim().trim_end_matches('.'))),
        ("title", Put::text(item.title.as_str())),
        ("kind", Put::text(item.kind.word())),
        ("subject", Put::text(subject.map(|id| id.to_string()).unwrap_or_default())),
        ("subject_kind", Put::text(subject.map(|id| id.kind.word()).unwrap_or_default())),
        ("criteria", Put::text(tabled(item.title.as_str()).unwrap_or_default())),
        ("tier", Put::Number(packet.tier.0.map_or(0, i64::from))),
        ("tier_name", Put::text(packet.tier_name.as_str())),
        ("ask", Put::text(packet.ask.as_str())),
        ("residual", Put::text(rated.unwrap_or_default())),
    ];
    motions.text(outcome.word(), &values)
}

/// The same for an item by its identifier.
pub fn on_item(
    view: &View<'_>,
    policy: &Policy,
    today: NaiveDate,
    motions: &Wording,
    item: ItemId,
    outcome: Outcome,
) -> Result<String, Refusal> {
    let topic = Topic::of(view, view.get::<Item>(item.0)?)?;
    let packet = Packet::of(view, policy, today, matter(&topic))?;
    worded(motions, &topic.item, &packet, outcome)
}
