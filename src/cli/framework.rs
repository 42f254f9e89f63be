//! `boardroom framework`: the catalogue that risks refer to.

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::domain::framework::{Framework as Known, catalogue, named};
use crate::domain::{Kind, Refusal};

/// Print the frameworks that risks refer to, or the requirements of one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom framework\n  boardroom framework nist-ai-rmf\n  boardroom list risks --filter 'framework:\"MEASURE 2.7\"'"
)]
pub struct FrameworkCommand {
    /// Which: nist-ai-rmf, iso-42001, eu-ai-act, owasp-llm-top-10, mitre-atlas; without it all of them are named
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["table", "json"], default_value = "table")]
    format: String,
}

/// Runs the command.
pub fn run(context: &Context, options: &FrameworkCommand) -> Outcome {
    let Some(name) = &options.name else {
        if options.format == "json" {
            let all: Vec<Value> = catalogue().iter().map(|one| told(one, false)).collect();
            context.out.json(&json!({ "frameworks": all }))?;
        } else {
            let row = |one: &Known| {
                vec![one.key.clone(), one.name.clone(), one.entries.len().to_string(), one.source.clone()]
            };
            let rows: Vec<Vec<String>> = catalogue().iter().map(row).collect();
            context.out.print(&context.out.table(&["FRAMEWORK", "NAME", "REQUIREMENTS", "SOURCE"], &rows))?;
        }
        return Ok(Ended::Done);
    };
    let one = named(name).map_err(|misread| Refusal { kind: Kind::Usage, ..misread.of("NAME") })?;
    if options.format == "json" {
        context.out.json(&told(one, true))?;
        return Ok(Ended::Done);
    }
    let rows: Vec<Vec<String>> = one.entries.iter().map(|(id, title)| vec![id.clone(), title.clone()]).collect();
    context.out.print(&context.out.table(&["ID", "TITLE"], &rows))?;
    context.out.tell(&format!("{}: {}. {}.", one.name, one.source, one.licence))?;
    Ok(Ended::Done)
}

fn told(one: &Known, whole: bool) -> Value {
    let mut told = json!({ "key": one.key, "name": one.name, "source": one.source, "licence": one.licence });
    if whole {
        let entries = one.entries.iter().map(|(id, title)| json!({ "id": id, "title": title }));
        told["requirements"] = entries.collect::<Vec<_>>().into();
    }
    told
}
