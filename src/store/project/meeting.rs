//! Meetings: agenda, attendance, recusals, notes, decisions.

use rusqlite::params;

use super::Tables;
use super::record::{change, create, effective, revise, votes};
use crate::domain::event::{Attendance, Event, MeetingMove};
use crate::domain::field::FieldValue;
use crate::domain::moment::Moment;
use crate::domain::record::{Decision, Item, Meeting, Note};
use crate::domain::states::MeetingState;
use crate::domain::value::{Handle, Line, Prose, Whole, YesNo};

/// Projects an event of a meeting; false if it is not one.
pub(super) fn project(to: &mut Tables<'_>, event: &Event) -> rusqlite::Result<bool> {
    let (conn, entry) = (to.conn, to.entry);
    match event {
        Event::MeetingDrafted(e) => create(to, e, |_: &Meeting, _| {})?,
        Event::MeetingRevised(e) => revise::<Meeting>(to, e, |_| {})?,
        Event::AgendaPublished(e)
        | Event::MeetingOpened(e)
        | Event::RecessBegan(e)
        | Event::RecessEnded(e)
        | Event::MeetingAdjourned(e)
        | Event::MinutesAdopted(e) => step(to, e)?,
        Event::MemberArrived(e) | Event::MemberDeparted(e) => attended(to, e)?,
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
        Event::ItemAdded(e) => add_item(to, e)?,
        Event::ItemRevised(e) => {
            to.desk.reordered();
            revise::<Item>(to, e, |_| {})?;
        }
        Event::AgendaReordered(e) => {
            to.desk.reordered();
            for (at, item) in e.to.iter().enumerate() {
                let place = Whole(i64::try_from(at + 1).ok());
                change::<Item>(to, item.0, |row| row.state.position = place)?;
            }
        }
        Event::ItemCalled(e) => {
            // A reversal names the item left behind as its target; the seconds go back where they came from.
            let timed = if e.used_seconds >= 0 { e.from } else { e.to };
            if timed.0 > 0 {
                change::<Item>(to, timed.0, |row| {
                    let used = row.state.used_seconds.0.unwrap_or(0) + e.used_seconds;
                    row.state.used_seconds = Whole(Some(used.max(0)));
                })?;
            }
            change::<Meeting>(to, e.meeting.0, |row| {
                row.state.current = e.to;
                row.state.timer_since = e.timer;
            })?;
        }
        Event::ItemDisposed(e) => change::<Item>(to, e.item.0, |row| {
            row.state.disposition = e.to;
            row.state.disposition_note = Prose(e.note.clone());
        })?,
        Event::NoteTaken(e) => create(to, e, |_: &Note, state| {
            state.taken_at = Moment(effective(entry));
            state.taken_by = Handle(entry.actor.clone());
        })?,
        Event::NoteRevised(e) => revise::<Note>(to, e, |_| {})?,
        Event::DecisionCorrected(e) => revise::<Decision>(to, e, |_| {})?,
        Event::DecisionRecorded(e) => {
            create(to, e, |_: &Decision, state| {
                state.decided_at = Moment(effective(entry));
                state.seq = Whole(Some(entry.seq));
                state.record_hash = Line(entry.hash.clone());
            })?;
            votes(conn, e.number, &e.fields)?;
        }
        Event::DecisionStatusChanged(e) => change::<Decision>(to, e.decision.0, |row| {
            row.state.status = e.to;
            row.state.superseded_by = e.superseded_by;
            row.state.ratified_by = e.ratified_by;
        })?,
        Event::PresidingChosen(e) => change::<Meeting>(to, e.meeting.0, |row| row.state.chosen = e.to.clone())?,
        Event::MotionPut(e) => change::<Item>(to, e.item.0, |row| row.state.put(e.to.clone()))?,
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
        Event::EscalationAnswered(e) => change::<Decision>(to, e.decision.0, |row| {
            row.state.answer = Prose(e.answer.clone());
            row.state.answered_on = e.received_on;
        })?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn add_item(to: &mut Tables<'_>, e: &crate::domain::event::Created<Item>) -> rusqlite::Result<()> {
    let meeting = e.fields.meeting.0;
    let position = to.desk.next_position(to.conn, meeting)?;
    let late = to.desk.find::<Meeting>(to.conn, meeting)?.is_some_and(|row| row.state.state != MeetingState::Draft);
    create(to, e, |_: &Item, state| {
        state.position = Whole(Some(position));
        state.late = YesNo(late);
    })
}

fn attended(to: &mut Tables<'_>, e: &Attendance) -> rusqlite::Result<()> {
    to.conn
        .prepare_cached("INSERT INTO attendance (seq, meeting, person, at, arrived) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![to.entry.seq, e.meeting.0, e.person.0, e.at.text(), e.arrived])
        .map(drop)
}

fn step(to: &mut Tables<'_>, e: &MeetingMove) -> rusqlite::Result<()> {
    change::<Meeting>(to, e.meeting.0, |row| {
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
