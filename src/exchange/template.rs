//! Templates: Markdown that the program brings along, and that a board may replace by its own.
//!
//! A template is filled from the record where an identifier is given, and otherwise asks for what belongs in
//! each place. Whatever stands in the record is escaped where it is put in, so that no text can become
//! markup; a name that the record does not know is an error with its line, never a silent blank.

mod context;
pub mod runbook;
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

/// The template of that name.
pub fn template(name: &str) -> Option<&'static Template> {
    // The packet of an acceptance goes by both names.
    let name = if name == "acceptance-packet" { "acceptance" } else { name };
    TEMPLATES.iter().chain(WORDINGS).find(|one| one.name == name)
}

/// Whether a name is a word, never a path: nothing outside the folder of the board's own files is read.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}

/// Whether there is a file of the board's own: an empty one is none, as where a shell emptied it before it was written.
pub(super) fn is_own(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() > 0)
}

/// Names of the board's own files in a folder, in order, as far as they are wanted.
pub fn own_names(folder: Option<&Path>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| is_own(&entry.path()))
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".md").map(str::to_owned))
        .filter(|name| is_name(name) && wanted(name))
        .collect();
    names.sort();
    names
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
        let built_in = template(name);
        let file = own.filter(|_| is_name(name)).map(|folder| folder.join(format!("{name}.md")));
        if let Some(file) = file.filter(|file| is_own(file)) {
            let text = read(&file)?;
            let kinds = built_in.map_or(RecordKind::ALL, |one| one.kinds);
            return Ok(Self { name: name.to_owned(), text, kinds, file: Some(file) });
        }
        let Some(built_in) = built_in else {
            let known: Vec<&str> = TEMPLATES.iter().chain(WORDINGS).map(|one| one.name).collect();
            let sentence = format!("there is no template `{}`", clean_line(name));
            return Err(Refusal::usage("template", sentence).hint(did_you_mean(name, &known)));
        };
        Ok(Self { name: name.to_owned(), text: built_in.text.to_owned(), kinds: built_in.kinds, file: None })
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
