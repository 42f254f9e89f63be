//! Whose part in a matter keeps them from voting on it (R03): as the entries say now, and as they said when the
//! matter came before the board. Who was a party then does not vote because an entry has changed since.

use crate::domain::Refusal;
use crate::domain::ids::ModelId;
use crate::domain::record::{Item, Model, Row, Submission};
use crate::domain::states::DecisionStatus;
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
    let manager = view.person(&model.owner)?.map(|row| row.fields.manager).unwrap_or_default();
    let parties = Parties { model: &model.fields, requester, owner_manager: &manager, validators: &[] };
    let mut found = recusal::conflicts(parties);
    for seq in came_up(view, item, submission)? {
        let then = as_of(view, model, requester, submission, seq)?;
        found = recusal::standing(found, then);
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
        for text in view.stood_since(model.id(), field, since)? {
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
