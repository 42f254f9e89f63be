//! `boardroom doctor` and `boardroom config`: where things are, what is set, what the terminal can do.

use super::config::KEYS;
use super::context::Context;
use super::environment::Clock;
use super::failure::{Ended, Outcome};
use crate::board;
use std::fmt::Write;

/// Runs `doctor`.
pub fn doctor(context: &Context) -> Outcome {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut row = |name: &str, value: String| rows.push((name.to_owned(), value));
    row("boardroom", env!("CARGO_PKG_VERSION").to_owned());
    row("sqlite", crate::store::engine_version().to_owned());
    row("you are", context.actor().map_or_else(|refusal| refusal.to_string(), |actor| actor.to_string()));
    row(
        "moment",
        match context.environment.clock {
            Clock::System => format!("{}", context.now().format("%Y-%m-%d %H:%M:%S UTC")),
            Clock::Fixed(at) => format!("{} (fixed by BOARDROOM_NOW)", at.format("%Y-%m-%d %H:%M:%S UTC")),
        },
    );
    match context.board_path() {
        Err(refusal) => row("board", refusal.to_string()),
        Ok(path) => {
            row("board", path.display().to_string());
            match context.open() {
                Err(refusal) => row("", refusal.to_string()),
                Ok(store) => {
                    let view = store.view();
                    row("name", view.board_name()?);
                    row("head", view.head().map(|head| format!("event {}, {}", head.seq, head.hash))?);
                    row("criteria", board::policy_in_force(&view)?.version.clone());
                    row("access", store.unwritable().map_or_else(|| "read and write".to_owned(), |why| why.sentence));
                    row(
                        "size",
                        std::fs::metadata(&path)
                            .map_or_else(|error| error.to_string(), |meta| format!("{} KiB", meta.len() / 1024)),
                    );
                }
            }
        }
    }
    let config = context.environment.config_file.as_ref();
    row(
        "config",
        config.map_or_else(
            || "no folder for it on this system".to_owned(),
            |path| {
                let there = if path.exists() { "" } else { " (not there; defaults hold)" };
                format!("{}{there}", path.display())
            },
        ),
    );
    for complaint in &context.config.complaints {
        row("", complaint.clone());
    }
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let size = crossterm::terminal::size()
        .map_or_else(|_| "unknown".to_owned(), |(columns, rows)| format!("{columns} x {rows}"));
    let environment = &context.environment;
    row(
        "terminal",
        format!("{}, {size}", if environment.term.is_empty() { "TERM is not set" } else { &environment.term }),
    );
    row("output is", if environment.stdout_terminal { "a terminal" } else { "a pipe or file" }.to_owned());
    row("colour", yes(context.out.color));
    row("UTF-8", yes(environment.utf8));
    row("tmux", yes(environment.tmux));
    row("ssh", yes(environment.ssh));
    row(
        "display",
        match (environment.wayland, environment.x11) {
            (true, _) => "Wayland",
            (false, true) => "X11",
            (false, false) => "none: copies go through the terminal (OSC 52)",
        }
        .to_owned(),
    );
    row(
        "editor",
        context
            .config
            .editor
            .clone()
            .or_else(|| environment.editor.clone())
            .unwrap_or_else(|| "none; set EDITOR".to_owned()),
    );
    let lines: Vec<String> = rows.iter().map(|(name, value)| format!("{name:<10} {value}")).collect();
    context.out.print_record(&(lines.join("\n") + "\n"))?;
    Ok(Ended::Done)
}

/// Show the configuration
#[derive(Debug, clap::Args)]
pub struct ConfigCommand {
    #[command(subcommand)]
    what: ConfigWhat,
}

#[derive(Debug, clap::Subcommand)]
enum ConfigWhat {
    /// Print where the configuration file is
    Path,
    /// Print every key with its value and what it means
    Show,
}

/// Runs `config`.
pub fn config(context: &Context, options: &ConfigCommand) -> Outcome {
    let path = context.environment.config_file.as_ref();
    let path = path.map_or_else(|| "this system names no folder for it".to_owned(), |path| path.display().to_string());
    match options.what {
        ConfigWhat::Path => context.out.print(&format!("{path}\n"))?,
        ConfigWhat::Show => {
            let config = &context.config;
            let quoted = |text: &Option<String>| {
                text.as_ref().map_or_else(|| "# not set".to_owned(), |text| format!("{text:?}"))
            };
            let mut text = format!("# {path}\n");
            for (key, meaning) in KEYS {
                let value = match *key {
                    "me" => quoted(&config.me),
                    "db" => quoted(&config.db.as_ref().map(|path| path.display().to_string())),
                    "theme" => format!("{:?}", config.theme.word()),
                    "mouse" => (!config.mouse_off).to_string(),
                    "ascii" => config.ascii.to_string(),
                    "reduced_motion" => config.reduced_motion.to_string(),
                    "editor" => quoted(&config.editor),
                    _ => continue,
                };
                let _ =
                    write!(text, "\n# {meaning}\n{}{key} = {value}\n", if value.starts_with('#') { "# " } else { "" });
            }
            text.push_str("\n# your own keys by command, as boardroom's KEYS.md names them\n[keys]\n");
            for (command, keys) in &config.keys {
                let _ = writeln!(text, "{command:?} = {keys:?}");
            }
            for complaint in &config.complaints {
                super::failure::say(complaint);
            }
            context.out.print_record(&text)?;
        }
    }
    Ok(Ended::Done)
}
