//! Tables into the board: mapped, read by the fields' own parsers, held against what the record says, and
//! made one operation with one undo; or nothing, with every row that is wrong.
//!
//! [`open`] reads a file, [`plan`] says what it would do, [`commit`] does it. A blank cell leaves what the
//! record says; a key makes an import that is done again change nothing.

mod card;
mod commit;
mod composite;
mod directory;
mod footer;
mod found;
mod incoming;
mod keyed;
mod keys;
mod layout;
mod models;
mod names;
mod readings;
mod registry;
mod report;
mod rows;
mod runs;
mod saved;
mod source;
mod unsaid;

pub use commit::commit;
pub use incoming::{Form, Incoming, Order, of_this_machine};
pub use layout::{Column, Field, Layout};
pub use report::{Difference, Fate, Filled, First, Report, Wrong};
pub use saved::{KeptMap, save_map, saved_map, saved_maps, to_keep};
pub use source::{Format, open};

use std::sync::Arc;

use chrono::{DateTime, Utc};

use self::names::Importable;
use super::mapping::{How, Mapping, Source, Wanted};
use super::table_in::{Row, Table};
use crate::board::{self, Env};
use crate::domain::field::Reading;
use crate::domain::ids::{ModelId, RecordKind};
use crate::domain::operation::{Batch, Operation};
use crate::domain::record::{Artifact, FollowUp, ManualMetric, Model, Person, Record, Risk, Submission};
use crate::domain::text::{clean_line, did_you_mean, excerpt};
use crate::domain::{Misread, Refusal};
use crate::policy::Policy;
use crate::store::View;
use crate::store::query::operation::IMPORT;

/// How many of the first rows a report shows as they would be read.
pub const FIRST: usize = 50;

/// What can be imported from a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// People, with or without a seat.
    People,
    /// The inventory.
    Models,
    /// Submissions.
    Intake,
    /// Risks.
    Risks,
    /// Follow-ups.
    FollowUps,
    /// Readings of monitors.
    Readings,
    /// Manual metrics.
    Metrics,
    /// Evidence.
    Artifacts,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::People,
        Self::Models,
        Self::Intake,
        Self::Risks,
        Self::FollowUps,
        Self::Readings,
        Self::Metrics,
        Self::Artifacts,
    ];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Models => "models",
            Self::Intake => "intake",
            Self::Risks => "risks",
            Self::FollowUps => "followups",
            Self::Readings => "readings",
            Self::Metrics => "metrics",
            Self::Artifacts => "artifacts",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word);
            Misread::new(format!("`{}` cannot be imported", excerpt(text)), did_you_mean(text, &known))
        })
    }

    /// The records whose making makes a row a new one; none where rows are written several at once.
    const fn makes(self) -> Option<RecordKind> {
        match self {
            Self::People => Some(Person::KIND),
            Self::Models => Some(Model::KIND),
            Self::Intake => Some(Submission::KIND),
            Self::Risks => Some(Risk::KIND),
            Self::FollowUps => Some(FollowUp::KIND),
            Self::Metrics => Some(ManualMetric::KIND),
            Self::Artifacts => Some(Artifact::KIND),
            Self::Readings => None,
        }
    }

    /// The fields that columns of a table may fill.
    fn wanted(self) -> Vec<Wanted<'static>> {
        match self {
            Self::People => wanted::<Person>(true),
            Self::Models => wanted::<Model>(true),
            Self::Intake => wanted::<Submission>(true),
            Self::Risks => wanted::<Risk>(true),
            Self::FollowUps => wanted::<FollowUp>(true),
            Self::Readings => readings::WANTED.to_vec(),
            Self::Metrics => wanted::<ManualMetric>(true),
            Self::Artifacts => wanted::<Artifact>(true),
        }
    }
}

/// What an import would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is imported.
    pub kind: Kind,
    /// What there is to say about it.
    pub report: Report,
    /// The operation; `None` if nothing would change, or if a row is wrong and none may be skipped.
    pub operation: Option<Operation>,
    /// Field and column of every mapping made, to be kept under a name.
    pub pairs: Vec<(String, String)>,
}

impl Plan {
    /// A plan of these operations, each with the line it came from.
    fn new(
        kind: Kind,
        table: &Table,
        report: Report,
        operations: Vec<(u64, Operation)>,
        pairs: Vec<(String, String)>,
        skip_bad: bool,
    ) -> Self {
        let stands = !operations.is_empty() && (skip_bad || report.wrong.is_empty());
        // Where the file lay is nobody's business later on.
        let name = table.name().rsplit(['/', '\\']).next().unwrap_or_default();
        let label = format!("{IMPORT}{} from {name}", kind.word());
        let operation = stands.then_some(Operation::Batch(Batch { label, rows: operations }));
        Self { kind, report, operation, pairs }
    }
}

/// What an import is held against: the record as it stands, the criteria, the moment.
pub struct Asked<'a> {
    /// The record.
    pub view: &'a View<'a>,
    /// The criteria in force.
    pub policy: Arc<Policy>,
    /// What reading a value needs.
    pub reading: Reading,
    /// The moment.
    pub now: DateTime<Utc>,
    /// Pairs of field and column that somebody gave.
    pub told: Vec<(String, String)>,
    /// The columns as they were laid out by hand; then nothing is matched by name.
    pub layout: Option<Layout>,
    /// Only so many rows are looked at, for a first impression.
    pub most: Option<usize>,
    /// The model that what comes in is about, if somebody said so.
    pub model: Option<ModelId>,
    /// Whether rows that are wrong are left out.
    pub skip_bad: bool,
    /// Whether cells may name days by the day of the import: only in the sample, which is dated around it.
    pub rehearsal: bool,
}

impl<'a> Asked<'a> {
    /// Of this board, at this moment: nothing told, no row left out.
    pub fn new(view: &'a View<'a>, env: &Env) -> Result<Self, Refusal> {
        let policy = board::policy_in_force(view)?;
        let reading = board::reading(&policy, env);
        Ok(Self {
            view,
            policy,
            reading,
            now: env.now,
            told: Vec::new(),
            layout: None,
            most: None,
            model: None,
            skip_bad: false,
            rehearsal: env.rehearsal,
        })
    }

    /// Which columns fill these fields.
    fn mapping(&self, table: &Table, wanted: &[Wanted<'_>]) -> Result<Mapping, Refusal> {
        match &self.layout {
            Some(layout) => Ok(Mapping::laid(table, layout.sources())),
            None => Mapping::new(table, wanted, &self.told),
        }
    }

    /// Whether this many rows are enough.
    fn enough(&self, rows: usize) -> bool {
        self.most.is_some_and(|most| rows >= most)
    }
}

/// Hears how much has been done, of how much; false stops it.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize) -> bool;

/// Tells how far it has come; refused if it is to stop.
fn heard(progress: &mut dyn FnMut(usize, usize) -> bool, done: usize, all: usize) -> Result<(), Refusal> {
    if progress(done, all) {
        return Ok(());
    }
    Err(Refusal::state("import", "it was stopped; nothing was written"))
}

/// Says what importing a table would do.
pub fn plan(kind: Kind, table: &Table, asked: &Asked<'_>, progress: Progress<'_>) -> Result<Plan, Refusal> {
    let make = match kind {
        Kind::People => keyed::plan::<Person>,
        Kind::Models => keyed::plan::<Model>,
        Kind::Intake => keyed::plan::<Submission>,
        Kind::Risks => keyed::plan::<Risk>,
        Kind::FollowUps => keyed::plan::<FollowUp>,
        Kind::Readings => readings::plan,
        Kind::Metrics => composite::plan::<ManualMetric>,
        Kind::Artifacts => composite::plan::<Artifact>,
    };
    make(kind, table, asked, progress)
}

/// The fields that columns may fill: those of the record, those that become tags, and what is only looked at.
fn wanted<R: Importable>(required: bool) -> Vec<Wanted<'static>> {
    let named = |name: &str| R::NAMES.iter().find(|(field, _)| *field == name).map_or(&[][..], |(_, names)| names);
    let fields = R::SPECS.iter().map(|spec| Wanted {
        name: spec.name,
        synonyms: named(spec.name),
        required: required && spec.required && R::KIND != Person::KIND,
    });
    let tags = R::TAGS.iter().map(|(name, synonyms)| Wanted { name, synonyms, required: false });
    let extra = R::BESIDE.iter().map(|(name, synonyms)| Wanted { name, synonyms, required: false });
    fields.chain(tags).chain(extra).collect()
}

/// What every pass over the rows needs.
struct Mapped<'a> {
    table: &'a Table,
    wanted: Vec<Wanted<'static>>,
    mapping: Mapping,
}

impl Mapped<'_> {
    /// The cell that fills a field, cleaned; blank if no column does.
    fn text(&self, row: &Row<'_>, name: &str) -> String {
        let at = self.wanted.iter().position(|field| field.name == name);
        at.map(|at| self.cell(row, at)).unwrap_or_default()
    }

    /// The cell that fills the wanted field at this place, cleaned; blank if no column does.
    fn cell(&self, row: &Row<'_>, at: usize) -> String {
        self.mapping.column(at).map(|column| clean_line(&row.cells[column])).unwrap_or_default()
    }

    /// One of the first rows: its cells as they stand, with what was read of it in their place.
    fn first(&self, row: &Row<'_>, fate: Fate, read: &[(String, String)], wrong: &[Wrong]) -> First {
        let written = self.wanted.iter().enumerate().filter(|(at, _)| self.mapping.column(*at).is_some());
        let mut cells: Vec<(String, String)> =
            written.map(|(at, field)| (field.name.to_owned(), brief(&self.cell(row, at)))).collect();
        for (name, text) in read {
            match cells.iter_mut().find(|(field, _)| field == name) {
                Some((_, cell)) => *cell = brief(text),
                None => cells.push((name.clone(), brief(text))),
            }
        }
        let field_of = |column: &Option<String>| {
            let at = self.table.columns().iter().position(|one| Some(&one.name) == column.as_ref());
            let at = at.and_then(|at| {
                self.mapping.sources.iter().position(|source| source.is_some_and(|one| one.column == at))
            });
            at.map(|at| self.wanted[at].name.to_owned()).unwrap_or_default()
        };
        let wrong = wrong.iter().map(|one| (field_of(&one.column), one.refusal.clone())).collect();
        First { line: row.line, fate, cells, wrong }
    }

    /// A refused cell with its place and value.
    fn wrong(&self, row: &Row<'_>, at: Option<usize>, misread: Misread) -> Wrong {
        let column = at.and_then(|at| self.mapping.column(at));
        let value = column.map(|column| excerpt(&row.cells[column])).unwrap_or_default();
        Wrong {
            line: row.line,
            column: column.map(|column| self.table.columns()[column].name.clone()),
            value,
            refusal: misread.of(self.table.place(row.line, column)),
        }
    }
}

/// As much of a cell as a preview shows.
fn brief(text: &str) -> String {
    text.chars().take(240).map(|c| if c == '\n' { ' ' } else { c }).collect()
}

/// The report as it stands before the first row.
fn opening(kind: Kind, mapped: &Mapped<'_>) -> Report {
    let filled = mapped.wanted.iter().zip(&mapped.mapping.sources).filter_map(|(field, source)| {
        source.map(|source| Filled {
            field: field.name.to_owned(),
            column: mapped.table.columns()[source.column].name.clone(),
            how: source.how,
        })
    });
    let unmapped = mapped.mapping.unmapped_names(mapped.table);
    Report {
        kind: kind.word(),
        file: mapped.table.name().to_owned(),
        notes: mapped.table.notes().to_vec(),
        mapped: filled.collect(),
        unmapped: unmapped.into_iter().map(excerpt).collect(),
        ..Report::default()
    }
}

#[cfg(test)]
mod tests;
