//! What a room sees: the record and nothing else, at every size, with no key that writes.

use serde_json::json;

use super::Chair;
use super::board::{board, board_at_risk, run};
use crate::tui::effect::{Msg, News};
use crate::tui::key::{Code, Key};
use crate::tui::keymap::{Keymap, Scope};
use crate::tui::theme::Glyphs;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];
const PRIVATE: &str = "Ask counsel whether the vendor may be told.";
const PUBLIC: &str = "Drift on segment B is explained by the new region.";
const TYPED: &str = "half a thought of the chair";

/// A chair who has the projector open over the interface.
fn project(chair: &mut Chair) -> &mut Chair {
    chair.press(":").type_in("projector").press("Enter")
}

/// What the room sees meanwhile: from within the panel of a decision the chair goes out first.
fn project_out(chair: &mut Chair) -> &mut Chair {
    chair.press("Esc Esc Esc");
    project(chair)
}

/// In session on the retrain, with a note for the minutes, one that is not, and one being typed.
fn sitting(size: (u16, u16)) -> Chair {
    let mut chair = Chair::new(board_at_risk(), size);
    chair.press("b Enter j j j K O * Ctrl-s ] ]");
    let item = chair.store.view().live_meeting().expect("a read").expect("a meeting").state.current;
    for (text, private) in [(PUBLIC, "no"), (PRIVATE, "yes")] {
        let note = json!({"op": "note.take", "meeting": "MRB-0002", "item": item.to_string(), "text": text,
                          "private": private});
        run(&mut chair.store, "2026-11-23T14:02:00.000Z", &note);
    }
    chair.tell(Msg::News(News::Changed));
    chair.press("i").type_in(TYPED).press("Esc");
    chair.wait(13 * 60);
    chair
}

/// The same once the item was decided by a script of somebody else's.
fn decided(size: (u16, u16)) -> Chair {
    let mut chair = sitting(size);
    let item = chair.store.view().live_meeting().expect("a read").expect("a meeting").state.current;
    let decision = json!({"op": "decision.record", "item": item.to_string(), "outcome": "defer",
        "motion": "Resolved: credit-limit 4.2 is deferred to the next meeting.", "rationale": "the acceptance is missing",
        "votes": "okafor y\nweiss y\nli y\nadeyemi y\nhaddad n\nkim a"});
    run(&mut chair.store, "2026-11-23T14:10:00.000Z", &decision);
    chair.tell(Msg::News(News::Changed));
    chair
}

fn adjourned(size: (u16, u16)) -> Chair {
    let mut chair = Chair::new(board(), size);
    chair.press("b Enter j j j K O * Ctrl-s").press("d p Ctrl-s Enter Ctrl-s ]");
    chair.press("d c").type_in("KS at segment B below .10 @lin +3w !pre").press("Ctrl-s Y Ctrl-s Ctrl-s");
    chair.press("F G Enter");
    chair
}

macro_rules! snapshots {
    ($($name:ident: $chair:expr;)*) => {$(
        #[test]
        fn $name() {
            for size in SIZES {
                let mut chair: Chair = $chair(size);
                project(&mut chair);
                insta::assert_snapshot!(format!("{}_{}x{}", stringify!($name), size.0, size.1), chair.screen());
            }
        }
    )*};
}

snapshots! {
    room_agenda: |size| { let mut chair = Chair::new(board_at_risk(), size); chair.press("b Enter j j j K"); chair };
    room_item: sitting;
    room_decided: decided;
    room_next: |size| { let mut chair = decided(size); chair.press("]"); chair };
    room_recess: |size| { let mut chair = decided(size); chair.press("R"); chair };
    room_outcomes: adjourned;
}

#[test]
fn no_private_note_no_draft_and_no_alarm_is_before_the_room() {
    for size in SIZES {
        let mut chair = decided(size);
        for keys in ["", "R", "R", "F G Enter"] {
            chair.press(keys);
            chair.state.shell.counts.alarms = 3;
            chair.sees("3 alarms").sees("? help");
            project(&mut chair).sees_not(PRIVATE).sees_not("half a thought").sees_not("alarm").sees_not("? help");
            chair.press("Esc");
        }
        let mut chair = sitting(size);
        project(&mut chair).sees_not(PRIVATE).sees_not("half a thought").sees(PUBLIC);
    }
}

#[test]
fn the_room_reads_the_motion_from_when_it_is_put_whoever_puts_it() {
    for size in SIZES {
        let mut chair = Chair::new(board(), size);
        chair.press("b Enter j j j K O * Ctrl-s ] ] d c").type_in("KS at segment B below .10 @lin +3w !pre");
        project_out(&mut chair).sees_not("MOTION").sees_not("KS at segment B");
        // It goes to the vote: it is on the record, and a terminal that dies now loses nothing of it.
        chair.press("Esc d Ctrl-s").sees("Vote on");
        project_out(&mut chair).sees("MOTION  conditional").sees("KS at segment B").sees("before release");
        chair.press("Esc d Ctrl-s").press("Esc").press("Tab").press("Ctrl-u").type_in("Resolved: as reworded");
        project_out(&mut chair).sees_not("as reworded");
        chair.press("Esc d Ctrl-s").sees("Vote, as amended, on");
        project_out(&mut chair).sees("MOTION, AMENDED").sees("as reworded");
        // The draft is lost, and the motion is where it was.
        let item = chair.store.view().live_meeting().expect("a read").expect("a meeting").state.current;
        chair.state.shell.drafts.forget(&crate::tui::screens::meeting::decision::key(item));
        chair.press("Esc d").sees("as reworded").sees("KS at segment B");
        chair.press("Ctrl-s Y Ctrl-s").sees("put before as").press("Ctrl-s");
        project_out(&mut chair).sees_not("MOTION");
    }
}

#[test]
fn a_motion_is_withdrawn_from_the_palette_or_left_over_at_adjournment() {
    let mut chair = Chair::new(board(), (80, 24));
    chair.press("b Enter j j j K O * Ctrl-s ] ] d d").type_in("too early").press("Ctrl-s Esc Esc");
    let item = chair.store.view().live_meeting().expect("a read").expect("a meeting").state.current;
    chair.state.shell.drafts.forget(&crate::tui::screens::meeting::decision::key(item));
    chair.press("F").sees("moved and not voted on").press("Esc");
    chair.press(":").type_in("withdraw motion").press("Enter F").sees_not("moved and not voted on");
}

#[test]
fn it_follows_the_record_and_has_no_key_that_writes() {
    let mut chair = sitting((120, 36));
    project(&mut chair).sees("3 of 5").sees("13 of").sees_not("DEFERRED");
    let before = chair.store.view().head().expect("a head");
    let all: Vec<Key> = Keymap::default().rows().flat_map(|(_, keys)| keys.concat()).collect();
    let letters = (' '..='~').map(|c| Key::plain(Code::Char(c)));
    let leaves: Vec<Key> = Keymap::default().of(Scope::Projector).take(1).flat_map(|(_, keys)| keys.concat()).collect();
    for key in letters.chain(all).filter(|key| !leaves.contains(key)) {
        chair.tell(Msg::Key(key));
    }
    assert_eq!(chair.store.view().head().expect("a head").hash, before.hash);
    chair.sees("Esc leaves");
    let item = chair.store.view().live_meeting().expect("a read").expect("a meeting").state.current;
    let decision = json!({"op": "decision.record", "item": item.to_string(), "outcome": "defer",
        "motion": "Resolved: put off.", "rationale": "no acceptance", "votes": "okafor y\nweiss y\nli y\nkim y\nsilva y\nhaddad n"});
    run(&mut chair.store, "2026-11-23T14:20:00.000Z", &decision);
    chair.tell(Msg::News(News::Changed));
    chair.sees("DEFERRED").sees("for 5  against 1").sees("Resolved: put off.");
    chair.press("Esc").sees("? help");
}

#[test]
fn what_runs_over_its_time_is_said_in_words() {
    for size in SIZES {
        let mut chair = sitting(size);
        project(&mut chair).sees("13 of 10 min  3 minutes over its time");
        chair.wait(60 * 60);
        chair.sees("73 of 10 min  63 minutes over its time");
    }
}

#[test]
fn no_size_breaks_it_and_what_does_not_fit_can_be_reached() {
    for mut chair in [sitting((80, 24)), decided((80, 24)), adjourned((80, 24))] {
        project(&mut chair);
        for (width, height) in
            [(0, 0), (1, 1), (2, 9), (12, 4), (30, 5), (39, 12), (60, 16), (99, 29), (100, 30), (200, 60)]
        {
            chair.size = (width, height);
            chair.tell(Msg::Resize(width, height));
            let screen = chair.screen();
            assert_eq!(screen.lines().count(), usize::from(height));
            assert!(width < 60 || height < 5 || screen.contains("MRB-0002"), "{width}x{height}\n{screen}");
        }
        chair.size = (60, 9);
        chair.tell(Msg::Resize(60, 9));
        chair.sees("more").press("G").sees_not("more").press("g g").sees("more");
    }
}

#[test]
fn ascii_draws_the_time_in_ascii() {
    let mut chair = sitting((120, 36));
    project(&mut chair).sees("██");
    chair.state.shell.glyphs = Glyphs::ASCII;
    chair.sees("##").sees_not("█");
}
