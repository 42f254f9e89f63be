//! From each decision to what it rests on and what came of it: criteria, rules, votes, evidence with digests,
//! conditions, acceptances, follow-through. Once for people, once for programs, from the same reading.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::rules::{Ruled, Says, Subject};
use crate::domain::Refusal;
use crate::domain::record::{Acceptance, Decision, FollowUp, Row, Version};
use crate::domain::text::{clean_line, clean_text, join_words};
use crate::domain::value::Handle;
use crate::exchange::build::{facts, heading, line, paragraph, table};
use crate::exchange::document::{Colour, Document, Inlines, Table};
use crate::exchange::minutes::{colour, pinned, verdict};
use crate::exchange::report::{Desk, subject_of};
use crate::policy::Policy;
use crate::policy::acceptance::state_on;
use crate::store::query::report::Adopted;

/// The criteria of a board, by the digest that decisions cite.
pub struct Criteria {
    editions: BTreeMap<String, Policy>,
}

impl Criteria {
    /// Reads every edition that was adopted; one that this program no longer understands is left out.
    pub fn read(adopted: &[Adopted]) -> Self {
        let read = |one: &Adopted| Policy::read(&one.text).ok().map(|policy| (policy.label(), policy));
        Self { editions: adopted.iter().filter_map(read).collect() }
    }

    /// The criteria that a decision cites.
    fn cited(&self, label: &str) -> Option<&Policy> {
        self.editions.get(label)
    }
}

/// A decision with everything that is traced.
pub struct Traced<'r> {
    row: &'r Row<Decision>,
    subject: String,
    on: NaiveDate,
    /// What the rules say.
    pub ruled: Vec<Ruled>,
    /// Whether the criteria that it cites are on the record and were read.
    known: bool,
    conditions: Vec<Row<FollowUp>>,
    acceptances: Vec<Row<Acceptance>>,
    version: Option<Row<Version>>,
}

impl<'r> Traced<'r> {
    /// Follows a decision.
    pub fn follow(desk: &Desk<'_>, criteria: &Criteria, row: &'r Row<Decision>) -> Result<Self, Refusal> {
        let view = desk.view();
        let mut conditions = Vec::new();
        for id in &row.conditions.0 {
            conditions.extend(view.find::<FollowUp>(id.0)?);
        }
        let (all, validations) = match row.model.0 {
            0 => (Vec::new(), Vec::new()),
            _ => (view.acceptances(row.model)?, view.validations(row.model)?),
        };
        let version = match row.version.0 {
            0 => None,
            number => view.find::<Version>(number)?,
        };
        let on = desk.day(row.state.decided_at.0).unwrap_or(desk.today);
        let snapshot: Value = serde_json::from_str(row.snapshot.as_str()).unwrap_or_default();
        let cited = criteria.cited(row.criteria_version.as_str());
        let subject = Subject {
            row,
            on,
            conditions: &conditions,
            acceptances: &all,
            validations: &validations,
            snapshot: &snapshot,
            policy: cited.unwrap_or(desk.policy()),
        };
        let ruled = subject.ruled();
        let named = |one: &Row<Acceptance>| row.acceptances.0.iter().any(|id| id.0 == one.number);
        let acceptances = all.into_iter().filter(named).collect();
        Ok(Self {
            row,
            subject: subject_of(desk, row)?,
            on,
            ruled,
            known: cited.is_some(),
            conditions,
            acceptances,
            version,
        })
    }

    /// The rules that are not kept.
    pub fn exceptions(&self) -> impl Iterator<Item = &Ruled> {
        self.ruled.iter().filter(|one| one.says == Says::Broken)
    }

    /// The decision as a line of JSON.
    pub fn json(&self, desk: &Desk<'_>) -> Value {
        let row = self.row;
        let handles = |handles: &[Handle]| handles.iter().map(Handle::to_string).collect::<Vec<_>>();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        json!({
            "schema": "boardroom.trace/1",
            "decision": row.id().to_string(),
            "decided_on": self.on.to_string(),
            "meeting": (row.meeting.0 > 0).then(|| row.meeting.to_string()),
            "subject": clean_line(&self.subject),
            "outcome": row.outcome.word(),
            "status": row.state.status.word(),
            "item": (row.item.0 > 0).then(|| row.item.to_string()),
            "submission": (row.submission.0 > 0).then(|| row.submission.to_string()),
            "motion": clean_text(row.motion.as_str()),
            "mover": row.mover.as_str(),
            "rationale": clean_text(row.rationale.as_str()),
            "contested": clean_text(row.contested.as_str()),
            "dissent": clean_text(row.dissent.as_str()),
            "valid_until": day(row.valid_until.0),
            "exec_signoff": row.exec_signoff.as_str(),
            "quorum_required": row.quorum_required.0,
            "quorum_present": row.quorum_present.0,
            "tier": row.tier.0,
            "residual": row.residual.0,
            "criteria": clean_line(row.criteria_version.as_str()),
            "criteria_on_record": self.known,
            "record_hash": row.state.record_hash.as_str(),
            "event": row.state.seq.0,
            "votes": {
                "method": row.method.word(),
                "for": handles(&row.voters_for.0),
                "against": handles(&row.voters_against.0),
                "abstain": handles(&row.voters_abstain.0),
                "recused": handles(&row.recused.0),
            },
            "rules": self.ruled.iter().map(|one| json!({
                "rule": format!("R{:02}", one.rule), "says": one.says.word(), "why": clean_line(&one.why),
            })).collect::<Vec<_>>(),
            "evidence": row.evidence.0.iter().map(|entry| {
                let (id, what, digest) = pinned(entry);
                json!({ "id": id, "what": clean_line(what), "sha256": (!digest.is_empty()).then_some(digest) })
            }).collect::<Vec<_>>(),
            "conditions": self.conditions.iter().map(|one| json!({
                "id": one.id().to_string(), "title": clean_line(one.title.as_str()), "owner": one.owner.as_str(),
                "gate": one.gate.word(), "original_due": day(one.state.original_due.0), "due": day(one.due.0),
                "state": one.state.state.word(), "closed_on": day(desk.day(one.state.closed_at.0)),
                "verifier": one.verifier.as_str(), "evidence": clean_line(one.evidence.as_str()),
            })).collect::<Vec<_>>(),
            "acceptances": self.acceptances.iter().map(|one| json!({
                "id": one.id().to_string(), "executive": one.accountable_exec.as_str(), "signed_on": day(one.signed_on.0),
                "expiry": day(one.expiry.0), "state": state_on(&one.fields, one.state.state, desk.today).word(),
            })).collect::<Vec<_>>(),
            "released_on": self.version.as_ref().and_then(|one| day(one.released_on.0)),
            "gate": self.version.as_ref().map(|one| one.state.gate.word()),
            "supersedes": (row.supersedes.0 > 0).then(|| row.supersedes.to_string()),
            "superseded_by": (row.state.superseded_by.0 > 0).then(|| row.state.superseded_by.to_string()),
            "ratified_by": (row.state.ratified_by.0 > 0).then(|| row.state.ratified_by.to_string()),
        })
    }

    /// The decision as a section to read.
    pub fn section(&self, desk: &Desk<'_>, document: &mut Document) {
        let row = self.row;
        let id = row.id().to_string();
        let mark = colour(row.state.status, row.outcome.releases());
        document.push(heading(
            1,
            &id,
            line().text(format!("{id} {} ", self.subject)).status(verdict(row).to_uppercase(), mark),
        ));
        let criteria =
            if self.known { "" } else { " (not on this record: the rules are read by the criteria in force)" };
        let mut known = self
            .taken(desk)
            .fact("Criteria", format!("{}{criteria}", row.criteria_version))
            .fact("Recorded", line().code(row.state.record_hash.as_str()))
            .fact("For", desk.persons(&row.voters_for.0))
            .fact("Against", desk.persons(&row.voters_against.0))
            .fact("Abstained", desk.persons(&row.voters_abstain.0))
            .fact("Recused", desk.persons(&row.recused.0));
        for (label, other) in [
            ("Supersedes", row.supersedes),
            ("Superseded by", row.state.superseded_by),
            ("Ratified by", row.state.ratified_by),
        ] {
            if other.0 > 0 {
                known = known.fact(label, other.to_string());
            }
        }
        if let Some(version) = &self.version {
            let released = version.released_on.0.map_or_else(|| line().text("not released"), |day| line().date(day));
            known = known.fact("Released", released).fact("Gate", version.state.gate.word());
        }
        document.push(known.block());
        let rules = self.ruled.iter().filter(|one| one.says != Says::Silent).fold(
            table(["Rule", "Says", "Why"]),
            |grid, one| {
                let colour = if one.says == Says::Broken { Colour::Red } else { Colour::Green };
                let says = line().status(one.says.word().to_uppercase(), colour);
                grid.row([Inlines::from(format!("R{:02}", one.rule)), says, one.why.as_str().into()])
            },
        );
        document.push(rules.block());
        self.rests_on(desk, document);
    }

    /// What was decided, where and why, as it was frozen; what is blank is left out.
    fn taken(&self, desk: &Desk<'_>) -> Table {
        let row = self.row;
        let mut known = facts().fact("Decided on", line().date(self.on));
        known = known.fact(
            "Where",
            if row.meeting.0 == 0 {
                "signed outside a meeting".to_owned()
            } else if row.item.0 == 0 {
                row.meeting.to_string()
            } else {
                format!("{}, {}", row.meeting, row.item)
            },
        );
        if row.submission.0 > 0 {
            known = known.fact("Submission", row.submission.to_string());
        }
        known = known.fact("Motion", line().lines(row.motion.as_str()));
        if !row.mover.is_empty() {
            known = known.fact("Moved by", desk.who(&row.mover));
        }
        let texts = [("Rationale", &row.rationale), ("Contested", &row.contested), ("Dissent", &row.dissent)];
        for (label, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            known = known.fact(label, line().lines(text.as_str()));
        }
        if let Some(tier) = row.tier.0 {
            known = known.fact("Tier then", tier.to_string());
        }
        if let Some(residual) = row.residual.0.filter(|residual| *residual > 0) {
            let band = row.residual_band().map(|band| format!(", {}", band.word())).unwrap_or_default();
            known = known.fact("Residual risk then", format!("{residual}{band}"));
        }
        if let Some(last) = row.valid_until.0 {
            known = known.fact("Valid until", line().date(last));
        }
        if !row.exec_signoff.is_empty() {
            known = known.fact("Executive sign-off", desk.who(&row.exec_signoff));
        }
        if let Some((needed, present)) = row.quorum_required.0.zip(row.quorum_present.0) {
            let missing = if row.functions_missing.0.is_empty() {
                String::new()
            } else {
                format!("; without {}", join_words(&row.functions_missing.0, "and"))
            };
            known = known.fact("Quorum", format!("{present} present, {needed} needed{missing}"));
        }
        known
    }

    fn rests_on(&self, desk: &Desk<'_>, document: &mut Document) {
        if self.row.evidence.0.is_empty() {
            document.push(paragraph("No evidence was pinned."));
        } else {
            let grid =
                self.row.evidence.0.iter().fold(table(["Evidence", "Kind and state", "SHA-256"]), |grid, entry| {
                    let (id, what, digest) = pinned(entry);
                    let digest = if digest.is_empty() { line().text("no digest") } else { line().code(digest) };
                    grid.row([Inlines::from(id), what.into(), digest])
                });
            document.push(grid.block());
        }
        if !self.conditions.is_empty() {
            let header =
                ["Condition", "What", "Owner", "Originally due", "Due", "State", "Closed", "Verifier", "Evidence"];
            let day = |day: Option<NaiveDate>| day.map_or_else(line, |day| line().date(day));
            let grid = self.conditions.iter().fold(table(header), |grid, one| {
                grid.row([
                    Inlines::from(one.id().to_string()),
                    one.title.as_str().into(),
                    desk.who(&one.owner),
                    day(one.state.original_due.0),
                    day(one.due.0),
                    one.state.state.word().into(),
                    day(desk.day(one.state.closed_at.0)),
                    desk.who(&one.verifier),
                    one.evidence.as_str().into(),
                ])
            });
            document.push(grid.block());
        }
        if !self.acceptances.is_empty() {
            let grid =
                self.acceptances.iter().fold(table(["Acceptance", "Executive", "Last day", "State"]), |grid, one| {
                    let last = one.expiry.0.map_or_else(line, |day| line().date(day));
                    let state = state_on(&one.fields, one.state.state, desk.today).word();
                    grid.row([Inlines::from(one.id().to_string()), desk.who(&one.accountable_exec), last, state.into()])
                });
            document.push(grid.block());
        }
    }
}
