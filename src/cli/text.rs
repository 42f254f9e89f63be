//! A document as plain text for a terminal or a pipe.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use crate::exchange::document::{Block, Document, Flow, Inlines, Table};

/// A document as text: title, sections, tables with aligned columns.
pub fn plain(document: &Document) -> String {
    let mut text = format!("{}\n", document.title);
    for (name, value) in &document.properties {
        let _ = writeln!(text, "{name}: {}", value.plain());
    }
    for one in &document.blocks {
        block(one, &mut text);
    }
    text
}

/// One block.
pub fn block(block: &Block, text: &mut String) {
    match block {
        Block::Heading(heading) => {
            let title = heading.content.plain();
            let _ = if heading.level == 1 {
                writeln!(text, "\n{}", title.to_uppercase())
            } else {
                writeln!(text, "\n{title}")
            };
        }
        Block::Flow(one) => flow(one, text, ""),
        Block::Table(table) => rows(table, text),
        Block::Tasks(tasks) => {
            for task in tasks {
                let owner = task.owner.as_ref().map(|person| format!(" @{}", person.name)).unwrap_or_default();
                let due = task.due.map(|due| format!(" due {due}")).unwrap_or_default();
                let _ = writeln!(text, "[{}] {}{owner}{due}", if task.done { "x" } else { " " }, task.content.plain());
            }
        }
        Block::Decisions(decisions) => {
            for decided in decisions {
                let _ = writeln!(text, "{} {}", if decided.decided { "*" } else { "?" }, decided.content.plain());
            }
        }
        Block::Panel(panel) => {
            let _ = writeln!(text, "{}: {}", panel.kind.label(), panel.title);
            panel.blocks.iter().for_each(|inner| self::block(inner, text));
        }
        Block::Expand(expand) => {
            let _ = writeln!(text, "{}", expand.title);
            expand.blocks.iter().for_each(|inner| self::block(inner, text));
        }
        Block::Quote(flows) => flows.iter().for_each(|one| flow(one, text, "> ")),
        Block::Bars(bars) => {
            for (name, value, _) in &bars.bars {
                let _ = writeln!(text, "{name} {value}");
            }
        }
        Block::Figure(figure) => {
            let _ = writeln!(text, "{}", figure.title);
            rows(&figure.table(), text);
        }
        Block::Contents(_) => {}
        Block::Rule => text.push_str("----\n"),
    }
}

fn flow(flow: &Flow, text: &mut String, before: &str) {
    match flow {
        Flow::Paragraph(content) => {
            let _ = writeln!(text, "{before}{}", content.plain());
        }
        Flow::List(list) => {
            for (at, item) in (list.start.unwrap_or(1)..).zip(&list.items) {
                let sign = if list.start.is_some() { format!("{at}. ") } else { "- ".to_owned() };
                for (place, inner) in item.iter().enumerate() {
                    let indent = if place == 0 { sign.clone() } else { " ".repeat(sign.len()) };
                    self::flow(inner, text, &format!("{before}{indent}"));
                }
            }
        }
        Flow::Code(code) => {
            for line in code.text.lines() {
                let _ = writeln!(text, "{before}    {line}");
            }
        }
    }
}

fn rows(table: &Table, text: &mut String) {
    let lines: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(Inlines::plain).collect()).collect();
    let header: Vec<String> = table.header.iter().map(Inlines::plain).collect();
    let mut widths = vec![0; table.columns()];
    for cells in lines.iter().chain([&header]) {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.width());
        }
    }
    let mut write = |cells: &[String]| {
        let mut line = String::new();
        for (at, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            let gap = if at + 1 == cells.len() { 0 } else { width.saturating_sub(cell.width()) + 2 };
            line.push_str(cell);
            line.push_str(&" ".repeat(gap));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    };
    if !header.is_empty() {
        write(&header);
    }
    // A fact of several lines keeps them, under its first.
    let facts = header.is_empty() && table.columns() == 2;
    for (row, cells) in table.rows.iter().zip(&lines) {
        let mut parts = match row.as_slice() {
            [_, value] if facts => value.plain_lines(),
            _ => Vec::new(),
        };
        if parts.len() < 2 {
            write(cells);
            continue;
        }
        write(&[cells[0].clone(), parts.remove(0)]);
        for part in parts {
            write(&[String::new(), part]);
        }
    }
}
