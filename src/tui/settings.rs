//! What a person has chosen, and what the terminal is; the command line's floor reads both from the
//! configuration and the environment.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::theme::ThemeName;
use crate::exchange::template::wording::Wordings;

/// A person's choices.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The theme.
    pub theme: ThemeName,
    /// Whether the mouse is listened to from the start.
    pub mouse: bool,
    /// Whether signs and rules are ASCII only.
    pub ascii: bool,
    /// Whether nothing moves by itself: no blinking, no running seconds.
    pub reduced_motion: bool,
    /// Own keys: command, or `scope.command`, to keys.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The editor's command line.
    pub editor: Option<String>,
    /// What is known of the terminal.
    pub terminal: TerminalFacts,
    /// The wording of motions, minutes and agendas.
    pub wording: Arc<Wordings>,
    /// What was wrong in the configuration; said once at the start.
    pub complaints: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeName::Auto,
            mouse: true,
            ascii: false,
            reduced_motion: false,
            keys: BTreeMap::new(),
            editor: None,
            terminal: TerminalFacts::default(),
            wording: Arc::new(Wordings::built_in()),
            complaints: Vec::new(),
        }
    }
}

/// What the environment says of the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of the environment, each a yes or no")]
pub struct TerminalFacts {
    /// Its name, as in `TERM`.
    pub term: String,
    /// Whether `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// Whether it runs in tmux.
    pub tmux: bool,
    /// Whether it is at the far end of an SSH connection.
    pub ssh: bool,
    /// Whether there is a Wayland display.
    pub wayland: bool,
    /// Whether there is an X display.
    pub x11: bool,
    /// Where a copy goes when there is no clipboard.
    pub copy_file: Option<PathBuf>,
    /// What `~` stands for in a path.
    pub home: Option<PathBuf>,
}
