//! An outcome chosen by mistake, a motion that is lost, a member who is recused: the way on is always there.

use super::flow::in_session;
use crate::domain::states::{DecisionStatus, Disposition, Outcome};

#[test]
fn another_outcome_keeps_what_is_typed_where_it_fits() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d c").type_in("segment test @lin +2w").press("Tab Tab Tab").type_in("the drift is understood");
    chair.press("Ctrl-o").sees("not conditional, but").press("r").sees(": reject").sees("the drift is understood");
    chair.sees_not("segment test").press("Esc d").sees(": reject");
    // A slip in the menu is no choice: the draft comes back as it was.
    chair.press("Ctrl-o Esc").sees(": reject").press("Ctrl-o c").sees("segment test @lin +2w");
    chair.sees("the drift is understood").press("Ctrl-o d Ctrl-s y y o").sees("not defer, but").press("r");
    chair.sees("the votes are taken anew").press("Ctrl-s").sees("for 0  against 0").press("Y Ctrl-s Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert_eq!((made.outcome, made.rationale.as_str()), (Outcome::Reject, "the drift is understood"));
    assert!(made.amendments.0.is_empty(), "another outcome is no amendment: {}", made.amendments.0);
}

#[test]
fn own_words_of_another_outcome_are_kept_and_pointed_at() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d d Tab").type_in(" Until the owner is back.").press("Ctrl-o a");
    chair.sees("the owner is back.").sees("worded for `defer`: see that it fits `approve`");
}

#[test]
fn a_draft_is_discarded_after_a_question_and_not_by_it() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d e").type_in("stone").press("Ctrl-o").sees("Bksp discards the draft").press("Backspace");
    chair.sees("Discard the draft on item 3?").press("Enter").sees("not escalate, but").press("Esc").sees("stone");
    chair
        .press("Ctrl-o Backspace Left Enter")
        .sees_not("not escalate, but")
        .sees_not("discards the draft")
        .press("Esc");
    assert!(chair.state.shell.drafts.all().next().is_none());
    chair.press("d a").sees(": approve");
}

#[test]
fn a_recusal_in_the_roll_call_gives_the_turn_to_the_next() {
    let mut chair = in_session((80, 24));
    chair.press("] ] ] d a Ctrl-s y r").sees("Recuse weiss: why?").type_in("family").press("Ctrl-s");
    chair.sees("recused 2").sees("o outcome").press("y n").sees("for 2  against 1").sees_not("does not vote");
}

#[test]
fn a_condition_of_nobody_is_refused_where_it_is_typed() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d c").type_in("segment test @lin +2w").press("Enter").type_in("second one @nobody +3w");
    chair.sees("C2 ? @nobody is nobody's handle").press("Ctrl-s").sees("nobody here has the handle `nobody`");
    chair.sees_not("Vote on").press("Ctrl-o e").type_in("nobody").press("Tab").type_in("+1w").press("Ctrl-s");
    chair.sees("nobody here has the handle `nobody`").sees_not("Vote on");
}

#[test]
fn what_is_lost_is_told_as_lost() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d a Ctrl-s n n n y y y y Ctrl-s").sees("lost: not approved; no effect").sees_not("holds");
    chair
        .press("Ctrl-s")
        .sees("motion lost (approve 4 for, 3 against, 0 abstaining)")
        .sees("3 is undecided; d puts another");
    assert_eq!(chair.decisions(2)[0].state.status, DecisionStatus::Failed);
    assert_eq!(chair.items(2)[2].state.disposition, Disposition::Open);
}

#[test]
fn after_a_lost_motion_the_next_begins_with_what_it_said() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d c").type_in("segment test @lin +2w").press("Tab End").type_in(" So be it.").press("Tab Tab");
    chair.type_in("the drift is understood").press("Ctrl-s n n n n n n n Ctrl-s Ctrl-s").sees("motion lost");
    chair.press("d c").sees("segment test").sees("the drift is understood").sees("So be it.").press("Esc");
    assert!(chair.state.shell.drafts.all().next().is_none(), "what was opened and left as it was is no draft");
    chair.press("d a").sees("the drift is understood").sees_not("So be it.").sees_not("segment test").press("Esc");
    chair.press("d r").sees(": reject").sees_not("the drift is understood").press("Esc F").sees_not("drafted");
}

#[test]
fn whether_it_carries_is_seen_first_on_a_narrow_screen_and_a_lost_motion_resolves_nothing() {
    let mut chair = in_session((80, 16));
    chair.press("] ] d a Ctrl-s Y Ctrl-s").sees("carried").sees("7 present of 9, needs 6").sees("Resolved:");
    let before = chair.screen();
    chair.press("G");
    assert!(chair.screen() != before && chair.screen().contains("carried"), "the end is reached, the verdict stays");
    chair.press("g g").sees("Resolved:").press("Esc Esc");
    let mut chair = in_session((80, 16));
    chair.press("] ] d a Ctrl-s n n n n n n n Ctrl-s");
    chair.sees("the motion is lost").sees("lost was   Resolved:").sees("7 present of 9");
}
