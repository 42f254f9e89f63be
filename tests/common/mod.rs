//! The one hermetic environment of the tests: a folder of its own, a fixed moment, a fixed person, and
//! nothing of the machine's settings.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test file uses the part it needs")]

pub mod markdown;
pub mod terminal;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The moment of every test, unless it says otherwise: a Monday.
pub const NOW: &str = "2026-11-23T14:00:00Z";

/// A folder with nothing in it but what the test makes.
pub struct Hermetic {
    folder: tempfile::TempDir,
    pub now: String,
    pub actor: String,
}

/// What a command did.
pub struct Did {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Hermetic {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("boardroom-test-").tempdir().unwrap();
        Self { folder, now: NOW.to_owned(), actor: "okafor".to_owned() }
    }

    /// A folder with an empty board in it.
    pub fn with_board() -> Self {
        let here = Self::new();
        here.ok(&["init"]);
        here
    }

    /// A folder with the sample board in it.
    pub fn with_sample() -> Self {
        let here = Self::new();
        here.ok(&["init", "--sample"]);
        here
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn db(&self) -> PathBuf {
        self.path("board.db")
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program with nothing of the machine's environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("BOARDROOM_DB", self.db())
            .env("BOARDROOM_NOW", &self.now)
            .env("BOARDROOM_ACTOR", &self.actor)
            .env("RUST_BACKTRACE", "0")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Did {
        did(self.command(arguments).output().unwrap())
    }

    /// Runs a command with this standard input.
    pub fn feed(&self, arguments: &[&str], input: &str) -> Did {
        use std::io::Write;
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            // A program that refuses early need not read to the end.
            let _ = stdin.write_all(input.as_bytes());
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        did(output)
    }

    /// Runs a command that must succeed, and returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let did = self.run(arguments);
        assert_eq!(did.code, 0, "boardroom {}\n{}{}", arguments.join(" "), did.out, did.err);
        did.out
    }

    /// Runs operations that must go through.
    pub fn apply(&self, lines: &str) -> String {
        let did = self.feed(&["apply", "-"], lines);
        assert_eq!(did.code, 0, "{lines}\n{}{}", did.out, did.err);
        did.out
    }

    /// The head of the record, to see that nothing changed.
    pub fn head(&self) -> String {
        let out = self.ok(&["verify", "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["sound"], true, "{out}");
        value["head"].as_str().unwrap().to_owned()
    }

    /// Runs a command that must be refused with this code and leave the record as it is.
    pub fn refused(&self, code: i32, arguments: &[&str]) -> String {
        let before = self.head();
        let did = self.run(arguments);
        assert_eq!(did.code, code, "boardroom {}\n{}{}", arguments.join(" "), did.out, did.err);
        assert_eq!(self.head(), before, "boardroom {} changed the record", arguments.join(" "));
        assert!(did.err.lines().count() >= 1, "nothing was said: {}", did.out);
        did.err
    }
}

fn did(output: Output) -> Did {
    Did {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_boardroom"))
}

/// Reads a fragment as a parser that others wrote does; every element it opens, it closes.
pub fn well_formed(fragment: &str) {
    let wrapped = format!("<root xmlns:ac=\"http://a\" xmlns:ri=\"http://r\">{fragment}</root>");
    let mut reader = quick_xml::Reader::from_str(&wrapped);
    reader.config_mut().check_end_names = true;
    let mut depth = 0_i32;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {fragment}")) {
            quick_xml::events::Event::Start(_) => depth += 1,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
}

/// Checks pages against the grammar of Confluence's storage format where the checker is at hand, and says so where it
/// is not.
pub fn confluence_takes(pages: &[std::path::PathBuf]) {
    let check = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/confluence/check_storage.sh");
    if !check.is_file() {
        eprintln!("not checked against Confluence's grammar: the checker is not here ({} pages)", pages.len());
        return;
    }
    if std::process::Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("not checked against Confluence's grammar: xmllint is not here ({} pages)", pages.len());
        return;
    }
    let checked = std::process::Command::new("sh").arg(&check).args(pages).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
