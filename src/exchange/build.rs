//! Small words for building a document, so that what builds one reads like the page.

use chrono::NaiveDate;

use super::document::{
    Anchor, Block, Code, Colour, Decided, Document, Expand, Flow, Heading, Href, Inline, Inlines, List, Panel,
    PanelKind, Person, Table, Target, Task, Trend,
};

impl From<&str> for Inlines {
    fn from(text: &str) -> Self {
        Self(vec![Inline::Text(text.to_owned())])
    }
}

impl From<&String> for Inlines {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<String> for Inlines {
    fn from(text: String) -> Self {
        Self(vec![Inline::Text(text)])
    }
}

impl From<Inline> for Inlines {
    fn from(inline: Inline) -> Self {
        Self(vec![inline])
    }
}

impl From<Vec<Inline>> for Inlines {
    fn from(inlines: Vec<Inline>) -> Self {
        Self(inlines)
    }
}

impl From<NaiveDate> for Inlines {
    fn from(date: NaiveDate) -> Self {
        Self(vec![Inline::Date(date)])
    }
}

impl From<Person> for Inlines {
    fn from(person: Person) -> Self {
        Self(vec![Inline::Person(person)])
    }
}

/// Starts a line: `line().text("Quorum: ").status("MET", Colour::Green)`.
pub fn line() -> Inlines {
    Inlines::default()
}

impl Inlines {
    /// Adds a piece.
    #[must_use]
    pub fn then(mut self, inline: Inline) -> Self {
        self.0.push(inline);
        self
    }

    /// Adds the pieces of another line.
    #[must_use]
    pub fn join(mut self, other: impl Into<Self>) -> Self {
        self.0.extend(other.into().0);
        self
    }

    /// Adds plain text.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.then(Inline::Text(text.into()))
    }

    /// Adds strong text.
    #[must_use]
    pub fn strong(self, content: impl Into<Self>) -> Self {
        self.then(Inline::Strong(content.into()))
    }

    /// Adds emphasised text.
    #[must_use]
    pub fn em(self, content: impl Into<Self>) -> Self {
        self.then(Inline::Emphasis(content.into()))
    }

    /// Adds text in a fixed-width face.
    #[must_use]
    pub fn code(self, text: impl Into<String>) -> Self {
        self.then(Inline::Code(text.into()))
    }

    /// Adds a status mark.
    #[must_use]
    pub fn status(self, label: impl Into<String>, colour: Colour) -> Self {
        self.then(Inline::Status(label.into(), colour))
    }

    /// Adds a date.
    #[must_use]
    pub fn date(self, date: NaiveDate) -> Self {
        self.then(Inline::Date(date))
    }

    /// Adds a person.
    #[must_use]
    pub fn person(self, person: Person) -> Self {
        self.then(Inline::Person(person))
    }

    /// Adds a link.
    #[must_use]
    pub fn link(self, label: impl Into<String>, address: &str) -> Self {
        self.then(link(label, address))
    }

    /// Adds how a number went.
    #[must_use]
    pub fn trend(self, trend: Trend) -> Self {
        self.then(Inline::Trend(trend))
    }

    /// Adds a line break.
    #[must_use]
    pub fn br(self) -> Self {
        self.then(Inline::Break)
    }

    /// Adds text of several lines, keeping its line breaks.
    #[must_use]
    pub fn lines(mut self, text: &str) -> Self {
        for (at, one) in text.lines().enumerate() {
            if at > 0 {
                self = self.br();
            }
            self = self.text(one);
        }
        self
    }
}

/// A link, to an address or with `#` to a heading of this document; an address that must not be
/// linked stays visible as text.
pub fn link(label: impl Into<String>, address: &str) -> Inline {
    let label = label.into();
    if let Some(anchor) = address.strip_prefix('#') {
        return Inline::Link(label, Target::Heading(Anchor::new(anchor)));
    }
    match Href::new(address) {
        Some(href) => Inline::Link(label, Target::Web(href)),
        None if address.trim().is_empty() || address == label => Inline::Text(label),
        None => Inline::Text(format!("{label} ({address})")),
    }
}

impl Document {
    /// An empty document.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Names the sort of page for page-properties reports.
    #[must_use]
    pub fn properties_id(mut self, id: impl Into<String>) -> Self {
        self.properties_id = id.into();
        self
    }

    /// Adds a page property.
    pub fn property(&mut self, key: impl Into<String>, value: impl Into<Inlines>) -> &mut Self {
        self.properties.push((key.into(), value.into()));
        self
    }

    /// Adds a block.
    pub fn push(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }

    /// Adds several blocks.
    pub fn extend(&mut self, blocks: impl IntoIterator<Item = Block>) -> &mut Self {
        self.blocks.extend(blocks);
        self
    }

    /// Returns the headings of the page in order, those within panels and foldable parts included.
    pub fn headings(&self) -> Vec<&Heading> {
        let mut found = Vec::new();
        collect(&self.blocks, &mut found);
        found
    }
}

fn collect<'a>(blocks: &'a [Block], found: &mut Vec<&'a Heading>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => found.push(heading),
            Block::Panel(Panel { blocks, .. }) | Block::Expand(Expand { blocks, .. }) => collect(blocks, found),
            Block::Flow(_)
            | Block::Table(_)
            | Block::Tasks(_)
            | Block::Decisions(_)
            | Block::Quote(_)
            | Block::Bars(_)
            | Block::Figure(_)
            | Block::Contents(_)
            | Block::Rule => {}
        }
    }
}

/// A heading; the anchor is an identifier or words that stay.
pub fn heading(level: u8, anchor: &str, content: impl Into<Inlines>) -> Block {
    Block::Heading(Heading { level: level.clamp(1, 5), anchor: Anchor::new(anchor), content: content.into() })
}

/// A paragraph.
pub fn paragraph(content: impl Into<Inlines>) -> Block {
    Block::Flow(Flow::Paragraph(content.into()))
}

/// A bullet list with one line an item.
pub fn bullets<I: Into<Inlines>>(items: impl IntoIterator<Item = I>) -> Block {
    list(None, items)
}

/// A numbered list with one line an item.
pub fn numbered<I: Into<Inlines>>(items: impl IntoIterator<Item = I>) -> Block {
    list(Some(1), items)
}

fn list<I: Into<Inlines>>(start: Option<u64>, items: impl IntoIterator<Item = I>) -> Block {
    let items = items.into_iter().map(|item| vec![Flow::Paragraph(item.into())]).collect();
    Block::Flow(Flow::List(List { start, items }))
}

/// Preformatted text.
pub fn code(language: impl Into<String>, text: impl Into<String>) -> Block {
    Block::Flow(Flow::Code(Code { language: language.into(), text: text.into() }))
}

/// A panel.
pub fn panel(kind: PanelKind, title: impl Into<String>, blocks: Vec<Block>) -> Block {
    Block::Panel(Panel { kind, title: title.into(), blocks })
}

/// A part that can be folded away.
pub fn expand(title: impl Into<String>, blocks: Vec<Block>) -> Block {
    Block::Expand(Expand { title: title.into(), blocks })
}

/// Starts a table with a header row.
pub fn table<I: Into<Inlines>>(header: impl IntoIterator<Item = I>) -> Table {
    Table { header: header.into_iter().map(Into::into).collect(), ..Table::default() }
}

/// Starts a table of two columns, a name and its value, without a header row.
pub fn facts() -> Table {
    Table { row_headers: true, ..Table::default() }
}

impl Table {
    /// Sets the widths of the columns in pixels.
    #[must_use]
    pub fn widths(mut self, widths: &[u16]) -> Self {
        self.widths = widths.to_vec();
        self
    }

    /// Adds a row.
    #[must_use]
    pub fn row<I: Into<Inlines>>(mut self, cells: impl IntoIterator<Item = I>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a row of a name and its value.
    #[must_use]
    pub fn fact(mut self, name: impl Into<Inlines>, value: impl Into<Inlines>) -> Self {
        self.rows.push(vec![name.into(), value.into()]);
        self
    }

    /// Makes the table a block.
    pub fn block(self) -> Block {
        Block::Table(self)
    }
}

impl Task {
    /// Something still to be done.
    pub fn open(number: u32, content: impl Into<Inlines>) -> Self {
        Self { number, content: content.into(), ..Self::default() }
    }

    /// Marks it done or not.
    #[must_use]
    pub fn done(mut self, done: bool) -> Self {
        self.done = done;
        self
    }

    /// Names who does it.
    #[must_use]
    pub fn owner(mut self, owner: Option<Person>) -> Self {
        self.owner = owner;
        self
    }

    /// Says by when.
    #[must_use]
    pub fn due(mut self, due: Option<NaiveDate>) -> Self {
        self.due = due;
        self
    }
}

impl Decided {
    /// A decided entry, or one still open.
    pub fn new(decided: bool, content: impl Into<Inlines>) -> Self {
        Self { decided, content: content.into() }
    }
}
