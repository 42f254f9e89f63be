//! Where a report is written: the record as it stands or stood, the criteria, the people, the board's
//! clock, and the opening that every report has.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::Refusal;
use crate::domain::field::{FieldKind, FieldSpec, Fields};
use crate::domain::ids::RecordId;
use crate::domain::record::{Person, Record, Row};
use crate::domain::value::Handle;
use crate::exchange::build::{facts, heading, line, paragraph};
use crate::exchange::document::{Block, Colour, Document, Inlines, Person as Named, Table};
use crate::exchange::page::Pages;
use crate::exchange::prose::prose;
use crate::policy::Policy;
use crate::store::View;

/// What a report is written with.
pub struct Desk<'a> {
    /// The record as it stands, or as it stood, and the words for its values.
    pub pages: Pages<'a>,
    /// The board's day that is looked at.
    pub today: NaiveDate,
    /// The board's name.
    pub board: String,
    /// The head hash of the record.
    pub head: String,
    people: BTreeMap<Handle, Row<Person>>,
}

impl<'a> Desk<'a> {
    /// Reads what all reports need; the head is that of the record itself, not of a look back.
    pub fn new(pages: Pages<'a>) -> Result<Self, Refusal> {
        let people = pages.view.people()?.into_iter().map(|row| (row.handle.clone(), row)).collect();
        Ok(Self {
            today: pages.moment.with_timezone(&pages.policy.time_zone.0).date_naive(),
            board: pages.history.board_name()?,
            head: pages.history.head()?.hash,
            people,
            pages,
        })
    }

    /// The record.
    pub const fn view(&self) -> &'a View<'a> {
        self.pages.view
    }

    /// The criteria.
    pub const fn policy(&self) -> &'a Policy {
        self.pages.policy
    }

    /// Everybody the board knows.
    pub fn people(&self) -> impl Iterator<Item = &Row<Person>> {
        self.people.values()
    }

    /// Somebody by handle.
    pub fn row_of(&self, handle: &Handle) -> Option<&Row<Person>> {
        self.people.get(handle)
    }

    /// A person as a report names one: by full name, linked where an account is known.
    pub fn person(&self, handle: &Handle) -> Named {
        match self.people.get(handle) {
            None => Named::named(handle.as_str()),
            Some(row) if row.account_id.is_empty() => Named::named(row.name.as_str()),
            Some(row) => {
                Named::named(row.name.as_str()).account_id(row.account_id.as_str()).user_key(row.account_id.as_str())
            }
        }
    }

    /// The person, if one is named.
    pub fn maybe(&self, handle: &Handle) -> Option<Named> {
        (!handle.is_empty()).then(|| self.person(handle))
    }

    /// The person in a cell; empty without one.
    pub fn who(&self, handle: &Handle) -> Inlines {
        self.maybe(handle).map_or_else(line, |person| line().person(person))
    }

    /// Several people, with commas.
    pub fn persons<'h>(&self, handles: impl IntoIterator<Item = &'h Handle>) -> Inlines {
        let mut named = line();
        for (at, handle) in handles.into_iter().enumerate() {
            named = named.text(if at > 0 { ", " } else { "" }).person(self.person(handle));
        }
        named
    }

    /// A moment by the board's clock; nothing if it is not set.
    pub fn clock(&self, moment: Option<DateTime<Utc>>) -> String {
        let zone = self.policy().time_zone.0;
        moment.map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    }

    /// The day of a moment, by the board's clock.
    pub fn day(&self, moment: Option<DateTime<Utc>>) -> Option<NaiveDate> {
        moment.map(|at| at.with_timezone(&self.policy().time_zone.0).date_naive())
    }

    /// An identifier with the title of its record.
    pub fn named(&self, id: impl Into<RecordId>) -> Result<String, Refusal> {
        let id: RecordId = id.into();
        if id.number == 0 { Ok(String::new()) } else { self.pages.named(&id.to_string()) }
    }

    /// The fields of a record that are filled, by the names given and in their order; long texts are left to
    /// [`Desk::texts`].
    pub fn fields<R: Record>(&self, row: &Row<R>, names: &[&str]) -> Result<Table, Refusal> {
        let mut known = facts();
        for name in names {
            if let Some((label, kind, text)) = field(row, name)
                && !text.is_empty()
            {
                known = known.fact(label, self.value(kind, &text)?);
            }
        }
        Ok(known)
    }

    /// Every field of a record that is filled, but those named.
    pub fn fields_but<R: Record>(&self, row: &Row<R>, but: &[&str]) -> Result<Table, Refusal> {
        let names: Vec<&str> =
            R::SPECS.iter().chain(R::State::SPECS).map(|spec| spec.name).filter(|name| !but.contains(name)).collect();
        self.fields(row, &names)
    }

    /// Texts of a record as people wrote them, each under its label; what is blank is left out.
    pub fn texts<R: Record>(&self, row: &Row<R>, names: &[&str]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (label, _, text) in names.iter().filter_map(|name| field(row, name)).filter(|found| !found.2.is_empty()) {
            blocks.push(paragraph(line().strong(label)));
            blocks.extend(prose(&text));
        }
        blocks
    }

    fn value(&self, kind: FieldKind, text: &str) -> Result<Inlines, Refusal> {
        Ok(match kind {
            FieldKind::Person => self.who(&text.into()),
            FieldKind::People => {
                let handles: Vec<Handle> = text.split("; ").map(Handle::from).collect();
                self.persons(&handles)
            }
            FieldKind::Date => text.parse::<NaiveDate>().map_or_else(|_| text.into(), |day| line().date(day)),
            FieldKind::Line
            | FieldKind::Prose
            | FieldKind::Choice(_)
            | FieldKind::Record(_)
            | FieldKind::Records(_)
            | FieldKind::AnyRecord
            | FieldKind::Moment
            | FieldKind::Number(..)
            | FieldKind::YesNo
            | FieldKind::Words
            | FieldKind::References
            | FieldKind::Rows => self.pages.value(kind, text)?,
        })
    }

    /// A report with the properties that all of them carry: board, day, criteria, head of the record.
    pub fn open(&self, title: String, properties_id: &str) -> Document {
        let mut document = Document::new(title).properties_id(properties_id);
        document.property("Board", self.board.as_str());
        document.property("As of", line().date(self.today));
        document.property("Criteria", self.policy().label());
        document.property("Record", line().code(self.head.as_str()));
        document
    }
}

/// A field of a record by its name: label, kind, text.
fn field<R: Record>(row: &Row<R>, name: &str) -> Option<(&'static str, FieldKind, String)> {
    let place = |specs: &[FieldSpec]| specs.iter().position(|spec| spec.name == name);
    let (spec, text) = if let Some(at) = place(R::SPECS) {
        (&R::SPECS[at], row.fields.text(at))
    } else {
        let at = place(R::State::SPECS)?;
        (&R::State::SPECS[at], row.state.text(at))
    };
    Some((spec.label, (spec.kind)(), text))
}

/// Starts a section.
pub fn section(document: &mut Document, anchor: &str, title: &str) {
    document.push(heading(1, anchor, title));
}

/// A table, or a sentence where there is nothing to list.
pub fn listed(document: &mut Document, rows: Table, nothing: &str) {
    document.push(if rows.rows.is_empty() { paragraph(nothing) } else { rows.block() });
}

/// A day in a cell; empty without one.
pub fn dated(day: Option<NaiveDate>) -> Inlines {
    day.map_or_else(line, |day| line().date(day))
}

/// A word as a status mark.
pub fn mark(word: &str, colour: Colour) -> Inlines {
    line().status(word.to_uppercase(), colour)
}
