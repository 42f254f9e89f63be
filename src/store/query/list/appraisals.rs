//! The lists of what readiness and decisions rest on: assessments and validations.

use super::tables::{asked, flag};
use super::{Column, Sort, Table};
use crate::domain::ids::RecordKind;
use crate::domain::query::filter::QueryKind;
use crate::domain::states::{AssessmentState, Opinion, Recommendation, Reproduced};

/// Assessments.
pub const ASSESSMENTS: Table = Table {
    kind: Some(RecordKind::Assessment),
    columns: &[
        Column::id(RecordKind::Assessment, "s.number"),
        Column::new("model", "Model", 13, "coalesce(m.name, '') COLLATE NOCASE"),
        Column::new("submission", "For", 8, "s.submission").holding(super::Holds::Id(RecordKind::Submission)),
        Column::new("state", "State", 10, "s.state"),
        Column::new("recommendation", "Recommends", 11, "s.recommendation"),
        Column::new("residual", "Left", 4, "s.residual_likelihood * s.residual_impact").right(),
        Column::new("author", "Author", 10, "s.author").hidden(),
        Column::new("summary", "Assessment", 15, "s.summary").grows(),
        Column::new("second", "Second reviewer", 10, "s.second_reviewer").hidden(),
        Column::new("tier", "T", 2, "s.tier").hidden(),
        Column::new("criteria", "Criteria", 10, "s.criteria_version").hidden(),
    ],
    first: Sort { column: "id", descending: true },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', s.model) || m.name, '')"),
        asked("submission", QueryKind::Record, "(3 << 40) + s.submission"),
        asked("state", QueryKind::Choice(AssessmentState::WORDS), "s.state"),
        asked("recommendation", QueryKind::Choice(Recommendation::WORDS), "s.recommendation"),
        asked("residual", QueryKind::Number, "s.residual_likelihood * s.residual_impact"),
        asked("author", QueryKind::Person, "s.author"),
        asked("second", QueryKind::Person, "s.second_reviewer"),
        asked("tier", QueryKind::Range(1, 4), "m.tier"),
        flag("open", "s.state = 'draft'"),
        flag("final", "s.state = 'final'"),
    ],
    from: "assessment s",
    joins: &[("m.", "LEFT JOIN model m ON m.number = s.model")],
    holds: "s.voided = 0",
    number: "s.number",
    whose: &["s.author", "s.second_reviewer"],
    standing: "CASE WHEN s.state = 'superseded' THEN 3 ELSE 0 END",
};

/// Validations.
pub const VALIDATIONS: Table = Table {
    kind: Some(RecordKind::Validation),
    columns: &[
        Column::id(RecordKind::Validation, "v.number"),
        Column::new("model", "Model", 14, "coalesce(m.name, '') COLLATE NOCASE"),
        Column::new("version", "Version", 8, "v.version"),
        Column::new("opinion", "Opinion", 15, "v.opinion"),
        Column::new("issued", "Issued", 10, "v.issued_on"),
        Column::new("until", "Until", 10, "v.valid_until").hidden(),
        Column::new("validator", "Validator", 10, "v.validator").hidden(),
        Column::new("summary", "Validation", 15, "v.summary").grows(),
        Column::new("independent", "Indep.", 6, "iif(v.independent, 'yes', 'no')").hidden(),
        Column::new("reproduced", "Reproduced", 10, "v.reproduced").hidden(),
    ],
    first: Sort { column: "id", descending: true },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', v.model) || m.name, '')"),
        asked("version", QueryKind::Text, "coalesce(v.version, '')"),
        asked("opinion", QueryKind::Choice(Opinion::WORDS), "v.opinion"),
        asked("reproduced", QueryKind::Choice(Reproduced::WORDS), "v.reproduced"),
        asked("issued", QueryKind::Date, "v.issued_on"),
        asked("until", QueryKind::Date, "v.valid_until"),
        asked("validator", QueryKind::Person, "v.validator"),
        asked("tier", QueryKind::Range(1, 4), "m.tier"),
        flag("open", "v.issued_on IS NULL"),
        flag("issued", "v.issued_on <= :today AND coalesce(v.valid_until, :today) >= :today"),
        flag("overdue", "v.valid_until < :today"),
        flag("independent", "v.independent = 1"),
        flag("results", "v.results IS NOT NULL"),
    ],
    from: "validation v",
    joins: &[("m.", "LEFT JOIN model m ON m.number = v.model")],
    holds: "v.voided = 0",
    number: "v.number",
    whose: &["v.validator"],
    standing: "CASE WHEN v.valid_until < :today THEN 2 WHEN v.valid_until <= date(:today, '+30 days') THEN 1 ELSE 0 END",
};
