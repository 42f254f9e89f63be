//! The index of the bundle: where an auditor starts. What is in it, what it found, and how to check it without
//! asking anybody.

use std::collections::BTreeMap;

use super::log::Walk;
use super::papers::{method, result_colour};
use super::{MANIFEST, Wanted};
use crate::domain::record::{ControlTest, Row};
use crate::domain::text::counted;
use crate::exchange::build::{bullets, code, facts, heading, line, paragraph, table};
use crate::exchange::document::{Colour, Document, Inlines};
use crate::exchange::report::Desk;
use crate::insight::kpi::{self, Measure};
use crate::store::Report;
use crate::store::query::report::Adopted;

/// Decisions named beside a rule; the rest stand in the trace.
const NAMED: usize = 12;

/// What the index tells of.
pub struct Facts<'a> {
    pub meetings: usize,
    pub decisions: usize,
    pub drawn: &'a [String],
    pub exceptions: &'a [(String, String, String)],
    pub tests: &'a [Row<ControlTest>],
    pub adopted: &'a [Adopted],
    pub measures: &'a [Measure],
    pub walk: &'a Walk,
    pub check: &'a Report,
}

/// Builds the index.
pub fn document(desk: &Desk<'_>, wanted: Wanted, facts: &Facts<'_>) -> Document {
    let title = format!("{}: audit bundle, {} to {}", desk.board, wanted.since, wanted.until);
    let mut document = desk.open(title, "mrb-audit");
    document.property("Period", line().date(wanted.since).text(" to ").date(wanted.until));
    summary(&mut document, wanted, facts);
    contents(&mut document, facts);
    exceptions(&mut document, facts);
    tests(&mut document, facts);
    checks(&mut document, wanted, facts);
    limits(&mut document, facts);
    document
}

fn many(count: usize, noun: &str) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), noun)
}

fn events(count: u64) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "event")
}

fn summary(document: &mut Document, wanted: Wanted, found: &Facts<'_>) {
    document.push(heading(1, "summary", "In short"));
    let check = found.check;
    let sound = if check.differences.is_empty() {
        line()
            .status("SOUND", Colour::Green)
            .text(format!(" the chain of {} holds, and every table equals a replay of the log", events(check.events)))
    } else {
        let differences = many(check.differences.len(), "difference");
        line().status("NOT SOUND", Colour::Red).text(format!(" {differences}: see log/chain.json"))
    };
    let exceptions = match found.exceptions.len() {
        0 => line().status("NONE", Colour::Green),
        count => line().status(many(count, "exception").to_uppercase(), Colour::Red).text(" listed below"),
    };
    let (off, judged) = kpi::off_target(found.measures);
    let known = facts()
        .fact("Record", sound)
        .fact("Meetings", found.meetings.to_string())
        .fact("Decisions", found.decisions.to_string())
        .fact("Rules not kept", exceptions)
        .fact("Editions of the criteria", found.adopted.len().to_string())
        .fact("Control tests on record", found.tests.len().to_string())
        .fact("KPIs off target", format!("{off} of {judged} that can be judged"))
        .fact(
            "Sample for testing",
            format!("{} of {}, seed {}", found.drawn.len(), many(found.decisions, "decision"), wanted.draw.seed),
        );
    document.push(known.block());
}

fn contents(document: &mut Document, found: &Facts<'_>) {
    document.push(heading(1, "contents", "What is where"));
    let rows: [(&str, &str); 17] = [
        ("minutes/", "the minutes of each meeting of the period, to read (.md, .html); drafts are marked so"),
        (
            "trace/decisions.md, .html",
            "each decision with motion, mover, rationale, dissent, tier and residual risk then, criteria, rules, votes, \
             evidence and its digests, conditions, acceptances, follow-through",
        ),
        ("trace/exceptions.csv", "every rule that a decision of the period does not keep, with why"),
        ("trace/decisions.jsonl", "the same for programs, one decision a line"),
        ("registers/decisions.csv", "the decision log of the period: the population of trace and sample"),
        (
            "registers/*.csv",
            "follow-ups, risks, inventory, intake, acceptances, incidents, agenda: whole, as they stood on the day",
        ),
        (
            "registers/*.csv",
            "people and their seats, assessments, validations, monitors, drift, reviews, thematic reviews, alarms, manual \
             metrics: every column of their lists, as they stood on the day",
        ),
        ("registers/readings.csv", "every reading of every monitor; those past the alert threshold are the breaches"),
        (
            "criteria/",
            "the policy text of each edition, byte for byte, and criteria.csv with the digests that decisions cite",
        ),
        ("frameworks/", "which rule and which control objective answers which requirement"),
        ("sample/sample.md, .html", "the decisions drawn for control testing, how they were drawn, what to test"),
        ("sample/sample.csv", "the same as a sheet with room for tester, result and exception"),
        ("control-tests/", "the control tests on record, their exceptions, and the controls nobody tested"),
        ("kpis/", "every KPI with numerator, denominator, target, trend and the records behind it"),
        ("reports/posture.md, .html", "the posture report of the quarter"),
        ("log/events.jsonl", "the event log, from the first event to the last"),
        ("log/chain.json", "the result of the check of the chain, the head hash, and what each hash covers"),
    ];
    let grid = rows.iter().fold(table(["Where", "What"]).widths(&[250, 560]), |grid, (place, what)| {
        grid.row([line().code(*place), Inlines::from(*what)])
    });
    document.push(grid.block());
    document.push(paragraph(format!(
        "Start with the summary above, then the exceptions, then a decision of the sample in the trace. {} in the log.",
        events(found.walk.events)
    )));
}

fn exceptions(document: &mut Document, found: &Facts<'_>) {
    document.push(heading(1, "exceptions", "Rules not kept"));
    if found.exceptions.is_empty() {
        document.push(paragraph(
            "Read again from the record, each decision of the period keeps each rule that asks something of it.",
        ));
        return;
    }
    document.push(paragraph(
        "Read again from the record, these decisions do not keep a rule. That is where to look first, and no finding yet.",
    ));
    let mut rules: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (decision, rule, why) in found.exceptions {
        rules.entry((rule, why)).or_default().push(decision);
    }
    let grid = rules.iter().fold(table(["Rule", "Why", "How many", "Decisions"]), |grid, ((rule, why), decisions)| {
        let named: Vec<&str> = decisions.iter().take(NAMED).copied().collect();
        let more = decisions.len() - named.len();
        let more = if more > 0 { format!(" and {more} more, all in trace/exceptions.csv") } else { String::new() };
        grid.row([
            (*rule).to_owned(),
            (*why).to_owned(),
            decisions.len().to_string(),
            format!("{}{more}", named.join(", ")),
        ])
    });
    document.push(grid.block());
}

fn tests(document: &mut Document, found: &Facts<'_>) {
    document.push(heading(1, "tests", "Control tests on record"));
    if found.tests.is_empty() {
        document.push(paragraph("None in the period."));
        return;
    }
    let grid = found.tests.iter().fold(table(["Test", "Control", "Result", "Exceptions"]), |grid, row| {
        grid.row([
            Inlines::from(row.id().to_string()),
            row.control.as_str().into(),
            line().status(row.result.word().to_uppercase(), result_colour(row.result)),
            line().lines(row.exceptions.as_str()),
        ])
    });
    document.push(grid.block());
}

fn checks(document: &mut Document, wanted: Wanted, found: &Facts<'_>) {
    document.push(heading(1, "check", "How to check it"));
    document.push(paragraph("No file was changed since it was packed (in this folder):"));
    document.push(code("sh", format!("sha256sum -c {MANIFEST}")));
    document.push(paragraph("The record still holds what this bundle was made from (where the board is):"));
    document.push(code("sh", format!("boardroom verify --head {}", found.walk.head)));
    document.push(paragraph(
        "The text of an edition of the criteria is the one that decisions cite: its sum in the manifest is the digest in \
         criteria/criteria.csv, and begins with the letters in brackets behind the version.",
    ));
    document.push(paragraph("Packed again, the trace and the sample come out the same:"));
    let draw = wanted.draw;
    document.push(code(
        "sh",
        format!(
            "boardroom report audit -o again --since {} --until {} --seed {} --sample {}",
            wanted.since, wanted.until, draw.seed, draw.size
        ),
    ));
    document.push(paragraph(line().strong("The sample. ").join(method(wanted.draw.seed))));
}

fn limits(document: &mut Document, found: &Facts<'_>) {
    document.push(heading(1, "limits", "What is not in it"));
    let mut told = vec![
        line()
            .text("The evidence itself: it stays where it is, and is known by its digest. ")
            .code("boardroom evidence check")
            .text(" reads local files again."),
        line().text("Decisions before and after the period; the log has them all."),
    ];
    if found.walk.withheld > 0 {
        told.push(line().text(format!(
            "The text of {} that are notes kept from the minutes, or were redacted; their digests are there, so that the chain can be walked.",
            events(found.walk.withheld)
        )));
    }
    document.push(bullets(told));
}
