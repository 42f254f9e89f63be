//! `boardroom schema`, `completions`, `man`, and the pages of the documentation that are made from tables.

use std::fmt::Write;
use std::path::PathBuf;

use clap::builder::StyledStr;
use clap_complete::Shell;

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::domain::operation::schema as operation_schema;
use crate::store::query::list::List;

/// Runs `schema`.
pub fn schema(context: &Context) -> Outcome {
    context.out.json(&operation_schema())?;
    Ok(Ended::Done)
}

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  boardroom completions bash > ~/.local/share/bash-completion/completions/boardroom")]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Runs `completions`.
pub fn completions(context: &Context, options: &Completions) -> Outcome {
    let mut script = Vec::new();
    // What can be listed is told by the list itself, with what was meant; a shell offers it beforehand.
    let lists = List::ALL.iter().map(|list| list.name());
    let kinds = clap::builder::PossibleValuesParser::new(lists);
    let mut command =
        super::command().mut_subcommand("list", |list| list.mut_arg("kind", |kind| kind.value_parser(kinds)));
    command.build();
    clap_complete::generate(options.shell, &mut command, "boardroom", &mut script);
    context.out.print(&String::from_utf8_lossy(&script))?;
    Ok(Ended::Done)
}

/// Runs `man`.
pub fn man(context: &Context) -> Outcome {
    let mut page = Vec::new();
    clap_mangen::Man::new(built()).render(&mut page)?;
    context.out.print(&String::from_utf8_lossy(&page))?;
    Ok(Ended::Done)
}

/// Write the pages of the documentation that are made from tables
#[derive(Debug, clap::Args)]
pub struct GenerateDocs {
    /// The folder
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Runs `generate-docs`.
pub fn generate(context: &Context, options: &GenerateDocs) -> Outcome {
    std::fs::write(options.folder.join("CLI.md"), cli_page())?;
    std::fs::write(options.folder.join("KEYS.md"), crate::tui::keymap::keys_page())?;
    context.out.tell("wrote CLI.md and KEYS.md")?;
    Ok(Ended::Done)
}

/// The whole tree of commands, with those that are made late.
fn built() -> clap::Command {
    let mut command = super::command();
    command.build();
    command
}

/// `docs/CLI.md`: every command with its help.
fn cli_page() -> String {
    let mut page = String::from(
        "# Command line\n\nMade from the program's own help by `boardroom generate-docs docs`; not edited by hand.\n",
    );
    let command = built().term_width(100);
    describe(&command, &mut page, "boardroom", 2);
    page
}

fn describe(command: &clap::Command, page: &mut String, name: &str, level: usize) {
    let mut whole = command.clone().bin_name(name).term_width(100);
    if level > 2 {
        // What every command takes is told once, at the top.
        for global in ["db", "actor", "color", "quiet", "help"] {
            if whole.get_arguments().any(|argument| argument.get_id() == global) {
                whole = whole.mut_arg(global, |argument| argument.hide(true));
            }
        }
    }
    let help: StyledStr = if level > 2 { whole.render_help() } else { whole.render_long_help() };
    let text: Vec<String> = help.to_string().lines().map(|line| line.trim_end().to_owned()).collect();
    let _ = write!(page, "\n{} {name}\n\n```text\n{}\n```\n", "#".repeat(level), text.join("\n").trim_end());
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        describe(inner, page, &format!("{name} {}", inner.get_name()), 3);
    }
}
