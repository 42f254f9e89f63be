//! What the header shows: the board, its meeting, quorum, alarms, and what stands beside each screen's name.

use std::collections::BTreeMap;

use crate::board::{Env, Room, Topic, reading, refused_undo};
use crate::domain::Refusal;
use crate::domain::record::Item;
use crate::domain::states::MeetingState;
use crate::insight::alarm;
use crate::insight::list::{self, Listed};
use crate::policy::Policy;
use crate::store::query::list::List;
use crate::store::{Store, View};
use crate::tui::effect::Header;
use crate::tui::screens::ScreenId;

/// Reads the header.
pub fn header(store: &Store, view: &View<'_>, policy: &Policy, env: &Env) -> Result<Header, Refusal> {
    let reading = reading(policy, env);
    let today = list::today(policy, env.now);
    let mut header = Header { board: view.board_name()?, reading: Some(reading.clone()), ..Header::default() };
    if let Some(meeting) = view.current_meeting(today.date)? {
        let state = meeting.state.state;
        let number = meeting.id().to_string();
        header.sitting = state.is_live();
        header.meeting = match state {
            MeetingState::InSession => format!("{number} in session"),
            MeetingState::Recess => format!("{number} in recess"),
            MeetingState::Draft | MeetingState::Published | MeetingState::Adjourned | MeetingState::MinutesAdopted => {
                format!("{number} {state}")
            }
        };
        if header.sitting {
            header.since = meeting.state.opened_at.0;
            let item = view.find::<Item>(meeting.state.current.0)?;
            let topic = item.map(|item| Topic::of(view, item)).transpose()?;
            let room = Room::of(view, meeting, topic.as_ref())?;
            let quorum = room.quorum(policy, topic.as_ref().map(Topic::tier).unwrap_or_default());
            header.quorum = Some((format!("{} of {}", quorum.present, quorum.filled), quorum.stands()));
        }
    }
    header.alarms = alarm::count(view, policy, today)?;
    let count = |list: List, filter: &str| -> Result<usize, Refusal> {
        let listed =
            Listed::read(list, filter, None, &reading).map_err(|error| Refusal::usage(list.name(), error.sentence))?;
        view.list_count(list, &listed.filter, today)
    };
    let mut badges = BTreeMap::new();
    let mut badge = |screen: ScreenId, open: usize, sign: &str| {
        if open > 0 {
            badges.insert(screen, format!("{open}{sign}"));
        }
    };
    badge(ScreenId::Intake, count(List::Submissions, "is:open")?, "");
    badge(ScreenId::FollowUps, count(List::FollowUps, "is:overdue")?, "!");
    badge(ScreenId::Incidents, count(List::Incidents, "is:open")?, "");
    header.badges = badges;
    header.undo = view.last_done(&env.actor)?.map(|done| done.summary);
    header.undo_refused = refused_undo(view, policy, env)?.map(|refusal| reason(&refusal));
    header.redo = view.last_undone(&env.actor)?.map(|done| done.summary);
    if !store.writable() {
        header.read_only = Some("read-only".to_owned());
    }
    Ok(header)
}

/// Why something is refused, with the way out: in the message line there is room for both.
fn reason(refusal: &Refusal) -> String {
    let hint = if refusal.hint.is_empty() { String::new() } else { format!("; {}", refusal.hint) };
    format!("{}{hint}", refusal.sentence)
}
