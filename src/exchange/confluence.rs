//! The document tree in Confluence storage format: an XHTML fragment with Atlassian's macros.
//!
//! Only the five XML entities, otherwise raw UTF-8; no prolog, no nested tables. What a site has not
//! (decision lists and account ids on Data Center) is written in the form it has.

mod inline;

use std::collections::{HashMap, HashSet};

use super::document::{
    Anchor, Bars, Block, Code, Colour, Decided, Document, Flow, Heading, Inlines, Layout, List, Panel, Table, Task,
};
use super::escape::{markup_into, within_line};
use crate::domain::text::clean_text;

/// Which Confluence the page is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Site {
    /// Atlassian's own: account ids, decision lists.
    #[default]
    Cloud,
    /// A Data Center: user keys, no decision lists.
    DataCenter,
}

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which Confluence it is for.
    pub site: Site,
    /// Whether decisions also become a decision list of the editor; elsewhere they are a plain list.
    pub decision_list: bool,
}

impl Options {
    /// What a site of this sort understands.
    pub const fn of(site: Site) -> Self {
        Self { site, decision_list: matches!(site, Site::Cloud) }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::of(Site::Cloud)
    }
}

/// Writes the body of the page; its title is not part of it.
pub fn write(document: &Document, options: Options) -> String {
    let mut page = Page::new(document, options);
    page.properties(document);
    page.blocks(&document.blocks);
    page.out
}

/// Returns the size in bytes of each section of the first level, by its heading.
pub fn section_sizes(document: &Document, options: Options) -> Vec<(String, usize)> {
    let mut page = Page::new(document, options);
    let mut sizes: Vec<(String, usize)> = Vec::new();
    for block in &document.blocks {
        let before = page.out.len();
        page.block(block);
        let size = page.out.len() - before;
        match (block, sizes.last_mut()) {
            (Block::Heading(heading), _) if heading.level == 1 => sizes.push((heading.content.plain(), size)),
            (_, Some((_, section))) => *section += size,
            (_, None) => sizes.push((String::new(), size)),
        }
    }
    sizes
}

struct Page {
    out: String,
    options: Options,
    headings: HashMap<Anchor, String>,
    tasks: HashSet<u32>,
    next_task: u32,
    task_lists: u32,
    decision_lists: u32,
}

impl Page {
    fn new(document: &Document, options: Options) -> Self {
        let mut headings = HashMap::new();
        for heading in document.headings() {
            headings.entry(heading.anchor.clone()).or_insert_with(|| heading.content.plain());
        }
        Self {
            out: String::new(),
            options,
            headings,
            tasks: HashSet::new(),
            // Above what records are numbered with.
            next_task: 10_000_000,
            task_lists: 0,
            decision_lists: 0,
        }
    }

    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        markup_into(&within_line(text), &mut self.out);
    }

    fn properties(&mut self, document: &Document) {
        if document.properties.is_empty() {
            return;
        }
        self.open_macro("details");
        self.parameter("id", &document.properties_id);
        self.put("<ac:rich-text-body>");
        let rows = document.properties.iter().map(|(key, value)| vec![Inlines::from(key), value.clone()]).collect();
        self.table(&Table { row_headers: true, widths: vec![220, 540], rows, ..Table::default() });
        self.put("</ac:rich-text-body></ac:structured-macro>");
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Flow(flow) => self.flow(flow),
            Block::Heading(heading) => self.heading(heading),
            Block::Table(table) => self.table(table),
            Block::Tasks(tasks) => self.task_list(tasks),
            Block::Decisions(list) => self.decisions(list),
            Block::Panel(Panel { kind, title, blocks }) => self.boxed(kind.name(), title, blocks),
            Block::Expand(expand) => self.boxed("expand", &expand.title, &expand.blocks),
            Block::Quote(flows) => self.quote(flows),
            Block::Bars(bars) => self.bars(bars),
            Block::Figure(figure) => {
                self.paragraph(&Inlines::default().strong(figure.title.as_str()));
                self.table(&figure.table());
            }
            Block::Contents(depth) => {
                self.open_macro("toc");
                self.parameter("minLevel", "1");
                self.parameter("maxLevel", &depth.clamp(&1, &6).to_string());
                self.put("</ac:structured-macro>");
            }
            Block::Rule => self.put("<hr />"),
        }
    }

    fn flow(&mut self, flow: &Flow) {
        match flow {
            Flow::Paragraph(content) => self.paragraph(content),
            Flow::List(list) => self.list(list),
            Flow::Code(code) => self.code(code),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = heading.level.clamp(1, 6);
        self.put(&format!("<h{level}"));
        if self.options.site == Site::Cloud {
            self.put(&format!(" local-id=\"{}\"", heading.anchor.as_str()));
        }
        self.put(">");
        self.inlines(&heading.content);
        self.put(&format!("</h{level}>"));
    }

    fn paragraph(&mut self, content: &Inlines) {
        self.put("<p>");
        self.inlines(content);
        self.put("</p>");
    }

    fn list(&mut self, list: &List) {
        if list.items.is_empty() {
            return;
        }
        let tag = if list.start.is_some() { "ol" } else { "ul" };
        match list.start {
            // The attribute takes no zero, and one is what it is without.
            Some(start) if start > 1 => self.put(&format!("<ol start=\"{start}\">")),
            _ => self.put(&format!("<{tag}>")),
        }
        for item in &list.items {
            self.put("<li>");
            let before = self.out.len();
            for flow in item {
                self.flow(flow);
            }
            if self.out.len() == before {
                self.put("<p></p>");
            }
            self.put("</li>");
        }
        self.put(&format!("</{tag}>"));
    }

    fn code(&mut self, code: &Code) {
        self.open_macro("code");
        let language: String =
            code.language.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#')).collect();
        self.parameter("language", &language);
        let text = clean_text(&code.text).replace("]]>", "]]]]><![CDATA[>");
        self.put(&format!("<ac:plain-text-body><![CDATA[{text}]]></ac:plain-text-body></ac:structured-macro>"));
    }

    /// A quote holds paragraphs and lists only: preformatted text becomes lines of a paragraph.
    fn quote(&mut self, flows: &[Flow]) {
        if flows.is_empty() {
            return;
        }
        self.put("<blockquote>");
        for flow in flows {
            match flow {
                Flow::Paragraph(_) | Flow::List(_) => self.flow(flow),
                Flow::Code(code) => {
                    let mut content = Inlines::default();
                    for (at, line) in clean_text(&code.text).lines().enumerate() {
                        content = if at > 0 { content.br() } else { content }.code(line);
                    }
                    self.paragraph(&content);
                }
            }
        }
        // A list without items leaves nothing, and nothing is not allowed here.
        if self.out.ends_with("<blockquote>") {
            self.put("<p></p>");
        }
        self.put("</blockquote>");
    }

    fn boxed(&mut self, name: &str, title: &str, blocks: &[Block]) {
        self.open_macro(name);
        self.parameter("title", title);
        self.put("<ac:rich-text-body>");
        self.blocks(blocks);
        self.put("</ac:rich-text-body></ac:structured-macro>");
    }

    fn bars(&mut self, bars: &Bars) {
        let header = vec![Inlines::from(&bars.title), Inlines::from("Count")];
        let mark = |label: &String, colour: &Colour| Inlines::default().status(label, *colour);
        let row = |(label, count, colour): &(String, u64, Colour)| vec![mark(label, colour), count.to_string().into()];
        let rows = bars.bars.iter().map(row).collect();
        self.table(&Table { header, rows, ..Table::default() });
    }

    fn table(&mut self, table: &Table) {
        let columns = table.columns();
        if columns == 0 {
            return;
        }
        let layout = match table.layout {
            Layout::Default => "default",
            Layout::Wide => "wide",
            Layout::FullWidth => "full-width",
        };
        self.put(&format!("<table data-layout=\"{layout}\">"));
        self.put("<colgroup>");
        for width in widths(table, columns) {
            self.put(&format!("<col style=\"width: {width}.0px;\" />"));
        }
        self.put("</colgroup>");
        self.put("<tbody>");
        if !table.header.is_empty() {
            self.row(&table.header, columns, columns);
        }
        for row in &table.rows {
            self.row(row, columns, usize::from(table.row_headers));
        }
        self.put("</tbody></table>");
    }

    fn row(&mut self, cells: &[Inlines], columns: usize, headers: usize) {
        self.put("<tr>");
        for at in 0..columns {
            let tag = if at < headers { "th" } else { "td" };
            self.put(&format!("<{tag}><p>"));
            if let Some(cell) = cells.get(at) {
                self.inlines(cell);
            }
            self.put(&format!("</p></{tag}>"));
        }
        self.put("</tr>");
    }

    fn task_list(&mut self, tasks: &[Task]) {
        if tasks.is_empty() {
            return;
        }
        self.task_lists += 1;
        self.put(&format!("<ac:task-list ac:task-list-id=\"tasks-{}\">", self.task_lists));
        for task in tasks {
            // A page must not hold a number twice, or ticking one box ticks the other.
            let number = if task.number > 0 && self.tasks.insert(task.number) {
                task.number
            } else {
                self.next_task += 1;
                self.next_task
            };
            let status = if task.done { "complete" } else { "incomplete" };
            self.put(&format!("<ac:task><ac:task-id>{number}</ac:task-id><ac:task-status>{status}</ac:task-status>"));
            self.put("<ac:task-body>");
            self.inlines(&task.content);
            if let Some(owner) = &task.owner {
                self.put(" ");
                self.person(owner);
            }
            if let Some(due) = task.due {
                self.put(" ");
                self.date(due);
            }
            self.put("</ac:task-body></ac:task>");
        }
        self.put("</ac:task-list>");
    }

    fn decisions(&mut self, list: &[Decided]) {
        if list.is_empty() {
            return;
        }
        if !self.options.decision_list {
            self.put("<ul>");
            for one in list {
                self.put("<li><p>");
                self.decided(one);
                self.put("</p></li>");
            }
            self.put("</ul>");
            return;
        }
        self.decision_lists += 1;
        let id = format!("decisions-{}", self.decision_lists);
        let attribute = |key: &str, value: &str| format!("<ac:adf-attribute key=\"{key}\">{value}</ac:adf-attribute>");
        self.put("<ac:adf-extension><ac:adf-node type=\"decision-list\">");
        self.put(&attribute("local-id", &id));
        for (at, one) in list.iter().enumerate() {
            self.put("<ac:adf-node type=\"decision-item\">");
            self.put(&attribute("local-id", &format!("{id}-{}", at + 1)));
            self.put(&attribute("state", if one.decided { "DECIDED" } else { "UNDECIDED" }));
            self.put("<ac:adf-content>");
            self.inlines(&one.content);
            self.put("</ac:adf-content></ac:adf-node>");
        }
        self.put("</ac:adf-node><ac:adf-fallback><ul class=\"decision-list\">");
        for one in list {
            self.put("<li class=\"decision-item\">");
            self.decided(one);
            self.put("</li>");
        }
        self.put("</ul></ac:adf-fallback></ac:adf-extension>");
    }

    fn decided(&mut self, one: &Decided) {
        let (label, colour) = if one.decided { ("DECIDED", Colour::Green) } else { ("UNDECIDED", Colour::Grey) };
        self.status(label, colour);
        self.put(" ");
        self.inlines(&one.content);
    }
}

/// The width of the editor's page in its default layout, in pixels.
const PAGE: usize = 760;
/// The least a column is given.
const LEAST: usize = 60;
/// Characters of a cell beyond which it wraps anyway.
const WRAPS: usize = 60;

/// The widths of a table's columns: as it says, else the page shared by how much stands in each.
fn widths(table: &Table, columns: usize) -> Vec<usize> {
    if !table.widths.is_empty() {
        return (0..columns).map(|at| table.widths.get(at).copied().map_or(120, usize::from)).collect();
    }
    let longest = |at: usize| {
        let cells = table.rows.iter().chain([&table.header]).filter_map(|row| row.get(at));
        cells.map(|cell| cell.plain().chars().count().min(WRAPS)).max().unwrap_or(0).max(3)
    };
    let needs: Vec<usize> = (0..columns).map(longest).collect();
    let page = if table.layout == Layout::Default { PAGE } else { PAGE * 3 / 2 };
    let spare = page.saturating_sub(LEAST * columns);
    let all: usize = needs.iter().sum::<usize>().max(1);
    needs.into_iter().map(|need| LEAST + spare * need / all).collect()
}
