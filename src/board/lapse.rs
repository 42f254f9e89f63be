//! What falls due by a date alone, put on the record once, dated when it was due (R06, R14).
//!
//! Nothing waits for this: gate, lists and alarms derive it when they are read. Here it becomes a fact
//! that others can be hung on: the risk that is open again, the review that the lapse asks for. It is done
//! before every operation and by `tick`, so that nobody's act can come between a lapse and its record.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::acceptance;
use super::case::Case;
use super::door::{Env, Receipt, date_of, policy_in_force, run};
use crate::domain::Refusal;
use crate::domain::event::{ApprovalChange, BreachesRepeated, ConditionLapse, Event, ReviewCause};
use crate::domain::ids::{FollowUpId, ModelId, MonitorId, RecordId, RecordKind, ReviewId, VersionId};
use crate::domain::operation::{Lapse, Operation, Request};
use crate::domain::record::{Acceptance, FollowUp, Model, Monitor, Review, Row, Version};
use crate::domain::states::{Approval, ReviewOutcome, ReviewTrigger, Stage};
use crate::domain::text::counted;
use crate::domain::value::{AnyRecord, Day, Handle, SYSTEM};
use crate::policy::Policy;
use crate::policy::change::REPEATED_BREACHES;
use crate::store::{Store, View, Writer};

/// Something that fell due by its date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsed {
    /// The day on which it did.
    pub day: NaiveDate,
    /// What did.
    pub record: RecordId,
    /// What it came to, a line for each fact, the lapse itself first.
    pub facts: Vec<String>,
    /// The records it made.
    pub made: Vec<RecordId>,
}

/// Puts everything on the record that has fallen due: each lapse an operation of its own, dated when it
/// was due, all in one transaction. Says what it did; nothing twice.
pub fn tick(store: &mut Store, env: &Env) -> Result<Vec<Lapsed>, Refusal> {
    let policy = policy_in_force(&store.view())?;
    let today = date_of(env.now, &policy);
    if store.view().lapsing(today, &policy)?.is_empty() {
        return Ok(Vec::new());
    }
    let mut writer = store.write()?;
    let lapsed = catch_up(&mut writer, &policy, env, today)?;
    writer.commit()?;
    Ok(lapsed)
}

/// What `tick` would put on the record, without a lock and without a trace: each lapse by itself, under
/// provisional numbers.
pub fn due(view: &View<'_>, env: &Env) -> Result<Vec<Lapsed>, Refusal> {
    let policy = policy_in_force(view)?;
    let mut found = Vec::new();
    for (day, id) in view.lapsing(date_of(env.now, &policy), &policy)? {
        let moment = morning(day, &policy);
        let mut case = Case::new(view, &policy, moment, Handle::from(SYSTEM));
        record(&mut case, &Lapse { record: AnyRecord(Some(id)) })?;
        let facts = case.events().iter().map(Event::summary).collect();
        let made = case.events().iter().filter_map(Event::made).collect();
        found.push(Lapsed { day, record: id, facts, made });
    }
    Ok(found)
}

/// Puts what has fallen due by a day on the record, within an open transaction. What comes next in it is
/// an operation of its own.
pub(super) fn catch_up(
    writer: &mut Writer<'_>,
    policy: &Policy,
    env: &Env,
    until: NaiveDate,
) -> Result<Vec<Lapsed>, Refusal> {
    let mut lapsed = Vec::new();
    let env = Env { actor: Handle::from(SYSTEM), rehearsal: false, ..env.clone() };
    for (day, id) in writer.view().lapsing(until, policy)? {
        writer.next_operation();
        let request = Request {
            operation: Operation::Lapse(Lapse { record: AnyRecord(Some(id)) }),
            occurred_at: Some(morning(day, policy)),
            revision: None,
            by: None,
        };
        let from = writer.head().seq;
        let receipt: Receipt = run(writer, &request, &env, &mut |_, _| true)?;
        if receipt.events > 0 {
            let facts = writer.view().latest(i64::MAX, writer.head().seq - from)?;
            let facts = facts.iter().rev().map(summary).collect::<Result<_, _>>()?;
            lapsed.push(Lapsed { day, record: id, facts, made: receipt.made });
        }
    }
    writer.next_operation();
    Ok(lapsed)
}

fn summary(entry: &crate::store::Entry) -> Result<String, Refusal> {
    let payload = entry.payload.as_deref().unwrap_or_default();
    Event::decode(&entry.kind, entry.version, payload).map(|event| event.summary())
}

/// The first moment of a day on the board.
fn morning(day: NaiveDate, policy: &Policy) -> DateTime<Utc> {
    policy.time_zone.0.moment(day, NaiveTime::MIN)
}

/// Records that something has lapsed; nothing if it holds, or is on the record already.
pub fn record(case: &mut Case<'_>, lapse: &Lapse) -> Result<(), Refusal> {
    let id = lapse.record.0.unwrap_or(RecordId { kind: RecordKind::Model, number: 0 });
    if !case.view.has_lapsed(id, case.today, case.policy)? {
        return Ok(());
    }
    match id.kind {
        RecordKind::Acceptance => {
            let row = case.view.get::<Acceptance>(id.number)?;
            acceptance::expire(case, &row)?;
            flag(case, row.model, ReviewTrigger::Lapse, &format!("{id} ran out"))
        }
        RecordKind::FollowUp => {
            let row = case.view.get::<FollowUp>(id.number)?;
            case.say(Event::ConditionLapsed(ConditionLapse {
                followup: FollowUpId(id.number),
                model: row.model,
                before: row.state.lapsed_on,
                on: Day(Some(case.today)),
            }));
            flag(case, row.model, ReviewTrigger::Lapse, &format!("{id} lapsed"))
        }
        RecordKind::Version => {
            let row = case.view.get::<Version>(id.number)?;
            case.say(Event::ApprovalChanged(ApprovalChange {
                version: VersionId(id.number),
                model: row.model,
                from: row.state.approval,
                to: Approval::Expired,
                decision_before: row.state.approval_decision,
                decision: row.state.approval_decision,
                valid_before: row.state.approval_valid_until,
                valid_until: row.state.approval_valid_until,
            }));
            Ok(())
        }
        RecordKind::Model => {
            let row = case.view.get::<Model>(id.number)?;
            let why = row.tier.0.map_or("it has no tier".to_owned(), |tier| format!("the cadence of tier {tier}"));
            open_review(case, ModelId(id.number), ReviewTrigger::Cadence, row.state.next_review, &why)
        }
        RecordKind::Monitor => {
            let row = case.view.get::<Monitor>(id.number)?;
            case.say(Event::BreachesRepeated(BreachesRepeated {
                monitor: MonitorId(id.number),
                model: row.model,
                before: row.state.repeated_on,
                on: Day(Some(case.today)),
            }));
            let rule = case.policy.change.repeated_breaches;
            let why = format!(
                "{id}: {} breaches of `{}` within {} ({REPEATED_BREACHES})",
                rule.count,
                row.metric,
                counted(rule.within_days, "day")
            );
            flag(case, row.model, ReviewTrigger::Breach, &why)
        }
        other => Err(Refusal::data("record", format!("a {} does not lapse", other.word()))
            .hint("name an acceptance, a condition, a version, a model or a monitor")),
    }
}

/// Asks for the re-review of a model in use whose approval rests on what lapsed, or whose monitor was breached again and
/// again. While such a review is open, what comes next is one more cause of it.
fn flag(case: &mut Case<'_>, id: ModelId, trigger: ReviewTrigger, why: &str) -> Result<(), Refusal> {
    let Some(row) = case.view.find::<Model>(id.0)? else { return Ok(()) };
    if !matches!(row.stage, Stage::Production | Stage::Suspended) {
        return Ok(());
    }
    let waits = |row: &Row<Review>| row.outcome == ReviewOutcome::Pending && row.trigger == trigger;
    match case.view.reviews(id)?.iter().find(|row| waits(row)) {
        Some(open) => {
            let review = ReviewId(open.number);
            case.say(Event::ReviewCauseAdded(ReviewCause { review, model: id, cause: why.to_owned() }));
            Ok(())
        }
        None => open_review(case, id, trigger, Day(Some(case.today)), why),
    }
}

fn open_review(case: &mut Case<'_>, id: ModelId, trigger: ReviewTrigger, due: Day, why: &str) -> Result<(), Refusal> {
    case.create(Review { model: id, trigger, due, cause: why.into(), ..Review::default() }).map(drop)
}
