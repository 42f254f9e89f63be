//! What the packet tells and what the agenda proposes, on a real board.

use std::sync::Arc;

use serde_json::json;

use super::board::{accept_the_risk, at, board, board_at_risk, provisional, run};
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::states::{ItemKind, Opinion};
use crate::exchange::template::wording::Wordings;
use crate::insight::agenda::Proposal;
use crate::insight::packet::Relation;
use crate::policy::readiness::Light;
use crate::store::Store;
use crate::tui::load::meeting::{meeting, proposals};

fn proposed(store: &Store, now: &str) -> Vec<Proposal> {
    proposals(&store.view(), at(now), MeetingId(2)).expect("proposals")
}

fn reasons(found: &[Proposal]) -> Vec<String> {
    found.iter().map(|one| format!("{}: {}", one.item.title, one.why())).collect()
}

#[test]
fn each_proposal_says_why() {
    let found = proposed(&board(), "2026-11-23T14:00:00.000Z");
    assert_eq!(
        reasons(&found),
        [
            "Minutes of MRB-0001: adjourned 2026-11-09, not adopted",
            "INC-0001 drift spike: severity 2, reported",
            "INT-0003 retention offers: ready, decide by 2026-11-25",
            "INT-0002 retrain on 2026-Q3: ready, decide by 2026-12-14",
            "FUP-0001 quarterly drift report: action due 2026-11-25",
        ]
    );
    assert!(found.iter().all(|one| one.due && one.blocked.is_none()));
}

#[test]
fn evidence_that_went_stale_blocks_its_submission() {
    let mut store = board();
    run(
        &mut store,
        "2026-11-20T09:00:00.000Z",
        &json!({"op": "artifact.revise", "id": "ART-0008",
        "valid_until": "2026-11-22"}),
    );
    let found = proposed(&store, "2026-11-23T14:00:00.000Z");
    let blocked: Vec<_> = found.iter().filter_map(|one| one.blocked.as_ref()).collect();
    assert_eq!(blocked.len(), 1);
    assert!(blocked[0].starts_with("R09") && blocked[0].contains("model-card (stale)"), "{}", blocked[0]);
    assert!(!found.iter().any(|one| one.blocked.is_some() && one.due));
}

#[test]
fn what_expires_is_reviewed_or_was_left_over_comes_back_by_itself() {
    let mut store = board_at_risk();
    let now = "2026-11-18T09:00:00.000Z";
    accept_the_risk(&mut store, now);
    run(&mut store, now, &json!({"op": "item.add", "meeting": "MRB-0002", "title": "Charter", "kind": "information"}));
    let all = "okafor; weiss; li; adeyemi; haddad; kim; silva";
    run(&mut store, "2026-11-23T14:00:00.000Z", &json!({"op": "meeting.open", "meeting": "MRB-0002", "present": all}));
    run(&mut store, "2026-11-23T15:00:00.000Z", &json!({"op": "meeting.adjourn", "meeting": "MRB-0002"}));
    run(&mut store, "2026-11-23T16:00:00.000Z", &json!({"op": "meeting.draft", "date": "2026-11-30"}));
    let found = proposals(&store.view(), at("2026-11-30T14:00:00.000Z"), MeetingId(3)).expect("proposals");
    let lines = reasons(&found);
    assert!(
        lines.iter().any(|line| line == "ACC-0001 credit-limit: bounded exposure: expires 2026-12-01 (+1 d)"),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line == "Charter: carried-over in MRB-0002"), "{lines:?}");
    assert!(
        lines.iter().any(|line| line == "FUP-0001 quarterly drift report: action overdue since 2026-11-25"),
        "{lines:?}"
    );
    assert_eq!(found.iter().filter(|one| one.item.kind == ItemKind::Minutes).count(), 2);
    // The first model was approved on 9 November: tier 1 is reviewed every six months.
    let found = proposals(&store.view(), at("2027-05-01T14:00:00.000Z"), MeetingId(3)).expect("proposals");
    let lines = reasons(&found);
    let expired = "ACC-0001 credit-limit: bounded exposure: expired 2026-12-01, its risks are open again (R14)";
    assert!(lines.iter().any(|line| line == expired), "{lines:?}");
}

#[test]
fn a_provisional_decision_comes_back_to_be_ratified() {
    let now = "2026-11-23T14:00:00.000Z";
    let mut store = provisional("Resolved: approved.", now);
    run(&mut store, now, &json!({"op": "meeting.draft", "date": "2026-11-30"}));
    let found = proposals(&store.view(), at(now), MeetingId(3)).expect("proposals");
    let lines = reasons(&found);
    let line = lines.iter().find(|line| line.starts_with("Ratify DEC-0002")).expect("it comes back");
    assert!(line.ends_with("provisional since MRB-0002, lapses unless ratified (R05)"), "{line}");
    assert!(!lines.iter().any(|line| line.starts_with("INT-0003")), "once, not twice: {lines:?}");
}

#[test]
fn the_packet_holds_what_the_board_needs_to_judge() {
    let mut store = board_at_risk();
    let now = "2026-11-23T14:00:00.000Z";
    run(&mut store, now, &json!({"op": "submission.schedule", "submission": "INT-0002", "meeting": "MRB-0002"}));
    let view =
        meeting(&store.view(), at(now), None, Some(ItemId(2)), &Arc::new(Wordings::built_in())).expect("a meeting");
    let packet = &view.packet;
    assert_eq!(packet.about, "MDL-0001 credit-limit v4.2");
    assert_eq!(packet.ask, "approve the retrain on 2026-Q3 data");
    assert_eq!((packet.tier.0, packet.tier_name.as_str()), (Some(1), "high"));
    let ready = packet.readiness.as_ref().expect("readiness");
    assert_eq!((ready.light, ready.settled == ready.total, ready.unready.len()), (Light::Green, true, 0));
    assert_eq!((packet.residual.score, packet.needs_acceptance), (12, true));
    assert_eq!(packet.validation.as_ref().map(|one| one.opinion), Some(Opinion::FitWithLimits));
    let recused: Vec<&str> = packet.recused.iter().map(|one| one.person.as_str()).collect();
    assert_eq!(recused, ["rao", "lin", "oka", "stone"]);
    assert_eq!(packet.disclosed[0].reason, "validated the model");
    let changed = packet.changed.as_ref().expect("an approval before");
    let differences: Vec<String> =
        changed.changes.iter().map(|one| format!("{} {}>{}", one.label, one.before, one.after)).collect();
    assert_eq!(differences, ["Regions >+DE", "RSK-0001 >12 identified"]);
    assert_eq!(packet.precedents[0].relation, Relation::Model);
    assert_eq!(packet.precedents[0].line(), "DEC-0001 credit-limit v4.1 approve");
    assert_eq!((packet.risks.len(), packet.followups.len()), (1, 1));
    assert!(packet.artifacts.iter().any(|one| one.text.contains("# Use")));
    // The other model's packet finds this decision by its tier no more than by its kind.
    run(&mut store, now, &json!({"op": "submission.schedule", "submission": "INT-0003", "meeting": "MRB-0002"}));
    let view =
        meeting(&store.view(), at(now), None, Some(ItemId(3)), &Arc::new(Wordings::built_in())).expect("a meeting");
    assert!(view.packet.precedents.is_empty() && view.packet.changed.is_none());
}

#[test]
fn evidence_is_read_in_the_meeting() {
    let mut chair = super::flow::in_session((120, 60));
    chair.press("] ] Tab Enter").sees("Evidence of MDL-0001");
    // The list is in the order of kinds: the model card stands after those with earlier names.
    let before =
        chair.screen().lines().filter(|line| line.contains("ART-")).position(|line| line.contains("Enter reads"));
    for _ in 0..before.expect("a text to read") {
        chair.press("j");
    }
    chair.press("Enter").sees("Limits for new customers.").press("Esc").sees("Evidence of").press("Esc");
    chair.sees_not("Evidence of");
}

#[test]
fn how_often_it_was_deferred_is_seen_where_there_is_little_room() {
    let mut chair = super::flow::in_session((80, 24));
    chair.press("] ] d d").type_in("the segment test is missing").press("Ctrl-s Y Ctrl-s Ctrl-s");
    chair.press("F G Enter").press("n").type_in("2026-11-30").press("Ctrl-s").press("m k Enter").sees("MRB-0003");
    chair.press("b").sees("deferred before; ready");
}
