//! `boardroom evidence`: are the files that decisions rest on still the same?

use std::fmt::Write as _;

use serde_json::json;

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::domain::ids::ModelId;
use crate::domain::text::counted;
use crate::exchange::evidence::{Standing, check};

/// Check the files behind the evidence against the hashes on record
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom evidence check\n  boardroom evidence check MDL-0001 --format json\n\nA file is hashed when it is received: boardroom artifact receive --kind model-card --model MDL-0001 --uri card.md"
)]
pub struct EvidenceCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Hash every local file again: exit 0 if all are the same, 1 if one has changed or is gone
    Check {
        /// Only the evidence of this model, by identifier, external key or name
        #[arg(value_name = "MODEL")]
        model: Option<String>,
        /// How to print
        #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
        format: String,
    },
}

/// Runs the command.
pub fn run(context: &Context, options: &EvidenceCommand) -> Outcome {
    let What::Check { model, format } = &options.what;
    let store = context.open()?;
    let view = store.view();
    let model = match model {
        Some(text) => Some(ModelId(view.model_called(text)?.number)),
        None => None,
    };
    let rows = view.hashed_artifacts(model)?;
    let mut checked = 0;
    let mut found = Vec::new();
    let mut progress = context.progress("hashing files");
    let all = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    for (done, row) in (1..).zip(&rows) {
        if let Some(standing) = check(&row.fields) {
            checked += 1;
            if standing != Standing::Same {
                found.push((row, standing));
            }
        }
        progress.at(done, all);
    }
    drop(progress);
    let detail = |standing: &Standing| match standing {
        Standing::Changed(now) => now.clone(),
        Standing::Unreadable(why) => why.clone(),
        Standing::Same | Standing::Gone => String::new(),
    };
    if format == "json" {
        let differing: Vec<_> = found
            .iter()
            .map(|(row, standing)| {
                json!({
                    "artifact_id": row.id().to_string(),
                    "model_id": row.model.to_string(),
                    "kind": row.kind.as_str(),
                    "state": row.fields.state.word(),
                    "file": row.uri.as_str(),
                    "sha256": row.sha256.as_str(),
                    "standing": standing.word(),
                    "detail": detail(standing),
                })
            })
            .collect();
        context.out.json(&json!({ "checked": checked, "same": found.is_empty(), "differing": differing }))?;
    } else {
        let mut text = String::new();
        for (row, standing) in &found {
            let more = detail(standing);
            let more = if more.is_empty() { more } else { format!(" ({more})") };
            let _ = writeln!(
                text,
                "{} {} of {}: {} is {}{more}",
                row.id(),
                row.kind,
                row.model,
                crate::domain::text::clean_line(row.uri.as_str()),
                standing.word()
            );
        }
        let sum = match (checked, found.is_empty()) {
            (0, _) => "no evidence is a file of this machine with a hash",
            (_, true) => "all are the same",
            (_, false) => "decisions that cite these rest on other bytes",
        };
        let _ = writeln!(text, "{} checked; {sum}", counted(checked, "file"));
        context.out.print(&text)?;
    }
    Ok(if found.is_empty() { Ended::Done } else { Ended::No })
}
