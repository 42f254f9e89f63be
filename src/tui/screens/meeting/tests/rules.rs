//! The rules at the table: recusals, quorum, what may not be decided, what stays provisional.

use super::Chair;
use super::board::{board, board_at_risk};
use super::flow::in_session;
use crate::domain::ids::{MeetingId, RecordKind};
use crate::domain::record::{Acceptance, FollowUp, Meeting};
use crate::domain::states::{AcceptanceState, DecisionStatus, Disposition, Outcome, VoteMethod};

#[test]
fn those_recused_by_rule_do_not_vote() {
    let mut chair = in_session((120, 36));
    chair.press("] ]").sees("recused rao, lin, oka");
    chair.press("d a Ctrl-s").sees("R03").press("y y y");
    // The fourth on the roll owns the model: the turn has passed over him.
    chair.sees("for 3").press("k k k").press("n").sees("against 1");
    chair.press("Y").sees("6 of 7 passes").press("Ctrl-s Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert_eq!((made.voters_for.0.len(), made.voters_against.0.len()), (6, 1));
    assert!(made.recused.0.iter().any(|handle| handle.as_str() == "rao"));
}

#[test]
fn backspace_clears_a_vote_and_undo_is_off() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d a Ctrl-s y n").sees("for 1  against 1");
    chair.press("Backspace").sees("for 1  against 0");
    let before = chair.store.view().head().expect("a head");
    chair.press("u").sees("Backspace clears a vote");
    assert_eq!(chair.store.view().head().expect("a head"), before);
    chair.press("Ctrl-s").sees("not voting").press("Esc Esc Esc").sees_not("Vote on");
    chair.press("v").sees("for 1  against 0");
}

#[test]
fn without_objection_is_refused_in_tier_1() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d a Ctrl-s Enter").sees("tier 1 does not pass without objection");
    chair.press("Esc Esc ] d a Ctrl-s Enter").sees("nobody objects").press("Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert_eq!((made.method, made.outcome), (VoteMethod::WithoutObjection, Outcome::Approve));
}

#[test]
fn a_lost_motion_leaves_the_item_open() {
    let mut chair = in_session((80, 24));
    chair.press("] ] d a Ctrl-s n n n y y y y").sees("4 of 7 fails").press("Ctrl-s").sees("the motion is lost");
    chair.press("Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert_eq!(made.state.status, DecisionStatus::Failed);
    assert_eq!(chair.items(2)[2].state.disposition, Disposition::Open);
    assert_eq!(chair.store.view().get::<Meeting>(2).expect("a meeting").state.current, made.item);
    chair.press("d").sees("Decide 3");
}

#[test]
fn without_quorum_the_decision_is_provisional_and_says_so_before() {
    let mut chair = Chair::new(board(), (120, 36));
    chair.press("b Enter j j j K O Space Space Space Ctrl-s ] ]").press("d a Ctrl-s");
    chair.sees("PROVISIONAL").sees("3 present of 9, needs 6").press("Y Ctrl-s").sees("PROVISIONAL").press("Ctrl-s");
    assert_eq!(chair.decisions(2)[0].state.status, DecisionStatus::Provisional);
    chair.press("F").sees("1 provisional");
}

#[test]
fn a_condition_without_owner_is_refused_where_it_stands() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d c").type_in("quarterly drift report +30d").sees("C1 ? @owner 2026-12-23").press("Ctrl-s");
    chair.sees("R06").sees("lacks an owner").type_in(" @sil").sees("Ana Silva").press("Enter").press("Ctrl-s");
    chair.sees("Vote on");
    let draft = chair.state.shell.drafts.all().next().expect("a draft").clone();
    assert_eq!(draft.fields["conditions"], "quarterly drift report +30d @silva ");
}

#[test]
fn a_draft_decision_is_found_where_it_was_left() {
    let mut chair = in_session((120, 36));
    chair
        .press("] ] d c")
        .type_in("segment test @lin +2w")
        .press("Esc")
        .sees("3 draft: conditional")
        .sees("C1 segment test");
    chair.press("[ ] d").sees("segment test @lin +2w").press("Ctrl-s y");
    chair.press("Esc Esc").sees("for 1  against 0");
}

#[test]
fn a_high_residual_leads_to_an_acceptance() {
    let mut chair = Chair::new(board_at_risk(), (120, 36));
    chair.press("b Enter j j j K O * Ctrl-s ] ]").sees("HIGH 12").sees("needs an executive's acceptance R02");
    chair.press("d").sees("R02 the residual risk is high").press("a").sees("Refused by R02");
    chair
        .press("Enter")
        .sees("Acceptance for MDL-0001 credit-limit")
        .type_in("bounded exposure while segment B is watched");
    chair.press("Tab").type_in("manual review of declines @kim").press("Ctrl-s");
    chair.sees("ACC-0001").press("Ctrl-s").sees("R01").sees("has not signed").sees("Enter mend").sees_not("u undo");
    chair.press("Enter").sees("Edit ACC-0001").type_in("2026-11-23").press("Ctrl-s");
    chair.sees("Decision on 3").sees("ACC-0001").press("Ctrl-s").sees("Vote on").press("Y Ctrl-s").sees("grants");
    chair.press("Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert_eq!((made.outcome, made.state.status), (Outcome::Approve, DecisionStatus::Final));
    let granted = chair.store.view().get::<Acceptance>(1).expect("an acceptance");
    assert_eq!((granted.state.state, granted.risks.0.len()), (AcceptanceState::Active, 1));
}

#[test]
fn an_acceptance_that_was_proposed_lacks_the_executives_signature_only() {
    for size in [(80, 24), (120, 36)] {
        let mut store = board_at_risk();
        let risks = store.view().risks(crate::domain::ids::ModelId(1)).expect("risks");
        let high = risks.iter().find(|row| row.fields.residual() >= 10).expect("a high risk").id();
        let propose = serde_json::json!({"op": "acceptance.propose", "kind": "risk", "model": "MDL-0001",
            "risks": high.to_string(), "rationale": "bounded exposure", "controls": "manual review of declines @kim",
            "accountable_exec": "stone", "requester": "oka", "effective": "2026-11-23", "expiry": "2026-12-20"});
        super::board::run(&mut store, "2026-11-23T13:30:00.000Z", &propose);
        let mut chair = Chair::new(store, size);
        chair.press("b Enter j j j K O * Ctrl-s ] ] d a").sees("Refused by R02");
        chair.press("Enter").sees("Put ACC-0001 in force: when was it signed?");
        chair.sees(&format!("accepts {high}")).sees("signed by Grace Stone (stone) as the accountable executive");
        chair.sees("in force until 2026-12-20");
        chair.press("Ctrl-u").type_in("2026-11-23").press("Ctrl-s").sees("Decision on 3");
        let granted = chair.store.view().get::<Acceptance>(1).expect("an acceptance");
        assert_eq!(granted.state.state, AcceptanceState::Active, "{}", chair.screen());
        // The signature holds whatever becomes of the motion, and the minutes say so.
        chair.press("Ctrl-s").sees("Vote on").press("n n n n n n n Ctrl-s Ctrl-s");
        assert_eq!(chair.decisions(2)[0].state.status, DecisionStatus::Failed);
        let meeting = chair.store.view().get::<crate::domain::record::Meeting>(2).expect("the meeting");
        let granted = |until| chair.store.view().acceptances_granted(&meeting, until).expect("acceptances").len();
        assert_eq!((granted(chair.now), granted(super::board::at("2026-11-23T13:59:00.000Z"))), (1, 0));
        chair.press("F G Enter").sees("adjourned");
        let view = chair.store.view();
        let policy = crate::board::policy_in_force(&view).expect("a policy");
        let wording = crate::exchange::template::wording::Wordings::built_in().minutes;
        let basis = crate::exchange::basis::Basis { view: &view, policy: &policy, now: chair.now, wording: &wording };
        let minutes = crate::exchange::minutes::read(basis, MeetingId(2)).expect("minutes");
        let text = crate::exchange::markdown::write(&minutes.document());
        assert!(text.contains("put in force"), "{text}");
    }
}

#[test]
fn somebody_recuses_with_a_reason_and_takes_it_back() {
    let mut chair = in_session((120, 36));
    chair.press("] ] ] w j r").sees("Recuse weiss: why?").press("Ctrl-s").sees("reason");
    chair.type_in("family ties to the vendor").press("Ctrl-s").sees("recused: family ties");
    assert_eq!(chair.store.view().recusals(MeetingId(2)).expect("recusals").len(), 1);
    chair.press("r").sees_not("recused: family ties");
    chair.press("G k r");
}

#[test]
fn a_follow_up_comes_from_the_decision_it_follows() {
    let mut chair = in_session((120, 36));
    chair.press("a").sees("Follow-up on 1").type_in("circulate earlier").press("Tab").type_in("novak").press("Ctrl-s");
    chair.press("] ] ] d a Ctrl-s Enter Ctrl-s [ a").type_in("publish the limits").press("Ctrl-s");
    let view = chair.store.view();
    let sources = |number: u32| view.get::<FollowUp>(number).expect("a follow-up").source.0.map(|id| id.to_string());
    let (last, before) = (view.last_number(RecordKind::FollowUp).expect("a number"), 2);
    assert_eq!(sources(last), Some(chair.decisions(2)[0].id().to_string()));
    assert_eq!(sources(before), Some("MRB-0002".to_owned()));
    chair.press("F").sees("no owner");
}

#[test]
fn the_consent_agenda_passes_as_one() {
    let mut store = board();
    super::board::run(
        &mut store,
        "2026-11-23T13:59:59.000Z",
        &serde_json::json!({"op": "model.set-tier", "model": "MDL-0002", "tier": "3", "rationale": "few people read it",
            "signers": "okafor; weiss"}),
    );
    let mut chair = Chair::new(store, (120, 36));
    chair.press("b Enter G C O * Ctrl-s").sees("Consent (2 items)").press("]");
    chair.keys = 0;
    chair.press("d").sees("does anybody object?").sees("approve").sees("note").press("Enter");
    assert_eq!(chair.keys, 2);
    let open: Vec<bool> = chair.items(2).iter().map(|item| item.state.disposition == Disposition::Open).collect();
    assert_eq!(open, [true, false, true, true, false]);
    let made = &chair.decisions(2)[0];
    assert_eq!((made.outcome, made.method), (Outcome::Approve, VoteMethod::WithoutObjection));
    chair.press("u");
    assert!(chair.items(2).iter().all(|item| item.state.disposition == Disposition::Open));
    chair.press("d j C").sees_not("FUP-0001 quarterly drift report  noted");
    assert_eq!(chair.items(2).iter().filter(|item| item.consent.0).count(), 1);
}

#[test]
fn a_tier_1_item_is_not_passed_on_the_consent_agenda() {
    let mut chair = Chair::new(board(), (120, 36));
    chair.press("b Enter j j j C").sees("only tiers 3 and 4 and renewals");
    assert!(chair.items(2).iter().all(|item| !item.consent.0));
}

#[test]
fn a_decision_made_elsewhere_meanwhile_is_refused_in_a_sentence() {
    let mut chair = in_session((120, 36));
    chair.press("] ] d a Ctrl-s Y Ctrl-s");
    let item = chair.items(2)[2].number;
    super::board::run(
        &mut chair.store,
        "2026-11-23T14:00:01.000Z",
        &serde_json::json!({"op": "decision.record", "item": format!("ITM-{item:04}"), "outcome": "defer",
            "motion": "Resolved: deferred.", "votes": "okafor y\nweiss y"}),
    );
    chair.press("Ctrl-s");
    let refusal = chair.refusals.last().expect("a refusal");
    assert!(refusal.sentence.contains("is decided already"), "{refusal}");
    assert_eq!(chair.decisions(2).len(), 1);
    let present = chair.store.view().present(MeetingId(2)).expect("present");
    assert_eq!(present.len(), 10);
}

#[test]
fn a_change_of_criteria_is_moved_by_the_edition_it_asks_for() {
    let mut store = board();
    let item = serde_json::json!({"op": "item.add", "meeting": "MRB-0002", "kind": "decision",
        "title": "Change of criteria: 2027.1 (sha256 3f2a9c1b0d4e5f60)"});
    super::board::run(&mut store, "2026-11-23T13:30:00.000Z", &item);
    let mut chair = Chair::new(store, (120, 36));
    chair.press("O * Ctrl-s d p").sees("the criteria of version 2027.1 (sha256 3f2a9c1b0d4e5f60) are");
    chair.sees("change-of-criteria").press("Ctrl-s").sees("lacks the signature of mrm and executive");
}
