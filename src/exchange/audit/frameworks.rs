//! Which rule and which control objective answers which requirement of a framework, by reference.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::exchange::build::{heading, paragraph, table};
use crate::exchange::csv_out::{Delimiter, Writer};
use crate::exchange::document::{Document, Inlines};
use crate::policy::Policy;

/// Requirements with the rules and controls that answer them.
fn answered(policy: &Policy) -> BTreeMap<&str, (Vec<&str>, Vec<&str>)> {
    let mut found: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for (rule, requirements) in &policy.frameworks.rules {
        for requirement in requirements {
            found.entry(requirement).or_default().0.push(rule);
        }
    }
    for control in &policy.frameworks.control {
        for requirement in &control.answers {
            found.entry(requirement).or_default().1.push(&control.key);
        }
    }
    found
}

/// One row for each requirement.
pub fn csv(out: &mut dyn Write, policy: &Policy) -> io::Result<()> {
    let mut writer = Writer::new(out, Delimiter::Comma, &["requirement", "rules", "controls"])?;
    for (requirement, (rules, controls)) in answered(policy) {
        writer.text(requirement).list(&rules).list(&controls).end_row()?;
    }
    writer.finish().map(drop)
}

/// The same to read, from both sides.
pub fn document(policy: &Policy) -> Document {
    let mut document = Document::new("Framework references").properties_id("mrb-frameworks");
    document.property("Criteria", policy.label());
    document.push(paragraph(
        "References only: what a requirement says stands in its source. They are part of the criteria that the board \
         adopted, and are changed as those are.",
    ));
    document.push(heading(1, "controls", "Control objectives"));
    let grid = policy.frameworks.control.iter().fold(table(["Key", "Objective", "Answers"]), |grid, control| {
        grid.row([control.key.as_str(), control.objective.as_str(), control.answers.join("; ").as_str()])
    });
    document.push(grid.block());
    document.push(heading(1, "rules", "Rules"));
    let grid = policy
        .frameworks
        .rules
        .iter()
        .fold(table(["Rule", "Answers"]), |grid, (rule, answers)| grid.row([rule.clone(), answers.join("; ")]));
    document.push(grid.block());
    document.push(heading(1, "requirements", "Requirements"));
    let grid = answered(policy).into_iter().fold(table(["Requirement", "Rules", "Controls"]), |grid, entry| {
        let (requirement, (rules, controls)) = entry;
        grid.row([Inlines::from(requirement), rules.join("; ").into(), controls.join("; ").into()])
    });
    document.push(grid.block());
    document
}
