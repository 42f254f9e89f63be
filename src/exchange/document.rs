//! The one document tree: what minutes, packets, memos and reports are before they have a format.
//!
//! Nesting that some format could not hold is not expressible: table cells and tasks hold inline
//! text only, list items and quotes hold [`Flow`]. Text is taken as it is; each writer cleans and
//! escapes it. How a tree is built conveniently is in [`super::build`], from Markdown in
//! [`super::prose`].

use chrono::NaiveDate;

use super::escape::percent_encoded;
pub use super::figure::{Bars, Cell, Chart, Figure, Grid, Stacks, Trend};
use crate::domain::text::clean_line;

/// A document: a title, properties that other pages can roll up, and blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The page's title, one line.
    pub title: String,
    /// What sort of page this is to a page-properties report, such as `mrb-minutes`.
    pub properties_id: String,
    /// The page's properties: key and value.
    pub properties: Vec<(String, Inlines)>,
    /// What the page says.
    pub blocks: Vec<Block>,
}

/// A block that may stand anywhere a block may, list items and quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flow {
    /// A paragraph.
    Paragraph(Inlines),
    /// A bullet or numbered list.
    List(List),
    /// Preformatted text.
    Code(Code),
}

/// A block of the page, of a panel or of an expandable part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, list or preformatted text.
    Flow(Flow),
    /// A heading.
    Heading(Heading),
    /// A table.
    Table(Table),
    /// Tasks with their boxes.
    Tasks(Vec<Task>),
    /// Decisions as a list.
    Decisions(Vec<Decided>),
    /// A coloured panel.
    Panel(Panel),
    /// A part that can be folded away.
    Expand(Expand),
    /// Someone's own words.
    Quote(Vec<Flow>),
    /// Counts as bars; a table where there are no pictures.
    Bars(Bars),
    /// Another picture of counts; a table where there are no pictures.
    Figure(Figure),
    /// The table of contents: headings down to this level.
    Contents(u8),
    /// A horizontal rule.
    Rule,
}

/// A heading with an anchor that stays when its words change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 for a section, up to 5.
    pub level: u8,
    /// What links point to.
    pub anchor: Anchor,
    /// The heading's words.
    pub content: Inlines,
}

/// A list whose items hold blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The first number; `None` for bullets.
    pub start: Option<u64>,
    /// The items.
    pub items: Vec<Vec<Flow>>,
}

/// Preformatted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// The language, or nothing.
    pub language: String,
    /// The text, with its line breaks.
    pub text: String,
}

/// How much of the page's width a table takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// The text's width.
    #[default]
    Default,
    /// Wider than the text.
    Wide,
    /// The whole page.
    FullWidth,
}

/// A table of inline cells; short rows are filled up with empty cells by the writers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// How much of the page's width it takes.
    pub layout: Layout,
    /// Widths of the columns in pixels; empty if they do not matter.
    pub widths: Vec<u16>,
    /// The header row; empty if there is none.
    pub header: Vec<Inlines>,
    /// Whether the first cell of a row is its header.
    pub row_headers: bool,
    /// The rows.
    pub rows: Vec<Vec<Inlines>>,
}

impl Table {
    /// Returns how many columns the widest row has.
    pub fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).chain([self.header.len()]).max().unwrap_or(0)
    }
}

/// Something to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// A number that is the task's own, such as that of its follow-up; 0 if it has none.
    pub number: u32,
    /// Whether it is done.
    pub done: bool,
    /// What is to be done.
    pub content: Inlines,
    /// Who does it.
    pub owner: Option<Person>,
    /// By when.
    pub due: Option<NaiveDate>,
}

/// An entry of a decision list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Whether it is decided, or still open.
    pub decided: bool,
    /// What was decided.
    pub content: Inlines,
}

/// What a panel is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelKind {
    /// Neutral information.
    Info,
    /// A note, such as "this is a draft".
    Note,
    /// Something that must not be overlooked.
    Warning,
    /// Advice.
    Tip,
}

impl PanelKind {
    /// Returns the kind's name in lower case, which is also the name of its macro.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Tip => "tip",
        }
    }

    /// Returns the kind's name as a reader sees it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Info => "Info",
            Self::Note => "Note",
            Self::Warning => "Warning",
            Self::Tip => "Tip",
        }
    }
}

/// A coloured panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// What it is for.
    pub kind: PanelKind,
    /// Its title; may be empty.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part that can be folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expand {
    /// What is seen when it is folded.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// The colours of a status mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Nothing to say yet.
    Grey,
    /// Bad.
    Red,
    /// Needs attention.
    Yellow,
    /// Good.
    Green,
    /// Under way.
    Blue,
    /// Out of the ordinary.
    Purple,
}

impl Colour {
    /// Returns the colour's English name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Red => "Red",
            Self::Yellow => "Yellow",
            Self::Green => "Green",
            Self::Blue => "Blue",
            Self::Purple => "Purple",
        }
    }
}

/// A person as a document names one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name that is shown.
    pub name: String,
    /// The Atlassian account id (Cloud).
    pub account_id: Option<String>,
    /// The user key (Data Center).
    pub user_key: Option<String>,
}

impl Person {
    /// A person of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), account_id: None, user_key: None }
    }

    /// Adds the Atlassian account id.
    #[must_use]
    pub fn account_id(mut self, id: impl Into<String>) -> Self {
        self.account_id = Some(id.into());
        self
    }

    /// Adds the user key of a Data Center.
    #[must_use]
    pub fn user_key(mut self, key: impl Into<String>) -> Self {
        self.user_key = Some(key.into());
        self
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To another page or an address.
    Web(Href),
    /// To a heading of this document.
    Heading(Anchor),
}

/// A piece of text within a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Strong emphasis.
    Strong(Inlines),
    /// Emphasis.
    Emphasis(Inlines),
    /// Text in a fixed-width face.
    Code(String),
    /// A status mark: its label and colour.
    Status(String, Colour),
    /// A date.
    Date(NaiveDate),
    /// A person.
    Person(Person),
    /// A link: its label and where it leads.
    Link(String, Target),
    /// How a number went, as a small picture.
    Trend(Trend),
    /// A line break.
    Break,
}

/// Text of a line, in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inlines(pub Vec<Inline>);

impl Inlines {
    /// Returns the words alone, on one line.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        self.plain_into(&mut plain);
        clean_line(&plain)
    }

    /// Returns the words alone, a line for each that breaks divide.
    pub fn plain_lines(&self) -> Vec<String> {
        let parts = self.0.split(|inline| *inline == Inline::Break);
        parts.map(|part| Self(part.to_vec()).plain()).collect()
    }

    fn plain_into(&self, plain: &mut String) {
        for inline in &self.0 {
            match inline {
                Inline::Text(text) | Inline::Code(text) | Inline::Status(text, _) | Inline::Link(text, _) => {
                    plain.push_str(text);
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) => inner.plain_into(plain),
                Inline::Date(date) => plain.push_str(&date.to_string()),
                Inline::Person(person) => plain.push_str(&person.name),
                Inline::Trend(trend) => plain.push_str(&trend.line()),
                Inline::Break => plain.push(' '),
            }
        }
    }
}

/// The name of a heading that links point to: lower-case ASCII letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor(String);

impl Anchor {
    /// Makes an anchor of an identifier or of a few words.
    pub fn new(text: &str) -> Self {
        let mut anchor = String::new();
        for c in text.chars() {
            if anchor.len() >= 80 {
                break;
            }
            if c.is_ascii_alphanumeric() {
                anchor.push(c.to_ascii_lowercase());
            } else if !anchor.is_empty() && !anchor.ends_with('-') {
                anchor.push('-');
            }
        }
        let mut anchor = anchor.trim_end_matches('-').to_owned();
        if anchor.is_empty() {
            // Words without one ASCII letter still get an anchor that stays the same.
            anchor = text.chars().take(12).fold("s".to_owned(), |so_far, c| format!("{so_far}-{:x}", u32::from(c)));
        }
        Self(anchor)
    }

    /// Returns the anchor's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address that is safe to link: `http`, `https` or `mailto`, and no character that any format
/// would have to escape but `&` and `'`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Href(String);

impl Href {
    /// Takes an address if its scheme is allowed; what does not belong in one is percent-encoded.
    pub fn new(address: &str) -> Option<Self> {
        let address = clean_line(address);
        let lower = address.get(..8.min(address.len())).unwrap_or_default().to_ascii_lowercase();
        let scheme = ["https://", "http://", "mailto:"].into_iter().find(|scheme| lower.starts_with(scheme))?;
        let rest = &address[scheme.len()..];
        if !rest.starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        Some(Self(format!("{scheme}{}", percent_encoded(rest, b"-._~:/?#@!$&'*+,;=%"))))
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
