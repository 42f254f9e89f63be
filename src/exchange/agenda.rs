//! The agenda as people read it beforehand: a document, and the meeting for their calendars.

mod brief;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use brief::Brief;

use super::build::{facts, heading, line, paragraph, table};
use super::document::{Block, Colour, Document, Inlines, Table};
use super::minutes::named;
use super::registers::calendar::{escaped, folded};
use super::template::wording::{Put, Said, Values};
use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::domain::record::{Item, Meeting, Person, Row};
use crate::domain::states::{Disposition, MeetingState};
use crate::domain::text::{clean_text, counted};
use crate::domain::value::Handle;
use crate::domain::zone::Zone;
use crate::exchange::basis::Basis;

/// How long a meeting is in a calendar that says neither its length nor any timebox, in minutes.
const HOUR: i64 = 60;

/// Everything the agenda of a meeting says.
#[derive(Clone, Debug)]
pub struct Agenda {
    board: String,
    root: String,
    head: String,
    zone: Zone,
    meeting: Row<Meeting>,
    items: Vec<(Row<Item>, Brief)>,
    people: BTreeMap<Handle, Row<Person>>,
    /// Its headings and fixed sentences.
    said: Said,
}

/// Reads the agenda of a meeting as it stands today.
pub fn read(basis: Basis<'_>, meeting: MeetingId) -> Result<Agenda, Refusal> {
    let Basis { view, policy, now, wording } = basis;
    let today = now.with_timezone(&policy.time_zone.0).date_naive();
    let mut items = Vec::new();
    for item in view.items(meeting)? {
        if item.state.disposition != Disposition::Removed {
            let brief = Brief::of(view, policy, today, &item)?;
            items.push((item, brief));
        }
    }
    let agenda = Agenda {
        board: view.board_name()?,
        root: view.root()?,
        head: view.head()?.hash,
        zone: policy.time_zone.0,
        meeting: view.get(meeting.0)?,
        items,
        people: view.people()?.into_iter().map(|row| (row.handle.clone(), row)).collect(),
        said: Said::default(),
    };
    let said = wording.said(&agenda.names())?;
    Ok(Agenda { said, ..agenda })
}

impl Agenda {
    /// The page's title; it stays when items change, so that a page can be updated.
    pub fn title(&self) -> String {
        let own = self.meeting.title.as_str();
        let name = if own.is_empty() { format!("{} agenda", self.board) } else { format!("{own}, agenda") };
        let day = self.meeting.date.0.map(|day| format!(", {day}")).unwrap_or_default();
        format!("{} {name}{day}", self.meeting.id())
    }

    fn minutes(&self) -> i64 {
        self.items.iter().filter_map(|(item, _)| item.timebox.0).sum()
    }

    /// The document.
    pub fn document(&self) -> Document {
        let row = &self.meeting;
        let mut document = Document::new(self.title()).properties_id("mrb-agenda");
        document.property("Board", self.board.as_str());
        document.property("Meeting", row.id().to_string());
        let (status, colour) = match row.state.state {
            MeetingState::Draft => ("DRAFT", Colour::Yellow),
            MeetingState::Published => ("PUBLISHED", Colour::Blue),
            MeetingState::InSession | MeetingState::Recess => ("IN SESSION", Colour::Green),
            MeetingState::Adjourned | MeetingState::MinutesAdopted => ("OVER", Colour::Grey),
        };
        document.property("Status", line().status(status, colour));
        document.property("Kind", row.kind.word());
        document.property("Date", row.date.0.map_or_else(line, |day| line().date(day)));
        if let Some(at) = self.begins() {
            document.property("Time", self.zone.named_clock(at));
        }
        if !row.place.is_empty() {
            document.property("Place", row.place.as_str());
        }
        for (label, handle) in [("Chair", &row.chair), ("Secretary", &row.secretary)] {
            if !handle.is_empty() {
                document.property(label, line().person(named(&self.people, handle)));
            }
        }
        document.property("Planned", self.planned());
        if self.items.iter().any(|(item, _)| item.consent.0) {
            self.section(&mut document, "consent-agenda");
            document.push(paragraph(self.said.line("consent")));
            document.push(self.listed(true));
        }
        self.section(&mut document, "items");
        document.push(self.listed(false));
        self.briefs(&mut document);
        self.section(&mut document, "record");
        document.push(facts().fact("Head", line().code(self.head.as_str())).block());
        document.push(paragraph(self.said.line("proof")));
        document
    }

    fn section(&self, document: &mut Document, anchor: &str) {
        super::minutes::section(document, anchor, &self.said.heading(anchor));
    }

    /// What a sentence may name.
    fn names(&self) -> Values {
        let row = &self.meeting;
        let person = |handle: &Handle| {
            let named = Some(handle).filter(|handle| !handle.is_empty()).map(|handle| named(&self.people, handle));
            Put::Rich(named.map_or_else(line, |person| line().person(person)))
        };
        vec![
            ("board", Put::text(self.board.as_str())),
            ("meeting", Put::text(row.id().to_string())),
            ("kind", Put::text(row.kind.word())),
            ("date", Put::Rich(row.date.0.map_or_else(line, |day| line().date(day)))),
            ("time", Put::text(row.time.as_str())),
            ("place", Put::text(row.place.as_str())),
            ("chair", person(&row.chair)),
            ("secretary", person(&row.secretary)),
            ("planned", Put::text(self.planned())),
            ("command", Put::Rich(line().code(format!("boardroom verify --head {}", self.head)))),
        ]
    }

    /// `55 of 60 min`, and whether that is too much.
    fn planned(&self) -> String {
        let (sum, length) = (self.minutes(), self.meeting.length.0);
        match length {
            Some(length) if sum > length => format!("{sum} of {length} min, {} over", sum - length),
            Some(length) => format!("{sum} of {length} min"),
            None => format!("{sum} min"),
        }
    }

    /// The items, those on the consent agenda or the others, by their place.
    fn listed(&self, consent: bool) -> Block {
        let mut grid: Table = table(["No", "Item", "About", "Presenter", "Minutes", "Why"]);
        for (place, (item, brief)) in self.placed().filter(|(_, (item, _))| item.consent.0 == consent) {
            let presenter =
                Some(&item.presenter).filter(|handle| !handle.is_empty()).map(|handle| named(&self.people, handle));
            let why = if item.why.is_empty() { brief.why.as_str() } else { item.why.as_str() };
            grid = grid.row([
                place.to_string().into(),
                titled(item),
                item.subject.0.map(|id| id.to_string()).unwrap_or_default().into(),
                presenter.map_or_else(line, |person| line().person(person)),
                item.timebox.0.map(|minutes| minutes.to_string()).unwrap_or_default().into(),
                why.into(),
            ]);
        }
        if grid.rows.is_empty() { paragraph(self.said.line("none")) } else { grid.block() }
    }

    fn placed(&self) -> impl Iterator<Item = (u32, &(Row<Item>, Brief))> {
        (1..).zip(&self.items)
    }

    /// What is to be read beforehand on each item.
    fn briefs(&self, document: &mut Document) {
        let told: Vec<(u32, &Row<Item>, Block)> =
            self.placed().filter_map(|(place, (item, brief))| Some((place, item, brief.block()?))).collect();
        if told.is_empty() {
            return;
        }
        self.section(document, "beforehand");
        for (place, item, block) in told {
            document.push(heading(
                2,
                &format!("item-{}", item.id()),
                line().text(format!("{place} ")).join(titled(item)),
            ));
            document.push(block);
        }
    }

    /// When it begins; nothing without a day or an hour.
    fn begins(&self) -> Option<DateTime<Utc>> {
        let time = NaiveTime::parse_from_str(self.meeting.time.as_str(), "%H:%M").ok()?;
        Some(self.zone.moment(self.meeting.date.0?, time))
    }

    /// The meeting as a calendar of one event (RFC 5545); one without an hour takes the whole day.
    pub fn calendar(&self, now: DateTime<Utc>) -> Result<String, Refusal> {
        let row = &self.meeting;
        let Some(day) = row.date.0 else {
            return Err(Refusal::data("date", format!("{} has no date", row.id())).hint("set it first"));
        };
        let stamp = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
        let length = row.length.0.filter(|length| *length > 0).unwrap_or_else(|| self.minutes().max(HOUR));
        let span = match self.begins() {
            Some(begins) => {
                [format!("DTSTART:{}", stamp(begins)), format!("DTEND:{}", stamp(begins + TimeDelta::minutes(length)))]
            }
            None => [
                format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")),
                format!("DTEND;VALUE=DATE:{}", day.succ_opt().unwrap_or(day).format("%Y%m%d")),
            ],
        };
        let root: String = self.root.chars().take(16).collect();
        let title = if row.title.is_empty() { self.board.clone() } else { row.title.0.clone() };
        let published = !matches!(row.state.state, MeetingState::Draft);
        let mut lines = vec![
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//boardroom//agenda//EN".to_owned(),
            "CALSCALE:GREGORIAN".to_owned(),
            "METHOD:PUBLISH".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-{root}@boardroom", row.id().to_string().to_lowercase()),
            format!("DTSTAMP:{}", stamp(now)),
            // The last event about the meeting or its items: a later export replaces an earlier one.
            format!(
                "SEQUENCE:{}",
                self.items.iter().map(|(item, _)| item.revision).chain([row.revision]).max().unwrap_or(0)
            ),
        ];
        lines.extend(span);
        lines.push(format!("SUMMARY:{}", escaped(&clean_text(&format!("{} {title}", row.id())))));
        if !row.place.is_empty() {
            lines.push(format!("LOCATION:{}", escaped(&clean_text(row.place.as_str()))));
        }
        lines.push(format!("DESCRIPTION:{}", escaped(&clean_text(&self.outline()))));
        lines.push(format!("STATUS:{}", if published { "CONFIRMED" } else { "TENTATIVE" }));
        lines.push(format!("X-BOARDROOM-HEAD:{}", self.head));
        lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
        Ok(lines.iter().map(|line| folded(line)).collect())
    }

    /// The items in lines.
    fn outline(&self) -> String {
        let count = counted(i64::try_from(self.items.len()).unwrap_or(i64::MAX), "item");
        let mut text = format!("{count}, {} min", self.minutes());
        for (place, (item, _)) in self.placed() {
            let late = if item.state.late.0 { " (late)" } else { "" };
            let consent = if item.consent.0 { " (consent)" } else { "" };
            let _ = write!(text, "\n{place}. {}{consent}{late}", item.title);
        }
        text
    }
}

/// An item's title, with the mark of what came after the agenda was published.
fn titled(item: &Row<Item>) -> Inlines {
    let title = Inlines::from(item.title.as_str());
    if item.state.late.0 { title.text(" ").status("LATE", Colour::Yellow) } else { title }
}
