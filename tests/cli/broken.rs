//! What is said, and what is not done, where something cannot be read or written.

use super::common::Hermetic;

#[test]
fn nobody_writes_to_a_board_that_a_broken_configuration_may_not_have_meant() {
    let here = Hermetic::with_board();
    std::fs::create_dir_all(here.path("config/boardroom")).unwrap();
    let board = here.db().display().to_string();
    let utf16: Vec<u8> = "\u{feff}me = \"rao\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], i32, &str); 3] = [
        (b"theme = \"mono\"\nme = rao\n", 2, "config.toml, line 2: the configuration is not TOML"),
        (b"me = 3\n", 2, "config.toml, line 1: me: write a text in quotes"),
        (&utf16, 4, "config.toml: the configuration is not UTF-8; save it as UTF-8"),
    ];
    for (content, code, start) in cases {
        std::fs::write(here.path("config/boardroom/config.toml"), content).unwrap();
        for arguments in [&["model", "register", "--name", "a"][..], &["gate", "MDL-0001"]] {
            let did =
                here.command(arguments).env_remove("BOARDROOM_DB").env_remove("BOARDROOM_ACTOR").output().unwrap();
            let err = String::from_utf8_lossy(&did.stderr).into_owned();
            assert_eq!(did.status.code(), Some(code), "{arguments:?} {err}");
            assert!(err.contains(start), "{err}");
        }
        let named = here.run(&["model", "register", "--name", "a", "--db", &board, "--as", "okafor"]);
        assert_eq!(named.code, 0, "{}", named.err);
        here.ok(&["config", "path"]);
        here.ok(&["doctor"]);
    }
}

#[test]
fn an_answer_of_the_gate_that_cannot_be_kept_is_still_the_answer() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"Chat\"}\n{\"op\":\"version.add\",\"model\":\"MDL-0001\",\"label\":\"1\"}");
    let asked = here.run(&["gate", "MDL-0001", "--format", "json"]);
    let kept = here.run(&["gate", "MDL-0001", "--format", "json", "--record", "--as", "No Body!"]);
    assert_eq!((kept.code, &kept.out), (asked.code, &asked.out));
    assert!(kept.err.contains("the answer is not on record: --as:"), "{}", kept.err);
}

#[test]
fn an_empty_file_of_wording_is_none() {
    let here = Hermetic::new();
    let printed = here.ok(&["template", "motions"]);
    std::fs::create_dir_all(here.path("config/boardroom/templates")).unwrap();
    // As a shell does that opens it for writing before the program runs.
    here.write("config/boardroom/templates/motions.md", "");
    assert_eq!(here.ok(&["template", "motions"]), printed);
    here.write("config/boardroom/templates/mine.md", "");
    assert!(!here.ok(&["template"]).contains("mine"));
}

#[test]
fn what_is_given_wrongly_is_named() {
    let here = Hermetic::with_board();
    let folder = here.path("config").parent().unwrap().display().to_string();
    assert!(here.refused(4, &["list", "models", "--db", &folder]).contains("this is a folder, and a board is a file"));
    let said = here.refused(2, &["export", "decisions", "--since", "2026-12-01", "--until", "2026-01-01"]);
    assert!(said.contains("2026-12-01 is after --until 2026-01-01"), "{said}");
    let policy = here.ok(&["policy", "show", "--default"]);
    here.write("bom.toml", format!("\u{feff}{policy}"));
    assert!(here.ok(&["policy", "check", "bom.toml"]).contains("sound"));
    here.write("bad.toml", "version = 3\n");
    let said = here.run(&["policy", "check", "bad.toml"]).err;
    assert!(said.contains("bad.toml, "), "{said}");
    let said = here.feed(&["policy", "check", "/dev/stdin"], &"#".repeat(2 << 20)).err;
    assert!(said.contains("too many for a policy"), "{said}");
}
