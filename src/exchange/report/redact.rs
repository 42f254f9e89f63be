//! Free text made fit for readers outside: people, addresses, links and internal references are taken out.
//!
//! It rather takes out too much: a word that is also somebody's name goes.

use std::collections::BTreeSet;

use super::desk::Desk;
use crate::domain::ids::RecordId;
use crate::domain::text::clean_line;
use crate::exchange::document::{Block, Code, Decided, Flow, Inline, Inlines, List, Table, Task};
use crate::exchange::prose::prose;

/// What stands in the place of what was taken out.
const WITHHELD: &str = "[withheld]";
/// Shorter parts of names are too often words.
const SHORTEST: usize = 3;

/// Takes out of text what is internal.
pub(super) struct Redactor {
    /// Parts of the names of everybody the board knows, as they are written.
    names: BTreeSet<String>,
}

impl Redactor {
    pub(super) fn new(desk: &Desk<'_>) -> Self {
        let mut names = BTreeSet::new();
        for row in desk.people() {
            let parts = row.name.as_str().split(|c: char| c.is_whitespace() || c == ',' || c == '.');
            names.extend(parts.filter(|part| part.chars().count() >= SHORTEST).map(str::to_owned));
        }
        Self { names }
    }

    /// A line without what is internal.
    pub(super) fn line(&self, text: &str) -> String {
        let clean = clean_line(text);
        let words: Vec<String> = clean.split(' ').map(|word| self.word(word)).collect();
        let mut line = String::with_capacity(clean.len());
        for word in &words {
            // A name of two words is taken out once; what closes the sentence stays.
            if let Some(tail) = word.strip_prefix(WITHHELD)
                && line.ends_with(WITHHELD)
            {
                line.push_str(tail);
                continue;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        line
    }

    /// Markdown that people wrote, without what is internal.
    pub(super) fn prose(&self, text: &str) -> Vec<Block> {
        let mut blocks = prose(text);
        self.blocks(&mut blocks);
        blocks
    }

    fn word(&self, word: &str) -> String {
        let punctuation = |c: char| c.is_ascii_punctuation() && !matches!(c, '@' | '/' | '\\');
        let core = word.trim_matches(punctuation);
        if !self.is_internal(core) {
            return word.to_owned();
        }
        // What closes the sentence stays.
        let end = word.trim_end_matches(punctuation).len();
        let tail: String = word[end..].chars().filter(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?')).collect();
        format!("{WITHHELD}{tail}")
    }

    fn is_internal(&self, core: &str) -> bool {
        let address = core.contains("://") || core.starts_with("www.") || core.contains('@');
        let path = core.starts_with(['/', '\\', '~']) || core.contains('\\') || core.matches('/').count() > 1;
        let possessive = core.trim_end_matches("'s").trim_end_matches("’s");
        let person = core.split(['-', '/']).chain([core, possessive]).any(|part| self.names.contains(part));
        address || path || person || core.parse::<RecordId>().is_ok()
    }

    fn blocks(&self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Flow(flow) => self.flow(flow),
                Block::Heading(heading) => self.inlines(&mut heading.content),
                Block::Table(Table { header, rows, .. }) => {
                    header.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| self.inlines(cell));
                }
                Block::Tasks(tasks) => {
                    for Task { content, owner, .. } in tasks {
                        self.inlines(content);
                        *owner = None;
                    }
                }
                Block::Decisions(list) => {
                    for Decided { content, .. } in list {
                        self.inlines(content);
                    }
                }
                Block::Panel(panel) => {
                    panel.title = self.line(&panel.title);
                    self.blocks(&mut panel.blocks);
                }
                Block::Expand(part) => {
                    part.title = self.line(&part.title);
                    self.blocks(&mut part.blocks);
                }
                Block::Quote(flows) => flows.iter_mut().for_each(|flow| self.flow(flow)),
                Block::Bars(bars) => bars.bars.iter_mut().for_each(|bar| bar.0 = self.line(&bar.0)),
                Block::Figure(figure) => {
                    let mut table = Block::Table(figure.table());
                    self.blocks(std::slice::from_mut(&mut table));
                    *block = table;
                }
                Block::Contents(_) | Block::Rule => {}
            }
        }
    }

    fn flow(&self, flow: &mut Flow) {
        match flow {
            Flow::Paragraph(content) => self.inlines(content),
            Flow::List(List { items, .. }) => items.iter_mut().flatten().for_each(|flow| self.flow(flow)),
            Flow::Code(Code { text, .. }) => {
                let lines: Vec<String> = text.lines().map(|line| self.line(line)).collect();
                *text = lines.join("\n");
            }
        }
    }

    fn inlines(&self, inlines: &mut Inlines) {
        for inline in &mut inlines.0 {
            match inline {
                Inline::Text(text) | Inline::Code(text) | Inline::Status(text, _) => {
                    // The spaces at the ends separate it from its neighbours.
                    let (lead, trail) = (text.starts_with(' '), text.ends_with(' ') && text.len() > 1);
                    let line = self.line(text);
                    *text = format!("{}{line}{}", if lead { " " } else { "" }, if trail { " " } else { "" });
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.inlines(inner),
                // Where a link leads is internal, or may be.
                Inline::Link(label, _) => *inline = Inline::Text(self.line(label)),
                Inline::Person(_) => *inline = Inline::Text(WITHHELD.to_owned()),
                // Counts and trends name nobody.
                Inline::Date(_) | Inline::Trend(_) | Inline::Break => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::document::Document;
    use crate::exchange::markdown;

    fn redactor() -> Redactor {
        Redactor { names: ["Rao", "Venkataraman", "Seo-yeon"].map(str::to_owned).into() }
    }

    #[test]
    fn what_is_internal_is_taken_out_and_the_rest_stays() {
        let cases = [
            ("Ask Rao Venkataraman, or not.", "Ask [withheld], or not."),
            ("see https://wiki.example.org/a?b=1.", "see [withheld]."),
            ("write to a.b@example.org or @rao!", "write to [withheld] or [withheld]!"),
            ("RSK-0001 and (inc-7) stay open", "[withheld] and [withheld] stay open"),
            ("kept in /srv/models/x or \\\\share\\x", "kept in [withheld] or [withheld]"),
            ("Rao's view of Seo-yeon", "[withheld] view of [withheld]"),
            ("24/7, UK/IE, e-mail and 50 % of £6,000", "24/7, UK/IE, e-mail and 50 % of £6,000"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(redactor().line(text), expected, "{text}");
        }
    }

    #[test]
    fn links_keep_their_words_and_lose_where_they_lead() {
        let text = "See [our **wiki**](https://wiki.example.org) for **Rao** and *more*.\n\n- `RSK-0001` item\n\n> quoted @rao\n\n\
            | a | b |\n|---|---|\n| Rao | fine |\n\n```\nmail a@b.org\n```\n";
        let document = Document { blocks: redactor().prose(text), ..Document::default() };
        let shown = markdown::write(&document);
        for internal in ["wiki.example.org", "Rao", "@rao", "RSK-0001", "a@b.org"] {
            assert!(!shown.contains(internal), "{internal} in {shown}");
        }
        for kept in ["See our wiki for", "and *more*", "item", "quoted", "fine", "mail"] {
            assert!(shown.contains(kept), "{kept} is gone from {shown}");
        }
    }
}
