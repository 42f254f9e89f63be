//! What the screens look like.

use super::Chair;
use super::board::{board, board_at_risk};
use crate::tui::effect::Msg;

fn decided(size: (u16, u16)) -> Chair {
    let mut chair = Chair::new(board(), size);
    chair.press("b Enter j j j K O * Ctrl-s").press("d p Ctrl-s Enter Ctrl-s");
    chair.wait(300);
    chair.press("] i").type_in("Drift on segment B is explained by the new region.").press("Enter");
    chair.type_in("Board asks for a quarterly drift report").press("Esc");
    chair
        .press("d c")
        .type_in("KS at segment B below .10 @lin +3w !pre")
        .press("Enter")
        .type_in("drift report")
        .press("Esc");
    chair
}

macro_rules! snapshots {
    ($($name:ident: $chair:expr;)*) => {$(
        #[test]
        fn $name() {
            for size in [(80, 24), (120, 36)] {
                let mut chair: Chair = $chair(size);
                insta::assert_snapshot!(format!("{}_{}x{}", stringify!($name), size.0, size.1), chair.screen());
            }
        }
    )*};
}

/// In session on the first item that is put to the vote.
fn put(size: (u16, u16), store: crate::store::Store) -> Chair {
    let mut chair = Chair::new(store, size);
    chair.press("b Enter j j j K O * Ctrl-s ] ]");
    chair
}

fn drafted(size: (u16, u16)) -> Chair {
    let mut chair = Chair::new(board_at_risk(), size);
    chair.press("b Enter j j j K");
    chair
}

snapshots! {
    agenda_empty: |size| Chair::new(board(), size);
    agenda_proposed: |size| { let mut chair = Chair::new(board(), size); chair.press("b"); chair };
    agenda_drafted: drafted;
    attendance: |size| { let mut chair = drafted(size); chair.press("O * j Space"); chair };
    live: decided;
    live_outcomes: |size| { let mut chair = decided(size); chair.press("Tab"); chair };
    live_packet: |size| { let mut chair = decided(size); chair.press("S-Tab"); chair };
    decision: |size| { let mut chair = decided(size); chair.press("d"); chair };
    live_at_risk: |size| put(size, board_at_risk());
    outcomes: |size| { let mut chair = put(size, board_at_risk()); chair.press("d"); chair };
    refused: |size| { let mut chair = put(size, board_at_risk()); chair.press("d c"); chair };
    roll_call: |size| { let mut chair = put(size, board()); chair.press("d a Ctrl-s y y n"); chair };
    read_back: |size| { let mut chair = put(size, board()); chair.press("d a Ctrl-s Y Ctrl-s"); chair };
    adjourning: |size| { let mut chair = decided(size); chair.press("F"); chair };
    minutes: |size| { let mut chair = decided(size); chair.press("F G Enter"); chair };
}

#[test]
fn no_size_breaks_any_of_them() {
    let mut chair = decided((80, 24));
    for keys in ["w", "Esc d", "Ctrl-s", "Ctrl-s Esc Esc Esc F", "Esc i", "Esc m", "Esc"] {
        chair.press(keys);
        for (width, height) in
            [(0, 0), (1, 1), (60, 16), (61, 17), (79, 23), (109, 30), (110, 17), (110, 18), (200, 60)]
        {
            chair.size = (width, height);
            chair.tell(Msg::Resize(width, height));
            assert_eq!(chair.screen().lines().count(), usize::from(height));
        }
    }
}
