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
}

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

    /// The lines that this one takes in so many columns.
    pub fn wrap(&self, columns: usize) -> Vec<Rich> {
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
}
