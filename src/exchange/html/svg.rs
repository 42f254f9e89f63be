//! Pictures drawn into the page: whole pixels only, so that a picture is the same on every machine; the counts
//! stand in it as text, and what colour says a word or a place says too.

use super::super::document::{Bars, Cell, Chart, Figure, Grid, Stacks, Trend};
use super::{Page, class};
use crate::domain::text::clean_line;

/// Letters of a label that have room at the left.
const LABEL: usize = 30;

impl Page<'_> {
    /// Bars as a picture.
    pub(super) fn bars(&mut self, bars: &Bars) {
        let most = bars.bars.iter().map(|(_, count, _)| *count).max().unwrap_or(0).max(1);
        let height = 8 + 26 * bars.bars.len();
        let said: Vec<String> = bars.bars.iter().map(|(label, count, _)| format!("{label} {count}")).collect();
        self.picture(&bars.title, &format!("{}: {}", bars.title, said.join("; ")), (640, height));
        for (at, (label, count, colour)) in bars.bars.iter().enumerate() {
            let top = 4 + 26 * at;
            // At most 360 wide.
            let width = scaled(*count, most, 360);
            let (base, class) = (top + 15, class(*colour));
            self.label(label, 200, base);
            self.put(&format!("<rect class=\"{class}\" x=\"210\" y=\"{top}\" width=\"{width}\" height=\"20\" />"));
            self.put(&format!("<text x=\"{}\" y=\"{base}\">{count}</text>\n", 218 + width));
        }
        self.put("</svg></figure>\n");
    }

    /// Another picture.
    pub(super) fn figure(&mut self, figure: &Figure) {
        match &figure.chart {
            Chart::Stacks(stacks) => self.stacks(figure, stacks),
            Chart::Grid(grid) => self.grid(figure, grid),
        }
        self.put("</svg></figure>\n");
    }

    /// Bars of several parts, with a legend over them.
    fn stacks(&mut self, figure: &Figure, stacks: &Stacks) {
        let all = |counts: &[u64]| counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
        let most = stacks.rows.iter().map(|(_, counts)| all(counts)).max().unwrap_or(0).max(1);
        self.picture(&figure.title, &figure.said(), (640, 36 + 24 * stacks.rows.len()));
        for (at, (name, colour)) in stacks.parts.iter().enumerate() {
            let left = 10 + 150 * at;
            self.put(&format!("<rect class=\"{}\" x=\"{left}\" y=\"4\" width=\"14\" height=\"14\" />", class(*colour)));
            self.put(&format!("<text x=\"{}\" y=\"16\">", left + 20));
            self.line(&cut(name, 18));
            self.put("</text>\n");
        }
        for (at, (label, counts)) in stacks.rows.iter().enumerate() {
            let top = 30 + 24 * at;
            self.label(label, 100, top + 14);
            let mut left = 110;
            for (count, (_, colour)) in counts.iter().zip(&stacks.parts).filter(|(count, _)| **count > 0) {
                let width = scaled(*count, most, 440).max(16);
                let class = class(*colour);
                self.put(&format!(
                    "<rect class=\"{class}\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"18\" />"
                ));
                let middle = left + width / 2;
                self.put(&format!(
                    "<text class=\"on-{class}\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{count}</text>",
                    top + 14
                ));
                left += width + 2;
            }
            let sum = all(counts);
            self.put(&format!("<text x=\"{}\" y=\"{}\">{sum}</text>\n", left + 6, top + 14));
        }
    }

    /// A grid: each cell its count, and under it the word that its colour stands for.
    fn grid(&mut self, figure: &Figure, grid: &Grid) {
        let (wide, high) = (96, 44);
        let size = (90 + wide * grid.columns.len(), 64 + high * grid.rows.len());
        self.picture(&figure.title, &figure.said(), size);
        self.put("<text x=\"0\" y=\"14\" class=\"axis\">");
        self.line(&format!("{} ↑", grid.up));
        self.put("</text>");
        for (row, (label, cells)) in grid.rows.iter().enumerate() {
            let top = 22 + high * row;
            self.label(label, 76, top + 26);
            for (column, cell) in cells.iter().enumerate() {
                self.cell(cell, 84 + wide * column, top, (wide - 3, high - 3));
            }
        }
        let base = 40 + high * grid.rows.len();
        for (column, label) in grid.columns.iter().enumerate() {
            self.put(&format!("<text x=\"{}\" y=\"{base}\" text-anchor=\"middle\">", 84 + wide * column + wide / 2));
            self.line(&cut(label, 12));
            self.put("</text>");
        }
        self.put(&format!("<text x=\"84\" y=\"{}\" class=\"axis\">", base + 18));
        self.line(&format!("{} →", grid.across));
        self.put("</text>\n");
    }

    fn cell(&mut self, cell: &Cell, left: usize, top: usize, (width, height): (usize, usize)) {
        let (class, faint) = (class(cell.colour), if cell.count == 0 { " faint" } else { "" });
        self.put(&format!(
            "<rect class=\"cell {class}{faint}\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" />"
        ));
        let middle = left + width / 2;
        if cell.count > 0 {
            self.put(&format!(
                "<text class=\"count\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                top + 20,
                cell.count
            ));
        }
        self.put(&format!("<text class=\"word{faint}\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">", top + 34));
        self.line(&cut(&cell.mark, 12));
        self.put("</text>\n");
    }

    /// A trend as a line of small bars, as tall as its levels; a window without a value has a dot.
    pub(super) fn trend(&mut self, trend: &Trend) {
        let wide = 8 * trend.levels.len();
        self.put(&format!(
            "<svg class=\"trend\" viewBox=\"0 0 {wide} 20\" width=\"{wide}\" height=\"20\" role=\"img\" aria-label=\""
        ));
        self.line(&trend.said);
        self.put("\"><title>");
        self.line(&trend.said);
        self.put("</title>");
        for (at, level) in trend.levels.iter().enumerate() {
            let left = 8 * at;
            let last = match (at + 1 == trend.levels.len(), trend.running) {
                (true, true) => " last running",
                (true, false) => " last",
                (false, _) => "",
            };
            match level {
                Some(level) => {
                    let height = 3 + 2 * (*level).min(7);
                    let top = 19 - height;
                    self.put(&format!(
                        "<rect class=\"spark{last}\" x=\"{left}\" y=\"{top}\" width=\"6\" height=\"{height}\" />"
                    ));
                }
                None => self.put(&format!("<circle class=\"gap\" cx=\"{}\" cy=\"17\" r=\"1\" />", left + 3)),
            }
        }
        self.put("</svg>");
    }

    /// Opens a figure with its caption, and a picture with what it says in words.
    fn picture(&mut self, title: &str, said: &str, (width, height): (usize, usize)) {
        self.put("<figure><figcaption>");
        self.line(title);
        self.put("</figcaption>\n");
        self.put(&format!(
            "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\""
        ));
        self.line(said);
        self.put("\">\n");
    }

    /// A label that ends at a place.
    fn label(&mut self, label: &str, right: usize, base: usize) {
        self.put(&format!("<text x=\"{right}\" y=\"{base}\" text-anchor=\"end\">"));
        self.line(&cut(label, LABEL));
        self.put("</text>");
    }
}

/// A count as a width of at most `room`.
fn scaled(count: u64, most: u64, room: u64) -> usize {
    let width = u128::from(count) * u128::from(room) / u128::from(most.max(1));
    usize::try_from(width).unwrap_or_default()
}

/// So many letters of a text, with a sign if there were more.
fn cut(text: &str, most: usize) -> String {
    let text = clean_line(text);
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
