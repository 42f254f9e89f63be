//! The forms of the meeting, prefilled from what is at hand.

use super::data::{ItemLine, MeetingView};
use crate::domain::field::{FieldValue, Fields};
use crate::domain::ids::{AcceptanceId, ItemId, MeetingId, RecordId, RecordKind, RiskId};
use crate::domain::record::{Acceptance, Meeting, Person, Row};
use crate::domain::value::Handle;
use crate::policy::acceptance::{self, latest_expiry};
use crate::tui::draft::DraftKey;
use crate::tui::effect::Token;
use crate::tui::form::renewal::TAKEN_OVER;
use crate::tui::form::{self, FormSpec, open};
use crate::tui::measure;
use crate::tui::shell::Shell;

/// Most columns of a statement that stands above a form.
const STATEMENT: usize = 160;

/// Drafts a meeting.
pub fn meeting(shell: &mut Shell) {
    next_meeting(shell, None);
}

/// Drafts a meeting like the one before: at its time and place.
pub fn next_meeting(shell: &mut Shell, before: Option<&Row<Meeting>>) {
    let spec = FormSpec::operation("meeting.draft", "Draft a meeting");
    let mut spec = spec.only(&["date", "time", "place", "length", "kind", "title", "chair", "secretary"]);
    for name in ["time", "place", "length"] {
        let text = before.zip(Meeting::place(name).ok()).map(|(row, at)| row.fields.text(at)).unwrap_or_default();
        if !text.is_empty() {
            spec = spec.propose(name, text);
        }
    }
    let length = spec.proposed.get("length").cloned().unwrap_or_else(|| "60".to_owned());
    open(spec.propose("length", length).focus("date"), shell);
}

/// Drafts meetings that recur.
pub fn recurring(shell: &mut Shell) {
    let spec = FormSpec::operation("meeting.recur", "Draft meetings that recur");
    open(spec.propose("length", "60").focus("rule"), shell);
}

/// Adopts minutes outside a meeting: asked for with its corrections, for it cannot be taken back.
pub fn adopt(shell: &mut Shell, meeting: MeetingId) {
    let title = format!("Adopt the minutes of {meeting}? They are locked then, for good (R12)");
    let spec = FormSpec::operation("meeting.adopt-minutes", title).only(&["note"]);
    open(spec.fix("meeting", meeting.to_string()).focus("note"), shell);
}

/// Files a written position on an item, or withdraws one.
pub fn position(shell: &mut Shell, line: &ItemLine, files: bool) {
    let (name, what) =
        if files { ("position.file", "Written position") } else { ("position.withdraw", "Withdraw a position") };
    let spec = FormSpec::operation(name, format!("{what} on {} {}", line.place, line.title));
    open(spec.fix("item", line.id.to_string()).focus("person"), shell);
}

/// Corrects a note, or the prose of a decision.
pub fn correct(shell: &mut Shell, id: RecordId) {
    let Some(spec) = FormSpec::edit(id) else { return };
    let spec = if id.kind == RecordKind::Note { spec.only(&["text", "private", "reason"]) } else { spec };
    open(spec, shell);
}

/// Asks for the outcome of a review whose item was dealt with; left, it stays open.
pub fn conclude(shell: &mut Shell, review: RecordId) {
    let Some(mut spec) = FormSpec::edit(review) else { return };
    spec.title = format!("Conclude {review}?");
    spec.told = vec![format!(
        "The item is dealt with, {review} is not concluded. Name its outcome (continue, revalidate, restrict, retire) \
         with what was found, or Esc leaves it open: it is concluded among the reviews later."
    )];
    open(spec.only(&["outcome", "findings", "reviewer", "concluded_on", "reason"]).focus("outcome"), shell);
}

/// Adds an item to an agenda.
pub fn item(shell: &mut Shell, meeting: MeetingId) {
    let spec = FormSpec::operation("item.add", format!("Add an item to {meeting}"));
    let spec = spec.only(&["subject", "title", "kind", "presenter", "timebox", "consent", "why"]);
    open(spec.fix("meeting", meeting.to_string()).focus("subject"), shell);
}

/// Changes an item.
pub fn edit_item(shell: &mut Shell, line: &ItemLine) {
    change_item(shell, line, &["title", "presenter", "timebox", "kind", "consent", "why"]);
}

/// Sets an item's timebox.
pub fn timebox(shell: &mut Shell, line: &ItemLine) {
    change_item(shell, line, &["timebox"]);
}

fn change_item(shell: &mut Shell, line: &ItemLine, fields: &[&str]) {
    if let Some(mut spec) = FormSpec::edit(line.id.record()) {
        spec.title = format!("Item {} {}", line.place, line.title);
        spec.name = format!("{}.{}", spec.name, fields[0]);
        open(spec.only(fields), shell);
    }
}

/// The draft of a follow-up that was typed and not saved.
pub fn follow_up_key() -> DraftKey {
    DraftKey::new("followup.open", "")
}

/// Opens a follow-up: it comes from the decision on the item at hand, else from the meeting.
pub fn follow_up(shell: &mut Shell, view: &MeetingView) {
    let Some(mut spec) = FormSpec::new_record(RecordKind::FollowUp) else { return };
    let Some(meeting) = view.id() else { return };
    let line = view.current().and_then(|item| view.item(item));
    let decision = line.and_then(|line| view.settled(line.id));
    let source = decision.map_or(meeting.record(), |made| made.id.record());
    spec.title =
        line.map_or_else(|| "Follow-up".to_owned(), |line| format!("Follow-up on {} {}", line.place, line.title));
    let mut spec = spec
        .only(&["title", "owner", "due", "severity", "kind", "gate", "verifier", "closing_test"])
        .fix("source", source.to_string());
    if let Some(model) = view.topic.as_ref().and_then(|topic| topic.model.as_ref()) {
        spec = spec.fix("model", model.id().to_string());
    }
    open(spec.focus("title"), shell);
}

/// Asks where to export a meeting: its minutes, or the agenda of one that is still to come.
pub fn export(shell: &mut Shell, meeting: MeetingId, over: bool) -> Token {
    let token = shell.token();
    let what = if over { "minutes" } else { "agenda" };
    let title = format!("Export the {what} of {meeting}");
    let spec = FormSpec::ask(
        token,
        "export",
        title,
        "path",
        "File",
        "name.md, .html, .xml (Confluence) or .json; the ending decides",
    );
    open(spec.with("path", format!("{meeting}-{what}.md")), shell);
    token
}

/// Recuses somebody from an item, with the reason.
pub fn recuse(shell: &mut Shell, item: ItemId, person: &Handle) {
    let spec = FormSpec::operation("recusal.record", format!("Recuse {person}: why?"));
    let spec = spec.only(&["reason"]).fix("item", item.to_string()).fix("person", person.to_string());
    open(spec.focus("reason"), shell);
}

/// Signs an acceptance that is proposed already; what it covers, who signs and until when stand above.
pub fn signature(shell: &mut Shell, view: &MeetingView, id: AcceptanceId) {
    let mut spec = FormSpec::operation("acceptance.activate", format!("Put {id} in force: when was it signed?"));
    let topic = view.topic.as_ref();
    if let Some((row, executive)) = topic.and_then(|topic| topic.acceptances.iter().find(|(row, _)| row.number == id.0))
    {
        spec.told = covered(view, row, executive.as_ref());
    }
    open(spec.about(vec![id.record()]).only(&["signed_on"]).focus("signed_on"), shell);
}

/// What an acceptance covers, who answers for it and until when, in lines.
fn covered(view: &MeetingView, row: &Acceptance, executive: Option<&Person>) -> Vec<String> {
    let risk = |id: &RiskId| {
        let statement = view.packet.risks.iter().find(|risk| risk.id == *id).map_or("", |risk| risk.statement.as_str());
        format!("accepts {id} {}", measure::cut(&statement.replace('\n', " "), STATEMENT, "…")).trim_end().to_owned()
    };
    let signer = match executive {
        Some(person) => format!("signed by {} ({}) as the accountable executive", person.name, person.handle),
        None => "no accountable executive is named".to_owned(),
    };
    let until = row.expiry.0.map_or_else(|| "no last day is named".to_owned(), |day| format!("in force until {day}"));
    let mut told = vec![signer, until];
    told.extend(row.risks.0.iter().map(risk));
    if row.risks.0.is_empty() {
        told.push(format!("accepts {}", measure::cut(&row.rationale.0.replace('\n', " "), STATEMENT, "…")));
    }
    told
}

/// Proposes the renewal of an acceptance: as it was, to be argued anew, for the longest term from where it ends.
pub fn renewal(shell: &mut Shell, view: &MeetingView, before: &Row<Acceptance>) {
    let Some(topic) = &view.topic else { return };
    let text = |name: &&str| Some(((*name).to_owned(), before.fields.text(Acceptance::place(name).ok()?)));
    let texts = TAKEN_OVER.iter().chain(&["expiry"]).filter_map(text).collect();
    let from = acceptance::renewal_from(before.expiry.0, view.today);
    let longest = latest_expiry(from, topic.tier(), &view.policy);
    if let Some(spec) = form::renewal::renewal(before.id(), &texts, view.today, Some(longest)) {
        open(spec, shell);
    }
}

/// Proposes the acceptance that R02 asks for: its risks, executive and longest term are known.
pub fn acceptance(shell: &mut Shell, view: &MeetingView) {
    let Some(topic) = &view.topic else { return };
    let Some(model) = &topic.model else { return };
    let Some(mut spec) = FormSpec::new_record(RecordKind::Acceptance) else { return };
    spec.title = format!("Acceptance for {} {}", model.id(), model.name);
    let mut risks: Vec<String> = topic.residual.high_risks.iter().map(ToString::to_string).collect();
    // On the item of a risk that risk is what is to be accepted.
    if let Some(id) = topic.item.subject.0.filter(|id| id.kind == RecordKind::Risk).map(|id| id.to_string())
        && !risks.contains(&id)
    {
        risks.push(id);
    }
    let requester = topic.submission.as_ref().map(|row| row.requester.clone()).unwrap_or_default();
    let expiry = latest_expiry(view.today, topic.tier(), &view.policy);
    let spec = spec
        .only(&[
            "rationale",
            "controls",
            "signed_on",
            "expiry",
            "accountable_exec",
            "risks",
            "requester",
            "alternatives",
            "exit_plan",
            "review_date",
            "effective",
            "kind",
        ])
        .fix("model", model.id().to_string())
        .propose("kind", "risk")
        .propose("risks", risks.join("; "))
        .propose("requester", requester.text())
        .propose("accountable_exec", model.accountable_exec.text())
        .propose("effective", view.today.to_string())
        .propose("expiry", expiry.to_string());
    open(spec.focus("rationale"), shell);
}
