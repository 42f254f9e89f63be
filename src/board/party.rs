//! Whose part in a matter keeps them from voting on it (R03) and from saying what risk remains (R02): as the entries say
//! now, and as they said when the matter came up. Whoever was a party then stays one, whatever has changed since.

use crate::domain::Refusal;
use crate::domain::ids::{ModelId, RecordId, SubmissionId};
use crate::domain::record::{Assessment, Item, Model, Row, Submission};
use crate::domain::states::{AssessmentState, DecisionStatus};
use crate::domain::value::{Handle, Handles};
use crate::policy::recusal::{self, Interest, Parties};
use crate::store::View;

/// Those who do not vote on a model's matter, and why.
pub fn conflicts(
    view: &View<'_>,
    item: &Row<Item>,
    model: &Row<Model>,
    requester: &Handle,
    submission: Option<&Row<Submission>>,
) -> Result<Vec<Interest>, Refusal> {
    let moments = came_up(view, item, submission)?;
    since(view, model, (requester, submission), &moments, "when it came before the board")
}

/// Those with a part in a model as its entry says now.
pub fn now(view: &View<'_>, model: &Row<Model>, requester: &Handle) -> Result<Vec<Interest>, Refusal> {
    let manager = view.person(&model.owner)?.map(|row| row.fields.manager).unwrap_or_default();
    Ok(recusal::conflicts(Parties { model: &model.fields, requester, owner_manager: &manager, validators: &[] }))
}

/// Those with a part in a model, now or when its tier was set, which the log says in this place.
pub fn of_tier(view: &View<'_>, model: &Row<Model>, requester: &Handle, set: i64) -> Result<Vec<Interest>, Refusal> {
    since(view, model, (requester, None), &[set], "when its tier was set")
}

/// Those with a part in the model of a record, now or when that was put on the record; nobody where there is no model.
pub fn of_record(view: &View<'_>, id: RecordId, model: ModelId) -> Result<Vec<Interest>, Refusal> {
    let Some(model) = view.find::<Model>(model.0)? else { return Ok(Vec::new()) };
    let moments: Vec<i64> = view.first_event(id)?.into_iter().collect();
    since(view, &model, (&Handle::default(), None), &moments, "when it was put on the record")
}

/// Those with a part in what an assessment is about: now, when what is asked for was submitted, or when the
/// assessment that it would supersede became final.
pub fn of_assessment(view: &View<'_>, fields: &Assessment) -> Result<Vec<Interest>, Refusal> {
    let Some(model) = view.find::<Model>(fields.model.0)? else { return Ok(Vec::new()) };
    let mut moments = Vec::new();
    for row in view.submissions(fields.model)?.iter().filter(|row| row.state.state.is_open()) {
        moments.extend(view.first_event(row.id())?);
    }
    for row in view.assessments(fields.model)?.iter().filter(|row| row.fields.state == AssessmentState::Final) {
        moments.extend(view.last_event(row.id(), "AssessmentFinalised")?);
    }
    let submission = match fields.submission {
        SubmissionId(0) => None,
        id => view.find::<Submission>(id.0)?,
    };
    let requester = submission.as_ref().map(|row| row.requester.clone()).unwrap_or_default();
    since(view, &model, (&requester, submission.as_ref()), &moments, "when it came up")
}

/// Those with a part in a model now, and beside them those who had one after each of these events.
fn since(
    view: &View<'_>,
    model: &Row<Model>,
    (requester, submission): (&Handle, Option<&Row<Submission>>),
    moments: &[i64],
    when: &str,
) -> Result<Vec<Interest>, Refusal> {
    let mut found = now(view, model, requester)?;
    for seq in moments {
        found = recusal::standing(found, as_of(view, model, requester, submission, *seq)?, when);
    }
    Ok(found)
}

/// When a matter came before the board, by sequence number: put on the agenda, and called to order with it; what
/// is signed outside a meeting, when it was ready.
fn came_up(view: &View<'_>, item: &Row<Item>, submission: Option<&Row<Submission>>) -> Result<Vec<i64>, Refusal> {
    let moments = if item.number > 0 {
        [view.first_event(item.id())?, view.last_event(item.meeting.record(), "MeetingOpened")?]
    } else if let Some(row) = submission {
        [view.last_event(row.id(), "SubmissionReady")?, None]
    } else {
        [None, None]
    };
    Ok(moments.into_iter().flatten().collect())
}

/// Those who owned or developed a model while a version of it came about, and do not any more by its entry: since the
/// board last approved an earlier one (R07).
pub fn former_developers(view: &View<'_>, model: &Row<Model>, version: &str) -> Result<Vec<Handle>, Refusal> {
    let id = ModelId(model.number);
    let mut began = Vec::new();
    for row in view.submissions(id)? {
        if row.version.as_str() == version {
            began.extend(view.first_event(row.id())?);
        }
    }
    if let Some(row) = view.version(id, version)? {
        began.extend(view.first_event(row.id())?);
    }
    let began = began.into_iter().min().unwrap_or(i64::MAX);
    let mut since = 0;
    for row in view.decisions(id)? {
        let stood = matches!(row.state.status, DecisionStatus::Final | DecisionStatus::Superseded);
        if row.outcome.releases() && stood {
            since = view.first_event(row.id())?.filter(|made| *made < began).unwrap_or(0).max(since);
        }
    }
    let mut found = Vec::new();
    for field in ["owner", "developers"] {
        for text in view.held(model.id(), field, since)? {
            found.extend(text.split("; ").filter(|one| !one.is_empty()).map(Handle::from));
        }
    }
    Ok(found)
}

/// The parties as the entries said after an event.
fn as_of(
    view: &View<'_>,
    model: &Row<Model>,
    requester: &Handle,
    submission: Option<&Row<Submission>>,
    seq: i64,
) -> Result<Vec<Interest>, Refusal> {
    let stood = view.stood(model.id(), seq)?;
    let handle = |field: &str, now: &Handle| stood.get(field).map_or_else(|| now.clone(), |text| Handle(text.clone()));
    let developers = stood.get("developers").map_or_else(
        || model.developers.clone(),
        |text| Handles(text.split("; ").filter(|one| !one.is_empty()).map(Handle::from).collect()),
    );
    let then = Model {
        owner: handle("owner", &model.owner),
        developers,
        accountable_exec: handle("accountable_exec", &model.accountable_exec),
        ..Model::default()
    };
    let asked = match submission {
        Some(row) => view.stood(row.id(), seq)?.remove("requester").map_or_else(|| requester.clone(), Handle),
        None => requester.clone(),
    };
    let manager = match view.person(&then.owner)? {
        Some(owner) => {
            let stood = view.stood(owner.id(), seq)?.remove("manager");
            stood.map_or_else(|| owner.manager.clone(), Handle)
        }
        None => Handle::default(),
    };
    Ok(recusal::conflicts(Parties { model: &then, requester: &asked, owner_manager: &manager, validators: &[] }))
}
