//! Records: their creation, their changes, their steps from one state to the next.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::Tables;
use crate::domain::event::{Created, Event, Revised};
use crate::domain::field::{FieldValue, Reading};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::moment::{Moment, read_stamp};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Decision, FollowUp, Incident, Model, Person, Record, Risk, Row, Submission,
    Validation, Version,
};
use crate::domain::states::FollowUpState;
use crate::domain::value::{Handle, Line, Prose, Whole, YesNo};
use crate::store::log::Entry;

/// What reading canonical text needs: nothing that depends on a day.
fn canonical() -> Reading {
    Reading {
        today: chrono::NaiveDate::MIN,
        calendar: crate::domain::calendar::Calendar::default(),
        actor: String::new(),
        zone: crate::domain::zone::Zone::utc(),
        custom: Vec::new(),
    }
}

/// When the event happened.
pub(super) fn effective(entry: &Entry) -> Option<DateTime<Utc>> {
    read_stamp(&entry.effective)
}

/// Inserts the record a creating event made, with the state `begin` gives it.
pub(super) fn create<R: Record>(
    to: &mut Tables<'_>,
    event: &Created<R>,
    begin: impl FnOnce(&R, &mut R::State),
) -> rusqlite::Result<()> {
    let mut state = event.begun.clone();
    begin(&event.fields, &mut state);
    let row = Row { number: event.number, revision: to.entry.seq, fields: event.fields.clone(), state };
    to.desk.insert(to.conn, row)
}

/// Changes a record's row; one that was voided is changed as well, so that it can be restored whole.
pub(super) fn change<R: Record>(
    to: &mut Tables<'_>,
    number: u32,
    change: impl FnOnce(&mut Row<R>),
) -> rusqlite::Result<()> {
    let revision = to.entry.seq;
    to.desk.change(to.conn, number, |row| {
        row.revision = revision;
        change(row);
    })
}

/// Writes a revision's new values.
pub(super) fn revise<R: Record>(
    to: &mut Tables<'_>,
    event: &Revised<R>,
    after: impl FnOnce(&mut Row<R>),
) -> rusqlite::Result<()> {
    let reading = canonical();
    change::<R>(to, event.number, |row| {
        for change in &event.changes {
            if let Some(at) = R::position(&change.field) {
                let _ = row.fields.set(at, &change.to, &reading);
            }
        }
        after(row);
    })
}

pub(super) fn none<R: Record>(_: &R, _: &mut R::State) {}

/// Projects everything that is not part of a meeting.
pub(super) fn project(to: &mut Tables<'_>, event: &Event) -> rusqlite::Result<()> {
    match event {
        Event::RecordVoided(e) => void(to, e.record, true),
        Event::RecordRestored(e) => void(to, e.record, false),
        Event::PersonAdded(e) => create(to, e, none::<Person>),
        Event::PersonRevised(e) => revise(to, e, |_| {}),
        Event::ModelRegistered(e) => create(to, e, none::<Model>),
        Event::ModelRevised(e) => revise(to, e, |_| {}),
        Event::StageChanged(e) => change::<Model>(to, e.model.0, |row| row.fields.stage = e.to),
        Event::TierSet(e) => change::<Model>(to, e.model.0, |row| {
            row.fields.tier = Whole(Some(e.to).filter(|tier| *tier > 0));
            row.fields.tier_rationale = Prose(e.rationale.clone());
            row.fields.tier_provisional = YesNo(e.provisional);
            row.state.tier_answers = e.answers.clone();
            row.state.tier_score = e.score;
            row.state.tier_signers = e.signers.clone();
        }),
        Event::ReviewScheduled(e) => change::<Model>(to, e.model.0, |row| {
            row.state.current_version = Line(e.version.clone());
            row.state.last_decision = e.decision;
            row.state.last_review = e.last;
            row.state.next_review = e.next;
        }),
        Event::VersionAdded(e) => create(to, e, none::<Version>),
        Event::VersionRevised(e) => revise(to, e, |_| {}),
        Event::ApprovalChanged(e) => change::<Version>(to, e.version.0, |row| {
            row.state.approval = e.to;
            row.state.approval_decision = e.decision;
            row.state.approval_valid_until = e.valid_until;
        }),
        Event::ArtifactReceived(e) => create(to, e, none::<Artifact>),
        Event::ArtifactRevised(e) => revise(to, e, |_| {}),
        Event::AssessmentRecorded(e) => create(to, e, none::<Assessment>),
        Event::AssessmentRevised(e) => revise(to, e, |_| {}),
        Event::AssessmentFinalised(e) => change::<Assessment>(to, e.assessment.0, |row| row.state = e.to.clone()),
        Event::ValidationRecorded(e) => create(to, e, none::<Validation>),
        Event::ValidationRevised(e) => revise(to, e, |_| {}),
        _ => register(to, event),
    }
}

/// Submissions, risks, acceptances, follow-ups, incidents.
fn register(to: &mut Tables<'_>, event: &Event) -> rusqlite::Result<()> {
    let (conn, entry) = (to.conn, to.entry);
    let now = Moment(effective(entry));
    match event {
        Event::SubmissionReceived(e) => create(to, e, |_, state| state.submitted_at = now),
        Event::SubmissionRevised(e) => revise(to, e, |_| {}),
        Event::SubmissionTriaged(e)
        | Event::SubmissionReturned(e)
        | Event::SubmissionResubmitted(e)
        | Event::SubmissionReady(e)
        | Event::SubmissionDueMoved(e)
        | Event::SubmissionScheduled(e)
        | Event::SubmissionUnscheduled(e)
        | Event::SubmissionDecided(e)
        | Event::SubmissionReopened(e)
        | Event::SubmissionDeferred(e)
        | Event::SubmissionWithdrawn(e)
        | Event::SubmissionOutOfScope(e) => change::<Submission>(to, e.submission.0, |row| row.state = e.to.clone()),
        Event::RiskIdentified(e) => create(to, e, |risk, state| state.residual = Whole(Some(risk.residual()))),
        Event::RiskRevised(e) => revise::<Risk>(to, e, |row| {
            let residual = row.fields.residual();
            if row.state.residual.0 != Some(residual) {
                row.state.residual_before = row.state.residual;
                row.state.residual = Whole(Some(residual));
            }
        }),
        Event::RiskAcceptanceLinked(e) => change::<Risk>(to, e.risk.0, |row| {
            row.fields.state = e.to;
            row.state.acceptance = e.acceptance;
        }),
        Event::AcceptanceProposed(e) => create(to, e, none::<Acceptance>),
        Event::AcceptanceRevised(e) => revise(to, e, |_| {}),
        Event::AcceptanceActivated(e)
        | Event::AcceptanceClosed(e)
        | Event::AcceptanceRevoked(e)
        | Event::AcceptanceExpired(e) => change::<Acceptance>(to, e.acceptance.0, |row| {
            row.state.state = e.to;
            row.state.decision = e.decision;
        }),
        Event::ControlVerified(e) => change::<Acceptance>(to, e.acceptance.0, |row| {
            let kept = &mut row.state.verifications.0;
            if !e.removed {
                kept.push(e.verification.clone());
            } else if let Some(at) = kept.iter().rposition(|one| *one == e.verification) {
                kept.remove(at);
            }
        }),
        Event::FollowUpOpened(e) => create(to, e, |followup: &FollowUp, state| {
            state.opened_at = now;
            state.original_due = followup.due;
        }),
        Event::FollowUpRevised(e) => revise(to, e, |_| {}),
        Event::FollowUpStarted(e)
        | Event::FollowUpHandedIn(e)
        | Event::FollowUpSentBack(e)
        | Event::FollowUpClosed(e)
        | Event::FollowUpCancelled(e) => change::<FollowUp>(to, e.followup.0, |row| {
            row.state.state = e.to;
            row.fields.evidence = Line(e.evidence.clone());
            row.state.closing_note = Prose(e.note.clone());
            let over = matches!(e.to, FollowUpState::Closed | FollowUpState::Cancelled);
            row.state.closed_at = if over { e.closed_at } else { Moment(None) };
        }),
        Event::FollowUpExtended(e) => change::<FollowUp>(to, e.followup.0, |row| {
            row.fields.due = e.to;
            let count = row.state.extensions.0.unwrap_or(0) + if e.reversal { -1 } else { 1 };
            row.state.extensions = Whole(Some(count.max(0)));
        }),
        Event::IncidentReported(e) => create(to, e, |incident: &Incident, state| {
            state.reported_at = now;
            state.reach(incident.state, now);
        }),
        Event::IncidentRevised(e) => revise::<Incident>(to, e, |row| {
            let state = row.fields.state;
            row.state.reach(state, now);
        }),
        Event::IncidentEntryAdded(e) => {
            conn.prepare_cached(
                "INSERT INTO incident_entry (seq, incident, at, text, told, step) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![entry.seq, e.incident.0, e.at.text(), e.text, e.told, e.step])?;
            Ok(())
        }
        Event::IncidentEntryRemoved(e) => conn
            .prepare_cached(
                "DELETE FROM incident_entry WHERE incident = ?1 AND at = ?2 AND text = ?3 AND told = ?4 AND step = ?5",
            )?
            .execute(params![e.incident.0, e.at.text(), e.text, e.told, e.step])
            .map(drop),
        _ => Ok(()),
    }
}

/// Marks a record as voided, or takes the mark away; a voided decision has no votes.
fn void(to: &mut Tables<'_>, id: RecordId, voided: bool) -> rusqlite::Result<()> {
    to.desk.void(to.conn, id, voided, to.entry.seq)?;
    if id.kind != RecordKind::Decision {
        return Ok(());
    }
    if voided {
        return to.conn.prepare_cached("DELETE FROM vote WHERE decision = ?1")?.execute([id.number]).map(drop);
    }
    match to.desk.find::<Decision>(to.conn, id.number)? {
        Some(row) => votes(to.conn, id.number, &row.fields),
        None => Ok(()),
    }
}

/// Writes a decision's votes as rows.
pub(super) fn votes(conn: &Connection, number: u32, decision: &Decision) -> rusqlite::Result<()> {
    let mut insert =
        conn.prepare_cached("INSERT OR REPLACE INTO vote (decision, person, ballot) VALUES (?1, ?2, ?3)")?;
    let ballots =
        [("for", &decision.voters_for), ("against", &decision.voters_against), ("abstain", &decision.voters_abstain)];
    for (ballot, voters) in ballots {
        for Handle(person) in &voters.0 {
            insert.execute(params![number, person, ballot])?;
        }
    }
    Ok(())
}
