//! A decision: the motion held against the rules, the votes counted, what was resolved frozen as it stood.

use super::case::{Case, decision_recorded};
use super::room::{Room, Topic};
use super::{agenda, consequence, model, motion, ratification, sitting, submission};
use crate::domain::Refusal;
use crate::domain::condition::Conditions;
use crate::domain::event::{Event, Recusal};
use crate::domain::field::Fields;
use crate::domain::ids::{
    AcceptanceId, ArtifactId, DecisionId, FollowUpId, ItemId, MeetingId, ModelId, RecordKind, SubmissionId, VersionId,
};
use crate::domain::operation::RecordDecision;
use crate::domain::record::{Decision, Item, Meeting, Person, Row};
use crate::domain::states::{ArtifactState, Ballot, DecisionStatus, Disposition, Outcome, VoteMethod};
use crate::domain::value::{Day, Handle, Handles, Ids, Line, Prose, Whole, Words};
use crate::policy::quorum::Quorum;
use crate::policy::{acceptance, amendment, decision, matter, voting};

/// Records a decision with its votes and consequences.
pub fn record(case: &mut Case<'_>, motion: &RecordDecision) -> Result<(), Refusal> {
    let item = case.view.get::<Item>(motion.item.0)?;
    let meeting = case.view.get::<Meeting>(item.meeting.0)?;
    sitting::check_sitting(&meeting)?;
    sitting::check_undecided(case, &item)?;
    let motion = &motion::as_put(motion, &item);
    let mut topic = Topic::of(case.view, item)?;
    if let Some(original) = case.view.find::<Decision>(motion.supersedes.0)?
        && topic.submission.is_none()
        && !original.version_label.is_empty()
    {
        // What is replaced is the decision on that version, whichever is in use meanwhile.
        topic.version.clone_from(&original.version_label.0);
    }
    sitting::check_moment(case, &meeting)?;
    let room = Room::at(case.view, meeting, Some(&topic), Some(case.now))?;
    sitting::check_voters(&room)?;
    check_people(case, motion, &room, &topic.item)?;
    amendment::reworded(motion)?;
    if let Some(refusal) = topic.obstacles(motion, case.policy, case.today).into_iter().next() {
        return Err(refusal);
    }
    check_evidence(case, motion.outcome, &topic)?;
    let superseded = check_superseded(case, motion, &topic)?;
    check_subject(motion, &topic)?;
    sitting::check_corrections(motion, &topic.item)?;
    let presiding = room.presides(&motion.presiding)?;
    let quorum = room.quorum(case.policy, topic.tier());
    let ratified = ratification::asked(case, motion, &topic, &quorum)?;
    let passed = count(case, motion, &room, &topic, &quorum)?;
    let status = decision::status(passed, &quorum);
    let number = case.number(RecordKind::Decision)?;
    let mut fields = frozen(case, motion, &topic, Some((&room, &quorum)))?;
    fields.presiding = presiding.person;
    fields.presiding_why = Line(presiding.why);
    fields.ratifies = DecisionId(ratified.as_ref().map_or(0, |row| row.number));
    if status == DecisionStatus::Failed {
        fields.valid_until = Day(None);
    } else {
        pin(case, motion, &topic, &mut fields)?;
    }
    // The decision comes first: it names the operation in the log and for undo.
    case.say(decision_recorded(number, fields.clone()));
    record_recusals(case, &room, &topic)?;
    let id = DecisionId(number);
    if status == DecisionStatus::Failed {
        motion::settle(case, &topic.item);
        say_status(case, id, DecisionStatus::Final, status, "the motion was lost");
        return Ok(());
    }
    consequence::open_conditions(case, motion, &topic, id, &fields)?;
    if status == DecisionStatus::Provisional {
        say_status(case, id, DecisionStatus::Final, status, &quorum.shortfall().unwrap_or_default());
        consequence::provisional(case, motion, &topic, id, &fields)?;
    } else {
        consequence::take_effect(case, motion, &topic, id, &fields)?;
        ratification::settle(case, motion, &topic, id)?;
        if let Some(original) = superseded {
            consequence::supersede(case, &original, id)?;
        }
        if let Some(original) = ratified {
            ratification::ratify(case, &original, motion, &topic, id)?;
        }
    }
    let disposition = if motion.outcome == Outcome::Defer { Disposition::Deferred } else { Disposition::Decided };
    agenda::dispose(case, &topic.item, disposition, "");
    Ok(())
}

/// Refuses conditions of owners whom nobody knows.
pub(super) fn check_owners(case: &Case<'_>, conditions: &Conditions) -> Result<(), Refusal> {
    let owners = conditions.0.iter().map(|condition| &condition.owner);
    owners.filter(|owner| !owner.is_empty()).try_for_each(|owner| case.person("conditions", owner).map(drop))
}

/// Refuses a mover who is unknown, absent or recused.
pub(super) fn check_mover(case: &Case<'_>, mover: &Handle, room: &Room) -> Result<(), Refusal> {
    if mover.is_empty() {
        return Ok(());
    }
    case.person("mover", mover)?;
    if !room.eligible().contains(mover) {
        return Err(Refusal::rule(19, "mover", format!("{mover} may not vote on this item, and so not move"))
            .hint("name a member who is present and not recused"));
    }
    Ok(())
}

/// Refuses movers and signers who are unknown, absent or recused.
fn check_people(case: &Case<'_>, motion: &RecordDecision, room: &Room, item: &Row<Item>) -> Result<(), Refusal> {
    check_owners(case, &motion.conditions)?;
    for (field, handle) in [("escalated_to", &motion.escalated_to), ("exec_signoff", &motion.exec_signoff)] {
        if !handle.is_empty() {
            case.person(field, handle)?;
        }
    }
    for vote in &motion.votes.0 {
        case.person("votes", &vote.member)?;
    }
    // Whoever moved what is before the board might do so then, and may have left since.
    if motion.mover != item.state.mover {
        check_mover(case, &motion.mover, room)?;
    }
    if !motion.exec_signoff.is_empty() {
        let person = case.view.known_person("exec_signoff", &motion.exec_signoff)?;
        if !person.accountable_exec.0 {
            return Err(Refusal::rule(
                20,
                "exec_signoff",
                format!("{} is not an accountable executive", motion.exec_signoff),
            )
            .hint("name one who is"));
        }
    }
    check_sign_offs(case, motion)
}

/// Refuses a matter of its own that is not signed by the functions that policy names (R20).
fn check_sign_offs(case: &Case<'_>, motion: &RecordDecision) -> Result<(), Refusal> {
    let executive = Some(&motion.exec_signoff).filter(|handle| !handle.is_empty());
    let mut people = Vec::new();
    for (field, handle) in
        motion.sign_offs.0.iter().map(|one| ("sign_offs", one)).chain(executive.map(|one| ("exec_signoff", one)))
    {
        people.push(case.view.known_person(field, handle)?);
    }
    let signers: Vec<&Person> = people.iter().map(|row| &row.fields).collect();
    matter::sign_off(case.policy, motion, &signers)
}

/// The decision to be superseded, if one is named and may be (R12).
fn check_superseded(case: &Case<'_>, motion: &RecordDecision, topic: &Topic) -> Result<Option<Row<Decision>>, Refusal> {
    if motion.supersedes.0 == 0 {
        return Ok(None);
    }
    let original = case.view.get::<Decision>(motion.supersedes.0)?;
    amendment::check(motion, original.state.status)?;
    let model = topic.model.as_ref().map_or(0, |row| row.number);
    if original.model.0 != model {
        let sentence = match original.model.0 {
            0 => format!("{} is about no model, and this item is", motion.supersedes),
            _ => format!("{} is about {}, and this item is not", motion.supersedes, original.model),
        };
        return Err(Refusal::rule(12, "supersedes", sentence).hint("put it on an item about the same matter"));
    }
    Ok(Some(original))
}

/// Refuses an approval whose evidence does not stand any more (R09).
pub(super) fn check_evidence(case: &Case<'_>, outcome: Outcome, topic: &Topic) -> Result<(), Refusal> {
    match (&topic.submission, &topic.model) {
        (Some(row), Some(model)) if outcome.releases() => submission::still_evidenced(case, row, &model.fields),
        _ => Ok(()),
    }
}

/// Refuses a submission that was decided, withdrawn or taken off meanwhile.
fn check_subject(motion: &RecordDecision, topic: &Topic) -> Result<(), Refusal> {
    let Some(submission) = &topic.submission else { return Ok(()) };
    if motion.outcome == Outcome::Procedural || motion.supersedes.0 > 0 {
        return Ok(());
    }
    crate::policy::lifecycle::decide(
        &SubmissionId(submission.number).to_string(),
        submission.state.state,
        crate::policy::lifecycle::Route::Meeting,
    )
}

/// Counts the votes, or asks whether anybody objects; true if the motion carries.
fn count(
    case: &Case<'_>,
    motion: &RecordDecision,
    room: &Room,
    topic: &Topic,
    quorum: &Quorum,
) -> Result<bool, Refusal> {
    match motion.method {
        VoteMethod::WithoutObjection => {
            let objectors: Vec<Handle> = motion
                .votes
                .0
                .iter()
                .filter(|vote| vote.ballot == Ballot::Against)
                .map(|vote| vote.member.clone())
                .collect();
            voting::without_objection(case.policy, topic.tier(), quorum, &objectors)?;
            Ok(true)
        }
        VoteMethod::RollCall => {
            if motion.votes.0.is_empty() {
                return Err(Refusal::rule(19, "votes", "nobody has voted")
                    .hint("call the roll: one line a member, `okafor for`"));
            }
            let tally = voting::tally(&motion.votes.0, &room.attendees())?;
            Ok(tally.passes(case.policy.board_rules(topic.tier()).pass))
        }
    }
}

/// Puts the recusals that R03 demands on the record, once.
fn record_recusals(case: &mut Case<'_>, room: &Room, topic: &Topic) -> Result<(), Refusal> {
    let (item, meeting) = (ItemId(topic.item.number), MeetingId(room.meeting.number));
    let recorded = case.view.recusals(meeting)?;
    for one in &room.recused {
        if !recorded.iter().any(|known| known.item == item && known.person == one.person) {
            case.say(Event::MemberRecused(Recusal {
                meeting,
                item,
                person: one.person.clone(),
                reason: one.reason.clone(),
                by_rule: true,
            }));
        }
    }
    Ok(())
}

pub(super) const fn needs_version(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approve | Outcome::Conditional | Outcome::Reject | Outcome::Revoke)
}

/// Ties a decision that carries to its version, made if need be, and to its conditions.
pub(super) fn pin(
    case: &mut Case<'_>,
    motion: &RecordDecision,
    topic: &Topic,
    fields: &mut Decision,
) -> Result<(), Refusal> {
    let model = topic.model.as_ref().map_or(ModelId(0), |row| ModelId(row.number));
    if needs_version(motion.outcome) && model.0 > 0 {
        fields.version = VersionId(model::version_of(case, model, &topic.version)?);
    }
    fields.conditions = expect_conditions(case, motion)?;
    Ok(())
}

/// The numbers that the conditions will get, in order.
fn expect_conditions(case: &Case<'_>, motion: &RecordDecision) -> Result<Ids<FollowUpId>, Refusal> {
    let numbers = case.expected_numbers(RecordKind::FollowUp, motion.conditions.0.len())?;
    Ok(Ids(numbers.into_iter().map(FollowUpId).collect()))
}

fn say_status(case: &mut Case<'_>, decision: DecisionId, from: DecisionStatus, to: DecisionStatus, reason: &str) {
    case.say(Event::DecisionStatusChanged(crate::domain::event::DecisionMove {
        decision,
        from,
        to,
        reason: reason.to_owned(),
        ..crate::domain::event::DecisionMove::default()
    }));
}

/// Everything a decision pins at this moment (R10); one made outside the meeting has no room.
pub(super) fn frozen(
    case: &Case<'_>,
    motion: &RecordDecision,
    topic: &Topic,
    room: Option<(&Room, &Quorum)>,
) -> Result<Decision, Refusal> {
    let count = |count: fn(&Quorum) -> usize| Whole(room.and_then(|(_, quorum)| i64::try_from(count(quorum)).ok()));
    let voters = |ballot: Ballot| {
        let members = motion.votes.0.iter().filter(|vote| vote.ballot == ballot).map(|vote| vote.member.clone());
        Handles(members.collect())
    };
    let roll = motion.method == VoteMethod::RollCall;
    let model = topic.model.as_ref();
    let valid_until = match (motion.valid_until.0, motion.outcome.releases()) {
        (Some(day), _) => Some(day),
        (None, true) => decision::default_valid_until(topic.tier(), case.today, case.policy),
        (None, false) => None,
    };
    if valid_until.is_some_and(|day| day < case.today) {
        return Err(Refusal::data("valid_until", "this day is past").hint("enter a day ahead, or leave it blank"));
    }
    Ok(Decision {
        meeting: MeetingId(room.map_or(0, |(room, _)| room.meeting.number)),
        item: motion.item,
        submission: topic.submission.as_ref().map_or(SubmissionId(0), |row| SubmissionId(row.number)),
        model: model.map_or(ModelId(0), |row| ModelId(row.number)),
        version_label: Line(topic.version.clone()),
        outcome: motion.outcome,
        motion: motion.motion.clone(),
        amendments: motion.amendments.clone(),
        mover: motion.mover.clone(),
        method: motion.method,
        rationale: motion.rationale.clone(),
        contested: motion.contested.clone(),
        dissent: motion.dissent.clone(),
        valid_until: Day(valid_until),
        exec_signoff: motion.exec_signoff.clone(),
        escalated_to: motion.escalated_to.clone(),
        answer_due: motion.answer_due,
        tier: topic.tier(),
        new_tier: motion.new_tier,
        residual: Whole(Some(topic.residual.score)),
        intended_use: model.map(|row| crate::policy::change::intended_use(&row.fields).clone()).unwrap_or_default(),
        quorum_required: count(|quorum| quorum.needs),
        quorum_present: count(|quorum| quorum.present),
        seats_filled: count(|quorum| quorum.filled),
        functions_missing: Words(room.map(|(_, quorum)| quorum.missing_words()).unwrap_or_default()),
        voters_for: if roll { voters(Ballot::For) } else { Handles::default() },
        voters_against: if roll { voters(Ballot::Against) } else { Handles::default() },
        voters_abstain: if roll { voters(Ballot::Abstain) } else { Handles::default() },
        written: Handles(room.map(|(room, _)| room.written.clone()).unwrap_or_default()),
        recused: Handles(
            room.map(|(room, _)| room.recused.iter().map(|one| one.person.clone()).collect()).unwrap_or_default(),
        ),
        not_voting: room.map(|(room, _)| motion::not_voting(room, motion)).unwrap_or_default(),
        conditions_put: motion.conditions.clone(),
        acceptances: relied_on(case, motion, topic),
        evidence: evidence(case, topic)?,
        criteria_version: Line(case.policy.label()),
        supersedes: motion.supersedes,
        snapshot: snapshot(topic),
        matter: matter::of(motion.outcome, motion.matter),
        sign_offs: motion.sign_offs.clone(),
        corrections: motion.corrections.clone(),
        ..Decision::default()
    })
}

/// The acceptances a decision grants, and those in force that it rests on.
fn relied_on(case: &Case<'_>, motion: &RecordDecision, topic: &Topic) -> Ids<AcceptanceId> {
    let mut relied = motion.acceptances.0.clone();
    if motion.outcome.releases() {
        for (row, _) in &topic.acceptances {
            let id = AcceptanceId(row.number);
            if acceptance::active_on(&row.fields, row.state.state, case.today) && !relied.contains(&id) {
                relied.push(id);
            }
        }
    }
    Ids(relied)
}

/// The model's evidence as it stands, with hashes.
fn evidence(case: &Case<'_>, topic: &Topic) -> Result<Words, Refusal> {
    let Some(model) = &topic.model else { return Ok(Words::default()) };
    let counts = |state| matches!(state, ArtifactState::Accepted | ArtifactState::Waived | ArtifactState::Submitted);
    let mut list = Vec::new();
    for row in case.view.artifacts(ModelId(model.number))? {
        if counts(row.fields.state) {
            let hash = if row.sha256.is_empty() { String::new() } else { format!(" sha256:{}", row.sha256) };
            list.push(format!("{} {} {}{hash}", ArtifactId(row.number), row.kind, row.fields.state));
        }
    }
    list.sort();
    Ok(Words(list))
}

/// The subject as the board saw it, field by field.
fn snapshot(topic: &Topic) -> Prose {
    fn fields<R: Fields>(record: &R) -> serde_json::Value {
        let texts = R::SPECS.iter().enumerate().map(|(at, spec)| (spec.name.to_owned(), record.text(at)));
        let filled =
            texts.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, serde_json::Value::from(text)));
        serde_json::Value::Object(filled.collect())
    }
    let mut snapshot = serde_json::Map::new();
    if let Some(model) = &topic.model {
        snapshot.insert("model".to_owned(), fields(&model.fields));
    }
    if let Some(submission) = &topic.submission {
        snapshot.insert("submission".to_owned(), fields(&submission.fields));
    }
    let risks: Vec<serde_json::Value> = topic
        .risks
        .iter()
        .map(|row| serde_json::Value::from(format!("{} {} {}", row.id(), row.fields.residual(), row.fields.state)))
        .collect();
    if !risks.is_empty() {
        snapshot.insert("risks".to_owned(), serde_json::Value::Array(risks));
    }
    if snapshot.is_empty() { Prose::default() } else { Prose(serde_json::Value::Object(snapshot).to_string()) }
}
