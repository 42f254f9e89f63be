//! A record's document as a page with tabs.

use unicode_width::UnicodeWidthStr;

use crate::board::Env;
use crate::domain::Refusal;
use crate::domain::ids::RecordId;
use crate::exchange::document::{Block, Colour, Flow, Inline, Inlines, PanelKind, Table};
use crate::exchange::markdown;
use crate::exchange::page::{Pages, sections};
use crate::policy::Policy;
use crate::store::View;
use crate::tui::effect::Page;
use crate::tui::rich::Rich;
use crate::tui::theme::Role;

/// The widest a column of a table grows, but for the last.
const WIDEST: usize = 44;

/// Reads a record as a page.
pub fn page(view: &View<'_>, policy: &Policy, env: &Env, id: RecordId) -> Result<Page, Refusal> {
    let document = Pages { view, history: view, policy, moment: env.now }.page(id)?;
    let tabs = sections(&document).into_iter().map(|(title, content)| (title, lines(content))).collect();
    Ok(Page { title: document.title.clone(), tabs, markdown: markdown::write(&document) })
}

/// Blocks of a document as lines, before anyone knows the width.
pub fn lines(content: &[Block]) -> Vec<Rich> {
    let mut lines = Vec::new();
    for block in content {
        push(block, &mut lines);
    }
    while lines.last().is_some_and(|line| line.runs.is_empty() && !line.rule) {
        lines.pop();
    }
    lines
}

fn push(block: &Block, lines: &mut Vec<Rich>) {
    match block {
        Block::Heading(heading) => {
            if !lines.is_empty() {
                lines.push(Rich::blank());
            }
            lines.push(Rich::of(heading.content.plain(), Role::Title));
        }
        Block::Flow(one) => {
            flow(one, lines, "");
            lines.push(Rich::blank());
        }
        Block::Table(table) => {
            rows(table, lines);
            lines.push(Rich::blank());
        }
        Block::Tasks(tasks) => {
            for task in tasks {
                let line = Rich::of(if task.done { "[x] " } else { "[ ] " }, Role::Dim).hang(4);
                let mut line = runs(&task.content, line, Role::Text);
                if let Some(owner) = &task.owner {
                    line = line.and(format!("  @{}", owner.name), Role::Accent);
                }
                if let Some(due) = task.due {
                    line = line.and(format!("  {due}"), Role::Dim);
                }
                lines.push(line);
            }
        }
        Block::Decisions(decisions) => {
            for decided in decisions {
                let sign = if decided.decided { "* " } else { "? " };
                lines.push(runs(&decided.content, Rich::of(sign, Role::Accent).hang(2), Role::Text));
            }
        }
        Block::Panel(panel) => {
            let role = match panel.kind {
                PanelKind::Warning => Role::Warn,
                PanelKind::Tip => Role::Good,
                PanelKind::Info | PanelKind::Note => Role::Accent,
            };
            lines.push(Rich::of(format!("{}: {}", panel.kind.label(), panel.title), role));
            panel.blocks.iter().for_each(|inner| push(inner, lines));
        }
        Block::Expand(expand) => {
            lines.push(Rich::of(expand.title.clone(), Role::Title));
            expand.blocks.iter().for_each(|inner| push(inner, lines));
        }
        Block::Quote(flows) => flows.iter().for_each(|one| flow(one, lines, "> ")),
        Block::Bars(bars) => {
            for (name, value, colour) in &bars.bars {
                lines.push(Rich::plain(format!("{name} ")).and(value.to_string(), tint(*colour)));
            }
        }
        Block::Contents(_) => {}
        Block::Rule => lines.push(Rich::rule("")),
    }
}

fn flow(flow: &Flow, lines: &mut Vec<Rich>, before: &str) {
    match flow {
        Flow::Paragraph(content) => {
            lines.push(runs(content, Rich::of(before, Role::Dim).hang(before.width()), Role::Text))
        }
        Flow::List(list) => {
            for (at, item) in (list.start.unwrap_or(1)..).zip(&list.items) {
                let sign = if list.start.is_some() { format!("{at}. ") } else { "- ".to_owned() };
                for (place, inner) in item.iter().enumerate() {
                    let indent = if place == 0 { sign.clone() } else { " ".repeat(sign.width()) };
                    self::flow(inner, lines, &format!("{before}{indent}"));
                }
            }
        }
        Flow::Code(code) => {
            for line in code.text.lines() {
                lines.push(Rich::of(before, Role::Dim).and(format!("  {line}"), Role::Code));
            }
        }
    }
}

/// The runs of inline text after those of a line; line breaks stay in it for wrapping.
fn runs(content: &Inlines, line: Rich, role: Role) -> Rich {
    content.0.iter().fold(line, |line, inline| match inline {
        Inline::Text(text) => line.and(text.clone(), role),
        Inline::Strong(inner) => runs(inner, line, Role::Title),
        Inline::Emphasis(inner) => runs(inner, line, role),
        Inline::Code(text) => line.and(text.clone(), Role::Code),
        Inline::Status(text, colour) => line.and(text.clone(), tint(*colour)),
        Inline::Date(date) => line.and(date.to_string(), role),
        Inline::Person(person) => line.and(person.name.clone(), Role::Accent),
        Inline::Link(text, _) => line.and(text.clone(), Role::Accent),
        Inline::Break => line.and("\n", role),
    })
}

const fn tint(colour: Colour) -> Role {
    match colour {
        Colour::Grey => Role::Dim,
        Colour::Red => Role::Bad,
        Colour::Yellow => Role::Warn,
        Colour::Green => Role::Good,
        Colour::Blue | Colour::Purple => Role::Accent,
    }
}

/// Rows with aligned columns; the last column wraps under itself.
fn rows(table: &Table, lines: &mut Vec<Rich>) {
    let mut widths = vec![0; table.columns()];
    for row in table.rows.iter().chain([&table.header]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.plain().width().min(WIDEST));
        }
    }
    let facts = table.header.is_empty();
    let write = |cells: &[Inlines], role: Role| {
        let mut line = Rich::blank();
        let mut hang = 0;
        for (at, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            if at + 1 == cells.len() {
                line = runs(cell, line.hang(hang), role);
            } else {
                let text = crate::tui::measure::fit(&cell.plain(), *width, "…", false);
                line = line.and(text, if facts { Role::Dim } else { role }).and("  ", Role::Text);
                hang += width + 2;
            }
        }
        line
    };
    if !facts {
        lines.push(write(&table.header, Role::Dim));
    }
    for row in &table.rows {
        lines.push(write(row, Role::Text));
    }
}
