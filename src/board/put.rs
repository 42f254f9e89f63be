//! Entries by external key: made if the key is new, else updated; the importers' operations.

use super::case::Case;
use super::{entry, followup, model, submission as intake};
use crate::domain::Refusal;
use crate::domain::event::Event;
use crate::domain::field::FieldKind;
use crate::domain::operation::{Put, Revise};
use crate::domain::record::{FollowUp, Model, Person, Record, Risk, Submission};
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
    if case.events().iter().any(added) || case.view.person(&handle)?.is_some() {
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
        Some(number) => entry::revise_risk(case, &as_revision(put, number)),
        None => entry::identify_risk(case, &put.fields).map(drop),
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
