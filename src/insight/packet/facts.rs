//! The facts of what an item is about, where that is not a submission: by label, in a line each.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::field::FieldValue;
use crate::domain::ids::{MeetingId, RecordKind};
use crate::domain::record::{Acceptance, FollowUp, Incident, Item, Meeting, Model, Review, Risk, Row, Submission};
use crate::domain::text::counted;
use crate::domain::value::Day;
use crate::policy::acceptance::state_on;
use crate::store::View;
use crate::store::query::asof::OnDay;

type Facts = Vec<(&'static str, String)>;

/// The facts of an item's subject.
pub fn of(view: &View<'_>, item: &Row<Item>, today: NaiveDate) -> Result<Facts, Refusal> {
    let Some(id) = item.subject.0 else { return Ok(Vec::new()) };
    let facts = match id.kind {
        RecordKind::Submission => submission(&view.get(id.number)?),
        RecordKind::Acceptance => acceptance(&view.get(id.number)?, today),
        RecordKind::Incident => incident(&view.get(id.number)?),
        RecordKind::FollowUp => follow_up(&view.get(id.number)?),
        RecordKind::Risk => risk(&view.get::<Risk>(id.number)?.on_day(view, today)?),
        RecordKind::Model => model(&view.get(id.number)?),
        RecordKind::Review => review(&view.get(id.number)?),
        RecordKind::Meeting => minutes(view, MeetingId(id.number))?,
        RecordKind::Person
        | RecordKind::Version
        | RecordKind::Artifact
        | RecordKind::Assessment
        | RecordKind::Validation
        | RecordKind::Item
        | RecordKind::Note
        | RecordKind::Decision
        | RecordKind::Monitor
        | RecordKind::DriftEvent
        | RecordKind::ThematicReview
        | RecordKind::ControlTest
        | RecordKind::ManualMetric
        | RecordKind::Consultation
        | RecordKind::SavedView => Vec::new(),
    };
    Ok(facts.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

fn submission(row: &Row<Submission>) -> Facts {
    vec![
        ("submission", format!("{} {} {}", row.id(), row.kind, row.summary)),
        ("release", row.release_target.text()),
        ("decide by", row.state.decision_due.text()),
        ("triggers", row.triggers.text()),
        ("reviewer", row.reviewer.text()),
    ]
}

fn review(row: &Row<Review>) -> Facts {
    vec![
        ("review", format!("{} {} of {}", row.id(), row.trigger, row.model)),
        ("due", row.due.text()),
        ("reviewer", row.reviewer.text()),
        ("cause", row.cause.0.replace('\n', "; ")),
        ("outcome", row.outcome.text()),
        ("findings", row.findings.text()),
    ]
}

fn acceptance(row: &Row<Acceptance>, today: NaiveDate) -> Facts {
    let expiry = row.expiry.0.map_or_else(String::new, |day| {
        let days = (day - today).num_days();
        format!("{day} ({})", if days < 0 { format!("{} days ago", -days) } else { format!("in {days} days") })
    });
    vec![
        ("acceptance", format!("{} {} {}", row.id(), row.kind, state_on(&row.fields, row.state.state, today))),
        ("expires", expiry),
        ("covers", row.risks.text()),
        ("rationale", row.rationale.0.clone()),
        ("controls", row.controls.text().replace('\n', "; ")),
        ("exit plan", row.exit_plan.0.clone()),
        ("executive", row.accountable_exec.text()),
    ]
}

fn incident(row: &Row<Incident>) -> Facts {
    let severity = row.severity.0.map_or_else(String::new, |severity| {
        if severity == 0 { "near-miss".to_owned() } else { format!("severity {severity}") }
    });
    vec![
        (
            "incident",
            format!("{} {severity} {}{}", row.id(), row.fields.state, if row.exercise.0 { " exercise" } else { "" }),
        ),
        ("what", row.title.0.clone()),
        ("scope", row.scope.0.clone()),
        ("harm", row.harm.0.clone()),
        ("contained", row.containment.0.clone()),
        ("cause", row.root_cause.0.clone()),
        ("regulator", row.regulator.text()),
        ("lead", row.lead.text()),
    ]
}

fn follow_up(row: &Row<FollowUp>) -> Facts {
    let extended = row.state.extensions.0.unwrap_or(0);
    let due = match extended {
        0 => row.due.text(),
        more => {
            format!("{} (extended {}, first {})", row.due.text(), counted(more, "time"), row.state.original_due.text())
        }
    };
    vec![
        ("follow-up", format!("{} {} {}", row.id(), row.kind, row.state.state)),
        ("what", row.title.0.clone()),
        ("owner", row.owner.text()),
        ("due", due),
        ("test", row.closing_test.0.clone()),
        ("evidence", row.evidence.0.clone()),
        ("from", row.source.text()),
    ]
}

fn risk(row: &Row<Risk>) -> Facts {
    let band = row.residual_band().map(|band| format!(" {band}")).unwrap_or_default();
    vec![
        ("risk", format!("{} {} {}", row.id(), row.category, row.fields.state)),
        ("statement", row.statement.0.clone()),
        ("residual", format!("{}{band}", row.residual())),
        ("treatment", format!("{} by {}", row.treatment, row.owner)),
        ("controls", row.controls.text()),
    ]
}

fn model(row: &Row<Model>) -> Facts {
    vec![
        ("stage", row.fields.stage.text()),
        ("purpose", row.purpose.0.clone()),
        ("last review", row.state.last_review.text()),
        ("next review", row.state.next_review.text()),
        ("limits", row.limitations.0.clone()),
    ]
}

fn minutes(view: &View<'_>, meeting: MeetingId) -> Result<Facts, Refusal> {
    let row = view.get::<Meeting>(meeting.0)?;
    let count = |count: usize, noun: &str| counted(i64::try_from(count).unwrap_or(i64::MAX), noun);
    let decisions = view.decisions_of(meeting)?.len();
    let notes = view.notes(meeting)?.iter().filter(|note| !note.private.0).count();
    let items = view.items(meeting)?.len();
    let held = Day(row.date.0).text();
    Ok(vec![
        ("minutes", format!("{meeting} of {held}, {}", row.state.state)),
        ("held", format!("{}, {}, {}", count(items, "item"), count(decisions, "decision"), count(notes, "note"))),
    ])
}
