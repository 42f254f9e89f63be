//! The table holds what it promises.

use super::*;

fn map_of(entries: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    entries.iter().map(|(name, keys)| ((*name).to_owned(), owned(keys))).collect()
}

fn everything() -> Facts {
    Facts {
        row: true,
        sitting: true,
        undo: Some("note 14:02".to_owned()),
        redo: Some("x".to_owned()),
        ..Facts::default()
    }
}

#[test]
fn no_key_is_ambiguous_and_text_scopes_take_no_letters() {
    assert_eq!(remap::clash(&Keymap::default()), None);
}

#[test]
fn every_command_is_in_the_table_and_every_row_explains_itself() {
    let map = Keymap::default();
    for cmd in Cmd::ALL {
        assert!(map.rows().any(|(binding, _)| binding.cmd == *cmd), "{} is nowhere", cmd.word());
    }
    for (binding, _) in map.rows() {
        assert!(!binding.label.is_empty() && binding.help.len() > 3 && !binding.help.ends_with('.'), "{binding:?}");
        assert!(binding.help.starts_with(char::is_uppercase), "{}", binding.help);
        assert_eq!(Cmd::of(binding.cmd.word()), Some(binding.cmd));
    }
    for scope in Scope::ALL {
        assert!(map.of(*scope).next().is_some(), "{} is empty", scope.word());
    }
}

#[test]
fn no_key_needs_what_terminals_cannot_tell_apart() {
    for (binding, keys) in Keymap::default().rows() {
        for key in keys.iter().flatten() {
            let lost = key.ctrl && matches!(key.code, crate::tui::key::Code::Char('i' | 'j' | 'm' | '['));
            let enter = key.ctrl && key.code == crate::tui::key::Code::Enter;
            assert!(!lost && !enter, "{binding:?} needs {key}");
        }
    }
}

#[test]
fn the_footer_of_each_scope_fits_80_columns_whole() {
    let map = Keymap::default();
    let facts = Facts { undo: None, ..everything() };
    for scope in Scope::ALL {
        let wanted = map.of(*scope).filter(|(binding, _)| binding.footer > 0);
        let wanted: Vec<_> = wanted.filter(|(binding, _)| binding.unavailable(&facts).is_none()).collect();
        let facts = if *scope == Scope::Agenda { Facts { sitting: false, ..facts.clone() } } else { facts.clone() };
        let hints = map.footer(&[*scope, Scope::Global], &facts, 79);
        for (binding, _) in wanted {
            assert!(hints.iter().any(|hint| hint.cmd == binding.cmd), "{} loses {}", scope.word(), binding.label);
        }
        assert!(hints.iter().map(Hint::width).sum::<usize>() <= 81, "{}", scope.word());
        assert_eq!(hints.last().map(|hint| hint.cmd), Some(Cmd::Help), "{}", scope.word());
        let keys = hints.iter().map(|hint| hint.key.chars().count());
        assert!(!scope.is_text() || keys.clone().all(|length| length > 1), "{} hints a letter", scope.word());
    }
}

#[test]
fn the_footer_says_what_undo_takes_back() {
    let hints = Keymap::default().footer(&[Scope::Live, Scope::Global], &everything(), 200);
    let undo = hints.iter().find(|hint| hint.cmd == Cmd::Undo).unwrap();
    assert_eq!((undo.key.as_str(), undo.label.as_str()), ("u", "undo \"note 14:02\""));
}

#[test]
fn keys_resolve_from_the_innermost_scope_outward() {
    let map = Keymap::default();
    let facts = everything();
    let stack = [Scope::Live, Scope::Move, Scope::Go, Scope::Global];
    let resolve = |scopes: &[Scope], keys: &str| map.resolve(scopes, &Key::read_sequence(keys).unwrap(), &facts);
    assert_eq!(resolve(&stack, "v"), Resolved::Cmd(Cmd::Vote));
    assert_eq!(resolve(&[Scope::List, Scope::Global], "v"), Resolved::Cmd(Cmd::MarkRange));
    assert_eq!(resolve(&stack, "g g"), Resolved::Cmd(Cmd::Top));
    assert_eq!(resolve(&stack, "g m"), Resolved::Cmd(Cmd::Models));
    assert_eq!(resolve(&stack, "g z"), Resolved::Unknown);
    assert_eq!(resolve(&stack, "F9"), Resolved::Unknown);
    let Resolved::Pending(rest) = resolve(&stack, "g") else { panic!("g begins sequences") };
    assert!(rest.contains(&("g".to_owned(), "first")) && rest.contains(&("p".to_owned(), "posture")), "{rest:?}");
}

#[test]
fn what_is_of_no_use_says_why() {
    let map = Keymap::default();
    let resolve = |scope, key: &str, facts: &Facts| map.resolve(&[scope], &Key::read_sequence(key).unwrap(), facts);
    let nothing = Facts::default();
    assert_eq!(
        resolve(Scope::List, "e", &nothing),
        Resolved::Unavailable(Cmd::Edit, "no record is selected".to_owned())
    );
    assert_eq!(
        resolve(Scope::Live, "i", &nothing),
        Resolved::Unavailable(Cmd::Note, "the board does not sit".to_owned())
    );
    let locked = Facts { read_only: Some("the store is read-only".to_owned()), ..everything() };
    assert_eq!(
        resolve(Scope::List, "n", &locked),
        Resolved::Unavailable(Cmd::New, "the store is read-only".to_owned())
    );
    assert_eq!(resolve(Scope::List, "Enter", &locked), Resolved::Cmd(Cmd::Open));
    let blocked = Facts { blocked: vec![(Cmd::Triage, "INT-0001 is decided".to_owned())], ..everything() };
    assert_eq!(
        resolve(Scope::Intake, "t", &blocked),
        Resolved::Unavailable(Cmd::Triage, "INT-0001 is decided".to_owned())
    );
}

#[test]
fn the_configuration_moves_keys() {
    let (map, wrong) = Keymap::remapped(&map_of(&[("note", &["N", "Ctrl-n"]), ("list.edit", &["g e"])]));
    assert_eq!(wrong, Vec::<String>::new());
    let facts = everything();
    let resolve = |scope, keys: &str| map.resolve(&[scope], &Key::read_sequence(keys).unwrap(), &facts);
    assert_eq!(resolve(Scope::Live, "N"), Resolved::Cmd(Cmd::Note));
    assert_eq!(resolve(Scope::Live, "i"), Resolved::Unknown);
    assert_eq!(resolve(Scope::List, "g e"), Resolved::Cmd(Cmd::Edit));
    assert_eq!(resolve(Scope::Record, "e"), Resolved::Cmd(Cmd::Edit));
    assert_eq!(map.key_of(Cmd::Note, &[Scope::Live]).as_deref(), Some("N"));
}

#[test]
fn a_wrong_line_of_the_configuration_is_reported_and_the_default_stays() {
    let cases: [(&str, &[&str], &str); 7] = [
        ("vote", &["d"], "would mean both"),
        ("meeting", &["g"], ""),
        ("edt", &["e"], "did you mean `edit`"),
        ("lst.edit", &["e"], "did you mean `list`"),
        ("edit", &["hyper-x"], "is not a key"),
        ("text.char-left", &["x"], "is typed as text"),
        ("quit", &[], "no way out"),
    ];
    for (name, keys, said) in cases {
        let (map, wrong) = Keymap::remapped(&map_of(&[(name, keys)]));
        if said.is_empty() {
            assert_eq!(wrong, Vec::<String>::new(), "{name}");
            continue;
        }
        assert_eq!(wrong.len(), 1, "{name}");
        assert!(wrong[0].contains(said), "{}", wrong[0]);
        let same = map.rows().zip(Keymap::default().rows()).all(|((_, left), (_, right))| *left == *right.to_vec());
        assert!(same, "{name} changed a key");
    }
}

#[test]
fn the_page_of_keys_names_each_binding() {
    let page = keys_page();
    for (binding, _) in Keymap::default().rows() {
        assert!(page.contains(&format!("| {} | {} |", binding.cmd.word(), binding.help)), "{}", binding.help);
    }
}
