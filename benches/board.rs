//! The large board against the goals: each figure beside a reference of the same run.
//! `cargo bench --bench board`; the first run makes the board, which takes a minute or two.

mod common;

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use boardroom::board::{Env, execute, policy_in_force, reading};
use boardroom::domain::operation::Request;
use boardroom::domain::value::Handle;
use boardroom::store::Store;
use common::{boardroom, fastest, folder, large, line, spread};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

fn main() {
    let board = large::board();
    let store = Store::open(&board).expect("the large board opens");
    let head = store.view().head().expect("it has a head");
    let bytes = std::fs::metadata(&board).map_or(0, |meta| meta.len());
    println!("large board: {} events, {} MiB\n", head.seq, bytes >> 20);
    drop(store);
    let empty = folder().join("empty.db");
    if !empty.exists() {
        assert!(boardroom(&empty, &["init"]).status().expect("init").success());
    }
    starts(&board, &empty);
    reads(&board);
    keys(&board);
    record(&board);
    bulk();
    care(&board);
    let binary = std::fs::metadata(common::binary()).map_or(0, |meta| meta.len());
    println!("{:<44} {:9} KiB", "binary", binary >> 10);
}

/// The interface in a terminal, with what it has drawn.
struct Terminal {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Box<dyn Read + Send>,
    parser: vt100::Parser,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn open(db: &Path) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 })
            .expect("a terminal");
        let mut command = CommandBuilder::new(common::binary());
        command.env_clear();
        for (name, value) in [
            ("HOME", folder().to_str().unwrap_or("/tmp")),
            ("BOARDROOM_ACTOR", "okafor"),
            ("BOARDROOM_NOW", large::NOW),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
        ] {
            command.env(name, value);
        }
        command.env("BOARDROOM_DB", db);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let output = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its input");
        let size = |number| std::num::NonZeroU16::new(number).expect("a size");
        Self { child, keys, output, parser: vt100::Parser::new(size(36), size(120), 0), _master: pair.master }
    }

    /// Reads until the screen says so.
    fn until(&mut self, holds: impl Fn(&str) -> bool) {
        let mut bytes = [0; 16_000];
        while !holds(&self.parser.screen().contents()) {
            let count = self.output.read(&mut bytes).expect("output");
            assert!(count > 0, "the program ended:\n{}", self.parser.screen().contents());
            self.parser.process(&bytes[..count]);
        }
    }

    /// Presses keys and waits for the first drawing that follows.
    fn press(&mut self, keys: &str) -> Duration {
        let begun = Instant::now();
        self.keys.write_all(keys.as_bytes()).expect("keys are taken");
        let mut bytes = [0; 16_000];
        let count = self.output.read(&mut bytes).expect("output");
        let took = begun.elapsed();
        self.parser.process(&bytes[..count]);
        took
    }

    fn resident(&self) -> u64 {
        let id = self.child.process_id().unwrap_or(0);
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let field = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        field.and_then(|text| text.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn first_frame(db: &Path) -> Duration {
    let one = || {
        let begun = Instant::now();
        let mut terminal = Terminal::open(db);
        terminal.until(|screen| screen.contains("? help"));
        begun.elapsed()
    };
    (0..15).map(|_| one()).min().unwrap_or_default()
}

fn starts(board: &Path, empty: &Path) {
    let reference = first_frame(empty);
    line("start to first full frame, large board", first_frame(board), Some(("the same, empty board", reference)));
}

fn reads(board: &Path) {
    line(
        "list of open submissions, whole process",
        fastest(10, || boardroom(board, &["list", "intake", "--filter", "is:open", "--limit", "40"])),
        None,
    );
    line(
        "minutes of a 20-item meeting, Confluence",
        fastest(10, || boardroom(board, &["export", "minutes", "--format", "confluence"])),
        None,
    );
    let sqlite = || {
        let mut command = Command::new("sqlite3");
        command.args(["-csv", "-header"]).arg(board).arg("select * from v_decisions").stdout(Stdio::null());
        command
    };
    let reference = common::has("sqlite3").then(|| ("sqlite3 -csv of the view", fastest(3, sqlite)));
    line("export of 40,000 decisions as CSV", fastest(3, || boardroom(board, &["export", "decisions"])), reference);
}

fn keys(board: &Path) {
    let mut terminal = Terminal::open(board);
    terminal.until(|screen| screen.contains("? help"));
    terminal.keys.write_all(b"3").expect("keys");
    terminal.until(|screen| screen.contains("MDL-"));
    let mut all = Vec::new();
    for (what, keys) in [("move", "j"), ("page", "\x1b[6~"), ("back", "\x1b[5~")] {
        let times: Vec<Duration> = (0..100).map(|_| terminal.press(keys)).collect();
        let (median, worst) = spread(times.clone());
        println!(
            "key to first output, {what:<24} median {:6.2} ms   p99 {:6.2} ms",
            median.as_secs_f64() * 1000.0,
            worst.as_secs_f64() * 1000.0
        );
        all.extend(times);
    }
    for screen in ["2", "4", "5", "6", "7", "1"] {
        terminal.keys.write_all(screen.as_bytes()).expect("keys");
        terminal.until(|contents| contents.contains("? help"));
        for _ in 0..10 {
            terminal.press("\x1b[6~");
        }
    }
    println!("{:<44} {:9} KiB", "resident after paging through every screen", terminal.resident());
}

/// A decision with five conditions, in a copy that is thrown away; beside one durable insert on the same disk.
fn record(board: &Path) {
    let copy = folder().join("copy.db");
    std::fs::copy(board, &copy).expect("a copy");
    let mut store = Store::open(&copy).expect("it opens");
    store.checkpoint_when_idle();
    let env = Env { now: large::NOW.parse().expect("a moment"), actor: Handle::from("okafor"), rehearsal: false };
    let policy = policy_in_force(&store.view()).expect("a policy");
    let reading = reading(&policy, &env);
    let mut run = |operation: serde_json::Value| {
        let request = Request::read(&operation, &reading).unwrap_or_else(|refusal| panic!("{operation}: {refusal}"));
        let begun = Instant::now();
        execute(&mut store, &request, &env).unwrap_or_else(|refusal| panic!("{operation}: {refusal}"));
        begun.elapsed()
    };
    run(
        serde_json::json!({"op": "meeting.draft", "title": "bench", "date": "2026-11-23", "time": "15:00", "chair": "okafor"}),
    );
    let last = store_last(&folder().join("copy.db"));
    for at in 1..=40 {
        let id = format!("INT-{:04}", last + at);
        run(
            serde_json::json!({"op": "submission.submit", "model": format!("MDL-{at:04}"), "kind": "retrain", "version": "9.0",
            "requester": "dev0", "summary": "a retrain", "ask": "approve"}),
        );
        run(serde_json::json!({"op": "submission.triage", "submission": id, "reviewer": "kim"}));
        run(serde_json::json!({"op": "submission.ready", "submission": id}));
        run(serde_json::json!({"op": "submission.schedule", "submission": id, "meeting": "MRB-2001"}));
    }
    run(
        serde_json::json!({"op": "meeting.open", "meeting": "MRB-2001", "present": "okafor; weiss; lixue; venkat; adeyemi; haddad; silva"}),
    );
    let conditions: Vec<String> = (0..5).map(|at| format!("condition {at} @dev{at} +3w !post test: filed")).collect();
    let times: Vec<Duration> = (0..40)
        .map(|at| {
            run(serde_json::json!({"op": "decision.record", "item": format!("ITM-{:04}", 40_001 + at), "outcome": "conditional", "mover": "weiss",
                "motion": "Resolved with conditions", "rationale": "as argued", "conditions": conditions.join("\n"),
                "votes": "okafor for\nweiss for\nlixue for\nvenkat for\nadeyemi for\nhaddad for\nsilva for"}))
        })
        .collect();
    drop(store);
    let _ = std::fs::remove_file(&copy);
    let (median, worst) = spread(times);
    let reference = spread((0..40).map(|_| durable_insert()).collect()).0;
    line("recording a decision with five conditions", median, Some(("one durable insert", reference)));
    line("  its p99", worst, None);
}

/// The number of the last submission.
fn store_last(path: &Path) -> u32 {
    let store = Store::open(path).expect("it opens");
    store.view().last_number(boardroom::domain::ids::RecordKind::Submission).expect("a number")
}

fn durable_insert() -> Duration {
    let path = folder().join("insert.db");
    let connection = rusqlite::Connection::open(&path).expect("a file");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t (x TEXT);")
        .expect("a table");
    let begun = Instant::now();
    connection.execute("INSERT INTO t VALUES ('a row')", []).expect("an insert");
    begun.elapsed()
}

/// An import of 100,000 rows, and its undo.
fn bulk() {
    let table = folder().join("rows.csv");
    let mut text = String::from("external_key,kind,model,requester,summary,ask\n");
    for row in 0..100_000 {
        let _ = writeln!(text, "k{row},retrain,MDL-0001,lin,retrain number {row} on new data,approve");
    }
    std::fs::write(&table, text).expect("a table");
    let board = folder().join("bulk.db");
    for suffix in ["", "-wal", "-shm", ".drafts"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", board.display()));
    }
    assert!(boardroom(&board, &["init"]).status().expect("init").success());
    assert!(boardroom(&board, &["model", "register", "--name", "m"]).status().expect("a model").success());
    let plain = folder().join("plain.db");
    let reference = common::has("sqlite3").then(|| {
        let _ = std::fs::remove_file(&plain);
        let mut command = Command::new("sqlite3");
        command.arg(&plain).arg(format!(".import --csv {} t", table.display()));
        let begun = Instant::now();
        assert!(command.status().expect("sqlite3").success());
        ("sqlite3 .import", begun.elapsed())
    });
    let begun = Instant::now();
    let rows = table.display().to_string();
    assert!(boardroom(&board, &["import", "intake", &rows]).status().expect("an import").success());
    let import = begun.elapsed();
    line("import of 100,000 rows as submissions", import, reference);
    let begun = Instant::now();
    assert!(boardroom(&board, &["undo"]).status().expect("an undo").success());
    line("undo of that import", begun.elapsed(), Some(("the import", import)));
}

fn care(board: &Path) {
    let sum = || {
        let mut command = Command::new("sha256sum");
        command.arg(board).stdout(Stdio::null());
        command
    };
    let reference = common::has("sha256sum").then(|| ("sha256sum of the file", fastest(2, sum)));
    line("verify, all of it", fastest(1, || boardroom(board, &["verify"])), reference);
    line("rebuild of all tables", fastest(1, || boardroom(board, &["rebuild"])), None);
}
