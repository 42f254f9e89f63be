//! One model found elsewhere, held against the record: filled in, told apart, versions and cards added.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::directory::Directory;
use super::super::keys::{self, Identity, rows};
use super::super::names::Keyed;
use super::super::report::Fate;
use super::super::rows::{RowReader, shown};
use super::super::unsaid::UNKNOWN;
use super::super::{Asked, Kind, Mapped};
use super::{Entry, FoundVersion, Source, differences, told};
use crate::domain::field::{FieldKind, Fields};
use crate::domain::ids::{ModelId, RecordId, RecordKind};
use crate::domain::operation::{OfModel, Operation, Put, Revise};
use crate::domain::record::{Artifact, Model, Submission, Version};
use crate::domain::states::SubmissionKind;
use crate::domain::text::{clean_line, excerpt};
use crate::domain::value::{Handle, LINE_LIMIT, Line, Prose};
use crate::domain::{Misread, Refusal};
use crate::exchange::table_in::Row;
use crate::policy::evidence;

/// What comes of an entry: its fate, its operations, and what is entered of it.
type Settled = (Fate, Vec<Operation>, Vec<(String, String)>);

/// Which model is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Target {
    /// One on record.
    Known(ModelId),
    /// One to be registered under this key.
    New(String),
}

/// What a model comes to in this import.
#[derive(Clone, Default)]
struct Standing {
    fields: Model,
    labels: HashSet<String>,
    /// The greatest whole number among the labels on record.
    newest: Option<u64>,
    /// Kinds and hashes of its evidence, once a card asks.
    evidence: Option<HashSet<(String, String)>>,
}

/// Holds entries against the record, one after the other.
pub(super) struct Settler<'a> {
    kind: Kind,
    reader: RowReader<'a, Model>,
    asked: &'a Asked<'a>,
    key_at: usize,
    standings: HashMap<Target, Standing>,
    hints: BTreeMap<String, usize>,
    different: Vec<String>,
    fresh: Vec<String>,
    versions: usize,
    submissions: usize,
    cards: usize,
}

impl<'a> Settler<'a> {
    pub(super) fn new(
        kind: Kind,
        mapped: &'a Mapped<'a>,
        asked: &'a Asked<'a>,
        directory: &'a mut Directory,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            kind,
            reader: RowReader::new(mapped, asked, directory),
            asked,
            key_at: Model::place("external_key")?,
            standings: HashMap::new(),
            hints: BTreeMap::new(),
            different: Vec::new(),
            fresh: Vec::new(),
            versions: 0,
            submissions: 0,
            cards: 0,
        })
    }

    /// The entry was refused: nobody it names is added.
    pub(super) fn forget(&mut self) {
        self.reader.directory.drop_unkept();
    }

    /// What should be said, what was counted, and who was added.
    pub(super) fn told(self, source: Source) -> (Vec<String>, Vec<(&'static str, usize)>, Vec<String>) {
        let mut notes = self.reader.notes();
        notes.extend(self.hints.into_iter().map(|(hint, count)| format!("{hint} ({})", rows(count))));
        notes.extend(differences(self.different));
        if source == Source::Registry && !self.fresh.is_empty() {
            let said = keys::some("", &self.fresh);
            notes.push(format!("new in the inventory, and with no submission yet: {said}"));
        }
        let counts = match source {
            Source::Registry => vec![("new versions", self.versions), ("submissions", self.submissions)],
            Source::Cards => vec![("cards", self.cards)],
        };
        (notes, counts, self.reader.directory.added())
    }

    /// Settles an entry; the outer refusal only if the store fails.
    pub(super) fn settle(&mut self, row: &Row<'_>, entry: &Entry) -> Result<Result<Settled, Misread>, Refusal> {
        let target = match self.target(entry)? {
            Ok(target) => target,
            Err(misread) => return Ok(Err(misread)),
        };
        if self.kind != Kind::Models && matches!(target, Target::New(_)) {
            let hint = "say which model with --model, or register it: boardroom import models --format model-card";
            return Ok(Err(Misread::new(format!("there is no model `{}`", excerpt(&entry.name)), hint)));
        }
        if let Some(artifact) = &entry.card
            && let Err(refusal) = evidence::sound(artifact, &self.asked.policy)
        {
            return Ok(Err(Misread::new(refusal.sentence, refusal.hint)));
        }
        let (put, wrong) = self.reader.fields(row, Some(self.key_at))?;
        let mut hints = Vec::new();
        for one in wrong {
            // What a tag or a card hints at is not worth refusing the model for; its name is.
            if one.column.as_deref() == Some("name") {
                return Ok(Err(Misread::new(one.refusal.sentence, one.refusal.hint)));
            }
            let column = one.column.unwrap_or_default();
            hints.push(format!("{column}: `{}` is not taken: {}", one.value, one.refusal.sentence));
        }
        let is_new = matches!(target, Target::New(_)) && !self.standings.contains_key(&target);
        let mut standing = self.standing(&target, entry)?;
        let mut different = Vec::new();
        let (model, shown) = if is_new {
            match self.register(put, entry)? {
                Ok(put) => {
                    standing.fields = put.fields.clone();
                    let shown = shown(&put);
                    (Some((Operation::ModelPut(put.clone()), put.set)), shown)
                }
                Err(misread) => return Ok(Err(misread)),
            }
        } else {
            let mut shown = shown(&put);
            let filled = self.fill(put, &target, &mut standing, entry, &mut different);
            // What the record says already is not entered again.
            let set = filled.as_ref().map_or(&[][..], |(_, set)| set);
            shown.retain(|(field, _)| set.iter().any(|at| Model::SPECS[*at].name == field));
            (filled, shown)
        };
        let mut shown = shown;
        let mut operations = Vec::new();
        let mut names_people = false;
        if let Some((operation, set)) = model {
            names_people =
                set.iter().any(|at| matches!((Model::SPECS[*at].kind)(), FieldKind::Person | FieldKind::People));
            operations.push(operation);
        }
        let (mut versions, mut submissions) = (0, 0);
        for version in &entry.versions {
            if !standing.labels.insert(version.fields.label.0.clone()) {
                continue;
            }
            versions += 1;
            match &target {
                Target::New(key) => {
                    let fields = version.fields.clone();
                    operations.push(Operation::VersionPut(OfModel { key: key.clone(), fields }));
                }
                Target::Known(model) => {
                    operations.push(Operation::VersionAdd(Version { model: *model, ..version.fields.clone() }));
                    if let Some(submission) = self.submission(*model, version, &standing, entry)? {
                        names_people = true;
                        submissions += 1;
                        operations.push(submission);
                    }
                }
            }
        }
        let card = entry.card.as_ref().and_then(|artifact| received(artifact, &target, &mut standing));
        let cards = usize::from(card.is_some());
        operations.extend(card);
        shown.extend(told(&operations, &different));
        // Nothing is refused from here on.
        if names_people {
            operations.splice(0..0, self.reader.directory.keep());
        } else {
            self.reader.directory.drop_unkept();
        }
        self.standings.insert(target, standing);
        for hint in hints {
            *self.hints.entry(hint).or_default() += 1;
        }
        self.different.extend(different);
        self.versions += versions;
        self.submissions += submissions;
        self.cards += cards;
        let fate = match (is_new, operations.is_empty()) {
            (true, _) => Fate::Created,
            (false, true) => Fate::Unchanged,
            (false, false) => Fate::Updated,
        };
        if is_new {
            self.fresh.push(excerpt(&entry.name));
        }
        Ok(Ok((fate, operations, shown)))
    }

    /// Which model an entry is about.
    fn target(&self, entry: &Entry) -> Result<Result<Target, Misread>, Refusal> {
        let view = self.asked.view;
        if let Some(model) = self.asked.model {
            return Ok(Ok(Target::Known(model)));
        }
        for id in &entry.ids {
            if let Ok(id) = id.parse::<RecordId>()
                && id.kind == RecordKind::Model
                && view.exists(id)?
            {
                return Ok(Ok(Target::Known(ModelId(id.number))));
            }
        }
        for key in entry.ids.iter().chain([&entry.key]) {
            if let Some(number) = view.by_key::<Model>("external_key", key)? {
                return Ok(Ok(Target::Known(ModelId(number))));
            }
        }
        let new = Target::New(entry.key.clone());
        if self.standings.contains_key(&new) {
            return Ok(Ok(new));
        }
        Ok(Ok(match view.models_named(&entry.name)?.as_slice() {
            [] => new,
            // Two systems may use one name for two models; a key that is not this one says so.
            [only] if entry.has_own_key && !view.get::<Model>(only.0)?.external_key.is_empty() => new,
            [only] => Target::Known(*only),
            [_, _, ..] if entry.has_own_key => new,
            [one, other, ..] => {
                let sentence = format!("`{}` is the name of {one} and {other}", excerpt(&entry.name));
                return Ok(Err(Misread::new(sentence, "give one of them this name as its external key")));
            }
        }))
    }

    /// What stands of a model, with what this import has added to it so far.
    fn standing(&self, target: &Target, entry: &Entry) -> Result<Standing, Refusal> {
        let view = self.asked.view;
        let mut standing = self.standings.get(target).cloned();
        if let (None, Target::Known(model)) = (&standing, target) {
            let labels: HashSet<String> = view.versions(*model)?.into_iter().map(|row| row.fields.label.0).collect();
            let newest = labels.iter().filter_map(|label| label.parse().ok()).max();
            let fields = view.get::<Model>(model.0)?.fields;
            standing = Some(Standing { fields, labels, newest, evidence: None });
        }
        let mut standing = standing.unwrap_or_default();
        if entry.card.is_some() && standing.evidence.is_none() {
            let known = match target {
                Target::Known(model) => view.artifacts(*model)?,
                Target::New(_) => Vec::new(),
            };
            let known = known.into_iter().map(|row| (row.fields.kind.0, row.fields.sha256.0));
            standing.evidence = Some(known.collect());
        }
        Ok(standing)
    }

    /// A model that is new: its name and key at least.
    fn register(&mut self, mut put: Put<Model>, entry: &Entry) -> Result<Result<Put<Model>, Misread>, Refusal> {
        if let Err(misread) = put.fields.set(self.key_at, &entry.key, &self.asked.reading) {
            return Ok(Err(misread));
        }
        put.set.push(self.key_at);
        let identity = Identity { title: entry.name.clone(), line: entry.line, ..Identity::default() };
        self.reader.complete(&mut put, &entry.key, &identity)?;
        put.set.sort_unstable();
        put.set.dedup();
        if let Err(refusal) = put.fields.complete() {
            return Ok(Err(Misread::new(refusal.sentence, refusal.hint)));
        }
        Ok(Ok(put))
    }

    /// Fills what the record leaves blank, and tells what it has otherwise.
    fn fill(
        &self,
        mut put: Put<Model>,
        target: &Target,
        standing: &mut Standing,
        entry: &Entry,
        different: &mut Vec<String>,
    ) -> Option<(Operation, Vec<usize>)> {
        let who = match target {
            Target::Known(model) => model.to_string(),
            Target::New(_) => entry.name.clone(),
        };
        let mut set = Vec::new();
        for at in put.set.clone() {
            let name = Model::SPECS[at].name;
            let (given, now) = (put.fields.text(at), standing.fields.text(at));
            let is_blank = now.is_empty() || now == UNKNOWN;
            if is_blank && !<Model as Keyed>::KEPT.contains(&name) {
                set.push(at);
            } else if given != now && !given.eq_ignore_ascii_case(&now) {
                let now = if now.is_empty() { "blank".to_owned() } else { format!("`{}`", excerpt(&now)) };
                different.push(format!("{who} {name} stays {now}; {} says `{}`", entry.place, excerpt(&given)));
            }
        }
        let keyless = standing.fields.external_key.is_empty() && self.asked.model.is_none();
        if keyless && put.fields.set(self.key_at, &entry.key, &self.asked.reading).is_ok() && !entry.key.is_empty() {
            set.push(self.key_at);
        }
        if set.is_empty() {
            return None;
        }
        for at in &set {
            standing.fields.set_cell(*at, put.fields.cell(*at));
        }
        let operation = match target {
            Target::Known(model) => {
                let reason = clean_line(&format!("filled in from {}", entry.place)).chars().take(LINE_LIMIT).collect();
                Operation::ModelRevise(Revise { number: model.0, fields: put.fields, set: set.clone(), reason })
            }
            Target::New(key) => {
                put.fields.external_key = key.as_str().into();
                let set = set.iter().copied().chain([self.key_at]).collect();
                Operation::ModelPut(Put { fields: put.fields, set })
            }
        };
        Some((operation, set))
    }

    /// The submission that a new version of a known model becomes; none if it is older than what is on
    /// record, put aside, or submitted.
    fn submission(
        &mut self,
        model: ModelId,
        version: &FoundVersion,
        standing: &Standing,
        entry: &Entry,
    ) -> Result<Option<Operation>, Refusal> {
        let label = version.fields.label.as_str();
        let is_older = match (label.parse::<u64>(), standing.newest) {
            (Ok(number), Some(newest)) => number < newest,
            _ => false,
        };
        let key: String = format!("mlflow:{}/{label}", entry.key).chars().take(LINE_LIMIT).collect();
        let is_known = self.asked.view.by_key::<Submission>("external_key", &key)?.is_some();
        if is_older || is_known || !version.live {
            return Ok(None);
        }
        let by = Some(version.by.as_str()).filter(|by| !by.is_empty());
        let named = by.and_then(|by| self.reader.directory.resolve(by, &self.asked.reading).ok());
        let owner = Some(standing.fields.owner.0.clone()).filter(|owner| !owner.is_empty());
        let requester = named.or(owner).unwrap_or_else(|| self.asked.reading.actor.clone());
        let fields = Submission {
            kind: if version.is_retrain { SubmissionKind::Retrain } else { SubmissionKind::MaterialChange },
            model,
            version: version.fields.label.clone(),
            requester: Handle(requester),
            summary: Line(version.summary.clone()),
            ask: Prose(version.ask.clone()),
            external_key: Line(key),
            ..Submission::default()
        };
        let set = ["kind", "model", "version", "requester", "summary", "ask", "external_key"];
        let set = set.iter().map(|name| Submission::place(name)).collect::<Result<Vec<usize>, Refusal>>()?;
        Ok(Some(Operation::SubmissionPut(Put { fields, set })))
    }
}

/// The card as evidence, unless this very file is on record.
fn received(artifact: &Artifact, target: &Target, standing: &mut Standing) -> Option<Operation> {
    let known = standing.evidence.get_or_insert_default();
    if !known.insert((artifact.kind.0.clone(), artifact.sha256.0.clone())) {
        return None;
    }
    Some(match target {
        Target::Known(model) => Operation::ArtifactReceive(Artifact { model: *model, ..artifact.clone() }),
        Target::New(key) => Operation::ArtifactPut(OfModel { key: key.clone(), fields: artifact.clone() }),
    })
}
