//! A year of the sample company, day by day and seeded: what falls due is put on the record on its day and
//! once, the next agenda takes it up, and the year's reports and its audit bundle are made from it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

#[path = "year/board.rs"]
mod board;
#[path = "year/days.rs"]
mod days;

use std::collections::{BTreeMap, BTreeSet};

use boardroom::domain::record::{Acceptance, FollowUp, Incident, Review};
use boardroom::domain::states::{FollowUpKind, IncidentState, ReviewOutcome};
use boardroom::store::{Entry, verify};
use chrono::{Days, NaiveDate};

use board::Year;
use common::Hermetic;

/// The days of the year, and a week for what falls due at its end.
const DAYS: u64 = 371;

/// The events of a kind since the year began: the day each is dated on, and the record in this field.
fn dated(log: &[Entry], kind: &str, field: &str) -> Vec<(NaiveDate, u32)> {
    let of = |entry: &&Entry| entry.kind == kind;
    log.iter()
        .filter(of)
        .map(|entry| {
            let payload: serde_json::Value = serde_json::from_str(entry.payload.as_deref().unwrap()).unwrap();
            let named = &payload[field];
            let number = named.as_u64().or_else(|| named.as_str()?.rsplit('-').next()?.parse().ok());
            (entry.effective[..10].parse().unwrap(), u32::try_from(number.unwrap()).unwrap())
        })
        .collect()
}

fn once(what: &str, found: &[(NaiveDate, u32)]) {
    let distinct: BTreeSet<u32> = found.iter().map(|(_, number)| *number).collect();
    assert_eq!(distinct.len(), found.len(), "{what} is on the record twice: {found:?}");
}

#[test]
fn a_year_runs_day_by_day_and_everything_is_acted_upon_on_its_day() {
    let here = Hermetic::new();
    let mut year = Year::new(&here.db(), 2026);
    let begun = year.store.view().latest(i64::MAX, 1).unwrap()[0].seq;
    for _ in 0..DAYS {
        year.day();
    }
    let view = year.store.view();
    let mut log = view.latest(i64::MAX, 1_000_000).unwrap();
    log.reverse();
    log.retain(|entry| entry.seq > begun);

    let expired = dated(&log, "AcceptanceExpired", "acceptance");
    once("an expiry", &expired);
    for (day, number) in &expired {
        let row = view.get::<Acceptance>(*number).unwrap();
        assert_eq!(row.expiry.0.unwrap().checked_add_days(Days::new(1)), Some(*day), "{}", row.id());
    }
    let lapsed = dated(&log, "ConditionLapsed", "followup");
    once("a lapse", &lapsed);
    let overdue: Vec<_> = year.all::<FollowUp>().into_iter().filter(|row| row.state.lapsed_on.0.is_some()).collect();
    for (day, number) in &lapsed {
        let row = overdue.iter().find(|row| row.number == *number).unwrap();
        assert_eq!(row.kind, FollowUpKind::Condition);
        assert_eq!(row.state.lapsed_on.0, Some(*day), "{}", row.id());
    }
    let kinds = log.iter().fold(BTreeMap::<&str, usize>::new(), |mut kinds, entry| {
        *kinds.entry(&entry.kind).or_default() += 1;
        kinds
    });
    assert!(expired.len() >= 5 && lapsed.len() >= 3, "{} expired, {} lapsed: {kinds:?}", expired.len(), lapsed.len());
    assert!(year.breaches > 10 && year.renewed > 2 && year.taken_up > 20, "{}", year.told());

    let reviews = year.all::<Review>();
    let concluded = reviews.iter().filter(|row| row.outcome != ReviewOutcome::Pending).count();
    assert!(concluded > 30, "{concluded} of {} reviews concluded; {}", reviews.len(), year.told());
    let closed = year.all::<Incident>().iter().filter(|row| row.fields.state == IncidentState::Closed).count();
    assert!(closed > 8, "{closed} incidents closed; {}", year.told());

    let report = verify(&year.store, &mut |_, _| true).unwrap();
    assert_eq!(report.differences, []);
    let end = year.now;
    drop(year);
    reported(here, &end.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
}

/// The posture report and the audit bundle of the year; the manifest is checked by whoever has `sha256sum`.
fn reported(mut here: Hermetic, now: &str) {
    use sha2::Digest;
    now.clone_into(&mut here.now);
    let posture = here.ok(&["report", "posture", "--as-of", "2026-12-31"]);
    assert!(posture.contains("2026-12-31") && posture.lines().count() > 60, "{posture}");
    here.ok(&["report", "audit", "--since", "2026-01-05", "--until", "2027-01-04", "--seed", "7", "-o", "bundle"]);
    let manifest = here.read("bundle/MANIFEST");
    assert!(manifest.lines().count() > 40, "{manifest}");
    for line in manifest.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let bytes = std::fs::read(here.path("bundle").join(name)).unwrap();
        let found = sha2::Sha256::digest(&bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(found, sum, "{name}");
    }
    let index = here.read("bundle/README.md");
    assert!(index.contains("**SOUND**"), "{index}");
}
