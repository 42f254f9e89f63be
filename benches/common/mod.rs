//! What the benchmarks share: the large board, made once, and processes timed from outside.

#![allow(dead_code, reason = "each benchmark uses the part it needs")]

pub mod large;
pub mod session;
pub mod terminal;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Where benchmarks keep what is slow to make.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// The program that is measured.
pub fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_boardroom")
}

/// The program on a board, hermetic and quiet.
pub fn boardroom(db: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .env_clear()
        .env("HOME", folder())
        .env("BOARDROOM_DB", db)
        .env("BOARDROOM_ACTOR", "okafor")
        .env("BOARDROOM_NOW", large::NOW)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The fastest of several runs of a whole process; noise only ever adds.
pub fn fastest(runs: usize, command: impl Fn() -> Command) -> Duration {
    timed(runs, command, |status| status.success())
}

/// The same for a question whose answer may be no.
pub fn answered(runs: usize, command: impl Fn() -> Command) -> Duration {
    timed(runs, command, |status| matches!(status.code(), Some(0 | 1)))
}

fn timed(runs: usize, command: impl Fn() -> Command, holds: impl Fn(ExitStatus) -> bool) -> Duration {
    (0..runs.max(1))
        .map(|_| {
            let begun = Instant::now();
            let status = command().status().expect("the program starts");
            assert!(holds(status), "a measured command failed: {status}");
            begun.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// Whether a program is on this machine.
pub fn has(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Prints one line of the table of results.
pub fn line(what: &str, measured: Duration, reference: Option<(&str, Duration)>) {
    let millis = |duration: Duration| format!("{:9.2} ms", duration.as_secs_f64() * 1000.0);
    match reference {
        Some((name, took)) => {
            let ratio = measured.as_secs_f64() / took.as_secs_f64().max(1e-9);
            println!("{what:<44} {}   {name:<28} {}   × {ratio:.2}", millis(measured), millis(took));
        }
        None => println!("{what:<44} {}", millis(measured)),
    }
}

/// The middle and the 99th percentile.
pub fn spread(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| {
        times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    (at(50), at(99))
}
