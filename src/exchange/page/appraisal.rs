//! Assessments and validations on the pages of their model and submission, and the models of a theme.

use super::related::Sections;
use super::{Pages, evaluation};
use crate::domain::Refusal;
use crate::domain::field::{FieldValue, Reading};
use crate::domain::ids::{ModelId, RecordId, RecordKind};
use crate::domain::record::{Acceptance, Assessment, Model, Row, ThematicReview, Validation};
use crate::exchange::build::{paragraph, table};
use crate::exchange::document::Table;
use crate::insight::list::{self, Listed};
use crate::store::query::list::List;

/// Most models of a theme that its page shows.
const MOST_MODELS: usize = 200;

/// Assessments, as they are given.
pub fn assessments(rows: &[Row<Assessment>]) -> Table {
    rows.iter().fold(table(["ID", "For", "State", "Recommends", "Left", "Author", "Summary"]), |rows, row| {
        let left = row.residual_likelihood.0.zip(row.residual_impact.0).map(|(one, other)| one * other);
        rows.row([
            row.id().to_string(),
            row.submission.text(),
            row.fields.state.to_string(),
            row.recommendation.to_string(),
            left.map(|left| left.to_string()).unwrap_or_default(),
            row.author.text(),
            row.summary.text(),
        ])
    })
}

/// Validations, as they are given.
pub fn validations(rows: &[Row<Validation>]) -> Table {
    let head = table(["ID", "Version", "Opinion", "Issued", "Until", "Validator", "Independent", "Summary"]);
    rows.iter().fold(head, |rows, row| {
        rows.row([
            row.id().to_string(),
            row.version.text(),
            row.opinion.to_string(),
            row.issued_on.text(),
            row.valid_until.text(),
            row.validator.text(),
            if row.independent.0 { "yes" } else { "no" }.to_owned(),
            row.summary.text(),
        ])
    })
}

/// The compensating controls of an acceptance, each with the last look at it.
pub fn compensating(row: &Row<Acceptance>) -> Table {
    let head = table(["Control", "Owner", "Verified", "By", "Result", "On what"]);
    row.controls.0.iter().fold(head, |rows, control| {
        let look = row.state.verifications.last(control);
        rows.row([
            control.text.clone(),
            control.owner.to_string(),
            look.map(|look| look.on.text()).unwrap_or_default(),
            look.map(|look| look.verifier.to_string()).unwrap_or_default(),
            look.map_or("not verified", |look| look.result.word()).to_owned(),
            look.map(|look| look.evidence.clone()).unwrap_or_default(),
        ])
    })
}

impl Pages<'_> {
    /// A model's validations, and the results of one version beside those of the version before.
    pub(super) fn validated(&self, model: ModelId, version: &str, sections: &mut Sections) -> Result<(), Refusal> {
        let rows = self.view.validations(model)?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut blocks = vec![validations(&rows).block()];
        let of_version = |row: &&Row<Validation>| row.version.as_str() == version && !row.results.0.is_empty();
        if let Some(row) = rows.iter().find(of_version) {
            let before = self.view.results_before(model, version)?;
            let beside = before.as_ref().map_or_else(
                || "no earlier version has results to compare with".to_owned(),
                |before| format!("beside version {} ({})", before.version, before.id()),
            );
            blocks.push(paragraph(format!("Results of version {version} ({}), {beside}.", row.id())));
            let before = before.as_ref().map(|row| &row.results);
            blocks.push(evaluation::results(&row.results, before, self.policy).block());
        }
        sections.push(("Validations", blocks));
        Ok(())
    }

    /// The models that a thematic review is about, as its query finds them.
    pub(super) fn of_theme(&self, number: u32, sections: &mut Sections) -> Result<(), Refusal> {
        let review = self.view.get::<ThematicReview>(number)?;
        let today = list::today(self.policy, self.moment);
        let reading = Reading {
            today: today.date,
            calendar: self.policy.calendar(),
            actor: review.reviewer.0.clone(),
            zone: self.policy.time_zone.0,
            custom: self.policy.custom_asked(),
        };
        let query = self.view.thematic_query(&review)?;
        let listed = match Listed::read(List::Models, &query, None, &reading) {
            Ok(listed) => listed,
            // What an older edition took without looking is told, not hidden.
            Err(error) => {
                sections.push(("Models", vec![paragraph(error.pointed(&query).of("query").to_string())]));
                return Ok(());
            }
        };
        let keys = listed.keys(self.view, self.policy, today)?;
        let mut rows = table(["ID", "Name", "Tier", "Stage", "Owner"]);
        for id in keys.iter().take(MOST_MODELS).filter_map(|key| RecordId::from_key(*key)) {
            let Some(row) = self.view.find::<Model>(id.number)?.filter(|_| id.kind == RecordKind::Model) else {
                continue;
            };
            rows =
                rows.row([id.to_string(), row.name.text(), row.tier.text(), row.stage.to_string(), row.owner.text()]);
        }
        let count = crate::domain::text::counted(i64::try_from(keys.len()).unwrap_or(i64::MAX), "model");
        let more = if keys.len() > MOST_MODELS { format!(", of which {MOST_MODELS} are shown") } else { String::new() };
        let mut blocks = vec![paragraph(format!("{count} match `{query}`{more}."))];
        if !rows.rows.is_empty() {
            blocks.push(rows.block());
        }
        sections.push(("Models", blocks));
        Ok(())
    }
}
