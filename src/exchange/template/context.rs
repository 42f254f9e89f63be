//! What a template may name: the model and what belongs to it, and the record in question, each field as
//! people read it. Every name is always there, blank where nothing is known, so that a name that is not
//! here can only be a mistake.

use serde_json::{Map, Value, json};

use super::wording::Wordings;
use crate::domain::Refusal;
use crate::domain::field::{FieldKind, FieldSpec, Fields};
use crate::domain::ids::{IncidentId, MeetingId, ModelId, RecordId, RecordKind};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Decision, FollowUp, Incident, Model, Monitor, Record, Risk, Row, Submission,
    Validation, Version,
};
use crate::domain::states::Band;
use crate::exchange::basis::Basis;
use crate::exchange::minutes;
use crate::exchange::report::{Desk, ModelFile};
use crate::policy::incident::report_due;

/// Everything that a template may name; blank without a record.
pub(super) fn of(desk: Option<&Desk<'_>>, id: Option<RecordId>) -> Result<Value, Refusal> {
    let (Some(desk), Some(id)) = (desk, id) else { return Filler { desk: None }.values(None, None) };
    let model = model_of(desk, id)?;
    let file = if model.0 == 0 { None } else { Some(ModelFile::read(desk, model)?) };
    Filler { desk: Some(desk) }.values(Some(id), file.as_ref())
}

/// Everything that a template of minutes may name: the members of the minutes as JSON, what is not known as none.
pub(super) fn of_meeting(desk: Option<&Desk<'_>>, id: Option<RecordId>) -> Result<Value, Refusal> {
    let (Some(desk), Some(id)) = (desk, id) else { return Ok(Value::Object(Map::new())) };
    // Members carry no wording: a template words what it says by itself.
    let wording = Wordings::built_in().minutes;
    let basis = Basis { view: desk.view(), policy: desk.policy(), now: desk.pages.moment, wording: &wording };
    Ok(minutes::read(basis, MeetingId(id.number))?.members())
}

/// The model that a record is about; number 0 if it is about none.
fn model_of(desk: &Desk<'_>, id: RecordId) -> Result<ModelId, Refusal> {
    let view = desk.view();
    let number = id.number;
    Ok(match id.kind {
        RecordKind::Model => ModelId(view.get::<Model>(number)?.number),
        RecordKind::Version => view.get::<Version>(number)?.model,
        RecordKind::Submission => view.get::<Submission>(number)?.model,
        RecordKind::Artifact => view.get::<Artifact>(number)?.model,
        RecordKind::Assessment => view.get::<Assessment>(number)?.model,
        RecordKind::Validation => view.get::<Validation>(number)?.model,
        RecordKind::Risk => view.get::<Risk>(number)?.model,
        RecordKind::FollowUp => view.get::<FollowUp>(number)?.model,
        RecordKind::Acceptance => view.get::<Acceptance>(number)?.model,
        RecordKind::Incident => view.get::<Incident>(number)?.model,
        RecordKind::Decision => view.get::<Decision>(number)?.model,
        RecordKind::Monitor => view.get::<Monitor>(number)?.model,
        RecordKind::Person
        | RecordKind::Meeting
        | RecordKind::Item
        | RecordKind::Note
        | RecordKind::DriftEvent
        | RecordKind::Review
        | RecordKind::ThematicReview
        | RecordKind::ControlTest
        | RecordKind::ManualMetric
        | RecordKind::Consultation
        | RecordKind::SavedView => {
            return Err(Refusal::usage("ID", format!("a template is not filled from a {}", id.kind.word()))
                .hint("name the model, or the record that is about it"));
        }
    })
}

/// Makes values of records; without a desk all of them are blank.
struct Filler<'a, 'd> {
    desk: Option<&'a Desk<'d>>,
}

impl Filler<'_, '_> {
    fn values(&self, id: Option<RecordId>, file: Option<&ModelFile>) -> Result<Value, Refusal> {
        let mut values = Map::new();
        let mut put = |name: &str, value: Value| values.insert(name.to_owned(), value);
        let text = |text: Option<String>| Value::String(text.unwrap_or_default());
        put("id", text(id.map(|id| id.to_string())));
        put("board", text(self.desk.map(|desk| desk.board.clone())));
        put("today", text(self.desk.map(|desk| desk.today.to_string())));
        put("criteria", text(self.desk.map(|desk| desk.policy().label())));
        put("head", text(self.desk.map(|desk| desk.head.clone())));
        put("model", self.record(file.map(|file| &file.model))?);
        put("version", self.record(file.map(ModelFile::at_hand).filter(|row| row.number > 0))?);
        put("submission", self.record(self.submission(id, file)?.as_ref())?);
        put("assessment", self.record(self.assessment(id, file)?.as_ref())?);
        put("validation", self.record(self.validation(id, file)?.as_ref())?);
        put("acceptance", self.record(self.own::<Acceptance>(id)?.as_ref())?);
        put("incident", self.record(self.own::<Incident>(id)?.as_ref())?);
        put("decision", self.record(self.own::<Decision>(id)?.as_ref())?);
        put("residual", text(file.and_then(|file| rated(file.residual().score))));
        put("versions", self.records(file.map(|file| &file.versions[..]))?);
        put("artifacts", self.records(file.map(|file| &file.artifacts[..]))?);
        put("validations", self.records(file.map(|file| &file.validations[..]))?);
        put("risks", self.records(file.map(|file| &file.risks[..]))?);
        put("acceptances", self.records(file.map(|file| &file.acceptances[..]))?);
        put("followups", self.records(file.map(|file| &file.followups[..]))?);
        put("incidents", self.records(file.map(|file| &file.incidents[..]))?);
        put("decisions", self.records(file.map(|file| &file.decisions[..]))?);
        let monitors: Option<Vec<Row<Monitor>>> =
            file.map(|file| file.monitors.iter().map(|one| one.monitor.clone()).collect());
        put("monitors", self.records(monitors.as_deref())?);
        let needs = file.map(|file| &file.needs[..]).unwrap_or_default().iter();
        put(
            "needs",
            needs
                .map(|need| json!({"kind": need.kind, "label": need.label, "standing": need.standing.word()}))
                .collect(),
        );
        let unwatched = file.map(|file| &file.unwatched[..]).unwrap_or_default().iter();
        put("unwatched", unwatched.map(|dimension| dimension.word()).collect());
        let actions = match (self.desk, id) {
            (Some(desk), Some(id)) => desk.view().followups_from(id)?,
            _ => Vec::new(),
        };
        put("actions", self.records(Some(&actions))?);
        put("covered", self.covered(id, file)?);
        put("controls", self.controls(id)?);
        put("timeline", self.timeline(id)?);
        put("report_due", text(self.report_due(id)?));
        Ok(Value::Object(values))
    }

    /// The record that was named, if it is of this kind.
    fn own<R: Record>(&self, id: Option<RecordId>) -> Result<Option<Row<R>>, Refusal> {
        match (self.desk, id) {
            (Some(desk), Some(id)) if id.kind == R::KIND => desk.view().get(id.number).map(Some),
            _ => Ok(None),
        }
    }

    fn submission(&self, id: Option<RecordId>, file: Option<&ModelFile>) -> Result<Option<Row<Submission>>, Refusal> {
        Ok(self.own(id)?.or_else(|| file?.submission.clone()))
    }

    fn assessment(&self, id: Option<RecordId>, file: Option<&ModelFile>) -> Result<Option<Row<Assessment>>, Refusal> {
        Ok(self.own(id)?.or_else(|| file?.assessment().cloned()))
    }

    fn validation(&self, id: Option<RecordId>, file: Option<&ModelFile>) -> Result<Option<Row<Validation>>, Refusal> {
        Ok(self.own(id)?.or_else(|| file?.validations.first().cloned()))
    }

    /// The risks that the acceptance or incident in question names.
    fn covered(&self, id: Option<RecordId>, file: Option<&ModelFile>) -> Result<Value, Refusal> {
        let named = match (self.own::<Acceptance>(id)?, self.own::<Incident>(id)?) {
            (Some(row), _) => row.fields.risks.0,
            (_, Some(row)) => row.fields.risks.0,
            (None, None) => Vec::new(),
        };
        let risks = file.map(|file| &file.risks[..]).unwrap_or_default().iter();
        let covered: Vec<Row<Risk>> =
            risks.filter(|row| named.iter().any(|one| one.0 == row.number)).cloned().collect();
        self.records(Some(&covered))
    }

    fn controls(&self, id: Option<RecordId>) -> Result<Value, Refusal> {
        let controls = self.own::<Acceptance>(id)?.map(|row| row.fields.controls.0).unwrap_or_default();
        let name = |handle| self.desk.map_or_else(String::new, |desk| desk.who(handle).plain());
        Ok(controls.iter().map(|one| json!({"text": one.text, "owner": name(&one.owner)})).collect())
    }

    fn timeline(&self, id: Option<RecordId>) -> Result<Value, Refusal> {
        let (Some(desk), Some(id)) = (self.desk, id.filter(|id| id.kind == RecordKind::Incident)) else {
            return Ok(json!([]));
        };
        let entries = desk.view().incident_timeline(IncidentId(id.number))?;
        Ok(entries
            .iter()
            .map(|entry| json!({"at": desk.clock(entry.at.0), "text": entry.text, "told": entry.told}))
            .collect())
    }

    /// By when the regulator hears of the incident in question (R16).
    fn report_due(&self, id: Option<RecordId>) -> Result<Option<String>, Refusal> {
        let (Some(desk), Some(row)) = (self.desk, self.own::<Incident>(id)?) else { return Ok(None) };
        let known = desk.day(row.detected.0.or(row.state.reported_at.0)).unwrap_or(desk.today);
        Ok(report_due(row.regulator, row.gravity, known, desk.policy()).map(|day| day.to_string()))
    }

    fn records<R: Record>(&self, rows: Option<&[Row<R>]>) -> Result<Value, Refusal> {
        let rows = rows.unwrap_or_default().iter();
        Ok(Value::Array(rows.map(|row| self.record(Some(row))).collect::<Result<_, _>>()?))
    }

    /// A record's fields by name, with `id`; lists as lists, people by name, records with their titles.
    fn record<R: Record>(&self, row: Option<&Row<R>>) -> Result<Value, Refusal> {
        let mut values = Map::new();
        values.insert("id".to_owned(), row.map(|row| row.id().to_string()).unwrap_or_default().into());
        for (at, spec) in R::SPECS.iter().enumerate() {
            values.insert(spec.name.to_owned(), self.value(spec, row.map(|row| row.fields.text(at)))?);
        }
        for (at, spec) in R::State::SPECS.iter().enumerate() {
            if !values.contains_key(spec.name) {
                values.insert(spec.name.to_owned(), self.value(spec, row.map(|row| row.state.text(at)))?);
            }
        }
        Ok(Value::Object(values))
    }

    fn value(&self, spec: &FieldSpec, text: Option<String>) -> Result<Value, Refusal> {
        let kind = (spec.kind)();
        let text = text.unwrap_or_default();
        let list = |text: &str| -> Vec<String> {
            text.split(if kind == FieldKind::Rows { "\n" } else { "; " })
                .filter(|item| !item.trim().is_empty())
                .map(str::to_owned)
                .collect()
        };
        Ok(match (kind, self.desk) {
            (FieldKind::Words | FieldKind::References | FieldKind::Rows, _) => list(&text).into(),
            (FieldKind::People | FieldKind::Records(_), None) => json!([]),
            (FieldKind::People, Some(desk)) => {
                list(&text).iter().map(|handle| desk.who(&handle.as_str().into()).plain()).collect()
            }
            (FieldKind::Records(_), Some(desk)) => {
                let named: Result<Vec<String>, Refusal> = list(&text).iter().map(|id| desk.pages.named(id)).collect();
                named?.into()
            }
            (FieldKind::Person, Some(desk)) => desk.who(&text.as_str().into()).plain().into(),
            // Prose keeps its lines: the filter `prose` reads it as the Markdown it is.
            (FieldKind::Prose, _) | (_, None) => text.into(),
            (_, Some(desk)) => desk.pages.value(kind, &text)?.plain().into(),
        })
    }
}

/// A product of likelihood and impact with its band.
fn rated(score: i64) -> Option<String> {
    Band::of_score(score).map(|band| format!("{score} of 25, {band}"))
}
