//! The house stays easy to see: floors import only downward, every file says what it holds, no file grows past 400 lines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors of `src/lib.rs`, lowest first; those on one line do not import each other.
const FLOORS: &[&[&str]] =
    &[&["domain"], &["policy"], &["store"], &["board", "insight"], &["exchange"], &["tui", "cli"]];

/// The one neighbour that may be imported: the command line opens the interface.
const NEIGHBOURS: &[(&str, &str)] = &[("cli", "tui")];

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The modules of this crate that a line of code names.
fn named(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    code.match_indices("crate::")
        .filter_map(|(at, word)| code[at + word.len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .collect()
}

/// Whether a module named by a file of another may be named there.
fn may_import(own: &str, other: &str) -> bool {
    let (Some(here), Some(there)) = (floor_of(own), floor_of(other)) else { return true };
    own == other || there < here || NEIGHBOURS.contains(&(own, other))
}

#[test]
fn imports_run_downward() {
    let source = root().join("src");
    let mut upward = Vec::new();
    for file in rust_files(&source) {
        let inside = file.strip_prefix(&source).unwrap();
        let own = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if floor_of(own).is_none() {
            continue;
        }
        for (line, text) in (1..).zip(fs::read_to_string(&file).unwrap().lines()) {
            upward.extend(
                named(text)
                    .into_iter()
                    .filter(|other| !may_import(own, other))
                    .map(|other| format!("{}:{line}: {own} imports {other}", inside.display())),
            );
        }
    }
    assert_eq!(upward, Vec::<String>::new());
}

#[test]
fn the_check_of_imports_sees_an_import() {
    assert_eq!(named("use crate::board::Env; // crate::tui"), ["board"]);
    assert!(!may_import("board", "insight") && !may_import("domain", "store") && !may_import("tui", "cli"));
    assert!(may_import("store", "domain") && may_import("cli", "tui") && may_import("tui", "tui"));
}

#[test]
fn every_module_of_the_library_stands_on_a_floor() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() >= 6, "{modules:?}");
    for module in modules {
        assert!(floor_of(module).is_some(), "{module} stands on no floor");
    }
}

#[test]
fn every_file_says_what_it_holds_and_stays_short() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        let folder = root().join(folder);
        for file in if folder.is_dir() { rust_files(&folder) } else { Vec::new() } {
            let text = fs::read_to_string(&file).unwrap();
            let lines = text.lines().count();
            if !text.starts_with("//! ") {
                wrong.push(format!("{} does not begin with what it holds (//!)", file.display()));
            }
            if lines > 400 {
                wrong.push(format!("{} has {lines} lines", file.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_top_level_holds_what_it_should() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "src",
        "assets",
        "sample-data",
        "tests",
        "benches",
        "docs",
        "target",
        "clippy.toml",
        "rustfmt.toml",
        "deny.toml",
        "proptest-regressions",
    ];
    let surplus: Vec<String> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !known.contains(&name.as_str()))
        .collect();
    assert_eq!(surplus, Vec::<String>::new());
}
