//! What is wrong on a day: one list, each with its rule, its record, since when, and what clears it. Derived
//! whenever it is read; it stands until it is cleared, whatever the system has put on the record meanwhile.

pub mod list;

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::RecordId;
use crate::domain::record::{Incident, Model, Row};
use crate::domain::states::{AlarmKind, Approval, RegulatorDuty};
use crate::domain::text::clean_line;
use crate::domain::value::Handle;
use crate::policy::incident::{clock, known};
use crate::policy::{Policy, gate, readiness};
use crate::store::View;
use crate::store::query::alarms::{Found, InProduction};
use crate::store::query::list::Today;
use crate::store::query::rereview::Asked;

/// Bits of a record's key in the key of an alarm about it.
const RECORD_BITS: u32 = 46;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What kind of thing.
    pub kind: AlarmKind,
    /// The record on which it is cleared.
    pub id: RecordId,
    /// What that is about: a model by name.
    pub record: String,
    /// What is wrong, in a line.
    pub what: String,
    /// Since when; unknown if no date tells.
    pub since: Option<NaiveDate>,
    /// What clears it.
    pub clears: String,
    /// Who could.
    pub owner: Handle,
    /// The model's tier.
    pub tier: Option<i64>,
}

impl Alarm {
    /// The rule it goes by.
    pub const fn rule(&self) -> &'static str {
        self.kind.rule()
    }

    /// What tells it from every other: its kind and its record.
    pub fn key(&self) -> i64 {
        let place = AlarmKind::ALL.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        (i64::try_from(place).unwrap_or(0) + 1) << RECORD_BITS | self.id.key()
    }
}

/// The record that an alarm's key names.
pub fn record_of(key: i64) -> Option<RecordId> {
    RecordId::from_key(key & ((1 << RECORD_BITS) - 1))
}

/// What a kind of alarm is found by.
enum FoundBy {
    /// What is in production without a current approval.
    Approval,
    /// What is in production without the monitoring its tier needs.
    Monitoring,
    /// The regulator's clock.
    Clock,
    /// The reviews that flag an approval, open on the record or asked for by what has lapsed.
    Flags,
    /// A query of the record.
    Query,
}

const fn found_by(kind: AlarmKind) -> FoundBy {
    match kind {
        AlarmKind::Unapproved => FoundBy::Approval,
        AlarmKind::Unmonitored => FoundBy::Monitoring,
        AlarmKind::Regulator => FoundBy::Clock,
        AlarmKind::Flagged => FoundBy::Flags,
        AlarmKind::GateFailed
        | AlarmKind::Expired
        | AlarmKind::AcceptanceReview
        | AlarmKind::Control
        | AlarmKind::Condition
        | AlarmKind::Overdue
        | AlarmKind::Breach
        | AlarmKind::Drift
        | AlarmKind::Review
        | AlarmKind::Triage
        | AlarmKind::Decision => FoundBy::Query,
    }
}

/// Everything that is wrong on a day, by kind, the oldest of each first.
pub fn all(view: &View<'_>, policy: &Policy, today: Today) -> Result<Vec<Alarm>, Refusal> {
    let production = view.in_production(today.date, policy.monitoring.runbook_tier)?;
    let mut alarms = Vec::new();
    for kind in AlarmKind::ALL.iter().copied() {
        let from = alarms.len();
        match found_by(kind) {
            FoundBy::Approval => alarms.extend(production.iter().filter_map(|one| unapproved(one, today.date))),
            FoundBy::Monitoring => {
                for one in &production {
                    alarms.extend(unmonitored(view, one, policy, today)?);
                }
            }
            FoundBy::Clock => {
                for row in view.incidents_to_report(today.date)? {
                    alarms.extend(regulator(view, &row, policy, today)?);
                }
            }
            FoundBy::Flags => {
                alarms.extend(flagged(view, policy, today)?.into_iter().filter_map(|found| told(kind, found)));
            }
            FoundBy::Query => {
                alarms.extend(view.alarming(kind, today)?.into_iter().filter_map(|found| told(kind, found)));
            }
        }
        alarms[from..].sort_by_key(|alarm| (alarm.since, alarm.tier.unwrap_or(9), alarm.id));
    }
    Ok(alarms)
}

/// How much is wrong on a day: as many as `all` tells, without their words.
pub fn count(view: &View<'_>, policy: &Policy, today: Today) -> Result<usize, Refusal> {
    let production = view.in_production(today.date, policy.monitoring.runbook_tier)?;
    let unmonitored =
        |one: &&InProduction| !readiness::missing_dimensions(&one.model, &one.monitored, policy).is_empty();
    let mut sum = 0;
    for kind in AlarmKind::ALL.iter().copied() {
        sum += match found_by(kind) {
            FoundBy::Approval => production.iter().filter(|one| not_current(one, today.date).is_some()).count(),
            FoundBy::Monitoring => production.iter().filter(unmonitored).count(),
            FoundBy::Clock => view.incidents_to_report(today.date)?.len(),
            FoundBy::Flags => {
                let opens = |one: &&Asked| one.flags() && one.taken_by.is_none();
                view.alarming_count(kind, today)? + view.reviews_asked(today.date, policy)?.iter().filter(opens).count()
            }
            FoundBy::Query => view.alarming_count(kind, today)?,
        };
    }
    Ok(sum)
}

/// What the record alone tells, with what clears it.
fn told(kind: AlarmKind, found: Found) -> Option<Alarm> {
    let id = found.id?;
    let who = if found.owner.is_empty() { "its owner".to_owned() } else { found.owner.to_string() };
    let clears = match kind {
        AlarmKind::Unapproved => "have the board decide on the version".to_owned(),
        AlarmKind::Unmonitored => "define a monitor with alert and owner for each".to_owned(),
        AlarmKind::Regulator => "enter when the authority was told, or say that there is no duty".to_owned(),
        AlarmKind::Flagged => "conclude its review with what was found, or have the board decide".to_owned(),
        AlarmKind::GateFailed => "clear what the gate names and ask it again, or roll the version back".to_owned(),
        AlarmKind::Expired => "renew it as a new acceptance, or mitigate and close its risks".to_owned(),
        AlarmKind::AcceptanceReview => "review it and set the next review date, or close it".to_owned(),
        AlarmKind::Control => "verify it as effective once it works (V), or revoke the acceptance".to_owned(),
        AlarmKind::Condition => format!("have {who} close it with evidence, or ask the board"),
        AlarmKind::Overdue => format!("have {who} close it, or extend it with a reason"),
        AlarmKind::Breach => "mend it until a reading is back within the threshold, or end the monitor".to_owned(),
        AlarmKind::Drift => "triage it: say when it was looked at, and what it came to".to_owned(),
        AlarmKind::Review => "conclude the review with what was found".to_owned(),
        AlarmKind::Triage => "triage it, or return it with what is missing".to_owned(),
        AlarmKind::Decision => "bring it before the board, or return it with what is missing".to_owned(),
    };
    let Found { record, what, since, owner, tier, .. } = found;
    Some(Alarm { kind, id, record, what, since, clears, owner, tier })
}

/// Approvals that a review flags: one that is open, and one that a lapse asks for and a tick has not opened yet, named by
/// what lapsed.
fn flagged(view: &View<'_>, policy: &Policy, today: Today) -> Result<Vec<Found>, Refusal> {
    let mut found = view.alarming(AlarmKind::Flagged, today)?;
    for asked in view.reviews_asked(today.date, policy)?.into_iter().filter(Asked::flags) {
        let cause = asked.cause.replace('\n', "; ");
        if let Some(taken) = asked.taken_by {
            if let Some(one) = found.iter_mut().find(|one| one.id == Some(taken.record())) {
                one.what = clean_line(&format!("{}; {cause}", one.what));
            }
            continue;
        }
        found.push(Found {
            id: Some(asked.by),
            record: clean_line(asked.model.name.as_str()),
            what: clean_line(&format!("the approval is flagged: {cause}")),
            since: Some(asked.due),
            owner: asked.model.owner.clone(),
            tier: asked.model.tier.0,
        });
    }
    Ok(found)
}

fn not_current(one: &InProduction, today: NaiveDate) -> Option<(u8, String, &'static str)> {
    gate::not_current(&one.approval, one.decision, today)
}

/// In production without a current approval (R15).
fn unapproved(one: &InProduction, today: NaiveDate) -> Option<Alarm> {
    let (_, why, clears) = not_current(one, today)?;
    let version = if one.version.is_empty() { String::new() } else { format!(" {}", one.version) };
    let ended = one.approval.approval_valid_until.0.filter(|last| *last < today).and_then(|last| last.succ_opt());
    Some(Alarm {
        what: format!("in production{version}: {why}"),
        since: if one.approval.approval == Approval::None { one.released } else { ended.or(one.released) },
        clears: clears.to_owned(),
        ..in_production(AlarmKind::Unapproved, one)
    })
}

/// In production without the monitoring its tier needs (R15): since it is out, or since it has that tier.
fn unmonitored(view: &View<'_>, one: &InProduction, policy: &Policy, today: Today) -> Result<Option<Alarm>, Refusal> {
    let missing = readiness::missing_dimensions(&one.model, &one.monitored, policy);
    if missing.is_empty() {
        return Ok(None);
    }
    Ok(Some(Alarm {
        what: format!("in production: {}", gate::lacks_monitoring(one.model.tier, &missing)),
        since: one.released.max(view.tier_since(one.id, one.model.tier.0, today)?),
        clears: "define a monitor with alert and owner for each".to_owned(),
        ..in_production(AlarmKind::Unmonitored, one)
    }))
}

fn in_production(kind: AlarmKind, one: &InProduction) -> Alarm {
    Alarm {
        kind,
        id: one.id.record(),
        record: clean_line(one.model.name.as_str()),
        what: String::new(),
        since: None,
        clears: String::new(),
        owner: one.model.owner.clone(),
        tier: one.model.tier.0,
    }
}

/// The regulator's clock, running or run out (R16).
fn regulator(view: &View<'_>, row: &Row<Incident>, policy: &Policy, today: Today) -> Result<Option<Alarm>, Refusal> {
    let Some(clock) = clock(row, today.date, policy).filter(|clock| clock.runs()) else { return Ok(None) };
    let clock = clock.said(today.date);
    let duty = if row.regulator == RegulatorDuty::Yes { "to be reported" } else { "perhaps to be reported" };
    let model = view.find::<Model>(row.model.0)?;
    let found = Found {
        id: Some(row.id()),
        record: model.as_ref().map_or_else(|| row.title.0.clone(), |model| model.name.0.clone()),
        what: clean_line(&format!("{duty} to the authority, {clock}: {}", row.title)),
        since: Some(known(row, today.date, policy)),
        owner: row.lead.clone(),
        tier: model.and_then(|model| model.tier.0),
    };
    Ok(told(AlarmKind::Regulator, found))
}
