//! Models as other systems describe them, in a registry's answers or in model cards.
//!
//! What the board has not said yet is filled in, what it has said stays and the difference is told: these
//! sources know less of a model than its owner does. Versions and cards are added once.

mod settle;

use std::collections::{HashMap, HashSet};
use std::io::Read;

use self::settle::Settler;
use super::directory::Directory;
use super::report::{Fate, Wrong};
use super::{Asked, First, Kind, Mapped, Plan, Progress, card, heard, opening, registry, wanted};
use crate::domain::ids::ModelId;
use crate::domain::operation::Operation;
use crate::domain::record::{Artifact, Model, Version};
use crate::domain::text::{clean_line, excerpt};
use crate::domain::value::{Line, MARKDOWN_LIMIT};
use crate::domain::{Misread, Refusal};
use crate::exchange::evidence;
use crate::exchange::mapping::Mapping;
use crate::exchange::table_in::{Limits, Table};

/// Most kinds of tag that are looked at.
const COLUMNS: usize = 500;
/// Most differences that are told one by one.
const TOLD: usize = 40;
/// The column that says which file an entry is from; it keeps rows apart that are blank otherwise.
pub(super) const FILE: &str = "file";

/// What the files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Answers of an `MLflow` registry.
    Registry,
    /// Model cards.
    Cards,
}

/// A file as it was given.
#[derive(Debug)]
pub struct Given {
    pub(super) name: String,
    /// Its whole path, if it is a file of this machine.
    pub(super) uri: Line,
    pub(super) bytes: Result<Vec<u8>, Misread>,
}

impl Given {
    /// Reads a file within the limit of its source; what cannot be read is told with the rest.
    pub fn read(name: &str, source: Source, input: std::io::Result<impl Read>) -> Self {
        let limit = match source {
            Source::Registry => Limits::default().file,
            Source::Cards => MARKDOWN_LIMIT,
        };
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let done = input.and_then(|input| input.take(most.saturating_add(1)).read_to_end(&mut bytes));
        let bytes = match done {
            Err(error) => Err(Misread::new(format!("cannot be read: {error}"), "check the name")),
            Ok(read) if read > limit => {
                Err(Misread::new(format!("the file has more than {limit} bytes"), "give it in parts"))
            }
            Ok(_) => Ok(bytes),
        };
        Self { name: clean_line(name), uri: evidence::whole_path(name).unwrap_or_default(), bytes }
    }

    /// The file's name without its folders.
    pub(super) fn short(&self) -> String {
        self.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
    }
}

/// A version that a registry names.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundVersion {
    pub(super) fields: Version,
    /// Whether it is ready, and not put aside.
    pub(super) live: bool,
    /// Whether the change is a mere retrain.
    pub(super) is_retrain: bool,
    pub(super) summary: String,
    pub(super) ask: String,
    /// Who made it, as the registry names people.
    pub(super) by: String,
}

/// A model as one file describes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// Its number, counted over all files.
    pub(super) line: u64,
    /// What refusals call it.
    pub(super) place: String,
    /// The key it is registered under if it is new.
    pub(super) key: String,
    pub(super) name: String,
    /// Identifiers or keys of this board that it carries.
    pub(super) ids: Vec<String>,
    /// Whether the key is an identifier of its own, so that a name alone does not make two models one.
    pub(super) has_own_key: bool,
    /// What it says, by column.
    pub(super) cells: Vec<(String, String)>,
    pub(super) versions: Vec<FoundVersion>,
    pub(super) card: Option<Artifact>,
}

/// Models found elsewhere, ready to be held against the record.
#[derive(Debug)]
pub struct Found {
    source: Source,
    table: Table,
    entries: Vec<Entry>,
    wrong: Vec<Wrong>,
    notes: Vec<String>,
}

impl Found {
    pub(super) fn new(
        source: Source,
        files: &[String],
        entries: Vec<Entry>,
        wrong: Vec<Wrong>,
        mut notes: Vec<String>,
    ) -> Result<Self, Refusal> {
        let columns = columns(&entries, &mut notes);
        let cell = |entry: &Entry, column: &String| match column.as_str() {
            FILE => entry.place.clone(),
            _ => entry.cells.iter().find(|(name, _)| name == column).map(|(_, text)| text.clone()).unwrap_or_default(),
        };
        let rows: Vec<(u64, Vec<String>)> = (0..)
            .zip(&entries)
            .map(|(at, entry)| (at, columns.iter().map(|column| cell(entry, column)).collect()))
            .collect();
        let name = match files {
            [] => "nothing".to_owned(),
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        };
        let limits = Limits { row: usize::MAX / 2, field: 4 * Limits::default().field, ..Limits::default() };
        let table = Table::from_rows(&name, "entry", &columns, &rows, limits)?;
        Ok(Self { source, table, entries, wrong, notes })
    }

    /// What the files are.
    pub const fn source(&self) -> Source {
        self.source
    }

    /// How many models they tell of.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// What is said of the models, as a table.
    pub(super) const fn table(&self) -> &Table {
        &self.table
    }

    /// Which column fills which field, with what somebody said of it.
    pub(super) fn mapping(&self, told: &[(String, String)]) -> Result<Mapping, Refusal> {
        let mut told = told.to_vec();
        if !told.iter().any(|(field, _)| field == "external_key") {
            // The key is the system's own name for the model; a tag called `id` is not.
            told.push(("external_key".to_owned(), String::new()));
        }
        Mapping::new(&self.table, &wanted::<Model>(false), &told)
    }
}

/// The columns of the entries in the order they came; of too many, those that most entries have.
fn columns(entries: &[Entry], notes: &mut Vec<String>) -> Vec<String> {
    let mut columns = vec!["name", FILE];
    let mut uses: HashMap<&str, usize> = HashMap::from([("name", usize::MAX), (FILE, usize::MAX)]);
    for (column, _) in entries.iter().flat_map(|entry| &entry.cells) {
        let count = uses.entry(column).or_insert_with(|| {
            columns.push(column);
            0
        });
        *count = count.saturating_add(1);
    }
    let more = columns.len().saturating_sub(COLUMNS);
    if more > 0 {
        let mut ranked = columns.clone();
        ranked.sort_by_key(|column| std::cmp::Reverse(uses[column]));
        let rare: HashSet<&str> = ranked.split_off(COLUMNS).into_iter().collect();
        columns.retain(|column| !rare.contains(column));
        notes.push(format!("{more} kinds of tag that few models have were not looked at"));
    }
    columns.into_iter().map(str::to_owned).collect()
}

/// Reads the files of a source. Cards may be said to be of a model that they do not name.
pub fn find(source: Source, files: &[Given], model: Option<ModelId>) -> Result<Found, Refusal> {
    match source {
        Source::Registry => registry::read(files),
        Source::Cards => card::read(files, model),
    }
}

/// What is said of an entry, its name first.
fn named(name: &str, said: Vec<(String, String)>) -> Vec<(String, String)> {
    let rest = said.into_iter().filter(|(field, _)| field != "name").map(|(field, text)| (field, super::brief(&text)));
    std::iter::once(("name".to_owned(), super::brief(name))).chain(rest).collect()
}

/// Says what taking in what was found would do.
pub fn plan_found(kind: Kind, found: &Found, asked: &Asked<'_>, progress: Progress<'_>) -> Result<Plan, Refusal> {
    let all = wanted::<Model>(false);
    let table = &found.table;
    let mapping = match &asked.layout {
        Some(layout) => Mapping::laid(table, layout.sources()),
        None => found.mapping(&asked.told)?,
    };
    let mapped = Mapped { table, wanted: all, mapping };
    let mut report = opening(kind, &mapped);
    report.notes.extend(found.notes.iter().cloned());
    // What names our record is used, though it fills no field.
    report.unmapped.retain(|column| column != FILE && !super::registry::is_ours(column));
    for wrong in &found.wrong {
        report.refuse(wrong.clone());
    }
    let mut directory = Directory::read(asked.view)?;
    let mut settler = Settler::new(kind, &mapped, asked, &mut directory)?;
    let mut operations: Vec<(u64, Operation)> = Vec::new();
    for row in table.rows() {
        let row = row?;
        let Some(entry) = usize::try_from(row.line).ok().and_then(|at| found.entries.get(at)) else { continue };
        let settled = match table.refuse(&row) {
            Some(refusal) => Err(refusal),
            None => settler.settle(&row, entry)?.map_err(|misread| misread.of(entry.place.clone())),
        };
        match settled {
            Err(refusal) => {
                settler.forget();
                let cells = vec![("name".to_owned(), entry.name.clone())];
                let wrong = vec![(String::new(), refusal.clone())];
                report.show(|| First { line: entry.line, fate: Fate::Refused, cells, wrong });
                report.refuse(Wrong { line: entry.line, column: None, value: excerpt(&entry.name), refusal });
            }
            Ok((fate, made, shown)) => {
                report.row(entry.line, fate);
                operations.extend(made.into_iter().map(|operation| (entry.line, operation)));
                report.show(|| First { line: entry.line, fate, cells: named(&entry.name, shown), wrong: Vec::new() });
            }
        }
        let done = usize::try_from(row.line).unwrap_or(0) + 1;
        heard(progress, done, found.entries.len())?;
        if asked.enough(done) {
            break;
        }
    }
    report.wrong.sort_by_key(|wrong| wrong.line);
    let (notes, counts, people) = settler.told(found.source);
    report.notes.extend(notes);
    report.counts = counts;
    report.people = people;
    let pairs = mapped.mapping.pairs(table, &mapped.wanted);
    Ok(Plan::new(kind, table, report, operations, pairs, asked.skip_bad))
}

/// The first differences, and how many more there are.
fn differences(mut all: Vec<String>) -> Vec<String> {
    let more = all.len().saturating_sub(TOLD);
    all.truncate(TOLD);
    if more > 0 {
        all.push(format!("and {more} more fields differ, and stay"));
    }
    all
}

/// What is done beside filling fields, and what stays as it is, for the eye.
fn told(operations: &[Operation], different: &[String]) -> Vec<(String, String)> {
    let mut said: Vec<(&str, String)> = Vec::new();
    for operation in operations {
        if let Operation::VersionAdd(version) = operation {
            said.push(("new version", version.label.0.clone()));
        } else if let Operation::VersionPut(version) = operation {
            said.push(("new version", version.fields.label.0.clone()));
        } else if let Operation::SubmissionPut(put) = operation {
            said.push(("for triage", format!("{} {}", put.fields.kind.word(), put.fields.version.0)));
        } else if let Operation::ArtifactReceive(artifact) = operation {
            said.push(("evidence", artifact.title.0.clone()));
        } else if let Operation::ArtifactPut(artifact) = operation {
            said.push(("evidence", artifact.fields.title.0.clone()));
        }
    }
    said.extend(different.iter().map(|one| ("stays", one.clone())));
    let mut joined: Vec<(String, String)> = Vec::new();
    for (what, text) in said {
        match joined.iter_mut().find(|(known, _)| known == what) {
            Some((_, all)) => {
                all.push_str("; ");
                all.push_str(&text);
            }
            None => joined.push((what.to_owned(), text)),
        }
    }
    joined
}
