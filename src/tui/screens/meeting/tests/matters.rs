//! What a decision is about is named, whatever it is: a risk, an incident, an acceptance, a decision to ratify.

use serde_json::json;

use super::Chair;
use super::board::{accept_the_risk, board, board_at_risk, provisional, run};
use crate::domain::ids::{MeetingId, SubmissionId};
use crate::domain::record::{Acceptance, Decision, FollowUp, Review, Submission};
use crate::domain::states::{AcceptanceState, DecisionStatus, Disposition, Outcome, ReviewOutcome, SubmissionState};

const NOW: &str = "2026-11-23T13:00:00.000Z";

#[test]
fn a_decision_on_a_risk_names_the_risk_and_so_do_follow_up_and_minutes() {
    let mut store = board_at_risk();
    run(&mut store, NOW, &json!({"op": "item.add", "meeting": "MRB-0002", "subject": "RSK-0001"}));
    let mut chair = Chair::new(store, (120, 36));
    chair.press("O * Ctrl-s d e").sees("Decision on 1 RSK-0001 because segment B is new").type_in("stone");
    chair.press("Tab").type_in("+1w").press("Ctrl-s Y Ctrl-s").sees("matter     RSK-0001").press("Ctrl-s");
    let made = &chair.decisions(2)[0];
    let words = made.motion.as_str();
    assert!(words.starts_with("Resolved: RSK-0001 because segment B is new"), "{words}");
    assert!(words.contains("(MDL-0001 credit-limit) is escalated."), "{words}");
    let view = chair.store.view();
    let last = view.last_number(crate::domain::ids::RecordKind::FollowUp).expect("a number");
    let title = view.get::<FollowUp>(last).expect("a follow-up").title.0.clone();
    assert!(title.starts_with("Answer to the board: RSK-0001"), "{title}");
    chair.press("F G Enter").sees("adjourned");
    let now = chair.now;
    let view = chair.store.view();
    let policy = crate::board::policy_in_force(&view).expect("a policy");
    let wording = crate::exchange::template::wording::Wordings::built_in().minutes;
    let basis = crate::exchange::basis::Basis { view: &view, policy: &policy, now, wording: &wording };
    let minutes = crate::exchange::minutes::read(basis, MeetingId(2)).expect("minutes");
    let text = crate::exchange::markdown::write(&minutes.document());
    assert!(text.contains("DEC-0002 RSK-0001 because segment B is new"), "{text}");
}

#[test]
fn a_decision_on_an_incident_names_the_incident() {
    let mut chair = super::flow::in_session((120, 36));
    chair.press("] d d Ctrl-s").sees("Vote on 2 INC-0001 drift spike: defer").press("Y Ctrl-s Ctrl-s");
    let made = &chair.decisions(2)[0];
    assert_eq!(
        made.motion.as_str(),
        "Resolved: INC-0001 drift spike (MDL-0001 credit-limit) is deferred to the next meeting."
    );
}

#[test]
fn an_expiring_acceptance_is_renewed_from_its_item() {
    let mut store = board_at_risk();
    accept_the_risk(&mut store, "2026-11-18T09:00:00.000Z");
    run(&mut store, NOW, &json!({"op": "item.add", "meeting": "MRB-0002", "subject": "ACC-0001", "kind": "expiring"}));
    let mut chair = Chair::new(store, (80, 24));
    chair.press("O * Ctrl-s d k Ctrl-s").sees("none is named").press("Enter").sees("Renew ACC-0001");
    chair.sees("bounded exposure").sees("manual review @kim").type_in(" for another term");
    chair
        .press("Tab Tab Tab Tab Tab")
        .type_in("2026-11-23")
        .press("Ctrl-s")
        .sees("ACC-0002")
        .sees("Decision on 1 ACC-0001");
    chair.press("Ctrl-s Y Ctrl-s").sees("ACC-0002").press("Ctrl-s");
    let view = chair.store.view();
    let renewed = view.get::<Acceptance>(2).expect("a renewal");
    assert_eq!((renewed.renewal_of.0, renewed.state.state), (1, AcceptanceState::Active));
    assert_eq!(renewed.risks.0.len(), 1, "it covers what the one before covered");
}

#[test]
fn a_review_that_is_dealt_with_is_asked_for_its_outcome() {
    for size in [(80, 24), (120, 36)] {
        let mut store = board();
        run(
            &mut store,
            NOW,
            &json!({"op": "review.open", "model": "MDL-0002", "reviewer": "silva", "trigger": "request"}),
        );
        run(&mut store, NOW, &json!({"op": "item.add", "meeting": "MRB-0002", "subject": "REV-0001"}));
        let mut chair = Chair::new(store, size);
        let outcome = |chair: &Chair| chair.store.view().get::<Review>(1).expect("the review").outcome;
        chair.press("O * Ctrl-s n").sees("Conclude REV-0001?").sees("REV-0001 is not concluded");
        assert_eq!(
            (chair.items(2)[0].state.disposition, outcome(&chair)),
            (Disposition::Noted, ReviewOutcome::Pending)
        );
        if size.0 == 80 {
            chair.press("Esc").sees_not("Conclude REV-0001?");
            assert_eq!(outcome(&chair), ReviewOutcome::Pending, "left, it stays open");
            continue;
        }
        chair.press("Ctrl-u").type_in("continue").press("Tab");
        chair.type_in("the prompts hold").press("Ctrl-s").sees_not("Conclude REV-0001?");
        assert_eq!(outcome(&chair), ReviewOutcome::Continue);
    }
}

/// A board that approved a version without quorum, and a meeting that may ratify it.
fn to_ratify() -> Chair {
    let now = "2026-11-23T14:00:00.000Z";
    let mut store = provisional("Resolved: churn-llm v1.0 goes out to one region.", now);
    run(&mut store, now, &json!({"op": "meeting.draft", "date": "2026-11-24"}));
    Chair::new(store, (120, 36))
}

#[test]
fn ratifying_is_the_first_choice_and_keeps_words_and_outcome() {
    let mut chair = to_ratify();
    chair.press("m k Enter").sees("MRB-0003").press("b Enter").sees("Ratify DEC-0002").press("O * Ctrl-s");
    chair.sees("planned for 2026-11-24, and today is 2026-11-23").press("Left Enter");
    let item = chair.items(3).iter().position(|item| item.title.as_str().starts_with("Ratify")).expect("an item");
    for _ in 0..item {
        chair.press("]");
    }
    chair.press("d").sees("p ratify").press("Enter").sees(": ratify");
    chair.sees("DEC-0002 is ratified, which reads: churn-llm v1.0 goes").press("Ctrl-s Y Ctrl-s Ctrl-s");
    let view = chair.store.view();
    let original = view.get::<Decision>(2).expect("the decision");
    assert_eq!((original.state.status, original.outcome), (DecisionStatus::Final, Outcome::Approve));
    assert_eq!(original.motion.as_str(), "Resolved: churn-llm v1.0 goes out to one region.");
    let submission = view.get::<Submission>(SubmissionId(3).0).expect("the submission");
    assert_eq!(submission.state.state, SubmissionState::Decided);
}

#[test]
fn what_stands_on_the_agenda_is_not_offered_to_be_ratified_too() {
    let mut chair = to_ratify();
    let later = "2026-11-23T15:00:00.000Z";
    let ratify = json!({"op": "item.add", "meeting": "MRB-0003", "subject": "DEC-0002", "kind": "decision"});
    run(&mut chair.store, later, &ratify);
    run(&mut chair.store, later, &json!({"op": "item.add", "meeting": "MRB-0003", "subject": "INT-0003"}));
    let (ratify, anew) = (chair.items(3)[0].number, chair.items(3)[1].number);
    run(&mut chair.store, later, &json!({"op": "item.remove", "item": format!("ITM-{ratify:04}")}));
    let found = crate::tui::load::meeting::proposals(&chair.store.view(), super::board::at(later), MeetingId(3));
    let found = found.expect("proposals");
    assert!(!found.iter().any(|one| one.item.title.as_str().contains("Ratify")), "it is decided on its own item");
    let ratify = json!({"op": "item.add", "meeting": "MRB-0003", "subject": "DEC-0002", "kind": "decision"});
    run(&mut chair.store, later, &ratify);
    let now = "2026-11-24T14:00:00.000Z";
    let all = "okafor; weiss; li; rao; lin; haddad; kim; silva";
    run(&mut chair.store, now, &json!({"op": "meeting.open", "meeting": "MRB-0003", "present": all}));
    run(
        &mut chair.store,
        now,
        &json!({"op": "decision.record", "item": format!("ITM-{anew:04}"), "outcome": "reject",
        "motion": "Resolved: not after all.", "votes": "okafor y\nweiss y\nli y\nhaddad y\nkim y\nsilva y"}),
    );
    assert_eq!(chair.store.view().get::<Decision>(2).expect("the decision").state.status, DecisionStatus::Superseded);
    let open = |one: &&crate::domain::record::Row<crate::domain::record::Item>| {
        one.state.disposition == Disposition::Open && one.title.as_str().contains("Ratify")
    };
    assert_eq!(chair.items(3).iter().filter(open).count(), 0, "nothing is left to ratify");
}
