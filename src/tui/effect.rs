//! What `update` asks for, and what comes back: the seam between the interface and the world.
//!
//! Everything here is plain data; the driver alone knows stores, files and processes.

mod load;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::draft::{Draft, DraftKey};
use super::list::Row;
use super::rich::Rich;
use super::screens::import::{Came, Task};
use super::screens::meeting::data::MeetingView;
use super::screens::meeting::projector::data::Projection;
use super::screens::posture::PostureView;
use crate::domain::field::{FieldKind, Reading};
use crate::domain::ids::{MeetingId, RecordId, RecordKind};
use crate::domain::operation::Request;
use crate::domain::zone::Zone;
use crate::domain::{Refusal, Remedy};
use crate::exchange::document::Document;
use crate::exchange::importer::{KeptMap, Kind};
use crate::exchange::report::Report;
use crate::insight::agenda::Proposal;
use crate::insight::posture::Scorecard;
pub use crate::store::query::list::{List, Sort};
pub use load::Load;

/// Ties an answer to its question.
pub type Token = u64;

/// Something to be done outside the state.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Carry out an operation; answered by [`News::Done`].
    Run {
        /// Ties the answer to the form that asked.
        token: Token,
        /// What is asked of the board.
        request: Box<Request>,
    },
    /// Read something; answered by [`News::Loaded`].
    Load(Load),
    /// Copy a text to the clipboard.
    Copy {
        /// What it is, for the message.
        what: String,
        /// The text.
        text: String,
    },
    /// Open a text in the person's editor; answered by [`News::Edited`].
    Edit {
        /// Ties the answer to the field.
        token: Token,
        /// The text to begin with.
        text: String,
    },
    /// Write a draft.
    SaveDraft(Draft),
    /// Delete a draft.
    DropDraft(DraftKey),
    /// Export to a file, off-thread.
    Export(Export),
    /// Look at a file that is to be imported, or import it, off-thread; answered by [`News::Import`].
    Import(Box<Task>),
    /// Keep the layout of an import's columns under a name.
    KeepMap {
        /// The name.
        name: String,
        /// What is imported.
        kind: Kind,
        /// Fields and columns.
        pairs: Vec<(String, String)>,
    },
    /// Write a report to a file, off-thread.
    Report {
        /// Which.
        report: Report,
        /// Where to, as typed; the ending decides the format.
        path: String,
    },
    /// Stop what is done off-thread.
    Cancel,
    /// Go back to the shell until `fg`.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Listen to the mouse or not.
    Mouse(bool),
    /// Leave.
    Quit,
}

/// What an export takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The list.
    pub list: List,
    /// The records, in order.
    pub ids: Vec<i64>,
    /// Where to, as typed; the ending decides the format.
    pub path: String,
}

/// A source of completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pick {
    /// People by handle.
    People,
    /// Records of a kind.
    Records(RecordKind),
    /// Kinds of evidence, as the policy names them.
    Evidence,
    /// Triggers of material change, as the policy names them.
    Triggers,
    /// Categories of root causes, as the policy names them.
    Causes,
    /// Tags that models have.
    Tags,
}

impl Pick {
    /// The source for a kind of field.
    pub const fn of(kind: FieldKind) -> Option<Self> {
        match kind {
            FieldKind::Person | FieldKind::People => Some(Self::People),
            FieldKind::Record(kind) | FieldKind::Records(kind) => Some(Self::Records(kind)),
            FieldKind::Line
            | FieldKind::Prose
            | FieldKind::Choice(_)
            | FieldKind::Date
            | FieldKind::Moment
            | FieldKind::Number(..)
            | FieldKind::YesNo
            | FieldKind::Words
            | FieldKind::References
            | FieldKind::AnyRecord
            | FieldKind::Rows => None,
        }
    }
}

/// A value with what tells it from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// What is put into the field.
    pub value: String,
    /// What is shown beside it.
    pub label: String,
}

/// A saved view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Its name.
    pub name: String,
    /// Its query.
    pub query: String,
    /// Its order as typed; blank is the list's own.
    pub sort: String,
}

/// What the header shows.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// The board's name.
    pub board: String,
    /// The meeting and its state, in words.
    pub meeting: String,
    /// Whether the board sits.
    pub sitting: bool,
    /// Since when, for the clock.
    pub since: Option<chrono::DateTime<chrono::Utc>>,
    /// Present of required, and whether that is a quorum.
    pub quorum: Option<(String, bool)>,
    /// What undo would take back.
    pub undo: Option<String>,
    /// Why that cannot be taken back as things stand, if so.
    pub undo_refused: Option<String>,
    /// What redo would do again.
    pub redo: Option<String>,
    /// Why nothing can be written, if so.
    pub read_only: Option<String>,
    /// Today, the calendar and who is here.
    pub reading: Option<Reading>,
    /// The board's time zone.
    pub zone: Zone,
}

/// How much waits: shown in the header once it has been counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many alarms stand.
    pub alarms: usize,
    /// What stands beside the name of a screen: counts, and `!` where something is overdue.
    pub badges: BTreeMap<super::screens::ScreenId, String>,
}

/// A record as a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its title: identifier and name.
    pub title: String,
    /// Tabs by name.
    pub tabs: Vec<(String, Vec<Rich>)>,
    /// The record as Markdown, for the clipboard.
    pub markdown: String,
}

/// What can be ticked beside a record: the steps of a runbook beside an incident, or the controls of an acceptance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checklist {
    /// The runbook's name; empty for controls.
    pub name: String,
    /// Each by its key, in words, and whether it is ticked.
    pub steps: Vec<(String, String, bool)>,
    /// What could stand in its place: the other runbooks by name, and when they are used.
    pub others: Vec<(String, String)>,
}

/// What was read.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// What the header shows.
    Header(Box<Header>),
    /// How much waits.
    Counts(Counts),
    /// The identifiers of a list.
    Ids {
        /// The list.
        list: List,
        /// The query they answer.
        filter: String,
        /// The order they are in.
        sort: Sort,
        /// Their keys, in order.
        ids: Arc<Vec<i64>>,
        /// How many there are without a filter.
        total: usize,
    },
    /// Rows of a list.
    Rows {
        /// The list.
        list: List,
        /// The rows.
        rows: Vec<Row>,
    },
    /// A record as a page.
    Page(RecordId, Arc<Page>),
    /// A record's fields and the revision they are of.
    Fields {
        /// The record.
        id: RecordId,
        /// Its revision.
        revision: i64,
        /// Texts by field.
        fields: BTreeMap<String, String>,
    },
    /// A submission or a model before its tier is found.
    Triage(RecordId, Box<super::screens::triage::Sheet>),
    /// The evidence of a submission or a model.
    Evidence(RecordId, Box<super::screens::evidence::Dossier>),
    /// Completions.
    Candidates(Pick, Arc<Vec<Candidate>>),
    /// Records found by name.
    Found(String, Vec<Candidate>),
    /// A meeting with the packet of one of its items.
    Meeting(Arc<MeetingView>),
    /// A meeting with the packet of the item that was named.
    Item(Arc<MeetingView>),
    /// The whole minutes of a meeting.
    Minutes(MeetingId, Arc<Document>),
    /// What a room may see of a meeting.
    Projection(Box<Projection>),
    /// Where the portfolio stands.
    Posture(Box<PostureView>),
    /// The KPIs.
    Kpis(Box<Scorecard>),
    /// What records are called.
    Titles(Vec<(RecordId, String)>),
    /// What might go on a meeting's agenda.
    Agenda(MeetingId, Vec<Proposal>),
    /// What can be ticked beside a record.
    Checklist(RecordId, Checklist),
    /// The saved views of a list: name, query, sort.
    Views(List, Vec<Saved>),
    /// What lies in a folder; of folders with `/` at the end.
    Folder(PathBuf, Arc<Vec<Candidate>>),
    /// The layouts of columns that were kept: name, fields and columns.
    Maps(Kind, Vec<KeptMap>),
    /// What an operation that is still being typed would be remarked upon, or why it would be refused.
    Foretold(Box<Request>, Result<Vec<String>, Refusal>),
    /// Drafts that an earlier session left.
    Drafts(Vec<Draft>),
    /// Something could not be read.
    Failed(Load, Refusal),
}

/// What an operation came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// A sentence for the message line.
    pub sentence: String,
    /// The records it made or changed.
    pub touched: Vec<RecordId>,
}

/// What has happened outside; every screen and overlay hears of it.
#[derive(Clone, Debug)]
pub enum News {
    /// Something was read.
    Loaded(Loaded),
    /// An operation was carried out or refused.
    Done(Token, Result<Outcome, Refusal>),
    /// What came of a file that is to be imported.
    Import(Token, Came),
    /// An editor was closed.
    Edited(Token, Result<String, Refusal>),
    /// A question was answered with yes.
    Confirmed(Token),
    /// A letter or a row of a menu was chosen.
    Chosen(Token, usize),
    /// A form that asks for no operation was submitted: its fields by name.
    Answered(Token, BTreeMap<String, String>),
    /// Somebody wants the form that satisfies a rule, for the record or field that was refused.
    Remedy(Remedy, String),
    /// Somebody goes on with a draft of something in a meeting.
    Resume(MeetingId, DraftKey),
    /// Another process has changed the store.
    Changed,
    /// The screen has been gone to, perhaps for a record.
    Shown(Option<RecordId>),
    /// The terminal has another size.
    Resized,
}

/// What wakes `update`.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The interface begins.
    Start,
    /// A key.
    Key(super::key::Key),
    /// A paste, as one.
    Paste(String),
    /// The mouse.
    Mouse(Mouse),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// Time has passed.
    Tick,
    /// What was drawn.
    Drawn(Box<super::canvas::Seen>),
    /// Something outside.
    News(News),
    /// A message for the message line.
    Say(String),
    /// Something went wrong that belongs to no form.
    Refused(Refusal),
    /// How far off-thread work has come; empty when it is over.
    Progress(String),
}

/// What the mouse did, where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// Column.
    pub x: u16,
    /// Row.
    pub y: u16,
    /// What it did.
    pub act: MouseAct,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseAct {
    /// Clicked with the first button.
    Click,
    /// Scrolled by so many lines, down if positive.
    Scroll(i16),
}
