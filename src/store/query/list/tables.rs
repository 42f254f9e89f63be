//! The lists of what the board does: submissions, models, decisions, meetings, agenda, people, events.

use super::{Asked, Column, Holds, Sort, Table};
use crate::domain::ids::RecordKind;
use crate::domain::query::filter::{QueryField, QueryKind};
use crate::domain::states::{
    DecisionStatus, Disposition, Exposure, Function, ItemKind, MeetingKind, MeetingState, ModelKind, Origin, Outcome,
    Seat, Stage, SubmissionKind, SubmissionState, ViewedList,
};

pub(super) const fn asked(name: &'static str, kind: QueryKind, sql: &'static str) -> Asked {
    Asked { field: QueryField { name, kind }, sql, index: None }
}

pub(super) const fn flag(name: &'static str, sql: &'static str) -> Asked {
    asked(name, QueryKind::Flag, sql)
}

/// What will be late first: by due date while the clock runs, then what is returned, then what is over.
/// An index has the same words.
const SUBMISSION_URGENCY: &str = "CASE s.state WHEN 'decided' THEN '9999' WHEN 'withdrawn' THEN '9999' WHEN 'out-of-scope' THEN '9999' WHEN 'returned' THEN '9998'
     WHEN 'submitted' THEN coalesce(s.triage_due, '9997') ELSE coalesce(s.decision_due, s.triage_due, '9997') END";
const SUBMISSION_DUE: &str = "iif(s.state = 'submitted', s.triage_due, coalesce(s.decision_due, s.triage_due))";

/// Submissions.
pub const SUBMISSIONS: Table = Table {
    kind: Some(RecordKind::Submission),
    columns: &[
        Column::id(RecordKind::Submission, "s.number"),
        Column::new("model", "Model", 18, "coalesce(m.name, '') COLLATE NOCASE").grows(),
        Column::new("tier", "T", 2, "m.tier"),
        Column::new("kind", "Kind", 13, "s.kind"),
        Column::new("state", "State", 10, "s.state"),
        Column::new("ready", "Ready", 6, "").right().judged(),
        Column::new("due", "Due", 10, SUBMISSION_URGENCY),
        Column::new("requester", "Requester", 12, "s.requester").hidden(),
        Column::new("reviewer", "Reviewer", 12, "s.reviewer").hidden(),
        Column::new("summary", "Summary", 20, "s.summary").grows().hidden(),
        Column::new("submitted", "Submitted", 16, "s.submitted_at").holding(Holds::Moment).hidden(),
    ],
    first: Sort { column: "due", descending: false },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', s.model) || m.name, '')"),
        asked("tier", QueryKind::Range(1, 4), "m.tier"),
        asked("state", QueryKind::Choice(SubmissionState::WORDS), "s.state"),
        asked("kind", QueryKind::Choice(SubmissionKind::WORDS), "s.kind"),
        asked("due", QueryKind::Date, SUBMISSION_DUE),
        asked("release", QueryKind::Date, "s.release_target"),
        asked("submitted", QueryKind::Date, "board_day(s.submitted_at, :zone)"),
        asked("requester", QueryKind::Person, "s.requester"),
        asked("reviewer", QueryKind::Person, "s.reviewer"),
        asked("backup", QueryKind::Person, "s.backup_reviewer"),
        asked("custom", QueryKind::Custom(RecordKind::Submission), "coalesce(s.custom, '')"),
        asked("tag", QueryKind::Tag, "coalesce(m.tags, '')"),
        flag(
            "open",
            "(s.state = 'submitted' OR s.state = 'in-review' OR s.state = 'returned' OR s.state = 'ready' OR s.state = 'scheduled')",
        )
        .by("submission_open"),
        flag("ready", "s.state = 'ready'"),
        flag(
            "overdue",
            "s.state IN ('submitted', 'in-review', 'ready', 'scheduled') AND iif(s.state = 'submitted', s.triage_due, coalesce(s.decision_due, s.triage_due)) < :today",
        ),
    ],
    from: "submission s",
    joins: &[("m.", "LEFT JOIN model m ON m.number = s.model")],
    holds: "s.voided = 0",
    number: "s.number",
    whose: &["s.requester", "s.reviewer", "s.backup_reviewer"],
    standing: "CASE WHEN s.state IN ('decided', 'withdrawn', 'out-of-scope') THEN 3
        WHEN s.state = 'returned' THEN 0 WHEN iif(s.state = 'submitted', s.triage_due, coalesce(s.decision_due, s.triage_due)) < :today THEN 2
        WHEN iif(s.state = 'submitted', s.triage_due, coalesce(s.decision_due, s.triage_due)) <= date(:today, '+2 days') THEN 1 ELSE 0 END",
};

/// The inventory.
pub const MODELS: Table = Table {
    kind: Some(RecordKind::Model),
    columns: &[
        Column::id(RecordKind::Model, "m.number"),
        Column::new("name", "Name", 18, "m.name COLLATE NOCASE").grows(),
        Column::new("tier", "T", 2, "m.tier"),
        Column::new("stage", "Stage", 10, "m.stage"),
        Column::new("version", "Version", 8, "m.current_version"),
        Column::new("owner", "Owner", 12, "m.owner"),
        Column::new("review", "Review", 10, "m.next_review"),
        Column::new("kind", "Kind", 11, "m.kind").hidden(),
        Column::new("unit", "Unit", 14, "m.business_unit").hidden(),
        Column::new("vendor", "Vendor", 12, "m.vendor").hidden(),
        Column::new("tags", "Tags", 14, "m.tags").hidden(),
    ],
    first: Sort { column: "name", descending: false },
    asked: &[
        asked("name", QueryKind::Text, "m.name"),
        asked("tier", QueryKind::Range(1, 4), "m.tier"),
        asked("stage", QueryKind::Choice(Stage::WORDS), "m.stage"),
        asked("kind", QueryKind::Choice(ModelKind::WORDS), "m.kind"),
        asked("origin", QueryKind::Choice(Origin::WORDS), "m.origin"),
        asked("exposure", QueryKind::Choice(Exposure::WORDS), "m.exposure"),
        asked("vendor", QueryKind::Text, "coalesce(m.vendor, '')"),
        asked("unit", QueryKind::Text, "coalesce(m.business_unit, '')"),
        asked("tag", QueryKind::Tag, "coalesce(m.tags, '')"),
        asked("region", QueryKind::Text, "coalesce(m.regions, '')"),
        asked("owner", QueryKind::Person, "m.owner"),
        asked("developer", QueryKind::Text, "coalesce(m.developers, '')"),
        asked("review", QueryKind::Date, "m.next_review"),
        asked("key", QueryKind::Text, "coalesce(m.external_key, '')"),
        asked("custom", QueryKind::Custom(RecordKind::Model), "coalesce(m.custom, '')"),
        flag("open", "m.stage <> 'retired'"),
        flag("overdue", "m.stage IN ('production', 'suspended') AND m.next_review < :today"),
        flag("provisional", "m.tier_provisional = 1"),
        flag("untiered", "m.tier IS NULL"),
        flag("unowned", "m.owner IS NULL"),
    ],
    from: "model m",
    joins: &[],
    holds: "m.voided = 0",
    number: "m.number",
    whose: &["m.owner", "m.developers", "m.accountable_exec"],
    standing: "CASE WHEN m.stage = 'retired' THEN 3 WHEN m.stage = 'suspended' OR (m.stage = 'production' AND m.next_review < :today) THEN 2
        WHEN m.stage = 'production' AND m.next_review <= date(:today, '+30 days') THEN 1 ELSE 0 END",
};

/// Decisions.
pub const DECISIONS: Table = Table {
    kind: Some(RecordKind::Decision),
    columns: &[
        Column::id(RecordKind::Decision, "d.number"),
        Column::new("date", "Date", 10, "coalesce(g.date, board_day(d.decided_at, :zone))"),
        Column::new("meeting", "Meeting", 8, "d.meeting").holding(Holds::Id(RecordKind::Meeting)).hidden(),
        Column::new("outcome", "Outcome", 12, "d.outcome"),
        Column::new("status", "Status", 11, "d.status"),
        Column::new("model", "Model", 14, "coalesce(m.name, '') COLLATE NOCASE"),
        Column::new("motion", "Motion", 14, "d.motion").grows().unsorted(),
        Column::new("valid", "Valid until", 11, "d.valid_until").hidden(),
    ],
    first: Sort { column: "id", descending: true },
    asked: &[
        asked("outcome", QueryKind::Choice(Outcome::WORDS), "d.outcome"),
        asked("status", QueryKind::Choice(DecisionStatus::WORDS), "d.status"),
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', d.model) || m.name, '')"),
        asked("meeting", QueryKind::Text, "printf('MRB-%04d', d.meeting)"),
        asked("tier", QueryKind::Range(1, 4), "d.tier"),
        asked("date", QueryKind::Date, "coalesce(g.date, board_day(d.decided_at, :zone))"),
        asked("valid", QueryKind::Date, "d.valid_until"),
        asked("mover", QueryKind::Person, "d.mover"),
        flag("open", "d.status IN ('final', 'provisional')"),
        flag("provisional", "d.status = 'provisional'"),
        flag("in-force", "d.status = 'final' AND (d.valid_until IS NULL OR d.valid_until >= :today)"),
    ],
    from: "decision d",
    joins: &[("g.", "LEFT JOIN meeting g ON g.number = d.meeting"), ("m.", "LEFT JOIN model m ON m.number = d.model")],
    holds: "d.voided = 0",
    number: "d.number",
    whose: &["d.mover", "d.voters_for", "d.voters_against", "d.voters_abstain"],
    standing: "CASE d.status WHEN 'provisional' THEN 1 WHEN 'failed' THEN 3 WHEN 'void' THEN 3 WHEN 'superseded' THEN 3 ELSE 0 END",
};

/// Meetings.
pub const MEETINGS: Table = Table {
    kind: Some(RecordKind::Meeting),
    columns: &[
        Column::id(RecordKind::Meeting, "g.number"),
        Column::new("title", "Meeting", 20, "g.title").grows(),
        Column::new("date", "Date", 10, "g.date"),
        Column::new("time", "Time", 5, "g.time"),
        Column::new("kind", "Kind", 9, "g.kind").hidden(),
        Column::new("state", "State", 15, "g.state"),
        Column::new(
            "items",
            "Items",
            6,
            "(SELECT count(*) FROM item i WHERE i.meeting = g.number AND i.voided = 0 AND i.disposition <> 'removed')",
        )
        .right()
        .unsorted(),
        Column::new("chair", "Chair", 12, "g.chair").hidden(),
    ],
    first: Sort { column: "date", descending: true },
    asked: &[
        asked("state", QueryKind::Choice(MeetingState::WORDS), "g.state"),
        asked("kind", QueryKind::Choice(MeetingKind::WORDS), "g.kind"),
        asked("date", QueryKind::Date, "g.date"),
        asked("chair", QueryKind::Person, "g.chair"),
        flag("open", "g.state NOT IN ('adjourned', 'minutes-adopted')"),
    ],
    from: "meeting g",
    joins: &[],
    holds: "g.voided = 0",
    number: "g.number",
    whose: &["g.chair", "g.secretary"],
    standing: "CASE g.state WHEN 'minutes-adopted' THEN 3 WHEN 'adjourned' THEN 1 ELSE 0 END",
};

/// Agenda items.
pub const AGENDA: Table = Table {
    kind: Some(RecordKind::Item),
    columns: &[
        Column::id(RecordKind::Item, "i.number"),
        Column::new("meeting", "Meeting", 8, "i.meeting").holding(Holds::Id(RecordKind::Meeting)).hidden(),
        Column::new("place", "No", 3, "i.position").right(),
        Column::new("kind", "Kind", 11, "i.kind"),
        Column::new("title", "Item", 18, "i.title").grows(),
        Column::new("presenter", "Presenter", 12, "i.presenter"),
        Column::new("timebox", "Min", 4, "i.timebox").right(),
        Column::new("consent", "Consent", 7, "CASE i.consent WHEN 1 THEN 'yes' END").hidden(),
        Column::new("subject", "About", 8, "i.subject").holding(Holds::AnyId).hidden(),
        Column::new("disposition", "State", 12, "i.disposition"),
    ],
    first: Sort { column: "place", descending: false },
    asked: &[
        asked("meeting", QueryKind::Text, "printf('MRB-%04d', i.meeting)"),
        asked("kind", QueryKind::Choice(ItemKind::WORDS), "i.kind"),
        asked("disposition", QueryKind::Choice(Disposition::WORDS), "i.disposition"),
        asked("presenter", QueryKind::Person, "i.presenter"),
        asked("date", QueryKind::Date, "g.date"),
        flag("open", "i.disposition = 'open'"),
        flag("consent", "i.consent = 1"),
    ],
    from: "item i JOIN meeting g ON g.number = i.meeting",
    joins: &[],
    holds: "i.voided = 0 AND i.disposition <> 'removed'",
    number: "i.number",
    whose: &["i.presenter"],
    standing: "CASE i.disposition WHEN 'open' THEN 0 ELSE 3 END",
};

/// Submissions that a person reviews and that are open.
const REVIEWS: &str = "nullif((SELECT count(*) FROM submission s WHERE s.reviewer = p.handle AND s.voided = 0 AND s.state IN ('submitted', 'in-review', 'returned', 'ready', 'scheduled')), 0)";

/// People and their seats.
pub const PEOPLE: Table = Table {
    kind: Some(RecordKind::Person),
    columns: &[
        Column::id(RecordKind::Person, "p.number"),
        Column::new("handle", "Handle", 12, "p.handle"),
        Column::new("name", "Name", 18, "p.name COLLATE NOCASE").grows(),
        Column::new("function", "Function", 12, "p.function"),
        Column::new("seat", "Seat", 10, "p.seat"),
        Column::new("reviews", "Reviews", 7, REVIEWS).right(),
        Column::new("executive", "Executive", 9, "CASE p.accountable_exec WHEN 1 THEN 'yes' END").hidden(),
        Column::new("manager", "Manager", 12, "p.manager").hidden(),
        Column::new("email", "E-mail", 20, "p.email").hidden(),
        Column::new("active", "Active", 6, "p.active").hidden(),
    ],
    first: Sort { column: "name", descending: false },
    asked: &[
        asked("handle", QueryKind::Person, "p.handle"),
        asked("name", QueryKind::Text, "p.name"),
        asked("function", QueryKind::Choice(Function::WORDS), "p.function"),
        asked("seat", QueryKind::Choice(Seat::WORDS), "p.seat"),
        asked("manager", QueryKind::Person, "p.manager"),
        asked("reviews", QueryKind::Number, REVIEWS),
        flag("executive", "p.accountable_exec = 1"),
        flag("voting", "p.seat IN ('chair', 'vice-chair', 'voter')"),
    ],
    from: "person p",
    joins: &[],
    holds: "p.voided = 0",
    number: "p.number",
    whose: &["p.handle"],
    standing: "0",
};

/// Saved views.
pub const VIEWS: Table = Table {
    kind: Some(RecordKind::SavedView),
    columns: &[
        Column::id(RecordKind::SavedView, "w.number"),
        Column::new("name", "Name", 20, "w.name COLLATE NOCASE").grows(),
        Column::new("list", "List", 11, "w.list"),
        Column::new("query", "Query", 22, "w.query").grows(),
        Column::new("sort", "Sort", 10, "w.sort"),
    ],
    first: Sort { column: "name", descending: false },
    asked: &[
        asked("name", QueryKind::Text, "w.name"),
        asked("list", QueryKind::Choice(ViewedList::WORDS), "w.list"),
        flag("retired", "w.retired = 1"),
    ],
    from: "saved_view w",
    joins: &[],
    holds: "w.voided = 0",
    number: "w.number",
    whose: &[],
    standing: "CASE w.retired WHEN 1 THEN 3 ELSE 0 END",
};

/// Thematic reviews.
pub const THEMATIC: Table = Table {
    kind: Some(RecordKind::ThematicReview),
    columns: &[
        Column::id(RecordKind::ThematicReview, "t.number"),
        Column::new("title", "Title", 14, "t.title COLLATE NOCASE").grows(),
        Column::new("query", "Models", 12, "t.query").grows(),
        Column::new("reviewer", "Reviewer", 12, "t.reviewer"),
        Column::new("from", "From", 10, "t.\"from\"").hidden(),
        Column::new("until", "Until", 10, "t.until"),
        Column::new("concluded", "Concluded", 10, "t.concluded_on"),
    ],
    first: Sort { column: "until", descending: true },
    asked: &[
        asked("title", QueryKind::Text, "t.title"),
        asked("reviewer", QueryKind::Person, "t.reviewer"),
        asked("until", QueryKind::Date, "t.until"),
        flag("open", "t.concluded_on IS NULL"),
        flag("overdue", "t.concluded_on IS NULL AND t.until < :today"),
    ],
    from: "thematic_review t",
    joins: &[],
    holds: "t.voided = 0",
    number: "t.number",
    whose: &["t.reviewer"],
    standing: "CASE WHEN t.concluded_on IS NOT NULL THEN 3 WHEN t.until < :today THEN 2 ELSE 0 END",
};

/// The event log.
pub const EVENTS: Table = Table {
    kind: None,
    columns: &[
        Column::new("seq", "No", 7, "e.seq").right(),
        Column::new("at", "When", 16, "e.effective").holding(Holds::Moment).unsorted(),
        Column::new("actor", "Who", 12, "e.actor").unsorted(),
        Column::new("kind", "Event", 22, "e.kind").unsorted().hidden(),
        // The log finds the events of a record, not the records of an event: those stand in the event itself.
        Column::new("about", "About", 10, "e.kind || char(10) || e.version || char(10) || e.payload")
            .holding(Holds::About)
            .unsorted(),
        Column::new("operation", "Op", 6, "e.op").right().hidden().unsorted(),
        Column::new(
            "summary",
            "What",
            22,
            "coalesce(e.kind || char(10) || e.version || char(10) || e.payload, o.summary)",
        )
        .holding(Holds::Told)
        .grows()
        .unsorted(),
    ],
    first: Sort { column: "seq", descending: true },
    asked: &[
        asked("kind", QueryKind::Text, "e.kind"),
        asked("actor", QueryKind::Person, "e.actor"),
        asked("operation", QueryKind::Number, "e.op"),
        asked("at", QueryKind::Date, "board_day(e.effective, :zone)"),
        asked("text", QueryKind::Text, "e.kind || ' ' || e.actor || ' ' || coalesce(e.payload, '')"),
        flag("undone", "o.reversed_by IS NOT NULL"),
    ],
    from: "event e",
    joins: &[("o.", "LEFT JOIN operation o ON o.op = e.op")],
    holds: "1",
    number: "e.seq",
    whose: &["e.actor"],
    standing: "CASE WHEN o.reversed_by IS NOT NULL THEN 3 ELSE 0 END",
};
