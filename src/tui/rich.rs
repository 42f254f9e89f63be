//! Text with roles, before anyone knows the theme or the width: what details, previews and help are
//! made of.

use super::measure;
use super::theme::Role;

/// A piece of text in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text, on one line.
    pub text: String,
    /// What it is.
    pub role: Role,
}

/// One line of runs, with the columns by which its continuation is indented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    /// Its runs.
    pub runs: Vec<Run>,
    /// How far a wrapped continuation is set in.
    pub hang: usize,
    /// Whether it is a rule across, with the runs as its title.
    pub rule: bool,
    /// A row of a table: its cells, each with the columns that its table would give it if there were room.
    pub cells: Vec<(Rich, usize)>,
}

/// Columns between the cells of a table.
const GAP: usize = 2;
/// The fewest columns of a cell that has to be wrapped; where there is less room, cells follow each other.
const LEAST: usize = 12;

impl Rich {
    /// A line in one role.
    pub fn of(text: impl Into<String>, role: Role) -> Self {
        Self::default().and(text, role)
    }

    /// A plain line.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::of(text, Role::Text)
    }

    /// An empty line.
    pub fn blank() -> Self {
        Self::default()
    }

    /// A rule with a title.
    pub fn rule(title: impl Into<String>) -> Self {
        Self { rule: true, ..Self::of(title, Role::Title) }
    }

    /// A label in a column of that width, and its value.
    pub fn entry(label: &str, columns: usize, value: impl Into<String>) -> Self {
        let label = measure::fit(label, columns, "…", false);
        Self { hang: columns + 1, ..Self::of(label, Role::Dim).and(" ", Role::Text).and(value, Role::Text) }
    }

    /// The line with a further run.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, role: Role) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.runs.push(Run { text, role });
        }
        self
    }

    /// The line with its continuation set in.
    #[must_use]
    pub const fn hang(mut self, columns: usize) -> Self {
        self.hang = columns;
        self
    }

    /// The text without roles.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The row as lines, each cell wrapped in its own columns; none if there is too little room for that.
    fn row(&self, columns: usize) -> Option<Vec<Rich>> {
        let widths: Vec<usize> = self.cells.iter().map(|(_, wide)| *wide).collect();
        let room = columns.checked_sub(GAP * widths.len().checked_sub(1)?)?;
        let needed = |most: usize| widths.iter().map(|wide| *wide.min(&most)).sum::<usize>();
        // The widest give way first, and all by the same measure, so that the rows of a table agree.
        let most = (LEAST..=room).rev().find(|most| needed(*most) <= room)?;
        let cells: Vec<(Vec<Rich>, usize)> =
            self.cells.iter().map(|(cell, wide)| (cell.wrap(*wide.min(&most)), *wide.min(&most))).collect();
        let height = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
        let lines = (0..height).map(|at| {
            let mut line = Rich::blank();
            let mut gap = 0;
            for (lines, wide) in &cells {
                let cell = lines.get(at).cloned().unwrap_or_default();
                let used = measure::width(&cell.text());
                if used > 0 {
                    line = line.and(" ".repeat(gap), Role::Text);
                    gap = 0;
                }
                gap += GAP + wide.saturating_sub(used);
                line.runs.extend(cell.runs);
            }
            line
        });
        Some(lines.collect())
    }

    /// The lines that this one takes in so many columns.
    pub fn wrap(&self, columns: usize) -> Vec<Rich> {
        if let Some(lines) = self.row(columns) {
            return lines;
        }
        let text = self.text();
        // Most lines fit; no column is narrower than a byte is long.
        if self.rule || (text.len() <= columns && !text.contains('\n')) {
            return vec![self.clone()];
        }
        let hang = if self.hang * 2 > columns { 0 } else { self.hang };
        let mut lines = Vec::new();
        let mut begin = 0;
        let ranges = match measure::wrap(&text, columns) {
            ranges if ranges.len() <= 1 || hang == 0 => ranges,
            ranges => {
                let first = ranges[0].clone();
                begin = text[first.end..].find(|c| c != ' ' && c != '\n').map_or(text.len(), |gap| first.end + gap);
                let rest = measure::wrap(&text[begin..], columns - hang);
                let rest = rest.into_iter().map(|range| range.start + begin..range.end + begin);
                std::iter::once(first).chain(rest).collect()
            }
        };
        for (at, range) in ranges.into_iter().enumerate() {
            let mut line = Rich::blank();
            if at > 0 && begin > 0 {
                line = line.and(" ".repeat(hang), Role::Text);
            }
            lines.push(self.slice(range, line));
        }
        lines
    }

    /// The runs within this range of the text, after those of `line`.
    fn slice(&self, range: std::ops::Range<usize>, mut line: Rich) -> Rich {
        let mut start = 0;
        for run in &self.runs {
            let end = start + run.text.len();
            let (from, to) = (range.start.clamp(start, end), range.end.clamp(start, end));
            line = line.and(&run.text[from - start..to - start], run.role);
            start = end;
        }
        line
    }
}

/// Wraps lines to so many columns.
pub fn wrap(lines: &[Rich], columns: usize) -> Vec<Rich> {
    lines.iter().flat_map(|line| line.wrap(columns)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_roles_and_hangs() {
        let line = Rich::entry("owner", 8, "rao and lin and oka");
        let shown: Vec<_> = line.wrap(18).iter().map(Rich::text).collect();
        assert_eq!(shown, ["owner    rao and", "         lin and", "         oka"]);
        let line = Rich::plain("plain ").and("accent words", Role::Accent);
        let lines = line.wrap(12);
        assert_eq!(lines[0].runs[1], Run { text: "accent".to_owned(), role: Role::Accent });
        assert_eq!(lines[1], Rich::of("words", Role::Accent));
        assert_eq!(Rich::rule("a long title of a rule").wrap(5).len(), 1);
        assert_eq!(Rich::blank().wrap(5), [Rich::blank()]);
        assert_eq!(Rich::entry("x", 8, "narrow place").wrap(10).len(), 3);
        assert_eq!(Rich::plain("two\nlines").wrap(80).len(), 2);
    }

    #[test]
    fn cells_stand_under_each_other_and_wrap_in_their_columns() {
        let cell = |text: &str, wide: usize| (Rich::plain(text), wide);
        let row = Rich {
            cells: vec![cell("RSK-0001", 8), cell("tone follows the text of the customer", 40), cell("open", 8)],
            ..Rich::plain("RSK-0001 | tone follows the text of the customer | open")
        };
        let shown = |columns: usize| row.wrap(columns).iter().map(Rich::text).collect::<Vec<_>>();
        assert_eq!(shown(60), ["RSK-0001  tone follows the text of the customer     open"]);
        assert_eq!(shown(40), ["RSK-0001  tone follows the      open", "          text of the customer"]);
        // With less room than that, the cells follow each other.
        assert_eq!(shown(24)[0], "RSK-0001 | tone follows");
        let same = |at: usize| row.wrap(40)[at].runs.iter().all(|run| run.role == Role::Text);
        assert!(same(0) && same(1));
    }
}
