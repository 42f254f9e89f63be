//! Tables into the board: mapped, read by the fields' own parsers, held against what the record says, and
//! made one operation with one undo; or nothing, with every row that is wrong.
//!
//! [`open`] reads a file, [`plan`] says what it would do, [`commit`] does it. A blank cell leaves what the
//! record says; a key makes an import that is done again change nothing.

mod commit;
mod directory;
mod keys;
mod names;
mod report;
mod rows;
mod saved;
mod source;

pub use commit::commit;
pub use report::{Fate, Filled, Report, Wrong};
pub use saved::{save_map, saved_map};
pub use source::{Format, open};

use std::collections::HashSet;

use self::directory::Directory;
use self::keys::{Identity, Key};
use self::names::Importable;
use self::rows::{Read, RowReader};
use super::mapping::{How, Mapping, Wanted};
use super::table_in::Table;
use crate::domain::field::Reading;
use crate::domain::operation::{Batch, Operation, Put};
use crate::domain::record::{FollowUp, Model, Person, Record, Risk, Submission};
use crate::domain::text::{clean_line, did_you_mean, excerpt};
use crate::domain::{Misread, Refusal};
use crate::store::View;

/// How many rows a report shows as they would be entered.
const SAMPLE: usize = 5;

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
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::People, Self::Models, Self::Intake, Self::Risks, Self::FollowUps];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Models => "models",
            Self::Intake => "intake",
            Self::Risks => "risks",
            Self::FollowUps => "followups",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word);
            Misread::new(format!("`{}` cannot be imported", excerpt(text)), did_you_mean(text, &known))
        })
    }

    /// The fields that a column may fill, for help and for the import screen.
    pub fn fields(self) -> Vec<&'static str> {
        fn of<R: Importable>() -> Vec<&'static str> {
            wanted::<R>(false).into_iter().map(|field| field.name).collect()
        }
        match self {
            Self::People => of::<Person>(),
            Self::Models => of::<Model>(),
            Self::Intake => of::<Submission>(),
            Self::Risks => of::<Risk>(),
            Self::FollowUps => of::<FollowUp>(),
        }
    }
}

/// What an import would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What there is to say about it.
    pub report: Report,
    /// The operation; `None` if nothing would change, or if a row is wrong and none may be skipped.
    pub operation: Option<Operation>,
    /// Field and column of every mapping made, to be kept under a name.
    pub pairs: Vec<(String, String)>,
}

/// Says what importing a table would do. `told` are pairs of field and column.
pub fn plan(
    kind: Kind,
    table: &Table,
    told: &[(String, String)],
    skip_bad: bool,
    view: &View<'_>,
    reading: &Reading,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Plan, Refusal> {
    let make = match kind {
        Kind::People => plan_of::<Person>,
        Kind::Models => plan_of::<Model>,
        Kind::Intake => plan_of::<Submission>,
        Kind::Risks => plan_of::<Risk>,
        Kind::FollowUps => plan_of::<FollowUp>,
    };
    make(kind, table, told, skip_bad, view, reading, progress)
}

/// The fields that columns may fill: those of the record, and those that become tags.
fn wanted<R: Importable>(required: bool) -> Vec<Wanted<'static>> {
    let named = |name: &str| R::NAMES.iter().find(|(field, _)| *field == name).map_or(&[][..], |(_, names)| names);
    let fields = R::SPECS.iter().map(|spec| Wanted {
        name: spec.name,
        synonyms: named(spec.name),
        required: required && spec.required && R::KIND != Person::KIND,
    });
    let tags = R::TAGS.iter().map(|(name, synonyms)| Wanted { name, synonyms, required: false });
    fields.chain(tags).collect()
}

/// What every pass over the rows needs.
struct Mapped<'a> {
    table: &'a Table,
    wanted: Vec<Wanted<'static>>,
    mapping: Mapping,
}

impl Mapped<'_> {
    /// The cell that fills a field, cleaned; blank if no column does.
    fn text(&self, row: &super::table_in::Row<'_>, name: &str) -> String {
        let at = self.wanted.iter().position(|field| field.name == name);
        let column = at.and_then(|at| self.mapping.column(at));
        column.map(|column| clean_line(&row.cells[column])).unwrap_or_default()
    }
}

fn plan_of<R: Importable>(
    kind: Kind,
    table: &Table,
    told: &[(String, String)],
    skip_bad: bool,
    view: &View<'_>,
    reading: &Reading,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Plan, Refusal> {
    let all = wanted::<R>(true);
    let mapping = Mapping::new(table, &all, told)?;
    let key_at = R::place(Put::<R>::key_field())?;
    let keyed = mapping.sources[key_at];
    if keyed.is_none() {
        // Without keys every row is a new record, and so must say what one needs.
        mapping.complete(table, &all)?;
    }
    let mapped = Mapped { table, wanted: all, mapping };
    let mut report = opening::<R>(kind, &mapped);
    let mut directory = Directory::read(view)?;
    let identities = identities::<R>(&mapped)?;
    let strict = keyed.is_some_and(|source| source.how != How::Synonym);
    let keys = if R::KIND == Person::KIND {
        people_keys(&mapped, &identities, &mut directory)
    } else {
        keys::assign(&identities, strict)
    };
    report.notes.extend(keys.notes);
    let mut reader = RowReader::<R>::new(&mapped, view, reading, &mut directory);
    let mut operations: Vec<(u64, Operation)> = Vec::new();
    let mut rows = table.rows();
    let mut place = 0;
    while let Some(row) = rows.next() {
        let row = row?;
        let read = reader.read(&row, &keys.keys[place], &identities[place])?;
        place += 1;
        match read {
            Read::Wrong(wrong) => wrong.into_iter().for_each(|one| report.refuse(one)),
            Read::Unchanged => report.row(row.line, Fate::Unchanged),
            Read::Right { fate, operations: made, shown } => {
                report.row(row.line, fate);
                operations.extend(made.into_iter().map(|operation| (row.line, operation)));
                if report.sample.len() < SAMPLE {
                    report.sample.push(shown);
                }
            }
        }
        if place.is_multiple_of(64) {
            progress(rows.done(), table.size());
        }
    }
    progress(table.size(), table.size());
    report.notes.extend(reader.notes());
    report.people = directory.added();
    let pairs = mapped.mapping.pairs(table, &mapped.wanted);
    let stands = !operations.is_empty() && (skip_bad || report.wrong.is_empty());
    let label = format!("import {} from {}", kind.word(), table.name());
    let operation = stands.then_some(Operation::Batch(Batch { label, rows: operations }));
    Ok(Plan { report, operation, pairs })
}

/// The report as it stands before the first row.
fn opening<R: Importable>(kind: Kind, mapped: &Mapped<'_>) -> Report {
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

/// What every row says of itself, read before the keys are given.
fn identities<R: Importable>(mapped: &Mapped<'_>) -> Result<Vec<Identity>, Refusal> {
    let key = Put::<R>::key_field();
    let mut identities = Vec::new();
    for row in mapped.table.rows() {
        let row = row?;
        // The short name of a unit makes the better key.
        let short = R::TAGS.first().map(|(name, _)| mapped.text(&row, name)).unwrap_or_default();
        identities.push(Identity {
            key: mapped.text(&row, key),
            unit: if short.is_empty() { mapped.text(&row, R::UNIT) } else { short },
            title: mapped.text(&row, R::TITLE),
            line: row.line,
        });
    }
    Ok(identities)
}

/// People are known by handle; without one, by address or name, else they get one made of it. All people of
/// the file are known before the first row is read, so that a row may name a manager further down.
fn people_keys(mapped: &Mapped<'_>, identities: &[Identity], directory: &mut Directory) -> keys::Keys {
    let mut keys = Vec::new();
    let mut seen: std::collections::HashMap<String, u64> = std::collections::HashMap::new();
    let mut without = HashSet::new();
    let mut rows = mapped.table.rows().flatten();
    for identity in identities {
        let email = rows.next().map(|row| mapped.text(&row, "email")).unwrap_or_default();
        let given = identity.key.trim_start_matches('@').to_lowercase();
        let handle = if given.is_empty() {
            without.insert(identity.line);
            let source =
                if identity.title.is_empty() { email.split('@').next().unwrap_or_default() } else { &identity.title };
            match directory.known(&identity.title, &email) {
                Some(handle) => handle.clone(),
                None => directory.free(source).unwrap_or_default(),
            }
        } else {
            given
        };
        let key = match seen.get(&handle) {
            _ if handle.is_empty() => Key::None,
            Some(line) => Key::Repeats(handle.clone(), *line),
            None => Key::Is(handle.clone()),
        };
        if !handle.is_empty() {
            seen.entry(handle.clone()).or_insert(identity.line);
            let person = Person {
                handle: handle.as_str().into(),
                name: identity.title.as_str().into(),
                email: email.as_str().into(),
                ..Person::default()
            };
            directory.know(&person);
        }
        keys.push(key);
    }
    let mut notes = Vec::new();
    if !without.is_empty() {
        notes.push(format!("{} without a handle: found by address or name, or given one", keys::rows(without.len())));
    }
    keys::Keys { keys, notes }
}

#[cfg(test)]
mod tests;
