//! The working papers of the bundle: the criteria by digest, the sample with room for the tester's result, and
//! the control tests that are on the record.

use std::io::{self, Write};

use super::{Wanted, criteria_file};
use crate::domain::Refusal;
use crate::domain::event::Reading;
use crate::domain::field::FieldValue;
use crate::domain::record::{ControlTest, Decision, Monitor, Row};
use crate::domain::states::ControlResult;
use crate::domain::text::counted;
use crate::exchange::build::{bullets, heading, line, paragraph, table};
use crate::exchange::csv_out::{Delimiter, Writer};
use crate::exchange::document::{Block, Colour, Document, Inlines};
use crate::exchange::minutes::verdict;
use crate::exchange::report::{Desk, subject_of};
use crate::store::query::report::Adopted;

/// The editions of the criteria with their digests.
pub fn criteria_csv(out: &mut dyn Write, desk: &Desk<'_>, adopted: &[Adopted]) -> io::Result<()> {
    let mut writer = Writer::new(out, Delimiter::Comma, &["version", "adopted_on", "sha256", "file"])?;
    for (number, edition) in (1..).zip(adopted) {
        let file = criteria_file(number, edition);
        writer.text(&edition.version).date(desk.day(edition.at)).text(&edition.sha256).text(&file).end_row()?;
    }
    writer.finish().map(drop)
}

/// The opening of the trace.
pub fn trace(desk: &Desk<'_>, wanted: Wanted, decisions: usize) -> Document {
    let mut document = desk.open(format!("Decision trace, {} to {}", wanted.since, wanted.until), "mrb-trace");
    document.push(paragraph(format!(
        "{}, each with the criteria it was made under, what the rules say of it, who voted, the evidence it pinned with \
         digests, its conditions and acceptances, and what came of them. The rules are read again from what the record \
         froze with the decision; a rule that asks nothing of it is not listed.",
        counted(i64::try_from(decisions).unwrap_or(i64::MAX), "decision")
    )));
    document.push(Block::Contents(1));
    document
}

/// Every rule that a decision does not keep, with why.
pub fn exceptions_csv(out: &mut dyn Write, exceptions: &[(String, String, String)]) -> io::Result<()> {
    let mut writer = Writer::new(out, Delimiter::Comma, &["decision_id", "rule", "why"])?;
    for (decision, rule, why) in exceptions {
        writer.text(decision).text(rule).text(why).end_row()?;
    }
    writer.finish().map(drop)
}

/// Every reading of every monitor, newest first; one past the alert threshold is a breach.
pub fn readings_csv(out: &mut dyn Write, readings: &[(Row<Monitor>, Vec<Reading>)]) -> io::Result<()> {
    let header =
        ["monitor_id", "model_id", "metric", "at", "segment", "value", "warn", "alert", "bad_side", "standing"];
    let mut writer = Writer::new(out, Delimiter::Comma, &header)?;
    for (monitor, taken) in readings {
        for one in taken {
            writer
                .text(&monitor.id().to_string())
                .text(&monitor.model.to_string())
                .text(monitor.metric.as_str())
                .text(&one.at.text())
                .text(&one.segment)
                .text(&one.value.to_string())
                .text(&monitor.warn.text())
                .text(&monitor.alert.text())
                .text(monitor.direction.word())
                .text(one.standing.word())
                .end_row()?;
        }
    }
    writer.finish().map(drop)
}

/// The sample as a sheet to fill.
pub fn sample_csv(out: &mut dyn Write, desk: &Desk<'_>, drawn: &[(String, &Row<Decision>)]) -> io::Result<()> {
    let header = [
        "place",
        "decision_id",
        "decided_on",
        "outcome",
        "status",
        "criteria_version",
        "record_hash",
        "ticket",
        "tester",
        "result",
        "exception",
    ];
    let mut writer = Writer::new(out, Delimiter::Comma, &header)?;
    for (place, (ticket, row)) in (1_i64..).zip(drawn) {
        writer
            .number(place)
            .text(&row.id().to_string())
            .date(desk.day(row.state.decided_at.0))
            .text(row.outcome.word())
            .text(row.state.status.word())
            .text(row.criteria_version.as_str())
            .text(row.state.record_hash.as_str())
            .text(ticket)
            .text("")
            .text("")
            .text("")
            .end_row()?;
    }
    writer.finish().map(drop)
}

/// The sample to read: how it was drawn, and what to look at.
pub fn sample(desk: &Desk<'_>, wanted: Wanted, drawn: &[(String, &Row<Decision>)]) -> Result<Document, Refusal> {
    let mut document = desk.open(format!("Sample of decisions, seed {}", wanted.draw.seed), "mrb-sample");
    document.property("Seed", wanted.draw.seed.to_string());
    document.property("Asked for", wanted.draw.size.to_string());
    document.property("Drawn", drawn.len().to_string());
    document.push(heading(1, "method", "Method"));
    document.push(paragraph(method(wanted.draw.seed)));
    document.push(heading(1, "drawn", "Decisions drawn"));
    let mut grid = table(["Place", "Decision", "On", "Subject", "Outcome", "Ticket"]);
    for (place, (ticket, row)) in (1..).zip(drawn) {
        grid = grid.row([
            Inlines::from(i64::to_string(&place)),
            row.id().to_string().into(),
            desk.day(row.state.decided_at.0).map_or_else(line, |day| line().date(day)),
            subject_of(desk, row)?.into(),
            verdict(row).into(),
            line().code(ticket.get(..16).unwrap_or(ticket)),
        ]);
    }
    document.push(if drawn.is_empty() { paragraph("No decision was made in the period.") } else { grid.block() });
    document.push(heading(1, "controls", "What to test"));
    document.push(paragraph(
        line()
            .text("For each decision, ")
            .code("trace/decisions.md")
            .text(" has what it rests on. The control objectives are:"),
    ));
    let controls = &desk.policy().frameworks.control;
    document
        .push(bullets(controls.iter().map(|one| line().code(one.key.as_str()).text(format!(" {}", one.objective)))));
    document.push(paragraph(line().text("A result goes on the record with ").code(
        "boardroom control-test record --control KEY --sample 'DEC-0001; DEC-0002' --tester HANDLE --result effective",
    )));
    Ok(document)
}

/// How the sample was drawn, in words that are enough to draw it again.
pub fn method(seed: u64) -> Inlines {
    line()
        .text("The decisions of the period (all of ")
        .code("registers/decisions.csv")
        .text(") in the order of a ticket, the first so many. The ticket of a decision is the SHA-256 of the seed, a colon and its identifier: ")
        .code(format!("printf '%s' '{seed}:DEC-0001' | sha256sum"))
        .text(". The same seed draws the same decisions.")
}

/// Control tests as CSV.
pub fn tests_csv(out: &mut dyn Write, tests: &[Row<ControlTest>]) -> io::Result<()> {
    let header = ["test_id", "control", "tested_on", "tester", "result", "sampled", "exceptions"];
    let mut writer = Writer::new(out, Delimiter::Comma, &header)?;
    for row in tests {
        let sampled: Vec<String> = row.sample.0.iter().map(ToString::to_string).collect();
        writer
            .text(&row.id().to_string())
            .text(row.control.as_str())
            .date(row.tested_on.0)
            .text(row.tester.as_str())
            .text(row.result.word())
            .list(&sampled)
            .text(row.exceptions.as_str())
            .end_row()?;
    }
    writer.finish().map(drop)
}

/// Control tests to read: their results with exceptions, and the controls that nobody tested.
pub fn tests(desk: &Desk<'_>, wanted: Wanted, tests: &[Row<ControlTest>]) -> Document {
    let title = format!("Control tests, {} to {}", wanted.since, wanted.until);
    let mut document = desk.open(title, "mrb-control-tests");
    document.push(heading(1, "results", "Results"));
    let header = ["Test", "Control", "Tested on", "Tester", "Result", "Sampled", "Exceptions"];
    let grid = tests.iter().fold(table(header), |grid, row| {
        let sampled: Vec<String> = row.sample.0.iter().map(ToString::to_string).collect();
        grid.row([
            Inlines::from(row.id().to_string()),
            row.control.as_str().into(),
            row.tested_on.0.map_or_else(line, |day| line().date(day)),
            desk.who(&row.tester),
            line().status(row.result.word().to_uppercase(), result_colour(row.result)),
            sampled.join(", ").into(),
            line().lines(row.exceptions.as_str()),
        ])
    });
    document.push(if tests.is_empty() { paragraph("No control was tested in the period.") } else { grid.block() });
    document.push(heading(1, "untested", "Not tested in the period"));
    let controls = &desk.policy().frameworks.control;
    let untested: Vec<Inlines> = controls
        .iter()
        .filter(|control| !tests.iter().any(|row| row.control.as_str() == control.key))
        .map(|control| line().code(control.key.as_str()).text(format!(" {}", control.objective)))
        .collect();
    document.push(if untested.is_empty() { paragraph("None: every control was tested.") } else { bullets(untested) });
    document
}

/// The colour of a result.
pub const fn result_colour(result: ControlResult) -> Colour {
    match result {
        ControlResult::Effective => Colour::Green,
        ControlResult::Partial => Colour::Yellow,
        ControlResult::Ineffective => Colour::Red,
    }
}
