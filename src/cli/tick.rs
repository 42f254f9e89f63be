//! `boardroom tick`: what has fallen due by its date goes on the record.

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::board::{self, Env, Lapsed};
use crate::domain::text::{clean_line, counted};
use crate::domain::value::SYSTEM;

/// Put on the record what has fallen due by its date: lapsed conditions, expired acceptances and approvals, reviews
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  boardroom tick\n  boardroom tick --dry-run --format json")]
pub struct Tick {
    /// Only say what would be put on the record
    #[arg(long)]
    dry_run: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    format: String,
}

/// Runs the command.
pub fn run(context: &Context, options: &Tick) -> Outcome {
    let mut store = context.open()?;
    let env = Env { actor: SYSTEM.into(), now: context.now(), rehearsal: false };
    let lapsed =
        if options.dry_run { store.snapshot(|view| board::due(view, &env))? } else { board::tick(&mut store, &env)? };
    if options.format == "json" {
        let rows: Vec<Value> = lapsed.iter().map(row).collect();
        context.out.json(&json!({ "lapses": rows, "dry_run": options.dry_run }))?;
        return Ok(Ended::Done);
    }
    for one in &lapsed {
        for (place, fact) in one.facts.iter().enumerate() {
            let day = if place == 0 { one.day.to_string() } else { " ".repeat(10) };
            context.out.print(&format!("{day}  {}\n", clean_line(fact)))?;
        }
    }
    if !context.globals.quiet {
        let verb = if options.dry_run { "would be put" } else { "put" };
        let count = counted(i64::try_from(lapsed.len()).unwrap_or(0), "lapse");
        super::failure::say(&format!("{count} {verb} on the record"));
    }
    Ok(Ended::Done)
}

fn row(lapsed: &Lapsed) -> Value {
    json!({
        "day": lapsed.day.to_string(),
        "record": lapsed.record.to_string(),
        "facts": lapsed.facts.iter().map(|fact| clean_line(fact)).collect::<Vec<_>>(),
        "made": lapsed.made.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
