//! A file that is to be imported: read once, looked at under every layout of its columns, and written as
//! one operation. Tells how far it has come, and stops when it is told to.

use std::sync::{Arc, Mutex, PoisonError};

use crate::board::Env;
use crate::domain::Refusal;
use crate::domain::ids::ModelId;
use crate::domain::text::counted;
use crate::exchange::importer::{self, Asked, FIRST, Fate, Form, Incoming, Layout, Order, Plan, of_this_machine};
use crate::store::Store;
use crate::tui::effect::{Msg, News, Outcome};
use crate::tui::screens::import::{Came, Task, Work};

/// A file that has been read.
#[derive(Debug)]
struct Open {
    order: Order,
    form: Form,
    incoming: Incoming,
}

/// The file that was read last, so that another layout does not read it again.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<Option<Arc<Open>>>>);

/// Hears what there is to tell; false stops it.
type Tell<'a> = &'a mut dyn FnMut(Msg) -> bool;

/// Carries a task out; what it returns comes last.
pub fn carry_out(task: &Task, kept: &Kept, store: &mut Store, env: &Env, tell: Tell<'_>) -> Msg {
    let done = match &task.work {
        Work::Look { again, layout, told } => look(task, (*again, layout.as_ref(), told), kept, store, env, tell),
        Work::Write { layout, skip_bad } => {
            let written = write(task, layout, *skip_bad, kept, store, env, tell);
            return Msg::News(News::Done(task.token, written));
        }
    };
    Msg::News(News::Import(task.token, done.unwrap_or_else(Came::Failed)))
}

/// Reads the file, unless it is the one read last.
fn open(task: &Task, again: bool, kept: &Kept, store: &Store) -> Result<Arc<Open>, Refusal> {
    let mut order = task.order.clone();
    if !task.model.trim().is_empty() {
        order.model = Some(ModelId(store.view().model_called(task.model.trim())?.number));
    }
    let mut last = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(open) = last.as_ref().filter(|open| !again && open.order == order) {
        return Ok(open.clone());
    }
    // What is no longer wanted makes room first.
    *last = None;
    let form = order.form.map_or_else(|| order.recognise(), Ok)?;
    let read = Order { form: Some(form), ..order.clone() };
    let incoming = Incoming::read(&read, &mut of_this_machine)?;
    let open = Arc::new(Open { order, form, incoming });
    *last = Some(open.clone());
    Ok(open)
}

/// A part of a whole in words, told when it changes.
fn percent<'a>(doing: &'a str, tell: Tell<'a>) -> impl FnMut(usize, usize) -> bool + 'a {
    let mut last = None;
    move |done, all| {
        let now = done.saturating_mul(100) / all.max(1);
        let words = if last == Some(now) { None } else { Some(format!("{doing}: {now} % (Esc stops)")) };
        last = Some(now);
        words.is_none_or(|words| tell(Msg::Progress(words)))
    }
}

fn planned(
    task: &Task,
    open: &Open,
    store: &Store,
    env: &Env,
    (layout, most, skip_bad): (&Layout, Option<usize>, bool),
    heard: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Plan, Refusal> {
    store.snapshot(|view| {
        let asked =
            Asked { layout: Some(layout.clone()), most, skip_bad, model: open.order.model, ..Asked::new(view, env)? };
        open.incoming.plan(task.order.kind, &asked, heard)
    })
}

/// The columns first, then the first rows, then the numbers of all.
fn look(
    task: &Task,
    (again, layout, told): (bool, Option<&Layout>, &[(String, String)]),
    kept: &Kept,
    store: &Store,
    env: &Env,
    tell: Tell<'_>,
) -> Result<Came, Refusal> {
    tell(Msg::Progress("reading the file …".to_owned()));
    let open = open(task, again, kept, store)?;
    let layout = match layout {
        Some(layout) => layout.clone(),
        None => match open.incoming.layout(task.order.kind, told) {
            Ok(layout) => layout,
            // A layout that was kept may name a column that this file does not have.
            Err(refusal) if !told.is_empty() => {
                tell(Msg::Refused(refusal));
                open.incoming.layout(task.order.kind, &[])?
            }
            Err(refusal) => return Err(refusal),
        },
    };
    let said = open.incoming.told(open.form);
    tell(Msg::News(News::Import(task.token, Came::Read { said, layout: Box::new(layout.clone()) })));
    let first = planned(task, &open, store, env, (&layout, Some(FIRST), true), &mut |_, _| true);
    let first = match first {
        Ok(plan) => plan.report,
        Err(refusal) => return Ok(Came::Whole(Box::new(Err(refusal)))),
    };
    tell(Msg::News(News::Import(task.token, Came::First(Box::new(first)))));
    let whole = planned(task, &open, store, env, (&layout, None, true), &mut percent("looking at the rows", tell));
    Ok(Came::Whole(Box::new(whole.map(|plan| plan.report))))
}

/// Looks at every row once more, on what the record says now, and writes.
fn write(
    task: &Task,
    layout: &Layout,
    skip_bad: bool,
    kept: &Kept,
    store: &mut Store,
    env: &Env,
    tell: Tell<'_>,
) -> Result<Outcome, Refusal> {
    let open = open(task, false, kept, store)?;
    let mut plan = {
        let mut rows = percent("looking at the rows", &mut *tell);
        planned(task, &open, store, env, (layout, None, skip_bad), &mut rows)?
    };
    let wrong = plan.report.count(Fate::Refused);
    if wrong > 0 && !skip_bad {
        let sentence = format!("{} refused now", counted(i64::try_from(wrong).unwrap_or(i64::MAX), "row"));
        return Err(Refusal::data("import", sentence).hint("look at them again, or leave them out"));
    }
    let receipt = {
        let mut rows = percent("writing", &mut *tell);
        importer::commit(store, &mut plan, env, skip_bad, &mut rows)?
    };
    store.truncate_wal();
    let Some(receipt) = receipt else {
        return Err(Refusal::data("import", "there is nothing left to write").hint("the record says all of it"));
    };
    if plan.report.count(Fate::Refused) > 0 {
        let wrong = plan.report.wrong.iter().map(|wrong| wrong.refusal.to_string());
        let lines = std::iter::once(plan.report.summary()).chain(wrong).collect();
        tell(Msg::News(News::Import(task.token, Came::Left(lines))));
    }
    let sentence = format!("imported {}: {}", task.short(), plan.report.summary());
    Ok(Outcome { sentence, touched: receipt.made })
}
