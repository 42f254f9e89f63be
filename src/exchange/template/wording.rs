//! Wording that a board may replace by its own: motions, and the headings and fixed sentences of minutes and
//! agenda. A file has sections under `## name`; what stands before the first is for its reader.
//!
//! A section comes to text on a line, never to markup: each format escapes it as it escapes any other text.
//! What an own file does not word stays as it comes along, and whatever is wrong in one is found when it is read,
//! by file and line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, UndefinedBehavior};

use super::runbook::Runbooks;
use super::{FUEL, Template, WORDINGS, read, reason};
use crate::domain::Refusal;
use crate::domain::text::{clean_line, did_you_mean, excerpt};
use crate::exchange::document::{Inline, Inlines};

/// The names that each file of wording may use.
const NAMES: &[(&str, &[&str])] = &[
    (
        "motions",
        &[
            "about",
            "matter",
            "decided",
            "title",
            "kind",
            "subject",
            "subject_kind",
            "criteria",
            "tier",
            "tier_name",
            "ask",
            "residual",
        ],
    ),
    (
        "minutes-wording",
        &[
            "board",
            "meeting",
            "kind",
            "date",
            "place",
            "chair",
            "secretary",
            "presiding",
            "stood_in",
            "opened",
            "adjourned",
            "votes",
            "short",
            "provisional",
            "command",
        ],
    ),
    (
        "agenda-wording",
        &["board", "meeting", "kind", "date", "time", "place", "chair", "secretary", "planned", "command"],
    ),
];

/// Those of them that stand for numbers.
const NUMBERS: &[&str] = &["tier"];

/// Signs that stand for what is more than text while a section is rendered; they are taken out of all text.
const MARKS: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{e0ff}';

/// What a section may put in.
#[derive(Clone, Debug)]
pub enum Put {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// What is more than text: a person, a date, a command.
    Rich(Inlines),
}

impl Put {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// The values of the names, in any order.
pub type Values = Vec<(&'static str, Put)>;

/// A section as it was written.
#[derive(Clone, Debug)]
struct Section {
    /// The line of its heading.
    line: usize,
    text: String,
}

/// One file of wording: the sections that come along, and the board's own.
#[derive(Clone, Debug)]
pub struct Wording {
    name: &'static str,
    file: Option<PathBuf>,
    own: BTreeMap<String, Section>,
    built_in: BTreeMap<String, Section>,
}

impl Wording {
    /// Reads a file of wording: the one that comes along, with the sections of the board's own `NAME.md` in `own`
    /// in the place of its own.
    pub fn read(name: &str, own: Option<&Path>) -> Result<Self, Refusal> {
        let known: Vec<&str> = WORDINGS.iter().map(|one| one.name).collect();
        let built_in: &Template = WORDINGS.iter().find(|one| one.name == name).ok_or_else(|| {
            Refusal::usage("wording", format!("there is no wording `{}`", excerpt(name)))
                .hint(did_you_mean(name, &known))
        })?;
        let mut wording = Self { name: built_in.name, file: None, own: BTreeMap::new(), built_in: BTreeMap::new() };
        wording.built_in = wording.parsed(built_in.text)?;
        let file = own.map(|folder| folder.join(format!("{name}.md"))).filter(|file| super::is_own(file));
        if let Some(file) = file {
            let text = read(&file)?;
            wording.file = Some(file);
            wording.own = wording.parsed(&text)?;
            wording.check()?;
        }
        Ok(wording)
    }

    /// The sections of a text.
    fn parsed(&self, text: &str) -> Result<BTreeMap<String, Section>, Refusal> {
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        let mut last = None;
        for (line, row) in (1..).zip(text.lines()) {
            if let Some(key) = row.strip_prefix("## ") {
                let key = key.trim().to_lowercase();
                let section = Section { line, text: String::new() };
                if sections.insert(key.clone(), section).is_some() {
                    return Err(self.wrong(line, &format!("the section `{}` stands here twice", excerpt(&key))));
                }
                last = Some(key);
            } else if let Some(section) = last.as_ref().and_then(|key| sections.get_mut(key)) {
                section.text.push_str(row);
                section.text.push('\n');
            }
        }
        Ok(sections)
    }

    /// Finds what is wrong in the board's own sections before anything is written with them: sections and names that
    /// are not known, and what cannot be rendered with every name filled, or with every name blank.
    fn check(&self) -> Result<(), Refusal> {
        let names = NAMES.iter().find(|(name, _)| *name == self.name).map_or(&[][..], |(_, names)| *names);
        let with = |text: &str, number: i64| -> Values {
            let put = |name| if NUMBERS.contains(&name) { Put::Number(number) } else { Put::text(text) };
            names.iter().map(|name| (*name, put(*name))).collect()
        };
        let environment = environment().map_err(|error| self.wrong(1, &reason(&error)))?;
        for (key, section) in &self.own {
            if !self.built_in.contains_key(key) {
                let known: Vec<&str> = self.built_in.keys().map(String::as_str).collect();
                let sentence = format!("there is no section `{}`", excerpt(key));
                return Err(self.wrong(section.line, &sentence).hint(did_you_mean(key, &known)));
            }
            let template = environment
                .template_from_named_str(self.name, &section.text)
                .map_err(|error| self.broken(section, &error))?;
            let known = |name: &String| {
                names.contains(&name.as_str()) || environment.globals().any(|(global, _)| global == name.as_str())
            };
            let unknown = template.undeclared_variables(false).into_iter().filter(|name| !known(name)).min();
            if let Some(name) = unknown {
                let at = section.text.lines().position(|row| row.contains(name.as_str())).unwrap_or(0);
                let sentence = format!("nothing is named `{}` here", excerpt(&name));
                return Err(self.wrong(section.line + 1 + at, &sentence).hint(did_you_mean(&name, names)));
            }
            self.put(section, &with("", 0))?;
            if self.put(section, &with("x", 1))?.0.is_empty() {
                let sentence = format!("the section `{}` comes to nothing", excerpt(key));
                return Err(self.wrong(section.line, &sentence).hint("give it words, or leave it out"));
            }
        }
        Ok(())
    }

    /// A section as text with marks in it, and what the marks stand for: the board's own, unless it comes to
    /// nothing with these values.
    fn rendered<'v>(&self, key: &str, values: &'v Values) -> Result<(String, Vec<&'v Inlines>), Refusal> {
        if let Some(section) = self.own.get(key) {
            let own = self.put(section, values)?;
            if !own.0.is_empty() {
                return Ok(own);
            }
        }
        match self.built_in.get(key) {
            Some(section) => self.put(section, values),
            None => Err(Refusal::usage(self.name, format!("there is no section `{}`", excerpt(key)))),
        }
    }

    /// A section with these values put in.
    fn put<'v>(&self, section: &Section, values: &'v Values) -> Result<(String, Vec<&'v Inlines>), Refusal> {
        let mut context = BTreeMap::new();
        let mut rich = Vec::new();
        for (name, value) in values {
            let value = match value {
                Put::Text(text) => minijinja::Value::from(clean_line(text).replace(|c| MARKS.contains(&c), "")),
                Put::Number(number) => minijinja::Value::from(*number),
                Put::Rich(inlines) if inlines.0.is_empty() => minijinja::Value::from(""),
                Put::Rich(inlines) => {
                    let mark =
                        u32::try_from(rich.len()).ok().and_then(|at| char::from_u32(u32::from(*MARKS.start()) + at));
                    rich.push(inlines);
                    minijinja::Value::from(mark.map(String::from).unwrap_or_default())
                }
            };
            context.insert(*name, value);
        }
        let text = environment()
            .and_then(|environment| environment.render_named_str(self.name, &section.text, &context))
            .map_err(|error| self.broken(section, &error))?;
        Ok((clean_line(&text), rich))
    }

    /// A section as plain text on a line.
    pub fn text(&self, key: &str, values: &Values) -> Result<String, Refusal> {
        let (text, rich) = self.rendered(key, values)?;
        Ok(pieces(&text, &rich).plain())
    }

    /// Every section with these values.
    pub fn said(&self, values: &Values) -> Result<Said, Refusal> {
        let mut said = BTreeMap::new();
        for key in self.built_in.keys() {
            let (text, rich) = self.rendered(key, values)?;
            said.insert(key.clone(), pieces(&text, &rich));
        }
        Ok(Said(said))
    }

    /// The refusal of something in this file.
    fn wrong(&self, line: usize, sentence: &str) -> Refusal {
        let sentence = format!("line {line}: {}", clean_line(sentence));
        match &self.file {
            Some(file) => {
                let file = clean_line(&file.display().to_string());
                Refusal::data(format!("template {}, {file}", self.name), sentence)
                    .hint("mend it, or take the file away to use the one that comes along")
            }
            None => Refusal::data(format!("template {}", self.name), sentence)
                .hint("report this: the program's own wording is broken"),
        }
    }

    fn broken(&self, section: &Section, error: &Error) -> Refusal {
        self.wrong(section.line + error.line().unwrap_or(1), &reason(error))
    }
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    Ok(environment)
}

/// A text in whose place of each mark stands what it stands for.
fn pieces(text: &str, rich: &[&Inlines]) -> Inlines {
    let mut line = Inlines::default();
    let mut plain = String::new();
    for c in text.chars() {
        if !MARKS.contains(&c) {
            plain.push(c);
            continue;
        }
        if !plain.is_empty() {
            line.0.push(Inline::Text(std::mem::take(&mut plain)));
        }
        let at = usize::try_from(u32::from(c) - u32::from(*MARKS.start())).unwrap_or(usize::MAX);
        line.0.extend(rich.get(at).into_iter().flat_map(|inlines| inlines.0.iter().cloned()));
    }
    if !plain.is_empty() {
        line.0.push(Inline::Text(plain));
    }
    line
}

/// The sections of a file, each as a line.
#[derive(Clone, Debug, Default)]
pub struct Said(BTreeMap<String, Inlines>);

impl Said {
    /// A sentence.
    pub fn line(&self, key: &str) -> Inlines {
        self.0.get(key).cloned().unwrap_or_default()
    }

    /// The heading of the section with that anchor.
    pub fn heading(&self, anchor: &str) -> String {
        self.line(&format!("heading {anchor}")).plain()
    }
}

/// All wording of a board.
#[derive(Clone, Debug)]
pub struct Wordings {
    /// Motions by outcome.
    pub motions: Wording,
    /// The minutes.
    pub minutes: Wording,
    /// The agenda.
    pub agenda: Wording,
    /// What is done about an incident.
    pub runbooks: Runbooks,
}

impl Wordings {
    /// Reads all wording, the board's own from the folders `templates` and `runbooks` of its configuration.
    pub fn read(own: Option<&Path>) -> Result<Self, Refusal> {
        let mut refused = None;
        let read = Self::read_by_parts(own, &mut |refusal| refused = refused.take().or(Some(refusal)));
        refused.map_or(Ok(read), Err)
    }

    /// Reads all wording; in the place of a file that is broken, which is told, stands the one that comes along.
    pub fn read_by_parts(own: Option<&Path>, tell: &mut dyn FnMut(Refusal)) -> Self {
        let templates = own.map(|folder| folder.join("templates"));
        let mut wording = |name| {
            let read = Wording::read(name, templates.as_deref()).or_else(|refusal| {
                tell(refusal);
                Wording::read(name, None)
            });
            // A test reads every file that comes along.
            let nothing = || Wording { name, file: None, own: BTreeMap::new(), built_in: BTreeMap::new() };
            read.unwrap_or_else(|_| nothing())
        };
        Self {
            motions: wording("motions"),
            minutes: wording("minutes-wording"),
            agenda: wording("agenda-wording"),
            runbooks: Runbooks::read(own.map(|folder| folder.join("runbooks")).as_deref()).unwrap_or_else(|refusal| {
                tell(refusal);
                Runbooks::built_in()
            }),
        }
    }

    /// The wording that comes along.
    pub fn built_in() -> Self {
        Self::read_by_parts(None, &mut |_| {})
    }
}

#[cfg(test)]
mod tests;
