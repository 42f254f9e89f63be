//! Others at their own terminals: the room moves on, a motion is taken over, somebody leaves.

use serde_json::json;

use super::Chair;
use super::board::run;
use super::flow::in_session;
use crate::domain::ids::ItemId;
use crate::domain::record::Meeting;
use crate::domain::states::{DecisionStatus, MeetingState};
use crate::domain::value::Day;
use crate::tui::effect::{Msg, News};

const NOW: &str = "2026-11-23T14:00:30.000Z";

/// Another terminal turns the room to the item at a place.
fn turn_to(chair: &mut Chair, place: usize) {
    let item = ItemId(chair.items(2)[place - 1].number).to_string();
    run(&mut chair.store, NOW, &json!({"op": "item.call", "item": item}));
    chair.wait(60);
    chair.tell(Msg::News(News::Changed));
}

fn current(chair: &Chair) -> usize {
    let row = chair.store.view().get::<Meeting>(2).expect("a meeting");
    chair.items(2).iter().position(|item| item.number == row.state.current.0).map_or(0, |at| at + 1)
}

#[test]
fn a_decision_stays_with_its_item_when_another_terminal_turns_the_room() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d a").type_in(" As put.");
    turn_to(&mut chair, 4);
    chair.sees("Decision on 3 MDL-0001").sees("the room has moved to item 4; this stays item 3");
    chair.press("Ctrl-s").sees("Vote on 3 MDL-0001").sees("7 present of 9").press("Y Ctrl-s");
    turn_to(&mut chair, 5);
    chair.sees("Read back 3 MDL-0001").sees("subject    MDL-0001").sees("the room has moved to item 5").press("Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert_eq!((made.item.0, made.voters_for.0.len()), (chair.items(2)[2].number, 7));
    assert!(made.motion.as_str().ends_with("As put."), "{:?}", made.motion);
    assert_eq!(current(&chair), 5, "whoever turned the room turned it");
}

#[test]
fn the_choice_of_an_outcome_stays_with_its_item_too() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d").sees("Decide 3");
    turn_to(&mut chair, 4);
    chair.sees("Decide 3").sees("the room has moved to item 4").press("a").sees("Decision on 3 MDL-0001");
}

#[test]
fn a_motion_put_is_taken_over_and_taken_back_with_all_its_words() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d a Tab Tab").type_in("bounded exposure").press("Tab Ctrl-u").type_in("2027-01-31");
    chair.press("Tab Tab").type_in("segment B: tested again").press("Tab").type_in("oka: too early").press("Ctrl-s");
    chair.sees("Vote on 3");
    // A colleague has no draft of it: the form begins with what was put.
    chair.press("Esc Esc");
    let key = super::super::decision::key(ItemId(chair.items(2)[2].number));
    chair.state.shell.drafts.forget(&key);
    chair.press("d").sees("bounded exposure").sees("2027-01-31").sees("segment B: tested again").sees("oka: too early");
    chair.press("Ctrl-s Y Ctrl-s Ctrl-s");
    assert_eq!(chair.decisions(2)[0].dissent.as_str(), "oka: too early");
    chair.press("u d").sees("bounded exposure").sees("2027-01-31").sees("oka: too early");
}

#[test]
fn a_decided_item_offers_to_take_back_that_decision_and_no_other() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d a Ctrl-s Y Ctrl-s Ctrl-s d d Ctrl-s Y Ctrl-s Ctrl-s");
    assert_eq!(chair.decisions(2).len(), 2);
    chair.press("[ [ d").sees("Take back DEC-0002 on item 3?").press("Enter");
    assert!(chair.decisions(2).iter().all(|row| row.state.status == DecisionStatus::Final), "the focus is on Cancel");
    chair.press("d Left Enter");
    assert!(chair.refusals.is_empty(), "{:?}", chair.refusals);
    let states: Vec<_> = chair.decisions(2).iter().map(|row| (row.number, row.state.status)).collect();
    assert!(
        !states.contains(&(2, DecisionStatus::Final)) && states.contains(&(3, DecisionStatus::Final)),
        "{states:?}"
    );
    assert_eq!(current(&chair), 3, "the room stays where it is");
    chair.press("d").sees("Decision on 3");
}

#[test]
fn another_item_is_read_without_turning_the_room() {
    for (size, agenda) in [((80, 24), "Tab Tab"), ((120, 36), "")] {
        let mut chair = in_session(size);
        chair.press(agenda).press("j j Enter").sees("You look at 3").sees("the room is at 1 Minutes of MRB-0001");
        chair.sees("Enter turns the room to it");
        assert_eq!(current(&chair), 1);
        turn_to(&mut chair, 2);
        chair.sees("You look at 3").sees("the room is at 2");
        chair.press("Enter").sees_not("You look at");
        assert_eq!(current(&chair), 3);
    }
}

#[test]
fn a_meeting_opened_on_another_day_asks_and_is_one_of_that_day() {
    let mut chair = Chair::new(super::board::board(), (80, 24));
    chair.press("b Enter").wait(86_400);
    chair.tell(Msg::News(News::Changed));
    chair
        .press("O * Ctrl-s")
        .sees("Open MRB-0002 on another day?")
        .sees("planned for 2026-11-23, and today is 2026-11-24");
    chair.press("Enter").sees("Who is here");
    assert_eq!(chair.store.view().get::<Meeting>(2).expect("a meeting").date, Day("2026-11-23".parse().ok()));
    chair.press("Ctrl-s Left Enter");
    let row = chair.store.view().get::<Meeting>(2).expect("a meeting");
    assert_eq!((row.state.state, row.date), (MeetingState::InSession, Day("2026-11-24".parse().ok())));
    chair.press("u");
    let row = chair.store.view().get::<Meeting>(2).expect("a meeting");
    assert_eq!(row.date, Day("2026-11-23".parse().ok()), "undone, it is planned as it was");
}
