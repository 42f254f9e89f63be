//! What falls due by a date alone, put on the record once, dated when it was due (R06, R14).
//!
//! Nothing waits for this: gate, lists and alarms derive it when they are read. Here it becomes a fact
//! that others can be hung on: the risk that is open again, the review that the lapse asks for.

use chrono::NaiveTime;

use super::acceptance;
use super::case::Case;
use super::door::{Env, Receipt, date_of, execute_script, policy_in_force};
use crate::domain::Refusal;
use crate::domain::event::{ApprovalChange, ConditionLapse, Event};
use crate::domain::ids::{DecisionId, FollowUpId, ModelId, RecordId, RecordKind, VersionId};
use crate::domain::operation::{Lapse, Operation, Request};
use crate::domain::record::{Acceptance, FollowUp, Model, Review, Version};
use crate::domain::states::{Approval, ReviewOutcome, ReviewTrigger, Stage};
use crate::domain::value::{AnyRecord, Day, Handle};
use crate::store::Store;

/// Who puts on the record what time alone brought about.
pub const SYSTEM: &str = "system";

/// Puts everything on the record that has fallen due: each fact an operation of its own, dated when it
/// was due, all in one transaction. Says what it did; nothing twice.
pub fn tick(store: &mut Store, env: &Env) -> Result<Vec<Receipt>, Refusal> {
    let policy = policy_in_force(&store.view())?;
    let today = date_of(env.now, &policy);
    let env = Env { actor: Handle::from(SYSTEM), ..env.clone() };
    let mut requests = Vec::new();
    for (day, id) in store.view().lapsing(today)? {
        requests.push(Request {
            operation: Operation::Lapse(Lapse { record: AnyRecord(Some(id)) }),
            occurred_at: Some(policy.time_zone.0.moment(day, NaiveTime::MIN)),
            revision: None,
            by: None,
        });
    }
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let receipts = execute_script(store, &requests, &env, &mut |_| {}).map_err(|(_, refusal)| refusal)?;
    Ok(receipts.into_iter().filter(|receipt| receipt.events > 0).collect())
}

/// Records that something has lapsed; nothing if it holds, or is on the record already.
pub fn record(case: &mut Case<'_>, lapse: &Lapse) -> Result<(), Refusal> {
    let id = lapse.record.0.unwrap_or(RecordId { kind: RecordKind::Model, number: 0 });
    if !case.view.lapsing(case.today)?.iter().any(|(_, known)| *known == id) {
        return Ok(());
    }
    match id.kind {
        RecordKind::Acceptance => {
            let row = case.view.get::<Acceptance>(id.number)?;
            acceptance::expire(case, &row)?;
            flag(case, row.model, &format!("{id} ran out"))
        }
        RecordKind::FollowUp => {
            let row = case.view.get::<FollowUp>(id.number)?;
            case.say(Event::ConditionLapsed(ConditionLapse {
                followup: FollowUpId(id.number),
                model: row.model,
                before: row.state.lapsed_on,
                on: Day(Some(case.today)),
            }));
            flag(case, row.model, &format!("{id} lapsed"))
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
            open_review(case, ModelId(id.number), ReviewTrigger::Cadence, row.state.next_review, "")
        }
        other => Err(Refusal::data("record", format!("a {} does not lapse", other.word()))
            .hint("name an acceptance, a condition, a version or a model")),
    }
}

/// Asks for the re-review of a model in use whose approval rests on what lapsed.
fn flag(case: &mut Case<'_>, id: ModelId, why: &str) -> Result<(), Refusal> {
    let Some(row) = case.view.find::<Model>(id.0)? else { return Ok(()) };
    if !matches!(row.stage, Stage::Production | Stage::Suspended) {
        return Ok(());
    }
    let open = case.view.reviews(id)?;
    if open.iter().any(|row| row.outcome == ReviewOutcome::Pending && row.trigger == ReviewTrigger::Lapse) {
        return Ok(());
    }
    open_review(case, id, ReviewTrigger::Lapse, Day(Some(case.today)), why)
}

fn open_review(case: &mut Case<'_>, id: ModelId, trigger: ReviewTrigger, due: Day, why: &str) -> Result<(), Refusal> {
    let review = Review { model: id, trigger, due, findings: why.into(), decision: DecisionId(0), ..Review::default() };
    case.create(review).map(drop)
}
