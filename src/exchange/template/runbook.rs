//! Runbooks: what is done in the first minutes, the first hour and after, as Markdown with a box to tick for each
//! step. A board replaces one by its own of the same name, and adds others.

use std::borrow::Cow;
use std::path::Path;

use super::{own_names, read};
use crate::domain::Refusal;
use crate::domain::record::Incident;
use crate::domain::text::{clean_line, did_you_mean};

/// A runbook: one that the program brings along, or the board's own.
#[derive(Clone, Debug)]
pub struct Runbook {
    /// Its name.
    pub name: Cow<'static, str>,
    /// When it is used, in a line.
    pub about: Cow<'static, str>,
    /// Its Markdown.
    pub text: Cow<'static, str>,
}

/// A step of a runbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its place, from 1.
    pub number: usize,
    /// The part of the runbook that it is in.
    pub phase: String,
    /// What is done, as plain text.
    pub text: String,
}

macro_rules! built_in {
    ($($name:literal $about:literal;)*) => {
        /// Those that come along: name, when to use it, Markdown.
        const BUILT_IN: &[(&str, &str, &str)] =
            &[$(($name, $about, include_str!(concat!("../../../assets/runbooks/", $name, ".md"))),)*];
    };
}

built_in! {
    "drift-spike" "a monitored metric has left its thresholds";
    "unsafe-output" "a model said or did something harmful";
    "prompt-injection" "somebody steers a model against its instructions";
    "data-leakage" "a model gave away data it should not";
}

impl Runbook {
    /// Its steps, in their order: the boxes to tick.
    pub fn steps(&self) -> Vec<Step> {
        let mut phase = String::new();
        let mut steps = Vec::new();
        for line in self.text.lines().map(str::trim) {
            if let Some(title) = line.strip_prefix("## ") {
                phase = clean_line(title);
            } else if let Some(text) = boxed(line) {
                let text = clean_line(&text.replace("**", "").replace(['`', '*'], ""));
                steps.push(Step { number: steps.len() + 1, phase: phase.clone(), text });
            }
        }
        steps
    }

    /// Whether an incident says every word of its name.
    fn is_named_in(&self, said: &str) -> bool {
        self.name.split('-').all(|word| said.contains(word))
    }
}

/// The text behind a box that stands empty or ticked.
fn boxed(line: &str) -> Option<&str> {
    let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))?;
    ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| item.strip_prefix(mark)).filter(|text| !text.trim().is_empty())
}

/// The runbooks of a board: those that come along, in their order, then the board's own by name.
#[derive(Clone, Debug)]
pub struct Runbooks(Vec<Runbook>);

impl Runbooks {
    /// The runbooks that come along.
    pub fn built_in() -> Self {
        let runbook = |(name, about, text): &(&'static str, &'static str, &'static str)| Runbook {
            name: Cow::Borrowed(name),
            about: Cow::Borrowed(about),
            text: Cow::Borrowed(text),
        };
        Self(BUILT_IN.iter().map(runbook).collect())
    }

    /// Reads the board's own from a folder, each in the place of the one of its name; a file that cannot be read, or
    /// in which no step stands, is an error that names it.
    pub fn read(own: Option<&Path>) -> Result<Self, Refusal> {
        let mut books = Self::built_in();
        for name in own_names(own, |_| true) {
            let Some(file) = own.map(|folder| folder.join(format!("{name}.md"))) else { continue };
            let text = read(&file)?;
            let about = used_when(&text).unwrap_or_else(|| "the board's own".to_owned());
            let runbook = Runbook { name: Cow::Owned(name), about: Cow::Owned(about), text: Cow::Owned(text) };
            if runbook.steps().is_empty() {
                return Err(Refusal::data(clean_line(&file.display().to_string()), "no step stands in this runbook")
                    .hint("write each step as an item with a box: `- [ ] **Owner**: switch to the fallback`"));
            }
            match books.0.iter_mut().find(|known| known.name == runbook.name) {
                Some(known) => *known = runbook,
                None => books.0.push(runbook),
            }
        }
        Ok(books)
    }

    /// Every runbook, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Runbook> {
        self.0.iter()
    }

    /// The runbook of that name.
    pub fn find(&self, name: &str) -> Option<&Runbook> {
        self.0.iter().find(|one| one.name == name)
    }

    /// The runbook of that name, or an error with the names there are.
    pub fn get(&self, name: &str) -> Result<&Runbook, Refusal> {
        let known: Vec<&str> = self.0.iter().map(|one| one.name.as_ref()).collect();
        self.find(name).ok_or_else(|| {
            Refusal::usage("runbook", format!("there is no runbook `{}`", clean_line(name)))
                .hint(did_you_mean(name, &known))
        })
    }

    /// The runbook that fits an incident: the one of which a step was ticked last, else by what the incident says;
    /// a board's own before those that come along.
    pub fn fitting(&self, incident: &Incident, ticked: &[String]) -> Option<&Runbook> {
        if let Some(begun) = ticked.iter().rev().find_map(|step| self.find(step.split_once(':')?.0)) {
            return Some(begun);
        }
        let said = [&incident.title, &incident.source, &incident.scope, &incident.cause_category];
        let said = said.map(|line| line.as_str().to_lowercase()).join(" ") + &incident.harm.as_str().to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let is_own = |one: &&Runbook| BUILT_IN.iter().all(|(name, ..)| *name != one.name);
        if let Some(own) = self.0.iter().filter(is_own).find(|one| one.is_named_in(&said)) {
            return Some(own);
        }
        self.find(if says(&["inject", "jailbreak", "prompt"]) {
            "prompt-injection"
        } else if says(&["leak", "personal data", "privacy", "another customer", "confidential", "disclos"]) {
            "data-leakage"
        } else if says(&["drift", "psi", "threshold", "monitor"]) || incident.cause_category.as_str() == "data" {
            "drift-spike"
        } else {
            "unsafe-output"
        })
    }
}

/// What stands behind **Use it when** in a runbook, as plain text.
fn used_when(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("**Use it when**"))?;
    let line = clean_line(&line.replace(['*', '`'], ""));
    Some(line.trim().trim_end_matches('.').to_owned()).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(title: &str) -> Incident {
        Incident { title: crate::domain::value::Line(title.to_owned()), ..Incident::default() }
    }

    #[test]
    fn every_runbook_that_comes_along_has_steps_in_parts() {
        for book in Runbooks::built_in().iter() {
            let steps = book.steps();
            assert!(steps.len() > 8 && steps.iter().all(|step| !step.phase.is_empty()), "{}: {steps:?}", book.name);
        }
    }

    #[test]
    fn a_board_replaces_one_and_adds_another() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put("drift-spike.md", "# Ours\n\n## At once\n- [ ] call **Ada**\n");
        put(
            "vendor-outage.md",
            "**Use it when** a vendor's model is gone.\n\n* [ ] fall back to rules\n- [x] tell support\n",
        );
        put("Notes.md", "no runbook: its name is no word");
        let books = Runbooks::read(Some(folder.path())).unwrap();
        let names: Vec<&str> = books.iter().map(|one| one.name.as_ref()).collect();
        assert_eq!(names, ["drift-spike", "unsafe-output", "prompt-injection", "data-leakage", "vendor-outage"]);
        assert_eq!(books.get("drift-spike").unwrap().steps()[0].text, "call Ada");
        assert_eq!(books.get("vendor-outage").unwrap().about, "a vendor's model is gone");
        assert_eq!(books.get("vendor-outage").unwrap().steps().len(), 2);
        // By its words, by what was ticked last, and otherwise as ever.
        let fitting = |incident: &Incident, ticked: &[&str]| {
            let ticked: Vec<String> = ticked.iter().map(|&step| step.to_owned()).collect();
            books.fitting(incident, &ticked).unwrap().name.to_string()
        };
        assert_eq!(fitting(&said("Outage at our vendor"), &[]), "vendor-outage");
        assert_eq!(fitting(&said("Prompt shown to a customer"), &["vendor-outage:1"]), "vendor-outage");
        assert_eq!(fitting(&said("Prompt shown to a customer"), &["gone:1"]), "prompt-injection");
    }

    #[test]
    fn a_runbook_without_a_step_is_refused_by_its_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("empty.md"), "# Later\n").unwrap();
        let refusal = Runbooks::read(Some(folder.path())).unwrap_err();
        assert!(refusal.to_string().contains("empty.md") && refusal.to_string().contains("- [ ]"), "{refusal}");
    }
}
