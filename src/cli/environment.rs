//! The one place that reads the environment and the clock.

use std::io::IsTerminal;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::domain::Refusal;

/// Where the moment comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock.
    System,
    /// A moment that stands still, as `BOARDROOM_NOW` says: for tests and rehearsals.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The moment.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(moment) => moment,
        }
    }
}

/// What the environment says.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of the environment, each a yes or no")]
pub struct Environment {
    /// The board's file, as `BOARDROOM_DB` names it.
    pub db: Option<PathBuf>,
    /// Who acts, as `BOARDROOM_ACTOR` says.
    pub actor: Option<String>,
    /// The clock.
    pub clock: Clock,
    /// The login name.
    pub login: Option<String>,
    /// Where data lies by default.
    pub data_folder: Option<PathBuf>,
    /// Where the configuration lies.
    pub config_file: Option<PathBuf>,
    /// The person's home.
    pub home: Option<PathBuf>,
    /// The person's editor.
    pub editor: Option<String>,
    /// The person's pager.
    pub pager: Option<String>,
    /// The terminal's name.
    pub term: String,
    /// Whether colour is not wanted.
    pub no_color: bool,
    /// Whether it runs in tmux.
    pub tmux: bool,
    /// Whether it is at the far end of an SSH connection.
    pub ssh: bool,
    /// Whether there is a Wayland display.
    pub wayland: bool,
    /// Whether there is an X display.
    pub x11: bool,
    /// Whether the language of the environment is written in UTF-8.
    pub utf8: bool,
    /// Whether standard output is a terminal.
    pub stdout_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_terminal: bool,
    /// Whether standard input is a terminal.
    pub stdin_terminal: bool,
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Environment {
    /// Reads the environment once, at the start.
    pub fn read() -> Result<Self, Refusal> {
        let clock = match variable("BOARDROOM_NOW") {
            None => Clock::System,
            Some(text) => {
                let moment = DateTime::parse_from_rfc3339(&text).map_err(|_| {
                    Refusal::usage(
                        "BOARDROOM_NOW",
                        format!("`{}` is not a moment", crate::domain::text::excerpt(&text)),
                    )
                    .hint("write it as 2026-11-23T14:00:00Z, or unset it")
                })?;
                Clock::Fixed(moment.with_timezone(&Utc))
            }
        };
        let folders = directories::ProjectDirs::from("", "", "boardroom");
        Ok(Self {
            db: variable("BOARDROOM_DB").map(PathBuf::from),
            actor: variable("BOARDROOM_ACTOR"),
            clock,
            login: variable("USER").or_else(|| variable("LOGNAME")).or_else(|| variable("USERNAME")),
            data_folder: folders.as_ref().map(|folders| folders.data_dir().to_owned()),
            config_file: folders.as_ref().map(|folders| folders.config_dir().join("config.toml")),
            home: variable("HOME").map(PathBuf::from),
            editor: variable("VISUAL").or_else(|| variable("EDITOR")),
            pager: variable("PAGER"),
            term: variable("TERM").unwrap_or_default(),
            no_color: variable("NO_COLOR").is_some(),
            tmux: variable("TMUX").is_some(),
            ssh: variable("SSH_TTY").or_else(|| variable("SSH_CONNECTION")).is_some(),
            wayland: variable("WAYLAND_DISPLAY").is_some(),
            x11: variable("DISPLAY").is_some(),
            utf8: ["LC_ALL", "LC_CTYPE", "LANG"]
                .into_iter()
                .find_map(variable)
                .is_none_or(|language| !matches!(language.as_str(), "C" | "POSIX")),
            stdout_terminal: std::io::stdout().is_terminal(),
            stderr_terminal: std::io::stderr().is_terminal(),
            stdin_terminal: std::io::stdin().is_terminal(),
        })
    }
}
