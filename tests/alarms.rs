//! Each kind of alarm: what raises it, on which day it begins, what clears it; and alarms as a list.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "alarms/day.rs"]
mod day;
#[path = "alarms/tick.rs"]
mod tick;

use serde_json::{Value, json};

use boardroom::board::{self, Env};
use boardroom::domain::operation::Request;
use boardroom::domain::states::AlarmKind;
use boardroom::insight::alarm::{Alarm, all, count, record_of};
use boardroom::insight::list::{self, Listed};
use boardroom::store::Store;
use boardroom::store::query::list::{List, Today};

/// A board on which things go wrong.
struct Board {
    store: Store,
    now: chrono::DateTime<chrono::Utc>,
}

impl Board {
    fn new() -> Self {
        let mut store = Store::in_memory().unwrap();
        let now = "2026-11-23T09:00:00Z".parse().unwrap();
        let env = Env { now, actor: "okafor".into(), rehearsal: false };
        board::begin(&mut store, "Model Review Board", &env).unwrap();
        let mut made = Self { store, now };
        for handle in ["okafor", "rao", "lin", "berg"] {
            made.does(
                &json!({"op": "person.add", "handle": handle, "name": handle, "seat": "voter", "function": "mrm"}),
            );
        }
        made.does(&json!({"op": "person.add", "handle": "moreau", "name": "Moreau", "accountable_exec": true}));
        made.does(
            &json!({"op": "model.register", "name": "churn", "owner": "rao", "tier": 4, "tier_rationale": "small",
            "stage": "proposed", "exposure": "internal"}),
        );
        made.does(&json!({"op": "monitor.define", "model": "MDL-0001", "metric": "up", "dimension": "operations", "alert": "1",
            "owner": "lin", "live_since": "2026-11-01"}));
        made
    }

    fn does(&mut self, operation: &Value) {
        self.now += chrono::TimeDelta::minutes(1);
        let env = Env { now: self.now, actor: "okafor".into(), rehearsal: false };
        let policy = board::policy_in_force(&self.store.view()).unwrap();
        let request = Request::read(operation, &board::reading(&policy, &env)).unwrap();
        board::execute(&mut self.store, &request, &env).unwrap_or_else(|refusal| panic!("{operation}\n{refusal}"));
    }

    fn on(&mut self, day: &str) -> &mut Self {
        self.now = format!("{day}T09:00:00Z").parse().unwrap();
        self
    }

    fn alarms(&self, day: &str) -> Vec<Alarm> {
        let view = self.store.view();
        let policy = board::policy_in_force(&view).unwrap();
        let today = Today { date: day.parse().unwrap(), zone: policy.time_zone.0 };
        let found = all(&view, &policy, today).unwrap();
        assert_eq!(count(&view, &policy, today).unwrap(), found.len(), "the count is the list's");
        for alarm in &found {
            assert!(!alarm.clears.is_empty() && !alarm.what.is_empty(), "{alarm:?}");
            assert_eq!(record_of(alarm.key()), Some(alarm.id));
        }
        found
    }

    /// Kind, record and since when, as texts.
    fn told(&self, day: &str) -> Vec<String> {
        let since = |alarm: &Alarm| alarm.since.map(|day| day.to_string()).unwrap_or_default();
        self.alarms(day).iter().map(|one| format!("{} {} {}", one.kind, one.id, since(one))).collect()
    }

    fn tick(&mut self, day: &str) {
        let env = Env { now: format!("{day}T10:00:00Z").parse().unwrap(), actor: "okafor".into(), rehearsal: false };
        board::tick(&mut self.store, &env).unwrap();
    }
}

/// What raises an alarm, on which days it stands, and what clears it.
struct Scene {
    does: &'static [&'static str],
    /// The last day without it, and the first with it.
    days: (&'static str, &'static str),
    told: &'static str,
    clears: &'static [&'static str],
}

const RISK: &str =
    r#"{"op": "risk.identify", "model": "MDL-0001", "statement": "a high one", "likelihood": 4, "impact": 4}"#;
const ASSESSED: &str = r#"{"op": "risk.revise", "id": "RSK-0001", "state": "assessed"}"#;
const TREATING: &str = r#"{"op": "risk.revise", "id": "RSK-0001", "state": "treating"}"#;
const PROPOSED: &str = r#"{"op": "acceptance.propose", "model": "MDL-0001", "risks": "RSK-0001", "rationale": "small pilot",
    "controls": "manual review @lin", "requester": "rao", "accountable_exec": "moreau", "expiry": "2026-12-20", "review_date": "2026-12-10"}"#;
const ACTIVE: &str = r#"{"op": "acceptance.activate", "acceptance": "ACC-0001"}"#;
const INEFFECTIVE: &str = r#"{"op": "acceptance.verify", "acceptance": "ACC-0001", "control": "manual", "result": "ineffective",
    "evidence": "sampled 20, none was read", "verifier": "berg"}"#;
const LIVE: &str = r#"{"op": "model.register", "name": "live", "owner": "rao", "tier": 4, "tier_rationale": "small", "stage": "production"}"#;

const SCENES: &[Scene] = &[
    Scene {
        does: &[RISK, ASSESSED, TREATING, PROPOSED, ACTIVE, INEFFECTIVE],
        days: ("", "2026-11-23"),
        told: "control ACC-0001 2026-11-23",
        clears: &[
            r#"{"op": "acceptance.verify", "acceptance": "ACC-0001", "control": "1", "result": "effective", "evidence": "sampled 20 again", "verifier": "berg"}"#,
        ],
    },
    Scene {
        does: &[RISK, ASSESSED, TREATING, PROPOSED, ACTIVE],
        days: ("2026-12-10", "2026-12-11"),
        told: "acceptance-review ACC-0001 2026-12-11",
        clears: &[r#"{"op": "acceptance.revise", "id": "ACC-0001", "review_date": "2026-12-18"}"#],
    },
    Scene {
        does: &[RISK, ASSESSED, TREATING, PROPOSED, ACTIVE],
        days: ("2026-12-20", "2026-12-21"),
        told: "expired ACC-0001 2026-12-21",
        clears: &[
            r#"{"op": "risk.revise", "id": "RSK-0001", "state": "mitigated", "residual_likelihood": 1, "residual_impact": 2, "reason": "retrained"}"#,
        ],
    },
    Scene {
        does: &[
            r#"{"op": "followup.open", "title": "patch it", "severity": "critical", "owner": "lin", "due": "2026-12-01"}"#,
        ],
        days: ("2026-12-01", "2026-12-02"),
        told: "overdue FUP-0001 2026-12-02",
        clears: &[
            r#"{"op": "followup.extend", "followup": "FUP-0001", "due": "2026-12-20", "reason": "vendor is late"}"#,
        ],
    },
    Scene {
        does: &[r#"{"op": "reading.take", "monitor": "MON-0001", "readings": "2026-11-23T08:00:00Z 2"}"#],
        days: ("", "2026-11-23"),
        told: "breach MON-0001 2026-11-23",
        clears: &[r#"{"op": "reading.take", "monitor": "MON-0001", "readings": "2026-11-23T08:30:00Z 0.5"}"#],
    },
    Scene {
        does: &[
            r#"{"op": "drift.notice", "model": "MDL-0001", "summary": "scores sag", "onset": "2026-11-20T08:00:00Z", "alerted": "2026-11-21T08:00:00Z"}"#,
        ],
        days: ("", "2026-11-23"),
        told: "drift DRF-0001 2026-11-21",
        clears: &[r#"{"op": "drift.revise", "id": "DRF-0001", "triaged": "2026-11-23T08:00:00Z"}"#],
    },
    Scene {
        does: &[
            r#"{"op": "incident.report", "title": "leak", "severity": 3, "model": "MDL-0001", "regulator": "suspected", "detected": "2026-11-22T08:00:00Z"}"#,
        ],
        days: ("", "2026-11-23"),
        told: "regulator INC-0001 2026-11-22",
        clears: &[r#"{"op": "incident.revise", "id": "INC-0001", "regulator": "no", "reason": "nobody was harmed"}"#],
    },
    Scene {
        does: &[
            r#"{"op": "review.open", "model": "MDL-0001", "due": "2026-12-03", "reviewer": "berg", "trigger": "request"}"#,
        ],
        days: ("2026-12-03", "2026-12-04"),
        told: "review REV-0001 2026-12-04",
        clears: &[r#"{"op": "review.revise", "id": "REV-0001", "outcome": "continue", "findings": "as expected"}"#],
    },
    Scene {
        does: &[
            r#"{"op": "submission.submit", "model": "MDL-0001", "kind": "retrain", "requester": "rao", "summary": "again"}"#,
        ],
        days: ("2026-11-25", "2026-11-27"),
        told: "triage INT-0001 2026-11-26",
        clears: &[r#"{"op": "submission.return", "submission": "INT-0001", "missing": "model-card"}"#],
    },
];

#[test]
fn each_alarm_begins_on_its_day_and_is_cleared_by_what_it_names() {
    for scene in SCENES {
        let mut board = Board::new();
        for operation in scene.does {
            board.does(&serde_json::from_str(operation).unwrap());
        }
        let (before, first) = scene.days;
        let stands = |board: &Board, day: &str| board.told(day).iter().any(|one| one == scene.told);
        assert!(before.is_empty() || !stands(&board, before), "{} stands on {before}", scene.told);
        assert!(stands(&board, first), "{} is not among {:?}", scene.told, board.told(first));
        // What the system puts on the record takes no alarm away.
        board.tick(first);
        assert!(stands(&board, first), "{} is gone after a tick: {:?}", scene.told, board.told(first));
        board.on(first);
        for operation in scene.clears {
            board.does(&serde_json::from_str(operation).unwrap());
        }
        assert!(!stands(&board, first), "{} stands still", scene.told);
    }
}

#[test]
fn a_model_in_production_needs_approval_monitoring_and_an_open_gate() {
    let mut board = Board::new();
    board.does(&serde_json::from_str(LIVE).unwrap());
    board.does(&json!({"op": "version.add", "model": "MDL-0002", "label": "1.0"}));
    assert_eq!(board.told("2026-11-23"), ["unapproved MDL-0002 ", "unmonitored MDL-0002 "]);
    let alarms = board.alarms("2026-11-23");
    assert_eq!(alarms[0].what, "in production 1.0: the board has not approved this version");
    assert_eq!(alarms[1].what, "in production: tier 4 needs monitoring of operations");
    assert_eq!((alarms[1].rule(), alarms[1].owner.as_str(), alarms[1].tier), ("R15", "rao", Some(4)));
    board.does(
        &json!({"op": "monitor.define", "model": "MDL-0002", "metric": "up", "dimension": "operations", "alert": "1",
        "owner": "lin", "live_since": "2026-12-01"}),
    );
    assert!(
        board.told("2026-11-30").contains(&"unmonitored MDL-0002 ".to_owned()),
        "a planned monitor watches nothing"
    );
    assert!(!board.told("2026-12-01").contains(&"unmonitored MDL-0002 ".to_owned()));
    // Released although the gate said no.
    board.does(&json!({"op": "version.gate", "version": "VER-0001"}));
    board.does(&json!({"op": "version.release", "version": "VER-0001"}));
    assert!(
        board.told("2026-11-23").contains(&"gate-failed VER-0001 2026-11-23".to_owned()),
        "{:?}",
        board.told("2026-11-23")
    );
    board.does(&json!({"op": "review.open", "model": "MDL-0002", "trigger": "breach", "reviewer": "berg", "cause": "auc fell"}));
    let flagged = board.alarms("2026-11-23").into_iter().find(|one| one.kind == AlarmKind::Flagged).unwrap();
    assert_eq!(
        (flagged.what.as_str(), flagged.since.unwrap().to_string().as_str()),
        ("the approval is flagged: auc fell", "2026-11-23")
    );
}

#[test]
fn a_renewal_in_force_clears_an_expiry() {
    let mut board = Board::new();
    for operation in [RISK, ASSESSED, TREATING, PROPOSED, ACTIVE] {
        board.does(&serde_json::from_str(operation).unwrap());
    }
    board.on("2026-12-21");
    board.does(&json!({"op": "acceptance.propose", "model": "MDL-0001", "risks": "RSK-0001", "rationale": "still small", "renewal_of": "ACC-0001",
        "controls": "manual review @lin", "requester": "rao", "accountable_exec": "moreau", "expiry": "2027-01-20"}));
    assert!(board.told("2026-12-21").contains(&"expired ACC-0001 2026-12-21".to_owned()), "a proposal renews nothing");
    board.does(&json!({"op": "acceptance.activate", "acceptance": "ACC-0002"}));
    assert_eq!(board.told("2026-12-21"), Vec::<String>::new());
    assert_eq!(board.told("2027-01-21"), ["expired ACC-0002 2027-01-21"]);
}

#[test]
fn alarms_are_filtered_and_sorted_like_other_lists() {
    let mut board = Board::new();
    // The third scene does what the first two do.
    for scene in SCENES.iter().skip(2) {
        for operation in scene.does {
            board.does(&serde_json::from_str(operation).unwrap());
        }
    }
    let day = "2026-12-04";
    let view = board.store.view();
    let policy = board::policy_in_force(&view).unwrap();
    let env = Env { now: format!("{day}T09:00:00Z").parse().unwrap(), actor: "lin".into(), rehearsal: false };
    let today = Today { date: day.parse().unwrap(), zone: policy.time_zone.0 };
    let ids = |filter: &str, sort: Option<&str>| {
        let sort = sort.map(|sort| List::Alarms.table().sort(sort).unwrap());
        let listed = Listed::read(List::Alarms, filter, sort, &board::reading(&policy, &env))
            .unwrap_or_else(|error| panic!("{filter}: {error:?}"));
        let keys = listed.keys(&view, &policy, today).unwrap();
        let rows = list::rows(&view, &policy, List::Alarms, &keys, today).unwrap();
        assert_eq!(rows.len(), keys.len());
        rows.into_iter().map(|row| row.cells[0].clone()).collect::<Vec<_>>().join(" ")
    };
    let all = "INC-0001 FUP-0001 MON-0001 DRF-0001 REV-0001 INT-0001";
    for (filter, sort, expected) in [
        ("", None, all),
        ("rule:R13", None, "FUP-0001"),
        ("rule:r13,watch", None, "FUP-0001 MON-0001 DRF-0001"),
        ("-rule:r13,watch", None, "INC-0001 REV-0001 INT-0001"),
        ("kind:drift", None, "DRF-0001"),
        ("@me", None, "FUP-0001 MON-0001"),
        ("owner:none", None, "INC-0001 INT-0001"),
        ("since<2026-11-23", None, "INC-0001 DRF-0001"),
        ("since>=2026-12-02", None, "FUP-0001 REV-0001"),
        ("model:churn tier:4 sag", None, "DRF-0001"),
        ("\"vendor\"", None, ""),
        ("", Some("since"), "DRF-0001 INC-0001 MON-0001 INT-0001 FUP-0001 REV-0001"),
        ("", Some("-since"), "REV-0001 FUP-0001 INT-0001 MON-0001 INC-0001 DRF-0001"),
        ("", Some("id"), "DRF-0001 FUP-0001 INC-0001 INT-0001 MON-0001 REV-0001"),
        ("", Some("-rule"), "INT-0001 REV-0001 DRF-0001 MON-0001 FUP-0001 INC-0001"),
    ] {
        assert_eq!(ids(filter, sort), expected, "{filter} {sort:?}");
    }
}
