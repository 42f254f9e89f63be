//! The table of keys itself.

use super::{Binding, Scope, When};
use crate::tui::cmd::Cmd;

/// A row: scope, keys, command, label for the footer, sentence for the help.
pub(super) const fn key(
    scope: Scope,
    keys: &'static [&'static str],
    cmd: Cmd,
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding { scope, keys, cmd, label, help, footer: 0, when: When::Always, writes: false }
}

use Scope::{
    Acceptances, Agenda, Consent, Decided, Drafts, Drift, Evidence, FollowUps, Global, Go, Import, Incidents, Intake,
    List, Live, Minutes, Models, Monitors, Move, Opening, Outcome, Picks, Posture, Projector, ReadBack, Record,
    Refusal, Reviews, Risks, Triage, Vote,
};

/// Every key of the interface but those of [`OVERLAYS`](super::overlays::OVERLAYS).
pub(super) const TABLE: &[Binding] = &[
    key(Global, &["1"], Cmd::Meeting, "meeting", "Show the meeting: its agenda and, in session, the live view"),
    key(Global, &["2"], Cmd::Intake, "intake", "Show what has been submitted"),
    key(Global, &["3"], Cmd::Models, "models", "Show the inventory of models"),
    key(Global, &["4"], Cmd::Risks, "risks", "Show the risk register"),
    key(Global, &["5"], Cmd::FollowUps, "follow-ups", "Show follow-ups, conditions and acceptances"),
    key(Global, &["6"], Cmd::Incidents, "incidents", "Show incidents"),
    key(Global, &["7"], Cmd::Posture, "posture", "Show where the portfolio stands"),
    key(Global, &["Tab"], Cmd::NextPane, "pane", "Go to the next pane"),
    key(Global, &["S-Tab"], Cmd::PrevPane, "pane back", "Go to the pane before"),
    key(Global, &["?", "F1"], Cmd::Help, "help", "Show every key that holds here; type to filter").hint(9),
    key(Global, &[":"], Cmd::Palette, "commands", "Find a command, a record or a screen by name").hint(8),
    key(Global, &["Esc"], Cmd::Back, "back", "Go back, close, dismiss"),
    key(Global, &["q"], Cmd::Close, "close", "Close the pane; outside a session, quit when nothing is open"),
    key(Global, &["Ctrl-c"], Cmd::Quit, "quit", "Quit after a question; twice keeps the drafts and leaves at once"),
    key(Global, &["Ctrl-z"], Cmd::Suspend, "suspend", "Go back to the shell; fg returns"),
    key(Global, &["Ctrl-l"], Cmd::Redraw, "redraw", "Draw everything again"),
    key(Global, &["u"], Cmd::Undo, "undo", "Take back your last operation").hint(7).when(When::Undoable).writes(),
    key(Global, &["U"], Cmd::Redo, "redo", "Take back your last undo").when(When::Redoable).writes(),
    key(Global, &[], Cmd::Mouse, "mouse", "Turn the mouse on or off"),
    key(Global, &[], Cmd::Messages, "messages", "Show what was said so far"),
    key(Global, &[], Cmd::Drafts, "drafts", "Show what was typed and not saved, whenever that was"),
    key(Global, &[], Cmd::Theme, "theme", "Try the next theme"),
    key(Global, &[], Cmd::Import, "import", "Import from a file: see what it would do, then write it"),
    key(Global, &[], Cmd::Tour, "tour", "Take the tour of three minutes"),
    key(Global, &[], Cmd::Projector, "projector", "Show what a room should see of the meeting, and nothing else"),
    // Moving.
    key(Move, &["j", "Down"], Cmd::Down, "down", "Move down"),
    key(Move, &["k", "Up"], Cmd::Up, "up", "Move up"),
    key(Move, &["h", "Left"], Cmd::Left, "left", "Move left"),
    key(Move, &["l", "Right"], Cmd::Right, "right", "Move right"),
    key(Move, &["g g", "Home"], Cmd::Top, "first", "Move to the first"),
    key(Move, &["G", "End"], Cmd::Bottom, "last", "Move to the last"),
    key(Move, &["Ctrl-d"], Cmd::HalfDown, "half page down", "Move half a page down"),
    key(Move, &["Ctrl-u"], Cmd::HalfUp, "half page up", "Move half a page up"),
    key(Move, &["PgDn", "Ctrl-f"], Cmd::PageDown, "page down", "Move a page down"),
    key(Move, &["PgUp", "Ctrl-b"], Cmd::PageUp, "page up", "Move a page up"),
    key(Move, &["]"], Cmd::NextTab, "next", "Show the next tab; in a meeting, the next item").hint(6),
    key(Move, &["["], Cmd::PrevTab, "before", "Show the tab before; in a meeting, the item before"),
    // Going.
    key(Go, &["g a"], Cmd::Meeting, "agenda", "Go to the agenda"),
    key(Go, &["g i"], Cmd::Intake, "intake", "Go to the intake"),
    key(Go, &["g m"], Cmd::Models, "models", "Go to the models"),
    key(Go, &["g r"], Cmd::Risks, "risks", "Go to the risks"),
    key(Go, &["g f"], Cmd::FollowUps, "follow-ups", "Go to the follow-ups"),
    key(Go, &["g n"], Cmd::Incidents, "incidents", "Go to the incidents"),
    key(Go, &["g p"], Cmd::Posture, "posture", "Go to the posture"),
    key(Go, &["g l"], Cmd::EventLog, "log", "Go to the event log"),
    key(Go, &["g w"], Cmd::Alarms, "alarms", "Go to what is wrong: every alarm with what clears it"),
    key(Go, &["g o"], Cmd::Oversight, "oversight", "Go to reviews, monitors, drift, control tests, metrics"),
    // Lists.
    key(List, &["Enter"], Cmd::Open, "open", "Open the record").hint(5).when(When::Row),
    key(List, &["/"], Cmd::Filter, "filter", "Filter the list: words, field:value, is:open").hint(3),
    key(List, &["s"], Cmd::Sort, "sort", "Sort by a column, by its letter").hint(4),
    key(List, &["S"], Cmd::SortReverse, "reverse", "Turn the order round"),
    key(List, &["F"], Cmd::Views, "views", "Saved views of the list; save the filter under a name"),
    key(List, &["c"], Cmd::Columns, "columns", "Choose the columns"),
    key(List, &["Space"], Cmd::Mark, "mark", "Mark the row").hint(2).when(When::Row),
    key(List, &["v"], Cmd::MarkRange, "range", "Mark from here to where you go").when(When::Row),
    key(List, &["*"], Cmd::MarkAll, "all", "Mark all shown rows, or none").when(When::Row),
    key(List, &["n"], Cmd::New, "new", "Make a new record").hint(6).writes(),
    key(List, &["e"], Cmd::Edit, "edit", "Edit the record").when(When::Row).writes(),
    key(List, &["A"], Cmd::ToAgenda, "agenda", "Put the record or the marked ones on the agenda")
        .when(When::Row)
        .writes(),
    key(List, &["y"], Cmd::Copy, "copy", "Copy the identifier, the row or the record as Markdown").when(When::Row),
    key(List, &["x"], Cmd::Export, "export", "Export what is shown or marked"),
    key(List, &["I"], Cmd::Import, "import", "Import from a file: see what it would do, then write it"),
    key(List, &["p"], Cmd::Preview, "preview", "Show or hide the preview"),
    key(List, &["+"], Cmd::ZoomIn, "more preview", "Give the preview more room"),
    key(List, &["_"], Cmd::ZoomOut, "less preview", "Give the preview less room"),
    key(Record, &["e"], Cmd::Edit, "edit", "Edit the record").hint(1).writes(),
    key(Record, &["A"], Cmd::ToAgenda, "agenda", "Put the record on the agenda").hint(2).writes(),
    key(Record, &["y"], Cmd::Copy, "copy", "Copy the identifier, the row or the record as Markdown").hint(3),
    key(Record, &["x"], Cmd::Export, "export", "Export the record"),
    key(Decided, &["e"], Cmd::Edit, "correct", "Correct its prose until the minutes are adopted").hint(1).writes(),
    key(Decided, &["p"], Cmd::PullDecision, "pull", "Pull it into the meeting, if it was signed outside one")
        .hint(4)
        .writes(),
    key(Decided, &["a"], Cmd::AnswerEscalation, "answer", "Record the answer to its escalation").hint(5).writes(),
    // The lists' own.
    key(Intake, &["t"], Cmd::Triage, "triage", "Triage: evidence, tier, reviewer").hint(1).when(When::Row).writes(),
    key(Intake, &["E"], Cmd::Evidence, "evidence", "Show the evidence: accept, reject, assess, mark ready")
        .hint(2)
        .when(When::Row),
    key(Intake, &["r"], Cmd::Return, "return", "Return it with what is missing").hint(3).when(When::Row).writes(),
    key(Intake, &["w"], Cmd::Withdraw, "withdraw", "Withdraw it").when(When::Row).writes(),
    key(Intake, &[], Cmd::Resubmit, "resubmit", "Bring a returned submission back").when(When::Row).writes(),
    key(Intake, &[], Cmd::MarkReady, "ready", "Mark it ready for the board").when(When::Row).writes(),
    key(Intake, &[], Cmd::OutOfScope, "out of scope", "End it as no business of the board's").when(When::Row).writes(),
    key(Intake, &["D"], Cmd::SignDecision, "sign", "Sign a decision outside the meeting: delegated, or an emergency")
        .when(When::Row)
        .writes(),
    key(Intake, &["a"], Cmd::AddArtifact, "add evidence", "Record a piece of evidence").when(When::Row).writes(),
    key(Intake, &["R"], Cmd::Assign, "assign", "Name reviewer and backup, of all that are marked")
        .when(When::Row)
        .writes(),
    key(Triage, &["0"], Cmd::Answer0, "to 4", "Answer with 0: least").hint(1),
    key(Triage, &["1"], Cmd::Answer1, "answer 1", "Answer with 1"),
    key(Triage, &["2"], Cmd::Answer2, "answer 2", "Answer with 2"),
    key(Triage, &["3"], Cmd::Answer3, "answer 3", "Answer with 3"),
    key(Triage, &["4"], Cmd::Answer4, "answer 4", "Answer with 4: most"),
    key(Triage, &["x"], Cmd::AnswerUnknown, "unknown", "Answer that nobody knows; it counts as 4").hint(2),
    key(Triage, &["y"], Cmd::AnswerYes, "yes", "Answer a question of fact with yes"),
    key(Triage, &["n"], Cmd::AnswerNo, "no", "Answer a question of fact with no"),
    key(Triage, &["Space"], Cmd::Mark, "missing", "Tick evidence as missing, or as there").hint(3),
    key(Triage, &["o"], Cmd::Override, "override", "Set the tier by hand; downwards with two signers").hint(4),
    key(Triage, &["Ctrl-s"], Cmd::Save, "save", "Save the tier, and review or return the submission").hint(5).writes(),
    key(Triage, &["Tab"], Cmd::NextField, "next", "Go to the next question"),
    key(Triage, &["S-Tab"], Cmd::PrevField, "previous", "Go to the question before"),
    key(Triage, &["Esc", "q"], Cmd::Leave, "leave", "Leave and keep the draft").hint(6),
    key(Evidence, &["a"], Cmd::AcceptPiece, "accept", "Accept the piece on this row").hint(1).when(When::Row).writes(),
    key(
        Evidence,
        &["Y"],
        Cmd::AcceptAll,
        "all",
        "Receive what the submission offers and accept all that is there, with one undo",
    )
    .hint(2)
    .writes(),
    key(Evidence, &["r"], Cmd::RejectPiece, "reject", "Reject the piece on this row, with a reason")
        .hint(3)
        .when(When::Row)
        .writes(),
    key(Evidence, &["n"], Cmd::AddArtifact, "record", "Record a piece of this kind").hint(4).when(When::Row).writes(),
    key(Evidence, &["."], Cmd::Applies, "applies?", "Say whether this kind applies, and why").when(When::Row).writes(),
    key(Evidence, &["m"], Cmd::Assess, "assess", "Record the assessment, or go on with the one in draft")
        .hint(5)
        .writes(),
    key(Evidence, &["v"], Cmd::Validate, "validate", "Record a validation").writes(),
    key(Evidence, &["R"], Cmd::MarkReady, "ready", "Mark the submission ready for the board").hint(6).writes(),
    key(Evidence, &["A"], Cmd::ToAgenda, "agenda", "Put the submission on the agenda").writes(),
    key(Evidence, &["Enter"], Cmd::Open, "read", "Read the piece on this row").hint(7).when(When::Row),
    key(Evidence, &["Esc", "q"], Cmd::Leave, "leave", "Leave"),
    key(Models, &["E"], Cmd::Evidence, "evidence", "Show the evidence that its tier asks for").when(When::Row),
    key(Models, &["t"], Cmd::SetTier, "tier", "Set the tier with its rationale").hint(1).when(When::Row).writes(),
    key(Models, &["V"], Cmd::AddVersion, "version", "Add a version").hint(2).when(When::Row).writes(),
    key(Models, &["a"], Cmd::AddArtifact, "add evidence", "Record a piece of evidence").when(When::Row).writes(),
    key(Models, &["r"], Cmd::AddRisk, "risk", "Identify a risk of this model").when(When::Row).writes(),
    key(Models, &["R"], Cmd::Assign, "assign", "Name owner and executive, of all that are marked")
        .when(When::Row)
        .writes(),
    key(Models, &["T"], Cmd::Tag, "tags", "Put tags on all that are marked, or take them off").when(When::Row).writes(),
    key(Models, &["C"], Cmd::Consult, "consult", "Note an early consultation on it").when(When::Row).writes(),
    key(Models, &[], Cmd::Release, "release", "Record that a version was released").when(When::Row).writes(),
    key(Risks, &["a"], Cmd::ProposeAcceptance, "accept", "Propose an acceptance").hint(1).when(When::Row).writes(),
    key(Risks, &["f"], Cmd::AddFollowUp, "follow-up", "Open a follow-up for it").hint(2).when(When::Row).writes(),
    key(FollowUps, &["b"], Cmd::StartFollowUp, "begin", "Begin work").when(When::Row).writes(),
    key(FollowUps, &["i"], Cmd::HandIn, "hand in", "Hand it to its verifier with evidence")
        .hint(1)
        .when(When::Row)
        .writes(),
    key(FollowUps, &["f"], Cmd::CloseFollowUp, "close", "Close it as verified").hint(2).when(When::Row).writes(),
    key(FollowUps, &["B"], Cmd::SendBack, "send back", "Send it back from its verifier").when(When::Row).writes(),
    key(FollowUps, &["t"], Cmd::ExtendFollowUp, "extend", "Give it more time").when(When::Row).writes(),
    key(FollowUps, &["X"], Cmd::CancelFollowUp, "cancel", "Cancel it").when(When::Row).writes(),
    key(Acceptances, &["a"], Cmd::ActivateAcceptance, "put in force", "Put it into force")
        .hint(1)
        .when(When::Row)
        .writes(),
    key(Acceptances, &["f"], Cmd::CloseAcceptance, "close", "Close it as no longer needed").when(When::Row).writes(),
    key(Acceptances, &["V"], Cmd::VerifyControl, "verify", "Verify one of its compensating controls")
        .hint(2)
        .when(When::Row)
        .writes(),
    key(Acceptances, &["r"], Cmd::RenewAcceptance, "renew", "Propose its renewal, which takes over what it says")
        .hint(3)
        .when(When::Row)
        .writes(),
    key(Acceptances, &["X"], Cmd::RevokeAcceptance, "revoke", "Revoke it").when(When::Row).writes(),
    key(Incidents, &["a"], Cmd::AddEntry, "entry", "Add to its timeline").hint(1).when(When::Row).writes(),
    key(Incidents, &[">"], Cmd::NextState, "next state", "Triage it, contain it, name its cause: whatever comes next")
        .hint(2)
        .when(When::Row)
        .writes(),
    key(Incidents, &["t"], Cmd::TickStep, "tick", "Tick a step of the runbook beside it")
        .hint(3)
        .when(When::Row)
        .writes(),
    key(Incidents, &["m"], Cmd::AddCommunication, "told", "Enter what was said to whom").when(When::Row).writes(),
    key(Incidents, &["f"], Cmd::AddFollowUp, "follow-up", "Open a follow-up for it").when(When::Row).writes(),
    key(Incidents, &["C"], Cmd::CloseIncident, "close", "Close it").when(When::Row).writes(),
    key(Reviews, &["C"], Cmd::Conclude, "conclude", "Conclude it: what comes of it, and what was found")
        .hint(1)
        .when(When::Row)
        .writes(),
    key(Monitors, &["a"], Cmd::TakeReading, "reading", "Enter readings of it").hint(1).when(When::Row).writes(),
    key(Drift, &["C"], Cmd::Conclude, "conclude", "Triage it: what it came to, and what was done")
        .hint(1)
        .when(When::Row)
        .writes(),
    key(Drift, &["i"], Cmd::ReportIncident, "incident", "Report the incident that it has become")
        .hint(2)
        .when(When::Row)
        .writes(),
    key(Import, &["Ctrl-s"], Cmd::Save, "import", "Import it: one operation with one undo").hint(1).writes(),
    key(
        Import,
        &["Enter"],
        Cmd::Open,
        "field",
        "Choose the field that the column fills; read a row or a refusal whole",
    )
    .hint(2)
    .when(When::Row),
    key(Import, &["Backspace", "Del"], Cmd::ClearField, "no field", "Let the column fill no field").when(When::Row),
    key(Import, &["Tab"], Cmd::NextPane, "pane", "Go on: columns, first rows, refused rows, notes").hint(3),
    key(Import, &["S-Tab"], Cmd::PrevPane, "pane back", "Go back: columns, first rows, refused rows, notes"),
    key(Import, &["s"], Cmd::SkipBad, "skip bad", "Leave out the rows that are wrong, or none").hint(4),
    key(Import, &["m"], Cmd::UseMap, "use map", "Use columns as they were laid out before, by name"),
    key(Import, &["M"], Cmd::KeepMap, "keep map", "Keep the layout of the columns under a name"),
    key(Import, &["r"], Cmd::ReadAgain, "read again", "Read the file again, as it is now"),
    key(Import, &["o"], Cmd::ImportFile, "file", "Name another file, or import it as something else").hint(5),
    key(Import, &["Esc", "q"], Cmd::Leave, "leave", "Stop what is being done; else leave, and write nothing").hint(6),
    // Meetings.
    key(Posture, &["Enter"], Cmd::Open, "open", "Open what is behind the number, the cell, the bar or the alarm")
        .hint(1)
        .when(When::Row),
    key(Posture, &["m"], Cmd::Windows, "months or years", "Measure by months, by years, or by quarters again").hint(3),
    key(Posture, &["x"], Cmd::Export, "report", "Write the posture report or the executive memo").hint(5),
    key(Posture, &["w"], Cmd::Alarms, "all alarms", "Show every alarm with what clears it").hint(4),
    key(Posture, &["Tab"], Cmd::NextPane, "next pane", "Go on: KPIs, risks, models, alarms, incidents").hint(2),
    key(Agenda, &["b"], Cmd::Build, "build", "Build the agenda from what is due").hint(1).writes(),
    key(Agenda, &["J"], Cmd::ItemDown, "move down", "Move the item down").hint(2).when(When::Row).writes(),
    key(Agenda, &["K"], Cmd::ItemUp, "move up", "Move the item up").when(When::Row).writes(),
    key(Agenda, &["T"], Cmd::Timebox, "timebox", "Set the item's timebox").hint(4).when(When::Row).writes(),
    key(Agenda, &["C"], Cmd::Consent, "consent", "Move the item to or from the consent agenda")
        .when(When::Row)
        .writes(),
    key(Agenda, &["D"], Cmd::RemoveItem, "take off", "Take the item off the agenda").when(When::Row).writes(),
    key(Agenda, &["P"], Cmd::Publish, "publish", "Publish the agenda").hint(5).writes(),
    key(Agenda, &["O"], Cmd::OpenMeeting, "open", "Take attendance and open the meeting")
        .hint(3)
        .when(When::NotSitting)
        .writes(),
    key(Agenda, &["n"], Cmd::New, "item", "Add an item to the agenda").hint(6).writes(),
    key(Agenda, &["e"], Cmd::Edit, "edit", "Edit the item").when(When::Row).writes(),
    key(Agenda, &["Enter"], Cmd::Open, "open", "Open the record the item is about").when(When::Row),
    key(Agenda, &["N"], Cmd::NewMeeting, "meeting", "Draft a meeting").writes(),
    key(Agenda, &["R"], Cmd::RecurMeetings, "recurring", "Draft meetings that recur, by a rule").writes(),
    key(Agenda, &["p"], Cmd::FilePosition, "position", "File a written position on the item").when(When::Row).writes(),
    key(Agenda, &[], Cmd::WithdrawPosition, "withdraw position", "Withdraw a written position on the item")
        .when(When::Row)
        .writes(),
    key(Agenda, &["m"], Cmd::Meetings, "meetings", "Show the list of meetings"),
    key(Agenda, &["x"], Cmd::Export, "export", "Export the agenda"),
    key(Minutes, &["x"], Cmd::Export, "export", "Export the minutes").hint(1),
    key(Minutes, &["i"], Cmd::Note, "note", "Add a note to the minutes until they are adopted").hint(2).writes(),
    key(Minutes, &["A"], Cmd::AdoptMinutes, "adopt", "Adopt the minutes in the meeting that sits, after a form")
        .hint(4)
        .writes(),
    key(Minutes, &["e"], Cmd::CorrectMinutes, "correct", "Correct a note, or the prose of a decision").hint(6).writes(),
    key(Minutes, &[], Cmd::RecurMeetings, "recurring", "Draft meetings that recur, by a rule").writes(),
    key(Minutes, &["m"], Cmd::Meetings, "meetings", "Show the list of meetings").hint(3),
    key(Minutes, &["n"], Cmd::NewMeeting, "meeting", "Draft the next meeting").hint(5).writes(),
    key(Live, &["Enter"], Cmd::Open, "open", "Turn to the item under the cursor, or read the evidence"),
    key(Live, &["n"], Cmd::ItemDone, "noted", "Mark the item as dealt with without a decision")
        .when(When::Sitting)
        .writes(),
    key(Live, &["T"], Cmd::Timebox, "timebox", "Change the item's timebox").when(When::Sitting).writes(),
    key(Live, &["A"], Cmd::New, "item", "Add an item to the agenda").when(When::Sitting).writes(),
    key(Live, &["e"], Cmd::CorrectMinutes, "correct", "Correct a note, or the prose of a decision")
        .when(When::Sitting)
        .writes(),
    key(Live, &["p"], Cmd::FilePosition, "position", "File a written position on the item")
        .when(When::Sitting)
        .writes(),
    key(Live, &[], Cmd::WithdrawPosition, "withdraw position", "Withdraw a written position on the item")
        .when(When::Sitting)
        .writes(),
    key(Live, &[], Cmd::Withdraw, "withdraw motion", "Withdraw the motion before the board")
        .when(When::Sitting)
        .writes(),
    key(Live, &["m"], Cmd::Meetings, "meetings", "Show the list of meetings"),
    key(Live, &["x"], Cmd::Export, "export", "Export the minutes as they stand"),
    key(Live, &["i"], Cmd::Note, "note", "Take a note").hint(1).when(When::Sitting).writes(),
    key(Live, &["d"], Cmd::Decide, "decide", "Draft the decision on this item").hint(2).when(When::Sitting).writes(),
    key(Live, &["v"], Cmd::Vote, "vote", "Take the votes").hint(3).when(When::Sitting).writes(),
    key(Live, &["a"], Cmd::AddFollowUp, "follow-up", "Open a follow-up").hint(4).when(When::Sitting).writes(),
    key(Live, &["w"], Cmd::Who, "who", "Show who is here and who is recused").hint(5).when(When::Sitting),
    key(Live, &["C"], Cmd::PullConsent, "pull", "Pull an item from the consent agenda").when(When::Sitting).writes(),
    key(Live, &["t"], Cmd::Timer, "timer", "Start or stop the timer").hint(6).when(When::Sitting).writes(),
    key(Live, &["R"], Cmd::Recess, "recess", "Begin or end a recess").when(When::Sitting).writes(),
    key(Live, &["F"], Cmd::Adjourn, "adjourn", "Adjourn, after a look at what is open").when(When::Sitting).writes(),
    key(Opening, &["*"], Cmd::AllHere, "all here", "Mark everybody as here").hint(1),
    key(Opening, &["Space"], Cmd::OneHere, "here", "Mark one person as here or away").hint(2),
    key(Opening, &["r"], Cmd::Recuse, "recuse", "Recuse the person from this item")
        .hint(3)
        .when(When::Sitting)
        .writes(),
    key(Opening, &["p"], Cmd::Assign, "presides", "Name who presides, where neither chair nor vice-chair may")
        .hint(5)
        .when(When::Sitting)
        .writes(),
    key(Opening, &["Ctrl-s"], Cmd::CallToOrder, "call to order", "Call the meeting to order").hint(4).writes(),
    key(Outcome, &["a"], Cmd::OutcomeApprove, "approve", "Approve").hint(1),
    key(Outcome, &["c"], Cmd::OutcomeConditional, "conditional", "Approve with conditions").hint(2),
    key(Outcome, &["d"], Cmd::OutcomeDefer, "defer", "Defer").hint(3),
    key(Outcome, &["r"], Cmd::OutcomeReject, "reject", "Reject").hint(4),
    key(Outcome, &["e"], Cmd::OutcomeEscalate, "escalate", "Escalate").hint(5),
    key(Outcome, &["k"], Cmd::OutcomeAcceptRisk, "accept risk", "Accept a risk"),
    key(Outcome, &["s"], Cmd::OutcomeSuspend, "suspend", "Suspend the model"),
    key(Outcome, &["v"], Cmd::OutcomeRevoke, "revoke", "Revoke the approval"),
    key(Outcome, &["x"], Cmd::OutcomeRetire, "retire", "Retire the model"),
    key(Outcome, &["t"], Cmd::OutcomeSetTier, "tier", "Set the tier"),
    key(Outcome, &["p"], Cmd::OutcomeProcedural, "procedure", "Resolve a matter of procedure"),
    key(Outcome, &["Down"], Cmd::Down, "down", "Move down"),
    key(Outcome, &["Up"], Cmd::Up, "up", "Move up"),
    key(Outcome, &["Enter"], Cmd::Choose, "choose", "Choose the outcome under the cursor"),
    key(Outcome, &["Backspace", "Del"], Cmd::StartAfresh, "start afresh", "Discard the draft, after a question"),
    key(ReadBack, &["Ctrl-s"], Cmd::Proceed, "lock", "Lock the decision: it is recorded").hint(1).writes(),
    key(ReadBack, &["Esc"], Cmd::Back, "back", "Go back to the vote").hint(2),
    key(Consent, &["Enter"], Cmd::WithoutObjection, "nobody objects", "Pass every item without objection")
        .hint(1)
        .writes(),
    key(Consent, &["C"], Cmd::PullConsent, "pull", "Pull the item: it is taken by itself").hint(2).writes(),
    key(Consent, &["Esc"], Cmd::Back, "back", "Leave everything as it is").hint(3),
    key(Picks, &["Enter"], Cmd::Choose, "choose", "Choose what is ticked, or the row under the cursor").hint(1),
    key(Picks, &["Space"], Cmd::Mark, "tick", "Tick the row").hint(2),
    key(Picks, &["*"], Cmd::MarkAll, "all", "Tick every row, or none").hint(3),
    key(Picks, &["Esc", "q"], Cmd::Back, "back", "Leave everything as it is").hint(4),
    key(Drafts, &["Enter"], Cmd::Choose, "go on", "Go on with it where it was left").hint(1),
    key(Drafts, &["y"], Cmd::Copy, "copy", "Copy its words").hint(2),
    key(Drafts, &["Backspace", "Del"], Cmd::StartAfresh, "discard", "Discard it, after a question").hint(3),
    key(Drafts, &["Esc", "q"], Cmd::Back, "back", "Leave everything as it is").hint(4),
    key(Vote, &["y"], Cmd::VoteFor, "for", "Vote for").hint(1),
    key(Vote, &["n"], Cmd::VoteAgainst, "against", "Vote against").hint(2),
    key(Vote, &["a"], Cmd::VoteAbstain, "abstain", "Abstain").hint(3),
    key(Vote, &["Y"], Cmd::VoteRest, "rest", "Count everybody who has not voted as for").hint(4),
    key(Vote, &["Enter"], Cmd::WithoutObjection, "no objection", "Record without objection, outside tier 1").hint(5),
    key(Vote, &["Ctrl-s"], Cmd::Proceed, "next", "Read back, then record").hint(6).writes(),
    key(Vote, &["r"], Cmd::VoteRecused, "recuse", "Recuse from this item"),
    key(Vote, &["Backspace"], Cmd::VoteClear, "clear", "Clear the vote"),
    key(Vote, &["o"], Cmd::ChangeOutcome, "outcome", "Choose another outcome; what is typed stays where it fits"),
    key(Refusal, &["Enter"], Cmd::Remedy, "mend", "Open the form that would satisfy the rule").hint(1).writes(),
    key(Refusal, &["Esc"], Cmd::Back, "dismiss", "Leave everything as it is").hint(2),
    // The projector has no other keys than these: nothing on it writes.
    key(Projector, &["Esc", "q", "Ctrl-c"], Cmd::Leave, "leave", "Leave the projector").hint(1),
    key(Projector, &["j", "Down"], Cmd::Down, "down", "Move down, if there is more than the screen holds"),
    key(Projector, &["k", "Up"], Cmd::Up, "up", "Move up"),
    key(Projector, &["PgDn", "Space", "Ctrl-f"], Cmd::PageDown, "page down", "Move a page down"),
    key(Projector, &["PgUp", "Ctrl-b"], Cmd::PageUp, "page up", "Move a page up"),
    key(Projector, &["g g", "Home"], Cmd::Top, "first", "Move to the start"),
    key(Projector, &["G", "End"], Cmd::Bottom, "last", "Move to the end"),
    key(Projector, &["Ctrl-l"], Cmd::Redraw, "redraw", "Draw everything again"),
    key(Projector, &["Ctrl-z"], Cmd::Suspend, "suspend", "Go back to the shell; fg returns"),
];
