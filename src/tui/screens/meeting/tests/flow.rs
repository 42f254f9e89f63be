//! The whole meeting, from an empty agenda to its minutes.

use std::sync::Arc;

use super::super::{MeetingScreen, Mode};
use super::Chair;
use super::board::board;
use crate::domain::ids::MeetingId;
use crate::domain::record::{FollowUp, Meeting};
use crate::domain::states::{Approval, DecisionStatus, Disposition, ItemKind, MeetingState, Outcome};
use crate::domain::value::Day;

fn meeting(chair: &Chair, number: u32) -> crate::domain::record::Row<Meeting> {
    chair.store.view().get::<Meeting>(number).expect("a meeting")
}

/// An agenda built from what is due, and the meeting called to order with everybody here.
pub fn in_session(size: (u16, u16)) -> Chair {
    let mut chair = Chair::new(board(), size);
    chair.press("b Enter j j j K").press("O * Ctrl-s");
    chair
}

#[test]
fn two_keys_build_the_agenda_from_what_is_due() {
    let mut chair = Chair::new(board(), (120, 36));
    chair.sees("Nothing is on this agenda yet").press("b").sees("What is due for MRB-0002");
    chair.sees("adjourned 2026-11-09, not adopted").sees("ready, decide by").press("Enter");
    let kinds: Vec<ItemKind> = chair.items(2).iter().map(|item| item.kind).collect();
    assert_eq!(
        kinds,
        [ItemKind::Minutes, ItemKind::Incident, ItemKind::Decision, ItemKind::Decision, ItemKind::FollowUp]
    );
    assert_eq!(chair.keys, 2);
    chair.press("b").sees("nothing is due that is not on an agenda");
    chair.press("u");
    assert!(
        chair.items(2).iter().all(|item| item.state.disposition == Disposition::Removed) || chair.items(2).is_empty()
    );
}

#[test]
fn a_meeting_is_drafted_and_an_item_added_by_hand() {
    let mut chair = Chair::new(board(), (80, 24));
    chair.press("N").sees("Draft a meeting").type_in("2026-11-30").press("Ctrl-s");
    assert_eq!(meeting(&chair, 3).date, Day("2026-11-30".parse().ok()));
    chair.press("m k Enter").sees("MRB-0003").press("n").press("Tab").type_in("Any other business").press("Ctrl-s");
    assert_eq!(chair.items(3)[0].title.as_str(), "Any other business");
    chair.press("m j Enter").sees("MRB-0002");
}

#[test]
fn items_move_and_go_on_the_consent_agenda() {
    let mut chair = Chair::new(board(), (80, 24));
    chair.press("b Enter G");
    chair.press("K");
    let kinds: Vec<ItemKind> = chair.items(2).iter().map(|item| item.kind).collect();
    assert_eq!(kinds[3..], [ItemKind::FollowUp, ItemKind::Decision]);
    chair.press("C").sees("Consent (1 item, passed together)");
    assert!(chair.items(2)[3].consent.0);
    chair.press("C").sees_not("Consent (1 item");
    chair.press("D");
    assert_eq!(chair.items(2).iter().filter(|item| item.state.disposition == Disposition::Removed).count(), 1);
    chair.press("T").sees("Timebox").press("Ctrl-u").type_in("7").press("Enter");
    assert!(chair.items(2).iter().any(|item| item.timebox.0 == Some(7)), "a timebox takes two keys and its number");
    chair.press("P").sees("published");
    assert_eq!(meeting(&chair, 2).state.state, MeetingState::Published);
}

#[test]
fn the_call_to_order_takes_three_keys() {
    let mut chair = Chair::new(board(), (80, 24));
    chair.press("b Enter");
    chair.keys = 0;
    chair.press("O").sees("Who is here").press("Ctrl-s").sees("nobody is marked as here");
    assert_eq!(meeting(&chair, 2).state.state, MeetingState::Draft);
    chair.keys = 1;
    chair.press("* Ctrl-s");
    assert_eq!((chair.keys, meeting(&chair, 2).state.state), (3, MeetingState::InSession));
    chair.sees("1/5 Minutes of MRB-0001");
    assert_eq!(chair.store.view().present(MeetingId(2)).expect("present").len(), 10);
}

#[test]
fn an_attendance_half_taken_is_kept() {
    let mut chair = Chair::new(board(), (80, 24));
    chair.press("b Enter O Space Space Esc").press("O Ctrl-s");
    assert_eq!(chair.store.view().present(MeetingId(2)).expect("present").len(), 2);
    chair.press("w j j Space");
    assert_eq!(chair.store.view().present(MeetingId(2)).expect("present").len(), 3);
    chair.press("k Space");
    assert_eq!(chair.store.view().present(MeetingId(2)).expect("present").len(), 2);
    chair.press("*");
    assert_eq!(chair.store.view().present(MeetingId(2)).expect("present").len(), 10);
}

#[test]
fn notes_are_saved_one_after_the_other_and_a_draft_waits_for_its_item() {
    let mut chair = in_session((120, 36));
    chair.press("i").type_in("minutes read: no word").press("Enter").type_in("second");
    let notes = chair.store.view().notes(MeetingId(2)).expect("notes");
    assert_eq!(notes.iter().map(|note| note.text.0.as_str()).collect::<Vec<_>>(), ["minutes read: no word"]);
    chair.sees("14:00 minutes read: no word").sees("draft kept 14:00");
    chair.press("Esc").sees("draft of 14:00 second").press("]").sees("i takes a note").press("[");
    chair.sees("second").press("i").type_in(" half").press("Alt-Enter").type_in("next line").press("Enter");
    let notes = chair.store.view().notes(MeetingId(2)).expect("notes");
    assert_eq!(notes[1].text.0, "second half\nnext line");
    chair.press("Esc").sees("i takes a note");
    chair.press("u").sees_not("next line");
}

#[test]
fn a_conditional_approval_takes_seven_keys_beyond_its_text() {
    let mut chair = in_session((120, 36));
    chair.press("] ]").sees("tier 1 HIGH");
    chair.keys = 0;
    chair.press("d c").type_in("KS at segment B below .10 @lin +3w !pre").press("Enter");
    chair.type_in("quarterly drift report @silva +30d").press("Ctrl-s");
    chair.sees("Vote on 3 MDL-0001 credit-limit v4.2: conditional").sees("7 present of 9, needs 6");
    chair.sees("two thirds of votes cast").press("Y").sees("7 of 7 passes").press("Ctrl-s");
    chair.sees("Read back").sees("C1").sees("carried").press("Ctrl-s");
    assert_eq!(chair.keys, 7);
    let made = chair.decisions(2);
    assert_eq!((made[0].outcome, made[0].state.status), (Outcome::Conditional, DecisionStatus::Final));
    assert_eq!(made[0].voters_for.0.len(), 7);
    let condition = chair.store.view().get::<FollowUp>(made[0].conditions.0[0].0).expect("a condition");
    assert_eq!((condition.owner.as_str(), condition.due), ("lin", Day("2026-12-14".parse().ok())));
    let versions = chair.store.view().versions(crate::domain::ids::ModelId(1)).expect("versions");
    assert_eq!(versions[1].state.approval, Approval::Conditional);
    // The board has turned to the next open item, and its timer runs.
    let row = meeting(&chair, 2);
    assert_eq!(row.state.current.0, chair.items(2)[3].number);
    assert!(row.state.timer_since.0.is_some());
    assert!(chair.state.shell.drafts.get(&super::super::decision::key(made[0].item)).is_none());
    // One undo takes back the decision and the turn.
    chair.press("u");
    assert_eq!(meeting(&chair, 2).state.current, made[0].item);
    assert!(chair.decisions(2).is_empty() || chair.decisions(2)[0].state.status == DecisionStatus::Void);
}

#[test]
fn minutes_are_adopted_without_objection_in_five_keys() {
    let mut chair = in_session((80, 24));
    chair.keys = 0;
    chair.press("d").sees("p adopt").press("p").sees("Decision on 1").sees(": adopt");
    chair.press("Ctrl-s Enter").sees("nobody objects").press("Ctrl-s");
    assert_eq!(chair.keys, 5);
    assert_eq!(meeting(&chair, 1).state.state, MeetingState::MinutesAdopted);
}

#[test]
fn minutes_are_read_in_the_packet_before_they_are_adopted() {
    for size in [(80, 24), (120, 36)] {
        let mut chair = in_session(size);
        chair.press("Enter").sees("the minutes to adopt").sees("MRB-0001").sees_not("no evidence is on record");
        chair.press("G").sees("their registers follow");
        chair.press("]").sees_not("the minutes to adopt").sees_not("their registers follow");
    }
    let mut chair = in_session((120, 150));
    chair.sees("the minutes to adopt").sees("v4.1 is approved").sees("their registers follow: m lists");
}

#[test]
fn adjourning_names_what_is_open_and_asks() {
    let mut chair = in_session((120, 36));
    chair.press("F").sees("Adjourn MRB-0002?").sees("5 undecided").press("Enter");
    assert_eq!(meeting(&chair, 2).state.state, MeetingState::InSession, "the cursor stands on staying");
    chair.press("F j j Enter");
    assert_eq!(meeting(&chair, 2).state.current.0, chair.items(2)[1].number, "a loose end leads to its item");
    chair.press("F G Enter");
    assert_eq!(meeting(&chair, 2).state.state, MeetingState::Adjourned);
    chair.sees("MRB-0002").sees("draft minutes").press("x").sees("Export the minutes").press("Ctrl-s");
    assert_eq!(chair.exported, ["MRB-0002-minutes.md"]);
    chair.press("m").sees("Meetings").press("j Enter").sees("MRB-0001");
    assert!(chair.items(2).iter().all(|item| item.state.disposition == Disposition::CarriedOver));
}

#[test]
fn recess_stops_the_timer_and_what_needs_a_session() {
    let mut chair = in_session((120, 36));
    chair.wait(90);
    chair.sees("1/2").press("R").sees("in recess").press("d").sees("the board is in recess");
    chair.wait(600);
    chair.sees("1/2").press("R t");
    assert!(meeting(&chair, 2).state.timer_since.0.is_none());
    chair.press("t").wait(120);
    chair.sees("3/2!");
}

#[test]
fn what_the_head_has_no_room_for_is_named_and_goes_on_in_the_packet() {
    let mut chair = Chair::new(super::board::board_at_risk(), (80, 16));
    chair.press("b Enter j j j K O * Ctrl-s ] ]").sees("in the packet: ").sees("residual").sees_not("recused rao");
    chair.press("Shift-Tab").sees("Packet").sees("needs an executive's acceptance R02");
}

#[test]
fn a_timebox_is_changed_while_the_board_sits() {
    for size in [(80, 24), (120, 36)] {
        let mut chair = in_session(size);
        chair.press("T").sees("Item 1").sees("Timebox").press("Ctrl-u").type_in("25").press("Ctrl-s").sees("0:00");
        assert_eq!(chair.items(2)[0].timebox.0, Some(25));
        chair.wait(120);
        chair.sees("2/25");
    }
}

#[test]
fn the_screen_knows_its_mode() {
    let chair = in_session((80, 24));
    let mut screen = MeetingScreen::default();
    assert_eq!(screen.mode(), Mode::Empty);
    let view = crate::tui::load::meeting::meeting(&chair.store.view(), chair.now, None, None, &chair.wording())
        .expect("a meeting");
    screen.view = Some(Arc::new(view));
    assert_eq!(screen.mode(), Mode::Live);
}
