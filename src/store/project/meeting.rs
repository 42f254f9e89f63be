//! Meetings: agenda, attendance, recusals, notes, decisions.

use rusqlite::{Connection, params};

use super::record::{change, create, effective, revise, votes};
use crate::domain::event::{Attendance, Event, MeetingMove};
use crate::domain::field::FieldValue;
use crate::domain::moment::Moment;
use crate::domain::record::{Decision, Item, Meeting, Note};
use crate::domain::states::MeetingState;
use crate::domain::value::{Handle, Line, Prose, Whole, YesNo};
use crate::store::log::Entry;

/// Projects an event of a meeting; false if it is not one.
pub(super) fn project(conn: &Connection, entry: &Entry, event: &Event) -> rusqlite::Result<bool> {
    match event {
        Event::MeetingDrafted(e) => create(conn, entry, e, |_: &Meeting, _| {})?,
        Event::MeetingRevised(e) => revise::<Meeting>(conn, entry, e, |_| {})?,
        Event::AgendaPublished(e)
        | Event::MeetingOpened(e)
        | Event::RecessBegan(e)
        | Event::RecessEnded(e)
        | Event::MeetingAdjourned(e)
        | Event::MinutesAdopted(e) => step(conn, entry, e)?,
        Event::MemberArrived(e) | Event::MemberDeparted(e) => attended(conn, entry, e)?,
        Event::AttendanceCorrected(e) => {
            conn.prepare_cached(
                "UPDATE attendance SET removed = ?4 WHERE meeting = ?1 AND person = ?2 AND at = ?3 AND arrived = ?5",
            )?
            .execute(params![e.meeting.0, e.person.0, e.at.text(), e.removed, e.arrived])?;
        }
        Event::MemberRecused(e) => {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO recusal (item, person, meeting, reason, by_rule) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![e.item.0, e.person.0, e.meeting.0, e.reason, e.by_rule])?;
        }
        Event::RecusalWithdrawn(e) => {
            conn.prepare_cached("DELETE FROM recusal WHERE item = ?1 AND person = ?2")?
                .execute(params![e.item.0, e.person.0])?;
        }
        Event::ItemAdded(e) => add_item(conn, entry, e)?,
        Event::ItemRevised(e) => revise::<Item>(conn, entry, e, |_| {})?,
        Event::AgendaReordered(e) => {
            let mut place = conn.prepare_cached("UPDATE item SET position = ?2, revision = ?3 WHERE number = ?1")?;
            for (at, item) in e.to.iter().enumerate() {
                place.execute(params![item.0, i64::try_from(at + 1).unwrap_or(i64::MAX), entry.seq])?;
            }
        }
        Event::ItemCalled(e) => {
            // A reversal names the item left behind as its target; the seconds go back where they came from.
            let timed = if e.used_seconds >= 0 { e.from } else { e.to };
            if timed.0 > 0 {
                change::<Item>(conn, entry, timed.0, |row| {
                    let used = row.state.used_seconds.0.unwrap_or(0) + e.used_seconds;
                    row.state.used_seconds = Whole(Some(used.max(0)));
                })?;
            }
            change::<Meeting>(conn, entry, e.meeting.0, |row| {
                row.state.current = e.to;
                row.state.timer_since = e.timer;
            })?;
        }
        Event::ItemDisposed(e) => change::<Item>(conn, entry, e.item.0, |row| {
            row.state.disposition = e.to;
            row.state.disposition_note = Prose(e.note.clone());
        })?,
        Event::NoteTaken(e) => create(conn, entry, e, |_: &Note, state| {
            state.taken_at = Moment(effective(entry));
            state.taken_by = Handle(entry.actor.clone());
        })?,
        Event::NoteRevised(e) => revise::<Note>(conn, entry, e, |_| {})?,
        Event::DecisionCorrected(e) => revise::<Decision>(conn, entry, e, |_| {})?,
        Event::DecisionRecorded(e) => {
            create(conn, entry, e, |_: &Decision, state| {
                state.decided_at = Moment(effective(entry));
                state.seq = Whole(Some(entry.seq));
                state.record_hash = Line(entry.hash.clone());
            })?;
            votes(conn, e.number, &e.fields)?;
        }
        Event::DecisionStatusChanged(e) => change::<Decision>(conn, entry, e.decision.0, |row| {
            row.state.status = e.to;
            row.state.superseded_by = e.superseded_by;
            row.state.ratified_by = e.ratified_by;
        })?,
        Event::PositionFiled(e) => {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO position (item, person, meeting, at, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![e.item.0, e.person.0, e.meeting.0, e.at.text(), e.text])?;
        }
        Event::PositionWithdrawn(e) => {
            conn.prepare_cached("DELETE FROM position WHERE item = ?1 AND person = ?2")?
                .execute(params![e.item.0, e.person.0])?;
        }
        Event::EscalationAnswered(e) => change::<Decision>(conn, entry, e.decision.0, |row| {
            row.state.answer = Prose(e.answer.clone());
            row.state.answered_on = e.received_on;
        })?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn add_item(conn: &Connection, entry: &Entry, e: &crate::domain::event::Created<Item>) -> rusqlite::Result<()> {
    let (last, late): (i64, bool) = conn
        .prepare_cached(
            "SELECT (SELECT coalesce(max(position), 0) FROM item WHERE meeting = ?1 AND voided = 0),
                    coalesce((SELECT state <> 'draft' FROM meeting WHERE number = ?1), 0)",
        )?
        .query_row([e.fields.meeting.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    create(conn, entry, e, |_: &Item, state| {
        state.position = Whole(Some(last + 1));
        state.late = YesNo(late);
    })
}

fn attended(conn: &Connection, entry: &Entry, e: &Attendance) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO attendance (seq, meeting, person, at, arrived) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![entry.seq, e.meeting.0, e.person.0, e.at.text(), e.arrived])
        .map(drop)
}

fn step(conn: &Connection, entry: &Entry, e: &MeetingMove) -> rusqlite::Result<()> {
    change::<Meeting>(conn, entry, e.meeting.0, |row| {
        row.state.state = e.to;
        match e.to {
            MeetingState::InSession if row.state.opened_at.0.is_none() => {
                row.state.opened_at = e.at;
                row.state.criteria_version = Line(e.criteria.clone());
                row.state.presiding = e.presiding.clone();
            }
            // A call to order that is taken back.
            MeetingState::Draft | MeetingState::Published => {
                row.state.opened_at = Moment(None);
                row.state.criteria_version = Line::default();
                row.state.presiding = Handle::default();
            }
            // An adoption that is taken back.
            MeetingState::Adjourned if e.from == MeetingState::MinutesAdopted => row.state.adopted_at = Moment(None),
            MeetingState::Adjourned => {
                row.state.adjourned_at = e.at;
                row.state.timer_since = Moment(None);
            }
            MeetingState::MinutesAdopted => row.state.adopted_at = e.at,
            MeetingState::InSession | MeetingState::Recess => {}
        }
    })
}
