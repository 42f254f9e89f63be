//! The document tree as one self-contained HTML file that also prints well: no scripts, no files or
//! addresses that a reader's machine would fetch.

mod svg;

use std::fmt::Write as _;

use super::document::{
    Block, Code, Colour, Decided, Document, Flow, Heading, Inline, Inlines, List, Panel, Table, Target, Task,
};
use super::escape::{markup_into, within_line};
use crate::domain::text::{clean_line, clean_text};

/// What the file looks like on a screen and on paper.
const STYLE: &str = include_str!("html.css");

/// Writes the file.
pub fn write(document: &Document) -> String {
    let mut page = Page { out: String::new(), document };
    page.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    // Even if a text found its way out of the escaping, nothing would run and nothing be fetched.
    page.put(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    page.put("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page.line(&document.title);
    page.put("</title>\n<style>\n");
    page.put(STYLE);
    page.put("</style>\n</head>\n<body>\n<main>\n<h1>");
    page.line(&document.title);
    page.put("</h1>\n");
    if !document.properties.is_empty() {
        let rows = document.properties.iter().map(|(key, value)| vec![Inlines::from(key), value.clone()]).collect();
        page.table(&Table { row_headers: true, rows, ..Table::default() });
    }
    page.blocks(&document.blocks);
    page.put("</main>\n</body>\n</html>\n");
    page.out
}

struct Page<'a> {
    out: String,
    document: &'a Document,
}

impl Page<'_> {
    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn line(&mut self, text: &str) {
        markup_into(&clean_line(text), &mut self.out);
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
            Block::Tasks(tasks) => self.tasks(tasks),
            Block::Decisions(list) => self.decisions(list),
            Block::Panel(panel) => self.panel(panel),
            Block::Expand(expand) => {
                // Open: what is folded away would be missing on paper.
                self.put("<details open><summary>");
                self.line(&expand.title);
                self.put("</summary>\n");
                self.blocks(&expand.blocks);
                self.put("</details>\n");
            }
            Block::Quote(flows) => {
                self.put("<blockquote>\n");
                for flow in flows {
                    self.flow(flow);
                }
                self.put("</blockquote>\n");
            }
            Block::Bars(bars) => self.bars(bars),
            Block::Figure(figure) => self.figure(figure),
            Block::Contents(depth) => self.contents(*depth),
            Block::Rule => self.put("<hr>\n"),
        }
    }

    fn flow(&mut self, flow: &Flow) {
        match flow {
            Flow::Paragraph(content) => {
                self.put("<p>");
                self.inlines(content);
                self.put("</p>\n");
            }
            Flow::List(list) => self.list(list),
            Flow::Code(Code { text, .. }) => {
                self.put("<pre><code>");
                markup_into(&clean_text(text), &mut self.out);
                self.put("</code></pre>\n");
            }
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = heading.level.clamp(1, 5) + 1;
        self.put(&format!("<h{level} id=\"{}\">", heading.anchor.as_str()));
        self.inlines(&heading.content);
        self.put(&format!("</h{level}>\n"));
    }

    fn contents(&mut self, depth: u8) {
        self.put("<nav class=\"contents\"><ul>\n");
        let document = self.document;
        for heading in document.headings().into_iter().filter(|heading| heading.level <= depth) {
            let (level, anchor) = (heading.level.clamp(1, 5), heading.anchor.as_str());
            self.put(&format!("<li class=\"level{level}\"><a href=\"#{anchor}\">"));
            self.line(&heading.content.plain());
            self.put("</a></li>\n");
        }
        self.put("</ul></nav>\n");
    }

    fn list(&mut self, list: &List) {
        match list.start {
            Some(start) if start != 1 => self.put(&format!("<ol start=\"{start}\">\n")),
            Some(_) => self.put("<ol>\n"),
            None => self.put("<ul>\n"),
        }
        for item in &list.items {
            self.put("<li>");
            match &item[..] {
                [Flow::Paragraph(content)] => self.inlines(content),
                flows => flows.iter().for_each(|flow| self.flow(flow)),
            }
            self.put("</li>\n");
        }
        self.put(if list.start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn table(&mut self, table: &Table) {
        let columns = table.columns();
        if columns == 0 {
            return;
        }
        self.put("<table>\n");
        if !table.widths.is_empty() {
            self.put("<colgroup>");
            // As shares: pixels would push the last columns off a narrow page.
            let width = |at: usize| u32::from(table.widths.get(at).copied().unwrap_or(120));
            let all = (0..columns).map(width).sum::<u32>().max(1);
            for at in 0..columns {
                self.put(&format!("<col style=\"width: {}%\">", (width(at) * 100 + all / 2) / all));
            }
            self.put("</colgroup>\n");
        }
        if !table.header.is_empty() {
            self.put("<thead>");
            self.row(&table.header, columns, columns, "col");
            self.put("</thead>\n");
        }
        self.put("<tbody>\n");
        for row in &table.rows {
            self.row(row, columns, usize::from(table.row_headers), "row");
        }
        self.put("</tbody>\n</table>\n");
    }

    fn row(&mut self, cells: &[Inlines], columns: usize, headers: usize, scope: &str) {
        self.put("<tr>");
        for at in 0..columns {
            let header = at < headers;
            self.put(&if header { format!("<th scope=\"{scope}\">") } else { "<td>".to_owned() });
            if let Some(cell) = cells.get(at) {
                self.inlines(cell);
            }
            self.put(if header { "</th>" } else { "</td>" });
        }
        self.put("</tr>\n");
    }

    fn tasks(&mut self, tasks: &[Task]) {
        self.put("<ul class=\"tasks\">\n");
        for task in tasks {
            // A drawn box, not a form field: nobody could tick it to any effect.
            let (class, mark, said) = if task.done { ("done", "☑", "done") } else { ("open", "☐", "open") };
            self.put(&format!("<li class=\"{class}\"><span role=\"img\" aria-label=\"{said}\">{mark}</span> "));
            self.inlines(&task.content);
            if let Some(owner) = &task.owner {
                self.put(" — ");
                self.line(&owner.name);
            }
            if let Some(due) = task.due {
                self.put(if task.owner.is_some() { ", due " } else { " — due " });
                self.put(&format!("<time datetime=\"{due}\">{due}</time>"));
            }
            self.put("</li>\n");
        }
        self.put("</ul>\n");
    }

    fn decisions(&mut self, list: &[Decided]) {
        self.put("<ul class=\"decisions\">\n");
        for one in list {
            self.put("<li>");
            let (label, colour) = if one.decided { ("DECIDED", Colour::Green) } else { ("UNDECIDED", Colour::Grey) };
            self.status(label, colour);
            self.put(" ");
            self.inlines(&one.content);
            self.put("</li>\n");
        }
        self.put("</ul>\n");
    }

    fn panel(&mut self, panel: &Panel) {
        self.put(&format!("<aside class=\"panel {}\">\n<p class=\"title\">", panel.kind.name()));
        self.put(panel.kind.label());
        if !clean_line(&panel.title).is_empty() {
            self.put(": ");
            self.line(&panel.title);
        }
        self.put("</p>\n");
        self.blocks(&panel.blocks);
        self.put("</aside>\n");
    }

    fn inlines(&mut self, inlines: &Inlines) {
        for inline in &inlines.0 {
            match inline {
                Inline::Text(text) => markup_into(&within_line(text), &mut self.out),
                Inline::Strong(inner) => self.marked("strong", inner),
                Inline::Emphasis(inner) => self.marked("em", inner),
                Inline::Code(text) => {
                    self.put("<code>");
                    markup_into(&within_line(text), &mut self.out);
                    self.put("</code>");
                }
                Inline::Status(label, colour) => self.status(label, *colour),
                Inline::Date(date) => {
                    // Writing to a string cannot fail.
                    let _ = write!(self.out, "<time datetime=\"{date}\">{date}</time>");
                }
                Inline::Person(person) => self.line(&person.name),
                Inline::Link(label, target) => {
                    self.put("<a href=\"");
                    match target {
                        Target::Web(href) => markup_into(href.as_str(), &mut self.out),
                        Target::Heading(anchor) => self.put(&format!("#{}", anchor.as_str())),
                    }
                    self.put("\" rel=\"noreferrer\">");
                    self.line(label);
                    self.put("</a>");
                }
                Inline::Trend(trend) => self.trend(trend),
                Inline::Break => self.put("<br>"),
            }
        }
    }

    fn marked(&mut self, tag: &str, inner: &Inlines) {
        self.put(&format!("<{tag}>"));
        self.inlines(inner);
        self.put(&format!("</{tag}>"));
    }

    fn status(&mut self, label: &str, colour: Colour) {
        self.put(&format!("<span class=\"status {}\">", class(colour)));
        self.line(label);
        self.put("</span>");
    }
}

const fn class(colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => "grey",
        Colour::Red => "red",
        Colour::Yellow => "yellow",
        Colour::Green => "green",
        Colour::Blue => "blue",
        Colour::Purple => "purple",
    }
}
