//! Reads a meeting for its screen, and proposes its agenda.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::board::{Resolved, Room, Topic, policy_in_force, resolves};
use crate::domain::Refusal;
use crate::domain::field::FieldValue;
use crate::domain::ids::{DecisionId, ItemId, MeetingId, NoteId, RecordId, RecordKind};
use crate::domain::record::{Decision, FollowUp, Item, Meeting, Review, Row};
use crate::domain::states::{Disposition, ItemKind, ReviewOutcome};
use crate::domain::text::join_words;
use crate::domain::value::{Handle, TierValue};
use crate::exchange::basis::Basis;
use crate::exchange::document::Document;
use crate::exchange::minutes;
use crate::exchange::motion::matter;
use crate::exchange::template::wording::Wordings;
use crate::insight::agenda::{self, Proposal};
use crate::insight::packet::{FollowUpLine, Packet, follow_up_line};
use crate::policy::quorum;
use crate::store::View;
use crate::tui::screens::meeting::data::{DecisionLine, ItemLine, MeetingView, NoteLine, SeatLine};

/// Most meetings in the list of meetings.
const MEETINGS: i64 = 200;

/// Reads a meeting (the current one if none is named) with the packet of an item: the one named, else
/// the one the board is on, else the first that is open.
pub fn meeting(
    view: &View<'_>,
    now: DateTime<Utc>,
    which: Option<MeetingId>,
    item: Option<ItemId>,
    wording: &Arc<Wordings>,
) -> Result<MeetingView, Refusal> {
    let policy = policy_in_force(view)?;
    let today = now.with_timezone(&policy.time_zone.0).date_naive();
    let row = match which {
        Some(id) => Some(view.get::<Meeting>(id.0)?),
        None => view.current_meeting(today)?,
    };
    let others = view.meetings(MEETINGS)?;
    let mut found = MeetingView {
        today,
        meeting: None,
        items: Vec::new(),
        topic: None,
        packet: Packet::default(),
        adopting: None,
        reviewing: None,
        people: Vec::new(),
        handles: Vec::new(),
        seats: Vec::new(),
        quorum: quorum::quorum(&[], &[], policy.board_rules(TierValue::default())),
        eligible: Vec::new(),
        presiding: None,
        leaders: Vec::new(),
        positions: Vec::new(),
        ratifies: None,
        waiting: Vec::new(),
        notes: Vec::new(),
        decisions: Vec::new(),
        followups: Vec::new(),
        minutes: None,
        others,
        wording: wording.clone(),
        policy,
    };
    let Some(row) = row else { return Ok(found) };
    let id = MeetingId(row.number);
    let mut items = view.items(id)?;
    items.retain(|item| item.state.disposition != Disposition::Removed);
    let known = |wanted: ItemId| items.iter().find(|row| row.number == wanted.0);
    let open = || items.iter().find(|row| row.state.disposition == Disposition::Open).or_else(|| items.first());
    let chosen = item.and_then(known).or_else(|| known(row.state.current)).or_else(open).cloned();
    found.items = (1..).zip(&items).map(|(place, item)| item_line(view, place, item)).collect::<Result<_, _>>()?;
    found.topic = chosen.map(|item| Topic::of(view, item)).transpose()?;
    let over = row.state.state.is_over();
    if let Some(topic) = found.topic.as_ref().filter(|_| !over) {
        found.packet = Packet::of(view, &found.policy, today, matter(topic))?;
    }
    if let Some(topic) = found.topic.as_ref().filter(|_| !over) {
        let basis = Basis { view, policy: &found.policy, now, wording: &wording.minutes };
        found.adopting = to_adopt(basis, &topic.item)?;
    }
    found.reviewing = found.topic.as_ref().map(|topic| pending(view, &topic.item)).transpose()?.flatten();
    let room = Room::of(view, row.clone(), found.topic.as_ref())?;
    let tier = found.topic.as_ref().map(Topic::tier).unwrap_or_default();
    found.quorum = room.quorum(&found.policy, tier);
    found.eligible = room.eligible();
    let subject = found.topic.as_ref().and_then(|topic| topic.item.subject.0);
    let ratified = view.decisions_to_ratify()?.into_iter().find(|made| subject == Some(made.id()));
    found.ratifies = ratified.map(|made| DecisionId(made.number));
    found.positions = view.positions(id)?;
    if row.state.state.is_live() {
        found.leaders = room.leaders();
        let presiding = room.presides(&Handle::default()).ok().filter(|found| !found.why.is_empty());
        found.presiding = presiding.map(|found| format!("{} presides: {}", found.person, found.why));
        let waiting = view.decisions_to_ratify()?.into_iter().filter(|made| made.meeting != id);
        found.waiting = waiting.map(|made| DecisionId(made.number)).collect();
    }
    found.people = room.board.iter().map(|row| row.fields.clone()).collect();
    found.handles = view.people()?.into_iter().map(|row| row.fields.handle).collect();
    found.seats = seats(&room, found.topic.as_ref());
    found.notes = view
        .notes(id)?
        .into_iter()
        .map(|note| NoteLine {
            id: NoteId(note.number),
            item: Some(note.item).filter(|item| item.0 > 0),
            at: note.state.taken_at.0,
            private: note.private.0,
            text: note.fields.text.0,
        })
        .collect();
    // Of a meeting that is over the minutes say what follows.
    let arising = if over { Vec::new() } else { view.followups_arising(id)? };
    for decision in view.decisions_of(id)? {
        found.decisions.push(decision_line(view, &decision, today)?);
    }
    for followup in arising {
        let decision = found.decisions.iter().find(|made| followup.source.0 == Some(made.id.record()));
        let is_condition = decision.is_some_and(|made| made.conditions.iter().any(|one| one.id.0 == followup.number));
        if !is_condition {
            found.followups.push((decision.map(|made| made.item), follow_up_line(&followup, today)));
        }
    }
    if over {
        let basis = Basis { view, policy: &found.policy, now, wording: &wording.minutes };
        found.minutes = Some(minutes::beginning(basis, id)?);
    }
    found.meeting = Some(row);
    Ok(found)
}

/// Proposes what belongs on a meeting's agenda.
pub fn proposals(view: &View<'_>, now: DateTime<Utc>, meeting: MeetingId) -> Result<Vec<Proposal>, Refusal> {
    let policy = policy_in_force(view)?;
    let today = now.with_timezone(&policy.time_zone.0).date_naive();
    agenda::propose(view, &policy, today, meeting)
}

/// The review that an item is about, if it is not concluded.
fn pending(view: &View<'_>, item: &Item) -> Result<Option<RecordId>, Refusal> {
    let Some(id) = item.subject.0.filter(|id| id.kind == RecordKind::Review) else { return Ok(None) };
    let row = view.find::<Review>(id.number)?;
    Ok(row.filter(|row| row.outcome == ReviewOutcome::Pending).map(|row| row.id()))
}

/// The minutes that an item is about, as far as they are of a meeting that is over.
fn to_adopt(basis: Basis<'_>, item: &Item) -> Result<Option<Document>, Refusal> {
    let subject = item.subject.0.filter(|id| item.kind == ItemKind::Minutes && id.kind == RecordKind::Meeting);
    let Some(id) = subject else { return Ok(None) };
    let row = basis.view.find::<Meeting>(id.number)?;
    let over = row.is_some_and(|row| row.state.state.is_over());
    over.then(|| minutes::beginning(basis, MeetingId(id.number))).transpose()
}

fn item_line(view: &View<'_>, place: usize, row: &Row<Item>) -> Result<ItemLine, Refusal> {
    let resolved = if row.consent.0 { resolves(view, row.kind, row.subject.0)? } else { Resolved::Note };
    Ok(ItemLine {
        id: ItemId(row.number),
        place,
        kind: row.kind,
        subject: row.subject.0,
        title: row.title.0.clone(),
        presenter: row.presenter.clone(),
        timebox: row.timebox.0.unwrap_or(0),
        used: row.state.used_seconds.0.unwrap_or(0),
        consent: row.consent.0,
        why: row.why.0.clone(),
        disposition: row.state.disposition,
        note: row.state.disposition_note.0.clone(),
        late: row.state.late.0,
        resolved,
        moved: row.state.moved(),
    })
}

fn seats(room: &Room, topic: Option<&Topic>) -> Vec<SeatLine> {
    let reason = |handle: &Handle| room.recused.iter().find(|one| one.person == *handle).map(|one| one.reason.clone());
    let by_rule = |handle: &Handle| topic.is_some_and(|topic| topic.conflicts.iter().any(|one| one.person == *handle));
    room.board
        .iter()
        .map(|person| SeatLine {
            handle: person.handle.clone(),
            name: person.name.0.clone(),
            seat: person.seat,
            function: person.function,
            alternate_for: person.alternate_for.clone(),
            present: room.present.contains(&person.handle),
            recused: reason(&person.handle),
            by_rule: by_rule(&person.handle),
        })
        .collect()
}

fn decision_line(view: &View<'_>, row: &Row<Decision>, today: chrono::NaiveDate) -> Result<DecisionLine, Refusal> {
    let mut conditions: Vec<FollowUpLine> = Vec::new();
    for id in &row.conditions.0 {
        if let Some(followup) = view.find::<FollowUp>(id.0)? {
            conditions.push(follow_up_line(&followup, today));
        }
    }
    let count = |count: crate::domain::record::Count| count.0.unwrap_or(0);
    let missing = &row.functions_missing.0;
    let functions =
        if missing.is_empty() { String::new() } else { format!("; missing {}", join_words(missing, "and")) };
    let made = view.made_by(row.id())?;
    Ok(DecisionLine {
        id: DecisionId(row.number),
        entered: made.map(|made| (made.op, made.actor)).unwrap_or_default(),
        item: row.item,
        outcome: row.outcome,
        status: row.state.status,
        motion: row.motion.0.clone(),
        mover: row.mover.clone(),
        rationale: row.rationale.0.clone(),
        dissent: row.dissent.0.clone(),
        method: row.method,
        votes: (row.voters_for.0.len(), row.voters_against.0.len(), row.voters_abstain.0.len()),
        recused: row.recused.0.clone(),
        quorum: format!(
            "{} present of {}, needs {}{functions}",
            count(row.quorum_present),
            count(row.seats_filled),
            count(row.quorum_required)
        ),
        until: row.valid_until.0,
        put: row.conditions_put.text(),
        conditions,
    })
}
