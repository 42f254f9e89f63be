//! One row into an entry: each cell by its field's parser, people and models by whatever names them.

use std::collections::BTreeMap;

use super::Mapped;
use super::directory::Directory;
use super::keys::{Identity, Key};
use super::models::{Models, Siblings};
use super::names::{Importable, Keyed};
use super::report::{Fate, Wrong};
use super::unsaid::{self, Unsaid};
use crate::domain::field::{FieldKind, Reading};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::{LinkModel, Operation, Put, Revise};
use crate::domain::record::Record;
use crate::domain::text::{clean_line, excerpt};
use crate::domain::value::{Line, Words};
use crate::domain::{Misread, Refusal};
use crate::exchange::mapping::key as plain;
use crate::exchange::table_in::Row;
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
    pub(super) directory: &'a mut Directory,
    models: Models,
    meanings: BTreeMap<Meaning, usize>,
    pub(super) kept: BTreeMap<&'static str, usize>,
    named: usize,
    tiered: usize,
    pub(super) unsaid: Unsaid,
    /// The models of this very file.
    pub(super) siblings: Siblings,
    /// What the row at hand depends on, as far as that has to wait for the rest of the file.
    waiting: Vec<String>,
    /// What is to be said once every row is in, each with its line.
    pub(super) links: Vec<(u64, Operation)>,
    of: std::marker::PhantomData<R>,
}

impl<'a, R: Importable> RowReader<'a, R> {
    pub(super) fn new(
        mapped: &'a Mapped<'a>,
        view: &'a View<'a>,
        reading: &'a Reading,
        directory: &'a mut Directory,
    ) -> Self {
        Self {
            mapped,
            view,
            reading,
            directory,
            models: Models::default(),
            meanings: BTreeMap::new(),
            kept: BTreeMap::new(),
            named: 0,
            tiered: 0,
            unsaid: Unsaid::default(),
            siblings: Siblings::default(),
            waiting: Vec::new(),
            links: Vec::new(),
            of: std::marker::PhantomData,
        }
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
        notes.extend(self.unsaid.notes());
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
        for (at, field) in self.mapped.wanted.iter().enumerate() {
            let Some(column) = self.mapped.mapping.column(at) else { continue };
            let raw = row.cells[column].as_ref();
            if Some(at) == key_at || raw.trim().is_empty() {
                continue;
            }
            if at >= R::SPECS.len() || Some(at) == tags {
                let said = self.meaning(field.name, raw).unwrap_or_else(|| clean_line(raw));
                words.push(if Some(at) == tags { raw.to_owned() } else { said.replace(';', ",") });
                continue;
            }
            match self.value(&mut put.fields, at, raw)? {
                Ok(true) => put.set.push(at),
                Ok(false) => {}
                Err(misread) => wrong.push(self.wrong(row, Some(at), misread)),
            }
        }
        let words: Vec<String> = words.into_iter().filter(|word| !word.trim().is_empty()).collect();
        if let Some(at) = tags.filter(|_| !words.is_empty()) {
            match put.fields.set(at, &words.join("; "), self.reading) {
                Ok(()) => put.set.push(at),
                Err(misread) => wrong.push(self.wrong(row, Some(at), misread)),
            }
        }
        Ok((put, wrong))
    }

    /// Reads one cell into its field; false if it says nothing.
    fn value(&mut self, fields: &mut R, at: usize, raw: &str) -> Result<Result<bool, Misread>, Refusal> {
        let spec = &R::SPECS[at];
        let kind = (spec.kind)();
        let nothing = NOTHING.contains(&plain(raw).as_str());
        let text = match kind {
            FieldKind::Person
            | FieldKind::People
            | FieldKind::Record(RecordKind::Model)
            | FieldKind::Records(RecordKind::Model)
                if nothing =>
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
            _ => Ok(raw.to_owned()),
        };
        let text = match text {
            Ok(text) => text,
            Err(misread) => return Ok(Err(misread)),
        };
        let Err(misread) = fields.set(at, &text, self.reading) else { return Ok(Ok(true)) };
        // A value is first read as what it is; only then as what others mean by it.
        if let Some(meant) = self.meaning(spec.name, raw) {
            return Ok(if meant.is_empty() { Ok(false) } else { fields.set(at, &meant, self.reading).map(|()| true) });
        }
        if nothing {
            return Ok(Ok(self.blank(spec.name, raw)));
        }
        Ok(Err(misread))
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

impl<R: Keyed> RowReader<'_, R> {
    /// Reads a row; a refusal only if the store fails.
    pub(super) fn read(&mut self, row: &Row<'_>, key: &Key, identity: &Identity) -> Result<Read, Refusal> {
        if let Some(refusal) = self.mapped.table.refuse(row) {
            return Ok(Read::Wrong(vec![Wrong { line: row.line, column: None, value: String::new(), refusal }]));
        }
        let key_at = R::place(Put::<R>::key_field())?;
        let key = match key {
            Key::Is(key) => key,
            Key::Repeats(key, line) => {
                let misread = Misread::new(
                    format!("the key `{}` stands on line {line} already", excerpt(key)),
                    "give each row a key of its own, or remove one",
                );
                return Ok(Read::Wrong(vec![self.wrong(row, Some(key_at), misread)]));
            }
            Key::None => {
                let misread = Misread::new(
                    format!("the row has neither {} nor {}", Put::<R>::key_field(), R::TITLE),
                    "fill one of them",
                );
                return Ok(Read::Wrong(vec![self.wrong(row, None, misread)]));
            }
        };
        self.waiting.clear();
        let (mut put, wrong) = self.fields(row, Some(key_at))?;
        if !wrong.is_empty() {
            self.directory.drop_unkept();
            return Ok(Read::Wrong(wrong));
        }
        let read = match self.settle(row, &mut put, key_at, key, identity)? {
            Read::Unchanged if !self.waiting.is_empty() => {
                Read::Right { fate: Fate::Updated, operations: Vec::new(), shown: shown(&put) }
            }
            read => read,
        };
        if !self.waiting.is_empty() && matches!(read, Read::Right { .. }) {
            let depends_on = Words(std::mem::take(&mut self.waiting));
            let link = LinkModel { model_key: Line(key.clone()), depends_on };
            self.links.push((row.line, Operation::ModelLink(link)));
        }
        match read {
            Read::Right { fate, operations, shown } => {
                let people = self.directory.keep();
                Ok(Read::Right { fate, operations: people.into_iter().chain(operations).collect(), shown })
            }
            other => {
                self.directory.drop_unkept();
                Ok(other)
            }
        }
    }

    /// Holds an entry against the record: new, changed or the same.
    fn settle(
        &mut self,
        row: &Row<'_>,
        put: &mut Put<R>,
        key_at: usize,
        key: &str,
        identity: &Identity,
    ) -> Result<Read, Refusal> {
        // Our own identifier in the key column names a record of this board.
        let own = key.parse::<RecordId>().ok().filter(|id| id.kind == R::KIND);
        let own = match own {
            Some(id) if self.view.exists(id)? => Some(id.number),
            _ => None,
        };
        let keyed = self.view.by_key::<R>(Put::<R>::key_field(), key)?;
        if let (Some(own), Some(keyed)) = (own, keyed)
            && own != keyed
        {
            let misread = super::models::ambiguous(key, RecordId { kind: R::KIND, number: keyed });
            return Ok(Read::Wrong(vec![self.wrong(row, Some(key_at), misread)]));
        }
        let known = own.or(keyed);
        if own.is_none() {
            if let Err(misread) = put.fields.set(key_at, key, self.reading) {
                return Ok(Read::Wrong(vec![self.wrong(row, Some(key_at), misread)]));
            }
            put.set.push(key_at);
        }
        put.set.sort_unstable();
        put.set.dedup();
        let Some(number) = known else {
            self.complete(put, key, identity)?;
            if let Err(refusal) = put.fields.complete() {
                let at = R::position(&refusal.subject);
                let misread = Misread::new(refusal.sentence, format!("fill `{}`: {}", refusal.subject, refusal.hint));
                return Ok(Read::Wrong(vec![self.wrong(row, at, misread)]));
            }
            let shown = shown(put);
            return Ok(Read::Right { fate: Fate::Created, operations: vec![R::put(put.clone())], shown });
        };
        let before = self.view.get::<R>(number)?;
        let mut changed: Vec<usize> =
            put.set.iter().copied().filter(|at| put.fields.text(*at) != before.fields.text(*at)).collect();
        changed.retain(|at| unsaid::says::<R>(*at, &put.fields.text(*at)));
        changed.retain(|at| {
            let name = R::SPECS[*at].name;
            let kept = R::KEPT.contains(&name);
            if kept {
                *self.kept.entry(name).or_default() += 1;
            }
            !kept
        });
        if changed.is_empty() {
            return Ok(Read::Unchanged);
        }
        let shown = shown(put);
        let operation = if own.is_some() {
            let reason = format!("imported from {}", self.mapped.table.name());
            R::revise(Revise { number, fields: put.fields.clone(), set: changed, reason })
        } else {
            let mut set = changed;
            set.push(key_at);
            R::put(Put { fields: put.fields.clone(), set })
        };
        Ok(Read::Right { fate: Fate::Updated, operations: vec![operation], shown })
    }

    /// Fills what a new record needs and a table of others may lack: a name, a tier's rationale.
    pub(super) fn complete(&mut self, put: &mut Put<R>, key: &str, identity: &Identity) -> Result<(), Refusal> {
        let title = R::place(R::TITLE)?;
        if R::KIND == RecordKind::Model && identity.title.is_empty() {
            put.fields.set(title, key, self.reading).map_err(|misread| misread.of(R::TITLE))?;
            put.set.push(title);
            self.named += 1;
        }
        if let (Some(tier), Some(rationale), Some(provisional)) =
            (R::position("tier"), R::position("tier_rationale"), R::position("tier_provisional"))
            && !put.fields.text(tier).is_empty()
            && put.fields.text(rationale).is_empty()
        {
            let why = format!("As stated in {}; to be confirmed", self.mapped.table.name());
            put.fields.set(rationale, &why, self.reading).map_err(|misread| misread.of("tier_rationale"))?;
            put.fields.set(provisional, "yes", self.reading).map_err(|misread| misread.of("tier_provisional"))?;
            put.set.extend([rationale, provisional]);
            self.tiered += 1;
        }
        self.unsaid.fill(put, self.reading)
    }
}

/// The fields of an entry that are set, with their texts.
pub(super) fn shown<R: Record>(put: &Put<R>) -> Vec<(String, String)> {
    put.set.iter().map(|at| (R::SPECS[*at].name.to_owned(), put.fields.text(*at))).collect()
}
