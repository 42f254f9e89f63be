//! What has fallen due stands the same before a tick has put it on the record and after: alarms, the gate's reasons, lists,
//! how risks and their packets read.

use boardroom::board::{self, Env};
use boardroom::domain::ids::{AcceptanceId, ModelId, RecordKind};
use boardroom::domain::record::{Model, Risk};
use boardroom::exchange::sample;
use boardroom::insight::alarm;
use boardroom::insight::list::{self, Listed};
use boardroom::store::Store;
use boardroom::store::query::asof::OnDay;
use boardroom::store::query::list::List;
use serde_json::json;

use super::{Board, LIVE};

/// What is read of a board on a day, in lines; by which record a review is named that is not open yet is left out.
fn read(store: &Store, day: &str) -> Vec<String> {
    let env = Env { now: format!("{day}T09:00:00Z").parse().unwrap(), actor: "okafor".into(), rehearsal: false };
    let view = store.view();
    let policy = board::policy_in_force(&view).unwrap();
    let today = list::today(&policy, env.now);
    let mut found = Vec::new();
    let alarms = alarm::all(&view, &policy, today).unwrap();
    assert_eq!(alarm::count(&view, &policy, today).unwrap(), alarms.len(), "the count is the list's on {day}");
    for one in &alarms {
        let (kind, since) = (one.kind, one.since);
        let id = if matches!(kind.word(), "flagged" | "review") { String::new() } else { one.id.to_string() };
        found.push(format!(
            "{kind} {id} {} {} {since:?} {} {} {:?}",
            one.record, one.what, one.clears, one.owner, one.tier
        ));
    }
    for number in 1..=view.last_number(RecordKind::Model).unwrap() {
        let model = view.get::<Model>(number).unwrap();
        let version = view.gate_version(&model, None).unwrap();
        let dossier = view.gate_dossier(version, &policy, today.date).unwrap();
        found.extend(dossier.reasons(&policy).into_iter().map(|reason| format!("gate {number}: {reason}")));
    }
    for number in 1..=view.last_number(RecordKind::Risk).unwrap() {
        let risk = view.get::<Risk>(number).unwrap().on_day(&view, today.date).unwrap();
        found.push(format!("risk {number} {} {}", risk.fields.state, risk.state.acceptance));
    }
    for kind in [List::Reviews, List::Risks, List::Acceptances, List::Models, List::FollowUps] {
        for filter in ["", "is:open", "is:overdue", "is:flagging", "is:due", "trigger:lapse,cadence due<=2027-01-01"] {
            let Ok(listed) = Listed::read(kind, filter, None, &board::reading(&policy, &env)) else { continue };
            let keys = listed.keys(&view, &policy, today).unwrap();
            let mut rows: Vec<String> = list::rows(&view, &policy, kind, &keys, today)
                .unwrap()
                .into_iter()
                .map(|row| {
                    let named = usize::from(kind == List::Reviews);
                    format!("{} `{filter}` {:?} {:?}", kind.name(), &row.cells[named..], row.standing)
                })
                .collect();
            assert_eq!(rows.len(), keys.len());
            // What is due on the same day stands in the order of its number.
            rows.sort();
            found.extend(rows);
        }
    }
    found
}

fn ticked(store: &mut Store, day: &str) -> usize {
    let env = Env { now: format!("{day}T09:00:00Z").parse().unwrap(), actor: "okafor".into(), rehearsal: false };
    board::tick(store, &env).unwrap().len()
}

#[test]
fn a_tick_changes_nothing_of_what_the_sample_says_on_a_day() {
    let now = "2026-11-26T09:00:00Z".parse().unwrap();
    for (day, least) in [("2026-11-26", 3), ("2026-12-10", 6), ("2026-12-28", 10), ("2027-06-30", 20)] {
        let mut store = Store::in_memory().unwrap();
        sample::load(&mut store, now).unwrap();
        let before = read(&store, day);
        assert!(before.iter().any(|line| line.contains("the approval is flagged")), "{day}");
        assert!(ticked(&mut store, day) >= least, "{day}");
        let after = read(&store, day);
        let gone: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
        let come: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        assert!(gone.is_empty() && come.is_empty(), "{day}: gone {gone:#?}, come {come:#?}");
        assert_eq!(before, after, "{day}");
    }
}

#[test]
fn a_tick_takes_nothing_from_the_packet_of_what_ran_out() {
    let mut store = Store::in_memory().unwrap();
    sample::load(&mut store, "2026-11-26T09:00:00Z".parse().unwrap()).unwrap();
    let packet = |store: &Store| {
        let view = store.view();
        let risks = view.acceptances(ModelId(11)).unwrap();
        let expired = risks.iter().find(|row| row.number == AcceptanceId(1).0).unwrap();
        view.get::<Risk>(expired.risks.0[0].0).unwrap().on_day(&view, "2026-11-26".parse().unwrap()).unwrap().fields
    };
    let before = packet(&store);
    assert!(ticked(&mut store, "2026-11-26") > 0);
    assert_eq!(packet(&store), before);
}

#[test]
fn breaches_that_have_come_to_be_repeated_flag_the_approval_at_once() {
    let mut board = Board::new();
    board.does(&serde_json::from_str(LIVE).unwrap());
    board.does(&json!({"op": "version.add", "model": "MDL-0002", "label": "1.0"}));
    board.does(&json!({"op": "monitor.define", "model": "MDL-0002", "metric": "errors", "dimension": "operations", "alert": "1",
        "owner": "lin", "live_since": "2026-11-01"}));
    board.does(&json!({"op": "reading.take", "monitor": "MON-0002",
        "readings": "2026-11-20T08:00:00Z 2\n2026-11-21T08:00:00Z 2\n2026-11-22T08:00:00Z 2\n2026-11-23T08:00:00Z 0.5"}));
    let flagged = |board: &Board| {
        let alarms = board.alarms("2026-11-26");
        let found = alarms.into_iter().find(|one| one.kind.word() == "flagged");
        found.map(|one| (one.id.kind, one.what, one.since.unwrap().to_string()))
    };
    let (by, what, since) = flagged(&board).expect("an alarm before the tick");
    assert!(what.contains("MON-0002: 3 breaches of `errors`"), "{what}");
    assert_eq!((by, since.as_str()), (RecordKind::Monitor, "2026-11-23"));
    let before = read(&board.store, "2026-11-26");
    board.tick("2026-11-26");
    assert_eq!(flagged(&board), Some((RecordKind::Review, what, since)));
    assert_eq!(read(&board.store, "2026-11-26"), before);
}
