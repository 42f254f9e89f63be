//! The opening of the minutes: header, attendance, quorum, recusals, earlier minutes, consent agenda.

use super::decisions::verdict;
use super::{Minutes, colour};
use crate::domain::ids::{ItemId, RecordKind};
use crate::domain::record::{Decision, Item, Row};
use crate::domain::states::{ItemKind, MeetingState, Seat};
use crate::domain::value::Handle;
use crate::exchange::build::{bullets, line, panel, paragraph, table};
use crate::exchange::document::{Block, Colour, Document, Inlines, PanelKind};
use crate::store::query::meeting::Passage;

/// How one person attended.
pub(super) struct Attended<'a> {
    pub(super) person: &'a Handle,
    pub(super) passages: Vec<&'a Passage>,
    /// Whose seat the person may take.
    pub(super) instead_of: Option<&'a Handle>,
}

impl Minutes {
    pub(super) fn opening(&self, document: &mut Document) {
        self.header(document);
        self.marks(document);
        document.push(Block::Contents(2));
        self.call_to_order(document);
        self.quorum(document);
        self.conflicts(document);
        self.earlier_minutes(document);
        self.consent(document);
    }

    pub(super) const fn status(&self) -> (&'static str, Colour) {
        match self.meeting.state.state {
            MeetingState::MinutesAdopted => ("ADOPTED", Colour::Green),
            MeetingState::Draft
            | MeetingState::Published
            | MeetingState::InSession
            | MeetingState::Recess
            | MeetingState::Adjourned => ("DRAFT", Colour::Yellow),
        }
    }

    fn header(&self, document: &mut Document) {
        let row = &self.meeting;
        let (status, mark) = self.status();
        document.property("Board", self.board.as_str());
        document.property("Meeting", row.id().to_string());
        document.property("Status", line().status(status, mark));
        document.property("Kind", row.kind.word());
        document.property("Date", row.date.0.map_or_else(line, |date| line().date(date)));
        document.property("Time", self.span());
        document.property("Place", row.place.as_str());
        document.property("Chair", self.persons(named(&row.chair)));
        document.property("Secretary", self.persons(named(&row.secretary)));
        document.property("Criteria", row.state.criteria_version.as_str());
        document.property("Decisions", self.decisions.len().to_string());
        document.property("Record", line().code(self.head_hash()));
    }

    /// `14:02 to 15:10 CET (Europe/Berlin)`: from the call to order to the adjournment.
    fn span(&self) -> String {
        let opened = self.meeting.state.opened_at.0;
        match (&self.adjournment, opened) {
            (Some(mark), _) => format!("{} to {}", self.clock(opened), self.zone.named_clock(mark.at)),
            (None, Some(at)) => format!("from {}", self.zone.named_clock(at)),
            (None, None) => String::new(),
        }
    }

    /// What must not be overlooked: a draft, provisional decisions.
    fn marks(&self, document: &mut Document) {
        if self.is_draft() {
            document.push(panel(PanelKind::Note, "Draft", vec![paragraph(self.said.line("draft"))]));
        }
        if !self.provisional().is_empty() {
            let sentence = paragraph(self.said.line("provisional"));
            document.push(panel(PanelKind::Warning, "Provisional decisions", vec![sentence]));
        }
    }

    /// Who came, in the order of the board's seats, then others as they arrived.
    pub(super) fn attended(&self) -> Vec<Attended<'_>> {
        let mut order: Vec<&Handle> = self.seats.iter().collect();
        for passage in &self.passages {
            if !order.contains(&&passage.person) {
                order.push(&passage.person);
            }
        }
        let attended = order.into_iter().map(|person| {
            let passages = self.passages.iter().filter(|passage| passage.person == *person).collect();
            let seat = self.people.get(person).map(|row| &row.alternate_for).filter(|seat| !seat.is_empty());
            Attended { person, passages, instead_of: seat }
        });
        attended.collect()
    }

    fn call_to_order(&self, document: &mut Document) {
        self.section(document, "call-to-order");
        document.push(paragraph(self.said.line("called-to-order")));
        let (present, absent): (Vec<_>, Vec<_>) =
            self.attended().into_iter().partition(|attended| !attended.passages.is_empty());
        let mut grid = table(["Present", "Seat", "Function", "Arrivals and departures"]);
        for attended in present {
            let row = self.people.get(attended.person);
            let name = line().person(self.person(attended.person));
            let seat = match attended.instead_of {
                Some(seat) => line().text("alternate for ").person(self.person(seat)),
                None => row.map_or("", |row| if row.seat == Seat::None { "" } else { row.seat.word() }).into(),
            };
            let function = row.map_or("", |row| row.function.word());
            grid = grid.row([name, seat, function.into(), self.times(&attended.passages).into()]);
        }
        document.push(grid.block());
        // An alternate who stayed away filled no seat, and so is not missed.
        let missed = absent
            .iter()
            .map(|attended| attended.person)
            .filter(|person| self.people.get(*person).is_some_and(|row| row.seat != Seat::None));
        let missed: Vec<&Handle> = missed.collect();
        let away = if missed.is_empty() { self.said.line("nobody-absent") } else { self.persons(missed) };
        document.push(paragraph(line().strong("Absent: ").join(away)));
        let mut words = String::new();
        for (at, began) in &self.recesses {
            let clock = self.clock(Some(*at));
            let comma = if words.is_empty() { "" } else { ", " };
            let parts = if *began { [comma, "from ", &clock] } else { [" to ", &clock, ""] };
            words.extend(parts);
        }
        if !words.is_empty() {
            document.push(paragraph(line().strong("Recess: ").text(words)));
        }
    }

    /// `from 09:02 to 10:15, from 10:40`: a stay without an end lasted to the adjournment.
    pub(super) fn times(&self, passages: &[&Passage]) -> String {
        let mut text = String::new();
        for passage in passages {
            let clock = self.clock(passage.at.0);
            if passage.arrived {
                if !text.is_empty() {
                    text.push_str(", ");
                }
                text.push_str("from ");
                text.push_str(&clock);
            } else {
                text.push_str(" to ");
                text.push_str(&clock);
            }
        }
        text
    }

    fn quorum(&self, document: &mut Document) {
        self.section(document, "quorum");
        let rows = self.counted();
        if rows.is_empty() {
            document.push(paragraph(self.said.line("no-vote")));
            return;
        }
        let sentence = if self.short().is_empty() { "quorum-present" } else { "quorum-missing" };
        document.push(paragraph(self.said.line(sentence)));
        let mut grid = table(["Decision", "Present", "Needed", "Seats filled", "Functions missing"]);
        for row in rows {
            let number = |count: Option<i64>| Inlines::from(count.unwrap_or(0).to_string());
            grid = grid.row([
                Inlines::from(row.id().to_string()),
                number(row.quorum_present.0),
                number(row.quorum_required.0),
                number(row.seats_filled.0),
                row.functions_missing.0.join("; ").into(),
            ]);
        }
        document.push(grid.block());
    }

    fn conflicts(&self, document: &mut Document) {
        self.section(document, "recusals");
        if self.recusals.is_empty() {
            document.push(paragraph(self.said.line("none")));
            return;
        }
        let mut grid = table(["Item", "Member", "Reason", "By"]);
        for one in &self.recusals {
            let title = self.item(one.item).map(|item| item.title.as_str()).unwrap_or_default();
            let by = if one.by_rule { "rule R03" } else { "own declaration" };
            let cells = [
                Inlines::from(format!("{} {title}", self.place(one.item)).trim()),
                line().person(self.person(&one.person)),
                one.reason.as_str().into(),
                by.into(),
            ];
            grid = grid.row(cells);
        }
        document.push(grid.block());
    }

    fn earlier_minutes(&self, document: &mut Document) {
        self.section(document, "previous-minutes");
        let mut lines: Vec<Inlines> = Vec::new();
        for adopted in &self.adopted {
            let meeting = adopted.meeting;
            lines.push(if adopted.corrections.is_empty() {
                line().text(format!("The minutes of {meeting} were adopted."))
            } else {
                line().text(format!("The minutes of {meeting} were adopted as corrected: ")).lines(&adopted.corrections)
            });
        }
        for item in self.agenda().filter(|item| item.fields.kind == ItemKind::Minutes) {
            let about = item.subject.0.filter(|id| id.kind == RecordKind::Meeting);
            let adopted = about.is_some_and(|id| self.adopted.iter().any(|one| one.meeting.0 == id.number));
            if !adopted {
                lines.push(line().text(format!("{}: {}.", item.title, item.state.disposition.word())));
            }
        }
        document.push(if lines.is_empty() { paragraph(self.said.line("no-minutes")) } else { bullets(lines) });
    }

    fn consent(&self, document: &mut Document) {
        self.section(document, "consent-agenda");
        let items: Vec<&Row<Item>> = self.agenda().filter(|item| item.consent.0).collect();
        if items.is_empty() && self.signed.is_empty() {
            document.push(paragraph(self.said.line("none")));
            return;
        }
        let told = items.into_iter().map(|item| {
            let ids: Vec<String> = self.decisions_on(ItemId(item.number)).map(|row| row.id().to_string()).collect();
            let outcome = if ids.is_empty() { item.state.disposition.word().to_owned() } else { ids.join(", ") };
            format!("{} {}: {outcome}", self.place(ItemId(item.number)), item.title)
        });
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            document.push(bullets(told));
        }
        self.signed(document);
    }

    /// Decisions signed outside the meeting come before the board here.
    fn signed(&self, document: &mut Document) {
        if self.signed.is_empty() {
            return;
        }
        document.push(paragraph(line().strong("Signed outside the meeting since the one before")));
        let mut grid = table(["Decision", "Subject", "Outcome", "Signed by", "On", "Valid until"]);
        for row in &self.signed {
            let day = row.state.decided_at.0.map(|moment| moment.with_timezone(&self.zone).date_naive());
            let dated = |day: Option<chrono::NaiveDate>| day.map_or_else(line, |day| line().date(day));
            grid = grid.row([
                Inlines::from(row.id().to_string()),
                self.subject(row).into(),
                line().status(verdict(row).to_uppercase(), colour(row.state.status, row.outcome.releases())),
                self.persons(&row.voters_for.0),
                dated(day),
                dated(row.valid_until.0),
            ]);
        }
        document.push(grid.block());
    }
}

/// Whether a decision was made with enough seats and every function.
pub(super) fn quorate(row: &Row<Decision>) -> bool {
    row.quorum_present.0 >= row.quorum_required.0 && row.functions_missing.0.is_empty()
}

/// The person, if one is named.
pub(super) fn named(handle: &Handle) -> Option<&Handle> {
    (!handle.is_empty()).then_some(handle)
}
