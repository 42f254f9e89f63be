//! The document tree as Markdown: `CommonMark` with the tables and task boxes of GitHub, and no HTML, so that
//! it also pastes into the Confluence Cloud editor.
//!
//! Every character that could be markup where it stands is escaped, no more: `snake_case` stays.

mod lines;

use std::collections::{BTreeMap, HashMap};

use self::lines::{Joined, code_span, escape, fenced, guarded, join, one_line_of, prefixed};
use super::document::{
    Anchor, Bars, Block, Decided, Document, Flow, Heading, Inline, Inlines, List, Table, Target, Task,
};
use super::escape::{percent_encoded, within_line};
use crate::domain::text::clean_line;

/// Writes the document; ends with a line break.
pub fn write(document: &Document) -> String {
    let writer = Writer { slugs: slugs(document), headings: document.headings() };
    let mut parts = Vec::new();
    let title = clean_line(&document.title);
    if !title.is_empty() {
        parts.push(format!("# {}", writer.heading_line(&Inlines::from(title))));
    }
    if !document.properties.is_empty() {
        let header = vec![Inlines::from("Property"), Inlines::from("Value")];
        let rows = document.properties.iter().map(|(key, value)| vec![Inlines::from(key), value.clone()]).collect();
        parts.push(writer.table(&Table { header, rows, ..Table::default() }));
    }
    parts.push(writer.blocks(&document.blocks));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

/// The fragment that GitHub makes of each heading, by our anchor.
fn slugs(document: &Document) -> HashMap<Anchor, String> {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let mut fragment = |words: &str| {
        let slug: String = words
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let count = taken.entry(slug.clone()).and_modify(|count| *count += 1).or_insert(0);
        if *count == 0 { slug } else { format!("{slug}-{count}") }
    };
    fragment(&clean_line(&document.title));
    let mut slugs = HashMap::new();
    for heading in document.headings() {
        let slug = fragment(&heading.content.plain());
        slugs.entry(heading.anchor.clone()).or_insert(slug);
    }
    slugs
}

struct Writer<'a> {
    slugs: HashMap<Anchor, String>,
    headings: Vec<&'a Heading>,
}

impl Writer<'_> {
    fn blocks(&self, blocks: &[Block]) -> String {
        let mut out = Joined::default();
        for block in blocks {
            match block {
                Block::Flow(flow) => self.flow(flow, &mut out),
                Block::Heading(heading) => {
                    let line = self.heading_line(&heading.content);
                    out.part(&format!("{} {line}", "#".repeat(usize::from(heading.level.clamp(1, 5)) + 1)));
                }
                Block::Table(table) => out.part(&self.table(table)),
                Block::Tasks(tasks) => out.list(tasks.iter().map(|task| self.task(task)).collect(), None, false),
                Block::Decisions(list) => out.list(list.iter().map(|one| self.decided(one)).collect(), None, false),
                Block::Panel(panel) => {
                    let title = clean_line(&panel.title);
                    let dash = if title.is_empty() { "" } else { ": " };
                    let head = format!("**{}{dash}{}**", panel.kind.label(), escape(&title));
                    out.part(&prefixed(&join(&head, &self.blocks(&panel.blocks)), "> ", "> "));
                }
                Block::Expand(expand) => {
                    let head = self.paragraph(&Inlines::from(Inline::Strong(Inlines::from(&expand.title))));
                    out.part(&join(&head, &self.blocks(&expand.blocks)));
                }
                Block::Quote(flows) => {
                    let mut inner = Joined::default();
                    for flow in flows {
                        self.flow(flow, &mut inner);
                    }
                    out.part(&prefixed(&inner.text, "> ", "> "));
                }
                Block::Bars(bars) => out.part(&self.bars(bars)),
                Block::Figure(figure) => {
                    let title = self.paragraph(&Inlines::from(Inline::Strong(Inlines::from(&figure.title))));
                    out.part(&join(&title, &self.table(&figure.table())));
                }
                Block::Contents(depth) => out.list(self.contents(*depth), None, false),
                Block::Rule => out.part("---"),
            }
        }
        out.text
    }

    fn flow(&self, flow: &Flow, out: &mut Joined) {
        match flow {
            Flow::Paragraph(content) => out.part(&self.paragraph(content)),
            Flow::List(list) => self.list(list, out),
            Flow::Code(code) => out.part(&fenced(code)),
        }
    }

    fn list(&self, list: &List, out: &mut Joined) {
        let mut loose = false;
        let mut items = Vec::new();
        for item in &list.items {
            let mut inner = Joined::default();
            for flow in item {
                self.flow(flow, &mut inner);
            }
            loose |= inner.parts > 1;
            items.push(inner.text);
        }
        out.list(items, list.start, loose);
    }

    fn task(&self, task: &Task) -> String {
        let mut line = self.one_line(&task.content);
        if let Some(owner) = &task.owner {
            line = format!("{line} — {}", escape(&clean_line(&owner.name)));
        }
        if let Some(due) = task.due {
            line = format!("{line}{} due {due}", if task.owner.is_some() { "," } else { " —" });
        }
        format!("[{}] {}", if task.done { 'x' } else { ' ' }, line.trim())
    }

    fn decided(&self, one: &Decided) -> String {
        let mark = if one.decided { "**Decided:**" } else { "**Undecided:**" };
        format!("{mark} {}", self.one_line(&one.content)).trim_end().to_owned()
    }

    fn contents(&self, depth: u8) -> Vec<String> {
        let shown = self.headings.iter().filter(|heading| heading.level <= depth);
        let mut items: Vec<String> = Vec::new();
        for heading in shown {
            let indent = "  ".repeat(usize::from(heading.level.clamp(1, 5) - 1));
            let label = escape(&heading.content.plain());
            let slug = self.slugs.get(&heading.anchor).map_or("", String::as_str);
            let entry = format!("[{label}](#{})", percent_encoded(slug, b"-_"));
            match items.last_mut() {
                // What is deeper than the first level belongs to the entry above it.
                Some(last) if !indent.is_empty() => *last = format!("{last}\n{}- {entry}", &indent[2..]),
                _ => items.push(entry),
            }
        }
        items
    }

    fn bars(&self, bars: &Bars) -> String {
        let title = clean_line(&bars.title);
        let header = vec![Inlines::from(title), Inlines::from("Count")];
        let rows = bars.bars.iter().map(|(label, count, _)| vec![Inlines::from(label), count.to_string().into()]);
        self.table(&Table { header, rows: rows.collect(), ..Table::default() })
    }

    fn table(&self, table: &Table) -> String {
        let columns = table.columns();
        if columns == 0 {
            return String::new();
        }
        let mut out = String::new();
        // A table without a header row does not exist here: it gets an empty one.
        self.row(&table.header, columns, false, &mut out);
        out.extend(["\n|", &" --- |".repeat(columns)]);
        for row in &table.rows {
            out.push('\n');
            self.row(row, columns, table.row_headers, &mut out);
        }
        out
    }

    fn row(&self, cells: &[Inlines], columns: usize, strong_first: bool, out: &mut String) {
        out.push('|');
        for at in 0..columns {
            let cell = match cells.get(at) {
                Some(cell) if at == 0 && strong_first => self.cell(&Inlines::from(Inline::Strong(cell.clone()))),
                Some(cell) => self.cell(cell),
                None => String::new(),
            };
            out.push(' ');
            out.push_str(&cell);
            out.push_str(if cell.is_empty() { "|" } else { " |" });
        }
    }

    fn cell(&self, content: &Inlines) -> String {
        let mut out = String::new();
        self.inlines(&content.0, None, true, &mut out);
        one_line_of(&out)
    }

    fn one_line(&self, content: &Inlines) -> String {
        let mut out = String::new();
        self.inlines(&content.0, None, false, &mut out);
        one_line_of(&out)
    }

    /// Words after `#`: a trailing `#` would be taken for the end of the mark.
    fn heading_line(&self, content: &Inlines) -> String {
        let line = self.one_line(content);
        match line.strip_suffix('#') {
            Some(start) if !start.ends_with('\\') => format!("{start}\\#"),
            _ => line,
        }
    }

    fn paragraph(&self, content: &Inlines) -> String {
        let mut out = String::new();
        self.inlines(&content.0, None, false, &mut out);
        let lines: Vec<String> = out.trim().lines().map(|line| guarded(line.trim())).collect();
        lines.join("\\\n")
    }

    /// Writes pieces of a line, before the character that comes next; a line break is a bare `\n`, which
    /// no text holds.
    fn inlines(&self, inlines: &[Inline], next: Option<char>, in_table: bool, out: &mut String) {
        for (at, inline) in inlines.iter().enumerate() {
            let following = || self.first_of(&inlines[at + 1..], in_table).or(next);
            match inline {
                Inline::Text(text) => out.push_str(&escape(&within_line(text))),
                Inline::Strong(inner) => self.marked("**", inner, following(), in_table, out),
                Inline::Emphasis(inner) => self.marked("*", inner, following(), in_table, out),
                Inline::Status(label, _) => {
                    let label = Inlines::from(clean_line(label));
                    self.marked("**", &label, following(), in_table, out);
                }
                Inline::Code(text) => code_span(text, in_table, out),
                Inline::Date(date) => out.push_str(&date.to_string()),
                Inline::Person(person) => out.push_str(&escape(&clean_line(&person.name))),
                Inline::Link(label, target) => {
                    let label = escape(&clean_line(label));
                    match target {
                        Target::Web(href) => out.extend(["[", &label, "](<", href.as_str(), ">)"]),
                        Target::Heading(anchor) => {
                            let slug = self.slugs.get(anchor).map_or(anchor.as_str(), String::as_str);
                            out.extend(["[", &label, "](#", &percent_encoded(slug, b"-_"), ")"]);
                        }
                    }
                }
                Inline::Trend(trend) => out.push_str(&trend.line()),
                Inline::Break => out.push('\n'),
            }
        }
    }

    /// Writes emphasis where its marks would be read as such; elsewhere the words stand without them.
    fn marked(&self, mark: &str, inner: &Inlines, next: Option<char>, in_table: bool, out: &mut String) {
        let mut text = String::new();
        self.inlines(&inner.0, None, in_table, &mut text);
        let core = text.trim();
        let (Some(first), Some(last)) = (core.chars().next(), core.chars().next_back()) else {
            out.push_str(&text);
            return;
        };
        let lead = &text[..text.len() - text.trim_start().len()];
        let trail = &text[text.trim_end().len()..];
        let before = if lead.is_empty() { out.chars().next_back() } else { Some(' ') };
        let after = if trail.is_empty() { next } else { Some(' ') };
        let joins = |outside: Option<char>, inside: char| match outside {
            None => true,
            Some('*') => false,
            Some(c) => c.is_whitespace() || c.is_ascii_punctuation() || inside.is_alphanumeric(),
        };
        if joins(before, first) && joins(after, last) {
            out.extend([lead, mark, core, mark, trail]);
        } else {
            // Again, since marks within must now look at what is really beside them.
            self.inlines(&inner.0, next, in_table, out);
        }
    }

    /// The character that the pieces after a mark begin with.
    fn first_of(&self, following: &[Inline], in_table: bool) -> Option<char> {
        for inline in following {
            let mut text = String::new();
            self.inlines(std::slice::from_ref(inline), None, in_table, &mut text);
            if let Some(first) = text.chars().next() {
                return Some(first);
            }
        }
        None
    }
}
