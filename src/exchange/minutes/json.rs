//! Minutes as JSON, schema `boardroom.minutes/1`: names of fields stay, new ones are only added.
//!
//! Dates are ISO days, moments RFC 3339 in UTC, people `{handle, name}`, identifiers as people write
//! them; what is not known is absent. `docs/EXPORTS.md` lists every member.

use serde_json::{Map, Value, json};

use super::decisions::pinned;
use super::{Mark, Minutes};
use crate::domain::ids::{DecisionId, ItemId};
use crate::domain::moment::stamp;
use crate::domain::record::{Decision, FollowUp, Item, Record, Row};
use crate::domain::states::Matter;
use crate::domain::text::clean_text;
use crate::domain::value::{Handle, Handles};
use crate::store::query::standing::Listed;

/// The name and version of the schema.
pub const SCHEMA: &str = "boardroom.minutes/1";

impl Minutes {
    /// The minutes as JSON, indented, ending with a line break.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(&filled(self.members())).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The members of the minutes; what is not known is null.
    pub fn members(&self) -> Value {
        let row = &self.meeting;
        json!({
            "schema": SCHEMA,
            "board": self.board,
            "title": self.title(),
            "meeting": {
                "id": row.id().to_string(),
                "kind": row.kind.word(),
                "state": row.state.state.word(),
                "date": row.date.0,
                "place": row.place.as_str(),
                "chair": self.who(&row.chair),
                "called_to_order_by": self.who(&self.presided),
                "time_zone": self.zone.to_string(),
                "secretary": self.who(&row.secretary),
                "criteria": row.state.criteria_version.as_str(),
                "opened_at": row.state.opened_at.0.map(stamp),
                "adjourned_at": self.adjournment.as_ref().map(|mark| stamp(mark.at)),
                "adopted_at": self.adoption.as_ref().map(|mark| stamp(mark.at)),
            },
            "draft": self.is_draft(),
            "attendance": self.attendance(),
            "recesses": self.recesses.iter().map(|(at, began)| json!({
                "at": stamp(*at), "began": began,
            })).collect::<Vec<_>>(),
            "recusals": self.recusals.iter().map(|one| json!({
                "item": one.item.to_string(), "member": self.who(&one.person), "reason": one.reason, "by_rule": one.by_rule,
            })).collect::<Vec<_>>(),
            "adopted_minutes": self.adopted.iter().map(|one| json!({
                "meeting": one.meeting.to_string(), "corrections": one.corrections,
            })).collect::<Vec<_>>(),
            "items": self.items.iter().map(|item| self.agenda_item(item)).collect::<Vec<_>>(),
            "decisions": self.decisions.iter().map(|row| self.decision_value(row)).collect::<Vec<_>>(),
            "lapsed": self.lapsed.iter().map(|row| self.decision_value(row)).collect::<Vec<_>>(),
            "signed": self.signed.iter().map(|row| self.decision_value(row)).collect::<Vec<_>>(),
            "acceptances": {
                "granted": self.granted.iter().map(|row| values(row, &["expiry", "model", "risks", "accountable_exec"])).collect::<Vec<_>>(),
                "expiring": self.expiring.iter().map(|row| values(row, &["expiry", "model", "risks", "accountable_exec"])).collect::<Vec<_>>(),
            },
            "incidents": self.incidents.iter().map(|row| {
                values(row, &["title", "severity", "model", "version", "state", "regulator", "lead"])
            }).collect::<Vec<_>>(),
            "follow_ups": {
                "arising": self.arising.iter().map(|row| self.follow_up(row)).collect::<Vec<_>>(),
                "closed": self.list(&self.closed),
                "overdue": self.list(&self.overdue),
                "new": self.list(&self.opened),
            },
            "notes": self.notes.iter().map(|note| json!({
                "id": note.id().to_string(),
                "item": (note.item.0 > 0).then(|| note.item.to_string()),
                "text": note.text.as_str(),
                "taken_at": note.state.taken_at.0.map(stamp),
            })).collect::<Vec<_>>(),
            "previous_meeting": self.previous.as_ref().map(|row| row.id().to_string()),
            "next_meeting": self.next.as_ref().map(|row| json!({
                "id": row.id().to_string(), "date": row.date.0, "time": row.time.as_str(), "place": row.place.as_str(),
            })),
            "amendments": self.amendments(),
            "record": {
                "head": self.head_hash(),
                "adjournment": self.adjournment.as_ref().map(mark),
                "adoption": self.adoption.as_ref().map(mark),
            },
        })
    }

    fn who(&self, handle: &Handle) -> Value {
        if handle.is_empty() {
            return Value::Null;
        }
        json!({ "handle": handle.as_str(), "name": self.people.get(handle).map(|row| row.name.as_str()) })
    }

    fn whos(&self, handles: &Handles) -> Vec<Value> {
        handles.0.iter().map(|handle| self.who(handle)).collect()
    }

    fn attendance(&self) -> Vec<Value> {
        let attended = self.attended();
        let one = |attended: &super::opening::Attended<'_>| {
            let row = self.people.get(attended.person);
            json!({
                "person": self.who(attended.person),
                "seat": row.map(|row| row.seat.word()),
                "function": row.map(|row| row.function.word()),
                "present": !attended.passages.is_empty(),
                "alternate_for": attended.instead_of.map(Handle::as_str),
                "passages": attended.passages.iter().map(|passage| json!({
                    "at": passage.at.0.map(stamp), "arrived": passage.arrived,
                })).collect::<Vec<_>>(),
            })
        };
        attended.iter().map(one).collect()
    }

    fn agenda_item(&self, item: &Row<Item>) -> Value {
        json!({
            "id": item.id().to_string(),
            "no": item.state.position.0,
            "kind": item.kind.word(),
            "about": item.subject.0.map(|id| id.to_string()),
            "title": item.title.as_str(),
            "consent": item.consent.0,
            "late": item.state.late.0,
            "timebox_minutes": item.timebox.0,
            "used_seconds": item.state.used_seconds.0.unwrap_or(0),
            "disposition": item.state.disposition.word(),
            "disposition_note": item.state.disposition_note.as_str(),
            "decisions": self.decisions_on(ItemId(item.number)).map(|row| row.id().to_string()).collect::<Vec<_>>(),
        })
    }

    pub(super) fn decision_value(&self, row: &Row<Decision>) -> Value {
        let mut value = values(
            row,
            &[
                "item",
                "submission",
                "model",
                "outcome",
                "motion",
                "method",
                "rationale",
                "contested",
                "dissent",
                "valid_until",
                "answer_due",
                "tier",
                "new_tier",
                "residual",
                "intended_use",
                "quorum_required",
                "quorum_present",
                "seats_filled",
                "criteria_version",
                "amendments",
                "supersedes",
                "ratifies",
            ],
        );
        let evidence = |entry: &String| {
            let (id, what, digest) = pinned(entry);
            json!({ "id": id, "what": what, "sha256": digest })
        };
        let more = json!({
            "subject": self.subject(row),
            "version": row.version_label.as_str(),
            "status": row.state.status.word(),
            "provisional": row.state.status == crate::domain::states::DecisionStatus::Provisional,
            "decided_at": row.state.decided_at.0.map(stamp),
            "mover": self.who(&row.mover),
            "residual_band": row.residual_band().map(crate::domain::states::Band::word),
            "exec_signoff": self.who(&row.exec_signoff),
            "escalated_to": self.who(&row.escalated_to),
            "functions_missing": row.functions_missing.0,
            "votes": {
                "for": self.whos(&row.voters_for),
                "against": self.whos(&row.voters_against),
                "abstain": self.whos(&row.voters_abstain),
                "recused": self.whos(&row.recused),
                "not_voting": self.whos(&row.not_voting),
            },
            "conditions": self.conditions_of(DecisionId(row.number)).map(|one| one.id().to_string()).collect::<Vec<_>>(),
            "conditions_put": row.conditions_put.0.iter().map(crate::domain::condition::Condition::line).collect::<Vec<_>>(),
            "acceptances": row.acceptances.0.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "evidence": row.evidence.0.iter().map(evidence).collect::<Vec<_>>(),
            "presiding": self.who(&row.presiding),
            "presiding_why": row.presiding_why.as_str(),
            "matter": if row.matter == Matter::Ordinary { "" } else { row.matter.word() },
            "sign_offs": self.whos(&row.sign_offs),
            "corrections": row.corrections.as_str(),
            "positions": self.positions.iter().filter(|one| one.item == row.item && one.item.0 > 0).map(|one| json!({
                "member": self.who(&one.person), "filed_at": one.at.0.map(stamp), "text": one.text,
            })).collect::<Vec<_>>(),
            "ratified_by": (row.state.ratified_by.0 > 0).then(|| row.state.ratified_by.to_string()),
            "answered_on": row.state.answered_on.0,
            "answer": row.state.answer.as_str(),
            "superseded_by": (row.state.superseded_by.0 > 0).then(|| row.state.superseded_by.to_string()),
            "record_hash": row.state.record_hash.as_str(),
        });
        if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
            value.extend(more);
        }
        value
    }

    fn follow_up(&self, row: &Row<FollowUp>) -> Value {
        let mut value = values(row, &["kind", "source", "model", "title", "severity", "gate", "due", "closing_test"]);
        if let Value::Object(value) = &mut value {
            value.insert("owner".to_owned(), self.who(&row.owner));
            value.insert("state".to_owned(), row.state.state.word().into());
            value.insert("closed_at".to_owned(), row.state.closed_at.0.map(stamp).into());
        }
        value
    }

    fn list(&self, listed: &Listed) -> Value {
        json!({ "all": listed.all, "listed": listed.rows.iter().map(|row| self.follow_up(row)).collect::<Vec<_>>() })
    }
}

fn mark(mark: &Mark) -> Value {
    json!({ "seq": mark.seq, "at": stamp(mark.at), "hash": mark.hash })
}

/// Some of a record's fields under their names: numbers as numbers, all else as canonical text.
fn values<R: Record>(row: &Row<R>, names: &[&str]) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), row.id().to_string().into());
    for (at, spec) in R::SPECS.iter().enumerate().filter(|(_, spec)| names.contains(&spec.name)) {
        let text = row.fields.text(at);
        let value = match (spec.kind)() {
            crate::domain::field::FieldKind::Number(..) => text.parse::<i64>().map_or(Value::Null, Value::from),
            _ => Value::from(text),
        };
        object.insert(spec.name.to_owned(), value);
    }
    Value::Object(object)
}

/// The value without what is empty, its texts without what drives a terminal.
pub(super) fn filled(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, filled(value)));
            let kept = members.filter(|(_, value)| !value.is_null() && value.as_str() != Some(""));
            Value::Object(kept.collect())
        }
        Value::Array(entries) => Value::Array(entries.into_iter().map(filled).collect()),
        Value::String(text) => Value::String(clean_text(&text)),
        other => other,
    }
}
