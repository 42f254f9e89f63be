//! Records that are found again by several fields together, row by row.

use std::collections::{BTreeMap, HashMap};

use super::directory::Directory;
use super::keys;
use super::names::composite::{Composite, Shelf, misread};
use super::report::{Difference, Fate, Wrong};
use super::rows::{RowReader, shown};
use super::{Asked, Kind, Mapped, Plan, Progress, heard, opening, wanted};
use crate::domain::ids::RecordId;
use crate::domain::operation::{Operation, Put};
use crate::domain::{Misread, Refusal};
use crate::exchange::table_in::{Row, Table};

/// What the rows so far came to.
#[derive(Default)]
struct Settled {
    seen: HashMap<Vec<String>, u64>,
    shelf: Shelf,
    kept: BTreeMap<&'static str, usize>,
}

/// Says what importing a table of such records would do.
pub(super) fn plan<R: Composite>(
    kind: Kind,
    table: &Table,
    asked: &Asked<'_>,
    progress: Progress<'_>,
) -> Result<Plan, Refusal> {
    let all = wanted::<R>(true);
    let mapping = asked.mapping(table, &all)?;
    mapping.complete(table, &all)?;
    let mapped = Mapped { table, wanted: all, mapping };
    let mut report = opening(kind, &mapped);
    let mut directory = Directory::read(asked.view)?;
    let mut reader = RowReader::<R>::new(&mapped, asked, &mut directory);
    let mut settled = Settled::default();
    let mut operations: Vec<(u64, Operation)> = Vec::new();
    let mut rows = table.rows();
    let mut count: usize = 0;
    while let Some(row) = rows.next() {
        let row = row?;
        count += 1;
        match read(&mut reader, &mut settled, &row, asked)? {
            Err(wrong) => {
                reader.directory.drop_unkept();
                report.show(|| mapped.first(&row, Fate::Refused, &[], &wrong));
                for one in wrong {
                    report.refuse(one);
                }
            }
            Ok((Fate::Unchanged, _, _)) => {
                reader.directory.drop_unkept();
                report.show(|| mapped.first(&row, Fate::Unchanged, &[], &[]));
                report.row(row.line, Fate::Unchanged);
            }
            Ok((fate, operation, put)) => {
                report.row(row.line, fate);
                let people = reader.directory.keep();
                operations.extend(people.into_iter().chain(operation).map(|operation| (row.line, operation)));
                report.show(|| mapped.first(&row, fate, &shown(&put), &[]));
            }
        }
        if count.is_multiple_of(64) {
            heard(progress, rows.done(), table.size())?;
        }
        if asked.enough(count) {
            break;
        }
    }
    heard(progress, table.size(), table.size())?;
    for (field, count) in std::mem::take(&mut settled.kept) {
        report.notes.push(format!("{field} differs and stays as the board has it ({})", keys::rows(count)));
    }
    report.notes.extend(reader.notes());
    for difference in std::mem::take(&mut reader.differences) {
        report.differ(difference);
    }
    report.people = directory.added();
    let pairs = mapped.mapping.pairs(table, &mapped.wanted);
    Ok(Plan::new(kind, table, report, operations, pairs, asked.skip_bad))
}

/// What becomes of a row: its fate, the operation if there is one, and what was read.
type Read<R> = Result<(Fate, Option<Operation>, Put<R>), Vec<Wrong>>;

/// Reads a row; the outer refusal only if the store fails.
fn read<R: Composite>(
    reader: &mut RowReader<'_, R>,
    settled: &mut Settled,
    row: &Row<'_>,
    asked: &Asked<'_>,
) -> Result<Read<R>, Refusal> {
    if let Some(refusal) = reader.mapped.table.refuse(row) {
        return Ok(Err(vec![Wrong { line: row.line, column: None, value: String::new(), refusal }]));
    }
    let (mut put, wrong) = reader.fields(row, None)?;
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let mapped = reader.mapped;
    let refused = |refusal: Refusal| {
        let (field, misread) = misread(refusal);
        let at = R::position(&field);
        // A field that no column fills is named in the sentence.
        let misread = match at.filter(|at| mapped.mapping.column(*at).is_none()) {
            Some(_) => Misread::new(format!("{field}: {}", misread.sentence), misread.hint),
            None => misread,
        };
        vec![mapped.wrong(row, at, misread)]
    };
    if let Err(refusal) = put.fields.complete() {
        return Ok(Err(refused(refusal)));
    }
    R::settle(&mut put, &asked.policy);
    let mut key = put.fields.key();
    let found = put.fields.find(asked.view, &mut settled.shelf)?;
    // The same key of two models is two keys.
    key.extend(R::position("model").map(|at| put.fields.text(at)));
    if let Some(line) = settled.seen.insert(key, row.line) {
        let sentence = format!("line {line} is about the same {}", R::WORD);
        return Ok(Err(vec![reader.wrong(row, None, Misread::new(sentence, "keep one of the rows"))]));
    }
    let Some(number) = found else {
        reader.unsaid.fill(&mut put, &asked.reading)?;
        let entry = R::merged(&put, &R::default());
        if let Err(refusal) = entry.check(&asked.policy) {
            return Ok(Err(refused(refusal)));
        }
        return Ok(match entry.enter() {
            Ok((operation, trust)) => {
                if let Some(trust) = trust {
                    *reader.curbed.entry(trust).or_default() += 1;
                }
                Ok((Fate::Created, Some(operation), put))
            }
            Err(refusal) => Err(refused(refusal)),
        });
    };
    let before = asked.view.get::<R>(number)?;
    let mut after = R::merged(&put, &before.fields);
    let mut changed = Vec::new();
    for at in (0..R::SPECS.len()).filter(|at| after.text(*at) != before.fields.text(*at)).collect::<Vec<_>>() {
        let name = R::SPECS[at].name;
        let taken = !R::KEPT.contains(&name);
        reader.differences.push(Difference {
            line: row.line,
            record: RecordId { kind: R::KIND, number }.to_string(),
            field: name,
            from: before.fields.text(at),
            to: after.text(at),
            taken,
        });
        if taken {
            changed.push(at);
        } else {
            *settled.kept.entry(name).or_default() += 1;
            after.set_cell(at, before.fields.cell(at));
        }
    }
    if changed.is_empty() {
        return Ok(Ok((Fate::Unchanged, None, put)));
    }
    if let Err(refusal) = after.check(&asked.policy) {
        return Ok(Err(refused(refusal)));
    }
    let reason = format!("imported from {}", reader.mapped.table.name());
    Ok(Ok((Fate::Updated, Some(after.change(number, changed, reason)), put)))
}
