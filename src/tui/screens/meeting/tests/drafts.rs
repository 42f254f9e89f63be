//! Nothing that was typed in a meeting is lost: it is named before the adjournment and found afterwards.

use super::flow::in_session;
use crate::tui::effect::Msg;
use crate::tui::key::Key;

#[test]
fn an_unsaved_note_is_a_loose_end_that_opens_it() {
    let mut chair = in_session((80, 24));
    chair.press("] i").type_in("the region explains the drift").press("Esc ] F");
    chair.sees("1 unsaved note").sees("the region explains the drift").press("j Enter");
    chair.sees("the region explains the drift").press("Enter Esc F").sees_not("unsaved note");
    let notes = chair.store.view().notes(crate::domain::ids::MeetingId(2)).expect("notes");
    let item = chair.items(2)[1].number;
    assert_eq!((notes.len(), notes[0].item.0), (1, item), "it is saved on the item it was typed on");
}

#[test]
fn a_drafted_decision_among_the_loose_ends_opens_its_form() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d c").type_in("segment test @lin +2w").press("Esc [ F").sees("drafted").press("j Enter");
    chair.sees("Decision on 3").sees("segment test @lin +2w");
}

#[test]
fn a_follow_up_that_was_not_saved_is_a_loose_end_that_opens_it() {
    let mut chair = in_session((80, 24));
    chair.press("a").type_in("tell the owner").press("Esc F").sees("1 unsaved follow-up").sees("tell the owner");
    chair.press("j Enter").sees("Follow-up on 1").sees("tell the owner").press("Tab").type_in("rao").press("Tab");
    chair.type_in("+2w").press("Ctrl-s F").sees_not("unsaved follow-up");
    chair.press("Esc a Esc F").sees_not("unsaved follow-up");
}

fn drafts(chair: &mut super::Chair) {
    chair.press(":").type_in("drafts");
    chair.tell(Msg::Key(Key::read_sequence("Enter").expect("a key")[0]));
}

#[test]
fn what_was_left_unsaved_is_found_after_the_adjournment() {
    let mut chair = in_session((80, 24));
    chair.press("] i").type_in("the region explains the drift").press("Esc F G Enter").sees("adjourned");
    drafts(&mut chair);
    chair.sees("Typed and not saved").sees("note on INC-0001").sees("(MRB-0002)").press("Enter");
    chair.sees("the region explains the drift").press("Enter");
    let notes = chair.store.view().notes(crate::domain::ids::MeetingId(2)).expect("notes");
    assert_eq!((notes.len(), notes[0].item.0), (1, chair.items(2)[1].number));
    chair.press("Esc");
    drafts(&mut chair);
    chair.sees("whatever was typed is saved");
}

#[test]
fn a_draft_of_a_form_goes_on_in_its_form_and_is_discarded_only_after_a_question() {
    let mut chair = in_session((120, 36));
    chair.press("a").type_in("tell the owner").press("Esc");
    drafts(&mut chair);
    chair.sees("followup open").press("Enter").sees("tell the owner").press("Esc");
    drafts(&mut chair);
    chair.press("Backspace").sees("Discard the followup open?").press("Enter");
    assert_eq!(chair.state.shell.drafts.all().count(), 1);
    chair.press("Backspace Left Enter").sees("whatever was typed is saved");
}
