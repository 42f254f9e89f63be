//! The command line as scripts and people meet it: what is printed where, and the exit codes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "cli/broken.rs"]
mod broken;
mod common;

use common::Hermetic;

#[test]
fn a_board_is_made_once_and_is_its_owners_alone() {
    let here = Hermetic::with_board();
    assert_eq!(here.run(&["init"]).code, 4, "an existing board is not overwritten");
    let said = here.run(&["init"]).err;
    assert!(said.contains("board.db"), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(here.db()).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[test]
fn without_a_board_the_way_to_one_is_said() {
    let here = Hermetic::new();
    for arguments in [&["verify"][..], &["undo"], &["apply", "-"], &[]] {
        let did = here.run(arguments);
        assert_eq!(did.code, 4, "{arguments:?}: {}", did.err);
        assert!(did.err.contains("boardroom init"), "{arguments:?}: {}", did.err);
    }
}

#[test]
fn wrong_usage_is_two_and_help_is_zero() {
    let here = Hermetic::with_board();
    for arguments in
        [&["frobnicate"][..], &["--db"], &["followup", "close"], &["verify", "--nonsense"], &["followup", "frob"]]
    {
        assert_eq!(here.run(arguments).code, 2, "{arguments:?}");
    }
    for arguments in
        [&["--help"][..], &["--version"], &["triage", "--help"], &["followup", "close", "-h"], &["meeting", "--help"]]
    {
        let did = here.run(arguments);
        assert_eq!(did.code, 0, "{arguments:?}: {}", did.err);
        assert!(!did.out.is_empty());
    }
    let did = here.run(&["demo"]);
    assert_eq!(did.code, 2, "the interface needs a terminal");
    assert_eq!(did.err.matches("boardroom: ").count(), 1, "{}", did.err);
    let mut broken = Hermetic::with_board();
    broken.now = "yesterday".to_owned();
    let did = broken.run(&["verify"]);
    assert_eq!(did.code, 2);
    assert!(did.err.contains("BOARDROOM_NOW") && did.err.contains("yesterday"), "{}", did.err);
}

#[test]
fn an_operation_is_a_command_and_its_undo_too() {
    let here = Hermetic::with_board();
    let made = here.ok(&["person", "add", "--handle", "lin", "--name", "Lin Wei", "--function", "ml"]);
    assert_eq!(made, "PER-0001\n");
    let out = here.ok(&["model", "register", "--name", "churn", "--owner", "lin", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["made"][0], "MDL-0001");
    let before = here.head();
    let out = here.ok(&["model", "revise", "MDL-0001", "--purpose", "Retention", "--dry-run"]);
    assert!(out.contains("MDL-0001"), "{out}");
    assert_eq!(here.head(), before, "a dry run leaves no trace");
    here.ok(&["undo"]);
    assert_ne!(here.head(), before);
    let said = here.refused(3, &["model", "revise", "MDL-0001", "--purpose", "x"]);
    assert!(said.contains("MDL-0001"), "{said}");
}

#[test]
fn a_query_names_many_records_and_one_undo_takes_them_back() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"a\"}\n{\"op\":\"model.register\",\"name\":\"b\"}\n{\"op\":\"model.register\",\"name\":\"c\",\"vendor\":\"Acme\"}\n");
    let tagged = ["model", "revise", "--where", "vendor:nobody", "--tags", "lending"];
    let said = here.refused(3, &tagged);
    assert!(said.contains("vendor:nobody") && said.contains("boardroom list models"), "{said}");
    let said = here.refused(2, &["model", "revise", "--where", "vendor:\"nobody", "--tags", "lending"]);
    assert!(said.contains("--where") && said.contains("quote"), "{said}");
    here.refused(2, &["model", "revise", "--tags", "lending"]);
    let before = here.head();
    here.ok(&["model", "revise", "--where", "-vendor:acme", "--tags", "lending", "--dry-run"]);
    assert_eq!(here.head(), before);
    here.ok(&["model", "revise", "--where", "-vendor:acme", "--tags", "lending"]);
    let rows = |filter: &str| here.ok(&["list", "models", "--filter", filter, "--format", "csv"]).lines().count() - 1;
    assert_eq!(rows("tag:lending"), 2);
    here.ok(&["undo"]);
    assert_eq!(rows("tag:lending"), 0, "one undo takes back all of it");
}

#[test]
fn a_saved_view_is_a_query_by_name() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"a\",\"kind\":\"llm\"}\n{\"op\":\"model.register\",\"name\":\"b\",\"kind\":\"llm\",\"exposure\":\"internal\"}\n{\"op\":\"model.register\",\"name\":\"c\"}\n");
    here.ok(&["view", "save", "--name", "Language", "--list", "models", "--query", "kind:llm", "--sort", "-name"]);
    let list = |more: &[&str]| here.ok(&[&["list", "models", "--format", "csv"], more].concat());
    let named: Vec<String> = list(&["--view", "language"])
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().trim_matches('"').to_owned())
        .collect();
    assert_eq!(named, ["b", "a"], "its query, in its order");
    assert_eq!(list(&["--view", "Language", "--filter", "exposure:internal"]).lines().count(), 2);
    let said = here.refused(3, &["list", "models", "--view", "Languages"]);
    assert!(said.contains("Language"), "{said}");
    let said = here.refused(3, &["list", "intake", "--view", "Language"]);
    assert!(said.contains("view save"), "{said}");
    let out = here.ok(&["list", "views", "--format", "csv"]);
    assert!(["VEW-0001", "Language", "kind:llm"].iter().all(|part| out.contains(part)), "{out}");
}

#[test]
fn refusals_have_their_codes_a_name_and_a_way_out_and_change_nothing() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"person.add\",\"handle\":\"lin\",\"name\":\"Lin\"}\n{\"op\":\"model.register\",\"name\":\"a\"}\n{\"op\":\"model.register\",\"name\":\"b\",\"dependencies\":\"MDL-0001\"}\n");
    let said = here.refused(3, &["model", "revise", "MDL-0001", "--owner", "linn"]);
    assert!(said.contains("owner") && said.contains("lin"), "{said}");
    let said = here.refused(3, &["followup", "open", "--title", "x", "--owner", "lin", "--due", "2026-02-30"]);
    assert!(said.contains("due") && said.contains("2026-02-30"), "{said}");
    here.refused(3, &["model", "revise", "MDL-0001", "--dependencies", "MDL-0002"]);
    let said = here.refused(3, &["undo", "9"]);
    assert!(said.contains('9') || said.contains("operation"), "{said}");
}

#[test]
fn a_script_goes_in_whole_or_not_at_all() {
    let here = Hermetic::with_board();
    let script = "# a comment\n\n{\"op\":\"model.register\",\"name\":\"a\"}\n{\"op\":\"model.register\"}\n";
    let did = here.feed(&["apply", "-"], script);
    assert_eq!(did.code, 3, "{}", did.err);
    assert!(did.err.contains("standard input:4") && did.err.contains("name"), "{}", did.err);
    assert_eq!(did.out, "");
    assert_eq!(here.run(&["model", "revise", "MDL-0001", "--name", "x"]).code, 3, "nothing was made");

    let did = here.feed(&["apply", "--each", "-"], script);
    assert_eq!((did.code, did.out.as_str()), (3, "MDL-0001\n"), "what can be done is done: {}", did.err);

    let before = here.head();
    let did = here.feed(
        &["apply", "--dry-run", "-"],
        "{\"op\":\"model.register\",\"name\":\"z\"}\n{\"op\":\"model.revise\",\"id\":\"MDL-0002\",\"name\":\"zz\"}",
    );
    assert_eq!((did.code, did.out.as_str()), (0, "MDL-0002\n"), "a later line may rest on an earlier one: {}", did.err);
    assert_eq!(here.head(), before);

    for (script, word) in
        [("{\"op\":", "JSON"), ("[1]", "object"), ("{\"op\":\"model.regster\"}", "model.register"), ("{}", "op")]
    {
        let did = here.feed(&["apply", "-"], script);
        assert_eq!(did.code, 3, "{script}");
        assert!(did.err.contains(word), "{script}: {}", did.err);
    }
    assert_eq!(here.run(&["apply", "nowhere.jsonl"]).code, 4);
}

#[test]
fn a_script_cannot_speak_for_another_or_set_the_clock() {
    let here = Hermetic::with_board();
    let did = here.feed(&["apply", "-"], "{\"op\":\"model.register\",\"name\":\"a\",\"by\":\"lin\"}");
    assert_eq!(did.code, 2, "{}", did.err);
    let did =
        here.feed(&["apply", "-"], "{\"op\":\"model.register\",\"name\":\"a\",\"occurred_at\":\"2027-05-01 10:00\"}");
    assert_eq!(did.code, 3, "{}", did.err);
}

#[test]
fn text_from_outside_does_not_drive_the_terminal() {
    let here = Hermetic::with_board();
    let name = "evil\u{1b}]0;title\u{7}\u{1b}[31mred\u{202e}\u{9b}2J";
    here.ok(&["model", "register", "--name", name]);
    let did = here.run(&["model", "revise", "MDL-0001", "--owner", "\u{1b}[2Jx y"]);
    assert!(!did.err.contains('\u{1b}') && !did.err.contains('\u{202e}'), "{:?}", did.err);
    let out = here.ok(&["undo", "--dry-run"]);
    assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}') && !out.contains('\u{9b}'), "{out:?}");
}

#[test]
fn an_edit_by_hand_is_found_by_table_id_and_column() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"a\"}");
    let connection = rusqlite::Connection::open(here.db()).unwrap();
    connection.execute("UPDATE model SET name = 'forged' WHERE number = 1", []).unwrap();
    drop(connection);
    let did = here.run(&["verify"]);
    assert_eq!(did.code, 1);
    assert!(did.out.contains("model MDL-0001 name"), "{}", did.out);
    here.ok(&["rebuild"]);
    here.head();
}

#[test]
fn an_event_cannot_be_changed_and_a_forged_one_is_found() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"a\"}");
    let connection = rusqlite::Connection::open(here.db()).unwrap();
    assert!(connection.execute("UPDATE event SET actor = 'x'", []).is_err());
    assert!(connection.execute("DELETE FROM event", []).is_err());
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        connection.execute(&format!("DROP TRIGGER {trigger}"), []).unwrap();
    }
    connection.execute("UPDATE event SET actor = 'someone-else' WHERE seq = 3", []).unwrap();
    drop(connection);
    let did = here.run(&["verify"]);
    assert_eq!(did.code, 1, "{}", did.out);
    assert!(did.out.contains("seq 3"), "{}", did.out);
    // Tables are never made from a log that is not sound: those that stand, stand as they are.
    let connection = rusqlite::Connection::open(here.db()).unwrap();
    connection.execute("UPDATE model SET name = 'as it stood' WHERE number = 1", []).unwrap();
    drop(connection);
    let did = here.run(&["rebuild"]);
    assert_eq!(did.code, 4, "{}", did.out);
    assert!(did.err.contains("seq 3") && did.err.contains("boardroom restore"), "{}", did.err);
    assert!(here.ok(&["list", "models"]).contains("as it stood"));
}

#[test]
fn a_head_hash_from_an_export_is_found_on_the_record_or_missed() {
    let here = Hermetic::with_board();
    let head = here.head();
    here.apply("{\"op\":\"model.register\",\"name\":\"a\"}");
    here.ok(&["verify", "--head", &head]);
    assert_eq!(here.run(&["verify", "--head", &"0".repeat(64)]).code, 1);
}

#[test]
fn a_backup_restores_and_the_old_file_is_kept() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"a\"}");
    let head = here.head();
    here.ok(&["backup", "copy.db"]);
    assert_eq!(here.run(&["backup", "copy.db"]).code, 4, "a backup is not overwritten");
    here.apply("{\"op\":\"model.register\",\"name\":\"b\"}");
    let out = here.ok(&["restore", "copy.db"]);
    assert!(out.contains("before-restore"), "{out}");
    assert_eq!(here.head(), head);
    here.write("noise.db", "this is no board");
    assert_eq!(here.refused(4, &["restore", "noise.db"]).lines().count(), 1);
}

#[test]
fn files_that_cannot_be_used_are_told_apart() {
    let here = Hermetic::with_board();
    here.write("text.db", "plain text, and quite a lot of it, so that it is no empty file");
    let said = here.run(&["--db", "text.db", "verify"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("not a Boardroom file"), "{}", said.err);
    std::fs::create_dir(here.path("folder.db")).unwrap();
    assert_eq!(here.run(&["--db", "folder.db", "verify"]).code, 4);

    std::fs::copy(here.db(), here.path("newer.db")).unwrap();
    let connection = rusqlite::Connection::open(here.path("newer.db")).unwrap();
    connection.pragma_update(None, "user_version", 999).unwrap();
    drop(connection);
    let said = here.run(&["--db", "newer.db", "verify"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("newer"), "{}", said.err);

    let connection = rusqlite::Connection::open(here.db()).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let said = here.run(&["model", "register", "--name", "a"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("another process"), "{}", said.err);
}

#[test]
fn the_policy_is_shown_checked_compared_and_adopted() {
    let here = Hermetic::with_board();
    let text = here.ok(&["policy", "show"]);
    here.write("policy.toml", &text);
    assert_eq!(here.ok(&["policy", "diff", "policy.toml"]), "no difference\n");
    here.write("changed.toml", text.replacen("version = \"", "version = \"x", 1));
    let diff = here.ok(&["policy", "diff", "changed.toml"]);
    assert!(diff.starts_with("- version") && diff.contains("\n+ version"), "{diff}");
    here.ok(&["policy", "adopt", "changed.toml"]);
    assert!(here.ok(&["policy", "show"]).contains("version = \"x"));
    let refused = here.refused(3, &["policy", "adopt", "policy.toml", "--decision", "DEC-0099"]);
    assert!(refused.contains("DEC-0099"), "{refused}");
    here.write("broken.toml", "version = 3");
    let said = here.refused(3, &["policy", "adopt", "broken.toml"]);
    assert!(said.contains("line 1"), "{said}");
}

#[test]
fn a_broken_configuration_is_told_and_does_not_stop_anything() {
    let here = Hermetic::with_board();
    std::fs::create_dir_all(here.path("config/boardroom")).unwrap();
    here.write("config/boardroom/config.toml", "thme = \"dark\"\nme = 3\n");
    let out = here.ok(&["doctor"]);
    assert!(out.contains("line 1") && out.contains("theme") && out.contains("line 2"), "{out}");
    let path = here.ok(&["config", "path"]);
    assert!(path.trim().ends_with("config/boardroom/config.toml"), "{path}");
    let shown = here.ok(&["config", "show"]);
    assert!(toml::from_str::<toml::Table>(&shown).is_ok(), "{shown}");
}

#[test]
fn the_manual_and_completions_know_every_command() {
    let here = Hermetic::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(here.ok(&["completions", shell]).contains("triage"), "{shell}");
    }
    let bash = here.ok(&["completions", "bash"]);
    assert!(bash.contains("intake models risks followups"), "the lists are offered");
    assert!(here.ok(&["man"]).starts_with(".ie") || here.ok(&["man"]).contains(".TH"));
}

#[cfg(unix)]
#[test]
fn a_board_that_may_only_be_read_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"a\"}");
    // Whoever is root may write whatever the permissions say; then there is nothing to see here.
    let mode = |mode| std::fs::set_permissions(here.db(), std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o400);
    if std::fs::OpenOptions::new().write(true).open(here.db()).is_ok() {
        mode(0o600);
        return;
    }
    assert!(here.ok(&["list", "models"]).contains("MDL-0001"));
    let said = here.run(&["model", "register", "--name", "b"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("read-only"), "{}", said.err);
    mode(0o600);
}

#[test]
fn a_board_is_not_restored_from_itself() {
    let here = Hermetic::with_board();
    assert_eq!(here.run(&["restore", "./board.db"]).code, 2);
    here.head();
}

#[test]
fn a_board_that_cannot_be_made_is_called_by_its_own_name() {
    let here = Hermetic::new();
    // No file system takes a longer name, as what is made beside its place first has.
    let place = here.path(&"b".repeat(252));
    let did = here.run(&["init", "--db", place.to_str().unwrap()]);
    assert!(did.code == 4 && did.err.contains("/bbb") && !did.err.contains(".new"), "{}", did.err);
}
