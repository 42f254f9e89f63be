//! What deciding sees, and the events it comes to.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::Refusal;
use crate::domain::custom::CustomFields;
use crate::domain::event::{Change, Created, Event, Revised};
use crate::domain::field::{FieldKind, Reading};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::moment::Moment;
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Consultation, ControlTest, Decision, DriftEvent, FollowUp, Incident, Item,
    ManualMetric, Meeting, Model, Monitor, Note, Person, Record, Review, Risk, SavedView, Submission, ThematicReview,
    Validation, Version,
};
use crate::domain::text::excerpt;
use crate::domain::value::Handle;
use crate::policy::{Policy, custom};
use crate::store::View;

/// The field in which a record says what it is known by elsewhere.
const KEY: &str = "external_key";

/// One operation under decision: the record as it stands, the policy, the moment, the person, and the
/// events decided so far.
pub struct Case<'a> {
    /// The record.
    pub view: &'a View<'a>,
    /// The criteria in force.
    pub policy: &'a Policy,
    /// When it happens.
    pub now: DateTime<Utc>,
    /// The board's date then.
    pub today: NaiveDate,
    /// The board's date on which it is entered: later than `today` for what is entered late. What time alone has
    /// brought about by then is not evaded by an earlier date.
    pub entered: NaiveDate,
    /// Who.
    pub actor: Handle,
    events: Vec<Event>,
    notes: Vec<String>,
    numbers: BTreeMap<RecordKind, u32>,
}

impl<'a> Case<'a> {
    /// A fresh case.
    pub fn new(view: &'a View<'a>, policy: &'a Policy, now: DateTime<Utc>, actor: Handle) -> Self {
        let today = super::door::date_of(now, policy);
        Self {
            view,
            policy,
            now,
            today,
            entered: today,
            actor,
            events: Vec::new(),
            notes: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }

    /// The same, entered at this moment.
    #[must_use]
    pub fn entered(mut self, at: DateTime<Utc>) -> Self {
        self.entered = self.date(at).max(self.today);
        self
    }

    /// The events decided so far.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events, and what is worth saying beside them.
    pub fn into_parts(self) -> (Vec<Event>, Vec<String>) {
        (self.events, self.notes)
    }

    /// Says something to whoever acts that is no fact of the record: a sentence without a full stop.
    pub fn note(&mut self, sentence: String) {
        self.notes.push(sentence);
    }

    /// The moment as a value.
    pub const fn moment(&self) -> Moment {
        Moment::at(self.now)
    }

    /// The date of any moment on this board.
    pub fn date(&self, moment: DateTime<Utc>) -> NaiveDate {
        super::door::date_of(moment, self.policy)
    }

    /// What reading a value needs here.
    pub fn reading(&self) -> Reading {
        Reading {
            today: self.today,
            calendar: self.policy.calendar(),
            actor: self.actor.0.clone(),
            zone: self.policy.time_zone.0,
            custom: self.policy.custom_asked(),
        }
    }

    /// A record's custom fields as they are kept.
    pub fn custom(&self, kind: RecordKind, fields: &CustomFields) -> Result<CustomFields, Refusal> {
        if fields.0.is_empty() {
            return Ok(CustomFields::default());
        }
        custom::settle(kind, fields, self.policy, &self.reading())
    }

    /// Adds an event.
    pub fn say(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Adds an event ahead of those it brought about: an operation is called by its first.
    pub fn say_first(&mut self, event: Event) {
        self.events.insert(0, event);
    }

    /// The next number of a kind, counting those of this case.
    pub fn number(&mut self, kind: RecordKind) -> Result<u32, Refusal> {
        let next = self.number_after(kind, self.last_number(kind)?)?;
        self.numbers.insert(kind, next);
        Ok(next)
    }

    fn last_number(&self, kind: RecordKind) -> Result<u32, Refusal> {
        self.numbers.get(&kind).map_or_else(|| self.view.last_number(kind), |last| Ok(*last))
    }

    /// The numbers that the next records of a kind will get, in order.
    pub fn expected_numbers(&self, kind: RecordKind, count: usize) -> Result<Vec<u32>, Refusal> {
        let mut last = self.last_number(kind)?;
        let mut found = Vec::new();
        for _ in 0..count {
            last = self.number_after(kind, last)?;
            found.push(last);
        }
        Ok(found)
    }

    /// The number after another; one that is the external key of a record is passed over, for it would name two.
    fn number_after(&self, kind: RecordKind, last: u32) -> Result<u32, Refusal> {
        let mut next = last;
        loop {
            next = next.checked_add(1).ok_or_else(|| Refusal::store(kind.word(), "no number is left"))?;
            let key = RecordId { kind, number: next }.to_string();
            let taken = if kind == RecordKind::Model {
                self.view.by_key::<Model>(KEY, &key)?
            } else if kind == RecordKind::Submission {
                self.view.by_key::<Submission>(KEY, &key)?
            } else if kind == RecordKind::Risk {
                self.view.by_key::<Risk>(KEY, &key)?
            } else if kind == RecordKind::FollowUp {
                self.view.by_key::<FollowUp>(KEY, &key)?
            } else {
                None
            };
            if taken.is_none() {
                return Ok(next);
            }
        }
    }

    /// Refuses an external key that another record of the kind has, or that is another's identifier here: a list that
    /// comes in again would find two records under it.
    fn check_key<R: Record>(&self, number: u32, fields: &R) -> Result<(), Refusal> {
        let Some(at) = R::position(KEY) else { return Ok(()) };
        let key = fields.text(at);
        if key.is_empty() {
            return Ok(());
        }
        if let Some(other) = self.view.by_key::<R>(KEY, &key)?.filter(|other| *other != number) {
            let id = RecordId { kind: R::KIND, number: other };
            return Err(Refusal::data(KEY, format!("{id} has this key already"))
                .hint(format!("edit that {}, or use another key", R::KIND.word())));
        }
        let own = key.parse::<RecordId>().ok().filter(|id| id.kind == R::KIND && id.number != number);
        match own {
            Some(id) if id.number <= self.last_number(R::KIND)? => Err(Refusal::data(
                KEY,
                format!("`{}` is the identifier of another {} here", excerpt(&key), R::KIND.word()),
            )
            .hint("leave the key blank, or write the one of the source system")),
            _ => Ok(()),
        }
    }

    /// Makes a record: checks what it refers to, gives it a number, and says so.
    pub fn create<R: Kept>(&mut self, fields: R) -> Result<u32, Refusal> {
        self.create_begun(fields, R::State::default())
    }

    /// The same, with what policy says of it from the start.
    pub fn create_begun<R: Kept>(&mut self, fields: R, begun: R::State) -> Result<u32, Refusal> {
        fields.complete()?;
        self.check_references(&fields, None)?;
        let number = self.number(R::KIND)?;
        self.check_key(number, &fields)?;
        self.say(R::created(Created { number, fields, begun }));
        Ok(number)
    }

    /// Says what changed between two entries of a record; nothing if nothing did.
    pub fn revise<R: Kept>(&mut self, number: u32, before: &R, after: &R, reason: &str) -> Result<(), Refusal> {
        let changes = Revised::between(before, after);
        if changes.is_empty() {
            return Ok(());
        }
        after.complete()?;
        self.check_references(after, Some(&changes))?;
        if changes.iter().any(|change| change.field == KEY) {
            self.check_key(number, after)?;
        }
        self.say(R::revised(Revised::new(number, changes, reason)));
        Ok(())
    }

    /// Refuses references to people and records that are not there. Of a change only what changed is looked at.
    fn check_references<R: Record>(&self, fields: &R, changes: Option<&[Change]>) -> Result<(), Refusal> {
        for (at, spec) in R::SPECS.iter().enumerate() {
            if changes.is_some_and(|changes| !changes.iter().any(|change| change.field == spec.name)) {
                continue;
            }
            let names_itself = R::KIND == RecordKind::Person && spec.name == "handle";
            let text = fields.text(at);
            if text.is_empty() || names_itself {
                continue;
            }
            match (spec.kind)() {
                FieldKind::Person | FieldKind::People => {
                    for handle in text.split("; ") {
                        self.person(spec.name, &Handle::from(handle))?;
                    }
                }
                FieldKind::Record(_) | FieldKind::Records(_) | FieldKind::AnyRecord => {
                    for id in text.split("; ") {
                        let id: RecordId =
                            id.parse().map_err(|misread: crate::domain::Misread| misread.of(spec.name))?;
                        self.record(spec.name, id)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Refuses a person who is not known, save one whom this very case adds.
    pub fn person(&self, field: &str, handle: &Handle) -> Result<(), Refusal> {
        let added = |event: &Event| matches!(event, Event::PersonAdded(made) if made.fields.handle == *handle);
        if self.events.iter().any(added) || self.view.is_known(handle)? {
            return Ok(());
        }
        self.view.known_person(field, handle).map(drop)
    }

    /// Refuses a record that is not there, save one that this very case makes.
    pub fn record(&self, field: &str, id: RecordId) -> Result<(), Refusal> {
        if self.view.exists(id)? || self.events.iter().any(|event| event.made() == Some(id)) {
            return Ok(());
        }
        Err(Refusal::data(field, format!("there is no {} {id}", id.kind.word()))
            .hint("see what there is with boardroom list"))
    }
}

/// A record that has a creating and a revising event.
pub trait Kept: Record {
    /// The creating event.
    fn created(event: Created<Self>) -> Event;
    /// The revising event; decisions have none (R12).
    fn revised(event: Revised<Self>) -> Event;
}

macro_rules! kept {
    ($($record:ident => $created:ident, $revised:ident;)*) => {$(
        impl Kept for $record {
            fn created(event: Created<Self>) -> Event { Event::$created(event) }
            fn revised(event: Revised<Self>) -> Event { Event::$revised(event) }
        }
    )*};
}

kept! {
    Person => PersonAdded, PersonRevised;
    Model => ModelRegistered, ModelRevised;
    Version => VersionAdded, VersionRevised;
    Artifact => ArtifactReceived, ArtifactRevised;
    Assessment => AssessmentRecorded, AssessmentRevised;
    Validation => ValidationRecorded, ValidationRevised;
    Submission => SubmissionReceived, SubmissionRevised;
    Risk => RiskIdentified, RiskRevised;
    Acceptance => AcceptanceProposed, AcceptanceRevised;
    FollowUp => FollowUpOpened, FollowUpRevised;
    Incident => IncidentReported, IncidentRevised;
    Meeting => MeetingDrafted, MeetingRevised;
    Item => ItemAdded, ItemRevised;
    Note => NoteTaken, NoteRevised;
    Monitor => MonitorDefined, MonitorRevised;
    DriftEvent => DriftNoticed, DriftRevised;
    Review => ReviewOpened, ReviewRevised;
    ThematicReview => ThematicReviewOpened, ThematicReviewRevised;
    ControlTest => ControlTested, ControlTestRevised;
    ManualMetric => MetricEntered, MetricRevised;
    Consultation => ConsultationNoted, ConsultationRevised;
    SavedView => ViewSaved, ViewRevised;
}

/// A decision as its creating event.
pub fn decision_recorded(number: u32, fields: Decision) -> Event {
    Event::DecisionRecorded(Created::new(number, fields))
}
