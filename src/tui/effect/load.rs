//! What the interface asks to read, and which of it a frame may wait for.

use std::path::PathBuf;

use super::{List, Pick, Sort};
use crate::domain::ids::{ItemId, MeetingId, RecordId};
use crate::domain::operation::Request;
use crate::exchange::importer::Kind;
use crate::insight::kpi::Span;

/// Something to read.
#[derive(Clone, Debug, PartialEq)]
pub enum Load {
    /// What the header shows.
    Header,
    /// How much waits, for the header.
    Counts,
    /// The identifiers of a list, in order.
    Ids {
        /// The list.
        list: List,
        /// The query, as typed.
        filter: String,
        /// The order.
        sort: Sort,
    },
    /// The rows on screen.
    Rows {
        /// The list.
        list: List,
        /// Their keys.
        ids: Vec<i64>,
    },
    /// A record as a page with tabs.
    Page(RecordId),
    /// The page of the record that a list has selected; answered like [`Load::Page`].
    Preview(RecordId),
    /// A record's fields as text, for a form.
    Fields(RecordId),
    /// The steps of the runbook that fits an incident, or the compensating controls of an acceptance.
    Checklist(RecordId),
    /// The steps of the runbook of this name beside an incident; answered like [`Load::Checklist`].
    Runbook(RecordId, String),
    /// What the tier questionnaire needs to know of a submission or a model.
    Triage(RecordId),
    /// The evidence of a submission or a model.
    Evidence(RecordId),
    /// What a field can be completed with.
    Candidates(Pick),
    /// Records by name, for the palette.
    Search(String),
    /// A meeting with the packet of one of its items.
    Meeting {
        /// Which; none is the one in session, else the next, else the last.
        meeting: Option<MeetingId>,
        /// The item; none is the one the board is on, else the first that is open.
        item: Option<ItemId>,
    },
    /// A meeting with the packet of this item, whatever item the board is on.
    Item(MeetingId, ItemId),
    /// The whole minutes of a meeting.
    Minutes(MeetingId),
    /// What a room may see of a meeting; none is the one that concerns it now.
    Projection(Option<MeetingId>),
    /// Where the portfolio stands.
    Posture,
    /// The KPIs by windows of this length; they look at the whole record.
    Kpis(Span),
    /// What records are called.
    Titles(Vec<RecordId>),
    /// What might go on a meeting's agenda.
    Agenda(MeetingId),
    /// The saved views of a list.
    Views(List),
    /// What lies in a folder.
    Folder(PathBuf),
    /// The layouts of columns that were kept for a kind of import.
    Maps(Kind),
    /// What an operation that is still being typed would come to.
    Foretell(Box<Request>),
}

impl Load {
    /// Whether it looks at the whole record, and is therefore read by a thread that others do not wait for.
    pub const fn is_long(&self) -> bool {
        matches!(self, Self::Kpis(_))
    }

    /// Whether it may take longer than a frame on a large board, and is therefore read while the next one is
    /// drawn; what follows a selection never keeps the next key waiting.
    pub fn is_aside(&self) -> bool {
        match self {
            Self::Counts | Self::Preview(_) | Self::Minutes(_) | Self::Foretell(_) => true,
            Self::Ids { list, filter, sort } => !list.is_quick(filter, *sort),
            Self::Header
            | Self::Rows { .. }
            | Self::Page(_)
            | Self::Fields(_)
            | Self::Checklist(_)
            | Self::Runbook(..)
            | Self::Triage(_)
            | Self::Evidence(_)
            | Self::Candidates(_)
            | Self::Search(_)
            | Self::Meeting { .. }
            | Self::Item(..)
            | Self::Projection(_)
            | Self::Posture
            | Self::Kpis(_)
            | Self::Titles(_)
            | Self::Agenda(_)
            | Self::Views(_)
            | Self::Folder(_)
            | Self::Maps(_) => false,
        }
    }
}
