//! `boardroom import`: registers, evidence, readings and metrics from files.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::failure::{Ended, Outcome, say};
use crate::domain::ids::ModelId;
use crate::domain::{Kind as Fault, Refusal};
use crate::exchange::csv_out::Delimiter;
use crate::exchange::importer::{self, Asked, Format, Found, Given, Kind, Plan, Source};
use crate::exchange::mapping::parse_pair;
use crate::exchange::table_in::{Limits, Table};
use crate::store::Store;
use crate::store::drafts::Drafts;

/// Import records from tables, a model registry's answers or model cards
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom import models inventory.csv --dry-run\n  boardroom import models inventory.csv --map name='Use Case Name' --save-map agencies\n  boardroom import readings readings.csv\n  boardroom import models --format mlflow models-*.json versions-*.json\n  boardroom import artifacts --format model-card README.md --model MDL-0001"
)]
pub struct Import {
    /// What the rows are: people, models, intake, risks, followups, readings, metrics, artifacts
    #[arg(value_name = "KIND")]
    kind: String,
    /// The table, the answers or the cards; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The format: csv and json are told apart by themselves; mlflow (models, readings) and model-card (models,
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
        importer::save_map(&Drafts::open(store.path())?, name, kind, &plan.pairs)?;
    }
    let wrong = !plan.report.wrong.is_empty();
    if !options.dry_run && (!wrong || options.skip_bad) {
        let mut progress = context.progress("importing");
        progress.at(0, 1);
        importer::commit(&mut store, &mut plan, &context.env()?, options.skip_bad)?;
        drop(progress);
        store.truncate_wal();
    }
    tell(context, options, &plan)?;
    if !wrong || options.skip_bad { Ok(Ended::Done) } else { Ok(Ended::Refused(Fault::Data)) }
}

fn usage(refusal: Refusal) -> Refusal {
    Refusal { kind: Fault::Usage, ..refusal }
}

/// What a plan is made of.
enum Incoming {
    Table(Table),
    Found(Found),
}

fn read(
    context: &Context,
    options: &Import,
    kind: Kind,
    told: &[(String, String)],
    store: &Store,
) -> Result<Plan, Refusal> {
    let model = match &options.model {
        None => None,
        Some(text) => Some(ModelId(store.view().model_called(text).map_err(usage)?.number)),
    };
    let incoming = incoming(options, kind, model)?;
    let mut progress = context.progress("reading");
    store.snapshot(|view| {
        let asked =
            Asked { told: told.to_vec(), skip_bad: options.skip_bad, model, ..Asked::new(view, &context.env()?)? };
        let mut heard = |done: usize, all: usize| {
            progress.at(u64::try_from(done).unwrap_or(0), u64::try_from(all).unwrap_or(0));
        };
        match &incoming {
            Incoming::Table(table) => importer::plan(kind, table, &asked, &mut heard),
            Incoming::Found(found) => importer::plan_found(kind, found, &asked, &mut heard),
        }
    })
}

/// Reads the files as their format and what they are imported as say.
fn incoming(options: &Import, kind: Kind, model: Option<ModelId>) -> Result<Incoming, Refusal> {
    let format = options.format.as_deref().unwrap_or_default();
    let wrong = |sentence: String, hint: &str| Err(usage(Refusal::usage("--format", sentence).hint(hint)));
    let source = match (format, kind) {
        ("mlflow", Kind::Models) => Source::Registry,
        ("mlflow", Kind::Readings) => {
            let Some(model) = model else {
                let sentence = "a run does not say whose readings it has";
                return Err(usage(Refusal::usage("--model", sentence).hint("name the model with --model")));
            };
            let files = given(options, Source::Registry);
            return importer::run_readings(&files, &model.to_string()).map(Incoming::Table);
        }
        ("model-card", Kind::Models | Kind::Artifacts) => Source::Cards,
        ("mlflow", _) => {
            return wrong(format!("a registry has no {}", kind.word()), "import models or readings from it");
        }
        ("model-card", _) => {
            return wrong(format!("a model card has no {}", kind.word()), "import artifacts or models from it");
        }
        _ if model.is_some() => {
            let refusal = Refusal::usage("--model", "a table says in its rows which model each is about");
            return Err(usage(refusal.hint("leave --model out, or give --format mlflow or model-card")));
        }
        _ => return table(options).map(Incoming::Table),
    };
    importer::find(source, &given(options, source), model).map(Incoming::Found)
}

/// The files as they were given; standard input once.
fn given(options: &Import, source: Source) -> Vec<Given> {
    let open = |path: &PathBuf| {
        if path == Path::new("-") {
            return Given::read("standard input", source, Ok(std::io::stdin().lock()));
        }
        Given::read(&path.display().to_string(), source, std::fs::File::open(path))
    };
    options.files.iter().map(open).collect()
}

fn table(options: &Import) -> Result<Table, Refusal> {
    let [file] = options.files.as_slice() else {
        return Err(usage(Refusal::usage("FILE", "tables are imported one at a time").hint("give one file")));
    };
    let from_stdin = file == Path::new("-");
    let name = if from_stdin { "standard input".to_owned() } else { file.display().to_string() };
    let input: Box<dyn Read> = if from_stdin {
        Box::new(std::io::stdin().lock())
    } else {
        let file = std::fs::File::open(file).map_err(|error| {
            Refusal::store(name.clone(), format!("the table cannot be read: {error}")).hint("check the name")
        })?;
        Box::new(file)
    };
    let format = options.format.as_deref().map(|format| if format == "json" { Format::Json } else { Format::Csv });
    let delimiter = match &options.delimiter {
        None => None,
        Some(text) => Some(Delimiter::parse(text).map_err(|misread| usage(misread.of("--delimiter")))?),
    };
    importer::open(&name, input, format, delimiter, Limits::default())
}

/// Prints the report: what is wrong to standard error, the rest to standard output.
fn tell(context: &Context, options: &Import, plan: &Plan) -> anyhow::Result<()> {
    if options.report == "json" {
        context.out.json(&plan.report.json())?;
        return Ok(());
    }
    let wrong: Vec<String> = plan.report.wrong.iter().map(|wrong| wrong.refusal.to_string()).collect();
    for line in plan.report.lines() {
        if wrong.contains(&line) {
            say(&line);
        } else if !context.out.quiet {
            context.out.print_record(&format!("{line}\n"))?;
        }
    }
    if !wrong.is_empty() && !options.skip_bad {
        say("nothing was imported; mend the rows above, or import the others with --skip-bad");
    } else if options.dry_run {
        say("nothing was imported; this was a dry run");
    }
    Ok(())
}
