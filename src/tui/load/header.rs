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
use crate::tui::effect::{Counts, Header};
use crate::tui::screens::ScreenId;

/// Reads the header.
pub fn header(store: &Store, view: &View<'_>, policy: &Policy, env: &Env) -> Result<Header, Refusal> {
    let today = list::today(policy, env.now);
    let mut header = Header {
        board: view.board_name()?,
        reading: Some(reading(policy, env)),
        zone: policy.time_zone.0,
        ..Header::default()
    };
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
    header.undo = view.last_done(&env.actor)?.map(|done| done.summary);
    header.undo_refused = refused_undo(view, policy, env)?.map(|refusal| reason(&refusal));
    header.redo = view.last_undone(&env.actor)?.map(|done| done.summary);
    if !store.writable() {
        header.read_only = Some("read-only".to_owned());
    }
    Ok(header)
}

/// Counts how much waits.
pub fn counts(view: &View<'_>, policy: &Policy, env: &Env) -> Result<Counts, Refusal> {
    let reading = reading(policy, env);
    let today = list::today(policy, env.now);
    let count = |list: List, filter: &str| -> Result<usize, Refusal> {
        let listed =
            Listed::read(list, filter, None, &reading).map_err(|error| Refusal::usage(list.name(), error.sentence))?;
        view.list_count(list, &listed.filter, today, policy)
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
    Ok(Counts { alarms: alarm::count(view, policy, today)?, badges })
}

/// Why something is refused, with the way out: in the message line there is room for both.
fn reason(refusal: &Refusal) -> String {
    let hint = if refusal.hint.is_empty() { String::new() } else { format!("; {}", refusal.hint) };
    format!("{}{hint}", refusal.sentence)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::board::{begin, execute, policy_in_force};
    use crate::domain::operation::Request;
    use crate::tui::settings::Settings;
    use crate::tui::shell::Shell;

    #[test]
    fn the_clock_is_the_boards_and_changes_with_the_season_while_the_board_sits() {
        let mut store = Store::in_memory().unwrap();
        let at = |text: &str| text.parse().unwrap();
        let env = Env { now: at("2026-03-28T20:00:00Z"), actor: "okafor".into(), rehearsal: false };
        begin(&mut store, "Model Review Board", &env).unwrap();
        let text = crate::policy::DEFAULT_POLICY.replacen("time-zone = \"UTC\"", "time-zone = \"Europe/Berlin\"", 1);
        let adopt = Request::read(&json!({"op": "policy.adopt", "text": text}), &reading(&Policy::default(), &env));
        execute(&mut store, &adopt.unwrap(), &env).unwrap();
        let policy = policy_in_force(&store.view()).unwrap();
        let mut shell = Shell::new(Settings::default(), env.now);
        shell.header = header(&store, &store.view(), &policy, &env).unwrap();
        let shown = [
            ("2026-03-29T00:59:59Z", "01:59:59"),
            ("2026-03-29T01:00:00Z", "03:00:00"),
            ("2026-10-25T00:59:59Z", "02:59:59"),
            ("2026-10-25T01:00:00Z", "02:00:00"),
        ];
        for (moment, clock) in shown {
            assert_eq!(shell.clock(at(moment)), clock, "{moment}");
        }
    }
}
