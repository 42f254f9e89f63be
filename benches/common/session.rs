//! A meeting in session on a copy of the large board: what a board does while it sits, and a bare insert beside it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use boardroom::board::{Env, execute, policy_in_force, reading};
use boardroom::domain::field::Reading;
use boardroom::domain::ids::RecordKind;
use boardroom::domain::operation::Request;
use boardroom::domain::value::Handle;
use boardroom::store::Store;
use serde_json::{Value, json};

use super::{folder, large};

/// A copy of a board that is thrown away.
pub fn copied(board: &Path, name: &str) -> PathBuf {
    let copy = fresh(name);
    std::fs::copy(board, &copy).expect("a copy");
    copy
}

/// A name in the folder of the benchmarks under which nothing lies.
pub fn fresh(name: &str) -> PathBuf {
    let path = folder().join(name);
    for suffix in ["", "-wal", "-shm", ".drafts", ".drafts-wal", ".drafts-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
    path
}

/// A meeting in session with so many submissions to decide on, in a copy of the large board.
pub struct Session {
    /// The board.
    pub store: Store,
    /// Who acts, and when.
    pub env: Env,
    reading: Reading,
    first: u32,
}

impl Session {
    /// Opens it.
    pub fn open(copy: &Path, items: u32) -> Self {
        let store = Store::open(copy).expect("it opens");
        store.checkpoint_when_idle();
        let env = Env { now: large::NOW.parse().expect("a moment"), actor: Handle::from("okafor"), rehearsal: false };
        let policy = policy_in_force(&store.view()).expect("a policy");
        let reading = reading(&policy, &env);
        let last = |kind| store.view().last_number(kind).expect("a number");
        let (meeting, submission) = (last(RecordKind::Meeting) + 1, last(RecordKind::Submission));
        let first = last(RecordKind::Item) + 1;
        let mut session = Self { store, env, reading, first };
        session.run(
            &json!({"op": "meeting.draft", "title": "bench", "date": "2026-11-23", "time": "15:00", "chair": "okafor"}),
        );
        let meeting = format!("MRB-{meeting:04}");
        for at in 1..=items {
            let id = format!("INT-{:04}", submission + at);
            session.run(&json!({"op": "submission.submit", "model": format!("MDL-{at:04}"), "kind": "retrain",
                "version": "9.0", "requester": "dev0", "summary": "a retrain", "ask": "approve"}));
            session.run(&json!({"op": "submission.triage", "submission": id, "reviewer": "kim"}));
            session.run(&json!({"op": "submission.ready", "submission": id}));
            session.run(&json!({"op": "submission.schedule", "submission": id, "meeting": meeting}));
        }
        session.run(&json!({"op": "meeting.open", "meeting": meeting,
            "present": "okafor; weiss; lixue; venkat; adeyemi; haddad; silva"}));
        session
    }

    /// An operation as it is read.
    pub fn read(&self, operation: &Value) -> Request {
        Request::read(operation, &self.reading).unwrap_or_else(|refusal| panic!("{operation}: {refusal}"))
    }

    /// Carries an operation out; how long that took.
    pub fn run(&mut self, operation: &Value) -> Duration {
        let request = self.read(operation);
        let begun = Instant::now();
        execute(&mut self.store, &request, &self.env).unwrap_or_else(|refusal| panic!("{operation}: {refusal}"));
        begun.elapsed()
    }

    /// The decision on an item, with five conditions.
    pub fn decision(&self, at: u32) -> Value {
        let conditions: Vec<String> =
            (0..5).map(|at| format!("condition {at} @dev{at} +3w !post test: filed")).collect();
        json!({"op": "decision.record", "item": format!("ITM-{:04}", self.first + at), "outcome": "conditional",
            "mover": "weiss", "motion": "Resolved with conditions", "rationale": "as argued",
            "conditions": conditions.join("\n"),
            "votes": "okafor for\nweiss for\nlixue for\nvenkat for\nadeyemi for\nhaddad for\nsilva for"})
    }
}

/// One durable insert on the same disk.
pub fn durable_insert() -> Duration {
    let connection = rusqlite::Connection::open(folder().join("insert.db")).expect("a file");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t (x TEXT);")
        .expect("a table");
    let begun = Instant::now();
    connection.execute("INSERT INTO t VALUES ('a row')", []).expect("an insert");
    begun.elapsed()
}
