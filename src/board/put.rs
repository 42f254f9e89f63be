//! Entries by external key: made if the key is new, else updated; the importers' operations.

use super::case::Case;
use super::{entry, followup, model, submission as intake};
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::field::{FieldKind, Fields};
use crate::domain::ids::ModelId;
use crate::domain::operation::{LinkModel, OfModel, Put, Revise};
use crate::domain::record::{Artifact, FollowUp, Model, Person, Record, Risk, Submission, Version};
use crate::domain::text::excerpt;
use crate::domain::value::{Handle, Line};

/// The number of the record with this key, if there is one.
fn known<R: Record>(case: &Case<'_>, put: &Put<R>) -> Result<Option<u32>, Refusal> {
    case.view.by_key::<R>(Put::<R>::key_field(), &put.key())
}

fn as_revision<R: Record>(put: &Put<R>, number: u32) -> Revise<R> {
    Revise { number, fields: put.fields.clone(), set: put.set.clone(), reason: String::new() }
}

/// Names that nobody has entered yet become people without a seat.
fn add_unknown_people<R: Record>(case: &mut Case<'_>, put: &Put<R>) -> Result<(), Refusal> {
    for at in &put.set {
        let is_people = matches!((R::SPECS[*at].kind)(), FieldKind::Person | FieldKind::People);
        if !is_people || (R::KIND == Person::KIND && R::SPECS[*at].name == "handle") {
            continue;
        }
        let text = put.fields.text(*at);
        for handle in text.split("; ").filter(|handle| !handle.is_empty()) {
            add_unknown(case, handle)?;
        }
    }
    Ok(())
}

fn add_unknown(case: &mut Case<'_>, handle: &str) -> Result<(), Refusal> {
    let handle = Handle::from(handle);
    let added = |event: &Event| matches!(event, Event::PersonAdded(made) if made.fields.handle == handle);
    if case.events().iter().any(added) || case.view.is_known(&handle)? {
        return Ok(());
    }
    let person = Person { name: Line(handle.0.clone()), handle, ..Person::default() };
    case.create(person).map(drop)
}

/// A person by handle.
pub fn person(case: &mut Case<'_>, put: &Put<Person>) -> Result<(), Refusal> {
    add_unknown_people(case, put)?;
    match known(case, put)? {
        Some(number) => entry::revise_person(case, &as_revision(put, number)),
        None => entry::add_person(case, &put.fields),
    }
}

/// A model by external key.
pub fn model(case: &mut Case<'_>, put: &Put<Model>) -> Result<(), Refusal> {
    add_unknown_people(case, put)?;
    match known(case, put)? {
        Some(number) => model::revise(case, &as_revision(put, number)),
        None => model::register(case, &put.fields).map(drop),
    }
}

/// What a model depends on, all of it named by external key or identifier.
pub fn link(case: &mut Case<'_>, link: &LinkModel) -> Result<(), Refusal> {
    let number = called(case, "model_key", link.model_key.as_str())?.0;
    let mut depends = Vec::new();
    for name in &link.depends_on.0 {
        depends.push(called(case, "dependencies", name)?);
    }
    let text = depends.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    model::revise(case, &Revise::one(number, "dependencies", &text, &case.reading())?)
}

/// The model with this key, or this identifier.
fn called(case: &Case<'_>, field: &str, name: &str) -> Result<ModelId, Refusal> {
    if let Some(number) = case.view.by_key::<Model>("external_key", name)? {
        return Ok(ModelId(number));
    }
    match name.parse::<ModelId>() {
        Ok(id) if case.view.exists(id.record())? => Ok(id),
        _ => Err(Refusal::data(field, format!("there is no model with the key `{}`", excerpt(name)))
            .hint("import that model too, or leave it out")),
    }
}

/// A submission by external key.
pub fn submission(case: &mut Case<'_>, put: &Put<Submission>) -> Result<(), Refusal> {
    add_unknown_people(case, put)?;
    match known(case, put)? {
        Some(number) => intake::revise(case, &as_revision(put, number)),
        None => intake::submit(case, &put.fields).map(drop),
    }
}

/// A risk by external key.
pub fn risk(case: &mut Case<'_>, put: &Put<Risk>) -> Result<(), Refusal> {
    add_unknown_people(case, put)?;
    match known(case, put)? {
        Some(number) => entry::update_risk(case, as_revision(put, number)),
        None => entry::import_risk(case, &put.fields),
    }
}

/// A follow-up by external key.
pub fn follow_up(case: &mut Case<'_>, put: &Put<FollowUp>) -> Result<(), Refusal> {
    add_unknown_people(case, put)?;
    match known(case, put)? {
        Some(number) => followup::revise(case, &as_revision(put, number)),
        None => followup::open(case, &put.fields).map(drop),
    }
}

/// The model with this key.
fn keyed<R: Record>(case: &Case<'_>, put: &OfModel<R>) -> Result<ModelId, Refusal> {
    case.view.by_key::<Model>("external_key", &put.key)?.map(ModelId).ok_or_else(|| {
        Refusal::data("model_key", format!("there is no model with the key `{}`", excerpt(&put.key)))
            .hint("put the model first")
    })
}

/// A version of the model with this key.
pub fn version(case: &mut Case<'_>, put: &OfModel<Version>) -> Result<(), Refusal> {
    let fields = Version { model: keyed(case, put)?, ..put.fields.clone() };
    fields.complete()?;
    if case.view.version(fields.model, fields.label.as_str())?.is_some() {
        return Ok(());
    }
    model::add_version(case, &fields).map(drop)
}

/// Evidence of the model with this key; it is known by its hash.
pub fn artifact(case: &mut Case<'_>, put: &OfModel<Artifact>) -> Result<(), Refusal> {
    let fields = Artifact { model: keyed(case, put)?, ..put.fields.clone() };
    fields.complete()?;
    let same = |known: &Artifact| known.kind == fields.kind && known.sha256 == fields.sha256;
    if !fields.sha256.is_empty() && case.view.artifacts(fields.model)?.iter().any(|row| same(&row.fields)) {
        return Ok(());
    }
    entry::receive_artifact(case, &fields)
}
