//! Markdown that people wrote, turned into blocks of the document tree.
//!
//! Such text stands inside a page of ours: its headings become strong lines (the page's outline is
//! not theirs to change), its HTML is shown as text, its pictures become links. Nesting and table
//! size are bounded, since the text may be hostile.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::build::link;
use super::document::{Block, Code, Flow, Inline, Inlines, List, Table};
use crate::domain::text::clean_text;

/// How deep blocks may nest; what is deeper joins the block it is in.
const DEPTH: usize = 8;
/// How deep emphasis may nest.
const EMPHASIS: usize = 3;
/// How many cells all tables of a text may have; a row of `|` makes as many as its header has.
const CELLS: usize = 20_000;

/// Turns Markdown into blocks.
pub fn prose(markdown: &str) -> Vec<Block> {
    let clean = clean_text(markdown);
    let root = Frame::new(Kind::Root);
    let mut builder = Builder { frames: vec![root], opened: Vec::new(), boxes: 0, marks: 0, cells: 0 };
    for event in Parser::new_ext(&clean, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        builder.event(event);
    }
    builder.finish()
}

#[derive(Debug)]
enum Kind {
    Root,
    Quote,
    List(Option<u64>),
    Item,
    Paragraph,
    Heading,
    Strong,
    Emphasis,
    Link(String),
    Code(String),
    Table,
    Row,
    Cell,
}

/// What the parser has opened: a frame of ours, or something that is too deep or has no form of its
/// own, so that what it holds joins what it is in.
enum Opened {
    Frame,
    PassedBox,
    PassedMark,
}

/// What is being built; a kind uses the parts it needs.
struct Frame {
    kind: Kind,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Vec<Flow>>,
    cells: Vec<Inlines>,
    rows: Vec<Vec<Inlines>>,
    text: String,
}

impl Frame {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
            items: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
            text: String::new(),
        }
    }

    /// Ends the paragraph that text without one has begun, as in a tight list.
    fn flush(&mut self) {
        if !self.inlines.is_empty() {
            let content = Inlines(std::mem::take(&mut self.inlines));
            self.blocks.push(Block::Flow(Flow::Paragraph(content)));
        }
    }

    /// Ends a paragraph where something ended that was too deep to have a frame.
    fn end_paragraph(&mut self) {
        if matches!(self.kind, Kind::Root | Kind::Quote | Kind::Item) {
            self.flush();
        }
    }
}

struct Builder {
    frames: Vec<Frame>,
    opened: Vec<Opened>,
    /// How many lists and quotes are open.
    boxes: usize,
    /// How many emphases and links are open.
    marks: usize,
    cells: usize,
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::Code(text) => self.inline(Inline::Code(text.into_string())),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let kind = match tag {
            Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph,
            Tag::Heading { .. } => Kind::Heading,
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Kind::Code(info.split_whitespace().next().unwrap_or_default().to_owned())
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code(String::new()),
            Tag::List(start) => Kind::List(start),
            Tag::Item => Kind::Item,
            Tag::Table(_) => Kind::Table,
            Tag::TableHead | Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => Kind::Link(dest_url.into_string()),
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => return self.opened.push(Opened::PassedMark),
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => return self.opened.push(Opened::PassedBox),
        };
        match kind {
            Kind::Strong | Kind::Emphasis | Kind::Link(_) if self.marks >= EMPHASIS => {
                return self.opened.push(Opened::PassedMark);
            }
            Kind::List(_) | Kind::Quote if self.boxes >= DEPTH => return self.opened.push(Opened::PassedBox),
            // An item of a list that was itself too deep.
            Kind::Item if !matches!(self.top().kind, Kind::List(_)) => return self.opened.push(Opened::PassedBox),
            Kind::Strong | Kind::Emphasis | Kind::Link(_) => self.marks += 1,
            Kind::List(_) | Kind::Quote => self.boxes += 1,
            Kind::Root
            | Kind::Item
            | Kind::Paragraph
            | Kind::Heading
            | Kind::Code(_)
            | Kind::Table
            | Kind::Row
            | Kind::Cell => {}
        }
        self.opened.push(Opened::Frame);
        self.frames.push(Frame::new(kind));
    }

    /// The frame that content goes to.
    fn top(&mut self) -> &mut Frame {
        let at = self.frames.len() - 1;
        &mut self.frames[at]
    }

    fn text(&mut self, text: &str) {
        let top = self.top();
        match (&top.kind, top.inlines.last_mut()) {
            (Kind::Code(_), _) => top.text.push_str(text),
            // The parser ends a piece of text at every escape: one text again.
            (_, Some(Inline::Text(last))) => last.push_str(text),
            _ => top.inlines.push(Inline::Text(text.to_owned())),
        }
    }

    fn inline(&mut self, inline: Inline) {
        self.top().inlines.push(inline);
    }

    fn block(&mut self, block: Block) {
        let top = self.top();
        top.flush();
        top.blocks.push(block);
    }

    fn end(&mut self) {
        match self.opened.pop() {
            None | Some(Opened::PassedMark) => return,
            Some(Opened::PassedBox) => return self.top().end_paragraph(),
            Some(Opened::Frame) => {}
        }
        let Some(mut frame) = self.frames.pop() else { return };
        let content = |frame: &mut Frame| Inlines(std::mem::take(&mut frame.inlines));
        match std::mem::replace(&mut frame.kind, Kind::Root) {
            Kind::Root => {}
            Kind::Paragraph => self.block(Block::Flow(Flow::Paragraph(content(&mut frame)))),
            Kind::Heading => {
                let strong = Inline::Strong(content(&mut frame));
                self.block(Block::Flow(Flow::Paragraph(strong.into())));
            }
            Kind::Strong => {
                self.marks -= 1;
                self.inline(Inline::Strong(content(&mut frame)));
            }
            Kind::Emphasis => {
                self.marks -= 1;
                self.inline(Inline::Emphasis(content(&mut frame)));
            }
            Kind::Link(address) => {
                self.marks -= 1;
                let label = content(&mut frame).plain();
                let label = if label.is_empty() { address.clone() } else { label };
                self.inline(link(label, &address));
            }
            Kind::Code(language) => {
                let text = frame.text.strip_suffix('\n').unwrap_or(&frame.text).to_owned();
                self.block(Block::Flow(Flow::Code(Code { language, text })));
            }
            Kind::Quote => {
                self.boxes -= 1;
                frame.flush();
                let flows = frame.blocks.into_iter().flat_map(flows).collect();
                self.block(Block::Quote(flows));
            }
            Kind::Item => {
                frame.flush();
                let flows = frame.blocks.into_iter().flat_map(flows).collect();
                self.top().items.push(flows);
            }
            Kind::List(start) => {
                self.boxes -= 1;
                self.block(Block::Flow(Flow::List(List { start, items: frame.items })));
            }
            Kind::Cell => {
                self.cells += 1;
                if self.cells <= CELLS {
                    let content = content(&mut frame);
                    self.top().cells.push(content);
                }
            }
            Kind::Row => {
                if !frame.cells.is_empty() {
                    self.top().rows.push(frame.cells);
                }
            }
            Kind::Table => {
                let mut rows = frame.rows.into_iter();
                let header = rows.next().unwrap_or_default();
                self.block(Block::Table(Table { header, rows: rows.collect(), ..Table::default() }));
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        while !self.opened.is_empty() {
            self.end();
        }
        let Some(mut root) = self.frames.pop() else { return Vec::new() };
        root.flush();
        root.blocks
    }
}

/// What of a block may stand in a list item or a quote; a table gives a line a row.
fn flows(block: Block) -> Vec<Flow> {
    match block {
        Block::Flow(flow) => vec![flow],
        Block::Quote(flows) => flows,
        Block::Table(table) => [table.header]
            .into_iter()
            .chain(table.rows)
            .map(|row| {
                let mut line = Inlines::default();
                for (at, cell) in row.into_iter().enumerate() {
                    line = if at > 0 { line.text(" · ").join(cell) } else { cell };
                }
                Flow::Paragraph(line)
            })
            .collect(),
        // Prose makes none of these but the rule, which a quote can do without.
        Block::Heading(_)
        | Block::Tasks(_)
        | Block::Decisions(_)
        | Block::Panel(_)
        | Block::Expand(_)
        | Block::Bars(_)
        | Block::Figure(_)
        | Block::Contents(_)
        | Block::Rule => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::build::{bullets, code, line, paragraph};
    use super::*;

    #[test]
    fn common_markdown_becomes_blocks() {
        let blocks = prose("# Why\n\nPlain *and* **strong** `x`.\n\n- one\n- two\n\n```py\na\nb\n```\n\n---\n");
        assert_eq!(
            blocks,
            [
                paragraph(line().strong("Why")),
                paragraph(line().text("Plain ").em("and").text(" ").strong("strong").text(" ").code("x").text(".")),
                bullets(["one", "two"]),
                code("py", "a\nb"),
                Block::Rule,
            ]
        );
    }

    #[test]
    fn html_stays_text_and_unsafe_links_are_not_links() {
        assert_eq!(
            prose("a <script>alert(1)</script>"),
            [paragraph("a <script>alert(1)</script>")],
            "inline HTML is text"
        );
        assert_eq!(prose("<div onclick=x>\nhi\n</div>\n"), [paragraph("<div onclick=x>\nhi\n</div>\n")]);
        assert_eq!(prose("[x](javascript:alert)"), [paragraph("x (javascript:alert)")]);
        let Some(Block::Flow(Flow::Paragraph(content))) = prose("![pic](https://x.example/p.png)").pop() else {
            panic!("a paragraph")
        };
        assert!(matches!(&content.0[..], [Inline::Link(label, _)] if label == "pic"));
    }

    #[test]
    fn tables_stand_alone_and_become_lines_in_quotes() {
        let table = "| a | b |\n|---|---|\n| 1 | 2 |\n";
        let [Block::Table(alone)] = &prose(table)[..] else { panic!("a table") };
        assert_eq!((alone.header.len(), alone.rows.len()), (2, 1));
        let quoted = format!("> {}", table.trim().replace('\n', "\n> "));
        let [Block::Quote(flows)] = &prose(&quoted)[..] else { panic!("a quote") };
        assert_eq!(flows.len(), 2);
        assert!(matches!(&flows[1], Flow::Paragraph(line) if line.plain() == "1 · 2"));
    }

    #[test]
    fn hostile_nesting_is_bounded_and_loses_no_words() {
        for text in [">".repeat(20_000) + " deep", "- ".repeat(500) + "deep", "*a **b ".repeat(300) + "deep"] {
            let blocks = prose(&text);
            let shown = format!("{blocks:?}");
            assert!(shown.contains("deep"), "{}", &shown[..200.min(shown.len())]);
            assert!(shown.matches("Quote").count() <= DEPTH + 1);
        }
        let wide = format!("|{}\n|{}\n{}", "a|".repeat(2_000), "-|".repeat(2_000), "|\n".repeat(2_000));
        let cells: usize = prose(&wide)
            .iter()
            .map(|block| match block {
                Block::Table(table) => table.rows.iter().map(Vec::len).sum::<usize>() + table.header.len(),
                _ => 0,
            })
            .sum();
        assert!(cells <= CELLS, "{cells} cells");
    }
}
