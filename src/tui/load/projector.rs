//! Reads what a room may see of a meeting.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::meeting::meeting;
use crate::board::policy_in_force;
use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::exchange::template::wording::Wordings;
use crate::store::View;
use crate::tui::screens::meeting::projector::data::Projection;

/// How long the outcomes of a meeting stay before the room once it has adjourned, in hours.
const AFTERWARDS: i64 = 3;

/// Reads a meeting for the room: the one named, else the one in session, else the one that has just adjourned,
/// else the next.
pub fn projection(
    view: &View<'_>,
    now: DateTime<Utc>,
    which: Option<MeetingId>,
    wording: &Arc<Wordings>,
) -> Result<Projection, Refusal> {
    let which = match which {
        Some(id) => Some(id),
        None => concerned(view, now)?,
    };
    let people = view.people()?.into_iter().map(|row| (row.fields.handle, row.fields.name.0)).collect();
    let mut found = Projection::new(view.board_name()?, meeting(view, now, which, None, wording)?, people);
    if let Some(row) = found.meeting() {
        let today = now.with_timezone(&policy_in_force(view)?.time_zone.0).date_naive();
        let after = if row.state.state.is_over() { view.next_meeting(today)? } else { None };
        found.next = after.filter(|after| after.number != row.number);
    }
    Ok(found)
}

fn concerned(view: &View<'_>, now: DateTime<Utc>) -> Result<Option<MeetingId>, Refusal> {
    if let Some(row) = view.live_meeting()? {
        return Ok(Some(MeetingId(row.number)));
    }
    let just = |at: DateTime<Utc>| now - at < TimeDelta::hours(AFTERWARDS);
    let last = view.last_meeting()?.filter(|row| row.state.adjourned_at.0.is_some_and(just));
    Ok(last.map(|row| MeetingId(row.number)))
}
