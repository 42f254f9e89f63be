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
use crate::domain::ids::{FollowUpId, ModelId, MonitorId, RecordId, RecordKind, VersionId};
use crate::domain::operation::{Lapse, Operation, Request};
use crate::domain::record::{Acceptance, FollowUp, Monitor, Review, Version};
use crate::domain::states::Approval;
use crate::domain::text::article;
use crate::domain::value::{AnyRecord, Day, Handle, SYSTEM};
use crate::policy::Policy;
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
        }
        RecordKind::FollowUp => {
            let row = case.view.get::<FollowUp>(id.number)?;
            case.say(Event::ConditionLapsed(ConditionLapse {
                followup: FollowUpId(id.number),
                model: row.model,
                before: row.state.lapsed_on,
                on: Day(Some(case.today)),
            }));
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
        }
        RecordKind::Model => {}
        RecordKind::Monitor => {
            let row = case.view.get::<Monitor>(id.number)?;
            case.say(Event::BreachesRepeated(BreachesRepeated {
                monitor: MonitorId(id.number),
                model: row.model,
                before: row.state.repeated_on,
                on: Day(Some(case.today)),
            }));
        }
        other => {
            return Err(Refusal::data("record", format!("{} {} does not lapse", article(other.word()), other.word()))
                .hint("name an acceptance, a condition, a version, a model or a monitor"));
        }
    }
    ask_for_review(case, id)
}

/// Opens the review that a lapse asks for, or adds to the one that is open.
fn ask_for_review(case: &mut Case<'_>, id: RecordId) -> Result<(), Refusal> {
    let Some(asked) = case.view.review_asked(id, case.today, case.policy)? else { return Ok(()) };
    let (model, trigger) = (ModelId(asked.model.number), asked.trigger);
    if let Some(review) = asked.taken_by {
        case.say(Event::ReviewCauseAdded(ReviewCause { review, model, cause: asked.cause }));
        return Ok(());
    }
    let review =
        Review { model, trigger, due: Day(Some(asked.due)), cause: asked.cause.as_str().into(), ..Review::default() };
    case.create(review).map(drop)
}
