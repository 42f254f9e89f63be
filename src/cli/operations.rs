//! One command for every operation of the record, made from the table of operations: flags are its
//! fields, and the first record it is about stands by itself.

use std::fmt::Write;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::bulk::{WHERE, listed, many};
use super::context::Context;
use super::examples::{EXAMPLES, folded};
use super::failure::{Ended, Outcome};
use super::motion;
use crate::board::{self, Receipt};
use crate::domain::Refusal;
use crate::domain::field::{FieldKind, FieldSpec};
use crate::domain::ids::RecordKind;
use crate::domain::operation::{Operation, OperationSpec, Request};

/// Most notes beside a receipt: a batch of thousands is not read line by line.
const MOST_NOTES: usize = 20;

/// Everyday operations that have a command of their own beside their group's.
const EVERYDAY: &[(&str, &str)] = &[
    ("submit", "submission.submit"),
    ("triage", "submission.triage"),
    ("schedule", "submission.schedule"),
    ("note", "note.take"),
    ("decide", "decision.record"),
    ("undo", "undo"),
    ("redo", "redo"),
];

/// Operations that have a richer command elsewhere.
const ELSEWHERE: &[&str] = &[
    "policy.adopt",
    "person.put",
    "model.put",
    "model.link",
    "version.put",
    "artifact.put",
    "submission.put",
    "risk.put",
    "followup.put",
    "metric.put",
];

/// The groups of operations with what they are about.
const GROUPS: &[(&str, &str)] = &[
    ("person", "Add and change people and their seats"),
    ("model", "Register and change models"),
    ("version", "Add, change and release versions"),
    ("artifact", "Record evidence"),
    ("assessment", "Record assessments"),
    ("validation", "Record validations"),
    ("submission", "Submit, triage, return and withdraw"),
    ("risk", "Identify and rate risks"),
    ("acceptance", "Propose, sign, close and revoke acceptances"),
    ("followup", "Open, extend and close follow-ups"),
    ("incident", "Report incidents and keep their timeline"),
    ("meeting", "Draft, publish, open and adjourn meetings"),
    ("item", "Keep the agenda"),
    ("position", "File and withdraw written positions"),
    ("motion", "Put motions before the board, amend and withdraw them"),
    ("decision", "Sign, pull and answer decisions"),
    ("recusal", "Record and withdraw recusals"),
    ("monitor", "Define and change monitors"),
    ("reading", "Take readings in"),
    ("drift", "Record drift and what came of it"),
    ("review", "Open and conclude periodic reviews"),
    ("thematic", "Open and conclude thematic reviews"),
    ("control-test", "Record tests of controls"),
    ("metric", "Enter manual metrics"),
    ("consultation", "Note early consultations"),
    ("view", "Save queries over lists under a name"),
];

/// The operation that a command line names, with its matches.
pub fn named(matches: &ArgMatches) -> Option<(OperationSpec, &ArgMatches)> {
    let (name, inner) = matches.subcommand()?;
    if let Some((_, operation)) = EVERYDAY.iter().find(|(command, _)| *command == name) {
        return Operation::spec(operation).map(|spec| (spec, inner));
    }
    GROUPS.iter().find(|(group, _)| *group == name)?;
    let (verb, inner) = inner.subcommand()?;
    Operation::spec(&format!("{name}.{verb}")).map(|spec| (spec, inner))
}

/// The commands. Those of a group are made when it is asked for, so that start-up does not pay for them.
pub fn commands() -> Vec<Command> {
    let everyday = EVERYDAY.iter().map(|(command, operation)| {
        let about = Operation::spec(operation).as_ref().map(about).unwrap_or_default();
        Command::new(*command).about(about).defer(|command| {
            let name = EVERYDAY.iter().find(|(name, _)| *name == command.get_name()).map_or("", |(_, name)| *name);
            match Operation::spec(name) {
                Some(spec) => arguments(command, &spec),
                None => command,
            }
        })
    });
    let groups = GROUPS.iter().map(|(group, about)| {
        Command::new(*group).about(*about).subcommand_required(true).arg_required_else_help(true).defer(|command| {
            let group = command.get_name().to_owned();
            let of = |spec: &OperationSpec| {
                spec.name.split_once('.').is_some_and(|(noun, _)| noun == group) && !ELSEWHERE.contains(&spec.name)
            };
            let verbs = Operation::table().into_iter().filter(of).map(|spec| {
                let verb = spec.name.split_once('.').map_or("", |(_, verb)| verb);
                arguments(Command::new(verb).about(self::about(&spec)), &spec)
            });
            command.subcommands(verbs)
        })
    });
    everyday.chain(groups).collect()
}

/// What an operation does, as the help of a command says it: imperative, no full stop.
fn about(spec: &OperationSpec) -> String {
    let text = spec.does.trim_end_matches('.');
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let verb = match verb {
        "Puts" => "Put".to_owned(),
        "Does" => "Do".to_owned(),
        verb if verb.ends_with("ies") => format!("{}y", &verb[..verb.len() - 3]),
        verb if verb.ends_with("ches") || verb.ends_with("shes") => verb[..verb.len() - 2].to_owned(),
        verb => verb.strip_suffix('s').unwrap_or(verb).to_owned(),
    };
    format!("{verb} {rest}")
}

/// The field that stands without a flag: the first, if it names a record.
pub(super) fn leading(spec: &OperationSpec) -> Option<FieldSpec> {
    let first = spec.fields.first()?;
    let names_record = matches!((first.kind)(), FieldKind::Record(_)) || first.name == "id" || spec.fields.len() == 1;
    names_record.then_some(*first)
}

fn arguments(command: Command, spec: &OperationSpec) -> Command {
    let lead = leading(spec);
    let example = format!("Example:\n  {}", example(spec, command.get_name()));
    let mut command = command.after_help(example);
    for field in &spec.fields {
        let is_lead = lead.is_some_and(|lead| lead.name == field.name);
        let hint = if field.hint.is_empty() { String::new() } else { format!(": {}", field.hint) };
        let help = format!("{}{hint}", field.label);
        let mut arg = Arg::new(field.name).help(help).value_name(value_name(field)).required(field.required);
        if listed(spec).is_some_and(|(_, name)| name == field.name) {
            arg = arg.required(false).required_unless_present(WHERE);
        }
        if (spec.name, field.name) == motion::LEFT_OUT {
            arg = arg
                .required(false)
                .help("Motion: Resolved: …; left out, the phrase for the outcome (boardroom template motions)");
        }
        if !is_lead {
            arg = arg.long(flag(field.name));
            if several(field) {
                arg = arg.action(ArgAction::Append);
            }
        }
        if let FieldKind::Number(min, _) = (field.kind)()
            && min < 0
        {
            arg = arg.allow_negative_numbers(true);
        }
        if is_lead && field.name != "id" {
            // Elsewhere the same field is a flag: here it may be one, too.
            let other = long_of(field.name);
            arg = arg.required(false).conflicts_with(&other);
            if field.required {
                let instead = listed(spec).map(|_| WHERE.to_owned());
                arg = arg.required_unless_present_any(std::iter::once(other.clone()).chain(instead));
            }
            let hidden = Arg::new(other).long(flag(field.name)).value_name(value_name(field)).hide(true);
            command = command.arg(hidden.allow_hyphen_values(true));
        }
        command = command.arg(arg.allow_hyphen_values(true));
    }
    if let Some((list, _)) = listed(spec) {
        let help = format!("Do it to all {} that this query matches, as one operation with one undo", list.word());
        command = command.arg(Arg::new(WHERE).long("where").value_name("QUERY").help(help).allow_hyphen_values(true));
    }
    command
        .arg(Arg::new("occurred_at_").long("occurred-at").value_name("WHEN").help("When it happened, if not now"))
        .arg(
            Arg::new("revision_")
                .long("revision")
                .value_name("N")
                .value_parser(clap::value_parser!(i64))
                .help("Refuse if the record has changed since this revision"),
        )
        .arg(
            Arg::new("dry_run_")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Say what it would do, and do nothing"),
        )
        .arg(
            Arg::new("format_")
                .long("format")
                .value_name("FORMAT")
                .value_parser(["text", "json"])
                .default_value("text")
                .help("How to print"),
        )
}

/// The name under which the flag of a field that may stand by itself is found.
fn long_of(name: &str) -> String {
    format!("{name}_long")
}

fn flag(name: &str) -> String {
    name.replace('_', "-")
}

fn several(field: &FieldSpec) -> bool {
    matches!(
        (field.kind)(),
        FieldKind::Rows | FieldKind::Words | FieldKind::References | FieldKind::People | FieldKind::Records(_)
    )
}

fn value_name(field: &FieldSpec) -> &'static str {
    match (field.kind)() {
        FieldKind::Line | FieldKind::Prose if field.name == "id" => "ID",
        FieldKind::Line | FieldKind::Prose => "TEXT",
        FieldKind::Choice(_) => "WORD",
        FieldKind::Person | FieldKind::People => "HANDLE",
        FieldKind::Record(_) | FieldKind::Records(_) | FieldKind::AnyRecord => "ID",
        FieldKind::Date => "DATE",
        FieldKind::Moment => "TIME",
        FieldKind::Number(..) => "N",
        FieldKind::YesNo => "YES|NO",
        FieldKind::Words => "WORDS",
        FieldKind::References => "REFERENCE",
        FieldKind::Rows => "LINE",
    }
}

/// A value that would be taken, for the example in the help.
fn sample(field: &FieldSpec) -> String {
    match (field.kind)() {
        FieldKind::Choice(words) => words.first().copied().unwrap_or("word").to_owned(),
        FieldKind::Person | FieldKind::People => "okafor".to_owned(),
        FieldKind::Record(kind) | FieldKind::Records(kind) => kind.example().to_owned(),
        FieldKind::AnyRecord => "MDL-0001".to_owned(),
        FieldKind::Date => "+2w".to_owned(),
        FieldKind::Moment => "today 09:30".to_owned(),
        FieldKind::Number(min, max) => min.max(1).min(max).to_string(),
        FieldKind::YesNo => "yes".to_owned(),
        FieldKind::Words => "validation-report".to_owned(),
        FieldKind::References => "MEASURE 2.7".to_owned(),
        FieldKind::Rows => "okafor for".to_owned(),
        FieldKind::Line | FieldKind::Prose => field.label.to_lowercase(),
    }
}

fn example(spec: &OperationSpec, command: &str) -> String {
    if let Some((_, shown)) = EXAMPLES.iter().find(|(name, _)| *name == spec.name) {
        return folded(shown);
    }
    let group = spec.name.split_once('.').map_or("", |(noun, _)| noun);
    let everyday = EVERYDAY.iter().any(|(name, operation)| *name == command && *operation == spec.name);
    let mut line = if everyday { format!("boardroom {command}") } else { format!("boardroom {group} {command}") };
    let lead = leading(spec);
    let option = |field: &FieldSpec, line: &mut String| {
        let value = sample(field);
        let quote = if value.contains(' ') { "\"" } else { "" };
        let _ = write!(line, " --{} {quote}{value}{quote}", flag(field.name));
    };
    for field in &spec.fields {
        if lead.is_some_and(|lead| lead.name == field.name) {
            let value = if field.name == "id" { field.hint.to_owned() } else { sample(field) };
            line.push(' ');
            line.push_str(&value);
        } else if field.required {
            option(field, &mut line);
        }
    }
    if spec.name.ends_with(".revise") {
        // The first text of the record, to show what a change looks like.
        let field = spec.fields.iter().find(|field| {
            !["id", "reason", "external_key"].contains(&field.name)
                && matches!((field.kind)(), FieldKind::Line | FieldKind::Prose)
        });
        if let Some(field) = field {
            option(field, &mut line);
        }
    }
    folded(&line)
}

/// Carries out the operation that a command line names.
pub fn run(context: &Context, spec: &OperationSpec, matches: &ArgMatches) -> Outcome {
    let mut store = context.open()?;
    let env = context.env()?;
    let reading = context.reading(&store.view())?;
    let mut fields = Map::new();
    for field in &spec.fields {
        // Only what may stand by itself has a flag beside it.
        let long = || matches.try_get_many::<String>(&long_of(field.name)).ok().flatten();
        let Some(values) = matches.get_many::<String>(field.name).or_else(long) else { continue };
        let values: Vec<&str> = values.map(String::as_str).collect();
        let separator = if (field.kind)() == FieldKind::Rows { "\n" } else { "; " };
        let mut text = values.join(separator);
        // A model is known by its name and external key too, as in `boardroom gate`.
        if (field.kind)() == FieldKind::Record(RecordKind::Model) && !text.trim().is_empty() {
            let found = store.view().model_called(&text);
            text = found.map_err(|refusal| Refusal { subject: field.name.to_owned(), ..refusal })?.id().to_string();
        }
        fields.insert(field.name.to_owned(), Value::from(text));
    }
    // What has no list knows no such argument.
    let query = matches.try_get_one::<String>(WHERE).ok().flatten();
    let mut operation = if let Some(query) = query {
        many(&store.view(), spec, &fields, query, context, &reading)?
    } else {
        motion::word(context, &store.view(), spec.name, &mut fields, &reading)?;
        Operation::read(spec.name, &fields, &reading)?
    };
    denied(&operation, &fields, &store.view())?;
    let trusted = crate::exchange::evidence::settle(&mut operation, &store.view())?;
    let mut request = Request::from(operation);
    if let Some(text) = matches.get_one::<String>("occurred_at_") {
        let moment = crate::domain::date::read_moment(text, &reading);
        request.occurred_at = Some(moment.map_err(|misread| misread.of("--occurred-at"))?);
    }
    request.revision = matches.get_one::<i64>("revision_").copied();
    let as_json = matches.get_one::<String>("format_").is_some_and(|format| format == "json");
    if matches.get_flag("dry_run_") {
        let mut lines = board::preview(&store, &request, &env)?;
        lines.extend(trusted);
        if as_json {
            context.out.json(&json!({ "dry_run": true, "would": lines }))?;
        } else {
            context.out.print_record(&format!("would: {}\n", lines.join("\nwould: ")))?;
        }
        return Ok(Ended::Done);
    }
    let mut receipt = board::execute(&mut store, &request, &env)?;
    receipt.notes.extend(trusted);
    tell(context, &receipt, as_json)?;
    Ok(Ended::Done)
}

/// A new version that is said not to be material is held against what else is said of it: left out, the
/// policy judges by itself, so that only here a denial can be told from silence.
fn denied(operation: &Operation, fields: &Map<String, Value>, view: &crate::store::View<'_>) -> Result<(), Refusal> {
    match operation {
        Operation::VersionAdd(version) if fields.contains_key("material") && !version.material.0 => {
            crate::policy::change::denied(version, &*board::policy_in_force(view)?)
        }
        _ => Ok(()),
    }
}

/// Prints what an operation did.
fn tell(context: &Context, receipt: &Receipt, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        context.out.json(&receipt_json(receipt))?;
        return Ok(());
    }
    let made: Vec<String> = receipt.made.iter().map(ToString::to_string).collect();
    if !made.is_empty() {
        context.out.print(&format!("{}\n", made.join("\n")))?;
    }
    if !context.out.quiet {
        super::failure::say(&receipt.summary);
        receipt.notes.iter().take(MOST_NOTES).for_each(|note| super::failure::say(note));
        if receipt.notes.len() > MOST_NOTES {
            super::failure::say(&format!(
                "and {} more of the like; --format json has them all",
                receipt.notes.len() - MOST_NOTES
            ));
        }
    }
    if receipt.clamped {
        super::failure::say("the clock is behind the record; the moment of the last event was taken instead");
    }
    Ok(())
}

/// What an operation did, as JSON.
pub fn receipt_json(receipt: &Receipt) -> Value {
    let made: Vec<String> = receipt.made.iter().map(ToString::to_string).collect();
    json!({
        "operation": receipt.operation,
        "made": made,
        "summary": receipt.summary,
        "notes": receipt.notes,
        "events": receipt.events,
        "head": receipt.head.hash,
    })
}
