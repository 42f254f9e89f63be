//! Everything a key, the palette or the mouse can ask for, by name; what it does is in the screens.

mod declare;

declare::commands! {
    /// Shows the meeting.
    Meeting = "meeting",
    /// Shows the submissions.
    Intake = "intake",
    /// Shows the models.
    Models = "models",
    /// Shows the risks.
    Risks = "risks",
    /// Shows the follow-ups and acceptances.
    FollowUps = "follow-ups",
    /// Shows the incidents.
    Incidents = "incidents",
    /// Shows the posture.
    Posture = "posture",
    /// Shows the event log.
    EventLog = "log",
    /// Shows every alarm.
    Alarms = "alarms",
    /// Shows reviews, monitors, drift, control tests, manual metrics.
    Oversight = "oversight",
    /// Goes to the next pane.
    NextPane = "next-pane",
    /// Goes to the pane before.
    PrevPane = "previous-pane",
    /// Shows the help.
    Help = "help",
    /// Opens the palette.
    Palette = "palette",
    /// Goes back.
    Back = "back",
    /// Closes or quits.
    Close = "close",
    /// Leaves, keeping drafts.
    Quit = "quit",
    /// Suspends.
    Suspend = "suspend",
    /// Draws everything again.
    Redraw = "redraw",
    /// Takes back the last operation.
    Undo = "undo",
    /// Takes back the last undo.
    Redo = "redo",
    /// Turns the mouse on or off.
    Mouse = "mouse",
    /// Shows the messages.
    Messages = "messages",
    /// Shows what was typed and not saved.
    Drafts = "drafts",
    /// Goes to the next theme.
    Theme = "theme",
    /// Tells the tour.
    Tour = "tour",
    /// Imports from a file.
    Import = "import",
    /// Names another file to import from.
    ImportFile = "import-file",
    /// Lets a column fill no field.
    ClearField = "clear-field",
    /// Leaves out the rows that are wrong, or none.
    SkipBad = "skip-bad",
    /// Uses columns as they were laid out before.
    UseMap = "use-map",
    /// Keeps the layout of the columns under a name.
    KeepMap = "keep-map",
    /// Reads the file again.
    ReadAgain = "read-again",
    /// Shows what a room should see.
    Projector = "projector",
    /// Moves down.
    Down = "down",
    /// Moves up.
    Up = "up",
    /// Moves left.
    Left = "left",
    /// Moves right.
    Right = "right",
    /// Moves to the first.
    Top = "top",
    /// Moves to the last.
    Bottom = "bottom",
    /// Moves half a page down.
    HalfDown = "half-page-down",
    /// Moves half a page up.
    HalfUp = "half-page-up",
    /// Moves a page down.
    PageDown = "page-down",
    /// Moves a page up.
    PageUp = "page-up",
    /// Shows the next tab or item.
    NextTab = "next-tab",
    /// Shows the tab or item before.
    PrevTab = "previous-tab",
    /// Opens the record.
    Open = "open",
    /// Edits the filter.
    Filter = "filter",
    /// Chooses the column to sort by.
    Sort = "sort",
    /// Turns the order round.
    SortReverse = "reverse",
    /// Offers the saved views.
    Views = "views",
    /// Chooses the columns.
    Columns = "columns",
    /// Marks the row.
    Mark = "mark",
    /// Marks from here on.
    MarkRange = "mark-range",
    /// Marks all shown rows, or none.
    MarkAll = "mark-all",
    /// Makes a new record.
    New = "new",
    /// Edits the record.
    Edit = "edit",
    /// Puts it on the agenda.
    ToAgenda = "to-agenda",
    /// Opens the copy menu.
    Copy = "copy",
    /// Exports.
    Export = "export",
    /// Shows or hides the preview.
    Preview = "preview",
    /// Gives the preview more room.
    ZoomIn = "zoom-in",
    /// Gives the preview less room.
    ZoomOut = "zoom-out",
    /// Triages a submission.
    Triage = "triage",
    /// Returns a submission.
    Return = "return",
    /// Withdraws a submission, or the motion before the board.
    Withdraw = "withdraw",
    /// Brings a returned submission back.
    Resubmit = "resubmit",
    /// Marks a submission ready for the board.
    MarkReady = "ready",
    /// Ends a submission that is not the board's business.
    OutOfScope = "out-of-scope",
    /// Records a decision signed outside the meeting: delegated, or an emergency.
    SignDecision = "sign",
    /// Pulls a signed decision into the meeting.
    PullDecision = "pull-decision",
    /// Records the answer to an escalation.
    AnswerEscalation = "answer-escalation",
    /// Files a written position on an item.
    FilePosition = "file-position",
    /// Withdraws a written position.
    WithdrawPosition = "withdraw-position",
    /// Drafts meetings that recur.
    RecurMeetings = "recur-meetings",
    /// Turns a note into one that is not for the minutes, or back.
    NotePrivate = "note-private",
    /// Shows the notes and decisions whose prose may be corrected.
    CorrectMinutes = "correct-minutes",
    /// Names who reviews the submissions, who owns the models, or who presides.
    Assign = "assign",
    /// Puts tags on models and takes others off.
    Tag = "tag",
    /// Notes an early consultation on a model.
    Consult = "consult",
    /// Sets a model's tier.
    SetTier = "set-tier",
    /// Adds a version of a model.
    AddVersion = "add-version",
    /// Records that a version was released.
    Release = "release",
    /// Records a piece of evidence.
    AddArtifact = "add-artifact",
    /// Shows the evidence of a submission or a model.
    Evidence = "evidence",
    /// Accepts a piece of evidence.
    AcceptPiece = "accept-evidence",
    /// Accepts all evidence that was submitted.
    AcceptAll = "accept-all-evidence",
    /// Rejects a piece of evidence.
    RejectPiece = "reject-evidence",
    /// Says whether a kind of evidence applies.
    Applies = "applies",
    /// Records an assessment.
    Assess = "assess",
    /// Records a validation.
    Validate = "validate",
    /// Identifies a risk of the record's model.
    AddRisk = "add-risk",
    /// Proposes an acceptance of the risk.
    ProposeAcceptance = "propose-acceptance",
    /// Puts an acceptance into force.
    ActivateAcceptance = "activate-acceptance",
    /// Closes an acceptance.
    CloseAcceptance = "close-acceptance",
    /// Revokes an acceptance.
    RevokeAcceptance = "revoke-acceptance",
    /// Verifies a compensating control of an acceptance.
    VerifyControl = "verify-control",
    /// Proposes the renewal of an acceptance.
    RenewAcceptance = "renew-acceptance",
    /// Begins work on a follow-up.
    StartFollowUp = "start-follow-up",
    /// Hands a follow-up to its verifier.
    HandIn = "hand-in",
    /// Sends a follow-up back.
    SendBack = "send-back",
    /// Closes a follow-up.
    CloseFollowUp = "close-follow-up",
    /// Cancels a follow-up.
    CancelFollowUp = "cancel-follow-up",
    /// Gives a follow-up more time.
    ExtendFollowUp = "extend-follow-up",
    /// Adds to an incident's timeline.
    AddEntry = "add-entry",
    /// Takes an incident to its next state.
    NextState = "next-state",
    /// Closes an incident.
    CloseIncident = "close-incident",
    /// Enters what was said to whom about an incident.
    AddCommunication = "add-communication",
    /// Ticks a step of the runbook beside an incident.
    TickStep = "tick-step",
    /// Concludes a review, or says what a drift came to.
    Conclude = "conclude",
    /// Enters readings of a monitor.
    TakeReading = "take-reading",
    /// Reports an incident that began as a drift.
    ReportIncident = "report-incident",
    /// Answers with 0.
    Answer0 = "answer-0",
    /// Answers with 1.
    Answer1 = "answer-1",
    /// Answers with 2.
    Answer2 = "answer-2",
    /// Answers with 3.
    Answer3 = "answer-3",
    /// Answers with 4.
    Answer4 = "answer-4",
    /// Answers that nobody knows.
    AnswerUnknown = "answer-unknown",
    /// Answers with yes.
    AnswerYes = "answer-yes",
    /// Answers with no.
    AnswerNo = "answer-no",
    /// Sets the tier by hand.
    Override = "override",
    /// Measures by months or by quarters.
    Windows = "windows",
    /// Builds the agenda from what is due.
    Build = "build",
    /// Moves an item down.
    ItemDown = "item-down",
    /// Moves an item up.
    ItemUp = "item-up",
    /// Sets an item's timebox.
    Timebox = "timebox",
    /// Moves an item to or from the consent agenda.
    Consent = "consent",
    /// Publishes the agenda.
    Publish = "publish",
    /// Opens the meeting.
    OpenMeeting = "open-meeting",
    /// Takes an item off the agenda.
    RemoveItem = "remove-item",
    /// Drafts a meeting.
    NewMeeting = "new-meeting",
    /// Shows the list of meetings.
    Meetings = "meetings",
    /// Adopts the minutes of a meeting that is over.
    AdoptMinutes = "adopt-minutes",
    /// Marks an item as dealt with without a decision.
    ItemDone = "item-done",
    /// Takes a note.
    Note = "note",
    /// Drafts a decision.
    Decide = "decide",
    /// Takes the votes.
    Vote = "vote",
    /// Opens a follow-up.
    AddFollowUp = "add-follow-up",
    /// Shows who is here and who is recused.
    Who = "who",
    /// Pulls an item from the consent agenda.
    PullConsent = "pull-consent",
    /// Starts or stops the timer.
    Timer = "timer",
    /// Begins or ends a recess.
    Recess = "recess",
    /// Adjourns the meeting.
    Adjourn = "adjourn",
    /// Marks everybody as here.
    AllHere = "all-here",
    /// Marks one person as here or away.
    OneHere = "one-here",
    /// Calls the meeting to order.
    CallToOrder = "call-to-order",
    /// Recuses somebody from this item.
    Recuse = "recuse",
    /// Saves the note and stays.
    SaveNote = "save-note",
    /// Approves.
    OutcomeApprove = "outcome-approve",
    /// Approves with conditions.
    OutcomeConditional = "outcome-conditional",
    /// Defers.
    OutcomeDefer = "outcome-defer",
    /// Rejects.
    OutcomeReject = "outcome-reject",
    /// Escalates.
    OutcomeEscalate = "outcome-escalate",
    /// Suspends a model.
    OutcomeSuspend = "outcome-suspend",
    /// Retires a model.
    OutcomeRetire = "outcome-retire",
    /// Accepts a risk.
    OutcomeAcceptRisk = "outcome-accept-risk",
    /// Sets a tier.
    OutcomeSetTier = "outcome-set-tier",
    /// Revokes an approval.
    OutcomeRevoke = "outcome-revoke",
    /// Resolves a matter of procedure.
    OutcomeProcedural = "outcome-procedural",
    /// Goes back to the choice of an outcome, with what is typed.
    ChangeOutcome = "change-outcome",
    /// Gives up the draft of a decision.
    StartAfresh = "start-afresh",
    /// Goes on to the vote, the read-back, the record.
    Proceed = "proceed",
    /// Votes for.
    VoteFor = "vote-for",
    /// Votes against.
    VoteAgainst = "vote-against",
    /// Abstains.
    VoteAbstain = "vote-abstain",
    /// Is recused.
    VoteRecused = "vote-recused",
    /// Counts everybody who has not voted as for.
    VoteRest = "vote-rest",
    /// Clears a vote.
    VoteClear = "vote-clear",
    /// Records without objection.
    WithoutObjection = "without-objection",
    /// Opens the form that would satisfy the rule.
    Remedy = "remedy",
    /// Takes the completion, goes on, or submits.
    Accept = "accept",
    /// Saves.
    Save = "save",
    /// Leaves, keeping the draft.
    Leave = "leave",
    /// Goes to the next field.
    NextField = "next-field",
    /// Goes to the field before.
    PrevField = "previous-field",
    /// Opens the text in an editor.
    Editor = "editor",
    /// Starts a new line.
    NewLine = "new-line",
    /// Moves one character left.
    CharLeft = "char-left",
    /// Moves one character right.
    CharRight = "char-right",
    /// Moves one word left.
    WordLeft = "word-left",
    /// Moves one word right.
    WordRight = "word-right",
    /// Moves one line up, or to the completion before.
    LineUp = "line-up",
    /// Moves one line down, or to the next completion.
    LineDown = "line-down",
    /// Moves to the start of the line.
    LineStart = "line-start",
    /// Moves to the end of the line.
    LineEnd = "line-end",
    /// Deletes the character before.
    DeleteBack = "delete-back",
    /// Deletes the character under the cursor.
    DeleteForward = "delete-forward",
    /// Deletes the word before.
    DeleteWord = "delete-word",
    /// Deletes the word after.
    DeleteWordForward = "delete-word-forward",
    /// Deletes to the start of the line.
    DeleteToStart = "delete-to-start",
    /// Deletes to the end of the line.
    DeleteToEnd = "delete-to-end",
    /// Puts back what was deleted last.
    Yank = "yank",
    /// Takes back the last change of the text.
    TextUndo = "text-undo",
    /// Takes back the last undo of the text.
    TextRedo = "text-redo",
    /// Shows the values to choose from.
    Choices = "choices",
    /// Chooses what has the focus.
    Choose = "choose",
    /// Leaves everything as it is.
    Cancel = "cancel",
}
