//! The customer pack: what a customer's procurement asks of a model, and nothing else.
//!
//! It is the public card with the questions of a questionnaire answered after it. Like the card it says
//! what the board approved, names nobody and links nothing internal; a question that the record cannot
//! answer is answered so, not left out.

use super::desk::{Desk, dated, listed, section};
use super::model_file::ModelFile;
use super::public_card::PublicCard;
use crate::domain::Refusal;
use crate::domain::evaluation::EvaluationResult;
use crate::domain::ids::ModelId;
use crate::domain::record::{Model, Row, Validation};
use crate::domain::states::{Applies, Approval, Opinion};
use crate::exchange::build::{bullets, facts, line, paragraph, table};
use crate::exchange::document::Document;
use crate::policy::monitoring;
use crate::policy::tiering::Answers;

/// Builds the pack of a model; refused unless an approval of the board is in force. `contact` is where a
/// customer reports an incident.
pub fn document(desk: &Desk<'_>, id: ModelId, contact: &str) -> Result<Document, Refusal> {
    let file = ModelFile::read(desk, id)?;
    let card = PublicCard::of(desk, &file, "write the model card for readers inside")?;
    let pack = Pack { card };
    let mut document = pack.card.document("customer pack", "mrb-customer-pack");
    pack.data(&mut document);
    pack.parts(&mut document)?;
    pack.evaluation(&mut document);
    pack.security(&mut document);
    pack.oversight(&mut document);
    pack.monitoring(&mut document);
    pack.incidents(&mut document, contact);
    pack.regulation(&mut document);
    Ok(document)
}

struct Pack<'a, 'd> {
    card: PublicCard<'a, 'd>,
}

impl Pack<'_, '_> {
    /// The evidence of these kinds that the board decided on, and when it came in.
    fn held(&self, document: &mut Document, kinds: &[&str]) {
        let (desk, file) = (self.card.desk, self.card.file);
        let mut rows = table(["Reviewed and accepted", "Received"]);
        for rule in desk.policy().artifact.iter().filter(|rule| kinds.contains(&rule.kind.as_str())) {
            let accepted = file
                .artifacts
                .iter()
                .filter(|row| row.kind.as_str() == rule.kind && self.card.decided_on(row))
                .max_by_key(|row| row.received);
            if let Some(row) = accepted {
                rows = rows.row([rule.label.as_str().into(), dated(row.received.0)]);
            }
        }
        listed(document, rows, "The board decided without a document about it.");
    }

    fn data(&self, document: &mut Document) {
        section(document, "data", "Data handling and retention");
        let sources: Vec<String> = self
            .card
            .text("data_sources")
            .map(|text| text.split("; ").map(|one| self.card.redactor.line(one)).collect())
            .unwrap_or_default();
        if sources.is_empty() {
            document.push(paragraph("The sources of its data are not on record."));
        } else {
            document.push(paragraph(line().strong("Sources of data")));
            document.push(bullets(sources));
        }
        let personal = match self.card.file.model.privacy_applies {
            Applies::Yes => "yes, reviewed for privacy",
            Applies::No => "no",
            Applies::Unknown => "not decided",
        };
        let retained = self.card.file.model.retain_until.0;
        let kept = match retained {
            Some(_) => line().text("records about the model are kept until ").join(dated(retained)),
            None => line().text("as agreed in the contract; records about the model are kept as long as it is in use"),
        };
        document.push(facts().fact("Personal data", personal).fact("Retention", kept).block());
        self.held(document, &["data-statement", "privacy-review"]);
    }

    fn parts(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "parts", "Vendors and models it builds on");
        let redactor = &self.card.redactor;
        let mut known = facts().fact("Origin", self.card.text("origin").unwrap_or("not stated"));
        known = known
            .fact("Vendor", self.card.text("vendor").map_or_else(|| "none".to_owned(), |text| redactor.line(text)));
        document.push(known.block());
        let mut rows = table(["Builds on", "Kind", "Origin", "Vendor", "Approved"]);
        for id in &self.card.file.model.dependencies.0 {
            let Some(row) = self.card.desk.view().find::<Model>(id.0)? else { continue };
            let approved = self.approved(&row)?;
            // What the board has not approved is not told by name.
            let name = if approved { redactor.line(row.name.as_str()) } else { "an internal component".to_owned() };
            rows = rows.row([
                name,
                row.kind.to_string(),
                row.origin.to_string(),
                redactor.line(row.vendor.as_str()),
                if approved { "yes" } else { "no" }.to_owned(),
            ]);
        }
        listed(document, rows, "It builds on no other model.");
        if self.card.text("vendor").is_some() {
            self.held(document, &["vendor-evidence"]);
        }
        Ok(())
    }

    fn approved(&self, row: &Row<Model>) -> Result<bool, Refusal> {
        let today = self.card.desk.today;
        let version = self.card.desk.view().gate_version(row, None)?;
        let current = version.state.approval_valid_until.0.is_none_or(|last| last >= today);
        Ok(current && matches!(version.state.approval, Approval::Approved | Approval::Conditional))
    }

    /// The validation on which the approval rests: issued on the approved version before the decision.
    fn validation(&self) -> Option<&Row<Validation>> {
        let decided = self.card.desk.day(self.card.decision.state.decided_at.0);
        let label = &self.card.decision.version_label;
        self.card.file.validations.iter().find(|row| {
            (row.version.is_empty() || row.version == *label)
                && row.issued_on.0.is_some_and(|on| decided.is_none_or(|day| on <= day))
                && matches!(row.opinion, Opinion::Fit | Opinion::FitWithLimits)
        })
    }

    fn evaluation(&self, document: &mut Document) {
        section(document, "evaluation", "Evaluation and fairness");
        let results = self.validation().map(|row| row.results.0.as_slice()).unwrap_or_default();
        let mut rows = table(["Metric", "Group", "Value", "Interval", "Accepted", "Met"]);
        for one in results {
            rows = rows.row(self.result(one));
        }
        listed(document, rows, "The results it was approved on are not on record as figures.");
        let groups = results.iter().any(|one| !one.slice.is_empty());
        let fairness = match (self.card.file.model.fairness_applies, groups) {
            (Applies::No, _) => "does not apply: its output makes no difference between people",
            (Applies::Unknown, _) => "not decided",
            (Applies::Yes, true) => "compared between groups, as above",
            (Applies::Yes, false) => "reviewed; the figures by group are not on record",
        };
        document.push(facts().fact("Fairness", fairness).block());
        self.held(document, &["evaluation-report", "subgroup-analysis", "validation-report", "explainability-note"]);
    }

    fn result(&self, one: &EvaluationResult) -> [String; 6] {
        let met = one.met().map_or("", |met| if met { "yes" } else { "no" });
        let redactor = &self.card.redactor;
        [
            redactor.line(&one.metric),
            redactor.line(&one.slice),
            one.value.to_string(),
            one.interval(),
            one.criterion(),
            met.to_owned(),
        ]
    }

    fn security(&self, document: &mut Document) {
        section(document, "security", "Security testing");
        let applies = match self.card.file.model.security_applies {
            Applies::Yes => "The model is open to attack by what it is given, and was looked at for that.",
            Applies::No => "The model takes nothing from outside that could turn it.",
            Applies::Unknown => "Whether attacks on the model itself are plausible is not decided.",
        };
        document.push(paragraph(applies));
        self.held(document, &["threat-model", "red-team-report"]);
    }

    fn oversight(&self, document: &mut Document) {
        section(document, "oversight", "Human oversight");
        let (desk, state) = (self.card.desk, &self.card.file.model.state);
        let answers = Answers::read(&state.tier_answers.0.join("; "), desk.policy()).unwrap_or_default();
        let factor = desk.policy().tiering.factor.iter().find(|factor| factor.key == "decision-role");
        let role = factor.zip(answers.factors.get("decision-role").copied());
        let role = role.and_then(|(factor, level)| factor.levels.get(usize::from(level)));
        document.push(paragraph(role.map_or_else(
            || "What part people have in its decisions is told in the documents below.".to_owned(),
            |text| format!("Its part in a decision: {}.", text.to_lowercase()),
        )));
        self.held(document, &["oversight-plan", "runbook", "rollback-plan"]);
    }

    fn monitoring(&self, document: &mut Document) {
        section(document, "monitoring", "Monitoring");
        let (desk, file) = (self.card.desk, self.card.file);
        let monitors = file.monitors.iter().map(|one| &one.monitor.fields);
        let covered = monitoring::covered(monitors, file.model.tier, desk.today, desk.policy());
        let mut rows = table(["Watched for", "How often"]);
        for dimension in covered {
            let live = file.monitors.iter().map(|one| &one.monitor).filter(|row| row.dimension == dimension);
            let mut often: Vec<String> = live.map(|row| row.cadence.to_string()).collect();
            often.sort();
            often.dedup();
            rows = rows.row([dimension.to_string(), often.join(", ")]);
        }
        listed(document, rows, "It is not monitored yet.");
        self.held(document, &["monitoring-plan"]);
    }

    fn incidents(&self, document: &mut Document, contact: &str) {
        section(document, "incidents", "Notice of incidents, and contact");
        let incident = &self.card.desk.policy().incident;
        let contact = if contact.trim().is_empty() {
            "as named in the contract".to_owned()
        } else {
            crate::domain::text::clean_line(contact)
        };
        let terms = format!(
            "serious incidents under the EU AI Act within {} days, within {} where somebody died, within {} where it is \
             widespread",
            incident.report_within, incident.report_within_death, incident.report_within_widespread
        );
        document.push(
            facts()
                .fact("To the authorities", terms)
                .fact("To customers", "those affected are told as the contract says, with what was done about it")
                .fact("Contact", contact)
                .block(),
        );
    }

    fn regulation(&self, document: &mut Document) {
        section(document, "regulation", "Regulatory class and references");
        let class = self.card.text("eu_class").unwrap_or("unknown");
        document.push(facts().fact("Class under the EU AI Act", class).block());
        let mut rows = table(["What the board holds to", "Answers"]);
        for control in &self.card.desk.policy().frameworks.control {
            rows = rows.row([control.objective.clone(), control.answers.join("; ")]);
        }
        listed(document, rows, "The criteria name no framework.");
        document.push(paragraph(
            "These are references to requirements that the controls answer; they are no certificates. Certificates are sent on \
             request.",
        ));
    }
}
