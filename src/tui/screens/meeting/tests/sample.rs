//! The sample board's meeting of today, held from start to end with keys alone.

use super::Chair;
use super::board::at;
use crate::domain::ids::MeetingId;
use crate::domain::record::Meeting;
use crate::domain::states::{Disposition, ItemKind, MeetingState};
use crate::exchange::sample;
use crate::store::Store;

fn sample(size: (u16, u16)) -> Chair {
    let mut store = Store::in_memory().expect("a store");
    sample::load(&mut store, at("2026-11-23T14:00:00.000Z")).expect("the sample");
    Chair::new(store, size)
}

#[test]
fn todays_meeting_is_held_with_keys_alone() {
    let mut chair = sample((120, 36));
    let number = chair.store.view().current_meeting(chair.now.date_naive()).expect("a read").expect("a meeting").number;
    chair.press("b Enter O * Ctrl-s");
    let row = |chair: &Chair| chair.store.view().get::<Meeting>(number).expect("the meeting");
    assert_eq!(row(&chair).state.state, MeetingState::InSession);
    for _ in 0..40 {
        let items = chair.items(number);
        let Some(open) = items.iter().find(|item| item.state.disposition == Disposition::Open) else { break };
        for _ in 0..items.len() {
            if row(&chair).state.current.0 == open.number {
                break;
            }
            let here = items.iter().find(|item| item.number == row(&chair).state.current.0);
            let back = here.is_some_and(|here| here.state.position > open.state.position);
            chair.press(if back { "[" } else { "]" });
        }
        chair.wait(60);
        match (open.consent.0, open.kind, open.subject.0.map(|id| id.kind)) {
            (true, ..) => chair.press("d Enter"),
            (_, ItemKind::Minutes, _) => chair.press("d p Ctrl-s Enter Ctrl-s"),
            (_, _, Some(crate::domain::ids::RecordKind::Submission)) => chair.press("d d Ctrl-s Y Ctrl-s Ctrl-s"),
            _ => chair.press("n"),
        };
        let after = chair.items(number).into_iter().find(|item| item.number == open.number).expect("the item");
        assert!(after.state.disposition != Disposition::Open, "{}\n{:?}", chair.screen(), chair.refusals.last());
    }
    chair.press("F").sees("Adjourn").press("G Enter");
    assert_eq!(row(&chair).state.state, MeetingState::Adjourned);
    assert!(chair.store.view().decisions_of(MeetingId(number)).expect("decisions").len() > 2);
}
