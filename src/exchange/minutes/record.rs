//! The record of one decision as a page of its own: what the minutes say of it, what it replaced and what
//! replaced it, and the hash that proves it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::decisions::verdict;
use super::{Mark, Minutes, Reach, colour, gather, section};
use crate::domain::Refusal;
use crate::domain::ids::{DecisionId, RecordKind};
use crate::domain::record::{Decision, Meeting, MeetingProgress, Row};
use crate::domain::value::Handle;
use crate::exchange::basis::Basis;
use crate::exchange::build::{bullets, facts, line, paragraph, table};
use crate::exchange::document::{Document, Inlines};
use crate::exchange::template::wording::Said;
use crate::policy::Policy;
use crate::store::View;
use crate::store::query::standing::Listed;

/// The name and version of the JSON schema.
pub const SCHEMA: &str = "boardroom.decision/1";
/// The longest chain of decisions that replace each other that is followed.
const MOST: usize = 1000;

/// One decision with everything its page says.
#[derive(Clone, Debug)]
pub struct DecisionRecord {
    minutes: Minutes,
    row: Row<Decision>,
    /// The decisions of the chain it stands in, the oldest first, itself among them.
    chain: Vec<Row<Decision>>,
}

/// Reads the record of a decision.
pub fn decision(basis: Basis<'_>, id: DecisionId) -> Result<DecisionRecord, Refusal> {
    let Basis { view, policy, .. } = basis;
    let row = view.get::<Decision>(id.0)?;
    let minutes =
        if row.meeting.0 > 0 { gather(basis, row.meeting, Reach::Now)? } else { outside(view, policy, &row)? };
    Ok(DecisionRecord { minutes, chain: chain(view, &row)?, row })
}

/// What surrounds a decision that was signed outside a meeting: people and what came of it.
fn outside(view: &View<'_>, policy: &Policy, row: &Row<Decision>) -> Result<Minutes, Refusal> {
    let head = view.head()?;
    let people = view.people()?.into_iter().map(|row| (row.handle.clone(), row)).collect();
    let at = row.state.decided_at.0.unwrap_or_default();
    Ok(Minutes {
        board: view.board_name()?,
        zone: policy.time_zone.0,
        meeting: Row { number: 0, revision: 0, fields: Meeting::default(), state: MeetingProgress::default() },
        presided: Handle::default(),
        lapsed: Vec::new(),
        corrected: Vec::new(),
        people,
        seats: Vec::new(),
        passages: Vec::new(),
        recesses: Vec::new(),
        items: Vec::new(),
        recusals: Vec::new(),
        notes: Vec::new(),
        positions: Vec::new(),
        decisions: Vec::new(),
        signed: Vec::new(),
        arising: view.followups_from(row.id())?,
        closed: Listed::default(),
        overdue: Listed::default(),
        opened: Listed::default(),
        granted: Vec::new(),
        expiring: Vec::new(),
        incidents: Vec::new(),
        previous: None,
        next: None,
        adopted: Vec::new(),
        corrections: String::new(),
        adjournment: None,
        adoption: None,
        head: Mark { seq: head.seq, at, hash: head.hash },
        said: Said::default(),
    })
}

/// Follows a decision back to what it replaced, and on to what replaced it.
fn chain(view: &View<'_>, row: &Row<Decision>) -> Result<Vec<Row<Decision>>, Refusal> {
    let mut found: BTreeMap<u32, Row<Decision>> = BTreeMap::from([(row.number, row.clone())]);
    let mut open = vec![row.clone()];
    while let Some(one) = open.pop() {
        let state = &one.state;
        for next in [one.supersedes, one.ratifies, state.superseded_by, state.ratified_by] {
            if next.0 == 0 || found.contains_key(&next.0) || found.len() >= MOST {
                continue;
            }
            if let Some(next) = view.find::<Decision>(next.0)? {
                found.insert(next.number, next.clone());
                open.push(next);
            }
        }
    }
    Ok(found.into_values().collect())
}

impl DecisionRecord {
    /// The hash of the decision's event: it proves the record.
    pub fn head_hash(&self) -> &str {
        self.row.state.record_hash.as_str()
    }

    /// The page's title; it stays while the decision's status changes, so that a page can be updated.
    pub fn title(&self) -> String {
        format!("{} {}: {}", self.row.id(), self.minutes.subject(&self.row), self.row.outcome.past())
    }

    /// The document.
    pub fn document(&self) -> Document {
        let (minutes, row) = (&self.minutes, &self.row);
        let mut document = Document::new(self.title()).properties_id("mrb-decision");
        document.property("Board", minutes.board.as_str());
        document.property("Decision", row.id().to_string());
        let mark = colour(row.state.status, row.outcome.releases());
        document.property("Status", line().status(verdict(row).to_uppercase(), mark));
        if row.meeting.0 > 0 {
            document.property("Meeting", row.meeting.to_string());
        } else {
            document.property("Signed by", minutes.persons(&row.voters_for.0));
        }
        let at = row.state.decided_at.0;
        let day = at.map(|at| at.with_timezone(&minutes.zone).date_naive());
        document.property("Date", day.map_or_else(line, |day| line().date(day)));
        document.property("Time", minutes.zoned(at));
        section(&mut document, "decision", "Decision");
        minutes.decision(&mut document, row);
        section(&mut document, "chain", "Before and after");
        if self.chain.len() < 2 {
            document.push(paragraph("No other decision replaced or ratified it, nor does it replace one."));
        } else {
            let told = self.chain.iter().map(|one| Inlines::from(format!("{}: {}", one.id(), verdict(one))));
            document.push(bullets(told));
        }
        section(&mut document, "signatures", "Signatures");
        let mut grid = table(["Office", "Name", "Signature", "Date"]);
        let signing = if row.meeting.0 > 0 {
            vec![("Presiding", row.presiding.clone()), ("Secretary", minutes.meeting.secretary.clone())]
        } else {
            row.voters_for.0.iter().map(|signer| ("Signer", signer.clone())).collect()
        };
        let executive = Some(("Executive", row.exec_signoff.clone())).filter(|(_, handle)| !handle.is_empty());
        let executive = executive.into_iter().chain(row.sign_offs.0.iter().map(|one| ("Sign-off", one.clone())));
        for (office, handle) in signing.into_iter().chain(executive) {
            let name = minutes.maybe(&handle).map_or_else(line, |person| line().person(person));
            grid = grid.row([office.into(), name, line(), line()]);
        }
        document.push(grid.block());
        section(&mut document, "record", "Record");
        document.push(facts().fact("Recorded", line().code(self.head_hash())).block());
        document.push(paragraph(
            line()
                .text("Whoever holds this page can prove the record: ")
                .code(format!("boardroom verify --head {}", self.head_hash())),
        ));
        document
    }

    /// The record as JSON, indented, ending with a line break.
    pub fn json(&self) -> String {
        let value = json!({
            "schema": SCHEMA,
            "board": self.minutes.board,
            "title": self.title(),
            "meeting": (self.row.meeting.0 > 0).then(|| self.row.meeting.to_string()),
            "decision": self.minutes.decision_value(&self.row),
            "chain": self.chain.iter().map(|one| json!({
                "id": one.id().to_string(), "kind": RecordKind::Decision.word(), "verdict": verdict(one),
            })).collect::<Vec<_>>(),
            "record": { "head": self.head_hash() },
        });
        let mut text = serde_json::to_string_pretty(&super::json::filled(value)).unwrap_or(Value::Null.to_string());
        text.push('\n');
        text
    }
}
