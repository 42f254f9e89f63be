//! One row into an entry: each cell by its field's parser, people and models by whatever names them.

pub(super) mod custom;
mod held;

use std::collections::{BTreeMap, HashMap};

use super::directory::Directory;
use super::models::{Models, NO_MODEL, Siblings};
use super::names::Importable;
use super::report::{Difference, Fate, Report, Wrong};
use super::unsaid::Unsaid;
use super::{Asked, Mapped};
use crate::domain::date::read_filed;
use crate::domain::field::{FieldKind, Reading};
use crate::domain::ids::{ModelId, RecordKind};
use crate::domain::operation::{Operation, Put};
use crate::domain::record::Record;
use crate::domain::states::SubmissionKind;
use crate::domain::text::{clean_line, excerpt, is_clean};
use crate::domain::{Misread, Refusal};
use crate::exchange::mapping::key as plain;
use crate::exchange::table_in::Row;
use crate::policy::Policy;
use crate::store::View;

/// What people write where there is nothing to say; taken for a blank where it cannot be a value.
const NOTHING: [&str; 9] = ["na", "none", "null", "nil", "notavailable", "notapplicable", "tbd", "unknown", ""];
/// The tag field, which several columns may fill.
const TAGS: &str = "tags";

/// What came of a row.
pub(super) enum Read {
    /// The record says this already.
    Unchanged,
    /// It is right.
    Right {
        /// Created or updated.
        fate: Fate,
        /// New people first, then the entry.
        operations: Vec<Operation>,
        /// Field and value as they would be entered.
        shown: Vec<(String, String)>,
    },
    /// It is wrong, in these places.
    Wrong(Vec<Wrong>),
}

/// A value read as another: field, what was written, what it means.
type Meaning = (&'static str, String, String);

/// Reads the rows of one table.
pub(super) struct RowReader<'a, R: Importable> {
    pub(super) mapped: &'a Mapped<'a>,
    view: &'a View<'a>,
    reading: &'a Reading,
    /// Whether a date may be one that moves with the day.
    moving: bool,
    pub(super) directory: &'a mut Directory,
    models: Models,
    meanings: BTreeMap<Meaning, usize>,
    pub(super) kept: BTreeMap<&'static str, usize>,
    named: usize,
    tiered: usize,
    pub(super) unsaid: Unsaid,
    /// What no file brings about here, by why, with how many rows.
    pub(super) curbed: BTreeMap<&'static str, usize>,
    /// How many rows have characters in them that drive a terminal or hide text.
    hostile: usize,
    /// Rows whose name is that of a model under another key.
    namesakes: Vec<String>,
    /// The models of the board by their name in small letters, once one was asked for; of several the first.
    names: Option<HashMap<String, ModelId>>,
    /// What this file says otherwise than the record.
    pub(super) differences: Vec<Difference>,
    /// How many rows are about what has ended elsewhere.
    ended: usize,
    /// The columns of what the policy declares beside the fields.
    custom: Vec<(usize, String)>,
    policy: &'a Policy,
    /// The models of this very file.
    pub(super) siblings: Siblings,
    /// What the row at hand depends on, as far as that has to wait for the rest of the file.
    waiting: Vec<String>,
    /// What is to be said once every row is in, each with its line.
    pub(super) links: Vec<(u64, Operation)>,
    of: std::marker::PhantomData<R>,
}

impl<'a, R: Importable> RowReader<'a, R> {
    pub(super) fn new(mapped: &'a Mapped<'a>, asked: &'a Asked<'a>, directory: &'a mut Directory) -> Self {
        Self {
            mapped,
            view: asked.view,
            reading: &asked.reading,
            moving: asked.rehearsal,
            custom: custom::columns::<R>(mapped, &asked.policy),
            policy: &asked.policy,
            directory,
            models: Models::default(),
            meanings: BTreeMap::new(),
            kept: BTreeMap::new(),
            named: 0,
            tiered: 0,
            unsaid: Unsaid::default(),
            curbed: BTreeMap::new(),
            hostile: 0,
            namesakes: Vec::new(),
            names: None,
            differences: Vec::new(),
            ended: 0,
            siblings: Siblings::default(),
            waiting: Vec::new(),
            links: Vec::new(),
            of: std::marker::PhantomData,
        }
    }

    /// Says which columns are understood as what the policy declares.
    pub(super) fn tell_custom(&self, report: &mut Report) {
        custom::tell(report, self.mapped, &self.custom);
    }

    /// What should be said about how values were read.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self
            .meanings
            .iter()
            .map(|((field, written, meant), count)| {
                let meant = if meant.is_empty() { "blank" } else { meant };
                format!("{field}: `{}` was read as {meant} ({})", excerpt(written), super::keys::rows(*count))
            })
            .collect();
        for (field, count) in &self.kept {
            notes.push(format!("{field} differs and stays as the board has it ({})", super::keys::rows(*count)));
        }
        notes.extend(self.curbed.iter().map(|(why, count)| format!("{why} ({})", super::keys::rows(*count))));
        if self.ended > 0 {
            let rows = super::keys::rows(self.ended);
            notes.push(format!("{rows} not on this record and closed elsewhere: left out, they are not open here"));
        }
        notes.extend(self.unsaid.notes());
        if self.hostile > 0 {
            let rows = super::keys::rows(self.hostile);
            notes.push(format!("{rows} with control or hidden characters, which were taken out"));
        }
        if !self.namesakes.is_empty() {
            let which = super::keys::some("", &self.namesakes);
            notes.push(format!(
                "{} with the name of a model that has another key: {which}; a name that several have finds none, at the \
                 gate neither",
                super::keys::rows(self.namesakes.len())
            ));
        }
        if self.named > 0 {
            notes.push(format!("{} without a name got the key as one", super::keys::rows(self.named)));
        }
        if self.tiered > 0 {
            notes.push(format!(
                "{} with a tier and no rationale: provisional until somebody gives one",
                super::keys::rows(self.tiered)
            ));
        }
        notes
    }

    /// Reads every cell that fills a field but that of the key, if there is one.
    pub(super) fn fields(&mut self, row: &Row<'_>, key_at: Option<usize>) -> Result<(Put<R>, Vec<Wrong>), Refusal> {
        let mut put = Put { fields: R::default(), set: Vec::new() };
        let mut wrong = Vec::new();
        let tags = R::position(TAGS);
        let mut words: Vec<String> = Vec::new();
        let mut hostile = false;
        for (at, field) in self.mapped.wanted.iter().enumerate() {
            let Some(column) = self.mapped.mapping.column(at) else { continue };
            let raw = row.cells[column].as_ref();
            if Some(at) == key_at || raw.trim().is_empty() {
                continue;
            }
            if at >= R::SPECS.len() + R::TAGS.len() {
                continue;
            }
            hostile |= hides(raw);
            if at >= R::SPECS.len() || Some(at) == tags {
                let said = self.meaning(field.name, raw).unwrap_or_else(|| clean_line(raw));
                words.push(if Some(at) == tags { raw.to_owned() } else { said.replace(';', ",") });
                continue;
            }
            match self.value(&mut put.fields, at, raw)? {
                Ok(true) => put.set.push(at),
                Ok(false) => {}
                Err(misread) => {
                    let misread = match self.registers(row, field.name, raw) {
                        Some(way) if misread.hint == NO_MODEL => Misread::new(misread.sentence, way),
                        _ => misread,
                    };
                    wrong.push(self.wrong(row, Some(at), misread));
                }
            }
        }
        self.hostile += usize::from(hostile);
        let words: Vec<String> = words.into_iter().filter(|word| !word.trim().is_empty()).collect();
        if let Some(at) = tags.filter(|_| !words.is_empty()) {
            match put.fields.set(at, &words.join("; "), self.reading) {
                Ok(()) => put.set.push(at),
                Err(misread) => wrong.push(self.wrong(row, Some(at), misread)),
            }
        }
        Ok((put, wrong))
    }

    /// How the model that a submission of a new model names gets on the record, from where the submission can be about it.
    fn registers(&self, row: &Row<'_>, field: &str, raw: &str) -> Option<String> {
        if R::KIND != RecordKind::Submission || field != "model" {
            return None;
        }
        let kind = self.mapped.text(row, "kind");
        let kind = super::names::meaning::<R>("kind", &kind).unwrap_or(kind);
        if plain(&kind) != plain(SubmissionKind::NewModel.word()) {
            return None;
        }
        let line = serde_json::json!({"op": "model.register", "name": clean_line(raw)});
        Some(format!("register it first: give `boardroom apply -` the line {line}, and then import this file again"))
    }

    /// Reads one cell into its field; false if it says nothing.
    fn value(&mut self, fields: &mut R, at: usize, raw: &str) -> Result<Result<bool, Misread>, Refusal> {
        let spec = &R::SPECS[at];
        let kind = (spec.kind)();
        let nothing = || NOTHING.contains(&plain(raw).as_str());
        let text = match kind {
            FieldKind::Person
            | FieldKind::People
            | FieldKind::Record(RecordKind::Model)
            | FieldKind::Records(RecordKind::Model)
                if nothing() =>
            {
                return Ok(Ok(self.blank(spec.name, raw)));
            }
            FieldKind::Person => self.directory.resolve(raw, self.reading),
            FieldKind::People => {
                let separators: &[char] = if raw.contains(';') || raw.contains('\n') { &[';', '\n'] } else { &[','] };
                let names = raw.split(separators).filter(|name| !name.trim().is_empty());
                let handles: Result<Vec<String>, Misread> =
                    names.map(|name| self.directory.resolve(name, self.reading)).collect();
                handles.map(|handles| handles.join("; "))
            }
            FieldKind::Record(RecordKind::Model) => self.model(raw)?,
            FieldKind::Records(RecordKind::Model) => match self.model_list(raw)? {
                Ok(Some(ids)) => Ok(ids),
                Ok(None) => return Ok(Ok(false)),
                Err(misread) => Err(misread),
            },
            FieldKind::Date if !self.moving => self.date(spec.name, raw),
            // Spreadsheets write whole numbers so.
            FieldKind::Number(..) => Ok(whole(raw)),
            _ => Ok(raw.to_owned()),
        };
        let Err(misread) = text.and_then(|text| fields.set(at, &text, self.reading)) else { return Ok(Ok(true)) };
        // A value is first read as what it is; only then as what others mean by it.
        if let Some(meant) = self.meaning(spec.name, raw) {
            return Ok(if meant.is_empty() { Ok(false) } else { fields.set(at, &meant, self.reading).map(|()| true) });
        }
        if nothing() {
            return Ok(Ok(self.blank(spec.name, raw)));
        }
        Ok(Err(misread))
    }

    /// The day of a cell; one that is written in an odd way is told.
    fn date(&mut self, field: &'static str, raw: &str) -> Result<String, Misread> {
        let filed = read_filed(raw, self.reading)?;
        let day = filed.date.to_string();
        if filed.odd {
            *self.meanings.entry((field, clean_line(raw), day.clone())).or_default() += 1;
        }
        Ok(day)
    }

    /// The identifiers of the models that a list names; none if one of them only comes with this very file: then all
    /// of them wait until it is there.
    fn model_list(&mut self, raw: &str) -> Result<Result<Option<String>, Misread>, Refusal> {
        let mut ids = Vec::new();
        let mut waits = false;
        for name in raw.split([';', '\n']).filter(|name| !name.trim().is_empty()) {
            match (self.model(name)?, self.siblings.find(name)) {
                (Ok(id), _) => ids.push(id),
                (Err(_), Some(Ok(key))) => {
                    waits = true;
                    ids.push(key);
                }
                (Err(_), Some(Err(misread))) | (Err(misread), None) => return Ok(Err(misread)),
            }
        }
        if waits {
            self.waiting = ids;
            return Ok(Ok(None));
        }
        Ok(Ok(Some(ids.join("; "))))
    }

    /// The identifier of the model that a text names.
    fn model(&mut self, text: &str) -> Result<Result<String, Misread>, Refusal> {
        Ok(self.models.find(self.view, text)?.map(|model| model.to_string()))
    }

    /// What others mean by a value, if it stands in the table or can be told; the use is counted.
    fn meaning(&mut self, field: &'static str, raw: &str) -> Option<String> {
        let meant = super::names::meaning::<R>(field, raw)?;
        *self.meanings.entry((field, clean_line(raw), meant.clone())).or_default() += 1;
        Some(meant)
    }

    /// Counts what was taken for a blank.
    fn blank(&mut self, field: &'static str, raw: &str) -> bool {
        *self.meanings.entry((field, clean_line(raw), String::new())).or_default() += 1;
        false
    }

    /// A refused cell with its place and value.
    pub(super) fn wrong(&self, row: &Row<'_>, at: Option<usize>, misread: Misread) -> Wrong {
        self.mapped.wrong(row, at, misread)
    }
}

/// Whether a cell holds what drives a terminal or hides text; breaks and tabs of whatever system do not.
fn hides(raw: &str) -> bool {
    const BREAKS: [char; 7] = ['\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    !is_clean(raw) && !is_clean(&raw.replace(BREAKS, " "))
}

/// A number without a fraction of nothing: `3.0` is 3.
fn whole(raw: &str) -> String {
    let text = raw.trim();
    let (number, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.bytes().all(|digit| digit == b'0') { number.to_owned() } else { text.to_owned() }
}

/// The fields of an entry that are set, with their texts.
pub(super) fn shown<R: Record>(put: &Put<R>) -> Vec<(String, String)> {
    put.set.iter().map(|at| (R::SPECS[*at].name.to_owned(), put.fields.text(*at))).collect()
}
