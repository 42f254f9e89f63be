//! Breaches that come again and again: a review on the record once, by the system, on its day.

use serde_json::json;

use super::Bench;
use crate::board::{Env, due, tick};
use crate::domain::ids::ModelId;
use crate::domain::record::{Monitor, Review, Row};
use crate::domain::states::{ReviewOutcome, ReviewTrigger};
use crate::domain::value::Handle;

/// A model in production with two monitors.
fn watched() -> Bench {
    let mut bench = Bench::new();
    bench.ok(json!({"op": "model.register", "name": "churn", "owner": "rao", "tier": 2, "tier_rationale": "asked", "stage": "production"}));
    for metric in ["psi", "latency"] {
        bench.ok(
            json!({"op": "monitor.define", "model": "MDL-0001", "metric": metric, "dimension": "drift", "alert": "1",
            "owner": "lin", "live_since": "2026-06-01"}),
        );
    }
    bench
}

fn breach(bench: &mut Bench, monitor: &str, readings: &[&str]) {
    let line =
        |at: &&str| at.split_once(' ').map_or_else(|| format!("{at} 2"), |(at, segment)| format!("{at} 2 {segment}"));
    let lines: Vec<String> = readings.iter().map(line).collect();
    bench.ok(json!({"op": "reading.take", "monitor": monitor, "readings": lines.join("\n")}));
}

fn ticked(bench: &mut Bench, day: &str) -> Vec<String> {
    let env = Env { now: format!("{day}T09:00:00Z").parse().unwrap(), actor: Handle::from("okafor"), rehearsal: false };
    bench.now = env.now;
    let foreseen: Vec<_> = due(&bench.store.view(), &env).unwrap().iter().map(|one| (one.day, one.record)).collect();
    let done = tick(&mut bench.store, &env).unwrap();
    assert_eq!(done.iter().map(|one| (one.day, one.record)).collect::<Vec<_>>(), foreseen);
    done.iter().map(|one| format!("{} {}", one.day, one.record)).collect()
}

fn reviews(bench: &Bench) -> Vec<Row<Review>> {
    let mut rows = bench.store.view().reviews(ModelId(1)).unwrap();
    rows.retain(|row| row.trigger == ReviewTrigger::Breach);
    rows
}

#[test]
fn three_breaches_within_thirty_days_ask_for_a_review_once() {
    let mut bench = watched();
    // Two segments at one moment are one breach; thirty days apart is not within thirty.
    breach(
        &mut bench,
        "MON-0001",
        &["2026-10-10T08:00:00Z", "2026-11-09T08:00:00Z", "2026-11-09T08:00:00Z b", "2026-11-20T08:00:00Z"],
    );
    assert!(ticked(&mut bench, "2026-11-23").is_empty());
    breach(&mut bench, "MON-0001", &["2026-11-22T08:00:00Z"]);
    assert_eq!(ticked(&mut bench, "2026-11-24"), ["2026-11-23 MON-0001"], "dated on the day after the third");
    assert!(ticked(&mut bench, "2026-11-24").is_empty(), "once");
    let open = reviews(&bench);
    assert_eq!(open.len(), 1);
    assert!(
        open[0].cause.as_str().contains("MON-0001: 3 breaches of `psi` within 30 days"),
        "{}",
        open[0].cause.as_str()
    );
    assert_eq!(open[0].due.0.map(|day| day.to_string()).as_deref(), Some("2026-11-23"));
    let event = bench.store.view().latest(i64::MAX, 50).unwrap().into_iter().find(|one| one.kind == "BreachesRepeated");
    assert_eq!(event.unwrap().actor, "system");
    assert!(bench.store.view().get::<Monitor>(1).unwrap().state.repeated_on.0.is_some());
    // While the review is open more of the same adds nothing; another monitor is one more cause.
    let again = ["2026-11-24T01:00:00Z", "2026-11-24T02:00:00Z", "2026-11-24T03:00:00Z"];
    breach(&mut bench, "MON-0001", &again);
    assert!(ticked(&mut bench, "2026-11-25").is_empty());
    breach(&mut bench, "MON-0002", &again);
    assert_eq!(ticked(&mut bench, "2026-11-25"), ["2026-11-25 MON-0002"]);
    assert_eq!(reviews(&bench).len(), 1);
    assert_eq!(reviews(&bench)[0].cause.as_str().lines().count(), 2);
    // The change that answers it is offered its trigger.
    let receipt = bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "2.0", "change": "fix"}));
    assert!(
        receipt.notes.iter().any(|note| note.contains("name the trigger repeated-breaches")),
        "{:?}",
        receipt.notes
    );
    let receipt = bench.ok(json!({"op": "version.add", "model": "MDL-0001", "label": "2.1", "change": "fix", "triggers": "repeated-breaches"}));
    assert!(receipt.notes[0].starts_with("material (repeated-breaches)"), "{:?}", receipt.notes);
    // Once concluded, what it looked at counts no more; what comes after does.
    bench.ok(json!({"op": "review.revise", "id": format!("{}", open[0].id()), "outcome": "continue", "findings": "a faulty feed",
        "reviewer": "berg"}));
    assert!(ticked(&mut bench, "2026-11-26").is_empty());
    breach(&mut bench, "MON-0001", &["2026-11-26T01:00:00Z", "2026-11-26T02:00:00Z", "2026-11-26T03:00:00Z"]);
    assert_eq!(ticked(&mut bench, "2026-11-27"), ["2026-11-27 MON-0001"]);
    assert_eq!(reviews(&bench).iter().filter(|row| row.outcome == ReviewOutcome::Pending).count(), 1);
    bench.sound();
}
