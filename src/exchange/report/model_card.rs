//! The model card for readers inside: what a model is, may be used for, how good it is, where it is weak.

use super::desk::{Desk, dated, listed, section};
use super::model_file::ModelFile;
use super::tables;
use crate::domain::Refusal;
use crate::domain::ids::ModelId;
use crate::exchange::build::{facts, line, paragraph};
use crate::exchange::document::{Block, Document};

/// Builds the card of a model.
pub(super) fn document(desk: &Desk<'_>, id: ModelId) -> Result<Document, Refusal> {
    let file = ModelFile::read(desk, id)?;
    let (model, version) = (&file.model, file.at_hand());
    let title = format!("{id} {} {}", model.name, version.label).trim_end().to_owned();
    let mut document = desk.open(format!("{title}: model card"), "mrb-model-card");
    document.property("Model", format!("{id} {}", model.name));
    document.property("Version", version.label.as_str());
    document.property("Approval", tables::approval(version.state.approval));
    document.property("Tier", model.tier.0.map_or_else(|| "none".to_owned(), |tier| tier.to_string()));
    document.property("Owner", desk.who(&model.owner));
    document.push(Block::Contents(1));
    section(&mut document, "details", "Model details");
    let details = ["kind", "origin", "vendor", "developers", "accountable_exec", "business_unit", "stage", "eu_class"];
    document.push(desk.fields(model, &details)?.block());
    document.extend(desk.texts(model, &["purpose"]));
    document.push(
        desk.fields(version, &["change", "code_ref", "data_ref", "base_ref", "evaluation_ref", "released_on"])?.block(),
    );
    section(&mut document, "use", "Intended use");
    let uses = desk.texts(model, &["approved_uses", "prohibited_uses"]);
    document.push(desk.fields(model, &["exposure", "regions", "affected", "volume"])?.block());
    if uses.is_empty() {
        document.push(paragraph("No use is on record."));
    }
    document.extend(uses);
    section(&mut document, "data", "Data and dependencies");
    listed(&mut document, desk.fields(model, &["data_sources", "dependencies"])?, "None is on record.");
    section(&mut document, "evaluation", "Evaluation");
    listed(&mut document, tables::validations(desk, &file.validations), "Nobody has validated it.");
    let evaluations: Vec<_> = file
        .artifacts
        .iter()
        .filter(|row| ["evaluation-report", "subgroup-analysis", "red-team-report"].contains(&row.kind.as_str()))
        .cloned()
        .collect();
    if !evaluations.is_empty() {
        document.push(tables::artifacts(&evaluations).block());
    }
    section(&mut document, "limitations", "Limitations and risks");
    document.extend(desk.texts(model, &["limitations", "applicability_reason"]));
    let open = file.risks.iter().filter(|row| row.fields.state.is_open());
    listed(&mut document, tables::risks(desk, open), "No open risk is on record.");
    section(&mut document, "monitoring", "Monitoring");
    listed(&mut document, tables::monitors(desk, &file.monitors), "No monitor is on record.");
    section(&mut document, "approval", "Approval");
    approval(desk, &file, &mut document);
    Ok(document)
}

fn approval(desk: &Desk<'_>, file: &ModelFile, document: &mut Document) {
    listed(document, tables::versions(&file.versions), "No version is on record.");
    if let Some(decision) = file.approval(desk) {
        let mut known = facts()
            .fact("Decision", decision.id().to_string())
            .fact("Version", decision.version_label.as_str())
            .fact("Decided", dated(desk.day(decision.state.decided_at.0)))
            .fact("Valid until", dated(decision.valid_until.0));
        if !decision.intended_use.is_empty() {
            known = known.fact("Intended use that was approved", line().lines(decision.intended_use.as_str()));
        }
        document.push(known.fact("Criteria", decision.criteria_version.as_str()).block());
    }
    let conditions: Vec<_> = file
        .followups
        .iter()
        .filter(|row| row.state.state.is_open() && row.kind == crate::domain::states::FollowUpKind::Condition)
        .collect();
    if !conditions.is_empty() {
        document.push(paragraph(line().strong("Open conditions")));
        document.push(tables::tasks(desk, conditions));
    }
}
