//! Reads what the screens ask for: from the store to plain data, in one snapshot each.

pub mod folder;
mod header;
pub mod import;
mod lead;
pub mod meeting;
mod page;
pub mod projector;

use std::sync::Arc;

use super::effect::{Candidate, Checklist, Load, Loaded, Pick, Saved};
use super::list::Row;
use super::screens::posture::PostureView;
use super::screens::triage::Sheet;
use super::theme::Role;
use crate::board::{self, Env};
use crate::domain::date::typed_moment;
use crate::domain::field::{Cell, FieldKind, FieldValue, Reading};
use crate::domain::ids::{IncidentId, RecordId, RecordKind};
use crate::domain::moment::read_stamp;
use crate::domain::record::{
    self, Acceptance, Artifact, Assessment, Consultation, ControlTest, Decision, DriftEvent, FollowUp, Incident, Item,
    ManualMetric, Meeting, Model, Monitor, Note, Person, Record, Review, Risk, SavedView, Submission, ThematicReview,
    Validation, Version,
};
use crate::domain::states::{Effectiveness, ViewedList};
use crate::domain::{Kind, Refusal};
use crate::exchange::basis::Basis;
use crate::exchange::importer::saved_maps;
use crate::exchange::minutes;
use crate::exchange::page::incident::{checklist, fitting};
use crate::exchange::template::runbook::{Runbook, Runbooks};
use crate::exchange::template::wording::Wordings;
use crate::insight::list::{self, Listed};
use crate::insight::posture::Scorecard;
use crate::insight::{alarm, kpi};
use crate::store::drafts::Drafts;
use crate::store::query::list::{List, Sort, Standing};
use crate::store::query::report::TimelineEntry;
use crate::store::{Store, View};
use crate::tui::screens::evidence::Dossier;

/// Most records that the palette finds.
const FOUND: i64 = 40;

/// Answers a request to read.
pub fn answer(load: &Load, store: &Store, env: &Env, wording: &Arc<Wordings>) -> Loaded {
    let answered = store.snapshot(|view| read(load, store, view, env, wording));
    answered.unwrap_or_else(|refusal| Loaded::Failed(load.clone(), refusal))
}

fn read(load: &Load, store: &Store, view: &View<'_>, env: &Env, wording: &Arc<Wordings>) -> Result<Loaded, Refusal> {
    let policy = board::policy_in_force(view)?;
    let today = list::today(&policy, env.now);
    Ok(match load {
        Load::Header => Loaded::Header(Box::new(header::header(store, view, &policy, env)?)),
        Load::Counts => Loaded::Counts(header::counts(view, &policy, env)?),
        Load::Ids { list, filter, sort } => {
            let listed = listed(*list, filter, *sort, &board::reading(&policy, env))?;
            let ids = listed.keys(view, &policy, today)?;
            let total = if filter.trim().is_empty() { ids.len() } else { list::total(view, &policy, *list, today)? };
            Loaded::Ids { list: *list, filter: filter.clone(), sort: *sort, ids: Arc::new(ids), total }
        }
        Load::Rows { list, ids } => {
            let rows = list::rows(view, &policy, *list, ids, today)?;
            let rows = rows.into_iter().map(|row| Row { key: row.key, cells: row.cells, role: role(row.standing) });
            Loaded::Rows { list: *list, rows: rows.collect() }
        }
        Load::Page(id) | Load::Preview(id) => {
            Loaded::Page(*id, Arc::new(page::page(view, &policy, env, &wording.runbooks, *id)?))
        }
        Load::Fields(id) => fields(view, &board::reading(&policy, env), *id)?,
        Load::Checklist(id) if id.kind == RecordKind::Acceptance => {
            let steps = controls(&view.get::<Acceptance>(id.number)?);
            Loaded::Checklist(*id, Checklist { steps, ..Checklist::default() })
        }
        Load::Checklist(id) => {
            let timeline = view.incident_timeline(IncidentId(id.number))?;
            let row = view.get::<Incident>(id.number)?;
            let book = fitting(&wording.runbooks, &row.fields, &timeline);
            Loaded::Checklist(*id, book.map(|book| beside(book, &timeline, &wording.runbooks)).unwrap_or_default())
        }
        Load::Runbook(id, name) => {
            let timeline = view.incident_timeline(IncidentId(id.number))?;
            Loaded::Checklist(*id, beside(wording.runbooks.get(name)?, &timeline, &wording.runbooks))
        }
        Load::Candidates(pick) => Loaded::Candidates(*pick, Arc::new(candidates(view, *pick)?)),
        Load::Meeting { meeting, item } => {
            Loaded::Meeting(Arc::new(meeting::meeting(view, env.now, *meeting, *item, wording)?))
        }
        Load::Item(meeting, item) => {
            Loaded::Item(Arc::new(meeting::meeting(view, env.now, Some(*meeting), Some(*item), wording)?))
        }
        Load::Minutes(id) => {
            let read = minutes::read(Basis { view, policy: &policy, now: env.now, wording: &wording.minutes }, *id)?;
            Loaded::Minutes(*id, Arc::new(read.document()))
        }
        Load::Projection(which) => Loaded::Projection(Box::new(projector::projection(view, env.now, *which, wording)?)),
        Load::Posture => Loaded::Posture(Box::new(PostureView {
            posture: view.posture()?,
            alarms: alarm::all(view, &policy, today)?,
        })),
        Load::Kpis(span) => {
            let facts = kpi::facts(view, &policy)?;
            Loaded::Kpis(Box::new(Scorecard::of(&facts, &policy, today.date, *span)))
        }
        Load::Titles(ids) => {
            let titled = ids.iter().map(|id| Ok((*id, view.title(*id)?)));
            Loaded::Titles(titled.collect::<Result<_, Refusal>>()?)
        }
        Load::Agenda(meeting) => Loaded::Agenda(*meeting, meeting::proposals(view, env.now, *meeting)?),
        Load::Views(list) => Loaded::Views(*list, views(view, *list)?),
        Load::Folder(path) => Loaded::Folder(path.clone(), Arc::new(folder::entries(path))),
        Load::Maps(kind) => Loaded::Maps(*kind, saved_maps(&Drafts::open(store.path())?, *kind)?),
        Load::Foretell(request) => Loaded::Foretold(request.clone(), board::foretell(view, request, env)),
        Load::Triage(id) => Loaded::Triage(*id, Box::new(Sheet::read(view, *id, env)?)),
        Load::Evidence(id) => Loaded::Evidence(*id, Box::new(Dossier::read(view, *id, env)?)),
        Load::Search(words) => {
            let hits = view.search(words, FOUND)?;
            let found = hits.into_iter().map(|hit| Candidate { value: hit.id.to_string(), label: hit.title });
            Loaded::Found(words.clone(), found.collect())
        }
    })
}

fn listed(list: List, filter: &str, sort: Sort, reading: &Reading) -> Result<Listed, Refusal> {
    Listed::read(list, filter, Some(sort), reading)
        .map_err(|error| Refusal { kind: Kind::Usage, ..Refusal::usage("filter", error.sentence).hint(error.hint) })
}

const fn role(standing: Standing) -> Role {
    match standing {
        Standing::Plain => Role::Text,
        Standing::Soon => Role::Warn,
        Standing::Overdue => Role::Bad,
        Standing::Over => Role::Dim,
    }
}

/// The saved views of a list.
fn views(view: &View<'_>, list: List) -> Result<Vec<Saved>, Refusal> {
    let Some(viewed) = ViewedList::of(list.name()) else { return Ok(Vec::new()) };
    let saved = view.saved_views(Some(viewed))?.into_iter();
    Ok(saved
        .map(|row| Saved { name: row.name.0.clone(), query: row.query.0.clone(), sort: row.sort.0.clone() })
        .collect())
}

/// What a person or a record of a kind can be named by.
fn candidates(view: &View<'_>, pick: Pick) -> Result<Vec<Candidate>, Refusal> {
    let kind = match pick {
        Pick::People => {
            let load = view.reviewer_load()?;
            let people = view.people()?.into_iter();
            return Ok(people
                .map(|person| {
                    let reviews = match load.get(person.handle.as_str()) {
                        None => String::new(),
                        Some(open) => format!(" · reviews {open}"),
                    };
                    let label = format!("{} · {}{reviews}", person.name, person.function);
                    Candidate { value: person.handle.0.clone(), label }
                })
                .collect());
        }
        Pick::Records(kind) => kind,
        Pick::Tags => {
            let tags = view.tags()?.into_iter();
            return Ok(tags.map(|value| Candidate { value, label: String::new() }).collect());
        }
        Pick::Evidence => {
            let policy = board::policy_in_force(view)?;
            let words = policy.artifact.iter();
            return Ok(words.map(|rule| Candidate { value: rule.kind.clone(), label: rule.label.clone() }).collect());
        }
        Pick::Causes => {
            let policy = board::policy_in_force(view)?;
            let words = policy.incident.causes.iter();
            return Ok(words.map(|word| Candidate { value: word.clone(), label: String::new() }).collect());
        }
        Pick::Triggers => {
            let policy = board::policy_in_force(view)?;
            let words = policy.change.trigger.iter();
            return Ok(words.map(|rule| Candidate { value: rule.key.clone(), label: rule.text.clone() }).collect());
        }
    };
    let titles = view.titles(kind)?;
    Ok(titles.into_iter().map(|(id, title)| Candidate { value: id.to_string(), label: title }).collect())
}

fn fields(view: &View<'_>, reading: &Reading, id: RecordId) -> Result<Loaded, Refusal> {
    match id.kind {
        RecordKind::Person => texts::<Person>(view, reading, id),
        RecordKind::Model => texts::<Model>(view, reading, id).and_then(|read| with_custom(view, id.kind, read)),
        RecordKind::Version => texts::<Version>(view, reading, id),
        RecordKind::Submission => {
            texts::<Submission>(view, reading, id).and_then(|read| with_custom(view, id.kind, read))
        }
        RecordKind::Artifact => texts::<Artifact>(view, reading, id),
        RecordKind::Assessment => texts::<Assessment>(view, reading, id),
        RecordKind::Validation => texts::<Validation>(view, reading, id),
        RecordKind::Risk => texts::<Risk>(view, reading, id),
        RecordKind::FollowUp => texts::<FollowUp>(view, reading, id),
        RecordKind::Acceptance => texts::<Acceptance>(view, reading, id),
        RecordKind::Incident => texts::<Incident>(view, reading, id),
        RecordKind::Meeting => texts::<Meeting>(view, reading, id),
        RecordKind::Item => texts::<Item>(view, reading, id),
        RecordKind::Note => texts::<Note>(view, reading, id),
        RecordKind::Decision => texts::<Decision>(view, reading, id),
        RecordKind::Monitor => texts::<Monitor>(view, reading, id),
        RecordKind::DriftEvent => texts::<DriftEvent>(view, reading, id),
        RecordKind::Review => texts::<Review>(view, reading, id),
        RecordKind::ThematicReview => texts::<ThematicReview>(view, reading, id),
        RecordKind::ControlTest => texts::<ControlTest>(view, reading, id),
        RecordKind::ManualMetric => texts::<ManualMetric>(view, reading, id),
        RecordKind::Consultation => texts::<Consultation>(view, reading, id),
        RecordKind::SavedView => texts::<SavedView>(view, reading, id),
    }
}

/// A runbook beside an incident: its steps, and the others in whose place it is shown.
fn beside(book: &Runbook, timeline: &[TimelineEntry], all: &Runbooks) -> Checklist {
    let others = all.iter().filter(|other| other.name != book.name);
    Checklist {
        name: book.name.to_string(),
        steps: checklist(book, timeline),
        others: others.map(|other| (other.name.to_string(), other.about.to_string())).collect(),
    }
}

/// The compensating controls of an acceptance, each by its place, and whether the last look found it effective.
fn controls(row: &record::Row<Acceptance>) -> Vec<(String, String, bool)> {
    let lines = row.controls.0.iter().enumerate().map(|(at, control)| {
        let look = row.state.verifications.last(control);
        let found =
            look.map_or_else(String::new, |look| format!(" · {} {} by {}", look.result, look.on.text(), look.verifier));
        let text = format!("{} @{}{found}", control.text, control.owner);
        ((at + 1).to_string(), text, look.is_some_and(|look| look.result == Effectiveness::Effective))
    });
    lines.collect()
}

/// The fields with a line for each custom field that the policy declares, ready to be filled.
fn with_custom(view: &View<'_>, kind: RecordKind, mut read: Loaded) -> Result<Loaded, Refusal> {
    let policy = board::policy_in_force(view)?;
    if let Loaded::Fields { fields, .. } = &mut read {
        let mut lines = fields.get("custom").cloned().unwrap_or_default();
        for rule in policy.custom_fields(kind) {
            let start = format!("{}:", rule.key);
            if !lines.lines().any(|line| line.starts_with(&start)) {
                if !lines.is_empty() {
                    lines.push('\n');
                }
                lines.push_str(&start);
                lines.push(' ');
            }
        }
        if !lines.is_empty() {
            fields.insert("custom".to_owned(), lines);
        }
    }
    Ok(read)
}

fn texts<R: Record>(view: &View<'_>, reading: &Reading, id: RecordId) -> Result<Loaded, Refusal> {
    let row = view.get::<R>(id.number)?;
    let filled = R::SPECS.iter().enumerate().filter(|(at, _)| row.fields.cell(*at) != Cell::Null);
    let typed = |at: usize, kind| {
        let text = row.fields.text(at);
        let moment = read_stamp(&text).filter(|_| kind == FieldKind::Moment);
        moment.map_or(text, |moment| typed_moment(moment, reading))
    };
    let fields = filled.map(|(at, spec)| (spec.name.to_owned(), typed(at, (spec.kind)()))).collect();
    Ok(Loaded::Fields { id, revision: row.revision, fields })
}
