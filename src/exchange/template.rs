//! Templates and runbooks: Markdown that the program brings along, and that a board may replace by its own.
//!
//! A template is filled from the record where an identifier is given, and otherwise asks for what belongs in
//! each place. Whatever stands in the record is escaped where it is put in, so that no text can become
//! markup; a name that the record does not know is an error with its line, never a silent blank.

mod context;
pub mod wording;

use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use super::build::paragraph;
use super::document::{Block, Document};
use super::markdown;
use super::prose::prose;
use super::report::Desk;
use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::text::{clean_line, clean_text, did_you_mean, join_words};

/// Most instructions that one rendering may take: a template of a person's own may loop.
const FUEL: u64 = 2_000_000;
/// Largest template file, in bytes.
const LARGEST: u64 = 1 << 20;

/// A template that the program brings along.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// From which records it can be filled; empty for none.
    pub kinds: &'static [RecordKind],
    text: &'static str,
}

/// A runbook that the program brings along.
#[derive(Clone, Copy, Debug)]
pub struct Runbook {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// Its Markdown.
    pub text: &'static str,
}

macro_rules! assets {
    ($(#[$doc:meta])* $list:ident: $of:ident from $folder:literal { $($name:literal $about:literal $($kinds:expr)?;)* }) => {
        $(#[$doc])*
        pub const $list: &[$of] = &[$($of {
            name: $name,
            about: $about,
            $(kinds: &$kinds,)?
            text: include_str!(concat!("../../assets/", $folder, "/", $name, ".md")),
        },)*];
    };
}

use RecordKind::{Acceptance, Assessment, Decision, Incident, Meeting, Model, Submission, Validation};

assets! {
    /// Every template.
    TEMPLATES: Template from "templates" {
        "model-card" "what a model is, does, may be used for, and where it is weak" [Model];
        "short-model-card" "the same on half a page, for tier 4" [Model];
        "data-statement" "where training and evaluation data come from, and whom they leave out" [Model];
        "mra" "the model risk assessment" [Model, Assessment, Submission];
        "validation-report" "what an independent validator looked at and found" [Model, Validation];
        "monitoring-plan" "what is watched in production, against which thresholds, by whom" [Model];
        "acceptance" "the packet of a risk acceptance or another exception" [Acceptance, Model];
        "incident" "the report of an incident, from onset to lessons" [Incident, Model];
        "decision-record" "one decision of the board, as it is filed" [Decision, Submission, Model];
        "minutes" "the minutes of a meeting on a page; also `export minutes --template`" [Meeting];
    }
}

assets! {
    /// Every file of wording: sections of text that the program puts in where it writes.
    WORDINGS: Template from "templates" {
        "motions" "how a motion is worded to begin with, by outcome and tier" [];
        "minutes-wording" "headings and fixed sentences of the minutes, in every format" [];
        "agenda-wording" "headings and fixed sentences of the agenda, in every format" [];
    }
}

assets! {
    /// Every runbook.
    RUNBOOKS: Runbook from "runbooks" {
        "drift-spike" "a monitored metric has left its thresholds";
        "unsafe-output" "a model said or did something harmful";
        "prompt-injection" "somebody steers a model against its instructions";
        "data-leakage" "a model gave away data it should not";
    }
}

/// A step of a runbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its place, from 1.
    pub number: usize,
    /// The part of the runbook that it is in.
    pub phase: &'static str,
    /// What is done, as plain text.
    pub text: String,
}

impl Runbook {
    /// Its steps, in their order: the boxes to tick.
    pub fn steps(&self) -> Vec<Step> {
        let mut phase = "";
        let mut steps = Vec::new();
        for line in self.text.lines() {
            if let Some(title) = line.strip_prefix("## ") {
                phase = title;
            } else if let Some(text) = line.strip_prefix("- [ ] ") {
                let text = text.replace("**", "").replace(['`', '*'], "");
                steps.push(Step { number: steps.len() + 1, phase, text });
            }
        }
        steps
    }
}

/// The runbook that fits an incident: the one of which a step is ticked, else by what the incident says.
pub fn fitting(incident: &crate::domain::record::Incident, ticked: &[String]) -> &'static Runbook {
    let [drift, unsafe_output, injection, leak] = [0, 1, 2, 3].map(|at| &RUNBOOKS[at]);
    let begun = ticked.iter().rev().find_map(|step| runbook(step.split_once(':')?.0));
    if let Some(begun) = begun {
        return begun;
    }
    let said = [&incident.title, &incident.source, &incident.scope, &incident.cause_category];
    let said = said.map(|line| line.as_str().to_lowercase()).join(" ") + &incident.harm.as_str().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if says(&["inject", "jailbreak", "prompt"]) {
        injection
    } else if says(&["leak", "personal data", "privacy", "another customer", "confidential", "disclos"]) {
        leak
    } else if says(&["drift", "psi", "threshold", "monitor"]) || incident.cause_category.as_str() == "data" {
        drift
    } else {
        unsafe_output
    }
}

/// The template of that name.
pub fn template(name: &str) -> Option<&'static Template> {
    // The packet of an acceptance goes by both names.
    let name = if name == "acceptance-packet" { "acceptance" } else { name };
    TEMPLATES.iter().chain(WORDINGS).find(|one| one.name == name)
}

/// The runbook of that name.
pub fn runbook(name: &str) -> Option<&'static Runbook> {
    RUNBOOKS.iter().find(|one| one.name == name)
}

/// Where a template's text comes from, and what may fill it.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    kinds: &'static [RecordKind],
    /// The file, if the board has one of its own.
    file: Option<PathBuf>,
}

impl Source {
    /// Finds a template: the board's own file `NAME.md` in `own` before the one that the program brings along.
    pub fn template(name: &str, own: Option<&Path>) -> Result<Self, Refusal> {
        let known: Vec<&str> = TEMPLATES.iter().chain(WORDINGS).map(|one| one.name).collect();
        let found = template(name);
        Self::find("template", name, own, found.map(|one| (one.text, one.kinds)), &known)
    }

    /// Finds a runbook, the board's own first.
    pub fn runbook(name: &str, own: Option<&Path>) -> Result<Self, Refusal> {
        let known: Vec<&str> = RUNBOOKS.iter().map(|one| one.name).collect();
        Self::find("runbook", name, own, runbook(name).map(|one| (one.text, &[][..])), &known)
    }

    fn find(
        what: &str,
        name: &str,
        own: Option<&Path>,
        built_in: Option<(&'static str, &'static [RecordKind])>,
        known: &[&str],
    ) -> Result<Self, Refusal> {
        // A name is a word, never a path: nothing outside the folder is read.
        let word = !name.is_empty() && name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
        let file = own.filter(|_| word).map(|folder| folder.join(format!("{name}.md"))).filter(|file| file.is_file());
        if let Some(file) = file {
            let text = read(&file)?;
            let kinds = built_in.map_or(RecordKind::ALL, |(_, kinds)| kinds);
            return Ok(Self { name: name.to_owned(), text, kinds, file: Some(file) });
        }
        let unknown = || {
            Refusal::usage(what, format!("there is no {what} `{}`", clean_line(name))).hint(did_you_mean(name, known))
        };
        let (text, kinds) = built_in.ok_or_else(unknown)?;
        Ok(Self { name: name.to_owned(), text: text.to_owned(), kinds, file: None })
    }

    /// The text as it stands, for what is not filled and for whoever begins one of their own.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Fills the template from a record, or with what belongs in each place.
    pub fn fill(&self, desk: Option<&Desk<'_>>, id: Option<RecordId>) -> Result<String, Refusal> {
        if let Some(id) = id
            && !self.kinds.contains(&id.kind)
        {
            let kinds: Vec<String> =
                self.kinds.iter().map(|kind| format!("a {} ({})", kind.word(), kind.example())).collect();
            let sentence = format!("the template {} is not filled from {id}", self.name);
            let hint = if kinds.is_empty() {
                "leave the identifier out: its sections are put in where the program writes".to_owned()
            } else {
                format!("name {}", join_words(&kinds, "or"))
            };
            return Err(Refusal::usage("ID", sentence).hint(hint));
        }
        if self.kinds.is_empty() {
            return Ok(self.text.clone());
        }
        let of_meeting = id.map_or(self.kinds == [Meeting], |id| id.kind == Meeting);
        let values = if of_meeting { context::of_meeting(desk, id)? } else { context::of(desk, id)? };
        let mut environment = environment().map_err(|error| self.broken(&error))?;
        if of_meeting && id.is_none() {
            // Without a meeting no name has a value, and each place asks for what belongs there.
            environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        }
        let filled = environment
            .render_named_str(&self.name, &self.text, Value::from(Serde(&values)))
            .map_err(|error| self.broken(&error))?;
        Ok(tidied(&filled))
    }

    /// The sentence for a template that cannot be rendered: its name, the line and the reason.
    fn broken(&self, error: &Error) -> Refusal {
        let reason = reason(error);
        let place = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
        let hint = match &self.file {
            Some(file) => format!("mend {}, or take it away to use the one that comes along", file.display()),
            None => "report this: the program's own template is broken".to_owned(),
        };
        Refusal::data(format!("template {}", self.name), format!("{place}{}", clean_line(&reason))).hint(hint)
    }
}

/// Why a template cannot be rendered.
fn reason(error: &Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::UndefinedError, None) => "it names something that the record does not have".to_owned(),
        (ErrorKind::OutOfFuel, _) => "it does not come to an end".to_owned(),
        (kind, None) => kind.to_string(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
    }
}

/// Reads a file of a person's own.
fn read(file: &Path) -> Result<String, Refusal> {
    let name = clean_line(&file.display().to_string());
    let size = std::fs::metadata(file).map_or(0, |found| found.len());
    if size > LARGEST {
        return Err(Refusal::data(name, format!("{size} bytes are too many")).hint("keep it under 1 MiB"));
    }
    let bytes = std::fs::read(file)
        .map_err(|error| Refusal::store(name.as_str(), format!("cannot be read: {error}")).hint("check the file"))?;
    let text = String::from_utf8(bytes).map_err(|_| Refusal::data(name, "is not UTF-8").hint("save it as UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned).replace("\r\n", "\n"))
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_formatter(put);
    environment.add_filter("prose", |text: &str| Value::from_safe_string(markdown_of(prose(text))));
    environment.add_function("ask", |what: &str| Value::from_safe_string(format!("_{what}_")));
    Ok(environment)
}

/// Puts a value in: what is Markdown already as it is, any other text escaped and on one line.
fn put(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let written = if value.is_none() || value.is_undefined() {
        Ok(())
    } else if value.is_safe() {
        out.write_str(value.as_str().unwrap_or_default())
    } else if value.kind() == ValueKind::Seq {
        let items: Vec<String> = value.try_iter()?.map(|item| item.to_string()).collect();
        out.write_str(&escaped(&items.join(", ")))
    } else {
        out.write_str(&escaped(&value.to_string()))
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the text cannot be written"))
}

/// A text on one line in which nothing is markup.
fn escaped(text: &str) -> String {
    markdown_of(vec![paragraph(clean_line(text))])
}

fn markdown_of(blocks: Vec<Block>) -> String {
    let document = Document { blocks, ..Document::default() };
    markdown::write(&document).trim_end().to_owned()
}

/// At most one blank line in a row, and one line break at the end.
fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in clean_text(text).lines().map(str::trim_end) {
        if !(line.is_empty() && blank) {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}
