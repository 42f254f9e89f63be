//! The sample board: tables of people, models and risks, and one script of operations, every date
//! relative to today. `init --sample`, the demo, the tests and the benches load the same.

use chrono::{DateTime, Days, Utc};
use serde_json::{Map, Value};

use super::table_in::{Limits, Table};
use crate::board::{self, Env};
use crate::domain::Refusal;
use crate::domain::date::read_moment;
use crate::domain::field::Reading;
use crate::domain::operation::{Batch, Operation, Request};
use crate::domain::value::Handle;
use crate::policy::Policy;
use crate::store::Store;

/// The handle of the chair, who is at the keyboard in the demo.
pub const CHAIR: &str = "okafor";
/// The board's name.
pub const BOARD: &str = "Model Review Board";

/// How many days before today the board was founded; nothing in the sample is older on the record.
const FOUNDED: u64 = 180;
/// When its registers were imported, as the script writes moments.
const IMPORTED: &str = "-120bd 09:00";
/// What is said of a sample that does not load.
const BROKEN: &str = "the sample board was changed: run its tests";

const SCRIPT: &str = include_str!("../../sample-data/script.jsonl");
/// The registers: their files, and the operation that each row becomes.
const REGISTERS: [(&str, &str, &str); 3] = [
    ("people.csv", "person.put", include_str!("../../sample-data/people.csv")),
    ("models.csv", "model.put", include_str!("../../sample-data/models.csv")),
    ("risks.csv", "risk.put", include_str!("../../sample-data/risks.csv")),
];

/// Begins a board in an empty store and fills it with the sample, dated around this moment.
pub fn load(store: &mut Store, now: DateTime<Utc>) -> Result<(), Refusal> {
    let chair = Handle::from(CHAIR);
    let founded = now.checked_sub_days(Days::new(FOUNDED)).unwrap_or(now);
    board::begin(store, BOARD, &Env { now: founded, actor: chair.clone(), rehearsal: true })?;
    let env = Env { now, actor: chair, rehearsal: true };
    let reading = board::reading(&Policy::default(), &env);
    let (mut requests, mut places) = (Vec::new(), Vec::new());
    let mut add = |place: String, request: Result<Request, Refusal>| {
        requests.push(request.map_err(|refusal| at(&place, refusal))?);
        places.push(place);
        Ok::<(), Refusal>(())
    };
    for (file, operation, text) in REGISTERS {
        add(file.to_owned(), register(file, operation, text, &reading))?;
    }
    for (number, line) in (1..).zip(SCRIPT.lines()) {
        add(format!("script.jsonl line {number}"), scripted(line, &reading))?;
    }
    board::execute_script(store, &requests, &env, &mut |_| {})
        .map_err(|(place, refusal)| at(places.get(place).map_or("", String::as_str), refusal))?;
    Ok(())
}

/// A register as one operation, dated back to when the board began its work.
fn register(file: &str, operation: &str, text: &str, reading: &Reading) -> Result<Request, Refusal> {
    let table = Table::read(file, text.as_bytes(), None, Limits::default())?;
    let mut batch = Batch { label: format!("import {file}"), rows: Vec::new() };
    for row in table.rows() {
        let row = row?;
        if let Some(refusal) = table.refuse(&row) {
            return Err(refusal);
        }
        let cells = table.columns().iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty());
        let fields: Map<String, Value> =
            cells.map(|(column, cell)| (column.name.clone(), Value::from(cell.as_ref()))).collect();
        let read = Operation::read(operation, &fields, reading);
        batch.rows.push((row.line, read.map_err(|refusal| at(&table.place(row.line, None), refusal))?));
    }
    let imported = read_moment(IMPORTED, reading).map_err(|misread| misread.of("imported"))?;
    Ok(Request { occurred_at: Some(imported), ..Operation::Batch(batch).into() })
}

/// One line of the script.
fn scripted(line: &str, reading: &Reading) -> Result<Request, Refusal> {
    let value: Value = serde_json::from_str(line)
        .map_err(|error| Refusal::data("line", format!("is not JSON: {error}")).hint(BROKEN))?;
    Request::read(&value, reading)
}

/// The same refusal, with the place it came from.
fn at(place: &str, mut refusal: Refusal) -> Refusal {
    refusal.subject = format!("{place}, {}", refusal.subject);
    refusal
}
