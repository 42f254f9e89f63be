//! `boardroom import`: registers, evidence, readings and metrics from files.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::context::Context;
use super::failure::{Ended, Outcome, say};
use crate::domain::ids::ModelId;
use crate::domain::{Kind as Fault, Refusal};
use crate::exchange::csv_out::Delimiter;
use crate::exchange::importer::{self, Asked, Form, Incoming, Kind, Order, Plan};
use crate::exchange::mapping::parse_pair;
use crate::store::Store;
use crate::store::drafts::Drafts;

/// How many rows a dry run shows as they would be read.
const SHOWN: usize = 5;

/// Import records from tables, a model registry's answers or model cards
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom import models inventory.csv --dry-run\n  boardroom import models inventory.csv --map name='Use Case Name' --save-map agencies\n  boardroom import readings readings.csv\n  boardroom import models --format mlflow models-*.json versions-*.json\n  boardroom import artifacts --format model-card README.md --model MDL-0001"
)]
pub struct Import {
    /// What the rows are: people, models, intake, risks, followups, readings, metrics, artifacts
    #[arg(value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(Kind::ALL.map(Kind::word)))]
    kind: String,
    /// The table, the answers or the cards; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The format, if it is not to be guessed from the first file; mlflow (models, readings) and model-card (models,
    /// artifacts) take several files
    #[arg(long, value_name = "FORMAT", value_parser = ["csv", "json", "mlflow", "model-card"])]
    format: Option<String>,
    /// The model that the cards or runs are about, by identifier, external key or name
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// What stands between the cells, if it is not to be guessed: `,` `;` or tab
    #[arg(long, value_name = "SIGN")]
    delimiter: Option<String>,
    /// Fill a field from this column
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Keep the mapping under a name
    #[arg(long, value_name = "NAME")]
    save_map: Option<String>,
    /// Use a mapping that was kept
    #[arg(long, value_name = "NAME")]
    use_map: Option<String>,
    /// Say what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Import the rows that are right, and report the others
    #[arg(long)]
    skip_bad: bool,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    report: String,
}

/// Runs the command.
pub fn run(context: &Context, options: &Import) -> Outcome {
    let kind = Kind::parse(&options.kind).map_err(|misread| usage(misread.of("KIND")))?;
    let mut store = context.open()?;
    let mut told = Vec::new();
    if let Some(name) = &options.use_map {
        told.extend(importer::saved_map(&Drafts::open(store.path())?, name, kind)?);
    }
    for pair in &options.map {
        told.push(parse_pair(pair).map_err(usage)?);
    }
    let mut plan = read(context, options, kind, &told, &store)?;
    if let Some(name) = &options.save_map {
        importer::save_map(&Drafts::open(store.path())?, name, kind, &importer::to_keep(&plan.report, &told))?;
    }
    let wrong = !plan.report.wrong.is_empty();
    if !options.dry_run && (!wrong || options.skip_bad) {
        let mut progress = context.progress("importing");
        progress.at(0, 1);
        let mut heard = |done: usize, all: usize| {
            progress.at(u64::try_from(done).unwrap_or(0), u64::try_from(all).unwrap_or(0));
            true
        };
        importer::commit(&mut store, &mut plan, &context.env()?, options.skip_bad, &mut heard)?;
        drop(progress);
        store.truncate_wal();
    }
    let told = tell(context, options, &plan);
    // Where nobody can be told, it is done all the same.
    let on_record = "it is on record; only the report could not be printed";
    if plan.report.written { told.context(on_record) } else { told }?;
    if !wrong || options.skip_bad { Ok(Ended::Done) } else { Ok(Ended::Refused(Fault::Data)) }
}

fn usage(refusal: Refusal) -> Refusal {
    Refusal { kind: Fault::Usage, ..refusal }
}

fn read(
    context: &Context,
    options: &Import,
    kind: Kind,
    told: &[(String, String)],
    store: &Store,
) -> Result<Plan, Refusal> {
    let order = order(options, kind, store)?;
    let incoming = Incoming::read(&order, &mut open)?;
    let mut progress = context.progress("reading");
    store.snapshot(|view| {
        let asked = Asked {
            told: told.to_vec(),
            skip_bad: options.skip_bad,
            model: order.model,
            ..Asked::new(view, &context.env()?)?
        };
        let mut heard = |done: usize, all: usize| {
            progress.at(u64::try_from(done).unwrap_or(0), u64::try_from(all).unwrap_or(0));
            true
        };
        incoming.plan(kind, &asked, &mut heard)
    })
}

/// What is asked for, read from the options.
fn order(options: &Import, kind: Kind, store: &Store) -> Result<Order, Refusal> {
    let form =
        options.format.as_deref().map(Form::parse).transpose().map_err(|misread| usage(misread.of("--format")))?;
    let guessed = Order { kind, files: options.files.clone(), form, delimiter: None, model: None };
    // What can be read twice is looked at first; a pipe is a table unless somebody says otherwise.
    let form = match (form, options.files.first()) {
        (None, Some(file)) if file.is_file() => Some(guessed.recognise()?),
        (form, _) => form,
    };
    let delimiter = options.delimiter.as_deref().map(Delimiter::parse).transpose();
    let model = match &options.model {
        None => None,
        Some(text) => Some(ModelId(store.view().model_called(text).map_err(usage)?.number)),
    };
    Ok(Order {
        kind,
        files: options.files.clone(),
        form,
        delimiter: delimiter.map_err(|misread| usage(misread.of("--delimiter")))?,
        model,
    })
}

/// Opens a file, or standard input for `-`; pipes of the shell are files here.
fn open(path: &Path) -> (String, std::io::Result<Box<dyn Read>>) {
    if path == Path::new("-") {
        return ("standard input".to_owned(), Ok(Box::new(std::io::stdin().lock())));
    }
    let file = std::fs::File::open(path).map(|file| Box::new(file) as Box<dyn Read>);
    (path.display().to_string(), file)
}

/// Prints the report: what is wrong to standard error, the rest to standard output.
fn tell(context: &Context, options: &Import, plan: &Plan) -> anyhow::Result<()> {
    if options.report == "json" {
        context.out.json(&plan.report.json())?;
        return Ok(());
    }
    let wrong = plan.report.wrong_lines();
    let preview = if options.dry_run { plan.report.preview(SHOWN) } else { Vec::new() };
    for line in plan.report.lines().into_iter().chain(preview) {
        if wrong.contains(&line) {
            say(&line);
        } else if !context.out.quiet {
            context.out.print_record(&format!("{line}\n"))?;
        }
    }
    if !wrong.is_empty() && !options.skip_bad {
        // Where values are not those of this board, the column may be done without.
        let foreign = |wrong: &&importer::Wrong| wrong.refusal.sentence.ends_with("is not known here");
        let column = plan.report.wrong.iter().find(foreign).and_then(|wrong| wrong.column.as_ref());
        let field = plan.pairs.iter().find(|(_, name)| Some(name) == column).map(|(field, _)| field);
        let leave = field.map(|field| format!(", leave a column out (--map {field}=)")).unwrap_or_default();
        say(&format!("nothing was imported; mend the rows above{leave}, or import the others with --skip-bad"));
    } else if options.dry_run {
        say("nothing was imported; this was a dry run");
    }
    Ok(())
}
