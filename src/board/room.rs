//! The room as it stands on an item: who is there, who is recused and why, what is decided upon, and
//! what the rules say. The operation that records a decision and the screen that prepares it read the same.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::party;
use crate::domain::Refusal;
use crate::domain::ids::{AcceptanceId, ItemId, ModelId, RecordId, RecordKind, RiskId, SubmissionId};
use crate::domain::moment::Moment;
use crate::domain::operation::RecordDecision;
use crate::domain::record::{
    Acceptance, Assessment, Decision, DriftEvent, FollowUp, Incident, Item, Meeting, Model, Monitor, Person, Review,
    Risk, Row, Submission, Validation,
};
use crate::domain::states::{Function, Outcome, Seat};
use crate::domain::value::{Handle, TierValue, Whole};
use crate::policy::decision::{self, Granted, Residual, Subject};
use crate::policy::quorum::{self, Attendee, Presiding, Quorum};
use crate::policy::recusal::{self, Interest};
use crate::policy::{Policy, matter};
use crate::store::View;

/// What an item is about, with everything the rules ask of it.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The item.
    pub item: Row<Item>,
    /// The submission, if it is about one.
    pub submission: Option<Row<Submission>>,
    /// The model, directly or through the record it is about.
    pub model: Option<Row<Model>>,
    /// The version's label; empty if none.
    pub version: String,
    /// The residual risk.
    pub residual: Residual,
    /// The model's validations.
    pub validations: Vec<Row<Validation>>,
    /// The model's acceptances, with their executives.
    pub acceptances: Vec<(Row<Acceptance>, Option<Person>)>,
    /// The model's risks.
    pub risks: Vec<Row<Risk>>,
    /// Those who do not vote on it, and why (R03).
    pub conflicts: Vec<Interest>,
}

impl Topic {
    /// Reads an item's topic.
    pub fn of(view: &View<'_>, item: Row<Item>) -> Result<Self, Refusal> {
        let (submission, model, version) = subject(view, item.subject.0)?;
        let mut topic = Self {
            item,
            submission,
            model: None,
            version,
            residual: Residual::default(),
            validations: Vec::new(),
            acceptances: Vec::new(),
            risks: Vec::new(),
            conflicts: Vec::new(),
        };
        let Some(model) = model else { return Ok(topic) };
        let id = ModelId(model.number);
        // Oldest first: of two issued on one day the later one holds.
        topic.validations = view.validations(id)?;
        topic.validations.reverse();
        topic.risks = view.risks(id)?;
        for acceptance in view.acceptances(id)? {
            let executive = view.person(&acceptance.accountable_exec)?.map(|row| row.fields);
            topic.acceptances.push((acceptance, executive));
        }
        let assessments = view.assessments(id)?;
        let assessments: Vec<&Assessment> = assessments.iter().map(|row| &row.fields).collect();
        let risks: Vec<(RiskId, &Risk)> = topic.risks.iter().map(|row| (RiskId(row.number), &row.fields)).collect();
        topic.residual = decision::residual(&assessments, &risks);
        let requester = match (&topic.submission, topic.item.subject.0) {
            (Some(row), _) => row.requester.clone(),
            (None, Some(id)) if id.kind == RecordKind::Decision => {
                let decided = view.get::<Decision>(id.number)?.submission;
                view.find::<Submission>(decided.0)?.map(|row| row.requester.clone()).unwrap_or_default()
            }
            (None, _) => Handle::default(),
        };
        topic.conflicts = party::conflicts(view, &topic.item, &model, &requester, topic.submission.as_ref())?;
        topic.model = Some(model);
        Ok(topic)
    }

    /// The model's tier.
    pub fn tier(&self) -> TierValue {
        self.model.as_ref().map(|model| model.tier).unwrap_or_default()
    }

    /// Hands the subject of a decision to a rule.
    pub fn with_subject<T>(&self, today: NaiveDate, rule: impl FnOnce(&Subject<'_>) -> T) -> T {
        let validations: Vec<&Validation> = self.validations.iter().map(|row| &row.fields).collect();
        let acceptances: Vec<Granted<'_>> = self
            .acceptances
            .iter()
            .map(|(row, executive)| Granted {
                id: AcceptanceId(row.number),
                acceptance: &row.fields,
                state: row.state.state,
                executive: executive.as_ref(),
            })
            .collect();
        rule(&Subject {
            model: self.model.as_ref().map(|row| &row.fields),
            version: &self.version,
            residual: &self.residual,
            validations: &validations,
            acceptances: &acceptances,
            today,
        })
    }

    /// Everything that forbids a motion, whatever the vote.
    pub fn obstacles(&self, motion: &RecordDecision, policy: &Policy, today: NaiveDate) -> Vec<Refusal> {
        let mut found = self.with_subject(today, |subject| decision::obstacles(motion, subject, policy));
        found.extend(matter::unsettled(motion.outcome, self.submission_id()));
        found
    }

    fn submission_id(&self) -> Option<SubmissionId> {
        self.submission.as_ref().map(|row| SubmissionId(row.number))
    }

    /// Each outcome, with what closes it before anything is typed.
    pub fn closed_outcomes(&self, policy: &Policy, today: NaiveDate) -> Vec<(Outcome, Option<Refusal>)> {
        let mut found = self.with_subject(today, |subject| decision::closed_outcomes(subject, policy));
        for (outcome, closed) in &mut found {
            *closed = closed.take().or_else(|| matter::unsettled(*outcome, self.submission_id()));
        }
        found
    }
}

type Found = (Option<Row<Submission>>, Option<Row<Model>>, String);

/// The tier of the matter that a record stands for: that of the model it concerns, and of a decision the stricter of
/// that and the tier it was made on.
pub(super) fn tier_of(view: &View<'_>, id: RecordId) -> Result<TierValue, Refusal> {
    let (_, model, _) = subject(view, Some(id))?;
    let now = model.map(|model| model.tier).unwrap_or_default();
    if id.kind == RecordKind::Decision
        && let (Some(now), Some(then)) = (now.0, view.get::<Decision>(id.number)?.tier.0)
    {
        return Ok(Whole(Some(now.min(then))));
    }
    Ok(now)
}

/// Follows a subject to the model it concerns.
fn subject(view: &View<'_>, about: Option<RecordId>) -> Result<Found, Refusal> {
    let Some(id) = about else { return Ok((None, None, String::new())) };
    let (model, version) = match id.kind {
        RecordKind::Submission => {
            let row = view.get::<Submission>(id.number)?;
            let model = view.find::<Model>(row.model.0)?;
            let version = row.version.0.clone();
            return Ok((Some(row), model, version));
        }
        RecordKind::Model => (ModelId(id.number), String::new()),
        RecordKind::Risk => (view.get::<Risk>(id.number)?.model, String::new()),
        RecordKind::Acceptance => (view.get::<Acceptance>(id.number)?.model, String::new()),
        RecordKind::Incident => {
            let row = view.get::<Incident>(id.number)?;
            (row.model, row.version.0.clone())
        }
        RecordKind::FollowUp => (view.get::<FollowUp>(id.number)?.model, String::new()),
        RecordKind::Review => (view.get::<Review>(id.number)?.model, String::new()),
        RecordKind::Monitor => (view.get::<Monitor>(id.number)?.model, String::new()),
        // What is ratified, amended or pulled is under the rules of the model it was decided on.
        RecordKind::Decision => {
            let row = view.get::<Decision>(id.number)?;
            (row.model, row.version_label.0.clone())
        }
        RecordKind::DriftEvent => (view.get::<DriftEvent>(id.number)?.model, String::new()),
        RecordKind::Person
        | RecordKind::Version
        | RecordKind::Artifact
        | RecordKind::Assessment
        | RecordKind::Validation
        | RecordKind::Meeting
        | RecordKind::Item
        | RecordKind::Note
        | RecordKind::ThematicReview
        | RecordKind::ControlTest
        | RecordKind::ManualMetric
        | RecordKind::Consultation
        | RecordKind::SavedView => (ModelId(0), String::new()),
    };
    let model = view.find::<Model>(model.0)?;
    let version = match &model {
        Some(model) if version.is_empty() => model.state.current_version.0.clone(),
        _ => version,
    };
    Ok((None, model, version))
}

/// The board around the table.
#[derive(Clone, Debug)]
pub struct Room {
    /// The meeting.
    pub meeting: Row<Meeting>,
    /// Everybody with a seat, and alternates.
    pub board: Vec<Row<Person>>,
    /// Who is present.
    pub present: BTreeSet<Handle>,
    /// Who is recused from the item, and why.
    pub recused: Vec<Interest>,
    /// Who filed a written position on it.
    pub written: Vec<Handle>,
}

impl Room {
    /// Reads the room on an item; recusals that R03 demands count whether or not they were recorded.
    pub fn of(view: &View<'_>, meeting: Row<Meeting>, topic: Option<&Topic>) -> Result<Self, Refusal> {
        Self::at(view, meeting, topic, None)
    }

    /// The room as it was at a moment; without one, as it is.
    pub fn at(
        view: &View<'_>,
        meeting: Row<Meeting>,
        topic: Option<&Topic>,
        moment: Option<DateTime<Utc>>,
    ) -> Result<Self, Refusal> {
        let id = crate::domain::ids::MeetingId(meeting.number);
        let board = view.board()?;
        let present = view.present_at(id, moment)?;
        let mut recused: Vec<Interest> = Vec::new();
        let mut written = Vec::new();
        if let Some(topic) = topic {
            let item = ItemId(topic.item.number);
            let by_then = |at: Moment| moment.is_none_or(|moment| at.0.is_none_or(|at| at <= moment));
            let filed = view.positions(id)?.into_iter().filter(|one| one.item == item && by_then(one.at));
            written.extend(filed.map(|one| one.person));
            let on_board = |one: &&Interest| board.iter().any(|person| person.handle == one.person);
            recused.extend(topic.conflicts.iter().filter(on_board).cloned());
            for one in view.recusals(id)? {
                if one.item == item && !recusal::is_conflicted(&one.person, &recused) {
                    recused.push(Interest { person: one.person, reason: one.reason });
                }
            }
        }
        Ok(Self { meeting, board, present, recused, written })
    }

    /// Everybody as the rules see them.
    pub fn attendees(&self) -> Vec<Attendee<'_>> {
        let attendee = |row: &'_ Row<Person>| {
            (self.present.contains(&row.handle), recusal::is_conflicted(&row.handle, &self.recused))
        };
        self.board
            .iter()
            .map(|row| {
                let (present, recused) = attendee(row);
                Attendee { person: &row.fields, present, recused }
            })
            .collect()
    }

    /// Quorum at this moment for a tier.
    pub fn quorum(&self, policy: &Policy, tier: TierValue) -> Quorum {
        let attendees = self.attendees();
        quorum::quorum(&attendees, &self.heard_in_writing(&attendees), policy.board_rules(tier))
    }

    /// The functions that a written position speaks for; that of a recused person speaks for none.
    fn heard_in_writing(&self, attendees: &[Attendee<'_>]) -> Vec<Function> {
        let speaks = |one: &&Attendee<'_>| {
            !one.recused && self.written.contains(&one.person.handle) && quorum::may_file(one.person, attendees)
        };
        attendees.iter().filter(speaks).map(|one| one.person.function).collect()
    }

    /// Who presides over a vote, and why if it is not the chair; `named` is whom those present name for it, else it is
    /// whom they chose in this meeting, as far as that person may.
    pub fn presides(&self, named: &Handle) -> Result<Presiding, Refusal> {
        let chosen = &self.meeting.state.chosen;
        if named.is_empty()
            && !chosen.is_empty()
            && let Ok(found) = quorum::presides(&self.attendees(), &self.meeting.chair, chosen)
        {
            return Ok(found);
        }
        quorum::presides(&self.attendees(), &self.meeting.chair, named)
    }

    /// Who presides at this moment.
    pub fn presiding(&self) -> Option<Handle> {
        quorum::presiding(&self.attendees(), &self.meeting.chair)
    }

    /// Who leads the meeting: chair and secretary of its entry, whoever holds these offices or the vice-chair, and
    /// whoever presides.
    pub fn leaders(&self) -> Vec<Handle> {
        let named = [&self.meeting.chair, &self.meeting.secretary].into_iter().cloned();
        let office = |row: &&Row<Person>| matches!(row.seat, Seat::Chair | Seat::ViceChair | Seat::Secretary);
        let holders = self.board.iter().filter(office).map(|row| row.handle.clone());
        let presiding = self.presides(&Handle::default()).ok().map(|found| found.person);
        let mut found: Vec<Handle> = Vec::new();
        for one in named.chain(holders).chain(presiding) {
            if !one.is_empty() && !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }

    /// Who may vote at this moment.
    pub fn eligible(&self) -> Vec<Handle> {
        quorum::eligible(&self.attendees())
    }
}
