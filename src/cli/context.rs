//! What every command starts from: the board's file, the person, the moment, and where output goes.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::config::{self, Config};
use super::environment::Environment;
use super::out::{Color, Out, Progress};
use crate::board::{self, Env};
use crate::domain::Refusal;
use crate::domain::field::{FieldValue, Reading};
use crate::domain::text::excerpt;
use crate::domain::value::Handle;
use crate::exchange::template::runbook::Runbooks;
use crate::exchange::template::wording::Wordings;
use crate::store::{Store, View};

/// Options that every command takes.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Globals {
    /// Use this board's file (else `BOARDROOM_DB`, else the configuration, else the data folder)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub db: Option<PathBuf>,
    /// Act as this person (else `BOARDROOM_ACTOR`, else `me` of the configuration, else the login name)
    #[arg(long = "as", global = true, value_name = "HANDLE", help_heading = "Everywhere")]
    pub actor: Option<String>,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    pub color: Color,
    /// Print only what was asked for
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
}

/// What a command starts from.
pub struct Context {
    /// The environment.
    pub environment: Environment,
    /// The configuration.
    pub config: Config,
    /// The options that every command takes.
    pub globals: Globals,
    /// Standard output.
    pub out: Out,
}

impl Context {
    /// Reads the configuration and puts it together with environment and options.
    pub fn new(environment: Environment, globals: Globals) -> Self {
        let config = config::read(environment.config_file.as_deref());
        let out = Out::new(&environment, globals.color, globals.quiet);
        Self { environment, config, globals, out }
    }

    /// The board's file.
    pub fn board_path(&self) -> Result<PathBuf, Refusal> {
        let named = self.globals.db.clone().or_else(|| self.environment.db.clone());
        let named = match named {
            Some(path) => Some(path),
            None => self.sound()?.db.clone(),
        };
        let default = || self.environment.data_folder.as_ref().map(|folder| folder.join("board.db"));
        named.or_else(default).ok_or_else(|| {
            Refusal::usage("--db", "this system names no folder for data").hint("name the board's file with --db")
        })
    }

    /// Opens the board.
    pub fn open(&self) -> Result<Store, Refusal> {
        self.open_at(&self.board_path()?)
    }

    /// Opens a board by its file; tables of an older layout are rebuilt with progress.
    pub fn open_at(&self, path: &Path) -> Result<Store, Refusal> {
        let mut progress = self.progress("rebuilding tables");
        Store::open_with(path, &mut |done, all| {
            progress.at(done, all);
            true
        })
    }

    /// A progress bar.
    pub fn progress(&self, label: &'static str) -> Progress {
        Progress::new(&self.environment, self.globals.quiet, label)
    }

    /// The moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.environment.clock.now()
    }

    /// The configuration; refused if what it says of board and person cannot be told.
    fn sound(&self) -> Result<&Config, Refusal> {
        self.config.broken.clone().map_or(Ok(&self.config), Err)
    }

    /// The person who acts.
    pub fn actor(&self) -> Result<Handle, Refusal> {
        if self.globals.actor.is_none() && self.environment.actor.is_none() {
            self.sound()?;
        }
        let sources = [
            ("--as", self.globals.actor.as_deref()),
            ("BOARDROOM_ACTOR", self.environment.actor.as_deref()),
            ("me", self.config.me.as_deref()),
        ];
        let named = sources.into_iter().find_map(|(name, text)| text.map(|text| (name, text)));
        if let Some((name, text)) = named {
            return handle(text).ok_or_else(|| {
                Refusal::usage(name, format!("`{}` is not a handle", excerpt(text)))
                    .hint("write lower-case letters, digits, `.`, `-` and `_`, as in `okafor`")
            });
        }
        // A login name may be no handle (`EXAMPLE\Jane Doe`): what can be one of it is kept.
        let login = self.environment.login.as_deref().unwrap_or("user").to_lowercase();
        let login: String = login.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        handle(login.trim_matches('-'))
            .or_else(|| handle("user"))
            .ok_or_else(|| Refusal::usage("--as", "nobody says who you are").hint("say who you are with --as HANDLE"))
    }

    /// The folder of the board's own files of a kind, beside the configuration.
    pub fn own_folder(&self, name: &str) -> Option<PathBuf> {
        self.config_folder().map(|folder| folder.join(name))
    }

    /// The folder of the configuration, in which the board's own files lie.
    pub fn config_folder(&self) -> Option<&Path> {
        self.environment.config_file.as_ref().and_then(|file| file.parent())
    }

    /// The wording of motions, minutes and agendas and the runbooks, the board's own in place of what comes along.
    pub fn wording(&self) -> Result<Wordings, Refusal> {
        Wordings::read(self.config_folder())
    }

    /// The runbooks for whatever shows an incident; if one of the board's own is broken, that is said, and those that
    /// come along are shown.
    pub fn runbooks(&self) -> Runbooks {
        Runbooks::read(self.own_folder("runbooks").as_deref()).unwrap_or_else(|refusal| {
            super::failure::say(&refusal.to_string());
            Runbooks::built_in()
        })
    }

    /// Who acts, and when.
    pub fn env(&self) -> Result<Env, Refusal> {
        Ok(Env { now: self.now(), actor: self.actor()?, rehearsal: false })
    }

    /// What reading a value needs on this board.
    pub fn reading(&self, view: &View<'_>) -> Result<Reading, Refusal> {
        let policy = board::policy_in_force(view)?;
        Ok(board::reading(&policy, &self.env()?))
    }
}

fn handle(text: &str) -> Option<Handle> {
    // A handle reads without a date, so any will do.
    let reading = Reading {
        today: chrono::NaiveDate::MIN,
        calendar: crate::domain::calendar::Calendar::default(),
        actor: String::new(),
        zone: crate::domain::zone::Zone::utc(),
        custom: Vec::new(),
    };
    Handle::read(text, &reading).ok()
}
