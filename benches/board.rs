//! Reading the large board against the goals: each figure beside a reference of the same run. Writing and
//! verifying are in `write`.
//! `cargo bench --bench board`; the first run makes the board, which takes a minute or two.

mod common;

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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
