//! Motions: put before the board, amended by being put again, withdrawn, or voted on by the decision. What is put
//! is on the record, so that whoever follows the meeting sees what is about to be voted on.

use super::case::Case;
use super::room::{Room, Topic};
use super::{decision, sitting};
use crate::domain::Refusal;
use crate::domain::event::{Event, MotionMove};
use crate::domain::ids::ItemId;
use crate::domain::operation::{ItemStep, PutMotion, RecordDecision};
use crate::domain::record::{Item, Meeting, Moved, Row};
use crate::domain::states::VoteMethod;
use crate::domain::value::{Handle, Handles, Line, Prose};

/// Puts a motion before the board; one for the same outcome is amended by it.
pub fn put(case: &mut Case<'_>, request: &PutMotion) -> Result<(), Refusal> {
    let item = case.view.get::<Item>(request.item.0)?;
    let meeting = case.view.get::<Meeting>(item.meeting.0)?;
    sitting::check_sitting(&meeting)?;
    sitting::check_undecided(case, &item)?;
    sitting::check_moment(case, &meeting)?;
    let topic = Topic::of(case.view, item)?;
    let room = Room::at(case.view, meeting, Some(&topic), Some(case.now))?;
    decision::check_mover(case, &request.mover, &room)?;
    decision::check_owners(case, &request.conditions)?;
    let signing = request.sign_offs.0.iter().map(|one| ("sign_offs", one));
    for (field, handle) in
        signing.chain([("escalated_to", &request.escalated_to), ("exec_signoff", &request.exec_signoff)])
    {
        if !handle.is_empty() {
            case.person(field, handle)?;
        }
    }
    let before = topic.item.state.moved();
    let amendments = before.amended_to(request.outcome, request.motion.as_str());
    let to = Moved { amendments, ..as_moved(request) };
    say(case, &topic.item, to);
    Ok(())
}

/// The motion with everything that goes with it.
fn as_moved(put: &PutMotion) -> Moved {
    Moved {
        outcome: Line::from(put.outcome.word()),
        motion: put.motion.clone(),
        mover: put.mover.clone(),
        conditions: put.conditions.clone(),
        amendments: Prose::default(),
        rationale: put.rationale.clone(),
        contested: put.contested.clone(),
        dissent: put.dissent.clone(),
        valid_until: put.valid_until,
        exec_signoff: put.exec_signoff.clone(),
        new_tier: put.new_tier,
        escalated_to: put.escalated_to.clone(),
        answer_due: put.answer_due,
        acceptances: put.acceptances.clone(),
        supersedes: put.supersedes,
        matter: put.matter,
        sign_offs: put.sign_offs.clone(),
        corrections: put.corrections.clone(),
    }
}

/// Withdraws the motion that is before the board.
pub fn withdraw(case: &mut Case<'_>, step: &ItemStep) -> Result<(), Refusal> {
    let item = case.view.get::<Item>(step.item.0)?;
    let meeting = case.view.get::<Meeting>(item.meeting.0)?;
    sitting::check_sitting(&meeting)?;
    if item.state.motion.is_empty() {
        return Err(Refusal::state(step.item.to_string(), "has no motion before the board").hint("nothing to withdraw"));
    }
    settle(case, &item);
    Ok(())
}

/// Those who may vote and did not, where the roll was called.
pub fn not_voting(room: &Room, motion: &RecordDecision) -> Handles {
    let voted = |member: &Handle| motion.votes.0.iter().any(|vote| vote.member == *member);
    let called = motion.method == VoteMethod::RollCall;
    Handles(room.eligible().into_iter().filter(|member| called && !voted(member)).collect())
}

/// Takes the motion from before the board: it was voted on, or the item is dealt with otherwise.
pub fn settle(case: &mut Case<'_>, item: &Row<Item>) {
    say(case, item, Moved::default());
}

fn say(case: &mut Case<'_>, item: &Row<Item>, to: Moved) {
    let from = item.state.moved();
    if from != to {
        case.say(Event::MotionPut(MotionMove { item: ItemId(item.number), meeting: item.meeting, from, to }));
    }
}

/// The motion to be decided with what the record knows of it: who moved it, and what was put before it was amended.
pub fn as_put(motion: &RecordDecision, item: &Row<Item>) -> RecordDecision {
    let (mut motion, put) = (motion.clone(), item.state.moved());
    if put.asks() == Some(motion.outcome) {
        if motion.mover.is_empty() {
            motion.mover = put.mover.clone();
        }
        if motion.amendments.is_empty() {
            motion.amendments = put.amended_to(motion.outcome, motion.motion.as_str());
        }
    }
    motion
}
