//! `boardroom agenda`: a meeting's agenda, and building it from what is due.

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{Ended, Outcome, say};
use crate::board;
use crate::domain::field::FieldValue;
use crate::domain::ids::MeetingId;
use crate::domain::operation::Request;
use crate::domain::record::{Item, Meeting, Row};
use crate::domain::states::Disposition;
use crate::domain::text::counted;
use crate::domain::{Misread, Refusal};
use crate::insight::agenda::{self, Proposal};
use crate::insight::list;
use crate::store::View;

/// Print a meeting's agenda, or build it from what is due
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  boardroom agenda\n  boardroom agenda MRB-0042 --build")]
pub struct Agenda {
    /// The meeting; the next one if left out
    #[arg(value_name = "MEETING")]
    meeting: Option<String>,
    /// Put what is due on it, and say why each item is there
    #[arg(long)]
    build: bool,
    /// With --build: only say what would be put on it
    #[arg(long, requires = "build")]
    dry_run: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    format: String,
}

/// Runs the command.
pub fn run(context: &Context, options: &Agenda) -> Outcome {
    let mut store = context.open()?;
    let (meeting, proposals) = store.snapshot(|view| {
        let policy = board::policy_in_force(view)?;
        let today = list::today(&policy, context.now()).date;
        let meeting = named(view, options.meeting.as_deref(), today)?;
        let proposals = if options.build { agenda::propose(view, &policy, today, meeting)? } else { Vec::new() };
        Ok((meeting, proposals))
    })?;
    let (due, others): (Vec<Proposal>, Vec<Proposal>) =
        proposals.into_iter().partition(|one| one.due && one.blocked.is_none());
    // What is open and not yet due (an alarm, a review to come) is for the chair to choose: it is named, not added.
    let (blocked, offered): (Vec<Proposal>, Vec<Proposal>) = others.into_iter().partition(|one| one.blocked.is_some());
    if options.build && !options.dry_run && !due.is_empty() {
        let operation = agenda::batch(meeting, due.iter().map(|one| one.item.clone()));
        board::execute(&mut store, &Request::from(operation), &context.env()?)?;
    }
    let items = items(&store.view(), meeting)?;
    let row = store.view().get::<Meeting>(meeting.0)?;
    if options.format == "json" {
        let added: Vec<Value> =
            due.iter().map(|one| json!({ "title": one.item.title.as_str(), "why": one.why() })).collect();
        let left: Vec<Value> =
            blocked.iter().map(|one| json!({ "title": one.item.title.as_str(), "why_not": one.blocked })).collect();
        let items: Vec<Value> = (1..).zip(&items).map(|(place, item)| json_item(place, item)).collect();
        context.out.json(&json!({
            "meeting": row.id().to_string(), "title": row.title.as_str(), "date": row.date.text(), "state": row.state.state.to_string(),
            "items": items, "added": added, "not_added": left,
            "offered": offered.iter().map(|one| json!({ "title": one.item.title.as_str(), "why": one.why() })).collect::<Vec<_>>(), "dry_run": options.dry_run,
        }))?;
        return Ok(Ended::Done);
    }
    print(context, &row, &items)?;
    if options.build {
        let verb = if options.dry_run { "would be added" } else { "added" };
        say(&format!("{} {verb}", counted(i64::try_from(due.len()).unwrap_or(0), "item")));
        for one in due.iter().filter(|_| options.dry_run) {
            say(&format!("  {}: {}", one.item.title, one.why()));
        }
        for one in &offered {
            say(&format!("  could be added: {}: {}", one.item.title, one.why()));
        }
        for one in &blocked {
            say(&format!("  not {}: {}", one.item.title, one.blocked.as_deref().unwrap_or_default()));
        }
    }
    Ok(Ended::Done)
}

pub(super) fn named(view: &View<'_>, text: Option<&str>, today: chrono::NaiveDate) -> Result<MeetingId, Refusal> {
    if let Some(text) = text {
        let id: MeetingId = text.parse().map_err(|misread: Misread| misread.of("MEETING"))?;
        view.get::<Meeting>(id.0)?;
        return Ok(id);
    }
    view.current_meeting(today)?.map(|row| MeetingId(row.number)).ok_or_else(|| {
        Refusal::data("MEETING", "no meeting is planned")
            .hint("draft one: boardroom meeting draft --title \"Weekly\" --date fri")
    })
}

fn items(view: &View<'_>, meeting: MeetingId) -> Result<Vec<Row<Item>>, Refusal> {
    let mut items = view.items(meeting)?;
    items.retain(|item| item.state.disposition != Disposition::Removed);
    Ok(items)
}

fn json_item(place: u32, item: &Row<Item>) -> Value {
    json!({
        "place": place, "id": item.id().to_string(), "kind": item.kind.to_string(), "title": item.title.as_str(),
        "subject": item.subject.text(), "presenter": item.presenter.as_str(), "timebox": item.timebox.0,
        "consent": item.consent.0, "late": item.state.late.0, "why": item.why.as_str(), "disposition": item.state.disposition.to_string(),
    })
}

fn print(context: &Context, meeting: &Row<Meeting>, items: &[Row<Item>]) -> anyhow::Result<()> {
    let minutes: i64 = items.iter().filter_map(|item| item.timebox.0).sum();
    let name = format!("{} {}", meeting.id(), meeting.title);
    let when = format!("{} {}", meeting.date.text(), meeting.time);
    let mut text = format!(
        "{}, {}, {}: {}, {minutes} min\n\n",
        name.trim_end(),
        when.trim_end(),
        meeting.state.state,
        counted(i64::try_from(items.len()).unwrap_or(0), "item")
    );
    let rows: Vec<Vec<String>> = (1..)
        .zip(items)
        .map(|(place, item)| {
            vec![
                place.to_string(),
                item.id().to_string(),
                format!(
                    "{}{}{}",
                    item.title,
                    if item.consent.0 { " (consent)" } else { "" },
                    if item.state.late.0 { " (late)" } else { "" }
                ),
                item.presenter.0.clone(),
                item.timebox.text(),
                item.state.disposition.to_string(),
                item.why.0.clone(),
            ]
        })
        .collect();
    text.push_str(&context.out.table(&["NO", "ID", "ITEM", "PRESENTER", "MIN", "STATE", "WHY"], &rows));
    context.out.print_record(&text)?;
    Ok(())
}
