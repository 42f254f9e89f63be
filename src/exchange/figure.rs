//! Pictures in a document: each is made of counts, so that every writer can say it. The HTML writer draws it,
//! the others write its table; the words of both come from here.

use super::document::{Colour, Inlines, Table};
use crate::domain::text::{clean_line, sparkline};

/// Counts as bars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// What is counted.
    pub title: String,
    /// The bars: label, count, colour.
    pub bars: Vec<(String, u64, Colour)>,
}

/// A picture of counts; a table where there are no pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// The counts.
    pub chart: Chart,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chart {
    /// A bar of several parts for each row.
    Stacks(Stacks),
    /// Counts on a grid of two scales.
    Grid(Grid),
}

/// A bar of several parts for each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stacks {
    /// What a row is.
    pub of: String,
    /// The parts, the first at the left.
    pub parts: Vec<(String, Colour)>,
    /// The rows: label, a count for each part.
    pub rows: Vec<(String, Vec<u64>)>,
}

/// Counts on a grid of two scales.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// What the scale to the right is.
    pub across: String,
    /// Its steps.
    pub columns: Vec<String>,
    /// What the scale upwards is.
    pub up: String,
    /// Its steps from the top down, with their cells.
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// A cell of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How many are in it.
    pub count: u64,
    /// What the cell stands for, in a word.
    pub mark: String,
    /// Its colour, beside that word.
    pub colour: Colour,
}

/// How a number went over several windows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    /// Its height in each window from 0 to 7; none where it had no value.
    pub levels: Vec<Option<usize>>,
    /// Whether the last window still runs.
    pub running: bool,
    /// The same in words, for whoever does not see the picture.
    pub said: String,
}

impl Trend {
    /// The trend as a line of small bars; behind the bar of a window that still runs stands `…`.
    pub fn line(&self) -> String {
        let bars = sparkline(&self.levels);
        if self.running { format!("{bars}…") } else { bars }
    }
}

impl Figure {
    /// The counts as a table.
    pub fn table(&self) -> Table {
        match &self.chart {
            Chart::Stacks(stacks) => {
                let names =
                    std::iter::once(stacks.of.as_str()).chain(stacks.parts.iter().map(|(name, _)| name.as_str()));
                let header = names.map(Inlines::from).collect();
                let row = |(label, counts): &(String, Vec<u64>)| {
                    let counts = counts.iter().map(|count| Inlines::from(count.to_string()));
                    std::iter::once(Inlines::from(label)).chain(counts).collect()
                };
                Table { header, row_headers: true, rows: stacks.rows.iter().map(row).collect(), ..Table::default() }
            }
            Chart::Grid(grid) => {
                let corner = format!("{} (down) by {} (across)", grid.up, grid.across.to_lowercase());
                let header =
                    std::iter::once(Inlines::from(corner)).chain(grid.columns.iter().map(Inlines::from)).collect();
                let cell = |cell: &Cell| {
                    // An empty cell says nothing, so that those which hold something stand out.
                    let count = if cell.count == 0 { "–".to_owned() } else { format!("{} ", cell.count) };
                    let line = Inlines::from(count);
                    if cell.count == 0 { line } else { line.status(cell.mark.to_uppercase(), cell.colour) }
                };
                let row = |(label, cells): &(String, Vec<Cell>)| {
                    std::iter::once(Inlines::from(label)).chain(cells.iter().map(cell)).collect()
                };
                Table { header, row_headers: true, rows: grid.rows.iter().map(row).collect(), ..Table::default() }
            }
        }
    }

    /// What the picture shows, in a sentence for whoever does not see it.
    pub fn said(&self) -> String {
        let count = |count: u64, what: &str| format!("{what} {count}");
        let rows: Vec<String> = match &self.chart {
            Chart::Stacks(stacks) => {
                let parts = |counts: &[u64]| {
                    let named = stacks.parts.iter().zip(counts).filter(|(_, count)| **count > 0);
                    let said: Vec<String> = named.map(|((name, _), number)| count(*number, name)).collect();
                    if said.is_empty() { "none".to_owned() } else { said.join(", ") }
                };
                stacks.rows.iter().map(|(label, counts)| format!("{label}: {}", parts(counts))).collect()
            }
            Chart::Grid(grid) => {
                let cells = grid.rows.iter().flat_map(|(label, cells)| {
                    let filled = grid.columns.iter().zip(cells).filter(|(_, cell)| cell.count > 0);
                    filled.map(move |(column, cell)| {
                        let place =
                            format!("{} {label}, {} {column}", grid.up.to_lowercase(), grid.across.to_lowercase());
                        count(cell.count, &format!("{place} ({}):", cell.mark))
                    })
                });
                cells.collect()
            }
        };
        let rows = if rows.is_empty() { "nothing".to_owned() } else { rows.join("; ") };
        clean_line(&format!("{}: {rows}", self.title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_the_same_as_its_table() {
        let stacks = Figure {
            title: "Incidents".to_owned(),
            chart: Chart::Stacks(Stacks {
                of: "Month".to_owned(),
                parts: vec![("severe".to_owned(), Colour::Red), ("near-miss".to_owned(), Colour::Grey)],
                rows: vec![("Oct".to_owned(), vec![2, 0]), ("Nov".to_owned(), vec![0, 0])],
            }),
        };
        assert_eq!(stacks.said(), "Incidents: Oct: severe 2; Nov: none");
        let rows = |figure: &Figure| -> Vec<Vec<String>> {
            let table = figure.table();
            let header = table.header.iter().map(Inlines::plain).collect();
            let rows = table.rows.iter().map(|row| row.iter().map(Inlines::plain).collect());
            std::iter::once(header).chain(rows).collect()
        };
        assert_eq!(rows(&stacks), [["Month", "severe", "near-miss"], ["Oct", "2", "0"], ["Nov", "0", "0"]]);
        let cell = |count, mark: &str| Cell { count, mark: mark.to_owned(), colour: Colour::Red };
        let grid = Figure {
            title: "Risks".to_owned(),
            chart: Chart::Grid(Grid {
                across: "Impact".to_owned(),
                columns: vec!["1".to_owned(), "2".to_owned()],
                up: "Likelihood".to_owned(),
                rows: vec![("5".to_owned(), vec![cell(0, "medium"), cell(3, "high")])],
            }),
        };
        assert_eq!(grid.said(), "Risks: likelihood 5, impact 2 (high): 3");
        assert_eq!(rows(&grid), [["Likelihood (down) by impact (across)", "1", "2"], ["5", "–", "3 HIGH"]]);
        let empty = Figure { title: "None".to_owned(), chart: Chart::Stacks(Stacks::default()) };
        assert_eq!(empty.said(), "None: nothing");
    }
}
