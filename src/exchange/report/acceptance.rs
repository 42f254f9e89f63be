//! The packet of an acceptance: what is accepted, why, under which controls, until when, and who answers for it.

use super::desk::{Desk, dated, listed, section};
use super::tables;
use crate::domain::Refusal;
use crate::domain::event::{Change, Event};
use crate::domain::ids::{AcceptanceId, ModelId};
use crate::domain::record::{Acceptance, Decision, Model, Risk, Row};
use crate::domain::states::AcceptanceState;
use crate::domain::text::counted;
use crate::domain::value::{Handle, TierValue, Whole};
use crate::exchange::build::{bullets, line, panel, paragraph, table};
use crate::exchange::document::{Document, Inlines, PanelKind};
use crate::policy::acceptance::{self, latest_expiry, state_on};
use crate::store::query::asof::OnDay;
use crate::store::query::list::Today;

/// Builds the packet of an acceptance.
pub(super) fn document(desk: &Desk<'_>, id: AcceptanceId) -> Result<Document, Refusal> {
    let view = desk.view();
    let row = view.get::<Acceptance>(id.0)?;
    let model = view.find::<Model>(row.model.0)?;
    let mut risks = Vec::new();
    for risk in &row.risks.0 {
        risks.extend(view.find::<Risk>(risk.0)?);
    }
    let risks = risks.on_day(view, desk.today)?;
    let packet = Packet { desk, row: &row, model: model.as_ref(), risks: &risks };
    let name = model.as_ref().map_or("whole portfolio", |model| model.name.as_str());
    let mut document = desk.open(format!("{id} {name}: acceptance"), "mrb-acceptance");
    packet.properties(&mut document);
    packet.marks(&mut document);
    packet.accepted(&mut document);
    packet.controls(&mut document);
    packet.term(&mut document)?;
    packet.chain(&mut document)?;
    packet.signatures(&mut document)?;
    Ok(document)
}

struct Packet<'a, 'd> {
    desk: &'a Desk<'d>,
    row: &'a Row<Acceptance>,
    /// None for the whole portfolio.
    model: Option<&'a Row<Model>>,
    risks: &'a [Row<Risk>],
}

impl Packet<'_, '_> {
    fn state(&self) -> AcceptanceState {
        state_on(&self.row.fields, self.row.state.state, self.desk.today)
    }

    fn tier(&self) -> TierValue {
        self.model.map_or_else(TierValue::default, |model| model.tier)
    }

    /// The tier on the day it was signed, else from when it holds: by that its term is measured (R01).
    fn tier_then(&self) -> Result<TierValue, Refusal> {
        let Some(model) = self.model else { return Ok(TierValue::default()) };
        let on = self.row.signed_on.0.unwrap_or_else(|| acceptance::effective_from(&self.row.fields, self.desk.today));
        let today = Today { date: self.desk.today, zone: self.desk.policy().time_zone.0 };
        let id = ModelId(model.number);
        Ok(Whole(self.desk.pages.history.tier_on(id, model.tier.0, on.min(self.desk.today), today)?))
    }

    /// Who put the signature on the record; none if it does not tell.
    fn signature_entered_by(&self) -> Result<Option<Handle>, Refusal> {
        let desk = self.desk;
        let signed = |changes: &[Change]| changes.iter().any(|one| one.field == "signed_on" && !one.to.is_empty());
        let mut found: Option<(i64, Handle)> = None;
        for entry in desk.pages.history.history(self.row.id(), i64::MAX, i64::from(u32::MAX))? {
            let Some(payload) = &entry.payload else { continue };
            let event = Event::decode(&entry.kind, entry.version, payload)?;
            let signs = if let Event::AcceptanceProposed(made) = &event {
                made.fields.signed_on.0.is_some()
            } else if let Event::AcceptanceRevised(revised) = &event {
                signed(&revised.changes)
            } else {
                false
            };
            if signs && found.as_ref().is_none_or(|(seq, _)| *seq < entry.seq) {
                found = Some((entry.seq, Handle::from(entry.actor.as_str())));
            }
        }
        Ok(found.map(|(_, actor)| actor))
    }

    fn properties(&self, document: &mut Document) {
        let (desk, row) = (self.desk, self.row);
        let model = self
            .model
            .map_or_else(|| "the whole portfolio".to_owned(), |model| format!("{} {}", model.id(), model.name));
        document.property("Acceptance", row.id().to_string());
        document.property("Kind", row.kind.word());
        document.property("State", tables::acceptance_state(desk, row));
        document.property("Model", model);
        document.property("Tier", self.tier().0.map_or_else(|| "none".to_owned(), |tier| tier.to_string()));
        document.property("Requester", desk.who(&row.requester));
        document.property("Accountable executive", desk.who(&row.accountable_exec));
        document.property("Expiry", dated(row.expiry.0));
    }

    /// What keeps it from being granted (R01), or that it no longer holds.
    fn marks(&self, document: &mut Document) {
        match self.state() {
            AcceptanceState::Proposed => {
                let executive = self.desk.row_of(&self.row.accountable_exec).map(|row| &row.fields);
                let policy = self.desk.policy();
                let obstacles =
                    acceptance::obstacles(&self.row.fields, self.tier(), executive, self.desk.today, policy);
                let mut missing: Vec<String> =
                    obstacles.iter().map(|refusal| format!("{}: {}", refusal.subject, refusal.sentence)).collect();
                if self.row.signed_on.0.is_none() {
                    missing.push("signed_on: the accountable executive has not signed".to_owned());
                }
                document.push(if missing.is_empty() {
                    panel(
                        PanelKind::Info,
                        "Proposed",
                        vec![paragraph("Nothing keeps the board from granting it (R01).")],
                    )
                } else {
                    panel(PanelKind::Warning, "Not yet to be granted (R01)", vec![bullets(missing)])
                });
            }
            AcceptanceState::Expired => {
                let said = "It has expired: it covers nothing, and its risks stand open again (R14).";
                document.push(panel(PanelKind::Warning, "Expired", vec![paragraph(said)]));
            }
            AcceptanceState::Revoked => {
                document.push(panel(
                    PanelKind::Warning,
                    "Revoked",
                    vec![paragraph("It was taken back and covers nothing.")],
                ));
            }
            AcceptanceState::Active | AcceptanceState::Closed => {}
        }
    }

    fn accepted(&self, document: &mut Document) {
        section(document, "accepted", "What is accepted");
        if self.row.risks.0.is_empty() {
            document.push(paragraph("It names no risk."));
        } else {
            document.push(tables::risks(self.desk, self.risks).block());
        }
        section(document, "why", "Why");
        let texts = self.desk.texts(self.row, &["rationale", "alternatives"]);
        document.extend(if texts.is_empty() { vec![paragraph("No rationale is on record.")] } else { texts });
    }

    fn controls(&self, document: &mut Document) {
        section(document, "controls", "Compensating controls");
        let looks = &self.row.state.verifications;
        let open: Vec<String> =
            acceptance::unverified(&self.row.controls.0, looks).map(|(control, _)| control.text.clone()).collect();
        if !open.is_empty() && self.state() == AcceptanceState::Active {
            let said =
                "Until somebody other than its owner finds it effective, nothing shows that it compensates (R13).";
            document.push(panel(
                PanelKind::Warning,
                format!("{} not found effective", counted(i64::try_from(open.len()).unwrap_or(i64::MAX), "control")),
                vec![bullets(open), paragraph(said)],
            ));
        }
        let mut controls = table(["Control", "Owner", "Verified", "By", "Result", "On what"]);
        for control in &self.row.controls.0 {
            let look = looks.last(control);
            controls = controls.row([
                Inlines::from(control.text.as_str()),
                self.desk.who(&control.owner),
                look.map_or_else(line, |look| dated(look.on.0)),
                look.map_or_else(line, |look| self.desk.who(&look.verifier)),
                Inlines::from(look.map_or("not verified", |look| look.result.word())),
                Inlines::from(look.map_or("", |look| look.evidence.as_str())),
            ]);
        }
        listed(document, controls, "None is on record.");
    }

    fn term(&self, document: &mut Document) -> Result<(), Refusal> {
        let (desk, row) = (self.desk, self.row);
        section(document, "term", "Term and exit");
        let mut known = desk.fields(row, &["signed_on", "effective", "expiry", "review_date"])?;
        let effective = acceptance::effective_from(&row.fields, desk.today);
        let latest = |tier: TierValue| latest_expiry(effective, tier, desk.policy());
        let (now, then) = (self.tier(), self.tier_then()?);
        let mut longest = line().text("to ").date(latest(then));
        if now != then {
            // A change of the tier does not reach back: what was granted stands as it was granted.
            let word = |tier: TierValue| tier.0.map_or_else(|| "no tier".to_owned(), |tier| format!("tier {tier}"));
            let said = format!(": it was {} when it was signed. It is {} now, which allows to ", word(then), word(now));
            longest = longest.text(said).date(latest(now)).text(" from the same day");
        }
        known = known.fact("Longest term for its tier", longest);
        if let (AcceptanceState::Active, Some(expiry)) = (self.state(), row.expiry.0) {
            known = known.fact("Still holds", counted((expiry - desk.today).num_days(), "day"));
        }
        document.push(known.block());
        document.extend(desk.texts(row, &["exit_plan"]));
        let followups = desk.view().followups_from(row.id())?;
        if !followups.is_empty() {
            document.push(paragraph(line().strong("Follow-ups")));
            document.push(tables::tasks(desk, &followups));
        }
        Ok(())
    }

    /// What it renews, what renews it, and the decision that granted it.
    fn chain(&self, document: &mut Document) -> Result<(), Refusal> {
        let (desk, row) = (self.desk, self.row);
        section(document, "record", "On the record");
        let all = desk.view().acceptances(row.model)?;
        let mut related: Vec<Row<Acceptance>> = Vec::new();
        let mut before = row.renewal_of.0;
        // Each renewal names one that came before it: the chain ends.
        while let Some(found) = all.iter().find(|one| one.number == before && one.number < row.number) {
            related.push(found.clone());
            before = if found.renewal_of.0 < found.number { found.renewal_of.0 } else { 0 };
        }
        related.extend(all.iter().filter(|one| one.renewal_of.0 == row.number).cloned());
        if !related.is_empty() {
            document.push(paragraph(line().strong("Renews, or is renewed by")));
            document.push(tables::acceptances(desk, &related).block());
        }
        let mut decisions: Vec<Row<Decision>> = desk.view().decisions(row.model)?;
        decisions.retain(|one| {
            one.number == row.state.decision.0 || one.acceptances.0.iter().any(|named| named.0 == row.number)
        });
        listed(document, tables::decisions(desk, &decisions), "No decision of the board rests on it.");
        Ok(())
    }

    fn signatures(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "signatures", "Signatures");
        let (desk, signed) = (self.desk, self.row.signed_on.0);
        // The record knows who entered it; whose hand it was is for the paper.
        let how = match self.signature_entered_by()?.filter(|_| signed.is_some()) {
            Some(actor) if actor == self.row.accountable_exec => line().text("entered by the executive"),
            Some(actor) => line().text("entered by ").join(desk.who(&actor)).text(" for the executive"),
            None if signed.is_some() => line().text("on the record"),
            None => line(),
        };
        let rows = table(["Part", "Name", "Date", "Signature"])
            .row([
                Inlines::from("Accountable executive: I understand the risk, the controls and the date"),
                desk.who(&self.row.accountable_exec),
                dated(signed),
                how,
            ])
            .row([Inlines::from("Requester"), desk.who(&self.row.requester), line(), line()]);
        document.push(rows.block());
        Ok(())
    }
}
