//! Floor 5: the command line. One file per command; this one holds the list of them.
//!
//! Arguments become a `Context` and a command; a command returns an `Outcome`; `failure` maps that to a
//! sentence and an exit code, once. Operations of the record have their commands made from the table of
//! operations, so that no flag can drift from its field.

mod agenda;
mod apply;
mod audit;
mod bulk;
mod care;
mod config;
mod context;
mod doctor;
mod environment;
mod evidence;
mod examples;
mod export;
mod failure;
mod framework;
mod gate;
mod import;
mod init;
mod interface;
mod kpis;
mod list;
mod manual;
mod motion;
mod operations;
mod out;
mod policy;
mod report;
mod show;
mod template;
mod text;
mod tick;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use context::{Context, Globals};
use environment::Environment;
use failure::Outcome;

/// Run a Model Review Board from the terminal
#[derive(Debug, Parser)]
#[command(
    name = "boardroom",
    version,
    about = "Run a Model Review Board from the terminal",
    long_about = "Run a Model Review Board from the terminal: intake, inventory, risks, live meetings, minutes.\n\nWithout a command the terminal interface opens on your board.",
    after_help = "Exit codes: 0 done, 1 refused by policy or verification failed, 2 wrong usage, 3 bad input data,\n4 the store or a file could not be used.",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Fixed>,
}

/// The commands beside those made from the table of operations.
#[derive(Debug, Subcommand)]
enum Fixed {
    /// Open the interface on a throwaway copy of the sample board
    Demo,
    Projector(interface::Projector),
    Init(init::Init),
    Apply(apply::Apply),
    /// Print the JSON Schema of the operations
    Schema,
    List(list::ListCommand),
    Show(show::Show),
    Search(list::Search),
    Agenda(agenda::Agenda),
    Import(import::Import),
    Evidence(evidence::EvidenceCommand),
    Export(export::Export),
    Report(report::ReportCommand),
    Template(template::TemplateCommand),
    Runbook(template::RunbookCommand),
    Framework(framework::FrameworkCommand),
    Gate(gate::Gate),
    Kpis(kpis::Kpis),
    Policy(policy::PolicyCommand),
    Tick(tick::Tick),
    Verify(care::Verify),
    /// Rebuild all tables from the log
    Rebuild,
    Backup(care::Backup),
    Restore(care::Restore),
    /// Print paths, versions and what the terminal can do
    Doctor,
    Config(doctor::ConfigCommand),
    Completions(manual::Completions),
    /// Print the manual page
    Man,
    #[command(hide = true)]
    GenerateDocs(manual::GenerateDocs),
}

/// The whole command line: the fixed commands and those of the operations.
fn command() -> clap::Command {
    Cli::command().subcommands(operations::commands())
}

/// Runs the program: arguments to exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    failure::report(&run(arguments))
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.len() <= 1 {
        // Without a word the interface opens: it need not wait for a table of commands.
        return interface::alone(&Context::new(Environment::read()?, Globals::default()));
    }
    // `clap` prints help, version and wrong usage itself, and leaves with 0 or 2.
    let mut matches = command().get_matches_from(arguments);
    let environment = Environment::read()?;
    if let Some((spec, inner)) = operations::named(&matches) {
        let globals = Globals::from_arg_matches(&matches)?;
        return operations::run(&Context::new(environment, globals), &spec, inner);
    }
    let cli = Cli::from_arg_matches_mut(&mut matches)?;
    let context = Context::new(environment, cli.globals);
    match cli.command {
        None => interface::alone(&context),
        Some(Fixed::Demo) => interface::demo(&context),
        Some(Fixed::Projector(options)) => interface::projector(&context, &options),
        Some(Fixed::Init(options)) => init::init(&context, &options),
        Some(Fixed::Apply(options)) => apply::run(&context, &options),
        Some(Fixed::Schema) => manual::schema(&context),
        Some(Fixed::List(options)) => list::run(&context, &options),
        Some(Fixed::Show(options)) => show::run(&context, &options),
        Some(Fixed::Search(options)) => list::search(&context, &options),
        Some(Fixed::Agenda(options)) => agenda::run(&context, &options),
        Some(Fixed::Import(options)) => import::run(&context, &options),
        Some(Fixed::Evidence(options)) => evidence::run(&context, &options),
        Some(Fixed::Export(options)) => export::run(&context, &options),
        Some(Fixed::Report(options)) => report::run(&context, &options),
        Some(Fixed::Template(options)) => template::templates(&context, &options),
        Some(Fixed::Runbook(options)) => template::runbook(&context, &options),
        Some(Fixed::Framework(options)) => framework::run(&context, &options),
        Some(Fixed::Gate(options)) => gate::run(&context, &options),
        Some(Fixed::Kpis(options)) => kpis::run(&context, &options),
        Some(Fixed::Policy(options)) => policy::run(&context, &options),
        Some(Fixed::Tick(options)) => tick::run(&context, &options),
        Some(Fixed::Verify(options)) => care::verify(&context, &options),
        Some(Fixed::Rebuild) => care::rebuild(&context),
        Some(Fixed::Backup(options)) => care::backup(&context, &options),
        Some(Fixed::Restore(options)) => care::restore(&context, &options),
        Some(Fixed::Doctor) => doctor::doctor(&context),
        Some(Fixed::Config(options)) => doctor::config(&context, &options),
        Some(Fixed::Completions(options)) => manual::completions(&context, &options),
        Some(Fixed::Man) => manual::man(&context),
        Some(Fixed::GenerateDocs(options)) => manual::generate(&context, &options),
    }
}
