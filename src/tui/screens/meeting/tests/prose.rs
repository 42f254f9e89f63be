//! The prose of a meeting and what surrounds it: private notes, corrections, adoption, positions, recurrence, what a
//! look before adjourning tells.

use serde_json::json;

use super::Chair;
use super::board::{board, board_at_risk, run};
use super::flow::in_session;
use crate::board::{Env, execute};
use crate::domain::ids::MeetingId;
use crate::domain::operation::{AttendanceStep, Operation};
use crate::domain::record::Meeting;
use crate::domain::states::MeetingState;
use crate::tui::effect::{Msg, News};

#[test]
fn a_note_is_kept_out_of_the_minutes_by_a_key() {
    let mut chair = in_session((120, 36));
    chair.press("i Alt-p").sees("note not for the minutes").type_in("counsel was asked").press("Esc");
    chair.sees("draft of 14:00 counsel was asked").press("i").sees("note not for the minutes").press("Enter");
    chair.press("Alt-p").sees_not("note not for the minutes").type_in("for all to read").press("Enter Esc");
    let notes = chair.store.view().notes(MeetingId(2)).expect("notes");
    let told: Vec<_> = notes.iter().map(|note| (note.text.0.as_str(), note.private.0)).collect();
    assert_eq!(told, [("counsel was asked", true), ("for all to read", false)]);
}

#[test]
fn notes_and_a_decisions_rationale_are_corrected_until_the_minutes_are_adopted() {
    let mut chair = in_session((120, 36));
    chair.press("i").type_in("quaterly report").press("Enter Esc");
    chair.press("e").sees("Correct a note").press("Enter").sees("Edit NTE-0001");
    chair.press("Ctrl-a Alt-d").type_in("quarterly").press("Ctrl-s");
    assert_eq!(chair.store.view().notes(MeetingId(2)).expect("notes")[0].text.0, "quarterly report");
    chair.press("Esc ] ] d r").type_in("Segment B").press("Ctrl-s Y Ctrl-s Ctrl-s F G Enter").sees("draft minutes");
    chair.press("e j Enter").sees("Edit DEC-0002").sees("Segment B").press("Ctrl-e").type_in(" is not explained");
    chair.press("S-Tab").type_in("left out").press("Ctrl-s");
    assert_eq!(chair.decisions(2)[0].rationale.0, "Segment B is not explained");
}

#[test]
fn minutes_are_adopted_by_a_form_while_a_later_meeting_sits() {
    let mut chair = in_session((120, 36));
    chair.press("F G Enter").sees("draft minutes").sees_not("u undo");
    chair.press("u").sees("cannot be undone");
    super::board::run(
        &mut chair.store,
        "2026-11-30T14:00:00.000Z",
        &serde_json::json!({"op": "meeting.draft", "date": "2026-11-30", "kind": "regular"}),
    );
    super::board::run(
        &mut chair.store,
        "2026-11-30T14:00:01.000Z",
        &serde_json::json!({"op": "meeting.open", "meeting": "MRB-0003", "present": "okafor; weiss; li; rao; adeyemi"}),
    );
    chair.press("A").sees("Adopt the minutes of MRB-0002?");
    let state = |chair: &Chair| chair.store.view().get::<Meeting>(2).expect("a meeting").state.state;
    chair.press("Esc");
    assert_eq!(state(&chair), MeetingState::Adjourned, "one key adopts nothing");
    chair.press("A").type_in("one name was corrected").press("Ctrl-s");
    assert_eq!(state(&chair), MeetingState::MinutesAdopted);
    chair.press("e").sees("adopted and locked");
}

#[test]
fn a_position_is_filed_and_read_beside_the_item() {
    let mut chair = in_session((120, 36));
    chair.press("] ] p").sees("Written position on 3").type_in("haddad").press("Tab").type_in("fit with limits");
    chair.press("Ctrl-s").sees("written positions").sees("fit with limits");
    assert_eq!(chair.store.view().positions(MeetingId(2)).expect("positions").len(), 1);
}

#[test]
fn meetings_recur_by_a_rule() {
    let mut chair = Chair::new(board(), (80, 24));
    chair.press("R").sees("Draft meetings that recur").type_in("every tue").press("Tab").type_in("+3w").press("Ctrl-s");
    assert!(chair.store.view().get::<Meeting>(4).is_ok(), "{}", chair.screen());
}

#[test]
fn who_presides_in_the_chairs_place_is_said() {
    let mut chair = in_session((120, 36));
    chair.sees_not("presides").press("w Space Esc").sees("presides: okafor is away");
    chair.press("] ] d a Ctrl-s").sees("presides: okafor is away");
}

#[test]
fn whom_those_present_choose_is_named_where_attendance_is_taken() {
    for size in [(80, 24), (120, 36)] {
        let mut chair = in_session(size);
        chair.press("] ] w p").sees("presides by office").press("j j p").sees("okafor is here and presides");
        chair.press("k k Space").sees("weiss presides: okafor is away");
        chair.press("Space").sees("presides: okafor is away and weiss is away");
        chair.press("j j j p").sees("adeyemi presides: okafor is away and weiss is away; those present named");
        chair.press("u");
        chair.press("Esc u w").sees_not("those present named");
    }
}

#[test]
fn adjourning_names_a_decision_that_was_drafted_and_a_vote_that_is_open() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d r").type_in("Segment B").press("Esc F").sees("1 drafted").sees("not put to the vote");
    chair.press("Esc v y Esc Esc F").sees("the vote is open, 1 vote cast");
}

#[test]
fn a_motion_amended_after_it_was_put_keeps_its_earlier_wording() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d a").sees("precedents").press("Ctrl-s").sees("Vote on").press("Esc Ctrl-e");
    chair.type_in(" Until June.").press("Ctrl-s").sees("Vote, as amended, on").press("Y Ctrl-s");
    chair.sees("put before as").sees("subject").sees("criteria").press("Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert!(made.motion.0.ends_with("Until June."), "{}", made.motion.0);
    assert!(!made.amendments.0.is_empty() && !made.amendments.0.contains("Until June."), "{}", made.amendments.0);
}

#[test]
fn a_refusal_gives_way_to_whoever_goes_on_typing() {
    let mut chair = Chair::new(board_at_risk(), (120, 36));
    chair.press("b Enter j j j K O * Ctrl-s ] ] d a").sees("Refused by R02");
    chair.type_in("zebra").sees_not("Refused by R02").sees("zebra");
}

#[test]
fn who_leaves_while_it_is_read_back_is_counted_out() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d a Ctrl-s Y Ctrl-s").sees("Read back").sees("kim");
    let leaves = AttendanceStep { meeting: MeetingId(2), person: "kim".into() };
    let env = Env { now: chair.now, actor: "novak".into(), rehearsal: false };
    execute(&mut chair.store, &Operation::MeetingDepart(leaves).into(), &env).expect("kim leaves");
    chair.tell(Msg::News(News::Changed));
    chair.sees("Vote on 3").sees("fell away, gone or recused: kim (for)").press("Ctrl-s");
    chair.sees("Read back").sees_not("fell away").press("Ctrl-s");
    assert!(chair.decisions(2)[0].voters_for.0.iter().all(|member| member.as_str() != "kim"));
}

#[test]
fn a_vote_that_somebody_else_adjourned_over_is_closed_and_says_so() {
    for keys in ["] ] d a Ctrl-s y", "] ] d a Ctrl-s Y Ctrl-s"] {
        let mut chair = in_session((80, 24));
        chair.press(keys);
        run(&mut chair.store, "2026-11-23T14:30:00.000Z", &json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
        chair.tell(Msg::News(News::Changed));
        chair.sees("adjourned meanwhile").sees("DRAFT").sees_not("Vote on").sees_not("Read back");
    }
    let mut chair = in_session((80, 24));
    chair.press("] ] d a");
    run(&mut chair.store, "2026-11-23T14:30:00.000Z", &json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    chair.tell(Msg::News(News::Changed));
    chair.sees("adjourned meanwhile").type_in("still typing").sees("still typing").press("Ctrl-s");
    chair.sees("adjourned").sees_not("Vote on");
}

#[test]
fn a_note_being_typed_stays_with_its_item_when_somebody_else_turns_to_the_next() {
    for size in [(80, 24), (120, 36)] {
        let mut secretary = in_session(size);
        secretary.press("i").type_in("Drift is explained");
        run(&mut secretary.store, "2026-11-23T14:10:00.000Z", &json!({"op": "item.call", "item": "ITM-0003"}));
        secretary.tell(Msg::News(News::Changed));
        // What follows is words: it neither decides nor adjourns.
        secretary.type_in(" and dated").sees("note on 1").sees("Drift is explained and dated").press("Enter");
        secretary.sees_not("note on 1").type_in("On the item at hand").press("Enter Esc");
        let view = secretary.store.view();
        let notes = view.notes(MeetingId(2)).expect("notes");
        let taken: Vec<(u32, &str)> = notes.iter().map(|note| (note.item.0, note.text.as_str())).collect();
        let first = view.items(MeetingId(2)).expect("items")[0].number;
        assert_eq!(taken, [(first, "Drift is explained and dated"), (3, "On the item at hand")]);
    }
}
