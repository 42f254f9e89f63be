//! A document as lines with roles: minutes and Markdown evidence, read on screen.

use super::measure;
use super::rich::Rich;
use super::theme::{Glyphs, Role};
use crate::exchange::document::{Block, Code, Colour, Document, Flow, Inline, Inlines, List, Table, Task};

/// The lines of a document.
pub fn lines(document: &Document, glyphs: &Glyphs) -> Vec<Rich> {
    let mut lines = vec![Rich::of(document.title.clone(), Role::Title), Rich::blank()];
    for (key, value) in &document.properties {
        lines.push(joined(Rich::entry(key, 14, ""), inlines(value, Role::Text)));
    }
    lines.extend(blocks(&document.blocks, glyphs));
    lines
}

/// The lines of blocks, an empty one between them.
pub fn blocks(blocks: &[Block], glyphs: &Glyphs) -> Vec<Rich> {
    let mut lines = Vec::new();
    for block in blocks {
        let of = block_lines(block, glyphs);
        if !of.is_empty() {
            if !lines.is_empty() {
                lines.push(Rich::blank());
            }
            lines.extend(of);
        }
    }
    lines
}

fn block_lines(block: &Block, glyphs: &Glyphs) -> Vec<Rich> {
    match block {
        Block::Flow(flow) => flow_lines(flow, glyphs),
        Block::Heading(heading) if heading.level <= 1 => vec![Rich::rule(heading.content.plain())],
        Block::Heading(heading) => vec![Rich::of(heading.content.plain(), Role::Title)],
        Block::Table(table) => table_lines(table),
        Block::Tasks(tasks) => tasks.iter().map(|task| task_line(task, glyphs)).collect(),
        Block::Decisions(decided) => decided
            .iter()
            .map(|one| {
                let (sign, role) = if one.decided { (glyphs.tick, Role::Good) } else { (glyphs.unlit, Role::Warn) };
                joined(Rich::of(format!("{sign} "), role), inlines(&one.content, Role::Text)).hang(2)
            })
            .collect(),
        Block::Panel(panel) => {
            let title = if panel.title.is_empty() { panel.kind.label().to_owned() } else { panel.title.clone() };
            let mut lines = vec![Rich::of(title, Role::Accent)];
            lines.extend(set_in(blocks(&panel.blocks, glyphs), glyphs.upright));
            lines
        }
        Block::Expand(part) => {
            let mut lines = vec![Rich::of(part.title.clone(), Role::Title)];
            lines.extend(blocks(&part.blocks, glyphs));
            lines
        }
        Block::Quote(flows) => set_in(flows.iter().flat_map(|flow| flow_lines(flow, glyphs)).collect(), glyphs.upright),
        Block::Bars(bars) => {
            let most = bars.bars.iter().map(|(_, count, _)| *count).max().unwrap_or(0).max(1);
            let bar = |count: u64| glyphs.bar.repeat(usize::try_from(count * 20 / most).unwrap_or(0));
            let line = |(label, count, colour): &(String, u64, Colour)| {
                Rich::entry(label, 16, "").and(bar(*count), colour_role(*colour)).and(format!(" {count}"), Role::Text)
            };
            std::iter::once(Rich::of(bars.title.clone(), Role::Title)).chain(bars.bars.iter().map(line)).collect()
        }
        Block::Figure(figure) => {
            std::iter::once(Rich::of(figure.title.clone(), Role::Title)).chain(table_lines(&figure.table())).collect()
        }
        // On screen nothing needs to be linked from above.
        Block::Contents(_) => Vec::new(),
        Block::Rule => vec![Rich::rule("")],
    }
}

fn flow_lines(flow: &Flow, glyphs: &Glyphs) -> Vec<Rich> {
    match flow {
        Flow::Paragraph(content) => vec![inlines(content, Role::Text)],
        Flow::List(list) => list_lines(list, glyphs),
        Flow::Code(Code { text, .. }) => text.lines().map(|line| Rich::of(format!("  {line}"), Role::Code)).collect(),
    }
}

fn list_lines(list: &List, glyphs: &Glyphs) -> Vec<Rich> {
    let mut lines = Vec::new();
    for (number, item) in (list.start.unwrap_or(1)..).zip(&list.items) {
        let sign = if list.start.is_some() { format!("{number}. ") } else { format!("{} ", glyphs.dot) };
        let columns = sign.chars().count();
        for (at, line) in item.iter().flat_map(|flow| flow_lines(flow, glyphs)).enumerate() {
            let lead = if at == 0 { sign.clone() } else { " ".repeat(columns) };
            let hang = line.hang + columns;
            lines.push(joined(Rich::of(lead, Role::Dim), line).hang(hang));
        }
    }
    lines
}

/// A table: each row its cells under each other; a table of facts has its first cell as label.
fn table_lines(table: &Table) -> Vec<Rich> {
    let mut lines = Vec::new();
    if table.row_headers && table.header.is_empty() {
        let labels = table.rows.iter().filter_map(|row| row.first());
        let columns = labels.map(|label| measure::width(&label.plain())).max().unwrap_or(0).clamp(14, 24);
        for row in &table.rows {
            let label = row.first().map(Inlines::plain).unwrap_or_default();
            let rest = row.iter().skip(1).map(|cell| inlines(cell, Role::Text));
            lines.push(rest.fold(Rich::entry(&label, columns, ""), joined));
        }
        return lines;
    }
    let widths: Vec<usize> = (0..table.columns())
        .map(|at| {
            let cells = std::iter::once(&table.header).chain(&table.rows).filter_map(|row| row.get(at));
            cells.map(|cell| measure::width(&cell.plain())).max().unwrap_or(0)
        })
        .collect();
    let row_line = |row: &[Inlines], role: Role| {
        let cells: Vec<Rich> = row.iter().map(|cell| inlines(cell, role)).collect();
        // What has no room for columns is read in line, the cells apart by a bar.
        let mut line = Rich::blank().hang(2);
        for (at, cell) in cells.iter().enumerate() {
            line = if at > 0 { line.and(" | ", Role::Rule) } else { line };
            line = joined(line, cell.clone());
        }
        Rich { cells: cells.into_iter().zip(widths.iter().copied()).collect(), ..line }
    };
    if !table.header.is_empty() {
        lines.push(row_line(&table.header, Role::Dim));
    }
    lines.extend(table.rows.iter().map(|row| row_line(row, Role::Text)));
    lines
}

fn task_line(task: &Task, glyphs: &Glyphs) -> Rich {
    let (sign, role) = if task.done { (glyphs.tick, Role::Good) } else { (glyphs.unlit, Role::Dim) };
    let mut line = joined(Rich::of(format!("{sign} "), role), inlines(&task.content, Role::Text)).hang(2);
    if let Some(owner) = &task.owner {
        line = line.and(format!(" {} {}", glyphs.dot, owner.name), Role::Dim);
    }
    match task.due {
        Some(due) => line.and(format!(" {} {due}", glyphs.dot), Role::Dim),
        None => line,
    }
}

fn set_in(lines: Vec<Rich>, sign: &str) -> Vec<Rich> {
    lines
        .into_iter()
        .map(|line| {
            let hang = line.hang + 2;
            joined(Rich::of(format!("{sign} "), Role::Rule), line).hang(hang)
        })
        .collect()
}

/// The line with the runs of another behind its own.
fn joined(mut line: Rich, other: Rich) -> Rich {
    line.hang = line.hang.max(other.hang);
    line.runs.extend(other.runs);
    line
}

const fn colour_role(colour: Colour) -> Role {
    match colour {
        Colour::Red => Role::Bad,
        Colour::Yellow | Colour::Purple => Role::Warn,
        Colour::Green => Role::Good,
        Colour::Blue => Role::Accent,
        Colour::Grey => Role::Dim,
    }
}

fn inlines(content: &Inlines, role: Role) -> Rich {
    let mut line = Rich::blank();
    for inline in &content.0 {
        line = match inline {
            Inline::Text(text) => line.and(text.clone(), role),
            Inline::Strong(inner) => joined(line, inlines(inner, Role::Title)),
            Inline::Emphasis(inner) => joined(line, inlines(inner, role)),
            Inline::Code(text) => line.and(text.clone(), Role::Code),
            Inline::Status(label, colour) => line.and(label.clone(), colour_role(*colour)),
            Inline::Date(date) => line.and(date.to_string(), role),
            Inline::Person(person) => line.and(person.name.clone(), role),
            Inline::Link(label, _) => line.and(label.clone(), Role::Accent),
            Inline::Trend(trend) => line.and(trend.line(), role),
            Inline::Break => line.and(" ", role),
        };
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::prose::prose;
    use crate::tui::rich::wrap;

    fn shown(markdown: &str) -> Vec<String> {
        wrap(&blocks(&prose(markdown), &Glyphs::ASCII), 60).iter().map(Rich::text).collect()
    }

    #[test]
    fn markdown_reads_as_lines() {
        let text = "# Scope\n\nPlain **strong** and `code`.\n\n- one\n- two\n  1. deep\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        assert_eq!(
            shown(text),
            [
                "Scope",
                "",
                "Plain strong and code.",
                "",
                "- one",
                "- two",
                "  1. deep",
                "",
                "| quoted",
                "",
                "a  b",
                "1  2"
            ]
        );
        assert!(shown("").is_empty());
    }

    #[test]
    fn a_document_has_its_title_and_properties_first() {
        let mut document = Document::new("MRB-0001 minutes");
        document.properties.push(("Chair".to_owned(), Inlines(vec![Inline::Text("Amara Okafor".to_owned())])));
        let lines: Vec<String> = lines(&document, &Glyphs::ASCII).iter().map(Rich::text).collect();
        assert_eq!(lines, ["MRB-0001 minutes", "", "Chair          Amara Okafor"]);
    }
}
