//! The large board against the goals: each figure beside a reference of the same run.
//! `cargo bench --bench board`; the first run makes the board, which takes a minute or two.

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use boardroom::store::Store;
use common::session::{Session, copied, fresh};
use common::terminal::Terminal;
use common::{answered, boardroom, fastest, folder, large, line, spread};
use portable_pty::CommandBuilder;

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
    reads(&board, &empty);
    keys(&board);
    let copy = copied(&board, "sitting.db");
    drop(Session::open(&copy, 40));
    idle(&copy);
    fresh("sitting.db");
    let binary = std::fs::metadata(common::binary()).map_or(0, |meta| meta.len());
    println!("{:<44} {:9} KiB", "binary", binary >> 10);
}

/// Starts by turns on both boards, so that what else the machine does falls on both.
fn starts(board: &Path, empty: &Path) {
    let first = |db: &Path| Terminal::open(db).until(|screen| screen.contains("? help"));
    let (mut large, mut small): (Vec<_>, Vec<_>) = (0..25).map(|_| (first(board), first(empty))).unzip();
    let least = |times: &[Duration]| times.iter().min().copied().unwrap_or_default();
    line("start to first full frame, fastest", least(&large), Some(("the same, empty board", least(&small))));
    let middle = (spread(std::mem::take(&mut large)).0, spread(std::mem::take(&mut small)).0);
    line("start to first full frame, median", middle.0, Some(("the same, empty board", middle.1)));
    if common::has("csvlens") {
        let rows = folder().join("intake.csv");
        let table = rows.display().to_string();
        assert!(boardroom(board, &["export", "intake", "-o", &table]).status().expect("an export").success());
        let reference = || {
            let mut command = CommandBuilder::new("csvlens");
            command.arg(&rows);
            Terminal::start(command).until(|screen| screen.contains("INT-0001"))
        };
        line("  csvlens on the same intake, median", spread((0..15).map(|_| reference()).collect()).0, None);
    }
}

fn reads(board: &Path, empty: &Path) {
    let process = |db: &Path, arguments: &[&str]| fastest(15, || boardroom(db, arguments));
    for (what, arguments) in [
        (
            "list of open submissions, whole process",
            ["list", "intake", "--filter", "is:open", "--limit", "40"].as_slice(),
        ),
        (
            "list filtered by a query, whole process",
            &["list", "followups", "--filter", "owner:dev7 severity:low drift", "--limit", "40"],
        ),
        ("gate, whole process", &["gate", "MDL-0042", "--quiet"]),
    ] {
        // An empty board has no model to ask about: what a process costs there is the reference all the same.
        let reference =
            if arguments[0] == "gate" { process(empty, &["list", "models"]) } else { process(empty, arguments) };
        line(what, answered(15, || boardroom(board, arguments)), Some(("empty board", reference)));
    }
    for format in ["md", "confluence", "html", "json"] {
        line(
            &format!("minutes of a 20-item meeting, {format}"),
            fastest(15, || boardroom(board, &["export", "minutes", "--format", format])),
            None,
        );
    }
    let sqlite = || {
        let mut command = Command::new("sqlite3");
        command.args(["-csv", "-header"]).arg(board).arg("select * from v_decisions").stdout(Stdio::null());
        command
    };
    let reference = common::has("sqlite3").then(|| ("sqlite3 -csv of the view", fastest(3, sqlite)));
    line("export of 40,000 decisions as CSV", fastest(3, || boardroom(board, &["export", "decisions"])), reference);
}

/// From a key to the whole drawing that shows it; and to what is read for it, where that comes later.
fn keys(board: &Path) {
    let mut terminal = Terminal::open(board);
    terminal.until(|screen| screen.contains("? help"));
    terminal.press_until("3", |screen| screen.contains("MDL-"));
    let (down, up) = ("\x1b[6~", "\x1b[5~");
    let press = |terminal: &mut Terminal, key: &str| (0..100).map(|_| terminal.press(key)).collect::<Vec<_>>();
    times("key to frame, move", press(&mut terminal, "j"));
    times("key to frame, page", press(&mut terminal, down));
    times("key to frame, page back", press(&mut terminal, up));
    let opened = (0..50).map(|_| {
        terminal.press("j");
        let took = terminal.press_until("\r", |screen| screen.contains("History") && !screen.contains("sort name"));
        terminal.press_until("\x1b", |screen| screen.contains("sort name"));
        took
    });
    times("key to frame, open a record", opened.collect());
    let (mut typed, mut found) = (Vec::new(), Vec::new());
    for word in ["churn", "limit", "retention", "ranking"] {
        terminal.press("/");
        for at in 0..word.len() {
            typed.push(terminal.press(&word[at..=at]));
        }
        terminal.press("\x1b");
        terminal.press("/");
        let filter = format!("{word} tier:3");
        let shown = format!("/5000  filter {filter}");
        found.push(terminal.press_until(&format!("{filter}\r"), |screen| screen.contains(&shown)));
        terminal.press("\x1b");
    }
    times("key to frame, filter keystroke", typed);
    times("a query typed whole, to its list", found);
    terminal.press_until("2", |screen| screen.contains("INT-"));
    times("key to frame, move among submissions", press(&mut terminal, "j"));
    terminal.press_until("\x1b", |screen| screen.contains("20000/20000"));
    terminal.press("/");
    terminal.press_until("state:submitted\r", |screen| screen.contains("/20000  filter state:submitted"));
    let forms = (0..20).map(|_| {
        let took = terminal.press_until("t", |screen| screen.contains("Tier of INT-"));
        terminal.press_until("\x1b", |screen| screen.contains("filter state:submitted"));
        took
    });
    times("triage form open", forms.collect());
    for screen in ["2", "4", "5", "6", "7", "gl", "1"] {
        terminal.press(screen);
        for _ in 0..10 {
            terminal.press(down);
        }
    }
    println!("{:<44} {:9} KiB", "resident after paging through every screen", terminal.resident());
}

/// Processor time while a meeting is in session and nobody does anything.
fn idle(board: &Path) {
    let mut terminal = Terminal::open(board);
    terminal.until(|screen| screen.contains("in session"));
    let settled = Instant::now();
    while settled.elapsed() < Duration::from_secs(3) {
        terminal.quiet();
    }
    let (begun, before) = (Instant::now(), terminal.busy());
    while begun.elapsed() < Duration::from_secs(20) {
        terminal.quiet();
    }
    let share = terminal.busy().saturating_sub(before).as_secs_f64() / begun.elapsed().as_secs_f64();
    println!("{:<44} {:9.3} % of a core", "idle, meeting in session", share * 100.0);
}

fn times(what: &str, taken: Vec<Duration>) {
    let (median, worst) = spread(taken);
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("{what:<44} {:9.2} ms median {:9.2} ms p99", millis(median), millis(worst));
}
