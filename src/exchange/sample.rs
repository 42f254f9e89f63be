//! The sample board: tables of people, models and risks, and one script of operations, every date
//! relative to today. `init --sample`, the demo, the tests and the benches load the same.

use chrono::{DateTime, Days, Utc};
use serde_json::Value;

use super::importer::{self, Asked, Kind};
use super::table_in::{Limits, Table};
use crate::board::{self, Env};
use crate::domain::Refusal;
use crate::domain::date::read_moment;
use crate::domain::field::Reading;
use crate::domain::operation::Request;
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
/// The registers in the order in which they name each other.
const REGISTERS: [(&str, Kind, &str); 3] = [
    ("people.csv", Kind::People, include_str!("../../sample-data/people.csv")),
    ("models.csv", Kind::Models, include_str!("../../sample-data/models.csv")),
    ("risks.csv", Kind::Risks, include_str!("../../sample-data/risks.csv")),
];

/// Begins a board in an empty store and fills it with the sample, dated around this moment.
pub fn load(store: &mut Store, now: DateTime<Utc>) -> Result<(), Refusal> {
    let chair = Handle::from(CHAIR);
    let founded = now.checked_sub_days(Days::new(FOUNDED)).unwrap_or(now);
    board::begin(store, BOARD, &Env { now: founded, actor: chair.clone(), rehearsal: true })?;
    let env = Env { now, actor: chair, rehearsal: true };
    let reading = board::reading(&Policy::default(), &env);
    for (file, kind, text) in REGISTERS {
        let request = register(store, file, kind, text, &env)?;
        board::execute(store, &request, &env).map_err(|refusal| at(file, refusal))?;
    }
    let mut requests = Vec::new();
    for (number, line) in (1..).zip(SCRIPT.lines()) {
        requests.push(scripted(line, &reading).map_err(|refusal| at_line(number, refusal))?);
    }
    board::execute_script(store, &requests, &env, &mut |_| {})
        .map_err(|(place, refusal)| at_line(place + 1, refusal))?;
    Ok(())
}

/// A register as the importer takes it in, dated back to when the board began its work.
fn register(store: &Store, file: &str, kind: Kind, text: &str, env: &Env) -> Result<Request, Refusal> {
    let table = Table::read(file, text.as_bytes(), None, Limits::default())?;
    let plan = store.snapshot(|view| importer::plan(kind, &table, &Asked::new(view, env)?, &mut |_, _| true))?;
    if let Some(wrong) = plan.report.wrong.into_iter().next() {
        return Err(wrong.refusal);
    }
    let operation = plan.operation.ok_or_else(|| Refusal::data(file, "there is nothing in it").hint(BROKEN))?;
    let imported =
        read_moment(IMPORTED, &board::reading(&Policy::default(), env)).map_err(|misread| misread.of("imported"))?;
    Ok(Request { occurred_at: Some(imported), ..operation.into() })
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

fn at_line(number: usize, refusal: Refusal) -> Refusal {
    at(&format!("script.jsonl line {number}"), refusal)
}
