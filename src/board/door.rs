//! The door: begin a board, execute one operation, execute a script, preview.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, Utc};

use super::case::Case;
use super::consent;
use super::decide::decide;
use super::{lapse, remark};
use crate::domain::Refusal;
use crate::domain::event::{BatchNote, Criteria, Event, Founding};
use crate::domain::field::Reading;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::moment::stamp;
use crate::domain::operation::{Batch, Operation, Request};
use crate::domain::states::DecisionStatus;
use crate::domain::value::{Handle, SYSTEM};
use crate::policy::{DEFAULT_POLICY, Policy};
use crate::store::{Head, Stamp, Store, View, Writer, sha256};

/// Who acts, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Env {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The person.
    pub actor: Handle,
    /// Whether a script may say who and when for itself: only for a sample board.
    pub rehearsal: bool,
}

/// What one row of a batch did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDone {
    /// Its line.
    pub line: u64,
    /// The kinds of the records it made.
    pub made: Vec<RecordKind>,
    /// How many events it appended.
    pub events: usize,
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its number.
    pub operation: i64,
    /// The records it made.
    pub made: Vec<RecordId>,
    /// What the rows of a batch did, each.
    pub rows: Vec<RowDone>,
    /// What it did, in a line.
    pub summary: String,
    /// What is worth knowing beside it: what is missing now, what was taken on trust.
    pub notes: Vec<String>,
    /// How many events it appended.
    pub events: usize,
    /// Where the log ends now.
    pub head: Head,
    /// Whether the clock was behind the log and was moved up to it.
    pub clamped: bool,
}

/// The policy in force on a board; parsed once for each text.
pub fn policy_in_force(view: &View<'_>) -> Result<Arc<Policy>, Refusal> {
    static PARSED: Mutex<Option<(String, Arc<Policy>)>> = Mutex::new(None);
    let digest = view.criteria_digest()?.unwrap_or_default();
    let mut parsed = PARSED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some((known, policy)) = parsed.as_ref()
        && *known == digest
    {
        return Ok(policy.clone());
    }
    let policy = match view.criteria()? {
        Some((_, text)) => Policy::read(&text)?,
        None => Policy::default(),
    };
    let policy = Arc::new(policy);
    *parsed = Some((digest, policy.clone()));
    Ok(policy)
}

/// The board's date at a moment.
pub fn date_of(moment: DateTime<Utc>, policy: &Policy) -> NaiveDate {
    moment.with_timezone(&policy.time_zone.0).date_naive()
}

/// What reading a value needs, from the policy and the moment.
pub fn reading(policy: &Policy, env: &Env) -> Reading {
    Reading {
        today: date_of(env.now, policy),
        calendar: policy.calendar(),
        actor: env.actor.0.clone(),
        zone: policy.time_zone.0,
        custom: policy.custom_asked(),
    }
}

/// Begins a new board under the default policy.
pub fn begin(store: &mut Store, name: &str, env: &Env) -> Result<Head, Refusal> {
    let mut writer = store.write()?;
    let genesis = sha256(&format!("{name}\n{}\n{}", stamp(env.now), env.actor));
    writer.begin_board(&genesis)?;
    let when = Stamp { at: env.now, effective: env.now, actor: env.actor.clone() };
    writer.append(&Event::BoardCreated(Founding { name: name.to_owned(), genesis }), &when)?;
    let policy = Policy::default();
    let criteria = Criteria {
        version: policy.version.clone(),
        sha256: sha256(DEFAULT_POLICY),
        text: DEFAULT_POLICY.to_owned(),
        ..Criteria::default()
    };
    writer.append(&Event::PolicyAdopted(criteria), &when)?;
    writer.commit()
}

/// Executes one operation: decided on what the record says now, appended, projected, committed.
pub fn execute(store: &mut Store, request: &Request, env: &Env) -> Result<Receipt, Refusal> {
    execute_heard(store, request, env, &mut |_, _| true)
}

/// Executes one operation that may take long: `progress` hears how many rows of a batch are done, of how many,
/// and stops it by answering false; then nothing is written.
pub fn execute_heard(
    store: &mut Store,
    request: &Request,
    env: &Env,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Receipt, Refusal> {
    let mut writer = store.write()?;
    let done = run(&mut writer, request, env, progress);
    let (clamped, bulk) = (writer.clamped(), writer.is_bulk());
    let done = done.and_then(|receipt| Ok(Receipt { clamped, head: writer.commit()?, ..receipt }));
    if bulk {
        store.after_bulk();
    }
    done
}

/// Executes operations in one transaction, each an operation of its own; all or none. The refusal
/// comes with the place of the one that was refused. `progress` hears of operations done.
pub fn execute_script(
    store: &mut Store,
    requests: &[Request],
    env: &Env,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Receipt>, (usize, Refusal)> {
    let mut writer = store.write().map_err(|refusal| (0, refusal))?;
    let mut receipts = Vec::new();
    let mut done = Ok(());
    for (at, request) in requests.iter().enumerate() {
        writer.next_operation();
        match run(&mut writer, request, env, &mut |_, _| true) {
            Ok(receipt) => receipts.push(receipt),
            Err(refusal) => {
                done = Err((at, refusal));
                break;
            }
        }
        progress(at + 1);
    }
    let bulk = writer.is_bulk();
    let last = requests.len().saturating_sub(1);
    let done = done.and_then(|()| writer.commit().map_err(|refusal| (last, refusal)));
    if bulk {
        store.after_bulk();
    }
    done.map(|_| receipts)
}

/// What an operation would do, without a lock and without a trace; numbers are provisional.
/// Of a batch only what each row alone would do can be told here.
pub fn preview(store: &Store, request: &Request, env: &Env) -> Result<Vec<String>, Refusal> {
    let (events, notes) = store.snapshot(|view| rehearse(view, request, env))?;
    Ok(events.into_iter().chain(notes).collect())
}

/// What an operation would be remarked upon, without a lock and without a trace: the notes of [`preview`]
/// alone, for whoever is still typing it.
pub fn foretell(view: &View<'_>, request: &Request, env: &Env) -> Result<Vec<String>, Refusal> {
    rehearse(view, request, env).map(|(_, notes)| notes)
}

/// The events, in words, and the notes that an operation would leave.
fn rehearse(view: &View<'_>, request: &Request, env: &Env) -> Result<(Vec<String>, Vec<String>), Refusal> {
    let policy = policy_in_force(view)?;
    let several = several(view, &request.operation)?;
    let rows: Vec<(Option<(&str, u64)>, &Operation)> = match &several {
        Some((batch, word)) => batch.rows.iter().map(|(line, operation)| (Some((*word, *line)), operation)).collect(),
        None => vec![(None, &request.operation)],
    };
    let (mut summaries, mut remarks) = (Vec::new(), Vec::new());
    for (at, operation) in rows {
        let effective = moment(request, env);
        let entered = if env.rehearsal { effective } else { env.now };
        let mut case = Case::new(view, &policy, effective, actor(request, env)?).entered(entered);
        decide(&mut case, operation).map_err(|refusal| match at {
            Some((word, line)) => at_line(refusal, word, line, operation),
            None => refusal,
        })?;
        let (events, notes) = case.into_parts();
        summaries.extend(events.iter().map(Event::summary));
        remarks.extend(notes);
    }
    Ok((summaries, remarks))
}

fn moment(request: &Request, env: &Env) -> DateTime<Utc> {
    request.occurred_at.unwrap_or(env.now)
}

/// When it happened. A clock that was set back must not put a departure before its arrival: what happens
/// now happens no earlier than what is on the record.
fn after_head(request: &Request, env: &Env, head: &Head) -> DateTime<Utc> {
    let asked = moment(request, env);
    if request.occurred_at.is_some() || env.rehearsal {
        return asked;
    }
    crate::domain::moment::read_stamp(&head.at).map_or(asked, |last| asked.max(last))
}

fn actor(request: &Request, env: &Env) -> Result<Handle, Refusal> {
    if env.actor.as_str() == SYSTEM && !matches!(request.operation, Operation::Lapse(_)) {
        return Err(Refusal::usage("as", "`system` stands for what time alone brings about").hint("say who you are"));
    }
    match &request.by {
        None => Ok(env.actor.clone()),
        Some(by) if *by == env.actor || env.rehearsal => Ok(by.clone()),
        Some(by) => {
            Err(Refusal::usage("by", format!("this would record what {by} did as {by}, but you are {}", env.actor))
                .hint("leave `by` out, or say who you are with --as"))
        }
    }
}

/// Decides and appends within an open transaction.
pub(super) fn run(
    writer: &mut Writer<'_>,
    request: &Request,
    env: &Env,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Receipt, Refusal> {
    if !env.rehearsal
        && let Some(effective) = request.occurred_at.filter(|at| *at > env.now)
    {
        return Err(Refusal::data("occurred_at", format!("{} is still to come", stamp(effective)))
            .hint("enter when it happened, or leave it out"));
    }
    let effective = after_head(request, env, writer.head());
    let actor = actor(request, env)?;
    let when = Stamp { at: if env.rehearsal { effective } else { env.now }, effective, actor: actor.clone() };
    let policy = policy_in_force(&writer.view())?;
    check_revision(&writer.view(), request)?;
    let mut first = Vec::new();
    if actor.as_str() != SYSTEM && !env.rehearsal {
        first.extend(remark::stranger(&writer.view(), &actor)?);
        first.extend(remark::leap(writer.head(), env));
        let lapsed = lapse::catch_up(writer, &policy, env, date_of(effective, &policy))?.len();
        if lapsed > 0 {
            first.push(remark::lapses(lapsed, date_of(effective, &policy)));
        }
    }
    let mut receipt = Receipt {
        operation: writer.op(),
        made: Vec::new(),
        rows: Vec::new(),
        summary: String::new(),
        notes: first,
        events: 0,
        head: writer.head().clone(),
        clamped: false,
    };
    let mut worth = false;
    let mut done = Vec::new();
    let mut take = |writer: &mut Writer<'_>, (events, notes): (Vec<Event>, Vec<String>)| -> Result<(), Refusal> {
        for event in events {
            // The same choice as the table of operations makes.
            if receipt.summary.is_empty() || event.names_operation() || (!worth && event.worth_undoing()) {
                receipt.summary = told(&event);
            }
            if let Event::DecisionStatusChanged(moved) = &event
                && moved.to == DecisionStatus::Failed
                && let Some(rest) = receipt.summary.strip_prefix("decision recorded")
            {
                receipt.summary = format!("motion lost{rest}");
            }
            worth |= event.worth_undoing();
            receipt.made.extend(event.made());
            receipt.events += 1;
            writer.append(&event, &when)?;
        }
        receipt.notes.extend(notes);
        Ok(())
    };
    if let Some((batch, word)) = several(&writer.view(), &request.operation)? {
        let rows = u64::try_from(batch.rows.len()).unwrap_or(u64::MAX);
        let note = Event::BatchRecorded(BatchNote { label: batch.label.clone(), rows });
        take(writer, (vec![note], Vec::new()))?;
        for (at, (line, operation)) in batch.rows.iter().enumerate() {
            if at.is_multiple_of(32) && !progress(at, batch.rows.len()) {
                return Err(Refusal::state("", "it was stopped; nothing was written"));
            }
            let (events, notes) = decided(writer, &policy, &when, operation)
                .map_err(|refusal| at_line(refusal, word, *line, operation))?;
            let made = events.iter().filter_map(Event::made).map(|id| id.kind).collect();
            done.push(RowDone { line: *line, made, events: events.len() });
            let name = if notes.is_empty() { None } else { about(operation) };
            let named = |note: String| name.as_ref().map_or_else(|| note.clone(), |id| format!("{id}: {note}"));
            take(writer, (events, notes.into_iter().map(named).collect()))?;
            writer.settle(true)?;
        }
    } else {
        let parts = decided(writer, &policy, &when, &request.operation)?;
        take(writer, parts)?;
    }
    writer.settle(false)?;
    receipt.rows = done;
    if receipt.events == 0 {
        "nothing to change".clone_into(&mut receipt.summary);
    }
    receipt.head = writer.head().clone();
    Ok(receipt)
}

/// The operations that one stands for, each deciding on what the last left, and what a row of them is called.
fn several<'a>(view: &View<'_>, operation: &'a Operation) -> Result<Option<(Cow<'a, Batch>, &'static str)>, Refusal> {
    Ok(match operation {
        Operation::Batch(batch) => Some((Cow::Borrowed(batch), "line")),
        Operation::MeetingPassConsent(asked) => Some((Cow::Owned(consent::batch(view, asked)?), "item")),
        _ => None,
    })
}

fn decided(
    writer: &Writer<'_>,
    policy: &Policy,
    when: &Stamp,
    operation: &Operation,
) -> Result<(Vec<Event>, Vec<String>), Refusal> {
    let view = writer.view();
    let mut case = Case::new(&view, policy, when.effective, when.actor.clone()).entered(when.at);
    decide(&mut case, operation)?;
    Ok(case.into_parts())
}

/// The record that an operation names first, if it names one.
fn about(operation: &Operation) -> Option<RecordId> {
    let arguments = operation.arguments();
    let spec = Operation::spec(operation.name())?;
    let first = spec.fields.first()?;
    arguments.get(first.name)?.as_str()?.parse().ok()
}

/// A refusal of a row of a batch, with its line and the record it is about.
fn at_line(mut refusal: Refusal, word: &str, line: u64, operation: &Operation) -> Refusal {
    let id = about(operation).map(|id| id.to_string()).filter(|id| *id != refusal.subject);
    let id = id.map(|id| format!("{id}, ")).unwrap_or_default();
    refusal.subject = format!("{word} {line}, {id}{}", refusal.subject);
    refusal
}

/// What an event did, in a line; of a decision also who presided, if it was not the chair.
fn told(event: &Event) -> String {
    match event {
        Event::DecisionRecorded(made) if !made.fields.presiding_why.is_empty() => {
            let (who, why) = (&made.fields.presiding, &made.fields.presiding_why);
            format!("{} ({who} presides: {why})", event.summary())
        }
        _ => event.summary(),
    }
}

/// Refuses an operation that rests on an older state of its record than stands now.
fn check_revision(view: &View<'_>, request: &Request) -> Result<(), Refusal> {
    let Some(seen) = request.revision else { return Ok(()) };
    let id = request.operation.arguments().get("id").and_then(|id| id.as_str().map(str::to_owned));
    let Some(id) = id.and_then(|id| id.parse::<RecordId>().ok()) else { return Ok(()) };
    let now = view.revision(id)?;
    if now == seen {
        return Ok(());
    }
    let latest = view.history(id, now + 1, 1)?;
    let who = latest.first().map(|entry| format!("{} changed it meanwhile", entry.actor)).unwrap_or_default();
    Err(Refusal::state(id.to_string(), who).hint("look at how it stands now, then save again"))
}
