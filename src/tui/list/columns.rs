//! The columns of each list, and what its filter can ask: one table a list.

use crate::domain::query::filter::{QueryField, QueryKind};
use crate::tui::effect::{List, Sort};

/// A column of a list.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of a column, each a yes or no")]
pub struct Column {
    /// Its name, by which it is sorted.
    pub name: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// Its columns on screen; the least, if it grows.
    pub width: u16,
    /// Whether it takes what room is left.
    pub grows: bool,
    /// Whether it is set to the right.
    pub right: bool,
    /// Whether the list can be sorted by it.
    pub sortable: bool,
    /// Whether it is on show from the start.
    pub shown: bool,
}

const fn column(name: &'static str, label: &'static str, width: u16) -> Column {
    Column { name, label, width, grows: false, right: false, sortable: true, shown: true }
}

impl Column {
    const fn grows(mut self) -> Self {
        self.grows = true;
        self
    }

    const fn right(mut self) -> Self {
        self.right = true;
        self
    }

    const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }

    const fn unsorted(mut self) -> Self {
        self.sortable = false;
        self
    }
}

const SUBMISSIONS: &[Column] = &[
    column("id", "ID", 8),
    column("model", "Model", 18).grows(),
    column("tier", "T", 2),
    column("kind", "Kind", 12),
    column("state", "State", 10),
    column("ready", "Ready", 6).right().unsorted(),
    column("due", "Due", 10),
    column("requester", "Requester", 12).hidden(),
    column("summary", "Summary", 20).grows().hidden(),
];
const MODELS: &[Column] = &[
    column("id", "ID", 8),
    column("name", "Name", 18).grows(),
    column("tier", "T", 2),
    column("stage", "Stage", 10),
    column("version", "Version", 8),
    column("owner", "Owner", 12),
    column("review", "Review", 10),
    column("kind", "Kind", 10).hidden(),
    column("residual", "Risk", 6).unsorted().hidden(),
];
const RISKS: &[Column] = &[
    column("id", "ID", 8),
    column("statement", "Risk", 14).grows(),
    column("model", "Model", 12),
    column("residual", "Left", 8),
    column("state", "State", 10),
    column("owner", "Owner", 8),
    column("due", "Due", 10),
    column("category", "Category", 12).hidden(),
    column("inherent", "Before", 8).hidden(),
];
const FOLLOWUPS: &[Column] = &[
    column("id", "ID", 8),
    column("title", "Follow-up", 20).grows(),
    column("owner", "Owner", 12),
    column("due", "Due", 10),
    column("state", "State", 11),
    column("kind", "Kind", 10),
    column("source", "From", 8).hidden(),
    column("importance", "Weight", 8).hidden(),
];
const ACCEPTANCES: &[Column] = &[
    column("id", "ID", 8),
    column("rationale", "Acceptance", 18).grows(),
    column("risk", "Risk", 8),
    column("model", "Model", 14),
    column("executive", "Executive", 12),
    column("expires", "Expires", 10),
    column("state", "State", 10),
];
const INCIDENTS: &[Column] = &[
    column("id", "ID", 8),
    column("title", "Incident", 20).grows(),
    column("severity", "S", 2),
    column("model", "Model", 14),
    column("state", "State", 12),
    column("occurred", "Occurred", 10),
    column("owner", "Owner", 12),
];
const MEETINGS: &[Column] = &[
    column("id", "ID", 8),
    column("title", "Meeting", 20).grows(),
    column("date", "Date", 10),
    column("state", "State", 10),
    column("items", "Items", 6).right().unsorted(),
];
const EVENTS: &[Column] = &[
    column("seq", "No", 7).right(),
    column("at", "When", 16).unsorted(),
    column("actor", "Who", 12).unsorted(),
    column("kind", "Event", 22).unsorted(),
    column("about", "About", 10).unsorted(),
    column("summary", "What", 20).grows().unsorted(),
];

/// The columns of a list, in the order of a row's cells.
pub const fn of(list: List) -> &'static [Column] {
    match list {
        List::Submissions => SUBMISSIONS,
        List::Models => MODELS,
        List::Risks => RISKS,
        List::FollowUps => FOLLOWUPS,
        List::Acceptances => ACCEPTANCES,
        List::Incidents => INCIDENTS,
        List::Meetings => MEETINGS,
        List::Events => EVENTS,
    }
}

/// The order a list begins with.
pub const fn first_sort(list: List) -> Sort {
    match list {
        List::Submissions | List::FollowUps => Sort { column: "due", descending: false },
        List::Models => Sort { column: "name", descending: false },
        List::Risks => Sort { column: "residual", descending: true },
        List::Acceptances => Sort { column: "expires", descending: false },
        List::Incidents => Sort { column: "occurred", descending: true },
        List::Meetings => Sort { column: "date", descending: true },
        List::Events => Sort { column: "seq", descending: true },
    }
}

const fn text(name: &'static str) -> QueryField {
    QueryField { name, kind: QueryKind::Text }
}

const fn flag(name: &'static str) -> QueryField {
    QueryField { name, kind: QueryKind::Flag }
}

const fn date(name: &'static str) -> QueryField {
    QueryField { name, kind: QueryKind::Date }
}

const fn person(name: &'static str) -> QueryField {
    QueryField { name, kind: QueryKind::Person }
}

const fn number(name: &'static str) -> QueryField {
    QueryField { name, kind: QueryKind::Number }
}

/// What a list's filter can ask.
pub const fn fields(list: List) -> &'static [QueryField] {
    match list {
        List::Submissions => {
            const {
                &[
                    text("model"),
                    number("tier"),
                    text("state"),
                    text("kind"),
                    date("due"),
                    person("requester"),
                    flag("open"),
                ]
            }
        }
        List::Models => {
            const { &[number("tier"), text("stage"), text("kind"), person("owner"), date("review"), flag("open")] }
        }
        List::Risks => {
            const { &[text("model"), text("state"), text("category"), person("owner"), date("due"), flag("open")] }
        }
        List::FollowUps => {
            const {
                &[
                    text("state"),
                    text("kind"),
                    person("owner"),
                    date("due"),
                    text("source"),
                    flag("open"),
                    flag("overdue"),
                ]
            }
        }
        List::Acceptances => {
            const { &[text("model"), text("state"), person("executive"), date("expires"), flag("open")] }
        }
        List::Incidents => const { &[text("model"), text("state"), number("severity"), person("owner"), flag("open")] },
        List::Meetings => const { &[text("state"), date("date")] },
        List::Events => const { &[text("kind"), person("actor"), text("about"), date("at")] },
    }
}
