//! The configuration file: who I am, where the board is, how the interface looks, which keys.
//!
//! A broken key falls back to its default and is said so, with file, line, key and the nearest known
//! key; the rest of the file stands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::domain::Refusal;
use crate::domain::text::{did_you_mean, excerpt};
use crate::tui::theme::ThemeName;

/// What a person has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// This person's handle.
    pub me: Option<String>,
    /// The board's file.
    pub db: Option<PathBuf>,
    /// The theme.
    pub theme: ThemeName,
    /// Whether the mouse is not listened to.
    pub mouse_off: bool,
    /// Whether signs and rules are ASCII only.
    pub ascii: bool,
    /// Whether nothing moves by itself.
    pub reduced_motion: bool,
    /// The editor's command line.
    pub editor: Option<String>,
    /// Own keys by command.
    pub keys: BTreeMap<String, Vec<String>>,
    /// What is wrong in the file; the defaults stand there.
    pub complaints: Vec<String>,
    /// Why nobody can tell from the file who acts on which board: it cannot be read, or says so wrongly.
    pub broken: Option<Refusal>,
}

/// The keys of the file with what they mean, for `config show` and for the nearest known key.
pub const KEYS: &[(&str, &str)] = &[
    ("me", "your handle on the board, as in `me = \"okafor\"`"),
    ("db", "the board's file"),
    ("theme", "auto, light, dark, mono or high-contrast"),
    ("mouse", "true or false"),
    ("ascii", "true for signs and rules in ASCII only"),
    ("reduced_motion", "true for nothing that moves by itself"),
    ("editor", "the command line of your editor"),
    ("keys", "a table of your own keys: `note = [\"i\", \"o\"]`"),
];

/// How to go on without the file.
const WAY_OUT: &str = "or name the board with --db and yourself with --as";

/// Reads the file; one that is not there is empty.
pub fn read(path: Option<&Path>) -> Config {
    let Some(path) = path else { return Config::default() };
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text, &path.display().to_string()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Config::default(),
        Err(error) => {
            let complaint = format!("{}: cannot be read ({error}); defaults hold", path.display());
            let (sentence, hint) = if error.kind() == std::io::ErrorKind::InvalidData {
                ("the configuration is not UTF-8".to_owned(), format!("save it as UTF-8; {WAY_OUT}"))
            } else {
                (format!("the configuration cannot be read: {error}"), format!("mend it; {WAY_OUT}"))
            };
            let broken = Refusal::store(path.display().to_string(), sentence).hint(hint);
            Config { complaints: vec![complaint], broken: Some(broken), ..Config::default() }
        }
    }
}

/// Reads the text of a configuration file.
pub fn parse(text: &str, name: &str) -> Config {
    let mut config = Config::default();
    let text = text.trim_start_matches('\u{feff}');
    let broken_at = |line: usize, sentence: String| {
        Refusal::usage(format!("{name}, line {line}"), sentence).hint(format!("mend it; {WAY_OUT}"))
    };
    let at = |span: std::ops::Range<usize>| text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut broken = Vec::new();
    for error in errors {
        let line = error.span().map_or(1, at);
        broken.push(line);
        let said = error.message().trim().replace('\n', "; ");
        config.complaints.push(format!("{name}, line {line}: {said}"));
        config.broken.get_or_insert_with(|| broken_at(line, format!("the configuration is not TOML: {said}")));
    }
    for (key, value) in table.get_ref() {
        let line = at(key.span());
        // What the parser guessed of a line that is not TOML is nobody's choice.
        if broken.contains(&line) {
            continue;
        }
        if let Err(sentence) = take(&mut config, key.get_ref(), value.get_ref()) {
            // Whose word it is, and on which board, is nothing to be guessed.
            if matches!(key.get_ref().as_ref(), "me" | "db") {
                config.broken.get_or_insert_with(|| broken_at(line, format!("{}: {sentence}", key.get_ref())));
            }
            config
                .complaints
                .push(format!("{name}, line {line}: {}: {sentence}; the default holds", excerpt(key.get_ref())));
        }
    }
    config
}

fn take(config: &mut Config, key: &str, value: &DeValue<'_>) -> Result<(), String> {
    let text = || value.as_str().map(str::to_owned).ok_or_else(|| "write a text in quotes".to_owned());
    let yes = || value.as_bool().ok_or_else(|| "write true or false".to_owned());
    match key {
        "me" => config.me = Some(text()?),
        "db" => config.db = Some(PathBuf::from(text()?)),
        "theme" => {
            let word = text()?;
            let known: Vec<&str> = ThemeName::ALL.iter().map(|theme| theme.word()).collect();
            config.theme = ThemeName::of(&word)
                .ok_or_else(|| format!("`{}` is not a theme; {}", excerpt(&word), did_you_mean(&word, &known)))?;
        }
        "mouse" => config.mouse_off = !yes()?,
        "ascii" => config.ascii = yes()?,
        "reduced_motion" => config.reduced_motion = yes()?,
        "editor" => config.editor = Some(text()?),
        "keys" => {
            let table = value.as_table().ok_or_else(|| "write a table: [keys]".to_owned())?;
            for (command, keys) in table {
                config.keys.insert(command.get_ref().to_string(), own_keys(command.get_ref(), keys.get_ref())?);
            }
        }
        _ => {
            let known: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
            return Err(format!("no such key; {}", did_you_mean(key, &known)));
        }
    }
    Ok(())
}

fn own_keys(command: &str, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let one = |value: &DeValue<'_>| value.as_str().map(str::to_owned);
    let keys = match value.as_array() {
        None => one(value).map(|key| vec![key]),
        Some(keys) => keys.iter().map(|key| one(key.get_ref())).collect(),
    };
    keys.ok_or_else(|| format!("{}: write a key in quotes or a list of them", excerpt(command)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_understood() {
        let text = "me = \"okafor\"\ntheme = \"mono\"\nmouse = false\n[keys]\nnote = [\"i\", \"o\"]\nvote = \"v\"\n";
        let config = parse(text, "config.toml");
        assert_eq!(config.complaints, Vec::<String>::new());
        assert_eq!((config.me.as_deref(), config.mouse_off), (Some("okafor"), true));
        assert_eq!(config.keys["note"], ["i", "o"]);
        assert_eq!(config.keys["vote"], ["v"]);
    }

    #[test]
    fn a_broken_key_is_named_with_its_line_and_the_nearest_one_and_the_rest_stands() {
        let config = parse("me = \"lin\"\nthme = \"mono\"\nascii = \"yes\"\n", "config.toml");
        assert_eq!(config.me.as_deref(), Some("lin"));
        assert_eq!(config.complaints.len(), 2);
        assert!(config.complaints.iter().any(|text| text.contains("line 2") && text.contains("theme")), "{config:?}");
        assert!(config.complaints.iter().any(|text| text.contains("line 3") && text.contains("true or false")));
    }

    #[test]
    fn a_file_that_is_no_toml_leaves_the_defaults_and_says_where() {
        let config = parse("me = lin\n= 3\n", "config.toml");
        assert!(config.me.is_none());
        assert!(config.complaints.iter().any(|text| text.contains("line 1")), "{config:?}");
        let broken = config.broken.expect("nobody can tell who acts");
        assert!(broken.to_string().starts_with("config.toml, line 1: the configuration is not TOML"), "{broken}");
        assert!(parse("db = 3\n", "config.toml").broken.is_some(), "no board is named");
        assert_eq!(parse("\u{feff}me = \"lin\"\ntheme = 3\n", "config.toml").broken, None, "a theme is no board");
    }
}
