//! `boardroom apply`: operations as JSON Lines, through the same door as the interface.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{Ended, Outcome, say};
use super::operations::receipt_json;
use crate::board::{self, Receipt};
use crate::domain::field::Reading;
use crate::domain::operation::Request;
use crate::domain::{Kind, Refusal};
use crate::store::{self, Store};

/// The longest line of a script, in bytes.
const LONGEST: u64 = 4 << 20;
/// The most lines of a script.
const MOST: usize = 1_000_000;

/// Run operations from a file of JSON lines
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  echo '{\"op\":\"note.take\",\"meeting\":\"MRB-0001\",\"text\":\"Quorum was checked.\"}' | boardroom apply -\n\nThe operations and their fields: boardroom schema"
)]
pub struct Apply {
    /// The script: one JSON object a line; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Commit each line by itself: a refused line is reported, and the others stand
    #[arg(long)]
    each: bool,
    /// Say what would be made, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print what was made
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    format: String,
}

/// Runs the command.
pub fn run(context: &Context, options: &Apply) -> Outcome {
    let mut store = context.open()?;
    let name =
        if options.file == Path::new("-") { "standard input".to_owned() } else { options.file.display().to_string() };
    let input: Box<dyn BufRead> = if options.file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = std::fs::File::open(&options.file).map_err(|error| {
            Refusal::store(name.clone(), format!("the script cannot be read: {error}")).hint("check the name")
        })?;
        Box::new(std::io::BufReader::new(file))
    };
    let reading = context.reading(&store.view())?;
    let script = Script { input, name, reading, line: 0 };
    if options.dry_run {
        // What a script would do can only be told by doing it: on a copy that is thrown away.
        let folder = tempfile::tempdir()?;
        let copy = folder.path().join("board.db");
        store::backup(&store, &copy)?;
        let mut copy = Store::open(&copy)?;
        return carry_out(context, options, script, &mut copy);
    }
    carry_out(context, options, script, &mut store)
}

fn carry_out(context: &Context, options: &Apply, script: Script, store: &mut Store) -> Outcome {
    if options.each { each(context, options, script, store) } else { whole(context, options, script, store) }
}

fn whole(context: &Context, options: &Apply, mut script: Script, store: &mut Store) -> Outcome {
    let env = context.env()?;
    let mut requests = Vec::new();
    let mut lines = Vec::new();
    while let Some(request) = script.next_request() {
        requests.push(request?);
        lines.push(script.line);
        if requests.len() > MOST {
            return Err(Refusal::data(script.name, format!("more than {MOST} operations"))
                .hint("split the script")
                .into());
        }
    }
    let all = u64::try_from(requests.len()).unwrap_or(u64::MAX);
    let mut progress = context.progress("applying");
    let done = board::execute_script(store, &requests, &env, &mut |done| {
        progress.at(u64::try_from(done).unwrap_or(0), all);
    });
    let receipts = done.map_err(|(at, refusal)| script.located(lines.get(at).copied().unwrap_or(0), refusal))?;
    drop(progress);
    for (at, receipt) in receipts.iter().enumerate() {
        tell(context, options, lines[at], &requests[at], receipt)?;
    }
    if !context.out.quiet {
        let verb = if options.dry_run { "would be done; nothing was changed" } else { "done" };
        say(&format!(
            "{} {verb}",
            crate::domain::text::counted(i64::try_from(receipts.len()).unwrap_or(0), "operation")
        ));
    }
    Ok(Ended::Done)
}

/// Each line by itself, as it comes: what is refused is said, and the rest goes on.
fn each(context: &Context, options: &Apply, mut script: Script, store: &mut Store) -> Outcome {
    let mut first: Option<Kind> = None;
    while let Some(request) = script.next_request() {
        let done = request.and_then(|request| {
            let receipt = board::execute(store, &request, &context.env()?);
            receipt.map(|receipt| (request, receipt)).map_err(|refusal| script.located(script.line, refusal))
        });
        match done {
            Ok((request, receipt)) => tell(context, options, script.line, &request, &receipt)?,
            Err(refusal) => {
                first.get_or_insert(refusal.kind);
                say(&refusal.to_string());
                if refusal.kind == Kind::Store {
                    break;
                }
            }
        }
    }
    Ok(first.map_or(Ended::Done, Ended::Refused))
}

fn tell(context: &Context, options: &Apply, line: u64, request: &Request, receipt: &Receipt) -> anyhow::Result<()> {
    if options.format == "json" {
        let mut value = receipt_json(receipt);
        value["line"] = json!(line);
        value["op"] = json!(request.operation.name());
        if options.dry_run {
            value["dry_run"] = json!(true);
        }
        context.out.print(&format!("{value}\n"))?;
        return Ok(());
    }
    for id in &receipt.made {
        context.out.print(&format!("{id}\n"))?;
    }
    Ok(())
}

/// A script being read.
struct Script {
    input: Box<dyn BufRead>,
    name: String,
    reading: Reading,
    line: u64,
}

impl Script {
    /// The next operation; blank lines and lines that begin with `#` or `//` are passed over.
    fn next_request(&mut self) -> Option<Result<Request, Refusal>> {
        loop {
            let mut bytes = Vec::new();
            self.line += 1;
            let read = self.input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut bytes);
            match read {
                Err(error) => {
                    return Some(Err(self.located(self.line, Refusal::store("", format!("cannot be read: {error}")))));
                }
                Ok(0) => return None,
                Ok(_) if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LONGEST => {
                    let refusal = Refusal::data("", format!("the line is longer than {LONGEST} bytes"));
                    return Some(Err(self.located(self.line, refusal.hint("one operation a line; shorten its texts"))));
                }
                Ok(_) => {}
            }
            let Ok(line) = std::str::from_utf8(&bytes) else {
                let refusal = Refusal::data("", "the line is not UTF-8").hint("save the script as UTF-8");
                return Some(Err(self.located(self.line, refusal)));
            };
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
                continue;
            }
            let request = match serde_json::from_str::<Value>(line) {
                Ok(value) => Request::read(&value, &self.reading),
                Err(error) => {
                    Err(Refusal::data("", format!("this is not JSON: {error}")).hint(r#"write {"op": "note.take", …}"#))
                }
            };
            return Some(request.map_err(|refusal| self.located(self.line, refusal)));
        }
    }

    /// The refusal with the place in the script before its subject.
    fn located(&self, line: u64, mut refusal: Refusal) -> Refusal {
        let place = format!("{}:{line}", self.name);
        refusal.subject = if refusal.subject.is_empty() { place } else { format!("{place}: {}", refusal.subject) };
        refusal
    }
}
