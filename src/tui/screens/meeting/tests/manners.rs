//! Small things at the table that everybody notices: where the cursor goes, what is said, what a hint looks like.

use super::flow::in_session;
use crate::domain::states::Disposition;
use crate::tui::screens::meeting::data::MeetingView;

fn view(chair: &super::Chair) -> MeetingView {
    let wording = std::sync::Arc::new(crate::exchange::template::wording::Wordings::built_in());
    crate::tui::load::meeting::meeting(&chair.store.view(), chair.now, None, None, &wording).expect("a meeting")
}

#[test]
fn an_escalation_marks_what_it_needs_and_shows_all_that_is_missing() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d e").sees("Escalated to*").sees("Answer due*").sees("e.g. +1w").press("Ctrl-s");
    chair.sees("an escalation names to whom").sees("an escalation names by when");
    chair.press("Ctrl-o a").sees("type a part of its identifier").sees_not("ACC-0001");
}

#[test]
fn what_is_dealt_with_leads_to_the_next_item_and_one_undo_takes_both_back() {
    let mut chair = in_session((80, 24));
    let items: Vec<u32> = chair.items(2).iter().map(|item| item.number).collect();
    chair.press("] n");
    assert_eq!(chair.items(2)[1].state.disposition, Disposition::Noted);
    assert_eq!(view(&chair).current().map(|item| item.0), Some(items[2]));
    chair.press("u");
    assert_eq!(chair.items(2)[1].state.disposition, Disposition::Open);
    assert_eq!(view(&chair).current().map(|item| item.0), Some(items[1]));
}

#[test]
fn the_timer_is_told_as_stopped_and_started() {
    let mut chair = in_session((80, 24));
    chair.press("] t").sees("timer stopped").sees_not("item called").press("t").sees("timer started");
}

#[test]
fn attendance_goes_on_to_the_next_once_the_board_sits() {
    let mut chair = in_session((80, 24));
    chair.press("w Space Space Esc");
    assert_eq!(chair.store.view().present(crate::domain::ids::MeetingId(2)).expect("present").len(), 8);
}

#[test]
fn the_next_meeting_is_at_the_same_time_and_place_and_is_shown() {
    let mut chair = in_session((80, 24));
    chair.press("F G Enter").sees("adjourned").press("n").sees("Draft a meeting").sees("room 4").sees("14:00");
    chair.type_in("2026-11-30").press("Ctrl-s").sees("MRB-0003").sees("Nothing is on this agenda yet");
}

#[test]
fn a_decided_item_is_no_precedent_of_itself() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d a Ctrl-s Y Ctrl-s Ctrl-s [").sees("DEC-0001").sees_not("DEC-0002 credit-limit");
    let found = view(&chair);
    let made = crate::domain::ids::DecisionId(2);
    assert_eq!(found.shown().map(|line| line.place), Some(3));
    assert!(found.packet.precedents.iter().all(|one| one.decision != made));
    assert_ne!(found.packet.changed.map(|one| one.decision), Some(made));
}
