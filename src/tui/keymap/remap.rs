//! A person's own keys: read from the configuration, checked against the table.

use std::collections::BTreeMap;

use super::{Cmd, Key, Keymap, Scope, shown};
use crate::domain::text::did_you_mean;

/// Applies `command = ["keys", …]` and `scope.command = […]`; a wrong line changes nothing.
pub(super) fn remapped(keys: &BTreeMap<String, Vec<String>>) -> (Keymap, Vec<String>) {
    let mut map = Keymap::default();
    let mut wrong = Vec::new();
    for (name, written) in keys {
        match one(&map, name, written) {
            Ok(changed) => map = changed,
            Err(sentence) => wrong.push(format!("key `{name}`: {sentence}")),
        }
    }
    (map, wrong)
}

fn one(map: &Keymap, name: &str, written: &[String]) -> Result<Keymap, String> {
    let (scope, word) = match name.split_once('.') {
        Some((scope, word)) => {
            let known: Vec<_> = Scope::ALL.iter().map(|scope| scope.word()).collect();
            let found = Scope::of(scope).ok_or_else(|| format!("no such scope; {}", did_you_mean(scope, &known)))?;
            (Some(found), word)
        }
        None => (None, name),
    };
    let cmd = Cmd::of(word).ok_or_else(|| {
        let known: Vec<_> = Cmd::ALL.iter().map(|cmd| cmd.word()).collect();
        format!("no such command; {}", did_you_mean(word, &known))
    })?;
    let mut sequences = Vec::new();
    for text in written {
        let read = Key::read_sequence(text).map_err(|misread| format!("{}; {}", misread.sentence, misread.hint))?;
        sequences.push(read);
    }
    let mut changed = map.clone();
    let mut bound = false;
    for (binding, keys) in &mut changed.rows {
        // Without a scope, the short ways to go somewhere keep their own keys.
        let meant = binding.cmd == cmd && scope.map_or(binding.scope != Scope::Go, |scope| scope == binding.scope);
        if meant {
            keys.clone_from(&sequences);
            bound = true;
        }
    }
    if !bound {
        return Err("this command has no key in that scope".to_owned());
    }
    match clash(&changed) {
        Some(sentence) => Err(sentence),
        None => Ok(changed),
    }
}

/// The first thing that is ambiguous in a table, or cannot be typed.
pub(super) fn clash(map: &Keymap) -> Option<String> {
    for scope in Scope::ALL {
        let all: Vec<(Cmd, &Vec<Key>)> =
            map.of(*scope).flat_map(|(binding, keys)| keys.iter().map(move |keys| (binding.cmd, keys))).collect();
        for (at, (cmd, keys)) in all.iter().enumerate() {
            if scope.is_text() && keys[0].printable().is_some() {
                return Some(format!("`{}` is typed as text in the scope {}", shown(keys), scope.word()));
            }
            let other = all.iter().skip(at + 1).find(|(_, other)| other.starts_with(keys) || keys.starts_with(other));
            if let Some((other, _)) = other {
                let (cmd, other) = (cmd.word(), other.word());
                return Some(format!(
                    "`{}` would mean both {cmd} and {other} in the scope {}; the default stays",
                    shown(keys),
                    scope.word()
                ));
            }
        }
    }
    // With no way to leave, only killing the process would help.
    let leave = map.rows().any(|(binding, keys)| binding.cmd == Cmd::Quit && !keys.is_empty());
    (!leave).then(|| "without a key for quit there would be no way out; the default stays".to_owned())
}
