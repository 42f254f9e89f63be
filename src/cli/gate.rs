//! `boardroom gate`: may this version be released? The answer is the exit code.

use super::context::Context;
use super::failure::{Ended, Outcome, say};
use crate::board;
use crate::domain::field::FieldValue;
use crate::domain::ids::VersionId;
use crate::domain::operation::{AnswerGate, Operation, Request};
use crate::domain::value::Day;
use crate::domain::{Kind, Refusal};
use crate::exchange::gate::{Answer, unanswered_json, unanswered_junit};
use crate::store::Store;

/// Say whether a version may be released: exit 0 yes, 1 no, with every reason and what would clear it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom gate MDL-0001\n  boardroom gate churn-propensity@4.2 --format junit > gate.xml\n  boardroom gate MDL-0001@4.2 --record --quiet && ./release.sh"
)]
pub struct Gate {
    /// The model by identifier, external key or name; the version behind an @, else the current or latest one
    #[arg(value_name = "MODEL[@VERSION]")]
    subject: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json", "junit"], default_value = "text")]
    format: String,
    /// Keep the answer on the version
    #[arg(long)]
    record: bool,
    /// As of this day; not with --record
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with = "record")]
    as_of: Option<String>,
}

/// Runs the command.
pub fn run(context: &Context, options: &Gate) -> Outcome {
    let mut store = context.open()?;
    let asked = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let today = context.now().with_timezone(&policy.time_zone.0).date_naive();
        let day = match &options.as_of {
            None => today,
            Some(text) => {
                let misread = |misread: crate::domain::Misread| Refusal { kind: Kind::Usage, ..misread.of("--as-of") };
                Day::read(text, &context.reading(view)?).map_err(misread)?.0.unwrap_or(today)
            }
        };
        // A name may hold an @ itself: it is tried whole first.
        let (model, label) = match view.model_called(&options.subject) {
            Ok(model) => (model, None),
            Err(refusal) => match options.subject.rsplit_once('@') {
                Some((name, label)) if !label.trim().is_empty() => (view.model_called(name)?, Some(label.trim())),
                _ => return Err(refusal),
            },
        };
        let version = view.gate_version(&model, label)?;
        let number = version.number;
        let dossier = view.gate_dossier(version, &policy, day)?;
        let answer = Answer {
            model: model.id().to_string(),
            name: model.name.0.clone(),
            version: dossier.version.label.0.clone(),
            as_of: day.to_string(),
            criteria: policy.version.clone(),
            head: view.head()?.hash,
            reasons: dossier.reasons(&policy),
        };
        Ok((answer, VersionId(number)))
    });
    let (answer, version) = match asked {
        Ok(found) => found,
        Err(refusal) => {
            match options.format.as_str() {
                "json" => context.out.json(&unanswered_json(&options.subject, &refusal))?,
                "junit" => context.out.print(&unanswered_junit(&options.subject, &refusal))?,
                _ => {}
            }
            return Err(refusal.into());
        }
    };
    let kept = if options.record { keep(context, &mut store, &answer, version) } else { Ok(()) };
    match options.format.as_str() {
        "json" => context.out.json(&answer.json())?,
        "junit" => context.out.print(&answer.junit())?,
        _ if context.globals.quiet => {}
        _ => context.out.print(&answer.text())?,
    }
    // Whatever becomes of the record, the answer stands, and so does its exit code.
    if let Err(refusal) = kept {
        say(&format!("the answer is not on record: {refusal}"));
    }
    Ok(if answer.is_open() { Ended::Done } else { Ended::No })
}

/// Keeps the answer on the version.
fn keep(context: &Context, store: &mut Store, answer: &Answer, version: VersionId) -> Result<(), Refusal> {
    if version.0 == 0 {
        return Err(Refusal::state(answer.model.clone(), "there is no version to keep the answer on")
            .hint("add it with boardroom version add"));
    }
    let operation = Operation::VersionGate(AnswerGate { version });
    board::execute(store, &Request::from(operation), &context.env()?).map(drop)
}
