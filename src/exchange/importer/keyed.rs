//! Records that are found again by one key: people by handle, all else by external key.

use std::collections::HashSet;

use super::directory::Directory;
use super::footer;
use super::keys::{self, Identity, Key};
use super::models::Siblings;
use super::names::Keyed;
use super::report::Fate;
use super::rows::{Read, RowReader};
use super::{Asked, Kind, Mapped, Plan, Progress, heard, opening, wanted};
use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::{Operation, Put};
use crate::domain::record::{Model, Person, Record};
use crate::exchange::mapping::How;
use crate::exchange::table_in::{Column, Table};

/// Says what importing a table of such records would do.
pub(super) fn plan<R: Keyed>(
    kind: Kind,
    table: &Table,
    asked: &Asked<'_>,
    progress: Progress<'_>,
) -> Result<Plan, Refusal> {
    let all = wanted::<R>(true);
    let mapping = asked.mapping(table, &all)?;
    let key_at = R::place(Put::<R>::key_field())?;
    let keyed = mapping.sources[key_at];
    if keyed.is_none() {
        // Without keys every row is a new record, and so must say what one needs.
        mapping.complete(table, &all)?;
    }
    let mapped = Mapped { table, wanted: all, mapping };
    let mut report = opening(kind, &mapped);
    let mut directory = Directory::read(asked.view)?;
    let identities = identities::<R>(&mapped, asked, &mut report.notes)?;
    let strict = keyed.is_some_and(|source| source.how != How::Synonym);
    let keys = if R::KIND == Person::KIND {
        people_keys(&mapped, &identities, &mut directory)
    } else {
        keys::assign(&identities, strict)
    };
    report.notes.extend(keys.notes);
    let mut reader = RowReader::<R>::new(&mapped, asked, &mut directory);
    reader.tell_custom(&mut report);
    if R::KIND == Model::KIND {
        reader.siblings = Siblings::of(&keys.keys, &identities);
    }
    let mut operations: Vec<(u64, Operation)> = Vec::new();
    let mut rows = table.rows();
    let mut place = 0;
    while place < identities.len()
        && let Some(row) = rows.next()
    {
        let row = row?;
        let read = reader.read(&row, &keys.keys[place], &identities[place])?;
        place += 1;
        match read {
            Read::Wrong(wrong) => {
                report.show(|| mapped.first(&row, Fate::Refused, &[], &wrong));
                for one in wrong {
                    report.refuse(one);
                }
            }
            Read::Unchanged => {
                report.show(|| mapped.first(&row, Fate::Unchanged, &[], &[]));
                report.row(row.line, Fate::Unchanged);
            }
            Read::Right { fate, operations: made, shown } => {
                report.row(row.line, fate);
                operations.extend(made.into_iter().map(|operation| (row.line, operation)));
                report.show(|| mapped.first(&row, fate, &shown, &[]));
            }
        }
        if place.is_multiple_of(64) {
            heard(progress, rows.done(), table.size())?;
        }
    }
    heard(progress, table.size(), table.size())?;
    report.notes.extend(reader.notes());
    for difference in std::mem::take(&mut reader.differences) {
        report.differ(difference);
    }
    operations.append(&mut reader.links);
    report.people = directory.added();
    let pairs = mapped.mapping.pairs(table, &mapped.wanted);
    Ok(Plan::new(kind, table, report, operations, pairs, asked.skip_bad))
}

/// What every row says of itself, read before the keys are given; not of those that stand under the table.
fn identities<R: Keyed>(
    mapped: &Mapped<'_>,
    asked: &Asked<'_>,
    notes: &mut Vec<String>,
) -> Result<Vec<Identity>, Refusal> {
    let key = Put::<R>::key_field();
    let mut identities = Vec::new();
    let mut ends = Vec::new();
    let mut said = Vec::new();
    let is_label = |column: &Column| column.header.eq_ignore_ascii_case("labels") && R::KIND == RecordKind::FollowUp;
    let labels: Vec<usize> =
        (0..).zip(mapped.table.columns()).filter(|(_, column)| is_label(column)).map(|(at, _)| at).collect();
    // Our own exports name the record beside its key elsewhere.
    let beside = mapped
        .mapping
        .unmapped
        .iter()
        .copied()
        .find(|column| R::OWN.is_some_and(|own| mapped.table.columns()[*column].header.eq_ignore_ascii_case(own)));
    for row in mapped.table.rows().take(asked.most.unwrap_or(usize::MAX)) {
        let row = row?;
        // The short name of a unit makes the better key.
        let short = R::TAGS.first().map(|(name, _)| mapped.text(&row, name)).unwrap_or_default();
        let given = mapped.text(&row, key);
        let mut own = labels.iter().find_map(|column| own_identifier::<R>(&row.cells[*column]));
        if let Some(id) = beside.and_then(|column| own_identifier::<R>(&row.cells[column]))
            && names_row::<R>(asked, &id, &given)?
        {
            own = Some(id);
        }
        ends.push((own.is_some() || !given.is_empty(), footer::is_footer(&row)));
        if ends.last() == Some(&(false, true)) {
            said.push((row.line, row.cells[0].to_string()));
        }
        identities.push(Identity {
            key: own.unwrap_or(given),
            unit: if short.is_empty() { mapped.text(&row, R::UNIT) } else { short },
            title: mapped.text(&row, R::TITLE),
            line: row.line,
        });
    }
    // Where not all rows were read, the last of them is not the end.
    let records = if asked.enough(identities.len()) { identities.len() } else { footer::records(&ends) };
    if records < identities.len() {
        identities.truncate(records);
        notes.push(footer::note(mapped.table.unit(), &said));
    }
    Ok(identities)
}

/// Whether the identifier of an export finds its row again: here it is the record that has the key that the row gives;
/// elsewhere the rest of the export names it so, unless that key is known.
fn names_row<R: Keyed>(asked: &Asked<'_>, id: &str, given: &str) -> Result<bool, Refusal> {
    let Ok(id) = id.parse::<RecordId>() else { return Ok(false) };
    let field = Put::<R>::key_field();
    let key = R::place(field)?;
    match asked.view.find::<R>(id.number)? {
        Some(row) => Ok(given.is_empty() || row.fields.text(key) == given),
        None => Ok(given.is_empty() || asked.view.by_key::<R>(field, given)?.is_none()),
    }
}

/// Our identifier among the labels that a tracker of issues gives back.
fn own_identifier<R: Keyed>(labels: &str) -> Option<String> {
    let ids = labels.split([' ', ',', ';']).filter_map(|label| label.parse::<RecordId>().ok());
    ids.filter(|id| id.kind == R::KIND).map(|id| id.to_string()).next()
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
