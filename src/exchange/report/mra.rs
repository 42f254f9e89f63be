//! The model risk assessment: everything the record holds on a model, in the order in which a board asks.

use super::desk::{Desk, dated, listed, mark, section};
use super::model_file::ModelFile;
use super::tables;
use crate::domain::Refusal;
use crate::domain::ids::ModelId;
use crate::domain::record::{Assessment, Row, Validation};
use crate::domain::states::{AssessmentState, Opinion, Stage};
use crate::domain::text::join_words;
use crate::exchange::build::{bullets, expand, facts, line, panel, paragraph, table};
use crate::exchange::document::{Block, Colour, Document, PanelKind};
use crate::exchange::page::evaluation;

/// Builds the assessment of a model.
pub(super) fn document(desk: &Desk<'_>, id: ModelId) -> Result<Document, Refusal> {
    let file = ModelFile::read(desk, id)?;
    let version = file.at_hand().label.as_str();
    let title = format!("{id} {} {version}", file.model.name).trim_end().to_owned();
    let mut document = desk.open(format!("{title}: model risk assessment"), "mrb-assessment");
    let assessment = Mra { desk, file: &file };
    assessment.properties(&mut document);
    assessment.marks(&mut document);
    document.push(Block::Contents(1));
    assessment.model(&mut document)?;
    assessment.evidence(&mut document);
    assessment.assessment(&mut document)?;
    assessment.risks(&mut document);
    assessment.oversight(&mut document);
    assessment.history(&mut document);
    Ok(document)
}

struct Mra<'a, 'd> {
    desk: &'a Desk<'d>,
    file: &'a ModelFile,
}

impl Mra<'_, '_> {
    fn properties(&self, document: &mut Document) {
        let (desk, model, version) = (self.desk, &self.file.model, self.file.at_hand());
        document.property("Model", format!("{} {}", model.id(), model.name));
        document.property("Version", version.label.as_str());
        document.property("Approval", tables::approval(version.state.approval));
        let gate = if self.file.against.is_empty() { ("OPEN", Colour::Green) } else { ("CLOSED", Colour::Red) };
        document.property("Release gate", line().status(gate.0, gate.1));
        if let Some(version) = self.file.in_use().filter(|row| row.number != version.number) {
            document.property("Released", format!("version {}, not the one assessed here", version.label));
        }
        document.property("Tier", model.tier.0.map_or_else(|| "none".to_owned(), |tier| tier.to_string()));
        document.property("Residual risk", tables::rated(self.file.residual().score));
        let recommended = self.file.assessment().map_or("none", |row| row.recommendation.word());
        document.property("Recommendation", recommended);
        document.property("Owner", desk.who(&model.owner));
        document.property("Accountable executive", desk.who(&model.accountable_exec));
    }

    /// What must not be overlooked.
    fn marks(&self, document: &mut Document) {
        let mut sentences = Vec::new();
        if self.file.model.tier.0.is_none() {
            sentences.push("It has no tier yet.".to_owned());
        } else if self.file.model.tier_provisional.0 {
            sentences.push("The tier is provisional: answers are unknown.".to_owned());
        }
        if self.file.assessment().is_none_or(|row| row.fields.state != AssessmentState::Final) {
            sentences.push("No assessment is final.".to_owned());
        }
        let version = &self.file.at_hand().label;
        let unfit = |opinion: Opinion| opinion == Opinion::NotFit;
        let about = self.file.validations.iter().filter(|row| row.version.is_empty() || row.version == *version);
        if let Some(row) = about.clone().next().filter(|row| unfit(row.opinion)) {
            sentences.push(format!("{} says not-fit, which cannot be outvoted (R08).", row.id()));
        }
        if !self.file.unwatched.is_empty() {
            let words: Vec<&str> = self.file.unwatched.iter().map(|dimension| dimension.word()).collect();
            sentences.push(format!("Not monitored, and its tier asks for it: {} (R15).", join_words(&words, "and")));
        }
        if !sentences.is_empty() {
            document.push(panel(PanelKind::Warning, "Open", vec![bullets(sentences)]));
        }
    }

    fn model(&self, document: &mut Document) -> Result<(), Refusal> {
        let (desk, model) = (self.desk, &self.file.model);
        section(document, "model", "Model");
        let names = [
            "kind",
            "origin",
            "vendor",
            "stage",
            "owner",
            "developers",
            "accountable_exec",
            "business_unit",
            "exposure",
            "regions",
            "affected",
            "volume",
            "data_sources",
            "dependencies",
            "eu_class",
            "fairness_applies",
            "privacy_applies",
            "security_applies",
            "tags",
            "external_key",
            "last_review",
            "next_review",
            "retire_notice",
            "retain_until",
        ];
        document.push(desk.fields(model, &names)?.block());
        let texts = ["purpose", "approved_uses", "prohibited_uses", "limitations", "applicability_reason"];
        document.extend(desk.texts(model, &texts));
        let dependents: Result<Vec<String>, Refusal> = self.file.dependents.iter().map(|id| desk.named(*id)).collect();
        let dependents = dependents?;
        if !dependents.is_empty() {
            document.push(paragraph(line().strong("Depended on by")));
            document.push(bullets(dependents));
        }
        section(document, "tier", "Tier");
        let tier = model.tier.0.map_or_else(|| "No tier".to_owned(), |tier| format!("Tier {tier}"));
        let label = desk.policy().tier(model.tier).map(|rules| format!(", {}", rules.name)).unwrap_or_default();
        let provisional = if model.tier_provisional.0 { " (provisional)" } else { "" };
        let why = if model.tier_rationale.is_empty() { "no rationale yet" } else { model.tier_rationale.as_str() };
        document.push(paragraph(line().strong(format!("{tier}{label}{provisional}")).text(": ").lines(why)));
        document.push(desk.fields(model, &["tier_score", "tier_answers", "tier_signers"])?.block());
        section(document, "versions", "Versions");
        listed(document, tables::versions(&self.file.versions), "No version is on record.");
        Ok(())
    }

    fn evidence(&self, document: &mut Document) {
        section(document, "evidence", "Evidence");
        let settled = self.file.needs.iter().filter(|need| need.is_settled()).count();
        document.push(paragraph(format!(
            "{settled} of {} kinds that the tier asks for are accepted or waived.",
            self.file.needs.len()
        )));
        listed(document, tables::needs(self.file), "The tier asks for none.");
        if !self.file.artifacts.is_empty() {
            document.push(expand("Artifacts and their digests", vec![tables::artifacts(&self.file.artifacts).block()]));
        }
    }

    fn assessment(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "assessment", "Assessment");
        match self.file.assessment() {
            None => {
                document.push(paragraph("Nobody has assessed it."));
            }
            Some(row) => self.assessed(document, row)?,
        }
        let current = self.file.assessment().map_or(0, |row| row.number);
        let mut earlier = table(["ID", "State", "Inherent", "Residual", "Recommendation", "Author", "Summary"]);
        for row in self.file.assessments.iter().filter(|row| row.number != current) {
            earlier = earlier.row([
                row.id().to_string().into(),
                row.fields.state.word().into(),
                tables::rated(product(row.inherent_likelihood.0, row.inherent_impact.0)),
                tables::rated(product(row.residual_likelihood.0, row.residual_impact.0)),
                row.recommendation.word().into(),
                self.desk.who(&row.author),
                row.summary.as_str().into(),
            ]);
        }
        if !earlier.rows.is_empty() {
            document.push(expand("Earlier assessments", vec![earlier.block()]));
        }
        section(document, "validations", "Validations");
        listed(document, tables::validations(self.desk, &self.file.validations), "Nobody has validated it.");
        let with_results = |row: &&Row<Validation>| row.issued_on.0.is_some() && !row.results.0.is_empty();
        if let Some(last) = self.file.validations.iter().find(with_results) {
            let view = self.desk.pages.view;
            let before = view.results_before(last.model, last.version.as_str())?;
            let beside = before.as_ref().map(|row| format!(", beside version {}", row.version)).unwrap_or_default();
            document.push(paragraph(line().strong("Evaluation results").text(format!(
                " of {} ({}){beside}",
                last.version,
                last.id()
            ))));
            let before = before.as_ref().map(|row| &row.results);
            document.push(evaluation::results(&last.results, before, self.desk.policy()).block());
        }
        Ok(())
    }

    fn assessed(&self, document: &mut Document, row: &Row<Assessment>) -> Result<(), Refusal> {
        let colour = if row.fields.state == AssessmentState::Final { Colour::Green } else { Colour::Yellow };
        let head = line().text(format!("{} ", row.id())).join(mark(row.fields.state.word(), colour));
        document.push(paragraph(head.text(format!(" {}", row.summary))));
        let mut known = facts();
        let products = [
            ("Inherent risk", row.inherent_likelihood.0, row.inherent_impact.0),
            ("Residual risk", row.residual_likelihood.0, row.residual_impact.0),
        ];
        for (label, likelihood, impact) in products {
            if let Some((likelihood, impact)) = likelihood.zip(impact) {
                let rated = tables::rated(likelihood * impact);
                known = known.fact(label, line().text(format!("{likelihood} × {impact} = ")).join(rated));
            }
        }
        // Whatever else an assessment holds is shown as it stands: nothing on the record is left out.
        let shown = [
            "model",
            "summary",
            "state",
            "inherent_likelihood",
            "inherent_impact",
            "residual_likelihood",
            "residual_impact",
            "mitigations",
            "controls",
        ];
        known.rows.extend(self.desk.fields_but(row, &shown)?.rows);
        document.push(known.block());
        let controls = evaluation::controls(&row.controls);
        if !controls.rows.is_empty() {
            document.push(paragraph(line().strong("Controls")));
            document.push(controls.block());
        }
        let mitigations: Vec<&str> =
            row.mitigations.as_str().lines().map(str::trim).filter(|one| !one.is_empty()).collect();
        if !mitigations.is_empty() {
            document.push(paragraph(line().strong("Required mitigations")));
            document.push(bullets(mitigations));
        }
        Ok(())
    }

    fn risks(&self, document: &mut Document) {
        section(document, "risks", "Risks");
        listed(document, tables::risks(self.desk, &self.file.risks), "No risk is on record.");
        let mut controls = table(["Risk", "Control", "Works"]);
        for row in &self.file.risks {
            for one in &row.controls.0 {
                controls = controls.row([row.id().to_string(), one.text.clone(), one.works.to_string()]);
            }
        }
        if !controls.rows.is_empty() {
            document.push(paragraph(line().strong("Controls in place")));
            document.push(controls.block());
        }
        section(document, "acceptances", "Acceptances");
        listed(document, tables::acceptances(self.desk, &self.file.acceptances), "None.");
        section(document, "conditions", "Open conditions and follow-ups");
        let open: Vec<_> = self.file.followups.iter().filter(|row| row.state.state.is_open()).collect();
        document.push(if open.is_empty() { paragraph("None.") } else { tables::tasks(self.desk, open) });
    }

    fn oversight(&self, document: &mut Document) {
        section(document, "monitoring", "Monitoring");
        listed(document, tables::monitors(self.desk, &self.file.monitors), "No monitor is on record.");
        section(document, "incidents", "Incidents");
        listed(document, tables::incidents(self.desk, &self.file.incidents), "None.");
        self.gate(document);
    }

    /// Whether the version that is assessed may go out; and how the one that is out stands, if it is another.
    fn gate(&self, document: &mut Document) {
        section(document, "release", "Release gate");
        let verdict = |version: &str, against: &[Refusal], what: &str| {
            let (word, colour) = if against.is_empty() { ("OPEN", Colour::Green) } else { ("CLOSED", Colour::Red) };
            let named = if version.is_empty() { what.to_owned() } else { format!("Version {version}, {what}") };
            paragraph(line().strong(named).text(": the gate is ").status(word, colour).text("."))
        };
        let reasons = |against: &[Refusal]| {
            bullets(against.iter().map(|reason| {
                let rule = reason.rule.map(|rule| format!("{rule} ")).unwrap_or_default();
                let clears =
                    if reason.hint.is_empty() { String::new() } else { format!("; to clear it: {}", reason.hint) };
                format!("{rule}{}: {}{clears}", reason.subject, reason.sentence)
            }))
        };
        let file = self.file;
        let suspended = file.model.stage == Stage::Suspended;
        let what = match (file.against_in_use.is_none() && file.in_use().is_some(), suspended) {
            (true, false) => "assessed here and in use",
            (true, true) => "assessed here, released and suspended",
            (false, _) => "assessed here and not released",
        };
        document.push(verdict(file.at_hand().label.as_str(), &file.against, what));
        if !file.against.is_empty() {
            document.push(reasons(&file.against));
        }
        let Some((version, against)) = file.in_use().zip(file.against_in_use.as_ref()) else { return };
        let use_ = if suspended { "suspended" } else { "in use" };
        let since = version.released_on.0.map(|day| format!("released on {day} and {use_}")).unwrap_or_default();
        document.push(verdict(version.label.as_str(), against, &since));
        if !against.is_empty() {
            document.push(reasons(against));
        }
    }

    fn history(&self, document: &mut Document) {
        section(document, "decisions", "Decisions");
        listed(document, tables::decisions(self.desk, &self.file.decisions), "The board has not decided on it.");
        let Some(changed) = &self.file.changed else { return };
        section(document, "changed", "Changed since approval");
        let against = line().text(format!("Against what the board saw with {} ", changed.decision));
        document.push(paragraph(against.join(dated(changed.on)).text(":")));
        let mut rows = table(["What", "Then", "Now"]);
        for change in &changed.changes {
            rows = rows.row([change.label.as_str(), change.before.as_str(), change.after.as_str()]);
        }
        listed(document, rows, "Nothing has changed.");
    }
}

/// Likelihood times impact; 0 if one of them is missing.
fn product(likelihood: Option<i64>, impact: Option<i64>) -> i64 {
    likelihood.zip(impact).map_or(0, |(likelihood, impact)| likelihood * impact)
}
