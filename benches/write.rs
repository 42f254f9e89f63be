//! Writing and verifying against the goals: each figure beside a reference of the same run.
//! `cargo bench --bench write`; a word after `--` runs one part alone: decision, import, readings, care.

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use boardroom::board::execute_script;
use boardroom::domain::operation::Request;
use boardroom::store::Store;
use common::session::{Session, copied, durable_insert, fresh};
use common::terminal::Terminal;
use common::{boardroom, fastest, folder, large, line, spread};

fn main() {
    let part = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    let wanted = |name: &str| part.is_empty() || part == name;
    if wanted("decision") {
        decisions(&large::board());
    }
    if wanted("import") {
        import();
    }
    if wanted("readings") {
        readings();
    }
    if wanted("care") {
        care(&large::board());
    }
}

/// A decision with five conditions, durable, beside one durable insert on the same disk; and what of it is work
/// before the commit, told from many in one transaction.
fn decisions(board: &Path) {
    const MANY: u32 = 100;
    let copy = copied(board, "decisions.db");
    let mut session = Session::open(&copy, 2 * MANY);
    let mut inserts = Vec::new();
    let mut times = Vec::new();
    for at in 0..MANY {
        let decision = session.decision(at);
        times.push(session.run(&decision));
        session.store.checkpoint();
        inserts.push(durable_insert());
    }
    let (median, worst) = spread(times);
    let (insert, slow_insert) = spread(inserts);
    line("a decision with five conditions", median, Some(("one durable insert", insert)));
    line("  its p99", worst, Some(("the insert's p99", slow_insert)));
    let requests: Vec<Request> = (MANY..2 * MANY).map(|at| session.read(&session.decision(at))).collect();
    let begun = Instant::now();
    let mut worked = Duration::ZERO;
    execute_script(&mut session.store, &requests, &session.env, &mut |_| worked = begun.elapsed())
        .unwrap_or_else(|(_, refusal)| panic!("{refusal}"));
    line("  its work before the commit", worked / MANY, None);
    drop(session);
    let _ = std::fs::remove_file(&copy);
}

/// Processor time of all processes started and ended so far, in seconds; nothing where the system does not say.
/// Unlike the clock it hardly depends on what else the machine does.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    // Their user and system time, in hundredths of a second.
    [13, 14].iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Runs `measured`, prints its line, and the processor time that it took in all its runs.
fn told(what: &str, runs: u32, reference: Option<(&str, Duration)>, measured: impl FnOnce() -> Duration) -> Duration {
    let before = processor();
    let took = measured();
    let spent = (processor() - before) / f64::from(runs);
    line(what, took, reference);
    println!("{:<44} {:9.2} s", "  its processor time", spent);
    took
}

/// How long a command takes that must succeed.
fn took(mut command: Command) -> Duration {
    let begun = Instant::now();
    assert!(command.status().expect("it starts").success(), "a measured command failed");
    begun.elapsed()
}

/// An empty board with one model.
fn board_with_a_model(name: &str) -> PathBuf {
    let board = fresh(name);
    took(boardroom(&board, &["init"]));
    took(boardroom(&board, &["model", "register", "--name", "m"]));
    board
}

/// An import of 100,000 rows, its undo, and a start after a kill in its middle.
fn import() {
    let table = folder().join("rows.csv");
    let mut text = String::from("external_key,kind,model,requester,summary,ask\n");
    for row in 0..100_000 {
        let _ = writeln!(text, "k{row},retrain,MDL-0001,lin,retrain number {row} on new data,approve");
    }
    std::fs::write(&table, text).expect("a table");
    let rows = table.display().to_string();
    let board = board_with_a_model("bulk.db");
    let plain = fresh("plain.db");
    let reference = common::has("sqlite3").then(|| {
        let mut command = Command::new("sqlite3");
        command.arg(&plain).arg(format!(".import --csv {rows} t"));
        ("sqlite3 .import", took(command))
    });
    let import = told("import of 100,000 rows as submissions", 1, reference, || {
        took(boardroom(&board, &["import", "intake", &rows]))
    });
    told("undo of that import", 1, Some(("the import", import)), || took(boardroom(&board, &["undo"])));
    let killed = board_with_a_model("killed.db");
    let mut child = boardroom(&killed, &["import", "intake", &rows]).spawn().expect("an import");
    let log = format!("{}-wal", killed.display());
    while child.try_wait().expect("its state").is_none()
        && std::fs::metadata(&log).map_or(0, |log| log.len()) < 16 << 20
    {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("it is killed");
    let ended = child.wait().expect("it ends");
    assert!(!ended.success(), "the import was over before it could be killed");
    let left = std::fs::metadata(&log).map_or(0, |log| log.len());
    println!("{:<44} {:9} KiB", "killed with a write-ahead log of", left >> 10);
    line(
        "start after that, to the first frame",
        Terminal::open(&killed).until(|screen| screen.contains("? help")),
        None,
    );
}

/// 100,000 readings of one monitor.
fn readings() {
    let board = board_with_a_model("readings.db");
    let monitor = ["monitor", "define", "MDL-0001", "--metric", "psi", "--warn", "0.1", "--alert", "0.2"];
    took(boardroom(&board, &monitor));
    let begin = chrono::DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").expect("a moment");
    let mut text = String::from("model,metric,at,value\n");
    for row in 0..100_000 {
        let at = begin + chrono::TimeDelta::minutes(row);
        let _ = writeln!(text, "MDL-0001,psi,{},0.0{:02}", at.format("%Y-%m-%dT%H:%M:%SZ"), row % 97);
    }
    let table = folder().join("readings.csv");
    std::fs::write(&table, text).expect("a table");
    let rows = table.display().to_string();
    told("import of 100,000 readings", 1, None, || took(boardroom(&board, &["import", "readings", &rows])));
}

/// Verify and rebuild, with their memory; the chain's bytes through `sha256sum`.
fn care(board: &Path) {
    let payloads = folder().join("payloads");
    let reference = common::has("sqlite3") && common::has("sha256sum");
    if reference {
        let out = std::fs::File::create(&payloads).expect("a file");
        let mut command = Command::new("sqlite3");
        command.arg(board).stdout(Stdio::from(out)).arg(
            "select previous || seq || op || at || effective || actor || kind || version || payload || payload_sha from event",
        );
        took(command);
    }
    let sum = || {
        let mut command = Command::new("sha256sum");
        command.arg(&payloads).stdout(Stdio::null());
        command
    };
    let sum = reference.then(|| ("sha256sum of the log's text", fastest(3, sum)));
    let store = Store::open(board).expect("the large board opens");
    let chain = (0..3).map(|_| {
        let begun = Instant::now();
        boardroom::store::check_chain(&store).expect("the chain is read");
        begun.elapsed()
    });
    line("verify, the chain alone", chain.min().unwrap_or_default(), sum);
    drop(store);
    told("verify, all of it", 3, None, || fastest(3, || boardroom(board, &["verify"])));
    println!("{:<44} {:9} KiB", "  its memory at most", peak(board, &["verify"]));
    let copy = copied(board, "rebuilt.db");
    told("rebuild of all tables", 2, None, || fastest(2, || boardroom(&copy, &["rebuild"])));
    let _ = std::fs::remove_file(&copy);
    let _ = std::fs::remove_file(&payloads);
}

/// The most memory a process held, as its last look before the end says.
fn peak(board: &Path, arguments: &[&str]) -> u64 {
    let mut child = boardroom(board, arguments).spawn().expect("it starts");
    let mut most = 0;
    while child.try_wait().expect("its state").is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let field = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = field.and_then(|text| text.trim().trim_end_matches("kB").trim().parse().ok());
        most = most.max(now.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(10));
    }
    most
}
