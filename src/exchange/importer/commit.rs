//! A plan carried out: one operation, one transaction, one undo.

use super::report::Wrong;
use super::{Plan, Progress};
use crate::board::{self, Env, Receipt};
use crate::domain::operation::{Operation, Request};
use crate::domain::refusal::{Kind, Refusal};
use crate::store::Store;

/// Remarks of the board that a report repeats: of thousands of rows not every one is read.
const NOTES: usize = 20;

/// Carries a plan out. What the board's rules refuse is refused whole, or with `skip_bad` row by row, each
/// with its place in the report; `None` if nothing was left to do.
/// `progress` hears of operations done, and stops it.
pub fn commit(
    store: &mut Store,
    plan: &mut Plan,
    env: &Env,
    skip_bad: bool,
    progress: Progress<'_>,
) -> Result<Option<Receipt>, Refusal> {
    let Some(operation) = plan.operation.take() else { return Ok(None) };
    let mut request = Request::from(operation);
    loop {
        let refusal = match board::execute_heard(store, &request, env, progress) {
            Ok(receipt) => {
                plan.report.written = true;
                if let Some(kind) = plan.kind.makes() {
                    plan.report.settle(kind, &receipt.rows);
                }
                let more = receipt.notes.len().saturating_sub(NOTES);
                plan.report.notes.extend(receipt.notes.iter().take(NOTES).cloned());
                if more > 0 {
                    plan.report.notes.push(format!("and {more} more of the like"));
                }
                return Ok(Some(receipt));
            }
            Err(refusal) => refusal,
        };
        let Some((line, field)) = place(&refusal) else { return Err(refusal) };
        let column = plan.pairs.iter().find(|(name, _)| *name == field).map(|(_, column)| column.clone());
        let place = match &column {
            Some(column) => format!("{} line {line}, column `{column}`", plan.report.file),
            None => format!("{} line {line}, {field}", plan.report.file),
        };
        let refusal = Refusal { subject: place, ..refusal };
        if !skip_bad || matches!(refusal.kind, Kind::Store) {
            return Err(refusal);
        }
        let Operation::Batch(batch) = &mut request.operation else { return Err(refusal) };
        let before = batch.rows.len();
        batch.rows.retain(|(one, _)| *one != line);
        if batch.rows.len() == before {
            return Err(refusal);
        }
        plan.report.refuse(Wrong { line, column, value: String::new(), refusal });
        if batch.rows.is_empty() {
            return Ok(None);
        }
    }
}

/// The line and the field that a refused batch names: `line 7, owner`.
fn place(refusal: &Refusal) -> Option<(u64, String)> {
    let (line, field) = refusal.subject.strip_prefix("line ")?.split_once(", ")?;
    Some((line.parse().ok()?, field.to_owned()))
}
