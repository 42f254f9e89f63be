//! Registers as reports list them: one table a sort of record, the same in every report.

use super::desk::{Desk, dated, mark};
use super::model_file::{ModelFile, Watched};
use crate::domain::decimal::Decimal;
use crate::domain::record::{Acceptance, Artifact, Decision, FollowUp, Incident, Risk, Row, Validation, Version};
use crate::domain::states::{
    AcceptanceState, Approval, ArtifactState, Band, FollowUpState, Gate, IncidentState, Opinion, RiskState, Standing,
};
use crate::exchange::build::{line, table};
use crate::exchange::document::{Block, Colour, Inlines, Table, Task};
use crate::exchange::minutes::{colour, verdict};
use crate::policy::acceptance::state_on;
use crate::policy::readiness::{Need, Standing as Stands};

/// A band's colour.
pub const fn band_colour(band: Band) -> Colour {
    match band {
        Band::Low => Colour::Green,
        Band::Medium => Colour::Yellow,
        Band::High | Band::Critical => Colour::Red,
    }
}

/// A product of likelihood and impact with its band; empty if nothing is rated.
pub fn rated(score: i64) -> Inlines {
    Band::of_score(score)
        .map_or_else(line, |band| line().text(format!("{score} ")).join(mark(band.word(), band_colour(band))))
}

/// An approval as a mark.
pub fn approval(approval: Approval) -> Inlines {
    let colour = match approval {
        Approval::Approved => Colour::Green,
        Approval::Conditional | Approval::Provisional => Colour::Yellow,
        Approval::Rejected | Approval::Expired | Approval::Revoked => Colour::Red,
        Approval::None => Colour::Grey,
    };
    mark(approval.word(), colour)
}

/// An opinion as a mark.
pub fn opinion(opinion: Opinion) -> Inlines {
    let colour = match opinion {
        Opinion::Fit => Colour::Green,
        Opinion::FitWithLimits => Colour::Yellow,
        Opinion::NotFit => Colour::Red,
        Opinion::None => Colour::Grey,
    };
    mark(opinion.word(), colour)
}

/// The state of an acceptance on the desk's day, as a mark.
pub fn acceptance_state(desk: &Desk<'_>, row: &Row<Acceptance>) -> Inlines {
    let state = state_on(&row.fields, row.state.state, desk.today);
    let colour = match state {
        AcceptanceState::Active => Colour::Green,
        AcceptanceState::Proposed => Colour::Blue,
        AcceptanceState::Closed => Colour::Grey,
        AcceptanceState::Revoked | AcceptanceState::Expired => Colour::Red,
    };
    mark(state.word(), colour)
}

/// An incident's state as a mark.
pub fn incident_state(state: IncidentState) -> Inlines {
    let colour = match state {
        IncidentState::Reported => Colour::Red,
        IncidentState::Triaged | IncidentState::Contained | IncidentState::RootCause | IncidentState::Actions => {
            Colour::Yellow
        }
        IncidentState::Closed => Colour::Green,
    };
    mark(state.word(), colour)
}

/// A severity in a word.
pub fn severity(severity: Option<i64>) -> String {
    match severity {
        None => "unrated".to_owned(),
        Some(0) => "near-miss".to_owned(),
        Some(severity) => format!("severity {severity}"),
    }
}

/// Versions with what the board allows them.
pub fn versions(rows: &[Row<Version>]) -> Table {
    rows.iter().fold(table(["Version", "Change", "Material", "Approval", "Valid until", "Released"]), |rows, row| {
        rows.row([
            Inlines::from(row.label.as_str()),
            row.change.word().into(),
            if row.material.0 { "yes" } else { "no" }.into(),
            approval(row.state.approval),
            dated(row.state.approval_valid_until.0),
            dated(row.released_on.0),
        ])
    })
}

/// What the tier needs, how each kind stands, and what stands for it.
pub fn needs(file: &ModelFile) -> Table {
    let rests_on = |need: &Need| match need.artifact {
        Some(id) => {
            match file.artifacts.iter().find(|row| row.number == id.0).filter(|row| row.kind.as_str() != need.kind) {
                Some(instead) => format!("{id}, of kind {}", instead.kind),
                None => id.to_string(),
            }
        }
        None => match &file.submission {
            Some(row) if need.is_settled() => format!("{}, the submission itself", row.id()),
            Some(row) if need.is_there() => format!("offered with {}", row.id()),
            Some(_) | None => String::new(),
        },
    };
    file.needs.iter().fold(table(["Evidence", "Due by", "Stands", "By"]), |rows, need| {
        let colour = match need.standing {
            Stands::Accepted | Stands::Waived => Colour::Green,
            Stands::Submitted => Colour::Blue,
            Stands::Missing | Stands::Undecided | Stands::Rejected | Stands::Stale | Stands::Touched => Colour::Red,
        };
        let due = need.due.to_string();
        rows.row([
            Inlines::from(need.label.as_str()),
            due.into(),
            mark(need.standing.word(), colour),
            rests_on(need).into(),
        ])
    })
}

/// Pieces of evidence with their digests.
pub fn artifacts(rows: &[Row<Artifact>]) -> Table {
    rows.iter().fold(table(["ID", "Kind", "Title", "Version", "State", "Received", "SHA-256"]), |rows, row| {
        let colour = match row.fields.state {
            ArtifactState::Accepted => Colour::Green,
            ArtifactState::Submitted => Colour::Blue,
            ArtifactState::Waived => Colour::Grey,
            ArtifactState::Rejected => Colour::Red,
        };
        let digest = if row.sha256.is_empty() { line().text("no digest") } else { line().code(row.sha256.as_str()) };
        rows.row([
            Inlines::from(row.id().to_string()),
            row.kind.as_str().into(),
            row.title.as_str().into(),
            row.version.as_str().into(),
            mark(row.fields.state.word(), colour),
            dated(row.received.0),
            digest,
        ])
    })
}

/// Validations with their opinions.
pub fn validations(desk: &Desk<'_>, rows: &[Row<Validation>]) -> Table {
    let header =
        ["ID", "Version", "Opinion", "Validator", "Independent", "Reproduced", "Issued", "Valid until", "Summary"];
    rows.iter().fold(table(header), |rows, row| {
        rows.row([
            Inlines::from(row.id().to_string()),
            row.version.as_str().into(),
            opinion(row.opinion),
            desk.who(&row.validator),
            if row.independent.0 { "yes" } else { "no" }.into(),
            row.reproduced.word().into(),
            dated(row.issued_on.0),
            dated(row.valid_until.0),
            row.summary.as_str().into(),
        ])
    })
}

/// Risks before and after controls.
pub fn risks<'r>(desk: &Desk<'_>, rows: impl IntoIterator<Item = &'r Row<Risk>>) -> Table {
    let header = ["ID", "Risk", "Category", "Inherent", "Residual", "Treatment", "State", "Owner", "Target date"];
    rows.into_iter().fold(table(header), |rows, row| {
        let colour = match row.fields.state {
            RiskState::Identified | RiskState::Assessed => Colour::Blue,
            RiskState::Treating => Colour::Yellow,
            RiskState::Accepted => Colour::Purple,
            RiskState::Mitigated | RiskState::Closed => Colour::Green,
        };
        rows.row([
            Inlines::from(row.id().to_string()),
            row.statement.as_str().into(),
            row.category.word().into(),
            rated(row.inherent()),
            rated(row.residual()),
            row.treatment.word().into(),
            mark(row.fields.state.word(), colour),
            desk.who(&row.owner),
            dated(row.target_date.0),
        ])
    })
}

/// Acceptances with their last days.
pub fn acceptances(desk: &Desk<'_>, rows: &[Row<Acceptance>]) -> Table {
    let header = ["ID", "Kind", "Covers", "Rationale", "Executive", "Effective", "Expires", "State"];
    rows.iter().fold(table(header), |rows, row| {
        let covers: Vec<String> = row.risks.0.iter().map(ToString::to_string).collect();
        rows.row([
            Inlines::from(row.id().to_string()),
            row.kind.word().into(),
            covers.join(", ").into(),
            line().lines(row.rationale.as_str()),
            desk.who(&row.accountable_exec),
            dated(row.effective.0),
            dated(row.expiry.0),
            acceptance_state(desk, row),
        ])
    })
}

/// Follow-ups as tasks.
pub fn tasks<'r>(desk: &Desk<'_>, rows: impl IntoIterator<Item = &'r Row<FollowUp>>) -> Block {
    let task = |row: &Row<FollowUp>| {
        let mut content = line().text(format!("{} {}", row.id(), row.title));
        if row.gate == Gate::PreRelease {
            content = content.text(" ").status("BEFORE RELEASE", Colour::Purple);
        }
        if row.state.state.is_open() && row.due.0.is_some_and(|due| due < desk.today) {
            content = content.text(" ").status("OVERDUE", Colour::Red);
        }
        if row.state.state == FollowUpState::Cancelled {
            content = content.text(" ").status("CANCELLED", Colour::Grey);
        }
        Task::open(row.number, content).done(!row.state.state.is_open()).owner(desk.maybe(&row.owner)).due(row.due.0)
    };
    Block::Tasks(rows.into_iter().map(task).collect())
}

/// Monitors with their thresholds and latest readings.
pub fn monitors(desk: &Desk<'_>, rows: &[Watched]) -> Table {
    let header = ["Monitor", "Metric", "Dimension", "Warning", "Alert", "Owner", "Live since", "Latest", "Before"];
    rows.iter().fold(table(header), |rows, one| {
        let row = &one.monitor;
        let number = |value: Decimal| if value.is_set() { value.to_string() } else { String::new() };
        let side = row.direction.word();
        let threshold = |value: Decimal| if value.is_set() { format!("{side} {value}") } else { String::new() };
        let latest = one.readings.first().map_or_else(
            || line().text("none yet"),
            |reading| {
                let colour = match reading.standing {
                    Standing::Within => Colour::Green,
                    Standing::Warning => Colour::Yellow,
                    Standing::Breach => Colour::Red,
                };
                let at = desk.clock(reading.at.0);
                let segment =
                    if reading.segment.is_empty() { String::new() } else { format!(" ({})", reading.segment) };
                line().text(format!("{} on {at}{segment} ", reading.value)).join(mark(reading.standing.word(), colour))
            },
        );
        let before: Vec<String> = one.readings.iter().skip(1).map(|reading| number(reading.value)).collect();
        rows.row([
            Inlines::from(row.id().to_string()),
            row.metric.as_str().into(),
            row.dimension.word().into(),
            threshold(row.warn).into(),
            threshold(row.alert).into(),
            desk.who(&row.owner),
            dated(row.live_since.0),
            latest,
            before.join(", ").into(),
        ])
    })
}

/// What an incident is called: an exercise is said to be one.
pub fn incident_title(row: &Incident) -> String {
    if row.exercise.0 { format!("Exercise: {}", row.title) } else { row.title.0.clone() }
}

/// Incidents, the newest first.
pub fn incidents(desk: &Desk<'_>, rows: &[Row<Incident>]) -> Table {
    rows.iter().fold(table(["ID", "Incident", "Severity", "Detected", "State", "Lead"]), |rows, row| {
        rows.row([
            Inlines::from(row.id().to_string()),
            incident_title(row).into(),
            severity(row.severity.0).into(),
            desk.clock(row.detected.0).into(),
            incident_state(row.fields.state),
            desk.who(&row.lead),
        ])
    })
}

/// Decisions as they were frozen.
pub fn decisions(desk: &Desk<'_>, rows: &[Row<Decision>]) -> Table {
    let header = ["ID", "On", "Version", "Outcome", "Motion", "Valid until", "Criteria", "Record"];
    rows.iter().fold(table(header), |rows, row| {
        rows.row([
            Inlines::from(row.id().to_string()),
            dated(desk.day(row.state.decided_at.0)),
            row.version_label.as_str().into(),
            mark(&verdict(row), colour(row.state.status, row.outcome.releases())),
            line().lines(row.motion.as_str()),
            dated(row.valid_until.0),
            row.criteria_version.as_str().into(),
            line().code(row.state.record_hash.as_str()),
        ])
    })
}
