//! The model card that leaves the company: what a customer's procurement asks, and nothing else.
//!
//! It says what the board approved, as it stood when it approved it: what was changed since is not on it.
//! Nobody is named, nothing internal is linked, no risk, incident or condition is told in detail.

use serde_json::Value;

use super::desk::{Desk, dated, section};
use super::model_file::ModelFile;
use super::redact::Redactor;
use crate::domain::Refusal;
use crate::domain::ids::ModelId;
use crate::domain::record::{Artifact, Decision, Row};
use crate::domain::states::{ArtifactState, Opinion, Outcome, Stage};
use crate::exchange::build::{bullets, facts, line, panel, paragraph};
use crate::exchange::document::{Document, PanelKind};
use crate::policy::monitoring;

/// Builds the public card of a model; refused unless an approval of the board is in force.
pub(super) fn document(desk: &Desk<'_>, id: ModelId) -> Result<Document, Refusal> {
    let file = ModelFile::read(desk, id)?;
    let card = PublicCard::of(desk, &file, "leave out --public for readers inside")?;
    Ok(card.document("model card", "mrb-public-model-card"))
}

/// A model as it may be told to readers outside.
pub(super) struct PublicCard<'a, 'd> {
    pub(super) desk: &'a Desk<'d>,
    pub(super) file: &'a ModelFile,
    /// The decision that approved it.
    pub(super) decision: &'a Row<Decision>,
    /// The model's fields as the board saw them.
    approved: Value,
    pub(super) redactor: Redactor,
}

impl<'a, 'd> PublicCard<'a, 'd> {
    /// What the board approved; refused unless an approval is in force. `otherwise` is the other way out.
    pub(super) fn of(desk: &'a Desk<'d>, file: &'a ModelFile, otherwise: &str) -> Result<Self, Refusal> {
        let in_use = !matches!(file.model.stage, Stage::Suspended | Stage::Retired);
        let decision = file.approval(desk).filter(|_| in_use).ok_or_else(|| {
            let sentence = "no approval of the board is in force: there is nothing that may be published";
            Refusal::state(file.model.id().to_string(), sentence)
                .hint(format!("have a version approved first, or {otherwise}"))
        })?;
        let mut snapshot: Value = serde_json::from_str(decision.snapshot.as_str()).unwrap_or_default();
        let approved = snapshot["model"].take();
        Ok(Self { desk, file, decision, approved, redactor: Redactor::new(desk) })
    }

    /// The opening of what is told outside, with its purpose, its use and its limits, and how it is governed.
    pub(super) fn document(&self, what: &str, anchor: &str) -> Document {
        let decision = self.decision;
        let name = self.redactor.line(self.text("name").unwrap_or(self.file.model.name.as_str()));
        let version = self.redactor.line(decision.version_label.as_str());
        let mut document = self.desk.open(format!("{name} {version}: {what}"), anchor);
        document.property("Model", name.as_str());
        document.property("Version", version.as_str());
        document.property("Approved on", dated(self.desk.day(decision.state.decided_at.0)));
        document.property("Valid until", dated(decision.valid_until.0));
        let note = "This says what the board approved, as it stood then. The record it was made from can be proved by \
            the hash above.";
        document.push(panel(PanelKind::Info, "", vec![paragraph(note)]));
        section(&mut document, "what", "What it does");
        self.prose(&mut document, self.text("purpose"), "Not described.");
        self.kinds(&mut document);
        section(&mut document, "use", "Intended use");
        let used = Some(decision.intended_use.as_str()).filter(|text| !text.is_empty());
        self.prose(&mut document, used.or(self.text("approved_uses")), "As agreed in the contract.");
        document.push(paragraph(line().strong("Not to be used for")));
        self.prose(&mut document, self.text("prohibited_uses"), "Anything else.");
        section(&mut document, "limitations", "Known limitations");
        self.prose(&mut document, self.text("limitations"), "None was stated when it was approved.");
        self.governance(&mut document);
        document
    }

    /// A field of the model as the board saw it.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.approved[name].as_str().filter(|text| !text.is_empty())
    }

    /// Whether the board accepted this evidence and decided on it; what came in later is another version's.
    pub(super) fn decided_on(&self, row: &Row<Artifact>) -> bool {
        let id = row.id().to_string();
        let seen = |entry: &String| entry.split_whitespace().next() == Some(id.as_str());
        row.fields.state == ArtifactState::Accepted && self.decision.evidence.0.iter().any(seen)
    }

    fn prose(&self, document: &mut Document, text: Option<&str>, otherwise: &str) {
        match text {
            Some(text) => document.extend(self.redactor.prose(text)),
            None => document.push(paragraph(otherwise)),
        };
    }

    fn kinds(&self, document: &mut Document) {
        let labels = [
            ("kind", "Kind"),
            ("origin", "Origin"),
            ("exposure", "Reaches"),
            ("regions", "Regions"),
            ("affected", "Affected people"),
            ("eu_class", "Class under the EU AI Act"),
        ];
        let mut known = facts();
        for (name, label) in labels {
            if let Some(text) = self.text(name) {
                known = known.fact(label, self.redactor.line(text));
            }
        }
        if !known.rows.is_empty() {
            document.push(known.block());
        }
    }

    fn governance(&self, document: &mut Document) {
        let (desk, file, decision) = (self.desk, self.file, self.decision);
        section(document, "governance", "How it is governed");
        let tier =
            decision.tier.0.map_or_else(|| "not tiered".to_owned(), |tier| format!("{tier} of 4, 1 the highest"));
        let outcome = match decision.outcome {
            Outcome::Conditional => "approved with conditions",
            _ => "approved",
        };
        let mut known = facts()
            .fact("Reviewed by", "the company's model review board, by vote of members without a part in the model")
            .fact("Outcome", outcome)
            .fact("Risk tier", tier)
            .fact("Criteria", decision.criteria_version.as_str());
        let about = |version: &str| version.is_empty() || version == decision.version_label.as_str();
        let validation = file.validations.iter().find(|row| about(row.version.as_str()) && row.issued_on.0.is_some());
        if let Some(row) = validation.filter(|row| matches!(row.opinion, Opinion::Fit | Opinion::FitWithLimits)) {
            let who = if row.independent.0 { "Independent validation" } else { "Validation" };
            let opinion = if row.opinion == Opinion::Fit { "fit for its use" } else { "fit within stated limits" };
            known = known.fact(who, line().text(format!("{opinion}, issued ")).join(dated(row.issued_on.0)));
        }
        document.push(known.block());
        let watched = monitoring::covered(
            file.monitors.iter().map(|one| &one.monitor.fields),
            file.model.tier,
            desk.today,
            desk.policy(),
        );
        if !watched.is_empty() {
            document.push(paragraph(line().strong("Monitored in production for")));
            document.push(bullets(watched.iter().map(|dimension| dimension.word())));
        }
        let held = desk
            .policy()
            .artifact
            .iter()
            .filter(|rule| file.artifacts.iter().any(|row| row.kind.as_str() == rule.kind && self.decided_on(row)));
        let held: Vec<&str> = held.map(|rule| rule.label.as_str()).collect();
        if !held.is_empty() {
            document.push(paragraph(line().strong("Evidence that was reviewed and accepted")));
            document.push(bullets(held));
        }
    }
}
